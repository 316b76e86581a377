//! Problems without continuous issues that stand for one with them: some of their levels, as options.
//!
//! The **corners** of a problem have an option for each level at which some curve bends, and for the two ends. Between two such
//! levels every sum is linear, so that a weighted sum is largest at one of them: whatever options and levels reach, some corner
//! with the same options reaches too. The same holds for what a rule over levels leaves, its slack. So each side of such a
//! rule becomes a party, a *seat*, whose utility is the slack: it accepts where the rule holds, and weights can count it, while
//! corners that break the rule stay (levels between them may keep it).
//!
//! Ceilings are left out of corners: the smaller of a sum and of a ceiling is often largest between them. Weights divide
//! between the two instead (`search/weights.rs`), and what they give to a ceiling is the same for all corners.

use super::condition::only;
use super::state::Part;
use super::variant::Joining;
use super::{
    Acceptance, Cell, Condition, Consents, Constraint, ConstraintId, ConstraintKind, Dependence, Interaction, Issue,
    IssueId, LevelId, LevelRule, LevelRuleId, Levels, MAX_CELLS, MAX_OPTIONS, MAX_SEATS, MAX_UTILITY, OptionId,
    Package, Party, PartyId, Problem, Proposal, View, Worth,
};
use crate::exact::{Number, Polynomial};
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::Arc;

/// Conditions that hold with one level each have an entry for each: at most so many in all.
const MOST_CONDITIONS: usize = 1 << 28;

/// A side of a rule over levels: the rule, and whether it is what the sum must reach.
pub(crate) type Side = (LevelRuleId, bool);

/// The corners of a question.
#[derive(Debug)]
pub(crate) struct Corners {
    /// Its parties are those of the problem, then the seats.
    pub problem: Problem,
    /// By seat, the side of a rule whose slack is its utility.
    pub seats: Vec<Side>,
}

/// Whose numbers, with what levels are worth, go beyond what can be added exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// A party's.
    Party(PartyId),
    /// Those of a rule over levels.
    Rule(LevelRuleId),
    /// None: a rule over utilities depends on levels, and has to be a seat.
    Consents,
}

impl Corners {
    /// Makes the corners of a question.
    pub(crate) fn new(view: &View) -> Result<Corners, Beyond> {
        if view.has_rules_over_levels_worth() {
            return Err(Beyond::Consents);
        }
        let bends: Vec<Vec<BigRational>> = view.problem().level_ids().map(|level| view.bends(level)).collect();
        let mut problem = view.problem().sampled(&bends).map_err(Beyond::Party)?;
        view.fits(&problem).map_err(Beyond::Party)?;
        problem.ceilings.clear();
        let sides = view.level_rules().flat_map(|(at, rule)| {
            let side = |bound: &'_ Option<BigRational>, turned| bound.is_some().then_some((at, turned));
            [side(&rule.max, false), side(&rule.min, true)].into_iter().flatten()
        });
        // Without a seat a rule is not seen here: a weaker bound, not a wrong one.
        let seats: Vec<Side> = sides.take(MAX_SEATS.saturating_sub(view.parties())).collect();
        let joining = seats.iter().map(|side| seat(view.problem(), *side, &bends)).collect::<Result<Vec<_>, _>>()?;
        let mut problem = problem.joined_by(joining);
        problem.exponents.resize(problem.parties.len(), 0);
        problem.valued.iter_mut().for_each(|valued| valued.resize(problem.parties.len(), false));
        problem.acceptance = Acceptance::of(vec![true; problem.parties.len()]);
        Ok(Corners { problem, seats })
    }

    /// The question about the corners.
    pub(crate) fn view(&self, asked: &View) -> View<'_> {
        asked.of_sampled(&self.problem)
    }
}

