//! What the concepts choose, as a page: the answer first, then the package, who gets what, and what else there is.

use super::against_no_deal;
use super::aims::aims;
use super::begun;
use super::concepts::{concepts, otherwise};
use super::differences::differences;
use super::lottery::lotteries;
use super::no_deal::no_deal;
use super::package::package;
use super::paged::Report;
use super::proposals::proposals;
use super::worth::{steps, worth};
use crate::page::{Page, Picture, Table};
use crate::pictures;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use zopa::exact::Number;
use zopa::report::{
    AcceptanceReport, AgreementReport, ConceptName, Ended, Names, NoAgreementReport, OftenReport, Opening,
    SolutionReport, SolveReport, StatusName, count, stopped,
};
use zopa::text::visible;
use zopa::text::words::{all_of, capital, list, narrow, number, percent, plural, signed, spoken};

/// So many of several equally good packages are shown.
const TIES: usize = 4;

impl Report for SolveReport {
    fn opening(&self) -> &Opening {
        &self.head.opening
    }

    fn page(&self) -> Page {
        let names = &self.head.opening.names;
        let mut page = begun(&self.head.opening);
        page.paragraph(0, &[verdict(self)].into_iter().chain(tightest(self)).collect::<Vec<_>>().join(" "));
        let is_open = self.ended().status == StatusName::Undecided;
        if let Some(NoAgreementReport::Reasons(reasons)) = self.no_deal.as_ref().filter(|_| !is_open) {
            no_deal(&mut page, names, reasons);
            page.space();
            page.paragraph(2, "The explain command shows which demands conflict, and what would have to be given up.");
        }
        if let Some(may) = self.may_pass.as_ref().filter(|_| self.recommended().is_none()) {
            page.heading("A package that may be acceptable");
            package(&mut page, names, &may.package);
            page.space();
            let gains = names.amounts(may.gains.iter(), signed).join(", ");
            page.paragraph(2, &format!("Gains, as they were calculated: {gains}."));
        }
        no_mixture(&mut page, self);
        let recommended = self.recommended();
        let missed: Vec<_> = self.not_reached.iter().map(|id| visible(self.named(id))).collect();
        if recommended.is_some() && !missed.is_empty() {
            page.space();
            page.paragraph(2, &format!("Not reached: {}.", list(&missed)));
        }
        for (id, why) in self.why_left_out.iter().filter(|(id, _)| !self.not_reached.iter().any(|missed| missed == id))
        {
            page.space();
            page.paragraph(2, &format!("Left out: {}: {why}.", visible(self.named(id))));
        }
        if let Some((solution, agreement)) = recommended {
            recommendation(&mut page, self, solution, agreement);
            shares(&mut page, self, solution, agreement);
            concepts(&mut page, self, agreement);
            aims(&mut page, names, &agreement.package, &self.aims, self.aims_stopped_by);
        } else if let Some(often) = &self.often {
            page.space();
            page.paragraph(0, &how_often(often));
        }
        counts(&mut page, self);
        proposals(&mut page, self);
        let (of_packages, of_lotteries) = self.warnings.split_at(self.warnings_of_packages());
        page.warnings("Keep in mind", of_packages);
        if let Some(asked) = &self.lotteries {
            lotteries(&mut page, self, asked);
            page.warnings("Keep in mind about lotteries", of_lotteries);
        }
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        who_gets_what(self).into_iter().chain(waterfalls(self)).collect()
    }
}

/// Who gets what; and where nothing can be agreed, who refuses what.
pub(super) fn who_gets_what(report: &SolveReport) -> Vec<Picture> {
    pictures::shares(report).into_iter().chain(pictures::refused(report)).collect()
}

