//! What the concepts choose where there are levels, as a page.

use super::super::{Page, Style, parties, party, stopped, title};
use super::{asked, changed, differences, package};
use crate::exact::Number;
use crate::mixed::{MixedAgreement, MixedAnswer, MixedEvaluation, MixedSolution, MixedView};
use crate::report::mixed::{broken, verdict};
use crate::report::table::Table;
use crate::report::warnings::mixed_warnings;
use crate::report::words::{all_of, capital, list, narrow, number, percent, plural, signed, spoken};
use crate::report::{Verdict, text::worth::size};
use crate::search::{Limits, Status};
use crate::text::visible;
use num_traits::{Signed, Zero};

/// So many of several equally good packages are shown.
const TIES: usize = 4;

/// The page on [`MixedSearch::run`](crate::MixedSearch::run).
pub fn mixed_solve(view: &MixedView, answer: &MixedAnswer, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, view.options());
    asked(&mut page, view);
    page.space();
    page.paragraph(0, &sentence(view, answer));
    refutation(&mut page, view, answer);
    let recommended = answer.solutions.iter().find_map(|one| Some((one, one.agreements.first()?)));
    left_out(&mut page, answer);
    if let Some((solution, agreement)) = recommended {
        recommendation(&mut page, view, answer, solution, agreement);
        shares(&mut page, view, answer, agreement);
        concepts(&mut page, view, answer, agreement);
    }
    proposals(&mut page, view);
    page.warnings("Keep in mind", &mixed_warnings(view, answer));
    page.text
}

fn sentence(view: &MixedView, answer: &MixedAnswer) -> String {
    let all = all_of(view.parties());
    match answer.status {
        Status::Agreement => format!("An agreement is possible: there are packages that {all} parties accept."),
        Status::NoAgreement if answer.nothing_feasible => {
            "NO AGREEMENT is possible: no package satisfies all rules and red lines.".to_owned()
        }
        Status::NoAgreement => {
            format!("NO AGREEMENT is possible: no package is acceptable to {all} parties.")
        }
        Status::Stopped(stop) => {
            let found = if answer.solutions.iter().any(|solution| !solution.agreements.is_empty()) {
                "What follows is the best that was found so far: valid, and proven to be the best only where no bound \
                 stands beside it."
            } else if answer.ideal.is_some() {
                "There are packages that every party accepts, but no concept was followed to its end."
            } else {
                "No package that every party accepts was found so far; there may be one."
            };
            format!("STOPPED {}, before the answer was proven. {found}", stopped(stop))
        }
    }
}