/// The party whose utility is the slack of a side of a rule.
fn seat(problem: &Problem, (at, turned): Side, bends: &[Vec<BigRational>]) -> Result<Joining<'static>, Beyond> {
    let rule = &problem[at];
    let sign = |number: &BigRational| if turned { number.clone() } else { -number };
    let bound = if turned { &rule.min } else { &rule.max };
    let mut constant = bound.as_ref().map_or_else(BigRational::zero, |bound| -sign(bound));
    let mut worth: Vec<Vec<BigRational>> = vec![Vec::new(); problem.issues.len()];
    for (issue, values) in &rule.options {
        worth[issue.index()] = values.iter().map(sign).collect();
    }
    for (level, per_unit) in &rule.levels {
        let issue = problem[*level].issue;
        worth[issue.index()] = bends[level.index()].iter().map(|level| sign(&(level * per_unit))).collect();
    }
    let least = &constant + worth.iter().filter_map(|values| values.iter().min()).sum::<BigRational>();
    let mut premise = rule.premise.clone().filter(|_| least.is_negative());
    if premise.is_some() {
        // Where the premise fails, the slack is never short.
        constant -= &least;
    }
    let scale = worth.iter().flatten().chain([&constant, &least]).fold(BigInt::one(), |s, one| s.lcm(one.denom()));
    let whole = |number: &BigRational| (number * BigRational::from(scale.clone())).to_integer();
    let largest = |values: &Vec<BigRational>| values.iter().map(|value| whole(value).abs()).max().unwrap_or_default();
    let reach = whole(&constant).abs() + whole(&least).abs() + worth.iter().map(largest).sum::<BigInt>();
    let small = |number: BigInt| number.to_i64().ok_or(Beyond::Rule(at));
    let reach = small(reach)?;
    if reach >= MAX_UTILITY {
        return Err(Beyond::Rule(at));
    }
    let interaction = |condition| -> Result<Interaction, Beyond> {
        let worth = Worth::When(condition, small(whole(&least))?);
        Ok(Interaction { party: PartyId::at(0), worth, because: None, path: rule.path.clone().into(), state: None })
    };
    let interactions = premise.take().map(interaction).transpose()?.into_iter().collect();
    let table = worth.iter().map(|values| values.iter().map(|value| small(whole(value))).collect());
    let table: Vec<Vec<i64>> = table.collect::<Result<_, _>>()?;
    let party = Party {
        id: rule.name.clone(),
        name: rule.name.clone(),
        batna: None,
        weight: Number::zero(),
        disagreement: 0,
        because: None,
        order_only: false,
        scale: scale.clone(),
    };
    let worth = Box::new(move |issue: usize, option: usize| table[issue].get(option).copied().unwrap_or(0));
    Ok(Joining { party, constant: small(whole(&constant))?, reach, worth, interactions })
}

impl View<'_> {
    /// The levels of a continuous issue at which some curve bends, and both ends of what remains of its range.
    pub(crate) fn bends(&self, level: LevelId) -> Vec<BigRational> {
        let [low, high] = &self.ranges()[level.index()];
        let mut bends = vec![low.clone(), high.clone()];
        for term in self.problem().levels.terms.iter().filter(|term| term.level == level) {
            bends.extend(term.curve.kinks(low, high).cloned());
        }
        bends.sort();
        bends.dedup();
        bends
    }

    /// The problem where levels are held as in a package, without continuous issues, and the package in it; none if its numbers
    /// would be too finely divided.
    pub(crate) fn holding(&self, package: &Package) -> Option<(Problem, Package)> {
        let levels: Vec<Vec<BigRational>> = package.levels().iter().map(|at| vec![at.value().clone()]).collect();
        let problem = self.problem().sampled(&levels).ok().filter(|problem| self.fits(problem).is_ok())?;
        let problem = problem.with_rules_over(self, &levels)?;
        Some((problem, Package::new(package.options())))
    }

    /// These, so many levels evenly spaced, those of the proposals, and these besides, if they remain.
    fn steps(&self, level: LevelId, steps: NonZeroU32, besides: &[(LevelId, BigRational)]) -> Vec<BigRational> {
        let mut all = self.bends(level);
        let [low, high] = &self.ranges()[level.index()];
        let step = (high - low) / BigRational::from(BigInt::from(steps.get()));
        all.extend((1..steps.get()).map(|at| low + &step * BigRational::from(BigInt::from(at))));
        let proposed = self.problem().proposals.iter().map(|one| one.package.levels()[level.index()].value());
        let besides = besides.iter().filter(|(of, _)| *of == level).map(|(_, at)| at);
        all.extend(proposed.chain(besides).filter(|at| *at >= low && *at <= high).cloned());
        all.sort();
        all.dedup();
        all
    }
}

