//! Reading a model, with all that is wrong in it shown beside its lines.
//!
//! What is no model of our own but a file, or several, of another program becomes one on the way: which it is, the content
//! says, not the name.

use super::choices;
use super::desk::Desk;
use super::ending::Refusal;
use super::options::{Asking, Files, FilesBefore, ordered};
use super::reading;
use super::source::{Source, is_foreign};
use super::written::Choice;
use clap::Args;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::borrow::Cow;
use std::num::NonZeroU32;
use std::path::PathBuf;
use zopa::concept::Nash;
use zopa::exact::Number;
use zopa::lottery::{self, Unsettled};
use zopa::model::{
    Code, Diagnostic, Diagnostics, Document, Model, NoDealRule, Path, Place, Reason, SetNumber, Threats,
};
use zopa::problem::{Issue, LevelId, Problem};
use zopa::report::SetReport;
use zopa::search::{Limits, Status};
use zopa::text::visible;
use zopa_formats::{File, Imported};

/// So many steps has a range of levels, if nothing else is said.
const STEPS: u32 = 20;
/// Levels of a Nash package are rounded to so many parts of a step.
const PARTS: u32 = 100;

/// What finds the place in the author's files that a finding is about.
enum Places {
    Document(Box<Document>),
    /// Of other programs' files; with the model that they became, if numbers were put into that.
    Imported(Box<Imported>, Option<Box<Document>>),
}

/// A model that can be solved, and where it was read from.
pub struct Loaded {
    /// Where it came from.
    pub source: Source,
    /// The compiled form.
    pub problem: Problem,
    /// The model as data.
    pub model: Model,
    /// What was noted while another program's files were read.
    pub notes: Diagnostics,
    places: Places,
}

impl Loaded {
    /// The model as a JSON text: the author's own, where it is one.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.places {
            Places::Document(document) if document.numbers_set().is_empty() => document.text().into(),
            _ => self.model.to_json().into(),
        }
    }

    /// The numbers of the model as it is asked about, with the paths under which they can be set.
    pub fn numbers(&self) -> Result<Vec<(Path, Number)>, Refusal> {
        self.read(Document::numbers)
    }

    /// What the author says of numbers and rules.
    pub fn reasons(&self) -> Result<Vec<Reason>, Refusal> {
        self.read(Document::reasons)
    }

    /// Something of the document that it was read from, or that it would be.
    fn read<T>(&self, what: impl FnOnce(&Document) -> T) -> Result<T, Refusal> {
        Ok(match &self.places {
            Places::Document(document) | Places::Imported(_, Some(document)) => what(document),
            Places::Imported(_, None) => what(&Document::parse(self.model.to_json().as_bytes())?),
        })
    }

    /// For a question: as it is, or with continuous issues in steps, among which are the levels that the question names, and
    /// those of the Nash packages, rounded. That is told.
    pub fn asked(mut self, desk: &Desk, asking: &Asking, choices: &[Choice], levels: Levels) -> Result<Self, Refusal> {
        let threats = self.model.threats.as_ref().map(Threats::rule);
        if threats == Some(NoDealRule::VariableThreats) && asking.changes() {
            let message = "variable threats follow from all that can be agreed, and this question changes that";
            let help = "leave out --fix, --exclude and --without, or change the model";
            return Err(Refusal::new(message, Some(help)));
        }
        let steps = self.source.options.steps.filter(|_| !self.source.foreign);
        if !self.problem.has_levels() {
            self.source.has_no_steps("this model has no continuous issues")?;
            return Ok(self);
        }
        let read = match levels {
            Levels::Read => true,
            Levels::ReadForAll => self.problem.acceptance().is_unanimous(),
            Levels::InSteps | Levels::InStepsOfClaims => false,
        };
        if steps.is_none() && read {
            return Ok(self);
        }
        let problem = &self.problem;
        let steps = steps.or(NonZeroU32::new(STEPS)).unwrap_or(NonZeroU32::MIN);
        let mut besides = choices::levels(problem, asking.fix.iter().chain(&asking.exclude).chain(choices));
        let nash = nash_levels(desk, problem, asking, steps)?;
        let known = nash.is_some();
        besides.extend(nash.into_iter().flatten());
        self.problem = match levels {
            Levels::InStepsOfClaims => problem.in_steps_for(&self.model, steps, &besides)?,
            _ => problem.in_steps(steps, &besides)?,
        };
        let count = |issue: &Issue| format!("{} with {} levels", visible(&issue.name), issue.options.len());
        let issues: Vec<String> = self.problem.issues().iter().filter(|issue| issue.in_steps).map(count).collect();
        let issues = issues.join(", ");
        let without = if known { "" } else { "; those of the Nash package are not known" };
        desk.tell(&format!(
            "note: answered in steps ({issues}{without}); nothing is said of levels between them; --steps N asks for others\n"
        ));
        Ok(self)
    }

    /// Refuses what measures gains where of some party only an order is known.
    pub fn measured(self) -> Result<Self, Refusal> {
        if !self.problem.is_order_only() {
            return Ok(self);
        }
        let message = format!("this question counts gains, and {}", ordered(&self.problem));
        let help = "`zopa solve` answers by ranks; `zopa elicit` finds utilities that fit rankings";
        Err(Refusal::new(&message, Some(help)))
    }

    /// Refuses what asks about uncertain numbers where there is none.
    pub fn has_ranges(&self) -> Result<(), Refusal> {
        if !self.problem.uncertain().is_empty() {
            return Ok(());
        }
        let help = "write {\"value\": -8, \"low\": -12, \"high\": -5} where a number is uncertain";
        Err(Refusal::new("no number of this model has a range", Some(help)))
    }

    /// Gives findings about the model their places in the author's files.
    pub fn locate(&self, findings: &mut Diagnostics) {
        self.places.locate(findings);
    }
}

