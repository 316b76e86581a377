//! A linear programme with a bound on either side of everything, in floating point: the dual simplex method, which goes on
//! where it was when bounds change, when the objective does, and when a row joins.
//!
//! That is what a search asks that looks at thousands of programmes which hardly differ: [`super::floating`] begins each anew,
//! and microlp tells no prices. Since everything is bounded, any basis is made dual feasible by putting what is outside of it to
//! the better of its bounds, and a step may go past bounds of what is cheap to move (Fourer 1994; Maros 2003). A dense tableau,
//! made anew from the rows after many steps.
//!
//! Nothing that it says is believed: any prices of rows bound the objective, and whoever asks multiplies them out in whole
//! numbers.

/// What is smaller counts as 0.
const NOTHING: f64 = 1e-9;
/// An entry that is smaller is no pivot.
const PIVOT: f64 = 1e-7;
/// By so much a bound may be missed.
const MISSED: f64 = 1e-7;
/// Steps after which the tableau is made anew.
const FRESH: usize = 400;

/// The largest c·x where rows a·x ≤ b hold, and all variables and all that rows leave lie between bounds.
pub(crate) struct Bounded {
    /// How many variables there are; then follows the slack of each row.
    variables: usize,
    /// As they were given: entries, right side.
    given: Vec<(Vec<(usize, f64)>, f64)>,
    costs: Vec<f64>,
    /// By variable and slack.
    bounds: Vec<(f64, f64)>,
    /// By row, how much of each that is outside is in what is inside there; then the right side.
    tableau: Vec<f64>,
    inside: Vec<usize>,
    outside: Vec<usize>,
    /// By place outside, whether it is at its upper bound.
    upper: Vec<bool>,
    /// What one unit of each outside adds to the objective; then what the objective is where all that are 0.
    worth: Vec<f64>,
    /// By row, what is inside there.
    values: Vec<f64>,
    /// Steps since the tableau was made.
    steps: usize,
    /// If nothing satisfies the rows: the row of the tableau that shows it, and whether its variable stays below its bounds.
    stuck: Option<(usize, bool)>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Nothing is better.
    Best,
    /// Nothing satisfies the rows.
    Nothing,
    /// It would go on.
    Open,
}

/// Prices of rows, by their positions.
pub(crate) type Prices = Vec<(usize, f64)>;

impl Bounded {
    /// Variables with these bounds, no rows yet.
    pub(crate) fn new(bounds: Vec<(f64, f64)>, costs: Vec<f64>) -> Self {
        let variables = bounds.len();
        let upper = costs.iter().map(|cost| *cost > 0.0).collect();
        let worth = costs.iter().copied().chain([0.0]).collect();
        Bounded {
            variables,
            given: Vec::new(),
            costs,
            bounds,
            tableau: Vec::new(),
            inside: Vec::new(),
            outside: (0..variables).collect(),
            upper,
            worth,
            values: Vec::new(),
            steps: 0,
            stuck: None,
        }
    }

    fn width(&self) -> usize {
        self.variables + 1
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.tableau[row * self.width()..][..self.width()]
    }

    /// How many rows there are in the tableau now.
    pub(crate) fn rows(&self) -> usize {
        self.inside.len()
    }

    /// What a step costs, about: the entries of the tableau.
    pub(crate) fn size(&self) -> usize {
        self.tableau.len()
    }

    fn at(&self, place: usize) -> f64 {
        let (low, high) = self.bounds[self.outside[place]];
        if self.upper[place] { high } else { low }
    }

    /// Adds a·x ≤ b, which leaves at most `room`; tells which row it is.
    pub(crate) fn add(&mut self, entries: &[(usize, f64)], most: f64, room: f64) -> usize {
        let at = self.given.len();
        self.given.push((entries.to_vec(), most));
        self.bounds.push((0.0, room));
        self.join(at);
        at
    }

