//! What holds whatever the numbers are: packages that are acceptable, or efficient, with all numbers in the ranges
//! (necessarily) or with some (possibly).
//!
//! A party's uncertain numbers are its own, so that all parties can have their worst numbers at once, or their best. A
//! package is necessarily acceptable if everybody accepts it with its worst numbers, and possibly acceptable if everybody
//! does with its best. Where no number enters the worth of two issues of one package, these are the acceptable packages
//! of two ordinary problems, with every entry at its worst and at its best, and can be counted; where one does, the two
//! problems bound the numbers, and each package between them is judged by itself (`search/candidates.rs`), if they are not
//! too many.
//!
//! A package is not necessarily efficient if some other package gives everybody as much, and somebody more, with numbers
//! that favour the other one: that is a search in the problem of differences (`Bounds::relative`). It is
//! possibly efficient if none does with numbers that favour the package. Where numbers enter several entries, a search may
//! leave it open; it then says so.

use crate::concept::Utilitarian;
use crate::exact::Number;
use crate::problem::{Bounds, Extremes, OutOfRange, Package, Problem, Uncertain, UncertainId, View, accepts};
use crate::search::{Limits, Status, candidates, listed};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Counting may take so many steps.
const COUNT_STEPS: u64 = 1 << 21;
/// With so many numbers, all of their ends are tried.
const ENDS: usize = 6;

/// How many packages are acceptable with all numbers, and with some.
#[derive(Clone, Debug)]
pub struct Acceptable {
    /// Acceptable whatever the numbers are; none if counting would take too long.
    pub necessarily: Option<BigUint>,
    /// Acceptable with some numbers.
    pub possibly: Option<BigUint>,
    /// Whether these are the numbers; if not, at least and at most so many.
    pub exact: bool,
    /// Why they are not.
    pub open: Option<Open>,
}

/// Why something is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// These numbers enter the worth of several issues, so that packages are judged one by one; there are
    /// too many of them. Fewer packages, or exact numbers in place of these, would decide it.
    TooMany(Vec<UncertainId>),
    /// So many packages are not decided: with too many numbers multiplied with each other, or events whose payoffs count
    /// elsewhere, what is known of their gains are bounds. Exact numbers in place of some would decide it.
    Bounds(u64),
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
        self.without_levels()?;
        self.without_moving_consents()?;
        let bounds = Bounds::new(self.problem());
        let [worst, best] = bounds.ends()?;
        let count = |problem: &Problem| {
            let view = self.of(problem).with_declared_disagreement();
            view.search().limits(limits.clone()).count_acceptable(COUNT_STEPS)
        };
        if bounds.separate {
            return Ok(Acceptable { necessarily: count(&worst), possibly: count(&best), exact: true, open: None });
        }
        let Some(found) = candidates(self, &bounds, limits)? else {
            let open = Some(Open::TooMany(bounds.joint.clone()));
            return Ok(Acceptable { necessarily: count(&worst), possibly: count(&best), exact: false, open });
        };
        let (mut necessarily, mut possibly) = (found.sure.len(), found.sure.len());
        let mut undecided = 0;
        for package in &found.open {
            let judged = bounds.judge(self, package);
            necessarily += usize::from(judged.necessarily == Some(true));
            possibly += usize::from(judged.possibly != Some(false));
            undecided += u64::from(judged.necessarily.is_none() || judged.possibly.is_none());
        }
        Ok(Acceptable {
            necessarily: Some(necessarily.into()),
            possibly: Some(possibly.into()),
            exact: undecided == 0,
            open: (undecided > 0).then_some(Open::Bounds(undecided)),
        })
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
        self.without_levels()?;
        self.without_moving_consents()?;
        let bounds = Bounds::new(self.problem());
        let feasible = self.is_feasible(package);
        let judged = bounds.judge(self, package);
        let ends = |gain: &Extremes| (Number::from(gain.least.clone()), Number::from(gain.most.clone()));
        Ok(Standing {
            package: package.clone(),
            feasible,
            necessarily_acceptable: judged.necessarily,
            possibly_acceptable: judged.possibly,
            necessarily_efficient: if feasible {
                self.necessarily_efficient(&bounds, package, limits)?
            } else {
                Some(false)
            },
            possibly_efficient: if feasible { self.possibly_efficient(&bounds, package, limits)? } else { Some(false) },
            gains: judged.gains.iter().map(ends).collect(),
        })
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
        // Whether another package may dominate it; none if that is not decided.
        let dominates = |other: &Package| {
            let all: Vec<Extremes> =
                self.problem().party_ids().map(|party| bounds.difference(party.index(), other, package)).collect();
            let may = all.iter().all(|more| accepts(&more.most)) && all.iter().any(|more| more.most.is_positive());
            (!may || all.iter().all(|more| more.reached)).then_some(may)
        };
        if dominates(&better) == Some(true) {
            return Ok(Some(false));
        }
        // Entry by entry others may seem to dominate it, too: each is looked at with whole coefficients.
        let everybody = vec![true; self.parties()];
        let relative = bounds.relative(package, true)?;
        let view = self.of(&relative).with_declared_disagreement().with_consent_of(&everybody);
        let Some(others) = listed(&view, limits) else { return Ok(None) };
        let mut efficient = Some(true);
        for other in &others {
            match dominates(other) {
                Some(true) => return Ok(Some(false)),
                None => efficient = None,
                Some(false) => {}
            }
        }
        Ok(efficient)
    }

    fn possibly_efficient(
        &self,
        bounds: &Bounds,
        package: &Package,
        limits: &Limits,
    ) -> Result<Option<bool>, OutOfRange> {
        // Under a ceiling, how much more one package gives than another is no sum of entries.
        if self.problem().ceilings().is_empty() {
            let Some(better) = self.better(&bounds.relative(package, false)?, limits) else { return Ok(None) };
            if better.is_some() {
                return Ok(Some(false));
            }
            if bounds.single {
                return Ok(Some(true));
            }
        }
        // With the numbers as they are, at least, or with all of them at some end?
        if self.is_efficient(package, limits) {
            return Ok(Some(true));
        }
        let numbers = self.problem().uncertain();
        if numbers.len() > ENDS {
            return Ok(None);
        }
        for corner in 0..1usize << numbers.len() {
            let end = |(at, number): (usize, &Uncertain)| {
                if corner >> at & 1 == 1 { number.high.clone() } else { number.low.clone() }
            };
            let moved: Vec<Number> = numbers.iter().enumerate().map(end).collect();
            if let Ok(moved) = self.problem().with_numbers(&moved)
                && self.of(&moved).is_efficient(package, limits)
            {
                return Ok(Some(true));
            }
        }
        Ok(None)
    }

    /// Whether no package is better for somebody and worse for nobody, with the numbers as they are; false also if that is
    /// not known.
    fn is_efficient(&self, package: &Package, limits: &Limits) -> bool {
        let utilities: Vec<i64> = self.problem().utilities(package);
        let better = first_better(&self.at_least(&utilities), limits);
        better.is_some_and(|better| better.is_none_or(|other| self.problem().utilities(&other) == utilities))
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
