//! Programmes with known answers, limits and interruption, on the real library where there is one.
//!
//! Without one they are skipped, and say so; `HIGHS_LIB` names one.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use zopa_highs::{Column, Highs, Limits, Programme, Reason, Row, SolveError, Status};

const INF: f64 = f64::INFINITY;

/// The library, or a line that says why not. It is written past the test runner, which would keep it to itself.
fn library() -> Option<Highs> {
    match Highs::load(None) {
        Ok(highs) => Some(highs),
        // A name that leads nowhere was meant to be tested.
        Err(error) if std::env::var_os(zopa_highs::VARIABLE).is_some_and(|name| !name.is_empty()) => panic!("{error}"),
        Err(error) => {
            static SAID: Once = Once::new();
            SAID.call_once(|| {
                let _ = writeln!(std::io::stderr(), "skipped, all that HiGHS would solve: {error}");
            });
            None
        }
    }
}

fn column(cost: f64, lower: f64, upper: f64, integer: bool) -> Column {
    Column { cost, lower, upper, integer }
}

fn at_most(entries: &[f64], upper: f64) -> Row {
    let entries = entries.iter().copied().enumerate().filter(|(_, coefficient)| *coefficient != 0.0).collect();
    Row { lower: -INF, upper, entries }
}

fn close(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 1e-7), "{found:?}, not {expected}");
}

#[test]
fn a_linear_programme() {
    let Some(highs) = library() else { return };
    // 3x + 2y where x + y ≤ 4 and x + 3y ≤ 6: all of x.
    let columns = vec![column(3.0, 0.0, INF, false), column(2.0, 0.0, INF, false)];
    let rows = vec![at_most(&[1.0, 1.0], 4.0), at_most(&[1.0, 3.0], 6.0)];
    let programme = Programme { offset: 0.5, columns, rows };
    let outcome = highs.solve(&programme, &Limits::default()).unwrap();
    assert_eq!(outcome.status, Status::Optimal);
    close(outcome.objective, 12.5);
    close(outcome.bound, 12.5);
    assert_eq!(outcome.values.map(|values| values.len()), Some(2));
}

#[test]
fn whole_numbers_a_free_variable_and_an_equation() {
    let Some(highs) = library() else { return };
    // z = x/2 − y is as small as it gets: x at least 1, so 3y ≤ 7 and x whole.
    let columns = vec![column(0.0, 0.6, 3.4, true), column(0.0, 0.0, INF, true), column(-1.0, -INF, INF, false)];
    let equation = Row { lower: 0.0, upper: 0.0, entries: vec![(2, 1.0), (1, 1.0), (0, -0.5)] };
    let rows = vec![at_most(&[1.0, 3.0, 0.0], 8.0), equation];
    let outcome = highs.solve(&Programme { offset: 0.0, columns, rows }, &Limits::default()).unwrap();
    assert_eq!((outcome.status, outcome.values), (Status::Optimal, Some(vec![1.0, 2.0, -1.5])));
    close(outcome.bound, 1.5);
}

#[test]
fn nothing_to_find_is_said_in_words() {
    let Some(highs) = library() else { return };
    for integer in [false, true] {
        let of = |lower: f64, upper: f64, bound: f64| {
            let columns = vec![column(1.0, lower, upper, integer), column(0.0, 0.0, 1.0, false)];
            let programme = Programme { offset: 0.0, columns, rows: vec![at_most(&[-1.0, 1.0], bound)] };
            let outcome = highs.solve(&programme, &Limits::default()).unwrap();
            assert_eq!((outcome.values, outcome.objective, outcome.bound), (None, None, None));
            outcome.status
        };
        assert_eq!(of(0.0, 2.0, -3.0), Status::Infeasible);
        // Bounds that cross.
        assert_eq!(of(2.0, 1.0, 0.0), Status::Infeasible);
        let unbounded = of(0.0, INF, 0.0);
        assert!(matches!(unbounded, Status::Unbounded | Status::InfeasibleOrUnbounded), "{unbounded}");
    }
}

