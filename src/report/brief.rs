//! An answer in brief, as data: a paragraph for whoever decides, and a term sheet.
//!
//! It is made of the report on what can be agreed, and adds nothing to it. Who gives and who gets is told issue by issue, by
//! what the agreed option adds to a party's utility, in the author's numbers: below 0 the party gives, above it gets. What
//! combinations of issues add is nobody's in particular, and is left out there.

use super::evaluate::PartReport;
use super::head::{Ended, StatusName};
use super::names::{Names, Opening};
use super::no_deal::BindingReport;
use super::parts::{AgreementReport, Choice, size, stopped};
use super::solve::{NoAgreementReport, SolutionReport, SolveReport};
use super::words::{either, list, number, percent, plural, spoken};
use crate::exact::Number;
use crate::model::Keyed;
use crate::text::visible;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};

/// So many issues are named in the paragraph.
const NAMED: usize = 4;
/// So many parties, or groups of them, are named as those who could open the way.
const WAYS: usize = 4;

/// What can be agreed, in brief.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// How it ended.
    #[serde(flatten)]
    pub ended: Ended,
    /// The id of the concept by which the package is chosen; `null` if there is none.
    pub concept: Option<String>,
    /// Whether it is proven that this is what the concept chooses.
    pub proven: bool,
    /// What there is to say, in a paragraph.
    pub summary: String,
    /// By issue, what is agreed, and who gives and gets; empty if nothing is.
    pub terms: Keyed<TermReport>,
    /// By party, what it gains; empty if nothing is agreed.
    pub parties: Keyed<ShareReport>,
}

/// What is agreed on an issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TermReport {
    /// The option or level.
    pub agreed: Choice,
    /// What holds today, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Choice>,
    /// The parties to which it is worth less than nothing.
    pub gives: Vec<String>,
    /// The parties to which it is worth something.
    pub gets: Vec<String>,
}

/// What a party gains.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShareReport {
    /// Its utility less that without a deal.
    pub gain: Number,
    /// That as a share of the most that it could gain; `null` if that is not known, or nothing.
    pub share_of_ideal: Option<Number>,
}

impl BriefReport {
    /// What a report on what can be agreed comes to.
    pub fn of(report: &SolveReport) -> Self {
        let opening = Opening { command: "brief".to_owned(), ..report.head.opening.clone() };
        let found = report.recommended();
        let parties = found.map(|(_, agreement)| shares(report, agreement)).unwrap_or_default();
        let summary = match found {
            Some((solution, agreement)) => agreed(report, solution, agreement, &parties),
            None => not_agreed(report),
        };
        BriefReport {
            ended: report.head.ended,
            concept: found.map(|(solution, _)| solution.concept.clone()),
            proven: found.is_some_and(|(solution, _)| solution.proven),
            summary,
            terms: found.map(|(_, agreement)| terms(report, agreement)).unwrap_or_default(),
            parties,
            opening,
        }
    }
}

/// By party and issue, what the agreed option adds.
fn added(report: &SolveReport) -> impl Iterator<Item = (&str, &str, &Number)> {
    let parties = report.contributions.iter().flat_map(|of| of.iter());
    parties.flat_map(|(party, worth)| {
        worth.breakdown.iter().filter_map(move |part| match part {
            PartReport::Option { issue, value, .. } => Some((party, issue.as_str(), value)),
            _ => None,
        })
    })
}

fn terms(report: &SolveReport, agreement: &AgreementReport) -> Keyed<TermReport> {
    let names = &report.head.opening.names;
    let term = |(issue, agreed): (&str, &Choice)| {
        let who = |of: fn(&BigRational) -> bool| {
            let own = added(report).filter(|(_, at, value)| *at == issue && of(value.value()));
            own.map(|(party, _, _)| party.to_owned()).collect()
        };
        let today = names.issues.get(issue).and_then(|issue| issue.today.clone());
        let term = TermReport {
            agreed: agreed.clone(),
            today,
            gives: who(Signed::is_negative),
            gets: who(Signed::is_positive),
        };
        (issue.to_owned(), term)
    };
    agreement.package.iter().map(term).collect()
}

fn shares(report: &SolveReport, agreement: &AgreementReport) -> Keyed<ShareReport> {
    let share = |(party, gain): (&str, &Number)| {
        let most = report.ideal_gain(party).filter(|most| most.value().is_positive());
        let share_of_ideal = most.map(|most| Number::from(gain.value() / most.value()));
        (party.to_owned(), ShareReport { gain: gain.clone(), share_of_ideal })
    };
    agreement.gains.iter().map(share).collect()
}

