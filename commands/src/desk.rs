//! Where a command is asked: what limits it, who asks, and where the answer goes.

use super::ending::Refusal;
use super::format::Format;
use crate::page::{Layout, svg};
use crate::pages::Report;
use crate::pages::jsonl::json_line;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zopa::clock::Stopwatch;
use zopa::search::{Budget, Interrupt, Limits, Stop};
use zopa::text::{quoted, visible};
use zopa_formats::File;

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

    /// Whether there is somebody who answers questions.
    fn answers(&self) -> bool {
        false
    }

    /// The answer to a question: a line. None if nobody answers.
    fn ask(&self, _question: &str) -> Option<String> {
        None
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

    /// What ends the writing of a long answer, beside the time that is limited.
    fn listing(&self) -> Interrupt {
        Interrupt::default()
    }

    /// How pages of text are laid out.
    fn layout(&self) -> Layout {
        Layout::default()
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
    /// What is left of the limits.
    budget: Budget,
    /// What ends the writing of a long answer.
    listing: Interrupt,
    sink: RefCell<&'d mut dyn Write>,
    /// Whether there is somebody who reads the answer.
    read: Cell<bool>,
    /// Why the answer was not written to its end.
    cut: Cell<Option<Stop>>,
    /// Whether a limit was reached while a model was read.
    unsettled: Cell<bool>,
}

/// What was found by the limit of time may be written for a tenth of it, and this.
const WRITING: Duration = Duration::from_millis(50);

impl<'d> Desk<'d> {
    /// For this host. The time of the limits begins now.
    pub fn new(host: &'d dyn Host, limits: Limits, sink: &'d mut dyn Write) -> Self {
        // What ends this command does not end others that are asked within the same limits.
        let limits = Limits { interrupt: limits.interrupt.within(limits.time), ..limits };
        let listing = host.listing().within(limits.time.map(|time| time.saturating_add(time / 10 + WRITING)));
        Desk {
            host,
            budget: Budget::new(&limits),
            listing,
            sink: RefCell::new(sink),
            read: Cell::new(true),
            cut: Cell::new(None),
            unsettled: Cell::new(false),
        }
    }

    /// A limit was reached before it was known what the model says.
    pub(super) fn unsettled(&self) {
        self.unsettled.set(true);
    }

    /// Whether that is so.
    pub(super) fn is_unsettled(&self) -> bool {
        self.unsettled.get()
    }

    /// Who asks.
    pub(super) fn host(&self) -> &'d dyn Host {
        self.host
    }

    /// The limits of a question that begins now: what is left of the command's.
    pub(super) fn limits(&self) -> Limits {
        self.host.begins(Phase::Answering);
        self.budget.rest()
    }

    /// Why the command ought to come to its end, if it ought to.
    pub(super) fn over(&self) -> Option<Stop> {
        self.budget.left().err()
    }

    /// What ends the writing of a long list.
    pub(super) fn listing(&self) -> Interrupt {
        self.listing.clone()
    }

    /// Why the answer was not written to its end, if it was not.
    pub fn cut(&self) -> Option<Stop> {
        self.cut.get()
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
        let cannot = |error| Refusal::new(&format!("cannot write {}: {error}", visible(&name)), None);
        self.host.keep(path, text).map_err(cannot)
    }

    /// Writes the answer as a page, or as data if no page was asked for.
    pub(super) fn finish(&self, format: Format, report: &impl Report) -> Result<(), Refusal> {
        match format {
            Format::Text => self.text(&report.page().text(self.host.layout())),
            Format::Markdown => self.text(&report.page().markdown()),
            Format::Html => self.text(&report.page().pictured(report.pictures()).html()),
            Format::Svg => match svg(&report.pictures()) {
                Some(svg) => self.text(&svg),
                None => Err(Refusal::new("there is nothing to draw in this answer", Some("as a page: --format text"))),
            },
            Format::Csv => match report.csv() {
                none if none.is_empty() => {
                    Err(Refusal::new("there is no table in this answer", Some("as a page: --format text")))
                }
                csv => self.text(&csv),
            },
            _ => self.json(report),
        }
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

    /// Writes an answer that is made on the way. A reader that went away is not an error: it has seen what it wanted. Nor is
    /// a limit on the way: then the command ends as stopped.
    pub(super) fn stream(&self, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Refusal> {
        let mut sink = self.sink.borrow_mut();
        let mut until = Until { sink: &mut **sink, listing: &self.listing, written: 0, last: None, cut: None };
        let written = make(&mut until).and_then(|()| until.flush());
        match (until.cut, written) {
            (Some(stop), _) => {
                self.cut.set(Some(stop));
                self.tell(&format!("stopped before everything was written: {stop}\n"));
                Ok(())
            }
            (None, Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Refusal::new(&format!("cannot write the result: {error}"), None))
            }
            (None, written) => {
                self.read.set(written.is_ok());
                Ok(())
            }
        }
    }

    /// Writes lines of a list that is made on the way.
    pub(super) fn lines<R: Serialize>(&self, lines: impl IntoIterator<Item = R>) -> Result<(), Refusal> {
        self.stream(|sink| lines.into_iter().try_for_each(|line| json_line(&line, sink)))
    }

    /// Whether somebody reads what is written. A sink may know better before it is given anything: it is asked.
    pub(super) fn is_read(&self) -> bool {
        let flushed = self.sink.try_borrow_mut().map_or(Ok(()), |mut sink| sink.flush());
        if flushed.is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            self.read.set(false);
        }
        self.read.get()
    }

    /// Stops what is asked.
    pub(super) fn stop(&self) {
        self.budget.rest().interrupt.stop();
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

/// A sink that takes no more when the writing of a long answer is to end, but for what closes a list.
struct Until<'s> {
    sink: &'s mut dyn Write,
    listing: &'s Interrupt,
    written: usize,
    /// How much may have been written in the end, once that is known.
    last: Option<usize>,
    cut: Option<Stop>,
}

/// So much is written between two looks at what ends the writing.
const PIECE: usize = 1 << 16;
/// So much may follow behind a list that was ended.
const CLOSING: usize = 1 << 20;

impl Write for Until<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = &bytes[..bytes.len().min(PIECE)];
        let before = self.written / PIECE;
        self.written += bytes.len();
        if before != self.written / PIECE
            && let Some(stop) = self.listing.asked()
            && self.written > *self.last.get_or_insert(self.written + CLOSING)
        {
            self.cut = Some(stop);
            return Err(io::Error::other(stop));
        }
        self.sink.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Who has the files already, and no disk.
pub(super) struct Caller<'c> {
    /// What is asked about.
    files: Vec<&'c File>,
    /// Others, which the question names.
    named: Vec<&'c File>,
    threads: usize,
    notes: RefCell<String>,
}

