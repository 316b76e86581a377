//! Curves with names: their values as decimals, and how far these may be from the true ones.
//!
//! Steps have a value each, with as many digits as ten significant ones of the largest ask for. Levels have points, at which the
//! curve is met as closely, with straight lines between: the pieces are halved where the lines are furthest from the curve, and how far
//! they are at most follows from its second derivative, or for the root in closed form. All functions rise ever more slowly, so that
//! lines lie below them, and above where the weight is negative.

use super::compiler::Compiler;
use crate::exact::{Function, Number, Polynomial};
use crate::model::{Code, Distribution, NamedCurve, Path, Place, Quantity};
use crate::problem::{Approximation, IssueId, Moving, OptionId, PartyId, Role};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Significant digits of the largest value of a curve, at least: one less than so many.
const DIGITS: usize = 10;
/// The most digits after the point.
const MOST_DIGITS: u32 = 24;
/// A curve over levels is met by so many straight lines.
const LINES: usize = 32;

/// A curve, and how finely it is calculated.
struct Drawn {
    function: Function,
    constant: BigRational,
    per_unit: BigRational,
    digits: u32,
}

/// A point of a curve over levels: what the function is asked at, and about what it is.
struct Met {
    level: BigRational,
    at: BigRational,
    value: BigRational,
}

impl Drawn {
    fn argument(&self, level: &BigRational) -> BigRational {
        &self.constant + &self.per_unit * level
    }

    /// The value at a level, and whether it is exact.
    fn value(&self, level: &BigRational) -> Option<(BigRational, bool)> {
        let near = self.function.near(&self.argument(level), self.digits)?;
        Some((BigRational::new(near.units, self.denominator()), near.exact))
    }

    fn denominator(&self) -> BigInt {
        num_traits::pow(BigInt::from(10), self.digits as usize)
    }

    fn unit(&self) -> BigRational {
        BigRational::new(BigInt::one(), self.denominator())
    }

    /// How far the function may lie above the straight line between two points.
    fn above(&self, one: &Met, other: &Met) -> BigRational {
        let (low, high) = if one.at <= other.at { (one, other) } else { (other, one) };
        let width = &high.at - &low.at;
        let eighth = || &width * &width / BigInt::from(8);
        match self.function {
            Function::Sqrt => {
                let rise = &high.value - &low.value + self.unit();
                let sum = (&high.value + &low.value) * BigInt::from(4);
                if sum.is_zero() { rise } else { &rise * &rise / sum }
            }
            Function::Log => eighth() / (&low.at * &low.at),
            Function::Exponential => eighth() * (BigRational::one() - &low.value + self.unit()),
        }
    }
}

