//! Offers, one after the other, with a deadline: the outcome of backward induction, exactly.
//!
//! In the last round a refusal is worth what no deal is worth. So whoever offers then offers what is best for it of what the others
//! accept, and what that is worth says what a refusal is worth one round before (Rubinstein 1982, with a deadline; with several who
//! offer by chance, Baron and Ferejohn 1989, closed rule). A refusal is worth q·b + (1 − q)·δ·V: with probability q the talks break
//! down, which leaves b; else they go on, which is worth V a round later, and δ times that now. Who is indifferent accepts. By the
//! acceptance rule, it may be enough that some accept.
//!
//! *Outside options* are what somebody can have by leaving the talks when it refuses an offer (Binmore, Shaked and Sutton 1989). They
//! are a limit and move nothing else: one that is not better than what a refusal leads to changes nothing. Whoever offers does not
//! leave. If what is offered is refused, by whomever, those who have something better than going on leave, and the talks are over for
//! all: the others have no deal, or what they can have by leaving if that is better.
//!
//! *Ties* are broken in two ways, over all rounds: for the others, or against them. If both offer the same in a round, with the same
//! worth of a refusal, no two offers are tied there: the largest and the smallest in the same order of parties are one. If they differ in
//! the first round alone, something is agreed in every way or in none, and of two parties each gains between what the two ways give. If
//! they differ later, a third way may make a refusal worth more to several at once than either, so that nothing is agreed before.
//!
//! Patience multiplies gains over no deal, never utilities, so that a shift of somebody's scale changes nothing.
//!
//! Where the packages are listed, the same is told of one round more: with patient parties, who has the last word may decide everything.
//!
//! Corner cases: if nothing that passes is worth as much as a refusal to who offers, it offers something that is refused. Several who
//! offer together choose by the product of their gains, to the powers of their weights, of what each of them accepts.

use super::course::{Course, End, Finish, Outcome, Step, Ties, Unplayed, Untold};
use super::offering::{Listed, Offer, Offering, Searched, of_opposed, opposed};
use crate::problem::{Corners, MAX_ROUNDS, Offers, PartyId, View};
use crate::search::{Control, Limits, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What offers lead to.
pub(super) fn play(offers: &Offers, view: &View, limits: &Limits) -> Course {
    if view.problem().is_order_only() {
        return Course::unplayed(Unplayed::OrderOnly);
    }
    played(offers, view, &Control::new(limits)).unwrap_or_else(Course::stopped)
}

fn played(offers: &Offers, view: &View, control: &Control) -> Result<Course, Stop> {
    followed(offers, view, control, |talks, offering, is_list| {
        let mut course = talks.course(offering)?;
        // A look at the list for each round; with searches, it would take as long again.
        if let Some(rounds) = offers.rounds.checked_add(1).filter(|rounds| is_list && *rounds <= MAX_ROUNDS) {
            let longer = Offers { rounds, ..offers.clone() };
            let longer = Talks::new(&longer, view, control).course(offering);
            let told = longer.ok().filter(|longer| [longer.untold, course.untold] == [Untold::Nothing; 2]);
            course.one_round_more = told.and_then(|longer| longer.gains());
        }
        Ok(course)
    })
}

/// What is offered in every round, and on what that rests.
pub(crate) struct Induction {
    /// How ties are broken.
    pub ties: Ties,
    /// From the first round to the last, whose turn it may be.
    pub rounds: Vec<Vec<Turn>>,
    /// By party, what the talks are worth when they begin, over no deal.
    pub gains: Vec<BigRational>,
}

/// Backward induction, stage by stage, with ties broken in these ways.
///
/// # Errors
/// If a limit was met.
pub(crate) fn inductions(offers: &Offers, view: &View, ways: &[Ties], limits: &Limits) -> Result<Vec<Induction>, Stop> {
    followed(offers, view, &Control::new(limits), |talks, offering, _| {
        let each = |ties: &Ties| {
            let rounds = talks.rounds(offering, *ties)?;
            let gains = rounds.first().map_or_else(Vec::new, |first| first.worth.clone());
            Ok(Induction { ties: *ties, rounds: rounds.into_iter().map(|round| round.turns).collect(), gains })
        };
        ways.iter().map(each).collect()
    })
}

/// Asks talks with what can be offered: of a list, or by a search for each; and whether it is a list.
fn followed<T>(
    offers: &Offers,
    view: &View,
    control: &Control,
    ask: impl FnOnce(&Talks, &dyn Offering, bool) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let talks = Talks::new(offers, view, control);
    if let Some(listed) = Listed::new(view, talks.least().as_deref(), control)? {
        return ask(&talks, &listed, true);
    }
    let opposed = opposed(view.problem());
    let both = of_opposed(view, &opposed);
    let corners = |view: &View| match view.problem().has_levels() {
        true => Corners::new(view).map(Some).map_err(|_| Stop::TooLarge),
        false => Ok(None),
    };
    let corners = [corners(view)?, corners(&both)?];
    let searched = Searched::new(view, &both, corners.each_ref().map(Option::as_ref), control)?;
    ask(&talks, &searched, false)
}

/// The talks, in gains over no deal.
struct Talks<'t, 'p, 'c> {
    offers: &'t Offers,
    view: &'t View<'p>,
    control: &'t Control<'c>,
    patience: Vec<BigRational>,
    /// How likely the talks break down when an offer was refused.
    breakdown: BigRational,
    /// By party, what it gains then.
    broken: Vec<BigRational>,
    /// By party, what it gains by leaving.
    outside: Vec<Option<BigRational>>,
}

