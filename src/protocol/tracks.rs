//! Working groups: each has some of the issues, and all other issues are as they are today while it talks.
//!
//! Groups that *settle* choose for their issues by the concept, so that nobody is worse off than today; gains are counted from
//! today there. Groups of one issue come one after the other (issue by issue, with declaration order as the agenda; Fershtman 1990,
//! The importance of the agenda in bargaining), others talk at the same time. What all have settled is one package, and everybody is
//! asked about that: by its gain over no deal, which is another measure. Of what is equally good to a group, each is followed than
//! which none is better for somebody and worse for nobody; of what has the same gains for all, one of each that settles otherwise
//! what links the group's issues to those of others. Groups that *hand up* keep all packages of their issues that cannot be
//! improved for one party without loss to another, and all choose at one table among what they make together.
//!
//! Without interactions and rules between the groups nothing is lost by that: what cannot be improved consists of parts that cannot be
//! improved (a sum of vectors is dominated if a part is). With them something may be, and how much is left is told.
//!
//! What groups kept is a rule to the table: a sum over their issues that is 0 for what is kept, and must not be less.

use super::course::{BRANCHES, Course, End, Step, Track, Unplayed, Untold};
use super::start::start;
use super::together::{chosen, counted};
use crate::concept::Concept;
use crate::problem::{IssueId, OptionId, Package, Problem, TrackOf, Tracks, View};
use crate::search::{Budget, Control, Limits, Stop, Structure, components, each_acceptable};
use std::collections::HashMap;

/// The packages of one group that are looked at, feasible or not.
const COMBINATIONS: usize = 1 << 16;
/// So many steps may be taken to look for what has the same gains.
const STEPS: u64 = 1 << 16;

/// What working groups come to.
pub(super) fn play(tracks: &Tracks, view: &View, concept: &dyn Concept, limits: &Limits) -> Course {
    let problem = view.problem();
    if tracks.of == TrackOf::Clusters && problem.clusters().is_empty() {
        return Course::unplayed(Unplayed::NoClusters);
    }
    let Some(today) = start(view, tracks.from) else { return Course::unplayed(Unplayed::NoToday) };
    // Red lines are asked about with the package; rules hold for whatever is talked about.
    let own: Vec<_> = view.constraints().filter(|(_, one)| one.party.is_some()).map(|(at, _)| at).collect();
    if !own.into_iter().fold(view.clone(), View::lift).is_feasible(&today) {
        return Course::unplayed(Unplayed::NotOpen);
    }
    let groups = groups(problem, tracks.of);
    let budget = Budget::new(limits);
    match (tracks.hand_up, tracks.of) {
        (true, _) => handed_up(view, &groups, &today, concept, &budget),
        (false, TrackOf::Clusters) => settled(view, &groups, &today, concept, &budget, false),
        (false, TrackOf::Issues) => settled(view, &groups, &today, concept, &budget, true),
    }
}

/// A group, and its issues.
pub(super) type Group = (Track, Vec<IssueId>);

/// The groups.
pub(super) fn groups(problem: &Problem, of: TrackOf) -> Vec<Group> {
    let issues = problem.issue_ids();
    if of == TrackOf::Issues {
        return issues.map(|issue| (Track::Issue(issue), vec![issue])).collect();
    }
    let tracks = problem.cluster_ids().map(Some).chain([None]);
    let group = |cluster| {
        let own = issues.clone().filter(|issue| problem[*issue].cluster == cluster).collect();
        (cluster.map_or(Track::Rest, Track::Cluster), own)
    };
    tracks.map(group).filter(|(_, own): &Group| !own.is_empty()).collect()
}

/// The question to one group: all other issues are settled as in this package.
fn narrowed<'p>(view: &View<'p>, own: &[IssueId], at: &Package) -> View<'p> {
    let problem = view.problem();
    let others = problem.issue_ids().filter(|issue| !own.contains(issue));
    others.fold(view.clone(), |view, issue| view.settle(issue, &at.settled(problem, issue)))
}

