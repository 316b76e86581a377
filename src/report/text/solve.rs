//! What the concepts choose, as a page: the answer first, then the package, who gets what, and what else there is.

use super::concepts::{concepts, otherwise};
use super::no_deal::no_deal;
use super::package::package;
use super::proposals::proposals;
use super::worth::worth;
use super::{against_no_deal, asked, differences::differences, parties, party, stopped, title};
use crate::exact::Number;
use crate::explain::NoDeal;
use crate::page::{Page, Table};
use crate::problem::{PartyId, View};
use crate::report::warnings;
use crate::report::words::{all_of, list, narrow, number, percent, plural, readable_count, signed, spoken};
use crate::search::{Agreement, Answer, LeftOut, Outcome, Solution, Status};
use crate::text::visible;
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// So many of several equally good packages are shown.
const TIES: usize = 4;

/// The page on [`Search::run`](crate::Search::run); with the explanation, if there is no agreement.
pub fn solve(view: &View, answer: &Answer, explanation: Option<&Outcome<NoDeal>>, listed: Option<usize>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    page.paragraph(0, &verdict(view, answer));
    if let Some(explanation) = explanation {
        no_deal(&mut page, view, explanation);
        page.space();
        page.paragraph(2, "The explain command shows which demands conflict, and what would have to be given up.");
    }
    if view.problem().has_levels() {
        no_mixture(&mut page, view, answer);
    }
    left_out(&mut page, answer);
    if let Some((solution, agreement)) = recommended(answer) {
        recommendation(&mut page, view, answer, (solution, agreement), listed.unwrap_or(TIES));
        shares(&mut page, view, answer, solution, agreement);
        concepts(&mut page, view, answer, agreement, listed);
    }
    counts(&mut page, view, answer);
    proposals(&mut page, view);
    page.warnings("Keep in mind", &warnings(view, answer));
    page
}

/// The first concept's first choice.
fn recommended<'a>(answer: &'a Answer) -> Option<(&'a Solution<'a>, &'a Agreement)> {
    answer.solutions.iter().find_map(|solution| Some((solution, solution.agreements.first()?)))
}

/// The answer in a sentence or two.
fn verdict(view: &View, answer: &Answer) -> String {
    let all = all_of(view.parties());
    match answer.status {
        Status::Agreement if answer.by_rule => {
            let passing = match (&answer.counts.acceptable, &answer.counts.feasible) {
                (Some(count), Some(feasible)) => format!(
                    "{} of {} feasible packages pass the acceptance rule",
                    readable_count(count),
                    readable_count(feasible)
                ),
                _ => "there are packages that pass the acceptance rule".to_owned(),
            };
            format!("An agreement is possible: {passing}, {}. What follows is chosen among these.", rule(view))
        }
        Status::Agreement if answer.solutions.iter().all(|solution| solution.coalition.is_none()) => {
            let of = |count: &BigUint, feasible: &BigUint| {
                let is = if *count == BigUint::from(1u32) { "is" } else { "are" };
                format!("{} of {} feasible packages {is}", readable_count(count), readable_count(feasible))
            };
            let mut sentence = match (&answer.counts.individually_rational, &answer.counts.feasible) {
                (Some(count), Some(feasible)) => {
                    format!("An agreement is possible: {} acceptable to {all} parties.", of(count, feasible))
                }
                _ => format!("An agreement is possible: there are packages that {all} parties accept."),
            };
            if !view.acceptance().is_unanimous() {
                sentence += &match &answer.counts.acceptable {
                    Some(count) => format!(" {} pass the acceptance rule: {}.", readable_count(count), rule(view)),
                    None => format!(" The acceptance rule asks for less: {}.", rule(view)),
                };
                sentence += " What follows is chosen among the packages that everybody accepts.";
            }
            sentence
        }
        Status::Agreement => {
            format!("No package is acceptable to {all} parties, but the acceptance rule can be met: {}.", rule(view))
        }
        Status::NoAgreement if answer.counts.feasible == Some(BigUint::ZERO) => {
            "NO AGREEMENT is possible: no package satisfies all rules and red lines.".to_owned()
        }
        Status::NoAgreement if view.acceptance().is_unanimous() => {
            format!("NO AGREEMENT is possible: no package is acceptable to {all} parties.")
        }
        Status::NoAgreement => {
            format!("NO AGREEMENT is possible: no package meets the acceptance rule, {}.", rule(view))
        }
        Status::Stopped(stop) => {
            let found = if recommended(answer)
                .is_some_and(|(solution, _)| solution.proven && view.problem().has_levels())
            {
                "What follows is the best that was found so far: valid, and proven to be the best only where no bound \
                 stands beside it."
            } else if recommended(answer).is_some() {
                "What follows is the best that was found so far: valid, but not proven to be the best."
            } else if answer.ideal.is_some() {
                "There are packages that every party accepts, but no concept was followed to its end."
            } else {
                "No package that every party accepts was found so far; there may be one."
            };
            format!("STOPPED {}, before the answer was proven. {found}", stopped(stop))
        }
    }
}

