//! What the concepts choose, when there are levels.
//!
//! First the ideal point, if it is asked for: each party's best among what everybody accepts; if there is none, there is no
//! agreement of all, and coalitions are asked that the acceptance rule lets agree: what their members accept has floors for
//! these alone. Then each concept's measure, by a [search of its own](super::hunt). Nothing is proven in floating point:
//! thresholds and sums are integers, levels exact fractions.

use super::best::{best_for, settled};
use super::cell::{Ask, Optimum};
use super::ground::Ground;
use super::hunt::Hunt;
use super::milp::Proposer;
use crate::concept::{Aim, Concept, MAX_POWERS, Measure, Value, total_power};
use crate::exact::Number;
use crate::problem::{Corners, OptionId, Package, PartyId, View};
use crate::search::solve::{passed, stable};
use crate::search::{
    Agreement, Answer, Control, Counts, Engine, LeftOut, Programmes, Proof, Search, Solution, Status, Stop,
    setting_in_units,
};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::cmp::Reverse;

impl<'s> Search<'s> {
    /// Finds what the concepts choose, where there are levels.
    pub(in crate::search) fn run_with_levels(self) -> Answer<'s> {
        let control = Control::new(&self.limits);
        let counts =
            Counts { all: self.view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let mut answer = Answer {
            status: Status::NoAgreement,
            engine: Engine::Levels,
            reasons: Vec::new(),
            counts,
            by_rule: self.by_rule && !self.view.acceptance().is_unanimous(),
            ideal: None,
            solutions: Vec::new(),
            left_out: Vec::new(),
            refutation: None,
        };
        let stopped = match Corners::new(&self.view) {
            Ok(corners) => self.ask(&corners, &control, &mut answer).err(),
            Err(beyond) => Some(Stop::without_corners(beyond)),
        };
        if let Some(stop) = stopped {
            answer.status = Status::Stopped(stop);
            answer.solutions.retain(|solution| !solution.agreements.is_empty() || solution.bound.is_some());
        }
        let (everybody, ones) = (vec![true; self.view.parties()], vec![BigRational::one(); self.view.parties()]);
        // Solutions stand in the order of the concepts, of each coalition one.
        let mut solutions = answer.solutions.iter().peekable();
        let mut left_out = Vec::new();
        for concept in &self.concepts {
            let mut known = false;
            while let Some(own) = solutions.next_if(|solution| solution.concept.id() == concept.id()) {
                known |= !own.agreements.is_empty();
            }
            let why = match aim(&self.view, *concept, &everybody, &ones) {
                None => LeftOut::Unmeasured,
                Some(_) if answer.status == Status::NoAgreement => continue,
                Some(aim) if !is_comparable(&aim) => LeftOut::LargePowers,
                Some(_) => LeftOut::NotReached,
            };
            if !known {
                left_out.push((*concept, why));
            }
        }
        answer.left_out = left_out;
        answer
    }

    fn ask(&self, corners: &Corners, control: &Control, answer: &mut Answer<'s>) -> Result<(), Stop> {
        if self.programmes == Programmes::Only && !answer.by_rule {
            return self.ask_programme(control, answer);
        }
        let ground = match Ground::new(&self.view, corners, control) {
            Ok(Some(ground)) => ground,
            Ok(None) => {
                answer.counts.feasible = Some(BigUint::ZERO);
                return Ok(());
            }
            Err(Stop::TooLarge) if !answer.by_rule => {
                answer.reasons.push("Issues are linked too tightly for decision diagrams.".to_owned());
                return self.ask_programme(control, answer);
            }
            Err(stop) => return Err(stop),
        };
        let floors = self.view.least_gains();
        let mut hunt = Hunt::new(&ground, &floors, control);
        let proposer = Proposer::new(self.back_end.clone());
        hunt.programme = (self.programmes == Programmes::First).then_some(&proposer);
        let asked = if answer.by_rule { Ok(()) } else { self.ask_within(&mut hunt, answer) };
        let feasible = answer.counts.feasible.is_none();
        let less = feasible && answer.status == Status::NoAgreement && !self.view.acceptance().is_unanimous();
        let asked = if asked.is_ok() && less { self.bargain(&mut hunt, answer) } else { asked };
        answer.reasons.push(format!("Apart from rules over levels: {}", ground.structure.describe(&ground.view)));
        answer.reasons.push(format!(
            "Solved levels exactly {}, for all questions together; {} steps.",
            match hunt.solved {
                1 => "once".to_owned(),
                solved => format!("{solved} times"),
            },
            hunt.steps
        ));
        answer.reasons.extend(proposer.describe());
        asked
    }

