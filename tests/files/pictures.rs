//! Pages with pictures: as expected, byte for byte; whole, whatever a model is called; loading and running nothing. No text of a
//! picture lies over another one, and no number is there that is not in the report.

use crate::common::random::{Tape, model};
use crate::support::{as_kept, ends, json, root, text};
use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::{Strategy, any};
use proptest::strategy::ValueTree;
use roxmltree::Node;
use serde_json::Value;
use std::collections::BTreeSet;
use zopa::Number;
use zopa::text::words::{narrow, number, percent, signed};
use zopa_commands::call;
use zopa_formats::File;

/// Models of all kinds: plain, without an agreement, with levels, with ranges and states, published.
const MODELS: [(&str, &str, i32); 5] = [
    ("models/examples/first-steps.json", "html/first-steps.html", 0),
    ("models/examples/no-deal.json", "html/no-deal.html", 1),
    ("models/levels/first-steps.json", "html/levels.html", 0),
    ("models/examples/two-scenarios.json", "html/two-scenarios.html", 0),
    ("models/nash-1950-bill-and-jack.json", "html/bill-and-jack.html", 0),
];

#[test]
fn reports_in_one_file_are_as_expected() {
    for (model, kept, status) in MODELS {
        let html = ends(&["report", model, "--threads", "1"], status).stdout;
        whole(text(&html));
        as_kept(&html, kept);
    }
}

/// One file, to be mailed: the example of the documentation.
#[test]
fn the_flagship_fits_into_a_mail() {
    let sections = "gains,proposals,frontier,linkage,ranges,promises";
    let html = ends(&["report", "models/ukraine-security-guarantees.json", "--sections", sections], 0).stdout;
    whole(text(&html));
    assert!(html.len() < 150_000, "{}", html.len());
    as_kept(&html, "../../docs/report.html");
}

/// Pictures by themselves can be read as XML; what has none is refused.
#[test]
fn pictures_stand_by_themselves() {
    let flagship = "models/ukraine-security-guarantees.json";
    for asked in [
        vec!["solve", flagship],
        vec!["evaluate", flagship, "--proposal", "counter-counteroffer"],
        vec!["frontier", "models/levels/first-steps.json"],
        vec!["frontier", "models/nash-1950-bill-and-jack.json"],
        vec!["stability", "models/examples/first-steps.json"],
        vec!["frontier", flagship],
        vec!["sweep", "models/examples/two-scenarios.json", "--draws", "50"],
        vec!["linkage", "models/examples/first-steps.json"],
        vec!["protocol", "models/examples/first-steps.json"],
        vec!["holds", "models/examples/deterrence.json"],
    ] {
        let svg = ends(&[asked, vec!["--format", "svg"]].concat(), 0).stdout;
        let document = roxmltree::Document::parse(text(&svg)).expect("XML");
        assert_eq!(document.root_element().tag_name().name(), "svg");
        assert!(document.descendants().any(|node| node.has_tag_name("title")));
    }
    // Where nothing can be agreed, there is what everybody refuses.
    let svg = ends(&["solve", "models/examples/no-deal.json", "--format", "svg"], 1).stdout;
    assert!(text(&svg).contains("What each party refuses"));
    let refused = ends(&["linkage", "models/examples/no-deal.json", "--format", "svg"], 2);
    assert!(text(&refused.stderr).contains("nothing to draw"), "{}", text(&refused.stderr));
}

