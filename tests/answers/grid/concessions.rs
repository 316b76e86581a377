//! What would mend a refused package, against the grid: changes are the fewest, losses the smallest.

use super::*;
use zopa::explain::Concessions;
use zopa::problem::LevelId;
use zopa::{PartyId, View};

/// Options, levels and gains of a package.
pub type Deal = (Vec<usize>, Vec<Q>, Vec<Q>);
/// The issues that are changed: the options', then the levels'.
pub type Choice = Vec<bool>;

pub fn changed(deal: &Deal, from: &Deal) -> Choice {
    let options = deal.0.iter().zip(&from.0).map(|(one, other)| one != other);
    options.chain(deal.1.iter().zip(&from.1).map(|(one, other)| one != other)).collect()
}

fn count(choice: &Choice) -> usize {
    choice.iter().filter(|changed| **changed).count()
}

impl Small {
    /// Every feasible package with levels in steps of 1/`parts`.
    pub fn deals(&self, parts: i64) -> Vec<Deal> {
        let steps = RANGE * parts + 1;
        let mut found = Vec::new();
        for mut code in 0..3i64.pow(self.issues as u32) * steps.pow(self.levels as u32) {
            let mut digit = |base: i64| {
                let digit = code % base;
                code /= base;
                digit
            };
            let options: Vec<usize> = (0..self.issues).map(|_| digit(3) as usize).collect();
            let levels: Vec<Q> = (0..self.levels).map(|_| Q::new(digit(steps).into(), parts.into())).collect();
            if self.feasible(&options, &levels) {
                let gains = self.gains(&options, &levels);
                found.push((options, levels, gains));
            }
        }
        found
    }

    /// The same wishes without any rule.
    fn without_rules(&self) -> Small {
        Small { sums: Vec::new(), ranges: Vec::new(), ..self.clone() }
    }

    /// By party, what separates its best and worst packages: rules over levels may make these any levels, so that they are
    /// searched for, the worst as the best of whoever wants the opposite.
    pub fn ranges(&self) -> Vec<Q> {
        let opposed = |party: &SmallParty| SmallParty {
            disagreement: -100,
            ceiling: None,
            values: party.values.iter().map(|values| values.map(|value| -value)).collect(),
            curves: party.curves.iter().map(|curve| curve.map(|value| -value)).collect(),
            terms: party.terms.iter().map(|(issue, option, level, per)| (*issue, *option, *level, -per)).collect(),
        };
        let most = |small: &Small| -> Option<Vec<Q>> {
            let problem = Problem::compile(&small.model()).unwrap();
            let view = problem.party_ids().fold(problem.view(), View::without_floor);
            let best = |party: PartyId| {
                let best = view.best_for(party, &Limits::default()).expect("no limit")?;
                Some(best.utilities[party.index()].value().clone())
            };
            problem.party_ids().map(best).collect()
        };
        let opposite = Small { parties: self.parties.iter().map(opposed).collect(), ..self.clone() };
        let Some((most, least)) = most(self).zip(most(&opposite)) else { return self.without_rules().ranges() };
        let range = |((party, most), least): ((&SmallParty, Q), Q)| {
            let least = party.ceiling.map_or(-&least, |ceiling| q(ceiling).min(-&least));
            if most > least { most - least } else { q(1) }
        };
        self.parties.iter().zip(most).zip(least).map(range).collect()
    }

    pub fn deal(&self, package: &Package, gains: &[Number]) -> Deal {
        let options = package.options().iter().take(self.issues).map(|option| option.index()).collect();
        let levels = package.levels().iter().map(|level| level.value().clone()).collect();
        (options, levels, gains.iter().map(|gain| gain.value().clone()).collect())
    }

    pub fn package(&self, problem: &Problem, deal: &Deal) -> Package {
        let mut options = deal.0.clone();
        options.resize(self.issues + self.levels, 0);
        problem.package_at(&options).with_levels(deal.1.clone())
    }

