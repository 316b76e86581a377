//! What the concepts choose, when there are levels.
//!
//! First the ideal point, each party's best among what everybody accepts; if there is none, there is no agreement. Then
//! each concept's measure, by a [search of its own](super::hunt). Nothing is proven in floating point: thresholds and
//! sums are integers, levels exact fractions.

use super::cell::{Ask, Optimum, best_for, settled};
use super::corners::Corners;
use super::hunt::{Ground, Hunt, LARGEST_POWER};
use super::milp::Proposer;
use super::{MixedPackage, MixedView};
use crate::concept::{self, Aim, Concept, Fractions, Measure};
use crate::exact::Number;
use crate::lp::BackEnd;
use crate::search::{Control, Limits, Progress, Status, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::fmt;
use std::ops::ControlFlow;

/// A question to a mixed problem: which packages do the concepts choose, or what is the frontier?
pub struct MixedSearch<'m> {
    pub(super) view: MixedView<'m>,
    concepts: Vec<&'m dyn Concept>,
    pub(super) limits: Limits,
    programmes: Programmes,
    back_end: BackEnd,
    pub(super) callback: Option<Box<crate::search::Callback<'m>>>,
}

/// When mixed-integer programmes are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Programmes {
    /// Where issues are linked too tightly for decision diagrams.
    WhereNeeded,
    /// Before each search.
    First,
    /// And nothing else.
    Only,
}

/// A package that a concept chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedAgreement {
    /// Options and levels.
    pub package: MixedPackage,
    /// By party, its utility, in the author's units.
    pub utilities: Vec<Number>,
    /// By party, its utility less that without a deal.
    pub gains: Vec<Number>,
    /// By party, the least and the most that it gains from packages with the same options that are exactly as good. Both
    /// are the gain itself unless a sum does not care who gets something.
    pub range: Vec<[Number; 2]>,
}

/// What one concept chooses.
#[derive(Clone)]
pub struct MixedSolution<'m> {
    /// The concept.
    pub concept: &'m dyn Concept,
    /// Whether it is proven that no package is better, except by what separates `value` and `bound`.
    pub proven: bool,
    /// Whether the concept had to fall back on a rule for problems that it was not made for.
    pub degenerate: bool,
    /// The value of the first agreement, exactly, in the author's units.
    pub value: Option<Number>,
    /// No package has a better value than this; none if the value is exactly the best.
    pub bound: Option<Number>,
    /// By party, the weights of gains that prove it, in the author's units: with them, nothing but what was solved
    /// exactly reaches what is as good.
    pub weights: Vec<Number>,
    /// What is chosen; several if options are exactly equally good, or closer to each other than the bound tells.
    pub agreements: Vec<MixedAgreement>,
}

/// Why a question is refused: a concept does not [say](Concept::aim) what it measures where gains are fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmeasured {
    /// The concept's id.
    pub concept: &'static str,
}

impl fmt::Display for Unmeasured {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let concept = self.concept;
        write!(
            f,
            "the concept `{concept}` does not say what it measures where gains are fractions, as they are in models \
                   with continuous issues"
        )
    }
}

impl std::error::Error for Unmeasured {}

/// The answer to [`MixedSearch::run`].
#[derive(Clone)]
pub struct MixedAnswer<'m> {
    /// How the search ended.
    pub status: Status,
    /// By party, its largest utility among the packages that every party accepts; none if there is no such package.
    pub ideal: Option<Vec<Number>>,
    /// What each concept chooses; empty if there is no agreement.
    pub solutions: Vec<MixedSolution<'m>>,
    /// If there is no agreement: weights of gains for which every package's sum is negative, if there are such.
    pub refutation: Option<Vec<Number>>,
    /// If there is no agreement: whether that is because rules and red lines leave no package at all.
    pub nothing_feasible: bool,
    /// The concepts for which no package was found, because the search stopped, or because their powers sum to too much for
    /// an exact product.
    pub left_out: Vec<&'m dyn Concept>,
    /// How many ways to choose the options had their levels solved exactly.
    pub solved: u64,
    /// What was done, in a few sentences.
    pub reasons: Vec<String>,
}

impl<'m> MixedView<'m> {
    /// Starts a question about this view: by default all concepts, no limit.
    pub fn search(&self) -> MixedSearch<'m> {
        MixedSearch {
            view: self.clone(),
            concepts: concept::ALL.to_vec(),
            limits: Limits::default(),
            programmes: Programmes::WhereNeeded,
            back_end: BackEnd::default(),
            callback: None,
        }
    }
}

