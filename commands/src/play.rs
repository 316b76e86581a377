//! `zopa play`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Files, package_concept_or_nash};
use super::pages::jsonl::json_line;
use super::part::{Divided, Head, Merged, PartWriter, Sharded, unreadable};
use super::protocol::{follow, one_table, proposal, report_of};
use super::written::{Choice, Seed, UpTo};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::path::PathBuf;
use zopa::problem::{Climb, Offers, Over, PartyId, Problem, SingleText, Tactic, Tactics, Talk, View, Way};
use zopa::protocol::{Climbed, Course, Finish, Game, MAX_GAMES, Packages, games};
use zopa::report::{PlayReport, TheoryName, edits, turns};
use zopa::search::{Budget, Limits, Outcome, Stop};
use zopa::text::visible;

/// Let tactics talk with each other, and tell what comes of it; of all tactics against all others, and which ones nobody would change
///
/// A tactic is a rule of thumb: it knows its own numbers and what is offered, and no more. In each round everybody has its turn,
/// and accepts what is on the table or offers something else. Games are played exactly, the same on every machine; what comes of
/// them is what these rules come to, and no forecast. Without --with, a tournament is played. The tactics are
///
/// boulware, linear, conceder, time:EXPONENT: a demand that falls with time, late, evenly or soon; micro: one package after another, the
/// best first, a new one only if the others have offered as many; tit-for-tat, tit-for-tat-absolute, tit-for-tat-averaged: it
/// concedes as the others did; random: any package that it accepts.
///
/// With --text nobody offers anything: chance edits one text, and whoever would lose by an edit vetoes it.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa play model.json
  zopa play model.json --with russia=boulware --with ukraine=micro --rounds 50 --trace trace.jsonl
  zopa play model.json --tournament boulware,linear,micro --over frontier
  zopa play model.json --tournament random,micro,time:7 --shard 2/8 --output part-2.jsonl
  zopa play model.json --text --edits 2 --rounds 1000 --seed 7

{STATUSES}"))]
pub struct Play {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The tactic of a party; once for each party
    #[arg(long = "with", value_name = "PARTY=TACTIC")]
    #[serde(deserialize_with = "super::written::choices", skip_serializing)]
    with: Vec<Choice>,
    /// Every party with every one of these tactics [default: boulware, linear, conceder, tit-for-tat and micro, as many of them as make few games]
    #[arg(long, value_name = "TACTIC", value_delimiter = ',')]
    #[serde(deserialize_with = "super::written::names")]
    tournament: Vec<String>,
    /// In place of tactics: one text, which chance edits; whoever would lose by an edit vetoes it, and all others are made
    #[arg(long)]
    #[serde(skip_serializing)]
    text: bool,
    /// With --text: an edit changes at most so many issues [default: 1]
    #[arg(long, value_name = "K")]
    #[serde(skip_serializing)]
    edits: Option<UpTo<1000>>,
    /// With --text: the proposal to begin with [default: what holds today]
    #[arg(long, value_name = "ID")]
    #[serde(skip_serializing)]
    from: Option<String>,
    /// How many rounds there are before it is too late; with --text, how many edits are drawn [default: 100]
    #[arg(long, value_name = "N")]
    rounds: Option<UpTo<{ zopa::problem::MAX_ROUNDS as u64 }>>,
    /// Who has its turn first; the others follow in the order of the model [default: the first party]
    #[arg(long, value_name = "PARTY")]
    first: Option<String>,
    /// Which packages are talked about [default: acceptable; if these are too many to list, frontier]
    #[arg(long, value_enum, value_name = "PACKAGES")]
    over: Option<OverName>,
    /// What chance follows from [default: 1]
    #[arg(long, value_name = "S")]
    seed: Option<Seed>,
    /// Play as another program does, for two parties, with micro and tactics of time
    #[arg(long = "as", value_enum, value_name = "PROGRAM")]
    #[serde(rename = "as")]
    program: Option<Program>,
    /// With --with: keep the game in this file, a line of JSON for each turn; with --text, for each edit
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    trace: Option<PathBuf>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture", skip_serializing)]
    format: Format,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    sharded: Sharded,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Divided for Play {
    const COMMAND: &'static str = "play";

    fn divided(&mut self) -> (&mut Files, &mut Sharded) {
        (&mut self.files, &mut self.sharded)
    }

    fn answer(self, desk: &Desk) -> Result<Ending, Refusal> {
        self.run(desk)
    }
}

/// Which packages are talked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverName {
    /// Those that are accepted by all who have to agree
    Acceptable,
    /// Of these, those that cannot be improved for one party without loss to another
    Frontier,
    /// Those that break no rule and no red line, whoever refuses them
    Feasible,
}

