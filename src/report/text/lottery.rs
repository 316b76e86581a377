//! What concepts over lotteries choose, as a page: who expects what, and which packages are drawn how often.

use super::differences::differences;
use super::package::package;
use super::{issue, parties, party, stopped};
use crate::exact::Number;
use crate::lottery::{Concept, Lottery, LotteryAnswer, Part};
use crate::page::{Page, Table};
use crate::problem::{PartyId, View};
use crate::report::lottery::lottery_warnings;
use crate::report::words::{all_of, approximate, capital, list, number, percent, plural, signed, spoken, times};
use crate::search::Status;
use num_traits::Signed;

/// Weights with more digits than this say nothing to a reader.
const DIGITS: usize = 6;

/// The part of the page on a [`LotteryAnswer`], to stand below that on packages.
pub fn lotteries(view: &View, answer: &LotteryAnswer) -> Page {
    let mut page = Page::default();
    page.space();
    page.strong("Lotteries");
    page.paragraph(2, &verdict(view, answer));
    for lottery in &answer.lotteries {
        one(&mut page, view, lottery);
    }
    page.warnings("Keep in mind about lotteries", &lottery_warnings(view, answer));
    page
}

fn verdict(view: &View, answer: &LotteryAnswer) -> String {
    match answer.status {
        Status::Stopped(stop) => {
            let left = if answer.lotteries.is_empty() { "None was found." } else { "What was found by then follows." };
            format!("The search for lotteries STOPPED {}. {left}", stopped(stop))
        }
        Status::NoAgreement => {
            format!("No lottery over packages is acceptable to {} parties either.", all_of(view.parties()))
        }
        Status::Agreement => {
            "A lottery draws one of several packages; the parties agree on the odds. Instead of a draw \
                              they can take turns, or split what differs."
                .to_owned()
        }
    }
}

fn one(page: &mut Page, view: &View, lottery: &Lottery) {
    let problem = view.problem();
    page.heading(&format!("{} ({})", capital(lottery.concept.name()), lottery.concept.seeks()));
    shares(page, view, lottery);
    for sentence in remarks(view, lottery) {
        page.paragraph(2, &sentence);
    }
    let Some(first) = lottery.parts.first() else { return };
    for (at, part) in lottery.parts.iter().enumerate() {
        page.space();
        let changes = first.package.changed(&part.package, problem).len();
        let what = match (at, lottery.parts.len()) {
            (0, 1) => "This package, without a draw:".to_owned(),
            (0, _) => format!("{}: this package{}", odds(&part.probability), refused(view, part)),
            _ => {
                let changes = plural(changes, "change", "changes");
                format!("{}: the same with {changes}{}", odds(&part.probability), refused(view, part))
            }
        };
        page.paragraph(2, &what);
        match at {
            0 => package(page, problem, &part.package),
            _ => differences(page, 4, problem, &first.package, &part.package),
        }
    }
}

/// What each party expects.
fn shares(page: &mut Page, view: &View, lottery: &Lottery) {
    let mut table = Table::default().text("Party", 0, 40).number("Expected utility");
    table = table.number("Without a deal").number("Gain");
    if lottery.ideal.is_some() {
        table = table.number("Ideal gain").number("Share of it");
    }
    if lottery.points.is_some() {
        table = table.number("Points of 100");
    }
    for at in view.problem().party_ids() {
        let mut row = vec![
            party(view.problem(), at),
            number(&lottery.utilities[at.index()]),
            number(&view.disagreement(at)),
            signed(&lottery.gains[at.index()]),
        ];
        if let Some(ideal) = &lottery.ideal {
            row.push(signed(&ideal[at.index()]));
            row.push(percent(&lottery.gains[at.index()], &ideal[at.index()]).unwrap_or_else(|| "-".into()));
        }
        row.extend(lottery.points.iter().map(|points| number(&points[at.index()])));
        table.row(row);
    }
    page.table(2, table);
    page.space();
}

