//! What many draws tell: how likely a deal is, which packages are agreed how often, what drives the result.
//!
//! Shares of draws are estimates, and are given with the number of draws behind them. The acceptability of a package is
//! the share of draws in which it is a Nash package (stochastic multicriteria acceptability analysis: Lahdelma and
//! Salminen 2001). What drives a result is told twice: by rank correlation, which has a direction, and by the share of
//! the result's variance that its mean for given values of the number explains (the first-order index of Sobol, by
//! binning), which also sees what rises and falls. The value of knowing a number is how much likelier a proposal would be
//! accepted if it could be chosen after the number is known (Howard 1966).
//!
//! Levels of continuous issues differ from draw to draw. So packages are counted by their options, and where the levels lie
//! is told by quantiles; one of the agreed packages, that with the levels closest to the middle ones, stands for all of them.

use super::histogram::Histogram;
use super::sweep::{Drawn, Sweep};
use crate::exact::Number;
use crate::problem::{Options, Package, PartyId, UncertainId, View};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::collections::HashMap;

/// So many packages are told.
const PACKAGES: usize = 20;
/// Bins for conditional means and choices; each should have this many draws.
const BINS: usize = 16;
const DRAWS_A_BIN: usize = 64;
/// Quantiles of utilities and levels that are told, in hundredths.
const QUANTILES: [usize; 5] = [5, 25, 50, 75, 95];

/// What a sweep has found.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many draws there are.
    pub draws: usize,
    /// In how many there is an agreement.
    pub deals: usize,
    /// How many could not be solved within the limits; they count as no deal.
    pub unsolved: usize,
    /// By proposal of the model, in how many draws it is acceptable.
    pub proposals: Vec<usize>,
    /// The packages that are Nash packages most often; levels apart.
    pub packages: Vec<Acceptability>,
    /// How many different packages are Nash packages in some draw; levels apart.
    pub different: usize,
    /// By continuous issue, its level in the first Nash package of each draw that has one.
    pub levels: Vec<Quantiles>,
    /// By party, its utility: of the Nash package, or without a deal.
    pub utilities: Vec<Quantiles>,
    /// What drives the result: by uncertain number.
    pub drivers: Vec<Driver>,
    /// What it would be worth to know more; none if no package was ever agreed.
    pub information: Option<Information>,
}

/// How often a package is agreed.
#[derive(Clone, Debug)]
pub struct Acceptability {
    /// The package; of those with these options, the one whose levels are closest to the middle ones.
    pub package: Package,
    /// In how many draws it is a Nash package, perhaps with other levels.
    pub nash: usize,
    /// In how many draws it is acceptable, with these levels.
    pub acceptable: usize,
    /// By continuous issue, its level where these options are agreed.
    pub levels: Vec<Quantiles>,
}

/// How a party's utility is distributed, or a level.
#[derive(Clone, Debug)]
pub struct Quantiles {
    /// The mean; approximate.
    pub mean: f64,
    /// Hundredths of draws, and the utility or level that so many do not exceed.
    pub quantiles: Vec<(usize, Number)>,
    /// How many draws lie between round numbers; none of levels, and where all draws have the same.
    pub histogram: Option<Histogram>,
}

/// What an uncertain number does to the result. All shares are estimates.
#[derive(Clone, Debug)]
pub struct Driver {
    /// The number.
    pub uncertain: UncertainId,
    /// Its rank correlation with whether there is a deal.
    pub deal_correlation: f64,
    /// The share of the variance of whether there is a deal that it explains.
    pub deal_share: f64,
    /// By party, its rank correlation with the party's utility.
    pub correlations: Vec<f64>,
    /// By party, the share of the variance of the party's utility that it explains.
    pub shares: Vec<f64>,
}

/// What it would be worth to know a number before a package is proposed.
#[derive(Clone, Debug)]
pub struct Information {
    /// The package that is acceptable most often, of those that are told and the model's proposals.
    pub best: Package,
    /// How likely it is acceptable.
    pub now: f64,
    /// How likely a package could be chosen that is acceptable if everything were known: the share of draws with a deal.
    pub everything: f64,
    /// By uncertain number: how likely the best choice among these packages would be if the number were known.
    pub known: Vec<f64>,
}

