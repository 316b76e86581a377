//! Negotiations with continuous issues: options and levels together.
//!
//! A [`Mixed`] problem is a [`Problem`] in which every continuous issue has one option that stands for all its levels, and
//! beside it the [`Levels`]: piecewise-linear curves and linear rules. A package then has options and levels
//! ([`MixedPackage`]). Everything here is about three facts:
//!
//! * once the options are fixed, what is left is a small linear programme ([`cell`]), which is solved [exactly](crate::lp);
//! * for a *weighted sum* of utilities, levels matter only where a curve bends: the packages whose levels all stand at
//!   such points ([`corners`]) are a problem without continuous issues, which decision diagrams bound exactly. A rule
//!   over levels is a party there that must accept and has no other say;
//! * so a search for the best package can [go through](descend) the options by what their corners reach, and solve
//!   exactly only those whose weighted sum is large enough. The weights come from linear programmes over mixtures of
//!   corners (`search/weights.rs`, with good_lp). Where options are linked too tightly for diagrams, a mixed-integer programme
//!   ([`milp`], solved by one of the [back ends](crate::lp::BackEnd)) proposes options, and nothing is called proven.
//!
//! [`solve`] asks for the concepts' choices, [`frontier`] for the frontier of two parties as points and segments, or for
//! a cover, [`evaluate`] judges one package.

mod bounds;
mod cell;
mod chain;
mod check;
mod corners;
mod cover;
mod descend;
mod envelope;
mod evaluate;
mod frontier;
mod hunt;
mod milp;
mod product;
mod region;
mod sieve;
mod solve;

pub(crate) use hunt::LARGEST_POWER;

pub use evaluate::{LevelPart, MixedEvaluation, MixedStand};
pub use frontier::{MixedFrontier, MixedPoint, Piece};
pub use solve::{MixedAgreement, MixedAnswer, MixedSearch, MixedSolution, Unmeasured};

use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Model, Path, Place};
use crate::problem::{Levels, Package, Problem, View};
use num_rational::BigRational;

/// A problem with continuous issues, ready to be solved. Also one without them, for hosts that do not care.
#[derive(Clone, Debug)]
pub struct Mixed {
    model: Model,
    problem: Problem,
    levels: Levels,
}

/// Options and levels: one option for every issue, of which those of continuous issues mean nothing, and the level of
/// each continuous issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedPackage {
    /// The options.
    pub package: Package,
    /// By continuous issue, in the order of [`Levels::issues`].
    pub levels: Vec<Number>,
}

impl Mixed {
    /// Compiles a model.
    ///
    /// ```
    /// let model = zopa::Model::from_json(r#"{
    ///     "zopa": 1,
    ///     "parties": { "seller": { "disagreement": 20 }, "buyer": { "disagreement": 0 } },
    ///     "issues": { "price": { "continuous": { "min": 0, "max": 100, "unit": "EUR" } } },
    ///     "utilities": {
    ///         "seller": { "values": { "price": { "per_unit": 1 } } },
    ///         "buyer": { "constant": 90, "values": { "price": { "per_unit": -1 } } }
    ///     }
    /// }"#)?;
    /// let mixed = zopa::Mixed::compile(&model)?;
    /// let answer = mixed.view().search().run()?;
    /// assert_eq!(answer.solutions[0].agreements[0].package.levels[0].to_string(), "55");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// All that is wrong with the model's meaning, as for [`Problem::compile`].
    pub fn compile(model: &Model) -> Result<Mixed, Diagnostics> {
        let (problem, levels) = Problem::compile_with_levels(model)?;
        let path = Path::root();
        let mut diagnostics = Diagnostics::default();
        let mixed = Mixed { model: model.clone(), problem, levels };
        if mixed.is_discrete() {
            return Ok(mixed);
        }
        if !mixed.problem.acceptance().is_unanimous() {
            let place = Place::key(&path.key("acceptance"));
            let message =
                "an acceptance rule other than the consent of all is not supported beside continuous issues yet";
            let error = Diagnostic::new(Code::NotSupported, place, message);
            diagnostics.push(error.help("leave it out, or replace the continuous issues by `integer` ones"));
            return Err(diagnostics);
        }
        // What overflows in sums over options overflows here.
        corners::Corners::new(&mixed.view())?;
        Ok(mixed)
    }

    /// True if there is no continuous issue: then [`Mixed::problem`] is all there is.
    pub fn is_discrete(&self) -> bool {
        self.levels.issues.is_empty()
    }

    /// The options; a continuous issue has one, which stands for all its levels.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The options of a problem without continuous issues, by value.
    pub fn into_problem(self) -> Problem {
        self.problem
    }

    /// The continuous issues, and what is said of them.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The position of an issue among the continuous ones.
    pub fn level_of(&self, issue: usize) -> Option<usize> {
        self.levels.issues.iter().position(|level| level.issue == issue)
    }

