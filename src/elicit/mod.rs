//! Elicitation: utilities from what people say.
//!
//! Analysts seldom have numbers. They know that reactive is better than pre-emptive, that relief is worth at least the
//! institutions, how a party ranks the proposals, and what it would accept or refuse. Such statements are linear in the
//! values of options, so that the utilities that fit them form a polyhedron: ordinal regression in the manner of UTA
//! (Jacquet-Lagrèze and Siskos 1982). Three questions are answered about it, for each party by itself.
//!
//! * **Is it empty?** Then some statements contradict each other: [all minimal sets](Contradiction) of them are named, up
//!   to a number, and checked once more in fractions.
//! * **What is in it?** Values for every option of the issues that the model does not value for the party: the middle of
//!   all that fits, the analytic centre. They are rounded to decimals and then [checked exactly](Fit::holds) against
//!   every statement.
//! * **How large is it?** For each value the least and the most over all utilities that fit.
//!
//! Statements of degree ("by about 12") need not all hold at once: they are met in the least-squares sense, under the
//! others, and what fits is what meets them as well as that.
//!
//! What the model values already stays as it is. An issue's [baseline](crate::Issue::baseline), or its first option where
//! none is declared, is worth 0: utilities are counted from there. Integer issues get values at their ends and at the
//! levels that are named, with straight lines between.
//!
//! Linear programmes run in floating point (good_lp), least squares too (nalgebra): ranges are as good as that. Whether
//! the values that are handed out fit, and whether statements contradict each other, is decided in fractions.

mod centre;
mod contradiction;
mod fit;
mod graded;
mod system;
mod written;

use crate::exact::Number;
use crate::model::{Diagnostics, Statements};
use crate::problem::Problem;
use system::System;

/// The most values that are looked for, for one party.
pub const MAX_VALUES: usize = 200;
/// The most statements about one party.
pub const MAX_STATEMENTS: usize = 200;

/// What was found out about one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Elicited {
    /// The party, by position.
    pub party: usize,
    /// What fits what was said, or why nothing does.
    pub outcome: Outcome,
    /// The issues without values of which nothing was said, by position.
    pub untouched: Vec<usize>,
}

/// Whether something fits.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Values that fit.
    Fitted(Fit),
    /// Statements contradict each other: sets of which none can be left out of its contradiction.
    Contradictory(Vec<Contradiction>),
}

/// Statements that cannot all be true, though all but any one of them can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Their positions in the file, ascending.
    pub statements: Vec<usize>,
    /// Whether a larger scale, or a smaller margin, would make room for all of them.
    pub by_scale: bool,
}

/// Values that fit what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// By issue and option.
    pub values: Vec<Estimate>,
    /// What was said of degrees, and what the values make of it.
    pub graded: Vec<Graded>,
    /// Whether the values satisfy every ordinal statement exactly; if not, it is the last digits that are off.
    pub holds: bool,
}

/// What an option is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The issue, by position.
    pub issue: usize,
    /// The option, by position.
    pub option: usize,
    /// The value.
    pub value: Number,
    /// The least that fits, about.
    pub low: Number,
    /// The most that fits, about.
    pub high: Number,
}

/// A statement of degree.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// Its position in the file.
    pub statement: usize,
    /// What was said.
    pub stated: Number,
    /// What the values give.
    pub fitted: Number,
}

impl Problem {
    /// The values that fit what was said, for each party that something was said of.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::elicit::Outcome;
    /// let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 } },
    ///                 "issues": { "force": { "options": ["none", "small", "large"] } }, "utilities": { "a": {} } }"#;
    /// let problem = zopa::Problem::compile(&zopa::Model::from_json(text)?)?;
    /// let said = br#"{ "zopa": 1, "statements": [
    ///     { "party": "a", "prefers": { "force": "small" }, "to": { "force": "large" } },
    ///     { "party": "a", "prefers": { "force": "large" }, "to": { "force": "none" } } ] }"#;
    /// let (statements, _) = zopa::model::Statements::read(said)?;
    /// let found = problem.elicit(&statements)?;
    /// let Outcome::Fitted(fit) = &found[0].outcome else { panic!("they do not contradict each other") };
    /// let value = |option: usize| fit.values[option].value.value().clone();
    /// assert!(value(1) > value(2) && value(2) > value(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Diagnostics with their places in the statements, for what they name and the model does not have, and for
    /// statements that say nothing or too much.
    pub fn elicit(&self, statements: &Statements) -> Result<Vec<Elicited>, Diagnostics> {
        let systems = System::all(self, statements)?;
        Ok(systems.iter().map(elicited).collect())
    }
}

fn elicited(system: &System) -> Elicited {
    let contradictions = contradiction::all(system);
    let outcome = match contradictions.is_empty() {
        true => Outcome::Fitted(fit::fitted(system)),
        false => Outcome::Contradictory(contradictions),
    };
    Elicited { party: system.party, outcome, untouched: system.untouched.clone() }
}

pub use written::{Unwritable, written};
