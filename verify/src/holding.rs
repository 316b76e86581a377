//! Agreements that hold: events by which beliefs follow from what is agreed, promises that must hold, and those who must be
//! satisfied beside the parties.

use crate::form::{Form, REACH_BITS, When, boxes, combinations};
use crate::json::Node;
use crate::model::{Consents, Draft, Guard, Kind, MOST_CELLS, Rule, Seat, cells, named, named_so, object, quantity};
use crate::number::Ratio;
use crate::{Answer, beyond, malformed};
use num_bigint::BigInt;
use std::rc::Rc;

/// Numbers that are added up to decide about events.
const PAYOFFS: usize = 1 << 24;
/// Of the parties whose utilities one sum counts, so many may have ceilings.
const MOST_CEILINGS: usize = 3;
/// Third parties and bodies, and sums of utilities.
const MOST_CONSENTS: usize = 512;

/// How likely something is: `more` is added where an event happens, which is where one of some conditions holds, and no two
/// of them do. Where one of the others holds, the promise behind the event is broken.
pub struct Chance {
    pub least: Ratio,
    pub more: Ratio,
    pub happens: Vec<When>,
    broken: Vec<When>,
}

/// The sums that somebody asks for, each with where.
type Asked = Vec<(When, Form<Ratio>)>;

impl Draft {
    /// A probability: a number, or one of two (1 and 0, if nothing is said) by whether an event pays, which may depend on
    /// what is agreed.
    pub fn probability(&mut self, node: &Node) -> Answer<Chance> {
        let events: [(&str, &[&str]); 3] = [
            ("attack", &["gain", "cost", "peace", "war", "fights"]),
            ("breach", &["gain", "loss", "detection"]),
            ("execution", &["executing", "reneging"]),
        ];
        let Some((event, names)) = events.into_iter().find(|(event, _)| node.get(event).is_some()) else {
            let least = share(quantity(node)?)?;
            return Ok(Chance { least, more: Ratio::zero(), happens: Vec::new(), broken: Vec::new() });
        };
        object(node, &[event, "then", "otherwise", "id", "must_hold", "periods"])?;
        named_so(node)?;
        let payoffs = node.need(event)?;
        object(payoffs, names)?;
        let usual: Vec<Form<Ratio>> =
            names.iter().map(|name| self.payoff(payoffs.need(name)?)).collect::<Answer<_>>()?;
        let mut times = Vec::new();
        for (_, period) in named(node, "periods")? {
            object(period, names)?;
            let own = |(name, usual): (&&str, &Form<Ratio>)| match period.get(name) {
                Some(other) => self.payoff(other),
                None => Ok(usual.clone()),
            };
            times.push(names.iter().zip(&usual).map(own).collect::<Answer<Vec<_>>>()?);
        }
        if times.is_empty() {
            times.push(usual);
        }
        let mut scope: Vec<usize> = times.iter().flatten().flat_map(Form::issues).collect();
        scope.sort_unstable();
        scope.dedup();
        let sizes: Vec<usize> = scope.iter().map(|issue| self.options[*issue].len()).collect();
        let size = sizes.iter().try_fold(1usize, |all, size| all.checked_mul(*size)).filter(|size| *size <= MOST_CELLS);
        let each: usize = times.iter().flatten().map(Form::size).sum();
        self.payoffs = self.payoffs.saturating_add(size.unwrap_or(usize::MAX).saturating_mul(each));
        if self.payoffs > PAYOFFS {
            return beyond("payoffs that depend on too many combinations of options");
        }
        let scale = times.iter().flatten().try_fold(BigInt::from(1), |scale, form| form.scale(scale))?;
        let scaled = |one: &Vec<Form<Ratio>>| one.iter().map(|form| form.scaled(&scale)).collect();
        let times: Vec<Vec<Form<i64>>> = times.iter().map(scaled).collect::<Answer<_>>()?;
        let Ok(one) = i128::try_from(scale) else { return beyond("numbers that are too finely divided") };
        let (mut cells, mut wrong, mut package) = (Vec::new(), None, vec![0; self.options.len()]);
        combinations(&sizes, |options| {
            scope.iter().zip(options).for_each(|(issue, option)| package[*issue] = *option);
            let mut happens = times.iter().map(|forms| {
                let payoffs: Vec<i128> = forms.iter().map(|form| form.at(&package).into()).collect();
                happening(&payoffs, one).unwrap_or_else(|why| {
                    wrong = Some(why);
                    false
                })
            });
            // What is promised is carried out at each time, or is not; an attack or a breach at one is enough.
            let happens: Vec<bool> = happens.by_ref().collect();
            cells.push(if event == "execution" { !happens.contains(&false) } else { happens.contains(&true) });
        });
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        let happens = self.where_true(&scope, &sizes, &cells)?;
        let broken = match event {
            "execution" => {
                let not: Vec<bool> = cells.iter().map(|one| !one).collect();
                self.where_true(&scope, &sizes, &not)?
            }
            _ => happens.clone(),
        };
        let likely = |key: &str, unsaid: i32| node.get(key).map_or(Ok(Ratio::whole(unsaid)), quantity).and_then(share);
        let (then, least) = (likely("then", 1)?, likely("otherwise", 0)?);
        Ok(Chance { more: then.minus(&least), least, happens, broken })
    }

