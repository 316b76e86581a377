//! Mixtures of packages: what they give, and which of them lets the smallest gain be largest.
//!
//! The programmes over mixtures have a row for each party and a column for each package. Packages are priced by the
//! search: the prices of the rows are weights of gains, and the best package for these weights either is in the
//! programme already, or joins it.
//!
//! The first packages are proposed by the column generation that all searches share (`search/weights.rs`, in floating point),
//! and priced by the same search. The loop is another one: it has whatever rows the demands on a mixture make, is
//! [solved in fractions](crate::lp::Simplex), and ends only when no package is better at its exact prices.

use crate::concept::Shape;
use crate::exact::Number;
use crate::exact::linear::{self, common_denominator, product, reduced};
use crate::lp::Simplex;
use crate::problem::{Package, PartyId};
use crate::search::{Pricing, Stop};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A package and what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub package: Package,
    /// By party, in units of the view's gain scale: whole where there are no levels.
    pub gains: Vec<BigRational>,
}

#[cfg(test)]
impl Column {
    /// What it gives to two parties, in whole numbers; of no issues.
    pub(super) fn of_two(first: i64, second: i64) -> Self {
        let gains = [first, second].map(|gain| BigRational::from_integer(gain.into()));
        Column { package: Package::new(Vec::<crate::problem::OptionId>::new()), gains: gains.into() }
    }
}

/// Some of each of several packages.
#[derive(Clone, Debug)]
pub(super) struct Mixture {
    pub parts: Vec<(BigRational, Column)>,
    /// By party, in units of the view's gain scale.
    pub gains: Vec<BigRational>,
}

impl Mixture {
    /// A mixture of these; the shares sum to 1.
    pub(super) fn new(parts: Vec<(BigRational, Column)>) -> Self {
        let parties = parts.first().map_or(0, |(_, column)| column.gains.len());
        let gain = |party: usize| {
            let gains = parts.iter().map(|(share, column)| share * &column.gains[party]);
            gains.fold(BigRational::zero(), |sum, gain| sum + gain)
        };
        Mixture { gains: (0..parties).map(gain).collect(), parts }
    }

    /// One package.
    pub(super) fn pure(column: Column) -> Self {
        Mixture { gains: column.gains.clone(), parts: vec![(BigRational::one(), column)] }
    }

    /// `share` of the second, the rest of the first.
    pub(super) fn between(first: &Column, second: &Column, share: &BigRational) -> Self {
        let parts = [(BigRational::one() - share, first.clone()), (share.clone(), second.clone())];
        Mixture::new(parts.into_iter().filter(|(share, _)| !share.is_zero()).collect())
    }

    /// The same gains from fewer packages, such that none of them is replaceable by the others. On a supporting
    /// hyperplane of n dimensions these are at most n.
    pub(super) fn reduced(self) -> Self {
        let (shares, columns): (Vec<BigRational>, Vec<Column>) = self.parts.into_iter().unzip();
        let vectors: Vec<Vec<BigRational>> = columns.iter().map(|column| column.gains.clone()).collect();
        let parts = reduced(shares, &vectors).into_iter().zip(columns).filter(|(share, _)| !share.is_zero());
        Mixture { parts: parts.collect(), gains: self.gains }
    }
}

/// A whole number as a fraction.
pub(super) fn fraction(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}

/// The least multiples of fractions that are whole.
pub(super) fn multiplied(weights: &[BigRational]) -> Vec<BigInt> {
    let multiple = common_denominator(weights);
    weights.iter().map(|weight| linear::whole(weight, &multiple)).collect()
}

/// Whole numbers in the proportions of fractions, as small as can be.
pub(super) fn whole(weights: &[BigRational]) -> Vec<BigInt> {
    let scaled = multiplied(weights);
    let divisor = scaled.iter().fold(BigInt::zero(), |divisor, weight| divisor.gcd(weight));
    if divisor.is_zero() { scaled } else { scaled.into_iter().map(|weight| weight / &divisor).collect() }
}

