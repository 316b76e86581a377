//! Several packages at once that agree on most issues, as one problem: for questions that compare packages.
//!
//! "Is there a context in which more relief is worse for Russia?" asks for two packages that differ in one issue, are
//! both feasible, and compare in a certain way. Here both become one package of a larger problem: an issue that they
//! share stands in it once, one in which they differ once for each; rules bind each copy, and a *demand* (weighted
//! utilities of the copies sum to at least so much) is a party with a disagreement value. So the engines that look for
//! acceptable packages find the copies, or prove that there are none.

use super::{
    Acceptance, Condition, Consent, Consents, Constraint, ConstraintKind, Factor, Interaction, IssueId, MAX_SEATS,
    MAX_UTILITY, OptionId, OutOfRange, Package, Party, PartyId, Problem, View, Worth,
};
use crate::exact::Number;
use num_bigint::BigInt;
use std::sync::Arc;

/// How a copy settles an issue in which copies may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// By this option.
    Option(OptionId),
    /// By any option, the same in all copies of this group.
    Free(u8),
}

/// That weighted utilities of a party, one weight for each copy, sum to at least so much; scaled.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    pub party: PartyId,
    pub weights: Vec<i64>,
    pub least: i64,
}

impl Demand {
    /// The demands on what the party's values sum to that say the same: of a party with a ceiling, what is demanded of
    /// one copy, or of the difference of two. None if sums do not tell.
    fn of_sums(&self, problem: &Problem) -> Option<Vec<Demand>> {
        let Some(ceiling) = problem.ceiling(self.party) else { return Some(vec![self.clone()]) };
        let counted: Vec<(usize, i64)> =
            self.weights.iter().copied().enumerate().filter(|(_, weight)| *weight != 0).collect();
        match counted[..] {
            [] => Some(vec![self.clone()]),
            // At least so much, which may be more than anything is worth; sums could be more.
            [(_, weight)] if weight > 0 => {
                let reached = i128::from(weight) * i128::from(ceiling) >= i128::from(self.least);
                let beyond = weight.checked_mul(problem.reach(self.party.index()))?.checked_add(1)?;
                Some(vec![Demand { least: if reached { self.least } else { beyond }, ..self.clone() }])
            }
            // At most so much, which is nothing to ask if nothing is worth more.
            [(_, weight)] => {
                let always = i128::from(weight) * i128::from(ceiling) >= i128::from(self.least);
                let nothing = weight.checked_mul(problem.reach(self.party.index()))?;
                Some(vec![Demand { least: if always { nothing } else { self.least }, ..self.clone() }])
            }
            // One is more than the other: so much that the other is that far below the ceiling.
            [(_, one), (other, less)] | [(other, less), (_, one)] if one == -less && one > 0 && self.least > 0 => {
                let mut below = Demand { weights: vec![0; self.weights.len()], ..self.clone() };
                below.weights[other] = less;
                below.least = less.checked_mul(ceiling)?.checked_add(self.least)?;
                Some(vec![self.clone(), below])
            }
            _ => None,
        }
    }
}

/// An issue of the contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    issue: IssueId,
    /// None if all copies share it.
    group: Option<u8>,
}

/// Several packages at once.
#[derive(Clone, Debug)]
pub(crate) struct Contrast {
    problem: Problem,
    slots: Vec<Slot>,
    /// By copy and issue of the original: the slot.
    places: Vec<Vec<usize>>,
    /// By copy and issue in which copies may differ: the option, if it is settled.
    settled: Vec<(usize, OptionId)>,
}

