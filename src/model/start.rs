//! A model to begin with: who negotiates about what, with numbers that are to be replaced, and how many of these are left.

use super::keyed::Keyed;
use super::quantity::Quantity;
use super::shapes::OptionList;
use super::values::Values;
use super::{Continuous, Integer, Issue, IssueOption, Model, Party, Utility};
use crate::exact::Number;
use serde_json::Value;

/// What the note begins with of a number that nobody has given yet.
pub const TO_REPLACE: &str = "to be replaced";

/// An issue of a model to begin with.
#[derive(Clone, Debug, PartialEq)]
pub enum Matter {
    /// One of these options, by their names.
    Options(Vec<String>),
    /// A whole number between these, both included.
    Whole(i64, i64),
    /// Any level between these.
    Level(Number, Number),
}

/// What has a name: an id of plain letters, digits and hyphens, and the name where that is something else.
fn called(name: &str) -> (String, Option<String>) {
    let letters = name.to_lowercase();
    let words = letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    match id == name {
        true => (id, None),
        false if id.is_empty() => (name.to_owned(), None),
        false => (id, Some(name.to_owned())),
    }
}

/// A number that is to be replaced by what it stands for.
fn open(what: &str) -> Quantity {
    Quantity { note: Some(format!("{TO_REPLACE}: {what}")), ..Quantity::from(0) }
}

impl Model {
    /// A model to begin with, by the names of the parties and of the issues. Every number is 0, and says that it is to be
    /// replaced, and by what.
    ///
    /// ```
    /// use zopa::model::{Matter, Model};
    /// let delivery = Matter::Options(vec!["8 weeks".into(), "12 weeks".into()]);
    /// let model = Model::to_begin_with(None, &["Buyer".into(), "Seller".into()], &[("Delivery".into(), delivery)]);
    /// assert_eq!(model.to_replace(), 2 + 4);
    /// assert!(zopa::Problem::compile(&model).is_ok());
    /// ```
    pub fn to_begin_with(title: Option<String>, parties: &[String], issues: &[(String, Matter)]) -> Model {
        let mut model = Model { title, ..Model::new() };
        model.note =
            Some(format!("Every number whose note begins with \"{TO_REPLACE}\" is; `zopa check` counts what is left."));
        for name in parties {
            let (id, shown) = called(name);
            let mut utility = Utility::default();
            for (issue, matter) in issues {
                utility.values.insert(called(issue).0, matter.values(issue, name));
            }
            let disagreement = Some(open(&format!("what {name} has if there is no deal")));
            model.parties.insert(&*id, Party { name: shown, disagreement, ..Party::default() });
            model.utilities.insert(id, utility);
        }
        for (name, matter) in issues {
            let (id, shown) = called(name);
            model.issues.insert(id, Issue { name: shown, ..matter.issue() });
        }
        model
    }

    /// How many numbers are to be replaced.
    pub fn to_replace(&self) -> usize {
        fn count(value: &Value) -> usize {
            match value {
                Value::Object(fields) => {
                    let note = fields.get("note").and_then(Value::as_str);
                    let open = fields.contains_key("value") && note.is_some_and(|note| note.starts_with(TO_REPLACE));
                    let slope = !fields.contains_key("value") && fields.contains_key("per_unit");
                    let open = open || slope && note.is_some_and(|note| note.starts_with(TO_REPLACE));
                    usize::from(open) + fields.values().map(count).sum::<usize>()
                }
                Value::Array(entries) => entries.iter().map(count).sum(),
                _ => 0,
            }
        }
        serde_json::to_value(self).as_ref().map(count).unwrap_or_default()
    }
}

impl Matter {
    /// The issue, without its name.
    fn issue(&self) -> Issue {
        match self {
            Matter::Options(names) => {
                let named: Vec<(String, Option<String>)> = names.iter().map(|name| called(name)).collect();
                let options = match named.iter().all(|(_, name)| name.is_none()) {
                    true => OptionList::Ids(named.into_iter().map(|(id, _)| id).collect()),
                    false => {
                        let option = |(id, name)| (id, IssueOption { name, ..IssueOption::default() });
                        OptionList::Objects(named.into_iter().map(option).collect())
                    }
                };
                Issue { options: Some(options), ..Issue::default() }
            }
            Matter::Whole(min, max) => {
                let integer =
                    Integer { min: *min, max: *max, step: 1, unit: None, note: None, because: None, source: None };
                Issue { integer: Some(integer), ..Issue::default() }
            }
            Matter::Level(min, max) => {
                let continuous = Continuous { min: min.clone(), max: max.clone(), ..Continuous::default() };
                Issue { continuous: Some(continuous), ..Issue::default() }
            }
        }
    }

    /// What it is worth to a party.
    fn values(&self, issue: &str, party: &str) -> Values {
        match self {
            Matter::Options(names) => {
                let value =
                    |name: &String| (called(name).0, open(&format!("what {issue}: {name} is worth to {party}")));
                Values::ByOption(names.iter().map(value).collect::<Keyed<Quantity>>())
            }
            _ => Values::PerUnit(open(&format!("what one more of {issue} is worth to {party}"))),
        }
    }
}
