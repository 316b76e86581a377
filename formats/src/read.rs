//! Reading: from files to a model, by way of what kind each file is and of the reader of its format.

use super::assemble::Origins;
use super::collection::{self, Collection};
use super::detect::open;
use super::format::{Format, Kind};
use super::opened::Opened;
use super::options::Options;
use super::source::{File, Source, last_part};
use super::{genius, geniusweb, negmas, negolog, table};
use zopa::model::{Code, Diagnostic, Diagnostics, Model, Place};
use zopa::problem::MAX_PARTIES;

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
        match open(source, file.stem().to_owned()) {
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
