//! Weights of gains that bound a concept best: column generation in floating point.
//!
//! A concept's optimum over *mixtures* of packages is a convex problem. At its solution stands a supporting hyperplane:
//! weights λ such that no package exceeds the optimum's λ-weighted sum. For single packages the same λ give a bound
//! that is nearly tight when issues are many (Shapley and Folkman: the gap is worth about as many issues as there are
//! parties, however many issues there are). They are found by column generation: a small master problem over the packages
//! found so far (with continuous issues, the corners of `problem/corners.rs`), then one maximisation over all packages to price
//! the next.
//!
//! The masters for a smallest value and for a sum are linear programmes (good_lp) that look for the weights directly, with a
//! price beside for everybody who must only accept: the rules over levels, and the parties as far as a floor binds them. For
//! a product, Newton's method finds the best mixture ([`largest_product`]), whose gains are the weights' reciprocals; where
//! there are floors or ceilings, an outer approximation does: tangents of the logarithms at the mixtures met so far (Duran
//! and Grossmann 1986), a few more each round until they are tight.
//!
//! The gain of a party with a ceiling is the smaller of two: that of its sum, and that of the ceiling, which is the same for
//! all packages. For λ′ ≤ λ, λ·min(g, c) ≤ λ′·g + (λ − λ′)·c: so its weight is divided between the two, and the masters
//! choose how.
//!
//! All of it is in floating point, and needs not be exact: any weights are valid. What is proven with them is proven in
//! integers: bounds in [`super::direct`] and `levels/hunt.rs`, the balance in `explain/balance.rs`. Lotteries, which start from
//! the packages that this ends with, go on with a loop of their own in fractions (`lottery/mixture.rs`).

use crate::concept::{Measure, Shape};
use crate::lp::largest_product;
use crate::problem::{Package, View};
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, ToPrimitive};

/// Rounds of column generation.
const ROUNDS: usize = 80;
/// Rounds of tangents for one master.
const TANGENTS: usize = 30;
/// The most that an acceptance may weigh against weights whose largest unit is 1.
const LARGEST_PRICE: f64 = 100.0;
/// What a whole range weighs where gains are compared by shares of ranges.
const UNIT: u64 = 1 << 60;
/// A product starts from a mixture in which everybody gains more than this share of its range.
const ENOUGH: f64 = 1e-3;
/// The last barrier while packages are still missing, and when none seems to be.
const ROUGH: f64 = 1e-4;
const FINE: f64 = 1e-11;
/// Improvements below this do not change weights any more.
const NEGLIGIBLE: f64 = 1e-9;
/// Weights are rounded so that the smallest is about the first, unless the largest then exceeds the second.
const PARTS: [f64; 2] = [(1u64 << 22) as f64, (1u64 << 44) as f64];
/// The same for weights that are divided, of which little may be left on one side.
const DIVIDED: [f64; 2] = [(1u64 << 24) as f64, (1u64 << 58) as f64];

/// What is to be large, in floating point, by party; seats beyond the parties are not measured.
pub(crate) enum Guide {
    /// Powers of gains.
    Product(Vec<u32>),
    /// Units (0 for parties that are not measured) and offsets.
    Smallest(Vec<f64>, Vec<f64>),
    /// Units.
    Sum(Vec<f64>),
}

impl Guide {
    /// A measure, in the unit of its gains; what weights are looked for by needs no exact numbers.
    pub(crate) fn of(measure: &Measure) -> Self {
        let number = |number: &BigRational| number.to_f64().unwrap_or(0.0);
        match measure {
            Measure::Product(powers) => Guide::Product(powers.clone()),
            Measure::Smallest { units, offsets } => Guide::Smallest(
                units.iter().map(|unit| unit.as_ref().map_or(0.0, number)).collect(),
                offsets.iter().map(number).collect(),
            ),
            Measure::Sum(units) => Guide::Sum(units.iter().map(number).collect()),
        }
    }

