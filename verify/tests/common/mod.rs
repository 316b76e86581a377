//! Random small models with all that the format has, and an oracle that lists their packages. It shares no code with the
//! checker: numbers are tenths, and packages are looked at one by one.

#![allow(dead_code)]

pub mod levels;

use std::fmt::Write;

/// Random numbers (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// By issue, the options that are meant.
pub type When = Vec<(usize, Vec<usize>)>;

pub enum Rule {
    Forbid(When),
    Implies(When, When),
    Count(Vec<When>, i64, i64),
    Sum(Vec<(usize, Vec<i64>)>, i64),
    /// A sum with utilities in it, and its two ends.
    Utilities(Asked, Option<i64>, Option<i64>),
}

/// What somebody asks for: where, how often utilities count, and what is added.
pub struct Asked {
    pub when: Option<When>,
    pub utilities: Vec<(usize, i64)>,
    pub constant: i64,
    pub values: Vec<(usize, Vec<i64>)>,
    pub bonus: Option<(When, i64)>,
    pub least: i64,
}

/// A payoff: a number, what options add, and a combination.
#[derive(Clone)]
pub struct Payoff {
    pub constant: i64,
    pub values: Vec<(usize, Vec<i64>)>,
    pub bonus: Option<(When, i64)>,
}

/// An event: an attack, a breach or an execution, its payoffs, and what one of them is at a later time.
pub struct Event {
    pub kind: usize,
    pub payoffs: Vec<Payoff>,
    pub later: Option<(usize, Payoff)>,
    pub then: i64,
    pub must_hold: bool,
}

pub const EVENTS: [(&str, &[&str]); 3] = [
    ("attack", &["gain", "cost", "peace", "war", "fights"]),
    ("breach", &["gain", "loss", "detection"]),
    ("execution", &["executing", "reneging"]),
];

/// What is believed, in tenths; with an event, where it does not happen.
pub struct Belief {
    pub least: i64,
    pub event: Option<Event>,
}

/// A model; amounts are in tenths.
pub struct Small {
    pub parties: usize,
    pub sizes: Vec<usize>,
    pub integer: Vec<bool>,
    pub disagreement: Vec<i64>,
    pub weights: Vec<i64>,
    pub values: Vec<Vec<Vec<i64>>>,
    pub interactions: Vec<(usize, When, i64)>,
    pub tables: Vec<(usize, [usize; 2], Vec<i64>)>,
    pub caps: Vec<Option<i64>>,
    pub red_lines: Vec<(usize, When)>,
    pub deciders: Vec<Option<Vec<usize>>>,
    pub rules: Vec<Rule>,
    /// By party a belief in tenths, and by case a condition with another one; what the state adds (whole numbers) by option
    /// of an issue and where a condition holds.
    pub state: Option<State>,
    pub approvals: Vec<Asked>,
    /// For a party: the bodies, how many must consent, and who among them.
    pub ratifiers: Option<(usize, Vec<Asked>, usize, Option<usize>)>,
    pub quota: usize,
    pub veto: Option<usize>,
    /// By issue the options that the question leaves.
    pub left: Vec<Vec<usize>>,
    /// Whether the question lifts the first rule.
    pub lifted: bool,
}

pub struct State {
    pub beliefs: Vec<Belief>,
    pub cases: Vec<(When, Vec<(usize, Belief)>)>,
    pub issue: usize,
    pub values: Vec<Vec<i64>>,
    pub bonus: (usize, When, i64),
}

pub fn holds(when: &When, package: &[usize]) -> bool {
    when.iter().all(|(issue, meant)| meant.contains(&package[*issue]))
}

/// A number of tenths as a decimal.
pub fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{}", value.abs() / 10, value.abs() % 10)
}

pub fn party(at: usize) -> String {
    format!("p{at}")
}

pub fn issue(at: usize) -> String {
    format!("i{at}")
}

/// A condition on some of the issues.
fn condition(random: &mut Random, sizes: &[usize]) -> When {
    let count = 1 + random.below(sizes.len().min(3));
    let mut all: Vec<usize> = (0..sizes.len()).collect();
    while all.len() > count {
        all.remove(random.below(all.len()));
    }
    let mut own = |issue: usize| {
        let options: Vec<usize> = (0..sizes[issue]).filter(|_| random.chance(50)).collect();
        let first = random.below(sizes[issue]);
        (issue, if options.is_empty() { vec![first] } else { options })
    };
    all.into_iter().map(&mut own).collect()
}

