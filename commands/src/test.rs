//! `zopa test`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Files};
use super::part::{Divided, Head, PartWriter, Portion, Sharded, unreadable};
use crate::pages::junit::junit;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use zopa::assume::{Assumption, Tested};
use zopa::problem::View;
use zopa::report::{AssumptionReport, TestReport, VerdictName};
use zopa::search::{Limits, Stop};
use zopa::text::visible;

/// Test what a model assumes: each assumption is proved over all packages, or refuted by the smallest counterexample
///
/// Assumptions stand in the model, under `assumptions`: "more relief is never worse for Russia", "no acceptable package has
/// a combat commitment". Nothing is sampled as long as it can be decided. An assumption is vacuous if there is nothing
/// that it speaks of. What time there is is divided among them. docs/assumptions.md tells how to write them.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa test model.json
  zopa test model.json --only relief-helps --only no-combat
  zopa test model.json --format junit --output assumptions.xml
  zopa test model.json --shard 2/8 --output part-2.jsonl

{STATUSES}"))]
pub struct Test {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// Test only this assumption, by its id; may be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// End with status 1 also if an assumption is vacuous
    #[arg(long)]
    strict: bool,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_TEST))]
    #[serde(deserialize_with = "Format::of_a_test", skip_serializing)]
    format: Format,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    sharded: Sharded,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    certified: Certified,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Divided for Test {
    const COMMAND: &'static str = "test";

    fn divided(&mut self) -> (&mut Files, &mut Sharded) {
        (&mut self.files, &mut self.sharded)
    }

    fn answer(self, desk: &Desk) -> Result<Ending, Refusal> {
        self.run(desk)
    }
}

impl Test {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::InStepsOfClaims)?;
        loaded.problem.without_curves()?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        self.certified.suits(&loaded, &view)?;
        let chosen = self.chosen(loaded.problem.assumptions())?;
        if let Some(portion) = self.sharded.portion()? {
            return self.part(desk, &loaded, &view, &chosen, portion);
        }
        let known = |object: String| serde_json::from_str(&object).map_err(|_| unreadable(Self::COMMAND));
        let reports: Vec<AssumptionReport> = match &self.sharded.known {
            Some(merged) => merged.objects().map(known).collect::<Result<_, _>>()?,
            None => self.tested(desk, &view, &chosen),
        };
        let names = reports.iter().map(|report| &report.name);
        if !names.eq(chosen.iter().map(|assumption| &assumption.name)) {
            return Err(unreadable(Self::COMMAND));
        }
        self.certified.write(desk, &loaded, &view, |certificate| {
            // What states that a claim fails is proved by what refutes the claim.
            let proved = |one: &AssumptionReport| match one.verdict {
                VerdictName::Proved => !one.fails,
                VerdictName::Refuted => one.fails,
                _ => false,
            };
            let decided = chosen.iter().zip(&reports).map(|(assumption, one)| (*assumption, proved(one)));
            certificate.assumptions(decided, &self.asking.limits(desk))
        })?;
        let report = TestReport::of(&view, reports);
        match self.format {
            Format::Junit => desk.text(&junit(&report, &loaded.source.name))?,
            format => desk.finish(format, &report)?,
        }
        Ok(match report.status {
            VerdictName::Refuted => Ending::Negative,
            VerdictName::Undecided => Ending::Stopped,
            _ if self.strict && report.counts.vacuous > 0 => Ending::Negative,
            _ => Ending::Answered,
        })
    }

    /// Tests each. What time there is is divided among those that are left, so that a difficult one does not take it from the others;
    /// those for which it was not enough are asked once more if more is left in the end.
    fn tested(&self, desk: &Desk, view: &View, chosen: &[&Assumption]) -> Vec<AssumptionReport> {
        let mut given: Vec<Option<Duration>> = Vec::new();
        let mut reports = Vec::new();
        for (at, assumption) in chosen.iter().enumerate() {
            let limits = self.share(desk, chosen.len() - at);
            reports.push(self.one(desk, view, assumption, &limits));
            given.push(limits.time);
        }
        let stopped = |report: &AssumptionReport| report.undecided.as_ref().and_then(|undecided| undecided.stopped_by);
        let mut open: Vec<usize> =
            (0..chosen.len()).filter(|at| stopped(&reports[*at]) == Some(Stop::TimeLimit)).collect();
        while let Some(at) = open.pop() {
            let limits = self.share(desk, open.len() + 1);
            if limits.time > given[at] {
                reports[at] = self.one(desk, view, chosen[at], &limits);
            }
        }
        reports
    }

    /// The limits of the next of so many questions.
    fn share(&self, desk: &Desk, of: usize) -> Limits {
        let limits = self.asking.limits(desk);
        Limits { time: limits.time.map(|time| time / u32::try_from(of).unwrap_or(u32::MAX)), ..limits }
    }

    /// Tests one.
    fn one(&self, desk: &Desk, view: &View, assumption: &Assumption, limits: &Limits) -> AssumptionReport {
        let decided = format!("decided `{}`", visible(&assumption.name));
        let test = || view.test(assumption, self.asking.engine(), limits);
        let verdict = desk.timed(self.asking.verbose, |_| decided, test);
        AssumptionReport::new(view, &Tested { assumption, verdict })
    }

    /// Tests those of a part.
    fn part(
        &self,
        desk: &Desk,
        loaded: &Loaded,
        view: &View,
        chosen: &[&Assumption],
        portion: Portion,
    ) -> Result<Ending, Refusal> {
        self.certified.is_of_the_whole()?;
        let head = Head::new(self, portion, chosen.len() as u64, loaded)?;
        let mut writer = PartWriter::begin(desk, &head)?;
        let mut stopped = None;
        for at in head.units() {
            let report = self.one(desk, view, chosen[at as usize], &self.asking.limits(desk));
            stopped = stopped.or(report.undecided.as_ref().and_then(|undecided| undecided.stopped_by));
            writer.add([report])?;
        }
        writer.end(stopped)
    }

    /// The assumptions asked for.
    fn chosen<'a>(&self, all: &'a [Assumption]) -> Result<Vec<&'a Assumption>, Refusal> {
        for name in &self.only {
            if !all.iter().any(|assumption| assumption.name == *name) {
                let message = format!("no assumption is called `{}`", visible(name));
                let known: Vec<String> =
                    all.iter().take(12).map(|assumption| format!("`{}`", visible(&assumption.name))).collect();
                let help = match known.is_empty() {
                    true => "the model makes no assumptions".to_owned(),
                    false => format!("known here: {}", known.join(", ")),
                };
                return Err(Refusal::new(&message, Some(&help)));
            }
        }
        let asked = |assumption: &&Assumption| self.only.is_empty() || self.only.contains(&assumption.name);
        Ok(all.iter().filter(asked).collect())
    }
}
