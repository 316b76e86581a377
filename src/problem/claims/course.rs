//! How a utility runs along the options of one issue, all else equal: monotone, single-peaked, concave, flat.
//!
//! Along the options that are feasible in a context, neighbours decide: a utility that falls somewhere falls between
//! neighbours; one that has a valley falls between neighbours before it rises between neighbours; slopes that rise
//! somewhere rise between neighbouring steps. With a tolerance small falls may add up, and all pairs are compared.
//!
//! Monotone and single-peaked are ordinal; diminishing and a tolerance mean something for cardinal utilities.

use super::prelude::*;
use crate::problem::Issue;
use num_bigint::BigInt;
use num_integer::Integer;

/// Levels are compared in so many parts of a unit and units together at most.
const FINEST: u64 = 1 << 40;

/// How each party's utility runs along the options of each issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Along {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The issues, each by itself.
    pub along: Vec<OptionOrder>,
    /// How it runs.
    pub course: Course,
    /// Whether differences must not be zero.
    pub strict: bool,
    /// How far it may be missed, in the author's units.
    pub tolerance: Number,
}

/// How a utility runs along the options of an issue, all else equal.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// It never falls; strictly: it always rises.
    Rises,
    /// It never rises; strictly: it always falls.
    Falls,
    /// It first rises, then falls; at this option it is largest, if one is named.
    SinglePeaked(Option<OptionId>),
    /// Each step is worth no more than the one before; strictly: less.
    Diminishing,
    /// It stays.
    Level,
}

impl Along {
    pub(super) fn read(scales: &Scales, course: Course, reading: &mut Reading) -> Option<Self> {
        let along = reading.orders(scales, course != Course::Level, reading.claim)?;
        let course = match (course, &reading.written.peak) {
            (Course::SinglePeaked(_), Some(peak)) => Course::SinglePeaked(Some(reading.peak(&along, peak)?)),
            (course, _) => course,
        };
        let Reading { parties, strict, tolerance, .. } = reading;
        Some(Along { parties: parties.clone(), along, course, strict: *strict, tolerance: tolerance.clone() })
    }
}

impl Meaning for Along {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        let pairs = self.parties.iter().cartesian_product(&self.along);
        pairs.map(|(party, order)| line(problem, *party, order, &self.course, self.strict, &self.tolerance)).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let (who, along) = (words.parties(&self.parties), words.orders(&self.along));
        let within = words.beyond(&self.tolerance);
        match (&self.course, self.strict) {
            (Course::Rises, false) => format!("No step along {along} makes things worse for {who}{within}"),
            (Course::Rises, true) => format!("Every step along {along} makes things better for {who}"),
            (Course::Falls, false) => format!("No step along {along} makes things better for {who}{within}"),
            (Course::Falls, true) => format!("Every step along {along} makes things worse for {who}"),
            (Course::SinglePeaked(None), _) => format!("Along {along} things get better for {who}, then worse"),
            (Course::SinglePeaked(Some(peak)), _) => {
                let peak = self.along.first().map(|order| words.option(order.issue, *peak)).unwrap_or_default();
                format!("Along {along} things get better for {who} up to {peak}, then worse")
            }
            (Course::Diminishing, strict) => {
                let less = if strict { "less" } else { "no more" };
                let in_steps = self.along.iter().any(|order| words.problem[order.issue].in_steps);
                let long = if in_steps { ", for its length," } else { "" };
                format!("Each further step along {along} is worth {less}{long} to {who} than the one before")
            }
            (Course::Level, _) => format!("{along} makes no difference to {who}{within}"),
        }
    }

    fn refuted(&self, shown: &Shown) -> String {
        let Shown { who, amount, nothing, .. } = shown;
        let step = shown.step(0, 1);
        match self.course {
            Course::Diminishing => format!("{} is worth more to {who} than {step}", shown.step(1, 2)),
            Course::SinglePeaked(_) if shown.packages.len() == 3 => {
                format!("{step} makes things worse for {who}, and {} better again", shown.step(1, 2))
            }
            Course::SinglePeaked(_) => format!("{step} is {amount} better for {who}"),
            Course::Rises | Course::Falls if *nothing => format!("{step} makes no difference to {who}"),
            Course::Rises => format!("{step} costs {who} {amount}"),
            Course::Falls => format!("{step} gives {who} {amount} more"),
            Course::Level => format!("{step} changes the utility of {who} by {amount}"),
        }
    }
}

/// A party's utility along one issue.
struct Line<'c> {
    options: &'c [OptionId],
    /// By option of the order: where it stands on the scale.
    scale: Vec<i64>,
    course: &'c Course,
    /// The least violation.
    least: Option<i64>,
    tolerant: bool,
}

