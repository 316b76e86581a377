//! What is written is read back as the same negotiation: on random models, as far as each format can say it.

use super::common::oracle::Oracle;
use super::common::random::{self, Case};
use super::common::{Q, cases};
use super::sound;
use num_traits::{One, Zero};
use proptest::prelude::*;
use zopa::model::{Code, Values};
use zopa::search::Target;
use zopa::{Model, Problem};
use zopa_formats::{Exported, Format, Options, WriteOptions, write};

/// A model without what only our own format and tables can say.
fn plain(mut model: Model) -> Model {
    model.rules.clear();
    model.acceptance = None;
    for (_, utility) in &mut model.utilities.0 {
        utility.red_lines.clear();
    }
    for (_, party) in &mut model.parties.0 {
        party.weight = None;
    }
    model
}

/// And without interactions.
fn additive(model: Model) -> Model {
    let mut model = plain(model);
    for (_, utility) in &mut model.utilities.0 {
        utility.interactions.clear();
        utility.tables.clear();
    }
    model
}

fn again(exported: &Exported) -> Model {
    sound(&exported.files, &Options::default()).model
}

/// That two models have the same packages with the same utilities, of which the same are feasible.
fn same(one: &Model, other: &Model, format: Format) {
    let (one, other) = (Oracle::new(one), Oracle::new(other));
    assert_eq!(one.deals.len(), other.deals.len());
    for (one, other) in one.deals.iter().zip(&other.deals) {
        assert_eq!((&one.options, &one.utilities), (&other.options, &other.utilities), "{format:?}");
        assert_eq!(one.broken.is_empty(), other.broken.is_empty(), "{format:?}");
    }
    assert_eq!(one.disagreement, other.disagreement);
    assert_eq!((one.quota, &one.veto, &one.weights), (other.quota, &other.veto, &other.weights));
}

/// What is not expressible is said to be, and nothing else is refused.
fn written(model: &Model, format: Format, rescale: bool) -> Option<Exported> {
    match write(model, format, &WriteOptions { rescale }) {
        Ok(exported) => Some(exported),
        Err(findings) => {
            assert!(findings.iter().all(|finding| finding.code == Code::NotExpressible), "{findings}");
            None
        }
    }
}

