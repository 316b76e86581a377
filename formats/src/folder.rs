//! Files and folders on a disk.

use super::detect::{Found, found};
use super::source::File;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use zopa::model::MAX_BYTES;

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 1000;

/// What is in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The files of other programs, by name; among them what is damaged, which is refused when they are read.
    pub files: Vec<File>,
    /// The names of files that look like data and are of no known kind: they are left out, and whoever reads the rest should say so.
    pub passed: Vec<String>,
}

/// Why a folder was not read.
#[derive(Debug)]
pub enum FolderError {
    /// A file in it, or itself, cannot be read: by name.
    Unreadable(String, io::Error),
    /// It has more entries than this.
    TooMany(usize),
    /// It holds no files of another program.
    Nothing,
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            FolderError::Unreadable(name, error) => write!(f, "cannot read {name}: {error}"),
            FolderError::TooMany(most) => write!(f, "the folder has more than {most} entries"),
            FolderError::Nothing => f.write_str("the folder holds no files of another program"),
        }
    }
}

impl std::error::Error for FolderError {}

impl File {
    /// Reads a file, called as its path. Of one that is too large, no more is read than shows it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: &Path) -> io::Result<File> {
        File::take(path.display().to_string(), fs::File::open(path)?)
    }

    /// Reads what a reader gives, likewise.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn take(name: impl Into<String>, reader: impl Read) -> io::Result<File> {
        let mut bytes = Vec::new();
        // One byte more than is read shows that there is too much; who parses it says so.
        reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(File::new(name, bytes))
    }

    /// Reads the files of other programs in a folder, by name.
    ///
    /// # Errors
    /// If there are none, or if it is not clear that all are looked at.
    pub fn folder(path: &Path) -> Result<Folder, FolderError> {
        let cannot = |path: &Path| {
            let name = path.display().to_string();
            move |error| FolderError::Unreadable(name, error)
        };
        let mut paths = Vec::new();
        for entry in fs::read_dir(path).map_err(cannot(path))? {
            paths.push(entry.map_err(cannot(path))?.path());
            if paths.len() > MOST_ENTRIES {
                return Err(FolderError::TooMany(MOST_ENTRIES));
            }
        }
        paths.sort();
        let mut folder = Folder { files: Vec::new(), passed: Vec::new() };
        for path in paths.iter().filter(|path| path.is_file()) {
            let file = File::open(path).map_err(cannot(path))?;
            match found(&file) {
                Found::Part => folder.files.push(file),
                Found::Unknown => folder.passed.push(file.name),
                Found::Beside => {}
            }
        }
        if folder.files.is_empty() { Err(FolderError::Nothing) } else { Ok(folder) }
    }
}
