//! The whole problem, levels and all, as one mixed-integer programme, which a [back end](crate::lp::BackEnd) solves.
//!
//! One binary for each option; a continuous issue as the steps between the levels at which some curve bends, with a binary
//! wherever a step may only begin when the one before is used up; an indicator for each combination of options that an
//! interaction or a rule speaks of; the worth of a level under a condition between its two bounds (McCormick). A sum is one
//! such programme, a smallest value another, and a product a sequence of them: the tangents of the logarithms at the
//! solutions met so far, until no tangent is new (outer approximation, Duran and Grossmann 1986).
//!
//! It proposes and proves nothing. The options that it finds are solved exactly like all others ([`super::cell`]), and
//! what it says of the rest is not believed. It is asked first when the engine `milp` is chosen, so that the search for
//! the proof begins with a good package; and it is all there is where issues are linked too tightly for decision
//! diagrams. Searches are limited by nodes, so that the same question has the same answer.

use super::best::best_for;
use super::cell::Ask;
use crate::concept::Measure;
use crate::lp::{BackEnd, Ended, IntegerProgramme, Relation, Row, Watch, value};
use crate::problem::{Condition, ConstraintKind, IssueId, LevelId, OptionId, PartyId, View, Worth, slope};
use crate::search::{Control, Stop};
use good_lp::{Expression, ProblemVariables, Variable, variable};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use std::cell::Cell;

/// Programmes for one product.
const TANGENTS: usize = 12;
/// More variables than this are not tried.
const MOST_VARIABLES: usize = 20_000;
/// A table with more entries than this is not written out.
const MOST_CELLS: usize = 4_096;
/// No logarithm of a share of a range is smaller.
const LEAST_LOGARITHM: f64 = -60.0;

/// A programme under construction.
struct Draft {
    variables: ProblemVariables,
    count: usize,
    rows: Vec<Row>,
    /// By issue and option.
    options: Options,
    /// By party, its gain.
    gains: Vec<Expression>,
}

impl Draft {
    fn at_most(&mut self, sum: Expression, bound: f64) {
        self.rows.push(Row { sum, relation: Relation::AtMost, bound });
    }

    fn at_least(&mut self, sum: Expression, bound: f64) {
        self.rows.push(Row { sum, relation: Relation::AtLeast, bound });
    }

    fn equal(&mut self, sum: Expression, bound: f64) {
        self.rows.push(Row { sum, relation: Relation::Equal, bound });
    }

    /// A variable between two bounds.
    fn between(&mut self, low: f64, high: f64) -> Variable {
        self.count += 1;
        self.variables.add(variable().min(low).max(high))
    }

    /// A variable without bounds. (Bounds that are only large, such as 10¹⁵, lead microlp to wrong optima.)
    fn free(&mut self) -> Variable {
        self.count += 1;
        self.variables.add(variable())
    }

    /// A variable that is 0 or 1, and its position.
    fn binary(&mut self) -> (Variable, usize) {
        self.count += 1;
        (self.variables.add(variable().binary()), self.count - 1)
    }

    /// How many of these options of an issue are chosen: 0 or 1.
    fn chosen(&self, issue: usize, set: &[bool]) -> Expression {
        let admitted = self.options[issue].iter().zip(set).filter(|(_, admitted)| **admitted);
        admitted.filter_map(|(option, _)| option.map(|(variable, _)| variable)).sum()
    }

    /// 1 where a condition holds, 0 where not.
    fn holds(&mut self, condition: &Condition) -> Expression {
        let parts: Vec<Expression> = condition.0.iter().map(|(issue, set)| self.chosen(issue.index(), set)).collect();
        if let [only] = &parts[..] {
            return only.clone();
        }
        let all = self.between(0.0, 1.0);
        let count = parts.len() as f64;
        for part in &parts {
            self.at_most(Expression::from(all) - part.clone(), 0.0);
        }
        let sum: Expression = parts.into_iter().sum();
        self.at_most(sum - all, count - 1.0);
        all.into()
    }
}

