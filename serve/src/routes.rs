//! What is answered at which path.

use super::assets;
use super::door::{Door, Turned};
use super::held::{Answer, Held, PIECE, Share};
use super::log::Line;
use super::openapi;
use super::peer::Peer;
use super::queue::Queue;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State as Has};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use zopa::Interrupt;
use zopa_commands::{Ending, Question, Refusal, Sink, Unanswered};

/// What all connections share.
pub struct State {
    pub door: Door,
    pub limits: Limits,
    pub queue: Queue,
    /// The room for questions and answers.
    pub held: Held,
    /// The model to begin with: its name and its text.
    pub start: Option<(String, String)>,
    pub quiet: bool,
}

/// What a question may use.
pub struct Limits {
    pub time: Duration,
    pub memory: u64,
    pub body: usize,
}

impl Limits {
    /// The longest question for a command: reports of models that may be asked about can be shown, and two of these compared.
    pub fn of_body(&self, command: &str) -> usize {
        match command {
            "show" => self.body.max(LONGEST_REPORT),
            "compare" => self.body.saturating_mul(4),
            _ => self.body,
        }
    }
}

/// A report to be shown may have so many bytes.
pub const LONGEST_REPORT: usize = 16 << 20;

/// A question has to have come to its end after so long.
const COMING: Duration = Duration::from_secs(10);
/// A long answer has to be taken within so long.
const TAKEN: Duration = Duration::from_secs(120);
/// What was asked to stop has so long to say what it found: a tenth of its time, and this; more where the program is not optimised.
const GRACE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 10_000 } else { 1_000 });
/// Whoever finds no room to wait comes back after so many seconds.
const LATER: u64 = 1;
/// So many characters of what is said beside an answer fit into its head.
const NOTES: usize = 2_000;

/// The paths.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/{asset}", get(asset))
        .route("/healthz", get(health))
        .route("/examples/{name}", get(example))
        .route("/v1/openapi.json", get(describe))
        .route("/v1/start", get(start))
        .route("/v1/{command}", post(ask))
        .fallback(nothing)
        .method_not_allowed_fallback(no_such_method)
        .with_state(state)
}

/// Why there is no answer.
struct Wrong {
    status: StatusCode,
    told: Unanswered,
}

impl Wrong {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>, help: &str) -> Wrong {
        Wrong { status, told: Unanswered::new(code, message, help) }
    }
}

impl From<Turned> for Wrong {
    fn from(turned: Turned) -> Wrong {
        Wrong::new(turned.status, turned.code, turned.message, turned.help)
    }
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Wrong {
        Wrong { status: StatusCode::UNPROCESSABLE_ENTITY, told: refusal.into() }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let body = self.told.json();
        let mut response = with(self.status, "application/json", body.into());
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => drop(response.headers_mut().insert(header::RETRY_AFTER, LATER.into())),
            StatusCode::UNAUTHORIZED => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            // What is left of the question is not read.
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

/// An answer that nothing keeps, and in which nothing runs.
fn with(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

/// Answers what is not a question: with a line in the log.
fn served(
    state: &State,
    request: &Request,
    path: &str,
    guarded: bool,
    answer: impl FnOnce() -> Result<Response, Wrong>,
) -> Response {
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        _ => "other",
    };
    let mut line = Line::begin(method, path.to_owned(), state.quiet);
    let admitted = state.door.admits(request.uri(), request.headers(), guarded).map_err(Wrong::from);
    match admitted.and_then(|()| answer()) {
        Ok(response) => {
            line.answered(response.status().as_u16(), 0, None);
            response
        }
        Err(wrong) => {
            line.refused(wrong.status.as_u16(), wrong.told.code);
            wrong.into_response()
        }
    }
}

/// The desk, which may run its own script and ask this server.
fn of_the_desk(media_type: &'static str, text: &'static str) -> Response {
    let mut response = with(StatusCode::OK, media_type, text.into());
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(assets::POLICY));
    response
}

async fn page(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "/", false, || Ok(of_the_desk("text/html; charset=utf-8", assets::PAGE)))
}

