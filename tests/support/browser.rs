//! A real browser, and what leads it: found where `scripts/browser-test` has put them.

use std::path::PathBuf;

/// Chromium, which `CHROMIUM` may name, and a folder in which Node finds puppeteer-core and axe-core: `ZOPA_NODE`, or the one given.
///
/// # Errors
/// What is missing, as a sentence without an end.
pub fn found(modules: PathBuf) -> Result<(PathBuf, PathBuf), &'static str> {
    let folder = std::env::var_os("ZOPA_NODE").map_or(modules, PathBuf::from);
    if !["puppeteer-core", "axe-core"].iter().all(|module| folder.join("node_modules").join(module).is_dir()) {
        return Err("there are no modules for node");
    }
    let browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let given = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let chromium = given.into_iter().chain(browsers).find(|path| path.is_file());
    chromium.map(|chromium| (chromium, folder)).ok_or("there is no Chromium")
}
