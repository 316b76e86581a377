//! What an issue's options, or its levels, are worth by themselves.

use num_rational::BigRational;
use zopa::problem::Curve;

/// Scores of the options of an issue; or of a continuous one, at some levels, with straight lines between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scores {
    /// Ascending, from the lowest level of the issue to the highest; none if it has options.
    pub(super) levels: Vec<BigRational>,
    /// By option, or by level.
    pub(super) values: Vec<BigRational>,
}

impl From<Vec<BigRational>> for Scores {
    fn from(values: Vec<BigRational>) -> Self {
        Scores { levels: Vec::new(), values }
    }
}

impl Scores {
    /// Without the levels at which nothing bends.
    pub(super) fn plain(self) -> Self {
        let points: Vec<_> = self.levels.iter().cloned().zip(self.values.iter().cloned()).collect();
        if points.len() < 3 {
            return self;
        }
        let mut kept: Vec<(BigRational, BigRational)> = Vec::new();
        for (at, point) in points.iter().enumerate() {
            let bends = match (kept.last(), points.get(at + 1)) {
                (Some((x0, y0)), Some((x2, y2))) => {
                    let (x1, y1) = point;
                    (y1 - y0) * (x2 - x1) != (y2 - y1) * (x1 - x0)
                }
                _ => true,
            };
            if bends {
                kept.push(point.clone());
            }
        }
        let (levels, values) = kept.into_iter().unzip();
        Scores { levels, values }
    }

    /// The sum of two, of the same issue.
    pub(super) fn plus(&self, other: &Scores) -> Scores {
        let (Some(one), Some(two)) = (self.curve(), other.curve()) else {
            return self.values.iter().zip(&other.values).map(|(one, two)| one + two).collect::<Vec<_>>().into();
        };
        let mut levels: Vec<BigRational> = self.levels.iter().chain(&other.levels).cloned().collect();
        levels.sort();
        levels.dedup();
        let values = levels.iter().map(|level| one.at(level) + two.at(level)).collect();
        Scores { levels, values }.plain()
    }

    fn curve(&self) -> Option<Curve> {
        Curve::new(self.levels.iter().cloned().zip(self.values.iter().cloned()).collect())
    }
}
