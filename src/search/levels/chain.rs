//! The frontier of two parties for fixed options: a chain of vertices.
//!
//! In a region everything is linear, so that what two parties can gain together is a convex polygon. Its upper right side
//! is found by halving: between two known vertices, the weights for which both are equally good find the vertex that is
//! farthest above the line through them, or prove that there is none (Aneja and Nair). Every step is an exact linear
//! programme.

use super::cell::{gains_at, largest, require, require_floors, weighted};
use super::region::{Region, regions};
use crate::lp::Programme;
use crate::problem::{OptionId, View};
use crate::search::{Control, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A vertex: what the two parties gain, and by which levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Vertex {
    pub gains: [BigRational; 2],
    pub levels: Vec<BigRational>,
}

/// A chain has no more vertices than this; longer ones are not followed.
const MOST_VERTICES: usize = 1 << 12;

/// For each region of these options, the vertices of its frontier, from the first party's best to the second's.
pub(super) fn chains(
    view: &View,
    options: &[OptionId],
    floors: &[Option<BigRational>],
    control: &Control,
) -> Result<Vec<Vec<Vertex>>, Stop> {
    let mut chains = Vec::new();
    for region in regions(view, options, control)? {
        control.check()?;
        let mut programme = region.programme.clone();
        require_floors(&mut programme, &region.gains, floors);
        let polygon = Polygon { view, options, region: &region, programme };
        if let Some(chain) = polygon.chain(control)? {
            chains.push(chain);
        }
    }
    control.check()?;
    Ok(chains)
}

struct Polygon<'p> {
    view: &'p View<'p>,
    options: &'p [OptionId],
    region: &'p Region,
    programme: Programme,
}

impl Polygon<'_> {
    /// None if no levels are allowed.
    fn chain(&self, control: &Control) -> Result<Option<Vec<Vertex>>, Stop> {
        let (Some(first), Some(last)) = (self.best_for(0), self.best_for(1)) else { return Ok(None) };
        let mut chain = vec![first];
        // Ends still to be reached, the nearest on top.
        let mut ahead = vec![last];
        while let (Some(from), Some(to)) = (chain.last(), ahead.last()) {
            control.check()?;
            if from.gains == to.gains {
                ahead.pop();
                continue;
            }
            let units = [&to.gains[1] - &from.gains[1], &from.gains[0] - &to.gains[0]];
            let line = |gains: &[BigRational; 2]| &units[0] * &gains[0] + &units[1] * &gains[1];
            let between = self.farthest(&units).filter(|vertex| line(&vertex.gains) > line(&from.gains));
            match between {
                Some(vertex) => ahead.push(vertex),
                None => chain.extend(ahead.pop()),
            }
            if chain.len() + ahead.len() > MOST_VERTICES {
                return Err(Stop::TooLarge);
            }
        }
        Ok(Some(chain))
    }

    fn farthest(&self, units: &[BigRational; 2]) -> Option<Vertex> {
        let (_, z) = largest(&self.programme, &weighted(&self.region.gains, units))?;
        Some(self.vertex(&z))
    }

    /// The best for one party, and of these the best for the other.
    fn best_for(&self, party: usize) -> Option<Vertex> {
        let (most, _) = largest(&self.programme, &self.region.gains[party])?;
        let mut programme = self.programme.clone();
        require(&mut programme, &self.region.gains[party], &most);
        let (_, z) = largest(&programme, &self.region.gains[1 - party])?;
        Some(self.vertex(&z))
    }

    fn vertex(&self, z: &[BigRational]) -> Vertex {
        let levels = self.region.levels(z);
        let gains = gains_at(self.view, self.options, &levels);
        let gain = |party: usize| gains.get(party).cloned().unwrap_or_default();
        Vertex { gains: [gain(0), gain(1)], levels }
    }
}

/// The point at a share of the way between two vertices.
pub(super) fn between(from: &Vertex, to: &Vertex, share: &BigRational) -> Vertex {
    if share.is_zero() {
        return from.clone();
    }
    if *share == BigRational::one() {
        return to.clone();
    }
    debug_assert!(!share.is_negative());
    let blend = |from: &BigRational, to: &BigRational| from + (to - from) * share;
    Vertex {
        gains: [blend(&from.gains[0], &to.gains[0]), blend(&from.gains[1], &to.gains[1])],
        levels: from.levels.iter().zip(&to.levels).map(|(from, to)| blend(from, to)).collect(),
    }
}
