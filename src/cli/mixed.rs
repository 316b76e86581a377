//! `solve`, `evaluate` and `frontier` for models with continuous issues.

use super::input::Loaded;
use super::options::{Changes, Concepts, Destination, EngineName, Format, Many, Searching, Solver};
use super::running::{ending, search};
use super::{Ending, Failure, choices};
use std::time::Instant;
use zopa::report::{self, MixedEvaluateReport, MixedSolveReport, printable};
use zopa::{Mixed, MixedFrontier, MixedPackage, MixedView, Number, Target};

/// Runs `solve`.
pub fn solve(
    loaded: &Loaded<Mixed>,
    concepts: &Concepts,
    changes: &Changes,
    format: Format,
    searching: &Searching,
    solver: &Solver,
    (destination, ties): (&Destination, Option<Many>),
) -> Result<Ending, Failure> {
    no_engine(searching)?;
    if let Some(asked) = concepts.asks_for_lotteries() {
        return Err(Failure::new(
            &format!("{asked}: lotteries are not looked for in models with continuous issues"),
            Some("leave it out; the concepts from nash to equal-loss read levels"),
        ));
    }
    let start = Instant::now();
    let view = changed(&loaded.problem, changes)?;
    let question = view.search().concepts(concepts.chosen()).limits(searching.limits());
    let programme = searching.engine == EngineName::Milp || solver.is_asked();
    let question = question.programme_first(programme).back_end(solver.back_end()?);
    let answer =
        search(|progress| question.progress(progress).run()).map_err(|error| Failure::new(&error.to_string(), None))?;
    let stopped = matches!(answer.status, zopa::Status::Stopped(_));
    searching.tell(|| {
        let reasons: String = answer.reasons.iter().map(|reason| format!("\n  {reason}")).collect();
        format!("{} in {:.1?}{reasons}", if stopped { "stopped" } else { "solved with levels" }, start.elapsed())
    });
    let page = |style| report::text::mixed_solve(&view, &answer, Many::on_page(ties, style));
    let report = || MixedSolveReport::new(&view, &answer).with_ties(Many::in_report(ties));
    destination.finish(format, page, report)?;
    Ok(ending(answer.status))
}

/// Runs `evaluate` for a proposal, with choices, and with names of rules lifted.
pub fn evaluate(
    loaded: &Loaded<Mixed>,
    (proposal, choices, lifted): (Option<&str>, &[String], &[String]),
    format: Format,
    searching: &Searching,
    destination: &Destination,
) -> Result<Ending, Failure> {
    no_engine(searching)?;
    let start = Instant::now();
    let mixed = &loaded.problem;
    let view = without(mixed.view(), lifted)?;
    let (package, name) = package(mixed, proposal, choices)?;
    let evaluation = view.evaluate(&package, &searching.limits());
    searching.tell(|| format!("evaluated in {:.1?}", start.elapsed()));
    let page = |style| report::text::mixed_evaluate(&view, &evaluation, name.as_deref(), style);
    destination.finish(format, page, || MixedEvaluateReport::new(&view, &evaluation))?;
    Ok(match (evaluation.acceptable, &evaluation.better) {
        (_, Err(_)) => Ending::Stopped,
        (true, Ok(_)) => Ending::Answered,
        (false, Ok(_)) => Ending::Negative,
    })
}

/// What `frontier` asks.
pub struct Question<'q> {
    /// Of which packages.
    pub target: Target,
    /// For a cover.
    pub epsilon: Option<&'q Number>,
    /// What is changed.
    pub changes: &'q Changes,
}