/// What the programme proposes.
#[derive(Default)]
pub(super) struct Proposals {
    /// Options, each feasible as far as options tell.
    pub options: Vec<Vec<OptionId>>,
    /// Whether every programme was solved to its end: then the best of the proposals is the best there is, as far as
    /// floating point can tell.
    pub finished: bool,
    /// If `control` stopped it, why.
    pub stop: Option<Stop>,
}

/// Proposes options through a back end, and keeps count.
pub(super) struct Proposer {
    back_end: BackEnd,
    /// Programmes that were solved; of these, those to their end; those that the back end could not do; options proposed.
    programmes: Cell<u64>,
    ended: Cell<u64>,
    failed: Cell<u64>,
    proposed: Cell<u64>,
    /// How far the bound of a programme that was stopped was above its values, as a share of the bound: the most of all.
    gap: Cell<f64>,
}

impl Proposer {
    /// One that has proposed nothing yet.
    pub(super) fn new(back_end: BackEnd) -> Self {
        let none = || Cell::new(0);
        Proposer { back_end, programmes: none(), ended: none(), failed: none(), proposed: none(), gap: Cell::new(0.0) }
    }

    /// What was done, in a sentence; none if nothing was.
    pub(super) fn describe(&self) -> Option<String> {
        let programmes = match self.programmes.get() {
            0 => return None,
            1 => "1 mixed-integer programme".to_owned(),
            programmes => format!("{programmes} mixed-integer programmes"),
        };
        let gap = match self.gap.get() {
            0.0 => String::new(),
            gap if gap.is_infinite() => ", others without values or a bound".to_owned(),
            gap => format!(", others at most {:.2} % below their bounds", 100.0 * gap),
        };
        let failed = match self.failed.get() {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        Some(format!(
            "{} was given {programmes}: {} solved to the end{gap}{failed}; it proposed {}.",
            self.back_end.name(),
            self.ended.get(),
            match self.proposed.get() {
                1 => "1 way to choose the options".to_owned(),
                proposed => format!("{proposed} ways to choose the options"),
            }
        ))
    }

    /// Proposes options for what is asked: none if there are none, or if none were found.
    pub(super) fn propose(&self, view: &View, ask: &Ask, control: &Control) -> Proposals {
        let mut found = Proposals { options: Vec::new(), finished: true, stop: None };
        if let Err(stop) = self.propose_into(&mut found, view, ask, control) {
            (found.finished, found.stop) = (false, Some(stop));
        }
        found
    }

    fn propose_into(&self, found: &mut Proposals, view: &View, ask: &Ask, control: &Control) -> Result<(), Stop> {
        // For a product, the gains at which tangents touch; the first programme looks for a large smallest gain.
        let mut tangents: Vec<Vec<f64>> = Vec::new();
        for _ in 0..TANGENTS {
            let Some((programme, options)) = stated(view, ask, &tangents, control)? else { return Ok(()) };
            let objective = programme.objective.clone();
            let variables: Vec<Variable> =
                programme.variables.iter_variables_with_def().map(|(variable, _)| variable).collect();
            let solved = self.back_end.solve(programme, &Watch::new(control.deadline(), &|| control.check().is_err()));
            if solved.ended == Ended::Stopped {
                let gap = solved.values.as_ref().zip(solved.bound).map_or(f64::INFINITY, |(values, bound)| {
                    (bound - value(&objective, &variables, values)) / bound.abs().max(f64::MIN_POSITIVE)
                });
                self.gap.set(self.gap.get().max(gap));
            }
            let finished = matches!(solved.ended, Ended::Optimal | Ended::Infeasible);
            found.finished &= finished;
            self.programmes.set(self.programmes.get() + 1);
            self.ended.set(self.ended.get() + u64::from(finished));
            self.failed.set(self.failed.get() + u64::from(solved.ended == Ended::Failed));
            let Some(options) = solved.values.and_then(|values| picked(&options, &values, view)) else {
                found.finished &= solved.ended == Ended::Infeasible;
                return if solved.ended == Ended::Stopped { control.check() } else { Ok(()) };
            };
            if found.options.contains(&options) {
                return Ok(());
            }
            found.options.push(options.clone());
            self.proposed.set(self.proposed.get() + 1);
            let Measure::Product(powers) = ask.measure else { return Ok(()) };
            // The next tangent touches at the best levels for these options.
            let Some(best) = best_for(view, &options, ask, control)? else { return Ok(()) };
            tangents.push(best.gains.iter().map(number).collect());
            if powers.iter().all(|power| *power == 0) {
                return Ok(());
            }
        }
        found.finished = false;
        Ok(())
    }
}

/// By issue and option, the variable that is 1 if it is chosen, and its position.
type Options = Vec<Vec<Option<(Variable, usize)>>>;

/// The programme of a question, for a product with these tangents; none if it is too large.
fn stated(
    view: &View,
    ask: &Ask,
    tangents: &[Vec<f64>],
    control: &Control,
) -> Result<Option<(IntegerProgramme, Options)>, Stop> {
    let Some(mut programme) = written(view, ask, control)? else { return Ok(None) };
    let objective = match ask.measure {
        Measure::Sum(units) => units.iter().zip(&programme.gains).map(|(unit, gain)| gain.clone() * number(unit)).sum(),
        Measure::Smallest { units, offsets } => {
            let measured: Vec<Expression> = (units.iter().zip(offsets).zip(&programme.gains))
                .filter_map(|((unit, offset), gain)| {
                    unit.as_ref().map(|unit| (gain.clone() - number(offset)) * number(unit))
                })
                .collect();
            let smallest = programme.free();
            for value in measured {
                programme.at_most(Expression::from(smallest) - value, 0.0);
            }
            smallest.into()
        }
        Measure::Product(powers) => product(&mut programme, powers, tangents),
    };
    let Draft { variables, rows, options, .. } = programme;
    Ok(Some((IntegerProgramme { variables, rows, objective }, options)))
}

/// The objective of a product: the sum of logarithms below their tangents.
fn product(programme: &mut Draft, powers: &[u32], tangents: &[Vec<f64>]) -> Expression {
    let counted: Vec<usize> = (0..powers.len()).filter(|party| powers[*party] > 0).collect();
    if tangents.is_empty() {
        let smallest = programme.free();
        for party in counted {
            let above = Expression::from(smallest) - programme.gains[party].clone();
            programme.at_most(above, 0.0);
        }
        return smallest.into();
    }
    let mut objective = Expression::from(0.0);
    for party in counted {
        let logarithm = programme.between(LEAST_LOGARITHM, 1e3);
        for tangent in tangents {
            let slope = 1.0 / tangent[party];
            let below = Expression::from(logarithm) - programme.gains[party].clone() * slope;
            programme.at_most(below, tangent[party].ln() - 1.0);
        }
        objective += f64::from(powers[party]) * logarithm;
    }
    objective
}

/// The options that values of variables choose, if they are feasible.
fn picked(options: &Options, values: &[f64], view: &View) -> Option<Vec<OptionId>> {
    let pick = |(issue, options): (usize, &Vec<Option<(Variable, usize)>>)| {
        let value = |option: &Option<(Variable, usize)>| {
            option.and_then(|(_, at)| values.get(at).copied()).unwrap_or(f64::NEG_INFINITY)
        };
        let best = (0..options.len()).max_by(|a, b| value(&options[*a]).total_cmp(&value(&options[*b])).then(b.cmp(a)));
        let open = options.iter().any(Option::is_some);
        if open { best.map(OptionId::at) } else { view.options(IssueId::at(issue)).next() }
    };
    let picked: Option<Vec<OptionId>> = options.iter().enumerate().map(pick).collect();
    picked.filter(|picked| view.allows_options(|issue| picked[issue.index()]))
}

/// The programme of a question, without an objective; none if it is too large.
fn written(view: &View, ask: &Ask, control: &Control) -> Result<Option<Draft>, Stop> {
    control.check()?;
    let problem = view.problem();
    let parties = view.parties();
    let mut programme = Draft {
        variables: ProblemVariables::new(),
        count: 0,
        rows: Vec::new(),
        options: Vec::new(),
        gains: Vec::new(),
    };
    for (at, issue) in problem.issues().iter().enumerate() {
        let mut options = vec![None; issue.options.len()];
        if !issue.continuous {
            for option in view.options(IssueId::at(at)) {
                options[option.index()] = Some(programme.binary());
            }
            let all: Expression = options.iter().flatten().map(|(variable, _)| *variable).sum();
            programme.equal(all, 1.0);
        }
        if programme.count > MOST_VARIABLES {
            return Ok(None);
        }
        programme.options.push(options);
    }
    let scales: Vec<f64> = (0..parties).map(|party| problem.in_units(PartyId::at(party), 1).to_f64()).collect();
    for (party, scale) in scales.iter().enumerate() {
        let constant = problem.constants[party] as f64 * scale - number(view.disagreement(PartyId::at(party)).value());
        let mut gain = Expression::from(constant);
        for (values, options) in problem.values.iter().zip(&programme.options) {
            for (option, chosen) in options.iter().enumerate() {
                if let Some((chosen, _)) = chosen {
                    gain += *chosen * (values[option * parties + party] as f64 * scale);
                }
            }
        }
        programme.gains.push(gain);
    }
    for interaction in problem.interactions() {
        let scale = scales[interaction.party.index()];
        match &interaction.worth {
            Worth::When(condition, add) => {
                let holds = programme.holds(condition);
                programme.gains[interaction.party.index()] += holds * (*add as f64 * scale);
            }
            Worth::Table(axes, cells) => {
                if cells.len() > MOST_CELLS {
                    return Ok(None);
                }
                for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell != 0) {
                    let holds = programme.holds(&combination(axes, at));
                    programme.gains[interaction.party.index()] += holds * (*cell as f64 * scale);
                }
            }
        }
        if programme.count > MOST_VARIABLES {
            return Ok(None);
        }
    }
    for (_, constraint) in view.constraints() {
        forbid(&mut programme, &constraint.kind);
    }
    let levels = levels(&mut programme, view);
    for (_, rule) in view.level_rules() {
        let mut sum = Expression::from(0.0);
        let (mut least, mut most) = (0.0, 0.0);
        for (issue, coefficients) in &rule.options {
            for (option, chosen) in programme.options[issue.index()].iter().enumerate() {
                if let Some((chosen, _)) = chosen {
                    sum += *chosen * number(&coefficients[option]);
                }
            }
            let all = || coefficients.iter().map(number);
            least += all().fold(f64::INFINITY, f64::min);
            most += all().fold(f64::NEG_INFINITY, f64::max);
        }
        for (level, per_unit) in &rule.levels {
            sum += levels[level.index()].clone() * number(per_unit);
            let ends = view.ranges()[level.index()].each_ref().map(|end| number(&(end * per_unit)));
            least += ends[0].min(ends[1]);
            most += ends[0].max(ends[1]);
        }
        let fails = match &rule.premise {
            None => Expression::from(0.0),
            Some(premise) => Expression::from(1.0) - programme.holds(premise),
        };
        if let Some(max) = rule.max.as_ref().map(number) {
            programme.at_most(sum.clone() - fails.clone() * (most - max).max(0.0), max);
        }
        if let Some(min) = rule.min.as_ref().map(number) {
            programme.at_least(sum + fails * (min - least).max(0.0), min);
        }
    }
    for party in 0..parties {
        if let Some(most) = view.most_gain(PartyId::at(party)) {
            let gain = programme.free();
            programme.at_most(gain.into(), number(&most));
            let above = Expression::from(gain) - std::mem::take(&mut programme.gains[party]);
            programme.at_most(above, 0.0);
            programme.gains[party] = gain.into();
        }
    }
    for (gain, floor) in programme.gains.iter().zip(ask.floors) {
        if let Some(floor) = floor {
            let (sum, relation, bound) = (gain.clone(), Relation::AtLeast, number(floor));
            programme.rows.push(Row { sum, relation, bound });
        }
    }
    Ok(Some(programme).filter(|programme| programme.count <= MOST_VARIABLES))
}

