//! The packages that tactics talk about: listed once, and ranked by each party.
//!
//! Each package stands for itself, also where others are worth the same to everybody, since a tactic may go from one to the next. They
//! stand in the order in which the model declares their options; a party ranks what it accepts, the best first, and what is equally good
//! to it in that order.

use crate::problem::{OptionId, Over, Package, PartyId, View};
use crate::search::{Control, Limits, Status, Stop, Target, each_of};
use num_bigint::BigInt;
use num_rational::BigRational;

/// Diagrams of the packages that are listed may have so many choices.
const ARCS: usize = 1 << 18;
/// So many steps may be taken to list them.
const STEPS: u64 = 1 << 23;
/// So many are listed.
pub(super) const LISTED: usize = 1 << 20;

/// The packages that are talked about.
#[derive(Clone, Debug)]
pub struct Packages {
    packages: Vec<Package>,
    /// By package and party, its gain in whole numbers.
    gains: Vec<i64>,
    rankings: Vec<Ranking>,
}

/// What a party accepts, in its order.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    /// The packages, the best first.
    pub order: Vec<u32>,
    /// Its gain from each.
    pub gains: Vec<i64>,
    /// The least that it asks for: no deal, or what is worst on the table if that is better.
    pub least: i64,
    /// By how much its gains are larger than in the author's units.
    pub scale: BigInt,
}

impl Packages {
    /// Lists them.
    ///
    /// # Errors
    /// If a limit was met; with continuous issues; if there are too many.
    pub fn list(view: &View, over: Over, limits: &Limits) -> Result<Self, Stop> {
        let problem = view.problem();
        if problem.has_levels() {
            return Err(Stop::Levels);
        }
        let control = Control::new(limits);
        let parties = view.parties();
        let room = control.room(LISTED, 64 + 24 * parties + problem.bytes_of_options());
        let mut found: Vec<(Package, Vec<i64>)> = Vec::new();
        if over == Over::Frontier {
            let answer = view.clone().search().limits(limits.clone()).frontier(Target::Acceptable);
            if let Status::Stopped(stop) = answer.status {
                return Err(stop);
            }
            let points = answer.frontier.points.into_iter();
            found
                .extend(points.map(|point| (point.package, view.gains(&point.utilities))).take(room.saturating_add(1)));
        } else {
            let asked = match over {
                Over::Feasible => problem.party_ids().fold(view.clone(), View::without_floor),
                _ => view.clone(),
            };
            let mut visit = |options: &[OptionId], utilities: &[i64]| {
                if found.len() <= room {
                    found.push((Package::new(options), view.gains(utilities)));
                }
            };
            if !each_of(&asked, Some(ARCS), STEPS, &control, &mut visit)? {
                return Err(Stop::TooLarge);
            }
        }
        if found.len() > room {
            return Err(Stop::TooLarge);
        }
        found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let rankings = problem.party_ids().map(|party| Ranking::new(view, party, &found)).collect();
        let gains = found.iter().flat_map(|(_, gains)| gains.iter().copied()).collect();
        Ok(Packages { packages: found.into_iter().map(|(package, _)| package).collect(), gains, rankings })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packages.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The package at a place.
    pub fn package(&self, at: usize) -> &Package {
        &self.packages[at]
    }

    /// By party, what it gains from the package at a place, in the author's units.
    pub fn gains(&self, at: usize) -> Vec<BigRational> {
        let own =
            |(party, ranking): (usize, &Ranking)| BigRational::new(self.gain(at, party).into(), ranking.scale.clone());
        self.rankings.iter().enumerate().map(own).collect()
    }

    /// Whether some package is as good to a party as another one that it accepts.
    pub fn is_indifferent(&self, party: PartyId) -> bool {
        self.rankings[party.index()].gains.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// What a party gains from a package, in whole numbers.
    pub(super) fn gain(&self, at: usize, party: usize) -> i64 {
        self.gains[at * self.rankings.len() + party]
    }

    pub(super) fn ranking(&self, party: PartyId) -> &Ranking {
        &self.rankings[party.index()]
    }
}

impl Ranking {
    fn new(view: &View, party: PartyId, found: &[(Package, Vec<i64>)]) -> Self {
        let all = view.is_floorless(party);
        let own = |at: u32| found[at as usize].1[party.index()];
        let mut order: Vec<u32> = (0..found.len() as u32).filter(|at| all || own(*at) >= 0).collect();
        order.sort_by_key(|at| std::cmp::Reverse(own(*at)));
        let gains: Vec<i64> = order.iter().map(|at| own(*at)).collect();
        let least = gains.last().copied().filter(|_| order.len() == found.len()).unwrap_or_default();
        Ranking { order, gains, least, scale: view.gain_scale(party) }
    }

    /// The first place that is as good as this one.
    pub(super) fn first_alike(&self, place: usize) -> usize {
        let own = self.gains[place];
        self.gains.partition_point(|gain| *gain > own)
    }

    /// The last place, of the first that are alike, at which the gain is at least this; the best if there is none.
    pub(super) fn reaching(&self, demand: &BigRational) -> usize {
        let demand = demand.ceil().to_integer();
        self.last(|gain| BigInt::from(gain) >= demand)
    }

    /// The last place, of the first that are alike, at which this is true of the gain, as of all that are better; else the best.
    pub(super) fn last(&self, holds: impl Fn(i64) -> bool) -> usize {
        let count = self.gains.partition_point(|gain| holds(*gain));
        self.first_alike(count.saturating_sub(1))
    }
}