impl Problem {
    /// The same where each continuous issue is settled by one of so many levels, evenly spaced, and one of those where a curve
    /// bends, of the proposals' and of these, as an option: for questions that are answered for options only. What is said of
    /// its packages is true of these levels, and not of those between them. Assumptions that name a continuous issue are left out;
    /// see [`in_steps_for`](Problem::in_steps_for). Without continuous issues, the same.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/levels/first-steps.json"))?;
    /// let in_steps = problem.in_steps(std::num::NonZeroU32::new(4).unwrap(), &[])?;
    /// let (price, _) = in_steps.option("price", "90")?; // 80, 90, 100, 110, 120
    /// assert!(in_steps[price].options.len() >= 5 && !in_steps.has_levels());
    /// let package = in_steps.package([("price", "90"), ("delivery", "8-weeks"), ("warranty", "12")])?;
    /// let same = problem.package([("price", "90"), ("delivery", "8-weeks"), ("warranty", "12")])?;
    /// assert_eq!(in_steps.exact_utilities(&package), problem.exact_utilities(&same));
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// Whose numbers would become too finely divided; which issue would have too many levels.
    pub fn in_steps(&self, steps: NonZeroU32, besides: &[(LevelId, BigRational)]) -> Result<Problem, Diagnostics> {
        if !self.has_levels() {
            return Ok(self.clone());
        }
        let view = self.view();
        let many = |message: String, most: usize| {
            let error = Diagnostic::new(Code::Limit, Place::value(&Path::root()), message);
            Diagnostics::from(error.help(format!("there can be {most}: ask for fewer steps")))
        };
        let (parts, parties) = (steps.get() as usize, self.parties.len());
        if parts >= MAX_OPTIONS {
            return Err(many(format!("{parts} steps make more levels than an issue can have"), MAX_OPTIONS));
        }
        let levels: Vec<Vec<BigRational>> = self.level_ids().map(|at| view.steps(at, steps, besides)).collect();
        if let Some(at) = self.level_ids().find(|at| levels[at.index()].len() > MAX_OPTIONS) {
            let issue = &self[self[at].issue];
            let message = format!("`{}` has {} levels in these steps", issue.id, levels[at.index()].len());
            return Err(many(message, MAX_OPTIONS));
        }
        // An entry for each party and level; and, for what holds only with certain options, a condition for each level.
        let own = |level: LevelId| levels[level.index()].len();
        let entries = levels.iter().map(|own| own.len() * parties).sum::<usize>();
        let conditional = self.levels.terms.iter().filter(|term| term.condition.is_some()).map(|term| own(term.level));
        let parts = self.states.iter().flat_map(|state| &state.parts).filter_map(Part::conditional_level).map(own);
        let conditions = conditional.chain(parts).map(|own| own * own).sum::<usize>();
        if entries > MAX_CELLS || conditions > MOST_CONDITIONS {
            let message = "what levels are worth makes too many entries in these steps".to_owned();
            return Err(many(message, if entries > MAX_CELLS { MAX_CELLS } else { MOST_CONDITIONS }));
        }
        let fine = |what: String| {
            let message = format!("{what}, in steps, are too finely divided to be added exactly");
            let error = Diagnostic::new(Code::Overflow, Place::value(&Path::root()), message);
            Diagnostics::from(error.help("ask for other steps, or use fewer digits"))
        };
        let sampled = self.sampled(&levels).map_err(|party| fine(format!("the numbers of `{}`", self[party].id)))?;
        let rules = || fine("the numbers of the rules over levels".to_owned());
        let mut problem = sampled.with_rules_over(&view, &levels).ok_or_else(rules)?;
        let of_levels = |package: &Package| {
            let mut options = package.options().to_vec();
            for ((own, level), of) in levels.iter().zip(package.levels()).zip(&self.levels.issues) {
                // It was added to them.
                options[of.issue.index()] = OptionId::at(own.partition_point(|other| other < level.value()));
            }
            Package::new(options)
        };
        let proposals = self.proposals.iter();
        let proposals = proposals.map(|one| Proposal { package: of_levels(&one.package), ..one.clone() });
        problem.proposals = proposals.collect::<Vec<_>>().into();
        let assumptions = self.assumptions.iter().filter(|one| !one.of_levels).cloned();
        problem.assumptions = assumptions.collect::<Vec<_>>().into();
        Ok(problem)
    }

