//! What has a short form, spelled out: an amount that is divided is a share for each party that claims some of it, and a rule;
//! rankings are values of which only the order means something; what parties can do without a deal is their disagreement
//! values. So everything that reads a model reads these, and nothing else has to know of them.

use crate::exact::Number;
use crate::lp::Game;
use crate::model::{
    self, Code, Coefficient, Condition, Continuous, Diagnostic, Diagnostics, Issue, Keyed, Level, Model, NoDealRule,
    OptionList, Party, Path, Place, Quantity, Rule, Utility, Values, suggest,
};
use crate::problem::{Claimed, MAX_CONTINUOUS, MAX_ISSUES, MAX_PARTIES, PartyId, Problem, View};
use crate::text::quoted;
use num_rational::BigRational;
use num_traits::Signed;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The issue of those who rank the model's proposals.
const PROPOSAL: &str = "proposal";
/// Where numbers are needed and only an order is known.
const ELICIT: &str = "rankings of several issues cannot be added up; `zopa elicit` finds utilities that fit rankings";

/// A model whose short forms are spelled out.
pub(super) struct Spelled<'m> {
    pub(super) model: Cow<'m, Model>,
    /// By party: whether only the order of what it values is known.
    pub(super) order_only: Vec<bool>,
    /// What is claimed, if nothing else is negotiated.
    pub(super) claimed: Option<Claimed>,
    pub(super) findings: Diagnostics,
    /// Whether an amount is divided.
    divides: bool,
}

/// A party's ranking.
struct Order {
    party: String,
    /// By what is ranked: 1, and how many are better.
    ranks: Vec<(String, i64)>,
    /// The rank of the last that it accepts.
    last: i64,
}

/// Whether something in a model has to be spelled out.
fn is_short(model: &Model) -> bool {
    model.threats.is_some()
        || model.issues.iter().any(|(_, issue)| issue.divided.is_some())
        || model.utilities.iter().any(|(_, utility)| utility.ranks.is_some() || utility.accepts.is_some())
        || model.parties.iter().any(|(_, party)| party.disagreement.is_none())
}

/// What is spelled out is more than what is written: only of models that are not too large anyway.
///
/// # Errors
/// What there is too much of.
pub(super) fn within_limits(model: &Model) -> Result<(), Diagnostics> {
    let mut findings = Diagnostics::default();
    if !is_short(model) {
        return Ok(());
    }
    let root = Path::root();
    let claims = model.issues.iter().filter_map(|(_, issue)| issue.divided.as_ref());
    let claims: usize = claims.map(|divided| divided.claims.len()).sum();
    for (what, field, found, most) in [
        ("parties", "parties", model.parties.len(), MAX_PARTIES),
        ("issues", "issues", model.issues.len(), MAX_ISSUES),
        ("claims", "issues", claims, MAX_CONTINUOUS),
    ] {
        if found > most {
            let message = format!("there are {found} {what}; at most {most} are read");
            findings.push(Diagnostic::new(Code::Limit, Place::key(&root.key(field)), message));
        }
    }
    if findings.has_errors() { Err(findings) } else { Ok(()) }
}

/// Spells out a model. What is wrong with the short forms is noted; something stands in their place, so that the rest can be read.
pub(super) fn spelled(model: &Model) -> Spelled<'_> {
    let ranked = |id: &str| model.utilities.get(id).is_some_and(|utility| utility.ranks.is_some());
    // Of too many parties, nothing else will be said.
    let order_only: Vec<bool> = model.parties.keys().take(MAX_PARTIES).map(ranked).collect();
    let divides = model.issues.iter().any(|(_, issue)| issue.divided.is_some());
    let mut spelled =
        Spelled { model: Cow::Borrowed(model), order_only, claimed: None, findings: Diagnostics::default(), divides };
    if is_short(model) {
        spelled.divide();
        spelled.rank();
        spelled.threaten();
        spelled.without_a_deal();
    }
    spelled
}

