//! Assumptions: which claim each makes, and what stands beside it.

use super::compiler::Compiler;
use super::reading::Reading;
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Model, Path, Place};
use crate::problem::assumption::Assumption;
use crate::problem::claims::{Claim, KINDS, Kind};
use crate::problem::lookup::Spoken;
use crate::problem::{Issue, IssueId, LevelId, LevelIssue, Levels, MAX_OPTIONS, Named, Problem};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

/// The assumptions of a model over these issues, some of them continuous, and what is wrong with them. What is said of a continuous issue is compiled as
/// if it were settled by one of the levels that are named, or by an end of its range; those levels are given back, too.
pub(super) fn over_levels(
    model: &Model,
    clusters: &[Named],
    issues: &[Issue],
    levels: &[LevelIssue],
) -> (Vec<Assumption>, Vec<Vec<BigRational>>, Diagnostics) {
    let mut named: Vec<BTreeSet<BigRational>> =
        levels.iter().map(|level| [level.min.clone(), level.max.clone()].into()).collect();
    // A level that is named moves the positions of those above it, so that all is read again until no new one is met.
    loop {
        let mut spoken = issues.to_vec();
        for (level, named) in levels.iter().zip(&named) {
            let issue = &mut spoken[level.issue.index()];
            *issue = issue.with_levels(&named.iter().cloned().collect::<Vec<_>>());
        }
        let mut compiler = Compiler::new(model, clusters, &spoken, Levels::default());
        let (compiled, missing) = compiler.assumptions();
        if named.iter().any(|named| named.len() > MAX_OPTIONS) {
            let message = format!("the assumptions name more than {MAX_OPTIONS} levels of a continuous issue");
            let error = Diagnostic::new(Code::Limit, Place::key(&Path::root().key("assumptions")), message);
            return (compiled, Vec::new(), error.into());
        }
        if missing.is_empty() {
            let named = named.into_iter().map(|named| named.into_iter().collect()).collect();
            return (compiled, named, compiler.diagnostics);
        }
        for (issue, missing) in missing {
            if let Some(of) = levels.iter().position(|level| level.issue == issue) {
                named[of].insert(missing);
            }
        }
    }
}

impl Problem {
    /// The problem [in steps](Problem::in_steps), among which are the levels that the assumptions of its model name, with all
    /// assumptions: what is claimed of a continuous issue is claimed of these levels.
    ///
    /// ```
    /// use std::num::NonZeroU32;
    /// let text = include_str!("../../../models/levels/first-steps.json");
    /// let mut model = zopa::Model::from_json(text)?;
    /// model.assumptions.push(zopa::model::Assumption {
    ///     party: Some(zopa::model::Names(vec!["studio".into()])),
    ///     rises_with: Some(serde_json::from_str(r#""price""#).expect("an issue")),
    ///     ..Default::default()
    /// });
    /// let problem = zopa::Problem::compile(&model)?;
    /// let steps = problem.in_steps_for(&model, NonZeroU32::new(10).unwrap(), &[])?;
    /// let verdict = steps.view().test(&steps.assumptions()[0], zopa::Engine::Automatic, &zopa::Limits::default());
    /// assert!(matches!(verdict, zopa::assume::Verdict::Proved(_)));
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// As [`in_steps`](Problem::in_steps).
    pub fn in_steps_for(
        &self,
        model: &Model,
        steps: NonZeroU32,
        besides: &[(LevelId, BigRational)],
    ) -> Result<Problem, Diagnostics> {
        if self.assumptions.iter().all(|assumption| !assumption.of_levels) {
            return self.in_steps(steps, besides);
        }
        let (_, named, _) = over_levels(model, &self.clusters, &self.issues, &self.levels.issues);
        let named = self.level_ids().zip(named).flat_map(|(at, named)| named.into_iter().map(move |level| (at, level)));
        let besides: Vec<(LevelId, BigRational)> = besides.iter().cloned().chain(named).collect();
        let mut problem = self.in_steps(steps, &besides)?;
        problem.assumptions =
            Compiler::new(model, &problem.clusters, &problem.issues, Levels::default()).assumptions().0.into();
        Ok(problem)
    }
}

