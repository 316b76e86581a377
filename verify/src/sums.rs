//! Sums over packages: what kernels work on. Options and combinations add to the gains of some parties, and some
//! combinations are forbidden.

use crate::claims::choose;
use crate::form::{Form, When, combinations, holds};
use crate::json::Node;
use crate::model::{Consents, Kind, LevelRule, Model, Rule, Seat};
use crate::number::Ratio;
use crate::{Answer, Work, beyond, malformed};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Conditions over so few combinations are written out as a table.
const TABLE_CELLS: usize = 4096;
/// Numbers in all tables: one for each of the parties and seats in each entry.
const ALL_CELLS: usize = 1 << 24;
/// Numbers that options add, of all issues.
const ALL_VALUES: usize = 1 << 25;
/// Numbers that are added up for one table of what consents forbid.
const CONSENT_CELLS: usize = 1 << 22;
/// Sums that must be reached, each a coordinate.
const MOST_SEATS: usize = 64;
/// Sets that may ratify.
const MOST_WAYS: usize = 1 << 14;
/// Tables that are added to larger ones.
const GATHERED: usize = 512;

/// What a certificate asks of a model: options that may be chosen, and rules in force.
pub struct Question<'m> {
    pub model: &'m Model,
    pub allowed: Vec<Vec<bool>>,
    /// By continuous issue, the lowest and the highest level that is left.
    pub ranges: Vec<Option<[Ratio; 2]>>,
    pub rules: Vec<Rule>,
    pub level_rules: Vec<LevelRule>,
}

