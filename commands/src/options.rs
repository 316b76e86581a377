//! Options that several commands share.

use super::desk::Desk;
use super::ending::Refusal;
use super::format::Format;
use super::source::Source;
use super::written::{Choice, Many, UpTo};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::path::PathBuf;
use zopa::concept::{self, Concept, Nash};
use zopa::explain::{NoDeal, WithinError};
use zopa::lottery;
use zopa::lp::BackEnd;
use zopa::model::{NoSetting, Setting};
use zopa::problem::{MAX_OPTIONS, Problem, View};
use zopa::report::LISTED;
use zopa::search::{Answer, Engine, Limits, Outcome, Status};
use zopa::text::words::{capital, list};

/// The model's files.
#[derive(Args, Default)]
pub struct Named {
    /// The model: a JSON file, or - for standard input; or the files of a GENIUS, GeniusWeb, NegMAS or NegoLog domain, CSV
    /// tables, or the folder that holds them
    #[arg(value_name = "MODEL", required = true, num_args = 1..)]
    pub model: Vec<PathBuf>,
}

/// The model's file, for commands that take choices behind it.
#[derive(Args, Default)]
pub struct NamedFirst {
    /// The model: a JSON file, or - for standard input; or the folder of a GENIUS, GeniusWeb, NegMAS or NegoLog domain or of
    /// CSV tables, or their files one after another
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
}

/// Above the options that only such files need.
const FOREIGN: &str = "Files of other programs";

/// Where the model is, and how files of other programs are read.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Files<N: Args + Default = Named> {
    #[command(flatten)]
    #[serde(skip)]
    pub named: N,
    /// The files themselves, with what is set, where they were read before.
    #[arg(skip)]
    #[serde(skip)]
    pub given: Option<Source>,
    /// How GENIUS evaluations are read
    #[arg(long, value_enum, value_name = "READING", default_value_t, help_heading = FOREIGN)]
    pub evaluations: Evaluations,
    /// Settle each continuous issue by one of N + 1 evenly spaced levels; without it by any level in its range, or, where a
    /// question is answered for options only, by one of 21 and those that it names
    #[arg(long, value_name = "N")]
    pub steps: Option<UpTo<{ MAX_OPTIONS as u64 - 1 }>>,
    /// The profiles of a folder that negotiate, by the names of their files, with or without endings, as many as there are
    /// parties; all profiles if left out
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = FOREIGN)]
    pub profiles: Vec<String>,
    /// Ask with another number in place of one of the model's, named by the keys that lead to it with dots between, such as
    /// parties.russia.disagreement=10; may be given several times. The file stays as it is
    #[arg(long, value_name = "PATH=VALUE")]
    #[serde(deserialize_with = "super::written::choices", skip_serializing)]
    pub set: Vec<Choice>,
    /// Ask with the numbers of a reading: a JSON file with what is to be set, {"title": …, "set": {"PATH": VALUE}}; may be given
    /// several times, and --set goes before it
    #[arg(long = "reading", value_name = "FILE")]
    #[serde(rename = "reading", skip_serializing)]
    pub readings: Vec<PathBuf>,
}

/// The same, for commands that take choices behind the model.
pub type FilesBefore = Files<NamedFirst>;

/// The readings of GENIUS evaluations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluations {
    /// As GENIUS does: over the largest evaluation of the issue, and no package is worth more than 1
    #[default]
    Normalised,
    /// Weight times evaluation as written, as NegMAS does
    Raw,
}

impl<N: Args + Default> Files<N> {
    /// For the readers of files.
    pub fn reading(&self) -> zopa_formats::Options {
        let evaluations = match self.evaluations {
            Evaluations::Normalised => zopa_formats::Evaluations::Normalised,
            Evaluations::Raw => zopa_formats::Evaluations::Raw,
        };
        let steps = self.steps.and_then(|steps| NonZeroU32::new(steps.0 as u32));
        zopa_formats::Options { evaluations, steps, profiles: self.profiles.clone() }
    }

    /// The numbers that are asked about in place of the model's.
    pub fn settings(&self) -> Result<Vec<Setting>, Refusal> {
        let one = |choice: &Choice| match choice {
            Choice::Written(text) => Setting::parse(text),
            Choice::Of(path, value) => Setting::of(path, value),
        };
        let shown = |wrong: NoSetting| Refusal::new(&format!("--set: {}", wrong.message), Some(&wrong.help));
        self.set.iter().map(|choice| one(choice).map_err(shown)).collect()
    }
}

