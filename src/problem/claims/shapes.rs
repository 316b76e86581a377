//! What several claims speak of: options in order, and changes.

use crate::problem::{IssueId, OptionId};

/// Options of an issue in the order that is meant. At least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionOrder {
    /// The issue.
    pub issue: IssueId,
    /// The options, each once.
    pub options: Vec<OptionId>,
}

/// From options to other options of the same issues; issues are distinct and in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The issues.
    pub issues: Vec<IssueId>,
    /// By issue, the option before.
    pub from: Vec<OptionId>,
    /// By issue, the option after.
    pub to: Vec<OptionId>,
}
