//! `zopa report`.

use super::asked;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::frontier::cover;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Files};
use super::protocol;
use super::source::Source;
use super::stability::with_numbers;
use super::sweep;
use super::written::UpTo;
use crate::pictures::DRAWN;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use zopa::assume::Tested;
use zopa::concept::{self, Concept, Nash};
use zopa::exact::Number;
use zopa::frontier::Point;
use zopa::model::{Diagnostics, Keyed, Model};
use zopa::problem::{Problem, View};
use zopa::report::{
    BriefReport, DossierReport, EntryReport, EvaluateReport, ExplainReport, HoldsReport, LinkageReport, PieceReport,
    ProtocolReport, ReasonReport, SampleReport, SolveReport, SourceReport, StabilityReport, SweepReport, TestReport,
    VerdictName,
};
use zopa::search::{Answer, Status, Stop, Target};
use zopa::uncertain::MAX_DRAWS;

/// Say all there is to say of a model, with pictures, in one file to be mailed, printed or read aloud
///
/// The answer in brief with a term sheet, who gets what, each proposal with its refusals, the frontier, how the issues are linked,
/// how far numbers may move, what becomes of the answer when they do, the assumptions, the promises. The file loads nothing and runs
/// nothing.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa report model.json --output report.html
  zopa report model.json --sections gains,proposals --output report.html
  zopa report model.json --format markdown

{STATUSES}"))]
pub struct Dossier {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// What it is about, beside the answer in brief [default: everything that applies]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SECTION")]
    sections: Vec<Section>,
    /// How many draws to make where numbers have ranges [default: 200; with continuous issues 50]
    #[arg(long, value_name = "N")]
    draws: Option<UpTo<MAX_DRAWS>>,
    /// The form of the result
    #[arg(long, default_value = "html", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page", skip_serializing)]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// A part of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Section {
    /// What each party gets, by each concept
    Gains,
    /// What becomes of the model's proposals
    Proposals,
    /// What cannot be improved for one party without loss to another
    Frontier,
    /// How the issues are linked
    Linkage,
    /// How far numbers may move while the answer stays
    Stability,
    /// What becomes of the answer when the numbers are drawn from their ranges
    Ranges,
    /// What became of the assumptions
    Assumptions,
    /// Which promises of the Nash package would be kept
    Promises,
    /// What ways of talking lead to; by default only those that the model names
    Talks,
    /// Why numbers and rules are as they are, in the author's words, and where that is taken from
    Sources,
}

/// Draws that are made, if nothing else is said; and with continuous issues, where a draw is a search of its own.
const DRAWS: [u64; 2] = [200, 50];
/// So many better packages are listed of each proposal.
const BETTER: usize = 3;

