//! Offers, one after the other, until one is accepted or time is over: that nobody who offers can do better, by backward induction.
//!
//! In the last round a refusal is worth what no deal is. What whoever offers can have at best, of what the others accept instead of that, says
//! what a refusal is worth one round before. A certificate names what is offered; what refusals are worth is added up here, so
//! that a stage is about no other floors than those that follow from the stages behind it.
//!
//! What is shown of an offer: nothing is accepted that is better for whoever offers; or as good, and better for the first of
//! the others that it makes a difference to. Where ties are broken against the others, what they lose are coordinates, too.

use crate::claims::{Checker, union};
use crate::form::Form;
use crate::goal::{Aim, Goal, within};
use crate::json::{Node, shown};
use crate::levels::{SCALE_BITS, modest};
use crate::number::Ratio;
use crate::{Answer, beyond, malformed, rejected};
use std::collections::HashMap;

/// Who offers when, and what waiting costs. Gains are scaled.
struct Talks {
    /// Who offers: one after the other, or each as likely.
    order: Vec<usize>,
    by_chance: bool,
    /// Whether whoever offers gives the others as little as it can.
    against: bool,
    patience: Vec<Ratio>,
    breakdown: Ratio,
    broken: Vec<Ratio>,
    outside: Vec<Option<Ratio>>,
}

impl Talks {
    /// What going on is worth to each, where the next round is worth so much.
    fn continued(&self, worth: &[Ratio]) -> Vec<Ratio> {
        let stays = Ratio::whole(1).minus(&self.breakdown);
        let each = |(at, worth): (usize, &Ratio)| {
            self.breakdown.times(&self.broken[at]).plus(&stays.times(&self.patience[at]).times(worth))
        };
        worth.iter().enumerate().map(each).collect()
    }

    /// What a refusal is worth to each: going on, if nobody has something better. Else whoever has leaves, and talks are over for all.
    fn refusal(&self, by: usize, continued: &[Ratio]) -> Vec<Ratio> {
        let leaves = |at: usize| at != by && self.outside[at].as_ref().is_some_and(|own| *own > continued[at]);
        if !(0..continued.len()).any(leaves) {
            return continued.to_vec();
        }
        let each = |(at, own): (usize, &Option<Ratio>)| match own {
            Some(own) if leaves(at) || own.is_positive() => own.clone(),
            _ => Ratio::zero(),
        };
        self.outside.iter().enumerate().map(each).collect()
    }
}

/// Offers that are shown to be the best: who offers, what each must have, and what each gains.
type Shown = HashMap<(usize, Vec<i64>), Option<Vec<i64>>>;