/// What happens in a round.
struct Round {
    /// Who may offer, and what is offered.
    turns: Vec<Turn>,
    /// By party, what the talks are worth when it begins.
    worth: Vec<BigRational>,
}

/// Somebody's turn to offer.
pub(crate) struct Turn {
    pub by: Vec<PartyId>,
    /// What is offered that is accepted.
    pub offer: Option<Offer>,
    /// Who leaves if what is offered is refused.
    leaving: Vec<PartyId>,
    /// By party, what a refusal is worth.
    pub refusal: Vec<BigRational>,
}

impl<'t, 'p, 'c> Talks<'t, 'p, 'c> {
    fn new(offers: &'t Offers, view: &'t View<'p>, control: &'t Control<'c>) -> Self {
        let problem = view.problem();
        let gain = |party: PartyId, utility: &crate::exact::Number| utility.value() - view.disagreement(party).value();
        let broken = |party: PartyId| {
            let own = offers.broken.get(party.index()).and_then(Option::as_ref);
            own.map_or_else(BigRational::zero, |utility| gain(party, utility))
        };
        let outside = |party: PartyId| Some(gain(party, offers.outside.get(party.index()).and_then(Option::as_ref)?));
        let patience = |party: PartyId| {
            offers.patience.get(party.index()).map_or_else(BigRational::one, |own| own.value().clone())
        };
        Talks {
            offers,
            view,
            control,
            patience: problem.party_ids().map(patience).collect(),
            breakdown: offers.breakdown.value().clone(),
            broken: problem.party_ids().map(broken).collect(),
            outside: problem.party_ids().map(outside).collect(),
        }
    }

    /// By party, what a refusal is worth at least, in whichever round, if everybody has to agree; none if not.
    fn least(&self) -> Option<Vec<BigRational>> {
        let worst = |broken: &BigRational| broken.clone().min(BigRational::zero());
        self.view.acceptance().is_unanimous().then(|| self.broken.iter().map(worst).collect())
    }

    /// By party, what a refusal is worth, where going on is worth so much and these leave: going on, if nobody leaves. Else the talks
    /// are over: who leaves has what it leaves for, and the others the better of that and no deal.
    fn after(&self, leaving: &[PartyId], continued: &[BigRational]) -> Vec<BigRational> {
        if leaving.is_empty() {
            return continued.to_vec();
        }
        let zero = BigRational::zero;
        let one = |(at, outside): (usize, &Option<BigRational>)| match outside {
            Some(outside) if leaving.contains(&PartyId::at(at)) => outside.clone(),
            outside => outside.clone().map_or_else(zero, |own| own.max(zero())),
        };
        self.outside.iter().enumerate().map(one).collect()
    }

    /// Who offers in a round, counted from 0.
    fn turn(&self, round: usize) -> &[Vec<PartyId>] {
        let order = &self.offers.order;
        let at = round % order.len().max(1);
        if self.offers.at_random { order } else { order.get(at..=at).unwrap_or_default() }
    }

    /// All rounds, from the first on.
    fn rounds(&self, offering: &dyn Offering, ties: Ties) -> Result<Vec<Round>, Stop> {
        let mut rounds: Vec<Round> = Vec::new();
        let mut next = vec![BigRational::zero(); self.view.parties()];
        for round in (0..self.offers.rounds).rev() {
            let stays = BigRational::one() - &self.breakdown;
            let continued: Vec<BigRational> = (next.iter().zip(&self.patience).zip(&self.broken))
                .map(|((worth, patience), broken)| &self.breakdown * broken + &stays * patience * worth)
                .collect();
            let mut turns = Vec::new();
            let mut sum = vec![BigRational::zero(); continued.len()];
            for by in self.turn(round) {
                self.control.check()?;
                let turn = self.offered(by, &continued, offering, ties)?;
                let gains = turn.offer.as_ref().map_or(&turn.refusal, |offer| &offer.gains);
                sum.iter_mut().zip(gains).for_each(|(sum, gain)| *sum += gain);
                turns.push(turn);
            }
            let count = BigRational::from(BigInt::from(turns.len().max(1)));
            let worth: Vec<BigRational> = sum.into_iter().map(|sum| sum / &count).collect();
            next.clone_from(&worth);
            rounds.push(Round { turns, worth });
        }
        rounds.reverse();
        Ok(rounds)
    }

    /// What these offer, where going on is worth so much to each party.
    fn offered(
        &self,
        by: &[PartyId],
        continued: &[BigRational],
        offering: &dyn Offering,
        ties: Ties,
    ) -> Result<Turn, Stop> {
        let better = |party: &PartyId| {
            let outside = self.outside[party.index()].as_ref();
            !by.contains(party) && outside.is_some_and(|outside| *outside > continued[party.index()])
        };
        let leaving: Vec<PartyId> = self.view.problem().party_ids().filter(better).collect();
        let refusal = self.after(&leaving, continued);
        let offer = offering.best(by, &refusal, ties)?;
        Ok(Turn { by: by.to_vec(), offer, leaving, refusal })
    }

