//! A single negotiating text: a mediator edits one text, and everybody can veto an edit.
//!
//! An edit settles at most so many issues otherwise, such that nobody is worse off than with the text before. Of these the mediator
//! takes the one that raises the worst-off party most (leximin of gains over no deal). It ends where no edit is better for somebody:
//! not necessarily at a package that cannot be improved, as a change of more issues may still be better for all. Fisher's single
//! text (Raiffa 1982, The Art and Science of Negotiation, chapter 14), with a definition of what the mediator does.
//!
//! Each edit is a search: the number of issues that stay is one more party, who asks for so many of them (`with_likeness`).

use super::course::{Course, End, Step, Unplayed};
use super::start::start;
use super::together::chosen;
use crate::concept::{Aim, Concept, Goal, Measure, Setting};
use crate::problem::{Package, PartyId, SingleText, View};
use crate::search::{Budget, Control, Limits, Stop, Structure, each_acceptable};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A text is edited at most so often.
const LONGEST: usize = 1000;
/// So many steps may be taken to count what is better than the last text.
const COUNTED: u64 = 1 << 22;

/// Where edits lead.
pub(super) fn play(text: &SingleText, view: &View, limits: &Limits) -> Course {
    let Some(mut package) = start(view, text.from) else { return Course::unplayed(Unplayed::NoToday) };
    let budget = Budget::new(limits);
    let mut steps = Vec::new();
    let mut stopped = None;
    loop {
        match edited(view, &package, text.edits, &budget) {
            Ok(Some(next)) => {
                let changed = package.changed(&next, view.problem());
                steps.push(Step::Edited { changed, package: next.clone() });
                package = next;
            }
            Ok(None) => break,
            Err(stop) => stopped = Some(stop),
        }
        if steps.len() >= LONGEST {
            stopped = Some(Stop::TooLarge);
        }
        if stopped.is_some() {
            // Where it would have ended is not known.
            return Course { steps, stopped, ..Course::default() };
        }
    }
    let better = better(view, &package, &budget.rest());
    Course { steps, better, ..Course::of_ends(view, vec![End::judged(view, package)]) }
}

/// The next text, if there is one.
fn edited(view: &View, text: &Package, edits: usize, budget: &Budget) -> Result<Option<Package>, Stop> {
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
    let best = chosen(&asked, &raise, &budget.left()?)?.into_iter().next();
    let own = |package: Package| {
        let options = package.options()[..issues].to_vec();
        Package::new(options).with_levels(package.levels().iter().cloned())
    };
    let next = best.map(|best| own(best.package));
    Ok(next.filter(|next| problem.exact_utilities(next) != problem.exact_utilities(text)))
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
fn better(view: &View, text: &Package, limits: &Limits) -> Option<BigUint> {
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