/// The paragraph where there is a package.
fn agreed(
    report: &SolveReport,
    solution: &SolutionReport,
    agreement: &AgreementReport,
    shares: &Keyed<ShareReport>,
) -> String {
    let names = &report.head.opening.names;
    let mut sentences = Vec::new();
    let members: Vec<&str> = match &solution.coalition {
        Some(members) => members.iter().map(String::as_str).collect(),
        None => names.parties.keys().collect(),
    };
    sentences.push(match (report.head.ended.status, &solution.coalition) {
        (StatusName::Stopped, _) => {
            let stop = report.head.ended.stopped_by.map(stopped).unwrap_or_default();
            format!("The search was stopped {stop}; what follows can be agreed, and something better may be there")
        }
        (StatusName::Undecided, _) => format!(
            "Whether {} can agree lies within the error of the curves that utilities follow; what follows may be agreed",
            names.parties(&members)
        ),
        (_, Some(_)) => format!("Not everybody can agree, but {} can, and that is enough", names.parties(&members)),
        (_, None) => format!("{} can agree", names.parties(&members)),
    });
    // What weighs most, whoever it is for.
    let mut weight: Vec<(&str, BigRational)> =
        agreement.package.keys().map(|issue| (issue, BigRational::zero())).collect();
    for (_, issue, value) in added(report) {
        if let Some((_, sum)) = weight.iter_mut().find(|(at, _)| *at == issue) {
            *sum += value.value().abs();
        }
    }
    weight.sort_by(|(_, one), (_, other)| other.cmp(one));
    let settled = |(issue, _): &(&str, BigRational)| agreement.package.get(issue).map(|by| names.settled((issue, by)));
    let main: Vec<String> =
        weight.iter().filter(|(_, sum)| sum.is_positive()).take(NAMED).filter_map(settled).collect();
    let issues = plural(agreement.package.iter().count(), "issue", "issues");
    let concept = report.concept(solution).name;
    let among = match solution.ties() {
        1 => String::new(),
        ties => format!(", one of {} that are equally good,", plural(ties, "package", "packages")),
    };
    let main = if main.is_empty() { String::new() } else { format!("; what weighs most: {}", list_of(&main)) };
    sentences.push(format!("The {} package{among} settles {issues}{main}", visible(&concept)));
    let gains = shares.iter().map(|(party, own)| {
        let of = own.share_of_ideal.as_ref().and_then(|share| percent(share, &Number::from(1)));
        let of = of.map(|of| format!(" ({of} of the most that it could gain)")).unwrap_or_default();
        format!("{} {}{of}", names.party(party), spoken(&own.gain))
    });
    sentences.push(format!("Against no deal, the gains are: {}", list_of(&gains.collect::<Vec<_>>())));
    sentences.extend(tightest(names, &members, shares));
    if solution.within_error.as_ref().is_some_and(|close| !close.packages.is_empty() || !close.all) {
        sentences
            .push("Within the error of the curves that utilities follow, another package may be the one".to_owned());
    }
    sentences.push(
        "These are the numbers of the model; the stability and sweep commands tell how far they may be wrong"
            .to_owned(),
    );
    joined(&sentences)
}

/// Whom it is tightest for, and who could as well walk away.
fn tightest(names: &Names, members: &[&str], shares: &Keyed<ShareReport>) -> Option<String> {
    let own = || shares.iter().filter(|(party, _)| members.contains(party));
    let nothing: Vec<&str> = own().filter(|(_, own)| own.gain.value().is_zero()).map(|(party, _)| party).collect();
    if !nothing.is_empty() {
        let (gains, is) = if nothing.len() == 1 { ("gains", "is") } else { ("gain", "are") };
        return Some(format!("{} {gains} nothing, and {is} free to walk away", names.parties(&nothing)));
    }
    let least = own().filter_map(|(_, own)| own.share_of_ideal.as_ref()).min()?;
    let who: Vec<&str> =
        own().filter(|(_, own)| own.share_of_ideal.as_ref() == Some(least)).map(|(at, _)| at).collect();
    (who.len() < members.len()).then(|| format!("It is tightest for {}", names.parties(&who)))
}

/// The paragraph where there is none.
fn not_agreed(report: &SolveReport) -> String {
    let names = &report.head.opening.names;
    if report.head.ended.status == StatusName::Stopped {
        let stop = report.head.ended.stopped_by.map(stopped).unwrap_or_default();
        return joined(&[format!("The search was stopped {stop}, and it is not known whether anything can be agreed")]);
    }
    if report.head.ended.status == StatusName::Undecided {
        let sentence = "Whether anything can be agreed lies within the error of the curves that utilities follow";
        return joined(&[sentence.to_owned()]);
    }
    let mut sentences = vec!["Nothing can be agreed".to_owned()];
    match &report.no_deal {
        Some(NoAgreementReport::Reasons(reasons)) if reasons.infeasible => {
            sentences.push("The rules and red lines alone leave no package, whatever the parties want".to_owned());
        }
        Some(NoAgreementReport::Reasons(reasons)) if !reasons.binding.is_empty() => {
            let way = |binding: &BindingReport| {
                let short = binding.short.iter().filter(|(_, short)| short.value().is_positive());
                list(&names.amounts(short, |short| format!("accepted {} less", number(&size(short)))))
            };
            let ways: Vec<String> = reasons.binding.iter().take(WAYS).map(way).collect();
            sentences.push(format!("It would take that {} than without a deal", either(&ways)));
        }
        _ => {}
    }
    sentences.push("The explain command tells what stands in the way, and what would have to be given up".to_owned());
    joined(&sentences)
}

/// Parts of a sentence in which there may be commas.
fn list_of(parts: &[String]) -> String {
    parts.join("; ")
}

fn joined(sentences: &[String]) -> String {
    sentences.iter().map(|sentence| format!("{sentence}.")).collect::<Vec<_>>().join(" ")
}
