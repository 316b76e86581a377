//! NegMAS files, each feature by itself.

use super::common::rational;
use super::{disagreement, files, rationals, refused, sound, utilities};
use std::num::NonZeroU32;
use zopa::model::Code;
use zopa_formats::{File, Format, Imported, Options};

const SPACE: &str = "type: negmas.outcomes.DiscreteCartesianOutcomeSpace
name: sale
issues:
- {name: colour, type: CategoricalIssue, values: [red, blue]}
- name: days
  type: ContiguousIssue
  values:
  - 1
  - 3
";

fn with(ufun: &str) -> Vec<File> {
    files(&[("sale.yml", SPACE), ("ann.yml", ufun)])
}

fn read(ufun: &str) -> Imported {
    sound(&with(ufun), &Options::default())
}

const ADDITIVE: &str = "type: LinearAdditiveUtilityFunction
reserved_value: 0.5
bias: 1
stability: 2047
weights: [0.5, 2]
values:
- {type: TableFun, mapping: {red: 2.0, blue: 4}}
- {type: AffineFun, slope: 0.25, bias: -1}
";

#[test]
fn additive_functions() {
    let imported = read(ADDITIVE);
    assert_eq!(imported.format, Format::Negmas);
    assert_eq!(utilities(&imported, "ann"), rationals("0.5 1 1.5 1.5 2 2.5"));
    assert_eq!(disagreement(&imported, "ann"), rational("0.5"));
    let days = |function: &str| {
        let text = ADDITIVE.replace("{type: AffineFun, slope: 0.25, bias: -1}", function);
        utilities(&read(&text.replace("2]", "1]").replace("bias: 1\n", "name: x\n")), "x")[..3].to_vec()
    };
    for (function, expected) in [
        ("{type: LinearFun, slope: 0.5}", "1.5 2 2.5"),
        ("{type: IdentityFun}", "2 3 4"),
        ("{type: ConstFun, bias: 0.25}", "1.25 1.25 1.25"),
        ("{type: QuadraticFun, a2: 1, a1: -1, bias: 2}", "3 5 9"),
        ("{type: PolynomialFun, coefficients: [1, 1], bias: 1}", "4 8 14"),
        ("{type: TriangularFun, start: 0, middle: 2, end: 3}", "1.5 2 1"),
        ("{type: TriangularFun, start: 1, middle: 1, end: 3, scale: 2}", "1 2 1"),
        ("{type: TrapezoidalFun, start: 1, rise_end: 1, fall_start: 2, end: 4}", "2 2 1.5"),
        ("{1: 5, 2: 6, 3: 7}", "6 7 8"),
        ("[5, 6, 7]", "6 7 8"),
    ] {
        assert_eq!(days(function), rationals(expected), "{function}");
    }
}

#[test]
fn a_party_without_a_reserved_value_has_its_worst_outcome() {
    for reserved in ["reserved_value: -.inf", "reserved_value: null", "id: 5"] {
        assert_eq!(disagreement(&read(&ADDITIVE.replace("reserved_value: 0.5", reserved)), "ann"), rational("0.5"));
    }
    let outcome = ADDITIVE.replace("reserved_value: 0.5", "reserved_outcome: [blue, 2]");
    assert_eq!(disagreement(&read(&outcome), "ann"), rational("2"));
    let boxes = "type: HyperRectangleUtilityFunction\nbias: 1\noutcome_ranges: [{0: [red], 1: [1, 2]}, {1: [2, 3]}]\nutilities: [-3, 1]";
    assert_eq!(disagreement(&read(boxes), "ann"), rational("-2"));
}

#[test]
fn boxes_mappings_and_factors() {
    let boxes = "type: HyperRectangleUtilityFunction\nreserved_value: 0\noutcome_ranges:\n- {0: [red], 1: [1.5, 3]}\n- {days: [2, 2]}\n- null\n- {1: [7, 9]}\nutilities: [1, 2, 0.5, 9]\nweights: [2, 1, 1, 1]";
    assert_eq!(utilities(&read(boxes), "ann"), rationals("0.5 4.5 2.5 0.5 2.5 0.5"));
    let mapping =
        "type: MappingUtilityFunction\nreserved_value: 0\nmapping:\n  [red, 1]: 5\n  ? [blue, 3]\n  : 7\ndefault: 1";
    assert_eq!(utilities(&read(mapping), "ann"), rationals("5 1 1 1 1 7"));
    refused(&with(&mapping.replace("default: 1", "")), Code::NotExpressible, "ann.yml", 4, 3, "worth −∞");
    let factors = "type: GLAUtilityFunction\nreserved_value: 0\nfactors:\n- [[0], {red: 1, blue: 0}, 3]\n- [[days], {type: LinearFun, slope: 1}]\n- [[0, 1], {type: TableMultiFun, mapping: {[red, 2]: 10}}, 0.5]\n- [[1], {type: LinearFun, slope: 1}]\nbias: 100";
    assert_eq!(utilities(&read(factors), "ann"), rationals("105 112 109 102 104 106"));
}

#[test]
fn affine_functions_weigh_numbers() {
    let affine = "type: AffineUtilityFunction\nreserved_value: 0\nweights: {days: 2, colour: 0}\nbias: 0.5";
    assert_eq!(utilities(&read(affine), "ann"), rationals("2.5 4.5 6.5 2.5 4.5 6.5"));
    let linear = affine.replace("Affine", "Linear").replace("colour: 0", "colour: 1");
    refused(&with(&linear), Code::Values, "ann.yml", 1, 1, "`colour` are no numbers");
}

