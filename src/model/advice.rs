//! What to write in place of a value that is of the wrong type: in the shape that belongs there, with the author's own names.

use super::cursor::Cursor;
use super::document::{Document, Kind, Node};
use super::path::Segment;
use crate::exact::{Meant, Number, meant};
use crate::text::{shorten, visible};
use num_bigint::BigInt;
use num_rational::BigRational;

/// So many entries of a list are shown in the shape that they ought to have.
const SHOWN: usize = 3;

/// What to write for a text that is meant as a number.
pub(super) fn number(text: &str, meant: &Meant) -> String {
    let json = |number: &Number| {
        if number.is_decimal() { number.to_string() } else { format!("\"{number}\"") }
    };
    match meant {
        Meant::DecimalComma(number) => format!("write {}: decimals stand behind a point", json(number)),
        Meant::Grouped(number, Some(decimal)) => {
            format!(
                "write {} without a sign between thousands, or {} if the comma is meant as a point",
                json(number),
                json(decimal)
            )
        }
        Meant::Grouped(number, None) => format!("write {} without a sign between thousands", json(number)),
        Meant::Plain(number) => format!("write {}", json(number)),
        Meant::Percent(number) => {
            let share = Number::from(number.value() / BigRational::from(BigInt::from(100)));
            format!(
                "write {} where percent are counted, with \"unit\": \"%\" on the issue; or {} as a share",
                json(number),
                json(&share)
            )
        }
        Meant::Counted(number, unit) => {
            let unit = visible(&shorten(unit, 30)).into_owned();
            format!("write {}: what is counted is said once, on the issue: \"unit\": \"{unit}\"", json(number))
        }
        Meant::Range(low, high) => {
            let middle = Number::from((low.value() + high.value()) / BigRational::from(BigInt::from(2)));
            format!("write {{\"value\": {}, \"low\": {}, \"high\": {}}}", json(&middle), json(low), json(high))
        }
        Meant::Rough(number) => {
            let number = json(number);
            format!(
                "write {number}, or {{\"value\": {number}, \"low\": …, \"high\": …}} with the ends between which it may stand"
            )
        }
        Meant::Bound(number) => {
            format!(
                "write {}; what a party never accepts is a red line, and what no package may exceed a rule",
                json(number)
            )
        }
        Meant::Date => {
            let shown = visible(&shorten(text.trim(), 30)).into_owned();
            format!("dates are options: \"options\": [\"{shown}\", …]; or count days or months as an `integer`")
        }
        Meant::Nothing => "write the number, 0 if it is nothing".to_owned(),
    }
}

/// What to write in place of a value of another type than is expected, if that can be told.
pub(super) fn instead(cursor: &Cursor, expected: &str) -> Option<String> {
    let (document, node) = (cursor.reader.document, cursor.node);
    let path = cursor.trail.path();
    let keys: Vec<&str> = path
        .segments()
        .iter()
        .filter_map(|step| if let Segment::Key(key) = step { Some(key.as_str()) } else { None })
        .collect();
    let within = path.segments().len() > keys.len();
    match &node.kind {
        Kind::Bool(_) if expected == "a number" => Some("write a number: 1 for yes, 0 for no".to_owned()),
        Kind::Null => match expected {
            "a number" | "a whole number" => Some("write the number, 0 if it is nothing".to_owned()),
            _ if keys.len() > 1 => Some("leave it out if there is nothing to say".to_owned()),
            _ => None,
        },
        Kind::String if expected.starts_with("a whole number") => {
            let text = document.string(node);
            match text.parse::<Number>() {
                Ok(number) if number.value().is_integer() => Some(format!("write {number} without quotes")),
                Ok(_) => decimals(&keys),
                Err(_) => meant(&text).map(|meant| match &meant {
                    Meant::Date => number_of_days(&text),
                    meant => number(&text, meant),
                }),
            }
        }
        Kind::Number if expected == "a whole number" => decimals(&keys),
        Kind::Number if keys.last() == Some(&"batna") => {
            Some("`batna` says in words what the party does without a deal; its number is `disagreement`".to_owned())
        }
        Kind::Number | Kind::String if keys.first() == Some(&"parties") && keys.len() == 2 && !within => {
            let number = match node.kind {
                Kind::Number => cursor.lexeme(),
                _ => "10",
            };
            Some(format!("write {{\"disagreement\": {}}}: what the party has without a deal", shorten(number, 30)))
        }
        Kind::String if expected == "true or false" => match document.string(node).to_lowercase().as_str() {
            "true" | "yes" | "y" | "on" => Some("write true without quotes".to_owned()),
            "false" | "no" | "n" | "off" => Some("write false without quotes".to_owned()),
            _ => None,
        },
        Kind::String | Kind::Number if expected.starts_with("a list") => {
            let number = matches!(node.kind, Kind::Number);
            let text = if number { String::new() } else { document.string(node).into_owned() };
            let parts: Vec<String> = match text.split([',', ';', '|']).map(str::trim).collect::<Vec<_>>() {
                parts if parts.len() > 1 && !number => parts.into_iter().take(SHOWN).map(literal).collect(),
                _ if number => vec![shorten(cursor.lexeme(), 40).into_owned()],
                _ => vec![literal(&text)],
            };
            Some(format!("write [{}]", parts.join(", ")))
        }
        Kind::Object(_) if expected.starts_with("a list") && keys.last() != Some(&"options") => {
            Some("put it into brackets, as a list of one: [{ … }]".to_owned())
        }
        Kind::List(items) if expected.starts_with("an object") => Some(object(document, items, &keys)),
        Kind::String if expected.starts_with("an object") && keys.first() == Some(&"proposals") => {
            Some("write an option for each issue: {\"issue\": \"option\", …}".to_owned())
        }
        _ => None,
    }
}

