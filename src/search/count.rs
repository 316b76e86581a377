//! How many packages the acceptance rule passes, without listing them.
//!
//! A walk along the diagrams that merges partial packages with the same future: same node, same utilities so far. Of a
//! party that accepts whatever comes, or that cannot accept any more, the utility so far does not matter and is
//! forgotten, which merges most of them where the question is nearly settled. Where it is not, the number of distinct
//! vectors grows beyond the budget, and there is no answer: an exact count can cost more than the solution.

use super::Search;
use super::answer::Counts;
use super::eliminate::MANY_PARTIES;
use super::join::Count;
use super::limits::{Control, Stop};
use super::structure::Structure;
use crate::problem::{MAX_SEATS, View};
use num_bigint::BigUint;

impl Search<'_> {
    /// Counts packages, whatever it takes within the limits; [`run`](Search::run) counts only if that costs little.
    ///
    /// # Errors
    ///
    /// If a limit is met. No count is then known.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let counts = problem.search().count().map_err(|stop| format!("{stop:?}"))?;
    /// assert!(counts.individually_rational <= counts.feasible);
    /// # Ok(())
    /// # }
    /// ```
    pub fn count(self) -> Result<Counts, Stop> {
        let control = Control::new(&self.limits);
        let view = &self.view;
        let all = view.package_count();
        if let Some(seats) = view.seats() {
            return self.count_with_seats(&seats);
        }
        let Some(structure) = Structure::build(view, &control)? else {
            let none = Some(BigUint::ZERO);
            return Ok(Counts { all, feasible: none.clone(), individually_rational: none.clone(), acceptable: none });
        };
        let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
        let individually_rational = acceptable(&everybody, &structure, u64::MAX, &control)?;
        let acceptable = match view.acceptance().is_unanimous() {
            true => individually_rational.clone(),
            false => acceptable(view, &structure, u64::MAX, &control)?,
        };
        Ok(Counts { all, feasible: Some(structure.count()), individually_rational, acceptable })
    }
}

impl Search<'_> {
    /// How many packages are acceptable; none if counting would take more than so many steps, or a limit is met.
    pub(crate) fn count_acceptable(self, steps: u64) -> Option<BigUint> {
        if let Some(seats) = self.view.seats() {
            return seats.ask(&self.view).search().limits(self.limits).count_acceptable(steps);
        }
        let control = Control::new(&self.limits);
        match Structure::build(&self.view, &control).ok()? {
            Some(structure) => acceptable(&self.view, &structure, steps, &control).ok()?,
            None => Some(BigUint::ZERO),
        }
    }
}

/// For so many issues to come, as many states are expected as there are now.
const FORESIGHT: u64 = 4;
/// A party that accepts whatever comes.
const ACCEPTS: i64 = i64::MAX;
/// A party that refuses whatever comes.
const REFUSES: i64 = i64::MIN;

/// How many feasible packages the acceptance rule of the view passes; none if that takes more than `budget` steps.
pub(crate) fn acceptable(
    view: &View,
    structure: &Structure,
    budget: u64,
    control: &Control,
) -> Result<Option<BigUint>, Stop> {
    match view.parties() {
        1..=2 => counted::<2>(view, structure, budget, control),
        3..=4 => counted::<4>(view, structure, budget, control),
        5..=MANY_PARTIES => counted::<MANY_PARTIES>(view, structure, budget, control),
        _ => counted::<MAX_SEATS>(view, structure, budget, control),
    }
}

fn counted<const N: usize>(
    view: &View,
    structure: &Structure,
    budget: u64,
    control: &Control,
) -> Result<Option<BigUint>, Stop> {
    match walk::<N, u128>(view, structure, budget, control)? {
        Outcome::Counted(count) => Ok(Some(count.big())),
        Outcome::OverBudget => Ok(None),
        Outcome::CountOverflow => match walk::<N, BigUint>(view, structure, budget, control)? {
            Outcome::Counted(count) => Ok(Some(count)),
            _ => Ok(None),
        },
    }
}

enum Outcome<C> {
    Counted(C),
    OverBudget,
    CountOverflow,
}

