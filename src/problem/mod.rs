//! The compiled form of a model: ids, integers, tables.
//!
//! A [`Problem`] is made from a [`Model`](crate::Model) once, by [`Problem::compile`], which also proves that no sum
//! of utilities can overflow. It owns its names, so that it outlives the text and can be shared between threads.
//! Utilities are integers here: party *i*'s are multiplied by its own [`Party::scale`], the least common denominator
//! of all its numbers. A [`View`] asks a slightly changed question of a problem without compiling again.

mod approximation;
mod assumption;
mod by_id;
pub(crate) mod claims;
mod compile;
mod condition;
mod consent;
mod consenting;
mod constraint;
mod contrast;
mod corners;
mod factor;
mod ids;
mod instance;
mod levels;
mod lookup;
mod options;
mod package;
mod promise;
mod ranges;
mod seats;
mod shared;
mod state;
mod uncertain;
mod variant;
mod view;
mod way;

pub use approximation::Approximation;
pub use assumption::Assumption;
pub use condition::{Condition, OptionSet};
pub(crate) use consent::Sum;
pub use consent::{Consent, Consents};
pub use constraint::{Constraint, ConstraintKind};
pub(crate) use contrast::{Contrast, Demand, Pick};
pub(crate) use corners::{Beyond, Corners, Side, slope};
pub use factor::{Factor, FactorKind, Interaction, Worth};
pub use ids::{
    ClusterId, ConstraintId, DriverId, InteractionId, IssueId, LevelId, LevelRuleId, LevelTermId, OptionId, PartyId,
    ProposalId, StateId, UncertainId,
};
pub(crate) use instance::Deviations;
pub(crate) use levels::Moving;
pub use levels::{Claimed, Curve, LevelIssue, LevelRule, LevelTerm, Levels, MAX_CONTINUOUS, MAX_POINTS};
pub use options::Options;
pub use package::{Package, Settled};
pub use promise::Promise;
pub(crate) use ranges::{Bounds, Extremes, accepts};
pub(crate) use seats::Seats;
pub(crate) use state::Part;
pub use state::{Belief, DecidingPayoff, Derived, State};
pub(crate) use uncertain::{Cell, DERIVED, Dependence, LEVERS, Lever};
pub use uncertain::{Role, Uncertain};
pub(crate) use view::Changes;
pub use view::{OutOfRange, View};
pub use way::{
    Answering, Blocs, Climb, Draft, MAX_PACE, MAX_ROUNDS, MAX_TALKS, NoTactic, Offers, Over, Pace, SingleText, Slow,
    Tactic, Tactics, Talk, TrackOf, Tracks, Way,
};

use crate::exact::Number;
use crate::model::{Code, Diagnostic, Path, Place, SetNumber};
use itertools::Itertools;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most parties a problem can have.
pub const MAX_PARTIES: usize = 16;
/// So many parties and seats can be searched with. A seat must be satisfied and has no other say: a side of a rule over levels,
/// a demand of a comparison, likeness to a package ([`Problem::with_likeness`]).
pub(crate) const MAX_SEATS: usize = MAX_PARTIES + 64;
/// The most issues a problem can have.
pub const MAX_ISSUES: usize = 1000;
/// The most options an issue can have.
pub const MAX_OPTIONS: usize = 10_000;
/// The most steps between the lowest and the highest level of an issue.
pub const MAX_STEPS: usize = 100_000;
/// The most options and levels that all issues can have together.
pub const MAX_CHOICES: usize = 400_000;
/// The most cells a table over several issues can have.
pub const MAX_CELLS: usize = 1_000_000;
/// The most numbers that can have a range.
pub const MAX_UNCERTAIN: usize = 1000;
/// The most states a problem can have.
pub const MAX_STATES: usize = 64;
/// The most consents that a problem can ask for.
pub const MAX_CONSENTS: usize = 64;
/// Utilities, and all sums of them, stay below this in absolute value.
pub const MAX_UTILITY: i64 = 1 << 61;

/// What authors say of options: by party, issue, and option if it is said of that one.
pub(crate) type Reasons = BTreeMap<(PartyId, IssueId, Option<OptionId>), String>;

