//! Aims against enumeration: what is met, and what would be agreed if one more were.

use crate::common;

use common::at::At;
use common::oracle::Oracle;
use common::random::{self, Tape};
use common::{answers, cases};
use proptest::prelude::*;
use zopa::model::Aim;
use zopa::{Limits, Model, Problem};

proptest! {
    #![proptest_config(cases(200))]

    /// An aim that is not met is met by the best of the packages that meet it and what is met already; aims change no answer.
    #[test]
    fn aims_are_met_or_have_a_price(case in random::models()) {
        let mut tape: Tape = case.tape();
        let mut model = Model { acceptance: None, ..case.model.clone() };
        let party = model.parties.0[0].0.clone();
        for at in 0..2 {
            let when = random::conditions(&mut tape, &model.issues, 2);
            model.aims.push(Aim { id: format!("aim{at}"), party: party.clone(), when, ..Aim::default() });
        }
        let problem = Problem::compile(&model).unwrap();
        let oracle = Oracle::new(&model);
        let deal = tape.pick(&oracle.deals).clone();
        let found = problem.view().aims_of(&problem.package_at(&deal.options), &Limits::default());
        prop_assert!(found.stopped.is_none() && found.len() == 2);
        // An aim is met where a rule that forbids it is broken.
        let rules = model.aims.iter().map(|aim| zopa::model::Rule { forbid: Some(aim.when.clone()), ..Default::default() });
        let forbidding = Oracle::new(&Model { rules: rules.collect(), ..model.clone() });
        let meets = |options: &[usize], aim: usize| {
            let deal = forbidding.deals.iter().find(|deal| deal.options == options).expect("the package");
            deal.broken.contains(&aim)
        };
        for (at, one) in found.iter().enumerate() {
            prop_assert_eq!(one.met, meets(&deal.options, at));
            if one.met {
                prop_assert!(one.instead.is_none());
                continue;
            }
            let mut narrowed = Oracle::new(&model);
            narrowed.deals.retain(|other| {
                (0..2).all(|aim| meets(&other.options, aim) || (aim != at && !meets(&deal.options, aim)))
            });
            let expected = narrowed.choose("nash");
            prop_assert_eq!(one.instead.is_some(), expected.is_some());
            if let (Some(instead), Some(expected)) = (&one.instead, expected) {
                prop_assert!(expected.agreements.contains_key(&answers::exact(&instead.utilities)));
            }
        }
        let without = Problem::compile(&Model { aims: Vec::new(), ..model.clone() }).unwrap();
        let [with, without] = [&problem, &without].map(|problem| {
            problem.search().run().solutions.first().map(|found| answers::agreements(&found.agreements))
        });
        prop_assert_eq!(with, without);
    }
}

/// Aims of nobody, of no issue, and twice the same are errors.
#[test]
fn wrong_aims_are_explained() {
    let text = |aims: &str| {
        let model = std::fs::read_to_string(crate::support::root().join("models/examples/first-steps.json")).unwrap();
        let wrong = model.replacen("\"parties\":", &format!("\"aims\": [{aims}], \"parties\":"), 1);
        Problem::from_json(&wrong).expect_err(aims).to_string()
    };
    let aim = |party: &str, when: &str| format!(r#"{{ "id": "soon", "party": "{party}", "when": {when} }}"#);
    let soon = r#"{ "delivery": "8-weeks" }"#;
    assert!(text(&aim("nobody", soon)).contains("nobody"));
    assert!(text(&aim("client", "{}")).contains("names no issue"));
    assert!(text(&[aim("client", soon), aim("client", soon)].join(",")).contains("another aim is called `soon`, too"));
}
