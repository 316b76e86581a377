//! Pictures of reports: drawn from report data and nothing else, one picture a file.
//!
//! What is exact stays exact until it is a place on the paper: places are whole tenths of a pixel, rounded from fractions, so
//! that the same report has the same picture on every machine. A picture says in a sentence what is to be seen, and brings a
//! table with its numbers, as the page writes them, for whoever does not see it.

mod braille;
mod frontier;
mod grid;
mod heat;
mod histogram;
mod marks;
mod matrix;
mod promises;
mod refused;
mod scale;
mod shares;
mod tornado;
mod waterfall;
mod ways;

pub(crate) use braille::braille;
pub(crate) use frontier::{DRAWN, frontier};
pub(crate) use heat::heat;
pub(crate) use histogram::histogram;
pub(crate) use marks::{Mark, chosen, closest, of_frontier, proposed};
pub(crate) use matrix::matrix;
pub(crate) use promises::promises;
pub(crate) use refused::refused;
pub(crate) use shares::shares;
pub(crate) use tornado::tornado;
pub(crate) use waterfall::waterfall;
pub(crate) use ways::ways;

/// How wide pictures are, in tenths of a pixel.
const WIDE: i64 = 7600;