async fn asset(Has(state): Has<Arc<State>>, Path(name): Path<String>, request: Request) -> Response {
    match name.as_str() {
        "desk.js" => served(&state, &request, "/desk.js", false, || Ok(of_the_desk("text/javascript", assets::SCRIPT))),
        "desk.css" => served(&state, &request, "/desk.css", false, || Ok(of_the_desk("text/css", assets::LOOK))),
        _ => served(&state, &request, "other", false, || Err(not_found())),
    }
}

async fn example(Has(state): Has<Arc<State>>, Path(name): Path<String>, request: Request) -> Response {
    served(&state, &request, "/examples", false, || {
        let text = assets::EXAMPLES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        text.map(|text| with(StatusCode::OK, "application/json", text.into())).ok_or_else(not_found)
    })
}

async fn health(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "/healthz", false, || {
        let text = concat!("{\"status\":\"ok\",\"zopa\":\"", env!("CARGO_PKG_VERSION"), "\"}\n");
        Ok(with(StatusCode::OK, "application/json", text.into()))
    })
}

async fn describe(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "/v1/openapi.json", false, || {
        Ok(with(StatusCode::OK, "application/json", openapi::document().into()))
    })
}

/// The model that was named when the server was started.
async fn start(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "/v1/start", true, || {
        let start = state.start.as_ref().map(|(name, text)| serde_json::json!({ "name": name, "text": text }));
        let body = serde_json::to_vec(&start).unwrap_or_default();
        Ok(with(StatusCode::OK, "application/json", body.into()))
    })
}

fn not_found() -> Wrong {
    Wrong::new(StatusCode::NOT_FOUND, "not-found", "there is nothing here", "GET /v1/openapi.json tells what there is")
}

async fn nothing(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "other", false, || Err(not_found()))
}

async fn no_such_method(Has(state): Has<Arc<State>>, request: Request) -> Response {
    served(&state, &request, "other", false, || {
        let help = "questions are asked with POST, all else is fetched with GET";
        Err(Wrong::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this cannot be asked so", help))
    })
}

/// Ends a search when nobody waits for its answer any more.
struct Gone {
    interrupt: Interrupt,
    flag: Arc<AtomicBool>,
}

impl Drop for Gone {
    fn drop(&mut self) {
        self.flag.store(true, Ordering::Relaxed);
        self.interrupt.stop();
    }
}

async fn ask(Has(state): Has<Arc<State>>, Path(command): Path<String>, request: Request) -> Response {
    let known = openapi::commands().find_subcommand(&command).is_some();
    let path = if known { format!("/v1/{command}") } else { "other".to_owned() };
    let mut line = Line::begin("POST", path, state.quiet);
    let peer = request.extensions().get::<Peer>().cloned();
    let gone = async {
        match &peer {
            Some(peer) => peer.gone().await,
            None => std::future::pending().await,
        }
    };
    let answered = match known {
        true => tokio::select! {
            answered = answer(&state, &command, request, &mut line) => answered,
            // The line says that nobody waits any more. Only who has ended the sending side alone hears this: no one can tell the two
            // apart before something is sent.
            () = gone => {
                let message = "the connection was closed for sending before the answer was there, which counts as going away";
                let help = "leave it open until the answer has come";
                return Wrong::new(StatusCode::REQUEST_TIMEOUT, "gone", message, help).into_response();
            }
        },
        false => state.door.admits(request.uri(), request.headers(), true).map_err(Wrong::from).and_then(|()| {
            let names: Vec<&str> = openapi::commands().get_subcommands().map(clap::Command::get_name).collect();
            let help = format!("there are {}", names.join(", "));
            Err(Wrong::new(StatusCode::NOT_FOUND, "no-such-command", "there is no command of this name", &help))
        }),
    };
    answered.unwrap_or_else(|wrong| {
        line.refused(wrong.status.as_u16(), wrong.told.code);
        wrong.into_response()
    })
}

async fn answer(state: &State, command: &str, request: Request, line: &mut Line) -> Result<Response, Wrong> {
    state.door.admits(request.uri(), request.headers(), true)?;
    let (body, share) = read(request, state.limits.of_body(command), &state.held).await?;
    line.read(body.len());
    let question =
        Question::read(Some(command), &body).map_err(|told| Wrong { status: StatusCode::BAD_REQUEST, told })?;
    drop(body);
    let media_type = question.media_type();
    let asked = Instant::now();
    let running = state.queue.turn().await.map_err(|_| {
        let message = "too many questions wait already";
        Wrong::new(StatusCode::TOO_MANY_REQUESTS, "busy", message, "ask again in a second")
    })?;
    line.waited(asked.elapsed());
    let gone = Gone { interrupt: running.interrupt.clone(), flag: Arc::default() };
    let limits = zopa::Limits {
        time: Some(state.limits.time),
        memory: state.limits.memory,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        interrupt: running.interrupt.clone(),
        ..zopa::Limits::default()
    };
    let flag = gone.flag.clone();
    let asking = tokio::task::spawn_blocking(move || {
        let mut sink = Sink::until(flag);
        let answered = question.ask(&limits, &mut sink).map(|called| (called, sink.bytes));
        drop((question, share));
        // Its turn is not over before, whether somebody waits for it or not.
        (answered, running)
    });
    let most = state.limits.time.saturating_add(state.limits.time / 10).saturating_add(GRACE);
    let (answered, running) = match tokio::time::timeout(most, asking).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => {
            let help = "please tell the makers of zopa, with the model if you can";
            return Err(Wrong::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "fault",
                "zopa has a fault, and could not answer this",
                help,
            ));
        }
        Err(_) => {
            let message = "the time limit was reached before what was found could be put together";
            return Err(Wrong::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too-slow",
                message,
                "ask for less, or give it more time",
            ));
        }
    };
    let (called, mut bytes) = answered?;
    let (length, ending) = (bytes.len(), ending(called.ending));
    let body = match length {
        ..=PIECE => bytes.into(),
        _ => {
            bytes.shrink_to_fit();
            let share = state.held.take(length).ok_or_else(no_room)?;
            Body::new(Answer::new(bytes, share, TAKEN))
        }
    };
    drop(running);
    line.answered(200, length, Some(ending.clone()));
    let mut response = with(StatusCode::OK, media_type, body);
    let mut said = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    said("zopa-ending", ending);
    if !called.notes.is_empty() {
        said("zopa-notes", ascii(&called.notes));
    }
    Ok(response)
}

