//! Keys that an object does not know: slips, and fields that belong elsewhere, said once with where they belong.

use super::cursor::Cursor;
use super::diagnostic::{Code, Diagnostic};
use super::document::Member;
use super::path::Segment;
use super::suggest;
use crate::text::{quoted, shorten, visible};

/// So many keys that belong together are named.
const NAMED: usize = 6;

/// Where a field of the format belongs: the kinds of objects that have it, and how that is said.
const HOMES: &[(&[&str], &str)] = &[
    (
        &["values", "constant", "interactions", "tables", "commitments", "red_lines"],
        "what a package is worth to a party, and what it never accepts, stands under its id in `utilities`",
    ),
    (
        &["disagreement", "batna", "weight", "patience", "breakdown", "outside"],
        "what holds for a party stands under its id in `parties`",
    ),
    (
        &["per_unit", "points", "scores", "curve"],
        "what options and levels are worth stands in `utilities`, under the party, `values` and the issue",
    ),
    (
        &["options", "integer", "continuous", "decimal", "deciders", "baseline", "ordered", "cluster"],
        "it belongs to an issue: \"issues\": { \"price\": { … } }",
    ),
    (&["quota", "veto"], "it belongs into `acceptance`: { \"quota\": 2, \"veto\": [\"…\"] }"),
    (&["package"], "it belongs to a proposal: \"proposals\": { \"draft\": { \"package\": { … } } }"),
    (
        &["forbid", "if", "then", "of", "sum", "at_least", "at_most", "exactly"],
        "it belongs to a rule: \"rules\": [{ … }]",
    ),
    (
        &["when", "add"],
        "it belongs to an interaction, or a red line, of a party: \"interactions\": [{ \"when\": { … }, \"add\": 5 }]",
    ),
    (&["min", "max", "step"], "it belongs into the `integer`, `decimal` or `continuous` of an issue"),
    (
        &[
            "parties",
            "issues",
            "utilities",
            "rules",
            "proposals",
            "acceptance",
            "states",
            "factors",
            "assumptions",
            "clusters",
            "comparable",
            "title",
            "description",
            "sources",
        ],
        "it stands at the top level of the model, beside `parties` and `issues`",
    ),
];

/// What is to be done about a key.
struct Advice {
    /// What is wrong, for this key alone; several with the same help are said together.
    label: &'static str,
    help: String,
    /// Whether others with the same help are said with it.
    joins: bool,
}

/// Says what is wrong with keys that an object of a type does not know.
pub(super) fn unknown_fields(
    cursor: &Cursor,
    strangers: &[&Member],
    structure: &str,
    known: &[&str],
    note: &mut dyn FnMut(Diagnostic),
) {
    if known.is_empty() {
        return strangers.iter().for_each(|member| note(remark(cursor, member)));
    }
    let mut told: Vec<(Advice, Vec<&Member>)> = Vec::new();
    for member in strangers {
        let advice = advice(cursor, member, structure, known);
        match told.iter_mut().find(|(other, _)| advice.joins && other.joins && other.help == advice.help) {
            Some((_, members)) => members.push(member),
            None => told.push((advice, vec![member])),
        }
    }
    for (Advice { label, help, .. }, members) in told {
        let Some(first) = members.first() else { continue };
        let names: Vec<String> = members.iter().take(NAMED).map(|member| quoted(&member.key)).collect();
        let message = match names.as_slice() {
            [one] if label == "unknown field" => format!("unknown field {one}"),
            [one] => format!("{one} has no place here"),
            [init @ .., last] if members.len() == names.len() => {
                format!("{} and {last} have no place here", init.join(", "))
            }
            names => format!("{} and {} more have no place here", names.join(", "), members.len() - names.len()),
        };
        note(Diagnostic::new(Code::UnknownField, cursor.key_place(first), message).label(label).help(help));
    }
}

