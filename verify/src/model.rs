//! A model as sums: what every option and every combination adds to every party's utility, in whole numbers, and what
//! packages must satisfy. A part of the format that is not known here makes the model one that is not checked.

use crate::json::{Node, shown};
use crate::number::{Ratio, gcd, lcm, whole};
use crate::{Answer, Trouble, beyond, malformed};
use num_bigint::BigInt;
use std::collections::HashMap;

/// Parties that are read.
pub const MOST_PARTIES: usize = 32;
/// Options of one issue, levels among them.
const MOST_OPTIONS: usize = 100_001;
/// Options of all issues.
const ALL_OPTIONS: usize = 1 << 20;
/// Entries of one table.
const MOST_CELLS: usize = 1 << 20;
/// Options that all conditions together may speak of.
const CONDITION_CELLS: usize = 1 << 26;
/// Conditional amounts.
const MOST_TERMS: usize = 1 << 20;
/// No sum of scaled utilities reaches it.
const REACH_BITS: u64 = 61;

/// By issue, ascending, the options that are meant.
pub type When = Vec<(usize, Vec<bool>)>;

/// Whether a condition holds for a package.
pub fn holds(when: &When, package: &[usize]) -> bool {
    when.iter().all(|(issue, meant)| meant[package[*issue]])
}

/// Something that is added where a condition holds and none of some others does.
pub struct Term {
    pub when: When,
    pub unless: Vec<When>,
    pub party: usize,
    pub amount: i64,
}

/// What is added by the options of some issues; the last issue's options follow each other.
pub struct Table {
    pub issues: Vec<usize>,
    pub party: usize,
    pub amounts: Vec<i64>,
}

/// What a rule asks for.
#[derive(Clone)]
pub enum Kind {
    /// The condition must not hold, unless one of the others does.
    Forbid(When, Vec<When>),
    /// So many of the conditions must hold.
    Count(Vec<When>, i64, i64),
    /// A sum over options must lie between two ends.
    Total(Vec<(usize, Vec<i64>)>, Option<i64>, Option<i64>),
}

impl Kind {
    /// Whether a package satisfies it.
    pub fn holds(&self, package: &[usize]) -> bool {
        match self {
            Kind::Forbid(when, unless) => !holds(when, package) || unless.iter().any(|one| holds(one, package)),
            Kind::Count(of, low, high) => {
                let found = of.iter().filter(|one| holds(one, package)).count() as i64;
                (*low..=*high).contains(&found)
            }
            Kind::Total(rows, low, high) => {
                let total: i64 = rows.iter().map(|(issue, row)| row[package[*issue]]).sum();
                low.is_none_or(|low| total >= low) && high.is_none_or(|high| total <= high)
            }
        }
    }
}

/// A rule or a red line: where it stands, what it is called, and what it asks for.
#[derive(Clone)]
pub struct Rule {
    pub path: String,
    pub kind: Kind,
}

/// A compiled model.
pub struct Model {
    pub parties: Vec<String>,
    pub issues: Vec<String>,
    pub options: Vec<Vec<String>>,
    levels: Vec<Option<Vec<i64>>>,
    at_option: Vec<HashMap<String, usize>>,
    pub scale: Vec<BigInt>,
    pub exponents: Vec<BigInt>,
    pub constants: Vec<i64>,
    pub disagreement: Vec<i64>,
    pub caps: Vec<Option<i64>>,
    /// By issue, option and party.
    pub values: Vec<Vec<Vec<i64>>>,
    pub terms: Vec<Term>,
    pub tables: Vec<Table>,
    pub rules: Vec<Rule>,
    pub quota: usize,
    pub veto: Vec<bool>,
}

/// A model while it is read: its numbers are fractions.
struct Draft {
    parties: Vec<String>,
    issues: Vec<String>,
    options: Vec<Vec<String>>,
    levels: Vec<Option<Vec<i64>>>,
    ordered: Vec<bool>,
    deciders: Vec<Option<Vec<String>>>,
    at_issue: HashMap<String, usize>,
    at_option: Vec<HashMap<String, usize>>,
    constants: Vec<Ratio>,
    disagreement: Vec<Ratio>,
    caps: Vec<Option<Ratio>>,
    values: Vec<Vec<Vec<Ratio>>>,
    terms: Vec<(When, Vec<When>, usize, Ratio)>,
    tables: Vec<(Vec<usize>, usize, Vec<Ratio>)>,
    rules: Vec<Rule>,
    room: usize,
}

/// Where a state's worth counts differently: a condition, earlier ones that must not hold, and by how much.
struct Guard {
    when: When,
    unless: Vec<When>,
    more: Ratio,
}

