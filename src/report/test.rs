//! What became of assumptions, as data.

use super::claims::Words;
use super::evaluate::PartReport;
use super::names::Opening;
use super::no_deal::NoDealReport;
use super::numbers;
use super::parts::{Choice, by_party, choices, is_zero};
pub use crate::assume::Method;
use crate::assume::{Cause, Open, Point, Proof, Refutation, Tested, Verdict};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Problem, UncertainId, View};
use crate::search::Stop;
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The report on [`Problem::test`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// The worst verdict: `refuted` if any is, else `undecided`, else `proved`.
    pub status: VerdictName,
    /// How many assumptions came out how.
    pub counts: TestCounts,
    /// The assumptions.
    pub assumptions: Vec<AssumptionReport>,
}

/// How many assumptions came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestCounts {
    /// Proved.
    pub proved: usize,
    /// Refuted.
    pub refuted: usize,
    /// There is nothing that they speak of.
    pub vacuous: usize,
    /// Not decided.
    pub undecided: usize,
}

/// How an assumption came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerdictName {
    /// It holds of everything that it speaks of.
    Proved,
    /// It does not.
    Refuted,
    /// There is nothing that it speaks of.
    Vacuous,
    /// It was not decided.
    Undecided,
}

/// One assumption, and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssumptionReport {
    /// Its id, or where it stands.
    pub name: String,
    /// What is claimed, in a sentence.
    pub claim: String,
    /// Whether the model states that the claim does not hold; then what refutes it proves that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fails: bool,
    /// How it came out.
    pub verdict: VerdictName,
    /// Why, in a sentence; none if it is proved.
    pub message: Option<String>,
    /// How it was proved.
    pub proof: Option<ProofReport>,
    /// What refutes it.
    pub refutation: Option<RefutationReport>,
    /// Why it was not decided.
    pub undecided: Option<UndecidedReport>,
    /// Why it is assumed, in the author's words.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
    /// Where it stands in the author's file.
    pub path: String,
}

/// How an assumption was proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofReport {
    /// The way.
    pub method: Method,
    /// With `listing`: how many combinations of options were looked at.
    pub combinations: u64,
    /// The issues whose options matter.
    pub issues: Vec<String>,
    /// Over how many packages it is proved; `null` if counting would take too long.
    pub packages: Option<String>,
    /// A package that shows that there is one, if that was claimed.
    pub example: Option<Keyed<Choice>>,
    /// If it is claimed for all numbers in their ranges: how many numbers with a range it depends on.
    pub numbers: Option<usize>,
    /// Of what is named, for so much there is nothing to compare.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub idle: usize,
    /// Whether it holds only because no feasible package has what it speaks of.
    pub excluded: bool,
}

/// What refutes an assumption.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefutationReport {
    /// What it is, in a sentence.
    pub message: String,
    /// The packages that refute it, in the order in which the claim speaks of them.
    pub packages: Vec<Keyed<Choice>>,
    /// By package, each party's utility.
    pub utilities: Vec<Keyed<Number>>,
    /// By how much, in the author's units of the first party that it is about.
    pub amount: Option<Number>,
    /// The parts of utilities that bring it about, the largest first.
    pub causes: Vec<CauseReport>,
    /// If it holds with the numbers as they stand: those that break it within their ranges, and what they are then. The
    /// utilities, amounts, and parts are those with these numbers.
    pub numbers: Vec<MovedNumberReport>,
    /// Then also: a share of all ranges for which it still holds, if that can be told.
    pub holds_for: Option<Number>,
    /// And one a little larger for which it does not.
    pub breaks_for: Option<Number>,
    /// Whether no counterexample is smaller.
    pub minimal: bool,
    /// Why no package is acceptable, if that is the matter.
    pub no_deal: Option<NoDealReport>,
}

/// A number that is not what the file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MovedNumberReport {
    /// What it is, in words.
    pub name: String,
    /// Where it stands in the author's file.
    pub path: String,
    /// The party whose number it is.
    pub party: String,
    /// What the file says.
    pub value: Number,
    /// What it is instead.
    pub becomes: Number,
    /// The least it may be.
    pub low: Number,
    /// The most it may be.
    pub high: Number,
}

/// A part of a party's utility that differs between the packages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CauseReport {
    /// The party.
    pub party: String,
    /// By package, what it is there.
    pub values: Vec<Number>,
    /// Which part; its value is what it contributes to the comparison.
    #[serde(flatten)]
    pub part: PartReport,
}

/// Why an assumption was not decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UndecidedReport {
    /// `stopped`; or, claimed for all numbers in their ranges, it depends on too many of them to try all ends (`numbers`),
    /// or holds at all ends but may break between them (`between_ends`).
    pub reason: Cow<'static, str>,
    /// What stopped the search, if that is the reason.
    pub stopped_by: Option<Stop>,
    /// So many random contexts were looked at instead; none refutes it.
    pub sampled: u64,
}

impl VerdictName {
    /// How a verdict is called. An assumption which states that a claim fails is proved by what refutes the claim.
    pub fn of(tested: &Tested) -> Self {
        match (&tested.verdict, tested.assumption.fails) {
            (Verdict::Proved(_), false) | (Verdict::Refuted(_), true) => VerdictName::Proved,
            (Verdict::Refuted(_), false) | (Verdict::Proved(_), true) => VerdictName::Refuted,
            (Verdict::Vacuous(_), _) => VerdictName::Vacuous,
            (Verdict::Undecided(_), _) => VerdictName::Undecided,
        }
    }
}

