//! How issues are linked, with levels, against the grid: what agreements of the grid have is possible.

use super::{Q, Small, accepted, config, small};
use itertools::Itertools;
use num_traits::Signed;
use proptest::prelude::*;
use zopa::explain::{Element, Linkage, Role};
use zopa::{Limits, Number, Package, Problem};

/// The options and levels of a package.
fn taken(small: &Small, package: &Package) -> (Vec<usize>, Vec<Q>) {
    let options = package.options().iter().take(small.issues).map(|option| option.index()).collect();
    (options, package.levels().iter().map(|level| level.value().clone()).collect())
}

fn linkage(problem: &Problem) -> Linkage {
    problem.view().linkage(&Limits::default()).whole().expect("no limit was set")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn agreements_of_a_grid_are_possible(small in small(1..4, true)) {
        let problem = Problem::compile(&small.model()).expect("a valid model");
        let found = linkage(&problem);
        let agreed = |lifted: Option<usize>| {
            let rules = (0..small.sums.len() + small.ranges.len()).filter(move |rule| Some(*rule) != lifted);
            let small = &small;
            small.points(4).filter(move |(options, levels)| {
                rules.clone().all(|rule| small.keeps(rule, options, levels)) && accepted(&small.gains(options, levels))
            })
        };
        let agreements: Vec<(Vec<usize>, Vec<Q>)> = agreed(None).collect();
        prop_assert!(found.now.best.is_some() || agreements.is_empty());
        prop_assert_eq!(found.options.len(), 3 * small.issues);
        for link in &found.options {
            let has = |options: &[usize]| options[link.issue.index()] == link.option.index();
            let with = agreements.iter().any(|(options, _)| has(options));
            let without = agreements.iter().any(|(options, _)| !has(options));
            prop_assert!(link.role != Role::Impossible || !with);
            prop_assert!(link.role != Role::Essential || !without);
            prop_assert_eq!(link.role == Role::Impossible, link.with.best.is_none());
            if let Some((best, _)) = &link.with.best {
                small.holds(&best.package, &best.gains);
                prop_assert!(has(&taken(&small, &best.package).0) && best.gains.iter().all(|gain| !gain.value().is_negative()));
            }
        }
        for link in &found.levels {
            let at = link.level.index();
            let Some(span) = &link.span else {
                prop_assert!(agreements.is_empty());
                continue;
            };
            let beyond = |[least, most]: &[Number; 2], levels: &[Q]| levels[at] < *least.value() || levels[at] > *most.value();
            prop_assert!(!agreements.iter().any(|(_, levels)| beyond(span, levels)));
            for (issue, option, left) in &link.with {
                let has = |options: &[usize]| options[issue.index()] == option.index();
                prop_assert!(!agreements.iter().any(|(options, levels)| has(options) && beyond(left, levels)));
                prop_assert!(left != span && left[0].value() >= span[0].value() && left[1].value() <= span[1].value());
            }
            // The ends can be agreed.
            let own = link.with.iter().map(|(issue, option, left)| (problem.view().fix(*issue, *option), left));
            for (view, ends) in own.chain([(problem.view(), span)]) {
                for end in ends {
                    let agreed = view.clone().fix_level(link.level, end).agreement(&Limits::default());
                    let agreed = agreed.expect("no limit was set").expect("an end that is reached");
                    small.holds(&agreed.package, &agreed.gains);
                    prop_assert!(agreed.package.levels()[at] == *end && agreed.gains.iter().all(|gain| !gain.value().is_negative()));
                }
            }
        }
        for requirement in found.requirements.as_ref().expect("options in pairs") {
            for never in &requirement.never_with {
                let both = |options: &[usize]| {
                    options[requirement.issue.index()] == requirement.option.index()
                        && options[requirement.other.index()] == never.index()
                };
                prop_assert!(!agreements.iter().any(|(options, _)| both(options)));
            }
        }
        // What is agreed on two options together is not said to exclude one another; what is not, is said.
        for [(one, a), (other, b)] in (0..small.issues).cartesian_product(0..3).array_combinations() {
            let possible = |issue: usize, option: usize| {
                found.options.iter().any(|link| {
                    [link.issue.index(), link.option.index()] == [issue, option] && link.role != Role::Impossible
                })
            };
            if one == other || !possible(one, a) || !possible(other, b) {
                continue;
            }
            let ids = |issue: usize, option: usize| problem.option(&format!("issue{issue}"), super::OPTIONS[option]).expect("an option");
            let both = [ids(one, a), ids(other, b)].into_iter().fold(problem.view(), |view, (issue, option)| view.fix(issue, option));
            let agreed = both.agreement(&Limits::default()).expect("no limit was set").is_some();
            let anything = problem.party_ids().fold(both, zopa::View::without_floor);
            let feasible = anything.agreement(&Limits::default()).expect("no limit was set").is_some();
            let said = found.requirements.iter().flatten().any(|requirement| {
                [requirement.issue.index(), requirement.option.index(), requirement.other.index()] == [one, a, other]
                    && requirement.never_with.iter().any(|never| never.index() == b)
            });
            prop_assert_eq!(said, feasible && !agreed);
        }
        prop_assert_eq!(found.lifted.len(), small.sums.len() + small.ranges.len());
        for (rule, prospect) in &found.lifted {
            prop_assert!(matches!(rule, Element::Constraint(_) | Element::LevelRule(_)));
            let (_, path) = rule.rule(&problem).expect("a rule");
            let path = path.to_string();
            let at: usize = path.trim_start_matches("$.rules[").split(']').next().and_then(|at| at.parse().ok()).expect("a rule");
            prop_assert!(prospect.best.is_some() || agreed(Some(at)).next().is_none());
        }
        // Exchanges: with the levels that the package has.
        if let Some((best, _)) = &found.now.best {
            let (options, levels) = taken(&small, &best.package);
            let accepts = |changes: &[(usize, usize)]| {
                let mut options = options.clone();
                changes.iter().for_each(|(issue, option)| options[*issue] = *option);
                small.feasible(&options, &levels) && accepted(&small.gains(&options, &levels))
            };
            for [one, other] in (0..small.issues).array_combinations() {
                let ways = (0..3).cartesian_product(0..3).filter(|(a, b)| {
                    *a != options[one] && *b != options[other] && !accepts(&[(one, *a)]) && !accepts(&[(other, *b)])
                        && accepts(&[(one, *a), (other, *b)])
                });
                let said = found.exchanges.iter().find(|said| [said.issues.0.index(), said.issues.1.index()] == [one, other]);
                prop_assert_eq!(said.map_or(0, |said| said.ways), ways.count());
            }
        }
    }
}
