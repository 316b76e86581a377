//! Real domains of other programs, with exact answers that were computed by listing all packages, by other code.
//!
//! The files are not ours to copy. Where they are (`ZOPA_DOMAINS`, or `../shared/domains` beside the repository), this test
//! reads them; where not, it says so and passes.

use super::common::Q;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde_json::Value;
use std::path::{Path, PathBuf};
use zopa::search::Target;
use zopa::{Answer, Number, Problem};
use zopa_formats::{Evaluations, File, Imported, Options, read};

fn folder() -> Option<PathBuf> {
    let beside = crate::support::root().join("../shared/domains");
    let folder = std::env::var_os("ZOPA_DOMAINS").map_or(beside, PathBuf::from);
    if folder.join("reference.json").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: there are no domains in {}; set ZOPA_DOMAINS", folder.display());
    None
}

fn file(path: &Path) -> File {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    File::new(path.display().to_string(), bytes)
}

fn imported(files: &[File], evaluations: Evaluations) -> Imported {
    let options = Options { evaluations, ..Options::default() };
    read(files, &options).unwrap_or_else(|findings| panic!("{}", super::page(&findings, files)))
}

/// Every reference was computed in doubles.
fn near(found: &Q, expected: f64) -> bool {
    let found = found.to_f64().unwrap();
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn utilities(problem: &Problem, scaled: &[i64]) -> Vec<Q> {
    problem.party_ids().zip(scaled).map(|(party, value)| problem.in_units(party, *value).value().clone()).collect()
}

/// Compares an answer with a reference: counts, the frontiers, and the value of each concept.
fn compare(imported: &Imported, reference: &Value, what: &str) {
    let problem = Problem::compile(&imported.model).unwrap_or_else(|findings| panic!("{what}: {findings}"));
    let answer = problem.search().run();
    assert_eq!(answer.counts.all, reference["n_outcomes"].as_u64().unwrap().into(), "{what}");
    let acceptable = reference["n_individually_rational"].as_u64().unwrap();
    // One reference was computed by combining issues, and has numbers of points only.
    let listed = reference["method"] != "dp";
    if let Some(count) = answer.counts.individually_rational.as_ref().filter(|_| listed) {
        assert_eq!(*count, acceptable.into(), "{what}");
    }
    if acceptable == 0 {
        assert!(answer.solutions.is_empty(), "{what}");
        return;
    }
    for (target, key) in [(Target::Feasible, "pareto_all"), (Target::Acceptable, "pareto_ir")] {
        let frontier = problem.search().frontier(target);
        assert!(frontier.complete);
        // That reference combined issues in doubles, and took four points for new ones that differ in the last digit from
        // points that dominate them: exactly there are 204.
        let expected = if listed { reference[key].as_u64().unwrap() } else { 204 };
        assert_eq!(frontier.frontier.points.len() as u64, expected, "{what} {key}");
    }
    for (id, key) in [
        ("nash", "nash"),
        ("egalitarian", "egalitarian_maximin"),
        ("kalai-smorodinsky", "ks_maximin"),
        ("utilitarian", "utilitarian"),
    ] {
        concept(&problem, &answer, id, &reference[key], &format!("{what} {id}"));
    }
    let nash = answer.solutions.iter().find(|solution| solution.concept.id() == "nash").unwrap();
    let packages: u64 =
        nash.agreements.iter().map(|one| one.packages.as_ref().and_then(ToPrimitive::to_u64).unwrap()).sum();
    assert_eq!(packages, reference["nash"]["n_outcomes"].as_u64().unwrap(), "{what}: Nash packages");
    let outcome: Vec<&str> =
        reference["nash_outcome"].as_array().into_iter().flatten().map(|id| id.as_str().unwrap()).collect();
    if packages == 1 && listed {
        let found: Vec<_> = nash.agreements[0].package.ids(&problem).map(|(_, option)| option).collect();
        assert_eq!(found, outcome, "{what}");
    }
}

fn exact(numbers: &[Number]) -> Vec<Q> {
    numbers.iter().map(|number| number.value().clone()).collect()
}

/// Compares the value that a concept maximises, computed anew from the utilities of the package that was found.
fn concept(problem: &Problem, answer: &Answer, id: &str, reference: &Value, what: &str) {
    let solution = answer.solutions.iter().find(|solution| solution.concept.id() == id).unwrap();
    assert!(solution.proven, "{what}");
    let found = exact(&solution.agreements[0].utilities);
    let disagreement: Vec<i64> = problem.parties().iter().map(|party| party.disagreement).collect();
    let disagreement = utilities(problem, &disagreement);
    let gains: Vec<Q> = found.iter().zip(&disagreement).map(|(utility, without)| utility - without).collect();
    let value = match id {
        "nash" => gains.iter().product(),
        "egalitarian" => gains.iter().min().unwrap().clone(),
        "utilitarian" => found.iter().sum(),
        _ => {
            let ideal = exact(answer.ideal.as_ref().unwrap());
            let shares = ideal.iter().zip(&disagreement).zip(&gains).map(|((ideal, without), gain)| {
                let most: BigRational = ideal - without;
                if most.is_zero() { Q::from_integer(1.into()) } else { gain / most }
            });
            shares.min().unwrap()
        }
    };
    assert!(near(&value, reference["value"].as_f64().unwrap()), "{what}: {value}, not {}", reference["value"]);
    if id != "nash" {
        return;
    }
    // All of the tied vectors, and no other.
    let expected: Vec<Vec<f64>> = reference["utilities"].as_array().unwrap().iter().map(numbers).collect();
    assert_eq!(solution.agreements.len(), expected.len(), "{what}");
    for point in &solution.agreements {
        let found = exact(&point.utilities);
        let same =
            |expected: &&Vec<f64>| found.iter().zip(expected.iter()).all(|(found, expected)| near(found, *expected));
        assert!(expected.iter().any(|expected| same(&expected)), "{what}: {found:?}");
    }
}

fn reference(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("reference.json")).unwrap()).unwrap()
}