impl Compiler<'_> {
    /// The assumptions, and the levels of continuous issues in steps that they name and that are not there. Those with errors are
    /// left out; the errors are noted.
    pub(super) fn assumptions(&mut self) -> (Vec<Assumption>, Vec<(IssueId, BigRational)>) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut compiled, mut unlisted) = (Vec::new(), Vec::new());
        for (at, written) in self.model.assumptions.iter().enumerate() {
            let path = Path::root().key("assumptions").index(at);
            if let Some(id) = &written.id
                && let Some(first) = names.insert(id, at)
            {
                let first = Path::root().key("assumptions").index(first).key("id");
                let place = Place::value(&path.key("id"));
                let twice = Diagnostic::new(Code::ListedTwice, place, format!("two assumptions are called `{id}`"));
                self.diagnostics.push(twice.related(Place::value(&first), "first called so here"));
            }
            let (strict, tolerance) = (written.strict.unwrap_or(false), Number::zero());
            let (parties, path) = (Vec::new(), path.clone());
            let mut reading = Reading { compiler: self, written, path, claim: "", parties, strict, tolerance };
            let given = reading.conditions(&written.given, "given");
            let anywhere = reading.anywhere();
            let claim = reading.claim();
            let (written, path) = (reading.written, reading.path);
            let Spoken { named, missing } = self.lookup.spoken();
            unlisted.extend(missing);
            if let (Some(given), Some(anywhere), Some(claim)) = (given, anywhere, claim) {
                compiled.push(Assumption {
                    name: written.id.clone().unwrap_or_else(|| format!("assumptions[{at}]")),
                    claim,
                    given,
                    anywhere,
                    of_levels: named,
                    robust: written.robust.unwrap_or(false),
                    fails: written.fails.unwrap_or(false),
                    because: written.because.clone(),
                    source: written.source.clone(),
                    path,
                });
            }
        }
        (compiled, unlisted)
    }
}

impl Reading<'_, '_> {
    fn anywhere(&mut self) -> Option<bool> {
        match self.written.among.as_deref() {
            None | Some("feasible") => Some(false),
            Some("all") => Some(true),
            Some(other) => {
                let message = format!("`among` is \"feasible\" or \"all\", not \"{other}\"");
                self.refuse(Code::AssumptionKind, "among", message, "")
            }
        }
    }

    fn claim(&mut self) -> Option<Claim> {
        let keys = self.written.keys();
        let claims: Vec<&Kind> = KINDS.iter().filter(|kind| keys.contains(&kind.name)).collect();
        let kind = match claims.as_slice() {
            [kind] => *kind,
            [] => {
                let help = "add one claim, such as \"rises_with\": an issue; or \"every_acceptable\": conditions";
                return self.refuse(Code::AssumptionKind, "", "this assumption claims nothing", help);
            }
            several => {
                let quoted: Vec<String> = several.iter().map(|kind| format!("`{}`", kind.name)).collect();
                let message = format!("this assumption makes several claims: {}", quoted.join(", "));
                return self.refuse(Code::AssumptionKind, "", message, "make each an assumption of its own");
            }
        };
        self.claim = kind.name;
        self.fits(kind, &keys)?;
        let tolerance = self.tolerance();
        if let Some(names) = &self.written.party {
            self.parties = self.parties_named(names, "party")?;
        }
        self.tolerance = tolerance?;
        (kind.read)(self)
    }

    /// Whether all keys go with the claim, and none is missing.
    fn fits(&mut self, kind: &Kind, keys: &[&'static str]) -> Option<()> {
        let mut fits = Some(());
        for key in keys.iter().filter(|key| **key != kind.name && !kind.beside().any(|beside| beside == **key)) {
            let with = KINDS.iter().filter(|other| other.beside().any(|beside| beside == *key));
            let with: Vec<String> = with.map(|other| format!("`{}`", other.name)).collect();
            // A name and reasons go with every claim.
            if !with.is_empty() {
                let message = format!("`{key}` says nothing beside `{}`", kind.name);
                fits = self.stray(key, message, &format!("it goes with {}", with.join(", ")));
            }
        }
        for key in kind.needs.iter().filter(|key| !keys.contains(key)) {
            let message = format!("`{}` needs `{key}` beside it", kind.name);
            let help = match *key {
                "party" => "add \"party\": whose utility it speaks of",
                "to" => "add \"to\": the options that are worse",
                "at_least" => "add \"at_least\": the change that is worth less",
                "by" => "add \"by\": the issues that could make up for the change",
                "on" => "add \"on\": the issues on which the two parties are compared",
                _ => "",
            };
            fits = self.refuse(Code::AssumptionKind, "", message, help);
        }
        fits
    }

    fn tolerance(&mut self) -> Option<Number> {
        let value = self.written.tolerance.as_ref().map_or_else(Number::zero, |tolerance| tolerance.value.clone());
        if value.value().is_negative() {
            let message = format!("a tolerance of {value}: it must not be negative");
            return self.refuse(Code::OutOfRange, "tolerance", message, "");
        }
        if self.strict && !value.value().is_zero() {
            let help = "leave out one of the two";
            return self.refuse(Code::AssumptionKind, "tolerance", "a strict claim has no tolerance", help);
        }
        Some(value)
    }
}
