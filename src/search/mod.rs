//! Engines over a problem, and the one door to them.
//!
//! | engine | what it does | when |
//! |---|---|---|
//! | [`Engine::Eliminate`] | combines issues, keeps what is not dominated | frontiers; concepts while few points are kept |
//! | [`Engine::Descend`] | follows weighted sums down the decision diagrams, for one concept at a time | many points |
//! | [`Engine::Branch`] | divides the packages, and bounds the parts by messages, or boxes by linear programmes | issues linked too tightly for diagrams |
//! | [`Engine::Enumerate`] | looks at every package | few packages among many parties; tests |
//! | [`Engine::Levels`] | goes through options by what their best levels reach, and solves levels exactly | continuous issues |
//!
//! [`Search`] asks for the solutions of concepts or for a frontier. Stopping early is a status of the answer, with the
//! best package found and a bound; no agreement is an answer; neither is an error.

mod answer;
mod apart;
mod asked;
mod automaton;
mod boxes;
mod branch;
mod budget;
mod candidates;
mod choose;
mod count;
mod cover;
mod covering;
mod cuts;
mod descend;
mod diagram;
mod direct;
mod eliminate;
mod enumerate;
mod hunt;
mod incumbent;
mod join;
mod layout;
mod levels;
mod limits;
mod list;
mod local;
mod meet;
mod order;
mod outcome;
mod pricing;
mod seated;
mod solve;
mod sought;
mod structure;
mod threshold;
mod union;
mod vector;
mod visit;
pub(crate) mod weights;
mod zoned;
mod zones;

pub use answer::{Agreement, Answer, Counts, Cover, FrontierAnswer, LeftOut, NoList, Piece, Proof, Solution, Status};
pub use budget::Budget;
pub(crate) use candidates::{candidates, listed};
pub(crate) use choose::setting_in_units;
use diagram::Diagram;
pub(crate) use diagram::components;
pub use eliminate::Target;
pub(crate) use levels::{
    Multipliers, Reasons, Sought, aim, best_beside, best_for_each, best_of, least_short, ranges, reasons,
};
pub(crate) use limits::Control;
pub use limits::{Interrupt, Limits, Progress, Stop, Watch};
pub(crate) use local::Local;
pub use outcome::Outcome;
pub(crate) use pricing::Pricing;
pub(crate) use seated::{acceptable_points, exact_diagrams};
pub(crate) use structure::Structure;
pub use visit::visit_acceptable;
pub(crate) use visit::{are_more_than, each_acceptable, each_of};

use crate::concept::{self, Concept};
use crate::exact::Number;
use crate::frontier::Point;
use crate::lp::BackEnd;
use crate::problem::{Problem, View};

/// How to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chosen by the structure of the problem.
    #[default]
    Automatic,
    /// Combine issues, keeping what is not dominated.
    Eliminate,
    /// Look at every package.
    Enumerate,
    /// Search for each concept by itself, along decision diagrams.
    Descend,
    /// Search for each concept by itself, by branch and bound.
    Branch,
    /// Go through options by what their best levels reach: for problems with continuous issues, whatever engine is chosen.
    Levels,
}

impl Engine {
    /// Its name, as in the command line and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Engine::Automatic => "auto",
            Engine::Eliminate => "eliminate",
            Engine::Enumerate => "enumerate",
            Engine::Descend => "descend",
            Engine::Branch => "branch",
            // Reports have called it so from the beginning.
            Engine::Levels => "mixed",
        }
    }
}

/// Up to so many packages, looking at each is quicker than combining issues for many parties.
const FEW_PACKAGES: u64 = 1 << 22;
/// Counting acceptable packages beside solutions may take so many steps, at most a millisecond or two.
const COUNT_STEPS: u64 = 1 << 14;

/// Is given points of a frontier as soon as they are certain.
pub type Sink<'s> = dyn FnMut(&[Point]) + 's;