/// The weighted sum of gains.
pub(super) fn weighed(weights: &[BigInt], gains: &[BigRational]) -> BigRational {
    product(&weights.iter().map(|weight| weight.clone().into()).collect::<Vec<_>>(), gains)
}

/// A demand on one party's gain.
#[derive(Clone, Debug)]
pub(super) enum Demand {
    /// At least so much.
    AtLeast(BigRational),
    /// This factor times the gain is to be as large as possible, together with that of all others so marked.
    Raise(BigRational),
}

impl Demand {
    /// What has a factor is to be raised; whoever has none must not lose.
    fn of(factor: &Option<BigRational>) -> Self {
        factor.as_ref().map_or_else(|| Demand::AtLeast(BigRational::zero()), |factor| Demand::Raise(factor.clone()))
    }
}

/// The best of a programme over mixtures.
pub(super) struct Level {
    pub mixture: Mixture,
    /// What it makes largest: the smallest of the gains that were to be raised, times their factors; or a weighted sum.
    pub value: BigRational,
    /// By party, the weight of its gain: no package has a larger weighted sum than the mixture.
    pub weights: Vec<BigRational>,
}

/// The packages found so far, and the search that finds more.
pub(super) struct Mixtures<'m, 'a, 'p, 'c> {
    pub pricing: &'m Pricing<'a, 'p, 'c>,
    columns: Vec<Column>,
}

impl<'m, 'a, 'p, 'c> Mixtures<'m, 'a, 'p, 'c> {
    pub(super) fn new(pricing: &'m Pricing<'a, 'p, 'c>) -> Self {
        Mixtures { pricing, columns: Vec::new() }
    }

    /// The package with what it gives.
    pub(super) fn column(&self, package: Package) -> Column {
        let (view, problem) = (self.pricing.view(), self.pricing.view().problem());
        let scaled = |(party, gain): (PartyId, Number)| gain.value() * BigRational::from(view.gain_scale(party));
        let gains = match problem.has_levels() {
            // They are whole already.
            false => view.gains(&problem.utilities(&package)).into_iter().map(fraction).collect(),
            true => problem.party_ids().zip(view.gains_of(&package)).map(scaled).collect(),
        };
        Column { package, gains }
    }

    /// The best package for weights of gains.
    pub(super) fn best(&self, weights: &[BigInt]) -> Result<Column, Stop> {
        Ok(self.column(self.pricing.best(weights)?))
    }

    /// Takes packages in, each once.
    pub(super) fn learn(&mut self, packages: impl IntoIterator<Item = Package>) {
        for package in packages {
            let column = self.column(package);
            if self.columns.iter().all(|known| known.gains != column.gains) {
                self.columns.push(column);
            }
        }
    }

    /// The mixture that raises the smallest of the gains marked so most; none if no mixture of the packages found so far
    /// meets the demands.
    pub(super) fn raise(&mut self, demands: &[Demand]) -> Result<Option<Level>, Stop> {
        let parties = demands.len();
        self.learn(self.proposed(demands)?);
        if self.columns.is_empty() {
            self.columns.push(self.best(&vec![BigInt::one(); parties])?);
        }
        let factor = |party: usize| match &demands[party] {
            Demand::Raise(factor) => factor.clone(),
            Demand::AtLeast(_) => BigRational::one(),
        };
        let right = |demand: &Demand| match demand {
            Demand::Raise(_) => BigRational::zero(),
            Demand::AtLeast(least) => least.clone(),
        };
        let raised = |sign: i64| {
            let of = |demand: &Demand| i64::from(matches!(demand, Demand::Raise(_))) * sign;
            std::iter::once(0).chain(demands.iter().map(of)).map(fraction).collect::<Vec<_>>()
        };
        let rights = std::iter::once(BigRational::one()).chain(demands.iter().map(right));
        let mut programme = Simplex::new(rights.collect());
        // The level, which may be negative, and what exceeds the demands.
        programme.add(raised(-1), BigRational::one());
        programme.add(raised(1), -BigRational::one());
        (1..=parties).for_each(|row| programme.add_excess(row));
        let entries = |column: &Column| {
            let gain = |party: usize| factor(party) * &column.gains[party];
            std::iter::once(BigRational::one()).chain((0..parties).map(gain)).collect()
        };
        let weights = |prices: &[BigRational]| (0..parties).map(|party| -&prices[party + 1] * factor(party)).collect();
        self.generate(programme, parties + 2, &entries, &|_| BigRational::zero(), &weights)
    }

