//! What is chosen for issues, as `issue=option`; and the names of rules.

use super::desk::Desk;
use super::ending::{Ending, Refusal};
use super::options::Asking;
use super::written::Choice;
use num_rational::BigRational;
use zopa::concept::Concept;
use zopa::exact::Number;
use zopa::explain::Reach;
use zopa::problem::{Issue, IssueId, LevelId, OptionId, Package, Problem, Settled, View};
use zopa::search::Status;
use zopa::text::visible;

/// The issue and the option (or level) that `issue=option` names, by id. Ids may contain `=` themselves: of the ways to cut the
/// text, the one that names an issue and one of its options is meant.
fn split<'t>(problem: &Problem, choice: &'t Choice) -> Result<(&'t str, &'t str), Refusal> {
    let text = match choice {
        Choice::Of(issue, by) => return Ok((issue, by)),
        Choice::Written(text) => text.as_str(),
    };
    let cuts: Vec<(&str, &str)> = text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..])).collect();
    let issue = |word: &str| {
        let all = problem.issues().iter();
        all.clone().find(|issue| issue.id == word).or_else(|| all.clone().find(|issue| issue.name == word))
    };
    let has = |issue: &Issue, word: &str| {
        issue.continuous || issue.options.iter().any(|option| option.id == word || option.name == word)
    };
    let named = |(id, option): &&(&str, &str)| issue(id).is_some_and(|issue| has(issue, option));
    let cut = cuts.iter().find(named).or_else(|| cuts.iter().find(|(id, _)| issue(id).is_some())).or(cuts.first());
    cut.copied().ok_or_else(|| {
        let message = format!("`{}` does not say what to choose", visible(text));
        Refusal::new(&message, Some("write it as issue=option, with the ids of the model"))
    })
}

/// What a choice names of an issue.
enum Chosen {
    /// An option, or a level of a continuous issue.
    One(Settled),
    /// The options of a range.
    Options(Vec<OptionId>),
    /// The levels from one to another.
    Levels([BigRational; 2]),
}

/// The issue of a choice, and what is named of it: `issue=option`, or where levels are numbers also `issue=20..50`, with either
/// end left out where the issue's own is meant.
fn chosen(problem: &Problem, choice: &Choice) -> Result<(IssueId, Chosen), Refusal> {
    let (issue, by) = split(problem, choice)?;
    let at = problem.issue(issue)?;
    let numbers = problem[at].continuous || problem[at].has_numbers();
    let Some((from, to)) = by.split_once("..").filter(|_| numbers) else {
        return Ok((at, Chosen::One(problem.settled(issue, by)?.1)));
    };
    let end = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse::<Number>().map(|number| Some(number.value().clone())).map_err(|_| {
            let message = format!("`{}` is no range of levels", visible(by));
            Refusal::new(&message, Some("write it as 20..50, with the lowest level and the highest"))
        }),
    };
    let (from, to) = (end(from)?, end(to)?);
    let within = |level: &BigRational| {
        from.as_ref().is_none_or(|from| level >= from) && to.as_ref().is_none_or(|to| level <= to)
    };
    let empty = || {
        let message = format!("`{}` has no level in {}", visible(&problem[at].id), visible(by));
        Refusal::new(&message, None)
    };
    if let Some(level) = problem.level_of(at) {
        let (min, max) = (&problem[level].min, &problem[level].max);
        let low = from.clone().map_or(min.clone(), |from| from.max(min.clone()));
        let high = to.clone().map_or(max.clone(), |to| to.min(max.clone()));
        return if low > high { Err(empty()) } else { Ok((at, Chosen::Levels([low, high]))) };
    }
    let of = |option: &OptionId| level_of(problem, at, *option).is_some_and(|level| within(&level));
    let options: Vec<OptionId> = problem.option_ids(at).filter(of).collect();
    if options.is_empty() { Err(empty()) } else { Ok((at, Chosen::Options(options))) }
}

