//! Sums over packages: what kernels work on. Options and combinations add to the gains of some parties, and some
//! combinations are forbidden.

use crate::json::Node;
use crate::model::{Kind, Model, Rule, When, combinations, holds};
use crate::{Answer, beyond, malformed};
use std::collections::BTreeMap;

/// Conditions over so few combinations are written out as a table.
const TABLE_CELLS: usize = 4096;
/// Entries of all tables.
const ALL_CELLS: usize = 1 << 23;

/// What a certificate asks of a model: options that may be chosen, and rules in force.
pub struct Question<'m> {
    pub model: &'m Model,
    pub allowed: Vec<Vec<bool>>,
    pub rules: Vec<Rule>,
}

impl<'m> Question<'m> {
    pub fn new(model: &'m Model, node: Option<&Node>) -> Answer<Question<'m>> {
        let mut allowed: Vec<Vec<bool>> = model.options.iter().map(|options| vec![true; options.len()]).collect();
        let mut rules = model.rules.clone();
        let Some(node) = node else { return Ok(Question { model, allowed, rules }) };
        node.fields(&["fix", "without", "set"])?;
        if let Some(fixed) = node.get("fix") {
            for (name, left) in fixed.members()? {
                let issue = model.issue(name)?;
                allowed[issue].fill(false);
                if left.items()?.is_empty() {
                    return malformed("an issue of which nothing is left");
                }
                for option in left.items()? {
                    allowed[issue][model.option(issue, option)?] = true;
                }
            }
        }
        for name in node.items_of("without")? {
            let (name, before) = (name.text()?, rules.len());
            rules.retain(|rule| rule.path != name);
            if rules.len() == before {
                return malformed("a rule is lifted that is not in force");
            }
        }
        Ok(Question { model, allowed, rules })
    }

    pub fn is_feasible(&self, package: &[usize]) -> bool {
        self.allowed.iter().zip(package).all(|(row, option)| row[*option])
            && self.rules.iter().all(|rule| rule.kind.holds(package))
    }

    /// The gains of these parties, without ceilings, over what some rules and options leave.
    pub fn sums(&self, members: &[usize], rules: &[&Rule], allowed: &[Vec<bool>]) -> Answer<Sums> {
        let model = self.model;
        let start = members.iter().map(|party| model.constants[*party] - model.disagreement[*party]).collect();
        let own = |row: &Vec<i64>| members.iter().map(|party| row[*party]).collect::<Vec<i64>>();
        let values = model.values.iter().map(|rows| rows.iter().flat_map(own).collect()).collect();
        let mut found = Sums::new(members.len(), start, values, allowed.to_vec());
        let cap = |party: &usize| model.caps[*party].map(|cap| cap - model.disagreement[*party]);
        found.caps = members.iter().map(cap).collect();
        let at = |party: usize| members.iter().position(|own| *own == party);
        for term in &model.terms {
            if let Some(party) = at(term.party) {
                found.add(&term.when, &term.unless, Some((party, term.amount)))?;
            }
        }
        for table in &model.tables {
            if let Some(party) = at(table.party) {
                found.table(&table.issues, party, &table.amounts)?;
            }
        }
        for rule in rules {
            found.rule(&rule.kind)?;
        }
        Ok(found)
    }
}

/// A table: for each combination what it adds, by party; or that it is forbidden.
pub struct Cells {
    pub worth: Vec<i64>,
    pub forbidden: Vec<bool>,
}

/// Something over too many combinations for a table: what it adds to whom, or nothing where it forbids.
pub struct Wide {
    pub when: When,
    pub unless: Vec<When>,
    pub effect: Option<(usize, i64)>,
}

pub struct Sums {
    pub n: usize,
    pub start: Vec<i64>,
    /// By issue: for each option, what it adds by party.
    pub values: Vec<Vec<i64>>,
    pub allowed: Vec<Vec<bool>>,
    pub caps: Vec<Option<i64>>,
    pub cells: BTreeMap<Vec<usize>, Cells>,
    pub wide: Vec<Wide>,
    pub rules: Vec<Kind>,
    room: usize,
}

impl Sums {
    pub fn new(n: usize, start: Vec<i64>, values: Vec<Vec<i64>>, allowed: Vec<Vec<bool>>) -> Sums {
        let caps = vec![None; n];
        Sums {
            n,
            start,
            values,
            allowed,
            caps,
            cells: BTreeMap::new(),
            wide: Vec::new(),
            rules: Vec::new(),
            room: ALL_CELLS,
        }
    }

    pub fn issues(&self) -> usize {
        self.allowed.len()
    }

    pub fn options(&self, issue: usize) -> usize {
        self.allowed[issue].len()
    }

    fn sizes(&self, scope: &[usize]) -> Vec<usize> {
        scope.iter().map(|issue| self.options(*issue)).collect()
    }

