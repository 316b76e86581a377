//! `zopa serve`: the server is a program of its own, so that this one stays small; it is looked for and started.

use super::guard::Limiting;
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use zopa_commands::{Ending, Refusal};

/// Open a desk for a model in the browser, and answer programs over HTTP; `zopa serve --help` tells more
///
/// Starts zopa-serve, a program of its own that stands beside this one, or on the PATH.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Serve {
    /// A model to begin with, and options: see `zopa serve --help`
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// What the server is called.
const SERVER: &str = "zopa-serve";

impl Serve {
    /// Becomes the server, as far as the system lets one program become another.
    ///
    /// # Errors
    /// If it is not there.
    pub fn run(self, limiting: &Limiting, quiet: bool) -> Result<Ending, Refusal> {
        let mut server = Command::new(beside().unwrap_or_else(|| SERVER.into()));
        server.args(limiting.written()).args(quiet.then_some("--quiet")).args(self.arguments);
        let status = become_it(server).map_err(|error| {
            Refusal::new(
                &format!("{SERVER} cannot be started: {error}"),
                Some("it is installed by itself, from the sources: cargo install --path serve"),
            )
        })?;
        Ok(if status.success() { Ending::Answered } else { Ending::Wrong })
    }
}

/// The server in the folder of this program, if it is there.
fn beside() -> Option<PathBuf> {
    let server = std::env::current_exe().ok()?.with_file_name(format!("{SERVER}{}", std::env::consts::EXE_SUFFIX));
    server.is_file().then_some(server)
}

/// This comes back only if it could not be done.
#[cfg(unix)]
fn become_it(mut server: Command) -> std::io::Result<std::process::ExitStatus> {
    use std::os::unix::process::CommandExt;
    Err(server.exec())
}

#[cfg(not(unix))]
fn become_it(mut server: Command) -> std::io::Result<std::process::ExitStatus> {
    server.status()
}
