//! Assumptions: which claim each makes, and what stands beside it.

use super::compiler::Compiler;
use super::reading::Reading;
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Path, Place};
use crate::problem::assumption::Assumption;
use crate::problem::claims::{Claim, KINDS, Kind};
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// The assumptions. Those with errors are left out; the errors are noted.
    pub(super) fn assumptions(&mut self) -> Vec<Assumption> {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut compiled = Vec::new();
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
            if let (Some(given), Some(anywhere), Some(claim)) = (given, anywhere, claim) {
                compiled.push(Assumption {
                    name: written.id.clone().unwrap_or_else(|| format!("assumptions[{at}]")),
                    claim,
                    given,
                    anywhere,
                    robust: written.robust.unwrap_or(false),
                    because: written.because.clone(),
                    source: written.source.clone(),
                    path: reading.path,
                });
            }
        }
        compiled
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
