//! From a model to a problem: every meaning error in one run, then exact integers.
//!
//! Ids become positions first, with a diagnostic for each that is not there. Each party's numbers are then multiplied
//! by their least common denominator, and the largest possible sum is bounded once, so that nothing after this can
//! overflow.

mod assumptions;
mod ceilings;
mod compiler;
mod consents;
mod curves;
mod draft;
mod events;
mod issues;
mod levels;
mod ranges;
mod reading;
mod rules;
mod scale;
mod spelled;
mod states;
mod talks;
mod utilities;

use super::lookup::named;
use super::{
    Acceptance, Aim, Beyond, Claimed, Corners, Levels, MAX_CONTINUOUS, MAX_ISSUES, MAX_PARTIES, MAX_UTILITY,
    MAX_WEIGHT, OutOfRange, Party, PartyId, Problem, Proposal, Role, exponents,
};
use crate::exact::Number;
use crate::model::ids::id_problem;
use crate::model::{self, Code, Diagnostic, Diagnostics, Document, Model, Path, Place, Setting};
use compiler::Compiler;
use draft::Draft;
use issues::issues;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
pub(super) use reading::Reading;
use scale::Frame;
use spelled::Spelled;

impl Problem {
    /// Reads and compiles a model from a JSON text. Findings have their line and column, those about what it says too.
    ///
    /// ```
    /// let text = include_str!("../../../models/examples/first-steps.json");
    /// let problem = zopa::Problem::from_json(text)?;
    /// assert_eq!(problem.search().run().status, zopa::Status::Agreement);
    /// let wrong = zopa::Problem::from_json(&text.replacen("\"utilities\": {", "\"utilities\": { \"nobody\": {},", 1)).unwrap_err();
    /// assert!(wrong.iter().all(|finding| finding.place.span.is_some()), "{wrong}");
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// All that is wrong with the text's form and with the model's meaning; but not what follows from another error.
    pub fn from_json(text: &str) -> Result<Problem, Diagnostics> {
        Problem::read(text.as_bytes(), &[], Problem::compile).map(|(problem, ..)| problem)
    }

    /// The same from the bytes of a file, with numbers set in the place of the author's and compiled as `compile` does it;
    /// with the model, and the document that finds the places of what is noticed later.
    ///
    /// # Errors
    /// As for [`from_json`](Problem::from_json), and what is wrong with the settings.
    pub fn read(
        bytes: &[u8],
        settings: &[Setting],
        compile: impl Fn(&Model) -> Result<Problem, Diagnostics>,
    ) -> Result<(Problem, Model, Document), Diagnostics> {
        let (model, document, mut findings) = model::read_partly(bytes, settings)?;
        let found = match &model {
            Some(model) if !findings.leave_nothing_to_judge() => compile(model),
            _ => Err(Diagnostics::default()),
        };
        match (found, model) {
            (Ok(problem), Some(model)) if !findings.has_errors() => {
                Ok((problem.with_numbers_set(document.numbers_set().to_vec()), model, document))
            }
            (found, _) => {
                findings.add_others(found.err().unwrap_or_default());
                findings.locate(&document);
                Err(findings)
            }
        }
    }

    /// Compiles a model.
    ///
    /// # Errors
    /// All that is wrong with the model's meaning. Places have paths; positions in the text come with
    /// [`Diagnostics::locate`](crate::model::Diagnostics::locate).
    pub fn compile(model: &Model) -> Result<Problem, Diagnostics> {
        Problem::compile_parts(model, false)
    }

    /// The same, with all numbers of utilities among [`Problem::uncertain`], those without a range with one that is their
    /// value: what questions about numbers, as [`View::stability`](super::View::stability), are asked of. Answers are those
    /// of [`compile`](Problem::compile); ceilings that no package reaches stay in force, so that some take longer.
    ///
    /// # Errors
    /// As [`compile`](Problem::compile).
    pub fn compile_with_numbers(model: &Model) -> Result<Problem, Diagnostics> {
        Problem::compile_parts(model, true)
    }

