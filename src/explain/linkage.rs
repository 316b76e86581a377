//! Linkage: what settling one issue does to what can be agreed on the others.
//!
//! An option is *essential* if there is no agreement without it, *impossible* if there is none with it. Of two options
//! of different issues, each possible by itself, there may be no agreement with both: then one *requires* something else
//! than the other (Tollison and Willett 1979, Sebenius 1983: issues are linked because gains on one pay for another).
//! What a red line, a rule or a party's consent costs is told by what could be agreed without it: its shadow price.
//!
//! All of it is exact: by a walk through all acceptable packages where that takes few steps, else by a search for each
//! option; what neither settles is left out and said to be. A level of a continuous issue is no option: of it is told how
//! low and how high it can be in an agreement, and with which options less is left. Exchanges look at options, with levels
//! as the package has them; trades (`trades.rs`) move both.

use super::conflict::{Element, lifting, rules};
use crate::concept::{Measure, Nash, Value};
use crate::exact::{Number, PowerProduct};
use crate::problem::{IssueId, LevelId, OptionId, Package, PartyId, View};
use crate::search::{Agreement, Budget, Control, Limits, Outcome, Status, Stop, best_of, each_of};
use itertools::Itertools;
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// Steps of a walk through all acceptable packages, at most: some tenths of a second.
const STEPS: u64 = 1 << 24;
/// The same for a walk that looks at all pairs of options of each package, by the number of pairs of issues.
const PAIR_STEPS: u64 = 1 << 28;

/// What can be agreed under some condition.
#[derive(Clone, Debug, Default)]
pub struct Prospect {
    /// How many packages are acceptable; none if they were not counted.
    pub packages: Option<BigUint>,
    /// The package that the Nash solution chooses, with the product of gains; none if there is no agreement.
    pub best: Option<(Agreement, Option<Value>)>,
}

/// What an option does to the agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// There are agreements with it, and without it.
    Possible,
    /// There is no agreement without it.
    Essential,
    /// There is no agreement with it.
    Impossible,
}

/// One option of an issue.
#[derive(Clone, Debug)]
pub struct OptionLink {
    /// The issue.
    pub issue: IssueId,
    /// The option.
    pub option: OptionId,
    /// What it does.
    pub role: Role,
    /// What can be agreed with it.
    pub with: Prospect,
}

/// How low and how high the level of a continuous issue can be in an agreement. Not every level between need be possible.
#[derive(Clone, Debug)]
pub struct LevelLink {
    /// Which of the continuous issues.
    pub level: LevelId,
    /// The least and the most; none if there is no agreement.
    pub span: Option<[Number; 2]>,
    /// Options that leave less, and what they leave.
    pub with: Vec<(IssueId, OptionId, [Number; 2])>,
}

/// An option that can be agreed on only together with some options of another issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The issue of the option.
    pub issue: IssueId,
    /// The option.
    pub option: OptionId,
    /// The other issue.
    pub other: IssueId,
    /// The options of the other issue with which it can be agreed.
    pub with: Vec<OptionId>,
    /// Those with which it cannot, though rules and red lines allow both and each can be agreed by itself.
    pub never_with: Vec<OptionId>,
}

/// Two issues that trade against each other at the recommended package: changing both leaves everybody willing, though
/// somebody would refuse each of the two changes alone.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The two issues.
    pub issues: (IssueId, IssueId),
    /// In how many ways they can be changed so.
    pub ways: usize,
    /// The one with the largest product of gains, with the parties' weights: the options, and what it would be for the parties.
    pub example: (OptionId, OptionId),
    /// By party, by how much the example raises its utility.
    pub change: Vec<Number>,
}

/// What settling each issue does to the others.
#[derive(Clone, Debug)]
pub struct Linkage {
    /// What can be agreed as things stand.
    pub now: Prospect,
    /// For every issue, and every option that the question leaves open.
    pub options: Vec<OptionLink>,
    /// For every continuous issue.
    pub levels: Vec<LevelLink>,
    /// What each option requires; none if there are too many acceptable packages to look at all.
    pub requirements: Option<Vec<Requirement>>,
    /// Pairs of issues that trade against each other at the recommended package.
    pub exchanges: Vec<Exchange>,
    /// For every rule and red line in force: what could be agreed without it.
    pub lifted: Vec<(Element, Prospect)>,
    /// By party: how many packages would be acceptable if it accepted anything; none if they were not counted.
    pub without_consent: Vec<Option<BigUint>>,
}

/// A change of two issues: what its gains are weighed as, none if somebody gains nothing; the options; and the gains.
type Weighed = (Option<PowerProduct>, (OptionId, OptionId), Vec<i64>);