impl TestCounts {
    /// Counts verdicts.
    fn of(assumptions: &[AssumptionReport]) -> Self {
        let mut counts = TestCounts::default();
        for one in assumptions {
            *match one.verdict {
                VerdictName::Proved => &mut counts.proved,
                VerdictName::Refuted => &mut counts.refuted,
                VerdictName::Vacuous => &mut counts.vacuous,
                VerdictName::Undecided => &mut counts.undecided,
            } += 1;
        }
        counts
    }

    /// The worst of them.
    pub fn status(&self) -> VerdictName {
        match self {
            TestCounts { refuted: 1.., .. } => VerdictName::Refuted,
            TestCounts { undecided: 1.., .. } => VerdictName::Undecided,
            _ => VerdictName::Proved,
        }
    }
}

impl TestReport {
    /// Makes the report.
    pub fn new(view: &View, tested: &[Tested]) -> Self {
        TestReport::of(view, tested.iter().map(|tested| AssumptionReport::new(view, tested)).collect())
    }

    /// Of reports on single assumptions.
    pub fn of(view: &View, assumptions: Vec<AssumptionReport>) -> Self {
        let counts = TestCounts::of(&assumptions);
        TestReport { opening: Opening::new(view, "test"), status: counts.status(), counts, assumptions }
    }
}

impl AssumptionReport {
    /// What became of one.
    pub fn new(view: &View, tested: &Tested) -> Self {
        let (problem, assumption) = (view.problem(), tested.assumption);
        let words = Words { problem, assumption };
        let (mut proof, mut refutation, mut undecided) = (None, None, None);
        match &tested.verdict {
            Verdict::Proved(found) => proof = Some(ProofReport::new(problem, found)),
            Verdict::Refuted(found) => refutation = Some(RefutationReport::new(view, found, words.refutation(found))),
            Verdict::Undecided(found) => {
                let (reason, stopped_by) = match found.reason {
                    Open::Stopped(stop) => ("stopped", Some(stop)),
                    Open::Numbers => ("numbers", None),
                    Open::BetweenEnds => ("between_ends", None),
                };
                undecided = Some(UndecidedReport { reason: reason.into(), stopped_by, sampled: found.sampled });
            }
            Verdict::Vacuous(_) => {}
        }
        AssumptionReport {
            name: assumption.name.clone(),
            claim: words.claim(),
            fails: assumption.fails,
            verdict: VerdictName::of(tested),
            message: words.message(&tested.verdict),
            proof,
            refutation,
            undecided,
            because: assumption.because.clone(),
            source: assumption.source.clone(),
            path: assumption.path.to_string(),
        }
    }
}

impl ProofReport {
    fn new(problem: &Problem, proof: &Proof) -> Self {
        ProofReport {
            method: proof.method,
            combinations: proof.combinations,
            issues: proof.issues.iter().map(|issue| problem[*issue].id.clone()).collect(),
            packages: proof.packages.as_ref().map(BigUint::to_string),
            example: proof.example.as_ref().map(|package| choices(problem, package)),
            numbers: proof.numbers,
            idle: proof.idle,
            excluded: proof.excluded,
        }
    }
}

impl RefutationReport {
    fn new(view: &View, refutation: &Refutation, message: String) -> Self {
        let as_it_stands = view.problem();
        let moved = refutation.moved(as_it_stands);
        let view = moved.as_ref().map_or_else(|| view.clone(), |moved| view.onto(moved));
        let problem = view.problem();
        let number = |(at, number): &(UncertainId, Number)| {
            let uncertain = &as_it_stands[*at];
            MovedNumberReport {
                name: numbers::number(as_it_stands, uncertain),
                path: uncertain.path.to_string(),
                party: problem[uncertain.party].id.clone(),
                value: uncertain.value.clone(),
                becomes: number.clone(),
                low: uncertain.low.clone(),
                high: uncertain.high.clone(),
            }
        };
        let packages = &refutation.packages;
        let utilities = |package| {
            let utilities = problem.utilities(package);
            by_party(problem, |party| problem.in_units(party, utilities[party.index()]))
        };
        let cause = |cause: &Cause| {
            // The options of an interaction are those of a package in which it counts.
            let counts = cause.values.iter().position(|value| *value != Number::zero()).unwrap_or(0);
            let contribution = cause.contribution.clone();
            CauseReport {
                party: problem[cause.party].id.clone(),
                values: cause.values.clone(),
                part: PartReport::new(problem, cause.party, cause.fact, contribution, &packages[counts]),
            }
        };
        let no_deal = match &refutation.point {
            Point::Missing(Some(no_deal)) => Some(NoDealReport::new(&view, no_deal)),
            _ => None,
        };
        RefutationReport {
            message,
            packages: packages.iter().map(|package| choices(problem, package)).collect(),
            utilities: packages.iter().map(utilities).collect(),
            amount: refutation.amount.clone(),
            causes: refutation.causes.iter().map(cause).collect(),
            numbers: refutation.numbers.iter().map(number).collect(),
            holds_for: refutation.share.as_ref().map(|(holds, _)| holds.clone()),
            breaks_for: refutation.share.as_ref().map(|(_, breaks)| breaks.clone()),
            minimal: refutation.minimal,
            no_deal,
        }
    }
}
