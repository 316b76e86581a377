//! How the concepts differ: their gains side by side, and where their packages depart from the recommended one.

use super::differences::differences;
use super::{Page, parties, party};
use crate::frontier::Point;
use crate::problem::View;
use crate::report::Difference;
use crate::report::parts::gain;
use crate::report::table::Table;
use crate::report::words::{capital, list, narrow, number, plural, signed};
use crate::search::{Answer, Solution};

/// So many of a concept's equally good points are listed.
const TIES: usize = 3;

/// Writes the comparison; nothing if there is only one solution.
pub(super) fn concepts(page: &mut Page, view: &View, answer: &Answer, recommended: &Point) {
    if answer.solutions.len() < 2 {
        return;
    }
    let problem = view.problem();
    page.heading("How the concepts differ: gains over no deal");
    let mut table = Table::default().text("Concept", 0, 30);
    for at in 0..view.parties() {
        table = table.number(&party(problem, at));
    }
    table = table.number("Value");
    let shown = page.style.listed.unwrap_or(TIES);
    for solution in &answer.solutions {
        for (at, point) in solution.agreements.iter().take(shown).enumerate() {
            let name = if at == 0 { capital(solution.concept.name()) } else { "… or".to_owned() };
            let mut row = vec![name];
            row.extend((0..view.parties()).map(|party| signed(&gain(view, party, &point.utilities))));
            let value = solution.value.as_ref().filter(|_| at == 0);
            row.push(value.map(|value| narrow(&value.number)).unwrap_or_default());
            table.row(row);
        }
        if solution.agreements.len() > shown {
            table.row([format!("… or {} more", solution.agreements.len() - shown)]);
        }
    }
    page.table(2, &table);
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
fn describe(page: &mut Page, view: &View, group: &[&Solution], several: bool, recommended: &Point) {
    let problem = view.problem();
    let Some((solution, point)) = group.first().and_then(|first| Some((first, first.agreements.first()?))) else {
        return;
    };
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
    let changes = Difference::between(&recommended.package, &point.package).len();
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
    differences(page, 4, problem, &recommended.package, &point.package);
}
