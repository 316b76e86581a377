//! Who solves mixed-integer programmes: one back end a file.
//!
//! The programmes are written once (in `search/levels/milp.rs`, with good_lp's variables and expressions); a back end turns them into
//! its own form. None of them is believed: what they return proposes options, which are solved exactly. So a back end can
//! change how long a question takes, and what is found before a limit, but no answer that is proven.

#[cfg(feature = "highs")]
mod highs;
mod microlp;
mod watch;

pub(crate) use watch::Watch;

use super::integer::{IntegerProgramme, Solved};

/// Who solves the mixed-integer programmes that propose options: see [`Search::back_end`](crate::Search::back_end).
///
/// By default microlp, which is part of this library. With the feature `highs` also HiGHS, whose shared library is loaded at
/// run time; it is slower on small questions, and finds better packages on large ones
/// (fifty issues with fifteen budgets, or with six parties).
///
/// ```
/// let back_end = zopa::BackEnd::default();
/// assert!(back_end.name().starts_with("microlp "));
/// ```
#[derive(Clone, Debug, Default)]
pub struct BackEnd(Kind);

#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    Microlp,
    #[cfg(feature = "highs")]
    Highs(std::sync::Arc<zopa_highs::Highs>),
}

impl BackEnd {
    /// microlp: branch and bound over a simplex method in Rust.
    pub fn microlp() -> Self {
        BackEnd(Kind::Microlp)
    }

    /// HiGHS, from this shared library; without one from that which the environment variable `HIGHS_LIB` names, or else from
    /// where the system has its libraries.
    ///
    /// # Errors
    /// There is none, or it is not HiGHS, or too old. The error's `help` says what to do.
    #[cfg(feature = "highs")]
    pub fn highs(library: Option<&std::path::Path>) -> Result<Self, zopa_highs::LoadError> {
        Ok(BackEnd(Kind::Highs(std::sync::Arc::new(zopa_highs::Highs::load(library)?))))
    }

    /// Its name and version, as in `microlp 0.6.0`.
    pub fn name(&self) -> String {
        match &self.0 {
            Kind::Microlp => format!("microlp {}", microlp::VERSION),
            #[cfg(feature = "highs")]
            Kind::Highs(highs) => format!("HiGHS {}", highs.version()),
        }
    }

