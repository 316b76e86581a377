//! Names that are easily mistaken for each other, and issues that leave nothing to choose.

use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::problem::Problem;
use crate::text::quoted;
use std::collections::HashMap;

/// Ids shorter than this are often alike and meant so.
const SHORT: usize = 6;
/// So many ids are compared pair by pair.
const COMPARED: usize = 100;

/// Warns of them.
pub(super) fn check(problem: &Problem, warnings: &mut Diagnostics) {
    let root = Path::root();
    let parties: Vec<(&str, &str)> = problem.parties.iter().map(|party| (&*party.id, &*party.name)).collect();
    let issues: Vec<(&str, &str)> = problem.issues.iter().map(|issue| (&*issue.id, &*issue.name)).collect();
    near(&parties, true, &root.key("parties"), warnings);
    near(&issues, true, &root.key("issues"), warnings);
    same(&parties, "parties", &root.key("parties"), warnings);
    same(&issues, "issues", &root.key("issues"), warnings);
    for issue in problem.issues.iter() {
        let path = root.key("issues").key(&issue.id);
        if !issue.continuous && issue.options.len() == 1 {
            let message = format!("`{}` has only one option, {}", issue.id, quoted(&issue.options[0].id));
            let warning = Diagnostic::new(Code::OneOption, Place::key(&path), message);
            warnings.push(warning.help("there is nothing to settle: add the other options, or leave the issue out"));
        }
        if !issue.has_numbers() {
            let options: Vec<(&str, &str)> = issue.options.iter().map(|option| (&*option.id, &*option.name)).collect();
            near(&options, false, &path, warnings);
            same(&options, "options", &path, warnings);
        }
    }
}

/// The place of an entry: options may stand in a list, so that theirs is that of the issue.
fn place(path: &Path, id: &str) -> Place {
    let keyed = path.segments().len() == 1;
    Place::key(&if keyed { path.key(id) } else { path.clone() })
}

/// What is left of an id where case, blanks and hyphens do not count.
fn plain(id: &str) -> String {
    let mut plain = String::new();
    for (at, c) in id.trim().to_lowercase().chars().enumerate() {
        let blank = c.is_whitespace() || c == '_' || c == '-' && at > 0;
        match blank {
            true if plain.ends_with(' ') => {}
            true => plain.push(' '),
            false => plain.push(c),
        }
    }
    plain
}

/// Ids that differ only in how they are written; and, of those that others name, by a letter too many or two exchanged.
fn near(named: &[(&str, &str)], slips: bool, path: &Path, warnings: &mut Diagnostics) {
    let mut warn = |first: &str, second: &str, what: &str| {
        let message = format!("{} and {} differ only {what}", quoted(first), quoted(second));
        let warning = Diagnostic::new(Code::NearNames, place(path, second), message);
        warnings
            .push(warning.help("if they are the same, write one of them everywhere; if not, give them clearer names"));
    };
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (id, _) in named {
        if let Some(first) = seen.insert(plain(id), id) {
            warn(first, id, "in how they are written");
        }
    }
    let compared = named.get(..COMPARED.min(named.len())).filter(|_| slips).unwrap_or_default();
    for (at, (second, _)) in compared.iter().enumerate() {
        if let Some((first, _)) = compared.iter().take(at).find(|(first, _)| is_slip(first, second)) {
            warn(first, second, "by a letter");
        }
    }
}

/// Whether one is the other with a letter left out in its middle, or two exchanged.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (plain(one).chars().collect(), plain(other).chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let letters = |from: usize, to: usize| long.get(from..to).unwrap_or_default().iter().all(|c| c.is_alphabetic());
    let same = short.iter().zip(&long).take_while(|(one, other)| one == other).count();
    if short.len() < SHORT || same == short.len() {
        return false;
    }
    match long.len() - short.len() {
        0 => {
            let exchanged = short.get(same) == long.get(same + 1) && short.get(same + 1) == long.get(same);
            exchanged && letters(same, same + 2) && short.get(same + 2..) == long.get(same + 2..)
        }
        1 => letters(same, same + 1) && short.get(same..) == long.get(same + 1..),
        _ => false,
    }
}

/// Different ids whose names in reports are the same.
fn same(named: &[(&str, &str)], what: &str, path: &Path, warnings: &mut Diagnostics) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (id, name) in named {
        if let Some(first) = seen.insert(name, id) {
            let message = format!("the {what} {} and {} have one name, {}", quoted(first), quoted(id), quoted(name));
            let warning = Diagnostic::new(Code::SameName, place(path, id), message);
            warnings.push(warning.help("reports call them by their names: give each its own"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names_that_are_meant() {
        assert!(is_slip("delivery", "delivry"));
        assert!(is_slip("delivery", "delievry"));
        for (one, other) in
            [("raise1", "raise2"), ("price", "prices"), ("east bank", "west bank"), ("sanction", "sanctions")]
        {
            assert!(!is_slip(one, other), "{one} {other}");
        }
        assert_eq!(plain("8-weeks"), plain("8 Weeks"));
        assert_ne!(plain("-5"), plain("5"));
    }
}
