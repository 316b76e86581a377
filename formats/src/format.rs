//! The formats, and what a file of one can be.

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

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is negotiated, or the first of two tables.
    Domain(Format),
    /// What it is worth to a party, or the second of two tables.
    Profile(Format),
    /// What belongs together in a collection of domains and profiles.
    List,
    /// A model of our own.
    Model,
    /// Something that other programs keep beside a negotiation.
    Aside,
}

impl Kind {
    /// The format, and whether it is a domain.
    pub(super) fn parts(self) -> Option<(Format, bool)> {
        match self {
            Kind::Domain(format) => Some((format, true)),
            Kind::Profile(format) => Some((format, false)),
            Kind::List | Kind::Model | Kind::Aside => None,
        }
    }
}
