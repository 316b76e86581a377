//! What the flagship's text claims, answered on the model: a row each, made by asking; `docs/claims.md` is that table.

use crate::support::{as_kept, ends, json, root, run, text};
use serde_json::Value;
use std::fmt::Write;

const FLAGSHIP: &str = "models/ukraine-security-guarantees.json";

/// How far an answer goes.
#[derive(Clone, Copy)]
enum Holds {
    /// With the numbers as they stand.
    Point,
    /// For all numbers in their ranges.
    Ranges,
    /// With the numbers as they stand, and not for all in their ranges.
    PointOnly,
    /// In draws of all numbers in their ranges.
    Draws,
}

/// A claim: its number, what is claimed, what is asked, how the line of the answer begins or what is in it, how far it goes.
type Row = (&'static str, &'static str, &'static str, &'static str, Holds);

/// A: who takes part and what is on the table. B: deterrence, credibility, beliefs. C: ways of talking.
const ROWS: [Row; 44] = [
    (
        "A1",
        "The draft of the three is refused by the fourth.",
        "evaluate --proposal western-draft",
        "REFUSED:",
        Holds::Point,
    ),
    (
        "A1",
        "That is so whatever the numbers are.",
        "test --only the-plan-is-refused-by-russia",
        "- proved",
        Holds::Ranges,
    ),
    ("A2", "The tiers work in tandem.", "test --only support-and-force-work-in-tandem", "- proved", Holds::Point),
    (
        "A3",
        "Who patrols is for two to decide, and few candidates pass.",
        "test --only patrols-are-acceptable-to-both-deciders",
        "- proved",
        Holds::Point,
    ),
    (
        "A4",
        "Each further brigade adds less: not where one tips the balance.",
        "test --only each-brigade-adds-less",
        "- proved",
        Holds::Point,
    ),
    ("A5", "Washington pledges its support to any plan.", "test --only pledge-to-any-plan", "- proved", Holds::Point),
    (
        "A6",
        "Without a backstop a forward force is not viable for those who send it.",
        "test --only europe-needs-a-backstop",
        "- proved",
        Holds::Point,
    ),
    ("A7", "Washington will never promise to fight.", "explain --fix us-role=combat", "NO AGREEMENT", Holds::Point),
    (
        "A8",
        "It is not clear why Russia would agree: it is the one that is short.",
        "explain --proposal western-draft",
        "REFUSED:",
        Holds::Point,
    ),
    (
        "A9",
        "Keeping NATO out outweighs all that is on offer.",
        "test --only nato-in-ukraine-outweighs-all-sweeteners",
        "- proved",
        Holds::Point,
    ),
    (
        "A10",
        "No sweetener is on a scale sufficient.",
        "test --only no-sweetener-buys-a-tripwire",
        "- proved",
        Holds::Ranges,
    ),
    ("A11", "Guarantees are tied to territory.", "test --only security-is-tied-to-territory", "- proved", Holds::Point),
    (
        "A12",
        "A tripwire and a rejection of all territorial demands will not be agreed.",
        "test --only tripwire-and-no-concession",
        "- proved",
        Holds::Ranges,
    ),
    (
        "A13",
        "Even credible assurances about the force may not be enough.",
        "test --only assurances-are-not-enough",
        "- proved",
        Holds::Point,
    ),
    (
        "A14",
        "Whoever is close to one side is refused by the other.",
        "test --only close-to-one-is-far-from-the-other",
        "- proved",
        Holds::Point,
    ),
    (
        "A15",
        "Turkey can patrol with the waiver, and not without it.",
        "test --only turkey-without-it-cannot",
        "- proved",
        Holds::Ranges,
    ),
    (
        "A16",
        "Chinese or Brazilian contingents can save a proposal.",
        "evaluate --proposal counter-counteroffer",
        "ACCEPTED",
        Holds::Point,
    ),
    ("A17", "A reactive deployment can be agreed.", "test --only reactive-is-the-way-out", "- proved", Holds::Point),
    (
        "A17",
        "That is not so for all numbers.",
        "test --only a-reactive-deal-whatever-the-numbers",
        "- proved",
        Holds::PointOnly,
    ),
    ("A18", "It has a price in the other clusters.", "test --only reactive-has-a-price", "- proved", Holds::Point),
    (
        "B1",
        "What is symbolic and what would be worth something in war stand apart.",
        "evaluate --proposal western-draft",
        "Pre-emptive: brigades are stationed from the start, with 0.1",
        Holds::Point,
    ),
    (
        "B2",
        "Moscow weighs the risk that the West will not fold.",
        "holds",
        "- deterred (Ukraine): no attack",
        Holds::Point,
    ),
    ("B3", "That raises what would have to be gained by another war.", "holds", "It holds with gain", Holds::Point),
    (
        "B4",
        "The consensus of the West is hollow.",
        "beliefs --proposal western-draft",
        "their consensus is hollow",
        Holds::Point,
    ),
    (
        "B5",
        "What Europe wants the force for remains unmet.",
        "solve",
        "A forward force with America behind it (European coalition of the willing, its core aim): NOT MET",
        Holds::Point,
    ),
    (
        "B6",
        "A promise to fight would not be carried out.",
        "holds --proposal western-draft us-role=combat",
        "- america-would-fight (United States): not carried out",
        Holds::Point,
    ),
    (
        "B7",
        "From some verification on, the force stays as it was agreed.",
        "holds",
        "It holds with gain up to 9 ",
        Holds::Point,
    ),
    ("B8", "The deal has to hold later, too.", "holds", "Of all times at which it is asked", Holds::Point),
    ("B9", "Nobody knows these numbers.", "sweep --draws 200", "A deal is possible in", Holds::Draws),
    (
        "C1",
        "Drafting without the other belligerent costs the deal.",
        "protocol --draft united-states,europe,ukraine",
        "| All but Russia draft and present | refused |",
        Holds::Point,
    ),
    (
        "C2",
        "Working groups that settle their own cluster cannot move.",
        "protocol --tracks settle",
        "No group moves",
        Holds::Point,
    ),
    (
        "C2",
        "Those that hand up alternatives help only if what makes the deal is among these.",
        "protocol --tracks hand-up",
        "Handed up:",
        Holds::Point,
    ),
    (
        "C3",
        "Issues are too many for a few rounds of one table: what comes late is worth less.",
        "protocol --bandwidth 4",
        "| One table, 4 issues a round | agreed | 1.2393 |",
        Holds::Point,
    ),
    (
        "C3",
        "Groups talk at the same time, and what is linked across them has to go to one table.",
        "protocol --tracks hand-up --bandwidth 4",
        "It takes Security guarantees",
        Holds::Point,
    ),
    (
        "C4",
        "Who prefers which way of talking.",
        "protocol --offers russia,ukraine --rounds 3",
        "- Russia: 3 offers in turn",
        Holds::Point,
    ),
    (
        "C5",
        "With few offers, who makes the last one matters.",
        "protocol --offers russia,ukraine --rounds 3",
        "| 3 offers in turn, the last by Russia | agreed | 4.5 |",
        Holds::Point,
    ),
    (
        "C6",
        "Packages presented, issue by issue, or at one table: ways lead to different ends.",
        "protocol",
        "ways of talking;",
        Holds::Point,
    ),
    (
        "C7",
        "Who speaks with one voice has the power of one: to bargain as the West costs two of the three, and the third nothing.",
        "protocol --bloc united-states,europe,ukraine",
        "as one | agreed | 3.7 | 2.38 | 1.03 | 6.8 |",
        Holds::Point,
    ),
    (
        "C8",
        "Kyiv's hands may be tied up to a point.",
        "protocol --ratify ukraine",
        "Above 6.2 there is no deal.",
        Holds::Point,
    ),
    (
        "C9",
        "From pre-emptive to reactive to none: the first rung has no deal.",
        "solve --fix deployment=preemptive",
        "NO AGREEMENT",
        Holds::Point,
    ),
    (
        "C9",
        "The second rung has deals: there the ladder stops.",
        "solve --fix deployment=reactive",
        "665 of 472,680 feasible packages",
        Holds::Point,
    ),
    ("C9", "The third rung would have none.", "solve --fix deployment=none", "NO AGREEMENT", Holds::Point),
    (
        "C9",
        "Where everybody steps down its own ranking, they come to the second, too.",
        "protocol",
        "| Fallback bargaining | agreed | 1.7 |",
        Holds::Point,
    ),
    (
        "C10",
        "A coalition of the willing, which needs no consent of the fourth, would take something else.",
        "protocol --quota 3",
        "block what one table chooses",
        Holds::Point,
    ),
];

