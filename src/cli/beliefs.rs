//! `zopa beliefs`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelBefore, Searching};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::belief::{Reach, Verdict};
use zopa::report::{self, BeliefsReport};
use zopa::{Limits, View};

/// Tell what beliefs do to an agreement: does it rest on a belief that all could share, and how far may beliefs move
///
/// For the Nash package, or another one: who accepts by its own belief; whether there is any belief with which all would
/// accept (if not, an agreement is spurious); what each contingent clause is worth to whom, by whose belief; and between
/// which probabilities of each state the package, and any package at all, can be agreed.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa beliefs model.json
  zopa beliefs model.json --proposal backstop
  zopa beliefs model.json --fix deployment=reactive

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options of a package, one for every issue; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION")]
    choices: Vec<String>,
    /// Another package than the Nash package: a proposal of the model
    #[arg(long, value_name = "ID")]
    proposal: Option<String>,
    #[command(flatten)]
    changes: Changes,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let (loaded, choices) = input::load_options_with(&self.file.model, &self.choices, &self.file.reading)?;
        let problem = &loaded.problem;
        if problem.states().is_empty() && problem.derived().is_empty() {
            let help = "add `states` to the model: what may happen, and how likely each party thinks it";
            return Err(Failure::new("this model has no states, so that no belief makes a difference", Some(help)));
        }
        let view = choices::changed(problem, &self.changes)?;
        let (package, name) = match self.proposal.is_some() || !choices.is_empty() {
            true => choices::package(problem, self.proposal.as_deref(), &choices)?,
            false => match choices::nash(&view, &self.searching) {
                Ok(package) => (package, None),
                Err(ending) => return Ok(ending),
            },
        };
        let begun = Instant::now();
        let beliefs = view.beliefs(&package).map_err(|stop| Failure::new(&stop.to_string(), None))?;
        let (reach, stopped) = reach(&view, || self.searching.limits());
        self.searching.tell(|| format!("looked at all beliefs in {:.1?}", begun.elapsed()));
        let page = |style| report::text::beliefs(&view, &beliefs, &reach, name.as_deref(), style);
        self.destination.finish(self.format, page, || BeliefsReport::new(&view, &beliefs, &reach))?;
        Ok(match beliefs.verdict {
            _ if stopped => Ending::Stopped,
            Verdict::Agreed if beliefs.feasible => Ending::Answered,
            _ => Ending::Negative,
        })
    }
}

/// With which beliefs there is an agreement, and whether a limit was met before all was known.
fn reach(view: &View, limits: impl Fn() -> Limits) -> (Vec<Reach>, bool) {
    let mut found = Vec::new();
    for (state, known) in view.problem().state_ids().zip(view.problem().states()) {
        for party in view.problem().party_ids().filter(|party| known.beliefs[party.index()].is_some()) {
            match view.belief_reach(party, state, &limits()) {
                Ok(reach) => found.push(reach),
                Err(_) => return (found, true),
            }
        }
    }
    (found, false)
}
