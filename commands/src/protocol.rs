//! `zopa protocol`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Chooser, Files, package_concept_or_nash};
use super::written::{Choice, UpTo};
use clap::{Args, ValueEnum};
use num_rational::BigRational;
use num_traits::{One, Signed};
use serde::Deserialize;
use zopa::concept::Concept;
use zopa::exact::Number;
use zopa::problem::{
    Blocs, Draft, MAX_ISSUES, MAX_PARTIES, Offers, PartyId, Problem, ProposalId, SingleText, Slow, Talk, TrackOf,
    Tracks, View, Way,
};
use zopa::protocol::{Comparison, Course, usual};
use zopa::report::ProtocolReport;
use zopa::search::{Budget, Limits};
use zopa::text::visible;

/// Tell what ways of talking lead to: drafting alone, working groups, one text, offers; who gets what, and what is lost
///
/// Each way is followed to its end, exactly, as if everybody knew all numbers and wanted its own good; nothing is simulated, and
/// nothing is a forecast. One table, at which all choose by a concept, is what the others are compared with. If no way is named: one
/// table; all but one party draft and present the draft, with and without foreseeing what is accepted; working groups by cluster,
/// which settle their issues or hand up alternatives; issue by issue; one text that a mediator edits; offers in turn, with the last
/// word for each party; offers by chance; fallback bargaining, for which everybody steps down its own ranking; and for two parties,
/// concessions by risk. If the model names `protocols`, only these, unless --usual asks for the others, too.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa protocol model.json
  zopa protocol model.json --draft united-states,europe,ukraine --foresee
  zopa protocol model.json --tracks hand-up
  zopa protocol model.json --offers russia,ukraine --rounds 20 --patience 9/10
  zopa protocol model.json --text --from draft --edits 2
  zopa protocol model.json --certificate ways.cert

{STATUSES}"))]
pub struct Protocol {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// These parties draft by themselves, and present the draft to the others
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    #[serde(deserialize_with = "super::written::names")]
    draft: Vec<String>,
    /// With --draft: they draft only what the others accept
    #[arg(long)]
    foresee: bool,
    /// Working groups, one for each cluster of issues
    #[arg(long, value_enum, value_name = "HOW")]
    tracks: Option<TracksName>,
    /// Issue by issue, in the order of the model, so that nobody loses by any
    #[arg(long)]
    agenda: bool,
    /// One text, which a mediator edits so that nobody loses by any edit
    #[arg(long)]
    text: bool,
    /// With --text: an edit changes at most so many issues [default: 1]
    #[arg(long, value_name = "K")]
    edits: Option<UpTo<1000>>,
    /// With --tracks, --agenda and --text: the proposal to begin with [default: what holds today]
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    /// Offers in turn by these parties, over and over; several who offer as one are joined by +
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    #[serde(deserialize_with = "super::written::names")]
    offers: Vec<String>,
    /// With --offers: how many offers there are before it is too late [default: as many as parties that offer]
    #[arg(long, value_name = "N")]
    rounds: Option<UpTo<{ zopa::problem::MAX_ROUNDS as u64 }>>,
    /// With --offers: chance says each time which of them offers
    #[arg(long)]
    random_proposer: bool,
    /// Two parties concede, who can bear less risk of no deal first (Zeuthen)
    #[arg(long)]
    zeuthen: bool,
    /// One table, at which these parties speak with one voice and have the bargaining power of one
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    #[serde(deserialize_with = "super::written::names")]
    bloc: Vec<String>,
    /// With --bloc: the bargaining power of the bloc [default: 1]
    #[arg(long, value_name = "POWER")]
    power: Option<Number>,
    /// One table and groups can talk about so many issues in a round; what is agreed later is worth less to the impatient
    #[arg(long, value_name = "B")]
    bandwidth: Option<UpTo<{ MAX_ISSUES as u64 }>>,
    /// So many parties have to accept, as with --set acceptance.quota=N: what would coalitions choose that can decide alone, and what
    /// would they rather have than what one table chooses?
    #[arg(long, value_name = "N")]
    quota: Option<UpTo<{ MAX_PARTIES as u64 }>>,
    /// Compare the usual ways, too, where the model or another option names some
    #[arg(long)]
    usual: bool,
    /// What is agreed, as the least gain rises that this party must have to be ratified
    #[arg(long, value_name = "PARTY")]
    ratify: Option<String>,
    /// Of two parties: the pairs of offers that each make the other one best, without a deadline
    #[arg(long)]
    stationary: bool,
    /// What a gain is worth to a party that comes a round of offers later, from 0 to 1 [default: what the model says, else 9/10]
    #[arg(long, value_name = "SHARE")]
    patience: Option<Number>,
    /// How likely the talks break down when an offer was refused, from 0 to 1 [default: 0]
    #[arg(long, value_name = "CHANCE")]
    breakdown: Option<Number>,
    #[command(flatten)]
    #[serde(flatten)]
    chooser: Chooser,
    #[command(flatten)]
    #[serde(flatten)]
    certified: Certified,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// What working groups do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TracksName {
    /// Each settles its issues, so that nobody is worse off than today
    Settle,
    /// Each hands up what cannot be improved, and all choose among that
    HandUp,
}

