//! `zopa completions`.

use super::options::Destination;
use super::{Ending, Failure};
use clap::{Args, CommandFactory};
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
    pub fn run(self) -> Result<Ending, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Arguments::command(), "zopa", &mut script);
        Destination::STANDARD.text(&String::from_utf8_lossy(&script))?;
        Ok(Ending::Answered)
    }
}