    /// The conditions of which one holds where a table is true.
    fn where_true(&mut self, scope: &[usize], sizes: &[usize], cells: &[bool]) -> Answer<Vec<When>> {
        let found = boxes(cells, sizes, &mut self.room)?;
        let condition = |sets: Vec<Vec<bool>>| {
            scope.iter().copied().zip(sets).filter(|(_, set)| set.contains(&false)).collect::<When>()
        };
        Ok(found.into_iter().map(condition).collect())
    }

    /// A payoff: a number, or a sum over options.
    fn payoff(&mut self, node: &Node) -> Answer<Form<Ratio>> {
        if !matches!(node, Node::Object(_)) || node.get("value").is_some() {
            return quantity(node).map(Form::of);
        }
        object(node, &["constant", "values", "interactions", "tables"])?;
        let mut form = Form::of(Ratio::zero());
        self.parts(&mut form, node, &Ratio::whole(1), None)?;
        if !form.curves.is_empty() {
            return malformed("an event that depends on a level");
        }
        Ok(form)
    }

    /// The rule that a promise holds where it is asked, if it must.
    pub fn held(&mut self, path: &str, node: &Node, chance: &Chance, when: &When, unless: &[When]) -> Answer<()> {
        match node.get("must_hold") {
            None | Some(Node::Bool(false)) => return Ok(()),
            Some(Node::Bool(true)) => {}
            Some(_) => return malformed("something else where true or false belongs"),
        }
        self.place(path)?;
        for both in self.meetings(when, &chance.broken)? {
            self.takes(cells(unless))?;
            self.rules.push(Rule { path: path.to_owned(), kind: Kind::Forbid(both, unless.to_vec()) });
        }
        Ok(())
    }

