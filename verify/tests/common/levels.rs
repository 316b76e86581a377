//! Random small models with continuous issues, and an oracle that looks at packages whose levels are quarters.

use super::{Random, certificate, party};
use std::cmp::Ordering;

/// An end of a sum, if it has one.
type End = Option<i64>;

/// A model whose numbers are whole. Levels run from 0 to a whole number, and curves bend at whole levels.
pub struct Levelled {
    pub parties: usize,
    /// In smallest whole numbers.
    weights: Vec<i64>,
    /// How many must accept, and who among them.
    quota: usize,
    veto: Option<usize>,
    disagreement: Vec<i64>,
    sizes: Vec<usize>,
    tops: Vec<i64>,
    /// By party and issue with options.
    values: Vec<Vec<Vec<i64>>>,
    /// By party and continuous issue, what whole levels are worth.
    curves: Vec<Vec<Vec<i64>>>,
    /// A party, an option of the first issue, a continuous issue, and what each unit is worth then.
    scaled: Vec<(usize, usize, usize, i64)>,
    /// A party, a continuous issue, and what each unit is worth in a state that is as likely as not, or certain with the first
    /// option of the first issue.
    state: Option<(usize, usize, i64)>,
    caps: Vec<Option<i64>>,
    /// An option of the first issue, a continuous issue, and between which levels it lies then.
    bound: Option<(usize, usize, i64, i64)>,
    /// What units of each continuous issue and options of the first count for; the least and the most.
    sum: Option<(Vec<i64>, Vec<i64>, End, End)>,
    forbidden: Option<(usize, usize)>,
    /// A level that is fixed.
    fixed: Option<i64>,
}

/// Options, levels in quarters, and gains in quarters.
pub type Package = (Vec<usize>, Vec<i64>, Vec<i64>);

impl Levelled {
    pub fn random(random: &mut Random) -> Levelled {
        let parties = 2 + random.below(2);
        let sizes: Vec<usize> = (0..1 + random.below(2)).map(|_| 2 + random.below(2)).collect();
        let tops: Vec<i64> = (0..1 + random.below(2)).map(|_| random.between(1, 3)).collect();
        let mut row = |size: usize, low, high| (0..size).map(|_| random.between(low, high)).collect::<Vec<i64>>();
        let values = (0..parties).map(|_| sizes.iter().map(|size| row(*size, -4, 6)).collect()).collect();
        let curves = (0..parties).map(|_| tops.iter().map(|top| row(*top as usize + 1, -3, 5)).collect()).collect();
        let disagreement = row(parties, -3, 3);
        let caps = (0..parties).map(|_| random.chance(20).then(|| random.between(2, 7))).collect();
        let option = |random: &mut Random| random.below(sizes[0]);
        let level = |random: &mut Random| random.below(tops.len());
        let scaled = (0..random.below(3))
            .map(|_| (random.below(parties), option(random), level(random), random.between(-3, 3)))
            .collect();
        let state = random.chance(30).then(|| (random.below(parties), level(random), random.between(-2, 2)));
        let bound = random.chance(50).then(|| {
            let at = level(random);
            let from = random.between(0, tops[at]);
            (option(random), at, from, random.between(from, tops[at]))
        });
        let sum = random.chance(50).then(|| {
            let units: Vec<i64> = tops.iter().map(|_| random.between(-1, 3)).collect();
            let rows: Vec<i64> = (0..sizes[0]).map(|_| random.between(0, 2)).collect();
            let most = random.chance(70).then(|| random.between(1, 6));
            let least = (most.is_none() || random.chance(20)).then(|| random.between(-1, 1));
            (units, rows, least, most)
        });
        let forbidden = (sizes.len() > 1 && random.chance(30)).then(|| (option(random), random.below(sizes[1])));
        let weights = match random.chance(40) {
            true => (0..parties).map(|_| random.between(0, 2)).collect(),
            false => vec![1; parties],
        };
        let common = weights.iter().fold(0, |a, b| gcd(a, *b));
        let weights = if common == 0 { vec![1; parties] } else { weights.iter().map(|one| one / common).collect() };
        let quota = if random.chance(30) { 1 + random.below(parties) } else { parties };
        let veto = random.chance(15).then(|| random.below(parties));
        let fixed = random.chance(10).then(|| random.between(0, tops[0]));
        Levelled {
            parties,
            weights,
            quota,
            veto,
            disagreement,
            sizes,
            tops,
            values,
            curves,
            scaled,
            state,
            caps,
            bound,
            sum,
            forbidden,
            fixed,
        }
    }

