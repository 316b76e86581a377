//! The claims that assumptions make: one row each in [`KINDS`], one file for each way of making one.
//!
//! A row says under which key of the format the claim stands, what goes with it, and how it is read. Its file says what is
//! then known of it (public data), what it compares, and how it is said in words. `assume` decides; a claim that compares
//! packages needs nothing there, as its [comparisons](comparison::Comparison) say what would violate it.
//!
//! A new claim is a key in `model/assumption.rs` (from which the schema follows), a row and perhaps a file here, and a
//! paragraph in `docs/assumptions.md`; one that no comparison decides has its decision in `assume`.

pub(crate) mod comparison;
mod course;
mod decisive;
mod free_lunch;
mod independence;
mod mirrors;
mod normalised;
mod offsets;
mod outcome;
mod patterns;
mod prefers;
pub(crate) mod prelude;
pub(crate) mod shapes;
mod sides;
mod solution;
mod stance;
mod together;
mod transfer;
pub(crate) mod words;
mod worth;

pub use course::{Along, Course};
pub use decisive::Decisive;
pub use free_lunch::NoFreeLunch;
pub use independence::Independent;
pub use mirrors::Mirrors;
pub use normalised::{Normalised, Scaling};
pub use offsets::NothingOffsets;
pub use outcome::{Outcome, Quantifier, Reached, Usable};
pub use prefers::Prefers;
pub use shapes::{OptionOrder, Switch};
pub use sides::Sides;
pub use solution::{Chooses, Choosing};
pub use stance::{Packages, Stance, Stands};
pub use together::{Combined, Together};
pub use transfer::Transfer;
pub use worth::WorthAtLeast;

use super::compile::Reading;
use prelude::Meaning;

/// What is claimed, and who tells of it.
macro_rules! claims {
    ($($(#[doc = $doc:literal])+ $claim:ident($told:ty),)+) => {
        /// What is claimed. Claims about utilities speak of packages that differ in the issues named and in nothing else.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Claim {
            $($(#[doc = $doc])+ $claim($told),)+
        }

        impl Claim {
            /// What it tells of itself.
            pub(crate) fn meaning(&self) -> &dyn Meaning {
                match self {
                    $(Claim::$claim(told) => told,)+
                }
            }
        }
    };
}

claims! {
    /// How each party's utility runs along the options of each issue.
    Course(Along),
    /// A change makes things better.
    Prefers(Prefers),
    /// One change is worth at least as much as some times another one.
    Worth(WorthAtLeast),
    /// What options of two issues are worth together.
    Together(Combined),
    /// Which options are better does not depend on other issues.
    Independent(Independent),
    /// Nothing makes up for a change.
    NothingOffsets(NothingOffsets),
    /// The better option of an issue is better whatever is agreed on all others.
    Decisive(Decisive),
    /// One party loses and another one gains.
    Transfer(Transfer),
    /// Two parties' interests run against each other, or together.
    Sides(Sides),
    /// No single option can be replaced so that somebody gains and nobody loses.
    NoFreeLunch(NoFreeLunch),
    /// A party's interests are another one's with options exchanged.
    Mirrors(Mirrors),
    /// How each party's numbers are scaled.
    Normalised(Normalised),
    /// What parties do with packages.
    Stance(Stands),
    /// How many packages have something.
    Outcome(Outcome),
    /// Every option of these issues is in some feasible package.
    Usable(Usable),
    /// What solution concepts choose.
    Solution(Chooses),
}

/// A claim of the format.
pub(super) struct Kind {
    /// Its key.
    pub name: &'static str,
    /// The keys that it needs beside it.
    pub needs: &'static [&'static str],
    /// Keys that many claims may have beside them.
    common: &'static [&'static str],
    /// Other keys that it may have beside it.
    own: &'static [&'static str],
    /// How it is read, where all keys go together.
    pub read: fn(&mut Reading) -> Option<Claim>,
}

impl Kind {
    /// The keys that go with it.
    pub fn beside(&self) -> impl Iterator<Item = &'static str> {
        [self.needs, self.common, self.own].into_iter().flatten().copied()
    }
}

