//! Problems that differ from the author's in what somebody values: for explanations, which ask what would be if.
//!
//! Issues, options and constraints stay, so that the questions of a [`View`] can be asked of them
//! ([`View::of`]); what is new comes after them.

use super::exponents;
use super::state::PartWorth;
use super::{
    Ceiling, Cell, Condition, Consent, Consents, Constraint, ConstraintKind, Curve, Factor, Issue, IssueId,
    IssueOption, LevelId, LevelRule, LevelTerm, MAX_UTILITY, OptionId, OptionSet, OutOfRange, Package, Party, PartyId,
    Problem, Sum,
};
use crate::exact::Number;
use crate::model::Path;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use std::sync::Arc;

/// A party that joins a problem.
pub(super) struct Joining<'j> {
    pub party: Party,
    pub constant: i64,
    /// See [`Problem::reach`].
    pub reach: i64,
    /// What an option of an issue is worth to it.
    pub worth: Box<dyn Fn(usize, usize) -> i64 + 'j>,
    /// Whose party is not looked at.
    pub interactions: Vec<super::Interaction>,
}

impl Problem {
    /// The same with one party's values multiplied: by `inside` on the issues of `group`, and in the interactions that
    /// combine only these; by `outside` elsewhere, where its constant counts too. Its utilities are comparable with each
    /// other then, not with anything else; its disagreement value is 0, and it has no ceiling.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn reweighted(
        &self,
        party: PartyId,
        group: &[bool],
        inside: i64,
        outside: i64,
    ) -> Result<Problem, OutOfRange> {
        let mut problem = self.with_options_reweighted(party, group, inside, outside)?.regrouped();
        problem.hold_consents();
        let weighed = |term: &super::LevelTerm| {
            if term.party != party {
                return term.clone();
            }
            let within = term.scope(self[term.level].issue).iter().all(|issue| group[issue.index()]);
            term.clone().times(&BigInt::from(if within { inside } else { outside }).into())
        };
        problem.levels.terms = self.levels.terms.iter().map(weighed).collect();
        Ok(problem)
    }

    /// The same for what options are worth alone; interactions are still to be joined.
    fn with_options_reweighted(
        &self,
        party: PartyId,
        group: &[bool],
        inside: i64,
        outside: i64,
    ) -> Result<Problem, OutOfRange> {
        let most = inside.checked_abs().zip(outside.checked_abs()).map(|(inside, outside)| inside.max(outside));
        let reach =
            most.and_then(|most| self.reach[party.index()].checked_mul(most)).filter(|reach| *reach < MAX_UTILITY);
        let mut problem = self.clone();
        problem.reach[party.index()] =
            reach.ok_or_else(|| OutOfRange::large(self.numbers_of(party, inside.max(outside))))?;
        problem.parties[party.index()].disagreement = 0;
        problem.ceilings.retain(|ceiling| ceiling.party != party);
        problem.constants[party.index()] *= outside;
        let parties = self.parties.len();
        for (values, within) in problem.values.iter_mut().zip(group) {
            let factor = if *within { inside } else { outside };
            values.iter_mut().skip(party.index()).step_by(parties).for_each(|value| *value *= factor);
        }
        let multiplied = |interaction: &super::Interaction| {
            if interaction.party != party {
                return interaction.clone();
            }
            let within = interaction.scope().iter().all(|issue| group[issue.index()]);
            interaction.clone().times(if within { inside } else { outside })
        };
        problem.interactions = self.interactions.iter().map(multiplied).collect::<Vec<_>>().into();
        Ok(problem)
    }

    /// The same with interactions joined anew for searches.
    pub(super) fn regrouped(mut self) -> Problem {
        self.factors = Factor::group(&self.interactions, &self.issues, self.parties.len()).into();
        self
    }

    /// The same with one party's numbers in smaller units, so many of which make one of the old.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn finer(&self, party: PartyId, multiplier: i64) -> Result<Problem, OutOfRange> {
        Ok(self.finer_to_be_regrouped(party, multiplier)?.regrouped())
    }

    /// The same, whose interactions are still to be joined.
    pub(super) fn finer_to_be_regrouped(&self, party: PartyId, multiplier: i64) -> Result<Problem, OutOfRange> {
        // What levels are worth is in the author's units.
        let everywhere = vec![true; self.issues.len()];
        let mut finer = self.with_options_reweighted(party, &everywhere, multiplier, multiplier)?;
        finer.parties[party.index()].disagreement = self[party].disagreement * multiplier;
        finer.parties[party.index()].scale *= multiplier;
        // A ceiling is within reach, so that it fits as that does.
        let own = self.ceilings.iter().map(|ceiling| match ceiling.party == party {
            true => Ceiling { at: ceiling.at * multiplier, ..ceiling.clone() },
            false => ceiling.clone(),
        });
        finer.ceilings = own.collect();
        Ok(finer)
    }

    /// The same with an option worth more to a party, by so much in the author's units; less if that is negative.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn with_value_raised(
        &self,
        party: PartyId,
        issue: IssueId,
        option: OptionId,
        by: &BigRational,
    ) -> Result<Problem, OutOfRange> {
        let scaled = by * BigRational::from(self[party].scale.clone());
        let (Some(more), Some(multiplier)) = (scaled.numer().to_i64(), scaled.denom().to_i64()) else {
            return Err(OutOfRange::because(self.raised(party, issue, option, by)));
        };
        let mut problem = match multiplier {
            1 => self.clone(),
            multiplier => self.finer(party, multiplier)?,
        };
        let reach = more.checked_abs().and_then(|more| problem.reach[party.index()].checked_add(more));
        let out = || OutOfRange::because(self.raised(party, issue, option, by));
        problem.reach[party.index()] = reach.filter(|reach| *reach < MAX_UTILITY).ok_or_else(out)?;
        problem.values[issue.index()][option.index() * self.parties.len() + party.index()] += more;
        problem.add_up_consents(true)?;
        problem.with_ceiling_in_force(party)
    }

    /// The same with a ceiling that was set aside back in force, if a package might exceed it now.
    fn with_ceiling_in_force(mut self, party: PartyId) -> Result<Problem, OutOfRange> {
        let Some((_, at)) = self.set_aside.iter().find(|(other, _)| *other == party).cloned() else { return Ok(self) };
        let scaled = at.value() * BigRational::from(self[party].scale.clone());
        if scaled >= BigRational::from(BigInt::from(self.reach[party.index()])) {
            return Ok(self);
        }
        if let Some(finer) = scaled.denom().to_i64().filter(|finer| *finer != 1) {
            self = self.finer(party, finer)?;
        }
        let out = || OutOfRange::large(format!("the ceiling {at} of `{}`", self[party].id));
        let at = scaled.numer().to_i64().ok_or_else(out)?;
        self.set_aside.retain(|(other, _)| *other != party);
        self.ceilings.push(Ceiling { party, at, because: None });
        Ok(self)
    }

    /// What is out of range where a party's numbers are multiplied.
    fn numbers_of(&self, party: PartyId, times: i64) -> String {
        format!("a utility of `{}`, counted in {times} parts,", self[party].id)
    }

    /// What is out of range where an option is worth more.
    fn raised(&self, party: PartyId, issue: IssueId, option: OptionId, by: &BigRational) -> String {
        let (party, issue) = (&self[party].id, &self[issue]);
        let (option, by) = (&issue.options[option.index()].id, Number::from(by.clone()));
        format!(
            "{by} more for `{}: {option}` to `{party}` is too large, or too finely divided, for exact sums",
            issue.id
        )
    }

    /// The weights as whole numbers in the same proportions.
    pub(crate) fn whole_weights(&self) -> Result<Vec<u32>, OutOfRange> {
        exponents(&self.parties).ok_or_else(|| {
            let weights: Vec<String> =
                self.parties.iter().map(|party| format!("{} (`{}`)", party.weight, party.id)).collect();
            OutOfRange::because(format!(
                "the weights {} cannot be brought to whole numbers in the same proportions: one is too large or too finely \
                 divided, or all are 0",
                weights.join(", ")
            ))
        })
    }

    /// The same with another weight of a party.
    ///
    /// # Errors
    /// [`OutOfRange`] if the weights cannot be brought to whole numbers in their proportions.
    pub(crate) fn with_weight(&self, party: PartyId, weight: &Number) -> Result<Problem, OutOfRange> {
        let mut problem = self.clone();
        problem.parties[party.index()].weight = weight.clone();
        problem.exponents = problem.whole_weights()?;
        Ok(problem)
    }

    /// The same with more parties, the last. Who has to accept, what they weigh, and which issues they value, is for the
    /// caller to say.
    pub(super) fn joined_by(&self, joining: Vec<Joining>) -> Problem {
        let mut problem = self.clone();
        let parties = self.parties.len();
        for (issue, (values, old)) in problem.values.iter_mut().zip(&self.values).enumerate() {
            let worths = |option: usize| joining.iter().map(move |one| (one.worth)(issue, option));
            let rows = old.chunks_exact(parties).enumerate();
            *values = rows.flat_map(|(option, row)| row.iter().copied().chain(worths(option))).collect();
        }
        for (at, one) in joining.into_iter().enumerate() {
            problem.parties.push(one.party);
            problem.constants.push(one.constant);
            problem.reach.push(one.reach);
            let own = one.interactions.into_iter();
            let own = own.map(|own| super::Interaction { party: PartyId::at(parties + at), ..own });
            Arc::make_mut(&mut problem.interactions).extend(own);
        }
        problem.regrouped()
    }

    /// The same, where all have to accept, and the last one values all issues and weighs nothing.
    fn with_last_as_judge(mut self) -> Problem {
        self.exponents.push(0);
        self.valued.iter_mut().for_each(|valued| valued.push(true));
        self.acceptance = super::Acceptance::of(vec![true; self.parties.len()]);
        self
    }

    /// The same with one party more, the last: its utility is the number of issues that a package settles as this one
    /// does. A continuous issue is counted by an issue more, which [keeps](Problem::keeping_levels) its level.
    pub(crate) fn with_likeness(&self, package: &Package) -> Problem {
        let same = |at: usize, option: usize| match self.issues.get(at) {
            Some(issue) => i64::from(!issue.continuous && option == package.options().at(at).index()),
            // The first option of such an issue keeps the level.
            None => i64::from(option == 0),
        };
        let reach = self.issues.len() as i64;
        let (worth, interactions) = (Box::new(same), Vec::new());
        let joining = Joining { party: Party::judge(), constant: 0, reach, worth, interactions };
        match self.has_levels() {
            true => self.keeping_levels(package).joined_by(vec![joining]).with_last_as_judge(),
            false => self.joined_by(vec![joining]).with_last_as_judge(),
        }
    }

    /// The same with one party more, the last: its utility is the level of a continuous issue, or its negative.
    pub(crate) fn with_level_valued(&self, level: LevelId, rising: bool) -> Problem {
        let (worth, interactions) = (Box::new(|_, _| 0), Vec::new());
        let joining = Joining { party: Party::judge(), constant: 0, reach: 0, worth, interactions };
        let mut problem = self.joined_by(vec![joining]).with_last_as_judge();
        let signed = |at: &BigRational| if rising { at.clone() } else { -at };
        let ends = [&self[level].min, &self[level].max].map(|at| (at.clone(), signed(at)));
        let term = Curve::new(ends.into()).map(|curve| LevelTerm {
            party: PartyId::at(self.parties.len()),
            level,
            condition: None,
            curve,
            because: None,
            path: Path::root(),
            state: None,
            moving: None,
        });
        problem.levels.terms.extend(term);
        problem
    }

    /// The same with an issue more for each continuous one, after the author's: its level is kept as in this package, or
    /// it is free. A rule over levels says so. Proposals and assumptions, which do not speak of such issues, are left out.
    fn keeping_levels(&self, package: &Package) -> Problem {
        let mut problem = Problem { proposals: Arc::default(), assumptions: Arc::default(), ..self.clone() };
        for (at, (level, kept)) in self.levels.issues.iter().zip(package.levels()).enumerate() {
            let issue = IssueId::at(problem.issues.len());
            let option = |id: &str| IssueOption { id: id.to_owned(), name: String::new(), level: None };
            Arc::make_mut(&mut problem.issues).push(Issue {
                id: self[level.issue].id.clone(),
                name: String::new(),
                cluster: None,
                options: vec![option("kept"), option("free")],
                unit: None,
                integer: false,
                continuous: false,
                in_steps: false,
                ordered: false,
                baseline: None,
            });
            problem.values.push(vec![0; 2 * self.parties.len()]);
            problem.valued.push(vec![false; self.parties.len()]);
            problem.levels.rules.push(LevelRule {
                premise: Some(Condition(vec![(issue, kept_or_free(true))])),
                options: Vec::new(),
                levels: vec![(LevelId::at(at), BigRational::one())],
                min: Some(kept.value().clone()),
                max: Some(kept.value().clone()),
                name: String::new(),
                because: None,
                path: Path::root(),
            });
        }
        problem
    }

    /// Of a problem with [likeness](Problem::with_likeness) to a package of this one: the same where these issues of the
    /// package may not all be changed.
    pub(crate) fn not_changing_all(&self, likeness: &Problem, package: &Package, changed: &[IssueId]) -> Problem {
        let mut problem = likeness.clone();
        let change = |issue: &IssueId| match self.level_of(*issue) {
            Some(level) => (IssueId::at(self.issues.len() + level.index()), kept_or_free(false)),
            None => {
                let kept = package.option(*issue);
                (*issue, self.option_ids(*issue).map(|option| option != kept).collect())
            }
        };
        let mut all: Vec<_> = changed.iter().map(change).collect();
        all.sort_by_key(|(issue, _)| *issue);
        problem.constraints.push(Constraint {
            kind: ConstraintKind::Forbid(Condition(all)),
            party: None,
            name: String::new(),
            because: None,
            path: Path::root(),
            binding: true,
        });
        problem
    }

    /// The same with a party that values nothing but these entries of its tables, so much each: it has no ceiling, and its
    /// disagreement value is 0 if it is not among them.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub(crate) fn valuing_only(&self, party: PartyId, cells: &[(Cell, BigRational)]) -> Result<Problem, OutOfRange> {
        let mut problem = self.without_ceiling(party);
        problem.parties[party.index()].scale = BigInt::from(1);
        problem.parties[party.index()].disagreement = 0;
        problem.constants[party.index()] = 0;
        problem.reach[party.index()] = 0;
        for values in &mut problem.values {
            values.iter_mut().skip(party.index()).step_by(self.parties.len()).for_each(|value| *value = 0);
        }
        let own = |interaction: &&mut super::Interaction| interaction.party == party;
        let interactions = Arc::make_mut(&mut problem.interactions).iter_mut();
        interactions.filter(own).for_each(|interaction| *interaction = interaction.clone().times(0));
        Ok(problem.changed(cells.to_vec())?.regrouped())
    }

    /// The same issues and rules on options, where nobody values anything. What is not feasible there is not feasible here.
    pub(crate) fn without_values(&self) -> Problem {
        let mut problem = self.clone();
        problem.levels = super::Levels::default();
        problem.values.iter_mut().for_each(|values| values.fill(0));
        problem.interactions = Arc::default();
        problem.factors = Arc::default();
        problem
    }

    /// The same with one party more, the last: a party of another variant of this problem.
    pub(crate) fn with_party_of(&self, other: &Problem, party: PartyId) -> Problem {
        let worth = |issue: usize, option: usize| other.worth(party.index(), issue, OptionId::at(option));
        let own = other.interactions.iter().filter(|interaction| interaction.party == party).cloned();
        let joining = Joining {
            party: other.parties[party.index()].clone(),
            constant: other.constants[party.index()],
            reach: other.reach[party.index()],
            worth: Box::new(worth),
            interactions: own.collect(),
        };
        self.joined_by(vec![joining]).with_last_as_judge()
    }

    /// The same with a rule more: of these issues, only these packages may be chosen, as options of the issues.
    ///
    /// # Errors
    /// [`OutOfRange`] if that would be too large a table.
    pub(crate) fn keeping_only(&self, issues: &[IssueId], kept: &[Vec<OptionId>]) -> Result<Problem, OutOfRange> {
        let axes: Vec<(IssueId, usize)> = issues.iter().map(|issue| (*issue, self[*issue].options.len())).collect();
        let cells = axes.iter().try_fold(1usize, |cells, (_, size)| cells.checked_mul(*size));
        let Some(cells) = cells.filter(|cells| *cells <= super::MAX_CELLS) else {
            return Err(OutOfRange::because("a group of issues has more packages than a table may have entries"));
        };
        let mut table = vec![-BigRational::one(); cells];
        for options in kept {
            let place = options.iter().zip(&axes).fold(0, |place, (option, (_, size))| place * size + option.index());
            table[place] = BigRational::zero();
        }
        let mut one = Consent {
            id: String::new(),
            name: String::new(),
            when: None,
            at_most: false,
            utilities: Vec::new(),
            at_ceiling: Vec::new(),
            own: vec![PartWorth::Table(axes, table)],
            least: BigRational::zero(),
            sum: Sum::default(),
        };
        one.sum = one.added_up(self).ok_or_else(|| OutOfRange::large("a table"))?;
        let mut problem = self.clone();
        problem.constraints.push(Constraint {
            kind: ConstraintKind::Consents(Box::new(Consents::all(vec![one]))),
            party: None,
            name: String::new(),
            because: None,
            path: Path::root(),
            binding: true,
        });
        Ok(problem)
    }

    /// The same with one party more, the last, to which packages are worth what they are to this one.
    pub(crate) fn with_double(&self, party: PartyId) -> Problem {
        let mut problem = self.with_party_of(self, party);
        let last = PartyId::at(self.parties.len());
        let ceiling = self.ceiling(party).map(|at| Ceiling { party: last, at, because: None });
        problem.ceilings.extend(ceiling);
        problem
    }

    /// The same with one party more, the last, which wants the opposite of what another one wants: its utility is the
    /// negative of the sum of the other one's values, whatever ceiling that has.
    ///
    /// A floor for a party and a floor for its opposite hold the party's utility at one value. And since whoever dominates
    /// must give neither of them less, only packages with the same utility for the party are compared: an engine for
    /// frontiers, given such a problem, answers questions about packages of equal utility exactly.
    pub fn with_opposite(&self, party: PartyId) -> Problem {
        let mut opposite = self[party].clone();
        opposite.disagreement = -opposite.disagreement;
        let worth = |issue: usize, option: usize| -self.worth(party.index(), issue, OptionId::at(option));
        let own = self.interactions.iter().filter(|interaction| interaction.party == party);
        let joining = Joining {
            party: opposite,
            constant: -self.constants[party.index()],
            reach: self.reach[party.index()],
            worth: Box::new(worth),
            interactions: own.map(|own| own.clone().times(-1)).collect(),
        };
        let mut problem = self.joined_by(vec![joining]);
        let (last, minus) = (PartyId::at(self.parties.len()), -BigRational::one());
        let own = self.levels.terms.iter().filter(|term| term.party == party);
        let turned = own.map(|term| LevelTerm { party: last, ..term.clone().times(&minus) });
        problem.levels.terms.extend(turned);
        problem.exponents.push(1);
        problem.acceptance.veto.push(false);
        problem.valued.iter_mut().for_each(|valued| valued.push(valued[party.index()]));
        problem
    }
}

