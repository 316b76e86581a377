//! Why there is no agreement: which parties bind, and by how much they are short.
//!
//! A set of parties binds if there would be an agreement when they, and only they, accepted anything; here the smallest
//! such sets. For a party that binds alone, the shortfall is what it lacks at best, when all others accept: that much
//! its disagreement value would have to fall.

use super::conflict::Demands;
use super::{Balance, Element};
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{Package, PartyId, View};
use crate::search::{
    Agreement, Budget, Control, Limits, Outcome, Stop, Structure, acceptable_points, exact_diagrams, least_short,
};
use itertools::Itertools;
use num_rational::Ratio;

/// A smallest set of parties whose consent is missing.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The parties.
    pub parties: Vec<PartyId>,
    /// The package that comes closest: of the points that all others accept, the one with the smallest largest
    /// shortfall of these parties, as a share of what separates their best and worst packages.
    pub closest: Agreement,
}

impl Binding {
    /// What each of the parties gets from the closest package.
    fn lacks(&self) -> Vec<&Number> {
        self.parties.iter().map(|party| &self.closest.utilities[party.index()]).collect()
    }
}

/// Why no package is acceptable.
#[derive(Clone, Debug, Default)]
pub struct NoDeal {
    /// True if the rules and red lines alone leave no package.
    pub infeasible: bool,
    /// The smallest sets of parties that bind, all of one size; empty if the search stopped early.
    pub binding: Vec<Binding>,
    /// Weights that prove it for mixtures of packages too, if there are such weights; not told where utilities follow curves with
    /// names.
    pub balance: Option<Balance>,
}

