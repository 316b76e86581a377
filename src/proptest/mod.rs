//! Random negotiations for property tests, and the laws of solution concepts; with the feature `proptest`.
//!
//! For researchers who test assumptions about utilities, and for embedders who test their solver or their concept:
//! [`models`], [`problems`], [`packages`] and [`bargains`] are strategies of the crate `proptest`, with [`Knobs`] for what
//! should be frequent. They shrink towards few parties, issues and options, zeros, and no rules. [`holds`] turns an
//! assumption into a test, and [`laws`] has the axioms of bargaining theory.
//!
//! ```
//! use proptest::prelude::*;
//! use zopa::proptest::{Knobs, holds, models};
//!
//! // Where every number is 0, no option makes a difference.
//! let assumption = serde_json::from_str(r#"{ "party": "p1", "indifferent_to": "i1", "among": "all" }"#).unwrap();
//! let knobs = Knobs { numbers: 0..=0, ties: 0, ..Knobs::default() };
//! let mut runner = proptest::test_runner::TestRunner::deterministic();
//! runner.run(&models(knobs), |model| holds(&model, &assumption)).unwrap();
//! ```

pub mod laws;
mod models;

pub use models::{Bargain, Knobs, bargains, models, packages, problems};

use crate::assume::Tested;
use crate::model::{self, Model};
use crate::problem::Problem;
use crate::report::{TestReport, VerdictName};
use crate::search::{Engine, Limits};
use ::proptest::test_runner::TestCaseError;
use std::num::NonZeroU32;

/// So many steps has a range of levels.
const STEPS: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// Whether an assumption holds in a model, as the outcome of a test case: refuted is a failure that shows the smallest
/// counterexample, vacuous and undecided are rejected. The model's own assumptions are left aside. With continuous issues it is
/// tested in 20 steps of each: see [`Problem::in_steps_for`].
///
/// # Errors
///
/// If it is refuted, or if model and assumption do not go together.
pub fn holds(model: &Model, assumption: &model::Assumption) -> Result<(), TestCaseError> {
    let model = Model { assumptions: vec![assumption.clone()], ..model.clone() };
    let fail = |errors: model::Diagnostics| TestCaseError::fail(errors.to_string());
    let problem = Problem::compile(&model).map_err(fail)?;
    problem.without_curves().map_err(fail)?;
    let problem = problem.in_steps_for(&model, STEPS, &[]).map_err(fail)?;
    let view = problem.view();
    for assumption in problem.assumptions() {
        let tested = Tested { assumption, verdict: view.test(assumption, Engine::Automatic, &Limits::default()) };
        match VerdictName::of(&tested) {
            VerdictName::Proved => {}
            VerdictName::Refuted => {
                return Err(TestCaseError::fail(counterexample(&TestReport::new(&view, &[tested]))));
            }
            VerdictName::Vacuous => return Err(TestCaseError::reject("there is nothing that it speaks of")),
            VerdictName::Undecided => return Err(TestCaseError::reject("it was not decided")),
        }
    }
    Ok(())
}

/// What was claimed, what refutes it, and the packages that do.
fn counterexample(report: &TestReport) -> String {
    let mut told = String::new();
    for (tested, refutation) in report.assumptions.iter().filter_map(|one| Some((one, one.refutation.as_ref()?))) {
        told += &format!("{}. But: {}.", tested.claim, refutation.message);
        for (package, letter) in refutation.packages.iter().zip('A'..='Z') {
            told += &format!("\n{letter}: {}", report.opening.names.all_settled(package).join("; "));
        }
    }
    told
}
