//! Ways of talking side by side: what each comes to by a concept, what is lost against one table, and who prefers which.
//!
//! The ways are themselves something that can be negotiated. A party prefers a way to another one if it gains more from it, however
//! ties are broken in the ways that are told; all prefer a way if nobody gains less from it than from the other, and somebody more, which
//! is said only of ways of which nothing is untold.

use super::course::{Course, Untold};
use crate::concept::{Aim, Concept, Goal, MAX_POWERS, Measure, total_power};
use crate::exact::Number;
use crate::problem::{PartyId, View};
use crate::search::setting_in_units;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Ways of talking side by side, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// By way, the least and the most that its outcomes are worth by the concept; none if that is no exact number, or not known.
    pub values: Vec<Option<[Number; 2]>>,
    /// By way, the share of the value of one table that is lost at least, and at most.
    pub lost: Vec<Option<[Number; 2]>>,
    /// By party, what it prefers.
    pub preferences: Vec<Preference>,
    /// By way, those that nobody likes less and somebody likes more, however ties are broken.
    pub all_prefer: Vec<Vec<usize>>,
}

/// What a party prefers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The party.
    pub party: PartyId,
    /// The ways from which it may gain most.
    pub best: Vec<usize>,
    /// The ways from which it may gain least.
    pub worst: Vec<usize>,
}

impl Comparison {
    /// Compares what ways lead to, of which the first is one table.
    pub fn new(view: &View, concept: &dyn Concept, courses: &[&Course]) -> Self {
        let values: Vec<Option<[Number; 2]>> = courses.iter().map(|course| values(view, concept, course)).collect();
        let joint = values.first().cloned().flatten().filter(|_| !concept.less_is_better());
        let share = |value: &Number, joint: &Number| Number::from(BigRational::one() - value.value() / joint.value());
        let lost = |[least, most]: &[Number; 2]| {
            let joint = &joint.as_ref()?[0];
            joint.value().is_positive().then(|| [share(most, joint), share(least, joint)])
        };
        let lost = values.iter().map(|value| lost(value.as_ref()?)).collect();
        let gains: Vec<Option<Vec<[Number; 2]>>> = courses.iter().map(|course| course.gains()).collect();
        let known: Vec<(usize, &Vec<[Number; 2]>)> =
            gains.iter().enumerate().filter_map(|(at, gains)| Some((at, gains.as_ref()?))).collect();
        let preference = |party: PartyId| {
            let own = |most: usize| known.iter().map(move |(at, gains)| (*at, &gains[party.index()][most]));
            let (best, worst) = (own(0).map(|(_, gain)| gain).max(), own(1).map(|(_, gain)| gain).min());
            Preference {
                party,
                best: own(1).filter(|(_, gain)| Some(*gain) >= best).map(|(at, _)| at).collect(),
                worst: own(0).filter(|(_, gain)| worst.is_some_and(|worst| *gain <= worst)).map(|(at, _)| at).collect(),
            }
        };
        let better = |own: &[[Number; 2]], other: &[[Number; 2]]| {
            let both = || own.iter().zip(other);
            both().all(|(own, other)| other[0] >= own[1]) && both().any(|(own, other)| other[0] > own[1])
        };
        let bounded = |at: usize| courses[at].untold == Untold::Nothing;
        let all_prefer = |(at, own): (usize, &Option<Vec<[Number; 2]>>)| {
            let own = own.as_ref().filter(|_| bounded(at));
            let others = known.iter().filter(|(at, other)| bounded(*at) && own.is_some_and(|own| better(own, other)));
            others.map(|(at, _)| *at).collect()
        };
        Comparison {
            preferences: view.problem().party_ids().map(preference).collect(),
            all_prefer: gains.iter().enumerate().map(all_prefer).collect(),
            values,
            lost,
        }
    }
}

fn values(view: &View, concept: &dyn Concept, course: &Course) -> Option<[Number; 2]> {
    let values = course.outcomes.iter().map(|outcome| value_of(view, concept, &outcome.gains));
    let values: Vec<BigRational> = values.collect::<Option<_>>()?;
    Some([values.iter().min()?.clone().into(), values.iter().max()?.clone().into()])
}

/// What gains are worth by a concept; none if that is no exact number, or cannot be told from gains alone.
fn value_of(view: &View, concept: &dyn Concept, gains: &[Number]) -> Option<BigRational> {
    let (aim, gains) = measured(view, concept, gains)?;
    if !aim.root.is_one() {
        return None;
    }
    let first = aim.measure.key(&gains).into_iter().next()?;
    Some(aim.value(&first))
}

/// What gains are compared by with a concept, from the first number on, larger is better; none if that cannot be told from gains
/// alone. A product of 0 does not tell either, as the concept then looks at those who can gain.
pub(super) fn key_of(view: &View, concept: &dyn Concept, gains: &[Number]) -> Option<Vec<BigRational>> {
    let (aim, gains) = measured(view, concept, gains)?;
    let key = aim.measure.key(&gains);
    let tells = !matches!(aim.measure, Measure::Product(_)) || key.iter().all(|product| !product.is_zero());
    tells.then_some(key)
}

/// What a concept measures, and gains as exact numbers; none if it cannot be measured by gains alone.
fn measured(view: &View, concept: &dyn Concept, gains: &[Number]) -> Option<(Aim, Vec<BigRational>)> {
    if concept.needs_ideal() {
        return None;
    }
    let parties = view.parties();
    let setting = setting_in_units(view, &vec![true; parties], &vec![BigRational::zero(); parties]);
    let Goal::Measure(aim) = concept.goal(&setting) else { return None };
    let gains: Vec<BigRational> = gains.iter().map(|gain| gain.value().clone()).collect();
    if let Measure::Product(powers) = &aim.measure {
        total_power(powers, MAX_POWERS)?;
        let counted = |(power, gain): (&u32, &BigRational)| *power > 0 && gain.is_negative();
        if powers.iter().zip(&gains).any(counted) {
            return None;
        }
    }
    Some((*aim, gains))
}
