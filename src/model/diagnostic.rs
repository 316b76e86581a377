//! What is wrong, or suspicious, in a model: as data.
//!
//! A diagnostic says what, where in the author's file, and what to do about it. It is data first: hosts match on
//! [`Code`] and [`Path`]; [`Diagnostics::render`] makes the page that a person reads.

use super::lines::Span;
use super::path::Path;
use crate::text::visible;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The model cannot be used.
    Error,
    /// Legal, but perhaps not what the author meant.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal : $severity:ident,)+) => {
        /// What kind of finding it is; the text form is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The stable text form, as printed and as in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)+
                }
            }

            /// Whether a finding of this kind makes the model unusable.
            pub fn severity(self) -> Severity {
                match self {
                    $(Code::$name => Severity::$severity,)+
                }
            }
        }
    };
}

codes! {
    /// Not JSON.
    Syntax = "syntax": Error,
    /// Not UTF-8, or a character that an id must not contain.
    Encoding = "encoding": Error,
    /// The same key twice in one object.
    DuplicateKey = "duplicate-key": Error,
    /// A key that the format does not know.
    UnknownField = "unknown-field": Error,
    /// A key that the format requires is missing.
    MissingField = "missing-field": Error,
    /// A value of the wrong type.
    WrongType = "wrong-type": Error,
    /// Not an exact number, or one outside what is read exactly.
    Number = "number": Error,
    /// A version of the format that this program does not read.
    Version = "version": Error,
    /// Part of the format that is planned but not supported yet.
    NotSupported = "not-supported": Error,
    /// A limit of the program: too many, too deep, too large.
    Limit = "limit": Error,
    /// An id that is empty or has control characters.
    BadId = "bad-id": Error,
    /// Something that must not be empty is.
    Empty = "empty": Error,
    /// No party of that id.
    UnknownParty = "unknown-party": Error,
    /// No issue of that id.
    UnknownIssue = "unknown-issue": Error,
    /// The issue has no such option.
    UnknownOption = "unknown-option": Error,
    /// No cluster of that id.
    UnknownCluster = "unknown-cluster": Error,
    /// No proposal of that id.
    UnknownProposal = "unknown-proposal": Error,
    /// No solution concept of that id.
    UnknownConcept = "unknown-concept": Error,
    /// No rule or red line of that name.
    UnknownRule = "unknown-rule": Error,
    /// An option, party or level is listed twice.
    ListedTwice = "listed-twice": Error,
    /// An issue is settled neither by options nor by an integer, or by both; or its levels make no sense.
    IssueKind = "issue-kind": Error,
    /// Values that do not fit the issue: an option without a value, points that do not cover the levels, …
    Values = "values": Error,
    /// A table whose nesting does not fit its issues.
    TableShape = "table-shape": Error,
    /// A rule or a statement of no kind, or of two.
    RuleKind = "rule-kind": Error,
    /// A way of talking of no kind, or of several.
    ProtocolKind = "protocol-kind": Error,
    /// An assumption that claims nothing, or several things, or has keys that do not go with its claim.
    AssumptionKind = "assumption-kind": Error,
    /// A quota, a bound or a weight that makes no sense.
    OutOfRange = "out-of-range": Error,
    /// A range whose ends, probabilities or correlation make no sense, or that has no place here.
    Range = "range": Error,
    /// A probability outside of 0 to 1, beliefs of a party that sum to more than 1, or a belief that is missing.
    Beliefs = "beliefs": Error,
    /// No common factor of that id.
    UnknownFactor = "unknown-factor": Error,
    /// A proposal that leaves out an issue.
    IncompletePackage = "incomplete-package": Error,
    /// Numbers so large, or so finely divided, that sums could overflow.
    Overflow = "overflow": Error,
    /// Files that do not belong together, or of a kind that is not known.
    FileKind = "file-kind": Error,
    /// Something that a format of another program can say or needs, and a model does not have.
    NotExpressible = "not-expressible": Error,
    /// Something in the file of another program that has no part in the answer.
    NotUsed = "not-used": Warning,
    /// Numbers of another program that are too finely divided to be kept digit by digit.
    Rounded = "rounded": Warning,
    /// An issue that no party values.
    UnvaluedIssue = "unvalued-issue": Warning,
    /// An issue that a party's values leave out: worth 0 to it.
    ImplicitZero = "implicit-zero": Warning,
    /// An option that no feasible package uses.
    UnusableOption = "unusable-option": Warning,
    /// No feasible package is acceptable to the party.
    NoAcceptablePackage = "no-acceptable-package": Warning,
    /// A combination that no feasible package contains.
    IdleInteraction = "idle-interaction": Warning,
    /// A party whose utility is the same for every feasible package.
    ConstantUtility = "constant-utility": Warning,
    /// A ceiling that no package exceeds.
    IdleCeiling = "idle-ceiling": Warning,
    /// A red line on issues that the party does not decide.
    IdleRedLine = "idle-red-line": Warning,
    /// The rules and red lines together leave no package.
    NoFeasiblePackage = "no-feasible-package": Warning,
    /// A rule that every package satisfies anyway.
    IdleRule = "idle-rule": Warning,
    /// Names of one kind that differ only in how they are written, or by a letter.
    NearNames = "near-names": Warning,
    /// Two parties, issues or options that reports call the same.
    SameName = "same-name": Warning,
    /// An issue with a single option.
    OneOption = "one-option": Warning,
    /// A party of which nothing says what packages are worth to it.
    NoUtilities = "no-utilities": Warning,
    /// An issue that all parties want settled alike.
    SharedInterest = "shared-interest": Warning,
    /// Every party accepts every feasible package.
    AllAccept = "all-accept": Warning,
    /// Offers of which only the last one matters.
    LastMover = "last-mover": Warning,
    /// An assumption about how the model is written that does not hold.
    AssumptionRefuted = "assumption-refuted": Warning,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A place in the document: by path, and by position once the text is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The path of the value, like `$.issues.price.options[2]`.
    pub path: Path,
    /// True if the key is meant rather than its value.
    #[serde(skip)]
    pub key: bool,
    /// Where it stands in the text, if there is a text.
    pub span: Option<Span>,
    /// The file in which it stands, where a model comes from several.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "file_name")]
    pub file: Option<Arc<str>>,
}

