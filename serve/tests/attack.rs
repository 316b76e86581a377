//! Many questions, and such as nobody would ask in good faith: all on loopback, and bounded in number and time.

use crate::support::{Server, answer, hard, model};
use serde_json::json;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const FIRST_STEPS: &str = "examples/first-steps.json";
/// What a server may have after it answered small questions.
const SMALL: u64 = 200 << 20;

/// A thousand questions one after another, over a connection that stays; and fifty at once.
#[test]
fn many_questions_leave_nothing_behind() {
    let server = Server::start(&["--quiet", "--queue", "64"]);
    let text = model(FIRST_STEPS);
    let question =
        String::from_utf8(server.question("solve", &json!({ "model": text, "options": { "concept": "nash" } })))
            .expect("UTF-8")
            .replace("connection: close\r\n", "");
    let mut stream = server.connect();
    let begun = Instant::now();
    let mut after_some = 0;
    for count in 1..=1000 {
        stream.write_all(question.as_bytes()).expect("it listens");
        let mut bytes = Vec::new();
        let mut piece = [0; 1 << 16];
        // The head says how long the answer is.
        loop {
            let read = stream.read(&mut piece).expect("an answer");
            assert!(read > 0, "the connection ended at question {count}");
            bytes.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&bytes);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                let length =
                    head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
                if length == Some(body.len()) {
                    break;
                }
            }
        }
        if count == 100 {
            after_some = server.resident();
        }
    }
    let (one_by_one, after_all) = (begun.elapsed(), server.resident());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let asked = |_| scope.spawn(|| server.solve(&text).status);
        let statuses: Vec<u16> =
            (0..50).map(asked).collect::<Vec<_>>().into_iter().map(|one| one.join().expect("an answer")).collect();
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    });
    println!(
        "1,000 questions in {one_by_one:.1?}, 50 at once in {:.2?}; {} MB after 100, {} MB after 1,000, {} MB at the end",
        begun.elapsed(),
        after_some >> 20,
        after_all >> 20,
        server.resident() >> 20
    );
    assert!(after_all < after_some + (32 << 20) && server.resident() < SMALL);
}

/// Fifty at once of which most find no room: those are told so, at once, and the others are answered.
#[test]
fn too_many_are_told_so() {
    let server = Server::start(&["--time-limit", "300ms"]);
    let body = json!({ "model": hard(), "options": { "concept": "kalai-smorodinsky" } });
    std::thread::scope(|scope| {
        let asked = |_| scope.spawn(|| server.ask("solve", &body).status);
        let statuses: Vec<u16> =
            (0..50).map(asked).collect::<Vec<_>>().into_iter().map(|one| one.join().expect("an answer")).collect();
        let count = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!(count(200) + count(429), 50, "{statuses:?}");
        assert!(count(200) >= 18, "{statuses:?}");
    });
    assert_eq!(server.solve(&model(FIRST_STEPS)).status, 200);
}

/// What is too long is not read to its end.
#[test]
fn long_bodies_are_refused() {
    let server = Server::start(&["--quiet"]);
    let long = "x".repeat(2 << 20);
    let answer_of = |bytes: &[u8]| server.send(bytes);
    let announced = answer_of(&server.question("solve", &json!({ "model": long })));
    assert_eq!((announced.status, announced.code().as_str()), (413, "too-long"));
    // Without a length, and without an end.
    let mut stream = server.connect();
    let host = server.address;
    let head = format!(
        "POST /v1/solve HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("it listens");
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "y".repeat(1 << 16));
    let sent = (0..1000).take_while(|_| stream.write_all(chunk.as_bytes()).is_ok()).count();
    assert!(sent < 1000, "it read 64 MB");
    let told = answer(&mut stream);
    assert!(told.status == 413 || told.status == 0, "{told:?}");
    assert!(server.resident() < SMALL);
    // Long heads.
    let head = format!("GET / HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n", "z".repeat(1 << 20));
    assert!([0, 431].contains(&answer_of(head.as_bytes()).status));
    for rubbish in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"POST /v1/solve HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
    ] {
        assert!([0, 400].contains(&answer_of(rubbish).status));
    }
    assert_eq!(server.get("/healthz").status, 200);
}

/// Whoever says nothing, or says it letter by letter, is not waited for; and others are answered meanwhile.
#[test]
fn slow_clients_are_not_waited_for() {
    let server = Server::start(&["--quiet"]);
    let mut idle: Vec<_> = (0..100).map(|_| server.connect()).collect();
    let host = server.address;
    for (at, stream) in idle.iter_mut().enumerate() {
        let begun = match at % 3 {
            0 => String::new(),
            1 => format!("POST /v1/solve HTTP/1.1\r\nhost: {host}\r\n"),
            _ => format!(
                "POST /v1/solve HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
            ),
        };
        stream.write_all(begun.as_bytes()).expect("it listens");
    }
    let begun = Instant::now();
    assert_eq!(server.solve(&model(FIRST_STEPS)).status, 200);
    // They go on, a letter every now and then.
    let mut statuses = Vec::new();
    for (at, stream) in idle.iter_mut().enumerate().take(3) {
        stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a time");
        let mut said = Vec::new();
        let mut piece = [0; 4096];
        while begun.elapsed() < Duration::from_secs(25) {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => said.extend_from_slice(&piece[..read]),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                    if at > 0 && stream.write_all(b"x").is_err() {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
        statuses.push(String::from_utf8_lossy(&said).split(' ').nth(1).unwrap_or_default().to_owned());
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(statuses[2], "408", "{statuses:?}");
    assert_eq!(server.get("/healthz").status, 200);
}

/// Models that are too large, too deep or too much: an answer, within the time and the memory.
#[test]
fn hostile_models_are_answered() {
    let server = Server::start(&["--quiet", "--time-limit", "2", "--memory-limit", "100M"]);
    let many = |count: usize| {
        (0..count).map(|at| format!("\"i{at}\": {{ \"options\": [\"a\", \"b\"] }}")).collect::<Vec<_>>().join(",")
    };
    let deep = "[".repeat(300_000);
    let models = [
        format!("{{\"zopa\": 1, \"parties\": {{}}, \"issues\": {{{}}}, \"utilities\": {{}}}}", many(20_000)),
        format!("{{\"zopa\": {deep}"),
        deep.clone(),
        "\u{feff}{}".to_owned(),
        "{\"zopa\": 1e999999999}".to_owned(),
        format!("{{\"zopa\": {}}}", "9".repeat(500_000)),
        "null".to_owned(),
        String::new(),
        "\u{0}\u{1}\u{202e}<script>alert(1)</script>".to_owned(),
        hard(),
    ];
    for text in &models {
        for command in ["check", "solve"] {
            let answer = server.ask(command, &json!({ "model": text }));
            assert!(
                [200, 422].contains(&answer.status),
                "{command}: {} {:?}",
                answer.status,
                &text[..text.len().min(60)]
            );
        }
    }
    let frontier = server.ask("frontier", &json!({ "model": hard() }));
    assert_eq!((frontier.status, frontier.header("zopa-ending")), (200, Some("stopped")));
    println!("{} MB after hostile models", server.resident() >> 20);
    assert!(server.resident() < 600 << 20, "{}", server.resident());
    assert_eq!(server.solve(&model(FIRST_STEPS)).status, 200);
}