impl<'m> MixedSearch<'m> {
    /// Asks for these concepts. They must [say what they measure](Concept::aim) where gains are fractions, as all of
    /// [`concept::ALL`] do.
    pub fn concepts(mut self, concepts: impl IntoIterator<Item = &'m dyn Concept>) -> Self {
        self.concepts = concepts.into_iter().collect();
        self
    }

    /// Sets limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Asks a mixed-integer programme first, so that the search for the proof begins with a good package. It changes no
    /// answer that is proven.
    pub fn programme_first(mut self, programme: bool) -> Self {
        self.programmes = if programme { Programmes::First } else { Programmes::WhereNeeded };
        self
    }

    /// Asks mixed-integer programmes only, as where issues are linked too tightly: for measurements.
    #[doc(hidden)]
    pub fn programmes_only(mut self) -> Self {
        self.programmes = Programmes::Only;
        self
    }

    /// Chooses who solves mixed-integer programmes: those of [`MixedSearch::programme_first`], and those that are all there is
    /// where issues are linked too tightly for decision diagrams. It changes no answer that is proven.
    pub fn back_end(mut self, back_end: BackEnd) -> Self {
        self.back_end = back_end;
        self
    }

    /// Is told how far the search has come, and can stop it with `ControlFlow::Break`.
    pub fn progress(mut self, callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 'm) -> Self {
        self.callback = Some(Box::new(callback));
        self
    }