    /// The same by seat and in shares of ranges, which are these in the units so far; the largest unit is 1.
    pub(crate) fn in_shares(&self, ranges: &[f64]) -> Self {
        let number = |numbers: &[f64], seat: usize| numbers.get(seat).copied().unwrap_or(0.0);
        let normalised = |units: &[f64]| -> Vec<f64> {
            let units = ranges.iter().enumerate().map(|(seat, range)| number(units, seat) * range);
            let largest = units.clone().fold(f64::MIN_POSITIVE, f64::max);
            units.map(|unit| unit / largest).collect()
        };
        match self {
            Guide::Product(powers) => {
                Guide::Product((0..ranges.len()).map(|seat| powers.get(seat).copied().unwrap_or(0)).collect())
            }
            Guide::Smallest(units, offsets) => Guide::Smallest(
                normalised(units),
                ranges.iter().enumerate().map(|(seat, range)| number(offsets, seat) / range).collect(),
            ),
            Guide::Sum(units) => Guide::Sum(normalised(units)),
        }
    }
}

/// What column generation ends with.
pub(crate) struct Support {
    /// By party and seat, the weights of gains as if there were no ceilings; at least 0.
    pub weights: Vec<BigInt>,
    /// What is to be added to that for gains as ceilings leave them: the weights of the ceilings. At least 0, and 0 for who has
    /// none.
    pub above: Vec<BigInt>,
    /// The packages that the weights rest on.
    pub packages: Vec<Package>,
    /// For a product without floors and ceilings: about how much of each; empty if no mixture gives everybody that counts a
    /// gain worth mentioning.
    pub shares: Vec<f64>,
    /// Whether the best package for these weights is among them.
    pub settled: bool,
}

/// Packages found so far, and what they are looked for with.
pub(crate) struct Columns<'c> {
    view: &'c View<'c>,
    best: &'c dyn Fn(&[f64]) -> Package,
    /// By party and seat, its range, in the unit of gains.
    ranges: Vec<f64>,
    /// By party and seat, the least gain over what the view asks for, as a share of its range; none if it accepts anything.
    floors: Vec<Option<f64>>,
    /// By party and seat, the most that its ceiling lets it gain, as a share of its range; if ceilings are weighed apart.
    ceilings: Option<&'c [Option<f64>]>,
    /// Gains over ranges.
    gains: Vec<Vec<f64>>,
    packages: Vec<Package>,
    /// The best mixture for a product, as far as it was looked for.
    shares: Vec<f64>,
    settled: bool,
}

/// Weights of sums and of ceilings.
struct Split {
    sums: Vec<f64>,
    above: Vec<f64>,
}

/// Which weights a master may choose.
enum Choice<'w> {
    /// Those of values, (gain − offset) · unit, that sum to 1.
    Shares { units: &'w [f64], offsets: &'w [f64] },
    /// How these are divided, beside prices for floors.
    Fixed(&'w [f64]),
}

impl Choice<'_> {
    /// What a gain is worth.
    fn value(&self, seat: usize, gain: f64) -> f64 {
        match self {
            Choice::Shares { units, offsets } => (gain - offsets[seat]) * units[seat],
            Choice::Fixed(_) => gain,
        }
    }

    fn unit(&self, seat: usize) -> f64 {
        if let Choice::Shares { units, .. } = self { units[seat] } else { 1.0 }
    }

    /// What a seat weighs anyway.
    fn fixed(&self, seat: usize) -> f64 {
        if let Choice::Fixed(weights) = self { weights[seat] } else { 0.0 }
    }
}

