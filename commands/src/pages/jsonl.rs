//! JSON Lines: one value a line.

use serde::Serialize;
use std::io::{self, Write};

/// Writes a value as a line.
///
/// # Errors
/// What the sink cannot take.
pub fn json_line(value: &impl Serialize, mut sink: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut sink, value)?;
    sink.write_all(b"\n")
}
