//! What a problem has, by id; its ids in order; and from the author's words to ids, for those who ask by the author's words:
//! hosts and the command line.

use super::lookup::unknown;
use super::{
    ClusterId, Constraint, ConstraintId, DriverId, Interaction, InteractionId, Issue, IssueId, LevelId, LevelIssue,
    LevelRule, LevelRuleId, LevelTerm, LevelTermId, Named, OptionId, Package, Party, PartyId, Problem, Proposal,
    ProposalId, Settled, State, StateId, Uncertain, UncertainId,
};
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use std::ops::Index;

macro_rules! lists {
    ($($id:ident: $of:ident in $($field:ident).+, all by $all:ident;)*) => {
        $(
            impl Index<$id> for Problem {
                type Output = $of;

                fn index(&self, id: $id) -> &$of {
                    &self.$($field).+[id.index()]
                }
            }
        )*

        impl Problem {
            $(
                #[doc = concat!("Every [`", stringify!($id), "`] of the problem, in order.")]
                pub fn $all(&self) -> impl DoubleEndedIterator<Item = $id> + ExactSizeIterator + Clone + use<> {
                    (0..self.$($field).+.len()).map($id::at)
                }
            )*
        }
    };
}

lists! {
    PartyId: Party in parties, all by party_ids;
    IssueId: Issue in issues, all by issue_ids;
    ClusterId: Named in clusters, all by cluster_ids;
    ConstraintId: Constraint in constraints, all by constraint_ids;
    InteractionId: Interaction in interactions, all by interaction_ids;
    ProposalId: Proposal in proposals, all by proposal_ids;
    StateId: State in states, all by state_ids;
    UncertainId: Uncertain in uncertain, all by uncertain_ids;
    DriverId: Named in drivers, all by driver_ids;
    LevelId: LevelIssue in levels.issues, all by level_ids;
    LevelTermId: LevelTerm in levels.terms, all by level_term_ids;
    LevelRuleId: LevelRule in levels.rules, all by level_rule_ids;
}

impl Problem {
    /// The ids of an issue's options, in order.
    pub fn option_ids(
        &self,
        issue: IssueId,
    ) -> impl DoubleEndedIterator<Item = OptionId> + ExactSizeIterator + Clone + use<> {
        (0..self[issue].options.len()).map(OptionId::at)
    }

    /// An issue, by the author's id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn issue(&self, id: &str) -> Result<IssueId, Diagnostics> {
        self.issues.iter().position(|issue| issue.id == id).map(IssueId::at).ok_or_else(|| {
            let known = self.issues.iter().map(|issue| issue.id.as_str());
            unknown(Code::UnknownIssue, Place::value(&Path::root()), "issue", id, known).into()
        })
    }

    /// A party, by the author's id.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn party(&self, id: &str) -> Result<PartyId, Diagnostics> {
        self.parties.iter().position(|party| party.id == id).map(PartyId::at).ok_or_else(|| {
            let known = self.parties.iter().map(|party| party.id.as_str());
            unknown(Code::UnknownParty, Place::value(&Path::root()), "party", id, known).into()
        })
    }

    /// An issue and one of its options, by the author's ids.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn option(&self, issue: &str, option: &str) -> Result<(IssueId, OptionId), Diagnostics> {
        let at = self.issue(issue)?;
        let options = &self[at].options;
        let written = self[at].as_written(option);
        let Some(found) = options.iter().position(|o| o.id == written) else {
            let known = options.iter().map(|option| option.id.as_str());
            let kind = format!("option of `{issue}`");
            return Err(unknown(Code::UnknownOption, Place::value(&Path::root()), &kind, option, known).into());
        };
        Ok((at, OptionId::at(found)))
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

    /// The parts over levels of the rule that stands at this place of the author's file.
    pub(crate) fn level_rules_at<'p>(&'p self, path: &'p Path) -> impl Iterator<Item = LevelRuleId> + 'p {
        self.level_rule_ids().filter(move |at| self[*at].path == *path)
    }

    /// The rules and red lines of a name, on options and over levels; a name can stand for several.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn constraints_named(&self, name: &str) -> Result<(Vec<ConstraintId>, Vec<LevelRuleId>), Diagnostics> {
        let options = self.constraints.iter().map(|constraint| constraint.name.as_str());
        let levels = self.levels.rules.iter().map(|rule| rule.name.as_str());
        fn called<'n, I>(ids: impl Iterator<Item = I>, names: impl Iterator<Item = &'n str>, name: &str) -> Vec<I> {
            ids.zip(names).filter(|(_, other)| *other == name).map(|(id, _)| id).collect()
        }
        let found =
            (called(self.constraint_ids(), options.clone(), name), called(self.level_rule_ids(), levels.clone(), name));
        if found.0.is_empty() && found.1.is_empty() {
            let known = options.chain(levels);
            return Err(unknown(Code::UnknownRule, Place::value(&Path::root()), "rule or red line", name, known).into());
        }
        Ok(found)
    }

    /// How an issue can be settled: by the id of an option, or by the level of a continuous issue, a number or a fraction.
    /// With the issue.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn settled(&self, issue: &str, by: &str) -> Result<(IssueId, Settled), Diagnostics> {
        let at = self.issue(issue)?;
        let Some(level) = self.level_of(at) else {
            return self.option(issue, by).map(|(at, option)| (at, Settled::Option(option)));
        };
        let range = &self[level];
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
    /// assert_eq!(offer.changed(&better, &problem), [problem.issue(&issue.id)?]);
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
        self.chosen(self.issue_ids().map(|issue| Some(package.settled(self, issue))).collect(), changes)
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
                    chosen[at.index()] = Some(settled);
                    if std::mem::replace(&mut given[at.index()], true) {
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
            Some(chosen) if !diagnostics.has_errors() => Ok(Package::settled_by(chosen)),
            _ => Err(diagnostics),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn ids_come_in_order_and_lead_back_to_what_they_are_of() {
        let text = include_str!("../../models/ukraine-security-guarantees.json");
        let problem = Problem::compile(&Model::from_json(text).expect("a model")).expect("a problem");
        assert!(problem.party_ids().eq((0..problem.parties().len()).map(PartyId::at)));
        assert!(problem.constraint_ids().map(ConstraintId::index).eq(0..problem.constraints().len()));
        for (party, declared) in problem.party_ids().zip(problem.parties()) {
            assert_eq!(problem.party(&declared.id).expect("a party"), party);
            assert_eq!(problem[party].id, declared.id);
            assert_eq!(PartyId::at(party.index()), party);
        }
        for issue in problem.issue_ids() {
            let declared = &problem[issue];
            assert_eq!(problem.issue(&declared.id).expect("an issue"), issue);
            let options = problem.option_ids(issue);
            assert!(options.clone().is_sorted() && options.len() == declared.options.len());
            for (option, own) in options.zip(&declared.options) {
                assert_eq!(problem.option(&declared.id, &own.id).expect("an option"), (issue, option));
                assert_eq!(OptionId::at(option.index()), option);
            }
        }
    }
}
