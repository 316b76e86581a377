//! How the concepts differ: their gains side by side, and where their packages depart from the recommended one.

use super::differences::differences;
use crate::page::{Page, Table};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{self, AgreementReport, Names, SolutionReport, SolveReport};
use zopa::text::visible;
use zopa::text::words::{capital, list, narrow, number, plural, signed, spoken};

/// So many of a concept's equally good points are listed.
const TIES: usize = 3;

/// Writes the comparison; nothing if there is only one solution.
pub(super) fn concepts(page: &mut Page, report: &SolveReport, recommended: &AgreementReport) {
    let solutions = report.of_packages();
    if solutions.len() < 2 {
        return;
    }
    let names = &report.head.opening.names;
    let ranks = names.has_orders();
    page.heading(if ranks { "How the concepts differ: ranks" } else { "How the concepts differ: gains over no deal" });
    let mut table = Table::default().text("Concept", 0, 30);
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    table = table.number("Value");
    let shown = report.shown.unwrap_or(TIES);
    let levels = names.has_levels();
    for solution in solutions {
        let concept = report.concept(solution);
        for (at, agreement) in solution.agreements.iter().take(shown).enumerate() {
            let name = if at == 0 { capital(&visible(&concept.name)) } else { "… or".to_owned() };
            let mut row = vec![name];
            match ranks {
                true => row.extend(agreement.ranks.iter().map(|(_, rank)| rank.to_string())),
                false => row.extend(
                    agreement.gains.iter().map(|(_, gain)| if levels { narrow_signed(gain) } else { signed(gain) }),
                ),
            }
            let value = solution.value.as_ref().filter(|_| at == 0).map(narrow);
            let bound = solution.bound.as_ref().filter(|_| levels && at == 0 && !solution.proven);
            let side = if concept.less_is_better { "at least" } else { "at most" };
            let bound = bound.map(|bound| format!(" ({side} {})", narrow(bound)));
            row.push(value.unwrap_or_default() + &bound.unwrap_or_default());
            table.row(row);
        }
        let ties = solution.ties();
        if ties > shown {
            table.row([format!("… or {} more", ties - shown)]);
        }
    }
    page.table(2, table);
    for solution in solutions {
        summed(page, report, solution);
    }
    let mut coalitions = solutions.iter().map(|solution| &solution.coalition);
    let first = coalitions.next();
    let several = coalitions.any(|coalition| Some(coalition) != first);
    for group in groups(solutions) {
        page.space();
        describe(page, report, &group, several, recommended);
    }
}

/// Of a sum of utilities: what it adds to the gains that are shown.
fn summed(page: &mut Page, report: &SolveReport, solution: &SolutionReport) {
    let (Some(value), Some(first)) = (&solution.value, solution.agreements.first()) else { return };
    let sum = |of: &Keyed<Number>| of.iter().map(|(_, number)| number.value()).sum::<BigRational>();
    let without = sum(&first.utilities) - sum(&first.gains);
    if solution.concept != "utilitarian" || *value.value() != sum(&first.utilities) || without.is_zero() {
        return;
    }
    page.space();
    let gains = signed(&sum(&first.gains).into());
    let sentence = format!(
        "{} adds utilities: the gains above, {gains}, and {} that the parties have together without a deal, are {}.",
        capital(&visible(&report.concept(solution).name)),
        spoken(&without.into()),
        spoken(value)
    );
    page.paragraph(2, &sentence);
}

/// Solutions that choose the same: the same points for the same parties.
fn groups(solutions: &[SolutionReport]) -> Vec<Vec<&SolutionReport>> {
    let mut groups: Vec<Vec<&SolutionReport>> = Vec::new();
    for solution in solutions.iter().filter(|solution| !solution.agreements.is_empty()) {
        let same = |group: &&mut Vec<&SolutionReport>| {
            group[0].agreements == solution.agreements
                && group[0].agreement_count == solution.agreement_count
                && group[0].coalition == solution.coalition
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(solution),
            None => groups.push(vec![solution]),
        }
    }
    groups
}

/// Names with values, and the changes from the recommended package; with the coalition, if there are several.
fn describe(
    page: &mut Page,
    report: &SolveReport,
    group: &[&SolutionReport],
    several: bool,
    recommended: &AgreementReport,
) {
    let names = &report.head.opening.names;
    let Some((solution, first)) = group.first().and_then(|one| Some((one, one.agreements.first()?))) else { return };
    let name = |solution: &&SolutionReport| {
        let concept = report.concept(solution);
        match &solution.value {
            Some(value) => {
                let about = if solution.value_exact == Some(false) { "about " } else { "" };
                format!("{} ({}: {about}{})", visible(&concept.name), visible(&concept.measures), number(value))
            }
            None => visible(&concept.name).into_owned(),
        }
    };
    let concepts: Vec<String> = group.iter().map(name).collect();
    let who = solution.coalition.as_ref().filter(|_| several);
    let who = who.map(|members| format!(", for {}", names.parties(members))).unwrap_or_default();
    let changes = report::differences(&recommended.package, &first.package).count();
    let includes = solution.agreements.iter().any(|other| other.utilities == recommended.utilities);
    let others = solution.ties().saturating_sub(1);
    let what = match (changes, includes) {
        (0, _) if others == 0 => ": the package above.".to_owned(),
        (0, _) => format!(": the package above, or {} just as good.", plural(others, "other", "others")),
        (_, true) => {
            format!(": the package above, or {} just as good, the first of them", plural(others, "other", "others"))
        }
        (_, false) if others == 0 => ", from the package above".to_owned(),
        (_, false) => format!(", the first of {} equally good points, from the package above", others + 1),
    };
    let changes = if changes == 0 { String::new() } else { format!(" with {}:", plural(changes, "change", "changes")) };
    page.item(2, "", &format!("{}{who}{what}{changes}", capital(&list(&concepts))));
    differences(page, 4, names, &recommended.package, &first.package);
    if let Some(sentence) = otherwise(names, first).filter(|_| first != recommended) {
        page.paragraph(4, &sentence);
    }
}

/// That a sum does not care who gets something; none where it does.
pub(super) fn otherwise(names: &Names, agreement: &AgreementReport) -> Option<String> {
    let ranges = agreement.equally_good.iter().flat_map(|ranges| ranges.iter());
    let ranges = ranges.filter(|(_, [least, most])| least != most);
    let ranges = names.amounts(ranges, |[least, most]| format!("{} to {}", signed(least), signed(most)));
    let divided = "Other levels with these options are exactly as good, and divide the gains otherwise";
    (!ranges.is_empty()).then(|| format!("{divided}: {}.", ranges.join(", ")))
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
