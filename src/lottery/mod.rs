//! Lotteries: agreements that mix packages. Where packages are indivisible and each of them is unfair to somebody, the
//! parties can toss a coin, take turns, or split what stands between two packages over time.
//!
//! A lottery gives each party the expectation of its utilities (von Neumann and Morgenstern), so that the utility vectors
//! of lotteries are the convex hull of those of packages: what the axioms of bargaining theory speak of. Each
//! [`Concept`] chooses one point of it.
//!
//! **Which packages are mixed.** All feasible ones, also those that some party would refuse by themselves. The parties
//! agree on the lottery, not on what it draws; what has to be individually rational is the mixture. A mixture may be
//! acceptable to all where no package is. The ideal point is taken over mixtures that nobody loses from, for the same
//! reason. Whoever cannot bind the parties to the outcome of a draw should look at packages only. Quotas play no part: a
//! lottery is asked the consent of all.
//!
//! **How.** The hull is never listed: a package is priced by the [search](crate::Search) for given weights, however many
//! there are; with continuous issues, one with levels. Linear programmes and edges are solved in fractions; Newton's method (nalgebra) and linear programmes in
//! floating point (good_lp) propose where to start.
//!
//! **What proves it.** Weights λ ≥ 0 such that no package has a larger λ·gain than the lottery; checked in whole numbers
//! against all packages. They show that the lottery is on the frontier of all lotteries, and together with the
//! concept's own condition (for Nash, λᵢ = wᵢ/gᵢ; for a smallest share, that the parties with weights all have it) that
//! it is the one looked for. Parties whose λ is 0 share what is left, so that nothing is better for one and worse for none.
//! Of lotteries that are worth the same to everybody, the plainest is chosen: see `plainest.rs`. At most as many packages are mixed as there are parties. Where a solution is irrational, the
//! lottery is close to it and says by how much at most.

mod adjusted_winner;
mod egalitarian;
mod equal_area;
mod evenness;
mod found;
mod hull;
mod kalai_smorodinsky;
mod mixture;
mod nash;
mod perles_maschler;
mod plainest;
mod raiffa;
mod stationary;
mod threats;
mod unsuited;

pub use found::Divided;
pub use stationary::Unpaired;
pub use threats::{Unsettled, settled};
pub use unsuited::Unsuited;

use crate::concept::{Value, product};
use crate::exact::Number;
use crate::problem::{Corners, Package, PartyId, View};
use crate::search::{Control, Limits, Pricing, Status, Stop};
use found::Found;
use mixture::{Mixture, Mixtures, weighed};
use num_bigint::BigInt;
use num_rational::BigRational;

/// A rule that chooses one lottery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Concept {
    /// The largest product of gains: Nash (1950).
    Nash,
    /// The largest smallest share of the ideal gain: Kalai and Smorodinsky (1975).
    KalaiSmorodinsky,
    /// The largest smallest gain: Kalai (1977).
    Egalitarian,
    /// Two parts of the frontier of equal length: Perles and Maschler (1981).
    PerlesMaschler,
    /// Halfway to the ideal point, again and again: Raiffa (1953), discrete.
    Raiffa,
    /// Two parts of equal area: Anbarci (1993).
    EqualArea,
    /// Issue by issue, one of them split: Brams and Taylor (1996).
    AdjustedWinner,
}

