//! Random claims with random hints on random small models: "proven" agrees with looking at every package.

mod common;

use common::{Random, Small, certificate, issue, party, tenths};
use std::cmp::Ordering;
use std::collections::HashMap;
use zopa_verify::{STEPS, Verdict, check};

/// A package that is offered, and what the parties gain from it.
type Offered = (Vec<usize>, Vec<i64>);

/// What is changed, the claims that others rest on, and the others with whether they are true.
type Changed = (String, Vec<String>, Vec<(String, bool)>);

/// Models, if `ZOPA_CASES` says nothing else; about a dozen claims each.
const MODELS: u64 = 5500;
/// Of so many models, one has so many packages that what somebody asks for is no table, but a coordinate.
const LARGE: u64 = 250;

/// A fraction with a positive denominator.
type Fraction = (i128, i128);

fn compare(a: &[Fraction], b: &[Fraction]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| (a.0 * b.1).cmp(&(b.0 * a.1))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn sorted(mut all: Vec<Fraction>) -> Vec<Fraction> {
    all.sort_by(|a, b| compare(&[*a], &[*b]));
    all
}

/// What a concept makes as large as possible.
fn score(concept: &str, weights: &[i64], ideal: &[i64], gains: &[i64]) -> Vec<Fraction> {
    let all = || gains.iter().zip(ideal);
    match concept {
        "nash" => {
            let counted = || gains.iter().zip(weights).filter(|(gain, weight)| **weight > 0 && **gain > 0);
            let product = counted().map(|(gain, weight)| i128::from(*gain).pow(*weight as u32)).product();
            // Each gain is in tenths: products of different powers are compared in units.
            let powers: i64 = counted().map(|(_, weight)| weight).sum();
            vec![(counted().count() as i128, 1), (product, 10i128.pow(powers as u32))]
        }
        "kalai-smorodinsky" => {
            sorted(all().filter(|(_, ideal)| **ideal > 0).map(|(g, i)| ((*g).into(), (*i).into())).collect())
        }
        "egalitarian" => sorted(gains.iter().map(|g| ((*g).into(), 1)).collect()),
        "equal-loss" => sorted(all().map(|(g, i)| ((g - i).into(), 1)).collect()),
        "utilitarian" => vec![(gains.iter().map(|g| i128::from(*g)).sum(), 1)],
        _ => {
            let common: i128 = ideal.iter().filter(|i| **i > 0).map(|i| i128::from(*i)).product();
            vec![(all().filter(|(_, i)| **i > 0).map(|(g, i)| i128::from(*g) * common / i128::from(*i)).sum(), common)]
        }
    }
}

fn below(a: &[i64], b: &[i64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b)
}

/// What a conflict names, and whether a package satisfies it.
type Demand<'d> = (String, Box<dyn Fn(&[usize]) -> bool + 'd>);

/// Claims about one model, each with whether it is true.
struct Claims<'s> {
    small: &'s Small,
    random: &'s mut Random,
    feasible: Vec<(Vec<usize>, Vec<i64>)>,
    /// What names of packages begin with.
    prefix: &'s str,
    packages: HashMap<Vec<usize>, String>,
    first: Vec<String>,
    rest: Vec<(String, bool)>,
}

