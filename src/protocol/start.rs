//! What several ways of talking begin with.

use crate::problem::{Package, ProposalId, View};

/// The package that talks begin with: a proposal, or what holds today. None if the model does not say that of its continuous
/// issues.
pub(super) fn start(view: &View, proposal: Option<ProposalId>) -> Option<Package> {
    let problem = view.problem();
    match proposal {
        Some(at) => Some(problem[at].package.clone()),
        None if problem.has_levels() => None,
        None => Some(Package::new(problem.issues().iter().map(crate::problem::Issue::today).collect::<Vec<_>>())),
    }
}