/// What is said below pictures is so of all that there is, and not only of what is drawn; and gains of orders are not drawn.
#[test]
fn what_is_said_is_so_of_all() {
    let refused = ends(&["report", "models/examples/ranks.json"], 2);
    assert!(text(&refused.stderr).contains("only an order is known"), "{}", text(&refused.stderr));
    // Twenty proposals of which one party refuses all.
    let model = std::fs::read_to_string(root().join("models/examples/no-deal.json")).expect("a model");
    let mut model: Value = serde_json::from_str(&model).expect("JSON");
    let package = serde_json::json!({ "price": 8000, "brakes": "no" });
    for at in 0..20 {
        model["proposals"][format!("p{at}")] = serde_json::json!({ "name": format!("P{at}"), "package": package });
    }
    let all = model["proposals"].as_object().map_or(0, serde_json::Map::len);
    let mut page = Vec::new();
    let file = [File::new("model.json", model.to_string())];
    let options = serde_json::json!({ "format": "html", "threads": 1 });
    call("solve", &file, &options, &zopa::Limits::default(), &mut page).expect("an answer");
    let page = text(&page);
    assert!(page.contains(&format!("Of {all} proposals, ")), "{page}");
    assert!(page.contains(&format!("{} more proposals are not drawn.", all - 12)), "{page}");
    let counted = page.split(" refuse").any(|part| part.contains(&format!(" of {all} proposals")));
    assert!(counted, "{page}");
}

/// Where a text of a picture stands, in tenths of a pixel: left, top, right, bottom. Letters are as wide as the pictures take them.
fn placed(node: &Node) -> [i64; 4] {
    let tenths = |name: &str| -> i64 {
        let own: f64 = node.attribute(name).expect("a place").parse().expect("a number");
        (own * 10.0).round() as i64
    };
    let (x, y) = (tenths("x"), tenths("y"));
    let letter = |letter: char| if letter >= '\u{1100}' && !('\u{2000}'..'\u{2c00}').contains(&letter) { 2 } else { 1 };
    let wide = 68 * node.text().unwrap_or_default().chars().map(letter).sum::<i64>();
    let classes: Vec<&str> = node.attribute("class").unwrap_or_default().split(' ').collect();
    let left = match (classes.contains(&"m"), classes.contains(&"e")) {
        (true, _) => x - wide / 2,
        (_, true) => x - wide,
        _ => x,
    };
    [left, y - 90, left + wide, y + 30]
}

/// No text lies outside the paper or over another one.
fn fits(svg: &Node, of: &str) {
    let sizes = svg.attribute("viewBox").expect("a size").split(' ').skip(2);
    let sizes: Vec<i64> = sizes.map(|size| (size.parse::<f64>().expect("a size") * 10.0).round() as i64).collect();
    let texts: Vec<([i64; 4], &str)> = svg
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .map(|node| (placed(&node), node.text().unwrap_or_default()))
        .collect();
    for (at, ([left, top, right, bottom], text)) in texts.iter().enumerate() {
        let inside = *left >= 0 && *top >= 0 && *right <= sizes[0] && *bottom <= sizes[1];
        assert!(inside, "{of}: {text} at {left} {top} {right} {bottom} of {sizes:?}");
        for (other, words) in &texts[..at] {
            let over = other[0] < *right && *left < other[2] && other[1] < *bottom && *top < other[3];
            assert!(!over, "{of}: {text} and {words}");
        }
    }
}

/// All pictures of a model's report. Returns how many there are.
fn look(model: &str, sections: &[&str]) -> usize {
    let file = [File::new("model.json", model)];
    let options = serde_json::json!({
        "format": "html", "threads": 1, "time-limit": 4, "draws": 30, "sections": sections
    });
    let mut page = Vec::new();
    if let Err(refusal) = call("report", &file, &options, &zopa::Limits::default(), &mut page) {
        assert!(refusal.to_string().contains("only an order is known"), "{model}: {refusal}");
        return 0;
    }
    let xml = as_xml(text(&page));
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}"));
    let pictures = document.descendants().filter(|node| node.tag_name().name() == "svg");
    pictures.map(|svg| fits(&svg, model)).count()
}

