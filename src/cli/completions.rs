//! `zopa completions`.

use super::ending::{Ending, Failure};
use super::output::Destination;
use clap::{Args, Command};
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "\
Example:
  zopa completions bash > ~/.local/share/bash-completion/completions/zopa")]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self, whole: &mut Command) -> Result<Ending, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, whole, "zopa", &mut script);
        Destination::STANDARD.text(&String::from_utf8_lossy(&script))?;
        Ok(Ending::Answered)
    }
}
