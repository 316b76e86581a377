//! Which aims a package meets, as a part of a page.

use crate::page::Page;
use num_traits::Zero;
use zopa::model::Keyed;
use zopa::report::{AimReport, Choice, Names, Stop, differences, stopped};
use zopa::text::visible;
use zopa::text::words::{list, signed};

/// Writes what becomes of each aim, and why not of all, if so; nothing if there is none.
pub(super) fn aims(
    page: &mut Page,
    names: &Names,
    package: &Keyed<Choice>,
    aims: &[AimReport],
    stopped_by: Option<Stop>,
) {
    if aims.is_empty() && stopped_by.is_none_or(|stop| stop == Stop::Curves) {
        return;
    }
    page.heading("What parties have said that they want");
    for aim in aims {
        let core = if aim.core { ", its core aim" } else { "" };
        let whose = format!("{} ({}{core})", visible(&aim.name), names.party(&aim.party));
        let source = aim.source.as_ref().map(|source| format!(" [{}]", visible(source))).unwrap_or_default();
        page.item(
            2,
            if aim.met { "+ " } else { "- " },
            &format!("{whose}: {}{source}.", if aim.met { "met" } else { "NOT MET" }),
        );
        match &aim.instead {
            _ if aim.met => {}
            None if aim.undecided => page.paragraph(
                4,
                "What would be agreed if it were met, and all that is met already, lies within the error of the curves that \
                 utilities follow.",
            ),
            None => page.paragraph(4, "Nothing could be agreed that meets it, and all that is met already."),
            Some(instead) => {
                let moved = instead.difference.iter().filter(|(_, by)| !by.value().is_zero());
                let moved = names.amounts(moved, signed);
                let changes = differences(package, &instead.agreement.package);
                let changes: Vec<String> = changes.map(|(issue, _, to)| names.settled((issue, to))).collect();
                let moved = if moved.is_empty() { "the same for everybody".to_owned() } else { list(&moved) };
                page.paragraph(4, &format!("Met as well, by Nash: {} ({moved}).", list(&changes)));
            }
        }
    }
    // What curves leave open is said of each aim.
    if let Some(stop) = stopped_by.filter(|stop| *stop != Stop::Curves) {
        page.paragraph(2, &format!("Stopped {}: other aims were not looked at.", stopped(stop)));
    }
}
