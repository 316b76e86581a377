//! Why, as pages: what stands in the way of an agreement, and what a package on the table lacks.

use super::differences::differences;
use super::evaluate::{reason, stands, verdict, with_reason};
use super::no_deal::no_deal;
use super::solve::rule;
use super::worth::{group_name, label, size, worth};
use super::{asked, issue, parties, party, settled, stopped, title};
use crate::exact::Number;
use crate::explain::{
    Amplification, Compensation, Concessions, Conflicts, Element, Evaluation, Fact, Nearest, Obstacles,
};
use crate::page::{Page, Table};
use crate::problem::{Package, PartyId, View};
use crate::report::parts::first_package;
use crate::report::words::{all_of, approximate, capital, number, plural, signed, spoken};
use crate::search::{Agreement, Outcome, Stop};
use crate::text::visible;
use num_traits::Signed;

/// So many conflicts, and so many corrections, are shown.
const SHOWN: usize = 10;
/// So many packages, and so many reasons, are shown.
const FEW: usize = 3;

/// The page on [`View::obstacles`]; `view` is the whole question, with what it demands settled.
pub fn explain(view: &View, obstacles: &Result<Option<Outcome<Obstacles>>, Stop>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let all = all_of(view.parties());
    let accept = match view.acceptance().is_unanimous() {
        true => format!("acceptable to {all} parties"),
        false => format!("that meets the acceptance rule, {}", rule(view)),
    };
    match obstacles {
        Err(stop) => page.paragraph(
            0,
            &format!("STOPPED {}, before it was known whether there is an agreement to explain.", stopped(*stop)),
        ),
        Ok(None) => page.paragraph(
            0,
            &format!(
                "An agreement is possible: there is a package {accept}. The solve command shows which one to choose, the \
                 linkage command what it depends on."
            ),
        ),
        Ok(Some(found)) => {
            page.paragraph(0, &format!("NO AGREEMENT is possible: there is no package {accept}."));
            conflicts(&mut page, view, found);
            no_deal(&mut page, view, &found.no_deal);
            found.compensation.iter().for_each(|compensation| need(&mut page, view, compensation));
            if let Some(stop) = found.compensation.stopped {
                page.space();
                page.paragraph(2, &format!("The search for compensation stopped {}.", stopped(stop)));
            }
        }
    }
    page
}

fn conflicts(page: &mut Page, view: &View, obstacles: &Outcome<Obstacles>) {
    let (found, stop) = (&obstacles.conflicts, obstacles.conflicts.stopped);
    let Conflicts { conflicts, corrections, complete } = &found.value;
    if !conflicts.is_empty() {
        page.heading("What cannot be had together");
        page.paragraph(2, match conflicts.len() {
            1 => "These demands together leave no package. Without any one of them, the others leave one.",
            _ => "Each of these is a conflict: its demands together leave no package; without any one of them, the others leave one.",
        });
        sets(page, conflicts, |element| demand(view, element));
    }
    if !corrections.is_empty() {
        page.heading("What would be enough");
        page.paragraph(2, match corrections.len() {
            1 => "An agreement becomes possible only if all of this is given up.",
            _ if corrections.iter().all(|set| set.len() == 1) => "An agreement becomes possible if any one of these is given up.",
            _ => "An agreement becomes possible if one of these is given up. Where several things stand together, all of them are needed.",
        });
        sets(page, corrections, |element| surrender(view, obstacles, element));
    }
    if !complete {
        page.space();
        let why = match stop {
            Some(stop) => format!("The search for conflicts stopped {}", stopped(stop)),
            None => "There are too many conflicts to list them all".to_owned(),
        };
        page.paragraph(2, &format!("{why}; there may be others, also smaller ones."));
    }
}

/// Numbered sets, an element a line.
fn sets(page: &mut Page, sets: &[Vec<Element>], words: impl Fn(Element) -> String) {
    page.space();
    let long = sets.iter().any(|set| set.len() > 1);
    for (at, set) in sets.iter().enumerate().take(SHOWN) {
        if long {
            page.space();
        }
        let bullet = format!("{}. ", at + 1);
        if set.is_empty() {
            page.item(4, &bullet, "There is no package at all, whatever is demanded.");
        }
        for (line, element) in set.iter().enumerate() {
            match line {
                0 => page.item(4, &bullet, &words(*element)),
                _ => page.paragraph(4 + bullet.len(), &words(*element)),
            }
        }
    }
    if sets.len() > SHOWN {
        page.space();
        let more = plural(sets.len() - SHOWN, "more, in the JSON report", "more, in the JSON report");
        page.paragraph(4, &format!("and {more}"));
    }
}

