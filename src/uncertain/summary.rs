//! What many draws tell: how likely a deal is, which packages are agreed how often, what drives the result.
//!
//! Shares of draws are estimates, and are given with the number of draws behind them. The acceptability of a package is
//! the share of draws in which it is a Nash package (stochastic multicriteria acceptability analysis: Lahdelma and
//! Salminen 2001). What drives a result is told twice: by rank correlation, which has a direction, and by the share of
//! the result's variance that its mean for given values of the number explains (the first-order index of Sobol, by
//! binning), which also sees what rises and falls. The value of knowing a number is how much likelier a proposal would be
//! accepted if it could be chosen after the number is known (Howard 1966).

use super::sweep::{Drawn, Sweep};
use crate::exact::Number;
use crate::problem::{Package, PartyId, UncertainId, View};
use num_traits::ToPrimitive;
use std::collections::HashMap;

/// So many packages are told.
const PACKAGES: usize = 20;
/// Bins for conditional means and choices; each should have this many draws.
const BINS: usize = 16;
const DRAWS_A_BIN: usize = 64;
/// Quantiles of utilities that are told, in hundredths.
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
    /// The packages that are Nash packages most often.
    pub packages: Vec<Acceptability>,
    /// How many different packages are Nash packages in some draw.
    pub different: usize,
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
    /// The package.
    pub package: Package,
    /// In how many draws it is a Nash package.
    pub nash: usize,
    /// In how many draws it is acceptable.
    pub acceptable: usize,
}

/// How a party's utility is distributed.
#[derive(Clone, Debug)]
pub struct Quantiles {
    /// The mean; approximate.
    pub mean: f64,
    /// Hundredths of draws, and the utility that so many do not exceed.
    pub quantiles: Vec<(usize, Number)>,
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
        let (packages, different) = self.packages(outcomes);
        let mut candidates: Vec<Package> = packages.iter().map(|found| found.0.clone()).collect();
        for proposal in self.problem().proposals() {
            if !candidates.contains(&proposal.package) {
                candidates.push(proposal.package.clone());
            }
        }
        let accepted = self.accepted(outcomes, &candidates);
        let acceptable = |at: usize| accepted.iter().filter(|row| row[at]).count();
        let deals: Vec<f64> = outcomes.iter().map(|outcome| f64::from(u8::from(deal(&outcome)))).collect();
        let utilities: Vec<Vec<f64>> = (0..parties)
            .map(|party| outcomes.iter().map(|outcome| outcome.utilities[party] as f64).collect())
            .collect();
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
            packages: (packages.into_iter().enumerate())
                .map(|(at, (package, nash))| Acceptability { package, nash, acceptable: acceptable(at) })
                .collect(),
            different,
            utilities: self.problem().party_ids().map(|party| self.quantiles(outcomes, party)).collect(),
            drivers,
            information: self.information(outcomes, &candidates, &accepted),
        }
    }

    /// The packages that are Nash packages most often, and how many there are.
    fn packages(&self, outcomes: &[Drawn]) -> (Vec<(Package, usize)>, usize) {
        let mut counts: HashMap<&Package, usize> = HashMap::new();
        for package in outcomes.iter().flat_map(|outcome| &outcome.agreed) {
            *counts.entry(package).or_default() += 1;
        }
        let different = counts.len();
        let mut packages: Vec<(Package, usize)> = counts.into_iter().map(|(p, count)| (p.clone(), count)).collect();
        packages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        packages.truncate(PACKAGES);
        (packages, different)
    }

    /// By outcome, which of these packages are acceptable.
    fn accepted(&self, outcomes: &[Drawn], packages: &[Package]) -> Vec<Vec<bool>> {
        let feasible: Vec<bool> = packages.iter().map(|package| self.view().is_feasible(package)).collect();
        let mut rows = vec![vec![false; packages.len()]; outcomes.len()];
        let mut at = 0;
        self.again(outcomes, |outcome, view: &View| {
            // Outcomes come in order; those whose numbers cannot be put in are left out.
            while outcomes[at].at != outcome.at {
                at += 1;
            }
            for ((accepted, package), feasible) in rows[at].iter_mut().zip(packages).zip(&feasible) {
                *accepted = *feasible && view.is_acceptable(&view.problem().utilities(package));
            }
        });
        rows
    }

    fn quantiles(&self, outcomes: &[Drawn], party: PartyId) -> Quantiles {
        let mut values: Vec<i64> = outcomes.iter().map(|outcome| outcome.utilities[party.index()]).collect();
        values.sort_unstable();
        let at = |hundredths: usize| values.get((values.len() * hundredths).div_ceil(100).saturating_sub(1)).copied();
        let quantile = |hundredths: usize| Some((hundredths, self.in_units(party, at(hundredths)?)));
        let scale = self.problem()[party].scale.to_f64().unwrap_or(1.0);
        let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
        Quantiles {
            mean: sum as f64 / values.len().max(1) as f64 / scale,
            quantiles: QUANTILES.into_iter().filter_map(quantile).collect(),
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