/// A negotiation ready to be solved.
///
/// Questions are asked of variants with other numbers, thousands of them: what these do not change is shared.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(crate) title: Option<String>,
    pub(crate) comparable: bool,
    pub(crate) parties: Vec<Party>,
    pub(crate) clusters: Arc<Vec<Named>>,
    pub(crate) issues: Arc<Vec<Issue>>,
    /// Utility of each party without regard to any issue; indexed by party.
    pub(crate) constants: Vec<i64>,
    /// By party, a bound on the absolute value of its utility of any package, of the sum behind it, and of its
    /// disagreement value; scaled.
    pub(crate) reach: Vec<i64>,
    /// The ceilings that some package may exceed, by party; each party has at most one.
    pub(crate) ceilings: Vec<Ceiling>,
    /// Ceilings that no package exceeds, by party, in the author's units: only what values are raised may meet them.
    pub(crate) set_aside: Vec<(PartyId, Number)>,
    /// What options are worth: indexed by issue, then `option · parties + party`.
    pub(crate) values: Vec<Vec<i64>>,
    /// By issue, then party: whether the author gave values for the issue.
    pub(crate) valued: Vec<Vec<bool>>,
    /// What combinations of options are worth, as the author wrote them.
    pub(crate) interactions: Arc<Vec<Interaction>>,
    /// The same, grouped by the issues they combine; for search.
    pub(crate) factors: Arc<Vec<Factor>>,
    /// Rules and promises that must hold first, then red lines.
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) acceptance: Acceptance,
    /// Bargaining power as integers in the proportions of the weights; indexed by party.
    pub(crate) exponents: Vec<u32>,
    pub(crate) proposals: Arc<Vec<Proposal>>,
    pub(crate) assumptions: Arc<Vec<Assumption>>,
    pub(crate) aims: Arc<Vec<Aim>>,
    pub(crate) talks: Arc<Vec<Talk>>,
    pub(crate) terms: Offers,
    /// Why an option is worth so much, in the author's words.
    pub(crate) because: Arc<Reasons>,
    /// The common factors that uncertain numbers move with.
    pub(crate) drivers: Arc<Vec<Named>>,
    /// The numbers with a range.
    pub(crate) uncertain: Arc<Vec<Uncertain>>,
    /// The probabilities that follow from payoffs.
    pub(crate) derived: Arc<Vec<Derived>>,
    /// What holds by them, or would be broken.
    pub(crate) promises: Arc<Vec<Promise>>,
    /// The beliefs that questions may move.
    pub(crate) levers: Arc<Vec<Lever>>,
    /// What may turn out to be so.
    pub(crate) states: Arc<Vec<State>>,
    /// Which of the numbers above depend on those, and how.
    pub(crate) dependences: Arc<Vec<Dependence>>,
    /// The continuous issues; none in most problems.
    pub(crate) levels: Levels,
    /// The curves whose values are known within an error.
    pub(crate) approximations: Arc<Vec<Approximation>>,
    /// The numbers that a question put in the place of what the author wrote.
    pub(crate) set: Arc<Vec<SetNumber>>,
}

/// An id, a name for people, and a place in the author's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The key in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
}

/// One who must agree, or may refuse.
#[derive(Clone, Debug)]
pub struct Party {
    /// The key in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// What it does without a deal, in the author's words.
    pub batna: Option<String>,
    /// Bargaining power in the Nash solution.
    pub weight: Number,
    /// What the author's numbers were multiplied with to make them integers.
    pub scale: BigInt,
    /// Utility without a deal, scaled.
    pub disagreement: i64,
    /// Why it is so much, in the author's words.
    pub because: Option<String>,
    /// Whether only the order of its utilities is known: they are then how many packages are better, and one more, below 0.
    pub order_only: bool,
}

/// The most that any package is worth to a party: its utility is the smaller of this and of the sum of what it values,
/// options and levels.
#[derive(Clone, Debug)]
pub struct Ceiling {
    /// The party.
    pub party: PartyId,
    /// The ceiling, scaled.
    pub at: i64,
    /// Why, in the author's words.
    pub because: Option<String>,
}

/// A matter to be settled.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The key in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// Its cluster.
    pub cluster: Option<ClusterId>,
    /// Its options, or the levels of an issue in steps, in order.
    pub options: Vec<IssueOption>,
    /// What an integer issue counts, or a continuous one measures.
    pub unit: Option<String>,
    /// Whether it is declared as an `integer`, so that its options are whole numbers with equal steps.
    pub integer: bool,
    /// Whether it is settled by any level in a range: see [`Levels`]. Then its one option stands for all levels.
    pub continuous: bool,
    /// Whether its options are levels of an issue that is continuous: see [`Problem::in_steps`].
    pub in_steps: bool,
    /// Whether the options stand in a meaningful order.
    pub ordered: bool,
    /// The option that holds today.
    pub baseline: Option<OptionId>,
}

/// The largest weight, once all are whole numbers in their proportions.
pub(crate) const MAX_WEIGHT: u32 = 1_000_000_000;

