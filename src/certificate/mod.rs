//! Certificates: answers that are called proven, in a form that somebody else's program can check.
//!
//! A certificate names packages, claims about them, and hints: the weights with which a search excluded everything else, and the
//! order in which it settled the issues. `docs/certificates.md` has the format, and why hints need not be trusted. What is
//! needed beside an answer, as a package that gives a party its most, is searched for here. What nobody claims is said in
//! sentences, so that no reader takes a certificate for more than it is.

mod file;
mod levels;
mod lotteries;
mod stability;
mod ways;

use crate::concept::{Concept, WeightedSum};
use crate::exact::Number;
use crate::explain::{Conflicts, Element};
use crate::frontier::Frontier;
use crate::model::{Keyed, Path};
use crate::problem::{Assumption, IssueId, OptionId, Package, PartyId, View, exponents};
use crate::protocol::asking;
use crate::search::{
    Agreement, Answer, Budget, Control, Engine, FrontierAnswer, Limits, Proof, Solution, Status, Stop, Structure,
    Target,
};
use file::{Claim, ElementClaim, PointClaim, ProofClaim, Question, SetClaim, Terms, keys, place, place_of};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;

/// The version of the format.
const FORMAT: u32 = 1;

/// Claims about the answer to a question, which a checker can decide by itself.
///
/// ```
/// use zopa::{Limits, Model, Problem, certificate::{Certificate, Fingerprint}};
/// let text = include_str!("../../models/examples/first-steps.json");
/// let problem = Problem::from_json(text)?;
/// let answer = problem.search().run();
/// // The fingerprint is SHA-256 of the model's bytes, in hexadecimal digits.
/// let model = Fingerprint { sha256: "…".into(), bytes: text.len() };
/// let mut certificate = Certificate::new(&problem.view(), model)?;
/// certificate.solutions(&answer, &Limits::default()).expect("no limit was set");
/// assert!(certificate.claims() > 6);
/// println!("{}", serde_json::to_string(&certificate)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Serialize)]
pub struct Certificate<'v> {
    zopa_certificate: u32,
    model: Fingerprint,
    #[serde(skip_serializing_if = "Question::is_empty")]
    question: Question,
    claims: Vec<Claim>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unchecked: Vec<String>,
    #[serde(skip)]
    view: View<'v>,
    /// The packages that are named, with their names.
    #[serde(skip)]
    named: HashMap<Package, String>,
    /// How many packages have been named, some of them within a changed question alone.
    #[serde(skip)]
    count: usize,
    /// What every proof says if its search says nothing else.
    #[serde(skip)]
    usual: ProofClaim,
}

/// Which file a certificate is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// SHA-256 of the file's bytes, in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// Why there is no certificate of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCertificate {
    /// Of a continuous issue nothing is left.
    NoLevels,
    /// It is answered in steps of continuous issues.
    InSteps,
    /// The model has steps with decimals, or numbers as options.
    Decimals,
    /// An agreement must rest on a belief that all could share.
    SharedBelief,
    /// Two rules, promises or consents of the model stand at what certificates call one place.
    OnePlace,
    /// A disagreement value or a consent is another than the model's, which only code can ask for.
    MovedInCode,
}

impl fmt::Display for NoCertificate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            NoCertificate::NoLevels => "of a continuous issue no level is left",
            NoCertificate::InSteps => {
                "the answer is in steps of continuous issues, and certificates are of models as they are"
            }
            NoCertificate::Decimals => {
                "the model has steps with decimals or numbers as options, and certificates are of options and whole numbers"
            }
            NoCertificate::SharedBelief => {
                "the checkers do not know whether a belief exists that all could share: \
                                            lift it with --without acceptance.beliefs"
            }
            NoCertificate::OnePlace => {
                "two rules, promises or consents of the model are called by one place: \
                 rename the party, the state or the approval"
            }
            NoCertificate::MovedInCode => {
                "what the parties have without a deal, or whose consent is asked, is not as the model says"
            }
        })
    }
}

impl std::error::Error for NoCertificate {}

