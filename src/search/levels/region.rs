//! What is left of a package once its options are fixed: linear programmes over the levels.
//!
//! With the options fixed, each party's gain is a sum of piecewise-linear functions of single levels, and the rules are
//! linear. Where a function bends upwards (each further step is worth more) the range is cut; between such cuts every
//! function is concave, and so it is the smallest of its lines: a variable below all of them can take its place. What is
//! left is a [`Region`], a linear programme in which every gain is linear. Concave curves need no cut at all, and neither
//! does a ceiling: the smaller of a concave sum and of a number is concave.

use crate::lp::Programme;
use crate::problem::{LevelId, OptionId, PartyId, Side, View, slope};
use crate::search::{Control, Stop};
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Programmes with more entries than this are not written.
const MOST_ENTRIES: usize = 1 << 19;
/// More regions of one package than this are not gone through.
const MOST_REGIONS: usize = 1 << 10;

/// A linear function of a programme's variables. Coefficients that are left out are 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Linear {
    pub constant: BigRational,
    pub coefficients: Vec<BigRational>,
}

impl Linear {
    pub(super) fn add(&mut self, variable: usize, coefficient: &BigRational) {
        if self.coefficients.len() <= variable {
            self.coefficients.resize(variable + 1, BigRational::zero());
        }
        self.coefficients[variable] += coefficient;
    }

    /// The same times a number.
    pub(super) fn times(&self, factor: &BigRational) -> Linear {
        Linear {
            constant: &self.constant * factor,
            coefficients: self.coefficients.iter().map(|coefficient| coefficient * factor).collect(),
        }
    }

    pub(super) fn plus(&mut self, other: &Linear) {
        self.constant += &other.constant;
        for (variable, coefficient) in other.coefficients.iter().enumerate() {
            self.add(variable, coefficient);
        }
    }
}

/// Options and a part of the levels on which all gains are concave.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// By continuous issue, its lowest level here; the first variables are what a level is above it.
    low: Vec<BigRational>,
    /// What levels satisfy.
    pub programme: Programme,
    /// By party, its gain over no deal.
    pub gains: Vec<Linear>,
    /// By party, what its gain would be without its ceiling.
    pub sums: Vec<Linear>,
    /// The parties whose gains may reach their ceilings here, each with the row that keeps its gain below its sum; none if
    /// it is at its ceiling everywhere.
    pub beneath: Vec<(usize, Option<usize>)>,
    /// The rows of the programme that stand for sides of rules over levels.
    pub rules: Vec<(Side, usize)>,
}

impl Region {
    /// The levels behind the variables of a vertex.
    pub(super) fn levels(&self, z: &[BigRational]) -> Vec<BigRational> {
        self.low.iter().zip(z).map(|(low, above)| low + above).collect()
    }
}

/// For fixed options, the regions of its levels.
///
/// # Errors
/// If there are too many, or if their programmes would be too large.
pub(super) fn regions(view: &View, options: &[OptionId], control: &Control) -> Result<Vec<Region>, Stop> {
    let problem = view.problem();
    let functions = Functions::new(view, options);
    let mut count = 1usize;
    let mut cuts: Vec<Vec<[BigRational; 2]>> = Vec::new();
    for (level, range) in view.ranges().iter().enumerate() {
        let cut = functions.cuts(level, range);
        count = count.checked_mul(cut.len()).filter(|count| *count <= MOST_REGIONS).ok_or(Stop::TooLarge)?;
        cuts.push(cut);
    }
    let mut sums = Vec::new();
    problem.sums_into(options, &mut sums);
    let constants: Vec<BigRational> = (0..view.parties())
        .map(|party| {
            problem.in_units(PartyId::at(party), sums[party]).value() - view.disagreement(PartyId::at(party)).value()
        })
        .collect();
    let mut regions = Vec::with_capacity(count);
    let mut chosen = vec![0usize; cuts.len()];
    loop {
        let ranges: Vec<&[BigRational; 2]> = cuts.iter().zip(&chosen).map(|(cuts, at)| &cuts[*at]).collect();
        let mut region = functions.region(view, options, &ranges, &constants);
        let (rows, variables) = (region.programme.rows(), region.programme.variables());
        if rows.saturating_mul(rows + variables) > MOST_ENTRIES {
            return Err(Stop::TooLarge);
        }
        region.programme.until(control.deadline());
        regions.push(region);
        let Some(next) = (0..chosen.len()).rev().find(|at| chosen[*at] + 1 < cuts[*at].len()) else { break };
        chosen[next] += 1;
        chosen[next + 1..].fill(0);
    }
    Ok(regions)
}

/// By continuous issue and party: the worth of its levels as points, for certain options.
struct Functions {
    /// By continuous issue: the levels at which something bends, with both ends.
    levels: Vec<Vec<BigRational>>,
    /// By continuous issue, then party: the values at these levels; none if the party does not mind.
    values: Vec<Vec<Option<Vec<BigRational>>>>,
}

impl Functions {
    fn new(view: &View, options: &[OptionId]) -> Self {
        let active: Vec<_> =
            view.problem().levels.terms.iter().filter(|term| term.applies(|at| options[at.index()])).collect();
        let mut levels = Vec::new();
        let mut values = Vec::new();
        for (level, [low, high]) in view.ranges().iter().enumerate() {
            let own = || active.iter().filter(|term| term.level == LevelId::at(level));
            let mut points = vec![low.clone(), high.clone()];
            own().for_each(|term| points.extend(term.curve.kinks(low, high).cloned()));
            points.sort();
            points.dedup();
            let mut of_parties: Vec<Option<Vec<BigRational>>> = vec![None; view.parties()];
            for term in own() {
                let sums =
                    of_parties[term.party.index()].get_or_insert_with(|| vec![BigRational::zero(); points.len()]);
                sums.iter_mut().zip(&points).for_each(|(sum, point)| *sum += term.curve.at(point));
            }
            levels.push(points);
            values.push(of_parties);
        }
        Functions { levels, values }
    }

