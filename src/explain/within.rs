//! What an answer leaves undecided where utilities follow curves with names, whose values are known within an error.
//!
//! A concept's choice has at least its value with every gain as low as it may be, and whatever else might be the best reaches that
//! with every gain as high as it may be. The packages that do are found by the search that chose: the others are divided by the first issue that
//! they settle otherwise (Lawler 1972), and each part is asked for its best, with everybody asking for less by the error. Packages that
//! have the same utilities by the same values are as good as each other whatever the curves are, and are no rivals; neither is what
//! is certainly dominated.

use crate::concept::{Aim, Concept, Goal, MAX_POWERS, Measure, Setting, total_power};
use crate::exact::Number;
use crate::problem::{IssueId, OptionId, OutOfRange, Package, PartyId, View};
use crate::search::{Agreement, Answer, Budget, Limits, Outcome, Solution, Status, Stop, setting_in_units};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// So many packages that might be better are named.
const NAMED: usize = 8;
/// So many parts are asked, for one concept.
const PARTS: usize = 512;

/// What an answer leaves undecided within the errors of utilities.
#[derive(Clone, Debug, Default)]
pub struct WithinError {
    /// Whether there is a package that passes; none if that is not decided. Then [`WithinError::may_pass`] may.
    pub agreement: Option<bool>,
    /// If that is not decided: a package that may pass, or may not.
    pub may_pass: Option<Agreement>,
    /// By solution of the answer.
    pub choices: Vec<Close>,
}

/// What is as good as a choice within the errors of utilities.
#[derive(Clone, Debug, Default)]
pub struct Close {
    /// Other packages that may be better, or as good.
    pub rivals: Vec<Agreement>,
    /// Whether these are all; else others may be.
    pub all: bool,
    /// Whether other levels of continuous issues may be better with the same options.
    pub levels: bool,
    /// No package has a better value than this, in the author's units; none if that cannot be given.
    pub bound: Option<Number>,
}

impl Close {
    /// Whether the choice is decided.
    pub fn is_decided(&self) -> bool {
        self.rivals.is_empty() && self.all && !self.levels
    }
}

impl WithinError {
    /// Whether all of the answer is decided.
    pub fn is_decided(&self) -> bool {
        self.agreement.is_some() && self.choices.iter().all(Close::is_decided)
    }
}

/// A concept whose ideal point is known beforehand.
struct Held<'c> {
    concept: &'c dyn Concept,
    ideal: &'c [BigRational],
}

impl Concept for Held<'_> {
    fn id(&self) -> &'static str {
        self.concept.id()
    }

    fn name(&self) -> &'static str {
        self.concept.name()
    }

    fn measures(&self) -> &'static str {
        self.concept.measures()
    }

    fn goal(&self, setting: &Setting) -> Goal {
        self.concept.goal(&Setting { ideal: self.ideal.to_vec(), ..setting.clone() })
    }
}

/// A question with everybody's errors.
struct Asked<'a, 'p> {
    view: &'a View<'p>,
    /// The same with everybody asking for less by its error, and for more.
    easier: View<'p>,
    harder: View<'p>,
    errors: Vec<BigRational>,
    budget: Budget,
}

impl<'p> View<'p> {
    /// The same question with everybody asking for less by its error, and for more: what is so for both is so whatever the curves are.
    /// None if no curve has a name.
    ///
    /// # Errors
    /// [`OutOfRange`] if disagreement values cannot be moved by the errors exactly.
    pub(super) fn within_errors(&self) -> Result<Option<[View<'p>; 2]>, OutOfRange> {
        let problem = self.problem();
        if problem.approximations().is_empty() {
            return Ok(None);
        }
        let moved = |sign: i64| {
            let errors = problem.party_ids().map(|party| (party, problem.error(party)));
            let parties = errors.filter(|(_, error)| !error.value().is_zero());
            parties.into_iter().try_fold(self.clone(), |view, (party, error)| {
                let asked = self.disagreement(party).value() + error.value() * BigRational::from_integer(sign.into());
                view.with_disagreement(party, &asked.into())
            })
        };
        Ok(Some([moved(-1)?, moved(1)?]))
    }

    /// The same for explanations, which say why they stopped.
    pub(super) fn sides(&self) -> Result<Option<[View<'p>; 2]>, Stop> {
        self.within_errors().map_err(|_| Stop::TooLarge)
    }

