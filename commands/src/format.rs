//! The forms of results: pages to read, and data for programs.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The form of a result. A command has some of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A page to read
    Text,
    /// The same page for documents
    Markdown,
    /// The same page with its pictures, in one file for a browser, a mail or a printer
    Html,
    /// The pictures of the page by themselves
    Svg,
    /// Data for programs, with all digits
    #[default]
    Json,
    /// The same for programs that read line by line: a line for each entry, and a last one with all else
    Jsonl,
    /// Tables for spreadsheets
    Csv,
    /// A test suite in JUnit's XML, for continuous integration
    Junit,
}

/// Declares the forms that kinds of results have, and what reads one of them where options are data.
macro_rules! forms {
    ($(#[doc = $doc:literal] $FORMS:ident $read:ident [$($form:ident),*])*) => {
        impl Format {$(
            #[doc = $doc]
            pub const $FORMS: &[Format] = &[$(Format::$form),*];

            #[doc = $doc]
            pub fn $read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Format, D::Error> {
                Format::of(Format::$FORMS, deserializer)
            }
        )*}
    };
}
forms! {
    /// Of whatever has a page.
    OF_A_PAGE of_a_page [Text, Markdown, Html, Json, Csv]
    /// Of whatever has a page with pictures.
    OF_A_PICTURE of_a_picture [Text, Markdown, Html, Svg, Json, Csv]
    /// Of a frontier.
    OF_A_FRONTIER of_a_frontier [Text, Markdown, Html, Svg, Json, Jsonl, Csv]
    /// Of draws.
    OF_DRAWS of_draws [Text, Markdown, Html, Svg, Json, Jsonl, Csv]
    /// Of what became of assumptions.
    OF_A_TEST of_a_test [Text, Markdown, Html, Json, Csv, Junit]
    /// Of what was answered in parts.
    OF_PARTS of_parts [Text, Markdown, Html, Svg, Json, Jsonl, Csv, Junit]
}

impl Format {
    /// Reads one of these, where options are data.
    fn of<'de, D: Deserializer<'de>>(formats: &[Format], deserializer: D) -> Result<Format, D::Error> {
        let asked = Format::deserialize(deserializer)?;
        match formats.contains(&asked) {
            true => Ok(asked),
            false => {
                let names: Vec<String> = formats.iter().copied().map(Format::name).collect();
                Err(D::Error::custom(format!("this command's forms are {}", names.join(", "))))
            }
        }
    }

    /// What it is called.
    pub fn name(self) -> String {
        self.to_possible_value().map(|one| one.get_name().to_owned()).unwrap_or_default()
    }

    /// Reads one of these.
    pub fn among(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
        let named = formats.iter().filter_map(ValueEnum::to_possible_value);
        PossibleValuesParser::new(named).try_map(|name| Format::from_str(&name, false))
    }
}