/// By party, where what the recommended package is worth comes from.
pub(super) fn waterfalls(report: &SolveReport) -> Vec<Picture> {
    let head = &report.head;
    let agreed = report.recommended().map(|(_, agreement)| &agreement.utilities);
    let worth = |(id, worth)| {
        let (without, utility) = (head.disagreement.get(id)?, agreed?.get(id)?);
        pictures::waterfall(&head.opening.names, id, &steps(&head.opening.names, worth), without, utility)
    };
    report.contributions.iter().flat_map(|worths| worths.iter()).filter_map(worth).collect()
}

/// The answer in a sentence or two.
fn verdict(report: &SolveReport) -> String {
    let names = &report.head.opening.names;
    let all = all_of(names.parties.len());
    let acceptance = report.head.opening.acceptance.as_ref();
    let everybody = AcceptanceReport { quota: names.parties.len(), veto: Vec::new() };
    let rule = acceptance.unwrap_or(&everybody).rule(names);
    let packages = report.head.packages.as_ref();
    let feasible = packages.and_then(|packages| packages.feasible.as_ref());
    let acceptable = packages.and_then(|packages| match acceptance {
        // The same question.
        None => packages.individually_rational.as_ref(),
        Some(_) => packages.acceptable.as_ref().and_then(Option::as_ref),
    });
    match report.ended() {
        Ended { status: StatusName::Agreement, .. } if report.by_rule => {
            let passing = match (acceptable, feasible) {
                (Some(passing), Some(feasible)) => {
                    format!("{} of {} feasible packages pass the acceptance rule", count(passing), count(feasible))
                }
                _ => "there are packages that pass the acceptance rule".to_owned(),
            };
            format!("An agreement is possible: {passing}, {rule}. What follows is chosen among these.")
        }
        // That enough parties accept is decided, and perhaps not that all do.
        Ended { status: StatusName::Agreement, .. }
            if acceptance.is_some()
                && report.of_packages().iter().any(|one| one.coalition.is_none() && one.within_error.is_some()) =>
        {
            format!(
                "An agreement is possible: the acceptance rule can be met, {rule}. What follows is chosen among the packages that \
                 everybody accepts, as they were calculated."
            )
        }
        Ended { status: StatusName::Agreement, .. }
            if !report.is_of_rule() && report.of_packages().iter().all(|solution| solution.coalition.is_none()) =>
        {
            let mut sentence = match (packages.and_then(|packages| packages.individually_rational.as_ref()), feasible) {
                (Some(rational), Some(feasible)) => {
                    let is = if rational == "1" { "is" } else { "are" };
                    let of = format!("{} of {} feasible packages {is}", count(rational), count(feasible));
                    format!("An agreement is possible: {of} acceptable to {all} parties.")
                }
                _ => format!("An agreement is possible: there are packages that {all} parties accept."),
            };
            if acceptance.is_some() {
                sentence += &match acceptable {
                    Some(passing) => format!(" {} pass the acceptance rule: {rule}.", count(passing)),
                    None => format!(" The acceptance rule asks for less: {rule}."),
                };
                sentence += " What follows is chosen among the packages that everybody accepts.";
            }
            sentence
        }
        Ended { status: StatusName::Agreement, .. } => {
            format!("No package is acceptable to {all} parties, but the acceptance rule can be met: {rule}.")
        }
        Ended { status: StatusName::NoAgreement, .. } => match acceptance {
            _ if report.is_infeasible() => {
                "NO AGREEMENT is possible: no package satisfies all rules and red lines.".to_owned()
            }
            None => format!("NO AGREEMENT is possible: no package is acceptable to {all} parties."),
            Some(_) => format!("NO AGREEMENT is possible: no package meets the acceptance rule, {rule}."),
        },
        Ended { status: StatusName::Undecided, .. } => {
            let follows = if report.recommended().is_some() { " What follows may be agreed." } else { "" };
            format!(
                "UNDECIDED: whether a package is acceptable lies within the error of the curves that utilities follow.{follows}"
            )
        }
        Ended { status: StatusName::Stopped, stopped_by } => {
            let found = match report.recommended() {
                Some((solution, _)) if solution.proven && names.has_levels() => {
                    "What follows is the best that was found so far: valid, and proven to be the best only where no bound \
                     stands beside it."
                }
                Some(_) => "What follows is the best that was found so far: valid, but not proven to be the best.",
                None if report.head.ideal.is_some() => {
                    "There are packages that every party accepts, but no concept was followed to its end."
                }
                None => "No package that every party accepts was found so far; there may be one.",
            };
            let stop = stopped_by.map(stopped).unwrap_or_default();
            format!("STOPPED {stop}, before the answer was proven. {found}")
        }
    }
}