    fn compile_parts(model: &Model, all_numbers: bool) -> Result<Problem, Diagnostics> {
        spelled::within_limits(model)?;
        let Spelled { model, order_only, claimed, findings, .. } = spelled::spelled(model);
        match Problem::compile_spelled(&model, all_numbers, claimed) {
            Ok(mut problem) if !findings.has_errors() => {
                problem
                    .parties
                    .iter_mut()
                    .zip(order_only)
                    .for_each(|(party, order_only)| party.order_only = order_only);
                Ok(problem)
            }
            Ok(_) => Err(findings),
            Err(more) => Err(Diagnostics([findings.0, more.0].concat())),
        }
    }

    fn compile_spelled(model: &Model, all_numbers: bool, claimed: Option<Claimed>) -> Result<Problem, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let root = Path::root();
        check_format(model, &mut diagnostics);
        let clusters = named(&model.clusters, |cluster| &cluster.name);
        count("parties", model.parties.len(), MAX_PARTIES, &root.key("parties"), &mut diagnostics);
        count("issues", model.issues.len(), MAX_ISSUES, &root.key("issues"), &mut diagnostics);
        let counted = !diagnostics.has_errors();
        let issues = issues(model, &clusters, &mut diagnostics);
        let levels = levels::level_issues(model, &mut diagnostics);
        if !counted || levels.len() > MAX_CONTINUOUS || issues.len() < model.issues.len() {
            return Err(diagnostics);
        }
        let levels = Levels { issues: levels, claimed, ..Levels::default() };
        let compiler = Compiler::new(model, &clusters, &issues, levels);
        let mut compiler = Compiler { all_numbers, ..compiler };
        let mut draft = compiler.utilities();
        if diagnostics.has_errors() {
            // What speaks of other issues is judged all the same.
            compiler.constraints();
            compiler.acceptance();
            compiler.proposals();
            diagnostics.add_others(compiler.diagnostics);
            return Err(diagnostics);
        }
        let states = compiler.states(&mut draft);
        if compiler.levels.issues.is_empty() {
            draft.set_aside_ceilings();
        }
        let mut constraints = compiler.constraints();
        let acceptance = compiler.acceptance();
        constraints.extend(compiler.shared_belief(&acceptance));
        let proposals = compiler.proposals();
        let aims = compiler.aims();
        let terms = compiler.terms_of_offers();
        let talks = compiler.talks(&proposals, &terms);
        let parties = compiler.parties(&draft);
        let because = compiler.reasons();
        let assumptions = match compiler.levels.issues.is_empty() {
            true => compiler.assumptions().0,
            false => {
                let (assumptions, _, wrong) =
                    assumptions::over_levels(model, &clusters, &issues, &compiler.levels.issues);
                compiler.diagnostics.0.extend(wrong.0);
                assumptions
            }
        };
        let Compiler { mut diagnostics, levels, uncertain, derived, promises, levers, approximations, .. } = compiler;
        let frame = Frame {
            parties,
            clusters,
            issues,
            constraints,
            acceptance,
            proposals,
            assumptions,
            aims,
            talks,
            terms,
            because,
            uncertain,
            derived,
            promises,
            levers,
            states,
            levels,
            approximations,
        };
        match draft.scale(model, frame, &mut diagnostics) {
            Some(problem) if !diagnostics.has_errors() => problem.with_consents_in_reach()?.with_levels_in_reach(),
            _ => Err(diagnostics),
        }
    }

    /// The same with consents added up, if that is exact and some package may reach them.
    fn with_consents_in_reach(self) -> Result<Problem, Diagnostics> {
        let place = Place::key(&Path::root().key("rules"));
        let large = |error: OutOfRange| Diagnostic::new(Code::Overflow, place, error.to_string());
        let problem = self.with_consents().map_err(|error| large(error).help("use fewer digits"))?;
        let wrong = consents::check(&problem);
        if wrong.has_errors() { Err(wrong) } else { Ok(problem) }
    }

    /// The same, if options and levels together can be added exactly.
    fn with_levels_in_reach(self) -> Result<Problem, Diagnostics> {
        if !self.has_levels() {
            return Ok(self);
        }
        let path = Path::root();
        let view = self.view();
        let seats = view.seats();
        let corners = Corners::new(&seats.as_ref().map_or_else(|| view.clone(), |seats| seats.ask(&view)));
        let (place, message) = match corners {
            Ok(_) => return Ok(self),
            Err(Beyond::Party(party)) if party.index() >= self.parties.len() => {
                let message = "what rules over utilities add up, with what levels are worth, is too large, too far apart or too \
                               finely divided, to be added exactly";
                (Place::key(&path.key("rules")), message.to_owned())
            }
            // Of bodies that ratify, a quota is asked for options only.
            Err(Beyond::Consents) => return Ok(self),
            Err(Beyond::Party(party)) => {
                let id = &self.parties[party.index()].id;
                let message = format!(
                    "the numbers of `{id}`, with what levels are worth to it, are too large, too far apart or too finely \
                     divided, to be added exactly"
                );
                (Place::key(&path.key("parties").key(id)), message)
            }
            Err(Beyond::Rule(rule)) => {
                let message = "the numbers of this rule are too large, or too finely divided, to be added exactly";
                (Place::value(&self.levels.rules[rule.index()].path), message.to_owned())
            }
        };
        Err(Diagnostic::new(Code::Overflow, place, message).help("use fewer digits").into())
    }

    /// An error for each continuous issue: for questions that are answered for options only.
    ///
    /// # Errors
    /// If there is one.
    pub fn without_continuous(&self) -> Result<(), Diagnostics> {
        let path = Path::root().key("issues");
        let mut diagnostics = Diagnostics::default();
        for level in &self.levels.issues {
            let id = &self.issues[level.issue.index()].id;
            let message =
                format!("`{id}` is continuous, and this question is answered for options and whole numbers only");
            let error = Diagnostic::new(Code::NotSupported, Place::key(&path.key(id).key("continuous")), message);
            diagnostics.push(error.help("ask it in steps, or write an `integer` issue with small steps"));
        }
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok(()) }
    }
}

