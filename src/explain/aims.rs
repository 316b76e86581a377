//! Which aims a package meets, and what it would cost to meet one more.

use crate::concept::Nash;
use crate::problem::{Aim, Package, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Status, Stop};

/// An aim, and what becomes of it in a package.
#[derive(Clone, Debug)]
pub struct Aimed<'p> {
    /// The aim.
    pub aim: &'p Aim,
    /// Whether the package meets it.
    pub met: bool,
    /// If not: the Nash package of those that meet it and every aim that this one meets; none if nothing is agreed then.
    pub instead: Option<Agreement>,
}

impl<'p> View<'p> {
    /// Tells which aims a package meets, and for each other one what would be agreed if it were met, too. Aims change no answer.
    /// With limits that are met, those that were not come to are left out.
    pub fn aims_of(&self, package: &Package, limits: &Limits) -> Outcome<Vec<Aimed<'p>>> {
        let budget = Budget::new(limits);
        let option = |issue: crate::problem::IssueId| package.options()[issue.index()];
        let meets = |aim: &Aim| aim.when.holds(option);
        let aims = self.problem().aims();
        let kept = aims.iter().filter(|aim| meets(aim)).fold(self.clone(), |view, aim| view.restrict(&aim.when));
        let mut found = Vec::new();
        for aim in aims {
            let instead = match meets(aim) {
                true => Ok(None),
                false => best(kept.clone().restrict(&aim.when), &budget),
            };
            match instead {
                Ok(instead) => found.push(Aimed { aim, met: meets(aim), instead }),
                Err(stop) => return Outcome::new(found, Some(stop)),
            }
        }
        Outcome::new(found, None)
    }
}

/// The Nash package of a view, if something is agreed.
fn best(view: View, budget: &Budget) -> Result<Option<Agreement>, Stop> {
    let answer =
        view.search().concepts([&Nash as &dyn crate::concept::Concept]).limits(budget.left()?).without_ideal().run();
    match answer.status {
        Status::Stopped(stop) => Err(stop),
        _ => Ok(answer.solutions.iter().find_map(|solution| solution.agreements.first()).cloned()),
    }
}