    /// The same where each continuous issue is settled by one of these levels, as an option: by continuous issue. Rules over
    /// levels are left out, and so are proposals and assumptions.
    ///
    /// # Errors
    /// The party whose sums could overflow.
    pub(crate) fn sampled(&self, levels: &[Vec<BigRational>]) -> Result<Problem, PartyId> {
        let parties = self.parties.len();
        let worth = |term: &super::LevelTerm, scale: &BigInt| -> Vec<BigRational> {
            let scale = BigRational::from(scale.clone());
            levels[term.level.index()].iter().map(|level| term.curve.at(level) * &scale).collect()
        };
        let mut problem = Problem { proposals: Arc::default(), assumptions: Arc::default(), ..self.clone() };
        problem.set_aside.clear();
        // In units in which all that levels are worth is whole.
        for (party, declared) in self.party_ids().zip(&self.parties) {
            let own = self.levels.terms.iter().filter(|term| term.party == party);
            let mut worths = own.flat_map(|term| worth(term, &declared.scale));
            let finer = worths.try_fold(1, |finer: i64, worth| BigInt::from(finer).lcm(worth.denom()).to_i64());
            let finer = finer.ok_or(party)?;
            if finer != 1 {
                problem = problem.finer(party, finer).map_err(|_| party)?;
            }
        }
        let Levels { issues, terms, .. } = std::mem::take(&mut problem.levels);
        for state in Arc::make_mut(&mut problem.states) {
            state.parts = state.parts.iter().flat_map(|part| part.sampled(levels)).collect();
        }
        // By party, issue and option: how what it is expected to be worth moves with beliefs.
        let mut moved: BTreeMap<[usize; 3], Polynomial> = BTreeMap::new();
        for (at, level) in issues.iter().enumerate() {
            let issue = &mut Arc::make_mut(&mut problem.issues)[level.issue.index()];
            *issue = Issue { baseline: None, ..issue.with_levels(&levels[at]) };
            problem.values[level.issue.index()] = vec![0; levels[at].len() * parties];
        }
        for term in &terms {
            let (party, issue) = (term.party, issues[term.level.index()].issue);
            let worths = worth(term, &problem[party].scale).into_iter().map(|worth| worth.to_integer().to_i64());
            let worths: Vec<i64> = worths.collect::<Option<_>>().ok_or(party)?;
            let sizes = worths.iter().map(|worth| worth.checked_abs()).collect::<Option<Vec<i64>>>();
            let most = sizes.map(|sizes| sizes.into_iter().max().unwrap_or_default());
            let reach = most.and_then(|most| problem.reach[party.index()].checked_add(most));
            problem.reach[party.index()] = reach.filter(|reach| *reach < MAX_UTILITY).ok_or(party)?;
            for (option, worth) in worths.iter().enumerate() {
                let moves = term.moving.as_ref().map(|own| own.at(&levels[term.level.index()][option]));
                let moves = moves.filter(|moves| !moves.terms.is_empty());
                match &term.condition {
                    None => {
                        problem.values[issue.index()][option * parties + party.index()] += worth;
                        if let Some(moves) = moves {
                            let sum = moved.entry([party.index(), issue.index(), option]).or_default();
                            *sum = &*sum + &moves;
                        }
                    }
                    Some(condition) if *worth != 0 || moves.is_some() => {
                        if let Some(Polynomial { terms, .. }) = moves {
                            let at = problem.interactions.len();
                            let cell = Cell::Interaction { party: party.index(), at, entry: 0 };
                            Arc::make_mut(&mut problem.dependences).push(Dependence { cell, terms });
                        }
                        // The issue is in no condition yet, so that both can hold.
                        let mut when = condition.clone();
                        when.0.push(only(issue, option, worths.len()));
                        when.0.sort_by_key(|(issue, _)| *issue);
                        let (because, path) = (term.because.as_deref().map(Arc::from), Arc::new(term.path.clone()));
                        let worth = Worth::When(when, *worth);
                        let interaction = Interaction { party, worth, because, path, state: term.state };
                        Arc::make_mut(&mut problem.interactions).push(interaction);
                    }
                    Some(_) => {}
                }
            }
        }
        for ([party, issue, option], Polynomial { terms, .. }) in moved {
            Arc::make_mut(&mut problem.dependences)
                .push(Dependence { cell: Cell::Value { party, issue, option }, terms });
        }
        let mut problem = problem.regrouped();
        // Whoever asks for levels in steps adds them up anew.
        for constraint in problem.constraints.iter_mut().filter(|constraint| constraint.has_levels()) {
            constraint.kind = ConstraintKind::Consents(Box::new(Consents::all(Vec::new())));
        }
        Ok(problem)
    }

