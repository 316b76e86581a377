//! The real program on files of other programs: read directly, imported, exported.

use super::support::{directory, ends, json, run, text, with_input};
use serde_json::Value;
use std::path::Path;

/// A small domain of our own making, in a folder of its own; its files.
fn domain(name: &str) -> Vec<String> {
    let folder = directory(name);
    let issues = |evaluated: bool, best: usize| {
        let item = |at: usize, value: &str| {
            let evaluation = if at == best { 3 } else { 1 };
            let evaluation = if evaluated { format!(" evaluation=\"{evaluation}\"") } else { String::new() };
            format!("<item index=\"{at}\" value=\"{value}\"{evaluation}/>")
        };
        let issue = |index: usize, name: &str, values: [&str; 2]| {
            let items: String = values.iter().enumerate().map(|(at, value)| item(at, value)).collect();
            format!("<issue index=\"{index}\" name=\"{name}\" type=\"discrete\">{items}</issue>\n")
        };
        issue(1, "size", ["small", "large"]) + &issue(2, "colour", ["red", "blue"])
    };
    let profile = |best: usize, weights: [&str; 2]| {
        let weights =
            format!("<weight index=\"1\" value=\"{}\"/><weight index=\"2\" value=\"{}\"/>", weights[0], weights[1]);
        format!(
            "<utility_space><objective>\n{}{weights}</objective>\n<discount_factor value=\"0.9\"/></utility_space>\n",
            issues(true, best)
        )
    };
    let files = [
        (
            "domain.xml",
            format!(
                "<negotiation_template><utility_space>\n{}</utility_space></negotiation_template>",
                issues(false, 9)
            ),
        ),
        ("ann.xml", profile(0, ["0.75", "0.25"])),
        ("bob.xml", profile(1, ["0.25", "0.75"])),
        ("pareto.xml", "0.5, 1\n1, 0.5\n".to_owned()),
        ("README.txt", "No part of it.\n".to_owned()),
    ];
    for (name, text) in &files {
        std::fs::write(folder.join(name), text).expect("room for a file");
    }
    let path = |name: &str| folder.join(name).display().to_string();
    [folder.display().to_string(), path("domain.xml"), path("ann.xml"), path("bob.xml")].to_vec()
}

#[test]
fn every_way_to_name_a_domain_gives_the_same_answer() {
    let files = domain("foreign-names");
    let [folder, domain, ann, bob] = files.each_ref_array();
    let direct = ends(&["solve", domain, ann, bob, "--format", "json"], 0);
    assert_eq!(text(&direct.stderr).lines().count(), 2);
    assert!(
        text(&direct.stderr).starts_with("note: ") && text(&direct.stderr).contains("ann.xml: the discount factor 0.9")
    );
    // The folder's files come by name: the order of the parties is the same.
    let by_folder = ends(&["solve", folder, "--format", "json"], 0);
    assert_eq!(json(&by_folder), json(&direct));
    let imported = ends(&["import", folder], 0);
    let again = with_input(&["solve", "-", "--format", "json"], &imported.stdout);
    assert_eq!(text(&again.stderr), "");
    assert_eq!(serde_json::from_slice::<Value>(&again.stdout).expect("JSON"), json(&direct));
    let product = &json(&direct)["solutions"][0]["value"];
    assert!(product.to_string().contains("0.6944") || product.to_string().contains("25/36"), "{product}");
    // A single profile on standard input stands for its domain.
    let alone = with_input(&["check", "-"], std::fs::read(ann).expect("the file").as_slice());
    assert_eq!(alone.status.code(), Some(0), "{}", text(&alone.stderr));
}

