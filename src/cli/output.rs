//! Writing results: to standard output, or to a file that changes only when everything is written.

use super::options::{Destination, Format};
use super::{Failure, guard};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use zopa::report::printable;
use zopa::report::text::Style;

impl Destination {
    /// Writes what was found in the form that was asked for.
    pub fn finish<R: Serialize>(
        &self,
        format: Format,
        page: impl FnOnce(Style) -> String,
        report: impl FnOnce() -> R,
    ) -> Result<(), Failure> {
        match format {
            Format::Text => self.text(&page(self.style())),
            Format::Json => self.json(&report()),
        }
    }

    /// Writes a text.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        guard::writing();
        self.stream(|sink| sink.write_all(text.as_bytes()))
    }

    /// Writes data as JSON, with a line end.
    pub fn json(&self, report: &impl Serialize) -> Result<(), Failure> {
        guard::writing();
        self.stream(|sink| {
            serde_json::to_writer_pretty(&mut *sink, report)?;
            sink.write_all(b"\n")
        })
    }

    /// Writes a result that is made on the way. A reader that went away is not an error: it has seen what it wanted.
    pub fn stream(&self, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match &self.output {
            None => {
                let mut out = BufWriter::new(stdout().lock());
                match make(&mut out).and_then(|()| out.flush()) {
                    Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                        Err(Failure::new(&format!("cannot write the result: {error}"), None))
                    }
                    _ => Ok(()),
                }
            }
            Some(path) => replace(path, make).map_err(|error| {
                Failure::new(&format!("cannot write {}: {error}", printable(&path.display().to_string())), None)
            }),
        }
    }

    /// How pages are marked up: bold headings on a terminal that may show them.
    pub fn style(&self) -> Style {
        Style { bold: self.output.is_none() && stdout().is_terminal() && color_allowed(), ..Style::default() }
    }
}

/// Replaces a file in one step: written beside it first, then renamed. What is no regular file (a device, a pipe) is
/// written to directly.
fn replace(path: &Path, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link stays, and what it points to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = match target.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
        }
        Ok(metadata) if !metadata.is_file() => return buffered(&OpenOptions::new().write(true).open(&target)?, make),
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
    buffered(file.as_file(), make)?;
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

fn buffered(file: &File, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut sink = BufWriter::new(file);
    make(&mut sink).and_then(|()| sink.flush())
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

/// Whether standard error may be coloured.
pub fn color_on_stderr() -> bool {
    stderr().is_terminal() && color_allowed()
}

fn color_allowed() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
