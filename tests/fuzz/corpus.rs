//! The files that cases are bent from.

use crate::mutate::below;
use rand_chacha::ChaCha8Rng;
use std::path::{Path, PathBuf};
use zopa_formats::File;

/// Files larger than this are left out, so that a second sees many cases.
const LARGEST: u64 = 40_000;
/// Cases kept beside those that a run began with.
const KEPT: usize = 2000;

/// The files of one negotiation.
#[derive(Clone, Debug)]
pub struct Case {
    /// One model; or the files of another program.
    pub files: Vec<File>,
}

/// All cases to begin with.
pub struct Corpus {
    /// The cases.
    pub cases: Vec<Case>,
    /// How many of them were there in the beginning.
    first: usize,
}

impl Corpus {
    /// Reads folders and the folders in them: each JSON file that stands alone is a case, and so are all files of another
    /// program in one folder together.
    pub fn read(folders: &[PathBuf]) -> Corpus {
        let mut cases = Vec::new();
        for folder in folders {
            read(folder, &mut cases);
        }
        if cases.is_empty() {
            cases.push(Case { files: vec![File::new("case", "{}")] });
        }
        Corpus { first: cases.len(), cases }
    }

    /// Keeps a case that became a model, in the place of an earlier one if there are many.
    pub fn keep(&mut self, case: Case, random: &mut ChaCha8Rng) {
        if case.files.iter().map(|file| file.bytes.len() as u64).sum::<u64>() > LARGEST {
            return;
        }
        if self.cases.len() < self.first + KEPT {
            self.cases.push(case);
        } else {
            let at = self.first + below(random, KEPT);
            self.cases[at] = case;
        }
    }
}

fn read(folder: &Path, cases: &mut Vec<Case>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut foreign = Vec::new();
    for path in paths {
        if path.is_dir() {
            read(&path, cases);
            continue;
        }
        if path.metadata().is_ok_and(|known| known.len() > LARGEST) {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = File::new(name, bytes);
        if zopa_formats::is_foreign(&file) {
            foreign.push(file);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            cases.push(Case { files: vec![file] });
        }
    }
    if !foreign.is_empty() {
        cases.push(Case { files: foreign });
    }
}