#[test]
fn the_profiles_of_a_folder_are_chosen_by_name() {
    let files = domain("foreign-profiles");
    let [folder, domain, ann, bob] = files.each_ref_array();
    let another = std::fs::read_to_string(ann).expect("the file").replace("0.75", "0.5");
    std::fs::write(Path::new(folder).join("ann_u10.xml"), another).expect("room for a file");
    let direct = ends(&["solve", domain, bob, ann, "--format", "json"], 0);
    for names in [&["--profiles", "bob,ann.xml"][..], &["--profiles", "bob", "--profiles", "ann"]] {
        let chosen = ends(&[&["solve", folder, "--format", "json"], names].concat(), 0);
        assert_eq!(json(&chosen), json(&direct));
    }
    ends(&["evaluate", folder, "size=small", "colour=blue", "--profiles", "ann,bob"], 0);
    ends(&["check", folder, "--profiles", "ann,bob"], 0);
    let slip = ends(&["solve", folder, "--profiles", "ann,bib.xml"], 2);
    assert!(text(&slip.stderr).contains("there is no profile `bib.xml`"), "{}", text(&slip.stderr));
    assert!(text(&slip.stderr).contains("did you mean `bob.xml`?"), "{}", text(&slip.stderr));
    let model = ends(&["solve", "models/examples/ties.json", "--profiles", "a"], 2);
    assert!(text(&model.stderr).contains("--profiles is for files of other programs"), "{}", text(&model.stderr));
}

