//! Answers about models with continuous issues, as data.
//!
//! The fields are those of the other reports wherever they mean the same: a level is a number in the place of an option.

use super::evaluate::{BrokenReport, PartReport, Verdict, contribution};
use super::lines::json_line;
use super::parts::{Choice, as_text, asked, by_party, choice, cut};
use crate::exact::Number;
use crate::explain::Fact;
use crate::mixed::{
    LevelPart, MixedAgreement, MixedAnswer, MixedEvaluation, MixedFrontier, MixedPackage, MixedPoint, MixedSolution,
    MixedView, Piece,
};
use crate::model::{Keyed, Path};
use crate::search::{Status, Stop, Target};
use serde::Serialize;
use std::io::{self, Write};

/// How a report about a model with continuous issues begins.
#[derive(Clone, Debug, Serialize)]
pub struct MixedHead {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// `agreement`, `no_agreement` or `stopped`.
    pub status: &'static str,
    /// Why the search stopped before its answer was proven, if it did.
    pub stopped_by: Option<Stop>,
    /// The model's title.
    pub title: Option<String>,
    /// The ids of the parties, in declaration order.
    pub parties: Vec<String>,
    /// The ids of the continuous issues.
    pub continuous: Vec<String>,
    /// In how many ways the options of the other issues can be chosen, feasible or not; in decimal digits.
    pub option_choices: String,
    /// By party, its utility without a deal.
    pub disagreement: Keyed<Number>,
    /// By party, its best utility among the packages that every party accepts.
    pub ideal: Option<Keyed<Number>>,
    /// The issues that the question settled beforehand, if it did.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub fixed: Keyed<Choice>,
    /// The rules and red lines that the question lifted, if it did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// The report on [`MixedSearch::run`](crate::MixedSearch::run).
#[derive(Clone, Debug, Serialize)]
pub struct MixedSolveReport {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: MixedHead,
    /// What each concept chooses.
    pub solutions: Vec<MixedSolutionReport>,
    /// If there is no agreement: by party, weights of gains for which every package's sum is negative, so that no mixture
    /// of packages would be acceptable either; `null` if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_deal: Option<MixtureReport>,
    /// What to keep in mind when reading the solutions.
    pub warnings: Vec<String>,
    /// If the search stopped: the concepts for which no package was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// How the levels were found.
    pub engine: &'static str,
}

/// Why nothing can be agreed.
#[derive(Clone, Debug, Serialize)]
pub struct MixtureReport {
    /// Whether there is a package that satisfies all rules and red lines.
    pub feasible: bool,
    /// By party.
    pub weights: Option<Keyed<Number>>,
}

/// What one concept chooses.
#[derive(Clone, Debug, Serialize)]
pub struct MixedSolutionReport {
    /// The id of the concept.
    pub concept: String,
    /// Whether it is proven that nothing is better, but for what separates `value` and `bound`.
    pub proven: bool,
    /// Whether the concept had to fall back on a rule for problems that it was not made for.
    pub degenerate: bool,
    /// The value of the first agreement, exactly, in the author's units.
    #[serde(serialize_with = "as_text")]
    pub value: Option<Number>,
    /// No package has a better value than this; `null` if nothing is better than `value`.
    #[serde(serialize_with = "as_text")]
    pub bound: Option<Number>,
    /// By party, weights of gains: with them, nothing but what was solved exactly reaches the weighted sum that anything
    /// as good must have.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub weights: Keyed<Number>,
    /// What is chosen.
    pub agreements: Vec<MixedAgreementReport>,
    /// How many there are, if not all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement_count: Option<usize>,
}

/// Options and levels that a concept chooses.
#[derive(Clone, Debug, Serialize)]
pub struct MixedAgreementReport {
    /// By issue, the option, or the level.
    pub package: Keyed<Choice>,
    /// By party.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
    /// If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equally_good: Option<Keyed<[Number; 2]>>,
}

/// The report on [`MixedView::evaluate`].
#[derive(Clone, Debug, Serialize)]
pub struct MixedEvaluateReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// What becomes of the package.
    pub status: Verdict,
    /// Why the search for better packages stopped early, if it did.
    pub stopped_by: Option<Stop>,
    /// The model's title.
    pub title: Option<String>,
    /// The package.
    pub package: Keyed<Choice>,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// The rules that it breaks.
    pub broken: Vec<BrokenReport>,
    /// Whether it is feasible and every party accepts.
    pub acceptable: bool,
    /// How each party stands to it.
    pub parties: Keyed<MixedStandReport>,
    /// By party, the acceptable package that leaves nobody worse off and gives this party the most; `null` if that is not
    /// known, or if there is none.
    pub better_for: Option<Keyed<MixedAgreementReport>>,
    /// By party, the most that it could gain over this package without loss to any other; `null` if that is not known.
    pub improvement: Option<Keyed<Number>>,
}

