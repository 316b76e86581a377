//! Files of other programs: what they mean, what is wrong with them, and whether they come back as they went.
//!
//! All files here are of our own making, one for each feature. `domains.rs` reads real ones, where there are any.

use crate::common;
use crate::support;

mod cli;
mod collection;
mod csv;
mod domains;
mod genius;
mod hostile;
mod json;
mod levels;
mod negmas;
mod round_trip;

use common::oracle::Oracle;
use common::{Q, rational};
use zopa::model::{Code, Diagnostics};
use zopa_formats::{File, Imported, Options, read};

/// Files by name and content.
pub fn files<B: AsRef<[u8]>>(list: &[(&str, B)]) -> Vec<File> {
    list.iter().map(|(name, bytes)| File::new(*name, bytes.as_ref())).collect()
}

/// Reads files that have nothing wrong with them.
pub fn sound(files: &[File], options: &Options) -> Imported {
    let imported = read(files, options).unwrap_or_else(|findings| panic!("{}", page(&findings, files)));
    zopa::Problem::compile(&imported.model).unwrap_or_else(|findings| panic!("{findings}"));
    imported
}

/// What is wrong with files.
pub fn wrong(files: &[File]) -> Diagnostics {
    let findings = read(files, &Options::default()).expect_err("something is wrong with the files");
    assert!(findings.has_errors());
    for finding in findings.iter() {
        assert!(finding.place.file.is_some(), "{finding:?}");
    }
    let page = page(&findings, files);
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
    findings
}

pub fn page(findings: &Diagnostics, files: &[File]) -> String {
    zopa_formats::render(findings, files, false)
}

/// That something is wrong in a certain way, at this line and column (0: the whole file) of this file.
#[track_caller]
pub fn refused(files: &[File], code: Code, file: &str, line: usize, column: usize, says: &str) {
    let findings = wrong(files);
    let at = |finding: &&zopa::model::Diagnostic| {
        let place = finding.place.span.map_or((0, 0), |span| (span.line, span.column));
        finding.code == code && finding.place.file.as_deref() == Some(file) && place == (line, column)
    };
    let found = findings.iter().find(at);
    assert!(found.is_some_and(|finding| finding.message.contains(says)), "\n{}", page(&findings, files));
}

/// The utilities of all packages, the last issue running fastest, for one party.
pub fn utilities(imported: &Imported, party: &str) -> Vec<Q> {
    let at = imported.model.parties.keys().position(|id| id == party).expect("a party of that name");
    Oracle::new(&imported.model).deals.into_iter().map(|deal| deal.utilities[at].clone()).collect()
}

/// Rationals from text.
pub fn rationals(text: &str) -> Vec<Q> {
    text.split_whitespace().map(rational).collect()
}

/// What a party has without a deal.
pub fn disagreement(imported: &Imported, party: &str) -> Q {
    imported
        .model
        .parties
        .get(party)
        .expect("a party of that name")
        .disagreement
        .as_ref()
        .expect("a number")
        .value
        .value()
        .clone()
}
