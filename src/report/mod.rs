//! Reports: what was found, in the author's names and numbers.
//!
//! A report is made at the very end, from an answer and the view that it answers. It comes in two forms. The structs
//! here are plain data for programs: ids, exact numbers, nothing that needs the model beside it; `serde_json` writes
//! them as report format 1. The pages of [`text`] are for people: names in place of ids, the few numbers that matter,
//! and sentences. Neither computes anything that the answer does not hold, except sums of what it holds.

mod beliefs;
mod claims;
mod counter;
mod csv;
mod elicit;
mod evaluate;
mod explain;
mod frontier;
mod junit;
mod lines;
mod linkage;
mod lottery;
mod no_deal;
mod parts;
mod robust;
mod solve;
mod stability;
mod sweep;
mod test;
pub mod text;
mod trades;
mod warnings;

pub use crate::text::words::readable_count;
pub use beliefs::{BeliefsReport, BelieverReport, ClauseReport, EventReport, OwnReport, ReachReport, SharedReport};
pub use counter::{CounterReport, ObstacleReport};
pub use csv::{frontier_csv_entry, frontier_csv_head};
pub use elicit::{ContradictionReport, ElicitReport, ElicitedReport, EstimateReport, GradedReport};
pub use evaluate::{BrokenReport, EvaluateReport, PartReport, StandReport, Verdict};
pub use explain::{
    AmplificationReport, ChangedReport, CompensationReport, ConcessionReport, ConcessionsReport, ConflictsReport,
    DifferenceReport, ElementReport, ExplainReport, FloorReport, GroupReport, NearestReport,
};
pub use frontier::{CoverReport, Entries, EntryReport, FrontierReport, FrontierSummary, FrontierTrailer, PieceReport};
pub use junit::junit;
pub use lines::json_line;
pub use linkage::{
    ExchangeReport, LevelReport, LiftedReport, LinkageReport, OptionReport, ProspectReport, RequirementReport,
    SpanReport,
};
pub use lottery::{DividedReport, LotteryPart, LotteryReport};
pub use no_deal::{BalanceReport, BindingReport, NoDealReport};
pub use parts::{AgreementReport, Choice, Head, PackageCounts, choices};
pub use robust::{AcceptableReport, BeforeReport, ChosenReport, NamedStanding, RobustReport, StandingReport};
pub use solve::{MixtureReport, NoAgreementReport, SolutionReport, SolveReport};
pub use stability::{
    EndReport, IntervalReport, IntervalsReport, MovedReport, NeededIs, NeededReport, OfPartiesReport, StabilityReport,
    WrittenReport,
};
pub use sweep::{AcceptabilityReport, DrawReport, DriverReport, InformationReport, QuantilesReport, SweepReport};
pub use test::{
    AssumptionReport, CauseReport, ProofReport, RefutationReport, TestCounts, TestReport, UndecidedReport, VerdictName,
};
pub use text::printable;
pub use trades::{
    BetterReport, ChainReport, ChangeReport, LinkReport, MoveReport, MovesReport, SwapReport, TradesReport,
};
pub use warnings::warnings;

use crate::text::words;

/// So many of what may be very many are listed, if nothing else is said.
pub const LISTED: usize = 100;

/// The version of the report format.
pub const FORMAT: u32 = 1;