/// How one party stands to a package.
#[derive(Clone, Debug, Serialize)]
pub struct MixedStandReport {
    /// Its utility.
    pub utility: Number,
    /// Its utility less that without a deal.
    pub gain: Number,
    /// Whether it accepts.
    pub accepts: bool,
    /// Its red lines that the package crosses.
    pub red_lines: Vec<BrokenReport>,
    /// Where the utility comes from; the values sum to it.
    pub breakdown: Vec<PartReport>,
}

/// The report on [`MixedSearch::frontier`](crate::MixedSearch::frontier) and [`MixedSearch::cover`](crate::MixedSearch::cover).
#[derive(Clone, Debug, Serialize)]
pub struct MixedFrontierReport {
    /// All but the pieces.
    #[serde(flatten)]
    pub summary: MixedFrontierSummary,
    /// Points and segments, by falling utility of the first party.
    pub pieces: Vec<PieceReport>,
}

/// What there is to say of a frontier beside its pieces.
#[derive(Clone, Debug, Serialize)]
pub struct MixedFrontierSummary {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: MixedHead,
    /// Whether all pieces are there, and proven.
    pub complete: bool,
    /// Of which packages it is the frontier: `acceptable` or `feasible`.
    pub frontier: &'static str,
    /// If it is a cover: by party, how much worse a listed point may be than a package that it stands for. If it is not,
    /// the frontier is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Keyed<Number>>,
}

/// A point of a frontier, or a segment: levels, utilities and gains move in proportion from one end to the other.
#[derive(Clone, Debug, Serialize)]
pub struct PieceReport {
    /// The end that is best for the first party.
    pub from: MixedAgreementReport,
    /// The other end, if it is a segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<MixedAgreementReport>,
    /// Whether the first end does not belong to the frontier itself: something dominates it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_open: bool,
    /// Whether the other end does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub to_open: bool,
}

impl MixedHead {
    fn new(view: &MixedView, status: Status, ideal: Option<&[Number]>) -> Self {
        let problem = view.mixed().problem();
        let (status, stopped_by) = match status {
            Status::Agreement => ("agreement", None),
            Status::NoAgreement => ("no_agreement", None),
            Status::Stopped(stop) => ("stopped", Some(stop)),
        };
        let continuous = view.mixed().levels().issues.iter();
        MixedHead {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status,
            stopped_by,
            title: problem.title().map(str::to_owned),
            parties: problem.parties().iter().map(|party| party.id.clone()).collect(),
            continuous: continuous.map(|level| problem.issues()[level.issue].id.clone()).collect(),
            option_choices: view.options().package_count().to_string(),
            disagreement: by_party(problem, |party| view.disagreement(party).into()),
            ideal: ideal.map(|ideal| by_party(problem, |party| ideal[party].clone())),
            fixed: fixed(view).into_iter().collect(),
            without: lifted(view),
        }
    }
}

/// The issues that a question settles beforehand.
pub(super) fn fixed(view: &MixedView) -> Vec<(String, Choice)> {
    let problem = view.mixed().problem();
    let (options, _) = asked(view.options());
    let options = options.into_iter().map(|(issue, option)| choice(problem, issue, option));
    let levels = view.mixed().levels().issues.iter().zip(view.ranges()).filter(|(_, [low, high])| low == high);
    let levels =
        levels.map(|(level, [low, _])| (problem.issues()[level.issue].id.clone(), Choice::Amount(low.clone().into())));
    options.chain(levels).collect()
}

