//! A solution concept of your own: the package that the first party likes best among those that give every other party
//! at least half of its ideal gain.
//!
//! `cargo run --example own_concept`

use zopa::concept::{Concept, Goal, Objective, Setting, Value};
use zopa::{Model, Problem, Score};

/// Half of the way for the others, then the best for the first party.
struct HalfWay;

impl Concept for HalfWay {
    fn id(&self) -> &'static str {
        "half-way"
    }

    fn name(&self) -> &'static str {
        "half-way"
    }

    fn measures(&self) -> &'static str {
        "the first party's gain, if every other has half of its ideal"
    }

    fn needs_ideal(&self) -> bool {
        true
    }

    fn goal(&self, setting: &Setting) -> Goal {
        Goal::Objective(Box::new(FirstOfAll { setting: setting.clone() }))
    }
}

struct FirstOfAll {
    setting: Setting,
}

impl Objective for FirstOfAll {
    /// Terms are compared from the first on: how many of the others have half of their ideal, then the first's gain,
    /// then, so that nobody loses for nothing, the sum of all. Each rises with every gain, as an objective must.
    fn score(&self, gains: &[i64]) -> Score {
        let has_half =
            |party: &usize| self.setting.gain_in_units(*party, 2 * gains[*party]) >= self.setting.ideal[*party];
        let halfway = (1..gains.len()).filter(has_half).count();
        Score(vec![(halfway as i64).into(), gains[0].into(), gains.iter().sum::<i64>().into()])
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        Some(self.setting.gain_in_units(0, gains[0]).into())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::from_json(include_str!("../models/nash-1950-bill-and-jack.json"))?;
    let problem = Problem::compile(&model)?;
    let answer = problem.search().concepts([&HalfWay as &dyn Concept, &zopa::concept::Nash]).run();
    for solution in &answer.solutions {
        for point in &solution.agreements {
            println!("{}: Bill {}, Jack {}", solution.concept.name(), point.utilities[0], point.utilities[1]);
        }
    }
    Ok(())
}
