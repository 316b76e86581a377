//! The desk in a real browser: headless Chromium, led by `desk.mjs`; with a server, and as the page that needs none.

use crate::{browser, wasm};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Node, Chromium and the modules that lead it; or why they are not there.
fn ready() -> Result<(PathBuf, PathBuf), String> {
    let found = browser::found(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser"))?;
    wasm::node()?;
    Ok(found)
}

/// Leads the browser, or says why not.
fn lead(with: impl FnOnce(&mut Command) -> Result<(), String>) {
    let mut node = Command::new("node");
    let led = ready().and_then(|(chromium, modules)| {
        node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desk.mjs"))
            .env("ZOPA_SERVE", env!("CARGO_BIN_EXE_zopa-serve"))
            .env("ZOPA_NODE", modules)
            .env("CHROMIUM", chromium);
        with(&mut node)
    });
    match led {
        Ok(()) => assert!(node.status().expect("Node runs").success()),
        Err(why) => drop(writeln!(std::io::stderr(), "skipped, the desk in a browser: {why} (scripts/browser-test)")),
    }
}

#[test]
fn the_desk_works_in_a_browser() {
    lead(|node| {
        node.env("ZOPA_DESK_OPTIMISED", if cfg!(debug_assertions) { "" } else { "1" });
        Ok(())
    });
}

/// All that is done with a server, and nothing is asked of anybody.
#[test]
fn the_desk_works_without_a_server() {
    lead(|node| {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/pruitt-lewis-1975.json");
        let made = Command::new(env!("CARGO_BIN_EXE_zopa-serve"))
            .args(["--playground".as_ref(), "--wasm".as_ref(), wasm::program()?.as_os_str(), model.as_os_str()])
            .output()
            .expect("the program runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("playground.html");
        std::fs::write(&page, made.stdout).expect("a page");
        node.env("ZOPA_PLAYGROUND", page).env("ZOPA_PLAYGROUND_BEGINS", "pruitt-lewis-1975.json");
        Ok(())
    });
}
