//! The desk in a real browser: headless Chromium, led by `desk.mjs`.

use crate::browser;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_desk_works_in_a_browser() {
    let ready = || -> Result<(PathBuf, PathBuf), String> {
        let found = browser::found(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser"))?;
        let node = Command::new("node").arg("--version").output().map_err(|_| "there is no Node")?;
        let version = String::from_utf8_lossy(&node.stdout).trim().trim_start_matches('v').to_owned();
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
        if major < 20 {
            return Err(format!("Node 20 is needed, and this is {version}"));
        }
        Ok(found)
    };
    let (chromium, modules) = match ready() {
        Ok(ready) => ready,
        Err(why) => {
            println!("skipped: {why} (scripts/browser-test)");
            return;
        }
    };
    let status = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desk.mjs"))
        .env("ZOPA_SERVE", env!("CARGO_BIN_EXE_zopa-serve"))
        .env("ZOPA_NODE", modules)
        .env("CHROMIUM", chromium)
        .env("ZOPA_DESK_OPTIMISED", if cfg!(debug_assertions) { "" } else { "1" })
        .status()
        .expect("Node runs");
    assert!(status.success());
}
