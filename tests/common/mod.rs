//! What the tests share: random models, an oracle that solves them by definition, and small models built by hand.
//!
//! Nothing here calls zopa's compiler or its search, except to translate their answers into the oracle's terms
//! ([`answers`]).

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

pub mod answers;
pub mod at;
pub mod build;
pub mod consents;
pub mod oracle;
pub mod random;
pub mod ranges;
pub mod small;
pub mod states;

use num_rational::BigRational;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};

/// The oracle's numbers.
pub type Q = BigRational;

/// A rational from whole numbers.
pub fn q(numerator: i64, denominator: i64) -> Q {
    Q::new(numerator.into(), denominator.into())
}

/// A rational from text: a decimal or a fraction.
pub fn rational(text: &str) -> Q {
    text.parse::<zopa::Number>().unwrap_or_else(|error| panic!("`{text}`: {error}")).value().clone()
}

/// How many cases a property is tested with. `ZOPA_CASES=20` runs twenty times as many; `ZOPA_SEED=7` runs others. With
/// `ZOPA_SHRINK=0`, a failure is told as it is met.
pub fn cases(count: u32) -> Config {
    let factor: u32 = number_from_environment("ZOPA_CASES").unwrap_or(1);
    Config {
        cases: count.saturating_mul(factor),
        max_shrink_iters: number_from_environment("ZOPA_SHRINK").unwrap_or(20_000),
        max_shrink_time: 30_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed()),
        ..Config::default()
    }
}

/// A runner for tests that look at many random models themselves.
pub fn runner() -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    TestRunner::new_with_rng(cases(1), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn seed() -> u64 {
    number_from_environment("ZOPA_SEED").unwrap_or(1950)
}

fn number_from_environment<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}: not a number")))
}