/// An object of a model. A key that is not known may mean anything.
fn object<'n>(node: &'n Node, known: &[&str]) -> Answer<&'n [(String, Node)]> {
    let members = node.members()?;
    let remark = |key: &str| ["note", "because", "source"].contains(&key);
    match members.iter().find(|(key, _)| !known.contains(&key.as_str()) && !remark(key)) {
        Some((key, _)) => beyond(&format!("the model has a part that this checker does not know: `{}`", shown(key))),
        None => Ok(members),
    }
}

/// The members of an object that may be left out; its keys are names.
fn named<'n>(node: &'n Node, key: &str) -> Answer<&'n [(String, Node)]> {
    node.get(key).map_or(Ok(&[]), Node::members)
}

/// A number of a model; ranges and remarks beside it change no answer.
fn quantity(node: &Node) -> Answer<Ratio> {
    match node {
        Node::Object(_) => {
            object(node, &["value", "low", "high", "distribution", "factor", "correlation"])?;
            node.need("value")?.number()
        }
        _ => node.number(),
    }
}

/// A whole number that fits.
fn small(node: &Node) -> Answer<i64> {
    i64::try_from(node.integer()?).or_else(|_| beyond("a whole number that is too large"))
}

fn negated(one: &Ratio) -> Ratio {
    Ratio::zero().minus(one)
}

impl Model {
    /// Reads a model.
    pub fn new(source: &Node) -> Answer<Model> {
        let keys = [
            "$schema",
            "zopa",
            "title",
            "description",
            "sources",
            "comparable",
            "clusters",
            "factors",
            "assumptions",
            // Aims and ways of talking change no answer.
            "aims",
            "protocols",
            "parties",
            "issues",
            "utilities",
            "rules",
            "states",
            "acceptance",
            "proposals",
        ];
        object(source, &keys)?;
        if source.need("zopa")?.number()? != Ratio::whole(1) {
            return beyond("another version of the model format");
        }
        let declared = source.need("parties")?.members()?;
        let n = declared.len();
        if !(1..=MOST_PARTIES).contains(&n) {
            return beyond(&format!("no parties, or more than {MOST_PARTIES}"));
        }
        let mut draft = Draft {
            parties: declared.iter().map(|(name, _)| name.clone()).collect(),
            issues: Vec::new(),
            options: Vec::new(),
            levels: Vec::new(),
            ordered: Vec::new(),
            deciders: Vec::new(),
            at_issue: HashMap::new(),
            at_option: Vec::new(),
            constants: vec![Ratio::zero(); n],
            disagreement: Vec::new(),
            caps: vec![None; n],
            values: Vec::new(),
            terms: Vec::new(),
            tables: Vec::new(),
            rules: Vec::new(),
            room: CONDITION_CELLS,
        };
        let mut all = 0;
        for (name, issue) in source.need("issues")?.members()? {
            draft.issue(name, issue)?;
            let own = draft.options.last().map_or(0, Vec::len);
            all += own;
            if all > ALL_OPTIONS {
                return beyond("too many options");
            }
            draft.values.push(vec![vec![Ratio::zero(); n]; own]);
        }
        if draft.issues.is_empty() {
            return malformed("the model has no issues");
        }
        let mut weights = Vec::new();
        for (_, party) in declared {
            object(party, &["name", "disagreement", "batna", "weight", "patience", "breakdown", "outside"])?;
            draft.disagreement.push(quantity(party.need("disagreement")?)?);
            weights.push(party.get("weight").map_or(Ok(Ratio::whole(1)), quantity)?);
        }
        for (at, rule) in source.items_of("rules")?.iter().enumerate() {
            draft.rule(format!("rules[{at}]"), rule)?;
        }
        for (name, utility) in source.need("utilities")?.members()? {
            draft.utility(name, utility)?;
        }
        for (_, state) in named(source, "states")? {
            draft.state(state)?;
        }
        let (mut quota, mut veto) = (n, vec![false; n]);
        if let Some(rule) = source.get("acceptance") {
            object(rule, &["quota", "veto", "beliefs"])?;
            if rule.get("beliefs").map_or(Ok("own"), Node::text)? != "own" {
                return beyond("an agreement must rest on a belief that all could share");
            }
            quota = rule.get("quota").map_or(Ok(n), Node::count)?;
            for name in rule.items_of("veto")? {
                veto[draft.party(name.text()?)?] = true;
            }
        }
        if !(1..=n).contains(&quota) {
            return malformed("a quota that is no number of parties");
        }
        draft.in_whole_numbers(proportions(&weights)?, quota, veto)
    }

    pub fn party(&self, name: &str) -> Answer<usize> {
        position(&self.parties, name, "party")
    }

    pub fn issue(&self, name: &str) -> Answer<usize> {
        position(&self.issues, name, "issue")
    }