    pub fn json(&self) -> String {
        let list = |all: Vec<String>| all.join(",");
        let numbers = |all: &[i64]| all.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let by_option = |row: &[i64]| {
            list(row.iter().enumerate().map(|(option, worth)| format!("\"o{option}\":{worth}")).collect())
        };
        let parties = (0..self.parties).map(|p| {
            format!("\"{}\":{{\"disagreement\":{},\"weight\":{}}}", party(p), self.disagreement[p], 3 * self.weights[p])
        });
        let veto = self.veto.map_or(String::new(), |p| format!("\"{}\"", party(p)));
        let acceptance = format!(",\"acceptance\":{{\"quota\":{},\"veto\":[{veto}]}}", self.quota);
        let options = self.sizes.iter().enumerate().map(|(at, size)| {
            let names: Vec<String> = (0..*size).map(|option| format!("\"o{option}\"")).collect();
            format!("\"x{at}\":{{\"options\":[{}]}}", names.join(","))
        });
        let levels = self
            .tops
            .iter()
            .enumerate()
            .map(|(at, top)| format!("\"l{at}\":{{\"continuous\":{{\"min\":0,\"max\":{top}}}}}"));
        let utilities = (0..self.parties).map(|p| {
            let own = self.values[p].iter().enumerate().map(|(at, row)| format!("\"x{at}\":{{{}}}", by_option(row)));
            let curves = self.curves[p].iter().enumerate().map(|(at, curve)| {
                let points: Vec<String> =
                    curve.iter().enumerate().map(|(level, worth)| format!("[{level},{worth}]")).collect();
                format!("\"l{at}\":{{\"points\":[{}]}}", points.join(","))
            });
            let scaled = self.scaled.iter().filter(|one| one.0 == p).map(|(_, option, level, each)| {
                format!("{{\"when\":{{\"x0\":\"o{option}\"}},\"values\":{{\"l{level}\":{{\"per_unit\":{each}}}}}}}")
            });
            let cap = self.caps[p].map_or(String::new(), |cap| format!(",\"at_most\":{cap}"));
            format!(
                "\"{}\":{{\"values\":{{{}}},\"interactions\":[{}]{cap}}}",
                party(p),
                list(own.chain(curves).collect()),
                list(scaled.collect())
            )
        });
        let mut rules = Vec::new();
        if let Some((option, level, from, to)) = self.bound {
            let asked = if from == to { from.to_string() } else { format!("{{\"from\":{from},\"to\":{to}}}") };
            rules.push(format!("{{\"if\":{{\"x0\":\"o{option}\"}},\"then\":{{\"l{level}\":{asked}}}}}"));
        }
        if let Some((units, row, least, most)) = &self.sum {
            let units = units.iter().enumerate().map(|(at, each)| format!("\"l{at}\":{each}"));
            let ends = [("at_least", least), ("at_most", most)].into_iter();
            let ends = ends.filter_map(|(key, end)| Some(format!(",\"{key}\":{}", (*end)?)));
            rules.push(format!(
                "{{\"sum\":{{\"x0\":{{{}}},{}}}{}}}",
                by_option(row),
                list(units.collect()),
                ends.collect::<String>()
            ));
        }
        if let Some((first, second)) = self.forbidden {
            rules.push(format!("{{\"forbid\":{{\"x0\":\"o{first}\",\"x1\":\"o{second}\"}}}}"));
        }
        let state = self.state.map_or(String::new(), |(p, level, each)| {
            let id = party(p);
            format!(
                ",\"states\":{{\"s\":{{\"beliefs\":{{\"{id}\":0.5}},\"given\":[{{\"when\":{{\"x0\":\"o0\"}},\"beliefs\":{{\"{id}\":1}}}}],\
                 \"utilities\":{{\"{id}\":{{\"values\":{{\"l{level}\":{{\"points\":[[0,0],[{},{}]]}}}}}}}}}}}}",
                self.tops[level],
                2 * each * self.tops[level]
            )
        });
        debug_assert!(!numbers(&self.disagreement).is_empty());
        format!(
            "{{\"zopa\":1,\"parties\":{{{}}},\"issues\":{{{}}},\"utilities\":{{{}}},\"rules\":[{}]{state}{acceptance}}}",
            list(parties.collect()),
            list(options.chain(levels).collect()),
            list(utilities.collect()),
            rules.join(",")
        )
    }

