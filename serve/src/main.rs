//! The program `zopa-serve`: what `zopa` answers on a command line, over HTTP, and a desk in the browser.
//!
//! It listens on this machine only, unless a token guards it. Nothing is kept between two questions, and nothing is read from
//! the disk but the model that is named when it starts. Each answer is that of [`zopa_commands::call`], byte for byte.

#![forbid(unsafe_code)]

mod assets;
mod door;
mod held;
mod log;
mod openapi;
mod peer;
mod playground;
mod queue;
mod routes;
mod server;

use clap::Parser;
use door::Door;
use held::Held;
use queue::Queue;
use routes::{LONGEST_REPORT, Limits, State};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use zopa_commands::{Bytes, Time, UpTo};

/// Opens a desk in the browser for negotiation models, and answers programs over HTTP as zopa answers on a command line.
///
/// It listens on this machine only. POST /v1/COMMAND takes {"model": …, "options": {…}} and answers with the JSON that
/// `zopa COMMAND MODEL --format json` prints; GET /v1/openapi.json has the details.
#[derive(Parser)]
#[command(
    name = "zopa-serve",
    version,
    after_help = "\
Examples:
  zopa-serve
  zopa-serve model.json
  zopa-serve --listen 127.0.0.1:0 --time-limit 60
  zopa-serve --playground --wasm zopa.wasm.gz > playground.html
  zopa-serve --listen 10.0.0.5:7272 --token-file token --host negotiations.example.org"
)]
struct Arguments {
    /// A model to begin with on the desk: a JSON file. Without it the desk begins with an example
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,
    /// Where to listen: an address of this machine, and a port (0 for any that is free)
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7272")]
    listen: SocketAddr,
    /// A file with the token that every question has to bring (Authorization: Bearer …); needed where others can reach it
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A name that it is reached by, without a port, such as that of a proxy before it; may be given several times
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// The most time that a question may ask for: 30, 0.5, 30s, 500ms
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    time_limit: Time,
    /// The most memory that a question may use, about: 500M, 2G
    #[arg(long, value_name = "BYTES", default_value = "512M")]
    memory_limit: Bytes,
    /// The longest question, with its model: 500k, 2M
    #[arg(long, value_name = "BYTES", default_value = "1M")]
    body_limit: Bytes,
    /// How many questions are answered at once
    #[arg(long, value_name = "N", default_value = "2")]
    searches: UpTo<64>,
    /// How many more may wait; others are told to come back later
    #[arg(long, value_name = "N", default_value = "16")]
    queue: UpTo<1024>,
    /// Serve nothing, and write the desk as one page that answers by itself: with the program in WebAssembly in it
    #[arg(long, conflicts_with_all = [
        "listen", "token_file", "hosts", "time_limit", "memory_limit", "body_limit", "searches", "queue", "quiet",
    ])]
    playground: bool,
    /// That program, as scripts/playground builds it; unless it is named, zopa.wasm.gz beside this program is taken, or
    /// where that script puts it
    #[arg(long, value_name = "FILE", requires = "playground")]
    wasm: Option<PathBuf>,
    /// Say nothing on standard error but what is wrong; otherwise each question has a line there, without what it says
    #[arg(long, short)]
    quiet: bool,
}

/// What a thread that answers may put on its stack: as much as the program `zopa` has.
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    match begin(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn begin(arguments: Arguments) -> Result<(), String> {
    let start = arguments.model.as_deref().map(model).transpose()?;
    if arguments.playground {
        return write_playground(arguments.wasm, start.as_ref());
    }
    let token = arguments.token_file.as_deref().map(token).transpose()?;
    let door = Door::new(arguments.listen.ip(), &arguments.hosts, token)?;
    let Bytes(memory) = arguments.memory_limit;
    let limits = Limits {
        time: arguments.time_limit.0,
        memory,
        body: usize::try_from(arguments.body_limit.0).unwrap_or(usize::MAX),
    };
    let queue = Queue::new(arguments.searches.0 as usize, arguments.queue.0 as usize, memory);
    let held = Held::new(limits.of_body("compare").max(LONGEST_REPORT));
    let state = Arc::new(State { door, limits, queue, held, start, quiet: arguments.quiet });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.map_err(|error| format!("no threads can be had: {error}"))?;
    let ended = runtime.block_on(async {
        let (listener, address) = server::bind(arguments.listen).await?;
        // It does not answer to the name of all addresses.
        let address = match address.ip().is_unspecified() {
            true => format!("127.0.0.1:{}", address.port()),
            false => address.to_string(),
        };
        // Whoever went away has it in the log.
        let _ = writeln!(std::io::stdout(), "The desk is at http://{address}/ (Ctrl-C ends it)");
        let _ = std::io::stdout().flush();
        server::run(listener, state).await;
        Ok(())
    });
    // Searches that still run are not waited for.
    runtime.shutdown_background();
    ended
}

/// What the program in WebAssembly is called that stands beside this one.
const WASM: &str = "zopa.wasm.gz";

/// Writes the desk as one page.
fn write_playground(wasm: Option<PathBuf>, start: Option<&(String, String)>) -> Result<(), String> {
    // Installed beside this program; or in the folder of what was built, where the script puts it.
    let beside = || {
        let own = std::env::current_exe().ok()?;
        let built = own.parent()?.with_file_name("playground").join(WASM);
        [own.with_file_name(WASM), built].into_iter().find(|path| path.is_file())
    };
    let path = wasm.or_else(beside).ok_or_else(|| {
        format!(
            "there is no {WASM} beside zopa-serve, which the page needs\n  help: scripts/playground builds it, and the page with it; \
             --wasm FILE names one that stands elsewhere"
        )
    })?;
    let program = std::fs::read(&path).map_err(|error| unread(&path, &error))?;
    let shown = path.display().to_string();
    let page = playground::page(&program, start)
        .map_err(|why| format!("{} cannot be put into the page: {why}", zopa::text::visible(&shown)))?;
    let mut out = std::io::stdout().lock();
    out.write_all(page.as_bytes()).and_then(|()| out.flush()).map_err(|error| format!("cannot write the page: {error}"))
}

/// The shortest token that is taken.
const SHORTEST: usize = 16;

/// The token in a file.
fn token(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|error| unread(path, &error))?;
    let token = text.trim();
    let fit = token.len() >= SHORTEST && token.bytes().all(|byte| byte.is_ascii_graphic());
    fit.then(|| token.to_owned()).ok_or_else(|| {
        format!(
            "the token in {} is to have at least {SHORTEST} characters, without spaces, of letters, digits and signs",
            zopa::text::visible(&path.display().to_string())
        )
    })
}

/// The model to begin with: its name and its text.
fn model(path: &Path) -> Result<(String, String), String> {
    let text = std::fs::read_to_string(path).map_err(|error| unread(path, &error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, text))
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!("cannot read {}: {error}", zopa::text::visible(&path.display().to_string()))
}
