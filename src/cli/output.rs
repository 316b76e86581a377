//! Where results go: to standard output, or to a file that changes only when everything is written.

use super::replace::replace;
use std::io::{self, BufWriter, Write, stdout};
use std::path::Path;
use zopa::commands::{Ending, Refusal};
use zopa::report::printable;

/// Lets a command write its answer. A file is replaced only if there is one.
pub fn to(path: Option<&Path>, run: impl FnOnce(&mut dyn Write) -> Result<Ending, Refusal>) -> Result<Ending, Refusal> {
    let Some(path) = path else { return run(&mut BufWriter::new(stdout().lock())) };
    let replaced = replace(path, |file| {
        let mut sink = Counted { file, written: 0 };
        let ended = run(&mut sink);
        Ok((ended.is_ok() && sink.written > 0, ended))
    });
    let name = path.display().to_string();
    replaced.map_err(|error| Refusal::new(&format!("cannot write {}: {error}", printable(&name)), None))?
}

/// Tells whether anything was written.
struct Counted<'f> {
    file: &'f mut dyn Write,
    written: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
