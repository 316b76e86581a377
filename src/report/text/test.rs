//! What became of assumptions, as a page: a line for each, then what refutes those that do not hold.

use super::no_deal::no_deal;
use super::package::package;
use super::worth::label;
use super::{asked, issue, option, party, title};
use crate::assume::{Method, Point, Proof, Refutation, Tested, Verdict};
use crate::exact::Number;
use crate::page::{Page, Table};
use crate::problem::{IssueId, OptionId, Package, Problem, View};
use crate::report::claims::Words;
use crate::report::test::TestCounts;
use crate::report::words::{number, plural, readable_count, signed};
use crate::text::visible;
use num_traits::Zero;

/// So many causes are shown.
const SHOWN: usize = 6;
/// So many columns of packages stand side by side.
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// The page on [`Problem::test`](crate::Problem::test).
pub fn test(view: &View, tested: &[Tested]) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    if tested.is_empty() {
        page.paragraph(0, "The model makes no assumptions: there is nothing to test. Write them under `assumptions`.");
        return page;
    }
    for one in tested {
        let words = Words { problem: view.problem(), assumption: one.assumption };
        let word = match one.verdict {
            Verdict::Proved(_) => "proved     ",
            Verdict::Refuted(_) => "REFUTED    ",
            Verdict::Vacuous(_) => "VACUOUS    ",
            Verdict::Undecided(_) => "UNDECIDED  ",
        };
        page.item(2, word, &format!("{}: {}.", visible(&one.assumption.name), words.claim()));
        match &one.verdict {
            Verdict::Proved(proof) => page.paragraph(13, &how(view, proof)),
            verdict => page.paragraph(13, &format!("{}.", words.message(verdict).unwrap_or_default())),
        }
    }
    for one in tested {
        if let Verdict::Refuted(refutation) = &one.verdict {
            refuted(&mut page, view, one, refutation);
        }
    }
    page.space();
    page.strong(&summary(&TestCounts::of(tested)));
    page
}