    /// The parts of the levels between which somebody's function bends upwards.
    fn cuts(&self, level: usize, [low, high]: &[BigRational; 2]) -> Vec<[BigRational; 2]> {
        let points = &self.levels[level];
        let mut cuts = Vec::new();
        let mut from = low.clone();
        for at in 1..points.len().saturating_sub(1) {
            let upwards = self.values[level]
                .iter()
                .flatten()
                .any(|values| slope(points, values, at - 1) < slope(points, values, at));
            if upwards {
                cuts.push([from, points[at].clone()]);
                from = points[at].clone();
            }
        }
        cuts.push([from, high.clone()]);
        cuts
    }

    fn region(
        &self,
        view: &View,
        options: &[OptionId],
        ranges: &[&[BigRational; 2]],
        constants: &[BigRational],
    ) -> Region {
        let one = BigRational::one;
        let mut programme = Programme::new(ranges.len());
        let mut gains: Vec<Linear> =
            constants.iter().map(|constant| Linear { constant: constant.clone(), coefficients: Vec::new() }).collect();
        // By party, between which ends its gain is.
        let mut ends: Vec<[BigRational; 2]> = constants.iter().map(|gain| [gain.clone(), gain.clone()]).collect();
        for (level, [low, high]) in ranges.iter().enumerate() {
            let mut own = Linear::default();
            own.add(level, &one());
            programme.at_most(own.coefficients, high - low);
            let points = &self.levels[level];
            let pieces: Vec<usize> = (0..points.len().saturating_sub(1))
                .filter(|at| points[*at] >= *low && points[*at + 1] <= *high)
                .collect();
            let whole = pieces.first().copied().zip(pieces.last().map(|last| last + 1));
            for ([least, most], values) in ends.iter_mut().zip(&self.values[level]) {
                let (first, last) = whole.unwrap_or_default();
                let own = || values.iter().flat_map(|values| &values[first..=last]);
                *least += own().min().cloned().unwrap_or_default();
                *most += own().max().cloned().unwrap_or_default();
            }
            let Some((first, last)) = whole else {
                // A single level.
                for (gain, values) in gains.iter_mut().zip(&self.values[level]) {
                    gain.constant += values.as_ref().map(|values| values[0].clone()).unwrap_or_default();
                }
                continue;
            };
            for (gain, values) in gains.iter_mut().zip(&self.values[level]) {
                let Some(values) = values else { continue };
                if pieces.windows(2).all(|pair| slope(points, values, pair[0]) == slope(points, values, pair[1])) {
                    gain.constant += &values[first];
                    gain.add(level, &slope(points, values, first));
                    continue;
                }
                // A variable below every line, counted from the lower end.
                let least = values[first].clone().min(values[last].clone());
                let worth = programme.variable();
                gain.constant += &least;
                gain.add(worth, &one());
                for (position, at) in pieces.iter().enumerate() {
                    let own = slope(points, values, *at);
                    // Where only others' curves bend, the line goes on.
                    if position > 0 && own == slope(points, values, pieces[position - 1]) {
                        continue;
                    }
                    let mut line = Linear::default();
                    line.add(worth, &one());
                    line.add(level, &-&own);
                    let at_low = &values[*at] - &own * (&points[*at] - low);
                    programme.at_most(line.coefficients, at_low - &least);
                }
            }
        }
        let sums = gains.clone();
        let mut beneath = Vec::new();
        for (party, [least, most]) in ends.iter().enumerate() {
            let Some(ceiling) = view.most_gain(PartyId::at(party)).filter(|ceiling| ceiling < most) else { continue };
            if *least >= ceiling {
                gains[party] = Linear { constant: ceiling, coefficients: Vec::new() };
                beneath.push((party, None));
                continue;
            }
            // A variable below the sum and the ceiling, counted from the least.
            let gain = programme.variable();
            let mut line = sums[party].times(&-one());
            line.add(gain, &one());
            beneath.push((party, Some(programme.at_most(line.coefficients, -line.constant - least))));
            let mut own = Linear { constant: least.clone(), coefficients: Vec::new() };
            own.add(gain, &one());
            programme.at_most(own.coefficients.clone(), ceiling - least);
            gains[party] = own;
        }
        let mut rules = Vec::new();
        for (at, rule) in view.level_rules().filter(|(_, rule)| rule.applies(|issue| options[issue.index()])) {
            let mut sum =
                Linear { constant: rule.of_options(|issue| options[issue.index()]), coefficients: Vec::new() };
            for (level, per_unit) in &rule.levels {
                sum.constant += per_unit * &ranges[level.index()][0];
                sum.add(level.index(), per_unit);
            }
            if let Some(max) = &rule.max {
                rules.push(((at, false), programme.at_most(sum.coefficients.clone(), max - &sum.constant)));
            }
            if let Some(min) = &rule.min {
                rules.push(((at, true), programme.at_least(sum.coefficients, min - &sum.constant)));
            }
        }
        Region { low: ranges.iter().map(|range| range[0].clone()).collect(), programme, gains, sums, beneath, rules }
    }
}