/// Which concepts.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Concepts {
    /// The solution concepts to use, the first for the recommended package; the six that choose packages by gains if left out,
    /// those that rank where a party has `ranks`, those that divide where an amount is `divided`. The last seven choose lotteries
    /// over packages
    ///
    /// With each of them nobody is worse off than without a deal, and nothing is left to gain for one party without loss to
    /// another (only adjusted-winner promises neither); those that divide claims are left
    /// out where that would not be so. What it guarantees beside that stands with it
    #[arg(long = "concept", value_name = "CONCEPT", value_delimiter = ',', value_parser = known_concepts())]
    #[serde(deserialize_with = "super::written::names")]
    concept: Vec<String>,
    /// Use all concepts that choose lotteries and suit the model, too
    #[arg(long)]
    lotteries: bool,
}

/// The concepts that choose packages by gains, and those that choose them by ranks.
pub fn compared_concepts() -> PossibleValuesParser {
    PossibleValuesParser::new(of_packages().chain(told(&concept::OF_ORDER)))
}

/// The concepts that choose packages by gains.
fn package_concepts() -> PossibleValuesParser {
    PossibleValuesParser::new(of_packages())
}

/// Each with what it guarantees.
fn of_packages() -> impl Iterator<Item = PossibleValue> {
    told(&concept::ALL)
}

fn told(concepts: &'static [&'static dyn Concept]) -> impl Iterator<Item = PossibleValue> {
    concepts.iter().map(|concept| {
        let value = PossibleValue::new(concept.id());
        concept.guarantees().into_iter().fold(value, |value, sentence| value.help(capital(sentence)))
    })
}

fn known_concepts() -> PossibleValuesParser {
    let lotteries = lottery::Concept::ALL.into_iter();
    let lotteries = lotteries.map(|concept| PossibleValue::new(concept.id()).help(capital(concept.guarantees())));
    PossibleValuesParser::new(
        of_packages().chain(told(&concept::OF_ORDER)).chain(told(&concept::OF_CLAIMS)).chain(lotteries),
    )
}

/// Which concept chooses a package.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Chooser {
    /// The concept that chooses the package that is asked about, or what several agree on together [default: nash]
    #[arg(long, value_name = "CONCEPT", value_parser = package_concepts())]
    concept: Option<String>,
}

impl Chooser {
    /// The concept asked for; Nash if none is.
    pub fn concept(&self) -> Result<&'static dyn Concept, Refusal> {
        package_concept_or_nash(self.concept.as_deref())
    }
}

/// The concept of a name that chooses packages.
pub fn package_concept(id: &str) -> Result<&'static dyn Concept, Refusal> {
    concept::by_id(id).ok_or_else(|| no_concept(id))
}

/// The same; Nash if none is named.
pub fn package_concept_or_nash(id: Option<&str>) -> Result<&'static dyn Concept, Refusal> {
    id.map_or(Ok(&Nash), package_concept)
}

fn no_concept(id: &str) -> Refusal {
    let known: Vec<&str> = concept::ALL.iter().map(|concept| concept.id()).collect();
    let help = format!("those that choose packages are {}", known.join(", "));
    Refusal::new(&format!("no concept is called `{}`", zopa::text::visible(id)), Some(&help))
}

/// What to do where only an order is known.
const BY_RANKS: &str = "ask for fallback or maximin-ranks; `zopa elicit` finds utilities that fit rankings";

/// Of whom only an order is known.
pub fn ordered(problem: &Problem) -> String {
    let ordered = problem.parties().iter().filter(|party| party.order_only);
    let ordered: Vec<_> = ordered.map(|party| zopa::text::visible(&party.name).into_owned()).collect();
    format!("of {} only an order is known (`ranks`)", list(&ordered))
}

/// Refuses a concept that cannot choose here. `levels` says what to do where there is no end of packages to rank.
pub fn suits(concept: &dyn Concept, problem: &Problem, levels: &str) -> Result<(), Refusal> {
    let id = concept.id();
    if concept.by_claims().is_some() {
        return match problem.levels().claimed {
            Some(_) => Ok(()),
            None => Err(Refusal::new(
                &format!("{id} divides by claims, and what is negotiated is not how something claimed is divided"),
                Some("an issue says so by `divided`, with the `amount` and the `claims`; it is then the only issue"),
            )),
        };
    }
    match (concept.by_ranks(), problem.is_order_only()) {
        (Some(_), _) if problem.has_levels() => Err(Refusal::new(
            &format!("{id} ranks packages, and with continuous issues there is no end of them"),
            Some(levels),
        )),
        (None, true) => Err(Refusal::new(&format!("{id} measures gains, and {}", ordered(problem)), Some(BY_RANKS))),
        _ => Ok(()),
    }
}

