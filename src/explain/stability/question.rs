//! What is asked of searches: what a concept chooses while one number moves.

use super::lever::{Lever, Quantity};
use super::verdict::Stable;
use crate::concept::{Concept, MAX_POWERS, Measure, Setting, total_power};
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{Package, UncertainId, View};
use crate::search::{Budget, Engine, Status, Stop, setting_in_units};
use num_rational::BigRational;
use num_traits::One;
use std::cell::Cell;

/// What is asked: about a package that is acceptable to everybody.
pub(super) struct Question<'q> {
    /// The view, of the problem without what it knows of numbers: it is copied often.
    pub(super) view: &'q View<'q>,
    pub(super) package: &'q Package,
    pub(super) concept: &'q dyn Concept,
    pub(super) budget: &'q Budget,
    /// The powers of gains, if the concept measures their product.
    pub(super) exponents: Option<Vec<u32>>,
    /// The numbers of utilities, by position in the problem.
    pub(super) numbers: Vec<(UncertainId, Quantity)>,
    /// What answered last: where it was a search for one concept, that is asked at once.
    engine: Cell<Engine>,
}

/// One end of how far a lever may be moved, in the units of gains.
pub(super) enum End {
    Open,
    At { t: BigRational, then: Option<Package>, rounded: bool, included: Option<bool> },
    Undecided(Option<BigRational>),
}

/// The nearest place of a lever, in the units of gains, at which the package is chosen.
pub(super) enum Nearest {
    At { t: BigRational, rounded: bool, included: bool },
    Never,
    Undecided,
}

impl<'q> Question<'q> {
    pub(super) fn new(
        asked: &View,
        view: &'q View<'q>,
        package: &'q Package,
        concept: &'q dyn Concept,
        budget: &'q Budget,
    ) -> Result<Self, Stable> {
        let problem = view.problem();
        let utilities = problem.utilities(package);
        if !view.is_feasible(package) || !view.is_individually_rational(&utilities) {
            return Err(Stable::Refused);
        }
        let exponents = match concept
            .goal(&setting(view, &vec![BigRational::one(); view.parties()]))
            .aim(view.parties())
            .map(|aim| aim.measure)
        {
            Some(Measure::Product(exponents)) => Some(exponents),
            Some(_) if concept.turns_at_fractions() => None,
            _ => return Err(Stable::Unmeasured),
        };
        if let Some(exponents) = &exponents {
            let gains = view.gains(&utilities);
            let nothing = exponents.iter().zip(gains).any(|(exponent, gain)| *exponent > 0 && gain <= 0);
            if nothing || total_power(exponents, MAX_POWERS).is_none() {
                return Err(Stable::NoProduct);
            }
        }
        let numbers = asked.problem().quantities();
        let engine = Cell::new(Engine::Automatic);
        Ok(Question { view, package, concept, budget, exponents, numbers, engine })
    }

    /// What the concept chooses with a lever moved.
    pub(super) fn best(&self, lever: Lever, t: &BigRational) -> Result<Found, Stop> {
        lever.moved(self.view, t, |view| self.choice(view)).unwrap_or(Ok(Found::Unknown))
    }

    /// What the concept chooses in a view of this problem, or of a variant.
    pub(super) fn choice(&self, view: &View) -> Result<Found, Stop> {
        let search = |engine: Engine| {
            let search = view.clone().search().concepts([self.concept]).limits(self.budget.left()?).engine(engine);
            let answer = search.without_ideal().without_counts().run();
            if let Status::Stopped(stop) = answer.status { Err(stop) } else { Ok(answer) }
        };
        let answer = match (self.engine.get(), search(self.engine.get())) {
            (Engine::Descend, Err(Stop::TooLarge)) => search(Engine::Automatic)?,
            (_, answer) => answer?,
        };
        if let Engine::Descend = answer.engine {
            self.engine.set(Engine::Descend);
        }
        let own = view.problem().utilities(self.package);
        let agreements = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        let agreements: Vec<Point> = agreements.map(|agreement| agreement.point(view.problem())).collect();
        if agreements.iter().any(|point| view.problem().utilities(&point.package) == own) {
            return Ok(Found::Chosen(agreements));
        }
        Ok(agreements.into_iter().next().map_or(Found::Nothing, Found::Other))
    }

    /// The number that a lever moves.
    pub(super) fn now(&self, lever: Lever) -> Number {
        match lever {
            Lever::Quantity(quantity) => quantity.now.clone(),
            Lever::Weight(party) => self.view.problem()[party].weight.clone(),
            lever => self.view.disagreement(lever.party()),
        }
    }

    /// The number when its lever has been moved so far.
    pub(super) fn value(&self, lever: Lever, t: &BigRational) -> Number {
        (self.now(lever).value() + t / BigRational::from(self.view.gain_scale(lever.party()))).into()
    }
}

/// What a concept knows of a view whose ideal gains are these.
pub(super) fn setting(view: &View, ideal: &[BigRational]) -> Setting {
    setting_in_units(view, &vec![true; ideal.len()], ideal)
}

/// What a moved problem chooses.
pub(super) enum Found {
    /// The package, among these.
    Chosen(Vec<Point>),
    /// Not the package but this one.
    Other(Point),
    /// Nothing: no package is acceptable.
    Nothing,
    /// The problem cannot be represented.
    Unknown,
}

impl Found {
    pub(super) fn chosen(&self) -> bool {
        matches!(self, Found::Chosen(_))
    }

    /// All that are chosen beside the package, and itself.
    pub(super) fn all(self) -> Vec<Point> {
        match self {
            Found::Chosen(all) => all,
            Found::Other(_) | Found::Nothing | Found::Unknown => Vec::new(),
        }
    }

    /// The first that is chosen.
    pub(super) fn better(&self) -> Option<Point> {
        match self {
            Found::Chosen(all) => all.first().cloned(),
            Found::Other(point) => Some(point.clone()),
            Found::Nothing | Found::Unknown => None,
        }
    }
}