/// That each party's utilities are the same but for a shift and a factor.
fn same_but_for_scale(one: &Model, other: &Model) {
    let (one, other) = (Oracle::new(one), Oracle::new(other));
    for party in 0..one.parties() {
        let values = |oracle: &Oracle| -> Vec<Q> {
            let deals = oracle.deals.iter().map(|deal| deal.utilities[party].clone());
            deals.chain([oracle.disagreement[party].clone()]).collect()
        };
        let (before, after) = (values(&one), values(&other));
        let far = before.iter().position(|value| *value != before[0]);
        let factor = far.map_or_else(Q::one, |at| (&after[at] - &after[0]) / (&before[at] - &before[0]));
        assert!(factor > Q::zero());
        for (before_at, after_at) in before.iter().zip(&after) {
            assert_eq!(after_at - &after[0], (before_at - &before[0]) * &factor);
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn tables_say_everything(case in random::models()) {
        let Case { model, .. } = case;
        if Problem::compile(&model).is_ok() {
            let exported = written(&model, Format::Csv, false).expect("tables say everything");
            let read = again(&exported);
            same(&model, &read, Format::Csv);
            prop_assert_eq!(read.proposals.keys().collect::<Vec<_>>(), model.proposals.keys().collect::<Vec<_>>());
            // Written once more, the tables are the same.
            let twice = written(&read, Format::Csv, false).expect("tables say everything");
            prop_assert_eq!(exported.files.len(), twice.files.len());
            prop_assert_eq!(&exported.files[0], &twice.files[0]);
        }
    }

    #[test]
    fn negmas_says_interactions(case in random::models()) {
        let model = plain(case.model);
        if let Some(exported) = written(&model, Format::Negmas, false) {
            same(&model, &again(&exported), Format::Negmas);
        }
        let model = additive(model);
        if let Some(exported) = written(&model, Format::Negmas, false) {
            same(&model, &again(&exported), Format::Negmas);
        }
    }

    #[test]
    fn rescaled_models_come_back_but_for_scale(case in random::models()) {
        for format in [Format::GeniusWeb, Format::Genius, Format::Negolog, Format::Negmas] {
            let linked = matches!(format, Format::GeniusWeb | Format::Negmas);
            let model = if linked { plain(case.model.clone()) } else { additive(case.model.clone()) };
            let Ok(problem) = Problem::compile(&model) else { continue };
            // Rescaled, no ceiling is that of GENIUS.
            if !problem.ceilings().is_empty() {
                prop_assert!(written(&model, format, true).is_none());
                continue;
            }
            match written(&model, format, true) {
                Some(exported) => same_but_for_scale(&model, &again(&exported)),
                // A reservation bid need not exist, and NegoLog has two parties.
                None => prop_assert!(matches!(format, Format::GeniusWeb) || format == Format::Negolog && model.parties.len() != 2),
            }
        }
    }
}

/// A model with one digit too much: what GENIUS cuts itself is written as it is.
#[test]
fn a_ceiling_that_binds_by_a_digit_leaves_values_additive() {
    let mut model = Model::from_json(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0.25 } },
            "issues": { "i": { "options": ["x", "y"] }, "j": { "options": ["u", "v", "w"] } },
            "utilities": { "a": { "at_most": 1, "values": {
                "i": { "weight": 0.5, "scores": { "x": 1, "y": 0.25 } },
                "j": { "weight": 0.5000000000000001, "scores": { "u": 1, "v": 0.5, "w": 0 } } } } } }"#,
    )
    .unwrap();
    let exported = write(&model, Format::Genius, &WriteOptions::default()).unwrap();
    let profile = String::from_utf8(exported.files[1].bytes.clone()).unwrap();
    assert!(
        !profile.contains("nonlinear") && profile.contains("weight index=\"2\" value=\"0.5000000000000001\""),
        "{profile}"
    );
    same(&model, &again(&exported), Format::Genius);
    same(&model, &again(&write(&model, Format::Csv, &WriteOptions::default()).unwrap()), Format::Csv);
    let why = |model: &Model, format: Format, rescale: bool| {
        let findings = write(model, format, &WriteOptions { rescale }).unwrap_err();
        assert!(findings.iter().all(|finding| finding.place.path.to_string() == "$.utilities.a.at_most"), "{findings}");
        findings.0[0].message.clone()
    };
    assert_eq!(why(&model, Format::GeniusWeb, false), "GeniusWeb has no ceiling (`at_most`) of utilities");
    assert_eq!(why(&model, Format::Negmas, true), "NegMAS has no ceiling (`at_most`) of utilities");
    assert!(why(&model, Format::Genius, true).starts_with("rescaled, the ceiling (`at_most`) would not be the 1"));
    let at_most = zopa::model::Quantity::from(zopa::Number::from(2));
    model.utilities.0[0].1.at_most = Some(at_most);
    let _ = write(&model, Format::Genius, &WriteOptions::default())
        .map(|exported| same(&model, &again(&exported), Format::Genius));
}

proptest! {
    #![proptest_config(cases(200))]

    /// Ceilings, numbers with many digits and fractions: written digit by digit, or refused with a reason.
    #[test]
    fn what_is_written_is_read_digit_by_digit(case in random::models(), fine in 0i64..1_000_000_000_000, third in any::<bool>(), ceiling in 0usize..3) {
        let mut model = if third { plain(case.model) } else { additive(case.model) };
        let number = if third { zopa::Number::from(Q::new(fine.into(), 3_000_000_000_000i64.into())) } else { zopa::Number::from(Q::new(fine.into(), 1_000_000_000_000i64.into())) };
        for (_, utility) in &mut model.utilities.0 {
            utility.constant = Some(number.clone().into());
            utility.at_most = (ceiling > 0).then(|| zopa::Number::from(ceiling as i64).into());
        }
        if Problem::compile(&model).is_err() {
            return Ok(());
        }
        for format in Format::ALL {
            for rescale in [false, true] {
                let Some(exported) = written(&model, format, rescale) else { continue };
                let read = again(&exported);
                if rescale && format != Format::Csv {
                    same_but_for_scale(&model, &read);
                } else {
                    same(&model, &read, format);
                }
            }
        }
    }
}

