//! Continuous issues: claims about packages whose levels lie anywhere between two ends.
//!
//! Weights of gains, with prices of rules over levels, make one sum of all of them; and no package that satisfies the rules has a
//! weighted sum of gains above it. In that sum each level stands alone, and what it adds is largest where a line bends. So for every
//! combination of options the most of it is known, exactly, and it is a sum over options. A proof is some of such sums: with
//! every combination of options one of them must be too small for what is claimed not to be there. That is shown in layers, with a
//! coordinate for each sum. A range can be cut into parts, between which a proof decides as between options.

use crate::claims::{Checker, MOST_WEIGHTS, choose, known};
use crate::form::{Curve, Form, REACH_BITS, Table, Term, When, combinations, holds, value_at};
use crate::goal::{Aim, Goal, within};
use crate::json::{Node, shown};
use crate::layers;
use crate::model::{ALL_OPTIONS, Kind, LevelRule, MOST_CELLS, Model, cells as cells_of};
use crate::number::{Ratio, gcd, lcm};
use crate::reach::{Reach, Wanted, shares, sorted};
use crate::sums::Ways;
use crate::{Answer, beyond, malformed, rejected};
use num_bigint::BigInt;
use std::collections::{BTreeMap, HashSet};

/// Numbers of the lines of one sum, and of the sums of a proof.
const LINES: usize = 1 << 21;
const CELLS: usize = 1 << 24;
/// Bits of a common denominator, of numbers of a proof, and of levels.
pub const SCALE_BITS: u64 = 1024;

/// A package: its options, and the levels of its continuous issues.
#[derive(Clone)]
pub struct Deal {
    options: Vec<usize>,
    levels: Vec<Option<Ratio>>,
}

/// Weights of what gains sum to and of ceilings, by party; and prices of rules over levels.
struct Hint {
    sums: Vec<Ratio>,
    tops: Vec<Ratio>,
    prices: Vec<(usize, Ratio)>,
}

impl Hint {
    fn weights(&self) -> Vec<Ratio> {
        self.sums.iter().zip(&self.tops).map(|(sum, top)| sum.plus(top)).collect()
    }
}

/// A number of a proof, or a level. One with very many digits is of no use, and takes long to raise to a power.
pub fn modest(node: &Node) -> Answer<Ratio> {
    let number = node.number()?;
    match number.bits() > SCALE_BITS {
        true => beyond("a number with too many digits"),
        false => Ok(number),
    }
}

/// Takes room for the numbers of a sum.
fn takes(room: &mut usize, numbers: usize) -> Answer<()> {
    match room.checked_sub(numbers) {
        Some(left) => *room = left,
        None => return beyond("tables with too many entries"),
    }
    Ok(())
}

/// The levels of an issue at which something bends; and where parts of its range begin and end.
struct Grid {
    points: Vec<Ratio>,
    ends: Vec<usize>,
}

