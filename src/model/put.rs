//! A document with other numbers in it than the author wrote: what a question sets is put in before anything is read, so that
//! everything that is found later, and its place, is that of the document as it is asked about.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use super::document::{Document, Kind, Member, Node};
use super::path::{Path, Segment};
use super::setting::{SET, SetNumber, Setting, dotted};
use super::suggest;
use crate::exact::Number;
use crate::text::quoted;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// So many keys are named where a path leads nowhere.
const NAMED: usize = 12;

/// Where a number goes.
enum Target {
    /// In the place of what stands there.
    There,
    /// Beside the number that stands there alone, under this key.
    Beside(&'static str),
    /// Into the object that stands there, under a key that it lacks.
    Into(String),
    /// The same, in an object under a key of its own.
    Within([&'static str; 2]),
}

/// Keys of numbers that may be left out: in an object of parties, of utilities, or in the rule of acceptance.
fn may_have(path: &[Segment], key: &str) -> bool {
    let beginning = match path.first() {
        Some(Segment::Key(key)) => key.as_str(),
        _ => "",
    };
    match (beginning, path.len()) {
        ("parties", 2) => key == "weight",
        ("utilities", 2) => key == "constant" || key == "at_most",
        ("acceptance", 1) => key == "quota",
        _ => false,
    }
}

/// A number whose whole part of the model may be left out: by how many parties a package has to be accepted.
const QUOTA: [&str; 2] = ["acceptance", "quota"];

/// The ends of a range, which may be left out.
fn end_of_a_range(key: &str) -> Option<&'static str> {
    ["low", "high"].into_iter().find(|end| *end == key)
}

impl Document {
    /// Puts numbers in the place of those that stand there.
    ///
    /// # Errors
    /// The paths that lead nowhere, to something else than a number, or twice to the same.
    pub(super) fn put(&mut self, settings: &[Setting]) -> Diagnostics {
        let mut findings = Diagnostics::default();
        self.say(Setting::page(settings));
        let (mut begun, mut done, mut seen) = (0, Vec::<SetNumber>::new(), HashSet::new());
        for setting in settings {
            let value_at = begun + setting.written.len() + 1;
            let (path_at, end) = (begun, value_at + setting.lexeme.len());
            begun = end + 1;
            let place = |path: &Path, from: usize, to: usize, document: &Document| {
                let (span, file) = (Some(document.span_of_said(from, to)), Some(Arc::from(SET)));
                Place { path: path.clone(), key: false, span, file }
            };
            match self.resolve(&setting.steps) {
                Ok((path, target, before)) => {
                    let shown = canonical(&path, &target);
                    if !seen.insert(shown.clone()) {
                        let message = format!("{} is set twice", quoted(&dotted(&shown)));
                        let error = Diagnostic::new(Code::ListedTwice, place(&shown, path_at, end, self), message);
                        findings.push(error.help("leave one of them out"));
                        continue;
                    }
                    let node = self.said_node(value_at, end, setting.lexeme.starts_with('"'));
                    self.place_at(&path, target, node);
                    done.push(SetNumber { path: shown, value: setting.value.clone(), before });
                }
                Err((message, help)) => {
                    let error = place(&Path::root(), path_at, value_at - 1, self);
                    findings.push(Diagnostic::new(Code::UnknownField, error, message).help(help));
                }
            }
        }
        self.set = done;
        findings
    }

    /// Whether a number stands there, and which.
    fn number(&self, node: &Node) -> Option<Number> {
        match node.kind {
            Kind::Number => self.lexeme(node).parse().ok(),
            Kind::String => self.string(node).parse().ok(),
            _ => None,
        }
    }

    /// Where a path leads, where a number goes there, and what stands there now.
    fn resolve(&self, steps: &[String]) -> Result<(Path, Target, Option<Number>), (String, String)> {
        let (mut node, mut path) = (self.root(), Path::root());
        let unsaid = |member: &Member| matches!(member.value.kind, Kind::Null);
        if steps == QUOTA && matches!(node.kind, Kind::Object(_)) && node.member(QUOTA[0]).is_none_or(unsaid) {
            return Ok((path, Target::Within(QUOTA), None));
        }
        for (at, step) in steps.iter().enumerate() {
            if let Some((segment, next)) = self.step(node, &path, step) {
                (node, path) = (next, Path([path.0, vec![segment]].concat()));
                continue;
            }
            let last = at + 1 == steps.len();
            let alone = self.number(node);
            let has_value = node.member("value").and_then(|member| self.number(&member.value)).is_some();
            return match end_of_a_range(step) {
                _ if last && step == "value" && alone.is_some() => Ok((path, Target::There, alone)),
                Some(end) if last && alone.is_some() => Ok((path, Target::Beside(end), None)),
                Some(_) if last && has_value => Ok((path, Target::Into(step.clone()), None)),
                _ if last && matches!(node.kind, Kind::Object(_)) && may_have(path.segments(), step) => {
                    Ok((path, Target::Into(step.clone()), None))
                }
                _ => Err(self.nowhere(steps)),
            };
        }
        if let Some(number) = self.number(node) {
            return Ok((path, Target::There, Some(number)));
        }
        if let Some(number) = node.member("value").and_then(|member| self.number(&member.value)) {
            return Ok((path.key("value"), Target::There, Some(number)));
        }
        let what = match node.kind {
            Kind::Object(_) | Kind::List(_) => "holds several things",
            _ => "is no number",
        };
        Err((format!("{} {what}", quoted(&dotted(&path))), self.inside(node, &path)))
    }

    /// One step into an object or a list: by key, or by a name that only one thing there has; by position, or by the id of the only
    /// entry that has it.
    fn step<'d>(&'d self, node: &'d Node, path: &Path, step: &str) -> Option<(Segment, &'d Node)> {
        if let Some(member) = node.member(step).or_else(|| self.named(node, path, step)) {
            return Some((Segment::Key(member.key.clone()), &member.value));
        }
        let items = node.items();
        let at = step.parse().ok().or_else(|| {
            let mut of_id = (0..items.len()).filter(|at| self.id(&items[*at]).is_some_and(|id| id == step));
            of_id.next().filter(|_| of_id.next().is_none())
        })?;
        Some((Segment::Index(at), items.get(at)?))
    }

    /// The id of an entry of a list, if it has one.
    pub(super) fn id<'d>(&'d self, entry: &'d Node) -> Option<Cow<'d, str>> {
        let id = entry.member("id").filter(|id| matches!(id.value.kind, Kind::String))?;
        Some(self.string(&id.value))
    }

    /// The member that stands for the only thing of this name, of the kind of things that have their keys there.
    fn named<'d>(&self, node: &'d Node, path: &Path, name: &str) -> Option<&'d Member> {
        let key = |back: usize| match path.segments().iter().rev().nth(back) {
            Some(Segment::Key(key)) => key.as_str(),
            _ => "",
        };
        let of = |key: &str| self.root().member(key).map(|member| member.value.members()).unwrap_or_default();
        let options = |issue: &str| {
            let issue = of("issues").iter().find(|member| member.key == issue);
            issue.and_then(|issue| issue.value.member("options")).map(|own| own.value.members()).unwrap_or_default()
        };
        let declared: Vec<&Member> = match (key(1), key(0)) {
            (_, "parties" | "utilities") => of("parties").iter().collect(),
            (_, "beliefs") => of("parties").iter().chain(of("states")).collect(),
            (_, "issues" | "values" | "sum") => of("issues").iter().collect(),
            (_, own @ ("clusters" | "states" | "proposals" | "factors")) => of(own).iter().collect(),
            ("values" | "sum", issue) | (issue, "options") => options(issue).iter().collect(),
            _ => return None,
        };
        let called = |member: &&&Member| {
            let own = member.value.member("name").filter(|own| matches!(own.value.kind, Kind::String));
            own.is_some_and(|own| self.string(&own.value) == name)
        };
        let mut ids = declared.iter().filter(called).map(|member| member.key.as_str());
        let id = ids.next().filter(|_| ids.next().is_none())?;
        node.members().iter().find(|member| member.key == id)
    }

    /// What is wrong with a path that leads nowhere: the nearest that exists.
    fn nowhere(&self, steps: &[String]) -> (String, String) {
        let said_nothing = self.root().member(QUOTA[0]).is_none() && steps.first().is_some_and(|step| step == QUOTA[0]);
        let (mut node, mut path) = (self.root(), Path::root());
        let mut whole = true;
        for step in steps {
            let slip = || suggest(step, node.members().iter().map(|member| member.key.as_str()));
            let next = self.step(node, &path, step).or_else(|| self.step(node, &path, slip()?));
            let Some((segment, next)) = next else {
                whole = false;
                break;
            };
            (node, path) = (next, Path([path.0, vec![segment]].concat()));
        }
        let written: Vec<Segment> = steps.iter().cloned().map(Segment::Key).collect();
        let message = format!("{} leads nowhere", quoted(&dotted(&Path(written))));
        let help = match whole {
            _ if said_nothing => format!("did you mean {}?", quoted(&QUOTA.join("."))),
            true => format!("did you mean {}?", quoted(&dotted(&path))),
            false if path == Path::root() => self.inside(node, &path),
            false => format!("the nearest that exists is {}; {}", quoted(&dotted(&path)), self.inside(node, &path)),
        };
        (message, help)
    }

    /// What can be named inside a value.
    fn inside(&self, node: &Node, path: &Path) -> String {
        let keys: Vec<String> = match &node.kind {
            Kind::Object(members) => members.iter().map(|member| member.key.clone()).collect(),
            Kind::List(items) => (0..items.len()).map(|at| at.to_string()).collect(),
            _ if self.number(node).is_some() => return "it is a number".into(),
            _ => return "only numbers can be set: name one".into(),
        };
        let listed: Vec<String> = keys.iter().take(NAMED).map(|key| quoted(key)).collect();
        let more = if keys.len() > listed.len() { ", …" } else { "" };
        let what = if *path == Path::root() { "the model" } else { "it" };
        match listed.is_empty() {
            true => format!("{what} is empty"),
            false => format!("{what} has {}{more}", listed.join(", ")),
        }
    }

    /// Puts a node where it goes.
    fn place_at(&mut self, path: &Path, target: Target, node: Node) {
        let mut there = &mut self.root;
        for segment in path.segments() {
            let next = match (&mut there.kind, segment) {
                (Kind::Object(members), Segment::Key(key)) => {
                    members.iter_mut().find(|member| member.key == *key).map(|member| &mut member.value)
                }
                (Kind::List(items), Segment::Index(at)) => items.get_mut(*at),
                _ => None,
            };
            let Some(next) = next else { return };
            there = next;
        }
        match target {
            Target::There => *there = node,
            Target::Beside(end) => {
                let alone = there.clone();
                there.kind = Kind::Object(vec![Member::of("value", alone), Member::of(end, node)]);
            }
            Target::Into(key) => {
                if let Kind::Object(members) = &mut there.kind {
                    members.push(Member::of(&key, node));
                }
            }
            Target::Within([outer, inner]) => {
                if let Kind::Object(members) = &mut there.kind {
                    let mut object = node.clone();
                    object.kind = Kind::Object(vec![Member::of(inner, node)]);
                    // What is there says nothing: `null`.
                    members.retain(|member| member.key != outer);
                    members.push(Member::of(outer, object));
                }
            }
        }
    }
}