/// What the reader of a text has checked already, and a model that was built in code may break.
fn check_format(model: &Model, diagnostics: &mut Diagnostics) {
    let root = Path::root();
    if model.zopa != model::FORMAT {
        let message =
            format!("version {} of the model format; this library knows version {}", model.zopa, model::FORMAT);
        diagnostics.push(Diagnostic::new(Code::Version, Place::value(&root.key("zopa")), message));
    }
    let ids = |field: &str, ids: Vec<&str>, diagnostics: &mut Diagnostics| {
        for id in ids {
            if let Some(problem) = id_problem(id) {
                diagnostics.push(Diagnostic::new(Code::BadId, Place::key(&root.key(field).key(id)), problem));
            }
        }
    };
    ids("parties", model.parties.keys().collect(), diagnostics);
    ids("clusters", model.clusters.keys().collect(), diagnostics);
    ids("issues", model.issues.keys().collect(), diagnostics);
    ids("proposals", model.proposals.keys().collect(), diagnostics);
    ids("states", model.states.keys().collect(), diagnostics);
    ids("factors", model.factors.keys().collect(), diagnostics);
    ids("approvals", model.approvals.keys().collect(), diagnostics);
    ids("protocols", model.protocols.keys().collect(), diagnostics);
    for (id, party) in model.parties.iter() {
        let bodies = party.ratifiers.iter().flat_map(|ratifiers| ratifiers.bodies.keys());
        ids(&format!("parties.{id}.ratifiers.bodies"), bodies.collect(), diagnostics);
    }
    for (id, issue) in model.issues.iter() {
        let field = format!("issues.{id}.options");
        ids(&field, issue.options.iter().flat_map(|options| options.iter()).map(|(id, _)| id).collect(), diagnostics);
    }
}

