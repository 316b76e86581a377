//! The command-line program: a terminal around [`zopa_commands`]; see `zopa --help`.
//!
//! Results go to standard output (or to `--output`), everything else to standard error. The exit status says what kind
//! of answer it was; see [`Ending`].

#![forbid(unsafe_code)]

mod completions;
mod guard;
mod host;
mod man;
mod output;
mod progress;
mod replace;
mod serve;
mod terminal;

use clap::{CommandFactory, Parser, Subcommand};
use guard::EVERYWHERE;
use host::Terminal;
use output::Whole;
use std::path::PathBuf;
use std::process::ExitCode;
use zopa_commands::{Desk, Ending, Refusal, STATUSES};

/// Finds what negotiating parties can agree on, exactly, and explains why or why not.
///
/// A model file says who negotiates, what about, what each option is worth to each party, and what a party has
/// without a deal. From it, zopa finds the packages that all can accept, the fair ones among them by six concepts, and,
/// where there are none, what stands in the way.
#[derive(Parser)]
#[command(name = "zopa", version, arg_required_else_help = true, after_help = format!("\
Examples:
  zopa check model.json
  zopa solve model.json
  zopa evaluate model.json --proposal draft

{STATUSES}"))]
struct Arguments {
    #[command(flatten)]
    limiting: guard::Limiting,
    /// Write the result to this file instead of standard output; an old file is replaced only when all is written
    #[arg(long, short, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    output: Option<PathBuf>,
    /// Say nothing on standard error but what is wrong
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Asked(Box<zopa_commands::Command>),
    Completions(completions::Completions),
    Man(man::Man),
    Playground(serve::Playground),
    Serve(serve::Serve),
}

fn main() -> ExitCode {
    completions::answer(Arguments::command);
    let arguments = Arguments::parse();
    let ended = match arguments.command {
        // It has limits of its own, and its answers go to those who ask.
        Command::Serve(_) if arguments.output.is_some() => {
            Err(Refusal::new("serve writes no file", Some("leave --output out; a report is saved from the desk")))
        }
        Command::Serve(asked) => asked.run(&arguments.limiting, arguments.quiet),
        Command::Asked(asked) => {
            // Files of another program go to a folder, beside the result.
            let (folder, output) = match *asked {
                zopa_commands::Command::Export(_) => (arguments.output, None),
                _ => (None, arguments.output),
            };
            let limits = guard::begin(arguments.limiting, arguments.quiet);
            let host = Terminal::new(arguments.quiet, output.is_none(), folder);
            output::to(output.as_deref(), |sink| {
                let desk = Desk::new(&host, limits, sink);
                asked.run(&desk).map(|ending| (ending, Whole(desk.cut().is_none())))
            })
        }
        Command::Completions(asked) => {
            let limits = guard::begin(arguments.limiting, arguments.quiet);
            let host = Terminal::new(arguments.quiet, false, None);
            let script = asked.script();
            output::to(arguments.output.as_deref(), |sink| {
                Desk::new(&host, limits, sink).text(&script).map(|()| (Ending::Answered, Whole(true)))
            })
        }
        Command::Playground(asked) => {
            let limits = guard::begin(arguments.limiting, arguments.quiet);
            let host = Terminal::new(arguments.quiet, false, None);
            output::to(arguments.output.as_deref(), |sink| {
                asked.run(&Desk::new(&host, limits, sink)).map(|()| (Ending::Answered, Whole(true)))
            })
        }
        Command::Man(asked) => {
            let limits = guard::begin(arguments.limiting, arguments.quiet);
            let host = Terminal::new(arguments.quiet, false, arguments.output);
            output::to(None, |sink| {
                let desk = Desk::new(&host, limits, sink);
                asked.run(Arguments::command(), &host, &desk).map(|()| (Ending::Answered, Whole(true)))
            })
        }
    };
    progress::clear();
    match ended {
        Ok(ending) => ExitCode::from(ending.status()),
        Err(refusal) => {
            terminal::complain(&refusal.render(terminal::color_on_stderr()));
            ExitCode::from(2)
        }
    }
}
