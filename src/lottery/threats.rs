//! Variable threats of two parties: what each would do without a deal, chosen beforehand for what it does to the agreement.
//!
//! Nash, "Two-person cooperative games" (1953): each party commits itself to a threat, a mixture of its actions; then they agree on the
//! Nash lottery, for which the payoffs of the two threats are what no deal gives. Where the frontier of mixtures runs with weights λ, a
//! threat is as good for the first party as λ₁ times its payoff exceeds λ₂ times the other's: a game whose gains are each other's
//! losses (Shapley's transfer of utility). Its value tells on which side of a point of the frontier the agreement lies, so that the
//! frontier is searched as for other solutions, without being listed. The agreement is unique, and in fractions: on an edge it follows
//! from the value of the game with the edge's weights; at a corner it is the corner, and each party's threat is that of the edge by which
//! it keeps the other one from more.
//!
//! Corner cases: the frontier is that of all feasible packages, whoever would refuse them. All this holds where parties have the same
//! bargaining power, and where whatever they threaten with leaves something for both: other models are refused.

use super::hull::normal_between;
use super::mixture::{Column, Mixtures, weighed};
use crate::exact::Number;
use crate::lp::Game;
use crate::model::{Code, Diagnostic, Diagnostics, Model, NoDealRule, Path, PayoffTable, Place, Quantity};
use crate::problem::{Corners, PartyId, Problem, View};
use crate::search::{Control, Limits, Pricing, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;

/// Why variable threats cannot be settled.
#[derive(Clone, Debug, PartialEq)]
pub enum Unsettled {
    /// Something is wrong with the model.
    Wrong(Diagnostics),
    /// The search stopped before.
    Stopped(Stop),
}

impl fmt::Display for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unsettled::Wrong(findings) => findings.fmt(f),
            Unsettled::Stopped(stop) => write!(f, "the threats are not settled: {stop}"),
        }
    }
}

impl std::error::Error for Unsettled {}

impl From<Diagnostics> for Unsettled {
    fn from(findings: Diagnostics) -> Self {
        Unsettled::Wrong(findings)
    }
}

impl From<Stop> for Unsettled {
    fn from(stop: Stop) -> Self {
        Unsettled::Stopped(stop)
    }
}

/// The model with the disagreement values that follow from variable threats, if it has such; else as it is.
///
/// ```
/// let text = r#"{ "zopa": 1, "parties": { "a": {}, "b": {} },
///   "issues": { "share": { "integer": { "min": 0, "max": 10 } } },
///   "utilities": { "a": { "values": { "share": { "per_unit": 1 } } },
///                  "b": { "constant": 10, "values": { "share": { "per_unit": -1 } } } },
///   "threats": { "rule": "variable-threats", "payoffs": {
///     "strike": { "wait": [-2, -6] }, "work": { "wait": [1, 1] } } } }"#;
/// let model = zopa::lottery::settled(&zopa::Model::from_json(text)?, &zopa::Limits::default())?.into_owned();
/// let problem = zopa::Problem::compile(&model)?;
/// // A strike costs the other one four more than itself.
/// let nash = &problem.search().run().solutions[0];
/// assert_eq!(nash.agreements[0].utilities, [7.into(), 3.into()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What is wrong with the model, or why the search stopped.
pub fn settled<'m>(model: &'m Model, limits: &Limits) -> Result<Cow<'m, Model>, Unsettled> {
    let Some(threats) = model.threats.as_ref().filter(|threats| threats.rule() == NoDealRule::VariableThreats) else {
        return Ok(Cow::Borrowed(model));
    };
    let table = threats.table(model.parties.len())?;
    if model.utilities.iter().any(|(_, utility)| utility.ranks.is_some()) {
        let place = Place::key(&Path::root().key("threats"));
        let error =
            Diagnostic::new(Code::Values, place, "threats are payoffs, and of some party only an order is known");
        return Err(Diagnostics::from(error.help("leave out `threats`, or `ranks`")).into());
    }
    let mut settled = model.clone();
    settled.threats = None;
    for (id, party) in settled.parties.0.iter_mut().map(|(id, party)| (&*id, party)) {
        if party.disagreement.is_some() {
            let place = Place::key(&Path::root().key("parties").key(id).key("disagreement"));
            let message = format!("what `{id}` has without a deal follows from `threats`");
            let error = Diagnostic::new(Code::Values, place, message).help("leave one of both out");
            return Err(Diagnostics::from(error).into());
        }
        party.disagreement = Some(Quantity::from(0));
    }
    let problem = Problem::compile(&settled)?;
    let powers: Vec<&Number> = problem.parties().iter().map(|party| &party.weight).collect();
    if powers.iter().any(|power| **power == Number::zero() || power != &powers[0]) {
        let place = Place::key(&Path::root().key("threats").key("rule"));
        let message =
            "variable threats are for parties with the same bargaining power, and their weights differ or are 0";
        let error = Diagnostic::new(Code::NotSupported, place, message);
        return Err(Diagnostics::from(error.help("leave out `weight`, or ask with security-levels")).into());
    }
    let Some(shares) = threatened(&problem.view(), &table, limits)? else {
        let place = Place::key(&Path::root().key("threats"));
        let error = Diagnostic::new(
            Code::Values,
            place,
            "no package satisfies all rules, so that nothing can be threatened for",
        );
        return Err(Diagnostics::from(error).into());
    };
    for (at, (_, party)) in settled.parties.0.iter_mut().enumerate() {
        let rows = shares[0].iter().zip(&table.payoffs[at]);
        let row = |(share, row): (&BigRational, &Vec<BigRational>)| {
            share * row.iter().zip(&shares[1]).map(|(payoff, other)| payoff * other).sum::<BigRational>()
        };
        party.disagreement = Some(Number::from(rows.map(row).sum::<BigRational>()).into());
        party.batna.get_or_insert_with(|| table.said(at, &shares[at]));
    }
    Ok(Cow::Owned(settled))
}

