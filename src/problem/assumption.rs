//! Assumptions, compiled: what the author takes to be true, in positions instead of ids.

use super::{Condition, Package};
use crate::exact::Number;
use crate::model::Path;

/// Something that the author takes to be true of the model.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its id, or where it stands in the file: `assumptions[2]`.
    pub name: String,
    /// What is claimed.
    pub claim: Claim,
    /// Where it is claimed: issues are distinct and in ascending order; empty for everywhere.
    pub given: Condition,
    /// Whether packages count that rules and red lines exclude.
    pub anywhere: bool,
    /// Whether it is claimed for all numbers in their ranges.
    pub robust: bool,
    /// Why it is so, in the author's words.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
}

impl Assumption {
    /// Whether it speaks of how the model is written, and not of packages.
    pub fn is_static(&self) -> bool {
        match &self.claim {
            Claim::Normalised { parties } => parties.iter().all(|(_, scaling)| scaling.packages.is_none()),
            Claim::Solution { choosing, .. } => *choosing == Choosing::Meaningful,
            _ => false,
        }
    }
}

/// Options of an issue in the order that is meant, by position. At least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionOrder {
    /// The issue.
    pub issue: usize,
    /// The options, each once.
    pub options: Vec<u16>,
}

/// From options to other options of the same issues, by position; issues are distinct and in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The issues.
    pub issues: Vec<usize>,
    /// By issue, the option before.
    pub from: Vec<u16>,
    /// By issue, the option after.
    pub to: Vec<u16>,
}

/// How a utility runs along the options of an issue, all else equal.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// It never falls; strictly: it always rises.
    Rises,
    /// It never rises; strictly: it always falls.
    Falls,
    /// It first rises, then falls; at this option it is largest, if one is named.
    SinglePeaked(Option<u16>),
    /// Each step is worth no more than the one before; strictly: less.
    Diminishing,
    /// It stays.
    Level,
}

/// What two options of different issues are worth together, beside what each is worth alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// Nothing.
    Additive,
    /// Never less; strictly: more.
    Complements,
    /// Never more; strictly: less.
    Substitutes,
}

/// Over which packages a claim about outcomes ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Those that satisfy rules and red lines.
    Feasible,
    /// Of these, those that the acceptance rule passes; or that exactly these parties accept, by party.
    Acceptable(Option<Vec<bool>>),
}

/// How many packages are claimed to have something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// At least one.
    Some,
    /// None.
    No,
}

/// Packages that a claim about acceptance speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Packages {
    /// A proposal, by position.
    Proposal(usize),
    /// All that satisfy a condition.
    Satisfying(Condition),
}

/// What a party is claimed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It accepts all of them.
    Accepts,
    /// It accepts some.
    AcceptsSome,
    /// It refuses all of them, by utility or by a red line.
    Refuses,
    /// It refuses all of them by utility, were there no red lines of its own.
    RefusesByUtility,
}

/// How a party's numbers are scaled: what is given is claimed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scaling {
    /// What the weights of its issues add up to, and what they add up to in the file.
    pub weights: Option<(Number, Number)>,
    /// Between which numbers all scores lie.
    pub scores: Option<(Number, Number)>,
    /// What the worst and the best option of every issue score.
    pub issues: Option<(Number, Number)>,
    /// What the worst and the best feasible package are worth.
    pub packages: Option<(Number, Number)>,
    /// By issue that the party values, the scores of its options as they are written, or the values if it has no weight.
    pub written: Vec<(usize, Vec<Number>)>,
}

/// What solution concepts are claimed to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Choosing {
    /// Every package they choose satisfies a condition; with a share, also if a single number is moved by up to that.
    Has(Condition, Option<Number>),
    /// No package they choose crosses a red line.
    KeepsRedLines,
    /// They mean something without a common unit, or there is one.
    Meaningful,
}

/// What is claimed. Claims about utilities speak of packages that differ in the issues named and in nothing else.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// How each party's utility runs along the options of each issue.
    Course {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The issues, each by itself.
        along: Vec<OptionOrder>,
        /// How it runs.
        course: Course,
        /// Whether differences must not be zero.
        strict: bool,
        /// How far it may be missed, in the author's units.
        tolerance: Number,
    },
    /// A change makes things better (strictly, unless said otherwise).
    Prefers {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// From the worse to the better options.
        switch: Switch,
        /// Whether it must be more than as good.
        strict: bool,
    },
    /// One change is worth at least as much as some times another one, each beside the state before the other.
    Worth {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The change.
        change: Switch,
        /// The other one, of other issues.
        other: Switch,
        /// How many times the other one.
        times: Number,
        /// Whether it must be more.
        strict: bool,
        /// How far it may be missed, in the author's units.
        tolerance: Number,
    },
    /// What options of two issues are worth together; of every pair of the issues.
    Together {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The issues.
        issues: Vec<OptionOrder>,
        /// What together.
        together: Together,
        /// Whether differences must not be zero.
        strict: bool,
        /// How far it may be missed, in the author's units.
        tolerance: Number,
    },
    /// Which options of these issues are better is the same, whatever the options of the others.
    Independent {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The issues, ascending.
        issues: Vec<usize>,
        /// The others, ascending.
        of: Vec<usize>,
    },
    /// A change is for the worse, however the issues of `by` are settled before and after.
    NothingOffsets {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The change.
        switch: Switch,
        /// The issues that could make up for it, ascending.
        by: Vec<usize>,
    },
    /// The better option of an issue is better whatever is agreed on all others.
    Decisive {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The issues, each by itself.
        issues: Vec<usize>,
    },
    /// Two parties' interests on issues run against each other, or together.
    Sides {
        /// The parties.
        parties: [usize; 2],
        /// The issues, each by itself.
        on: Vec<OptionOrder>,
        /// True if they never conflict; false if they never agree.
        aligned: bool,
    },
    /// Along the options of an issue, one party loses and another one gains.
    Transfer {
        /// The issues, each by itself.
        along: Vec<OptionOrder>,
        /// Who loses.
        payer: usize,
        /// Who gains.
        receiver: usize,
        /// Whether differences must not be zero.
        strict: bool,
    },
    /// No single option can be replaced so that somebody gains and nobody loses.
    NoFreeLunch {
        /// The issues, each by itself.
        issues: Vec<usize>,
        /// Only at this package.
        at: Option<Package>,
    },
    /// A party's utility is another one's, up to unit and zero, once the options of each issue are exchanged.
    Mirrors {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// The other one.
        of: usize,
    },
    /// How each party's numbers are scaled.
    Normalised {
        /// By party.
        parties: Vec<(usize, Scaling)>,
    },
    /// What parties do with packages.
    Stance {
        /// The parties, each by itself.
        parties: Vec<usize>,
        /// What they do.
        stance: Stance,
        /// With which packages.
        packages: Packages,
    },
    /// How many packages have something.
    Outcome {
        /// How many.
        quantifier: Quantifier,
        /// Of which.
        reached: Reached,
        /// What they have; empty for nothing in particular.
        condition: Condition,
    },
    /// Every option of these issues is in some feasible package.
    Usable {
        /// The issues.
        issues: Vec<usize>,
    },
    /// What solution concepts choose.
    Solution {
        /// The ids of the concepts.
        concepts: Vec<&'static str>,
        /// What they do.
        choosing: Choosing,
    },
}
