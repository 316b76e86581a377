//! What beliefs do to an agreement, as a page: first whether it is one.

use super::paged::Report;
use super::{begun, called};
use crate::page::{Page, Table};
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    AcceptsName, BeliefVerdict, BeliefsReport, BelieverReport, Choice, ClauseReport, CommonStepReport,
    CommonStepsReport, EventReport, Opening, OwnReport, stopped,
};
use zopa::text::visible;
use zopa::text::words::{narrow, spoken};

impl Report for BeliefsReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let what = called(self.name.as_ref(), "the Nash package");
        if !self.feasible {
            page.paragraph(0, &format!("A rule or a red line forbids {what}; of its worth this can be said:"));
            page.space();
        }
        page.paragraph(0, &verdict(self, &what));
        stands(&mut page, self);
        common(&mut page, self);
        for clause in &self.clauses {
            values(&mut page, self, clause);
        }
        reaches(&mut page, self);
        for steps in self.shared_steps.iter().flatten() {
            shared_steps(&mut page, self, steps);
        }
        if let Some(stop) = self.stopped_by {
            page.space();
            page.paragraph(0, &format!("Stopped {}: other beliefs were not looked at.", stopped(stop)));
        }
        if !self.events.is_empty() {
            page.heading("What follows from payoffs");
            self.events.iter().for_each(|one| page.item(2, "- ", &event(self, one)));
        }
        page
    }
}

fn verdict(beliefs: &BeliefsReport, what: &str) -> String {
    let names = &beliefs.opening.names;
    let refusing = beliefs.parties.iter().filter(|(_, party)| party.gain.value().is_negative());
    let refusing = names.parties(refusing.map(|(id, _)| id));
    match beliefs.verdict {
        BeliefVerdict::Agreed if names.states.is_empty() => {
            format!("AGREED: everybody accepts {what}. The model has no states that anybody could believe in.")
        }
        BeliefVerdict::Agreed => {
            format!("AGREED: everybody accepts {what} by its own belief, and there are beliefs that all could share.")
        }
        BeliefVerdict::Spurious => format!(
            "SPURIOUS AGREEMENT: everybody accepts {what} by its own belief, and by no belief that all could share. The \
             parties are talking past one another: they agree only because they expect different things."
        ),
        BeliefVerdict::Apart => format!(
            "REFUSED: {what} is refused by {refusing} as beliefs are. There are beliefs with which everybody would accept it: \
             a difference of beliefs stands in the way."
        ),
        BeliefVerdict::Refused => format!(
            "REFUSED: {what} is refused by {refusing} as beliefs are, and no belief that all could share would change that for \
             everybody."
        ),
    }
}

