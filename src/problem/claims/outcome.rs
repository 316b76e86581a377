//! Claims about outcomes: every, some or no feasible or acceptable package has something; every option can be used.

use super::prelude::*;

/// How many packages have something.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How many.
    pub quantifier: Quantifier,
    /// Of which.
    pub reached: Reached,
    /// What they have; empty for nothing in particular.
    pub condition: Condition,
}

/// How many packages are claimed to have something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// At least one.
    Some,
    /// None.
    No,
}

/// Over which packages a claim about outcomes ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Those that satisfy rules and red lines.
    Feasible,
    /// Of these, those that the acceptance rule passes; or that exactly these parties accept, by party.
    Acceptable(Option<Vec<bool>>),
}

impl Outcome {
    pub(super) fn feasible(conditions: &Conditions, quantifier: Quantifier, reading: &mut Reading) -> Option<Self> {
        Outcome::read(conditions, quantifier, Reached::Feasible, reading)
    }

    pub(super) fn acceptable(conditions: &Conditions, quantifier: Quantifier, reading: &mut Reading) -> Option<Self> {
        let consent = match &reading.written.consent {
            None => None,
            Some(names) => {
                let parties = reading.parties_named(names, "consent")?;
                Some((0..reading.model().0.parties.len()).map(|at| parties.contains(&PartyId::at(at))).collect())
            }
        };
        Outcome::read(conditions, quantifier, Reached::Acceptable(consent), reading)
    }

    fn read(has: &Conditions, quantifier: Quantifier, reached: Reached, reading: &mut Reading) -> Option<Self> {
        if quantifier == Quantifier::Every && has.is_empty() {
            let help = "name what every package has; that there is one at all is claimed by `some_acceptable`: {}";
            return reading.refuse(Code::Empty, reading.claim, "every package has nothing in particular", help);
        }
        Some(Outcome { quantifier, reached, condition: reading.conditions(has, reading.claim)? })
    }
}

impl Meaning for Outcome {
    fn sentence(&self, words: &Words) -> String {
        // Before the packages, and behind them.
        let (which, beside) = match &self.reached {
            Reached::Feasible => ("feasible ", String::new()),
            Reached::Acceptable(None) => ("acceptable ", String::new()),
            Reached::Acceptable(Some(consent)) => {
                let parties: Vec<PartyId> = words.problem.party_ids().filter(|party| consent[party.index()]).collect();
                let verb = if parties.len() == 1 { "accepts" } else { "accept" };
                ("", format!(" that {} {verb}", words.parties(&parties)))
            }
        };
        let article = if which.starts_with('a') { "an" } else { "a" };
        let has = words.conditions(&self.condition);
        match (self.quantifier, self.condition.0.is_empty()) {
            (Quantifier::No, true) => format!("There is no {which}package{beside}"),
            (_, true) => format!("There is {article} {which}package{beside}"),
            (Quantifier::Every, _) => format!("All {which}packages{beside} have {has}"),
            (Quantifier::Some, _) => format!("Some {which}package{beside} has {has}"),
            (Quantifier::No, _) => format!("No {which}package{beside} has {has}"),
        }
    }

    fn refuted(&self, _shown: &Shown) -> String {
        let how = match self.reached {
            Reached::Feasible => "feasible",
            Reached::Acceptable(None) => "acceptable",
            Reached::Acceptable(Some(_)) => "accepted by them",
        };
        format!("This package is {how}")
    }
}

/// Every option of these issues is in some feasible package.
#[derive(Clone, Debug, PartialEq)]
pub struct Usable {
    /// The issues.
    pub issues: Vec<IssueId>,
}

impl Usable {
    pub(super) fn read(issues: &Names, reading: &mut Reading) -> Option<Self> {
        Some(Usable { issues: reading.issues(issues, true, reading.claim)? })
    }
}

impl Meaning for Usable {
    fn sentence(&self, words: &Words) -> String {
        match self.issues.len() == words.problem.issues().len() {
            true => "Every option is in some feasible package".to_owned(),
            false => format!("Every option of {} is in some feasible package", words.issues(&self.issues)),
        }
    }
}