impl Spelled<'_> {
    fn error(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        let error = Diagnostic::new(code, place, message);
        self.findings.push_within_limit(|| if help.is_empty() { error } else { error.help(help) });
    }

    /// A share for each party that claims some of what is divided.
    fn divide(&mut self) {
        if self.model.issues.iter().all(|(_, issue)| issue.divided.is_none()) {
            return;
        }
        let alone = self.model.issues.len() == 1;
        let mut issues: Keyed<Issue> = Keyed::default();
        for (id, issue) in std::mem::take(&mut self.model.to_mut().issues).0 {
            let shares = match &issue.divided {
                None => vec![(id.clone(), issue)],
                Some(_) => self.shares(&id, &issue, alone),
            };
            for (share, issue) in shares {
                if issues.get(&share).is_some() {
                    let place = Place::key(&Path::root().key("issues").key(&id));
                    let message =
                        format!("a share of {} and another issue are both called {}", quoted(&id), quoted(&share));
                    self.error(Code::ListedTwice, place, message, "give the other one a name of its own");
                }
                issues.insert(share, issue);
            }
        }
        self.model.to_mut().issues = issues;
    }

    fn shares(&mut self, id: &str, issue: &Issue, alone: bool) -> Vec<(String, Issue)> {
        let path = Path::root().key("issues").key(id);
        let within = path.key("divided");
        let Some(divided) = &issue.divided else { return Vec::new() };
        let others = issue.options.is_some() || issue.integer.is_some() || issue.continuous.is_some();
        if others || issue.baseline.is_some() || issue.ordered {
            let help = "leave `options`, `integer`, `continuous`, `ordered` and `baseline` out, or `divided`";
            self.error(
                Code::IssueKind,
                Place::key(&path),
                format!("{} is divided, and something else too", quoted(id)),
                help,
            );
        }
        let amounts = divided.claims.iter().map(|(party, claim)| (within.key("claims").key(party), claim));
        for (path, quantity) in amounts.chain([(within.key("amount"), &divided.amount)]).collect::<Vec<_>>() {
            if !quantity.value.value().is_positive() {
                self.error(
                    Code::OutOfRange,
                    Place::value(&path),
                    format!("{}: it must be above 0", quantity.value),
                    "",
                );
            }
            if quantity.range.is_some() {
                let help = "ask with other numbers: --set";
                self.error(Code::Range, Place::value(&path), "amounts and claims have no ranges", help);
            }
        }
        let all: BigRational = divided.claims.iter().map(|(_, claim)| claim.value.value()).sum();
        if all < *divided.amount.value.value() {
            let message =
                format!("there are {} to divide, and only {} are claimed", divided.amount.value, Number::from(all));
            let help = "where all claims can be met, nothing is to be negotiated";
            self.error(Code::OutOfRange, Place::value(&within.key("amount")), message, help);
        }
        let name = issue.name.clone().unwrap_or_else(|| id.to_owned());
        let (mut shares, mut sum, mut claimed) = (Vec::new(), Keyed::default(), Vec::new());
        for party in divided.claims.keys() {
            let known = self.model.parties.get(party).is_some();
            if known && self.model.utilities.get(party).is_none() {
                self.model.to_mut().utilities.insert(party, Utility::default());
            }
        }
        for (party, claim) in divided.claims.iter() {
            let Some(at) = self.model.parties.keys().position(|known| known == party) else {
                let error = Diagnostic::new(
                    Code::UnknownParty,
                    Place::key(&within.key("claims").key(party)),
                    format!("no party is called {}", quoted(party)),
                );
                self.findings.push(match suggest(party, self.model.parties.keys()) {
                    Some(meant) => error.help(format!("did you mean {}?", quoted(meant))),
                    None => error,
                });
                continue;
            };
            let model = self.model.to_mut();
            let whose =
                model.parties.get(party).and_then(|party| party.name.clone()).unwrap_or_else(|| party.to_owned());
            let share = format!("{id}-{party}");
            let utility = model.utilities.0.iter_mut().find(|(known, _)| known == party);
            if let Some((_, utility)) = utility {
                // What the issue is worth to a party is what its share is worth: each unit 1, if nothing is said.
                match utility.values.0.iter_mut().find(|(own, _)| own == id) {
                    Some((own, _)) => own.clone_from(&share),
                    None => utility.values.insert(share.clone(), Values::PerUnit(Quantity::from(1))),
                }
            }
            // To the others it is worth nothing, which is meant so.
            for (_, utility) in model.utilities.0.iter_mut().filter(|(known, _)| known != party) {
                utility.values.insert(share.clone(), Values::PerUnit(Quantity::from(0)));
            }
            sum.insert(share.clone(), Coefficient::PerUnit(Quantity::from(1)));
            // One that is wrong has been told.
            let most = Some(&claim.value).filter(|claim| claim.value().is_positive()).cloned();
            let range = Continuous {
                min: Number::zero(),
                max: most.unwrap_or_else(|| 1.into()),
                unit: divided.unit.clone(),
                ..Continuous::default()
            };
            let own = Issue {
                name: Some(format!("{name}: {whose}")),
                cluster: issue.cluster.clone(),
                continuous: Some(range),
                deciders: issue.deciders.clone(),
                ..Issue::default()
            };
            shares.push((share, own));
            claimed.push((PartyId::at(at), claim.value.value().clone()));
        }
        if shares.is_empty() {
            let help = "name at least one party, and what it claims";
            self.error(Code::Empty, Place::value(&within.key("claims")), "nobody claims anything", help);
        }
        let named = |(_, utility): &(&str, &Utility)| utility.values.get(id).is_some();
        let valuing = self.model.utilities.iter().find(named).map(|(party, _)| party.to_owned());
        if let Some(party) = valuing {
            let place = Place::key(&Path::root().key("utilities").key(&party).key("values").key(id));
            let message = format!("{} claims nothing of {}", quoted(&party), quoted(id));
            self.error(Code::Values, place, message, "a party values its own share only");
        }
        let because = issue.because.clone().or_else(|| Some("All of it is divided.".to_owned()));
        let (at_most, at_least) =
            (Some(divided.amount.value.clone().into()), Some(divided.amount.value.clone().into()));
        let rule = Rule { id: Some(id.to_owned()), sum: Some(sum), at_most, at_least, because, ..Rule::default() };
        self.model.to_mut().rules.push(rule);
        if alone {
            self.claimed = Some(Claimed { amount: divided.amount.value.value().clone(), claims: claimed });
        }
        shares
    }

    /// Values for rankings: how many are better, and one more, below 0.
    fn rank(&mut self) {
        let ranked = |(id, utility): (&str, &Utility)| Some((id.to_owned(), utility.clone(), utility.ranks.clone()?));
        let all: Vec<(String, Utility, Vec<Condition>)> = self.model.utilities.iter().filter_map(ranked).collect();
        let path = Path::root().key("utilities");
        for (id, utility) in self.model.clone().utilities.iter() {
            if utility.accepts.is_some() && utility.ranks.is_none() {
                let message = format!("{} has no `ranks` of which this could be one", quoted(id));
                let help =
                    "`accepts` is the last of its `ranks` that a party accepts; a number says it as `disagreement`";
                self.error(Code::Values, Place::key(&path.key(id).key("accepts")), message, help);
            }
        }
        if all.is_empty() {
            return;
        }
        let before = self.findings.0.len();
        for (id, utility, _) in &all {
            let alone = Utility {
                ranks: utility.ranks.clone(),
                accepts: utility.accepts.clone(),
                red_lines: utility.red_lines.clone(),
                note: utility.note.clone(),
                because: utility.because.clone(),
                source: utility.source.clone(),
                ..Utility::default()
            };
            let in_a_state = self.model.states.iter().any(|(_, state)| state.utilities.get(id).is_some());
            if *utility != alone || in_a_state {
                let message = format!("{} has `ranks`, and numbers beside them", quoted(id));
                let help = "where numbers are known, an order follows from them: leave one of both out";
                self.error(Code::Values, Place::key(&path.key(id).key("ranks")), message, help);
            }
            if self.model.parties.get(id).is_some_and(|party| party.disagreement.is_some()) {
                let message = format!("{} has `ranks`, with which a number for no deal cannot be compared", quoted(id));
                let place = Place::key(&Path::root().key("parties").key(id).key("disagreement"));
                self.error(
                    Code::Values,
                    place,
                    message,
                    "say by `accepts` which is the last that it accepts, beside `ranks`",
                );
            }
        }
        if self.model.threats.is_some() {
            let help = "leave out `threats`, or `ranks`";
            let message = "threats are payoffs, and of some party only an order is known";
            self.error(Code::Values, Place::key(&Path::root().key("threats")), message, help);
        }
        if self.divides {
            for (id, ..) in &all {
                let message = format!("{} has `ranks`, and the shares of what is divided are amounts", quoted(id));
                let help = "leave out its `ranks`: a share is worth 1 a unit, if nothing is said";
                self.error(Code::NotSupported, Place::key(&path.key(id).key("ranks")), message, help);
            }
            return;
        }
        let known = match self.model.issues.len() {
            1 => self.options_of_the_only_issue(),
            _ => self.ranked_proposals(),
        };
        let mut orders = Vec::new();
        for (id, utility, tiers) in &all {
            let ranks = known.as_ref().and_then(|known| self.order(id, tiers, known));
            let last = ranks.as_ref().and_then(|ranks| self.last_accepted(id, utility, ranks));
            let (ranks, last) = (ranks.unwrap_or_default(), last.unwrap_or_default());
            orders.push(Order { party: id.clone(), ranks, last });
        }
        let sound = self.findings.0.len() == before;
        if self.model.issues.len() != 1 && sound {
            self.proposals_as_options(&orders);
        }
        let sound = self.findings.0.len() == before;
        let issue = self.model.issues.keys().next().map(str::to_owned).unwrap_or_default();
        let model = self.model.to_mut();
        for Order { party: id, ranks, last } in orders {
            let values = ranks.into_iter().map(|(option, rank)| (option, Quantity::from(-rank))).collect();
            if let Some((_, utility)) = model.utilities.0.iter_mut().find(|(known, _)| *known == id) {
                *utility = Utility { ranks: None, accepts: None, ..utility.clone() };
                if sound {
                    utility.values = [(issue.clone(), Values::ByOption(values))].into_iter().collect();
                }
            }
            if let Some((_, party)) = model.parties.0.iter_mut().find(|(known, _)| *known == id) {
                party.disagreement = Some(Quantity::from(-last));
            }
        }
    }

    /// The ids of what can be ranked; none if that is wrong otherwise.
    fn options_of_the_only_issue(&mut self) -> Option<Vec<String>> {
        let (id, issue) = self.model.issues.iter().next()?;
        let integer = |integer: &model::Integer| {
            let (min, max, step) = (i128::from(integer.min), i128::from(integer.max), i128::from(integer.step));
            let count = if step > 0 && min <= max { (max - min) / step } else { -1 };
            let few = count < crate::problem::MAX_OPTIONS as i128;
            few.then(|| (0..=count).map(|at| (min + at * step).to_string()).collect())
        };
        match issue {
            Issue { options: Some(options), .. } => Some(options.iter().map(|(id, _)| id.to_owned()).collect()),
            Issue { integer: Some(levels), .. } => integer(levels),
            _ => {
                let message = format!("{} has no options that could be ranked", quoted(id));
                let place = Place::key(&Path::root().key("issues").key(id));
                self.error(
                    Code::NotSupported,
                    place,
                    message,
                    "rank named proposals, or say in numbers what levels are worth",
                );
                None
            }
        }
    }

    fn ranked_proposals(&mut self) -> Option<Vec<String>> {
        if !self.model.proposals.is_empty() {
            return Some(self.model.proposals.keys().map(str::to_owned).collect());
        }
        let message = format!(
            "parties rank the options of the only issue, or named proposals: here are {} issues, and no proposals",
            self.model.issues.len()
        );
        self.error(Code::NotSupported, Place::key(&Path::root().key("utilities")), message, ELICIT);
        None
    }

    /// By what is ranked: 1, and how many are better.
    fn order(&mut self, party: &str, tiers: &[Condition], known: &[String]) -> Option<Vec<(String, i64)>> {
        let path = Path::root().key("utilities").key(party).key("ranks");
        let before = self.findings.0.len();
        let all: HashSet<&str> = known.iter().map(String::as_str).collect();
        let (mut ranks, mut seen) = (Vec::new(), HashSet::new());
        for (at, tier) in tiers.iter().enumerate() {
            let path = path.index(at);
            let rank = 1 + ranks.len() as i64;
            let levels: Vec<(&Level, Path)> = match tier {
                Condition::One(level) => vec![(level, path.clone())],
                Condition::AnyOf(levels) => levels.iter().enumerate().map(|(at, one)| (one, path.index(at))).collect(),
                Condition::Range { .. } => {
                    self.error(
                        Code::Values,
                        Place::value(&path),
                        "a range has no place in a ranking",
                        "list what is equally good",
                    );
                    Vec::new()
                }
            };
            for (level, path) in levels {
                let id = level.to_string();
                if !all.contains(id.as_str()) {
                    let what = if self.model.issues.len() == 1 { "option" } else { "proposal" };
                    let code = if what == "option" { Code::UnknownOption } else { Code::UnknownProposal };
                    let error =
                        Diagnostic::new(code, Place::value(&path), format!("no {what} is called {}", quoted(&id)));
                    let full = self.findings.is_full();
                    let meant = || suggest(&id, known.iter().map(String::as_str)).filter(|_| !full);
                    self.findings.push_within_limit(|| match meant() {
                        Some(meant) => error.help(format!("did you mean {}?", quoted(meant))),
                        None if what == "proposal" => {
                            error.help(format!("with several issues, proposals are ranked; {ELICIT}"))
                        }
                        None => error,
                    });
                } else if !seen.insert(id.clone()) {
                    self.error(Code::ListedTwice, Place::value(&path), format!("{} is ranked twice", quoted(&id)), "");
                } else {
                    ranks.push((id, rank));
                }
            }
        }
        let missing: Vec<String> = known.iter().filter(|id| !seen.contains(*id)).map(|id| quoted(id)).collect();
        if !missing.is_empty() && self.findings.0.len() == before {
            let message = format!("{} does not rank {}", quoted(party), missing.join(", "));
            let help = "put it behind the others, and say by `accepts` which is the last that the party accepts";
            self.error(Code::Values, Place::value(&path), message, help);
        }
        (self.findings.0.len() == before).then_some(ranks)
    }

    /// The rank of the last that a party accepts.
    fn last_accepted(&mut self, party: &str, utility: &Utility, ranks: &[(String, i64)]) -> Option<i64> {
        let Some(accepts) = &utility.accepts else { return ranks.iter().map(|(_, rank)| *rank).max() };
        let id = accepts.to_string();
        let found = ranks.iter().find(|(own, _)| *own == id).map(|(_, rank)| *rank);
        if found.is_none() {
            let place = Place::value(&Path::root().key("utilities").key(party).key("accepts"));
            let message = format!("{} is not among the `ranks` of {}", quoted(&id), quoted(party));
            self.error(Code::UnknownOption, place, message, "it is the last of them that the party accepts");
        }
        found
    }

    /// Where proposals are ranked, one of them is agreed on: they are the options of the only issue. What they are worth to others
    /// is calculated from the model as it is.
    fn proposals_as_options(&mut self, orders: &[Order]) {
        let mut whole = self.model.clone().into_owned();
        if !whole.assumptions.is_empty() {
            let place = Place::key(&Path::root().key("assumptions"));
            let help = "leave them out, or say in numbers what options are worth";
            self.error(
                Code::NotSupported,
                place,
                "where parties rank proposals, nothing is known of options by themselves",
                help,
            );
        }
        whole.assumptions.clear();
        for Order { party: id, .. } in orders {
            let utility = whole.utilities.0.iter_mut().find(|(known, _)| known == id).map(|(_, utility)| utility);
            if let Some(utility) = utility {
                *utility = Utility { red_lines: utility.red_lines.clone(), ..Utility::default() };
            }
        }
        for (_, party) in &mut whole.parties.0 {
            party.disagreement.get_or_insert_default();
        }
        whole.threats = None;
        let problem = match Problem::compile(&whole) {
            Ok(problem) => problem,
            Err(wrong) => {
                self.findings.0.extend(wrong.0);
                return;
            }
        };
        let view = problem.view();
        let ranked: HashSet<&str> = orders.iter().map(|order| order.party.as_str()).collect();
        let mut utilities: HashMap<&str, Keyed<Quantity>> = HashMap::new();
        let (mut options, mut rules, mut proposals) = (Keyed::default(), Vec::new(), Keyed::default());
        let mut of_name: HashMap<String, usize> = HashMap::new();
        for (proposal, declared) in problem.proposals().iter().zip(whole.proposals.iter().map(|(_, declared)| declared))
        {
            let worth = problem.exact_utilities(&proposal.package);
            for (party, worth) in problem.parties().iter().zip(worth).filter(|(party, _)| !ranked.contains(&*party.id))
            {
                utilities.entry(&party.id).or_default().insert(&*proposal.id, Quantity::from(worth));
            }
            for (name, because) in broken(&view, proposal) {
                let at = *of_name.entry(name.clone()).or_insert(rules.len());
                if at == rules.len() {
                    rules.push((name, because, Vec::new()));
                }
                rules[at].2.push(Level::Id(proposal.id.clone()));
            }
            let option = model::IssueOption { name: declared.name.clone(), ..model::IssueOption::default() };
            options.insert(&*proposal.id, option);
            let package = [(PROPOSAL.to_owned(), Level::Id(proposal.id.clone()))].into_iter().collect();
            proposals.insert(&*proposal.id, model::Proposal { package, ..declared.clone() });
        }
        let issue = Issue {
            name: Some("Proposal".to_owned()),
            options: Some(OptionList::Objects(options)),
            ..Issue::default()
        };
        let model = self.model.to_mut();
        let own = |(id, _): &(String, Party)| {
            let values =
                utilities.get(id.as_str()).cloned().map(|values| (PROPOSAL.to_owned(), Values::ByOption(values)));
            (id.clone(), Utility { values: values.into_iter().collect(), ..Utility::default() })
        };
        model.utilities = model.parties.0.iter().map(own).collect();
        model.issues = [(PROPOSAL.to_owned(), issue)].into_iter().collect();
        model.clusters = Keyed::default();
        model.states = Keyed::default();
        (model.rules, model.proposals) = (rules.into_iter().map(forbidding).collect(), proposals);
    }

    /// Disagreement values from what parties can do without a deal.
    fn threaten(&mut self) {
        // Beside `ranks` they have been refused.
        let Some(threats) = self.model.threats.clone().filter(|_| !self.order_only.contains(&true)) else { return };
        let path = Path::root().key("threats");
        if threats.rule() == NoDealRule::VariableThreats {
            let message = "variable threats follow from what can be agreed, and have to be settled first";
            self.error(
                Code::NotSupported,
                Place::key(&path.key("rule")),
                message,
                "`lottery::settled` does that; commands do it by themselves",
            );
        }
        let given: Vec<String> = (self.model.parties.iter())
            .filter(|(_, party)| party.disagreement.is_some())
            .map(|(id, _)| id.to_owned())
            .collect();
        for id in given {
            let place = Place::key(&Path::root().key("parties").key(&id).key("disagreement"));
            let message = format!("what {} has without a deal follows from `threats`", quoted(&id));
            self.error(Code::Values, place, message, "leave one of both out");
        }
        let table = match threats.table(self.model.parties.len()) {
            Ok(table) => table,
            Err(wrong) => {
                self.findings.0.extend(wrong.0);
                return;
            }
        };
        let model = self.model.to_mut();
        for (at, (_, party)) in model.parties.0.iter_mut().enumerate() {
            // The second party chooses columns: of its payoffs, these are the rows.
            let own = &table.payoffs[at];
            let columns = own.first().map_or(0, Vec::len);
            let turned = || (0..columns).map(|column| own.iter().map(|row| row[column].clone()).collect()).collect();
            let rows: Vec<Vec<BigRational>> = if at == 0 { own.clone() } else { turned() };
            let Some(game) = Game::solve(&rows) else { continue };
            party.disagreement = Some(Number::from(game.value).into());
            party.batna.get_or_insert_with(|| table.said(at, &game.rows));
        }
        model.threats = None;
    }

    /// What a party has without a deal has to be known.
    fn without_a_deal(&mut self) {
        let unsaid: Vec<String> = (self.model.parties.iter())
            .filter(|(_, party)| party.disagreement.is_none())
            .map(|(id, _)| id.to_owned())
            .collect();
        for id in unsaid {
            // What is wrong with threats has been told.
            if self.model.threats.is_none() {
                self.findings.push(model::no_deal::missing(&id));
            }
            if let Some((_, party)) = self.model.to_mut().parties.0.iter_mut().find(|(known, _)| *known == id) {
                party.disagreement = Some(Quantity::from(0));
            }
        }
    }
}

/// The rules and red lines that a proposal breaks, each with why it is there.
fn broken<'v>(
    view: &'v View,
    proposal: &'v crate::problem::Proposal,
) -> impl Iterator<Item = (String, Option<String>)> + 'v {
    let problem = view.problem();
    let named = view.broken(&proposal.package).map(|at| (problem[at].name.clone(), problem[at].because.clone()));
    let levels =
        view.broken_level_rules(&proposal.package).map(|at| (problem[at].name.clone(), problem[at].because.clone()));
    named.chain(levels)
}

/// The rule of a name that forbids these proposals.
fn forbidding((name, because, mut proposals): (String, Option<String>, Vec<Level>)) -> Rule {
    let forbidden = match (proposals.pop(), proposals.is_empty()) {
        (Some(only), true) => Condition::One(only),
        (last, _) => Condition::AnyOf(proposals.into_iter().chain(last).collect()),
    };
    Rule { id: Some(name), forbid: Some([(PROPOSAL, forbidden)].into_iter().collect()), because, ..Rule::default() }
}