impl<'v> Certificate<'v> {
    /// About a question, without claims yet.
    ///
    /// # Errors
    /// [`NoCertificate`] says why there is none.
    pub fn new(view: &View<'v>, model: Fingerprint) -> Result<Self, NoCertificate> {
        let problem = view.problem();
        if view.ranges().iter().any(|[low, high]| low > high) {
            return Err(NoCertificate::NoLevels);
        }
        if problem.issues().iter().any(|issue| issue.in_steps) {
            return Err(NoCertificate::InSteps);
        }
        if problem.issues().iter().any(|issue| issue.is_settled_by_numbers() && !issue.integer) {
            return Err(NoCertificate::Decimals);
        }
        if view.constraints().any(|(_, one)| one.asks_for_a_shared_belief()) {
            return Err(NoCertificate::SharedBelief);
        }
        let original = problem.view();
        let mut places: HashMap<String, &Path> = HashMap::new();
        for (_, constraint) in original.constraints() {
            if *places.entry(place(constraint)).or_insert(&constraint.path) != &constraint.path {
                return Err(NoCertificate::OnePlace);
            }
        }
        let moved = problem.party_ids().any(|party| view.disagreement(party) != original.disagreement(party));
        if moved || view.floors().contains(&None) || view.acceptance() != original.acceptance() {
            return Err(NoCertificate::MovedInCode);
        }
        let mut question = Question::default();
        for issue in problem.issue_ids() {
            let left: Vec<String> =
                view.options(issue).map(|at| problem[issue].options[at.index()].id.clone()).collect();
            if left.len() < problem[issue].options.len() {
                question.fix.insert(problem[issue].id.clone(), left);
            }
        }
        ranges_left(view).into_iter().for_each(|(issue, left)| question.fix.insert(issue, left));
        let in_force: Vec<_> = view.constraints().map(|(at, _)| at).collect();
        let lifted = original.constraints().filter(|(at, _)| !in_force.contains(at));
        for place in lifted.map(|(_, constraint)| place(constraint)) {
            // What is asked of utilities with ceilings can be several, of one place.
            if !question.without.contains(&place) {
                question.without.push(place);
            }
        }
        let kept: Vec<_> = view.level_rules().map(|(at, _)| at).collect();
        for (_, rule) in original.level_rules().filter(|(at, _)| !kept.contains(at)) {
            let place = place_of(&rule.path);
            if !question.without.contains(&place) {
                question.without.push(place);
            }
        }
        let again = view.constraints().any(|(_, one)| question.without.contains(&place(one)));
        if again || view.level_rules().any(|(_, rule)| question.without.contains(&place_of(&rule.path))) {
            return Err(NoCertificate::MovedInCode);
        }
        question.set = (problem.numbers_set().iter())
            .map(|set| SetClaim { at: keys(&set.path), to: set.value.to_string() })
            .collect();
        Ok(Certificate {
            zopa_certificate: FORMAT,
            model,
            question,
            claims: Vec::new(),
            unchecked: Vec::new(),
            view: view.clone(),
            named: HashMap::new(),
            count: 0,
            usual: ProofClaim::default(),
        })
    }

    /// How many claims there are.
    pub fn claims(&self) -> usize {
        let count = |claim: &Claim| if let Claim::Changed { claims, .. } = claim { claims.len() } else { 1 };
        self.claims.iter().map(count).sum()
    }

