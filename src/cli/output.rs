//! Where results go: to standard output, or to a file that changes only when everything is written.

use super::replace::Replacement;
use std::io::{self, BufWriter, Write, stdout};
use std::path::Path;
use zopa::commands::{Ending, Refusal};
use zopa::report::printable;

/// Lets a command write its answer. A file is replaced only if there is one.
pub fn to(path: Option<&Path>, run: impl FnOnce(&mut dyn Write) -> Result<Ending, Refusal>) -> Result<Ending, Refusal> {
    let Some(path) = path else { return run(&mut BufWriter::new(stdout().lock())) };
    let name = path.display().to_string();
    let cannot = |error: io::Error| Refusal::new(&format!("cannot write {}: {error}", printable(&name)), None);
    let mut sink = Replacement::new(path).map_err(cannot)?;
    let ending = run(&mut sink)?;
    sink.finish().map_err(cannot)?;
    Ok(ending)
}
