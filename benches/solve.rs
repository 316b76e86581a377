//! Solving in one process: compile once, then all six concepts, and the frontier of acceptable packages.
//!
//! `cargo bench --bench solve`; what is measured on which instances is said in benches/README.md.

mod generate;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, criterion_group};
use std::hint::black_box;
use std::time::{Duration, Instant};
use zopa::concept::{self, Concept};
use zopa::search::Target;
use zopa::uncertain::Sweep;
use zopa::{BackEnd, Limits, Problem, Status, lottery};

fn solve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    for (name, model) in generate::instances() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        eprintln!("{name}: {} packages", problem.package_count());
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&problem).search().run().solutions.len()));
    }
    group.finish();
}

fn frontier(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frontier");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    for (name, model) in generate::instances() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let ask = |problem: &Problem| problem.search().frontier(Target::Acceptable).frontier.points.len();
        eprintln!("{name}: {} points", ask(&problem));
        group.bench_function(name, |bencher| bencher.iter(|| ask(black_box(&problem))));
    }
    group.finish();
}

/// Frontiers of many points, of which none is kept, and covers of them.
fn long_frontiers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("long frontier");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(5));
    for (name, model) in generate::long() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let listed = |problem: &Problem| problem.search().points(|_| ()).frontier(Target::Acceptable).listed;
        let share: zopa::Number = "0.05".parse().expect("a number");
        let within = |problem: &Problem| problem.search().epsilon(share.clone()).frontier(Target::Acceptable).listed;
        let few = |problem: &Problem| problem.search().cover_of(12).frontier(Target::Acceptable).listed;
        eprintln!("{name}: {} points", listed(&problem));
        group.bench_function(format!("{name}, listed"), |bencher| bencher.iter(|| listed(black_box(&problem))));
        group.bench_function(format!("{name}, within 5 %"), |bencher| bencher.iter(|| within(black_box(&problem))));
        group.bench_function(format!("{name}, by 12 points"), |bencher| bencher.iter(|| few(black_box(&problem))));
    }
    group.finish();
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read and compile");
    group.sample_size(20).measurement_time(Duration::from_secs(2));
    let text = include_str!("../tests/fixtures/ukraine-2025.json");
    group.bench_function("flagship", |bencher| {
        bencher.iter(|| {
            let model = zopa::Model::from_json(black_box(text)).unwrap_or_else(|errors| panic!("{errors}"));
            Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))
        });
    });
    group.finish();
}

fn assumptions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("test assumptions");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    for (name, model) in [("flagship", generate::flagship()), ("50×10, 200 assumptions", generate::assuming(200))] {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let limits = zopa::Limits::default();
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&problem).test(&limits).len()));
    }
    group.finish();
}

/// Every concept over lotteries, and its twin over packages where it has one.
fn lotteries(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lottery");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(2));
    let twins: [(lottery::Concept, Option<&dyn Concept>); 6] = [
        (lottery::Concept::Nash, Some(&concept::Nash)),
        (lottery::Concept::KalaiSmorodinsky, Some(&concept::KalaiSmorodinsky)),
        (lottery::Concept::Egalitarian, Some(&concept::Egalitarian)),
        (lottery::Concept::PerlesMaschler, None),
        (lottery::Concept::Raiffa, None),
        (lottery::Concept::EqualArea, None),
    ];
    for (name, model) in generate::lotteries() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        for (concept, twin) in twins {
            let ask = |problem: &Problem| {
                let answer = problem.view().lotteries(&[concept], &Limits::default());
                answer.map(|answer| answer.lotteries.len())
            };
            if ask(&problem).is_ok() {
                group.bench_function(format!("{name}: {}", concept.id()), |bencher| {
                    bencher.iter(|| ask(black_box(&problem)))
                });
            }
            if let Some(twin) = twin {
                let ask = |problem: &Problem| problem.search().concepts([twin]).without_ideal().run().solutions.len();
                group.bench_function(format!("{name}: {}", twin.id()), |bencher| {
                    bencher.iter(|| ask(black_box(&problem)))
                });
            }
        }
    }
    group.finish();
}

/// Tells what a question comes to and how long it takes; what takes a second and more is asked once.
fn asked_once_or_often(group: &mut BenchmarkGroup<WallTime>, name: String, ask: impl Fn() -> Status) {
    let (start, status) = (Instant::now(), ask());
    let spent = start.elapsed();
    eprintln!("{name}: {status:?}, {spent:.2?}");
    if spent < Duration::from_secs(1) {
        group.bench_function(name, |bencher| bencher.iter(&ask));
    }
}

/// Ceilings: the largest product, proven, with its ties.
fn ceilings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ceilings");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(2));
    let limits = Limits { time: Some(Duration::from_secs(20)), ..Limits::default() };
    for (name, model) in generate::with_ceilings() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let ask = || {
            let search = problem.search().concepts([&concept::Nash as &dyn Concept]).without_ideal();
            search.limits(limits.clone()).run().status
        };
        asked_once_or_often(&mut group, name.to_string(), ask);
    }
    group.finish();
}