/// For whom the first package is tightest: who gains nothing from it, or else gets the smallest share of what it could gain. Not
/// where the search for the package was stopped.
fn tightest(report: &SolveReport) -> Option<String> {
    let names = &report.head.opening.names;
    let found =
        |solution: &SolutionReport| solution.proven || solution.within_error.as_ref().is_some_and(|close| close.all);
    let (solution, agreement) = report.recommended().filter(|(solution, _)| !names.has_orders() && found(solution))?;
    let is_member = |id: &str| solution.coalition.as_ref().is_none_or(|members| members.iter().any(|own| own == id));
    let gains: Vec<(&str, &Number)> = agreement.gains.iter().filter(|(id, _)| is_member(id)).collect();
    let calculated = if report.head.opening.error.is_empty() { "" } else { ", as it was calculated," };
    let shown = if solution.ties() > 1 { " shown" } else { "" };
    let package = format!("The {} package{shown}{calculated}", visible(&report.concept(solution).name));
    let nothing: Vec<&str> = gains.iter().filter(|(_, gain)| gain.value().is_zero()).map(|(id, _)| *id).collect();
    if !nothing.is_empty() {
        let (it, is) = if nothing.len() == 1 { ("it", "is") } else { ("they", "are") };
        let parties = names.parties(nothing);
        return Some(format!("{package} gives {parties} nothing over no deal: {it} {is} free to walk away."));
    }
    let share = |(id, gain): &(&str, &Number)| {
        let ideal = report.ideal_gain(id).filter(|ideal| ideal.value().is_positive())?;
        Some(gain.value() / ideal.value())
    };
    let shares: Vec<(&str, BigRational)> = gains.iter().filter_map(|one| Some((one.0, share(one)?))).collect();
    let smallest = shares.iter().map(|(_, share)| share).min().filter(|share| share.is_positive())?;
    let least: Vec<&str> = shares.iter().filter(|(_, share)| share == smallest).map(|(id, _)| *id).collect();
    let is_tiny = smallest * BigRational::from(BigInt::from(100)) < BigRational::one();
    let percent =
        if is_tiny { "less than 1%".to_owned() } else { percent(&smallest.clone().into(), &Number::from(1))? };
    if least.len() == shares.len() && least.len() > 1 {
        let each = match &solution.coalition {
            None => "each party".to_owned(),
            Some(_) => format!("each of {}", names.parties(least)),
        };
        return Some(format!("{package} gives {each} {percent} of its ideal gain."));
    }
    let (gets, its) = if least.len() == 1 { ("gets", "its") } else { ("get", "their") };
    let parties = names.parties(least);
    Some(format!("{package} is tightest for {parties}, which {gets} {percent} of {its} ideal gain."))
}

/// Why no mixture of packages would be acceptable either, with continuous issues.
fn no_mixture(page: &mut Page, report: &SolveReport) {
    let Some(mixture) = report.mixture.as_ref().filter(|mixture| mixture.feasible) else { return };
    page.space();
    match &mixture.weights {
        Some(weights) => {
            let weights = weights.iter().filter(|(_, weight)| weight.value().is_positive());
            page.paragraph(
                2,
                &format!(
                    "No mixture of packages would be acceptable either: counting gains with the weights {}, every package \
                     leaves the parties short in sum.",
                    list(&report.head.opening.names.amounts(weights, narrow))
                ),
            );
        }
        None => page.paragraph(
            2,
            "Every way to choose the options was ruled out. Mixtures of packages (taking turns, or a lottery) may be \
             acceptable.",
        ),
    }
}

