//! How draws are spread: how many lie between round numbers.
//!
//! Bins begin at whole multiples of a round step, the smallest of which few cover all draws. So they follow from the draws alone,
//! whatever the order in which these were made, and a number at the end of two bins belongs to the upper one.

use crate::exact::{Number, round_step};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// So many steps cover all draws.
const BINS: u32 = 30;

/// How many draws lie in each bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Where the first bin begins.
    pub from: Number,
    /// How wide each is.
    pub step: Number,
    /// By bin, from the lowest to the highest, how many draws lie in it.
    pub counts: Vec<usize>,
}

impl Histogram {
    /// Of draws in ascending order; none where all are the same.
    pub(super) fn new<T>(ascending: &[T], number: impl Fn(&T) -> Number) -> Option<Histogram> {
        let (low, high) = (number(ascending.first()?), number(ascending.last()?));
        let (low, high) = (low.value(), high.value());
        if low >= high {
            return None;
        }
        let step = round_step(low, high, BINS);
        let from = (low / &step).floor() * &step;
        let bins = ((high - &from) / &step).floor().to_integer().to_usize()? + 1;
        let mut counts = Vec::with_capacity(bins);
        let mut below = 0;
        for bin in 1..=bins {
            let end = &from + &step * BigRational::from(BigInt::from(bin));
            let up_to = ascending.partition_point(|one| *number(one).value() < end);
            counts.push(up_to - below);
            below = up_to;
        }
        Some(Histogram { from: from.into(), step: step.into(), counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[&str]) -> Option<(String, String, Vec<usize>)> {
        let mut numbers: Vec<Number> = numbers.iter().map(|text| text.parse().expect("a number")).collect();
        numbers.sort_unstable();
        let found = Histogram::new(&numbers, Number::clone)?;
        Some((found.from.to_string(), found.step.to_string(), found.counts))
    }

    #[test]
    fn bins_are_round_and_hold_every_draw_once() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["3", "3", "3"]), None);
        let (from, step, counts) = of(&["0", "0.1", "0.95", "1", "1", "2"]).expect("bins");
        assert_eq!((from.as_str(), step.as_str()), ("0", "0.1"));
        assert_eq!(counts.len(), 21);
        assert_eq!([counts[0], counts[1], counts[9], counts[10], counts[20]], [1, 1, 1, 2, 1]);
        assert_eq!(counts.iter().sum::<usize>(), 6);
        let (from, step, counts) = of(&["-1000000.5", "7e9"]).expect("bins");
        assert_eq!((from.as_str(), step.as_str()), ("-500000000", "500000000"));
        assert_eq!((counts[0], counts.iter().sum::<usize>()), (1, 2));
    }
}
