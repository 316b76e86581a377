//! What concepts over lotteries choose, as a page: who expects what, and which packages are drawn how often.

use super::differences::differences;
use super::package::package;
use crate::page::{Page, Table};
use num_rational::BigRational;
use num_traits::Signed;
use zopa::exact::Number;
use zopa::report::{
    self, LotteriesReport, LotteryPart, LotteryReport, SolutionReport, SolveReport, StatusName, stopped,
};
use zopa::text::visible;
use zopa::text::words::{all_of, approximate, capital, list, number, percent, plural, signed, spoken, times};

/// Weights with more digits than this say nothing to a reader.
const DIGITS: usize = 6;

/// Writes what was found of lotteries, below what was found of packages.
pub(super) fn lotteries(page: &mut Page, report: &SolveReport, asked: &LotteriesReport) {
    page.space();
    page.strong("Lotteries");
    let found = report.solutions.iter().filter_map(|solution| Some((solution, solution.lottery.as_ref()?)));
    let found: Vec<_> = found.collect();
    let sentence = match asked.ended.status {
        StatusName::Stopped => {
            let left = if found.is_empty() { "None was found." } else { "What was found by then follows." };
            let stop = asked.ended.stopped_by.map(stopped).unwrap_or_default();
            format!("The search for lotteries STOPPED {stop}. {left}")
        }
        StatusName::NoAgreement => {
            let all = all_of(report.head.opening.names.parties.len());
            format!("No lottery over packages is acceptable to {all} parties either.")
        }
        StatusName::Agreement | StatusName::Undecided => {
            "A lottery draws one of several packages; the parties agree on the odds. Instead of a \
                                  draw they can take turns, or split what differs."
                .to_owned()
        }
    };
    page.paragraph(2, &sentence);
    found.into_iter().for_each(|(solution, lottery)| one(page, report, solution, lottery));
}

fn one(page: &mut Page, report: &SolveReport, solution: &SolutionReport, lottery: &LotteryReport) {
    let names = &report.head.opening.names;
    let concept = report.concept(solution);
    page.heading(&format!("{} ({})", capital(&visible(&concept.name)), visible(&concept.measures)));
    shares(page, report, lottery);
    for sentence in remarks(report, solution, lottery) {
        page.paragraph(2, &sentence);
    }
    let Some(first) = lottery.lottery.first() else { return };
    for (at, part) in lottery.lottery.iter().enumerate() {
        page.space();
        let what = match (at, lottery.lottery.len()) {
            (0, 1) => "This package, without a draw:".to_owned(),
            (0, _) => format!("{}: this package{}", odds(&part.probability), refused(report, part)),
            _ => {
                let changes = report::differences(&first.package, &part.package).count();
                let changes = plural(changes, "change", "changes");
                format!("{}: the same with {changes}{}", odds(&part.probability), refused(report, part))
            }
        };
        page.paragraph(2, &what);
        match at {
            0 => package(page, names, &part.package),
            _ => differences(page, 4, names, &first.package, &part.package),
        }
    }
}

/// What each party expects.
fn shares(page: &mut Page, report: &SolveReport, lottery: &LotteryReport) {
    let mut table = Table::default().text("Party", 0, 40).number("Expected utility");
    table = table.number("Without a deal").number("Gain");
    if lottery.ideal_gains.is_some() {
        table = table.number("Ideal gain").number("Share of it");
    }
    if lottery.points.is_some() {
        table = table.number("Points of 100");
    }
    for (id, utility) in lottery.utilities.iter() {
        let (Some(without), Some(gain)) = (report.head.disagreement.get(id), lottery.gains.get(id)) else { continue };
        let mut row = vec![report.head.opening.names.party(id), number(utility), number(without), signed(gain)];
        if let Some(ideal) = lottery.ideal_gains.as_ref().and_then(|ideal| ideal.get(id)) {
            row.push(signed(ideal));
            row.push(percent(gain, ideal).unwrap_or_else(|| "-".into()));
        }
        row.extend(lottery.points.iter().filter_map(|points| points.get(id)).map(number));
        table.row(row);
    }
    page.table(2, table);
    page.space();
}