fn recommendation(page: &mut Page, report: &SolveReport, solution: &SolutionReport, agreement: &AgreementReport) {
    let names = &report.head.opening.names;
    let shown = report.shown.unwrap_or(TIES);
    let concept = report.concept(solution);
    let (name, measures) = (visible(&concept.name), visible(&concept.measures));
    let ties = solution.ties();
    page.heading(&match solution.proven {
        // It is the best as it was calculated.
        false if solution.within_error.is_some() => format!("Package within the error of curves ({name}: {measures})"),
        false => format!("Best package found so far ({name}: {measures})"),
        // What was asked for first is not there.
        true if !report.left_out.is_empty() => format!("The package of another concept ({name}: {measures})"),
        true if ties > 1 => format!("{} package, one of {ties} equally good ones ({measures})", capital(&name)),
        true => format!("{} package ({measures})", capital(&name)),
    });
    if let Some(coalition) = &solution.coalition {
        let refusing: Vec<&str> =
            agreement.gains.iter().filter(|(_, gain)| gain.value().is_negative()).map(|(id, _)| id).collect();
        let (verb, who) = match (report.by_rule, coalition.is_empty()) {
            (false, _) => ("Agreed", format!(" by {}", names.parties(coalition))),
            (true, true) => ("The rule asks nobody", String::new()),
            (true, false) => ("Decided", format!(" by {}", names.parties(coalition))),
        };
        let others = match refusing.is_empty() {
            true => String::new(),
            false => format!("; not by {}", names.parties(refusing)),
        };
        page.paragraph(2, &format!("{verb}{who}{others}."));
        let other = report.solutions.iter().filter(|other| other.concept == solution.concept).count() - 1;
        if other > 0 {
            page.paragraph(
                2,
                &format!("{} can agree as well, see below.", plural(other, "other coalition", "other coalitions")),
            );
        }
    }
    let gap = gap(solution, &concept);
    if let Some(gap) = &gap {
        page.paragraph(2, gap);
    }
    if solution.coalition.is_some() || !solution.proven || gap.is_some() {
        page.space();
    }
    package(page, names, &agreement.package);
    let several = |packages: &&Number| **packages > Number::from(1) && solution.within_error.is_none();
    if let Some(packages) = agreement.packages.as_ref().filter(several) {
        page.space();
        let packages = count(&packages.to_string());
        page.paragraph(2, &format!("{packages} packages are worth exactly this to every party; shown is the first."));
    }
    if let Some(sentence) = otherwise(names, agreement) {
        page.space();
        page.paragraph(2, &sentence);
    }
    if let Some(often) = &report.often {
        page.space();
        page.paragraph(2, &how_often(often));
    }
    close(page, names, solution, agreement);
    for (at, other) in solution.agreements.iter().enumerate().take(shown).skip(1) {
        page.space();
        let told = match other.ranks.is_empty() {
            true => format!("gains: {}", names.amounts(other.gains.iter(), signed).join(", ")),
            false => format!("ranks: {}", names.amounts(other.ranks.iter(), u64::to_string).join(", ")),
        };
        page.paragraph(2, &format!("Equally good, {} of {ties} ({told}):", at + 1));
        differences(page, 4, names, &agreement.package, &other.package);
    }
    if ties > shown {
        page.space();
        page.paragraph(
            2,
            &format!(
                "{} are left out here.",
                plural(ties - shown, "more equally good point", "more equally good points")
            ),
        );
    }
}