impl Concept {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Concept; 7] = [
        Concept::Nash,
        Concept::KalaiSmorodinsky,
        Concept::Egalitarian,
        Concept::PerlesMaschler,
        Concept::Raiffa,
        Concept::EqualArea,
        Concept::AdjustedWinner,
    ];

    /// The concept of an id.
    pub fn by_id(id: &str) -> Option<Concept> {
        Concept::ALL.into_iter().find(|concept| concept.id() == id)
    }

    /// Its id, as in the command line and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Concept::Nash => "lottery-nash",
            Concept::KalaiSmorodinsky => "lottery-kalai-smorodinsky",
            Concept::Egalitarian => "lottery-egalitarian",
            Concept::PerlesMaschler => "perles-maschler",
            Concept::Raiffa => "raiffa",
            Concept::EqualArea => "equal-area",
            Concept::AdjustedWinner => "adjusted-winner",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Concept::Nash => "Nash lottery",
            Concept::KalaiSmorodinsky => "Kalai–Smorodinsky lottery",
            Concept::Egalitarian => "egalitarian lottery",
            Concept::PerlesMaschler => "Perles–Maschler lottery",
            Concept::Raiffa => "Raiffa lottery",
            Concept::EqualArea => "equal-area lottery",
            Concept::AdjustedWinner => "Adjusted Winner",
        }
    }

    /// What it looks for, for people: "the largest product of gains".
    pub fn seeks(self) -> &'static str {
        match self {
            Concept::Nash => "the largest product of gains",
            Concept::KalaiSmorodinsky => "the largest smallest share of the ideal gain",
            Concept::Egalitarian => "the largest smallest gain",
            Concept::PerlesMaschler => {
                "the same length of frontier on both sides, where a step that costs one party a \
                                        and gives the other b is √(ab) long"
            }
            Concept::Raiffa => "halfway to what each could still have, again and again",
            Concept::EqualArea => "the same area on both sides of the way from no deal",
            Concept::AdjustedWinner => "the same number of points for both, with at most one issue split",
        }
    }

    /// What its choice guarantees, for people, in a sentence without its full stop. That nobody expects less than it has without
    /// a deal, and that nothing is left to gain for one without loss to another, is so with all of them but Adjusted Winner.
    pub fn guarantees(self) -> &'static str {
        match self {
            Concept::Nash => {
                "where all parties can gain, the product of expected gains, each to the power of its party's weight, is the \
                 largest of all lotteries; no unit of utility matters"
            }
            Concept::KalaiSmorodinsky => {
                "every party that can gain expects at least as large a share of its ideal gain as any other lottery gives to all \
                 of them; no unit of utility matters"
            }
            Concept::Egalitarian => {
                "every party expects to gain at least as much as any other lottery lets all of them expect"
            }
            Concept::PerlesMaschler => {
                "from its own best point, each of two parties concedes the same length of frontier, where a step that costs one \
                 a and gives the other b is √(ab) long"
            }
            Concept::Raiffa => {
                "each of two parties expects at least half of its ideal gain; no unit of utility matters"
            }
            Concept::EqualArea => {
                "of what two parties could have, the line from no deal to their agreement leaves the same area to both sides"
            }
            Concept::AdjustedWinner => {
                "of a hundred points that each of two parties has on the issues, both get the same number, and at most one issue is \
                 split"
            }
        }
    }

    /// Whether it compares utilities of different parties, which means something only if they have a common unit.
    pub fn compares_parties(self) -> bool {
        self == Concept::Egalitarian
    }

    /// Whether it is defined for two parties only.
    pub fn is_bilateral(self) -> bool {
        !matches!(self, Concept::Nash | Concept::KalaiSmorodinsky | Concept::Egalitarian)
    }

    /// Whether it can be asked of a view.
    ///
    /// # Errors
    ///
    /// [`Unsuited`] with the reason, if not.
    pub fn suits(self, view: &View) -> Result<(), Unsuited> {
        if let Some(party) = view.problem().parties().iter().find(|party| party.order_only) {
            return Err(Unsuited::OrderOnly(party.id.clone()));
        }
        if view.asks_for_a_shared_belief() {
            return Err(Unsuited::SharedBelief);
        }
        match view.parties() {
            2 => {}
            parties if self.is_bilateral() => return Err(Unsuited::NotTwoParties(parties)),
            _ => {}
        }
        if self == Concept::AdjustedWinner { adjusted_winner::suits(view) } else { Ok(()) }
    }

    fn choose(self, mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
        match self {
            Concept::Nash => nash::choose(mixtures),
            Concept::KalaiSmorodinsky => kalai_smorodinsky::choose(mixtures),
            Concept::Egalitarian => egalitarian::choose(mixtures),
            Concept::PerlesMaschler => perles_maschler::choose(mixtures),
            Concept::Raiffa => raiffa::choose(mixtures),
            Concept::EqualArea => equal_area::choose(mixtures),
            Concept::AdjustedWinner => Ok(adjusted_winner::choose(mixtures)),
        }
    }
}

/// A package in a lottery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How probable it is, above 0; these sum to 1.
    pub probability: Number,
    /// The package.
    pub package: Package,
    /// By party, its utility in the author's units.
    pub utilities: Vec<Number>,
}

/// An offer of a lottery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedOffer {
    /// The packages, the most probable first.
    pub parts: Vec<Part>,
    /// By party, the expected utility less that without a deal.
    pub gains: Vec<Number>,
}

/// What proves a lottery: no package exceeds these weights' sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// By party, what its gains are multiplied with, in units of [`View::gain_scale`]; at least 0.
    pub weights: Vec<BigInt>,
    /// The lottery's own weighted sum of gains, in the same units.
    pub reached: Number,
    /// The largest that any feasible package has.
    pub most: Number,
}

