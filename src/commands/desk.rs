//! Where a command is asked: what limits it, who asks, and where the answer goes.

use super::ending::Refusal;
use crate::clock::{Deadline, Stopwatch};
use crate::formats::File;
use crate::report::text::Style;
use crate::report::{json_line, printable};
use crate::search::{Interrupt, Limits};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Who asks: a terminal, a service, a program in another language.
pub trait Host {
    /// The files of these names.
    ///
    /// # Errors
    /// What cannot be read.
    fn files(&self, paths: &[PathBuf]) -> Result<Vec<File>, Refusal>;

    /// Whether this argument names a file, and not what is chosen for an issue.
    fn is_file(&self, argument: &str) -> bool;

    /// Hears what is said beside the answer: whole lines.
    fn tell(&self, text: &str);

    /// Hears what is wrong with a model that was to be checked: whole lines.
    fn complain(&self, text: &str) {
        self.tell(text);
    }

    /// The most threads that a question may ask for.
    fn most_threads(&self) -> usize {
        usize::MAX
    }

    /// Writes a file beside the answer.
    ///
    /// # Errors
    /// If that is not possible here.
    fn keep(&self, path: &Path, text: &[u8]) -> io::Result<()>;

    /// Where files go, if a folder was named for them.
    fn folder(&self) -> Option<&Path> {
        None
    }

    /// Hears what the command is doing from now on.
    fn begins(&self, _: Phase) {}

    /// Hears how many of so many draws are made, of which some were known before.
    fn drawn(&self, _done: u64, _all: u64, _known: u64) {}

    /// Whether it shows that, so that nothing has to watch each draw.
    fn shows_draws(&self) -> bool {
        false
    }

    /// What ends the writing of a long list.
    fn listing(&self) -> Interrupt {
        Interrupt::default()
    }

    /// How pages are marked up.
    fn style(&self) -> Style {
        Style::default()
    }

    /// Whether what is told may be coloured.
    fn colour(&self) -> bool {
        false
    }
}

/// What a command is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has been found that could be reported.
    Reading,
    /// Something looks at the limits.
    Answering,
    /// The answer is being written, as fast as it is taken.
    Writing,
}

/// Where a command is asked.
pub struct Desk<'d> {
    host: &'d dyn Host,
    limits: Limits,
    deadline: Deadline,
    sink: RefCell<&'d mut dyn Write>,
    /// Whether there is somebody who reads the answer.
    read: Cell<bool>,
}

impl<'d> Desk<'d> {
    /// For this host. The time of the limits begins now.
    pub fn new(host: &'d dyn Host, limits: Limits, sink: &'d mut dyn Write) -> Self {
        let deadline = Deadline::after(limits.time);
        // What ends this command does not end others that are asked within the same limits.
        let limits = Limits { interrupt: limits.interrupt.beneath(), ..limits };
        Desk { host, limits, deadline, sink: RefCell::new(sink), read: Cell::new(true) }
    }

    /// Who asks.
    pub(super) fn host(&self) -> &'d dyn Host {
        self.host
    }

    /// The limits of a question that begins now: what is left of the command's.
    pub(super) fn limits(&self) -> Limits {
        self.host.begins(Phase::Answering);
        Limits { time: self.deadline.left(), ..self.limits.clone() }
    }

    /// Whether the command ought to come to its end.
    pub(super) fn is_over(&self) -> bool {
        self.limits.interrupt.asked().is_some() || self.deadline.has_passed()
    }

    /// Says something beside the answer, in whole lines.
    pub(super) fn tell(&self, text: &str) {
        if !text.is_empty() {
            self.host.tell(text);
        }
    }

    /// Writes a file beside the answer.
    pub(super) fn keep(&self, path: &Path, text: &[u8]) -> Result<(), Refusal> {
        self.host.begins(Phase::Writing);
        let name = path.display().to_string();
        let cannot = |error| Refusal::new(&format!("cannot write {}: {error}", printable(&name)), None);
        self.host.keep(path, text).map_err(cannot)
    }

    /// Writes the answer in the form that was asked for.
    pub(super) fn finish<R: Serialize>(
        &self,
        text: bool,
        page: impl FnOnce(Style) -> String,
        report: impl FnOnce() -> R,
    ) -> Result<(), Refusal> {
        if text { self.text(&page(self.host.style())) } else { self.json(&report()) }
    }

    /// Writes a text.
    ///
    /// # Errors
    /// What the sink cannot take.
    pub fn text(&self, text: &str) -> Result<(), Refusal> {
        self.host.begins(Phase::Writing);
        self.stream(|sink| sink.write_all(text.as_bytes()))
    }

    /// Writes data as JSON, with a line end.
    pub(super) fn json(&self, report: &impl Serialize) -> Result<(), Refusal> {
        self.host.begins(Phase::Writing);
        self.stream(|sink| {
            serde_json::to_writer_pretty(&mut *sink, report)?;
            sink.write_all(b"\n")
        })
    }

    /// Writes an answer that is made on the way. A reader that went away is not an error: it has seen what it wanted.
    pub(super) fn stream(&self, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Refusal> {
        let mut sink = self.sink.borrow_mut();
        match make(&mut **sink).and_then(|()| sink.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Refusal::new(&format!("cannot write the result: {error}"), None))
            }
            written => {
                self.read.set(written.is_ok());
                Ok(())
            }
        }
    }

    /// Writes lines of a list that is made on the way.
    pub(super) fn lines<R: Serialize>(&self, lines: impl IntoIterator<Item = R>) -> Result<(), Refusal> {
        self.stream(|sink| lines.into_iter().try_for_each(|line| json_line(&line, sink)))
    }

    /// Whether somebody reads what is written.
    pub(super) fn is_read(&self) -> bool {
        self.read.get()
    }

    /// Stops what is asked.
    pub(super) fn stop(&self) {
        self.limits.interrupt.stop();
    }

    /// Does something and, if the question is verbose, tells what was done and how long it took.
    pub(super) fn timed<T>(&self, verbose: bool, what: impl FnOnce(&T) -> String, work: impl FnOnce() -> T) -> T {
        let watch = verbose.then(Stopwatch::begin);
        let done = work();
        if let Some(watch) = watch {
            self.tell(&format!("{} in {:.1?}\n", what(&done), watch.elapsed()));
        }
        done
    }
}

/// Who has the files already, and no disk.
pub(super) struct Caller<'c> {
    files: &'c [File],
    threads: usize,
    notes: RefCell<String>,
}

impl<'c> Caller<'c> {
    pub fn new(files: &'c [File], threads: usize) -> Self {
        Caller { files, threads, notes: RefCell::default() }
    }

    /// What was told.
    pub fn notes(self) -> String {
        self.notes.into_inner()
    }
}

impl Host for Caller<'_> {
    fn files(&self, _: &[PathBuf]) -> Result<Vec<File>, Refusal> {
        Ok(self.files.to_vec())
    }

    fn is_file(&self, _: &str) -> bool {
        false
    }

    fn tell(&self, text: &str) {
        self.notes.borrow_mut().push_str(text);
    }

    fn most_threads(&self) -> usize {
        self.threads
    }

    fn keep(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
