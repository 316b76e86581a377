//! `zopa solve`.

use super::certified::{self, Certified};
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Concepts, EngineName, Files, Solver};
use super::sweep;
use super::written::{Many, UpTo};
use clap::Args;
use serde::Deserialize;
use zopa::certificate::Certificate;
use zopa::concept::Concept;
use zopa::lottery::{self, LotteryAnswer, Unsuited};
use zopa::problem::View;
use zopa::report::{OftenReport, SolveReport};
use zopa::search::{Answer, Stop};
use zopa::text::words::readable_count;
use zopa::uncertain::MAX_DRAWS;

/// Find what the parties can agree on, and which package is the fair one
///
/// Reports the package that the Nash solution recommends (or the concept named first), what each party gets from it and
/// why, how the other concepts differ, and who would refuse the model's own proposals. If nothing can be agreed, it
/// says which parties stand in the way and how much they are short. Lotteries over packages, for parties that can toss
/// a coin, take turns or split an issue, are looked for when a concept that chooses them is named.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa solve model.json
  zopa solve model.json --concept kalai-smorodinsky,nash
  zopa solve model.json --concept lottery-nash
  zopa solve model.json --by-rule
  zopa solve model.json --fix sanctions=phased --without no-combat-commitment
  zopa solve model.json --format json --time-limit 10s --output answer.json
  zopa solve model.json --certificate answer.cert

{STATUSES}"))]
pub struct Solve {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    #[command(flatten)]
    #[serde(flatten)]
    concepts: Concepts,
    /// Let concepts choose among everything that passes the model's acceptance rule, not only among what every party
    /// accepts: each smallest set of parties that the rule lets decide bargains by itself
    #[arg(long)]
    by_rule: bool,
    /// List so many of the packages that are equally good, or `all` [on a page: 4; as JSON: 100]. All of them are counted
    #[arg(long, value_name = "N")]
    ties: Option<Many>,
    /// Tell how often the package is agreed on in so many draws of the numbers that have a range, and how often it is acceptable
    #[arg(long, value_name = "N")]
    draws: Option<UpTo<MAX_DRAWS>>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    certified: Certified,
    /// Check the answer before it is given, with code that shares nothing with what found it, and tell how that ended
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
    #[command(flatten)]
    #[serde(flatten)]
    solver: Solver,
}