/// Numbers for the options of some issues.
fn rows(random: &mut Random, sizes: &[usize], chance: usize, low: i64, high: i64) -> Vec<(usize, Vec<i64>)> {
    let own = |issue: usize| {
        let row: Vec<i64> = (0..sizes[issue]).map(|_| random.between(low, high)).collect();
        random.chance(chance).then_some((issue, row))
    };
    (0..sizes.len()).filter_map(own).collect()
}

impl Payoff {
    fn random(random: &mut Random, sizes: &[usize], is_share: bool) -> Payoff {
        if is_share {
            let mut values = rows(random, sizes, 50, 0, 5);
            values.truncate(1);
            return Payoff { constant: random.between(0, 5), values, bonus: None };
        }
        let bonus = random.chance(30).then(|| (condition(random, sizes), random.between(-5, 5)));
        Payoff { constant: random.between(-3, 9), values: rows(random, sizes, 30, -3, 6), bonus }
    }

    fn at(&self, package: &[usize]) -> i64 {
        let bonus = self.bonus.iter().filter(|(when, _)| holds(when, package)).map(|(_, more)| more).sum::<i64>();
        self.constant + self.values.iter().map(|(at, row)| row[package[*at]]).sum::<i64>() + bonus
    }
}

impl Event {
    fn random(random: &mut Random, sizes: &[usize]) -> Event {
        let kind = random.below(3);
        let is_share = |at: usize| ["fights", "detection"].contains(&EVENTS[kind].1[at]);
        let count = EVENTS[kind].1.len();
        let later = random.chance(30).then(|| random.below(count));
        Event {
            kind,
            payoffs: (0..count).map(|at| Payoff::random(random, sizes, is_share(at))).collect(),
            later: later.map(|at| (at, Payoff::random(random, sizes, is_share(at)))),
            then: random.between(0, 10),
            must_hold: random.chance(25),
        }
    }

    /// Whether it happens: with chances in tenths.
    pub fn happens(&self, package: &[usize]) -> bool {
        let once = |other: Option<&(usize, Payoff)>| {
            let own = |(at, usual): (usize, &Payoff)| match other {
                Some((changed, payoff)) if *changed == at => payoff.at(package),
                _ => usual.at(package),
            };
            let p: Vec<i64> = self.payoffs.iter().enumerate().map(own).collect();
            match self.kind {
                0 => (10 - p[4]) * (p[0] - p[1]) - p[4] * p[3] > 10 * p[2],
                1 => (10 - p[2]) * p[0] > p[2] * p[1],
                _ => p[0] >= p[1],
            }
        };
        match (&self.later, self.kind) {
            (None, _) => once(None),
            (later, 2) => once(None) && once(later.as_ref()),
            (later, _) => once(None) || once(later.as_ref()),
        }
    }

    fn is_broken(&self, package: &[usize]) -> bool {
        self.happens(package) != (self.kind == 2)
    }
}

impl Belief {
    fn random(random: &mut Random, sizes: &[usize]) -> Belief {
        let least = random.between(0, 10);
        Belief { least, event: random.chance(40).then(|| Event::random(random, sizes)) }
    }

    fn at(&self, package: &[usize]) -> i64 {
        self.event.as_ref().filter(|event| event.happens(package)).map_or(self.least, |event| event.then)
    }
}

impl Asked {
    /// For or against ceilings, if some utility has one, which may be left out.
    fn random(random: &mut Random, sizes: &[usize], caps: &[Option<i64>], signs: &[i64]) -> Asked {
        let sign = signs[random.below(signs.len().max(1)).min(signs.len().max(1) - 1)];
        let mut utilities = Vec::new();
        for (party, cap) in caps.iter().enumerate() {
            let times = random.between(-2, 2);
            let times = if cap.is_some() { sign * times.abs() } else { times };
            if random.chance(60) {
                utilities.push((party, times));
            }
        }
        Asked {
            when: random.chance(50).then(|| condition(random, sizes)),
            utilities,
            constant: random.between(-20, 40),
            values: rows(random, sizes, 40, -30, 40),
            bonus: random.chance(30).then(|| (condition(random, sizes), random.between(-40, 40))),
            least: random.between(-30, 20),
        }
    }
}