impl Checker<'_> {
    fn talks(&self, claim: &Node) -> Answer<Talks> {
        let n = self.model.parties.len();
        let order: Vec<usize> =
            (claim.need("order")?.items()?.iter()).map(|name| self.model.party(name.text()?)).collect::<Answer<_>>()?;
        if order.is_empty() {
            return malformed("offers by nobody");
        }
        let against = match claim.need("ties")?.text()? {
            "for" => false,
            "against" => true,
            _ => return malformed("ties that are broken in a way that is not known"),
        };
        let share = |number: &Node| {
            let number = modest(number)?;
            match number.is_negative() || number > Ratio::whole(1) {
                true => malformed("a share that is not from 0 to 1"),
                false => Ok(number),
            }
        };
        let (mut patience, mut outside) = (vec![Ratio::whole(1); n], vec![None; n]);
        let mut broken = vec![Ratio::zero(); n];
        let named = |key: &str| claim.get(key).map_or(Ok(&[][..]), Node::members);
        for (name, own) in named("patience")? {
            patience[self.model.party(name)?] = share(own)?;
        }
        for (name, own) in named("broken")? {
            let at = self.model.party(name)?;
            broken[at] = self.gain(at, &modest(own)?);
        }
        for (name, own) in named("outside")? {
            let at = self.model.party(name)?;
            outside[at] = Some(self.gain(at, &modest(own)?));
        }
        let breakdown = claim.get("breakdown").map_or(Ok(Ratio::zero()), share)?;
        let by_chance = matches!(claim.get("by_chance"), Some(Node::Bool(true)));
        Ok(Talks { order, by_chance, against, patience, breakdown, broken, outside })
    }

    pub fn offers(&mut self, claim: &Node) -> Answer<String> {
        claim.fields(&[
            "claim",
            "order",
            "by_chance",
            "rounds",
            "ties",
            "patience",
            "breakdown",
            "broken",
            "outside",
            "gains",
            "stages",
        ])?;
        let (talks, parties) = (self.talks(claim)?, self.model.parties.clone());
        let (rounds, stages) = (claim.need("rounds")?.count()?, claim.need("stages")?.items()?);
        let turns = if talks.by_chance { talks.order.len() } else { 1 };
        if rounds == 0 || rounds.checked_mul(turns) != Some(stages.len()) {
            return malformed("not one stage for each offer");
        }
        let said = claim.need("gains")?;
        said.fields(&parties.iter().map(String::as_str).collect::<Vec<_>>())?;
        let said: Vec<Ratio> = parties.iter().map(|id| said.need(id)?.number()).collect::<Answer<_>>()?;
        let winning = self.winning(None)?;
        let (mut worth, mut known) = (vec![Ratio::zero(); parties.len()], Shown::new());
        for (back, stages) in stages.chunks(turns).enumerate() {
            let round = rounds - 1 - back;
            let continued = talks.continued(&worth);
            if continued.iter().any(|one| one.bits() > SCALE_BITS) {
                return beyond("what a refusal is worth, with too many digits");
            }
            let mut sum = vec![Ratio::zero(); parties.len()];
            for (turn, stage) in stages.iter().enumerate() {
                let by = talks.order[if talks.by_chance { turn } else { round % talks.order.len() }];
                let refusal = talks.refusal(by, &continued);
                let what = format!("round {}, {} offers", round + 1, parties[by]);
                let gains = self.stage(stage, by, &refusal, (talks.against, &winning), &mut known, &what)?;
                sum = sum.iter().zip(gains.as_ref().unwrap_or(&refusal)).map(|(sum, one)| sum.plus(one)).collect();
            }
            worth = sum.iter().map(|sum| sum.over(&Ratio::whole(turns))).collect();
        }
        for (at, (worth, said)) in worth.iter().zip(&said).enumerate() {
            let worth = worth.over(&Ratio::whole(self.model.scale[at].clone()));
            if worth != *said {
                return rejected(&format!("the talks are worth {worth} to {} over no deal, not {said}", parties[at]));
            }
        }
        self.told(claim, &talks)
    }

    /// What is said of talks.
    fn told(&self, claim: &Node, talks: &Talks) -> Answer<String> {
        let by: Vec<&str> = talks.order.iter().map(|at| self.model.parties[*at].as_str()).collect();
        let how = if talks.by_chance { "by chance" } else { "in turn" };
        let mut said = format!("offers: {} {how}, rounds {}", by.join(", "), claim.need("rounds")?.written());
        for key in ["patience", "breakdown", "broken", "outside"] {
            let Some(own) = claim.get(key).filter(|own| !matches!(own, Node::Object(all) if all.is_empty())) else {
                continue;
            };
            let all = |all: &[(String, Node)]| {
                all.iter().map(|(name, one)| format!("{name} {}", one.written())).collect::<Vec<_>>().join(", ")
            };
            let own = own.members().map_or_else(|_| own.written().to_owned(), all);
            said += &format!(", {key} {own}");
        }
        let gains: Vec<String> =
            (claim.need("gains")?.members()?.iter()).map(|(name, gain)| format!("{name} {}", gain.written())).collect();
        let ties = if talks.against { "against" } else { "for" };
        Ok(format!("{said}; ties {ties} the others: over no deal, the talks are worth {}", gains.join(", ")))
    }

    /// What everybody gains from an offer, which is shown to be the best; none if nothing is offered, and nothing can be.
    fn stage(
        &mut self,
        stage: &Node,
        by: usize,
        refusal: &[Ratio],
        (against, winning): (bool, &[Vec<usize>]),
        known: &mut Shown,
        what: &str,
    ) -> Answer<Option<Vec<Ratio>>> {
        stage.fields(&["offer", "proof"])?;
        let (n, model) = (refusal.len(), self.model);
        self.work.spend(n + model.issues.len())?;
        let low: Vec<i64> = refusal.iter().map(|one| within(&one.ceil())).collect();
        let mut offered = None;
        if let Some(name) = stage.get("offer") {
            let package = self.of_package(name)?;
            let gains = model.gains(package);
            let accepts: Vec<bool> = gains.iter().zip(&low).map(|(gain, low)| gain >= low).collect();
            let passes = accepts.iter().filter(|one| **one).count() >= model.quota
                && accepts.iter().zip(&model.veto).all(|(accepts, veto)| *accepts || !veto);
            if !(accepts[by] && passes && self.question.is_feasible(package)) {
                let name = shown(name.text()?);
                return rejected(&format!("{what}: {name} is not feasible, or not accepted instead of a refusal"));
            }
            offered = Some(gains);
        }
        let gains = offered.clone().map(|own| own.into_iter().map(Ratio::whole).collect());
        let key = (by, low);
        if known.get(&key) == Some(&offered) {
            return Ok(gains);
        }
        let (everybody, low) = (self.everybody(), &key.1);
        let others: Vec<usize> = everybody.iter().copied().filter(|at| *at != by).collect();
        let cuts = |(form, cap): (&Form<i64>, &Option<i64>)| cap.is_some_and(|cap| form.most() > i128::from(cap));
        let losing = against && offered.is_some();
        if losing && others.iter().any(|at| cuts((&model.forms[*at], &model.caps[*at]))) {
            return beyond("offers that give the others as little as can be, beside ceilings");
        }
        let mut coalitions: Vec<Vec<usize>> = winning.iter().map(|one| union(one.clone(), &[by])).collect();
        coalitions.sort_unstable();
        coalitions.dedup();
        for coalition in coalitions {
            let floor = |at: usize| coalition.contains(&at).then(|| low[at]);
            let mut least: Vec<Option<i64>> = (0..n).map(floor).collect();
            let mut aim = Aim::Any;
            if let Some(own) = &offered {
                least[by] = Some(own[by]);
                let behind = |(place, at): (usize, &usize)| match losing {
                    true => (n + place, -own[*at]),
                    false => (*at, own[*at]),
                };
                let first = std::iter::once((by, own[by]));
                aim = Aim::Beyond(vec![first.chain(others.iter().enumerate().map(behind)).collect()]);
            }
            let sums = match losing {
                true => {
                    least.resize(n + others.len(), None);
                    self.question.sums_and_losses(&others)?
                }
                false => self.sums(&everybody)?,
            };
            self.exclude(
                stage,
                sums,
                Goal::new(least, Vec::new(), aim),
                &everybody,
                &format!("{what}: something better"),
            )?;
        }
        known.insert(key, offered);
        Ok(gains)
    }
}
