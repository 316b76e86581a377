//! `zopa solve`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, Concepts, EngineName, Many, ModelFile, Searching, Solver, many};
use super::output::{Destination, Format};
use super::running::{ending, search};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::lottery::Unsuited;
use zopa::report::{self, SolveReport, readable_count};
use zopa::{Answer, Status, View, lottery};

/// Find what the parties can agree on, and which package is the fair one
///
/// Reports the package that the Nash solution recommends (or the concept named first), what each party gets from it and
/// why, how the other concepts differ, and who would refuse the model's own proposals. If nothing can be agreed, it
/// says which parties stand in the way and how much they are short. Lotteries over packages, for parties that can toss
/// a coin, take turns or split an issue, are looked for when a concept that chooses them is named.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa solve model.json
  zopa solve model.json --concept kalai-smorodinsky,nash
  zopa solve model.json --concept lottery-nash
  zopa solve model.json --by-rule
  zopa solve model.json --fix sanctions=phased --without no-combat-commitment
  zopa solve model.json --format json --time-limit 10s --output answer.json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    #[command(flatten)]
    concepts: Concepts,
    #[command(flatten)]
    changes: Changes,
    /// Let concepts choose among everything that passes the model's acceptance rule, not only among what every party
    /// accepts: each smallest set of parties that the rule lets decide bargains by itself
    #[arg(long)]
    by_rule: bool,
    /// List so many of the packages that are equally good, or `all` [on a page: 4; as JSON: 100]. All of them are counted
    #[arg(long, value_name = "N", value_parser = many)]
    ties: Option<Many>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    solver: Solver,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let start = Instant::now();
        let loaded = input::load(&self.file)?;
        if loaded.problem.has_levels() {
            self.searching.no_engine()?;
            if let Some(asked) = self.concepts.asks_for_lotteries() {
                return Err(Failure::new(
                    &format!("{asked}: lotteries are not looked for in models with continuous issues"),
                    Some("leave it out; the concepts from nash to equal-loss read levels"),
                ));
            }
        } else {
            self.solver.none_without_levels()?;
        }
        let view = choices::changed(&loaded.problem, &self.changes)?;
        self.searching.tell(|| {
            format!("read and compiled {} in {:.1?}", report::printable(&loaded.source.name), start.elapsed())
        });
        let concepts = if loaded.problem.has_levels() { Vec::new() } else { self.concepts.lotteries(&view) };
        for concept in &concepts {
            concept.suits(&view).map_err(|why| unsuited(*concept, &why))?;
        }
        let begun = Instant::now();
        let question = view.clone().search().concepts(self.concepts.chosen()).by_rule(self.by_rule);
        let question = question.engine(self.searching.engine()).limits(self.searching.limits());
        let programme = self.searching.engine == EngineName::Milp || self.solver.is_asked();
        let question = question.programme_first(programme).back_end(self.solver.back_end()?);
        let answer = search(|progress| question.progress(progress).run());
        self.searching.tell(|| format!("{} in {:.1?}", engine(&view, &answer, self.searching.engine), begun.elapsed()));
        let begun = Instant::now();
        let explained = answer.status == Status::NoAgreement && !loaded.problem.has_levels();
        let no_deal = explained.then(|| view.explain_no_deal(&self.searching.limits()));
        if no_deal.is_some() {
            self.searching.tell(|| format!("looked for the reasons; {:.1?}", begun.elapsed()));
        }
        let begun = Instant::now();
        let limits = self.searching.limits();
        let lotteries = match concepts.is_empty() {
            true => None,
            false => {
                let asked = search(|mut progress| view.lotteries(&concepts, &limits, Some(&mut *progress)));
                Some(asked.map_err(|why| unsuited(concepts[0], &why))?)
            }
        };
        if lotteries.is_some() {
            self.searching.tell(|| format!("looked for lotteries; {:.1?}", begun.elapsed()));
        }
        let page = |style| {
            let style = Many::on_page(self.ties, style);
            let page = report::text::solve(&view, &answer, no_deal.as_ref(), style);
            let mixed = lotteries.as_ref();
            page + &mixed.map_or_else(String::new, |mixed| report::text::lotteries(&view, mixed, style))
        };
        let report = || {
            let report = SolveReport::listing(&view, &answer, no_deal.as_ref(), Many::in_report(self.ties));
            match &lotteries {
                Some(lotteries) => report.with_lotteries(&view, lotteries),
                None => report,
            }
        };
        self.destination.finish(self.format, page, report)?;
        Ok(ending(lotteries.map_or(answer.status, |lotteries| lotteries.status_with(answer.status))))
    }
}

/// A concept that cannot be asked of this model.
fn unsuited(concept: lottery::Concept, why: &Unsuited) -> Failure {
    let help = match why {
        Unsuited::NotTwoParties(_) => {
            "for any number of parties there are lottery-nash, lottery-kalai-smorodinsky and \
                                       lottery-egalitarian"
        }
        Unsuited::Linked(_) | Unsuited::Saturated(_) => "ask for lottery-kalai-smorodinsky, which mixes whole packages",
    };
    Failure::new(&format!("{} does not suit this model: {why}", concept.id()), Some(help))
}

/// Which engine was used, and why.
fn engine(view: &View, answer: &Answer, asked: EngineName) -> String {
    let (packages, parties) = (readable_count(&answer.counts.all), view.parties());
    let chosen = if asked == EngineName::Auto { "chosen" } else { "as asked" };
    let reasons: String = answer.reasons.iter().map(|reason| format!("\n  {reason}")).collect();
    format!("engine `{}` ({chosen}; {packages} packages, {parties} parties){reasons}\nsolved", answer.engine.id())
}