/// The names of the rules and red lines that a question lifts.
pub(super) fn lifted(view: &MixedView) -> Vec<String> {
    let problem = view.mixed().problem();
    let (_, constraints) = asked(view.options());
    let in_force: Vec<usize> = view.level_rules().map(|(at, _)| at).collect();
    let rules = view.mixed().levels().rules.iter().enumerate().filter(|(at, _)| !in_force.contains(at));
    let constraints = constraints.into_iter().map(|at| problem.constraints()[at].name.clone());
    let mut names: Vec<String> = constraints.chain(rules.map(|(_, rule)| rule.name.clone())).collect();
    // A rule can have a part on options and a part on levels.
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The options and levels of a package, by issue.
pub(super) fn mixed_choices(view: &MixedView, package: &MixedPackage) -> Keyed<Choice> {
    let problem = view.mixed().problem();
    let chosen = |(issue, option): (usize, &u16)| match view.mixed().level_of(issue) {
        Some(level) => (problem.issues()[issue].id.clone(), Choice::Amount(package.levels[level].clone())),
        None => choice(problem, issue, usize::from(*option)),
    };
    package.package.options().iter().enumerate().map(chosen).collect()
}

impl MixedAgreementReport {
    fn new(view: &MixedView, agreement: &MixedAgreement) -> Self {
        let problem = view.mixed().problem();
        MixedAgreementReport {
            package: mixed_choices(view, &agreement.package),
            utilities: by_party(problem, |party| agreement.utilities[party].clone()),
            gains: by_party(problem, |party| agreement.gains[party].clone()),
            equally_good: agreement.is_divisible().then(|| by_party(problem, |party| agreement.range[party].clone())),
        }
    }

    fn of_point(view: &MixedView, point: &MixedPoint) -> Self {
        let problem = view.mixed().problem();
        MixedAgreementReport {
            package: mixed_choices(view, &point.package),
            utilities: by_party(problem, |party| point.utilities[party].clone()),
            gains: by_party(problem, |party| point.gains[party].clone()),
            equally_good: None,
        }
    }
}

impl MixedSolveReport {
    /// Makes the report.
    pub fn new(view: &MixedView, answer: &MixedAnswer) -> Self {
        let problem = view.mixed().problem();
        let none = answer.status == Status::NoAgreement;
        let refutation = || MixtureReport {
            feasible: !answer.nothing_feasible,
            weights: answer.refutation.as_ref().map(|weights| by_party(problem, |party| weights[party].clone())),
        };
        MixedSolveReport {
            head: MixedHead::new(view, answer.status, answer.ideal.as_deref()),
            solutions: answer.solutions.iter().map(|solution| MixedSolutionReport::new(view, solution)).collect(),
            no_deal: none.then(refutation),
            warnings: super::warnings::mixed_warnings(view, answer),
            left_out: answer.left_out.iter().map(|concept| concept.id().to_owned()).collect(),
            engine: "mixed",
        }
    }
}

impl MixedSolveReport {
    /// The same with at most so many of the agreements that are equally good, by concept. All of them are counted.
    pub fn with_ties(mut self, most: usize) -> Self {
        for solution in &mut self.solutions {
            solution.agreement_count = cut(&mut solution.agreements, most);
        }
        self
    }
}

impl MixedSolutionReport {
    fn new(view: &MixedView, solution: &MixedSolution) -> Self {
        let problem = view.mixed().problem();
        let weights = match solution.weights.is_empty() {
            true => Keyed::default(),
            false => by_party(problem, |party| solution.weights[party].clone()),
        };
        MixedSolutionReport {
            concept: solution.concept.id().to_owned(),
            proven: solution.proven,
            degenerate: solution.degenerate,
            value: solution.value.clone(),
            bound: solution.bound.clone(),
            weights,
            agreements: solution.agreements.iter().map(|one| MixedAgreementReport::new(view, one)).collect(),
            agreement_count: None,
        }
    }
}

impl MixedEvaluateReport {
    /// Makes the report.
    pub fn new(view: &MixedView, evaluation: &MixedEvaluation) -> Self {
        let problem = view.mixed().problem();
        let better = evaluation.better.as_ref().ok().and_then(Option::as_ref);
        let improvement = evaluation.improvement();
        MixedEvaluateReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status: verdict(evaluation),
            stopped_by: evaluation.better.as_ref().err().copied(),
            title: problem.title().map(str::to_owned),
            package: mixed_choices(view, &evaluation.package),
            feasible: evaluation.is_feasible(),
            broken: broken(view, evaluation),
            acceptable: evaluation.acceptable,
            parties: by_party(problem, |party| stand(view, party, evaluation)),
            better_for: better.map(|better| by_party(problem, |party| MixedAgreementReport::new(view, &better[party]))),
            improvement: improvement.map(|most| by_party(problem, |party| most[party].clone())),
        }
    }
}