    pub fn question(&self) -> String {
        self.fixed.map_or("{}".into(), |level| format!("{{\"fix\":{{\"l0\":[\"{level}\"]}}}}"))
    }

    /// What a package is worth to everybody beyond no agreement, in quarters.
    fn gains(&self, options: &[usize], levels: &[i64]) -> Vec<i64> {
        let curve = |curve: &Vec<i64>, level: i64| {
            let (at, part) = ((level / 4) as usize, level % 4);
            4 * curve[at] + if part > 0 { (curve[at + 1] - curve[at]) * part } else { 0 }
        };
        let gain = |p: usize| {
            let mut sum: i64 = options.iter().enumerate().map(|(at, option)| 4 * self.values[p][at][*option]).sum();
            sum += levels.iter().enumerate().map(|(at, level)| curve(&self.curves[p][at], *level)).sum::<i64>();
            let scaled = self.scaled.iter().filter(|one| one.0 == p && one.1 == options[0]);
            sum += scaled.map(|(_, _, at, each)| each * levels[*at]).sum::<i64>();
            if let Some((_, at, each)) = self.state.filter(|state| state.0 == p) {
                sum += each * levels[at] * if options[0] == 0 { 2 } else { 1 };
            }
            self.caps[p].map_or(sum, |cap| sum.min(4 * cap)) - 4 * self.disagreement[p]
        };
        (0..self.parties).map(gain).collect()
    }

    fn is_feasible(&self, options: &[usize], levels: &[i64]) -> bool {
        let bound = self.bound.is_none_or(|(option, level, from, to)| {
            options[0] != option || (4 * from..=4 * to).contains(&levels[level])
        });
        let sum = self.sum.as_ref().is_none_or(|(units, row, least, most)| {
            let units: i64 = units.iter().zip(levels).map(|(each, level)| each * level).sum();
            let sum = units + 4 * row[options[0]];
            least.is_none_or(|least| sum >= 4 * least) && most.is_none_or(|most| sum <= 4 * most)
        });
        let forbidden = self.forbidden.is_some_and(|(first, second)| options[0] == first && options[1] == second);
        bound && sum && !forbidden && self.fixed.is_none_or(|level| levels[0] == 4 * level)
    }

    /// All packages with levels in quarters that are feasible.
    pub fn packages(&self) -> Vec<Package> {
        let sizes = self.sizes.iter().copied().chain(self.tops.iter().map(|top| 4 * *top as usize + 1));
        let mut all: Vec<Vec<usize>> = vec![Vec::new()];
        for size in sizes {
            all = all.iter().flat_map(|own| (0..size).map(move |next| [&own[..], &[next]].concat())).collect();
        }
        let split = |one: Vec<usize>| {
            let (options, levels) = one.split_at(self.sizes.len());
            let levels: Vec<i64> = levels.iter().map(|level| *level as i64).collect();
            let gains = self.gains(options, &levels);
            self.is_feasible(options, &levels).then(|| (options.to_vec(), levels, gains))
        };
        all.into_iter().filter_map(split).collect()
    }

    /// A claim about a package.
    pub fn package_claim(&self, id: &str, (options, levels, gains): &Package) -> String {
        let options = options.iter().enumerate().map(|(at, option)| format!("\"x{at}\":\"o{option}\""));
        let levels = levels.iter().enumerate().map(|(at, level)| format!("\"l{at}\":\"{level}/4\""));
        let worth = (0..self.parties).map(|p| format!("\"{}\":\"{}\"", party(p), self.utility(p, gains[p])));
        format!(
            "{{\"claim\":\"package\",\"id\":\"{id}\",\"package\":{{{}}},\"utilities\":{{{}}}}}",
            options.chain(levels).collect::<Vec<_>>().join(","),
            worth.collect::<Vec<_>>().join(",")
        )
    }

