//! From ids to positions in a compiled problem, for those who ask by the author's words: hosts and the command line.

use super::lookup::unknown;
use super::{Package, Problem, Proposal, Settled};
use crate::exact::Number;
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

    /// The positions of the rules and red lines of a name, on options and over levels; a name can stand for several.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn constraints_named(&self, name: &str) -> Result<(Vec<usize>, Vec<usize>), Diagnostics> {
        let options = self.constraints.iter().map(|constraint| constraint.name.as_str());
        let levels = self.levels.rules.iter().map(|rule| rule.name.as_str());
        fn called<'n>(names: impl Iterator<Item = &'n str>, name: &str) -> Vec<usize> {
            names.enumerate().filter(|(_, other)| *other == name).map(|(at, _)| at).collect()
        }
        let found = (called(options.clone(), name), called(levels.clone(), name));
        if found.0.is_empty() && found.1.is_empty() {
            let known = options.chain(levels);
            return Err(unknown(Code::UnknownRule, Place::value(&Path::root()), "rule or red line", name, known).into());
        }
        Ok(found)
    }

    /// How an issue can be settled: by the id of an option, or by the level of a continuous issue, a number or a fraction.
    /// With the issue's position.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn settled(&self, issue: &str, by: &str) -> Result<(usize, Settled), Diagnostics> {
        let at = self.issue(issue)?;
        let Some(level) = self.level_of(at) else {
            return self.option(issue, by).map(|(at, option)| (at, Settled::Option(option)));
        };
        let range = &self.levels.issues[level];
        let wrong = |message: String| {
            let error = Diagnostic::new(Code::UnknownOption, Place::value(&Path::root()), message);
            let (min, max) = (Number::from(range.min.clone()), Number::from(range.max.clone()));
            Err(error.help(format!("its levels run from {min} to {max}")).into())
        };
        match by.parse::<Number>() {
            Err(_) => wrong(format!("`{by}` is no level of `{issue}`, which is continuous")),
            Ok(level) if *level.value() < range.min || *level.value() > range.max => {
                wrong(format!("`{issue}` has no level {level}"))
            }
            Ok(level) => Ok((at, Settled::Level(level))),
        }
    }

    /// The package that picks these options, and levels, by ids of issues and options.
    ///
    /// # Errors
    /// A diagnostic for everything that is unknown, given twice, or left out.
    pub fn package<'a>(
        &self,
        choices: impl IntoIterator<Item = (&'a str, impl AsRef<str>)>,
    ) -> Result<Package, Diagnostics> {
        self.chosen(vec![None; self.issues.len()], choices)
    }

    /// A package but for these options, and levels, by ids of issues and options.
    ///
    /// ```
    /// # fn main() -> Result<(), zopa::model::Diagnostics> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let offer = problem.package(problem.issues().iter().map(|issue| (&*issue.id, &*issue.options[0].id)))?;
    /// let issue = &problem.issues()[0];
    /// let better = problem.package_with(&offer, [(&*issue.id, &*issue.options[1].id)])?;
    /// assert_eq!(offer.changed(&better, &problem), [0]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A diagnostic for everything that is unknown or given twice.
    pub fn package_with<'a>(
        &self,
        package: &Package,
        changes: impl IntoIterator<Item = (&'a str, impl AsRef<str>)>,
    ) -> Result<Package, Diagnostics> {
        self.chosen((0..self.issues.len()).map(|at| Some(package.settled(self, at))).collect(), changes)
    }

    /// What is settled, by issue, but for these choices.
    fn chosen<'a>(
        &self,
        mut chosen: Vec<Option<Settled>>,
        choices: impl IntoIterator<Item = (&'a str, impl AsRef<str>)>,
    ) -> Result<Package, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let mut given = vec![false; chosen.len()];
        for (issue, by) in choices {
            match self.settled(issue, by.as_ref()) {
                Ok((at, settled)) => {
                    chosen[at] = Some(settled);
                    if std::mem::replace(&mut given[at], true) {
                        let message = format!("`{issue}` is given twice");
                        diagnostics.push(Diagnostic::new(Code::ListedTwice, Place::value(&Path::root()), message));
                    }
                }
                Err(unknown) => diagnostics.0.extend(unknown.0),
            }
        }
        let missing = self.issues.iter().zip(&chosen).filter(|(_, chosen)| chosen.is_none());
        let missing: Vec<String> = missing.map(|(issue, _)| format!("`{}`", issue.id)).collect();
        if !missing.is_empty() && !diagnostics.has_errors() {
            let message = format!("this package leaves out {}", missing.join(", "));
            let error = Diagnostic::new(Code::IncompletePackage, Place::value(&Path::root()), message);
            let level = if self.has_levels() { " or level" } else { "" };
            diagnostics.push(error.help(format!("a package picks one option{level} for every issue")));
        }
        match chosen.into_iter().collect::<Option<Vec<Settled>>>() {
            Some(chosen) if !diagnostics.has_errors() => {
                let option = |settled: &Settled| if let Settled::Option(at) = settled { *at as u16 } else { 0 };
                let options: Vec<u16> = chosen.iter().map(option).collect();
                let level = |settled| if let Settled::Level(level) = settled { Some(level) } else { None };
                Ok(Package::new(options).with_levels(chosen.into_iter().filter_map(level)))
            }
            _ => Err(diagnostics),
        }
    }
}