impl<'c> Caller<'c> {
    /// Of these files, those that the question names are no part of what it asks about.
    pub fn new(files: &'c [File], named: &[String], threads: usize) -> Self {
        let (named, files) = files.iter().partition(|file| named.contains(&file.name));
        Caller { files, named, threads, notes: RefCell::default() }
    }

    /// What was told.
    pub fn notes(self) -> String {
        self.notes.into_inner()
    }
}

impl Host for Caller<'_> {
    fn files(&self, paths: &[PathBuf]) -> Result<Vec<File>, Refusal> {
        let [path] = paths else { return Ok(self.files.iter().copied().cloned().collect()) };
        if path.as_os_str().is_empty() {
            return self.files(&[]);
        }
        let named = self.named.iter().find(|file| Path::new(&file.name) == path);
        named.map(|file| vec![File::clone(file)]).ok_or_else(|| {
            let message = format!("there is no file {} in the question", quoted(&path.display().to_string()));
            Refusal::new(&message, Some("send it with the others, under that name"))
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_closes_a_list_is_written_and_no_more() {
        let listing = Interrupt::default();
        let mut taken = Vec::new();
        let mut until = Until { sink: &mut taken, listing: &listing, written: 0, last: None, cut: None };
        let line = [b'x'; 1000];
        for _ in 0..1000 {
            until.write_all(&line).expect("it takes all");
        }
        listing.stop();
        let more = (0..).take_while(|_| until.write_all(&line).is_ok()).count() * line.len();
        assert_eq!(until.cut, Some(Stop::Interrupted));
        assert!((CLOSING - PIECE..=CLOSING + 2 * PIECE).contains(&more), "{more}");
    }
}
