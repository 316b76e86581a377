//! The page that a person reads: every finding with the line that it is about, in the manner of rustc.

use super::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use super::lines::Span;
use super::path::Path;
use crate::text::{push_visible, shorten, visible};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;

/// How much of a line is shown before and behind the start of the place in question.
const BEFORE: usize = 60;
const BEHIND: usize = 60;
/// The longest message, in characters.
const LONGEST: usize = 400;

impl Diagnostics {
    /// The findings as a text for people: each with its code, the line that it is about, and what to do.
    ///
    /// `file` is the name to print, `text` the text that was read. Control characters and the like from the text are
    /// shown as escapes, and long lines are cut. With `color`, for terminals that show it.
    pub fn render(&self, file: &str, text: &str, color: bool) -> String {
        self.render_among(&[(file, text)], color)
    }

    /// The same for a model that comes from several files: their names and texts. A finding that names none of them is
    /// about the first.
    pub fn render_among(&self, files: &[(&str, &str)], color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut page = String::new();
        for diagnostic in &self.0 {
            for line in renderer.render(&groups(diagnostic, files)).lines().filter(|line| !is_filler(line)) {
                page.push_str(line.trim_end());
                page.push('\n');
            }
            page.push('\n');
        }
        page.pop();
        page
    }
}

/// True for the line `:::` that the renderer puts between a place and the snippet that belongs to it. (The snippet could
/// name the place itself, but would count columns in the line as it is shown: cut, and with escapes.)
fn is_filler(line: &str) -> bool {
    let mut styled = false;
    let mut plain = line.chars().filter(|&c| {
        let shown = !styled && c != '\u{1b}';
        styled = !shown && c != 'm';
        shown && c != ' '
    });
    plain.by_ref().take(3).eq([':'; 3]) && plain.next().is_none()
}

/// Name and text of the file that a place is in.
fn file_of<'f>(place: &Place, files: &[(&'f str, &'f str)]) -> (&'f str, &'f str) {
    let named = files.iter().find(|(name, _)| place.file.as_deref() == Some(*name));
    named.or(files.first()).copied().unwrap_or_default()
}

fn groups<'p>(diagnostic: &'p Diagnostic, files: &[(&str, &str)]) -> Vec<Group<'p>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    match diagnostic.place.span {
        Some(span) => {
            let label = diagnostic.label.as_deref().map(clean);
            let (file, text) = file_of(&diagnostic.place, files);
            group = excerpt(group, file, text, span, |range| AnnotationKind::Primary.span(range).label(label));
        }
        None if diagnostic.place.path == Path::root() => {
            if let Some(file) = &diagnostic.place.file {
                group = group.element(Origin::path(visible(file).into_owned()));
            }
        }
        None => {
            group = group.element(Level::NOTE.message(clean(&format!("at {}", diagnostic.place.path)).into_owned()))
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let mut groups = vec![group];
    for related in &diagnostic.related {
        let group = Group::with_title(Level::NOTE.secondary_title(clean(&related.message)));
        groups.push(match related.place.span {
            Some(span) => {
                let (file, text) = file_of(&related.place, files);
                excerpt(group, file, text, span, |range| AnnotationKind::Primary.span(range))
            }
            None => group.element(Level::NOTE.message(clean(&format!("at {}", related.place.path)).into_owned())),
        });
    }
    groups
}

/// Text for one line of a message.
fn clean(text: &str) -> Cow<'_, str> {
    match shorten(text, LONGEST) {
        Cow::Borrowed(text) => visible(text),
        Cow::Owned(text) => Cow::Owned(visible(&text).into_owned()),
    }
}

/// Adds the line in which a span starts, marked as `mark` says. Of a span over several lines, the first is marked.
fn excerpt<'p>(
    group: Group<'p>,
    file: &str,
    text: &str,
    span: Span,
    mark: impl FnOnce(std::ops::Range<usize>) -> Annotation<'p>,
) -> Group<'p> {
    let Span { line, column, start, end, .. } = span;
    let origin = Origin::path(visible(file).into_owned()).line(line).char_column(column);
    let Some((before, after)) = text.split_at_checked(start) else { return group.element(origin) };
    let mut shown = String::new();
    // Backwards to the start of the line, or as far as is shown.
    let head: Vec<char> =
        before.chars().rev().take_while(|c| *c != '\n' && *c != '\u{feff}').take(BEFORE + 1).collect();
    if head.len() > BEFORE {
        shown.push('…');
    }
    head.iter().take(BEFORE).rev().for_each(|c| push_shown(&mut shown, *c));
    let from = shown.len();
    let mut to = from;
    let mut rest = after.char_indices().take_while(|(_, c)| !matches!(c, '\n' | '\r'));
    for (offset, c) in rest.by_ref().take(BEHIND) {
        push_shown(&mut shown, c);
        if start + offset < end {
            to = shown.len();
        }
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    let shown_length = shown.trim_end().len().max(to);
    shown.truncate(shown_length);
    group.element(origin).element(Snippet::source(shown).line_start(line).annotation(mark(from..to)))
}

/// A tab takes the place of four spaces.
fn push_shown(out: &mut String, c: char) {
    if c == '\t' { out.push_str("    ") } else { push_visible(out, c) }
}

#[cfg(test)]
mod tests {
    use super::super::diagnostic::{Code, Place};
    use super::*;
    use crate::Model;

    fn page(text: &str, color: bool) -> String {
        Model::from_json(text).unwrap_err().render("m.json", text, color)
    }

    #[test]
    fn the_place_counts_characters_of_the_text() {
        let text = "\u{feff}{ \"zopa\": 1, \"parties\": { \"ä\u{202e}\": {} } }";
        let page = page(text, false);
        assert!(page.contains(" --> m.json:1:33\n"), "{page}");
        assert!(page.contains("\"ä\\u202e\": {}"), "{page}");
    }

    #[test]
    fn long_lines_do_not_flood() {
        let text = format!("{{ \"zopa\": 1, \"note\": [{}] }}", "\"x\", ".repeat(200_000) + "1");
        let page = page(&text, true);
        assert!(page.len() < 4000, "{}", page.len());
        assert!(!page.contains(":::"));
        assert!(page.contains('\u{1b}'));
    }

    #[test]
    fn findings_without_a_position_have_no_snippet() {
        let mut findings = Diagnostics::default();
        let path = Path::root().key("issues").key("wage");
        findings.push(Diagnostic::new(Code::Empty, Place::value(&path), "no options").help("add some"));
        let page = findings.render("m.json", "", false);
        assert_eq!(page, "error[empty]: no options\n |\n = note: at $.issues.wage\n = help: add some\n");
    }
}
