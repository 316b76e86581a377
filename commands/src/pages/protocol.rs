//! Ways of talking side by side, as a page: first the table, then what each way comes to and why.

use super::begun;
use super::paged::Report;
use super::play;
use crate::page::{Page, Picture, Table};
use crate::pictures;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    AgreementReport, Choice, CoalitionsReport, FinishName, FinishReport, LotteryPart, MixedOfferReport,
    MixedPairReport, Names, Opening, OutcomeReport, PairReport, ProtocolReport, RatificationReport, StepReport,
    TiesName, TracksName, WayKind, WayReport, count, differences, stopped,
};
use zopa::text::visible;
use zopa::text::words::{capital, list, narrow, number, percent, plural, signed, spoken};

/// So many issues are named that are settled otherwise than at one table.
const FEW: usize = 6;
/// So many outcomes of ties, or ends by chance, are told of.
const TOLD: usize = 4;
/// So many pairs of offers, and coalitions that block, are shown.
const SHOWN: usize = 10;
/// So many edits of a text are told of.
const EDITS: usize = 12;
/// So many coalitions that could decide are shown.
const LISTED: usize = 20;

impl Report for ProtocolReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let names = &self.opening.names;
        match &self.play {
            None => page.paragraph(0, &verdict(self)),
            Some(played) => page.paragraph(0, &play::verdict(played, self.protocols.get(1))),
        }
        page.heading("Who gets what, by the way of talking");
        table(&mut page, self);
        page.space();
        page.paragraph(2, &format!("Gains over no deal. Lost: of the {} at one table.", visible(&self.measures)));
        page.heading("What each way comes to");
        for way in &self.protocols {
            told(&mut page, self, way);
        }
        if let Some(played) = &self.play {
            play::told(&mut page, names, played);
        } else if led(self).count() > 1 {
            page.heading("Who would rather talk how");
            for (id, own) in self.preferences.iter() {
                let ways: Vec<String> = own.best.iter().filter_map(|id| Some(label(names, self.way(id)?))).collect();
                let gains: Vec<&Number> = led(self).filter_map(|way| way.gains.get(id)).flatten().collect();
                let same = gains.windows(2).all(|pair| pair[0] == pair[1]) && !led(self).any(|way| way.more_ties);
                let ways = match (ways.len() == led(self).count(), same) {
                    (true, true) => "it is all the same".to_owned(),
                    // What ways may come to overlaps.
                    (true, false) => "that depends on how ties are broken".to_owned(),
                    (false, _) => list(&ways),
                };
                page.item(2, "- ", &format!("{}: {ways}.", names.party(id)));
            }
        }
        if let Some(ratified) = &self.ratification {
            ratification(&mut page, self, ratified);
        }
        if let Some(pairs) = &self.stationary {
            stationary(&mut page, self, pairs);
            if let Some(pairs) = &self.stationary_lotteries {
                stationary_lotteries(&mut page, self, pairs);
            }
        }
        if let Some(found) = &self.coalitions {
            coalitions(&mut page, self, found);
        }
        page.heading("What is assumed");
        for sentence in assumed(self) {
            page.item(2, "- ", &sentence);
        }
        if let Some(stop) = self.stopped_by {
            page.space();
            page.paragraph(0, &format!("Stopped {}: not all of this is known.", stopped(stop)));
        }
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        let told = |way: &WayReport| [label(&self.opening.names, way), outcome(way).to_owned()];
        pictures::ways(self, told).into_iter().collect()
    }
}

/// A way by its id.
trait Ways {
    fn way(&self, id: &str) -> Option<&WayReport>;
}

impl Ways for ProtocolReport {
    fn way(&self, id: &str) -> Option<&WayReport> {
        self.protocols.iter().find(|way| way.id == id)
    }
}

/// What stands first: how many ways lead to a deal, and which cost nothing.
fn verdict(report: &ProtocolReport) -> String {
    let all = led(report).count();
    let agreed = led(report).filter(|way| way.agreed == Some(true)).count();
    let known = led(report).filter(|way| way.agreed.is_some()).count();
    let unknown = match all - known {
        0 => String::new(),
        rest => format!("; of {} that is not known", plural(rest, "way", "ways")),
    };
    let depends = led(report).filter(|way| depends(way)).count();
    let ways = |count: usize| plural(count, "way of talking", "ways of talking");
    let counted = match (agreed, depends) {
        _ if known == 0 => format!("NOT KNOWN what any of {} comes to.", ways(all)),
        (0, 0) => format!("NO DEAL by any of {}{unknown}.", ways(known)),
        (0, some) => {
            format!("IT DEPENDS by {some} of {}, and by none there is a deal in any case{unknown}.", ways(all))
        }
        (some, 0) => format!("A DEAL by {some} of {}{unknown}.", ways(all)),
        (some, other) => format!("A DEAL by {some} of {}; by {other} it depends{unknown}.", ways(all)),
    };
    let drawn = report.protocols.iter().filter(|way| is_drawn(way)).filter_map(|way| way.agreed);
    let ends = |agreed: bool| if agreed { "a deal" } else { "no deal" };
    let drawn = drawn.map(|agreed| format!(" One run of a text that chance edits ends with {}.", ends(agreed)));
    counted + &drawn.collect::<String>()
}