/// What one concept chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lottery {
    /// The concept.
    pub concept: Concept,
    /// The packages, the most probable first.
    pub parts: Vec<Part>,
    /// By party, the expected utility in the author's units.
    pub utilities: Vec<Number>,
    /// By party, the expected utility less that without a deal.
    pub gains: Vec<Number>,
    /// Whether it is the solution itself. If not, the solution is irrational or too hard to pin down, and [`bound`] or
    /// [`error`] say how close this is.
    ///
    /// [`bound`]: Lottery::bound
    /// [`error`]: Lottery::error
    pub exact: bool,
    /// Whether somebody who counts cannot gain from any mixture that nobody loses from, so that a product is always 0.
    pub degenerate: bool,
    /// What the concept makes as large as possible, in the author's units: the product, the smallest share, the smallest
    /// gain. None for concepts that divide instead.
    pub value: Option<Value>,
    /// If not exact: no lottery has a larger value than this.
    pub bound: Option<Value>,
    /// If not exact: by party, in the author's units, how far its utility is from the solution's at most.
    pub error: Option<Vec<Number>>,
    /// By party, its best gain from a mixture that nobody loses from, if the concept looks at that.
    pub ideal: Option<Vec<Number>>,
    /// What proves that it is on the frontier of all lotteries; none for Adjusted Winner, which looks at two options an
    /// issue only.
    pub proof: Option<Support>,
    /// The issue that is split, for Adjusted Winner, if one is.
    pub divided: Option<Divided>,
    /// By party, its points out of 100, for Adjusted Winner.
    pub points: Option<Vec<Number>>,
    /// If it is not known whether a package by itself, or a lottery with fewer packages that somebody would refuse, or
    /// with less spread, is worth the same to everybody: why the search for it stopped.
    pub undecided: Option<Stop>,
}

/// The answer to [`View::lotteries`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotteryAnswer {
    /// Whether there is a lottery that all accept, it is proven that there is none, or the search stopped before.
    pub status: Status,
    /// What the concepts choose, in the order asked for; those that were not reached are missing.
    pub lotteries: Vec<Lottery>,
}

impl LotteryAnswer {
    /// How a question ended that asked for packages, too, and for packages ended like this.
    pub fn status_with(&self, packages: Status) -> Status {
        match (self.status, packages) {
            (Status::Stopped(stop), _) | (_, Status::Stopped(stop)) => Status::Stopped(stop),
            (Status::Agreement, _) | (_, Status::Agreement) => Status::Agreement,
            (Status::NoAgreement, Status::NoAgreement) => Status::NoAgreement,
        }
    }
}

