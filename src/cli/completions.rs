//! `zopa completions`.

use clap::{Args, Command};
use clap_complete::{Generator, Shell};
use std::io::{self, Write};
use zopa::commands::Ending;

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "\
Example:
  zopa completions bash > ~/.local/share/bash-completion/completions/zopa")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Writes the script.
    pub fn write(self, whole: &mut Command, sink: &mut dyn Write) -> io::Result<Ending> {
        whole.set_bin_name("zopa");
        whole.build();
        self.shell.try_generate(whole, sink)?;
        Ok(Ending::Answered)
    }
}
