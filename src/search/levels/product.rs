//! The largest product of gains over the levels of a region: outer approximation with exact proof.
//!
//! The logarithm of a product of gains is concave, and lies below its tangent at any point g: with weights eᵢ/gᵢ, the
//! weighted sum of the gains of anything is at most its largest value M, so that by the inequality of means no product
//! exceeds that at g by more than the factor (M/E)^E, E = Σ eᵢ. M is a linear programme, solved exactly; the vertex where
//! it is attained joins the known ones, and Newton's method (nalgebra, in floating point) finds the mixture of these with
//! the largest product: the next g. This is the tangent loop of outer approximation, in the space of gains (Duran and
//! Grossmann), or fully corrective Frank–Wolfe; it never uses a grid of tangents.
//!
//! What it ends with is rational: mixtures are rounded to fractions and the levels computed from them. If the optimum is
//! a vertex, or lies on an edge between two parties' vertices, or where levels are fractions with small denominators, it
//! is found and M = E proves it. Otherwise (optima of three parties can be irrational) the factor says how far away at
//! most it is, and the answer carries it.

use super::cell::{Cell, Optimum, Prices, gains_at};
use crate::lp::{NoBest, largest_product};
use crate::problem::Package;
use nalgebra::{DMatrix, DVector};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};

/// Rounds of the loop.
const ROUNDS: usize = 60;
/// A relative gap below this is not worth another round.
const FINE: f64 = 1e-13;
/// Shares of mixtures are rounded to so many parts.
const PARTS: i64 = 1 << 50;
/// Steps of Newton's method on a mixture that is nearly right.
const POLISH: usize = 8;
/// A vertex with a smaller share does not belong to a mixture.
const SMALL_SHARE: f64 = 1e-7;
/// How far levels may move to become simple fractions, as shares of the range of the vertices.
const SNAPS: [f64; 2] = [1e-5, 1e-9];
/// The same where the optimum is not met exactly, and what that may cost.
const ROUNDED: f64 = 1e-8;
const CLOSE_ENOUGH: f64 = 1e-12;
/// A gap below this is close enough to look for simple fractions.
const CLOSE: f64 = 1e-4;

/// A point of the region, with its exact gains.
struct Point {
    levels: Vec<BigRational>,
    gains: Vec<BigRational>,
}

/// The largest product in a region; or why nobody who counts can gain strictly, or no product reaches `least`.
pub(super) fn best(cell: &Cell, powers: &[u32], least: Option<&BigRational>) -> Result<Optimum, Option<Prices>> {
    let search = Search { cell, powers };
    let mut known = vec![search.start()?];
    let mut current = Point { levels: known[0].levels.clone(), gains: known[0].gains.clone() };
    let total: u32 = powers.iter().sum();
    if total == 0 {
        return Ok(search.optimum(current, None));
    }
    let sum = BigRational::from(BigInt::from(total));
    let mut tried = 0;
    for _ in 0..ROUNDS {
        let tangent = search.tangent(&current.gains)?;
        let (most, vertex) = (tangent.most, tangent.point);
        if most <= sum {
            return Ok(search.optimum(current, None));
        }
        let factor = num_traits::pow(&most / &sum, total as usize);
        let ceiling = search.product(&current.gains) * factor;
        if least.is_some_and(|least| ceiling < *least) {
            return Err(Some(tangent.prices));
        }
        let gap = ((&most - &sum) / &sum).to_f64().unwrap_or(f64::INFINITY);
        if gap < CLOSE && tried < SNAPS.len() {
            let near = search.snapped(&current.levels, &known, SNAPS[tried]);
            tried += 1;
            if let Some(exact) = near.filter(|near| search.is_best(near, &sum)) {
                return Ok(search.optimum(exact, None));
            }
        }
        if gap < FINE {
            return Ok(search.rounded(current, ceiling, &known, &sum));
        }
        // Levels between vertices can be worth more than the mixture of what vertices are worth: then they join too, so
        // that the next mixture is no worse.
        if known.iter().all(|point| point.gains != current.gains) {
            known.push(Point { levels: current.levels.clone(), gains: current.gains.clone() });
        }
        known.push(vertex);
        let next = search.mixed(&known);
        match next {
            Some((next, shares)) if search.product(&next.gains) > search.product(&current.gains) => {
                current = next;
                if let Some(exact) = search.on_edge(&known, &shares).filter(|edge| search.is_best(edge, &sum)) {
                    return Ok(search.optimum(exact, None));
                }
            }
            _ => return Ok(search.rounded(current, ceiling, &known, &sum)),
        }
    }
    let most = search.tangent(&current.gains)?.most;
    let ceiling = search.product(&current.gains) * num_traits::pow(&most / &sum, total as usize);
    Ok(search.rounded(current, ceiling, &known, &sum))
}