/// What is demanded, in words.
fn demand(view: &View, element: Element) -> String {
    let problem = view.problem();
    match element {
        Element::Fixed { issue: at, .. } | Element::Level(at) => {
            format!("{} = {}", issue(problem, at), settled(problem, &first_package(view), at))
        }
        Element::LevelRule(at) => format!("Rule {}", with_reason(&problem[at].name, problem[at].because.as_deref())),
        Element::Constraint(at) => match problem[at].party {
            None => format!("Rule {}", reason(view, at)),
            Some(owner) => format!("Red line of {}, {}", party(problem, owner), reason(view, at)),
        },
        Element::Acceptance(at) => {
            let because = problem[at].because.as_ref();
            let because = because.map(|because| format!(": {}", visible(because))).unwrap_or_default();
            format!("{} gets at least {}{because}", party(problem, at), spoken(&view.disagreement(at)))
        }
        Element::AcceptanceRule => format!("Enough parties accept: {}", rule(view)),
    }
}

/// That it is given up, in words.
fn surrender(view: &View, obstacles: &Outcome<Obstacles>, element: Element) -> String {
    let problem = view.problem();
    match element {
        Element::Fixed { issue: at, .. } | Element::Level(at) => {
            let by = settled(problem, &first_package(view), at);
            format!("{} is not settled as \"{by}\"", issue(problem, at))
        }
        Element::LevelRule(at) => format!("The rule {} is lifted", visible(&problem[at].name)),
        Element::Constraint(at) => match problem[at].party {
            None => format!("The rule {} is lifted", visible(&problem[at].name)),
            Some(owner) => {
                format!("{} gives up its red line {}", party(problem, owner), visible(&problem[at].name))
            }
        },
        Element::Acceptance(at) => {
            let alone = obstacles.no_deal.binding.iter().find(|binding| binding.parties == [at]);
            let by = alone.map(|binding| &binding.closest.gains[at.index()]);
            let by = by.map(|gain| format!(", by {} or more", spoken(&size(gain)))).unwrap_or_default();
            format!("{} accepts less than {}{by}", party(problem, at), spoken(&view.disagreement(at)))
        }
        Element::AcceptanceRule => "Fewer parties have to accept".to_owned(),
    }
}

/// What a party that binds would need.
fn need(page: &mut Page, view: &View, found: &Compensation) {
    let problem = view.problem();
    let Some(best) = &found.best else { return };
    let name = party(problem, found.party);
    page.heading(&format!("What {name} would need"));
    let most = spoken(&best.utilities[found.party.index()]);
    let short = spoken(&size(&best.gains[found.party.index()]));
    let without = spoken(&view.disagreement(found.party));
    page.paragraph(
        2,
        &format!(
            "The most that it gets from a package that the others accept is {most}: {short} less than the {without} that \
             it has without a deal."
        ),
    );
    worth(page, view, found.party, &best.package);
    page.space();
    page.paragraph(2, &format!("How much more these would have to be worth to {name} for that to change:"));
    let mut table = Table::default().text("", 0, 50).text("", 0, 40);
    let times = |factor: &Number| {
        let exact = if factor.is_decimal() { String::new() } else { format!(", {factor}") };
        format!("{} times{exact}", if factor.is_decimal() { number(factor) } else { approximate(factor) })
    };
    for (group, factor) in &found.amplification {
        let words = match factor {
            Amplification::Factor(factor) => times(factor),
            Amplification::AtMost(factor) => format!("at most {}", times(factor)),
            Amplification::Never => "never enough".to_owned(),
        };
        let everything = problem.clusters().is_empty();
        table.row([if everything { "All issues".into() } else { group_name(view, *group) }, words]);
    }
    page.table(4, table);
}

/// The page on [`View::concessions`]; `name` is what the package is called, if it has a name.
pub fn concessions(view: &View, evaluation: &Evaluation, found: &Outcome<Concessions>, name: Option<&str>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "This package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &verdict(view, evaluation, &what));
    stands(&mut page, view, evaluation);
    for (at, least) in &found.least {
        refusal(&mut page, view, evaluation, *at);
        page.space();
        match least {
            Err(stop) => page.paragraph(
                2,
                &format!("The search for changes with which it would accept stopped {}.", stopped(*stop)),
            ),
            Ok(None) => page.paragraph(2, "No change is enough: it accepts no package that satisfies the rules."),
            Ok(Some(concession)) => {
                page.paragraph(
                    2,
                    &format!(
                        "It would accept if {} settled otherwise; fewer changes are not enough. The one with the smallest \
                         loss for the others:",
                        plural(concession.changes, "issue were", "issues were"),
                    ),
                );
                changed(&mut page, 4, view, &evaluation.package, &concession.package);
            }
        }
    }
    near(&mut page, view, evaluation, &found.nearest);
    page
}

