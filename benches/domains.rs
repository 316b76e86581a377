//! Real domains of other programs: read, compiled and solved (all six concepts), one after another in one process.
//!
//! `cargo bench --bench domains`, with the folder of the domains in `ZOPA_DOMAINS`, or in `../shared/domains` beside the
//! repository; without it nothing is measured, and the bench says so. The folder holds `genius/`, `geniusweb/`, `negmas/` and
//! `negolog/`, and in each a folder a domain.

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zopa::Problem;
use zopa::concept::{Concept, Nash};
use zopa::search::Target;
use zopa_formats::{File, Options, is_foreign, read};

/// A domain: its name, and its files.
type Domain = (String, Vec<File>);

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    paths
}

fn domains() -> Vec<Domain> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("../shared/domains");
    let folder = std::env::var_os("ZOPA_DOMAINS").map_or(beside, PathBuf::from);
    let formats = ["genius", "geniusweb", "negmas", "negolog"];
    let folders =
        formats.iter().flat_map(|format| below(&folder.join(format)).into_iter().map(move |path| (format, path)));
    let domain = |(format, path): (&&str, PathBuf)| {
        let file = |path: &PathBuf| Some(File::new(path.display().to_string(), std::fs::read(path).ok()?));
        let files = below(&path).iter().filter_map(file).filter(is_foreign).collect();
        (format!("{format}/{}", path.file_name().unwrap_or_default().to_string_lossy()), files)
    };
    let found: Vec<Domain> = folders.map(domain).collect();
    if found.is_empty() {
        eprintln!("nothing is measured: there are no domains in {}; set ZOPA_DOMAINS", folder.display());
    }
    found
}

fn import(files: &[File]) -> Problem {
    let imported = read(black_box(files), &Options::default()).unwrap_or_else(|findings| panic!("{findings}"));
    Problem::compile(&imported.model).unwrap_or_else(|findings| panic!("{findings}"))
}

fn solve(files: &[File]) -> usize {
    import(files).search().run().solutions.len()
}

fn measure(criterion: &mut Criterion) {
    let domains = domains();
    if domains.is_empty() {
        return;
    }
    let mut group = criterion.benchmark_group("domains");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(3));
    let all = |run: &dyn Fn(&[File]) -> usize| domains.iter().map(|(_, files)| run(files)).sum::<usize>();
    group.bench_function(format!("all {}, read", domains.len()), |bencher| {
        bencher.iter(|| all(&|files| import(files).issues().len()));
    });
    group.bench_function(format!("all {}, read and solved", domains.len()), |bencher| bencher.iter(|| all(&solve)));
    for (name, files) in &domains {
        group.bench_function(format!("{name}, read"), |bencher| bencher.iter(|| import(files).issues().len()));
        group.bench_function(format!("{name}, read and solved"), |bencher| bencher.iter(|| solve(files)));
        // Landscapes of boxes, as their files have them: cut at 1.
        if name.contains("anac2014") {
            let problem = import(files);
            let nash = || problem.search().concepts([&Nash as &dyn Concept]).without_ideal().run().status;
            eprintln!("{name}: {:?}, {} points", nash(), problem.search().frontier(Target::Acceptable).entries());
            group.bench_function(format!("{name}, Nash"), |bencher| bencher.iter(nash));
            let frontier = || problem.search().frontier(Target::Acceptable).entries();
            group.bench_function(format!("{name}, frontier"), |bencher| bencher.iter(frontier));
        }
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