impl Contrast {
    /// The copies, which may differ in `issues`: `copies` says by copy how each of these is settled. The last party of
    /// the contrast has the number of shared and free issues that stay as they are today.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow, or if there are too many demands.
    pub(crate) fn new(
        view: &View,
        issues: &[IssueId],
        copies: &[Vec<Pick>],
        demands: &[Demand],
    ) -> Result<Contrast, OutOfRange> {
        let original = view.problem();
        let demands: Option<Vec<Vec<Demand>>> = demands.iter().map(|demand| demand.of_sums(original)).collect();
        let demands = &demands.ok_or_else(|| OutOfRange::large("a weighted sum of utilities"))?.concat()[..];
        let seats = demands.len() + 1;
        if seats > MAX_SEATS {
            return Err(OutOfRange::because(format!("{seats} demands at once are more than {MAX_SEATS}")));
        }
        let mut slots: Vec<Slot> = Vec::new();
        // Those that count for likeness come first, in declaration order: shared issues, then free ones.
        let shared = original.issue_ids().filter(|issue| !issues.contains(issue));
        slots.extend(shared.map(|issue| Slot { issue, group: None }));
        for pick in copies.iter().flatten() {
            if let Pick::Free(group) = pick {
                let new = issues.iter().enumerate().filter(|(at, _)| copies.iter().any(|copy| copy[*at] == *pick));
                for (_, issue) in new {
                    let slot = Slot { issue: *issue, group: Some(*group) };
                    if !slots.contains(&slot) {
                        slots.push(slot);
                    }
                }
            }
        }
        let counted = slots.len();
        let mut settled = Vec::new();
        let mut places = Vec::new();
        for copy in copies {
            let mut place: Vec<usize> = vec![0; original.issues.len()];
            for (at, slot) in slots.iter().enumerate().take(counted).filter(|(_, slot)| slot.group.is_none()) {
                place[slot.issue.index()] = at;
            }
            for (issue, pick) in issues.iter().zip(copy) {
                place[issue.index()] = match pick {
                    Pick::Free(group) => {
                        let wanted = Slot { issue: *issue, group: Some(*group) };
                        slots.iter().position(|slot| *slot == wanted).unwrap_or_default()
                    }
                    Pick::Option(option) => {
                        settled.push((slots.len(), *option));
                        // A slot of its own: no other one has this group.
                        slots.push(Slot { issue: *issue, group: Some(u8::MAX) });
                        slots.len() - 1
                    }
                };
            }
            places.push(place);
        }
        let problem = Contrast::problem(view, &slots, counted, &places, demands)?;
        Ok(Contrast { problem, slots, places, settled })
    }

