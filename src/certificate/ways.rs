//! What is claimed of ways of talking: what whoever decides chooses, of a question that is its own.
//!
//! A draft is what those who draft choose, without the red lines of the others; or, with foresight, of what all accept. Blocs have other
//! weights, and whoever ratifies has a floor. Offers are claimed stage by stage, from the last to the first. What comes of groups, of edits,
//! of rankings and of tactics is said to be left open.

use super::Certificate;
use super::file::{Claim, ProofClaim, Question, SetClaim, StageClaim, Terms, place};
use crate::concept::{Concept, WeightedSum};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Blocs, ConstraintId, Draft, Offers, PartyId, Talk, Way};
use crate::protocol::{Among, Course, Induction, Threshold, Ties, asking, inductions, weighted};
use crate::search::{Agreement, Answer, Budget, Limits, Outcome, Proof, Status, Stop};
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use std::collections::HashSet;

/// Sets of parties that can pass an offer, of each of which a proof has weights.
const HINTED: usize = 8;
/// Binary digits of what a refusal is worth, which is as many as checkers keep.
const DIGITS: u64 = 1024;

/// Why something is not claimed.
type Left = Option<&'static str>;

const LEVELS: Left = Some("there are continuous issues");

impl Certificate<'_> {
    /// Claims what ways of talking come to where whoever agrees on packages does so by this concept: of one table, of drafts, of blocs and
    /// of offers by one party each. Each is searched for again, offers round by round. What comes of others is left open.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn ways(&mut self, told: &[(Talk, Course)], concept: &dyn Concept, limits: &Limits) -> Result<(), Stop> {
        let budget = Budget::new(limits);
        for (talk, course) in told {
            let left = match course.unplayed {
                Some(why) => Some(why.why()),
                None if course.stopped.is_some() || course.outcomes.is_empty() => Some("it is not known"),
                None => self.way(&talk.way, concept, &budget)?,
            };
            if let Some(why) = left {
                self.leave_open_once(format!("what comes of `{}`: {why}", talk.id));
            }
        }
        Ok(())
    }

    fn way(&mut self, way: &Way, concept: &dyn Concept, budget: &Budget) -> Result<Left, Stop> {
        let levels = self.view.problem().has_levels();
        match way {
            Way::Together => {
                let search = self.view.clone().search().concepts([concept]).limits(budget.left()?);
                let answer = search.without_ideal().without_counts().run();
                if let Status::Stopped(stop) = answer.status {
                    return Err(stop);
                }
                self.solutions(&answer, &budget.left()?)?;
                Ok(None)
            }
            Way::Draft(_) | Way::Blocs(_) | Way::Offers(_) if levels => Ok(LEVELS),
            Way::Draft(draft) if draft.foresee => self.foreseeing(draft, concept, budget),
            Way::Draft(draft) => self.drafted(draft, concept, budget),
            Way::Blocs(blocs) => self.blocs(blocs, concept, budget),
            Way::Offers(offers) => self.offers(offers, budget),
            Way::Slow(_) => Ok(Some("how long talks last, and what waiting costs, is not among what a checker knows")),
            Way::Tracks(_) | Way::Text(_) | Way::Fallback | Way::Zeuthen | Way::Tactics(_) | Way::Climb(_) => {
                Ok(Some("it is not among what a checker knows"))
            }
        }
    }

    /// What a draft is chosen for: by those who draft, whatever the others think of it and whatever red lines they have.
    fn drafted(&mut self, draft: &Draft, concept: &dyn Concept, budget: &Budget) -> Result<Left, Stop> {
        let problem = self.view.problem();
        let theirs = |party: Option<PartyId>| party.is_some_and(|party| !draft.by.contains(&party));
        let (crossed, kept): (Vec<_>, Vec<_>) = self.view.constraints().partition(|(_, one)| theirs(one.party));
        let without: Vec<String> = crossed.iter().map(|(_, one)| place(one)).unique().collect();
        if kept.iter().any(|(_, one)| without.contains(&place(one))) {
            return Ok(Some("rules and red lines are called by one place"));
        }
        let crossed: Vec<ConstraintId> = crossed.into_iter().map(|(at, _)| at).collect();
        let alone = crossed.into_iter().fold(self.view.clone(), |view, at| view.lift(at));
        let by: Vec<PartyId> = problem.party_ids().filter(|party| draft.by.contains(party)).collect();
        if self.is_weightless(concept, &by) {
            return Ok(Some("nobody who drafts has a weight"));
        }
        let question = Question { without, ..Question::default() };
        let whole = self.is_everybody(&by);
        let claims = |certificate: &mut Certificate<'_>| {
            let members = certificate.flags(&by);
            let among = Among { concept, members: members.clone() };
            let search = asking(&certificate.view, &members).search().concepts([&among as &dyn Concept]);
            let mut answer = search.limits(budget.left()?).without_ideal().without_counts().run();
            if !whole {
                answer.solutions.iter_mut().for_each(|solution| solution.coalition = Some(by.clone()));
            }
            certificate.choice(&answer, (!whole).then_some(&by), Terms::default(), budget)
        };
        match question.is_empty() {
            true => claims(self)?,
            false => self.changed(question, alone, claims)?,
        }
        self.leave_open_once("who refuses a draft: it is claimed what a draft is worth to everybody".into());
        Ok(None)
    }

    /// What those who draft choose of what passes, where everybody whose consent is needed is known beforehand.
    fn foreseeing(&mut self, draft: &Draft, concept: &dyn Concept, budget: &Budget) -> Result<Left, Stop> {
        let problem = self.view.problem();
        let members: Vec<bool> = problem.party_ids().map(|party| draft.by.contains(&party)).collect();
        let by: Vec<PartyId> = problem.party_ids().filter(|party| draft.by.contains(party)).collect();
        let with = |own: Vec<bool>| own.iter().zip(&members).map(|(a, b)| *a || *b).collect::<Vec<bool>>();
        let coalitions: Vec<Vec<bool>> = self.view.acceptance().deciding().map(with).unique().collect();
        let [accepting] = &coalitions[..] else { return Ok(Some("several sets of parties could pass a draft")) };
        if self.is_weightless(concept, &by) {
            return Ok(Some("nobody who drafts has a weight"));
        }
        let accepting = super::ids(accepting);
        let whole = self.is_everybody(&accepting);
        let among = Among { concept, members };
        let search = asking(&self.view, &self.flags(&accepting)).search().concepts([&among as &dyn Concept]);
        let mut answer = search.limits(budget.left()?).without_ideal().without_counts().run();
        if !whole {
            answer.solutions.iter_mut().for_each(|solution| solution.coalition = Some(accepting.clone()));
        }
        let by = (by.len() < accepting.len()).then(|| self.parties(&by));
        let terms = Terms { by, ..Terms::default() };
        self.choice(&answer, (!whole).then_some(&accepting), terms, budget)?;
        Ok(None)
    }

    /// What one table chooses where the members of blocs have other weights.
    fn blocs(&mut self, blocs: &Blocs, concept: &dyn Concept, budget: &Budget) -> Result<Left, Stop> {
        let problem = self.view.problem();
        let Ok(other) = weighted(blocs, problem) else { return Ok(Some("weights are too finely divided")) };
        let moved = problem.party_ids().filter(|party| problem[*party].weight != other[*party].weight);
        let set = moved.map(|party| SetClaim {
            at: vec!["parties".into(), problem[party].id.clone(), "weight".into()],
            to: other[party].weight.to_string(),
        });
        let question = Question { set: set.collect(), ..Question::default() };
        let view = self.view.of(&other);
        let claims = |certificate: &mut Certificate<'_>| certificate.way(&Way::Together, concept, budget).map(|_| ());
        match question.is_empty() {
            true => claims(self)?,
            false => self.changed(question, view, claims)?,
        }
        Ok(None)
    }

    /// Claims what is offered in every round, and that nobody who offers could do better.
    fn offers(&mut self, offers: &Offers, budget: &Budget) -> Result<Left, Stop> {
        let problem = self.view.problem();
        if offers.order.iter().any(|by| by.len() != 1) {
            return Ok(Some("some offer as one"));
        }
        // What others lose is no sum beside a ceiling.
        let ways: &[Ties] = match problem.ceilings().is_empty() {
            true => &[Ties::For, Ties::Against],
            false => &[Ties::For],
        };
        let found = inductions(offers, &self.view, ways, &budget.left()?)?;
        let fine = |all: &[BigRational]| all.iter().all(|one| one.numer().bits().max(one.denom().bits()) < DIGITS);
        let turns = |induction: &Induction| induction.rounds.iter().flatten().all(|turn| fine(&turn.refusal));
        if !found.iter().all(|induction| turns(induction) && fine(&induction.gains)) {
            return Ok(Some("what a refusal is worth has more digits than a checker keeps"));
        }
        for induction in &found {
            let claim = self.induction(offers, induction, budget)?;
            self.claims.push(claim);
        }
        Ok((ways.len() < 2).then_some("ties that are broken against the others, beside a ceiling, are not claimed"))
    }

    fn induction(&mut self, offers: &Offers, induction: &Induction, budget: &Budget) -> Result<Claim, Stop> {
        self.settle(crate::search::Engine::Automatic, budget)?;
        let (mut known, mut stages) = (HashSet::new(), Vec::new());
        for turn in induction.rounds.iter().rev().flatten() {
            let offer = turn.offer.as_ref().map(|offer| self.name(&offer.package));
            let proof = self.stage(turn.by[0], &turn.refusal, turn.offer.is_some(), &mut known, budget)?;
            stages.push(StageClaim { offer, proof });
        }
        let problem = self.view.problem();
        let named = |number: &dyn Fn(usize) -> Option<Number>| -> Keyed<Number> {
            let each = |party: PartyId| Some((problem[party].id.clone(), number(party.index())?));
            problem.party_ids().filter_map(each).collect()
        };
        let one = Number::from(1);
        let given = |own: &[Option<Number>], at: usize| own.get(at).cloned().flatten();
        Ok(Claim::Offers {
            order: offers.order.iter().map(|by| problem[by[0]].id.clone()).collect(),
            by_chance: offers.at_random,
            rounds: offers.rounds,
            ties: if induction.ties == Ties::Against { "against" } else { "for" },
            patience: named(&|at| offers.patience.get(at).filter(|own| **own != one).cloned()),
            breakdown: Some(offers.breakdown.clone()).filter(|own| !own.value().is_zero()),
            broken: named(&|at| given(&offers.broken, at)),
            outside: named(&|at| given(&offers.outside, at)),
            gains: named(&|at| induction.gains.get(at).cloned().map(Number::from)),
            stages,
        })
    }

    /// Why nothing better can be offered where a refusal is worth so much: weights of a search, for each set of parties that can pass it. Nothing
    /// if that was said of a stage before, which checkers remember.
    fn stage(
        &self,
        by: PartyId,
        refusal: &[BigRational],
        is_offered: bool,
        known: &mut HashSet<(PartyId, Vec<BigInt>)>,
        budget: &Budget,
    ) -> Result<ProofClaim, Stop> {
        let problem = self.view.problem();
        let low = |(party, refusal): (PartyId, &BigRational)| {
            (refusal * BigRational::from(self.view.gain_scale(party))).ceil().to_integer()
        };
        let low: Vec<BigInt> = problem.party_ids().zip(refusal).map(low).collect();
        if !known.insert((by, low.clone())) {
            return Ok(ProofClaim::default());
        }
        let mut proof = self.usual.clone();
        let own: Vec<Number> = problem.party_ids().map(|party| Number::from(i64::from(party == by))).collect();
        let (true, Some(own)) = (is_offered, WeightedSum::new(own)) else { return Ok(proof) };
        let with = |coalition: Vec<bool>| -> Vec<bool> {
            problem.party_ids().zip(coalition).map(|(party, needed)| needed || party == by).collect()
        };
        let coalitions: Vec<Vec<bool>> =
            self.view.acceptance().deciding().map(with).unique().take(HINTED + 1).collect();
        for coalition in coalitions.iter().filter(|_| coalitions.len() <= HINTED) {
            let floored = super::ids(coalition).into_iter().try_fold(asking(&self.view, coalition), |view, party| {
                let least = (&low[party.index()] - self.view.gain(party, 0)).to_i64();
                least.filter(|least| least.unsigned_abs() < 1 << 61).map(|least| view.with_floor(party, least))
            });
            let Some(view) = floored else { continue };
            let search = view.search().concepts([&own as &dyn Concept]).limits(budget.left()?);
            let answer = search.without_ideal().without_counts().run();
            if let Status::Stopped(stop) = answer.status {
                return Err(stop);
            }
            proof.weights.extend(answer.solutions.first().and_then(|one| Some(one.proof.as_ref()?.weights.clone())));
        }
        Ok(proof)
    }

    /// Claims what is agreed as the least gain rises that somebody must have, and that there is no deal above the last.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub fn ratified(
        &mut self,
        party: PartyId,
        concept: &dyn Concept,
        steps: &Outcome<Vec<Threshold>>,
        limits: &Limits,
    ) -> Result<(), Stop> {
        let (problem, id) = (self.view.problem(), self.view.problem()[party].id.clone());
        if problem.has_levels() || !self.view.acceptance().is_unanimous() {
            self.leave_open_once(format!("what can be ratified by `{id}`"));
            return Ok(());
        }
        let budget = Budget::new(limits);
        self.settle(crate::search::Engine::Automatic, &budget)?;
        let parties = self.view.parties();
        let (ratifying, among) = (problem.with_double(party), Among { concept, members: vec![true; parties] });
        let asked = self.view.of(&ratifying);
        let floors = |least: Option<i64>| -> Keyed<Number> {
            least.map(|least| (id.clone(), problem.in_units(party, least))).into_iter().collect()
        };
        let mut least: Option<i64> = None;
        for step in &steps.value {
            let floor = least.unwrap_or(-problem.reach(party.index()));
            let search = asked.clone().with_floor(PartyId::at(parties), floor).search().without_counts();
            let mut answer = search.concepts([&among as &dyn Concept]).limits(budget.left()?).without_ideal().run();
            for solution in &mut answer.solutions {
                for one in &mut solution.agreements {
                    *one = Agreement::new(&self.view, one.package.clone());
                }
                // Whoever ratifies is a party more to the search: what its gain counts for, it counts for the party.
                if let Some(Proof { weights, .. }) = &mut solution.proof
                    && let Some(more) = (weights.len() > parties).then(|| weights.pop()).flatten()
                {
                    let own = &mut weights[party.index()];
                    *own = Number::from(own.value() + more.value());
                }
            }
            self.choice(&answer, None, Terms { floors: floors(least), ..Terms::default() }, &budget)?;
            let lowest = step.agreements.iter().map(|one| problem.utilities(&one.package)[party.index()]).min();
            least = lowest.map(|lowest| lowest + 1);
        }
        match &steps.stopped {
            None => {
                let (floors, proof) = (floors(least), self.usual.clone());
                self.claims.push(Claim::NoAgreement { parties: None, at_least: None, floors, proof });
            }
            Some(stop) => self.leave_open_once(format!("what `{id}` can ratify beyond what is claimed: {stop}")),
        }
        self.leave_open_once("how many packages can be ratified".into());
        Ok(())
    }

    /// Claims what was chosen of what these accept, by some of them, or that they accept nothing.
    fn choice(
        &mut self,
        answer: &Answer,
        accepting: Option<&Vec<PartyId>>,
        terms: Terms,
        budget: &Budget,
    ) -> Result<(), Stop> {
        self.settle(answer.engine, budget)?;
        match answer.status {
            Status::Stopped(stop) => return Err(stop),
            Status::NoAgreement => {
                let parties = accepting.map(|members| self.parties(members));
                let (floors, proof) = (terms.floors, self.usual.clone());
                self.claims.push(Claim::NoAgreement { parties, at_least: None, floors, proof });
                return Ok(());
            }
            Status::Agreement => {}
        }
        for solution in &answer.solutions {
            let known = crate::concept::ALL.iter().any(|concept| concept.id() == solution.concept.id());
            if known && solution.proven && solution.concept.needs_ideal() {
                self.ideal(accepting.map(Vec::as_slice), budget)?;
            }
            self.solution(solution, terms.clone());
        }
        Ok(())
    }

    /// Whether a product of gains of these counts nobody, who count alike among themselves then.
    pub(super) fn is_weightless(&self, concept: &dyn Concept, by: &[PartyId]) -> bool {
        let problem = self.view.problem();
        concept.id() == "nash" && by.iter().all(|party| problem[*party].weight.value().is_zero())
    }

    /// Whether these are all whose consent the model asks for: with a quota, nobody is said to be asked by saying nothing.
    fn is_everybody(&self, members: &[PartyId]) -> bool {
        members.len() == self.view.parties() && self.view.acceptance().is_unanimous()
    }

    fn flags(&self, members: &[PartyId]) -> Vec<bool> {
        self.view.problem().party_ids().map(|party| members.contains(&party)).collect()
    }
}