/// Whether it is what chance did once.
fn is_drawn(way: &WayReport) -> bool {
    matches!(way.way, WayKind::Climb { .. })
}

/// The ways of which it is told what they must lead to.
fn led(report: &ProtocolReport) -> impl Iterator<Item = &WayReport> {
    report.protocols.iter().filter(|way| !is_drawn(way))
}

/// Whether there is a deal or none, as ties and chance have it.
fn depends(way: &WayReport) -> bool {
    way.agreed == Some(false) && way.may_be_agreed == Some(true)
}

fn table(page: &mut Page, report: &ProtocolReport) {
    let names = &report.opening.names;
    let mut table = Table::default().text("Way of talking", 0, 44).text("Outcome", 0, 20);
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    let valued = report.protocols.iter().any(|way| way.value.is_some());
    if valued {
        table = table.number(&capital(&visible(&report.measures))).number("Lost");
    }
    for way in &report.protocols {
        let mut row = vec![label(names, way), outcome(way).to_owned()];
        row.extend(names.parties.keys().map(|id| spread(way.gains.get(id))));
        if valued {
            row.push(way.value.as_ref().map_or_else(|| "-".into(), |[least, most]| between(least, most, number)));
            let share = |lost: &Number| percent(lost, &Number::from(1)).unwrap_or_default();
            row.push(way.lost.as_ref().map_or_else(|| "-".into(), |[least, most]| between(least, most, share)));
        }
        table.row(row);
    }
    page.table(2, table);
}

/// A number, or from one to another one.
fn between(least: &Number, most: &Number, shown: impl Fn(&Number) -> String) -> String {
    if least == most { shown(least) } else { format!("{} to {}", shown(least), shown(most)) }
}

/// What a party gains, over all ties.
fn spread(gains: Option<&[Number; 2]>) -> String {
    gains.map_or_else(|| "-".into(), |[least, most]| between(least, most, narrow))
}

fn outcome(way: &WayReport) -> &'static str {
    let ends = || way.outcomes.iter().flat_map(|outcome| &outcome.ends);
    match way.agreed {
        // In the ways to break ties that are told, but perhaps not in others.
        None if way.may_be_agreed == Some(true) => "may be agreed",
        None => "not known",
        Some(true) => "agreed",
        Some(false) if depends(way) => "it depends",
        Some(false) if ends().any(|end| end.finish == FinishName::Refused) => "refused",
        Some(false) => "no deal",
    }
}

/// What a way is called.
fn label(names: &Names, way: &WayReport) -> String {
    if let Some(name) = &way.name {
        return visible(name).into_owned();
    }
    called(names, &way.way)
}

