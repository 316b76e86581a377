//! Continuous issues, compiled: what their levels are worth, and the rules that bound them.
//!
//! In a [`Problem`](super::Problem) a continuous issue stands with a single option, so that everything that speaks of
//! options alone stays as it is: rules and interactions of the other issues. Its levels are here, in exact rationals:
//! piecewise-linear curves, each for one party and one issue and perhaps only with certain options, and linear rules over
//! levels and options. What a level is worth if a state happens is here as it is expected: the state's curve, times how
//! likely the party thinks the state, once for each combination of options on which that depends. Where the numbers of a
//! curve have a range, or beliefs are in them, each of its points is kept as it depends on them.

use super::{Condition, IssueId, LEVERS, LevelId, OptionId, PartyId, StateId};
use crate::exact::{Number, Polynomial};
use crate::model::Path;
use num_rational::BigRational;
use num_traits::Zero;

/// The most continuous issues a model can have.
pub const MAX_CONTINUOUS: usize = 40;
/// The most points a curve can have.
pub const MAX_POINTS: usize = 1000;

/// The continuous part of a model.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// The continuous issues, in declaration order.
    pub issues: Vec<LevelIssue>,
    /// What levels are worth.
    pub terms: Vec<LevelTerm>,
    /// The rules that speak of levels.
    pub rules: Vec<LevelRule>,
    /// What is claimed, if nothing is negotiated but how it is divided.
    pub claimed: Option<Claimed>,
}

/// An amount that is divided among those that claim parts of it: by continuous issue, each is one party's share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// How much there is.
    pub amount: BigRational,
    /// By continuous issue: whose share it is, and how much it claims. Together not less than there is.
    pub claims: Vec<(PartyId, BigRational)>,
}

/// A continuous issue: any level from `min` to `max`.
#[derive(Clone, Debug)]
pub struct LevelIssue {
    /// Which of all issues it is.
    pub issue: IssueId,
    /// The lowest level.
    pub min: BigRational,
    /// The highest level, above the lowest.
    pub max: BigRational,
    /// What is measured.
    pub unit: Option<String>,
}

/// What the level of a continuous issue is worth to a party: always, or where a condition on the options holds.
#[derive(Clone, Debug)]
pub struct LevelTerm {
    /// Whose utility it is.
    pub party: PartyId,
    /// Which of the continuous issues it is.
    pub level: LevelId,
    /// Where it applies; everywhere if none.
    pub condition: Option<Condition>,
    /// The worth of each level.
    pub curve: Curve,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
    /// The state that it is expected of.
    pub state: Option<StateId>,
    /// How the curve depends on what is uncertain and on beliefs, if it does.
    pub(crate) moving: Option<Box<Moving>>,
}

/// A curve whose values depend on what is uncertain, and on beliefs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moving(Vec<(BigRational, Polynomial)>);

/// A piecewise-linear function: points with ascending levels, at least two, and straight lines between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve(Vec<(BigRational, BigRational)>);

/// Where the premise holds, the sum of the coefficients of the chosen options and of coefficients times levels must lie
/// between `min` and `max`.
#[derive(Clone, Debug)]
pub struct LevelRule {
    /// Where it applies; everywhere if none.
    pub premise: Option<Condition>,
    /// By issue, a coefficient for each option.
    pub options: Vec<(IssueId, Vec<BigRational>)>,
    /// By continuous issue, a coefficient for each unit.
    pub levels: Vec<(LevelId, BigRational)>,
    /// The least.
    pub min: Option<BigRational>,
    /// The most.
    pub max: Option<BigRational>,
    /// Its id, or where it stands in the file.
    pub name: String,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
}

impl Curve {
    /// The function through these points; none if their levels do not ascend, or if there are fewer than two.
    pub fn new(points: Vec<(BigRational, BigRational)>) -> Option<Self> {
        ascend(&points).then_some(Curve(points))
    }

    /// Its points.
    pub fn points(&self) -> &[(BigRational, BigRational)] {
        &self.0
    }

    /// So many times as much; what is worth nothing bends nowhere.
    pub(crate) fn times(&self, factor: &BigRational) -> Self {
        Curve::straight(self.0.iter().map(|(level, value)| (level.clone(), value * factor)).collect())
    }

    /// What is worth nothing bends nowhere.
    fn straight(mut points: Vec<(BigRational, BigRational)>) -> Self {
        if points.iter().all(|(_, value)| value.is_zero()) {
            points.drain(1..points.len() - 1);
        }
        Curve(points)
    }

    /// The value at a level; beyond the ends, that of the end.
    pub fn at(&self, level: &BigRational) -> BigRational {
        interpolate(&self.0, level, |low, high, share| low + (high - low) * share)
    }