    /// A utility in the author's units, of a gain in quarters.
    pub fn utility(&self, p: usize, gain: i64) -> String {
        format!("{}/4", gain + 4 * self.disagreement[p])
    }

    /// Whether enough accept.
    fn passes(&self, gains: &[i64]) -> bool {
        gains.iter().filter(|gain| **gain >= 0).count() >= self.quota && self.veto.is_none_or(|p| gains[p] >= 0)
    }

    /// Prices of these parties: weights with which something is known, and some at random, of gains, ceilings and rules; lists of
    /// several of them; and cuts.
    pub fn proof(&self, random: &mut Random, members: &[usize], known: &[Vec<i64>], stages: &[Vec<usize>]) -> String {
        let mut hints = Vec::new();
        let mut weights: Vec<Vec<i64>> = known.to_vec();
        weights.extend((0..self.parties).map(|p| (0..self.parties).map(|own| i64::from(own == p)).collect()));
        weights.extend((0..6).map(|_| (0..self.parties).map(|_| random.between(0, 6)).collect::<Vec<i64>>()));
        for own in &mut weights {
            (0..self.parties).filter(|p| !members.contains(p)).for_each(|p| own[p] = 0);
        }
        let first = known.len();
        for own in weights {
            let numbers: Vec<String> = own.iter().map(i64::to_string).collect();
            let tops = (0..self.parties).filter(|p| self.caps[*p].is_some());
            let tops: Vec<String> =
                tops.map(|p| format!("\"{}\":\"{}/2\"", party(p), random.between(0, 2 * own[p]))).collect();
            let mut rules = Vec::new();
            if let Some((_, level, ..)) = self.bound {
                rules.push(format!("\"rules[0].l{level}\":{}", random.between(-4, 4)));
            }
            if let Some((_, _, least, most)) = &self.sum {
                let (low, high) = (if least.is_some() { -4 } else { 0 }, if most.is_some() { 4 } else { 0 });
                let at = usize::from(self.bound.is_some());
                rules.push(format!("\"rules[{at}]\":{}", random.between(low, high)));
            }
            let rules = if random.chance(70) { rules.join(",") } else { String::new() };
            hints.push(format!(
                "{{\"weights\":[{}],\"ceilings\":{{{}}},\"rules\":{{{rules}}}}}",
                numbers.join(","),
                tops.join(",")
            ));
        }
        // Of these parties one by one, and of any.
        let list =
            |of: &Vec<usize>| format!("[{}]", of.iter().map(|p| &*hints[first + p]).collect::<Vec<_>>().join(","));
        let mut lists: Vec<String> = hints.iter().map(|hint| format!("[{hint}]")).collect();
        lists.extend(stages.iter().map(list));
        for _ in stages {
            let any: Vec<&str> = (0..2 + random.below(2)).map(|_| &*hints[random.below(hints.len())]).collect();
            lists.push(format!("[{}]", any.join(",")));
        }
        let stages = lists;
        let all: Vec<String> = (1..4 * self.tops[0]).map(|at| format!("\"{at}/4\"")).collect();
        let cuts = if random.chance(70) { format!(",\"cuts\":{{\"l0\":[{}]}}", all.join(",")) } else { String::new() };
        format!("\"proof\":{{\"prices\":[{}]{cuts}}}", stages.join(","))
    }