/// The levels of the continuous issues; what they are worth is added to the gains.
fn levels(programme: &mut Draft, view: &View) -> Vec<Expression> {
    let terms = &view.problem().levels.terms;
    let mut levels = Vec::new();
    for level in 0..view.ranges().len() {
        let points = view.bends(LevelId::at(level));
        let own: Vec<_> = terms.iter().filter(|term| term.level == LevelId::at(level)).collect();
        let values: Vec<Vec<BigRational>> =
            own.iter().map(|term| points.iter().map(|point| term.curve.at(point)).collect()).collect();
        let mut steps = Vec::new();
        for at in 0..points.len().saturating_sub(1) {
            let length = number(&(&points[at + 1] - &points[at]));
            let step = programme.between(0.0, length);
            if let Some((before, before_length)) = steps.last().copied() {
                let (full, _) = programme.binary();
                programme.at_least(Expression::from(before) - full * before_length, 0.0);
                programme.at_most(Expression::from(step) - full * length, 0.0);
            }
            steps.push((step, length));
        }
        let along = |base: &BigRational, slopes: &dyn Fn(usize) -> BigRational| {
            let mut sum = Expression::from(number(base));
            steps.iter().enumerate().for_each(|(at, (step, _))| sum += *step * number(&slopes(at)));
            sum
        };
        let lowest = points.first().cloned().unwrap_or_else(BigRational::zero);
        let reached = along(&lowest, &|_| BigRational::one());
        let worths: Vec<Expression> =
            values.iter().map(|values| along(&values[0], &|at| slope(&points, values, at))).collect();
        for ((term, worth), values) in own.iter().zip(worths).zip(&values) {
            let added = match &term.condition {
                None => worth,
                Some(condition) => {
                    let holds = programme.holds(condition);
                    let all = || values.iter().map(number);
                    let least = all().fold(f64::INFINITY, f64::min);
                    let most = all().fold(f64::NEG_INFINITY, f64::max);
                    let added = programme.between(least.min(0.0), most.max(0.0));
                    let product = || Expression::from(added);
                    let fails = || Expression::from(1.0) - holds.clone();
                    programme.at_most(product() - holds.clone() * most, 0.0);
                    programme.at_least(product() - holds.clone() * least, 0.0);
                    programme.at_most(product() - worth.clone() + fails() * least, 0.0);
                    programme.at_least(product() - worth.clone() + fails() * most, 0.0);
                    product()
                }
            };
            programme.gains[term.party.index()] += added;
        }
        levels.push(reached);
    }
    levels
}

