//! What holds whatever the numbers are: packages that are acceptable, or efficient, with all numbers in the ranges
//! (necessarily) or with some (possibly).
//!
//! A party's uncertain numbers are its own, so that all parties can have their worst numbers at once, or their best. A
//! package is necessarily acceptable if everybody accepts it with its worst numbers, and possibly acceptable if everybody
//! does with its best. Where no number enters the worth of two issues of one package, these are the acceptable packages
//! of two ordinary problems, with every entry at its worst and at its best, and can be counted; where one does, the two
//! problems bound the numbers, and each package is judged by itself.
//!
//! A package is not necessarily efficient if some other package gives everybody as much, and somebody more, with numbers
//! that favour the other one: that is a search in the problem of differences ([`super::bounds::Bounds::relative`]). It is
//! possibly efficient if none does with numbers that favour the package. Where numbers enter several entries, a search may
//! leave it open; it then says so.

use super::bounds::{Bounds, Extremes, accepts};
use crate::concept::Utilitarian;
use crate::exact::Number;
use crate::problem::{OutOfRange, Package, Problem, View};
use crate::search::{Limits, Status};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Counting may take so many steps.
const COUNT_STEPS: u64 = 1 << 21;

/// How many packages are acceptable with all numbers, and with some.
#[derive(Clone, Debug)]
pub struct Acceptable {
    /// Acceptable whatever the numbers are; none if counting would take too long.
    pub necessarily: Option<BigUint>,
    /// Acceptable with some numbers.
    pub possibly: Option<BigUint>,
    /// Whether these are the numbers; if not, at least and at most so many, because some number enters the worth of
    /// several issues.
    pub exact: bool,
}

/// What can be said of a package whatever the numbers are; none: it is not decided.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The package.
    pub package: Package,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// By party: its least and its largest gain over the ranges.
    pub gains: Vec<(Number, Number)>,
    /// Whether it is acceptable with all numbers.
    pub necessarily_acceptable: Option<bool>,
    /// Whether it is acceptable with some.
    pub possibly_acceptable: Option<bool>,
    /// Whether no package is better for somebody and worse for nobody, with all numbers.
    pub necessarily_efficient: Option<bool>,
    /// The same with some numbers.
    pub possibly_efficient: Option<bool>,
}

