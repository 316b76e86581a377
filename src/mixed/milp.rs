//! The whole mixed problem as one mixed-integer programme (good_lp, solved by microlp).
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
//! diagrams. Searches are limited by nodes, so that the same question has the same answer, and are looked after between.

use super::MixedView;
use super::cell::{Ask, best_for};
use super::measure::Measure;
use super::region::slope;
use crate::problem::{Condition, ConstraintKind, Package, View, Worth};
use crate::search::{Control, Stop};
use good_lp::{Constraint, Expression, ProblemVariables, SolverModel, Variable, microlp as backend, variable};
use microlp::{ResumeOptions, SolveOptions, SolveOutcome, TerminationReason};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

/// Nodes of one programme in all, and between two looks at the clock.
const NODES: u64 = 2_000;
const SLICE: u64 = 20;
/// Programmes for one product.
const TANGENTS: usize = 12;
/// More variables than this are not tried.
const MOST_VARIABLES: usize = 20_000;
/// A table with more entries than this is not written out.
const MOST_CELLS: usize = 4_096;
/// No logarithm of a share of a range is smaller.
const LEAST_LOGARITHM: f64 = -60.0;

/// A programme under construction.
struct Programme {
    variables: ProblemVariables,
    count: usize,
    constraints: Vec<Constraint>,
    /// By issue and option.
    options: Vec<Vec<Option<(Variable, usize)>>>,
    /// By party, its gain.
    gains: Vec<Expression>,
}

impl Programme {
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
        let parts: Vec<Expression> = condition.0.iter().map(|(issue, set)| self.chosen(*issue, set)).collect();
        if let [only] = &parts[..] {
            return only.clone();
        }
        let all = self.between(0.0, 1.0);
        let count = parts.len() as f64;
        for part in &parts {
            self.constraints.push((Expression::from(all) - part.clone()).leq(0.0));
        }
        let sum: Expression = parts.into_iter().sum();
        self.constraints.push((sum - all).leq(count - 1.0));
        all.into()
    }
}

/// What the programme proposes.
#[derive(Default)]
pub(super) struct Proposals {
    /// Options, each feasible as far as options tell.
    pub options: Vec<Vec<u16>>,
    /// Whether every programme was solved to its end: then the best of the proposals is the best there is, as far as
    /// floating point can tell.
    pub finished: bool,
}

/// Proposes options for what is asked: none if there are none, or if none were found.
pub(super) fn propose(view: &MixedView, ask: &Ask, control: &Control) -> Result<Proposals, Stop> {
    let measure = ask.measure;
    let mut found = Proposals { options: Vec::new(), finished: true };
    // For a product, the gains at which tangents touch; the first programme looks for a large smallest gain.
    let mut tangents: Vec<Vec<f64>> = Vec::new();
    for _ in 0..TANGENTS {
        let Some(mut programme) = written(view, ask, control)? else { return Ok(found) };
        let objective = match measure {
            Measure::Sum(units) => {
                units.iter().zip(&programme.gains).map(|(unit, gain)| gain.clone() * number(unit)).sum()
            }
            Measure::Smallest { units, offsets } => {
                let measured: Vec<Expression> = (units.iter().zip(offsets).zip(&programme.gains))
                    .filter_map(|((unit, offset), gain)| {
                        unit.as_ref().map(|unit| (gain.clone() - number(offset)) * number(unit))
                    })
                    .collect();
                let smallest = programme.free();
                for value in measured {
                    programme.constraints.push((Expression::from(smallest) - value).leq(0.0));
                }
                smallest.into()
            }
            Measure::Product(powers) => product(&mut programme, powers, &tangents),
        };
        let Some((options, finished)) = solve(programme, objective, view.options(), control)? else {
            found.finished = false;
            return Ok(found);
        };
        found.finished &= finished;
        let Measure::Product(powers) = measure else {
            found.options.push(options);
            return Ok(found);
        };
        if found.options.contains(&options) {
            return Ok(found);
        }
        // The next tangent touches at the best levels for these options.
        let Some(best) = best_for(view, &options, ask, control)? else { return Ok(found) };
        tangents.push(best.gains.iter().map(number).collect());
        found.options.push(options);
        if powers.iter().all(|power| *power == 0) {
            return Ok(found);
        }
    }
    found.finished = false;
    Ok(found)
}