impl View<'_> {
    /// Tells how the issues are linked. What a search that stopped did not come to is missing.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::explain::Role;
    /// let model = zopa::Model::from_json(include_str!("../../models/ukraine-security-guarantees.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let linkage = problem.view().linkage(&zopa::Limits::default());
    /// let (issue, option) = problem.option("deployment", "preemptive")?;
    /// let link = linkage.options.iter().find(|link| (link.issue, link.option) == (issue, option));
    /// assert_eq!(link.map(|link| link.role), Some(Role::Impossible));
    /// # Ok(())
    /// # }
    /// ```
    pub fn linkage(&self, limits: &Limits) -> Outcome<Linkage> {
        let limits = &self.limits_of_consent(limits);
        let mut linkage = Linkage {
            now: Prospect::default(),
            options: Vec::new(),
            levels: Vec::new(),
            requirements: None,
            exchanges: Vec::new(),
            lifted: Vec::new(),
            without_consent: Vec::new(),
        };
        let stopped = linkage.find(self, limits).err();
        Outcome::new(linkage, stopped)
    }
}

impl Linkage {
    fn find(&mut self, view: &View, limits: &Limits) -> Result<(), Stop> {
        let problem = view.problem();
        let control = Control::new(limits);
        let budget = Budget::new(limits);
        let tally = match problem.has_levels() {
            true => None,
            false => Tally::of(view, &control)?,
        };
        let few = tally.is_some();
        self.now = Prospect::of(view, tally.as_ref().map(|tally| tally.packages.into()), &budget)?;
        // Agreements that were met.
        let mut met: Vec<Package> = self.now.package().into_iter().cloned().collect();
        for issue in problem.issue_ids().filter(|issue| !problem[*issue].continuous) {
            for option in view.options(issue) {
                let packages = tally.as_ref().map(|tally| tally.with[issue.index()][option.index()].into());
                let has = |package: &Package| package.option(issue) == option;
                let with = match &packages {
                    Some(none) if *none == BigUint::ZERO => Prospect { packages, best: None },
                    // The best of all has it.
                    _ if problem.has_levels() && self.now.package().is_some_and(has) => self.now.clone(),
                    _ => Prospect::of(&view.clone().fix(issue, option), packages, &budget)?,
                };
                met.extend(with.package().cloned());
                let role = match (&with.best, &tally) {
                    (None, _) => Role::Impossible,
                    (Some(_), Some(tally)) if tally.with[issue.index()][option.index()] == tally.packages => {
                        Role::Essential
                    }
                    (Some(_), Some(_)) => Role::Possible,
                    (Some(_), None) if !met.iter().all(has) => Role::Possible,
                    (Some(_), None) => match view.clone().forbid(issue, option).agreement(&budget.left()?)? {
                        None => Role::Essential,
                        Some(_) => Role::Possible,
                    },
                };
                self.options.push(OptionLink { issue, option, role, with });
            }
        }
        let tally = match tally {
            None if problem.has_levels() => Tally::searched(view, &self.options, &met, &budget)?,
            tally => tally,
        };
        self.requirements = match &tally {
            Some(tally) => Some(tally.requirements(view, &budget)?),
            None => None,
        };
        for rule in rules(view) {
            let lifted = lifting(view.clone(), rule);
            let packages = if few { packages(&lifted, &control)? } else { None };
            self.lifted.push((rule, Prospect::of(&lifted, packages, &budget)?));
        }
        for party in problem.party_ids() {
            let relaxed = view.clone().accepting_anything(party);
            // Where there are too many packages already, there are no fewer without a consent.
            let few = few && !view.asks_for_a_shared_belief();
            self.without_consent.push(if few { packages(&relaxed, &control)? } else { None });
        }
        // What may be too finely divided comes last.
        for level in problem.level_ids() {
            let link = self.level(view, level, &mut met, &budget)?;
            self.levels.push(link);
        }
        if let Some(package) = self.now.package() {
            self.exchanges = match problem.has_levels() {
                false => exchanges(view, package),
                true => match view.holding(package) {
                    Some((held, package)) => exchanges(&view.of_sampled(&held), &package),
                    None => return Err(Stop::TooLarge),
                },
            };
        }
        Ok(())
    }

