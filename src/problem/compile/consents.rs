//! Consents: rules over utilities, third parties that options name, and bodies that ratify.

use super::compiler::{Compiler, Reads};
use super::draft::DraftWorth;
use super::rules::CERTAIN;
use crate::model::{self, Code, Path, Place, Quantity, StateUtility};
use crate::problem::state::PartWorth;
use crate::problem::{
    Acceptance, Condition, Consent, Consents, Constraint, ConstraintKind, IssueId, MAX_CONSENTS, PartyId, Problem, Sum,
};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::{HashMap, HashSet};

/// So many of the parties that one consent counts may have ceilings.
const MAX_CEILINGS: usize = 3;

/// What is read of a consent that a rule asks, a third party, or a body.
struct Written<'w> {
    id: &'w str,
    name: Option<&'w String>,
    when: Option<&'w model::Conditions>,
    utilities: &'w model::Keyed<Quantity>,
    sum: StateUtility,
    path: &'w Path,
}

impl Compiler<'_> {
    /// A rule over utilities: one consent for each bound.
    pub(super) fn over_utilities(&mut self, rule: &model::Rule, name: &str, path: &Path) -> Option<ConstraintKind> {
        let model::Rule { constant, values, interactions, tables, .. } = rule.clone();
        let sum = StateUtility { constant, values, interactions, tables, ..StateUtility::default() };
        let written = Written { id: name, name: None, when: None, utilities: &rule.utilities, sum, path };
        let one = self.consent(&written)?;
        let bound = |bound: &Option<Quantity>| bound.as_ref().map(|bound| bound.value.value().clone());
        let least = bound(&rule.at_least).map(|least| Consent { least, ..one.clone() });
        let most = bound(&rule.at_most).map(|most| one.turned(-most));
        let mut of = Vec::new();
        for one in least.into_iter().chain(most) {
            of.push(self.beside_ceilings(one, path)?);
        }
        let all = of.iter().filter(|sums| sums.needs_all()).flat_map(|sums| sums.of.clone()).collect();
        // What any of several sums is enough for is a rule by itself, of the same name.
        let mut kinds: Vec<Consents> = of.into_iter().filter(|sums| !sums.needs_all()).collect();
        kinds.extend(Some(all).filter(|all: &Vec<Consent>| !all.is_empty()).map(Consents::all));
        let last = kinds.pop()?;
        for consents in kinds {
            let (kind, name) = (ConstraintKind::Consents(Box::new(consents)), name.to_owned());
            let (because, path) = (rule.because.clone(), path.clone());
            self.held.push(Constraint { kind, party: None, name, because, path, binding: true });
        }
        Some(ConstraintKind::Consents(Box::new(last)))
    }

    /// A sum in which utilities count that have ceilings: as several sums, with the ceilings of some in place of what their values
    /// sum to. Where more is better, all of these must be enough; where less is, one of them.
    fn beside_ceilings(&mut self, one: Consent, path: &Path) -> Option<Consents> {
        let model = self.model;
        let ids: Vec<&str> = model.parties.keys().collect();
        let has_ceiling = |party: PartyId| {
            let utility = ids.get(party.index()).and_then(|id| model.utilities.get(id));
            utility.is_some_and(|utility| utility.at_most.is_some())
        };
        let capped = one.utilities.iter().filter(|(party, counts)| !counts.is_zero() && has_ceiling(*party));
        let (more, less): (Vec<_>, Vec<_>) = capped.partition(|(_, counts)| counts.is_positive());
        let capped: Vec<PartyId> = more.iter().chain(&less).map(|(party, _)| *party).collect();
        if !more.is_empty() && !less.is_empty() || capped.len() > MAX_CEILINGS {
            let message = format!(
                "`{}` counts utilities that have ceilings, for and against, or more than {MAX_CEILINGS}",
                one.id
            );
            let help = "write the values that count beside it, under `values` and `interactions`";
            self.error(Code::NotSupported, Place::value(path), message, help);
            return None;
        }
        let any = !less.is_empty();
        let of: Vec<Consent> = (0..1usize << capped.len())
            .map(|set| {
                let at_ceiling = capped.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                Consent { at_ceiling: at_ceiling.map(|(_, party)| *party).collect(), ..one.clone() }
            })
            .collect();
        let levels = |party: &PartyId| self.levels.terms.iter().any(|term| term.party == *party);
        if any && one.utilities.iter().any(|(party, _)| levels(party)) {
            let message = format!("`{}` counts against a package what has a ceiling, and depends on levels", one.id);
            let help = "write the values that count beside it, under `values` and `interactions`";
            self.error(Code::NotSupported, Place::value(path), message, help);
            return None;
        }
        Some(match any {
            true => Consents { rule: Acceptance { quota: 1, veto: vec![false; of.len()] }, of, share_a_belief: false },
            false => Consents::all(of),
        })
    }

    /// Whose consent is asked beside the parties': third parties, and bodies that ratify.
    pub(super) fn consents(&mut self) -> Vec<Constraint> {
        let (root, model) = (Path::root(), self.model);
        let mut constraints = Vec::new();
        for (id, approval) in model.approvals.iter() {
            let path = root.key("approvals").key(id);
            let Some(one) = self.asked(id, approval, &path) else { continue };
            let Some(consents) = self.beside_ceilings(one, &path) else { continue };
            let kind = ConstraintKind::Consents(Box::new(consents));
            let (name, because) = (id.to_owned(), approval.because.clone());
            constraints.push(Constraint { kind, party: None, name, because, path, binding: true });
        }
        for (party, declared) in model.parties.iter() {
            let Some(ratifiers) = &declared.ratifiers else { continue };
            let path = root.key("parties").key(party).key("ratifiers");
            let bodies = path.key("bodies");
            let of: Vec<Option<Consent>> =
                ratifiers.bodies.iter().map(|(id, body)| self.asked(id, body, &bodies.key(id))).collect();
            if of.is_empty() {
                let help = "name at least one, or leave the ratifiers out";
                self.error(Code::Empty, Place::value(&bodies), "nobody ratifies", help);
                continue;
            }
            let mut veto = vec![false; of.len()];
            for (at, id) in ratifiers.veto.iter().enumerate() {
                let place = Place::value(&path.key("veto").index(at));
                let found = ratifiers.bodies.keys().position(|body| body == id);
                match found.map(|found| std::mem::replace(&mut veto[found], true)) {
                    Some(false) => {}
                    Some(true) => self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), ""),
                    None => {
                        let message = format!("no body that ratifies is called `{id}`");
                        self.error(Code::UnknownParty, place, message, "name one of `bodies`");
                    }
                }
            }
            let quota = ratifiers.quota.map_or(Some(of.len()), |quota| usize::try_from(quota).ok());
            let Some(quota) = quota.filter(|quota| (1..=of.len()).contains(quota)) else {
                let message = format!("a quota must be between 1 and the number of bodies, {}", of.len());
                self.error(Code::OutOfRange, Place::value(&path.key("quota")), message, "");
                continue;
            };
            let Some(of) = of.into_iter().collect::<Option<Vec<Consent>>>() else { continue };
            let consents = Consents { of, rule: Acceptance { quota, veto }, share_a_belief: false };
            let Some(consents) = self.of_bodies(consents, &path) else { continue };
            let kind = ConstraintKind::Consents(Box::new(consents));
            let (name, because) = (format!("{party}.ratifiers"), ratifiers.because.clone());
            constraints.push(Constraint { kind, party: None, name, because, path, binding: true });
        }
        constraints
    }

    /// The rule that asks for a belief with which all would accept, if the model has it.
    pub(super) fn shared_belief(&mut self, rule: &Acceptance) -> Option<Constraint> {
        let model = self.model;
        let acceptance = model.acceptance.as_ref().filter(|own| own.beliefs == Some(model::Carrying::Common))?;
        let path = Path::root().key("acceptance").key("beliefs");
        let wrong = if model.states.is_empty() {
            Some(("there are no states in which all could believe", "say under `states` what may happen"))
        } else if !self.levels.issues.is_empty() {
            let message = "whether all could share a belief is asked of options, and an issue is continuous";
            Some((message, "write the levels that matter as options"))
        } else if !rule.is_unanimous() {
            let message = "whether a belief could be shared is asked of all parties, and a quota of them is enough";
            Some((message, "leave out the quota, or ask what a coalition believes with `zopa beliefs`"))
        } else if !self.approximations.is_empty() {
            let message =
                "whether all could share a belief is asked exactly, and a utility follows a curve within an error";
            Some((message, "write the values of the curve as `points`"))
        } else {
            None
        };
        if let Some((message, help)) = wrong {
            self.error(Code::NotSupported, Place::value(&path), message, help);
            return None;
        }
        let states = model.states.len() + 1;
        let one = |(party, id): (usize, &str)| Consent {
            id: id.to_owned(),
            name: model.parties.get(id).and_then(|party| party.name.clone()).unwrap_or_else(|| id.to_owned()),
            when: None,
            at_most: false,
            utilities: vec![(PartyId::at(party), BigRational::from_integer(1.into()))],
            at_ceiling: Vec::new(),
            own: Vec::new(),
            least: BigRational::zero(),
            sum: Sum::default(),
        };
        let of = model.parties.keys().enumerate().flat_map(|party| vec![one(party); states]).collect();
        let consents = Consents { of, rule: rule.clone(), share_a_belief: true };
        let (kind, name) = (ConstraintKind::Consents(Box::new(consents)), "acceptance.beliefs".to_owned());
        let because =
            acceptance.because.clone().unwrap_or_else(|| "no belief that all share would carry it".to_owned());
        Some(Constraint { kind, party: None, name, because: Some(because), path, binding: true })
    }

    /// Bodies of which some count utilities with ceilings, or of levels: all of them are needed then, or no more than options decide.
    fn of_bodies(&mut self, consents: Consents, path: &Path) -> Option<Consents> {
        let all = consents.needs_all();
        let mut of = Vec::new();
        for one in consents.of.clone() {
            let levels =
                |(party, _): &(PartyId, BigRational)| self.levels.terms.iter().any(|term| term.party == *party);
            let has_levels = one.utilities.iter().any(levels);
            let id = one.id.clone();
            let sums = self.beside_ceilings(one, path)?;
            if !all && (has_levels || sums.of.len() > 1) || !sums.needs_all() {
                let what = if has_levels { "depends on levels" } else { "has a ceiling" };
                let message = format!("`{id}` counts a utility that {what}, and a quota of the bodies is enough");
                let help = "ask for the consent of all bodies, or write the values that count beside it";
                self.error(Code::NotSupported, Place::value(path), message, help);
                return None;
            }
            of.extend(sums.of);
        }
        Some(if all { Consents::all(of) } else { consents })
    }

    /// One who is asked.
    fn asked(&mut self, id: &str, asked: &model::Consent, path: &Path) -> Option<Consent> {
        if let Some(at_least) = &asked.at_least {
            self.certain(at_least, &path.key("at_least"), CERTAIN);
        }
        let model::Consent { constant, values, interactions, tables, .. } = asked.clone();
        let written = Written {
            id,
            name: asked.name.as_ref(),
            when: Some(&asked.when).filter(|when| !when.is_empty()),
            utilities: &asked.utilities,
            sum: StateUtility { constant, values, interactions, tables, ..StateUtility::default() },
            path,
        };
        let least = asked.at_least.as_ref().map_or_else(BigRational::zero, |least| least.value.value().clone());
        Some(Consent { least, ..self.consent(&written)? })
    }

    fn consent(&mut self, written: &Written) -> Option<Consent> {
        let Written { id, name, when, utilities, sum, path } = written;
        let when: Option<Condition> = match when {
            None => None,
            Some(when) => Some(self.lookup.condition(when, &path.key("when"), &mut self.diagnostics)?),
        };
        let mut counted: Vec<(PartyId, BigRational)> = Vec::new();
        let mut complete = true;
        for (party, counts) in utilities.iter() {
            let path = path.key("utilities").key(party);
            self.certain(counts, &path, CERTAIN);
            let Some(at) = self.lookup.party(party, Place::key(&path), &mut self.diagnostics) else {
                complete = false;
                continue;
            };
            if self.approximations.iter().any(|curve| curve.party == at) {
                let message = format!(
                    "the utility of `{party}` follows a curve, and is known within an error only: it is in no sum"
                );
                let help = "write the values that count beside it, under `values` and `interactions`";
                self.error(Code::NotSupported, Place::key(&path), message, help);
                complete = false;
            }
            counted.push((at, counts.value.value().clone()));
        }
        self.reads = Some(Reads::Certain(CERTAIN));
        let terms = self.terms(PartyId::at(0), sum, path);
        self.reads = None;
        if utilities.is_empty() && terms.is_empty() {
            let help = "say what it adds up: `utilities` of parties, `values` of options, `interactions`";
            self.error(Code::Empty, Place::value(path), "this asks for nobody's consent: it adds up nothing", help);
            return None;
        }
        let mut own = Vec::new();
        for term in terms {
            own.push(match term.worth {
                DraftWorth::Constant(number) => PartWorth::Constant(number.constant),
                DraftWorth::Values(issue, mut values) => {
                    values.sort_by_key(|(option, _)| *option);
                    PartWorth::Values(issue, values.into_iter().map(|(_, value)| value.constant).collect())
                }
                DraftWorth::When(when, number) => PartWorth::When(when, number.constant),
                DraftWorth::Table(axes, cells) => {
                    PartWorth::Table(axes, cells.into_iter().map(|cell| cell.constant).collect())
                }
                DraftWorth::Levels { issue, .. } => {
                    let id = &self.issues[issue.index()].id;
                    let message = format!("`{id}` is continuous: what is added up for a consent depends on options");
                    let help = "write a rule over levels: {\"sum\": {…}, \"at_least\": …}";
                    self.error(Code::NotSupported, Place::key(&term.path), message, help);
                    return None;
                }
            });
        }
        let name = name.cloned().unwrap_or_else(|| (*id).to_owned());
        let (id, least, sum) = ((*id).to_owned(), BigRational::zero(), Sum::default());
        let at_ceiling = Vec::new();
        complete.then_some(Consent { id, name, when, at_most: false, utilities: counted, at_ceiling, own, least, sum })
    }
}

