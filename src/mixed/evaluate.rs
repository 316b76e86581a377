//! What options and levels on the table are: feasible or not, accepted or refused by whom, and what would be better.

use super::cell::{Ask, settled};
use super::corners::Corners;
use super::hunt::{Ground, Hunt};
use super::solve::MixedAgreement;
use super::{MixedPackage, MixedView};
use crate::concept::Measure;
use crate::exact::Number;
use crate::explain::{Contribution, Fact};
use crate::search::{Control, Limits, Stop};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// A part of a party's utility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelPart {
    /// It comes from options, as in a problem without continuous issues.
    Options(Contribution),
    /// It comes from a level, by the term of this position in [`Levels::terms`](crate::Levels::terms).
    Level(usize, Number),
    /// It is above the party's ceiling and does not count: what that takes away, below 0.
    AboveCeiling(Number),
}

/// How one party stands to a package.
#[derive(Clone, Debug)]
pub struct MixedStand {
    /// Its utility.
    pub utility: Number,
    /// Its utility less that without a deal.
    pub gain: Number,
    /// Whether it accepts: its gain is not negative and none of its red lines is crossed.
    pub accepts: bool,
    /// Its red lines that the package crosses, by position among the constraints.
    pub crossed: Vec<usize>,
    /// Where the utility comes from.
    pub breakdown: Vec<LevelPart>,
}

/// Evaluated options and levels.
#[derive(Clone, Debug)]
pub struct MixedEvaluation {
    /// The package.
    pub package: MixedPackage,
    /// The rules on options that it breaks, by position in [`Problem::constraints`](crate::Problem::constraints).
    pub broken: Vec<usize>,
    /// The rules over levels that it breaks, by position in [`Levels::rules`](crate::Levels::rules).
    pub broken_levels: Vec<usize>,
    /// By party.
    pub stands: Vec<MixedStand>,
    /// Whether it is feasible and everybody accepts.
    pub acceptable: bool,
    /// By party, an acceptable package that leaves nobody worse off and gives this party the most; none if there is
    /// nothing acceptable that leaves nobody worse off. An error if the search for them stopped early.
    pub better: Result<Option<Vec<MixedAgreement>>, Stop>,
}

impl MixedEvaluation {
    /// Whether it satisfies all rules and red lines.
    pub fn is_feasible(&self) -> bool {
        let crossed = self.stands.iter().any(|stand| !stand.crossed.is_empty());
        self.broken.is_empty() && self.broken_levels.is_empty() && !crossed
    }

    /// By party, the most that it could gain over this package without loss to any other; none if unknown.
    pub fn improvement(&self) -> Option<Vec<Number>> {
        let better = self.better.as_ref().ok()?;
        let most = |(party, stand): (usize, &MixedStand)| match better {
            Some(better) => Number::from(better[party].utilities[party].value() - stand.utility.value()),
            None => Number::zero(),
        };
        Some(self.stands.iter().enumerate().map(most).collect())
    }
}

impl MixedView<'_> {
    /// Evaluates options and levels.
    pub fn evaluate(&self, package: &MixedPackage, limits: &Limits) -> MixedEvaluation {
        let problem = self.mixed.problem();
        let utilities = self.utilities(package);
        let (red_lines, broken): (Vec<usize>, Vec<usize>) =
            self.view.broken(&package.package).partition(|at| problem.constraints()[*at].party.is_some());
        let stands: Vec<MixedStand> = (utilities.iter().enumerate())
            .map(|(party, utility)| {
                let gain = utility - self.disagreement(party);
                let crossed: Vec<usize> =
                    red_lines.iter().copied().filter(|at| problem.constraints()[*at].party == Some(party)).collect();
                MixedStand {
                    accepts: !gain.is_negative() && crossed.is_empty(),
                    utility: utility.clone().into(),
                    gain: gain.into(),
                    crossed,
                    breakdown: self.breakdown(party, package),
                }
            })
            .collect();
        let broken_levels: Vec<usize> = self.broken_level_rules(package).collect();
        let feasible = self.view.is_feasible(&package.package) && self.allows_levels(package);
        let acceptable = feasible && stands.iter().all(|stand| stand.accepts);
        let better = self.better(&stands, limits);
        MixedEvaluation { package: package.clone(), broken, broken_levels, stands, acceptable, better }
    }

    /// Where a party's utility comes from; the values sum to it.
    pub fn breakdown(&self, party: usize, package: &MixedPackage) -> Vec<LevelPart> {
        let problem = self.mixed.problem();
        let options = package.package.options();
        let of_level =
            |part: &Contribution| matches!(part.fact, Fact::Choice { issue, .. } if problem.issues()[issue].continuous);
        let parts = problem.breakdown(party, &package.package).into_iter().filter(|part| !of_level(part));
        let terms = self.mixed.levels.terms.iter().enumerate().filter(|(_, term)| {
            term.party == party && term.condition.as_ref().is_none_or(|condition| condition.holds(|i| options[i]))
        });
        let levels =
            terms.map(|(at, term)| LevelPart::Level(at, term.curve.at(package.levels[term.level].value()).into()));
        let sum = self.sums(package).swap_remove(party);
        let above = self.mixed.levels.ceiling(party).map(|at| at - sum).filter(Signed::is_negative);
        let above = above.map(|above| LevelPart::AboveCeiling(above.into()));
        parts.map(LevelPart::Options).chain(levels).chain(above).collect()
    }

    fn better(&self, stands: &[MixedStand], limits: &Limits) -> Result<Option<Vec<MixedAgreement>>, Stop> {
        let control = Control::new(limits, None);
        let Ok(corners) = Corners::new(self) else { return Err(Stop::TooLarge) };
        let Some(ground) = Ground::new(self, &corners, &control)? else { return Ok(None) };
        let floor = |stand: &MixedStand| Some(stand.gain.value().clone().max(BigRational::zero()));
        let floors: Vec<Option<BigRational>> = stands.iter().map(floor).collect();
        let mut hunt = Hunt::new(&ground, &floors, &control);
        let mut better = Vec::new();
        for party in 0..stands.len() {
            let measure = Measure::gain_of(party, stands.len());
            let found = hunt.maximise(&measure, false);
            if let Some(stop) = found.stop {
                return Err(stop);
            }
            let Some((options, optimum)) = found.best.first() else { return Ok(None) };
            let ask = Ask { measure: &measure, floors: &floors };
            better.push(MixedAgreement::new(self, options, &settled(self, options, &ask, optimum, &control)));
        }
        Ok(Some(better))
    }
}

impl MixedAgreement {
    /// The agreement at an optimum; nothing else is said to be as good.
    pub(super) fn new(view: &MixedView, options: &[u16], optimum: &super::cell::Optimum) -> Self {
        let number = |number: &BigRational| Number::from(number.clone());
        let utility = |(party, gain): (usize, &BigRational)| Number::from(gain + view.disagreement(party));
        MixedAgreement {
            package: MixedPackage {
                package: crate::problem::Package::new(options),
                levels: optimum.levels.iter().map(number).collect(),
            },
            utilities: optimum.gains.iter().enumerate().map(utility).collect(),
            gains: optimum.gains.iter().map(number).collect(),
            range: optimum.gains.iter().map(|gain| [number(gain), number(gain)]).collect(),
        }
    }

    /// Whether levels with the same options are exactly as good for the concept, but give the parties other gains.
    pub fn is_divisible(&self) -> bool {
        self.range.iter().any(|[least, most]| least != most)
    }
}