impl Dossier {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let source = Source::open(desk, &self.files.named.model, &self.files)?;
        let loaded = self.loaded(desk, &source)?;
        let problem = &loaded.problem;
        let view = choices::changed(problem, &self.asking)?;
        let question = view.clone().search().concepts(concept::ALL).engine(self.asking.engine());
        let answer = question.limits(self.asking.limits(desk)).run();
        let no_deal = self.asking.reasons(desk, &view, answer.status);
        let within = self.asking.within_error(desk, &view, &answer)?;
        let solve = SolveReport::listing(&view, &answer, no_deal.as_ref(), BETTER).within_error(&view, within.as_ref());
        let brief = BriefReport::of(&solve);
        let agreed = answer.status == Status::Agreement;
        let mut parts =
            Parts { desk, asking: &self.asking, source: &source, stopped: None, left_out: Keyed::default() };
        let explain = (answer.status == Status::NoAgreement).then(|| parts.obstacles(&view)).transpose()?;
        let proposals = if self.has(Section::Proposals) { parts.proposals(&view) } else { Keyed::default() };
        let found = |section: Section, applies: bool| applies && self.has(section);
        let report = DossierReport {
            opening: DossierReport::opening(&solve),
            gains: self.has(Section::Gains),
            brief,
            solve,
            explain,
            proposals,
            frontier: found(Section::Frontier, agreed).then(|| parts.frontier(&view)).flatten(),
            linkage: found(Section::Linkage, agreed).then(|| parts.linkage(&view)).flatten(),
            stability: found(Section::Stability, agreed).then(|| parts.stability()).flatten(),
            sweep: found(Section::Ranges, self.ranges(desk, problem)).then(|| parts.sweep(&view, self.draws)).flatten(),
            test: found(Section::Assumptions, !problem.assumptions().is_empty()).then(|| parts.test(&view)).flatten(),
            holds: found(Section::Promises, agreed && !problem.promises().is_empty())
                .then(|| parts.holds(&view, &answer))
                .flatten(),
            protocol: self.talks(problem).then(|| parts.talks(&view)).flatten(),
            asked: asked::line("report", &source.name, &self, &source.settings)?,
            sources: loaded.model.sources.clone(),
            reasons: match self.has(Section::Sources) {
                true => loaded.reasons()?.iter().map(ReasonReport::new).collect(),
                false => Vec::new(),
            },
            source: file(&source),
            left_out: std::mem::take(&mut parts.left_out),
        };
        desk.finish(self.format, &report)?;
        Ok(match parts.stopped {
            Some(_) => Ending::Stopped,
            None if within.is_some_and(|within| within.stopped.is_some() || !within.is_decided()) => Ending::Stopped,
            None => answer.status.into(),
        })
    }

    /// The model, as it is asked about.
    fn loaded(&self, desk: &Desk, source: &Source) -> Result<Loaded, Refusal> {
        let loaded = input::noted(desk, source.clone().load(desk))?.measured()?;
        let loaded = loaded.asked(desk, &self.asking, &[], Levels::Read)?;
        if loaded.problem.has_levels() {
            self.asking.no_engine()?;
        }
        Ok(loaded)
    }

    fn has(&self, section: Section) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }

    /// Whether ways of talking are asked about.
    fn talks(&self, problem: &Problem) -> bool {
        self.sections.contains(&Section::Talks) || self.sections.is_empty() && !problem.talks().is_empty()
    }

    /// Whether numbers can be drawn; that none can is told where draws were asked for.
    fn ranges(&self, desk: &Desk, problem: &Problem) -> bool {
        let none = problem.uncertain().is_empty();
        if none && (self.draws.is_some() || self.sections.contains(&Section::Ranges)) {
            desk.tell("note: no number of this model has a range, so that nothing is drawn\n");
        }
        !none
    }
}

/// The file of the model, if it is one.
fn file(source: &Source) -> Option<SourceReport> {
    (!source.foreign).then(|| SourceReport {
        file: source.name.clone(),
        sha256: zopa_verify::fingerprint(source.bytes()),
        bytes: source.bytes().len(),
    })
}

/// Some of a long list whose length is not known before its end, at even distances, and the last.
struct Sample<T> {
    kept: Vec<T>,
    last: Option<T>,
    seen: usize,
    step: usize,
}

impl<T> Default for Sample<T> {
    fn default() -> Self {
        Sample { kept: Vec::new(), last: None, seen: 0, step: 1 }
    }
}

impl<T: Clone> Sample<T> {
    fn add(&mut self, more: &[T]) {
        for one in more {
            if self.kept.len() == DRAWN && self.seen.is_multiple_of(self.step) {
                self.kept = std::mem::take(&mut self.kept).into_iter().step_by(2).collect();
                self.step *= 2;
            }
            if self.seen.is_multiple_of(self.step) {
                self.kept.push(one.clone());
            }
            self.seen += 1;
        }
        // If it is not one of those anyway.
        let is_kept = self.seen > 0 && (self.seen - 1).is_multiple_of(self.step);
        self.last = if is_kept { None } else { more.last().cloned().or(self.last.take()) };
    }

    fn all(mut self) -> Vec<T> {
        self.kept.extend(self.last);
        self.kept
    }
}

/// What is asked for the parts of a report.
struct Parts<'a, 'd> {
    desk: &'a Desk<'d>,
    asking: &'a Asking,
    source: &'a Source,
    /// What stopped one of them.
    stopped: Option<Stop>,
    /// By section, why it is not there.
    left_out: Keyed<String>,
}

impl Parts<'_, '_> {
    fn ended(&mut self, stop: Option<Stop>) {
        self.stopped = self.stopped.or(stop);
    }

    /// What was found for a section; if it cannot be answered, why.
    fn kept<T>(&mut self, section: &str, found: Result<T, Refusal>) -> Option<T> {
        found.map_err(|refusal| self.left_out.insert(section, refusal.message())).ok()
    }

