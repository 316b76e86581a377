//! Continuous issues in files of other programs: read as levels, held against the definitions and against grids, and written
//! again.

use super::common::at::At;
use super::common::{Q, cases, q, rational};
use super::{files, page, rationals};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::num::NonZeroU32;
use zopa::model::{Code, Values};
use zopa::{Model, Number, Problem};
use zopa_formats::{Evaluations, File, Format, Imported, Options, WriteOptions, read, write};

/// Reads files that have nothing wrong with them.
fn levels(files: &[File], options: &Options) -> (Imported, Problem) {
    let imported = read(files, options).unwrap_or_else(|findings| panic!("{}", page(&findings, files)));
    let mixed = Problem::compile(&imported.model).unwrap_or_else(|findings| panic!("{findings}"));
    (imported, mixed)
}

fn refused(files: &[File], code: Code, line: usize, says: &str, helps: &str) {
    let findings = read(files, &Options::default()).expect_err("something is wrong with the files");
    let found = findings.iter().any(|finding| {
        finding.code == code
            && finding.place.span.is_some_and(|span| span.line == line)
            && finding.message.contains(says)
            && finding.help.as_deref().unwrap_or_default().contains(helps)
    });
    assert!(found, "{}", page(&findings, files));
}

/// The utilities of options and levels, by party.
fn worth(mixed: &Problem, options: &[usize], levels: &[Q]) -> Vec<Q> {
    let utilities = mixed.exact_utilities(&mixed.package_at(options).with_levels(levels.iter().cloned()));
    utilities.iter().map(|utility| utility.value().clone()).collect()
}

/// What a model with one continuous issue is worth to its first party, at these levels.
fn along(mixed: &Problem, levels: &str) -> Vec<Q> {
    rationals(levels).iter().map(|level| worth(mixed, &[0], std::slice::from_ref(level))[0].clone()).collect()
}

fn steps(count: u32) -> Options {
    Options { steps: NonZeroU32::new(count), ..Options::default() }
}

const REAL: &str = r#"<utility_space><objective>
<issue index="1" name="price" type="real"><range lowerbound="10" upperbound="40"/>
EVALUATOR</issue>
<weight index="1" value="1"/></objective></utility_space>"#;

fn real(evaluator: &str) -> Vec<File> {
    files(&[("p.xml", REAL.replace("EVALUATOR", evaluator))])
}