/// Weights for a score of this shape. `best` finds a package that is about best for weights of utilities: the better, the
/// tighter the weights bound. With `ceilings` (as shares of [`ranges`]) they are weighed apart. It begins with the packages that are
/// known, if any are.
pub(super) fn for_shape(
    view: &View,
    best: &dyn Fn(&[f64]) -> Package,
    shape: &Shape,
    ceilings: Option<&[Option<f64>]>,
    known: &[Package],
) -> Support {
    let ranges = ranges(view);
    let guide =
        shape.measure().map_or_else(|| Guide::Sum(Vec::new()), |measure| Guide::of(&measure)).in_shares(&ranges);
    // Who counts for nothing, and may gain nothing, has a floor and no more.
    let counts = |party: usize| match &guide {
        Guide::Product(powers) => powers[party] > 0,
        Guide::Smallest(units, _) | Guide::Sum(units) => units.get(party).is_none_or(|unit| *unit > 0.0),
    };
    let is_seat = |(party, most): (usize, &Option<f64>)| !counts(party) && *most == Some(0.0);
    let seats: Vec<bool> = match ceilings {
        Some(ceilings) => ceilings.iter().enumerate().map(is_seat).collect(),
        None => vec![false; ranges.len()],
    };
    let of_others = |ceilings: &[Option<f64>]| -> Vec<Option<f64>> {
        ceilings.iter().zip(&seats).map(|(most, seat)| most.filter(|_| !seat)).collect()
    };
    let ceilings = ceilings.map(of_others).filter(|ceilings| ceilings.iter().any(Option::is_some));
    let floor = |seat: &bool| (matches!(guide, Guide::Sum(_)) || *seat).then_some(0.0);
    let mut columns = Columns {
        ceilings: ceilings.as_deref(),
        floors: seats.iter().map(floor).collect(),
        ..Columns::new(view, best, ranges)
    };
    known.iter().for_each(|package| columns.add(package.clone()));
    columns.find(&guide)
}

/// What a party's gains weigh so that its whole range counts as much as any other's.
pub(super) fn per_range(range: BigInt) -> BigInt {
    (BigInt::from(UNIT) / range).max(BigInt::from(1))
}

/// By party, a bound on what separates its gains.
pub(super) fn ranges(view: &View) -> Vec<f64> {
    let range = |party: usize| view.problem().reach(party).max(1) as f64 * view.multipliers()[party] as f64;
    (0..view.parties()).map(range).collect()
}

impl<'c> Columns<'c> {
    /// None yet. `best` finds a package that is about best for weights of utilities.
    pub(crate) fn new(view: &'c View<'c>, best: &'c dyn Fn(&[f64]) -> Package, ranges: Vec<f64>) -> Self {
        Columns {
            floors: vec![None; ranges.len()],
            view,
            best,
            ranges,
            ceilings: None,
            gains: Vec::new(),
            packages: Vec::new(),
            shares: Vec::new(),
            settled: false,
        }
    }

    /// The least gains over what the view asks for, as shares of ranges; none for a party that accepts anything.
    pub(crate) fn with_floors(self, floors: &[Option<f64>]) -> Self {
        Columns { floors: floors.to_vec(), ..self }
    }

    /// Takes gains as if there were no ceilings, and weighs these apart: the most that they let parties gain, as shares of
    /// ranges.
    pub(crate) fn with_ceilings(self, ceilings: &'c [Option<f64>]) -> Self {
        Columns { ceilings: Some(ceilings), ..self }
    }

    /// Weights for what is to be large, in shares of ranges.
    pub(crate) fn find(mut self, guide: &Guide) -> Support {
        let seats = self.ranges.len();
        let (units, found) = match guide {
            Guide::Smallest(units, offsets) => {
                (units.clone(), self.settle(units, &Choice::Shares { units, offsets }, f64::INFINITY))
            }
            Guide::Sum(units) => (units.clone(), self.settle(units, &Choice::Fixed(units), f64::INFINITY)),
            Guide::Product(powers) => (powers.iter().copied().map(f64::from).collect(), self.product(powers)),
        };
        let usable = |split: &Split| {
            let all = || split.sums.iter().chain(&split.above);
            all().all(|weight| weight.is_finite()) && all().any(|weight| *weight > 0.0)
        };
        // Any weights are valid.
        let split = found.filter(usable).unwrap_or_else(|| Split { sums: units, above: vec![0.0; seats] });
        let of_gains = |weights: &[f64]| -> Vec<f64> {
            weights.iter().zip(&self.ranges).map(|(weight, range)| weight.max(0.0) / range).collect()
        };
        let (sums, above) = (of_gains(&split.sums), of_gains(&split.above));
        let all = || sums.iter().chain(&above).copied();
        let least = all().filter(|weight| *weight > 0.0).fold(f64::INFINITY, f64::min);
        let largest = all().fold(0.0, f64::max);
        // Weights far smaller than the largest round to 0, which is valid.
        let [parts, most] = if self.ceilings.is_some() { DIVIDED } else { PARTS };
        let unit = (least / parts).max(largest / most);
        let rounded = |weight: &f64| BigInt::from_f64((weight / unit).round()).unwrap_or_default();
        Support {
            weights: sums.iter().map(rounded).collect(),
            above: above.iter().map(rounded).collect(),
            packages: self.packages,
            shares: self.shares,
            settled: self.settled,
        }
    }