#[test]
fn programmes_without_variables_or_rows() {
    let Some(highs) = library() else { return };
    let none = Programme { offset: 2.0, ..Programme::default() };
    let outcome = highs.solve(&none, &Limits::default()).unwrap();
    assert_eq!((outcome.status, outcome.objective, outcome.values), (Status::Optimal, Some(2.0), Some(Vec::new())));
    let missed = Programme { rows: vec![Row { lower: 1.0, upper: INF, entries: Vec::new() }], ..none };
    assert_eq!(highs.solve(&missed, &Limits::default()).unwrap().status, Status::Infeasible);
    let free = Programme { offset: 0.0, columns: vec![column(2.0, 0.0, 1.5, true)], rows: Vec::new() };
    close(highs.solve(&free, &Limits::default()).unwrap().objective, 2.0);
}

#[test]
fn what_is_no_programme_is_an_error() {
    let Some(highs) = library() else { return };
    let programme = |cost, coefficient, position| Programme {
        offset: 0.0,
        columns: vec![column(cost, 0.0, 1.0, true)],
        rows: vec![Row { lower: -INF, upper: 1.0, entries: vec![(position, coefficient)] }],
    };
    let ask = |programme: &Programme| highs.solve(programme, &Limits::default());
    assert!(ask(&programme(1.0, 1.0, 0)).is_ok());
    for wrong in [programme(f64::NAN, 1.0, 0), programme(1.0, INF, 0), programme(1.0, 1.0, 1)] {
        assert!(matches!(ask(&wrong), Err(SolveError::Programme(_))), "{wrong:?}");
    }
    // More than HiGHS takes.
    let error = ask(&programme(1.0, 1e300, 0)).unwrap_err();
    assert!(error.to_string().starts_with("HiGHS failed to take the programme"), "{error}");
}

/// x ← 6364136223846793005·x + 1442695040888963407 mod 2⁶⁴, of which the upper 31 bits are used.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: u64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count) as f64
    }
}

/// A knapsack with several budgets, of which none can be used up: much branching.
fn knapsack(items: usize, budgets: usize, seed: u64) -> Programme {
    let mut numbers = Numbers(seed);
    let weights: Vec<Vec<f64>> =
        (0..budgets).map(|_| (0..items).map(|_| 2.0 * (1.0 + numbers.below(500))).collect()).collect();
    let columns = (0..items).map(|_| column(100.0 + numbers.below(30), 0.0, 1.0, true)).collect();
    let rows = weights.iter().map(|row| at_most(row, row.iter().sum::<f64>() / 2.0 - 1.0)).collect();
    Programme { offset: 0.0, columns, rows }
}

#[test]
fn small_programmes_have_the_optimum_of_all_points() {
    let Some(highs) = library() else { return };
    let mut infeasible = 0;
    for seed in 0..200 {
        let mut numbers = Numbers(seed);
        let columns: Vec<Column> = (0..4).map(|_| column(numbers.below(21) - 10.0, -1.0, 2.0, true)).collect();
        let mut row = || {
            let entries = (0..4).map(|at| (at, numbers.below(11) - 5.0)).collect();
            let lower = numbers.below(12) - 6.0;
            Row { lower, upper: lower + numbers.below(5), entries }
        };
        let rows = vec![row(), row()];
        let programme = Programme { offset: 1.0, columns, rows };
        let mut best: Option<f64> = None;
        for code in 0..256 {
            let point: Vec<f64> = (0..4).map(|at| f64::from(code >> (2 * at) & 3) - 1.0).collect();
            let fits = programme.rows.iter().all(|row| {
                let sum: f64 = row.entries.iter().map(|(column, coefficient)| coefficient * point[*column]).sum();
                row.lower <= sum && sum <= row.upper
            });
            let value = 1.0 + programme.columns.iter().zip(&point).map(|(column, x)| column.cost * x).sum::<f64>();
            best = if fits { Some(best.map_or(value, |best| best.max(value))) } else { best };
        }
        let outcome = highs.solve(&programme, &Limits::default()).unwrap();
        match best {
            Some(best) => {
                assert_eq!(outcome.status, Status::Optimal);
                close(outcome.objective, best);
            }
            None => {
                infeasible += 1;
                assert_eq!(outcome.status, Status::Infeasible);
            }
        }
    }
    assert!(infeasible > 10);
}

