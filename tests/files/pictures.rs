//! Pages with pictures: as expected, byte for byte; whole, whatever a model is called; loading and running nothing.

use crate::support::{as_kept, ends, root, text};
use std::collections::BTreeSet;

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
    let sections = "gains,proposals,frontier,ranges,assumptions";
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
        vec!["sweep", "models/examples/two-scenarios.json", "--draws", "50"],
    ] {
        let svg = ends(&[asked, vec!["--format", "svg"]].concat(), 0).stdout;
        let document = roxmltree::Document::parse(text(&svg)).expect("XML");
        assert_eq!(document.root_element().tag_name().name(), "svg");
        assert!(document.descendants().any(|node| node.has_tag_name("title")));
    }
    let refused = ends(&["solve", "models/examples/no-deal.json", "--format", "svg"], 2);
    assert!(text(&refused.stderr).contains("nothing to draw"), "{}", text(&refused.stderr));
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
        let html = ends(&["solve", path.to_str().expect("a path"), "--format", "html"], 0).stdout;
        let html = text(&html);
        whole(html);
        assert!(!html.contains('\u{202e}'), "{name:.20}");
        assert!(html.len() < 4_000_000, "{}", html.len());
    }
}

/// What is opened is closed, names are unique and found, and nothing is loaded.
fn whole(html: &str) {
    let void = |line: &str| line.starts_with("<meta") || line.starts_with("<!doctype");
    let xml: String =
        html.lines().filter(|line| !void(line)).map(|line| line.replace("<br>", "<br/>") + "\n").collect();
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
