//! What is asked and answered.

use crate::support::{Server, answer, hard, model, root};
use serde_json::{Value, json};
use std::io::Write;
use std::net::Shutdown;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use zopa::Limits;
use zopa_commands::call;
use zopa_formats::File;

const FIRST_STEPS: &str = "examples/first-steps.json";

/// A search that nobody waits for any more ends within this time; a program that is not optimised looks less often.
const CANCELLED: Duration = Duration::from_millis(if cfg!(debug_assertions) { 5000 } else { 100 });
/// The machine may have been busy with something else: one try of so many has to be that fast.
const TRIES: usize = 3;

/// The same bytes as those of `zopa_commands::call`, which are the program's.
#[test]
fn answers_are_those_of_the_command_line() {
    let server = Server::start(&[]);
    let text = model(FIRST_STEPS);
    let package = json!({ "price": "100", "delivery": "8-weeks", "warranty": "none" });
    for (command, options) in [
        ("check", json!({})),
        ("solve", json!({})),
        ("solve", json!({ "concept": ["nash"], "fix": { "price": "80" }, "format": "html" })),
        ("solve", json!({ "set": { "parties.studio.disagreement": 12 }, "format": "markdown" })),
        ("evaluate", json!({ "package": package })),
        ("explain", json!({ "proposal": "client-wish" })),
        ("frontier", json!({ "format": "jsonl", "all": true })),
        ("trades", json!({ "proposal": "client-wish" })),
        ("report", json!({ "format": "html" })),
        ("schema", json!({})),
    ] {
        let mut expected = Vec::new();
        let files = [File::new("model.json", text.clone())];
        let limits = Limits { time: Some(Duration::from_secs(10)), memory: 512 << 20, ..Limits::default() };
        let called = call(command, &files, &options, &limits, &mut expected).expect("an answer");
        let answer = server.ask(command, &json!({ "model": text, "options": options }));
        assert_eq!(answer.status, 200, "{command}: {answer:?}");
        assert_eq!(answer.text(), String::from_utf8(expected).expect("UTF-8"), "{command}");
        assert_eq!(answer.header("zopa-ending"), serde_json::to_value(called.ending).expect("a word").as_str());
        assert_eq!(answer.header("content-security-policy").map(|policy| policy.contains("sandbox")), Some(true));
        let notes =
            answer.header("zopa-notes").map_or(String::new(), |notes| serde_json::from_str(notes).expect("a text"));
        assert_eq!(notes, called.notes);
    }
    assert_eq!(
        server.ask("solve", &json!({ "model": text, "options": { "format": "html" } })).header("content-type"),
        Some("text/html; charset=utf-8")
    );
    // A model as JSON is the same question.
    assert_eq!(server.ask("solve", &format!("{{\"model\": {text}}}")).text(), server.solve(&text).text());
}

