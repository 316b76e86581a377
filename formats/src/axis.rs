//! An issue as other programs have it: a list of values, a range of whole numbers, or a continuous range, of which the user
//! may ask for a grid.

use super::options::Options;
use super::scores::Scores;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::collections::{BTreeSet, HashMap};
use zopa::exact::Number;
use zopa::model::{self, Code, Diagnostic, Diagnostics, OptionList, Place};
use zopa::problem::{MAX_ISSUES, MAX_OPTIONS, MAX_STEPS};
use zopa::text::quoted;

/// What helps where levels of a continuous issue are asked for what only options have.
pub(super) const BY_STEPS: &str =
    "with `--steps N` a continuous issue is settled by one of N + 1 numbers, evenly spaced";

/// One way to settle an issue.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) id: String,
    /// The number that it is, if it is one.
    pub(super) number: Option<BigRational>,
    /// Where the file says it.
    pub(super) place: Option<Place>,
}

/// An issue with its options, in order; or a continuous one, which has none.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) id: String,
    pub(super) choices: Vec<Choice>,
    index: HashMap<String, usize>,
    by_number: HashMap<BigRational, usize>,
    /// Lowest level, highest, and step, if it is settled by a whole number.
    pub(super) integer: Option<(i64, i64, i64)>,
    /// Its lowest and its highest level, if it is continuous.
    pub(super) range: Option<[BigRational; 2]>,
    pub(super) ordered: bool,
    pub(super) note: Option<String>,
    pub(super) place: Place,
}

impl Axis {
    /// An issue without options yet.
    pub(super) fn new(id: impl Into<String>, place: Place) -> Self {
        let (choices, index, by_number) = (Vec::new(), HashMap::new(), HashMap::new());
        let (integer, range, note) = (None, None, None);
        Axis { id: id.into(), choices, index, by_number, integer, range, ordered: false, note, place }
    }

    /// Adds an option; false if it is there already.
    pub(super) fn add(&mut self, id: &str, number: Option<BigRational>, place: Option<Place>) -> bool {
        if self.index.contains_key(id) {
            return false;
        }
        self.index.insert(id.to_owned(), self.choices.len());
        number.iter().for_each(|number| {
            self.by_number.entry(number.clone()).or_insert(self.choices.len());
        });
        self.choices.push(Choice { id: id.to_owned(), number, place });
        true
    }

    /// The position of an option.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The position of an option that is written as this text, or is the same number.
    pub(super) fn written(&self, text: &str) -> Option<usize> {
        self.position(text).or_else(|| {
            let number = super::number::decimal(text).ok()?;
            self.by_number.get(&number).copied()
        })
    }

    /// The levels from `low` to `high`.
    pub(super) fn integers(mut self, low: i64, high: i64, findings: &mut Diagnostics) -> Option<Self> {
        let levels = i128::from(high) - i128::from(low) + 1;
        if levels < 1 {
            findings.push_within_limit(|| {
                let message = format!("{} goes from {low} to {high}: that is nothing", quoted(&self.id));
                Diagnostic::new(Code::IssueKind, self.place.clone(), message).help("the lower bound comes first")
            });
            return None;
        }
        if levels > MAX_STEPS as i128 + 1 {
            findings.push_within_limit(|| {
                let message = format!("{} has {levels} levels; at most {} are read", quoted(&self.id), MAX_STEPS + 1);
                Diagnostic::new(Code::Limit, self.place.clone(), message).help("use a coarser unit")
            });
            return None;
        }
        for level in low..=high {
            self.add(&level.to_string(), Some(BigRational::from(BigInt::from(level))), None);
        }
        self.integer = Some((low, high, 1));
        Some(self)
    }

    /// The values `low`, `low + step`, … up to `high`.
    pub(super) fn steps(
        mut self,
        low: &BigRational,
        high: &BigRational,
        step: &BigRational,
        findings: &mut Diagnostics,
    ) -> Option<Self> {
        if !step.is_positive() || high < low {
            findings.push_within_limit(|| {
                let message = format!("{}: a range needs a positive step, and its lower end first", quoted(&self.id));
                Diagnostic::new(Code::IssueKind, self.place.clone(), message)
            });
            return None;
        }
        let count = ((high - low) / step).to_integer() + 1;
        // Whole steps become steps of the model, others a list of options.
        let most = if low.is_integer() && step.is_integer() { MAX_STEPS + 1 } else { MAX_OPTIONS };
        if count > BigInt::from(most) {
            findings.push_within_limit(|| {
                let message = format!("{} has {count} values; at most {most} are read", quoted(&self.id));
                Diagnostic::new(Code::Limit, self.place.clone(), message).help("use a larger step")
            });
            return None;
        }
        let mut value = low.clone();
        while value <= *high {
            self.add(&Number::from(value.clone()).to_string(), Some(value.clone()), None);
            value += step;
        }
        self.ordered = true;
        let whole = |number: &BigRational| if number.is_integer() { number.to_integer().to_i64() } else { None };
        if let (Some(low), Some(step)) = (whole(low), whole(step)) {
            let last = self.choices.last().and_then(|last| last.number.as_ref()).and_then(whole);
            self.integer = last.map(|last| (low, last, step));
        }
        Some(self)
    }

