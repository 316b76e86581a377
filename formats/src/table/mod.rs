//! Tables in CSV (RFC 4180), for those who keep a negotiation in a spreadsheet.
//!
//! The first table says what options are worth: `issue,option` and a column for each party; one row an option. Rows
//! in brackets say what holds for a party: `(no deal)`, `(constant)`, `(at most)`, `(weight)`. The second table says what depends on several
//! options: interactions, red lines, rules, who may refuse, proposals. Comma, semicolon and tab are understood; numbers have
//! a decimal point. `docs/csv.md` has the whole description.

mod cells;
mod condition;
mod outline;
mod rules;
mod values;
mod write;

pub(super) use cells::{Table, kind};
pub use outline::Outline;
pub(super) use write::tables;

use super::assemble::Origins;
use super::opened::Opened;
use zopa::model::{Diagnostics, Model};

/// Reads a negotiation from a table of values and tables of rules.
pub(super) fn read(values: &Opened, rules: &[&Opened], findings: &mut Diagnostics) -> Option<(Model, Origins)> {
    let table = values.table()?;
    let mut model = Model { title: Some(values.stem.clone()), ..Model::new() };
    let mut origins = Origins::default();
    let mut sound = values::read(table, &mut model, &mut origins, findings);
    for file in rules {
        sound &= rules::read(file.table()?, &mut model, &mut origins, findings);
    }
    sound.then_some((model, origins))
}
