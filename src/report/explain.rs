//! Why, as data: what stands in the way of an agreement, and what would have to change in a package for it to be
//! accepted. Every fact has its path in the author's file.

use super::broken::BrokenReport;
use super::evaluate::{EvaluateReport, GroupName, WorthReport};
use super::head::{Ended, StatusName};
use super::names::{AcceptanceReport, Opening};
use super::no_deal::{NoDealReport, negated};
use super::parts::{AgreementReport, Choice, by_party, chosen, first_package};
use crate::exact::Number;
use crate::explain::{Amplification, Compensation, Concession, Concessions, Conflicts, Element, Evaluation};
use crate::explain::{Nearest, Obstacles};
use crate::model::{Keyed, Path};
use crate::problem::{IssueId, Package, PartyId, View};
use crate::search::{Agreement, Outcome, Stop};
use serde::{Deserialize, Serialize};

/// The report on [`View::obstacles`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// How it ended; stopped by what, also where only some of the reasons are missing.
    #[serde(flatten)]
    pub ended: Ended,
    /// What each party has without a deal.
    pub disagreement: Keyed<FloorReport>,
    /// The parties that bind, and the closest packages; `null` if there is an agreement, or none is known.
    pub no_deal: Option<NoDealReport>,
    /// By party, how far its disagreement value would have to fall if it alone gave way; `null` if that would not be
    /// enough, however far. `null` as a whole alike, or if a search stopped before it was known.
    pub short_alone: Option<Keyed<Option<Number>>>,
    /// What cannot be had together, and what would have to be given up; `null` alike.
    pub conflicts: Option<ConflictsReport>,
    /// By party that binds alone, what it would need; `null` alike.
    pub compensation: Option<Keyed<CompensationReport>>,
    /// Why some of that is missing, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compensation_stopped_by: Option<Stop>,
}

/// What a party has without a deal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FloorReport {
    /// Its utility.
    pub value: Number,
    /// Why it is so much, in the author's words.
    pub because: Option<String>,
    /// Where that stands in the author's file.
    pub path: String,
}

/// Minimal conflicts and corrections.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConflictsReport {
    /// Minimal sets of demands that together leave no acceptable package, the smallest first.
    pub conflicts: Vec<Vec<ElementReport>>,
    /// Minimal sets of demands without which the others leave one, the smallest first.
    pub corrections: Vec<Vec<ElementReport>>,
    /// Whether these are all.
    pub complete: bool,
    /// Why the search for them stopped early, if it did.
    pub stopped_by: Option<Stop>,
}

/// Something that is demanded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ElementReport {
    /// An issue is settled beforehand.
    Fixed {
        /// The issue.
        issue: String,
        /// The option.
        option: Choice,
        /// Where the issue stands in the author's file.
        path: String,
    },
    /// A rule holds.
    Rule {
        /// Its name, reason and place.
        #[serde(flatten)]
        rule: BrokenReport,
    },
    /// A red line is not crossed.
    RedLine {
        /// Whose it is.
        party: String,
        /// Its name, reason and place.
        #[serde(flatten)]
        red_line: BrokenReport,
    },
    /// A party gets what it has without a deal.
    Acceptance {
        /// The party.
        party: String,
        /// The least that it accepts, why, and where that stands.
        #[serde(flatten)]
        floor: FloorReport,
    },
    /// Enough parties accept.
    AcceptanceRule {
        /// How many, and who must be among them.
        #[serde(flatten)]
        rule: AcceptanceReport,
        /// Where the rule stands in the author's file.
        path: String,
    },
}

/// What a party would need.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompensationReport {
    /// How far it is short at best.
    pub short: Number,
    /// The package that gives it most of those that the others accept.
    pub best: AgreementReport,
    /// Where its utility there comes from.
    #[serde(flatten)]
    pub worth: WorthReport,
    /// By cluster, the smallest factor for what it is worth to the party with which some package would be accepted.
    pub amplification: Vec<AmplificationReport>,
}

/// How much more a cluster would have to be worth.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmplificationReport {
    /// Which.
    #[serde(flatten)]
    pub group: GroupName,
    /// The factor; `null` if no factor is enough.
    pub factor: Option<Number>,
    /// False if a smaller factor may do.
    pub exact: bool,
}

