//! A package: one option for every issue.

use super::Problem;

/// One option for every issue: a complete deal. Indexed by issue in declaration order; each entry is the position of
/// the option in its issue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package(Box<[u16]>);

impl Package {
    /// A package from option positions, by issue. Positions must exist in the problem it is used with.
    pub fn new(options: impl Into<Box<[u16]>>) -> Self {
        Package(options.into())
    }

    /// Option positions by issue.
    pub fn options(&self) -> &[u16] {
        &self.0
    }

    /// The ids of issues and chosen options, in declaration order.
    pub fn ids<'a>(&'a self, problem: &'a Problem) -> impl Iterator<Item = (&'a str, &'a str)> {
        problem.issues.iter().zip(&self.0).map(|(issue, &option)| {
            let option = &issue.options[usize::from(option)];
            (issue.id.as_str(), option.id.as_str())
        })
    }
}