#[test]
fn discounting_is_unwrapped_and_noted() {
    let inner = ADDITIVE.lines().map(|line| format!("  {line}\n")).collect::<String>();
    let text = format!("type: ExpDiscountedUFun\nname: outer\ndiscount: 0.9\nreserved_value: -.inf\nufun:\n{inner}");
    let imported = read(&text);
    assert_eq!(disagreement(&imported, "outer"), rational("0.5"));
    assert!(imported.notes.0[0].message.contains("discounting of 0.9"));
    let span = imported.notes.0[0].place.span.unwrap();
    assert_eq!((span.line, span.column), (3, 11));
}

#[test]
fn aliases_stand_for_what_they_name() {
    let text = ADDITIVE.replace("weights: [0.5, 2]", "weights: &w [2, 2]\nunused: *w");
    assert_eq!(utilities(&read(&text), "ann")[0], rational("3.5"));
}

#[test]
fn continuous_issues_are_settled_in_steps_if_asked_for() {
    let space = "type: CartesianOutcomeSpace\nissues: [{name: share, type: ContinuousIssue, values: [0.0, 1.0]}]";
    let ufun = "type: LinearUtilityFunction\nname: u\nreserved_value: 0\nweights: [2]";
    let list = files(&[("s.yml", space), ("u.yml", ufun)]);
    let options = Options { steps: NonZeroU32::new(3), ..Options::default() };
    assert_eq!(utilities(&sound(&list, &options), "u"), rationals("0 2/3 4/3 2"));
}

#[test]
fn json_with_the_same_keys_is_read_too() {
    let space = r#"{"type": "DiscreteCartesianOutcomeSpace", "issues": [{"name": "a", "type": "CategoricalIssue", "values": ["x"]}]}"#;
    let ufun =
        r#"{"type": "LinearAdditiveUtilityFunction", "name": "u", "reserved_value": null, "values": [{"x": 2}]}"#;
    let imported = sound(&files(&[("s.json", space), ("u.json", ufun)]), &Options::default());
    assert_eq!((utilities(&imported, "u"), disagreement(&imported, "u")), (rationals("2"), rational("2")));
}

#[test]
fn what_is_wrong_has_a_place() {
    let change = |find: &str, replace: &str| with(&ADDITIVE.replace(find, replace));
    refused(
        &change("red: 2.0", "green: 2.0"),
        Code::UnknownOption,
        "ann.yml",
        7,
        30,
        "`green` is no value of `colour`",
    );
    refused(&change("red: 2.0, ", ""), Code::Values, "ann.yml", 7, 29, "no value for `red`");
    refused(&change("[0.5, 2]", "[0.5]"), Code::TableShape, "ann.yml", 5, 10, "1 entries for 2 issues");
    refused(&change("0.5, 2", "0.5, .nan"), Code::Number, "ann.yml", 5, 16, "no finite number");
    refused(&change("reserved_value: 0.5", "reserved_value: .inf"), Code::Number, "ann.yml", 2, 17, "accepts nothing");
    refused(&change("AffineFun", "CosFun"), Code::NotSupported, "ann.yml", 8, 3, "`CosFun`");
    refused(&change("AffineFun, slope: 0.25", "AffineFun"), Code::MissingField, "ann.yml", 8, 3, "`slope` is missing");
    let random = "type: RandomUtilityFunction\n";
    refused(&with(random), Code::NotSupported, "ann.yml", 1, 7, "`RandomUtilityFunction`");
    refused(&files(&[("ann.yml", ADDITIVE)]), Code::FileKind, "ann.yml", 0, 0, "outcome space is missing");
    let both = files(&[("a.yml", SPACE), ("b.yml", SPACE), ("c.yml", ADDITIVE)]);
    refused(&both, Code::FileKind, "b.yml", 0, 0, "second domain; the first is `a.yml`");
    let mixed = files(&[("a.yml", SPACE), ("p.json", r#"{"issueWeights": {}, "issues": {}}"#)]);
    refused(&mixed, Code::FileKind, "p.json", 0, 0, "a file of NegoLog, and the first one is of NegMAS");
}

/// Python writes infinities into JSON; of a discounted function, the reserved value inside counts.
#[test]
fn json_with_infinities() {
    let space = r#"{"type": "DiscreteCartesianOutcomeSpace", "issues":
 [{"name": "a\\\" Infinity", "type": "CategoricalIssue", "values": ["x", "NaN"]}]}"#;
    let ufun = |outer: &str, inner: &str, value: &str| {
        format!(
            r#"{{"type": "ExpDiscountedUFun", "discount": 0.5, "name": "p", "reserved_value": {outer},
"ufun": {{"type": "LinearAdditiveUtilityFunction", "reserved_value": {inner}, "weights": [1.0],
"values": [{{"type": "TableFun", "mapping": {{"x": 1.0, "NaN": {value}}}}}]}}}}"#
        )
    };
    let pair = |text: String| files(&[("d.json", space.to_owned()), ("p.json", text)]);
    let imported = sound(&pair(ufun("-Infinity", "0.5", "0.1")), &Options::default());
    assert_eq!(utilities(&imported, "p"), rationals("1 0.1"));
    assert_eq!(disagreement(&imported, "p"), rational("0.5"));
    // The worst outcome.
    let imported = sound(&pair(ufun("0", "-Infinity", "0.1")), &Options::default());
    assert_eq!(disagreement(&imported, "p"), rational("0.1"));
    refused(&pair(ufun("0", "0", "-Infinity")), Code::Number, "p.json", 3, 62, "`-Infinity` is no finite number");
    refused(&pair(ufun("0", "0", "NaN")), Code::Number, "p.json", 3, 62, "`NaN` is no finite number");
}
