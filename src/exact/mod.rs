//! Numbers that decide: exact decimals and rationals, and scores that are compared without rounding; linear systems and
//! programmes in fractions.

pub(crate) mod linear;
mod number;
pub(crate) mod programme;
mod score;

pub(crate) use number::LEXEME;
pub use number::{MAX_DIGITS, MAX_EXPONENT, Number, NumberError};
pub use score::{PowerProduct, Scale, Score, Term};
