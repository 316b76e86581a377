//! `zopa completions`: scripts for shells, which ask the program itself what may come next. So they know the parties, issues, options,
//! proposals and rules of the file that stands on the command line.

use clap::{Arg, Args, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use zopa_commands::complete::{Candidate, Taken, candidates};

/// The variable by which a shell asks.
const ASKED: &str = "ZOPA_COMPLETE";
/// Larger files are not read for a completion.
const LARGEST: u64 = 1 << 24;

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "\
They know the parties, issues, options, proposals and rules of the file on the command line.

Examples:
  source <(zopa completions bash)       # in ~/.bashrc
  source <(zopa completions zsh)        # in ~/.zshrc
  zopa completions fish | source        # in ~/.config/fish/config.fish")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// The script.
    pub fn script(self) -> String {
        let mut script = Vec::new();
        let shell = self.shell.to_string();
        if let Some(completer) = Shells::builtins().completer(&shell) {
            // Writing to memory does not fail.
            let _ = completer.write_registration(ASKED, "zopa", "zopa", "zopa", &mut script);
        }
        let script = String::from_utf8_lossy(&script).into_owned();
        // Bash would cut `price=100` into three words.
        if self.shell == Shell::Bash { format!("COMP_WORDBREAKS=${{COMP_WORDBREAKS//=/}}\n{script}") } else { script }
    }
}

/// Answers a shell that asks what may come next, and ends then.
pub fn answer(whole: impl Fn() -> Command) {
    CompleteEnv::with_factory(|| knowing(whole())).var(ASKED).bin("zopa").completer("zopa").complete();
}

/// The command and all below it, with what their options take.
fn knowing(command: Command) -> Command {
    command
        .mut_args(|arg| match taken(&arg) {
            Some(taken) => arg.add(ArgValueCompleter::new(move |begun: &OsStr| offered(taken, begun))),
            None => arg,
        })
        .mut_subcommands(knowing)
}

/// What an option takes of a model's names.
fn taken(arg: &Arg) -> Option<Taken> {
    let [value] = arg.get_value_names()? else { return None };
    match (arg.get_id().as_str(), value.as_str()) {
        (_, "ISSUE=OPTION") => Some(Taken::Settled),
        (_, "PARTY") => Some(Taken::Party),
        ("proposal", "ID") => Some(Taken::Proposal),
        ("only", "ID") => Some(Taken::Assumption),
        ("without", "NAME") => Some(Taken::Rule),
        _ => None,
    }
}

fn offered(taken: Taken, begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some((path, bytes)) = model() else { return Vec::new() };
    let found = candidates(&path.to_string_lossy(), &bytes, taken, &begun.to_string_lossy());
    let offer = |Candidate { word, name }: Candidate| CompletionCandidate::new(word).help(name.map(Into::into));
    found.into_iter().map(offer).collect()
}

/// The first file on the command line that is completed.
fn model() -> Option<(PathBuf, Vec<u8>)> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(2);
    let path = words.map(PathBuf::from).find(|word| Path::is_file(word))?;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&path).ok()?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    (read as u64 <= LARGEST).then_some((path, bytes))
}
