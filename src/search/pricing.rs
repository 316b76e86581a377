//! The best feasible package for weights of gains: what column generation asks, answered exactly.
//!
//! A mixture of packages is best if, for the right weights, no package is better than those it consists of. So whoever
//! looks for mixtures needs one question answered, whatever the number of packages: which is best for these weights?
//! Along decision diagrams that is one pass in integers; with ceilings, it is a search along them. Where issues are linked
//! too tightly for diagrams, branch and bound answers it; where there are continuous issues, `levels/pricing.rs`. Floors play no part: a package that somebody would refuse may well be in a mixture.

use super::boxes::{self, Landscape};
use super::choose::setting;
use super::cuts::{Weights, cut};
use super::direct::{self, Ground};
use super::eliminate::{Query, Target, eliminate_with};
use super::levels::Market;
use super::limits::{Control, Stop};
use super::solve::ARCS;
use super::structure::Structure;
use super::weights::{self, Support};
use crate::concept::{Concept, Shape, WeightedSum};
use crate::frontier::Point;
use crate::problem::{Corners, Package, PartyId, View};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Answers which package is best.
pub(crate) struct Pricing<'a, 'p, 'c> {
    view: &'a View<'p>,
    /// The same, but everybody accepts anything.
    open: View<'p>,
    structure: Option<Structure>,
    /// Where there is none, and utilities are sums over boxes.
    landscape: Option<Landscape>,
    /// Where there are continuous issues.
    levels: Option<Market<'a, 'c>>,
    control: &'a Control<'c>,
}

