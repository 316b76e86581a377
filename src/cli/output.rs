//! Writing results: to standard output, or to a file that changes only when everything is written.

use super::Failure;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use zopa::report::printable;
use zopa::report::text::Style;

/// Writes a result. A reader that went away is not an error: it has seen what it wanted.
pub fn write(destination: Option<&Path>, text: &str) -> Result<(), Failure> {
    match destination {
        None => {
            let mut out = stdout().lock();
            match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    Err(Failure::new(&format!("cannot write the result: {error}"), None))
                }
                _ => Ok(()),
            }
        }
        Some(path) => replace(path, text.as_bytes()).map_err(|error| {
            Failure::new(&format!("cannot write {}: {error}", printable(&path.display().to_string())), None)
        }),
    }
}

/// Replaces a file in one step: written beside it first, then renamed. What is no regular file (a device, a pipe) is
/// written to directly.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link stays, and what it points to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = match target.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            return Err(std::io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
        }
        Ok(metadata) if !metadata.is_file() => return OpenOptions::new().write(true).open(&target)?.write_all(bytes),
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
        return Err(std::io::Error::new(ErrorKind::NotFound, "there is no such folder"));
    }
    // Nobody has asked for the temporary name.
    let mut file = builder.tempfile_in(directory).map_err(|error| std::io::Error::from(error.kind()))?;
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        *unfinished = Some(file.path().to_owned());
    }
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old)?;
    }
    file.as_file().sync_all()?;
    let written = file.persist(&target).map(|_: File| ()).map_err(|error| error.error);
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        *unfinished = None;
    }
    written
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

/// Writes to standard error; if that is not possible, there is nobody to tell.
pub fn complain(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}

/// How pages are marked up: bold headings on a terminal that may show them.
pub fn style(destination: Option<&Path>) -> Style {
    Style { bold: destination.is_none() && stdout().is_terminal() && color_allowed(), ..Style::default() }
}

/// Whether standard error may be coloured.
pub fn color_on_stderr() -> bool {
    stderr().is_terminal() && color_allowed()
}

fn color_allowed() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Data as JSON, with a line end.
pub fn json(report: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(report);
    text.map(|text| text + "\n").map_err(|error| Failure::new(&format!("cannot write JSON: {error}"), None))
}