impl Small {
    pub fn random(random: &mut Random) -> Small {
        let sizes: Vec<usize> = (0..2 + random.below(3)).map(|_| 1 + random.below(3)).collect();
        Small::of(random, sizes)
    }

    /// One with so many combinations that what somebody asks for is no table.
    pub fn large(random: &mut Random) -> Small {
        let mut small = Small::of(random, vec![17, 16, 16]);
        let signs = [-1, 1];
        while small.approvals.len() < 2 {
            small.approvals.push(Asked::random(random, &small.sizes, &small.caps, &signs));
        }
        small
    }

    fn of(random: &mut Random, sizes: Vec<usize>) -> Small {
        let parties = 2 + random.below(3);
        let issues = sizes.len();
        let rough = random.chance(50);
        let amount = |random: &mut Random, most: i64| {
            if rough { 10 * random.between(-most / 10, most / 10) } else { random.between(-most, most) }
        };
        let when = |random: &mut Random| -> When { condition(random, &sizes) };
        let values = (0..parties)
            .map(|_| sizes.iter().map(|size| (0..*size).map(|_| amount(random, 60)).collect()).collect())
            .collect();
        let mut small = Small {
            parties,
            integer: sizes.iter().map(|_| random.chance(30)).collect(),
            disagreement: (0..parties).map(|_| amount(random, 40) - 30).collect(),
            weights: (0..parties).map(|_| [1, 1, 1, 0, 2, 3][random.below(6)]).collect(),
            values,
            interactions: (0..random.below(4))
                .map(|_| (random.below(parties), when(random), amount(random, 60)))
                .collect(),
            tables: Vec::new(),
            caps: (0..parties).map(|_| random.chance(8).then(|| random.between(0, 80))).collect(),
            red_lines: (0..random.below(2)).map(|_| (random.below(parties), when(random))).collect(),
            deciders: (0..issues).map(|_| random.chance(15).then(|| vec![random.below(parties)])).collect(),
            rules: Vec::new(),
            state: None,
            approvals: Vec::new(),
            ratifiers: None,
            quota: parties,
            veto: None,
            left: sizes.iter().map(|size| (0..*size).collect()).collect(),
            lifted: false,
            sizes: sizes.clone(),
        };
        if small.weights.iter().all(|weight| *weight == 0) {
            small.weights[0] = 1;
        }
        if random.chance(40) {
            let (first, second) = (random.below(issues), random.below(issues));
            if first != second {
                let cells = (0..sizes[first] * sizes[second]).map(|_| amount(random, 50)).collect();
                small.tables.push((random.below(parties), [first, second], cells));
            }
        }
        for _ in 0..random.below(3) {
            let rule = match random.below(4) {
                0 => Rule::Forbid(when(random)),
                1 => Rule::Implies(when(random), when(random)),
                2 => {
                    let of: Vec<When> = (0..1 + random.below(3)).map(|_| when(random)).collect();
                    let low = random.below(2) as i64;
                    let high = random.between(low.max(1), of.len() as i64);
                    Rule::Count(of, low, high)
                }
                _ => {
                    let rows: Vec<(usize, Vec<i64>)> = (0..issues)
                        .filter_map(|issue| match random.chance(70) {
                            true => Some((issue, (0..sizes[issue]).map(|_| random.between(-20, 30)).collect())),
                            false => None,
                        })
                        .collect();
                    if rows.is_empty() { Rule::Forbid(when(random)) } else { Rule::Sum(rows, random.between(-10, 50)) }
                }
            };
            small.rules.push(rule);
        }
        small.lifted = !small.rules.is_empty() && random.chance(20);
        if random.chance(30) {
            let at = random.below(issues);
            let cases = (0..random.below(3)).map(|_| {
                let own = |p| if random.chance(60) { Some((p, Belief::random(random, &sizes))) } else { None };
                let named: Vec<(usize, Belief)> = (0..parties).filter_map(own).collect();
                (when(random), named)
            });
            small.state = Some(State {
                cases: cases.collect(),
                beliefs: (0..parties).map(|_| Belief::random(random, &sizes)).collect(),
                issue: at,
                values: (0..parties).map(|_| (0..sizes[at]).map(|_| random.between(-6, 6)).collect()).collect(),
                bonus: (random.below(parties), when(random), random.between(-6, 6)),
            });
        }
        let caps = small.caps.clone();
        if random.chance(25) {
            let asked = |_| Asked::random(random, &sizes, &caps, &[-1, 1]);
            small.approvals = (0..2).map(asked).collect();
        }
        if random.chance(25) {
            let count = 1 + random.below(3);
            let quota = 1 + random.below(count);
            let veto = random.chance(40).then(|| random.below(count));
            let everyone = quota == count || veto.is_some() && count == 1;
            let signs: &[i64] = if everyone { &[1] } else { &[0] };
            let bodies = (0..count).map(|_| Asked::random(random, &sizes, &caps, signs)).collect();
            small.ratifiers = Some((random.below(parties), bodies, quota, veto));
        }
        if random.chance(25) {
            let mut asked = Asked::random(random, &sizes, &caps, &[-1, 1]);
            (asked.when, asked.least) = (None, 0);
            if asked.utilities.is_empty() {
                asked.utilities.push((0, i64::from(caps[0].is_none())));
            }
            let (low, high) = (random.between(-60, 30), random.between(20, 120));
            let ends = [(Some(low), None), (None, Some(high)), (Some(low), Some(high))][random.below(3)];
            small.rules.push(Rule::Utilities(asked, ends.0, ends.1));
        }
        if random.chance(25) {
            small.quota = 1 + random.below(parties);
            small.veto = random.chance(40).then(|| random.below(parties));
        }
        if random.chance(25) {
            let at = random.below(issues);
            let keep = random.below(sizes[at]);
            small.left[at].retain(|option| *option == keep || random.chance(40));
        }
        small
    }