    /// The mixture with the largest weighted sum of gains, of those that give the parties that ask for something at least
    /// that: its value is that sum. None if no mixture of the packages found so far is such.
    pub(super) fn most(&mut self, worth: &[BigRational], least: &[Option<BigRational>]) -> Result<Option<Level>, Stop> {
        let parties = worth.len();
        let asked: Vec<usize> = (0..parties).filter(|party| least[*party].is_some()).collect();
        let right = std::iter::once(BigRational::one()).chain(least.iter().flatten().cloned()).collect();
        let mut programme = Simplex::new(right);
        (1..=asked.len()).for_each(|row| programme.add_excess(row));
        let entries = |column: &Column| {
            std::iter::once(BigRational::one()).chain(asked.iter().map(|party| column.gains[*party].clone())).collect()
        };
        let own = |column: &Column| product(worth, &column.gains);
        let weights = |prices: &[BigRational]| {
            let mut weights = worth.to_vec();
            asked.iter().zip(&prices[1..]).for_each(|(party, price)| weights[*party] -= price);
            weights
        };
        self.generate(programme, asked.len(), &entries, &own, &weights)
    }

    /// Column generation: solves a programme over the packages found so far, whose columns follow `first` others, prices
    /// packages at the weights of gains that its prices make, and ends when no package is better.
    fn generate(
        &mut self,
        mut programme: Simplex,
        first: usize,
        entries: &dyn Fn(&Column) -> Vec<BigRational>,
        worth: &dyn Fn(&Column) -> BigRational,
        weights: &dyn Fn(&[BigRational]) -> Vec<BigRational>,
    ) -> Result<Option<Level>, Stop> {
        self.columns.iter().for_each(|column| programme.add(entries(column), worth(column)));
        loop {
            let Ok(best) = programme.solve() else { return Ok(None) };
            let weights = weights(&best.prices);
            let next = self.best(&whole(&weights))?;
            if product(&weights, &next.gains) > best.prices[0] {
                programme.add(entries(&next), worth(&next));
                self.columns.push(next);
                continue;
            }
            let shares =
                best.values.into_iter().skip(first).zip(&self.columns).filter(|(share, _)| share.is_positive());
            let mixture = Mixture::new(shares.map(|(share, column)| (share, column.clone())).collect());
            return Ok(Some(Level { mixture, value: best.value, weights }));
        }
    }

    /// The packages that floating point proposes for such demands: those that are best, or nearly, for its weights.
    fn proposed(&self, demands: &[Demand]) -> Result<Vec<Package>, Stop> {
        let raised: Vec<&BigRational> = demands
            .iter()
            .filter_map(|demand| if let Demand::Raise(factor) = demand { Some(factor) } else { None })
            .collect();
        let multiple = common_denominator(raised.iter().copied());
        let unit = |demand: &Demand| match demand {
            Demand::Raise(factor) => Some((factor * &multiple).to_integer()),
            Demand::AtLeast(_) => None,
        };
        let units: Vec<Option<BigInt>> = demands.iter().map(unit).collect();
        // Where only one gain is to be raised, the others' demands are floors.
        let shape = match raised.len() {
            1 => Shape::Sum { units },
            _ => Shape::Smallest { units, offsets: vec![0; demands.len()] },
        };
        let packages = self.pricing.propose(&shape)?.packages;
        // The last ones are close to what is looked for; the first were far.
        let most = 3 * demands.len() + 2;
        Ok(packages.into_iter().rev().take(most).collect())
    }

