//! Systems of linear equations in exact fractions, by Gauss and Jordan.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The sum of products. Fractions are reduced after every step; whole numbers, of which most are, need not be.
pub(crate) fn product(a: &[BigRational], b: &[BigRational]) -> BigRational {
    let (mut whole, mut rest) = (BigInt::zero(), BigRational::zero());
    for (a, b) in a.iter().zip(b).filter(|(a, b)| !a.is_zero() && !b.is_zero()) {
        match a.is_integer() && b.is_integer() {
            true => whole += a.numer() * b.numer(),
            false => rest += a * b,
        }
    }
    if rest.is_zero() { BigRational::from_integer(whole) } else { rest + whole }
}

/// The least number with which all of these are whole when they are multiplied by it.
pub(crate) fn common_denominator<'n>(numbers: impl IntoIterator<Item = &'n BigRational>) -> BigInt {
    let denominators = numbers.into_iter().map(BigRational::denom).filter(|denominator| !denominator.is_one());
    denominators.fold(BigInt::one(), |common, denominator| common.lcm(denominator))
}

/// A number times a multiple of its denominator.
pub(crate) fn whole(number: &BigRational, multiple: &BigInt) -> BigInt {
    if number.is_integer() { number.numer() * multiple } else { number.numer() * (multiple / number.denom()) }
}

/// What is left of one after another is taken away: likewise.
pub(crate) fn difference(a: &BigRational, b: &BigRational) -> BigRational {
    match a.is_integer() && b.is_integer() {
        true => BigRational::from_integer(a.numer() - b.numer()),
        false => a - b,
    }
}

/// A vector that these rows send to 0: the first column that depends on those before it counts 1, what follows it
/// nothing. None if no column does.
pub(crate) fn kernel(mut rows: Vec<Vec<BigRational>>) -> Option<Vec<BigRational>> {
    let columns = rows.first()?.len();
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..columns {
        let Some(found) = (pivots.len()..rows.len()).find(|row| !rows[*row][column].is_zero()) else {
            let mut vector = vec![BigRational::zero(); columns];
            vector[column] = BigRational::one();
            pivots.iter().zip(&rows).for_each(|(pivot, row)| vector[*pivot] = -row[column].clone());
            return Some(vector);
        };
        let at = pivots.len();
        rows.swap(at, found);
        let scale = rows[at][column].recip();
        rows[at].iter_mut().for_each(|value| *value *= &scale);
        let pivot = rows[at].clone();
        for (other, row) in rows.iter_mut().enumerate() {
            let by = row[column].clone();
            if other != at && !by.is_zero() {
                row.iter_mut().zip(&pivot).filter(|(_, p)| !p.is_zero()).for_each(|(value, p)| *value -= p * &by);
            }
        }
        pivots.push(column);
    }
    None
}

/// The only x with A·x = b, for rows of A and b; none if there is none, or if there are several.
pub(crate) fn solve(mut rows: Vec<Vec<BigRational>>, right: &[BigRational]) -> Option<Vec<BigRational>> {
    rows.iter_mut().zip(right).for_each(|(row, value)| row.push(-value));
    let mut vector = kernel(rows)?;
    // What depends on the columns before it is the right-hand side, or A has columns that depend on each other.
    vector.pop().filter(One::is_one).map(|_| vector)
}

/// Shares that give the same sum of these vectors, and sum to the same, with 0 for some until no vector that is left is
/// replaceable by the others (Carathéodory).
pub(crate) fn reduced(mut shares: Vec<BigRational>, vectors: &[Vec<BigRational>]) -> Vec<BigRational> {
    let length = vectors.first().map_or(0, Vec::len);
    loop {
        let left: Vec<usize> = (0..shares.len()).filter(|at| !shares[*at].is_zero()).collect();
        let row = |entry: usize| left.iter().map(|at| vectors[*at][entry].clone()).collect();
        let ones = vec![BigRational::one(); left.len()];
        let Some(direction) = kernel(std::iter::once(ones).chain((0..length).map(row)).collect()) else {
            return shares;
        };
        let ratio = |(at, change): (&usize, &BigRational)| change.is_negative().then(|| -(&shares[*at] / change));
        let Some(step) = left.iter().zip(&direction).filter_map(ratio).min() else { return shares };
        left.iter().zip(&direction).for_each(|(at, change)| shares[*at] += change * &step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[i64]]) -> Vec<Vec<BigRational>> {
        rows.iter().map(|row| row.iter().map(|value| BigRational::from_integer((*value).into())).collect()).collect()
    }

    #[test]
    fn systems_are_solved() {
        let right = rows(&[&[5, 1, 6]]).remove(0);
        let solved = solve(rows(&[&[1, 1], &[1, -1], &[2, 0]]), &right).expect("one solution");
        assert_eq!(vec![solved], rows(&[&[3, 2]]));
        assert!(solve(rows(&[&[1, 1], &[2, 2]]), &rows(&[&[1, 3]])[0]).is_none());
        assert!(solve(rows(&[&[1, 1]]), &rows(&[&[1]])[0]).is_none());
    }

    #[test]
    fn dependent_columns_are_found() {
        assert_eq!(kernel(rows(&[&[1, 2, 5], &[0, 1, 2]])), Some(rows(&[&[-1, -2, 1]]).remove(0)));
        assert_eq!(kernel(rows(&[&[1, 0], &[0, 1]])), None);
    }
}
