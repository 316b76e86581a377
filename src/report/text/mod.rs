//! Reports as pages for people: names in place of ids.
//!
//! A page is made of its report and of nothing else, so that a report that was kept has the page that it had. Everything that
//! comes from the author's file passes through `crate::text::visible`, so that no name can move the cursor or turn the
//! text around.

mod beliefs;
mod brief;
mod compare;
mod concepts;
mod counter;
mod diff;
mod differences;
mod elicit;
mod evaluate;
mod explain;
mod frontier;
mod linkage;
mod lottery;
mod no_deal;
mod package;
mod proposals;
mod robust;
mod solve;
mod stability;
mod sweep;
mod test;
mod trades;
mod worth;

use super::names::{Names, Opening};
use super::words::{plural, spoken};
use crate::exact::Number;
use crate::page::Page;
use crate::text::visible;

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
    for (what, changed) in [("Settled beforehand: ", fixed), ("Lifted: ", without), ("In steps: ", steps)] {
        if !changed.is_empty() {
            page.item(2, what, &changed.join("; "));
        }
    }
    page.space();
    page
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