    /// Puts a row into the tableau, with its slack inside.
    fn join(&mut self, at: usize) {
        let width = self.width();
        let mut own = vec![0.0; width];
        own[self.variables] = self.given[at].1;
        let mut factors = vec![0.0; self.variables];
        self.given[at].0.iter().for_each(|(variable, entry)| factors[*variable] += entry);
        for (place, outside) in self.outside.iter().enumerate() {
            if *outside < self.variables {
                own[place] += factors[*outside];
            }
        }
        for (row, inside) in self.inside.iter().enumerate() {
            let factor = factors.get(*inside).copied().unwrap_or(0.0);
            if factor != 0.0 {
                let entries = &self.tableau[row * width..][..width];
                own.iter_mut().zip(entries).for_each(|(own, entry)| *own -= factor * entry);
            }
        }
        self.inside.push(self.variables + at);
        self.values.push(self.value_of(&own));
        self.tableau.extend(own);
        self.stuck = None;
    }

    fn value_of(&self, row: &[f64]) -> f64 {
        let mut value = row[self.variables];
        for (place, entry) in row[..self.variables].iter().enumerate() {
            if *entry != 0.0 {
                value -= entry * self.at(place);
            }
        }
        value
    }

    /// Moves the bounds of a variable.
    pub(crate) fn bound(&mut self, variable: usize, bounds: (f64, f64)) {
        if self.bounds[variable] == bounds {
            return;
        }
        self.stuck = None;
        let place = self.outside.iter().position(|outside| *outside == variable);
        let before = place.map(|place| self.at(place));
        self.bounds[variable] = bounds;
        if let (Some(place), Some(before)) = (place, before) {
            if self.worth[place].abs() > NOTHING {
                self.upper[place] = self.worth[place] > 0.0;
            }
            self.moved(place, self.at(place) - before);
        }
    }

    /// What is outside at a place has moved by so much.
    fn moved(&mut self, place: usize, by: f64) {
        if by == 0.0 {
            return;
        }
        let width = self.width();
        for (value, row) in self.values.iter_mut().zip(self.tableau.chunks_exact(width)) {
            *value -= row[place] * by;
        }
    }

    /// Changes the objective.
    pub(crate) fn aim(&mut self, costs: Vec<f64>) {
        self.costs = costs;
        self.weigh();
    }

    /// Finds what each outside adds to the objective, puts it to the better of its bounds, and finds what is inside.
    fn weigh(&mut self) {
        let cost = |variable: usize| self.costs.get(variable).copied().unwrap_or(0.0);
        let mut worth: Vec<f64> = self.outside.iter().map(|outside| cost(*outside)).chain([0.0]).collect();
        let last = self.variables;
        for (row, inside) in self.inside.iter().enumerate() {
            let cost = cost(*inside);
            if cost != 0.0 {
                let row = self.row(row);
                worth.iter_mut().zip(&row[..last]).for_each(|(worth, entry)| *worth -= cost * entry);
                worth[last] += cost * row[last];
            }
        }
        for (upper, worth) in self.upper.iter_mut().zip(&worth) {
            if worth.abs() > NOTHING {
                *upper = *worth > 0.0;
            }
        }
        self.worth = worth;
        self.values = (0..self.rows()).map(|row| self.value_of(self.row(row))).collect();
        self.stuck = None;
    }

    /// Makes the tableau anew from the rows as they were given.
    fn refresh(&mut self) {
        let wanted: Vec<usize> = self.inside.iter().copied().filter(|inside| *inside < self.variables).collect();
        let mut kept: Vec<usize> =
            self.inside.iter().chain(&self.outside).filter_map(|at| at.checked_sub(self.variables)).collect();
        kept.sort_unstable();
        let before: Vec<(usize, bool)> = self.outside.iter().copied().zip(self.upper.iter().copied()).collect();
        let leaving: Vec<usize> = self.outside.iter().copied().filter(|at| *at >= self.variables).collect();
        self.tableau.clear();
        self.inside.clear();
        self.values.clear();
        self.outside = (0..self.variables).collect();
        self.upper = vec![false; self.variables];
        self.worth = vec![0.0; self.width()];
        kept.into_iter().for_each(|row| self.join(row));
        for variable in wanted {
            let size = |row: &usize| {
                if leaving.contains(&self.inside[*row]) { self.row(*row)[variable].abs() } else { 0.0 }
            };
            // Variables stand outside at their own places until they go inside.
            let row = (0..self.rows()).max_by(|a, b| size(a).total_cmp(&size(b)));
            if let Some(row) = row.filter(|row| size(row) > PIVOT) {
                self.pivot(row, variable);
            }
        }
        for (variable, upper) in before {
            if let Some(place) = self.outside.iter().position(|outside| *outside == variable) {
                self.upper[place] = upper;
            }
        }
        self.steps = 0;
        self.weigh();
    }