    /// Without decision diagrams: what a mixed-integer programme finds, and nothing proven.
    fn ask_programme(&self, control: &Control, answer: &mut Answer<'s>) -> Result<(), Stop> {
        answer
            .reasons
            .push("A mixed-integer programme looked for good packages, and nothing bounds the others.".to_owned());
        let proposer = Proposer::new(self.back_end.clone());
        let asked = self.ask_proposer(&proposer, &self.view.least_gains(), control, answer);
        answer.reasons.extend(proposer.describe());
        asked
    }

    /// The best proposals for the ideal point and the concepts, each with its share of the time.
    fn ask_proposer(
        &self,
        proposer: &Proposer,
        floors: &[Option<BigRational>],
        control: &Control,
        answer: &mut Answer<'s>,
    ) -> Result<(), Stop> {
        let parties = self.view.parties();
        let everybody = vec![true; parties];
        let mut left = parties + self.concepts.len();
        let mut why = Stop::TooLarge;
        let mut best = |measure: &Measure, left: &mut usize| -> Result<Option<(Vec<OptionId>, Optimum)>, Stop> {
            let ask = Ask { measure, floors };
            // Some time is left to solve what is proposed.
            let proposals = control.one_of(*left + 1, || proposer.propose(&self.view, &ask, control));
            *left = left.saturating_sub(1);
            match proposals.stop {
                Some(Stop::TimeLimit) => why = Stop::TimeLimit,
                Some(stop) => return Err(stop),
                None => {}
            }
            let mut best: Option<(Vec<OptionId>, Optimum)> = None;
            for options in proposals.options {
                let optimum = match best_for(&self.view, &options, &ask, control) {
                    Ok(optimum) => optimum,
                    Err(Stop::TimeLimit) => {
                        why = Stop::TimeLimit;
                        break;
                    }
                    Err(stop) => return Err(stop),
                };
                if let Some(optimum) = optimum
                    && best.as_ref().is_none_or(|(_, other)| optimum.key > other.key)
                {
                    best = Some((options, optimum));
                }
            }
            Ok(best)
        };
        let mut ideal = Vec::new();
        for party in 0..parties {
            ideal.extend(
                best(&Measure::gain_of(party, parties), &mut left)?.map(|(_, optimum)| optimum.gains[party].clone()),
            );
        }
        let known = ideal.len() == parties;
        if !known {
            ideal = vec![BigRational::one(); parties];
        }
        let asked: Vec<_> = self.concepts.iter().filter(|concept| known || !concept.needs_ideal()).collect();
        left = asked.len();
        for concept in asked {
            let Some(aim) = comparable(&self.view, *concept, &everybody, &ideal) else { continue };
            let measure = aim.measure.over(&ideal);
            let Some((options, optimum)) = best(&measure, &mut left)? else { continue };
            let settled = settled(&self.view, &options, &Ask { measure: &measure, floors }, &optimum, control);
            answer.solutions.push(Solution {
                concept: *concept,
                proven: false,
                degenerate: false,
                value: optimum.key.first().map(|first| aim.value(first).into()),
                bound: None,
                proof: None,
                coalition: None,
                agreements: vec![self.agreement(&options, settled)],
            });
        }
        Err(why)
    }

