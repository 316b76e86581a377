//! What packages are worth to a party, as other programs say it: by option and by combinations of options.

use super::axis::Axis;
use super::scores::Scores;
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::exact::Number;
use zopa::model::{self, Keyed, Level, Place, Quantity, Utility, Values};
use zopa::problem::Curve;

/// What the options or the levels of one issue are worth.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    /// What the scores are multiplied by.
    pub(super) weight: BigRational,
    /// By option; or, of a continuous issue, by level.
    pub(super) scores: Vec<BigRational>,
    /// The levels of a continuous issue at which the scores stand; none if it has options.
    pub(super) levels: Vec<BigRational>,
    pub(super) place: Place,
}

impl Worth {
    pub(super) fn new(weight: BigRational, scores: impl Into<Scores>, place: Place) -> Self {
        let Scores { levels, values: scores } = scores.into();
        Worth { weight, scores, levels, place }
    }

    /// What levels are worth, if the issue is continuous.
    pub(super) fn curve(&self) -> Option<Curve> {
        Curve::new(self.levels.iter().cloned().zip(self.values()).collect())
    }

    /// Its value at level 0 and for each unit, if it is a straight line over levels.
    pub(super) fn line(&self) -> Option<[BigRational; 2]> {
        let values: Vec<BigRational> = self.values().collect();
        let ([x0, x1], [y0, y1]) = (self.levels.as_slice(), values.as_slice()) else { return None };
        let slope = (y1 - y0) / (x1 - x0);
        Some([y0 - &slope * x0, slope])
    }

    /// The value of each option, or at each level.
    pub(super) fn values(&self) -> impl Iterator<Item = BigRational> {
        self.scores.iter().map(|score| score * &self.weight)
    }
}

/// Which options of an issue a condition admits.
#[derive(Clone, Debug)]
pub(super) enum Admitted {
    /// From the first to the last of these positions.
    Range(usize, usize),
    /// One position.
    One(usize),
    /// One of these positions.
    Any(Vec<usize>),
}

/// A value that is added where conditions hold.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) when: Vec<(usize, Admitted)>,
    pub(super) add: BigRational,
    /// By continuous issue, what its level adds.
    pub(super) levels: Vec<(usize, Curve)>,
    pub(super) because: Option<String>,
    pub(super) place: Option<Place>,
}

impl Term {
    /// Something that is added, whatever the levels are.
    pub(super) fn new(when: Vec<(usize, Admitted)>, add: BigRational, place: Option<Place>) -> Self {
        Term { when, add, levels: Vec::new(), because: None, place }
    }

    /// The least and the most that it adds where it applies.
    fn range(&self) -> [BigRational; 2] {
        let mut range = [self.add.clone(), self.add.clone()];
        for (_, curve) in &self.levels {
            let values = || curve.points().iter().map(|(_, value)| value);
            range[0] += values().min().cloned().unwrap_or_default();
            range[1] += values().max().cloned().unwrap_or_default();
        }
        range
    }
}

/// What a party has without a deal.
#[derive(Clone, Debug)]
pub(super) enum Reservation {
    /// So much.
    Value(BigRational),
    /// As little as its worst package.
    Lowest,
}

/// A party and its utilities.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// What it is called.
    pub(super) name: String,
    pub(super) constant: BigRational,
    /// By issue; none is worth nothing.
    pub(super) worths: Vec<Option<Worth>>,
    pub(super) terms: Vec<Term>,
    pub(super) reservation: Reservation,
    /// More than this no package is worth.
    pub(super) ceiling: Option<BigRational>,
    pub(super) note: Option<String>,
    pub(super) place: Place,
}

impl Profile {
    pub(super) fn new(name: impl Into<String>, issues: usize, place: Place) -> Self {
        Profile {
            name: name.into(),
            constant: BigRational::zero(),
            worths: vec![None; issues],
            terms: Vec::new(),
            reservation: Reservation::Value(BigRational::zero()),
            ceiling: None,
            note: None,
            place,
        }
    }

    /// The sum of the largest values; no package is worth more.
    pub(super) fn most(&self) -> BigRational {
        self.bound(|values| values.max(), |[_, most]| most.max(BigRational::zero()))
    }

    /// The sum of the smallest values; no package is worth less.
    pub(super) fn least(&self) -> BigRational {
        self.bound(|values| values.min(), |[least, _]| least.min(BigRational::zero()))
    }

