//! Answers to random models, as certificates that code which shares nothing with the library finds proven; and not of any other
//! model.

use crate::common;

use common::cases;
use common::random;
use proptest::prelude::*;
use zopa::certificate::{Certificate, Fingerprint, NoCertificate};
use zopa::search::Target;
use zopa::{Engine, Limits, Problem, View};

fn about<'v>(view: &View<'v>, text: &str) -> Result<Certificate<'v>, NoCertificate> {
    Certificate::new(view, Fingerprint { sha256: zopa_verify::fingerprint(text.as_bytes()), bytes: text.len() })
}

/// That a checker finds every claim proven.
fn proven(text: &str, certificate: &Certificate) -> Result<(), TestCaseError> {
    let written = certificate.text();
    match zopa_verify::check(text.as_bytes(), written.as_bytes(), zopa_verify::STEPS) {
        // Nothing that is claimed is nothing that is proven.
        Ok(report) => {
            let status = if certificate.claims() == 0 { 3 } else { 0 };
            prop_assert_eq!(report.status(), status, "{}\n{}\n{}", report.page(), written, text);
        }
        Err(trouble) => return Err(TestCaseError::fail(format!("{trouble}\n{written}\n{text}"))),
    }
    Ok(())
}

fn certified(view: &View, text: &str, engine: Engine) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    let answer = view.clone().search().engine(engine).run();
    let mut certificate = about(view, text).map_err(|why| TestCaseError::fail(why.to_string()))?;
    certificate.solutions(&answer, &limits).map_err(|stop| TestCaseError::fail(stop.to_string()))?;
    prop_assert!(certificate.claims() > 0);
    proven(text, &certificate)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_chosen_is_proven_to_somebody_else(case in random::models()) {
        let text = case.model.to_json();
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        for engine in [Engine::Automatic, Engine::Descend, Engine::Branch] {
            certified(&problem.view(), &text, engine)?;
        }
        // With an option fixed and a rule lifted.
        let issue = problem.issue_ids().next().expect("an issue");
        let mut view = problem.view().fix(issue, problem.option_ids(issue).next().expect("an option"));
        if let Some((at, _)) = problem.view().constraints().next() {
            view = view.lift(at);
        }
        certified(&view, &text, Engine::Automatic)?;
    }

    #[test]
    fn frontiers_and_conflicts_are_proven_to_somebody_else(case in random::models()) {
        let text = case.model.to_json();
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        let (view, limits) = (problem.view(), Limits::default());
        let stopped = |stop: zopa::Stop| TestCaseError::fail(stop.to_string());
        for target in [Target::Acceptable, Target::Feasible] {
            let mut certificate = about(&view, &text).expect("there is one");
            let answer = view.clone().search().frontier(target);
            certificate.frontier(target, &answer, &limits).map_err(stopped)?;
            let cover = view.clone().search().epsilon("1/10".parse().expect("a number")).frontier(target);
            certificate.frontier(target, &cover, &limits).map_err(stopped)?;
            proven(&text, &certificate)?;
        }
        let mut certificate = about(&view, &text).expect("there is one");
        let found = view.conflicts(&[], &limits);
        certificate.conflicts(&found, &limits).map_err(stopped)?;
        proven(&text, &certificate)?;
        // A lifted rule may change what holds, and the certificate of one question is none of the other.
        let other = text.clone() + " ";
        let elsewhere = zopa_verify::check(other.as_bytes(), certificate.text().as_bytes(), 1000);
        prop_assert!(elsewhere.is_err());
    }
}

#[test]
fn there_is_none_of_levels_and_of_what_only_code_asks() {
    let levels = include_str!("../../models/levels/first-steps.json");
    let problem = Problem::from_json(levels).expect("a model");
    assert_eq!(about(&problem.view(), levels).err(), Some(NoCertificate::Levels));
    let text = include_str!("../../models/examples/first-steps.json");
    let problem = Problem::from_json(text).expect("a model");
    let party = problem.party_ids().next().expect("a party");
    let moved = problem.view().with_disagreement(party, &3.into()).expect("a number");
    assert_eq!(about(&moved, text).err(), Some(NoCertificate::MovedInCode));
    assert_eq!(about(&problem.view().without_floor(party), text).err(), Some(NoCertificate::MovedInCode));
    let alone: Vec<bool> = problem.party_ids().map(|other| other == party).collect();
    assert_eq!(about(&problem.view().with_consent_of(&alone), text).err(), Some(NoCertificate::MovedInCode));
}

#[test]
fn there_is_none_of_what_the_checkers_do_not_read() {
    let text = include_str!("../../models/promises/promises-that-hold.json");
    let problem = Problem::from_json(text).expect("a model");
    assert_eq!(about(&problem.view(), text).err(), Some(NoCertificate::Events));
    let text = include_str!("../../models/examples/first-steps.json");
    let with = text.replacen("\"issues\"", "\"approvals\": { \"union\": { \"constant\": 1 } }, \"issues\"", 1);
    let problem = Problem::from_json(&with).expect("a model");
    assert_eq!(about(&problem.view(), &with).err(), Some(NoCertificate::Consents));
}
