//! What packages are worth to a party, as other programs say it: by option and by combinations of options.

use super::axis::Axis;
use crate::exact::Number;
use crate::model::{self, Keyed, Level, Place, Quantity, Utility, Values};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What the options of one issue are worth.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    /// What the scores are multiplied by.
    pub(super) weight: BigRational,
    /// By option.
    pub(super) scores: Vec<BigRational>,
    pub(super) place: Place,
}

impl Worth {
    /// The value of each option.
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
    pub(super) because: Option<String>,
    pub(super) place: Option<Place>,
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
        self.bound(|values| values.max(), |add| add.is_positive())
    }

    /// The sum of the smallest values; no package is worth less.
    pub(super) fn least(&self) -> BigRational {
        self.bound(|values| values.min(), |add| add.is_negative())
    }

    fn bound(
        &self,
        of: impl Fn(Box<dyn Iterator<Item = BigRational> + '_>) -> Option<BigRational>,
        counts: impl Fn(&BigRational) -> bool,
    ) -> BigRational {
        let worths = self.worths.iter().flatten().map(|worth| of(Box::new(worth.values())).unwrap_or_default());
        let terms = self.terms.iter().map(|term| &term.add).filter(|add| counts(add)).cloned();
        worths.chain(terms).fold(self.constant.clone(), |sum, value| sum + value)
    }

    /// What a package is worth in which some issues may be open: those count nothing.
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
        let worths = axes.iter().zip(&self.worths);
        let values = worths.filter_map(|(axis, worth)| {
            let worth = worth.as_ref()?;
            let scores = axis.choices.iter().zip(&worth.scores);
            let scores: Keyed<Quantity> = scores.map(|(choice, score)| (choice.id.as_str(), quantity(score))).collect();
            let weight = quantity(&worth.weight);
            let values =
                if worth.weight.is_one() { Values::ByOption(scores) } else { Values::Weighted { weight, scores } };
            Some((axis.id.as_str(), values))
        });
        let interactions = self.terms.iter().map(|term| model::Interaction {
            when: term.when.iter().filter_map(|(issue, admitted)| condition(axes.get(*issue)?, admitted)).collect(),
            add: Some(quantity(&term.add)),
            because: term.because.clone(),
            ..model::Interaction::default()
        });
        Utility { constant, values: values.collect(), interactions: interactions.collect(), ..Utility::default() }
    }
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