    /// What is expected of a state: its worth times what is believed where nothing else is said, and where a condition says
    /// something else first, the difference to that.
    pub fn state(&mut self, path: &str, node: &Node) -> Answer<()> {
        object(node, &["name", "beliefs", "given", "utilities"])?;
        let mut base: Vec<Option<Chance>> = self.parties.iter().map(|_| None).collect();
        for (name, chance) in node.need("beliefs")?.members()? {
            base[self.party(name)?] = Some(self.probability(chance)?);
        }
        // By party, where something else is said, and what.
        let mut cases: Vec<(Vec<When>, Vec<Chance>)> = base.iter().map(|_| Default::default()).collect();
        for (at, case) in node.items_of("given")?.iter().enumerate() {
            object(case, &["when", "beliefs"])?;
            let when = self.condition(case.need("when")?)?;
            for (name, belief) in case.need("beliefs")?.members()? {
                let party = self.party(name)?;
                if base[party].is_none() {
                    return malformed("a belief that departs from none");
                }
                let chance = self.probability(belief)?;
                let path = format!("{path}.given[{at}].beliefs.{name}");
                self.held(&path, belief, &chance, &when, &cases[party].0)?;
                self.takes(cells([&when]))?;
                cases[party].0.push(when.clone());
                cases[party].1.push(chance);
            }
        }
        for (name, belief) in node.need("beliefs")?.members()? {
            let party = self.party(name)?;
            if let Some(chance) = &base[party] {
                let path = format!("{path}.beliefs.{name}");
                self.held(&path, belief, chance, &When::new(), &cases[party].0)?;
            }
        }
        for (name, utility) in named(node, "utilities")? {
            let party = self.party(name)?;
            object(utility, &["constant", "values", "interactions", "tables"])?;
            let Some(usual) = &base[party] else {
                return malformed("a party has utilities in a state, and no belief");
            };
            let mut form = self.taken(party);
            self.parts(&mut form, utility, &usual.least, None)?;
            let (whens, chances) = &cases[party];
            let mut guards: Vec<Guard> = Vec::new();
            if !usual.more.is_zero() {
                for when in &usual.happens {
                    self.takes(cells([when]))?;
                    guards.push(Guard { when: when.clone(), earlier: whens.len(), more: usual.more.clone() });
                }
            }
            for (at, (when, chance)) in whens.iter().zip(chances).enumerate() {
                let more = chance.least.minus(&usual.least);
                if !more.is_zero() {
                    self.takes(cells([when]))?;
                    guards.push(Guard { when: when.clone(), earlier: at, more });
                }
                if !chance.more.is_zero() {
                    let met = self.meetings(when, &chance.happens)?.into_iter();
                    guards.extend(met.map(|when| Guard { when, earlier: at, more: chance.more.clone() }));
                }
            }
            if !guards.is_empty() {
                self.parts(&mut form, utility, &Ratio::whole(1), Some((&guards, whens)))?;
            }
            self.forms[party] = form;
        }
        Ok(())
    }

    // Those who must be satisfied beside the parties: a sum that must not be below 0 where it is asked.

    /// The sums that one asks for, and whether all of them are needed or one is enough: a utility is the smaller of what it
    /// sums to and its ceiling, so that a sum which counts it is enough if it is with both.
    pub fn asked(&mut self, node: &Node, sign: i32, least: &Ratio) -> Answer<(Vec<Form<Ratio>>, bool)> {
        let sign = Ratio::whole(sign);
        let mut counted: Vec<(usize, Ratio)> = Vec::new();
        for (name, times) in named(node, "utilities")? {
            counted.push((self.party(name)?, quantity(times)?.times(&sign)));
        }
        let has_cap = |(party, times): &&(usize, Ratio)| !times.is_zero() && self.caps[*party].is_some();
        let capped: Vec<usize> = counted.iter().filter(has_cap).map(|(party, _)| *party).collect();
        let against = counted.iter().filter(has_cap).filter(|(_, times)| times.is_negative()).count();
        if against > 0 && against < capped.len() || capped.len() > MOST_CEILINGS {
            return beyond("a sum of utilities with ceilings, for and against, or too many");
        }
        let mut forms = Vec::new();
        for set in 0..1usize << capped.len() {
            let mut form = Form::of(Ratio::zero().minus(least));
            for (party, times) in &counted {
                let at = capped.iter().position(|own| own == party).filter(|at| set >> at & 1 == 1);
                let cap = at.and_then(|_| self.caps[*party].clone()).map(Form::of);
                self.more_terms(self.forms[*party].terms.len())?;
                form.add(cap.as_ref().unwrap_or(&self.forms[*party]), Ratio::plus, |one| one.times(times));
                form.fine()?;
            }
            self.parts(&mut form, node, &sign, None)?;
            let levels = counted.iter().any(|(party, _)| !self.forms[*party].curves.is_empty());
            if levels || !form.curves.is_empty() {
                return beyond("a sum that somebody asks for depends on levels");
            }
            forms.push(form);
        }
        Ok((forms, against == 0))
    }

