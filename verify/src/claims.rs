//! What certificates claim, and how each claim is shown.

use crate::form::{Form, Side, When};
use crate::goal::{Aim, Goal, proportional, shares, weighted, within};
use crate::json::{self, Node, shown};
use crate::layers::{self, Diagram, undominated};
use crate::levels::Deal;
use crate::model::{Kind, Model};
use crate::number::{Ratio, whole};
use crate::reach::{Reach, Wanted, shares as shares_of};
use crate::sums::{Question, Sums, Ways};
use crate::{Answer, Finding, Report, Trouble, Verdict, Work, beyond, malformed, potentials, rejected, sha256};
use num_bigint::BigInt;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Sets of parties that one claim may need.
const MOST_SETS: usize = 1 << 14;
/// Vectors of weights in one proof.
pub const MOST_WEIGHTS: usize = 64;
/// Concepts that rest on ideal points.
const RESTING: [&str; 3] = ["kalai-smorodinsky", "relative-utilitarian", "equal-loss"];
/// What the powers of a product may sum to.
const POWERS: u32 = 1000;

/// Checks a certificate.
pub fn check(model: &[u8], certificate: &[u8], limit: u64, stop: &dyn Fn() -> bool) -> Answer<Report> {
    let node = json::read(certificate)?;
    node.fields(&["zopa_certificate", "model", "question", "claims", "unchecked"])?;
    if node.need("zopa_certificate")?.number()? != Ratio::whole(1) {
        return malformed("another version of certificates");
    }
    let meant = node.need("model")?;
    meant.fields(&["sha256", "bytes"])?;
    let (bytes, print) = (meant.need("bytes")?.count()?, meant.need("sha256")?.text()?);
    if bytes != model.len() || print != sha256::fingerprint(model) {
        return malformed("the certificate speaks of another model");
    }
    let mut source = json::read(model)?;
    let questions: Vec<&Node> = node.get("question").into_iter().collect();
    let numbers = put(&mut source, &questions)?;
    let model = Model::new(&source)?;
    let asked = [numbers, changes(&model, &questions)?].concat();
    let mut checker = Checker::new(&model, &questions, limit, stop)?;
    let (mut findings, mut named) = (Vec::new(), Vec::new());
    for claim in node.need("claims")?.items()? {
        let name = claim.need("claim")?.text()?;
        if name != "changed" {
            findings.push(checker.found(name, claim, limit)?);
            named.extend((name == "package").then_some(claim));
            continue;
        }
        match changed(&source, bytes, &questions, &named, claim, limit, stop) {
            Ok(found) => findings.extend(found),
            Err(Trouble::Beyond(why)) => {
                let sentence = format!("{name}: {why}");
                findings.push(Finding { verdict: Verdict::Undecided, sentence, steps: 0 });
            }
            Err(trouble) => return Err(trouble),
        }
    }
    for one in node.items_of("unchecked")? {
        findings.push(Finding { verdict: Verdict::Unchecked, sentence: one.text()?.to_owned(), steps: 0 });
    }
    Ok(Report { asked, findings })
}

/// Claims about the same with something else changed, too: the model is read anew, and of what was proven before, packages
/// alone keep their names.
fn changed(
    source: &Node,
    bytes: usize,
    questions: &[&Node],
    named: &[&Node],
    claim: &Node,
    limit: u64,
    stop: &dyn Fn() -> bool,
) -> Answer<Vec<Finding>> {
    claim.fields(&["claim", "question", "claims"])?;
    let (own, mut source) = (claim.need("question")?, source.clone());
    Work::new(limit, stop).spend(bytes)?;
    let numbers = put(&mut source, &[own])?;
    let model = Model::new(&source)?;
    let asked = [numbers, changes(&model, &[own])?].concat().join("; ");
    if asked.is_empty() {
        return malformed("a changed question that changes nothing");
    }
    let mut checker = Checker::new(&model, &[questions, &[own]].concat(), limit, stop)?;
    checker.work.spend(named.len().saturating_mul(model.issues.len()))?;
    named.iter().try_for_each(|package| checker.call(package).map(|_| ()))?;
    let mut findings = Vec::new();
    for claim in claim.need("claims")?.items()? {
        let found = checker.found(claim.need("claim")?.text()?, claim, limit)?;
        findings.push(Finding { sentence: format!("{asked}: {}", found.sentence), ..found });
    }
    Ok(findings)
}

/// Puts the numbers into a model that questions set, and says which.
fn put(source: &mut Node, questions: &[&Node]) -> Answer<Vec<String>> {
    let mut asked = Vec::new();
    for question in questions {
        for one in question.items_of("set")? {
            one.fields(&["at", "to"])?;
            let path: Vec<&str> = one.need("at")?.items()?.iter().map(Node::text).collect::<Answer<_>>()?;
            source.put(&path, one.need("to")?)?;
            asked.push(format!("{} = {}", path.join("."), one.need("to")?.written()));
        }
    }
    Ok(asked)
}

/// What else questions change, in words.
fn changes(model: &Model, questions: &[&Node]) -> Answer<Vec<String>> {
    let mut asked = Vec::new();
    for question in questions {
        for (issue, left) in question.get("fix").map_or(Ok(&[][..]), Node::members)? {
            let left: Vec<&str> = left.items()?.iter().map(Node::written).collect();
            let has_levels = model.issue(issue).is_ok_and(|at| model.ranges[at].is_some());
            asked.push(match left[..] {
                [low, high] if has_levels => format!("{issue} from {low} to {high}"),
                _ => format!("{issue} only of {}", left.join(", ")),
            });
        }
        for rule in question.items_of("without")? {
            asked.push(format!("without {}", rule.written()));
        }
    }
    Ok(asked)
}

pub struct Checker<'m> {
    pub model: &'m Model,
    pub question: Question<'m>,
    packages: HashMap<String, Vec<usize>>,
    /// Packages with levels.
    pub deals: HashMap<String, Deal>,
    /// By party and those who must accept, the most that it can gain, where there are levels.
    pub most: BTreeMap<(usize, Vec<usize>), Ratio>,
    /// By party and those who must accept, the most that it can gain.
    ideals: BTreeMap<(usize, Vec<usize>), i64>,
    /// Whether such a claim is not decided.
    pub open_ideals: bool,
    pub work: Work<'m>,
}

/// Something that a conflict demands.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Demand {
    Party(usize),
    Rule(String),
    Fixed(usize, usize),
    Acceptance,
}

