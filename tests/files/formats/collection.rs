//! Folders with more than one negotiation in them: who negotiates is chosen by name, and about what a list says.

use super::{files, page, refused, sound, wrong};
use zopa::model::Code;
use zopa_formats::{File, Options, read};

fn issue(name: &str, evaluation: &str) -> String {
    format!(r#"<issue index="1" name="{name}" type="discrete"><item index="1" value="x"{evaluation}/></issue>"#)
}

fn domain(name: &str, about: &str) -> File {
    let issue = issue(about, "");
    File::new(name, format!("<negotiation_template><utility_space>{issue}</utility_space></negotiation_template>"))
}

fn profile(name: &str, about: &str) -> File {
    let (issue, weight) = (issue(about, r#" evaluation="1""#), r#"<weight index="1" value="1"/>"#);
    File::new(name, format!("<utility_space>{issue}{weight}</utility_space>"))
}

/// As GENIUS writes it, but for what it says of agents.
fn list(negotiations: &[(&str, &[&str])]) -> File {
    let mut text =
        "<repository fileName=\"domainrepository.xml\">\n<items>\n<agentRepItems/>\n<domainRepItem>\n".to_owned();
    for (domain, profiles) in negotiations {
        text += &format!("<domainRepItem url=\"file:etc/templates/{domain}\">\n");
        profiles.iter().for_each(|path| text += &format!("<profile url=\"file:etc/templates/{path}\"/>\n"));
        text += "</domainRepItem>\n";
    }
    File::new("domainrepository.xml", text + "</domainRepItem>\n</items>\n</repository>")
}

fn choosing(names: &[&str]) -> Options {
    Options { profiles: names.iter().map(|name| (*name).to_owned()).collect(), ..Options::default() }
}

/// The issue, and the parties.
fn chosen(files: &[File], names: &[&str]) -> String {
    let model = sound(files, &choosing(names)).model;
    let parties: Vec<&str> = model.parties.keys().collect();
    format!("{}: {}", model.issues.keys().next().unwrap(), parties.join(" "))
}

/// The messages, each with its advice.
fn said(files: &[File], names: &[&str]) -> Vec<String> {
    let findings = read(files, &choosing(names)).expect_err("something is wrong");
    assert!(page(&findings, files).starts_with("error["));
    let say = |finding: &zopa::model::Diagnostic| {
        format!("{}; {}", finding.message, finding.help.as_deref().unwrap_or_default())
    };
    findings.iter().filter(|finding| finding.severity == zopa::model::Severity::Error).map(say).collect()
}

fn folder() -> Vec<File> {
    vec![
        domain("pie_domain.xml", "pie"),
        domain("sale.xml", "sale"),
        profile("pie_A.xml", "pie"),
        profile("pie_B.xml", "pie"),
        profile("buyer.xml", "sale"),
        profile("seller.xml", "sale"),
        profile("seller_u10.xml", "sale"),
        list(&[
            ("pie/pie_domain.xml", &["pie/pie_A.xml", "pie/pie_B.xml"]),
            ("Sale/sale.xml", &["Sale/buyer.xml", "Sale/seller.xml", "Sale/buyer.xml", "Sale/seller_u10.xml"]),
            ("Elsewhere/other.xml", &["Elsewhere/other_A.xml"]),
        ]),
    ]
}

#[test]
fn more_profiles_than_parties() {
    let mut folder: Vec<File> = (1..=18).map(|at| profile(&format!("p{at}.xml"), "pie")).collect();
    folder.push(domain("d.xml", "pie"));
    refused(&folder, Code::Limit, "p1.xml", 0, 0, "there are 18 profiles; at most 16 parties negotiate");
    assert!(
        said(&folder, &[])[0].contains("as with `--profiles p1,p2`, among `p1.xml`, `p2.xml`, `p3.xml`"),
        "{:?}",
        said(&folder, &[])
    );
    // As many as are named, in that order, by file name or without ending.
    assert_eq!(chosen(&folder, &["p18", "p3.xml", "p1"]), "pie: p18 p3 p1");
    assert_eq!(said(&folder, &["p1", "pl12.xml"]), ["there is no profile `pl12.xml`; did you mean `p12.xml`?"]);
    assert!(said(&folder, &["somebody"])[0].starts_with("there is no profile `somebody`; the profiles are `p1.xml`, "));
    assert_eq!(said(&folder, &["p2", "p2.xml"]), ["`p2.xml` is named twice; a profile is one party"]);
    assert!(said(&folder, &["d"])[0].starts_with("`d` is a domain, and no profile; the profiles are `p1.xml`"));
    // All that is wrong is said at once.
    assert_eq!(said(&folder, &["q1", "q2"]).len(), 2);
    // What is wrong with files that are not chosen does not matter, and is not hidden.
    folder.push(File::new("broken.xml", "<utility_space>"));
    assert_eq!(chosen(&folder, &["p1", "p2"]), "pie: p1 p2");
    let notes = sound(&folder, &choosing(&["p1", "p2"])).notes;
    assert_eq!(notes.0.len(), 1, "{notes}");
    assert!(notes.0[0].message.starts_with("the file cannot be read (not XML: "), "{notes}");
    assert!(said(&folder, &["p1", "broken"])[0].starts_with("not XML"));
    refused(&folder, Code::Syntax, "broken.xml", 1, 1, "never closed");
}

#[test]
fn a_list_says_what_belongs_together() {
    let folder = folder();
    refused(&folder, Code::FileKind, "domainrepository.xml", 0, 0, "there are 2 negotiations here");
    assert_eq!(
        said(&folder, &[]),
        ["there are 2 negotiations here; `--profiles pie_A,pie_B` chooses one of them: `pie_domain.xml` with \
          `pie_A.xml`, `pie_B.xml`; `sale.xml` with `buyer.xml`, `seller.xml`, `seller_u10.xml`"]
    );
    assert_eq!(chosen(&folder, &["seller_u10", "buyer"]), "sale: seller_u10 buyer");
    assert_eq!(chosen(&folder, &["pie_B.xml"]), "pie: pie_B");
    assert!(sound(&folder, &choosing(&["pie_B"])).notes.0.is_empty());
    let mixed = &said(&folder, &["pie_A", "buyer"])[0];
    assert!(
        mixed.starts_with("no domain belongs to `pie_A.xml`, `buyer.xml` together; `--profiles pie_A,pie_B`"),
        "{mixed}"
    );
    // One negotiation whose files are there is the one that is meant.
    let one: Vec<File> = folder.iter().filter(|file| !file.name.starts_with("pie_")).cloned().collect();
    assert_eq!(chosen(&one, &[]), "sale: buyer seller seller_u10");
    let rest: Vec<File> = folder.iter().filter(|file| !file.name.starts_with("pie_A")).cloned().collect();
    assert_eq!(said(&rest, &[]).len(), 1);
    let lonely: Vec<File> =
        folder.iter().filter(|file| !["pie_A.xml", "pie_B.xml"].contains(&file.name.as_str())).cloned().collect();
    assert_eq!(chosen(&lonely, &[]), "sale: buyer seller seller_u10");
    // Without a list nobody knows.
    let unlisted = &folder[..folder.len() - 1];
    refused(unlisted, Code::FileKind, "sale.xml", 0, 0, "second domain; the first is `pie_domain.xml`");
    assert!(said(unlisted, &["pie_A"])[0].starts_with("this is a second domain"));
    // A list alone is none.
    let alone = &folder[folder.len() - 1..];
    assert!(wrong(alone).0[0].help.as_deref().unwrap().contains("name the folder in which they are"));
    // Older lists begin with another element.
    let mut older = folder.clone();
    let text = String::from_utf8(older.pop().unwrap().bytes).unwrap().replace("repository>", "domainRepository>");
    older.push(File::new("l.xml", text.replace("<repository", "<domainRepository")));
    assert_eq!(chosen(&older, &["pie_B.xml"]), "pie: pie_B");
}

/// Two folders may hold files of the same name: the list has more of the path.
#[test]
fn files_are_known_by_the_end_of_their_path() {
    let list = list(&[
        ("one/grid.xml", &["one/util1.xml", "one/util2.xml"]),
        ("two/grid.xml", &["two/util1.xml", "two/util2.xml"]),
    ]);
    let flat = vec![
        domain("x/two/grid.xml", "two"),
        domain("pie.xml", "pie"),
        profile("x/two/util1.xml", "two"),
        list.clone(),
    ];
    assert_eq!(chosen(&flat, &["util1"]), "two: util1");
    let both = [
        domain("x/one/grid.xml", "one"),
        domain("x/two/grid.xml", "two"),
        profile("x/one/util1.xml", "one"),
        profile("x/one/util2.xml", "one"),
        profile("x/two/util1.xml", "two"),
        profile("x/two/util2.xml", "two"),
        list,
    ];
    assert_eq!(chosen(&both, &["two/util1.xml", "two/util2.xml"]), "two: util1 util2");
    assert_eq!(
        said(&both, &["util1"]),
        ["`util1` is the name of several profiles; name `x/one/util1.xml` or `x/two/util1.xml`"]
    );
}

#[test]
fn tables_have_columns_instead() {
    let table = files(&[("v.csv", "issue,option,a\n(no deal),,0\ni,x,1\n")]);
    assert!(said(&table, &["a"])[0].starts_with("tables have no profiles to choose from: each party is a column"));
}