    /// Ideal point, if it is asked for, and concepts, each by its own search with its share of the time. Without the ideal
    /// point, the concepts that do not need it are still asked for. What others leave of the time goes to those that were stopped.
    fn ask_within(&self, hunt: &mut Hunt, answer: &mut Answer<'s>) -> Result<(), Stop> {
        let parties = self.view.parties();
        let everybody = vec![true; parties];
        let control = hunt.control;
        // Whether there is an agreement, some search has to tell.
        let ones = vec![BigRational::one(); parties];
        let told = self.concepts.iter().any(|concept| comparable(&self.view, *concept, &everybody, &ones).is_some());
        let needed = self.needs_ideal() || !told;
        let mut left = if needed { parties } else { 0 } + self.concepts.len();
        let mut stopped = None;
        let mut ideal = Vec::new();
        for party in (0..parties).filter(|_| needed) {
            let found = control.one_of(left, || hunt.maximise(&Measure::gain_of(party, parties), false));
            left -= 1;
            match (found.stop, found.best.first()) {
                (Some(Stop::TimeLimit), _) => stopped = Some(Stop::TimeLimit),
                (Some(stop), _) => return Err(stop),
                (None, Some((_, optimum))) => ideal.push(optimum.gains[party].clone()),
                (None, None) => return no_agreement(hunt, answer),
            }
        }
        answer.status = Status::Agreement;
        let known = needed && stopped.is_none();
        if known {
            answer.ideal = Some(self.utilities(&ideal));
        } else {
            // Whoever asks for the ideal is left out; others only ask whether it is positive, which is tried.
            ideal = ones;
        }
        let mut again = Vec::new();
        let asked: Vec<_> = self.concepts.iter().filter(|concept| known || !concept.needs_ideal()).collect();
        left = asked.len();
        for concept in asked {
            let (solution, stop) = control.one_of(left, || self.solution(*concept, &everybody, &ideal, hunt));
            left -= 1;
            if stop.is_none() && solution.as_ref().is_some_and(|solution| solution.agreements.is_empty()) {
                return no_agreement(hunt, answer);
            }
            if stop == Some(Stop::TimeLimit) {
                again.push((answer.solutions.len(), *concept));
            }
            answer.solutions.extend(solution);
            if let Some(stop) = stop.filter(|stop| *stop != Stop::TimeLimit) {
                return Err(stop);
            }
        }
        let parts = again.len();
        for (done, (at, concept)) in again.into_iter().enumerate() {
            match control.one_of(parts - done, || self.solution(concept, &everybody, &ideal, hunt)) {
                (Some(solution), None) => answer.solutions[at] = solution,
                (_, stop) => stopped = stopped.or(stop).or(Some(Stop::TimeLimit)),
            }
        }
        if stopped.is_some() {
            self.borrow(&ideal, &mut answer.solutions);
        }
        stopped.map_or(Ok(()), Err)
    }

    /// What coalitions choose, each of them bargaining among its members: by the rule the smallest that may decide, else the
    /// largest that can agree.
    fn bargain(&self, hunt: &mut Hunt, answer: &mut Answer<'s>) -> Result<(), Stop> {
        let parties = self.view.parties();
        let agreed = |members: &[bool]| -> Result<Option<Vec<BigRational>>, Stop> {
            let floors = self.view.least_gains_of(members);
            let mut own = hunt.with_floors(&floors);
            let most = |party| {
                let found = own.maximise(&Measure::gain_of(party, parties), false);
                found.stop.map_or(Ok(found.best.first().map(|(_, optimum)| optimum.gains[party].clone())), Err)
            };
            let ideal = (0..parties).map(most).collect::<Result<Option<Vec<_>>, Stop>>();
            (hunt.solved, hunt.steps) = (hunt.solved + own.solved, hunt.steps + own.steps);
            ideal
        };
        let mut passed = match answer.by_rule {
            true => passed(self.view.acceptance().deciding(), agreed)?,
            false => self.largest_coalitions(agreed)?,
        };
        answer.refutation = None;
        if passed.is_empty() {
            return Ok(());
        }
        answer.status = Status::Agreement;
        if answer.by_rule {
            let of = |party: usize| passed.iter().map(|(_, ideal)| ideal[party].clone()).max().unwrap_or_default();
            let ideal: Vec<BigRational> = (0..parties).map(of).collect();
            answer.ideal = Some(self.utilities(&ideal));
            passed.iter_mut().for_each(|(_, own)| own.clone_from(&ideal));
        }
        for concept in &self.concepts {
            let mut own = Vec::new();
            for (members, ideal) in &passed {
                let floors = self.view.least_gains_of(members);
                let mut theirs = hunt.with_floors(&floors);
                let (solution, stop) = self.solution(*concept, members, ideal, &mut theirs);
                (hunt.solved, hunt.steps) = (hunt.solved + theirs.solved, hunt.steps + theirs.steps);
                own.extend(solution.map(|solution| solution.of_coalition(members)));
                if let Some(stop) = stop {
                    answer.solutions.extend(own);
                    return Err(stop);
                }
            }
            answer.solutions.extend(if answer.by_rule { stable(own) } else { own });
        }
        Ok(())
    }

