//! Why there is no agreement, as part of a page: who binds and by how much, the closest package, and a proof.

use super::differences::differences;
use super::package::package;
use super::worth::size;
use super::{parties, party, stopped};
use crate::exact::Number;
use crate::explain::{Balance, Binding, NoDeal};
use crate::page::{Page, Table};
use crate::problem::{PartyId, View};
use crate::report::BalanceReport;
use crate::report::words::{approximate, either, list, number, plural, signed, spoken, times};
use crate::search::Outcome;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// So many sets of parties are described.
const SHOWN: usize = 6;
/// Weights beyond this are shown in proportion to the smallest.
const READABLE: i64 = 1000;

/// Writes the explanation.
pub(super) fn no_deal(page: &mut Page, view: &View, explanation: &Outcome<NoDeal>) {
    if explanation.infeasible {
        page.heading("What stands in the way");
        page.paragraph(2, "The rules and red lines alone leave no package, whatever the parties want.");
        return;
    }
    if !explanation.binding.is_empty() {
        page.heading("What stands in the way");
        bindings(page, view, &explanation.binding);
        closest(page, view, &explanation.binding);
    }
    if let Some(balance) = &explanation.balance {
        page.heading(match balance.verdict {
            crate::explain::Verdict::NoMixture => "No mixture of packages helps either",
            crate::explain::Verdict::MixtureMayHelp => "A mixture of packages may help",
        });
        weigh(page, view, balance);
    }
    if let Some(stop) = explanation.stopped {
        page.space();
        page.paragraph(2, &format!("The search for reasons stopped {}; there may be others.", stopped(stop)));
    }
}

fn bindings(page: &mut Page, view: &View, bindings: &[Binding]) {
    let problem = view.problem();
    let alone = bindings.iter().all(|binding| binding.parties.len() == 1);
    page.paragraph(
        2,
        match (alone, bindings.len()) {
            (true, 1) => "One party stands in the way. It would have to accept less than it has without a deal, by at least this much:",
            (true, _) => "One party would have to accept less than it has without a deal. It would be enough if any one of these did, by at least this much:",
            (false, 1) => "These parties would all have to accept less than they have without a deal; fewer are not enough:",
            (false, _) => "Several parties would have to accept less than they have without a deal. It would be enough if one of these groups did; fewer parties are not enough:",
        },
    );
    page.space();
    let mut table = Table::default().text("", 0, 40).number("Short by").number("Would get").number("Without a deal");
    for binding in bindings.iter().take(SHOWN) {
        for at in &binding.parties {
            let (gain, reach) = (&binding.closest.gains[at.index()], &binding.closest.utilities[at.index()]);
            let short = if gain.value().is_negative() { number(&size(gain)) } else { "nothing".into() };
            table.row([party(problem, *at), short, number(reach), number(&view.disagreement(*at))]);
        }
        if !alone {
            table.row([]);
        }
    }
    page.table(4, table);
    if bindings.len() > SHOWN {
        page.paragraph(4, &format!("and {}", plural(bindings.len() - SHOWN, "more such group", "more such groups")));
    }
}

fn closest(page: &mut Page, view: &View, bindings: &[Binding]) {
    let problem = view.problem();
    let Some(first) = bindings.first() else { return };
    page.heading(&format!("The closest package, if {} accepted less", parties(problem, &first.parties)));
    package(page, problem, &first.closest.package);
    page.space();
    let gains: Vec<String> = problem
        .party_ids()
        .map(|at| format!("{} {}", party(problem, at), signed(&first.closest.gains[at.index()])))
        .collect();
    page.item(2, "Gains over no deal: ", &gains.join(", "));
    let mut same: Vec<String> = Vec::new();
    for other in bindings.iter().take(SHOWN).skip(1) {
        let who = parties(problem, &other.parties);
        if other.closest.package == first.closest.package {
            same.push(who);
            continue;
        }
        page.space();
        page.paragraph(2, &format!("If {who} accepted less instead:"));
        differences(page, 4, problem, &first.closest.package, &other.closest.package);
    }
    if !same.is_empty() {
        page.space();
        page.paragraph(2, &format!("The same package is closest if {} accepted less instead.", either(&same)));
    }
}

/// The sentence of the balance: weights, the best that any package reaches with them, and what walking away is worth.
fn weigh(page: &mut Page, view: &View, balance: &Balance) {
    let problem = view.problem();
    let report = BalanceReport::new(view, balance);
    if report.mixture_may_help {
        page.paragraph(
            2,
            "However the parties' utilities are weighted against each other, some package reaches what walking away is \
             worth. So a lottery over packages, or taking turns between them, may be acceptable to all where no single \
             package is (up to the rounding of the weights that were tried).",
        );
        return;
    }
    let weights = report.weights.iter().map(|(_, weight)| weight);
    let counted: Vec<(PartyId, &Number)> =
        (problem.party_ids().zip(weights)).filter(|(_, weight)| weight.value().is_positive()).collect();
    let Some(smallest) = counted.iter().map(|(_, weight)| weight.value().clone()).min() else { return };
    let exact = counted.iter().all(|(_, weight)| *weight.value() <= BigRational::from(BigInt::from(READABLE)));
    let unit = if exact { BigRational::from(BigInt::from(1)) } else { smallest };
    let weights: Vec<(PartyId, Number)> =
        counted.iter().map(|(at, weight)| (*at, (weight.value() / &unit).into())).collect();
    let without: BigRational = weights.iter().map(|(at, weight)| weight.value() * view.disagreement(*at).value()).sum();
    let gap: BigRational = -report.best.value() / &unit;
    let (best, without): (Number, Number) = ((&without - &gap).into(), without.into());
    if let [(at, _)] = weights.as_slice() {
        page.paragraph(
            2,
            &format!(
                "No package at all is worth more than {} to {}; walking away is worth {}. So no lottery over packages, \
                 and no taking of turns, can help either.",
                spoken(&best),
                party(problem, *at),
                spoken(&without)
            ),
        );
        return;
    }
    let said = |(at, weight): &(PartyId, Number)| {
        let weight = if exact { times(weight) } else { approximate(weight) };
        format!("{} {weight}", party(problem, *at))
    };
    let once = weights.iter().all(|(_, weight)| *weight == Number::from(1));
    let how = match (once, exact) {
        (true, _) => {
            let names: Vec<PartyId> = weights.iter().map(|(at, _)| *at).collect();
            format!("Adding up the utilities of {}", parties(problem, &names))
        }
        (false, true) => format!("Counting the utility of {}", list(&weights.iter().map(said).collect::<Vec<_>>())),
        (false, false) => {
            format!("Counting one point of utility as {}", list(&weights.iter().map(said).collect::<Vec<_>>()))
        }
    };
    // Rounded numbers could look the same: then only their difference tells something.
    let what = if exact {
        format!(
            "the best that any package reaches is {}; walking away is worth {}. An agreement would have to reach at \
             least that",
            spoken(&best),
            spoken(&without)
        )
    } else {
        format!("every package stays about {} or more below what walking away is worth", approximate(&gap.into()))
    };
    let conclusion = "so no package, no lottery over packages and no taking of turns is acceptable to all.";
    page.paragraph(2, &format!("{how}, {what}; {conclusion}"));
    if !exact {
        page.paragraph(2, "(The exact weights are in the JSON report.)");
    }
}