/// What else there is to say of a lottery.
fn remarks(report: &SolveReport, solution: &SolutionReport, lottery: &LotteryReport) -> Vec<String> {
    let names = &report.head.opening.names;
    let mut remarks = Vec::new();
    if lottery.ideal_gains.is_some() {
        remarks.push("Ideal gain: the party's best from a lottery that nobody loses from.".to_owned());
    }
    match (&solution.value, &solution.bound, solution.concept.as_str()) {
        (Some(value), Some(bound), _) if !solution.proven && value.value().is_positive() => remarks.push(format!(
            "The solution has no exact fractions. This is next to it: the product of gains is {}, and no lottery's is \
             larger by more than a share of {}.",
            spoken(value),
            tiny(&Number::from((bound.value() - value.value()) / value.value())),
        )),
        (Some(value), _, "lottery-nash") => {
            let about = if solution.value_exact == Some(false) { "about " } else { "" };
            remarks.push(format!("The product of gains is {about}{}.", spoken(value)));
        }
        (Some(value), _, "lottery-kalai-smorodinsky") => {
            remarks.push(format!("Nobody gets less than this share of its ideal gain: {}.", spoken(value)));
        }
        (Some(value), _, _) => remarks.push(format!("The smallest gain is {}.", spoken(value))),
        _ => {}
    }
    if let Some(largest) = lottery.error.iter().flat_map(|error| error.iter()).map(|(_, error)| error).max() {
        remarks.push(format!(
            "The solution has no exact fractions. This is next to it: nobody's utility is off by more than {}.",
            tiny(largest)
        ));
    }
    if let Some(divided) = &lottery.divided {
        let mut shares = divided.shares.iter();
        if let (Some((first, share)), Some((second, _))) = (shares.next(), shares.next()) {
            remarks.push(format!(
                "{} is split: {} of it goes {}'s way, the rest {}'s.",
                names.issue(&divided.issue),
                odds(share),
                names.party(first),
                names.party(second)
            ));
        }
    } else if solution.concept == "adjusted-winner" {
        remarks.push("No issue has to be split.".to_owned());
    }
    remarks.extend(proof(report, solution, lottery));
    if lottery.lottery.len() == 1 && solution.proven && solution.proof.is_some() {
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
fn proof(report: &SolveReport, solution: &SolutionReport, lottery: &LotteryReport) -> Option<String> {
    let weights = &solution.proof.as_ref().filter(|_| solution.proven)?.weights;
    let gains = weights.iter().filter_map(|(id, weight)| Some(weight.value() * lottery.gains.get(id)?.value()));
    let reached: BigRational = gains.sum();
    // As small whole numbers.
    let counted = || weights.iter().filter(|(_, weight)| weight.value().is_positive());
    let least = counted().map(|(_, weight)| weight).min()?.clone();
    let simple = |weight: &Number, divisor: &Number| Number::from(weight.value() / divisor.value());
    let short = |divisor: &Number| {
        let mut weights = weights.iter().map(|(_, weight)| simple(weight, divisor));
        weights.all(|weight| weight.is_decimal() && weight.to_string().len() <= DIGITS)
    };
    let divisor = [least, Number::from(1)].into_iter().find(short)?;
    let said = |(id, weight): (&str, &Number)| {
        format!("{}'s gain {}", report.head.opening.names.party(id), times(&simple(weight, &divisor)))
    };
    Some(format!(
        "Proof: counting {}, no package reaches more than this lottery's {}.",
        list(&counted().map(said).collect::<Vec<_>>()),
        spoken(&simple(&reached.into(), &divisor))
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
fn refused(report: &SolveReport, part: &LotteryPart) -> String {
    let short = |(id, utility): &(&str, &Number)| Some(*utility) < report.head.disagreement.get(id);
    let refusing: Vec<&str> = part.utilities.iter().filter(short).map(|(id, _)| id).collect();
    if refusing.is_empty() {
        return ":".to_owned();
    }
    format!(", which {} would refuse by itself:", report.head.opening.names.parties(refusing))
}