impl Protocol {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        if let Some(quota) = self.quota {
            self.files.set.push(Choice::Of("acceptance.quota".to_owned(), quota.to_string()));
        }
        let loaded = input::load(desk, &self.files)?;
        // What a coalition would rather have is more by a least amount.
        let levels = if self.quota.is_some() { Levels::InSteps } else { Levels::Read };
        let loaded = loaded.asked(desk, &self.asking, &[], levels)?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let concept = self.chooser.concept()?;
        let talks = self.talks(&view)?;
        let ratify = self.ratify.as_deref().map(|id| loaded.problem.party(id)).transpose()?;
        if self.stationary {
            self.has_pairs(&view)?;
        }
        let offered = talks.iter().any(|talk| matches!(talk.way, Way::Offers(_)));
        let slow = talks.iter().any(|talk| matches!(talk.way, Way::Slow(_)));
        for (option, what, idle) in [
            ("--patience", "offers and of rounds", self.patience.is_some() && !offered && !slow && !self.stationary),
            ("--breakdown", "offers", self.breakdown.is_some() && !offered),
        ] {
            if idle {
                return Err(Refusal::new(
                    &format!("{option} says more of {what}, and no way that is asked about has any"),
                    None,
                ));
            }
        }
        if !self.bloc.is_empty() && concept.id() != "nash" {
            return Err(Refusal::new(
                &format!("--bloc is about bargaining power, which is nothing to {}", concept.id()),
                Some("ask by the Nash product: --concept nash"),
            ));
        }
        if ratify.is_some() && (concept.needs_ideal() || concept.by_ranks().is_some()) {
            return Err(Refusal::new(
                &format!(
                    "--ratify is not for {}, which looks at what could be had at best: that moves with what must be had",
                    concept.id()
                ),
                Some("ask by another concept: --concept nash"),
            ));
        }
        self.certified.suits(&loaded, &view)?;
        let told = told(desk, &self.asking, &view, concept, talks);
        let mut report = report_of(&view, concept, &told);
        let mut ratified = None;
        if let Some(party) = ratify {
            let steps = |limits: &Limits| view.ratified(party, concept, limits);
            let steps = self.asking.ask(desk, "followed what can be ratified", steps);
            report = report.with_ratification(&view, party, &steps);
            ratified = Some((party, steps));
        }
        if self.stationary {
            let patience = self.terms(&view)?.patience;
            if let [first, second] = &patience[..] {
                let patience = [first.clone(), second.clone()];
                let pairs = |limits: &Limits| view.stationary_offers(&patience, limits);
                let pairs = self.asking.ask(desk, "looked for pairs of offers", pairs);
                report = report.with_stationary(&view, &patience, &pairs);
                if zopa::lottery::Concept::Raiffa.suits(&view).is_ok() {
                    let mixed = |limits: &Limits| view.stationary_lotteries(&patience, limits);
                    let mixed = self.asking.ask(desk, "looked for the pair of lotteries", mixed);
                    report = report.with_stationary_lotteries(&view, &mixed);
                }
            }
        }
        if self.quota.is_some() {
            let ask = |limits: &Limits| view.coalitions(concept, limits);
            let found = self.asking.ask(desk, "asked coalitions", ask);
            report = report.with_coalitions(&view, &found);
        }
        self.certified.write(desk, &loaded, &view, |certificate| {
            let limits = self.asking.limits(desk);
            certificate.ways(&told, concept, &limits)?;
            if let Some((party, steps)) = &ratified {
                certificate.ratified(*party, concept, steps, &limits)?;
            }
            certificate.leave_open("which way who prefers, and what is lost compared with one table");
            for (asked, what) in [
                (self.stationary, "the pairs of offers without a deadline"),
                (self.quota.is_some(), "what coalitions would rather have"),
            ] {
                if asked {
                    certificate.leave_open(what);
                }
            }
            Ok(())
        })?;
        desk.finish(self.format, &report)?;
        Ok(Ending::of(report.stopped_by, report.protocols.iter().any(|way| way.agreed == Some(true))))
    }

    /// Whether pairs of offers without a deadline can be told.
    fn has_pairs(&self, view: &View) -> Result<(), Refusal> {
        let terms = view.problem().terms();
        let left =
            view.problem().party_ids().find(|party| terms.outside.get(party.index()).is_some_and(Option::is_some));
        if view.parties() != 2 {
            return Err(Refusal::new(
                "--stationary is for two parties",
                Some("leave it out: the other ways are for any number"),
            ));
        }
        if !view.acceptance().is_unanimous() {
            return Err(Refusal::new(
                "--stationary is for two who both have to accept, and here the acceptance rule asks for less",
                Some("leave it out: offers with a deadline hold to the rule"),
            ));
        }
        if view.problem().has_levels() {
            return Err(Refusal::new(
                "--stationary is for issues with options, and there are continuous issues",
                Some("ask in steps: --steps 20"),
            ));
        }
        if let Some(party) = left {
            let id = visible(&view.problem()[party].id).into_owned();
            return Err(Refusal::new(&format!("--stationary has no place for what `{id}` has `outside`"), None));
        }
        if self.breakdown.is_some() {
            return Err(Refusal::new("--stationary has no place for --breakdown", None));
        }
        Ok(())
    }

    /// The ways that are asked about: those that are named, or the usual ones; one table first.
    fn talks(&self, view: &View) -> Result<Vec<Talk>, Refusal> {
        let problem = view.problem();
        let terms = self.terms(view)?;
        let from = self.from.as_deref().map(|id| proposal(problem, id)).transpose()?;
        let mut talks = vec![one_table()];
        let mut add = |id: &str, way: Way| talks.push(Talk { id: id.to_owned(), name: None, way, because: None });
        if !self.draft.is_empty() {
            add("draft", Way::Draft(Draft { by: parties(problem, &self.draft)?, foresee: self.foresee }));
        }
        if let Some(how) = self.tracks {
            let hand_up = how == TracksName::HandUp;
            add("groups", Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up, from }));
        }
        if self.agenda {
            add("issue-by-issue", Way::Tracks(Tracks { of: TrackOf::Issues, hand_up: false, from }));
        }
        if self.text {
            let edits = self.edits.map_or(1, |edits| edits.0 as usize);
            add("text", Way::Text(SingleText { from, edits }));
        }
        if !self.offers.is_empty() {
            let order: Vec<Vec<PartyId>> =
                self.offers.iter().map(|who| group(problem, who)).collect::<Result<_, _>>()?;
            let rounds = self.rounds.map_or(order.len(), |rounds| rounds.0 as usize);
            add("offers", Way::Offers(Offers { order, at_random: self.random_proposer, rounds, ..terms.clone() }));
        }
        if self.zeuthen {
            add("zeuthen", Way::Zeuthen);
        }
        if !self.bloc.is_empty() {
            let power = self.power.clone().unwrap_or_else(|| Number::from(1));
            if !power.value().is_positive() {
                return Err(Refusal::new(&format!("--power is {power}, and must be above 0"), None));
            }
            add("bloc", Way::Blocs(Blocs { of: vec![parties(problem, &self.bloc)?], power }));
        }
        if let Some(bandwidth) = self.bandwidth {
            let bandwidth = bandwidth.0 as usize;
            self.slow(&mut talks, problem, bandwidth, &terms.patience, from);
        }
        let idle = [
            (self.power.is_some() && self.bloc.is_empty(), "--power", "--bloc"),
            (self.foresee && self.draft.is_empty(), "--foresee", "--draft"),
            (self.edits.is_some() && !self.text, "--edits", "--text"),
            (self.rounds.is_some() && self.offers.is_empty(), "--rounds", "--offers"),
            (self.random_proposer && self.offers.is_empty(), "--random-proposer", "--offers"),
            (
                from.is_some() && self.tracks.is_none() && !self.agenda && !self.text && self.bandwidth.is_none(),
                "--from",
                "--tracks, --agenda, --text or --bandwidth",
            ),
        ];
        if let Some((_, option, of)) = idle.iter().find(|(idle, ..)| *idle) {
            return Err(Refusal::new(&format!("{option} says more of {of}, which was not asked for"), None));
        }
        // A question about one party's hand, or about offers without an end, is none about all ways.
        let asked = self.ratify.is_some() || self.stationary || self.quota.is_some();
        if talks.len() == 1 && !asked {
            let own = problem.talks().iter().map(|talk| match &talk.way {
                Way::Offers(offers) => Talk { way: Way::Offers(self.said(offers)), ..talk.clone() },
                Way::Slow(slow) => {
                    let said = |own: &Number| self.patience.clone().unwrap_or_else(|| own.clone());
                    let patience = slow.patience.iter().map(said).collect();
                    Talk { way: Way::Slow(Box::new(Slow { patience, ..(**slow).clone() })), ..talk.clone() }
                }
                _ => talk.clone(),
            });
            talks.extend(own);
        }
        if self.usual || talks.len() == 1 && !asked {
            talks.extend(usual(view, &terms).into_iter().skip(1));
        }
        for at in 1..talks.len() {
            while talks[..at].iter().any(|other| other.id == talks[at].id) {
                talks[at].id.push('*');
            }
        }
        Ok(talks)
    }

    /// Lets groups talk about so many issues in a round, and one table beside them; if no groups are named, those by cluster and those
    /// of single issues.
    fn slow(
        &self,
        talks: &mut Vec<Talk>,
        problem: &Problem,
        bandwidth: usize,
        patience: &[Number],
        from: Option<ProposalId>,
    ) {
        let slowed = |way: Way| Way::Slow(Box::new(Slow { way, bandwidth, patience: patience.to_vec() }));
        let mut add = |at: usize, id: &str, way: Way| {
            talks.insert(at, Talk { id: id.to_owned(), way, ..one_table() });
        };
        // What holds today is not said of continuous issues.
        if self.tracks.is_none() && !self.agenda && (from.is_some() || !problem.has_levels()) {
            let tracks = |of, hand_up| Way::Tracks(Tracks { of, hand_up, from });
            add(1, "issue-by-issue", tracks(TrackOf::Issues, false));
            if !problem.clusters().is_empty() {
                add(1, "groups-hand-up", tracks(TrackOf::Clusters, true));
                add(1, "groups-settle", tracks(TrackOf::Clusters, false));
            }
        }
        add(1, "table", Way::Together);
        for talk in &mut talks[1..] {
            if matches!(talk.way, Way::Together | Way::Tracks(_)) {
                talk.way = slowed(talk.way.clone());
            }
        }
    }

    /// The same offers, where the question says otherwise than the model.
    fn said(&self, offers: &Offers) -> Offers {
        let offers = self.patience.iter().fold(offers.clone(), Offers::with_patience);
        let breakdown = self.breakdown.clone().unwrap_or_else(|| offers.breakdown.clone());
        Offers { breakdown, ..offers }
    }

    /// What is said of offers: by the model, unless the question says otherwise.
    fn terms(&self, view: &View) -> Result<Offers, Refusal> {
        for (option, number) in [("--patience", &self.patience), ("--breakdown", &self.breakdown)] {
            let Some(number) = number else { continue };
            if number.value().is_negative() || *number.value() > BigRational::one() {
                return Err(Refusal::new(&format!("{option} is {number}, and must be from 0 to 1"), None));
            }
        }
        Ok(self.said(view.problem().terms()))
    }
}

