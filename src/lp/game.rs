//! Games of two whose gains are each other's losses: the value, and how each plays, in fractions (von Neumann 1928; as a linear
//! programme Dantzig 1951).

use super::simplex::Simplex;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// What a game is worth to who chooses the rows, and how likely each of both chooses what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Game {
    /// What the rows' player gets on average, if both play so.
    pub value: BigRational,
    /// By row: with this probability the rows' player gets at least the value whatever the other one does.
    pub rows: Vec<BigRational>,
    /// By column: with this probability it gets at most the value.
    pub columns: Vec<BigRational>,
}

impl Game {
    /// Solves a game, by what the rows' player gets; none if there is no row, no column, or rows are of unequal length.
    ///
    /// A programme with a row for each column; Bland's rule, so that it ends.
    pub(crate) fn solve(gains: &[Vec<BigRational>]) -> Option<Game> {
        let columns = gains.first()?.len();
        if columns == 0 || gains.iter().any(|row| row.len() != columns) {
            return None;
        }
        // Every entry at least 1, so that the value is above 0.
        let least = gains.iter().flatten().min()?.clone() - BigRational::one();
        let mut right = vec![BigRational::zero(); columns];
        right.push(BigRational::one());
        let mut programme = Simplex::new(right);
        for row in gains {
            let entries = row.iter().map(|gain| gain - &least).chain([BigRational::one()]);
            programme.add(entries.collect(), BigRational::zero());
        }
        let mut level = vec![-BigRational::one(); columns];
        level.push(BigRational::zero());
        programme.add(level, BigRational::one());
        (0..columns).for_each(|column| programme.add_excess(column));
        let best = programme.solve().ok()?;
        Some(Game {
            value: best.value + least,
            rows: best.values.into_iter().take(gains.len()).collect(),
            columns: best.prices.iter().take(columns).map(|price| -price).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(numer: i64, denom: i64) -> BigRational {
        BigRational::new(numer.into(), denom.into())
    }

    fn game(rows: &[&[i64]]) -> Vec<Vec<BigRational>> {
        rows.iter().map(|row| row.iter().map(|gain| q(*gain, 1)).collect()).collect()
    }

    #[test]
    fn known_games_have_their_values() {
        let pennies = Game::solve(&game(&[&[1, -1], &[-1, 1]])).expect("a game");
        assert_eq!(pennies, Game { value: q(0, 1), rows: vec![q(1, 2); 2], columns: vec![q(1, 2); 2] });
        // A saddle point; and one without (Luce and Raiffa's way: (ad − bc) / (a + d − b − c)).
        let saddle = Game::solve(&game(&[&[4, 5], &[3, 9]])).expect("a game");
        assert_eq!((saddle.value, saddle.rows), (q(4, 1), vec![q(1, 1), q(0, 1)]));
        let mixed = Game::solve(&game(&[&[3, -1], &[-2, 4]])).expect("a game");
        assert_eq!(mixed, Game { value: q(1, 1), rows: vec![q(3, 5), q(2, 5)], columns: vec![q(1, 2), q(1, 2)] });
        assert_eq!(Game::solve(&[]), None);
        assert_eq!(Game::solve(&[vec![], vec![]]), None);
    }

    #[test]
    fn both_keep_what_they_are_promised() {
        let mut state = 9u64;
        for _ in 0..200 {
            let mut draw = |most: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % most
            };
            let (rows, columns) = (1 + draw(5) as usize, 1 + draw(5) as usize);
            let gains: Vec<Vec<BigRational>> =
                (0..rows).map(|_| (0..columns).map(|_| q(draw(9) as i64 - 4, 1 + draw(2) as i64)).collect()).collect();
            let game = Game::solve(&gains).expect("a game");
            let sum = |shares: &[BigRational]| shares.iter().sum::<BigRational>();
            assert_eq!((sum(&game.rows), sum(&game.columns)), (q(1, 1), q(1, 1)));
            for column in 0..columns {
                let gain: BigRational = game.rows.iter().zip(&gains).map(|(share, row)| share * &row[column]).sum();
                assert!(gain >= game.value, "{gains:?}");
            }
            for row in &gains {
                let gain: BigRational = game.columns.iter().zip(row).map(|(share, gain)| share * gain).sum();
                assert!(gain <= game.value, "{gains:?}");
            }
            assert!(game.rows.iter().chain(&game.columns).all(|share| *share >= q(0, 1)));
        }
    }
}
