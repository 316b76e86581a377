//! Mutation testing: how many small faults of the library do its tests find?
//!
//! ```sh
//! cargo run --release --package zopa-mutants -- --seed 1 --count 300
//! ```
//!
//! The faults are those of cargo-mutants: a function that returns at once with a plain value, an operator taken for another
//! one, a sign or a negation left out, a guard that always or never holds. They are drawn at random, by room and by seed.
//! Unlike there, they are all woven into one build (mutant schemata, Untch, Offutt and Harrold 1993): a variable of the
//! environment says which one is awake, so that three hundred of them need one build, and a mutant needs the time of its
//! tests. What does not compile is found by asking the compiler, and left out.
//!
//! Each of the library's own tests and of those of its answers is run once without any fault, to learn what it costs and which
//! mutants it comes to; a mutant meets those that come to it, the cheapest first, up to a minute of them. One that uses much more
//! of the processor than the tests do without it is found too. The list of those that survive goes to the output, and to
//! `survivors.txt` in the folder of the run. What is known is kept there, too: a run of the same sample of the same library goes
//! on where one stopped.

mod find;
mod known;
mod room;
mod trial;
mod weave;

use clap::Parser;
use find::Mutant;
use known::Known;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use room::ROOMS;
use std::collections::BTreeMap;
use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use trial::{Fate, Trials};

/// How many mutants do the tests find?
#[derive(Parser)]
struct Arguments {
    /// Another seed draws other mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many mutants, shared among the rooms by how many each has
    #[arg(long, default_value_t = 300)]
    count: usize,
    /// Only of this room, which may be named repeatedly
    #[arg(long)]
    room: Vec<String>,
    /// Instead of drawing: those that a run before listed, as in its `survivors.txt`, wherever they stand now
    #[arg(long, value_name = "FILE")]
    again: Option<PathBuf>,
    /// How many are tried side by side
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// Seconds of processor time that the tests of one may cost
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Where the changed copy is built
    #[arg(long, default_value = "target/mutants")]
    folder: PathBuf,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no folder above this package")?;
    let tree = arguments.folder.join("tree");
    let (mut sample, hash) = drawn(root, &arguments)?;
    println!("{} mutants are {}", sample.len(), if arguments.again.is_some() { "found again" } else { "drawn" });
    let known = Known::of(&arguments.folder, hash)?;
    copy(root, &tree)?;
    sample.retain(|mutant| !known.unfit.contains(&mutant.to_string()));
    while let Some(unfit) = weave::woven(&tree, &sample)?.unfit(&tree, &arguments.folder, &sample)? {
        println!("{} of them do not compile", unfit.len());
        let mut at = 0;
        for mutant in unfit.iter().map(|at| &sample[*at]) {
            known.note("unfit", mutant)?;
        }
        sample.retain(|_| {
            at += 1;
            !unfit.contains(&(at - 1))
        });
    }
    // More are drawn than asked for, as some do not compile.
    sample.truncate(arguments.count);
    weave::woven(&tree, &sample)?;
    let workers = rayon::ThreadPoolBuilder::new().num_threads(arguments.workers).build()?;
    let trials = Trials::built(&tree, &arguments.folder, &workers)?;
    let (tests, costs) = trials.size();
    println!("{} mutants are tried by {tests} tests, which take {} s of processor time", sample.len(), costs.as_secs());
    let fates = trials.run(&sample, Duration::from_secs(arguments.seconds), &workers, &known);

    let mut rooms: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut survivors = String::new();
    for (mutant, fate) in sample.iter().zip(&fates) {
        rooms.entry(mutant.room).or_default()[*fate as usize] += 1;
        if matches!(fate, Fate::Unreached | Fate::Survived) {
            survivors += &format!("{fate:?}: {mutant}\n");
        }
    }
    print!("{survivors}");
    println!("{:<12} {:>7} {:>7} {:>10} {:>9}", "room", "found", "hung", "unreached", "survived");
    for (room, [found, hung, unreached, survived]) in rooms {
        println!("{room:<12} {found:>7} {hung:>7} {unreached:>10} {survived:>9}");
    }
    std::fs::write(arguments.folder.join("survivors.txt"), &survivors)?;
    Ok(if survivors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A copy of what the repository has, so that nothing is changed in it. What has not changed keeps its age; what is woven is written
/// when it is.
fn copy(root: &Path, tree: &Path) -> Result<(), Box<dyn Error>> {
    let listed = Command::new("git").arg("-C").arg(root).args(["ls-files", "-z"]).output()?;
    let woven: Vec<PathBuf> = weave::files(root)?;
    for file in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (from, to) = (root.join(file), tree.join(file));
        if woven.contains(&from) && to.exists() {
            continue;
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        if let Ok(text) = std::fs::read(from) {
            weave::write(&to, &text)?;
        }
    }
    Ok(())
}

/// The mutants that the seed draws, one room after the other; a quarter more than asked for; or those that are asked again. Beside
/// them, what tells this sample of these files from others.
fn drawn(root: &Path, arguments: &Arguments) -> Result<(Vec<Mutant>, u64), Box<dyn Error>> {
    let mut all = Vec::new();
    let mut hash = DefaultHasher::new();
    (arguments.seed, arguments.count, &arguments.room).hash(&mut hash);
    for room in ROOMS.iter().filter(|room| arguments.room.is_empty() || arguments.room.iter().any(|r| r == room.name)) {
        for path in room.files(root)? {
            std::fs::read(&path)?.hash(&mut hash);
            all.extend(find::mutants(room.name, root, &path)?);
        }
    }
    if all.is_empty() {
        return Err("there is no room of that name".into());
    }
    if let Some(listed) = &arguments.again {
        let listed = std::fs::read_to_string(listed)?;
        listed.hash(&mut hash);
        let sample = listed.lines().filter_map(|line| find::again(line, &mut all)).collect();
        return Ok((sample, hash.finish()));
    }
    let mut random = ChaCha8Rng::seed_from_u64(arguments.seed);
    let mut sample = Vec::new();
    while sample.len() < arguments.count * 5 / 4 && !all.is_empty() {
        let at = (random.next_u64() % all.len() as u64) as usize;
        sample.push(all.swap_remove(at));
    }
    Ok((sample, hash.finish()))
}
