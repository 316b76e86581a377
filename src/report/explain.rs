//! Why, as data: what stands in the way of an agreement, and what would have to change in a package for it to be
//! accepted. Every fact has its path in the author's file.

use super::evaluate::BrokenReport;
use super::no_deal::{NoDealReport, negated};
use super::parts::{AgreementReport, Asked, Choice, by_party, chosen, first_package};
use super::{EvaluateReport, no_deal};
use crate::exact::Number;
use crate::explain::{Amplification, Compensation, Concession, Concessions, Conflicts, Element, Evaluation};
use crate::explain::{Group, Nearest, Obstacles};
use crate::model::{Keyed, Path};
use crate::problem::{IssueId, Package, PartyId, View};
use crate::search::{Agreement, Outcome, Stop};
use serde::Serialize;

/// The report on [`View::obstacles`].
#[derive(Clone, Debug, Serialize)]
pub struct ExplainReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// `agreement`, `no_agreement` or `stopped`.
    pub status: &'static str,
    /// Why a search stopped early, if one did.
    pub stopped_by: Option<Stop>,
    /// The model's title.
    pub title: Option<String>,
    /// The issues that the question settled beforehand.
    pub fixed: Keyed<Choice>,
    /// The rules and red lines that the question lifted.
    pub without: Vec<String>,
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
}

/// What a party has without a deal.
#[derive(Clone, Debug, Serialize)]
pub struct FloorReport {
    /// Its utility.
    pub value: Number,
    /// Why it is so much, in the author's words.
    pub because: Option<String>,
    /// Where that stands in the author's file.
    pub path: Path,
}

/// Minimal conflicts and corrections.
#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ElementReport {
    /// An issue is settled beforehand.
    Fixed {
        /// The issue.
        issue: String,
        /// The option.
        option: Choice,
        /// Where the issue stands in the author's file.
        path: Path,
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
        /// How many must.
        quota: usize,
        /// Who must be among them.
        veto: Vec<String>,
        /// Where the rule stands in the author's file.
        path: Path,
    },
}

/// What a party would need.
#[derive(Clone, Debug, Serialize)]
pub struct CompensationReport {
    /// How far it is short at best.
    pub short: Number,
    /// The package that gives it most of those that the others accept.
    pub best: AgreementReport,
    /// Its utility there, by cluster.
    pub by_cluster: Vec<GroupReport>,
    /// By cluster, the smallest factor for what it is worth to the party with which some package would be accepted.
    pub amplification: Vec<AmplificationReport>,
}

/// What a group of issues contributes.
#[derive(Clone, Debug, Serialize)]
pub struct GroupReport {
    /// `constant`, `cluster`, `other` (issues without a cluster) or `across` (combinations across these).
    pub group: &'static str,
    /// The id of the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The value.
    pub value: Number,
}

/// How much more a cluster would have to be worth.
#[derive(Clone, Debug, Serialize)]
pub struct AmplificationReport {
    /// `cluster`, or `other` for issues without one.
    pub group: &'static str,
    /// The id of the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The factor; `null` if no factor is enough.
    pub factor: Option<Number>,
    /// False if a smaller factor may do.
    pub exact: bool,
}

/// The report on [`View::concessions`], beside that on the package.
#[derive(Clone, Debug, Serialize)]
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
    /// Why a search for these stopped early, if one did.
    pub concessions_stopped_by: Option<Stop>,
}

/// The fewest changes with which a party would accept.
#[derive(Clone, Debug, Serialize)]
pub struct ConcessionReport {
    /// Why this is not known, if the search for it stopped early.
    pub stopped_by: Option<Stop>,
    /// On how many issues it would have to be met; `null` if it accepts nothing.
    pub changes: Option<usize>,
    /// The package after these changes.
    pub package: Option<ChangedReport>,
}

/// The nearest packages that everybody accepts.
#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
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
        let problem = view.problem();
        let found = obstacles.as_ref().ok().and_then(Option::as_ref);
        let asked = Asked::of(view);
        let stopped_by = obstacles.as_ref().map_or_else(|stop| Some(*stop), |_| found.and_then(|found| found.stopped));
        ExplainReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status: match obstacles {
                Ok(None) => "agreement",
                Ok(Some(_)) => "no_agreement",
                Err(_) => "stopped",
            },
            stopped_by,
            title: problem.title().map(str::to_owned),
            fixed: asked.choices(problem),
            without: asked.lifted,
            disagreement: by_party(problem, |party| floor(view, party)),
            no_deal: found.map(|found| no_deal::NoDealReport::new(view, &found.no_deal)),
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
        }
    }
}

fn floor(view: &View, party: PartyId) -> FloorReport {
    let declared = &view.problem()[party];
    FloorReport {
        value: view.disagreement(party),
        because: declared.because.clone(),
        path: Path::root().key("parties").key(&declared.id).key("disagreement"),
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
                let path = Path::root().key("issues").key(&issue);
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
                let acceptance = view.acceptance();
                let veto = problem.party_ids().filter(|party| acceptance.veto[party.index()]).map(id).collect();
                ElementReport::AcceptanceRule { quota: acceptance.quota, veto, path: Path::root().key("acceptance") }
            }
        }
    }
}

impl CompensationReport {
    fn new(view: &View, found: &Compensation) -> Option<Self> {
        let problem = view.problem();
        let best = found.best.as_ref()?;
        let name = |group: Group| match group {
            Group::Constant => ("constant", None),
            Group::Cluster(at) => ("cluster", Some(problem[at].id.clone())),
            Group::Other => ("other", None),
            Group::Across => ("across", None),
            Group::Ceiling => ("ceiling", None),
        };
        let sums = found.by_cluster.iter().map(|(group, sum)| {
            let (group, cluster) = name(*group);
            GroupReport { group, cluster, value: sum.clone() }
        });
        let factors = found.amplification.iter().map(|(group, amplification)| {
            let (group, cluster) = name(*group);
            let (factor, exact) = match amplification {
                Amplification::Factor(factor) => (Some(factor.clone()), true),
                Amplification::AtMost(factor) => (Some(factor.clone()), false),
                Amplification::Never => (None, true),
            };
            AmplificationReport { group, cluster, factor, exact }
        });
        Some(CompensationReport {
            short: negated(&best.gains[found.party.index()]),
            best: AgreementReport::new(view, best),
            by_cluster: sums.collect(),
            amplification: factors.collect(),
        })
    }
}

impl ConcessionsReport {
    /// Makes the report.
    pub fn new(view: &View, evaluation: &Evaluation, found: &Outcome<Concessions>) -> Self {
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
        ConcessionsReport {
            evaluation: EvaluateReport::with_improvements(view, evaluation, super::LISTED),
            disagreement: by_party(problem, |party| floor(view, party)),
            concessions: least.collect(),
            nearest: nearest.map(|nearest| NearestReport {
                changes: nearest.changes,
                found: nearest.found,
                packages: nearest.packages.iter().map(|to| ChangedReport::new(view, package, to)).collect(),
            }),
            concessions_stopped_by: found.stopped,
        }
    }
}

impl ChangedReport {
    fn new(view: &View, from: &Package, to: &Agreement) -> Self {
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