fn no_room() -> Wrong {
    let message = "the questions and answers of others, which are on their way, leave no room";
    Wrong::new(StatusCode::TOO_MANY_REQUESTS, "busy", message, "ask again in a second")
}

/// The body of a question, and the room that it has.
async fn read(request: Request, most: usize, held: &Held) -> Result<(Bytes, Share), Wrong> {
    let too_long = || {
        let message = format!("the question is longer than {most} bytes");
        let help = "the server takes longer ones if it is started with --body-limit";
        Wrong::new(StatusCode::PAYLOAD_TOO_LARGE, "too-long", message, help)
    };
    if !is_json(request.headers()) {
        let help = "Content-Type: application/json";
        return Err(Wrong::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "questions are asked as JSON", help));
    }
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(too_long());
    }
    let share = held.take(length.unwrap_or(most)).ok_or_else(no_room)?;
    match tokio::time::timeout(COMING, Limited::new(request.into_body(), most).collect()).await {
        Ok(Ok(body)) => Ok((body.to_bytes(), share)),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(Wrong::new(StatusCode::BAD_REQUEST, "cut", "the question did not come to its end", "")),
        Err(_) => Err(Wrong::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "the question took too long to come", "")),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// How an answer ended, in the words of the reports.
fn ending(ending: Ending) -> String {
    serde_json::to_value(ending).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A text as JSON in letters that fit into the head of an answer.
fn ascii(text: &str) -> String {
    let mut cut: String = text.chars().take(NOTES).collect();
    if cut.len() < text.len() {
        cut.push_str(" … (cut)");
    }
    let json = serde_json::to_string(&cut).unwrap_or_default();
    let mut plain = String::new();
    for c in json.encode_utf16() {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii_graphic() || byte == b' ' => plain.push(char::from(byte)),
            _ => {
                let _ = write!(plain, "\\u{c:04x}");
            }
        }
    }
    plain
}
