//! Options that several commands share.

use super::ending::Failure;
use super::guard;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use zopa::concept::{self, Concept};
use zopa::formats;
use zopa::report::text::Style;
use zopa::report::{LISTED, printable};
use zopa::{BackEnd, Engine, Limits, MAX_OPTIONS, View, lottery};

/// Where the model is.
#[derive(Args)]
pub struct ModelFile {
    /// The model: a JSON file, or - for standard input; or the files of a GENIUS, GeniusWeb, NegMAS or NegoLog domain, CSV
    /// tables, or the folder that holds them
    #[arg(value_name = "MODEL", required = true, num_args = 1..)]
    pub model: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Where the model is, for commands that take choices behind it.
#[derive(Args)]
pub struct ModelBefore {
    /// The model: a JSON file, or - for standard input; or the folder of a GENIUS, GeniusWeb, NegMAS or NegoLog domain or of
    /// CSV tables, or their files one after another
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}

/// Above the options that only such files need.
const FOREIGN: &str = "Files of other programs";

/// How files of other programs are read.
#[derive(Args)]
pub struct Reading {
    /// How GENIUS evaluations are read
    #[arg(long, value_enum, value_name = "READING", default_value_t = EvaluationsName::Normalised, help_heading = FOREIGN)]
    pub evaluations: EvaluationsName,
    /// Settle each continuous issue by one of N + 1 evenly spaced numbers; without it any level in its range may be chosen
    #[arg(long, value_name = "N", value_parser = steps, help_heading = FOREIGN)]
    pub steps: Option<NonZeroU32>,
    /// The profiles of a folder that negotiate, by the names of their files, with or without endings, as many as there are
    /// parties; all profiles if left out
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = FOREIGN)]
    pub profiles: Vec<String>,
}

/// The readings of GENIUS evaluations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvaluationsName {
    /// As GENIUS does: over the largest evaluation of the issue, and no package is worth more than 1
    Normalised,
    /// Weight times evaluation as written, as NegMAS does
    Raw,
}

impl Reading {
    /// For the library.
    pub fn options(&self) -> formats::Options {
        let evaluations = match self.evaluations {
            EvaluationsName::Normalised => formats::Evaluations::Normalised,
            EvaluationsName::Raw => formats::Evaluations::Raw,
        };
        formats::Options { evaluations, steps: self.steps, profiles: self.profiles.clone() }
    }
}

fn steps(text: &str) -> Result<NonZeroU32, String> {
    let most = MAX_OPTIONS as u32 - 1;
    let steps = text.parse::<NonZeroU32>().ok().filter(|steps| steps.get() <= most);
    steps.ok_or_else(|| format!("a whole number from 1 to {most} is expected"))
}

/// Which concepts.
#[derive(Args)]
pub struct Concepts {
    /// The solution concepts to use, the first for the recommended package; the six that choose packages if left out.
    /// Those after equal-loss choose lotteries over packages
    #[arg(long = "concept", value_name = "CONCEPT", value_delimiter = ',', value_parser = known_concepts())]
    concepts: Vec<String>,
    /// Use all concepts that choose lotteries and suit the model, too
    #[arg(long)]
    lotteries: bool,
}

/// How many of what may be very many are listed: `all` or a number.
#[derive(Clone, Copy)]
pub struct Many(pub usize);

impl Many {
    /// How many a report lists.
    pub fn in_report(many: Option<Many>) -> usize {
        many.map_or(LISTED, |Many(most)| most)
    }

    /// The style of a page that lists them.
    pub fn on_page(many: Option<Many>, style: Style) -> Style {
        Style { listed: many.map(|Many(most)| most), ..style }
    }
}

/// `all`, or a number from 1 on.
pub fn many(text: &str) -> Result<Many, String> {
    match text {
        "all" => Ok(Many(usize::MAX)),
        _ => match text.parse() {
            Ok(most) if most > 0 => Ok(Many(most)),
            _ => Err("a number from 1 on, or `all`".into()),
        },
    }
}

/// The concepts that choose packages.
pub fn package_concepts() -> PossibleValuesParser {
    PossibleValuesParser::new(concept::ALL.iter().map(|concept| concept.id()))
}

fn known_concepts() -> PossibleValuesParser {
    let packages = concept::ALL.iter().map(|concept| concept.id());
    PossibleValuesParser::new(packages.chain(lottery::Concept::ALL.into_iter().map(lottery::Concept::id)))
}