#[test]
fn every_claim_of_the_text_has_an_answer() {
    let mut page = String::from(
        "# What the text claims, and what the model answers\n\n\
         The commentary behind [the flagship](flagship.md) makes claims; each is asked of the model by a command, and this is the line of its\n\
         answer. A test asks them all and writes this page. The numbers are judgements: \"ranges\" is what holds for all numbers in their ranges at\n\
         once, \"numbers as they stand\" what holds for these, \"not for all\" what is proven to break within the ranges. That a bloc costs its\n\
         members (C7) is so here and no theorem. What C5 comes to without a deadline, as offers follow one another faster (time between them tends\n\
         to 0), is for two parties the Nash lottery with weights in proportion to 1/r, where patience falls as e^(−r·time): see\n\
         [ways of talking](protocols.md).\n\n\
         | claim | in words | `zopa …` on the flagship | the answer | holds for |\n| --- | --- | --- | --- | --- |\n",
    );
    for (id, words, command, needle, holds) in ROWS {
        let mut asked = command.split(' ');
        let name = asked.next().expect("a command");
        let arguments: Vec<&str> =
            [name, FLAGSHIP].into_iter().chain(asked).chain(["--format", "markdown", "--threads", "1"]).collect();
        let output = run(&arguments);
        let answer = text(&output.stdout);
        let line =
            answer.lines().find(|line| line.contains(needle)).unwrap_or_else(|| panic!("{id} {command}: {answer}"));
        // Of a row of a table, what stands in its cells.
        let cells = line.trim().trim_start_matches("- ").trim_matches('|').split('|').map(str::trim);
        let line = cells.collect::<Vec<_>>().join("; ");
        let holds = match holds {
            Holds::Point => "numbers as they stand",
            Holds::Ranges => "all numbers in their ranges",
            Holds::PointOnly => "not for all numbers",
            Holds::Draws => "draws",
        };
        // What is said to hold for all numbers is claimed so, and what is said not to, as not so.
        assert_eq!(holds == "not for all numbers", line.contains("Not so") && line.contains("in their ranges"), "{id}");
        assert_eq!(
            holds == "all numbers in their ranges",
            line.contains("in their ranges") && !line.contains("Not so"),
            "{id}"
        );
        writeln!(page, "| {id} | {words} | `{command}` | {line} | {holds} |").expect("a string");
    }
    as_kept(page.as_bytes(), "../../docs/claims.md");
}