    pub fn option(&self, issue: usize, option: usize) -> String {
        if self.integer[issue] { (option as i64 * 2 - 2).to_string() } else { format!("o{option}") }
    }

    fn condition(&self, when: &When) -> String {
        let one = |(at, meant): &(usize, Vec<usize>)| {
            let options: Vec<String> =
                meant.iter().map(|option| format!("\"{}\"", self.option(*at, *option))).collect();
            let consecutive = meant.windows(2).all(|pair| pair[0] + 1 == pair[1]);
            match self.integer[*at] && consecutive {
                true => format!(
                    "\"{}\":{{\"from\":{},\"to\":{}}}",
                    issue(*at),
                    self.option(*at, meant[0]),
                    self.option(*at, meant[meant.len() - 1])
                ),
                false if meant.len() == 1 => format!("\"{}\":{}", issue(*at), options[0]),
                false => format!("\"{}\":[{}]", issue(*at), options.join(",")),
            }
        };
        format!("{{{}}}", when.iter().map(one).collect::<Vec<_>>().join(","))
    }

    fn by_option(&self, at: usize, values: &[i64], show: impl Fn(i64) -> String) -> String {
        let one = |(option, value): (usize, &i64)| format!("\"{}\":{}", self.option(at, option), show(*value));
        format!("{{{}}}", values.iter().enumerate().map(one).collect::<Vec<_>>().join(","))
    }

