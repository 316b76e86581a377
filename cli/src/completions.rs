//! `zopa completions`.

use clap::{Args, Command};
use clap_complete::Shell;

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
    /// The script.
    pub fn script(self, whole: &mut Command) -> String {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, whole, "zopa", &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }
}
