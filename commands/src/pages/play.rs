//! What was played, as a part of a page: of a tournament its matrix, its equilibria, and what is dominated; and what tactics assume.

use crate::page::{Page, Table};
use zopa::model::Keyed;
use zopa::report::{
    Answering, FinishName, FinishReport, GameReport, MixedReport, Names, OverName, Pace, PlayReport, Tactic,
    TheoryName, TournamentReport, WayReport, stopped,
};
use zopa::text::visible;
use zopa::text::words::{list, narrow, plural, spoken};

/// So many equilibria are told of.
const TOLD: usize = 10;

/// What stands first. `way` is the game, if it is one.
pub(super) fn verdict(play: &PlayReport, way: Option<&WayReport>) -> String {
    if let Some(tournament) = &play.tournament {
        let games = tournament.games.len();
        let deals = tournament.games.iter().filter(|game| is_deal(&game.end)).count();
        let all = plural(games, "game", "games");
        return match (games, deals) {
            (0, _) => "NOT KNOWN what any game comes to.".to_owned(),
            (_, 0) => format!("NO DEAL in any of {all}."),
            _ => format!("A DEAL in {deals} of {all}."),
        };
    }
    let end = way.and_then(|way| way.outcomes.first()?.ends.first());
    match end {
        None => "NOT KNOWN what the game comes to.".to_owned(),
        Some(end) if is_deal(end) => match end.round {
            Some(round) => format!("A DEAL in round {round} of {}.", play.rounds),
            None => "A DEAL.".to_owned(),
        },
        Some(_) => format!("NO DEAL in {}.", plural(play.rounds, "round", "rounds")),
    }
}

fn is_deal(end: &FinishReport) -> bool {
    end.finish == FinishName::Agreed
}

/// What theory says, and of a tournament what it comes to.
pub(super) fn told(page: &mut Page, names: &Names, play: &PlayReport) {
    let theory = play.theory.map(|theory| match theory {
        TheoryName::Fallback => {
            "Two who concede one package at a time, and to whom no two packages are equally good, come to fallback bargaining: nothing \
             had to be played."
        }
        TheoryName::OneOffer => {
            "With one round, only the first offer can be agreed. If everybody knew all numbers, it would be the one of the row above that \
             has one offer."
        }
    });
    if let Some(theory) = theory {
        page.heading("Without playing");
        page.paragraph(2, theory);
    }
    if let Some(tournament) = &play.tournament {
        matrix(page, names, play, tournament);
        means(page, names, tournament);
        equilibria(page, names, play, tournament);
    }
}

/// Who meets whom, for two parties.
fn matrix(page: &mut Page, names: &Names, play: &PlayReport, tournament: &TournamentReport) {
    let parties: Vec<&str> = names.parties.keys().collect();
    let [first, second] = parties[..] else { return };
    if tournament.games.is_empty() {
        return;
    }
    page.heading("Who meets whom");
    let mut table = Table::default().text(&names.party(first), 0, 24);
    for tactic in &play.tactics {
        table = table.text(&visible(tactic), 0, 20);
    }
    for row in tournament.games.chunks(play.tactics.len().max(1)) {
        let head = row.first().and_then(|game| game.tactics.get(first)).map(|own| visible(own).into_owned());
        table.row(head.into_iter().chain(row.iter().map(cell)));
    }
    page.table(2, table);
    page.space();
    let said = format!(
        "{} by rows, {} by columns; what each gains over no deal, in this order. A dash is no deal.",
        names.party(first),
        names.party(second)
    );
    page.paragraph(2, &said);
}

fn cell(game: &GameReport) -> String {
    match is_deal(&game.end) {
        true => game.end.gains.iter().map(|(_, gain)| narrow(gain)).collect::<Vec<_>>().join("; "),
        false => "–".to_owned(),
    }
}

/// What each tactic gains on average.
fn means(page: &mut Page, names: &Names, tournament: &TournamentReport) {
    if tournament.means.is_empty() {
        return;
    }
    page.heading("What a tactic gains on average, against all others");
    let mut table = Table::default().text("Tactic", 0, 30);
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    for (tactic, gains) in tournament.means.iter() {
        table.row([visible(tactic).into_owned()].into_iter().chain(gains.iter().map(|(_, gain)| narrow(gain))));
    }
    page.table(2, table);
}

/// Which tactics nobody would change.
fn equilibria(page: &mut Page, names: &Names, play: &PlayReport, tournament: &TournamentReport) {
    page.heading("If everybody chose a tactic");
    if let (Some(stop), true) = (tournament.stopped_by, tournament.means.is_empty()) {
        page.paragraph(2, &format!("Not known: it stopped {}.", stopped(stop)));
        return;
    }
    let who = |by: &Keyed<String>| {
        let own: Vec<String> =
            by.iter().map(|(id, tactic)| format!("{} {}", names.party(id), visible(tactic))).collect();
        own.join(", ")
    };
    match tournament.pure.len() {
        0 => page.paragraph(2, "Whatever they choose, somebody would gain by another tactic."),
        _ => page.paragraph(2, "Nobody gains by another tactic alone with:"),
    }
    for by in tournament.pure.iter().take(TOLD) {
        let game = tournament.games.iter().find(|game| game.tactics == *by);
        let gains = game.map(|game| format!(" ({})", if is_deal(&game.end) { cell(game) } else { "no deal".into() }));
        page.item(2, "- ", &format!("{}{}.", who(by), gains.unwrap_or_default()));
    }
    left_out(page, tournament.pure.len());
    if tournament.dominated.iter().any(|(_, own)| !own.is_empty()) {
        page.paragraph(2, "Another tactic is never worse than these:");
    }
    for (id, own) in tournament.dominated.iter() {
        for one in own {
            let how = if one.strictly { "always worse than" } else { "never better, and sometimes worse, than" };
            let said = format!("For {}, {} is {how} {}.", names.party(id), visible(&one.tactic), visible(&one.by));
            page.item(2, "- ", &said);
        }
    }
    if let Some(mixed) = &tournament.mixed {
        mixtures(page, names, mixed);
    }
    if tournament.mixed.is_none() && names.parties.len() == 2 {
        let said = format!(
            "Mixtures of {} are not looked for: there are too many.",
            plural(play.tactics.len(), "tactic", "tactics")
        );
        page.paragraph(2, &said);
    }
}