    fn bound(
        &self,
        of: impl Fn(Box<dyn Iterator<Item = BigRational> + '_>) -> Option<BigRational>,
        term: impl Fn([BigRational; 2]) -> BigRational,
    ) -> BigRational {
        let worths = self.worths.iter().flatten().map(|worth| of(Box::new(worth.values())).unwrap_or_default());
        let terms = self.terms.iter().map(|one| term(one.range()));
        worths.chain(terms).fold(self.constant.clone(), |sum, value| sum + value)
    }

    /// What levels are worth, whatever is chosen beside them.
    pub(super) fn worth_of_levels(&self, levels: &[(usize, BigRational)]) -> BigRational {
        let worth = |(issue, level): &(usize, BigRational)| {
            let curve = self.worths.get(*issue)?.as_ref()?.curve()?;
            Some(curve.at(level))
        };
        levels.iter().filter_map(worth).sum()
    }

    /// What options are worth, of which some may be open: those count nothing, and levels neither.
    pub(super) fn worth_of(&self, bid: &[Option<usize>]) -> BigRational {
        let worths = self.worths.iter().zip(bid).filter_map(|(worth, at)| {
            let worth = worth.as_ref()?;
            Some(worth.scores.get((*at)?)? * &worth.weight)
        });
        let holds = |(issue, admitted): &(usize, Admitted)| match (bid.get(*issue).copied().flatten(), admitted) {
            (None, _) => false,
            (Some(at), Admitted::One(one)) => at == *one,
            (Some(at), Admitted::Any(any)) => any.contains(&at),
            (Some(at), Admitted::Range(first, last)) => (*first..=*last).contains(&at),
        };
        let terms = self.terms.iter().filter(|term| term.when.iter().all(holds)).map(|term| term.add.clone());
        worths.chain(terms).fold(self.constant.clone(), |sum, value| sum + value)
    }

    /// The utilities in the model.
    pub(super) fn utility(&self, axes: &[Axis]) -> Utility {
        let constant = (!self.constant.is_zero()).then(|| quantity(&self.constant));
        let ceiling = self.ceiling.as_ref().filter(|ceiling| self.most() > **ceiling);
        let at_most = ceiling.map(|ceiling| Quantity {
            because: Some(format!("No package is worth more than {}.", Number::from(ceiling.clone()))),
            ..quantity(ceiling)
        });
        let worths = axes.iter().zip(&self.worths);
        let values = worths.filter_map(|(axis, worth)| {
            let worth = worth.as_ref()?;
            if let Some(curve) = worth.curve() {
                return Some((axis.id.as_str(), line(&curve)));
            }
            let scores = axis.choices.iter().zip(&worth.scores);
            let scores: Keyed<Quantity> = scores.map(|(choice, score)| (choice.id.as_str(), quantity(score))).collect();
            let weight = quantity(&worth.weight);
            let values =
                if worth.weight.is_one() { Values::ByOption(scores) } else { Values::Weighted { weight, scores } };
            Some((axis.id.as_str(), values))
        });
        let interactions = self.terms.iter().map(|term| model::Interaction {
            when: term.when.iter().filter_map(|(issue, admitted)| condition(axes.get(*issue)?, admitted)).collect(),
            add: (!term.add.is_zero() || term.levels.is_empty()).then(|| quantity(&term.add)),
            values: (term.levels.iter())
                .filter_map(|(issue, curve)| Some((axes.get(*issue)?.id.as_str(), line(curve))))
                .collect(),
            because: term.because.clone(),
            ..model::Interaction::default()
        });
        let (values, interactions) = (values.collect(), interactions.collect());
        Utility { constant, at_most, values, interactions, ..Utility::default() }
    }
}

/// What levels are worth, in the model.
fn line(curve: &Curve) -> Values {
    if let [(x0, y0), (x1, y1)] = curve.points() {
        let slope = (y1 - y0) / (x1 - x0);
        if *y0 == &slope * x0 {
            return Values::PerUnit(quantity(&slope));
        }
    }
    Values::Points(curve.points().iter().map(|(level, value)| (level.clone().into(), quantity(value))).collect())
}

fn quantity(number: &BigRational) -> Quantity {
    Number::from(number.clone()).into()
}

/// What a condition asks of one issue.
fn condition<'a>(axis: &'a Axis, admitted: &Admitted) -> Option<(&'a str, model::Condition)> {
    let level = |at: usize| -> Option<Level> {
        let choice = axis.choices.get(at)?;
        let number = axis.integer.and_then(|_| choice.id.parse().ok());
        Some(number.map_or_else(|| Level::Id(choice.id.clone()), Level::Integer))
    };
    let condition = match admitted {
        Admitted::One(at) => model::Condition::One(level(*at)?),
        Admitted::Any(any) => model::Condition::AnyOf(any.iter().filter_map(|at| level(*at)).collect()),
        Admitted::Range(first, last) if axis.ordered || axis.integer.is_some() => {
            model::Condition::Range { from: level(*first), to: level(*last) }
        }
        Admitted::Range(first, last) => model::Condition::AnyOf((*first..=*last).filter_map(level).collect()),
    };
    Some((axis.id.as_str(), condition))
}
