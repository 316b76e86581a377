//! A package that is asked about: options on the command line, a proposal of the model, or a proposal with some options changed.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal};
use super::input::{self, Levels, Loaded};
use super::options::{Asking, FilesBefore};
use super::written::Choice;
use clap::Args;
use serde::Deserialize;
use zopa::concept::Concept;
use zopa::model::{Diagnostics, Model};
use zopa::problem::{Package, Problem, View};

/// The package that is named.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct OnTable {
    /// The options of the package, one for every issue, or a level for a continuous one; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION")]
    #[serde(rename = "package", deserialize_with = "super::written::choices")]
    choices: Vec<Choice>,
    /// A proposal of the model, as it is or with some options changed
    #[arg(long, aliases = ["from", "to"], value_name = "ID")]
    #[serde(alias = "from", alias = "to")]
    proposal: Option<String>,
}

impl OnTable {
    /// Reads the model, with more of its files among the arguments, for a question about the package; `besides` are further choices
    /// of the question.
    pub fn load(
        &mut self,
        desk: &Desk,
        files: &FilesBefore,
        asking: &Asking,
        levels: Levels,
        besides: &[Choice],
    ) -> Result<Loaded, Refusal> {
        self.load_with(desk, files, asking, levels, besides, Problem::compile)
    }

    /// The same, compiled in a way of its own.
    pub fn load_with(
        &mut self,
        desk: &Desk,
        files: &FilesBefore,
        asking: &Asking,
        levels: Levels,
        besides: &[Choice],
        compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
    ) -> Result<Loaded, Refusal> {
        let (loaded, choices) = input::load_with(desk, files, &self.choices, compile)?;
        self.choices = choices;
        let named: Vec<Choice> = self.choices.iter().chain(besides).cloned().collect();
        loaded.asked(desk, asking, &named, levels)
    }

    /// Whether one is named.
    pub fn is_named(&self) -> bool {
        self.proposal.is_some() || !self.choices.is_empty()
    }

    /// The package, and what it is called.
    pub fn package(&self, problem: &Problem, asking: &Asking) -> Result<(Package, Option<String>), Refusal> {
        choices::package(problem, asking, self.proposal.as_deref(), &self.choices)
    }

    /// The same; if none is named, the first of those that a concept chooses, without a name. If there is none, how the command
    /// ends, which is told.
    pub fn package_or_chosen(
        &self,
        desk: &Desk,
        view: &View,
        asking: &Asking,
        concept: &dyn Concept,
    ) -> Result<Result<(Package, Option<String>), Ending>, Refusal> {
        if !self.is_named() {
            return choices::chosen_package(desk, view, asking, concept);
        }
        let (package, name) = self.package(view.problem(), asking)?;
        Ok(Ok((package, Some(name.unwrap_or_else(|| "the package asked about".to_owned())))))
    }
}
