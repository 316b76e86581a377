//! A page as text for a terminal or a file: no line longer than asked, words in the same columns.

use super::table::{wide, wrap};
use super::{Block, Page};

/// How wide a page is, if nobody says otherwise.
pub const WIDTH: usize = 100;

/// How a page of text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// No line takes more columns, unless a single number does.
    pub width: usize,
    /// Headings in bold, with the escape sequences of terminals.
    pub bold: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Layout { width: WIDTH, bold: false }
    }
}

impl Page {
    /// The page as text.
    pub fn text(&self, layout: Layout) -> String {
        let mut lines = Lines { text: String::new(), layout };
        for block in &self.blocks {
            match block {
                Block::Heading(heading) | Block::Part(heading) => {
                    lines.space();
                    wrap(heading, layout.width).iter().for_each(|line| lines.strong(line));
                }
                Block::Strong(line) => wrap(line, layout.width).iter().for_each(|line| lines.strong(line)),
                Block::Item { indent, bullet, text } => {
                    let hang = indent + wide(bullet);
                    for (at, line) in wrap(text, layout.width.saturating_sub(hang)).iter().enumerate() {
                        let bullet = if at == 0 { bullet.clone() } else { " ".repeat(wide(bullet)) };
                        lines.line(*indent, &format!("{bullet}{line}"));
                    }
                }
                Block::Table { indent, table } => {
                    table
                        .telling()
                        .lines(layout.width.saturating_sub(*indent))
                        .iter()
                        .for_each(|line| lines.line(*indent, line));
                }
                Block::Figure(_) => {}
                // Where it has no room, the table tells the same.
                Block::Sketch { plane, told } if plane.iter().all(|line| wide(line) <= layout.width) => {
                    lines.space();
                    plane.iter().for_each(|line| lines.line(0, line));
                    wrap(told, layout.width).iter().for_each(|line| lines.line(0, line));
                    lines.space();
                }
                Block::Sketch { .. } => {}
                Block::Space => lines.space(),
            }
        }
        lines.text
    }
}

struct Lines {
    text: String,
    layout: Layout,
}

impl Lines {
    fn line(&mut self, indent: usize, line: &str) {
        self.text.push_str(format!("{}{line}", " ".repeat(indent)).trim_end());
        self.text.push('\n');
    }

    fn strong(&mut self, line: &str) {
        match self.layout.bold && !line.is_empty() {
            true => self.line(0, &format!("\u{1b}[1m{line}\u{1b}[0m")),
            false => self.line(0, line),
        }
    }

    /// A line of space, unless there is one.
    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}
