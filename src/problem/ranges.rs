//! Between which values gains lie, whatever the numbers in their ranges.
//!
//! A package's gain is a polynomial in the deviations of uncertain numbers, in which no deviation is multiplied with
//! itself: so its extremes lie at ends of ranges. Numbers that enter alone are at the end that their sign says; those that
//! are multiplied with each other are tried at all their ends. Common factors are not looked at: what is said holds for
//! every combination of numbers in the ranges.

use super::{Cell, DERIVED, Derived, LEVERS, Options, OutOfRange, Package, PartyId, Problem, UncertainId, View, Worth};
use crate::exact::{Polynomial, Terms};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// So many numbers that are multiplied with each other are tried at all their ends.
const TRIED: usize = 12;

/// Extremes over the ranges of a problem.
pub(crate) struct Bounds<'p> {
    problem: &'p Problem,
    /// By uncertain number: its least and its largest deviation.
    spans: Vec<(BigRational, BigRational)>,
    /// By event: whether it may fail to happen, and whether it may happen; and whether that depends on nothing else.
    events: Vec<(bool, bool, bool)>,
    /// Whether no number enters the worth of two issues, or of an issue and a combination, of one package.
    pub separate: bool,
    /// The numbers that do.
    pub joint: Vec<UncertainId>,
    /// Whether no number even enters two entries.
    pub single: bool,
}

/// Numbers, or probabilities that follow from some, whose deviations are multiplied, and by what.
pub(crate) type Term = (Vec<usize>, BigRational);

/// The least and the most of something, and whether they are reached.
#[derive(Clone, Debug)]
pub(crate) struct Extremes {
    pub least: BigRational,
    pub most: BigRational,
    pub reached: bool,
}

/// What can be said of a package whatever the numbers are: none is not decided.
pub(crate) struct Judged {
    /// By party.
    pub gains: Vec<Extremes>,
    /// Whether it is acceptable with all numbers.
    pub necessarily: Option<bool>,
    /// Whether it is with some.
    pub possibly: Option<bool>,
}

impl<'p> Bounds<'p> {
    pub(crate) fn new(problem: &'p Problem) -> Self {
        let span = |number: &super::Uncertain| {
            let value = number.value.value();
            (number.low.value() - value, number.high.value() - value)
        };
        let mut cells: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
        for dependence in problem.dependences.iter() {
            for at in dependence.terms.iter().flat_map(|(product, _)| product).filter(|at| **at < LEVERS) {
                let known = cells.entry(*at).or_default();
                if !known.contains(&dependence.cell) {
                    known.push(dependence.cell);
                }
            }
        }
        let issue = |cell: &Cell| match cell {
            Cell::Value { issue, .. } => Some(*issue),
            _ => None,
        };
        let apart = |cells: &Vec<Cell>| match cells.as_slice() {
            [_] => true,
            [first, rest @ ..] => issue(first).is_some() && rest.iter().all(|cell| issue(cell) == issue(first)),
            [] => true,
        };
        let spans: Vec<(BigRational, BigRational)> = problem.uncertain().iter().map(span).collect();
        let events = outcomes(problem, &spans);
        let free = |at: &usize| *at < DERIVED || events[*at - DERIVED].2;
        let numbers = cells.keys().all(free);
        let joint = cells.iter().filter(|(at, cells)| **at < DERIVED && !apart(cells));
        let joint = joint.map(|(at, _)| UncertainId::at(*at)).collect();
        Bounds {
            joint,
            problem,
            spans,
            events,
            separate: numbers && cells.values().all(apart),
            single: numbers && cells.values().all(|cells| cells.len() == 1),
        }
    }

    fn span(&self, at: usize) -> (BigRational, BigRational) {
        match at {
            DERIVED.. => {
                // An event that its payoffs leave no choice stays as it is.
                let (fails, happens, _) = self.events[at - DERIVED];
                let now = if self.problem.derived()[at - DERIVED].happens { One::one() } else { BigRational::zero() };
                let end = |value: BigRational, may: bool| if may { value - &now } else { BigRational::zero() };
                (end(BigRational::zero(), fails), end(One::one(), happens))
            }
            _ => self.spans[at].clone(),
        }
    }