impl Concepts {
    /// Those that choose packages, each once, in the order asked for.
    pub fn chosen(&self) -> Vec<&'static dyn Concept> {
        let mut chosen: Vec<&'static dyn Concept> = Vec::new();
        for concept in self.concepts.iter().filter_map(|id| concept::by_id(id)) {
            if chosen.iter().all(|other| other.id() != concept.id()) {
                chosen.push(concept);
            }
        }
        if self.concepts.is_empty() { concept::ALL.to_vec() } else { chosen }
    }

    /// Whether lotteries are asked for, and how.
    pub fn asks_for_lotteries(&self) -> Option<&str> {
        let named = self.concepts.iter().find(|id| lottery::Concept::by_id(id).is_some()).map(String::as_str);
        named.or(self.lotteries.then_some("--lotteries"))
    }

    /// Those that choose lotteries, likewise.
    pub fn lotteries(&self, view: &View) -> Vec<lottery::Concept> {
        let mut chosen: Vec<lottery::Concept> = Vec::new();
        let asked = self.concepts.iter().filter_map(|id| lottery::Concept::by_id(id));
        let suiting = lottery::Concept::ALL.into_iter().filter(|concept| self.lotteries && concept.suits(view).is_ok());
        for concept in asked.chain(suiting) {
            if !chosen.contains(&concept) {
                chosen.push(concept);
            }
        }
        chosen
    }
}

/// What the question changes in the model.
#[derive(Args)]
pub struct Changes {
    /// Settle an issue beforehand; may be given for several issues
    #[arg(long, value_name = "ISSUE=OPTION")]
    pub fix: Vec<String>,
    /// Lift a rule or a red line, by its id; may be given several times
    #[arg(long, value_name = "NAME")]
    pub without: Vec<String>,
}

/// How to search.
#[derive(Args)]
pub struct Searching {
    /// Threads to use; never changes the result [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// How to search; never changes the result
    #[arg(long, value_enum, default_value_t = EngineName::Auto)]
    pub engine: EngineName,
    /// Tell on standard error what was done, how, and how long it took
    #[arg(long, short)]
    pub verbose: bool,
}

/// The names of engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Whatever suits the model
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

/// Who solves mixed-integer programmes.
#[derive(Args)]
pub struct Solver {
    /// With continuous issues: begin with what a mixed-integer programme proposes (--engine milp), and let this solver find
    /// it; never changes a proven result [default: microlp]
    #[arg(long, value_enum, value_name = "SOLVER")]
    solver: Option<SolverName>,
    /// The shared library for --solver highs [default: the one that the environment variable HIGHS_LIB names, or else the
    /// one where the system has its libraries]
    #[arg(long, value_name = "FILE", requires = "solver")]
    highs_lib: Option<PathBuf>,
}

/// The names of solvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
    pub fn back_end(&self) -> Result<BackEnd, Failure> {
        match (self.solver, &self.highs_lib) {
            (Some(SolverName::Highs), library) => BackEnd::highs(library.as_deref())
                .map_err(|error| Failure::new(&printable(&error.to_string()), Some(error.help()))),
            (_, None) => Ok(BackEnd::microlp()),
            (_, Some(_)) => Err(Failure::new(
                "--highs-lib names the library for --solver highs, and another solver is asked for",
                Some("leave one of them out"),
            )),
        }
    }

    /// Refuses a solver where there is nothing to solve.
    pub fn none_without_levels(&self) -> Result<(), Failure> {
        match self.solver {
            None => Ok(()),
            Some(_) => Err(Failure::new(
                "--solver chooses who solves mixed-integer programmes, and this model has no continuous issues",
                Some("leave it out: the engines for options need none, and prove what they find"),
            )),
        }
    }
}

impl Searching {
    /// Refuses engines for options where there are levels, which have their own.
    pub fn no_engine(&self) -> Result<(), Failure> {
        match self.engine {
            EngineName::Auto | EngineName::Milp => Ok(()),
            _ => Err(Failure::new(
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

    /// The limits of a search that begins now.
    pub fn limits(&self) -> Limits {
        Limits { threads: or_all(self.threads), ..guard::limits() }
    }

    /// Tells on standard error, if asked to.
    pub fn tell(&self, message: impl FnOnce() -> String) {
        if self.verbose {
            super::terminal::complain(&format!("{}\n", message()));
        }
    }
}

/// So many threads, or one for each processor.
pub fn or_all(threads: Option<NonZeroUsize>) -> usize {
    threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// The most threads that can be asked for.
const MOST_THREADS: usize = 1024;

/// A number of threads.
pub fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads = text.parse::<NonZeroUsize>().ok().filter(|threads| threads.get() <= MOST_THREADS);
    threads.ok_or_else(|| format!("a whole number from 1 to {MOST_THREADS} is expected"))
}
