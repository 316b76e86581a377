//! A page as blocks: headings, sentences, lists, tables and pictures, which renderers lay out for a terminal, as Markdown or as
//! HTML.
//!
//! What stands in a page is plain text that is safe to show (`zopa::text::visible`); how wide a line is, what is bold and which
//! characters mean something else in Markdown or HTML is known to the renderers only. Pictures are seen in HTML, and by
//! themselves as SVG; a page of text says in words and tables what they show.

mod canvas;
pub(crate) mod csv;
mod html;
mod layout;
mod markdown;
mod picture;
mod table;

pub use html::svg;
pub use layout::{Layout, WIDTH};
pub use picture::Picture;
pub use table::Table;

pub(crate) use canvas::{Anchor, Canvas, fitted, width, wrapped};
pub(crate) use table::{SOFT, wide};

use itertools::Itertools;

/// A page, from top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Page {
    blocks: Vec<Block>,
}

/// A part of a page. Indents are columns of a page of text; in Markdown they tell what belongs to what.
#[derive(Clone, Debug)]
enum Block {
    /// The title or a section's heading, with a line of space above.
    Heading(String),
    /// The heading of a page that is a part of another one.
    Part(String),
    /// A line that stands out.
    Strong(String),
    /// A sentence or more, behind a bullet, a number or a word if that is not empty.
    Item {
        indent: usize,
        bullet: String,
        text: String,
    },
    Table {
        indent: usize,
        table: Table,
    },
    Figure(Picture),
    /// A picture on a terminal that has room for it, and what is told of it.
    Sketch {
        plane: Vec<String>,
        told: String,
    },
    /// A line of space, unless there is one.
    Space,
}

impl Page {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    pub(crate) fn heading(&mut self, heading: &str) {
        self.blocks.push(Block::Heading(heading.to_owned()));
    }

    pub(crate) fn strong(&mut self, line: &str) {
        self.blocks.push(Block::Strong(line.to_owned()));
    }

    pub(crate) fn space(&mut self) {
        self.blocks.push(Block::Space);
    }

    pub(crate) fn paragraph(&mut self, indent: usize, text: &str) {
        self.item(indent, "", text);
    }

    /// A paragraph that hangs behind a bullet or a number.
    pub(crate) fn item(&mut self, indent: usize, bullet: &str, text: &str) {
        self.blocks.push(Block::Item { indent, bullet: bullet.to_owned(), text: text.to_owned() });
    }

    /// What to keep in mind; nothing if there is nothing.
    pub(crate) fn warnings(&mut self, heading: &str, warnings: &[String]) {
        if !warnings.is_empty() {
            self.heading(heading);
            warnings.iter().for_each(|warning| self.item(2, "- ", &zopa::text::visible(warning)));
        }
    }

    /// The page with pictures below its first sentences, so that one looks before one reads.
    #[must_use]
    pub fn pictured(mut self, pictures: Vec<Picture>) -> Self {
        let mut headings = self.blocks.iter().positions(|block| matches!(block, Block::Heading(_)));
        let at = headings.nth(1).unwrap_or(self.blocks.len());
        self.blocks.splice(at..at, pictures.into_iter().map(Block::Figure));
        self
    }

    /// Adds another page under a heading of its own, in place of its title.
    pub(crate) fn part(&mut self, heading: &str, part: Page) {
        self.blocks.push(Block::Part(heading.to_owned()));
        let mut blocks = part.blocks.into_iter().peekable();
        blocks.next_if(|block| matches!(block, Block::Heading(_)));
        self.blocks.extend(blocks);
    }

    pub(crate) fn sketch(&mut self, plane: Vec<String>, told: String) {
        self.blocks.push(Block::Sketch { plane, told });
    }

    pub(crate) fn table(&mut self, indent: usize, table: Table) {
        self.blocks.push(Block::Table { indent, table });
    }
}
