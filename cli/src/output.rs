//! Where results go: to standard output, or to a file that changes only when everything is written.

use super::replace::Replacement;
use std::io::{self, BufWriter, Write, stdout};
use std::path::Path;
use zopa::text::visible;
use zopa_commands::{Ending, Refusal};

/// Whether the answer was written to its end.
pub struct Whole(pub bool);

/// Lets a command write its answer. A file is replaced only if there is one.
pub fn to(
    path: Option<&Path>,
    run: impl FnOnce(&mut dyn Write) -> Result<(Ending, Whole), Refusal>,
) -> Result<Ending, Refusal> {
    let Some(path) = path else { return run(&mut BufWriter::new(stdout().lock())).map(|(ending, _)| ending) };
    let name = path.display().to_string();
    let cannot = |error: io::Error| Refusal::new(&format!("cannot write {}: {error}", visible(&name)), None);
    let mut sink = Replacement::new(path).map_err(cannot)?;
    let (ending, Whole(whole)) = run(&mut sink)?;
    if whole {
        sink.finish().map_err(cannot)?;
    }
    Ok(ending)
}
