//! Two answers side by side, of two reports or of two models: what differs, in the words of the negotiation.

use super::explain::demand;
use super::{several, within};
use itertools::Itertools;
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    AgreementReport, Choice, ElementReport, ExplainReport, Names, Opening, PlaceReport, SectionReport, SolveReport,
    StatusName, count,
};
use zopa::text::visible;
use zopa::text::words::{capital, number, signed};

/// A section of these lines.
pub(super) fn section(heading: &str, lines: impl IntoIterator<Item = PlaceReport>) -> SectionReport {
    SectionReport { heading: heading.to_owned(), lines: lines.into_iter().collect() }
}

/// What something is in each of two reports, if that differs.
pub(super) fn line(what: String, from: Option<String>, to: Option<String>) -> Option<PlaceReport> {
    (from != to).then_some(PlaceReport { what, named: None, from, to })
}

/// By key, what two maps have; the keys of the first one come first.
pub(super) fn both<'k, T>(
    from: &'k Keyed<T>,
    to: &'k Keyed<T>,
) -> impl Iterator<Item = (&'k str, Option<&'k T>, Option<&'k T>)> {
    let keys = from.keys().chain(to.keys()).unique();
    keys.map(|key| (key, from.get(key), to.get(key)))
}

/// The same of what is there: what it is decides, and where that is shown alike, it is told as it is written.
fn unlike<T: PartialEq>(
    what: String,
    [from, to]: [Option<&T>; 2],
    said: [&dyn Fn(&T) -> String; 2],
    written: fn(&T) -> String,
) -> Option<PlaceReport> {
    if from == to {
        return None;
    }
    let [mut shown_from, mut shown_to] = [from.map(said[0]), to.map(said[1])];
    if shown_from == shown_to {
        [shown_from, shown_to] = [from, to].map(|one| one.map(written));
    }
    Some(PlaceReport { what, named: None, from: shown_from, to: shown_to })
}

/// Amounts by party, where they differ.
pub(super) fn amounts(
    [names, others]: [&Names; 2],
    what: &str,
    [from, to]: [&Keyed<Number>; 2],
    said: fn(&Number) -> String,
) -> Vec<PlaceReport> {
    let one = |(id, from, to): (&str, Option<&Number>, Option<&Number>)| {
        let names = if names.parties.get(id).is_some() { names } else { others };
        unlike(format!("{what}{}", names.party(id)), [from, to], [&said, &said], Number::to_string)
    };
    both(from, to).filter_map(one).collect()
}

/// The issues that two packages settle otherwise, each with its own names.
pub(super) fn settled(what: &str, [(names, from), (others, to)]: [(&Names, &Keyed<Choice>); 2]) -> Vec<PlaceReport> {
    let one = |(issue, from, to): (&str, Option<&Choice>, Option<&Choice>)| {
        let name = if names.issues.get(issue).is_some() { names } else { others }.issue(issue);
        let said = [names, others].map(|names| move |by: &Choice| names.choice(issue, by));
        let written = |by: &Choice| visible(&by.written()).into_owned();
        unlike(format!("{what}{name}"), [from, to], [&said[0], &said[1]], written)
    };
    both(from, to).filter_map(one).collect()
}

/// What two questions changed otherwise stands under this heading.
pub(super) const ASKED: &str = "What was asked";

