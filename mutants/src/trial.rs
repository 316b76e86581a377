//! Mutants meet the tests.
//!
//! Each test is run once by itself without any fault: what it costs, and which mutants it comes to. A mutant then meets the tests
//! that come to it and no others, the cheapest first, as long as they cost no more together than is allowed.

use crate::find::Mutant;
use crate::known::Known;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How much more than without it tests may use with a mutant, and what they may use in any case.
const LONGER: u32 = 4;
const AT_LEAST: Duration = Duration::from_secs(10);
/// A clock that runs so many times as fast as the processor says that something waits for ever.
const WAITS: u32 = 20;
/// Of processor time, as Linux counts it.
const TICKS_A_SECOND: u64 = 100;
/// Of memory, in KiB.
const ROOM: usize = 6 << 20;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Found,
    Hung,
    /// No test comes to it.
    Unreached,
    Survived,
}

/// A test.
struct Test {
    binary: PathBuf,
    name: String,
    /// Of the processor, with all asleep.
    costs: Duration,
    /// The mutants it comes to, by their numbers.
    reached: BTreeSet<usize>,
}

/// The tests, built with all mutants asleep, the cheapest first.
pub struct Trials {
    tests: Vec<Test>,
    /// Where they are run.
    tree: PathBuf,
}

impl Trials {
    /// Builds the tests of the copy, and runs each by itself.
    pub fn built(tree: &Path, folder: &Path, workers: &rayon::ThreadPool) -> Result<Self, Box<dyn Error>> {
        let build = |package: &str, target: &[&str]| -> Result<PathBuf, Box<dyn Error>> {
            let mut command = Command::new("cargo");
            command.args(["test", "--no-run", "--quiet", "--package", package]).args(target);
            command.args(["--message-format", "json", "--target-dir"]).arg(std::path::absolute(folder.join("build"))?);
            let output = command.current_dir(tree).stderr(Stdio::inherit()).output()?;
            let mut built = None;
            for line in String::from_utf8(output.stdout)?.lines() {
                let message: serde_json::Value = serde_json::from_str(line)?;
                if message["profile"]["test"] == true
                    && let Some(path) = message["executable"].as_str()
                {
                    built = Some(path.into());
                }
            }
            built.ok_or_else(|| format!("the tests of {package} were not built").into())
        };
        let mut names = Vec::new();
        for binary in [build("zopa", &["--lib"])?, build("zopa-cli", &["--test", "answers"])?] {
            let listed = Command::new(&binary).args(["--list", "--format", "terse"]).output()?;
            let listed = String::from_utf8(listed.stdout)?;
            let tests = listed.lines().filter_map(|line| line.strip_suffix(": test"));
            names.extend(tests.map(|name| (binary.clone(), name.to_owned())));
        }
        let mut trials = Trials { tests: Vec::new(), tree: std::path::absolute(tree)? };
        let folder = std::path::absolute(folder)?;
        let alone = |(at, (binary, name)): (usize, (PathBuf, String))| -> io::Result<Test> {
            let reached = folder.join(format!("reached-{at}.txt"));
            let (passes, costs) = trials.ends(&binary, &[&name], Awake::None(&reached), Duration::MAX);
            assert_eq!(passes, Some(true), "{name} passes without mutants");
            let numbers = std::fs::read_to_string(&reached).unwrap_or_default();
            let _ = std::fs::remove_file(&reached);
            let reached = numbers.lines().filter_map(|number| number.parse().ok()).collect();
            Ok(Test { binary, name, costs, reached })
        };
        let tests: io::Result<Vec<Test>> = workers.install(|| names.into_par_iter().enumerate().map(alone).collect());
        trials.tests = tests?;
        trials.tests.sort_by_key(|test| test.costs);
        Ok(trials)
    }

    /// How many tests there are, and what they cost one after the other.
    pub fn size(&self) -> (usize, Duration) {
        (self.tests.len(), self.tests.iter().map(|test| test.costs).sum())
    }