    pub fn json(&self) -> String {
        let list = |all: Vec<String>| all.join(",");
        let parties = (0..self.parties).map(|p| {
            let ratifiers = match &self.ratifiers {
                Some((own, bodies, quota, veto)) if *own == p => {
                    let bodies =
                        bodies.iter().enumerate().map(|(at, body)| format!("\"b{at}\":{{{}}}", self.asked(body)));
                    let veto = veto.map_or(String::new(), |at| format!("\"b{at}\""));
                    format!(
                        ",\"ratifiers\":{{\"bodies\":{{{}}},\"quota\":{quota},\"veto\":[{veto}]}}",
                        list(bodies.collect())
                    )
                }
                _ => String::new(),
            };
            format!(
                "\"{}\":{{\"disagreement\":{},\"weight\":{}{ratifiers}}}",
                party(p),
                tenths(self.disagreement[p]),
                self.weights[p]
            )
        });
        let issues = (0..self.sizes.len()).map(|at| {
            let deciders = self.deciders[at].as_ref().map_or(String::new(), |own| {
                format!(",\"deciders\":[{}]", list(own.iter().map(|p| format!("\"{}\"", party(*p))).collect()))
            });
            match self.integer[at] {
                true => format!(
                    "\"{}\":{{\"integer\":{{\"min\":-2,\"max\":{},\"step\":2}}{deciders}}}",
                    issue(at),
                    self.sizes[at] as i64 * 2 - 4
                ),
                false => format!(
                    "\"{}\":{{\"options\":[{}]{deciders}}}",
                    issue(at),
                    list((0..self.sizes[at]).map(|o| format!("\"o{o}\"")).collect())
                ),
            }
        });
        let utilities = (0..self.parties).map(|p| {
            let values = (0..self.sizes.len()).map(|at| {
                let all = &self.values[p][at];
                // A straight line through all levels can be written in three ways.
                let straight = self.integer[at] && all.len() > 1 && all.windows(3).all(|w| w[2] - w[1] == w[1] - w[0]);
                let last = self.sizes[at] as i64 * 2 - 4;
                match straight {
                    true => format!(
                        "\"{}\":{{\"points\":[[-2,{}],[{last},{}]]}}",
                        issue(at),
                        tenths(all[0]),
                        tenths(all[all.len() - 1])
                    ),
                    false => format!(
                        "\"{}\":{{\"weight\":\"1/10\",\"scores\":{}}}",
                        issue(at),
                        self.by_option(at, all, |v| v.to_string())
                    ),
                }
            });
            let mut text = format!("\"{}\":{{\"values\":{{{}}}", party(p), list(values.collect()));
            let own = self.interactions.iter().filter(|one| one.0 == p);
            let own = own.map(|(_, when, amount)| {
                format!("{{\"when\":{},\"add\":{{\"value\":{}}}}}", self.condition(when), tenths(*amount))
            });
            let _ = write!(text, ",\"interactions\":[{}]", list(own.collect()));
            let own = self.tables.iter().filter(|one| one.0 == p).map(|(_, scope, cells)| {
                let rows = cells
                    .chunks(self.sizes[scope[1]])
                    .map(|row| format!("[{}]", list(row.iter().map(|c| tenths(*c)).collect())));
                format!(
                    "{{\"issues\":[\"{}\",\"{}\"],\"add\":[{}]}}",
                    issue(scope[0]),
                    issue(scope[1]),
                    list(rows.collect())
                )
            });
            let _ = write!(text, ",\"tables\":[{}]", list(own.collect()));
            let own = self
                .red_lines
                .iter()
                .filter(|one| one.0 == p)
                .map(|(_, when)| format!("{{\"when\":{}}}", self.condition(when)));
            let _ = write!(text, ",\"red_lines\":[{}]", list(own.collect()));
            if let Some(cap) = self.caps[p] {
                let _ = write!(text, ",\"at_most\":{}", tenths(cap));
            }
            text + "}"
        });
        let rules = self.rules.iter().map(|rule| match rule {
            Rule::Forbid(when) => format!("{{\"forbid\":{}}}", self.condition(when)),
            Rule::Implies(a, b) => format!("{{\"if\":{},\"then\":{}}}", self.condition(a), self.condition(b)),
            Rule::Count(of, low, high) => {
                format!(
                    "{{\"of\":[{}],\"at_least\":{low},\"at_most\":{high}}}",
                    list(of.iter().map(|one| self.condition(one)).collect())
                )
            }
            Rule::Sum(rows, most) => {
                let rows =
                    rows.iter().map(|(at, row)| format!("\"{}\":{}", issue(*at), self.by_option(*at, row, tenths)));
                format!("{{\"sum\":{{{}}},\"at_most\":{}}}", list(rows.collect()), tenths(*most))
            }
            Rule::Utilities(asked, low, high) => {
                let end = |key: &str, end: &Option<i64>| {
                    end.map(|end| format!(",\"{key}\":{}", tenths(end))).unwrap_or_default()
                };
                format!("{{{}{}{}}}", self.sum_of(asked), end("at_least", low), end("at_most", high))
            }
        });
        let mut text = format!(
            "{{\"zopa\":1,\"parties\":{{{}}},\"issues\":{{{}}},\"utilities\":{{{}}},\"rules\":[{}]",
            list(parties.collect()),
            list(issues.collect()),
            list(utilities.collect()),
            list(rules.collect())
        );
        if let Some(state) = &self.state {
            let beliefs = |own: &mut dyn Iterator<Item = (usize, &Belief)>| {
                list(own.map(|(p, b)| format!("\"{}\":{}", party(p), self.belief(b))).collect())
            };
            let cases = state.cases.iter().map(|(when, named)| {
                let named = beliefs(&mut named.iter().map(|(p, belief)| (*p, belief)));
                format!("{{\"when\":{},\"beliefs\":{{{named}}}}}", self.condition(when))
            });
            let utilities = (0..self.parties).map(|p| {
                let bonus = match state.bonus.0 == p {
                    true => format!("{{\"when\":{},\"add\":{}}}", self.condition(&state.bonus.1), state.bonus.2),
                    false => String::new(),
                };
                format!(
                    "\"{}\":{{\"values\":{{\"{}\":{}}},\"interactions\":[{bonus}]}}",
                    party(p),
                    issue(state.issue),
                    self.by_option(state.issue, &state.values[p], |v| v.to_string())
                )
            });
            let _ = write!(
                text,
                ",\"states\":{{\"s\":{{\"beliefs\":{{{}}},\"given\":[{}],\"utilities\":{{{}}}}}}}",
                beliefs(&mut state.beliefs.iter().enumerate()),
                list(cases.collect()),
                list(utilities.collect())
            );
        }
        let approvals = self.approvals.iter().enumerate().map(|(at, one)| format!("\"a{at}\":{{{}}}", self.asked(one)));
        let _ = write!(text, ",\"approvals\":{{{}}}", list(approvals.collect()));
        let veto = self.veto.map_or(String::new(), |p| format!("\"{}\"", party(p)));
        let _ = write!(text, ",\"acceptance\":{{\"quota\":{},\"veto\":[{veto}]}}}}", self.quota);
        text
    }

