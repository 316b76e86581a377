//! NegMAS (Mohammad, Nakadai, Greenwald 2021): an outcome space and one utility function a party, in YAML (or JSON with
//! the same keys). `type` tells which is which; it may carry the path of a Python module.
//!
//! Read are additive functions (tables, linear, affine and a few other exact functions of numbers), affine functions,
//! boxes, mappings of outcomes, sums of factors over groups of issues, and functions wrapped into discounting, which is
//! reported and not used. Utilities are as written, without normalising. A reserved value of −∞, or none, is the utility
//! of the party's worst outcome, as NegMAS takes it where it computes solutions.

mod combined;
mod functions;
mod kind;
mod space;
mod ufun;
mod write;

pub(super) use kind::{is_space, is_ufun};
pub(super) use write::domain_and_profiles;

use super::assemble::Draft;
use super::opened::Opened;
use super::options::Options;
use super::tree::{Asking, Tree};
use zopa::model::Diagnostics;

/// Reads an outcome space and utility functions.
pub(super) fn read(
    domain: &Opened,
    profiles: &[&Opened],
    options: &Options,
    findings: &mut Diagnostics,
) -> Option<Draft> {
    let tree = domain.tree()?;
    let mut asking = Asking::new(domain.source);
    let axes = space::read(&mut asking, tree, options);
    findings.0.append(&mut asking.findings.0);
    let axes = axes?;
    let read: Vec<_> = profiles
        .iter()
        .map(|profile| {
            let mut asking = Asking::new(profile.source);
            let read = profile.tree().and_then(|tree| ufun::read(&mut asking, tree, &profile.stem, &axes));
            findings.0.append(&mut asking.findings.0);
            read
        })
        .collect();
    let profiles = read.into_iter().collect::<Option<Vec<_>>>()?;
    let title = tree.given("name").and_then(Tree::text).map(str::to_owned);
    Some(Draft { title, axes, profiles })
}
