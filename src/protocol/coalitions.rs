//! Coalitions that can decide alone: what each would choose by itself, and what they would rather have than what one table chooses.
//!
//! A coalition can decide if its consent is enough by the acceptance rule; the smallest of these are asked. Each chooses by the concept of
//! what its members accept, whatever that is to the others; rules and red lines hold whoever decides. It *blocks* a package if some other
//! one gives each of its members more, and no less than no deal; a package that no coalition blocks is in the core (Gillies 1959). Where all have to agree there is
//! one coalition, and it blocks only what can be improved for everybody.
//!
//! Each is a search. What blocks is told by one package: of those that give each member more, one with the largest product of what they
//! gain beyond the least such gains. With continuous issues "more" has no least amount, and nothing is said.

use super::among::{Among, asking};
use super::together::chosen;
use crate::concept::{Concept, Nash};
use crate::problem::{Package, PartyId, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Stop};

/// So many packages that one table may choose are asked about.
const ASKED: usize = 16;

/// What coalitions that can decide alone would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coalitions {
    /// The smallest coalitions whose consent is enough.
    pub of: Vec<Coalition>,
    /// What one table chooses, and who would rather have something else.
    pub table: Vec<Tabled>,
}

/// A coalition that can decide alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition {
    /// Its members.
    pub members: Vec<PartyId>,
    /// What it chooses; empty if its members cannot agree.
    pub agreements: Vec<Agreement>,
}

/// What one table chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabled {
    /// The package.
    pub agreement: Agreement,
    /// The coalitions that block it.
    pub blocked_by: Vec<Blocking>,
}

/// A coalition that blocks a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocking {
    /// Its members.
    pub members: Vec<PartyId>,
    /// What gives each of them more.
    pub instead: Agreement,
}

impl View<'_> {
    /// What coalitions that can decide alone would do, by a concept. With continuous issues nothing is said.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let found = problem.view().coalitions(&zopa::concept::Nash, &zopa::Limits::default());
    /// assert_eq!(found.of.len(), 1); // both have to agree
    /// assert!(found.table[0].blocked_by.is_empty()); // and neither can be made better off without loss to the other
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn coalitions(&self, concept: &dyn Concept, limits: &Limits) -> Outcome<Coalitions> {
        let mut found = Coalitions::default();
        let stopped = found.find(self, concept, &Budget::new(limits)).err();
        Outcome::new(found, stopped)
    }

    /// A package that gives each of these parties more than this one does and no less than no deal, whatever it is to the others; none if
    /// there is none.
    ///
    /// # Errors
    /// If a limit was met; with continuous issues.
    pub fn better_for_each(
        &self,
        members: &[PartyId],
        package: &Package,
        limits: &Limits,
    ) -> Result<Option<Agreement>, Stop> {
        if self.problem().has_levels() {
            return Err(Stop::Levels);
        }
        let utilities = self.problem().utilities(package);
        let inside: Vec<bool> = self.problem().party_ids().map(|party| members.contains(&party)).collect();
        let mut asked = asking(self, &inside);
        let least = asked.floors();
        for party in members {
            // Nobody joins for what it would refuse itself.
            let more = utilities[party.index()] + 1;
            asked = asked.with_floor(*party, least[party.index()].map_or(more, |least| least.max(more)));
        }
        let found = chosen(&asked, &Among { concept: &Nash, members: inside }, limits)?;
        Ok(found.into_iter().next().map(|one| Agreement::new(self, one.package)))
    }
}

impl Coalitions {
    fn find(&mut self, view: &View, concept: &dyn Concept, budget: &Budget) -> Result<(), Stop> {
        if view.problem().has_levels() {
            return Err(Stop::Levels);
        }
        let parties = |inside: &[bool]| view.problem().party_ids().filter(|at| inside[at.index()]).collect();
        for inside in view.acceptance().deciding() {
            let among = Among { concept, members: inside.clone() };
            let found = chosen(&asking(view, &inside), &among, &budget.left()?)?;
            let agreements = found.into_iter().map(|one| Agreement::new(view, one.package)).collect();
            self.of.push(Coalition { members: parties(&inside), agreements });
        }
        for agreement in chosen(view, concept, &budget.left()?)? {
            if self.table.len() == ASKED {
                return Err(Stop::TooLarge);
            }
            let mut blocked_by = Vec::new();
            for Coalition { members, .. } in &self.of {
                let instead = view.better_for_each(members, &agreement.package, &budget.left()?)?;
                blocked_by.extend(instead.map(|instead| Blocking { members: members.clone(), instead }));
            }
            self.table.push(Tabled { agreement, blocked_by });
        }
        Ok(())
    }
}