    /// Improves with at most so many steps.
    pub(crate) fn run(&mut self, steps: usize) -> Reached {
        let mut candidates: Vec<(f64, usize, f64)> = Vec::new();
        for _ in 0..steps {
            if self.stuck.is_some() {
                return Reached::Nothing;
            }
            if self.steps >= FRESH {
                self.refresh();
            }
            let Some((row, below, missed)) = self.leaving() else { return Reached::Best };
            candidates.clear();
            for (place, entry) in self.row(row)[..self.variables].iter().enumerate() {
                let (low, high) = self.bounds[self.outside[place]];
                let entry = if below { *entry } else { -entry };
                let helps = if self.upper[place] { entry > PIVOT } else { entry < -PIVOT };
                if helps && high > low {
                    candidates.push((self.worth[place].abs() / entry.abs(), place, entry.abs()));
                }
            }
            candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
            // Past those whose whole range does not make up for what is missed.
            let mut left = missed;
            let mut entering = None;
            for (at, (_, place, entry)) in candidates.iter().enumerate() {
                let (low, high) = self.bounds[self.outside[*place]];
                left -= entry * (high - low);
                if left < NOTHING {
                    entering = Some(at);
                    break;
                }
            }
            let Some(at) = entering else {
                self.stuck = Some((row, below));
                return Reached::Nothing;
            };
            for (_, place, _) in &candidates[..at] {
                let (low, high) = self.bounds[self.outside[*place]];
                let by = if self.upper[*place] { low - high } else { high - low };
                self.upper[*place] = !self.upper[*place];
                self.moved(*place, by);
            }
            self.enter(row, candidates[at].1, below);
        }
        Reached::Open
    }

    /// What misses its bounds by most: where, whether it is below them, and by how much.
    fn leaving(&self) -> Option<(usize, bool, f64)> {
        let mut worst: Option<(usize, bool, f64)> = None;
        for (row, (value, inside)) in self.values.iter().zip(&self.inside).enumerate() {
            let (low, high) = self.bounds[*inside];
            let (below, missed) = if *value < low { (true, low - value) } else { (false, value - high) };
            if missed > MISSED && worst.is_none_or(|(_, _, most)| missed > most) {
                worst = Some((row, below, missed));
            }
        }
        worst
    }

    /// What is inside a row goes to the bound that it misses, and what is outside at a place comes in.
    fn enter(&mut self, row: usize, place: usize, below: bool) {
        let (low, high) = self.bounds[self.inside[row]];
        let bound = if below { low } else { high };
        let by = (self.values[row] - bound) / self.row(row)[place];
        let entering = self.at(place) + by;
        self.moved(place, by);
        self.pivot(row, place);
        self.values[row] = entering;
        self.upper[place] = !below;
        self.steps += 1;
    }

    fn pivot(&mut self, row: usize, place: usize) {
        let width = self.width();
        let mut own = self.row(row).to_vec();
        let pivot = own[place];
        own[place] = 1.0;
        own.iter_mut().for_each(|entry| *entry /= pivot);
        for (at, entries) in self.tableau.chunks_exact_mut(width).enumerate() {
            let factor = entries[place];
            if at == row || factor == 0.0 {
                continue;
            }
            entries[place] = 0.0;
            entries.iter_mut().zip(&own).for_each(|(entry, own)| *entry -= factor * own);
        }
        let factor = std::mem::replace(&mut self.worth[place], 0.0);
        if factor != 0.0 {
            let last = width - 1;
            self.worth.iter_mut().zip(&own[..last]).for_each(|(worth, own)| *worth -= factor * own);
            self.worth[last] += factor * own[last];
        }
        self.tableau[row * width..][..width].copy_from_slice(&own);
        std::mem::swap(&mut self.inside[row], &mut self.outside[place]);
    }