impl Claims<'_> {
    fn name(&mut self, package: &[usize]) -> String {
        if let Some(name) = self.packages.get(package) {
            return name.clone();
        }
        let name = format!("{}{}", self.prefix, self.packages.len());
        self.packages.insert(package.to_vec(), name.clone());
        self.first.push(self.small.package_claim(&name, package));
        name
    }

    fn proof(&mut self) -> String {
        let mut order: Vec<usize> = (0..self.small.sizes.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, self.random.below(at + 1));
        }
        let order: Vec<String> = order.into_iter().map(|at| format!("\"{}\"", issue(at))).collect();
        let weights: Vec<String> = (0..self.random.below(3))
            .map(|_| {
                let own: Vec<String> = (0..self.small.parties).map(|_| self.random.below(30).to_string()).collect();
                format!("[{}]", own.join(","))
            })
            .collect();
        let (order, weights) = (order.join(","), weights.join(","));
        match self.random.chance(35) {
            true => format!("\"proof\":{{\"rule\":\"potentials\",\"weights\":[{weights}]}}"),
            false => format!("\"proof\":{{\"order\":[{order}],\"weights\":[{weights}]}}"),
        }
    }

    fn say(&mut self, claim: &str, is_true: bool) {
        let proof = self.proof();
        self.rest.push((format!("{{{claim},{proof}}}"), is_true));
    }

    fn some(&mut self) -> Option<(Vec<usize>, Vec<i64>)> {
        let at = self.random.below(self.feasible.len());
        self.feasible.get(at).cloned()
    }

    /// Packages that all of these accept, with their gains.
    fn accepted(&self, members: &[usize]) -> Vec<(Vec<usize>, Vec<i64>)> {
        let own = |gains: &[i64]| members.iter().map(|p| gains[*p]).collect::<Vec<i64>>();
        let accepted = self.feasible.iter().filter(|(_, gains)| members.iter().all(|p| gains[*p] >= 0));
        accepted.map(|(package, gains)| (package.clone(), own(gains))).collect()
    }

    fn concepts(&mut self, members: &[usize]) {
        let accepted = self.accepted(members);
        if accepted.is_empty() {
            return;
        }
        let who: Vec<String> = members.iter().map(|p| format!("\"{}\"", party(*p))).collect();
        let who = if members.len() < self.small.parties {
            format!(",\"parties\":[{}]", who.join(","))
        } else {
            String::new()
        };
        let mut ideal = Vec::new();
        for (at, p) in members.iter().enumerate() {
            let best = accepted.iter().max_by_key(|(_, gains)| gains[at]).cloned().unwrap_or_default();
            ideal.push(best.1[at]);
            let other =
                if self.random.chance(20) { accepted[self.random.below(accepted.len())].clone() } else { best.clone() };
            let claims = if other.1[at] == best.1[at] { vec![best] } else { vec![other, best] };
            for (package, gains) in claims {
                let (name, most) = (self.name(&package), tenths(gains[at] + self.small.disagreement[*p]));
                let is_true = gains[at] == ideal[at];
                self.say(
                    &format!(
                        "\"claim\":\"ideal\",\"party\":\"{}\",\"most\":\"{most}\",\"witness\":\"{name}\"{who}",
                        party(*p)
                    ),
                    is_true,
                );
            }
        }
        let all: Vec<i64> = self.small.weights.clone();
        let weights: Vec<i64> = members.iter().map(|p| all[*p]).collect();
        let common = all.iter().fold(0, |a, b| gcd(a, *b));
        let weights: Vec<i64> = weights.iter().map(|w| w / common).collect();
        let counted = weights.iter().filter(|w| **w > 0).count();
        for concept in ["nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian"]
        {
            if concept == "nash" && counted == 0 {
                continue;
            }
            let value = |gains: &[i64]| score(concept, &weights, &ideal, gains);
            let best = accepted.iter().map(|(_, gains)| value(gains)).max_by(|a, b| compare(a, b)).unwrap_or_default();
            // All that is best and not below something as good.
            let top: Vec<&(Vec<usize>, Vec<i64>)> =
                accepted.iter().filter(|(_, gains)| compare(&value(gains), &best).is_eq()).collect();
            let mut chosen: Vec<(Vec<usize>, Vec<i64>)> = Vec::new();
            for one in &top {
                let beaten = top.iter().any(|other| below(&one.1, &other.1) && other.1 != one.1);
                if !beaten && chosen.iter().all(|other| other.1 != one.1) {
                    chosen.push((*one).clone());
                }
            }
            match self.random.below(6) {
                0 => chosen = vec![accepted[self.random.below(accepted.len())].clone()],
                1 if chosen.len() > 1 => {
                    chosen.pop();
                }
                2 if self.random.chance(50) => {
                    let one = accepted[self.random.below(accepted.len())].clone();
                    if chosen.iter().all(|other| other.1 != one.1) {
                        chosen.push(one);
                    }
                }
                _ => {}
            }
            let scores: Vec<Vec<Fraction>> = chosen.iter().map(|(_, gains)| value(gains)).collect();
            let equal = scores.iter().all(|one| compare(one, &scores[0]).is_eq());
            let covered = |gains: &[i64]| chosen.iter().any(|(_, own)| below(gains, own));
            let others = accepted.iter().filter(|(_, gains)| compare(&value(gains), &scores[0]).is_ge());
            let mut is_true = equal && others.into_iter().all(|(_, gains)| covered(gains));
            let gaining = scores[0].first().map_or(0, |first| first.0 as usize);
            let mut degenerate = concept == "nash" && gaining < counted;
            if concept == "nash" && self.random.chance(5) {
                degenerate = !degenerate;
                is_true = false;
            }
            let names: Vec<String> = chosen.iter().map(|(package, _)| format!("\"{}\"", self.name(package))).collect();
            let degenerate = if degenerate { ",\"degenerate\":true" } else { "" };
            self.say(
                &format!(
                    "\"claim\":\"concept\",\"concept\":\"{concept}\",\"best\":[{}]{degenerate}{who}",
                    names.join(",")
                ),
                is_true,
            );
            // A bound at, above or below the best value.
            if concept != "nash"
                && concept != "relative-utilitarian"
                && concept != "kalai-smorodinsky"
                && !best.is_empty()
            {
                let shift = i128::from(self.random.between(-1, 1));
                let bound = match concept {
                    "equal-loss" => -best[0].0 + shift,
                    "utilitarian" => {
                        best[0].0
                            + shift
                            + members.iter().map(|p| i128::from(self.small.disagreement[*p])).sum::<i128>()
                    }
                    _ => best[0].0 + shift,
                };
                let is_true = if concept == "equal-loss" { shift <= 0 } else { shift >= 0 };
                let bound = tenths(bound as i64);
                self.say(&format!("\"claim\":\"bound\",\"concept\":\"{concept}\",\"bound\":\"{bound}\"{who}"), is_true);
            } else if concept == "nash" && gaining == counted && !best.is_empty() {
                let shift = i128::from(self.random.between(-1, 1));
                let bound = format!("{}/{}", best[1].0 + shift, best[1].1);
                self.say(&format!("\"claim\":\"bound\",\"concept\":\"nash\",\"bound\":\"{bound}\"{who}"), shift >= 0);
            }
        }
    }

    /// What some of these choose, where some have floors: the ideal points of all are claimed before.
    fn chosen_by(&mut self, members: &[usize]) {
        let mut by: Vec<usize> = (0..members.len()).filter(|_| self.random.chance(60)).collect();
        if by.is_empty() {
            by.push(self.random.below(members.len()));
        }
        let floored = self.random.chance(50);
        let floor = |random: &mut Random| (floored && random.chance(50)).then(|| random.between(-20, 40));
        let floors: Vec<Option<i64>> = members.iter().map(|_| floor(self.random)).collect();
        let own = |all: &[i64]| by.iter().map(|at| all[*at]).collect::<Vec<i64>>();
        let all = self.accepted(members);
        let has =
            |gains: &[i64]| gains.iter().zip(&floors).all(|(gain, floor)| floor.is_none_or(|floor| *gain >= floor));
        let accepted: Vec<(Vec<usize>, Vec<i64>)> = all.iter().filter(|(_, gains)| has(gains)).cloned().collect();
        let name = |at: &usize| format!("\"{}\"", party(members[*at]));
        let mut who = format!(",\"by\":[{}]", by.iter().map(name).collect::<Vec<_>>().join(","));
        let floors: Vec<String> = (floors.iter().enumerate())
            .filter_map(|(at, floor)| {
                let utility = (*floor)? + self.small.disagreement[members[at]];
                Some(format!("{}:\"{}\"", name(&at), tenths(utility)))
            })
            .collect();
        let floors = if floors.is_empty() { String::new() } else { format!(",\"floors\":{{{}}}", floors.join(",")) };
        let parties: Vec<String> = (0..members.len()).map(|at| name(&at)).collect();
        let parties = format!(",\"parties\":[{}]", parties.join(","));
        let none = accepted.is_empty();
        self.say(&format!("\"claim\":\"no-agreement\"{parties}{floors}"), none);
        if members.len() < self.small.parties {
            who += &parties;
        }
        if none {
            return;
        }
        let ideal: Vec<i64> =
            (0..members.len()).map(|at| all.iter().map(|(_, gains)| gains[at]).max().unwrap_or(0)).collect();
        let common = self.small.weights.iter().fold(0, |a, b| gcd(a, *b));
        let weights: Vec<i64> = members.iter().map(|p| self.small.weights[*p] / common).collect();
        let (ideal, weights) = (own(&ideal), own(&weights));
        let counted = weights.iter().filter(|weight| **weight > 0).count();
        for concept in ["nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian"]
        {
            let rests = ["kalai-smorodinsky", "equal-loss", "relative-utilitarian"].contains(&concept);
            if concept == "nash" && counted == 0 || rests && !floors.is_empty() {
                continue;
            }
            let value = |gains: &[i64]| score(concept, &weights, &ideal, &own(gains));
            let best = accepted.iter().map(|(_, gains)| value(gains)).max_by(|a, b| compare(a, b)).unwrap_or_default();
            let top: Vec<&(Vec<usize>, Vec<i64>)> =
                accepted.iter().filter(|(_, gains)| compare(&value(gains), &best).is_eq()).collect();
            let mut chosen: Vec<(Vec<usize>, Vec<i64>)> = Vec::new();
            for one in &top {
                let beaten = top.iter().any(|other| below(&one.1, &other.1) && other.1 != one.1);
                if !beaten && chosen.iter().all(|other| other.1 != one.1) {
                    chosen.push((*one).clone());
                }
            }
            match self.random.below(5) {
                0 => chosen = vec![accepted[self.random.below(accepted.len())].clone()],
                1 if chosen.len() > 1 => drop(chosen.pop()),
                // One that all accept, and that has the floors or not.
                2 => chosen = vec![all[self.random.below(all.len())].clone()],
                _ => {}
            }
            let scores: Vec<Vec<Fraction>> = chosen.iter().map(|(_, gains)| value(gains)).collect();
            let covered = |gains: &[i64]| chosen.iter().any(|(_, own)| below(gains, own));
            let others = accepted.iter().filter(|(_, gains)| compare(&value(gains), &scores[0]).is_ge());
            let is_true = scores.iter().all(|one| compare(one, &scores[0]).is_eq())
                && chosen.iter().all(|(_, gains)| has(gains))
                && others.into_iter().all(|(_, gains)| covered(gains));
            let gaining = scores[0].first().map_or(0, |first| first.0 as usize);
            let degenerate = concept == "nash" && gaining < counted;
            let names: Vec<String> = chosen.iter().map(|(package, _)| format!("\"{}\"", self.name(package))).collect();
            let degenerate = if degenerate { ",\"degenerate\":true" } else { "" };
            let best = names.join(",");
            self.say(
                &format!("\"claim\":\"concept\",\"concept\":\"{concept}\",\"best\":[{best}]{degenerate}{who}{floors}"),
                is_true,
            );
        }
    }

    /// Offers, one after the other, as they are and with something else in them.
    fn offers(&mut self) {
        let against = self.random.chance(50);
        if against && self.small.caps.iter().any(Option::is_some) {
            return;
        }
        let n = self.small.parties;
        let talks = Talks::random(self.random, self.small);
        let rounds = talks.rounds();
        let mut stages = Vec::new();
        let (worth, _) = talks.worth(self.small, &mut |by, refusal| {
            let best = talks.best(self.small, &self.feasible, by, refusal, against);
            stages.push(best.clone());
            best
        });
        let mut said = worth.clone();
        let mut told = talks.clone();
        match self.random.below(8) {
            0 => said[self.random.below(n)].0 += 1,
            1 => {
                let at = self.random.below(stages.len());
                stages[at] = self.some();
            }
            2 => {
                let at = self.random.below(stages.len());
                stages[at] = None;
            }
            3 => told.patience[self.random.below(n)] = (1, 3),
            4 => told.breakdown = (1, 5),
            5 => told.outside[self.random.below(n)] = Some(self.random.between(-5, 40)),
            _ => {}
        }
        // What is said is true if each offer is as good as the best of what follows from those behind it.
        let (mut next, mut is_true) = (stages.iter(), true);
        let (worth, _) = told.worth(self.small, &mut |by, refusal| {
            let one = next.next().cloned().flatten();
            let best = told.best(self.small, &self.feasible, by, refusal, against);
            is_true &= one.as_ref().map(|one| &one.1) == best.as_ref().map(|best| &best.1);
            one
        });
        is_true &= worth.iter().zip(&said).all(|(a, b)| compare(&[*a], &[*b]).is_eq());
        let mut text = Vec::new();
        for stage in &stages {
            let offer =
                stage.as_ref().map_or(String::new(), |(package, _)| format!("\"offer\":\"{}\",", self.name(package)));
            text.push(format!("{{{offer}{}}}", self.proof()));
        }
        let ties = if against { "against" } else { "for" };
        let gains: Vec<String> = said
            .iter()
            .enumerate()
            .map(|(p, (top, bottom))| format!("\"{}\":\"{top}/{}\"", party(p), 10 * bottom))
            .collect();
        self.rest.push((
            format!(
                "{{\"claim\":\"offers\",{},\"rounds\":{rounds},\"ties\":\"{ties}\",\"gains\":{{{}}},\"stages\":[{}]}}",
                told.json(self.small),
                gains.join(","),
                text.join(",")
            ),
            is_true,
        ));
    }

    fn agreement(&mut self) {
        let passing = self.feasible.iter().any(|(_, gains)| self.small.passes(gains));
        self.say("\"claim\":\"no-agreement\"", !passing);
        let pair = [self.random.below(self.small.parties), self.random.below(self.small.parties)];
        let (a, b) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        let members = if a == b { vec![a] } else { vec![a, b] };
        let names: Vec<String> = members.iter().map(|p| format!("\"{}\"", party(*p))).collect();
        let none = self.accepted(&members).is_empty();
        self.say(&format!("\"claim\":\"no-agreement\",\"parties\":[{}]", names.join(",")), none);
    }

    fn frontier(&mut self) {
        let acceptable = self.random.chance(60);
        let (small, cover) = (self.small, self.random.chance(25));
        let all: Vec<(Vec<usize>, Vec<i64>)> =
            self.feasible.iter().filter(|(_, gains)| !acceptable || small.passes(gains)).cloned().collect();
        let mut points: Vec<(Vec<usize>, Vec<i64>)> = Vec::new();
        for one in &all {
            let beaten = all.iter().any(|other| below(&one.1, &other.1) && one.1 != other.1);
            if !beaten && points.iter().all(|other| other.1 != one.1) {
                points.push(one.clone());
            }
        }
        let mut efficient = true;
        if !points.is_empty() && self.random.chance(30) {
            points.remove(self.random.below(points.len()));
        }
        if !all.is_empty() && self.random.chance(15) {
            let one = all[self.random.below(all.len())].clone();
            efficient = points.iter().all(|other| !below(&one.1, &other.1) && !below(&other.1, &one.1));
            points.push(one);
        }
        let tolerance: Vec<i64> =
            (0..self.small.parties).map(|_| if cover { self.random.between(0, 30) } else { 0 }).collect();
        let covered = |gains: &[i64]| {
            let still = gains.iter().zip(&tolerance).map(|(gain, t)| gain - t).collect::<Vec<i64>>();
            let counts = !acceptable || small.passes(&still);
            !counts || points.iter().any(|(_, own)| below(&still, own))
        };
        let is_true = (cover || efficient) && all.iter().all(|(_, gains)| covered(gains));
        let point = |(package, gains): &(Vec<usize>, Vec<i64>)| {
            let worth: Vec<String> =
                gains.iter().zip(&small.disagreement).map(|(g, d)| format!("\"{}\"", tenths(g + d))).collect();
            let options: Vec<String> = package.iter().map(usize::to_string).collect();
            format!("{{\"utilities\":[{}],\"package\":[{}]}}", worth.join(","), options.join(","))
        };
        let points: Vec<String> = points.iter().map(point).collect();
        let worth: Vec<String> =
            tolerance.iter().enumerate().map(|(p, t)| format!("\"{}\":{}", party(p), tenths(*t))).collect();
        let tolerance = if cover { format!(",\"tolerance\":{{{}}}", worth.join(",")) } else { String::new() };
        let of = if acceptable { "acceptable" } else { "feasible" };
        self.say(
            &format!("\"claim\":\"frontier\",\"of\":\"{of}\",\"points\":[{}]{tolerance}", points.join(",")),
            is_true,
        );
    }

    fn nearest(&mut self) {
        let passing: Vec<Vec<usize>> = self
            .feasible
            .iter()
            .filter(|(_, gains)| self.small.passes(gains))
            .map(|(package, _)| package.clone())
            .collect();
        let all = self.small.packages();
        let draft = all[self.random.below(all.len())].clone();
        let changes = |package: &[usize]| package.iter().zip(&draft).filter(|(a, b)| a != b).count();
        let Some(least) = passing.iter().map(|package| changes(package)).min() else { return };
        let one = passing[self.random.below(passing.len())].clone();
        let (k, name, draft_json) = (changes(&one), self.name(&one), self.small.package_json(&draft));
        self.say(
            &format!("\"claim\":\"nearest\",\"draft\":{draft_json},\"changes\":{k},\"best\":[\"{name}\"]"),
            k == least,
        );
    }

    fn comparison(&mut self) {
        let (small, at) = (self.small, self.random.below(self.small.sizes.len()));
        let p = self.random.below(small.parties);
        let (from, to) = (self.random.below(small.sizes[at]), self.random.below(small.sizes[at]));
        let among_all = self.random.chance(30);
        let mut most = None;
        for package in small.packages() {
            let (mut a, mut b) = (package.clone(), package);
            (a[at], b[at]) = (from, to);
            let open = |x: &[usize]| x.iter().zip(&small.left).all(|(option, left)| left.contains(option));
            let counts = if among_all { open(&a) && open(&b) } else { small.feasible(&a) && small.feasible(&b) };
            if counts {
                most = most.max(Some(small.sum(p, &b) - small.sum(p, &a)));
            }
        }
        if small.caps[p].is_some() {
            return;
        }
        let said = most.unwrap_or(0) + self.random.between(-1, 1);
        let side = |option: usize| {
            let package: Vec<usize> =
                (0..small.sizes.len()).map(|issue| if issue == at { option } else { 0 }).collect();
            let all = small.package_json(&package);
            let own = format!("\"{}\":", issue(at));
            let from = all.find(&own).unwrap_or(0);
            let to = all[from..].find([',', '}']).map_or(all.len(), |end| from + end);
            format!("{{{}}}", &all[from..to])
        };
        let (from, to, said_text) = (side(from), side(to), tenths(said));
        let among = if among_all { "all" } else { "feasible" };
        let is_true = most.is_none_or(|most| most <= said);
        self.say(
            &format!("\"claim\":\"comparison\",\"party\":\"{}\",\"from\":{from},\"to\":{to},\"most\":\"{said_text}\",\"among\":\"{among}\"", party(p)),
            is_true,
        );
    }

    fn conflict(&mut self) {
        let small = self.small;
        let mut demands: Vec<Demand> = Vec::new();
        for p in 0..small.parties {
            if self.random.chance(60) {
                demands.push((format!("{{\"party\":\"{}\"}}", party(p)), Box::new(move |x| small.gains(x)[p] >= 0)));
            }
        }
        for (at, rule) in small.rules.iter().enumerate().skip(usize::from(small.lifted)) {
            if self.random.chance(70) {
                demands.push((format!("{{\"rule\":\"rules[{at}]\"}}"), Box::new(move |x| small.keeps(rule, x))));
            }
        }
        // Of those who must consent, third parties and bodies.
        for (at, one) in small.approvals.iter().enumerate() {
            if self.random.chance(60) {
                let name = format!("{{\"rule\":\"approvals.a{at}\"}}");
                demands.push((name, Box::new(move |x| small.consents(one, x))));
            }
        }
        if let Some((p, ..)) = small.ratifiers.as_ref().filter(|_| self.random.chance(60)) {
            let name = format!("{{\"rule\":\"{}.ratifiers\"}}", party(*p));
            demands.push((name, Box::new(move |x| small.ratified(x))));
        }
        if self.random.chance(20) {
            demands.push(("{\"acceptance\":true}".into(), Box::new(move |x| small.passes(&small.gains(x)))));
        }
        let all: Vec<Vec<usize>> = small
            .packages()
            .into_iter()
            .filter(|x| x.iter().zip(&small.left).all(|(o, left)| left.contains(o)))
            .collect();
        let satisfied = |x: &[usize], without: Option<usize>| {
            demands.iter().enumerate().all(|(at, demand)| Some(at) == without || demand.1(x))
        };
        let mut is_true = !all.iter().any(|x| satisfied(x, None));
        let mut witnesses = Vec::new();
        for at in 0..demands.len() {
            let found = all.iter().find(|x| satisfied(x, Some(at)));
            is_true &= found.is_some();
            witnesses.push(small.package_json(found.unwrap_or(&all[0])));
        }
        let elements: Vec<&str> = demands.iter().map(|demand| demand.0.as_str()).collect();
        let claim = format!(
            "\"claim\":\"conflict\",\"elements\":[{}],\"witnesses\":[{}]",
            elements.join(","),
            witnesses.join(",")
        );
        self.say(&claim, is_true);
    }
}

