//! Mutants meet the tests.

use crate::find::Mutant;
use crate::room;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    Survived,
}

/// The tests, built with all mutants asleep.
pub struct Trials {
    /// The library's own tests, and those of its answers.
    own: PathBuf,
    answers: PathBuf,
    /// Where the tests are run.
    tree: PathBuf,
    /// What each stage uses with all asleep.
    usual: Mutex<BTreeMap<String, Duration>>,
}

impl Trials {
    /// Builds the tests of the copy.
    pub fn built(tree: &Path, folder: &Path) -> Result<Self, Box<dyn Error>> {
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
        let own = build("zopa", &["--lib"])?;
        let answers = build("zopa-cli", &["--test", "answers"])?;
        Ok(Trials { own, answers, tree: std::path::absolute(tree)?, usual: Mutex::default() })
    }

    /// What becomes of each.
    pub fn run(&self, sample: &[Mutant], workers: usize) -> Vec<Fate> {
        let next = AtomicUsize::new(0);
        let fates = Mutex::new(vec![Fate::Survived; sample.len()]);
        std::thread::scope(|scope| {
            for _ in 0..workers.max(1) {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(mutant) = sample.get(at) else { break };
                        let begun = Instant::now();
                        let fate = self.fate(at + 1, mutant);
                        println!("{:>4} {fate:?} after {:.1} s: {mutant}", at + 1, begun.elapsed().as_secs_f64());
                        fates.lock().expect("no worker panics")[at] = fate;
                    }
                });
            }
        });
        fates.into_inner().expect("no worker panics")
    }

    fn fate(&self, number: usize, mutant: &Mutant) -> Fate {
        let beside = mutant.modules();
        let of_room: Vec<&str> = room::named(mutant.room).tests.to_vec();
        // From the nearest to the widest; what is left are the tests of pages and of the program, which are others.
        let stages = [
            (&self.own, vec![beside.as_str()]),
            (&self.answers, of_room),
            (&self.own, Vec::new()),
            (&self.answers, Vec::new()),
        ];
        for (binary, filters) in stages {
            match self.passes(binary, &filters, number) {
                Some(true) => {}
                Some(false) => return Fate::Found,
                None => return Fate::Hung,
            }
        }
        Fate::Survived
    }

    /// Whether these tests pass with this mutant awake; nothing if they go on for too long.
    fn passes(&self, binary: &Path, filters: &[&str], number: usize) -> Option<bool> {
        let stage = format!("{}{filters:?}", binary.display());
        let known = self.usual.lock().expect("no worker panics").get(&stage).copied();
        let usual = known.unwrap_or_else(|| {
            let (passes, used) = self.ends(binary, filters, 0, Duration::MAX);
            assert_eq!(passes, Some(true), "the tests pass without mutants");
            self.usual.lock().expect("no worker panics").insert(stage, used);
            used
        });
        self.ends(binary, filters, number, (usual * LONGER).max(AT_LEAST)).0
    }

    /// Whether they pass, within this time of the processor, and what they used.
    fn ends(&self, binary: &Path, filters: &[&str], number: usize, limit: Duration) -> (Option<bool>, Duration) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -v {ROOM}; exec \"$0\" \"$@\"")).arg(binary).args(filters);
        command.args(["--test-threads", "1"]).env("ZOPA_MUTANT", number.to_string());
        command.current_dir(self.tree.join("cli")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
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
                if let Ok(Some(status)) = child.try_wait() {
                    break (Some(status.success()), used);
                }
                used = used_by(child.id()).unwrap_or_else(|| begun.elapsed());
                let over = used > limit || begun.elapsed() > limit.saturating_mul(WAITS);
                if over || failed.load(Ordering::Relaxed) {
                    let _ = child.kill();
                    let _ = child.wait();
                    break (if over { None } else { Some(false) }, used);
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        })
    }
}

/// The processor time of a process so far, where the system tells: what a busy machine does must not make a mutant look hung.
fn used_by(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything: the state, ten numbers, then those of the program and of the system.
    let mut ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system) = (ticks.next()?.parse::<u64>().ok()?, ticks.next()?.parse::<u64>().ok()?);
    Some(Duration::from_millis((user + system) * 1000 / TICKS_A_SECOND))
}
