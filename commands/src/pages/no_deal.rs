//! Why there is no agreement, as part of a page: who binds and by how much, the closest package, and a proof.

use super::differences::differences;
use super::package::package;
use crate::page::{Page, Table};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use zopa::exact::Number;
use zopa::report::{BalanceReport, BindingReport, Names, NoDealReport, less, size, stopped};
use zopa::text::words::{approximate, either, list, number, plural, signed, spoken, times};

/// So many sets of parties are described.
const SHOWN: usize = 6;
/// Weights beyond this are shown in proportion to the smallest.
const READABLE: i64 = 1000;

/// Writes the explanation.
pub(super) fn no_deal(page: &mut Page, names: &Names, explanation: &NoDealReport) {
    if explanation.infeasible {
        page.heading("What stands in the way");
        page.paragraph(2, "The rules and red lines alone leave no package, whatever the parties want.");
        return;
    }
    if !explanation.binding.is_empty() {
        page.heading("What stands in the way");
        bindings(page, names, &explanation.binding);
        closest(page, names, &explanation.binding);
    }
    if let Some(balance) = &explanation.balance {
        page.heading(match balance.mixture_may_help {
            false => "No mixture of packages helps either",
            true => "A mixture of packages may help",
        });
        weigh(page, names, balance);
    }
    if let Some(stop) = explanation.stopped_by {
        page.space();
        let others = if explanation.binding.is_empty() { "" } else { "; there may be others" };
        page.paragraph(2, &format!("The search for reasons stopped {}{others}.", stopped(stop)));
    }
}

fn bindings(page: &mut Page, names: &Names, bindings: &[BindingReport]) {
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
        for id in &binding.parties {
            let closest = &binding.closest;
            let (Some(gain), Some(reach)) = (closest.gains.get(id), closest.utilities.get(id)) else { continue };
            let short = if gain.value().is_negative() { number(&size(gain)) } else { "nothing".into() };
            table.row([names.party(id), short, number(reach), number(&less(reach, gain))]);
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

fn closest(page: &mut Page, names: &Names, bindings: &[BindingReport]) {
    let Some(first) = bindings.first() else { return };
    page.heading(&format!("The closest package, if {} accepted less", names.parties(&first.parties)));
    package(page, names, &first.closest.package);
    page.space();
    let gains = names.amounts(first.closest.gains.iter(), signed);
    page.item(2, "Gains over no deal: ", &gains.join(", "));
    let mut same: Vec<String> = Vec::new();
    for other in bindings.iter().take(SHOWN).skip(1) {
        let who = names.parties(&other.parties);
        if other.closest.package == first.closest.package {
            same.push(who);
            continue;
        }
        page.space();
        page.paragraph(2, &format!("If {who} accepted less instead:"));
        differences(page, 4, names, &first.closest.package, &other.closest.package);
    }
    if !same.is_empty() {
        page.space();
        page.paragraph(2, &format!("The same package is closest if {} accepted less instead.", either(&same)));
    }
}

/// The sentence of the balance: weights, the best that any package reaches with them, and what walking away is worth.
fn weigh(page: &mut Page, names: &Names, report: &BalanceReport) {
    if report.mixture_may_help {
        page.paragraph(
            2,
            "However the parties' utilities are weighted against each other, some package reaches what walking away is \
             worth. So a lottery over packages, or taking turns between them, may be acceptable to all where no single \
             package is (up to the rounding of the weights that were tried).",
        );
        return;
    }
    let counted = || report.weights.iter().filter(|(_, weight)| weight.value().is_positive());
    let Some(smallest) = counted().map(|(_, weight)| weight.value().clone()).min() else { return };
    let exact = counted().all(|(_, weight)| *weight.value() <= BigRational::from(BigInt::from(READABLE)));
    let unit = if exact { BigRational::from(BigInt::from(1)) } else { smallest };
    let weights: Vec<(&str, Number)> = counted().map(|(id, weight)| (id, (weight.value() / &unit).into())).collect();
    let without: BigRational = report.disagreement.value() / &unit;
    let gap: BigRational = -report.best.value() / &unit;
    let (best, without): (Number, Number) = ((&without - &gap).into(), without.into());
    if let [(id, _)] = weights.as_slice() {
        page.paragraph(
            2,
            &format!(
                "No package at all is worth more than {} to {}; walking away is worth {}. So no lottery over packages, \
                 and no taking of turns, can help either.",
                spoken(&best),
                names.party(id),
                spoken(&without)
            ),
        );
        return;
    }
    let said = |(id, weight): &(&str, Number)| {
        let weight = if exact { times(weight) } else { approximate(weight) };
        format!("{} {weight}", names.party(id))
    };
    let once = weights.iter().all(|(_, weight)| *weight == Number::from(1));
    let how = match (once, exact) {
        (true, _) => {
            format!("Adding up the utilities of {}", names.parties(weights.iter().map(|(id, _)| id)))
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
