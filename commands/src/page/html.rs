//! A page as one HTML file, to be mailed, printed and read aloud: no script, nothing that is loaded, every text escaped.
//!
//! The policy in its head forbids the browser to load or run anything, whatever stands in a model. Each picture has a sentence
//! and a table beside it; colours are those of the reader's setting, light or dark, and black on paper. A file never exceeds a
//! megabyte: of a page that would, less is shown, which it says.

use super::canvas::{STYLE, Tenths, colours, escape, fitted};
use super::markdown::marker;
use super::picture::Picture;
use super::table::SOFT;
use super::{Block, Page, Table};

use std::fmt::Write;
use zopa::text::shorten;

/// How the page looks.
const LOOK: &str = "\
:root{color-scheme:light dark}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.2rem}h3{font-size:1.05rem;margin-top:1.6rem}
p,ul,ol{margin:.5rem 0}.in{margin-left:1.5rem}.deep{margin-left:3rem}
.table{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:.8rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}tbody th{font-weight:inherit}
.n,.n1 tr>:nth-child(1),.n2 tr>:nth-child(2),.n3 tr>:nth-child(3),.n4 tr>:nth-child(4),.n5 tr>:nth-child(5),.n6 tr>:nth-child(6),\
.n7 tr>:nth-child(7),.n8 tr>:nth-child(8){text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1.2rem 0;overflow-x:auto}figcaption{font-weight:600}figure p{color:var(--soft);font-size:.9rem}
figure svg{display:block;width:100%;height:auto;min-width:34rem;max-width:47.5rem}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
@media print{main{max-width:none}h2{break-after:avoid}figure,tr{break-inside:avoid}figure,.table{overflow:visible}figure svg{min-width:0}\
details::details-content{content-visibility:visible;block-size:auto}}
";

/// A table with more columns may be wider than a page.
const FEW: usize = 2;
/// So many columns can be said of a table to have numbers, as is seen above.
const COLUMNS: usize = 8;
/// A word with more letters may be broken.
const WORD: usize = 24;
/// What a file is called has no more letters.
const TITLE: usize = 200;

/// Nothing is loaded, nothing is run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// No file has more bytes.
const LARGEST: usize = 1_000_000;
/// What is left of a page that would have more, less and less: rows of a table, and letters of a text.
const THINNER: [[usize; 2]; 4] = [[200, 2000], [60, 600], [20, 200], [6, 60]];
/// What closes a file that is cut.
const END: usize = 1000;

impl Page {
    /// The page as an HTML file.
    pub fn html(&self) -> String {
        let less = THINNER.into_iter().map(Some);
        let mut whole = std::iter::once(None).chain(less).filter_map(|thin| self.written(thin, false));
        // At last, as many blocks as there is room for.
        whole.next().or_else(|| self.written(THINNER.last().copied(), true)).unwrap_or_default()
    }

    /// The page, with so many rows of a table and letters of a text; none if it would be too large and is not cut.
    fn written(&self, thin: Option<[usize; 2]>, cut: bool) -> Option<String> {
        let title = self.blocks.iter().find_map(|block| match block {
            Block::Heading(heading) => Some(escape(&shorten(heading, TITLE))),
            _ => None,
        });
        let mut text = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"{POLICY}\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" \
             content=\"no-referrer\">\n<title>{}</title>\n<style>\n{}{LOOK}{STYLE}</style>\n</head>\n<body>\n<main>\n",
            title.unwrap_or_else(|| "zopa".to_owned()),
            colours(":root")
        );
        let mut body = Body { text: &mut text, lists: Vec::new(), titled: false, deeper: false, figures: 0, thin };
        for block in &self.blocks {
            let (before, lists) = (body.text.len(), body.lists.clone());
            let first = !body.titled;
            body.block(block);
            if let Some([rows, letters]) = thin.filter(|_| first && body.titled) {
                let said = format!(
                    "This file is kept below one megabyte: no table has more than {rows} rows here, and no text more than {letters} letters. \
                     All is in the report as data (--format json)."
                );
                let _ = writeln!(body.text, "<p>{}</p>", escape(&said));
            }
            if body.text.len() > LARGEST - END {
                if !cut {
                    return None;
                }
                body.text.truncate(before);
                body.lists = lists;
                body.close(0);
                body.text.push_str("<p>Here this file ends, and what follows is left out.</p>\n");
                break;
            }
        }
        body.close(0);
        text += "</main>\n</body>\n</html>\n";
        Some(text)
    }
}