/// A rule or red line on options.
fn forbid(programme: &mut Draft, kind: &ConstraintKind) {
    match kind {
        ConstraintKind::Forbid(condition) => {
            let parts: Vec<Expression> = condition.0.iter().map(|(i, set)| programme.chosen(i.index(), set)).collect();
            let most = parts.len() as f64 - 1.0;
            programme.at_most(parts.into_iter().sum::<Expression>(), most);
        }
        ConstraintKind::Implies(premise, conclusion) => {
            let holds = programme.holds(premise);
            for (issue, set) in &conclusion.0 {
                let chosen = programme.chosen(issue.index(), set);
                programme.at_least(chosen - holds.clone(), 0.0);
            }
        }
        ConstraintKind::Count { of, min, max } => {
            let count: Expression = of.iter().map(|condition| programme.holds(condition)).sum();
            programme.at_least(count.clone(), *min as f64);
            programme.at_most(count, *max as f64);
        }
        ConstraintKind::Sum { terms, min, max } => {
            let mut sum = Expression::from(0.0);
            for (issue, coefficients) in terms {
                for (option, chosen) in programme.options[issue.index()].iter().enumerate() {
                    if let Some((chosen, _)) = chosen {
                        sum += *chosen * coefficients[option] as f64;
                    }
                }
            }
            if let Some(min) = min {
                programme.at_least(sum.clone(), *min as f64);
            }
            if let Some(max) = max {
                programme.at_most(sum, *max as f64);
            }
        }
        // What is proposed is looked at.
        ConstraintKind::Consents(_) => {}
    }
}