impl Concepts {
    /// Those that choose packages, each once, in the order asked for; those that suit the problem, if none was.
    pub fn chosen(&self, problem: &Problem) -> Result<Vec<&'static dyn Concept>, Refusal> {
        let mut chosen: Vec<&'static dyn Concept> = Vec::new();
        for id in &self.concept {
            match concept::named(id) {
                Some(concept) if chosen.iter().all(|other| other.id() != concept.id()) => chosen.push(concept),
                None if lottery::Concept::by_id(id).is_none() => return Err(no_concept(id)),
                _ => {}
            }
        }
        if self.concept.is_empty() {
            let claimed = problem.levels().claimed.is_some();
            chosen = match (problem.is_order_only(), claimed) {
                (true, _) => concept::OF_ORDER.to_vec(),
                (false, true) => concept::OF_CLAIMS.to_vec(),
                (false, false) => concept::ALL.to_vec(),
            };
        }
        chosen.iter().try_for_each(|concept| suits(*concept, problem, "ask in steps: --steps 20"))?;
        if problem.is_order_only() && self.concept.iter().any(|id| lottery::Concept::by_id(id).is_some()) {
            return Err(Refusal::new(
                &format!("lotteries are chosen by gains, and {}", ordered(problem)),
                Some(BY_RANKS),
            ));
        }
        Ok(chosen)
    }

    /// Those that choose lotteries, likewise.
    pub fn lotteries(&self, view: &View) -> Vec<lottery::Concept> {
        let mut chosen: Vec<lottery::Concept> = Vec::new();
        let measured = !view.problem().is_order_only();
        let asked = self.concept.iter().filter_map(|id| lottery::Concept::by_id(id));
        let suiting = lottery::Concept::ALL
            .into_iter()
            .filter(|concept| measured && self.lotteries && concept.suits(view).is_ok());
        for concept in asked.chain(suiting) {
            if !chosen.contains(&concept) {
                chosen.push(concept);
            }
        }
        chosen
    }
}

impl Many {
    /// How many a report lists: all that its page chooses from, if it is to be a page.
    pub fn listed(many: Option<Many>, format: Format) -> usize {
        match (format, many) {
            (Format::Text | Format::Markdown | Format::Csv, _) => usize::MAX,
            (_, None) => LISTED,
            (_, Some(Many(most))) => most,
        }
    }
}

/// What is asked about, and how it is searched for.
#[derive(Args, Clone, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Asking {
    /// Settle an issue beforehand; may be given for several issues, and several times for one: then by any of these. Of levels
    /// also a range: relief=20..50
    #[arg(long, value_name = "ISSUE=OPTION")]
    #[serde(deserialize_with = "super::written::choices", serialize_with = "super::written::write_choices")]
    pub fix: Vec<Choice>,
    /// Take an option away, or a range of levels (relief=60..100); may be given several times
    #[arg(long, value_name = "ISSUE=OPTION")]
    #[serde(deserialize_with = "super::written::choices", serialize_with = "super::written::write_choices")]
    pub exclude: Vec<Choice>,
    /// Lift a rule or a red line, by its id; may be given several times
    #[arg(long, value_name = "NAME")]
    #[serde(deserialize_with = "super::written::names")]
    pub without: Vec<String>,
    /// Threads to use; never changes the result [default: one for each processor]
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing)]
    pub threads: Option<UpTo<MOST_THREADS>>,
    /// How to search; never changes the result
    #[arg(long, value_enum, default_value_t)]
    #[serde(skip_serializing)]
    pub engine: EngineName,
    /// Tell on standard error what was done, how, and how long it took
    #[arg(long, short)]
    #[serde(skip_serializing)]
    pub verbose: bool,
}

/// The most threads that can be asked for.
const MOST_THREADS: u64 = 1024;

/// The names of engines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineName {
    /// Whatever suits the model
    #[default]
    Auto,
    /// Combine issues one by one, keeping what is not dominated
    Eliminate,
    /// Look at every package
    Enumerate,
    /// Search for each concept by itself, along decision diagrams
    Descend,
    /// Search for each concept by itself, by branch and bound
    Branch,
    /// With continuous issues: begin with what a mixed-integer programme proposes. Other models are searched as by auto
    Milp,
}

impl Asking {
    /// Whether it asks about something else than the model as it is.
    pub fn changes(&self) -> bool {
        !(self.fix.is_empty() && self.exclude.is_empty() && self.without.is_empty())
    }

