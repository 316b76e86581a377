//! The corners of a mixed problem: a problem without continuous issues that bounds all weighted sums.
//!
//! A continuous issue becomes one with an option for each level at which some curve bends, and for the two ends. Between
//! two such levels every utility is linear, so that a weighted sum of utilities is largest at one of them: whatever
//! options and levels reach, some corner with the same options reaches too. The same holds for what a rule over levels
//! leaves, its slack. So each side of such a rule becomes a party, a seat, whose utility is the slack: it accepts where
//! the rule holds, and weights can count it, while corners that break the rule stay (levels between them may keep it).
//!
//! Ceilings are left out: the smaller of a sum and of a ceiling is often largest between corners. Weights divide between the
//! two instead (`search/weights.rs`), and what they give to a ceiling is the same for all corners.
//!
//! The corners are written as a model and compiled like one, so that sums are proven not to overflow.

use super::MixedView;
use super::region::Side;
use crate::model::{
    Condition, Conditions, Continuous, Diagnostics, Interaction, Keyed, Level, Model, OptionList, Party, Path, Place,
    Quantity, Utility, Values,
};
use crate::problem::{MAX_PARTIES, Problem, View};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Sides of rules over levels that have a seat, at most.
const MAX_SEATS: usize = 64;

/// The corners.
pub(super) struct Corners {
    /// Its parties are those of the problem, then the seats.
    pub problem: Problem,
    /// By seat, the side of a rule whose slack is its utility.
    pub seats: Vec<Side>,
}

impl Corners {
    /// Makes the corners of a question.
    ///
    /// # Errors
    /// If sums could overflow.
    pub(super) fn new(view: &MixedView) -> Result<Corners, Diagnostics> {
        let bends: Vec<Vec<BigRational>> = (0..view.ranges.len()).map(|level| bends(view, level)).collect();
        let mut model = sampled(view, &bends);
        model.utilities.0.iter_mut().for_each(|(_, utility)| utility.at_most = None);
        let (ids, seats): (Vec<String>, Vec<Side>) = seats(view, &bends, &mut model).into_iter().unzip();
        let problem = Problem::compile_with_seats(&model, MAX_PARTIES + MAX_SEATS)
            .map_err(|diagnostics| at_rules(view, diagnostics, &ids, &seats))?;
        Ok(Corners { problem, seats })
    }

    /// The question about the corners: the same options, the same rules lifted.
    pub(super) fn view(&self, asked: &MixedView) -> View<'_> {
        same_question(&self.problem, asked)
    }
}

/// The question about a problem that has levels as options: the same other options, the same rules lifted.
pub(super) fn same_question<'p>(problem: &'p Problem, asked: &MixedView) -> View<'p> {
    let mut view = problem.view();
    for (at, issue) in asked.mixed.problem.issues().iter().enumerate() {
        if !issue.continuous {
            let options: Vec<u16> = asked.view.options(at).collect();
            view = view.keep(at, &options);
        }
    }
    let in_force: Vec<usize> = asked.view.constraints().map(|(at, _)| at).collect();
    let lifted = (0..problem.constraints().len()).filter(|at| !in_force.contains(at));
    lifted.fold(view, View::lift)
}

/// The model with the levels of continuous issues as options, and without the rules over levels.
pub(super) fn sampled(view: &MixedView, bends: &[Vec<BigRational>]) -> Model {
    let mixed = view.mixed;
    let mut model = mixed.model.clone();
    model.proposals = Keyed::default();
    model.assumptions = Vec::new();
    let ids: Vec<String> = mixed.problem.issues().iter().map(|issue| issue.id.clone()).collect();
    for (level, bends) in mixed.levels.issues.iter().zip(bends) {
        if let Some((_, issue)) = model.issues.0.get_mut(level.issue) {
            issue.continuous = None::<Continuous>;
            issue.baseline = None;
            issue.options = Some(OptionList::Ids(bends.iter().map(name).collect()));
        }
    }
    let rules: Vec<_> = mixed.levels.rules.iter().map(|rule| &rule.path).collect();
    let mut at = 0;
    let root = crate::model::Path::root().key("rules");
    model.rules.retain_mut(|rule| {
        let of_levels = rules.contains(&&root.index(at));
        at += 1;
        // What a conclusion asks of options stays.
        let Some(then) = rule.then.as_mut().filter(|_| of_levels) else { return !of_levels };
        then.0.retain(|(id, _)| mixed.level_of_id(id).is_none());
        !then.is_empty()
    });
    for (_, utility) in &mut model.utilities.0 {
        utility.values.0.retain(|(id, _)| mixed.level_of_id(id).is_none());
        utility.interactions.retain(|interaction| interaction.add.is_some());
        utility.interactions.iter_mut().for_each(|interaction| interaction.values = Keyed::default());
    }
    // Everybody has an entry.
    for (id, _) in mixed.model.parties.iter() {
        if model.utilities.get(id).is_none() {
            model.utilities.insert(id, Utility::default());
        }
    }
    for term in &mixed.levels.terms {
        let Some(id) = mixed.problem.parties().get(term.party).map(|party| &party.id) else { continue };
        let issue = &ids[mixed.levels.issues[term.level].issue];
        let Some((_, utility)) = model.utilities.0.iter_mut().find(|(other, _)| other == id) else { continue };
        let values = bends[term.level].iter().map(|level| (name(level), term.curve.at(level)));
        match &term.condition {
            None => utility.values.insert(issue, by_option(values)),
            Some(_) => {
                let when = condition_of(mixed, term);
                for (level, add) in values.filter(|(_, add)| !add.is_zero()) {
                    let mut when = when.clone();
                    when.insert(issue, Condition::One(Level::Id(level)));
                    utility.interactions.push(Interaction { when, add: Some(quantity(add)), ..Interaction::default() });
                }
            }
        }
    }
    model
}