impl Sweep {
    /// Sums up outcomes.
    pub fn summary(&self, outcomes: &[Drawn]) -> Summary {
        let parties = self.view().parties();
        let deal = |outcome: &&Drawn| !outcome.agreed.is_empty();
        let (mut packages, different) = self.packages(outcomes);
        let mut candidates: Vec<Package> = packages.iter().map(|found| found.package.clone()).collect();
        for proposal in self.problem().proposals() {
            if !candidates.contains(&proposal.package) {
                candidates.push(proposal.package.clone());
            }
        }
        let accepted = self.accepted(outcomes, &candidates);
        for (at, found) in packages.iter_mut().enumerate() {
            found.acceptable = accepted.iter().filter(|row| row[at]).count();
        }
        let deals: Vec<f64> = outcomes.iter().map(|outcome| f64::from(u8::from(deal(&outcome)))).collect();
        let utilities: Vec<Vec<f64>> =
            (0..parties).map(|party| outcomes.iter().map(|outcome| outcome.rough(party)).collect()).collect();
        let ranked_deals = ranks(&deals);
        let ranked: Vec<Vec<f64>> = utilities.iter().map(|values| ranks(values)).collect();
        let drivers = (self.problem().uncertain_ids())
            .map(|at| {
                let positions: Vec<f64> = outcomes.iter().map(|outcome| self.number(outcome, at).to_f64()).collect();
                let own = ranks(&positions);
                let bins = self.bins(outcomes, at.index());
                Driver {
                    uncertain: at,
                    deal_correlation: correlation(&own, &ranked_deals),
                    deal_share: explained(&bins, &deals),
                    correlations: ranked.iter().map(|values| correlation(&own, values)).collect(),
                    shares: utilities.iter().map(|values| explained(&bins, values)).collect(),
                }
            })
            .collect();
        Summary {
            draws: outcomes.len(),
            deals: outcomes.iter().filter(deal).count(),
            unsolved: outcomes.iter().filter(|outcome| outcome.unsolved).count(),
            proposals: (0..self.problem().proposals().len())
                .map(|at| outcomes.iter().filter(|outcome| outcome.accepted[at]).count())
                .collect(),
            packages,
            different,
            levels: self.levels(&outcomes.iter().filter_map(|outcome| outcome.agreed.first()).collect::<Vec<_>>()),
            utilities: self.problem().party_ids().map(|party| self.quantiles(outcomes, party)).collect(),
            drivers,
            information: self.information(outcomes, &candidates, &accepted),
        }
    }

    /// The packages that are Nash packages most often, and how many there are. Who accepts them is looked at later.
    fn packages(&self, outcomes: &[Drawn]) -> (Vec<Acceptability>, usize) {
        let mut counts: HashMap<&Options, usize> = HashMap::new();
        for outcome in outcomes {
            let mut own: Vec<&Options> = outcome.agreed.iter().map(Package::options).collect();
            // Of equally good levels, one is enough.
            own.sort_unstable();
            own.dedup();
            own.into_iter().for_each(|options| *counts.entry(options).or_default() += 1);
        }
        let different = counts.len();
        let mut packages: Vec<(&Options, usize)> = counts.into_iter().collect();
        packages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        packages.truncate(PACKAGES);
        let found = |(options, nash): (&Options, usize)| {
            let alike =
                outcomes.iter().filter_map(|outcome| outcome.agreed.iter().find(|own| own.options() == options));
            let (package, levels) = match self.problem().has_levels() {
                false => (Package::new(options), Vec::new()),
                true => self.middle(&alike.collect::<Vec<_>>()),
            };
            Acceptability { package, nash, acceptable: 0, levels }
        };
        (packages.into_iter().map(found).collect(), different)
    }

