//! `zopa compare`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::fewest::{Trials, chosen};
use super::format::Format;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Files, compared_concepts, suits};
use super::source::Source;
use crate::pages::side_by_side;
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::concept::{self, Concept, Fallback, Nash};
use zopa::report::{CompareReport, Compared, ExplainReport, FewestReport, LISTED, SolveReport, StatusName};
use zopa::search::Status;
use zopa_formats::File;

/// Compare models: what differs between them, and in what can be agreed
///
/// Two models, or the same one before and after it is changed by --set, --fix, --exclude or --without: which numbers differ,
/// what only one of them has, how the answers differ, and the fewest numbers that turn the first answer into the second. Of
/// more models the answers stand side by side.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa compare last-week.json today.json
  zopa compare model.json --set parties.russia.disagreement=12
  zopa compare one-expert.json another.json third.json --concept nash,egalitarian

Each MODEL is a model of its own: a file, or a folder of another program's files. Changes that are asked for are made to
all of several models.

{STATUSES}"))]
pub struct Compare {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The solution concepts to compare, the first for the fewest numbers [default: nash; fallback where a party has `ranks`]
    #[arg(long = "concept", value_name = "CONCEPT", value_delimiter = ',', value_parser = compared_concepts())]
    #[serde(deserialize_with = "super::written::names")]
    concept: Vec<String>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// The concept of a name.
fn compared(id: &str) -> Result<&'static dyn Concept, Refusal> {
    let known = concept::named(id).filter(|concept| concept.by_claims().is_none());
    known.map_or_else(|| super::options::package_concept(id), Ok)
}

/// A model that is compared, and how it is asked about.
struct Side {
    loaded: Loaded,
    asking: Asking,
}

impl Compare {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let sides = self.sides(desk)?;
        let concepts = self.concepts(&sides)?;
        let compared = sides.iter().map(|side| side.answered(desk, &concepts)).collect::<Result<Vec<_>, _>>()?;
        let problems: Vec<_> = sides.iter().map(|side| &side.loaded.problem).collect();
        let sections = match compared.as_slice() {
            [from, to] => side_by_side([&from.solved, &to.solved], [from, to].map(|one| one.explained.as_ref())),
            _ => Vec::new(),
        };
        let mut report = CompareReport::new(&compared, &problems, sections);
        // Trials tell one answer from another by exact numbers.
        let curves = problems.iter().any(|problem| !problem.approximations().is_empty());
        if let ([from, to], false) = (sides.as_slice(), report.same_answer || curves) {
            report.fewest = fewest(desk, [from, to], [&compared[0], &compared[1]], concepts[0])?;
        }
        desk.finish(self.format, &report)?;
        let open = |one: &Compared| {
            let solved = &one.solved;
            let undecided = solved.head.ended.status == StatusName::Undecided;
            undecided || solved.solutions.iter().any(|solution| solution.within_error.is_some())
        };
        if compared.iter().any(open) {
            desk.tell("note: utilities follow curves, and whether the answers are the same lies within their error\n");
            return Ok(Ending::Stopped);
        }
        Ok(match report.stopped() || desk.over().is_some() {
            true => Ending::Stopped,
            false => Ending::of(None, report.same_answer),
        })
    }

    /// The concepts that are compared, each once; all of them suit every model.
    fn concepts(&self, sides: &[Side]) -> Result<Vec<&'static dyn Concept>, Refusal> {
        let mut concepts: Vec<&'static dyn Concept> = Vec::new();
        for id in &self.concept {
            let concept = compared(id)?;
            if concepts.iter().all(|other| other.id() != concept.id()) {
                concepts.push(concept);
            }
        }
        if concepts.is_empty() {
            let ordered = sides.iter().any(|side| side.loaded.problem.is_order_only());
            concepts.push(if ordered { &Fallback } else { &Nash });
        }
        let levels = "compare models with `integer` issues in their place";
        for side in sides {
            concepts.iter().try_for_each(|concept| suits(*concept, &side.loaded.problem, levels))?;
        }
        Ok(concepts)
    }

    /// The models, each with its question.
    fn sides(&self, desk: &Desk) -> Result<Vec<Side>, Refusal> {
        let mut sides = Vec::new();
        let paths = &self.files.named.model;
        let sources: Vec<Source> = match paths.is_empty() {
            true => {
                let one = |file: File| {
                    let name = file.name.clone();
                    Source::new(desk, vec![file], name, &self.files)
                };
                desk.host().files(&[])?.into_iter().map(one).collect::<Result<_, _>>()?
            }
            false => {
                let one = |path: &PathBuf| Source::open(desk, std::slice::from_ref(path), &self.files);
                paths.iter().map(one).collect::<Result<_, _>>()?
            }
        };
        let changed = !self.files.set.is_empty() || self.asking.changes();
        let Some(only) = sources.first().filter(|_| sources.len() < 2) else {
            for source in sources {
                sides.push(self.side(desk, source, self.asking.clone())?);
            }
            return Ok(sides);
        };
        if !changed {
            let help = "name another model, or what to change of this one: --set, --fix, --exclude, --without";
            return Err(Refusal::new("there is one model, and nothing to compare it with", Some(help)));
        }
        let before = Source { settings: Vec::new(), name: only.name.clone(), ..only.clone() };
        sides.push(self.side(desk, before, self.asking.unchanged())?);
        sides.push(self.side(desk, only.clone(), self.asking.clone())?);
        Ok(sides)
    }

    fn side(&self, desk: &Desk, source: Source, asking: Asking) -> Result<Side, Refusal> {
        source.has_no_steps("models are compared for all their levels")?;
        let loaded = input::noted(desk, source.load(desk))?.asked(desk, &asking, &[], Levels::Read)?;
        Ok(Side { loaded, asking })
    }
}

