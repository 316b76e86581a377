//! What a package is worth to a party, and from where.

use crate::page::{Page, Table};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::report::{
    ByStateReport, ExpectedReport, GroupKind, GroupName, Names, PartReport, StateWorthReport, WorthReport,
};
use zopa::text::visible;
use zopa::text::words::{list, plural, signed, spoken};

/// So many contributions are shown, the largest first.
const SHOWN: usize = 5;

/// Writes where a party's utility of a package comes from: sums by cluster, then the largest contributions.
pub(super) fn worth(page: &mut Page, names: &Names, worth: &WorthReport) {
    let mut parts: Vec<&PartReport> = worth.breakdown.iter().filter(|part| !part.value().value().is_zero()).collect();
    if names.clusters.len() > 1 && parts.len() > SHOWN {
        let sum = worth.by_cluster.iter().map(|sum| format!("{} {}", group(names, &sum.group), signed(&sum.value)));
        page.item(4, "", &sum.collect::<Vec<_>>().join("; "));
    }
    // The sort is stable: equals stay in the author's order.
    parts.sort_by_key(|part| std::cmp::Reverse(part.value().value().abs()));
    let most = if parts.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let mut table = Table::default().number("").text("", 0, usize::MAX);
    for part in parts.iter().take(most) {
        table.row([signed(part.value()), label(names, part)]);
    }
    if parts.len() > most {
        let rest: BigRational = parts.iter().skip(most).map(|part| part.value().value()).sum();
        let smaller = plural(parts.len() - most, "smaller one", "smaller ones");
        table.row([signed(&rest.into()), format!("({smaller} together)")]);
    }
    if !table.is_empty() {
        page.table(6, table);
    }
    if let Some(by_state) = worth.by_state.as_ref().filter(|by_state| !by_state.states.0.is_empty()) {
        page.item(4, "", &in_states(names, by_state));
    }
}

/// What comes whatever happens, and what is expected of each state, in words.
fn in_states(names: &Names, by_state: &ByStateReport) -> String {
    let one = |(id, state): (&str, &StateWorthReport)| {
        let (belief, worth) = (spoken(&state.belief), signed(&state.worth));
        format!("{} of {worth} if \"{}\", thought {belief} likely", signed(&state.expected), names.state(id))
    };
    let states: Vec<String> = by_state.states.iter().map(one).collect();
    format!("Of that {} whatever happens; {}", signed(&by_state.anyway), states.join("; "))
}

/// What each group of issues adds to a party's utility of a package, in words, but for what adds nothing.
pub(super) fn steps(names: &Names, worth: &WorthReport) -> Vec<(String, Number)> {
    let some = worth.by_cluster.iter().filter(|sum| !sum.value.value().is_zero());
    some.map(|sum| (group(names, &sum.group), sum.value.clone())).collect()
}

/// The issues of a group, in words.
pub(super) fn group(names: &Names, group: &GroupName) -> String {
    match (group.group, &group.cluster) {
        (GroupKind::Constant, _) => "whatever is agreed".to_owned(),
        (GroupKind::Cluster, Some(id)) => names.cluster(id),
        (GroupKind::Cluster | GroupKind::Other, _) => "Other issues".to_owned(),
        (GroupKind::Across, _) => "combinations across these".to_owned(),
        (GroupKind::Ceiling, _) => "above the ceiling, not counted".to_owned(),
    }
}

/// Where a part of a utility comes from, in words.
pub(super) fn label(names: &Names, part: &PartReport) -> String {
    match part {
        PartReport::Constant { .. } => "whatever is agreed".to_owned(),
        PartReport::Ceiling { at_most, because, .. } => {
            let why = because.as_ref().map(|because| format!(": {}", visible(because))).unwrap_or_default();
            format!("above the ceiling of {}, not counted{why}", spoken(at_most))
        }
        PartReport::Option { issue, option, expected, .. } => {
            let one = |one: &ExpectedReport| {
                format!(", with {} × {} if {}", spoken(&one.belief), spoken(&one.worth), names.state(&one.state))
            };
            format!("{}{}", names.settled((issue, option)), expected.iter().map(one).collect::<String>())
        }
        PartReport::Interaction { interaction, because, state, .. } => {
            let state = state.as_ref().map(|state| format!("expected of \"{}\", ", names.state(state)));
            let state = state.unwrap_or_default();
            // The author's reason says more than the options, which the page lists anyway.
            let because = because.as_ref().map(|because| visible(because));
            // A level stands behind the options with which it is worth so much.
            let (level, options) = match interaction.0.split_last() {
                Some(((at, level), options)) if names.is_continuous(at) => (Some((at, level)), options),
                _ => (None, interaction.0.as_slice()),
            };
            let settled: Vec<String> = options.iter().map(|(at, by)| names.settled((at, by))).collect();
            let together = if options.len() > 1 { " together" } else { "" };
            match (level, because) {
                (Some((at, by)), Some(because)) => {
                    format!("{state}{}, {}: {because}", names.issue(at), names.choice(at, by))
                }
                (Some((at, by)), None) if options.is_empty() => format!("{state}{}", names.settled((at, by))),
                (Some((at, by)), None) => format!("{state}{}, with {}", names.settled((at, by)), list(&settled)),
                (None, Some(because)) => {
                    let issues: Vec<String> = options.iter().map(|(at, _)| names.issue(at)).collect();
                    format!("{state}{}{together}: {because}", list(&issues))
                }
                (None, None) if together.is_empty() => format!("{state}{}", settled.concat()),
                (None, None) => format!("{state}{},{together}", settled.join(" + ")),
            }
        }
    }
}
