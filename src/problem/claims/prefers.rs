//! A stated preference, all else equal: one option, or bundle of options, is better than another. Ordinal.

use super::prelude::*;

/// A change makes things better (strictly, unless said otherwise).
#[derive(Clone, Debug, PartialEq)]
pub struct Prefers {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// From the worse to the better options.
    pub switch: Switch,
    /// Whether it must be more than as good.
    pub strict: bool,
}

impl Prefers {
    pub(super) fn read(better: &Keyed<Level>, reading: &mut Reading) -> Option<Self> {
        let better = reading.options(better, reading.claim);
        let worse = reading.options(reading.written.to.as_ref()?, "to");
        let switch = reading.switch(worse?, better?, "to")?;
        Some(Prefers { parties: reading.parties.clone(), switch, strict: reading.written.strict.unwrap_or(true) })
    }
}

impl Meaning for Prefers {
    fn comparisons<'c>(&'c self, _problem: &Problem) -> Vec<Comparison<'c>> {
        let Switch { issues, from, to } = &self.switch;
        let better = |party: &PartyId| {
            let (weights, least) = (vec![1, -1], Some(i64::from(!self.strict)));
            let states = States { states: vec![from.clone(), to.clone()], weights, least };
            Comparison { width: Some(2), ..Comparison::of(*party, issues.clone(), Some(1), states) }
        };
        self.parties.iter().map(better).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let Switch { from, to, .. } = &self.switch;
        let (better, worse) = (words.side(&self.switch, to), words.side(&self.switch, from));
        let how = if self.strict { "better" } else { "no worse" };
        format!("{better} is {how} for {} than {worse}", words.parties(&self.parties))
    }

    fn refuted(&self, shown: &Shown) -> String {
        let Shown { who, amount, nothing, .. } = shown;
        match nothing {
            true => format!("{} makes no difference to {who}", shown.step(0, 1)),
            false => format!("{} costs {who} {amount}", shown.step(0, 1)),
        }
    }
}
