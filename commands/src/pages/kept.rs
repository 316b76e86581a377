//! Reports that were kept: read back, whatever command made them, and their form as a JSON Schema.

use super::exact::Exact;
use super::paged::Report;
use crate::page::{Page, Picture};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;
use zopa::report::{
    BeliefsReport, BriefReport, CheckReport, CompareReport, ConcessionsReport, CounterReport, DiffReport,
    DossierReport, ElicitReport, EvaluateReport, ExplainReport, ExportReport, FrontierReport, HoldsReport,
    LinkageReport, Opening, ProtocolReport, RobustReport, SolveReport, StabilityReport, SwapReport, SweepReport,
    TestReport, TradesReport,
};
use zopa::text::{quoted, visible};

/// Declares the reports: by command, and by the key that tells it from another one of the same command.
macro_rules! reports {
    ($($(#[doc = $doc:literal])+ $name:ident($report:ty): $command:literal $(with $key:literal)?,)*) => {
        /// A report of any command.
        #[derive(Clone, Debug, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum AnyReport {
            $($(#[doc = $doc])+ $name($report),)*
        }

        impl AnyReport {
            /// What is there, if there is such a command.
            fn of(beginning: &Beginning, raw: &RawValue) -> Result<Self, Unreadable> {
                let command = beginning.command.as_deref().unwrap_or_default();
                let has = |key: &str| beginning.rest.contains_key(key);
                $(if command == $command $(&& has($key))? {
                    let read = <$report>::deserialize(Exact::new(raw));
                    return read.map(AnyReport::$name).map_err(|error| Unreadable::Otherwise(error.to_string()));
                })*
                let _ = has;
                Err(Unreadable::Command(command.to_owned()))
            }
        }

        impl Report for AnyReport {
            fn opening(&self) -> &Opening {
                match self {
                    $(AnyReport::$name(report) => report.opening(),)*
                }
            }

            fn page(&self) -> Page {
                match self {
                    $(AnyReport::$name(report) => report.page(),)*
                }
            }

            fn csv(&self) -> String {
                match self {
                    $(AnyReport::$name(report) => report.csv(),)*
                }
            }

            fn pictures(&self) -> Vec<Picture> {
                match self {
                    $(AnyReport::$name(report) => report.pictures(),)*
                }
            }
        }
    };
}

reports! {
    /// What is wrong with a model, and what is suspicious.
    Check(Box<CheckReport>): "check",
    /// What can be agreed.
    Solve(Box<SolveReport>): "solve",
    /// The same in brief.
    Brief(Box<BriefReport>): "brief",
    /// What cannot be improved for one party without loss to another.
    Frontier(Box<FrontierReport<'static>>): "frontier",
    /// A package on the table.
    Evaluate(Box<EvaluateReport>): "evaluate",
    /// How issues are linked.
    Linkage(Box<LinkageReport>): "linkage",
    /// Why a package is refused.
    Concessions(Box<ConcessionsReport>): "explain" with "concessions",
    /// Why there is no agreement.
    Explain(Box<ExplainReport>): "explain",
    /// How stable an answer is.
    Stability(Box<StabilityReport>): "stability",
    /// What beliefs do to an agreement.
    Beliefs(Box<BeliefsReport>): "beliefs",
    /// Which promises would be broken.
    Holds(Box<HoldsReport>): "holds",
    /// What ways of talking lead to.
    Protocol(Box<ProtocolReport>): "protocol",
    /// What tactics came to.
    Play(Box<ProtocolReport>): "play",
    /// What many draws came to.
    Sweep(Box<SweepReport>): "sweep",
    /// What holds whatever the numbers are.
    Robust(Box<RobustReport>): "robust",
    /// Two changes weighed against each other.
    Swap(Box<SwapReport>): "trades" with "rates",
    /// Trades from a package on the table.
    Trades(Box<TradesReport>): "trades",
    /// Counteroffers.
    Counter(Box<CounterReport>): "counter",
    /// Several models side by side.
    Compare(Box<CompareReport>): "compare",
    /// What became of assumptions.
    Test(Box<TestReport>): "test",
    /// What fits statements.
    Elicit(Box<ElicitReport>): "elicit",
    /// A model as files of another program.
    Export(Box<ExportReport>): "export",
    /// All there is to say of a model.
    Dossier(Box<DossierReport>): "report",
    /// What differs between two reports.
    Diff(Box<DiffReport>): "diff",
}

/// What tells reports from other files.
#[derive(Deserialize)]
struct Beginning {
    zopa: Option<Value>,
    report: Option<Value>,
    command: Option<String>,
    #[serde(flatten)]
    rest: HashMap<String, IgnoredAny>,
}

/// Why a text is no report that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no JSON: why.
    NotJson(String),
    /// It is JSON of something else.
    Else,
    /// It is a model.
    Model,
    /// It is a report of another format.
    Format(String),
    /// It was made by this command, which this program does not have, or which makes no reports; empty: it does not say by which.
    Command(String),
    /// It is not as reports are: how.
    Otherwise(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unreadable::NotJson(why) => write!(f, "this is no JSON, and so no report: {}", visible(why)),
            Unreadable::Else => f.write_str("this is no report of zopa"),
            Unreadable::Model => f.write_str("this is a model, and no report"),
            Unreadable::Format(found) => {
                write!(
                    f,
                    "this is a report of format {}: this program reads format {}",
                    visible(found),
                    zopa::report::FORMAT
                )
            }
            Unreadable::Command(command) if command.is_empty() => {
                f.write_str("this report does not say which command made it")
            }
            Unreadable::Command(command) => write!(f, "no command {} of this program makes reports", quoted(command)),
            Unreadable::Otherwise(why) => write!(f, "this report is not as reports are: {}", visible(why)),
        }
    }
}

impl std::error::Error for Unreadable {}

impl AnyReport {
    /// Reads a report, as one of the commands wrote it as JSON. What it writes is the same again, and so is its page.
    ///
    /// ```
    /// use zopa::report::SolveReport;
    /// use zopa_commands::{AnyReport, Report};
    /// let problem = zopa::Problem::from_json(include_str!("../../../models/examples/first-steps.json")).unwrap();
    /// let report = SolveReport::new(&problem.view(), &problem.view().search().run(), None);
    /// let read = AnyReport::read(serde_json::to_string(&report).unwrap().as_bytes()).unwrap();
    /// assert_eq!(read.page().markdown(), report.page().markdown());
    /// ```
    ///
    /// # Errors
    /// Why it is no such report.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotJson("it is no UTF-8".into()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let not_json = |error: serde_json::Error| Unreadable::NotJson(error.to_string());
        let raw: &RawValue = serde_json::from_str(text).map_err(not_json)?;
        if !raw.get().starts_with('{') {
            return Err(Unreadable::Else);
        }
        let beginning: Beginning = serde_json::from_str(raw.get()).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Unreadable::Else,
            _ => not_json(error),
        })?;
        match (&beginning.zopa, &beginning.report) {
            (Some(Value::String(_)), Some(format)) if *format == zopa::report::FORMAT => AnyReport::of(&beginning, raw),
            (Some(Value::String(_)), Some(format @ Value::Number(_))) => Err(Unreadable::Format(format.to_string())),
            (Some(Value::Number(_)), None) => Err(Unreadable::Model),
            _ => Err(Unreadable::Else),
        }
    }
}

/// The JSON Schema (draft 2020-12) of reports, as it is published: of what the commands write as JSON.
pub const REPORT_SCHEMA: &str = include_str!("../../../schema/zopa-report-1.schema.json");

/// The same, made from the types: tests hold what is published against it.
#[cfg(feature = "schema")]
pub fn report_schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<AnyReport>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Reports of zopa, format 1".into());
    }
    schema
}
