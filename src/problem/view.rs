//! A problem with a few things changed: options fixed or forbidden, rules lifted, disagreement values moved.

use super::{
    Acceptance, Constraint, ConstraintId, IssueId, LevelId, LevelRule, LevelRuleId, OptionId, Package, PartyId,
    Problem, Settled,
};
use crate::exact::Number;
use crate::model::Diagnostics;
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::fmt;

/// A question about a [`Problem`]: the same model with some options fixed or forbidden, some rules lifted, some
/// disagreement values moved. Cheap to make and to copy; nothing is compiled again.
///
/// ```
/// # let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json")).unwrap();
/// # let problem = zopa::Problem::compile(&model).unwrap();
/// let issue = problem.issue_ids().next().expect("an issue");
/// let option = problem.option_ids(issue).next().expect("an option");
/// let fixed = problem.view().fix(issue, option);
/// assert!(fixed.package_count() < problem.view().package_count());
/// ```
///
/// An issue is not taken for an option:
///
/// ```compile_fail,E0308
/// fn settled(view: zopa::View, issue: zopa::IssueId, option: zopa::OptionId) {
///     view.fix(option, issue);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct View<'p> {
    problem: &'p Problem,
    changes: Changes,
}

/// What a question changes of a problem: with this problem, or one that has the same issues, constraints and scales, a [`View`].
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    /// By issue and option: whether it may be chosen.
    allowed: Vec<Box<[bool]>>,
    /// By constraint: whether it is in force.
    in_force: Vec<bool>,
    /// By party: utilities are multiplied with this before the disagreement value is subtracted.
    multipliers: Vec<i64>,
    /// By party, multiplied alike.
    disagreement: Vec<i64>,
    /// By party: whether it accepts anything.
    floorless: Vec<bool>,
    acceptance: Acceptance,
    /// By continuous issue, the lowest and the highest level that remain.
    ranges: Vec<[BigRational; 2]>,
    /// By rule over levels: whether it is in force.
    levels_in_force: Vec<bool>,
}

/// A number that cannot be combined exactly with a problem's numbers: too large, or too finely divided, for scaled sums
/// below [`MAX_UTILITY`](super::MAX_UTILITY). Its text says which number, whose, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange(String);

impl OutOfRange {
    /// A number that is so far from 0 that sums with it could overflow.
    pub(crate) fn large(what: impl fmt::Display) -> Self {
        OutOfRange(format!("{what} is too large to be combined with the model's other numbers exactly"))
    }

    /// A number with so many digits, or such a denominator, that sums could overflow if all were whole.
    pub(crate) fn fine(what: impl fmt::Display) -> Self {
        OutOfRange(format!("{what} is too finely divided to be combined with the model's other numbers exactly"))
    }

    /// Something else that is out of its range, in a sentence without an end.
    pub(crate) fn because(why: impl Into<String>) -> Self {
        OutOfRange(why.into())
    }
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutOfRange {}

impl<'p> View<'p> {
    pub(crate) fn new(problem: &'p Problem) -> Self {
        View {
            problem,
            changes: Changes {
                allowed: problem.issues.iter().map(|issue| vec![true; issue.options.len()].into()).collect(),
                in_force: problem.constraints.iter().map(|constraint| constraint.binding).collect(),
                multipliers: vec![1; problem.parties.len()],
                disagreement: problem.parties.iter().map(|party| party.disagreement).collect(),
                floorless: vec![false; problem.parties.len()],
                acceptance: problem.acceptance.clone(),
                ranges: problem.levels.issues.iter().map(|level| [level.min.clone(), level.max.clone()]).collect(),
                levels_in_force: vec![true; problem.levels.rules.len()],
            },
        }
    }

    /// What it changes of its problem.
    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The problem underneath.
    pub fn problem(&self) -> &'p Problem {
        self.problem
    }

    /// Settles an issue: only this option remains.
    pub fn fix(mut self, issue: IssueId, option: OptionId) -> Self {
        for (o, allowed) in self.changes.allowed[issue.index()].iter_mut().enumerate() {
            *allowed &= o == option.index();
        }
        self
    }

    /// Settles an issue by an option or a level.
    pub fn settle(self, issue: IssueId, by: &Settled) -> Self {
        match by {
            Settled::Option(option) => self.fix(issue, *option),
            Settled::Level(at) => match self.problem.level_of(issue) {
                Some(level) => self.fix_level(level, at),
                None => self,
            },
        }
    }

