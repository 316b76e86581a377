//! Files that change only when everything is written.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::NamedTempFile;

/// What takes a file's place when it is finished: written beside it first, from the first byte on, then renamed. What is no
/// regular file (a device, a pipe) is written to directly.
pub struct Replacement {
    target: PathBuf,
    /// The permissions of the file that is replaced, if there is one.
    old: Option<Permissions>,
    directory: PathBuf,
    sink: Sink,
}

enum Sink {
    Nothing,
    Beside(BufWriter<NamedTempFile>),
    Direct(BufWriter<File>),
}

impl Replacement {
    /// For this file.
    ///
    /// # Errors
    /// If it can surely not be written.
    pub fn new(path: &Path) -> io::Result<Self> {
        // A link stays, and what it points to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = parent.map_or_else(|| PathBuf::from("."), Path::to_owned);
        let (old, sink) = match target.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
            }
            Ok(metadata) if !metadata.is_file() => {
                (None, Sink::Direct(BufWriter::new(OpenOptions::new().write(true).open(&target)?)))
            }
            Ok(metadata) => (Some(metadata.permissions()), Sink::Nothing),
            Err(_) => (None, Sink::Nothing),
        };
        if !directory.is_dir() {
            return Err(io::Error::new(ErrorKind::NotFound, "there is no such folder"));
        }
        Ok(Replacement { target, old, directory, sink })
    }

    fn sink(&mut self) -> io::Result<&mut dyn Write> {
        if let Sink::Nothing = self.sink {
            let mut builder = tempfile::Builder::new();
            builder.prefix(".zopa-").suffix(".tmp");
            #[cfg(unix)]
            let new = <Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
            #[cfg(unix)]
            builder.permissions(new);
            // Nobody has asked for the temporary name.
            let file = builder.tempfile_in(&self.directory).map_err(|error| io::Error::from(error.kind()))?;
            unfinished(|files| files.push(file.path().to_owned()));
            self.sink = Sink::Beside(BufWriter::new(file));
        }
        Ok(match &mut self.sink {
            Sink::Beside(file) => file,
            Sink::Direct(file) => file,
            Sink::Nothing => return Err(ErrorKind::NotFound.into()),
        })
    }

    /// Puts what was written in its place; if nothing was, all stays as it is.
    ///
    /// # Errors
    /// If that is not possible: then all stays as it is, too.
    pub fn finish(self) -> io::Result<()> {
        match self.sink {
            Sink::Nothing => Ok(()),
            Sink::Direct(mut file) => file.flush(),
            Sink::Beside(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                if let Some(old) = self.old {
                    file.as_file().set_permissions(old)?;
                }
                file.as_file().sync_all()?;
                let path = file.path().to_owned();
                file.persist(&self.target).map_err(|error| error.error)?;
                unfinished(|files| files.retain(|other| *other != path));
                Ok(())
            }
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Nothing => Ok(()),
            Sink::Beside(file) => file.flush(),
            Sink::Direct(file) => file.flush(),
        }
    }
}

/// The files that are being written, under names that nobody asked for.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished(change: impl FnOnce(&mut Vec<PathBuf>)) {
    if let Ok(mut files) = UNFINISHED.lock() {
        change(&mut files);
    }
}

/// Removes what is written by half, before the program ends in the middle of it.
pub fn forget() {
    unfinished(|files| files.drain(..).for_each(|file| drop(std::fs::remove_file(file))));
}