/// What the ways of talking lead to that are asked about if none is named.
pub fn unasked(desk: &Desk, asking: &Asking, view: &View) -> Result<ProtocolReport, Refusal> {
    let concept = package_concept_or_nash(None)?;
    let talks = Protocol::default().talks(view)?;
    Ok(report_of(view, concept, &told(desk, asking, view, concept, talks)))
}

/// What these ways lead to.
fn told(desk: &Desk, asking: &Asking, view: &View, concept: &dyn Concept, talks: Vec<Talk>) -> Vec<(Talk, Course)> {
    asking.ask(desk, "followed all ways of talking", |limits: &Limits| follow(view, concept, talks, limits))
}

/// The report on ways that were followed.
pub(super) fn report_of(view: &View, concept: &dyn Concept, told: &[(Talk, Course)]) -> ProtocolReport {
    let courses: Vec<&Course> = told.iter().map(|(_, course)| course).collect();
    let mut compared = Comparison::new(view, concept, &courses);
    let is_drawn = |talk: &Talk| matches!(talk.way, Way::Climb(_));
    if told.iter().any(|(talk, _)| is_drawn(talk)) {
        // What chance did once is no way that anybody could choose.
        let unknown = Course::default();
        let courses: Vec<&Course> =
            told.iter().map(|(talk, course)| if is_drawn(talk) { &unknown } else { course }).collect();
        let Comparison { preferences, all_prefer, .. } = Comparison::new(view, concept, &courses);
        compared = Comparison { preferences, all_prefer, ..compared };
    }
    ProtocolReport::new(view, told, &compared, [concept.id(), concept.name(), concept.measures()])
}

