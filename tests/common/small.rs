//! All small bargaining problems, and what each solution concept chooses from them by its definition, in integers: the
//! independent side of the table of laws.
//!
//! Disagreement values are 0 and numbers are gains: every concept counts gains from there, and a package that somebody
//! refuses does not compete, so that nothing is left out. The packages of a problem are a set, and problems that differ in
//! the order of the parties only are looked at once. They come in the order of their size: parties, packages, largest
//! number; so the first counterexample is the smallest.

use std::cmp::Ordering;
use zopa::proptest::laws::Axiom;

/// Gains by party; what is beyond the parties is 0.
pub type Gains = [i64; 4];

/// A small problem.
#[derive(Clone, Debug)]
pub struct Small {
    pub parties: usize,
    pub packages: Vec<Gains>,
    pub weights: [u32; 4],
}

/// The concepts, in the order of `zopa::concept::ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Nash,
    KalaiSmorodinsky,
    Egalitarian,
    Utilitarian,
    RelativeUtilitarian,
    EqualLoss,
}

pub const RULES: [Rule; 6] = [
    Rule::Nash,
    Rule::KalaiSmorodinsky,
    Rule::Egalitarian,
    Rule::Utilitarian,
    Rule::RelativeUtilitarian,
    Rule::EqualLoss,
];

impl Small {
    fn accepted(&self) -> impl Iterator<Item = (usize, &Gains)> {
        self.packages.iter().enumerate().filter(|(_, gains)| gains.iter().all(|gain| *gain >= 0))
    }

    fn ideal(&self) -> Gains {
        self.accepted().fold([0; 4], |ideal, (_, gains)| std::array::from_fn(|party| ideal[party].max(gains[party])))
    }

    /// What is chosen, a bit for each package; none if nobody can agree, or if no package is one that the concept is made
    /// for.
    pub fn chosen(&self, rule: Rule) -> Option<u32> {
        let ideal = self.ideal();
        let mut best: Option<([i64; 4], u32)> = None;
        for (at, gains) in self.accepted() {
            let key = self.key(rule, gains, &ideal);
            match best.as_ref().map_or(Ordering::Greater, |(best, _)| key.cmp(best)) {
                Ordering::Greater => best = Some((key, 1 << at)),
                Ordering::Equal => best = best.map(|(key, chosen)| (key, chosen | 1 << at)),
                Ordering::Less => {}
            }
        }
        best.filter(|(key, _)| rule != Rule::Nash || key[0] > 0).map(|(_, chosen)| chosen)
    }

    /// What is compared, the first number first; larger is better.
    fn key(&self, rule: Rule, gains: &Gains, ideal: &Gains) -> [i64; 4] {
        let parties = 0..self.parties;
        // Ideal gains of at most 9 divide this.
        let share = |party: usize| if ideal[party] == 0 { 0 } else { gains[party] * 2520 / ideal[party] };
        let rising = |value: &dyn Fn(usize) -> i64| {
            let mut key: [i64; 4] = std::array::from_fn(|at| if at < self.parties { value(at) } else { i64::MAX });
            key.sort_unstable();
            key
        };
        match rule {
            Rule::Nash => [parties.map(|party| gains[party].pow(self.weights[party])).product(), 0, 0, 0],
            Rule::Egalitarian => rising(&|party| gains[party]),
            Rule::Utilitarian => [parties.map(|party| gains[party]).sum(), 0, 0, 0],
            Rule::RelativeUtilitarian => [parties.map(share).sum(), 0, 0, 0],
            // Who cannot gain drops out.
            Rule::KalaiSmorodinsky => rising(&|party| if ideal[party] == 0 { i64::MAX } else { share(party) }),
            Rule::EqualLoss => rising(&|party| gains[party] - ideal[party]),
        }
    }

    /// The value of what is chosen: larger is better.
    fn value(&self, rule: Rule, chosen: u32) -> i64 {
        self.key(rule, &self.packages[chosen.trailing_zeros() as usize], &self.ideal())[0]
    }

