//! The rooms that are tried.

use std::io;
use std::path::{Path, PathBuf};

/// A part of the library.
pub struct Room {
    pub name: &'static str,
    /// Files and folders of `src`.
    places: &'static [&'static str],
}

/// Where a wrong answer would be called proven.
pub const ROOMS: [Room; 8] = [
    Room { name: "exact", places: &["exact"] },
    Room { name: "concept", places: &["concept"] },
    Room { name: "frontier", places: &["frontier"] },
    Room { name: "stability", places: &["explain/stability"] },
    Room { name: "conflicts", places: &["explain/conflict.rs"] },
    Room { name: "lottery", places: &["lottery"] },
    Room { name: "compile", places: &["problem/compile"] },
    Room { name: "bounds", places: &["search/levels", "uncertain/robust.rs"] },
];

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
