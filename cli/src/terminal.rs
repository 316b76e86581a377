//! What a person sees beside results: standard error, and whether marks and colours are wanted.

use std::io::{IsTerminal, Write, stderr};

/// Writes to standard error; if that is not possible, there is nobody to tell.
pub fn complain(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}

/// Whether standard error may be coloured.
pub fn color_on_stderr() -> bool {
    stderr().is_terminal() && color_allowed()
}

/// Whether marks and colours are wanted at all.
pub fn color_allowed() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
