//! Consents for random models: rules over utilities, third parties, bodies that ratify.

use super::build::quantity;
use super::oracle::option_ids;
use super::q;
use super::random::{Style, Tape, conditions, number, utility};
use num_traits::Signed;
use zopa::Model;
use zopa::model::{Consent, Keyed, Quantity, Ratifiers, Rule, Values};

/// What is asked for: near to what sums come to, so that they tie.
fn least(tape: &mut Tape) -> Quantity {
    quantity(tape.pick(&[q(0, 1), q(1, 1), q(2, 1), q(3, 1), q(5, 1), q(-1, 1), q(1, 2)]))
}

/// Some parties' utilities; those with ceilings all count for a package, or all against it.
fn utilities(model: &Model, tape: &mut Tape, ceilings: bool) -> Keyed<Quantity> {
    let mut utilities = Keyed::default();
    let sign = if tape.chance(50) { q(1, 1) } else { q(-1, 1) };
    for id in model.parties.keys() {
        let ceiling = model.utilities.get(id).is_some_and(|utility| utility.at_most.is_some());
        if (ceilings || !ceiling) && tape.chance(60) {
            let counts = tape.pick(&[q(1, 1), q(-1, 1), q(1, 2), q(2, 3)]).clone();
            utilities.insert(id, quantity(&if ceiling { counts.abs() * &sign } else { counts }));
        }
    }
    utilities
}

/// One who is asked: with values of one or two issues at least.
fn consent(model: &Model, tape: &mut Tape, ceilings: bool) -> Consent {
    let mut consent = Consent::default();
    if tape.chance(60) {
        consent.when = conditions(tape, &model.issues, 2);
    }
    let (id, issue) = &model.issues.0[tape.below(model.issues.len())];
    let own = option_ids(issue).into_iter().map(|option| (option, quantity(&number(tape, Style::Whole))));
    consent.values.insert(id.as_str(), Values::ByOption(own.collect()));
    if tape.chance(40) {
        let more = utility(tape, &model.issues, Style::Fractions);
        (consent.constant, consent.interactions, consent.tables) = (more.constant, more.interactions, more.tables);
    }
    if tape.chance(30) {
        consent.utilities = utilities(model, tape, ceilings);
    }
    if tape.chance(70) {
        consent.at_least = Some(least(tape));
    }
    consent
}

/// Adds consents to a model.
pub fn add_consents(model: &mut Model, tape: &mut Tape) {
    if tape.chance(60) {
        let mut rule = Rule { utilities: utilities(model, tape, true), at_least: Some(least(tape)), ..Rule::default() };
        if rule.utilities.is_empty() || tape.chance(40) {
            let Consent { values, interactions, tables, constant, .. } = consent(model, tape, false);
            (rule.values, rule.interactions, rule.tables, rule.constant) = (values, interactions, tables, constant);
        }
        if tape.chance(30) {
            rule.at_most = Some(quantity(tape.pick(&[q(6, 1), q(9, 1)])));
        }
        model.rules.push(rule);
    }
    for at in 0..tape.below(3) {
        let approval = consent(model, tape, true);
        model.approvals.insert(format!("third{at}"), approval);
    }
    if tape.chance(60) {
        let count = 1 + tape.below(3);
        let bodies: Vec<(String, Consent)> =
            (0..count).map(|at| (format!("body{at}"), consent(model, tape, false))).collect();
        let quota = tape.chance(60).then(|| 1 + tape.below(count) as u64);
        let veto = (0..count).filter(|_| tape.chance(25)).map(|at| format!("body{at}")).collect();
        let ratifiers = Ratifiers { bodies: bodies.into_iter().collect(), quota, veto, ..Ratifiers::default() };
        model.parties.0[0].1.ratifiers = Some(ratifiers);
    }
}
