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

/// A text takes no more lines.
const LINES: usize = 6;

/// The colours by name: on light, on dark, printed, and where the reader's system has colours of its own.
pub(crate) const PALETTE: [(&str, [&str; 4]); 11] = [
    ("ink", ["#1a1c20", "#e8e9ec", "#000000", "CanvasText"]),
    ("soft", ["#5b616b", "#a9afb9", "#333333", "CanvasText"]),
    ("line", ["#c9cdd4", "#4a4f59", "#999999", "GrayText"]),
    ("paper", ["#ffffff", "#15171c", "#ffffff", "Canvas"]),
    ("plus", ["#0072b2", "#56b4e9", "#0072b2", "LinkText"]),
    ("minus", ["#c04d00", "#e69f00", "#c04d00", "CanvasText"]),
    ("shade", ["#f3e3d8", "#3a2a1c", "#eeeeee", "Canvas"]),
    ("up", ["#e3f0fa", "#16324a", "#e3f0fa", "Canvas"]),
    ("upper", ["#b5d7f0", "#1f4e73", "#b5d7f0", "Canvas"]),
    ("down", ["#fbe9dc", "#43290f", "#fbe9dc", "Canvas"]),
    ("lower", ["#f5c79f", "#6b4013", "#f5c79f", "Canvas"]),
];

/// The colours as variables of an element: those of the reader's setting, black on paper.
pub(crate) fn colours(of: &str) -> String {
    let all = |at: usize| -> String {
        let one = |(name, by): &(&str, [&str; 4])| format!("--{name}:{}", by[at]);
        PALETTE.iter().map(one).collect::<Vec<_>>().join(";")
    };
    format!(
        "{of}{{{}}}\n@media (prefers-color-scheme:dark){{{of}{{{}}}}}\n@media (prefers-contrast:more){{{of}{{--soft:var(--ink);\
         --line:var(--ink)}}}}\n@media (forced-colors:active){{{of}{{{}}}}}\n@media print{{{of}{{{}}}}}\n",
        all(0),
        all(1),
        all(3),
        all(2)
    )
}