/// Of random models, some with long names, all that there is to look at.
#[test]
fn texts_do_not_touch_whatever_the_model() {
    let names = [
        "A federation with a long name",
        "\u{65e5}\u{672c}\u{653f}\u{5e9c}\u{4ee3}\u{8868}\u{56e3}",
        "Words words words words words words words words",
    ];
    let mut runner = crate::common::runner();
    let mut pictures = 0;
    for case in 0..40 {
        let tape = proptest::collection::vec(any::<u32>(), 400).new_tree(&mut runner).expect("a tape").current();
        let mut model: Value = serde_json::from_str(&model(&mut Tape::new(tape)).to_json()).expect("JSON");
        if case % 3 == 0 {
            let parties = model["parties"].as_object_mut().expect("parties").iter_mut();
            parties.enumerate().for_each(|(at, (_, party))| party["name"] = names[(at + case) % names.len()].into());
        }
        pictures +=
            look(&model.to_string(), &["gains", "proposals", "frontier", "linkage", "stability", "promises", "talks"]);
    }
    assert!(pictures > 80, "{pictures}");
}

/// The same of every model that comes with the project; of large ones, what does not take long.
#[test]
fn texts_do_not_touch() {
    let mut pictures = 0;
    for (folder, more) in [("models", false), ("models/levels", false), ("models/examples", true)] {
        for file in std::fs::read_dir(root().join(folder)).expect("a folder") {
            let path = file.expect("a file").path();
            let Some(model) = path.is_file().then(|| std::fs::read_to_string(&path).expect("a text")) else { continue };
            let mut sections = vec!["gains", "proposals", "frontier", "ranges", "promises"];
            sections.extend(more.then_some(["linkage", "stability", "talks"]).into_iter().flatten());
            pictures += look(&model, &sections);
        }
    }
    assert!(pictures > 100, "{pictures}");
}

/// The numbers in a text, without signs.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut token = String::new();
    for letter in text.chars().chain([' ']) {
        match letter {
            '0'..='9' => token.push(letter),
            '.' | '/' if !token.is_empty() => token.push(letter),
            // Thousands.
            ',' if !token.is_empty() => token.push(letter),
            _ => {
                let own = token.trim_end_matches(['.', '/', ',']);
                found.extend(own.split(", ").filter(|own| !own.is_empty()).map(|own| own.replace(',', "")));
                token.clear();
            }
        }
    }
    found
}

/// All that a page may write: each number of a report in every way, and the numbers in its texts and keys.
fn written(report: &Value, found: &mut BTreeSet<String>) {
    let mut add = |text: &str| {
        found.extend(numbers(text));
        if let Ok(own) = text.parse::<Number>() {
            said(&own, found);
        }
    };
    match report {
        Value::String(text) => add(text),
        Value::Number(own) => add(&own.to_string()),
        Value::Array(list) => list.iter().for_each(|one| written(one, found)),
        Value::Object(members) => members.iter().for_each(|(key, one)| {
            found.extend(numbers(key));
            written(one, found);
        }),
        _ => {}
    }
}

fn said(own: &Number, found: &mut BTreeSet<String>) {
    for text in [number(own), narrow(own), signed(own), own.to_string()] {
        found.extend(numbers(&text));
    }
}

fn exact(value: &Value) -> BigRational {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse::<Number>().expect("a number").value().clone()
}

/// What pictures calculate from a report: shares of ideal gains, sums of what parts add up to, and changes against what is chosen.
fn derived(report: &Value, found: &mut BTreeSet<String>) {
    let solve = &report["solve"];
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let agreements = solve["solutions"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|one| one["agreements"].as_array().cloned().unwrap_or_default());
    let gains: Vec<Value> = agreements.map(|one| one["gains"].clone()).collect();
    let proposals = members(&solve["proposals"])
        .into_iter()
        .map(|(_, one)| members(&one["parties"]).into_iter().map(|(id, stand)| (id, stand["gain"].clone())).collect());
    let gains: Vec<Value> = gains.into_iter().chain(proposals).collect();
    for (id, ideal) in members(&solve["ideal"]) {
        let ideal = exact(&ideal) - exact(&solve["disagreement"][&id]);
        for gain in gains.iter().filter_map(|gains| gains.get(&id)) {
            found.extend(
                percent(&exact(gain).into(), &ideal.clone().into()).map(|text| numbers(&text)).unwrap_or_default(),
            );
        }
        said(&ideal.into(), found);
    }
    for (_, worth) in members(&solve["contributions"]) {
        let mut sum = BigRational::zero();
        for part in worth["by_cluster"].as_array().into_iter().flatten() {
            sum += exact(&part["value"]);
            said(&sum.clone().into(), found);
        }
    }
    let now = &report["linkage"]["now"]["best"]["gains"];
    for option in report["linkage"]["options"].as_array().into_iter().flatten() {
        for (id, gain) in members(&option["best"]["gains"]) {
            said(&(exact(&gain) - exact(&now[&id])).into(), found);
        }
    }
}

