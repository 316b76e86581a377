//! Pictures of reports: drawn from report data and nothing else, one picture a file.
//!
//! What is exact stays exact until it is a place on the paper: places are whole tenths of a pixel, rounded from fractions, so
//! that the same report has the same picture on every machine. A picture says in a sentence what is to be seen, and brings a
//! table with its numbers, as the page writes them, for whoever does not see it.

mod frontier;
mod scale;
mod shares;
mod spread;
mod tornado;
mod waterfall;

pub(crate) use frontier::{DRAWN, frontier};
pub(crate) use shares::shares;
pub(crate) use spread::spread;
pub(crate) use tornado::tornado;
pub(crate) use waterfall::waterfall;

/// How wide pictures are, in tenths of a pixel.
const WIDE: i64 = 7600;
