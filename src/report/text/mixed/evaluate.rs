//! Options and levels on the table, as a page: the verdict first, then who accepts, and what would be better for all.

use super::super::{Page, Style, against_no_deal, party, stopped, title};
use super::{asked, differences, level_name, package};
use crate::exact::Number;
use crate::mixed::{LevelPart, MixedEvaluation, MixedView};
use crate::report::Verdict;
use crate::report::mixed::{broken, verdict};
use crate::report::table::{Table, wide};
use crate::report::text::evaluate::AS_GOOD;
use crate::report::text::worth::{above_ceiling, label, size};
use crate::report::words::{list, number, plural, signed, spoken};
use crate::text::visible;
use num_traits::{Signed, Zero};

/// So many contributions are shown, the largest first.
const SHOWN: usize = 5;

/// The page on [`MixedView::evaluate`]; `name` is what the package is called, if it has a name.
pub fn mixed_evaluate(view: &MixedView, evaluation: &MixedEvaluation, name: Option<&str>, style: Style) -> String {
    let problem = view.mixed().problem();
    let mut page = Page::new(style);
    title(&mut page, view.options());
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "This package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &sentence(view, evaluation, &what));
    stands(&mut page, view, evaluation);
    better(&mut page, view, evaluation);
    page.heading("Where the utilities come from");
    for (at, stand) in evaluation.stands.iter().enumerate() {
        page.space();
        against_no_deal(&mut page, problem, at, &stand.utility, &Number::from(view.disagreement(at)));
        worth(&mut page, view, evaluation, at);
    }
    page.heading("The package");
    package(&mut page, view, &evaluation.package);
    page.text
}

fn sentence(view: &MixedView, evaluation: &MixedEvaluation, what: &str) -> String {
    let problem = view.mixed().problem();
    let refusal = |at: usize| {
        let stand = &evaluation.stands[at];
        let mut why = Vec::new();
        if stand.gain.value().is_negative() {
            why.push(format!("{} short of no deal", spoken(&size(&stand.gain))));
        }
        if !stand.crossed.is_empty() {
            why.push(plural(stand.crossed.len(), "red line crossed", "red lines crossed"));
        }
        format!("{} ({})", party(problem, at), why.join(", "))
    };
    let refusing: Vec<String> = (0..view.parties()).filter(|at| !evaluation.stands[*at].accepts).map(refusal).collect();
    match verdict(evaluation) {
        Verdict::Accepted => format!("ACCEPTED: {what} is acceptable to every party."),
        Verdict::Refused => format!("REFUSED: {what} is refused by {}.", list(&refusing)),
        Verdict::Infeasible if refusing.is_empty() => format!("INFEASIBLE: {what} breaks a rule."),
        Verdict::Infeasible => {
            format!("INFEASIBLE: {what} breaks a rule. It would also be refused by {}.", list(&refusing))
        }
    }
}

fn stands(page: &mut Page, view: &MixedView, evaluation: &MixedEvaluation) {
    let problem = view.mixed().problem();
    let reason = |name: &str, because: Option<&String>| {
        let because = because.map(|because| format!(": {}", visible(because))).unwrap_or_default();
        format!("{}{because}", visible(name))
    };
    let broken = broken(view, evaluation);
    if !broken.is_empty() {
        page.heading("Rules that it breaks");
        broken.iter().for_each(|rule| page.item(2, "- ", &reason(&rule.name, rule.because.as_ref())));
    }
    page.heading("Who accepts");
    let mut table =
        Table::default().text("Party", 0, 40).text("", 0, 12).number("Utility").number("Without a deal").number("Gain");
    for (at, stand) in evaluation.stands.iter().enumerate() {
        let word = if stand.accepts { "accepts" } else { "REFUSES" };
        let without = number(&view.disagreement(at).into());
        table.row([party(problem, at), word.into(), number(&stand.utility), without, signed(&stand.gain)]);
    }
    page.table(2, &table);
    for (at, stand) in evaluation.stands.iter().enumerate().filter(|(_, stand)| !stand.crossed.is_empty()) {
        page.space();
        page.paragraph(2, &format!("Red lines of {} that it crosses:", party(problem, at)));
        for at in &stand.crossed {
            let constraint = &problem.constraints()[*at];
            page.item(4, "- ", &reason(&constraint.name, constraint.because.as_ref()));
        }
    }
}