    /// The values and the interactions of a sum, each number as it is shown.
    fn added(&self, values: &[(usize, Vec<i64>)], bonus: &Option<(When, i64)>, show: impl Fn(i64) -> String) -> String {
        let values: Vec<String> =
            values.iter().map(|(at, row)| format!("\"{}\":{}", issue(*at), self.by_option(*at, row, &show))).collect();
        let bonus = bonus.as_ref().map_or(String::new(), |(when, more)| {
            format!("{{\"when\":{},\"add\":{}}}", self.condition(when), show(*more))
        });
        format!("\"values\":{{{}}},\"interactions\":[{bonus}]", values.join(","))
    }

    fn sum_of(&self, asked: &Asked) -> String {
        let counted: Vec<String> =
            asked.utilities.iter().map(|(p, times)| format!("\"{}\":{times}", party(*p))).collect();
        format!(
            "\"utilities\":{{{}}},\"constant\":{},{}",
            counted.join(","),
            tenths(asked.constant),
            self.added(&asked.values, &asked.bonus, tenths)
        )
    }

    fn asked(&self, asked: &Asked) -> String {
        let when = asked.when.as_ref().map_or(String::new(), |when| format!(",\"when\":{}", self.condition(when)));
        format!("{},\"at_least\":{}{when}", self.sum_of(asked), tenths(asked.least))
    }

    fn belief(&self, belief: &Belief) -> String {
        let Some(event) = &belief.event else { return tenths(belief.least) };
        let (kind, names) = EVENTS[event.kind];
        let payoff = |at: usize, payoff: &Payoff| {
            let show = |number: i64| match names[at] {
                "fights" | "detection" => tenths(number),
                _ => number.to_string(),
            };
            let own = match payoff.values.is_empty() && payoff.bonus.is_none() {
                true => show(payoff.constant),
                false => format!(
                    "{{\"constant\":{},{}}}",
                    show(payoff.constant),
                    self.added(&payoff.values, &payoff.bonus, show)
                ),
            };
            format!("\"{}\":{own}", names[at])
        };
        let all: Vec<String> = event.payoffs.iter().enumerate().map(|(at, own)| payoff(at, own)).collect();
        let later = event.later.as_ref().map_or(String::new(), |(at, own)| {
            format!(",\"periods\":{{\"now\":{{}},\"later\":{{{}}}}}", payoff(*at, own))
        });
        format!(
            "{{\"{kind}\":{{{}}},\"then\":{},\"otherwise\":{},\"must_hold\":{}{later}}}",
            all.join(","),
            tenths(event.then),
            tenths(belief.least),
            event.must_hold
        )
    }

    /// What the question changes, as a certificate says it.
    pub fn question(&self) -> String {
        let fix = (0..self.sizes.len()).filter(|at| self.left[*at].len() < self.sizes[*at]).map(|at| {
            let options: Vec<String> = self.left[at].iter().map(|o| format!("\"{}\"", self.option(at, *o))).collect();
            format!("\"{}\":[{}]", issue(at), options.join(","))
        });
        let without = if self.lifted { "\"rules[0]\"" } else { "" };
        format!("{{\"fix\":{{{}}},\"without\":[{without}]}}", fix.collect::<Vec<_>>().join(","))
    }