/// Pictures by themselves, one below the other; none if there are none.
pub fn svg(pictures: &[Picture]) -> Option<String> {
    let first = pictures.first()?;
    // What is to be seen on each; of several with their titles.
    let seen = match pictures {
        [one] => one.seen.clone(),
        all => all.iter().map(|one| format!("{}: {}", one.title, one.seen)).collect::<Vec<_>>().join(" "),
    };
    let title = 260;
    let width = pictures.iter().map(|picture| picture.canvas.width).max().unwrap_or(0);
    let height: i64 = pictures.iter().map(|picture| picture.canvas.height + title).sum();
    let (wide, high) = (Tenths(width), Tenths(height));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" role=\"img\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<style>\n{}{STYLE}svg .title{{font-weight:600}}\n</style>\n\
         <rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper)\"/>\n",
        escape(&shorten(&first.title, TITLE)),
        escape(&seen),
        colours("svg")
    );
    let mut down = 0;
    for picture in pictures {
        let _ = writeln!(
            text,
            "<text class=\"title\" x=\"10\" y=\"{}\">{}</text>\n<g transform=\"translate(0,{})\">\n{}</g>",
            Tenths(down + 180),
            escape(&fitted(&picture.title, width)),
            Tenths(down + title),
            picture.canvas.shapes()
        );
        down += picture.canvas.height + title;
    }
    text += "</svg>\n";
    Some(text)
}

struct Body<'t> {
    text: &'t mut String,
    /// The lists that are open, the outermost first: how far their items are indented on a page of text, and whether they count.
    lists: Vec<(usize, bool)>,
    titled: bool,
    /// Within a part, headings are one level deeper.
    deeper: bool,
    figures: usize,
    /// So many rows of a table and letters of a text, if not all.
    thin: Option<[usize; 2]>,
}