fn file_name<S: serde::Serializer>(file: &Option<Arc<str>>, serializer: S) -> Result<S::Ok, S::Error> {
    file.as_deref().serialize(serializer)
}

impl Place {
    /// The value at a path.
    pub fn value(path: &Path) -> Self {
        Place { path: path.clone(), key: false, span: None, file: None }
    }

    /// The key at the end of a path.
    pub fn key(path: &Path) -> Self {
        Place { path: path.clone(), key: true, span: None, file: None }
    }
}

/// Another place that has to do with a finding, and what it has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Related {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// A few words beside the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Other places that have to do with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: code.severity(),
            code,
            message: message.into(),
            place,
            label: None,
            help: None,
            related: Vec::new(),
        }
    }

    /// Adds a few words beside the place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

/// The most findings that one reading lists; a last one says that there are more.
pub const MAX_FINDINGS: usize = 1000;

/// All findings of one run, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds a finding, unless there are so many that nobody would read it.
    pub fn push_within_limit(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.0.len() < MAX_FINDINGS {
            self.0.push(diagnostic());
        } else if self.0.len() == MAX_FINDINGS {
            let message = format!("more than {MAX_FINDINGS} findings: the others are not listed");
            self.0.push(Diagnostic::new(Code::Limit, Place::value(&Path::root()), message));
        }
    }

    /// True if nothing more is listed.
    pub(crate) fn is_full(&self) -> bool {
        self.0.len() > MAX_FINDINGS
    }

    /// True if the model cannot be used.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// The findings in order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

impl fmt::Display for Diagnostics {
    /// One line each, without the source text; see [`Diagnostics::render`] for the page with the text.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (i, d) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            let severity = if d.severity == Severity::Error { "error" } else { "warning" };
            write!(f, "{severity}[{}]: {} (at {}", d.code, visible(&d.message), d.place.path)?;
            if let Some(file) = &d.place.file {
                write!(f, " in {}", visible(file))?;
            }
            match d.place.span {
                Some(span) => write!(f, ", line {}, column {})", span.line, span.column)?,
                None => write!(f, ")")?,
            }
            if let Some(help) = &d.help {
                write!(f, "; help: {}", visible(help))?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}