/// Adds a party for each side of each rule over levels, as long as there are seats; their ids.
fn seats(view: &MixedView, bends: &[Vec<BigRational>], model: &mut Model) -> Vec<(String, Side)> {
    let mixed = view.mixed;
    let ids: Vec<&str> = mixed.problem.issues().iter().map(|issue| issue.id.as_str()).collect();
    let mut seats = Vec::new();
    for (at, rule) in view.level_rules() {
        for side in [rule.max.as_ref().map(|max| (max, false)), rule.min.as_ref().map(|min| (min, true))] {
            let Some((bound, turned)) = side else { continue };
            // Without a seat a rule is not seen here: a weaker bound, not a wrong one.
            if seats.len() == MAX_SEATS {
                continue;
            }
            let sign = |number: BigRational| if turned { number } else { -number };
            let mut utility = Utility { constant: Some(quantity(-sign(bound.clone()))), ..Utility::default() };
            let mut least = -sign(bound.clone());
            for (issue, coefficients) in &rule.options {
                let options = mixed.problem.issues()[*issue].options.iter().map(|option| option.id.clone());
                let values: Vec<BigRational> = coefficients.iter().map(|c| sign(c.clone())).collect();
                least += values.iter().min().cloned().unwrap_or_default();
                utility.values.insert(ids[*issue], by_option(options.zip(values)));
            }
            for (level, per_unit) in &rule.levels {
                let values: Vec<BigRational> = bends[*level].iter().map(|level| sign(level * per_unit)).collect();
                least += values.iter().min().cloned().unwrap_or_default();
                let issue = ids[mixed.levels.issues[*level].issue];
                utility.values.insert(issue, by_option(bends[*level].iter().map(name).zip(values)));
            }
            if rule.premise.is_some() && least.is_negative() {
                // Where the premise fails, the slack is never short.
                let when = premise_of(mixed, at);
                utility.constant = Some(quantity(-sign(bound.clone()) - &least));
                utility.interactions.push(Interaction { when, add: Some(quantity(least)), ..Interaction::default() });
            }
            let id = seat(&model.parties);
            seats.push((id.clone(), (at, turned)));
            model.parties.insert(&id, Party { disagreement: 0.into(), weight: Some(0.into()), ..Party::default() });
            model.utilities.insert(id, utility);
        }
    }
    seats
}

/// What overflows in the utilities of a seat is the rule's.
fn at_rules(view: &MixedView, mut diagnostics: Diagnostics, ids: &[String], seats: &[Side]) -> Diagnostics {
    let parties = Path::root().key("parties");
    for diagnostic in &mut diagnostics.0 {
        let seat = ids.iter().position(|id| diagnostic.place.path == parties.key(id));
        if let Some((rule, _)) = seat.map(|seat| &seats[seat]) {
            diagnostic.place = Place::value(&view.mixed.levels.rules[*rule].path);
            diagnostic.message =
                "the numbers of this rule are too large, or too finely divided, to be added exactly".to_owned();
            diagnostic.help = Some("use fewer digits".to_owned());
        }
    }
    diagnostics
}

impl super::Mixed {
    fn level_of_id(&self, id: &str) -> Option<usize> {
        self.levels.issues.iter().position(|level| self.problem.issues()[level.issue].id == id)
    }
}

/// The levels of a continuous issue at which some curve bends, and both ends of what remains of its range.
pub(super) fn bends(view: &MixedView, level: usize) -> Vec<BigRational> {
    let [low, high] = &view.ranges[level];
    let mut bends = vec![low.clone(), high.clone()];
    for term in view.mixed.levels.terms.iter().filter(|term| term.level == level) {
        bends.extend(term.curve.kinks(low, high).cloned());
    }
    bends.sort();
    bends.dedup();
    bends
}

pub(super) fn name(level: &BigRational) -> String {
    level.to_string()
}

pub(super) fn quantity(number: BigRational) -> Quantity {
    crate::exact::Number::from(number).into()
}

pub(super) fn by_option(values: impl Iterator<Item = (String, BigRational)>) -> Values {
    Values::ByOption(values.map(|(option, value)| (option, quantity(value))).collect())
}

/// The author's condition of a term: its path leads to it.
fn condition_of(mixed: &super::Mixed, term: &crate::problem::LevelTerm) -> Conditions {
    term.condition.as_ref().map(|condition| written(mixed, condition)).unwrap_or_default()
}

pub(super) fn premise_of(mixed: &super::Mixed, rule: usize) -> Conditions {
    mixed.levels.rules[rule].premise.as_ref().map(|premise| written(mixed, premise)).unwrap_or_default()
}

/// A condition on positions, written out with ids.
fn written(mixed: &super::Mixed, condition: &crate::problem::Condition) -> Conditions {
    let entry = |(issue, set): &(usize, crate::problem::OptionSet)| {
        let issue = &mixed.problem.issues()[*issue];
        let options = issue.options.iter().zip(set).filter(|(_, admitted)| **admitted);
        let options = options.map(|(option, _)| Level::Id(option.id.clone())).collect();
        (issue.id.clone(), Condition::AnyOf(options))
    };
    condition.0.iter().map(entry).collect()
}

/// An id that no party has.
fn seat(parties: &Keyed<Party>) -> String {
    let mut id = format!("rule {}", parties.len());
    while parties.get(&id).is_some() {
        id.push('\'');
    }
    id
}
