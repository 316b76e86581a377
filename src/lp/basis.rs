//! What a guessed basis is worth: the vertex where its rows meet, exactly, and the prices that prove it best.
//!
//! A basis names the rows that bind and as many variables that may be other than 0. That is one square system for the
//! variables and its transpose for the prices. Both are sparse, and solved in fractions by elimination that begins with the
//! shortest rows (Markowitz), so that little is left to fill in.

use super::floating::Guess;
use super::programme::{Programme, entries};
use super::{Best, NoBest};
use crate::exact::linear::product;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A row of a square system: its entries by column, and its right side.
struct Row {
    entries: Vec<(usize, BigRational)>,
    right: BigRational,
}

/// What a guess proves; none if it proves nothing.
pub(super) fn proven(programme: &Programme, objective: &[BigRational], guess: &Guess) -> Option<Result<Best, NoBest>> {
    match guess {
        Guess::Optimal { variables, rows } => optimal(programme, objective, variables, rows).map(Ok),
        Guess::Infeasible { variables, rows } => {
            infeasible(programme, variables, rows).map(|prices| Err(NoBest::Infeasible(prices)))
        }
    }
}

fn optimal(programme: &Programme, objective: &[BigRational], variables: &[usize], rows: &[usize]) -> Option<Best> {
    let worth = |variable: usize| objective.get(variable).cloned().unwrap_or_default();
    let mut column = vec![None; programme.variables];
    variables.iter().enumerate().for_each(|(at, variable)| column[*variable] = Some(at));
    let system = |at: usize| {
        let (row, bound) = &programme.rows[at];
        let own = entries(row).filter_map(|(variable, entry)| Some((column[variable]?, entry.clone())));
        Row { entries: own.collect(), right: bound.clone() }
    };
    let solved = solve(rows.iter().map(|row| system(*row)).collect())?;
    if solved.iter().any(Signed::is_negative) {
        return None;
    }
    let mut values = vec![BigRational::zero(); programme.variables];
    variables.iter().zip(solved).for_each(|(variable, value)| values[*variable] = value);
    let satisfied = |(row, bound): &(Vec<BigRational>, BigRational)| {
        let own = entries(row).filter(|(at, _)| !values[*at].is_zero());
        own.map(|(at, entry)| entry * &values[at]).sum::<BigRational>() <= *bound
    };
    if !programme.rows.iter().all(satisfied) {
        return None;
    }
    let mut paid = transposed(programme, variables, rows);
    variables.iter().zip(&mut paid).for_each(|(variable, row)| row.right = worth(*variable));
    let prices = priced(programme, rows, solve(paid)?)?;
    let cost = cost(programme, &prices);
    if (0..programme.variables).any(|variable| worth(variable) > cost[variable]) {
        return None;
    }
    let value = product(&values, objective);
    Some(Best { values, value, prices })
}

/// Prices that show that no z satisfies the rows.
fn infeasible(programme: &Programme, variables: &[usize], rows: &[usize]) -> Option<Vec<BigRational>> {
    let mut paid = transposed(programme, variables, rows);
    // Any multiple of the prices proves the same: let them sum to 1.
    let all = rows.iter().enumerate().map(|(at, _)| (at, BigRational::one())).collect();
    paid.push(Row { entries: all, right: BigRational::one() });
    let prices = priced(programme, rows, solve(paid)?)?;
    let left: BigRational = entries(&prices).map(|(row, price)| price * &programme.rows[row].1).sum();
    let shown = left.is_negative() && !cost(programme, &prices).iter().any(Signed::is_negative);
    shown.then_some(prices)
}

/// By variable of the basis, its entries in the rows that bind.
fn transposed(programme: &Programme, variables: &[usize], rows: &[usize]) -> Vec<Row> {
    let own = |variable: &usize| {
        let entry = |(at, row): (usize, &usize)| {
            let entry = programme.rows[*row].0.get(*variable).filter(|entry| !entry.is_zero())?;
            Some((at, entry.clone()))
        };
        Row { entries: rows.iter().enumerate().filter_map(entry).collect(), right: BigRational::zero() }
    };
    variables.iter().map(own).collect()
}

/// The prices of all rows, from those of the rows that bind; none if one is negative.
fn priced(programme: &Programme, rows: &[usize], prices: Vec<BigRational>) -> Option<Vec<BigRational>> {
    if prices.iter().any(Signed::is_negative) {
        return None;
    }
    let mut all = vec![BigRational::zero(); programme.rows.len()];
    rows.iter().zip(prices).for_each(|(row, price)| all[*row] = price);
    Some(all)
}

/// By variable, what one unit of it costs.
fn cost(programme: &Programme, prices: &[BigRational]) -> Vec<BigRational> {
    let mut cost = vec![BigRational::zero(); programme.variables];
    for (row, price) in entries(prices) {
        entries(&programme.rows[row].0).for_each(|(variable, entry)| cost[variable] += entry * price);
    }
    cost
}

/// The solution of a square system; none if it has none or several.
fn solve(mut open: Vec<Row>) -> Option<Vec<BigRational>> {
    let size = open.len();
    let mut solved: Vec<(usize, Row)> = Vec::with_capacity(size);
    while !open.is_empty() {
        let shortest = (0..open.len()).min_by_key(|row| open[*row].entries.len())?;
        let mut row = open.swap_remove(shortest);
        // Of its columns, one that few other rows have.
        let users = |column: usize| open.iter().filter(|row| row.entries.iter().any(|(at, _)| *at == column)).count();
        let (at, _) = row.entries.iter().enumerate().min_by_key(|(_, (column, _))| users(*column))?;
        let (column, pivot) = row.entries.swap_remove(at);
        for (_, entry) in &mut row.entries {
            *entry /= &pivot;
        }
        row.right /= &pivot;
        for other in &mut open {
            let Some(at) = other.entries.iter().position(|(at, _)| *at == column) else { continue };
            let (_, factor) = other.entries.swap_remove(at);
            for (at, entry) in &row.entries {
                let change = entry * &factor;
                match other.entries.iter().position(|(other, _)| other == at) {
                    Some(found) => {
                        other.entries[found].1 -= change;
                        if other.entries[found].1.is_zero() {
                            other.entries.swap_remove(found);
                        }
                    }
                    None => other.entries.push((*at, -change)),
                }
            }
            other.right -= &row.right * factor;
        }
        solved.push((column, row));
    }
    let mut values = vec![None; size];
    for (column, row) in solved.into_iter().rev() {
        let mut value = row.right;
        for (at, entry) in &row.entries {
            value -= entry * values.get(*at)?.as_ref()?;
        }
        *values.get_mut(column)? = Some(value);
    }
    values.into_iter().collect()
}