/// The fewest numbers that turn the first answer into the second; none where another concept than this one makes the difference.
fn fewest(
    desk: &Desk,
    [from, to]: [&Side; 2],
    compared: [&Compared; 2],
    concept: &dyn Concept,
) -> Result<Option<FewestReport>, Refusal> {
    let Some(wanted) = chosen(desk, &to.loaded.problem, &to.asking, concept)? else { return Ok(None) };
    if chosen(desk, &from.loaded.problem, &from.asking, concept)?.as_ref() == Some(&wanted) {
        return Ok(None);
    }
    let numbers = compared.map(|one| &one.numbers[..]);
    Ok(Some(Trials::new(desk, &from.asking, concept, &from.loaded.model, numbers, wanted).fewest()))
}

impl Side {
    /// What is answered about it.
    fn answered(&self, desk: &Desk, concepts: &[&dyn Concept]) -> Result<Compared, Refusal> {
        let problem = &self.loaded.problem;
        if problem.has_levels() {
            self.asking.no_engine()?;
        }
        let view = choices::changed(problem, &self.asking)?;
        let question = view.clone().search().concepts(concepts.iter().copied()).engine(self.asking.engine());
        let answer = self.asking.ask(desk, "solved", |limits| question.limits(limits.clone()).run());
        let within = self.asking.within_error(desk, &view, &answer)?;
        let mut explained = None;
        if answer.status == Status::NoAgreement && !problem.is_order_only() {
            let (free, fixed) = choices::changed_but_fixed(problem, &self.asking)?;
            let found = self.asking.ask(desk, "looked for the reasons", |limits| free.obstacles(&fixed, limits));
            explained = Some(ExplainReport::new(&view, &found));
        }
        Ok(Compared {
            name: self.loaded.source.name.clone(),
            solved: SolveReport::listing(&view, &answer, None, LISTED).within_error(&view, within.as_ref()),
            explained,
            numbers: self.loaded.numbers()?,
            model: self.loaded.model.clone(),
        })
    }
}
