//! A model as sums: what every option and every combination adds to every party's utility, in whole numbers, and what
//! packages must satisfy. A part of the format that is not known here makes the model one that is not checked.

use crate::form::{
    Curve, Form, REACH_BITS, Side, Table, Term, When, combinations, fine, holds, meet, rest, settled, value_at,
};
use crate::json::{Node, shown};
use crate::number::{Ratio, gcd, lcm, whole};
use crate::{Answer, beyond, malformed};
use num_bigint::BigInt;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Parties that are read.
pub const MOST_PARTIES: usize = 32;
/// Options of one issue, levels among them.
const MOST_OPTIONS: usize = 100_001;
/// Options of all issues.
pub const ALL_OPTIONS: usize = 1 << 20;
/// Entries of one table.
pub const MOST_CELLS: usize = 1 << 20;
/// Options that all conditions together may speak of, with those of issues that are given values, and those that are compared
/// where a condition meets another.
const CONDITION_CELLS: usize = 1 << 26;
/// What a point of a curve takes of these.
const POINT: usize = 64;
/// Continuous issues.
const MOST_CONTINUOUS: usize = 64;
/// Conditional amounts.
const MOST_TERMS: usize = 1 << 20;

/// One who is asked for consent: where, and a sum that must not be below 0.
#[derive(Clone)]
pub struct Seat {
    pub when: When,
    pub form: Form<i64>,
}

/// Those of whom so many must consent, and who must be among them.
#[derive(Clone)]
pub struct Consents {
    pub seats: Vec<Seat>,
    pub quota: usize,
    pub veto: Vec<bool>,
}

impl Seat {
    /// Whether it is not asked, or has enough.
    pub fn agrees(&self, package: &[usize]) -> bool {
        !holds(&self.when, package) || self.form.at(package) >= 0
    }
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
    /// Enough of those who are asked must consent.
    Consents(Rc<Consents>),
    /// A belief must exist that all could share, which is not known here.
    SharedBelief,
}

impl Consents {
    /// Whether enough of them are not asked, or have enough.
    pub fn agree(&self, package: &[usize]) -> bool {
        let found: Vec<bool> = self.seats.iter().map(|seat| seat.agrees(package)).collect();
        found.iter().filter(|one| **one).count() >= self.quota
            && found.iter().zip(&self.veto).all(|(agrees, needed)| *agrees || !needed)
    }
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
            Kind::Consents(consents) => consents.agree(package),
            Kind::SharedBelief => false,
        }
    }

    /// What is left of it where some issues are settled; none if nothing.
    pub fn settled(&self, side: &Side) -> Option<Kind> {
        Some(match self {
            Kind::Forbid(when, unless) => {
                let (when, unless) = settled(when, unless, side)?;
                Kind::Forbid(when, unless)
            }
            Kind::Count(of, low, high) => {
                let of: Vec<When> = of.iter().filter_map(|one| rest(one, side)).collect();
                let known = of.iter().filter(|one| one.is_empty()).count() as i64;
                Kind::Count(of.into_iter().filter(|one| !one.is_empty()).collect(), low - known, high - known)
            }
            Kind::Total(rows, low, high) => {
                let known: i64 = rows.iter().filter_map(|(issue, row)| Some(row[*side.get(issue)?])).sum();
                let rows = rows.iter().filter(|(issue, _)| !side.contains_key(issue)).cloned().collect();
                Kind::Total(rows, low.map(|low| low - known), high.map(|high| high - known))
            }
            Kind::Consents(consents) => {
                let seat = |seat: &Seat| match rest(&seat.when, side) {
                    Some(when) => Seat { when, form: seat.form.settled(side) },
                    // One who is not asked consents.
                    None => Seat { when: When::new(), form: Form::of(0) },
                };
                let seats = consents.seats.iter().map(seat).collect();
                Kind::Consents(Rc::new(Consents { seats, quota: consents.quota, veto: consents.veto.clone() }))
            }
            Kind::SharedBelief => Kind::SharedBelief,
        })
    }
}