    /// By party, the most that it gains from a mixture that nobody loses from, and the mixture; none if there is no such
    /// mixture.
    pub(super) fn ideal(&mut self) -> Result<Option<Vec<Level>>, Stop> {
        let parties = self.pricing.view().parties();
        if self.limit()?.is_none() {
            return Ok(None);
        }
        let mut ideal = Vec::new();
        for party in 0..parties {
            let demand = |other: usize| match other == party {
                true => Demand::Raise(BigRational::one()),
                false => Demand::AtLeast(BigRational::zero()),
            };
            match self.raise(&(0..parties).map(demand).collect::<Vec<_>>())? {
                Some(level) => ideal.push(level),
                None => return Ok(None),
            }
        }
        Ok(Some(ideal))
    }

    /// A mixture in which even the party that gains the smallest share of its range gains as much as can be; none if
    /// every mixture has somebody who loses.
    pub(super) fn limit(&mut self) -> Result<Option<Level>, Stop> {
        let ranged = |party: usize| Demand::Raise(BigRational::new(1.into(), self.range(party)));
        let all: Vec<Demand> = (0..self.pricing.view().parties()).map(ranged).collect();
        let level = self.raise(&all)?.filter(|level| !level.value.is_negative());
        Ok(level.map(|level| Level { mixture: level.mixture.reduced(), ..level }))
    }

    /// A bound on a party's gains: at least 1.
    pub(super) fn range(&self, party: usize) -> BigInt {
        self.pricing.range(party)
    }

    /// The mixture with the largest smallest gain, then the largest second smallest, and so on: gains times factors, of
    /// the parties that have one; the others only must not lose. With the smallest value, and the weights that prove it.
    /// None if somebody loses from every mixture.
    pub(super) fn leximin(&mut self, factors: &[Option<BigRational>]) -> Result<Option<Level>, Stop> {
        self.leximin_of(factors.iter().map(Demand::of).collect(), &mut Vec::new())
    }

    /// The weights of each programme by which that is found; none if somebody loses from every mixture.
    pub(super) fn stages(&mut self, factors: &[Option<BigRational>]) -> Result<Vec<Vec<BigRational>>, Stop> {
        let mut stages = Vec::new();
        let found = self.leximin_of(factors.iter().map(Demand::of).collect(), &mut stages)?;
        Ok(found.map(|_| stages).unwrap_or_default())
    }

    /// The same for what is to be raised, beside other demands; with the weights of each programme.
    pub(super) fn leximin_of(
        &mut self,
        mut demands: Vec<Demand>,
        stages: &mut Vec<Vec<BigRational>>,
    ) -> Result<Option<Level>, Stop> {
        let mut first: Option<Level> = None;
        while demands.iter().any(|demand| matches!(demand, Demand::Raise(_))) {
            let Some(level) = self.raise(&demands)? else { return Ok(None) };
            if level.value.is_negative() {
                return Ok(None);
            }
            stages.push(level.weights.clone());
            // Whose weight is positive has no more in any mixture that is as good.
            for (demand, weight) in demands.iter_mut().zip(&level.weights) {
                if let Demand::Raise(factor) = demand
                    && weight.is_positive()
                {
                    *demand = Demand::AtLeast(&level.value / &*factor);
                }
            }
            first = Some(match first {
                Some(first) => Level { mixture: level.mixture, ..first },
                None => level,
            });
        }
        Ok(first.map(|level| Level { mixture: level.mixture.reduced(), ..level }))
    }
}

/// The nearest double.
pub(super) fn double(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}