/// That a party's utility runs along one issue in this way.
pub(super) fn line<'c>(
    problem: &Problem,
    party: PartyId,
    order: &'c OptionOrder,
    course: &'c Course,
    strict: bool,
    tolerance: &Number,
) -> Comparison<'c> {
    // Levels are evenly spaced, so that their positions measure distances; so do places in a list, by convention.
    let declared: Vec<i64> = order.options.iter().map(|option| option.index() as i64).collect();
    let steady = declared.is_sorted() || declared.iter().rev().is_sorted();
    let count = declared.len();
    let issue = &problem[order.issue];
    let scale = match steady {
        true if issue.step().is_some() => Some(declared),
        // Only slopes ask for lengths.
        true if issue.has_numbers() && *course == Course::Diminishing => levels(issue, &order.options),
        _ => Some((0..count as i64).collect()),
    };
    let least = least(problem, party, strict, tolerance);
    let tolerant = !tolerance.value().is_zero();
    let peaked = matches!(course, Course::SinglePeaked(_));
    let three = peaked || *course == Course::Diminishing;
    let ways = if three { count.checked_pow(3).map(|all| all / 6) } else { count.checked_pow(2) };
    Comparison {
        width: scale.is_some().then_some(count as u64),
        at_once: peaked,
        by_structure: (peaked || !strict) && !matters(problem, party, order.issue),
        ..Comparison::of(
            party,
            vec![order.issue],
            ways.filter(|_| least.is_some() && scale.is_some()),
            Line { options: &order.options, scale: scale.unwrap_or_default(), course, least, tolerant },
        )
    }
}

/// The levels of an issue in steps, which are not evenly spaced, as whole numbers in proportion, from the first one on; none if they
/// are too finely divided.
fn levels(issue: &Issue, options: &[OptionId]) -> Option<Vec<i64>> {
    let level = |option: &OptionId| issue.options[option.index()].id.parse::<Number>().ok();
    let levels = options.iter().map(level).collect::<Option<Vec<Number>>>()?;
    let first = levels.first()?.value().clone();
    let finer =
        |parts: BigInt, level: &Number| Some(parts.lcm(level.value().denom())).filter(|parts| parts.bits() < 64);
    let parts = levels.iter().try_fold(BigInt::one(), finer)?;
    let whole: Vec<BigInt> = levels.iter().map(|level| ((level.value() - &first) * &parts).to_integer()).collect();
    let unit = whole.iter().fold(BigInt::ZERO, |unit, level| unit.gcd(level)).max(BigInt::one());
    let short = |level: BigInt| (level / &unit).to_i64().filter(|level| level.unsigned_abs() < FINEST);
    whole.into_iter().map(short).collect()
}

impl Line<'_> {
    /// How much more the second of two steps is worth, for so long steps.
    fn bend(&self, [a, b, c]: [usize; 3]) -> [i64; 3] {
        let (before, after) = ((self.scale[b] - self.scale[a]).abs(), (self.scale[c] - self.scale[b]).abs());
        [after, -(before + after), before]
    }

    /// Two options of which the second is worse (or, of a falling course, better) than it should be.
    fn pair(&self, at: [usize; 2], least: i64, look: &mut dyn FnMut(Way)) {
        let mut way = |weights: &[i64]| {
            look(Way::of(at[1] - at[0], &at, &[(0, weights, least)]));
        };
        if *self.course != Course::Falls {
            way(&[1, -1]);
        }
        if *self.course != Course::Rises {
            way(&[-1, 1]);
        }
    }

    /// Three options, the second too low or the third too high.
    fn three(&self, at: [usize; 3], least: i64, look: &mut dyn FnMut(Way)) {
        let bend = self.bend(at);
        let demands: &[(usize, &[i64], i64)] = match self.course {
            Course::Diminishing => &[(0, &bend, least)],
            // The bottom is less than the lower of the two sides.
            _ => &[(0, &[1, -1, 0], 1), (0, &[0, -1, 1], 1)],
        };
        look(Way::of(at[2] - at[0], &at, demands));
    }
}

impl Pattern for Line<'_> {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        self.options.iter().map(|option| vec![*option]).collect()
    }

    fn compares(&self, slice: &Slice) -> bool {
        let open = slice.open(self.options.len());
        match self.course {
            Course::Diminishing | Course::SinglePeaked(None) => open.len() > 2,
            Course::SinglePeaked(Some(peak)) => {
                open.len() > 2 || open.len() == 2 && open.iter().any(|at| self.options[*at] == *peak)
            }
            _ => open.len() > 1,
        }
    }

    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let Some(least) = self.least else { return };
        let all = self.options.len();
        let open = slice.map_or_else(|| (0..all).collect(), |slice| slice.open(all));
        match (self.course, slice) {
            (Course::SinglePeaked(_), Some(slice)) => {
                // The last strict fall before each strict rise.
                let mut fall = None;
                for (a, b) in open.iter().copied().tuple_windows() {
                    match (slice.step(0, a, b).signum(), fall) {
                        (-1, _) => fall = Some((a, b)),
                        (1, Some((from, bottom))) => self.three([from, bottom, b], 1, look),
                        _ => {}
                    }
                }
            }
            (Course::Diminishing, Some(_)) => {
                open.iter().copied().tuple_windows().for_each(|(a, b, c)| self.three([a, b, c], least, look));
            }
            (Course::SinglePeaked(_) | Course::Diminishing, None) => {
                (0..all).array_combinations().for_each(|at| self.three(at, least, look));
            }
            (_, Some(_)) if !self.tolerant => {
                open.iter().copied().tuple_windows().for_each(|(a, b)| self.pair([a, b], least, look));
            }
            _ => open.iter().copied().array_combinations().for_each(|at| self.pair(at, least, look)),
        }
        // Something is better than the peak that is named.
        if let Course::SinglePeaked(Some(peak)) = self.course
            && let Some(at) = open.iter().copied().find(|at| self.options[*at] == *peak)
        {
            for other in open.into_iter().filter(|other| *other != at) {
                look(Way::of(other.abs_diff(at), &[at, other], &[(0, &[-1, 1], 1)]));
            }
        }
    }
}