    /// The option that a level names.
    pub fn option(&self, issue: usize, level: &Node) -> Answer<usize> {
        option(&self.at_option[issue], self.levels[issue].is_some(), level)
    }

    /// The options of a package, by issue.
    pub fn package(&self, node: &Node) -> Answer<Vec<usize>> {
        let members = node.members()?;
        if members.len() != self.issues.len() {
            return malformed("a package settles every issue once");
        }
        let mut found = vec![0; members.len()];
        for (name, level) in members {
            let issue = self.issue(name)?;
            found[issue] = self.option(issue, level)?;
        }
        Ok(found)
    }

    /// What a package is worth to everybody beyond no agreement.
    pub fn gains(&self, package: &[usize]) -> Vec<i64> {
        let mut found = self.constants.clone();
        for (rows, option) in self.values.iter().zip(package) {
            found.iter_mut().zip(&rows[*option]).for_each(|(sum, value)| *sum += value);
        }
        for term in &self.terms {
            if holds(&term.when, package) && !term.unless.iter().any(|one| holds(one, package)) {
                found[term.party] += term.amount;
            }
        }
        for table in &self.tables {
            let cell = table.issues.iter().fold(0, |at, issue| at * self.options[*issue].len() + package[*issue]);
            found[table.party] += table.amounts[cell];
        }
        let capped = found.iter().zip(&self.caps).map(|(sum, cap)| cap.map_or(*sum, |cap| cap.min(*sum)));
        capped.zip(&self.disagreement).map(|(worth, without)| worth - without).collect()
    }
}

fn position(names: &[String], name: &str, what: &str) -> Answer<usize> {
    let found = names.iter().position(|own| own == name);
    found.map_or_else(|| malformed(&format!("no {what} is called `{}`", shown(name))), Ok)
}

/// An option by its name; a number is the option that is written like it.
/// An option in a list of texts; a number among them is the option that is written so.
fn listed_option(option: &Node) -> Answer<String> {
    let Node::Number(written) = option else { return option.text().map(str::to_owned) };
    let value = option.number()?;
    if value.is_whole() {
        return Ok(value.to_string());
    }
    if written.contains(['e', 'E']) || written.ends_with('0') {
        return beyond("a number as an option that can be written shorter");
    }
    Ok(written.clone())
}

fn option(names: &HashMap<String, usize>, integer: bool, level: &Node) -> Answer<usize> {
    let written = match level {
        Node::Number(text) | Node::Text(text) => text,
        _ => return malformed("something else where an option belongs"),
    };
    let mut name = written.clone();
    if integer || matches!(level, Node::Number(_)) {
        let value = level.number()?;
        if value.is_whole() {
            name = value.to_string();
        }
    }
    names.get(&name).copied().map_or_else(|| malformed(&format!("no option is called `{}`", shown(&name))), Ok)
}