    /// What a concept chooses, if that is decided whatever the curves are: all that is equally good.
    pub(super) fn certain_choice(&self, concept: &dyn Concept, budget: &Budget) -> Result<Vec<Agreement>, Stop> {
        let answer = self.clone().search().concepts([concept]).limits(budget.left()?).without_ideal().run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        match self.within_error(&answer, &budget.left()?).map_err(|_| Stop::TooLarge)? {
            Some(found) if found.stopped.is_some() => return Err(found.stopped.unwrap_or(Stop::Curves)),
            Some(found) if !found.is_decided() => return Err(Stop::Curves),
            _ => {}
        }
        Ok(answer.solutions.into_iter().flat_map(|solution| solution.agreements).collect())
    }

    /// What an answer to this question leaves undecided; none if no curve has a name, so that every number is exact.
    ///
    /// # Errors
    /// [`OutOfRange`] if disagreement values cannot be moved by the errors exactly.
    pub fn within_error(&self, answer: &Answer, limits: &Limits) -> Result<Option<Outcome<WithinError>>, OutOfRange> {
        let Some([easier, harder]) = self.within_errors()? else { return Ok(None) };
        let problem = self.problem();
        let errors: Vec<BigRational> = problem.party_ids().map(|party| problem.error(party).value().clone()).collect();
        let asked = Asked { view: self, easier, harder, errors, budget: Budget::new(limits) };
        let mut found = WithinError::default();
        let stopped = asked.answered(answer, &mut found).err();
        found.choices.resize_with(answer.solutions.len(), Close::default);
        Ok(Some(Outcome::new(found, stopped)))
    }
}

