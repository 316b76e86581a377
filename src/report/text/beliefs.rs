//! What beliefs do to an agreement, as a page: first whether it is one.

use super::{asked, issue, parties, party, settled, stopped, title};
use crate::belief::{Beliefs, Clause, Common, Extent, Reach, Verdict};
use crate::exact::Number;
use crate::page::{Page, Table};
use crate::problem::{Derived, PartyId, Problem, StateId, View};
use crate::report::words::{narrow, spoken};
use crate::search::Outcome;
use crate::text::visible;
use num_traits::{Signed, Zero};

/// The page on [`View::beliefs`]; `name` is what the package is called, if it has a name.
pub fn beliefs(view: &View, beliefs: &Beliefs, reach: &Outcome<Vec<Reach>>, name: Option<&str>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "the Nash package".to_owned(), |name| format!("\"{}\"", visible(name)));
    if !beliefs.feasible {
        page.paragraph(0, &format!("A rule or a red line forbids {what}; of its worth this can be said:"));
        page.space();
    }
    page.paragraph(0, &verdict(view, beliefs, &what));
    stands(&mut page, view, beliefs);
    common(&mut page, view, beliefs);
    for clause in &beliefs.clauses {
        values(&mut page, view, beliefs, clause);
    }
    reaches(&mut page, view, reach);
    if let Some(stop) = reach.stopped {
        page.space();
        page.paragraph(0, &format!("Stopped {}: other beliefs were not looked at.", stopped(stop)));
    }
    events(&mut page, view.problem());
    page
}

fn state(problem: &Problem, at: StateId) -> String {
    visible(&problem[at].name).into_owned()
}

fn verdict(view: &View, beliefs: &Beliefs, what: &str) -> String {
    let refusing: Vec<PartyId> =
        view.problem().party_ids().filter(|at| beliefs.gains[at.index()].value().is_negative()).collect();
    match beliefs.verdict {
        Verdict::Agreed if view.problem().states().is_empty() => {
            format!("AGREED: everybody accepts {what}. The model has no states that anybody could believe in.")
        }
        Verdict::Agreed => {
            format!("AGREED: everybody accepts {what} by its own belief, and there are beliefs that all could share.")
        }
        Verdict::Spurious => format!(
            "SPURIOUS AGREEMENT: everybody accepts {what} by its own belief, and by no belief that all could share. The \
             parties are talking past one another: they agree only because they expect different things."
        ),
        Verdict::Apart => format!(
            "REFUSED: {what} is refused by {} as beliefs are. There are beliefs with which everybody would accept it: \
             a difference of beliefs stands in the way.",
            parties(view.problem(), &refusing)
        ),
        Verdict::Refused => format!(
            "REFUSED: {what} is refused by {} as beliefs are, and no belief that all could share would change that for \
             everybody.",
            parties(view.problem(), &refusing)
        ),
    }
}

fn stands(page: &mut Page, view: &View, beliefs: &Beliefs) {
    let problem = view.problem();
    page.heading("Who believes what, and accepts by it");
    if problem.states().is_empty() {
        let mut table = Table::default().text("Party", 0, 40).number("Gain");
        for at in problem.party_ids() {
            table.row([party(problem, at), narrow(&beliefs.gains[at.index()])]);
        }
        page.table(2, table);
        return;
    }
    for at in problem.state_ids() {
        let mut table = Table::default()
            .text(&state(problem, at), 0, 34)
            .number("thinks it so likely")
            .number("Gain by own belief")
            .number("if it happens")
            .number("if nothing happens")
            .text("accepts", 0, 24);
        for who in problem.party_ids() {
            let accepts = match &beliefs.extents[who.index()][at.index()] {
                Extent::Always => "at any probability".to_owned(),
                Extent::Never => "at none".to_owned(),
                Extent::AtLeast(limit) => format!("from {} on", narrow_exact(limit)),
                Extent::AtMost(limit) => format!("up to {}", narrow_exact(limit)),
            };
            let believes = problem[at].beliefs[who.index()].is_some();
            table.row([
                party(problem, who),
                if believes { narrow(&beliefs.beliefs[who.index()][at.index()]) } else { "-".into() },
                narrow(&beliefs.gains[who.index()]),
                narrow(&beliefs.in_states[who.index()][at.index()]),
                narrow(&beliefs.in_states[who.index()][problem.states().len()]),
                accepts,
            ]);
        }
        page.table(2, table);
        page.space();
    }
    page.paragraph(2, "Gains are counted from what the party has without a deal.");
}

/// A probability in a cell: a fraction as such if it is short.
fn narrow_exact(number: &Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 9 { exact } else { narrow(number) }
}

