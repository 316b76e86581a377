//! The program as its users run it: a process that reads a model file, solves it, and writes the report.
//!
//! `cargo bench --bench process` builds the program with optimisation, writes the instances to a temporary folder, and
//! times whole processes, from start to exit.

#[expect(dead_code, reason = "instances with continuous issues are solved in one process only")]
mod generate;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs the program on a model once.
fn run(file: &Path) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_zopa"))
        .args(["solve", "--format", "json"])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    let time = start.elapsed();
    // 1 means that there is no agreement, which is an answer.
    assert!(matches!(status.code(), Some(0 | 1)), "{}: {status}", file.display());
    time
}

fn process(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("zopa-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let mut group = criterion.benchmark_group("process");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    for (at, (name, model)) in generate::instances().into_iter().enumerate() {
        let file = folder.join(format!("{at}.json"));
        std::fs::write(&file, serde_json::to_vec(&model).expect("a model can be written")).expect("room for a file");
        group.bench_function(name, |bencher| bencher.iter_custom(|times| (0..times).map(|_| run(&file)).sum()));
    }
    group.finish();
    std::fs::remove_dir_all(&folder).expect("the temporary folder goes");
}

criterion_group!(benches, process);
criterion_main!(benches);