/// The acceptance rule in words.
pub(super) fn rule(view: &View) -> String {
    let acceptance = view.acceptance();
    let veto: Vec<PartyId> = view.problem().party_ids().filter(|party| acceptance.veto[party.index()]).collect();
    let quota = format!("{} of {} must accept", acceptance.quota, plural(view.parties(), "party", "parties"));
    if veto.is_empty() { quota } else { format!("{quota}, {} among them", parties(view.problem(), &veto)) }
}

/// Why no mixture of packages would be acceptable either, with continuous issues.
fn no_mixture(page: &mut Page, view: &View, answer: &Answer) {
    if answer.status != Status::NoAgreement || answer.counts.feasible == Some(BigUint::ZERO) {
        return;
    }
    page.space();
    match &answer.refutation {
        Some(weights) => {
            let weighted: Vec<String> = (view.problem().party_ids().zip(weights))
                .filter(|(_, weight)| weight.value().is_positive())
                .map(|(at, weight)| format!("{} {}", party(view.problem(), at), narrow(weight)))
                .collect();
            page.paragraph(
                2,
                &format!(
                    "No mixture of packages would be acceptable either: counting gains with the weights {}, every package \
                     leaves the parties short in sum.",
                    list(&weighted)
                ),
            );
        }
        None => page.paragraph(
            2,
            "Every way to choose the options was ruled out. Mixtures of packages (taking turns, or a lottery) may be \
             acceptable.",
        ),
    }
}

/// Which concepts had no package before the search stopped.
fn left_out(page: &mut Page, answer: &Answer) {
    let missed = answer.left_out.iter().filter(|(_, why)| *why == LeftOut::NotReached);
    let names: Vec<String> = missed.map(|(concept, _)| concept.name().to_owned()).collect();
    if recommended(answer).is_some() && !names.is_empty() {
        page.space();
        page.paragraph(2, &format!("Not reached: {}.", list(&names)));
    }
}