/// For each party, the package that is best for it and leaves nobody worse off, as changes.
fn better(page: &mut Page, view: &MixedView, evaluation: &MixedEvaluation) {
    let problem = view.mixed().problem();
    page.heading("Better for everybody");
    let better = match &evaluation.better {
        Err(stop) => {
            page.paragraph(2, &format!("Not known: the search for better packages stopped {}.", stopped(*stop)));
            return;
        }
        Ok(None) => {
            page.paragraph(
                2,
                "No acceptable package is at least as good for every party as this one: somebody who likes it would have to give way. The solve command shows what can be agreed.",
            );
            return;
        }
        Ok(Some(better)) => better,
    };
    let rise = |agreement: &crate::MixedAgreement, at: usize| {
        Number::from(agreement.utilities[at].value() - evaluation.stands[at].utility.value())
    };
    let worthwhile: Vec<usize> =
        (0..view.parties()).filter(|at| rise(&better[*at], *at).value().is_positive()).collect();
    if worthwhile.is_empty() && !evaluation.acceptable {
        page.paragraph(2, AS_GOOD);
        differences(page, 5, view, &evaluation.package, &better[0].package);
        return;
    }
    if worthwhile.is_empty() {
        page.paragraph(2, "Nothing: the package is on the frontier. Whatever gives one party more gives another less.");
        return;
    }
    page.paragraph(
        2,
        "By party, the acceptable package that is best for it and leaves nobody worse off than this one.",
    );
    let mut shown: Vec<(Vec<usize>, &crate::MixedAgreement)> = Vec::new();
    for at in worthwhile {
        match shown.iter_mut().find(|(_, other)| other.package == better[at].package) {
            Some((for_whom, _)) => for_whom.push(at),
            None => shown.push((vec![at], &better[at])),
        }
    }
    for (for_whom, agreement) in shown {
        page.space();
        let rising: Vec<String> = (0..view.parties())
            .filter(|at| !rise(agreement, *at).value().is_zero())
            .map(|at| format!("{} {}", party(problem, at), signed(&rise(agreement, at))))
            .collect();
        let names: Vec<String> = for_whom.iter().map(|at| party(problem, *at)).collect();
        page.item(2, "- ", &format!("Best for {}: {}", list(&names), rising.join(", ")));
        differences(page, 5, view, &evaluation.package, &agreement.package);
    }
}

/// Where a party's utility comes from: the largest contributions.
fn worth(page: &mut Page, view: &MixedView, evaluation: &MixedEvaluation, at: usize) {
    let problem = view.mixed().problem();
    let package = &evaluation.package;
    let mut parts: Vec<(Number, String)> = Vec::new();
    for part in &evaluation.stands[at].breakdown {
        let (value, label) = match part {
            LevelPart::Options(part) => {
                (problem.in_units(at, part.value), label(view.options(), at, part, &package.package))
            }
            LevelPart::Level(term, value) => (value.clone(), term_label(view, *term, evaluation)),
            LevelPart::AboveCeiling(above) => {
                let own = view.mixed().levels().ceilings.iter().find(|ceiling| ceiling.party == at);
                let label = own.map(|own| above_ceiling(&own.at.clone().into(), own.because.as_deref()));
                (above.clone(), label.unwrap_or_default())
            }
        };
        if !value.value().is_zero() {
            parts.push((value, label));
        }
    }
    // The sort is stable: equals stay in the author's order.
    parts.sort_by_key(|(value, _)| std::cmp::Reverse(value.value().abs()));
    let most = if parts.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let widest = parts.iter().take(most).map(|(value, _)| wide(&signed(value))).max().unwrap_or(0);
    let mut table = Table::default().number("").text("", 0, 96 - 6 - widest);
    parts.iter().take(most).for_each(|(value, label)| table.row([signed(value), label.clone()]));
    if parts.len() > most {
        let rest: num_rational::BigRational = parts.iter().skip(most).map(|(value, _)| value.value()).sum();
        let smaller = plural(parts.len() - most, "smaller one", "smaller ones");
        table.row([signed(&rest.into()), format!("({smaller} together)")]);
    }
    if !table.is_empty() {
        page.table(6, &table);
    }
}

fn term_label(view: &MixedView, term: usize, evaluation: &MixedEvaluation) -> String {
    let problem = view.mixed().problem();
    let term = &view.mixed().levels().terms[term];
    let issue = super::issue(problem, view.mixed().levels().issues[term.level].issue);
    let level = level_name(view, term.level, &evaluation.package.levels[term.level]);
    let because = term.because.as_ref().map(|because| format!(": {}", visible(because)));
    match &term.condition {
        None => format!("{issue}: {level}"),
        Some(condition) => {
            let options = evaluation.package.package.options();
            let with: Vec<String> = (condition.0.iter())
                .map(|(at, _)| {
                    let chosen = super::option(problem, *at, options[*at].into());
                    format!("{}: {chosen}", super::issue(problem, *at))
                })
                .collect();
            match because {
                Some(because) => format!("{issue}, {level}{because}"),
                None => format!("{issue}: {level}, with {}", list(&with)),
            }
        }
    }
}
