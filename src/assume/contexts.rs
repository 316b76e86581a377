//! The contexts of a comparison: ways to settle the issues beside those compared, and the utilities in each.

use crate::problem::claims::comparison::{Comparison, Found, Slice};
use crate::problem::{Condition, Constraint, Interaction, IssueId, OptionId, Package, PartyId, Problem, View};

/// So much work is done at most: contexts times the work of one.
pub(super) const WORK: u64 = 1 << 22;

/// The contexts of a comparison, looked at one by one.
pub(super) struct Contexts<'w> {
    pub comparison: &'w Comparison<'w>,
    /// The issues beside those compared that can make a difference.
    pub issues: &'w [IssueId],
    /// By issue of these, the options that may be chosen.
    pub lists: Vec<Vec<OptionId>>,
    /// By issue of these, what holds today.
    pub today: Vec<OptionId>,
    /// The combinations that are compared.
    combinations: Vec<Vec<OptionId>>,
    /// Whether a combination may be chosen at all.
    open: Vec<bool>,
    /// By issue of these, the constraints of which it is the last; then those of the issues compared.
    constraints: Vec<Vec<&'w Constraint>>,
    problem: &'w Problem,
    /// By party of the comparison.
    interactions: Vec<Vec<&'w Interaction>>,
    /// By party of the comparison and combination, what the options are worth by themselves.
    alone: Vec<Vec<i64>>,
    /// By issue of the problem, the option that is looked at.
    options: Vec<OptionId>,
    feasible: Vec<bool>,
    utilities: Vec<Vec<i64>>,
    /// The utilities of the whole package that is looked at.
    whole: Vec<i64>,
}

impl<'w> Contexts<'w> {
    pub fn new(view: &'w View, comparison: &'w Comparison<'w>, context: &'w [IssueId], given: &Condition) -> Self {
        let problem = view.problem();
        let admitted = |issue: &IssueId| {
            let set = given.0.iter().find(|(other, _)| other == issue).map(|(_, set)| set);
            let options = view.options(*issue).filter(|option| set.is_none_or(|set| set[option.index()]));
            options.collect::<Vec<OptionId>>()
        };
        let own = &comparison.issues;
        // Too many to be looked at are not made.
        let combinations = match comparison.width {
            Some(width) if width <= WORK => comparison.pattern.combinations(),
            _ => Vec::new(),
        };
        let allowed: Vec<Vec<OptionId>> = own.iter().map(admitted).collect();
        let open =
            |combination: &Vec<OptionId>| combination.iter().zip(&allowed).all(|(option, own)| own.contains(option));
        let mut constraints: Vec<Vec<&Constraint>> = vec![Vec::new(); context.len() + 1];
        for (_, constraint) in view.constraints() {
            let scope = constraint.scope();
            let last = scope.iter().filter_map(|issue| context.iter().position(|other| other == issue)).max();
            match last {
                _ if scope.iter().any(|issue| own.contains(issue)) => constraints[context.len()].push(constraint),
                Some(last) => constraints[last].push(constraint),
                // It speaks of issues that make no difference.
                None => {}
            }
        }
        let touching = |party: &PartyId| {
            let theirs = problem.interactions().iter().filter(|interaction| interaction.party == *party);
            theirs.filter(|i| i.scope().iter().any(|issue| own.contains(issue))).collect::<Vec<&Interaction>>()
        };
        let worth = |party: &PartyId| {
            let worth = |combination: &Vec<OptionId>| {
                let options = own.iter().zip(combination);
                options.map(|(issue, option)| problem.worth(party.index(), issue.index(), *option)).sum::<i64>()
            };
            combinations.iter().map(worth).collect::<Vec<i64>>()
        };
        let alone: Vec<Vec<i64>> = comparison.parties.iter().map(worth).collect();
        Contexts {
            problem,
            comparison,
            issues: context,
            lists: context.iter().map(admitted).collect(),
            today: context.iter().map(|issue| problem[*issue].today()).collect(),
            open: combinations.iter().map(open).collect(),
            constraints,
            interactions: comparison.parties.iter().map(touching).collect(),
            options: super::scope::today(problem).options().to_vec(),
            feasible: vec![false; combinations.len()],
            utilities: alone.clone(),
            whole: Vec::new(),
            alone,
            combinations,
        }
    }

    /// How many combinations a context has.
    pub fn width(&self) -> u64 {
        self.combinations.len() as u64
    }

    /// Settles an issue of the context, once those before it are settled; false if constraints exclude it.
    pub fn settle(&mut self, depth: usize, option: OptionId) -> bool {
        self.options[self.issues[depth].index()] = option;
        let options = &self.options;
        self.constraints[depth].iter().all(|constraint| constraint.allows(|issue| options[issue.index()]))
    }

    /// The options of the context.
    pub fn chosen(&self) -> Vec<OptionId> {
        self.issues.iter().map(|issue| self.options[issue.index()]).collect()
    }

    /// The utilities in the context that is settled.
    pub fn slice(&mut self) -> Slice<'_> {
        for (at, combination) in self.combinations.iter().enumerate() {
            for (issue, option) in self.comparison.issues.iter().zip(combination) {
                self.options[issue.index()] = *option;
            }
            let options = &self.options;
            let last = &self.constraints[self.issues.len()];
            self.feasible[at] = self.open[at] && last.iter().all(|c| c.allows(|issue| options[issue.index()]));
            for (party, interactions) in self.interactions.iter().enumerate() {
                let linked: i64 = interactions.iter().map(|i| i.value(|issue| options[issue.index()])).sum();
                self.utilities[party][at] = self.alone[party][at] + linked;
            }
            // Below a ceiling it depends on everything that the party values what an option adds.
            for (at_party, party) in self.comparison.parties.iter().enumerate() {
                if self.problem.ceiling(*party).is_some() {
                    self.problem.utilities_into(&self.options, &mut self.whole);
                    self.utilities[at_party][at] = self.whole[party.index()];
                }
            }
        }
        Slice { feasible: &self.feasible, utilities: &self.utilities }
    }

    /// The packages of a violation: its combinations in its context, all else as `rest` has it.
    pub fn packages(&self, chosen: &[OptionId], found: &Found, rest: &Package) -> Vec<Package> {
        let mut options = rest.options().to_vec();
        self.issues.iter().zip(chosen).for_each(|(issue, option)| options[issue.index()] = *option);
        let package = |at: &usize| {
            let mut options = options.clone();
            let own = self.comparison.issues.iter().zip(&self.combinations[*at]);
            own.for_each(|(issue, option)| options[issue.index()] = *option);
            Package::new(options)
        };
        found.combinations.iter().map(package).collect()
    }
}