fn summary(counts: &TestCounts) -> String {
    let TestCounts { proved, refuted, vacuous, undecided } = *counts;
    let all = plural(proved + refuted + vacuous + undecided, "assumption", "assumptions");
    let parts = [(proved, "proved"), (refuted, "refuted"), (vacuous, "vacuous"), (undecided, "undecided")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    format!("{all}: {}.", parts.collect::<Vec<_>>().join(", "))
}

/// How an assumption was proved.
fn how(view: &View, proof: &Proof) -> String {
    let over = match &proof.packages {
        Some(count) if !proof.excluded && *count > num_bigint::BigUint::ZERO => match readable_count(count).as_str() {
            "1" => ", for one package".to_owned(),
            count => format!(", over {count} packages"),
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
        how += &match unlike_today(view, example, &[]).as_str() {
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
fn unlike_today(view: &View, package: &Package, without: &[IssueId]) -> String {
    let problem = view.problem();
    let issues = problem.issue_ids().zip(problem.issues().iter().zip(package.options()));
    let changed = issues.filter(|(at, (issue, option))| issue.today() != **option && !without.contains(at));
    let name = |(at, (_, chosen)): (IssueId, (_, &OptionId))| {
        format!("{}: {}", issue(problem, at), option(problem, at, *chosen))
    };
    changed.map(name).collect::<Vec<_>>().join("; ")
}

fn refuted(page: &mut Page, view: &View, tested: &Tested, refutation: &Refutation) {
    let problem = view.problem();
    let words = Words { problem, assumption: tested.assumption };
    page.heading(&format!("Refuted: {}", visible(&tested.assumption.name)));
    page.paragraph(2, &format!("{}.", words.claim()));
    if let Some(because) = &tested.assumption.because {
        page.item(2, "Assumed because: ", &visible(because));
    }
    let moved = refutation.moved(problem);
    if moved.is_some() {
        numbers(page, problem, refutation);
    }
    let view = &moved.as_ref().map_or_else(|| view.clone(), |moved| view.onto(moved));
    let problem = view.problem();
    page.item(2, "But: ", &format!("{}.", words.refutation(refutation)));
    if let Point::Missing(Some(reasons)) = &refutation.point {
        let view = view.clone().restrict(&tested.assumption.given);
        no_deal(page, &view, reasons);
    }
    match refutation.packages.as_slice() {
        [] => return,
        [only] => {
            page.space();
            page.paragraph(2, "The package:");
            package(page, problem, only);
        }
        packages => compared(page, view, packages),
    }
    causes(page, view, refutation);
    if !refutation.minimal {
        page.space();
        page.paragraph(2, "It was found by trying at random: there may be a smaller counterexample.");
    }
}

/// Which numbers have to be moved to break it.
fn numbers(page: &mut Page, problem: &Problem, refutation: &Refutation) {
    let whole = num_rational::BigRational::from(num_bigint::BigInt::from(100));
    let holds = refutation.share.as_ref().map(|(holds, _)| (holds.value() * whole).floor());
    let holds = holds.filter(|percent| !percent.is_zero());
    let holds = holds.map(|share| format!(", and while each goes at most {share}% of the way to an end of its range"));
    let holds = holds.unwrap_or_default();
    page.paragraph(2, &format!("It holds with the numbers as they stand{holds}. It breaks with these:"));
    let mut table = Table::default().text("Number", 0, 60).number("now").number("then").number("from").number("to");
    for (at, then) in &refutation.numbers {
        let uncertain = &problem[*at];
        let columns = [&uncertain.value, then, &uncertain.low, &uncertain.high].map(number);
        table.row([super::sweep::number(problem, uncertain)].into_iter().chain(columns));
    }
    page.table(4, table);
    page.space();
}

/// Packages side by side: where they differ, and what they have in common that is not as today.
fn compared(page: &mut Page, view: &View, packages: &[Package]) {
    let problem = view.problem();
    let differs = |at: &IssueId| {
        packages.iter().any(|package| package.options()[at.index()] != packages[0].options()[at.index()])
    };
    let different: Vec<IssueId> = problem.issue_ids().filter(differs).collect();
    page.space();
    let mut table = Table::default().text("", 0, 40);
    for letter in LETTERS.iter().take(packages.len()) {
        table = table.text(letter, 0, 40);
    }
    for at in &different {
        let chosen = packages.iter().map(|package| option(problem, *at, package.options()[at.index()]));
        table.row([issue(problem, *at)].into_iter().chain(chosen));
    }
    let utilities: Vec<Vec<i64>> = packages.iter().map(|package| problem.utilities(package)).collect();
    for at in problem.party_ids() {
        let theirs = utilities.iter().map(|utilities| number(&problem.in_units(at, utilities[at.index()])));
        table.row([format!("Utility of {}", party(problem, at))].into_iter().chain(theirs));
    }
    page.table(4, table);
    page.space();
    match unlike_today(view, &packages[0], &different).as_str() {
        "" => page.paragraph(4, "All else is as it is today."),
        changes => page.paragraph(4, &format!("In each: {changes}. All else is as it is today.")),
    }
}

/// Which parts of the utilities bring it about.
fn causes(page: &mut Page, view: &View, refutation: &Refutation) {
    if refutation.causes.is_empty() {
        return;
    }
    let problem = view.problem();
    let several = refutation.packages.len() > 1;
    page.space();
    page.paragraph(4, if several { "What makes the difference:" } else { "Where the utility comes from:" });
    let mut table = Table::default().number("").text("", 0, 60);
    for letter in LETTERS.iter().take(if several { refutation.packages.len() } else { 0 }) {
        table = table.number(letter);
    }
    let who = refutation.causes.iter().map(|cause| cause.party).collect::<std::collections::BTreeSet<_>>();
    for cause in refutation.causes.iter().take(SHOWN) {
        let counts = cause.values.iter().position(|value| *value != Number::zero()).unwrap_or(0);
        let mut what = label(view, cause.party, cause.fact, &refutation.packages[counts]);
        if who.len() > 1 {
            what = format!("{}: {what}", party(problem, cause.party));
        }
        let values = cause.values.iter().filter(|_| several).map(number);
        table.row([signed(&cause.contribution), what].into_iter().chain(values));
    }
    page.table(6, table);
    if refutation.causes.len() > SHOWN {
        page.paragraph(6, &format!("and {}", plural(refutation.causes.len() - SHOWN, "smaller part", "smaller parts")));
    }
}
