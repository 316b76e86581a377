//! What a package on the table is: feasible or not, accepted or refused by whom, and what would be better for all.

use super::Contribution;
use crate::frontier::Point;
use crate::problem::{Package, View};
use crate::search::{Control, Limits, Stop, Structure, Target, eliminate};

/// How one party stands to a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its utility; scaled.
    pub utility: i64,
    /// Its gain over disagreement, in units of [`View::gain_scale`].
    pub gain: i64,
    /// Whether it accepts: its gain is not negative and none of its red lines is crossed.
    pub accepts: bool,
    /// Its red lines that the package crosses, by position among the constraints.
    pub crossed: Vec<usize>,
    /// Where the utility comes from.
    pub breakdown: Vec<Contribution>,
}

/// An evaluated package.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The package.
    pub package: Package,
    /// The rules that it breaks, by position among the constraints; red lines are with their parties.
    pub broken: Vec<usize>,
    /// By party.
    pub stands: Vec<Stand>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// The acceptable packages on the frontier that leave no party worse off, as utility vectors; without the package's
    /// own. None if the search for them stopped early.
    pub better: Result<Vec<Point>, Stop>,
    /// If it is not acceptable and nothing is better: an acceptable point of the frontier with exactly its utilities, if
    /// there is one.
    pub as_good: Option<Point>,
}

impl Evaluation {
    /// Whether it satisfies all rules and red lines.
    pub fn is_feasible(&self) -> bool {
        self.broken.is_empty() && self.stands.iter().all(|stand| stand.crossed.is_empty())
    }

    /// By party, the most that it could gain over this package without loss to any other; scaled. None if unknown.
    pub fn improvement(&self) -> Option<Vec<i64>> {
        let better = self.better.as_ref().ok()?;
        let most = |party: usize| {
            let own = self.stands[party].utility;
            better.iter().map(|point| point.utilities[party] - own).max().unwrap_or(0)
        };
        Some((0..self.stands.len()).map(most).collect())
    }
}

impl View<'_> {
    /// Evaluates a package.
    pub fn evaluate(&self, package: &Package, limits: &Limits) -> Evaluation {
        let problem = self.problem();
        let utilities = problem.utilities(package);
        let gains = self.gains(&utilities);
        let (red_lines, broken): (Vec<usize>, Vec<usize>) =
            self.broken(package).partition(|at| problem.constraints()[*at].party.is_some());
        let individually = self.accepts_each(&utilities);
        let stands: Vec<Stand> = (0..self.parties())
            .map(|party| {
                let crossed: Vec<usize> =
                    red_lines.iter().copied().filter(|at| problem.constraints()[*at].party == Some(party)).collect();
                Stand {
                    utility: utilities[party],
                    gain: gains[party],
                    accepts: individually[party] && crossed.is_empty(),
                    crossed,
                    breakdown: problem.breakdown(party, package),
                }
            })
            .collect();
        let acceptable = self.is_feasible(package) && self.is_acceptable(&utilities);
        let (better, as_good) = match self.no_worse(&utilities, limits) {
            Ok(points) => {
                let (same, better): (Vec<Point>, Vec<Point>) =
                    points.into_iter().partition(|point| *point.utilities == *utilities);
                (Ok(better), same.into_iter().next().filter(|_| !acceptable))
            }
            Err(stop) => (Err(stop), None),
        };
        Evaluation { package: package.clone(), acceptable, better, as_good, broken, stands }
    }

    /// The acceptable points of the frontier that leave nobody worse off than these utilities.
    fn no_worse(&self, utilities: &[i64], limits: &Limits) -> Result<Vec<Point>, Stop> {
        let control = Control::new(limits, None);
        let Some(structure) = Structure::build(self, &control)? else { return Ok(Vec::new()) };
        let frontier = eliminate(&self.at_least(utilities), &structure, Target::Acceptable, &control)?;
        Ok(frontier.points.into_iter().filter(|point| self.is_acceptable(&point.utilities)).collect())
    }
}