/// The objective of a product: the sum of logarithms below their tangents.
fn product(programme: &mut Programme, powers: &[u32], tangents: &[Vec<f64>]) -> Expression {
    let counted: Vec<usize> = (0..powers.len()).filter(|party| powers[*party] > 0).collect();
    if tangents.is_empty() {
        let smallest = programme.free();
        for party in counted {
            let above = Expression::from(smallest) - programme.gains[party].clone();
            programme.constraints.push(above.leq(0.0));
        }
        return smallest.into();
    }
    let mut objective = Expression::from(0.0);
    for party in counted {
        let logarithm = programme.between(LEAST_LOGARITHM, 1e3);
        for tangent in tangents {
            let slope = 1.0 / tangent[party];
            let below = Expression::from(logarithm) - programme.gains[party].clone() * slope;
            programme.constraints.push(below.leq(tangent[party].ln() - 1.0));
        }
        objective += f64::from(powers[party]) * logarithm;
    }
    objective
}

/// Solves a programme, and reads the options off; with whether it was solved to its end.
fn solve(
    programme: Programme,
    objective: Expression,
    view: &View,
    control: &Control,
) -> Result<Option<(Vec<u16>, bool)>, Stop> {
    let Programme { variables, constraints, options, .. } = programme;
    let mut model = variables.maximise(objective).using(backend);
    for constraint in constraints {
        model.add_constraint(constraint);
    }
    let mut nodes = 0;
    let mut limits = SolveOptions::default();
    (limits.node_limit, limits.time_limit) = (Some(SLICE), control.remaining());
    let Ok(mut outcome) = model.as_inner().solve_with(limits) else { return Ok(None) };
    loop {
        let stopped = control.check();
        let over = match outcome.termination_reason() {
            TerminationReason::NodeLimit => {
                nodes += SLICE;
                nodes >= NODES
            }
            TerminationReason::TimeLimit => false,
            _ => true,
        };
        if over || stopped.is_err() {
            break;
        }
        let mut more = ResumeOptions::default();
        (more.node_limit, more.time_limit) = (Some(SLICE), control.remaining());
        match outcome.resume_with(more) {
            Ok(resumed) => outcome = resumed,
            Err(_) => return Ok(None),
        }
    }
    let finished = outcome.is_optimal();
    let SolveOutcome::Solution(solution) = outcome else { return Ok(None) };
    let values: Vec<f64> = solution.iter().map(|(_, value)| value).collect();
    let pick = |(issue, options): (usize, &Vec<Option<(Variable, usize)>>)| {
        let value = |option: &Option<(Variable, usize)>| {
            option.and_then(|(_, at)| values.get(at).copied()).unwrap_or(f64::NEG_INFINITY)
        };
        let best = (0..options.len()).max_by(|a, b| value(&options[*a]).total_cmp(&value(&options[*b])).then(b.cmp(a)));
        let open = options.iter().any(Option::is_some);
        let picked = if open { best } else { view.options(issue).next().map(usize::from) };
        picked.and_then(|option| u16::try_from(option).ok())
    };
    let picked: Option<Vec<u16>> = options.iter().enumerate().map(pick).collect();
    let picked = picked.filter(|picked| view.is_feasible(&Package::new(&picked[..])));
    Ok(picked.map(|picked| (picked, finished)))
}