    /// The extremes of what deviations add.
    pub(crate) fn extremes(&self, terms: &Terms) -> Extremes {
        let own: Vec<&Term> = terms.iter().filter(|(product, _)| product.iter().all(|at| *at < LEVERS)).collect();
        let mut found = Extremes { least: BigRational::zero(), most: BigRational::zero(), reached: true };
        // Terms that share a number, directly or through others, are looked at together.
        let mut groups: Vec<Vec<&Term>> = Vec::new();
        for term in own {
            let shares =
                |group: &Vec<&Term>| group.iter().any(|(product, _)| product.iter().any(|at| term.0.contains(at)));
            let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
            groups = apart;
            groups.push(joined.into_iter().flatten().chain([term]).collect());
        }
        for group in groups {
            let mut numbers: Vec<usize> = group.iter().flat_map(|(product, _)| product).copied().collect();
            numbers.sort_unstable();
            numbers.dedup();
            let bound = numbers.iter().any(|at| *at >= DERIVED && !self.events[at - DERIVED].2);
            // Of a number that only helps or only harms, one end is the best and the other the worst whatever the others are.
            let (mut rising, mut falling, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
            if numbers.len() <= TRIED {
                mixed = numbers;
            } else {
                for at in numbers {
                    match self.sign(&group, at) {
                        1 => rising.push(at),
                        -1 => falling.push(at),
                        _ => mixed.push(at),
                    }
                }
            }
            if mixed.len() <= TRIED {
                found.least += self.corners(&group, &mixed, &falling, &rising).0;
                found.most += self.corners(&group, &mixed, &rising, &falling).1;
                // An event follows from other numbers, and may not be free to happen or not.
                found.reached &= !bound;
            } else {
                for term in group {
                    let (least, most) = self.corners(&[term], &term.0, &[], &[]);
                    found.least += least;
                    found.most += most;
                }
                found.reached = false;
            }
        }
        found
    }

    /// What more of a number does to a sum, whatever the other numbers are: never less of it (1), never more (−1), or that is not
    /// told (0).
    pub(crate) fn sign(&self, sum: &[&Term], at: usize) -> i32 {
        let (mut least, mut most) = (BigRational::zero(), BigRational::zero());
        for (product, coefficient) in sum {
            let Some(position) = product.iter().position(|other| *other == at) else { continue };
            let mut others = product.clone();
            others.remove(position);
            if others.contains(&at) {
                return 0;
            }
            let slope = self.corners(&[&(others.clone(), coefficient.clone())], &others, &[], &[]);
            least += slope.0;
            most += slope.1;
        }
        i32::from(!least.is_negative() && most.is_positive()) - i32::from(!most.is_positive() && least.is_negative())
    }

    /// The least and the most over all ends of these numbers, with others at their upper ends and others at their lower ones.
    fn corners(
        &self,
        group: &[&Term],
        numbers: &[usize],
        upper: &[usize],
        lower: &[usize],
    ) -> (BigRational, BigRational) {
        let spans: Vec<(BigRational, BigRational)> = numbers.iter().map(|at| self.span(*at)).collect();
        let settled = |at: &usize| upper.iter().chain(lower).position(|other| other == at);
        let ends: Vec<BigRational> =
            upper.iter().map(|at| self.span(*at).1).chain(lower.iter().map(|at| self.span(*at).0)).collect();
        let value = |corner: usize| -> BigRational {
            let end = |at: &usize| {
                if let Some(settled) = settled(at) {
                    return &ends[settled];
                }
                let position = numbers.iter().position(|other| other == at).unwrap_or(0);
                if corner >> position & 1 == 1 { &spans[position].1 } else { &spans[position].0 }
            };
            let term =
                |(product, coefficient): &&Term| product.iter().fold(coefficient.clone(), |value, at| value * end(at));
            group.iter().map(term).sum()
        };
        let first = value(0);
        (1..1usize << numbers.len()).map(value).fold((first.clone(), first), |(least, most), value| {
            if value < least {
                (value, most)
            } else if value > most {
                (least, value)
            } else {
                (least, most)
            }
        })
    }

    /// What deviations add to a party's gain from a package.
    fn gain_terms(&self, party: usize, package: &Package) -> Terms {
        let mut sum: BTreeMap<&Vec<usize>, BigRational> = BTreeMap::new();
        for dependence in self.problem.dependences.iter().filter(|dependence| dependence.cell.party() == party) {
            let sign = self.problem.counts(dependence.cell, package);
            if sign != 0 {
                let sign = BigRational::from(num_bigint::BigInt::from(sign));
                for (product, coefficient) in &dependence.terms {
                    *sum.entry(product).or_insert_with(BigRational::zero) += coefficient * &sign;
                }
            }
        }
        sum.into_iter().filter(|(_, value)| !value.is_zero()).map(|(product, value)| (product.clone(), value)).collect()
    }

    /// The extremes of a party's gain from a package, in the author's units.
    pub(crate) fn gain(&self, party: usize, package: &Package) -> Extremes {
        let problem = self.problem;
        let Some(ceiling) = problem.ceiling(PartyId::at(party)) else {
            let value = problem.utilities(package)[party] - problem.parties()[party].disagreement;
            let value = problem.in_units(PartyId::at(party), value);
            let found = self.extremes(&self.gain_terms(party, package));
            return Extremes {
                least: value.value() + found.least,
                most: value.value() + found.most,
                reached: found.reached,
            };
        };
        // The smaller of two gains, that of the sum and that of the ceiling: each is at its ends where no number enters
        // both, which only the disagreement value could do.
        let disagreement = problem.parties()[party].disagreement;
        let gain = |utility: i64| problem.in_units(PartyId::at(party), utility - disagreement).value().clone();
        let of_sum = self.extremes(&self.gain_terms(party, package));
        let of_ceiling = self.extremes(&self.disagreement_terms(party));
        let (sum, ceiling) = (gain(problem.sums(package)[party]), gain(ceiling));
        Extremes {
            least: (&sum + of_sum.least).min(&ceiling + of_ceiling.least),
            most: (sum + of_sum.most).min(ceiling + of_ceiling.most),
            reached: of_sum.reached && of_ceiling.reached && self.is_apart(party),
        }
    }

    /// What deviations add to a party's gain through its disagreement value alone.
    fn disagreement_terms(&self, party: usize) -> Terms {
        let own = self.problem.dependences.iter().find(|one| one.cell == Cell::Disagreement { party });
        own.map_or_else(Terms::new, |own| minus(&Terms::new(), &own.terms))
    }

    /// Whether no number enters a party's disagreement value and something else of it.
    fn is_apart(&self, party: usize) -> bool {
        let own = self.problem.dependences.iter().filter(|one| one.cell.party() == party);
        let (disagreement, others): (Vec<_>, Vec<_>) = own.partition(|one| one.cell == Cell::Disagreement { party });
        let numbers = |of: &[&crate::problem::Dependence]| -> Vec<usize> {
            of.iter().flat_map(|one| one.terms.iter().flat_map(|(product, _)| product.clone())).collect()
        };
        let taken = numbers(&others);
        !numbers(&disagreement).iter().any(|number| taken.contains(number))
    }

    /// Whether a package is acceptable with all numbers, and with some: each number's coefficients in the package are added
    /// up before it is bounded. A party's numbers are its own, so that all parties can have their worst, or their best, at
    /// once.
    pub(crate) fn judge(&self, view: &View, package: &Package) -> Judged {
        let gains: Vec<Extremes> = (0..view.parties()).map(|party| self.gain(party, package)).collect();
        let now = view.is_acceptable(&self.problem.utilities(package));
        let passes = |accepts: &dyn Fn(&Extremes) -> bool| {
            view.is_feasible(package) && view.acceptance().passes(gains.iter().map(accepts))
        };
        // An extreme that is not reached is a bound: it may show that a party accepts, but not that it refuses.
        let necessarily = if passes(&|gain| accepts(&gain.least)) {
            Some(true)
        } else if !now || !passes(&|gain| accepts(&gain.least) || !gain.reached) {
            Some(false)
        } else {
            None
        };
        let possibly = if !passes(&|gain| accepts(&gain.most)) {
            Some(false)
        } else if now || passes(&|gain| accepts(&gain.most) && gain.reached) {
            Some(true)
        } else {
            None
        };
        Judged { gains, necessarily, possibly }
    }

    /// The extremes of how much more a party gets from one package than from another.
    pub(crate) fn difference(&self, party: usize, package: &Package, other: &Package) -> Extremes {
        let problem = self.problem;
        let value = problem.utilities(package)[party] - problem.utilities(other)[party];
        let value = problem.in_units(PartyId::at(party), value);
        if problem.has_ceiling(PartyId::at(party)) {
            // A ceiling moves two packages together, and never turns them round.
            let (one, less) = (self.gain(party, package), self.gain(party, other));
            return Extremes { least: one.least - less.most, most: one.most - less.least, reached: false };
        }
        let (one, less) = (self.gain_terms(party, package), self.gain_terms(party, other));
        let found = self.extremes(&minus(&one, &less));
        Extremes { least: value.value() + found.least, most: value.value() + found.most, reached: found.reached }
    }

    /// The problem with every entry at its worst for its party, and with every entry at its best.
    pub(crate) fn ends(&self) -> Result<[Problem; 2], OutOfRange> {
        let (mut worst, mut best) = (Vec::new(), Vec::new());
        for dependence in self.problem.dependences.iter() {
            let Extremes { least, most, .. } = self.extremes(&dependence.terms);
            let (low, high) = match dependence.cell {
                Cell::Disagreement { .. } => (most, least),
                _ => (least, most),
            };
            worst.push((dependence.cell, low));
            best.push((dependence.cell, high));
        }
        Ok([self.problem.changed(worst)?, self.problem.changed(best)?])
    }

    /// The problem in which every package is worth how much more it gives than this one: entry by entry, at most or at
    /// least, over the ranges. Disagreement values are 0.
    pub(crate) fn relative(&self, package: &Package, most: bool) -> Result<Problem, OutOfRange> {
        let problem = self.problem;
        let options = package.options();
        let parties = problem.parties().len();
        let mut terms: BTreeMap<(usize, usize, usize), &Terms> = BTreeMap::new();
        let mut linked: BTreeMap<(usize, usize), &Terms> = BTreeMap::new();
        for dependence in problem.dependences.iter() {
            match dependence.cell {
                Cell::Value { party, issue, option } => drop(terms.insert((issue, option, party), &dependence.terms)),
                Cell::Interaction { at, entry, .. } => drop(linked.insert((at, entry), &dependence.terms)),
                Cell::Disagreement { .. } | Cell::Constant { .. } => {}
            }
        }
        let none = Terms::new();
        let chosen = |found: Extremes| if most { found.most } else { found.least };
        let scaled =
            |party: usize, value: i64| -> BigRational { problem.in_units(PartyId::at(party), value).value().clone() };
        let mut changes = Vec::new();
        for (issue, values) in problem.values.iter().enumerate() {
            let own = options.at(issue).index();
            for (at, value) in values.iter().enumerate() {
                let (option, party) = (at / parties, at % parties);
                let to = if option == own {
                    BigRational::zero()
                } else {
                    let get = |option: usize| *terms.get(&(issue, option, party)).unwrap_or(&&none);
                    let base = scaled(party, value - values[own * parties + party]);
                    base + chosen(self.extremes(&minus(get(option), get(own))))
                };
                changes.push((Cell::Value { party, issue, option }, to - scaled(party, *value)));
            }
        }
        let mut constants: Vec<BigRational> = (0..parties).map(|_| BigRational::zero()).collect();
        for (at, interaction) in problem.interactions.iter().enumerate() {
            let party = interaction.party;
            let get = |entry: usize| *linked.get(&(at, entry)).unwrap_or(&&none);
            match &interaction.worth {
                Worth::When(_, add) => {
                    // Where it holds for the package, it is lost where it does not hold.
                    let holds = entry_of(&interaction.worth, options).is_some();
                    let to = if holds {
                        let lost = scaled(party.index(), -add) + chosen(self.extremes(&minus(&none, get(0))));
                        constants[party.index()] += &lost;
                        -lost
                    } else {
                        scaled(party.index(), *add) + chosen(self.extremes(get(0)))
                    };
                    changes.push((
                        Cell::Interaction { party: party.index(), at, entry: 0 },
                        to - scaled(party.index(), *add),
                    ));
                }
                Worth::Table(_, cells) => {
                    let own = entry_of(&interaction.worth, options).unwrap_or(0);
                    for (entry, value) in cells.iter().enumerate() {
                        let to = if entry == own {
                            BigRational::zero()
                        } else {
                            scaled(party.index(), value - cells[own])
                                + chosen(self.extremes(&minus(get(entry), get(own))))
                        };
                        changes.push((
                            Cell::Interaction { party: party.index(), at, entry },
                            to - scaled(party.index(), *value),
                        ));
                    }
                }
            }
        }
        for (party, constant) in constants.into_iter().enumerate() {
            changes.push((Cell::Constant { party }, constant - scaled(party, problem.constants[party])));
            changes.push((Cell::Disagreement { party }, -scaled(party, problem.parties()[party].disagreement)));
        }
        problem.changed(changes)
    }
}

impl Problem {
    /// By how much one more of a number raises or lowers the entry that it enters most.
    pub(crate) fn largest_effect(&self, number: UncertainId) -> BigRational {
        let terms = self.dependences.iter().flat_map(|dependence| &dependence.terms);
        terms
            .filter(|(product, _)| *product == [number.index()])
            .map(|(_, add)| add.abs())
            .max()
            .unwrap_or_else(BigRational::zero)
    }

