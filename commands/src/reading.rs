//! Readings: other judgements of a model's numbers, each in a file of its own, with its reasons.
//!
//! A reading says nothing that `--set` could not; it keeps what belongs together, and says why.

use super::desk::Desk;
use super::ending::Refusal;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::model::{Keyed, Quantity, Range, Setting};
use zopa::text::quoted;

/// What a reading says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    /// What it is called, and why one may read the model so: for people.
    #[serde(default, rename = "title")]
    _title: Option<String>,
    #[serde(default, rename = "because")]
    _because: Option<String>,
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    /// By path, the number that stands there, and its range if that is another one.
    set: Keyed<Quantity>,
}

/// What the readings of these names set, but for what is `said` on the command line.
pub fn settings(desk: &Desk, paths: &[PathBuf], said: &[Setting]) -> Result<Vec<Setting>, Refusal> {
    let mut settings: Vec<Setting> = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let wrong = |message: String| Refusal::new(&format!("--reading {}: {message}", quoted(&name)), Some(FORM));
        let files = desk.host().files(std::slice::from_ref(path))?;
        let [file] = files.as_slice() else { return Err(wrong("a reading is one file".to_owned())) };
        let reading: Reading = serde_json::from_slice(&file.bytes).map_err(|error| wrong(error.to_string()))?;
        for (path, quantity) in reading.set.iter() {
            let range = quantity.range.as_deref();
            if range.is_some_and(|range| {
                *range != Range { low: range.low.clone(), high: range.high.clone(), ..Range::default() }
            }) {
                let message = format!("of {}, a reading has a `value`, `low` and `high`", quoted(path));
                return Err(wrong(message));
            }
            let ends = range.map(|range| [("low", &range.low), ("high", &range.high)]).into_iter().flatten();
            let ends = ends.filter_map(|(key, end)| Some((format!("{path}.{key}"), end.clone()?)));
            for (path, number) in [(path.to_owned(), quantity.value.clone())].into_iter().chain(ends) {
                let setting = Setting::of(&path, &number.to_string())
                    .map_err(|error| wrong(format!("{}; {}", error.message, error.help)))?;
                settings.retain(|other| !other.is_of(&setting));
                settings.push(setting);
            }
        }
    }
    settings.retain(|setting| !said.iter().any(|said| said.is_of(setting)));
    Ok(settings)
}

/// How a reading is written.
const FORM: &str = "a reading is a JSON file such as {\"title\": \"…\", \"set\": {\"parties.russia.disagreement\": {\"value\": 10, \
                    \"low\": 8, \"because\": \"…\"}}}";