    /// The same, with the rules over levels that a question has in force as rules over the options that stand for levels; none if
    /// their sums could overflow.
    pub(crate) fn with_rules_over(mut self, asked: &View, levels: &[Vec<BigRational>]) -> Option<Problem> {
        // What a rule asks of options and what it asks of levels is one rule again.
        let mut rules: HashMap<Path, ConstraintId> =
            asked.constraints().map(|(at, constraint)| (constraint.path.clone(), at)).collect();
        for (_, rule) in asked.level_rules() {
            let kind = over_options(asked.problem(), rule, levels)?;
            let beside = rules.get(&rule.path).map(|at| &mut self.constraints[at.index()].kind);
            if let Some(beside) = beside
                && let Some(both) = both(beside, &kind)
            {
                *beside = both;
                continue;
            }
            rules.insert(rule.path.clone(), ConstraintId::at(self.constraints.len()));
            let (name, because, path) = (rule.name.clone(), rule.because.clone(), rule.path.clone());
            self.constraints.push(Constraint { kind, party: None, name, because, path, binding: true });
        }
        let own = asked.problem().constraints.iter().zip(&mut self.constraints);
        own.filter(|(asked, _)| asked.has_levels()).for_each(|(asked, own)| own.kind = asked.kind.clone());
        self.add_up_consents(true).ok()?;
        Some(self)
    }
}

/// Two parts of one rule: where its premise holds, what both ask. None if they have no premise in common.
fn both(one: &ConstraintKind, other: &ConstraintKind) -> Option<ConstraintKind> {
    use ConstraintKind::{Forbid, Implies};
    let (Implies(premise, _) | Forbid(premise), Implies(same, _) | Forbid(same)) = (one, other) else { return None };
    let asked = match (one, other) {
        (Implies(_, asked), Implies(_, more)) => asked.and(more),
        _ => None,
    };
    (premise == same).then(|| asked.map_or_else(|| Forbid(premise.clone()), |asked| Implies(premise.clone(), asked)))
}

fn over_options(problem: &Problem, rule: &LevelRule, levels: &[Vec<BigRational>]) -> Option<ConstraintKind> {
    let issue = |level: &LevelId| problem[*level].issue;
    if let Some(premise) = rule.premise.clone() {
        // A range of one level.
        let (level, _) = rule.levels.first()?;
        let within = |at: &BigRational| {
            rule.min.as_ref().is_none_or(|min| at >= min) && rule.max.as_ref().is_none_or(|max| at <= max)
        };
        let inside: super::OptionSet = levels[level.index()].iter().map(within).collect();
        return Some(match inside.contains(&true) {
            true => ConstraintKind::Implies(premise, Condition(vec![(issue(level), inside)])),
            false => ConstraintKind::Forbid(premise),
        });
    }
    let of_level = |(level, per_unit): &(LevelId, BigRational)| {
        (issue(level), levels[level.index()].iter().map(|at| at * per_unit).collect())
    };
    let mut terms: Vec<(IssueId, Vec<BigRational>)> = rule.options.clone();
    terms.extend(rule.levels.iter().map(of_level));
    terms.sort_by_key(|(issue, _)| *issue);
    ConstraintKind::sum(terms, rule.min.as_ref(), rule.max.as_ref())
}

