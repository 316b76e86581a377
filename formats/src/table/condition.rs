//! Conditions in a cell: `delivery=8 weeks|12 weeks & price=80..100`.
//!
//! `&` joins conditions on several issues, `|` options of one of them, `..` the ends of a range; `;` separates several
//! conditions. In a name, any character with a backslash before it stands for itself.

use zopa::model::{Condition, Conditions, Keyed, Level};

/// A character, and whether a backslash stood before it.
type Marked = (char, bool);

/// Cuts a text into characters.
fn marked(text: &str) -> Vec<Marked> {
    let mut marked = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        marked.push(if c == '\\' { (chars.next().unwrap_or('\\'), true) } else { (c, false) });
    }
    marked
}

/// Cuts at a separator.
fn cut(text: &[Marked], at: char) -> Vec<&[Marked]> {
    text.split(|c| *c == (at, false)).collect()
}

/// The text, without blank space around it.
fn word(text: &[Marked]) -> String {
    let blank = |(c, escaped): &Marked| c.is_whitespace() && !escaped;
    let start = text.iter().position(|c| !blank(c)).unwrap_or(text.len());
    let end = text.iter().rposition(|c| !blank(c)).map_or(start, |last| last + 1);
    text.get(start..end).unwrap_or_default().iter().map(|(c, _)| c).collect()
}

/// Several conditions, with `;` between.
pub(super) fn list(text: &str) -> Result<Vec<Conditions>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    cut(&marked(text), ';').into_iter().map(all).collect()
}

/// Conditions that must all hold.
pub(super) fn conditions(text: &str) -> Result<Conditions, String> {
    all(&marked(text))
}

fn all(text: &[Marked]) -> Result<Conditions, String> {
    let mut conditions = Conditions::default();
    for part in cut(text, '&') {
        let shown = zopa::text::quoted(&word(part));
        let Some(at) = part.iter().position(|c| *c == ('=', false)) else {
            return Err(format!("{shown} is no condition: write issue=option"));
        };
        let (issue, options) = (word(part.get(..at).unwrap_or_default()), part.get(at + 1..).unwrap_or_default());
        if conditions.get(&issue).is_some() {
            return Err(format!("{} has two conditions: write its options as a|b", zopa::text::quoted(&issue)));
        }
        let point = |pair: &[Marked]| pair == [('.', false), ('.', false)];
        let condition = match options.windows(2).position(point) {
            Some(at) => {
                let level = |text: Option<&[Marked]>| {
                    Some(word(text.unwrap_or_default())).filter(|word| !word.is_empty()).map(level)
                };
                Condition::Range { from: level(options.get(..at)), to: level(options.get(at + 2..)) }
            }
            None => {
                let levels: Vec<Level> = cut(options, '|').into_iter().map(|option| level(word(option))).collect();
                match <[Level; 1]>::try_from(levels) {
                    Ok([one]) => Condition::One(one),
                    Err(several) => Condition::AnyOf(several),
                }
            }
        };
        conditions.insert(issue, condition);
    }
    Ok(conditions)
}

/// Coefficients, with `;` between: `issue:2` for each unit, `issue=option:5` for an option.
pub(super) fn coefficients(text: &str) -> Result<Vec<(String, Option<String>, String)>, String> {
    let mut found = Vec::new();
    if text.is_empty() {
        return Ok(found);
    }
    for term in cut(&marked(text), ';') {
        let shown = zopa::text::quoted(&word(term));
        let Some(at) = term.iter().rposition(|c| *c == (':', false)) else {
            return Err(format!("{shown} has no number: write issue:2 or issue=option:5"));
        };
        let (what, number) = (term.get(..at).unwrap_or_default(), word(term.get(at + 1..).unwrap_or_default()));
        let equals = what.iter().position(|c| *c == ('=', false));
        let issue = word(what.get(..equals.unwrap_or(what.len())).unwrap_or_default());
        let option = equals.map(|at| word(what.get(at + 1..).unwrap_or_default()));
        found.push((issue, option, number));
    }
    Ok(found)
}

/// What names an option: a level, if it is a whole number as we write it.
pub(super) fn level(text: String) -> Level {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Level::Integer(number),
        _ => Level::Id(text),
    }
}

/// A name with what has a meaning of its own marked.
pub(super) fn escaped(name: &str) -> String {
    let mut out = String::new();
    let last = name.chars().count().saturating_sub(1);
    for (at, c) in name.chars().enumerate() {
        let blank = c.is_whitespace() && (at == 0 || at == last);
        let point = c == '.' && name.contains("..");
        if blank || point || matches!(c, '\\' | '&' | '|' | '=' | ';' | ':') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Conditions as a cell says them.
pub(super) fn written(conditions: &Keyed<Condition>) -> String {
    let condition = |(issue, condition): (&str, &Condition)| {
        let shown = |level: &Level| escaped(&level.to_string());
        let end = |level: &Option<Level>| level.as_ref().map(shown).unwrap_or_default();
        let options = match condition {
            Condition::One(level) => shown(level),
            Condition::AnyOf(levels) => levels.iter().map(shown).collect::<Vec<_>>().join("|"),
            Condition::Range { from, to } => format!("{}..{}", end(from), end(to)),
        };
        format!("{}={options}", escaped(issue))
    };
    conditions.iter().map(condition).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_come_back_as_they_were_written() {
        for text in ["a=b", "a=1..3", "a=..3", "a b=x|y & c=2", r"a\=\&=\ x\ |\;\\ & d=1\.\.3"] {
            assert_eq!(written(&conditions(text).unwrap()), text);
        }
        assert_eq!(conditions(" a = x | y ").unwrap(), conditions("a=x|y").unwrap());
        assert_eq!(list("a=1;b=2 & c=3").unwrap().len(), 2);
        assert!(conditions("a").is_err());
        assert!(conditions("a=1 & a=2").is_err());
        assert!(conditions("").is_err());
        assert_eq!(
            conditions("a=\\").unwrap(),
            [("a".to_owned(), Condition::One(Level::from("\\")))].into_iter().collect()
        );
    }

    #[test]
    fn coefficients_name_issues_or_options() {
        let found = coefficients(r"price:2; relief=full:-1.5; a\:b:1").unwrap();
        assert_eq!(found[0], ("price".into(), None, "2".into()));
        assert_eq!(found[1], ("relief".into(), Some("full".into()), "-1.5".into()));
        assert_eq!(found[2], ("a:b".into(), None, "1".into()));
        assert!(coefficients("price").is_err());
    }
}
