//! Files of other programs, as models; and models as files of other programs.
//!
//! Read and written are GENIUS domains and profiles, GeniusWeb, NegMAS and NegoLog scenarios, and tables in CSV. A file is
//! known by what is in it, not by its name. Everything is read as the program that owns the format defines it, exactly: a
//! GENIUS evaluation over the largest one is a fraction, decimals are what is written. What a model cannot say is an error
//! that names the place; what has no part in a static answer (discounting) is a note.
//!
//! ```
//! use zopa::formats::{File, Options, read};
//! let values = "issue,option,buyer,seller\n\
//!               (no deal),,2,1\n\
//!               price,80,6,0\n\
//!               price,100,3,3\n";
//! let imported = read(&[File::new("sale.csv", values)], &Options::default())?;
//! let problem = zopa::Problem::compile(&imported.model)?;
//! assert_eq!(problem.search().run().counts.acceptable, Some(1u32.into()));
//! # Ok::<(), zopa::model::Diagnostics>(())
//! ```
//!
//! Limits are those of models, and in addition: 64 MB a file, 32 levels of nesting, 64 attributes an element and 64 namespaces
//! in XML, a million values in YAML, 100,000 combinations in a mapping.

mod assemble;
mod axis;
mod collection;
mod detect;
mod extremes;
mod genius;
mod geniusweb;
mod mend;
mod negmas;
mod negolog;
mod number;
mod precision;
mod source;
mod table;
mod threshold;
mod tree;
mod valuation;
mod write;
mod xml;
mod yaml;

pub use source::File;
pub use write::{Exported, WriteOptions, write};

use crate::model::{Code, Diagnostic, Diagnostics, Model, Place};
use crate::problem::MAX_PARTIES;
use assemble::{Draft, Origins};
use collection::Collection;
use detect::{Kind, Opened};
use source::{Source, last_part};
use std::num::NonZeroU32;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// GENIUS: XML.
    Genius,
    /// GeniusWeb: JSON.
    GeniusWeb,
    /// NegMAS: YAML.
    Negmas,
    /// NegoLog: JSON.
    Negolog,
    /// Tables: CSV.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [Format::Genius, Format::GeniusWeb, Format::Negmas, Format::Negolog, Format::Csv];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Format::Genius => "genius",
            Format::GeniusWeb => "geniusweb",
            Format::Negmas => "negmas",
            Format::Negolog => "negolog",
            Format::Csv => "csv",
        }
    }

    /// Its name in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Format::Genius => "GENIUS",
            Format::GeniusWeb => "GeniusWeb",
            Format::Negmas => "NegMAS",
            Format::Negolog => "NegoLog",
            Format::Csv => "CSV",
        }
    }
}

/// How GENIUS evaluations are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evaluations {
    /// As GENIUS does: over the largest evaluation of the issue, and cut at 1.
    #[default]
    Normalised,
    /// Weight times evaluation as written, as NegMAS does.
    Raw,
}

/// How to read files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How GENIUS evaluations are read.
    pub evaluations: Evaluations,
    /// Settle continuous issues by one of so many numbers, and one more, evenly spaced; without it they are continuous.
    pub steps: Option<NonZeroU32>,
    /// The profiles that negotiate, by the names of their files, with or without endings; all of them if none is named.
    pub profiles: Vec<String>,
}

/// A model that was read from files of other programs.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The model.
    pub model: Model,
    /// The format it came in.
    pub format: Format,
    /// What has no part in the model, and what was rounded: warnings.
    pub notes: Diagnostics,
    origins: Origins,
}

impl Imported {
    /// Gives findings about the model their places in the files that it came from.
    pub fn locate(&self, findings: &mut Diagnostics) {
        self.origins.locate(findings);
    }
}

