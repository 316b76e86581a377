//! Promises: attacks and breaches that must not pay, and what has to be carried out when the time has come.

use super::state::Ends;
use super::{Condition, Constraint, ConstraintKind, DecidingPayoff, Derived, IssueId, Package, PartyId, Problem};
use crate::exact::{Number, Polynomial};
use crate::model::Path;

/// What holds, or would be broken, by the payoffs of an event.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its id, or where it stands in the file.
    pub name: String,
    /// Whose belief, or whose trust, the event decides.
    pub party: PartyId,
    /// What kind of event it is: `attack`, `breach` or `execution`.
    pub kind: &'static str,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
    /// Whether packages that break it are not agreed anyway.
    pub must_hold: bool,
    /// Where it is asked: conditions that exclude each other.
    pub(crate) asked: Vec<Condition>,
    /// Where it is asked, and would be broken.
    pub(crate) broken: Vec<Condition>,
}

impl Promise {
    /// Whether it is asked where a package is agreed.
    pub fn is_asked(&self, package: &Package) -> bool {
        some_hold(&self.asked, package)
    }

    /// Whether it would be broken where a package is agreed.
    pub fn is_broken(&self, package: &Package) -> bool {
        some_hold(&self.broken, package)
    }
}

fn some_hold(conditions: &[Condition], package: &Package) -> bool {
    let option = |issue: IssueId| package.option(issue);
    conditions.iter().any(|condition| condition.holds(option))
}

impl Problem {
    /// The promises whose payoffs decide whether they hold, in the order of the file.
    pub fn promises(&self) -> &[Promise] {
        &self.promises
    }

    /// The payoffs that decide about a promise where a package is agreed: of several times those of the first at which it does not
    /// hold; if it holds at all, of that at which keeping it is worth least.
    pub fn payoffs_of(&self, promise: &Promise, package: &Package) -> Option<&Derived> {
        let asked = self.times_of(promise, package);
        let broken = asked.iter().copied().find(|event| !event.holds());
        broken.or_else(|| asked.into_iter().min_by(|a, b| a.margin().cmp(&b.margin())))
    }

    /// The same for all times at which it is asked, in their order.
    pub fn times_of(&self, promise: &Promise, package: &Package) -> Vec<&Derived> {
        let of = |event: &&Derived| event.path == promise.path && event.has_payoffs_of(package);
        self.derived.iter().filter(of).collect()
    }

    /// The payoffs of the time that [`Problem::payoffs_of`] tells, each with where it would have to stand for the promise to hold. One
    /// that this time gives itself moves alone; any other moves at all times that do not give it. It has to hold at all of them.
    pub fn deciding_payoffs(&self, promise: &Promise, package: &Package) -> Vec<DecidingPayoff> {
        let Some(told) = self.payoffs_of(promise, package) else { return Vec::new() };
        let times = self.times_of(promise, package);
        let one = |(at, (&name, payoff)): (usize, (&&'static str, &Polynomial))| {
            let alone = told.own.contains(&name);
            let moves = |event: &Derived| match alone {
                true => event.period == told.period,
                false => !event.own.contains(&name),
            };
            let mut holds: Option<Ends> = Some([None, None]);
            for event in &times {
                let ends = match moves(event) {
                    true => event.holds_within(at),
                    false => event.holds().then_some([None, None]),
                };
                holds = holds.zip(ends).map(|([low, high], [from, to])| {
                    // None is less than anything.
                    [low.max(from), high.into_iter().chain(to).min()]
                });
            }
            let (limit, holds_from) = match holds {
                Some([Some(from), None]) => (Some(from), true),
                Some([None, Some(to)]) => (Some(to), false),
                _ => (None, false),
            };
            DecidingPayoff { name, value: payoff.constant.clone().into(), limit: limit.map(Number::from), holds_from }
        };
        told.payoffs.keys().iter().zip(told.payoffs.numbers()).enumerate().map(one).collect()
    }

    /// The same problem where all promises must hold; none if one holds with no package at all.
    pub(crate) fn with_promises_held(&self) -> Option<Problem> {
        let mut problem = self.clone();
        for promise in self.promises.iter().filter(|promise| !promise.broken.is_empty()) {
            let of = promise.broken.clone();
            if of.iter().any(|condition| condition.0.is_empty()) {
                return None;
            }
            problem.constraints.push(Constraint {
                kind: ConstraintKind::Count { of, min: 0, max: 0 },
                party: None,
                name: promise.name.clone(),
                because: promise.because.clone(),
                path: promise.path.clone(),
                binding: true,
            });
        }
        Some(problem)
    }
}
