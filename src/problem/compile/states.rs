//! States and promises: expected utilities, as ordinary values and interactions.
//!
//! A party's expected utility is Σ over states *s* of p(*s*) · v(*s*). What it thinks where nothing else is said weighs the
//! state's values once, and they stay what they are: a value of an option, an interaction, a table. Where a belief depends
//! on the package, the difference to that belief is added as interactions that hold where the belief does. So every
//! engine sees ordinary numbers, and scopes stay as small as the author made them. Curves over the levels of continuous
//! issues are weighed and added in the same way. What a probability depends on are options, never levels: a belief that moves
//! with a level would make worths products of two levels.

use super::compiler::Compiler;
use super::draft::{Draft, DraftInteraction, DraftTerm, DraftWorth};
use super::events::{Chance, Likelihood, MAX_CONDITIONAL};
use super::levels::LevelWorth;
use crate::exact::Polynomial;
use crate::model::{self, Code, Conditions, Path, Place, Probability};
use crate::problem::condition::only;
use crate::problem::state::PartWorth;
use crate::problem::uncertain::{DERIVED, LEVERS, Lever};
use crate::problem::{
    Belief, Condition, IssueId, LevelTerm, MAX_STATES, OptionId, Part, PartyId, Role, State, StateId,
};
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// So many combinations of such beliefs are looked at to see that none sums to more than 1.
const MAX_COMBINATIONS: usize = 100_000;

/// What a state adds to a party's utility, before scaling.
struct DraftPart {
    party: PartyId,
    worth: DraftWorth,
    because: Option<String>,
    path: Path,
}

/// What a party believes of a state, before scaling.
struct DraftBelief {
    base: Polynomial,
    /// Where something else is said: the condition as written, where it counts, and the belief.
    given: Vec<DraftGiven>,
}

struct DraftGiven {
    condition: Condition,
    /// Where no earlier condition holds: parts that exclude each other.
    counts: Vec<Condition>,
    belief: Polynomial,
    because: Option<String>,
    path: Path,
}