/// A question to a problem: which packages do the concepts choose, or what is the frontier?
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let problem = zopa::Problem::compile(&model)?;
/// let answer = problem.search().run();
/// let nash = &answer.solutions[0];
/// assert_eq!(nash.concept.id(), "nash");
/// for (issue, option) in nash.agreements[0].package.ids(&problem) {
///     println!("{issue}: {option}");
/// }
/// // A level is settled with the options, exactly.
/// let model = zopa::Model::from_json(r#"{
///     "zopa": 1,
///     "parties": { "seller": { "disagreement": 20 }, "buyer": { "disagreement": 0 } },
///     "issues": { "price": { "continuous": { "min": 0, "max": 100, "unit": "EUR" } } },
///     "utilities": {
///         "seller": { "values": { "price": { "per_unit": 1 } } },
///         "buyer": { "constant": 90, "values": { "price": { "per_unit": -1 } } }
///     }
/// }"#)?;
/// let problem = zopa::Problem::compile(&model)?;
/// let answer = problem.search().run();
/// assert_eq!(answer.solutions[0].agreements[0].package.levels()[0].to_string(), "55");
/// # Ok(())
/// # }
/// ```
pub struct Search<'s> {
    view: View<'s>,
    concepts: Vec<&'s dyn Concept>,
    limits: Limits,
    engine: Engine,
    ideal: bool,
    by_rule: bool,
    counts: bool,
    programmes: Programmes,
    back_end: BackEnd,
    epsilon: Option<Number>,
    cover_of: Option<usize>,
    sink: Option<Box<Sink<'s>>>,
}

/// When mixed-integer programmes are asked, where there are levels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Programmes {
    /// Where issues are linked too tightly for decision diagrams.
    WhereNeeded,
    /// Before each search.
    First,
    /// And nothing else.
    Only,
}

impl Problem {
    /// Starts a question: by default all concepts, no limit.
    pub fn search(&self) -> Search<'_> {
        self.view().search()
    }
}

impl<'s> View<'s> {
    /// Starts a question about this view.
    pub fn search(self) -> Search<'s> {
        Search {
            view: self,
            concepts: concept::ALL.to_vec(),
            limits: Limits::default(),
            engine: Engine::Automatic,
            ideal: true,
            by_rule: false,
            counts: true,
            programmes: Programmes::WhereNeeded,
            back_end: BackEnd::default(),
            epsilon: None,
            cover_of: None,
            sink: None,
        }
    }
}

impl<'s> Search<'s> {
    /// Asks for these concepts.
    pub fn concepts(mut self, concepts: impl IntoIterator<Item = &'s dyn Concept>) -> Self {
        self.concepts = concepts.into_iter().collect();
        self
    }

    /// Sets limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Chooses an engine. No engine changes an answer. With continuous issues there is one only.
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Does without the ideal point where no concept asked for needs it: [`Answer::ideal`] may then be missing though
    /// there is an agreement. Saves a search for each party.
    pub fn without_ideal(mut self) -> Self {
        self.ideal = false;
        self
    }

    /// Lets concepts choose among everything that the acceptance rule passes, and not only among what every party accepts.
    ///
    /// Every smallest set of parties that the rule lets decide bargains by itself: over the packages that its members
    /// accept, whoever else refuses them, and by its members' gains. The ideal point is each party's best among all that
    /// passes. Where the members of another such set would all gain by leaving for their own solution, a solution is left
    /// out, unless that leaves none. Changes nothing where the rule asks for everybody's consent.
    ///
    /// Each set takes a frontier, or with continuous issues a search for each concept; with quotas in the middle, there are many sets.
    pub fn by_rule(mut self, by_rule: bool) -> Self {
        self.by_rule = by_rule;
        self
    }

    /// Does without the numbers of acceptable packages, for those who ask thousands of questions.
    pub(crate) fn without_counts(mut self) -> Self {
        self.counts = false;
        self
    }

    /// With continuous issues: asks a mixed-integer programme first, so that the search for the proof begins with a good
    /// package. It changes no answer that is proven.
    pub fn programme_first(mut self, programme: bool) -> Self {
        self.programmes = if programme { Programmes::First } else { Programmes::WhereNeeded };
        self
    }

    /// Asks mixed-integer programmes only, as where issues are linked too tightly: for measurements.
    #[doc(hidden)]
    pub fn programmes_only(mut self) -> Self {
        self.programmes = Programmes::Only;
        self
    }

    /// Chooses who solves mixed-integer programmes: those of [`Search::programme_first`], and those that are all there is where
    /// issues with levels beside them are linked too tightly for decision diagrams. It changes no answer that is proven.
    pub fn back_end(mut self, back_end: BackEnd) -> Self {
        self.back_end = back_end;
        self
    }
}