    /// How low and how high a level can be in an agreement, and with which of the options that can be agreed less is left.
    fn level(&self, view: &View, level: LevelId, met: &mut Vec<Package>, budget: &Budget) -> Result<LevelLink, Stop> {
        let (problem, last) = (view.problem(), PartyId::at(view.parties()));
        let measure = Measure::gain_of(last.index(), last.index() + 1);
        let valued = [false, true].map(|rising| problem.with_level_valued(level, rising));
        let span = |view: &View| -> Result<Option<[Package; 2]>, Stop> {
            let end = |at: usize| best_of(&view.of(&valued[at]).without_floor(last), &measure, &budget.left()?);
            let Some(ends) = end(0)?.zip(end(1)?) else { return Ok(None) };
            Ok(Some(ends.into()))
        };
        let at = |[least, most]: &[Package; 2]| [least, most].map(|end| end.levels()[level.index()].clone());
        let Some(all) = span(view)? else { return Ok(LevelLink { level, span: None, with: Vec::new() }) };
        let mut link = LevelLink { level, span: Some(at(&all)), with: Vec::new() };
        met.extend(all.iter().cloned());
        for OptionLink { issue, option, .. } in self.options.iter().filter(|link| link.role == Role::Possible) {
            let whole = |end: &Package| {
                let has = |one: &Package| one.option(*issue) == *option;
                let level = |one: &Package| one.levels()[level.index()] == end.levels()[level.index()];
                met.iter().any(|one| has(one) && level(one))
            };
            if all.iter().all(whole) {
                continue;
            }
            let Some(left) = span(&view.clone().fix(*issue, *option))? else { continue };
            if at(&left) != at(&all) {
                link.with.push((*issue, *option, at(&left)));
            }
            met.extend(left);
        }
        Ok(link)
    }
}

impl Prospect {
    /// What can be agreed; `packages` if that is known already.
    fn of(view: &View, packages: Option<BigUint>, budget: &Budget) -> Result<Self, Stop> {
        let answer = view.clone().search().concepts([&Nash as _]).limits(budget.left()?).without_ideal().run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        let best = answer.solutions.iter().find_map(|solution| Some((solution.agreements.first()?, &solution.value)));
        let mut best = best.map(|(agreement, value)| (agreement.clone(), value.clone()));
        if best.is_none() && answer.status == Status::Agreement {
            // Products may be too large to be compared; that there is an agreement is known all the same.
            best = view.agreement(&budget.left()?)?.map(|agreement| (agreement, None));
        }
        Ok(Prospect { packages: packages.or(answer.counts.acceptable), best })
    }

    fn package(&self) -> Option<&Package> {
        self.best.as_ref().map(|(best, _)| &best.package)
    }
}

/// How many packages are acceptable, if a walk through all of them is short.
fn packages(view: &View, control: &Control) -> Result<Option<BigUint>, Stop> {
    let mut count = 0u64;
    match each_of(view, None, STEPS, control, &mut |_, _| count += 1) {
        Ok(whole) => Ok(whole.then(|| count.into())),
        Err(Stop::TooLarge) => Ok(None),
        Err(stop) => Err(stop),
    }
}

/// How many acceptable packages there are with each option, and which options occur together.
struct Tally {
    packages: u64,
    /// By issue and option.
    with: Vec<Vec<u64>>,
    /// By issue and option, by other issue and option: whether both occur together.
    together: Vec<Vec<Vec<Vec<bool>>>>,
}

impl Tally {
    /// Nothing counted yet; none if there are too many pairs of options.
    fn empty(view: &View) -> Option<Tally> {
        let sizes: Vec<usize> = view.problem().issues().iter().map(|issue| issue.options.len()).collect();
        if sizes.iter().sum::<usize>().pow(2) > MOST_PAIRS {
            return None;
        }
        let none: Vec<Vec<bool>> = sizes.iter().map(|size| vec![false; *size]).collect();
        Some(Tally {
            packages: 0,
            with: sizes.iter().map(|size| vec![0; *size]).collect(),
            together: sizes.iter().map(|size| vec![none.clone(); *size]).collect(),
        })
    }

    fn count(&mut self, options: &[OptionId]) {
        self.packages += 1;
        for (issue, option) in options.iter().enumerate() {
            let option = option.index();
            self.with[issue][option] += 1;
            for (other, choice) in options.iter().enumerate() {
                self.together[issue][option][other][choice.index()] = true;
            }
        }
    }

    /// What occurs together, pair by pair: as in agreements that were met, or by a search.
    fn searched(view: &View, links: &[OptionLink], met: &[Package], budget: &Budget) -> Result<Option<Tally>, Stop> {
        let Some(mut tally) = Tally::empty(view) else { return Ok(None) };
        met.iter().for_each(|package| tally.count(&package.options().to_vec()));
        let possible: Vec<&OptionLink> = links.iter().filter(|link| link.role != Role::Impossible).collect();
        for [one, other] in possible.iter().array_combinations().filter(|[one, other]| one.issue != other.issue) {
            let known = &tally.together[one.issue.index()][one.option.index()];
            if !known[other.issue.index()][other.option.index()] {
                let both = view.clone().fix(one.issue, one.option).fix(other.issue, other.option);
                if let Some(found) = both.agreement(&budget.left()?)? {
                    tally.count(&found.package.options().to_vec());
                }
            }
        }
        Ok(Some(tally))
    }