impl View<'_> {
    /// Whether some package satisfies all rules and red lines.
    ///
    /// # Errors
    /// If a limit was met before that was known.
    pub(super) fn leaves_any(&self, budget: &Budget) -> Result<bool, Stop> {
        match exact_diagrams(self, &Control::new(&budget.left()?)) {
            Ok(structure) => Ok(structure.is_some()),
            Err(Stop::TooLarge) if self.seats().is_some() => Ok(opened(self).agreement(&budget.left()?)?.is_some()),
            Err(stop) => Err(stop),
        }
    }

    /// Explains why there is no agreement. Only meaningful if a search has shown that there is none.
    ///
    /// Where utilities follow curves, those sets of parties are told that bind whatever the curves are, and are short by the same but
    /// for the errors of these; nothing if there may be an agreement within these errors.
    pub fn explain_no_deal(&self, limits: &Limits) -> Outcome<NoDeal> {
        let budget = Budget::new(limits);
        let [easier, harder] = match self.sides() {
            Ok(None) => return self.calculated_no_deal(limits),
            Ok(Some([easier, harder])) => {
                let may_be = budget.left().and_then(|limits| easier.clone().with_floors().agreement(&limits));
                match may_be {
                    Ok(None) => [easier, harder].map(|side| side.calculated_no_deal(&budget.rest())),
                    Ok(Some(_)) => return Outcome::new(NoDeal::default(), Some(Stop::Curves)),
                    Err(stop) => return Outcome::new(NoDeal::default(), Some(stop)),
                }
            }
            Err(stop) => return Outcome::new(NoDeal::default(), Some(stop)),
        };
        let mut stopped = easier.stopped.or(harder.stopped);
        let mut binding: Vec<Binding> = Vec::new();
        for own in &harder.binding {
            let is_same = |other: &&Binding| other.parties == own.parties && other.lacks() == own.lacks();
            if easier.binding.iter().any(|other| is_same(&other)) {
                binding.push(Binding { closest: own.closest.clone().seen_from(self), ..own.clone() });
            }
        }
        if [&easier, &harder].iter().any(|found| found.binding.len() > binding.len()) {
            stopped = stopped.or(Some(Stop::Curves));
        }
        // Weights are of the gains of one side, which count in other units, and show nothing for the other.
        Outcome::new(NoDeal { binding, infeasible: easier.infeasible, balance: None }, stopped)
    }

    fn calculated_no_deal(&self, limits: &Limits) -> Outcome<NoDeal> {
        let mut explanation = NoDeal::default();
        let stopped = self.find_reasons(&Budget::new(limits), &mut explanation).err();
        Outcome::new(explanation, stopped)
    }

    fn find_reasons(&self, budget: &Budget, found: &mut NoDeal) -> Result<(), Stop> {
        // Who asks for less accepts with other beliefs, too.
        if self.asks_for_a_shared_belief() {
            return Err(Stop::MovingRules);
        }
        if self.problem().has_levels() {
            let anything = self.problem().party_ids().fold(self.clone(), View::accepting_anything);
            found.infeasible = anything.agreement(&budget.left()?)?.is_none();
            return if found.infeasible { Ok(()) } else { self.bindings(budget, &mut found.binding) };
        }
        match exact_diagrams(self, &Control::new(&budget.left()?)) {
            Ok(Some(structure)) if self.acceptance().is_unanimous() => {
                found.balance = Balance::find(self, &structure);
            }
            Ok(Some(_)) => {}
            Ok(None) => found.infeasible = true,
            Err(Stop::TooLarge) => found.infeasible = !self.leaves_any(budget)?,
            Err(stop) => return Err(stop),
        }
        if found.infeasible { Ok(()) } else { self.bindings(budget, &mut found.binding) }
    }

    /// The smallest sets of parties that bind.
    fn bindings(&self, budget: &Budget, found: &mut Vec<Binding>) -> Result<(), Stop> {
        let parties = self.parties();
        let acceptances = self.problem().party_ids().map(Element::Acceptance).collect();
        let mut demands = Demands::new(self, acceptances, &[], &budget.left()?);
        for size in 1..=parties {
            for set in (0..parties).combinations(size) {
                if demands.suffices(&set)? {
                    found.extend(self.binding(set.into_iter().map(PartyId::at).collect(), budget)?);
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// The package that comes closest, if only these parties are short.
    fn binding(&self, parties: Vec<PartyId>, budget: &Budget) -> Result<Option<Binding>, Stop> {
        let closest = if let [party] = parties[..] {
            self.clone().with_floors().best_for(party, &budget.left()?)?
        } else if self.problem().has_levels() {
            least_short(self, &parties, &budget.left()?)?
        } else if let Some(ranges) = Ranges::of(self, budget)? {
            let relaxed = parties.iter().fold(self.clone(), |view, party| view.without_floor(*party));
            let frontier = acceptable_points(&relaxed, &Control::new(&budget.left()?))?;
            let gain = |point: &Point, party: PartyId| self.gain(party, point.utilities[party.index()]);
            let worst = |point: &Point| ranges.worst(parties.iter().map(|party| (*party, gain(point, *party))));
            frontier.points.iter().rev().max_by_key(|point| worst(point)).map(|point| Agreement::of(self, point))
        } else {
            None
        };
        Ok(closest.map(|closest| Binding { parties, closest: closest.seen_from(self) }))
    }
}

/// The same where everybody accepts anything.
fn opened<'p>(view: &View<'p>) -> View<'p> {
    let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
    view.problem().party_ids().fold(everybody, View::accepting_anything)
}

/// By party, what separates its best and its worst feasible package; in units of [`View::gain_scale`].
pub(super) struct Ranges(Vec<i64>);

impl Ranges {
    fn of_diagrams(view: &View, structure: &Structure) -> Self {
        let range = |party: PartyId| structure.range(view.problem(), party.index()) * view.multipliers()[party.index()];
        Ranges(view.problem().party_ids().map(range).collect())
    }

    /// None if there is no feasible package.
    ///
    /// # Errors
    /// If a limit was met before that was known.
    pub(super) fn of(view: &View, budget: &Budget) -> Result<Option<Self>, Stop> {
        match exact_diagrams(view, &Control::new(&budget.left()?)) {
            Ok(structure) => return Ok(structure.map(|structure| Ranges::of_diagrams(view, &structure))),
            Err(Stop::TooLarge) if view.seats().is_some() => {}
            Err(stop) => return Err(stop),
        }
        // The most that each party gets, and the most that one gets who wants the opposite.
        let mut ranges = Vec::new();
        for party in view.problem().party_ids() {
            let turned = view.problem().with_opposite(party);
            let opposite = PartyId::at(view.parties());
            let Some(most) = opened(view).best_for(party, &budget.left()?)? else { return Ok(None) };
            let Some(least) = opened(&view.of(&turned)).best_for(opposite, &budget.left()?)? else { return Ok(None) };
            let utility = |package: &Package| view.problem().utilities(package)[party.index()];
            let range = (utility(&most.package) - utility(&least.package)).max(1);
            ranges.push(range * view.multipliers()[party.index()]);
        }
        Ok(Some(Ranges(ranges)))
    }

    /// What separates a party's best from its worst feasible package, in units of [`View::gain_scale`].
    pub(super) fn range(&self, party: PartyId) -> i64 {
        self.0[party.index()]
    }

    /// The smallest of these differences of gains as a share of its party's range: exact.
    pub(super) fn worst(&self, differences: impl Iterator<Item = (PartyId, i64)>) -> Option<Ratio<i128>> {
        let share = |(party, gain): (PartyId, i64)| Ratio::new(i128::from(gain), i128::from(self.0[party.index()]));
        differences.map(share).min()
    }
}
