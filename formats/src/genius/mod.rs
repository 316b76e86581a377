//! GENIUS (Hindriks, Jonker, Lin et al. 2009; Java, version 10): a domain and one preference profile a party, in XML.
//!
//! Files are told by their root element: `negotiation_template` is a domain, `utility_space` a profile. A profile repeats the
//! issues, so that profiles alone are a negotiation too. Issues are known by their `index`, not by their name.
//!
//! Two readings. GENIUS's own: the evaluation of an option divided by the largest evaluation of its issue; evaluators of
//! whole and real numbers between 0 and 1; weights as written, also where they do not sum to 1; utilities cut at 1. And the
//! raw one, which NegMAS uses: weight times evaluation, and nothing else. Discounting is reported and not used: a static
//! answer has no rounds.

mod domain;
mod nonlinear;
mod profile;
mod write;

pub(super) use write::domain_and_profiles;

use super::assemble::Draft;
use super::opened::Opened;
use super::options::Options;
use domain::Domain;
use zopa::model::Diagnostics;

/// Reads a domain, if there is one, and profiles.
pub(super) fn read(
    domain: Option<&Opened>,
    profiles: &[&Opened],
    options: &Options,
    findings: &mut Diagnostics,
) -> Option<Draft> {
    let source = domain.or(profiles.first().copied())?;
    let title = domain.map(|domain| domain.stem.clone());
    let domain = Domain::read(source.xml()?, options, findings)?;
    let read = profiles.iter().map(|profile| profile::read(profile, &domain, options, findings));
    // All profiles are looked at before the first that is wrong ends the reading.
    let read: Vec<_> = read.collect();
    let profiles = read.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Draft { title, axes: domain.axes, profiles })
}