impl<'m> Question<'m> {
    /// What some questions ask together, each of what those before it leave.
    pub fn new(model: &'m Model, questions: &[&Node]) -> Answer<Question<'m>> {
        let mut allowed: Vec<Vec<bool>> = model.options.iter().map(|options| vec![true; options.len()]).collect();
        let (mut rules, mut level_rules, mut ranges) =
            (model.rules.clone(), model.level_rules.clone(), model.ranges.clone());
        for node in questions {
            node.fields(&["fix", "without", "set"])?;
            for (name, left) in node.get("fix").map_or(Ok(&[][..]), Node::members)? {
                let issue = model.issue(name)?;
                if let Some([low, high]) = &ranges[issue] {
                    let left: Vec<Ratio> = left.items()?.iter().map(Node::number).collect::<Answer<_>>()?;
                    let (Some(first), Some(last), true) = (left.first(), left.last(), left.len() <= 2) else {
                        return malformed("not a lowest and a highest level");
                    };
                    if first < low || last > high || first > last {
                        return malformed("levels that are not there");
                    }
                    ranges[issue] = Some([first.clone(), last.clone()]);
                    continue;
                }
                let mut kept = vec![false; allowed[issue].len()];
                for option in left.items()? {
                    let option = model.option(issue, option)?;
                    kept[option] = allowed[issue][option];
                }
                if !kept.contains(&true) {
                    return malformed("an issue of which nothing is left");
                }
                allowed[issue] = kept;
            }
            for name in node.items_of("without")? {
                let (name, before) = (name.text()?, rules.len() + level_rules.len());
                rules.retain(|rule| rule.path != name);
                level_rules.retain(|rule| rule.path != name);
                if rules.len() + level_rules.len() == before {
                    return malformed("a rule is lifted that is not in force");
                }
            }
        }
        if rules.iter().any(|rule| matches!(rule.kind, Kind::SharedBelief)) {
            return beyond("an agreement must rest on a belief that all could share");
        }
        Ok(Question { model, allowed, ranges, rules, level_rules })
    }

    pub fn is_feasible(&self, package: &[usize]) -> bool {
        self.allowed.iter().zip(package).all(|(row, option)| row[*option])
            && self.rules.iter().all(|rule| rule.kind.holds(package))
    }

    /// The gains of these parties, without ceilings, over what some rules and options leave. Several where different sets can
    /// ratify: a package is feasible with one of them.
    pub fn sums(&self, members: &[usize], rules: &[&Kind], allowed: &[Vec<bool>]) -> Answer<Ways> {
        let model = self.model;
        let cap = |party: &usize| model.caps[*party].map(|cap| cap - model.disagreement[*party]);
        let forms = members.iter().map(|party| self.gain_of(*party)).collect();
        Ways::new(forms, members.iter().map(cap).collect(), rules, allowed)
    }

    /// The same for all, and behind them what some lose of what they gain.
    pub fn sums_and_losses(&self, losing: &[usize]) -> Answer<Ways> {
        let everybody: Vec<usize> = (0..self.model.parties.len()).collect();
        let rules: Vec<&Kind> = self.rules.iter().map(|rule| &rule.kind).collect();
        let mut ways = self.sums(&everybody, &rules, &self.allowed)?;
        for party in losing {
            let mut form = Form::of(0);
            form.add(&self.gain_of(*party), |a, b| a + b, |one| -one);
            ways.forms.push(form);
            ways.caps.push(None);
        }
        Ok(ways)
    }

    fn gain_of(&self, party: usize) -> Form<i64> {
        let mut form = self.model.forms[party].clone();
        form.constant -= self.model.disagreement[party];
        form
    }
}

/// The issues that some who are asked depend on.
fn scope<'s>(seats: impl IntoIterator<Item = &'s Seat>) -> Vec<usize> {
    let of = |seat: &'s Seat| seat.form.issues().chain(seat.when.iter().map(|(issue, _)| *issue)).collect::<Vec<_>>();
    let mut found: Vec<usize> = seats.into_iter().flat_map(of).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a table can say where some who are asked consent, and the numbers that are added up for it.
fn table_cost(seats: &[Seat], allowed: &[Vec<bool>]) -> Option<usize> {
    let cells = scope(seats).iter().try_fold(1usize, |all, issue| all.checked_mul(allowed[*issue].len()))?;
    let each: usize = seats.iter().map(|seat| seat.form.size()).sum();
    (cells <= TABLE_CELLS).then(|| cells * each).filter(|cost| *cost <= CONSENT_CELLS)
}

/// Consents that are no table: which of them are tables by themselves, and the sets of which one must consent.
struct Sets {
    consents: Rc<Consents>,
    single: Vec<bool>,
    sets: Vec<Vec<usize>>,
}

/// Sums of some forms where rules hold, for one way after the other in which others can consent: a package is feasible with one
/// of them. Consents over few combinations are tables of what is forbidden; each other sum that must be reached is a coordinate
/// more, a seat, with the floor 0.
pub struct Ways {
    forms: Vec<Form<i64>>,
    caps: Vec<Option<i64>>,
    allowed: Vec<Vec<bool>>,
    plain: Vec<Kind>,
    asked: Vec<Sets>,
    next: usize,
    count: usize,
}

impl Ways {
    pub fn new(forms: Vec<Form<i64>>, caps: Vec<Option<i64>>, rules: &[&Kind], allowed: &[Vec<bool>]) -> Answer<Ways> {
        let few = |seats: &[Seat]| table_cost(seats, allowed).is_some();
        let (mut plain, mut asked, mut count) = (Vec::new(), Vec::new(), 1);
        for rule in rules {
            let consents = match rule {
                Kind::Consents(consents) if !few(&consents.seats) => consents,
                _ => {
                    plain.push((*rule).clone());
                    continue;
                }
            };
            let (needed, free): (Vec<usize>, Vec<usize>) = (0..consents.seats.len()).partition(|at| consents.veto[*at]);
            let chosen = choose(&free, consents.quota.saturating_sub(needed.len()))?;
            count *= chosen.len();
            if count > MOST_WAYS {
                return beyond(&format!("more than {MOST_WAYS} sets that may ratify"));
            }
            let sets = chosen.into_iter().map(|set| [&needed[..], &set].concat()).collect();
            let single = consents.seats.iter().map(|seat| few(std::slice::from_ref(seat))).collect();
            asked.push(Sets { consents: consents.clone(), single, sets });
        }
        Ok(Ways { forms, caps, allowed: allowed.to_vec(), plain, asked, next: 0, count })
    }

    /// The sums of the next way; none if there was the last.
    pub fn next(&mut self, work: &mut Work) -> Answer<Option<Sums>> {
        if self.next == self.count {
            return Ok(None);
        }
        let (mut single, mut seats, mut after) = (Vec::new(), Vec::new(), self.count);
        for Sets { consents, single: alone, sets } in &self.asked {
            after /= sets.len();
            for at in &sets[self.next / after % sets.len()] {
                if alone[*at] { &mut single } else { &mut seats }.push(&consents.seats[*at]);
            }
        }
        self.next += 1;
        let mut sums = Sums::new(self.forms.len(), seats.len(), &self.caps, &self.allowed, work)?;
        for (column, form) in self.forms.iter().chain(seats.iter().map(|seat| &seat.form)).enumerate() {
            sums.form(column, form, work)?;
        }
        for (column, seat) in (self.forms.len()..).zip(&seats).filter(|(_, seat)| !seat.when.is_empty()) {
            // Where it is not asked, it has enough.
            let enough = i64::try_from(seat.form.reach()).or_else(|_| beyond("numbers that are too large"))?;
            sums.start[column] += enough;
            sums.add(&seat.when, &[], Some((column, -enough)), work)?;
        }
        for kind in &self.plain {
            sums.rule(kind, work)?;
        }
        for seat in single {
            sums.forbid(std::slice::from_ref(seat), |package| seat.agrees(package), work)?;
        }
        Ok(Some(sums))
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
    /// Ceilings of the parties, who stand first.
    pub caps: Vec<Option<i64>>,
    /// How many seats stand behind them.
    pub seats: usize,
    pub cells: BTreeMap<Vec<usize>, Cells>,
    pub wide: Vec<Wide>,
    pub rules: Vec<Kind>,
    room: usize,
}

impl Sums {
    fn new(parties: usize, seats: usize, caps: &[Option<i64>], allowed: &[Vec<bool>], work: &mut Work) -> Answer<Sums> {
        let n = parties + seats;
        if seats > MOST_SEATS {
            return beyond(&format!("more than {MOST_SEATS} sums that must be reached"));
        }
        let values = allowed.iter().map(Vec::len).sum::<usize>() * n;
        if values > ALL_VALUES {
            return beyond("too many options");
        }
        work.spend(values)?;
        Ok(Sums {
            n,
            start: vec![0; n],
            values: allowed.iter().map(|row| vec![0; row.len() * n]).collect(),
            allowed: allowed.to_vec(),
            caps: caps.to_vec(),
            seats,
            cells: BTreeMap::new(),
            wide: Vec::new(),
            rules: Vec::new(),
            room: ALL_CELLS,
        })
    }

    /// Adds a sum to a coordinate.
    fn form(&mut self, column: usize, form: &Form<i64>, work: &mut Work) -> Answer<()> {
        self.start[column] += form.constant;
        for (issue, row) in &form.values {
            let own = self.values[*issue].iter_mut().skip(column).step_by(self.n);
            own.zip(row).for_each(|(own, more)| *own += more);
        }
        for term in &form.terms {
            self.add(&term.when, &term.unless, Some((column, term.amount)), work)?;
        }
        for table in &form.tables {
            self.table(&table.axes, column, &table.amounts, work)?;
        }
        Ok(())
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

    fn group(&mut self, scope: &[usize], work: &mut Work) -> Answer<&mut Cells> {
        if !self.cells.contains_key(scope) {
            let size: usize = self.sizes(scope).iter().product();
            work.spend(size * self.n)?;
            self.room = match self.room.checked_sub(size * self.n) {
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
    fn add(&mut self, when: &When, unless: &[When], effect: Option<(usize, i64)>, work: &mut Work) -> Answer<()> {
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
        let unless: Vec<When> = unless.iter().map(placed).collect();
        // The options of each issue that are meant.
        let meant: Vec<Vec<usize>> = (scope.iter().zip(&sizes))
            .map(|(issue, size)| match when.iter().find(|(own, _)| own == issue) {
                Some((_, set)) => (0..*size).filter(|option| set[*option]).collect(),
                None => (0..*size).collect(),
            })
            .collect();
        work.spend(meant.iter().map(Vec::len).product::<usize>() * (1 + unless.len()))?;
        let cells = self.group(&scope, work)?;
        let mut options = vec![0; scope.len()];
        combinations(&meant.iter().map(Vec::len).collect::<Vec<_>>(), |at| {
            options.iter_mut().zip(&meant).zip(at).for_each(|((option, meant), at)| *option = meant[*at]);
            if !unless.iter().any(|one| holds(one, &options)) {
                let cell = options.iter().zip(&sizes).fold(0, |cell, (option, size)| cell * size + option);
                match effect {
                    None => cells.forbidden[cell] = true,
                    Some((party, amount)) => cells.worth[cell * n + party] += amount,
                }
            }
        });
        Ok(())
    }

    /// Adds a table.
    fn table(&mut self, axes: &[(usize, usize)], party: usize, amounts: &[i64], work: &mut Work) -> Answer<()> {
        if axes.is_empty() {
            self.start[party] += amounts[0];
            return Ok(());
        }
        let issues: Vec<usize> = axes.iter().map(|(issue, _)| *issue).collect();
        let mut scope = issues.clone();
        scope.sort_unstable();
        let (sizes, own) = (self.sizes(&issues), self.sizes(&scope));
        let place: Vec<usize> =
            scope.iter().map(|issue| issues.iter().position(|one| one == issue).unwrap_or(0)).collect();
        let n = self.n;
        work.spend(amounts.len())?;
        let cells = self.group(&scope, work)?;
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

    fn rule(&mut self, kind: &Kind, work: &mut Work) -> Answer<()> {
        let empty = match kind {
            Kind::Forbid(when, unless) => return self.add(when, unless, None, work),
            Kind::Consents(consents) => {
                return self.forbid(&consents.seats, |package| consents.agree(package), work);
            }
            Kind::SharedBelief => return beyond("an agreement must rest on a belief that all could share"),
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

    /// Forbids the combinations to which too few consent.
    fn forbid(&mut self, seats: &[Seat], agree: impl Fn(&[usize]) -> bool, work: &mut Work) -> Answer<()> {
        let (scope, mut package) = (scope(seats), vec![0; self.issues()]);
        work.spend(table_cost(seats, &self.allowed).unwrap_or(CONSENT_CELLS))?;
        if scope.is_empty() {
            if !agree(&package) {
                self.nothing();
            }
            return Ok(());
        }
        let sizes = self.sizes(&scope);
        let cells = self.group(&scope, work)?;
        let mut cell = 0;
        combinations(&sizes, |options| {
            scope.iter().zip(options).for_each(|(issue, option)| package[*issue] = *option);
            cells.forbidden[cell] |= !agree(&package);
            cell += 1;
        });
        Ok(())
    }

    /// Tables are added to others over more issues: together they tell no more combinations apart.
    pub fn gather(&mut self, work: &mut Work) -> Answer<()> {
        let mut scopes: Vec<Vec<usize>> = self.cells.keys().cloned().collect();
        if scopes.len() > GATHERED {
            return Ok(());
        }
        scopes.sort_by_key(Vec::len);
        for scope in scopes {
            let holds_it = |other: &&Vec<usize>| other.len() > scope.len() && scope.iter().all(|at| other.contains(at));
            let larger = self.cells.keys().filter(holds_it);
            let into = larger.min_by_key(|other| self.cells[*other].forbidden.len()).cloned();
            let Some((into, own)) = into.and_then(|into| Some((into, self.cells.remove(&scope)?))) else { continue };
            let place: Vec<(usize, usize)> = scope
                .iter()
                .map(|issue| (into.iter().position(|at| at == issue).unwrap_or(0), self.options(*issue)))
                .collect();
            let (n, sizes) = (self.n, self.sizes(&into));
            let cells = self.group(&into, work)?;
            work.spend(cells.forbidden.len())?;
            let mut cell = 0;
            combinations(&sizes, |options| {
                let from = place.iter().fold(0, |at, (axis, size)| at * size + options[*axis]);
                cells.forbidden[cell] |= own.forbidden[from];
                let worth = cells.worth[cell * n..][..n].iter_mut();
                worth.zip(&own.worth[from * n..]).for_each(|(sum, more)| *sum += more);
                cell += 1;
            });
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
