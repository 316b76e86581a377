//! What became of assumptions, as a page: a line for each, then what refutes those that do not hold.

use super::begun;
use super::no_deal::no_deal;
use super::package::package;
use super::paged::Report;
use super::worth::label;
use crate::page::{Page, Table};
use num_traits::Zero;
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    AssumptionReport, Choice, Method, Names, Opening, ProofReport, RefutationReport, TestCounts, TestReport,
    VerdictName, count,
};
use zopa::text::visible;
use zopa::text::words::{number, plural, readable_count, signed};

/// So many causes are shown.
const SHOWN: usize = 6;
/// So many columns of packages stand side by side.
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

impl Report for TestReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = begun(&self.opening);
        if self.assumptions.is_empty() {
            page.paragraph(
                0,
                "The model makes no assumptions: there is nothing to test. Write them under `assumptions`.",
            );
            return page;
        }
        for one in &self.assumptions {
            let word = format!("{:<11}", word(one.verdict));
            page.item(2, &word, &format!("{}: {}.", visible(&one.name), visible(&one.claim)));
            let end = if one.proof.is_some() { "" } else { "." };
            page.paragraph(13, &format!("{}{end}", found(names, one)));
        }
        for one in &self.assumptions {
            if let Some(refutation) = &one.refutation {
                refuted(&mut page, names, one, refutation);
            }
        }
        page.space();
        page.strong(&summary(&self.counts));
        page
    }

    /// A row for each assumption.
    fn csv(&self) -> String {
        let mut table = Table::default().text("Assumption", 0, 30).text("Verdict", 0, 9);
        table = table.text("What it claims", 0, 40).text("What was found", 0, 40);
        for one in &self.assumptions {
            let found = found(&self.opening.names, one);
            table.row([visible(&one.name).into(), word(one.verdict).into(), visible(&one.claim).into(), found]);
        }
        table.csv()
    }
}

/// A verdict in a word.
fn word(verdict: VerdictName) -> &'static str {
    match verdict {
        VerdictName::Proved => "proved",
        VerdictName::Refuted => "REFUTED",
        VerdictName::Vacuous => "VACUOUS",
        VerdictName::Undecided => "UNDECIDED",
    }
}

/// How an assumption was proved, or why it is not.
fn found(names: &Names, tested: &AssumptionReport) -> String {
    match (&tested.proof, &tested.message) {
        (Some(proof), _) => how(names, proof),
        (None, message) => visible(message.as_deref().unwrap_or_default()).into_owned(),
    }
}