impl View<'_> {
    /// Counts the packages that are acceptable whatever the uncertain numbers are, and those that are with some.
    ///
    /// # Errors
    /// [`OutOfRange`] if the ranges are too finely divided, or too wide, for sums to be exact.
    pub fn robustly_acceptable(&self, limits: &Limits) -> Result<Acceptable, OutOfRange> {
        let bounds = Bounds::new(self.problem());
        let [worst, best] = bounds.ends()?;
        let count = |problem: &Problem| {
            let view = self.of(problem).with_declared_disagreement();
            view.search().limits(limits.clone()).count_acceptable(COUNT_STEPS)
        };
        Ok(Acceptable { necessarily: count(&worst), possibly: count(&best), exact: bounds.separate })
    }

    /// Tells what can be said of a package whatever the uncertain numbers are.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(r#"{
    ///     "zopa": 1,
    ///     "parties": { "seller": { "disagreement": { "value": 3, "low": 2, "high": 4.5 } }, "buyer": { "disagreement": 0 } },
    ///     "issues": { "price": { "options": ["4", "5"] } },
    ///     "utilities": { "seller": { "values": { "price": { "4": 4, "5": 5 } } },
    ///                    "buyer": { "values": { "price": { "4": 2, "5": 1 } } } }
    /// }"#)?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let cheap = problem.view().standing(&problem.package([("price", "4")])?, &zopa::Limits::default())?;
    /// assert_eq!((cheap.necessarily_acceptable, cheap.possibly_acceptable), (Some(false), Some(true)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`OutOfRange`] if the ranges are too finely divided, or too wide, for sums to be exact.
    pub fn standing(&self, package: &Package, limits: &Limits) -> Result<Standing, OutOfRange> {
        let bounds = Bounds::new(self.problem());
        let feasible = self.is_feasible(package);
        let gains: Vec<Extremes> = (0..self.parties()).map(|party| bounds.gain(party, package)).collect();
        let passes =
            |accepts: &dyn Fn(&Extremes) -> bool| feasible && self.acceptance().passes(gains.iter().map(accepts));
        // What is not reached is a bound: it shows that a package is acceptable at worst, or is not at best.
        let reached = gains.iter().all(|gain| gain.reached);
        let (worst, best) = (passes(&|gain| accepts(&gain.least)), passes(&|gain| accepts(&gain.most)));
        let ends = |gain: &Extremes| (Number::from(gain.least.clone()), Number::from(gain.most.clone()));
        Ok(Standing {
            package: package.clone(),
            feasible,
            necessarily_acceptable: (worst || reached || !feasible || !self.accepts_now(package)).then_some(worst),
            possibly_acceptable: (!best || reached || self.accepts_now(package)).then_some(best),
            necessarily_efficient: if feasible {
                self.necessarily_efficient(&bounds, package, limits)?
            } else {
                Some(false)
            },
            possibly_efficient: if feasible { self.possibly_efficient(&bounds, package, limits)? } else { Some(false) },
            gains: gains.iter().map(ends).collect(),
        })
    }

    /// Whether the acceptance rule passes a package with every number at its value.
    fn accepts_now(&self, package: &Package) -> bool {
        self.is_acceptable(&self.problem().utilities(package))
    }

    fn necessarily_efficient(
        &self,
        bounds: &Bounds,
        package: &Package,
        limits: &Limits,
    ) -> Result<Option<bool>, OutOfRange> {
        // What is cut off at a ceiling differs by less than the sums behind it: entry by entry, that is not told.
        if !self.problem().ceilings().is_empty() {
            return Ok(None);
        }
        let Some(better) = self.better(&bounds.relative(package, true)?, limits) else { return Ok(None) };
        let Some(better) = better else { return Ok(Some(true)) };
        let all: Vec<Extremes> = (0..self.parties()).map(|party| bounds.difference(party, &better, package)).collect();
        let dominates = all.iter().all(|more| accepts(&more.most)) && all.iter().any(|more| more.most.is_positive());
        let decided = dominates && all.iter().all(|more| more.reached);
        Ok(decided.then_some(false))
    }

    fn possibly_efficient(
        &self,
        bounds: &Bounds,
        package: &Package,
        limits: &Limits,
    ) -> Result<Option<bool>, OutOfRange> {
        if !self.problem().ceilings().is_empty() {
            return Ok(None);
        }
        let Some(better) = self.better(&bounds.relative(package, false)?, limits) else { return Ok(None) };
        if better.is_some() {
            return Ok(Some(false));
        }
        if bounds.single {
            return Ok(Some(true));
        }
        // With the numbers as they are, at least?
        let utilities: Vec<i64> = self.problem().utilities(package);
        let now = self.with_consent_and_floors(&utilities);
        Ok(match first_better(&now, limits) {
            Some(better) => better.is_none_or(|other| self.problem().utilities(&other) == utilities).then_some(true),
            None => None,
        })
    }

    /// This view, with everybody asking for at least these utilities.
    fn with_consent_and_floors(&self, utilities: &[i64]) -> Self {
        self.at_least(utilities)
    }

    /// In a problem of differences: a package from which nobody loses and somebody gains. None if that is not known.
    fn better(&self, relative: &Problem, limits: &Limits) -> Option<Option<Package>> {
        let everybody = vec![true; self.parties()];
        let view = self.of(relative).with_declared_disagreement().with_consent_of(&everybody);
        let found = first_better(&view, limits)?;
        Some(found.filter(|package| relative.utilities(package).iter().any(|utility| *utility > 0)))
    }
}

/// The package with the largest sum of what it gives; none within if there is none, none outside if it is not known.
fn first_better(view: &View, limits: &Limits) -> Option<Option<Package>> {
    let answer =
        view.clone().search().concepts([&Utilitarian as _]).without_ideal().without_counts().limits(limits.clone());
    let answer = answer.run();
    let package =
        answer.solutions.into_iter().flat_map(|solution| solution.agreements).map(|point| point.package).next();
    match answer.status {
        Status::Agreement => Some(package),
        Status::NoAgreement => Some(None),
        Status::Stopped(_) => None,
    }
}

/// A party's gains over scenarios, weighed.
pub(super) fn mean(gains: &[BigRational], weights: &[BigRational]) -> BigRational {
    gains.iter().zip(weights).map(|(gain, weight)| gain * weight).fold(BigRational::zero(), |sum, gain| sum + gain)
}