impl Compiler<'_> {
    /// What each step of an issue is worth by a curve.
    pub(super) fn steps_of_curve(
        &mut self,
        party: PartyId,
        issue: IssueId,
        named: &NamedCurve,
        levels: &[&Number],
        path: &Path,
    ) -> Vec<(OptionId, Polynomial)> {
        let numbers: Vec<&BigRational> = levels.iter().map(|level| level.value()).collect();
        let Some(drawn) = self.drawn(issue, named, &numbers, path) else { return Vec::new() };
        let (weight, largest) = self.weight(party, issue, named, path);
        let (mut found, mut exact) = (Vec::new(), Vec::new());
        for (at, level) in numbers.iter().enumerate() {
            let Some((value, is_exact)) = drawn.value(level) else { continue };
            found.push((OptionId::at(at), weight.times(&value)));
            exact.push(is_exact);
        }
        self.approximated(party, issue, largest * drawn.unit(), exact, path);
        found
    }

    /// What the levels of a continuous issue are worth by a curve: points, with straight lines between.
    pub(super) fn line_of_curve(
        &mut self,
        party: PartyId,
        issue: IssueId,
        named: &NamedCurve,
        [from, to]: [&Number; 2],
        path: &Path,
    ) -> Option<Moving> {
        let drawn = self.drawn(issue, named, &[from.value(), to.value()], path)?;
        let (weight, largest) = self.weight(party, issue, named, path);
        let met = |level: BigRational| {
            let (value, _) = drawn.value(&level)?;
            Some(Met { at: drawn.argument(&level), level, value })
        };
        let mut points = vec![met(from.value().clone())?, met(to.value().clone())?];
        let mut above = vec![drawn.above(&points[0], &points[1])];
        while points.len() <= LINES {
            let Some((at, _)) = above.iter().enumerate().max_by(|one, other| one.1.cmp(other.1)) else { break };
            if above[at] <= drawn.unit() {
                break;
            }
            let middle = met((&points[at].level + &points[at + 1].level) / BigInt::from(2))?;
            above[at] = drawn.above(&points[at], &middle);
            above.insert(at + 1, drawn.above(&middle, &points[at + 1]));
            points.insert(at + 1, middle);
        }
        let furthest = above.into_iter().max().unwrap_or_default() + drawn.unit();
        self.approximated(party, issue, short(&(largest * furthest)), Vec::new(), path);
        Moving::new(points.into_iter().map(|point| (point.level, weight.times(&point.value))).collect())
    }

    fn approximated(&mut self, party: PartyId, issue: IssueId, error: BigRational, exact: Vec<bool>, path: &Path) {
        let known = !exact.is_empty() && exact.iter().all(|exact| *exact);
        if !known && !error.is_zero() {
            let (error, path, exact, expected) = (error.into(), path.clone(), exact.into(), self.in_state);
            self.approximations.push(Approximation { party, issue, error, path, exact, expected });
        }
    }

    /// A curve that has a value at each of these levels, with the digits that its values ask for.
    fn drawn(&mut self, issue: IssueId, named: &NamedCurve, levels: &[&BigRational], path: &Path) -> Option<Drawn> {
        let id = &self.issues[issue.index()].id;
        let own = |number: &Option<Number>, otherwise: BigRational| {
            number.as_ref().map_or(otherwise, |number| number.value().clone())
        };
        let mut drawn = Drawn {
            function: named.curve,
            constant: own(&named.constant, BigRational::zero()),
            per_unit: own(&named.per_unit, BigRational::one()),
            digits: MOST_DIGITS / 2,
        };
        if self.reads.is_some() {
            let message = "a curve where a number must be exact";
            let help = "write its values as `points`, or by option";
            self.error(Code::NotSupported, Place::key(&path.key("curve")), message, help);
            return None;
        }
        let outside = levels.iter().find(|level| !drawn.function.is_defined(&drawn.argument(level)));
        if let Some(level) = outside {
            let (at, level) = (Number::from(drawn.argument(level)), Number::from((*level).clone()));
            let (what, why) = match drawn.function {
                Function::Sqrt => ("the square root", "it needs what is not below 0"),
                Function::Log => ("the logarithm", "it needs what is above 0"),
                Function::Exponential => ("this exponential", "it falls too steeply to be added to anything"),
            };
            let message = format!("{what} of {at}, at the level {level} of `{id}`: {why}");
            let help = match drawn.function {
                Function::Exponential => "write a smaller `per_unit`: the share of its strength that one unit takes",
                _ => "write what there is beside the level as `constant`: \"constant\": 1 makes it 1 more",
            };
            self.error(Code::Values, Place::value(&path.key("curve")), message, help);
            return None;
        }
        // What rises is furthest from 0 at an end.
        let ends = [levels.iter().min(), levels.iter().max()].into_iter().flatten();
        let sizes = ends.filter_map(|level| Some(drawn.function.near(&drawn.argument(level), drawn.digits)?.units));
        let largest = sizes.map(|units| units.magnitude().to_string().len()).max().unwrap_or(0);
        let before = largest as i64 - i64::from(drawn.digits);
        drawn.digits = (DIGITS as i64 - before).clamp(0, MOST_DIGITS.into()).to_u32().unwrap_or(0);
        Some(drawn)
    }

    /// What a curve is multiplied by, and how large that may be.
    fn weight(&mut self, party: PartyId, issue: IssueId, named: &NamedCurve, path: &Path) -> (Polynomial, BigRational) {
        let Some(weight) = &named.weight else { return (Polynomial::certain(One::one()), One::one()) };
        let found = self.quantity(weight, party, Role::Value { issue, option: None }, &path.key("weight"));
        (found, largest(weight))
    }
}

/// The largest size of a number, wherever it may stand.
fn largest(quantity: &Quantity) -> BigRational {
    let mut most = quantity.value.value().abs();
    let range = quantity.range.as_deref();
    let listed = range.and_then(|range| match &range.distribution {
        Some(Distribution::Discrete(values)) => Some(values.iter().map(|(value, _)| value)),
        _ => None,
    });
    let ends = range.into_iter().flat_map(|range| range.low.iter().chain(&range.high));
    for number in ends.chain(listed.into_iter().flatten()) {
        most = most.max(number.value().abs());
    }
    most
}

/// A number that is positive, with two significant digits, rounded up.
fn short(number: &BigRational) -> BigRational {
    let ten = BigRational::from_integer(10.into());
    let (mut unit, hundred) = (BigRational::one(), BigRational::from_integer(100.into()));
    if !number.is_positive() {
        return number.clone();
    }
    while number / &unit > hundred {
        unit *= &ten;
    }
    while number / &unit <= ten {
        unit /= &ten;
    }
    (number / &unit).ceil() * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_kept_rounded_up() {
        let q = |numerator: i64, denominator: i64| BigRational::new(numerator.into(), denominator.into());
        assert_eq!(short(&q(12_345, 1)), q(13_000, 1));
        assert_eq!(short(&q(1, 300)), q(34, 10_000));
        assert_eq!(short(&q(100, 1)), q(100, 1));
        assert_eq!(short(&q(101, 1)), q(110, 1));
    }
}