/// Why a party refuses: where its utility comes from, and what the author says of what counts against the package.
fn refusal(page: &mut Page, view: &View, evaluation: &Evaluation, at: PartyId) {
    let problem = view.problem();
    let stand = &evaluation.stands[at.index()];
    page.heading(&format!("Why {} refuses", party(problem, at)));
    let utility = spoken(&stand.utility);
    let batna = problem[at].batna.as_ref();
    let batna = batna.map(|batna| format!(" ({})", visible(batna))).unwrap_or_default();
    let against = format!("{utility}, against {} without a deal{batna}", spoken(&view.disagreement(at)));
    page.paragraph(2, &against);
    worth(page, view, at, &evaluation.package);
    // The largest loss first; the sort is stable.
    let mut against: Vec<_> = stand.breakdown.iter().filter(|part| part.value.value().is_negative()).collect();
    against.sort_by_key(|part| part.value.clone());
    let said = against.into_iter().filter_map(|part| {
        let Fact::Choice { issue, option } = part.fact else { return None };
        Some((part, problem.because(at, issue, option)?))
    });
    for (part, because) in said.take(FEW) {
        let amount = number(&part.value);
        let words = format!("{} ({amount}): {}", label(view, at, part.fact, &evaluation.package), visible(because));
        page.item(4, "- ", &words);
    }
    if !stand.gain.value().is_negative() {
        page.paragraph(2, "It would gain, and refuses because of its red lines.");
    }
}

/// What a package changes, and what that is worth to each party.
fn changed(page: &mut Page, indent: usize, view: &View, from: &Package, to: &Agreement) {
    let problem = view.problem();
    differences(page, indent, problem, from, &to.package);
    let before = problem.exact_utilities(from);
    let worth = |at: PartyId| signed(&Number::from(to.utilities[at.index()].value() - before[at.index()].value()));
    let worth: Vec<String> = problem.party_ids().map(|at| format!("{} {}", party(problem, at), worth(at))).collect();
    let refusing: Vec<PartyId> = problem.party_ids().filter(|at| to.gains[at.index()].value().is_negative()).collect();
    let left = match refusing.is_empty() {
        true => String::new(),
        false => format!("; {} would be left with less than without a deal", parties(problem, &refusing)),
    };
    page.item(indent, "Against the package: ", &format!("{}{left}.", worth.join(", ")));
}

/// The nearest packages that everybody accepts.
fn near(page: &mut Page, view: &View, evaluation: &Evaluation, nearest: &Result<Option<Nearest>, Stop>) {
    let everybody = if view.parties() == 1 { "its party accepts" } else { "everybody accepts" };
    page.heading(&format!("The nearest packages that {everybody}"));
    match nearest {
        Err(stop) => page.paragraph(2, &format!("Not known: the search stopped {}.", stopped(*stop))),
        Ok(None) => page.paragraph(2, "There is none. Without a package, this command explains why."),
        Ok(Some(nearest)) if nearest.changes == 0 => page.paragraph(2, "This one is."),
        Ok(Some(nearest)) => {
            let changes = plural(nearest.changes, "issue is", "issues are");
            let shown = nearest.packages.len().min(FEW);
            let levels = view.problem().has_levels();
            let which = match (nearest.found, shown) {
                (Some(1), _) if levels => {
                    "No other choice of issues is enough. The package with the smallest largest loss of a party:"
                        .to_owned()
                }
                (found, shown) if levels => {
                    let choices = match found {
                        Some(found) => format!("any of {found} choices of issues is enough"),
                        None => "many choices of issues are enough".to_owned(),
                    };
                    let few = if found == Some(shown) { "" } else { "; those that cost nobody much" };
                    let each = "for each the package with the smallest largest loss of a party";
                    format!("With so few changes, {choices}; {each}{few}:")
                }
                (Some(1), _) => {
                    "Of the packages with so few changes, one is as good as any other for every party:".to_owned()
                }
                (Some(found), shown) if found > shown => format!(
                    "Of {} with so few changes, those that cost nobody much:",
                    plural(found, "package", "undominated packages")
                ),
                _ => "With so few changes:".to_owned(),
            };
            page.paragraph(
                2,
                &format!("{} settled otherwise; fewer changes are not enough. {which}", capital(&changes)),
            );
            for (at, one) in nearest.packages.iter().enumerate().take(FEW) {
                page.space();
                if nearest.found != Some(1) {
                    page.paragraph(2, &format!("{}.", at + 1));
                }
                changed(page, 4, view, &evaluation.package, one);
            }
        }
    }
}