    /// What becomes of each, if the tests of a mutant may cost so much.
    pub fn run(&self, sample: &[Mutant], budget: Duration, workers: &rayon::ThreadPool, known: &Known) -> Vec<Fate> {
        let fate = |(at, mutant): (usize, &Mutant)| {
            if let Some(fate) = known.fates.get(&mutant.to_string()) {
                return *fate;
            }
            let fate = self.fate(at + 1, budget);
            println!("{:>4} {fate:?}: {mutant}", at + 1);
            known.note(&format!("{fate:?}"), mutant).expect("the folder of the run can be written to");
            fate
        };
        workers.install(|| sample.par_iter().enumerate().map(fate).collect())
    }

    /// What becomes of the mutant of this number.
    fn fate(&self, number: usize, budget: Duration) -> Fate {
        let tests: Vec<&Test> = self.tests.iter().filter(|test| test.reached.contains(&number)).collect();
        let mut costs = Duration::ZERO;
        let fits = |test: &&&Test| {
            costs += test.costs;
            costs <= budget
        };
        // One at least.
        let cheap = tests.iter().take_while(fits).count().max(1);
        if tests.is_empty() { Fate::Unreached } else { self.meet(&tests[..cheap], number) }
    }

    /// What these tests say with this mutant awake, a few at first, then more and more of them in one process.
    fn meet(&self, mut tests: &[&Test], awake: usize) -> Fate {
        let mut used = Duration::from_secs(1);
        while !tests.is_empty() {
            let mut costs = Duration::ZERO;
            let fits = |test: &&&Test| {
                costs += test.costs;
                costs <= used
            };
            let (now, later) = tests.split_at(tests.iter().take_while(fits).count().max(1));
            let binaries: BTreeSet<&Path> = now.iter().map(|test| test.binary.as_path()).collect();
            for binary in binaries {
                let of: Vec<&&Test> = now.iter().filter(|test| test.binary == binary).collect();
                let names: Vec<&str> = of.iter().map(|test| test.name.as_str()).collect();
                let usual: Duration = of.iter().map(|test| test.costs).sum();
                used += usual;
                match self.ends(binary, &names, Awake::This(awake), (usual * LONGER).max(AT_LEAST)).0 {
                    Some(true) => {}
                    Some(false) => return Fate::Found,
                    None => return Fate::Hung,
                }
            }
            tests = later;
        }
        Fate::Survived
    }

    /// Whether they pass, within this time of the processor (nothing if they go on for longer), and what they used.
    fn ends(&self, binary: &Path, tests: &[&str], awake: Awake, limit: Duration) -> (Option<bool>, Duration) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -v {ROOM}; exec \"$0\" \"$@\"")).arg(binary);
        command.args(["--exact", "--test-threads", "1"]).args(tests).env("ZOPA_SHRINK", "0");
        match awake {
            Awake::None(reached) => command.env("ZOPA_REACHED", reached),
            Awake::This(number) => command.env("ZOPA_MUTANT", number.to_string()),
        };
        command.current_dir(self.tree.join("cli")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // What a test has started ends with it.
        command.process_group(0);
        let begun = Instant::now();
        let mut child = command.spawn().expect("tests can be run");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let failed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // One test that fails is enough.
            scope.spawn(|| {
                let fails = |line: io::Result<String>| line.is_ok_and(|line| line.ends_with("FAILED"));
                failed.fetch_or(lines.into_iter().any(fails), Ordering::Relaxed);
            });
            let mut used = Duration::ZERO;
            loop {
                // What it used is still told of one that has ended, until it is waited for.
                used = used_by(child.id()).unwrap_or(used);
                if let Ok(Some(status)) = child.try_wait() {
                    break (Some(status.success()), used);
                }
                let over = used > limit || begun.elapsed() > limit.saturating_mul(WAITS);
                if over || failed.load(Ordering::Relaxed) {
                    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status();
                    let _ = child.kill();
                    let _ = child.wait();
                    break (if over { None } else { Some(false) }, used);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        })
    }
}

/// Which mutant is awake in a run.
enum Awake<'a> {
    /// None, and the tests write into this file which they come to.
    None(&'a Path),
    This(usize),
}

/// The processor time of a process so far, where the system tells: what a busy machine does must not make a mutant look hung.
fn used_by(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything: the state, ten numbers, then those of the program and of the system.
    let mut ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system) = (ticks.next()?.parse::<u64>().ok()?, ticks.next()?.parse::<u64>().ok()?);
    Some(Duration::from_millis((user + system) * 1000 / TICKS_A_SECOND))
}