fn stands(page: &mut Page, beliefs: &BeliefsReport) {
    let names = &beliefs.opening.names;
    page.heading("Who believes what, and accepts by it");
    if names.states.is_empty() {
        let mut table = Table::default().text("Party", 0, 40).number("Gain");
        for (id, party) in beliefs.parties.iter() {
            table.row([names.party(id), narrow(&party.gain)]);
        }
        page.table(2, table);
        return;
    }
    for state in names.states.keys() {
        let mut table = Table::default()
            .text(&names.state(state), 0, 34)
            .number("thinks it so likely")
            .number("Gain by own belief")
            .number("if it happens")
            .number("if nothing happens")
            .text("accepts", 0, 24);
        for (id, party) in beliefs.parties.iter() {
            let Some(own) = party.states.get(state) else { continue };
            let limit = own.limit.as_ref().map(narrow_exact).unwrap_or_default();
            let accepts = match own.accepts {
                AcceptsName::Always => "at any probability".to_owned(),
                AcceptsName::Never => "at none".to_owned(),
                AcceptsName::AtLeast => format!("from {limit} on"),
                AcceptsName::AtMost => format!("up to {limit}"),
            };
            table.row([
                names.party(id),
                if own.believes { narrow(&own.belief) } else { "-".into() },
                narrow(&party.gain),
                narrow(&own.gain),
                narrow(&party.gain_without_states),
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

fn common(page: &mut Page, beliefs: &BeliefsReport) {
    let names = &beliefs.opening.names;
    let Some(only) = names.states.keys().next() else { return };
    page.heading("A belief that all could share");
    if let Some(common) = &beliefs.common {
        let mut table = Table::default().text("State", 0, 50).number("from").number("to").number("for example");
        for (state, shared) in common.iter() {
            let cells = [&shared.low, &shared.high, &shared.example].map(narrow_exact);
            table.row([names.state(state)].into_iter().chain(cells));
        }
        page.table(2, table);
        if common.len() > 1 {
            page.space();
            page.paragraph(2, "Not every combination of these does; the examples together do.");
        }
    }
    if let Some(weights) = &beliefs.no_common {
        let counted = || weights.iter().filter(|(_, weight)| !weight.value().is_zero());
        let limited = |(id, _): (&str, _)| {
            let (name, one) = (names.party(id), names.states.len() == 1);
            match beliefs.parties.get(id).and_then(|party| party.states.get(only)).filter(|_| one) {
                None => name,
                Some(OwnReport { accepts: AcceptsName::Always, .. }) => format!("{name} accepts with any"),
                Some(OwnReport { accepts: AcceptsName::Never, .. }) => format!("{name} accepts with none"),
                Some(OwnReport { accepts, limit, .. }) => {
                    let least = if *accepts == AcceptsName::AtLeast { "needs at least" } else { "at most" };
                    format!("{name} {least} {}", limit.as_ref().map(spoken).unwrap_or_default())
                }
            }
        };
        let said: Vec<String> = counted().map(limited).collect();
        let text = match names.states.len() {
            1 => format!("None: of \"{}\", {}.", names.state(only), said.join(", ")),
            _ => format!("None: whatever is believed, what {} gain cannot all be 0 or more.", said.join(", ")),
        };
        page.paragraph(2, &text);
        let sum: Vec<String> =
            counted().map(|(id, weight)| format!("{} × the gain of {}", spoken(weight), names.party(id))).collect();
        page.paragraph(2, &format!("The proof: {} is a loss in every state.", sum.join(" + ")));
    }
}

/// What a clause is worth to each party, by whose belief.
fn values(page: &mut Page, beliefs: &BeliefsReport, clause: &ClauseReport) {
    let names = &beliefs.opening.names;
    page.heading(&format!("What it is worth: {}", names.all_settled(&clause.clause).join(" + ")));
    let mut table = Table::default().text("to", 0, 34).number("by its own belief");
    let believes = |(id, party): (_, &BelieverReport)| party.states.iter().any(|(_, own)| own.believes).then_some(id);
    let believers: Vec<&str> = beliefs.parties.iter().filter_map(believes).collect();
    for id in &believers {
        table = table.number(&format!("if {} is right", names.party(id)));
    }
    for (id, values) in clause.values.iter() {
        let worth = std::iter::once(&id).chain(&believers).map(|by| values.get(by).map(narrow).unwrap_or_default());
        table.row([names.party(id)].into_iter().chain(worth));
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

fn reaches(page: &mut Page, beliefs: &BeliefsReport) {
    let names = &beliefs.opening.names;
    if beliefs.reach.is_empty() {
        return;
    }
    page.heading("With which beliefs some package can be agreed");
    let mut table = Table::default()
        .text("Party", 0, 34)
        .text("State", 0, 34)
        .number("thinks it so likely")
        .number("from")
        .number("to");
    for reach in &beliefs.reach {
        let [from, to] = [&reach.low, &reach.high].map(|end| end.as_ref().map_or_else(|| "none".into(), narrow_exact));
        let now = reach.belief.as_ref().map_or_else(|| "-".into(), narrow);
        table.row([names.party(&reach.party), names.state(&reach.state), now, from, to]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "The least and the largest probability, one belief moved and all others as they are, where nothing is given. \
         Settle issues with --fix to ask about packages of one kind.",
    );
}

/// What is agreed while a belief that all share moves.
fn shared_steps(page: &mut Page, beliefs: &BeliefsReport, steps: &CommonStepsReport) {
    let names = &beliefs.opening.names;
    page.heading(&format!("If all think this equally likely: {}", names.state(&steps.state)));
    if let Some(party) = &steps.elsewhere {
        page.paragraph(2, &format!("In the other states all think as {} does.", names.party(party)));
        page.space();
    }
    let other = |package: &Keyed<Choice>| {
        let changed = package.iter().filter(|(issue, choice)| beliefs.package.get(issue) != Some(*choice));
        let changed: Keyed<Choice> = changed.map(|(issue, choice)| (issue, choice.clone())).collect();
        let what = called(beliefs.name.as_ref(), "the Nash package by own beliefs");
        match names.all_settled(&changed) {
            none if none.is_empty() => what,
            some => format!("{what}, but {}", some.join("; ")),
        }
    };
    let mut table = Table::default().number("from").number("to").text("is agreed", 0, 60);
    // Where two products cross at a root that is no fraction, the ends on both sides are about the same.
    let slim = |step: &&CommonStepReport| step.decided || narrow_exact(&step.from) != narrow_exact(&step.to);
    for step in steps.steps.iter().filter(slim) {
        let agreed = match &step.package {
            _ if !step.decided => "not decided".to_owned(),
            None => "nothing".to_owned(),
            Some(package) if step.packages > 1 => {
                format!("{} (first of {} equally good)", other(package), step.packages)
            }
            Some(package) => other(package),
        };
        table.row([narrow_exact(&step.from), narrow_exact(&step.to), agreed]);
    }
    page.table(2, table);
    if let Some(widest) = &steps.widest {
        page.space();
        let [from, to] = [&widest.from, &widest.to].map(spoken);
        let what = other(&widest.package);
        page.paragraph(2, &format!("Of these, all accept over the widest range, from {from} to {to}: {what}."));
    }
}

fn event(beliefs: &BeliefsReport, event: &EventReport) -> String {
    let who = beliefs.opening.names.party(&event.party);
    let known = |number: &Option<Number>| number.as_ref().map_or_else(|| "no probability".to_owned(), spoken);
    let (probability, threshold) = (known(&event.probability), known(&event.threshold));
    let text = match (event.event.as_ref(), event.happens) {
        ("attack", true) => format!(
            "An attack pays: resistance has a probability of {probability}, and would have to have {threshold} to deter."
        ),
        ("attack", false) => {
            let gain =
                event.least_gain.as_ref().map(|gain| format!(" It would pay for a gain above {}.", spoken(gain)));
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
    format!("{text} (In the belief of {who}, at {}.)", visible(&event.path))
}
