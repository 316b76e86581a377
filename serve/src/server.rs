//! Connections: how many, how long each may take to say something, and what ends them.

use super::peer::{Connection, Peer};
use super::routes::{self, State};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// So many connections are served at once; others wait in the system's queue.
const CONNECTIONS: usize = 128;
/// A head has to be complete after so long. The same ends connections that wait for a next question.
const HEAD: Duration = Duration::from_secs(10);
/// The longest head, in bytes.
const LONGEST_HEAD: usize = 64 << 10;
/// Whoever takes nothing of an answer for so long has gone away.
const TAKING: Duration = Duration::from_secs(30);
/// After the system had no more connections to give, it is asked again after so long.
const AGAIN: Duration = Duration::from_millis(50);

/// Listens there.
///
/// # Errors
/// Why it cannot.
pub async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let cannot = |error| format!("cannot listen on {address}: {error}\n  help: another port: --listen 127.0.0.1:0");
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    Ok((listener, address))
}

/// Serves until it is interrupted.
pub async fn run(listener: TcpListener, state: Arc<State>) {
    let watched = state.clone();
    tokio::spawn(async move { watched.queue.watch_memory().await });
    tokio::select! {
        () = accept(listener, state) => {}
        () = interrupted() => {}
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let service = TowerToHyperService::new(routes::router(state));
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(AGAIN).await;
            continue;
        };
        // Answers are small, and somebody waits for them.
        let _ = stream.set_nodelay(true);
        let peer = Peer::new(stream);
        let mut stream = TimeoutStream::new(Connection::of(&peer));
        stream.set_write_timeout(Some(TAKING));
        let mut http = http1::Builder::new();
        // Whoever has ended its sending side hears why there is no answer; who has gone away is noticed by `Peer`.
        http.half_close(true);
        http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LONGEST_HEAD);
        let service = service.clone();
        let asked = service_fn(move |mut request| {
            request.extensions_mut().insert(peer.clone());
            service.call(request)
        });
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), asked);
        tokio::spawn(async move {
            // What is wrong with a connection is the other side's.
            let _ = connection.await;
            drop(slot);
        });
    }
}
