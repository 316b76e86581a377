//! Mirrored interests: a party's are those of another one with the options of each issue exchanged. Cardinal.

use super::prelude::*;

/// A party's utility is another one's, up to unit and zero, once the options of each issue are exchanged.
#[derive(Clone, Debug, PartialEq)]
pub struct Mirrors {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The other one.
    pub of: PartyId,
}

impl Mirrors {
    pub(super) fn read(of: &str, reading: &mut Reading) -> Option<Self> {
        let of = reading.party(of, reading.claim)?;
        if reading.parties.contains(&of) {
            let message = "a party is its own mirror: name another one";
            return reading.refuse(Code::ListedTwice, reading.claim, message, "");
        }
        Some(Mirrors { parties: reading.parties.clone(), of })
    }
}

impl Meaning for Mirrors {
    fn sentence(&self, words: &Words) -> String {
        format!("The interests of {} mirror those of {}", words.parties(&self.parties), words.party(self.of))
    }
}