/// The first payoffs of the table that no mixture of packages gives to both: by row and column.
///
/// Only those that no others exceed are looked up on the frontier.
fn out_of_reach(
    mixtures: &Mixtures,
    table: &PayoffTable,
    scales: &[BigRational; 2],
) -> Result<Option<[usize; 2]>, Stop> {
    let mut cells = Vec::new();
    for (row, (own, other)) in table.payoffs[0].iter().zip(&table.payoffs[1]).enumerate() {
        for (column, (own, other)) in own.iter().zip(other).enumerate() {
            cells.push(([own * &scales[0], other * &scales[1]], [row, column]));
        }
    }
    let exceeded = |own: &[BigRational; 2]| {
        cells.iter().any(|(other, _)| other != own && other.iter().zip(own).all(|(other, own)| other >= own))
    };
    for (own, at) in cells.iter().filter(|(own, _)| !exceeded(own)) {
        let side = |column: &Column, _: &[BigInt]| match column.gains[0] <= own[0] {
            true => Ordering::Less,
            false => Ordering::Greater,
        };
        let [a, b] = mixtures.narrow(side)?;
        let most = match own[0] <= a.gains[0] {
            true => a.gains[1].clone(),
            false if own[0] > b.gains[0] => return Ok(Some(*at)),
            false => {
                let share = (&own[0] - &a.gains[0]) / (&b.gains[0] - &a.gains[0]);
                &a.gains[1] + (&b.gains[1] - &a.gains[1]) * share
            }
        };
        if own[1] > most {
            return Ok(Some(*at));
        }
    }
    Ok(None)
}

/// By party, how likely it threatens with each of its actions; none if nothing is feasible.
fn threatened(view: &View, table: &PayoffTable, limits: &Limits) -> Result<Option<[Vec<BigRational>; 2]>, Unsettled> {
    let control = Control::new(limits);
    let everything = view.clone().with_consent_of(&[true; 2]);
    let corners = view.problem().has_levels().then(|| Corners::new(&everything)).transpose();
    let corners = corners.map_err(Stop::without_corners)?;
    let Some(pricing) = Pricing::new(&everything, corners.as_ref(), &control)? else { return Ok(None) };
    let mixtures = Mixtures::new(&pricing);
    let scale = |party: usize| BigRational::from(view.gain_scale(PartyId::at(party)));
    if let Some([row, column]) = out_of_reach(&mixtures, table, &[scale(0), scale(1)])? {
        let [first, second] = [&table.actions[0][row], &table.actions[1][column]];
        let place = Path::root().key("threats").key("payoffs").key(first).key(second);
        let message =
            "no mixture of packages gives both parties at least this, so that it is better than any agreement";
        let error = Diagnostic::new(Code::OutOfRange, Place::value(&place), message);
        let help = "variable threats are for tables that leave something to agree on; ask with security-levels";
        return Err(Diagnostics::from(error.help(help)).into());
    }
    // Gains are counted from 0 and in the view's scale: so are payoffs.
    let game = |weights: &[BigInt]| -> Option<Game> {
        let factors: Vec<BigRational> =
            (0..2).map(|party| BigRational::from(weights[party].clone()) * scale(party)).collect();
        let row = |(own, other): (&Vec<BigRational>, &Vec<BigRational>)| {
            own.iter().zip(other).map(|(own, other)| own * &factors[0] - other * &factors[1]).collect()
        };
        Game::solve(&table.payoffs[0].iter().zip(&table.payoffs[1]).map(row).collect::<Vec<_>>())
    };
    // On which side of a package the agreement lies, as seen from it: for these weights, the first party ends with half of what there
    // is and of what the threats are worth to it.
    let beyond = |column: &Column, weights: &[BigInt]| -> Ordering {
        let Some(game) = game(weights) else { return Ordering::Equal };
        let own = |party: usize| BigRational::from(weights[party].clone()) * &column.gains[party];
        (game.value + weighed(weights, &column.gains)).cmp(&(own(0) * BigInt::from(2)))
    };
    let last: RefCell<[Option<Vec<BigInt>>; 3]> = RefCell::default();
    let side = |column: &Column, weights: &[BigInt]| {
        let side = beyond(column, weights).reverse();
        let at = match side {
            Ordering::Less => 0,
            Ordering::Greater => 1,
            Ordering::Equal => 2,
        };
        last.borrow_mut()[at] = Some(weights.to_vec());
        side
    };
    let [a, b] = mixtures.narrow(side)?;
    let [left, right, there] = last.into_inner();
    let edge = (a.gains != b.gains).then(|| normal_between(&a, &b));
    let ones = vec![BigInt::one(); 2];
    // Whose weights make the first party's threat, and whose the second's.
    let [first, second] = match (&edge, &there) {
        (None, _) => [there.as_ref().unwrap_or(&ones); 2],
        (Some(edge), _) if beyond(&a, edge).is_le() => [left.as_ref().unwrap_or(edge), edge],
        (Some(edge), _) if beyond(&b, edge).is_ge() => [edge, right.as_ref().unwrap_or(edge)],
        (Some(edge), _) => [edge, edge],
    };
    Ok(game(first).zip(game(second)).map(|(first, second)| [first.rows, second.columns]))
}
