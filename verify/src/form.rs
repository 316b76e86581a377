//! Sums over options and combinations of them, and conditions.

use crate::number::{Ratio, lcm};
use crate::{Answer, beyond};
use num_bigint::BigInt;
use std::collections::{BTreeMap, HashMap};

/// No sum of scaled numbers reaches it.
pub const REACH_BITS: u64 = 61;

/// By issue, ascending, the options that are meant.
pub type When = Vec<(usize, Vec<bool>)>;

/// Whether a condition holds for a package.
pub fn holds(when: &When, package: &[usize]) -> bool {
    when.iter().all(|(issue, meant)| meant[package[*issue]])
}

/// The condition that both hold; none if they cannot.
pub fn meet(one: &When, other: &When) -> Option<When> {
    let mut both = one.clone();
    for (issue, meant) in other {
        match both.iter_mut().find(|(own, _)| own == issue) {
            Some((_, set)) => set.iter_mut().zip(meant).for_each(|(own, more)| *own &= more),
            None => both.push((*issue, meant.clone())),
        }
    }
    both.sort_by_key(|(issue, _)| *issue);
    both.iter().all(|(_, set)| set.contains(&true)).then_some(both)
}

/// Issues that are settled, with their options.
pub type Side = BTreeMap<usize, usize>;

/// What is left of a condition where some issues are settled; none if it cannot hold.
pub fn rest(when: &When, side: &Side) -> Option<When> {
    let broken = when.iter().any(|(issue, set)| side.get(issue).is_some_and(|option| !set[*option]));
    (!broken).then(|| when.iter().filter(|(issue, _)| !side.contains_key(issue)).cloned().collect())
}

/// The same of a condition with others that must not hold.
pub fn settled(when: &When, unless: &[When], side: &Side) -> Option<(When, Vec<When>)> {
    let unless: Vec<When> = unless.iter().filter_map(|one| rest(one, side)).collect();
    rest(when, side).filter(|_| !unless.contains(&When::new())).map(|when| (when, unless))
}

/// Combinations of options, the last issue's options following each other.
pub fn combinations(sizes: &[usize], mut each: impl FnMut(&[usize])) {
    let mut at = vec![0; sizes.len()];
    if sizes.contains(&0) {
        return;
    }
    loop {
        each(&at);
        let Some(turn) = (0..sizes.len()).rev().find(|axis| at[*axis] + 1 < sizes[*axis]) else { return };
        at[turn] += 1;
        at[turn + 1..].fill(0);
    }
}

/// The cells of a table that are true, as sets of options by issue: no cell is in two of them. All sets have so much room.
pub fn boxes(cells: &[bool], sizes: &[usize], room: &mut usize) -> Answer<Vec<Vec<Vec<bool>>>> {
    let Some((size, inner)) = sizes.split_first() else {
        return Ok(if cells[0] { vec![Vec::new()] } else { Vec::new() });
    };
    // Options with the same behind them belong together.
    let (mut alike, mut known) = (Vec::new(), HashMap::new());
    for (option, part) in cells.chunks(cells.len() / size).enumerate() {
        let at = *known.entry(part).or_insert_with(|| {
            alike.push((part, Vec::new()));
            alike.len() - 1
        });
        alike[at].1.push(option);
    }
    let mut found = Vec::new();
    for (part, options) in alike {
        for sets in boxes(part, inner, room)? {
            *room = match room.checked_sub(*size) {
                Some(room) => room,
                None => return beyond("conditions over too many options"),
            };
            let mut set = vec![false; *size];
            options.iter().for_each(|option| set[*option] = true);
            found.push([vec![set], sets].concat());
        }
    }
    Ok(found)
}

/// Something that is added where a condition holds and none of some others does.
#[derive(Clone)]
pub struct Term<N> {
    pub when: When,
    pub unless: Vec<When>,
    pub amount: N,
}

/// What is added by the options of some issues, each with how many it has; the last issue's options follow each other.
#[derive(Clone)]
pub struct Table<N> {
    pub axes: Vec<(usize, usize)>,
    pub amounts: Vec<N>,
}

/// What each level of a continuous issue adds where a condition holds and none of some others does: straight lines between points.
#[derive(Clone)]
pub struct Curve {
    pub issue: usize,
    pub when: When,
    pub unless: Vec<When>,
    pub points: Vec<(Ratio, Ratio)>,
}

/// The value at a level on straight lines between points with ascending levels; none beyond their ends.
pub fn value_at(points: &[(Ratio, Ratio)], level: &Ratio) -> Option<Ratio> {
    let after = points.partition_point(|(x, _)| x <= level);
    let (x, y) = &points[after.checked_sub(1)?];
    if x == level {
        return Some(y.clone());
    }
    let (next, worth) = points.get(after)?;
    Some(y.plus(&worth.minus(y).over(&next.minus(x)).times(&level.minus(x))))
}