    /// The same about the model as it is.
    pub fn unchanged(&self) -> Self {
        let Asking { threads, engine, verbose, .. } = *self;
        Asking { threads, engine, verbose, ..Asking::default() }
    }

    /// Refuses engines for options where there are levels, which have their own.
    pub fn no_engine(&self) -> Result<(), Refusal> {
        match self.engine {
            EngineName::Auto | EngineName::Milp => Ok(()),
            _ => Err(Refusal::new(
                "--engine chooses among the engines for options, and this model has continuous issues",
                Some("leave it out, or begin with a mixed-integer programme: --engine milp"),
            )),
        }
    }

    /// The engine asked for.
    pub fn engine(&self) -> Engine {
        match self.engine {
            EngineName::Auto | EngineName::Milp => Engine::Automatic,
            EngineName::Eliminate => Engine::Eliminate,
            EngineName::Enumerate => Engine::Enumerate,
            EngineName::Descend => Engine::Descend,
            EngineName::Branch => Engine::Branch,
        }
    }

    /// Asks within the limits and, if the question is verbose, tells what was done and how long it took.
    pub fn ask<T>(&self, desk: &Desk, done: &str, question: impl FnOnce(&Limits) -> T) -> T {
        desk.timed(self.verbose, |_| done.to_owned(), || question(&self.limits(desk)))
    }

    /// Why nothing can be agreed, if so.
    pub fn reasons(&self, desk: &Desk, view: &View, status: Status) -> Option<Outcome<NoDeal>> {
        let ask = || self.ask(desk, "looked for the reasons", |limits| view.explain_no_deal(limits));
        (status == Status::NoAgreement).then(ask)
    }

    /// What the errors of curves leave undecided of an answer, if utilities follow curves.
    pub fn within_error(
        &self,
        desk: &Desk,
        view: &View,
        answer: &Answer,
    ) -> Result<Option<Outcome<WithinError>>, Refusal> {
        if view.problem().approximations().is_empty() {
            return Ok(None);
        }
        let done = "looked at what curves leave undecided";
        let found = self.ask(desk, done, |limits| view.within_error(answer, limits));
        let help = "a curve of fewer steps, or `points` in its place, ask for less";
        found.map_err(|error| Refusal::new(&error.to_string(), Some(help)))
    }

    /// The limits of a question that begins now.
    pub fn limits(&self, desk: &Desk) -> Limits {
        let limits = desk.limits();
        let threads = self.threads.map_or(limits.threads, |threads| threads.0 as usize);
        Limits { threads: threads.min(desk.host().most_threads()), ..limits }
    }
}

/// Who solves mixed-integer programmes.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Solver {
    /// With continuous issues: begin with what a mixed-integer programme proposes (--engine milp), and let this solver find
    /// it; never changes a proven result [default: microlp]
    #[arg(long, value_enum, value_name = "SOLVER")]
    solver: Option<SolverName>,
    /// The shared library for --solver highs [default: the one that the environment variable HIGHS_LIB names, or else the
    /// one where the system has its libraries]
    #[arg(long, value_name = "FILE", requires = "solver")]
    #[serde(skip)]
    highs_lib: Option<PathBuf>,
}

/// The names of solvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SolverName {
    /// The one that is built in
    Microlp,
    /// HiGHS 1.7 or later, whose library must be there: for large models with many parties or budgets
    Highs,
}

impl Solver {
    /// Whether a solver was asked for.
    pub fn is_asked(&self) -> bool {
        self.solver.is_some()
    }

    /// The solver asked for, or the one that is built in.
    pub fn back_end(&self) -> Result<BackEnd, Refusal> {
        match (self.solver, &self.highs_lib) {
            #[cfg(feature = "highs")]
            (Some(SolverName::Highs), library) => BackEnd::highs(library.as_deref())
                .map_err(|error| Refusal::new(&zopa::text::visible(&error.to_string()), Some(error.help()))),
            #[cfg(not(feature = "highs"))]
            (Some(SolverName::Highs), _) => Err(Refusal::new("this program is built without HiGHS", None)),
            (_, None) => Ok(BackEnd::microlp()),
            (_, Some(_)) => Err(Refusal::new(
                "--highs-lib names the library for --solver highs, and another solver is asked for",
                Some("leave one of them out"),
            )),
        }
    }

    /// Refuses a solver where there is nothing to solve.
    pub fn none_without_levels(&self) -> Result<(), Refusal> {
        match self.solver {
            None => Ok(()),
            Some(_) => Err(Refusal::new(
                "--solver chooses who solves mixed-integer programmes, and this model has no continuous issues",
                Some("leave it out: the engines for options need none, and prove what they find"),
            )),
        }
    }
}