fn summary(counts: &TestCounts) -> String {
    let TestCounts { proved, refuted, vacuous, undecided } = *counts;
    let all = plural(
        [refuted, vacuous, undecided].into_iter().fold(proved, usize::saturating_add),
        "assumption",
        "assumptions",
    );
    let parts = [(proved, "proved"), (refuted, "refuted"), (vacuous, "vacuous"), (undecided, "undecided")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    format!("{all}: {}.", parts.collect::<Vec<_>>().join(", "))
}

/// How an assumption was proved.
fn how(names: &Names, proof: &ProofReport) -> String {
    let over = match &proof.packages {
        Some(packages) if !proof.excluded && packages != "0" => match packages.as_str() {
            "1" => ", for one package".to_owned(),
            packages => format!(", over {} packages", count(packages)),
        },
        _ => String::new(),
    };
    let issues = plural(proof.issues.len(), "issue", "issues");
    let mut how = match proof.method {
        Method::Structure => format!("by what stands in the model{over}"),
        Method::Listing => {
            let count = readable_count(&proof.combinations.into());
            format!("by looking at {count} combinations of {issues}{over}")
        }
        Method::Search => format!("by search{over}"),
    };
    if let Some(count) = proof.numbers {
        how += &match count {
            0 => "; it depends on no uncertain number".to_owned(),
            count => format!("; over the whole range of {}", plural(count, "number", "numbers")),
        };
    }
    if let Some(example) = &proof.example {
        how += &match unlike_today(names, example, &[]).as_str() {
            "" => "; for example the package that holds today".to_owned(),
            changes => format!("; for example with {changes}"),
        };
    }
    if proof.excluded {
        how += "; rules and red lines leave no package that has it";
    }
    if proof.idle > 0 {
        how += &format!("; for {} of what is named there is nothing to compare", proof.idle);
    }
    how
}

/// How a package differs from what holds today, without some issues; nothing if not at all.
fn unlike_today(names: &Names, package: &Keyed<Choice>, without: &[&str]) -> String {
    let today = |issue: &str| names.issues.get(issue).and_then(|issue| issue.today.as_ref());
    let changed = package.iter().filter(|(issue, by)| today(issue) != Some(*by) && !without.contains(issue));
    changed.map(|one| names.settled(one)).collect::<Vec<_>>().join("; ")
}

fn refuted(page: &mut Page, names: &Names, tested: &AssumptionReport, refutation: &RefutationReport) {
    let [what, turn] = if tested.fails { ["Why it is not so", "Since: "] } else { ["Refuted", "But: "] };
    page.heading(&format!("{what}: {}", visible(&tested.name)));
    page.paragraph(2, &format!("{}.", visible(&tested.claim)));
    if let Some(because) = &tested.because {
        page.item(2, if tested.fails { "Stated because: " } else { "Assumed because: " }, &visible(because));
    }
    if !refutation.numbers.is_empty() {
        numbers(page, refutation);
    }
    page.item(2, turn, &format!("{}.", visible(&refutation.message)));
    if let Some(reasons) = &refutation.no_deal {
        no_deal(page, names, reasons);
    }
    match refutation.packages.as_slice() {
        [] => return,
        [only] => {
            page.space();
            page.paragraph(2, "The package:");
            package(page, names, only);
        }
        packages => compared(page, names, packages, &refutation.utilities),
    }
    causes(page, names, refutation);
    if !refutation.minimal {
        page.space();
        page.paragraph(2, "It was found by trying at random: there may be a smaller counterexample.");
    }
}

/// Which numbers have to be moved to break it.
fn numbers(page: &mut Page, refutation: &RefutationReport) {
    let whole = num_rational::BigRational::from(num_bigint::BigInt::from(100));
    let holds = refutation.holds_for.as_ref().map(|holds| (holds.value() * whole).floor());
    let holds = holds.filter(|percent| !percent.is_zero());
    let holds = holds.map(|share| format!(", and while each goes at most {share}% of the way to an end of its range"));
    let holds = holds.unwrap_or_default();
    page.paragraph(2, &format!("It holds with the numbers as they stand{holds}. It breaks with these:"));
    let mut table = Table::default().text("Number", 0, 60).number("now").number("then").number("from").number("to");
    for moved in &refutation.numbers {
        let columns = [&moved.value, &moved.becomes, &moved.low, &moved.high].map(number);
        table.row([visible(&moved.name).into_owned()].into_iter().chain(columns));
    }
    page.table(4, table);
    page.space();
}

/// Packages side by side: where they differ, and what they have in common that is not as today.
fn compared(page: &mut Page, names: &Names, packages: &[Keyed<Choice>], utilities: &[Keyed<Number>]) {
    let Some(first) = packages.first() else { return };
    let differs = |(issue, by): &(&str, &Choice)| packages.iter().any(|package| package.get(issue) != Some(*by));
    let different: Vec<&str> = first.iter().filter(differs).map(|(issue, _)| issue).collect();
    page.space();
    let mut table = Table::default().text("", 0, 40);
    for letter in LETTERS.iter().take(packages.len()) {
        table = table.text(letter, 0, 40);
    }
    for issue in &different {
        let chosen = packages.iter().filter_map(|package| Some(names.choice(issue, package.get(issue)?)));
        table.row([names.issue(issue)].into_iter().chain(chosen));
    }
    for id in names.parties.keys() {
        let theirs = utilities.iter().filter_map(|utilities| utilities.get(id)).map(number);
        table.row([format!("Utility of {}", names.party(id))].into_iter().chain(theirs));
    }
    page.table(4, table);
    page.space();
    match unlike_today(names, first, &different).as_str() {
        "" => page.paragraph(4, "All else is as it is today."),
        changes => page.paragraph(4, &format!("In each: {changes}. All else is as it is today.")),
    }
}

/// Which parts of the utilities bring it about.
fn causes(page: &mut Page, names: &Names, refutation: &RefutationReport) {
    let Some(first) = refutation.causes.first() else { return };
    let several = refutation.packages.len() > 1;
    page.space();
    page.paragraph(4, if several { "What makes the difference:" } else { "Where the utility comes from:" });
    let mut table = Table::default().number("").text("", 0, 60);
    for letter in LETTERS.iter().take(if several { refutation.packages.len() } else { 0 }) {
        table = table.number(letter);
    }
    let one_party = refutation.causes.iter().all(|cause| cause.party == first.party);
    for cause in refutation.causes.iter().take(SHOWN) {
        let what = label(names, &cause.part);
        let what = if one_party { what } else { format!("{}: {what}", names.party(&cause.party)) };
        let values = cause.values.iter().filter(|_| several).map(number);
        table.row([signed(cause.part.value()), what].into_iter().chain(values));
    }
    page.table(6, table);
    if refutation.causes.len() > SHOWN {
        page.paragraph(6, &format!("and {}", plural(refutation.causes.len() - SHOWN, "smaller part", "smaller parts")));
    }
}