    /// The whole problem, nothing changed.
    pub fn view(&self) -> MixedView<'_> {
        MixedView {
            mixed: self,
            view: self.problem.view(),
            ranges: self.levels.issues.iter().map(|level| [level.min.clone(), level.max.clone()]).collect(),
            in_force: vec![true; self.levels.rules.len()],
        }
    }

    /// The options and levels of a proposal, by its position.
    pub fn proposal(&self, at: usize) -> Option<MixedPackage> {
        let (proposal, levels) = self.problem.proposals().get(at).zip(self.levels.proposals.get(at))?;
        let levels = levels.iter().cloned().map(Number::from).collect();
        Some(MixedPackage { package: proposal.package.clone(), levels })
    }
}

/// A question about a [`Mixed`] problem: some options or levels fixed, some rules lifted.
#[derive(Clone, Debug)]
pub struct MixedView<'m> {
    mixed: &'m Mixed,
    view: View<'m>,
    /// By continuous issue, the levels that remain.
    ranges: Vec<[BigRational; 2]>,
    /// By rule over levels.
    in_force: Vec<bool>,
}

impl<'m> MixedView<'m> {
    /// The problem underneath.
    pub fn mixed(&self) -> &'m Mixed {
        self.mixed
    }

    /// The question as far as it is about options.
    pub fn options(&self) -> &View<'m> {
        &self.view
    }

    /// By continuous issue, the lowest and the highest level that remain.
    pub fn ranges(&self) -> &[[BigRational; 2]] {
        &self.ranges
    }

    /// Settles an issue by an option.
    pub fn fix(mut self, issue: usize, option: usize) -> Self {
        self.view = self.view.fix(issue, option);
        self
    }

    /// Settles a continuous issue, by its position among these. Levels beyond its range leave nothing feasible.
    pub fn fix_level(mut self, level: usize, at: &Number) -> Self {
        if let Some([low, high]) = self.ranges.get_mut(level) {
            *low = at.value().clone().max(low.clone());
            *high = at.value().clone().min(high.clone());
        }
        self
    }

    /// Lifts a rule or a red line on options, by its position in [`Problem::constraints`].
    pub fn lift(mut self, constraint: usize) -> Self {
        self.view = self.view.lift(constraint);
        self
    }

    /// Lifts a rule over levels, by its position in [`Levels::rules`].
    pub fn lift_level_rule(mut self, rule: usize) -> Self {
        if let Some(in_force) = self.in_force.get_mut(rule) {
            *in_force = false;
        }
        self
    }

    /// The rules over levels in force, with their positions.
    pub fn level_rules(&self) -> impl Iterator<Item = (usize, &'m crate::problem::LevelRule)> + '_ {
        self.mixed.levels.rules.iter().enumerate().filter(|(at, _)| self.in_force[*at])
    }

    /// Whether levels are within the ranges that remain, and no rule over levels is broken.
    pub(crate) fn allows_levels(&self, package: &MixedPackage) -> bool {
        let within = |(level, [low, high]): (&Number, &[BigRational; 2])| level.value() >= low && level.value() <= high;
        package.levels.iter().zip(&self.ranges).all(within) && self.broken_level_rules(package).next().is_none()
    }

    /// The rules over levels that options and levels break, by position in [`Levels::rules`].
    pub fn broken_level_rules<'a>(&'a self, package: &'a MixedPackage) -> impl Iterator<Item = usize> + 'a {
        let options = package.package.options();
        let levels: Vec<BigRational> = package.levels.iter().map(|level| level.value().clone()).collect();
        let broken =
            move |(_, rule): &(usize, &crate::problem::LevelRule)| !rule.allows(|issue| options[issue], &levels);
        self.level_rules().filter(broken).map(|(at, _)| at)
    }

    /// How many parties there are.
    pub fn parties(&self) -> usize {
        self.view.parties()
    }

    /// A party's utility without a deal, in the author's units.
    pub fn disagreement(&self, party: usize) -> BigRational {
        self.view.disagreement(party).value().clone()
    }

    /// The utilities of options and levels, by party, in the author's units.
    pub fn utilities(&self, package: &MixedPackage) -> Vec<BigRational> {
        let mut utilities = self.sums(package);
        for ceiling in &self.mixed.levels.ceilings {
            if let Some(utility) = utilities.get_mut(ceiling.party).filter(|utility| **utility > ceiling.at) {
                utility.clone_from(&ceiling.at);
            }
        }
        utilities
    }

    /// What options and levels sum to, by party: its utility, but for its ceiling.
    fn sums(&self, package: &MixedPackage) -> Vec<BigRational> {
        let problem = &self.mixed.problem;
        let options = package.package.options();
        let scaled = problem.utilities(&package.package);
        let mut utilities: Vec<BigRational> =
            scaled.iter().enumerate().map(|(party, scaled)| problem.in_units(party, *scaled).value().clone()).collect();
        for term in &self.mixed.levels.terms {
            if term.condition.as_ref().is_none_or(|condition| condition.holds(|issue| options[issue])) {
                utilities[term.party] += term.curve.at(package.levels[term.level].value());
            }
        }
        utilities
    }

    /// The most that a party can gain, if it has a ceiling.
    pub(crate) fn most_gain(&self, party: usize) -> Option<BigRational> {
        self.mixed.levels.ceiling(party).map(|at| at - self.disagreement(party))
    }
}
