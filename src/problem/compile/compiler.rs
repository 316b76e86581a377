//! What all steps of compilation share.

use crate::model::{Code, Diagnostic, Diagnostics, Model, Place};
use crate::problem::lookup::Lookup;
use crate::problem::{Approximation, Constraint, Derived, Issue, Levels, Lever, Named, Promise, Uncertain};

/// A model on its way to a problem: what is known of it so far, and what is wrong with it.
pub(super) struct Compiler<'a> {
    pub(super) model: &'a Model,
    pub(super) issues: &'a [Issue],
    pub(super) lookup: Lookup<'a>,
    pub(super) levels: Levels,
    pub(super) diagnostics: Diagnostics,
    /// Whether numbers of utilities without a range are kept, too.
    pub(super) all_numbers: bool,
    /// The numbers with a range that were met.
    pub(super) uncertain: Vec<Uncertain>,
    /// The probabilities that follow from payoffs.
    pub(super) derived: Vec<Derived>,
    /// The beliefs that questions may move.
    pub(super) levers: Vec<Lever>,
    /// How many interactions came from beliefs that depend on the package.
    pub(super) conditional: usize,
    /// How many combinations of options the payoffs of events were looked at for.
    pub(super) combinations: usize,
    /// As what the numbers that are read now count, if not as parts of a utility.
    pub(super) reads: Option<Reads>,
    /// The promises that payoffs decide about.
    pub(super) promises: Vec<Promise>,
    /// Those of them that have to hold, as rules.
    pub(super) held: Vec<Constraint>,
    /// The curves whose values are known within an error.
    pub(super) approximations: Vec<Approximation>,
    /// Whether the utilities that are read are those of a state.
    pub(super) in_state: bool,
}

/// As what numbers are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// As payoffs of an event that decides a probability.
    Payoffs,
    /// As numbers without a range, and why they have none.
    Certain(&'static str),
}

impl<'a> Compiler<'a> {
    /// Nothing is known yet but the issues.
    pub(super) fn new(model: &'a Model, clusters: &'a [Named], issues: &'a [Issue], levels: Levels) -> Self {
        Compiler {
            model,
            issues,
            lookup: Lookup::new(&model.parties, clusters, issues),
            levels,
            diagnostics: Diagnostics::default(),
            all_numbers: false,
            uncertain: Vec::new(),
            derived: Vec::new(),
            levers: Vec::new(),
            conditional: 0,
            combinations: 0,
            reads: None,
            promises: Vec::new(),
            held: Vec::new(),
            approximations: Vec::new(),
            in_state: false,
        }
    }

    /// Notes an error.
    pub(super) fn error(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        let error = Diagnostic::new(code, place, message);
        self.diagnostics.push(if help.is_empty() { error } else { error.help(help) });
    }
}