    /// The model for a question that is asked about levels in another way.
    fn again(
        &self,
        levels: Levels,
        compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
    ) -> Result<Loaded, Refusal> {
        self.source.clone().compiled(self.desk, compile)?.asked(self.desk, self.asking, &[], levels)
    }

    /// Why nothing can be agreed.
    fn obstacles(&mut self, view: &View) -> Result<ExplainReport, Refusal> {
        let (free, fixed) = choices::changed_but_fixed(view.problem(), self.asking)?;
        let obstacles = free.obstacles(&fixed, &self.asking.limits(self.desk));
        self.ended(obstacles.as_ref().map_or_else(|stop| Some(*stop), |found| found.as_ref()?.stopped));
        Ok(ExplainReport::new(view, &obstacles))
    }

    /// What becomes of the model's proposals.
    fn proposals(&mut self, view: &View) -> Keyed<EvaluateReport> {
        let mut reports = Vec::new();
        for proposal in view.problem().proposals() {
            let evaluation = view.evaluate(&proposal.package, &self.asking.limits(self.desk));
            self.ended(evaluation.stopped);
            let report = EvaluateReport::with_improvements(view, &evaluation, Some(&proposal.name), BETTER);
            reports.push((proposal.id.clone(), report));
        }
        reports.into_iter().collect()
    }

    /// The frontier; of a long one, some points from the first to the last.
    fn frontier(&mut self, view: &View) -> Option<SampleReport> {
        self.kept("frontier", view.problem().without_curves().map_err(Refusal::from))?;
        if !view.problem().has_levels() {
            return self.listed(view, None);
        }
        let ask = || -> Result<(Loaded, Option<Number>), Refusal> {
            let loaded = self.again(Levels::ReadForAll, Problem::compile)?;
            let view = choices::changed(&loaded.problem, self.asking)?;
            let Some(cover) = cover(&view) else { return Ok((loaded, None)) };
            // There is none where rules forbid it.
            let refused = view.search().epsilon(cover.clone()).refused().is_some();
            match refused {
                true => Ok((self.again(Levels::InSteps, Problem::compile)?, None)),
                false => Ok((loaded, Some(cover))),
            }
        };
        let asked = ask();
        let (loaded, cover) = self.kept("frontier", asked)?;
        let view = choices::changed(&loaded.problem, self.asking);
        let view = self.kept("frontier", view)?;
        self.listed(&view, cover)
    }

    fn listed(&mut self, view: &View, cover: Option<Number>) -> Option<SampleReport> {
        let question = view.clone().search().engine(self.asking.engine()).limits(self.asking.limits(self.desk));
        let question = if let Some(cover) = cover { question.epsilon(cover) } else { question };
        let mut points = Sample::default();
        let mut keep = |some: &[Point]| points.add(some);
        let answer = question.points(&mut keep).frontier(Target::Acceptable);
        if let Status::Stopped(stop) = answer.status {
            self.ended(Some(stop));
        }
        let mut pieces = Sample::default();
        pieces.add(&answer.pieces);
        let points = points.all().into_iter().map(|point| EntryReport::point(view, &point));
        let pieces = pieces.all().into_iter().map(|piece| EntryReport::Piece(PieceReport::new(view, &piece)));
        Some(SampleReport::new(view, Target::Acceptable, &answer, points.chain(pieces).collect()))
    }

    fn linkage(&mut self, view: &View) -> Option<LinkageReport> {
        self.kept("linkage", view.problem().without_curves().map_err(Refusal::from))?;
        let stepped;
        let view = match view.problem().has_levels() && !view.acceptance().is_unanimous() {
            true => {
                let loaded = self.again(Levels::ReadForAll, Problem::compile);
                stepped = self.kept("linkage", loaded)?;
                let view = choices::changed(&stepped.problem, self.asking);
                self.kept("linkage", view)?
            }
            false => view.clone(),
        };
        let linkage = view.linkage(&self.asking.limits(self.desk));
        self.ended(linkage.stopped);
        Some(LinkageReport::new(&view, &linkage))
    }