    fn ceiling(&self, seat: usize) -> Option<f64> {
        self.ceilings?[seat]
    }

    /// Adds the package that is best for weights of gains over ranges; its weighted sum if it is new.
    fn price(&mut self, weights: &[f64]) -> Option<f64> {
        let of_gains = weights.iter().zip(&self.ranges).map(|(weight, range)| weight / range);
        let multiplied = of_gains.zip(self.view.multipliers()).map(|(weight, multiplier)| weight * *multiplier as f64);
        let package = (self.best)(&multiplied.collect::<Vec<f64>>());
        self.settled = self.packages.contains(&package);
        if self.settled {
            return None;
        }
        self.add(package);
        Some(self.gains.last()?.iter().zip(weights).map(|(gain, weight)| gain * weight).sum())
    }

    /// Adds a package.
    fn add(&mut self, package: Package) {
        let problem = self.view.problem();
        let values = if self.ceilings.is_some() { problem.sums(&package) } else { problem.utilities(&package) };
        let gains = self.view.gains(&values);
        self.gains.push(gains.iter().zip(&self.ranges).map(|(gain, range)| *gain as f64 / range).collect());
        self.packages.push(package);
    }

    /// The weights for which the best of the packages so far is as small as possible, and that best.
    fn separate(&self, choice: &Choice) -> Option<(Split, f64)> {
        let seats = 0..self.ranges.len();
        let mut variables = ProblemVariables::new();
        let mut up_to = |most: f64| (most > 0.0).then(|| variables.add(variable().min(0.0).max(most)));
        let chosen = matches!(choice, Choice::Shares { .. });
        let whole =
            |seat: usize| if chosen { f64::from(u8::from(choice.unit(seat) > 0.0)) } else { choice.fixed(seat) };
        let own: Vec<Option<Variable>> =
            seats.clone().map(|seat| if chosen { up_to(whole(seat)) } else { None }).collect();
        let above: Vec<Option<Variable>> =
            seats.clone().map(|seat| self.ceiling(seat).and_then(|_| up_to(whole(seat)))).collect();
        // Bounded, since the packages so far may all fall short of a floor.
        let prices: Vec<Option<Variable>> =
            self.floors.iter().map(|floor| floor.and_then(|_| up_to(LARGEST_PRICE))).collect();
        let best = variables.add(variable());
        let mut model = variables.minimise(best).using(microlp);
        if chosen {
            model.add_constraint(own.iter().chain(&above).flatten().sum::<Expression>().eq(1.0));
        }
        for column in &self.gains {
            let mut reached = Expression::from(0.0);
            for (seat, gain) in column.iter().enumerate() {
                // Of a fixed weight, what is on the ceiling is taken from the sum.
                let over = |most: f64| choice.value(seat, most) - if chosen { 0.0 } else { *gain };
                let terms = [
                    own[seat].map(|weight| weight * choice.value(seat, *gain)),
                    above[seat].zip(self.ceiling(seat)).map(|(weight, most)| weight * over(most)),
                    prices[seat].zip(self.floors[seat]).map(|(price, floor)| price * (gain - floor)),
                ];
                reached += choice.fixed(seat) * gain;
                terms.into_iter().flatten().for_each(|term| reached += term);
            }
            model.add_constraint((reached - best).leq(0.0));
        }
        let solution = model.solve().ok()?;
        let value = |variable: Option<Variable>| variable.map_or(0.0, |variable| solution.value(variable).max(0.0));
        let of_ceiling = |seat: usize| value(above[seat]) * choice.unit(seat);
        let of_sum = |seat: usize| {
            let left = (choice.fixed(seat) - of_ceiling(seat)).max(0.0);
            value(own[seat]) * choice.unit(seat) + left + value(prices[seat])
        };
        let split = Split { sums: seats.clone().map(of_sum).collect(), above: seats.map(of_ceiling).collect() };
        Some((split, solution.value(best)))
    }

