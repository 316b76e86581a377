//! The other side of a connection: whether it is still there, whatever it has sent.
//!
//! hyper notices that it went away where nothing more was sent; behind a question may stand the next one, which is not read before
//! the first is answered. So the connection is looked at beside hyper.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;

/// While something lies there unread, it is looked so often whether that was all.
const LOOKING: Duration = Duration::from_millis(25);

/// Knows whether the other side is there.
#[derive(Clone)]
pub struct Peer(Arc<TcpStream>);

impl Peer {
    /// Of this connection.
    pub fn new(stream: TcpStream) -> Peer {
        Peer(Arc::new(stream))
    }

    /// Waits until it sends nothing any more: whether it still reads cannot be told before something is sent to it.
    pub async fn gone(&self) {
        loop {
            match self.0.ready(Interest::READABLE).await {
                Ok(ready) if !ready.is_read_closed() => tokio::time::sleep(LOOKING).await,
                _ => return,
            }
        }
    }
}

/// The connection, for the one who speaks the protocol.
pub struct Connection(Arc<TcpStream>);

impl Connection {
    /// With this other side.
    pub fn of(peer: &Peer) -> Connection {
        Connection(peer.0.clone())
    }

    /// Sends what there is.
    fn send(&self, cx: &mut Context, send: impl Fn(&TcpStream) -> io::Result<usize>) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(cx))?;
            match send(&self.0) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                sent => return Poll::Ready(sent),
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            match self.0.try_read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.send(cx, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context, pieces: &[io::IoSlice]) -> Poll<io::Result<usize>> {
        self.send(cx, |stream| stream.try_write_vectored(pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// It ends when nobody has it any more, which is at once.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