impl Compiler<'_> {
    /// Reads the states, and adds what is expected of them to the utilities.
    pub(super) fn states(&mut self, draft: &mut Draft) -> Vec<State> {
        let path = Path::root().key("states");
        let model = self.model;
        if model.states.len() > MAX_STATES {
            let message = format!("there are {} states; at most {MAX_STATES} are read", model.states.len());
            self.error(Code::Limit, Place::key(&path), message, "");
            return Vec::new();
        }
        let (mut states, mut beliefs) = (Vec::new(), Vec::new());
        for (at, (id, state)) in model.states.iter().enumerate() {
            let at = StateId::at(at);
            let path = path.key(id);
            let drafts = self.beliefs(at, state, &path);
            let parts = self.parts(state, &drafts, &path);
            for part in &parts {
                if let Some(belief) = &drafts[part.party.index()] {
                    self.expect(at, part, belief, draft);
                }
            }
            states.push(State {
                id: id.into(),
                name: state.name.clone().unwrap_or_else(|| id.into()),
                beliefs: drafts.iter().map(|belief| belief.as_ref().map(DraftBelief::known)).collect(),
                parts: parts.iter().map(DraftPart::known).collect(),
            });
            beliefs.push(drafts);
        }
        if !self.diagnostics.has_errors() {
            (0..model.parties.len()).for_each(|party| self.check_sum(PartyId::at(party), &beliefs));
        }
        states
    }

    /// By party, what it believes of a state.
    fn beliefs(&mut self, at: StateId, state: &model::State, path: &Path) -> Vec<Option<DraftBelief>> {
        let mut beliefs: Vec<Option<DraftBelief>> = self.model.parties.iter().map(|_| None).collect();
        // By party: where the author says something else, in order; and what is believed where nothing else is said.
        let mut said: Vec<Vec<Condition>> = vec![Vec::new(); beliefs.len()];
        let mut elsewhere: Vec<(PartyId, &Probability, Chance, Path)> = Vec::new();
        for (id, belief) in state.beliefs.iter() {
            let path = path.key("beliefs").key(id);
            if let Some(party) = self.lookup.party(id, Place::key(&path), &mut self.diagnostics) {
                let chance = self.probability(belief, party, Role::Belief { state: at }, &path);
                let base = self.moved_by_questions(&chance.base, (party, at, None, true));
                beliefs[party.index()] = Some(DraftBelief { base, given: Vec::new() });
                elsewhere.push((party, belief, chance, path));
            }
        }
        for (index, given) in state.given.iter().enumerate() {
            let path = path.key("given").index(index);
            let condition = match self.speaks_of_options(&given.when, &path.key("when")) {
                true => self.lookup.condition(&given.when, &path.key("when"), &mut self.diagnostics),
                false => None,
            };
            for (id, belief) in given.beliefs.iter() {
                let own = path.key("beliefs").key(id);
                let Some(party) = self.lookup.party(id, Place::key(&own), &mut self.diagnostics) else { continue };
                let Some(known) = &mut beliefs[party.index()] else {
                    let message = format!("`{id}` has no belief to depart from");
                    let help = "say under `beliefs` of the state what it thinks where nothing is given";
                    self.error(Code::Beliefs, Place::key(&own), message, help);
                    continue;
                };
                let Some(condition) = condition.clone() else { continue };
                let chance = self.probability(belief, party, Role::Belief { state: at }, &own);
                let counts = self.not_where(vec![condition.clone()], &said[party.index()], &path);
                self.promise(belief, party, &chance, &counts, &own);
                for Likelihood { condition: within, chance: belief, .. } in &chance.cases {
                    let lever = (party, at, Some(known.given.len()), false);
                    let counts = counts.iter().filter_map(|counts| counts.and(within)).collect();
                    let Some(condition) = condition.and(within) else { continue };
                    let belief = self.moved_by_questions(belief, lever);
                    let (because, path) = (given.because.clone(), path.clone());
                    known.given.push(DraftGiven { condition, counts, belief, because, path });
                }
                said[party.index()].push(condition);
            }
        }
        for (party, belief, chance, path) in elsewhere {
            let counts = self.not_where(vec![Condition(Vec::new())], &said[party.index()], &path);
            self.promise(belief, party, &chance, &counts, &path);
            let Some(known) = &mut beliefs[party.index()] else { continue };
            for Likelihood { condition, chance: belief, .. } in
                chance.cases.iter().filter(|case| case.chance != chance.base)
            {
                let lever = (party, at, Some(known.given.len()), true);
                let counts = counts.iter().filter_map(|counts| counts.and(condition)).collect();
                let belief = self.moved_by_questions(belief, lever);
                let (condition, path) = (condition.clone(), path.clone());
                known.given.push(DraftGiven { condition, counts, belief, because: None, path });
            }
        }
        beliefs
    }

    /// What is left of conditions where others do not hold, in parts that exclude each other.
    fn not_where(&mut self, mut counts: Vec<Condition>, others: &[Condition], path: &Path) -> Vec<Condition> {
        for other in others {
            let Some(rest) = without(&counts, other) else {
                self.too_many(path);
                return Vec::new();
            };
            counts = rest;
        }
        counts
    }

    /// Refuses conditions on levels for beliefs.
    fn speaks_of_options(&mut self, when: &Conditions, path: &Path) -> bool {
        let model = self.model;
        let continuous = |id: &str| model.issues.get(id).is_some_and(|issue| issue.continuous.is_some());
        let mut found = true;
        for id in when.keys().filter(|id| continuous(id)) {
            let message = format!("`{id}` is continuous: how likely a state is cannot depend on its level");
            let help = "let it depend on options: of an issue that says in which part of its range the level lies, with \
                        rules that keep it there, {\"if\": {…}, \"then\": {\"…\": {\"from\": …, \"to\": …}}}";
            self.error(Code::NotSupported, Place::key(&path.key(id)), message, help);
            found = false;
        }
        found
    }

    /// A belief, which questions may move: whose, in which state, in which case, and whether the author gives none there.
    fn moved_by_questions(
        &mut self,
        belief: &Polynomial,
        (party, state, case, ungiven): (PartyId, StateId, Option<usize>, bool),
    ) -> Polynomial {
        self.levers.push(Lever { party, state, case, ungiven, belief: belief.clone() });
        belief + &Polynomial::uncertain(BigRational::zero(), LEVERS + self.levers.len() - 1)
    }

    /// What a state adds to utilities.
    fn parts(&mut self, state: &model::State, beliefs: &[Option<DraftBelief>], path: &Path) -> Vec<DraftPart> {
        let mut parts = Vec::new();
        for (id, utility) in state.utilities.iter() {
            let path = path.key("utilities").key(id);
            let Some(party) = self.lookup.party(id, Place::key(&path), &mut self.diagnostics) else { continue };
            if beliefs[party.index()].is_none() {
                let message = format!("how likely does `{id}` think this state? It has utilities in it, and no belief");
                self.error(Code::Beliefs, Place::key(&path), message, "add it under `beliefs` of the state");
                continue;
            }
            self.in_state = true;
            let terms = self.terms(party, utility, &path);
            self.in_state = false;
            for DraftTerm { worth, because, path } in terms {
                let because = because.or_else(|| utility.because.clone()).or_else(|| state.because.clone());
                parts.push(DraftPart { party, worth, because, path });
            }
        }
        parts
    }

    /// What is written as utilities in a state are, in parts.
    pub(super) fn terms(&mut self, party: PartyId, utility: &model::StateUtility, path: &Path) -> Vec<DraftTerm> {
        let mut terms = Vec::new();
        let mut add = |worth, because: Option<&String>, path: Path| {
            terms.push(DraftTerm { worth, because: because.cloned(), path });
        };
        if let Some(constant) = &utility.constant {
            let path = path.key("constant");
            let found = self.quantity(constant, party, Role::Constant, &path);
            add(DraftWorth::Constant(found), constant.because.as_ref(), path);
        }
        for (id, values) in utility.values.iter() {
            let path = path.key("values").key(id);
            let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else { continue };
            if let Some(level) = self.level_at(issue) {
                let Some((curve, because)) = self.curve(party, level, values, &path) else { continue };
                add(DraftWorth::Levels { issue, level, condition: None, curve }, because.as_ref(), path);
                continue;
            }
            let found = self.values(party, issue, values, &path);
            add(DraftWorth::Values(issue, found), None, path);
        }
        for (at, interaction) in utility.interactions.iter().enumerate() {
            let path = path.key("interactions").index(at);
            let condition = self.lookup.condition(&interaction.when, &path.key("when"), &mut self.diagnostics);
            let levels = self.level_values(party, interaction, &path);
            let Some(condition) = condition else { continue };
            for LevelWorth { level, curve, because, path } in levels {
                let (issue, condition) = (self.levels.issues[level.index()].issue, Some(condition.clone()));
                add(DraftWorth::Levels { issue, level, condition, curve }, because.as_ref(), path);
            }
            let Some(written) = &interaction.add else { continue };
            let found = self.quantity(written, party, Role::Combination, &path.key("add"));
            let because = interaction.because.as_ref().or(written.because.as_ref());
            add(DraftWorth::When(condition, found), because, path);
        }
        for (at, table) in utility.tables.iter().enumerate() {
            let path = path.key("tables").index(at);
            if let Some(draft) = self.table(party, table, path.clone()) {
                add(DraftWorth::Table(draft.axes, draft.cells), table.because.as_ref(), path);
            }
        }
        terms
    }

    /// Adds what a party expects of a part of a state to its utility.
    fn expect(&mut self, state: StateId, part: &DraftPart, belief: &DraftBelief, draft: &mut Draft) {
        let parties = self.model.parties.len();
        let party = part.party;
        let interaction = |condition, axes, cells, because: &Option<String>, path: &Path| DraftInteraction {
            party,
            condition,
            axes,
            cells,
            because: because.clone(),
            path: path.clone(),
            state: Some(state),
        };
        let because = &part.because;
        match &part.worth {
            DraftWorth::Constant(value) => {
                draft.constants[party.index()] = &draft.constants[party.index()] + &(value * &belief.base);
            }
            DraftWorth::Values(issue, values) => {
                draft.valued[issue.index()][party.index()] = true;
                for (option, value) in values {
                    let cell = &mut draft.values[issue.index()][option.index() * parties + party.index()];
                    *cell = &*cell + &(value * &belief.base);
                }
            }
            DraftWorth::When(condition, value) => {
                let cells = vec![value * &belief.base];
                draft.interactions.push(interaction(Some(condition.clone()), Vec::new(), cells, because, &part.path));
            }
            DraftWorth::Table(axes, cells) => {
                let cells = cells.iter().map(|cell| cell * &belief.base).collect();
                draft.interactions.push(interaction(None, axes.clone(), cells, because, &part.path));
            }
            DraftWorth::Levels { issue, condition, .. } => {
                draft.valued[issue.index()][party.index()] |= condition.is_none();
                return self.expect_levels(state, part, belief);
            }
        }
        for given in &belief.given {
            let more = &given.belief - &belief.base;
            for (condition, value) in self.pieces(&part.worth) {
                for counts in &given.counts {
                    let cells = vec![&value * &more];
                    if let Some(both) = both(counts, condition.as_ref()).filter(|_| cells[0] != Polynomial::zero()) {
                        if !self.one_more(&given.path) {
                            return;
                        }
                        let because = given.because.clone().or_else(|| part.because.clone());
                        draft.interactions.push(interaction(Some(both), Vec::new(), cells, &because, &given.path));
                    }
                }
            }
        }
    }

    /// Adds what a party expects of levels in a state: once by what it believes where nothing else is said, and where
    /// something is given, the difference to that.
    fn expect_levels(&mut self, state: StateId, part: &DraftPart, belief: &DraftBelief) {
        let DraftWorth::Levels { level, condition, curve, .. } = &part.worth else { return };
        let term = |condition: Option<Condition>, by: &Polynomial, because: &Option<String>, path: &Path| {
            let expected = curve.times(by);
            LevelTerm {
                party: part.party,
                level: *level,
                condition,
                curve: expected.now(),
                because: because.clone(),
                path: path.clone(),
                state: Some(state),
                moving: expected.kept(),
            }
        };
        self.levels.terms.push(term(condition.clone(), &belief.base, &part.because, &part.path));
        for given in &belief.given {
            for both in given.counts.iter().filter_map(|counts| both(counts, condition.as_ref())) {
                if !self.one_more(&given.path) {
                    return;
                }
                let because = given.because.clone().or_else(|| part.because.clone());
                self.levels.terms.push(term(Some(both), &(&given.belief - &belief.base), &because, &given.path));
            }
        }
    }

    /// Whether there may be one more combination of options that a belief depends on.
    fn one_more(&mut self, path: &Path) -> bool {
        let room = self.conditional < MAX_CONDITIONAL;
        match room {
            true => self.conditional += 1,
            false => self.too_many(path),
        }
        room
    }

    /// Where a part adds what; nothing for everywhere.
    fn pieces(&self, worth: &DraftWorth) -> Vec<(Option<Condition>, Polynomial)> {
        let only = |issue: IssueId, option: usize| only(issue, option, self.issues[issue.index()].options.len());
        match worth {
            DraftWorth::Constant(value) => vec![(None, value.clone())],
            DraftWorth::Values(issue, values) => {
                let piece = |(option, value): &(OptionId, Polynomial)| {
                    (Some(Condition(vec![only(*issue, option.index())])), value.clone())
                };
                values.iter().filter(|(_, value)| *value != Polynomial::zero()).map(piece).collect()
            }
            DraftWorth::When(condition, value) => vec![(Some(condition.clone()), value.clone())],
            DraftWorth::Table(axes, cells) => {
                let piece = |(cell, value): (usize, &Polynomial)| {
                    let (mut rest, mut sets) = (cell, Vec::new());
                    for (issue, size) in axes.iter().rev() {
                        sets.push(only(*issue, rest % size));
                        rest /= size;
                    }
                    sets.sort_by_key(|(issue, _)| *issue);
                    (Some(Condition(sets)), value.clone())
                };
                // One more than there may be is enough to see that there are too many.
                let filled = cells.iter().enumerate().filter(|(_, value)| **value != Polynomial::zero());
                filled.take(MAX_CONDITIONAL + 1).map(piece).collect()
            }
            DraftWorth::Levels { .. } => Vec::new(),
        }
    }

    pub(super) fn too_many(&mut self, path: &Path) {
        let message = format!(
            "beliefs that depend on the package make more than {MAX_CONDITIONAL} combinations of options to be told apart"
        );
        if !self.diagnostics.iter().any(|diagnostic| diagnostic.message == message) {
            self.error(
                Code::Limit,
                Place::value(path),
                message,
                "let them depend on fewer options, or shorten the tables",
            );
        }
    }

    /// Sees that a party's beliefs sum to at most 1, whatever the package.
    fn check_sum(&mut self, party: PartyId, beliefs: &[Vec<Option<DraftBelief>>]) {
        let beliefs: Vec<&DraftBelief> = beliefs.iter().filter_map(|state| state[party.index()].as_ref()).collect();
        let most = |belief: &Polynomial| self.most(belief);
        if beliefs.len() <= 1 {
            // Each by itself has been looked at.
            return;
        }
        // By state, the beliefs that there are and where each counts; the first one everywhere else.
        let cases: Option<Vec<Vec<Case>>> = beliefs
            .iter()
            .map(|belief| {
                let mut elsewhere = vec![Condition(Vec::new())];
                for given in &belief.given {
                    elsewhere = without(&elsewhere, &given.condition)?;
                }
                let given = belief.given.iter().map(|given| (given.counts.clone(), most(&given.belief)));
                Some([(elsewhere, most(&belief.base))].into_iter().chain(given).collect())
            })
            .collect();
        let mut left = MAX_COMBINATIONS;
        let largest = cases.and_then(|cases| largest_sum(&cases, &Condition(Vec::new()), &mut left));
        let id = self.model.parties.keys().nth(party.index()).unwrap_or_default().to_owned();
        let place = Place::key(&Path::root().key("states"));
        match largest {
            None => {
                let message = format!("the beliefs of `{id}` depend on too many combinations of options");
                self.error(Code::Limit, place, message, "let them depend on fewer options");
            }
            Some(sum) if sum > BigRational::one() => {
                let message = format!("the beliefs of `{id}` can sum to {}", crate::Number::from(sum));
                let help = "states exclude each other: a party's beliefs sum to at most 1, also at the ends of ranges";
                self.error(Code::Beliefs, place, message, help);
            }
            Some(_) => {}
        }
    }

    /// The most that a probability may be.
    fn most(&self, belief: &Polynomial) -> BigRational {
        // With the event that decides, if there is one, as it is, and as it is not.
        let with = |moved: bool| {
            let mut sum: BTreeMap<Vec<usize>, BigRational> = BTreeMap::new();
            for (product, coefficient) in
                belief.terms.iter().filter(|(product, _)| product.iter().all(|at| *at < LEVERS))
            {
                let (events, numbers): (Vec<usize>, Vec<usize>) = product.iter().partition(|at| **at >= DERIVED);
                if !events.is_empty() && !moved {
                    continue;
                }
                let ceases = events.iter().filter(|at| self.derived[**at - DERIVED].happens).count();
                let part = if ceases % 2 == 1 { -coefficient } else { coefficient.clone() };
                *sum.entry(numbers).or_default() += part;
            }
            let [_, most] =
                self.extent(&Polynomial { constant: belief.constant.clone(), terms: sum.into_iter().collect() });
            most
        };
        with(false).max(with(true))
    }

    /// Adds a party's promises to its interactions.
    pub(super) fn commitments(&mut self, party: PartyId, utility: &model::Utility, path: &Path, draft: &mut Draft) {
        for (at, promise) in utility.commitments.iter().enumerate() {
            let path = path.key("commitments").index(at);
            let condition = self.lookup.condition(&promise.when, &path.key("when"), &mut self.diagnostics);
            let kept = self.quantity(&promise.kept, party, Role::Combination, &path.key("kept"));
            let broken = self.quantity(&promise.broken, party, Role::Combination, &path.key("broken"));
            let own = path.key("credibility");
            let chance = self.probability(&promise.credibility, party, Role::Credibility, &own);
            let Some(condition) = condition else { continue };
            self.promise(&promise.credibility, party, &chance, std::slice::from_ref(&condition), &own);
            let interaction = |condition, worth| DraftInteraction {
                party,
                condition: Some(condition),
                axes: Vec::new(),
                cells: vec![worth],
                because: promise.because.clone(),
                path: path.clone(),
                state: None,
            };
            for Likelihood { condition: within, chance: credibility, .. } in &chance.cases {
                let Some(both) = condition.and(within) else { continue };
                if chance.cases.len() > 1 && !self.one_more(&path) {
                    return;
                }
                let worth = &broken + &(credibility * &(&kept - &broken));
                draft.interactions.push(interaction(both, worth));
            }
        }
    }
}

