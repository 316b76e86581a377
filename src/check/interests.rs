//! What parties want: nothing that the model tells, all the same, or more than they can fail to get.

use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::problem::{IssueId, LevelTerm, PartyId, Problem, View};
use crate::search::Structure;
use crate::text::words::list;
use num_rational::BigRational;
use std::cmp::Ordering;

/// Parties of which the model does not say what packages are worth to them.
pub(super) fn check_silent(problem: &Problem, warnings: &mut Diagnostics) {
    for at in problem.party_ids().filter(|at| problem.is_silent_of(*at)) {
        let id = &problem[at].id;
        let message = format!("nothing says what packages are worth to `{id}`: each counts as 0");
        let warning = Diagnostic::new(Code::NoUtilities, Place::key(&Path::root().key("parties").key(id)), message);
        let help = format!("add its values: \"utilities\": {{ \"{id}\": {{ \"values\": {{ … }} }} }}");
        warnings.push(warning.help(help));
    }
}

/// Issues that all parties want settled alike.
pub(super) fn check_shared(problem: &Problem, warnings: &mut Diagnostics) {
    if problem.parties.len() < 2 {
        return;
    }
    for at in problem.issue_ids().filter(|at| is_shared(problem, *at)) {
        let issue = &problem[at];
        let message =
            format!("all parties want `{}` settled alike: what is better for one is worse for none", issue.id);
        let place = Place::key(&Path::root().key("issues").key(&issue.id));
        let warning = Diagnostic::new(Code::SharedInterest, place, message);
        warnings.push(warning.help("if that is not meant, look at the signs of its values"));
    }
}

/// Whether each party cares about an issue by itself, and none wants it otherwise than another.
fn is_shared(problem: &Problem, at: IssueId) -> bool {
    let parties = problem.parties.len();
    let asks = |term: &LevelTerm| term.condition.iter().any(|condition| condition.0.iter().any(|(one, _)| *one == at));
    // What is closer than the error of a curve may be the other way round.
    if problem.approximations().iter().any(|curve| curve.issue == at) {
        return false;
    }
    if problem.factors.iter().any(|factor| factor.scope.contains(&at.index())) || problem.levels.terms.iter().any(asks)
    {
        return false;
    }
    if problem[at].continuous {
        let rises = problem.party_ids().map(|party| {
            let own = |term: &&LevelTerm| term.party == party && problem[term.level].issue == at;
            match problem.levels.terms.iter().filter(own).collect::<Vec<_>>().as_slice() {
                [only] if only.condition.is_none() => course(only.curve.points()),
                _ => None,
            }
        });
        let rises: Option<Vec<Ordering>> = rises.collect();
        return rises.is_some_and(|rises| rises.windows(2).all(|pair| pair[0] == pair[1]));
    }
    let values = &problem.values[at.index()];
    let mut rows: Vec<&[i64]> = values.chunks(parties).collect();
    rows.sort_unstable();
    let cares = |party: usize| rows.iter().any(|row| row[party] != rows[0][party]);
    rows.len() > 1
        && (0..parties).all(cares)
        && rows.windows(2).all(|pair| pair[0].iter().zip(pair[1]).all(|(lower, higher)| lower <= higher))
}

/// Whether a curve only rises or only falls, somewhere at least.
fn course(points: &[(BigRational, BigRational)]) -> Option<Ordering> {
    let mut steps = points.windows(2).map(|pair| pair[1].1.cmp(&pair[0].1)).filter(|step| step.is_ne());
    let first = steps.next()?;
    steps.all(|step| step == first).then_some(first)
}

/// That everybody accepts every feasible package.
pub(super) fn check_acceptance(view: &View, structure: &Structure, warnings: &mut Diagnostics) {
    let problem = view.problem();
    // Who ranks says by `accepts` what it refuses, and by nothing that it refuses nothing.
    if problem.is_order_only() {
        return;
    }
    let accepts = |party: PartyId| {
        let least = view.gain(party, structure.extremes(problem, party.index()).0);
        view.gain_in_units(party, least) >= problem.error(party)
    };
    if problem.parties.len() < 2 || problem.issues.iter().all(|issue| issue.options.len() < 2) {
        return;
    }
    if problem.party_ids().all(accepts) {
        let without: Vec<String> = problem.party_ids().map(|at| view.disagreement(at).to_string()).collect();
        let message = "every party accepts every feasible package";
        let warning = Diagnostic::new(Code::AllAccept, Place::key(&Path::root().key("parties")), message);
        let help = format!("what they have without a deal ({}) may be too little", list(&without));
        warnings.push(warning.help(help));
    }
}
