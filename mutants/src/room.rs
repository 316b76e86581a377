//! The rooms that are tried, and which tests ask each.

use std::io;
use std::path::{Path, PathBuf};

/// A part of the library.
pub struct Room {
    pub name: &'static str,
    /// Files and folders of `src`.
    places: &'static [&'static str],
    /// Parts of the names of tests in `tests/answers` that ask this room first.
    pub tests: &'static [&'static str],
}

/// Where a wrong answer would be called proven.
pub const ROOMS: [Room; 8] = [
    Room { name: "exact", places: &["exact"], tests: &["cases::", "lotteries::", "laws::"] },
    Room { name: "concept", places: &["concept"], tests: &["cases::", "differential::", "laws::", "levels::"] },
    Room { name: "frontier", places: &["frontier"], tests: &["covers::", "differential::", "limits::"] },
    Room { name: "stability", places: &["explain/stability"], tests: &["stability::"] },
    Room { name: "conflicts", places: &["explain/conflict.rs"], tests: &["explain::", "levels::"] },
    Room { name: "lottery", places: &["lottery"], tests: &["lotteries::"] },
    Room {
        name: "compile",
        places: &["problem/compile"],
        tests: &["cases::", "differential::", "states::", "ranges::"],
    },
    Room {
        name: "bounds",
        places: &["search/levels", "uncertain/robust.rs"],
        tests: &["levels::", "ranges::", "expected_levels::"],
    },
];

/// The room of this name.
pub fn named(name: &str) -> &'static Room {
    ROOMS.iter().find(|room| room.name == name).expect("mutants are of a room")
}

impl Room {
    /// Its files, in the order of their names.
    pub fn files(&self, tree: &Path) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for place in self.places {
            list(&tree.join("src").join(place), &mut files)?;
        }
        files.sort();
        Ok(files)
    }
}

fn list(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if place.is_dir() {
        for entry in std::fs::read_dir(place)? {
            list(&entry?.path(), files)?;
        }
    } else if place.extension().is_some_and(|extension| extension == "rs") {
        files.push(place.into());
    }
    Ok(())
}