/// What was settled beforehand, and what was lifted.
pub(super) fn asked(from: &Opening, to: &Opening) -> SectionReport {
    let settled = settled("", [(&from.names, &from.fixed), (&to.names, &to.fixed)]);
    let lifted = from.without.iter().chain(&to.without).unique().filter_map(|name| {
        let said = |opening: &Opening| opening.without.contains(name).then(|| "lifted".to_owned());
        line(name.clone(), said(from), said(to))
    });
    let set = from.set.iter().chain(&to.set).map(|set| &set.path).unique().filter_map(|path| {
        let said = |opening: &Opening| {
            let own = opening.set.iter().find(|set| set.path == *path);
            own.map(|set| set.value.to_string()).or_else(|| {
                let other = from.set.iter().chain(&to.set).find(|set| set.path == *path);
                other.and_then(|set| set.before.as_ref()).map(|before| format!("{before}, as written"))
            })
        };
        line(path.strip_prefix("$.").unwrap_or(path).to_owned(), said(from), said(to))
    });
    let narrowed = |said: fn(&Opening) -> Vec<(String, String)>, what: &str| -> Vec<PlaceReport> {
        let [from, to] = [from, to].map(|opening| said(opening).into_iter().collect::<Keyed<String>>());
        let one = |(issue, from, to): (&str, Option<&String>, Option<&String>)| {
            line(format!("{issue}{what}"), from.cloned(), to.cloned())
        };
        both(&from, &to).filter_map(one).collect()
    };
    // Rows of options that are not the same may be shown alike.
    let taken = both(&from.excluded, &to.excluded).filter(|(_, one, other)| one != other).map(|(issue, one, other)| {
        let [one, other] =
            [(from, one), (to, other)].map(|(opening, gone)| gone.map(|gone| several(&opening.names, issue, gone)));
        PlaceReport { what: format!("{}, taken away", from.names.issue(issue)), named: None, from: one, to: other }
    });
    let narrowed = narrowed(within, ", kept to").into_iter().chain(taken);
    section(ASKED, set.chain(settled).chain(narrowed).chain(lifted).collect_vec())
}

/// How two searches ended, if otherwise.
pub(super) fn ended(from: StatusName, to: StatusName) -> SectionReport {
    let said = |status| {
        Some(match status {
            StatusName::Agreement => "an agreement is possible".to_owned(),
            StatusName::NoAgreement => "no agreement is possible".to_owned(),
            StatusName::Stopped => "it stopped before that was known".to_owned(),
            StatusName::Undecided => "it lies within the error of curves".to_owned(),
        })
    };
    section("How it ended", line("Answer".to_owned(), said(from), said(to)))
}

/// Amounts of the parties of which more than an order is known.
fn measured(names: &Names, amounts: &Keyed<Number>) -> Keyed<Number> {
    let own = amounts.iter().filter(|(id, _)| !names.is_order_only(id));
    own.map(|(id, amount)| (id.to_owned(), amount.clone())).collect()
}

/// What can be agreed.
pub(super) fn solved(from: &SolveReport, to: &SolveReport) -> Vec<SectionReport> {
    let both_names @ [names, others] = [from, to].map(|report| &report.head.opening.names);
    let (mut packages, mut gains) = (Vec::new(), Vec::new());
    for (id, ..) in both(&from.concepts, &to.concepts) {
        let first = |report: &SolveReport| -> Option<AgreementReport> {
            let own = report.solutions.iter().filter(|solution| solution.concept == id);
            own.flat_map(|solution| &solution.agreements).next().cloned()
        };
        let named = from.concepts.get(id).or_else(|| to.concepts.get(id));
        let concept = capital(named.map_or(id, |concept| &concept.name));
        let own = match (first(from), first(to)) {
            (Some(a), Some(b)) => {
                let [a_gains, b_gains] =
                    [(names, &a.gains), (others, &b.gains)].map(|(names, all)| measured(names, all));
                gains.extend(amounts(both_names, &format!("{concept}: "), [&a_gains, &b_gains], signed));
                settled(&format!("{concept}: "), [(names, &a.package), (others, &b.package)])
            }
            (a, b) => {
                let said = |one: Option<AgreementReport>| one.map(|_| "a package".to_owned());
                line(concept, said(a), said(b)).into_iter().collect_vec()
            }
        };
        packages.extend(own);
    }
    let counted = |report: &SolveReport| Some(count(report.head.packages.as_ref()?.individually_rational.as_ref()?));
    vec![
        ended(from.head.ended.status, to.head.ended.status),
        section("What each concept chooses", packages),
        section("Gains over no deal", gains),
        section("Packages", line("Accepted by every party".to_owned(), counted(from), counted(to))),
        section(
            "What a party has without a deal",
            amounts(
                both_names,
                "",
                [&measured(names, &from.head.disagreement), &measured(others, &to.head.disagreement)],
                number,
            ),
        ),
    ]
}

