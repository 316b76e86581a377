//! A trade-off, all else equal: one change is worth at least so many times another one. It compares differences, and means
//! something for cardinal utilities.

use super::prelude::*;

/// One change is worth at least as much as some times another one, each beside the state before the other.
#[derive(Clone, Debug, PartialEq)]
pub struct WorthAtLeast {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The change.
    pub change: Switch,
    /// The other one, of other issues.
    pub other: Switch,
    /// How many times the other one.
    pub times: Number,
    /// Whether it must be more.
    pub strict: bool,
    /// How far it may be missed, in the author's units.
    pub tolerance: Number,
}

impl WorthAtLeast {
    pub(super) fn read(change: &Keyed<Change>, reading: &mut Reading) -> Option<Self> {
        let change = reading.change(change, reading.claim);
        let other = reading.change(reading.written.at_least.as_ref()?, "at_least");
        let (change, other) = (change?, other?);
        reading.disjoint(&change.issues, &other.issues, "at_least")?;
        let times = reading.written.times.as_ref().map_or(Number::from(1), |times| times.value.clone());
        if !times.value().is_positive() {
            let message = format!("`times` is {times}: it must be more than 0");
            return reading.refuse(Code::OutOfRange, "times", message, "");
        }
        let Reading { parties, strict, tolerance, .. } = reading;
        let (parties, tolerance) = (parties.clone(), tolerance.clone());
        Some(WorthAtLeast { parties, change, other, times, strict: *strict, tolerance })
    }

    /// The states that are compared: each change beside the state before the other.
    fn compared(&self, problem: &Problem, party: PartyId) -> Comparison<'_> {
        let (change, other) = (&self.change, &self.other);
        let mut joined: Vec<(IssueId, [OptionId; 3])> = Vec::new();
        for (at, issue) in change.issues.iter().enumerate() {
            joined.push((*issue, [change.from[at], change.to[at], change.from[at]]));
        }
        for (at, issue) in other.issues.iter().enumerate() {
            joined.push((*issue, [other.from[at], other.from[at], other.to[at]]));
        }
        joined.sort_unstable();
        let state = |at: usize| joined.iter().map(|(_, options)| options[at]).collect::<Vec<OptionId>>();
        // p/q times the other change less the change: q(u₀ − u₁) + p(u₂ − u₀).
        let (p, q) = (self.times.value().numer().to_i64(), self.times.value().denom().to_i64());
        let weights = p.zip(q).and_then(|(p, q)| Some([q.checked_sub(p)?, -q, p]));
        let tolerance = Number::from(self.tolerance.value() * self.times.value().denom());
        let least = least(problem, party, self.strict, &tolerance);
        let weights = weights.map(Vec::from).unwrap_or_default();
        let ways = least.filter(|_| !weights.is_empty()).map(|_| 1);
        let states = States { states: vec![state(0), state(1), state(2)], weights, least };
        let issues = joined.into_iter().map(|(issue, _)| issue).collect();
        Comparison { width: Some(3), ..Comparison::of(party, issues, ways, states) }
    }
}

impl Meaning for WorthAtLeast {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        self.parties.iter().map(|party| self.compared(problem, *party)).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let more = if self.strict { "more than" } else { "at least" };
        let much = match self.times.to_string().as_str() {
            "1" => "as much as".to_owned(),
            _ => format!("{} as much as", times(&self.times)),
        };
        let (change, other) = (words.switch(&self.change), words.switch(&self.other));
        format!("{change} is worth {more} {much} {other} to {}", words.parties(&self.parties))
    }

    fn refuted(&self, Shown { who, amount, nothing, .. }: &Shown) -> String {
        match nothing {
            true => format!("Both are worth the same to {who}"),
            false => format!("It falls short by {amount} for {who}"),
        }
    }
}