/// Each settles its issues, from what holds today, or from what those before it settled.
fn settled(
    view: &View,
    groups: &[Group],
    today: &Package,
    concept: &dyn Concept,
    budget: &Budget,
    in_turn: bool,
) -> Course {
    let problem = view.problem();
    let mut untold = Untold::Nothing;
    // What is settled so far, and how: with ties several.
    let mut branches: Vec<(Package, Vec<Step>)> = vec![(today.clone(), Vec::new())];
    for (track, own) in groups {
        let linked = linked(view, own);
        let mut next: Vec<(Package, Vec<Step>)> = Vec::new();
        let mut asked: Option<Ways> = None;
        for (package, steps) in branches {
            let from = if in_turn { package.clone() } else { today.clone() };
            let ways = match asked.take().filter(|_| !in_turn) {
                Some(ways) => Ok(ways),
                None => ways(view, own, &linked, &from, concept, budget),
            };
            let ways = match ways {
                Ok(ways) => ways,
                // What the others would settle does not make a package.
                Err(stop) => return Course { steps, ..Course::stopped(stop) },
            };
            for to in &ways.packages {
                let (mut then, mut changed) = (package.clone(), Vec::new());
                for issue in from.changed(to, problem) {
                    then = then.settling(problem, issue, &to.settled(problem, issue));
                    changed.push((issue, to.clone()));
                }
                if next.iter().any(|(other, _)| *other == then) {
                    continue;
                }
                if next.len() == BRANCHES {
                    untold = Untold::Ends;
                    break;
                }
                let step = Step::Settled { track: *track, changed };
                next.push((then, steps.iter().cloned().chain([step]).collect()));
            }
            if !ways.all {
                untold = Untold::Ends;
            }
            asked = Some(ways);
        }
        branches = next;
    }
    let steps = branches.first().map_or_else(Vec::new, |(_, steps)| steps.clone());
    let mut ends: Vec<End> = Vec::new();
    for end in branches.into_iter().map(|(last, _)| End::judged(view, last)) {
        let alike = |other: &End| End { package: end.package.clone(), ..other.clone() } == end;
        if !ends.iter().any(alike) {
            ends.push(end);
        }
    }
    Course { steps, untold, ..Course::of_ends(view, ends) }
}

/// What a group may settle, the other issues as they are: the package that there is, if nothing moves it.
struct Ways {
    packages: Vec<Package>,
    /// Whether there are no others that make a difference.
    all: bool,
}

fn ways(
    view: &View,
    own: &[IssueId],
    linked: &[IssueId],
    from: &Package,
    concept: &dyn Concept,
    budget: &Budget,
) -> Result<Ways, Stop> {
    let asked = narrowed(view, own, from).at_least_as_good_as(from).map_err(|_| Stop::TooLarge)?;
    let best = chosen(&asked, concept, &budget.left()?)?;
    let before = view.problem().exact_utilities(from);
    // Whoever is as well off as before has no reason to move.
    if best.is_empty() || best.iter().any(|one| one.utilities == before) {
        return Ok(Ways { packages: vec![from.clone()], all: true });
    }
    let mut ways = Ways { packages: Vec::new(), all: true };
    for one in best {
        if ways.packages.len() >= BRANCHES {
            ways.all = false;
            break;
        }
        // What other gains come with is another way, whatever it settles alike.
        let mut alike = vec![one.package];
        if !linked.is_empty() {
            ways.all &= add_others(&asked, linked, &mut alike, &budget.left()?)?;
        }
        ways.packages.append(&mut alike);
    }
    Ok(ways)
}

/// Adds what has the same utilities as the first of these packages and settles these issues otherwise than all of them. Whether that
/// is all there is.
fn add_others(asked: &View, linked: &[IssueId], packages: &mut Vec<Package>, limits: &Limits) -> Result<bool, Stop> {
    let problem = asked.problem();
    if problem.has_levels() {
        return Ok(false);
    }
    let Ok(same) = asked.at_least_as_good_as(&packages[0]) else { return Ok(false) };
    let control = Control::new(limits);
    let structure = match Structure::build(&same, &control) {
        Ok(Some(structure)) => structure,
        Ok(None) => return Ok(true),
        Err(Stop::TooLarge) => return Ok(false),
        Err(stop) => return Err(stop),
    };
    let utilities = problem.utilities(&packages[0]);
    let mut all = true;
    let mut visit = |options: &[OptionId], own: &[i64]| {
        let differs = |other: &Package| linked.iter().any(|issue| other.option(*issue) != options[issue.index()]);
        if own == &utilities[..] && packages.iter().all(differs) {
            match packages.len() < BRANCHES {
                true => packages.push(Package::new(options)),
                false => all = false,
            }
        }
    };
    let visited = each_acceptable(&same, &structure, STEPS, &control, &mut visit)?;
    Ok(all && visited)
}