    /// The objective here: with everything inside its bounds, the best; before, no less than that.
    pub(crate) fn objective(&self) -> f64 {
        let places = self.worth[..self.variables].iter().enumerate();
        self.worth[self.variables] + places.map(|(place, worth)| worth * self.at(place)).sum::<f64>()
    }

    /// By variable.
    pub(crate) fn values(&self) -> Vec<f64> {
        let mut values = vec![0.0; self.variables];
        for (place, outside) in self.outside.iter().enumerate().filter(|(_, outside)| **outside < self.variables) {
            values[*outside] = self.at(place);
        }
        for (value, inside) in self.values.iter().zip(&self.inside).filter(|(_, inside)| **inside < self.variables) {
            values[*inside] = *value;
        }
        values
    }

    /// The prices of rows that are not 0.
    pub(crate) fn prices(&self) -> Prices {
        let priced = |(outside, worth): (&usize, &f64)| Some((outside.checked_sub(self.variables)?, -worth));
        self.outside.iter().zip(&self.worth).filter_map(priced).filter(|(_, price)| *price != 0.0).collect()
    }

    /// If nothing satisfies the rows: what may be added to the prices any number of times, and by how much each time lowers the
    /// bound.
    pub(crate) fn ray(&self) -> Option<(Prices, f64)> {
        let (row, below) = self.stuck?;
        let sign = if below { 1.0 } else { -1.0 };
        let entries = self.row(row);
        let slacks = self.outside.iter().zip(entries);
        let mut prices: Prices = slacks
            .filter_map(|(outside, entry)| Some((outside.checked_sub(self.variables)?, sign * entry)))
            .filter(|(_, price)| *price != 0.0)
            .collect();
        prices.extend(self.inside[row].checked_sub(self.variables).map(|own| (own, sign)));
        // With everything outside where it helps most.
        let (low, high) = self.bounds[self.inside[row]];
        let mut short = if below { low - entries[self.variables] } else { entries[self.variables] - high };
        for (place, entry) in entries[..self.variables].iter().enumerate() {
            let (least, most) = self.bounds[self.outside[place]];
            let entry = sign * entry;
            short += if entry > 0.0 { entry * least } else { entry * most };
        }
        Some((prices, short))
    }

    /// Forgets rows that bind nothing, but for the first so many; whoever looks for rows may find them again.
    pub(crate) fn forget_loose(&mut self, first: usize) {
        let width = self.width();
        let keeps: Vec<bool> = (self.inside.iter().zip(&self.values))
            .map(|(inside, value)| *inside < self.variables + first || *value <= NOTHING)
            .collect();
        let rows = self.tableau.chunks_exact(width).zip(&keeps).filter(|(_, keep)| **keep);
        self.tableau = rows.flat_map(|(row, _)| row.iter().copied()).collect();
        let (mut inside, mut values) = (keeps.iter(), keeps.iter());
        self.inside.retain(|_| inside.next() == Some(&true));
        self.values.retain(|_| values.next() == Some(&true));
        self.stuck = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NoBest, Programme};
    use super::*;
    use num_rational::BigRational;
    use num_traits::ToPrimitive;
    use proptest::prelude::*;

    /// Bounds that are sure enough for what lies between 0 and 1.
    const NEAR: f64 = 1e-6;

    type Bounds = Vec<(f64, f64)>;
    type Rows = Vec<(Vec<i64>, i64)>;