    /// Prices packages until the weights do not change any more, or a mixture of the packages so far is better than `enough`.
    fn settle(&mut self, start: &[f64], choice: &Choice, enough: f64) -> Option<Split> {
        let mut weights = match self.gains.is_empty() {
            true => Split { sums: start.to_vec(), above: vec![0.0; start.len()] },
            false => self.separate(choice)?.0,
        };
        for _ in 0..ROUNDS {
            if self.price(&weights.sums).is_none() {
                break;
            }
            let (better, best) = self.separate(choice)?;
            weights = better;
            if best > enough {
                break;
            }
        }
        Some(weights)
    }

    /// The weights at the mixture with the largest product; none if no mixture gives everybody that counts a strict gain.
    fn product(&mut self, powers: &[u32]) -> Option<Split> {
        let counted: Vec<usize> = (0..powers.len()).filter(|seat| powers[*seat] > 0).collect();
        let units: Vec<f64> = powers.iter().map(|power| f64::from(u8::from(*power > 0))).collect();
        let zeros = vec![0.0; units.len()];
        // Floors of those who count for nothing are priced in the end.
        let mut both = self.floors.iter().zip(powers);
        let plain = self.ceilings.is_none() && both.all(|(floor, power)| floor.is_none() || *power == 0);
        let floors = if plain { std::mem::replace(&mut self.floors, vec![None; powers.len()]) } else { Vec::new() };
        let choice = Choice::Shares { units: &units, offsets: &zeros };
        let mut weights = self.settle(&units, &choice, if plain { ENOUGH } else { f64::INFINITY })?;
        let mut mixture = self.fairest(&counted)?;
        let mut tangents = vec![self.gained(&mixture)];
        if counted.iter().any(|seat| tangents[0][*seat] <= NEGLIGIBLE) {
            return None;
        }
        let total = f64::from(powers.iter().sum::<u32>());
        let mut precision = if plain { ROUGH } else { FINE };
        for _ in 0..ROUNDS {
            let gains = if plain {
                mixture.resize(self.gains.len(), 0.0);
                mixture = largest_product(&self.gains, powers, mixture, precision)?;
                self.gained(&mixture)
            } else {
                self.touched(powers, &counted, &mut tangents)?
            };
            let slope = |(power, gain): (&u32, &f64)| if *power == 0 { 0.0 } else { f64::from(*power) / gain };
            let slopes: Vec<f64> = powers.iter().zip(&gains).map(slope).collect();
            weights = match plain {
                true => Split { sums: slopes, above: zeros.clone() },
                false => self.separate(&Choice::Fixed(&slopes))?.0,
            };
            let above = weights.above.iter().enumerate();
            let of_ceilings: f64 = above.map(|(seat, weight)| weight * self.ceiling(seat).unwrap_or(0.0)).sum();
            match self.price(&weights.sums) {
                Some(sum) if sum + of_ceilings > total * (1.0 + NEGLIGIBLE) => {}
                _ if precision > FINE => precision = FINE,
                _ => break,
            }
        }
        if floors.iter().any(Option::is_some) {
            mixture.resize(self.gains.len(), 0.0);
            let gains = self.gained(&mixture);
            let short = |(floor, gain): (&Option<f64>, &f64)| floor.is_some_and(|floor| *gain < floor);
            if floors.iter().zip(&gains).any(short) {
                self.floors = floors;
                let slopes = weights.sums.clone();
                for _ in 0..ROUNDS {
                    weights = self.separate(&Choice::Fixed(&slopes))?.0;
                    if self.price(&weights.sums).is_none() {
                        break;
                    }
                }
            }
        } else if plain {
            self.shares = mixture;
        }
        Some(weights)
    }