impl Checker<'_> {
    /// A claim about a model with continuous issues.
    pub fn of_levels(&mut self, name: &str, claim: &Node) -> Answer<String> {
        match name {
            "package" => self.deal(claim),
            "ideal" => self.deal_ideal(claim),
            "concept" => self.deal_concept(claim),
            "bound" => self.deal_bound(claim),
            "no-agreement" => self.no_deal(claim),
            "frontier" | "conflict" | "nearest" | "comparison" | "lottery" | "offers" => {
                beyond("a claim beside continuous issues")
            }
            _ => malformed(&format!("a claim that is not known: `{}`", shown(name))),
        }
    }

    fn named_deal(&self, name: &Node) -> Answer<&Deal> {
        let name = name.text()?;
        self.deals.get(name).map_or_else(|| malformed(&format!("no package before is called `{}`", shown(name))), Ok)
    }

    /// What a package is worth to everybody beyond no agreement, in the author's units.
    fn deal_gains(&self, deal: &Deal) -> Vec<Ratio> {
        let model = self.model;
        let gain = |(party, form): (usize, &Form<Ratio>)| {
            let options = form.numbers(&deal.options).fold(Ratio::zero(), |sum, one| sum.plus(one));
            let at = |curve: &Curve| value_at(&curve.points, deal.levels[curve.issue].as_ref()?);
            let holding = form.curves.iter().filter(|one| {
                holds(&one.when, &deal.options) && !one.unless.iter().any(|other| holds(other, &deal.options))
            });
            let sum = holding.filter_map(at).fold(options, |sum, one| sum.plus(&one));
            let cap = model.caps[party].map(|cap| Ratio::new(cap.into(), model.scale[party].clone()));
            cap.map_or(sum.clone(), |cap| cap.min(sum)).minus(&self.without(party))
        };
        model.worths.iter().enumerate().map(gain).collect()
    }

    /// What a party has without a deal.
    fn without(&self, party: usize) -> Ratio {
        without(self.model, party)
    }

    fn is_feasible_deal(&self, deal: &Deal) -> bool {
        let within = |(level, range): (&Option<Ratio>, &Option<[Ratio; 2]>)| match (level, range) {
            (Some(level), Some([low, high])) => level >= low && level <= high,
            _ => true,
        };
        let keeps = |rule: &LevelRule| {
            let rows = rule.rows.iter().map(|(issue, row)| row[deal.options[*issue]].clone());
            let units = rule.units.iter().filter_map(|(issue, each)| Some(each.times(deal.levels[*issue].as_ref()?)));
            let sum = rows.chain(units).fold(Ratio::zero(), |sum, one| sum.plus(&one));
            !holds(&rule.when, &deal.options)
                || rule.least.as_ref().is_none_or(|least| sum >= *least)
                    && rule.most.as_ref().is_none_or(|most| sum <= *most)
        };
        self.question.is_feasible(&deal.options)
            && deal.levels.iter().zip(&self.question.ranges).all(within)
            && self.question.level_rules.iter().all(keeps)
    }

    /// What a proof multiplies gains, ceilings and rules with.
    fn hint(&self, node: &Node) -> Answer<Hint> {
        node.fields(&["weights", "ceilings", "rules"])?;
        let model = self.model;
        let mut sums: Vec<Ratio> = node.need("weights")?.items()?.iter().map(modest).collect::<Answer<_>>()?;
        let mut tops = vec![Ratio::zero(); sums.len()];
        if sums.len() != model.parties.len() {
            return malformed("a proof has not one weight for each party");
        }
        for (name, weight) in node.get("ceilings").map_or(Ok(&[][..]), Node::members)? {
            let (party, weight) = (model.party(name)?, modest(weight)?);
            if model.caps[party].is_none() {
                return malformed("a weight of a ceiling that is not there");
            }
            sums[party] = sums[party].minus(&weight);
            tops[party] = weight;
        }
        if sums.iter().chain(&tops).any(Ratio::is_negative) {
            return malformed("a negative weight in a proof");
        }
        let mut prices = Vec::new();
        for (name, price) in node.get("rules").map_or(Ok(&[][..]), Node::members)? {
            let price = modest(price)?;
            let Some(at) = self.question.level_rules.iter().position(|rule| rule.name == *name) else {
                return malformed(&format!("no rule over levels in force is called `{}`", shown(name)));
            };
            let rule = &self.question.level_rules[at];
            let end = if price.is_negative() { &rule.least } else { &rule.most };
            if end.is_none() && !price.is_zero() {
                return malformed("a price of an end that a rule does not have");
            }
            prices.push((at, price));
        }
        Ok(Hint { sums, tops, prices })
    }

    /// By issue, the levels at which something bends, with those at which a proof cuts its range.
    fn grids(&mut self, proof: Option<&Node>) -> Answer<Vec<Option<Grid>>> {
        let mut cuts: BTreeMap<usize, Vec<Ratio>> = BTreeMap::new();
        for (name, levels) in proof.and_then(|proof| proof.get("cuts")).map_or(Ok(&[][..]), Node::members)? {
            let issue = self.model.issue(name)?;
            cuts.insert(issue, levels.items()?.iter().map(modest).collect::<Answer<_>>()?);
        }
        if cuts.keys().any(|issue| self.question.ranges[*issue].is_none()) {
            return malformed("cuts of an issue that has no levels");
        }
        let parts: usize = cuts.values().map(Vec::len).sum();
        if parts > ALL_OPTIONS {
            return beyond("levels that are cut too often");
        }
        self.work.spend(parts)?;
        let mut bends: BTreeMap<usize, Vec<&Ratio>> = BTreeMap::new();
        for curve in self.model.worths.iter().flat_map(|form| &form.curves) {
            self.work.spend(curve.points.len())?;
            bends.entry(curve.issue).or_default().extend(curve.points.iter().map(|(level, _)| level));
        }
        let grid = |(issue, range): (usize, &Option<[Ratio; 2]>)| {
            let [low, high] = range.as_ref()?;
            let inside = |level: &&Ratio| *level > low && *level < high;
            let ends = || cuts.get(&issue).into_iter().flatten().filter(inside).chain([low, high]);
            let bends = bends.get(&issue).into_iter().flatten().copied().filter(inside);
            let mut points = sorted(bends.chain(ends()).cloned().collect());
            points.dedup();
            let mut ends: Vec<usize> = ends().filter_map(|end| points.binary_search(end).ok()).collect();
            ends.sort_unstable();
            ends.dedup();
            Some(Grid { points, ends })
        };
        Ok(self.question.ranges.iter().enumerate().map(grid).collect())
    }

    /// The largest sum that levels make of weights and prices, by options, in whole numbers; and what it was multiplied with.
    fn priced(&mut self, hint: &Hint, grids: &[Option<Grid>], room: &mut usize) -> Answer<(Ratio, Form<i64>)> {
        let (model, work) = (self.model, &mut self.work);
        let mut form = Form::of(Ratio::zero());
        let mut lines: Vec<(usize, When, Vec<When>, Vec<Ratio>)> = Vec::new();
        let points = |issue: usize| grids[issue].as_ref().map_or(&[][..], |grid| &grid.points);
        let mut numbers = 0;
        for (party, weight) in hint.sums.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            let worth = &model.worths[party];
            work.spend(worth.count() + worth.conditions())?;
            form.add(worth, Ratio::plus, |one| one.times(weight));
            form.constant = form.constant.minus(&weight.times(&without(model, party)));
            for curve in &worth.curves {
                numbers += points(curve.issue).len();
                if numbers > LINES {
                    return beyond("levels that bend too often");
                }
                work.spend(points(curve.issue).len() + cells_of(std::iter::once(&curve.when).chain(&curve.unless)))?;
                let at = |level: &Ratio| value_at(&curve.points, level).unwrap_or_else(Ratio::zero).times(weight);
                let values = points(curve.issue).iter().map(at).collect();
                lines.push((curve.issue, curve.when.clone(), curve.unless.clone(), values));
            }
        }
        for (party, weight) in hint.tops.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            let cap = Ratio::new(model.caps[party].unwrap_or(0).into(), model.scale[party].clone());
            form.constant = form.constant.plus(&weight.times(&cap.minus(&without(model, party))));
        }
        for (at, price) in &hint.prices {
            // The price times what is left to the end of the rule, where it is asked.
            let rule = &self.question.level_rules[*at];
            let end = if price.is_negative() { &rule.least } else { &rule.most };
            let amount = end.as_ref().map_or_else(Ratio::zero, |end| end.times(price));
            match rule.when.is_empty() {
                true => form.constant = form.constant.plus(&amount),
                false => form.terms.push(Term { when: rule.when.clone(), unless: Vec::new(), amount }),
            }
            for (issue, row) in &rule.rows {
                work.spend(row.len())?;
                let own = form.values.entry(*issue).or_insert_with(|| vec![Ratio::zero(); row.len()]);
                own.iter_mut().zip(row).for_each(|(own, one)| *own = own.minus(&one.times(price)));
            }
            for (issue, each) in &rule.units {
                numbers += points(*issue).len();
                if numbers > LINES {
                    return beyond("levels that bend too often");
                }
                work.spend(points(*issue).len() + cells_of([&rule.when]))?;
                let rate = Ratio::zero().minus(&each.times(price));
                let values = points(*issue).iter().map(|level| level.times(&rate)).collect();
                lines.push((*issue, rule.when.clone(), Vec::new(), values));
            }
        }
        let scale = scale_of(&form.all().chain(lines.iter().flat_map(|line| &line.3)).collect::<Vec<_>>());
        // Where they are not whole, sums only grow.
        let whole = |one: &Ratio| i64::try_from(one.times(&scale).ceil()).unwrap_or(i64::MAX >> 2);
        takes(room, form.count())?;
        let mut whole_form = form.map(whole);
        let lines: Vec<(usize, When, Vec<When>, Vec<i64>)> = lines
            .into_iter()
            .map(|(issue, when, unless, values)| (issue, when, unless, values.iter().map(&whole).collect()))
            .collect();
        for (issue, grid) in grids.iter().enumerate() {
            let Some(grid) = grid else { continue };
            work.spend(lines.len())?;
            let own: Vec<_> = lines.iter().filter(|line| line.0 == issue).collect();
            let conditions = || own.iter().flat_map(|line| std::iter::once(&line.1).chain(&line.2)).flatten();
            let mut scope: Vec<(usize, usize)> = conditions().map(|(at, set)| (*at, set.len())).collect();
            scope.sort_unstable();
            scope.dedup();
            let (sizes, parts): (Vec<usize>, usize) = (scope.iter().map(|(_, size)| *size).collect(), grid.ends.len());
            // A range of one level has one part.
            let parts = parts.saturating_sub(1).max(1);
            let cells = sizes.iter().try_fold(parts, |all, size| all.checked_mul(*size));
            let Some(cells) = cells.filter(|cells| *cells <= MOST_CELLS) else {
                return beyond("levels that are worth different things with too many combinations of options");
            };
            takes(room, cells)?;
            work.spend((cells / parts).saturating_mul(parts + grid.points.len()).saturating_mul(1 + own.len()))?;
            work.spend((cells / parts).saturating_mul(own.iter().map(|line| line.2.len()).sum()))?;
            let (mut package, mut amounts) = (vec![0; model.options.len()], Vec::with_capacity(cells));
            combinations(&sizes, |options| {
                scope.iter().zip(options).for_each(|((at, _), option)| package[*at] = *option);
                let mut sums = vec![0i64; grid.points.len()];
                for (_, when, unless, values) in &own {
                    if holds(when, &package) && !unless.iter().any(|one| holds(one, &package)) {
                        sums.iter_mut().zip(values).for_each(|(sum, one)| *sum += one);
                    }
                }
                for part in 0..parts {
                    let (from, to) = (grid.ends[part], grid.ends.get(part + 1).copied().unwrap_or(grid.ends[part]));
                    amounts.push(sums[from..=to].iter().copied().max().unwrap_or(0));
                }
            });
            match scope.is_empty() {
                true => drop(whole_form.values.insert(issue, amounts)),
                false => {
                    let axes = scope.into_iter().chain([(issue, parts)]).collect();
                    whole_form.tables.push(Table { axes, amounts });
                }
            }
        }
        if whole_form.reach() >= 1 << REACH_BITS {
            return beyond("numbers that are too large");
        }
        Ok((scale, whole_form))
    }

    /// Shows that no package reaches a set of gains.
    fn exclude_deals(&mut self, claim: &Node, goal: &Reach, what: &str) -> Answer<()> {
        let proof = claim.get("proof");
        proof.map_or(Ok(&[][..]), |proof| proof.fields(&["order", "cuts", "prices"]))?;
        let grids = self.grids(proof)?;
        let (mut forms, mut lists, mut count, mut room) = (Vec::new(), Vec::new(), 0, CELLS);
        for stages in proof.map_or(Ok(&[][..]), |proof| proof.items_of("prices"))? {
            let stages = stages.items()?;
            count += stages.len();
            if count > MOST_WEIGHTS {
                return beyond(&format!("more than {MOST_WEIGHTS} vectors of weights in a proof"));
            }
            let stages: Vec<Hint> = stages.iter().map(|one| self.hint(one)).collect::<Answer<_>>()?;
            if stages.is_empty() || stages.len() > 1 && !matches!(goal.wanted, Wanted::Leximin(..)) {
                return malformed("stages of prices where there are none");
            }
            let (mut known, mut own) = (Vec::new(), Vec::new());
            for hint in &stages {
                let (scale, form) = self.priced(hint, &grids, &mut room)?;
                known.push((hint.weights(), scale));
                own.push(form);
            }
            let Some(thresholds) = goal.thresholds(&known, &mut self.work)? else { continue };
            lists.push(thresholds.iter().enumerate().map(|(at, t)| (forms.len() + at, within(t))).collect());
            forms.extend(own);
        }
        let left = || rejected(&format!("{what}: there are options that no prices exclude"));
        if forms.is_empty() {
            return left();
        }
        let n = forms.len();
        let goal = Goal::new(vec![None; n], Vec::new(), Aim::Beyond(lists));
        let mut allowed = self.question.allowed.clone();
        for (row, grid) in allowed.iter_mut().zip(&grids) {
            if let Some(grid) = grid {
                *row = vec![true; grid.ends.len().saturating_sub(1).max(1)];
            }
        }
        let order = self.order(proof)?;
        let rules: Vec<&Kind> = self.question.rules.iter().map(|rule| &rule.kind).collect();
        let mut ways = Ways::new(forms, vec![None; n], &rules, &allowed)?;
        while let Some(mut sums) = ways.next(&mut self.work)? {
            let goal = goal.seated(&sums.caps, sums.seats);
            if layers::reach(&mut sums, &goal, &order, &[], &mut self.work)?.is_some() {
                return left();
            }
        }
        Ok(())
    }

    /// What these parties accept: nothing less than no agreement.
    fn accepted(&self, members: &[usize]) -> Vec<Option<(Ratio, bool)>> {
        let low = |party: usize| members.contains(&party).then(|| (Ratio::zero(), false));
        (0..self.model.parties.len()).map(low).collect()
    }

    /// A package, level by level.
    pub fn read_deal(&self, node: &Node) -> Answer<Deal> {
        let model = self.model;
        let mut deal = Deal { options: vec![0; model.issues.len()], levels: vec![None; model.issues.len()] };
        let settled = node.members()?;
        if settled.len() != model.issues.len() {
            return malformed("a package settles every issue once");
        }
        for (issue, level) in settled {
            let issue = model.issue(issue)?;
            match model.ranges[issue] {
                Some(_) => deal.levels[issue] = Some(modest(level)?),
                None => deal.options[issue] = model.option(issue, level)?,
            }
        }
        if deal.levels.iter().zip(&model.ranges).any(|(level, range)| match (level, range) {
            (Some(level), Some([low, high])) => level < low || level > high,
            _ => false,
        }) {
            return malformed("a level that is not there");
        }
        Ok(deal)
    }

    fn deal(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "id", "package", "utilities", "acceptable"])?;
        let (model, name) = (self.model, self.call(claim)?);
        let deal = self.deals[&name].clone();
        let utilities = claim.need("utilities")?;
        utilities.fields(&model.parties.iter().map(String::as_str).collect::<Vec<_>>())?;
        let gains = self.deal_gains(&deal);
        for (party, id) in model.parties.iter().enumerate() {
            let (said, worth) = (utilities.need(id)?, gains[party].plus(&self.without(party)));
            if said.number()? != worth {
                return rejected(&format!("{} is worth {worth} to {id}, not {}", shown(&name), said.written()));
            }
        }
        if !self.is_feasible_deal(&deal) {
            return rejected(&format!("{} breaks a rule or a red line, or is not open", shown(&name)));
        }
        let willing = gains.iter().filter(|gain| !gain.is_negative()).count();
        let vetoed = gains.iter().zip(&model.veto).any(|(gain, veto)| *veto && gain.is_negative());
        if matches!(claim.get("acceptable"), Some(Node::Bool(true))) && (vetoed || willing < model.quota) {
            return rejected(&format!("{} is not accepted", shown(&name)));
        }
        Ok(format!("package {}: feasible, and worth what is said", shown(&name)))
    }

    fn deal_ideal(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "party", "most", "witness", "parties", "floors", "proof"])?;
        let (party, members) = (self.model.party(claim.need("party")?.text()?)?, self.members(claim)?);
        if !members.contains(&party) {
            return malformed("a party's best, and it is not among those who must accept");
        }
        let (said, mut low) = (claim.need("most")?, self.accepted(&members));
        let floors = claim.get("floors").map_or(Ok(&[][..]), Node::members)?;
        for (name, floor) in floors {
            let at = self.model.party(name)?;
            if !members.contains(&at) {
                return malformed("a floor of a party that is not among those who must accept");
            }
            low[at] = Some((floor.number()?.minus(&self.without(at)), false));
        }
        let id = &self.model.parties[party];
        let (most, witness) = (said.number()?.minus(&self.without(party)), self.named_deal(claim.need("witness")?)?);
        let gains = self.deal_gains(witness);
        let short = gains.iter().zip(&low).any(|(gain, low)| low.as_ref().is_some_and(|(low, _)| gain < low));
        if gains[party] != most || short {
            let said = said.written();
            return rejected(&format!("the witness does not give {id} {said}, or somebody less than its floor"));
        }
        if !self.is_feasible_deal(witness) {
            return rejected("the witness is not feasible");
        }
        low[party] = Some((most.clone(), true));
        self.exclude_deals(claim, &Reach { low, wanted: Wanted::Nothing }, &format!("more for {id}"))?;
        if claim.get("floors").is_none() {
            self.most.insert((party, members.clone()), most);
        }
        let floors: Vec<String> =
            floors.iter().map(|(name, floor)| format!("{name} at least {}", floor.written())).collect();
        let floors = if floors.is_empty() { String::new() } else { format!(" where there is {}", floors.join(", ")) };
        Ok(format!("ideal{}: {id} gets at most {}{floors}", self.among(claim, &members), said.written()))
    }

    /// By party, how a concept weighs gains, and from where it counts them; whoever is no member does not count.
    fn level_units(&self, concept: &str, members: &[usize]) -> Answer<(Vec<Option<Ratio>>, Vec<Ratio>)> {
        let n = self.model.parties.len();
        let mut units: Vec<Option<Ratio>> = vec![None; n];
        let mut offsets = vec![Ratio::zero(); n];
        for at in members {
            units[*at] = Some(Ratio::whole(1));
            if !["kalai-smorodinsky", "relative-utilitarian", "equal-loss"].contains(&concept) {
                continue;
            }
            let Some(ideal) = self.most.get(&(*at, members.to_vec())) else {
                let why = format!("{concept} rests on ideal points that no claim before proves");
                return if self.open_ideals { beyond(&why) } else { rejected(&why) };
            };
            match concept {
                "equal-loss" => offsets[*at] = ideal.clone(),
                _ => units[*at] = ideal.is_positive().then(|| Ratio::whole(1).over(ideal)),
            }
        }
        Ok((units, offsets))
    }

    fn deal_concept(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "concept", "best", "parties", "degenerate", "proof"])?;
        let (concept, members) = (known(claim)?, self.members(claim)?);
        let names = claim.need("best")?.items()?;
        let mut listed: Vec<Vec<Ratio>> = Vec::new();
        for name in names {
            let deal = self.named_deal(name)?;
            let gains = self.deal_gains(deal);
            if !self.is_feasible_deal(deal) || members.iter().any(|at| gains[*at].is_negative()) {
                return rejected("a package that is chosen is not feasible, or not accepted");
            }
            listed.push(gains);
        }
        if listed.is_empty() {
            return malformed("a concept that chooses nothing");
        }
        let own = |gains: &Vec<Ratio>| members.iter().map(|at| gains[*at].to_string()).collect::<Vec<_>>();
        if listed.iter().map(own).collect::<HashSet<_>>().len() != listed.len() {
            return malformed("two of the packages that are chosen are worth the same to everybody");
        }
        let names: Vec<String> = names.iter().map(|name| name.text().map(shown)).collect::<Answer<_>>()?;
        let what = format!("{concept}{} of {}", self.among(claim, &members), names.join(", "));
        let unequal = || rejected(&format!("{what}: the packages are not equally good"));
        let low = self.accepted(&members);
        if concept == "nash" {
            self.deal_nash(claim, &members, &listed, &what)?;
        } else {
            let (units, offsets) = self.level_units(&concept, &members)?;
            let wanted = if concept.ends_with("utilitarian") {
                let units: Vec<Ratio> = units.into_iter().map(|unit| unit.unwrap_or_else(Ratio::zero)).collect();
                let sum = |v: &Vec<Ratio>| {
                    units.iter().zip(v).fold(Ratio::zero(), |sum, (unit, one)| sum.plus(&unit.times(one)))
                };
                let best = sum(&listed[0]);
                if listed.iter().any(|v| sum(v) != best) {
                    return unequal();
                }
                Wanted::Sum(units, best)
            } else {
                let best = shares(&units, &offsets, &listed[0]);
                if listed.iter().any(|v| shares(&units, &offsets, v) != best) {
                    return unequal();
                }
                Wanted::Leximin(units, offsets, best, listed)
            };
            self.exclude_deals(claim, &Reach { low, wanted }, &format!("{what}: something better, or as good"))?;
        }
        let gaining = matches!(claim.get("degenerate"), Some(Node::Bool(true))) && concept == "nash";
        let over = if gaining { " over as many as can gain" } else { "" };
        // What a party gains that does not count is not looked at: something as good may be better for it.
        let ignores = concept == "nash" && members.iter().any(|at| self.model.exponents[*at] == BigInt::ZERO);
        let sums = concept.ends_with("utilitarian");
        let and = if sums || ignores { "nothing is better" } else { "nothing else is as good" };
        Ok(format!("{what}: the best{over}, and {and}"))
    }

    /// That a product is the largest: over as many parties as can gain at once, where not all can.
    fn deal_nash(&mut self, claim: &Node, members: &[usize], listed: &[Vec<Ratio>], what: &str) -> Answer<()> {
        let mut powers = vec![0; self.model.parties.len()];
        members.iter().zip(self.powers(members)?).for_each(|(at, power)| powers[*at] = power);
        let counted: Vec<usize> = members.iter().copied().filter(|at| powers[*at] > 0).collect();
        if counted.is_empty() {
            return malformed("a product in which nobody counts");
        }
        for v in listed {
            let digits: u64 = counted.iter().map(|at| u64::from(powers[*at]) * (v[*at].bits() / 64 + 1)).sum();
            self.work.spend(digits as usize)?;
        }
        let gaining = |v: &Vec<Ratio>| counted.iter().copied().filter(|at| v[*at].is_positive()).collect::<Vec<_>>();
        let size = gaining(&listed[0]).len();
        if listed.iter().any(|v| gaining(v).len() != size) {
            return rejected(&format!("{what}: not as many gain from each package"));
        }
        if (size < counted.len()) != matches!(claim.get("degenerate"), Some(Node::Bool(true))) {
            return rejected(&format!("{what}: whether everybody gains is not said"));
        }
        let value = |v: &Vec<Ratio>| {
            gaining(v).iter().fold(Ratio::whole(1), |product, at| product.times(&v[*at].power(powers[*at])))
        };
        let best = value(&listed[0]);
        if listed.iter().any(|v| value(v) != best) {
            return rejected(&format!("{what}: the packages are not equally good"));
        }
        let low = |own: &[usize], accepted: Vec<Option<(Ratio, bool)>>| {
            let more = |(at, low): (usize, Option<(Ratio, bool)>)| low.map(|(low, _)| (low, own.contains(&at)));
            accepted.into_iter().enumerate().map(more).collect()
        };
        if size < counted.len() {
            for more in choose(&counted, size + 1)? {
                let goal = Reach { low: low(&more, self.accepted(members)), wanted: Wanted::Nothing };
                self.exclude_deals(claim, &goal, &format!("{what}: more parties can gain"))?;
            }
        }
        for own in choose(&counted, size)?.into_iter().filter(|own| !own.is_empty()) {
            let powers = (0..powers.len()).map(|at| if own.contains(&at) { powers[at] } else { 0 }).collect();
            let wanted = Wanted::Product(powers, best.clone(), Some(listed.to_vec()));
            let goal = Reach { low: low(&own, self.accepted(members)), wanted };
            self.exclude_deals(claim, &goal, &format!("{what}: something better, or as good"))?;
        }
        Ok(())
    }

    fn deal_bound(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "concept", "bound", "parties", "proof"])?;
        let (concept, members) = (known(claim)?, self.members(claim)?);
        let (written, said) = (claim.need("bound")?.written(), claim.need("bound")?.number()?);
        let mut low = self.accepted(&members);
        let wanted = if concept == "nash" {
            if said.is_negative() {
                return malformed("a bound below 0 of a product of gains");
            }
            let mut powers = vec![0; self.model.parties.len()];
            members.iter().zip(self.powers(&members)?).for_each(|(at, power)| powers[*at] = power);
            for (low, power) in low.iter_mut().zip(&powers) {
                low.iter_mut().for_each(|(_, more)| *more = *power > 0);
            }
            Wanted::Product(powers, said, None)
        } else {
            let (units, offsets) = self.level_units(&concept, &members)?;
            if concept.ends_with("utilitarian") {
                let without = members.iter().fold(Ratio::zero(), |sum, at| sum.plus(&self.without(*at)));
                let above = if concept == "utilitarian" { said.minus(&without) } else { said };
                Wanted::Sum(units.into_iter().map(|unit| unit.unwrap_or_else(Ratio::zero)).collect(), above)
            } else {
                let bound = if concept == "equal-loss" { Ratio::zero().minus(&said) } else { said };
                for ((low, unit), offset) in low.iter_mut().zip(&units).zip(&offsets) {
                    let implied = unit.as_ref().map(|unit| bound.over(unit).plus(offset));
                    if let (Some(own), Some(implied)) = (low.as_mut(), implied.filter(|one| !one.is_negative())) {
                        *own = (implied, true);
                    }
                }
                Wanted::Nothing
            }
        };
        self.exclude_deals(claim, &Reach { low, wanted }, &format!("{concept} above {written}"))?;
        Ok(format!("bound{}: {concept} is nowhere better than {written}", self.among(claim, &members)))
    }

    fn no_deal(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "parties", "at_least", "proof"])?;
        let (coalitions, who) = self.agreeing(claim)?;
        for coalition in coalitions {
            let goal = Reach { low: self.accepted(&coalition), wanted: Wanted::Nothing };
            self.exclude_deals(claim, &goal, &format!("a package that {who} accept"))?;
        }
        Ok(format!("no agreement: nothing feasible is accepted by {who}"))
    }
}

