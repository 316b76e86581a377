//! What a case is handed to, and what has to hold then.
//!
//! * Findings can be shown beside the files that they are about.
//! * A model that can be solved is written and read again as the same model.
//! * What is called an agreement satisfies all rules, and passes the acceptance rule.
//! * Two engines choose the same packages, and one engine says the same twice, unless a limit stopped one of them.
//! * Every question ends within its limits, and what it found makes a report and a page.

use crate::corpus::Case;
use std::time::Duration;
use zopa::concept::Nash;
use zopa::explain::Reach;
use zopa::model::Diagnostics;
use zopa::report::{self};
use zopa::search::Target;
use zopa::uncertain::Sweep;
use zopa::{Answer, Engine, Limits, Model, Package, Problem, Status, View};
use zopa_commands::Report;
use zopa_commands::page::{Layout, Page};
use zopa_formats::{Evaluations, Options};

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was read and answered.
    Answered,
    /// It was refused, with reasons.
    Refused,
    /// A limit stopped it.
    Stopped,
}

/// Each question may take so long, and so much memory.
fn limits() -> Limits {
    Limits { time: Some(Duration::from_millis(50)), memory: 64 << 20, ..Limits::default() }
}

/// Examines a case; `draw` chooses which of many questions are asked. The error is what did not hold.
pub fn examine(case: &Case, draw: u64) -> Result<Outcome, String> {
    let foreign = case.files.len() > 1 || case.files.first().is_some_and(zopa_formats::is_foreign);
    let read = if foreign {
        let evaluations = if draw & 1 == 0 { Evaluations::Normalised } else { Evaluations::Raw };
        let steps = if draw & 2 == 0 { None } else { std::num::NonZeroU32::new(3) };
        zopa_formats::read(&case.files, &Options { evaluations, steps, ..Options::default() })
            .map(|imported| imported.model)
    } else {
        Model::read(&case.files[0].bytes).map(|(model, _)| model)
    };
    let model = match read {
        Ok(model) => model,
        Err(findings) => return refused(&findings, case),
    };
    let problem = match Problem::compile(&model) {
        Ok(problem) => problem,
        Err(findings) => return refused(&findings, case),
    };
    let text = model.to_json();
    match Model::from_json(&text) {
        Ok(again) if again.to_json() == text => {}
        Ok(_) => return Err("a model that was written is read as another one".into()),
        Err(findings) => return Err(format!("a model that was written is refused: {findings}")),
    }
    let findings = problem.check(&limits());
    let _ = zopa_formats::render(&findings, &case.files, false);
    if problem.has_levels() { levels(&problem, draw) } else { options(&problem.view(), draw) }
}

fn refused(findings: &Diagnostics, case: &Case) -> Result<Outcome, String> {
    if !findings.has_errors() {
        return Err("refused without an error".into());
    }
    if zopa_formats::render(findings, &case.files, false).is_empty() {
        return Err("refused without a word".into());
    }
    Ok(Outcome::Refused)
}

fn ended(stopped: bool) -> Outcome {
    if stopped { Outcome::Stopped } else { Outcome::Answered }
}

fn data(report: &impl serde::Serialize) -> Result<String, String> {
    serde_json::to_string(report).map_err(|error| format!("a report cannot be written: {error}"))
}

/// A report's page, if it can be written as data too.
fn paged(report: &impl Report) -> Result<Page, String> {
    data(report).map(|_| report.page())
}

/// Questions to a model without continuous issues.
fn options(view: &View, draw: u64) -> Result<Outcome, String> {
    let ask = |engine: Engine| {
        let mut answer = view.clone().search().engine(engine).limits(limits()).run();
        // Which engine comes to its end in time is for the clock, and so is how an answer is proven.
        answer.solutions.iter_mut().for_each(|solution| solution.proof = None);
        answer
    };
    let answer = ask(Engine::Automatic);
    sound(view, &answer)?;
    let pages = |answer: &Answer| -> Result<String, String> {
        let report = report::SolveReport::new(view, answer, None);
        Ok(report.page().text(Layout::default()) + &data(&report)?)
    };
    let stopped = |answer: &Answer| matches!(answer.status, Status::Stopped(_));
    let said = pages(&answer)?;
    if !stopped(&answer) {
        let again = ask(Engine::Automatic);
        if !stopped(&again) && pages(&again)? != said {
            return Err("the same question has two answers".into());
        }
        let engines = [Engine::Eliminate, Engine::Enumerate, Engine::Descend, Engine::Branch];
        let engine = engines[(draw >> 4) as usize % engines.len()];
        let other = ask(engine);
        sound(view, &other)?;
        if !stopped(&other) && chosen(&other) != chosen(&answer) {
            return Err(format!("{} chooses otherwise than {}", engine.id(), answer.engine.id()));
        }
    }
    let package = answer.solutions.iter().flat_map(|solution| &solution.agreements).next();
    let package = package.map_or_else(|| first(view), |point| point.package.clone());
    question(view, &package, draw >> 8)?;
    Ok(ended(stopped(&answer)))
}