    fn only(&self, kept: u32) -> Small {
        let packages = self.packages.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1);
        Small { packages: packages.map(|(_, gains)| *gains).collect(), ..self.clone() }
    }

    fn changed(&self, change: impl Fn(&Gains) -> Gains) -> Small {
        Small { packages: self.packages.iter().map(change).collect(), ..self.clone() }
    }

    /// What these bits stand for.
    pub fn of(&self, chosen: u32) -> Vec<Vec<i64>> {
        let chosen = self.packages.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        chosen.map(|(_, gains)| gains[..self.parties].to_vec()).collect()
    }

    /// The problem as it is printed.
    pub fn print(&self) -> String {
        format!("{:?}", self.of(u32::MAX))
    }

    /// Whether this party falls, by the best or by the worst of what is chosen.
    fn falls(&self, before: u32, other: &Small, after: u32, party: usize) -> bool {
        let ends = |small: &Small, chosen: u32| {
            let own = small.of(chosen).into_iter().map(|gains| gains[party]).collect::<Vec<i64>>();
            (own.iter().min().copied(), own.iter().max().copied())
        };
        let ((least, most), (least_after, most_after)) = (ends(self, before), ends(other, after));
        least_after < least || most_after < most
    }

    /// Tests a law with every change within the small problems; counts the comparisons. The first that fails, in words.
    pub fn test(&self, axiom: Axiom, rule: Rule, count: &mut u64) -> Option<String> {
        let before = self.chosen(rule)?;
        let parties = 0..self.parties;
        let all = (1u32 << self.packages.len()) - 1;
        let mut same = |other: &Small, expected: u32, what: &dyn Fn() -> String| {
            // Where the concept has to fall back on another rule, the law is not asked.
            let found = other.chosen(rule)?;
            *count += 1;
            (found != expected)
                .then(|| format!("{}: {:?} instead of {:?}", what(), other.of(found), other.of(expected)))
        };
        // The bits of what is left, when others are taken away.
        let left = |chosen: u32, kept: u32| {
            let kept = (0..self.packages.len()).filter(|at| kept >> at & 1 == 1).enumerate();
            kept.fold(0u32, |bits, (to, at)| bits | (chosen >> at & 1) << to)
        };
        match axiom {
            Axiom::Efficiency => {
                *count += 1;
                let beats =
                    |one: &Vec<i64>, other: &Vec<i64>| one != other && one.iter().zip(other).all(|(a, b)| a >= b);
                let every = self.of(all);
                let found = self.of(before).into_iter().find(|one| every.iter().any(|other| beats(other, one)));
                found.map(|one| format!("{one:?} is chosen, and dominated"))
            }
            Axiom::IndividualRationality => {
                *count += 1;
                let found = self.of(before).into_iter().find(|gains| gains.iter().any(|gain| *gain < 0));
                found.map(|one| format!("{one:?} is chosen, and refused"))
            }
            Axiom::ScaleInvariance => parties.flat_map(|party| [(party, 2), (party, 3)]).find_map(|(party, factor)| {
                let other = self.changed(|gains| {
                    let mut gains = *gains;
                    gains[party] *= factor;
                    gains
                });
                same(&other, before, &|| format!("party {} counts in units {factor} times as small", party + 1))
            }),
            Axiom::CommonScaleInvariance => [2, 3].into_iter().find_map(|factor| {
                let other = self.changed(|gains| gains.map(|gain| factor * gain));
                same(&other, before, &|| format!("all count in units {factor} times as small"))
            }),
            Axiom::Anonymity => (1..self.parties).find_map(|by| {
                let other = self.changed(|gains| {
                    let mut gains = *gains;
                    gains[..self.parties].rotate_left(by);
                    gains
                });
                same(&other, before, &|| "the parties change places".to_owned())
            }),
            Axiom::ContractionIndependence | Axiom::ContractionIndependenceAtIdeal => {
                (1..all).filter(|kept| kept & before != 0).find_map(|kept| {
                    let other = self.only(kept);
                    if axiom == Axiom::ContractionIndependenceAtIdeal && other.ideal() != self.ideal() {
                        return None;
                    }
                    same(&other, left(before, kept), &|| format!("only {:?} are left", other.print()).replace('"', ""))
                })
            }
            Axiom::DominatedAdditions => (0..self.packages.len()).find_map(|worse| {
                let beats = |other: &Gains| {
                    *other != self.packages[worse] && other.iter().zip(&self.packages[worse]).all(|(a, b)| a >= b)
                };
                if !self.packages.iter().any(beats) {
                    return None;
                }
                let kept = all & !(1 << worse);
                let less = self.only(kept);
                let expected = less.chosen(rule)?;
                same(
                    self,
                    (0..self.packages.len())
                        .filter(|at| *at != worse)
                        .enumerate()
                        .fold(0, |bits, (from, to)| bits | (expected >> from & 1) << to),
                    &|| format!("{:?} is added", &self.packages[worse][..self.parties]),
                )
            }),
            Axiom::ValueGrows | Axiom::PayoffsGrow => (0..self.packages.len()).find_map(|added| {
                let less = self.only(all & !(1 << added));
                let old = less.chosen(rule)?;
                *count += 1;
                let what = format!("{:?} is added to {}", &self.packages[added][..self.parties], less.print());
                if axiom == Axiom::ValueGrows {
                    let (was, is) = (less.value(rule, old), self.value(rule, before));
                    // Where nobody can gain, there is no smallest share.
                    return (is < was && was < i64::MAX).then(|| format!("{what}: the objective falls"));
                }
                let party = parties.clone().find(|party| less.falls(old, self, before, *party))?;
                Some(format!("{what}: party {} falls from {:?} to {:?}", party + 1, less.of(old), self.of(before)))
            }),
            Axiom::OwnDisagreement => {
                let most = self.packages.iter().flatten().max().copied().unwrap_or(0);
                parties.flat_map(|party| (1..=most).map(move |by| (party, by))).find_map(|(party, by)| {
                    let other = self.changed(|gains| {
                        let mut gains = *gains;
                        gains[party] -= by;
                        gains
                    });
                    let after = other.chosen(rule)?;
                    *count += 1;
                    let back = Small { packages: self.packages.clone(), ..other };
                    self.falls(before, &back, after, party).then(|| {
                        let (before, after) = (self.of(before), self.of(after));
                        format!(
                            "party {} has {by} more without a deal, and falls from {before:?} to {after:?}",
                            party + 1
                        )
                    })
                })
            }
            Axiom::OwnWeight => parties.clone().find_map(|party| {
                let mut other = self.clone();
                other.weights[party] += 1;
                let after = other.chosen(rule)?;
                *count += 1;
                self.falls(before, &other, after, party).then(|| format!("party {} falls with more weight", party + 1))
            }),
            Axiom::Replication => parties.clone().find_map(|party| {
                let mut twins = self.changed(|gains| {
                    let mut gains = *gains;
                    gains[self.parties] = gains[party];
                    gains
                });
                twins.parties += 1;
                let mut double = self.clone();
                double.weights[party] *= 2;
                let expected = double.chosen(rule)?;
                same(&twins, expected, &|| format!("party {} has a twin", party + 1))
            }),
            Axiom::FoundBySearch => None,
        }
    }
}