/// A sum: of fractions while a model is read, of whole numbers then. What levels add is no part of the latter.
#[derive(Clone)]
pub struct Form<N> {
    pub constant: N,
    /// By issue a number for each option.
    pub values: BTreeMap<usize, Vec<N>>,
    pub terms: Vec<Term<N>>,
    pub tables: Vec<Table<N>>,
    pub curves: Vec<Curve>,
}

impl<N> Form<N> {
    pub fn of(constant: N) -> Form<N> {
        Form { constant, values: BTreeMap::new(), terms: Vec::new(), tables: Vec::new(), curves: Vec::new() }
    }

    /// The issues that it depends on, some more than once.
    pub fn issues(&self) -> impl Iterator<Item = usize> {
        let conditions = self.terms.iter().flat_map(|term| std::iter::once(&term.when).chain(&term.unless));
        let tables = self.tables.iter().flat_map(|table| table.axes.iter().map(|(issue, _)| *issue));
        self.values.keys().copied().chain(conditions.flatten().map(|(issue, _)| *issue)).chain(tables)
    }

    /// How many numbers it has.
    pub fn count(&self) -> usize {
        let tables = self.tables.iter().map(|table| table.amounts.len());
        1 + self.terms.len() + self.values.values().map(Vec::len).chain(tables).sum::<usize>()
    }

    /// How many options its conditions speak of.
    pub fn conditions(&self) -> usize {
        let conditions = self.terms.iter().flat_map(|term| std::iter::once(&term.when).chain(&term.unless));
        conditions.flatten().map(|(_, set)| set.len()).sum()
    }

    /// How many numbers one package adds up.
    pub fn size(&self) -> usize {
        1 + self.values.len() + self.terms.len() + self.tables.len()
    }

    /// The numbers that a package adds up.
    pub fn numbers<'f>(&'f self, package: &'f [usize]) -> impl Iterator<Item = &'f N> {
        let values = self.values.iter().map(|(issue, row)| &row[package[*issue]]);
        let counts = |term: &&Term<N>| holds(&term.when, package) && !term.unless.iter().any(|one| holds(one, package));
        let terms = self.terms.iter().filter(counts).map(|term| &term.amount);
        let cell = |table: &Table<N>| table.axes.iter().fold(0, |at, (issue, size)| at * size + package[*issue]);
        let tables = self.tables.iter().map(move |table| &table.amounts[cell(table)]);
        std::iter::once(&self.constant).chain(values).chain(terms).chain(tables)
    }

    /// All of its numbers.
    pub fn all(&self) -> impl Iterator<Item = &N> {
        let tables = self.tables.iter().flat_map(|table| &table.amounts);
        let terms = self.terms.iter().map(|term| &term.amount);
        std::iter::once(&self.constant).chain(self.values.values().flatten()).chain(terms).chain(tables)
    }
}

impl<N: Clone> Form<N> {
    /// Adds another sum but for what levels add, each of its numbers as `times` makes it.
    pub fn add(&mut self, other: &Form<N>, plus: impl Fn(&N, &N) -> N, times: impl Fn(&N) -> N) {
        self.constant = plus(&self.constant, &times(&other.constant));
        for (issue, row) in &other.values {
            let row: Vec<N> = row.iter().map(&times).collect();
            match self.values.get_mut(issue) {
                Some(own) => own.iter_mut().zip(&row).for_each(|(own, more)| *own = plus(own, more)),
                None => drop(self.values.insert(*issue, row)),
            }
        }
        let term = |term: &Term<N>| Term { amount: times(&term.amount), ..term.clone() };
        self.terms.extend(other.terms.iter().map(term));
        let table =
            |table: &Table<N>| Table { axes: table.axes.clone(), amounts: table.amounts.iter().map(&times).collect() };
        self.tables.extend(other.tables.iter().map(table));
    }
}

impl Form<Ratio> {
    /// The same without what levels add, each number as `whole` makes it.
    pub fn map(&self, whole: impl Fn(&Ratio) -> i64) -> Form<i64> {
        let row = |row: &[Ratio]| row.iter().map(&whole).collect::<Vec<i64>>();
        let mut found = Form::of(whole(&self.constant));
        found.values = self.values.iter().map(|(issue, own)| (*issue, row(own))).collect();
        let term =
            |one: &Term<Ratio>| Term { when: one.when.clone(), unless: one.unless.clone(), amount: whole(&one.amount) };
        found.terms = self.terms.iter().map(term).collect();
        found.tables =
            self.tables.iter().map(|one| Table { axes: one.axes.clone(), amounts: row(&one.amounts) }).collect();
        found
    }
}

/// Refuses a number that is divided more finely than any that is scaled.
pub fn fine(number: &Ratio) -> Answer<()> {
    if number.bottom().bits() > REACH_BITS { beyond("numbers that are too finely divided") } else { Ok(()) }
}

