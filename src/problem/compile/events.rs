//! Events that decide probabilities: an attack that pays, a breach that pays, a promise that is carried out.
//!
//! Each payoff of an event is a number, or the sum of what options come to. Over all combinations of the options that the
//! payoffs depend on, the event happens or does not, exactly; combinations with the same outcome are joined to conditions.
//! So a probability that depends on what is agreed is one number where some conditions hold and another one elsewhere (1 and 0,
//! if nothing is said), like beliefs that the author gives with conditions. A promise that has to hold is a rule that forbids the conditions with which it does not.

use super::compiler::{Compiler, Reads};
use super::draft::{DraftTerm, DraftWorth};
use crate::exact::{Polynomial, Terms};
use crate::model::ids::id_problem;
use crate::model::{Code, Event, Formula, Path, Payoff, Place, Probability, Quantity};
use crate::problem::state::{Cases, Derived, Payoffs};
use crate::problem::uncertain::DERIVED;
use crate::problem::{
    Condition, Constraint, ConstraintKind, IssueId, MAX_CELLS, OptionId, OptionSet, PartyId, Promise, Role,
};
use crate::text::words::list;
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many interactions may come from beliefs that depend on the package, and so many different payoffs may an event have.
pub(super) const MAX_CONDITIONAL: usize = 10_000;

/// How likely something is, as it depends on what is agreed.
pub(super) struct Chance {
    /// Where none of the cases with another probability counts.
    pub(super) base: Polynomial,
    /// Conditions of which exactly one holds.
    pub(super) cases: Vec<Likelihood>,
}

/// How likely something is where a condition holds.
pub(super) struct Likelihood {
    pub(super) condition: Condition,
    pub(super) chance: Polynomial,
    /// Whether the event that decides happens there.
    happens: bool,
}

impl Chance {
    fn always(base: Polynomial) -> Self {
        Chance::alike(base, false)
    }

    fn alike(base: Polynomial, happens: bool) -> Self {
        Chance { cases: vec![Likelihood { condition: Condition(Vec::new()), chance: base.clone(), happens }], base }
    }

    /// How likely both are, or that one of them is: 1 or 0 each. None if there are too many cases.
    fn and(&self, other: &Chance, both: bool) -> Option<Chance> {
        let together = |one: &Polynomial, other: &Polynomial| match both {
            true => one * other,
            false => &(one + other) - &(one * other),
        };
        let mut cases: Vec<Likelihood> = Vec::new();
        for one in &self.cases {
            let more = other.cases.iter().filter_map(|other| {
                let happens = if both { one.happens && other.happens } else { one.happens || other.happens };
                let condition = one.condition.and(&other.condition)?;
                Some(Likelihood { condition, chance: together(&one.chance, &other.chance), happens })
            });
            cases.extend(more);
            if cases.len() > MAX_CONDITIONAL {
                return None;
            }
        }
        if let [only] = cases.as_slice() {
            return Some(Chance::alike(only.chance.clone(), only.happens));
        }
        Some(Chance { base: Polynomial::zero(), cases })
    }

    /// The same where the state is so likely if the event happens, and so likely if not.
    fn likely(self, then: &Polynomial, otherwise: &Polynomial) -> Chance {
        let moved = |chance: &Polynomial| otherwise + &(&(then - otherwise) * chance);
        let cases = self.cases.into_iter().map(|case| Likelihood { chance: moved(&case.chance), ..case }).collect();
        Chance { base: moved(&self.base), cases }
    }
}

/// The payoffs of an event over all combinations of options that they depend on.
struct Table {
    /// The different payoffs that there are, in the order of the event's fields.
    payoffs: Vec<Vec<Polynomial>>,
    cases: Cases,
}

