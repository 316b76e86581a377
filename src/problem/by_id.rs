//! What a problem has, by id; its ids in order; and from the author's words to ids, for those who ask by the author's words:
//! hosts and the command line.

use super::lookup::{NAMED, unknown};
use super::{
    ClusterId, Constraint, ConstraintId, ConstraintKind, DriverId, Interaction, InteractionId, Issue, IssueId, LevelId,
    LevelIssue, LevelRule, LevelRuleId, LevelTerm, LevelTermId, Named, OptionId, Package, Party, PartyId, Problem,
    Proposal, ProposalId, Settled, State, StateId, Uncertain, UncertainId,
};
use crate::exact::Number;
use crate::model::suggest;
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
    /// Whether a party weighs something in concepts; else it only has to accept.
    pub(crate) fn is_counted(&self, party: PartyId) -> bool {
        self.exponents[party.index()] > 0
    }

    /// The ids of an issue's options, in order.
    pub fn option_ids(
        &self,
        issue: IssueId,
    ) -> impl DoubleEndedIterator<Item = OptionId> + ExactSizeIterator + Clone + use<> {
        (0..self[issue].options.len()).map(OptionId::at)
    }

    /// An issue, by the author's id, or by its name if no other issue has that.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn issue(&self, id: &str) -> Result<IssueId, Diagnostics> {
        let all = self.issues.iter().map(|issue| (issue.id.as_str(), issue.name.as_str()));
        called(Code::UnknownIssue, "issue", id, all).map(IssueId::at)
    }

    /// A party, by the author's id, or by its name if no other party has that.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn party(&self, id: &str) -> Result<PartyId, Diagnostics> {
        let all = self.parties.iter().map(|party| (party.id.as_str(), party.name.as_str()));
        called(Code::UnknownParty, "party", id, all).map(PartyId::at)
    }

    /// An issue and one of its options, by the author's ids or by names that nothing else has.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant.
    pub fn option(&self, issue: &str, option: &str) -> Result<(IssueId, OptionId), Diagnostics> {
        let at = self.issue(issue)?;
        let written = self[at].as_written(option);
        let all = self[at].options.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        match all.clone().position(|(id, _)| id == written) {
            Some(found) => Ok((at, OptionId::at(found))),
            None => called(Code::UnknownOption, &format!("option of `{issue}`"), option, all)
                .map(|found| (at, OptionId::at(found))),
        }
    }

    /// The proposal of an id, or of a name that no other proposal has.
    ///
    /// # Errors
    /// A diagnostic with what was probably meant, and with the proposals that there are.
    pub fn proposal(&self, id: &str) -> Result<&Proposal, Diagnostics> {
        let all = self.proposals.iter().map(|proposal| (proposal.id.as_str(), proposal.name.as_str()));
        let found = called(Code::UnknownProposal, "proposal", id, all.clone());
        found.map(|at| &self.proposals[at]).map_err(|mut findings| {
            let known = listed(all.map(|(id, _)| id));
            for finding in findings.0.iter_mut().filter(|finding| finding.code == Code::UnknownProposal) {
                finding.help = Some(match (&finding.help, self.proposals.is_empty()) {
                    (_, true) => "the model has no proposals: name an option for every issue".to_owned(),
                    (Some(help), _) if help.ends_with('?') => format!("{help} the model's proposals are {known}"),
                    _ => format!("the model's proposals are {known}"),
                });
            }
            findings
        })
    }

    /// The parts of a rule: a rule over utilities may have several, which stand at one place of the author's file.
    pub(crate) fn parts_of(&self, at: ConstraintId) -> impl Iterator<Item = ConstraintId> + Clone + '_ {
        let over_utilities = |one: &Constraint| matches!(one.kind, ConstraintKind::Consents(_));
        let own = &self[at];
        let same = move |other: &Constraint| {
            over_utilities(own) && over_utilities(other) && own.party == other.party && own.path == other.path
        };
        self.constraint_ids().filter(move |other| *other == at || same(&self[*other]))
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

/// Ids, the first few of many.
fn listed<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> String {
    let shown: Vec<String> = ids.clone().take(NAMED).map(|id| format!("`{id}`")).collect();
    let more = if ids.count() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// The position of what has this id; if nothing has, of the only one of this name.
fn called<'a>(
    code: Code,
    kind: &str,
    word: &str,
    all: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<usize, Diagnostics> {
    if let Some(at) = all.clone().position(|(id, _)| id == word) {
        return Ok(at);
    }
    let place = Place::value(&Path::root());
    let named = all.clone().enumerate().filter(|(_, (_, name))| *name == word);
    match (named.clone().next(), named.clone().nth(1)) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => {
            let error = Diagnostic::new(code, place, format!("`{word}` is the name of more than one {kind}"));
            Err(error.help(format!("name one by its id: {}", listed(named.map(|(_, (id, _))| id)))).into())
        }
        _ => {
            let error = unknown(code, place, kind, word, all.clone().map(|(id, _)| id));
            let near = suggest(word, all.clone().filter(|(id, name)| id != name).map(|(_, name)| name));
            Err(match near.filter(|_| suggest(word, all.map(|(id, _)| id)).is_none()) {
                Some(name) => error.help(format!("did you mean `{name}`?")).into(),
                None => error.into(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn names_stand_for_ids_where_one_thing_has_them() {
        let text = r#"{ "zopa": 1,
            "parties": { "a": { "name": "Anna", "disagreement": 0 }, "b": { "name": "Anna", "disagreement": 0 },
                         "Anna-Lena": { "name": "c", "disagreement": 0 }, "c": { "disagreement": 0 } },
            "issues": { "x": { "name": "Price", "options": { "low": { "name": "Very low" }, "high": {} } } },
            "utilities": { "a": {}, "b": {}, "c": {}, "Anna-Lena": {} },
            "proposals": { "p": { "name": "First draft", "package": { "x": "low" } } } }"#;
        let problem = Problem::compile(&Model::from_json(text).expect("a model")).expect("a problem");
        let several = problem.party("Anna").expect_err("two").to_string();
        assert!(several.contains("more than one party") && several.contains("`a`, `b`"), "{several}");
        // An id comes before a name.
        assert_eq!(problem.party("c").map(PartyId::index).ok(), Some(3));
        assert_eq!(problem.option("Price", "Very low").ok(), problem.option("x", "low").ok());
        assert_eq!(problem.proposal("First draft").expect("a proposal").id, "p");
        let slip = problem.proposal("First drafts").expect_err("none").to_string();
        assert!(slip.contains("did you mean `First draft`? the model's proposals are `p`"), "{slip}");
        assert!(problem.package([("Price", "Very low")]).is_ok());
    }

    #[test]
    fn ids_come_in_order_and_lead_back_to_what_they_are_of() {
        let text = include_str!("../../tests/fixtures/ukraine-2025.json");
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