/// Reads a negotiation from files of one format: a domain and profiles, or tables. Files that hold neither (frontiers,
/// statistics) are noted and left out.
///
/// Time is about linear in the size of the files, but for utilities over combinations, whose smallest or largest value must
/// sometimes be searched for; that search ends in an error if it takes too many steps.
///
/// # Errors
/// All that is wrong with the files, each with its file, line and column.
pub fn read(files: &[File], options: &Options) -> Result<Imported, Diagnostics> {
    let mut findings = Diagnostics::default();
    let sources: Vec<Source> = files
        .iter()
        .filter_map(|file| Source::read(file).map_err(|wrong| unread(file, wrong, options, &mut findings)).ok())
        .collect();
    let mut opened: Vec<Opened> = Vec::new();
    for source in &sources {
        let file = File::new(&*source.name, []);
        match Opened::open(source, file.stem().to_owned()) {
            Ok(file) => opened.push(file),
            Err(wrong) => unread(&file, wrong, options, &mut findings),
        }
    }
    if findings.has_errors() {
        return Err(in_order(findings, files));
    }
    let read = parts(&opened, options, &mut findings).and_then(|parts| parts.model(options, &mut findings));
    match read {
        Some((model, origins, format)) if !findings.has_errors() => {
            Ok(Imported { model, format, notes: in_order(findings, files), origins })
        }
        _ => {
            if !findings.has_errors() {
                let place = sources.first().map(Source::whole).unwrap_or_else(|| Place::value(&Default::default()));
                findings.push(Diagnostic::new(Code::FileKind, place, "the files could not be read"));
            }
            Err(in_order(findings, files))
        }
    }
}

/// Notes what is wrong with a file that cannot be read: nothing that matters, if those that negotiate are named without it.
fn unread(file: &File, mut wrong: Diagnostics, options: &Options, findings: &mut Diagnostics) {
    if options.profiles.is_empty() || collection::is_named(&file.name, file.stem(), &options.profiles) {
        findings.0.append(&mut wrong.0);
        return;
    }
    let why = wrong.0.first().map(|finding| format!(" ({})", finding.message)).unwrap_or_default();
    let place = Place { file: Some(file.name.as_str().into()), ..Place::value(&Default::default()) };
    findings.push(Diagnostic::new(Code::NotUsed, place, format!("the file cannot be read{why}: it is left out")));
}

/// Findings in the order of the files and of their text.
fn in_order(mut findings: Diagnostics, files: &[File]) -> Diagnostics {
    for finding in findings.0.iter_mut().filter(|finding| finding.place.file.is_none()) {
        finding.place.file = files.first().map(|file| file.name.as_str().into());
    }
    findings.0.sort_by_key(|finding| {
        let file = files.iter().position(|file| finding.place.file.as_deref() == Some(file.name.as_str()));
        (file.unwrap_or(files.len()), finding.place.span.map_or(0, |span| span.start))
    });
    findings
}

/// The page of findings about files, each with the line it is about; see [`Diagnostics::render`].
pub fn render(findings: &Diagnostics, files: &[File], color: bool) -> String {
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|file| (file.name.clone(), Source::read(file).map(|source| source.text).unwrap_or_default()))
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    findings.render_among(&texts, color)
}

/// True if a file is of one of the formats; false for a model of our own, and for what is of no known kind.
pub fn is_foreign(file: &File) -> bool {
    detect::is_foreign(file)
}

/// The files of one negotiation, sorted.
struct Parts<'o, 's> {
    format: Format,
    domain: Option<&'o Opened<'s>>,
    profiles: Vec<&'o Opened<'s>>,
}