fn recommendation(page: &mut Page, view: &View, answer: &Answer, chosen: (&Solution, &Agreement), shown: usize) {
    let (solution, agreement) = chosen;
    let problem = view.problem();
    let (name, measures) = (solution.concept.name(), solution.concept.measures());
    let ties = solution.agreements.len();
    page.heading(&match solution.proven {
        false => format!("Best package found so far ({name}: {measures})"),
        // What was asked for first is not there.
        true if !answer.left_out.is_empty() => format!("The package of another concept ({name}: {measures})"),
        true if ties > 1 => format!("Recommended package, one of {ties} equally good ones ({name}: {measures})"),
        true => format!("Recommended package ({name}: {measures})"),
    });
    if let Some(coalition) = &solution.coalition {
        let refusing: Vec<PartyId> =
            problem.party_ids().filter(|at| agreement.gains[at.index()].value().is_negative()).collect();
        let (verb, who) = match (answer.by_rule, &coalition[..]) {
            (false, _) => ("Agreed", format!(" by {}", parties(problem, coalition))),
            (true, []) => ("The rule asks nobody", String::new()),
            (true, _) => ("Decided", format!(" by {}", parties(problem, coalition))),
        };
        let others = match refusing.is_empty() {
            true => String::new(),
            false => format!("; not by {}", parties(problem, &refusing)),
        };
        page.paragraph(2, &format!("{verb}{who}{others}."));
        let other = answer.solutions.iter().filter(|other| other.concept.id() == solution.concept.id()).count() - 1;
        if other > 0 {
            page.paragraph(
                2,
                &format!("{} can agree as well, see below.", plural(other, "other coalition", "other coalitions")),
            );
        }
    }
    let gap = gap(solution);
    if let Some(gap) = &gap {
        page.paragraph(2, gap);
    }
    if solution.coalition.is_some() || !solution.proven || gap.is_some() {
        page.space();
    }
    package(page, problem, &agreement.package);
    if let Some(packages) = agreement.packages.as_ref().filter(|packages| **packages > BigUint::from(1u32)) {
        page.space();
        let packages = readable_count(packages);
        page.paragraph(2, &format!("{packages} packages are worth exactly this to every party; shown is the first."));
    }
    if let Some(sentence) = otherwise(view, agreement) {
        page.space();
        page.paragraph(2, &sentence);
    }
    for (at, other) in solution.agreements.iter().enumerate().take(shown).skip(1) {
        page.space();
        let gains: Vec<String> = (problem.party_ids().zip(&other.gains))
            .map(|(at, gain)| format!("{} {}", party(problem, at), signed(gain)))
            .collect();
        page.paragraph(2, &format!("Equally good, {} of {ties} (gains: {}):", at + 1, gains.join(", ")));
        differences(page, 4, problem, &agreement.package, &other.package);
    }
    if ties > shown {
        page.space();
        page.paragraph(
            2,
            &format!(
                "{} are left out here.",
                plural(ties - shown, "more equally good point", "more equally good points")
            ),
        );
    }
}

/// How far the value may be from the best, if it is not known to be the best.
fn gap(solution: &Solution) -> Option<String> {
    let (value, bound) = (&solution.value.as_ref()?.number, &solution.bound.as_ref()?.number);
    let measures = solution.concept.measures();
    if !solution.proven {
        let better = if solution.concept.less_is_better() { "less" } else { "more" };
        let (value, bound) = (spoken(value), spoken(bound));
        return Some(format!("Its {measures} is {value}; that of no package can be {better} than {bound}."));
    }
    if value == bound {
        return None;
    }
    let relative = (bound.value() - value.value()) / value.value();
    let power = relative.recip().to_integer().to_string().len().saturating_sub(1);
    Some(format!(
        "The levels are rounded. It is proven that no package has a {measures} larger by more than one part in 10^{power}."
    ))
}