/// The formats' own examples come back digit by digit, weights included.
#[test]
fn weights_are_kept() {
    let model = Model::from_json(
        r#"{ "zopa": 1, "title": "t", "parties": { "a": { "disagreement": 0.25 }, "b": { "disagreement": 0 } },
            "issues": { "i": { "options": ["x", "y"] }, "j": { "options": ["u", "v", "w"] } },
            "utilities": {
                "a": { "values": { "i": { "weight": 0.5, "scores": { "x": 0.5, "y": 0.25 } },
                                   "j": { "weight": 0.5, "scores": { "u": 0, "v": 0.5, "w": 0.125 } } } },
                "b": { "values": { "i": { "weight": 0.75, "scores": { "x": 1, "y": 0 } },
                                   "j": { "weight": 0.25, "scores": { "u": 1, "v": 0.5, "w": 0.3 } } } } } }"#,
    )
    .unwrap();
    for format in Format::ALL {
        let exported = write(&model, format, &WriteOptions::default()).unwrap();
        let read = again(&exported);
        if format == Format::Negolog {
            assert_eq!(read.parties.keys().collect::<Vec<_>>(), ["profileA", "profileB"]);
        } else {
            assert_eq!(read.parties.keys().collect::<Vec<_>>(), ["a", "b"]);
        }
        let disagreements: Vec<_> = read
            .parties
            .iter()
            .map(|(_, party)| party.disagreement.as_ref().expect("a number").value.to_string())
            .collect();
        assert_eq!(disagreements, ["0.25", "0"], "{format:?}");
        let (one, other) = (Oracle::new(&model), Oracle::new(&read));
        let utilities = |oracle: &Oracle| oracle.deals.iter().map(|deal| deal.utilities.clone()).collect::<Vec<_>>();
        assert_eq!(utilities(&one), utilities(&other), "{format:?}");
        let weighted = matches!(read.utilities.0[0].1.values.get("i"), Some(Values::Weighted { .. }));
        assert_eq!(weighted, format != Format::Csv, "{format:?}");
    }
}

/// Ids that mean something to a format are only names.
#[test]
fn names_are_kept_whatever_is_in_them() {
    let odd =
        ["=1+1", "a & b < c", "a|b", "\\", "'", "\"q\"", "1..3", "yes", "null", "é{}: [x]", "-5", "#", "*a", "a;b:c"];
    let mut model = Model::new();
    for id in ["@p", "<q>"] {
        let party = zopa::model::Party { disagreement: Some(0i64.into()), ..Default::default() };
        model.parties.insert(id, party);
        let values = odd.iter().enumerate().map(|(at, id)| (*id, (at as i64).into()));
        let values = Values::ByOption(values.collect());
        let utility = zopa::model::Utility { values: [("i = j", values)].into_iter().collect(), ..Default::default() };
        model.utilities.insert(id, utility);
    }
    let options = zopa::model::OptionList::Ids(odd.map(str::to_owned).to_vec());
    model.issues.insert("i = j", zopa::model::Issue { options: Some(options), ..Default::default() });
    model.rules.push(zopa::model::Rule {
        forbid: Some(
            [("i = j", zopa::model::Condition::AnyOf(odd[..13].iter().map(|id| (*id).into()).collect()))]
                .into_iter()
                .collect(),
        ),
        ..Default::default()
    });
    let read = again(&write(&model, Format::Csv, &WriteOptions::default()).unwrap());
    assert_eq!(read.parties.keys().collect::<Vec<_>>(), ["@p", "<q>"]);
    same(&model, &read, Format::Csv);
    model.rules.clear();
    for format in [Format::Genius, Format::GeniusWeb, Format::Negmas, Format::Negolog] {
        let read = again(&write(&model, format, &WriteOptions { rescale: true }).unwrap());
        let ids: Vec<String> = super::common::oracle::option_ids(&read.issues.0[0].1);
        assert_eq!((read.issues.0[0].0.as_str(), ids), ("i = j", odd.map(str::to_owned).to_vec()), "{format:?}");
    }
}

/// Boxes over whole numbers go to GENIUS and back.
#[test]
fn boxes_come_back() {
    let model = Model::from_json(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0.1 } },
            "issues": { "i": { "integer": { "min": 1, "max": 4 } }, "j": { "integer": { "min": 0, "max": 2 } } },
            "utilities": { "a": { "constant": 0.125, "values": { "j": { "per_unit": 0.0625 } }, "interactions": [
                { "when": { "i": { "from": 2, "to": 3 }, "j": { "to": 1 } }, "add": 0.5 },
                { "when": { "i": 4 }, "add": "1/3" } ] } } }"#,
    )
    .unwrap();
    let exported = write(&model, Format::Genius, &WriteOptions::default()).unwrap();
    same(&model, &again(&exported), Format::Genius);
    let frontier = |model: &Model| {
        let problem = Problem::compile(model).unwrap();
        problem.search().frontier(Target::Feasible).frontier.points.len()
    };
    assert_eq!(frontier(&model), frontier(&again(&exported)));
}