    /// Of packages with the same options the one whose levels are closest to the middle ones, in shares of what levels there
    /// are; and where the levels lie.
    fn middle(&self, packages: &[&Package]) -> (Package, Vec<Quantiles>) {
        let levels = self.levels(packages);
        let median =
            |level: &Quantiles| level.quantiles.iter().find(|(at, _)| *at == 50).map(|(_, level)| level.clone());
        let middle: Vec<Number> = levels.iter().filter_map(median).collect();
        let apart = |package: &&&Package| -> BigRational {
            let pairs = package.levels().iter().zip(&middle).zip(&self.problem().levels().issues);
            pairs.map(|((level, middle), of)| (level.value() - middle.value()).abs() / (&of.max - &of.min)).sum()
        };
        let closest = packages.iter().min_by_key(apart);
        (closest.map_or_else(|| Package::new([]), |package| (*package).clone()), levels)
    }

    /// By continuous issue, where its levels lie in these packages.
    fn levels(&self, packages: &[&Package]) -> Vec<Quantiles> {
        let of = |at: usize| {
            let mut levels: Vec<&Number> = packages.iter().map(|package| &package.levels()[at]).collect();
            levels.sort_unstable();
            let sum: f64 = levels.iter().map(|level| level.to_f64()).sum();
            let quantiles = quantiles(&levels).map(|(at, level)| (at, Number::clone(level))).collect();
            Quantiles { mean: sum / levels.len().max(1) as f64, quantiles, histogram: None }
        };
        (0..self.problem().levels().issues.len()).map(of).collect()
    }

    /// In how many of these outcomes a package is a Nash package, with its levels, and in how many it is acceptable.
    pub fn frequency(&self, outcomes: &[Drawn], package: &Package) -> (usize, usize) {
        let accepted = self.accepted(outcomes, std::slice::from_ref(package));
        let agreed = outcomes.iter().filter(|outcome| outcome.agreed.contains(package));
        (agreed.count(), accepted.iter().filter(|row| row[0]).count())
    }

    /// By outcome, which of these packages are acceptable.
    fn accepted(&self, outcomes: &[Drawn], packages: &[Package]) -> Vec<Vec<bool>> {
        let feasible: Vec<bool> = packages.iter().map(|package| self.view().is_feasible(package)).collect();
        // Rules over utilities move with what is drawn.
        let moving = self.problem().has_moving_consents();
        let mut rows = vec![vec![false; packages.len()]; outcomes.len()];
        let mut at = 0;
        self.again(outcomes, |outcome, view: &View| {
            // Outcomes come in order; those whose numbers cannot be put in are left out.
            while outcomes[at].at != outcome.at {
                at += 1;
            }
            for ((accepted, package), feasible) in rows[at].iter_mut().zip(packages).zip(&feasible) {
                let feasible = if moving { view.is_feasible(package) } else { *feasible };
                *accepted = feasible && view.passes(package);
            }
        });
        rows
    }

    fn quantiles(&self, outcomes: &[Drawn], party: PartyId) -> Quantiles {
        let mut ascending: Vec<&Drawn> = outcomes.iter().collect();
        ascending.sort_unstable_by(|a, b| a.utility(party).cmp(&b.utility(party)));
        let scale = match self.problem().has_levels() {
            true => 1.0,
            false => self.problem()[party].scale.to_f64().unwrap_or(1.0),
        };
        let sum: f64 = ascending.iter().map(|outcome| outcome.rough(party.index())).sum();
        Quantiles {
            mean: sum / ascending.len().max(1) as f64 / scale,
            quantiles: quantiles(&ascending).map(|(at, outcome)| (at, self.utility(outcome, party))).collect(),
            histogram: Histogram::new(&ascending, |outcome| self.utility(outcome, party)),
        }
    }

    /// By outcome, a bin of about equally likely values of an uncertain number; a list of values has a bin for each.
    fn bins(&self, outcomes: &[Drawn], uncertain: usize) -> Vec<usize> {
        let grid = &self.sampler().grids()[uncertain];
        let most = (outcomes.len() / DRAWS_A_BIN).clamp(1, BINS);
        let mut below = 0.0;
        let bins: Vec<usize> = (0..grid.values.len())
            .map(|at| {
                let middle = below + grid.chance(at) / 2.0;
                below += grid.chance(at);
                if grid.values.len() <= most { at } else { ((middle * most as f64) as usize).min(most - 1) }
            })
            .collect();
        outcomes.iter().map(|outcome| bins[usize::from(outcome.draw[uncertain])]).collect()
    }