#[test]
fn genius_evaluators_are_curves() {
    let at = "10 12.5 17.5 20 25 30 37.5 40";
    for (evaluator, expected) in [
        (r#"<evaluator ftype="linear" parameter0="1.5" parameter1="-0.05"/>"#, "1 0.875 0.625 0.5 0.25 0 0 0"),
        (r#"<evaluator ftype="linear" parameter0="-1" parameter1="0.1"/>"#, "0 0.25 0.75 1 1 1 1 1"),
        (r#"<evaluator ftype="linear" parameter0="0" parameter1="0.01"/>"#, "0.1 0.125 0.175 0.2 0.25 0.3 0.375 0.4"),
        (r#"<evaluator ftype="constant" parameter0="0.5"/>"#, "1/2 1/2 1/2 1/2 1/2 1/2 1/2 1/2"),
        (
            r#"<evaluator ftype="triangular" parameter0="10" parameter1="40" parameter2="20"/>"#,
            "0 0.25 0.75 1 0.75 0.5 0.125 0",
        ),
        (r#"<evaluator ftype="triangular" parameter0="15" parameter1="25" parameter2="20"/>"#, "0 0 0.5 1 0 0 0 0"),
        (
            r#"<evaluator ftype="triangular" parameter0="0" parameter1="40" parameter2="40"/>"#,
            "0.25 0.3125 0.4375 0.5 0.625 0.75 0.9375 1",
        ),
    ] {
        let (imported, mixed) = levels(&real(evaluator), &Options::default());
        assert!(imported.notes.0.is_empty(), "{}", imported.notes);
        assert_eq!(along(&mixed, at), rationals(expected), "{evaluator}");
        let range = imported.model.issues.get("price").unwrap().continuous.clone().unwrap();
        assert_eq!((range.min, range.max), (10.into(), 40.into()));
        // On a grid each level is worth the same.
        let grid = read(&real(evaluator), &steps(12)).unwrap();
        let grid = Problem::compile(&grid.model).unwrap();
        let option = |level: &str| grid.issues()[0].options.iter().position(|option| option.id == level).unwrap();
        for (level, expected) in at.split(' ').zip(rationals(expected)) {
            let package = grid.package_at(&[option(level)]);
            assert_eq!(*grid.in_units(grid.party_at(0), grid.utilities(&package)[0]).value(), expected);
        }
    }
}

/// Where a line meets 0 or 1, it bends; where it goes through 0, it is so much for each unit.
#[test]
fn curves_have_no_more_points_than_they_need() {
    let values = |evaluator: &str, options: &Options| {
        let (imported, _) = levels(&real(evaluator), options);
        serde_json::to_string(imported.model.utilities.get("p").unwrap().values.get("price").unwrap()).unwrap()
    };
    let linear = r#"<evaluator ftype="linear" parameter0="1.5" parameter1="-0.07"/>"#;
    assert_eq!(values(linear, &Options::default()), r#"{"points":[[10,0.8],["150/7",0],[40,0]]}"#);
    let raw = Options { evaluations: Evaluations::Raw, ..Options::default() };
    assert_eq!(values(linear, &raw), r#"{"points":[[10,0.8],[40,-1.3]]}"#);
    let slope = r#"<evaluator ftype="linear" parameter0="0" parameter1="0.02"/>"#;
    assert_eq!(values(slope, &Options::default()), r#"{"per_unit":0.02}"#);
}

#[test]
fn what_is_no_curve_is_refused() {
    let jump = r#"<evaluator ftype="triangular" parameter0="20" parameter1="30" parameter2="20"/>"#;
    refused(&real(jump), Code::NotSupported, 3, "`price` jumps at a level", "--steps N");
    assert!(read(&real(jump), &steps(3)).is_ok());
    refused(&real(r#"<item value="10" evaluation="1"/>"#), Code::Values, 2, "has no evaluator", "");
    let items = r#"<utility_space><issue index="1" name="price" type="discrete"><item value="10" evaluation="1"/></issue></utility_space>"#;
    let domain = ("d.xml", REAL.replace("EVALUATOR", "").replace("utility_space", "negotiation_template"));
    refused(&files(&[domain, ("q.xml", items.to_owned())]), Code::Values, 1, "a real number in the domain", "");
    let settled = real(r#"<evaluator ftype="constant" parameter0="0.5"/>"#.trim())[0].bytes.clone();
    let settled = String::from_utf8(settled).unwrap().replace("upperbound=\"40\"", "upperbound=\"10.0\"");
    let imported = read(&files(&[("p.xml", settled)]), &Options::default()).unwrap();
    assert_eq!(super::utilities(&imported, "p"), rationals("0.5"));
}

/// Weights, and evaluators of one or two real issues beside a discrete one.
fn weighted(discrete: bool, weights: [&str; 3]) -> Vec<File> {
    let colour = r#"<issue index="1" name="colour" type="discrete"><item value="red" evaluation="1"/><item value="blue" evaluation="2"/></issue>"#;
    let number = |index: usize| {
        format!(
            r#"<issue index="{index}" name="x{index}" type="real"><range lowerbound="0" upperbound="4"/><evaluator ftype="linear" parameter0="0" parameter1="0.25"/></issue>"#
        )
    };
    let weight = |(at, weight): (usize, &str)| format!(r#"<weight index="{}" value="{weight}"/>"#, at + 1);
    let weights: String = weights.into_iter().enumerate().map(weight).collect();
    let colour = if discrete { colour } else { "" };
    let text =
        format!("<utility_space><objective>{colour}{}{}{weights}</objective></utility_space>", number(2), number(3));
    files(&[("p.xml", text)])
}

#[test]
fn the_ceiling_of_genius_cuts_levels() {
    // Blue and x2 at its best are worth 1.25 together; x3 is worth nothing.
    let list = weighted(true, ["0.75", "0.5", "0"]);
    let (imported, mixed) = levels(&list, &Options::default());
    let at = |option: usize, level: &str| worth(&mixed, &[option, 0, 0], &[rational(level), rational("3")])[0].clone();
    for (option, level, expected) in
        [(0, "0", "0.375"), (0, "4", "0.875"), (1, "0", "0.75"), (1, "2", "1"), (1, "3", "1"), (1, "4", "1")]
    {
        assert_eq!(at(option, level), rational(expected), "{option} {level}");
    }
    let utility = imported.model.utilities.get("p").unwrap();
    assert!(utility.interactions.is_empty());
    let ceiling = utility.at_most.as_ref().unwrap();
    assert_eq!(ceiling.because.as_deref(), Some("No package is worth more than 1."));
    let (_, mixed) = levels(&weighted(false, ["0", "1.25", "0"]), &Options::default());
    let cut = ["0", "3.2", "4"].map(|level| worth(&mixed, &[0, 0], &[rational(level), rational("1")])[0].clone());
    assert_eq!(cut.to_vec(), rationals("0 1 1"));
    // What is above 1 whatever the levels are is worth 1: blue, 1.25 for itself. For red they count.
    let (_, mixed) = levels(&weighted(true, ["1.25", "0.25", "0.125"]), &Options::default());
    for (option, [first, second], expected) in
        [(1, ["0", "0"], "1"), (1, ["4", "3"], "1"), (0, ["4", "4"], "1"), (0, ["2", "4"], "0.875")]
    {
        let found = worth(&mixed, &[option, 0, 0], &[rational(first), rational(second)])[0].clone();
        assert_eq!(found, rational(expected));
    }
    // Two levels that exceed it together, and by a last digit of a double.
    for (discrete, weights, expected) in [
        (true, ["0.25", "0.75", "0.5"], ["0.875", "1", "1"]),
        (false, ["0", "0.75", "0.5"], ["0.625", "1", "1"]),
        (false, ["0", "0.5", "0.5000000000000001"], ["0.50000000000000005", "0.8750000000000001", "1"]),
    ] {
        let list = weighted(discrete, weights);
        let (imported, mixed) = levels(&list, &Options::default());
        assert!(imported.notes.iter().all(|note| note.code != Code::Rounded), "{}", imported.notes);
        let mut options = vec![0; 2 + usize::from(discrete)];
        options[0] = usize::from(discrete);
        for (at, expected) in [["2", "2"], ["3", "4"], ["4", "4"]].into_iter().zip(expected) {
            let found = worth(&mixed, &options, &at.map(rational))[0].clone();
            assert_eq!(found, rational(expected), "{weights:?} {at:?}");
        }
        assert!(read(&list, &steps(4)).is_ok());
        levels(&list, &Options { evaluations: Evaluations::Raw, ..Options::default() });
    }
}

/// Numbers of a computer, which divide each other badly, still fit.
#[test]
fn fine_numbers_are_rounded_where_they_must_be() {
    let evaluator =
        |slope: &str| format!(r#"<evaluator ftype="linear" parameter0="1.2345678901234567" parameter1="{slope}"/>"#);
    let text = |slope: &str| {
        REAL.replace("EVALUATOR", &evaluator(slope)).replace("value=\"1\"", "value=\"0.9876543210987654\"")
    };
    let list = files(&[("p.xml", text("-0.0398765432109877")), ("q.xml", text("-0.0312345678901239"))]);
    let (imported, mixed) = levels(&list, &Options::default());
    assert_eq!(imported.notes.iter().filter(|note| note.code == Code::Rounded).count(), 2, "{}", imported.notes);
    let weight = rational("0.9876543210987654");
    for level in ["10", "15", "22.25", "33", "40"] {
        for (party, slope) in ["-0.0398765432109877", "-0.0312345678901239"].into_iter().enumerate() {
            let line = rational("1.2345678901234567") + rational(slope) * rational(level);
            let exact = &weight * line.max(Q::zero()).min(Q::one());
            let off = (worth(&mixed, &[0], &[rational(level)])[party].clone() - exact).abs();
            assert!(off < q(1, 10_000_000_000_000_000), "{off}");
        }
    }
}

const SPACE: &str = "type: CartesianOutcomeSpace
name: sale
issues:
- {name: colour, type: CategoricalIssue, values: [red, blue]}
- {name: share, type: ContinuousIssue, values: [0.0, 2.0]}
";

fn sale(ufun: &str) -> Vec<File> {
    files(&[("sale.yml", SPACE), ("ann.yml", ufun)])
}

fn additive(function: &str) -> String {
    format!(
        "type: LinearAdditiveUtilityFunction\nreserved_value: null\nbias: 1\nweights: [1, 2]\nvalues:\n- {{red: 0, blue: 1}}\n- {function}\n"
    )
}

#[test]
fn negmas_functions_are_curves() {
    let shares = |ufun: &str| {
        let (_, mixed) = levels(&sale(ufun), &Options::default());
        let at = |level: &Q| worth(&mixed, &[0, 0], std::slice::from_ref(level))[0].clone();
        rationals("0 0.5 1 1.5 2").iter().map(at).collect::<Vec<_>>()
    };
    for (function, expected) in [
        ("{type: LinearFun, slope: 0.5}", "1 1.5 2 2.5 3"),
        ("{type: AffineFun, slope: -1, bias: 0.25}", "1.5 0.5 -0.5 -1.5 -2.5"),
        ("{type: IdentityFun}", "1 2 3 4 5"),
        ("{type: ConstFun, bias: 0.25}", "1.5 1.5 1.5 1.5 1.5"),
        ("{type: QuadraticFun, a2: 0, a1: -1, bias: 2}", "5 4 3 2 1"),
        ("{type: PolynomialFun, coefficients: [1, 0, 0], bias: 1}", "3 4 5 6 7"),
        ("{type: TriangularFun, start: 0, middle: 1, end: 2}", "1 2 3 2 1"),
        ("{type: TrapezoidalFun, start: -1, rise_end: 0, fall_start: 1, end: 2}", "3 3 3 2 1"),
    ] {
        assert_eq!(shares(&additive(function)), rationals(expected), "{function}");
    }
    let affine = "type: AffineUtilityFunction\nreserved_value: 0\nweights: {share: 2, colour: 0}\nbias: 0.5";
    assert_eq!(shares(affine), rationals("0.5 1.5 2.5 3.5 4.5"));
    let factors = "type: GLAUtilityFunction\nreserved_value: 0\nfactors:\n- [[1], {type: TriangularFun, start: 0, middle: 1, end: 2}, 2]\n- [[share], {type: LinearFun, slope: 1}]\n- [[0], {red: 1, blue: 0}, 3]";
    assert_eq!(shares(factors), rationals("3 4.5 6 5.5 5"));
    let boxes = "type: HyperRectangleUtilityFunction\nreserved_value: 0\noutcome_ranges: [{0: [red], 1: [-1, 3]}, {1: [5, 6]}]\nutilities: [3, 7]";
    assert_eq!(shares(boxes), rationals("3 3 3 3 3"));
}

#[test]
fn negmas_reserved_values_know_levels() {
    let disagreement = |ufun: &str| {
        let (imported, _) = levels(&sale(ufun), &Options::default());
        super::disagreement(&imported, "ann")
    };
    let ufun = additive("{type: AffineFun, slope: -1, bias: 0.25}");
    assert_eq!(disagreement(&ufun), rational("-2.5"));
    let outcome = ufun.replace("reserved_value: null", "reserved_outcome: [blue, 0.5]");
    assert_eq!(disagreement(&outcome), rational("1.5"));
    refused(&sale(&outcome.replace("0.5]", "2.5]")), Code::UnknownOption, 2, "`2.5` is no level of `share`", "");
}

#[test]
fn what_negmas_says_of_levels_and_we_cannot_is_refused() {
    let refuse = |ufun: &str, line, says| refused(&sale(ufun), Code::NotSupported, line, says, "--steps N");
    for function in [
        "{type: QuadraticFun, a2: 1, a1: -1, bias: 2}",
        "{type: PolynomialFun, coefficients: [0, 1], bias: 1}",
        // This one looks straight at the places where straightness is looked for.
        "{type: PolynomialFun, coefficients: [-48, 132, -108, 27]}",
        "{type: TriangularFun, start: 0, middle: 0, end: 2}",
        "{type: TrapezoidalFun, start: 1, rise_end: 1, fall_start: 2, end: 2}",
    ] {
        refuse(&additive(function), 7, "not made up of straight lines");
    }
    refuse(&additive("{0: 1, 1: 2, 2: 3}"), 7, "values that are listed");
    let boxes = "type: HyperRectangleUtilityFunction\nreserved_value: 0\noutcome_ranges: [{0: [red], 1: [1, 2]}]\nutilities: [3]";
    refuse(boxes, 3, "a box over some of its levels");
    let mapping = "type: MappingUtilityFunction\nreserved_value: 0\nmapping:\n  [red, 1]: 5\ndefault: 1";
    refuse(mapping, 4, "values that are listed");
    let factors = "type: GLAUtilityFunction\nreserved_value: 0\nfactors:\n- [[0, 1], {type: TableMultiFun, mapping: {[red, 2]: 10}}]";
    refuse(factors, 4, "values that are listed");
    assert!(read(&sale(mapping), &steps(2)).is_ok());
}

/// A domain as it was drawn, and what it means by GENIUS's definition.
#[derive(Clone, Debug)]
struct Drawn {
    /// By party.
    parties: Vec<DrawnParty>,
    real: usize,
}

#[derive(Clone, Debug)]
struct DrawnParty {
    reservation: i64,
    /// In twentieths: of the discrete issue, and of each real one.
    weights: Vec<i64>,
    evaluations: [i64; 2],
    evaluators: Vec<(usize, i64, i64, i64)>,
}

fn decimal(number: &Q) -> String {
    Number::from(number.clone()).to_string()
}

impl DrawnParty {
    fn evaluator(&self, at: usize) -> String {
        let (kind, a, b, c) = self.evaluators[at];
        match kind {
            0 => format!(
                r#"<evaluator ftype="linear" parameter0="{}" parameter1="{}"/>"#,
                decimal(&q(a, 4)),
                decimal(&q(b, 16))
            ),
            1 => format!(r#"<evaluator ftype="constant" parameter0="{}"/>"#, decimal(&q(a.abs(), 8))),
            _ => format!(
                r#"<evaluator ftype="triangular" parameter0="{}" parameter1="{}" parameter2="{c}"/>"#,
                c - 1 - a.abs(),
                c + 1 + b.abs()
            ),
        }
    }

    fn score(&self, at: usize, x: &Q) -> Q {
        let (kind, a, b, c) = self.evaluators[at];
        let score = match kind {
            0 => q(a, 4) + q(b, 16) * x,
            1 => q(a.abs(), 8),
            _ => {
                let (low, high, top) = (q(c - 1 - a.abs(), 1), q(c + 1 + b.abs(), 1), q(c, 1));
                if *x <= top { (x - &low) / (top - low) } else { (&high - x) / (high - top) }
            }
        };
        score.max(Q::zero()).min(Q::one())
    }

    fn utility(&self, option: usize, levels: &[Q]) -> Q {
        let most = *self.evaluations.iter().max().unwrap();
        let of_option = if most == 0 { Q::zero() } else { q(self.evaluations[option], most) * q(self.weights[0], 20) };
        let of_levels = levels.iter().enumerate().map(|(at, x)| self.score(at, x) * q(self.weights[at + 1], 20));
        (of_option + of_levels.sum::<Q>()).min(Q::one())
    }
}

impl Drawn {
    fn files(&self) -> Vec<File> {
        let profile = |party: &DrawnParty| {
            let items: String =
                (0..2).map(|at| format!(r#"<item value="o{at}" evaluation="{}"/>"#, party.evaluations[at])).collect();
            let mut text =
                format!(r#"<utility_space><objective><issue index="1" name="d" type="discrete">{items}</issue>"#);
            for at in 0..self.real {
                let (index, evaluator) = (at + 2, party.evaluator(at));
                text += &format!(
                    r#"<issue index="{index}" name="x{at}" type="real"><range lowerbound="0" upperbound="8"/>{evaluator}</issue>"#
                );
            }
            for (at, weight) in party.weights.iter().enumerate() {
                text += &format!(r#"<weight index="{}" value="{}"/>"#, at + 1, decimal(&q(*weight, 20)));
            }
            text + &format!(
                r#"</objective><reservation value="{}"/></utility_space>"#,
                decimal(&q(party.reservation, 20))
            )
        };
        let list = self.parties.iter().enumerate().map(|(at, party)| File::new(format!("p{at}.xml"), profile(party)));
        list.collect()
    }

    /// Every option with every level in steps of 1, and the utilities.
    fn grid(&self) -> Vec<(usize, Vec<Q>, Vec<Q>)> {
        let mut grid = Vec::new();
        for at in 0..2 * 9usize.pow(self.real as u32) {
            let levels: Vec<Q> =
                (0..self.real).map(|level| q((at / 2 / 9usize.pow(level as u32) % 9) as i64, 1)).collect();
            let utilities = self.parties.iter().map(|party| party.utility(at % 2, &levels)).collect();
            grid.push((at % 2, levels, utilities));
        }
        grid
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (2usize..4, 1usize..3).prop_flat_map(|(parties, real)| {
        let evaluator = (0usize..3, -4i64..9, -4i64..5, 1i64..8);
        let party = (
            0i64..6,
            prop::collection::vec(0i64..11, real + 1),
            [0i64..4, 0i64..4],
            prop::collection::vec(evaluator, real),
        );
        let party = party.prop_map(|(reservation, weights, evaluations, evaluators)| DrawnParty {
            reservation,
            weights,
            evaluations,
            evaluators,
        });
        prop::collection::vec(party, parties).prop_map(move |parties| Drawn { parties, real })
    })
}

/// What a concept compares, the largest first: gains, and the most that each party can gain.
fn key(concept: &str, gains: &[Q], ideal: &[Q]) -> Vec<Q> {
    let able = || gains.iter().zip(ideal).filter(|(_, ideal)| ideal.is_positive());
    let mut key: Vec<Q> = match concept {
        "nash" => vec![able().fold(Q::one(), |product, (gain, _)| product * gain)],
        "kalai-smorodinsky" => able().map(|(gain, ideal)| gain / ideal).collect(),
        "egalitarian" => gains.to_vec(),
        "utilitarian" => vec![gains.iter().sum()],
        "relative-utilitarian" => vec![able().map(|(gain, ideal)| gain / ideal).sum()],
        "equal-loss" => gains.iter().zip(ideal).map(|(gain, ideal)| gain - ideal).collect(),
        other => panic!("{other}"),
    };
    key.sort();
    key
}

/// What a model says of levels and options is what another says.
fn same(one: &Problem, other: &Problem, at: &[(usize, Vec<Q>)]) {
    for (option, levels) in at {
        let mut options = vec![0; one.issues().len()];
        options[0] = *option;
        assert_eq!(worth(one, &options, levels), worth(other, &options, levels));
    }
    for party in one.party_ids() {
        assert_eq!(one.view().disagreement(party), other.view().disagreement(party));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn levels_are_worth_what_grids_are_worth_and_no_grid_is_better(drawn in drawn()) {
        let list = drawn.files();
        let imported = read(&list, &Options::default()).unwrap_or_else(|findings| panic!("{findings}"));
        let mixed = Problem::compile(&imported.model).unwrap_or_else(|findings| panic!("{findings}"));
        let grid = drawn.grid();
        for (option, levels, utilities) in &grid {
            let mut options = vec![0; drawn.real + 1];
            options[0] = *option;
            prop_assert_eq!(&worth(&mixed, &options, levels), utilities);
        }
        // The same on the grid that --steps makes.
        let stepped = read(&list, &steps(8)).unwrap();
        let problem = Problem::compile(&stepped.model).unwrap();
        for (option, levels, utilities) in &grid {
            let picked = [*option].into_iter().chain(levels.iter().map(|level| level.to_integer().try_into().unwrap()));
            let package = problem.package_at(&picked.collect::<Vec<_>>());
            for (party, scaled) in problem.party_ids().zip(problem.utilities(&package)) {
                prop_assert!(*problem.in_units(party, scaled).value() == utilities[party.index()]);
            }
        }
        let disagreement: Vec<Q> = drawn.parties.iter().map(|party| q(party.reservation, 20)).collect();
        let gains = |utilities: &[Q]| -> Vec<Q> { utilities.iter().zip(&disagreement).map(|(u, d)| u - d).collect() };
        let accepted: Vec<Vec<Q>> =
            grid.iter().map(|(_, _, utilities)| gains(utilities)).filter(|gains| !gains.iter().any(Q::is_negative)).collect();
        let answer = mixed.view().search().run();
        if answer.solutions.is_empty() {
            prop_assert!(accepted.is_empty());
            return Ok(());
        }
        let ideal: Vec<Q> = answer.ideal.as_ref().unwrap().iter().map(|number| number.value().clone()).collect();
        let ideal = gains(&ideal);
        for solution in answer.solutions.iter().filter(|solution| !solution.degenerate) {
            let id = solution.concept.id();
            prop_assert!(solution.proven);
            let chosen = &solution.agreements[0];
            let options = chosen.package.options().to_vec();
            let levels: Vec<Q> = chosen.package.levels().iter().map(|level| level.value().clone()).collect();
            let exact: Vec<Q> = drawn.parties.iter().map(|party| party.utility(options[0].index(), &levels)).collect();
            prop_assert!(chosen.utilities.iter().map(Number::value).eq(&exact), "{}", id);
            let best = key(id, &gains(&exact), &ideal);
            for other in accepted.iter().map(|gains| key(id, gains, &ideal)) {
                match &solution.bound {
                    None => prop_assert!(other <= best, "{}: {:?} > {:?}", id, other, best),
                    Some(bound) => prop_assert!(other[0] <= *bound.number.value(), "{}", id),
                }
            }
        }
        // Written and read again, it is the same.
        let at: Vec<_> = grid.iter().map(|(option, levels, _)| (*option, levels.clone())).collect();
        let exported = write(&imported.model, Format::Genius, &WriteOptions::default());
        let exported = exported.unwrap_or_else(|findings| panic!("{findings}"));
        same(&mixed, &levels(&exported.files, &Options::default()).1, &at);
    }
}

/// Straight lines, as all formats with continuous issues know them.
const LINES: &str = r#"{ "zopa": 1, "title": "lines", "parties": { "a": { "disagreement": 0.125 }, "b": { "disagreement": 0 } },
    "issues": { "i": { "options": ["x", "y"] }, "n": { "continuous": { "min": 0, "max": 3, "unit": "m" } },
                "m": { "continuous": { "min": -1, "max": 1.5 } } },
    "utilities": {
        "a": { "constant": 0.0625, "values": { "i": { "x": 0.125, "y": 0 }, "n": { "points": [[0, 0.1], [3, 0.33]] }, "m": { "points": [[-2, 0.5], [2, 0.25]] } } },
        "b": { "values": { "i": { "x": 0, "y": 0.5 }, "n": { "points": [[0, 0.25], [3, 0]] } } } } }"#;

fn mixed(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|findings| panic!("{findings}"))
}

/// What is expected of levels in a state is part of what they are worth.
#[test]
fn expected_lines_go_to_genius_and_negmas_and_back() {
    let states = r#""states": { "s": { "beliefs": { "a": 0.5, "b": 0.25 }, "utilities": {
        "a": { "values": { "n": { "per_unit": -0.02 }, "i": { "x": -0.25, "y": 0 } } }, "b": { "values": { "m": { "points": [[-1, 0], [1.5, 0.1]] } } } } } },
        "utilities""#;
    let text = LINES.replace("0.33", "0.34").replace("[3, 0]", "[3, 0.0625]").replace("\"utilities\"", states);
    let model = Model::from_json(&text).unwrap_or_else(|findings| panic!("{findings}"));
    let places: Vec<(usize, Vec<Q>)> =
        ["0 -1", "3 1.5", "0.7 0.3"].into_iter().flat_map(|at| [(0, rationals(at)), (1, rationals(at))]).collect();
    for format in [Format::Genius, Format::Negmas] {
        let exported = write(&model, format, &WriteOptions::default()).unwrap_or_else(|findings| panic!("{findings}"));
        same(&mixed(&model), &levels(&exported.files, &Options::default()).1, &places);
    }
}

#[test]
fn lines_go_to_genius_and_negmas_and_back() {
    let model = Model::from_json(&LINES.replace("0.33", "0.34").replace("[3, 0]", "[3, 0.0625]")).unwrap();
    let places: Vec<(usize, Vec<Q>)> = ["0 -1", "1 0", "3 1.5", "0.7 0.3"]
        .into_iter()
        .flat_map(|at| (0..2).map(move |option| (option, rationals(at))))
        .collect();
    for format in [Format::Genius, Format::Negmas] {
        let exported = write(&model, format, &WriteOptions::default()).unwrap_or_else(|findings| panic!("{findings}"));
        assert!(exported.lost.iter().any(|what| what == "units of levels"), "{:?}", exported.lost);
        let (again, read) = levels(&exported.files, &Options::default());
        assert_eq!(again.model.issues.get("m").unwrap().continuous, model.issues.get("m").unwrap().continuous);
        same(&mixed(&model), &read, &places);
        // Written once more, the files are the same.
        let twice = write(&again.model, format, &WriteOptions::default()).unwrap();
        let text = |file: &File| String::from_utf8(file.bytes.clone()).unwrap();
        let first: Vec<_> = exported.files.iter().map(text).collect();
        let second: Vec<_> = twice.files.iter().map(text).collect();
        assert_eq!(first[0], second[0]);
    }
    // A third of 0.23 for each unit has no decimals, until it is rescaled; as the side of a triangle it needs none.
    let model = Model::from_json(LINES).unwrap();
    let triangles =
        write(&model, Format::Genius, &WriteOptions::default()).unwrap_or_else(|findings| panic!("{findings}"));
    same(&mixed(&model), &levels(&triangles.files, &Options::default()).1, &places);
    let findings = write(&model, Format::Negmas, &WriteOptions::default()).unwrap_err();
    assert!(findings.iter().all(|finding| finding.message.contains("finite decimal")), "{findings}");
    for format in [Format::Genius, Format::Negmas] {
        let exported =
            write(&model, format, &WriteOptions { rescale: true }).unwrap_or_else(|findings| panic!("{findings}"));
        let read = levels(&exported.files, &Options::default()).1;
        let zero = |mixed: &Problem| worth(mixed, &[0, 0, 0], &rationals("0 0"));
        for (option, at) in &places {
            let rise = |mixed: &Problem| -> Vec<Q> {
                worth(mixed, &[*option, 0, 0], at).iter().zip(zero(mixed)).map(|(one, zero)| one - zero).collect()
            };
            let (before, after) = (rise(&mixed(&model)), rise(&read));
            let far = |mixed: &Problem| worth(mixed, &[1, 0, 0], &rationals("0 0"));
            for party in 0..2 {
                let unit = |mixed: &Problem| &far(mixed)[party] - &zero(mixed)[party];
                assert_eq!(&after[party] * unit(&mixed(&model)), &before[party] * unit(&read), "{format:?}");
            }
        }
    }
}

/// Triangles and cut lines are what GENIUS has, and nothing else that bends.
#[test]
fn bends_go_to_genius_if_it_has_them() {
    let model = |points: &str| {
        Model::from_json(&format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }} }},
                "issues": {{ "i": {{ "options": ["x", "y"] }}, "n": {{ "continuous": {{ "min": 0, "max": 8 }} }} }},
                "utilities": {{ "a": {{ "values": {{ "i": {{ "x": 0.25, "y": 0 }}, "n": {{ "points": {points} }} }} }} }} }}"#
        ))
        .unwrap()
    };
    for points in [
        "[[0, 0], [2, 0], [4, 0.5], [8, 0.5]]",
        "[[0, 0.5], [3, 0.5], [7, 0], [8, 0]]",
        "[[0, 0], [2, 0], [3, 0.5], [6, 0], [8, 0]]",
        "[[0, 0.25], [3, 0.5], [8, 0]]",
        "[[0, 0], [4, 0.7], [8, 0.7]]",
        "[[0, 0.1], [3, 0.1], [8, 0.6]]",
        "[[0, -0.1], [3, 0.6], [8, 0]]",
        "[[0, 0.5], [7, 0], [8, 0]]",
        "[[0, 0.2], [1, 0.2], [2, 0.7], [4, 0.2], [8, 0.2]]",
    ] {
        let model = model(points);
        match write(&model, Format::Genius, &WriteOptions::default()) {
            Ok(exported) => {
                let at: Vec<_> = (0..17).flat_map(|at| (0..2).map(move |option| (option, vec![q(at, 2)]))).collect();
                same(&mixed(&model), &levels(&exported.files, &Options::default()).1, &at);
            }
            Err(findings) => {
                // What is below 0 moves to the other issue, where there is room.
                assert!(
                    points.contains("-0.1") && findings.0[0].message.contains("do not lie between"),
                    "{points}: {findings}"
                );
            }
        }
        let findings = write(&model, Format::Negmas, &WriteOptions::default()).unwrap_err();
        assert_eq!(findings.0[0].place.path.to_string(), "$.utilities.a.values.n");
        assert!(findings.0[0].message.contains("what the levels of `n` are worth bends"), "{findings}");
    }
    for points in
        ["[[0, 0], [3, 0.2], [8, 0.7]]", "[[0, 0.1], [3, 0], [8, 0.5]]", "[[0, 0.1], [2, 0.5], [3, 0.5], [8, 0]]"]
    {
        let findings = write(&model(points), Format::Genius, &WriteOptions::default()).unwrap_err();
        assert_eq!(findings.0[0].place.path.to_string(), "$.utilities.a.values.n");
        assert!(findings.0[0].message.contains("is neither"), "{findings}");
    }
}

/// All that a format cannot say, each at its place.
#[test]
fn what_cannot_be_said_of_levels_has_a_place() {
    let model = Model::from_json(include_str!("../../../models/levels/first-steps.json")).unwrap();
    let paths = |model: &Model, format: Format| {
        let findings = write(model, format, &WriteOptions { rescale: true }).unwrap_err();
        findings.iter().map(|finding| format!("{}: {}", finding.place.path, finding.message)).collect::<Vec<_>>()
    };
    for (format, name) in [(Format::GeniusWeb, "GeniusWeb"), (Format::Negolog, "NegoLog"), (Format::Csv, "CSV")] {
        let found = paths(&model, format);
        assert_eq!(found[0], format!("$.issues.price.continuous: {name} has no continuous issues"));
        assert_eq!(found[1], format!("$.issues.warranty.continuous: {name} has no continuous issues"));
    }
    assert_eq!(paths(&model, Format::Genius), ["$.rules[0]: GENIUS has no rules", "$.rules[1]: GENIUS has no rules"]);
    let mut free = model.clone();
    free.rules.clear();
    assert_eq!(
        paths(&free, Format::Genius),
        [
            "$.utilities.studio.interactions[0]: GENIUS knows interactions only where all issues are whole numbers in steps of 1"
        ]
    );
    let found = paths(&free, Format::Negmas);
    assert!(
        found.iter().any(|found| found.starts_with("$.utilities.client.values.price: only straight lines")),
        "{found:?}"
    );
    assert!(found.iter().any(|found| found.contains("both interactions and levels")), "{found:?}");
}

/// Without values for it, a continuous issue is worth nothing; the values of whole levels are kept as they are.
#[test]
fn models_without_levels_stay_as_they_were() {
    let model = Model::from_json(include_str!("../../../models/examples/first-steps.json")).unwrap();
    let exported = write(&model, Format::Csv, &WriteOptions::default()).unwrap();
    assert!(!exported.lost.iter().any(|what| what == "units of levels"));
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 } },
        "issues": { "n": { "continuous": { "min": 0, "max": 1 } } }, "utilities": { "a": {} } }"#;
    let model = Model::from_json(text).unwrap();
    let (imported, _) =
        levels(&write(&model, Format::Negmas, &WriteOptions::default()).unwrap().files, &Options::default());
    let values = imported.model.utilities.get("a").unwrap().values.get("n").cloned();
    assert_eq!(values, Some(Values::PerUnit(0.into())));
}