/// With claims that compare packages.
const COMPARED: &[&str] = &["given", "robust", "among"];
/// With claims about what is accepted.
const ACCEPTED: &[&str] = &["given", "robust"];
/// With claims about packages that are not asked for all numbers in their ranges.
const GIVEN: &[&str] = &["given"];
/// With claims about how the model is written.
const NONE: &[&str] = &[];

/// The rows: a key; the keys that it needs, and those that it may have; the claim, and what reads it.
macro_rules! kinds {
    ($($key:ident: needs [$($need:ident)*], may have $common:ident and [$($own:ident)*]
        => $claim:ident by $read:path $(, $told:expr)?;)+) => {
        &[$(Kind {
            name: stringify!($key),
            needs: &[$(stringify!($need)),*],
            common: $common,
            own: &[$(stringify!($own)),*],
            read: |reading| $read(reading.written.$key.as_ref()?, $($told,)? reading).map(Claim::$claim),
        }),+]
    };
}

/// Every claim of the format.
pub(super) const KINDS: &[Kind] = kinds! {
    rises_with: needs [party], may have COMPARED and [strict tolerance] => Course by Along::read, Course::Rises;
    falls_with: needs [party], may have COMPARED and [strict tolerance] => Course by Along::read, Course::Falls;
    single_peaked: needs [party], may have COMPARED and [peak] => Course by Along::read, Course::SinglePeaked(None);
    diminishing: needs [party], may have COMPARED and [strict] => Course by Along::read, Course::Diminishing;
    indifferent_to: needs [party], may have COMPARED and [tolerance] => Course by Along::read, Course::Level;
    prefers: needs [party to], may have COMPARED and [strict] => Prefers by Prefers::read;
    worth: needs [party at_least], may have COMPARED and [times strict tolerance] => Worth by WorthAtLeast::read;
    additive: needs [party], may have COMPARED and [tolerance] => Together by Combined::read, Together::Additive;
    complements: needs [party], may have COMPARED and [strict tolerance] => Together by Combined::read, Together::Complements;
    substitutes: needs [party], may have COMPARED and [strict tolerance] => Together by Combined::read, Together::Substitutes;
    independent: needs [party], may have COMPARED and [of] => Independent by Independent::read;
    nothing_offsets: needs [party by], may have COMPARED and [] => NothingOffsets by NothingOffsets::read;
    decisive: needs [party], may have COMPARED and [] => Decisive by Decisive::read;
    transfer: needs [payer receiver], may have COMPARED and [strict] => Transfer by Transfer::read;
    opposed: needs [on], may have COMPARED and [] => Sides by Sides::read, false;
    aligned: needs [on], may have COMPARED and [] => Sides by Sides::read, true;
    no_free_lunch: needs [], may have COMPARED and [at] => NoFreeLunch by NoFreeLunch::read;
    mirrors: needs [party], may have NONE and [] => Mirrors by Mirrors::read;
    normalised: needs [party], may have NONE and [] => Normalised by Normalised::read;
    accepts: needs [party], may have ACCEPTED and [] => Stance by Stands::read, Stance::Accepts;
    accepts_some: needs [party], may have ACCEPTED and [] => Stance by Stands::some;
    refuses: needs [party], may have ACCEPTED and [by_utility] => Stance by Stands::refusing;
    every_acceptable: needs [], may have ACCEPTED and [consent] => Outcome by Outcome::acceptable, Quantifier::Every;
    some_acceptable: needs [], may have ACCEPTED and [consent] => Outcome by Outcome::acceptable, Quantifier::Some;
    no_acceptable: needs [], may have ACCEPTED and [consent] => Outcome by Outcome::acceptable, Quantifier::No;
    every_feasible: needs [], may have GIVEN and [] => Outcome by Outcome::feasible, Quantifier::Every;
    some_feasible: needs [], may have GIVEN and [] => Outcome by Outcome::feasible, Quantifier::Some;
    no_feasible: needs [], may have GIVEN and [] => Outcome by Outcome::feasible, Quantifier::No;
    usable: needs [], may have GIVEN and [] => Usable by Usable::read;
    solution: needs [], may have GIVEN and [has within keeps_red_lines meaningful] => Solution by Chooses::read;
};
