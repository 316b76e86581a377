//! A question that is being answered in a thread of its own.

use super::refused;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{num::NonZeroUsize, ops::ControlFlow};
use zopa::{Interrupt, Limits, Progress, Watch};
use zopa_commands::{Refusal, call};
use zopa_formats::File;

/// What the thread may put on its stack: as much as the program `zopa` has.
const STACK: usize = 8 << 20;
/// So often is looked whether there is a signal.
pub const LOOK: Duration = Duration::from_millis(8);
/// What was found when a signal came is waited for so long; who pressed Ctrl-C does not wait for more.
const GRACE: Duration = Duration::from_millis(30);
/// An answer comes in pieces of so many bytes.
const PIECE: usize = 1 << 16;
/// So many pieces wait until somebody takes them.
const AHEAD: usize = 16;
/// The longest answer, where memory is not limited otherwise.
const LONGEST: u64 = 4 << 30;

/// What comes from the thread.
enum Message {
    Piece(Vec<u8>),
    Ended(Result<(u8, String), Box<Refusal>>),
}

/// A question that is being answered.
#[pyclass(frozen, module = "zopa._zopa")]
pub struct Question {
    /// None once it has ended, or nobody waits for it any more: then its thread can hand nothing on, and ends.
    messages: Mutex<Option<Receiver<Message>>>,
    interrupt: Interrupt,
    /// How far it has come, if that was not told yet.
    come: Arc<Mutex<Option<Progress>>>,
    progress: Option<Py<PyAny>>,
    /// How it ended: its status, and what was said beside the answer.
    ended: Mutex<Option<(u8, String)>>,
}

/// What a thread that panicked left is taken as it is: it is replaced, never mended.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn fault() -> PyErr {
    PyRuntimeError::new_err(
        "zopa has a fault, and could not answer this; please tell its makers, with the model if you can",
    )
}

#[pymethods]
impl Question {
    /// Asks a command of files, each a name and what is in it, with options in JSON.
    #[new]
    #[pyo3(signature = (command, files, options, progress=None))]
    fn new(
        command: String,
        files: Vec<(String, Vec<u8>)>,
        options: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let options: Value = serde_json::from_str(options).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let files: Vec<File> = files.into_iter().map(|(name, bytes)| File::new(name, bytes)).collect();
        let (sender, receiver) = sync_channel(AHEAD);
        let come = Arc::new(Mutex::new(None));
        let mut limits =
            Limits { threads: thread::available_parallelism().map_or(1, NonZeroUsize::get), ..Limits::default() };
        let interrupt = limits.interrupt.clone();
        if options.get("memory-limit").is_some() {
            // Whoever says how much there is may say more than is usual.
            limits.memory = u64::MAX;
        }
        if progress.is_some() {
            let come = Arc::clone(&come);
            limits.watch = Watch::new(move |progress| {
                *locked(&come) = Some(progress.clone());
                ControlFlow::Continue(())
            });
        }
        let asked = move || {
            let mut sink = Sink { piece: Vec::new(), taken: 0, sender };
            let called = call(&command, &files, &options, &limits, &mut sink);
            drop((files, options));
            let left = sink.flush();
            let ended = match (called, left) {
                (Ok(called), _) => Ok((called.ending.status(), called.notes)),
                (Err(refusal), _) => Err(Box::new(refusal)),
            };
            // Whoever went away needs no answer.
            let _ = sink.sender.send(Message::Ended(ended));
        };
        let started = thread::Builder::new().name("zopa".to_owned()).stack_size(STACK).spawn(asked);
        started.map_err(|error| PyRuntimeError::new_err(format!("no thread can be had: {error}")))?;
        Ok(Question { messages: Mutex::new(Some(receiver)), interrupt, come, progress, ended: Mutex::default() })
    }

    /// The next piece of the answer, or none at its end. An exception of a signal, or of who is told how far it has come, stops the
    /// question; what was found by then is its attribute `rest`, if it came at once: a status, bytes and notes. Behind an exception
    /// there are no more pieces.
    fn piece<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        if locked(&self.messages).is_none() {
            return Ok(None);
        }
        let piece = self.next(py);
        if !matches!(piece, Ok(Some(_))) {
            *locked(&self.messages) = None;
        }
        piece
    }

    /// Stops it; what was found so far is answered.
    fn stop(&self) {
        self.interrupt.stop();
    }

    /// How it ended, once there are no more pieces: the exit status of the program.
    #[getter]
    fn status(&self) -> Option<u8> {
        locked(&self.ended).as_ref().map(|(status, _)| *status)
    }

    /// What was said beside the answer, likewise.
    #[getter]
    fn notes(&self) -> Option<String> {
        locked(&self.ended).as_ref().map(|(_, notes)| notes.clone())
    }
}

impl Question {
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        loop {
            match py.detach(|| self.message(LOOK)) {
                Ok(Message::Piece(bytes)) => return Ok(Some(PyBytes::new(py, &bytes))),
                Ok(Message::Ended(Ok(ended))) => {
                    *locked(&self.ended) = Some(ended);
                    return Ok(None);
                }
                Ok(Message::Ended(Err(refusal))) => return Err(refused(&refusal)),
                // Another thread of Python took the end.
                Err(RecvTimeoutError::Disconnected) if locked(&self.messages).is_none() => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err(fault()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Err(error) = self.look(py) {
                self.interrupt.stop();
                if let Some((status, bytes, notes)) = py.detach(|| self.rest()) {
                    error.value(py).setattr("rest", (status, PyBytes::new(py, &bytes), notes))?;
                }
                return Err(error);
            }
        }
    }

    fn message(&self, wait: Duration) -> Result<Message, RecvTimeoutError> {
        let messages = locked(&self.messages);
        messages.as_ref().map_or(Err(RecvTimeoutError::Disconnected), |messages| messages.recv_timeout(wait))
    }

    /// Lets Python handle signals, and tells how far it has come.
    fn look(&self, py: Python) -> PyResult<()> {
        py.check_signals()?;
        let Some(callback) = &self.progress else { return Ok(()) };
        let come = locked(&self.come).take();
        if let Some(come) = come
            && callback.call1(py, (come.step, come.examined, come.gap))?.is_truthy(py)?
        {
            self.interrupt.stop();
        }
        Ok(())
    }

    /// What is left of the answer of a question that was stopped, if it comes soon.
    fn rest(&self) -> Option<(u8, Vec<u8>, String)> {
        let end = Instant::now() + GRACE;
        let mut rest = Vec::new();
        loop {
            match self.message(end.saturating_duration_since(Instant::now())) {
                Ok(Message::Piece(bytes)) => rest.extend(bytes),
                Ok(Message::Ended(Ok((status, notes)))) => return Some((status, rest, notes)),
                _ => return None,
            }
        }
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.interrupt.stop();
    }
}

/// Hands the answer on in pieces, as long as somebody takes them.
struct Sink {
    piece: Vec<u8>,
    /// How much was written.
    taken: u64,
    sender: SyncSender<Message>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.taken += bytes.len() as u64;
        if self.taken > LONGEST {
            return Err(io::Error::other("it is longer than 4 GB; ask for less of it"));
        }
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        self.sender.send(Message::Piece(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
