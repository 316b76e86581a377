//! `zopa import`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::input;
use super::options::Files;
use super::source::Source;
use clap::Args;
use serde::Deserialize;

/// Turn files of another program into a model
///
/// Reads the domain and profiles of GENIUS (XML), GeniusWeb (JSON), NegMAS (YAML) and NegoLog (JSON), and tables in CSV, and
/// prints a model to look at and to go on with. What kind of file it is, its content says. All other commands read such
/// files directly, too. Real numbers become continuous issues, or steps with --steps. What has no part in the model, or had
/// to be rounded, is noted on standard error.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa import laptop_domain.xml laptop_buyer.xml laptop_seller.xml
  zopa import Laptop/ --output laptop.json
  zopa import WindFarm.yml WindFarm_util1.yml WindFarm_util2.yml
  zopa import values.csv rules.csv

{STATUSES}"))]
pub struct Import {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
}

impl Import {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let source = Source::open(desk, &self.files.named.model, &self.files)?;
        source.has_no_steps("a model is read as it is")?;
        let loaded = source.load(desk)?;
        if !loaded.notes.0.is_empty() {
            desk.tell(&format!("{}\n", loaded.source.render(&loaded.notes, desk.host().colour())));
        }
        input::tell_set(desk, &loaded);
        desk.json(&loaded.model)?;
        Ok(Ending::Answered)
    }
}
