//! Programmes: exact ones over levels, and the back ends of mixed-integer ones.

pub(crate) mod back_end;
pub(crate) mod simplex;
