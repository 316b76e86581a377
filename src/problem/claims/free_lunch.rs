//! No free lunch: no option of an issue can be replaced so that somebody gains and nobody loses. Ordinal.

use super::prelude::*;

/// No single option can be replaced so that somebody gains and nobody loses.
#[derive(Clone, Debug, PartialEq)]
pub struct NoFreeLunch {
    /// The issues, each by itself.
    pub issues: Vec<IssueId>,
    /// Only at this package.
    pub at: Option<Package>,
}

impl NoFreeLunch {
    pub(super) fn read(issues: &Names, reading: &mut Reading) -> Option<Self> {
        let issues = reading.issues(issues, true, reading.claim)?;
        let at = match &reading.written.at {
            Some(id) => Some(reading.proposed(id, "at")?),
            None => None,
        };
        Some(NoFreeLunch { issues, at })
    }
}

impl Meaning for NoFreeLunch {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        let parties = problem.parties().len();
        // Somebody gains: one way for each who may be the first.
        let demand = |party, gains| (party, [-1, 1].as_slice(), i64::from(party == gains));
        let ways = |gains| (0..parties).map(|party| demand(party, gains)).collect();
        let comparison = |issue: &IssueId| {
            let options = problem[*issue].options.len();
            let pairs = options.checked_pow(2);
            let replacing = Replacing {
                options: problem.option_ids(*issue).collect(),
                from: self.at.as_ref().map(|package| package.option(*issue).index()),
                ways: (0..parties).map(ways).collect(),
                about_one: true,
            };
            Comparison {
                parties: problem.party_ids().collect(),
                width: pairs.map(|pairs| pairs as u64),
                ranks: false,
                only_at: self.at.as_ref(),
                ..Comparison::of(
                    PartyId::at(0),
                    vec![*issue],
                    pairs.and_then(|pairs| pairs.checked_mul(parties)),
                    replacing,
                )
            }
        };
        self.issues.iter().map(comparison).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let which = match self.issues.len() == words.problem.issues().len() {
            true => "No single option".to_owned(),
            false => format!("No option of {}", words.issues(&self.issues)),
        };
        let proposal = self.at.as_ref().and_then(|at| words.problem.proposals().iter().find(|p| p.package == *at));
        let start = proposal.map(|proposal| format!(" of \"{}\"", visible(&proposal.name))).unwrap_or_default();
        format!("{which}{start} can be replaced so that somebody gains and nobody loses")
    }

    fn refuted(&self, shown: &Shown) -> String {
        let Shown { who, amount, nothing, .. } = shown;
        match nothing {
            true => format!("{} makes no difference to {who}", shown.step(0, 1)),
            false => format!("{} gives {who} {amount} more and costs nobody anything", shown.step(0, 1)),
        }
    }
}