/// What a kind of way is called.
fn called(names: &Names, way: &WayKind) -> String {
    match way {
        WayKind::Together => "One table".into(),
        WayKind::Slow { way, bandwidth, .. } => {
            format!("{}, {} a round", called(names, way), plural(*bandwidth, "issue", "issues"))
        }
        WayKind::Draft { by, foresee } => {
            let others: Vec<&str> = names.parties.keys().filter(|id| !by.iter().any(|own| own == id)).collect();
            let many = others.len() < by.len();
            let who = if many { format!("All but {}", names.parties(others)) } else { names.parties(by) };
            let (drafts, presents) = if many || by.len() > 1 { ("draft", "present") } else { ("drafts", "presents") };
            match foresee {
                false => format!("{who} {drafts} and {presents}"),
                true => format!("{who} {drafts} what is accepted"),
            }
        }
        WayKind::Tracks { of: TracksName::Clusters, hand_up: false, .. } => "Working groups settle".into(),
        WayKind::Tracks { of: TracksName::Clusters, hand_up: true, .. } => "Working groups hand up".into(),
        WayKind::Tracks { of: TracksName::Issues, hand_up: false, .. } => "Issue by issue".into(),
        WayKind::Tracks { of: TracksName::Issues, hand_up: true, .. } => "Each issue hands up".into(),
        WayKind::Text { edits, .. } => format!("One text, edits of {}", plural(*edits, "issue", "issues")),
        WayKind::Offers { order, at_random: false, rounds, .. } => {
            let last = rounds.checked_sub(1).and_then(|last| order.get(last % order.len().max(1)));
            let last = last.map(|by| format!(", the last by {}", names.parties(by))).unwrap_or_default();
            format!("{} in turn{last}", plural(*rounds, "offer", "offers"))
        }
        WayKind::Offers { at_random: true, rounds, .. } => {
            format!("{} by chance", plural(*rounds, "offer", "offers"))
        }
        WayKind::Climb { edits, rounds, seed, .. } => {
            let edits = plural(*edits, "issue", "issues");
            let rounds = plural(*rounds, "round", "rounds");
            format!("One text, edits of {edits} by chance, {rounds}: one run, seed {seed}")
        }
        WayKind::Fallback => "Fallback bargaining".into(),
        WayKind::Zeuthen => "Concessions by risk".into(),
        WayKind::Blocs { of, power } => {
            let blocs: Vec<String> = of.iter().map(|members| names.parties(members)).collect();
            let power =
                if *power == Number::from(1) { String::new() } else { format!(" with the power of {}", number(power)) };
            format!("One table, {} as one{power}", list(&blocs))
        }
        WayKind::Tactics { by } => {
            let own: Vec<String> = by.iter().map(|(id, tactic)| format!("{} {tactic}", names.party(id))).collect();
            own.join(", ")
        }
    }
}

/// What is agreed, as somebody's hand is tied.
fn ratification(page: &mut Page, report: &ProtocolReport, found: &RatificationReport) {
    let names = &report.opening.names;
    page.heading(&format!("What is agreed if {} must gain at least so much", names.party(&found.party)));
    let mut table = Table::default().text("At least", 0, 30).number("Packages left");
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    for step in &found.steps {
        let from = match &step.above {
            None => format!("up to {}", number(&step.up_to)),
            Some(above) => format!("above {} to {}", number(above), number(&step.up_to)),
        };
        let packages = step.packages.as_ref().map_or_else(|| "not counted".to_owned(), |all| count(all));
        for (at, one) in step.agreements.iter().enumerate() {
            let head = if at == 0 { [from.clone(), packages.clone()] } else { ["or".into(), String::new()] };
            table.row(head.into_iter().chain(one.gains.iter().map(|(_, gain)| number(gain))));
        }
    }
    if !table.is_empty() {
        page.table(2, table);
        page.space();
    }
    match (found.stopped_by, found.steps.last()) {
        (Some(stop), _) => {
            page.paragraph(2, &format!("What is above that is not known: it stopped {}.", stopped(stop)))
        }
        (None, Some(last)) => page.paragraph(2, &format!("Above {} there is no deal.", number(&last.up_to))),
        (None, None) => page.paragraph(2, "There is no deal, whatever it must gain."),
    }
}

/// What coalitions that can decide alone would do.
fn coalitions(page: &mut Page, report: &ProtocolReport, found: &CoalitionsReport) {
    let names = &report.opening.names;
    page.heading("What coalitions could decide alone");
    if let Some(rule) = &report.opening.acceptance {
        page.paragraph(2, &format!("{}.", capital(&rule.rule(names))));
    }
    let mut table = Table::default().text("Coalition", 0, 44);
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    for own in found.of.iter().take(LISTED) {
        let who = names.parties(&own.members);
        if own.agreements.is_empty() {
            table.row([who.clone()].into_iter().chain(names.parties.keys().map(|_| "–".to_owned())));
        }
        for (at, one) in own.agreements.iter().take(TOLD).enumerate() {
            let head = if at == 0 { who.clone() } else { "or".to_owned() };
            table.row([head].into_iter().chain(one.gains.iter().map(|(_, gain)| number(gain))));
        }
    }
    if !table.is_empty() {
        page.table(2, table);
        page.space();
        page.paragraph(2, "Gains over no deal from what each chooses for itself; a dash: its members cannot agree.");
    }
    let more = found.of.len().saturating_sub(LISTED);
    if more > 0 {
        page.paragraph(2, &format!("{} are left out here.", plural(more, "more coalition", "more coalitions")));
    }
    for tabled in found.table.iter().take(TOLD) {
        let gains = |gains: &Keyed<Number>| list(&names.amounts(gains.iter(), signed));
        let what = match found.table.len() {
            1 => "what one table chooses".to_owned(),
            _ => format!("what one table may choose ({})", gains(&tabled.gains)),
        };
        if tabled.blocked_by.is_empty() {
            page.item(
                2,
                "- ",
                &format!("No coalition has anything better for each of its members than {what}: nobody blocks it."),
            );
        }
        for one in tabled.blocked_by.iter().take(SHOWN) {
            let [block, selves] = match one.members.len() {
                1 => ["blocks", "by itself it could gain more"],
                _ => ["block", "by themselves they could all gain more"],
            };
            let (who, instead) = (names.parties(&one.members), gains(&one.instead.gains));
            page.item(2, "- ", &format!("{who} {block} {what}: {selves} ({instead})."));
        }
        let more = tabled.blocked_by.len().saturating_sub(SHOWN);
        if more > 0 {
            page.item(2, "- ", &format!("{} are left out here.", plural(more, "more coalition", "more coalitions")));
        }
    }
    let more = found.table.len().saturating_sub(TOLD);
    if more > 0 {
        page.item(2, "- ", &format!("{} are left out here.", plural(more, "more package", "more packages")));
    }
    if let Some(stop) = found.stopped_by {
        page.paragraph(2, &format!("Not all was asked: it stopped {}.", stopped(stop)));
    }
}