fn count(what: &str, found: usize, limit: usize, path: &Path, diagnostics: &mut Diagnostics) {
    if found == 0 {
        let error = Diagnostic::new(Code::Empty, Place::key(path), format!("there are no {what}"));
        diagnostics.push(error.help("name at least one"));
    } else if found > limit {
        let message = format!("there are {found} {what}; at most {limit} are read");
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(path), message));
    }
}

impl Compiler<'_> {
    fn acceptance(&mut self) -> Acceptance {
        let parties = self.model.parties.len();
        let Some(acceptance) = &self.model.acceptance else {
            return Acceptance::of(vec![true; parties]);
        };
        let path = Path::root().key("acceptance");
        let mut veto = vec![false; parties];
        for (at, id) in acceptance.veto.iter().enumerate() {
            let place = Place::value(&path.key("veto").index(at));
            if let Some(party) = self.lookup.party(id, place.clone(), &mut self.diagnostics)
                && std::mem::replace(&mut veto[party.index()], true)
            {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
            }
        }
        let quota = acceptance.quota.map_or(Some(parties), |quota| usize::try_from(quota).ok());
        match quota {
            Some(quota) if (1..=parties).contains(&quota) => Acceptance { quota, veto },
            _ => {
                let message = format!("a quota must be between 1 and the number of parties, {parties}");
                let help = "leave it out if all must accept";
                self.error(Code::OutOfRange, Place::value(&path.key("quota")), message, help);
                Acceptance { quota: parties, veto }
            }
        }
    }

    fn aims(&mut self) -> Vec<Aim> {
        let path = Path::root().key("aims");
        let mut aims: Vec<Aim> = Vec::new();
        for (at, aim) in self.model.aims.iter().enumerate() {
            let path = path.index(at);
            let party = self.lookup.party(&aim.party, Place::value(&path.key("party")), &mut self.diagnostics);
            let when = self.lookup.condition(&aim.when, &path.key("when"), &mut self.diagnostics);
            if let Some(problem) = id_problem(&aim.id) {
                self.error(Code::BadId, Place::value(&path.key("id")), problem, "");
            }
            if aims.iter().any(|other| other.id == aim.id) {
                let message = format!("another aim is called `{}`, too", aim.id);
                self.error(Code::ListedTwice, Place::value(&path.key("id")), message, "");
            }
            if let Some((party, when)) = party.zip(when) {
                let (id, name) = (aim.id.clone(), aim.name.clone().unwrap_or_else(|| aim.id.clone()));
                aims.push(Aim { id, name, party, when, core: aim.core, source: aim.source.clone() });
            }
        }
        aims
    }

    fn proposals(&mut self) -> Vec<Proposal> {
        let path = Path::root().key("proposals");
        let mut proposals = Vec::new();
        for (id, proposal) in self.model.proposals.iter() {
            let package = self.lookup.package(&proposal.package, &path.key(id).key("package"), &mut self.diagnostics);
            let levels = self.proposed_levels(&proposal.package, &path.key(id).key("package"));
            let name = proposal.name.clone().unwrap_or_else(|| id.into());
            if let Some((package, levels)) = package.zip(levels) {
                proposals.push(Proposal { id: id.into(), name, package: package.with_levels(levels) });
            }
        }
        proposals
    }

    /// The parties, with their scales but without their scaled disagreement values.
    fn parties(&mut self, draft: &Draft) -> Vec<Party> {
        let path = Path::root().key("parties");
        let count = self.model.parties.len();
        let mut parties = Vec::new();
        for (at, (id, party)) in self.model.parties.iter().enumerate() {
            let weight = party.weight.as_ref().map_or(Number::from(1), |weight| weight.value.clone());
            if let Some(declared) = &party.weight {
                self.quantity(declared, PartyId::at(at), Role::Weight, &path.key(id).key("weight"));
            }
            let low =
                self.uncertain.iter().rfind(|number| number.party == PartyId::at(at) && number.role == Role::Weight);
            if weight.value().is_negative() || low.is_some_and(|number| number.low.value().is_negative()) {
                let weight = low.map_or(&weight, |number| &number.low);
                let place = Place::value(&path.key(id).key("weight"));
                let help = "a party of weight 0 only has to accept; leave the weight out for 1";
                self.error(Code::OutOfRange, place, format!("a weight of {weight}: it must not be negative"), help);
            }
            let values = draft.values.iter().flat_map(|values| values.iter().skip(at).step_by(count));
            let interactions = draft.interactions.iter().filter(|i| i.party == PartyId::at(at)).flat_map(|i| &i.cells);
            let numbers = values.chain(interactions).chain([&draft.constants[at], &draft.disagreement[at]]);
            let ceiling = draft.ceilings[at].iter().filter(|ceiling| ceiling.binds).map(|ceiling| &ceiling.at);
            let mut scale = BigInt::one();
            for number in
                numbers.map(|number| &number.constant).chain(ceiling).filter(|number| !number.denom().is_one())
            {
                scale = scale.lcm(number.denom());
                if scale > BigInt::from(MAX_UTILITY) {
                    let message = format!("the numbers of `{id}` are too finely divided to be added exactly");
                    let help = "use fewer digits after the point, or fractions with small denominators";
                    self.error(Code::Overflow, Place::key(&path.key(id)), message, help);
                    break;
                }
            }
            parties.push(Party {
                id: id.into(),
                name: party.name.clone().unwrap_or_else(|| id.into()),
                batna: party.batna.clone(),
                weight,
                scale,
                disagreement: 0,
                because: party.disagreement.as_ref().and_then(|quantity| quantity.because.clone()),
                order_only: false,
            });
        }
        if parties.iter().all(|party| party.weight.value().is_zero()) {
            let help = "a party of weight 0 only has to accept; give at least one party a positive weight";
            self.error(Code::OutOfRange, Place::key(&path), "every party has weight 0", help);
        } else if parties.iter().all(|party| !party.weight.value().is_negative()) && exponents(&parties).is_none() {
            let message = format!("as whole numbers in the same proportions, the weights go beyond {MAX_WEIGHT}");
            self.error(Code::OutOfRange, Place::key(&path), message, "use fewer digits");
        }
        parties
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{IssueId, MAX_OPTIONS, MAX_POINTS, OptionId, Way};
    use serde_json::{Value, json};

    /// Two parties that value the same alike.
    fn model(issues: Value, utility: Value) -> Value {
        json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": issues,
            "utilities": { "a": utility, "b": utility }
        })
    }

    fn compiled(model: &Value) -> Problem {
        Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// What is wrong with a model, by code, with its words.
    fn wrong(model: &Value) -> Vec<(Code, String)> {
        let errors = Problem::from_json(&model.to_string()).err();
        errors.iter().flat_map(Diagnostics::iter).map(|error| (error.code, error.message.clone())).collect()
    }

    fn has(model: &Value, code: Code) -> bool {
        wrong(model).iter().any(|(found, _)| *found == code)
    }

    #[test]
    fn as_many_options_and_points_as_are_allowed_are_read() {
        let options = |count: usize| {
            let options: Vec<usize> = (0..count).collect();
            model(json!({ "x": { "options": options } }), json!({ "values": {} }))
        };
        assert!(!has(&options(MAX_OPTIONS), Code::Limit));
        assert!(has(&options(MAX_OPTIONS + 1), Code::Limit));
        let points = |count: usize| {
            let points: Vec<[usize; 2]> = (0..count).map(|at| [at, at]).collect();
            let issues = json!({ "x": { "continuous": { "min": 0, "max": count - 1 } } });
            model(issues, json!({ "values": { "x": { "points": points } } }))
        };
        assert!(!has(&points(MAX_POINTS), Code::Limit));
        assert!(has(&points(MAX_POINTS + 1), Code::Limit));
    }

    #[test]
    fn levels_of_all_issues_are_counted_together() {
        let issue = || json!({ "integer": { "min": 0, "max": 99_999 } });
        let issues = json!({ "v": issue(), "w": issue(), "x": issue(), "y": issue(), "z": issue() });
        let wrong = wrong(&model(issues, json!({ "values": {} })));
        assert!(wrong.iter().any(|(code, message)| *code == Code::Limit && message.starts_with("all issues together")));
    }

    #[test]
    fn rising_numbers_are_ordered_and_others_where_it_is_said() {
        let ordered =
            |issue: Value| compiled(&model(json!({ "x": issue }), json!({ "values": {} }))).issues()[0].ordered;
        assert!(ordered(json!({ "options": [0, 250, 600] })));
        assert!(!ordered(json!({ "options": [0, 600, 250] })));
        assert!(!ordered(json!({ "options": ["red", "blue"] })));
        assert!(ordered(json!({ "options": ["red", "blue"], "ordered": true })));
        assert!(ordered(json!({ "integer": { "min": 0, "max": 2 } })));
    }

    #[test]
    fn a_draft_is_of_those_who_are_named() {
        let mut model =
            model(json!({ "x": { "options": ["o", "p"] } }), json!({ "values": { "x": { "o": 1, "p": 0 } } }));
        model["protocols"] = json!({ "both": { "draft": { "by": ["b", "a"] } } });
        let problem = compiled(&model);
        assert!(matches!(&problem.talks()[0].way, Way::Draft(draft) if draft.by == [PartyId::at(1), PartyId::at(0)]));
        model["protocols"] = json!({ "twice": { "draft": { "by": ["a", "a"] } } });
        assert!(has(&model, Code::ListedTwice));
    }

    #[test]
    fn reasons_of_values_are_kept() {
        let values = json!({ "x": { "o": { "value": 3, "because": "It is near." }, "p": 0 } });
        let problem = compiled(&model(json!({ "x": { "options": ["o", "p"] } }), json!({ "values": values })));
        let because = |option: usize| problem.because(PartyId::at(1), IssueId::at(0), OptionId::at(option));
        assert_eq!((because(0), because(1)), (Some("It is near."), None));
    }

    #[test]
    fn sums_stay_below_the_bound() {
        let worth = |most: i64| {
            let values = json!({ "x": { "o": most, "p": 0 } });
            model(json!({ "x": { "options": ["o", "p"] } }), json!({ "values": values }))
        };
        assert!(!has(&worth(MAX_UTILITY - 1), Code::Overflow));
        assert!(has(&worth(MAX_UTILITY), Code::Overflow));
        // A ceiling is added to what there is without a deal, also where that is nothing.
        let cut = |most: i64| {
            let mut model = worth(1);
            model["utilities"]["a"]["at_most"] = json!(most);
            model
        };
        assert!(!has(&cut(1 - MAX_UTILITY), Code::Overflow));
        assert!(has(&cut(-MAX_UTILITY), Code::Overflow));
    }

    /// 100 · 100 sums are as many as an event may have; 73 · 137 are one more.
    #[test]
    fn an_event_has_as_many_payoffs_as_are_allowed() {
        let payoffs = |first: u32, second: u32| {
            let gain = json!({ "values": { "x": { "per_unit": second }, "y": { "per_unit": 1 } } });
            let breach = json!({ "breach": { "gain": gain, "loss": 0, "detection": 0 } });
            let range = |count: u32| json!({ "integer": { "min": 0, "max": count - 1 } });
            let values = json!({ "values": { "x": { "per_unit": 1 }, "y": { "per_unit": 1 } } });
            let mut model = model(json!({ "x": range(first), "y": range(second) }), values);
            model["states"] = json!({
                "breach": { "beliefs": { "a": breach, "b": breach }, "utilities": { "a": { "constant": -1 } } }
            });
            wrong(&model)
        };
        let many = |found: &[(Code, String)]| found.iter().any(|(_, message)| message.contains("different payoffs"));
        assert!(!many(&payoffs(100, 100)));
        assert!(many(&payoffs(73, 137)));
    }

    /// A belief with a condition makes one combination of each filled cell of a table.
    #[test]
    fn as_many_combinations_as_are_allowed_depend_on_a_belief() {
        let table = |first: usize, second: usize| {
            let range = |count: usize| json!({ "integer": { "min": 0, "max": count - 1 } });
            let issues = json!({ "c": { "options": ["o", "p"] }, "x": range(first), "y": range(second) });
            let mut model = model(issues, json!({ "values": { "c": { "o": 1, "p": 0 } } }));
            let add = vec![vec![1; second]; first];
            model["states"] = json!({
                "s": {
                    "beliefs": { "a": 0.5, "b": 0.5 },
                    "given": [{ "when": { "c": "o" }, "beliefs": { "a": 0.2 } }],
                    "utilities": { "a": { "tables": [{ "issues": ["x", "y"], "add": add }] } }
                }
            });
            has(&model, Code::Limit)
        };
        assert!(!table(100, 100));
        assert!(table(73, 137));
    }

    /// A promise that is carried out where `x` is at least `y` makes eight combinations of four levels and five.
    #[test]
    fn as_many_combinations_as_are_allowed_depend_on_promises() {
        let promises = |count: usize| {
            let level = |issue: &str| {
                let mut values = serde_json::Map::new();
                values.insert(issue.to_owned(), json!({ "per_unit": 1 }));
                json!({ "values": values })
            };
            let execution = json!({ "executing": level("x"), "reneging": level("y") });
            let credibility = json!({ "execution": execution });
            let promise = json!({ "when": { "c": "o" }, "kept": 1, "broken": 0, "credibility": credibility });
            let issues = json!({
                "c": { "options": ["o", "p"] },
                "x": { "integer": { "min": 0, "max": 3 } },
                "y": { "integer": { "min": 0, "max": 4 } }
            });
            let mut model = model(issues, json!({ "values": { "c": { "o": 1, "p": 0 } } }));
            model["utilities"]["a"]["commitments"] = json!(vec![promise; count]);
            has(&model, Code::Limit)
        };
        assert!(!promises(1_250));
        assert!(promises(1_251));
    }

    #[test]
    fn what_is_divided_is_nothing_else() {
        for (key, value) in [("options", json!(["o", "p"])), ("ordered", json!(true)), ("baseline", json!(5))] {
            let mut issue = json!({ "divided": { "amount": 10, "claims": { "a": 8, "b": 9 } } });
            issue[key] = value;
            let mut model = model(json!({ "x": issue }), json!({}));
            model["utilities"] = json!({});
            assert!(has(&model, Code::IssueKind), "{key}");
        }
    }

    #[test]
    fn levels_in_steps_can_be_ranked() {
        let mut model = model(json!({ "x": { "integer": { "min": 3, "max": 7, "step": 2 } } }), json!({}));
        model["parties"] = json!({ "a": {}, "b": {} });
        model["utilities"] = json!({ "a": { "ranks": ["5", "3", "7"] }, "b": { "ranks": ["7", "5", "3"] } });
        assert!(wrong(&model).is_empty(), "{:?}", wrong(&model));
    }

    /// Of a model that was no text, too.
    #[test]
    fn what_a_party_has_without_a_deal_must_be_known() {
        let text = model(json!({ "x": { "options": ["o", "p"] } }), json!({ "values": { "x": { "o": 1, "p": 0 } } }));
        let mut model = Model::from_json(&text.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
        assert!(Problem::compile(&model).is_ok());
        for (_, party) in &mut model.parties.0 {
            party.disagreement = None;
        }
        let errors = Problem::compile(&model).err();
        let missing = errors.iter().flat_map(Diagnostics::iter).filter(|error| error.code == Code::MissingField);
        assert_eq!(missing.count(), 2);
    }
}
