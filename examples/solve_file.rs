//! Reads a model, solves it, and prints what the Nash solution recommends.
//!
//! `cargo run --example solve_file -- models/ukraine-security-guarantees.json`

use zopa::model::Diagnostics;
use zopa::{Model, Problem};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "models/examples/first-steps.json".into());
    let text = std::fs::read_to_string(&path)?;
    let with_positions = |mut diagnostics: Diagnostics| {
        // The reader's findings have positions already; the compiler's get theirs from the document.
        if let Ok((_, document)) = Model::read(text.as_bytes()) {
            diagnostics.locate(&document);
        }
        diagnostics.render(&path, &text, false)
    };
    let model = Model::from_json(&text).map_err(with_positions)?;
    let problem = Problem::compile(&model).map_err(with_positions)?;

    let answer = problem.search().concepts([&zopa::concept::Nash as &dyn zopa::concept::Concept]).run();
    let Some(solution) = answer.solutions.first() else {
        println!("There is no agreement that all parties accept.");
        return Ok(());
    };
    for point in &solution.agreements {
        for (issue, option) in point.package.ids(&problem) {
            println!("{issue}: {option}");
        }
        for party in problem.party_ids() {
            println!("{} gets {}", problem[party].name, point.utilities[party.index()]);
        }
    }
    Ok(())
}