    pub fn packages(&self) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for size in &self.sizes {
            all = all
                .into_iter()
                .flat_map(|package: Vec<usize>| (0..*size).map(move |o| [&package[..], &[o]].concat()))
                .collect();
        }
        all
    }

    pub fn keeps(&self, rule: &Rule, package: &[usize]) -> bool {
        match rule {
            Rule::Forbid(when) => !holds(when, package),
            Rule::Implies(a, b) => !holds(a, package) || holds(b, package),
            Rule::Count(of, low, high) => {
                (*low..=*high).contains(&(of.iter().filter(|one| holds(one, package)).count() as i64))
            }
            Rule::Sum(rows, most) => rows.iter().map(|(at, row)| row[package[*at]]).sum::<i64>() <= *most,
            Rule::Utilities(asked, low, high) => {
                let sum = self.comes_to(asked, package);
                low.is_none_or(|low| sum >= low) && high.is_none_or(|high| sum <= high)
            }
        }
    }

    pub fn crosses(&self, package: &[usize]) -> bool {
        self.red_lines.iter().any(|(p, when)| {
            let decides = when.iter().any(|(at, _)| self.deciders[*at].as_ref().is_none_or(|own| own.contains(p)));
            decides && holds(when, package)
        })
    }

    pub fn feasible(&self, package: &[usize]) -> bool {
        let open = package.iter().zip(&self.left).all(|(option, left)| left.contains(option));
        let rules = self.rules.iter().skip(usize::from(self.lifted));
        open && !self.crosses(package)
            && self.holds_promises(package)
            && self.ratified(package)
            && self.approvals.iter().all(|one| self.consents(one, package))
            && rules.into_iter().all(|rule| self.keeps(rule, package))
    }

    fn comes_to(&self, asked: &Asked, package: &[usize]) -> i64 {
        let bonus = asked.bonus.iter().filter(|(when, _)| holds(when, package)).map(|(_, more)| more).sum::<i64>();
        asked.constant
            + bonus
            + asked.values.iter().map(|(at, row)| row[package[*at]]).sum::<i64>()
            + asked.utilities.iter().map(|(p, times)| times * self.worth(*p, package)).sum::<i64>()
    }

    pub fn consents(&self, asked: &Asked, package: &[usize]) -> bool {
        asked.when.as_ref().is_some_and(|when| !holds(when, package)) || self.comes_to(asked, package) >= asked.least
    }

    pub fn ratified(&self, package: &[usize]) -> bool {
        self.ratifiers.as_ref().is_none_or(|(_, bodies, quota, veto)| {
            let consent: Vec<bool> = bodies.iter().map(|body| self.consents(body, package)).collect();
            consent.iter().filter(|one| **one).count() >= *quota && veto.is_none_or(|at| consent[at])
        })
    }

    /// What a party believes where a package is agreed.
    fn believed<'s>(&self, state: &'s State, p: usize, package: &[usize]) -> &'s Belief {
        let named = |(when, named): &'s (When, Vec<(usize, Belief)>)| {
            let own = named.iter().find(|(own, _)| *own == p)?;
            holds(when, package).then_some(&own.1)
        };
        state.cases.iter().find_map(named).unwrap_or(&state.beliefs[p])
    }

    /// Whether all promises that must hold do, where they are asked.
    pub fn holds_promises(&self, package: &[usize]) -> bool {
        self.state.as_ref().is_none_or(|state| {
            (0..self.parties)
                .filter_map(|p| self.believed(state, p, package).event.as_ref())
                .all(|event| !event.must_hold || !event.is_broken(package))
        })
    }

    /// Sums without ceilings, in hundredths where a belief enters: so all are in tenths times one.
    pub fn sum(&self, p: usize, package: &[usize]) -> i64 {
        let mut sum: i64 = package.iter().enumerate().map(|(at, option)| self.values[p][at][*option]).sum();
        sum +=
            self.interactions.iter().filter(|one| one.0 == p && holds(&one.1, package)).map(|one| one.2).sum::<i64>();
        for (own, [a, b], cells) in &self.tables {
            sum += if *own == p { cells[package[*a] * self.sizes[*b] + package[*b]] } else { 0 };
        }
        if let Some(state) = &self.state {
            let belief = self.believed(state, p, package).at(package);
            let bonus = if state.bonus.0 == p && holds(&state.bonus.1, package) { state.bonus.2 } else { 0 };
            sum += belief * (state.values[p][package[state.issue]] + bonus);
        }
        sum
    }

    pub fn gains(&self, package: &[usize]) -> Vec<i64> {
        (0..self.parties).map(|p| self.worth(p, package) - self.disagreement[p]).collect()
    }

    /// What a package is worth to a party, which has a ceiling perhaps.
    pub fn worth(&self, p: usize, package: &[usize]) -> i64 {
        self.caps[p].unwrap_or(i64::MAX).min(self.sum(p, package))
    }

    pub fn passes(&self, gains: &[i64]) -> bool {
        gains.iter().filter(|gain| **gain >= 0).count() >= self.quota && self.veto.is_none_or(|p| gains[p] >= 0)
    }

    pub fn package_json(&self, package: &[usize]) -> String {
        let one = |(at, option): (usize, &usize)| format!("\"{}\":\"{}\"", issue(at), self.option(at, *option));
        format!("{{{}}}", package.iter().enumerate().map(one).collect::<Vec<_>>().join(","))
    }

    /// A claim about a package.
    pub fn package_claim(&self, id: &str, package: &[usize]) -> String {
        let gains = self.gains(package);
        let worth =
            (0..self.parties).map(|p| format!("\"{}\":\"{}\"", party(p), tenths(gains[p] + self.disagreement[p])));
        let worth: Vec<String> = worth.collect();
        format!(
            "{{\"claim\":\"package\",\"id\":\"{id}\",\"package\":{},\"utilities\":{{{}}}}}",
            self.package_json(package),
            worth.join(",")
        )
    }
}

