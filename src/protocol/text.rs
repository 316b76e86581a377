//! A single negotiating text: a mediator edits one text, and everybody can veto an edit.
//!
//! An edit settles at most so many issues otherwise, such that nobody is worse off than with the text before. Of these the mediator
//! takes one that raises the worst-off party most (leximin of gains over no deal); with ties, each is followed. It ends where no edit is better for somebody:
//! not necessarily at a package that cannot be improved, as a change of more issues may still be better for all. Fisher's single
//! text (Raiffa 1982, The Art and Science of Negotiation, chapter 14), with a definition of what the mediator does.
//!
//! Each edit is a search: the number of issues that stay is one more party, who asks for so many of them (`with_likeness`).

use super::course::{Course, End, Step, Unplayed};
use super::start::start;
use super::together::chosen;
use crate::concept::{Aim, Concept, Goal, Measure, Setting};
use crate::exact::Number;
use crate::problem::{Package, PartyId, SingleText, View};
use crate::search::{Budget, Control, Limits, Stop, Structure, each_acceptable};
use itertools::Itertools;
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::HashSet;

/// So many texts are edited at most.
const LONGEST: usize = 1000;
/// So many steps may be taken to count what is better than the last text.
const COUNTED: u64 = 1 << 22;

/// Where edits lead: from a text to each that is equally good, depth first.
pub(super) fn play(text: &SingleText, view: &View, limits: &Limits) -> Course {
    let Some(first) = start(view, text.from) else { return Course::unplayed(Unplayed::NoToday) };
    let budget = Budget::new(limits);
    let (mut steps, mut ends): (Vec<Step>, Vec<Package>) = (Vec::new(), Vec::new());
    let (mut seen, mut open) = (HashSet::new(), vec![first]);
    while let Some(package) = open.pop() {
        if !seen.insert(package.clone()) {
            continue;
        }
        let next = match edited(view, &package, text.edits, &budget) {
            Ok(_) if seen.len() > LONGEST || open.len() > LONGEST => Err(Stop::TooLarge),
            next => next,
        };
        match next {
            // Where it would have ended is not known.
            Err(stop) => return Course { steps, ..Course::stopped(stop) },
            Ok(next) if next.is_empty() => ends.push(package),
            Ok(next) => {
                if let (Some(first), true) = (next.first(), ends.is_empty()) {
                    let changed = package.changed(first, view.problem());
                    steps.push(Step::Edited { changed, package: first.clone() });
                }
                open.extend(next.into_iter().rev());
            }
        }
    }
    // Of several ends each would have its own.
    let better = match &ends[..] {
        [only] => better(view, only, &budget.rest()),
        _ => None,
    };
    Course { steps, better, ..Course::of_ends(view, ends.into_iter().map(|last| End::judged(view, last)).collect()) }
}

/// The next texts, which are equally good, if there are any.
fn edited(view: &View, text: &Package, edits: usize, budget: &Budget) -> Result<Vec<Package>, Stop> {
    let problem = view.problem();
    let likeness = problem.with_likeness(text);
    let asked = view.at_least_as_good_as(text).map_err(|_| Stop::TooLarge)?;
    let (parties, issues) = (view.parties(), problem.issues().len());
    let counted = |party: PartyId| problem.is_counted(party);
    let raise = Raise {
        units: problem.party_ids().map(|party| counted(party).then(BigRational::one)).collect(),
        // Gains are counted from the text.
        offsets: view.gains_of(text).iter().map(|gain| -gain.value()).collect(),
    };
    let stays = i64::try_from(issues.saturating_sub(edits)).unwrap_or(0);
    let asked = asked.of(&likeness).with_floor(PartyId::at(parties), stays);
    let best = chosen(&asked, &raise, &budget.left()?)?;
    let own = |package: &Package| {
        let options: Vec<_> = package.options().iter().take(issues).collect();
        Package::new(options).with_levels(package.levels().iter().cloned())
    };
    let before = problem.exact_utilities(text);
    let next = best.iter().map(|best| own(&best.package)).map(|next| (problem.exact_utilities(&next), next));
    let next: Vec<(Vec<Number>, Package)> =
        next.filter(|(utilities, _)| *utilities != before).unique_by(|(utilities, _)| utilities.clone()).collect();
    // That more issues stay is no reason to take what is worse for somebody.
    let above = |other: &[Number], own: &[Number]| other != own && other.iter().zip(own).all(|(a, b)| a >= b);
    let kept = next.iter().filter(|(own, _)| !next.iter().any(|(other, _)| above(other, own)));
    Ok(kept.map(|(_, next)| next.clone()).collect())
}

/// The leximin of gains over no deal, where they are counted from somewhere else.
struct Raise {
    units: Vec<Option<BigRational>>,
    offsets: Vec<BigRational>,
}

impl Concept for Raise {
    fn id(&self) -> &'static str {
        "egalitarian"
    }

    fn name(&self) -> &'static str {
        "egalitarian"
    }

    fn measures(&self) -> &'static str {
        "smallest gain"
    }

    fn goal(&self, setting: &Setting) -> Goal {
        let (mut units, mut offsets) = (self.units.clone(), self.offsets.clone());
        units.resize(setting.parties(), None);
        offsets.resize(setting.parties(), BigRational::zero());
        Aim::from(Measure::Smallest { units, offsets }).into()
    }
}

/// How many packages are better than a text for somebody and worse for nobody; none if that would take too long.
pub(super) fn better(view: &View, text: &Package, limits: &Limits) -> Option<BigUint> {
    if view.problem().has_levels() {
        return None;
    }
    let control = Control::new(limits);
    let above = view.at_least_as_good_as(text).ok()?;
    let Some(structure) = Structure::build(&above, &control).ok()? else { return Some(BigUint::ZERO) };
    let own = view.problem().utilities(text);
    let mut count = 0u64;
    let mut visit = |_: &[_], utilities: &[i64]| count += u64::from(utilities != own);
    let all = each_acceptable(&above, &structure, COUNTED, &control, &mut visit).ok()?;
    all.then(|| count.into())
}
