//! What a concept finds.

use super::mixture::Mixture;
use crate::exact::Number;
use crate::problem::IssueId;
use num_bigint::BigInt;
use num_rational::BigRational;

/// An issue that is settled both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divided {
    /// The issue.
    pub issue: IssueId,
    /// How much of it goes the first party's way.
    pub share: Number,
}

/// What a concept has found, in scaled gains.
pub(super) struct Found {
    pub(super) mixture: Mixture,
    pub(super) weights: Vec<BigInt>,
    pub(super) exact: bool,
    pub(super) degenerate: bool,
    /// The concept's value, where it is not a product of gains.
    pub(super) value: Option<BigRational>,
    /// For a product that is not exact: by party, gains whose product no mixture's exceeds.
    pub(super) caps: Option<Vec<BigRational>>,
    pub(super) error: Option<Vec<BigRational>>,
    pub(super) ideal: Option<Vec<BigRational>>,
    pub(super) divided: Option<Divided>,
    pub(super) points: Option<Vec<Number>>,
}

impl Found {
    /// The solution itself, and weights that no package exceeds.
    pub(super) fn exact(mixture: Mixture, weights: Vec<BigInt>) -> Self {
        Found {
            mixture,
            weights,
            exact: true,
            degenerate: false,
            value: None,
            caps: None,
            error: None,
            ideal: None,
            divided: None,
            points: None,
        }
    }
}