    /// The best in fractions; none if nothing satisfies the rows.
    fn exactly(bounds: &Bounds, rows: &Rows, costs: &[i64]) -> Option<f64> {
        let q = |number: i64| BigRational::from_integer(number.into());
        let mut programme = Programme::new(bounds.len());
        for (row, most) in rows {
            programme.at_most(row.iter().map(|entry| q(*entry)).collect(), q(*most));
        }
        for (at, (low, high)) in bounds.iter().enumerate() {
            let unit: Vec<BigRational> = (0..bounds.len()).map(|other| q(i64::from(other == at))).collect();
            programme.at_most(unit.clone(), q(*high as i64));
            programme.at_least(unit, q(*low as i64));
        }
        match programme.maximise(&costs.iter().map(|cost| q(*cost)).collect::<Vec<_>>()) {
            Ok(best) => best.value.to_f64(),
            Err(NoBest::Infeasible(_)) => None,
            Err(other) => panic!("{other:?}"),
        }
    }

    /// What prices of rows bound the objective by.
    fn bounded(bounds: &Bounds, rows: &Rows, costs: &[i64], prices: &Prices) -> f64 {
        let mut worth: Vec<f64> = costs.iter().map(|cost| *cost as f64).collect();
        let mut most = 0.0;
        for (row, price) in prices {
            let price = price.max(0.0);
            most += price * rows[*row].1 as f64;
            worth.iter_mut().zip(&rows[*row].0).for_each(|(worth, entry)| *worth -= price * *entry as f64);
        }
        most + worth.iter().zip(bounds).map(|(worth, (low, high))| (worth * low).max(worth * high)).sum::<f64>()
    }

    fn agrees(programme: &mut Bounded, bounds: &Bounds, rows: &Rows, costs: &[i64]) -> Result<(), TestCaseError> {
        let reached = programme.run(10_000);
        match exactly(bounds, rows, costs) {
            Some(best) => {
                prop_assert_eq!(reached, Reached::Best);
                prop_assert!((programme.objective() - best).abs() < NEAR, "{} {best}", programme.objective());
                let most = bounded(bounds, rows, costs, &programme.prices());
                prop_assert!((most - best).abs() < NEAR, "prices say {most}, not {best}");
            }
            None => {
                prop_assert_eq!(reached, Reached::Nothing);
                let (ray, short) = programme.ray().expect("a ray");
                prop_assert!(short > 0.0);
                let nothing = vec![0; costs.len()];
                let most = bounded(bounds, rows, &nothing, &ray);
                prop_assert!((most + short).abs() < NEAR, "a ray says {most}, not {}", -short);
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn what_changes_is_followed(
            first in prop::collection::vec((prop::collection::vec(-3i64..4, 5), -2i64..6), 1..5),
            more in prop::collection::vec((prop::collection::vec(-3i64..4, 5), -2i64..6), 0..4),
            costs in prop::collection::vec(prop::collection::vec(-4i64..5, 5), 2),
            moved in prop::collection::vec((0usize..5, 0u8..3), 0..6),
        ) {
            let mut bounds = vec![(0.0, 1.0); 5];
            let mut programme = Bounded::new(bounds.clone(), costs[0].iter().map(|cost| *cost as f64).collect());
            let mut rows: Rows = Vec::new();
            for (row, most) in first {
                let entries: Vec<(usize, f64)> = row.iter().enumerate().map(|(at, entry)| (at, *entry as f64)).collect();
                programme.add(&entries, most as f64, 100.0);
                rows.push((row, most));
            }
            agrees(&mut programme, &bounds, &rows, &costs[0])?;
            for (at, to) in moved {
                bounds[at] = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0)][usize::from(to)];
                programme.bound(at, bounds[at]);
                agrees(&mut programme, &bounds, &rows, &costs[0])?;
            }
            programme.aim(costs[1].iter().map(|cost| *cost as f64).collect());
            agrees(&mut programme, &bounds, &rows, &costs[1])?;
            for (row, most) in more {
                let entries: Vec<(usize, f64)> = row.iter().enumerate().map(|(at, entry)| (at, *entry as f64)).collect();
                programme.add(&entries, most as f64, 100.0);
                rows.push((row, most));
                agrees(&mut programme, &bounds, &rows, &costs[1])?;
            }
            programme.refresh();
            agrees(&mut programme, &bounds, &rows, &costs[1])?;
            let kept = rows.len();
            programme.forget_loose(kept);
            agrees(&mut programme, &bounds, &rows, &costs[1])?;
        }
    }
}
