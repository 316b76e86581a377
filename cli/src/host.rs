//! Who asks on a command line: files on a disk, and a terminal, or what stands in for one.

use super::replace::Replacement;
use super::terminal::{color_allowed, color_on_stderr, complain};
use super::{guard, progress};
use std::io::{self, BufRead, IsTerminal, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::time::Instant;
use terminal_size::terminal_size;
use zopa::Interrupt;
use zopa::text::visible;
use zopa_commands::page::{Layout, WIDTH};
use zopa_commands::{Host, Phase, Refusal};
use zopa_formats::{File, FolderError};

/// Narrower terminals are taken for so wide.
const NARROWEST: usize = 40;

/// A terminal, or what stands in for one.
pub struct Terminal {
    begun: Instant,
    quiet: bool,
    /// Whether the result goes to standard output.
    shown: bool,
    folder: Option<PathBuf>,
}

impl Terminal {
    /// Since now.
    pub fn new(quiet: bool, shown: bool, folder: Option<PathBuf>) -> Self {
        Terminal { begun: Instant::now(), quiet, shown, folder }
    }
}

impl Host for Terminal {
    /// The files, the files of folders, or standard input for `-`.
    fn files(&self, paths: &[PathBuf]) -> Result<Vec<File>, Refusal> {
        let mut files = Vec::new();
        for path in paths {
            let shown = path.display().to_string();
            let unread =
                |name: &str, error: io::Error| Refusal::new(&format!("cannot read {}: {error}", visible(name)), None);
            if path.as_os_str() == "-" {
                let name = "<standard input>";
                files.push(File::take(name, stdin().lock()).map_err(|error| unread(name, error))?);
            } else if path.is_dir() {
                let folder = File::folder(path).map_err(|error| match error {
                    FolderError::Unreadable(name, error) => unread(&name, error),
                    FolderError::TooMany(most) => Refusal::new(
                        &format!("{} has more than {most} entries", visible(&shown)),
                        Some("name the files of the negotiation"),
                    ),
                    FolderError::Nothing => Refusal::new(
                        &format!("{} is a directory, and holds no files of another program", visible(&shown)),
                        Some("name the model file in it"),
                    ),
                })?;
                for name in &folder.passed {
                    self.tell(&format!("warning: {} is of no known kind, and left out\n", visible(name)));
                }
                files.extend(folder.files);
            } else {
                files.push(File::open(path).map_err(|error| unread(&shown, error))?);
            }
        }
        Ok(files)
    }

    fn is_file(&self, argument: &str) -> bool {
        Path::new(argument).exists()
    }

    fn tell(&self, text: &str) {
        progress::clear();
        if !self.quiet {
            complain(text);
        }
    }

    fn complain(&self, text: &str) {
        progress::clear();
        complain(text);
    }

    fn answers(&self) -> bool {
        stdin().is_terminal()
    }

    /// A line of standard input; none at its end.
    fn ask(&self, question: &str) -> Option<String> {
        complain(question);
        let mut line = String::new();
        // Nobody types more in a line.
        let read = stdin().lock().take(1 << 16).read_line(&mut line).ok()?;
        (read > 0).then_some(line)
    }

    fn keep(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = Replacement::new(path)?;
        file.write_all(text)?;
        file.finish()
    }

    fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    fn begins(&self, phase: Phase) {
        if phase == Phase::Writing {
            progress::clear();
        }
        guard::begins(phase);
    }

    fn drawn(&self, done: u64, all: u64, known: u64) {
        if !self.quiet {
            progress::draws(self.begun, done, all, known);
        }
    }

    fn shows_draws(&self) -> bool {
        true
    }

    fn listing(&self) -> Interrupt {
        guard::listing()
    }

    /// Bold headings on a terminal that may show them, and lines as wide as it is.
    fn layout(&self) -> Layout {
        let terminal = self.shown && stdout().is_terminal();
        let columns = terminal_size().filter(|_| terminal).map_or(WIDTH, |(columns, _)| columns.0.into());
        Layout { width: columns.max(NARROWEST), bold: terminal && color_allowed() }
    }

    fn colour(&self) -> bool {
        color_on_stderr()
    }
}