/// What can be said of consents once they are added up: that no package reaches one that is always needed, and that two
/// rules have one name.
pub(super) fn check(problem: &Problem) -> model::Diagnostics {
    let mut diagnostics = model::Diagnostics::default();
    let consents = problem.constraints.iter().map(|constraint| match &constraint.kind {
        // As they are written: with ceilings, one is several sums.
        ConstraintKind::Consents(consents) if !consents.share_a_belief => {
            consents.of.iter().filter(|one| one.at_ceiling.is_empty()).count()
        }
        _ => 0,
    });
    let asked: usize = consents.sum();
    if asked > MAX_CONSENTS {
        let message = format!("there are {asked} consents; at most {MAX_CONSENTS} are read");
        let place = Place::key(&Path::root().key("approvals"));
        diagnostics.push(model::Diagnostic::new(Code::Limit, place, message));
    }
    let held: HashSet<&Path> =
        problem.promises.iter().filter(|promise| promise.must_hold).map(|promise| &promise.path).collect();
    // By name, where it stands first, and whether it stands elsewhere, too.
    let mut named: HashMap<&str, (&Path, bool)> = HashMap::new();
    for constraint in &problem.constraints {
        let (first, twice) = named.entry(&constraint.name).or_insert((&constraint.path, false));
        *twice |= **first != constraint.path;
    }
    for constraint in &problem.constraints {
        let place = Place::value(&constraint.path);
        let is_consent = matches!(constraint.kind, ConstraintKind::Consents(_));
        let twice = named.get(constraint.name.as_str()).is_some_and(|(_, twice)| *twice);
        if twice && (is_consent || held.contains(&constraint.path)) {
            let message = format!("another rule is called `{}`, too", constraint.name);
            diagnostics.push(model::Diagnostic::new(Code::ListedTwice, place.clone(), message));
        }
        let ConstraintKind::Consents(consents) = &constraint.kind else { continue };
        if consents.share_a_belief {
            continue;
        }
        for (one, needed) in consents.of.iter().zip(&consents.rule.veto) {
            let most = |(_, values): &(IssueId, Box<[i64]>)| values.iter().max().copied().unwrap_or(0);
            let sum = &one.sum;
            let most = sum.terms.iter().map(most).sum::<i64>() + sum.more.iter().map(|(.., most)| most).sum::<i64>();
            let needed = *needed || consents.rule.quota == consents.of.len();
            if needed && one.when.is_none() && !one.has_levels() && most < sum.floor {
                let short = crate::Number::ratio(sum.floor - most, &sum.scale);
                let how = if one.at_most { "too much for" } else { "short of" };
                let message =
                    format!("no package can satisfy this: `{}` is {short} {how} what it asks for at best", one.id);
                diagnostics.push(model::Diagnostic::new(Code::OutOfRange, place.clone(), message));
            }
        }
    }
    diagnostics
}