    pub fn certificate(&self, claims: &[String]) -> String {
        certificate(&self.json(), &self.question(), claims)
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What a concept makes as large as possible, of gains in quarters: numbers that are compared one after the other, over a common
/// denominator.
fn score(concept: &str, weights: &[i64], ideal: &[i64], gains: &[i64]) -> Vec<i128> {
    let big = |one: &i64| i128::from(*one);
    let common: i128 = ideal.iter().filter(|one| **one > 0).map(big).product();
    let shares = || gains.iter().zip(ideal).filter(|(_, ideal)| **ideal > 0).map(|(g, i)| big(g) * common / big(i));
    let counted = || gains.iter().zip(weights).filter(|(_, weight)| **weight > 0);
    let mut found: Vec<i128> = match concept {
        "nash" if counted().all(|(gain, _)| *gain > 0) => {
            vec![counted().map(|(gain, weight)| big(gain).pow(*weight as u32)).product()]
        }
        "nash" => vec![0],
        "utilitarian" => vec![gains.iter().map(big).sum()],
        "relative-utilitarian" => vec![shares().sum()],
        "kalai-smorodinsky" => shares().collect(),
        "equal-loss" => gains.iter().zip(ideal).map(|(g, i)| big(g) - big(i)).collect(),
        _ => gains.iter().map(big).collect(),
    };
    found.sort_unstable();
    found
}

/// What is said so far, and of each claim that is not about a package whether packages refute it.
#[derive(Default)]
struct Said {
    claims: Vec<String>,
    refuted: Vec<bool>,
}

impl Said {
    fn say(&mut self, claim: String, proof: String, is_refuted: bool) {
        self.claims.push(format!("{{{claim},{proof}}}"));
        self.refuted.push(is_refuted);
    }
}

/// A model, claims about it, and of each that is not about a package whether packages refute it.
pub fn claims(seed: u64) -> (Levelled, Vec<String>, Vec<bool>) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let small = Levelled::random(&mut random);
    let (all, mut said) = (small.packages(), Said::default());
    let everybody: Vec<usize> = (0..small.parties).collect();
    let proof = small.proof(&mut random, &everybody, &[], &[]);
    said.say("\"claim\":\"no-agreement\"".into(), proof, all.iter().any(|one| small.passes(&one.2)));
    let least = small.quota.max(usize::from(small.veto.is_some()));
    let size = least + random.below(small.parties - least + 1);
    let agree = |one: &&Package| {
        one.2.iter().filter(|gain| **gain >= 0).count() >= size && small.veto.is_none_or(|p| one.2[p] >= 0)
    };
    let proof = small.proof(&mut random, &everybody, &[], &[]);
    said.say(format!("\"claim\":\"no-agreement\",\"at_least\":{size}"), proof, all.iter().any(|one| agree(&one)));
    of_members(&mut random, &small, &all, &everybody, &mut said);
    if random.chance(40) {
        let gone = random.below(small.parties);
        let members: Vec<usize> = everybody.into_iter().filter(|p| *p != gone).collect();
        of_members(&mut random, &small, &all, &members, &mut said);
    }
    (small, said.claims, said.refuted)
}

/// Claims about what these parties accept.
fn of_members(random: &mut Random, small: &Levelled, all: &[Package], members: &[usize], said: &mut Said) {
    let n = small.parties;
    let accepted: Vec<&Package> = all.iter().filter(|one| members.iter().all(|p| one.2[*p] >= 0)).collect();
    let own = |gains: &[i64]| members.iter().map(|p| gains[*p]).collect::<Vec<i64>>();
    let names: Vec<String> = members.iter().map(|p| format!("\"{}\"", party(*p))).collect();
    let who = if members.len() < n { format!(",\"parties\":[{}]", names.join(",")) } else { String::new() };
    // Numbers of members as numbers of all.
    let whole = |all: &[i64]| {
        let mut found = vec![0; n];
        members.iter().zip(all).for_each(|(p, one)| found[*p] = *one);
        found
    };
    let proof = small.proof(random, members, &[], &[]);
    let parties = format!("\"claim\":\"no-agreement\",\"parties\":[{}]", names.join(","));
    said.say(parties, proof, !accepted.is_empty());
    let (mut ideal, mut ideals_refuted) = (Vec::new(), false);
    for p in members {
        let Some(best) = accepted.iter().map(|one| one.2[*p]).max() else { continue };
        let of_that = accepted.iter().find(|one| one.2[*p] == best);
        let other = accepted[random.below(accepted.len())];
        let one = if random.chance(80) { of_that.map_or(other, |one| *one) } else { other };
        let name = format!("i{}", said.claims.len());
        said.claims.push(small.package_claim(&name, one));
        let (id, most) = (party(*p), small.utility(*p, one.2[*p]));
        let claim = format!("\"claim\":\"ideal\",\"party\":\"{id}\",\"most\":\"{most}\",\"witness\":\"{name}\"{who}");
        let proof = small.proof(random, members, &[], &[]);
        ideals_refuted |= one.2[*p] < best;
        ideal.push(one.2[*p]);
        said.say(claim, proof, one.2[*p] < best);
    }
    let weights = own(&small.weights);
    let concepts = ["nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian"];
    for concept in concepts.iter().filter(|_| ideal.len() == members.len()) {
        if *concept == "nash" && weights.iter().all(|weight| *weight == 0) {
            continue;
        }
        let value = |gains: &[i64]| score(concept, &weights, &ideal, &own(gains));
        let Some(best) = accepted.iter().max_by_key(|one| value(&one.2)) else { continue };
        let one = if random.chance(75) { best } else { &accepted[random.below(accepted.len())] };
        let (worth, gains) = (value(&one.2), own(&one.2));
        let name = format!("k{}", said.claims.len());
        said.claims.push(small.package_claim(&name, one));
        // Tangents of the product, and of shares.
        let product: i64 = gains.iter().filter(|gain| **gain > 0).product();
        let tangent = |(gain, weight): (&i64, &i64)| if *gain > 0 { weight * product / gain } else { 0 };
        let tangents: Vec<i64> = gains.iter().zip(&weights).map(tangent).collect();
        let all_of: i64 = ideal.iter().filter(|gain| **gain > 0).product();
        let shares: Vec<i64> = ideal.iter().map(|gain| if *gain > 0 { all_of / gain } else { 0 }).collect();
        let known = [whole(&tangents), whole(&shares), vec![1; n]];
        let sums = concept.ends_with("utilitarian");
        let leximin = ["kalai-smorodinsky", "egalitarian", "equal-loss"].contains(concept);
        // One party after the other, whoever has least first.
        let mut rising: Vec<usize> = (0..members.len()).collect();
        let share = |at: &usize| match *concept {
            "kalai-smorodinsky" if ideal[*at] > 0 => gains[*at] * all_of / ideal[*at],
            "equal-loss" => gains[*at] - ideal[*at],
            _ => gains[*at],
        };
        rising.sort_by_key(share);
        let rising: Vec<usize> = rising.into_iter().map(|at| members[at]).collect();
        let staged = [rising[..rising.len().min(2)].to_vec(), rising];
        let stages = if leximin { &staged[..] } else { &[] };
        let differs = |other: &[i64]| match *concept {
            // What a party gains that does not count is not looked at.
            "nash" => (0..members.len()).any(|at| weights[at] > 0 && other[at] != gains[at]),
            _ => other != gains,
        };
        let beats = |other: &&&Package| match value(&other.2).cmp(&worth) {
            Ordering::Greater => true,
            Ordering::Equal => !sums && differs(&own(&other.2)) && (*concept != "nash" || worth[0] > 0),
            Ordering::Less => false,
        };
        let is_refuted = accepted.iter().any(|other| beats(&other)) || ideals_refuted && worth.is_empty();
        let degenerate = if *concept == "nash" && worth[0] == 0 { ",\"degenerate\":true" } else { "" };
        let claim = format!("\"claim\":\"concept\",\"concept\":\"{concept}\",\"best\":[\"{name}\"]{degenerate}{who}");
        let proof = small.proof(random, members, &known, stages);
        // Of degenerate products packages in quarters tell less than is claimed.
        said.say(claim, proof, is_refuted && degenerate.is_empty());
        let at_best = value(&best.2);
        let Some(value) = at_best.first() else { continue };
        let shift = random.between(-2, 3);
        let bound = match *concept {
            "nash" => {
                let powers: i64 = weights.iter().sum();
                format!("{}/{}", (value + i128::from(shift)).max(0), 4i128.pow(powers as u32))
            }
            "utilitarian" => {
                let without: i64 = members.iter().map(|p| 4 * small.disagreement[*p]).sum();
                format!("{}/4", value + i128::from(shift + without))
            }
            "egalitarian" => format!("{}/4", value + i128::from(shift)),
            "equal-loss" => format!("{}/4", -(value + i128::from(shift))),
            _ => {
                let common: i128 = ideal.iter().filter(|one| **one > 0).map(|one| i128::from(*one)).product();
                format!("{}/{}", 10 * value + i128::from(shift) * common, 10 * common)
            }
        };
        let claim = format!("\"claim\":\"bound\",\"concept\":\"{concept}\",\"bound\":\"{bound}\"{who}");
        let proof = small.proof(random, members, &known, &[]);
        let positive = *concept != "nash" || value + i128::from(shift) >= 0;
        said.say(claim, proof, shift < 0 && (positive || *value > 0));
    }
}