/// Offers, with gains in tenths.
#[derive(Clone)]
struct Talks {
    order: Vec<usize>,
    by_chance: bool,
    rounds: usize,
    patience: Vec<Fraction>,
    breakdown: Fraction,
    broken: Vec<i64>,
    outside: Vec<Option<i64>>,
}

fn reduced((top, bottom): Fraction) -> Fraction {
    let (mut a, mut b) = (top.abs(), bottom.abs());
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (top / a.max(1), bottom / a.max(1))
}

fn plus(a: Fraction, b: Fraction) -> Fraction {
    reduced((a.0 * b.1 + b.0 * a.1, a.1 * b.1))
}

fn times(a: Fraction, b: Fraction) -> Fraction {
    reduced((a.0 * b.0, a.1 * b.1))
}

impl Talks {
    fn random(random: &mut Random, small: &Small) -> Talks {
        let n = small.parties;
        let share = |random: &mut Random| [(1, 1), (9, 10), (1, 2), (2, 3), (0, 1)][random.below(5)];
        Talks {
            order: (0..1 + random.below(3)).map(|_| random.below(n)).collect(),
            by_chance: random.chance(30),
            rounds: 1 + random.below(4),
            patience: (0..n).map(|_| share(random)).collect(),
            breakdown: if random.chance(30) { (1, 4) } else { (0, 1) },
            broken: (0..n).map(|_| if random.chance(20) { random.between(-20, 20) } else { 0 }).collect(),
            outside: (0..n).map(|_| random.chance(15).then(|| random.between(-10, 40))).collect(),
        }
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    /// What talks are worth, where whoever has its turn offers what it is told to where a refusal is worth so much; and how many turns
    /// there are.
    fn worth(
        &self,
        small: &Small,
        offer: &mut dyn FnMut(usize, &[Fraction]) -> Option<Offered>,
    ) -> (Vec<Fraction>, usize) {
        let (n, mut turns) = (small.parties, 0);
        let mut worth: Vec<Fraction> = vec![(0, 1); n];
        for round in (0..self.rounds).rev() {
            let stays = plus((1, 1), (-self.breakdown.0, self.breakdown.1));
            let goes_on: Vec<Fraction> = (0..n)
                .map(|p| {
                    let waits = times(stays, times(self.patience[p], worth[p]));
                    plus(times(self.breakdown, (self.broken[p].into(), 1)), waits)
                })
                .collect();
            let now = if self.by_chance { self.order.clone() } else { vec![self.order[round % self.order.len()]] };
            let mut sum: Vec<Fraction> = vec![(0, 1); n];
            for by in &now {
                let leaves = |p: usize| {
                    p != *by && self.outside[p].is_some_and(|own| compare(&[(own.into(), 1)], &[goes_on[p]]).is_gt())
                };
                let refusal: Vec<Fraction> = match (0..n).any(leaves) {
                    false => goes_on.clone(),
                    true => (0..n)
                        .map(|p| match self.outside[p] {
                            Some(own) if leaves(p) || own > 0 => (own.into(), 1),
                            _ => (0, 1),
                        })
                        .collect(),
                };
                let gains = offer(*by, &refusal);
                turns += 1;
                for p in 0..n {
                    let own = gains.as_ref().map_or(refusal[p], |(_, gains)| (gains[p].into(), 1));
                    sum[p] = plus(sum[p], own);
                }
            }
            worth = sum.into_iter().map(|sum| times(sum, (1, now.len() as i128))).collect();
        }
        (worth, turns)
    }

    /// The best that passes.
    fn best(
        &self,
        small: &Small,
        feasible: &[(Vec<usize>, Vec<i64>)],
        by: usize,
        refusal: &[Fraction],
        against: bool,
    ) -> Option<(Vec<usize>, Vec<i64>)> {
        let accepts = |gains: &[i64], p: usize| compare(&[(gains[p].into(), 1)], &[refusal[p]]).is_ge();
        let passes = |gains: &[i64]| {
            let count = (0..gains.len()).filter(|p| accepts(gains, *p)).count();
            accepts(gains, by) && count >= small.quota && small.veto.is_none_or(|p| accepts(gains, p))
        };
        let key = |gains: &[i64]| {
            let others = (0..gains.len()).filter(|p| *p != by).map(|p| if against { -gains[p] } else { gains[p] });
            std::iter::once(gains[by]).chain(others).collect::<Vec<i64>>()
        };
        feasible.iter().filter(|(_, gains)| passes(gains)).max_by_key(|(_, gains)| key(gains)).cloned()
    }

    fn json(&self, small: &Small) -> String {
        let order: Vec<String> = self.order.iter().map(|p| format!("\"{}\"", party(*p))).collect();
        let patience: Vec<String> = (0..small.parties)
            .map(|p| format!("\"{}\":\"{}/{}\"", party(p), self.patience[p].0, self.patience[p].1))
            .collect();
        let utility = |p: usize, gain: i64| format!("\"{}\":{}", party(p), tenths(gain + small.disagreement[p]));
        let broken: Vec<String> = (0..small.parties).map(|p| utility(p, self.broken[p])).collect();
        let outside = (0..small.parties).filter_map(|p| Some(utility(p, self.outside[p]?)));
        format!(
            "\"order\":[{}],\"by_chance\":{},\"patience\":{{{}}},\"breakdown\":\"{}/{}\",\"broken\":{{{}}},\"outside\":{{{}}}",
            order.join(","),
            self.by_chance,
            patience.join(","),
            self.breakdown.0,
            self.breakdown.1,
            broken.join(","),
            outside.collect::<Vec<_>>().join(",")
        )
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Claims about a model, the packages that they name first.
fn about(small: &Small, random: &mut Random, prefix: &str) -> (Vec<String>, Vec<(String, bool)>) {
    let feasible =
        small.packages().into_iter().filter(|x| small.feasible(x)).map(|x| (x.clone(), small.gains(&x))).collect();
    let (packages, first, rest) = (HashMap::new(), Vec::new(), Vec::new());
    let mut claims = Claims { small, random, feasible, prefix, packages, first, rest };
    let everybody: Vec<usize> = (0..small.parties).collect();
    claims.concepts(&everybody);
    claims.chosen_by(&everybody);
    if claims.random.chance(30) {
        let gone = claims.random.below(small.parties);
        let members: Vec<usize> = everybody.into_iter().filter(|p| *p != gone).collect();
        claims.concepts(&members);
        claims.chosen_by(&members);
    }
    claims.agreement();
    claims.frontier();
    claims.nearest();
    claims.comparison();
    claims.conflict();
    for _ in 0..2 {
        claims.offers();
    }
    if let Some((package, _)) = claims.some() {
        claims.name(&package);
    }
    (claims.first, claims.rest)
}

/// A model, claims about it, and claims about it with something changed.
struct Case {
    small: Small,
    first: Vec<String>,
    rest: Vec<(String, bool)>,
    /// What is changed, and the claims then.
    changed: Option<Changed>,
}

fn claims(seed: u64) -> Case {
    let begin = || Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let drawn = |random: &mut Random| {
        if seed.is_multiple_of(LARGE) { Small::large(random) } else { Small::random(random) }
    };
    let mut random = begin();
    let small = drawn(&mut random);
    let (first, rest) = about(&small, &mut random, "k");
    let changed = random.chance(15).then(|| {
        // The same model again, of which something is changed.
        let mut other = drawn(&mut begin());
        let (p, at) = (random.below(other.parties), random.below(other.sizes.len()));
        other.disagreement[p] += random.between(-10, 10);
        let mut question = format!(
            "\"set\":[{{\"at\":[\"parties\",\"{}\",\"disagreement\"],\"to\":\"{}\"}}]",
            party(p),
            tenths(other.disagreement[p])
        );
        if !other.lifted && !other.rules.is_empty() && random.chance(50) {
            other.lifted = true;
            question += ",\"without\":[\"rules[0]\"]";
        }
        if random.chance(40) {
            let keep = other.left[at][random.below(other.left[at].len())];
            question += &format!(",\"fix\":{{\"{}\":[\"{}\"]}}", issue(at), other.option(at, keep));
            other.left[at] = vec![keep];
        }
        let (first, rest) = about(&other, &mut random, "c");
        (format!("{{{question}}}"), first, rest)
    });
    Case { small, first, rest, changed }
}

#[test]
fn proven_agrees_with_looking_at_every_package() {
    let (mut counted, mut true_ones) = (0, 0);
    let models = std::env::var("ZOPA_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(MODELS);
    for seed in 1..=models {
        let Case { small, first, rest, changed } = claims(seed);
        let model = small.json();
        let texts = |first: &[String], rest: &[(String, bool)]| -> Vec<String> {
            first.iter().cloned().chain(rest.iter().map(|(claim, _)| claim.clone())).collect()
        };
        let mut all = texts(&first, &rest);
        let mut expected: Vec<bool> = vec![true; first.len()];
        expected.extend(rest.iter().map(|(_, is_true)| *is_true));
        let (mut each, mut packages) = (all.clone(), first.len());
        if let Some((question, first, rest)) = changed {
            let inner = texts(&first, &rest);
            all.push(format!("{{\"claim\":\"changed\",\"question\":{question},\"claims\":[{}]}}", inner.join(",")));
            expected.extend(std::iter::repeat_n(true, first.len()).chain(rest.iter().map(|(_, is_true)| *is_true)));
            each.extend(inner);
            packages += first.len();
        }
        let text = certificate(&model, &small.question(), &all);
        let report = check(model.as_bytes(), text.as_bytes(), STEPS)
            .unwrap_or_else(|why| panic!("{seed}: {why}\n{model}\n{text}"));
        assert_eq!(report.findings.len(), expected.len(), "{seed}");
        for ((finding, is_true), claim) in report.findings.iter().zip(&expected).zip(&each) {
            let expected = if *is_true { Verdict::Proven } else { Verdict::Rejected };
            assert_eq!(finding.verdict, expected, "{seed}: {}\n{claim}\n{model}\n{text}", finding.sentence);
        }
        counted += expected.len() - packages;
        true_ones += expected.iter().filter(|one| **one).count() - packages;
    }
    assert!(counted >= 50_000 || models < MODELS, "{counted} claims");
    assert!(true_ones * 4 > counted && true_ones * 10 < counted * 9, "{true_ones} of {counted} claims are true");
}

/// Gains of mixtures are in so many parts of tenths.
const PARTS: i64 = 4;

/// Random lotteries with random weights: of what is proven, no mixture of two packages is more even.
#[test]
fn no_lottery_that_is_proven_is_refuted_by_a_mixture() {
    let models = std::env::var("ZOPA_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150u64);
    let (mut counted, mut proven) = (0, 0);
    for seed in 1..=models {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut small = Small::random(&mut random);
        small.caps.fill(None);
        let n = small.parties;
        let mut points: Vec<(Vec<usize>, Vec<i64>)> = Vec::new();
        for package in small.packages().into_iter().filter(|package| small.feasible(package)) {
            let gains = small.gains(&package);
            if points.len() < 24 && points.iter().all(|(_, known)| !below(&gains, known)) {
                points.push((package, gains));
            }
        }
        // Both packages, the parts of the first, and gains from which nobody loses.
        let mut mixtures: Vec<([usize; 2], i64, Vec<i64>)> = Vec::new();
        for a in 0..points.len() {
            for b in 0..=a {
                for part in 1..=PARTS {
                    let own = points[a].1.iter().zip(&points[b].1).map(|(x, y)| part * x + (PARTS - part) * y);
                    let gains: Vec<i64> = own.collect();
                    if gains.iter().all(|gain| *gain >= 0) {
                        mixtures.push(([a, b], part, gains));
                    }
                }
            }
        }
        if mixtures.is_empty() {
            continue;
        }
        let mut claims: Vec<String> = points
            .iter()
            .enumerate()
            .map(|(at, (package, _))| small.package_claim(&format!("k{at}"), package))
            .collect();
        let first = claims.len();
        let odds = |(of, part, _): &([usize; 2], i64, Vec<i64>)| {
            format!("[[\"k{}\",\"{part}/{PARTS}\"],[\"k{}\",\"{}/{PARTS}\"]]", of[0], of[1], PARTS - part)
        };
        let mut refuted = Vec::new();
        for _ in 0..24 {
            let shares = random.chance(50);
            let best: Vec<&([usize; 2], i64, Vec<i64>)> =
                (0..n).filter_map(|p| mixtures.iter().max_by_key(|one| one.2[p])).collect();
            let ideal: Vec<i64> = (0..n).map(|p| if shares { best[p].2[p] } else { 1 }).collect();
            let key = |gains: &[i64]| score("kalai-smorodinsky", &[], &ideal, gains);
            let most = mixtures.iter().max_by(|a, b| compare(&key(&a.2), &key(&b.2)));
            let one = most.filter(|_| random.chance(80)).unwrap_or(&mixtures[random.below(mixtures.len())]);
            let beats = |other: &[i64]| match compare(&key(other), &key(&one.2)) {
                Ordering::Greater => true,
                Ordering::Equal => (0..n).any(|p| ideal[p] > 0 && other[p] != one.2[p]),
                Ordering::Less => false,
            };
            refuted.push(mixtures.iter().any(|other| beats(&other.2)));
            let mut row = |alone: Option<usize>| {
                let own = (0..n).map(|p| if alone.is_some_and(|own| own != p) { 0 } else { random.between(0, 3) });
                format!("[{}]", own.map(|w| w.to_string()).collect::<Vec<_>>().join(","))
            };
            let ideals: Vec<String> = (0..n)
                .map(|p| format!("{{\"odds\":{},\"weights\":{}}}", odds(best[p]), row((p % 2 == 0).then_some(p))))
                .collect();
            let rows = [row(None), row(None)];
            let (concept, ideals) = match shares {
                true => ("kalai-smorodinsky", format!(",\"ideal\":[{}]", ideals.join(","))),
                false => ("egalitarian", String::new()),
            };
            claims.push(format!(
                "{{\"claim\":\"lottery\",\"concept\":\"lottery-{concept}\",\"odds\":{},\"weights\":[{}]{ideals}}}",
                odds(one),
                rows.join(",")
            ));
        }
        let model = small.json();
        let text = certificate(&model, &small.question(), &claims);
        let report = check(model.as_bytes(), text.as_bytes(), STEPS).unwrap_or_else(|why| panic!("{seed}: {why}"));
        for ((finding, claim), is_refuted) in report.findings[first..].iter().zip(&claims[first..]).zip(refuted) {
            assert!(finding.verdict != Verdict::Proven || !is_refuted, "{seed}: {}\n{claim}\n{text}", finding.sentence);
            counted += 1;
            proven += usize::from(finding.verdict == Verdict::Proven);
        }
    }
    assert!(proven * 60 > counted && proven * 4 < 3 * counted, "{proven} of {counted} claims are proven");
}