    fn problem(
        view: &View,
        slots: &[Slot],
        counted: usize,
        places: &[Vec<usize>],
        demands: &[Demand],
    ) -> Result<Problem, OutOfRange> {
        let original = view.problem();
        let (old, seats) = (original.parties.len(), demands.len() + 1);
        let mut values: Vec<Vec<i64>> =
            slots.iter().map(|slot| vec![0; original[slot.issue].options.len() * seats]).collect();
        let mut interactions: Vec<Interaction> = Vec::new();
        let (mut constants, mut reach, mut parties) = (Vec::new(), Vec::new(), Vec::new());
        for (at, demand) in demands.iter().enumerate() {
            let total = |weights: &[i64]| weights.iter().try_fold(0i64, |sum, weight| sum.checked_add(*weight));
            let size = demand.weights.iter().try_fold(0i64, |sum, weight| sum.checked_add(weight.checked_abs()?));
            let size = size.and_then(|size| original.reach[demand.party.index()].checked_mul(size.max(1)));
            let most = size.and_then(|size| size.checked_add(demand.least.checked_abs()?));
            let out = || OutOfRange::large(format!("a difference of utilities of `{}`", original[demand.party].id));
            reach.push(most.filter(|most| *most < MAX_UTILITY).ok_or_else(out)?);
            let sum = total(&demand.weights).ok_or_else(out)?;
            constants.push(original.constants[demand.party.index()] * sum);
            for (weight, place) in demand.weights.iter().zip(places) {
                for (issue, slot) in place.iter().enumerate() {
                    let own = original.values[issue].iter().skip(demand.party.index()).step_by(old);
                    let new = values[*slot].iter_mut().skip(at).step_by(seats);
                    new.zip(own).for_each(|(new, own)| *new += weight * own);
                }
            }
            for interaction in original.interactions.iter().filter(|interaction| interaction.party == demand.party) {
                // What several copies share counts once, with the sum of their weights: often that is nothing.
                let scope = interaction.scope();
                for (copy, weight) in sums(&scope, places, &demand.weights) {
                    let place = &places[copy];
                    let worth = match &interaction.worth {
                        Worth::When(condition, add) => Worth::When(moved(condition, place), *add),
                        Worth::Table(axes, cells) => Worth::Table(
                            axes.iter().map(|(issue, size)| (at_slot(place, *issue), *size)).collect(),
                            cells.clone(),
                        ),
                    };
                    let moved = Interaction { party: PartyId::at(at), worth, because: None, ..interaction.clone() };
                    interactions.push(moved.times(weight));
                }
            }
            let party = &original[demand.party];
            parties.push(Party { disagreement: demand.least, weight: Number::from(1), ..party.clone() });
        }
        // The last party: how much is as it is today.
        for (values, slot) in values.iter_mut().zip(slots).take(counted) {
            let today = original[slot.issue].today();
            values[today.index() * seats + seats - 1] = 1;
        }
        parties.push(Party {
            id: String::new(),
            name: String::new(),
            batna: None,
            weight: Number::from(1),
            scale: BigInt::from(1),
            disagreement: 0,
            because: None,
            order_only: false,
        });
        constants.push(0);
        reach.push(counted as i64);
        let mut constraints: Vec<Constraint> = Vec::new();
        for (_, constraint) in view.constraints() {
            // Those that several copies share bind them once.
            let copies =
                sums(&constraint.scope(), places, &vec![1; places.len()]).into_iter().map(|(copy, _)| &places[copy]);
            constraints.extend(copies.map(|place| Constraint {
                kind: moved_kind(&constraint.kind, place),
                binding: true,
                ..constraint.clone()
            }));
        }
        let issues: Vec<_> = slots.iter().map(|slot| original[slot.issue].clone()).collect();
        let factors = Factor::group(&interactions, &issues, seats);
        Ok(Problem {
            title: None,
            comparable: true,
            clusters: Arc::default(),
            valued: vec![vec![true; seats]; slots.len()],
            exponents: vec![1; seats],
            acceptance: Acceptance::of(vec![true; seats]),
            proposals: Arc::default(),
            assumptions: Arc::default(),
            aims: Arc::default(),
            talks: Arc::default(),
            terms: super::Offers::of_parties(seats),
            because: Arc::default(),
            drivers: Arc::default(),
            uncertain: Arc::default(),
            derived: Arc::default(),
            promises: Arc::default(),
            levers: Arc::default(),
            states: Arc::default(),
            levels: super::Levels::default(),
            approximations: Arc::default(),
            dependences: Arc::default(),
            set: Arc::default(),
            parties,
            issues: issues.into(),
            constants,
            reach,
            ceilings: Vec::new(),
            set_aside: Vec::new(),
            values,
            interactions: interactions.into(),
            factors: factors.into(),
            constraints,
        })
    }

    /// The question whether there are such copies: of options that the original view allows, each satisfying `given`.
    pub(crate) fn view(&self, original: &View, given: &Condition) -> View<'_> {
        let mut view = self.problem.view();
        for (at, slot) in self.slots.iter().enumerate() {
            let allowed: Vec<OptionId> = original.options(slot.issue).collect();
            view = view.keep(at, &allowed);
        }
        for place in &self.places {
            view = view.restrict(&moved(given, place));
        }
        self.settled.iter().fold(view, |view, (slot, option)| view.fix(IssueId::at(*slot), *option))
    }

    /// How many issues the last party counts.
    pub(crate) fn counted(&self) -> usize {
        self.problem.reach.last().map_or(0, |counted| *counted as usize)
    }

    /// The copies that a package of the contrast stands for.
    pub(crate) fn copies(&self, package: &Package) -> Vec<Package> {
        let copy = |place: &Vec<usize>| {
            Package::new(place.iter().map(|slot| package.options().at(*slot)).collect::<Vec<OptionId>>())
        };
        self.places.iter().map(copy).collect()
    }
}

