//! A picture as a part of a page: what is drawn, what is to be seen in a sentence, and the same in numbers.

use super::Table;
use super::canvas::Canvas;

/// A picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it is of.
    pub(crate) title: String,
    /// What is to be seen, in a sentence or two.
    pub(crate) seen: String,
    pub(crate) canvas: Canvas,
    /// The same in numbers.
    pub(crate) numbers: Table,
}