    /// Asks what the concepts choose.
    ///
    /// # Errors
    /// [`Unmeasured`] if a concept does not say what it measures where gains are fractions.
    pub fn run(mut self) -> Result<MixedAnswer<'m>, Unmeasured> {
        let ones = vec![BigRational::one(); self.view.parties()];
        for concept in &self.concepts {
            if self.aim(*concept, &ones).is_none() {
                return Err(Unmeasured { concept: concept.id() });
            }
        }
        let mut callback = self.callback.take();
        let control = Control::new(&self.limits, callback.as_deref_mut().map(|callback| callback as _));
        let mut answer = MixedAnswer {
            status: Status::NoAgreement,
            ideal: None,
            solutions: Vec::new(),
            refutation: None,
            nothing_feasible: false,
            left_out: Vec::new(),
            solved: 0,
            reasons: Vec::new(),
        };
        let stopped = match Corners::new(&self.view) {
            Ok(corners) => self.ask(&corners, &control, &mut answer).err(),
            Err(_) => Some(Stop::TooLarge),
        };
        if let Some(stop) = stopped {
            answer.status = Status::Stopped(stop);
            answer.solutions.retain(|solution| !solution.agreements.is_empty() || solution.bound.is_some());
        }
        if answer.status != Status::NoAgreement {
            // Solutions stand in the order of the concepts.
            let mut solutions = answer.solutions.iter().peekable();
            for concept in &self.concepts {
                let own = solutions.next_if(|solution| solution.concept.id() == concept.id());
                if own.is_none_or(|solution| solution.agreements.is_empty()) {
                    answer.left_out.push(*concept);
                }
            }
        }
        Ok(answer)
    }

    /// What a concept aims at; none if it does not say, or not for these parties.
    pub(super) fn aim(&self, concept: &dyn Concept, ideal: &[BigRational]) -> Option<Aim> {
        let problem = &self.view.mixed.problem;
        let aim = concept.aim(&Fractions {
            ideal: ideal.to_vec(),
            disagreement: (0..ideal.len()).map(|party| self.view.disagreement(party)).collect(),
            weights: problem.parties().iter().map(|party| party.weight.clone()).collect(),
            exponents: problem.exponents.clone(),
        })?;
        aim.measure.fits(ideal.len()).then_some(aim)
    }

    /// The same, if it can be compared exactly.
    fn within_reach(&self, concept: &dyn Concept, ideal: &[BigRational]) -> Option<Aim> {
        let powers = |powers: &[u32]| powers.iter().try_fold(0u32, |sum, power| sum.checked_add(*power));
        self.aim(concept, ideal).filter(|aim| match &aim.measure {
            Measure::Product(own) => powers(own).is_some_and(|sum| sum <= LARGEST_POWER),
            _ => true,
        })
    }

    fn ask(&self, corners: &Corners, control: &Control, answer: &mut MixedAnswer<'m>) -> Result<(), Stop> {
        if self.programmes == Programmes::Only {
            return self.ask_programme(control, answer);
        }
        let ground = match Ground::new(&self.view, corners, control) {
            Ok(Some(ground)) => ground,
            Ok(None) => {
                answer.nothing_feasible = true;
                return Ok(());
            }
            Err(Stop::TooLarge) => {
                answer.reasons.push("Issues are linked too tightly for decision diagrams.".to_owned());
                return self.ask_programme(control, answer);
            }
            Err(stop) => return Err(stop),
        };
        let parties = self.view.parties();
        let floors: Vec<Option<BigRational>> = vec![Some(BigRational::zero()); parties];
        let mut hunt = Hunt::new(&ground, &floors, control);
        let proposer = Proposer::new(self.back_end.clone());
        hunt.programme = (self.programmes == Programmes::First).then_some(&proposer);
        let asked = self.ask_within(&mut hunt, answer);
        answer.solved = hunt.solved;
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
    fn ask_programme(&self, control: &Control, answer: &mut MixedAnswer<'m>) -> Result<(), Stop> {
        let parties = self.view.parties();
        let floors: Vec<Option<BigRational>> = vec![Some(BigRational::zero()); parties];
        answer
            .reasons
            .push("A mixed-integer programme looked for good packages, and nothing bounds the others.".to_owned());
        let proposer = Proposer::new(self.back_end.clone());
        let asked = self.ask_proposer(&proposer, &floors, control, answer);
        answer.reasons.extend(proposer.describe());
        asked
    }

    /// The best proposals for the ideal point and the concepts, each with its share of the time.
    fn ask_proposer(
        &self,
        proposer: &Proposer,
        floors: &[Option<BigRational>],
        control: &Control,
        answer: &mut MixedAnswer<'m>,
    ) -> Result<(), Stop> {
        let parties = self.view.parties();
        let mut left = parties + self.concepts.len();
        let mut why = Stop::TooLarge;
        let mut best = |measure: &Measure, left: &mut usize| -> Result<Option<(Vec<u16>, Optimum)>, Stop> {
            let ask = Ask { measure, floors };
            // Some time is left to solve what is proposed.
            let proposals = control.one_of(*left + 1, || proposer.propose(&self.view, &ask, control));
            *left = left.saturating_sub(1);
            match proposals.stop {
                Some(Stop::TimeLimit) => why = Stop::TimeLimit,
                Some(stop) => return Err(stop),
                None => {}
            }
            let mut best: Option<(Vec<u16>, Optimum)> = None;
            for options in proposals.options {
                answer.solved += 1;
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
            let Some(aim) = self.within_reach(*concept, &ideal) else { continue };
            let measure = aim.measure.over(&ideal);
            let Some((options, optimum)) = best(&measure, &mut left)? else { continue };
            let settled = settled(&self.view, &options, &Ask { measure: &measure, floors }, &optimum, control);
            answer.solutions.push(MixedSolution {
                concept: *concept,
                proven: false,
                degenerate: false,
                value: optimum.key.first().map(|first| aim.value(first).into()),
                bound: None,
                weights: Vec::new(),
                agreements: vec![MixedAgreement::new(&self.view, &options, &settled)],
            });
        }
        Err(why)
    }

    /// Ideal point and concepts, each by its own search with its share of the time. Without the ideal point, the concepts
    /// that do not need it are still asked for. What others leave of the time goes to those that were stopped.
    fn ask_within(&self, hunt: &mut Hunt, answer: &mut MixedAnswer<'m>) -> Result<(), Stop> {
        let parties = self.view.parties();
        let control = hunt.control;
        let mut left = parties + self.concepts.len();
        let mut stopped = None;
        let mut ideal = Vec::new();
        for party in 0..parties {
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
        let known = stopped.is_none();
        if known {
            let utility = |(party, gain): (usize, &BigRational)| Number::from(gain + self.view.disagreement(party));
            answer.ideal = Some(ideal.iter().enumerate().map(utility).collect());
        } else {
            // Whoever asks for the ideal is left out; others only ask whether it is positive, which is tried.
            ideal = vec![BigRational::one(); parties];
        }
        let mut again = Vec::new();
        let asked: Vec<_> = self.concepts.iter().filter(|concept| known || !concept.needs_ideal()).collect();
        left = asked.len();
        for concept in asked {
            let (solution, stop) = control.one_of(left, || self.solution(*concept, &ideal, hunt));
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
            match control.one_of(parts - done, || self.solution(concept, &ideal, hunt)) {
                (Some(solution), None) => answer.solutions[at] = solution,
                (_, stop) => stopped = stopped.or(stop).or(Some(Stop::TimeLimit)),
            }
        }
        if stopped.is_some() {
            self.borrow(&ideal, &mut answer.solutions);
        }
        stopped.map_or(Ok(()), Err)
    }

    /// Where nothing was found for a concept: the best of what was found for others.
    fn borrow(&self, ideal: &[BigRational], solutions: &mut [MixedSolution<'m>]) {
        let known: Vec<MixedAgreement> = solutions.iter().flat_map(|solution| solution.agreements.clone()).collect();
        for solution in solutions.iter_mut().filter(|solution| solution.agreements.is_empty()) {
            let Some(aim) = self.within_reach(solution.concept, ideal) else { continue };
            let measure = aim.measure.over(ideal);
            let key = |agreement: &MixedAgreement| {
                measure.key(&agreement.gains.iter().map(|gain| gain.value().clone()).collect::<Vec<_>>())
            };
            let Some(best) = known.iter().max_by_key(|agreement| key(agreement)) else { continue };
            solution.value = key(best).first().map(|first| aim.value(first).into());
            let range = best.gains.iter().map(|gain| [gain.clone(), gain.clone()]).collect();
            solution.agreements = vec![MixedAgreement { range, ..best.clone() }];
        }
    }

    /// What a concept chooses, as far as it is known; and why the search stopped, if it did.
    fn solution(
        &self,
        concept: &'m dyn Concept,
        ideal: &[BigRational],
        hunt: &mut Hunt,
    ) -> (Option<MixedSolution<'m>>, Option<Stop>) {
        let Some(aim) = self.within_reach(concept, ideal) else { return (None, None) };
        let (found, measure, degenerate) = match &aim.measure {
            Measure::Product(powers) => hunt.largest_product(powers, ideal),
            measure => (hunt.maximise(measure, true), measure.clone(), false),
        };
        let lowest = found.best.first().and_then(|(_, optimum)| optimum.key.first().cloned());
        // The value of a degenerate product is 0, as it is for all packages.
        let shown = |first: &BigRational| if degenerate { Number::zero() } else { aim.value(first).into() };
        // A bound needs no more digits than tell it from the value, and is rounded away from it.
        let bound = |ceiling: &BigRational| {
            let shown = shown(ceiling);
            rounded_away(&shown, concept.less_is_better())
        };
        let mut agreements: Vec<MixedAgreement> = Vec::new();
        for (options, optimum) in &found.best {
            let agreement = self.agreement(options, optimum, &measure, hunt);
            // Parts of the range that are equally good may have the same lowest levels.
            if agreements.iter().all(|other| other.package != agreement.package) {
                agreements.push(agreement);
            }
        }
        let solution = MixedSolution {
            concept,
            proven: found.stop.is_none(),
            degenerate,
            value: lowest.as_ref().map(shown),
            bound: found.ceiling.as_ref().filter(|_| !degenerate).map(bound),
            weights: found.weights.iter().map(|weight| Number::from(weight.clone())).collect(),
            agreements,
        };
        (Some(solution), found.stop)
    }

    fn agreement(&self, options: &[u16], optimum: &Optimum, measure: &Measure, hunt: &Hunt) -> MixedAgreement {
        let range = hunt.alike(options, optimum, measure);
        let ask = Ask { measure, floors: hunt.floors };
        let agreement =
            MixedAgreement::new(&self.view, options, &settled(&self.view, options, &ask, optimum, hunt.control));
        MixedAgreement { range, ..agreement }
    }
}

/// Nothing is acceptable: why.
fn no_agreement(hunt: &mut Hunt, answer: &mut MixedAnswer) -> Result<(), Stop> {
    answer.status = Status::NoAgreement;
    answer.solutions.clear();
    let anything = vec![None; hunt.floors.len()];
    let any = Measure::gain_of(0, anything.len());
    let found = Hunt::new(hunt.ground, &anything, hunt.control).maximise(&any, false);
    answer.nothing_feasible = found.best.is_empty() && found.stop.is_none();
    if !answer.nothing_feasible {
        answer.refutation = hunt.refutation();
    }
    Ok(())
}

/// Significant digits of a bound.
const DIGITS: usize = 24;

/// A decimal next to a number: above it, or below it.
fn rounded_away(number: &Number, down: bool) -> Number {
    let whole = number.value().to_integer().magnitude().to_string().len();
    let scale = BigRational::from(BigInt::from(10).pow(DIGITS.saturating_sub(whole) as u32));
    let scaled = number.value() * &scale;
    let rounded = if down { scaled.floor() } else { scaled.ceil() };
    (rounded / scale).into()
}