/// The issues of a group that interactions and rules link to issues of others; with a ceiling, which sums reach together, all.
fn linked(view: &View, own: &[IssueId]) -> Vec<IssueId> {
    if !view.problem().ceilings().is_empty() {
        return own.to_vec();
    }
    let inside = |issue: &usize| own.contains(&IssueId::at(*issue));
    let crossing = components(view).into_iter().filter(|all| all.iter().any(inside) && !all.iter().all(inside));
    crossing.flatten().filter(inside).map(IssueId::at).collect()
}

/// Each hands up what cannot be improved, and all choose among that.
fn handed_up(view: &View, groups: &[Group], today: &Package, concept: &dyn Concept, budget: &Budget) -> Course {
    if view.problem().has_levels() {
        return Course::stopped(Stop::Levels);
    }
    let (mut problem, mut steps) = (view.problem().clone(), Vec::new());
    for (track, own) in groups {
        let kept = budget.left().and_then(|limits| frontier(&narrowed(view, own, today), own, &limits));
        let (kept, of) = match kept {
            Ok(kept) => kept,
            Err(stop) => return Course { steps, ..Course::stopped(stop) },
        };
        steps.push(Step::HandedUp { track: *track, kept: kept.len(), of });
        problem = match problem.keeping_only(own, &kept) {
            Ok(problem) => problem,
            Err(_) => return Course { steps, ..Course::stopped(Stop::TooLarge) },
        };
    }
    let plenary = view.of(&problem);
    let kept = counted(&plenary, &budget.rest());
    match chosen(&plenary, concept, &budget.rest()) {
        Err(stop) => Course { steps, kept, ..Course::stopped(stop) },
        Ok(chosen) => Course { steps, kept, ..Course::of_packages(view, &chosen) },
    }
}

/// The packages of a group's issues, as options of these, that cannot be improved for one party without loss to another; and how many
/// there are that satisfy rules and red lines.
fn frontier(view: &View, own: &[IssueId], limits: &Limits) -> Result<(Vec<Vec<OptionId>>, usize), Stop> {
    let problem = view.problem();
    let size = own.iter().try_fold(1usize, |size, issue| size.checked_mul(problem[*issue].options.len()));
    if size.is_none_or(|size| size > COMBINATIONS) {
        return Err(Stop::TooLarge);
    }
    let control = Control::new(limits);
    let open = problem.party_ids().fold(view.clone().with_consent_of(&vec![true; view.parties()]), View::without_floor);
    let Some(structure) = Structure::build(&open, &control)? else { return Ok((Vec::new(), 0)) };
    let mut found: HashMap<Box<[i64]>, Vec<Vec<OptionId>>> = HashMap::new();
    let mut of = 0;
    let mut visit = |options: &[OptionId], utilities: &[i64]| {
        of += 1;
        let parts = own.iter().map(|issue| options[issue.index()]).collect();
        found.entry(utilities.into()).or_default().push(parts);
    };
    each_acceptable(&open, &structure, u64::MAX, &control, &mut visit)?;
    let mut vectors: Vec<&[i64]> = found.keys().map(|vector| &vector[..]).collect();
    vectors.sort_unstable_by(|a, b| b.cmp(a));
    // In descending order, only an earlier vector can dominate a later one.
    let mut best: Vec<&[i64]> = Vec::new();
    for vector in vectors {
        control.examined(1 + best.len() as u64)?;
        if !best.iter().any(|other| other.iter().zip(vector).all(|(other, own)| other >= own)) {
            best.push(vector);
        }
    }
    let mut kept: Vec<Vec<OptionId>> = best.into_iter().flat_map(|vector| found[vector].clone()).collect();
    kept.sort_unstable();
    Ok((kept, of))
}
