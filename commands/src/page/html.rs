//! A page as one HTML file, to be mailed, printed and read aloud: no script, nothing that is loaded, every text escaped.
//!
//! The policy in its head forbids the browser to load or run anything, whatever stands in a model. Each picture has a sentence
//! and a table beside it; colours are those of the reader's setting, light or dark, and black on paper.

use super::canvas::{STYLE, Tenths, escape, fitted};
use super::markdown::marker;
use super::picture::Picture;
use super::table::SOFT;
use super::{Block, Page, Table};

use std::fmt::Write;

/// How the page looks.
const LOOK: &str = "\
:root{color-scheme:light dark;--ink:#1a1c20;--soft:#5b616b;--line:#c9cdd4;--paper:#ffffff}
@media (prefers-color-scheme:dark){:root{--ink:#e8e9ec;--soft:#a9afb9;--line:#4a4f59;--paper:#15171c}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.2rem}h3{font-size:1.05rem;margin-top:1.6rem}
p,ul,ol{margin:.5rem 0}.in{margin-left:1.5rem}.deep{margin-left:3rem}
.table{overflow-x:auto;margin:.8rem 0}table{border-collapse:collapse;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1.2rem 0}figcaption{font-weight:600}figure p{color:var(--soft);font-size:.9rem}
figure svg{display:block;width:100%;height:auto;max-width:47.5rem}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
@media print{:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff}main{max-width:none}h2{break-after:avoid}figure,tr{break-inside:avoid}}
";

/// Nothing is loaded, nothing is run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

impl Page {
    /// The page as an HTML file.
    pub fn html(&self) -> String {
        let title = self.blocks.iter().find_map(|block| match block {
            Block::Heading(heading) => Some(escape(heading)),
            _ => None,
        });
        let mut text = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"{POLICY}\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" \
             content=\"no-referrer\">\n<title>{}</title>\n<style>\n{LOOK}{STYLE}</style>\n</head>\n<body>\n<main>\n",
            title.unwrap_or_else(|| "zopa".to_owned())
        );
        let mut body = Body { text: &mut text, lists: Vec::new(), titled: false, deeper: false, figures: 0 };
        self.blocks.iter().for_each(|block| body.block(block));
        body.close(0);
        text += "</main>\n</body>\n</html>\n";
        text
    }
}

/// Pictures by themselves, one below the other; none if there are none.
pub fn svg(pictures: &[Picture]) -> Option<String> {
    let first = pictures.first()?;
    let title = 260;
    let width = pictures.iter().map(|picture| picture.canvas.width).max().unwrap_or(0);
    let height: i64 = pictures.iter().map(|picture| picture.canvas.height + title).sum();
    let (wide, high) = (Tenths(width), Tenths(height));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" role=\"img\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<style>\n{STYLE}svg .title{{font-weight:600}}\n</style>\n\
         <rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper)\"/>\n",
        escape(&first.title),
        escape(&first.seen)
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
                let _ = writeln!(self.text, "<h{level}>{}</h{level}>", escape(heading));
            }
            Block::Part(heading) => {
                self.deeper = true;
                let _ = writeln!(self.text, "<h2>{}</h2>", escape(heading));
            }
            Block::Strong(line) => {
                let _ = writeln!(self.text, "<p><strong>{}</strong></p>", escape(line));
            }
            Block::Item { indent, bullet, text } => self.item(*indent, bullet, text),
            Block::Table { table, .. } => self.table(table),
            Block::Figure(picture) => self.figure(picture),
            Block::Space => {}
        }
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
            let _ = writeln!(self.text, "<p{class}>{}</p>", lines(format!("{bullet}{words}").trim_start()));
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
        let _ = write!(self.text, "<li>{}", lines(&format!("{word}{words}")));
    }

    fn table(&mut self, table: &Table) {
        // Wide tables are scrolled, by keys too.
        self.text.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n");
        let numeric: Vec<bool> = table.numeric().collect();
        let class = |at: usize| if numeric.get(at) == Some(&true) { " class=\"n\"" } else { "" };
        if table.headers().any(|header| !header.is_empty()) {
            self.text.push_str("<thead><tr>");
            for (at, header) in table.headers().enumerate() {
                let (element, scope) = if header.is_empty() { ("td", "") } else { ("th", " scope=\"col\"") };
                let _ = write!(self.text, "<{element}{scope}{}>{}</{element}>", class(at), lines(header));
            }
            self.text.push_str("</tr></thead>\n");
        }
        self.text.push_str("<tbody>\n");
        for row in table.rows().iter().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
            self.text.push_str("<tr>");
            for at in 0..numeric.len() {
                let _ = write!(self.text, "<td{}>{}</td>", class(at), lines(row.get(at).map_or("", String::as_str)));
            }
            self.text.push_str("</tr>\n");
        }
        self.text.push_str("</tbody></table></div>\n");
    }

    fn figure(&mut self, picture: &Picture) {
        self.figures += 1;
        let (at, canvas) = (self.figures, &picture.canvas);
        let _ = writeln!(
            self.text,
            "<figure role=\"group\" aria-labelledby=\"f{at}\">\n<figcaption id=\"f{at}\">{title}</figcaption>\n\
             <svg viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-labelledby=\"f{at}t f{at}d\">\n\
             <title id=\"f{at}t\">{title}</title>\n<desc id=\"f{at}d\">{seen}</desc>\n{shapes}</svg>\n<p>{seen}</p>\n\
             <details><summary>Numbers</summary>",
            title = escape(&picture.title),
            seen = escape(&picture.seen),
            wide = Tenths(canvas.width),
            high = Tenths(canvas.height),
            shapes = canvas.shapes(),
        );
        self.table(&picture.numbers);
        self.text.push_str("</details>\n</figure>\n");
    }
}

/// A text with its line ends.
fn lines(text: &str) -> String {
    let parts: Vec<String> = text.split('\n').map(|line| escape(&line.replace(SOFT, " "))).collect();
    parts.join("<br>")
}

#[cfg(test)]
mod tests {
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
        for theme in STYLE.lines().take(2) {
            let colour = |name: &str| {
                let at = theme.find(&format!("--{name}:#")).expect("a colour") + name.len() + 3;
                luminance(&theme[at..at + 7])
            };
            let contrast = |one: &str, other: &str| {
                let (one, other) = (colour(one), colour(other));
                (one.max(other) + 0.05) / (one.min(other) + 0.05)
            };
            for paper in ["paper", "shade"] {
                assert!(contrast("ink", paper) >= 7.0 && contrast("soft", paper) >= 4.5, "{theme}");
                assert!(contrast("plus", paper) >= 3.0 && contrast("minus", paper) >= 3.0, "{theme}");
            }
        }
    }
}
