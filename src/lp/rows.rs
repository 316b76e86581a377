//! The best of a programme by rows, in fractions.
//!
//! Such a programme is what is left of a package once its options are fixed: a few levels, a few dozen rows. The simplex
//! method in [floating point](super::floating) guesses which rows bind at the optimum; the vertex where these
//! [meet](super::basis), and the prices of the rows, are computed in fractions, and prove each other: a point that satisfies every row, and prices at which none
//! is better. So do prices alone where no point satisfies the rows. Where the guess fails, because numbers are too close
//! for floating point, the simplex method in fractions decides ([`super::simplex`]). (Applegate, Cook, Dash and
//! Espinoza 2007 solve large programmes exactly in this way, with more precision instead of the second method.)
//!
//! Answers are exact either way, and the same question has the same answer. Of several vertices that are equally good,
//! which one is found depends on the way.

use super::programme::Programme;
use super::simplex::Simplex;
use super::{Best, NoBest, basis, floating};
use num_rational::BigRational;

impl Programme {
    /// Where c·z is largest.
    pub(crate) fn maximise(&self, objective: &[BigRational]) -> Result<Best, NoBest> {
        let guessed = floating::guess(self, objective).and_then(|guess| basis::proven(self, objective, &guess));
        guessed.unwrap_or_else(|| self.in_fractions(objective))
    }

