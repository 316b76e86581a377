//! How commands end, and what that says to the shell.

/// What every help text ends with.
pub const STATUSES: &str = "\
Exit status:
  0  answered
  1  answered in the negative: no agreement, the package is refused, no trade or counteroffer was
     found, an assumption is refuted, an agreement is spurious, or statements contradict each other
  2  the input or the command line is wrong
  3  stopped before the answer was proven (what was found so far is reported)";

/// How a command ends, if nothing was wrong with its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Answered.
    Answered,
    /// Answered in the negative.
    Negative,
    /// Stopped before the answer was proven.
    Stopped,
}

/// What is wrong with the input or the command line: a text for standard error.
pub struct Failure(pub String);

impl Failure {
    /// A message, with what to do about it.
    pub fn new(message: &str, help: Option<&str>) -> Self {
        let help = help.map(|help| format!("\n  help: {help}")).unwrap_or_default();
        Failure(format!("error: {message}{help}\n"))
    }
}