/// The condition for one cell of a table.
fn combination(axes: &[(IssueId, usize)], cell: usize) -> Condition {
    let mut rest = cell;
    let mut condition: Vec<(IssueId, crate::problem::OptionSet)> = Vec::new();
    for (issue, size) in axes.iter().rev() {
        let option = rest % size;
        rest /= size;
        condition.push((*issue, (0..*size).map(|at| at == option).collect()));
    }
    Condition(condition)
}

fn number(number: &BigRational) -> f64 {
    number.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept;
    use crate::lp::tests::{all, highs};
    use crate::problem::{Corners, Problem};
    use crate::search::Limits;
    use crate::search::levels::ground::Ground;
    use crate::search::levels::hunt::Hunt;
    use crate::search::levels::solve::aim;
    use proptest::prelude::*;

    const LEVELS: [&str; 2] = [
        include_str!("../../../models/levels/first-steps.json"),
        include_str!("../../../tests/fixtures/ukraine-2025-levels.json"),
    ];

    /// What the programme proposes is no better than what the other search proves to be best, and as good if it was solved
    /// to its end; with each back end.
    #[test]
    fn proposals_are_the_proven_best() {
        for back_end in all() {
            let mut finished = 0;
            for text in LEVELS {
                let problem = Problem::from_json(text).unwrap();
                let view = problem.view();
                let control = Control::new(&Limits::default());
                let corners = Corners::new(&view).unwrap();
                let Ok(Some(ground)) = Ground::new(&view, &corners, &control) else { panic!("no package") };
                let floors = vec![Some(BigRational::zero()); view.parties()];
                let mut hunt = Hunt::new(&ground, &floors, &control);
                let ideal: Vec<BigRational> = (0..view.parties())
                    .map(|party| {
                        hunt.maximise(&Measure::gain_of(party, view.parties()), false).best[0].1.gains[party].clone()
                    })
                    .collect();
                let proposer = Proposer::new(back_end.clone());
                for concept in concept::ALL {
                    let measure = aim(&view, concept, &vec![true; ideal.len()], &ideal).unwrap().measure;
                    let proven = hunt.maximise(&measure, true);
                    let ask = Ask { measure: &measure, floors: &floors };
                    let proposed = proposer.propose(&view, &ask, &control);
                    let best =
                        proposed.options.iter().filter_map(|options| best_for(&view, options, &ask, &control).unwrap());
                    let best = best.map(|optimum| optimum.key[0].clone()).max().expect("a proposal");
                    let expected = &proven.best[0].1.key[0];
                    assert!(best <= *expected);
                    let off = (expected - best).to_f64().unwrap() / expected.to_f64().unwrap().abs().max(1.0);
                    assert!(!proposed.finished || off < 1e-9, "{}: off by {off}", concept.id());
                    finished += usize::from(proposed.finished);
                }
                assert!(proposer.describe().unwrap().starts_with(&format!("{} was given ", back_end.name())));
            }
            assert_eq!(finished, 12, "{}", back_end.name());
        }
    }

    /// Asks both back ends every programme that the six concepts lead to, and compares what they say; with the number of
    /// programmes that both solved to the end, and of those that nothing satisfies.
    fn compare(model: &str, others: &BackEnd) -> (usize, usize) {
        let problem = Problem::from_json(model).unwrap_or_else(|errors| panic!("{errors}"));
        let (view, control) = (problem.view(), Control::new(&Limits::default()));
        let parties = view.parties();
        let floors = vec![Some(BigRational::zero()); parties];
        let (mut optimal, mut infeasible) = (0, 0);
        // Any ideal point will do, as long as all programmes have the same.
        let ideal: Vec<BigRational> = (1..=parties).map(|party| BigRational::from_integer(party.into())).collect();
        for concept in concept::ALL {
            let measure = aim(&view, concept, &vec![true; ideal.len()], &ideal).unwrap().measure;
            let ask = Ask { measure: &measure, floors: &floors };
            let mut tangents: Vec<Vec<f64>> = Vec::new();
            for _ in 0..3 {
                let solved = |back_end: &BackEnd| {
                    let (programme, options) = stated(&view, &ask, &tangents, &control).unwrap().unwrap();
                    let variables: Vec<Variable> =
                        programme.variables.iter_variables_with_def().map(|(variable, _)| variable).collect();
                    let objective = programme.objective.clone();
                    let solved = back_end.solve(programme, &Watch::default());
                    let worth = solved.values.as_ref().map(|values| value(&objective, &variables, values));
                    let options = solved.values.and_then(|values| picked(&options, &values, &view));
                    (solved.ended, worth, options)
                };
                let (ended, worth, options) = solved(&BackEnd::microlp());
                let (other_ended, other_worth, _) = solved(others);
                if [ended, other_ended].contains(&Ended::Stopped) {
                    break;
                }
                assert_eq!(ended, other_ended, "{}", concept.id());
                infeasible += usize::from(ended == Ended::Infeasible);
                let Some((worth, other)) = worth.zip(other_worth) else { break };
                optimal += 1;
                assert!((worth - other).abs() <= 1e-6 * worth.abs().max(1.0), "{}: {worth} {other}", concept.id());
                let best = options.and_then(|options| best_for(&view, &options, &ask, &control).unwrap());
                match (&measure, best) {
                    (Measure::Product(_), Some(best)) if best.gains.iter().all(|gain| *gain > BigRational::zero()) => {
                        tangents.push(best.gains.iter().map(number).collect());
                    }
                    _ => break,
                }
            }
        }
        (optimal, infeasible)
    }

    #[test]
    fn both_back_ends_solve_the_models_alike() {
        let Some(highs) = highs() else { return };
        for text in LEVELS {
            let (optimal, infeasible) = compare(text, &highs);
            assert!(optimal >= 6 && infeasible == 0, "{optimal} {infeasible}");
        }
    }

    /// The options proposed for the first of two parties; the second accepts anything.
    fn best_of_the_first(issues: serde_json::Value, own: serde_json::Value, rule: serde_json::Value) -> Vec<usize> {
        let model = serde_json::json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": -10 }, "b": { "disagreement": 0 } },
            "issues": issues,
            "utilities": { "a": own, "b": {} },
            "rules": [rule]
        });
        let problem = Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
        let (view, control) = (problem.view(), Control::new(&Limits::default()));
        let floors = vec![Some(BigRational::zero()); 2];
        let ask = Ask { measure: &Measure::gain_of(0, 2), floors: &floors };
        let proposed = Proposer::new(BackEnd::microlp()).propose(&view, &ask, &control);
        proposed.options.first().into_iter().flatten().map(|option| option.index()).collect()
    }

    /// Where each choice would be another one if a table, a sum or a rule that need not hold counted otherwise.
    #[test]
    fn tables_sums_and_rules_with_a_premise_count_as_they_are() {
        use serde_json::json;
        let two = json!({ "x": { "options": ["o", "p"] }, "y": { "options": ["o", "p"] } });
        let table = json!({ "tables": [{ "issues": ["x", "y"], "add": [[1, 0], [0, 5]] }] });
        let idle = json!({ "forbid": { "x": "o", "y": "p" } });
        assert_eq!(best_of_the_first(two.clone(), table, idle), [1, 1]);
        // Both at `o` would be worth 5, and count 6.
        let values = json!({ "values": { "x": { "o": 3, "p": 0 }, "y": { "o": 2, "p": 0 } } });
        let sum = json!({ "sum": { "x": { "o": 3, "p": 1 }, "y": { "o": 3, "p": 1 } }, "at_most": 4 });
        assert_eq!(best_of_the_first(two, values, sum), [0, 1]);
        // With `o` the level can be −4, which is worth 4; with `p` it is at least 2, and all is worth 1.
        let issues = json!({ "x": { "options": ["o", "p"] }, "l": { "continuous": { "min": -4, "max": 4 } } });
        let values = json!({ "values": { "x": { "o": 0, "p": 3 }, "l": { "per_unit": -1 } } });
        let rule = json!({ "if": { "x": "p" }, "then": { "l": { "from": 2 } } });
        assert_eq!(best_of_the_first(issues, values, rule), [0, 0]);
    }

    /// A small model with all that programmes are written for: curves of any shape, worths under conditions, tables, rules
    /// of all kinds. Numbers are taken one after another.
    fn model(numbers: &[i32]) -> String {
        let mut numbers = numbers.iter().cycle();
        let mut next = |low: i32, high: i32| low + numbers.next().unwrap().rem_euclid(high - low + 1);
        let mut parties = serde_json::Map::new();
        let mut utilities = serde_json::Map::new();
        for party in 1..=3 {
            parties.insert(format!("p{party}"), serde_json::json!({ "disagreement": next(-8, 4) }));
            let mut values = || serde_json::json!({ "a": next(-6, 9), "b": next(-6, 9), "c": next(-6, 9) });
            let issues = [values(), values(), values()];
            let mut curve = || serde_json::json!([[0, 0], [1, next(-4, 5)], [3, next(-4, 5)], [4, next(-4, 5)]]);
            let curves = [curve(), curve()];
            let utility = serde_json::json!({
                "values": {
                    "x": issues[0], "y": issues[1], "z": issues[2],
                    "l": { "points": curves[0] }, "m": { "points": curves[1] }
                },
                "interactions": [
                    { "when": { "x": "a", "y": ["b", "c"] }, "add": next(-5, 6) },
                    { "when": { "y": "b" }, "values": { "l": { "per_unit": next(-2, 3) } } },
                    { "when": { "x": "c", "z": "a" }, "values": { "m": { "points": [[0, next(-2, 2)], [4, next(-4, 4)]] } } }
                ]
            });
            utilities.insert(format!("p{party}"), utility);
        }
        let model = serde_json::json!({
            "zopa": 1,
            "parties": parties,
            "issues": {
                "x": { "options": ["a", "b", "c"] }, "y": { "options": ["a", "b", "c"] },
                "z": { "options": ["a", "b", "c"] },
                "l": { "continuous": { "min": 0, "max": 4 } }, "m": { "continuous": { "min": 0, "max": 4 } }
            },
            "utilities": utilities,
            "rules": [
                { "forbid": { "x": "b", "y": "b" } },
                { "if": { "x": "a", "z": "b" }, "then": { "y": ["a", "c"] } },
                { "if": { "z": "c" }, "then": { "l": { "from": next(0, 2), "to": next(2, 4) } } },
                { "of": [{ "x": "a" }, { "y": "a" }, { "z": "a", "x": "c" }], "at_most": 1 },
                { "sum": { "x": { "a": 1, "b": 3 }, "l": 1, "m": 0.5 }, "at_most": next(3, 7) },
                { "sum": { "y": { "a": 2, "c": 1 }, "m": 1 }, "at_least": next(0, 3) }
            ]
        });
        model.to_string()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// The optimum of every programme is the same, and so is that there is none.
        #[test]
        fn both_back_ends_solve_programmes_alike(numbers in prop::collection::vec(0i32..1000, 90)) {
            if let Some(highs) = highs() {
                let (optimal, infeasible) = compare(&model(&numbers), &highs);
                prop_assert!(optimal + infeasible >= 6);
            }
        }
    }
}
