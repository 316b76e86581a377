//! What a package is worth to a party, and from where.

use super::{issue, option, settled};
use crate::exact::Number;
use crate::explain::{Fact, Group};
use crate::page::{Page, Table};
use crate::problem::{IssueId, Package, PartyId, View};
use crate::report::words::{list, plural, signed, spoken};
use crate::text::visible;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// So many contributions are shown, the largest first.
const SHOWN: usize = 5;

/// Writes where a party's utility of a package comes from: sums by cluster, then the largest contributions.
pub(super) fn worth(page: &mut Page, view: &View, party: PartyId, package: &Package) {
    let problem = view.problem();
    let mut parts = problem.breakdown(party, package);
    parts.retain(|part| !part.value.value().is_zero());
    if problem.clusters().len() > 1 && parts.len() > SHOWN {
        let sums: Vec<String> = (problem.by_cluster(party, package).into_iter())
            .map(|(group, sum)| format!("{} {}", group_name(view, group), signed(&sum)))
            .collect();
        page.item(4, "", &sums.join("; "));
    }
    // The sort is stable: equals stay in the author's order.
    parts.sort_by_key(|part| std::cmp::Reverse(part.value.value().abs()));
    let most = if parts.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let mut table = Table::default().number("").text("", 0, usize::MAX);
    for part in parts.iter().take(most) {
        table.row([signed(&part.value), label(view, party, part.fact, package)]);
    }
    if parts.len() > most {
        let rest: BigRational = parts.iter().skip(most).map(|part| part.value.value()).sum();
        let smaller = plural(parts.len() - most, "smaller one", "smaller ones");
        table.row([signed(&rest.into()), format!("({smaller} together)")]);
    }
    if !table.is_empty() {
        page.table(6, table);
    }
}

/// The issues of a group, in words.
pub(super) fn group_name(view: &View, group: Group) -> String {
    match group {
        Group::Constant => "whatever is agreed".to_owned(),
        Group::Cluster(at) => visible(&view.problem()[at].name).into_owned(),
        Group::Other => "Other issues".to_owned(),
        Group::Across => "combinations across these".to_owned(),
        Group::Ceiling => "above the ceiling, not counted".to_owned(),
    }
}

/// Where a part of a utility comes from, in words.
pub(super) fn label(view: &View, party: PartyId, fact: Fact, package: &Package) -> String {
    let problem = view.problem();
    match fact {
        Fact::Constant => "whatever is agreed".to_owned(),
        Fact::Ceiling => {
            let Some(own) = problem.ceilings().iter().find(|one| one.party == party) else { return String::new() };
            let why = own.because.as_ref().map(|because| format!(": {}", visible(because))).unwrap_or_default();
            format!("above the ceiling of {}, not counted{why}", spoken(&problem.in_units(party, own.at)))
        }
        Fact::Level(at) => {
            let term = &problem[at];
            let own = problem[term.level].issue;
            let (name, level) = (issue(problem, own), settled(problem, package, own));
            let state = term.state.map(|state| visible(&problem[state].name));
            let state = state.map(|state| format!("expected of \"{state}\", ")).unwrap_or_default();
            match (&term.condition, &term.because) {
                (None, _) if term.state.is_none() => format!("{name}: {level}"),
                (None, None) => format!("{state}{name}: {level}"),
                (_, Some(because)) => format!("{state}{name}, {level}: {}", visible(because)),
                (Some(condition), None) => {
                    let with = condition.0.iter().map(|(at, _)| *at);
                    let with: Vec<String> =
                        with.map(|at| format!("{}: {}", issue(problem, at), settled(problem, package, at))).collect();
                    format!("{state}{name}: {level}, with {}", list(&with))
                }
            }
        }
        Fact::Choice { issue: at, option: chosen } => {
            let expected: Vec<String> = (problem.expected_of(party, at, chosen).into_iter())
                .map(|(state, belief, worth)| {
                    format!(", with {} × {} if {}", spoken(&belief), spoken(&worth), visible(&problem[state].name))
                })
                .collect();
            format!("{}: {}{}", issue(problem, at), option(problem, at, chosen), expected.concat())
        }
        Fact::Interaction(at) => {
            let interaction = &problem[at];
            let scope = interaction.scope().into_iter();
            // The author's reason says more than the options, which the page lists anyway.
            let state = interaction.state.map(|state| visible(&problem[state].name));
            let state = state.map(|state| format!("expected of \"{state}\", ")).unwrap_or_default();
            match &interaction.because {
                Some(because) => {
                    let combined: Vec<String> = scope.map(|at| issue(problem, at)).collect();
                    let together = if combined.len() > 1 { " together" } else { "" };
                    format!("{state}{}{together}: {}", list(&combined), visible(because))
                }
                None => {
                    let chosen = |at: IssueId| option(problem, at, package.options()[at.index()]);
                    let combined: Vec<String> =
                        scope.map(|at| format!("{}: {}", issue(problem, at), chosen(at))).collect();
                    let together = if combined.len() > 1 { ", together" } else { "" };
                    format!("{state}{}{together}", combined.join(" + "))
                }
            }
        }
    }
}

/// A number that is shown without its sign.
pub(super) fn size(number: &Number) -> Number {
    if number.value() < Number::zero().value() { (-number.value()).into() } else { number.clone() }
}