/// How often it is the answer while numbers move.
fn how_often(often: &OftenReport) -> String {
    let OftenReport { numbers, draws, stopped: cut, stopped_by, deals, unsolved, nash, acceptable } = *often;
    let numbers = plural(numbers, "number that has a range", "numbers that have a range");
    let cut = match stopped_by {
        Some(stop) => format!(", stopped {}", stopped(stop)),
        None if cut => ", where a limit stopped them".to_owned(),
        None => String::new(),
    };
    if draws == 0 {
        return format!("No draw of {numbers} was made{cut}.");
    }
    let share = |count| super::sweep::share(count, draws);
    let unsolved = match unsolved {
        0 => String::new(),
        unsolved => format!(" {unsolved} could not be solved within the limits."),
    };
    let package = match (nash, acceptable) {
        (Some(nash), Some(acceptable)) => {
            format!("it is a Nash package in {} and acceptable in {}; ", share(nash), share(acceptable))
        }
        _ => String::new(),
    };
    format!("In {draws} draws of {numbers}{cut}, {package}some deal is possible in {}.{unsolved}", share(deals))
}

/// What may be better within the error of curves.
fn close(page: &mut Page, names: &Names, solution: &SolutionReport, agreement: &AgreementReport) {
    let Some(close) = &solution.within_error else { return };
    page.space();
    if close.levels {
        page.paragraph(2, "Within the error of the curves, other levels may be better with the same options.");
    }
    if !close.packages.is_empty() {
        let (least, packages) = (
            if close.all { "" } else { "at least " },
            plural(close.packages.len(), "other package may be the one:", "other packages may be the one:"),
        );
        page.paragraph(2, &format!("Within the error of the curves, {least}{packages}"));
        for other in &close.packages {
            page.space();
            let gains = names.amounts(other.gains.iter(), signed).join(", ");
            page.paragraph(4, &format!("With gains {gains}:"));
            differences(page, 6, names, &agreement.package, &other.package);
        }
    } else if !close.all {
        page.paragraph(2, "Whether another package is better within the error of the curves was not found out.");
    }
}

/// How far the value may be from the best, if it is not known to be the best.
fn gap(solution: &SolutionReport, concept: &ConceptName) -> Option<String> {
    let (value, bound) = (solution.value.as_ref()?, solution.bound.as_ref()?);
    let measures = visible(&concept.measures);
    if !solution.proven {
        let better = if concept.less_is_better { "less" } else { "more" };
        let (value, bound) = (spoken(value), spoken(bound));
        return Some(format!("Its {measures} is {value}; that of no package can be {better} than {bound}."));
    }
    if value == bound || value.value().is_zero() {
        return None;
    }
    let relative = (bound.value() - value.value()) / value.value();
    let power = relative.recip().to_integer().to_string().len().saturating_sub(1);
    Some(format!(
        "The levels are rounded. It is proven that no package has a {measures} larger by more than one part in 10^{power}."
    ))
}

/// What each party gets, against what it could hope for, and from where.
fn shares(page: &mut Page, report: &SolveReport, solution: &SolutionReport, agreement: &AgreementReport) {
    let head = &report.head;
    let names = &head.opening.names;
    page.heading("What each party gets");
    if names.has_orders() {
        ranks(page, report, agreement);
        return;
    }
    let mut table = Table::default().text("Party", 0, 40).number("Utility").number("Without a deal").number("Gain");
    if head.ideal.is_some() {
        table = table.number("Ideal gain").number("Share of it");
    }
    for (id, without) in head.disagreement.iter() {
        let (Some(utility), Some(gain)) = (agreement.utilities.get(id), agreement.gains.get(id)) else { continue };
        let mut row = vec![names.party(id), number(utility), number(without), signed(gain)];
        if let Some(ideal) = report.ideal_gain(id) {
            row.push(signed(&ideal));
            row.push(percent(gain, &ideal).unwrap_or_else(|| "-".into()));
        }
        table.row(row);
    }
    page.table(2, table);
    page.space();
    if head.ideal.is_some() {
        let among = if report.by_rule { "pass the acceptance rule" } else { "every party accepts" };
        page.paragraph(2, &format!("Ideal gain: the party's best among the packages that {among}."));
    } else if report.ended().status == StatusName::Agreement && solution.coalition.is_none() {
        page.paragraph(
            2,
            "Ideal gains are not known: finding each party's best package would take longer than the rest.",
        );
    }
    if !report.bargaining_power.is_empty() {
        let named = names.amounts(report.bargaining_power.iter(), number).join(", ");
        page.paragraph(2, &format!("Bargaining power in the Nash product: {named}."));
    }
    for (id, own) in report.contributions.iter().flat_map(|contributions| contributions.iter()) {
        let (Some(utility), Some(without)) = (agreement.utilities.get(id), head.disagreement.get(id)) else { continue };
        page.space();
        page.paragraph(2, &format!("{}: {}", names.party(id), against_no_deal(names, id, utility, without)));
        worth(page, names, own);
    }
}

