//! Files from anyone: right, or a clear error; never a panic, never without bound.

use super::common::cases;
use super::{files, page, refused, sound};
use proptest::prelude::*;
use zopa::model::Code;
use zopa_formats::{File, Options, is_foreign, read};

const PROFILE: &str = r#"<utility_space><objective>
<issue index="1" name="i" type="discrete"><item value="a" evaluation="1"/></issue><weight index="1" value="1"/>
</objective></utility_space>"#;

fn xml(text: impl AsRef<[u8]>) -> Vec<File> {
    files(&[("p.xml", text)])
}

#[test]
fn marks_blank_lines_and_latin_1() {
    let name = |bytes: &[u8]| {
        let imported = sound(&xml(bytes), &Options::default());
        imported.model.issues.keys().next().map(str::to_owned).unwrap()
    };
    assert_eq!(name(format!("\u{feff}\n\n  {PROFILE}").as_bytes()), "i");
    let latin = PROFILE.replace("name=\"i\"", "name=\"caf\u{1}\"").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 1 { 0xE9 } else { byte }).collect();
    assert_eq!(name(&latin), "café");
    let declared = [b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n".as_slice(), &latin].concat();
    assert_eq!(name(&declared), "café");
    let euro: Vec<u8> = latin.iter().map(|byte| if *byte == 0xE9 { 0x80 } else { *byte }).collect();
    assert_eq!(name(&euro), "caf€");
    let utf_16: Vec<u8> = "\u{feff}".chars().chain(PROFILE.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    assert_eq!(name(&utf_16), "i");
    refused(&xml(b"\xff\xfe<\0\0".as_slice()), Code::Encoding, "p.xml", 0, 0, "UTF-16");
    refused(&xml(b"<a b='\x81'/>".as_slice()), Code::Encoding, "p.xml", 0, 0, "neither UTF-8, UTF-16 nor Windows-1252");
}

#[test]
fn entities_are_not_expanded() {
    let mut laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY l0 \"lol\">".to_owned();
    for at in 1..10 {
        laughs += &format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10));
    }
    laughs += "]>\n<utility_space>&l9;</utility_space>";
    refused(&xml(laughs), Code::NotSupported, "p.xml", 2, 1, "document type definition");
    let external = "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><utility_space>&e;</utility_space>";
    refused(&xml(external), Code::NotSupported, "p.xml", 1, 1, "document type definition");
    // To GENIUS, what is no entity is text.
    refused(&xml("<utility_space>&e;</utility_space>"), Code::Empty, "p.xml", 1, 2, "no issues");
    refused(&xml("<a name='a & b'/>"), Code::Syntax, "p.xml", 1, 12, "entity");
}