impl Solve {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.loaded(desk)?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        self.certified.suits(&loaded, &view)?;
        let chosen = self.concepts.chosen(&loaded.problem)?;
        let mixing = self.mixing(&view)?;
        let answer = self.solved(desk, &view, chosen)?;
        // How much somebody is short says nothing where only an order is known.
        let measured = !loaded.problem.is_order_only();
        let no_deal = self.asking.reasons(desk, &view, answer.status).filter(|_| measured);
        let lotteries = self.mixed(desk, &view, &mixing)?;
        let within = self.asking.within_error(desk, &view, &answer)?;
        let most = Many::listed(self.ties, self.format);
        let report = SolveReport::listing(&view, &answer, no_deal.as_ref(), most).within_error(&view, within.as_ref());
        let mut report = self.beside(desk, &view, &answer, report)?;
        if let Some(lotteries) = &lotteries {
            report = report.with_lotteries(&view, lotteries);
        }
        self.certify(desk, &loaded, &view, |certificate| {
            certificate.solutions(&answer, &self.asking.limits(desk))?;
            if let Some(lotteries) = &lotteries {
                certificate.lotteries(lotteries, &self.asking.limits(desk))?;
            }
            if no_deal.is_some() {
                certificate.leave_open("who stands in the way, and what would mend it");
            }
            Ok(())
        })?;
        desk.finish(self.format, &report)?;
        if within.is_some_and(|within| within.stopped.is_some() || !within.is_decided()) {
            return Ok(Ending::Stopped);
        }
        Ok(lotteries.as_ref().map_or(answer.status, |lotteries| lotteries.status_with(answer.status)).into())
    }

    /// The model, with what it needs to be searched with.
    fn loaded(&self, desk: &Desk) -> Result<Loaded, Refusal> {
        let read = |loaded: &Result<Loaded, _>| {
            let name = loaded.as_ref().map_or("the model", |loaded| &loaded.source.name);
            format!("read and compiled {}", zopa::text::visible(name))
        };
        let loaded = desk.timed(self.asking.verbose, read, || input::load_any(desk, &self.files))?;
        let loaded = loaded.asked(desk, &self.asking, &[], Levels::Read)?;
        if loaded.problem.has_levels() {
            self.asking.no_engine()?;
        } else {
            self.solver.none_without_levels()?;
        }
        Ok(loaded)
    }

    /// The concepts that choose lotteries, if all of them can choose here.
    fn mixing(&self, view: &View) -> Result<Vec<lottery::Concept>, Refusal> {
        let concepts = self.concepts.lotteries(view);
        if !concepts.is_empty() {
            view.problem().without_curves()?;
        }
        for concept in &concepts {
            concept.suits(view).map_err(|why| unsuited(*concept, &why))?;
        }
        Ok(concepts)
    }

    /// What the concepts choose that choose packages.
    fn solved<'p>(
        &self,
        desk: &Desk,
        view: &View<'p>,
        chosen: Vec<&'static dyn Concept>,
    ) -> Result<Answer<'p>, Refusal> {
        let question = view.clone().search().concepts(chosen).by_rule(self.by_rule);
        let question = question.engine(self.asking.engine()).limits(self.asking.limits(desk));
        let programme = self.asking.engine == EngineName::Milp || self.solver.is_asked();
        let question = question.programme_first(programme).back_end(self.solver.back_end()?);
        let engine = |answer: &Answer| engine(view, answer, self.asking.engine);
        Ok(desk.timed(self.asking.verbose, engine, || question.run()))
    }

    /// What those choose that choose lotteries; none if there is none.
    fn mixed(&self, desk: &Desk, view: &View, concepts: &[lottery::Concept]) -> Result<Option<LotteryAnswer>, Refusal> {
        let Some(first) = concepts.first() else { return Ok(None) };
        let found = self.asking.ask(desk, "looked for lotteries", |limits| view.lotteries(concepts, limits));
        found.map(Some).map_err(|why| unsuited(*first, &why))
    }

    /// With what is told of the recommended package beside what it is: aims, and how often it is agreed on.
    fn beside(&self, desk: &Desk, view: &View, answer: &Answer, report: SolveReport) -> Result<SolveReport, Refusal> {
        let mut report = report;
        report.shown = self.ties.map(|Many(shown)| shown);
        let recommended = answer.solutions.iter().find_map(|solution| solution.agreements.first());
        if let Some(first) = recommended.filter(|_| !view.problem().aims().is_empty()) {
            let aims = self.asking.ask(desk, "looked at aims", |limits| view.aims_of(&first.package, limits));
            report = report.with_aims(view, &first.package, &aims);
        }
        if let Some(draws) = &self.draws {
            let made = |_: &_| "made the draws".to_owned();
            let drawn = desk.timed(self.asking.verbose, made, || sweep::draws(desk, &self.asking, view, draws.0));
            let (sweep, outcomes, stopped) = drawn?;
            let package = recommended.map(|first| &first.package);
            report.often = Some(OftenReport::new(&sweep, &outcomes, package, stopped));
        }
        Ok(report)
    }

    /// Checks the answer, if that is asked for, and writes its certificate, if that is.
    fn certify<'v>(
        &self,
        desk: &Desk,
        loaded: &Loaded,
        view: &View<'v>,
        claims: impl FnOnce(&mut Certificate<'v>) -> Result<(), Stop>,
    ) -> Result<(), Refusal> {
        if !self.verify {
            return self.certified.write(desk, loaded, view, claims);
        }
        let claimed = certified::claimed(loaded, view, claims);
        certified::checked(desk, self.asking.verbose, loaded, &claimed)?;
        self.certified.keep(desk, &claimed)
    }
}

/// A concept that cannot be asked of this model.
fn unsuited(concept: lottery::Concept, why: &Unsuited) -> Refusal {
    let help = match why {
        Unsuited::NotTwoParties(_) => {
            "for any number of parties there are lottery-nash, lottery-kalai-smorodinsky and \
                                       lottery-egalitarian"
        }
        Unsuited::OrderOnly(_) => "ask for fallback or maximin-ranks",
        Unsuited::SharedBelief => "ask for a concept that chooses packages, or lift it: --without acceptance.beliefs",
        Unsuited::Linked(_) | Unsuited::Saturated(_) => "ask for lottery-kalai-smorodinsky, which mixes whole packages",
        Unsuited::Uneven(_) => "ask for lottery-kalai-smorodinsky, which mixes whole packages, or in --steps",
    };
    Refusal::new(&format!("{} does not suit this model: {why}", concept.id()), Some(help))
}

/// Which engine was used, and why.
fn engine(view: &View, answer: &Answer, asked: EngineName) -> String {
    let (packages, parties) = (readable_count(&answer.counts.all), view.parties());
    let chosen = if asked == EngineName::Auto { "chosen" } else { "as asked" };
    let reasons: String = answer.reasons.iter().map(|reason| format!("\n  {reason}")).collect();
    format!("engine `{}` ({chosen}; {packages} packages, {parties} parties){reasons}\nsolved", answer.engine.id())
}
