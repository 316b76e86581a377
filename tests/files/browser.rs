//! Pages in a real browser: Chromium, driven through node. They look the same with scripts and without, ask nothing of the network,
//! fit on a small screen, can be printed, and axe-core finds nothing wrong with them, in light and in dark.
//!
//! `scripts/browser-test` brings what it needs and runs it; without that, the test says that it skips. Pictures are compared with
//! those that were kept of the same version of Chromium, in `tests/browser`; of other versions they are not.

use crate::support::{browser, directory, ends, root};
use serde_json::Value;
use std::io::Write;
use std::process::Command;

/// Names that would be markup, or turn the text around, or go on for ever.
fn hostile() -> String {
    let model = std::fs::read_to_string(root().join("models/examples/first-steps.json")).expect("a model");
    let name = format!(
        "</title></style><script>alert(1)</script><img src=//x.test/a onerror=alert(2)>\\u202e{}",
        "x ".repeat(50_000)
    );
    let long = "y".repeat(100_000);
    model.replace("\"Client\"", &format!("\"{name}\"")).replace("\"Studio\"", &format!("\"{long}\""))
}

#[test]
fn pages_are_whole_in_a_browser() {
    // Past the test runner, which would keep it to itself.
    let skip =
        |why: &str| drop(writeln!(std::io::stderr(), "skipped, pages in a browser: {why} (scripts/browser-test)"));
    let own = root().join("tests/browser");
    let (chromium, folder) = match browser::found(own.clone()) {
        Ok(found) => found,
        Err(why) => return skip(why),
    };
    let made = directory("browser");
    std::fs::write(made.join("hostile.json"), hostile()).expect("a file");
    let hostile = made.join("hostile.html");
    let model = made.join("hostile.json");
    let [model, page] = [&model, &hostile].map(|path| path.to_str().expect("a path"));
    ends(&["report", model, "--output", page], 0);
    let golden = ["first-steps", "no-deal", "levels", "two-scenarios", "bill-and-jack"];
    let golden = golden.map(|name| root().join(format!("tests/golden/html/{name}.html")));
    // Modules are looked for beside the script.
    let script = folder.join("zopa-look.mjs");
    std::fs::copy(own.join("look.mjs"), &script).expect("a file");
    let keep = if std::env::var_os("UPDATE_EXPECT").is_some() { "keep" } else { "compare" };
    let output = Command::new("node")
        .args([&script, &chromium, &own])
        .arg(keep)
        .args(golden)
        .args([root().join("docs/report.html"), hostile])
        .output();
    let _ = std::fs::remove_file(&script);
    let Ok(output) = output else { return skip("there is no node") };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["wrong"], Value::Array(Vec::new()), "{:#}", found["wrong"]);
    if found["compared"] == 0 && keep == "compare" {
        let _ = writeln!(
            std::io::stderr(),
            "no pictures of Chromium {} were kept, and none was compared",
            found["version"]
        );
    }
}
