//! What a party that refuses would need: how far the best package for it is from its disagreement value, and how much
//! more some issues would have to be worth to it.
//!
//! Where a class of packages (a view that settles some issues) holds nothing that a party accepts, the question is not
//! only by how much it is short but whether what others can give could ever be enough: by which factor λ would the
//! party have to value a cluster of issues more, sweeteners for example, for some package that the others accept to
//! reach its disagreement value *d*? Where *c(x)* is the part of its utility *u(x)* that comes from the cluster, that is
//!
//! > λ\* = 1 + min (*d* − *u(x)*) / *c(x)* over the packages *x* that the others accept and that have *c(x)* > 0,
//!
//! and none if there is no such package: however much the cluster counts, it is not enough. The smallest ratio is found
//! as Dinkelbach (1967) does: from a package with *c* > 0 and its ratio *r*, the search maximises *u + r·c*; what is
//! better has a smaller ratio; when nothing is, *r* is the smallest. Every step is a search in integers, and the ratio
//! an exact fraction.

use super::Group;
use crate::exact::Number;
use crate::problem::{Corners, Package, PartyId, View};
use crate::search::{Agreement, Budget, Limits, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

/// How much more a cluster would have to be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amplification {
    /// The smallest factor that makes some package acceptable; 1 if one is.
    Factor(Number),
    /// No factor is enough.
    Never,
    /// The factor is too finely divided for the search to prove that it is the smallest. It is not larger than this.
    AtMost(Number),
}

/// What a party would need to accept a package that the others accept.
#[derive(Clone, Debug)]
pub struct Compensation {
    /// The party.
    pub party: PartyId,
    /// The package that gives it most of all that the others accept; none if they accept none.
    pub best: Option<Agreement>,
    /// Its utility there, by cluster, in the author's units.
    pub by_cluster: Vec<(Group, Number)>,
    /// By cluster that has issues, and for the issues without one: how much more it would have to be worth to the party.
    pub amplification: Vec<(Group, Amplification)>,
}

impl View<'_> {
    /// What a party would need to accept one of the packages of this view that the others accept. Where utilities follow curves,
    /// without factors.
    ///
    /// # Errors
    ///
    /// If a limit was met first.
    pub fn compensation(&self, party: PartyId, limits: &Limits) -> Result<Compensation, Stop> {
        let budget = Budget::new(limits);
        if let Some(sides) = self.sides()? {
            return self.certain_compensation(party, sides, &budget);
        }
        let view = self.clone().with_floors();
        let problem = self.problem();
        let best = view.best_for(party, &budget.left()?)?;
        let Some(point) = &best else {
            let (by_cluster, amplification) = (Vec::new(), Vec::new());
            return Ok(Compensation { party, best, by_cluster, amplification });
        };
        let short = point.gains[party.index()].value().is_negative();
        let mut amplification = Vec::new();
        for group in problem.cluster_ids().map(Group::Cluster).chain([Group::Other]) {
            let cluster = if let Group::Cluster(at) = group { Some(at) } else { None };
            let issues: Vec<bool> = problem.issues().iter().map(|issue| issue.cluster == cluster).collect();
            if issues.contains(&true) {
                let factor = match short {
                    true => view.amplification(party, group, &issues, &budget)?,
                    false => Amplification::Factor(Number::from(1)),
                };
                amplification.push((group, factor));
            }
        }
        let by_cluster = problem.by_cluster(party, &point.package);
        Ok(Compensation { party, best: best.map(|best| best.seen_from(self)), by_cluster, amplification })
    }

    /// The same where utilities follow curves: the package, if it gives the party as much with everybody asking for less by its
    /// error as for more.
    fn certain_compensation(&self, party: PartyId, sides: [View; 2], budget: &Budget) -> Result<Compensation, Stop> {
        let [easier, harder] = sides.map(|side| side.with_floors().best_for(party, &budget.left()?));
        let (easier, best) = (easier?, harder?);
        let most = |best: &Option<Agreement>| best.as_ref().map(|best| best.utilities[party.index()].clone());
        if most(&easier) != most(&best) {
            return Err(Stop::Curves);
        }
        let best = best.map(|best| best.seen_from(self));
        let by_cluster = best.iter().flat_map(|best| self.problem().by_cluster(party, &best.package)).collect();
        Ok(Compensation { party, best, by_cluster, amplification: Vec::new() })
    }

    /// The smallest factor for a party's values in these issues with which it would accept a package that the others
    /// accept, if without a factor it accepts none of these.
    fn amplification(
        &self,
        party: PartyId,
        group: Group,
        issues: &[bool],
        budget: &Budget,
    ) -> Result<Amplification, Stop> {
        // The part of a package that comes from the group.
        let within = |package: &Package| {
            let parts = self.problem().by_cluster(party, package).into_iter();
            parts.filter(|(other, _)| *other == group).map(|(_, part)| part.value().clone()).sum::<BigRational>()
        };
        // Below a ceiling, what its values sum to decides whether it accepts; above one, it never does, also one that no package
        // exceeds with the numbers as they are.
        let sum = |package: &Package| self.problem().sums_with_levels(package)[party.index()].clone();
        let short = |package: &Package| self.disagreement(party).value() - sum(package);
        if self.ceiling_is_short(party) {
            return Ok(Amplification::Never);
        }
        let Some(Some(start)) = self.best_reweighted(party, issues, 1, 0, budget)? else {
            return Ok(Amplification::Never);
        };
        if !within(&start).is_positive() {
            return Ok(Amplification::Never);
        }
        let mut ratio = short(&start) / within(&start);
        loop {
            let factor = Number::from(&ratio + BigRational::one());
            let (more, unit) = (ratio.numer().to_i64(), ratio.denom().to_i64());
            let inside = more.zip(unit).and_then(|(more, unit)| more.checked_add(unit));
            let Some((inside, outside)) = inside.zip(unit) else { return Ok(Amplification::AtMost(factor)) };
            let Some(best) = self.best_reweighted(party, issues, inside, outside, budget)? else {
                return Ok(Amplification::AtMost(factor));
            };
            // With this factor the start is just enough: there is a package, and the best is at least as good.
            let Some(best) = best else { return Ok(Amplification::Never) };
            if within(&best) * &ratio <= short(&best) {
                return Ok(Amplification::Factor(factor));
            }
            // It is short, and more than made up for: so the part is positive, and the ratio smaller.
            ratio = short(&best) / within(&best);
        }
    }

    /// The package that is best for a party, of those that the others accept, if its values counted so often. None
    /// (outside) if such numbers are too large, none (inside) if the others accept nothing.
    fn best_reweighted(
        &self,
        party: PartyId,
        group: &[bool],
        inside: i64,
        outside: i64,
        budget: &Budget,
    ) -> Result<Option<Option<Package>>, Stop> {
        let Ok(problem) = self.problem().reweighted(party, group, inside, outside) else { return Ok(None) };
        let Ok(view) = self.of(&problem).with_disagreement(party, &Number::zero()) else { return Ok(None) };
        if problem.has_levels() && Corners::new(&view).is_err() {
            return Ok(None);
        }
        let best = view.best_for(party, &budget.left()?)?;
        Ok(Some(best.map(|best| best.package)))
    }
}