/// The number that an option stands for, where options are numbers.
fn level_of(problem: &Problem, issue: IssueId, option: OptionId) -> Option<BigRational> {
    let number = problem[issue].options.get(option.index())?.id.parse::<Number>().ok()?;
    Some(number.value().clone())
}

/// What a question leaves of an issue.
enum Left {
    /// These options, in order.
    Options(Vec<OptionId>),
    /// The levels from one to another.
    Levels(LevelId, [BigRational; 2]),
}

impl Left {
    /// The only way to settle the issue that is left, if there is but one.
    fn only(&self) -> Option<Settled> {
        match self {
            Left::Options(options) if options.len() == 1 => options.first().copied().map(Settled::Option),
            Left::Levels(_, [low, high]) if low == high => Some(Settled::Level(low.clone().into())),
            _ => None,
        }
    }

    /// Whether this is left.
    fn has(&self, by: &Settled) -> bool {
        match (self, by) {
            (Left::Options(options), Settled::Option(option)) => options.contains(option),
            (Left::Levels(_, [low, high]), Settled::Level(level)) => (low..=high).contains(&level.value()),
            _ => false,
        }
    }

    /// The view with nothing else of the issue.
    fn narrow<'p>(&self, view: View<'p>, issue: IssueId) -> View<'p> {
        match self {
            Left::Levels(level, ends) => view.between(*level, ends),
            Left::Options(options) => {
                let gone = view.problem().option_ids(issue).filter(|option| !options.contains(option));
                gone.fold(view, |view, option| view.forbid(issue, option))
            }
        }
    }
}

/// What the question leaves of the issues that `--fix` and `--exclude` name, in the order in which they do.
fn left(problem: &Problem, asking: &Asking) -> Result<Vec<(IssueId, Left)>, Refusal> {
    let mut left: Vec<(IssueId, Left)> = Vec::new();
    for choice in &asking.fix {
        let (issue, named) = chosen(problem, choice)?;
        let before = left.iter_mut().find(|(other, _)| *other == issue).map(|(_, before)| before);
        let one = match (named, problem.level_of(issue)) {
            (Chosen::Levels(ends), Some(level)) => Left::Levels(level, ends),
            (Chosen::One(Settled::Level(at)), Some(level)) => {
                Left::Levels(level, [at.value().clone(), at.value().clone()])
            }
            (Chosen::Options(options), _) => Left::Options(options),
            (Chosen::One(Settled::Option(option)), _) => Left::Options(vec![option]),
            _ => continue,
        };
        match (before, one) {
            (None, one) => left.push((issue, one)),
            (Some(Left::Options(all)), Left::Options(more)) => {
                all.extend(more);
                all.sort_unstable();
                all.dedup();
            }
            (Some(Left::Levels(_, ends)), Left::Levels(_, others)) if *ends == others => {}
            _ => {
                let id = visible(&problem[issue].id);
                let message = format!("`{id}` is fixed twice, to different levels, and is continuous");
                return Err(Refusal::new(&message, Some("name one level, or one range: --fix relief=20..50")));
            }
        }
    }
    for choice in &asking.exclude {
        let (issue, named) = chosen(problem, choice)?;
        let all = || match problem.level_of(issue) {
            Some(level) => Left::Levels(level, [problem[level].min.clone(), problem[level].max.clone()]),
            None => Left::Options(problem.option_ids(issue).collect()),
        };
        let at = left.iter().position(|(other, _)| *other == issue).unwrap_or_else(|| {
            left.push((issue, all()));
            left.len() - 1
        });
        take_away(problem, issue, &mut left[at].1, named)?;
    }
    Ok(left)
}

