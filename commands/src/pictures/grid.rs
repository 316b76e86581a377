//! A table that is drawn: rows with a label, a column for each party, numbers on colours that tell them from afar.

use super::WIDE;
use crate::page::{Anchor, Canvas, fitted, wrapped};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Where the labels end.
const LEFT: i64 = 2900;
const ROW: i64 = 200;
/// So many columns stand side by side; those beyond stand below.
const COLUMNS: usize = 8;
/// Names above a column have so many lines.
const HEADS: usize = 3;

/// A row.
pub(super) struct Row {
    /// What it is; a row without cells is a heading.
    pub label: String,
    pub cells: Vec<Cell>,
}

/// What stands in a row below a party.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub text: String,
    /// The class of its colour; none if it is empty.
    pub colour: &'static str,
    /// How much of the cell has it, in thousandths.
    pub part: i64,
}

impl Cell {
    /// A number on a colour that tells how large it is against the largest of its column.
    pub fn shaded(text: String, value: &BigRational, largest: &BigRational) -> Cell {
        let half = value.abs() + value.abs() >= *largest;
        let colour = match (value.is_zero(), value.is_negative(), half) {
            (true, ..) => "",
            (_, false, false) => "up",
            (_, false, true) => "upper",
            (_, true, false) => "down",
            (_, true, true) => "lower",
        };
        Cell { text, colour, part: 1000 }
    }

    /// A number on a bar that is as long as the number is large against the largest of its column.
    pub fn barred(text: String, value: &BigRational, largest: &BigRational) -> Cell {
        let colour = if value.is_negative() { "lower" } else { "upper" };
        let whole = BigRational::from(BigInt::from(1000));
        let part = if largest.is_zero() { BigRational::zero() } else { value.abs() * whole / largest };
        Cell { text, colour, part: part.round().to_integer().to_i64().unwrap_or(0).clamp(0, 1000) }
    }
}

/// The colours of cells.
const COLOURS: [&str; 4] = ["up", "upper", "down", "lower"];

/// Draws it from a height on. Returns how far down it reaches.
pub(super) fn grid(canvas: &mut Canvas, mut y: i64, parties: &[String], rows: &[Row]) -> i64 {
    let mut bars: [Vec<[i64; 4]>; 4] = Default::default();
    let mut texts = Canvas::new(WIDE);
    for from in (0..parties.len()).step_by(COLUMNS) {
        let own = &parties[from..parties.len().min(from + COLUMNS)];
        let room = (WIDE - LEFT - 60) / own.len().max(1) as i64;
        let heads: Vec<Vec<String>> = own.iter().map(|name| wrapped(name, room - 60, HEADS)).collect();
        let high = heads.iter().map(Vec::len).max().unwrap_or(0) as i64;
        for (at, head) in heads.iter().enumerate() {
            let x = LEFT + room * at as i64 + room / 2;
            for (line, text) in head.iter().rev().enumerate() {
                texts.text("soft", [x, y + 160 * (high - line as i64) - 40], Anchor::Middle, text);
            }
        }
        y += 160 * high + 40;
        for row in rows {
            if row.cells.is_empty() {
                y += 40;
                texts.text("soft", [40, y + 140], Anchor::Start, &fitted(&row.label, WIDE - 80));
                y += ROW;
                continue;
            }
            texts.text("", [LEFT - 120, y + 140], Anchor::End, &fitted(&row.label, LEFT - 160));
            for (at, cell) in row.cells.iter().skip(from).take(own.len()).enumerate() {
                let x = LEFT + room * at as i64;
                let wide = (room - 30) * cell.part / 1000;
                let colour = COLOURS.iter().position(|colour| *colour == cell.colour);
                if let Some(colour) = colour.filter(|_| wide > 0) {
                    bars[colour].push([x, y + 10, wide, ROW - 20]);
                }
                if !cell.text.is_empty() {
                    texts.text("", [x + room / 2, y + 140], Anchor::Middle, &fitted(&cell.text, room - 30));
                }
            }
            y += ROW;
        }
        y += 120;
    }
    for (colour, bars) in COLOURS.iter().zip(&bars) {
        canvas.bars(colour, bars);
    }
    canvas.take(texts);
    canvas.reach(y);
    y
}
