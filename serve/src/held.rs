//! What is held in memory for the other side: questions that come in, and answers until they are taken.

use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The room for all of it.
pub struct Held {
    room: Arc<Semaphore>,
}

/// A part of the room, until this is dropped.
pub struct Share {
    _units: OwnedSemaphorePermit,
}

/// So many bytes are held for all connections together; more if one question may be longer than half of it.
const ROOM: usize = 256 << 20;
/// Room is given in pieces of so many bytes.
const UNIT: usize = 1 << 10;
/// An answer is handed over in pieces of so many bytes; one of no more needs no room of its own.
pub const PIECE: usize = 64 << 10;

impl Held {
    /// Room where the longest question has so many bytes.
    pub fn new(longest: usize) -> Held {
        let units = ROOM.max(longest.saturating_mul(2)) / UNIT;
        Held { room: Arc::new(Semaphore::new(units.min(Semaphore::MAX_PERMITS))) }
    }

    /// Room for so many bytes; none if others hold it.
    pub fn take(&self, bytes: usize) -> Option<Share> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).ok()?;
        self.room.clone().try_acquire_many_owned(units).ok().map(|units| Share { _units: units })
    }
}

/// A long answer on its way: it gives its room back when all of it is taken, when nobody takes it any more, and when its time is
/// over, however slowly it is taken.
pub struct Answer {
    kept: Arc<Mutex<Option<Kept>>>,
    at: usize,
    length: usize,
}

struct Kept {
    bytes: Vec<u8>,
    _share: Share,
}

impl Answer {
    /// An answer that has to be taken within this time.
    pub fn new(bytes: Vec<u8>, share: Share, within: Duration) -> Answer {
        let length = bytes.len();
        let kept = Arc::new(Mutex::new(Some(Kept { bytes, _share: share })));
        let late = Arc::downgrade(&kept);
        tokio::spawn(async move {
            tokio::time::sleep(within).await;
            let Some(kept) = late.upgrade() else { return };
            if let Ok(mut kept) = kept.lock() {
                *kept = None;
            }
        });
        Answer { kept, at: 0, length }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let end = self.length.min(self.at + PIECE);
        let piece = match self.kept.lock().ok().as_deref() {
            Some(Some(kept)) => Bytes::copy_from_slice(&kept.bytes[self.at..end]),
            _ => return Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into()))),
        };
        self.at = end;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.at == self.length
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.length - self.at) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn room_comes_back() {
        let held = Held::new(0);
        let all = held.take(ROOM).expect("room");
        assert!(held.take(1).is_none());
        drop(all);
        assert!(held.take(ROOM + 1).is_none());
        // A longer question than the room has room, if it is allowed.
        assert!(Held::new(ROOM).take(ROOM + 1).is_some());
        let bytes: Vec<u8> = (0..3 * PIECE + 5).map(|at| (at % 251) as u8).collect();
        let answer = Answer::new(bytes.clone(), held.take(ROOM).expect("room"), Duration::from_secs(60));
        assert_eq!(answer.size_hint().exact(), Some(bytes.len() as u64));
        assert_eq!(answer.collect().await.expect("all of it").to_bytes(), bytes);
        // Whoever takes it too slowly does not have the rest of it, and holds nothing.
        let mut slow = Answer::new(bytes, held.take(ROOM).expect("room"), Duration::from_millis(20));
        assert!(slow.frame().await.is_some_and(|piece| piece.is_ok()));
        assert!(held.take(1).is_none());
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(held.take(ROOM).is_some());
        assert!(slow.frame().await.is_some_and(|piece| piece.is_err()));
    }
}