impl Party {
    /// One that only measures packages.
    fn judge() -> Party {
        Party {
            id: String::new(),
            name: String::new(),
            batna: None,
            weight: Number::zero(),
            scale: BigInt::from(1),
            disagreement: 0,
            because: None,
            order_only: false,
        }
    }
}

/// Of the two options of an issue that says whether a level is kept: that it is, or that it is free.
fn kept_or_free(kept: bool) -> OptionSet {
    [kept, !kept].into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn variants_count_what_they_say() {
        let text = include_str!("../../tests/fixtures/ukraine-2025.json");
        let problem = Problem::compile(&Model::from_json(text).expect("a model")).expect("a problem");
        let package = &problem.proposals()[1].package;
        let group: Vec<bool> =
            problem.issues().iter().map(|issue| issue.cluster == problem.cluster_ids().next()).collect();
        let party = PartyId::at(0);
        let inside = problem.reweighted(party, &group, 1, 0).expect("small numbers").utilities(package)[0];
        assert_ne!(inside, 0);
        let reweighted = problem.reweighted(party, &group, 3, 2).expect("small numbers");
        let before = problem.utilities(package);
        let mut expected = before.clone();
        expected[0] = 2 * before[0] + inside;
        assert_eq!(reweighted.utilities(package), expected);
        let other = &problem.proposals()[0].package;
        let same = package.options().iter().zip(other.options().iter()).filter(|(a, b)| a == b).count();
        let mut beside = problem.utilities(other);
        beside.push(same as i64);
        assert_eq!(problem.with_likeness(package).utilities(other), beside);
        assert!(problem.reweighted(party, &group, i64::MAX, 1).is_err());
    }

    #[test]
    fn the_opposite_has_the_negative_utility_of_every_package() {
        let model = Model::from_json(include_str!("../../models/examples/first-steps.json")).expect("a model");
        let problem = Problem::compile(&model).expect("a problem");
        for party in problem.party_ids() {
            let widened = problem.with_opposite(party);
            for first in 0..9 {
                for (second, third) in [(0, 0), (1, 2), (2, 1), (2, 2)] {
                    let package = Package::new([first, second, third].map(OptionId::at));
                    let (own, both) = (problem.utilities(&package), widened.utilities(&package));
                    assert_eq!(both[..2], own[..]);
                    assert_eq!(both[2], -own[party.index()]);
                }
            }
        }
    }
}
