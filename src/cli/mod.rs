//! The command line: the first embedder of the library, through its public interface only.
//!
//! Results go to standard output (or to `--output`), everything else to standard error. The exit status says what kind
//! of answer it was; see [`Ending`].

mod beliefs;
mod check;
mod choices;
mod completions;
mod counter;
mod elicit;
mod ending;
mod evaluate;
mod explain;
mod export;
mod frontier;
mod guard;
mod import;
mod input;
mod linkage;
mod options;
mod output;
mod replace;
mod robust;
mod running;
mod schema;
mod solve;
mod stability;
mod sweep;
mod terminal;
mod test;
mod trades;

use clap::{CommandFactory, Parser, Subcommand};
use ending::{Ending, Failure, STATUSES};
use std::process::ExitCode;

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
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Solve(solve::Arguments),
    Frontier(frontier::Arguments),
    Evaluate(evaluate::Arguments),
    Linkage(linkage::Arguments),
    Explain(explain::Arguments),
    Stability(stability::Arguments),
    Beliefs(beliefs::Arguments),
    Sweep(sweep::Arguments),
    Robust(robust::Arguments),
    Trades(trades::Arguments),
    Counter(counter::Arguments),
    Test(test::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Elicit(elicit::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    guard::begin(arguments.limiting);
    let result = match arguments.command {
        Command::Check(arguments) => arguments.run(),
        Command::Solve(arguments) => arguments.run(),
        Command::Frontier(arguments) => arguments.run(),
        Command::Evaluate(arguments) => arguments.run(),
        Command::Linkage(arguments) => arguments.run(),
        Command::Explain(arguments) => arguments.run(),
        Command::Stability(arguments) => arguments.run(),
        Command::Beliefs(arguments) => arguments.run(),
        Command::Sweep(arguments) => arguments.run(),
        Command::Robust(arguments) => arguments.run(),
        Command::Trades(arguments) => arguments.run(),
        Command::Counter(arguments) => arguments.run(),
        Command::Test(arguments) => arguments.run(),
        Command::Import(arguments) => arguments.run(),
        Command::Export(arguments) => arguments.run(),
        Command::Elicit(arguments) => arguments.run(),
        Command::Schema(arguments) => arguments.run(),
        Command::Completions(arguments) => arguments.run(&mut Arguments::command()),
    };
    ExitCode::from(match result {
        Ok(Ending::Answered) => 0,
        Ok(Ending::Negative) => 1,
        Ok(Ending::Stopped) => 3,
        Err(Failure(text)) => {
            terminal::complain(&text);
            2
        }
    })
}
