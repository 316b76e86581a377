//! The questions: what becomes of one assumption, or of all.

use super::verdict::{Open, Undecided, Verdict};
use super::{decide, ranges};
use crate::problem::claims::{Choosing, Claim};
use crate::problem::{Assumption, Problem, View};
use crate::search::{Engine, Limits, Stop};

/// An assumption, and what became of it.
#[derive(Clone, Debug)]
pub struct Tested<'p> {
    /// The assumption.
    pub assumption: &'p Assumption,
    /// What became of it.
    pub verdict: Verdict,
}

impl Problem {
    /// Tests every assumption of the model, in declaration order. The limits are those of each assumption by itself.
    ///
    /// ```
    /// # fn main() -> Result<(), zopa::model::Diagnostics> {
    /// use zopa::assume::Verdict;
    ///
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/assumptions.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// for tested in problem.test(&zopa::Limits::default()) {
    ///     println!("{}: {:?}", tested.assumption.name, tested.verdict);
    ///     assert!(matches!(tested.verdict, Verdict::Proved(_)));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn test(&self, limits: &Limits) -> Vec<Tested<'_>> {
        let verdict = |assumption| self.view().test(assumption, Engine::Automatic, limits);
        let test = |assumption| Tested { assumption, verdict: verdict(assumption) };
        self.assumptions.iter().map(test).collect()
    }
}

impl View<'_> {
    /// Tests one assumption in this view.
    ///
    /// Claims about utilities take one look at each combination of the options that can make a difference
    /// ([`Engine::Enumerate`]), or one search for each way in which they can be violated (every other engine);
    /// [`Engine::Automatic`] takes the first where it is little work, else the second. Claims about outcomes take a few
    /// searches. No engine changes a verdict, but for what is left undecided.
    pub fn test(&self, assumption: &Assumption, engine: Engine, limits: &Limits) -> Verdict {
        // Whether a concept means something here is no matter of levels.
        let meaningful =
            matches!(&assumption.claim, Claim::Solution(chooses) if chooses.choosing == Choosing::Meaningful);
        let levels = self.problem().has_levels().then_some(Stop::Levels);
        if let Some(stop) = levels.or_else(|| self.curves()).filter(|_| !meaningful) {
            return Verdict::Undecided(Undecided { reason: Open::Stopped(stop), sampled: 0 });
        }
        let test = if assumption.robust { ranges::test } else { decide::test };
        test(self, assumption, engine, limits)
    }
}