    /// How the talks end, from the first round on.
    fn ends(&self, rounds: &[Round]) -> Vec<End> {
        let mut ends: Vec<End> = Vec::new();
        let mut left = BigRational::one();
        let mut add = |end: End| match ends
            .iter_mut()
            .find(|other| End { likely: other.likely.clone(), ..end.clone() } == **other)
        {
            Some(same) => same.likely = (same.likely.value() + end.likely.value()).into(),
            None => ends.push(end),
        };
        let gains = |own: &[BigRational]| own.iter().map(|gain| gain.clone().into()).collect::<Vec<_>>();
        for (at, round) in rounds.iter().enumerate() {
            let each = &left / BigRational::from(BigInt::from(round.turns.len().max(1)));
            let mut goes_on = BigRational::zero();
            for turn in &round.turns {
                let round = Some(at + 1);
                match &turn.offer {
                    // It may be worth less than no deal to somebody, where a refusal may lead to worse.
                    Some(offer) => {
                        let end = End::without_package(self.view, Finish::Agreed);
                        let package = Some(offer.package.clone());
                        add(End { likely: each.clone().into(), package, round, gains: gains(&offer.gains), ..end });
                    }
                    None if turn.leaving.is_empty() => goes_on += &each,
                    None => {
                        let end = End::without_package(self.view, Finish::LeftBy(turn.leaving.clone()));
                        add(End { likely: each.clone().into(), round, gains: gains(&turn.refusal), ..end });
                    }
                }
            }
            let mut without = |likely: BigRational, finish: Finish, own: &[BigRational]| {
                if likely.is_positive() {
                    let end = End::without_package(self.view, finish);
                    add(End { likely: likely.into(), round: Some(at + 1), gains: gains(own), ..end });
                }
            };
            without(&goes_on * &self.breakdown, Finish::BrokenDown, &self.broken);
            left = &goes_on * (BigRational::one() - &self.breakdown);
            if at + 1 == rounds.len() {
                without(left.clone(), Finish::Deadline, &vec![BigRational::zero(); self.broken.len()]);
            }
            if !left.is_positive() {
                break;
            }
        }
        ends
    }

    /// With ties broken in both ways.
    fn course(&self, offering: &dyn Offering) -> Result<Course, Stop> {
        let [one, other] = [Ties::For, Ties::Against].map(|ties| self.rounds(offering, ties));
        let (one, other) = (one?, other?);
        let outcome = |rounds: &[Round], ties: Ties| Outcome {
            ties: Some(ties),
            gains: rounds
                .first()
                .map_or_else(Vec::new, |first| first.worth.iter().map(|own| own.clone().into()).collect()),
            ends: self.ends(rounds),
        };
        let steps = self.steps(&one);
        let offers = |round: &Round| -> Vec<Option<Vec<BigRational>>> {
            round.turns.iter().map(|turn| Some(turn.offer.as_ref()?.gains.clone())).collect()
        };
        let mut differ = one.iter().zip(&other).map(|(one, other)| offers(one) != offers(other));
        let first = differ.next().unwrap_or_default();
        let untold = match differ.any(|later| later) {
            true => Untold::Ends,
            false if first && self.view.parties() > 2 => Untold::Gains,
            false => Untold::Nothing,
        };
        let mut outcomes = vec![outcome(&one, Ties::For), outcome(&other, Ties::Against)];
        let seen = |outcome: &Outcome| -> Vec<_> {
            outcome
                .ends
                .iter()
                .map(|end| (end.finish.clone(), end.round, end.likely.clone(), end.gains.clone()))
                .collect()
        };
        if outcomes[0].gains == outcomes[1].gains && seen(&outcomes[0]) == seen(&outcomes[1]) {
            outcomes.truncate(1);
            outcomes[0].ties = None;
        }
        Ok(Course { outcomes, steps, untold, ..Course::default() })
    }

    /// The offers of the rounds that are reached, and of the last one, on which they rest.
    fn steps(&self, rounds: &[Round]) -> Vec<Step> {
        let goes_on = |round: &Round| round.turns.iter().any(|turn| turn.offer.is_none() && turn.leaving.is_empty());
        let reached = rounds.iter().take_while(|round| goes_on(round)).count() + 1;
        let mut told: Vec<usize> = (0..reached.min(rounds.len())).take(SHOWN).collect();
        told.extend(rounds.len().checked_sub(1).filter(|last| !told.contains(last)));
        let offered = |at: &usize| {
            let round = at + 1;
            rounds[*at].turns.iter().map(move |turn| Step::Offered {
                round,
                by: turn.by.clone(),
                package: turn.offer.as_ref().map(|offer| offer.package.clone()),
            })
        };
        told.iter().flat_map(offered).collect()
    }
}

/// So many rounds are told of, beside the last.
const SHOWN: usize = 8;