fn decimals(keys: &[&str]) -> Option<String> {
    (keys.contains(&"integer") && ["min", "max", "step"].contains(keys.last()?))
        .then(|| "steps with decimals are `decimal`: {\"decimal\": {\"min\": 0, \"max\": 7, \"step\": 0.5}}".to_owned())
}

fn number_of_days(text: &str) -> String {
    let shown = visible(&shorten(text.trim(), 30)).into_owned();
    format!("dates are options: \"options\": [\"{shown}\", …]; or count days or months from a day on")
}

/// A text as JSON has it, short enough for a message.
fn literal(text: impl AsRef<str>) -> String {
    serde_json::to_string(&*shorten(text.as_ref(), 40)).unwrap_or_default()
}

/// The object that is to be written in place of a list.
fn object(document: &Document, items: &[Node], keys: &[&str]) -> String {
    let name = |at: usize, item: &Node| -> String {
        let text = |node: &Node| matches!(node.kind, Kind::String).then(|| document.string(node).into_owned());
        let named =
            ["id", "name", "party", "issue", "option", "key"].iter().find_map(|key| text(&item.member(key)?.value));
        let only = || match item.members() {
            [one] => Some(one.key.clone()),
            _ => None,
        };
        named.or_else(|| text(item)).or_else(only).unwrap_or_else(|| format!("name {}", at + 1))
    };
    let entries = |value: &dyn Fn(&Node) -> String| {
        let named = items.iter().take(SHOWN).enumerate();
        let mut shown: Vec<String> =
            named.map(|(at, item)| format!("{}: {}", literal(name(at, item)), value(item))).collect();
        if items.len() > SHOWN || items.is_empty() {
            shown.push("…".to_owned());
        }
        format!("{{{}}}", shown.join(", "))
    };
    let field = |item: &Node, field: &str, otherwise: &str| match item.member(field) {
        Some(member) if matches!(member.value.kind, Kind::Number) => {
            shorten(document.lexeme(&member.value), 20).into_owned()
        }
        _ => otherwise.to_owned(),
    };
    let shape = match keys {
        ["parties"] => entries(&|item| format!("{{\"disagreement\": {}}}", field(item, "disagreement", "0"))),
        ["issues"] => entries(&|_| "{\"options\": [\"…\", \"…\"]}".to_owned()),
        ["utilities"] => entries(&|_| "{\"values\": {…}}".to_owned()),
        ["proposals"] => entries(&|_| "{\"package\": {\"issue\": \"option\", …}}".to_owned()),
        ["clusters" | "factors"] => entries(&|_| "{\"name\": \"…\"}".to_owned()),
        ["states"] => entries(&|_| "{\"beliefs\": {…}, \"utilities\": {…}}".to_owned()),
        [.., "values"] => entries(&|_| "{\"option\": 5, …}".to_owned()),
        [.., "values", issue] => return by_option(document, items, issue),
        [.., "package"] => entries(&|_| "\"option\"".to_owned()),
        [.., "when" | "forbid" | "if" | "then"] | ["rules", ..] => entries(&|_| "\"option\"".to_owned()),
        _ => entries(&|_| "…".to_owned()),
    };
    let what = match keys {
        ["parties"] => "each party stands under its id",
        ["issues"] => "each issue stands under its id",
        ["utilities"] => "what packages are worth stands under the id of the party",
        ["proposals"] => "each package stands under its id",
        [.., "values" | "package" | "when" | "forbid" | "if" | "then"] => {
            "what is said stands under the id of the issue"
        }
        _ => "each entry stands under its id",
    };
    format!("{what}: {shape}")
}

/// Numbers in a list, as numbers by option, if the issue has options.
fn by_option(document: &Document, items: &[Node], issue: &str) -> String {
    let options = document.root().member("issues").and_then(|issues| {
        let options = &issues.value.member(issue)?.value.member("options")?.value;
        let listed = options.items().iter().map(|option| document.option(option).into_owned());
        let keyed = options.members().iter().map(|member| member.key.clone());
        Some(listed.chain(keyed).collect::<Vec<String>>())
    });
    let options = options.unwrap_or_default();
    let number = |item: Option<&Node>| match item {
        Some(item) if matches!(item.kind, Kind::Number) => shorten(document.lexeme(item), 20).into_owned(),
        _ => "…".to_owned(),
    };
    let mut shown: Vec<String> = options
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(at, option)| format!("{}: {}", literal(option), number(items.get(at))))
        .collect();
    if options.len() > SHOWN || options.is_empty() {
        shown.push("…".to_owned());
    }
    format!("each number stands under the id of its option: {{{}}}", shown.join(", "))
}