/// What else there is to say of a lottery.
fn remarks(view: &View, lottery: &Lottery) -> Vec<String> {
    let problem = view.problem();
    let mut remarks = Vec::new();
    if lottery.ideal.is_some() {
        remarks.push("Ideal gain: the party's best from a lottery that nobody loses from.".to_owned());
    }
    match (&lottery.value, &lottery.bound, lottery.concept) {
        (Some(value), Some(bound), _) if !lottery.exact && value.number.value().is_positive() => remarks.push(format!(
            "The solution has no exact fractions. This is next to it: the product of gains is {}, and no lottery's is \
             larger by more than a share of {}.",
            spoken(&value.number),
            tiny(&Number::from((bound.number.value() - value.number.value()) / value.number.value())),
        )),
        (Some(value), _, Concept::Nash) => {
            let about = if value.exact { "" } else { "about " };
            remarks.push(format!("The product of gains is {about}{}.", spoken(&value.number)));
        }
        (Some(value), _, Concept::KalaiSmorodinsky) => {
            remarks.push(format!("Nobody gets less than this share of its ideal gain: {}.", spoken(&value.number)));
        }
        (Some(value), _, _) => remarks.push(format!("The smallest gain is {}.", spoken(&value.number))),
        _ => {}
    }
    if let Some(largest) = lottery.error.iter().flatten().max() {
        remarks.push(format!(
            "The solution has no exact fractions. This is next to it: nobody's utility is off by more than {}.",
            tiny(largest)
        ));
    }
    if let Some(divided) = &lottery.divided {
        let share = odds(&divided.share);
        remarks.push(format!(
            "{} is split: {share} of it goes {}'s way, the rest {}'s.",
            issue(problem, divided.issue),
            party(problem, PartyId::at(0)),
            party(problem, PartyId::at(1))
        ));
    } else if lottery.concept == Concept::AdjustedWinner {
        remarks.push("No issue has to be split.".to_owned());
    }
    remarks.extend(proof(view, lottery));
    if lottery.parts.len() == 1 && lottery.exact && lottery.proof.is_some() {
        remarks.push("No lottery does better than this package.".to_owned());
    }
    if let Some(stop) = lottery.undecided {
        remarks.push(format!(
            "It is not known whether a package by itself, or a lottery with fewer packages that somebody would refuse, is \
             worth the same to everybody: the search for it stopped {}.",
            stopped(stop)
        ));
    }
    remarks
}

/// The proof in a sentence, where its numbers are short.
fn proof(view: &View, lottery: &Lottery) -> Option<String> {
    let proof = lottery.proof.as_ref().filter(|_| lottery.exact)?;
    let problem = view.problem();
    // In the author's units, as small whole numbers.
    let weights: Vec<Number> = (problem.party_ids().zip(&proof.weights))
        .map(|(party, weight)| Number::from(num_rational::BigRational::from(weight * view.gain_scale(party))))
        .collect();
    let least = weights.iter().filter(|weight| weight.value().is_positive()).min()?.clone();
    let simple = |divisor: &Number| -> Vec<Number> {
        weights.iter().map(|weight| Number::from(weight.value() / divisor.value())).collect()
    };
    let short =
        |weights: &[Number]| weights.iter().all(|weight| weight.is_decimal() && weight.to_string().len() <= DIGITS);
    let divisor = Some(least).filter(|least| short(&simple(least)));
    let divisor = divisor.or_else(|| Some(Number::from(1)).filter(|one| short(&simple(one))))?;
    let scaled = simple(&divisor);
    let counted: Vec<String> = (problem.party_ids().zip(&scaled))
        .filter(|(_, weight)| weight.value().is_positive())
        .map(|(at, weight)| format!("{}'s gain {}", party(problem, at), times(weight)))
        .collect();
    let reached = Number::from(proof.reached.value() / divisor.value());
    Some(format!(
        "Proof: counting {}, no package reaches more than this lottery's {}.",
        list(&counted),
        spoken(&reached)
    ))
}

/// A probability in percent, with the fraction if it is a short one.
fn odds(probability: &Number) -> String {
    let percent = Number::from(probability.value() * num_rational::BigRational::from_integer(100.into()));
    match (percent.is_decimal() && percent.to_string().len() <= 5, probability.to_string()) {
        (true, _) => format!("{percent} %"),
        (false, exact) if exact.len() <= 12 && !probability.is_decimal() => {
            format!("{} % ({exact})", approximate(&percent))
        }
        (false, _) => format!("about {} %", approximate(&percent)),
    }
}

/// A very small number.
fn tiny(number: &Number) -> String {
    let size = number.to_f64();
    if size > 0.0 && size < 1e-6 { format!("10^{}", size.log10().ceil()) } else { spoken(number) }
}

/// Who would refuse the package by itself, and how the sentence ends.
fn refused(view: &View, part: &Part) -> String {
    let short = |at: &PartyId| part.utilities[at.index()] < view.disagreement(*at);
    let refusing: Vec<PartyId> = view.problem().party_ids().filter(short).collect();
    if refusing.is_empty() {
        return ":".to_owned();
    }
    format!(", which {} would refuse by itself:", parties(view.problem(), &refusing))
}