/// The report on [`View::concessions`], beside that on the package.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConcessionsReport {
    /// The package, and how each party stands to it.
    #[serde(flatten)]
    pub evaluation: EvaluateReport,
    /// What each party has without a deal.
    pub disagreement: Keyed<FloorReport>,
    /// By party that refuses, the fewest changes with which it would accept.
    pub concessions: Keyed<ConcessionReport>,
    /// The nearest packages that everybody accepts; `null` if there is none, or it is not known.
    pub nearest: Option<NearestReport>,
    /// Why they are not known, if so.
    pub nearest_stopped_by: Option<Stop>,
    /// Why a search for these stopped early, if one did.
    pub concessions_stopped_by: Option<Stop>,
}

/// The fewest changes with which a party would accept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConcessionReport {
    /// Why this is not known, if the search for it stopped early.
    pub stopped_by: Option<Stop>,
    /// On how many issues it would have to be met; `null` if it accepts nothing.
    pub changes: Option<usize>,
    /// The package after these changes.
    pub package: Option<ChangedReport>,
}

/// The nearest packages that everybody accepts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestReport {
    /// On how many issues they differ from the package.
    pub changes: usize,
    /// How many there are that no other one of them improves upon. With continuous issues, how many choices of the issues
    /// that are changed there are; `null` if not all were gone through.
    pub found: Option<usize>,
    /// These, the one that costs nobody much first; the first ones if there are many. With continuous issues, one for each
    /// choice.
    pub packages: Vec<ChangedReport>,
}

/// A package, by what it changes in another one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangedReport {
    /// The issues settled otherwise.
    pub changed: Vec<DifferenceReport>,
    /// By party, its utility less that of the other package.
    pub difference: Keyed<Number>,
    /// The package.
    #[serde(flatten)]
    pub agreement: AgreementReport,
}

/// An issue that is settled otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DifferenceReport {
    /// The issue.
    pub issue: String,
    /// How it was settled.
    pub from: Choice,
    /// How it is now.
    pub to: Choice,
}

impl ExplainReport {
    /// Makes the report; `view` is the whole question, with what it demands settled.
    pub fn new(view: &View, obstacles: &Result<Option<Outcome<Obstacles>>, Stop>) -> Self {
        ExplainReport::within_error(view, obstacles, false)
    }

    /// The same, if it is not decided whether there is an agreement, since utilities follow curves.
    pub fn within_error(view: &View, obstacles: &Result<Option<Outcome<Obstacles>>, Stop>, undecided: bool) -> Self {
        let problem = view.problem();
        let found = obstacles.as_ref().ok().and_then(Option::as_ref);
        let stopped_by = obstacles.as_ref().map_or_else(|stop| Some(*stop), |_| found.and_then(|found| found.stopped));
        ExplainReport {
            opening: Opening::new(view, "explain"),
            ended: Ended {
                status: match obstacles {
                    _ if undecided => StatusName::Undecided,
                    Ok(None) => StatusName::Agreement,
                    Ok(Some(_)) => StatusName::NoAgreement,
                    Err(_) => StatusName::Stopped,
                },
                stopped_by,
            },
            disagreement: by_party(problem, |party| floor(view, party)),
            no_deal: found.map(|found| NoDealReport::new(view, &found.no_deal)),
            short_alone: found.filter(|found| found.no_deal.stopped.is_none()).map(|found| {
                by_party(problem, |party| {
                    let alone = found.no_deal.binding.iter().find(|binding| binding.parties == [party])?;
                    Some(negated(&alone.closest.gains[party.index()]))
                })
            }),
            conflicts: found.map(|found| ConflictsReport::new(view, &found.conflicts)),
            compensation: found.map(|found| {
                let of = |compensation: &Compensation| {
                    let report = CompensationReport::new(view, compensation)?;
                    Some((problem[compensation.party].id.clone(), report))
                };
                found.compensation.iter().filter_map(of).collect()
            }),
            compensation_stopped_by: found.and_then(|found| found.compensation.stopped),
        }
    }
}

fn floor(view: &View, party: PartyId) -> FloorReport {
    let declared = &view.problem()[party];
    FloorReport {
        value: view.disagreement(party),
        because: declared.because.clone(),
        path: Path::root().key("parties").key(&declared.id).key("disagreement").to_string(),
    }
}