/// Utilities so far, or what is known of the parties, with the number of partial packages behind it.
type State<const N: usize, C> = ([i64; N], C);

fn walk<const N: usize, C: Count>(
    view: &View,
    structure: &Structure,
    budget: u64,
    control: &Control,
) -> Result<Outcome<C>, Stop> {
    let parties = view.parties();
    let mut floors = [i64::MIN; N];
    floors.iter_mut().zip(view.floors_of_sums()).for_each(|(floor, given)| *floor = given.unwrap_or(i64::MIN));
    let acceptance = view.acceptance();
    let mut most = [0; N];
    let mut least = [0; N];
    for diagram in &structure.diagrams {
        for party in 0..parties {
            most[party] += diagram.most[party];
            least[party] += diagram.least[party];
        }
    }
    // What is known of a party with this utility so far, when at most and at least so much can still come.
    let settle = |utility: i64, most: i64, least: i64, floor: i64| match utility {
        ACCEPTS | REFUSES => utility,
        _ if utility + least >= floor => ACCEPTS,
        _ if utility + most < floor => REFUSES,
        _ => utility,
    };
    let mut start = [0; N];
    for party in 0..parties {
        start[party] = settle(view.problem().constants[party], most[party], least[party], floors[party]);
    }
    let mut states: Vec<State<N, C>> = vec![(start, C::one())];
    let mut steps = 0;
    let mut to_come: u64 = structure.diagrams.iter().map(|diagram| diagram.layers.len() as u64).sum();
    let room = control.room(usize::MAX, 2 * size_of::<State<N, C>>());
    for diagram in &structure.diagrams {
        for party in 0..parties {
            most[party] -= diagram.most[party];
            least[party] -= diagram.least[party];
        }
        let mut nodes = vec![states];
        for layer in &diagram.layers {
            let mut next: Vec<Vec<State<N, C>>> = vec![Vec::new(); layer.width];
            let mut kept = 0;
            // What will hardly be finished is not begun: states seldom become fewer before the end.
            let size: u64 = layer.arcs.iter().map(|arc| nodes[arc.from as usize].len() as u64).sum();
            to_come -= 1;
            if steps + size.saturating_mul(1 + to_come.min(FORESIGHT)) > budget {
                return Ok(Outcome::OverBudget);
            }
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let (from, to) = (&nodes[arc.from as usize], arc.to as usize);
                steps += from.len() as u64;
                kept += from.len();
                if kept > room {
                    return Err(Stop::PointLimit);
                }
                control.examined(from.len() as u64)?;
                for (utilities, count) in from {
                    let mut settled = *utilities;
                    for party in 0..parties {
                        if let ACCEPTS | REFUSES = settled[party] {
                            continue;
                        }
                        let at = to * parties + party;
                        let (most, least) = (most[party] + layer.most[at], least[party] + layer.least[at]);
                        settled[party] = settle(settled[party] + gains[party], most, least, floors[party]);
                    }
                    if acceptance.passes(settled.iter().map(|utility| *utility != REFUSES)) {
                        next[to].push((settled, count.clone()));
                    }
                }
            }
            for states in &mut next {
                if !merge(states) {
                    return Ok(Outcome::CountOverflow);
                }
            }
            nodes = next;
        }
        states = nodes.swap_remove(0);
    }
    // Nothing is left to come, so everything is settled.
    let mut total: Option<C> = None;
    for (_, count) in states {
        match total.as_ref().map_or(Some(count.clone()), |total| total.plus(&count)) {
            Some(sum) => total = Some(sum),
            None => return Ok(Outcome::CountOverflow),
        }
    }
    Ok(Outcome::Counted(total.unwrap_or_else(C::zero)))
}

/// Merges equal states; false if a count outgrows its type.
fn merge<const N: usize, C: Count>(states: &mut Vec<State<N, C>>) -> bool {
    states.sort_unstable_by_key(|state| state.0);
    let mut fits = true;
    states.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            match kept.1.plus(&next.1) {
                Some(sum) => kept.1 = sum,
                None => fits = false,
            }
        }
        same
    });
    fits
}