/// The programme of a question, without an objective; none if it is too large.
fn written(view: &MixedView, ask: &Ask, control: &Control) -> Result<Option<Programme>, Stop> {
    control.check()?;
    let problem = view.mixed.problem();
    let parties = view.parties();
    let mut programme = Programme {
        variables: ProblemVariables::new(),
        count: 0,
        constraints: Vec::new(),
        options: Vec::new(),
        gains: Vec::new(),
    };
    for (at, issue) in problem.issues().iter().enumerate() {
        let mut options = vec![None; issue.options.len()];
        if !issue.continuous {
            for option in view.options().options(at) {
                options[usize::from(option)] = Some(programme.binary());
            }
            let all: Expression = options.iter().flatten().map(|(variable, _)| *variable).sum();
            programme.constraints.push(all.eq(1.0));
        }
        if programme.count > MOST_VARIABLES {
            return Ok(None);
        }
        programme.options.push(options);
    }
    let scales: Vec<f64> = (0..parties).map(|party| problem.in_units(party, 1).to_f64()).collect();
    for (party, scale) in scales.iter().enumerate() {
        let constant = problem.constants[party] as f64 * scale - number(&view.disagreement(party));
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
        let scale = scales[interaction.party];
        match &interaction.worth {
            Worth::When(condition, add) => {
                let holds = programme.holds(condition);
                programme.gains[interaction.party] += holds * (*add as f64 * scale);
            }
            Worth::Table(axes, cells) => {
                if cells.len() > MOST_CELLS {
                    return Ok(None);
                }
                for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell != 0) {
                    let holds = programme.holds(&combination(axes, at));
                    programme.gains[interaction.party] += holds * (*cell as f64 * scale);
                }
            }
        }
        if programme.count > MOST_VARIABLES {
            return Ok(None);
        }
    }
    for (_, constraint) in view.options().constraints() {
        forbid(&mut programme, &constraint.kind);
    }
    let levels = levels(&mut programme, view);
    for (_, rule) in view.level_rules() {
        let mut sum = Expression::from(0.0);
        let (mut least, mut most) = (0.0, 0.0);
        for (issue, coefficients) in &rule.options {
            for (option, chosen) in programme.options[*issue].iter().enumerate() {
                if let Some((chosen, _)) = chosen {
                    sum += *chosen * number(&coefficients[option]);
                }
            }
            let all = || coefficients.iter().map(number);
            least += all().fold(f64::INFINITY, f64::min);
            most += all().fold(f64::NEG_INFINITY, f64::max);
        }
        for (level, per_unit) in &rule.levels {
            sum += levels[*level].clone() * number(per_unit);
            let ends = view.ranges[*level].each_ref().map(|end| number(&(end * per_unit)));
            least += ends[0].min(ends[1]);
            most += ends[0].max(ends[1]);
        }
        let fails = match &rule.premise {
            None => Expression::from(0.0),
            Some(premise) => Expression::from(1.0) - programme.holds(premise),
        };
        if let Some(max) = rule.max.as_ref().map(number) {
            programme.constraints.push((sum.clone() - fails.clone() * (most - max).max(0.0)).leq(max));
        }
        if let Some(min) = rule.min.as_ref().map(number) {
            programme.constraints.push((sum + fails * (min - least).max(0.0)).geq(min));
        }
    }
    for (gain, floor) in programme.gains.iter().zip(ask.floors) {
        if let Some(floor) = floor {
            programme.constraints.push(gain.clone().geq(number(floor)));
        }
    }
    Ok(Some(programme).filter(|programme| programme.count <= MOST_VARIABLES))
}

/// The levels of the continuous issues; what they are worth is added to the gains.
fn levels(programme: &mut Programme, view: &MixedView) -> Vec<Expression> {
    let terms = &view.mixed.levels.terms;
    let mut levels = Vec::new();
    for level in 0..view.ranges.len() {
        let points = super::corners::bends(view, level);
        let own: Vec<_> = terms.iter().filter(|term| term.level == level).collect();
        let values: Vec<Vec<BigRational>> =
            own.iter().map(|term| points.iter().map(|point| term.curve.at(point)).collect()).collect();
        let mut steps = Vec::new();
        for at in 0..points.len().saturating_sub(1) {
            let length = number(&(&points[at + 1] - &points[at]));
            let step = programme.between(0.0, length);
            if let Some((before, before_length)) = steps.last().copied() {
                let (full, _) = programme.binary();
                programme.constraints.push((Expression::from(before) - full * before_length).geq(0.0));
                programme.constraints.push((Expression::from(step) - full * length).leq(0.0));
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
                    programme.constraints.extend([
                        (product() - holds.clone() * most).leq(0.0),
                        (product() - holds.clone() * least).geq(0.0),
                        (product() - worth.clone() + fails() * least).leq(0.0),
                        (product() - worth.clone() + fails() * most).geq(0.0),
                    ]);
                    product()
                }
            };
            programme.gains[term.party] += added;
        }
        levels.push(reached);
    }
    levels
}

