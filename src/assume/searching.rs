//! Deciding a comparison by search, where contexts are too many to be looked at one by one.
//!
//! Each form of a violation becomes a problem ([`crate::problem::Contrast`]) whose acceptable packages are the
//! violations. The search for the one most like today finds the counterexample with the fewest changes, or proves that
//! there is none.

use super::nearest::Nearest;
use super::scope::changes_beside;
use super::verdict::size;
use crate::problem::claims::comparison::{Comparison, Form, Weights};
use crate::problem::{Condition, Contrast, IssueId, Package, View};
use crate::search::{Limits, Stop};
use num_bigint::BigInt;

/// What was found.
pub(super) struct Searched {
    /// The violation that comes first: its packages, and its weights by party.
    pub first: Option<(Vec<Package>, Weights)>,
    /// How many of the issues that it may settle freely, beside those compared and those that all packages share, are not as today.
    pub free: usize,
    /// Whether there was anything to compare.
    pub compared: bool,
}

/// Searches for violations of every form.
pub(super) fn search(
    view: &View,
    comparison: &Comparison,
    given: &Condition,
    limits: &dyn Fn() -> Result<Limits, Stop>,
) -> Result<Searched, Stop> {
    let forms = comparison.forms().ok_or(Stop::TooLarge)?;
    search_forms(view, &comparison.issues, forms, comparison.ranks, given, limits)
}

/// The same for forms that belong to no comparison; `ranked` if the larger violation comes first.
pub(super) fn search_forms(
    view: &View,
    issues: &[IssueId],
    forms: Vec<Form>,
    ranked: bool,
    given: &Condition,
    limits: &dyn Fn() -> Result<Limits, Stop>,
) -> Result<Searched, Stop> {
    let mut contrasts: Vec<(Form, Contrast)> = Vec::new();
    for form in forms {
        // Of a sum of several capped utilities, what values sum to does not tell.
        let capped = form.demands.iter().any(|demand| view.problem().ceiling(demand.party).is_some());
        let stop = if capped { Stop::Ceilings } else { Stop::TooLarge };
        let contrast = Contrast::new(view, issues, &form.copies, &form.demands).map_err(|_| stop)?;
        contrasts.push((form, contrast));
    }
    let (mut nearest, mut best): (Nearest, Option<(i64, usize)>) = Default::default();
    let mut candidates: Vec<(usize, View, Package)> = Vec::new();
    for (at, (form, contrast)) in contrasts.iter().enumerate() {
        let asked = contrast.view(view, given);
        let counted = contrast.counted() as i64;
        let least = best.map_or(0, |(changed, _)| counted - changed);
        let Some((like, package)) = nearest.likest(&asked, least, &limits()?)? else { continue };
        let key = (counted - like, form.distance);
        if best.is_none_or(|best| key < best) {
            best = Some(key);
            candidates.clear();
        }
        if best == Some(key) {
            candidates.push((at, asked, package));
        }
    }
    let Some((changed, _)) = best else {
        for (form, _) in &contrasts {
            // Whether there are such packages at all, whatever they are worth.
            let rules = Contrast::new(view, issues, &form.copies, &[]).map_err(|_| Stop::TooLarge)?;
            if nearest.likest(&rules.view(view, given), 0, &limits()?)?.is_some() {
                return Ok(Searched { first: None, free: 0, compared: true });
            }
        }
        return Ok(Searched { first: None, free: 0, compared: false });
    };
    // All forms of a comparison have as many shared and free issues, in the same order.
    let counted = contrasts.first().map_or(0, |(_, first)| first.counted());
    let like = counted as i64 - changed;
    let candidates = nearest.earliest(candidates, counted, like, &limits()?)?;
    let mut first: Option<(BigInt, usize, Vec<Package>)> = None;
    for (at, _, package) in candidates {
        let copies = contrasts[at].1.copies(&package);
        let amount = size(view.problem(), &copies, &contrasts[at].0.weights);
        // Forms stand in the order of their options.
        if first.as_ref().is_none_or(|(best, ..)| ranked && amount > *best) {
            first = Some((amount, at, copies));
        }
    }
    let beside = |copies: &[Package]| copies.first().map_or(0, |copy| changes_beside(view.problem(), copy, issues));
    let free = first.as_ref().map_or(0, |(_, _, copies)| (changed.max(0) as usize).saturating_sub(beside(copies)));
    let first = first.map(|(_, at, copies)| (copies, contrasts[at].0.weights.clone()));
    Ok(Searched { first, free, compared: true })
}
