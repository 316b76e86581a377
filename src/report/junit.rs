//! Assumptions as a test suite in JUnit's XML, which continuous integration shows.
//!
//! A refuted assumption is a failure, an undecided one an error, a vacuous one is skipped.

use super::claims::Words;
use super::parts::steps;
use super::test::TestCounts;
use crate::assume::{Tested, Verdict};
use crate::problem::View;

/// The suite; `name` is what the model is called.
pub fn junit(view: &View, tested: &[Tested], name: &str) -> String {
    let TestCounts { refuted, vacuous, undecided, .. } = TestCounts::of(tested);
    let counts =
        format!("tests=\"{}\" failures=\"{refuted}\" errors=\"{undecided}\" skipped=\"{vacuous}\"", tested.len());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text += &format!("<testsuites {counts}>\n  <testsuite name=\"{}\" {counts}>\n", escaped(name));
    let steps = steps(view.problem());
    if !steps.is_empty() {
        text += "    <properties>\n";
        for (issue, levels) in steps.iter() {
            text += &format!("      <property name=\"steps {}\" value=\"{levels}\"/>\n", escaped(issue));
        }
        text += "    </properties>\n";
    }
    for one in tested {
        let words = Words { problem: view.problem(), assumption: one.assumption };
        let case = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(name), escaped(&one.assumption.name));
        let (claim, message) = (escaped(&words.claim()), escaped(&words.message(&one.verdict).unwrap_or_default()));
        text += &match one.verdict {
            Verdict::Proved(_) => format!("{case}/>\n"),
            Verdict::Refuted(_) => {
                format!("{case}>\n      <failure message=\"{message}\">{claim}</failure>\n    </testcase>\n")
            }
            Verdict::Vacuous(_) => format!("{case}>\n      <skipped message=\"{message}\"/>\n    </testcase>\n"),
            Verdict::Undecided(_) => {
                format!("{case}>\n      <error message=\"{message}\">{claim}</error>\n    </testcase>\n")
            }
        };
    }
    text + "  </testsuite>\n</testsuites>\n"
}

/// A text within XML: what has a meaning there is escaped, what must not be there is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}