/// Files have names, and are those that were sent; a name is no way to a disk.
#[test]
fn files_are_sent_and_not_looked_up() {
    let server = Server::start(&[]);
    let text = model(FIRST_STEPS);
    let other = text.replace("\"disagreement\": { \"value\": 8", "\"disagreement\": { \"value\": 12");
    let files = json!([{ "name": "before", "text": text }, { "name": "now", "text": other }]);
    let answer = server.ask("compare", &json!({ "files": files }));
    assert_eq!((answer.status, answer.header("zopa-ending")), (200, Some("negative")), "{answer:?}");
    let readable = root().join("models").join(FIRST_STEPS);
    for body in [
        json!({ "files": [{ "name": readable, "text": "" }] }),
        json!({ "options": { "model": readable } }),
        json!({ "model": text, "options": { "output": "x.json" } }),
        json!({ "model": text, "options": { "reading": [readable] } }),
    ] {
        let answer = server.ask("solve", &body);
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let server = Server::start(&[]);
    let wrong = model(FIRST_STEPS).replace("\"16-weeks\": 0, \"12-weeks\": -3", "\"16-weeks\": 0, \"12 weeks\": -3");
    let answer = server.solve(&wrong);
    assert_eq!((answer.status, answer.code().as_str()), (422, "refused"));
    let findings = answer.json()["error"]["diagnostics"].clone();
    let of_it = |finding: &&Value| finding["code"] == "unknown-option";
    let finding = findings.as_array().expect("a list").iter().find(of_it).expect("it is found");
    let line = 1 + wrong[..wrong.find("12 weeks").expect("it")].matches('\n').count();
    assert_eq!(finding["span"]["line"], line, "{finding}");
    assert!(finding["help"].as_str().expect("help").contains("12-weeks"));
    for (body, status) in
        [("", 400), ("{", 400), ("[]", 400), ("{\"modle\": {}}", 400), ("{\"options\": 3}", 422), ("{}", 422)]
    {
        assert_eq!(server.ask("solve", &body).status, status, "{body}");
    }
    let answer = server.ask("sovle", &json!({}));
    assert_eq!((answer.status, answer.code().as_str()), (404, "no-such-command"));
    assert!(answer.text().contains("solve"));
    assert_eq!(server.get("/v1/solve").status, 405);
    for path in ["/..%2f..%2fetc/passwd", "/examples/..%2fassets.rs", "/v1", "/nothing"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn limits_are_lowered_by_options_and_not_raised() {
    let server = Server::start(&["--time-limit", "300ms"]);
    let text = model("ukraine-security-guarantees.json");
    let begun = Instant::now();
    let answer = server.ask("solve", &json!({ "model": hard(), "options": { "time-limit": 60 } }));
    assert_eq!((answer.status, answer.header("zopa-ending")), (200, Some("stopped")), "{answer:?}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    let answer = server.ask("solve", &json!({ "model": text, "options": { "time-limit": 0 } }));
    assert_eq!(answer.header("zopa-ending"), Some("stopped"));
}

/// When the client goes away, its search ends, and the next question has its turn.
#[test]
fn a_search_ends_when_nobody_waits_for_it() {
    let server = Server::start(&["--searches", "1", "--time-limit", "600"]);
    let flagship = model("ukraine-security-guarantees.json");
    let slow = [
        ("solve", json!({ "model": hard(), "options": { "concept": "kalai-smorodinsky" } })),
        ("sweep", json!({ "model": flagship, "options": { "draws": 100_000 } })),
        ("stability", json!({ "model": flagship })),
    ];
    let mut asked = 0;
    // Whatever stands behind the question: nothing, a byte, or more than anybody reads.
    let behind = [0, 1, 1 << 17];
    let mut waited = |command: &str, body: &Value| {
        let behind = behind[asked % behind.len()];
        asked += 1;
        let mut stream = server.connect();
        stream.write_all(&server.question(command, body)).expect("it listens");
        stream.write_all(&vec![b'x'; behind]).expect("it listens");
        std::thread::sleep(Duration::from_millis(1500));
        drop(stream);
        let begun = Instant::now();
        let answer = server.ask("schema", &json!({}));
        let waited = begun.elapsed();
        assert_eq!(answer.status, 200);
        println!(
            "{command}, with {behind} bytes behind: the next question was answered {waited:.0?} after the client had gone"
        );
        waited
    };
    for (command, body) in &slow {
        // Preparing the draws takes seconds in a program that is not optimised.
        if cfg!(debug_assertions) && *command == "sweep" {
            println!("skipped: {command}, which is too slow in a program that is not optimised");
            continue;
        }
        assert!((0..TRIES).any(|_| waited(command, body) < CANCELLED), "{command}");
    }
    let gone = server.log().lines().filter(|line| line.contains("\"status\":499")).count();
    assert_eq!(gone, asked, "{}", server.log());
}

/// Who ends the sending side alone cannot be told from one who went away, and hears why there is no answer; what asks for no search is
/// answered.
#[test]
fn who_ends_the_sending_side_hears_why() {
    let server = Server::start(&["--time-limit", "600"]);
    let mut stream = server.connect();
    stream.write_all(&server.question("solve", &json!({ "model": hard() }))).expect("it listens");
    stream.shutdown(Shutdown::Write).expect("it is open");
    let answer = answer(&mut stream);
    assert_eq!((answer.status, answer.code().as_str(), answer.header("connection")), (408, "gone", Some("close")));
    let mut stream = server.connect();
    let fetch = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", server.address);
    stream.write_all(fetch.as_bytes()).expect("it listens");
    stream.shutdown(Shutdown::Write).expect("it is open");
    assert_eq!(crate::support::answer(&mut stream).status, 200);
}

/// The page is made by nothing that serves, and of nothing but a program.
#[test]
fn a_page_takes_no_options_of_a_server() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("junk.wasm.gz");
    std::fs::write(&file, b"\x1f\x8b and junk").expect("a file");
    for (arguments, said) in [
        (&["--listen", "127.0.0.1:0"][..], "--listen"),
        (&["--token-file", "x"], "--token-file"),
        (&["--searches", "1"], "--searches"),
        (&[], "no program in WebAssembly"),
    ] {
        let made = Command::new(env!("CARGO_BIN_EXE_zopa-serve"))
            .args(["--playground".as_ref(), "--wasm".as_ref(), file.as_os_str()])
            .args(arguments)
            .output()
            .expect("it runs");
        let told = String::from_utf8_lossy(&made.stderr);
        assert!(!made.status.success() && made.stdout.is_empty() && told.contains(said), "{told}");
    }
}

/// Two at once, sixteen wait, and others come back later.
#[test]
fn the_queue_has_an_end() {
    let server = Server::start(&["--searches", "1", "--queue", "2", "--time-limit", "600"]);
    let slow = server.question("solve", &json!({ "model": hard(), "options": { "concept": "kalai-smorodinsky" } }));
    let mut waiting: Vec<_> = (0..3)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(&slow).expect("it listens");
            std::thread::sleep(Duration::from_millis(300));
            stream
        })
        .collect();
    let full = server.ask("schema", &json!({}));
    assert_eq!((full.status, full.code().as_str(), full.header("retry-after")), (429, "busy", Some("1")));
    // What only waits leaves the queue at once.
    drop(waiting.pop());
    std::thread::sleep(Duration::from_millis(300));
    let mut stream = server.connect();
    stream.write_all(&server.question("schema", &json!({}))).expect("it listens");
    drop(waiting);
    assert_eq!(answer(&mut stream).status, 200);
}

/// Others cannot ask without the token, and names have to be ours.
#[test]
fn doors_are_guarded() {
    let server = Server::start(&[]);
    let asked = |host: &str, more: &str| {
        let body = "{}";
        let text = format!(
            "POST /v1/schema HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n{more}connection: close\r\n\r\n{body}"
        );
        let answer = server.send(text.as_bytes());
        (answer.status, if answer.status == 200 { String::new() } else { answer.code() })
    };
    let ours = server.address.to_string();
    assert_eq!(asked(&ours, ""), (200, String::new()));
    assert_eq!(asked("evil.example", ""), (403, "wrong-host".to_owned()));
    assert_eq!(asked(&format!("{ours}.evil.example"), ""), (403, "wrong-host".to_owned()));
    assert_eq!(asked(&ours, "origin: http://evil.example\r\n"), (403, "wrong-origin".to_owned()));
    assert_eq!(asked(&ours, "origin: null\r\n"), (403, "wrong-origin".to_owned()));
    assert_eq!(asked(&ours, "sec-fetch-site: cross-site\r\n"), (403, "wrong-origin".to_owned()));
    assert_eq!(asked(&ours, &format!("origin: http://{ours}\r\n")), (200, String::new()));
    // What a form of another site could send is no question.
    let form = format!(
        "POST /v1/schema HTTP/1.1\r\nhost: {ours}\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
    );
    assert_eq!(server.send(form.as_bytes()).code(), "media-type");
    for path in ["/", "/desk.js", "/healthz", "/v1/openapi.json"] {
        let bytes = format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n");
        assert_eq!(server.send(bytes.as_bytes()).status, 403, "{path}");
    }

    let token = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("token");
    std::fs::write(&token, "a-long-random-word\n").expect("a file");
    let token = token.to_str().expect("a name");
    let guarded = Server::start(&["--token-file", token]);
    assert_eq!(guarded.ask("schema", &json!({})).code(), "no-token");
    assert_eq!(guarded.get("/v1/start").code(), "no-token");
    assert_eq!((guarded.get("/").status, guarded.get("/healthz").status), (200, 200));
    let mut question = String::from_utf8(guarded.question("schema", &json!({}))).expect("UTF-8");
    question = question.replacen("\r\n", "\r\nauthorization: Bearer a-long-random-word\r\n", 1);
    assert_eq!(guarded.send(question.as_bytes()).status, 200);
}

#[test]
fn it_does_not_start_where_others_could_ask_without_a_token() {
    for arguments in [
        &["--listen", "0.0.0.0:0"][..],
        &["--token-file", "/nowhere/at-all"],
        &["--listen", "127.0.0.1"],
        &["nothing.json"],
    ] {
        let server =
            std::process::Command::new(env!("CARGO_BIN_EXE_zopa-serve")).args(arguments).output().expect("it runs");
        assert_eq!(server.status.code(), Some(2), "{arguments:?}");
        assert!(!server.stderr.is_empty());
    }
}

/// A line a question, with nothing of what it said.
#[test]
fn the_log_tells_nothing_of_a_model() {
    let server = Server::start(&[]);
    let secret = "BATNA-OF-THE-CLIENT";
    let text = model(FIRST_STEPS).replace("buy a standard shop system", secret);
    assert_eq!(server.solve(&text).status, 200);
    assert_eq!(server.solve(&text.replace("\"zopa\": 1", "\"zopa\": 7")).status, 422);
    assert_eq!(server.get(&format!("/{secret}")).status, 404);
    assert_eq!(server.ask(secret, &json!({})).status, 404);
    let log = server.log();
    assert!(!log.contains(secret) && !log.contains("studio"), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (&lines[0]["path"], &lines[0]["status"], &lines[0]["ending"]),
        (&json!("/v1/solve"), &json!(200), &json!("answered"))
    );
    assert_eq!((&lines[1]["status"], &lines[1]["refused"]), (&json!(422), &json!("refused")));
    let quiet = Server::start(&["--quiet"]);
    assert_eq!(quiet.solve(&text).status, 200);
    assert_eq!(quiet.log(), "");
}

#[test]
fn it_begins_with_the_model_that_it_was_started_with() {
    let path = root().join("models").join(FIRST_STEPS);
    let server = Server::start(&[path.to_str().expect("a name")]);
    let start = server.get("/v1/start").json();
    assert_eq!(start["name"], "first-steps.json");
    assert_eq!(start["text"], model(FIRST_STEPS));
    assert_eq!(Server::start(&[]).get("/v1/start").json(), Value::Null);
}
