//! `zopa report`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Files};
use super::source::Source;
use super::stability::with_numbers;
use super::written::UpTo;
use crate::pictures::DRAWN;
use clap::{Args, ValueEnum};
use num_rational::BigRational;
use serde::Deserialize;
use std::ops::ControlFlow;
use zopa::assume::Tested;
use zopa::concept::{self, Nash};
use zopa::frontier::Point;
use zopa::model::Model;
use zopa::problem::{Problem, View};
use zopa::report::{
    BriefReport, DossierReport, EntryReport, EvaluateReport, ExplainReport, LinkageReport, PieceReport, SampleReport,
    SolveReport, SourceReport, StabilityReport, SweepReport, TestReport,
};
use zopa::search::{Limits, Status, Target};
use zopa::uncertain;

/// Say all there is to say of a model, with pictures, in one file to be mailed, printed or read aloud
///
/// The answer in brief with a term sheet, who gets what, each proposal with its refusals, the frontier, how the issues are linked,
/// how far numbers may move, what becomes of the answer when they do, the assumptions. The file loads nothing and runs nothing.
#[derive(Args, Default, Deserialize)]
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
    draws: Option<UpTo<1_000_000>>,
    /// The form of the result
    #[arg(long, default_value = "html", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// A part of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
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
}

/// Draws that are made, if nothing else is said; and with continuous issues, where a draw is a search of its own.
const DRAWS: [u64; 2] = [200, 50];
/// So many better packages are listed of each proposal.
const BETTER: usize = 3;

