//! Random small models with all that the format has, and an oracle that lists their packages. It shares no code with the
//! checker: numbers are tenths, and packages are looked at one by one.

#![allow(dead_code)]

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
    pub quota: usize,
    pub veto: Option<usize>,
    /// By issue the options that the question leaves.
    pub left: Vec<Vec<usize>>,
    /// Whether the question lifts the first rule.
    pub lifted: bool,
}

pub struct State {
    pub beliefs: Vec<i64>,
    pub cases: Vec<(When, Vec<(usize, i64)>)>,
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

impl Small {
    pub fn random(random: &mut Random) -> Small {
        let parties = 2 + random.below(3);
        let sizes: Vec<usize> = (0..2 + random.below(3)).map(|_| 1 + random.below(3)).collect();
        let issues = sizes.len();
        let rough = random.chance(50);
        let amount = |random: &mut Random, most: i64| {
            if rough { 10 * random.between(-most / 10, most / 10) } else { random.between(-most, most) }
        };
        let when = |random: &mut Random| -> When {
            let count = 1 + random.below(issues.min(3));
            let mut all: Vec<usize> = (0..issues).collect();
            while all.len() > count {
                all.remove(random.below(all.len()));
            }
            let own = |issue: usize| {
                let options: Vec<usize> = (0..sizes[issue]).filter(|_| random.chance(50)).collect();
                let first = random.below(sizes[issue]);
                (issue, if options.is_empty() { vec![first] } else { options })
            };
            all.into_iter().map(own).collect()
        };
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
                let named: Vec<(usize, i64)> = (0..parties)
                    .filter_map(|p| if random.chance(60) { Some((p, random.between(0, 10))) } else { None })
                    .collect();
                (when(random), named)
            });
            small.state = Some(State {
                cases: cases.collect(),
                beliefs: (0..parties).map(|_| random.between(0, 10)).collect(),
                issue: at,
                values: (0..parties).map(|_| (0..sizes[at]).map(|_| random.between(-6, 6)).collect()).collect(),
                bonus: (random.below(parties), when(random), random.between(-6, 6)),
            });
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

    fn option(&self, issue: usize, option: usize) -> String {
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
            format!(
                "\"{}\":{{\"disagreement\":{},\"weight\":{}}}",
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
        });
        let mut text = format!(
            "{{\"zopa\":1,\"parties\":{{{}}},\"issues\":{{{}}},\"utilities\":{{{}}},\"rules\":[{}]",
            list(parties.collect()),
            list(issues.collect()),
            list(utilities.collect()),
            list(rules.collect())
        );
        if let Some(state) = &self.state {
            let beliefs = |own: &mut dyn Iterator<Item = (usize, i64)>| {
                list(own.map(|(p, b)| format!("\"{}\":{}", party(p), tenths(b))).collect())
            };
            let cases = state.cases.iter().map(|(when, named)| {
                format!("{{\"when\":{},\"beliefs\":{{{}}}}}", self.condition(when), beliefs(&mut named.iter().copied()))
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
                beliefs(&mut state.beliefs.iter().copied().enumerate()),
                list(cases.collect()),
                list(utilities.collect())
            );
        }
        let veto = self.veto.map_or(String::new(), |p| format!("\"{}\"", party(p)));
        let _ = write!(text, ",\"acceptance\":{{\"quota\":{},\"veto\":[{veto}]}}}}", self.quota);
        text
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
        open && !self.crosses(package) && rules.into_iter().all(|rule| self.keeps(rule, package))
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
            let named = |(when, named): &(When, Vec<(usize, i64)>)| {
                let own = named.iter().find(|(own, _)| *own == p)?;
                holds(when, package).then_some(own.1)
            };
            let belief = state.cases.iter().find_map(named).unwrap_or(state.beliefs[p]);
            let bonus = if state.bonus.0 == p && holds(&state.bonus.1, package) { state.bonus.2 } else { 0 };
            sum += belief * (state.values[p][package[state.issue]] + bonus);
        }
        sum
    }

    pub fn gains(&self, package: &[usize]) -> Vec<i64> {
        let worth = |p: usize| self.caps[p].map_or(i64::MAX, |cap| cap).min(self.sum(p, package));
        (0..self.parties).map(|p| worth(p) - self.disagreement[p]).collect()
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