    /// Solves a programme until its end, a limit of the back end's own in nodes, or until it is to stop.
    pub(crate) fn solve(&self, programme: IntegerProgramme, watch: &Watch) -> Solved {
        match &self.0 {
            Kind::Microlp => microlp::solve(programme, watch),
            #[cfg(feature = "highs")]
            Kind::Highs(highs) => highs::solve(highs, &programme, watch),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::integer::{Ended, Relation, Row, value};
    use super::*;
    use crate::clock::Deadline;
    use good_lp::{Expression, ProblemVariables, Variable, variable};
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    /// The back ends that are there; microlp always is.
    pub(crate) fn all() -> Vec<BackEnd> {
        [BackEnd::microlp()].into_iter().chain(highs()).collect()
    }

    /// HiGHS, or a line that says why not. It is written past the test runner, which would keep it to itself.
    #[cfg(feature = "highs")]
    pub(crate) fn highs() -> Option<BackEnd> {
        use std::io::Write;
        static SAID: std::sync::Once = std::sync::Once::new();
        let highs = BackEnd::highs(None);
        if let Err(error) = &highs {
            assert!(std::env::var_os(zopa_highs::VARIABLE).is_none_or(|name| name.is_empty()), "{error}");
            SAID.call_once(|| {
                let _ = writeln!(std::io::stderr(), "skipped, all that HiGHS would solve: {error}");
            });
        }
        highs.ok()
    }

    #[cfg(not(feature = "highs"))]
    pub(crate) fn highs() -> Option<BackEnd> {
        None
    }

    /// By variable: what it counts, its range, whether it is whole; by row: coefficients, relation, bound.
    type Plain = (Vec<(i32, i32, u8, bool)>, Vec<(Vec<i32>, u8, i32)>);

    fn plain() -> impl Strategy<Value = Plain> {
        (1usize..8).prop_flat_map(|count| {
            let variable = (-20i32..21, -3i32..3, 0u8..4, any::<bool>());
            let row = (prop::collection::vec(-6i32..7, count), 0u8..3, -9i32..15);
            (prop::collection::vec(variable, count), prop::collection::vec(row, 0..6))
        })
    }

    fn linear((columns, rows): &Plain) -> (IntegerProgramme, Vec<Variable>) {
        let mut variables = ProblemVariables::new();
        let all: Vec<Variable> = columns
            .iter()
            .map(|(_, low, width, whole)| {
                let definition = variable().min(*low).max(*low + i32::from(*width));
                variables.add(if *whole { definition.integer() } else { definition })
            })
            .collect();
        let sum = |coefficients: &mut dyn Iterator<Item = i32>| -> Expression {
            all.iter().zip(coefficients).map(|(variable, coefficient)| f64::from(coefficient) * *variable).sum()
        };
        let objective = sum(&mut columns.iter().map(|column| column.0)) + 0.5;
        let relation = |at: u8| [Relation::AtMost, Relation::AtLeast, Relation::Equal][usize::from(at)];
        let rows = rows.iter().map(|(coefficients, kind, bound)| Row {
            // The constant belongs to the sum.
            sum: sum(&mut coefficients.iter().copied()) + 1.0,
            relation: relation(*kind),
            bound: f64::from(*bound),
        });
        (IntegerProgramme { rows: rows.collect(), variables, objective }, all)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        /// All back ends say the same of small programmes, and their values satisfy them.
        #[test]
        fn back_ends_agree(plain in plain()) {
            let mut said: Vec<(Ended, f64)> = Vec::new();
            for back_end in all() {
                let (programme, variables) = linear(&plain);
                let objective = programme.objective.clone();
                let solved = back_end.solve(programme, &Watch::default());
                let worth = solved.values.as_ref().map_or(0.0, |values| value(&objective, &variables, values));
                prop_assert_eq!(solved.values.is_some(), solved.ended == Ended::Optimal);
                prop_assert!(matches!(solved.ended, Ended::Optimal | Ended::Infeasible));
                for (values, row) in solved.values.iter().flat_map(|values| plain.1.iter().map(move |row| (values, row))) {
                    let sum: f64 = row.0.iter().zip(values).map(|(c, value)| f64::from(*c) * value).sum::<f64>() + 1.0;
                    let off = sum - f64::from(row.2);
                    prop_assert!(row.1 == 1 || off < 1e-6);
                    prop_assert!(row.1 == 0 || off > -1e-6);
                }
                said.push((solved.ended, worth));
            }
            for (ended, worth) in &said {
                prop_assert_eq!(*ended, said[0].0);
                prop_assert!((worth - said[0].1).abs() <= 1e-6 * said[0].1.abs().max(1.0), "{:?}", said);
            }
        }
    }

    #[test]
    fn what_has_no_bound_is_said() {
        for back_end in all() {
            let mut variables = ProblemVariables::new();
            let free = variables.add(variable().min(0.0));
            let programme = IntegerProgramme { variables, rows: Vec::new(), objective: free.into() };
            assert_eq!(back_end.solve(programme, &Watch::default()).ended, Ended::Unbounded, "{}", back_end.name());
        }
    }

    /// A knapsack with budgets, none of which can be used up: much branching.
    fn knapsack(count: usize, budgets: usize) -> IntegerProgramme {
        let mut variables = ProblemVariables::new();
        let items: Vec<Variable> = (0..count).map(|_| variables.add(variable().binary())).collect();
        let mut state: u64 = 7;
        let mut below = |count: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % count) as f64
        };
        let mut rows = Vec::new();
        for _ in 0..budgets {
            let weights: Vec<f64> = items.iter().map(|_| 2.0 + 2.0 * below(500)).collect();
            let bound = weights.iter().sum::<f64>() / 2.0 - 1.0;
            let sum = items.iter().zip(weights).map(|(item, weight)| weight * *item).sum();
            rows.push(Row { sum, relation: Relation::AtMost, bound });
        }
        let objective = items.iter().map(|item| (100.0 + below(30)) * *item).sum();
        IntegerProgramme { variables, rows, objective }
    }

    /// Far too much for a second.
    fn endless() -> IntegerProgramme {
        knapsack(150, 25)
    }

    #[test]
    fn time_limits_stop_each() {
        for back_end in all() {
            let start = Instant::now();
            let watch = Watch::new(Deadline::after(Some(Duration::from_millis(200))), &|| false);
            assert_eq!(back_end.solve(endless(), &watch).ended, Ended::Stopped, "{}", back_end.name());
            assert!(start.elapsed() < Duration::from_secs(10), "{}", back_end.name());
        }
    }

    #[test]
    fn callers_interrupt_each() {
        for back_end in all() {
            let asked = AtomicUsize::new(0);
            let over = || asked.fetch_add(1, Ordering::Relaxed) >= 3;
            let start = Instant::now();
            assert_eq!(
                back_end.solve(endless(), &Watch::new(Deadline::default(), &over)).ended,
                Ended::Stopped,
                "{}",
                back_end.name()
            );
            assert!(start.elapsed() < Duration::from_secs(10), "{}", back_end.name());
        }
    }

    /// Without a clock, limits are in nodes: the same programme has the same values each time.
    #[test]
    fn limits_in_nodes_are_the_same_each_time() {
        // So many items that the nodes are used up, and so few that they are soon.
        let few = || knapsack(60, 10);
        for back_end in all() {
            let first = back_end.solve(few(), &Watch::default());
            assert_eq!(first.ended, Ended::Stopped, "{}", back_end.name());
            assert_eq!(back_end.solve(few(), &Watch::default()).values, first.values, "{}", back_end.name());
        }
    }

    #[test]
    fn the_version_is_the_one_that_is_built() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"microlp\"\nversion = \"{}\"\n", microlp::VERSION)));
    }
}