#[test]
fn xml_that_is_none() {
    refused(
        &xml("<utility_space>\n<a></b>\n</utility_space>"),
        Code::Syntax,
        "p.xml",
        2,
        4,
        "expected 'a' tag, not 'b'",
    );
    refused(&xml("\n\n<utility_space>\n"), Code::Syntax, "p.xml", 3, 1, "never closed");
    refused(&xml("<html/>"), Code::FileKind, "p.xml", 1, 1, "no known kind");
    let deep = format!("<utility_space>{}{}</utility_space>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    refused(&xml(deep), Code::Limit, "p.xml", 1, 15 + 31 * 3 + 2, "more than 32 deep");
}

#[test]
fn yaml_that_wants_more() {
    let ufun = |text: &str| files(&[("u.yml", text)]);
    let kind = "type: MappingUtilityFunction\n";
    let refuse = |rest: &str, code, line, column, says| {
        refused(&ufun(&format!("{kind}{rest}")), code, "u.yml", line, column, says);
    };
    refuse("mapping: !!binary gASV", Code::NotSupported, 2, 10, "`!!binary` is refused");
    refuse("mapping: !!python/object/apply:os.system [ls]", Code::NotSupported, 2, 10, "is refused");
    refuse("mapping: !x {a: 1}", Code::NotSupported, 2, 10, "is refused");
    refuse("a: 1\na: 2", Code::DuplicateKey, 3, 1, "`a` stands twice");
    refuse("b: &a {x: 1}\nc:\n  <<: *a", Code::NotSupported, 4, 3, "merge keys");
    refuse("b: [1, 2", Code::Syntax, 2, 9, "not YAML");
    refuse("b: *nothing", Code::Syntax, 2, 4, "not YAML");
    refuse("---\na: 1", Code::Syntax, 2, 1, "second document");
    refuse(&format!("b: {}", "[".repeat(200)), Code::Limit, 2, 35, "more than 32 deep");
    refuse(&format!("b: {}", "[".repeat(50_000)), Code::Syntax, 2, 259, "recursion limit");
    let mut laughs = format!("{kind}l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for at in 1..10 {
        laughs += &format!("l{at}: &l{at} [{}]\n", vec![format!("*l{}", at - 1); 10].join(", "));
    }
    let findings = super::wrong(&ufun(&laughs));
    assert!(findings.iter().any(|finding| finding.code == Code::Limit), "{findings}");
}

#[test]
fn json_that_is_none() {
    let json = |text: &str| files(&[("p.json", text)]);
    refused(&json("{\"issueWeights\": {},, }"), Code::Syntax, "p.json", 1, 21, "");
    refused(&json("{\"a\": 1}"), Code::FileKind, "p.json", 1, 1, "no known kind");
    refused(&json(&"[".repeat(100)), Code::Syntax, "p.json", 1, 101, "");
    let model = include_str!("../../../models/examples/ties.json");
    refused(&json(model), Code::FileKind, "p.json", 0, 0, "a model, which stands alone");
    assert!(!is_foreign(&File::new("m", model)));
    assert!(!is_foreign(&File::new("m", "hello")));
    assert!(!is_foreign(&File::new("m", "")));
    assert!(is_foreign(&File::new("m", "  <")));
    assert!(is_foreign(&File::new("m", "type: !!binary x")));
}

#[test]
fn nothing_is_an_error_too() {
    assert!(read(&[], &Options::default()).is_err());
    refused(&files(&[("f", "0.5, 1\n0.25, 2\n")]), Code::FileKind, "f", 0, 0, "no negotiation");
    refused(&files(&[("f", "")]), Code::Empty, "f", 0, 0, "empty");
    refused(&files(&[("f", "hello")]), Code::FileKind, "f", 1, 1, "no known kind");
}

/// Files that are large, or whose numbers would grow without bound if nobody stopped them.
#[test]
fn much_of_everything_has_an_end() {
    let issues: String = (0..20_000).map(|at| format!(r#"<issue index="{at}" name="i" type="integer"/>"#)).collect();
    refused(&xml(format!("<utility_space>{issues}</utility_space>")), Code::Limit, "p.xml", 1, 2, "20000 issues");
    let weights: String = (2..50_000).map(|at| format!(r#"<weight index="{at}" value="1"/>"#)).collect();
    let many = PROFILE.replace("</objective>", &format!("{weights}</objective>"));
    let imported = sound(&xml(many), &Options::default());
    assert_eq!(imported.notes.0.len(), 1);
    // Evaluations without a common divisor.
    let items: String =
        (0..5_000u64).map(|at| format!(r#"<item value="{at}" evaluation="0.{}"/>"#, 1_000_003 + at * at * 7)).collect();
    let fine = PROFILE.replace(r#"<item value="a" evaluation="1"/>"#, &items);
    let fine = fine.replace(r#"index="1" value="1""#, r#"index="1" value="0.12345678901234567""#);
    let imported = sound(&xml(fine), &Options::default());
    assert!(imported.notes.iter().any(|note| note.code == Code::Rounded), "{}", imported.notes);
    let wide = format!("issue,option,a\n(no deal),,0\ni,o,{}\n", ",".repeat(200));
    refused(&files(&[("v.csv", wide)]), Code::Limit, "v.csv", 3, 1, "100 columns");
}

/// A parser that compares each attribute with all before it, and lists namespaces anew for each element, must not see many.
#[test]
fn elements_have_few_attributes() {
    let with = |count: usize| {
        let attributes: String = (0..count - 3).map(|at| format!(" a{at}='>=\"'")).collect();
        PROFILE.replace(" type=\"discrete\"", &format!(" type=\"discrete\"{attributes}"))
    };
    sound(&xml(with(64)), &Options::default());
    let last = " a61".len();
    let column = with(65).lines().nth(1).unwrap().find(" a61").unwrap() + 2;
    refused(&xml(with(65)), Code::Limit, "p.xml", 2, column, "an element has more than 64 attributes");
    assert_eq!(super::wrong(&xml(with(65))).0[0].place.span.unwrap().end_column, column + last - 1);
    // What GENIUS alone takes for XML, too.
    refused(&xml(with(65).replace("\"i\"", "\"i & j\"")), Code::Limit, "p.xml", 2, column + 4, "64 attributes");
    refused(&xml(with(60_000)), Code::Limit, "p.xml", 2, column, "64 attributes");
    // What GENIUS takes as a character opens no element.
    let less: String = (0..100).map(|at| format!("<item value='a < {at}' evaluation=\"1\"/>")).collect();
    sound(&xml(PROFILE.replace("</issue>", &format!("{less}</issue>"))), &Options::default());
    // What looks like attributes and is none does not count.
    let equals = "=".repeat(100);
    let quiet = format!("<!-- <a {equals}> --><?x {equals}?>{}", PROFILE.replace("</obj", &format!("{equals}</obj")));
    sound(&xml(quiet.replace("value=\"a\"", &format!("value=\"{equals}\""))), &Options::default());
    let names = |count: usize| {
        let spaces: String = (0..count).map(|at| format!("<a xmlns:n{at}='n'/>\n")).collect();
        PROFILE.replace("<issue", &format!("{spaces}<issue"))
    };
    sound(&xml(names(64)), &Options::default());
    refused(&xml(names(65)), Code::Limit, "p.xml", 66, 4, "more than 64 namespaces");
}

/// Pieces of which files of all formats are made.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "utility_space",
    "negotiation_template",
    "objective",
    "issue",
    "item",
    "weight",
    " index=\"1\"",
    " index=\"2\"",
    " name=\"a\"",
    " type=\"discrete\"",
    " type=\"integer\"",
    " type=\"real\"",
    "<evaluator ftype=\"linear\" parameter0=\"0\" parameter1=\"1\"/>",
    " value=\"a\"",
    " value=\"1\"",
    " evaluation=\"1\"",
    " lowerbound=\"0\"",
    " upperbound=\"9\"",
    "\"",
    "'",
    "&amp;",
    "&",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "\n",
    "  ",
    "- ",
    "type: ",
    "LinearAdditiveUtilityFunction",
    "DiscreteCartesianOutcomeSpace",
    "issues",
    "values",
    "weights",
    "mapping",
    "CategoricalIssue",
    "ContiguousIssue",
    "ContinuousIssue",
    "AffineFun",
    "TableFun",
    "1",
    "0.5",
    "-1e3",
    ".inf",
    "null",
    "\"issueWeights\"",
    "\"issues\"",
    "\"issuesValues\"",
    "LinearAdditiveUtilitySpace",
    "*a",
    "&a ",
    "!!binary ",
    "issue,option,a,b\n",
    "kind,id,when,then,because\n",
    "(no deal),,",
    "forbid,,",
    "a=1",
    "..",
    "|",
    " & ",
    ";",
    "\\",
    "x",
    "never",
    "\u{feff}",
    "é",
    "\r\n",
    "\t",
    "#",
];

fn survives(list: &[File]) {
    for steps in [None, std::num::NonZeroU32::new(3)] {
        survives_with(list, &Options { steps, ..Options::default() });
    }
}

fn survives_with(list: &[File], options: &Options) {
    list.iter().for_each(|file| {
        is_foreign(file);
    });
    match read(list, options) {
        Ok(imported) => drop(zopa::Problem::compile(&imported.model)),
        Err(findings) => {
            assert!(findings.has_errors());
            let page = page(&findings, list);
            assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_bytes_are_survived(first in prop::collection::vec(any::<u8>(), 0..200), second in prop::collection::vec(any::<u8>(), 0..50)) {
        for start in ["", "<utility_space>", "<negotiation_template><issue ", "{\"issueWeights\":", "type: X\n", "issue,option,a\n", "kind,id,when\n"] {
            let bytes = [start.as_bytes(), &first].concat();
            survives(&files(&[("f", bytes.clone())]));
            survives(&files(&[("f", bytes), ("g", second.clone())]));
        }
    }

    #[test]
    fn any_pieces_are_survived(pieces in prop::collection::vec(0..PIECES.len(), 0..60), at in 0usize..60) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        let cut: String = pieces.iter().skip(at).map(|piece| PIECES[*piece]).collect();
        for start in ["", "<utility_space>", "type: LinearAdditiveUtilityFunction\n", "{", "issue,option,a,b\n(no deal),,1,1\n"] {
            survives(&files(&[("f", format!("{start}{text}"))]));
        }
        survives(&files(&[("f", text), ("g", cut)]));
    }

    /// Sound files with a piece taken out, put in twice, or replaced.
    #[test]
    fn broken_files_are_survived(which in 0usize..5, from in 0usize..400, length in 0usize..20, piece in 0..PIECES.len()) {
        let sound = [
            PROFILE,
            "type: LinearAdditiveUtilityFunction\nreserved_value: 1\nweights: [1]\nvalues:\n- {type: TableFun, mapping: {a: 1, b: 2}}\n",
            r#"{"reservationValue": 0, "issueWeights": {"a": 1}, "issues": {"a": {"x": 1, "y": 0.5}}}"#,
            "issue,option,a,b\n(no deal),,0,0\nprice,1,2,3\nprice,2,3,2\n",
            r#"{"LinearAdditiveUtilitySpace": {"domain": {"name": "d", "issuesValues": {"a": {"values": ["x"]}}}, "issueWeights": {"a": 1}, "issueUtilities": {"a": {"discreteutils": {"valueUtilities": {"x": 1}}}}}}"#,
        ][which];
        let space = "type: DiscreteCartesianOutcomeSpace\nissues:\n- {name: i, type: CategoricalIssue, values: [a, b]}\n";
        let chars: Vec<char> = sound.chars().collect();
        let (from, to) = (from.min(chars.len()), (from + length).min(chars.len()));
        let broken: String = chars[..from].iter().collect::<String>() + PIECES[piece] + &chars[to..].iter().collect::<String>();
        let mut list = files(&[("f", broken)]);
        if which == 1 {
            list.push(File::new("s", space));
        }
        survives(&list);
    }
}