/// A certificate around some claims.
pub fn certificate(model: &str, question: &str, claims: &[String]) -> String {
    format!(
        "{{\"zopa_certificate\":1,\"model\":{{\"sha256\":\"{}\",\"bytes\":{}}},\"question\":{question},\"claims\":[{}]}}",
        zopa_verify::fingerprint(model.as_bytes()),
        model.len(),
        claims.join(",")
    )
}

/// One issue whose options are random points of several parties, and the claim of a frontier with these of them.
pub fn cloud(random: &mut Random, parties: usize, size: usize) -> (String, Vec<Vec<i64>>) {
    let points: Vec<Vec<i64>> = (0..size).map(|_| (0..parties).map(|_| random.between(-5, 30)).collect()).collect();
    let list = |all: Vec<String>| all.join(",");
    let options = (0..size).map(|at| format!("\"o{at}\""));
    let worth = (0..parties).map(|p| {
        let own = points.iter().enumerate().map(|(at, point)| format!("\"o{at}\":{}", point[p]));
        format!("\"{}\":{{\"values\":{{\"x\":{{{}}}}}}}", party(p), list(own.collect()))
    });
    let parties: Vec<String> = (0..parties).map(|p| format!("\"{}\":{{\"disagreement\":0}}", party(p))).collect();
    let model = format!(
        "{{\"zopa\":1,\"parties\":{{{}}},\"issues\":{{\"x\":{{\"options\":[{}]}}}},\"utilities\":{{{}}}}}",
        list(parties),
        list(options.collect()),
        list(worth.collect())
    );
    (model, points)
}

/// The claim that these are the frontier of what is feasible.
pub fn frontier(points: &[Vec<i64>], listed: &[usize], tolerance: &str) -> String {
    let point = |at: &usize| {
        let worth: Vec<String> = points[*at].iter().map(i64::to_string).collect();
        format!("{{\"utilities\":[{}],\"package\":[{at}]}}", worth.join(","))
    };
    let listed: Vec<String> = listed.iter().map(point).collect();
    format!("{{\"claim\":\"frontier\",\"of\":\"feasible\",\"points\":[{}]{tolerance}}}", listed.join(","))
}

/// The points that no other is at least as good as for everybody; of equal ones the first.
pub fn efficient(points: &[Vec<i64>]) -> Vec<usize> {
    let below = |a: &[i64], b: &[i64]| a.iter().zip(b).all(|(a, b)| a <= b);
    let beaten = |at: usize| {
        let better = |(other, own): (usize, &Vec<i64>)| below(&points[at], own) && (points[at] != *own || other < at);
        points.iter().enumerate().any(better)
    };
    (0..points.len()).filter(|at| !beaten(*at)).collect()
}