/// Weights as integers in the same proportions; none if they do not fit.
pub(crate) fn exponents(parties: &[Party]) -> Option<Vec<u32>> {
    let multiple = parties.iter().fold(BigInt::one(), |multiple, party| multiple.lcm(party.weight.value().denom()));
    let whole = |party: &Party| (party.weight.value() * &multiple).to_integer();
    let divisor = parties.iter().fold(BigInt::zero(), |divisor, party| divisor.gcd(&whole(party)));
    if divisor.is_zero() {
        return None;
    }
    parties.iter().map(|party| (whole(party) / &divisor).to_u32().filter(|exponent| *exponent <= MAX_WEIGHT)).collect()
}

impl Issue {
    /// The option that holds today: the baseline, else the first.
    pub fn today(&self) -> OptionId {
        self.baseline.unwrap_or(OptionId::at(0))
    }
}

/// One way to settle an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueOption {
    /// The key in the model; for a level, the number.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// The number, where the issue is settled by one of some numbers.
    pub level: Option<Number>,
}

/// When a package is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// How many parties must gain nothing less than 0.
    pub quota: usize,
    /// By party: whether it must be among them.
    pub veto: Vec<bool>,
}

impl Acceptance {
    /// By party, whether its consent is needed; nobody else is asked.
    pub fn of(needed: Vec<bool>) -> Self {
        Acceptance { quota: needed.iter().filter(|needed| **needed).count(), veto: needed }
    }

    /// Whether a package passes that exactly the marked parties accept.
    pub fn passes(&self, accepts: impl Iterator<Item = bool>) -> bool {
        let mut count = 0;
        for (accepts, veto) in accepts.zip(&self.veto) {
            count += usize::from(accepts);
            if *veto && !accepts {
                return false;
            }
        }
        count >= self.quota
    }

    /// The sets of so many parties that include all who must be among them: by party, whether it is a member.
    pub(crate) fn coalitions(&self, size: usize) -> impl Iterator<Item = Vec<bool>> + '_ {
        let parties = self.veto.len();
        let members = move |own: Vec<usize>| (0..parties).map(|party| own.contains(&party)).collect();
        let all = |members: &Vec<bool>| members.iter().zip(&self.veto).all(|(member, veto)| *member || !*veto);
        (0..parties).combinations(size).map(members).filter(all)
    }

    /// The smallest sets of parties whose consent is enough.
    pub(crate) fn deciding(&self) -> impl Iterator<Item = Vec<bool>> + '_ {
        self.coalitions(self.quota.max(self.veto.iter().filter(|veto| **veto).count()))
    }

    /// Whether every party must accept.
    pub fn is_unanimous(&self) -> bool {
        self.quota == self.veto.len() || self.veto.iter().all(|veto| *veto)
    }
}

/// Something that a party has said it wants.
#[derive(Clone, Debug)]
pub struct Aim {
    /// The id in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// Whose aim it is.
    pub party: PartyId,
    /// With which options it is met.
    pub when: Condition,
    /// Whether it is what the party is in the talks for.
    pub core: bool,
    /// Where it is stated.
    pub source: Option<String>,
}

/// A package with a name.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The key in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// One option for every issue, and a level for every continuous one.
    pub package: Package,
}

impl Problem {
    /// The negotiation's title.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The parties, in declaration order.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The clusters of issues.
    pub fn clusters(&self) -> &[Named] {
        &self.clusters
    }

    /// The issues, in declaration order.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The rules, then the red lines of each party.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The interactions between issues, as the author wrote them.
    pub fn interactions(&self) -> &[Interaction] {
        &self.interactions
    }

    /// When a package is accepted.
    pub fn acceptance(&self) -> &Acceptance {
        &self.acceptance
    }

    /// Packages with a name.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// Whether the model does not say at all what packages are worth to a party, so that each counts as 0.
    pub fn is_silent_of(&self, party: PartyId) -> bool {
        self.valued.iter().all(|valued| !valued[party.index()])
            && self.constants[party.index()] == 0
            && self.interactions.iter().all(|interaction| interaction.party != party)
            && self.levels.terms.iter().all(|term| term.party != party)
    }

    /// By party, then issue: whether the party's values leave the issue out, and it values no combination with it either, so
    /// that it counts as 0.
    pub fn left_out(&self) -> Vec<Vec<bool>> {
        let mut left: Vec<Vec<bool>> =
            (self.party_ids()).map(|party| self.valued.iter().map(|valued| !valued[party.index()]).collect()).collect();
        for interaction in self.interactions.iter() {
            for issue in interaction.scope() {
                left[interaction.party.index()][issue.index()] = false;
            }
        }
        for term in &self.levels.terms {
            for issue in term.scope(self.levels.issues[term.level.index()].issue) {
                left[term.party.index()][issue.index()] = false;
            }
        }
        left
    }

