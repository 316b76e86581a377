//! Trades: what could be changed about a package on the table so that nobody loses, or so that everybody accepts.
//!
//! Logrolling (Froman and Cohen 1970, Compromise and logroll; Pruitt 1981, Negotiation Behavior): each party gives way on
//! what matters less to it and gains on what matters more. Where interests are opposed on every issue, no single issue can
//! be changed without a loss to somebody, and only trades across issues help. Here they are the minimal [moves](super::Move)
//! to a feasible package that leaves nobody worse off and somebody better off; and, where the package is refused, those
//! to a package that is acceptable.
//!
//! A chain of trades climbs from the package to the frontier, always by the best trade. It may end below: where only a
//! trade of more issues than were looked at would help. An engine then says what is above.
//!
//! The literature has parties find trades one by one; here all within a number of issues are found, and "best" has a
//! definition: few issues first, then the largest smallest gain. That also settles the levels of continuous issues.

use super::better::Better;
use super::moves::{Goal, Move, Moves, Reach, ranges};
use crate::concept::Measure;
use crate::exact::Number;
use crate::problem::{Package, View};
use crate::search::{Budget, Control, Limits, Outcome, Stop};
use num_rational::BigRational;
use num_traits::Zero;

/// What could be changed about a package.
#[derive(Clone, Debug)]
pub struct Trades {
    /// The package on the table.
    pub package: Package,
    /// Its utilities.
    pub utilities: Vec<Number>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// How far was looked for trades.
    pub reach: Reach,
    /// The minimal moves that leave nobody worse off and somebody better off.
    pub improving: Moves,
    /// If the package is not acceptable: the minimal moves that make it so.
    pub accepting: Option<Moves>,
    /// Trades one after the other.
    pub chain: Chain,
}

/// Trades one after the other, from the package on the table on.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The trades.
    pub links: Vec<Link>,
    /// Where they lead.
    pub end: End,
}

/// A trade in a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// Whether it makes an unacceptable package acceptable; else it leaves nobody worse off.
    pub accepting: bool,
    /// The trade.
    pub trade: Move,
    /// Whether it is known to be the best: all others of so few changes were looked at.
    pub best: bool,
}

/// Where a chain of trades ends.
#[derive(Clone, Debug)]
pub enum End {
    /// At a package that no feasible one improves upon.
    Frontier,
    /// Below: these packages leave nobody worse off, but no trade of so few issues helps.
    Below(Better),
    /// At the package on the table, which is infeasible, and no feasible package is better for somebody and worse for nobody.
    Infeasible,
    /// The search stopped before that was known.
    Stopped(Stop),
}

/// A chain has at most so many trades.
const LONGEST: usize = 1000;

impl Trades {
    /// Whether any trade was found.
    pub fn any(&self) -> bool {
        self.improving.count() > 0 || self.accepting.as_ref().is_some_and(|moves| moves.count() > 0)
    }

    /// Why something may be missing, if it may.
    fn stopped(&self) -> Option<Stop> {
        let chain = match self.chain.end {
            End::Stopped(stop) => Some(stop),
            _ => None,
        };
        self.improving.stop.or(self.accepting.as_ref().and_then(|moves| moves.stop)).or(chain)
    }
}

impl View<'_> {
    /// Looks for trades from a package: minimal sets of issues to settle otherwise, together.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::explain::Reach;
    /// let model = zopa::Model::from_json(include_str!("../../models/pruitt-lewis-1975.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let halfway = &problem.proposals()[0].package;
    /// let trades = problem.view().trades(halfway, &Reach::default(), &zopa::Limits::default());
    /// assert_eq!(trades.improving.counts[0], 0); // no price alone can be changed without loss to somebody
    /// assert!(trades.improving.counts[1] > 0); // two together can
    /// let end = trades.chain.links.last().map(|link| &link.trade.utilities);
    /// assert_eq!(end, Some(&vec![2600.into(), 2600.into()])); // the joint optimum of Pruitt and Lewis
    /// # Ok(())
    /// # }
    /// ```
    pub fn trades(&self, package: &Package, reach: &Reach, limits: &Limits) -> Outcome<Trades> {
        let limits = &self.limits_of_consent(limits);
        let (control, budget) = (Control::new(limits), Budget::new(limits));
        let acceptable = self.would_pass(package);
        let ranges = ranges(self, limits);
        let seeker = Seeker { view: self, reach: *reach, ranges, control: &control, budget: &budget };
        let improving = seeker.improving(package, false, reach.combinations);
        let accepting = (!acceptable).then(|| seeker.accepting(package, false, reach.combinations));
        let cut = accepting.as_ref().and_then(|moves| moves.stop).or(improving.stop);
        let link = |accepting: bool, moves: &Moves| {
            moves.best.first().map(|trade| Link { accepting, trade: trade.clone(), best: cut.is_none() })
        };
        let first = match &accepting {
            Some(moves) if moves.count() > 0 => link(true, moves),
            _ => link(false, &improving),
        };
        let first = match (first, cut) {
            (None, Some(stop)) => Err(stop),
            (first, _) => Ok(first),
        };
        let chain = seeker.chain(package, first);
        let (package, utilities) = (package.clone(), self.problem().exact_utilities(package));
        let found = Trades { package, utilities, acceptable, reach: *reach, improving, accepting, chain };
        let stopped = found.stopped();
        Outcome::new(found, stopped)
    }

    /// The first of these trades alone: of the fewest issues, one that makes the package acceptable where it is not, or else one
    /// that leaves nobody worse off and somebody better off. None if there is none within reach.
    ///
    /// # Errors
    /// Why the search stopped before one was found.
    pub fn best_trade(&self, package: &Package, reach: &Reach, limits: &Limits) -> Result<Option<Link>, Stop> {
        let limits = &self.limits_of_consent(limits);
        let (control, budget) = (Control::new(limits), Budget::new(limits));
        let seeker =
            Seeker { view: self, reach: *reach, ranges: ranges(self, limits), control: &control, budget: &budget };
        let mut left = reach.combinations.saturating_mul(2);
        seeker.best(package, &mut left)
    }
}

