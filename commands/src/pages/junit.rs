//! Assumptions as a test suite in JUnit's XML, which continuous integration shows.
//!
//! A refuted assumption is a failure, an undecided one an error, a vacuous one is skipped.

use zopa::report::{Choice, Opening, TestCounts, TestReport, VerdictName};

/// The suite; `name` is what the model is called.
pub fn junit(report: &TestReport, name: &str) -> String {
    let TestCounts { refuted, vacuous, undecided, .. } = report.counts;
    let tested = &report.assumptions;
    let counts =
        format!("tests=\"{}\" failures=\"{refuted}\" errors=\"{undecided}\" skipped=\"{vacuous}\"", tested.len());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text += &format!("<testsuites {counts}>\n  <testsuite name=\"{}\" {counts}>\n", escaped(name));
    let asked = properties(&report.opening);
    if !asked.is_empty() {
        text += "    <properties>\n";
        for (name, value) in asked {
            text += &format!("      <property name=\"{}\" value=\"{}\"/>\n", escaped(&name), escaped(&value));
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

/// What the question changed, as names and values.
fn properties(opening: &Opening) -> Vec<(String, String)> {
    let mut properties = Vec::new();
    let mut add = |what: &str, named: &str, value: String| properties.push((format!("{what} {named}"), value));
    for set in &opening.set {
        add("set", set.path.strip_prefix("$.").unwrap_or(&set.path), set.value.to_string());
    }
    for (issue, by) in opening.fixed.iter() {
        add("fix", issue, by.written());
    }
    for (issue, [low, high]) in opening.within.iter() {
        add("fix", issue, format!("{low}..{high}"));
    }
    for (issue, gone) in opening.excluded.iter() {
        add("exclude", issue, gone.iter().map(Choice::written).collect::<Vec<_>>().join(", "));
    }
    for name in &opening.without {
        add("without", name, "lifted".to_owned());
    }
    for (issue, levels) in opening.steps.iter() {
        add("steps", issue, levels.to_string());
    }
    properties
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