    /// A continuous range: levels, or a grid where the user asked for one. What has a single level is settled.
    pub(super) fn continuous(
        mut self,
        low: &BigRational,
        high: &BigRational,
        options: &Options,
        findings: &mut Diagnostics,
    ) -> Option<Self> {
        let shown = |number: &BigRational| Number::from(number.clone()).to_string();
        if low == high {
            self.add(&shown(low), Some(low.clone()), None);
            return Some(self);
        }
        let Some(steps) = options.steps else {
            self.range = Some([low.clone(), high.clone()]);
            return Some(self);
        };
        let step = (high - low) / BigRational::from(BigInt::from(steps.get()));
        if step.is_positive() {
            findings.push_within_limit(|| {
                let message = format!(
                    "{} is continuous; here it is settled by one of {} numbers from {} to {}, {} apart",
                    quoted(&self.id),
                    u64::from(steps.get()) + 1,
                    shown(low),
                    shown(high),
                    shown(&step)
                );
                Diagnostic::new(Code::NotUsed, self.place.clone(), message)
            });
        }
        self.note = Some(format!("Continuous in the original, from {} to {}.", shown(low), shown(high)));
        self.steps(low, high, &step, findings)
    }

    /// A continuous range given by two texts, with what is wrong with it noted.
    pub(super) fn check_ends(&self, low: &BigRational, high: &BigRational, findings: &mut Diagnostics) -> bool {
        let sound = low <= high;
        if !sound {
            findings.push_within_limit(|| {
                let message = format!("{}: the lower bound is above the upper one", quoted(&self.id));
                Diagnostic::new(Code::IssueKind, self.place.clone(), message)
            });
        }
        sound
    }

    /// The issue in the model.
    pub(super) fn issue(&self) -> model::Issue {
        let mut issue = model::Issue { note: self.note.clone(), ..model::Issue::default() };
        if let Some([low, high]) = &self.range {
            let (min, max) = (low.clone().into(), high.clone().into());
            issue.continuous = Some(model::Continuous { min, max, ..model::Continuous::default() });
            return issue;
        }
        match self.integer {
            Some((min, max, step)) => {
                issue.integer =
                    Some(model::Integer { min, max, step, unit: None, note: None, because: None, source: None });
            }
            None => {
                issue.options = Some(OptionList::Ids(self.choices.iter().map(|choice| choice.id.clone()).collect()));
                issue.ordered = self.ordered;
            }
        }
        issue
    }

    /// What a function is worth at each option; none if one is no number.
    pub(super) fn numbers(&self, function: impl Fn(&BigRational) -> BigRational) -> Option<Vec<BigRational>> {
        self.choices.iter().map(|choice| choice.number.as_ref().map(&function)).collect()
    }

    /// What a function is worth: at each option, or over all levels of a continuous issue, for which it must be straight
    /// between these bends.
    pub(super) fn scores(
        &self,
        bends: impl IntoIterator<Item = BigRational>,
        function: impl Fn(&BigRational) -> BigRational,
    ) -> Result<Scores, Unlike> {
        let Some([low, high]) = &self.range else {
            return self.numbers(function).map(Scores::from).ok_or(Unlike::NoNumbers);
        };
        let within = bends.into_iter().filter(|level| level > low && level < high);
        let levels: BTreeSet<BigRational> = within.chain([low.clone(), high.clone()]).collect();
        let levels: Vec<BigRational> = levels.into_iter().collect();
        // A function that is straight inside and jumps at an end is not straight either.
        let straight = |from: &BigRational, to: &BigRational| {
            let third = (to - from) / BigRational::from(BigInt::from(3));
            let [first, last] = [from + &third, to - &third].map(|level| function(&level));
            let rise = &last - &first;
            function(from) == first - &rise && function(to) == last + &rise
        };
        if !levels.windows(2).all(|pair| straight(&pair[0], &pair[1])) {
            return Err(Unlike::Bent);
        }
        let values = levels.iter().map(function).collect();
        Ok(Scores { levels, values }.plain())
    }

    /// The same number for every option or level.
    pub(super) fn constant(&self, value: &BigRational) -> Scores {
        match &self.range {
            Some(ends) => Scores { levels: ends.to_vec(), values: vec![value.clone(); 2] },
            None => vec![value.clone(); self.choices.len()].into(),
        }
    }
}

/// Why a function of numbers cannot value an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unlike {
    /// The options are no numbers.
    NoNumbers,
    /// Over a continuous issue it is neither a straight line nor made up of straight lines that meet.
    Bent,
}

/// Notes that there are more issues than a model may have; they are counted before they are compared with each other.
pub(super) fn too_many(issues: usize, place: &Place, findings: &mut Diagnostics) -> bool {
    let many = issues > MAX_ISSUES;
    if many {
        findings.push_within_limit(|| {
            let message = format!("there are {issues} issues; at most {MAX_ISSUES} are read");
            Diagnostic::new(Code::Limit, place.clone(), message)
        });
    }
    many
}

/// An id for an issue, a party or an option that is unlike those taken: the name, or the name with a number behind.
pub(super) fn distinct(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let numbered = (2..).map(|number: u64| format!("{name} ({number})")).find(|id| !taken(id));
    numbered.unwrap_or_default()
}

/// A word that must be an id.
pub(super) fn check_id(id: &str, place: &Place, findings: &mut Diagnostics) -> bool {
    let problem = model::id_problem(id);
    let sound = problem.is_none();
    if let Some(problem) = problem {
        findings.push_within_limit(|| Diagnostic::new(Code::BadId, place.clone(), problem));
    }
    sound
}

/// No value at all.
pub(super) fn zeros(axis: &Axis) -> Vec<BigRational> {
    vec![BigRational::zero(); axis.choices.len()]
}