impl<'p> Asked<'_, 'p> {
    fn answered(&self, answer: &Answer, found: &mut WithinError) -> Result<(), Stop> {
        let (easier, harder) = match answer.status {
            Status::Stopped(stop) => return Err(stop),
            Status::Agreement => (true, self.passes(&self.harder)?.is_some()),
            Status::NoAgreement => {
                found.may_pass = self.passes(&self.easier)?;
                (found.may_pass.is_some(), false)
            }
        };
        found.agreement = if easier == harder { Some(easier) } else { None };
        if found.agreement.is_none() && found.may_pass.is_none() {
            found.may_pass = answer.solutions.iter().find_map(|solution| solution.agreements.first()).cloned();
        }
        for solution in &answer.solutions {
            let close = if answer.by_rule { Close::default() } else { self.close(solution)? };
            found.choices.push(close);
        }
        Ok(())
    }

    /// A package that passes a question, seen from this one.
    fn passes(&self, view: &View<'p>) -> Result<Option<Agreement>, Stop> {
        let question = view.clone().search().concepts([&crate::concept::Egalitarian as _]).without_ideal();
        let answer = question.without_counts().limits(self.budget.left()?).run();
        match answer.status {
            Status::Stopped(stop) => Err(stop),
            Status::NoAgreement => Ok(None),
            Status::Agreement => {
                let first = answer.solutions.into_iter().flat_map(|solution| solution.agreements).next();
                Ok(first.map(|agreement| agreement.seen_from(self.view)))
            }
        }
    }

    /// By party, the most that it can gain from what all accept, counted from what this question asks for.
    fn ideal(&self, view: &View<'p>, error: i64) -> Result<Option<Vec<BigRational>>, Stop> {
        let everybody = vec![true; view.parties()];
        let question = view.clone().with_consent_of(&everybody).search().concepts([]).without_counts();
        let answer = question.limits(self.budget.left()?).run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        let error = BigRational::from_integer(error.into());
        let gain = |(party, utility): (PartyId, Number)| {
            utility.value() - self.view.disagreement(party).value() + &self.errors[party.index()] * &error
        };
        Ok(answer.ideal.map(|ideal| self.view.problem().party_ids().zip(ideal).map(gain).collect()))
    }

    /// What a concept makes as large as possible, with this ideal point.
    fn aim(&self, concept: &dyn Concept, ideal: &[BigRational]) -> Option<Aim> {
        let everybody = vec![true; self.view.parties()];
        let aim = concept.goal(&setting_in_units(self.view, &everybody, ideal)).aim(self.view.parties())?;
        match &aim.measure {
            Measure::Product(powers) => total_power(powers, MAX_POWERS).map(|_| aim),
            _ => Some(aim),
        }
    }

    fn close(&self, solution: &Solution) -> Result<Close, Stop> {
        let unknown = Close { levels: self.view.problem().has_levels(), ..Close::default() };
        if !solution.proven || solution.degenerate || solution.coalition.is_some() {
            return Ok(unknown);
        }
        let zeros = vec![BigRational::zero(); self.view.parties()];
        // What a concept is worth falls with the ideal gains.
        let (least, most) = match solution.concept.needs_ideal() {
            false => (zeros.clone(), zeros),
            true if crate::concept::by_id(solution.concept.id()).is_none() => return Ok(unknown),
            true => match (self.ideal(&self.harder, -1)?, self.ideal(&self.easier, 1)?) {
                (Some(least), Some(most)) => (least, most),
                _ => return Ok(unknown),
            },
        };
        if least.iter().zip(&most).any(|(least, most)| !least.is_positive() && most.is_positive()) {
            return Ok(unknown);
        }
        let (Some(low), Some(high)) = (self.aim(solution.concept, &most), self.aim(solution.concept, &least)) else {
            return Ok(unknown);
        };
        let held = Held { concept: solution.concept, ideal: &least };
        let mut parts = Parts { asked: self, held, low, high, floor: None, left: PARTS };
        // What is chosen, if it is certain that all accept it; else what all certainly accept.
        let certain = solution.agreements.iter().find(|one| self.is_accepted(one));
        let certain = match certain {
            Some(certain) => Some(certain.clone()),
            None => self.passes(&self.harder.clone().with_consent_of(&vec![true; self.view.parties()]))?,
        };
        parts.floor = certain.map(|one| parts.low.measure.key(&self.gains(&one, -1)));
        let chosen: Vec<&Agreement> = solution.agreements.iter().collect();
        let mut close = Close { all: true, bound: parts.bound()?, ..unknown };
        for (at, one) in chosen.iter().enumerate() {
            // Of several that are equally good as they are calculated, some may be better.
            let settled = chosen.iter().take(at).all(|other| parts.is_settled(one, other));
            if !settled {
                close.rivals.push((*one).clone());
            }
        }
        parts.search(&chosen, &mut close)?;
        // Where nothing is certainly accepted, nothing is certainly chosen.
        close.all &= parts.floor.is_some();
        Ok(close)
    }

    /// Whether all certainly accept a package.
    fn is_accepted(&self, one: &Agreement) -> bool {
        self.gains(one, -1).iter().all(|gain| !gain.is_negative())
    }

    /// A package's gains, each more or less by the error of this package.
    fn gains(&self, one: &Agreement, sign: i64) -> Vec<BigRational> {
        let sign = BigRational::from_integer(sign.into());
        let problem = self.view.problem();
        let gain =
            |(party, gain): (PartyId, &Number)| gain.value() + problem.error_of(party, &one.package).value() * &sign;
        problem.party_ids().zip(&one.gains).map(gain).collect()
    }
}

/// The packages beside those that are known, in parts.
struct Parts<'a, 'v, 'p> {
    asked: &'a Asked<'v, 'p>,
    held: Held<'a>,
    /// What is as large as possible, with ideal gains as large as they may be, and as small.
    low: Aim,
    high: Aim,
    /// What the best package comes to at least; none if it is not certain that there is one.
    floor: Option<Vec<BigRational>>,
    /// How many parts may still be asked.
    left: usize,
}