/// Why nothing can be agreed, with how the searches ended.
pub(super) fn explained(from: &ExplainReport, to: &ExplainReport) -> Vec<SectionReport> {
    [vec![ended(from.ended.status, to.ended.status)], reasons([Some(from), Some(to)])].concat()
}

/// Why nothing can be agreed, of two models; of one with an agreement, nothing.
fn reasons([from, to]: [Option<&ExplainReport>; 2]) -> Vec<SectionReport> {
    type Sets = fn(&ExplainReport) -> Option<&Vec<Vec<ElementReport>>>;
    let sets = |report: &ExplainReport, of: Sets| -> Vec<String> {
        let names = &report.opening.names;
        let set = |set: &Vec<ElementReport>| set.iter().map(|element| demand(names, element)).join("; ");
        of(report).into_iter().flatten().map(set).collect()
    };
    let only = |of: Sets| -> Vec<PlaceReport> {
        let [first, second] = [from, to].map(|report| report.map(|report| sets(report, of)).unwrap_or_default());
        let there = |sets: &[String], set: &String| sets.contains(set).then(|| "yes".to_owned());
        let all = first.iter().chain(&second).unique();
        all.filter_map(|set| line(set.clone(), there(&first, set), there(&second, set))).collect()
    };
    let none = Keyed::default();
    let [short, then] = [from, to].map(|report| report.and_then(|one| one.short_alone.as_ref()).unwrap_or(&none));
    let names = from.or(to).map(|report| &report.opening.names);
    let short = both(short, then).filter_map(|(id, from_short, to_short)| {
        let said = |short: Option<&Option<Number>>| short.and_then(Option::as_ref).map(number);
        line(names.map_or_else(|| id.to_owned(), |names| names.party(id)), said(from_short), said(to_short))
    });
    let whole = |report: &ExplainReport| report.conflicts.as_ref().is_none_or(|conflicts| conflicts.complete);
    let mut sections = Vec::new();
    if [from, to].into_iter().flatten().all(whole) {
        sections
            .push(section("What cannot be had together", only(|report| Some(&report.conflicts.as_ref()?.conflicts))));
        sections.push(section(
            "What would have to be given up",
            only(|report| Some(&report.conflicts.as_ref()?.corrections)),
        ));
    } else {
        // What was not found may be there.
        let said = |report: &ExplainReport| {
            if whole(report) { "all are known" } else { "stopped before all were found" }.to_owned()
        };
        let what = "Conflicts, and what would have to be given up".to_owned();
        let lines = Some(PlaceReport { what, named: None, from: from.map(said), to: to.map(said) });
        sections.push(section("What is not compared", lines));
    }
    sections.push(section("Short by, if it alone gave way", short.collect_vec()));
    sections
}

/// Two models side by side: what can be agreed, or why nothing can.
pub(crate) fn side_by_side(
    [from, to]: [&SolveReport; 2],
    explained: [Option<&ExplainReport>; 2],
) -> Vec<SectionReport> {
    let [first, second] = [from, to].map(|report| &report.head.opening);
    let said = |opening: &Opening| {
        let rule = opening.acceptance.as_ref().map(|rule| rule.rule(&opening.names));
        Some(rule.unwrap_or_else(|| "every party must accept".to_owned()))
    };
    let rule = section("When a package is accepted", line("Rule".to_owned(), said(first), said(second)));
    let asked = asked(first, second);
    let all = [vec![asked, rule], solved(from, to), reasons(explained)].concat();
    all.into_iter().filter(|section| !section.lines.is_empty()).collect()
}