/// Offers without a deadline.
fn stationary(page: &mut Page, report: &ProtocolReport, pairs: &[PairReport]) {
    let names = &report.opening.names;
    page.heading("Offers without a deadline");
    let said = match pairs.len() {
        0 => {
            "No pair of offers makes each the best answer to the other: packages are too far apart for these patiences."
        }
        1 => "One pair of offers makes each the best answer to the other.",
        _ => {
            "Several pairs of offers make each the best answer to the other: packages are so far apart that patience does not decide \
             between them."
        }
    };
    page.paragraph(2, said);
    for pair in pairs.iter().take(SHOWN) {
        let gains = |one: &AgreementReport| list(&names.amounts(one.gains.iter(), signed));
        let same = pair.first.gains.iter().zip(pair.second.gains.iter()).all(|((_, one), (_, other))| one == other);
        let said = match same {
            true => format!("both {}", gains(&pair.first)),
            false => format!("the first {}; the second {}", gains(&pair.first), gains(&pair.second)),
        };
        page.item(2, "- ", &format!("{}.", capital(&said)));
    }
    let more = pairs.len().saturating_sub(SHOWN);
    if more > 0 {
        page.item(2, "- ", &format!("{} are left out here.", plural(more, "more pair", "more pairs")));
    }
}

/// The same with lotteries.
fn stationary_lotteries(page: &mut Page, report: &ProtocolReport, pairs: &[MixedPairReport]) {
    let names = &report.opening.names;
    let joint = report.protocols.first();
    let joint = joint.and_then(|joint| joint.outcomes.first()?.ends.first()?.package.as_ref());
    let what = |package: &Keyed<Choice>| {
        let Some(joint) = joint else { return names.all_settled(package).join(", ") };
        let other: Vec<String> = differences(joint, package).map(|(issue, _, to)| names.settled((issue, to))).collect();
        if other.is_empty() { "the package of one table".to_owned() } else { other.join(", ") }
    };
    let offer = |one: &MixedOfferReport| {
        let gains = list(&names.amounts(one.gains.iter(), signed));
        match &one.lottery[..] {
            [only] => format!("{gains} ({})", what(&only.package)),
            parts => {
                let part = |part: &LotteryPart| {
                    format!("with probability {} {}", spoken(&part.probability), what(&part.package))
                };
                let parts: Vec<String> = parts.iter().map(part).collect();
                format!("{gains} on average: {}", parts.join("; "))
            }
        }
    };
    let Some(pair) = pairs.first() else {
        let why = report.unpaired.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        page.paragraph(2, &format!("If packages may be mixed by chance, there is not one such pair alone{why}."));
        return;
    };
    let one = "If packages may be mixed by chance, there is exactly one such pair";
    page.paragraph(
        2,
        &match joint {
            Some(_) => format!("{one} (of each package it is said what it has otherwise than the one of one table):"),
            None => format!("{one}:"),
        },
    );
    let same = pair.first.gains.iter().zip(pair.second.gains.iter()).all(|((_, one), (_, other))| one == other);
    if same {
        page.item(2, "- ", &format!("Both {}.", offer(&pair.first)));
        return;
    }
    page.item(2, "- ", &format!("The first {}.", offer(&pair.first)));
    page.item(2, "- ", &format!("The second {}.", offer(&pair.second)));
}