/// A rule or a red line: where it stands, and what it asks for.
#[derive(Clone)]
pub struct Rule {
    pub path: String,
    pub kind: Kind,
}

/// By issue, a number for each option.
type Rows = Vec<(usize, Vec<Ratio>)>;

/// A rule over levels: where its premise holds, a sum over options and levels must lie between two ends.
#[derive(Clone)]
pub struct LevelRule {
    pub path: String,
    /// Its path, and the issue whose level it bounds if it bounds one.
    pub name: String,
    pub when: When,
    pub rows: Rows,
    /// By continuous issue, what each unit counts for.
    pub units: Vec<(usize, Ratio)>,
    pub least: Option<Ratio>,
    pub most: Option<Ratio>,
}

/// A compiled model. A continuous issue has one option, which stands for all of its levels.
pub struct Model {
    pub parties: Vec<String>,
    pub issues: Vec<String>,
    pub options: Vec<Vec<String>>,
    /// By issue, the lowest and the highest level if it is continuous.
    pub ranges: Vec<Option<[Ratio; 2]>>,
    levels: Vec<Option<Vec<i64>>>,
    at_option: Vec<HashMap<String, usize>>,
    pub scale: Vec<BigInt>,
    pub exponents: Vec<BigInt>,
    pub disagreement: Vec<i64>,
    pub caps: Vec<Option<i64>>,
    /// By party, what packages are worth, without ceilings.
    pub forms: Vec<Form<i64>>,
    /// The same in the author's units, with what levels add.
    pub worths: Vec<Form<Ratio>>,
    pub rules: Vec<Rule>,
    pub level_rules: Vec<LevelRule>,
    pub quota: usize,
    pub veto: Vec<bool>,
}

/// A model while it is read: its numbers are fractions.
pub struct Draft {
    pub parties: Vec<String>,
    issues: Vec<String>,
    pub options: Vec<Vec<String>>,
    ranges: Vec<Option<[Ratio; 2]>>,
    levels: Vec<Option<Vec<i64>>>,
    ordered: Vec<bool>,
    deciders: Vec<Option<Vec<String>>>,
    at_issue: HashMap<String, usize>,
    at_option: Vec<HashMap<String, usize>>,
    disagreement: Vec<Ratio>,
    pub caps: Vec<Option<Ratio>>,
    pub forms: Vec<Form<Ratio>>,
    pub rules: Vec<Rule>,
    level_rules: Vec<LevelRule>,
    /// Where they stand: no two objects of the model's author may be called by the same place.
    places: HashSet<String>,
    /// Options that conditions may still speak of.
    pub room: usize,
    /// Conditional amounts, numbers that were added up for events, and who is asked for consent.
    terms: usize,
    pub payoffs: usize,
    pub consents: usize,
}

/// Where a state's worth counts differently: a condition, how many of the earlier ones there are, none of which may hold, and
/// by how much, which is not 0.
pub struct Guard {
    pub when: When,
    pub earlier: usize,
    pub more: Ratio,
}

/// All of them, with the conditions among which are the earlier ones.
pub type Guards<'g> = (&'g [Guard], &'g [When]);

/// How many options some conditions speak of.
pub fn cells<'w>(conditions: impl IntoIterator<Item = &'w When>) -> usize {
    conditions.into_iter().flatten().map(|(_, set)| set.len()).sum()
}

/// An object of a model. A key that is not known may mean anything.
pub fn object<'n>(node: &'n Node, known: &[&str]) -> Answer<&'n [(String, Node)]> {
    let members = node.members()?;
    let remark = |key: &str| ["note", "because", "source"].contains(&key);
    match members.iter().find(|(key, _)| !known.contains(&key.as_str()) && !remark(key)) {
        Some((key, _)) => beyond(&format!("the model has a part that this checker does not know: `{}`", shown(key))),
        None => Ok(members),
    }
}