    /// How far numbers may move while the Nash package stays; none if there is none.
    fn stability(&mut self) -> Option<StabilityReport> {
        let desk = self.desk;
        let loaded = self.again(Levels::InSteps, |model| with_numbers(desk, model));
        let loaded = self.kept("stability", loaded)?;
        self.kept("stability", loaded.problem.without_curves().map_err(Refusal::from))?;
        let view = choices::changed(&loaded.problem, self.asking);
        let view = self.kept("stability", view)?;
        let chosen = choices::chosen_package(desk, &view, self.asking, &Nash);
        let (package, name) = match self.kept("stability", chosen)? {
            Ok(chosen) => chosen,
            Err(_) => {
                self.left_out.insert("stability", "the Nash package was not found within the limits".to_owned());
                self.ended(self.desk.over());
                return None;
            }
        };
        let stability = view.stability(&package, &Nash, &self.asking.limits(desk));
        self.ended(stability.stopped);
        Some(StabilityReport::new(&view, &stability, name.as_deref()))
    }

    /// What many draws come to.
    fn sweep(&mut self, view: &View, draws: Option<UpTo<MAX_DRAWS>>) -> Option<SweepReport> {
        let all = draws.map_or(DRAWS[usize::from(view.problem().has_levels())], |UpTo(draws)| draws);
        let made = sweep::draws(self.desk, self.asking, view, all);
        let (sweep, outcomes, stopped) = self.kept("ranges", made)?;
        self.ended(stopped);
        if outcomes.is_empty() {
            self.left_out.insert("ranges", "no draw was made within the limits".to_owned());
            return None;
        }
        Some(SweepReport::new(&sweep, &sweep.summary(&outcomes), 1, stopped.is_some()).with_stop(stopped))
    }

    fn holds(&mut self, view: &View, answer: &Answer) -> Option<HoldsReport> {
        self.kept("promises", view.problem().without_curves().map_err(Refusal::from))?;
        let chosen = answer.solutions.iter().filter(|solution| solution.concept.id() == Nash.id());
        let package = &chosen.flat_map(|solution| &solution.agreements).next()?.package;
        let found = view.promises_of(package, &Nash, &self.asking.limits(self.desk));
        self.ended(found.stopped);
        Some(HoldsReport::new(view, &found, [Nash.id(), Nash.name()], None))
    }

    fn talks(&mut self, view: &View) -> Option<ProtocolReport> {
        let told = protocol::unasked(self.desk, self.asking, view);
        let told = self.kept("talks", told)?;
        self.ended(told.stopped_by);
        Some(told)
    }

    fn test(&mut self, view: &View) -> Option<TestReport> {
        self.kept("assumptions", view.problem().without_curves().map_err(Refusal::from))?;
        let stepped;
        let (problem, view) = match view.problem().has_levels() {
            true => {
                let loaded = self.again(Levels::InStepsOfClaims, Problem::compile);
                stepped = self.kept("assumptions", loaded)?;
                let view = choices::changed(&stepped.problem, self.asking);
                (&stepped.problem, self.kept("assumptions", view)?)
            }
            false => (view.problem(), view.clone()),
        };
        let test = |assumption| view.test(assumption, self.asking.engine(), &self.asking.limits(self.desk));
        let tested: Vec<Tested> =
            problem.assumptions().iter().map(|one| Tested { assumption: one, verdict: test(one) }).collect();
        let report = TestReport::new(&view, &tested);
        if report.status == VerdictName::Undecided {
            self.ended(self.desk.over());
        }
        Some(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_spread_and_hold_both_ends() {
        for all in [1, 2, DRAWN - 1, DRAWN, DRAWN + 1, 2 * DRAWN, 1000, 12_345] {
            for chunk in [1, 7, 1024] {
                let list: Vec<usize> = (0..all).collect();
                let mut sample = Sample::default();
                list.chunks(chunk).for_each(|some| sample.add(some));
                let kept = sample.all();
                assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&(all - 1))), "{all} by {chunk}");
                assert!(kept.len() <= DRAWN + 1 && kept.len() >= all.min(DRAWN / 2), "{all}: {}", kept.len());
                let step = kept.get(1).map_or(1, |second| second - kept[0]);
                let even = kept.windows(2).rev().skip(1).all(|pair| pair[1] - pair[0] == step);
                assert!(even, "{kept:?}");
            }
        }
    }
}