impl Body<'_> {
    fn block(&mut self, block: &Block) {
        if !matches!(block, Block::Item { .. } | Block::Space) {
            self.close(0);
        }
        match block {
            Block::Heading(heading) => {
                let level = 1 + usize::from(self.titled) + usize::from(self.titled && self.deeper);
                self.titled = true;
                let _ = writeln!(self.text, "<h{level}>{}</h{level}>", self.plain(heading));
            }
            Block::Part(heading) => {
                self.deeper = true;
                let _ = writeln!(self.text, "<h2>{}</h2>", self.plain(heading));
            }
            Block::Strong(line) => {
                let _ = writeln!(self.text, "<p><strong>{}</strong></p>", self.plain(line));
            }
            Block::Item { indent, bullet, text } => self.item(*indent, bullet, text),
            Block::Table { table, .. } => self.table(table),
            Block::Figure(picture) => self.figure(picture),
            Block::Space | Block::Sketch { .. } => {}
        }
    }

    /// A text in one line. Very long words may be broken, so that no page is wider than a small screen for one of them.
    fn plain(&self, text: &str) -> String {
        let text = self.thin.map_or(text.into(), |[_, letters]| shorten(text, letters));
        let mut plain = String::with_capacity(text.len());
        let (mut from, mut long) = (0, 0);
        for (at, letter) in text.char_indices() {
            if long == WORD {
                plain += &escape(&text[from..at]);
                plain += "<wbr>";
                (from, long) = (at, 0);
            }
            long = if letter == ' ' { 0 } else { long + 1 };
        }
        plain + &escape(&text[from..])
    }

    /// A text with its line ends.
    fn lines(&self, text: &str) -> String {
        text.split('\n').map(|line| self.plain(&line.replace(SOFT, " "))).collect::<Vec<_>>().join("<br>")
    }

    /// Ends lists until so many are open.
    fn close(&mut self, open: usize) {
        for (_, counted) in self.lists.drain(open..).rev() {
            let _ = writeln!(self.text, "</li></{}>", if counted { "ol" } else { "ul" });
        }
    }

    fn item(&mut self, indent: usize, bullet: &str, words: &str) {
        let marker = marker(bullet);
        let open = self.lists.iter().take_while(|(own, _)| *own < indent || marker.is_some() && *own == indent).count();
        self.close(open);
        let Some((mark, word)) = marker else {
            let class = match (self.lists.is_empty(), indent) {
                (true, 1..=3) => " class=\"in\"",
                (true, 4..) => " class=\"deep\"",
                _ => "",
            };
            let _ = writeln!(self.text, "<p{class}>{}</p>", self.lines(format!("{bullet}{words}").trim_start()));
            return;
        };
        let counted = mark != "-";
        match self.lists.last() {
            Some((own, _)) if *own == indent => self.text.push_str("</li>\n"),
            _ => {
                // A list that something stood in the middle of counts on.
                let start = mark.trim_end_matches('.');
                let _ = match counted {
                    true => writeln!(self.text, "<ol start=\"{}\">", escape(start)),
                    false => writeln!(self.text, "<ul>"),
                };
                self.lists.push((indent, counted));
            }
        }
        let _ = write!(self.text, "<li>{}", self.lines(&format!("{word}{words}")));
    }

    fn table(&mut self, table: &Table) {
        let numeric: Vec<bool> = table.numeric().collect();
        // Wide tables are scrolled, by keys too.
        let wide = numeric.len() > FEW;
        if wide {
            self.text.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
        }
        // Which columns have numbers is said once, but of those that are far to the right.
        let right = |at: usize| numeric.get(at) == Some(&true);
        let columns: Vec<String> = (0..COLUMNS).filter(|at| right(*at)).map(|at| format!("n{}", at + 1)).collect();
        let _ = match columns.as_slice() {
            [] => writeln!(self.text, "<table>"),
            columns => writeln!(self.text, "<table class=\"{}\">", columns.join(" ")),
        };
        let class = |at: usize| if at >= COLUMNS && right(at) { " class=\"n\"" } else { "" };
        let headed = table.headers().any(|header| !header.is_empty());
        if headed {
            self.text.push_str("<thead><tr>");
            for (at, header) in table.headers().enumerate() {
                let element = if header.is_empty() { "td" } else { "th" };
                let _ = write!(self.text, "<{element}{}>{}</{element}>", class(at), self.lines(header));
            }
            self.text.push_str("</tr></thead>\n");
        }
        self.text.push_str("<tbody>\n");
        let most = self.thin.map_or(usize::MAX, |[rows, _]| rows);
        let mut rows = table.rows().iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
        // What a row is about stands first in it.
        let about = headed && numeric.first() == Some(&false);
        for row in rows.by_ref().take(most) {
            self.text.push_str("<tr>");
            for at in 0..numeric.len() {
                let cell = row.get(at).map_or("", String::as_str);
                let element = if about && at == 0 && !cell.is_empty() { "th" } else { "td" };
                let _ = write!(self.text, "<{element}{}>{}</{element}>", class(at), self.lines(cell));
            }
            self.text.push_str("</tr>\n");
        }
        let more = rows.count();
        if more > 0 {
            let _ = writeln!(self.text, "<tr><td>… and {more} more</td></tr>");
        }
        self.text.push_str(if wide { "</tbody></table></div>\n" } else { "</tbody></table>\n" });
    }

    fn figure(&mut self, picture: &Picture) {
        self.figures += 1;
        let (at, canvas) = (self.figures, &picture.canvas);
        let _ = writeln!(
            self.text,
            "<figure tabindex=\"0\" aria-labelledby=\"f{at}\">\n<figcaption id=\"f{at}\">{title}</figcaption>\n\
             <svg viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-labelledby=\"f{at} f{at}d\">\n{shapes}</svg>\n\
             <p id=\"f{at}d\">{seen}</p>\n\
             <details><summary>Numbers</summary>",
            title = self.plain(&picture.title),
            seen = self.plain(&picture.seen),
            wide = Tenths(canvas.width),
            high = Tenths(canvas.height),
            shapes = canvas.shapes(),
        );
        self.table(&picture.numbers);
        self.text.push_str("</details>\n</figure>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::PALETTE;
    use super::*;

    #[test]
    fn lists_are_nested_and_closed() {
        let mut page = Page::default();
        page.heading("A <title>");
        page.item(2, "- ", "one");
        page.paragraph(6, "of it");
        page.item(4, "- ", "deeper");
        page.item(2, "- ", "two");
        page.paragraph(0, "Then \"this\".");
        page.item(2, "1. ", "first");
        let html = page.html();
        let body = html.split("<main>\n").nth(1).and_then(|rest| rest.split("</main>").next());
        let expected = "<h1>A &lt;title&gt;</h1>\n<ul>\n<li>one<p>of it</p>\n<ul>\n<li>deeper</li></ul>\n</li>\n<li>two</li></ul>\n\
                        <p>Then &quot;this&quot;.</p>\n<ol start=\"1\">\n<li>first</li></ol>\n";
        assert_eq!(body, Some(expected));
    }

    /// How bright a colour is, from 0 to 1 (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two digits")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    /// Text can be read and marks can be seen, in both themes.
    #[test]
    fn colours_are_far_enough_apart() {
        // On light, on dark, and printed.
        for theme in 0..3 {
            let colour = |name: &str| {
                let own = PALETTE.iter().find(|(own, _)| *own == name).expect("a colour");
                luminance(own.1[theme])
            };
            let contrast = |one: &str, other: &str| {
                let (one, other) = (colour(one), colour(other));
                (one.max(other) + 0.05) / (one.min(other) + 0.05)
            };
            for paper in ["paper", "shade"] {
                assert!(contrast("ink", paper) >= 7.0 && contrast("soft", paper) >= 4.5, "{theme}");
                assert!(contrast("plus", paper) >= 3.0 && contrast("minus", paper) >= 3.0, "{theme}");
            }
            for cell in ["up", "upper", "down", "lower"] {
                assert!(contrast("ink", cell) >= 4.5, "{theme} {cell}");
            }
            // Letters on marks.
            assert!(contrast("paper", "ink") >= 4.5 && contrast("paper", "plus") >= 3.0, "{theme}");
        }
    }

    /// Of whatever is too large, less is shown, and never more than a megabyte.
    #[test]
    fn no_file_is_larger_than_a_megabyte() {
        let mut page = Page::default();
        page.heading("A title");
        let long = "<&> ".repeat(400);
        let mut table = Table::default().text("Name", 0, 20).text("Other", 0, 20);
        for _ in 0..300 {
            table.row([long.clone(), long.clone()]);
        }
        page.item(2, "- ", "one");
        page.table(0, table.clone());
        let html = page.html();
        assert!(html.len() <= LARGEST && html.contains("and 240 more") && html.contains("below one megabyte"));
        // A great many tables.
        for _ in 0..3000 {
            page.item(2, "- ", "one");
            page.item(4, "- ", "of it");
            page.table(0, table.clone());
        }
        let html = page.html();
        assert!(html.len() <= LARGEST && html.contains("what follows is left out") && html.ends_with("</html>\n"));
    }
}