/// The prices of the tangent at these gains, if nothing in the region reaches beyond it.
pub(super) fn tangent(cell: &Cell, powers: &[u32], gains: &[BigRational]) -> Option<Prices> {
    let search = Search { cell, powers };
    let counted = search.counted().all(|party| gains[party].is_positive());
    search.tangent(gains).ok().filter(|_| counted).map(|tangent| tangent.prices)
}

struct Search<'s> {
    cell: &'s Cell<'s>,
    powers: &'s [u32],
}

/// What the tangent at some gains reaches at most, where, and at which prices.
struct Tangent {
    most: BigRational,
    point: Point,
    prices: Prices,
}

impl Search<'_> {
    fn counted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.powers.len()).filter(|party| self.powers[*party] > 0)
    }

    fn point(&self, z: &[BigRational]) -> Point {
        self.at(self.cell.region.levels(z))
    }

    fn at(&self, levels: Vec<BigRational>) -> Point {
        let gains = gains_at(self.cell.view, self.cell.options, &levels);
        Point { levels, gains }
    }

    fn optimum(&self, point: Point, ceiling: Option<BigRational>) -> Optimum {
        let key = vec![self.product(&point.gains)];
        Optimum { levels: point.levels, gains: point.gains, key, ceiling }
    }

    fn product(&self, gains: &[BigRational]) -> BigRational {
        crate::concept::Measure::Product(self.powers.to_vec()).key(gains).swap_remove(0)
    }

    /// A point from which everybody who counts gains strictly: of the largest smallest gain.
    fn start(&self) -> Result<Point, Option<Prices>> {
        let mut raised = self.cell.programme.clone();
        let smallest = raised.variable();
        let rows: Vec<(usize, usize)> = (self.counted())
            .map(|party| {
                let mut above = self.cell.region.gains[party].clone();
                above.add(smallest, &-BigRational::one());
                (party, raised.at_least(above.coefficients, -above.constant))
            })
            .collect();
        let mut objective = vec![BigRational::zero(); raised.variables()];
        objective[smallest] = BigRational::from(BigInt::from(u8::from(!rows.is_empty())));
        let prices = |of_rows: &[BigRational]| {
            self.cell.prices(of_rows, rows.iter().map(|(party, row)| (*party, of_rows[*row].clone())))
        };
        let vertex = match raised.maximise(&objective) {
            Ok(vertex) => vertex,
            Err(NoBest::Infeasible(of_rows)) => return Err(Some(prices(&of_rows))),
            Err(NoBest::Unbounded | NoBest::Late) => return Err(None),
        };
        let point = self.point(&vertex.values);
        let strictly = self.counted().all(|party| point.gains[party].is_positive());
        if strictly { Ok(point) } else { Err(Some(prices(&vertex.prices))) }
    }

    /// The tangent at these gains.
    fn tangent(&self, gains: &[BigRational]) -> Result<Tangent, Option<Prices>> {
        let units: Vec<BigRational> = (gains.iter().zip(self.powers))
            .map(
                |(gain, power)| {
                    if *power == 0 { BigRational::zero() } else { BigRational::from(BigInt::from(*power)) / gain }
                },
            )
            .collect();
        let (most, vertex) = self.cell.largest(&units)?;
        let prices = self.cell.prices(&vertex.prices, units.into_iter().enumerate());
        Ok(Tangent { most, point: self.point(&vertex.values), prices })
    }

    /// Whether no point of the region has a larger product: the tangent there proves it.
    fn is_best(&self, point: &Point, sum: &BigRational) -> bool {
        self.counted().all(|party| point.gains[party].is_positive())
            && self.tangent(&point.gains).is_ok_and(|tangent| tangent.most <= *sum)
    }

    /// The mixture of known points with the largest product, about; and the shares.
    fn mixed(&self, known: &[Point]) -> Option<(Point, Vec<f64>)> {
        let first = &known[0].gains;
        let column = |point: &Point| -> Option<Vec<f64>> {
            (self.counted()).map(|party| (&point.gains[party] / &first[party]).to_f64()).collect()
        };
        let columns: Vec<Vec<f64>> = known.iter().map(column).collect::<Option<_>>()?;
        let powers: Vec<u32> = self.counted().map(|party| self.powers[party]).collect();
        let mut start = vec![0.0; columns.len()];
        start[0] = 1.0;
        let shares = largest_product(&columns, &powers, start, 1e-14)?;
        let shares = polished(&columns, &powers, &shares).unwrap_or(shares);
        let parts: Vec<BigInt> = (shares.iter())
            .map(|share| if *share < SMALL_SHARE { 0.0 } else { share * PARTS as f64 })
            .map(|share| BigInt::from_f64(share.round()).unwrap_or_default())
            .collect();
        let total: BigInt = parts.iter().sum();
        if total.is_zero() {
            return None;
        }
        let level = |at: usize| -> BigRational {
            let sum: BigRational = known.iter().zip(&parts).map(|(point, part)| &point.levels[at] * part).sum();
            sum / &total
        };
        let levels = (0..first_levels(known)).map(level).collect();
        Some((self.at(levels), shares))
    }

    /// On the edge between two points, where only two gains that count change: the best of it, exactly.
    fn on_edge(&self, known: &[Point], shares: &[f64]) -> Option<Point> {
        let support: Vec<&Point> =
            known.iter().zip(shares).filter(|(_, share)| **share > SMALL_SHARE).map(|(point, _)| point).collect();
        let [from, to] = support[..] else { return None };
        let changing: Vec<usize> = self.counted().filter(|party| from.gains[*party] != to.gains[*party]).collect();
        let [a, b] = changing[..] else { return None };
        let change = |party: usize| &to.gains[party] - &from.gains[party];
        let power = |party: usize| BigRational::from(BigInt::from(self.powers[party]));
        let (da, db) = (change(a), change(b));
        let slope = power(a) * &da * &from.gains[b] + power(b) * &db * &from.gains[a];
        let share = -slope / ((power(a) + power(b)) * da * db);
        if share.is_negative() || share > BigRational::one() {
            return None;
        }
        let levels = from.levels.iter().zip(&to.levels).map(|(from, to)| from + (to - from) * &share).collect();
        Some(self.at(levels))
    }

    /// Levels moved to simple fractions nearby, if that is still inside.
    fn snapped(&self, levels: &[BigRational], known: &[Point], share: f64) -> Option<Point> {
        let share = BigRational::from_f64(share)?;
        let simple = |(at, level): (usize, &BigRational)| {
            let of = |point: &Point| point.levels[at].clone();
            let range = known.iter().map(of).max()? - known.iter().map(of).min()?;
            let margin = range * &share;
            Some(if margin.is_zero() { level.clone() } else { simplest(&(level - &margin), &(level + &margin)) })
        };
        let levels: Vec<BigRational> = levels.iter().enumerate().map(simple).collect::<Option<_>>()?;
        let point = self.at(levels);
        self.contains(&point).then_some(point)
    }

    /// An optimum that is not met exactly: at levels with fewer digits, if that costs next to nothing.
    fn rounded(&self, point: Point, ceiling: BigRational, known: &[Point], sum: &BigRational) -> Optimum {
        let simple = self.snapped(&point.levels, known, ROUNDED).and_then(|simple| {
            let inside = self.counted().all(|party| simple.gains[party].is_positive());
            let most = self.tangent(&simple.gains).ok().filter(|_| inside)?.most;
            let factor = num_traits::pow(&most / sum, sum.to_integer().to_usize()?);
            let close = factor.to_f64()? - 1.0 < CLOSE_ENOUGH;
            // If the tangent there reaches no more, they are the best after all.
            let ceiling = (most > *sum).then(|| self.product(&simple.gains) * factor);
            close.then_some((ceiling, simple))
        });
        match simple {
            Some((ceiling, simple)) => self.optimum(simple, ceiling),
            None => self.optimum(point, Some(ceiling)),
        }
    }

    /// Whether a point satisfies the rules and floors of the programme.
    fn contains(&self, point: &Point) -> bool {
        let package = Package::new(self.cell.options).with_levels(point.levels.iter().cloned());
        self.cell.view.allows_levels(&package) && point.gains.iter().all(|gain| !gain.is_negative())
    }
}