/// Sorts files.
fn parts<'o, 's>(opened: &'o [Opened<'s>], options: &Options, findings: &mut Diagnostics) -> Option<Parts<'o, 's>> {
    let list = opened.iter().find(|file| file.kind == Kind::List);
    let mut of_a_format = opened.iter().filter_map(|file| Some((file, file.kind.parts()?)));
    let Some((first, (format, _))) = of_a_format.next() else {
        let place = opened.first().map_or_else(|| Place::value(&Default::default()), |file| file.source.whole());
        let error = Diagnostic::new(Code::FileKind, place, "there is no negotiation in these files");
        let help = match list {
            Some(_) => "this is a list of domains and profiles: name the folder in which they are",
            None => "read are models (JSON), GENIUS, GeniusWeb, NegMAS and NegoLog files, and CSV tables",
        };
        findings.push(error.help(help));
        return None;
    };
    let mut collection = Collection { domains: Vec::new(), profiles: Vec::new(), list };
    for (file, (other, is_domain)) in opened.iter().filter_map(|file| Some((file, file.kind.parts()?))) {
        if other != format {
            let message = format!("this is a file of {}, and the first one is of {}", other.name(), format.name());
            let error = Diagnostic::new(Code::FileKind, file.source.whole(), message);
            findings.push(error.help("the files of one negotiation are of one format"));
        } else if is_domain {
            collection.domains.push(file);
        } else {
            collection.profiles.push(file);
        }
    }
    let several = collection.domains.len() > 1;
    let (domain, profiles) = if format == Format::Csv {
        tables(collection, options, findings)
    } else {
        collection.choose(&options.profiles, findings)?
    };
    let lacks = match format {
        Format::Csv if domain.is_none() => Some("the table of values is missing"),
        Format::Csv => None,
        Format::Negmas if domain.is_none() => Some("the outcome space is missing"),
        _ if profiles.is_empty() => Some("there are no profiles: who negotiates?"),
        _ => None,
    };
    if let Some(lacks) = lacks {
        let help = match format {
            Format::Csv => "its first line is `issue,option`, then a column for each party",
            Format::Negmas => "name the file with `type: DiscreteCartesianOutcomeSpace` too, or the folder",
            _ => "name a profile for each party behind the domain, or the folder",
        };
        findings.push(Diagnostic::new(Code::FileKind, first.source.whole(), lacks).help(help));
    }
    if format != Format::Csv && profiles.len() > MAX_PARTIES {
        Collection::too_many(&profiles, MAX_PARTIES, findings);
    }
    for file in opened.iter().filter(|file| file.kind == Kind::Aside || file.kind == Kind::List && !several) {
        let message = "the file has no part in the negotiation";
        findings.push(Diagnostic::new(Code::NotUsed, file.source.whole(), message));
    }
    for note in domain.iter().chain(&profiles).filter_map(|file| file.xml()).flat_map(|xml| xml.notes().iter()) {
        findings.push(note.clone());
    }
    (!findings.has_errors()).then_some(Parts { format, domain, profiles })
}

/// A table of values, and tables of rules.
fn tables<'o, 's>(
    collection: Collection<'o, 's>,
    options: &Options,
    findings: &mut Diagnostics,
) -> (Option<&'o Opened<'s>>, Vec<&'o Opened<'s>>) {
    collection.only_one("table of values", "name the files of one", findings);
    if let Some(file) = collection.domains.first().filter(|_| !options.profiles.is_empty()) {
        let message = "tables have no profiles to choose from: each party is a column";
        let error = Diagnostic::new(Code::FileKind, file.source.whole(), message);
        findings.push(error.help("leave `--profiles` out, and the columns of those who do not negotiate"));
    }
    (collection.domains.first().copied(), collection.profiles)
}

impl Parts<'_, '_> {
    fn model(&self, options: &Options, findings: &mut Diagnostics) -> Option<(Model, Origins, Format)> {
        let draft = match self.format {
            Format::Genius => genius::read(self.domain, &self.profiles, options, findings),
            Format::GeniusWeb => geniusweb::read(self.domain, &self.profiles, findings),
            Format::Negmas => negmas::read(self.domain?, &self.profiles, options, findings),
            Format::Negolog => negolog::read(&self.profiles, findings),
            Format::Csv => {
                let (model, origins) = table::read(self.domain?, &self.profiles, findings)?;
                return Some((model, origins, self.format));
            }
        };
        let files = self.domain.iter().chain(&self.profiles);
        let sources =
            files.map(|file| format!("{} file {}", self.format.name(), last_part(&file.source.name))).collect();
        let (model, origins) = draft?.assemble(sources, findings)?;
        Some((model, origins, self.format))
    }
}
