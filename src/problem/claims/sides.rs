//! Opposed or aligned interests of two parties. Ordinal.

use super::prelude::*;

/// Two parties' interests on issues run against each other, or together.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// The parties.
    pub parties: [PartyId; 2],
    /// The issues, each by itself.
    pub on: Vec<OptionOrder>,
    /// True if they never conflict; false if they never agree.
    pub aligned: bool,
}

impl Sides {
    pub(super) fn read(names: &Names, aligned: bool, reading: &mut Reading) -> Option<Self> {
        let claim = reading.claim;
        let two = reading.parties_named(names, claim);
        let on = reading.orders(reading.written.on.as_ref()?, false, "on");
        let (two, on) = (two?, on?);
        let Ok(parties) = <[PartyId; 2]>::try_from(two) else {
            let message = format!("`{claim}` compares two parties");
            return reading.refuse(Code::AssumptionKind, claim, message, "name two parties");
        };
        Some(Sides { parties, on, aligned })
    }
}

impl Meaning for Sides {
    fn comparisons<'c>(&'c self, _problem: &Problem) -> Vec<Comparison<'c>> {
        let other: &'static [i64] = if self.aligned { &[1, -1] } else { &[-1, 1] };
        let comparison = |order: &OptionOrder| {
            let (options, pairs) = (order.options.clone(), order.options.len().checked_pow(2));
            let ways = vec![vec![(0, [-1, 1].as_slice(), 1), (1, other, 1)]];
            let replacing = Replacing { options, from: None, ways, about_one: false };
            Comparison {
                parties: self.parties.to_vec(),
                width: pairs.map(|pairs| pairs as u64),
                ..Comparison::of(self.parties[0], vec![order.issue], pairs, replacing)
            }
        };
        self.on.iter().map(comparison).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let on = words.issues(self.on.iter().map(|order| &order.issue));
        let never = if self.aligned { "worse" } else { "better" };
        let [one, other] = self.parties.map(|party| words.party(party));
        format!("On {on}, what is better for {one} is never {never} for {other}")
    }

    fn refuted(&self, shown: &Shown) -> String {
        let other = shown.words.party(self.parties[1]);
        let too = if self.aligned { format!("worse for {other}") } else { format!("better for {other} too") };
        format!("{} is better for {} and {too}", shown.step(0, 1), shown.who)
    }
}