    /// The levels between `min` and `max`, exclusively, at which its slope changes.
    pub fn kinks<'a>(
        &'a self,
        min: &'a BigRational,
        max: &'a BigRational,
    ) -> impl Iterator<Item = &'a BigRational> + 'a {
        self.0.iter().map(|(level, _)| level).filter(move |level| *level > min && *level < max)
    }
}

impl Moving {
    /// The function through these points; none if their levels do not ascend, or if there are fewer than two.
    pub(crate) fn new(points: Vec<(BigRational, Polynomial)>) -> Option<Self> {
        ascend(&points).then_some(Moving(points))
    }

    /// The curve with these numbers as values.
    pub(crate) fn with(&self, number: impl Fn(&Polynomial) -> BigRational) -> Curve {
        Curve::straight(self.0.iter().map(|(level, value)| (level.clone(), number(value))).collect())
    }

    /// The curve where nothing deviates.
    pub(crate) fn now(&self) -> Curve {
        self.with(|value| value.constant.clone())
    }

    /// So many times as much.
    pub(crate) fn times(&self, by: &Polynomial) -> Self {
        Moving(self.0.iter().map(|(level, value)| (level.clone(), value * by)).collect())
    }

    /// The value at a level.
    pub(crate) fn at(&self, level: &BigRational) -> Polynomial {
        value_at(&self.0, level)
    }

    /// Whether some value depends on an uncertain number alone.
    pub(crate) fn is_uncertain(&self) -> bool {
        let own = |value: &Polynomial| value.terms.iter().any(|(product, _)| product.iter().all(|at| *at < LEVERS));
        self.0.iter().any(|(_, value)| own(value))
    }

    /// Itself, if some value depends on anything.
    pub(crate) fn kept(self) -> Option<Box<Self>> {
        self.0.iter().any(|(_, value)| !value.terms.is_empty()).then(|| Box::new(self))
    }
}

impl LevelTerm {
    /// Whether it applies to these options.
    pub fn applies(&self, option: impl Fn(IssueId) -> OptionId) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.holds(option))
    }

    /// The issues it depends on, ascending; `issue` is that of its level.
    pub(crate) fn scope(&self, issue: IssueId) -> Vec<IssueId> {
        let mut scope: Vec<IssueId> = self.condition.iter().flat_map(Condition::issues).chain([issue]).collect();
        scope.sort_unstable();
        scope
    }

    /// So many times as much.
    pub(crate) fn times(self, factor: &BigRational) -> Self {
        let moving = self.moving.and_then(|moving| moving.times(&Polynomial::certain(factor.clone())).kept());
        LevelTerm { curve: self.curve.times(factor), moving, ..self }
    }
}

impl LevelRule {
    /// The sum of the coefficients of these options.
    pub fn of_options(&self, option: impl Fn(IssueId) -> OptionId) -> BigRational {
        self.options.iter().map(|(issue, values)| values[option(*issue).index()].clone()).sum()
    }

    /// Whether it applies to these options.
    pub fn applies(&self, option: impl Fn(IssueId) -> OptionId) -> bool {
        self.premise.as_ref().is_none_or(|premise| premise.holds(option))
    }

    /// Whether options and levels satisfy it.
    pub fn allows(&self, option: impl Fn(IssueId) -> OptionId + Copy, levels: &[Number]) -> bool {
        if !self.applies(option) {
            return true;
        }
        let of_level = |(level, per_unit): &(LevelId, BigRational)| per_unit * levels[level.index()].value();
        let of_levels: BigRational = self.levels.iter().map(of_level).sum();
        let sum = self.of_options(option) + of_levels;
        self.min.as_ref().is_none_or(|min| sum >= *min) && self.max.as_ref().is_none_or(|max| sum <= *max)
    }
}

/// Whether there are at least two points, with ascending levels.
fn ascend<V>(points: &[(BigRational, V)]) -> bool {
    points.len() >= 2 && points.windows(2).all(|pair| pair[0].0 < pair[1].0)
}

/// The value at `level` on the line through points with ascending levels, as it depends on what is uncertain.
pub(super) fn value_at(points: &[(BigRational, Polynomial)], level: &BigRational) -> Polynomial {
    interpolate(points, level, |low, high, share| low + &(high - low).times(&share))
}

/// The value at `level` on the line through points with ascending levels; `between` gives that at a share of the way from
/// one value to the next.
fn interpolate<V: Clone>(
    points: &[(BigRational, V)],
    level: &BigRational,
    between: impl Fn(&V, &V, BigRational) -> V,
) -> V {
    let at = points.partition_point(|(x, _)| x < level).min(points.len() - 1);
    let (x1, y1) = &points[at];
    if at == 0 || x1 <= level {
        return y1.clone();
    }
    let (x0, y0) = &points[at - 1];
    between(y0, y1, (level - x0) / (x1 - x0))
}
