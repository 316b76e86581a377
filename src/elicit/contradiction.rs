//! Statements that contradict each other: minimal sets, of which every one could be given up.
//!
//! A set is made minimal by leaving out one statement after the other for as long as the rest still cannot all be true
//! (Chinneck and Dravnieks 1991). Others are found by giving up each statement of one that is known in turn (the hitting
//! set tree of Reiter 1987). Floating point looks for them; what is reported was confirmed in fractions.

use super::polyhedron::Polyhedron;
use super::system::{Kind, Row, System};
use crate::lp::{NoBest, Simplex};
use crate::search::{Budget, Stop};
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::BTreeSet;

/// So many sets are looked for.
const SETS: usize = 16;
/// So many ways to give up statements are tried.
const BRANCHES: usize = 64;

/// Statements that cannot all be true, though all but any one of them can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Their positions in the file, ascending.
    pub statements: Vec<usize>,
    /// Whether a larger scale, or a smaller margin, would make room for all of them.
    pub by_scale: bool,
}

/// All minimal contradictions, up to a number; none if the statements can all be true.
pub(super) fn all(system: &System, budget: &Budget) -> Result<Vec<Contradiction>, Stop> {
    let every: BTreeSet<usize> = system.rows.iter().map(|row| row.statement).collect();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
    let mut tried: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
    while let Some(given_up) = open.pop() {
        if sets.len() >= SETS || tried.len() >= BRANCHES || !tried.insert(given_up.clone()) {
            continue;
        }
        let left: BTreeSet<usize> = every.difference(&given_up).copied().collect();
        let known = sets.iter().find(|set| set.iter().all(|statement| left.contains(statement))).cloned();
        let found = known.map_or_else(|| minimal(system, left, budget), |known| Ok(Some(known)))?;
        let Some(set) = found else { continue };
        for statement in set.iter().rev() {
            let mut more = given_up.clone();
            more.insert(*statement);
            open.push(more);
        }
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets.sort();
    let found = sets.into_iter().map(|statements| {
        budget.left()?;
        let by_scale = !impossible(system, &statements);
        Ok(Contradiction { statements, by_scale })
    });
    found.collect()
}

/// A minimal set of statements that cannot all be true; none if these can.
fn minimal(system: &System, statements: BTreeSet<usize>, budget: &Budget) -> Result<Option<Vec<usize>>, Stop> {
    let fits = |statements: &BTreeSet<usize>| {
        budget.left()?;
        let of_these = |row: &Row| row.kind != Kind::About && statements.contains(&row.statement);
        Ok(Polyhedron::new(system, of_these).point().is_some())
    };
    if fits(&statements)? {
        return Ok(None);
    }
    let mut left = statements.clone();
    for statement in statements {
        left.remove(&statement);
        if fits(&left)? {
            left.insert(statement);
        }
    }
    Ok(Some(left.into_iter().collect()))
}

/// Whether it is proven in fractions that these cannot all be true, however large values may be.
fn impossible(system: &System, statements: &[usize]) -> bool {
    let rows: Vec<&Row> =
        (system.rows.iter()).filter(|row| row.kind != Kind::About && statements.contains(&row.statement)).collect();
    let right = |row: &Row| if row.kind == Kind::More { &row.right + &system.margin } else { row.right.clone() };
    let mut programme = Simplex::new(rows.iter().map(|row| right(row)).collect());
    for value in 0..system.values.len() {
        let of = |row: &&Row| -> BigRational {
            let own = row.terms.iter().filter(|(at, _)| *at == value).map(|(_, count)| count);
            own.fold(BigRational::zero(), |sum, count| sum + count)
        };
        let entries: Vec<BigRational> = rows.iter().map(of).collect();
        // A value is the difference of two that are not negative.
        programme.add(entries.iter().map(|entry| -entry).collect(), BigRational::zero());
        programme.add(entries, BigRational::zero());
    }
    (0..rows.len()).filter(|row| rows[*row].kind != Kind::Equal).for_each(|row| programme.add_excess(row));
    matches!(programme.solve(), Err(NoBest::Infeasible(_)))
}