/// Other programs whose games are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// NegMAS 0.16: time ends one round after the last one, and 1/10,000 of a unit is tolerated
    Negmas,
}

/// So many rounds are played, if nothing else is said.
const ROUNDS: usize = 100;

/// The tactics of a tournament, if nothing else is said: for many parties the first of them.
const USUAL: [&str; 5] = ["boulware", "micro", "tit-for-tat", "linear", "conceder"];

/// So many games make a tournament, if nothing else is said.
const GAMES: usize = 700;

impl Play {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::InSteps)?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        self.has_text()?;
        if self.text {
            return self.climbed(desk, &view);
        }
        let with = self.by_party(view.problem())?;
        let tactics = self.tactics(view.parties(), with.as_deref())?;
        let count = match with {
            Some(_) => 1,
            None => games(view.parties(), tactics.len()).map_err(|_| too_many_games())?,
        };
        let mut terms = self.terms(&view, with.as_deref())?;
        self.has_negmas(&view, &tactics)?;
        let list =
            |over: Over| self.asking.ask(desk, "listed the packages", |limits| Packages::list(&view, over, limits));
        let mut listed = list(terms.over);
        if self.over.is_none() && matches!(listed, Err(Stop::TooLarge)) {
            terms.over = Over::Frontier;
            listed = list(terms.over);
        }
        let packages = match listed {
            Ok(packages) => packages,
            Err(Stop::TooLarge | Stop::PointLimit) => return Err(self.too_many()),
            Err(stop) => {
                desk.tell(&format!("nothing was played: listing the packages stopped, {stop}\n"));
                return Ok(Ending::Stopped);
            }
        };
        let played = |numbers| {
            let ask = |limits: &Limits| packages.games(&view, &terms, &tactics, numbers, limits);
            self.asking.ask(desk, "played the tournament", ask)
        };
        if let Some(portion) = self.sharded.portion()? {
            // What is not said is the same as if it were.
            (self.rounds, self.seed) = (Some(UpTo(terms.rounds as u64)), Some(Seed(terms.seed)));
            let head = Head::new(&self, portion, count as u64, &loaded)?;
            return self.part(desk, &view, &head, played);
        }
        let concept = package_concept_or_nash(None)?;
        let mut talks = vec![one_table()];
        let theory = with.is_some().then(|| theory(&view, &packages, &terms)).flatten();
        talks.extend(theory.as_ref().map(|(_, talk)| talk.clone()));
        let mut told =
            self.asking.ask(desk, "followed what theory says", |limits| follow(&view, concept, talks, limits));
        let mut play =
            PlayReport::new(&view, &packages, &terms, &tactics).with_theory(theory.map(|(theory, _)| theory));
        if with.is_some() {
            let game = self.asking.ask(desk, "played the game", |limits| packages.play(&view, &terms, limits));
            let course = match &game {
                Ok(game) => game.course(&view, &packages),
                Err(stop) => Course { stopped: Some(*stop), ..Course::default() },
            };
            let way = Way::Tactics(terms);
            told.insert(1, (Talk { id: "tactics".into(), name: None, way, because: None }, course));
            if let (Some(path), Ok(game)) = (&self.trace, &game) {
                let mut lines = Vec::new();
                let written = turns(&view, &packages, game).try_for_each(|turn| json_line(&turn, &mut lines));
                written.map_err(|error| Refusal::new(&format!("cannot write JSON: {error}"), None))?;
                desk.keep(path, &lines)?;
            }
        } else {
            let games = match &self.sharded.known {
                Some(merged) => Outcome::new(known(&view, &packages, count, merged)?, None),
                None => played(0..count),
            };
            let found = packages.tournament(&view, tactics.len(), games, &self.asking.limits(desk));
            play = play.with_tournament(&view, &found);
        }
        let deal = match &play.tournament {
            Some(tournament) => tournament.games.iter().any(|game| game.end.package.is_some()),
            None => told.get(1).is_some_and(|(_, course)| course.is_agreed() == Some(true)),
        };
        let report = report_of(&view, concept, &told).with_play(play);
        desk.finish(self.format, &report)?;
        Ok(Ending::of(report.stopped_by, deal))
    }

    /// Plays the games of a part, for `zopa merge`.
    fn part(
        &self,
        desk: &Desk,
        view: &View,
        head: &Head,
        played: impl FnOnce(Range<usize>) -> Outcome<Vec<Game>>,
    ) -> Result<Ending, Refusal> {
        let numbers = head.units().start as usize..head.units().end as usize;
        let mut writer = PartWriter::begin(desk, head)?;
        let games = played(numbers.clone());
        writer.add(numbers.zip(&games.value).map(|(number, game)| PartGame {
            game: number,
            round: game.round,
            agreed: game.agreed,
            left_by: match &game.finish {
                Finish::LeftBy(parties) => parties.iter().map(|party| view.problem()[*party].id.clone()).collect(),
                _ => Vec::new(),
            },
        }))?;
        writer.end(games.stopped)
    }

    /// Whether what is said of a text and of tactics goes together.
    fn has_text(&self) -> Result<(), Refusal> {
        let of_a_text = [(self.edits.is_some(), "--edits"), (self.from.is_some(), "--from")];
        let of_tactics = [
            (!self.with.is_empty(), "--with"),
            (!self.tournament.is_empty(), "--tournament"),
            (self.first.is_some(), "--first"),
            (self.over.is_some(), "--over"),
            (self.program.is_some(), "--as"),
            (self.sharded.portion()?.is_some(), "--shard"),
        ];
        let said = |options: &[(bool, &'static str)]| options.iter().find(|(said, _)| *said).map(|(_, option)| *option);
        match (self.text, said(&of_a_text), said(&of_tactics)) {
            (false, Some(option), _) => {
                Err(Refusal::new(&format!("{option} says more of --text, which was not asked for"), None))
            }
            (true, _, Some(option)) => {
                Err(Refusal::new(&format!("{option} is for tactics, and a text that chance edits has none"), None))
            }
            _ => Ok(()),
        }
    }

    /// A text that chance edits, beside one that a mediator does.
    fn climbed(&self, desk: &Desk, view: &View) -> Result<Ending, Refusal> {
        let from = self.from.as_deref().map(|id| proposal(view.problem(), id)).transpose()?;
        let climb = Climb {
            from,
            edits: self.edits.map_or(1, |edits| edits.0 as usize),
            rounds: self.rounds.map_or(ROUNDS, |rounds| rounds.0 as usize),
            seed: self.seed.map_or(1, |seed| seed.0),
        };
        let concept = package_concept_or_nash(None)?;
        let talk = |id: &str, way: Way| Talk { id: id.to_owned(), way, ..one_table() };
        let edited = Way::Text(SingleText { from, edits: climb.edits });
        let talks = vec![one_table(), talk("text", edited)];
        let mut told = self.asking.ask(desk, "followed the text", |limits| follow(view, concept, talks, limits));
        let (climbed, course) = self.asking.ask(desk, "drew the edits", |limits| {
            let budget = Budget::new(limits);
            let climbed = view.climb(&climb, limits);
            let course = Climbed::course_of(&climbed, view, &budget.rest());
            (climbed, course)
        });
        told.insert(1, (talk("climb", Way::Climb(climb)), course));
        if let (Some(path), Some(climbed)) = (&self.trace, &climbed.value) {
            let mut lines = Vec::new();
            let written = edits(view, climbed).try_for_each(|edit| json_line(&edit, &mut lines));
            written.map_err(|error| Refusal::new(&format!("cannot write JSON: {error}"), None))?;
            desk.keep(path, &lines)?;
        }
        let mut report = report_of(view, concept, &told);
        report.opening.command = "play".to_owned();
        desk.finish(self.format, &report)?;
        let deal = told.get(1).is_some_and(|(_, course)| course.is_agreed() == Some(true));
        Ok(Ending::of(report.stopped_by, deal))
    }

    /// The tactics of the parties that were named, by party; none if a tournament is to be played.
    fn by_party(&self, problem: &Problem) -> Result<Option<Vec<Tactic>>, Refusal> {
        if self.with.is_empty() {
            return match &self.trace {
                Some(_) => Err(Refusal::new(
                    "--trace keeps one game, and a tournament has many",
                    Some("say who plays what: --with PARTY=TACTIC, for each party"),
                )),
                None => Ok(None),
            };
        }
        if self.sharded.portion()?.is_some() {
            return Err(Refusal::new("one game is one piece, and has no parts", Some("ask without --shard")));
        }
        if !self.tournament.is_empty() {
            return Err(Refusal::new(
                "--with says who plays what, and --tournament has everybody play everything",
                None,
            ));
        }
        let mut found: Vec<Option<Tactic>> = vec![None; problem.parties().len()];
        for choice in &self.with {
            let (party, name) = match choice {
                Choice::Of(party, name) => (party.as_str(), name.as_str()),
                Choice::Written(text) => text.split_once('=').ok_or_else(|| {
                    let message = format!("`{}` is no party with a tactic", visible(text));
                    Refusal::new(&message, Some("write --with PARTY=TACTIC"))
                })?,
            };
            let at = problem.party(party)?;
            if found[at.index()].replace(tactic(name)?).is_some() {
                return Err(Refusal::new(&format!("`{}` is named twice", visible(party)), None));
            }
        }
        let missing = problem.party_ids().find(|party| found[party.index()].is_none());
        if let Some(party) = missing {
            let id = visible(&problem[party].id).into_owned();
            let help = format!("--with {id}=linear");
            return Err(Refusal::new(&format!("no tactic is said for `{id}`"), Some(&help)));
        }
        Ok(Some(found.into_iter().flatten().collect()))
    }

    /// The tactics that are played, each once.
    fn tactics(&self, parties: usize, with: Option<&[Tactic]>) -> Result<Vec<Tactic>, Refusal> {
        let mut all: Vec<Tactic> = Vec::new();
        if let Some(with) = with {
            with.iter().for_each(|tactic| all.extend(Some(*tactic).filter(|tactic| !all.contains(tactic))));
            return Ok(all);
        }
        let games = |tactics: usize| u32::try_from(parties).ok().and_then(|parties| tactics.checked_pow(parties));
        let asked: Vec<&str> = match self.tournament.is_empty() {
            true if self.program.is_some() => USUAL.into_iter().filter(|name| !name.starts_with("tit")).collect(),
            true => {
                let few = (1..=USUAL.len()).rev().find(|few| games(*few).is_some_and(|games| games <= GAMES));
                USUAL[..few.unwrap_or(1)].to_vec()
            }
            false => self.tournament.iter().map(String::as_str).collect(),
        };
        for name in asked {
            let tactic = tactic(name)?;
            if all.contains(&tactic) {
                return Err(Refusal::new(&format!("`{}` is named twice", visible(name)), None));
            }
            all.push(tactic);
        }
        Ok(all)
    }

    /// The terms of a game, in which parties have these tactics, if they are known.
    fn terms(&self, view: &View, with: Option<&[Tactic]>) -> Result<Tactics, Refusal> {
        let problem = view.problem();
        let first = self.first.as_deref().map(|id| problem.party(id)).transpose()?;
        let mut order: Vec<PartyId> = problem.party_ids().collect();
        order.rotate_left(first.map_or(0, PartyId::index));
        let tactic = |party: PartyId| with.map_or(Tactic::Micro, |with| with[party.index()]);
        Ok(Tactics {
            by: order.into_iter().map(|party| (party, tactic(party))).collect(),
            rounds: self.rounds.map_or(ROUNDS, |rounds| rounds.0 as usize),
            over: match self.over {
                None | Some(OverName::Acceptable) => Over::Acceptable,
                Some(OverName::Frontier) => Over::Frontier,
                Some(OverName::Feasible) => Over::Feasible,
            },
            seed: self.seed.map_or(1, |seed| seed.0),
            as_negmas: self.program.is_some(),
        })
    }

    /// Whether the games of NegMAS can be played.
    fn has_negmas(&self, view: &View, tactics: &[Tactic]) -> Result<(), Refusal> {
        if self.program.is_none() {
            return Ok(());
        }
        if view.parties() != 2 {
            return Err(Refusal::new(
                "--as negmas is for two parties",
                Some("leave it out: other games are for any number"),
            ));
        }
        match tactics.iter().find(|tactic| !matches!(tactic, Tactic::Time(_) | Tactic::Micro)) {
            Some(other) => Err(Refusal::new(
                &format!("--as negmas knows micro and tactics of time, and not {other}"),
                Some("leave --as out, or the tactic"),
            )),
            None => Ok(()),
        }
    }

    fn too_many(&self) -> Refusal {
        let help = match self.over {
            Some(OverName::Feasible) => "talk about fewer: --over acceptable, or --fix ISSUE=OPTION",
            Some(OverName::Acceptable) => "talk about fewer: --over frontier, or --fix ISSUE=OPTION",
            None | Some(OverName::Frontier) => "talk about fewer: --fix ISSUE=OPTION",
        };
        Refusal::new("tactics talk about listed packages, and there are too many to list", Some(help))
    }
}

fn too_many_games() -> Refusal {
    let message = format!("a tournament has at most {MAX_GAMES} games, and every party with every tactic makes more");
    Refusal::new(&message, Some("name fewer tactics: --tournament linear,micro"))
}

/// A game of a part, as a line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartGame {
    /// Its number.
    game: usize,
    /// The round in which it ended.
    round: usize,
    /// The package that was agreed, by its place among those that are talked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agreed: Option<usize>,
    /// Who left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_by: Vec<String>,
}