    /// What the answer says beside, and nobody claims.
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    /// The same without spaces and line ends, as a file.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Claims what concepts chose, or that there is no agreement. Ideal points are searched for again, with a package for
    /// each.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn solutions(&mut self, answer: &Answer, limits: &Limits) -> Result<(), Stop> {
        let budget = Budget::new(limits);
        if self.view.problem().has_levels() {
            return self.solutions_with_levels(answer, &budget);
        }
        if let Status::Stopped(stop) = answer.status {
            self.stopped(answer, stop);
            return Ok(());
        }
        self.settle(answer.engine, &budget)?;
        match answer.status {
            Status::NoAgreement => self.no_agreement(None, None),
            Status::Agreement if answer.by_rule => {
                let packages = answer.solutions.iter().flat_map(|solution| &solution.agreements);
                packages.for_each(|point| drop(self.name(&point.package)));
                self.unchecked
                    .push("what the sets that decide by the rule choose, of what others would not leave".into());
            }
            Status::Agreement | Status::Stopped(_) => self.chosen(answer, &budget)?,
        }
        let points = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        if points.into_iter().any(|point| point.packages.is_some()) {
            self.leave_open_once("how many packages there are, and how many have the same utilities".into());
        }
        Ok(())
    }

    /// Claims what is known of a search that stopped: the packages that it found, and bounds that weights show.
    fn stopped(&mut self, answer: &Answer, stop: Stop) {
        let problem = self.view.problem();
        let plain = |powers: Vec<u32>| {
            let weights = problem.parties().iter().map(|party| &party.weight);
            weights.zip(powers).all(|(weight, power)| *weight == Number::from(i64::from(power)))
        };
        let powers = exponents(problem.parties()).is_some_and(plain);
        for solution in &answer.solutions {
            solution.agreements.iter().for_each(|point| drop(self.name(&point.package)));
            let id = concept_id(solution.concept);
            let known = crate::concept::ALL.iter().any(|concept| concept.id() == solution.concept.id());
            let own = known && !solution.concept.needs_ideal() && (id != "nash" || powers);
            let bound = solution.bound.as_ref().filter(|bound| bound.exact && own && solution.coalition.is_none());
            let proof = solution.proof.as_ref().filter(|proof| !proof.order.is_empty());
            if let (Some(bound), Some(proof)) = (bound, proof) {
                let (bound, proof) = (bound.number.clone(), self.proof(Some(proof)));
                self.claims.push(Claim::Bound { concept: id, bound, parties: None, proof });
            }
        }
        self.unchecked
            .push(format!("that the packages are the best: {stop}, and what was found by then is claimed to be there"));
    }

    fn chosen(&mut self, answer: &Answer, budget: &Budget) -> Result<(), Stop> {
        let coalitions: Vec<&Vec<PartyId>> =
            answer.solutions.iter().filter_map(|solution| solution.coalition.as_ref()).collect();
        if let Some(size) = coalitions.first().map(|members| members.len()) {
            // The sets that agree are the largest, and of their size there are no others.
            if size < self.view.parties() {
                self.no_agreement(None, Some(size + 1));
            }
            let others = self.view.acceptance().coalitions(size).map(|members| ids(&members));
            let others: Vec<Vec<PartyId>> = others.filter(|members| !coalitions.contains(&members)).collect();
            others.into_iter().for_each(|members| self.no_agreement(Some(&members), None));
        }
        let mut known: Vec<Option<Vec<PartyId>>> = Vec::new();
        for solution in &answer.solutions {
            let whole = solution.coalition.is_none() && answer.ideal.is_some();
            if (whole || solution.concept.needs_ideal()) && !known.contains(&solution.coalition) {
                self.ideal(solution.coalition.as_deref(), budget)?;
                known.push(solution.coalition.clone());
            }
        }
        answer.solutions.iter().for_each(|solution| self.solution(solution, Terms::default()));
        Ok(())
    }

    /// Claims about the same with something else changed: the packages that are named keep their names.
    fn changed<'w>(
        &mut self,
        question: Question,
        view: View<'w>,
        claims: impl FnOnce(&mut Certificate<'w>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut inner = Certificate {
            zopa_certificate: FORMAT,
            model: self.model.clone(),
            question: Question::default(),
            claims: Vec::new(),
            unchecked: Vec::new(),
            view,
            named: self.named.clone(),
            count: self.count,
            usual: ProofClaim::default(),
        };
        claims(&mut inner)?;
        self.count = inner.count;
        inner.unchecked.into_iter().for_each(|open| self.leave_open_once(open));
        if !inner.claims.is_empty() {
            self.claims.push(Claim::Changed { question, claims: inner.claims });
        }
        Ok(())
    }

    /// Says once what nobody claims.
    fn leave_open_once(&mut self, what: String) {
        if !self.unchecked.contains(&what) {
            self.unchecked.push(what);
        }
    }

    /// Claims what one concept chose.
    fn solution(&mut self, solution: &Solution, terms: Terms) {
        let known = crate::concept::ALL.iter().any(|concept| concept.id() == solution.concept.id());
        let members = solution.coalition.clone().unwrap_or_else(|| self.view.problem().party_ids().collect());
        let left = match (known, solution.proven) {
            (false, _) => Some("it is not among the concepts that a checker knows"),
            (true, false) => Some("the search stopped before it was proven"),
            (true, true) => {
                let nobody = terms.by.is_none() && self.is_weightless(solution.concept, &members);
                nobody.then_some("nobody of those who agree has a weight")
            }
        };
        if let Some(why) = left {
            self.leave_open_once(format!("what is said of {}: {why}", solution.concept.name()));
            return;
        }
        // What is worth the same to those who bargain is claimed once.
        let mut seen: Vec<Vec<&Number>> = Vec::new();
        let mut best = Vec::new();
        for point in &solution.agreements {
            let own = members.iter().map(|party| &point.gains[party.index()]).collect();
            if !seen.contains(&own) {
                best.push(self.name(&point.package));
                seen.push(own);
            }
        }
        let claim = Claim::Concept {
            concept: concept_id(solution.concept),
            best,
            parties: solution.coalition.as_deref().map(|members| self.parties(members)),
            terms,
            degenerate: solution.degenerate,
            proof: self.proof(solution.proof.as_ref()),
        };
        self.claims.push(claim);
    }

    /// Claims the most that each of these parties gets from what all of them accept.
    fn ideal(&mut self, coalition: Option<&[PartyId]>, budget: &Budget) -> Result<(), Stop> {
        let problem = self.view.problem();
        let members: Vec<PartyId> = coalition.map_or_else(|| problem.party_ids().collect(), <[PartyId]>::to_vec);
        let consent: Vec<bool> = problem.party_ids().map(|party| members.contains(&party)).collect();
        for party in members.clone() {
            let weight = |other: PartyId| Number::from(i64::from(other == party));
            let Some(own) = WeightedSum::new(problem.party_ids().map(weight).collect()) else { continue };
            let view = asking(&self.view, &consent);
            let search = view.search().concepts([&own as &dyn Concept]).limits(budget.left()?).without_ideal();
            let answer = search.run();
            if let Status::Stopped(stop) = answer.status {
                return Err(stop);
            }
            let Some((point, proof)) =
                answer.solutions.first().and_then(|one| Some((one.agreements.first()?, &one.proof)))
            else {
                continue;
            };
            let claim = Claim::Ideal {
                party: problem[party].id.clone(),
                most: point.utilities[party.index()].clone(),
                witness: self.name(&point.package),
                parties: coalition.map(|members| self.parties(members)),
                proof: self.proof(proof.as_ref()),
            };
            self.claims.push(claim);
        }
        Ok(())
    }

    /// Claims that nothing is accepted by these parties, or by so many.
    fn no_agreement(&mut self, members: Option<&[PartyId]>, at_least: Option<usize>) {
        let parties = members.map(|members| self.parties(members));
        let floors = Keyed::default();
        self.claims.push(Claim::NoAgreement { parties, at_least, floors, proof: self.usual.clone() });
    }

    /// Claims a frontier, or a cover of it, if it is complete.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn frontier(&mut self, target: Target, answer: &FrontierAnswer, limits: &Limits) -> Result<(), Stop> {
        if self.beside_levels("the points, beside continuous issues") {
            return Ok(());
        }
        self.settle(Engine::Automatic, &Budget::new(limits))?;
        if !answer.complete {
            self.unchecked
                .push("that the points are efficient: the search stopped before the frontier was complete".into());
            return Ok(());
        }
        if answer.listed != answer.frontier.points.len() {
            self.unchecked.push("the points: they were told one after another, and are not kept".into());
            return Ok(());
        }
        let problem = self.view.problem();
        let by_party = |cover: &crate::search::Cover| {
            let tolerances = problem.parties().iter().zip(&cover.tolerance);
            tolerances.map(|(party, tolerance)| (party.id.clone(), tolerance.clone())).collect()
        };
        self.claims.push(Claim::Frontier {
            of: if let Target::Feasible = target { "feasible" } else { "acceptable" },
            points: self.points(&answer.frontier),
            tolerance: answer.cover.as_ref().map(by_party),
            proof: self.usual.clone(),
        });
        self.unchecked.push("how many packages are behind each point".into());
        Ok(())
    }

    fn points(&self, frontier: &Frontier) -> Vec<PointClaim> {
        let options = |package: &Package| package.options().iter().map(|option| option.index()).collect();
        let point = |point| Agreement::of(&self.view, point);
        let claim = |point: Agreement| PointClaim { package: options(&point.package), utilities: point.utilities };
        frontier.points.iter().map(point).map(claim).collect()
    }

    /// Claims that there is no agreement, and that demands conflict: each set leaves no package, and without any of its demands
    /// one is left, which is searched for. The view asks nothing that a conflict may give up but rules and consent.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn conflicts(&mut self, conflicts: &Conflicts, limits: &Limits) -> Result<(), Stop> {
        if self.beside_levels("what stands in the way, beside continuous issues") {
            return Ok(());
        }
        let budget = Budget::new(limits);
        self.settle(Engine::Automatic, &budget)?;
        for conflict in &conflicts.conflicts {
            let mut witnesses = Vec::new();
            for left_out in conflict {
                let rest: Vec<Element> = conflict.iter().copied().filter(|other| other != left_out).collect();
                witnesses.extend(
                    self.demanding(&rest).agreement(&budget.left()?)?.map(|found| self.choices(&found.package)),
                );
            }
            if witnesses.len() == conflict.len() {
                let elements = conflict.iter().map(|element| self.element(*element)).collect();
                self.claims.push(Claim::Conflict { elements, witnesses, proof: self.usual.clone() });
            }
        }
        self.unchecked
            .push("that there are no other conflicts, who is short by how much, and what would compensate".into());
        Ok(())
    }

    /// The view in which of rules and consent only these are demanded.
    fn demanding(&self, elements: &[Element]) -> View<'v> {
        let (mut view, problem) = (self.view.clone(), self.view.problem());
        // A rule over utilities can have several parts, of which a conflict names the first.
        let named = |at| problem.parts_of(at).any(|part| elements.contains(&Element::Constraint(part)));
        for (at, _) in self.view.constraints().filter(|(at, _)| !named(*at)) {
            view = view.lift(at);
        }
        for element in elements {
            if let Element::Fixed { issue, option } = element {
                view = view.fix(*issue, *option);
            }
        }
        let parties = view.problem().party_ids();
        if self.view.acceptance().is_unanimous() {
            let free = parties.filter(|party| !elements.contains(&Element::Acceptance(*party)));
            return free.fold(view, View::accepting_anything);
        }
        if elements.contains(&Element::AcceptanceRule) {
            return view;
        }
        let everybody = vec![true; view.parties()];
        parties.fold(view, View::accepting_anything).with_consent_of(&everybody)
    }

    fn element(&self, element: Element) -> ElementClaim {
        let problem = self.view.problem();
        match element {
            Element::Acceptance(party) => ElementClaim::Party { party: problem[party].id.clone() },
            Element::Constraint(at) => ElementClaim::Rule { rule: place(&problem[at]) },
            Element::Fixed { issue, option } => {
                let id = problem[issue].options[option.index()].id.clone();
                ElementClaim::Fixed { issue: problem[issue].id.clone(), option: id }
            }
            Element::LevelRule(_) | Element::Level(_) | Element::AcceptanceRule => {
                ElementClaim::Acceptance { acceptance: true }
            }
        }
    }

    /// Claims that these packages are the acceptable ones with the fewest issues that differ from a draft.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn nearest(&mut self, draft: &Package, nearest: &[Package], limits: &Limits) -> Result<(), Stop> {
        if self.beside_levels("the fewest changes, beside continuous issues") {
            return Ok(());
        }
        self.settle(Engine::Automatic, &Budget::new(limits))?;
        let differ =
            |package: &Package| package.options().iter().zip(draft.options().iter()).filter(|(a, b)| a != b).count();
        let Some(changes) = nearest.iter().map(differ).min() else { return Ok(()) };
        let best =
            nearest.iter().filter(|package| differ(package) == changes).map(|package| self.name(package)).collect();
        self.claims.push(Claim::Nearest { draft: self.choices(draft), changes, best, proof: self.usual.clone() });
        Ok(())
    }

    /// Claims what assumptions say that were proved, where it is that changes of options never gain a party more than so much, all
    /// else equal; what became of others is left open.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn assumptions<'a>(
        &mut self,
        tested: impl IntoIterator<Item = (&'a Assumption, bool)>,
        limits: &Limits,
    ) -> Result<(), Stop> {
        if self.beside_levels("what became of assumptions, beside continuous issues") {
            return Ok(());
        }
        self.settle(Engine::Automatic, &Budget::new(limits))?;
        for (assumption, proved) in tested {
            let problem = self.view.problem();
            let changes = assumption.changes(problem).filter(|changes| proved && !changes.is_empty());
            let Some(changes) = changes else {
                self.unchecked.push(format!("what became of {}", assumption.name));
                continue;
            };
            let side = |options: &[(IssueId, OptionId)]| -> Keyed<String> {
                let own = |(issue, option): &(IssueId, OptionId)| {
                    (problem[*issue].id.clone(), problem[*issue].options[option.index()].id.clone())
                };
                options.iter().map(own).collect()
            };
            let claims: Vec<Claim> = (changes.into_iter())
                .map(|change| Claim::Comparison {
                    party: problem[change.party].id.clone(),
                    from: side(&change.from),
                    to: side(&change.to),
                    most: change.most,
                    among: if assumption.anywhere { "all" } else { "feasible" },
                    proof: self.usual.clone(),
                })
                .collect();
            self.claims.extend(claims);
            if assumption.robust {
                self.unchecked.push(format!("that {} holds for all numbers in their ranges", assumption.name));
            }
        }
        Ok(())
    }

    /// Says what is not claimed where there are continuous issues; whether there are.
    fn beside_levels(&mut self, what: &str) -> bool {
        let levels = self.view.problem().has_levels();
        self.unchecked.extend(levels.then(|| what.to_owned()));
        levels
    }

    /// Says something that the answer says beside, and that nobody claims.
    pub fn leave_open(&mut self, what: impl Into<String>) {
        self.unchecked.push(what.into());
    }

    /// What proofs say where a search says nothing: the order of the decision diagrams, or that there are none.
    fn settle(&mut self, engine: Engine, budget: &Budget) -> Result<(), Stop> {
        let problem = self.view.problem();
        let built = match engine {
            Engine::Branch => Err(Stop::TooLarge),
            _ => Structure::build(&self.view, &Control::new(&budget.left()?)),
        };
        self.usual = match built {
            Ok(Some(structure)) => {
                let order: Vec<String> = structure.order().map(|at| problem.issues()[at].id.clone()).collect();
                // The order of the model needs no words.
                let declared = order.iter().zip(problem.issues()).all(|(own, issue)| *own == issue.id);
                ProofClaim { order: if declared { Vec::new() } else { order }, ..ProofClaim::default() }
            }
            Ok(None) => ProofClaim::default(),
            Err(Stop::TooLarge) => ProofClaim { rule: Some("potentials"), ..ProofClaim::default() },
            Err(stop) => return Err(stop),
        };
        Ok(())
    }

    fn proof(&self, proof: Option<&Proof>) -> ProofClaim {
        let mut claim = self.usual.clone();
        let Some(proof) = proof else { return claim };
        claim.weights = vec![proof.weights.clone()];
        if claim.rule.is_none() && !proof.order.is_empty() {
            let problem = self.view.problem();
            claim.order = proof.order.iter().map(|issue| problem[*issue].id.clone()).collect();
        }
        claim
    }

    /// The name of a package, which is claimed to be there when it is named first.
    fn name(&mut self, package: &Package) -> String {
        if let Some(name) = self.named.get(package) {
            return name.clone();
        }
        let problem = self.view.problem();
        self.count += 1;
        let name = format!("p{}", self.count);
        let utilities = problem.parties().iter().zip(problem.exact_utilities(package));
        self.claims.push(Claim::Package {
            id: name.clone(),
            package: self.choices(package),
            utilities: utilities.map(|(party, utility)| (party.id.clone(), utility)).collect(),
        });
        self.named.insert(package.clone(), name.clone());
        name
    }

    fn choices(&self, package: &Package) -> Keyed<String> {
        package.ids(self.view.problem()).map(|(issue, option)| (issue, option.into_owned())).collect()
    }

    fn parties(&self, members: &[PartyId]) -> Vec<String> {
        members.iter().map(|party| self.view.problem()[*party].id.clone()).collect()
    }
}

fn ids(members: &[bool]) -> Vec<PartyId> {
    (0..members.len()).filter(|party| members[*party]).map(PartyId::at).collect()
}

/// The name of a concept, as the program's own.
fn concept_id(concept: &dyn Concept) -> &'static str {
    let own = crate::concept::ALL.iter().find(|own| own.id() == concept.id());
    own.map_or("", |own| own.id())
}

/// Whether a view asks for other levels than the problem has, by continuous issue: the lowest and the highest.
fn ranges_left(view: &View) -> Vec<(String, Vec<String>)> {
    let problem = view.problem();
    let own = problem.levels().issues.iter().zip(view.ranges());
    own.filter(|(level, [low, high])| level.min != *low || level.max != *high)
        .map(|(level, [low, high])| {
            let ends = if low == high { vec![low] } else { vec![low, high] };
            let written = ends.into_iter().map(|end| Number::from(end.clone()).to_string()).collect();
            (problem[level.issue].id.clone(), written)
        })
        .collect()
}