#[test]
fn genius_domains_have_their_answers_in_both_readings() {
    let Some(folder) = folder() else { return };
    let reference = reference(&folder);
    let mut compared = 0;
    for domain in reference["genius_xml"].as_array().unwrap() {
        let path = folder.join(domain["path"].as_str().unwrap());
        for solved in domain["solved"].as_object().unwrap().values() {
            let name = |value: &Value| file(&path.join(value.as_str().unwrap()));
            let mut files = vec![name(&domain["domain_file"])];
            files.extend(solved["profiles"].as_array().unwrap().iter().map(name));
            for (key, evaluations) in [("genius", Evaluations::Normalised), ("raw", Evaluations::Raw)] {
                if solved[key].is_object() {
                    let what = format!("{} {key}, {} parties", path.display(), files.len() - 1);
                    compare(&imported(&files, evaluations), &solved[key], &what);
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 25);
}

#[test]
fn json_domains_have_their_answers() {
    let Some(folder) = folder() else { return };
    let reference = reference(&folder);
    let domains = ["negolog_json", "geniusweb_json"].into_iter().flat_map(|key| reference[key].as_array().unwrap());
    for domain in domains {
        let path = folder.join(domain["path"].as_str().unwrap());
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let files: Vec<File> = paths.iter().map(|path| file(path)).collect();
        compare(&imported(&files, Evaluations::Normalised), &domain["exact"], &path.display().to_string());
        if let Some(nash) = domain["published"]["nash"].as_array() {
            let problem = Problem::compile(&imported(&files, Evaluations::Normalised).model).unwrap();
            let answer = problem.search().run();
            let published: Vec<f64> = nash.iter().map(|number| number.as_f64().unwrap()).collect();
            let found = answer.solutions[0].agreements.iter().map(|one| exact(&one.utilities));
            let same = |found: &Vec<Q>| found.iter().zip(&published).all(|(found, published)| near(found, *published));
            assert!(found.clone().any(|found| same(&found)), "{}", path.display());
        }
    }
}

#[test]
fn negmas_folders_are_the_raw_reading_of_the_genius_ones() {
    let Some(folder) = folder() else { return };
    let reference = reference(&folder);
    for name in ["Laptop", "ItexvsCypress", "Maxoops"] {
        let path = folder.join("negmas").join(name);
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let files: Vec<File> = paths.iter().map(|path| file(path)).collect();
        let genius = format!("genius/{name}");
        let domain =
            reference["genius_xml"].as_array().unwrap().iter().find(|domain| domain["path"] == genius.as_str());
        let solved = domain.unwrap()["solved"].as_object().unwrap().values().next().unwrap();
        compare(&imported(&files, Evaluations::Normalised), &solved["raw"], &path.display().to_string());
    }
}

/// Ten issues, 10^10 packages, twenty boxes a party: the frontier that was published with the domain.
#[test]
fn the_non_linear_domain_has_its_published_frontier() {
    let Some(folder) = folder() else { return };
    let reference = reference(&folder);
    let path = folder.join("genius/10issues");
    let files =
        ["10issues-domain.xml", "profile-1.xml", "profile-2.xml", "pareto.xml"].map(|name| file(&path.join(name)));
    let imported = imported(&files, Evaluations::Normalised);
    assert!(
        imported.notes.iter().any(|note| note.place.file.as_deref().is_some_and(|file| file.ends_with("pareto.xml")))
    );
    let problem = Problem::compile(&imported.model).unwrap();
    let answer = problem.search().run();
    let nash = &answer.solutions[0];
    assert!(nash.proven);
    let product: Q = exact(&nash.agreements[0].utilities).iter().product();
    assert_eq!(product, Q::new(203_561.into(), 292_935.into()));
    let domains = reference["genius_xml"].as_array().unwrap();
    let domain = domains.iter().find(|domain| domain["path"] == "genius/10issues").unwrap();
    let published: Vec<Vec<f64>> = domain["published_pareto"].as_array().unwrap().iter().map(numbers).collect();
    // Printed in single precision.
    let close = |found: &Q, published: f64| (found.to_f64().unwrap() - published).abs() < 1e-6;
    let frontier = problem.search().frontier(Target::Acceptable);
    if frontier.complete {
        assert_eq!(frontier.frontier.points.len(), published.len());
        for point in &frontier.frontier.points {
            let found = utilities(&problem, &point.utilities);
            assert!(published.iter().any(|point| found.iter().zip(point).all(|(found, point)| close(found, *point))));
        }
    }
    for solution in &answer.solutions {
        let found = exact(&solution.agreements[0].utilities);
        assert!(published.iter().any(|point| found.iter().zip(point).all(|(found, point)| close(found, *point))));
    }
}

/// A landscape with reservation values, whose boxes sum to more than 1: the points that were published with it are found.
#[test]
fn the_landscape_with_reservations_has_its_published_points() {
    let Some(folder) = folder() else { return };
    let path = folder.join("genius/anac2014-10issueswithRV");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files: Vec<File> = paths.iter().map(|path| file(path)).collect();
    let problem = Problem::compile(&imported(&files, Evaluations::Normalised).model).unwrap();
    let frontier = problem.search().frontier(Target::Feasible);
    assert!(frontier.complete);
    let found: Vec<Vec<f64>> = (frontier.frontier.points.iter())
        .map(|point| utilities(&problem, &point.utilities).iter().map(|utility| utility.to_f64().unwrap()).collect())
        .collect();
    let text = std::fs::read_to_string(path.join("pareto.xml")).unwrap();
    let published: Vec<Vec<f64>> = text
        .lines()
        .filter(|line| line.contains(','))
        .map(|line| line.split(',').map(|number| number.trim().parse().unwrap()).collect())
        .collect();
    // One more package is dominated by none of them; its worth was added up by other code, too.
    assert_eq!((published.len(), found.len()), (7, 8), "{found:?}");
    // Printed in single precision.
    let near = |one: &[f64], other: &[f64]| one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-6);
    let missing = [vec![0.710_820_895_522, 0.9792]];
    assert!(published.iter().chain(&missing).all(|point| found.iter().any(|other| near(point, other))), "{found:?}");
}

/// Landscapes of thirty issues and more are read, and their Nash packages proven, though nobody can list what they hold: with the
/// ceiling that GENIUS has, and without.
#[test]
fn large_landscapes_are_read() {
    let Some(folder) = folder() else { return };
    let landscapes =
        [("anac2014-30issues", 30, ["2076/2353", "2105/2141"]), ("anac2014-40issues", 40, ["2402/2445", "2722/3012"])];
    for (name, issues, nash) in landscapes {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder.join("genius").join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let files: Vec<File> = paths.iter().map(|path| file(path)).collect();
        let imported = imported(&files, Evaluations::Normalised);
        assert!(imported.notes.iter().all(|note| note.code != zopa::model::Code::Rounded), "{}", imported.notes);
        assert_eq!(imported.model.issues.len(), issues, "{name}");
        let mut model = imported.model;
        for ceiling in [true, false] {
            if !ceiling {
                model.utilities.0.iter_mut().for_each(|(_, utility)| utility.at_most = None);
            }
            let problem = Problem::compile(&model).unwrap();
            let answer = problem.search().concepts([&zopa::concept::Nash as _]).without_ideal().run();
            assert_eq!(answer.status, zopa::Status::Agreement, "{name}, ceiling {ceiling}");
            let agreement = &answer.solutions[0].agreements[0];
            let found: Vec<String> = exact(&agreement.utilities).iter().map(ToString::to_string).collect();
            let expected = nash.map(|utility| super::common::rational(utility).to_string());
            assert_eq!(found, expected, "{name}, ceiling {ceiling}");
        }
    }
}