fn refutation(page: &mut Page, view: &MixedView, answer: &MixedAnswer) {
    if answer.status != Status::NoAgreement {
        return;
    }
    page.space();
    let problem = view.mixed().problem();
    match &answer.refutation {
        _ if answer.nothing_feasible => {
            page.paragraph(2, "The rules and red lines alone leave no package, whatever the parties want.");
        }
        Some(weights) => {
            let weighted: Vec<String> = (weights.iter().enumerate())
                .filter(|(_, weight)| weight.value().is_positive())
                .map(|(at, weight)| format!("{} {}", party(problem, at), narrow(weight)))
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
fn left_out(page: &mut Page, answer: &MixedAnswer) {
    let names: Vec<String> = answer.left_out.iter().map(|concept| concept.name().to_owned()).collect();
    let found = answer.solutions.iter().any(|solution| !solution.agreements.is_empty());
    if found && !names.is_empty() {
        page.space();
        page.paragraph(2, &format!("Not reached: {}.", list(&names)));
    }
}

fn recommendation(
    page: &mut Page,
    view: &MixedView,
    answer: &MixedAnswer,
    solution: &MixedSolution,
    agreement: &MixedAgreement,
) {
    let (name, measures) = (solution.concept.name(), solution.concept.measures());
    let ties = solution.agreements.len();
    let shown = page.style.listed.unwrap_or(TIES);
    page.heading(&match solution.proven {
        false => format!("Best package found so far ({name}: {measures})"),
        // What was asked for first is not there.
        true if !answer.left_out.is_empty() => format!("The package of another concept ({name}: {measures})"),
        true if ties > 1 => format!("Recommended package, one of {ties} equally good ones ({name}: {measures})"),
        true => format!("Recommended package ({name}: {measures})"),
    });
    if let Some(gap) = gap(solution) {
        page.paragraph(2, &gap);
        page.space();
    }
    package(page, view, &agreement.package);
    divisible(page, view, agreement);
    for (at, other) in solution.agreements.iter().enumerate().take(shown).skip(1) {
        page.space();
        let gains: Vec<String> = (other.gains.iter().enumerate())
            .map(|(at, gain)| format!("{} {}", party(view.mixed().problem(), at), signed(gain)))
            .collect();
        page.paragraph(2, &format!("Equally good, {} of {ties} (gains: {}):", at + 1, gains.join(", ")));
        differences(page, 4, view, &agreement.package, &other.package);
    }
    if ties > shown {
        page.space();
        let more = plural(ties - shown, "more equally good package", "more equally good packages");
        page.paragraph(2, &format!("{more} are left out here."));
    }
}

/// How far the value may be from the best, if it is not exactly the best.
fn gap(solution: &MixedSolution) -> Option<String> {
    let (value, bound) =
        solution.value.as_ref().zip(solution.bound.as_ref()).filter(|(value, bound)| value != bound)?;
    let measures = solution.concept.measures();
    if !solution.proven {
        let better = if solution.concept.less_is_better() { "less" } else { "more" };
        let (value, bound) = (spoken(value), spoken(bound));
        return Some(format!("Its {measures} is {value}; that of no package can be {better} than {bound}."));
    }
    let relative = (bound.value() - value.value()) / value.value();
    let parts = relative.recip().to_integer();
    let power = parts.to_string().len().saturating_sub(1);
    Some(format!(
        "The levels are rounded. It is proven that no package has a {measures} larger by more than one part in 10^{power}."
    ))
}

/// That a sum does not care who gets something.
fn divisible(page: &mut Page, view: &MixedView, agreement: &MixedAgreement) {
    if !agreement.is_divisible() {
        return;
    }
    page.space();
    page.paragraph(2, &otherwise(view, agreement));
}

fn otherwise(view: &MixedView, agreement: &MixedAgreement) -> String {
    let problem = view.mixed().problem();
    let ranges: Vec<String> = (agreement.range.iter().enumerate())
        .filter(|(_, [least, most])| least != most)
        .map(|(at, [least, most])| format!("{} {} to {}", party(problem, at), signed(least), signed(most)))
        .collect();
    format!(
        "Other levels with these options are exactly as good, and divide the gains otherwise: {}.",
        ranges.join(", ")
    )
}

fn shares(page: &mut Page, view: &MixedView, answer: &MixedAnswer, agreement: &MixedAgreement) {
    let problem = view.mixed().problem();
    page.heading("What each party gets");
    let mut table = Table::default().text("Party", 0, 40).number("Utility").number("Without a deal").number("Gain");
    if answer.ideal.is_some() {
        table = table.number("Ideal gain").number("Share of it");
    }
    for at in 0..view.parties() {
        let without = Number::from(view.disagreement(at));
        let gain = &agreement.gains[at];
        let mut row = vec![party(problem, at), number(&agreement.utilities[at]), number(&without), signed(gain)];
        if let Some(ideal) = &answer.ideal {
            let ideal = Number::from(ideal[at].value() - without.value());
            row.push(signed(&ideal));
            row.push(percent(gain, &ideal).unwrap_or_else(|| "-".into()));
        }
        table.row(row);
    }
    page.table(2, &table);
    page.space();
    if answer.ideal.is_some() {
        page.paragraph(2, "Ideal gain: the party's best among the packages that every party accepts.");
    }
    let one = Number::from(1);
    let weights = problem.parties().iter().map(|party| &party.weight);
    if weights.clone().any(|weight| *weight != one) {
        let named: Vec<String> =
            weights.enumerate().map(|(at, weight)| format!("{} {}", party(problem, at), number(weight))).collect();
        page.paragraph(2, &format!("Bargaining power in the Nash product: {}.", named.join(", ")));
    }
    let nothing: Vec<usize> =
        agreement.gains.iter().enumerate().filter(|(_, gain)| gain.value().is_zero()).map(|(at, _)| at).collect();
    if !nothing.is_empty() {
        let (is, its) = if nothing.len() == 1 { ("is", "its") } else { ("are", "their") };
        let parties = parties(problem, &nothing);
        page.paragraph(2, &format!("{parties} {is} kept at what {its} walking away is worth."));
    }
}

fn concepts(page: &mut Page, view: &MixedView, answer: &MixedAnswer, recommended: &MixedAgreement) {
    if answer.solutions.len() < 2 {
        return;
    }
    let problem = view.mixed().problem();
    page.heading("How the concepts differ: gains over no deal");
    let mut table = Table::default().text("Concept", 0, 30);
    for at in 0..view.parties() {
        table = table.number(&party(problem, at));
    }
    table = table.number("Value");
    for solution in &answer.solutions {
        let Some(first) = solution.agreements.first() else { continue };
        let mut row = vec![capital(solution.concept.name())];
        row.extend(first.gains.iter().map(narrow_signed));
        let value = solution.value.as_ref().map(narrow).unwrap_or_default();
        let bound = solution.bound.as_ref().filter(|_| !solution.proven);
        let side = if solution.concept.less_is_better() { "at least" } else { "at most" };
        row.push(bound.map_or(value.clone(), |bound| format!("{value} ({side} {})", narrow(bound))));
        table.row(row);
    }
    page.table(2, &table);
    for solution in &answer.solutions {
        let Some(first) = solution.agreements.first() else { continue };
        let changes = changed(&recommended.package, &first.package, view).len();
        page.space();
        let name = capital(solution.concept.name());
        let value =
            solution.value.as_ref().map(|value| format!(" ({}: {})", solution.concept.measures(), number(value)));
        let what = match changes {
            0 => ": the package above.".to_owned(),
            changes => format!(", from the package above with {}:", plural(changes, "change", "changes")),
        };
        page.item(2, "", &format!("{name}{}{what}", value.unwrap_or_default()));
        differences(page, 4, view, &recommended.package, &first.package);
        let others = solution.agreements.len() - 1;
        if others > 0 {
            page.paragraph(4, &format!("{} just as good.", plural(others, "other is", "others are")));
        }
        if first.is_divisible() {
            page.paragraph(4, &otherwise(view, first));
        }
    }
}

/// A difference for a narrow column.
fn narrow_signed(difference: &Number) -> String {
    let text = narrow(difference);
    match text.strip_prefix("≈ ") {
        Some(rest) if difference.value().is_positive() => format!("≈ +{rest}"),
        None if difference.value().is_positive() => format!("+{text}"),
        _ => text,
    }
}

/// The model's own proposals: who would refuse them.
fn proposals(page: &mut Page, view: &MixedView) {
    let proposals = view.mixed().problem().proposals();
    if proposals.is_empty() {
        return;
    }
    page.heading("Proposals in the model");
    let mut table = Table::default().text("", 0, 40).text("", 0, 56);
    for (at, proposal) in proposals.iter().enumerate() {
        let Some(package) = view.mixed().proposal(at) else { continue };
        // Only the verdict: nothing is searched for.
        let evaluation =
            view.evaluate(&package, &Limits { time: Some(std::time::Duration::ZERO), ..Limits::default() });
        table.row([visible(&proposal.name).into_owned(), standing(view, &evaluation)]);
    }
    page.table(2, &table);
}

/// Who refuses a package and why, or that it is accepted.
fn standing(view: &MixedView, evaluation: &MixedEvaluation) -> String {
    let problem = view.mixed().problem();
    let mut parts = Vec::new();
    let rules: Vec<String> = broken(view, evaluation).iter().map(|rule| visible(&rule.name).into_owned()).collect();
    if !rules.is_empty() {
        parts.push(format!("breaks {}", list(&rules)));
    }
    let mut refusals = Vec::new();
    for (at, stand) in evaluation.stands.iter().enumerate().filter(|(_, stand)| !stand.accepts) {
        let mut why = Vec::new();
        if stand.gain.value().is_negative() {
            why.push(format!("{} short", number(&size(&stand.gain))));
        }
        if !stand.crossed.is_empty() {
            let crossed: Vec<_> = stand.crossed.iter().map(|at| visible(&problem.constraints()[*at].name)).collect();
            why.push(format!("red line {}", list(&crossed)));
        }
        refusals.push(format!("{} ({})", party(problem, at), why.join(", ")));
    }
    match (verdict(evaluation), refusals.is_empty()) {
        (Verdict::Accepted, _) => parts.push("accepted by every party".to_owned()),
        (_, false) => parts.push(format!("refused by {}", list(&refusals))),
        (_, true) => {}
    }
    parts.join("; ")
}