#[test]
fn a_limit_of_nodes_leaves_the_same_each_time() {
    let Some(highs) = library() else { return };
    let programme = knapsack(60, 12, 7);
    let limits = Limits { nodes: Some(30), ..Limits::default() };
    let first = highs.solve(&programme, &limits).unwrap();
    assert_eq!(first.status, Status::Stopped(Reason::Nodes));
    assert!(first.bound > first.objective && first.objective.is_some(), "{first:?}");
    assert!(first.nodes >= 30);
    for _ in 0..3 {
        assert_eq!(highs.solve(&programme, &limits).unwrap(), first);
    }
}

#[test]
fn a_limit_of_time_is_kept() {
    let Some(highs) = library() else { return };
    let programme = knapsack(120, 20, 7);
    let start = Instant::now();
    let limits = Limits { time: Some(Duration::from_millis(300)), ..Limits::default() };
    let outcome = highs.solve(&programme, &limits).unwrap();
    assert_eq!(outcome.status, Status::Stopped(Reason::Time));
    assert!(outcome.bound.is_none_or(|bound| outcome.objective.is_none_or(|value| bound >= value)));
    assert!(start.elapsed() < Duration::from_secs(20));
    let limits = Limits { time: Some(Duration::ZERO), ..Limits::default() };
    assert_eq!(highs.solve(&programme, &limits).unwrap().status, Status::Stopped(Reason::Time));
}

#[test]
fn a_caller_can_interrupt() {
    let Some(highs) = library() else { return };
    let programme = knapsack(120, 20, 7);
    let asked = AtomicU32::new(0);
    let interrupt = || asked.fetch_add(1, Ordering::Relaxed) >= 20;
    let outcome = highs.solve(&programme, &Limits { interrupt: Some(&interrupt), ..Limits::default() }).unwrap();
    assert_eq!(outcome.status, Status::Stopped(Reason::Interrupted));
    // Who said yes is not asked again.
    assert_eq!(asked.into_inner(), 21);
    // Who never says so changes nothing.
    let programme = knapsack(20, 3, 7);
    let patient = || false;
    let asked = highs.solve(&programme, &Limits { interrupt: Some(&patient), ..Limits::default() }).unwrap();
    assert_eq!(asked, highs.solve(&programme, &Limits::default()).unwrap());
}

#[test]
fn a_panic_comes_back_to_the_caller() {
    let Some(highs) = library() else { return };
    let programme = knapsack(120, 20, 7);
    let interrupt = || panic!("enough");
    let limits = Limits { interrupt: Some(&interrupt), ..Limits::default() };
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| highs.solve(&programme, &limits)));
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"enough"));
    // And leaves everything usable.
    assert_eq!(highs.solve(&knapsack(10, 1, 7), &Limits::default()).unwrap().status, Status::Optimal);
}

#[test]
fn threads_share_a_library() {
    let Some(highs) = library() else { return };
    let programme = knapsack(25, 4, 7);
    let expected = highs.solve(&programme, &Limits::default()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| assert_eq!(highs.solve(&programme, &Limits::default()).unwrap(), expected));
        }
    });
    // A second handle does no harm to the first, also when it goes.
    drop(Highs::load(None).unwrap());
    assert_eq!(highs.solve(&programme, &Limits::default()).unwrap(), expected);
}

#[test]
fn it_says_what_it_is() {
    let Some(highs) = library() else { return };
    assert!(highs.version().split('.').count() >= 3, "{}", highs.version());
    assert!(format!("{highs:?}").contains(highs.version()));
    assert!(highs.library().file_name().is_some());
}