    /// None if there are too many packages.
    fn of(view: &View, control: &Control) -> Result<Option<Self>, Stop> {
        let Some(mut tally) = Tally::empty(view) else { return Ok(None) };
        let pairs = (view.problem().issues().len() as u64).pow(2).max(1);
        let mut count = |options: &[OptionId], _: &[i64]| tally.count(options);
        match each_of(view, None, STEPS.min(PAIR_STEPS / pairs), control, &mut count) {
            Ok(whole) => Ok(whole.then_some(tally)),
            Err(Stop::TooLarge) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// What each option requires.
    fn requirements(&self, view: &View, budget: &Budget) -> Result<Vec<Requirement>, Stop> {
        let mut requirements = Vec::new();
        let problem = view.problem();
        let possible = |issue: IssueId| {
            problem.option_ids(issue).filter(move |option| self.with[issue.index()][option.index()] > 0)
        };
        let pairs = problem.issue_ids().cartesian_product(problem.issue_ids());
        for (issue, other) in pairs.filter(|(issue, other)| issue != other) {
            for option in possible(issue) {
                let together = &self.together[issue.index()][option.index()][other.index()];
                let (with, without): (Vec<OptionId>, Vec<OptionId>) =
                    possible(other).partition(|choice| together[choice.index()]);
                let mut never_with = Vec::new();
                for choice in without {
                    // What rules and red lines exclude is no news.
                    let both = view.clone().fix(issue, option).fix(other, choice);
                    let possible = match problem.has_levels() {
                        true => {
                            let anything = problem.party_ids().fold(both, View::without_floor);
                            best_of(&anything, &Measure::gain_of(0, view.parties()), &budget.left()?)?.is_some()
                        }
                        false => both.leaves_any(budget)?,
                    };
                    if possible {
                        never_with.push(choice);
                    }
                }
                if !never_with.is_empty() {
                    requirements.push(Requirement { issue, option, other, with, never_with });
                }
            }
        }
        Ok(requirements)
    }
}

/// No table of pairs of options is larger than this.
const MOST_PAIRS: usize = 1 << 22;

/// The pairs of issues that trade against each other at a package.
fn exchanges(view: &View, package: &Package) -> Vec<Exchange> {
    let problem = view.problem();
    let utilities = problem.utilities(package);
    let accepted = |options: &[OptionId]| {
        let package = Package::new(options);
        let utilities = problem.utilities(&package);
        (view.is_feasible(&package) && view.is_acceptable(&utilities)).then_some(utilities)
    };
    let mut options = package.options().to_vec();
    // By issue, the options that would be refused if nothing else changed.
    let mut refused: Vec<Vec<OptionId>> = Vec::new();
    for issue in problem.issue_ids() {
        let before = options[issue.index()];
        let mut own = Vec::new();
        for option in view.options(issue).filter(|option| *option != before) {
            options[issue.index()] = option;
            if accepted(&options).is_none() {
                own.push(option);
            }
        }
        options[issue.index()] = before;
        refused.push(own);
    }
    // With the parties' weights; none is 0, less than anything else.
    let product = |utilities: &[i64]| -> Option<PowerProduct> {
        let powers = view.gains(utilities).into_iter().zip(problem.exponents.iter().copied());
        let counted = powers.filter(|(_, exponent)| *exponent > 0);
        let factor = |(gain, exponent): (i64, u32)| {
            let gain = BigUint::try_from(gain).ok().filter(|gain| *gain > BigUint::ZERO)?;
            Some((gain, exponent))
        };
        Some(PowerProduct::new(counted.map(factor).collect::<Option<Vec<_>>>()?))
    };
    let mut exchanges = Vec::new();
    for [one, other] in problem.issue_ids().array_combinations() {
        let (first, second) = (one.index(), other.index());
        let mut ways = 0;
        let mut best: Option<Weighed> = None;
        let before = (options[first], options[second]);
        for (a, b) in refused[first].iter().cartesian_product(&refused[second]) {
            (options[first], options[second]) = (*a, *b);
            let Some(reached) = accepted(&options) else { continue };
            ways += 1;
            let product = product(&reached);
            if best.as_ref().is_none_or(|(best, ..)| product > *best) {
                best = Some((product, (*a, *b), reached));
            }
        }
        (options[first], options[second]) = before;
        if let Some((_, example, reached)) = best {
            let change = problem.party_ids().zip(reached.iter().zip(&utilities));
            let change = change.map(|(party, (after, before))| problem.in_units(party, after - before)).collect();
            exchanges.push(Exchange { issues: (one, other), ways, example, change });
        }
    }
    exchanges
}
