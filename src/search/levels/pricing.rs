//! The best options and levels for weights of gains, whatever anybody accepts: what looking for mixtures of packages asks
//! (`search/pricing.rs`), answered exactly.
//!
//! Where no rule over levels is in force and nobody has a ceiling, a corner is a package, and a weighted sum is largest at one:
//! a pass along the diagrams finds it. Else the sum is searched for like that of any concept.

use super::ask::first;
use super::best::best_for;
use super::cell::Ask;
use super::ground::Ground;
use super::hunt::Hunt;
use crate::concept::{Measure, Shape};
use crate::problem::{Corners, Package, PartyId, View};
use crate::search::weights::{Guide, Support};
use crate::search::{Control, Stop};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};

/// Prices packages with levels, for weights of gains in units of the view's scale.
pub(in crate::search) struct Market<'g, 'c> {
    ground: Ground<'g>,
    control: &'g Control<'c>,
    /// By continuous issue, the levels of its corners.
    bends: Vec<Vec<BigRational>>,
    /// Whether every corner is a package.
    open: bool,
    /// By party, by how much finer its scale is at the corners.
    finer: Vec<BigInt>,
}

impl<'g, 'c> Market<'g, 'c> {
    /// None if nothing is feasible.
    pub(in crate::search) fn new(
        view: &'g View<'g>,
        corners: &'g Corners,
        control: &'g Control<'c>,
    ) -> Result<Option<Self>, Stop> {
        let Some(ground) = Ground::new(view, corners, control)? else { return Ok(None) };
        let problem = view.problem();
        let finer = problem.party_ids().map(|party| ground.view.gain_scale(party) / view.gain_scale(party)).collect();
        let bends = problem.level_ids().map(|level| view.bends(level)).collect();
        let open = view.level_rules().next().is_none() && problem.ceilings().is_empty();
        let market = Market { ground, control, bends, open, finer };
        let any = open || market.best(&vec![BigInt::one(); view.parties()])?.is_some();
        Ok(any.then_some(market))
    }

    /// A feasible package with the largest weighted sum of gains; none if nothing is feasible.
    pub(in crate::search) fn best(&self, weights: &[BigInt]) -> Result<Option<Package>, Stop> {
        let parties = self.ground.asked.problem().party_ids();
        if self.open {
            let common = self.finer.iter().fold(BigInt::one(), |common, finer| common.lcm(finer));
            let weights: Vec<BigInt> = weights.iter().zip(&self.finer).map(|(w, finer)| w * &common / finer).collect();
            return Ok(Some(self.package(&self.ground.structure.best_package(&self.ground.view, &weights))));
        }
        let unit = |(party, weight): (PartyId, &BigInt)| (weight * self.ground.asked.gain_scale(party)).into();
        let measure = Measure::Sum(parties.zip(weights).map(unit).collect());
        let found = Hunt::new(&self.ground, &vec![None; weights.len()], self.control).maximise(&measure, false);
        let best = found.best.into_iter().next();
        let package =
            |(options, optimum): (Vec<_>, super::cell::Optimum)| Package::new(options).with_levels(optimum.levels);
        found.stop.map_or(Ok(best.map(package)), Err)
    }

    /// The package that is best for a party, of those that give every party with a floor at least that much; none if there is
    /// none.
    pub(in crate::search) fn best_above(
        &self,
        party: usize,
        floors: &[Option<BigRational>],
    ) -> Result<Option<Package>, Stop> {
        let asked = self.ground.asked;
        let in_units = |(party, floor): (PartyId, &Option<BigRational>)| {
            Some(floor.as_ref()? / BigRational::from(asked.gain_scale(party)))
        };
        let floors: Vec<Option<BigRational>> = asked.problem().party_ids().zip(floors).map(in_units).collect();
        let measure = Measure::gain_of(party, floors.len());
        let found = Hunt::new(&self.ground, &floors, self.control).maximise(&measure, false);
        first(asked, found, &Ask { measure: &measure, floors: &floors }, self.control)
    }

    /// What column generation in floating point ends with, for a score of this shape: packages, and how much of each.
    pub(in crate::search) fn propose(&self, shape: &Shape) -> Result<Support, Stop> {
        let (ground, asked) = (&self.ground, self.ground.asked);
        let finer = |seat: usize| self.finer.get(seat).and_then(BigInt::to_f64).unwrap_or(1.0);
        let seats = 0..ground.view.parties();
        let ranges: Vec<f64> = seats.clone().map(|seat| ground.range(seat) / finer(seat)).collect();
        let guide = shape.measure().map_or_else(|| Guide::Sum(Vec::new()), |measure| Guide::of(&measure));
        // Whoever is not raised must not lose; and a rule must hold.
        let floored = |seat: usize| seat >= asked.parties() || matches!(guide, Guide::Sum(_));
        let floors: Vec<Option<f64>> = seats.map(|seat| floored(seat).then_some(0.0)).collect();
        let found = ground.support(&guide.in_shares(&ranges), &floors, !self.open);
        if self.open {
            let packages = found.packages.iter().map(|corner| self.package(corner)).collect();
            return Ok(Support { packages, ..found });
        }
        let weights = asked.problem().party_ids().zip(found.weights.iter().zip(&found.above));
        let unit = |(party, (sum, above)): (PartyId, (&BigInt, &BigInt))| {
            ((sum + above) * ground.view.gain_scale(party)).into()
        };
        let measure = Measure::Sum(weights.map(unit).collect());
        let ask = Ask { measure: &measure, floors: &vec![None; asked.parties()] };
        let mut packages = Vec::new();
        for corner in &found.packages {
            let options = ground.without_levels(&corner.options().to_vec());
            let best = best_for(asked, &options, &ask, self.control)?;
            packages.extend(best.map(|best| Package::new(options).with_levels(best.levels)));
        }
        Ok(Support { packages, ..found })
    }

    /// A bound on a party's gains.
    pub(in crate::search) fn range(&self, party: usize) -> BigInt {
        let view = &self.ground.view;
        (BigInt::from(view.problem().reach(party)) * view.multipliers()[party]).div_ceil(&self.finer[party])
    }

    /// The package that a corner is.
    fn package(&self, corner: &Package) -> Package {
        let options = corner.options().to_vec();
        let levels = self.ground.asked.problem().levels().issues.iter().zip(&self.bends);
        let levels = levels.map(|(level, bends)| bends[options[level.issue.index()].index()].clone());
        Package::new(self.ground.without_levels(&options)).with_levels(levels)
    }
}