/// What a party has without a deal.
fn without(model: &Model, party: usize) -> Ratio {
    Ratio::new(model.disagreement[party].into(), model.scale[party].clone())
}

/// What numbers are multiplied with to be the least whole ones; or, where these would be too large for what is added up, to be
/// large enough.
fn scale_of(numbers: &[&Ratio]) -> Ratio {
    let (mut common, mut shared) = (Some(BigInt::from(1)), BigInt::ZERO);
    for one in numbers {
        common = common.map(|common| lcm(&common, one.bottom())).filter(|common| common.bits() <= SCALE_BITS);
        shared = gcd(&shared, one.top());
    }
    let shared = if shared == BigInt::ZERO { BigInt::from(1) } else { shared };
    let sum = |scale: &Ratio| -> BigInt {
        let size = |one: &&Ratio| BigInt::from(one.times(scale).ceil().magnitude().clone()) + 1;
        numbers.iter().map(size).sum()
    };
    let whole = common.map(|common| Ratio::new(common, shared));
    if let Some(scale) = whole.filter(|scale| sum(scale).bits() < REACH_BITS) {
        return scale;
    }
    let (bits, room) = (sum(&Ratio::whole(1)).bits(), REACH_BITS - 4);
    let power = |bits: u64| Ratio::whole(BigInt::from(1) << bits);
    if bits < room { power(room - bits) } else { Ratio::whole(1).over(&power(bits - room)) }
}
