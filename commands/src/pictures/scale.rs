//! Where a number stands on an axis, exactly up to the rounding to a place; and the round numbers beside it.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};
use zopa::exact::{Number, round_step};
use zopa::text::words::narrow;

/// An axis has no more steps.
const STEPS: u32 = 8;

/// An axis.
pub(super) struct Scale {
    low: BigRational,
    high: BigRational,
    step: BigRational,
    /// Where the low end stands, and the high one.
    from: i64,
    to: i64,
}

impl Scale {
    /// An axis that reaches around all these, from one place to another; its ends are round numbers.
    pub fn around<'n>(values: impl IntoIterator<Item = &'n BigRational>, from: i64, to: i64) -> Self {
        let mut values = values.into_iter();
        let first = values.next().cloned().unwrap_or_default();
        let (mut low, mut high) = (first.clone(), first);
        for value in values {
            if *value < low {
                low = value.clone();
            } else if *value > high {
                high = value.clone();
            }
        }
        if low == high {
            high += BigRational::one();
        }
        let step = round_step(&low, &high, STEPS);
        Scale { low: (&low / &step).floor() * &step, high: (&high / &step).ceil() * &step, step, from, to }
    }

    /// Where a number stands; one beyond the ends stands at the end.
    pub fn at(&self, value: &BigRational) -> i64 {
        let value = value.clamp(&self.low, &self.high);
        let length = BigRational::from(BigInt::from(self.to - self.from));
        let place = (value - &self.low) * length / (&self.high - &self.low);
        self.from + place.round().to_integer().to_i64().unwrap_or(0)
    }

    /// Whether a number lies between the ends.
    pub fn holds(&self, value: &BigRational) -> bool {
        self.low <= *value && *value <= self.high
    }

    /// The round numbers, and where they stand.
    pub fn ticks(&self) -> impl Iterator<Item = (i64, Number)> {
        let steps = ((&self.high - &self.low) / &self.step).to_integer().to_i64().unwrap_or(0);
        (0..=steps).map(|step| {
            let value = &self.low + &self.step * BigRational::from(BigInt::from(step));
            (self.at(&value), value.into())
        })
    }

    /// Where the round numbers stand and what is written there: exactly what has no more letters than so many, and nothing where it would
    /// be the same as before.
    pub fn labels(&self, letters: usize) -> impl Iterator<Item = (i64, String)> {
        let mut last = String::new();
        self.ticks().map(move |(place, tick)| {
            let exact = tick.to_string();
            let text = if exact.len() <= letters { exact } else { narrow(&tick) };
            if text == last {
                return (place, String::new());
            }
            last.clone_from(&text);
            (place, text)
        })
    }
}

/// What a picture says if something was moved to its edge.
pub(super) const BEYOND: &str = " What lies beyond the edge stands at it.";

/// A share as axes reach for it: what is refused by far stands at the end, and so does what is far above what can be agreed.
pub(super) fn near(share: &BigRational) -> BigRational {
    share.clone().clamp(-BigRational::one(), BigRational::new(3.into(), 2.into()))
}

/// How far a number is on the way from nothing to a whole; none if there is no way.
pub(super) fn share(part: &BigRational, whole: &BigRational) -> Option<BigRational> {
    whole.is_positive().then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> BigRational {
        text.parse::<Number>().expect("a number").value().clone()
    }

    #[test]
    fn steps_are_round_and_few() {
        let ticks = |low: &str, high: &str| -> Vec<String> {
            let scale = Scale::around([&number(low), &number(high)], 0, 1000);
            scale.ticks().map(|(_, tick)| tick.to_string()).collect()
        };
        assert_eq!(ticks("-58.9", "11"), ["-60", "-50", "-40", "-30", "-20", "-10", "0", "10", "20"]);
        assert_eq!(ticks("0", "1/3"), ["0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35"]);
        assert_eq!(ticks("7", "7").first().map(String::as_str), Some("7"));
        assert_eq!(ticks("1e30", "3e30").len(), 5);
    }

    #[test]
    fn axes_write_no_number_twice() {
        let labels = |letters: usize| -> Vec<String> {
            let scale = Scale::around([&number("12345678.1"), &number("12345678.4")], 0, 1000);
            scale.labels(letters).map(|(_, text)| text).collect()
        };
        assert_eq!(labels(11)[..3], ["12345678.1", "12345678.15", "12345678.2"]);
        let short = labels(8);
        assert_eq!(short.iter().filter(|text| !text.is_empty()).count(), 1, "{short:?}");
    }

    #[test]
    fn numbers_stand_where_they_are() {
        let scale = Scale::around([&number("0"), &number("10")], 100, 1100);
        assert_eq!(["0", "2.5", "10", "-3", "99"].map(|value| scale.at(&number(value))), [100, 350, 1100, 100, 1100]);
    }
}
