//! Mutants meet the tests.

use crate::find::Mutant;
use crate::known::Known;
use crate::room;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How much more than without it tests may use with a mutant, and what they may use in any case.
const LONGER: u32 = 4;
const AT_LEAST: Duration = Duration::from_secs(10);
/// A clock that runs so many times as fast as the processor says that something waits for ever.
const WAITS: u32 = 20;
/// How many that the nearest tests let pass meet all tests together.
const AT_ONCE: usize = 8;
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

    /// What becomes of each: the nearest tests first; those that let it pass, all tests of the answers, several at once.
    pub fn run(&self, sample: &[Mutant], workers: usize, known: &Known) -> Vec<Fate> {
        let fates = Mutex::new(vec![Fate::Survived; sample.len()]);
        let say = |at: usize, fate: Fate, stage: &str| {
            println!("{:>4} {fate:?} {stage}: {}", at + 1, sample[at]);
            known.note(&format!("{fate:?} {stage}"), &sample[at]).expect("the folder of the run can be written to");
            fates.lock().expect("no worker panics")[at] = fate;
        };
        let all: Vec<usize> = (0..sample.len()).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads can be started");
        let near = |&at: &usize| {
            if let Some(fate) = known.near.get(&sample[at].to_string()) {
                fates.lock().expect("no worker panics")[at] = *fate;
                return *fate;
            }
            let fate = self.near(at + 1, &sample[at]);
            say(at, fate, "by the nearest tests");
            fate
        };
        let near: Vec<Fate> = pool.install(|| all.par_iter().map(near).collect());
        let mut left: Vec<usize> = all.into_iter().filter(|&at| near[at] == Fate::Survived).collect();
        left.retain(|at| {
            let fate = known.all.get(&sample[*at].to_string());
            fate.into_iter().for_each(|fate| fates.lock().expect("no worker panics")[*at] = *fate);
            fate.is_none()
        });
        let together =
            |group: &[usize]| self.together(group).into_iter().for_each(|(at, fate)| say(at, fate, "by all tests"));
        pool.install(|| left.par_chunks(AT_ONCE).for_each(together));
        fates.into_inner().expect("no worker panics")
    }

    /// What the tests beside it say, those that its room names, and the rest of the library's own.
    fn near(&self, number: usize, mutant: &Mutant) -> Fate {
        let beside = mutant.modules();
        let of_room = room::named(mutant.room).tests.to_vec();
        let stages = [(&self.own, vec![beside.as_str()]), (&self.answers, of_room), (&self.own, Vec::new())];
        let fates = stages.iter().map(|(binary, filters)| self.meet(binary, filters, &number.to_string()));
        fates.into_iter().find(|fate| *fate != Fate::Survived).unwrap_or(Fate::Survived)
    }

    /// What all tests of the answers say of these, as places in the sample. They are awake at once, and by halves if a test
    /// notices: two that hide each other survive both, so the list of survivors may be too long, and is never too short.
    fn together(&self, group: &[usize]) -> Vec<(usize, Fate)> {
        let numbers: Vec<String> = group.iter().map(|at| (at + 1).to_string()).collect();
        let fate = self.meet(&self.answers, &[], &numbers.join(","));
        if fate == Fate::Survived || group.len() == 1 {
            return group.iter().map(|&at| (at, fate)).collect();
        }
        let (left, right) = group.split_at(group.len() / 2);
        [self.together(left), self.together(right)].concat()
    }

    /// What these tests say with these mutants awake.
    fn meet(&self, binary: &Path, filters: &[&str], awake: &str) -> Fate {
        let stage = format!("{}{filters:?}", binary.display());
        let known = self.usual.lock().expect("no worker panics").get(&stage).copied();
        let usual = known.unwrap_or_else(|| {
            let (passes, used) = self.ends(binary, filters, "", Duration::MAX);
            assert_eq!(passes, Some(true), "the tests pass without mutants");
            self.usual.lock().expect("no worker panics").insert(stage, used);
            used
        });
        match self.ends(binary, filters, awake, (usual * LONGER).max(AT_LEAST)).0 {
            Some(true) => Fate::Survived,
            Some(false) => Fate::Found,
            None => Fate::Hung,
        }
    }

    /// Whether they pass, within this time of the processor (nothing if they go on for longer), and what they used.
    fn ends(&self, binary: &Path, filters: &[&str], awake: &str, limit: Duration) -> (Option<bool>, Duration) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -v {ROOM}; exec \"$0\" \"$@\"")).arg(binary).args(filters);
        command.args(["--test-threads", "1"]).env("ZOPA_MUTANT", awake).env("ZOPA_SHRINK", "0");
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