/// A text among numbers by option.
fn remark(cursor: &Cursor, member: &Member) -> Diagnostic {
    let name = quoted(&member.key);
    let message = format!("{name} is no number: where every key is an option, there is no place for a remark");
    Diagnostic::new(Code::UnknownField, cursor.key_place(member), message)
        .label("neither an option nor a field")
        .help("write the remark beside a number: {\"value\": 5, \"note\": \"…\"}")
}

fn advice(cursor: &Cursor, member: &Member, structure: &str, known: &[&str]) -> Advice {
    let key = member.key.as_str();
    if let Some(help) = home(cursor, member, structure, known) {
        return Advice { label: "belongs elsewhere", help, joins: true };
    }
    let help = match suggest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known fields here: {}", known.join(", ")),
    };
    Advice { label: "unknown field", help, joins: false }
}

/// Where a key belongs, if the format has it elsewhere, or the model has something of that name.
fn home(cursor: &Cursor, member: &Member, structure: &str, known: &[&str]) -> Option<String> {
    let key = member.key.as_str();
    let root = cursor.reader.document.root();
    let names = |part: &str| root.member(part).is_some_and(|part| part.value.member(key).is_some());
    let path = cursor.trail.path();
    let here = match path.segments().last() {
        Some(Segment::Key(key)) => visible(&shorten(key, 60)).into_owned(),
        _ => "…".to_owned(),
    };
    let within = |field: &str, example: &str| format!("put it into `{field}`: {example}");
    match structure {
        "Utility" if names("issues") => return Some(within("values", "\"values\": { \"issue\": { … }, … }")),
        "Proposal" if names("issues") => return Some(within("package", "\"package\": { \"issue\": \"option\", … }")),
        "RedLine" | "Interaction" if names("issues") => {
            return Some(within("when", "\"when\": { \"issue\": \"option\", … }"));
        }
        "Rule" if names("issues") => {
            return Some(
                "a rule says what becomes of it: { \"forbid\": { \"issue\": \"option\", … } }, for one".into(),
            );
        }
        "Party" if names("issues") => {
            let example = format!("\"utilities\": {{ \"{here}\": {{ \"values\": {{ \"issue\": {{ … }} }} }} }}");
            return Some(format!("what an issue is worth to a party stands in `utilities`: {example}"));
        }
        "Issue" if ["min", "max", "step", "unit"].contains(&key) => {
            let fields = ["integer", "decimal", "continuous"];
            let given = fields.into_iter().find(|field| cursor.node.member(field).is_some());
            let field = given.unwrap_or("integer");
            return Some(within(field, &format!("\"{field}\": {{ \"min\": 0, \"max\": 10, \"unit\": \"…\" }}")));
        }
        "Party"
            if ["values", "constant", "at_most", "interactions", "tables", "commitments", "red_lines"]
                .contains(&key) =>
        {
            let example = format!("\"utilities\": {{ \"{here}\": {{ \"{key}\": … }} }}");
            return Some(format!("it belongs to what packages are worth to `{here}`: {example}"));
        }
        "Utility" if ["disagreement", "batna", "weight"].contains(&key) => {
            let example = format!("\"parties\": {{ \"{here}\": {{ \"{key}\": … }} }}");
            return Some(format!("what holds for a party stands in `parties`: {example}"));
        }
        "Continuous" if key == "step" => {
            return Some(
                "levels in steps are `decimal`: {\"decimal\": {\"min\": 0, \"max\": 7, \"step\": 0.5}}".into(),
            );
        }
        "Issue" if root.member("parties").is_some_and(|parties| parties.value.member(key).is_some()) => {
            let example = format!("\"utilities\": {{ \"party\": {{ \"values\": {{ \"{here}\": {{ … }} }} }} }}");
            return Some(format!("what it is worth to a party stands in `utilities`: {example}"));
        }
        "IssueOption" if names("parties") => {
            return Some(
                "what an option is worth to a party stands in `utilities`, under `values` and the issue".into(),
            );
        }
        _ => {}
    }
    // What is nearly the same as a field that is known here is rather a slip.
    let homes = HOMES.iter().find(|(fields, _)| fields.contains(&key) && !known.contains(&key));
    homes.map(|(_, said)| (*said).to_owned())
}
