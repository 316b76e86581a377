//! What kind of file it is, by what is in it.

use super::format::{Format, Kind};
use super::opened::{Content, Opened};
use super::source::{File, Source, last_part};
use super::table::{self, Table};
use super::tree::{self, Tree};
use super::xml::Xml;
use super::{geniusweb, negmas, number, yaml};
use zopa::model::{Code, Diagnostic, Diagnostics};

/// Parses a file, and sees what kind it is.
pub(super) fn open(source: &Source, stem: String) -> Result<Opened<'_>, Diagnostics> {
    let (content, kind) = parse(source)?;
    let unknown = || {
        let error = Diagnostic::new(Code::FileKind, number::beginning(source), "this file is of no known kind");
        error.help("read are GENIUS, GeniusWeb, NegMAS and NegoLog files, and CSV tables")
    };
    match kind {
        Some(Kind::Model) => {
            let error = Diagnostic::new(Code::FileKind, source.whole(), "this is a model, which stands alone");
            Err(error.help("name one model, or the files of another program").into())
        }
        Some(kind) => Ok(Opened { source, stem, kind, content }),
        None => Err(unknown().into()),
    }
}

fn parse(source: &Source) -> Result<(Content<'_>, Option<Kind>), Diagnostics> {
    let (body, _) = source.body();
    if body.starts_with('<') {
        let xml = Xml::parse(source)?;
        let kind = match xml.root().tag_name().name() {
            "negotiation_template" => Some(Kind::Domain(Format::Genius)),
            "utility_space" => Some(Kind::Profile(Format::Genius)),
            "repository" | "domainRepository" => Some(Kind::List),
            _ => None,
        };
        return Ok((Content::Xml(xml), kind));
    }
    if body.starts_with(['{', '[']) {
        let tree = tree::json(source)?;
        let kind = of_tree(&tree, true);
        return Ok((Content::Tree(tree), kind));
    }
    if let Some(kind) = table::kind(source) {
        return Ok((Content::Table(Table::parse(source)?), Some(kind)));
    }
    if is_frontier(body) {
        return Ok((Content::Other, Some(Kind::Aside)));
    }
    let tree = yaml::yaml(source)?;
    let kind = of_tree(&tree, false);
    Ok((Content::Tree(tree), kind))
}

fn of_tree(tree: &Tree, json: bool) -> Option<Kind> {
    let has = |key: &str| tree.get(key).is_some();
    if json && has("zopa") {
        return Some(Kind::Model);
    }
    if negmas::is_space(tree) {
        return Some(Kind::Domain(Format::Negmas));
    }
    if negmas::is_ufun(tree) {
        return Some(Kind::Profile(Format::Negmas));
    }
    if json && has("issuesValues") {
        return Some(Kind::Domain(Format::GeniusWeb));
    }
    if json && geniusweb::class(tree).is_some() {
        return Some(Kind::Profile(Format::GeniusWeb));
    }
    // One of these may be missing, or have a slip in it: who reads the profile says so.
    let keys = ["issueWeights", "issues", "reservationValue"];
    if json && keys.into_iter().filter(|key| has(key)).count() > 1 {
        return Some(Kind::Profile(Format::Negolog));
    }
    // Statistics and remarks that NegoLog and NegMAS keep beside their files: maps of names, without a type.
    let aside = if json { has("NumberOfBids") || has("NashBid") } else { tree.is_map() && !has("type") };
    aside.then_some(Kind::Aside)
}

/// True for lines of numbers with commas between: a frontier that somebody computed.
fn is_frontier(body: &str) -> bool {
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some()
        && lines.all(|line| line.contains(',') && line.split(',').all(|cell| number::decimal(cell).is_ok()))
}

/// True if a file is of one of the formats; false for a model of our own, and for what is of no known kind.
pub fn is_foreign(file: &File) -> bool {
    let Ok(source) = Source::read(file) else { return false };
    let (body, _) = source.body();
    // A file that begins like XML is no model of ours, whatever else is wrong with it; of a web page, the reader of models says
    // what it is.
    let begins = |with: &str| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins("<!doctype html") || begins("<html") {
        return false;
    }
    if body.starts_with('<') || table::kind(&source).is_some() {
        return true;
    }
    if body.is_empty() || body.starts_with(['{', '[']) && body.contains("\"zopa\"") {
        return false;
    }
    match parse(&source) {
        Ok((Content::Tree(tree), kind)) => {
            // Any text is YAML; only what has a type is meant to be.
            kind.is_some_and(|kind| kind.parts().is_some())
                || !body.starts_with(['{', '[']) && tree.get("type").is_some()
        }
        Ok(_) => false,
        // YAML with something wrong in it.
        Err(_) => !body.starts_with(['{', '[']) && body.lines().any(|line| line.trim_start().starts_with("type:")),
    }
}

/// What a file is to the negotiation in whose folder it lies.
pub(super) enum Found {
    /// One of its files, if only a damaged one.
    Part,
    /// What looks like data, and is of no known kind.
    Unknown,
    /// Something else.
    Beside,
}

/// Endings of files that hold data in a notation that is read.
const ENDINGS: [&str; 5] = [".json", ".yaml", ".yml", ".csv", ".tsv"];
/// What NegMAS computes of a negotiation and keeps beside it.
const STATISTICS: [&str; 4] = ["nash_utils", "opposition", "pareto_utils", "utility_ranges"];

/// What a file in a folder is. One that begins like JSON and is none belongs to the negotiation, as far as anybody knows: who
/// reads it says what is wrong with it.
pub(super) fn found(file: &File) -> Found {
    if is_foreign(file) {
        return Found::Part;
    }
    let name = last_part(&file.name).to_lowercase();
    if name.starts_with('.') {
        return Found::Beside;
    }
    let data = ENDINGS.iter().any(|ending| name.ends_with(ending));
    let unknown = |data: bool| if data { Found::Unknown } else { Found::Beside };
    let Ok(source) = Source::read(file) else { return unknown(data) };
    let (body, _) = source.body();
    let json = body.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
    if json && body.contains("\"zopa\"") {
        return Found::Beside;
    }
    match parse(&source) {
        Err(_) if json => Found::Part,
        Ok((Content::Tree(tree), Some(Kind::Aside))) if !json => {
            unknown(data && !STATISTICS.iter().any(|key| tree.get(key).is_some()))
        }
        Ok((_, Some(_))) => Found::Beside,
        _ => unknown(data || json),
    }
}