/// Weights as the smallest whole numbers in the same proportions.
fn proportions(weights: &[Ratio]) -> Answer<Vec<BigInt>> {
    let whole = whole(weights);
    let common = whole.iter().fold(BigInt::ZERO, |common, one| gcd(&common, one));
    if weights.iter().any(Ratio::is_negative) || common == BigInt::ZERO {
        return malformed("a negative weight, or none above 0");
    }
    Ok(whole.into_iter().map(|one| one / &common).collect())
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

impl Draft {
    fn party(&self, name: &str) -> Answer<usize> {
        position(&self.parties, name, "party")
    }

    fn issue_at(&self, name: &str) -> Answer<usize> {
        self.at_issue.get(name).copied().map_or_else(|| malformed(&format!("no issue is called `{}`", shown(name))), Ok)
    }

    fn issue(&mut self, name: &str, issue: &Node) -> Answer<()> {
        object(issue, &["name", "cluster", "options", "integer", "continuous", "ordered", "deciders", "baseline"])?;
        if issue.get("continuous").is_some() {
            return beyond("a continuous issue: levels are not checked");
        }
        let mut levels = None;
        let options: Vec<String> = match (issue.get("options"), issue.get("integer")) {
            (None, Some(range)) => {
                object(range, &["min", "max", "step", "unit"])?;
                let (low, high) = (small(range.need("min")?)?, small(range.need("max")?)?);
                let step = range.get("step").map_or(Ok(1), small)?;
                let width = i128::from(high) - i128::from(low);
                if step < 1 || width < 0 || width % i128::from(step) != 0 {
                    return malformed(&format!("`{}` has no levels", shown(name)));
                }
                if width / i128::from(step) >= MOST_OPTIONS as i128 {
                    return beyond("an issue with too many levels");
                }
                let own: Vec<i64> = (0..=(width / i128::from(step)) as i64).map(|at| low + at * step).collect();
                let names = own.iter().map(i64::to_string).collect();
                levels = Some(own);
                names
            }
            (Some(Node::Object(options)), None) => {
                options.iter().try_for_each(|(_, option)| object(option, &["name"]).map(|_| ()))?;
                options.iter().map(|(name, _)| name.clone()).collect()
            }
            (Some(options), None) => {
                let listed = options.items()?;
                if !listed.is_empty() && listed.iter().all(|one| matches!(one, Node::Number(_))) {
                    return beyond("numbers as options: levels that are not in steps are not checked");
                }
                listed.iter().map(listed_option).collect::<Answer<_>>()?
            }
            _ => return malformed(&format!("`{}` is of no kind, or of two", shown(name))),
        };
        if options.len() > MOST_OPTIONS {
            return beyond("an issue with too many options");
        }
        let names: HashMap<String, usize> = options.iter().cloned().zip(0..).collect();
        if options.is_empty() || names.len() != options.len() {
            return malformed(&format!("`{}` has no options, or one twice", shown(name)));
        }
        let deciders = match issue.get("deciders") {
            None => None,
            Some(list) => Some(list.items()?.iter().map(|one| one.text().map(str::to_owned)).collect::<Answer<_>>()?),
        };
        self.at_issue.insert(name.to_owned(), self.issues.len());
        self.issues.push(name.to_owned());
        self.ordered.push(levels.is_some() || matches!(issue.get("ordered"), Some(Node::Bool(true))));
        self.options.push(options);
        self.levels.push(levels);
        self.at_option.push(names);
        self.deciders.push(deciders);
        Ok(())
    }

    fn option(&self, issue: usize, level: &Node) -> Answer<usize> {
        option(&self.at_option[issue], self.levels[issue].is_some(), level)
    }

    fn condition(&mut self, node: &Node) -> Answer<When> {
        let members = node.members()?;
        if members.is_empty() {
            return malformed("a condition names no issue");
        }
        let mut found = When::new();
        for (name, meant) in members {
            let issue = self.issue_at(name)?;
            let size = self.options[issue].len();
            self.room = match self.room.checked_sub(size) {
                Some(room) => room,
                None => return beyond("conditions over too many options"),
            };
            let mut set = vec![false; size];
            match meant {
                Node::Object(_) => {
                    object(meant, &["from", "to"])?;
                    if !self.ordered[issue] {
                        return malformed(&format!("a range, and the options of `{}` have no order", shown(name)));
                    }
                    let first = meant.get("from").map_or(Ok(0), |level| self.option(issue, level))?;
                    let last = meant.get("to").map_or(Ok(size - 1), |level| self.option(issue, level))?;
                    (first..=last).for_each(|option| set[option] = true);
                }
                Node::List(levels) => {
                    for level in levels {
                        set[self.option(issue, level)?] = true;
                    }
                }
                level => set[self.option(issue, level)?] = true,
            }
            if !set.contains(&true) {
                return malformed("a condition admits no option");
            }
            found.push((issue, set));
        }
        found.sort_by_key(|(issue, _)| *issue);
        Ok(found)
    }

    fn by_option(&self, issue: usize, node: &Node) -> Answer<Vec<Ratio>> {
        let mut found: Vec<Option<Ratio>> = vec![None; self.options[issue].len()];
        for (name, value) in node.members()? {
            if found[self.option(issue, &Node::Text(name.clone()))?].replace(quantity(value)?).is_some() {
                return malformed("an option has two values");
            }
        }
        let found: Option<Vec<Ratio>> = found.into_iter().collect();
        found
            .map_or_else(|| malformed(&format!("not every option of `{}` has a value", shown(&self.issues[issue]))), Ok)
    }

    /// What the options of an issue are worth, from any of the ways to write it.
    fn worths(&self, issue: usize, node: &Node) -> Answer<Vec<Ratio>> {
        let way = ["per_unit", "points", "weight"]
            .into_iter()
            .find(|key| node.get(key).is_some() && !self.at_option[issue].contains_key(*key));
        let Some(way) = way else { return self.by_option(issue, node) };
        if way == "weight" {
            object(node, &["weight", "scores"])?;
            let weight = quantity(node.need("weight")?)?;
            let scores = self.by_option(issue, node.need("scores")?)?;
            return Ok(scores.iter().map(|score| weight.times(score)).collect());
        }
        object(node, &[way])?;
        let Some(levels) = &self.levels[issue] else { return malformed("values of levels where there are options") };
        if way == "per_unit" {
            let each = quantity(node.need(way)?)?;
            return Ok(levels.iter().map(|level| each.times(&Ratio::whole(*level))).collect());
        }
        let mut points = Vec::new();
        for point in node.need(way)?.items()? {
            let [x, y] = point.items()? else { return malformed("a point has a level and a value") };
            points.push((x.number()?, quantity(y)?));
        }
        let value = |level: i64| {
            let level = Ratio::whole(level);
            let before = points.iter().rev().find(|(x, _)| *x <= level)?;
            if before.0 == level {
                return Some(before.1.clone());
            }
            let after = points.iter().find(|(x, _)| *x > level)?;
            let slope = after.1.minus(&before.1).over(&after.0.minus(&before.0));
            Some(before.1.plus(&slope.times(&level.minus(&before.0))))
        };
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let found: Option<Vec<Ratio>> = levels.iter().map(|level| value(*level)).collect();
        found.filter(|_| rising).map_or_else(|| malformed("points that do not give a value to every level"), Ok)
    }

    fn table(&self, node: &Node) -> Answer<(Vec<usize>, Vec<Ratio>)> {
        object(node, &["issues", "add"])?;
        let names = node.need("issues")?.items()?;
        let issues: Vec<usize> = names.iter().map(|one| self.issue_at(one.text()?)).collect::<Answer<_>>()?;
        let twice = (1..issues.len()).any(|at| issues[..at].contains(&issues[at]));
        if issues.is_empty() || twice {
            return malformed("a table without issues, or with one twice");
        }
        let mut size = 1;
        for issue in &issues {
            size *= self.options[*issue].len();
            if size > MOST_CELLS {
                return beyond(&format!("a table of more than {MOST_CELLS} entries"));
            }
        }
        let mut amounts = vec![node.need("add")?];
        for issue in &issues {
            let mut inner = Vec::new();
            for entry in amounts {
                let entries = entry.items()?;
                if entries.len() != self.options[*issue].len() {
                    return malformed("a table has not one entry for each option");
                }
                inner.extend(entries);
            }
            amounts = inner;
        }
        Ok((issues, amounts.into_iter().map(quantity).collect::<Answer<_>>()?))
    }

    fn utility(&mut self, name: &str, node: &Node) -> Answer<()> {
        let party = self.party(name)?;
        object(node, &["constant", "values", "interactions", "tables", "red_lines", "commitments", "at_most"])?;
        if let Some(most) = node.get("at_most") {
            self.caps[party] = Some(quantity(most)?);
        }
        self.parts(party, node, &Ratio::whole(1), None)?;
        for promise in node.items_of("commitments")? {
            object(promise, &["when", "kept", "broken", "credibility"])?;
            let chance = probability(promise.need("credibility")?)?;
            let (kept, broken) = (quantity(promise.need("kept")?)?, quantity(promise.need("broken")?)?);
            let worth = chance.times(&kept).plus(&Ratio::whole(1).minus(&chance).times(&broken));
            let when = self.condition(promise.need("when")?)?;
            self.term(when, Vec::new(), party, worth)?;
        }
        for (at, line) in node.items_of("red_lines")?.iter().enumerate() {
            object(line, &["id", "when"])?;
            let when = self.condition(line.need("when")?)?;
            let decides =
                |issue: usize| self.deciders[issue].as_ref().is_none_or(|list| list.iter().any(|one| one == name));
            if when.iter().any(|(issue, _)| decides(*issue)) {
                self.add_rule(format!("{name}.red_lines[{at}]"), line, Kind::Forbid(when, Vec::new()))?;
            }
        }
        Ok(())
    }

    fn term(&mut self, when: When, unless: Vec<When>, party: usize, amount: Ratio) -> Answer<()> {
        if amount.is_zero() {
            return Ok(());
        }
        if self.terms.len() >= MOST_TERMS {
            return beyond("too many conditional amounts");
        }
        self.terms.push((when, unless, party, amount));
        Ok(())
    }

    /// Adds a constant, values, interactions and tables times a number; with guards, only where these hold.
    fn parts(&mut self, party: usize, node: &Node, times: &Ratio, guards: Option<&[Guard]>) -> Answer<()> {
        if let Some(constant) = node.get("constant") {
            let amount = quantity(constant)?.times(times);
            match guards {
                None => self.constants[party] = self.constants[party].plus(&amount),
                Some(guards) => self.guarded(&When::new(), party, &amount, guards)?,
            }
        }
        for (name, worth) in named(node, "values")? {
            let issue = self.issue_at(name)?;
            for (option, amount) in self.worths(issue, worth)?.into_iter().enumerate() {
                let amount = amount.times(times);
                match guards {
                    None => {
                        let value = &mut self.values[issue][option][party];
                        *value = value.plus(&amount);
                    }
                    Some(guards) => self.guarded(&vec![self.only(issue, option)], party, &amount, guards)?,
                }
            }
        }
        for interaction in node.items_of("interactions")? {
            object(interaction, &["when", "add", "values"])?;
            if interaction.get("values").is_some_and(|values| values.members().map_or(true, |all| !all.is_empty())) {
                return beyond("values of levels in an interaction");
            }
            let when = self.condition(interaction.need("when")?)?;
            let Some(amount) = interaction.get("add") else { continue };
            let amount = quantity(amount)?.times(times);
            match guards {
                None => self.term(when, Vec::new(), party, amount)?,
                Some(guards) => self.guarded(&when, party, &amount, guards)?,
            }
        }
        for table in node.items_of("tables")? {
            let (issues, amounts) = self.table(table)?;
            let amounts: Vec<Ratio> = amounts.iter().map(|amount| amount.times(times)).collect();
            let Some(guards) = guards else {
                self.tables.push((issues, party, amounts));
                continue;
            };
            let sizes: Vec<usize> = issues.iter().map(|issue| self.options[*issue].len()).collect();
            let (mut cells, mut at) = (Vec::new(), 0);
            combinations(&sizes, |options| {
                if !amounts[at].is_zero() {
                    cells.push((options.to_vec(), &amounts[at]));
                }
                at += 1;
            });
            for (options, amount) in cells {
                let mut when: When =
                    issues.iter().zip(options).map(|(issue, option)| self.only(*issue, option)).collect();
                when.sort_by_key(|(issue, _)| *issue);
                self.guarded(&when, party, amount, guards)?;
            }
        }
        Ok(())
    }

    fn only(&self, issue: usize, option: usize) -> (usize, Vec<bool>) {
        (issue, (0..self.options[issue].len()).map(|own| own == option).collect())
    }

    fn guarded(&mut self, when: &When, party: usize, amount: &Ratio, guards: &[Guard]) -> Answer<()> {
        for guard in guards {
            let mut both = guard.when.clone();
            for (issue, meant) in when {
                match both.iter_mut().find(|(own, _)| own == issue) {
                    Some((_, set)) => set.iter_mut().zip(meant).for_each(|(own, more)| *own &= more),
                    None => both.push((*issue, meant.clone())),
                }
            }
            if both.iter().any(|(_, set)| !set.contains(&true)) {
                continue;
            }
            both.sort_by_key(|(issue, _)| *issue);
            let cells = both.iter().chain(guard.unless.iter().flatten()).map(|(_, set)| set.len()).sum();
            self.room = match self.room.checked_sub(cells) {
                Some(room) => room,
                None => return beyond("conditions over too many options"),
            };
            self.term(both, guard.unless.clone(), party, amount.times(&guard.more))?;
        }
        Ok(())
    }

    /// What is expected of a state: its worth times what is believed where nothing else is said, and where a condition says
    /// something else first, the difference to that.
    fn state(&mut self, node: &Node) -> Answer<()> {
        object(node, &["name", "beliefs", "given", "utilities"])?;
        let mut base: Vec<Option<Ratio>> = vec![None; self.parties.len()];
        for (name, chance) in node.need("beliefs")?.members()? {
            base[self.party(name)?] = Some(probability(chance)?);
        }
        let mut cases: Vec<Vec<(When, Ratio)>> = base.iter().map(|_| Vec::new()).collect();
        for case in node.items_of("given")? {
            object(case, &["when", "beliefs"])?;
            let when = self.condition(case.need("when")?)?;
            for (name, chance) in case.need("beliefs")?.members()? {
                let party = self.party(name)?;
                if base[party].is_none() {
                    return malformed("a belief that departs from none");
                }
                cases[party].push((when.clone(), probability(chance)?));
            }
        }
        for (name, utility) in named(node, "utilities")? {
            let party = self.party(name)?;
            object(utility, &["constant", "values", "interactions", "tables"])?;
            let Some(belief) = &base[party] else {
                return malformed("a party has utilities in a state, and no belief");
            };
            self.parts(party, utility, belief, None)?;
            let guard = |(at, (when, chance)): (usize, &(When, Ratio))| Guard {
                when: when.clone(),
                unless: cases[party][..at].iter().map(|(earlier, _)| earlier.clone()).collect(),
                more: chance.minus(belief),
            };
            let guards: Vec<Guard> = cases[party].iter().enumerate().map(guard).collect();
            if !guards.is_empty() {
                self.parts(party, utility, &Ratio::whole(1), Some(&guards))?;
            }
        }
        Ok(())
    }

    fn add_rule(&mut self, path: String, node: &Node, kind: Kind) -> Answer<()> {
        // An id says nothing here, but it has to be one.
        node.get("id").map_or(Ok(""), Node::text)?;
        self.rules.push(Rule { path, kind });
        Ok(())
    }

    fn rule(&mut self, path: String, node: &Node) -> Answer<()> {
        object(node, &["id", "forbid", "if", "then", "of", "sum", "at_most", "at_least", "exactly"])?;
        let bound = |key: &str| node.get(key).map(quantity).transpose();
        let (most, least, exactly) = (bound("at_most")?, bound("at_least")?, bound("exactly")?);
        let bounded = most.is_some() || least.is_some() || exactly.is_some();
        let parts = ["forbid", "if", "then", "of", "sum"].map(|key| node.get(key));
        let kind = match parts {
            [Some(forbid), None, None, None, None] if !bounded => Kind::Forbid(self.condition(forbid)?, Vec::new()),
            [None, Some(premise), Some(conclusion), None, None] if !bounded => {
                Kind::Forbid(self.condition(premise)?, vec![self.condition(conclusion)?])
            }
            [None, None, None, Some(of), None] if bounded => {
                let of: Vec<When> = of.items()?.iter().map(|one| self.condition(one)).collect::<Answer<_>>()?;
                let (mut low, mut high) = (0, of.len() as i64);
                for (bound, from_below, from_above) in
                    [(&most, false, true), (&least, true, false), (&exactly, true, true)]
                {
                    let Some(bound) = bound else { continue };
                    if !bound.is_whole() {
                        return malformed("a rule that counts in fractions");
                    }
                    let Ok(bound) = i64::try_from(bound.top().clone()) else {
                        return beyond("a count that is too large");
                    };
                    low = if from_below { low.max(bound) } else { low };
                    high = if from_above { high.min(bound) } else { high };
                }
                Kind::Count(of, low, high)
            }
            [None, None, None, None, Some(sum)] if bounded && exactly.is_none() => self.total(sum, least, most)?,
            _ => return malformed("a rule of no kind, or of several"),
        };
        self.add_rule(path, node, kind)
    }

    fn total(&self, sum: &Node, least: Option<Ratio>, most: Option<Ratio>) -> Answer<Kind> {
        let mut rows: Vec<(usize, Vec<Ratio>)> = Vec::new();
        for (name, coefficient) in sum.members()? {
            let issue = self.issue_at(name)?;
            let by_option = matches!(coefficient, Node::Object(_))
                && (coefficient.get("value").is_none() || self.at_option[issue].contains_key("value"));
            let row = match (&self.levels[issue], by_option) {
                (_, true) => {
                    let mut row = vec![Ratio::zero(); self.options[issue].len()];
                    for (option, amount) in coefficient.members()? {
                        row[self.option(issue, &Node::Text(option.clone()))?] = quantity(amount)?;
                    }
                    row
                }
                (Some(levels), false) => {
                    let each = quantity(coefficient)?;
                    levels.iter().map(|level| each.times(&Ratio::whole(*level))).collect()
                }
                (None, false) => return malformed("one coefficient where options are no levels"),
            };
            rows.push((issue, row));
        }
        rows.sort_by_key(|(issue, _)| *issue);
        let ends: Vec<&Ratio> = least.iter().chain(&most).collect();
        let mut scale = BigInt::from(1);
        for one in rows.iter().flat_map(|(_, row)| row).chain(ends) {
            scale = lcm(&scale, one.bottom());
            if scale.bits() > REACH_BITS {
                return beyond("a rule with numbers that are too finely divided");
            }
        }
        let scale = Ratio::whole(scale);
        let integer = |one: &Ratio| one.times(&scale).floor();
        let size = |row: &[Ratio]| row.iter().map(|one| integer(one).magnitude().clone()).max().unwrap_or_default();
        let reach = rows.iter().fold(BigInt::ZERO, |reach, (_, row)| reach + BigInt::from(size(row)));
        if reach.bits() > REACH_BITS {
            return beyond("a rule with numbers that are too large");
        }
        // An end beyond all sums bounds nothing, or everything, wherever it stands beyond them.
        let end =
            |one: Ratio| i64::try_from(integer(&one).clamp(BigInt::from(-(1i64 << 62)), BigInt::from(1i64 << 62)));
        let row = |row: &Vec<Ratio>| row.iter().map(|one| i64::try_from(integer(one)).unwrap_or(0)).collect();
        let rows = rows.iter().map(|(issue, all)| (*issue, row(all))).collect();
        let end =
            |one: Option<Ratio>| one.map(end).transpose().or_else(|_| beyond("a rule with numbers that are too large"));
        Ok(Kind::Total(rows, end(least)?, end(most)?))
    }

    /// Every number of a party times the least that makes them all whole.
    fn in_whole_numbers(self, exponents: Vec<BigInt>, quota: usize, veto: Vec<bool>) -> Answer<Model> {
        let n = self.parties.len();
        let mut scale = vec![BigInt::from(1); n];
        let own = (self.constants.iter().zip(0..)).chain(self.disagreement.iter().zip(0..));
        let own = own.chain(self.caps.iter().zip(0..).filter_map(|(cap, party)| Some((cap.as_ref()?, party))));
        let own = own.chain(self.values.iter().flatten().flat_map(|row| row.iter().zip(0..)));
        let own = own.chain(self.terms.iter().map(|term| (&term.3, term.2)));
        let own = own.chain(self.tables.iter().flat_map(|table| table.2.iter().map(|one| (one, table.1))));
        for (number, party) in own.filter(|(number, _)| !number.is_whole()) {
            scale[party] = lcm(&scale[party], number.bottom());
            if scale[party].bits() > REACH_BITS {
                return beyond("numbers that are too finely divided");
            }
        }
        let mut reach = vec![BigInt::ZERO; n];
        let mut integer = |number: &Ratio, party: usize, counts: bool| -> Answer<i64> {
            let number = number.top() * (&scale[party] / number.bottom());
            if counts {
                reach[party] += BigInt::from(number.magnitude().clone());
            }
            i64::try_from(number).or_else(|_| beyond("numbers that are too large"))
        };
        let each = |numbers: &[Ratio], integer: &mut dyn FnMut(&Ratio, usize, bool) -> Answer<i64>| {
            numbers.iter().zip(0..).map(|(number, party)| integer(number, party, true)).collect::<Answer<Vec<i64>>>()
        };
        let constants = each(&self.constants, &mut integer)?;
        let disagreement = each(&self.disagreement, &mut integer)?;
        let mut caps = Vec::new();
        for (party, cap) in self.caps.iter().enumerate() {
            caps.push(cap.as_ref().map(|cap| integer(cap, party, true)).transpose()?);
        }
        let mut values = Vec::new();
        for rows in &self.values {
            let mut own = Vec::new();
            for row in rows {
                let row = row.iter().zip(0..).map(|(number, party)| integer(number, party, false));
                own.push(row.collect::<Answer<Vec<i64>>>()?);
            }
            values.push(own);
        }
        let mut terms = Vec::new();
        for (when, unless, party, amount) in self.terms {
            let amount = integer(&amount, party, true)?;
            terms.push(Term { when, unless, party, amount });
        }
        let mut tables = Vec::new();
        for (issues, party, amounts) in self.tables {
            let amounts = amounts.iter().map(|one| integer(one, party, false)).collect::<Answer<Vec<i64>>>()?;
            tables.push(Table { issues, party, amounts });
        }
        for (party, reach) in reach.iter_mut().enumerate() {
            let most = |rows: &Vec<Vec<i64>>| rows.iter().map(|row| row[party].unsigned_abs()).max().unwrap_or(0);
            *reach += values.iter().map(|rows| BigInt::from(most(rows))).sum::<BigInt>();
            for table in tables.iter().filter(|table| table.party == party) {
                *reach += BigInt::from(table.amounts.iter().map(|one| one.unsigned_abs()).max().unwrap_or(0));
            }
            if reach.bits() > REACH_BITS {
                return beyond("numbers that are too large");
            }
        }
        Ok(Model {
            parties: self.parties,
            issues: self.issues,
            options: self.options,
            levels: self.levels,
            at_option: self.at_option,
            scale,
            exponents,
            constants,
            disagreement,
            caps,
            values,
            terms,
            tables,
            rules: self.rules,
            quota,
            veto,
        })
    }
}

/// A probability: a number, or one of two (1 and 0, if nothing is said) by whether an event pays.
fn probability(node: &Node) -> Answer<Ratio> {
    let payoffs = |key: &str, names: &[&str]| -> Answer<Option<Vec<Ratio>>> {
        let Some(own) = node.get(key) else { return Ok(None) };
        object(node, &[key, "then", "otherwise", "id"])?;
        object(own, names)?;
        names.iter().map(|name| quantity(own.need(name)?)).collect::<Answer<_>>().map(Some)
    };
    let one = Ratio::whole(1);
    let happens = if let Some(a) = payoffs("attack", &["gain", "cost", "peace", "war", "fights"])? {
        let won = one.minus(&a[4]).times(&a[0].minus(&a[1]));
        Some(won.plus(&negated(&a[4].times(&a[3]))) > a[2])
    } else if let Some(a) = payoffs("breach", &["gain", "loss", "detection"])? {
        Some(one.minus(&a[2]).times(&a[0]) > a[2].times(&a[1]))
    } else {
        payoffs("execution", &["executing", "reneging"])?.map(|a| a[0] >= a[1])
    };
    let chance = match happens {
        Some(happens) => match node.get(if happens { "then" } else { "otherwise" }) {
            Some(said) => quantity(said)?,
            None => Ratio::whole(i32::from(happens)),
        },
        None => quantity(node)?,
    };
    if chance.is_negative() || chance > one {
        return Err(Trouble::Malformed("a probability that is not from 0 to 1".into()));
    }
    Ok(chance)
}
