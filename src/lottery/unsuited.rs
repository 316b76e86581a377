//! Why a concept cannot be asked of a problem.

use std::fmt;

/// Why a concept cannot be asked of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsuited {
    /// It is for two parties, and there are so many.
    NotTwoParties(usize),
    /// It measures gains, and of the party of this id only the order of packages is known.
    OrderOnly(String),
    /// It mixes packages, and each must rest on a belief that all could share, which says nothing of mixtures.
    SharedBelief,
    /// It divides issues one by one, and this links some: the name of a rule or red line, or issues that interact.
    Linked(String),
    /// It adds up what issues are worth, and the utility of the party of this id has a ceiling.
    Saturated(String),
    /// It splits a continuous issue evenly between its ends, and the worth of its levels bends between them, or a rule bounds
    /// them: the id of the issue.
    Uneven(String),
}

impl fmt::Display for Unsuited {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unsuited::NotTwoParties(parties) => write!(f, "it is for two parties, and this model has {parties}"),
            Unsuited::OrderOnly(party) => {
                write!(f, "it measures gains, and of `{}` only an order is known", crate::text::visible(party))
            }
            Unsuited::SharedBelief => f.write_str(
                "it mixes packages, and `acceptance.beliefs` asks each for a belief of its own that all could share",
            ),
            Unsuited::Linked(what) => {
                write!(f, "it settles issues one by one, and `{}` links some of them", crate::text::visible(what))
            }
            Unsuited::Saturated(party) => {
                let party = crate::text::visible(party);
                write!(f, "it settles issues one by one, and the ceiling (`at_most`) of `{party}` links all of them")
            }
            Unsuited::Uneven(issue) => {
                let issue = crate::text::visible(issue);
                write!(
                    f,
                    "it splits `{issue}` evenly between its ends, and a curve bends or a rule bounds it between them"
                )
            }
        }
    }
}

impl std::error::Error for Unsuited {}
