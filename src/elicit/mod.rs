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
//! What the model values already stays as it is. An issue's [baseline](crate::problem::Issue::baseline), or its first option where
//! none is declared, is worth 0: utilities are counted from there. Integer issues get values at their ends and at the
//! levels that are named, with straight lines between.
//!
//! Linear programmes run in floating point (good_lp), least squares too (nalgebra): ranges are as good as that. Whether
//! the values that are handed out fit, and whether statements contradict each other, is decided in fractions.

mod centre;
mod contradiction;
mod fit;
mod graded;
mod polyhedron;
mod system;
mod written;

pub use contradiction::Contradiction;
pub use fit::{Estimate, Fit, Graded};
pub use system::{MAX_STATEMENTS, MAX_VALUES};
pub use written::{Unwritable, written};

use crate::model::{Diagnostics, Level, Side, Statements};
use crate::problem::{IssueId, PartyId, Problem, Settled};
use crate::search::{Budget, Limits, Outcome, Stop};
use std::num::NonZeroU32;
use system::System;

/// What was found out about one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Elicited {
    /// The party.
    pub party: PartyId,
    /// What fits what was said, or why nothing does.
    pub outcome: Found,
    /// The issues without values of which nothing was said.
    pub untouched: Vec<IssueId>,
}

/// Whether something fits.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Values that fit.
    Fitted(Fit),
    /// Statements contradict each other: sets of which none can be left out of its contradiction.
    Contradictory(Vec<Contradiction>),
}

impl Problem {
    /// The same for [`elicit`](Problem::elicit), whose values are those of options: continuous issues are settled by the levels that
    /// statements name, as options, by those of the proposals, those where a curve bends, and the ends.
    ///
    /// # Errors
    /// As [`in_steps`](Problem::in_steps).
    pub fn in_steps_of(&self, statements: &Statements) -> Result<Problem, Diagnostics> {
        let named = statements.statements.iter().flat_map(system::sides).filter_map(|side| match side {
            Side::Options(options) => Some(options.iter()),
            Side::Proposal(_) => None,
        });
        let level = |(issue, level): (&str, &Level)| match self.settled(issue, &level.to_string()) {
            Ok((issue, Settled::Level(level))) => Some((self.level_of(issue)?, level.value().clone())),
            _ => None,
        };
        let levels: Vec<_> = named.flatten().filter_map(level).collect();
        self.in_steps(NonZeroU32::MIN, &levels)
    }

    /// The values that fit what was said, for each party that something was said of; where a limit was met, for the first of
    /// them. Between two linear programmes, the limits are looked at.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::elicit::Found;
    /// let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 } },
    ///                 "issues": { "force": { "options": ["none", "small", "large"] } }, "utilities": { "a": {} } }"#;
    /// let problem = zopa::Problem::compile(&zopa::Model::from_json(text)?)?;
    /// let said = br#"{ "zopa": 1, "statements": [
    ///     { "party": "a", "prefers": { "force": "small" }, "to": { "force": "large" } },
    ///     { "party": "a", "prefers": { "force": "large" }, "to": { "force": "none" } } ] }"#;
    /// let (statements, _) = zopa::model::Statements::read(said)?;
    /// let found = problem.elicit(&statements, &zopa::Limits::default())?;
    /// let Found::Fitted(fit) = &found[0].outcome else { panic!("they do not contradict each other") };
    /// let value = |option: usize| fit.values[option].value.value().clone();
    /// assert!(value(1) > value(2) && value(2) > value(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// For continuous issues; diagnostics with their places in the statements, for what they name and the model does not
    /// have, and for statements that say nothing or too much.
    pub fn elicit(&self, statements: &Statements, limits: &Limits) -> Result<Outcome<Vec<Elicited>>, Diagnostics> {
        self.without_continuous()?;
        let budget = Budget::new(limits);
        let mut found = Vec::new();
        for system in System::all(self, statements)? {
            match elicited(&system, &budget) {
                Ok(elicited) => found.push(elicited),
                Err(stop) => return Ok(Outcome::new(found, Some(stop))),
            }
        }
        Ok(Outcome::new(found, None))
    }
}

fn elicited(system: &System, budget: &Budget) -> Result<Elicited, Stop> {
    let contradictions = contradiction::all(system, budget)?;
    let outcome = match contradictions.is_empty() {
        true => Found::Fitted(fit::fitted(system, budget)?),
        false => Found::Contradictory(contradictions),
    };
    Ok(Elicited { party: system.party, outcome, untouched: system.untouched.clone() })
}