    /// By party, the utility with this gain, in the author's units.
    fn utilities(&self, gains: &[BigRational]) -> Vec<Number> {
        let utility = |(party, gain): (PartyId, &BigRational)| (gain + self.view.disagreement(party).value()).into();
        self.view.problem().party_ids().zip(gains).map(utility).collect()
    }

    /// Where nothing was found for a concept: the best of what was found for others.
    fn borrow(&self, ideal: &[BigRational], solutions: &mut [Solution<'s>]) {
        let everybody = vec![true; ideal.len()];
        let known: Vec<Agreement> = solutions.iter().flat_map(|solution| solution.agreements.clone()).collect();
        for solution in solutions.iter_mut().filter(|solution| solution.agreements.is_empty()) {
            let Some(aim) = comparable(&self.view, solution.concept, &everybody, ideal) else { continue };
            let measure = aim.measure.over(ideal);
            let Some(best) = known.iter().max_by_key(|agreement| key(&measure, agreement)) else { continue };
            solution.value = key(&measure, best).first().map(|first| aim.value(first).into());
            solution.agreements = vec![Agreement { range: Vec::new(), ..best.clone() }];
        }
    }

    /// What a concept chooses, as far as it is known; and why the search stopped, if it did.
    fn solution(
        &self,
        concept: &'s dyn Concept,
        members: &[bool],
        ideal: &[BigRational],
        hunt: &mut Hunt,
    ) -> (Option<Solution<'s>>, Option<Stop>) {
        let Some(aim) = comparable(&self.view, concept, members, ideal) else { return (None, None) };
        let (found, measure) = match &aim.measure {
            Measure::Product(powers) => hunt.largest_product(powers, ideal),
            measure => (hunt.maximise(measure, true), measure.clone()),
        };
        let degenerate = measure != aim.measure;
        let lowest = found.best.first().and_then(|(_, optimum)| optimum.key.first().cloned());
        // The value of a degenerate product is 0, as it is for all packages.
        let shown = |first: &BigRational| if degenerate { BigRational::zero() } else { aim.value(first) };
        // A bound needs no more digits than tell it from the value, and is rounded away from it.
        let bound = |ceiling: &BigRational| Value::from(rounded_away(&shown(ceiling), concept.less_is_better()));
        let mut agreements: Vec<Agreement> = Vec::new();
        for (options, optimum) in &found.best {
            let ask = Ask { measure: &measure, floors: hunt.floors.least };
            let settled = settled(&self.view, options, &ask, optimum, hunt.control);
            let range = hunt.alike(options, optimum, &measure);
            let agreement = Agreement { range, ..self.agreement(options, settled) };
            // Parts of the range that are equally good may have the same lowest levels.
            if agreements.iter().all(|other| other.package != agreement.package) {
                agreements.push(agreement);
            }
        }
        // Of what is as good to those who count, some may be worse for others.
        let all = agreements.clone();
        let worse = |one: &Agreement, other: &Agreement| {
            one.gains != other.gains && one.gains.iter().zip(&other.gains).all(|(one, other)| one <= other)
        };
        agreements.retain(|one| !all.iter().any(|other| worse(one, other)));
        // As everywhere: of what is as good, first what gives the parties declared first the most.
        let rank = |agreement: &Agreement| (key(&measure, agreement), agreement.gains.clone());
        agreements.sort_by_cached_key(|agreement| Reverse(rank(agreement)));
        let weights = found.weights.into_iter().map(Number::from).collect();
        let solution = Solution {
            concept,
            proven: found.stop.is_none(),
            degenerate,
            value: lowest.as_ref().map(|first| shown(first).into()),
            bound: found.ceiling.as_ref().filter(|_| !degenerate).map(bound),
            proof: Some(Proof { weights, order: Vec::new() }),
            coalition: None,
            agreements,
        };
        (Some(solution), found.stop)
    }

    fn agreement(&self, options: &[OptionId], optimum: Optimum) -> Agreement {
        Agreement::new(&self.view, Package::new(options).with_levels(optimum.levels))
    }
}

/// What a concept aims at if these parties bargain; none if it does not say, or not for these.
pub(crate) fn aim(view: &View, concept: &dyn Concept, members: &[bool], ideal: &[BigRational]) -> Option<Aim> {
    let count = members.iter().filter(|member| **member).count();
    let aim = concept.goal(&setting_in_units(view, members, ideal)).aim(count)?;
    Some(Aim { measure: aim.measure.among(members), ..aim })
}

/// The same, if it can be compared exactly.
fn comparable(view: &View, concept: &dyn Concept, members: &[bool], ideal: &[BigRational]) -> Option<Aim> {
    aim(view, concept, members, ideal).filter(is_comparable)
}

fn is_comparable(aim: &Aim) -> bool {
    match &aim.measure {
        Measure::Product(powers) => total_power(powers, MAX_POWERS).is_some(),
        _ => true,
    }
}

/// Nothing is acceptable: why.
fn no_agreement(hunt: &mut Hunt, answer: &mut Answer) -> Result<(), Stop> {
    answer.status = Status::NoAgreement;
    answer.solutions.clear();
    let anything = vec![None; hunt.floors.least.len()];
    let any = Measure::gain_of(0, anything.len());
    let found = Hunt::new(hunt.ground, &anything, hunt.control).maximise(&any, false);
    if found.best.is_empty() && found.stop.is_none() {
        answer.counts.feasible = Some(BigUint::ZERO);
    } else {
        answer.refutation = hunt.refutation();
    }
    Ok(())
}

/// Significant digits of a bound.
const DIGITS: usize = 24;

/// A decimal next to a number: above it, or below it.
fn rounded_away(number: &BigRational, down: bool) -> BigRational {
    let whole = number.to_integer().magnitude().to_string().len();
    let scale = BigRational::from(BigInt::from(10).pow(DIGITS.saturating_sub(whole) as u32));
    let scaled = number * &scale;
    let rounded = if down { scaled.floor() } else { scaled.ceil() };
    rounded / scale
}

/// What a measure makes of an agreement.
fn key(measure: &Measure, agreement: &Agreement) -> Vec<BigRational> {
    measure.key(&agreement.gains.iter().map(|gain| gain.value().clone()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::search::{Interrupt, Limits};

    /// The first party alone counts, and only the level is worth something to it; the second would rather have `o`.
    fn one_that_counts() -> Problem {
        let model = serde_json::json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": 0, "weight": 1 }, "b": { "disagreement": 0, "weight": 0 } },
            "issues": { "x": { "options": ["p", "o"] }, "l": { "continuous": { "min": 0, "max": 1 } } },
            "utilities": {
                "a": { "values": { "x": { "o": 0, "p": 0 }, "l": { "per_unit": 1 } } },
                "b": { "values": { "x": { "o": 1, "p": 0 }, "l": { "per_unit": 0 } } }
            }
        });
        Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"))
    }

    #[test]
    fn of_what_is_as_good_for_those_who_count_nothing_worse_for_others_is_chosen() {
        let problem = one_that_counts();
        let answer = problem.view().search().run();
        let nash = answer.solutions.iter().find(|solution| solution.concept.id() == "nash").expect("a solution");
        let gains: Vec<&[Number]> = nash.agreements.iter().map(|agreement| &agreement.gains[..]).collect();
        assert_eq!(gains, [[Number::from(1), Number::from(1)]]);
    }

    #[test]
    fn a_concept_that_a_stopped_search_has_not_come_to_is_told() {
        let problem = one_that_counts();
        let limits = Limits { interrupt: Interrupt::at_look(1), ..Limits::default() };
        let answer = problem.view().search().limits(limits).run();
        assert_eq!(answer.status, Status::Stopped(Stop::Interrupted));
        let reasons: Vec<LeftOut> = answer.left_out.iter().map(|(_, why)| *why).collect();
        assert!(reasons.contains(&LeftOut::NotReached) && !reasons.contains(&LeftOut::LargePowers), "{reasons:?}");
    }
}
