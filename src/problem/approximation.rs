//! How far utilities may be from what was written: where a curve has a name, most of its values have no exact decimal.

use super::{IssueId, Package, PartyId, Problem};
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use num_rational::BigRational;
use num_traits::Zero;

/// What levels of an issue are worth to a party, calculated within an error.
#[derive(Clone, Debug, PartialEq)]
pub struct Approximation {
    /// Whose utility it is.
    pub party: PartyId,
    /// Of which issue.
    pub issue: IssueId,
    /// No value is further from the true one than this, in the author's units.
    pub error: Number,
    /// Where the curve stands in the file.
    pub path: Path,
    /// By option, whether its value is the true one; of levels of a continuous issue none is.
    pub(crate) exact: Box<[bool]>,
    /// Whether beliefs weigh it, which may depend on other issues: then it is not off by the same wherever the option is.
    pub(crate) expected: bool,
}

impl Approximation {
    fn of(&self, package: &Package) -> &BigRational {
        static ZERO: std::sync::LazyLock<BigRational> = std::sync::LazyLock::new(BigRational::zero);
        let option = package.option(self.issue).index();
        if self.exact.get(option).copied().unwrap_or(false) { &ZERO } else { self.error.value() }
    }

    /// How much less two packages may differ by, or more.
    fn between(&self, one: &Package, other: &Package, ceiling: bool) -> BigRational {
        // What both have of a curve is the same, however far it is from its true value; unless a ceiling takes away of one of them
        // only what it is off.
        let same = one.option(self.issue) == other.option(self.issue);
        let cancels = same && !self.exact.is_empty() && !self.expected && !ceiling;
        if cancels { BigRational::zero() } else { self.of(one) + self.of(other) }
    }
}

impl Problem {
    /// The curves with names whose values are decimals within an error.
    pub fn approximations(&self) -> &[Approximation] {
        &self.approximations
    }

    /// No utility of a party is further from its true value than this, in the author's units: 0 where no curve has a name.
    pub fn error(&self, party: PartyId) -> Number {
        self.errors(party, |one| one.error.value().clone()).into()
    }

    /// The same for one package.
    pub fn error_of(&self, party: PartyId, package: &Package) -> Number {
        self.errors(party, |one| one.of(package).clone()).into()
    }

    /// The same for how much more one package is worth than another.
    pub(crate) fn error_between(&self, party: PartyId, one: &Package, other: &Package) -> BigRational {
        // One that was set aside, as no package exceeds it, may be exceeded by the error.
        let ceiling = self.ceilings.iter().any(|ceiling| ceiling.party == party)
            || self.set_aside.iter().any(|(of, _)| *of == party);
        self.errors(party, |curve| curve.between(one, other, ceiling))
    }

    /// Whether a package certainly gives nobody less than another one, and somebody more.
    pub(crate) fn is_certainly_better(&self, package: &Package, than: &Package) -> bool {
        let utilities = self.exact_utilities(package).into_iter().zip(self.exact_utilities(than));
        let more = |(party, (own, other)): (PartyId, (Number, Number))| {
            (own.value() - other.value(), self.error_between(party, package, than))
        };
        let more: Vec<(BigRational, BigRational)> = self.party_ids().zip(utilities).map(more).collect();
        more.iter().all(|(more, error)| more >= error) && more.iter().any(|(more, error)| more > error)
    }

    fn errors(&self, party: PartyId, error: impl Fn(&Approximation) -> BigRational) -> BigRational {
        self.approximations.iter().filter(|one| one.party == party).map(error).sum()
    }

    /// An error for each curve with a name: for questions that are answered with exact numbers only.
    ///
    /// # Errors
    /// If there is one.
    pub fn without_curves(&self) -> Result<(), Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        for curve in self.approximations.iter() {
            let (party, issue) = (&self[curve.party].id, &self[curve.issue].id);
            let message = format!(
                "what `{issue}` is worth to `{party}` is a curve, known to within {}, and this question is answered for exact \
                 numbers only",
                curve.error
            );
            let error = Diagnostic::new(Code::NotSupported, Place::key(&curve.path.key("curve")), message);
            diagnostics
                .push(error.help("write its values as `points` or by option: what holds for these is then proven"));
        }
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok(()) }
    }
}