/// The shares of a mixture, improved among the columns that it is made of: Newton's method without a barrier, which is
/// exact to the last digits. None if that leads out of the mixtures.
fn polished(columns: &[Vec<f64>], powers: &[u32], shares: &[f64]) -> Option<Vec<f64>> {
    let support: Vec<usize> = (0..shares.len()).filter(|at| shares[*at] > SMALL_SHARE).collect();
    let (first, others) = support.split_first().filter(|(_, others)| !others.is_empty())?;
    let directions =
        DMatrix::from_fn(powers.len(), others.len(), |row, at| columns[others[at]][row] - columns[*first][row]);
    let origin = DVector::from_column_slice(&columns[*first]);
    let mut at = DVector::from_iterator(others.len(), others.iter().map(|other| shares[*other]));
    let powers = DVector::from_iterator(powers.len(), powers.iter().map(|power| f64::from(*power)));
    for _ in 0..POLISH {
        let gains = &origin + &directions * &at;
        if !gains.iter().all(|gain| gain.is_finite() && *gain > 0.0) {
            return None;
        }
        let slopes = powers.component_div(&gains);
        let curvature = slopes.component_div(&gains);
        let scaled = DMatrix::from_fn(directions.nrows(), directions.ncols(), |row, column| {
            directions[(row, column)] * curvature[row].sqrt()
        });
        let gradient = directions.tr_mul(&slopes);
        // Directions that change no gain are left alone.
        let step = (scaled.transpose() * &scaled).pseudo_inverse(1e-14).ok()? * gradient;
        at += step;
    }
    let mut improved = vec![0.0; shares.len()];
    improved[*first] = 1.0 - at.sum();
    others.iter().zip(at.iter()).for_each(|(other, share)| improved[*other] = *share);
    improved.iter().all(|share| share.is_finite() && *share >= 0.0).then_some(improved)
}