impl<'a, 'p, 'c> Pricing<'a, 'p, 'c> {
    /// Prepares for questions about a view, with its corners if it has continuous issues; none if it has no feasible package.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn new(
        view: &'a View<'p>,
        corners: Option<&'a Corners>,
        control: &'a Control<'c>,
    ) -> Result<Option<Self>, Stop> {
        let parties = view.parties();
        let everybody = view.clone().with_consent_of(&vec![true; parties]);
        let open = view.problem().party_ids().fold(everybody, View::accepting_anything);
        if let Some(corners) = corners {
            let market = Market::new(view, corners, control)?;
            return Ok(market.map(|market| Pricing {
                view,
                open,
                structure: None,
                landscape: None,
                levels: Some(market),
                control,
            }));
        }
        let structure = match Structure::build_within(view, ARCS, control) {
            Ok(Some(structure)) => Some(structure),
            Ok(None) => return Ok(None),
            Err(Stop::TooLarge) => None,
            Err(stop) => return Err(stop),
        };
        let landscape = if structure.is_none() { boxes::landscape(&open).filter(Landscape::is_wide) } else { None };
        let pricing = Pricing { view, open, structure, landscape, levels: None, control };
        if pricing.structure.is_none() && pricing.searched(&vec![BigInt::from(1); parties])?.is_none() {
            return Ok(None);
        }
        Ok(Some(pricing))
    }

    /// The view that is asked about.
    pub(crate) fn view(&self) -> &'a View<'p> {
        self.view
    }

    fn ground(&self) -> Ground<'_> {
        match (&self.structure, &self.landscape) {
            (Some(structure), _) => Ground::Diagrams(structure),
            (None, Some(landscape)) => Ground::Boxes(landscape),
            (None, None) => Ground::Links,
        }
    }

    /// Looks at the clock.
    ///
    /// # Errors
    ///
    /// If it is time to stop.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        self.control.check()
    }

    /// A feasible package with the largest weighted sum of gains, for weights of at least 0.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn best(&self, weights: &[BigInt]) -> Result<Package, Stop> {
        self.control.examined(1)?;
        self.control.check()?;
        if let Some(market) = &self.levels {
            return market.best(weights)?.ok_or(Stop::TooLarge);
        }
        match &self.structure {
            Some(structure) if self.view.problem().ceilings().is_empty() => {
                Ok(structure.best_package(self.view, weights))
            }
            _ => self.searched(weights)?.ok_or(Stop::TooLarge),
        }
    }

    /// The same by search, which knows of ceilings; none if there is no feasible package.
    fn searched(&self, weights: &[BigInt]) -> Result<Option<Package>, Stop> {
        let view = &self.open;
        let parties = view.parties();
        let in_units =
            |(party, weight): (usize, &BigInt)| BigRational::from(weight * view.gain_scale(PartyId::at(party))).into();
        let Some(sum) = WeightedSum::new(weights.iter().enumerate().map(in_units).collect()) else {
            return Err(Stop::TooLarge);
        };
        // The ideal point plays no part in a sum.
        let objective = sum.objective(&setting(view, &vec![true; parties], &vec![0; parties]));
        let found = direct::best(view, self.ground(), &*objective, false, self.control).ok_or(Stop::TooLarge)?;
        match found.stop {
            Some(stop) => Err(stop),
            // Where nothing is better than the package it has heard of, the search meets no other.
            None => Ok(found.incumbent.so_far().into_iter().next().map(|point| point.package)),
        }
    }

    /// The package that is best for a party, and of those the best for the other one of two.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn extreme(&self, party: usize) -> Result<Package, Stop> {
        let Some(market) = &self.levels else {
            // A unit of the party's own gain outweighs all that separates any two packages for the other one.
            let own = self.range(1 - party) * 4u32;
            return self.best(&if party == 0 { [own, 1.into()] } else { [1.into(), own] });
        };
        let mut floors = vec![None; 2];
        let best = market.best_above(party, &floors)?.ok_or(Stop::TooLarge)?;
        let id = PartyId::at(party);
        floors[party] = Some(self.view.gains_of(&best)[party].value() * BigRational::from(self.view.gain_scale(id)));
        market.best_above(1 - party, &floors)?.ok_or(Stop::TooLarge)
    }

    /// A bound on a party's gains: at least 1.
    pub(crate) fn range(&self, party: usize) -> BigInt {
        match &self.levels {
            Some(market) => market.range(party).max(1.into()),
            None => BigInt::from(self.view.problem().reach(party).max(1)) * self.view.multipliers()[party],
        }
    }

    /// A feasible package that gives every party at least these gains, if there may be one with exactly these; none if there is
    /// none.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn at_least(&self, gains: &[BigRational]) -> Result<Option<Package>, Stop> {
        if let Some(market) = &self.levels {
            return market.best_above(0, &gains.iter().cloned().map(Some).collect::<Vec<_>>());
        }
        let whole = |gain: &BigRational| gain.is_integer().then(|| gain.to_integer().to_i64()).flatten();
        let Some(gains) = gains.iter().map(whole).collect::<Option<Vec<i64>>>() else { return Ok(None) };
        let parties = self.view.parties();
        let view = self.view.clone().with_gains_of_at_least(&gains);
        let objective = direct::GainOf { party: 0, parties };
        let found = direct::best(&view, self.ground(), &objective, false, self.control).ok_or(Stop::TooLarge)?;
        match found.stop {
            Some(stop) => Err(stop),
            None => Ok(found.incumbent.so_far().into_iter().next().map(|point| point.package)),
        }
    }

    /// The feasible package with the largest gain of a party, of those that give every party with a floor at least that much; in units
    /// of the view's scale. None if there is none.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn most(&self, party: usize, floors: &[Option<BigRational>]) -> Result<Option<Package>, Stop> {
        self.control.check()?;
        if let Some(market) = &self.levels {
            return market.best_above(party, floors);
        }
        let Some(view) = self.above(floors)? else { return Ok(None) };
        let objective = direct::GainOf { party, parties: self.view.parties() };
        let found = direct::best(&view, self.ground(), &objective, false, self.control).ok_or(Stop::TooLarge)?;
        match found.stop {
            Some(stop) => Err(stop),
            None => Ok(found.incumbent.so_far().into_iter().next().map(|point| point.package)),
        }
    }

    /// All that gives a party as much as [`most`](Self::most): by different gains, the first package, in descending order of
    /// utilities; empty if there is none. None if that is not known after so much work, or is more than so many points, or
    /// if it is not asked along diagrams.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn all_most(
        &self,
        party: usize,
        floors: &[Option<BigRational>],
        points: usize,
        work: u64,
    ) -> Result<Option<Vec<Package>>, Stop> {
        self.control.check()?;
        if self.structure.is_none() {
            return Ok(None);
        }
        let Some(view) = self.above(floors)? else { return Ok(Some(Vec::new())) };
        let objective = direct::GainOf { party, parties: self.view.parties() };
        let all = |control: &Control| direct::best(&view, self.ground(), &objective, true, control);
        let Some(found) = self.control.keeping(points, work, all) else { return Ok(None) };
        match found.stop {
            // Limits of the whole are told from those of this part.
            Some(Stop::PointLimit | Stop::TooLarge) => self.control.check().map(|()| None),
            Some(stop) => Err(stop),
            None => {
                let packages = |points: Vec<Point>| points.into_iter().map(|point| point.package).collect();
                Ok(found.incumbent.all().map(packages))
            }
        }
    }

    /// The question to who asks for these gains, in units of the view's scale; none if it is more than anything gives.
    fn above(&self, floors: &[Option<BigRational>]) -> Result<Option<View<'p>>, Stop> {
        let parties = self.view.parties();
        let mut view = self.view.clone().with_consent_of(&vec![true; parties]);
        let mut gains = vec![0; parties];
        for (at, floor) in floors.iter().enumerate() {
            let Some(floor) = floor else {
                view = view.accepting_anything(PartyId::at(at));
                continue;
            };
            // No gain is further from 0.
            let beside = BigInt::from(self.view.gain(PartyId::at(at), 0).unsigned_abs());
            let (floor, most) = (floor.ceil().to_integer(), self.range(at) + beside);
            if floor > most {
                return Ok(None);
            }
            view = view.with_floor_of(PartyId::at(at));
            gains[at] = floor.max(-most).to_i64().ok_or(Stop::TooLarge)?;
        }
        Ok(Some(view.with_gains_of_at_least(&gains)))
    }

    /// By different gains, the first of the feasible packages whose weighted sum is the largest there is, for positive
    /// weights: all packages that a mixture with that sum can consist of.
    ///
    /// # Errors
    ///
    /// If a limit was met, or if more than `points` would have to be kept at once; with levels, there may be no end of them.
    pub(crate) fn all_best(&self, weights: &[BigInt], points: usize) -> Result<Vec<Package>, Stop> {
        if self.levels.is_some() {
            return Err(Stop::Levels);
        }
        let structure = self.structure.as_ref().ok_or(Stop::TooLarge)?;
        let view = &self.open;
        let weighed = |package: &Package| {
            let gains = view.gains(&view.problem().utilities(package));
            weights.iter().zip(gains).map(|(weight, gain)| weight * gain).sum::<BigInt>()
        };
        let most = weighed(&self.best(weights)?);
        let cut = cut(view, &Weights::of_sums(weights.to_vec()), &most).ok_or(Stop::TooLarge)?;
        let query = Query { cuts: vec![cut], ..Query::of(Target::Acceptable, points.min(self.control.points)) };
        let found = eliminate_with(view, structure, query, self.control)?;
        Ok(found.points.into_iter().map(|point| point.package).filter(|package| weighed(package) == most).collect())
    }

    /// What column generation in floating point ends with, for a score of this shape.
    ///
    /// # Errors
    ///
    /// If a limit was met.
    pub(crate) fn propose(&self, shape: &Shape) -> Result<Support, Stop> {
        if let Some(market) = &self.levels {
            return market.propose(shape);
        }
        let ground = self.ground();
        Ok(weights::for_shape(self.view, &|weights| ground.about_best(self.view, weights), shape, None, &[]))
    }
}
