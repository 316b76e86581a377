//! Solving in one process: compile once, then all six concepts, and the frontier of acceptable packages.
//!
//! `cargo bench --bench solve`; what is measured on which instances is said in benches/README.md.

mod generate;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use zopa::uncertain::Sweep;
use zopa::{Limits, Problem, Target};

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

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read and compile");
    group.sample_size(20).measurement_time(Duration::from_secs(2));
    let text = include_str!("../models/ukraine-security-guarantees.json");
    group.bench_function("flagship", |bencher| {
        bencher.iter(|| {
            let model = zopa::Model::from_json(black_box(text)).unwrap_or_else(|errors| panic!("{errors}"));
            Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))
        });
    });
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

criterion_group!(benches, compile, solve, frontier, uncertain);
criterion_main!(benches);
