//! Numbers that decide: exact decimals and rationals, and scores that are compared without rounding; linear systems in
//! fractions; functions without exact values, as decimals with a proven error.

mod function;
pub(crate) mod linear;
mod meant;
mod number;
mod polynomial;
mod round;
mod score;

pub use function::Function;
pub use meant::{Meant, meant};
pub(crate) use number::LEXEME;
pub use number::{MAX_DIGITS, MAX_EXPONENT, Number, NumberError};
pub(crate) use polynomial::{Polynomial, Terms};
pub use round::round_step;
pub use score::{PowerProduct, Scale, Score, Term};
