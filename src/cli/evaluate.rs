//! `zopa evaluate`.

use super::options::{Destination, Format, ModelFile, Searching};
use super::running::watch;
use super::{Ending, Failure, STATUSES, choices, input, output};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, EvaluateReport};
use zopa::{Package, Problem};

/// Judge a package on the table: who accepts, who refuses and why, and what would be better for everybody
///
/// The package is one option for every issue, or a proposal of the model, or a proposal with some options changed.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa evaluate model.json --proposal western-draft
  zopa evaluate model.json --proposal western-draft sanctions=phased
  zopa evaluate model.json price=100 delivery=12-weeks warranty=none

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// The options of the package, one for every issue; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION", required_unless_present = "proposal")]
    choices: Vec<String>,
    /// Begin with a proposal of the model
    #[arg(long, value_name = "ID")]
    proposal: Option<String>,
    /// Lift a rule or a red line, by its id; may be given several times
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        watch();
        let start = Instant::now();
        let loaded = input::load(&self.file.model)?;
        let problem = &loaded.problem;
        let view = choices::without(problem, problem.view(), &self.without)?;
        let (package, name) = self.package(problem)?;
        let begun = Instant::now();
        let evaluation = view.evaluate(&package, &self.searching.limits(start));
        self.searching.tell(|| format!("evaluated in {:.1?}", begun.elapsed()));
        let output = self.destination.output.as_deref();
        let text = match self.format {
            Format::Text => report::text::evaluate(&view, &evaluation, name.as_deref(), output::style(output)),
            Format::Json => output::json(&EvaluateReport::new(&view, &evaluation))?,
        };
        output::write(output, &text)?;
        Ok(match (evaluation.acceptable, &evaluation.better) {
            (_, Err(_)) => Ending::Stopped,
            (true, Ok(_)) => Ending::Answered,
            (false, Ok(_)) => Ending::Negative,
        })
    }

    /// The package, and what it is called.
    fn package(&self, problem: &Problem) -> Result<(Package, Option<String>), Failure> {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for text in &self.choices {
            pairs.push(choices::split(problem, text)?);
        }
        let Some(id) = &self.proposal else {
            let package = problem.package(pairs).map_err(|diagnostics| choices::all_unknown(&diagnostics))?;
            return Ok((package, None));
        };
        let proposal = problem.proposal(id).map_err(|diagnostics| choices::all_unknown(&diagnostics))?;
        let mut changed: Vec<(&str, &str)> = proposal.package.ids(problem).collect();
        for (at, (issue, option)) in pairs.iter().enumerate() {
            problem.option(issue, option).map_err(|diagnostics| choices::all_unknown(&diagnostics))?;
            if pairs.iter().take(at).any(|(other, _)| other == issue) {
                let message = format!("`{}` is given twice", report::printable(issue));
                return Err(Failure::new(&message, None));
            }
            changed.iter_mut().filter(|(other, _)| other == issue).for_each(|choice| choice.1 = option);
        }
        let package = problem.package(changed).map_err(|diagnostics| choices::all_unknown(&diagnostics))?;
        let name = if pairs.is_empty() { proposal.name.clone() } else { format!("{}, changed", proposal.name) };
        Ok((package, Some(name)))
    }
}