    /// The numbers that stand in the place of what the author wrote (see [`Model::read_with`](crate::Model::read_with)), if that
    /// was said.
    pub fn numbers_set(&self) -> &[SetNumber] {
        &self.set
    }

    /// The same problem, which says that these numbers stand in the place of what the author wrote.
    pub fn with_numbers_set(self, set: Vec<SetNumber>) -> Self {
        Problem { set: set.into(), ..self }
    }

    /// Whether of some party only the order of its utilities is known: then gains cannot be measured.
    pub fn is_order_only(&self) -> bool {
        self.parties.iter().any(|party| party.order_only)
    }

    /// What the author takes to be true of the model.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// The ways of talking that the model names.
    pub fn talks(&self) -> &[Talk] {
        &self.talks
    }

    /// What parties are said to do in offers: their patience, and what they have if talks break down, or if they leave. Nobody is said to
    /// offer.
    pub fn terms(&self) -> &Offers {
        &self.terms
    }

    /// What parties have said that they want; it changes no answer.
    pub fn aims(&self) -> &[Aim] {
        &self.aims
    }

    /// The numbers that have a range, in the order of their first use: disagreement values, then utilities, then weights.
    /// Everything is solved with their values.
    pub fn uncertain(&self) -> &[Uncertain] {
        &self.uncertain
    }

    /// The common factors that uncertain numbers move with.
    pub fn drivers(&self) -> &[Named] {
        &self.drivers
    }

    /// Why an option is worth so much to a party, in the author's words.
    pub fn because(&self, party: PartyId, issue: IssueId, option: OptionId) -> Option<&str> {
        let said = |option| self.because.get(&(party, issue, option)).map(String::as_str);
        said(Some(option)).or_else(|| said(None))
    }

    /// Whether the author declared the parties' utilities comparable with each other.
    pub fn comparable(&self) -> bool {
        self.comparable
    }

    /// The continuous issues, what their levels are worth, and the rules that bound them.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Whether there are continuous issues.
    pub fn has_levels(&self) -> bool {
        !self.levels.issues.is_empty()
    }

    /// An issue among the continuous ones; none if it has options.
    pub fn level_of(&self, issue: IssueId) -> Option<LevelId> {
        self.levels.issues.iter().position(|level| level.issue == issue).map(LevelId::at)
    }

    /// How many packages there are, feasible or not; with continuous issues, how many ways there are to choose the options.
    pub fn package_count(&self) -> BigUint {
        self.issues.iter().map(|issue| BigUint::from(issue.options.len())).product()
    }