/// Every number of a picture and of the table below it stands in the report, or follows from it in one step; round numbers beside axes
/// are none.
#[test]
fn no_number_is_made_up() {
    let mut looked = 0;
    for (model, _, status) in MODELS {
        let report = json(&ends(&["report", model, "--format", "json", "--threads", "1"], status));
        let mut known = BTreeSet::new();
        written(&report, &mut known);
        derived(&report, &mut known);
        let html = ends(&["report", model, "--threads", "1"], status).stdout;
        let xml = as_xml(text(&html));
        let document = roxmltree::Document::parse(&xml).expect("XML");
        let is = |node: &Node, name: &str| node.tag_name().name() == name;
        for figure in document.descendants().filter(|node| is(node, "figure")) {
            let soft = |node: &Node| node.attribute("class").is_some_and(|class| class.contains("soft"));
            let told = figure
                .descendants()
                .filter(|node| is(node, "td") || is(node, "title") || is(node, "text") && !soft(node));
            for node in told {
                for own in numbers(node.text().unwrap_or_default()) {
                    // The marks of packages.
                    let mark = is(&node, "text") && own.parse::<usize>().is_ok_and(|own| own <= 12);
                    assert!(mark || known.contains(&own), "{model}: {own} in {:?}", node.text());
                    looked += 1;
                }
            }
        }
    }
    assert!(looked > 500, "{looked}");
}

/// Names that would be markup, or turn the text around, or go on for ever.
#[test]
fn no_name_becomes_markup() {
    let model = std::fs::read_to_string(root().join("models/examples/first-steps.json")).expect("a model");
    let long = "x".repeat(100_000);
    for name in [
        "</script><script>alert(1)</script>",
        "\\\"><img src=x onerror=alert(1)>",
        "\u{202e}evil",
        "&lt;b&#x3e;",
        &long,
    ] {
        let model = model.replace("\"Client\"", &format!("\"{name}\""));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.json");
        std::fs::write(&path, model).expect("a file");
        let path = path.to_str().expect("a path");
        for asked in [vec!["solve", path, "--format", "html"], vec!["report", path]] {
            let html = ends(&asked, 0).stdout;
            let html = text(&html);
            whole(html);
            assert!(!html.contains('\u{202e}'), "{name:.20}");
            assert!(html.len() <= 1_000_000, "{}", html.len());
        }
    }
}

/// What is opened is closed, names are unique and found, and nothing is loaded.
fn whole(html: &str) {
    let xml = as_xml(html);
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    for named in document.descendants().filter_map(|node| node.attribute("aria-labelledby")) {
        assert!(named.split(' ').all(|id| unique.contains(id)), "{named}");
    }
    assert!(html.contains("default-src 'none'"));
    for node in document.descendants() {
        let name = node.tag_name().name();
        assert!(!["script", "link", "iframe", "img", "object", "embed"].contains(&name), "{name}");
        assert!(node.attributes().all(|own| !["src", "href", "onclick", "onerror"].contains(&own.name())), "{name}");
        let style = node.text().filter(|_| name == "style").unwrap_or_default();
        assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
    }
}

/// A page as XML: without what need not be closed.
fn as_xml(html: &str) -> String {
    let void = |line: &str| line.starts_with("<meta") || line.starts_with("<!doctype");
    html.lines().filter(|line| !void(line)).map(|line| line.replace("br>", "br/>") + "\n").collect()
}
