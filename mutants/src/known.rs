//! What earlier runs of the same sample found out, so that a run that was stopped goes on.

use crate::find::Mutant;
use crate::trial::Fate;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is known of a sample: lines of a file, each a word and a mutant.
pub struct Known {
    path: PathBuf,
    /// Mutants that do not compile.
    pub unfit: HashSet<String>,
    /// What became of others.
    pub fates: HashMap<String, Fate>,
}

impl Known {
    /// What is known of the sample of this hash.
    pub fn of(folder: &Path, hash: u64) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("known-{hash:016x}.txt"));
        let mut known = Known { unfit: HashSet::new(), fates: HashMap::new(), path };
        for line in std::fs::read_to_string(&known.path).unwrap_or_default().lines() {
            let Some((what, mutant)) = line.split_once(": ") else { continue };
            let fate = [Fate::Found, Fate::Hung, Fate::Unreached, Fate::Survived]
                .into_iter()
                .find(|fate| what.starts_with(&format!("{fate:?}")));
            match fate {
                None => drop(known.unfit.insert(mutant.to_owned())),
                Some(fate) => drop(known.fates.insert(mutant.to_owned(), fate)),
            }
        }
        Ok(known)
    }

    /// Keeps what was found out of a mutant.
    pub fn note(&self, what: &str, mutant: &Mutant) -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&self.path)?;
        writeln!(file, "{what}: {mutant}")
    }
}
