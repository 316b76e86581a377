//! Files that change only when everything is written.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Replaces a file in one step: written beside it first, then renamed, if what made it says so. What is no regular file (a
/// device, a pipe) is written to directly.
pub fn replace<R>(path: &Path, make: impl FnOnce(&mut dyn Write) -> io::Result<(bool, R)>) -> io::Result<R> {
    // A link stays, and what it points to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = match target.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
        }
        Ok(metadata) if !metadata.is_file() => {
            return Ok(buffered(&OpenOptions::new().write(true).open(&target)?, make)?.1);
        }
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => None,
    };
    let directory = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_owned);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".zopa-").suffix(".tmp");
    #[cfg(unix)]
    let new = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(new);
    if !directory.is_dir() {
        return Err(io::Error::new(ErrorKind::NotFound, "there is no such folder"));
    }
    // Nobody has asked for the temporary name.
    let file = builder.tempfile_in(directory).map_err(|error| io::Error::from(error.kind()))?;
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        *unfinished = Some(file.path().to_owned());
    }
    let (whole, made) = buffered(file.as_file(), make)?;
    if !whole {
        forget();
        return Ok(made);
    }
    if let Some(old) = old {
        file.as_file().set_permissions(old)?;
    }
    file.as_file().sync_all()?;
    let written = file.persist(&target).map(|_: File| made).map_err(|error| error.error);
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        *unfinished = None;
    }
    written
}

fn buffered<R>(file: &File, make: impl FnOnce(&mut dyn Write) -> io::Result<R>) -> io::Result<R> {
    let mut sink = BufWriter::new(file);
    let made = make(&mut sink)?;
    sink.flush().map(|()| made)
}

/// The file that is being written, under a name that nobody asked for.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Removes what is written by half, before the program ends in the middle of it.
pub fn forget() {
    if let Ok(mut unfinished) = UNFINISHED.lock()
        && let Some(path) = unfinished.take()
    {
        let _ = std::fs::remove_file(path);
    }
}