/// The verdict on evaluated options and levels.
pub(super) fn verdict(evaluation: &MixedEvaluation) -> Verdict {
    match evaluation.acceptable {
        true => Verdict::Accepted,
        false if evaluation.broken.is_empty() && evaluation.broken_levels.is_empty() => Verdict::Refused,
        false => Verdict::Infeasible,
    }
}

/// The rules that a package breaks, on options and on levels.
pub(super) fn broken(view: &MixedView, evaluation: &MixedEvaluation) -> Vec<BrokenReport> {
    let mixed = view.mixed();
    let options = evaluation.broken.iter().map(|at| BrokenReport::new(&mixed.problem().constraints()[*at]));
    let levels = evaluation.broken_levels.iter().map(|at| {
        let rule = &mixed.levels().rules[*at];
        BrokenReport { name: rule.name.clone(), because: rule.because.clone(), path: rule.path.clone() }
    });
    let mut all: Vec<BrokenReport> = options.chain(levels).collect();
    // A rule with a part on options and a part on levels is one rule.
    let mut seen: Vec<Path> = Vec::new();
    all.retain(|rule| {
        let new = !seen.contains(&rule.path);
        seen.push(rule.path.clone());
        new
    });
    all
}

fn stand(view: &MixedView, party: usize, evaluation: &MixedEvaluation) -> MixedStandReport {
    let stand = &evaluation.stands[party];
    let problem = view.mixed().problem();
    let part = |part: &LevelPart| match part {
        LevelPart::Options(part) => {
            let report = contribution(view.options(), party, part, &evaluation.package.package);
            debug_assert!(!matches!(part.fact, Fact::Choice { issue, .. } if problem.issues()[issue].continuous));
            report
        }
        LevelPart::Level(at, value) => {
            let term = &view.mixed().levels().terms[*at];
            let issue = problem.issues()[view.mixed().levels().issues[term.level].issue].id.clone();
            let level = Choice::Amount(evaluation.package.levels[term.level].clone());
            let (because, value, path) = (term.because.clone(), value.clone(), term.path.clone());
            match &term.condition {
                None => PartReport::Option { issue, option: level, because, value, path },
                Some(condition) => {
                    let options = evaluation.package.package.options();
                    let chosen = condition.0.iter().map(|(at, _)| choice(problem, *at, options[*at].into()));
                    let interaction = chosen.chain([(issue, level)]).collect();
                    PartReport::Interaction { interaction, because, value, state: None, path }
                }
            }
        }
        LevelPart::AboveCeiling(above) => {
            let own = view.mixed().levels().ceilings.iter().find(|ceiling| ceiling.party == party);
            PartReport::Ceiling {
                above_ceiling: above.clone(),
                because: own.and_then(|own| own.because.clone()),
                path: Path::root().key("utilities").key(&problem.parties()[party].id).key("at_most"),
            }
        }
    };
    MixedStandReport {
        utility: stand.utility.clone(),
        gain: stand.gain.clone(),
        accepts: stand.accepts,
        red_lines: stand.crossed.iter().map(|at| BrokenReport::new(&problem.constraints()[*at])).collect(),
        breakdown: stand.breakdown.iter().map(part).collect(),
    }
}

impl MixedFrontierReport {
    /// Makes the report.
    pub fn new(view: &MixedView, target: Target, answer: &MixedFrontier) -> Self {
        let problem = view.mixed().problem();
        let piece = |piece: &Piece| PieceReport {
            from: MixedAgreementReport::of_point(view, &piece.from),
            to: (!piece.is_point()).then(|| MixedAgreementReport::of_point(view, &piece.to)),
            from_open: piece.from_open,
            to_open: piece.to_open,
        };
        let summary = MixedFrontierSummary {
            head: MixedHead::new(view, answer.status, None),
            complete: answer.complete,
            frontier: if target == Target::Feasible { "feasible" } else { "acceptable" },
            tolerance: answer.cover.as_ref().map(|tolerance| by_party(problem, |party| tolerance[party].clone())),
        };
        MixedFrontierReport { summary, pieces: answer.pieces.iter().map(piece).collect() }
    }

    /// Writes JSON Lines: a line for each piece, and a last one with all else and the number of pieces.
    ///
    /// # Errors
    /// What the sink cannot take.
    pub fn write_lines(&self, sink: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Trailer<'s> {
            #[serde(flatten)]
            summary: &'s MixedFrontierSummary,
            pieces: usize,
        }
        self.pieces.iter().try_for_each(|piece| json_line(piece, sink))?;
        json_line(&Trailer { summary: &self.summary, pieces: self.pieces.len() }, sink)
    }
}