/// Landscapes of boxes: the Nash package, proven, and the frontier.
fn boxes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("boxes");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(2));
    let limits = Limits { time: Some(Duration::from_secs(60)), ..Limits::default() };
    for (name, model) in generate::landscapes() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let nash = || {
            let search = problem.search().concepts([&concept::Nash as &dyn Concept]).without_ideal();
            search.limits(limits.clone()).run().status
        };
        let frontier = || {
            let answer = problem.search().limits(limits.clone()).frontier(Target::Acceptable);
            (answer.frontier.points.len(), answer.complete)
        };
        let (start, status) = (Instant::now(), nash());
        let spent = start.elapsed();
        let (start, points) = (Instant::now(), frontier());
        eprintln!("{name}: {status:?}, {spent:.2?}; points, whether all: {points:?}, {:.2?}", start.elapsed());
        if spent < Duration::from_secs(2) {
            group.bench_function(format!("{name}, Nash"), |bencher| bencher.iter(nash));
        }
        if start.elapsed() < Duration::from_secs(2) {
            group.bench_function(format!("{name}, frontier"), |bencher| bencher.iter(frontier));
        }
    }
    group.finish();
}

/// The smallest share of many parties, proven, with its ties.
fn smallest_shares(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("smallest shares");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    let limits = Limits { time: Some(Duration::from_secs(60)), ..Limits::default() };
    for (name, model) in generate::many_parties() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        let ask = || {
            let search = problem.search().concepts([&concept::KalaiSmorodinsky as &dyn Concept]);
            search.limits(limits.clone()).run().status
        };
        asked_once_or_often(&mut group, name.to_string(), ask);
    }
    group.finish();
}

/// Continuous issues: all six concepts, with and without a mixed-integer programme first; the frontier of two parties.
fn levels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("levels");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    let limits = Limits { time: Some(Duration::from_secs(20)), ..Limits::default() };
    for (name, model) in generate::with_continuous_issues() {
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        for (engine, programme) in [("exact", false), ("milp first", true)] {
            let ask = || {
                let answer = problem.view().search().programme_first(programme).limits(limits.clone()).run();
                let proven = answer.solutions.iter().filter(|solution| solution.proven).count();
                (proven, answer.reasons.join(" "))
            };
            let (start, (proven, reasons)) = (Instant::now(), ask());
            let spent = start.elapsed();
            eprintln!("{name}, {engine}: {proven} solutions proven, {spent:.2?}. {reasons}");
            if spent < Duration::from_secs(2) {
                group.bench_function(format!("{name}, {engine}"), |bencher| bencher.iter(ask));
            }
        }
        if model.parties.len() == 2 {
            let ask = || problem.view().search().limits(limits.clone()).frontier(Target::Acceptable).pieces.len();
            let start = Instant::now();
            eprintln!("{name}, frontier: {} pieces, {:.2?}", ask(), start.elapsed());
        }
    }
    group.finish();
}

/// A hundred draws of the flagship's uncertain numbers, on one thread; and what holds whatever they are.
fn uncertain(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("uncertain");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    let problem = Problem::compile(&generate::flagship()).unwrap_or_else(|errors| panic!("{errors}"));
    let view = problem.view();
    let sweep = Sweep::new(&view, 1).unwrap_or_else(|error| panic!("{error}"));
    group.bench_function("100 draws, flagship", |bencher| {
        bencher.iter(|| (0..100).map(|at| black_box(&sweep).outcome(at).agreed.len()).sum::<usize>());
    });
    group.bench_function("robust choices, flagship", |bencher| {
        bencher.iter(|| black_box(&sweep).choices(100, &Limits::default()).map(|choices| choices.scenarios));
    });
    group.finish();
}

/// Processor time of this thread so far, where the system tells it; elsewhere the clock.
fn processor_time(begun: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

/// Mixed-integer programmes alone, by each back end that is there: once for each instance, printed as rows of a table. Each
/// programme is limited in nodes by its back end, each row in time. Of the instances, those that have one of these texts in
/// their names; all without any.
fn back_ends(names: &[String]) {
    let begun = Instant::now();
    #[cfg(feature = "highs")]
    let highs = BackEnd::highs(None).map_err(|error| eprintln!("without HiGHS: {error}")).ok();
    #[cfg(not(feature = "highs"))]
    let highs: Option<BackEnd> = None;
    let back_ends: Vec<BackEnd> = [BackEnd::microlp()].into_iter().chain(highs).collect();
    let concepts: [&dyn Concept; 2] = [&concept::KalaiSmorodinsky, &concept::Nash];
    for (name, model) in generate::with_continuous_issues() {
        if !names.is_empty() && !names.iter().any(|part| name.contains(part)) {
            continue;
        }
        let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
        for back_end in &back_ends {
            for concept in concepts {
                let before = processor_time(begun);
                let limits = Limits { time: Some(Duration::from_secs(20)), ..Limits::default() };
                let search = problem.view().search().concepts([concept]).limits(limits);
                let answer = search.programmes_only().back_end(back_end.clone()).run();
                let spent = processor_time(begun).saturating_sub(before).as_secs_f64();
                let value = answer.solutions.first().and_then(|solution| solution.value.as_ref());
                let value = value.map_or_else(|| "–".to_owned(), |value| format!("{:.6e}", value.number.to_f64()));
                let said = answer.reasons.last().map_or("", String::as_str);
                eprintln!("| {name} | {} | {} | {spent:.2} | {value} | {said}", back_end.name(), concept.id());
            }
        }
    }
}

criterion_group!(
    benches,
    compile,
    solve,
    frontier,
    long_frontiers,
    assumptions,
    lotteries,
    uncertain,
    ceilings,
    boxes,
    smallest_shares,
    levels
);

fn main() {
    // A table, which criterion has no part in.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let Some(("back-ends", names)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return back_ends(names);
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