/// Takes away what is excluded.
fn take_away(problem: &Problem, issue: IssueId, left: &mut Left, named: Chosen) -> Result<(), Refusal> {
    let id = visible(&problem[issue].id);
    match (left, named) {
        (Left::Options(options), Chosen::One(Settled::Option(gone))) => {
            options.retain(|option| *option != gone);
            none_left(options.is_empty(), &id)
        }
        (Left::Options(options), Chosen::Options(gone)) => {
            // Of a continuous issue in steps, the end of what remains remains, as it does between the steps.
            let ends = [gone.first(), gone.last()].map(|end| end.copied());
            let stays = |option: &OptionId| {
                let last = problem[issue].options.len() - 1;
                let end =
                    ends[0] == Some(*option) && option.index() > 0 || ends[1] == Some(*option) && option.index() < last;
                problem[issue].in_steps && end
            };
            options.retain(|option| !gone.contains(option) || stays(option));
            none_left(options.is_empty(), &id)
        }
        (Left::Levels(_, [low, high]), Chosen::Levels([from, to])) => {
            if from <= *low && to >= *high {
                return none_left(true, &id);
            }
            if from <= *low {
                *low = low.clone().max(to);
            } else if to >= *high {
                *high = high.clone().min(from);
            } else {
                let message = format!("`{id}` is continuous, and this takes a piece out of its middle");
                return Err(Refusal::new(
                    &message,
                    Some("exclude levels at one of its ends, or keep a range with --fix"),
                ));
            }
            Ok(())
        }
        _ => {
            let message = format!("`{id}` is continuous: one level of it cannot be excluded");
            Err(Refusal::new(&message, Some("exclude levels at one of its ends, as in --exclude relief=60..100")))
        }
    }
}

fn none_left(none: bool, issue: &str) -> Result<(), Refusal> {
    match none {
        false => Ok(()),
        true => {
            let message = format!("nothing would be left to settle `{issue}` by");
            Err(Refusal::new(&message, Some("an issue keeps at least one of its options: leave one --exclude out")))
        }
    }
}

/// The view that the question asks about.
pub fn changed<'p>(problem: &'p Problem, asking: &Asking) -> Result<View<'p>, Refusal> {
    let view = without(problem.view(), &asking.without)?;
    Ok(left(problem, asking)?.iter().fold(view, |view, (issue, left)| left.narrow(view, *issue)))
}

/// The same, but for issues of which one way to settle them is left; and these.
pub fn changed_but_fixed<'p>(
    problem: &'p Problem,
    asking: &Asking,
) -> Result<(View<'p>, Vec<(IssueId, Settled)>), Refusal> {
    // What is fixed is a demand; what is taken away is not there.
    let mut view = changed(problem, &Asking { fix: Vec::new(), ..asking.clone() })?;
    let demands = left(problem, &Asking { exclude: Vec::new(), ..asking.clone() })?;
    let mut fixed = Vec::new();
    for (issue, left) in left(problem, asking)? {
        match left.only() {
            Some(by) if demands.iter().any(|(other, _)| *other == issue) => fixed.push((issue, by)),
            _ => view = left.narrow(view, issue),
        }
    }
    Ok((view, fixed))
}

/// The package of a proposal with some options changed, or of one option for every issue; and what it is called. What the
/// question fixes, the package has to settle likewise.
pub fn package(
    problem: &Problem,
    asking: &Asking,
    proposal: Option<&str>,
    choices: &[Choice],
) -> Result<(Package, Option<String>), Refusal> {
    let pairs = choices.iter().map(|text| split(problem, text)).collect::<Result<Vec<_>, Refusal>>()?;
    if proposal.is_none() && pairs.is_empty() {
        let known: Vec<String> = problem.proposals().iter().map(|one| format!("`{}`", visible(&one.id))).collect();
        let help = match known.is_empty() {
            true => "name an option for every issue, as issue=option".to_owned(),
            false => format!("name an option for every issue, or --proposal and one of {}", known.join(", ")),
        };
        return Err(Refusal::new("no package is named to ask about", Some(&help)));
    }
    let (package, name) = match proposal {
        None => (problem.package(pairs)?, None),
        Some(id) => {
            let proposal = problem.proposal(id)?;
            let package = problem.package_with(&proposal.package, pairs.iter().copied())?;
            let name = if pairs.is_empty() { proposal.name.clone() } else { format!("{}, changed", proposal.name) };
            (package, Some(name))
        }
    };
    for (issue, left) in left(problem, asking)? {
        if !left.has(&package.settled(problem, issue)) {
            let id = visible(&problem[issue].id);
            let message = format!("the package settles `{id}` otherwise than --fix says, or --exclude leaves");
            return Err(Refusal::new(&message, Some("--fix and --exclude keep an issue as the package settles it")));
        }
    }
    Ok((package, name))
}