/// The members of an object that may be left out; its keys are names.
pub fn named<'n>(node: &'n Node, key: &str) -> Answer<&'n [(String, Node)]> {
    node.get(key).map_or(Ok(&[]), Node::members)
}

/// A number of a model; ranges and remarks beside it change no answer.
pub fn quantity(node: &Node) -> Answer<Ratio> {
    match node {
        Node::Object(_) => {
            object(node, &["value", "low", "high", "distribution", "factor", "correlation"])?;
            node.need("value")?.number()
        }
        _ => node.number(),
    }
}

/// An id says nothing here, but it has to be one.
pub fn named_so(node: &Node) -> Answer<()> {
    node.get("id").map_or(Ok(""), Node::text).map(|_| ())
}

/// A whole number that fits.
fn small(node: &Node) -> Answer<i64> {
    let small = i64::try_from(node.integer()?).ok().filter(|one| *one > i64::MIN);
    small.map_or_else(|| beyond("a whole number that is too large"), Ok)
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
            "approvals",
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
            ranges: Vec::new(),
            levels: Vec::new(),
            ordered: Vec::new(),
            deciders: Vec::new(),
            at_issue: HashMap::new(),
            at_option: Vec::new(),
            disagreement: Vec::new(),
            caps: vec![None; n],
            forms: vec![Form::of(Ratio::zero()); n],
            rules: Vec::new(),
            level_rules: Vec::new(),
            places: HashSet::new(),
            room: CONDITION_CELLS,
            terms: 0,
            payoffs: 0,
            consents: 0,
        };
        let mut all = 0;
        for (name, issue) in source.need("issues")?.members()? {
            draft.issue(name, issue)?;
            all += draft.options.last().map_or(0, Vec::len);
            if all > ALL_OPTIONS {
                return beyond("too many options");
            }
        }
        if draft.issues.is_empty() {
            return malformed("the model has no issues");
        }
        let mut weights = Vec::new();
        for (_, party) in declared {
            object(
                party,
                &["name", "disagreement", "batna", "weight", "patience", "breakdown", "outside", "ratifiers"],
            )?;
            draft.disagreement.push(quantity(party.need("disagreement")?)?);
            weights.push(party.get("weight").map_or(Ok(Ratio::whole(1)), quantity)?);
        }
        for (name, utility) in source.need("utilities")?.members()? {
            draft.utility(name, utility)?;
        }
        for (name, state) in named(source, "states")? {
            draft.state(&format!("states.{name}"), state)?;
        }
        // What is asked of utilities is added up from what they are with all states.
        for (at, rule) in source.items_of("rules")?.iter().enumerate() {
            draft.rule(format!("rules[{at}]"), rule)?;
        }
        for (name, approval) in named(source, "approvals")? {
            let path = format!("approvals.{name}");
            draft.place(&path)?;
            let (seats, all) = draft.seats(approval)?;
            let quota = if all { seats.len() } else { 1 };
            draft.consents(path, seats, quota, None)?;
        }
        for (name, party) in declared {
            if let Some(ratifiers) = party.get("ratifiers") {
                let path = format!("{name}.ratifiers");
                draft.place(&path)?;
                draft.ratifiers(path, ratifiers)?;
            }
        }
        let (mut quota, mut veto) = (n, vec![false; n]);
        if let Some(rule) = source.get("acceptance") {
            object(rule, &["quota", "veto", "beliefs"])?;
            if rule.get("beliefs").map_or(Ok("own"), Node::text)? != "own" {
                draft.place("acceptance.beliefs")?;
                draft.rules.push(Rule { path: "acceptance.beliefs".into(), kind: Kind::SharedBelief });
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

    /// Whether it has continuous issues.
    pub fn has_levels(&self) -> bool {
        self.ranges.iter().any(Option::is_some)
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
        let found: Vec<i64> = self.forms.iter().map(|form| form.at(package)).collect();
        let capped = found.iter().zip(&self.caps).map(|(sum, cap)| cap.map_or(*sum, |cap| cap.min(*sum)));
        capped.zip(&self.disagreement).map(|(worth, without)| worth - without).collect()
    }
}

fn position(names: &[String], name: &str, what: &str) -> Answer<usize> {
    let found = names.iter().position(|own| own == name);
    found.map_or_else(|| malformed(&format!("no {what} is called `{}`", shown(name))), Ok)
}

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

/// An option by its name; a number is the option that is written like it.
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

impl Draft {
    pub fn party(&self, name: &str) -> Answer<usize> {
        position(&self.parties, name, "party")
    }

    fn issue_at(&self, name: &str) -> Answer<usize> {
        self.at_issue.get(name).copied().map_or_else(|| malformed(&format!("no issue is called `{}`", shown(name))), Ok)
    }

    fn issue(&mut self, name: &str, issue: &Node) -> Answer<()> {
        object(issue, &["name", "cluster", "options", "integer", "continuous", "ordered", "deciders", "baseline"])?;
        let (mut levels, mut ends) = (None, None);
        let options: Vec<String> = match (issue.get("options"), issue.get("integer"), issue.get("continuous")) {
            (None, None, Some(range)) => {
                object(range, &["min", "max", "unit"])?;
                let own = [range.need("min")?.number()?, range.need("max")?.number()?];
                if own[0] >= own[1] {
                    return malformed(&format!("`{}` has no levels", shown(name)));
                }
                ends = Some(own);
                vec![String::new()]
            }
            (None, Some(range), None) => {
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
            (Some(Node::Object(options)), None, None) => {
                options.iter().try_for_each(|(_, option)| object(option, &["name"]).map(|_| ()))?;
                options.iter().map(|(name, _)| name.clone()).collect()
            }
            (Some(options), None, None) => {
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
        self.ranges.push(ends);
        self.at_option.push(names);
        self.deciders.push(deciders);
        Ok(())
    }

    fn option(&self, issue: usize, level: &Node) -> Answer<usize> {
        option(&self.at_option[issue], self.levels[issue].is_some(), level)
    }

    pub fn condition(&mut self, node: &Node) -> Answer<When> {
        let members = node.members()?;
        if members.is_empty() {
            return malformed("a condition names no issue");
        }
        let mut found = When::new();
        for (name, meant) in members {
            let issue = self.issue_at(name)?;
            if self.ranges[issue].is_some() {
                return malformed("a condition on levels");
            }
            let size = self.options[issue].len();
            self.takes(size)?;
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
        let points = points(node.need(way)?)?;
        let found: Option<Vec<Ratio>> = levels.iter().map(|level| value_at(&points, &Ratio::whole(*level))).collect();
        found.map_or_else(|| malformed("points that do not give a value to every level"), Ok)
    }

    /// What the levels of a continuous issue are worth, from any of the ways to write it.
    fn curve(&self, issue: usize, [low, high]: &[Ratio; 2], node: &Node) -> Answer<Vec<(Ratio, Ratio)>> {
        if let Some(each) = node.get("per_unit") {
            object(node, &["per_unit"])?;
            let each = quantity(each)?;
            return Ok([low, high].map(|level| (level.clone(), each.times(level))).into());
        }
        object(node, &["points"])?;
        let points = points(node.need("points")?)?;
        if points.len() < 2 || value_at(&points, low).is_none() || value_at(&points, high).is_none() {
            return malformed(&format!("points that do not give a value to every level of `{}`", self.issues[issue]));
        }
        Ok(points)
    }

    /// Adds what levels are worth times a number, where a condition holds; with guards, only where these hold too.
    fn levels_add(
        &mut self,
        form: &mut Form<Ratio>,
        issue: usize,
        node: &Node,
        (when, times, guards): (&When, &Ratio, Option<Guards>),
    ) -> Answer<()> {
        let Some(range) = &self.ranges[issue] else { return malformed("levels of an issue that has options") };
        let points = self.curve(issue, range, node)?;
        let mut add = |draft: &mut Draft, when: When, unless: &[When], times: &Ratio| {
            draft.takes(POINT * points.len() + cells([&when]) + cells(unless))?;
            let points = points.iter().map(|(level, worth)| (level.clone(), worth.times(times))).collect();
            form.curves.push(Curve { issue, when, unless: unless.to_vec(), points });
            draft.more_terms(1)
        };
        let Some((guards, earlier)) = guards else { return add(self, when.clone(), &[], times) };
        for guard in guards {
            self.takes(1 + cells([when, &guard.when]))?;
            if let Some(both) = meet(&guard.when, when) {
                add(self, both, &earlier[..guard.earlier], &guard.more)?;
            }
        }
        Ok(())
    }

    fn table(&self, node: &Node) -> Answer<Table<Ratio>> {
        object(node, &["issues", "add"])?;
        let names = node.need("issues")?.items()?;
        let issues: Vec<usize> = names.iter().map(|one| self.issue_at(one.text()?)).collect::<Answer<_>>()?;
        let twice = (1..issues.len()).any(|at| issues[..at].contains(&issues[at]));
        if issues.is_empty() || twice {
            return malformed("a table without issues, or with one twice");
        }
        let mut size = 1;
        if issues.iter().any(|issue| self.ranges[*issue].is_some()) {
            return malformed("a table over levels");
        }
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
        let axes = issues.into_iter().map(|issue| (issue, self.options[issue].len())).collect();
        Ok(Table { axes, amounts: amounts.into_iter().map(quantity).collect::<Answer<_>>()? })
    }

    fn utility(&mut self, name: &str, node: &Node) -> Answer<()> {
        let party = self.party(name)?;
        object(node, &["constant", "values", "interactions", "tables", "red_lines", "commitments", "at_most"])?;
        if let Some(most) = node.get("at_most") {
            self.caps[party] = Some(quantity(most)?);
        }
        let mut form = self.taken(party);
        self.parts(&mut form, node, &Ratio::whole(1), None)?;
        for (at, promise) in node.items_of("commitments")?.iter().enumerate() {
            object(promise, &["when", "kept", "broken", "credibility"])?;
            let credibility = promise.need("credibility")?;
            let chance = self.probability(credibility)?;
            let (kept, broken) = (quantity(promise.need("kept")?)?, quantity(promise.need("broken")?)?);
            let when = self.condition(promise.need("when")?)?;
            let gain = kept.minus(&broken);
            self.term(&mut form, when.clone(), Vec::new(), broken.plus(&chance.least.times(&gain)))?;
            for both in self.meetings(&when, &chance.happens)? {
                self.term(&mut form, both, Vec::new(), chance.more.times(&gain))?;
            }
            let path = format!("utilities.{name}.commitments[{at}].credibility");
            self.held(&path, credibility, &chance, &when, &[])?;
        }
        self.forms[party] = form;
        for (at, line) in node.items_of("red_lines")?.iter().enumerate() {
            object(line, &["id", "when"])?;
            named_so(line)?;
            let when = self.condition(line.need("when")?)?;
            let decides =
                |issue: usize| self.deciders[issue].as_ref().is_none_or(|list| list.iter().any(|one| one == name));
            if when.iter().any(|(issue, _)| decides(*issue)) {
                let path = format!("{name}.red_lines[{at}]");
                self.place(&path)?;
                self.rules.push(Rule { path, kind: Kind::Forbid(when, Vec::new()) });
            }
        }
        Ok(())
    }

    /// What a party's packages are worth so far, to be added to and put back.
    pub fn taken(&mut self, party: usize) -> Form<Ratio> {
        std::mem::replace(&mut self.forms[party], Form::of(Ratio::zero()))
    }

    pub fn more_terms(&mut self, count: usize) -> Answer<()> {
        self.terms += count;
        if self.terms > MOST_TERMS { beyond("too many conditional amounts") } else { Ok(()) }
    }

    fn term(&mut self, form: &mut Form<Ratio>, when: When, unless: Vec<When>, amount: Ratio) -> Answer<()> {
        if amount.is_zero() {
            return Ok(());
        }
        form.terms.push(Term { when, unless, amount });
        self.more_terms(1)
    }

    /// Takes room for conditions.
    pub fn takes(&mut self, cells: usize) -> Answer<()> {
        match self.room.checked_sub(cells) {
            Some(room) => self.room = room,
            None => return beyond("conditions over too many options"),
        }
        Ok(())
    }

    /// The conditions that one holds, and one of some others.
    pub fn meetings(&mut self, when: &When, boxes: &[When]) -> Answer<Vec<When>> {
        let mut found = Vec::new();
        for one in boxes {
            self.takes(1 + cells([when, one]))?;
            found.extend(meet(when, one));
        }
        Ok(found)
    }

    /// Adds a constant, values, interactions and tables times a number; with guards, only where these hold.
    pub fn parts(&mut self, form: &mut Form<Ratio>, node: &Node, times: &Ratio, guards: Option<Guards>) -> Answer<()> {
        if let Some(constant) = node.get("constant") {
            let amount = quantity(constant)?.times(times);
            match guards {
                None => {
                    form.constant = form.constant.plus(&amount);
                    fine(&form.constant)?;
                }
                Some(guards) => self.guarded(form, &When::new(), &amount, guards)?,
            }
        }
        for (name, worth) in named(node, "values")? {
            let issue = self.issue_at(name)?;
            if self.ranges[issue].is_some() {
                self.levels_add(form, issue, worth, (&When::new(), times, guards))?;
                continue;
            }
            self.takes(self.options[issue].len())?;
            let row: Vec<Ratio> = self.worths(issue, worth)?.iter().map(|amount| amount.times(times)).collect();
            match (guards, form.values.get_mut(&issue)) {
                (None, Some(own)) => {
                    for (own, more) in own.iter_mut().zip(&row) {
                        *own = own.plus(more);
                        fine(own)?;
                    }
                }
                (None, None) => drop(form.values.insert(issue, row)),
                (Some(guards), _) => {
                    for (option, amount) in row.iter().enumerate().filter(|(_, amount)| !amount.is_zero()) {
                        self.guarded(form, &vec![self.only(issue, option)], amount, guards)?;
                    }
                }
            }
        }
        for interaction in node.items_of("interactions")? {
            object(interaction, &["when", "add", "values"])?;
            let when = self.condition(interaction.need("when")?)?;
            for (name, worth) in named(interaction, "values")? {
                let issue = self.issue_at(name)?;
                self.levels_add(form, issue, worth, (&when, times, guards))?;
            }
            let Some(amount) = interaction.get("add") else { continue };
            let amount = quantity(amount)?.times(times);
            match guards {
                None => self.term(form, when, Vec::new(), amount)?,
                Some(guards) => self.guarded(form, &when, &amount, guards)?,
            }
        }
        for table in node.items_of("tables")? {
            let mut table = self.table(table)?;
            table.amounts.iter_mut().for_each(|amount| *amount = amount.times(times));
            let Some(guards) = guards else {
                form.tables.push(table);
                continue;
            };
            let sizes: Vec<usize> = table.axes.iter().map(|(_, size)| *size).collect();
            let (mut cells, mut at) = (Vec::new(), 0);
            combinations(&sizes, |options| {
                if !table.amounts[at].is_zero() {
                    cells.push((options.to_vec(), &table.amounts[at]));
                }
                at += 1;
            });
            for (options, amount) in cells {
                let mut when: When =
                    table.axes.iter().zip(options).map(|((issue, _), option)| self.only(*issue, option)).collect();
                when.sort_by_key(|(issue, _)| *issue);
                self.guarded(form, &when, amount, guards)?;
            }
        }
        Ok(())
    }

    fn only(&self, issue: usize, option: usize) -> (usize, Vec<bool>) {
        (issue, (0..self.options[issue].len()).map(|own| own == option).collect())
    }

    fn guarded(&mut self, form: &mut Form<Ratio>, when: &When, amount: &Ratio, guards: Guards) -> Answer<()> {
        let (guards, earlier) = guards;
        for guard in guards.iter().filter(|_| !amount.is_zero()) {
            self.takes(1 + cells([when, &guard.when]))?;
            let Some(both) = meet(&guard.when, when) else { continue };
            let unless = &earlier[..guard.earlier];
            self.takes(cells(unless))?;
            self.term(form, both, unless.to_vec(), amount.times(&guard.more))?;
        }
        Ok(())
    }

    /// Takes the place of something that may be lifted or named in a conflict.
    pub fn place(&mut self, path: &str) -> Answer<()> {
        match self.places.insert(path.to_owned()) {
            true => Ok(()),
            false => beyond(&format!("two things that stand at one place: `{}`", shown(path))),
        }
    }

    fn rule(&mut self, path: String, node: &Node) -> Answer<()> {
        self.place(&path)?;
        let sums = ["utilities", "constant", "values", "interactions", "tables"];
        let plain = ["id", "forbid", "if", "then", "of", "sum", "at_most", "at_least", "exactly"];
        object(node, &[&plain[..], &sums[..]].concat())?;
        named_so(node)?;
        let is_empty = |one: &Node| {
            matches!(one, Node::Object(all) if all.is_empty()) || matches!(one, Node::List(all) if all.is_empty())
        };
        let adds = |key: &str| node.get(key).is_some_and(|one| key == "constant" || !is_empty(one));
        let over = sums.into_iter().any(adds);
        let bound = |key: &str| node.get(key).map(quantity).transpose();
        let (most, least, exactly) = (bound("at_most")?, bound("at_least")?, bound("exactly")?);
        let bounded = most.is_some() || least.is_some() || exactly.is_some();
        let parts = ["forbid", "if", "then", "of", "sum"].map(|key| node.get(key));
        let kind = match parts {
            [None, None, None, None, None] if over && bounded && exactly.is_none() => {
                for (bound, sign) in [(least, 1), (most, -1)] {
                    let Some(bound) = bound else { continue };
                    let (forms, all) = self.asked(node, sign, &bound.times(&Ratio::whole(sign)))?;
                    let quota = if all { forms.len() } else { 1 };
                    let seats = forms.into_iter().map(|form| (When::new(), form)).collect();
                    self.consents(path.clone(), seats, quota, None)?;
                }
                return Ok(());
            }
            _ if over => return malformed("a rule of no kind, or of several"),
            [Some(forbid), None, None, None, None] if !bounded => Kind::Forbid(self.condition(forbid)?, Vec::new()),
            [None, Some(premise), Some(conclusion), None, None] if !bounded => {
                let premise = self.condition(premise)?;
                let rest = self.level_bounds(&path, &premise, conclusion)?;
                let Some(rest) = rest else { return Ok(()) };
                Kind::Forbid(premise, vec![self.condition(&rest)?])
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
            [None, None, None, None, Some(sum)] if bounded && exactly.is_none() => {
                let (rows, units) = self.rows(sum)?;
                if !units.is_empty() {
                    let name = path.clone();
                    self.level_rules.push(LevelRule { path, name, when: When::new(), rows, units, least, most });
                    return Ok(());
                }
                total(&rows, least, most)?
            }
            _ => return malformed("a rule of no kind, or of several"),
        };
        self.rules.push(Rule { path, kind });
        Ok(())
    }

    /// What a rule asks of levels; the rest of it, unless it asks for nothing else.
    fn level_bounds(&mut self, path: &str, premise: &When, conclusion: &Node) -> Answer<Option<Node>> {
        let mut rest = Vec::new();
        let members = conclusion.members()?;
        for (name, asked) in members {
            let issue = self.issue_at(name)?;
            let Some([low, high]) = self.ranges[issue].clone() else {
                rest.push((name.clone(), asked.clone()));
                continue;
            };
            let level = |level: &Node| level.number().map(Some);
            let (least, most) = match asked {
                Node::Object(_) => {
                    object(asked, &["from", "to"])?;
                    (asked.get("from").map_or(Ok(None), level)?, asked.get("to").map_or(Ok(None), level)?)
                }
                one => (level(one)?, level(one)?),
            };
            if least.iter().chain(&most).any(|level| *level < low || *level > high) {
                return malformed(&format!("no level of `{}`", shown(name)));
            }
            self.takes(cells([premise]))?;
            let (when, name) = (premise.clone(), format!("{path}.{name}"));
            let units = vec![(issue, Ratio::whole(1))];
            self.level_rules.push(LevelRule {
                path: path.to_owned(),
                name,
                when,
                rows: Vec::new(),
                units,
                least,
                most,
            });
        }
        Ok((rest.len() == members.len() || !rest.is_empty()).then_some(Node::Object(rest)))
    }

    /// What a sum counts: by issue a number for each option, and by continuous issue one for each unit.
    fn rows(&self, sum: &Node) -> Answer<(Rows, Vec<(usize, Ratio)>)> {
        let (mut rows, mut units): (Rows, _) = (Vec::new(), Vec::new());
        for (name, coefficient) in sum.members()? {
            let issue = self.issue_at(name)?;
            if self.ranges[issue].is_some() {
                units.push((issue, quantity(coefficient)?));
                continue;
            }
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
        Ok((rows, units))
    }

    /// Every number of a party times the least that makes them all whole.
    fn in_whole_numbers(self, exponents: Vec<BigInt>, quota: usize, veto: Vec<bool>) -> Answer<Model> {
        let (mut scale, mut forms, mut disagreement, mut caps) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for ((form, without), cap) in self.forms.iter().zip(&self.disagreement).zip(&self.caps) {
            let beside: Vec<&Ratio> = std::iter::once(without).chain(cap).collect();
            let (own, form, beside) = form.whole(&beside)?;
            scale.push(own);
            forms.push(form);
            disagreement.push(beside[0]);
            caps.push(beside.get(1).copied());
        }
        if self.ranges.iter().flatten().count() > MOST_CONTINUOUS {
            return beyond(&format!("more than {MOST_CONTINUOUS} continuous issues"));
        }
        let has_levels = self.ranges.iter().any(Option::is_some);
        Ok(Model {
            parties: self.parties,
            issues: self.issues,
            options: self.options,
            ranges: self.ranges,
            levels: self.levels,
            at_option: self.at_option,
            scale,
            exponents,
            disagreement,
            caps,
            forms,
            worths: if has_levels { self.forms } else { Vec::new() },
            rules: self.rules,
            level_rules: self.level_rules,
            quota,
            veto,
        })
    }
}

/// A sum over options between two ends, in whole numbers.
fn total(rows: &[(usize, Vec<Ratio>)], least: Option<Ratio>, most: Option<Ratio>) -> Answer<Kind> {
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
    let end = |one: Ratio| i64::try_from(integer(&one).clamp(BigInt::from(-(1i64 << 62)), BigInt::from(1i64 << 62)));
    let row = |row: &Vec<Ratio>| row.iter().map(|one| i64::try_from(integer(one)).unwrap_or(0)).collect();
    let rows = rows.iter().map(|(issue, all)| (*issue, row(all))).collect();
    let end =
        |one: Option<Ratio>| one.map(end).transpose().or_else(|_| beyond("a rule with numbers that are too large"));
    Ok(Kind::Total(rows, end(least)?, end(most)?))
}

/// Levels with their values, the levels rising.
fn points(node: &Node) -> Answer<Vec<(Ratio, Ratio)>> {
    let mut points: Vec<(Ratio, Ratio)> = Vec::new();
    for point in node.items()? {
        let [level, worth] = point.items()? else { return malformed("a point has a level and a value") };
        points.push((level.number()?, quantity(worth)?));
    }
    match points.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        true => Ok(points),
        false => malformed("points whose levels do not rise"),
    }
}