    /// The model without its one level, which is settled at this.
    pub fn settled_at(&self, at: i64) -> Small {
        let worth = |party: &SmallParty| party.curves[0][at as usize];
        let party = |party: &SmallParty| {
            let mut values = party.values.clone();
            party.terms.iter().for_each(|(issue, option, _, per_unit)| values[*issue][*option] += per_unit * at);
            SmallParty {
                disagreement: party.disagreement - worth(party),
                ceiling: party.ceiling.map(|ceiling| ceiling - worth(party)),
                values,
                curves: Vec::new(),
                terms: Vec::new(),
            }
        };
        let sum =
            |(options, levels, bound, most): &Budget| (options.clone(), Vec::new(), bound - levels[0] * at, *most);
        let forbidden = self.ranges.iter().filter(|(_, _, from, to)| at < *from || at > *to);
        let none = |(option, ..): &(usize, usize, i64, i64)| {
            let mut options = vec![[0; 3]; self.issues];
            options[0][*option] = 1;
            (options, Vec::new(), 0, true)
        };
        Small {
            parties: self.parties.iter().map(party).collect(),
            levels: 0,
            sums: self.sums.iter().map(sum).chain(forbidden.map(none)).collect(),
            ranges: Vec::new(),
            ..self.clone()
        }
    }

    /// The package that a code stands for, feasible or not.
    pub fn draft(&self, code: usize, at: [i64; 2], parts: i64) -> Deal {
        let options: Vec<usize> = (0..self.issues).map(|issue| code / 3usize.pow(issue as u32) % 3).collect();
        let levels: Vec<Q> = at[..self.levels].iter().map(|at| Q::new((*at).into(), parts.into())).collect();
        let gains = self.gains(&options, &levels);
        (options, levels, gains)
    }
}

/// The smallest difference of gains as a share of a range.
fn worst(deal: &Deal, from: &Deal, ranges: &[Q], losing: impl Fn(usize) -> bool) -> Option<Q> {
    let share = |party: usize| (&deal.2[party] - &from.2[party]) / &ranges[party];
    (0..ranges.len()).filter(|party| losing(*party)).map(share).min()
}

/// That nothing on the grid has fewer changes than a found one, or as few and a smaller largest loss.
fn least(
    all: &[&Deal],
    found: Option<(usize, Vec<Deal>)>,
    from: &Deal,
    ranges: &[Q],
    losing: impl Fn(usize) -> bool,
) -> Result<(), TestCaseError> {
    let Some((changes, deals)) = found else {
        prop_assert!(all.is_empty(), "{:?}", all);
        return Ok(());
    };
    let best = deals.first().and_then(|first| worst(first, from, ranges, &losing));
    prop_assert!(deals.iter().all(|deal| count(&changed(deal, from)) == changes), "{:?}", deals);
    for other in all {
        let more = count(&changed(other, from));
        prop_assert!(more >= changes, "{:?}", other);
        prop_assert!(more > changes || worst(other, from, ranges, &losing) <= best, "{:?}", other);
    }
    Ok(())
}