/// What each party gets, against what it could hope for, and from where.
fn shares(page: &mut Page, view: &View, answer: &Answer, solution: &Solution, agreement: &Agreement) {
    let problem = view.problem();
    page.heading("What each party gets");
    let mut table = Table::default().text("Party", 0, 40).number("Utility").number("Without a deal").number("Gain");
    if answer.ideal.is_some() {
        table = table.number("Ideal gain").number("Share of it");
    }
    let one = Number::from(1);
    let mut shares: Vec<(PartyId, BigRational)> = Vec::new();
    for at in problem.party_ids() {
        let (utility, gain, without) =
            (&agreement.utilities[at.index()], &agreement.gains[at.index()], view.disagreement(at));
        let mut row = vec![party(problem, at), number(utility), number(&without), signed(gain)];
        if let Some(ideal) = &answer.ideal {
            let ideal = Number::from(ideal[at.index()].value() - without.value());
            row.push(signed(&ideal));
            row.push(percent(gain, &ideal).unwrap_or_else(|| "-".into()));
            if ideal.value().is_positive() {
                shares.push((at, gain.value() / ideal.value()));
            }
        }
        table.row(row);
    }
    page.table(2, table);
    page.space();
    if answer.ideal.is_some() {
        let among = if answer.by_rule { "pass the acceptance rule" } else { "every party accepts" };
        page.paragraph(2, &format!("Ideal gain: the party's best among the packages that {among}."));
    } else if answer.status == Status::Agreement && solution.coalition.is_none() {
        page.paragraph(
            2,
            "Ideal gains are not known: finding each party's best package would take longer than the rest.",
        );
    }
    let weights = problem.parties().iter().map(|party| &party.weight);
    if weights.clone().any(|weight| *weight != one) {
        let named: Vec<String> = (problem.party_ids().zip(weights))
            .map(|(at, weight)| format!("{} {}", party(problem, at), number(weight)))
            .collect();
        page.paragraph(2, &format!("Bargaining power in the Nash product: {}.", named.join(", ")));
    }
    let member = |at: &PartyId| solution.coalition.as_ref().is_none_or(|coalition| coalition.contains(at));
    let nothing: Vec<PartyId> =
        problem.party_ids().filter(member).filter(|at| agreement.gains[at.index()].value().is_zero()).collect();
    let worst = shares.iter().map(|(_, share)| share).min().cloned();
    if let Some(worst) = worst.filter(Signed::is_positive) {
        let least: Vec<PartyId> = shares.iter().filter(|(_, share)| *share == worst).map(|(at, _)| *at).collect();
        let (gets, its) = if least.len() == 1 { ("gets", "its") } else { ("get", "their") };
        let share = percent(&worst.into(), &one).unwrap_or_default();
        let parties = parties(problem, &least);
        page.paragraph(
            2,
            &format!("{parties} {gets} the smallest share of {its} ideal gain, {share}: here the package is tightest."),
        );
    }
    if !nothing.is_empty() {
        let (gains, is) = if nothing.len() == 1 { ("gains", "is") } else { ("gain", "are") };
        let parties = parties(problem, &nothing);
        page.paragraph(2, &format!("{parties} {gains} nothing over no deal, and {is} free to walk away."));
    }
    for at in problem.party_ids() {
        page.space();
        against_no_deal(page, problem, at, &agreement.utilities[at.index()], &view.disagreement(at));
        worth(page, view, at, &agreement.package);
    }
}

fn counts(page: &mut Page, view: &View, answer: &Answer) {
    let problem = view.problem();
    let counts = &answer.counts;
    page.heading("Packages");
    let unknown = match answer.status {
        Status::Stopped(_) => "not counted",
        _ => "not counted (it would cost more than the answer)",
    };
    let known = |count: &Option<BigUint>| count.as_ref().map_or_else(|| unknown.to_owned(), readable_count);
    let mut table = Table::default().text("", 0, 60).text("", 0, 50);
    table.row(["all combinations of options".into(), readable_count(&counts.all)]);
    if problem.has_levels() {
        table.row(["continuous issues beside them".into(), problem.levels().issues.len().to_string()]);
    } else {
        table.row(["satisfy all rules and red lines".into(), known(&counts.feasible)]);
        table.row(["of these, accepted by every party".into(), known(&counts.individually_rational)]);
        if !view.acceptance().is_unanimous() {
            table.row(["of these, accepted by enough parties".into(), known(&counts.acceptable)]);
        }
    }
    page.table(2, table);
    let idle: Vec<_> = (problem.constraints().iter())
        .filter(|constraint| !constraint.binding)
        .map(|constraint| visible(&constraint.name))
        .collect();
    if !idle.is_empty() {
        page.paragraph(
            2,
            &format!("Red lines without effect, as their party does not decide the issue: {}.", list(&idle)),
        );
    }
}
