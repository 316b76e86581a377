//! Quotas and vetoes beside levels. A coalition bargains as its members would among themselves: what it is said to choose is
//! held against the model that has no other parties, and which packages pass against the grid.

use super::*;
use zopa::model::Acceptance;
use zopa::{Answer, Solution};

/// A quota, and who has a veto.
#[derive(Clone, Debug)]
struct Passing {
    quota: usize,
    veto: Vec<bool>,
}

impl Passing {
    fn passes(&self, gains: &[Q]) -> bool {
        let accepts: Vec<bool> = gains.iter().map(|gain| !gain.is_negative()).collect();
        accepts.iter().filter(|accepts| **accepts).count() >= self.quota
            && accepts.iter().zip(&self.veto).all(|(accepts, veto)| *accepts || !veto)
    }

    /// The sets of so many parties that have all vetoes.
    fn coalitions(&self, size: usize) -> Vec<Vec<usize>> {
        let all = |own: &Vec<usize>| (0..self.veto.len()).all(|party| !self.veto[party] || own.contains(&party));
        (0..self.veto.len()).combinations(size).filter(all).collect()
    }

    fn is_unanimous(&self) -> bool {
        self.quota == self.veto.len() || self.veto.iter().all(|veto| *veto)
    }
}

/// Parties that ask for more, so that some cannot agree.
fn demanding() -> impl Strategy<Value = (Small, Passing)> {
    let asked =
        (small(2..4, true), prop::collection::vec(-4i64..9, 3), 1usize..4, prop::collection::vec(any::<bool>(), 3));
    asked.prop_map(|(mut small, asked, quota, veto)| {
        for (party, asked) in small.parties.iter_mut().zip(asked) {
            party.disagreement = asked;
            party.ceiling = party.ceiling.map(|ceiling| ceiling.max(asked));
        }
        let parties = small.parties.len();
        let veto = veto[..parties].iter().enumerate().map(|(at, veto)| *veto && at != quota % parties).collect();
        (small, Passing { quota: quota.min(parties), veto })
    })
}

impl Small {
    fn passing(&self, rule: &Passing) -> Problem {
        let mut model = self.model();
        let veto = (0..self.parties.len()).filter(|at| rule.veto[*at]).map(|at| format!("party{at}")).collect();
        model.acceptance = Some(Acceptance { quota: Some(rule.quota as u64), veto, ..Acceptance::default() });
        Problem::compile(&model).unwrap()
    }

    /// What these parties choose if there are no others.
    fn among(&self, members: &[usize]) -> Small {
        Small { parties: members.iter().map(|at| self.parties[*at].clone()).collect(), ..self.clone() }
    }
}

fn of<'a, 's>(answer: &'a Answer<'s>, members: &[usize]) -> Vec<&'a Solution<'s>> {
    let ids = |solution: &Solution| -> Vec<usize> {
        solution.coalition.iter().flatten().map(|party| party.index()).collect()
    };
    answer.solutions.iter().filter(|solution| ids(solution) == members).collect()
}