/// The games that parts have.
fn known(view: &View, packages: &Packages, count: usize, merged: &Merged) -> Result<Vec<Game>, Refusal> {
    let game = |(number, object): (usize, String)| -> Option<Game> {
        let read: PartGame = serde_json::from_str(&object).ok()?;
        let left = read.left_by.iter().map(|id| view.problem().party(id)).collect::<Result<Vec<_>, _>>().ok()?;
        let finish = match (read.agreed, read.round) {
            (Some(_), _) => Finish::Agreed,
            (None, 0) if left.is_empty() => Finish::Nothing,
            (None, 0) => Finish::LeftBy(left),
            (None, _) => Finish::Deadline,
        };
        let is_there = read.game == number && read.agreed.is_none_or(|place| place < packages.len());
        is_there.then_some(Game { moves: Vec::new(), finish, agreed: read.agreed, round: read.round })
    };
    let games: Option<Vec<Game>> = merged.objects().enumerate().map(game).collect();
    games.filter(|games| games.len() == count).ok_or_else(|| unreadable(Play::COMMAND))
}

fn tactic(name: &str) -> Result<Tactic, Refusal> {
    name.parse().map_err(|error: zopa::problem::NoTactic| {
        Refusal::new(&format!("`{}` is no tactic", visible(name)), Some(&error.to_string()))
    })
}

/// What theory says of these tactics without playing, and the way of talking that it says they come to.
fn theory(view: &View, packages: &Packages, terms: &Tactics) -> Option<(TheoryName, Talk)> {
    if view.parties() != 2 || !view.acceptance().is_unanimous() {
        return None;
    }
    let talk = |id: &str, way: Way| Talk { id: id.to_owned(), name: None, way, because: None };
    let micro = terms.by.iter().all(|(_, tactic)| *tactic == Tactic::Micro);
    let strict = view.problem().party_ids().all(|party| !packages.is_indifferent(party));
    if micro && strict && terms.over == Over::Acceptable && terms.rounds >= packages.len() {
        return Some((TheoryName::Fallback, talk("fallback", Way::Fallback)));
    }
    let first = terms.by.first().filter(|_| terms.rounds == 1)?.0;
    let offers = Offers { order: vec![vec![first]], rounds: 1, ..view.problem().terms().clone() };
    Some((TheoryName::OneOffer, talk("offers", Way::Offers(offers))))
}
