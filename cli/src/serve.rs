//! `zopa serve` and `zopa playground`: the desk is a program of its own, so that this one stays small; it is looked for and started.

use super::guard::Limiting;
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use zopa_commands::{Desk, Ending, Refusal};

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
        let mut server = server();
        server.args(limiting.written()).args(quiet.then_some("--quiet")).args(self.arguments);
        let status = become_it(server).map_err(|error| not_there(&error))?;
        Ok(if status.success() { Ending::Answered } else { Ending::Wrong })
    }
}

/// Write the desk as one page that needs no server: opened in a browser, it answers by itself
///
/// The page holds zopa in WebAssembly, which scripts/playground builds. Nothing that is typed into it leaves the machine.
#[derive(Args)]
#[command(after_help = "\
Examples:
  zopa playground --output playground.html
  zopa playground model.json --wasm target/playground/zopa.wasm.gz --output desk.html")]
pub struct Playground {
    /// A model to begin with: a JSON file. Without it the desk begins with an example
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,
    /// zopa in WebAssembly, as scripts/playground builds it; unless it is named, zopa.wasm.gz beside zopa-serve is taken, or
    /// where that script puts it
    #[arg(long, value_name = "FILE")]
    wasm: Option<PathBuf>,
}

impl Playground {
    /// Has the server write the page, and writes it as the answer.
    ///
    /// # Errors
    /// If the server is not there, or what it lacks.
    pub fn run(self, desk: &Desk) -> Result<(), Refusal> {
        let mut server = server();
        server.arg("--playground");
        if let Some(wasm) = self.wasm {
            server.arg("--wasm").arg(wasm);
        }
        if let Some(model) = self.model {
            server.arg("--").arg(model);
        }
        let made = server.output().map_err(|error| not_there(&error))?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr);
            return Err(Refusal::new(said.trim_end().trim_start_matches("error: "), None));
        }
        desk.text(&String::from_utf8_lossy(&made.stdout))
    }
}

/// The server: in the folder of this program, or on the PATH.
fn server() -> Command {
    Command::new(beside().unwrap_or_else(|| SERVER.into()))
}

fn not_there(error: &std::io::Error) -> Refusal {
    Refusal::new(
        &format!("{SERVER} cannot be started: {error}"),
        Some("it is installed by itself, from the sources: cargo install --path serve"),
    )
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
