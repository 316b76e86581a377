//! What pictures are drawn on: SVG, written shape by shape.
//!
//! How it looks is said by classes, whose style is the page's, or stands in the file of a picture by itself; so that it is dark
//! on light, light on dark, and black on paper. What a mark stands for is its `<title>`, which browsers show and readers speak.

use std::fmt::Write;
use zopa::text::{shorten, visible};

/// Of text, in tenths of a pixel: how high it is, and how wide a letter; letters of East Asian scripts take two.
const HIGH: i64 = 120;
const LETTER: i64 = 68;

/// Of what a mark stands for, so much is told.
const LONGEST: usize = 200;

/// The colours and strokes of pictures. Colours are variables that the page has, too.
pub(crate) const STYLE: &str = "\
svg{--ink:#1a1c20;--soft:#5b616b;--line:#c9cdd4;--paper:#ffffff;--plus:#0072b2;--minus:#c04d00;--shade:#f3e3d8}
@media (prefers-color-scheme:dark){svg{--ink:#e8e9ec;--soft:#a9afb9;--line:#4a4f59;--paper:#15171c;--plus:#56b4e9;--minus:#e69f00;--shade:#3a2a1c}}
@media print{svg{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--plus:#0072b2;--minus:#c04d00;--shade:#eee}}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg .soft{fill:var(--soft)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .axis{stroke:var(--soft);stroke-width:1}
svg .zero{stroke:var(--ink);stroke-width:1.5}
svg .dash{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
svg .path{fill:none;stroke:var(--plus);stroke-width:1.5}
svg .thin{fill:none;stroke:var(--soft);stroke-width:.6}
svg .bold{fill:none;stroke:var(--plus);stroke-width:2.5}
svg .plus{fill:var(--plus)}
svg .minus{fill:var(--minus)}
svg .shade{fill:var(--shade)}
svg .box{fill:none;stroke:var(--ink);stroke-width:1}
svg .full{fill:var(--ink);stroke:var(--paper);stroke-width:1}
svg .hollow{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
svg .on{fill:var(--paper)}
";

/// Where a text begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture as it grows. Places count from the upper left corner, in tenths of a pixel.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pub width: i64,
    pub height: i64,
    shapes: String,
    /// Where texts stand: left, top, right, bottom.
    texts: Vec<[i64; 4]>,
}

impl Canvas {
    pub fn new(width: i64) -> Self {
        Canvas { width, height: 0, shapes: String::new(), texts: Vec::new() }
    }

    /// Makes it at least so high.
    pub fn reach(&mut self, height: i64) {
        self.height = self.height.max(height);
    }

    pub fn line(&mut self, class: &str, [x1, y1]: [i64; 2], [x2, y2]: [i64; 2]) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(Tenths);
        let _ = writeln!(self.shapes, r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#);
    }

    /// A rectangle; what it stands for is told where somebody points at it.
    pub fn rect(&mut self, class: &str, [x, y]: [i64; 2], [width, height]: [i64; 2], title: &str) {
        let [x, y, width, height] = [x, y, width, height].map(Tenths);
        let _ = write!(self.shapes, r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}""#);
        self.closed("rect", title);
    }

    pub fn circle(&mut self, class: &str, [x, y]: [i64; 2], radius: i64, title: &str) {
        let [x, y, radius] = [x, y, radius].map(Tenths);
        let _ = write!(self.shapes, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}""#);
        self.closed("circle", title);
    }

    pub fn path(&mut self, class: &str, points: &[[i64; 2]], title: &str) {
        let places: Vec<String> = points.iter().map(|[x, y]| format!("{},{}", Tenths(*x), Tenths(*y))).collect();
        let _ = write!(self.shapes, r#"<polyline class="{class}" points="{}""#, places.join(" "));
        self.closed("polyline", title);
    }

    /// A text whose line stands at this height.
    pub fn text(&mut self, class: &str, [x, y]: [i64; 2], anchor: Anchor, text: &str) {
        self.texts.push(placed([x, y], anchor, text));
        self.reach(y + HIGH / 2);
        let at = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        let [x, y] = [x, y].map(Tenths);
        let _ = writeln!(self.shapes, r#"<text{class} x="{x}" y="{y}" text-anchor="{at}">{}</text>"#, escape(text));
    }

    /// A number beside an axis, unless it would touch another text or the edge.
    pub fn tick(&mut self, [x, y]: [i64; 2], anchor: Anchor, text: &str) {
        let [left, top, right, bottom] = placed([x, y], anchor, text);
        let free = |other: &[i64; 4]| other[0] >= right || left >= other[2] || other[1] >= bottom || top >= other[3];
        if left >= 0 && right <= self.width && self.texts.iter().all(free) {
            self.text("soft", [x, y], anchor, text);
        }
    }

    /// A text that begins at a place, over as many lines as it needs to end before another one. Returns where the next line
    /// would stand.
    pub fn lines(&mut self, class: &str, [x, mut y]: [i64; 2], right: i64, text: &str) -> i64 {
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&longer) > right - x && !line.is_empty() {
                self.text(class, [x, y], Anchor::Start, &fitted(&line, right - x));
                y += HIGH * 4 / 3;
                line = word.to_owned();
            } else {
                line = longer;
            }
        }
        self.text(class, [x, y], Anchor::Start, &fitted(&line, right - x));
        y + HIGH * 4 / 3
    }

    /// Lays what is on another one over this one.
    pub fn take(&mut self, other: Canvas) {
        self.shapes += &other.shapes;
        self.texts.extend(other.texts);
        self.reach(other.height);
    }

    fn closed(&mut self, element: &str, title: &str) {
        let _ = match title {
            "" => writeln!(self.shapes, "/>"),
            title => writeln!(self.shapes, "><title>{}</title></{element}>", escape(&shorten(title, LONGEST))),
        };
    }

    /// The shapes.
    pub fn shapes(&self) -> &str {
        &self.shapes
    }

    #[cfg(test)]
    pub fn texts(&self) -> &[[i64; 4]] {
        &self.texts
    }
}

/// Where a text stands: left, top, right, bottom.
fn placed([x, y]: [i64; 2], anchor: Anchor, text: &str) -> [i64; 4] {
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width(text) / 2,
        Anchor::End => x - width(text),
    };
    [left, y - HIGH * 3 / 4, left + width(text), y + HIGH / 4]
}

/// Tenths, written as a decimal.
pub(crate) struct Tenths(pub i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, tenths) => write!(f, "{sign}{whole}.{tenths}"),
        }
    }
}

/// How wide a text is, about.
pub(crate) fn width(text: &str) -> i64 {
    text.chars()
        .map(|letter| if letter >= '\u{1100}' && !('\u{2000}'..'\u{2c00}').contains(&letter) { 2 } else { 1 })
        .sum::<i64>()
        * LETTER
}

/// As much of a text as there is room for.
pub(crate) fn fitted(text: &str, room: i64) -> String {
    let mut most = usize::try_from(room / LETTER).unwrap_or(0).max(1);
    let mut fitted = shorten(text, most).into_owned();
    while width(&fitted) > room && most > 1 {
        most -= 1;
        fitted = shorten(text, most).into_owned();
    }
    fitted
}

/// A text in which nothing means anything to HTML or XML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // No characters of XML.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}
