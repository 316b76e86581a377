//! How the concepts differ: their gains side by side, and where their packages depart from the recommended one.

use super::differences::differences;
use super::{parties, party};
use crate::exact::Number;
use crate::page::{Page, Table};
use crate::problem::View;
use crate::report::words::{capital, list, narrow, number, plural, signed};
use crate::search::{Agreement, Answer, Solution};
use num_traits::Signed;

/// So many of a concept's equally good points are listed.
const TIES: usize = 3;

/// Writes the comparison; nothing if there is only one solution.
pub(super) fn concepts(page: &mut Page, view: &View, answer: &Answer, recommended: &Agreement, listed: Option<usize>) {
    if answer.solutions.len() < 2 {
        return;
    }
    let problem = view.problem();
    page.heading("How the concepts differ: gains over no deal");
    let mut table = Table::default().text("Concept", 0, 30);
    for at in problem.party_ids() {
        table = table.number(&party(problem, at));
    }
    table = table.number("Value");
    let shown = listed.unwrap_or(TIES);
    for solution in &answer.solutions {
        for (at, agreement) in solution.agreements.iter().take(shown).enumerate() {
            let name = if at == 0 { capital(solution.concept.name()) } else { "… or".to_owned() };
            let mut row = vec![name];
            let levels = problem.has_levels();
            row.extend(agreement.gains.iter().map(if levels { narrow_signed } else { signed }));
            let value = solution.value.as_ref().filter(|_| at == 0).map(|value| narrow(&value.number));
            let bound = solution.bound.as_ref().filter(|_| levels && at == 0 && !solution.proven);
            let side = if solution.concept.less_is_better() { "at least" } else { "at most" };
            let bound = bound.map(|bound| format!(" ({side} {})", narrow(&bound.number)));
            row.push(value.unwrap_or_default() + &bound.unwrap_or_default());
            table.row(row);
        }
        if solution.agreements.len() > shown {
            table.row([format!("… or {} more", solution.agreements.len() - shown)]);
        }
    }
    page.table(2, table);
    let mut coalitions = answer.solutions.iter().map(|solution| &solution.coalition);
    let first = coalitions.next();
    let several = coalitions.any(|coalition| Some(coalition) != first);
    for group in groups(answer) {
        page.space();
        describe(page, view, &group, several, recommended);
    }
}

/// Solutions that choose the same: the same points for the same parties.
fn groups<'a>(answer: &'a Answer<'a>) -> Vec<Vec<&'a Solution<'a>>> {
    let mut groups: Vec<Vec<&Solution>> = Vec::new();
    for solution in answer.solutions.iter().filter(|solution| !solution.agreements.is_empty()) {
        let same = |group: &&mut Vec<&Solution>| {
            group[0].agreements == solution.agreements && group[0].coalition == solution.coalition
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(solution),
            None => groups.push(vec![solution]),
        }
    }
    groups
}

/// Names with values, and the changes from the recommended package; with the coalition, if there are several.
fn describe(page: &mut Page, view: &View, group: &[&Solution], several: bool, recommended: &Agreement) {
    let problem = view.problem();
    let Some((solution, first)) = group.first().and_then(|one| Some((one, one.agreements.first()?))) else { return };
    let name = |solution: &&Solution| match &solution.value {
        Some(value) => {
            let about = if value.exact { "" } else { "about " };
            format!("{} ({}: {about}{})", solution.concept.name(), solution.concept.measures(), number(&value.number))
        }
        None => solution.concept.name().to_owned(),
    };
    let names: Vec<String> = group.iter().map(name).collect();
    let who = solution.coalition.as_ref().filter(|_| several);
    let who = who.map(|members| format!(", for {}", parties(problem, members))).unwrap_or_default();
    let changes = recommended.package.changed(&first.package, problem).len();
    let includes = solution.agreements.iter().any(|other| other.utilities == recommended.utilities);
    let others = solution.agreements.len() - 1;
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
    page.item(2, "", &format!("{}{who}{what}{changes}", capital(&list(&names))));
    differences(page, 4, problem, &recommended.package, &first.package);
    if let Some(sentence) = otherwise(view, first).filter(|_| first != recommended) {
        page.paragraph(4, &sentence);
    }
}

/// That a sum does not care who gets something; none where it does.
pub(super) fn otherwise(view: &View, agreement: &Agreement) -> Option<String> {
    let ranges: Vec<String> = (view.problem().party_ids().zip(&agreement.range))
        .filter(|(_, [least, most])| least != most)
        .map(|(at, [least, most])| format!("{} {} to {}", party(view.problem(), at), signed(least), signed(most)))
        .collect();
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
