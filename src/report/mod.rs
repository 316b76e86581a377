//! Reports: what was found, in the author's names and numbers.
//!
//! A report is made at the very end, from an answer and the view that it answers. It comes in two forms. The structs
//! here are plain data for programs: ids, exact numbers, nothing that needs the model beside it; `serde_json` writes
//! them as report format 1. The pages that `zopa-commands` makes of them are for people: names in place of ids, the
//! few numbers that matter, and sentences. Neither computes anything that the answer does not hold, except sums of what it holds.

mod aims;
mod beliefs;
mod brief;
mod broken;
mod check;
mod claims;
mod counter;
mod diff;
mod dossier;
mod elicit;
mod evaluate;
mod explain;
mod export;
mod finish;
mod frontier;
mod head;
mod holds;
mod linkage;
mod lottery;
mod models;
mod names;
mod no_deal;
mod numbers;
mod parts;
mod play;
mod protocol;
mod robust;
mod solve;
mod stability;
mod sweep;
mod test;
mod trades;
mod warnings;

pub use aims::{AimReport, InsteadReport};
pub use beliefs::{
    AcceptsName, AmongReport, BeliefVerdict, BeliefsReport, BelieverReport, ClauseReport, CommonReport,
    CommonStepReport, CommonStepsReport, EventReport, OwnReport, ReachReport, SharedReport, WidestReport,
};
pub use brief::{BriefReport, ShareReport, TermReport};
pub use broken::{BrokenReport, RefusalReport};
pub use check::{CheckReport, CheckedName, FindingReport, FoundAtReport, HeldReport, RelatedReport};
pub use counter::{CounterReport, ObstacleName, ObstacleReport, OfferReport};
pub use diff::{DiffReport, PlaceReport, SectionReport};
pub use dossier::{DossierReport, ReasonReport, SampleReport, SourceReport};
pub use elicit::{ContradictionReport, ElicitReport, ElicitedReport, EstimateReport, FittedName, GradedReport};
pub use evaluate::{
    ByStateReport, EvaluateReport, ExpectedReport, GroupKind, GroupName, GroupReport, PartReport, PartyReport,
    StandReport, StateWorthReport, Verdict, WorthReport,
};
pub use explain::{
    AmplificationReport, ChangedReport, CompensationReport, ConcessionReport, ConcessionsReport, ConflictsReport,
    DifferenceReport, ElementReport, ExplainReport, FloorReport, NearestReport,
};
pub use export::{ExportReport, FileReport};
pub use finish::{FinishName, FinishReport};
pub use frontier::{
    ChoosesReport, CoverReport, Entries, EntryReport, FrontierReport, FrontierSummary, FrontierTrailer, PieceReport,
    TargetName,
};
pub use head::{Ended, Head, PackageCounts, StatusName};
pub use holds::{HoldsReport, PayoffReport, PromiseReport};
pub use linkage::{
    ExchangeReport, LevelReport, LiftedReport, LinkageReport, OptionReport, ProspectReport, RequirementReport, Role,
    SpanReport,
};
pub use lottery::{DividedReport, LotteryPart, LotteryReport};
pub use models::{CompareReport, Compared, FewestReport, ModelReport, NumberReport, OnlyReport};
pub use names::{AcceptanceReport, IssueName, Names, Opening, PartyName, SetReport};
pub use no_deal::{BalanceReport, BindingReport, NoDealReport};
pub use parts::{AgreementReport, Choice, choice, choices, count, differences, less, size, stopped};
pub use play::{
    DominatedReport, EditReport, GameReport, MixedReport, OverName, PlayReport, TheoryName, TournamentReport,
    TurnReport, edits, turns,
};
pub use protocol::{
    BlockingReport, CoalitionReport, CoalitionsReport, MixedOfferReport, MixedPairReport, OutcomeReport, PairReport,
    PreferenceReport, ProtocolReport, RatificationReport, StepReport, TabledReport, ThresholdReport, TiesName,
    TracksName, WayKind, WayReport,
};
pub use robust::{AcceptableReport, BeforeReport, ChosenReport, NamedStanding, RobustReport, StandingReport};
pub use solve::{
    CloseReport, ConceptName, LotteriesReport, MixtureReport, NoAgreementReport, ProposalReport, SolutionReport,
    SolveReport,
};
pub use stability::{
    EndReport, IntervalReport, IntervalsReport, MovedReport, NeededIs, NeededReport, NowReport, OfPartiesReport,
    StabilityReport, StableName, WrittenReport,
};
pub use sweep::{
    AcceptabilityReport, DrawReport, DriverReport, HistogramReport, InformationReport, OftenReport, QuantilesReport,
    SweepReport,
};
pub use test::{
    AssumptionReport, CauseReport, Method, ProofReport, RefutationReport, TestCounts, TestReport, UndecidedReport,
    VerdictName,
};
pub use trades::{
    BetterReport, ChainReport, ChangeReport, EndName, FoundName, LinkName, LinkReport, MoveReport, MovesReport,
    SwapReport, TableReport, TradesReport,
};
pub use warnings::warnings;

/// Words that answers and reports share.
pub use crate::problem::{Answering, Pace, Tactic};
pub use crate::search::Stop;

use crate::text::words;

/// So many of what may be very many are listed, if nothing else is said.
pub const LISTED: usize = 100;

/// The version of the report format.
pub const FORMAT: u32 = 1;
