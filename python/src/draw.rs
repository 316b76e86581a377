//! Random models, for property tests in Python.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Deserialize;
use std::ops::RangeInclusive;
use zopa::proptest::{Knobs, models};

/// What is said of [`Knobs`]; of the rest, the default holds.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Said {
    parties: Option<(usize, usize)>,
    issues: Option<(usize, usize)>,
    options: Option<(usize, usize)>,
    interactions: Option<(usize, usize)>,
    rules: Option<(usize, usize)>,
    red_lines: Option<(usize, usize)>,
    numbers: Option<(i64, i64)>,
    denominator: Option<u32>,
    ties: Option<u32>,
    no_deal: Option<u32>,
    weights: Option<u32>,
}

/// No range of the knobs goes beyond this: models for tests are small.
const MOST: usize = 64;

impl Said {
    fn knobs(&self) -> Result<Knobs, String> {
        let usual = Knobs::default();
        let count = |name: &str, said: Option<(usize, usize)>, usual: RangeInclusive<usize>, least: usize| match said {
            None => Ok(usual),
            Some((from, to)) if (least..=MOST).contains(&from) && (from..=MOST).contains(&to) => Ok(from..=to),
            Some(_) => Err(format!("{name} are a pair of numbers from {least} to {MOST}, the smaller one first")),
        };
        let share = |said: Option<u32>, usual: u32| said.unwrap_or(usual).min(100);
        let numbers = match self.numbers {
            None => usual.numbers.clone(),
            Some((from, to)) if from <= to && from.unsigned_abs().max(to.unsigned_abs()) < 1 << 32 => from..=to,
            Some(_) => return Err("numbers are a pair of whole numbers below 2^32, the smaller one first".to_owned()),
        };
        let denominator = self.denominator.unwrap_or(usual.denominator);
        if denominator == 0 {
            return Err("the denominator is at least 1".to_owned());
        }
        Ok(Knobs {
            parties: count("parties", self.parties, usual.parties, 1)?,
            issues: count("issues", self.issues, usual.issues, 1)?,
            options: count("options", self.options, usual.options, 1)?,
            interactions: count("interactions", self.interactions, usual.interactions, 0)?,
            rules: count("rules", self.rules, usual.rules, 0)?,
            red_lines: count("red_lines", self.red_lines, usual.red_lines, 0)?,
            numbers,
            denominator,
            ties: share(self.ties, usual.ties),
            no_deal: share(self.no_deal, usual.no_deal),
            weights: share(self.weights, usual.weights),
        })
    }
}

/// A random model, as JSON: the seed says which, and it is made simpler so many times, as far as that goes, on the way on which a
/// failure would be shrunk.
#[pyfunction]
pub fn random_model(seed: u64, simplified: u32, knobs: &str) -> PyResult<String> {
    let said: Said = serde_json::from_str(knobs).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let knobs = said.knobs().map_err(PyValueError::new_err)?;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng);
    let mut model = models(knobs).new_tree(&mut runner).map_err(|error| PyValueError::new_err(error.to_string()))?;
    for _ in 0..simplified {
        if !model.simplify() {
            break;
        }
    }
    Ok(model.current().to_json())
}