/// A rule or red line on options.
fn forbid(programme: &mut Programme, kind: &ConstraintKind) {
    match kind {
        ConstraintKind::Forbid(condition) => {
            let parts: Vec<Expression> = condition.0.iter().map(|(i, set)| programme.chosen(*i, set)).collect();
            let most = parts.len() as f64 - 1.0;
            programme.constraints.push(parts.into_iter().sum::<Expression>().leq(most));
        }
        ConstraintKind::Implies(premise, conclusion) => {
            let holds = programme.holds(premise);
            for (issue, set) in &conclusion.0 {
                let chosen = programme.chosen(*issue, set);
                programme.constraints.push((chosen - holds.clone()).geq(0.0));
            }
        }
        ConstraintKind::Count { of, min, max } => {
            let count: Expression = of.iter().map(|condition| programme.holds(condition)).sum();
            programme.constraints.push(count.clone().geq(*min as f64));
            programme.constraints.push(count.leq(*max as f64));
        }
        ConstraintKind::Sum { terms, min, max } => {
            let mut sum = Expression::from(0.0);
            for (issue, coefficients) in terms {
                for (option, chosen) in programme.options[*issue].iter().enumerate() {
                    if let Some((chosen, _)) = chosen {
                        sum += *chosen * coefficients[option] as f64;
                    }
                }
            }
            if let Some(min) = min {
                programme.constraints.push(sum.clone().geq(*min as f64));
            }
            if let Some(max) = max {
                programme.constraints.push(sum.leq(*max as f64));
            }
        }
    }
}

/// The condition for one cell of a table.
fn combination(axes: &[(usize, usize)], cell: usize) -> Condition {
    let mut rest = cell;
    let mut condition: Vec<(usize, crate::problem::OptionSet)> = Vec::new();
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
    use crate::mixed::Mixed;
    use crate::mixed::corners::Corners;
    use crate::mixed::hunt::{Ground, Hunt};
    use crate::search::Limits;
    use crate::{Model, concept};

    /// What the programme proposes is no better than what the other search proves to be best, and as good if it was solved
    /// to its end.
    #[test]
    fn proposals_are_the_proven_best() {
        let mut finished = 0;
        for text in [
            include_str!("../../models/levels/first-steps.json"),
            include_str!("../../models/levels/ukraine-security-guarantees.json"),
        ] {
            let mixed = Mixed::compile(&Model::from_json(text).unwrap()).unwrap();
            let view = mixed.view();
            let control = Control::new(&Limits::default(), None);
            let corners = Corners::new(&view).unwrap();
            let Ok(Some(ground)) = Ground::new(&view, &corners, &control) else { panic!("no package") };
            let floors = vec![Some(BigRational::zero()); view.parties()];
            let mut hunt = Hunt::new(&ground, &floors, &control);
            let ideal: Vec<BigRational> = (0..view.parties())
                .map(|party| {
                    let unit = |other: usize| BigRational::from_integer(u8::from(other == party).into());
                    let measure = Measure::Sum((0..view.parties()).map(unit).collect());
                    hunt.maximise(&measure, false).best[0].1.gains[party].clone()
                })
                .collect();
            for concept in concept::ALL {
                let measure = Measure::of(concept, &mixed.problem.exponents, &ideal).unwrap();
                let proven = hunt.maximise(&measure, true);
                let ask = Ask { measure: &measure, floors: &floors };
                let proposed = propose(&view, &ask, &control).unwrap();
                let best =
                    proposed.options.iter().filter_map(|options| best_for(&view, options, &ask, &control).unwrap());
                let best = best.map(|optimum| optimum.key[0].clone()).max().expect("a proposal");
                let expected = &proven.best[0].1.key[0];
                assert!(best <= *expected);
                let off = (expected - best).to_f64().unwrap() / expected.to_f64().unwrap().abs().max(1.0);
                assert!(!proposed.finished || off < 1e-9, "{}: off by {off}", concept.id());
                finished += usize::from(proposed.finished);
            }
        }
        assert_eq!(finished, 12);
    }
}