impl<'p> Parts<'_, '_, 'p> {
    /// A question about packages that all may accept, with everybody asking for less.
    fn question(&self) -> View<'p> {
        self.asked.easier.clone().with_consent_of(&vec![true; self.asked.view.parties()])
    }

    /// The best of a part, with gains as they are counted there: each is larger by the most that its party's utilities may be off.
    fn best(&self, part: &View<'p>) -> Result<Option<(Agreement, Vec<BigRational>)>, Stop> {
        let question = part.clone().search().concepts([&self.held as &dyn Concept]).without_ideal();
        let answer = question.without_counts().limits(self.asked.budget.left()?).run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        let best = answer.solutions.into_iter().flat_map(|solution| solution.agreements).next();
        Ok(best.map(|best| {
            let gains: Vec<BigRational> = best.gains.iter().map(|gain| gain.value().clone()).collect();
            (best.seen_from(self.asked.view), self.high.measure.key(&gains))
        }))
    }

    fn bound(&self) -> Result<Option<Number>, Stop> {
        let best = self.best(&self.question())?.and_then(|(_, key)| key.first().cloned());
        Ok(best.filter(|_| self.high.root.is_one()).map(|first| self.high.value(&first).into()))
    }

    /// Whether it is settled that a package is no better than a known one, whatever the curves are.
    fn is_settled(&self, one: &Agreement, known: &Agreement) -> bool {
        let problem = self.asked.view.problem();
        let between = |party: PartyId| problem.error_between(party, &one.package, &known.package);
        let exact = problem.party_ids().all(|party| between(party).is_zero());
        exact && (one.gains == known.gains || self.is_below(one, known))
    }

    /// Whether a package is worth less than a known one that all certainly accept, where the difference of all gains is exact; or
    /// as much, and all certainly accept it, too.
    fn is_below(&self, one: &Agreement, known: &Agreement) -> bool {
        let problem = self.asked.view.problem();
        let sums = matches!(self.low.measure, Measure::Sum(_));
        let exact =
            |one: &Agreement| problem.party_ids().all(|party| problem.error_of(party, &one.package).value().is_zero());
        if self.low != self.high || !(sums || (exact(one) && exact(known))) || !self.asked.is_accepted(known) {
            return false;
        }
        let [own, best] = [one, known].map(|one| self.low.measure.key(&self.asked.gains(one, 0)));
        own < best || (own == best && self.asked.is_accepted(one))
    }

    /// Looks through all packages but those that are known, part by part.
    fn search(&mut self, known: &[&Agreement], close: &mut Close) -> Result<(), Stop> {
        let view = self.question();
        let Some((first, others)) = known.split_first() else { return Ok(()) };
        let mut open = Vec::new();
        divide(&view, &first.package, 0, &mut open);
        // The other ones that are known lie in these parts.
        let mut passed: Vec<Agreement> = others.iter().map(|one| (*one).clone()).collect();
        while let Some((part, settled)) = open.pop() {
            if self.left == 0 || close.rivals.len() >= NAMED {
                close.all = false;
                return Ok(());
            }
            self.left -= 1;
            let Some((best, reached)) = self.best(&part)? else { continue };
            if self.floor.as_ref().is_some_and(|floor| reached < *floor) {
                continue;
            }
            let own = self.asked.gains(&best, 1);
            let accepted = own.iter().all(|gain| !gain.is_negative());
            let good = accepted && {
                let key = self.high.measure.key(&own);
                self.floor.as_ref().is_none_or(|floor| key >= *floor)
            };
            let is_known = passed.iter().any(|other| other.package == best.package);
            let problem = self.asked.view.problem();
            let is_worse = |known: &Agreement| problem.is_certainly_better(&known.package, &best.package);
            let settled_otherwise = || known.iter().any(|one| self.is_settled(&best, one) || is_worse(one));
            if good && !is_known && !settled_otherwise() {
                close.rivals.push(best.clone());
            }
            divide(&part, &best.package, settled, &mut open);
            passed.push(best);
        }
        Ok(())
    }
}

/// Divides what is left of a view beside the options of a package: by the first issue, from one on, that is settled otherwise.
fn divide<'p>(view: &View<'p>, package: &Package, from: usize, into: &mut Vec<(View<'p>, usize)>) {
    let problem = view.problem();
    let mut fixed = view.clone();
    for issue in problem.issue_ids().skip(from).filter(|issue| problem.level_of(*issue).is_none()) {
        let own = package.option(issue);
        let alike = |option: &OptionId| problem.is_alike(issue, own, *option);
        let mut part = fixed.clone();
        let mut left = false;
        for option in view.options(issue) {
            match option == own || alike(&option) {
                true => part = part.forbid(issue, option),
                false => left = true,
            }
        }
        if left {
            into.push((part, issue.index()));
        }
        fixed = fixed.fix(issue, own);
    }
}

impl crate::problem::Problem {
    /// Whether two options of an issue are the same to everybody and to every rule.
    fn is_alike(&self, issue: IssueId, one: OptionId, other: OptionId) -> bool {
        let worth = |party: PartyId| {
            self.worth(party.index(), issue.index(), one) == self.worth(party.index(), issue.index(), other)
        };
        let linked = self.interactions.iter().any(|interaction| interaction.scope().contains(&issue))
            || self.constraints.iter().any(|constraint| constraint.scope().contains(&issue))
            || self.has_levels();
        !linked && self.approximations.iter().all(|curve| curve.issue != issue) && self.party_ids().all(worth)
    }
}