/// Runs `frontier`, up to what is printed.
pub fn frontier<'m>(
    loaded: &'m Loaded<Mixed>,
    question: &Question,
    searching: &Searching,
) -> Result<(MixedView<'m>, MixedFrontier), Failure> {
    no_engine(searching)?;
    let start = Instant::now();
    let view = changed(&loaded.problem, question.changes)?;
    let asked = view.search().limits(searching.limits());
    let answer = match question.epsilon {
        Some(epsilon) => {
            let answer = search(|progress| asked.progress(progress).cover(question.target, epsilon));
            answer.map_err(|rules| no_cover(&loaded.problem, rules))?
        }
        None => search(|progress| asked.progress(progress).frontier(question.target)).ok_or_else(|| {
            Failure::new(
                "with continuous issues, the frontier of more than two parties, or of one, is no list of points and segments",
                Some("ask for a cover, with a tolerance: --epsilon 5%"),
            )
        })?,
    };
    searching.tell(|| format!("found {} pieces in {:.1?}", answer.pieces.len(), start.elapsed()));
    Ok((view, answer))
}

fn no_cover(mixed: &Mixed, [first, second]: [usize; 2]) -> Failure {
    let name = |rule: usize| printable(&mixed.levels().rules[rule].name).into_owned();
    let rules = match first == second {
        true => format!("the rule {}", name(first)),
        false => format!("the rules {} and {}", name(first), name(second)),
    };
    let message = format!("no cover can be listed: it rounds levels to steps, and {rules} might be broken by that");
    Failure::new(
        &message,
        Some("for two parties, the frontier without --epsilon is exact; or lift a rule with --without"),
    )
}

/// Engines are for options; levels have their own.
fn no_engine(searching: &Searching) -> Result<(), Failure> {
    match searching.engine {
        EngineName::Auto | EngineName::Milp => Ok(()),
        _ => Err(Failure::new(
            "--engine chooses among the engines for options, and this model has continuous issues",
            Some("leave it out, or begin with a mixed-integer programme: --engine milp"),
        )),
    }
}

/// How the command line settles an issue.
enum Choice<'t> {
    /// By an option: the ids of both.
    Option(&'t str, &'t str),
    /// By a level of the continuous issue at this position among them.
    Level(usize, Number),
}

fn split<'t>(mixed: &Mixed, text: &'t str) -> Result<Choice<'t>, Failure> {
    let problem = mixed.problem();
    let cuts = || text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let level = |id: &str| mixed.levels().issues.iter().position(|level| problem.issues()[level.issue].id == id);
    let discrete = |id: &str| problem.issues().iter().any(|issue| issue.id == id && !issue.continuous);
    let named = cuts().find_map(|(id, value)| Some((level(id)?, id, value)));
    let Some((at, id, value)) = named.filter(|_| !cuts().any(|(id, _)| discrete(id))) else {
        return choices::split(problem, text).map(|(issue, option)| Choice::Option(issue, option));
    };
    let range = &mixed.levels().issues[at];
    let (min, max) = (Number::from(range.min.clone()), Number::from(range.max.clone()));
    let help = format!("its levels run from {min} to {max}");
    let number: Result<Number, _> = value.parse();
    let Ok(number) = number else {
        let message = format!("`{}` is no level of `{}`, which is continuous", printable(value), printable(id));
        return Err(Failure::new(&message, Some(&help)));
    };
    if number < min || number > max {
        let message = format!("`{}` has no level {number}", printable(id));
        return Err(Failure::new(&message, Some(&help)));
    }
    Ok(Choice::Level(at, number))
}

/// The view that the question asks about.
fn changed<'m>(mixed: &'m Mixed, changes: &Changes) -> Result<MixedView<'m>, Failure> {
    let mut view = without(mixed.view(), &changes.without)?;
    let mut fixed: Vec<(usize, String)> = Vec::new();
    for text in &changes.fix {
        let (issue, chosen) = match split(mixed, text)? {
            Choice::Option(issue, option) => {
                let (issue, at) =
                    mixed.problem().option(issue, option).map_err(|unknown| choices::all_unknown(&unknown))?;
                view = view.fix(issue, at);
                (issue, option.to_owned())
            }
            Choice::Level(level, at) => {
                view = view.fix_level(level, &at);
                (mixed.levels().issues[level].issue, at.to_string())
            }
        };
        if fixed.iter().any(|(other, before)| *other == issue && *before != chosen) {
            let id = &mixed.problem().issues()[issue].id;
            let message = format!("`{}` is fixed twice, to different options", printable(id));
            return Err(Failure::new(&message, Some("leave one of them out")));
        }
        fixed.push((issue, chosen));
    }
    Ok(view)
}

