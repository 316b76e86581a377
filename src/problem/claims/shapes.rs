//! What several claims speak of: options in order, and changes.

/// Options of an issue in the order that is meant, by position. At least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionOrder {
    /// The issue.
    pub issue: usize,
    /// The options, each once.
    pub options: Vec<u16>,
}

/// From options to other options of the same issues, by position; issues are distinct and in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The issues.
    pub issues: Vec<usize>,
    /// By issue, the option before.
    pub from: Vec<u16>,
    /// By issue, the option after.
    pub to: Vec<u16>,
}