/// What one way comes to, and why.
fn told(page: &mut Page, report: &ProtocolReport, way: &WayReport) {
    let names = &report.opening.names;
    page.strong(&label(names, way));
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(way.because.as_ref().map(|because| capital(&visible(because))));
    sentences.extend(course(report, way));
    if let Some(why) = &way.unplayed {
        sentences.push(format!("Not told: {why}."));
    }
    if let Some(stop) = way.stopped_by {
        sentences.push(format!("Not known: it stopped {}.", stopped(stop)));
    }
    let joint = report.protocols.first().filter(|joint| joint.id != way.id);
    let table = joint.and_then(|joint| joint.outcomes.first()?.ends.first()?.package.as_ref());
    if let [one] = &way.outcomes[..] {
        sentences.extend(ends(names, one, table));
    }
    if !sentences.is_empty() {
        page.paragraph(2, &sentences.join(" "));
    }
    if way.outcomes.len() > 1 {
        for one in way.outcomes.iter().take(TOLD) {
            let how = match one.ties {
                Some(TiesName::For) => "Ties broken for the others: ",
                Some(TiesName::Against) => "Ties broken against the others: ",
                _ if matches!(way.way, WayKind::Zeuthen) => "With equal risks, as one or the other concedes: ",
                _ => "One of what is equally good: ",
            };
            page.item(2, "- ", &format!("{how}{}", ends(names, one, table).join(" ")));
        }
        let more = way.outcomes.len().saturating_sub(TOLD) + way.more;
        if more > 0 {
            page.item(2, "- ", &format!("{} are left out here.", plural(more, "more outcome", "more outcomes")));
        }
    }
    if way.more_ties {
        let said = "Ties can be broken in more ways than are told: these may come to something else.";
        page.paragraph(2, said);
    }
    if let Some(change) = changed(report, way) {
        page.paragraph(2, &change);
    }
    let better: Vec<String> =
        way.all_prefer.iter().filter_map(|id| Some(label(names, report.way(id)?))).take(TOLD).collect();
    if !better.is_empty() {
        let more = way.all_prefer.len() - better.len();
        let rest = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        page.paragraph(2, &format!("Nobody loses, and somebody gains, by another way: {}{rest}.", better.join("; ")));
    }
    page.space();
}

/// What would change it: what who refuses is short of, or who would have the last word with one round more.
fn changed(report: &ProtocolReport, way: &WayReport) -> Option<String> {
    let names = &report.opening.names;
    let [outcome] = &way.outcomes[..] else { return longer(names, way) };
    let [end] = &outcome.ends[..] else { return longer(names, way) };
    if end.finish != FinishName::Refused || report.opening.acceptance.is_some() {
        return longer(names, way);
    }
    let short = end.refused_by.iter().filter(|(_, short)| !short.value().is_zero());
    let more = |(at, (id, short)): (usize, (&str, &Number))| {
        let would = if at == 0 { "would have to get " } else { "" };
        format!("{} {would}{} more", names.party(id), spoken(short))
    };
    let mut needed: Vec<String> = short.enumerate().map(more).collect();
    if !end.broken.is_empty() {
        let broken: Vec<String> = end.broken.iter().map(|name| visible(name).into_owned()).collect();
        needed.push(format!("{} would have to be kept", list(&broken)));
    }
    Some(format!("For that to be accepted, {}.", list(&needed))).filter(|_| !needed.is_empty())
}

/// Who would gain more with one round more, and who less.
fn longer(names: &Names, way: &WayReport) -> Option<String> {
    let WayKind::Offers { order, at_random, rounds, .. } = way.way.itself() else { return None };
    if way.one_round_more.is_empty() || way.gains.is_empty() {
        return None;
    }
    let last = match at_random {
        true => String::new(),
        false => format!(", the last by {}", names.parties(order.get(rounds % order.len().max(1))?)),
    };
    let [mut more, mut less, mut either] = [(); 3].map(|()| Vec::new());
    for (id, [least, most]) in way.one_round_more.iter() {
        let [now_least, now_most] = way.gains.get(id)?;
        let who = match (least.cmp(now_least), most.cmp(now_most)) {
            (Ordering::Equal, Ordering::Equal) => continue,
            (Ordering::Greater | Ordering::Equal, Ordering::Greater | Ordering::Equal) => &mut more,
            (Ordering::Less | Ordering::Equal, Ordering::Less | Ordering::Equal) => &mut less,
            _ => &mut either,
        };
        who.push(format!("{} ({})", names.party(id), between(least, most, signed)));
    }
    let would = |who: Vec<String>, what: &str| (!who.is_empty()).then(|| format!("{} would gain {what}", list(&who)));
    let said: Vec<String> =
        [would(more, "more"), would(less, "less"), would(either, "more or less, as ties are broken")]
            .into_iter()
            .flatten()
            .collect();
    let said = if said.is_empty() { "all would gain the same".to_owned() } else { list(&said) };
    Some(format!("With one round more{last}, {said}."))
}