    fn information(&self, outcomes: &[Drawn], packages: &[Package], accepted: &[Vec<bool>]) -> Option<Information> {
        // Of no draws there are no shares.
        if outcomes.is_empty() {
            return None;
        }
        let all = outcomes.len() as f64;
        let count = |at: usize| accepted.iter().filter(|row| row[at]).count();
        let best = (0..packages.len()).rev().max_by_key(|at| count(*at))?;
        let known = (0..self.sampler().grids().len())
            .map(|uncertain| {
                let bins = self.bins(outcomes, uncertain);
                let mut counts = vec![vec![0usize; packages.len()]; bins.iter().max().map_or(0, |most| most + 1)];
                for (bin, row) in bins.iter().zip(accepted) {
                    counts[*bin].iter_mut().zip(row).for_each(|(count, accepted)| *count += usize::from(*accepted));
                }
                counts.iter().filter_map(|bin| bin.iter().max()).sum::<usize>() as f64 / all
            })
            .collect();
        let deals = outcomes.iter().filter(|outcome| !outcome.agreed.is_empty()).count();
        Some(Information {
            best: packages[best].clone(),
            now: count(best) as f64 / all,
            everything: deals as f64 / all,
            known,
        })
    }
}

impl Drawn {
    /// A party's utility, to be compared with that in other draws.
    fn utility(&self, party: PartyId) -> (Option<&i64>, Option<&Number>) {
        (self.utilities.get(party.index()), self.with_levels.get(party.index()))
    }

    /// About the same in floating point.
    fn rough(&self, party: usize) -> f64 {
        self.with_levels.get(party).map_or_else(|| self.utilities[party] as f64, Number::to_f64)
    }
}

/// Hundredths, and what so many of these do not exceed, which ascend.
fn quantiles<T>(ascending: &[T]) -> impl Iterator<Item = (usize, &T)> {
    let at = |hundredths: usize| (ascending.len() * hundredths).div_ceil(100).saturating_sub(1);
    QUANTILES.into_iter().filter_map(move |hundredths| Some((hundredths, ascending.get(at(hundredths))?)))
}

/// Ranks, equal values with the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let mut to = from;
        while to + 1 < order.len() && values[order[to + 1]] == values[order[from]] {
            to += 1;
        }
        order[from..=to].iter().for_each(|at| ranks[*at] = (from + to) as f64 / 2.0);
        from = to + 1;
    }
    ranks
}

/// The linear correlation; 0 if one of the two is always the same.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        (ab, aa, bb) = (ab + a * b, aa + a * a, bb + b * b);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

/// The share of the variance that the means of bins explain, less what chance alone would.
fn explained(bins: &[usize], values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count.max(1.0);
    let whole: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let mut sums = vec![(0.0, 0.0); bins.iter().max().map_or(0, |most| most + 1)];
    for (bin, value) in bins.iter().zip(values) {
        sums[*bin].0 += value - mean;
        sums[*bin].1 += 1.0;
    }
    let used = sums.iter().filter(|(_, count)| *count > 0.0).count() as f64;
    let between: f64 = sums.iter().filter(|(_, count)| *count > 0.0).map(|(sum, count)| sum * sum / count).sum();
    if whole <= 0.0 || count <= used {
        return 0.0;
    }
    // Of the bins' means, this much is noise.
    let noise = (whole - between).max(0.0) / (count - used) * (used - 1.0);
    ((between - noise) / whole).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
        assert!((correlation(&[1.0, 2.0, 3.0], &[-2.0, -4.0, -6.0]) + 1.0).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[0.0, 5.0]), 0.0);
    }

    #[test]
    fn bins_explain_what_depends_on_them() {
        let bins: Vec<usize> = (0..4000).map(|at| at % 4).collect();
        let all: Vec<f64> = bins.iter().map(|bin| [1.0, 5.0, 2.0, 0.0][*bin]).collect();
        assert!(explained(&bins, &all) > 0.999);
        let none: Vec<f64> = (0..4000).map(|at| f64::from(at * 7919 % 101)).collect();
        assert!(explained(&bins, &none) < 0.01);
    }
}