    /// The gains of a mixture of the packages so far, as ceilings leave them.
    fn gained(&self, mixture: &[f64]) -> Vec<f64> {
        let gain = |seat: usize| {
            let sum: f64 = mixture.iter().zip(&self.gains).map(|(share, column)| share * column[seat]).sum();
            self.ceiling(seat).map_or(sum, |most| sum.min(most))
        };
        (0..self.ranges.len()).map(gain).collect()
    }

    /// The mixture of the packages so far whose smallest gain is largest, of those that count.
    fn fairest(&self, counted: &[usize]) -> Option<Vec<f64>> {
        let mut variables = ProblemVariables::new();
        let shares = variables.add_vector(variable().min(0.0).max(1.0), self.gains.len());
        let smallest = variables.add(variable());
        let gains = self.sums(&shares);
        let mut model = self.mixed(variables.maximise(smallest).using(microlp), &shares, &gains);
        for seat in counted {
            for gain in self.lines(*seat, &gains) {
                model.add_constraint((gain - smallest).geq(0.0));
            }
        }
        let solution = model.solve().ok()?;
        Some(shares.iter().map(|share| solution.value(*share).max(0.0)).collect())
    }

    /// The gains of the mixture with the largest product: tangents of the logarithms are added until they are tight.
    fn touched(&self, powers: &[u32], counted: &[usize], tangents: &mut Vec<Vec<f64>>) -> Option<Vec<f64>> {
        let mut last = None;
        for _ in 0..TANGENTS {
            let mut variables = ProblemVariables::new();
            let shares = variables.add_vector(variable().min(0.0).max(1.0), self.gains.len());
            let logarithms = variables.add_vector(variable().min(-100.0).max(100.0), powers.len());
            let objective: Expression = counted.iter().map(|seat| f64::from(powers[*seat]) * logarithms[*seat]).sum();
            let gains = self.sums(&shares);
            let mut model = self.mixed(variables.maximise(objective).using(microlp), &shares, &gains);
            for seat in counted {
                for gain in self.lines(*seat, &gains) {
                    for at in tangents.iter().map(|tangent| tangent[*seat]) {
                        model.add_constraint((logarithms[*seat] - gain.clone() * (1.0 / at)).leq(at.ln() - 1.0));
                    }
                }
            }
            let solution = model.solve().ok()?;
            let gains = self.gained(&shares.iter().map(|share| solution.value(*share).max(0.0)).collect::<Vec<f64>>());
            if counted.iter().any(|seat| gains[*seat] <= NEGLIGIBLE) {
                // A tangent nearer to the edge keeps away from it.
                let before = tangents.last()?.iter().zip(&gains);
                let nearer = before.map(|(before, gain)| (before * 0.1).max(gain.max(0.0) * 0.5 + before * 0.05));
                let nearer = nearer.collect();
                tangents.push(nearer);
                continue;
            }
            let excess =
                |seat: &usize| f64::from(powers[*seat]) * (solution.value(logarithms[*seat]) - gains[*seat].ln());
            let tight = counted.iter().map(excess).sum::<f64>() < NEGLIGIBLE;
            tangents.push(gains.clone());
            last = Some(gains);
            if tight {
                break;
            }
        }
        last
    }

    /// By seat, what a mixture with these shares sums to.
    fn sums(&self, shares: &[Variable]) -> Vec<Expression> {
        let sum = |seat: usize| shares.iter().zip(&self.gains).map(|(share, column)| *share * column[seat]).sum();
        (0..self.ranges.len()).map(sum).collect()
    }

    /// What a seat gains at most: its sum, and its ceiling.
    fn lines(&self, seat: usize, sums: &[Expression]) -> impl Iterator<Item = Expression> {
        std::iter::once(sums[seat].clone()).chain(self.ceiling(seat).map(Expression::from))
    }

    /// Shares sum to 1, and the mixture reaches the floors.
    fn mixed<M: SolverModel>(&self, mut model: M, shares: &[Variable], sums: &[Expression]) -> M {
        model.add_constraint(shares.iter().sum::<Expression>().eq(1.0));
        for (floor, sum) in self.floors.iter().zip(sums) {
            if let Some(floor) = floor {
                model.add_constraint(sum.clone().geq(*floor));
            }
        }
        model
    }
}