impl Dossier {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let source = Source::open(desk, &self.files.named.model, &self.files)?;
        let loaded = input::noted(desk, source.clone().load(desk))?.asked(desk, &self.asking, &[], Levels::Read)?;
        let (problem, levels) = (&loaded.problem, loaded.problem.has_levels());
        let view = choices::changed(problem, &self.asking)?;
        let limits = || self.asking.limits(desk);
        // Some questions about levels are asked in steps, and some about numbers need them all.
        let again = |levels: Levels, compile: &dyn Fn(&Model) -> Result<Problem, zopa::model::Diagnostics>| {
            source.clone().compiled(desk, compile)?.asked(desk, &self.asking, &[], levels)
        };
        let question = view.clone().search().concepts(concept::ALL).engine(self.asking.engine()).limits(limits());
        let answer = question.run();
        let no_deal = self.asking.reasons(desk, &view, answer.status);
        let solve = SolveReport::listing(&view, &answer, no_deal.as_ref(), BETTER);
        let agreed = answer.status == Status::Agreement;
        let brief = BriefReport::of(&solve);
        let explain = match answer.status {
            Status::NoAgreement => {
                let (free, fixed) = choices::changed_but_fixed(problem, &self.asking)?;
                Some(ExplainReport::new(&view, &free.obstacles(&fixed, &limits())))
            }
            _ => None,
        };
        let frontier = (agreed && self.has(Section::Frontier)).then(|| self.frontier(desk, &view));
        let mut proposals = Vec::new();
        for proposal in problem.proposals().iter().filter(|_| self.has(Section::Proposals)) {
            let evaluation = view.evaluate(&proposal.package, &limits());
            let report = EvaluateReport::with_improvements(&view, &evaluation, Some(&proposal.name), BETTER);
            proposals.push((proposal.id.clone(), report));
        }
        let linkage = match agreed && self.has(Section::Linkage) {
            true => {
                let stepped;
                let view = match levels && !view.acceptance().is_unanimous() {
                    true => {
                        stepped = again(Levels::ReadForAll, &Problem::compile)?;
                        choices::changed(&stepped.problem, &self.asking)?
                    }
                    false => view.clone(),
                };
                Some(LinkageReport::new(&view, &view.linkage(&limits())))
            }
            false => None,
        };
        let stability = match agreed && self.has(Section::Stability) {
            true => self.stability(desk, &again(Levels::InSteps, &|model| with_numbers(desk, model))?)?,
            false => None,
        };
        let sweep = match problem.uncertain().is_empty() || !self.has(Section::Ranges) {
            true => None,
            false => self.sweep(desk, &view),
        };
        let test = match problem.assumptions().is_empty() || !self.has(Section::Assumptions) {
            true => None,
            false => {
                let stepped;
                let (problem, view) = match levels {
                    true => {
                        stepped = again(Levels::InStepsOfClaims, &Problem::compile)?;
                        (&stepped.problem, choices::changed(&stepped.problem, &self.asking)?)
                    }
                    false => (problem, view.clone()),
                };
                let test = |assumption| view.test(assumption, self.asking.engine(), &limits());
                let tested: Vec<Tested> =
                    problem.assumptions().iter().map(|one| Tested { assumption: one, verdict: test(one) }).collect();
                Some(TestReport::new(&view, &tested))
            }
        };
        let source = (!source.foreign).then(|| SourceReport {
            file: source.name.clone(),
            sha256: zopa_verify::fingerprint(source.bytes()),
            bytes: source.bytes().len(),
        });
        let opening = DossierReport::opening(&solve);
        let proposals = proposals.into_iter().collect();
        let report = DossierReport {
            opening,
            brief,
            solve,
            explain,
            frontier,
            proposals,
            linkage,
            stability,
            sweep,
            test,
            source,
        };
        desk.finish(self.format, &report)?;
        Ok(answer.status.into())
    }

    fn has(&self, section: Section) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }

    /// The frontier; of a long one, some points at even distances.
    fn frontier(&self, desk: &Desk, view: &View) -> SampleReport {
        let question = view.clone().search().engine(self.asking.engine()).limits(self.asking.limits(desk));
        // Of levels, the frontier of two parties is exact; of others there is a cover.
        let cover = view.problem().has_levels() && view.parties() != 2;
        let question = if cover { question.epsilon(BigRational::new(1.into(), 20.into()).into()) } else { question };
        let (mut kept, mut seen, mut step) = (Vec::<Point>::new(), 0usize, 1usize);
        let mut keep = |points: &[Point]| {
            for point in points {
                if seen % step == 0 {
                    kept.push(point.clone());
                }
                if kept.len() > 2 * DRAWN {
                    let mut at = 0;
                    kept.retain(|_| {
                        at += 1;
                        at % 2 == 1
                    });
                    step *= 2;
                }
                seen += 1;
            }
        };
        let answer = question.points(&mut keep).frontier(Target::Acceptable);
        let points = kept.iter().map(|point| EntryReport::point(view, point));
        let pieces = answer.pieces.iter().map(|piece| EntryReport::Piece(PieceReport::new(view, piece)));
        SampleReport::new(view, Target::Acceptable, &answer, points.chain(pieces).collect())
    }

    /// How far numbers may move while the Nash package stays; none if there is none.
    fn stability(&self, desk: &Desk, loaded: &Loaded) -> Result<Option<StabilityReport>, Refusal> {
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let chosen = choices::package_or_chosen(desk, &view, &self.asking, &Nash, None, &[])?;
        let Ok((package, name)) = chosen else { return Ok(None) };
        let ask = |limits: &Limits| view.stability(&package, &Nash, limits);
        let stability = self.asking.ask(desk, "looked at all numbers", ask);
        Ok(Some(StabilityReport::new(&view, &stability, name.as_deref())))
    }

    /// What many draws come to; none if some cannot be made, or none was.
    fn sweep(&self, desk: &Desk, view: &View) -> Option<SweepReport> {
        let limits = Limits { time: None, ..self.asking.limits(desk) };
        let sweep = uncertain::Sweep::new(view, 1).ok()?.limits(limits).engine(self.asking.engine());
        let all = self.draws.map_or(DRAWS[usize::from(view.problem().has_levels())], |UpTo(draws)| draws);
        let mut outcomes = Vec::new();
        let stopped = sweep.run(0..all, |batch| {
            outcomes.extend(batch);
            if desk.over().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let stopped = stopped.is_break() && (outcomes.len() as u64) < all;
        (!outcomes.is_empty()).then(|| SweepReport::new(&sweep, &sweep.summary(&outcomes), 1, stopped))
    }
}

#[cfg(test)]
mod tests {
    use crate::page::Picture;
    use crate::pages::Report;
    use std::path::Path;
    use zopa::concept::Nash;
    use zopa::report::{EvaluateReport, FrontierReport, SolveReport, StabilityReport, SweepReport};
    use zopa::search::{Limits, Target};
    use zopa::{Model, Problem, uncertain};

    /// No text lies outside the paper or over another one.
    fn fits(picture: &Picture, of: &str) {
        let Picture { canvas, title, .. } = picture;
        for (at, [left, top, right, bottom]) in canvas.texts().iter().enumerate() {
            let inside = *left >= 0 && *top >= 0 && *right <= canvas.width && *bottom <= canvas.height;
            assert!(inside, "{of}, {title}: {left} {top} {right} {bottom} of {} {}", canvas.width, canvas.height);
            for other in &canvas.texts()[..at] {
                let over = other[0] < *right && *left < other[2] && other[1] < *bottom && *top < other[3];
                assert!(!over, "{of}, {title}: {other:?} and {:?}", canvas.texts()[at]);
            }
        }
    }

    /// Of every model that comes with the project, and of each with other numbers.
    #[test]
    fn texts_do_not_touch() {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder above").join("models");
        let mut pictures = 0;
        let mut check = |drawn: Vec<Picture>, of: &str| {
            for picture in drawn {
                fits(&picture, of);
                pictures += 1;
            }
        };
        for folder in ["", "examples"] {
            for file in std::fs::read_dir(models.join(folder)).expect("a folder") {
                let path = file.expect("a file").path();
                let of = path.display().to_string();
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                let Ok(model) = Model::from_json(&text) else { continue };
                let Ok(problem) = Problem::compile(&model) else { continue };
                let view = problem.view();
                let answer = view.clone().search().run();
                check(SolveReport::new(&view, &answer, None).pictures(), &of);
                let listed = view.clone().search().frontier(Target::Acceptable);
                check(FrontierReport::new(&view, Target::Acceptable, &listed).pictures(), &of);
                for proposal in problem.proposals() {
                    let evaluation = view.evaluate(&proposal.package, &Limits::default());
                    check(EvaluateReport::new(&view, &evaluation, None).pictures(), &of);
                }
                let chosen = answer.solutions.first().and_then(|solution| solution.agreements.first());
                // Of large models, that takes long.
                let numbers = Problem::compile_with_numbers(&model);
                if let (Some(agreement), Ok(problem), "examples") = (chosen, &numbers, folder) {
                    let view = problem.view();
                    let stability = view.stability(&agreement.package, &Nash, &Limits::default());
                    check(StabilityReport::new(&view, &stability, None).pictures(), &of);
                }
                if let (false, Ok(sweep)) = (problem.uncertain().is_empty(), uncertain::Sweep::new(&view, 1)) {
                    let mut outcomes = Vec::new();
                    let _ = sweep.run(0..40, |batch| {
                        outcomes.extend(batch);
                        std::ops::ControlFlow::Continue(())
                    });
                    check(SweepReport::new(&sweep, &sweep.summary(&outcomes), 1, false).pictures(), &of);
                }
            }
        }
        assert!(pictures > 60, "{pictures}");
    }
}