    /// The same without a guess.
    fn in_fractions(&self, objective: &[BigRational]) -> Result<Best, NoBest> {
        let bounds = self.rows.iter().map(|(_, bound)| bound.clone()).collect();
        let mut simplex = Simplex::new(bounds).until(self.deadline);
        let number = |numbers: &[BigRational], at: usize| numbers.get(at).cloned().unwrap_or_default();
        for variable in 0..self.variables {
            let entries = self.rows.iter().map(|(row, _)| number(row, variable)).collect();
            simplex.add(entries, number(objective, variable));
        }
        (0..self.rows.len()).for_each(|row| simplex.add_slack(row));
        let mut best = simplex.solve()?;
        best.values.truncate(self.variables);
        Ok(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Signed;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;

    fn q(numerator: i64) -> BigRational {
        BigRational::from_integer(numerator.into())
    }

    fn programme(variables: usize, rows: &[(&[i64], i64)]) -> Programme {
        let mut programme = Programme::new(variables);
        for (coefficients, bound) in rows {
            programme.at_most(coefficients.iter().map(|c| q(*c)).collect(), q(*bound));
        }
        programme
    }

    #[test]
    fn a_small_programme_has_its_vertex_and_prices() {
        // Dantzig's ratio test meets both rows.
        let programme = programme(2, &[(&[1, 2], 4), (&[3, 1], 6)]);
        let Ok(vertex) = programme.maximise(&[q(1), q(1)]) else { panic!() };
        assert_eq!(vertex.values, [q(8) / q(5), q(6) / q(5)]);
        assert_eq!(vertex.value, q(14) / q(5));
        assert_eq!(vertex.prices, [q(2) / q(5), q(1) / q(5)]);
    }

    #[test]
    fn what_cannot_be_solved_says_so() {
        assert!(matches!(programme(1, &[(&[1], -1)]).maximise(&[q(1)]), Err(NoBest::Infeasible(_))));
        assert_eq!(programme(1, &[(&[-1], -1)]).maximise(&[q(1)]), Err(NoBest::Unbounded));
        let apart = programme(2, &[(&[1, 1], 1), (&[-1, -1], -2)]).maximise(&[q(1), q(0)]);
        let Err(NoBest::Infeasible(prices)) = apart else { panic!() };
        assert_eq!(prices[0], prices[1]);
        // Degenerate: three rows meet in one point.
        let Ok(vertex) = programme(2, &[(&[1, 0], 1), (&[0, 1], 1), (&[1, 1], 2)]).maximise(&[q(1), q(1)]) else {
            panic!()
        };
        assert_eq!(vertex.value, q(2));
    }

    /// Random programmes, often without a solution, often with several best vertices.
    fn programmes() -> impl Strategy<Value = (Programme, Vec<BigRational>)> {
        (1usize..6, 1usize..9).prop_flat_map(|(variables, rows)| {
            let coefficients = proptest::collection::vec(prop_oneof![Just(0i64), -4i64..5], variables);
            let rows = proptest::collection::vec((coefficients, -5i64..12), rows);
            let objective = proptest::collection::vec(-4i64..5, variables);
            (rows, objective).prop_map(move |(rows, objective)| {
                let mut programme = Programme::new(variables);
                for (row, bound) in rows {
                    programme.at_most(row.into_iter().map(q).collect(), q(bound) / q(3));
                }
                (programme, objective.into_iter().map(q).collect())
            })
        })
    }

    /// Nearly all programmes are decided by the guess, of every kind but those that nothing bounds.
    #[test]
    fn most_guesses_prove_something() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let (mut decided, mut best, mut infeasible) = (0, 0, 0);
        for _ in 0..1000 {
            let (programme, objective) = programmes().new_tree(&mut runner).unwrap().current();
            let guessed =
                floating::guess(&programme, &objective).and_then(|g| basis::proven(&programme, &objective, &g));
            let known = programme.in_fractions(&objective);
            decided += usize::from(known != Err(NoBest::Unbounded));
            best += usize::from(matches!(guessed, Some(Ok(_))));
            infeasible += usize::from(matches!(guessed, Some(Err(NoBest::Infeasible(_)))));
        }
        assert!(best > 200 && infeasible > 200, "{best} {infeasible}");
        assert!(best + infeasible >= decided * 99 / 100, "{best} and {infeasible} of {decided}");
    }

    proptest! {
        /// What a guess proves is what is found without one.
        #[test]
        fn guesses_prove_what_is_true((programme, objective) in programmes()) {
            let guessed = floating::guess(&programme, &objective).and_then(|g| basis::proven(&programme, &objective, &g));
            match (guessed, programme.in_fractions(&objective)) {
                (None, _) | (Some(Err(NoBest::Infeasible(_))), Err(NoBest::Infeasible(_))) => {}
                (Some(Ok(guessed)), Ok(vertex)) => prop_assert_eq!(guessed.value, vertex.value),
                (guessed, found) => prop_assert!(false, "{:?} {:?}", guessed, found),
            }
        }

        /// Of two variables, the best of all crossings of two rows that satisfies the others is the answer; and the
        /// prices prove it.
        #[test]
        fn vertices_are_best_and_prices_prove_it(
            rows in proptest::collection::vec(((-6i64..7, -6i64..7), -8i64..20), 1..7),
            objective in (-5i64..6, -5i64..6),
        ) {
            let mut all: Vec<([i64; 2], i64)> = rows.iter().map(|((a, b), bound)| ([*a, *b], *bound)).collect();
            // Bounded on all sides.
            all.extend([([1, 0], 50), ([0, 1], 50)]);
            let listed: Vec<(&[i64], i64)> = all.iter().map(|(row, bound)| (&row[..], *bound)).collect();
            let programme = programme(2, &listed);
            let lines: Vec<([i64; 2], i64)> = all.iter().copied().chain([([-1, 0], 0), ([0, -1], 0)]).collect();
            let c = [q(objective.0), q(objective.1)];
            let mut best: Option<BigRational> = None;
            for (at, (a, b)) in lines.iter().enumerate() {
                for (other, d) in &lines[..at] {
                    let determinant = a[0] * other[1] - a[1] * other[0];
                    if determinant == 0 {
                        continue;
                    }
                    let z = [
                        BigRational::new((b * other[1] - a[1] * d).into(), determinant.into()),
                        BigRational::new((a[0] * d - b * other[0]).into(), determinant.into()),
                    ];
                    let fits = |(row, bound): &([i64; 2], i64)| &z[0] * q(row[0]) + &z[1] * q(row[1]) <= q(*bound);
                    if lines.iter().all(fits) {
                        let value = &z[0] * &c[0] + &z[1] * &c[1];
                        best = Some(best.map_or(value.clone(), |best| best.max(value)));
                    }
                }
            }
            match (programme.maximise(&c), best) {
                (Err(NoBest::Infeasible(_)), None) => {}
                (Ok(vertex), Some(best)) => {
                    prop_assert_eq!(&vertex.value, &best);
                    // Weak duality, exactly.
                    prop_assert!(vertex.prices.iter().all(|price| !price.is_negative()));
                    for variable in 0..2 {
                        let paid: BigRational =
                            all.iter().zip(&vertex.prices).map(|((row, _), price)| price * q(row[variable])).sum();
                        prop_assert!(paid >= c[variable]);
                    }
                    let bound: BigRational =
                        all.iter().zip(&vertex.prices).map(|((_, bound), price)| price * q(*bound)).sum();
                    prop_assert_eq!(bound, vertex.value);
                }
                (found, best) => prop_assert!(false, "{found:?} {best:?}"),
            }
        }
    }
}
