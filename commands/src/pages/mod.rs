//! Reports as pages for people: names in place of ids.
//!
//! A page is made of its report and of nothing else, so that a report that was kept has the page that it had. Everything that
//! comes from the author's file passes through `zopa::text::visible`, so that no name can move the cursor or turn the
//! text around.

mod aims;
mod beliefs;
mod brief;
pub(crate) mod check;
mod compare;
mod concepts;
mod counter;
mod diff;
mod differences;
mod dossier;
mod elicit;
mod evaluate;
mod exact;
mod explain;
mod export;
mod frontier;
pub(crate) mod frontier_csv;
mod holds;
pub(crate) mod jsonl;
pub(crate) mod junit;
mod kept;
mod linkage;
mod lottery;
mod models;
mod no_deal;
mod package;
mod paged;
mod play;
mod proposals;
mod protocol;
mod robust;
mod sides;
mod solve;
mod stability;
mod sweep;
mod test;
mod trades;
mod worth;

pub(crate) use compare::differing;
#[cfg(feature = "schema")]
pub use kept::report_schema;
pub use kept::{AnyReport, REPORT_SCHEMA, Unreadable};
pub use paged::Report;
pub(crate) use sides::side_by_side;

use crate::page::Page;
use zopa::exact::Number;
use zopa::report::{Choice, Names, Opening, SetReport};
use zopa::text::visible;
use zopa::text::words::{number, plural, spoken};

/// So many options are named in a row.
const NAMED: usize = 8;

/// A page with its title, and what the question changed.
fn begun(opening: &Opening) -> Page {
    let mut page = Page::default();
    let names = &opening.names;
    page.heading(&visible(opening.title.as_deref().unwrap_or("A negotiation without a title")));
    let fixed: Vec<String> =
        opening.fixed.iter().map(|(at, by)| format!("{} = {}", names.issue(at), names.choice(at, by))).collect();
    let without: Vec<_> = opening.without.iter().map(|name| visible(name).into_owned()).collect();
    let count = |(at, count): (&str, &usize)| format!("{} ({})", names.issue(at), plural(*count, "level", "levels"));
    let steps: Vec<String> = opening.steps.iter().map(count).collect();
    let set: Vec<String> = opening.set.iter().map(SetReport::said).collect();
    let narrowed: Vec<String> =
        excluded(opening).into_iter().map(|(issue, gone)| format!("{issue} = {gone}")).collect();
    let within: Vec<String> = within(opening).into_iter().map(|(issue, kept)| format!("{issue} = {kept}")).collect();
    let changes = [
        ("Set: ", set),
        ("Settled beforehand: ", fixed),
        ("Kept to: ", within),
        ("Taken away: ", narrowed),
        ("Lifted: ", without),
        ("In steps: ", steps),
    ];
    for (what, changed) in changes {
        if !changed.is_empty() {
            page.item(2, what, &changed.join("; "));
        }
    }
    if !opening.error.is_empty() {
        let amounts = names.amounts(opening.error.iter(), number).join(", ");
        page.item(2, "Exact to within: ", &format!("{amounts} (curves; what is closer than that is not decided)"));
    }
    page.space();
    page
}

/// By the name of an issue, the options that were taken away.
fn excluded(opening: &Opening) -> Vec<(String, String)> {
    let names = &opening.names;
    let one = |(issue, gone): (&str, &Vec<Choice>)| (names.issue(issue), several(names, issue, gone));
    opening.excluded.iter().map(one).collect()
}

/// By the name of a continuous issue, the levels of which something is left.
fn within(opening: &Opening) -> Vec<(String, String)> {
    let names = &opening.names;
    let one = |(issue, [low, high]): (&str, &[Number; 2])| {
        (names.issue(issue), format!("{} to {}", number(low), names.choice(issue, &Choice::Amount(high.clone()))))
    };
    opening.within.iter().map(one).collect()
}

/// Options one after another; of many, the first and the last.
fn several(names: &Names, issue: &str, options: &[Choice]) -> String {
    let named = |some: &[Choice]| some.iter().map(|by| names.choice(issue, by)).collect::<Vec<_>>().join(", ");
    match options {
        [first @ .., last] if first.len() >= NAMED => {
            format!("{}, … {} ({})", named(&first[..NAMED / 2]), names.choice(issue, last), options.len())
        }
        all => named(all),
    }
}

/// What a package is called in a sentence.
fn called(name: Option<&String>, otherwise: &str) -> String {
    name.map_or_else(|| otherwise.to_owned(), |name| format!("\"{}\"", visible(name)))
}

/// What a party gets, against what it has without a deal, and what that is.
fn against_no_deal(names: &Names, id: &str, utility: &Number, disagreement: &Number) -> String {
    let batna = names.parties.get(id).and_then(|party| party.batna.as_ref());
    let without = batna.map(|batna| format!(" ({})", visible(batna))).unwrap_or_default();
    format!("{}, against {} without a deal{without}", spoken(utility), spoken(disagreement))
}

/// A rule or red line, with the author's reason.
fn with_reason(name: &str, because: Option<&String>) -> String {
    let because = because.map(|because| format!(": {}", visible(because)));
    format!("{}{}", visible(name), because.unwrap_or_default())
}