/// The view with these rules and red lines lifted, on options and on levels.
fn without<'m>(view: MixedView<'m>, names: &[String]) -> Result<MixedView<'m>, Failure> {
    let mixed = view.mixed();
    let mut view = view;
    for name in names {
        let levels = mixed.levels().rules.iter().enumerate().filter(|(_, rule)| rule.name == *name);
        let levels: Vec<usize> = levels.map(|(at, _)| at).collect();
        match mixed.problem().constraints_named(name) {
            Ok(constraints) => view = constraints.into_iter().fold(view, MixedView::lift),
            Err(unknown) if levels.is_empty() => return Err(choices::all_unknown(&unknown)),
            Err(_) => {}
        }
        view = levels.into_iter().fold(view, MixedView::lift_level_rule);
    }
    Ok(view)
}

/// The package of a proposal with some choices changed, or of one choice for every issue; and what it is called.
fn package(mixed: &Mixed, proposal: Option<&str>, texts: &[String]) -> Result<(MixedPackage, Option<String>), Failure> {
    let problem = mixed.problem();
    let begun = match proposal {
        None => None,
        Some(id) => {
            problem.proposal(id).map_err(|unknown| choices::all_unknown(&unknown))?;
            let at = problem.proposals().iter().position(|proposal| proposal.id == id);
            at.and_then(|at| Some((mixed.proposal(at)?, problem.proposals()[at].name.clone())))
        }
    };
    let mut options: Vec<Option<u16>> = match &begun {
        Some((package, _)) => package.package.options().iter().map(|option| Some(*option)).collect(),
        None => problem.issues().iter().map(|issue| issue.continuous.then_some(0)).collect(),
    };
    let mut levels: Vec<Option<Number>> = match &begun {
        Some((package, _)) => package.levels.iter().cloned().map(Some).collect(),
        None => vec![None; mixed.levels().issues.len()],
    };
    let mut given: Vec<usize> = Vec::new();
    for text in texts {
        let issue = match split(mixed, text)? {
            Choice::Option(issue, option) => {
                let (issue, at) = problem.option(issue, option).map_err(|unknown| choices::all_unknown(&unknown))?;
                options[issue] = u16::try_from(at).ok();
                issue
            }
            Choice::Level(level, at) => {
                levels[level] = Some(at);
                mixed.levels().issues[level].issue
            }
        };
        if given.contains(&issue) {
            let message = format!("`{}` is given twice", printable(&problem.issues()[issue].id));
            return Err(Failure::new(&message, None));
        }
        given.push(issue);
    }
    let missing = |at: &usize| match mixed.level_of(*at) {
        Some(level) => levels[level].is_none(),
        None => options[*at].is_none(),
    };
    let missing: Vec<String> = (0..problem.issues().len())
        .filter(missing)
        .map(|at| format!("`{}`", printable(&problem.issues()[at].id)))
        .collect();
    let complete = options.into_iter().collect::<Option<Vec<u16>>>().zip(levels.into_iter().collect());
    let Some((options, levels)) = complete else {
        let message = format!("this package leaves out {}", missing.join(", "));
        return Err(Failure::new(&message, Some("a package picks one option or level for every issue")));
    };
    let name = begun.map(|(_, name)| if texts.is_empty() { name } else { format!("{name}, changed") });
    Ok((MixedPackage { package: zopa::Package::new(options), levels }, name))
}
