//! Points of a frontier as lines, of comma-separated values or of JSON, as soon as they are certain, for lists of millions.
//!
//! Millions of points choose among few options, and their utilities are few numbers: what a line says of each is written
//! once, and copied. A line of JSON is the [data of a point](zopa::report::AgreementReport), one of CSV what the report has in its
//! place: byte for byte.

use crate::page::csv;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write as _;
use zopa::frontier::Point;
use zopa::problem::View;
use zopa::report::choice;

/// So many texts of numbers are kept for a party.
const KEPT: usize = 1 << 16;

/// The form of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowForm {
    /// Comma-separated values, below the head of `frontier_csv.rs`.
    Csv,
    /// One JSON value a line.
    Json,
}

/// Writes points as lines.
pub struct PointRows<'v> {
    view: &'v View<'v>,
    form: RowForm,
    /// By issue and option, what a line says of it.
    options: Vec<Vec<String>>,
    /// By party and scaled utility: what a line says of the utility, and of the gain.
    numbers: Vec<HashMap<i64, [String; 2]>>,
}

impl<'v> PointRows<'v> {
    /// Lines of points of this view, which has no continuous issues.
    pub fn new(view: &'v View<'v>, form: RowForm) -> Self {
        let problem = view.problem();
        let option = |issue, option| {
            let (id, chosen) = choice(problem, issue, option);
            match form {
                RowForm::Csv => csv::cell(&chosen.written()),
                RowForm::Json => format!("{}:{}", json(&id), json(&chosen)),
            }
        };
        let options = |issue| problem.option_ids(issue).map(|at| option(issue, at)).collect();
        PointRows {
            view,
            form,
            options: problem.issue_ids().map(options).collect(),
            numbers: vec![HashMap::new(); problem.parties().len()],
        }
    }

    /// Adds the line of a point, the so-manyth counted from 1, to a text.
    pub fn add(&mut self, at: usize, point: &Point, text: &mut String) {
        let problem = self.view.problem();
        for ((known, utility), party) in self.numbers.iter_mut().zip(&point.utilities).zip(problem.party_ids()) {
            if known.len() >= KEPT && !known.contains_key(utility) {
                known.clear();
            }
            known.entry(*utility).or_insert_with(|| {
                let gain = self.view.gain_in_units(party, self.view.gain(party, *utility));
                let both = [problem.in_units(party, *utility), gain];
                match self.form {
                    RowForm::Csv => both.map(|number| csv::cell(&number.to_string())),
                    RowForm::Json => {
                        let id = json(&problem[party].id);
                        both.map(|number| format!("{id}:{}", json(&number)))
                    }
                }
            });
        }
        let numbers = |kind: usize| {
            self.numbers
                .iter()
                .zip(&point.utilities)
                .filter_map(move |(known, at)| known.get(at).map(|both| &both[kind]))
        };
        let chosen =
            self.options.iter().zip(point.package.options().iter()).map(|(texts, option)| &texts[option.index()]);
        // Nothing that is written to a string fails.
        match self.form {
            RowForm::Csv => {
                let _ = write!(text, "{at},{}", point.packages);
                for cell in numbers(0).chain(numbers(1)).chain(chosen) {
                    text.push(',');
                    text.push_str(cell);
                }
                text.push_str("\r\n");
            }
            RowForm::Json => {
                text.push_str("{\"package\":{");
                list(chosen, text);
                let _ = write!(text, "}},\"packages\":{},\"utilities\":{{", point.packages);
                list(numbers(0), text);
                text.push_str("},\"gains\":{");
                list(numbers(1), text);
                text.push_str("}}\n");
            }
        }
    }
}

/// Adds entries, with commas between them.
fn list<'t>(entries: impl Iterator<Item = &'t String>, text: &mut String) {
    for (at, entry) in entries.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(entry);
    }
}

/// As JSON. What is written here is a string or a number.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::frontier_csv;
    use zopa::problem::Problem;
    use zopa::report::EntryReport;
    use zopa::search::Target;

    #[test]
    fn a_line_is_the_data_of_its_point() {
        let problem = Problem::from_json(
            r#"{ "zopa": 1,
                "parties": { "a \"b\"": { "disagreement": 0.5 }, "b,c": { "disagreement": { "low": 0, "high": 1, "value": 0 } } },
                "issues": { "=x": { "options": ["-1", "a,b", "\"c\"", "d"] }, "y": { "integer": { "min": -1, "max": 2 } } },
                "utilities": {
                    "a \"b\"": { "values": { "=x": { "-1": 0.125, "a,b": 3, "\"c\"": 5, "d": 1 }, "y": { "per_unit": 1 } } },
                    "b,c": { "values": { "=x": { "-1": 9, "a,b": 4, "\"c\"": 2.5, "d": 1 }, "y": { "per_unit": -1 } } }
                } }"#,
        );
        let problem = match problem {
            Ok(problem) => problem,
            Err(errors) => panic!("{errors}"),
        };
        let view = problem.view();
        let answer = view.clone().search().frontier(Target::Feasible);
        let points = &answer.frontier.points;
        assert!(points.len() > 3, "{points:?}");
        let mut lines = PointRows::new(&view, RowForm::Json);
        let mut cells = PointRows::new(&view, RowForm::Csv);
        let mut csv = String::new();
        for (at, point) in points.iter().enumerate() {
            let mut text = String::new();
            lines.add(at + 1, point, &mut text);
            let entry = EntryReport::point(&view, point);
            assert_eq!(text, serde_json::to_string(&entry).expect("JSON") + "\n");
            let before = csv.len();
            cells.add(at + 1, point, &mut csv);
            assert_eq!(csv[before..], frontier_csv::rows(at + 1, &entry));
        }
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(rows[0], "1,1,7,0.5,6.5,0.5,\"\"\"c\"\"\",2");
        assert_eq!(rows[4], "5,1,3,4,2.5,4,\"a,b\",0");
    }
}
