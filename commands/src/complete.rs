//! What a shell may complete: the names that a model has, for options that take them.

use std::collections::BTreeSet;
use zopa::model::Model;
use zopa::problem::{Issue, Problem};
use zopa_formats::{File, Options};

/// So many options of an issue are offered.
const OFFERED: usize = 500;

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A party.
    Party,
    /// A proposal.
    Proposal,
    /// An assumption.
    Assumption,
    /// A rule, a red line or a consent, by its name.
    Rule,
    /// An issue and an option: `price=100`.
    Settled,
}

/// A word, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub word: String,
    /// What the author calls it, where that is something else.
    pub name: Option<String>,
}

impl Candidate {
    fn new(word: impl Into<String>, name: &str) -> Self {
        let word = word.into();
        let shown = zopa::text::visible(name).into_owned();
        Candidate { name: Some(shown).filter(|name| *name != word && !name.is_empty()), word }
    }
}

/// What may stand where `begun` was begun, by the model of a file; nothing if it cannot be read.
pub fn candidates(name: &str, bytes: &[u8], taken: Taken, begun: &str) -> Vec<Candidate> {
    let file = File::new(name, bytes);
    let model = match zopa_formats::is_foreign(&file) {
        true => zopa_formats::read(&[file], &Options::default()).ok().map(|imported| imported.model),
        false => std::str::from_utf8(bytes).ok().and_then(|text| Model::from_json(text).ok()),
    };
    let Some(problem) = model.as_ref().and_then(|model| Problem::compile(model).ok()) else { return Vec::new() };
    let mut found: Vec<Candidate> = match taken {
        Taken::Party => problem.parties().iter().map(|party| Candidate::new(&party.id, &party.name)).collect(),
        Taken::Proposal => problem.proposals().iter().map(|one| Candidate::new(&one.id, &one.name)).collect(),
        Taken::Assumption => problem.assumptions().iter().map(|one| Candidate::new(&one.name, "")).collect(),
        Taken::Rule => {
            let over_levels = problem.levels().rules.iter().map(|rule| &rule.name);
            let names: BTreeSet<&String> =
                problem.constraints().iter().map(|rule| &rule.name).chain(over_levels).collect();
            names.into_iter().map(|name| Candidate::new(name, "")).collect()
        }
        Taken::Settled => match begun.split_once('=') {
            None => {
                problem.issues().iter().map(|issue| Candidate::new(format!("{}=", issue.id), &issue.name)).collect()
            }
            Some((id, _)) => problem.issues().iter().find(|issue| issue.id == id).map(options).unwrap_or_default(),
        },
    };
    found.retain(|candidate| candidate.word.starts_with(begun));
    found.truncate(OFFERED);
    found
}

fn options(issue: &Issue) -> Vec<Candidate> {
    let options = issue.options.iter().filter(|_| !issue.continuous);
    options.map(|option| Candidate::new(format!("{}={}", issue.id, option.id), &option.name)).collect()
}