/// So many packages, of so many.
fn packages(some: &str, of: &str) -> String {
    format!("{}{of} {}", count(some), if some == "1" && of.is_empty() { "package" } else { "packages" })
}

/// How it comes to its end.
fn course(report: &ProtocolReport, way: &WayReport) -> Vec<String> {
    let names = &report.opening.names;
    let group = |id: &str| match (id, names.clusters.get(id)) {
        ("", _) => "the other issues".to_owned(),
        (id, Some(_)) => names.cluster(id),
        (id, None) => names.issue(id),
    };
    let mut sentences = Vec::new();
    let (mut moved, mut settled, mut handed, mut edits) = (Vec::new(), 0, Vec::new(), 0);
    let mut took: Vec<String> = Vec::new();
    for step in &way.steps {
        match step {
            StepReport::Settled { group: id, changed } => {
                settled += 1;
                if !changed.is_empty() {
                    let changed = names.all_settled(changed).join(", ");
                    let alone = names.clusters.get(id).is_none() && !id.is_empty();
                    moved.push(if alone { changed } else { format!("{} ({changed})", group(id)) });
                }
            }
            StepReport::HandedUp { group: id, kept, of } => handed.push(format!("{} {kept} of {of}", group(id))),
            StepReport::Edited { changed, gains } => {
                edits += 1;
                let gains = list(&names.amounts(gains.iter(), signed));
                if edits <= EDITS {
                    sentences.push(format!("Edit {edits}: {} ({gains}).", names.all_settled(changed).join(", ")));
                }
            }
            StepReport::Took { group: id, issues, rounds } => {
                let who = id.as_ref().map_or_else(|| "one table".to_owned(), |id| group(id));
                let what = match issues.len() {
                    0 => "no issue".to_owned(),
                    some if some > FEW => plural(some, "issue", "issues"),
                    _ => list(&issues.iter().map(|id| names.issue(id)).collect::<Vec<_>>()),
                };
                took.push(format!("{who} {} ({what})", plural(*rounds, "round", "rounds")));
            }
            StepReport::Offered { .. } => {}
        }
    }
    if !took.is_empty() {
        sentences.push(format!("It takes {}.", list(&took)));
    }
    let alone = matches!(way.way.itself(), WayKind::Tracks { of: TracksName::Issues, .. });
    let [one, what] = if alone { ["No issue", "issues move"] } else { ["No group", "groups move"] };
    match (settled, moved.len()) {
        (0, _) => {}
        (_, 0) => sentences.push(format!(
            "{one} moves: by itself, none can settle anything that hurts nobody and is better for somebody."
        )),
        (all, some) => sentences.push(format!("{some} of {all} {what}: {}.", moved.join("; "))),
    }
    if !handed.is_empty() {
        sentences.push(format!("Handed up: {}.", list(&handed)));
        if let Some(kept) = &way.kept {
            let all = report.acceptable.as_ref().map(|all| format!(" of the {}", count(all))).unwrap_or_default();
            let kept = packages(kept, &all);
            sentences.push(format!("What they make together has {kept} that all accept."));
        }
    }
    if edits > EDITS {
        sentences.push(format!("{} are left out here.", plural(edits - EDITS, "more edit", "more edits")));
    }
    let climbs = is_drawn(way);
    match edits {
        _ if way.outcomes.len() != 1 => {}
        0 if climbs => sentences.push("Of what chance drew, nothing that is better for somebody hurts nobody.".into()),
        0 if matches!(way.way, WayKind::Text { .. }) => {
            sentences.push("No such edit that is allowed is better for somebody and hurts nobody.".into());
        }
        _ => {}
    }
    if let Some(better) = way.better.as_ref().filter(|better| *better != "0") {
        let better = packages(better, "");
        let but = if climbs { "" } else { ", but not by such an edit" };
        sentences.push(format!("Where it ends, {better} would be better for somebody and worse for nobody{but}."));
    }
    sentences.extend(offered(names, way));
    sentences
}

