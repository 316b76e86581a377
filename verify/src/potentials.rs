//! Kernel B: branch and bound for issues that are linked too tightly for layers. A weighted sum is divided among tables and
//! issues by whole numbers, as it pleases: what a table lends to an issue it has to pay back. Whatever the numbers are, the
//! parts' largest values sum to a bound. Passes over the tables choose them, and nothing rests on how well they choose.

use crate::form::{When, combinations};
use crate::goal::{Goal, weighted};
use crate::layers;
use crate::model::Kind;
use crate::sums::Sums;
use crate::{Answer, Work, beyond};
use num_bigint::BigInt;

/// Bits of weights here, where many sums are added up.
const BITS: u64 = 40;
/// No part of a sum reaches it.
const LARGEST: i128 = 1 << 104;
/// Passes over all tables at first, and over those of each part.
const PASSES: usize = 60;
const CHILD_PASSES: usize = 2;
/// Parts that wait at once.
const WAITING: usize = 1 << 16;

/// The numbers by which a sum is divided: what options are worth with all that tables lent them, and what these lent.
#[derive(Clone)]
struct Division {
    worth: Vec<Vec<i128>>,
    lent: Vec<[Vec<i128>; 2]>,
}

struct Graph<'s> {
    sums: &'s Sums,
    base: i128,
    weights: Vec<i128>,
    /// By table: its issues, and what its entries are worth; none where it forbids.
    tables: Vec<(Vec<usize>, Vec<Option<i128>>)>,
    /// The tables over two issues, which lend.
    pairs: Vec<usize>,
}

/// By issue the options that are left.
type Left = Vec<Vec<usize>>;