    /// How an entry counts in a party's gain from a package: not at all, or for it, or against it as a disagreement value does.
    pub(crate) fn counts(&self, cell: Cell, package: &Package) -> i64 {
        let options = package.options();
        match cell {
            Cell::Disagreement { .. } => -1,
            Cell::Constant { .. } => 1,
            Cell::Value { issue, option, .. } => i64::from(options.at(issue).index() == option),
            Cell::Interaction { at, entry, .. } => {
                i64::from(entry_of(&self.interactions[at].worth, options) == Some(entry))
            }
        }
    }
}

/// By event: whether it may fail to happen, and whether it may happen; and whether its payoffs decide about nothing else.
///
/// What decides is linear in each payoff by itself, so that the ends of ranges tell.
fn outcomes(problem: &Problem, spans: &[(BigRational, BigRational)]) -> Vec<(bool, bool, bool)> {
    // By uncertain number: in how many places it is used.
    let mut uses = vec![0usize; spans.len()];
    let entries = problem.dependences.iter().flat_map(|dependence| &dependence.terms);
    for at in entries.flat_map(|(product, _)| product).filter(|at| **at < DERIVED) {
        uses[*at] += 1;
    }
    let mentioned = |event: &Derived| -> Vec<usize> {
        if event.decided {
            return Vec::new();
        }
        let numbers = event.payoffs.numbers();
        let terms = numbers.iter().flat_map(|number| &number.terms);
        let mut mentioned: Vec<usize> = terms.flat_map(|(product, _)| product).copied().collect();
        mentioned.sort_unstable();
        mentioned.dedup();
        mentioned
    };
    let all: Vec<Vec<usize>> = problem.derived().iter().map(mentioned).collect();
    all.iter().flatten().for_each(|at| uses[*at] += 1);
    let one = |(event, own): (&Derived, Vec<usize>)| {
        if own.len() > TRIED {
            return (true, true, false);
        }
        let payoffs = event.payoffs.numbers();
        let happens = |corner: usize| {
            let end = |at: usize| match own.iter().position(|other| *other == at) {
                Some(position) if corner >> position & 1 == 1 => &spans[at].1,
                _ => &spans[at].0,
            };
            let value = |payoff: &&Polynomial| {
                let term = |(product, coefficient): &(Vec<usize>, BigRational)| {
                    product.iter().fold(coefficient.clone(), |value, at| value * end(*at))
                };
                payoff.terms.iter().map(term).fold(payoff.constant.clone(), |sum, term| sum + term)
            };
            event.payoffs.happens(&payoffs.iter().map(value).collect::<Vec<_>>())
        };
        let found: Vec<bool> = (0..1usize << own.len()).map(happens).collect();
        (found.contains(&false), found.contains(&true), own.iter().all(|at| uses[*at] == 1))
    };
    problem.derived().iter().zip(all).map(one).collect()
}

/// Which entry of an interaction these options pick; none if a condition does not hold.
fn entry_of(worth: &Worth, options: &Options) -> Option<usize> {
    match worth {
        Worth::When(condition, _) => condition.holds(|issue| options.of(issue)).then_some(0),
        Worth::Table(axes, _) => {
            Some(axes.iter().fold(0, |cell, (issue, size)| cell * size + options.of(*issue).index()))
        }
    }
}

/// The difference of two sums of terms.
fn minus(one: &Terms, other: &Terms) -> Terms {
    let mut sum: BTreeMap<&Vec<usize>, BigRational> = BTreeMap::new();
    for (product, coefficient) in one {
        *sum.entry(product).or_insert_with(BigRational::zero) += coefficient;
    }
    for (product, coefficient) in other {
        *sum.entry(product).or_insert_with(BigRational::zero) -= coefficient;
    }
    sum.into_iter().filter(|(_, value)| !value.is_zero()).map(|(product, value)| (product.clone(), value)).collect()
}

/// Whether a gain is 0 or more.
pub(crate) fn accepts(gain: &BigRational) -> bool {
    !gain.is_negative()
}
