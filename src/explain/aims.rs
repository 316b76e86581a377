//! Which aims a package meets, and what it would cost to meet one more.

use crate::concept::Nash;
use crate::problem::{Aim, Package, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Stop};

/// An aim, and what becomes of it in a package.
#[derive(Clone, Debug)]
pub struct Aimed<'p> {
    /// The aim.
    pub aim: &'p Aim,
    /// Whether the package meets it.
    pub met: bool,
    /// If not: the Nash package of those that meet it and every aim that this one meets; none if nothing is agreed then.
    pub instead: Option<Agreement>,
    /// Whether curves leave open what would be agreed; then nothing is told of it. Whether the aim is met is exact.
    pub undecided: bool,
}

impl<'p> View<'p> {
    /// Tells which aims a package meets, and for each other one what would be agreed if it were met, too. Aims change no answer.
    /// With limits that are met, those that were not come to are left out.
    pub fn aims_of(&self, package: &Package, limits: &Limits) -> Outcome<Vec<Aimed<'p>>> {
        let budget = Budget::new(limits);
        let option = |issue: crate::problem::IssueId| package.option(issue);
        let meets = |aim: &Aim| aim.when.holds(option);
        let aims = self.problem().aims();
        let kept = aims.iter().filter(|aim| meets(aim)).fold(self.clone(), |view, aim| view.restrict(&aim.when));
        let (mut found, mut open) = (Vec::new(), None);
        for aim in aims {
            let instead = match meets(aim) {
                true => Ok(None),
                false => {
                    let best = kept.clone().restrict(&aim.when).certain_choice(&Nash, &budget);
                    best.map(|best| best.into_iter().next())
                }
            };
            match instead {
                Ok(instead) => found.push(Aimed { aim, met: meets(aim), instead, undecided: false }),
                Err(Stop::Curves) => {
                    open = Some(Stop::Curves);
                    found.push(Aimed { aim, met: false, instead: None, undecided: true });
                }
                Err(stop) => return Outcome::new(found, Some(stop)),
            }
        }
        Outcome::new(found, open)
    }
}