/// A member of the goal that packages may reach, if one is found.
pub fn reach(sums: &mut Sums, goal: &Goal, hints: &[Vec<BigInt>], work: &mut Work) -> Answer<Option<Vec<i64>>> {
    sums.settle();
    let Some((mut weights, threshold)) = goal.cuts(hints, BITS, work)?.into_iter().next() else {
        let order: Vec<usize> = (0..sums.issues()).collect();
        return layers::reach(sums, goal, &order, hints, work);
    };
    let sums = &*sums;
    // Seats weigh nothing.
    weights.resize(sums.n, 0);
    let worth = |cells: &crate::sums::Cells| {
        let cell = |(at, forbidden): (usize, &bool)| {
            (!forbidden).then(|| weighted(&weights, &cells.worth[at * sums.n..][..sums.n]))
        };
        cells.forbidden.iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    let tables: Vec<(Vec<usize>, Vec<Option<i128>>)> =
        sums.cells.iter().map(|(scope, cells)| (scope.clone(), worth(cells))).collect();
    let pairs = (0..tables.len()).filter(|at| tables[*at].0.len() == 2).collect();
    let graph = Graph { sums, base: weighted(&weights, &sums.start), weights: weights.clone(), tables, pairs };
    let open = |row: &Vec<bool>| (0..row.len()).filter(|option| row[*option]).collect();
    let left: Left = sums.allowed.iter().map(open).collect();
    if left.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let mut division = graph.division();
    let mut best: Option<(i128, Division)> = None;
    for pass in 0..=PASSES {
        match graph.bound(&division, &left, work)? {
            Some(bound) if bound > threshold => {
                if best.as_ref().is_none_or(|(least, _)| bound < *least) {
                    best = Some((bound, division.clone()));
                }
            }
            _ => return Ok(None),
        }
        graph.pass(&mut division, &left, pass % 2 == 1, work)?;
    }
    let mut waiting: Vec<(Left, Division)> = best.into_iter().map(|(_, division)| (left.clone(), division)).collect();
    while let Some((mut left, division)) = waiting.pop() {
        work.spend(1)?;
        if !graph.shrink(&division, &mut left, threshold, work)? {
            continue;
        }
        let Some(issue) = graph.widest(&left) else {
            let package: Vec<usize> = left.iter().map(|options| options[0]).collect();
            work.spend(goal.cost())?;
            match sums.gains(&package).filter(|v| goal.has(v)) {
                Some(found) => return Ok(Some(found)),
                None => continue,
            }
        };
        let mut options = left[issue].clone();
        options.sort_by_key(|option| (division.worth[issue][*option], *option));
        for option in options {
            let mut child = left.clone();
            child[issue] = vec![option];
            let mut tried = division.clone();
            for _ in 0..CHILD_PASSES {
                graph.pass(&mut tried, &child, false, work)?;
            }
            let (before, after) = (graph.bound(&division, &child, work)?, graph.bound(&tried, &child, work)?);
            let (Some(before), Some(after)) = (before, after) else { continue };
            waiting.push((child, if after < before { tried } else { division.clone() }));
        }
        if waiting.len() > WAITING {
            return beyond("too many parts at once");
        }
    }
    Ok(None)
}

impl Graph<'_> {
    /// The division in which nothing is lent.
    fn division(&self) -> Division {
        let sums = self.sums;
        let row =
            |issue: usize| (0..sums.options(issue)).map(|o| weighted(&self.weights, sums.value(issue, o))).collect();
        let lent = |at: &usize| [0, 1].map(|side| vec![0; sums.options(self.tables[*at].0[side])]);
        Division { worth: (0..sums.issues()).map(row).collect(), lent: self.pairs.iter().map(lent).collect() }
    }

    /// One pass: each table gives its first issue half of what both offer, the second what is then best, and the first
    /// what is left.
    fn pass(&self, division: &mut Division, left: &Left, backwards: bool, work: &mut Work) -> Answer<()> {
        let count = self.pairs.len();
        for turn in 0..count {
            let at = if backwards { count - 1 - turn } else { turn };
            let (scope, cells) = &self.tables[self.pairs[at]];
            let (i, j) = (scope[0], scope[1]);
            if left[i].len() == 1 && left[j].len() == 1 {
                continue;
            }
            work.spend(left[i].len() * left[j].len())?;
            let width = self.sums.options(j);
            let lent = &mut division.lent[at];
            let own: Vec<i128> = left[i].iter().map(|o| division.worth[i][*o] - lent[0][*o]).collect();
            let other: Vec<i128> = left[j].iter().map(|q| division.worth[j][*q] - lent[1][*q]).collect();
            let most_of_row = |o: usize, more: &[i128], sign: i128| {
                let cell = |(q, more): (&usize, &i128)| Some(cells[o * width + q]? + sign * more);
                left[j].iter().zip(more).filter_map(cell).max()
            };
            let halves = left[i]
                .iter()
                .zip(&own)
                .map(|(o, own)| most_of_row(*o, &other, 1).map_or(0, |most| (own + most).div_euclid(2) - own));
            let halves: Vec<i128> = halves.collect();
            let second: Vec<i128> = (left[j].iter())
                .map(|q| {
                    let cell = |(o, half): (&usize, &i128)| Some(cells[o * width + q]? - half);
                    left[i].iter().zip(&halves).filter_map(cell).max().unwrap_or(0)
                })
                .collect();
            let first: Vec<i128> = left[i].iter().map(|o| most_of_row(*o, &second, -1).unwrap_or(0)).collect();
            let sides = [(i, &first, &own), (j, &second, &other)];
            for (side, (issue, given, before)) in sides.into_iter().enumerate() {
                for ((option, given), before) in left[issue].iter().zip(given).zip(before) {
                    if given.abs() > LARGEST || (before + given).abs() > LARGEST {
                        return beyond("numbers that grow too large");
                    }
                    division.lent[at][side][*option] = *given;
                    division.worth[issue][*option] = before + given;
                }
            }
        }
        Ok(())
    }

    /// No package of these options has a larger weighted sum; none if there is no package.
    fn bound(&self, division: &Division, left: &Left, work: &mut Work) -> Answer<Option<i128>> {
        let best = |(issue, options): (usize, &Vec<usize>)| options.iter().map(|o| division.worth[issue][*o]).max();
        let mut total = self.base + left.iter().enumerate().filter_map(best).sum::<i128>();
        let mut lent = division.lent.iter();
        for (scope, cells) in &self.tables {
            let lent = if scope.len() == 2 { lent.next() } else { None };
            let sizes: Vec<usize> = scope.iter().map(|issue| left[*issue].len()).collect();
            work.spend(sizes.iter().product())?;
            let mut best: Option<i128> = None;
            combinations(&sizes, |at| {
                let option = |axis: usize| left[scope[axis]][at[axis]];
                let cell = (0..scope.len()).fold(0, |cell, axis| cell * self.sums.options(scope[axis]) + option(axis));
                if let Some(worth) = cells[cell] {
                    let back = lent.map_or(0, |[first, second]| first[option(0)] + second[option(1)]);
                    best = best.max(Some(worth - back));
                }
            });
            let Some(best) = best else { return Ok(None) };
            total += best;
        }
        let can = |part: &When| part.iter().all(|(issue, set)| left[*issue].iter().any(|option| set[*option]));
        let must = |part: &When| part.iter().all(|(issue, set)| left[*issue].iter().all(|option| set[*option]));
        for wide in self.sums.wide.iter().filter(|wide| can(&wide.when)) {
            total += wide.effect.map_or(0, |(party, amount)| (self.weights[party] * i128::from(amount)).max(0));
        }
        for rule in &self.sums.rules {
            let (least, most, low, high) = match rule {
                Kind::Forbid(..) | Kind::Consents(_) | Kind::SharedBelief => continue,
                Kind::Count(of, low, high) => {
                    let count = |one: &dyn Fn(&When) -> bool| of.iter().filter(|part| one(part)).count() as i64;
                    (count(&must), count(&can), Some(*low), Some(*high))
                }
                Kind::Total(rows, low, high) => {
                    let own = |(issue, row): &(usize, Vec<i64>)| {
                        left[*issue].iter().map(|option| row[*option]).collect::<Vec<_>>()
                    };
                    let least = rows.iter().filter_map(|row| own(row).into_iter().min()).sum::<i64>();
                    (least, rows.iter().filter_map(|row| own(row).into_iter().max()).sum::<i64>(), *low, *high)
                }
            };
            if low.is_some_and(|low| most < low) || high.is_some_and(|high| least > high) {
                return Ok(None);
            }
        }
        let n = self.sums.n;
        for seat in n - self.sums.seats..n {
            let most =
                |(issue, options): (usize, &Vec<usize>)| options.iter().map(|o| self.sums.value(issue, *o)[seat]).max();
            let values: i64 = left.iter().enumerate().filter_map(most).sum();
            let of_table = |cells: &crate::sums::Cells| {
                let open = cells.worth.chunks(n).zip(&cells.forbidden).filter(|(_, forbidden)| !**forbidden);
                open.map(|(worth, _)| worth[seat]).max().unwrap_or(0)
            };
            let tables: i64 = self.sums.cells.values().map(of_table).sum();
            let own = |effect: &Option<(usize, i64)>| {
                effect.filter(|(party, _)| *party == seat).map_or(0, |one| one.1.max(0))
            };
            let wide: i64 = self.sums.wide.iter().map(|wide| own(&wide.effect)).sum();
            if self.sums.start[seat] + values + tables + wide < 0 {
                return Ok(None);
            }
        }
        Ok(Some(total))
    }

    /// Drops options that no sum above the threshold has; false if nothing is left.
    fn shrink(&self, division: &Division, left: &mut Left, threshold: i128, work: &mut Work) -> Answer<bool> {
        loop {
            let Some(bound) = self.bound(division, left, work)?.filter(|bound| *bound > threshold) else {
                return Ok(false);
            };
            let mut changed = false;
            for (worth, options) in division.worth.iter().zip(left.iter_mut()) {
                let most = options.iter().map(|option| worth[*option]).max().unwrap_or(0);
                let before = options.len();
                options.retain(|option| bound - most + worth[*option] > threshold);
                changed |= options.len() < before;
            }
            if !changed {
                return Ok(true);
            }
        }
    }

    /// The open issue with the most open tables; of several the one with the fewest options, then the first.
    fn widest(&self, left: &Left) -> Option<usize> {
        let open = |issue: &usize| left[*issue].len() > 1;
        let links = |issue: usize| {
            let table = |at: &&usize| self.tables[**at].0.contains(&issue) && self.tables[**at].0.iter().all(open);
            self.pairs.iter().filter(table).count()
        };
        (0..left.len()).filter(open).min_by_key(|issue| (std::cmp::Reverse(links(*issue)), left[*issue].len(), *issue))
    }
}
