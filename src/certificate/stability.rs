//! What is claimed of how far an answer holds: what is chosen with a number put to the end of its interval, and a little beyond it.
//!
//! Each is a claim about a changed question, and is searched for again there. That a package is chosen between two ends of an
//! interval follows for products of gains, whose roots are straight lines while a number moves, or whose logarithms are while a weight does;
//! checkers are not asked for it. Nor are they asked for what has no limit.

use super::Certificate;
use super::file::{Question, SetClaim, keys};
use crate::concept::Concept;
use crate::exact::Number;
use crate::explain::{Bound, Lever, Needed, OfNumber, Quantity, Stability, Stable};
use crate::problem::{Package, PartyId, Problem, UncertainId, View, exponents};
use crate::search::{Budget, Limits, Status, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// A place beyond an end is so many parts of the way to it away, or of a unit.
const PARTS: i64 = 1000;
/// And no nearer than a unit in so many parts.
const FINEST: i64 = 1_000_000_000;
/// What powers may sum to that checkers multiply out.
const MOST_POWERS: u64 = 1000;

/// A place of a number, and whether the package is chosen there.
struct Place {
    value: BigRational,
    chosen: bool,
}

/// What is asked about: a number, where it stands, and what it moves.
struct Asked<'n> {
    at: Vec<String>,
    lever: Lever<'n>,
}

impl Certificate<'_> {
    /// Claims what a concept chooses as it is, at the ends between which numbers may move, and a little beyond them; of a package that
    /// is not chosen, at the nearest numbers with which it would be. Each is searched for again.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn stability(&mut self, stability: &Stability, concept: &dyn Concept, limits: &Limits) -> Result<(), Stop> {
        let budget = Budget::new(limits);
        if self.beside_levels("how far the answer holds, beside continuous issues") {
            return Ok(());
        }
        let package = &stability.package;
        let quantities = self.view.problem().quantities();
        let still = self.view.problem().without_dependences();
        // As it is: what is chosen, and that the package is among it, or is not.
        self.at(None, &self.view.clone(), package, concept, &budget)?;
        match &stability.verdict {
            Stable::Chosen { disagreement, weights, numbers } => {
                let weights =
                    still.party_ids().zip(weights).filter_map(|(party, found)| Some((party, found.as_ref()?)));
                for (asked, found) in self.asked(&quantities, disagreement, weights, numbers) {
                    for (bound, outwards) in [(&found.low, -1), (&found.high, 1)] {
                        for place in places(found.now.value(), bound, outwards) {
                            self.place(&still, &asked, &place, package, concept, &budget)?;
                        }
                    }
                }
                self.leave_open_once(
                    "that an end is the first at which something else is chosen, and what is chosen between an end and now".into(),
                );
                self.leave_open_once("that a number may move without a limit, where that is said".into());
            }
            Stable::Other { disagreement, weights, numbers } => {
                let weights = still.party_ids().zip(weights);
                for (asked, found) in self.asked(&quantities, disagreement, weights, numbers) {
                    let Needed::At { value, included: true, .. } = found else { continue };
                    let place = Place { value: value.value().clone(), chosen: true };
                    self.place(&still, &asked, &place, package, concept, &budget)?;
                }
                self.leave_open_once("that no nearer number would do, and that others would not at all".into());
            }
            Stable::Refused | Stable::Undecided | Stable::NoProduct | Stable::Unmeasured => {
                self.leave_open_once("how far the answer holds".into());
            }
        }
        Ok(())
    }

    /// The numbers of which something was found, with that: by party its disagreement value, weights, and those of utilities.
    fn asked<'n, T>(
        &self,
        quantities: &'n [(UncertainId, Quantity)],
        disagreement: &'n [T],
        weights: impl Iterator<Item = (PartyId, &'n T)>,
        numbers: &'n [OfNumber<T>],
    ) -> Vec<(Asked<'n>, &'n T)> {
        let problem = self.view.problem();
        let of_party = |party: PartyId, key: &str, lever: Lever<'n>| {
            let at = vec!["parties".into(), problem[party].id.clone(), key.into()];
            Asked { at, lever }
        };
        let disagreement = problem.party_ids().zip(disagreement).map(|(party, found)| {
            let asked = of_party(party, "disagreement", Lever::Disagreement(party));
            (asked, found)
        });
        let weights = weights.map(|(party, found)| (of_party(party, "weight", Lever::Weight(party)), found));
        let numbers = numbers.iter().filter_map(|OfNumber { number, found }| {
            let (_, quantity) = quantities.iter().find(|(at, _)| at == number)?;
            Some((Asked { at: keys(&problem[*number].path), lever: Lever::Quantity(quantity) }, found))
        });
        disagreement.chain(weights).chain(numbers).collect()
    }

    /// Claims what is chosen where a number stands elsewhere, if it is known, and is as it was said.
    fn place(
        &mut self,
        still: &Problem,
        asked: &Asked,
        place: &Place,
        package: &Package,
        concept: &dyn Concept,
        budget: &Budget,
    ) -> Result<(), Stop> {
        let view = self.view.of(still);
        let to = Number::from(place.value.clone());
        let now = match asked.lever {
            Lever::Quantity(quantity) => quantity.now.clone(),
            Lever::Weight(party) => still[party].weight.clone(),
            lever => view.disagreement(lever.party()),
        };
        let t = match asked.lever {
            Lever::Weight(_) => place.value.clone(),
            lever => (&place.value - now.value()) * BigRational::from(view.gain_scale(lever.party())),
        };
        let set = SetClaim { at: asked.at.clone(), to: to.to_string() };
        let question = || Question { set: vec![set.clone()], ..Question::default() };
        let told = asked.lever.moved(&view, &t, |moved| {
            let powers = exponents(moved.problem().parties());
            let many = powers.is_none_or(|powers| powers.into_iter().map(u64::from).sum::<u64>() > MOST_POWERS);
            if many && concept.id() == "nash" {
                return Ok(false);
            }
            self.at(Some((question(), place.chosen)), moved, package, concept, budget)
        });
        match told {
            Some(Err(stop)) => Err(stop),
            Some(Ok(true)) => Ok(()),
            Some(Ok(false)) | None => {
                let what = format!("what is chosen with {} = {to}", asked.at.join("."));
                self.leave_open_once(what);
                Ok(())
            }
        }
    }

    /// Claims what a concept chooses of a question: of the changed one, if the package is among it or not as was said. Whether it is
    /// claimed.
    fn at(
        &mut self,
        changed: Option<(Question, bool)>,
        view: &View,
        package: &Package,
        concept: &dyn Concept,
        budget: &Budget,
    ) -> Result<bool, Stop> {
        let search = view.clone().search().concepts([concept]).limits(budget.left()?);
        let mut answer = search.without_ideal().without_counts().run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        // Only what rests on ideal points needs them.
        answer.ideal = None;
        let (own, passes) = (view.problem().exact_utilities(package), view.would_pass(package));
        let mut chosen = false;
        for point in answer.solutions.iter_mut().flat_map(|solution| &mut solution.agreements) {
            // Of packages that are worth the same, the one that is asked about is named.
            if passes && point.utilities == own {
                (chosen, point.package) = (true, package.clone());
            }
        }
        let limits = budget.left()?;
        match changed {
            None => self.solutions(&answer, &limits)?,
            Some((_, said)) if said != chosen => return Ok(false),
            Some((question, _)) => {
                self.changed(question, view.clone(), |certificate| certificate.solutions(&answer, &limits))?;
            }
        }
        Ok(true)
    }
}

