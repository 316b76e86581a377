//! Assumptions as a test suite in JUnit's XML, which continuous integration shows.
//!
//! A refuted assumption is a failure, an undecided one an error, a vacuous one is skipped.

use zopa::report::{TestCounts, TestReport, VerdictName};

/// The suite; `name` is what the model is called.
pub fn junit(report: &TestReport, name: &str) -> String {
    let TestCounts { refuted, vacuous, undecided, .. } = report.counts;
    let tested = &report.assumptions;
    let counts =
        format!("tests=\"{}\" failures=\"{refuted}\" errors=\"{undecided}\" skipped=\"{vacuous}\"", tested.len());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text += &format!("<testsuites {counts}>\n  <testsuite name=\"{}\" {counts}>\n", escaped(name));
    let steps = &report.opening.steps;
    if !steps.is_empty() {
        text += "    <properties>\n";
        for (issue, levels) in steps.iter() {
            text += &format!("      <property name=\"steps {}\" value=\"{levels}\"/>\n", escaped(issue));
        }
        text += "    </properties>\n";
    }
    for one in tested {
        let case = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(name), escaped(&one.name));
        let (claim, message) = (escaped(&one.claim), escaped(one.message.as_deref().unwrap_or_default()));
        text += &match one.verdict {
            VerdictName::Proved => format!("{case}/>\n"),
            VerdictName::Refuted => {
                format!("{case}>\n      <failure message=\"{message}\">{claim}</failure>\n    </testcase>\n")
            }
            VerdictName::Vacuous => format!("{case}>\n      <skipped message=\"{message}\"/>\n    </testcase>\n"),
            VerdictName::Undecided => {
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
