//! Packages with marks: what concepts choose, by numbers in circles, and proposals, by letters in squares.

use crate::page::{Anchor, Canvas};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{Choice, ChoosesReport, Head, NoAgreementReport, SolveReport, less};
use zopa::text::visible;
use zopa::text::words::{capital, list, plural};

/// So many packages and proposals have marks.
const MARKS: usize = 12;
/// How far a mark reaches from its middle.
const REACH: i64 = 95;
/// A mark beside its place is at most so many steps away.
const AWAY: i64 = 8;

/// A package with a mark.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub mark: String,
    pub name: String,
    pub proposed: bool,
    /// What it settles; empty where that is not known.
    pub package: Keyed<Choice>,
    pub utilities: Keyed<Number>,
    pub gains: Keyed<Number>,
}

impl Mark {
    /// Draws it around a place.
    pub fn draw(&self, canvas: &mut Canvas, [x, y]: [i64; 2], title: &str) {
        match self.proposed {
            true => canvas.rect("hollow", [x - 75, y - 75], [150, 150], title),
            false => canvas.circle("full", [x, y], 85, title),
        }
        canvas.text(if self.proposed { "" } else { "on" }, [x, y + 42], Anchor::Middle, &self.mark);
    }

    /// Draws it beside a place, with a line from there, where no other text is; left out where there is no room between the upper left
    /// corner and the lower right one.
    pub fn beside(&self, canvas: &mut Canvas, [x, y]: [i64; 2], [from, to]: [[i64; 2]; 2], title: &str) {
        const WAYS: [[i64; 2]; 8] = [[1, -1], [0, -1], [1, 0], [-1, 0], [0, 1], [-1, -1], [1, 1], [-1, 1]];
        let places =
            (1..=AWAY).flat_map(|step| WAYS.map(|[right, down]| [x + right * step * 200, y + down * step * 200]));
        let free = |[x, y]: &[i64; 2]| {
            let inside = *x - REACH >= from[0] && *y - REACH >= from[1] && *x + REACH <= to[0] && *y + REACH <= to[1];
            inside && canvas.is_free([x - REACH, y - REACH, x + REACH, y + REACH])
        };
        let mut places = places.filter(free);
        if let Some(place) = places.next() {
            drop(places);
            canvas.line("axis", [x, y], place);
            self.draw(canvas, place, title);
        }
    }

    /// Its mark and its name.
    pub fn called(&self) -> String {
        format!("{} {}", self.mark, self.name)
    }
}

/// What the marks stand for, from a height on. Returns how far down it reaches.
pub(super) fn legend(canvas: &mut Canvas, marks: &[Mark], mut y: i64, right: i64) -> i64 {
    for mark in marks {
        mark.draw(canvas, [300, y - 42], "");
        y = canvas.lines("", [460, y], right, &mark.name) + 40;
    }
    canvas.reach(y);
    y
}

/// The packages of concepts, each once.
pub(crate) fn chosen(report: &SolveReport) -> Vec<Mark> {
    let mut marks = Named::default();
    for solution in report.of_packages() {
        let Some(agreement) = solution.agreements.first() else { continue };
        let mut name = visible(&report.concept(solution).name).into_owned();
        let ties = solution.ties();
        if !solution.proven {
            name += " (the best found so far)";
        } else if ties > 1 {
            name += &format!(" (one of {ties} equally good)");
        }
        marks.add(name, &agreement.package, &agreement.utilities, &agreement.gains);
    }
    marks.marks()
}

/// The same of a frontier that knows what concepts choose.
pub(crate) fn of_frontier(head: &Head, chosen: &[ChoosesReport]) -> Vec<Mark> {
    let mut marks = Named::default();
    for chosen in chosen {
        let Some(utilities) = chosen.utilities.first() else { continue };
        let gain = |(id, utility): (&str, &Number)| Some((id.to_owned(), less(utility, head.disagreement.get(id)?)));
        let mut name = visible(&chosen.name).into_owned();
        if chosen.utilities.len() > 1 {
            name += &format!(" (one of {} equally good)", chosen.utilities.len());
        }
        marks.add(name, &Keyed::default(), utilities, &utilities.iter().filter_map(gain).collect());
    }
    marks.marks()
}

/// Packages, each with all that it is called.
#[derive(Default)]
struct Named(Vec<(Vec<String>, Mark)>);

impl Named {
    fn add(&mut self, name: String, package: &Keyed<Choice>, utilities: &Keyed<Number>, gains: &Keyed<Number>) {
        match self.0.iter_mut().find(|(_, known)| known.utilities == *utilities) {
            Some((named, ..)) if named.contains(&name) => {}
            Some((named, ..)) => named.push(name),
            None => {
                let mark = Mark {
                    mark: (self.0.len() + 1).to_string(),
                    name: String::new(),
                    proposed: false,
                    package: package.clone(),
                    utilities: utilities.clone(),
                    gains: gains.clone(),
                };
                self.0.push((vec![name], mark));
            }
        }
    }

    fn marks(self) -> Vec<Mark> {
        let named = |(named, mark): (Vec<String>, Mark)| Mark { name: capital(&list(&named)), ..mark };
        self.0.into_iter().take(MARKS).map(named).collect()
    }
}

/// The model's proposals.
pub(crate) fn proposed(report: &SolveReport) -> Vec<Mark> {
    let names = &report.head.opening.names;
    let mark = |(at, (id, proposal)): (usize, (&str, &zopa::report::ProposalReport))| Mark {
        mark: char::from(b'A' + at.min(25) as u8).to_string(),
        name: visible(names.proposals.get(id).map_or(id, String::as_str)).into_owned(),
        proposed: true,
        package: proposal.package.clone(),
        utilities: proposal.parties.iter().map(|(id, stand)| (id.to_owned(), stand.utility.clone())).collect(),
        gains: proposal.parties.iter().map(|(id, stand)| (id.to_owned(), stand.gain.clone())).collect(),
    };
    report.proposals.iter().take(MARKS).enumerate().map(mark).collect()
}

/// If there is no agreement: the packages that come closest to one.
pub(crate) fn closest(report: &SolveReport) -> Vec<Mark> {
    all_closest(report).marks()
}

fn all_closest(report: &SolveReport) -> Named {
    let names = &report.head.opening.names;
    let mut marks = Named::default();
    let Some(NoAgreementReport::Reasons(reasons)) = &report.no_deal else { return marks };
    for binding in &reasons.binding {
        let name = format!("the closest package if {} accepted less", names.parties(&binding.parties));
        let closest = &binding.closest;
        marks.add(name, &closest.package, &closest.utilities, &closest.gains);
    }
    marks
}

/// What is said of proposals and closest packages that have no mark.
pub(super) fn left_out(report: &SolveReport) -> String {
    let more = |all: usize, one: &str, many: &str| match all.saturating_sub(MARKS) {
        0 => String::new(),
        more => format!(" {} not drawn.", plural(more, one, many)),
    };
    let proposals = more(report.proposals.len(), "more proposal is", "more proposals are");
    proposals
        + &more(all_closest(report).0.len(), "more package that comes close is", "more packages that come close are")
}
