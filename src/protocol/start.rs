//! What several ways of talking begin with.

use crate::problem::{IssueId, Package, ProposalId, Settled, View};

/// The package that talks begin with: a proposal, or what holds today; and where the question leaves one option, that. None if the
/// model does not say what holds today of its continuous issues.
pub(super) fn start(view: &View, proposal: Option<ProposalId>) -> Option<Package> {
    let problem = view.problem();
    let package = match proposal {
        Some(at) => problem[at].package.clone(),
        None if problem.has_levels() => return None,
        None => Package::new(problem.issues().iter().map(crate::problem::Issue::today).collect::<Vec<_>>()),
    };
    let only = |issue: &IssueId| {
        let mut left = view.options(*issue);
        left.next().filter(|_| left.next().is_none())
    };
    let settled = problem.issue_ids().filter_map(|issue| Some((issue, only(&issue)?)));
    let package =
        settled.fold(package, |package, (issue, option)| package.settling(problem, issue, &Settled::Option(option)));
    let fixed = problem.issue_ids().filter_map(|issue| {
        let [low, high] = &view.ranges()[problem.level_of(issue)?.index()];
        (low == high).then(|| (issue, Settled::Level(low.clone().into())))
    });
    Some(fixed.fold(package, |package, (issue, at)| package.settling(problem, issue, &at)))
}