/// By concept, what is chosen.
fn chosen(answer: &Answer) -> Vec<(&'static str, Vec<Package>)> {
    let packages = |solution: &zopa::Solution| solution.agreements.iter().map(|point| point.package.clone()).collect();
    answer.solutions.iter().map(|solution| (solution.concept.id(), packages(solution))).collect()
}

/// The package that settles every issue by the first option that may be chosen.
fn first(view: &View) -> Package {
    let problem = view.problem();
    let option = |issue| view.options(issue).chain(problem.option_ids(issue)).next();
    Package::new(problem.issue_ids().filter_map(option).collect::<Vec<_>>())
}

/// What is called an agreement is one.
fn sound(view: &View, answer: &Answer) -> Result<(), String> {
    for solution in &answer.solutions {
        for point in &solution.agreements {
            let utilities = view.problem().utilities(&point.package);
            if !view.is_feasible(&point.package) {
                return Err(format!("{} chooses a package that breaks a rule", solution.concept.id()));
            }
            if !view.is_acceptable(&utilities) {
                return Err(format!("{} chooses a package that is refused", solution.concept.id()));
            }
        }
    }
    match (&answer.status, answer.solutions.iter().any(|solution| !solution.agreements.is_empty())) {
        (Status::NoAgreement, true) => Err("there is no agreement, and one is shown".into()),
        _ => Ok(()),
    }
}

/// One of the other questions.
fn question(view: &View, package: &Package, draw: u64) -> Result<(), String> {
    let limits = limits();
    let mut parties = view.problem().party_ids();
    let party = parties.nth((draw >> 8) as usize % view.parties()).expect("a party");
    let page = match draw % 11 {
        0 => {
            let target = if draw & 256 == 0 { Target::Acceptable } else { Target::Feasible };
            let answer = view.clone().search().limits(limits).frontier(target);
            paged(&report::FrontierReport::new(view, target, &answer))?
        }
        1 => {
            let found = view.evaluate(package, &limits);
            paged(&report::EvaluateReport::new(view, &found, None))?
        }
        2 => {
            let first = view.problem().issue_ids().take(1);
            let fixed: Vec<_> = first.map(|issue| (issue, package.settled(view.problem(), issue))).collect();
            let found = view.obstacles(if draw & 256 == 0 { &fixed } else { &[] }, &limits);
            paged(&report::ExplainReport::new(view, &found))?
        }
        3 => {
            let found = view.trades(package, &Reach::default(), &limits);
            paged(&report::TradesReport::new(view, &found, None))?
        }
        4 => {
            let found = view.counteroffers(party, package, &Reach::default(), &limits);
            paged(&report::CounterReport::new(view, &found, None))?
        }
        5 => {
            let found = view.linkage(&limits);
            paged(&report::LinkageReport::new(view, &found))?
        }
        6 => {
            let found = view.stability(package, &Nash, &limits);
            paged(&report::StabilityReport::new(view, &found, None))?
        }
        7 => {
            let tested = view.problem().test(&limits);
            paged(&report::TestReport::new(view, &tested))?
        }
        8 => {
            let beliefs = view.beliefs(package);
            let reach = view.belief_reaches(&limits);
            paged(&report::BeliefsReport::new(view, &beliefs, &reach, None))?
        }
        9 => {
            let Ok(sweep) = Sweep::new(view, draw) else { return Ok(()) };
            let sweep = sweep.limits(limits);
            let outcomes: Vec<_> = (0..4).map(|at| sweep.outcome(at)).collect();
            paged(&report::SweepReport::new(&sweep, &sweep.summary(&outcomes), draw, false))?
        }
        _ => {
            let Ok(found) = view.robustly_acceptable(&limits) else { return Ok(()) };
            let _ = (view.standing(package, &limits), found);
            return Ok(());
        }
    };
    let layouts = [Layout::default(), Layout { width: 60, bold: true }];
    let texts = layouts.map(|layout| page.text(layout)).into_iter().chain([page.markdown()]);
    if texts.into_iter().any(|text| text.is_empty()) { Err("a page is empty".into()) } else { Ok(()) }
}

/// Questions to a model with continuous issues.
fn levels(problem: &Problem, draw: u64) -> Result<Outcome, String> {
    let view = problem.view();
    let answer = view.clone().search().limits(limits()).run();
    let page = paged(&report::SolveReport::new(&view, &answer, None))?.text(Layout::default());
    let stopped = matches!(answer.status, Status::Stopped(_));
    for agreement in answer.solutions.iter().flat_map(|solution| &solution.agreements) {
        let found = view.evaluate(&agreement.package, &limits());
        if !found.is_feasible() {
            return Err("levels are chosen that break a rule".into());
        }
        if !found.acceptable {
            return Err("levels are chosen that somebody refuses".into());
        }
        let _ = report::EvaluateReport::new(&view, &found, None).page().markdown();
    }
    match draw % 3 {
        0 => {
            let found = view.clone().search().limits(limits()).frontier(Target::Acceptable);
            data(&report::FrontierReport::new(&view, Target::Acceptable, &found))?;
        }
        1 => {
            let _ = view.clone().search().limits(limits()).epsilon(1.into()).frontier(Target::Acceptable);
        }
        _ => {}
    }
    if page.is_empty() { Err("a page is empty".into()) } else { Ok(ended(stopped)) }
}