/// What is offered in the last round, on which all rests; or how demands came together.
fn offered(names: &Names, way: &WayReport) -> Option<String> {
    let offers = way.steps.iter().filter_map(|step| match step {
        StepReport::Offered { round, by, gains: Some(gains) } => Some((*round, by, gains)),
        _ => None,
    });
    let told = |gains: &Keyed<Number>| list(&names.amounts(gains.iter(), signed));
    match &way.way {
        WayKind::Offers { rounds, at_random: false, .. } if *rounds > 1 => {
            let (_, by, gains) = offers.clone().find(|(round, ..)| round == rounds)?;
            let who = names.parties(by);
            let first = way.outcomes.first()?;
            let same = first.gains.iter().zip(gains.iter()).all(|((_, a), (_, b))| a == b);
            Some(match same {
                true => format!("In the last round {who} would offer something from which all gain the same."),
                false => format!("In the last round {who} would offer {}, and all before rests on that.", told(gains)),
            })
        }
        WayKind::Tactics { by } => {
            let first: Vec<String> = offers
                .clone()
                .take(by.len())
                .map(|(_, by, gains)| format!("{} offers {}", names.parties(by), told(gains)))
                .collect();
            let (round, by, gains) = offers.clone().next_back()?;
            let last = format!("the last, in round {round}, {} offers {}", names.parties(by), told(gains));
            Some(format!("First {}; {last}.", first.join("; ")))
        }
        WayKind::Zeuthen => {
            let demands: Vec<String> =
                offers.map(|(_, by, gains)| format!("{}: {}", names.parties(by), told(gains))).collect();
            let said = format!("Demands, one after the other: {}.", demands.join("; "));
            Some(said).filter(|_| !demands.is_empty())
        }
        _ => None,
    }
}

/// How an outcome ends.
fn ends(names: &Names, outcome: &OutcomeReport, joint: Option<&Keyed<Choice>>) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let one = outcome.ends.len() == 1;
    for end in outcome.ends.iter().take(TOLD) {
        let likely = match one {
            true => String::new(),
            false => format!("With probability {}: ", spoken(&end.likely)),
        };
        let said = ended(names, end, joint);
        sentences.push(if one { said } else { format!("{likely}{said}") });
    }
    let more = outcome.ends.len().saturating_sub(TOLD);
    if more > 0 {
        sentences.push(format!("{} by chance are left out here.", plural(more, "more end", "more ends")));
    }
    sentences
}

fn ended(names: &Names, end: &FinishReport, joint: Option<&Keyed<Choice>>) -> String {
    let round = end.round.filter(|round| *round > 1).map(|round| format!(" in round {round}")).unwrap_or_default();
    let difference = || {
        let (Some(package), Some(joint)) = (&end.package, joint) else { return String::new() };
        let other: Vec<String> = differences(joint, package).map(|(issue, _, to)| names.settled((issue, to))).collect();
        match other.len() {
            0 => ", the package of one table".to_owned(),
            some if some > FEW => {
                format!(", {} settled otherwise than at one table", plural(some, "issue is", "issues are"))
            }
            _ => format!(". Otherwise than at one table: {}", other.join(", ")),
        }
    };
    match end.finish {
        FinishName::Agreed => format!("Agreed{round}{}.", difference()),
        FinishName::Refused => {
            let one = |(id, short): (&str, &Number)| match short.value().is_zero() {
                true => names.party(id),
                false => format!("{} ({} short)", names.party(id), spoken(short)),
            };
            let who: Vec<String> = end.refused_by.iter().map(one).collect();
            let broken: Vec<String> = end.broken.iter().map(|name| visible(name).into_owned()).collect();
            let by = if who.is_empty() { String::new() } else { format!(" by {}", list(&who)) };
            let breaks = if broken.is_empty() { String::new() } else { format!("; it breaks {}", list(&broken)) };
            format!("Refused{by}{breaks}: no deal.")
        }
        FinishName::Nothing => "Nothing is found that could be on the table: no deal.".to_owned(),
        FinishName::Deadline => "No offer is accepted before it is too late: no deal.".to_owned(),
        FinishName::BrokenDown => format!("The talks break down{round}."),
        FinishName::Left => format!("{} leaves the talks{round}: no deal.", names.parties(&end.left_by)),
    }
}