/// The levels of the Nash packages, rounded to a part of a step; none if they are not known.
fn nash_levels(
    desk: &Desk,
    problem: &Problem,
    asking: &Asking,
    steps: NonZeroU32,
) -> Result<Option<Vec<(LevelId, BigRational)>>, Refusal> {
    let everybody = vec![true; problem.parties().len()];
    let search = choices::changed(problem, asking)?.with_consent_of(&everybody).search();
    // The question itself needs most of the time.
    let limits = asking.limits(desk);
    let limits = Limits { time: limits.time.map(|time| time / 10), ..limits };
    let nash = search.concepts([&Nash as _]).without_ideal().limits(limits).run();
    if matches!(nash.status, Status::Stopped(_)) {
        return Ok(None);
    }
    // They may have no end of digits.
    let rounded = |(at, level): (LevelId, &Number)| {
        let range = &problem[at];
        let part = (&range.max - &range.min) / BigRational::from(BigInt::from(steps.get()) * PARTS);
        (at, ((level.value() - &range.min) / &part).round() * part + &range.min)
    };
    let mut levels = Vec::new();
    for agreement in nash.solutions.iter().flat_map(|solution| &solution.agreements) {
        levels.extend(problem.level_ids().zip(agreement.package.levels()).map(rounded));
    }
    Ok(Some(levels))
}

impl Places {
    fn locate(&self, findings: &mut Diagnostics) {
        match self {
            Places::Document(document) => findings.locate(document),
            Places::Imported(imported, None) => imported.locate(findings),
            Places::Imported(imported, Some(document)) => {
                findings.locate(document);
                in_files(imported, findings);
            }
        }
    }

    /// The numbers that were put in the place of what the files say.
    fn numbers_set(&self) -> &[SetNumber] {
        match self {
            Places::Document(document) | Places::Imported(_, Some(document)) => document.numbers_set(),
            Places::Imported(_, None) => &[],
        }
    }
}

/// Places in the model that other programs' files became are places in these files; what was said beside them stays.
fn in_files(imported: &Imported, findings: &mut Diagnostics) {
    for finding in &mut findings.0 {
        let related = finding.related.iter_mut().map(|related| &mut related.place);
        for place in related.chain([&mut finding.place]).filter(|place| place.file.is_none()) {
            place.span = None;
        }
    }
    imported.locate(findings);
}

impl Source {
    /// What is in these files, which were named so.
    pub fn new<N: Args + Default>(
        desk: &Desk,
        files: Vec<File>,
        name: String,
        asked: &Files<N>,
    ) -> Result<Source, Refusal> {
        let options = asked.reading();
        if !options.profiles.is_empty() && !is_foreign(&files) {
            return Err(Refusal::new(
                "--profiles is for files of other programs",
                Some("a model holds its parties; name the folder of the profiles"),
            ));
        }
        let said = asked.settings()?;
        let mut settings = reading::settings(desk, &asked.readings, &said)?;
        settings.extend(said);
        Ok(Source::kept(name, files, options, settings))
    }

    /// Refuses steps where no question is asked in them; what they do to files of other programs is another thing.
    pub fn has_no_steps(&self, why: &str) -> Result<(), Refusal> {
        match self.options.steps {
            Some(_) if !self.foreign => Err(Refusal::new(&format!("--steps: {why}"), Some("leave it out"))),
            _ => Ok(()),
        }
    }

    /// The files of these names.
    pub fn open<N: Args + Default>(desk: &Desk, paths: &[PathBuf], asked: &Files<N>) -> Result<Source, Refusal> {
        let files = desk.host().files(paths)?;
        let shown = |path: &PathBuf| path.display().to_string();
        let paths: Vec<String> = paths.iter().map(shown).filter(|path| !path.is_empty() && path != "-").collect();
        let names = files.iter().map(|file| file.name.as_str());
        let name = if paths.is_empty() { names.collect::<Vec<_>>().join(", ") } else { paths.join(", ") };
        Source::new(desk, files, name, asked)
    }

    /// Reads and compiles a model.
    pub fn load(self, desk: &Desk) -> Result<Loaded, (Source, Diagnostics)> {
        self.compiled(desk, Problem::compile)
    }