/// What is damaged or misspelt in a folder is refused, and what is of no known kind named: nobody goes without a word.
#[test]
fn no_file_of_a_folder_disappears() {
    let put = |name: &str, files: &[(&str, &str)]| {
        let folder = directory(name);
        for (name, text) in files {
            std::fs::write(folder.join(name), text).expect("room for a file");
        }
        folder.display().to_string()
    };
    let side = r#"{"reservationValue": 0.25, "issueWeights": {"i": 0.4, "j": 0.6},
"issues": {"i": {"v": 0.5, "w": 1.0}, "j": {"v": 0, "w": 0.25}}}"#;
    let beside = [
        ("a.json", side),
        ("package.json", r#"{"name": "x"}"#),
        ("specs.json", r#"{"NumberOfBids": 4}"#),
        ("notes.txt", "no: part of it"),
        ("model.json", r#"{"zopa": 1, }"#),
    ];
    let folder = put("foreign-beside", &[&beside[..], &[("b.json", side)]].concat());
    let page = text(&ends(&["solve", &folder], 0).stderr).to_owned();
    assert!(page.contains("package.json is of no known kind, and left out"), "{page}");
    assert_eq!(page.matches("no known kind").count(), 1, "{page}");
    for (at, broken) in [
        side.replace(",\n", "\n"),
        side.replace("}}}", "},}}"),
        side.chars().take(40).collect(),
        side.replace("\"v\": 0,", "\"w\": 0,"),
        side.replace("issueWeights", "issueWeight"),
        side.replace("\"issues\"", "\"isues\""),
    ]
    .iter()
    .enumerate()
    {
        let folder = put(&format!("foreign-broken-{at}"), &[&beside[..], &[("b.json", broken.as_str())]].concat());
        let page = text(&ends(&["solve", &folder], 2).stderr).to_owned();
        assert!(page.contains("error[") && page.contains("b.json"), "{page}");
    }
    let space =
        "type: DiscreteCartesianOutcomeSpace\nname: d\nissues:\n- {name: c, type: CategoricalIssue, values: [r, b]}\n";
    let ufun = "type: LinearAdditiveUtilityFunction\nreserved_value: 0\nweights: [1]\nvalues:\n- {type: TableFun, mapping: {r: 2, b: 4}}\n";
    let slip = ufun.replacen("type", "typ", 1);
    let domain = r#"{"name": "d", "issuesValues": {"i": {"values": ["v", "w"]}}}"#;
    let profile = format!(
        r#"{{"LinearAdditiveUtilitySpac": {{"domain": {domain}, "issueWeights": {{"i": 1}}, "issueUtilities": {{}}}}}}"#
    );
    let values = "issue,option,ann,bob\nx,p,1,0\nx,q,0,1\n";
    for (name, files, says) in [
        ("foreign-typ", [("d.yml", space), ("a.yml", ufun), ("b.yml", slip.as_str())], "`type` is missing"),
        (
            "foreign-class",
            [("d.json", domain), ("p.json", profile.as_str()), ("n.txt", "")],
            "`LinearAdditiveUtilitySpac`",
        ),
        (
            "foreign-kid",
            [("v.csv", values), ("rules.csv", "kid,id,when,then,because\n"), ("n.txt", "")],
            "headed `kid`",
        ),
    ] {
        let page = text(&ends(&["solve", &put(name, &files)], 2).stderr).to_owned();
        assert!(page.contains(says), "{page}");
    }
}

#[test]
fn packages_stand_behind_the_files() {
    let files = domain("foreign-packages");
    let [folder, domain, ann, bob] = files.each_ref_array();
    ends(&["evaluate", domain, ann, bob, "size=small", "colour=blue"], 0);
    ends(&["evaluate", folder, "size=small", "colour=blue"], 0);
    ends(&["trades", domain, ann, bob, "size=large", "colour=red"], 0);
    ends(&["counter", folder, "--party", "ann", "size=large", "colour=red"], 0);
    ends(&["explain", folder, "size=large", "colour=red"], 0);
    ends(&["stability", domain, ann, bob], 0);
    ends(&["linkage", domain, ann, bob], 0);
    ends(&["frontier", domain, ann, bob], 0);
    let output = ends(&["evaluate", domain, "nothing", "size=small"], 2);
    assert!(text(&output.stderr).contains("no profiles") || text(&output.stderr).contains("`nothing`"));
}

#[test]
fn findings_are_shown_in_the_files() {
    let files = domain("foreign-findings");
    let [folder, _, ann, _] = files.each_ref_array();
    let output = ends(&["check", folder], 0);
    let page = text(&output.stderr);
    assert!(
        page.contains("warning[not-used]: the discount factor 0.9 is not used") && page.contains("ann.xml:5:25"),
        "{page}"
    );
    let report = json(&ends(&["check", folder, "--format", "json"], 0));
    assert!(report["diagnostics"][0]["file"].as_str().is_some_and(|file| file.ends_with("ann.xml")), "{report}");
    ends(&["check", folder, "--strict"], 1);
    let broken = std::fs::read_to_string(ann).expect("the file").replace("evaluation=\"1\"", "evaluation=\"one\"");
    std::fs::write(ann, broken).expect("room for a file");
    for command in ["check", "solve", "import", "frontier"] {
        let output = ends(&[command, folder], 2);
        let page = text(&output.stderr);
        assert!(
            page.contains("error[number]: evaluation: `one` is not a number") && page.contains("ann.xml:2:"),
            "{page}"
        );
    }
    let empty = directory("foreign-empty").display().to_string();
    let output = ends(&["solve", &empty], 2);
    assert!(text(&output.stderr).contains("holds no files of another program"));
    let both = ends(&["solve", "models/examples/ties.json", "models/examples/no-deal.json"], 2);
    assert!(text(&both.stderr).contains("a model, which stands alone"));
}

#[test]
fn export_writes_what_import_reads() {
    let files = domain("foreign-export");
    let folder = &files[0];
    let answer = |folder: &str| {
        let report = json(&ends(&["solve", folder, "--format", "json", "--concept", "nash"], 0));
        report["solutions"].to_string().replace("profileA", "ann").replace("profileB", "bob")
    };
    let direct = answer(folder);
    for format in ["genius", "geniusweb", "negmas", "negolog", "csv"] {
        let out = directory(&format!("foreign-export-{format}")).join("new").display().to_string();
        let rescale = matches!(format, "geniusweb" | "negmas" | "negolog");
        let mut arguments = vec!["export", folder, "--to", format, "--output", &out];
        arguments.extend(rescale.then_some("--rescale"));
        let output = ends(&arguments, 0);
        assert_eq!(text(&output.stdout), "");
        assert!(text(&output.stderr).contains("written to "), "{}", text(&output.stderr));
        if !rescale {
            assert_eq!(answer(&out), direct, "{format}");
        }
        assert!(Path::new(&out).read_dir().expect("the folder").count() >= 1);
    }
    // Thirds of a quarter have no decimals.
    let output = ends(&["export", folder, "--to", "negmas", "--output", "unused"], 2);
    assert!(text(&output.stderr).contains("error[not-expressible]") && text(&output.stderr).contains("ann.xml"));
    assert!(!crate::support::root().join("unused").exists());
    // Without a folder, the files are data.
    let printed = json(&ends(&["export", folder, "--to", "csv"], 0));
    let values = printed["files"][0]["text"].as_str().expect("a text");
    assert!(values.starts_with("issue,option,ann,bob"), "{values}");
    let first = "models/examples/first-steps.json";
    let output = ends(&["export", first, "--to", "genius", "--output", "unused"], 2);
    assert!(
        text(&output.stderr)
            .contains("error[not-expressible]: GENIUS has no rules\n  --> models/examples/first-steps.json:60:5")
    );
}

#[test]
fn continuous_issues_are_levels_or_steps() {
    let folder = directory("foreign-steps");
    let file = folder.join("p.xml").display().to_string();
    let text_of = |evaluator: &str| {
        format!(
            "<utility_space><issue index=\"1\" name=\"price\" type=\"real\"><range lowerbound=\"0\" upperbound=\"3\"/>{evaluator}</issue><weight index=\"1\" value=\"1\"/></utility_space>"
        )
    };
    std::fs::write(&file, text_of("<evaluator ftype=\"linear\" parameter0=\"0\" parameter1=\"0.25\"/>")).expect("room");
    // What knows of levels answers for all; all else in steps, and says so.
    let level =
        json(&ends(&["solve", &file, "--format", "json"], 0))["solutions"][0]["agreements"][0]["package"].clone();
    assert_eq!(level, serde_json::json!({ "price": 3 }));
    ends(&["frontier", &file, "--epsilon", "5%"], 0);
    ends(&["evaluate", &file, "price=1/3"], 0);
    ends(&["check", &file], 0);
    let imported = ends(&["import", &file], 0);
    assert_eq!(text(&imported.stderr), "");
    let again = with_input(&["solve", "-", "--format", "json"], &imported.stdout);
    assert_eq!(
        serde_json::from_slice::<Value>(&again.stdout).expect("JSON")["solutions"][0]["agreements"][0]["package"],
        level
    );
    assert_eq!(text(&ends(&["trades", &file, "price=1"], 0).stderr), "");
    assert_eq!(text(&ends(&["counter", &file, "--party", "p", "price=1"], 0).stderr), "");
    assert_eq!(text(&ends(&["linkage", &file], 0).stderr), "");
    for command in ["stability", "test"] {
        let answered = run(&[command, &file]);
        assert!(answered.status.code() < Some(2), "{command}: {}", text(&answered.stderr));
        assert!(text(&answered.stderr).contains("note: answered in steps (price with 2"), "{command}");
    }
    ends(&["linkage", &file, "--steps", "6"], 0);
    let out = folder.join("out").display().to_string();
    ends(&["export", &file, "--to", "negmas", "--output", &out], 0);
    let solved = json(&ends(&["solve", &out, "--format", "json"], 0));
    assert_eq!(solved["solutions"][0]["agreements"][0]["package"], level);
    let refused = ends(&["export", &file, "--to", "negolog", "--output", &out], 2);
    assert!(text(&refused.stderr).contains("NegoLog has no continuous issues"), "{}", text(&refused.stderr));
    let solved = ends(&["solve", &file, "--steps", "6"], 0);
    assert!(text(&solved.stderr).contains("settled by one of 7 numbers from 0 to 3, 0.5 apart"));
    for wrong in ["0", "-1", "x", "10000"] {
        assert_eq!(run(&["solve", &file, "--steps", wrong]).status.code(), Some(2));
    }
}

/// Four names, to be taken apart.
trait Four {
    fn each_ref_array(&self) -> [&str; 4];
}

impl Four for Vec<String> {
    fn each_ref_array(&self) -> [&str; 4] {
        [&self[0], &self[1], &self[2], &self[3]]
    }
}