/// What the answer rests on.
fn assumed(report: &ProtocolReport) -> Vec<String> {
    let names = &report.opening.names;
    let kinds = || report.protocols.iter().map(|way| way.way.itself());
    let knows = "Everybody knows all numbers, its own and those of the others, and wants its own good. So this is no forecast: it is what each \
         way leads to by the model's numbers.";
    let mut sentences = match &report.play {
        None if report.protocols.iter().any(is_drawn) => {
            vec![format!("Of the ways that are not played: {}{}", knows[..1].to_lowercase(), &knows[1..])]
        }
        None => vec![knows.to_owned()],
        Some(played) => play::assumed(names, played),
    };
    sentences.push(format!(
        "Where several choose together, they choose by {} ({}).",
        visible(&report.concept_name),
        visible(&report.measures)
    ));
    for kind in kinds() {
        if let WayKind::Climb { seed, .. } = kind {
            sentences.push(format!(
                "Of the text that chance edits, everybody knows no more than whether an edit is worse for it than the text; which edits are \
                 drawn follows from the seed, {seed}."
            ));
        }
    }
    let text = |kind: &WayKind| matches!(kind, WayKind::Text { .. } | WayKind::Climb { .. });
    if kinds().any(|kind| matches!(kind, WayKind::Tracks { hand_up: false, .. }) || text(kind)) {
        sentences.push(
            "Groups that settle, and editors of a text, begin with what is on the table and hurt nobody against that; in the end everybody \
             asks for what it has without a deal, which is another measure."
                .to_owned(),
        );
    }
    if kinds().any(|kind| matches!(kind, WayKind::Tracks { .. }) || text(kind)) {
        let said = "Of packages from which all have the same, the first is told and followed";
        let settle = kinds().any(|kind| matches!(kind, WayKind::Tracks { hand_up: false, .. }));
        let more = if settle { "; of what a group settles, each that makes a difference to other groups" } else { "" };
        sentences.push(format!("{said}{more}."));
    }
    if kinds().any(|kind| matches!(kind, WayKind::Zeuthen)) {
        sentences.push(
            "Concessions by risk look at gains alone: bargaining power has no part in them. With equal risks either may \
             concede; the demands are told of the talks in which the first party in the model does."
                .to_owned(),
        );
    }
    if let Some(patience) = &report.stationary_patience {
        sentences.push(format!(
            "Without a deadline, a gain that comes an offer later is worth {}. Who is indifferent accepts. Pairs are told of offers that \
             cannot be improved for one without loss to the other.",
            worth(names, patience)
        ));
    }
    if report.coalitions.is_some() {
        sentences.push(
            "Coalitions that decide alone keep to all rules and to all red lines, also to those of parties they do without.".to_owned(),
        );
    }
    if names.issues.iter().any(|(_, issue)| issue.continuous) {
        sentences.push(
            "Levels are rounded where what is best has no short number. So differences that are as small as that say nothing."
                .to_owned(),
        );
    }
    let mut told: Vec<String> = Vec::new();
    for way in &report.protocols {
        let Some(said) = terms(names, &way.way) else { continue };
        if !told.contains(&said) {
            told.push(said);
        }
    }
    sentences.extend(told);
    sentences
}

/// What a gain is worth that comes later.
fn worth(names: &Names, patience: &Keyed<Number>) -> String {
    let first = patience.iter().next().map(|(_, own)| own);
    let all = patience.iter().all(|(_, own)| Some(own) == first);
    match (first, all) {
        (Some(own), true) => format!("{} of it", spoken(own)),
        _ => format!("a share of it ({})", list(&names.amounts(patience.iter(), number))),
    }
}

/// What is said of offers beside who makes them.
fn terms(names: &Names, way: &WayKind) -> Option<String> {
    let (patience, offers) = match way {
        WayKind::Offers { patience, breakdown, broken, outside, .. } => (patience, Some((breakdown, broken, outside))),
        WayKind::Slow { patience, .. } => (patience, None),
        _ => return None,
    };
    let worth = worth(names, patience);
    let Some((breakdown, broken, outside)) = offers else {
        return Some(format!(
            "A gain that comes a round of talks later is worth {worth}. Groups talk at the same time; of the issues that interactions or \
             rules link to those of other groups, one table has to choose after them. All is agreed at once, in the last round."
        ));
    };
    let utilities = |own: &Keyed<Number>| list(&names.amounts(own.iter(), number));
    let mut said = format!("A gain that comes a round of offers later is worth {worth}");
    if breakdown.value().is_positive() {
        said += &format!(", and after a refusal the talks break down with probability {}", spoken(breakdown));
        if !broken.is_empty() {
            said += &format!(" (utilities then: {})", utilities(broken));
        }
    }
    said += ". Who is indifferent accepts.";
    if !outside.is_empty() {
        said += &format!(" By leaving, parties can have these utilities: {}.", utilities(outside));
    }
    Some(said)
}