/// The least multiple of a number that makes others whole.
fn common<'r>(mut scale: BigInt, numbers: impl Iterator<Item = &'r Ratio>) -> Answer<BigInt> {
    for number in numbers.filter(|number| !number.is_whole()) {
        fine(number)?;
        scale = lcm(&scale, number.bottom());
        if scale.bits() > REACH_BITS {
            return beyond("numbers that are too finely divided");
        }
    }
    Ok(scale)
}

fn small(number: &Ratio, scale: &BigInt) -> Answer<i64> {
    i64::try_from(number.top() * (scale / number.bottom())).or_else(|_| beyond("numbers that are too large"))
}

impl Form<Ratio> {
    /// Refuses sums that no number which is read makes whole again, before they grow with each number that is added.
    pub fn fine(&self) -> Answer<()> {
        self.all().try_for_each(fine)
    }

    /// The least multiple of a number that makes all numbers whole.
    pub fn scale(&self, scale: BigInt) -> Answer<BigInt> {
        common(scale, self.all())
    }

    /// The least that makes all numbers whole, the sum times that, and the numbers beside it.
    pub fn whole(&self, beside: &[&Ratio]) -> Answer<(BigInt, Form<i64>, Vec<i64>)> {
        let scale = common(BigInt::from(1), self.all().chain(beside.iter().copied()))?;
        let found = self.scaled(&scale)?;
        let beside = beside.iter().map(|number| small(number, &scale)).collect::<Answer<Vec<i64>>>()?;
        let reach = beside.iter().map(|one| i128::from(one.unsigned_abs())).sum::<i128>() + found.reach();
        if reach >= 1 << REACH_BITS {
            return beyond("numbers that are too large");
        }
        Ok((scale, found, beside))
    }

    /// The sum times a number that makes all of its numbers whole.
    pub fn scaled(&self, scale: &BigInt) -> Answer<Form<i64>> {
        let small = |number: &Ratio| small(number, scale);
        let row = |row: &[Ratio]| row.iter().map(small).collect::<Answer<Vec<i64>>>();
        let mut found = Form::of(small(&self.constant)?);
        for (issue, own) in &self.values {
            found.values.insert(*issue, row(own)?);
        }
        for Term { when, unless, amount } in self.terms.iter().filter(|term| !term.amount.is_zero()) {
            found.terms.push(Term { when: when.clone(), unless: unless.clone(), amount: small(amount)? });
        }
        for Table { axes, amounts } in &self.tables {
            found.tables.push(Table { axes: axes.clone(), amounts: row(amounts)? });
        }
        if found.reach() >= 1 << REACH_BITS {
            return beyond("numbers that are too large");
        }
        Ok(found)
    }
}

impl Form<i64> {
    /// What a package adds up to.
    pub fn at(&self, package: &[usize]) -> i64 {
        self.numbers(package).sum()
    }

    /// No package adds up to more, above or below 0.
    pub fn reach(&self) -> i128 {
        let size = |one: &i64| i128::from(one.unsigned_abs());
        let most = |row: &Vec<i64>| row.iter().map(size).max().unwrap_or(0);
        let tables = self.tables.iter().map(|table| most(&table.amounts));
        let terms = self.terms.iter().map(|term| size(&term.amount));
        size(&self.constant) + self.values.values().map(most).chain(tables).chain(terms).sum::<i128>()
    }

    /// No package adds up to more.
    pub fn most(&self) -> i128 {
        let most = |row: &Vec<i64>| i128::from(row.iter().copied().max().unwrap_or(0));
        let terms = self.terms.iter().map(|term| i128::from(term.amount.max(0)));
        let tables = self.tables.iter().map(|table| most(&table.amounts));
        i128::from(self.constant) + self.values.values().map(most).chain(tables).chain(terms).sum::<i128>()
    }

    /// The same where some issues are settled.
    pub fn settled(&self, side: &Side) -> Form<i64> {
        let mut found = Form::of(self.constant);
        for (issue, row) in &self.values {
            match side.get(issue) {
                Some(option) => found.constant += row[*option],
                None => drop(found.values.insert(*issue, row.clone())),
            }
        }
        for term in &self.terms {
            if let Some((when, unless)) = settled(&term.when, &term.unless, side) {
                found.terms.push(Term { when, unless, amount: term.amount });
            }
        }
        for table in &self.tables {
            let sizes: Vec<usize> = table.axes.iter().map(|(_, size)| *size).collect();
            let (mut amounts, mut at) = (Vec::new(), 0);
            combinations(&sizes, |options| {
                let mut chosen = table.axes.iter().zip(options);
                if chosen.all(|((issue, _), option)| side.get(issue).is_none_or(|own| own == option)) {
                    amounts.push(table.amounts[at]);
                }
                at += 1;
            });
            let axes = table.axes.iter().filter(|(issue, _)| !side.contains_key(issue)).copied().collect();
            found.tables.push(Table { axes, amounts });
        }
        found
    }
}