impl<'m> Checker<'m> {
    fn new(model: &'m Model, questions: &[&Node], limit: u64, stop: &'m dyn Fn() -> bool) -> Answer<Checker<'m>> {
        Ok(Checker {
            model,
            question: Question::new(model, questions)?,
            packages: HashMap::new(),
            deals: HashMap::new(),
            most: BTreeMap::new(),
            ideals: BTreeMap::new(),
            open_ideals: false,
            work: Work::new(limit, stop),
        })
    }
}

impl Checker<'_> {
    /// What becomes of a claim.
    fn found(&mut self, name: &str, claim: &Node, limit: u64) -> Answer<Finding> {
        self.work.begin();
        let (verdict, sentence) = match self.claim(name, claim) {
            Ok(sentence) => (Verdict::Proven, sentence),
            Err(Trouble::Rejected(why)) => (Verdict::Rejected, format!("{name}: {why}")),
            Err(Trouble::Beyond(why)) => {
                self.open_ideals |= name == "ideal";
                (Verdict::Undecided, format!("{name}: {why}"))
            }
            Err(trouble) => return Err(trouble),
        };
        Ok(Finding { verdict, sentence, steps: limit - self.work.left })
    }

    fn claim(&mut self, name: &str, claim: &Node) -> Answer<String> {
        if self.model.has_levels() {
            return self.of_levels(name, claim);
        }
        match name {
            "package" => self.package(claim),
            "ideal" => self.ideal(claim),
            "concept" => self.concept(claim),
            "bound" => self.bound(claim),
            "no-agreement" => self.no_agreement(claim),
            "frontier" => self.frontier(claim),
            "conflict" => self.conflict(claim),
            "nearest" => self.nearest(claim),
            "comparison" => self.comparison(claim),
            "lottery" => self.lottery(claim),
            "offers" => self.offers(claim),
            _ => malformed(&format!("a claim that is not known: `{}`", shown(name))),
        }
    }

    // What claims are made of.

    /// Gives a package its name, and tells which it is.
    pub fn call(&mut self, claim: &Node) -> Answer<String> {
        let name = claim.need("id")?.text()?.to_owned();
        let package = claim.need("package")?;
        let again = match self.model.has_levels() {
            true => self.read_deal(package).map(|deal| self.deals.insert(name.clone(), deal).is_some())?,
            false => {
                let package = self.model.package(package)?;
                self.packages.insert(name.clone(), package).is_some()
            }
        };
        if again { malformed(&format!("two packages are called `{}`", shown(&name))) } else { Ok(name) }
    }

    pub fn of_package(&self, name: &Node) -> Answer<&Vec<usize>> {
        let name = name.text()?;
        let found = self.packages.get(name);
        found.map_or_else(|| malformed(&format!("no package before is called `{}`", shown(name))), Ok)
    }

    pub fn everybody(&self) -> Vec<usize> {
        (0..self.model.parties.len()).collect()
    }

    /// The parties that a claim names; all if it names none.
    pub fn members(&self, claim: &Node) -> Answer<Vec<usize>> {
        self.listed(claim, "parties")
    }

    fn listed(&self, claim: &Node, key: &str) -> Answer<Vec<usize>> {
        let Some(names) = claim.get(key) else { return Ok(self.everybody()) };
        let names = names.items()?;
        let mut found: Vec<usize> = names.iter().map(|name| self.model.party(name.text()?)).collect::<Answer<_>>()?;
        found.sort_unstable();
        found.dedup();
        if found.is_empty() || found.len() != names.len() {
            return malformed("a list of parties is empty, or names one twice");
        }
        Ok(found)
    }

    /// By member, whether it chooses, and how that is said where not all do.
    fn choosers(&self, claim: &Node, members: &[usize]) -> Answer<(Vec<bool>, String)> {
        if claim.get("by").is_none() {
            return Ok((vec![true; members.len()], String::new()));
        }
        let by = self.listed(claim, "by")?;
        if by.iter().any(|at| !members.contains(at)) {
            return malformed("somebody chooses who is not among those who must accept");
        }
        let names: Vec<&str> = by.iter().map(|at| self.model.parties[*at].as_str()).collect();
        Ok((members.iter().map(|at| by.contains(at)).collect(), format!(" by {}", names.join(", "))))
    }

    /// By member, the least scaled gain: a floor that is named, if it is more than what it has without a deal.
    fn floors(&self, claim: &Node, members: &[usize]) -> Answer<Vec<i64>> {
        let mut low = vec![0; members.len()];
        for (name, floor) in claim.get("floors").map_or(Ok(&[][..]), Node::members)? {
            let at = self.model.party(name)?;
            let Some(place) = members.iter().position(|own| *own == at) else {
                return malformed("a floor of a party that is not among those who must accept");
            };
            low[place] = within(&self.gain(at, &floor.number()?).ceil()).max(0);
        }
        Ok(low)
    }

    /// How floors are said.
    fn floored(&self, claim: &Node) -> Answer<String> {
        let floors = claim.get("floors").map_or(Ok(&[][..]), Node::members)?;
        let floors: Vec<String> =
            floors.iter().map(|(name, floor)| format!("{name} at least {}", floor.written())).collect();
        Ok(if floors.is_empty() { String::new() } else { format!(" where there is {}", floors.join(", ")) })
    }

    /// A utility in the author's units as a scaled one.
    fn scaled(&self, party: usize, value: &Ratio) -> Ratio {
        value.times(&Ratio::whole(self.model.scale[party].clone()))
    }

    pub fn gain(&self, party: usize, utility: &Ratio) -> Ratio {
        self.scaled(party, utility).minus(&Ratio::whole(self.model.disagreement[party]))
    }

    /// Hints: weights of gains in the author's units, as weights of scaled gains of these parties.
    fn weights(&self, rows: &[Node], members: &[usize]) -> Answer<Vec<Vec<BigInt>>> {
        if rows.len() > MOST_WEIGHTS {
            return beyond(&format!("more than {MOST_WEIGHTS} vectors of weights in a proof"));
        }
        let mut found = Vec::new();
        for row in rows {
            let numbers: Vec<Ratio> = row.items()?.iter().map(Node::number).collect::<Answer<_>>()?;
            if numbers.len() != self.model.parties.len() {
                return malformed("a proof has not one weight for each party");
            }
            if numbers.iter().any(Ratio::is_negative) {
                return malformed("a negative weight in a proof");
            }
            let own = |party: &usize| numbers[*party].over(&Ratio::whole(self.model.scale[*party].clone()));
            found.push(whole(&members.iter().map(own).collect::<Vec<Ratio>>()));
        }
        Ok(found)
    }

    pub fn order(&self, proof: Option<&Node>) -> Answer<Vec<usize>> {
        match proof.and_then(|proof| proof.get("order")) {
            None => Ok((0..self.model.issues.len()).collect()),
            Some(names) => names.items()?.iter().map(|name| self.model.issue(name.text()?)).collect(),
        }
    }

    /// Shows that no package reaches a goal, in none of the ways in which it may be feasible.
    pub fn exclude(&mut self, claim: &Node, mut ways: Ways, goal: Goal, members: &[usize], what: &str) -> Answer<()> {
        while let Some(sums) = ways.next(&mut self.work)? {
            let goal = goal.seated(&sums.caps, sums.seats);
            self.exclude_of(claim, sums, goal, members, what)?;
        }
        Ok(())
    }

    fn exclude_of(&mut self, claim: &Node, mut sums: Sums, goal: Goal, members: &[usize], what: &str) -> Answer<()> {
        let proof = claim.get("proof");
        proof.map_or(Ok(&[][..]), |proof| proof.fields(&["rule", "order", "weights"]))?;
        let hints = proof.map_or(Ok(&[][..]), |proof| proof.items_of("weights"))?;
        let hints = self.weights(hints, members)?;
        let left = match proof.and_then(|proof| proof.get("rule")).map(Node::text).transpose()? {
            None | Some("layers") => {
                let order = self.order(proof)?;
                layers::reach(&mut sums, &goal, &order, &hints, &mut self.work)?
            }
            Some("potentials") => potentials::reach(&mut sums, &goal, &hints, &mut self.work)?,
            Some(_) => return malformed("a proof by a rule that is not known"),
        };
        let Some(left) = left else { return Ok(()) };
        let gain = |(party, gain): (&usize, &i64)| {
            let gain = Ratio::new(BigInt::from(*gain), self.model.scale[*party].clone());
            format!("{} {gain}", self.model.parties[*party])
        };
        let left: Vec<String> = members.iter().zip(&left).map(gain).collect();
        rejected(&format!("{what}: gains that are not excluded: {}", left.join(", ")))
    }

    pub fn sums(&self, members: &[usize]) -> Answer<Ways> {
        let rules: Vec<&Kind> = self.question.rules.iter().map(|rule| &rule.kind).collect();
        self.question.sums(members, &rules, &self.question.allowed)
    }

    /// The smallest sets of parties that the rule lets agree, or all of a size that it lets.
    pub fn winning(&self, size: Option<usize>) -> Answer<Vec<Vec<usize>>> {
        let veto: Vec<usize> = self.everybody().into_iter().filter(|party| self.model.veto[*party]).collect();
        let least = self.model.quota.max(veto.len());
        let size = size.unwrap_or(least);
        if size < least || size > self.model.parties.len() {
            return malformed("the rule lets no such set agree");
        }
        let free: Vec<usize> = self.everybody().into_iter().filter(|party| !self.model.veto[*party]).collect();
        let mut found = choose(&free, size - veto.len())?;
        for set in &mut found {
            set.extend(&veto);
            set.sort_unstable();
        }
        Ok(found)
    }

    /// Whether gains satisfy the rule of acceptance.
    fn passes(&self, gains: &[i64]) -> bool {
        let vetoed = gains.iter().zip(&self.model.veto).any(|(gain, veto)| *veto && *gain < 0);
        !vetoed && gains.iter().filter(|gain| **gain >= 0).count() >= self.model.quota
    }

    fn is_acceptable(&self, package: &[usize]) -> bool {
        self.question.is_feasible(package) && self.passes(&self.model.gains(package))
    }

    /// Those whom a claim names, if it does not speak of all.
    pub fn among(&self, claim: &Node, members: &[usize]) -> String {
        let names: Vec<&str> = members.iter().map(|at| self.model.parties[*at].as_str()).collect();
        claim.get("parties").map(|_| format!(" for {}", names.join(", "))).unwrap_or_default()
    }

    // Claims.

    fn package(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "id", "package", "utilities", "acceptable"])?;
        let name = self.call(claim)?;
        let package = self.packages[&name].clone();
        let utilities = claim.need("utilities")?;
        let parties: Vec<&str> = self.model.parties.iter().map(String::as_str).collect();
        utilities.fields(&parties)?;
        let gains = self.model.gains(&package);
        for (party, id) in parties.iter().enumerate() {
            let said = utilities.need(id)?;
            if self.gain(party, &said.number()?) != Ratio::whole(gains[party]) {
                let worth = BigInt::from(gains[party]) + self.model.disagreement[party];
                let worth = Ratio::new(worth, self.model.scale[party].clone());
                return rejected(&format!("{} is worth {worth} to {id}, not {}", shown(&name), said.written()));
            }
        }
        if !self.question.is_feasible(&package) {
            return rejected(&format!("{} breaks a rule or a red line, or is not open", shown(&name)));
        }
        if matches!(claim.get("acceptable"), Some(Node::Bool(true))) && !self.is_acceptable(&package) {
            return rejected(&format!("{} is not accepted", shown(&name)));
        }
        Ok(format!("package {}: feasible, and worth what is said", shown(&name)))
    }

    fn ideal(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "party", "most", "witness", "parties", "floors", "proof"])?;
        let (party, members) = (self.model.party(claim.need("party")?.text()?)?, self.members(claim)?);
        if !members.contains(&party) {
            return malformed("a party's best, and it is not among those who must accept");
        }
        let said = claim.need("most")?;
        let (most, said) = (self.gain(party, &said.number()?), said.written());
        let mut low = vec![Ratio::zero(); self.model.parties.len()];
        if let Some(floors) = claim.get("floors") {
            for (name, floor) in floors.members()? {
                let at = self.model.party(name)?;
                if !members.contains(&at) {
                    return malformed("a floor of a party that is not among those who must accept");
                }
                low[at] = self.gain(at, &floor.number()?);
            }
        }
        let witness = self.of_package(claim.need("witness")?)?;
        let gains = self.model.gains(witness);
        let id = &self.model.parties[party];
        if Ratio::whole(gains[party]) != most || members.iter().any(|at| Ratio::whole(gains[*at]) < low[*at]) {
            return rejected(&format!("the witness does not give {id} {said}, or somebody less than its floor"));
        }
        if !self.question.is_feasible(witness) {
            return rejected("the witness is not feasible");
        }
        let low = members.iter().map(|at| Some(within(&low[*at].ceil()))).collect();
        let units = members.iter().map(|at| BigInt::from(u8::from(*at == party))).collect();
        let goal = Goal::new(low, Vec::new(), Aim::Sum(units, most.floor() + 1));
        self.exclude(claim, self.sums(&members)?, goal, &members, &format!("more for {id}"))?;
        if claim.get("floors").is_none() {
            self.ideals.insert((party, members.clone()), gains[party]);
        }
        let floors = self.floored(claim)?;
        Ok(format!("ideal{}: {id} gets at most {said}{floors}", self.among(claim, &members)))
    }

    /// How a concept weighs scaled gains of those who choose, and from where it counts them.
    fn units(&self, concept: &str, members: &[usize], chooses: &[bool]) -> Answer<(Vec<Option<Ratio>>, Vec<BigInt>)> {
        let own = |(at, chooses): (&usize, &bool)| {
            chooses.then(|| Ratio::new(BigInt::from(1), self.model.scale[*at].clone()))
        };
        let ones = || members.iter().zip(chooses).map(own).collect();
        let zeros = vec![BigInt::ZERO; members.len()];
        if !RESTING.contains(&concept) {
            return Ok((ones(), zeros));
        }
        let ideal = |(at, chooses): (&usize, &bool)| match chooses {
            true => self.ideals.get(&(*at, members.to_vec())).copied(),
            false => Some(0),
        };
        let Some(ideal) = members.iter().zip(chooses).map(ideal).collect::<Option<Vec<i64>>>() else {
            let why = format!("{concept} rests on ideal points that no claim before proves");
            return if self.open_ideals { beyond(&why) } else { rejected(&why) };
        };
        if concept == "equal-loss" {
            return Ok((ones(), ideal.into_iter().map(BigInt::from).collect()));
        }
        let share = |ideal: &i64| (*ideal > 0).then(|| Ratio::new(BigInt::from(1), BigInt::from(*ideal)));
        Ok((ideal.iter().map(share).collect(), zeros))
    }

    fn concept(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "concept", "best", "parties", "by", "floors", "degenerate", "proof"])?;
        let (concept, members) = (known(claim)?, self.members(claim)?);
        let ((chooses, by), least) = (self.choosers(claim, &members)?, self.floors(claim, &members)?);
        let names = claim.need("best")?.items()?;
        let mut listed: Vec<Vec<i64>> = Vec::new();
        for name in names {
            let package = self.of_package(name)?;
            let gains = self.model.gains(package);
            let own: Vec<i64> = members.iter().map(|at| gains[*at]).collect();
            if !self.question.is_feasible(package) || own.iter().zip(&least).any(|(gain, low)| gain < low) {
                return rejected("a package that is chosen is not feasible, or not accepted");
            }
            listed.push(own);
        }
        if listed.is_empty() {
            return malformed("a concept that chooses nothing");
        }
        if listed.iter().collect::<HashSet<_>>().len() != listed.len() {
            return malformed("two of the packages that are chosen are worth the same to everybody");
        }
        let names: Vec<String> = names.iter().map(|name| name.text().map(shown)).collect::<Answer<_>>()?;
        let floored = self.floored(claim)?;
        let what = format!("{concept}{}{by}{floored} of {}", self.among(claim, &members), names.join(", "));
        if concept == "nash" {
            self.nash(claim, &members, (&chooses, &least), &listed, &what)?;
        } else {
            if !floored.is_empty() && RESTING.contains(&concept.as_str()) {
                return malformed("floors of a concept that rests on ideal points");
            }
            let (units, offsets) = self.units(&concept, &members, &chooses)?;
            let units = proportional(&units);
            let (low, aim, equal) = if concept.ends_with("utilitarian") {
                let units: Vec<BigInt> = units.into_iter().map(Option::unwrap_or_default).collect();
                let sum = |v: &Vec<i64>| units.iter().zip(v).map(|(unit, one)| unit * one).sum::<BigInt>();
                let values: Vec<BigInt> = listed.iter().map(sum).collect();
                let equal = values.iter().all(|value| *value == values[0]);
                (least.iter().map(|low| Some(*low)).collect(), Aim::Sum(units, values[0].clone()), equal)
            } else {
                let values: Vec<Vec<BigInt>> = listed.iter().map(|v| shares(&units, &offsets, v)).collect();
                let smallest = values[0].first().cloned();
                let low = |((unit, offset), floor): ((&Option<BigInt>, &BigInt), &i64)| match (unit, &smallest) {
                    (Some(unit), Some(smallest)) => {
                        let low = Ratio::new(smallest.clone(), unit.clone()).ceil() + offset;
                        Some(within(&low).max(*floor))
                    }
                    _ => Some(*floor),
                };
                let low = units.iter().zip(&offsets).zip(&least).map(low).collect();
                let equal = values.iter().all(|value| *value == values[0]);
                (low, Aim::Leximin(units, offsets, values[0].clone()), equal)
            };
            if !equal {
                return rejected(&format!("{what}: the packages are not equally good"));
            }
            let goal = Goal::new(low, listed, aim);
            self.exclude(claim, self.sums(&members)?, goal, &members, &format!("{what}: something as good or better"))?;
        }
        let gaining = matches!(claim.get("degenerate"), Some(Node::Bool(true))) && concept == "nash";
        let over = if gaining { " over as many as can gain" } else { "" };
        Ok(format!("{what}: the best{over}, and nothing else is as good"))
    }

    /// Powers of a product; their sum is not too large to be compared.
    pub fn powers(&self, members: &[usize]) -> Answer<Vec<u32>> {
        let all: BigInt = members.iter().map(|at| &self.model.exponents[*at]).sum();
        if all > BigInt::from(POWERS) {
            return beyond(&format!("powers that sum to more than {POWERS}"));
        }
        Ok(members.iter().map(|at| u32::try_from(&self.model.exponents[*at]).unwrap_or(0)).collect())
    }

    /// That a product is the largest: over as many of those who choose as can gain at once, where not all can.
    fn nash(
        &mut self,
        claim: &Node,
        members: &[usize],
        (chooses, least): (&[bool], &[i64]),
        listed: &[Vec<i64>],
        what: &str,
    ) -> Answer<()> {
        let mut powers = self.powers(members)?;
        powers.iter_mut().zip(chooses).for_each(|(power, chooses)| *power *= u32::from(*chooses));
        self.work.spend(listed.len().saturating_mul(1 + powers.iter().sum::<u32>() as usize))?;
        let counted: Vec<usize> = (0..powers.len()).filter(|at| powers[*at] > 0).collect();
        if counted.is_empty() {
            return malformed("a product in which nobody counts");
        }
        let gaining = |v: &Vec<i64>| counted.iter().copied().filter(|at| v[*at] > 0).collect::<Vec<usize>>();
        let size = gaining(&listed[0]).len();
        if listed.iter().any(|v| gaining(v).len() != size) {
            return rejected(&format!("{what}: not as many gain from each package"));
        }
        if (size < counted.len()) != matches!(claim.get("degenerate"), Some(Node::Bool(true))) {
            return rejected(&format!("{what}: whether everybody gains is not said"));
        }
        let scale = |at: usize| self.model.scale[members[at]].clone();
        let value = |v: &Vec<i64>| {
            let gain = |at: &usize| Ratio::new(BigInt::from(v[*at]), scale(*at)).power(powers[*at]);
            gaining(v).iter().map(gain).fold(Ratio::whole(1), |product, one| product.times(&one))
        };
        let best = value(&listed[0]);
        if listed.iter().any(|v| value(v) != best) {
            return rejected(&format!("{what}: the packages are not equally good"));
        }
        let low = |(at, least): (usize, &i64), own: &[usize]| Some(i64::from(own.contains(&at)).max(*least));
        let units = |own: &[usize]| least.iter().enumerate().map(|one| low(one, own)).collect::<Vec<_>>();
        if size < counted.len() {
            for more in choose(&counted, size + 1)? {
                let goal = Goal::new(units(&more), Vec::new(), Aim::Any);
                self.exclude(claim, self.sums(members)?, goal, members, &format!("{what}: more parties can gain"))?;
            }
        }
        for own in choose(&counted, size)? {
            let scales = own.iter().map(|at| Ratio::whole(scale(*at)).power(powers[*at]));
            let value = scales.fold(best.clone(), |product, one| product.times(&one)).ceil();
            let powers = (0..members.len()).map(|at| if own.contains(&at) { powers[at] } else { 0 }).collect();
            let aim = if own.is_empty() { Aim::Any } else { Aim::Product(powers, value) };
            let goal = Goal::new(units(&own), listed.to_vec(), aim);
            self.exclude(claim, self.sums(members)?, goal, members, &format!("{what}: something as good or better"))?;
        }
        Ok(())
    }

    fn bound(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "concept", "bound", "parties", "proof"])?;
        let (concept, members) = (known(claim)?, self.members(claim)?);
        let written = claim.need("bound")?.written();
        let said = claim.need("bound")?.number()?;
        if concept == "nash" && said.is_negative() {
            return malformed("a bound below 0 of a product of gains");
        }
        let zero = vec![Some(0); members.len()];
        let everybody = vec![true; members.len()];
        let goal = if concept == "nash" {
            let powers = self.powers(&members)?;
            let scales = members.iter().zip(&powers).map(|(at, power)| Ratio::whole(self.model.scale[*at].pow(*power)));
            let value: BigInt = scales.fold(said.clone(), |product, one| product.times(&one)).floor() + 1;
            let low = powers.iter().map(|power| Some(i64::from(*power > 0))).collect();
            Goal::new(low, Vec::new(), Aim::Product(powers, value.max(BigInt::from(1))))
        } else {
            let (units, offsets) = self.units(&concept, &members, &everybody)?;
            if concept.ends_with("utilitarian") {
                let mut bound = said.clone();
                if concept == "utilitarian" {
                    // What is said is a sum of utilities.
                    let without = |at: &usize| {
                        Ratio::new(BigInt::from(self.model.disagreement[*at]), self.model.scale[*at].clone())
                    };
                    bound = members.iter().map(without).fold(bound, |bound, one| bound.minus(&one));
                }
                let whole = proportional(&units);
                // The units are all multiplied with the same.
                let times = units
                    .iter()
                    .zip(&whole)
                    .find_map(|(unit, whole)| Some(Ratio::whole(whole.as_ref()?.clone()).over(unit.as_ref()?)));
                let value = bound.times(&times.unwrap_or(Ratio::whole(1))).floor() + 1;
                let whole = whole.into_iter().map(Option::unwrap_or_default).collect();
                Goal::new(zero, Vec::new(), Aim::Sum(whole, value))
            } else {
                let bound = if concept == "equal-loss" { Ratio::zero().minus(&said) } else { said.clone() };
                let low = |(unit, offset): (&Option<Ratio>, &BigInt)| match unit {
                    Some(unit) => Some(within(&(bound.over(unit).floor() + offset + 1)).max(0)),
                    None => Some(0),
                };
                Goal::new(units.iter().zip(&offsets).map(low).collect(), Vec::new(), Aim::Any)
            }
        };
        self.exclude(claim, self.sums(&members)?, goal, &members, &format!("{concept} above {written}"))?;
        Ok(format!("bound{}: {concept} is nowhere better than {written}", self.among(claim, &members)))
    }

    /// Those of whom a claim says that they do not agree, and what they are called.
    pub fn agreeing(&self, claim: &Node) -> Answer<(Vec<Vec<usize>>, String)> {
        let at_least = claim.get("at_least").map(Node::count).transpose()?;
        Ok(match (claim.get("parties"), at_least) {
            (Some(_), _) => {
                let members = self.members(claim)?;
                let names: Vec<&str> = members.iter().map(|at| self.model.parties[*at].as_str()).collect();
                let who = format!("all of {}", names.join(", "));
                (vec![members], who)
            }
            (None, Some(size)) => (self.winning(Some(size))?, format!("{size} parties")),
            (None, None) => (self.winning(None)?, "enough parties".to_owned()),
        })
    }

    fn no_agreement(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "parties", "at_least", "floors", "proof"])?;
        let (coalitions, who) = self.agreeing(claim)?;
        let floors = claim.get("floors").map_or(Ok(&[][..]), Node::members)?;
        let floored: Vec<usize> = floors.iter().map(|(name, _)| self.model.party(name)).collect::<Answer<_>>()?;
        for coalition in coalitions {
            // Whoever has a floor must have it, whoever else accepts.
            let members = union(coalition, &floored);
            let low = self.floors(claim, &members)?.into_iter().map(Some).collect();
            let goal = Goal::new(low, Vec::new(), Aim::Any);
            self.exclude(claim, self.sums(&members)?, goal, &members, &format!("a package that {who} accept"))?;
        }
        Ok(format!("no agreement{}: nothing feasible is accepted by {who}", self.floored(claim)?))
    }

    fn frontier(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "of", "points", "tolerance", "proof"])?;
        let acceptable = match claim.need("of")?.text()? {
            "acceptable" => true,
            "feasible" => false,
            _ => return malformed("a frontier of something that is not known"),
        };
        let everybody = self.everybody();
        // What is worse by at most the tolerance, and what is left to whoever gets the floor beyond it, in whole numbers.
        let (mut tolerance, mut floors) = (vec![0; everybody.len()], vec![0; everybody.len()]);
        let given = claim.get("tolerance");
        for (name, value) in given.map_or(Ok(&[][..]), Node::members)? {
            let at = self.model.party(name)?;
            let value = self.scaled(at, &value.number()?);
            tolerance[at] = within(&value.floor()).min(1 << 61);
            floors[at] = within(&value.ceil());
            if tolerance[at] < 0 {
                return malformed("a negative tolerance");
            }
        }
        let mut listed = Vec::new();
        for point in claim.need("points")?.items()? {
            point.fields(&["utilities", "package"])?;
            let package: Vec<usize> = point.need("package")?.items()?.iter().map(Node::count).collect::<Answer<_>>()?;
            let utilities = point.need("utilities")?.items()?;
            if package.len() != self.model.issues.len() || utilities.len() != everybody.len() {
                return malformed("a point has not one option for each issue and one utility for each party");
            }
            if package.iter().zip(&self.model.options).any(|(option, all)| *option >= all.len()) {
                return malformed("a point has an option that is not there");
            }
            let gains = self.model.gains(&package);
            for (party, utility) in utilities.iter().enumerate() {
                if self.gain(party, &utility.number()?) != Ratio::whole(gains[party]) {
                    return rejected("a point's package is worth something else");
                }
            }
            let there = if acceptable { self.is_acceptable(&package) } else { self.question.is_feasible(&package) };
            if !there {
                return rejected("a point's package is not feasible, or not accepted");
            }
            listed.push(gains);
        }
        let n = everybody.len();
        let is_cover = given.is_some_and(|given| given.members().is_ok_and(|all| !all.is_empty()));
        if !is_cover && undominated(&listed.concat(), n, &mut self.work)?.len() != listed.len() * n {
            return rejected("a point of the frontier is not efficient, or stands there twice");
        }
        let count = listed.len();
        for v in &mut listed {
            v.iter_mut().zip(&tolerance).for_each(|(own, more)| *own += more);
        }
        for coalition in if acceptable { self.winning(None)? } else { vec![Vec::new()] } {
            let low = everybody.iter().map(|at| coalition.contains(at).then_some(floors[*at])).collect();
            let goal = Goal::new(low, listed.clone(), Aim::Any);
            self.exclude(claim, self.sums(&everybody)?, goal, &everybody, "the frontier lacks something")?;
        }
        let of = if acceptable { "accepted" } else { "feasible" };
        Ok(match given.map_or(Ok(&[][..]), Node::members)? {
            [] => format!("frontier of what is {of}: {count} points, and nothing beyond them"),
            all => {
                let all: Vec<String> = all.iter().map(|(name, by)| format!("{} for {name}", by.written())).collect();
                let spare = if acceptable { ", where that is left above no deal" } else { "" };
                format!(
                    "cover of what is {of}: {count} points, and nothing beyond them by more than {}{spare}",
                    all.join(", ")
                )
            }
        })
    }

    fn conflict(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "elements", "witnesses", "proof"])?;
        let mut elements = Vec::new();
        for node in claim.need("elements")?.items()? {
            let keys: Vec<&str> = node.members()?.iter().map(|(key, _)| key.as_str()).collect();
            elements.push(match keys[..] {
                ["party"] => Demand::Party(self.model.party(node.need("party")?.text()?)?),
                ["rule"] => {
                    let path = node.need("rule")?.text()?;
                    if !self.question.rules.iter().any(|rule| rule.path == path) {
                        return malformed("a conflict with a rule that is not in force");
                    }
                    Demand::Rule(path.to_owned())
                }
                ["issue", "option"] | ["option", "issue"] => {
                    let issue = self.model.issue(node.need("issue")?.text()?)?;
                    Demand::Fixed(issue, self.model.option(issue, node.need("option")?)?)
                }
                ["acceptance"] => Demand::Acceptance,
                _ => return malformed("a demand of no kind"),
            });
        }
        let witnesses = claim.need("witnesses")?.items()?;
        if elements.iter().collect::<HashSet<_>>().len() != elements.len() || witnesses.len() != elements.len() {
            return malformed("a demand stands twice, or there is not one witness for each");
        }
        let witnesses: Vec<Vec<usize>> = witnesses.iter().map(|one| self.model.package(one)).collect::<Answer<_>>()?;
        let floors = demanding(&elements);
        let coalitions = match elements.contains(&Demand::Acceptance) {
            false => vec![floors],
            true => self.winning(None)?.into_iter().map(|one| union(one, &floors)).collect(),
        };
        for coalition in coalitions {
            // Without a floor, a package is all that is asked for.
            let (members, low) = match coalition.is_empty() {
                true => (vec![0], vec![None]),
                false => (coalition.clone(), vec![Some(0); coalition.len()]),
            };
            let sums = {
                let (rules, allowed) = self.demanded(&elements);
                self.question.sums(&members, &rules, &allowed)?
            };
            let goal = Goal::new(low, Vec::new(), Aim::Any);
            self.exclude(claim, sums, goal, &members, "a package satisfies all of these demands")?;
        }
        for (at, package) in witnesses.iter().enumerate() {
            let mut rest = elements.clone();
            rest.remove(at);
            let (rules, allowed) = self.demanded(&rest);
            let gains = self.model.gains(package);
            let agreed = !rest.contains(&Demand::Acceptance) || self.passes(&gains);
            let accepted = rest.iter().all(|one| !matches!(one, Demand::Party(at) if gains[*at] < 0));
            let open = allowed.iter().zip(package).all(|(row, option)| row[*option]);
            if !(agreed && accepted && open && rules.iter().all(|rule| rule.holds(package))) {
                return rejected("a witness does not satisfy the other demands");
            }
        }
        Ok(format!("conflict: {} demands leave nothing, and without any of them something is left", elements.len()))
    }

    /// The rules and the options that some demands leave.
    fn demanded(&self, elements: &[Demand]) -> (Vec<&Kind>, Vec<Vec<bool>>) {
        let named = |path: &str| elements.iter().any(|one| matches!(one, Demand::Rule(own) if own == path));
        let rules = self.question.rules.iter().filter(|rule| named(&rule.path)).map(|rule| &rule.kind).collect();
        let mut allowed = self.question.allowed.clone();
        for one in elements {
            if let Demand::Fixed(issue, option) = one {
                allowed[*issue].iter_mut().enumerate().for_each(|(own, allowed)| *allowed &= own == *option);
            }
        }
        (rules, allowed)
    }

    fn nearest(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "draft", "changes", "best", "proof"])?;
        let (draft, changes) = (self.model.package(claim.need("draft")?)?, claim.need("changes")?.count()?);
        let best = claim.need("best")?.items()?;
        if best.is_empty() {
            return malformed("no package with so many changes is named");
        }
        for name in best {
            let package = self.of_package(name)?;
            let differ = package.iter().zip(&draft).filter(|(own, drafted)| own != drafted).count();
            if !self.is_acceptable(package) || differ != changes {
                return rejected(&format!(
                    "{} is not accepted, or differs in more or fewer issues",
                    shown(name.text()?)
                ));
            }
        }
        let open = self.model.options.iter().enumerate().filter(|(_, options)| options.len() > 1);
        let other = |(issue, options): (usize, &Vec<String>)| {
            vec![(issue, (0..options.len()).map(|own| own != draft[issue]).collect())]
        };
        let others: Vec<When> = open.map(other).collect();
        let fewer = Kind::Count(others, 0, changes as i64 - 1);
        for coalition in if changes > 0 { self.winning(None)? } else { Vec::new() } {
            let rules: Vec<&Kind> = self.question.rules.iter().map(|rule| &rule.kind).chain([&fewer]).collect();
            let sums = self.question.sums(&coalition, &rules, &self.question.allowed)?;
            let goal = Goal::new(vec![Some(0); coalition.len()], Vec::new(), Aim::Any);
            self.exclude(claim, sums, goal, &coalition, "a package with fewer changes")?;
        }
        Ok(format!("nearest: {changes} changes are enough, and fewer are not"))
    }

    fn comparison(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "party", "from", "to", "most", "among", "proof"])?;
        let party = self.model.party(claim.need("party")?.text()?)?;
        if self.model.caps[party].is_some() {
            return beyond("a comparison for a party with a ceiling");
        }
        let side = |key: &str| -> Answer<Side> {
            let level = |(name, level): &(String, Node)| {
                let issue = self.model.issue(name)?;
                Ok((issue, self.model.option(issue, level)?))
            };
            claim.need(key)?.members()?.iter().map(level).collect()
        };
        let sides = [side("from")?, side("to")?];
        if sides[0].is_empty() || !sides[0].keys().eq(sides[1].keys()) {
            return malformed("the two sides of a comparison settle different issues");
        }
        let rules: Vec<&Kind> = match claim.get("among").map(Node::text).transpose()? {
            None | Some("feasible") => self.question.rules.iter().map(|rule| &rule.kind).collect(),
            Some("all") => Vec::new(),
            Some(_) => return malformed("a comparison among something that is not known"),
        };
        let mut allowed = self.question.allowed.clone();
        if sides.iter().flatten().any(|(issue, option)| !allowed[*issue][*option]) {
            return Ok("comparison: an option is not open, so that there is nothing to compare".into());
        }
        for issue in sides[0].keys() {
            // The issue keeps one option, which stands for either side.
            allowed[*issue].iter_mut().enumerate().for_each(|(option, allowed)| *allowed = option == 0);
        }
        let said = claim.need("most")?;
        let (largest, said) = (said.number()?, said.written());
        let mut difference = Form::of(0);
        for (side, sign) in sides.iter().zip([-1, 1]) {
            difference.add(&self.model.forms[party].settled(side), |a, b| a + b, |one| sign * one);
        }
        let rules: Vec<Kind> =
            sides.iter().flat_map(|side| rules.iter().filter_map(|rule| rule.settled(side))).collect();
        let sums = Ways::new(vec![difference], vec![None], &rules.iter().collect::<Vec<_>>(), &allowed)?;
        let most = self.scaled(party, &largest).floor() + 1;
        let goal = Goal::new(vec![None], Vec::new(), Aim::Sum(vec![BigInt::from(1)], most));
        let id = &self.model.parties[party];
        match self.exclude(claim, sums, goal, &[party], "the difference") {
            Err(Trouble::Rejected(_)) => rejected(&format!("the difference can be larger than {said}")),
            ended => {
                let shown = |key: &str| -> Answer<String> {
                    let settled = claim.need(key)?.members()?.iter();
                    Ok(settled
                        .map(|(issue, level)| format!("{issue} = {}", level.written()))
                        .collect::<Vec<_>>()
                        .join(", "))
                };
                let (from, to) = (shown("from")?, shown("to")?);
                let among = if claim.get("among").is_some_and(|among| among.written() == "all") {
                    "all open packages"
                } else {
                    "what is feasible"
                };
                ended.map(|()| {
                    format!("comparison among {among}: {id} never gains more than {said} from {from} to {to}")
                })
            }
        }
    }

    /// What everybody expects to gain from a mixture, scaled.
    fn mixture(&self, odds: &Node) -> Answer<Vec<Ratio>> {
        let (mut all, mut gains) = (Ratio::zero(), vec![Ratio::zero(); self.model.parties.len()]);
        for pair in odds.items()? {
            let [name, chance] = pair.items()? else { return malformed("odds are a package and a number") };
            let (package, chance) = (self.of_package(name)?, chance.number()?);
            if chance.is_negative() {
                return malformed("odds below 0");
            }
            if !self.question.is_feasible(package) {
                return rejected("a package of the lottery is not feasible");
            }
            all = all.plus(&chance);
            for (sum, gain) in gains.iter_mut().zip(self.model.gains(package)) {
                *sum = sum.plus(&chance.times(&Ratio::whole(gain)));
            }
        }
        if all == Ratio::whole(1) { Ok(gains) } else { malformed("odds that do not sum to 1") }
    }

    /// The largest weighted sum of scaled gains of all that is feasible, and so of all mixtures.
    fn most(&mut self, order: &[usize], weights: &[i128]) -> Answer<Ratio> {
        let (mut ways, mut most) = (self.sums(&self.everybody())?, None);
        while let Some(mut sums) = ways.next(&mut self.work)? {
            sums.settle();
            sums.gather(&mut self.work)?;
            let rest = Diagram::new(&sums, order, &mut self.work)?.most(weights);
            most = most.max(rest.map(|rest| rest + weighted(weights, &sums.start)));
        }
        most.map_or_else(|| rejected("nothing is feasible"), |most| Ok(Ratio::whole(most)))
    }

    /// Whether nothing of a set is left among mixtures, by weights that are looked at one after the other.
    fn excludes(&mut self, order: &[usize], rows: &[Node], goal: &Reach) -> Answer<bool> {
        let weights: Vec<Vec<i128>> = self
            .weights(rows, &self.everybody())?
            .iter()
            .map(|own| crate::goal::fit(own, crate::goal::WEIGHT_BITS))
            .collect();
        let known = weights.iter().map(|own| (own.iter().map(|one| Ratio::whole(*one)).collect(), Ratio::whole(1)));
        let known: Vec<(Vec<Ratio>, Ratio)> = known.collect();
        let thresholds = known.first().map_or(Ok(None), |_| goal.thresholds(&known, &mut self.work))?;
        let Some(thresholds) = thresholds else { return Ok(false) };
        for (own, threshold) in weights.iter().zip(thresholds) {
            let most = self.most(order, own)?;
            match most.cmp(&Ratio::whole(threshold)) {
                Ordering::Less => return Ok(true),
                Ordering::Greater => return Ok(false),
                Ordering::Equal => {}
            }
        }
        Ok(true)
    }

    fn lottery(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&["claim", "concept", "odds", "weights", "ideal", "within", "proof"])?;
        let concept = claim.need("concept")?.text()?;
        if !["lottery-nash", "lottery-kalai-smorodinsky", "lottery-egalitarian"].contains(&concept) {
            return beyond("a lottery of this concept");
        }
        let model = self.model;
        let cuts = |(form, cap): (&Form<i64>, &Option<i64>)| cap.is_some_and(|cap| form.most() > i128::from(cap));
        if model.forms.iter().zip(&model.caps).any(cuts) {
            return beyond("lotteries beside ceilings");
        }
        let gains = self.mixture(claim.need("odds")?)?;
        let proof = claim.get("proof");
        proof.map_or(Ok(&[][..]), |proof| proof.fields(&["order"]))?;
        let order = self.order(proof)?;
        if concept != "lottery-nash" {
            return self.even_lottery(claim, concept, &order, gains);
        }
        let everybody = self.everybody();
        let powers = self.powers(&everybody)?;
        let counted = || everybody.iter().copied().filter(|at| powers[*at] > 0);
        if counted().any(|at| !gains[at].is_positive()) || gains.iter().any(Ratio::is_negative) {
            return rejected("somebody does not gain from the lottery");
        }
        let hints = self.weights(std::slice::from_ref(claim.need("weights")?), &everybody)?;
        let weights = crate::goal::fit(&hints[0], crate::goal::WEIGHT_BITS);
        if counted().any(|at| weights[at] == 0) {
            return rejected("weights that bound nothing");
        }
        let within = claim.get("within").map_or(Ok(Ratio::zero()), Node::number)?;
        let most = self.most(&order, &weights)?;
        // No mixture has a larger product than Mᴱ · Π eᵉ / (Eᴱ · Π λᵉ).
        let power: u32 = powers.iter().sum();
        let product =
            |one: &dyn Fn(usize) -> Ratio| counted().map(one).fold(Ratio::whole(1), |all, one| all.times(&one));
        let left = most.power(power).times(&product(&|at| Ratio::whole(powers[at]).power(powers[at])));
        let right = Ratio::whole(power).power(power).times(&product(&|at| Ratio::whole(weights[at]).power(powers[at])));
        let right = right.times(&product(&|at| gains[at].power(powers[at]))).times(&Ratio::whole(1).plus(&within));
        if most.is_negative() || left > right {
            return rejected("the weights leave room for a better lottery");
        }
        let share = if within.is_zero() { String::new() } else { format!(", to a share of {within}") };
        Ok(format!("lottery: no other has a larger product{share}"))
    }

    /// That no mixture from which nobody loses gives whoever gains least, or the smallest share of its ideal gain, more; and of
    /// those that give as much, none whoever is next, and so on.
    fn even_lottery(&mut self, claim: &Node, concept: &str, order: &[usize], gains: Vec<Ratio>) -> Answer<String> {
        if gains.iter().any(Ratio::is_negative) {
            return rejected("somebody loses from the lottery");
        }
        let n = gains.len();
        let accepted = vec![Some((Ratio::zero(), false)); n];
        let mut units: Vec<Option<Ratio>> =
            self.model.scale.iter().map(|scale| Some(Ratio::new(BigInt::from(1), scale.clone()))).collect();
        if concept == "lottery-kalai-smorodinsky" {
            let ideals = claim.need("ideal")?.items()?;
            if ideals.len() != n {
                return malformed("not one ideal gain for each party");
            }
            for (party, ideal) in ideals.iter().enumerate() {
                ideal.fields(&["odds", "weights"])?;
                let own = self.mixture(ideal.need("odds")?)?;
                if own.iter().any(Ratio::is_negative) {
                    return rejected("somebody loses from the mixture that is best for a party");
                }
                let mut low = accepted.clone();
                low[party] = Some((own[party].clone(), true));
                let weights = std::slice::from_ref(ideal.need("weights")?);
                if !self.excludes(order, weights, &Reach { low, wanted: Wanted::Nothing })? {
                    let id = &self.model.parties[party];
                    return rejected(&format!("the weights leave room for a mixture that gives {id} more"));
                }
                units[party] = own[party].is_positive().then(|| Ratio::whole(1).over(&own[party]));
            }
        }
        let offsets = vec![Ratio::zero(); n];
        let best = shares_of(&units, &offsets, &gains);
        let wanted = Wanted::Leximin(units, offsets, best, vec![gains]);
        if !self.excludes(order, claim.need("weights")?.items()?, &Reach { low: accepted, wanted })? {
            return rejected("the weights leave room for a better lottery");
        }
        let what = if concept == "lottery-egalitarian" { "gain" } else { "share of an ideal gain" };
        Ok(format!("lottery: no other has a larger smallest {what}, and none that is as good gives other gains"))
    }
}