/// The strokes of pictures.
pub(crate) const STYLE: &str = "\
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg .m{text-anchor:middle}
svg .e{text-anchor:end}
svg .soft{fill:var(--soft)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .axis{stroke:var(--soft);stroke-width:1}
svg .zero{stroke:var(--ink);stroke-width:1.5}
svg .dash{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-dasharray:4 3}
svg .thin{fill:none;stroke:var(--soft);stroke-width:.6}
svg .bold{fill:none;stroke:var(--plus);stroke-width:2.5}
svg .dots{fill:none;stroke:var(--ink);stroke-width:3.5;stroke-linecap:round}
svg .plus{fill:var(--plus)}
svg .minus{fill:var(--minus)}
svg .shade{fill:var(--shade)}
svg .up{fill:var(--up)}
svg .upper{fill:var(--upper)}
svg .down{fill:var(--down)}
svg .lower{fill:var(--lower)}
svg .box{fill:none;stroke:var(--line);stroke-width:1}
svg .full{fill:var(--ink);stroke:var(--paper);stroke-width:1}
svg .hollow{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
svg .on{fill:var(--paper)}
";

/// The lines that lie below all else.
const RULED: [&str; 2] = ["grid", "axis"];

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
    /// By class of lines that lie below all else: where their common shape takes the next one.
    ruled: Vec<(String, usize)>,
    /// Where texts stand: left, top, right, bottom.
    texts: Vec<[i64; 4]>,
}

impl Canvas {
    pub fn new(width: i64) -> Self {
        Canvas { width, height: 0, shapes: String::new(), ruled: Vec::new(), texts: Vec::new() }
    }

    /// Makes it at least so high.
    pub fn reach(&mut self, height: i64) {
        self.height = self.height.max(height);
    }

    /// A line. All of a grid, and all axes, are one shape, where the first of them stands.
    pub fn line(&mut self, class: &str, [x1, y1]: [i64; 2], [x2, y2]: [i64; 2]) {
        let (from, to) = (format!("M{},{}", Tenths(x1), Tenths(y1)), [x2, y2].map(Tenths));
        let stroke = match (x1 == x2, y1 == y2) {
            (_, true) => format!("{from}H{}", to[0]),
            (true, false) => format!("{from}V{}", to[1]),
            (false, false) => format!("{from}L{},{}", to[0], to[1]),
        };
        if let Some(at) = self.ruled.iter().find(|(own, _)| own == class).map(|(_, at)| *at) {
            self.shapes.insert_str(at, &stroke);
            self.ruled.iter_mut().filter(|(_, own)| *own >= at).for_each(|(_, own)| *own += stroke.len());
            return;
        }
        let _ = write!(self.shapes, r#"<path class="{class}" d="{stroke}"#);
        if RULED.contains(&class) {
            self.ruled.push((class.to_owned(), self.shapes.len()));
        }
        self.shapes.push_str("\"/>\n");
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
            Anchor::Start => "",
            Anchor::Middle => "m",
            Anchor::End => "e",
        };
        let both = if at.is_empty() || class.is_empty() { "" } else { " " };
        let class = format!("{class}{both}{at}");
        let class = if class.is_empty() { class } else { format!(r#" class="{class}""#) };
        let [x, y] = [x, y].map(Tenths);
        let _ = writeln!(self.shapes, r#"<text{class} x="{x}" y="{y}">{}</text>"#, escape(text));
    }

    /// A number beside an axis, unless it would touch another text or the edge.
    pub fn tick(&mut self, [x, y]: [i64; 2], anchor: Anchor, text: &str) {
        let place = placed([x, y], anchor, text);
        if !text.is_empty() && place[0] >= 0 && place[2] <= self.width && self.is_free(place) {
            self.text("soft", [x, y], anchor, text);
        }
    }

    /// What is said of a bar from left to right: behind it, or on it where there is no room, or before it where it is short.
    pub fn beside(&mut self, [left, right]: [i64; 2], y: i64, edge: i64, text: &str) {
        let gap = 60;
        if right + gap + width(text) <= self.width {
            self.text("", [right + gap, y], Anchor::Start, text);
        } else if right - left >= width(text) + 2 * gap {
            self.text("on", [right - gap, y], Anchor::End, text);
        } else {
            self.text("", [left - gap, y], Anchor::End, &fitted(text, left - gap - edge));
        }
    }

    /// Whether no text stands between left, top, right and bottom.
    pub fn is_free(&self, [left, top, right, bottom]: [i64; 4]) -> bool {
        let free = |other: &[i64; 4]| other[0] >= right || left >= other[2] || other[1] >= bottom || top >= other[3];
        self.texts.iter().all(free)
    }

    /// A text that begins at a place, over as many lines as it needs to end before another one. Returns where the next line
    /// would stand.
    pub fn lines(&mut self, class: &str, [x, mut y]: [i64; 2], right: i64, text: &str) -> i64 {
        for line in wrapped(text, right - x, LINES) {
            self.text(class, [x, y], Anchor::Start, &line);
            y += HIGH * 4 / 3;
        }
        y
    }

    /// What a row is about: a text that ends at a place, in two lines if one has no room.
    pub fn label(&mut self, [x, y]: [i64; 2], room: i64, text: &str) {
        let lines = wrapped(text, room, 2);
        let up = HIGH * 5 / 8 * (lines.len() as i64 - 1);
        for (at, line) in lines.iter().enumerate() {
            self.text("", [x, y - up + HIGH * 5 / 4 * at as i64], Anchor::End, line);
        }
    }

    /// Dots, as one shape.
    pub fn dots(&mut self, points: &[[i64; 2]]) {
        let places: String = points.iter().map(|[x, y]| format!("M{},{}h0", Tenths(*x), Tenths(*y))).collect();
        let _ = writeln!(self.shapes, r#"<path class="dots" d="{places}"/>"#);
    }

    /// Rectangles, as one shape: of each its left and upper edge, its width and its height.
    pub fn bars(&mut self, class: &str, bars: &[[i64; 4]]) {
        let bar = |[x, y, wide, high]: &[i64; 4]| {
            let [x, y, wide, high] = [*x, *y, *wide, *high].map(Tenths);
            format!("M{x},{y}h{wide}v{high}h-{wide}z")
        };
        if !bars.is_empty() {
            let places: String = bars.iter().map(bar).collect();
            let _ = writeln!(self.shapes, r#"<path class="{class}" d="{places}"/>"#);
        }
    }

    /// Lines from point to point, as one shape.
    pub fn strokes(&mut self, class: &str, lines: &[Vec<[i64; 2]>]) {
        let line = |points: &Vec<[i64; 2]>| -> String {
            let places: Vec<String> = points.iter().map(|[x, y]| format!("{},{}", Tenths(*x), Tenths(*y))).collect();
            format!("M{}", places.join("L"))
        };
        let _ = writeln!(self.shapes, r#"<path class="{class}" d="{}"/>"#, lines.iter().map(line).collect::<String>());
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

/// A text as lines that have this much room, and no more lines than so many.
pub(crate) fn wrapped(text: &str, room: i64, most: usize) -> Vec<String> {
    let (mut lines, mut line): (Vec<String>, String) = (Vec::new(), String::new());
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer) <= room {
            line = longer;
        } else if lines.len() + 1 < most {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        } else {
            // The last line tells that there is more.
            line.push_str(" …");
            break;
        }
    }
    lines.push(line);
    lines.iter().map(|line| fitted(line, room)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_bar_is_seen() {
        let said = |bar: [i64; 2]| {
            let mut canvas = Canvas::new(2000);
            canvas.beside(bar, 100, 0, "12.5");
            canvas.shapes().to_owned()
        };
        assert!(said([100, 400]).contains(r#"<text x="46""#), "{}", said([100, 400]));
        assert!(said([100, 1900]).contains(r#"<text class="on e" x="184""#), "{}", said([100, 1900]));
        assert!(said([1800, 1900]).contains(r#"<text class="e" x="174""#), "{}", said([1800, 1900]));
    }
}