/// The first of the packages that a concept chooses; it has no name. If there is none, how the command ends, which is told.
pub fn chosen_package(
    desk: &Desk,
    view: &View,
    asking: &Asking,
    concept: &dyn Concept,
) -> Result<Result<(Package, Option<String>), Ending>, Refusal> {
    let question = view.clone().search().concepts([concept]).limits(asking.limits(desk));
    let answer = question.engine(asking.engine()).without_ideal().run();
    let first = answer.solutions.iter().find_map(|solution| solution.agreements.first());
    Ok(match (answer.status, first) {
        (Status::Agreement, Some(point)) => Ok((point.package.clone(), None)),
        (Status::Stopped(_), _) => {
            let name = concept.name();
            desk.tell(&format!("no package is known: the search for the {name} package stopped\n"));
            Err(Ending::Stopped)
        }
        _ => {
            desk.tell("no agreement is possible; the explain command says why\n");
            Err(Ending::Negative)
        }
    })
}

/// The view with these rules and red lines lifted.
pub fn without<'p>(view: View<'p>, names: &[String]) -> Result<View<'p>, Refusal> {
    Ok(names.iter().try_fold(view, |view, name| view.without(name))?)
}

/// The levels that are chosen for continuous issues; what is wrong with a choice is told where it is read.
pub fn levels<'c>(problem: &Problem, choices: impl Iterator<Item = &'c Choice>) -> Vec<(LevelId, BigRational)> {
    let named = |choice: &Choice| {
        let (issue, named) = chosen(problem, choice).ok()?;
        let level = problem.level_of(issue)?;
        Some(match named {
            Chosen::One(Settled::Level(at)) => vec![(level, at.value().clone())],
            Chosen::Levels(ends) => ends.map(|end| (level, end)).to_vec(),
            _ => Vec::new(),
        })
    };
    choices.filter_map(named).flatten().collect()
}

/// How far to look for trades, if it was said; as far as is reasonable, if not.
pub fn reach(issues: Option<u64>) -> Reach {
    let reach = Reach::default();
    issues.map_or(reach, |issues| Reach { issues: issues as usize, enough: usize::MAX, ..reach })
}

/// Two choices with a comma between them. Ids may contain commas themselves: of the ways to cut the text, the one that
/// names two issues and their options is meant.
pub fn two(problem: &Problem, text: &str) -> Result<[(IssueId, Settled); 2], Refusal> {
    let choice = |text: &str| {
        let written = Choice::Written(text.to_owned());
        let (issue, by) = split(problem, &written)?;
        Ok::<_, Refusal>(problem.settled(issue, by)?)
    };
    let both = |at: usize| Ok([choice(&text[..at])?, choice(&text[at + 1..])?]);
    let mut cuts = text.match_indices(',').map(|(at, _)| both(at));
    let Some(first) = cuts.next() else {
        let message = format!("`{}` does not name two changes", visible(text));
        return Err(Refusal::new(&message, Some("write them as issue=option,issue=option, with the ids of the model")));
    };
    first.or_else(|failure| cuts.find_map(Result::ok).ok_or(failure))
}