impl View<'_> {
    /// The lotteries that concepts choose over all feasible packages.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::lottery::Concept;
    /// let model = zopa::Model::from_json(include_str!("../../models/nash-1950-bill-and-jack.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let answer = problem.view().lotteries(&[Concept::KalaiSmorodinsky], &zopa::Limits::default())?;
    /// let utilities: Vec<String> = answer.lotteries[0].utilities.iter().map(ToString::to_string).collect();
    /// assert_eq!(utilities, ["672/29", "327/29"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unsuited`] if a concept cannot be asked of this problem.
    pub fn lotteries(&self, concepts: &[Concept], limits: &Limits) -> Result<LotteryAnswer, Unsuited> {
        concepts.iter().try_for_each(|concept| concept.suits(self))?;
        let mut answer = LotteryAnswer { status: Status::NoAgreement, lotteries: Vec::new() };
        let found = self.mixing(limits, |mixtures| {
            concepts.iter().try_for_each(|concept| {
                let Some(found) = concept.choose(mixtures)? else { return Ok(()) };
                // Of equally good lotteries, the plainest.
                let (found, undecided) = plainest::plainest(mixtures, found);
                let lottery = self.lottery(*concept, found, mixtures)?;
                answer.lotteries.push(Lottery { undecided, ..lottery });
                Ok(())
            })
        });
        if answer.lotteries.iter().any(Lottery::is_acceptable) {
            answer.status = Status::Agreement;
        }
        if let Err(stop) = found {
            answer.status = Status::Stopped(stop);
        }
        Ok(answer)
    }

    /// Asks something of the mixtures of all feasible packages; none if there are no such packages.
    fn mixing<T>(
        &self,
        limits: &Limits,
        ask: impl FnOnce(&mut Mixtures) -> Result<T, Stop>,
    ) -> Result<Option<T>, Stop> {
        let control = Control::new(limits);
        let everybody = self.clone().with_floors().with_consent_of(&vec![true; self.parties()]);
        if self.problem().has_levels() && everybody.least_gains().contains(&None) {
            // What a party gets at worst is asked of lotteries by nobody else.
            return Err(Stop::Levels);
        }
        let corners = self.problem().has_levels().then(|| Corners::new(&everybody)).transpose();
        let corners = corners.map_err(Stop::without_corners)?;
        let Some(pricing) = Pricing::new(&everybody, corners.as_ref(), &control)? else { return Ok(None) };
        ask(&mut Mixtures::new(&pricing)).map(Some)
    }

    /// The pair of lotteries that two parties always offer, without a deadline, so that each offer makes the other one best: what the
    /// first offers, and the second; by party, what a gain is worth that comes an offer later. There is one, unless no lottery is
    /// acceptable to both, or nobody minds waiting and there are several that cannot be improved.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/nash-1950-bill-and-jack.json"))?;
    /// let patience = ["9/10", "9/10"].map(|share| share.parse().unwrap());
    /// let [first, second] = problem.view().stationary_lotteries(&patience, &zopa::Limits::default()).unwrap().unwrap();
    /// // Each accepts what is worth as much as its own offer a round later.
    /// assert_eq!(first.gains[1].value() / second.gains[1].value(), *patience[1].value());
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// If a limit was met; for more parties than two; where only an order is known, or a belief has to be shared.
    pub fn stationary_lotteries(
        &self,
        patience: &[Number; 2],
        limits: &Limits,
    ) -> Result<Result<[MixedOffer; 2], Unpaired>, Stop> {
        if self.parties() != 2 || self.problem().is_order_only() || self.asks_for_a_shared_belief() {
            return Err(Stop::TooLarge);
        }
        let found = self.mixing(limits, |mixtures| {
            let patience = [patience[0].value(), patience[1].value()];
            Ok(mixtures.chain()?.map(|chain| stationary::pair(&chain, patience)))
        });
        let found = found?.flatten().unwrap_or(Err(Unpaired::NotAcceptable));
        let offer =
            |mixture: Mixture| MixedOffer { gains: self.in_units_of_gains(&mixture.gains), parts: self.parts(mixture) };
        Ok(found.map(|pair| pair.map(offer)))
    }

    /// Gains in the author's units.
    fn in_units_of_gains(&self, gains: &[BigRational]) -> Vec<Number> {
        let own = |(at, gain): (usize, &BigRational)| gain / BigRational::from(self.gain_scale(PartyId::at(at)));
        gains.iter().enumerate().map(own).map(Number::from).collect()
    }

    /// The packages of a mixture, the most probable first.
    fn parts(&self, mixture: Mixture) -> Vec<Part> {
        let part = |(share, column): (BigRational, mixture::Column)| Part {
            utilities: self.problem().exact_utilities(&column.package),
            probability: share.into(),
            package: column.package,
        };
        let mut parts: Vec<Part> = mixture.parts.into_iter().map(part).collect();
        parts.sort_by(|a, b| b.probability.cmp(&a.probability).then_with(|| a.package.cmp(&b.package)));
        parts
    }

    /// What was found in the author's units, with the proof checked.
    fn lottery(&self, concept: Concept, found: Found, mixtures: &Mixtures) -> Result<Lottery, Stop> {
        let problem = self.problem();
        let parties = 0..self.parties();
        let all_in_units = |gains: &[BigRational]| self.in_units_of_gains(gains);
        let gains = &found.mixture.gains;
        let proof = match &found.weights[..] {
            [] => None,
            weights => {
                let most = weighed(weights, &mixtures.best(weights)?.gains);
                let reached = weighed(weights, gains).into();
                Some(Support { weights: weights.to_vec(), reached, most: most.into() })
            }
        };
        let weights: Vec<Number> = problem.parties().iter().map(|party| party.weight.clone()).collect();
        let own: Vec<BigRational> = all_in_units(gains).iter().map(|gain| gain.value().clone()).collect();
        let value = match concept {
            Concept::Nash => product(&weights, &own),
            _ => found.value.map(Value::from),
        };
        let caps = found.caps.map(|caps| all_in_units(&caps).iter().map(|cap| cap.value().clone()).collect::<Vec<_>>());
        let bound = caps.and_then(|caps| product(&weights, &caps));
        let gains = all_in_units(gains);
        Ok(Lottery {
            concept,
            utilities: parties
                .map(|at| (own[at].clone() + self.disagreement(PartyId::at(at)).value()).into())
                .collect(),
            gains,
            exact: found.exact,
            degenerate: found.degenerate,
            value,
            bound,
            error: found.error.map(|error| all_in_units(&error)),
            ideal: found.ideal.map(|ideal| all_in_units(&ideal)),
            proof,
            divided: found.divided,
            points: found.points,
            parts: self.parts(found.mixture),
            undecided: None,
        })
    }
}

impl Lottery {
    /// Whether every party accepts it: nobody loses.
    pub fn is_acceptable(&self) -> bool {
        self.gains.iter().all(|gain| *gain >= Number::zero())
    }
}