    /// The same of a third party or a body, each with where it is asked.
    pub fn seats(&mut self, node: &Node) -> Answer<(Asked, bool)> {
        object(node, &["name", "when", "utilities", "constant", "values", "interactions", "tables", "at_least"])?;
        let when = match node.get("when") {
            Some(when) if !matches!(when, Node::Object(all) if all.is_empty()) => self.condition(when)?,
            _ => When::new(),
        };
        let least = node.get("at_least").map_or(Ok(Ratio::zero()), quantity)?;
        let (forms, all) = self.asked(node, 1, &least)?;
        Ok((forms.into_iter().map(|form| (when.clone(), form)).collect(), all))
    }

    /// The rule that so many are satisfied, each with its sum in whole numbers.
    pub fn consents(&mut self, path: String, seats: Asked, quota: usize, veto: Option<Vec<bool>>) -> Answer<()> {
        self.consents += seats.len();
        if self.consents > MOST_CONSENTS {
            return beyond(&format!("more than {MOST_CONSENTS} sums that somebody asks for"));
        }
        let veto = veto.unwrap_or_else(|| vec![false; seats.len()]);
        let mut whole = Vec::new();
        for (when, form) in seats {
            let (_, form, _) = form.whole(&[])?;
            // Where it is not asked, as much is added.
            if form.reach() >= 1 << (REACH_BITS - 2) {
                return beyond("numbers that are too large");
            }
            whole.push(Seat { when, form });
        }
        self.rules.push(Rule { path, kind: Kind::Consents(Rc::new(Consents { seats: whole, quota, veto })) });
        Ok(())
    }

    pub fn ratifiers(&mut self, path: String, node: &Node) -> Answer<()> {
        object(node, &["bodies", "quota", "veto"])?;
        let bodies = node.need("bodies")?.members()?;
        let mut veto = vec![false; bodies.len()];
        let named = node.items_of("veto")?;
        for one in named {
            let name = one.text()?;
            match bodies.iter().position(|(body, _)| body == name) {
                Some(at) => veto[at] = true,
                None => return malformed("a body that is not there"),
            }
        }
        let needed = veto.iter().filter(|needed| **needed).count();
        let quota = node.get("quota").map_or(Ok(bodies.len()), Node::count)?;
        if needed < named.len() || !(1..=bodies.len()).contains(&quota) {
            return malformed("a quota that is no number of bodies, or a body that is named twice");
        }
        let everyone = quota == bodies.len() || needed == bodies.len();
        let mut seats = Vec::new();
        for (_, body) in bodies {
            let (own, all) = self.seats(body)?;
            if !all || own.len() > 1 && !everyone {
                return beyond("a body counts a utility that has a ceiling, and a quota of the bodies is enough");
            }
            seats.extend(own);
        }
        let (quota, veto) = if everyone { (seats.len(), None) } else { (quota, Some(veto)) };
        self.consents(path, seats, quota, veto)
    }
}

/// A number that may be a probability.
fn share(chance: Ratio) -> Answer<Ratio> {
    if chance.is_negative() || chance > Ratio::whole(1) {
        return malformed("a probability that is not from 0 to 1");
    }
    Ok(chance)
}

/// Whether an event pays: an attack by five payoffs, a breach by three, or that a promise is carried out by two. They are times
/// `one`, and so are probabilities among them; no product of two reaches what is left of 128 bits.
fn happening(payoffs: &[i128], one: i128) -> Answer<bool> {
    let share = |chance: i128| match (0..=one).contains(&chance) {
        true => Ok(chance),
        false => malformed("a probability that is not from 0 to 1"),
    };
    Ok(match *payoffs {
        [gain, cost, peace, war, fights] => {
            let fights = share(fights)?;
            (one - fights) * (gain - cost) - fights * war > peace * one
        }
        [gain, loss, detection] => {
            let detection = share(detection)?;
            (one - detection) * gain > detection * loss
        }
        [executing, reneging] => executing >= reneging,
        _ => false,
    })
}
