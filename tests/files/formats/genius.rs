//! GENIUS files, each feature by itself.

use super::common::at::At;
use super::common::rational;
use super::{disagreement, files, rationals, refused, sound, utilities};
use std::num::NonZeroU32;
use zopa::model::Code;
use zopa_formats::{Evaluations, File, Format, Options};

const DOMAIN: &str = r#"<negotiation_template>
  <agent name="x"/>
  <utility_space number_of_issues="0">
    <objective index="0" name="root">
      <issue index="2" name="colour" type="discrete"><item index="1" value="red"/><item index="2" value="blue"/>
        <item index="3" value="red"/></issue>
      <objective index="9" name="nested">
        <issue index="5" name="days" type="integer" lowerbound="1" upperbound="3"/>
      </objective>
    </objective>
  </utility_space>
</negotiation_template>
"#;

fn profile(colour: &str, days: &str, weights: &str, rest: &str) -> String {
    format!(
        r#"<utility_space>
<objective index="0" name="root">
<issue index="2" name="colour" type="discrete">{colour}</issue>
<issue index="5" name="days" type="integer" lowerbound="1" upperbound="3">{days}</issue>
{weights}
</objective>{rest}
</utility_space>"#
    )
}

const COLOURS: &str = r#"<item value="red" evaluation="3"/><item value="blue" evaluation="7"/>"#;
const DAYS: &str = r#"<evaluator ftype="linear" slope="0.4" offset="0.1"/>"#;
const WEIGHTS: &str = r#"<weight index="2" value="0.25"/><weight index="5" value="0.75"/>"#;

fn pair(profile: String) -> Vec<File> {
    files(&[("some/domain.xml", DOMAIN.to_owned()), ("some/ann.xml", profile)])
}

#[test]
fn evaluations_are_shares_of_the_largest() {
    let rest = r#"<discount_factor value="0.5"/><reservation value="0.2"/>"#;
    let imported = sound(&pair(profile(COLOURS, DAYS, WEIGHTS, rest)), &Options::default());
    assert_eq!(imported.format, Format::Genius);
    // 3/7 of a quarter, and three quarters of 0.1, 0.5, 0.9.
    let expected = "51/280 27/56 219/280 13/40 5/8 37/40";
    assert_eq!(utilities(&imported, "ann"), rationals(expected));
    assert_eq!(disagreement(&imported, "ann"), rational("0.2"));
    let notes: Vec<&str> = imported.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(notes, ["the discount factor 0.5 is not used: the answer is for an agreement at once"]);
    assert_eq!(imported.model.issues.keys().collect::<Vec<_>>(), ["colour", "days"]);
    assert_eq!(imported.model.title.as_deref(), Some("domain"));
}

