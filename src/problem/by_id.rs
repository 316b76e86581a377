//! From ids to positions in a compiled problem, for those who ask by the author's words: hosts and the command line.

use super::lookup::unknown;
use super::{Constraint, Package, Problem, Proposal};
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};

impl Problem {
    /// The position of an issue, by id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn issue(&self, id: &str) -> Result<usize, Diagnostics> {
        self.issues.iter().position(|issue| issue.id == id).ok_or_else(|| {
            let known = self.issues.iter().map(|issue| issue.id.as_str());
            unknown(Code::UnknownIssue, Place::value(&Path::root()), "issue", id, known).into()
        })
    }

    /// The position of a party, by id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn party(&self, id: &str) -> Result<usize, Diagnostics> {
        self.parties.iter().position(|party| party.id == id).ok_or_else(|| {
            let known = self.parties.iter().map(|party| party.id.as_str());
            unknown(Code::UnknownParty, Place::value(&Path::root()), "party", id, known).into()
        })
    }

    /// The positions of an issue and of one of its options, by id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn option(&self, issue: &str, option: &str) -> Result<(usize, usize), Diagnostics> {
        let at = self.issue(issue)?;
        let options = &self.issues[at].options;
        let Some(found) = options.iter().position(|o| o.id == option) else {
            let known = options.iter().map(|option| option.id.as_str());
            let kind = format!("option of `{issue}`");
            return Err(unknown(Code::UnknownOption, Place::value(&Path::root()), &kind, option, known).into());
        };
        Ok((at, found))
    }

    /// The proposal of an id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn proposal(&self, id: &str) -> Result<&Proposal, Diagnostics> {
        self.proposals.iter().find(|proposal| proposal.id == id).ok_or_else(|| {
            let known = self.proposals.iter().map(|proposal| proposal.id.as_str());
            unknown(Code::UnknownProposal, Place::value(&Path::root()), "proposal", id, known).into()
        })
    }

    /// The positions of the rules and red lines of a name; a name can stand for several.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn constraints_named(&self, name: &str) -> Result<Vec<usize>, Diagnostics> {
        let named = |(at, constraint): (usize, &Constraint)| (constraint.name == name).then_some(at);
        let found: Vec<usize> = self.constraints.iter().enumerate().filter_map(named).collect();
        if found.is_empty() {
            let known = self.constraints.iter().map(|constraint| constraint.name.as_str());
            return Err(unknown(Code::UnknownRule, Place::value(&Path::root()), "rule or red line", name, known).into());
        }
        Ok(found)
    }

    /// The package that picks these options, by ids of issues and options.
    ///
    /// # Errors
    /// Diagnostics for what is unknown, given twice, or left out.
    pub fn package<'a>(&self, choices: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Package, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let mut options: Vec<Option<u16>> = vec![None; self.issues.len()];
        for (issue, option) in choices {
            match self.option(issue, option) {
                Ok((issue_at, option_at)) => {
                    if options[issue_at].replace(option_at as u16).is_some() {
                        let message = format!("`{issue}` is given twice");
                        diagnostics.push(Diagnostic::new(Code::ListedTwice, Place::value(&Path::root()), message));
                    }
                }
                Err(unknown) => diagnostics.0.extend(unknown.0),
            }
        }
        let missing = self.issues.iter().zip(&options).filter(|(_, option)| option.is_none());
        let missing: Vec<String> = missing.map(|(issue, _)| format!("`{}`", issue.id)).collect();
        if !missing.is_empty() && !diagnostics.has_errors() {
            let message = format!("this package leaves out {}", missing.join(", "));
            let error = Diagnostic::new(Code::IncompletePackage, Place::value(&Path::root()), message);
            diagnostics.push(error.help("a package picks one option for every issue"));
        }
        match options.into_iter().collect::<Option<Vec<u16>>>() {
            Some(options) if !diagnostics.has_errors() => Ok(Package::new(options)),
            _ => Err(diagnostics),
        }
    }
}
