//! Ways of talking side by side: what each party gains by each.

use super::WIDE;
use super::grid::{Cell, Row, grid};
use crate::page::{Canvas, Picture, Table};
use num_rational::BigRational;
use num_traits::Signed;
use zopa::exact::Number;
use zopa::report::{ProtocolReport, WayReport};
use zopa::text::words::{list, narrow, plural};

/// So many ways are drawn.
const DRAWN: usize = 30;
/// So many parties are named.
const NAMED: usize = 4;

/// The picture, with what each way is called and how it ends, in words; none if of no way it is known who gains what.
pub(crate) fn ways(report: &ProtocolReport, told: impl Fn(&WayReport) -> [String; 2]) -> Option<Picture> {
    let names = &report.opening.names;
    let drawn = &report.protocols[..report.protocols.len().min(DRAWN)];
    if drawn.iter().all(|way| way.gains.iter().next().is_none()) || names.has_orders() {
        return None;
    }
    let largest = |id: &str| -> BigRational {
        let gains = drawn.iter().filter_map(|way| way.gains.get(id)).flatten();
        gains.map(|gain| gain.value().abs()).max().unwrap_or_default()
    };
    let largest: Vec<BigRational> = names.parties.keys().map(largest).collect();
    let mut numbers = Table::default().text("Way of talking", 0, 44).text("Outcome", 0, 20);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
    }
    let mut rows = Vec::new();
    for way in drawn {
        let [name, outcome] = told(way);
        let cell = |(at, id): (usize, &str)| match way.gains.get(id) {
            Some(gains) => Cell::barred(said(gains), gains[0].value(), &largest[at]),
            None => Cell { text: if at == 0 { outcome.clone() } else { String::new() }, ..Cell::default() },
        };
        let cells: Vec<Cell> = names.parties.keys().enumerate().map(cell).collect();
        let gains = |id: &str| way.gains.get(id).map(said).unwrap_or_default();
        numbers.row([name.clone(), outcome.clone()].into_iter().chain(names.parties.keys().map(gains)));
        rows.push(Row { label: name, cells });
    }
    let mut canvas = Canvas::new(WIDE);
    let parties: Vec<String> = names.parties.keys().map(|id| names.party(id)).collect();
    grid(&mut canvas, 60, &parties, &rows);
    let apart = names.parties.keys().filter_map(|id| {
        let gains = || drawn.iter().filter_map(|way| way.gains.get(id)).flatten().cloned();
        let (least, most) = (gains().min()?, gains().max()?);
        (least != most).then(|| format!("{} from {} to {}", names.party(id), narrow(&least), narrow(&most)))
    });
    let apart: Vec<String> = apart.take(NAMED).collect();
    let apart =
        if apart.is_empty() { String::new() } else { format!(" From way to way gains differ: {}.", list(&apart)) };
    let more = report.protocols.len() - drawn.len();
    let more =
        if more > 0 { format!(" {} are not drawn.", plural(more, "more way", "more ways")) } else { String::new() };
    let seen = format!(
        "What each party gains over no deal, by the way of talking; with ties the bar is the least. Each column has a scale of its own.{apart}{more}"
    );
    Some(Picture { title: "Who gets what, by the way of talking".into(), seen, canvas, numbers })
}

/// What a party gains, over all ties.
fn said([least, most]: &[Number; 2]) -> String {
    if least == most { narrow(least) } else { format!("{} to {}", narrow(least), narrow(most)) }
}
