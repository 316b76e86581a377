//! Where an answer goes that is kept in memory: up to a bound, while somebody waits for it.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest answer.
const LONGEST: usize = 64 << 20;

/// Takes an answer of up to 64 MB, as long as somebody waits for it.
#[derive(Debug, Default)]
pub struct Sink {
    /// What was written.
    pub bytes: Vec<u8>,
    /// Whether nobody does any more.
    gone: Arc<AtomicBool>,
}

impl Sink {
    /// An empty one, until somebody sets the flag.
    pub fn until(gone: Arc<AtomicBool>) -> Sink {
        Sink { bytes: Vec::new(), gone }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if self.bytes.len() + bytes.len() > LONGEST {
            return Err(io::Error::other(format!("it is longer than {} MB; ask for less of it", LONGEST >> 20)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.gone.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::BrokenPipe.into()),
            false => Ok(()),
        }
    }
}