/// That packages are acceptable to the members, and worth what is said.
fn agreed(small: &Small, solution: &Solution, members: &[usize]) {
    for agreement in &solution.agreements {
        small.holds(&agreement.package, &agreement.gains);
        assert!(members.iter().all(|at| *agreement.gains[*at].value() >= q(0)), "{agreement:?}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn coalitions_choose_what_their_members_would((small, rule) in demanding()) {
        let problem = small.passing(&rule);
        let answer = problem.view().search().run();
        let everybody = Problem::compile(&small.model()).unwrap();
        let unanimous = everybody.view().search().run();
        prop_assert!(!matches!(answer.status, Status::Stopped(_)));
        if rule.is_unanimous() || unanimous.status == Status::Agreement {
            let report = |problem: &Problem, answer: &Answer| {
                serde_json::to_value(SolveReport::new(&problem.view(), answer, None)).unwrap()["solutions"].clone()
            };
            prop_assert_eq!(report(&problem, &answer), report(&everybody, &unanimous));
            return Ok(());
        }
        prop_assert!(answer.ideal.is_none() && answer.refutation.is_none());
        let parties = small.parties.len();
        for size in (rule.quota..parties).rev() {
            let mut any = false;
            for members in rule.coalitions(size) {
                let alone = Problem::compile(&small.among(&members).model()).unwrap();
                let own = alone.view().search().run();
                let solutions = of(&answer, &members);
                if own.status == Status::NoAgreement {
                    prop_assert!(solutions.is_empty());
                    continue;
                }
                any = true;
                prop_assert_eq!(solutions.len(), own.solutions.len());
                for (one, other) in solutions.iter().zip(&own.solutions) {
                    prop_assert_eq!(one.concept.id(), other.concept.id());
                    prop_assert!(one.proven);
                    if one.bound.is_none() && other.bound.is_none() {
                        prop_assert_eq!(&one.value, &other.value, "{}", one.concept.id());
                    }
                    prop_assert_eq!(one.degenerate, other.degenerate);
                    prop_assert!(!one.agreements.is_empty());
                    agreed(&small, one, &members);
                }
            }
            if any {
                prop_assert_eq!(answer.status, Status::Agreement);
                let larger = |solution: &Solution| solution.coalition.as_ref().is_none_or(|own| own.len() != size);
                prop_assert!(!answer.solutions.iter().any(larger));
                return Ok(());
            }
        }
        prop_assert_eq!(answer.status, Status::NoAgreement);
        prop_assert!(!small.grid(4).iter().any(|gains| rule.passes(gains)));
        // Who stands in the way, without a question that is for options only.
        let reasons = problem.view().explain_no_deal(&Limits::default());
        prop_assert!(reasons.stopped.is_none(), "{:?}", reasons.stopped);
        prop_assert_eq!(reasons.infeasible, reasons.binding.is_empty());
        for binding in &reasons.binding {
            let closest = &binding.closest;
            small.holds(&closest.package, &closest.gains);
            let met: Vec<Q> = (values(closest).into_iter().enumerate())
                .map(|(at, gain)| if binding.parties.contains(&problem.party_at(at)) { q(0) } else { gain })
                .collect();
            prop_assert!(rule.passes(&met));
            let [party] = binding.parties[..] else { continue };
            for gains in small.grid(4) {
                let mut met = gains.clone();
                met[party.index()] = q(0);
                prop_assert!(!rule.passes(&met) || gains[party.index()] <= *closest.gains[party.index()].value());
            }
        }
    }

    /// By the rule the smallest coalitions decide: each chooses what its members would, but for the ideal point, which is that
    /// of all that passes.
    #[test]
    fn the_smallest_coalitions_decide((small, rule) in demanding()) {
        if rule.is_unanimous() {
            return Ok(());
        }
        let problem = small.passing(&rule);
        let answer = problem.view().search().by_rule(true).run();
        let size = rule.quota.max(rule.veto.iter().filter(|veto| **veto).count());
        let passing: Vec<Vec<Q>> = small.grid(4).into_iter().filter(|gains| rule.passes(gains)).collect();
        if answer.status == Status::NoAgreement {
            prop_assert!(passing.is_empty());
            return Ok(());
        }
        prop_assert_eq!(answer.status, Status::Agreement);
        prop_assert!(answer.by_rule);
        let ideal: Vec<Q> = (answer.ideal.as_ref().unwrap().iter().zip(&small.parties))
            .map(|(utility, party)| utility.value() - q(party.disagreement))
            .collect();
        for gains in &passing {
            prop_assert!(gains.iter().zip(&ideal).all(|(gain, ideal)| gain <= ideal));
        }
        let mut reached = vec![false; ideal.len()];
        for members in rule.coalitions(size) {
            let alone = Problem::compile(&small.among(&members).model()).unwrap();
            let own = alone.view().search().run();
            let solutions = of(&answer, &members);
            if own.status == Status::NoAgreement {
                prop_assert!(solutions.is_empty());
                continue;
            }
            for (at, best) in members.iter().zip(own.ideal.as_ref().unwrap()) {
                reached[*at] |= best.value() - q(small.parties[*at].disagreement) == ideal[*at];
            }
            for one in solutions {
                agreed(&small, one, &members);
                let other = own.solutions.iter().find(|other| other.concept.id() == one.concept.id()).unwrap();
                if ["egalitarian", "utilitarian"].contains(&one.concept.id()) {
                    prop_assert_eq!(&one.value, &other.value);
                }
                let first = values(&one.agreements[0]);
                let only = |gains: &[Q]| members.iter().map(|at| gains[*at].clone()).collect::<Vec<_>>();
                if !one.degenerate {
                    let best = key(one.concept.id(), &only(&first), &only(&ideal));
                    let own = passing.iter().filter(|gains| members.iter().all(|at| !gains[*at].is_negative()));
                    for gains in own {
                        let other = key(one.concept.id(), &only(gains), &only(&ideal));
                        prop_assert!(other <= best || one.bound.is_some(), "{} {:?}", one.concept.id(), gains);
                    }
                }
            }
        }
        // Who is in every deciding coalition has its best in one of them.
        prop_assert!(reached.iter().zip(&rule.veto).all(|(reached, veto)| *reached || !veto));
    }

    /// What is better than a package passes too, and nothing on the grid that does is better by more.
    #[test]
    fn evaluations_know_the_rule((small, rule) in demanding(), code in any::<prop::sample::Index>(), at in 0i64..17) {
        let problem = small.passing(&rule);
        let options: Vec<usize> = (0..small.issues).map(|issue| code.index(27) / 3usize.pow(issue as u32) % 3).collect();
        let mut all = options.clone();
        all.resize(small.issues + small.levels, 0);
        let levels: Vec<Q> = (0..small.levels).map(|_| Q::new(at.into(), 4.into())).collect();
        let package = problem.package_at(&all).with_levels(levels.iter().cloned());
        let own = small.gains(&options, &levels);
        let evaluation = problem.view().evaluate(&package, &Limits::default());
        prop_assert!(evaluation.stopped.is_none());
        prop_assert_eq!(evaluation.acceptable, small.feasible(&options, &levels) && rule.passes(&own));
        let better = by_party(&evaluation);
        let better_than = |gains: &[Q]| rule.passes(gains) && gains.iter().zip(&own).all(|(gain, own)| gain >= own);
        for best in better {
            small.holds(&best.package, &best.gains);
            prop_assert!(better_than(&values(best)));
        }
        for gains in small.grid(4).iter().filter(|gains| better_than(gains)) {
            prop_assert!(!better.is_empty());
            for (party, gain) in gains.iter().enumerate() {
                prop_assert!(gain <= better[party].gains[party].value());
            }
        }
        let found = problem.view().agreement(&Limits::default()).expect("no limit");
        prop_assert!(found.is_some() || !small.grid(4).iter().any(|gains| rule.passes(gains)));
        if let Some(found) = found {
            small.holds(&found.package, &found.gains);
            prop_assert!(rule.passes(&values(&found)));
        }
    }
}