impl Compiler<'_> {
    /// A probability of any kind.
    pub(super) fn probability(&mut self, probability: &Probability, party: PartyId, role: Role, path: &Path) -> Chance {
        let formula = match probability {
            Probability::Number(quantity) => return Chance::always(self.share(quantity, party, role, path)),
            Probability::Formula(formula) => formula,
        };
        let chance = match formula.periods.is_empty() {
            true => self.event(formula, &formula.event, party, path),
            false => self.at_each_time(formula, party, path),
        };
        let mut likely = |quantity: &Option<Quantity>, key: &str, unsaid: BigRational| match quantity {
            Some(quantity) => self.share(quantity, party, role, &path.key(key)),
            None => Polynomial::certain(unsaid),
        };
        let then = likely(&formula.then, "then", BigRational::one());
        let otherwise = likely(&formula.otherwise, "otherwise", BigRational::zero());
        chance.likely(&then, &otherwise)
    }

    /// How likely an event is that is asked at several times: that it happens at each, of what is promised, or else at one.
    fn at_each_time(&mut self, formula: &Formula, party: PartyId, path: &Path) -> Chance {
        let mut chance: Option<Chance> = None;
        for (id, period) in formula.periods.iter() {
            let own = path.key("periods").key(id);
            let known: Vec<&str> = formula.event.payoffs().into_iter().map(|(key, _)| key).collect();
            for (key, _) in period.payoffs().filter(|(key, _)| !known.contains(key)) {
                let kind = formula.event.kind();
                let message = format!("`{key}` is no payoff of this {kind}");
                self.error(Code::UnknownField, Place::key(&own.key(key)), message, "");
            }
            let first = self.derived.len();
            let then = self.event(formula, &formula.event.at(period), party, path);
            for derived in &mut self.derived[first..] {
                derived.period = Some(id.to_owned());
                derived.own = period.payoffs().map(|(key, _)| key).collect();
            }
            chance = Some(match chance {
                None => then,
                Some(before) => match before.and(&then, matches!(formula.event, Event::Execution(_))) {
                    Some(both) => both,
                    None => {
                        self.too_many(path);
                        return Chance::always(Polynomial::zero());
                    }
                },
            });
        }
        chance.unwrap_or_else(|| Chance::always(Polynomial::zero()))
    }

    /// How likely an event is that is asked once.
    fn event(&mut self, formula: &Formula, event: &Event, party: PartyId, path: &Path) -> Chance {
        self.reads = Some(match formula.must_hold {
            true => Reads::Certain("a promise that must hold does so, or it does not"),
            false if !formula.periods.is_empty() => {
                Reads::Certain("the payoffs of what is asked at several times are certain")
            }
            false => Reads::Payoffs,
        });
        let read = self.read_payoffs(event, party, path);
        self.reads = None;
        let table = self.tabulated(event, &read, path);
        let Some(Table { payoffs, cases }) = table else { return Chance::always(Polynomial::zero()) };
        let one = payoffs.len() == 1;
        let cases = Arc::new(cases);
        // Those that happen for all numbers in their ranges are one class, those that never do another; each of the rest is its own.
        let (mut classes, mut values) =
            (Vec::new(), vec![(Polynomial::zero(), false), (Polynomial::certain(One::one()), true)]);
        for (at, payoffs) in payoffs.into_iter().enumerate() {
            let payoffs = Payoffs::new(event, payoffs);
            let numbers = payoffs.numbers();
            let happens = payoffs.happens(&numbers.iter().map(|number| number.constant.clone()).collect::<Vec<_>>());
            let decided = self.is_decided(&payoffs, happens);
            let cases = (!one).then(|| (cases.clone(), at));
            let (path, own) = (path.clone(), Vec::new());
            self.derived.push(Derived { party, path, period: None, own, payoffs, happens, decided, cases });
            if !decided {
                let value = if happens { BigRational::one() } else { BigRational::zero() };
                classes.push(values.len());
                values.push((Polynomial::uncertain(value, DERIVED + self.derived.len() - 1), happens));
            } else {
                classes.push(usize::from(happens));
            }
        }
        let classes: Vec<usize> = cases.cells.iter().map(|cell| classes[*cell as usize]).collect();
        let boxes = boxes(&cases.axes, &classes);
        if boxes.len() > MAX_CONDITIONAL {
            self.too_many(path);
            return Chance::always(Polynomial::zero());
        }
        let condition = |sets: Vec<OptionSet>| {
            let narrow = cases.axes.iter().zip(sets).filter(|(_, set)| set.contains(&false));
            Condition(narrow.map(|((issue, _), set)| (*issue, set)).collect())
        };
        if let [(class, _)] = boxes.as_slice() {
            let (chance, happens) = values.swap_remove(*class);
            return Chance::alike(chance, happens);
        }
        let case = |(class, sets): (usize, Vec<OptionSet>)| {
            let (chance, happens) = values[class].clone();
            Likelihood { condition: condition(sets), chance, happens }
        };
        Chance { base: Polynomial::zero(), cases: boxes.into_iter().map(case).collect() }
    }

    /// By payoff, the terms that it is the sum of.
    fn read_payoffs(&mut self, event: &Event, party: PartyId, path: &Path) -> Vec<Vec<DraftTerm>> {
        let mut read = Vec::new();
        for (field, payoff) in event.payoffs() {
            let path = path.key(event.kind()).key(field);
            let terms = match payoff {
                Payoff::Number(quantity) => {
                    let worth = DraftWorth::Constant(match field {
                        "fights" | "detection" => self.share(quantity, party, Role::Payoff, &path),
                        _ => self.quantity(quantity, party, Role::Payoff, &path),
                    });
                    vec![DraftTerm { worth, because: None, path }]
                }
                Payoff::ByPackage(sum) => self.terms(party, sum, &path),
            };
            for term in &terms {
                if let DraftWorth::Levels { issue, .. } = &term.worth {
                    let id = &self.issues[issue.index()].id;
                    let message = format!("`{id}` is continuous: what an event comes to cannot depend on its level");
                    let help = "let it depend on options: of an issue that says in which part of its range the level lies, \
                                with rules that keep it there, {\"if\": {…}, \"then\": {\"…\": {\"from\": …, \"to\": …}}}";
                    self.error(Code::NotSupported, Place::key(&term.path), message, help);
                }
            }
            read.push(terms);
        }
        read
    }

    /// The payoffs for every combination of the options that they depend on; none if something is wrong with them.
    fn tabulated(&mut self, event: &Event, read: &[Vec<DraftTerm>], path: &Path) -> Option<Table> {
        let mut issues: Vec<IssueId> = read.iter().flatten().flat_map(|term| term.worth.issues()).collect();
        issues.sort_unstable();
        issues.dedup();
        let axes: Vec<(IssueId, usize)> =
            issues.iter().map(|issue| (*issue, self.issues[issue.index()].options.len())).collect();
        let size = axes.iter().try_fold(1usize, |product, (_, size)| product.checked_mul(*size));
        let large = size.is_none_or(|size| size > MAX_CELLS);
        let all = self.combinations.saturating_add(size.unwrap_or(0));
        let many = all > MAX_CELLS;
        if large || many {
            let names: Vec<String> = axes.iter().map(|(at, _)| format!("`{}`", self.issues[at.index()].id)).collect();
            let (kind, names) = (event.kind(), list(&names.iter().map(String::as_str).collect::<Vec<_>>()));
            let before = if large { "" } else { ", with those of the events before" };
            let message = format!(
                "the payoffs of this {kind} depend on {names} together: more than {MAX_CELLS} combinations of options{before}"
            );
            self.error(
                Code::Limit,
                Place::value(path),
                message,
                "let them depend on fewer issues, or on fewer options",
            );
        }
        if large || many || self.diagnostics.has_errors() {
            return None;
        }
        self.combinations = all;
        let mut known: BTreeMap<Vec<(BigRational, Terms)>, u32> = BTreeMap::new();
        let mut table = Table { payoffs: Vec::new(), cases: Cases { axes, cells: Vec::new() } };
        let mut options = vec![OptionId::at(0); self.issues.len()];
        for cell in 0..size? {
            let mut rest = cell;
            for (issue, size) in table.cases.axes.iter().rev() {
                options[issue.index()] = OptionId::at(rest % size);
                rest /= size;
            }
            let sum = |terms: &Vec<DraftTerm>| {
                let found = terms.iter().filter_map(|term| term.worth.at(&options));
                found.fold(Polynomial::zero(), |sum, one| &sum + one)
            };
            let payoffs: Vec<Polynomial> = read.iter().map(sum).collect();
            let key = payoffs.iter().map(|payoff| (payoff.constant.clone(), payoff.terms.clone())).collect();
            let next = table.payoffs.len() as u32;
            let at = *known.entry(key).or_insert(next);
            table.cases.cells.push(at);
            if at != next {
                continue;
            }
            if table.payoffs.len() >= MAX_CONDITIONAL {
                let message = format!("this {} has more than {MAX_CONDITIONAL} different payoffs", event.kind());
                let help = "let its payoffs depend on fewer issues, or on fewer options";
                self.error(Code::Limit, Place::value(path), message, help);
                return None;
            }
            for ((field, written), payoff) in event.payoffs().into_iter().zip(&payoffs) {
                if matches!(field, "fights" | "detection") && matches!(written, Payoff::ByPackage(_)) {
                    self.is_share(payoff, &path.key(event.kind()).key(field))?;
                }
            }
            table.payoffs.push(payoffs);
        }
        Some(table)
    }

    /// A number from 0 to 1.
    fn share(&mut self, quantity: &Quantity, party: PartyId, role: Role, path: &Path) -> Polynomial {
        let known = self.uncertain.len();
        let found = self.quantity(quantity, party, role, path);
        let ends = self.uncertain.get(known).map(|number| [number.low.value().clone(), number.high.value().clone()]);
        let ends = ends.into_iter().flatten().chain([found.constant.clone()]);
        self.are_shares(ends.collect(), path);
        found
    }

    /// Whether an event comes out the same for all numbers in their ranges. What decides is linear in each payoff by itself, so
    /// that the ends of the payoffs tell, as if each moved alone.
    fn is_decided(&self, payoffs: &Payoffs, happens: bool) -> bool {
        let ends = payoffs.numbers().into_iter().map(|payoff| {
            let [low, high] = self.extent(payoff);
            if low == high { vec![low] } else { vec![low, high] }
        });
        ends.multi_cartesian_product().all(|ends| payoffs.happens(&ends) == happens)
    }

    /// The least and the most that a sum comes to, for its numbers in their ranges: or beyond these, where products share numbers.
    pub(super) fn extent(&self, sum: &Polynomial) -> [BigRational; 2] {
        let (mut least, mut most) = (sum.constant.clone(), sum.constant.clone());
        for (product, coefficient) in &sum.terms {
            let span = |at: &usize| {
                let number = &self.uncertain[*at];
                [&number.low, &number.high].map(|end| end.value() - number.value.value())
            };
            let ends = product.iter().filter(|at| **at < DERIVED).map(span).fold(
                [coefficient.clone(), coefficient.clone()],
                |[low, high], span| {
                    let mut ends = [&low * &span[0], &low * &span[1], &high * &span[0], &high * &span[1]];
                    ends.sort();
                    let [low, .., high] = ends;
                    [low, high]
                },
            );
            least += &ends[0];
            most += &ends[1];
        }
        [least, most]
    }

    /// Refuses a sum that is not from 0 to 1, whatever its numbers in their ranges.
    fn is_share(&mut self, sum: &Polynomial, path: &Path) -> Option<()> {
        let ends = self.extent(sum);
        self.are_shares([sum.constant.clone()].into_iter().chain(ends).collect(), path).then_some(())
    }

    /// Refuses numbers that are not from 0 to 1.
    fn are_shares(&mut self, numbers: Vec<BigRational>, path: &Path) -> bool {
        let within = |number: &BigRational| !number.is_negative() && *number <= BigRational::one();
        let outside = numbers.into_iter().find(|number| !within(number));
        if let Some(outside) = &outside {
            let message = format!("a probability of {}: it must be from 0 to 1", crate::Number::from(outside.clone()));
            self.error(Code::Beliefs, Place::value(path), message, "");
        }
        outside.is_none()
    }

    /// Notes a promise, and adds the rule that it holds, if it must: `counts` says where it is asked, in parts that exclude each
    /// other.
    pub(super) fn promise(
        &mut self,
        probability: &Probability,
        party: PartyId,
        chance: &Chance,
        counts: &[Condition],
        path: &Path,
    ) {
        let Probability::Formula(formula) = probability else { return };
        if let Some(problem) = formula.id.as_deref().and_then(id_problem) {
            self.error(Code::BadId, Place::value(&path.key("id")), problem, "");
        }
        if self.diagnostics.has_errors() {
            return;
        }
        // An attack or a breach must not happen; what was promised must.
        let wanted = matches!(formula.event, Event::Execution(_));
        let failing = chance.cases.iter().filter(|case| case.happens != wanted).map(|case| &case.condition);
        let mut broken: Vec<Condition> = Vec::new();
        for failing in failing {
            broken.extend(counts.iter().filter_map(|counts| counts.and(failing)));
            if broken.len() > MAX_CONDITIONAL {
                return self.too_many(path);
            }
        }
        let name = formula.id.clone().unwrap_or_else(|| path.to_string().trim_start_matches("$.").to_owned());
        if formula.must_hold && !broken.is_empty() {
            self.hold(formula, &name, broken.clone(), path);
        }
        self.promises.push(Promise {
            name,
            party,
            kind: formula.event.kind(),
            because: formula.because.clone(),
            path: path.clone(),
            must_hold: formula.must_hold,
            asked: counts.to_vec(),
            broken,
        });
    }

    /// Adds the rule that a promise holds.
    fn hold(&mut self, formula: &Formula, name: &str, mut of: Vec<Condition>, path: &Path) {
        if of.iter().any(|condition| condition.0.is_empty()) {
            let what = match formula.event {
                Event::Attack(_) => "the attack pays",
                Event::Breach(_) => "the breach pays",
                Event::Execution(_) => "reneging is better",
            };
            let message = format!("no package can satisfy this: {what} whatever is agreed");
            let help = "let its payoffs depend on what is agreed, or say where it is asked";
            return self.error(Code::OutOfRange, Place::value(path), message, help);
        }
        let kind = match of.len() {
            1 => ConstraintKind::Forbid(of.swap_remove(0)),
            _ => ConstraintKind::Count { of, min: 0, max: 0 },
        };
        let (name, because, path) = (name.to_owned(), formula.because.clone(), path.clone());
        self.held.push(Constraint { kind, party: None, name, because, path, binding: true });
    }
}

/// The combinations of options of each class, joined: for each, a set of options of every issue.
fn boxes(axes: &[(IssueId, usize)], classes: &[usize]) -> Vec<(usize, Vec<OptionSet>)> {
    let Some(((_, size), rest)) = axes.split_first() else { return vec![(classes[0], Vec::new())] };
    let mut joined: BTreeMap<(usize, Vec<OptionSet>), Vec<bool>> = BTreeMap::new();
    for (option, slice) in classes.chunks_exact(classes.len() / size).enumerate() {
        for one in boxes(rest, slice) {
            joined.entry(one).or_insert_with(|| vec![false; *size])[option] = true;
        }
    }
    joined.into_iter().map(|((class, sets), set)| (class, [set.into()].into_iter().chain(sets).collect())).collect()
}
