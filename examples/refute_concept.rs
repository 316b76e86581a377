//! A plausible concept that is wrong: "the fairest package is the one in which the parties' gains differ least". The laws
//! of bargaining theory refute it, each with the smallest problem that was found.
//!
//! `cargo run --example refute_concept --features proptest`

use zopa::Score;
use zopa::concept::{Concept, Egalitarian, Goal, Objective, Setting, Value};
use zopa::proptest::laws::{Axiom, Finding, find};

/// The smallest difference between the largest and the smallest gain.
struct LeastEnvy;

impl Concept for LeastEnvy {
    fn id(&self) -> &'static str {
        "least-envy"
    }

    fn name(&self) -> &'static str {
        "least envy"
    }

    fn measures(&self) -> &'static str {
        "difference between the largest and the smallest gain"
    }

    fn less_is_better(&self) -> bool {
        true
    }

    fn compares_parties(&self) -> bool {
        true
    }

    fn goal(&self, _: &Setting) -> Goal {
        Goal::Objective(Box::new(Difference))
    }
}

struct Difference;

impl Difference {
    fn of(gains: &[i64]) -> i64 {
        gains.iter().max().unwrap_or(&0) - gains.iter().min().unwrap_or(&0)
    }
}

impl Objective for Difference {
    fn score(&self, gains: &[i64]) -> Score {
        Score(vec![(-Difference::of(gains)).into()])
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        Some(num_rational::BigRational::from(num_bigint::BigInt::from(Difference::of(gains))).into())
    }
}

fn main() {
    for axiom in [Axiom::Efficiency, Axiom::ScaleInvariance, Axiom::Anonymity, Axiom::DominatedAdditions] {
        for concept in [&LeastEnvy as &dyn Concept, &Egalitarian] {
            match find(concept, axiom, 500) {
                Finding::Unrefuted(cases) => {
                    println!("{}: {}: no counterexample among {cases}", concept.name(), axiom.name())
                }
                Finding::Fails(bargain, _, reason) => println!(
                    "{}: {} fails: {reason}\n    packages {:?}, disagreement {:?}",
                    concept.name(),
                    axiom.name(),
                    bargain.utilities,
                    bargain.disagreement
                ),
            }
        }
    }
    // What the egalitarian rule keeps and this one gives up: it throws away gains that would cost nobody anything.
    let lost = find(&LeastEnvy, Axiom::Efficiency, 500);
    assert!(matches!(lost, Finding::Fails(..)), "equality at any price is not efficient");
}