/// Where a number stands that is put there; a number in an object is meant by the object's place.
fn canonical(path: &Path, target: &Target) -> Path {
    match target {
        Target::There => match path.segments().split_last() {
            Some((Segment::Key(key), before)) if key == "value" => Path(before.to_vec()),
            _ => path.clone(),
        },
        Target::Beside(end) => path.key(*end),
        Target::Into(key) => path.key(key),
        Target::Within([outer, inner]) => path.key(*outer).key(*inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "parties": { "a": { "name": "Anna", "disagreement": 3 }, "b.c": { "disagreement": { "value": "1/3", "low": 0 } } },
        "rules": [{ "id": "cap", "at_most": 2 }, { "at_most": 5 }], "title": "x" }"#;

    fn put(settings: &[&str]) -> (Document, Diagnostics) {
        let mut document = Document::parse(TEXT.as_bytes()).expect("JSON");
        let settings: Vec<Setting> = settings.iter().map(|text| Setting::parse(text).expect("a setting")).collect();
        let findings = document.put(&settings);
        (document, findings)
    }

    #[test]
    fn numbers_are_put_where_they_belong() {
        let all = [
            "parties.Anna.disagreement=4",
            "parties.a.disagreement.low=2",
            "parties.\"b.c\".disagreement=1/4",
            "parties.\"b.c\".disagreement.low=-1",
            "parties.a.weight=2.5",
            "rules.cap.at_most=7",
            "rules.1.at_most=8",
        ];
        let (document, findings) = put(&all);
        assert_eq!(findings.0, []);
        let said: Vec<String> = document
            .numbers_set()
            .iter()
            .map(|set| format!("{} {} {:?}", set.path, set.value, set.before.as_ref().map(Number::to_string)))
            .collect();
        assert_eq!(
            said,
            [
                "$.parties.a.disagreement 4 Some(\"3\")",
                "$.parties.a.disagreement.low 2 None",
                "$.parties[\"b.c\"].disagreement 0.25 Some(\"1/3\")",
                "$.parties[\"b.c\"].disagreement.low -1 Some(\"0\")",
                "$.parties.a.weight 2.5 None",
                "$.rules[0].at_most 7 Some(\"2\")",
                "$.rules[1].at_most 8 Some(\"5\")",
            ]
        );
        let (document, findings) = put(&["acceptance.quota=1", "acceptance.quota=2"]);
        assert_eq!(findings.0.len(), 1);
        assert_eq!(document.numbers_set()[0].path, Path::root().key("acceptance").key("quota"));
        let (document, _) = put(&all);
        let low = Path::root().key("parties").key("a").key("disagreement").key("low");
        let (span, said) = document.found(&low, false).expect("it stands there");
        assert!(said);
        assert_eq!((span.line, span.column), (2, all[1].find('=').expect("a sign") + 2));
    }

    #[test]
    fn what_leads_nowhere_names_what_is_near() {
        let wrong = |text: &str| {
            let (_, findings) = put(&[text]);
            let [finding] = findings.0.as_slice() else { panic!("{text}: {findings}") };
            format!("{}; {}", finding.message, finding.help.as_deref().unwrap_or_default())
        };
        assert_eq!(
            wrong("partys.a.disagrement=1"),
            "`partys.a.disagrement` leads nowhere; did you mean `parties.a.disagreement`?"
        );
        assert!(wrong("parties.zzzzz.disagreement=1").ends_with("`parties`; it has `a`, `b.c`"));
        assert!(wrong("nonsense=1").contains("the model has `parties`, `rules`, `title`"));
        assert!(wrong("parties.a=1").contains("holds several things; it has `name`, `disagreement`"));
        assert!(wrong("title=1").contains("is no number"));
        assert!(wrong("rules.2.at_most=1").contains("leads nowhere"));
        assert!(wrong("parties.a.lowest=1").contains("leads nowhere"));
        let (_, twice) = put(&["parties.a.disagreement=1", "parties.Anna.disagreement.value=2"]);
        assert!(twice.to_string().contains("is set twice"), "{twice}");
    }
}
