//! Ids: which party, which issue, which option is meant. Each is a type of its own, so that none is taken for another.
//!
//! Only a [`Problem`] gives them: by the author's words ([`Problem::party`], [`Problem::option`]), or all in order
//! ([`Problem::party_ids`]). `problem[party]` is what it is the id of, and what is said by party is indexed with its position,
//! [`PartyId::index`]. An id of another problem is a mistake of the caller: it means whatever stands at its position, and
//! panics where nothing does, as an index out of range would.

#[cfg(doc)]
use super::Problem;

macro_rules! ids {
    ($($what:literal $name:ident($number:ty) in $list:literal;)*) => {
        $(
            #[doc = concat!($what, ".")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name($number);

            impl $name {
                #[doc = concat!("Its position in ", $list, ".")]
                pub fn index(self) -> usize {
                    self.0 as usize
                }

                /// The one at a position.
                pub fn at(index: usize) -> Self {
                    $name(index as $number)
                }
            }
        )*
    };
}

ids! {
    "A party" PartyId(usize) in "[`Problem::parties`]";
    "An issue" IssueId(usize) in "[`Problem::issues`]";
    "One of the options of an issue" OptionId(u32) in "the options of its issue";
    "A cluster of issues" ClusterId(usize) in "[`Problem::clusters`]";
    "A rule or a red line" ConstraintId(usize) in "[`Problem::constraints`]";
    "An interaction" InteractionId(usize) in "[`Problem::interactions`]";
    "A package with a name" ProposalId(usize) in "[`Problem::proposals`]";
    "A state" StateId(usize) in "[`Problem::states`]";
    "A number with a range" UncertainId(usize) in "[`Problem::uncertain`]";
    "A common factor" DriverId(usize) in "[`Problem::drivers`]";
    "A continuous issue" LevelId(usize) in "the issues of [`Problem::levels`]";
    "What a level is worth" LevelTermId(usize) in "the terms of [`Problem::levels`]";
    "A rule over levels" LevelRuleId(usize) in "the rules of [`Problem::levels`]";
}