fn check(small: &Small, from: &Deal, found: &Concessions) -> Result<(), TestCaseError> {
    let (grid, ranges) = (small.deals(4), small.ranges());
    let refusing: Vec<usize> = (0..from.2.len()).filter(|party| from.2[*party].is_negative()).collect();
    prop_assert_eq!(found.least.iter().map(|(party, _)| party.index()).collect::<Vec<_>>(), refusing);
    for (party, concession) in &found.least {
        let content = |deal: &Deal| !deal.2[party.index()].is_negative();
        let concession = concession.as_ref().expect("no limit").as_ref();
        let deal = concession.map(|found| {
            small.holds(&found.package.package, &found.package.gains);
            (found.changes, vec![small.deal(&found.package.package, &found.package.gains)])
        });
        prop_assert!(deal.iter().flat_map(|(_, deals)| deals).all(content));
        let all: Vec<&Deal> = grid.iter().filter(|deal| content(deal)).collect();
        least(&all, deal, from, &ranges, |other| other != party.index())?;
    }
    let all: Vec<&Deal> = grid.iter().filter(|deal| accepted(&deal.2)).collect();
    let nearest = found.nearest.as_ref().expect("no limit").as_ref();
    let deals = nearest.map(|nearest| {
        let deal = |one: &Agreement| {
            small.holds(&one.package, &one.gains);
            small.deal(&one.package, &one.gains)
        };
        (nearest.changes, nearest.packages.iter().map(deal).collect::<Vec<Deal>>())
    });
    least(&all, deals.clone(), from, &ranges, |_| true)?;
    let (Some(nearest), Some((changes, deals))) = (nearest, deals) else { return Ok(()) };
    prop_assert!(deals.iter().all(|deal| accepted(&deal.2)));
    let loss = |deal: &Deal| worst(deal, from, &ranges, |_| true);
    prop_assert!(deals.iter().rev().map(loss).is_sorted());
    let choices: Vec<Choice> = deals.iter().map(|deal| changed(deal, from)).collect();
    prop_assert!((1..choices.len()).all(|at| !choices[..at].contains(&choices[at])));
    if let Some(number) = nearest.found {
        prop_assert_eq!(number, deals.len());
        // Every choice of issues is there, with its smallest largest loss.
        for other in all.iter().filter(|other| count(&changed(other, from)) == changes) {
            let at = choices.iter().position(|choice| *choice == changed(other, from));
            prop_assert!(at.is_some_and(|at| loss(&deals[at]) >= loss(other)), "{:?}", other);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    /// Drafts of any kind, also such as break rules or are accepted.
    #[test]
    fn no_package_of_a_grid_is_nearer_or_costs_less(
        small in small(1..4, true), code in 0usize..9, at in [0i64..17, 0i64..17],
    ) {
        let problem = Problem::compile(&small.model()).unwrap();
        let from = small.draft(code, at, 4);
        let found = problem.view().concessions(&small.package(&problem, &from), &Limits::default());
        prop_assert!(found.stopped.is_none());
        check(&small, &from, &found)?;
    }

    /// A model whose one level is settled answers like the one without it.
    #[test]
    fn a_settled_level_is_no_issue(small in small(1..4, true), code in 0usize..9, at in 0i64..5) {
        if small.issues == 0 || small.levels != 1 {
            return Ok(());
        }
        let without = small.settled_at(at);
        let problem = Problem::compile(&small.model()).unwrap();
        let plain = Problem::compile(&without.model()).unwrap();
        let from = small.draft(code, [at, 0], 1);
        let view = problem.level_ids().fold(problem.view(), |view, level: LevelId| view.fix_level(level, &at.into()));
        let found = view.concessions(&small.package(&problem, &from), &Limits::default());
        let expected = plain.view().concessions(&without.package(&plain, &without.draft(code, [0, 0], 1)), &Limits::default());
        let ranges = |all: Vec<Deal>| -> Option<Vec<Q>> {
            let gains = |party: usize| all.iter().map(move |deal| &deal.2[party]);
            let range = |party: usize| Some((gains(party).max()? - gains(party).min()?).max(Q::one()));
            (0..small.parties.len()).map(range).collect()
        };
        let ranges = ranges(without.deals(1)).or_else(|| ranges(without.without_rules().deals(1))).expect("a package");
        let loss = |one: &Agreement, losing: &dyn Fn(usize) -> bool| {
            worst(&small.deal(&one.package, &one.gains), &from, &ranges, losing)
        };
        prop_assert_eq!(found.least.len(), expected.least.len());
        for ((party, found), (same, expected)) in found.least.iter().zip(&expected.least) {
            prop_assert_eq!(party.index(), same.index());
            let losing = |other: usize| other != party.index();
            let [found, expected] = [found, expected].map(|one| one.as_ref().expect("no limit").as_ref());
            let said = |one: Option<&zopa::explain::Concession>| one.map(|one| (one.changes, loss(&one.package, &losing)));
            prop_assert_eq!(said(found), said(expected));
        }
        let [found, expected] = [&found, &expected].map(|one| one.nearest.as_ref().expect("no limit").as_ref());
        prop_assert_eq!(found.map(|one| one.changes), expected.map(|one| one.changes));
        let Some((found, expected)) = found.zip(expected) else { return Ok(()) };
        prop_assert_eq!(loss(&found.packages[0], &|_| true), loss(&expected.packages[0], &|_| true));
        let choice = |one: &Agreement| {
            one.package.options().iter().take(small.issues).zip(&from.0).map(|(one, from)| one.index() != *from).collect()
        };
        let choices: Vec<Choice> = found.packages.iter().map(choice).collect();
        prop_assert!(found.found.is_some() && expected.packages.iter().all(|one| choices.contains(&choice(one))));
    }
}
