//! A transfer: along the options of an issue, one party loses and another one gains. Ordinal.

use super::course::{Course, line};
use super::prelude::*;

/// Along the options of an issue, one party loses and another one gains.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// The issues, each by itself.
    pub along: Vec<OptionOrder>,
    /// Who loses.
    pub payer: PartyId,
    /// Who gains.
    pub receiver: PartyId,
    /// Whether differences must not be zero.
    pub strict: bool,
}

impl Transfer {
    pub(super) fn read(scales: &Scales, reading: &mut Reading) -> Option<Self> {
        let along = reading.orders(scales, true, reading.claim);
        let payer = reading.party(reading.written.payer.as_ref()?, "payer");
        let receiver = reading.party(reading.written.receiver.as_ref()?, "receiver");
        let (along, payer, receiver) = (along?, payer?, receiver?);
        if payer == receiver {
            return reading.refuse(Code::ListedTwice, "receiver", "payer and receiver are the same party", "");
        }
        Some(Transfer { along, payer, receiver, strict: reading.strict })
    }
}

impl Meaning for Transfer {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        let sides = [(self.payer, &Course::Falls), (self.receiver, &Course::Rises)];
        let lines = self.along.iter().cartesian_product(sides);
        lines.map(|(order, (party, how))| line(problem, party, order, how, self.strict, &Number::zero())).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let (along, payer, receiver) = (words.orders(&self.along), words.party(self.payer), words.party(self.receiver));
        format!("Along {along}, {payer} pays and {receiver} receives")
    }

    fn refuted(&self, shown: &Shown) -> String {
        let Shown { who, amount, nothing, .. } = shown;
        let step = shown.step(0, 1);
        match (shown.parties.first() == Some(&self.payer), nothing) {
            (true, true) => format!("{step} costs {who} nothing"),
            (true, false) => format!("{step} gives {who} {amount} more"),
            (false, true) => format!("{step} gives {who} nothing"),
            (false, false) => format!("{step} costs {who} {amount}"),
        }
    }
}
