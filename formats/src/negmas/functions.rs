//! Functions of one issue's value, exactly: by option, or over the levels of a continuous issue, where they must be made up of
//! straight lines. Exponentials, logarithms, sines and the like have no exact values and are refused.

use super::super::axis::{Axis, BY_STEPS, Unlike};
use super::super::scores::Scores;
use super::super::tree::{Asking, Kind, Tree};
use super::kind::kind;
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::model::Code;
use zopa::text::quoted;

/// What the options or the levels of the issue are worth.
pub(super) fn scores(asking: &mut Asking, tree: &Tree, axis: &Axis) -> Option<Scores> {
    match (&tree.kind, kind(tree)) {
        (Kind::Map(_), Some("TableFun")) => {
            let mapping = asking.required(tree, "mapping")?;
            table(asking, mapping, axis)
        }
        (Kind::Map(_), Some(kind)) => function(asking, tree, axis, kind),
        (Kind::Map(_), None) => table(asking, tree, axis),
        (Kind::List(items), _) if axis.range.is_none() && items.len() == axis.choices.len() => {
            let values: Option<Vec<_>> = items.iter().map(|item| asking.number(item, "a value")).collect();
            values.map(Scores::from)
        }
        _ => asking.wrong(tree, "a function, or a value for each option"),
    }
}

/// Refuses what lists values of a continuous issue.
pub(super) fn listed<T>(asking: &mut Asking, tree: &Tree, axis: &Axis) -> Option<T> {
    let message = format!("{} is continuous: values that are listed say nothing of those between", quoted(&axis.id));
    asking.error(Code::NotSupported, tree, message, BY_STEPS);
    None
}

fn table(asking: &mut Asking, mapping: &Tree, axis: &Axis) -> Option<Scores> {
    if axis.range.is_some() {
        return listed(asking, mapping, axis);
    }
    let mut scores = vec![None; axis.choices.len()];
    let mut sound = true;
    for (value, score) in asking.map(mapping)? {
        match value.text().and_then(|text| axis.written(text)) {
            Some(at) => {
                scores[at] = asking.number(score, "a value");
                sound &= scores[at].is_some();
            }
            None => {
                let message = format!("{} is no value of {}", value.words(), quoted(&axis.id));
                asking.error(Code::UnknownOption, value, message, "the outcome space lists the values of each issue");
                sound = false;
            }
        }
    }
    for (choice, _) in axis.choices.iter().zip(&scores).filter(|(_, score)| score.is_none()) {
        if sound {
            let message = format!("no value for {} of {}", quoted(&choice.id), quoted(&axis.id));
            asking.error(Code::Values, mapping, message, "add it; 0 if it is worth nothing");
        }
    }
    let scores: Option<Vec<_>> = if sound { scores.into_iter().collect() } else { None };
    scores.map(Scores::from)
}

/// A parameter, or what it is if left out; none if there is nothing to take, or it is no number.
fn parameter(asking: &mut Asking, tree: &Tree, key: &str, otherwise: Option<BigRational>) -> Option<BigRational> {
    match (tree.given(key), otherwise) {
        (Some(found), _) => asking.number(found, key),
        (None, Some(otherwise)) => Some(otherwise),
        (None, None) => {
            asking.missing(tree, key);
            None
        }
    }
}

fn function(asking: &mut Asking, tree: &Tree, axis: &Axis, kind: &str) -> Option<Scores> {
    let (zero, one) = (BigRational::zero, BigRational::one);
    let bias = parameter(asking, tree, "bias", Some(zero()));
    let scores = match kind {
        "IdentityFun" => axis.scores([], Clone::clone),
        "LinearFun" | "AffineFun" => {
            let (slope, bias) = (parameter(asking, tree, "slope", None)?, bias?);
            axis.scores([], |x| &slope * x + &bias)
        }
        "ConstFun" => Ok(axis.constant(&bias?)),
        "QuadraticFun" => {
            let (a1, a2) = (parameter(asking, tree, "a1", None), parameter(asking, tree, "a2", None));
            let (a1, a2, bias) = (a1?, a2?, bias?);
            axis.scores([], |x| &a2 * x * x + &a1 * x + &bias)
        }
        "PolynomialFun" => {
            let list = asking.required(tree, "coefficients")?;
            let list = asking.list(list)?;
            if list.len() > 16 {
                return refuse(asking, tree, "polynomials of a degree above 16");
            }
            let coefficients: Vec<_> = list.iter().map(|one| asking.number(one, "a coefficient")).collect();
            let (coefficients, bias) = (coefficients.into_iter().collect::<Option<Vec<_>>>()?, bias?);
            // A polynomial of a high degree may look straight where it is looked at.
            match axis.range.is_some() && coefficients.iter().skip(1).any(|one| !one.is_zero()) {
                true => Err(Unlike::Bent),
                false => {
                    axis.scores([], |x| coefficients.iter().rev().fold(zero(), |sum, one| (sum + one) * x) + &bias)
                }
            }
        }
        "TriangularFun" | "TrapezoidalFun" => {
            let keys = if kind == "TriangularFun" {
                ["start", "middle", "middle", "end"]
            } else {
                ["start", "rise_end", "fall_start", "end"]
            };
            let corners = keys.map(|key| parameter(asking, tree, key, None));
            let scale = parameter(asking, tree, "scale", Some(one()));
            let [Some(start), Some(rise), Some(fall), Some(end)] = corners else { return None };
            let (scale, bias) = (scale?, bias?);
            // A triangle is nothing at its corners, also where one side is upright; a trapeze keeps its ends.
            let open = kind == "TriangularFun";
            let bends = [start.clone(), rise.clone(), fall.clone(), end.clone()];
            axis.scores(bends, |x| {
                let outside = if open { *x <= start || *x >= end } else { *x < start || *x > end };
                let height = if outside {
                    zero()
                } else if *x < rise {
                    (x - &start) / (&rise - &start)
                } else if *x <= fall {
                    one()
                } else {
                    (&end - x) / (&end - &fall)
                };
                &bias + &scale * height
            })
        }
        other => return refuse(asking, tree, &format!("functions of the type {}", quoted(other))),
    };
    match scores {
        Ok(scores) => return Some(scores),
        Err(Unlike::NoNumbers) => {
            let message =
                format!("the values of {} are no numbers, so {} cannot value them", quoted(&axis.id), quoted(kind));
            asking.error(Code::Values, tree, message, "give a table: `type: TableFun` with a `mapping`");
        }
        Err(Unlike::Bent) => {
            let message =
                format!("{} is continuous, and this {} is not made up of straight lines", quoted(&axis.id), kind);
            asking.error(Code::NotSupported, tree, message, BY_STEPS);
        }
    }
    None
}

fn refuse<T>(asking: &mut Asking, tree: &Tree, what: &str) -> Option<T> {
    let help =
        "read are tables and functions with exact values: linear, affine, constant, quadratic, polynomial, triangular";
    asking.error(Code::NotSupported, tree, format!("{what} are not read"), help);
    None
}