/// One table, which others are compared with.
pub(super) fn one_table() -> Talk {
    Talk { id: "together".into(), name: None, way: Way::Together, because: None }
}

/// Follows all ways.
pub(super) fn follow(view: &View, concept: &dyn Concept, talks: Vec<Talk>, limits: &Limits) -> Vec<(Talk, Course)> {
    let budget = Budget::new(limits);
    let told = talks.into_iter().map(|talk| {
        let course = match budget.left() {
            Ok(limits) => view.talks(&talk.way, concept, &limits),
            Err(stop) => Course { stopped: Some(stop), ..Course::default() },
        };
        (talk, course)
    });
    told.collect()
}

fn parties(problem: &Problem, names: &[String]) -> Result<Vec<PartyId>, Refusal> {
    let mut found: Vec<PartyId> = Vec::new();
    for name in names {
        let party = problem.party(name)?;
        if found.contains(&party) {
            return Err(Refusal::new(&format!("`{}` is named twice", visible(name)), None));
        }
        found.push(party);
    }
    Ok(found)
}

/// A party, or several who offer as one.
fn group(problem: &Problem, who: &str) -> Result<Vec<PartyId>, Refusal> {
    match problem.party(who) {
        Err(unknown) if !who.contains('+') => Err(unknown.into()),
        Err(_) => parties(problem, &who.split('+').map(str::to_owned).collect::<Vec<_>>()),
        Ok(party) => Ok(vec![party]),
    }
}

/// A proposal of the model.
pub(super) fn proposal(problem: &Problem, id: &str) -> Result<ProposalId, Refusal> {
    let found = problem.proposal(id)?;
    let at = problem.proposal_ids().find(|at| problem[*at].id == found.id);
    at.ok_or_else(|| Refusal::new("there is no such proposal", None))
}