/// Looks for trades in a view.
struct Seeker<'s, 'p, 'c> {
    view: &'s View<'p>,
    reach: Reach,
    /// None if no package is feasible.
    ranges: Result<Option<Vec<BigRational>>, Stop>,
    control: &'s Control<'c>,
    budget: &'s Budget,
}

impl Seeker<'_, '_, '_> {
    /// The moves that leave nobody worse off; the ones with the largest smallest rise are best.
    fn improving(&self, package: &Package, first_only: bool, combinations: u64) -> Moves {
        let view = self.view.at_least_as_good_as(package).map_err(|_| Stop::TooLarge);
        self.moves(view, true, package, first_only, combinations)
    }

    /// The moves to an acceptable package; the ones with the largest smallest gain are best.
    fn accepting(&self, package: &Package, first_only: bool, combinations: u64) -> Moves {
        self.moves(Ok(self.view.clone()), false, package, first_only, combinations)
    }

    fn moves(
        &self,
        view: Result<View, Stop>,
        somebody_gains: bool,
        package: &Package,
        first_only: bool,
        combinations: u64,
    ) -> Moves {
        let asked = view.and_then(|view| Ok((view, self.ranges.as_ref().map_err(|stop| *stop)?)));
        let (view, ranges) = match asked {
            Err(stop) => return Moves::stopped(stop),
            Ok((_, None)) => return Moves::default(),
            Ok((view, Some(ranges))) => (view, ranges),
        };
        let gaining = self.view.problem().party_ids().filter(|_| somebody_gains).collect();
        let units = ranges.iter().map(|range| Some(range.recip())).collect();
        let measure = Measure::Smallest { units, offsets: vec![BigRational::zero(); ranges.len()] };
        Goal { view, gaining, measure }.moves(package, Reach { combinations, ..self.reach }, first_only, self.control)
    }

    /// The best trade from a package, if there is one: to an acceptable package where it is not. It may look at so many
    /// combinations of changes, which are then fewer; at no more than half of them for what makes the package acceptable, which may be far.
    fn best(&self, package: &Package, left: &mut u64) -> Result<Option<Link>, Stop> {
        let acceptable = self.view.would_pass(package);
        let accepting = if acceptable { Moves::default() } else { self.accepting(package, true, *left / 2) };
        *left -= accepting.examined;
        let moves = match accepting.best.is_empty() {
            true => self.improving(package, true, *left),
            false => accepting.clone(),
        };
        if accepting.best.is_empty() {
            *left -= moves.examined;
        }
        match (moves.best.into_iter().next(), accepting.stop.or(moves.stop)) {
            (Some(trade), stop) => Ok(Some(Link { accepting: accepting.count() > 0, trade, best: stop.is_none() })),
            (None, Some(stop)) => Err(stop),
            (None, None) => Ok(None),
        }
    }

    fn chain(&self, package: &Package, first: Result<Option<Link>, Stop>) -> Chain {
        let mut links: Vec<Link> = Vec::new();
        let mut next = first;
        let mut left = self.reach.combinations.saturating_mul(2);
        let cut = loop {
            match next {
                Ok(Some(link)) => links.push(link),
                Ok(None) => break None,
                Err(stop) => break Some(stop),
            }
            if links.len() >= LONGEST {
                break Some(Stop::TooLarge);
            }
            next = links.last().map_or(Ok(None), |link| self.best(&link.trade.package, &mut left));
        };
        let package = links.last().map_or(package, |link| &link.trade.package);
        let above = self.view.at_least_as_good_as(package).map_err(|_| Stop::TooLarge);
        let end = match (cut, above.and_then(|above| Better::of(&above, self.budget))) {
            (Some(stop @ (Stop::TimeLimit | Stop::Interrupted)), _) | (_, Err(stop)) => End::Stopped(stop),
            (Some(stop), Ok(better)) if !better.is_empty() => End::Stopped(stop),
            (None, Ok(better)) if !better.is_empty() => End::Below(better),
            // Even if not all trades were looked at: there is none.
            _ if self.view.is_feasible(package) => End::Frontier,
            _ => End::Infeasible,
        };
        Chain { links, end }
    }
}