fn mixtures(page: &mut Page, names: &Names, mixed: &MixedReport) {
    if !mixed.found.is_empty() {
        page.paragraph(2, "Nobody gains by another mixture alone with:");
    }
    let shares = |own: &Keyed<zopa::exact::Number>| {
        let own: Vec<String> =
            own.iter().map(|(tactic, share)| format!("{} with {}", visible(tactic), spoken(share))).collect();
        list(&own)
    };
    for one in mixed.found.iter().take(TOLD) {
        let own: Vec<String> = one.iter().map(|(id, own)| format!("{} {}", names.party(id), shares(own))).collect();
        page.item(2, "- ", &format!("{}.", own.join("; ")));
    }
    left_out(page, mixed.found.len());
    match mixed.stopped_by {
        Some(stop) => page.paragraph(2, &format!("Not all mixtures were looked for: it stopped {}.", stopped(stop))),
        None if mixed.ties => {
            let more = "Somewhere tactics are equally good to somebody. So not all mixtures are told: there may be more like that, also some in \
                 which only one party mixes.";
            page.paragraph(2, more);
        }
        None if mixed.found.is_empty() => page.paragraph(2, "No mixture of tactics is like that."),
        None => {}
    }
}

fn left_out(page: &mut Page, found: usize) {
    let more = found.saturating_sub(TOLD);
    if more > 0 {
        page.item(2, "- ", &format!("{} are left out here.", plural(more, "more like these", "more like these")));
    }
}

/// What the tactics assume.
pub(super) fn assumed(names: &Names, play: &PlayReport) -> Vec<String> {
    let packages = plural(play.packages, "package", "packages");
    let over = match play.over {
        OverName::Acceptable => format!(
            "The tactics talk about the {packages} that are accepted by all who have to agree: so everybody knows at least what the others refuse."
        ),
        OverName::Frontier => format!(
            "The tactics talk about {packages}: of those that are accepted by all who have to agree, those that cannot be improved for one \
             party without loss to another, one for each that gains the same."
        ),
        OverName::Feasible => format!(
            "The tactics talk about the {packages} that break no rule and no red line. Each offers only what it accepts itself."
        ),
    };
    let order: Vec<String> = play.order.iter().map(|id| names.party(id)).collect();
    let mut sentences = vec![
        "A tactic knows its own numbers and what is offered, and nothing else of the others. It is a rule of thumb: that anybody follows it \
         is not claimed. So this is no forecast: it is what these rules come to."
            .to_owned(),
        over,
        format!(
            "There {} {}; in each, everybody has its turn ({}), and accepts what is on the table or offers something else. Of packages that are \
             equally good to who offers, it takes the first in the order of the model.",
            if play.rounds == 1 { "is" } else { "are" },
            plural(play.rounds, "round", "rounds"),
            order.join(", ")
        ),
    ];
    let tactics: Vec<Tactic> = play.tactics.iter().filter_map(|tactic| tactic.parse().ok()).collect();
    sentences.extend(tactics.iter().map(|tactic| format!("{tactic}: {}.", rule(*tactic))));
    let by_chance = |tactic: &Tactic| matches!(tactic, Tactic::Random | Tactic::Micro);
    if tactics.iter().any(by_chance) {
        sentences.push(format!(
            "What is left to chance follows from the seed {}, and is the same each time: another seed may come to something else.",
            play.seed
        ));
    }
    if play.as_negmas {
        let indifferent: Vec<String> = play.indifferent.iter().map(|id| names.party(id)).collect();
        sentences.push(
            "As in NegMAS 0.16, time is the round over one more than there are rounds, and a demand is reached if it is missed by no more than \
             1/10,000 of a unit."
                .to_owned(),
        );
        if !indifferent.is_empty() {
            sentences.push(format!(
                "Some packages are equally good to {}: NegMAS takes these in an order of its own, and may come to something else.",
                list(&indifferent)
            ));
        }
    }
    sentences
}

/// What a tactic does.
fn rule(tactic: Tactic) -> String {
    match tactic {
        Tactic::Time(pace) => {
            let power = match (pace == Pace::LINEAR, pace.denom()) {
                (true, _) => String::new(),
                (_, 1) => format!(", to the power of {}", pace.numer()),
                (_, denom) => format!(", to the power of {}/{denom}", pace.numer()),
            };
            format!(
                "its demand falls from the best for it to the least on the table that it accepts, by the share of rounds that are over{power}; it \
                 offers the worst package that reaches the demand, and accepts what is no worse than that"
            )
        }
        Tactic::Micro => "it offers its packages one after another, the best first, and a new one only if each of the others has offered as many; \
             else one of those before, by chance"
            .to_owned(),
        Tactic::TitForTat(how) => {
            let how = match how {
                Answering::Relative => "by the share of its demand",
                Answering::Absolute => "by the amount",
                Answering::Averaged => "by the average share, over three offers,",
            };
            format!(
                "it begins with the best for it and one step down, and then concedes {how} by which the last offers of the others became better \
                 for it; of several others, as the one who conceded least"
            )
        }
        Tactic::Random => {
            "it offers any package that it accepts, all alike, and accepts what is no worse than what it would offer".to_owned()
        }
    }
}