/// The concept that a claim names.
pub fn known(claim: &Node) -> Answer<String> {
    let all = ["nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian"];
    let concept = claim.need("concept")?.text()?;
    if !all.contains(&concept) {
        return malformed(&format!("a concept that is not known: `{}`", shown(concept)));
    }
    Ok(concept.to_owned())
}

/// The parties whose acceptance is demanded.
fn demanding(elements: &[Demand]) -> Vec<usize> {
    let party = |one: &Demand| if let Demand::Party(at) = one { Some(*at) } else { None };
    let mut found: Vec<usize> = elements.iter().filter_map(party).collect();
    found.sort_unstable();
    found
}

pub fn union(mut one: Vec<usize>, other: &[usize]) -> Vec<usize> {
    one.extend(other);
    one.sort_unstable();
    one.dedup();
    one
}

/// All sets of a size, in order.
pub fn choose(all: &[usize], size: usize) -> Answer<Vec<Vec<usize>>> {
    let mut found = Vec::new();
    if size > all.len() {
        return Ok(found);
    }
    let mut at: Vec<usize> = (0..size).collect();
    loop {
        found.push(at.iter().map(|at| all[*at]).collect());
        if found.len() > MOST_SETS {
            return beyond(&format!("more than {MOST_SETS} sets of parties"));
        }
        let Some(turn) = (0..size).rev().find(|turn| at[*turn] < all.len() - size + turn) else { return Ok(found) };
        at[turn] += 1;
        for next in turn + 1..size {
            at[next] = at[next - 1] + 1;
        }
    }
}