    fn group(&mut self, scope: &[usize]) -> Answer<&mut Cells> {
        if !self.cells.contains_key(scope) {
            let size: usize = self.sizes(scope).iter().product();
            self.room = match self.room.checked_sub(size) {
                Some(room) => room,
                None => return beyond("tables with too many entries"),
            };
            let empty = Cells { worth: vec![0; size * self.n], forbidden: vec![false; size] };
            self.cells.insert(scope.to_vec(), empty);
        }
        match self.cells.get_mut(scope) {
            Some(cells) => Ok(cells),
            None => malformed("a table over nothing"),
        }
    }

    /// Adds an amount where a condition holds and none of the others does; or forbids that.
    pub fn add(&mut self, when: &When, unless: &[When], effect: Option<(usize, i64)>) -> Answer<()> {
        let mut scope: Vec<usize> = when.iter().chain(unless.iter().flatten()).map(|(issue, _)| *issue).collect();
        scope.sort_unstable();
        scope.dedup();
        if scope.is_empty() {
            match effect {
                None => self.nothing(),
                Some((party, amount)) => self.start[party] += amount,
            }
            return Ok(());
        }
        let sizes = self.sizes(&scope);
        if sizes.iter().try_fold(1usize, |all, size| all.checked_mul(*size)).is_none_or(|all| all > TABLE_CELLS) {
            self.wide.push(Wide { when: when.clone(), unless: unless.to_vec(), effect });
            return Ok(());
        }
        let n = self.n;
        let at = |issue: &usize| scope.iter().position(|own| own == issue).unwrap_or(0);
        let placed = |one: &When| one.iter().map(|(issue, set)| (at(issue), set.clone())).collect::<When>();
        let (when, unless) = (placed(when), unless.iter().map(placed).collect::<Vec<When>>());
        let cells = self.group(&scope)?;
        let mut cell = 0;
        combinations(&sizes, |options| {
            if holds(&when, options) && !unless.iter().any(|one| holds(one, options)) {
                match effect {
                    None => cells.forbidden[cell] = true,
                    Some((party, amount)) => cells.worth[cell * n + party] += amount,
                }
            }
            cell += 1;
        });
        Ok(())
    }

    /// Adds a table.
    pub fn table(&mut self, issues: &[usize], party: usize, amounts: &[i64]) -> Answer<()> {
        let mut scope = issues.to_vec();
        scope.sort_unstable();
        let (sizes, own) = (self.sizes(issues), self.sizes(&scope));
        let place: Vec<usize> =
            scope.iter().map(|issue| issues.iter().position(|one| one == issue).unwrap_or(0)).collect();
        let n = self.n;
        let cells = self.group(&scope)?;
        let mut amount = amounts.iter();
        combinations(&sizes, |options| {
            let cell = place.iter().zip(&own).fold(0, |at, (axis, size)| at * size + options[*axis]);
            cells.worth[cell * n + party] += amount.next().copied().unwrap_or(0);
        });
        Ok(())
    }

    /// Nothing is feasible.
    pub fn nothing(&mut self) {
        self.allowed[0].fill(false);
    }

    pub fn rule(&mut self, kind: &Kind) -> Answer<()> {
        let empty = match kind {
            Kind::Forbid(when, unless) => return self.add(when, unless, None),
            Kind::Count(of, ..) => of.is_empty(),
            Kind::Total(rows, ..) => rows.is_empty(),
        };
        match empty {
            true if !kind.holds(&[]) => self.nothing(),
            true => {}
            false => self.rules.push(kind.clone()),
        }
        Ok(())
    }

    /// Tables over one issue become values, and options taken away.
    pub fn settle(&mut self) {
        let single: Vec<Vec<usize>> = self.cells.keys().filter(|scope| scope.len() == 1).cloned().collect();
        for scope in single {
            let Some(cells) = self.cells.remove(&scope) else { continue };
            let issue = scope[0];
            self.values[issue].iter_mut().zip(&cells.worth).for_each(|(value, more)| *value += more);
            self.allowed[issue].iter_mut().zip(&cells.forbidden).for_each(|(allowed, not)| *allowed &= !not);
        }
    }

    /// What an option adds.
    pub fn value(&self, issue: usize, option: usize) -> &[i64] {
        &self.values[issue][option * self.n..][..self.n]
    }

    /// The sums of a package; none if it is forbidden.
    pub fn gains(&self, package: &[usize]) -> Option<Vec<i64>> {
        let open = self.allowed.iter().zip(package).all(|(row, option)| row[*option]);
        if !open || !self.rules.iter().all(|rule| rule.holds(package)) {
            return None;
        }
        let mut found = self.start.clone();
        let mut add = |more: &[i64]| found.iter_mut().zip(more).for_each(|(sum, value)| *sum += value);
        package.iter().enumerate().for_each(|(issue, option)| add(self.value(issue, *option)));
        for (scope, cells) in &self.cells {
            let cell = scope.iter().fold(0, |at, issue| at * self.options(*issue) + package[*issue]);
            if cells.forbidden[cell] {
                return None;
            }
            add(&cells.worth[cell * self.n..][..self.n]);
        }
        for wide in &self.wide {
            if holds(&wide.when, package) && !wide.unless.iter().any(|one| holds(one, package)) {
                let (party, amount) = wide.effect?;
                found[party] += amount;
            }
        }
        Some(found)
    }
}