    /// Lifts the rules and red lines of a name, on options and over levels.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn without(self, name: &str) -> Result<Self, Diagnostics> {
        let (options, levels) = self.problem.constraints_named(name)?;
        let view = options.into_iter().fold(self, View::lift);
        Ok(levels.into_iter().fold(view, View::lift_level_rule))
    }

    /// Settles a continuous issue. Levels beyond what remains leave nothing feasible.
    pub fn fix_level(self, level: LevelId, at: &Number) -> Self {
        self.between(level, &[at.value().clone(), at.value().clone()])
    }

    /// Only levels between these two of a continuous issue remain, of those that remain already.
    pub fn between(mut self, level: LevelId, [from, to]: &[BigRational; 2]) -> Self {
        if let Some([low, high]) = self.changes.ranges.get_mut(level.index()) {
            *low = from.clone().max(low.clone());
            *high = to.clone().min(high.clone());
        }
        self
    }

    /// Takes an option away.
    pub fn forbid(mut self, issue: IssueId, option: OptionId) -> Self {
        self.changes.allowed[issue.index()][option.index()] = false;
        self
    }

    /// Only options that a condition admits remain.
    pub fn restrict(mut self, condition: &super::Condition) -> Self {
        for (issue, set) in &condition.0 {
            self.changes.allowed[issue.index()]
                .iter_mut()
                .zip(set.iter())
                .for_each(|(allowed, admitted)| *allowed &= admitted);
        }
        self
    }

    /// Lifts a rule or a red line.
    pub fn lift(mut self, constraint: ConstraintId) -> Self {
        self.changes.in_force[constraint.index()] = false;
        self
    }

    /// Lifts a rule with all its [parts](Problem::parts_of).
    pub(crate) fn lift_parts(self, constraint: ConstraintId) -> Self {
        self.problem().parts_of(constraint).fold(self, View::lift)
    }

    /// Lifts a rule over levels.
    pub fn lift_level_rule(mut self, rule: LevelRuleId) -> Self {
        self.changes.levels_in_force[rule.index()] = false;
        self
    }

    /// Moves the disagreement value of a party, in the author's units.
    ///
    /// # Errors
    /// [`OutOfRange`] if the value is too large, or so finely divided that sums could overflow.
    pub fn with_disagreement(mut self, party: PartyId, value: &Number) -> Result<Self, OutOfRange> {
        let party = party.index();
        let scaled = value.value() * BigRational::from(self.problem.parties[party].scale.clone());
        let (numerator, multiplier) = (scaled.numer().to_i64(), scaled.denom().to_i64());
        let what = || format!("the disagreement value {value} of `{}`", self.problem.parties[party].id);
        let reach = |multiplier: &i64| self.problem.reach(party).checked_mul(*multiplier);
        let fits = |multiplier: &i64| reach(multiplier).is_some_and(|reach| reach < super::MAX_UTILITY);
        let Some(multiplier) = multiplier.filter(fits) else { return Err(OutOfRange::fine(what())) };
        let Some(numerator) = numerator.filter(|numerator| numerator.unsigned_abs() < super::MAX_UTILITY as u64) else {
            return Err(OutOfRange::large(what()));
        };
        self.changes.multipliers[party] = multiplier;
        self.changes.disagreement[party] = numerator;
        Ok(self)
    }

    /// Lets a party accept anything that is feasible. Its gain is still counted from its disagreement value, and may be
    /// negative.
    pub fn without_floor(mut self, party: PartyId) -> Self {
        self.changes.floorless[party.index()] = true;
        self
    }

    /// Lets every party without a floor accept anything by asking for no more than it gets at worst.
    pub(crate) fn with_floors(self) -> Self {
        let floorless = self.changes.floorless.clone();
        let without = self.problem.party_ids().filter(|party| floorless[party.index()]);
        without.fold(self, View::accepting_anything)
    }

    /// Lets a party accept anything that is feasible, by asking for no more than it gets at worst: unlike without a
    /// floor, its gain is never negative, so that bounds hold. Beside levels, bounds do without.
    pub(crate) fn accepting_anything(mut self, party: PartyId) -> Self {
        if self.problem.has_levels() {
            return self.without_floor(party);
        }
        let party = party.index();
        self.changes.disagreement[party] = -self.problem.reach(party) * self.changes.multipliers[party];
        self.changes.floorless[party] = false;
        self
    }

    /// The same question to a variant of the problem: the same issues and constraints, but other values, and perhaps
    /// parties, issues or constraints more. Such a party asks for its disagreement value, like all others if that is what
    /// the rule says; such an issue has all its options, and such a constraint is in force.
    pub(crate) fn of<'q>(&self, variant: &'q Problem) -> View<'q> {
        let mut view = View { problem: variant, changes: self.changes.clone() };
        // Where a variant needed a finer scale, what is asked for is counted in it too.
        for (asked, (new, old)) in
            view.changes.disagreement.iter_mut().zip(variant.parties.iter().zip(&self.problem.parties))
        {
            *asked *= (&new.scale / &old.scale).to_i64().unwrap_or(1);
        }
        for party in variant.parties.iter().skip(self.parties()) {
            view.changes.multipliers.push(1);
            view.changes.disagreement.push(party.disagreement);
            view.changes.floorless.push(false);
            view.changes.acceptance.quota += 1;
            view.changes.acceptance.veto.push(true);
        }
        for issue in variant.issues.iter().skip(self.changes.allowed.len()) {
            view.changes.allowed.push(vec![true; issue.options.len()].into());
        }
        let more = |in_force: &mut Vec<bool>, all: usize| in_force.resize(all.max(in_force.len()), true);
        more(&mut view.changes.in_force, variant.constraints.len());
        more(&mut view.changes.levels_in_force, variant.levels.rules.len());
        view
    }

    /// The same question to a problem that has levels of continuous issues as options, all of them open, and perhaps rules
    /// more, all of them in force.
    pub(crate) fn of_sampled<'q>(&self, sampled: &'q Problem) -> View<'q> {
        let mut view = self.of(sampled);
        for level in &self.problem.levels.issues {
            let issue = level.issue.index();
            view.changes.allowed[issue] = vec![true; sampled.issues[issue].options.len()].into();
        }
        view.changes.ranges.clear();
        view.changes.levels_in_force.clear();
        view
    }

    /// Asks every party for what its problem says that it has without a deal.
    pub(crate) fn with_declared_disagreement(mut self) -> Self {
        self.changes.multipliers.fill(1);
        self.changes.disagreement = self.problem.parties.iter().map(|party| party.disagreement).collect();
        self
    }

    /// The same options and constraints for another problem that has the same issues and constraints; floors and the
    /// acceptance rule are that problem's own.
    pub(crate) fn onto<'q>(&self, problem: &'q Problem) -> View<'q> {
        let View { changes: own, .. } = View::new(problem);
        let Changes { allowed, in_force, ranges, levels_in_force, .. } = self.changes.clone();
        View { problem, changes: Changes { allowed, in_force, ranges, levels_in_force, ..own } }
    }

    /// Asks for the consent of exactly these parties, whatever the model's acceptance rule says.
    pub fn with_consent_of(mut self, parties: &[bool]) -> Self {
        self.changes.acceptance = Acceptance::of(parties.to_vec());
        self
    }

    /// Asks every party for at least these scaled utilities, and nothing else.
    pub fn at_least(&self, utilities: &[i64]) -> Self {
        let mut view = self.clone();
        view.changes.disagreement =
            utilities.iter().zip(&self.changes.multipliers).map(|(utility, m)| utility * m).collect();
        view.changes.floorless.fill(false);
        view.changes.acceptance = Acceptance::of(vec![true; utilities.len()]);
        view
    }

    /// Asks every party for at least what a package gives it, and nothing else: gains are counted from there.
    ///
    /// # Errors
    /// [`OutOfRange`] if levels make that so finely divided that sums could overflow.
    pub(crate) fn at_least_as_good_as(&self, package: &Package) -> Result<Self, OutOfRange> {
        let mut utilities = self.problem.party_ids().zip(self.problem.exact_utilities(package));
        let view = self.clone().with_consent_of(&vec![true; self.parties()]);
        utilities.try_fold(view, |view, (party, utility)| view.asking_for(party, &utility))
    }

    /// Asks a party for at least this utility, in place of its disagreement value.
    ///
    /// # Errors
    /// As for [`View::with_disagreement`].
    pub(crate) fn asking_for(self, party: PartyId, utility: &Number) -> Result<Self, OutOfRange> {
        let mut view = self.with_disagreement(party, utility)?;
        view.changes.floorless[party.index()] = false;
        Ok(view)
    }

    /// Asks every party for at least so much more than it asks for now, in units of [`View::gain_scale`].
    pub(crate) fn with_gains_of_at_least(mut self, gains: &[i64]) -> Self {
        for (disagreement, gain) in self.changes.disagreement.iter_mut().zip(gains) {
            *disagreement += gain;
        }
        self
    }

    /// Asks a party for at least this scaled utility, in place of its disagreement value.
    pub(crate) fn with_floor(mut self, party: PartyId, utility: i64) -> Self {
        let party = party.index();
        self.changes.disagreement[party] = utility * self.changes.multipliers[party];
        self.changes.floorless[party] = false;
        self
    }

    /// Lets a party accept only what its disagreement value asks for, if it accepted anything.
    pub(crate) fn with_floor_of(mut self, party: PartyId) -> Self {
        self.changes.floorless[party.index()] = false;
        self
    }

    /// Asks for the consent of this party, whatever else the acceptance rule says.
    pub(crate) fn with_veto_of(mut self, party: PartyId) -> Self {
        self.changes.acceptance.veto[party.index()] = true;
        self
    }

    /// Whether a party accepts anything that is feasible.
    pub(crate) fn is_floorless(&self, party: PartyId) -> bool {
        self.changes.floorless[party.index()]
    }

    pub(crate) fn multipliers(&self) -> &[i64] {
        &self.changes.multipliers
    }

    /// By party, whether it accepts a package, levels included; red lines are another matter.
    pub(crate) fn content_with(&self, package: &Package) -> Vec<bool> {
        if !self.problem.has_levels() {
            return self.accepts_each(&self.problem.utilities(package));
        }
        let both = self.gains_of(package).into_iter().zip(&self.changes.floorless);
        both.map(|(gain, floorless)| *floorless || !gain.value().is_negative()).collect()
    }

    /// Whether the acceptance rule passes a package, levels included.
    pub(crate) fn passes(&self, package: &Package) -> bool {
        self.changes.acceptance.passes(self.content_with(package).into_iter())
    }

    /// Whether a package is feasible and the acceptance rule passes it, levels included.
    pub(crate) fn would_pass(&self, package: &Package) -> bool {
        self.is_feasible(package) && self.passes(package)
    }

    /// By party, whether it accepts at these scaled utilities.
    pub(crate) fn accepts_each(&self, utilities: &[i64]) -> Vec<bool> {
        self.accepts(utilities).collect()
    }

    /// When a package is accepted.
    pub fn acceptance(&self) -> &Acceptance {
        &self.changes.acceptance
    }

    /// How many parties there are.
    pub fn parties(&self) -> usize {
        self.problem.parties.len()
    }

    /// The options of an issue that may be chosen.
    pub fn options(&self, issue: IssueId) -> impl Iterator<Item = OptionId> + Clone + '_ {
        let allowed = self.changes.allowed[issue.index()].iter().enumerate().filter(|(_, allowed)| **allowed);
        allowed.map(|(option, _)| OptionId::at(option))
    }

    /// The first option of every issue that may be chosen.
    pub(crate) fn first_options(&self) -> Vec<OptionId> {
        self.problem.issue_ids().map(|issue| self.options(issue).next().unwrap_or(OptionId::at(0))).collect()
    }

    /// The constraints in force, with their ids.
    pub fn constraints(&self) -> impl Iterator<Item = (ConstraintId, &'p Constraint)> + '_ {
        self.problem.constraint_ids().zip(&self.problem.constraints).filter(|(at, _)| self.changes.in_force[at.index()])
    }

    /// How many packages there are, feasible or not; with continuous issues, how many ways to choose the options.
    pub fn package_count(&self) -> BigUint {
        self.problem.issue_ids().map(|issue| BigUint::from(self.options(issue).count())).product()
    }

    /// By continuous issue, the lowest and the highest level that remain; nothing is feasible if the lowest is above the
    /// highest.
    pub fn ranges(&self) -> &[[BigRational; 2]] {
        &self.changes.ranges
    }

    /// The rules over levels in force, with their ids.
    pub fn level_rules(&self) -> impl Iterator<Item = (LevelRuleId, &'p LevelRule)> + '_ {
        let rules = self.problem.level_rule_ids().zip(&self.problem.levels.rules);
        rules.filter(|(at, _)| self.changes.levels_in_force[at.index()])
    }

    /// Whether a package satisfies everything in force. Where there are continuous issues, one without levels does not.
    pub fn is_feasible(&self, package: &Package) -> bool {
        self.allows_options(|issue| package.option(issue)) && self.allows_levels(package)
    }

    /// Whether options are among those that remain, and break no rule and no red line on options.
    pub(crate) fn allows_options(&self, option: impl Fn(IssueId) -> OptionId + Copy) -> bool {
        self.constraints().all(|(_, constraint)| constraint.allows(option)) && self.has_options(option)
    }

    /// Whether levels are within the ranges that remain, and no rule over levels is broken.
    pub(crate) fn allows_levels(&self, package: &Package) -> bool {
        let within = |(level, [low, high]): (&Number, &[BigRational; 2])| level.value() >= low && level.value() <= high;
        package.levels().len() == self.changes.ranges.len()
            && package.levels().iter().zip(&self.changes.ranges).all(within)
            && self.broken_level_rules(package).next().is_none()
            && self.constraints().all(|(_, constraint)| !constraint.has_levels() || constraint.allows_package(package))
    }

    /// The rules over levels that a package breaks.
    pub fn broken_level_rules<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = LevelRuleId> + 'a {
        let broken =
            |(_, rule): &(LevelRuleId, &LevelRule)| !rule.allows(|issue| package.option(issue), package.levels());
        self.level_rules().filter(broken).map(|(at, _)| at)
    }

    /// The constraints on options that a package breaks.
    pub fn broken<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = ConstraintId> + 'a {
        self.constraints().filter(|(_, constraint)| !constraint.allows_package(package)).map(|(at, _)| at)
    }

    fn has_options(&self, option: impl Fn(IssueId) -> OptionId) -> bool {
        self.problem.issue_ids().zip(&self.changes.allowed).all(|(issue, allowed)| allowed[option(issue).index()])
    }

    /// By party, the gain over disagreement for given scaled utilities. Integers in units of
    /// [`View::gain_scale`].
    pub fn gains(&self, utilities: &[i64]) -> Vec<i64> {
        self.problem.party_ids().zip(utilities).map(|(party, utility)| self.gain(party, *utility)).collect()
    }

    /// By party, what it gains from a package over its disagreement value, in the author's units; levels included.
    pub fn gains_of(&self, package: &Package) -> Vec<Number> {
        let gain = |(party, worth): (PartyId, Number)| (worth.value() - self.disagreement(party).value()).into();
        self.problem.party_ids().zip(self.problem.exact_utilities(package)).map(gain).collect()
    }

    /// The gain of one party.
    pub fn gain(&self, party: PartyId, utility: i64) -> i64 {
        utility * self.changes.multipliers[party.index()] - self.changes.disagreement[party.index()]
    }

    /// The scaled utility behind a gain of one party.
    pub(crate) fn utility(&self, party: usize, gain: i64) -> i64 {
        (gain + self.changes.disagreement[party]) / self.changes.multipliers[party]
    }

    /// Allows only these options of an issue.
    pub(crate) fn keep(mut self, issue: usize, options: &[OptionId]) -> Self {
        self.changes.allowed[issue].fill(false);
        options.iter().for_each(|option| self.changes.allowed[issue][option.index()] = true);
        self
    }

    /// By how much gains of a party are larger than in the author's units.
    pub fn gain_scale(&self, party: PartyId) -> num_bigint::BigInt {
        &self.problem[party].scale * self.changes.multipliers[party.index()]
    }

    /// A gain in the author's units.
    pub fn gain_in_units(&self, party: PartyId, gain: i64) -> Number {
        Number::ratio(gain, &self.gain_scale(party))
    }

    /// Refuses continuous issues, for questions about numbers that are answered for options only.
    pub(crate) fn without_levels(&self) -> Result<(), OutOfRange> {
        match self.problem.has_levels() {
            true => Err(OutOfRange::because("this is answered for options only, and there are continuous issues")),
            false => Ok(()),
        }
    }

    /// Whether a rule in force asks for a belief that all could share.
    pub(crate) fn asks_for_a_shared_belief(&self) -> bool {
        self.constraints().any(|(_, constraint)| constraint.asks_for_a_shared_belief())
    }

    /// Refuses rules over utilities that move with uncertain numbers, for questions in which what is feasible stays.
    ///
    /// # Errors
    /// [`OutOfRange`], which says why.
    pub fn without_moving_consents(&self) -> Result<(), OutOfRange> {
        match self.problem.has_moving_consents() {
            true => Err(OutOfRange::because(
                "a rule over utilities or beliefs moves with numbers that have a range, so that what is feasible does: this is not answered; \
                 `sweep` is",
            )),
            false => Ok(()),
        }
    }

    /// The most that a party can gain, in the author's units, if it has a ceiling.
    pub(crate) fn most_gain(&self, party: PartyId) -> Option<BigRational> {
        let at = self.problem.in_units(party, self.problem.ceiling(party)?);
        Some(at.value() - self.disagreement(party).value())
    }

    /// The disagreement value in force, in the author's units.
    pub fn disagreement(&self, party: PartyId) -> Number {
        self.gain_in_units(party, -self.gain(party, 0))
    }

    /// By party, the least gain that it accepts, which is 0; none if it accepts anything.
    pub(crate) fn least_gains(&self) -> Vec<Option<BigRational>> {
        self.changes.floorless.iter().map(|floorless| (!floorless).then(BigRational::zero)).collect()
    }

    /// The same where only the consent of these parties is asked for.
    pub(crate) fn least_gains_of(&self, members: &[bool]) -> Vec<Option<BigRational>> {
        self.least_gains().into_iter().zip(members).map(|(least, member)| least.filter(|_| *member)).collect()
    }

    /// Whether levels of continuous issues decide about a rule over utilities that is in force.
    pub(crate) fn has_rules_over_levels_worth(&self) -> bool {
        self.constraints().any(|(_, constraint)| constraint.has_levels())
    }

    /// Whether a continuous issue is left no level.
    pub(crate) fn lacks_levels(&self) -> bool {
        let closed = self.problem.levels.issues.iter().any(|level| self.options(level.issue).next().is_none());
        closed || self.changes.ranges.iter().any(|[low, high]| low > high)
    }

    /// Whether what is asked for can be counted in the scales of a variant; else the party whose numbers are too large for it.
    pub(crate) fn fits(&self, variant: &Problem) -> Result<(), PartyId> {
        let fits = |party: usize| {
            let finer = (&variant.parties[party].scale / &self.problem.parties[party].scale).to_i64()?;
            let reach = variant.reach(party).checked_mul(self.changes.multipliers[party])?;
            Some(reach.max(self.changes.disagreement[party].checked_mul(finer)?.checked_abs()?) < super::MAX_UTILITY)
        };
        (0..self.parties()).find(|party| fits(*party) != Some(true)).map_or(Ok(()), |party| Err(PartyId::at(party)))
    }

    /// By party, the least scaled utility that it accepts; none if it accepts anything.
    pub fn floors(&self) -> Vec<Option<i64>> {
        let floor = |party: usize| {
            num_integer::Integer::div_ceil(&self.changes.disagreement[party], &self.changes.multipliers[party])
        };
        (0..self.parties()).map(|party| (!self.changes.floorless[party]).then(|| floor(party))).collect()
    }

    /// By party, the least sum of its values, scaled, with which it accepts: more than any sum, if its ceiling is below
    /// what it asks for; none if it accepts anything.
    pub(crate) fn floors_of_sums(&self) -> Vec<Option<i64>> {
        let mut floors = self.floors();
        for ceiling in &self.problem.ceilings {
            if let Some(Some(floor)) = floors.get_mut(ceiling.party.index())
                && *floor > ceiling.at
            {
                *floor = i64::MAX;
            }
        }
        floors
    }

    /// Whether a party's ceiling, though perhaps one that no package exceeds, is below what it asks for: then nothing is enough,
    /// whatever its values are.
    pub(crate) fn ceiling_is_short(&self, party: PartyId) -> bool {
        let ceiling = self.problem.declared_ceiling(party).filter(|_| !self.changes.floorless[party.index()]);
        ceiling.is_some_and(|at| at.value() < self.disagreement(party).value())
    }

    /// Whether every party accepts at these scaled utilities.
    pub fn is_individually_rational(&self, utilities: &[i64]) -> bool {
        self.accepts(utilities).all(|accepts| accepts)
    }

    /// Whether the acceptance rule passes a package of these scaled utilities.
    pub fn is_acceptable(&self, utilities: &[i64]) -> bool {
        self.changes.acceptance.passes(self.accepts(utilities))
    }

    fn accepts<'a>(&'a self, utilities: &'a [i64]) -> impl Iterator<Item = bool> + 'a {
        let accepts = |(party, utility): (PartyId, &i64)| {
            self.changes.floorless[party.index()] || self.gain(party, *utility) >= 0
        };
        self.problem.party_ids().zip(utilities).map(accepts)
    }
}

impl Changes {
    /// The question that changes this of a problem.
    pub(crate) fn of<'q>(&self, problem: &'q Problem) -> View<'q> {
        View { problem, changes: self.clone() }
    }
}

impl Problem {
    /// A bound on the absolute value of a party's utility of any package, of the sum behind it, and of its disagreement
    /// value; scaled.
    pub(crate) fn reach(&self, party: usize) -> i64 {
        self.reach[party]
    }
}