/// How steep the line through points is behind the one at this position.
pub(crate) fn slope(points: &[BigRational], values: &[BigRational], at: usize) -> BigRational {
    (&values[at + 1] - &values[at]) / (&points[at + 1] - &points[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_steps_than_an_issue_has_room_for() {
        let problem = Problem::from_json(include_str!("../../models/levels/first-steps.json")).expect("a problem");
        let refused = |steps: u32| problem.in_steps(NonZeroU32::new(steps).expect("some"), &[]).err();
        assert!(refused(9_990).is_none() && refused(u32::MAX).is_some());
        let message = refused(9_999).expect("with those where curves bend, too many").to_string();
        assert!(message.contains("levels in these steps"), "{message}");
    }

    /// What a rule asks of options and of several levels is one rule in steps, and forbids the same.
    #[test]
    fn a_rule_is_one_rule_in_steps() {
        let text = r#"{
            "zopa": 1,
            "parties": { "a": { "disagreement": 0 } },
            "issues": {
                "relief": { "continuous": { "min": 0, "max": 4 } },
                "depth": { "continuous": { "min": 0, "max": 4 } },
                "snapback": { "options": ["no", "yes"] },
                "deployment": { "options": ["none", "reactive"] }
            },
            "utilities": { "a": { "values": { "relief": { "per_unit": 1 }, "depth": { "per_unit": 1 } } } },
            "rules": [
                { "if": { "deployment": "reactive" },
                  "then": { "snapback": "yes", "relief": { "from": 2 }, "depth": { "to": 3 } } },
                { "if": { "deployment": "none" }, "then": { "relief": { "to": 3 }, "depth": { "from": 1 } } }
            ]
        }"#;
        let problem = Problem::from_json(text).expect("a problem");
        assert_eq!((problem.constraints.len(), problem.levels.rules.len()), (1, 4));
        let steps = problem.in_steps(NonZeroU32::new(4).expect("some"), &[]).expect("small numbers");
        assert_eq!(steps.constraints.len(), 2);
        for at in 0..100 {
            let [relief, depth, snapback, deployment] = [at % 5, at / 5 % 5, at / 25 % 2, at / 50];
            let levels = [relief, depth].map(|level| BigRational::from(BigInt::from(level)));
            let own = Package::new([0, 0, snapback, deployment].map(OptionId::at)).with_levels(levels);
            let same = Package::new([relief, depth, snapback, deployment].map(OptionId::at));
            assert_eq!(problem.view().is_feasible(&own), steps.view().is_feasible(&same), "{own:?}");
        }
    }

    /// In a problem of some levels as options, packages are worth what they are worth with these levels: in each state, and with
    /// other beliefs.
    #[test]
    fn some_levels_as_options_keep_states() {
        let text = r#"{
            "zopa": 1,
            "parties": { "union": { "disagreement": 2 }, "city": { "disagreement": 1 } },
            "issues": {
                "relief": { "continuous": { "min": 0, "max": 100 } },
                "arbiter": { "options": ["none", "court"] }
            },
            "states": { "strike": {
                "beliefs": { "union": 0.4, "city": 0.25 },
                "given": [{ "when": { "arbiter": "court" }, "beliefs": { "city": 0.05 } }],
                "utilities": {
                    "union": { "values": { "relief": { "points": [[0, -5], [50, 3], [100, 4]] } } },
                    "city": {
                        "values": { "relief": { "per_unit": -0.08 } },
                        "interactions": [{
                            "when": { "arbiter": "court" }, "add": -1, "values": { "relief": { "per_unit": 0.02 } }
                        }]
                    }
                }
            } },
            "utilities": {
                "union": { "values": { "relief": { "per_unit": 0.1 }, "arbiter": { "none": 0, "court": 1 } } },
                "city": { "constant": 9, "values": { "relief": { "points": [[0, 0], [40, -2], [100, -9]] } } }
            }
        }"#;
        let problem = Problem::from_json(text).expect("a problem");
        let levels: Vec<BigRational> = [0, 40, 50, 75].map(|level| BigRational::from(BigInt::from(level))).into();
        let sampled = problem.sampled(std::slice::from_ref(&levels)).expect("small numbers");
        let party = problem.party("city").expect("a party");
        let state = problem.state_ids().next().expect("a state");
        let belief = &"0.3".parse().expect("a number");
        let moved = |problem: &Problem| problem.with_belief(party, state, belief).expect("small numbers");
        let happened = |problem: &Problem| problem.in_state(Some(state)).expect("small numbers");
        for (at, level) in levels.iter().enumerate() {
            for arbiter in 0..2 {
                let one = Package::new([0, arbiter].map(OptionId::at)).with_levels([level.clone()]);
                let other = Package::new([at, arbiter].map(OptionId::at));
                assert_eq!(problem.exact_utilities(&one), sampled.exact_utilities(&other));
                assert_eq!(moved(&problem).exact_utilities(&one), moved(&sampled).exact_utilities(&other));
                assert_eq!(happened(&problem).exact_utilities(&one), happened(&sampled).exact_utilities(&other));
                for party in problem.party_ids() {
                    let [with, same] = [(&problem, &one), (&sampled, &other)].map(|(problem, package)| {
                        (problem.worth_in_state(party, state, package), problem.sum_without_states(party, package))
                    });
                    assert_eq!(with, same);
                }
            }
        }
    }
}