/// Where a belief counts, and how much it may be.
type Case = (Vec<Condition>, BigRational);

/// Where a belief counts and a part adds something.
fn both(counts: &Condition, condition: Option<&Condition>) -> Option<Condition> {
    condition.map_or_else(|| Some(counts.clone()), |condition| counts.and(condition))
}

/// What is left of conditions where another one does not hold: parts that exclude each other; none if they are too many.
fn without(parts: &[Condition], other: &Condition) -> Option<Vec<Condition>> {
    let most = parts.len().checked_mul(other.0.len().max(1))?;
    (most <= MAX_CONDITIONAL).then(|| parts.iter().flat_map(|part| part.minus(other)).collect())
}

/// The largest sum of one belief for each state, over all packages; none if there are too many combinations.
fn largest_sum(cases: &[Vec<Case>], within: &Condition, left: &mut usize) -> Option<BigRational> {
    let Some((first, rest)) = cases.split_first() else { return Some(BigRational::zero()) };
    let mut largest = BigRational::zero();
    for (counts, belief) in first {
        for within in counts.iter().filter_map(|counts| counts.and(within)) {
            *left = left.checked_sub(1)?;
            largest = largest.max(belief + largest_sum(rest, &within, left)?);
        }
    }
    Some(largest)
}

impl DraftBelief {
    fn known(&self) -> Belief {
        let given = |given: &DraftGiven| (given.condition.clone(), given.belief.constant.clone().into());
        Belief { base: self.base.constant.clone().into(), given: self.given.iter().map(given).collect() }
    }
}

impl DraftPart {
    fn known(&self) -> Part {
        let known = |value: &Polynomial| value.constant.clone();
        let worth = match &self.worth {
            DraftWorth::Constant(value) => PartWorth::Constant(known(value)),
            DraftWorth::Values(issue, values) => {
                // Every option once, in the author's order: what is left out has been reported.
                let mut by_option: Vec<(OptionId, BigRational)> =
                    values.iter().map(|(option, value)| (*option, known(value))).collect();
                by_option.sort_by_key(|(option, _)| *option);
                PartWorth::Values(*issue, by_option.into_iter().map(|(_, value)| value).collect())
            }
            DraftWorth::When(condition, value) => PartWorth::When(condition.clone(), known(value)),
            DraftWorth::Table(axes, cells) => PartWorth::Table(axes.clone(), cells.iter().map(known).collect()),
            DraftWorth::Levels { issue, level, condition, curve } => {
                PartWorth::Levels { issue: *issue, level: *level, condition: condition.clone(), curve: curve.now() }
            }
        };
        Part { party: self.party, worth }
    }
}