/// Of copies that have the same slots for these issues, the first and what their weights sum to, unless that is nothing.
fn sums(issues: &[IssueId], places: &[Vec<usize>], weights: &[i64]) -> Vec<(usize, i64)> {
    let mut sums: Vec<(usize, i64)> = Vec::new();
    for (at, (place, weight)) in places.iter().zip(weights).enumerate() {
        let alike = |copy: usize| issues.iter().all(|issue| places[copy][issue.index()] == place[issue.index()]);
        match sums.iter_mut().find(|(copy, _)| alike(*copy)) {
            Some((_, sum)) => *sum += weight,
            None => sums.push((at, *weight)),
        }
    }
    sums.retain(|(_, sum)| *sum != 0);
    sums
}

/// The issue of the contrast that a copy has for one of the original.
fn at_slot(place: &[usize], issue: IssueId) -> IssueId {
    IssueId::at(place[issue.index()])
}

/// The condition on the slots of a copy.
fn moved(condition: &Condition, place: &[usize]) -> Condition {
    let mut moved: Vec<_> = condition.0.iter().map(|(issue, set)| (at_slot(place, *issue), set.clone())).collect();
    moved.sort_by_key(|(slot, _)| *slot);
    Condition(moved)
}

fn moved_kind(kind: &ConstraintKind, place: &[usize]) -> ConstraintKind {
    match kind {
        ConstraintKind::Forbid(condition) => ConstraintKind::Forbid(moved(condition, place)),
        ConstraintKind::Implies(premise, conclusion) => {
            ConstraintKind::Implies(moved(premise, place), moved(conclusion, place))
        }
        ConstraintKind::Count { of, min, max } => {
            let of = of.iter().map(|condition| moved(condition, place)).collect();
            ConstraintKind::Count { of, min: *min, max: *max }
        }
        ConstraintKind::Sum { terms, min, max } => {
            let mut terms: Vec<_> =
                terms.iter().map(|(issue, values)| (at_slot(place, *issue), values.clone())).collect();
            terms.sort_by_key(|(slot, _)| *slot);
            ConstraintKind::Sum { terms, min: *min, max: *max }
        }
        ConstraintKind::Consents(consents) => {
            let one = |one: &Consent| one.moved(|issue| at_slot(place, issue), |condition| moved(condition, place));
            let of = consents.of.iter().map(one).collect();
            ConstraintKind::Consents(Box::new(Consents {
                of,
                rule: consents.rule.clone(),
                share_a_belief: consents.share_a_belief,
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn copies_have_the_utilities_that_are_demanded() {
        let text = include_str!("../../tests/fixtures/ukraine-2025.json");
        let problem = Problem::compile(&Model::from_json(text).expect("a model")).expect("a problem");
        let view = problem.view();
        let demand = Demand { party: PartyId::at(0), weights: vec![2, -1], least: 0 };
        let issues = [0, 2].map(IssueId::at);
        let [one, two] = [1, 2].map(OptionId::at);
        let copies = [vec![Pick::Option(two), Pick::Free(0)], vec![Pick::Option(one), Pick::Free(1)]];
        let contrast = Contrast::new(&view, &issues, &copies, &[demand]).expect("small numbers");
        let pick: Vec<OptionId> = contrast.slots.iter().map(|slot| problem[slot.issue].today()).collect();
        let mut pick = Package::new(pick);
        for (slot, option) in &contrast.settled {
            let mut options = pick.options().to_vec();
            options[*slot] = *option;
            pick = Package::new(options);
        }
        let both = contrast.copies(&pick);
        assert_eq!((both[0].options().at(0), both[1].options().at(0)), (two, one));
        let own = |at: usize| problem.utilities(&both[at])[0];
        let found = contrast.problem.utilities(&pick);
        assert_eq!(found[0], 2 * own(0) - own(1));
        assert_eq!(found[1] as usize, contrast.counted());
        let asked = contrast.view(&view, &Condition(Vec::new()));
        assert_eq!(asked.is_feasible(&pick), both.iter().all(|copy| view.is_feasible(copy)));
    }
}