/// Other readings of the same text: what each has in other numbers, why, and what becomes of the Nash package.
#[test]
fn what_depends_on_the_reader() {
    let mut page = String::from(
        "# What depends on who reads the text\n\n\
         The numbers of [the flagship](flagship.md) are one reading of a commentary. [`models/readings/`](../models/readings) has others, each a file\n\
         with the numbers that differ and why: `zopa solve models/ukraine-security-guarantees.json --reading models/readings/NAME.json`. A test\n\
         asks them and writes this page.\n",
    );
    let asked = |arguments: &[&str], status: i32| {
        json(&ends(&[&["solve", FLAGSHIP, "--format", "json"], arguments].concat(), status))
    };
    let flagship = asked(&[], 0);
    let mut files: Vec<_> = std::fs::read_dir(root().join("models/readings")).expect("a folder").collect();
    files.sort_by_key(|file| file.as_ref().expect("a file").file_name());
    assert!(files.len() >= 3);
    for file in files {
        let path = file.expect("a file").path();
        let reading: Value = serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
        let answer = asked(
            &["--reading", path.to_str().expect("a path")],
            i32::from(path.ends_with("time-is-on-moscows-side.json")),
        );
        let said = |key: &str| reading[key].as_str().expect("a text").to_owned();
        writeln!(
            page,
            "\n## {}\n\n{}\n\n| number | here | there | because |\n| --- | ---: | ---: | --- |",
            said("title"),
            said("because")
        )
        .expect("a string");
        let set = answer["set"].as_array().expect("what was set");
        for (number, here) in reading["set"].as_object().expect("numbers") {
            let found = set
                .iter()
                .find(|one| one["path"] == format!("$.{number}"))
                .unwrap_or_else(|| panic!("{number}: {set:?}"));
            let because = here["because"].as_str().expect("why");
            writeln!(page, "| `{number}` | {} | {} | {because} |", found["value"], found["before"]).expect("a string");
        }
        page += "\n";
        page += &match &answer["solutions"][0]["agreements"][0] {
            Value::Null => "No agreement is possible.\n".to_owned(),
            found => {
                let (package, before) = (&found["package"], &flagship["solutions"][0]["agreements"][0]["package"]);
                let changed: Vec<String> = (package.as_object().expect("a package").iter())
                    .filter(|(issue, by)| before[issue.as_str()] != **by)
                    .map(|(issue, by)| format!("{issue} {} instead of {}", by, before[issue.as_str()]))
                    .collect();
                let gains: Vec<String> = (found["gains"].as_object().expect("gains").iter())
                    .map(|(party, gain)| format!("{party} {gain}"))
                    .collect();
                let same = "The Nash package is the same".to_owned();
                let what =
                    if changed.is_empty() { same } else { format!("The Nash package has {}", changed.join(", ")) };
                format!("{what}; gains: {}.\n", gains.join(", "))
            }
        };
    }
    as_kept(page.as_bytes(), "../../docs/readings.md");
}
