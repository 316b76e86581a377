//! Running the real program, and models for it.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

pub mod browser;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Once;
use zopa::BackEnd;

/// The top level of the project: the tests are of the package of the program.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder above")
}

pub fn zopa(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zopa"));
    command.args(arguments).current_dir(root()).env_remove("NO_COLOR");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    zopa(arguments).output().expect("the program runs")
}

/// Runs the program, and looks at how it ended.
pub fn ends(arguments: &[&str], status: i32) -> Output {
    let output = run(arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{out}\n{err}");
    output
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Begins the program, with pipes for all that it reads and writes.
pub fn begun(arguments: &[&str]) -> Child {
    let mut command = zopa(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

/// The same with a text on standard input.
pub fn begun_with(arguments: &[&str], input: &[u8]) -> Child {
    let mut child = begun(arguments);
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child
}

/// Runs the program with a text on standard input.
pub fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    begun_with(arguments, input).wait_with_output().expect("it ends")
}

/// A directory of this test's own.
pub fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a directory");
    path
}

/// A model with values drawn from a fixed sequence.
pub fn generated(parties: usize, issues: usize, options: usize) -> String {
    let mut state = 7u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 100
    };
    let members =
        |count: usize, member: &mut dyn FnMut(usize) -> String| (0..count).map(member).collect::<Vec<_>>().join(",");
    let people = members(parties, &mut |p| format!(r#""p{p}":{{"disagreement":0}}"#));
    let choices = members(options, &mut |o| format!(r#""o{o}":{{}}"#));
    let matters = members(issues, &mut |i| format!(r#""i{i}":{{"options":{{{choices}}}}}"#));
    let utilities = members(parties, &mut |p| {
        let values = members(issues, &mut |i| {
            format!(r#""i{i}":{{{}}}"#, members(options, &mut |o| format!(r#""o{o}":{}"#, draw())))
        });
        format!(r#""p{p}":{{"constant":-{},"values":{{{values}}}}}"#, issues * 40)
    });
    format!(r#"{{"zopa":1,"parties":{{{people}}},"issues":{{{matters}}},"utilities":{{{utilities}}}}}"#)
}

/// Compares a page with the one that is kept.
pub fn as_kept(page: &[u8], name: &str) {
    let path = root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, page).expect("written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden page; UPDATE_EXPECT=1 writes it");
    assert_eq!(text(page), expected, "UPDATE_EXPECT=1 rewrites the golden page");
}

/// HiGHS, or a line that says why not. It is written past the test runner, which would keep it to itself.
pub fn highs() -> Option<BackEnd> {
    static SAID: Once = Once::new();
    let highs = BackEnd::highs(None);
    if let Err(error) = &highs {
        assert!(std::env::var_os("HIGHS_LIB").is_none_or(|name| name.is_empty()), "{error}");
        SAID.call_once(|| {
            let _ = writeln!(std::io::stderr(), "skipped, all that HiGHS would solve: {error}");
        });
    }
    highs.ok()
}
