//! Builds a model in code, solves it with progress and a way to cancel, then asks what a concession would change.
//!
//! `cargo run --example embed`

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use zopa::model::{Issue, Keyed, OptionList, Party, Quantity, Utility, Values};
use zopa::{Limits, Model, Problem, Status, Watch};

/// Set by another part of the program (a button, a signal) to stop a search.
static CANCELLED: AtomicBool = AtomicBool::new(false);

fn issue(options: &[&str]) -> Issue {
    Issue { options: Some(OptionList::Ids(options.iter().map(|id| id.to_string()).collect())), ..Issue::default() }
}

fn values(options: &[(&str, i64)]) -> Values {
    Values::ByOption(options.iter().map(|(id, value)| (*id, Quantity::from(*value))).collect())
}

fn party(disagreement: i64) -> Party {
    Party { disagreement: Some(disagreement.into()), ..Party::default() }
}

fn utility(price: &[(&str, i64)], delivery: &[(&str, i64)]) -> Utility {
    Utility {
        values: Keyed::from_iter([("price", values(price)), ("delivery", values(delivery))]),
        ..Utility::default()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut model = Model::new();
    model.parties.insert("buyer", party(10));
    model.parties.insert("seller", party(12));
    model.issues.insert("price", issue(&["low", "middle", "high"]));
    model.issues.insert("delivery", issue(&["slow", "fast"]));
    let buyer = utility(&[("low", 20), ("middle", 12), ("high", 4)], &[("slow", 0), ("fast", 9)]);
    let seller = utility(&[("low", 5), ("middle", 13), ("high", 21)], &[("slow", 4), ("fast", 0)]);
    model.utilities.insert("buyer", buyer);
    model.utilities.insert("seller", seller);

    let problem = Problem::compile(&model)?;
    let watch = Watch::new(|progress| {
        eprintln!("{}: {} combinations", progress.step, progress.examined);
        if CANCELLED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let answer = problem.search().limits(Limits { watch, ..Limits::default() }).run();
    match answer.status {
        Status::Agreement => println!("{} packages are acceptable", answer.counts.acceptable.unwrap_or_default()),
        Status::NoAgreement => println!("there is no agreement"),
        Status::Stopped(why) => println!("stopped early: {why:?}"),
    }

    // What would fast delivery alone bring? The same problem, seen with one option fixed: nothing is compiled again.
    let (delivery, fast) = problem.option("delivery", "fast")?;
    let with_fast_delivery = problem.view().fix(delivery, fast).search().run();
    println!("with fast delivery: {:?}", with_fast_delivery.status);
    Ok(())
}