#[test]
fn the_raw_reading_multiplies_what_is_written() {
    let options = Options { evaluations: Evaluations::Raw, ..Options::default() };
    let days = r#"<evaluator ftype="linear" slope="0.9" offset="0.1"/>"#;
    let imported = sound(&pair(profile(COLOURS, days, WEIGHTS, "")), &options);
    // Three or seven quarters, and three quarters of 0.9 · days + 0.1: NegMAS counts days from 0.
    assert_eq!(utilities(&imported, "ann"), rationals("1.5 2.175 2.85 2.5 3.175 3.85"));
    // The other reading keeps evaluators between 0 and 1.
    let imported = sound(&pair(profile(COLOURS, days, WEIGHTS, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann"), rationals("51/280 6/7 6/7 13/40 1 1"));
    assert_eq!(disagreement(&imported, "ann"), rational("0"));
}

#[test]
fn a_profile_stands_for_its_domain() {
    let both = [profile(COLOURS, DAYS, WEIGHTS, ""), profile(COLOURS, DAYS, WEIGHTS, "")];
    let [first, second] = both;
    let imported = sound(&files(&[("a/p.xml", first), ("b/p.xml", second)]), &Options::default());
    assert_eq!(imported.model.parties.keys().collect::<Vec<_>>(), ["p", "p (2)"]);
}

#[test]
fn utilities_are_cut_at_one() {
    // The weights sum to 1.1: blue and three days would be worth 1.06.
    let weights = r#"<weight index="2" value="0.7"/><weight index="5" value="0.4"/>"#;
    let imported = sound(&pair(profile(COLOURS, DAYS, weights, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann"), rationals("0.34 0.5 0.66 0.74 0.9 1"));
    let utility = imported.model.utilities.get("ann").unwrap();
    let ceiling = utility.at_most.as_ref().unwrap();
    assert_eq!((ceiling.value.to_string(), utility.interactions.len()), ("1".to_owned(), 0));
    assert_eq!(ceiling.because.as_deref(), Some("No package is worth more than 1."));
}

#[test]
fn any_number_of_packages_may_be_above_one() {
    let issue = |index: usize| {
        let items: String = (0..40).map(|at| format!(r#"<item value="{at}" evaluation="1"/>"#)).collect();
        format!(
            r#"<issue index="{index}" name="i{index}" type="discrete">{items}</issue><weight index="{index}" value="0.6"/>"#
        )
    };
    let text = format!("<utility_space>{}{}</utility_space>", issue(1), issue(2));
    // All 1600 would be worth 1.2.
    let imported = sound(&files(&[("p.xml", text)]), &Options::default());
    let problem = zopa::Problem::compile(&imported.model).unwrap();
    let frontier = problem.search().frontier(zopa::search::Target::Acceptable).frontier;
    assert_eq!((frontier.points.len(), frontier.points[0].packages.clone()), (1, 1600u32.into()));
    assert_eq!(problem.in_units(problem.party_at(0), frontier.points[0].utilities[0]).to_string(), "1");
}

/// The text of a GENIUS profile over issues with these evaluations of the items x, y, z, …, with these weights.
fn evaluated(issues: &[(&[&str], &str)], reservation: &str) -> String {
    let issue = |(at, (evaluations, weight)): (usize, &(&[&str], &str))| {
        let item = |(value, evaluation): (char, &&str)| format!(r#"<item value="{value}" evaluation="{evaluation}"/>"#);
        let items: String = ('x'..='z').zip(evaluations.iter()).map(item).collect();
        let index = at + 1;
        format!(
            r#"<issue index="{index}" name="i{index}" type="discrete">{items}</issue><weight index="{index}" value="{weight}"/>"#
        )
    };
    let issues: String = issues.iter().enumerate().map(issue).collect();
    format!(r#"<utility_space>{issues}<reservation value="{reservation}"/></utility_space>"#)
}

#[test]
fn numbers_that_fit_need_not_leave_room_for_a_ceiling() {
    // The weights sum to a little more than 1, and the party has something to lose.
    let first = evaluated(&[(&["1", "3"], "0.5"), (&["5", "1"], "0.5000000000000003")], "0.4");
    let imported = sound(&files(&[("p.xml", first)]), &Options::default());
    let found = utilities(&imported, "p");
    assert_eq!(found[2], rational("1"));
    assert!(found[1] < rational("0.3") && found[3] < rational("1"));
}

#[test]
fn no_verdict_depends_on_how_numbers_are_rounded() {
    // A third of each tenth, and exactly the reservation value: rounded, every third falls short of it.
    let thirds = |reservation: &str| {
        let (tenth, last): (&[&str], &[&str]) = (&["1", "3"], &["0", "3", "97"]);
        let issues = [(tenth, "0.1"), (tenth, "0.1"), (tenth, "0.1"), (last, "0.6999999999999997")];
        evaluated(&issues, reservation)
    };
    let none: (&[&str], &str) = (&["1", "0"], "0.25");
    let other = evaluated(&[none, none, none, (&["1", "0", "0"], "0.25")], "1");
    let count = |first: String| {
        let imported = sound(&files(&[("p1.xml", first), ("p2.xml", other.clone())]), &Options::default());
        assert_eq!(imported.notes.0.len(), 1, "rounded, and nothing left open");
        let problem = zopa::Problem::compile(&imported.model).unwrap();
        problem.search().run().counts.acceptable
    };
    assert_eq!(count(thirds("0.1")), Some(1u32.into()));
    assert_eq!(count(thirds("0.1000000000000000000001")), Some(0u32.into()));
    assert_eq!(count(thirds("0.0999999999999999999999")), Some(1u32.into()));
}

#[test]
fn what_cannot_be_told_from_rounded_numbers_is_said() {
    // Three thirds and a whole are both exactly the reservation value, and rounded apart.
    let third: (&[&str], &str) = (&["1", "0", "3"], "0.1");
    let (whole, last): (&[&str], &[&str]) = (&["0", "97", "13"], &["0", "89", "7"]);
    let text = evaluated(&[third, third, third, (whole, "0.1"), (last, "0.5999999999999997")], "0.1");
    let imported = sound(&files(&[("p.xml", text)]), &Options::default());
    assert_eq!(imported.notes.0.len(), 2);
    assert!(imported.notes.0.iter().any(|note| note.message.contains("may depend on how its numbers are rounded")));
}

#[test]
fn an_issue_without_weight_is_worth_nothing() {
    let weights = r#"<weight index="2" value="0.25"/><weight index="7" value="0.5"/>"#;
    let imported = sound(&pair(profile(COLOURS, DAYS, weights, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann"), rationals("3/28 3/28 3/28 1/4 1/4 1/4"));
    assert_eq!(imported.notes.0.len(), 2);
}

#[test]
fn evaluations_that_are_all_next_to_nothing_count_nothing() {
    let colours = r#"<item value="red" evaluation="0.000001"/><item value="blue" evaluation="0"/>"#;
    let imported = sound(&pair(profile(colours, DAYS, WEIGHTS, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann")[..2], rationals("0.075 0.375"));
}

#[test]
fn old_files_name_parameters_otherwise() {
    let days = r#"<evaluator ftype="linear" parameter0="0.1" parameter1="0.4"/>"#;
    let imported = sound(&pair(profile(COLOURS, days, WEIGHTS, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann")[..2], rationals("51/280 27/56"));
}

const REAL: &str = r#"<utility_space><objective>
<issue index="1" name="price" type="real"><range lowerbound="10" upperbound="40"/>EVALUATOR</issue>
<weight index="1" value="1"/></objective></utility_space>"#;

#[test]
fn continuous_issues_are_settled_in_steps_if_asked_for() {
    let evaluator = |text: &str| files(&[("p.xml", REAL.replace("EVALUATOR", text))]);
    let steps = Options { steps: NonZeroU32::new(4), ..Options::default() };
    let linear = r#"<evaluator ftype="linear" parameter0="1.5" parameter1="-0.05"/>"#;
    let imported = sound(&evaluator(linear), &steps);
    assert_eq!(utilities(&imported, "p"), rationals("1 0.625 0.25 0 0"));
    assert!(imported.notes.iter().any(|note| note.message.contains("one of 5 numbers from 10 to 40, 7.5 apart")));
    let triangular = r#"<evaluator ftype="triangular" parameter0="10" parameter1="40" parameter2="20"/>"#;
    assert_eq!(utilities(&sound(&evaluator(triangular), &steps), "p"), rationals("0 0.75 0.75 0.375 0"));
    let constant = r#"<evaluator ftype="constant" parameter0="0.5"/>"#;
    assert_eq!(utilities(&sound(&evaluator(constant), &steps), "p"), rationals("0.5 0.5 0.5 0.5 0.5"));
}

const PARTIAL: &str = r#"<utility_space><issue index="2" name="colour" type="discrete">
<item value="red" evaluation="3"/><item value="blue" evaluation="7"/></issue></utility_space>"#;

fn boxes(utility: &str) -> Vec<File> {
    let text = format!(
        r#"<utility_space type="nonlinear"><objective>
<issue index="1" name="a" type="integer" lowerbound="0" upperbound="2"/>
<issue index="2" name="b" type="integer" lowerbound="0" upperbound="2"/>
{utility}</objective></utility_space>"#
    );
    files(&[("p.xml", text)])
}

#[test]
fn boxes_pay_inside_or_outside() {
    let imported = sound(
        &boxes(
            r#"<utility maxutility="10"><ufun type="PlainUfun" weight="1" aggregation="sum">
<hyperRectangle utility="4"><INCLUDES index="1" min="1" max="9"/><INCLUDES index="2" min="0" max="0"/></hyperRectangle>
<hyperRectangle utility="3" weight="2"><EXCLUDES index="1" min="0" max="1"/><EXCLUDES index="2" min="1" max="2"/></hyperRectangle>
<hyperRectangle utility="-1"/>
<hyperRectangle utility="5"><INCLUDES index="1" min="7" max="9"/></hyperRectangle>
</ufun></utility>"#,
        ),
        &Options::default(),
    );
    // -0.1 always; 0.6 outside of {a ≤ 1, b ≥ 1}; 0.4 where a ≥ 1 and b = 0.
    let expected = "0.5 -0.1 -0.1 0.9 -0.1 -0.1 0.9 0.5 0.5";
    assert_eq!(utilities(&imported, "p"), rationals(expected));
}

#[test]
fn boxes_are_cut_at_one_too() {
    let utility = r#"<utility maxutility="2"><ufun><hyperRectangle utility="2"><INCLUDES index="1" min="1" max="2"/>
</hyperRectangle><hyperRectangle utility="1"><INCLUDES index="2" min="2" max="2"/></hyperRectangle></ufun></utility>"#;
    let imported = sound(&boxes(utility), &Options::default());
    assert_eq!(utilities(&imported, "p"), rationals("0 0 0.5 1 1 1 1 1 1"));
    let raw = Options { evaluations: Evaluations::Raw, ..Options::default() };
    assert_eq!(utilities(&sound(&boxes(utility), &raw), "p"), rationals("0 0 1 2 2 3 2 2 3"));
}

/// GENIUS cuts tags by itself: each of these is a fault to XML and none to it.
#[test]
fn what_genius_takes_for_xml() {
    let sloppy = |text: &str| {
        let imported = sound(&files(&[("p.xml", text.to_owned())]), &Options::default());
        let option = imported
            .model
            .issues
            .get("colour")
            .and_then(|issue| issue.options.as_ref())
            .map(|list| format!("{list:?}"));
        assert!(option.is_some_and(|list| list.contains("x & <y>")), "{text}");
        assert_eq!(utilities(&imported, "p"), rationals("1 0.5"), "{text}");
        let note = |note: &zopa::model::Diagnostic| {
            let span = note.place.span.unwrap();
            (span.line, span.column, note.message.split(';').next().unwrap_or_default().to_owned())
        };
        imported.notes.iter().map(note).collect::<Vec<_>>()
    };
    let plain = r#"<utility_space>
<issue index="1" name="colour" type="discrete"><item value="x &amp; &lt;y>" evaluation="2"/>
<item value="z" evaluation="1"/></issue><weight index="1" value="1"/></utility_space>"#;
    assert_eq!(sloppy(plain), []);
    for (find, replace, line, column, says) in [
        ("<utility_space>", "<!-- a -->\n<?xml version=\"1.0\"?>\n<utility_space>", 2, 1, "does not come first"),
        ("<utility_space>", "<utility_space><!-- a -- b -->", 1, 16, "a comment holds `--`"),
        (r#"index="1" name"#, r#"index="1"name"#, 2, 17, "no space before this attribute"),
        (r#"index="1" name"#, "index=1 name", 2, 14, "no quotes"),
        (r#"evaluation="2"/>"#, "evaluation=2/>", 2, 88, "no quotes"),
        (r#"index="1" name"#, r#"index="7" index="1" name"#, 2, 18, "the last one counts"),
        ("&amp;", "&", 2, 63, "a bare `&`"),
        ("&lt;", "<", 2, 69, "a bare `<`"),
        ("</utility_space>", "</utility_space>\n\nmore <a", 5, 1, "what follows the last element"),
        ("</issue>", "a & b < c</issue>", 0, 0, ""),
    ] {
        let text = plain.replacen(find, replace, 1);
        if line == 0 {
            refused(&files(&[("p.xml", text)]), Code::Syntax, "p.xml", 3, 35, "malformed entity");
            continue;
        }
        let notes = sloppy(&text);
        assert!(
            matches!(notes.as_slice(), [(at, from, note)] if (*at, *from) == (line, column) && note.contains(says)),
            "{text}\n{notes:?}"
        );
    }
    // Places of what else is wrong stay those of the author's text.
    let wrong = plain.replace("&amp;", "&").replace("evaluation=\"1\"", "evaluation=\"one\"");
    refused(&files(&[("p.xml", wrong)]), Code::Number, "p.xml", 3, 29, "`one` is not a number");
}

#[test]
fn collections_and_too_many_profiles() {
    let text = profile(COLOURS, DAYS, WEIGHTS, "");
    let mut list: Vec<File> = (1..=17).map(|at| File::new(format!("p{at}.xml"), text.clone())).collect();
    refused(&list, Code::Limit, "p1.xml", 0, 0, "there are 17 profiles; at most 16 parties");
    list.truncate(2);
    list.push(File::new(
        "domainrepository.xml",
        "<domainRepository><domainRepositoryItem url='x'/></domainRepository>",
    ));
    assert_eq!(sound(&list, &Options::default()).model.parties.len(), 2);
}

/// Also where the largest comes first: it is not what the others are divided by.
#[test]
fn of_an_item_listed_twice_the_last_counts() {
    let twice =
        r#"<item value="red" evaluation="90"/><item value="blue" evaluation="10"/><item value="red" evaluation="4"/>"#;
    let imported = sound(&pair(profile(twice, DAYS, WEIGHTS, "")), &Options::default());
    assert_eq!(utilities(&imported, "ann")[..4], rationals("0.175 0.475 0.775 0.325"));
    let note = imported.notes.iter().next().unwrap();
    assert!(note.message.contains("`red` is evaluated more than once: the last evaluation counts"), "{note:?}");
    assert_eq!(note.place.span.map(|span| span.line), Some(3));
}

#[test]
fn an_unknown_type_of_issue_is_discrete() {
    for kind in ["price", "Discrete"] {
        let replace = |text: String| text.replace("discrete", kind);
        let texts = [replace(DOMAIN.to_owned()), replace(profile(COLOURS, DAYS, WEIGHTS, ""))];
        let [domain, profile] = texts;
        let imported = sound(&files(&[("d.xml", domain), ("p.xml", profile)]), &Options::default());
        assert_eq!(utilities(&imported, "p")[..2], rationals("51/280 27/56"));
        assert_eq!(imported.notes.0.len(), usize::from(kind == "price"));
    }
}

#[test]
fn what_is_no_discount_is_none() {
    for factor in ["0", "-1", "1.5", "none", ""] {
        let rest = format!(r#"<discount_factor value="{factor}"/>"#);
        let imported = sound(&pair(profile(COLOURS, DAYS, WEIGHTS, &rest)), &Options::default());
        let notes: Vec<&str> = imported.notes.iter().map(|note| note.message.as_str()).collect();
        assert_eq!(notes.len(), 1);
        assert!(notes[0].contains("there is no discounting"), "{notes:?}");
    }
}

#[test]
fn what_is_wrong_has_a_place() {
    let domain = |find: &str, replace: &str| {
        let (domain, profile) = (DOMAIN.replace(find, replace), profile(COLOURS, DAYS, WEIGHTS, ""));
        files(&[("d.xml", domain), ("p.xml", profile)])
    };
    let good = |colour: &str, days: &str, weights: &str, rest: &str| {
        files(&[("d.xml", DOMAIN.to_owned()), ("p.xml", profile(colour, days, weights, rest))])
    };
    let fuzzy = domain("type=\"integer\"", "type=\"fuzzy\"");
    refused(&fuzzy, Code::NotSupported, "d.xml", 8, 44, "type `fuzzy` are not read without items");
    refused(&domain("index=\"5\"", "index=\"2\""), Code::DuplicateKey, "d.xml", 8, 23, "index 2");
    refused(&domain("index=\"5\"", ""), Code::MissingField, "d.xml", 8, 10, "no `index`");
    refused(&domain("lowerbound=\"1\"", ""), Code::MissingField, "d.xml", 8, 10, "no `lowerbound`");
    refused(&domain("upperbound=\"3\"", "upperbound=\"-3\""), Code::IssueKind, "d.xml", 8, 32, "from 1 to -3");
    refused(&domain("upperbound=\"3\"", "upperbound=\"1e9\""), Code::Limit, "d.xml", 8, 32, "1000000000 levels");
    refused(&domain("upperbound=\"3\"", "upperbound=\"x\""), Code::Number, "d.xml", 8, 80, "`x` is not a number");
    refused(&domain("value=\"blue\"", "value=\"\""), Code::BadId, "d.xml", 5, 106, "must not be empty");
    let red = r#"<item value="red" evaluation="3"/>"#;
    refused(&good(red, DAYS, WEIGHTS, ""), Code::Values, "p.xml", 3, 2, "`blue` of `colour` has no evaluation");
    let missing = r#"<item value="red"/><item value="blue" evaluation="1"/>"#;
    refused(&good(missing, DAYS, WEIGHTS, ""), Code::MissingField, "p.xml", 3, 49, "`<item>` has no `evaluation`");
    let negative = COLOURS.replace('3', "-3");
    refused(&good(&negative, DAYS, WEIGHTS, ""), Code::OutOfRange, "p.xml", 3, 78, "must not be negative");
    for number in ["NaN", "Infinity", "1e999", "1,5", "0x10", ""] {
        let colours = COLOURS.replace("\"3\"", &format!("\"{number}\""));
        refused(&good(&colours, DAYS, WEIGHTS, ""), Code::Number, "p.xml", 3, 78, "evaluation: ");
    }
    let one = files(&[("d.xml", DOMAIN.to_owned()), ("p.xml", PARTIAL.to_owned())]);
    refused(&one, Code::Values, "p.xml", 1, 2, "does not value the issue `days`");
    refused(&good(COLOURS, "", WEIGHTS, ""), Code::Values, "p.xml", 4, 2, "no evaluator");
    let cosine = DAYS.replace("linear", "cosine");
    refused(&good(COLOURS, &cosine, WEIGHTS, ""), Code::NotSupported, "p.xml", 4, 93, "type `cosine`");
    let twice = format!("{WEIGHTS}<weight index=\"2\" value=\"1\"/>");
    refused(&good(COLOURS, DAYS, &twice, ""), Code::DuplicateKey, "p.xml", 5, 66, "two weights");
    let constraint = r#"<constraint type="zeroConstraint"/>"#;
    refused(&good(COLOURS, DAYS, WEIGHTS, constraint), Code::NotSupported, "p.xml", 6, 14, "constraints are not read");
    let reservation = r#"<reservation value="-inf"/>"#;
    refused(&good(COLOURS, DAYS, WEIGHTS, reservation), Code::Number, "p.xml", 6, 33, "no finite number");
    let other = r#"<issue index="8" name="x" type="discrete"><item value="y" evaluation="1"/></issue>"#;
    refused(&good(COLOURS, DAYS, &format!("{WEIGHTS}{other}"), ""), Code::UnknownIssue, "p.xml", 5, 66, "no issue 8");
    let both = r#"<utility maxutility="1"><ufun><hyperRectangle utility="1"><INCLUDES index="1" min="0" max="1"/>
<EXCLUDES index="1" min="0" max="1"/></hyperRectangle></ufun></utility>"#;
    refused(&boxes(both), Code::NotSupported, "p.xml", 4, 32, "both INCLUDES and EXCLUDES");
    let product = r#"<utility maxutility="1"><ufun aggregation="min"></ufun></utility>"#;
    refused(&boxes(product), Code::NotSupported, "p.xml", 4, 44, "aggregation `min`");
    refused(&boxes(r#"<utility maxutility="0"/>"#), Code::OutOfRange, "p.xml", 4, 22, "must be positive");
    refused(&files(&[("d.xml", DOMAIN)]), Code::FileKind, "d.xml", 0, 0, "no profiles");
    let page = super::page(&super::wrong(&fuzzy), &fuzzy);
    assert!(
        page.starts_with(
            "error[not-supported]: issues of the type `fuzzy` are not read without items\n --> d.xml:8:44\n"
        ),
        "{page}"
    );
}