impl ConflictsReport {
    fn new(view: &View, found: &Outcome<Conflicts>) -> Self {
        let elements =
            |list: &Vec<Element>| list.iter().map(|element| ElementReport::new(view, *element)).collect::<Vec<_>>();
        ConflictsReport {
            conflicts: found.conflicts.iter().map(elements).collect(),
            corrections: found.corrections.iter().map(elements).collect(),
            complete: found.complete,
            stopped_by: found.stopped,
        }
    }
}

impl ElementReport {
    fn new(view: &View, element: Element) -> Self {
        let problem = view.problem();
        let id = |party: PartyId| problem[party].id.clone();
        match element {
            Element::Fixed { issue, .. } | Element::Level(issue) => {
                let (issue, option) = chosen(problem, &first_package(view), issue);
                let path = Path::root().key("issues").key(&issue).to_string();
                ElementReport::Fixed { issue, option, path }
            }
            Element::LevelRule(at) => ElementReport::Rule { rule: BrokenReport::of_levels(&problem[at]) },
            Element::Constraint(at) => {
                let constraint = &problem[at];
                let report = BrokenReport::new(constraint);
                match constraint.party {
                    None => ElementReport::Rule { rule: report },
                    Some(party) => ElementReport::RedLine { party: id(party), red_line: report },
                }
            }
            Element::Acceptance(party) => ElementReport::Acceptance { party: id(party), floor: floor(view, party) },
            Element::AcceptanceRule => {
                let rule = AcceptanceReport::new(problem, view.acceptance());
                ElementReport::AcceptanceRule { rule, path: Path::root().key("acceptance").to_string() }
            }
        }
    }
}

impl CompensationReport {
    fn new(view: &View, found: &Compensation) -> Option<Self> {
        let problem = view.problem();
        let best = found.best.as_ref()?;
        let factors = found.amplification.iter().map(|(group, amplification)| {
            let (factor, exact) = match amplification {
                Amplification::Factor(factor) => (Some(factor.clone()), true),
                Amplification::AtMost(factor) => (Some(factor.clone()), false),
                Amplification::Never => (None, true),
            };
            AmplificationReport { group: GroupName::new(problem, *group), factor, exact }
        });
        Some(CompensationReport {
            short: negated(&best.gains[found.party.index()]),
            best: AgreementReport::new(view, best),
            worth: WorthReport::new(problem, found.party, &best.package),
            amplification: factors.collect(),
        })
    }
}

impl ConcessionsReport {
    /// Makes the report.
    pub fn new(view: &View, evaluation: &Evaluation, found: &Outcome<Concessions>, name: Option<&str>) -> Self {
        let problem = view.problem();
        let package = &evaluation.package;
        let least = found.least.iter().map(|(party, least)| {
            let concession: Option<&Concession> = least.as_ref().ok().and_then(Option::as_ref);
            let report = ConcessionReport {
                stopped_by: least.as_ref().err().copied(),
                changes: concession.map(|concession| concession.changes),
                package: concession.map(|concession| ChangedReport::new(view, package, &concession.package)),
            };
            (problem[*party].id.clone(), report)
        });
        let nearest: Option<&Nearest> = found.nearest.as_ref().ok().and_then(Option::as_ref);
        let mut report = EvaluateReport::with_improvements(view, evaluation, name, super::LISTED);
        "explain".clone_into(&mut report.opening.command);
        ConcessionsReport {
            evaluation: report,
            disagreement: by_party(problem, |party| floor(view, party)),
            concessions: least.collect(),
            nearest: nearest.map(|nearest| NearestReport {
                changes: nearest.changes,
                found: nearest.found,
                packages: nearest.packages.iter().map(|to| ChangedReport::new(view, package, to)).collect(),
            }),
            nearest_stopped_by: found.nearest.as_ref().err().copied(),
            concessions_stopped_by: found.stopped,
        }
    }
}

impl ChangedReport {
    pub(super) fn new(view: &View, from: &Package, to: &Agreement) -> Self {
        let problem = view.problem();
        let before = problem.exact_utilities(from);
        let difference =
            |party: PartyId| Number::from(to.utilities[party.index()].value() - before[party.index()].value());
        let change = |at: IssueId| {
            let ((issue, from), (_, to)) = (chosen(problem, from, at), chosen(problem, &to.package, at));
            DifferenceReport { issue, from, to }
        };
        ChangedReport {
            changed: from.changed(&to.package, problem).into_iter().map(change).collect(),
            difference: by_party(problem, difference),
            agreement: AgreementReport::new(view, to),
        }
    }
}