/// So many parties, at most so many packages, numbers from 0 to the last.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    pub parties: usize,
    pub packages: usize,
    pub most: i64,
}

impl Class {
    /// Every problem of the class, the smallest first, until one is told to be the last.
    pub fn each(self, mut last: impl FnMut(&Small) -> bool) {
        for packages in 1..=self.packages {
            for most in 0..=self.most {
                let count = (most + 1).pow(self.parties as u32);
                let vectors: Vec<Gains> = (0..count)
                    .map(|at| {
                        std::array::from_fn(|party| {
                            if party < self.parties {
                                at / (most + 1).pow((self.parties - 1 - party) as u32) % (most + 1)
                            } else {
                                0
                            }
                        })
                    })
                    .collect();
                let mut picked = Vec::new();
                if self.choose(&vectors, 0, packages, most, &mut picked, &mut last) {
                    return;
                }
            }
        }
    }

    fn choose(
        self,
        vectors: &[Gains],
        from: usize,
        left: usize,
        most: i64,
        picked: &mut Vec<Gains>,
        last: &mut dyn FnMut(&Small) -> bool,
    ) -> bool {
        if left == 0 {
            let largest = picked.iter().flatten().max() == Some(&most);
            return largest
                && self.first_of_its_kind(picked)
                && last(&Small { parties: self.parties, packages: picked.clone(), weights: [1; 4] });
        }
        for at in from..vectors.len() {
            picked.push(vectors[at]);
            let ended = self.choose(vectors, at + 1, left - 1, most, picked, last);
            picked.pop();
            if ended {
                return true;
            }
        }
        false
    }

    /// Whether no other order of the parties comes before this one.
    fn first_of_its_kind(self, packages: &[Gains]) -> bool {
        let orders: &[[usize; 4]] = match self.parties {
            2 => &[[1, 0, 2, 3]],
            3 => &[[0, 2, 1, 3], [1, 0, 2, 3], [1, 2, 0, 3], [2, 0, 1, 3], [2, 1, 0, 3]],
            _ => &[],
        };
        orders.iter().all(|order| {
            let mut turned: Vec<Gains> =
                packages.iter().map(|gains| std::array::from_fn(|party| gains[order[party]])).collect();
            turned.sort_unstable();
            packages <= turned.as_slice()
        })
    }
}
