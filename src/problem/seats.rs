//! Rules over utilities as seats.
//!
//! A diagram that follows a sum of utilities links all issues that anybody values, and remembers what the sum came to so far:
//! two such sums are too much for any diagram. But what a party gets is a sum, too, and searches bound sums well. So a question
//! with rules over utilities is asked of a problem in which each of them is a party more, a **seat**: its utility is the sum, and it
//! accepts what reaches the floor. It has a ceiling at the floor, so that in all that it accepts it has the same, and
//! no package is better or worse, or left out, because of it. It weighs nothing and has no part in what concepts measure.
//! Beside levels of continuous issues there is no other way to ask for such a rule: what it adds up curves as utilities do.

use super::variant::Joining;
use super::{
    Ceiling, Consent, Consents, ConstraintId, ConstraintKind, Interaction, LevelTerm, MAX_SEATS, MAX_UTILITY, Party,
    PartyId, Problem, View, Worth,
};
use crate::concept::Measure;
use crate::exact::Number;
use crate::model::Path;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

/// A problem in which rules over utilities are seats.
#[derive(Debug)]
pub(crate) struct Seats {
    /// Its parties are those of the problem that was asked about, then the seats.
    pub problem: Problem,
    /// How many seats there are.
    pub count: usize,
    /// The rules that they stand for.
    lifted: Vec<ConstraintId>,
}

impl View<'_> {
    /// The same problem with the rules over utilities that are in force as seats; none if there are none.
    pub(crate) fn seats(&self) -> Option<Seats> {
        let mut room = MAX_SEATS - self.parties();
        let (mut lifted, mut joining, mut levels) = (Vec::new(), Vec::new(), Vec::new());
        let mut split = Vec::new();
        for (at, constraint) in self.constraints() {
            let ConstraintKind::Consents(consents) = &constraint.kind else { continue };
            // Where a quota of them is enough, none of them has to be satisfied.
            if !consents.needs_all() {
                continue;
            }
            // Those that can have no seat are asked for as they were.
            let (mut own, mut rest) = (Vec::new(), Vec::new());
            for one in &consents.of {
                match seat(one) {
                    Some(joining) => own.push((one, joining)),
                    None => rest.push(one.clone()),
                }
            }
            if own.is_empty() || own.len() > room {
                continue;
            }
            room -= own.len();
            for (one, seat) in own {
                joining.push(seat);
                levels.push(&one.sum.levels);
            }
            match rest.is_empty() {
                true => lifted.push(at),
                false => split.push((at, rest)),
            }
        }
        let count = joining.len();
        let ceilings: Vec<i64> = joining.iter().map(|one| one.party.disagreement).collect();
        let mut problem = (count > 0).then(|| self.problem().joined_by(joining))?;
        for (at, rest) in split {
            problem.constraints[at.index()].kind = ConstraintKind::Consents(Box::new(Consents::all(rest)));
        }
        for (at, (ceiling, levels)) in ceilings.into_iter().zip(levels).enumerate() {
            let party = PartyId::at(self.parties() + at);
            problem.levels.terms.extend(levels.iter().map(|term| LevelTerm { party, ..term.clone() }));
            problem.ceilings.push(Ceiling { party, at: ceiling, because: None });
        }
        problem.exponents.extend(vec![0; count]);
        problem.acceptance.quota += count;
        problem.acceptance.veto.extend(vec![true; count]);
        problem.valued.iter_mut().for_each(|valued| valued.extend(vec![true; count]));
        Some(Seats { problem, count, lifted })
    }
}

impl Seats {
    /// A measure of the parties' gains, as one of parties and seats.
    pub(crate) fn beside(&self, measure: &Measure) -> Measure {
        let parties = self.problem.parties.len() - self.count;
        let members: Vec<bool> = (0..self.problem.parties.len()).map(|party| party < parties).collect();
        measure.clone().among(&members)
    }

    /// The same question to the problem with seats.
    pub(crate) fn ask(&self, view: &View) -> View<'_> {
        self.lifted.iter().fold(view.of(&self.problem), |view, at| view.lift(*at))
    }
}

/// One whose sum has utilities in it, as a party; none of others, and where numbers are too large. Where it is not asked, it has
/// so much that it accepts.
fn seat(consent: &Consent) -> Option<Joining<'_>> {
    // What options alone decide, here and there, diagrams follow.
    if consent.utilities.is_empty() || consent.when.is_some() && !consent.has_levels() {
        return None;
    }
    let sum = &consent.sum;
    let most = |numbers: &[i64]| numbers.iter().map(|number| number.abs()).max().unwrap_or(0);
    let of_issues: i64 = sum.terms.iter().map(|(_, values)| most(values)).sum();
    let reach = of_issues + sum.more.iter().map(|(_, least, more)| most(&[*least, *more])).sum::<i64>();
    let worth = |issue: usize, option: usize| {
        let own = sum.terms.iter().find(|(at, _)| at.index() == issue);
        own.map_or(0, |(_, values)| values[option])
    };
    let interaction = |worth: Worth| {
        let (party, path) = (PartyId::at(0), Path::root().into());
        Interaction { party, worth, because: None, path, state: None }
    };
    let mut interactions: Vec<Interaction> = sum.more.iter().map(|(worth, ..)| interaction(worth.clone())).collect();
    let mut constant = 0;
    if let Some(when) = &consent.when {
        // What it can be short by at most.
        let scale = BigRational::from(sum.scale.clone());
        let curves = sum.levels.iter().flat_map(|term| term.curve.points());
        let levels = curves.map(|(_, worth)| (worth * &scale).abs()).max().unwrap_or_default();
        let levels = levels * BigRational::from(BigInt::from(sum.levels.len()));
        constant = levels.ceil().to_integer().to_i64()?.checked_add(reach)?.checked_add(sum.floor.checked_abs()?)?;
        interactions.push(interaction(Worth::When(when.clone(), -constant)));
    }
    let reach = reach.max(sum.floor.abs()).checked_add(constant.checked_mul(2)?)?;
    (reach < MAX_UTILITY).then(|| Joining {
        party: Party {
            id: consent.id.clone(),
            name: consent.name.clone(),
            batna: None,
            weight: Number::zero(),
            scale: sum.scale.clone(),
            disagreement: sum.floor,
            because: None,
            order_only: false,
        },
        constant,
        reach,
        worth: Box::new(worth),
        interactions,
    })
}