/// How each party ranks the package, where of some only the order is known; with numbers for the others.
fn ranks(page: &mut Page, report: &SolveReport, agreement: &AgreementReport) {
    let names = &report.head.opening.names;
    let measured = names.parties.iter().any(|(_, party)| !party.order_only);
    let mut table = Table::default().text("Party", 0, 40).number("Rank");
    if measured {
        table = table.number("Utility").number("Without a deal").number("Gain");
    }
    for (id, without) in report.head.disagreement.iter() {
        let (Some(utility), Some(gain)) = (agreement.utilities.get(id), agreement.gains.get(id)) else { continue };
        let rank = agreement.ranks.get(id).map_or_else(|| "-".to_owned(), u64::to_string);
        let mut row = vec![names.party(id), rank];
        if measured {
            row.extend(match names.is_order_only(id) {
                true => ["-"; 3].map(str::to_owned),
                false => [number(utility), number(without), signed(gain)],
            });
        }
        table.row(row);
    }
    page.table(2, table);
    page.space();
    let among = if report.by_rule || report.is_of_rule() { "pass the acceptance rule" } else { "every party accepts" };
    page.paragraph(2, &format!("Rank: 1, and how many of the packages that {among} are better for the party."));
    let ordered = names.parties.keys().filter(|id| names.is_order_only(id));
    page.paragraph(
        2,
        &format!("Of {} only the order is known: nothing says how much a gain is worth.", names.parties(ordered)),
    );
}

fn counts(page: &mut Page, report: &SolveReport) {
    let head = &report.head;
    page.heading("Packages");
    let unknown = match report.ended().status {
        StatusName::Stopped => "not counted",
        _ if !head.opening.error.is_empty() => "not counted (it is not decided within the error of curves)",
        _ => "not counted (it would cost more than the answer)",
    };
    let known = |packages: &Option<String>| packages.as_ref().map_or_else(|| unknown.to_owned(), |all| count(all));
    let mut table = Table::default().text("", 0, 60).text("", 0, 50);
    if let Some(choices) = &head.option_choices {
        table.row(["all combinations of options".into(), count(choices)]);
        table.row(["continuous issues beside them".into(), head.continuous.len().to_string()]);
    }
    if let Some(packages) = &head.packages {
        table.row(["all combinations of options".into(), count(&packages.all)]);
        table.row(["satisfy all rules and red lines".into(), known(&packages.feasible)]);
        table.row(["of these, accepted by every party".into(), known(&packages.individually_rational)]);
        if let Some(acceptable) = &packages.acceptable {
            table.row(["of these, accepted by enough parties".into(), known(acceptable)]);
        }
    }
    page.table(2, table);
    let idle: Vec<_> = report.idle_red_lines.iter().map(|name| visible(name)).collect();
    if !idle.is_empty() {
        page.paragraph(
            2,
            &format!("Red lines without effect, as their party does not decide the issue: {}.", list(&idle)),
        );
    }
}