    /// The whole problem, nothing changed.
    pub fn view(&self) -> View<'_> {
        View::new(self)
    }

    /// A scaled utility of a party in the author's units.
    pub fn in_units(&self, party: PartyId, scaled: i64) -> Number {
        Number::ratio(scaled, &self[party].scale)
    }

    /// A party's utility in the author's units, scaled; none if it is too finely divided, or too large, for this problem.
    pub(crate) fn scaled(&self, party: PartyId, utility: &Number) -> Option<i64> {
        let scaled = utility.value() * &self[party].scale;
        scaled.is_integer().then(|| scaled.to_integer().to_i64()).flatten()
    }

    /// What a package is worth to each party, in the author's units: indexed by party. Whether it is feasible is another
    /// question.
    pub fn exact_utilities(&self, package: &Package) -> Vec<Number> {
        let mut worths = self.sums_with_levels(package);
        for ceiling in &self.ceilings {
            let at = self.in_units(ceiling.party, ceiling.at);
            let worth = &mut worths[ceiling.party.index()];
            if *worth > *at.value() {
                worth.clone_from(at.value());
            }
        }
        worths.into_iter().map(Number::from).collect()
    }

    /// What options and levels sum to, by party, in the author's units: its utility, but for its ceiling.
    pub(crate) fn sums_with_levels(&self, package: &Package) -> Vec<BigRational> {
        let scaled = self.sums(package).into_iter().enumerate();
        let mut sums: Vec<BigRational> =
            scaled.map(|(party, sum)| BigRational::new(sum.into(), self.parties[party].scale.clone())).collect();
        for term in &self.levels.terms {
            if term.applies(|issue| package.option(issue)) {
                sums[term.party.index()] += term.curve.at(package.levels()[term.level.index()].value());
            }
        }
        sums
    }

    /// The utilities of a package, indexed by party, scaled. Whether it is feasible is another question. Levels of continuous
    /// issues are no part of them: see [`exact_utilities`](Problem::exact_utilities).
    pub fn utilities(&self, package: &Package) -> Vec<i64> {
        let mut utilities = self.sums(package);
        self.cap(&mut utilities);
        utilities
    }

    /// What the parties' values of a package sum to, indexed by party, scaled: its utilities but for
    /// [ceilings](Problem::ceilings).
    pub fn sums(&self, package: &Package) -> Vec<i64> {
        let mut sums = Vec::new();
        let options = package.options();
        self.add_up(options.iter(), |issue| options.at(issue), &mut sums);
        sums
    }

    /// The ceilings of parties' utilities. Those that no package exceeds, whatever the rules, are not kept: they change
    /// nothing.
    pub fn ceilings(&self) -> &[Ceiling] {
        &self.ceilings
    }

    /// The most that any package is worth to a party, scaled; none if its utility is all that its values sum to.
    pub fn ceiling(&self, party: PartyId) -> Option<i64> {
        self.ceilings.iter().find(|ceiling| ceiling.party == party).map(|ceiling| ceiling.at)
    }

    /// Whether a party has a ceiling, though perhaps one that no package exceeds.
    pub(crate) fn has_ceiling(&self, party: PartyId) -> bool {
        self.declared_ceiling(party).is_some()
    }

    /// The ceiling of a party, though perhaps one that no package exceeds, in the author's units.
    pub(crate) fn declared_ceiling(&self, party: PartyId) -> Option<Number> {
        let aside = || self.set_aside.iter().find(|(other, _)| *other == party).map(|(_, at)| at.clone());
        self.ceiling(party).map(|at| self.in_units(party, at)).or_else(aside)
    }

    /// The warning of a ceiling that no package exceeds.
    pub(crate) fn idle_ceiling(&self, party: PartyId, at: &Number) -> Diagnostic {
        let id = &self[party].id;
        let message = format!("no package is worth more than {at} to `{id}` anyway");
        let path = Path::root().key("utilities").key(id).key("at_most");
        let warning = Diagnostic::new(Code::IdleCeiling, Place::value(&path), message);
        warning.help("leave the ceiling out, or check the values below it")
    }

    /// Utilities from sums: nothing above a party's ceiling counts.
    pub(crate) fn cap(&self, sums: &mut [i64]) {
        for ceiling in &self.ceilings {
            if let Some(sum) = sums.get_mut(ceiling.party.index()) {
                *sum = (*sum).min(ceiling.at);
            }
        }
    }

    /// The utility of one party from its sum.
    pub(crate) fn capped(&self, party: usize, sum: i64) -> i64 {
        self.ceiling(PartyId::at(party)).map_or(sum, |ceiling| ceiling.min(sum))
    }

    /// The same, with all that a party's values sum to as its utility.
    pub(crate) fn without_ceiling(&self, party: PartyId) -> Problem {
        let mut problem = self.clone();
        problem.ceilings.retain(|ceiling| ceiling.party != party);
        problem.set_aside.retain(|(other, _)| *other != party);
        problem
    }

    /// What an option is worth to a party by itself; scaled.
    pub(crate) fn worth(&self, party: usize, issue: usize, option: OptionId) -> i64 {
        self.values[issue][option.index() * self.parties.len() + party]
    }

    /// What each option of an issue is worth to a party by itself; scaled, see [`Problem::in_units`].
    pub fn worths(&self, party: PartyId, issue: IssueId) -> impl Iterator<Item = i64> + '_ {
        self.values[issue.index()].iter().skip(party.index()).step_by(self.parties.len()).copied()
    }

    /// What a party has whatever is agreed; scaled.
    pub fn constant(&self, party: PartyId) -> i64 {
        self.constants[party.index()]
    }

    pub(crate) fn utilities_into(&self, options: &[OptionId], utilities: &mut Vec<i64>) {
        self.sums_into(options, utilities);
        self.cap(utilities);
    }

    pub(crate) fn sums_into(&self, options: &[OptionId], sums: &mut Vec<i64>) {
        self.add_up(options.iter().copied(), |issue| options[issue], sums);
    }

    fn add_up(
        &self,
        options: impl Iterator<Item = OptionId>,
        option: impl Fn(usize) -> OptionId + Copy,
        sums: &mut Vec<i64>,
    ) {
        sums.clear();
        sums.extend_from_slice(&self.constants);
        let parties = self.parties.len();
        for (values, own) in self.values.iter().zip(options) {
            let at = own.index() * parties;
            for (sum, value) in sums.iter_mut().zip(&values[at..at + parties]) {
                *sum += value;
            }
        }
        for factor in self.factors.iter() {
            factor.add_to(option, sums);
        }
    }
}
