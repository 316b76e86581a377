//! The desk in a real browser: headless Chromium, led by `desk.mjs`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What leads the browser, and what looks whether everybody can use the page: packages of npm, which are not kept here.
const PACKAGES: [&str; 2] = ["puppeteer-core@25", "axe-core@4"];

/// The folder with the packages; why not, if it is not there.
fn packages() -> Result<PathBuf, String> {
    let folder = std::env::var_os("ZOPA_DESK_PACKAGES")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("desk-packages"), PathBuf::from);
    if folder.join("node_modules/puppeteer-core").is_dir() {
        return Ok(folder);
    }
    let hint = format!("npm install --prefix {} {}", folder.display(), PACKAGES.join(" "));
    if std::env::var_os("ZOPA_DESK_INSTALL").is_none() {
        return Err(format!(
            "the packages that lead a browser are not there; ZOPA_DESK_INSTALL=1 installs them ({hint})"
        ));
    }
    let _ = std::fs::create_dir_all(&folder);
    let npm = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
        .arg(&folder)
        .args(PACKAGES)
        .output()
        .map_err(|error| format!("npm does not run: {error}"))?;
    npm.status.success().then_some(folder).ok_or_else(|| format!("{hint} does not work here"))
}

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROME").map(PathBuf::from);
    let known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(known).find(|path| path.is_file())
}

#[test]
fn the_desk_works_in_a_browser() {
    let ready = || -> Result<(PathBuf, PathBuf), String> {
        let browser = browser().ok_or("there is no Chromium (CHROME names one)")?;
        let node = Command::new("node").arg("--version").output().map_err(|_| "there is no Node")?;
        let version = String::from_utf8_lossy(&node.stdout).trim().trim_start_matches('v').to_owned();
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
        if major < 20 {
            return Err(format!("Node 20 is needed, and this is {version}"));
        }
        Ok((browser, packages()?))
    };
    let (browser, packages) = match ready() {
        Ok(ready) => ready,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    let status = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desk.mjs"))
        .env("ZOPA_SERVE", env!("CARGO_BIN_EXE_zopa-serve"))
        .env("ZOPA_DESK_PACKAGES", packages)
        .env("CHROME", browser)
        .env("ZOPA_DESK_OPTIMISED", if cfg!(debug_assertions) { "" } else { "1" })
        .status()
        .expect("Node runs");
    assert!(status.success());
}