fn first_levels(known: &[Point]) -> usize {
    known.first().map_or(0, |point| point.levels.len())
}

/// The fraction with the smallest denominator from `low` to `high` (Stern and Brocot).
pub(super) fn simplest(low: &BigRational, high: &BigRational) -> BigRational {
    if low.is_negative() && high.is_positive() || low.is_zero() || high.is_zero() {
        return BigRational::zero();
    }
    if high.is_negative() {
        return -simplest(&-high, &-low);
    }
    let floor = low.floor();
    if floor == *low || floor < high.floor() {
        return if floor == *low { floor } else { floor + BigRational::one() };
    }
    // Both have the same whole part: go on with the reciprocals of the rest.
    let rest = simplest(&(high - &floor).recip(), &(low - &floor).recip());
    floor + rest.recip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_fraction_of_an_interval() {
        let q = |p: i64, q: i64| BigRational::new(p.into(), q.into());
        assert_eq!(simplest(&q(333, 1000), &q(334, 1000)), q(1, 3));
        assert_eq!(simplest(&q(-1, 10), &q(1, 10)), q(0, 1));
        assert_eq!(simplest(&q(-334, 1000), &q(-333, 1000)), q(-1, 3));
        assert_eq!(simplest(&q(3749, 100), &q(3751, 100)), q(75, 2));
        assert_eq!(simplest(&q(7, 2), &q(7, 2)), q(7, 2));
        assert_eq!(simplest(&q(19, 10), &q(21, 10)), q(2, 1));
    }

    /// (6 − 6a)·(3a)² is largest at a = 2/3.
    #[test]
    fn a_mixture_that_is_nearly_right_is_made_right() {
        let shares = polished(&[vec![6.0, 0.0], vec![0.0, 3.0]], &[1, 2], &[0.35, 0.65]).expect("shares");
        assert!((shares[0] - 1.0 / 3.0).abs() < 1e-12 && (shares[1] - 2.0 / 3.0).abs() < 1e-12, "{shares:?}");
    }

    /// x²·(c − rx) is largest at x = 2c/3r, here between two points and no simple fraction.
    #[test]
    fn the_best_of_an_edge_is_exact() {
        let model = serde_json::json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": 0, "weight": 2 }, "b": { "disagreement": 0, "weight": 1 } },
            "issues": { "x": { "continuous": { "min": 0, "max": 1 } } },
            "utilities": {
                "a": { "values": { "x": { "per_unit": 1 } } },
                "b": { "values": { "x": { "points": [[0, "1.000003"], [1, "-0.000004"]] } } }
            }
        });
        let problem =
            crate::problem::Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
        let answer = problem.view().search().run();
        let nash = answer.solutions.iter().find(|solution| solution.concept.id() == "nash").expect("a solution");
        let gains: Vec<BigRational> = nash.agreements[0].gains.iter().map(|gain| gain.value().clone()).collect();
        let q = |p: i64, q: i64| BigRational::new(p.into(), q.into());
        assert_eq!(gains, [q(2_000_006, 3_000_021), q(1_000_003, 3_000_000)]);
        assert!(nash.proven && nash.bound.is_none());
    }
}