/// What a format cannot say is an error at its place in the model.
#[test]
fn what_cannot_be_said_has_a_place() {
    let model = Model::from_json(include_str!("../../../models/examples/first-steps.json")).unwrap();
    let paths = |format: Format| {
        let findings = write(&model, format, &WriteOptions::default()).unwrap_err();
        findings.iter().map(|finding| format!("{}: {}", finding.place.path, finding.message)).collect::<Vec<_>>()
    };
    assert_eq!(paths(Format::Genius), ["$.rules[0]: GENIUS has no rules"]);
    let mut model = model.clone();
    model.rules.clear();
    let findings = write(&model, Format::Genius, &WriteOptions::default()).unwrap_err();
    assert_eq!(findings.0[0].place.path.to_string(), "$.utilities.studio.interactions[0]");
    let exported = write(&model, Format::Csv, &WriteOptions::default()).unwrap();
    assert!(exported.lost.iter().any(|what| what.contains("units of whole numbers")), "{:?}", exported.lost);
}

/// Values of curves are decimals within an error, and the files say nothing of it.
#[test]
fn rounded_values_of_curves_are_told() {
    let text = |values: &str| {
        let text = format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}}}},
            "issues":{{"x":{{"integer":{{"min":1,"max":4}}}}}},
            "utilities":{{"a":{{"values":{{"x":{values}}}}},"b":{{"constant":1,"values":{{"x":{{"per_unit":-0.1}}}}}}}}}}"#
        );
        Model::from_json(&text).unwrap()
    };
    for format in [Format::Genius, Format::Negmas, Format::Negolog] {
        let told = |model: &Model| {
            let exported = write(model, format, &WriteOptions { rescale: true }).unwrap();
            exported.lost.iter().any(|what| what.contains("curves with names (their values are written as decimals"))
        };
        assert!(told(&text(r#"{"curve":"sqrt","weight":0.1}"#)), "{format:?}");
        assert!(!told(&text(r#"{"per_unit":0.1}"#)), "{format:?}");
    }
}

/// Ids that are no names of files, and an order that is not theirs, do not come back; and that is told.
#[test]
fn other_names_and_another_order_are_told() {
    let lost = |[first, second]: [&str; 2], format: Format| {
        let text = format!(
            r#"{{"zopa":1,"parties":{{"{first}":{{"disagreement":0}},"{second}":{{"disagreement":0}}}},
            "issues":{{"x":{{"options":["p","q"]}}}},
            "utilities":{{"{first}":{{"values":{{"x":{{"p":1,"q":0}}}}}},"{second}":{{"values":{{"x":{{"p":0,"q":1}}}}}}}}}}"#
        );
        let exported = write(&Model::from_json(&text).unwrap(), format, &WriteOptions::default()).unwrap();
        let told = exported.lost.into_iter().filter(|what| what.contains("parties,"));
        told.collect::<Vec<_>>().join("; ")
    };
    let ids = "the ids of parties, whom GENIUS calls by their files: `=sum` comes back as `_sum`";
    let order = "the order of the parties, if the folder is read: it is that of the names of files";
    assert_eq!(lost(["a", "=sum"], Format::Genius), format!("{ids}; {order}"));
    assert_eq!(lost(["a", "b"], Format::Genius), "");
    assert_eq!(lost(["b", "a"], Format::Genius), order);
    assert_eq!(lost(["b", "a"], Format::GeniusWeb), order);
    assert_eq!(lost(["b", "a"], Format::Negmas), order);
    assert_eq!(lost(["=sum", "a"], Format::Negmas), "");
    assert_eq!(lost(["b", "a"], Format::Csv), "");
    let called = "the ids of parties, whom NegoLog calls by their files: `b` comes back as `profileA`, `a` comes back as `profileB`";
    assert_eq!(lost(["b", "a"], Format::Negolog), called);
    assert_eq!(lost(["profileA", "profileB"], Format::Negolog), "");
}