fn common(page: &mut Page, view: &View, beliefs: &Beliefs) {
    let problem = view.problem();
    if problem.states().is_empty() {
        return;
    }
    page.heading("A belief that all could share");
    match &beliefs.common {
        Common::Possible { shared } => {
            let mut table = Table::default().text("State", 0, 50).number("from").number("to").number("for example");
            for (at, shared) in problem.state_ids().zip(shared) {
                let cells = [&shared.low, &shared.high, &shared.example].map(narrow_exact);
                table.row([state(problem, at)].into_iter().chain(cells));
            }
            page.table(2, table);
            if shared.len() > 1 {
                page.space();
                page.paragraph(2, "Not every combination of these does; the examples together do.");
            }
        }
        Common::Impossible { weights } => {
            let counted = problem.party_ids().filter(|at| !weights[at.index()].value().is_zero());
            let said: Vec<String> = counted
                .map(|at| match &beliefs.extents[at.index()][0] {
                    _ if problem.states().len() > 1 => party(problem, at),
                    Extent::AtLeast(limit) => format!("{} needs at least {}", party(problem, at), spoken(limit)),
                    Extent::AtMost(limit) => format!("{} at most {}", party(problem, at), spoken(limit)),
                    Extent::Always => format!("{} accepts with any", party(problem, at)),
                    Extent::Never => format!("{} accepts with none", party(problem, at)),
                })
                .collect();
            let text = match problem.states().len() {
                1 => format!("None: of \"{}\", {}.", state(problem, StateId::at(0)), said.join(", ")),
                _ => format!("None: whatever is believed, what {} gain cannot all be 0 or more.", said.join(", ")),
            };
            page.paragraph(2, &text);
            let sum: Vec<String> = problem
                .party_ids()
                .filter(|at| !weights[at.index()].value().is_zero())
                .map(|at| format!("{} × the gain of {}", spoken(&weights[at.index()]), party(problem, at)))
                .collect();
            page.paragraph(2, &format!("The proof: {} is a loss in every state.", sum.join(" + ")));
        }
    }
}

/// What a clause is worth to each party, by whose belief.
fn values(page: &mut Page, view: &View, beliefs: &Beliefs, clause: &Clause) {
    let problem = view.problem();
    let options: Vec<String> = (clause.scope.iter())
        .map(|at| format!("{}: {}", issue(problem, *at), settled(problem, &beliefs.package, *at)))
        .collect();
    page.heading(&format!("What it is worth: {}", options.join(" + ")));
    let mut table = Table::default().text("to", 0, 34).number("by its own belief");
    let believers: Vec<PartyId> = problem
        .party_ids()
        .filter(|at| problem.states().iter().any(|state| state.beliefs[at.index()].is_some()))
        .collect();
    for at in &believers {
        table = table.number(&format!("if {} is right", party(problem, *at)));
    }
    for who in problem.party_ids() {
        let worth = believers.iter().map(|believer| narrow(&clause.values[who.index()][believer.index()]));
        table.row([party(problem, who), narrow(&clause.values[who.index()][who.index()])].into_iter().chain(worth));
    }
    page.table(2, table);
    if clause.bet {
        page.space();
        page.paragraph(
            2,
            "A bet: by their own beliefs nobody loses by it and somebody gains; by no belief that they could share is \
             that so.",
        );
    }
}

fn reaches(page: &mut Page, view: &View, reach: &[Reach]) {
    let problem = view.problem();
    if reach.is_empty() {
        return;
    }
    page.heading("With which beliefs some package can be agreed");
    let mut table = Table::default()
        .text("Party", 0, 34)
        .text("State", 0, 34)
        .number("thinks it so likely")
        .number("from")
        .number("to");
    for Reach { party: who, state: at, ends } in reach {
        let believes = problem[*at].beliefs[who.index()].as_ref();
        let [from, to] = match ends {
            Some(ends) => [narrow_exact(&ends[0].0), narrow_exact(&ends[1].0)],
            None => ["none".into(), "none".into()],
        };
        let now = believes.map_or_else(|| "-".into(), |belief| narrow(&belief.base));
        table.row([party(problem, *who), state(problem, *at), now, from, to]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "The least and the largest probability, one belief moved and all others as they are, where nothing is given. \
         Settle issues with --fix to ask about packages of one kind.",
    );
}

fn events(page: &mut Page, problem: &Problem) {
    if problem.derived().is_empty() {
        return;
    }
    page.heading("What follows from payoffs");
    for derived in problem.derived() {
        page.item(2, "- ", &event(problem, derived));
    }
}

fn event(problem: &Problem, derived: &Derived) -> String {
    let who = party(problem, derived.party);
    let known = |number: Option<Number>| number.as_ref().map_or_else(|| "no probability".to_owned(), spoken);
    let (probability, threshold) = (known(derived.probability()), known(derived.threshold()));
    let text = match (derived.kind(), derived.happens) {
        ("attack", true) => format!(
            "An attack pays: resistance has a probability of {probability}, and would have to have {threshold} to deter."
        ),
        ("attack", false) => {
            let gain =
                derived.least_gain().as_ref().map(|gain| format!(" It would pay for a gain above {}.", spoken(gain)));
            format!(
                "No attack: resistance has a probability of {probability}; {threshold} is enough.{}",
                gain.unwrap_or_default()
            )
        }
        ("breach", true) => {
            format!("A breach pays: it is found out with a probability of {probability}; {threshold} would prevent it.")
        }
        ("breach", false) => {
            format!("No breach: it is found out with a probability of {probability}; {threshold} is enough.")
        }
        (_, true) => "The promise is carried out: that is not worse than to renege.".to_owned(),
        (_, false) => "The promise is not carried out: to renege is better.".to_owned(),
    };
    format!("{text} (In the belief of {who}, at {}.)", derived.path)
}
