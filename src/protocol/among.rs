//! A concept of some of the parties: what they choose by their own gains, whatever that is to the others.

use crate::concept::{Aim, Concept, Goal, Objective, Setting, Value};
use crate::exact::Score;
use crate::problem::View;

/// A concept of its members; whoever is no member does not count.
pub(crate) struct Among<'c> {
    /// The concept.
    pub concept: &'c dyn Concept,
    /// By party, whether it is a member; who stands behind the end is none.
    pub members: Vec<bool>,
}

/// The question to some parties alone: they ask for their consent, and the others accept anything, so that their gains are counted
/// from what they get at worst.
pub(crate) fn asking<'p>(view: &View<'p>, members: &[bool]) -> View<'p> {
    let others = view.problem().party_ids().filter(|party| !members[party.index()]);
    let all = view.clone().with_consent_of(&vec![true; view.parties()]);
    others.fold(all, View::accepting_anything)
}

impl Among<'_> {
    /// What the members know of the problem.
    fn own(&self, setting: &Setting) -> (Setting, Vec<bool>) {
        let mut members = self.members.clone();
        members.resize(setting.parties(), false);
        fn own<T: Clone>(all: &[T], members: &[bool]) -> Vec<T> {
            all.iter().zip(members).filter(|(_, member)| **member).map(|(one, _)| one.clone()).collect()
        }
        let mut setting = Setting {
            scales: own(&setting.scales, &members),
            ideal: own(&setting.ideal, &members),
            disagreement: own(&setting.disagreement, &members),
            weights: own(&setting.weights, &members),
            exponents: own(&setting.exponents, &members),
        };
        if setting.exponents.iter().all(|exponent| *exponent == 0) {
            // Among themselves, those who weigh nothing weigh the same.
            setting.exponents.fill(1);
            setting.weights.fill(1.into());
        }
        (setting, members)
    }
}

impl Concept for Among<'_> {
    fn id(&self) -> &'static str {
        self.concept.id()
    }

    fn name(&self) -> &'static str {
        self.concept.name()
    }

    fn measures(&self) -> &'static str {
        self.concept.measures()
    }

    fn less_is_better(&self) -> bool {
        self.concept.less_is_better()
    }

    fn compares_parties(&self) -> bool {
        self.concept.compares_parties()
    }

    fn needs_ideal(&self) -> bool {
        self.concept.needs_ideal()
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let (own, members) = self.own(setting);
        match self.concept.goal(&own) {
            Goal::Measure(aim) => {
                let Aim { measure, times, plus, root } = *aim;
                Aim { measure: measure.among(&members), times, plus, root }.into()
            }
            Goal::Objective(objective) => Goal::Objective(Box::new(Narrowed { objective, members })),
            Goal::Apart => Goal::Apart,
        }
    }
}

/// An objective of the members' gains.
struct Narrowed {
    objective: Box<dyn Objective>,
    members: Vec<bool>,
}

impl Narrowed {
    fn own(&self, gains: &[i64]) -> Vec<i64> {
        gains.iter().zip(&self.members).filter(|(_, member)| **member).map(|(gain, _)| *gain).collect()
    }
}

impl Objective for Narrowed {
    fn score(&self, gains: &[i64]) -> Score {
        self.objective.score(&self.own(gains))
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        self.objective.value(&self.own(gains))
    }

    fn is_degenerate(&self, gains: &[i64]) -> bool {
        self.objective.is_degenerate(&self.own(gains))
    }
}