    /// The same, compiled in a way of its own.
    pub fn compiled(
        self,
        desk: &Desk,
        compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
    ) -> Result<Loaded, (Source, Diagnostics)> {
        if !self.foreign {
            let compile = |model: &Model| settled(desk, model).and_then(|settled| compile(&settled));
            return match Problem::read(self.bytes(), &self.settings, compile) {
                Ok((problem, model, document)) => {
                    let (notes, places) = (Diagnostics::default(), Places::Document(Box::new(document)));
                    Ok(Loaded { source: self, problem, model, notes, places })
                }
                Err(diagnostics) => Err((self, diagnostics)),
            };
        }
        let read = zopa_formats::read(&self.files, &self.options).and_then(|imported| self.imported(imported));
        let (model, notes, places) = match read {
            Ok(read) => read,
            Err(diagnostics) => return Err((self, diagnostics)),
        };
        match settled(desk, &model).and_then(|settled| compile(&settled)) {
            Ok(problem) => {
                let problem = problem.with_numbers_set(places.numbers_set().to_vec());
                Ok(Loaded { source: self, problem, model, notes, places })
            }
            Err(mut diagnostics) => {
                places.locate(&mut diagnostics);
                Err((self, diagnostics))
            }
        }
    }

    /// What other programs' files became, with the numbers that are asked about.
    fn imported(&self, imported: Imported) -> Result<(Model, Diagnostics, Places), Diagnostics> {
        let notes = imported.notes.clone();
        if self.settings.is_empty() {
            return Ok((imported.model.clone(), notes, Places::Imported(Box::new(imported), None)));
        }
        let read = Model::read_with(imported.model.to_json().as_bytes(), &self.settings);
        let (model, document) = read.map_err(|mut findings| {
            in_files(&imported, &mut findings);
            findings
        })?;
        Ok((model, notes, Places::Imported(Box::new(imported), Some(Box::new(document)))))
    }
}

/// How a question is answered where there are continuous issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levels {
    /// As they are, unless steps are asked for.
    Read,
    /// The same where everybody has to agree.
    ReadForAll,
    /// In steps.
    InSteps,
    /// In steps, among which are the levels that the assumptions of the model name.
    InStepsOfClaims,
}

/// Reads and compiles the model, or fails with all that is wrong with it. What is noted about the files of other programs
/// is told, a line each. For questions that measure gains: refused where of some party only an order is known.
pub fn load(desk: &Desk, files: &Files) -> Result<Loaded, Refusal> {
    load_any(desk, files)?.measured()
}

/// The same for questions that orders answer, too.
pub fn load_any(desk: &Desk, files: &Files) -> Result<Loaded, Refusal> {
    let source = match &files.given {
        Some(source) => source.clone(),
        None => Source::open(desk, &files.named.model, files)?,
    };
    noted(desk, source.load(desk))
}

/// The same, compiled in a way of its own, with more files among the arguments behind it: those that are no choices, which
/// are given back.
pub fn load_with(
    desk: &Desk,
    files: &FilesBefore,
    arguments: &[Choice],
    compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
) -> Result<(Loaded, Vec<Choice>), Refusal> {
    let file = |argument: &Choice| match argument {
        Choice::Written(text) if !text.contains('=') && desk.host().is_file(text) => Some(PathBuf::from(text)),
        _ => None,
    };
    let mut paths = vec![files.named.model.clone()];
    paths.extend(arguments.iter().filter_map(file));
    let choices = arguments.iter().filter(|argument| file(argument).is_none()).cloned().collect();
    Ok((noted(desk, Source::open(desk, &paths, files)?.compiled(desk, compile))?.measured()?, choices))
}

/// The model with what follows from variable threats, if there are some: a search finds it, within the limits.
pub fn settled<'m>(desk: &Desk, model: &'m Model) -> Result<Cow<'m, Model>, Diagnostics> {
    if model.threats.is_none() {
        return Ok(Cow::Borrowed(model));
    }
    lottery::settled(model, &desk.limits()).map_err(|why| match why {
        Unsettled::Wrong(findings) => findings,
        Unsettled::Stopped(stop) => {
            desk.unsettled();
            let place = Place::key(&Path::root().key("threats"));
            let message = format!("what no deal gives is not known: {stop}");
            Diagnostic::new(Code::Limit, place, message).help("give it more time, or the `disagreement` values").into()
        }
    })
}

/// Tells which numbers of what is written are not the author's.
pub fn tell_set(desk: &Desk, loaded: &Loaded) {
    let said: Vec<String> = SetReport::of(&loaded.problem).iter().map(SetReport::said).collect();
    if !said.is_empty() {
        desk.tell(&format!("note: written as it was asked about: {}\n", said.join("; ")));
    }
}

/// What was loaded, if it was; what was noted is told, a line each.
pub fn noted(desk: &Desk, loaded: Result<Loaded, (Source, Diagnostics)>) -> Result<Loaded, Refusal> {
    let loaded = loaded?;
    let line = |note: &Diagnostic| {
        let file = note.place.file.as_deref().map(|file| format!("{}: ", visible(file))).unwrap_or_default();
        let help = note.help.as_deref().map(|help| format!("; {}", visible(help))).unwrap_or_default();
        format!("note: {file}{}{help}\n", visible(&note.message))
    };
    desk.tell(&loaded.notes.iter().map(line).collect::<String>());
    Ok(loaded)
}