/// Where to look at an end: where the package is still chosen, and where it is not any more.
fn places(now: &BigRational, bound: &Bound, outwards: i64) -> Vec<Place> {
    let (value, included) = match bound {
        Bound::Open | Bound::Undecided { at_least: None } => return Vec::new(),
        Bound::Undecided { at_least: Some(value) } => {
            return vec![Place { value: value.value().clone(), chosen: true }];
        }
        Bound::At { value, included, .. } => (value.value().clone(), *included),
    };
    let (one, parts) = (BigInt::from(1), BigInt::from(PARTS));
    let far = (&value - now).abs();
    let mut step = BigRational::new(one.clone(), parts.clone());
    let ten = BigRational::from(BigInt::from(10));
    while !far.is_zero() && &step * &parts > far && step > BigRational::new(one.clone(), FINEST.into()) {
        step /= &ten;
    }
    while &step * &parts * &ten <= far {
        step *= &ten;
    }
    let step = step * BigInt::from(outwards);
    let (inside, beyond) = match included {
        Some(true) => (value.clone(), &value + &step),
        // The end itself is not chosen any more.
        Some(false) => (&value - &step, value),
        None => (&value - &step, &value + &step),
    };
    let known = |place: &Place| place.chosen && (&place.value - now) * BigInt::from(outwards) >= BigRational::zero();
    let inside = Some(Place { value: inside, chosen: true }).filter(known);
    inside.into_iter().chain([Place { value: beyond, chosen: false }]).collect()
}
