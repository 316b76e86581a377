//! What each option does to each party: what it gains more or less than by the package that is chosen, if an issue is settled so and
//! all else as well as can be.

use super::WIDE;
use super::grid::{Cell, Row, grid};
use crate::page::{Canvas, Picture, Table};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use zopa::report::{LinkageReport, OptionReport, Role};
use zopa::text::words::{plural, signed};

/// So many options are drawn.
const DRAWN: usize = 60;

/// The picture; none if nothing can be agreed, or only the order is known of what parties value.
pub(crate) fn heat(report: &LinkageReport) -> Option<Picture> {
    let names = &report.opening.names;
    let best = report.now.best.as_ref()?;
    if report.options.is_empty() || names.has_orders() {
        return None;
    }
    let change = |option: &OptionReport, id: &str| -> Option<BigRational> {
        let with = option.with.best.as_ref()?;
        Some(with.gains.get(id)?.value() - best.gains.get(id)?.value())
    };
    let drawn = &report.options[..report.options.len().min(DRAWN)];
    let largest: Vec<BigRational> = names
        .parties
        .keys()
        .map(|id| drawn.iter().filter_map(|option| change(option, id)).map(|by| by.abs()).max().unwrap_or_default())
        .collect();
    let mut numbers = Table::default().text("Issue", 0, 30).text("Option", 0, 40).text("", 0, 12);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut last = None;
    // By party, since utilities of different parties are not compared: what costs it most.
    let mut worst: Vec<Option<(&OptionReport, BigRational)>> = vec![None; largest.len()];
    for option in drawn {
        let named = last == Some(&option.issue);
        if !named {
            rows.push(Row { label: names.issue(&option.issue), cells: Vec::new() });
            last = Some(&option.issue);
        }
        let chosen = best.package.get(&option.issue) == Some(&option.option);
        let (mark, word) = match option.role {
            Role::Essential => ("◆ ", "essential"),
            Role::Impossible => ("✕ ", "impossible"),
            _ if chosen => ("● ", "chosen"),
            _ => ("", ""),
        };
        let name = names.choice(&option.issue, &option.option);
        let mut cells = Vec::new();
        let mut told = Vec::new();
        for (at, id) in names.parties.keys().enumerate() {
            let by = change(option, id);
            let text = by.as_ref().map(|by| if by.is_zero() { "0".to_owned() } else { signed(&by.clone().into()) });
            told.push(text.clone().unwrap_or_default());
            cells.push(match &by {
                // By what is chosen nothing changes.
                Some(_) | None if chosen => {
                    Cell { text: if at == 0 { "as chosen".to_owned() } else { String::new() }, ..Cell::default() }
                }
                Some(by) => Cell::shaded(text.unwrap_or_default(), by, &largest[at]),
                None => Cell { text: if at == 0 { word.to_owned() } else { String::new() }, ..Cell::default() },
            });
            if let Some(by) = by.filter(Signed::is_negative)
                && worst[at].as_ref().is_none_or(|(_, most)| by < *most)
            {
                worst[at] = Some((option, by));
            }
        }
        rows.push(Row { label: format!("{mark}{name}"), cells });
        let issue = if named { String::new() } else { names.issue(&option.issue) };
        numbers.row([issue, name, word.to_owned()].into_iter().chain(told));
    }
    let mut canvas = Canvas::new(WIDE);
    let parties: Vec<String> = names.parties.keys().map(|id| names.party(id)).collect();
    grid(&mut canvas, 60, &parties, &rows);
    let costs = names.parties.keys().zip(worst).filter_map(|(id, worst)| {
        let (option, by) = worst?;
        let settled = names.settled((&option.issue, &option.option));
        Some(format!("{settled}, {} for {}", signed(&by.into()), names.party(id)))
    });
    let costs: Vec<String> = costs.collect();
    let costs = match costs.as_slice() {
        [] => String::new(),
        [one] => format!(" The largest loss: {one}."),
        many => format!(" The largest loss of each party: {}.", many.join("; ")),
    };
    let more = report.options.len() - drawn.len();
    let more = if more > 0 {
        format!(" {} are not drawn.", plural(more, "more option", "more options"))
    } else {
        String::new()
    };
    let seen = format!(
        "If an issue is settled so, and all else in the best way that is then left: what each party gains more or less than by the package \
         that is chosen now (●). Without ◆ nothing can be agreed, with ✕ nothing.{costs}{more}"
    );
    Some(Picture { title: "What each option would change, party by party".into(), seen, canvas, numbers })
}
