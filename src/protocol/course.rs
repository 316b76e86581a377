//! What a way of talking leads to.

use crate::exact::Number;
use crate::problem::{ClusterId, ConstraintId, IssueId, LevelRuleId, Package, PartyId, View};
use crate::search::{Agreement, Stop};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What a way of talking leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// What it comes to: one, or with ties several. Empty if that is not known.
    pub outcomes: Vec<Outcome>,
    /// How it came to that: of several outcomes, to the first.
    pub steps: Vec<Step>,
    /// Where all choose at a table: how many packages that all accept are open to them, if that was counted.
    pub kept: Option<BigUint>,
    /// So many packages would be better than the last text for somebody and worse for nobody, if there is one last text and that was
    /// counted.
    pub better: Option<BigUint>,
    /// What may differ where ties are broken in ways that are not among the outcomes.
    pub untold: Untold,
    /// Of offers: by party, the least and the most that it would gain if there were one round more; if that was looked at and does
    /// not depend on ties that are not told.
    pub one_round_more: Option<Vec<[Number; 2]>>,
    /// Why it cannot be told what it comes to, if the reason lies in the model.
    pub unplayed: Option<Unplayed>,
    /// Why it is not known what it comes to, or not all of it, if a limit was met.
    pub stopped: Option<Stop>,
}

/// One thing that it can come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How ties are broken here, if that makes a difference.
    pub ties: Option<Ties>,
    /// By party, what it gains over no deal, as it is seen when the talks begin: what chance makes of it on average, and less what
    /// waiting costs.
    pub gains: Vec<Number>,
    /// How it ends: one way, or as chance has it.
    pub ends: Vec<End>,
}

/// What may differ where ties are broken in ways that are not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Untold {
    /// Nothing that was looked for.
    #[default]
    Nothing,
    /// What parties gain, but not whether a package is agreed.
    Gains,
    /// How it ends, too.
    Ends,
}

/// How ties are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// One of the packages that are equally good by the concept.
    Equal,
    /// Who offers gives the others as much as it can at no cost, the first of them first.
    For,
    /// Who offers gives the others as little as it can, the first of them first.
    Against,
}

/// How talks end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// How likely it is.
    pub likely: Number,
    /// In which way.
    pub finish: Finish,
    /// The package that is agreed, or the last one on the table.
    pub package: Option<Package>,
    /// In which round it ends, where there are rounds.
    pub round: Option<usize>,
    /// By party that refuses, what it is short by; 0 if it refuses for a red line alone.
    pub refused_by: Vec<(PartyId, Number)>,
    /// The rules and red lines that the package on the table breaks.
    pub broken: Vec<ConstraintId>,
    /// The rules over levels that it breaks.
    pub broken_levels: Vec<LevelRuleId>,
    /// By party, its gain over no deal then, not less for waiting.
    pub gains: Vec<Number>,
}

/// In which way talks end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The package is agreed.
    Agreed,
    /// The package on the table is refused, or cannot be.
    Refused,
    /// Nothing is on the table that anybody could agree to.
    Nothing,
    /// Time is over.
    Deadline,
    /// They broke down.
    BrokenDown,
    /// Somebody has something better to do.
    LeftBy(Vec<PartyId>),
}

/// A step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A working group settled its issues.
    Settled {
        /// What it had to settle.
        track: Track,
        /// What it settled otherwise than before; nothing if nothing hurts nobody.
        changed: Vec<(IssueId, Package)>,
    },
    /// A working group handed up so many of the packages of its issues.
    HandedUp {
        /// What it had to settle.
        track: Track,
        /// How many of its packages it hands up.
        kept: usize,
        /// Of how many that satisfy the rules.
        of: usize,
    },
    /// A text became this one.
    Edited {
        /// The issues that the edit settles otherwise.
        changed: Vec<IssueId>,
        /// The new text.
        package: Package,
    },
    /// Somebody talked for so many rounds.
    Took {
        /// A group; none for one table.
        track: Option<Track>,
        /// What is talked about.
        issues: Vec<IssueId>,
        /// For how many rounds.
        rounds: usize,
    },
    /// An offer.
    Offered {
        /// In which round.
        round: usize,
        /// By whom.
        by: Vec<PartyId>,
        /// What is offered; none if nothing that would be accepted is good enough for who offers.
        package: Option<Package>,
    },
}

/// What a working group has to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// The issues of a cluster.
    Cluster(ClusterId),
    /// The issues of no cluster.
    Rest,
    /// An issue.
    Issue(IssueId),
}

/// Why it cannot be told what a way of talking comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplayed {
    /// It begins with what holds today, which the model does not say of continuous issues.
    NoToday,
    /// It is for clusters of issues, and there are none.
    NoClusters,
    /// Somebody's gains are not known, but only its order.
    OrderOnly,
    /// It is for two parties.
    NotTwo,
    /// What it begins with breaks a rule, or is excluded.
    NotOpen,
    /// Several coalitions could pass a draft, and the concept does not tell which of two drafts is better.
    NotCompared,
}

impl Unplayed {
    /// A sentence without its end.
    pub fn why(self) -> &'static str {
        match self {
            Unplayed::NoToday => {
                "it begins with what holds today, which a model does not say of continuous issues; a proposal to begin with can be named"
            }
            Unplayed::NoClusters => "the model has no clusters of issues",
            Unplayed::NotTwo => "it is for two parties",
            Unplayed::NotOpen => {
                "what it begins with breaks a rule or is excluded, so that no group can leave the other issues as they are"
            }
            Unplayed::NotCompared => {
                "different coalitions could pass different drafts, and by this concept it cannot be told which of these is better"
            }
            Unplayed::OrderOnly => "it measures gains, and of some party only the order of packages is known",
        }
    }
}

/// So many branches are followed where ties on the way may lead to different ends.
pub(super) const BRANCHES: usize = 64;

impl Course {
    /// Nothing is known, since a limit was met.
    pub(super) fn stopped(stop: Stop) -> Self {
        Course { stopped: Some(stop), ..Course::default() }
    }

    /// It cannot be told.
    pub(super) fn unplayed(why: Unplayed) -> Self {
        Course { unplayed: Some(why), ..Course::default() }
    }

    /// One of these ends, each as good as the others to who chose; none: nothing was found that could be on the table.
    pub(super) fn of_ends(view: &View, mut ends: Vec<End>) -> Self {
        if ends.is_empty() {
            ends.push(End::without_package(view, Finish::Nothing));
        }
        let ties = Some(Ties::Equal).filter(|_| ends.len() > 1);
        let outcome = |end: End| Outcome { ties, gains: end.gains.clone(), ends: vec![end] };
        Course { outcomes: ends.into_iter().map(outcome).collect(), ..Course::default() }
    }

    /// What these packages come to, of which one is on the table.
    pub(super) fn of_packages<'a>(view: &View, packages: impl IntoIterator<Item = &'a Agreement>) -> Self {
        let ends = packages.into_iter().map(|one| End::judged(view, one.package.clone())).collect();
        Course::of_ends(view, ends)
    }

    /// Whether a package is agreed, whatever ties and chance do. None if that is not known.
    pub fn is_agreed(&self) -> Option<bool> {
        let agreed = self.outcomes.iter().flat_map(|outcome| &outcome.ends).all(End::is_agreed);
        // What is agreed in all ways that are told may not be in others.
        let known = !(self.outcomes.is_empty() || agreed && self.untold == Untold::Ends);
        known.then_some(agreed)
    }

    /// Whether a package may be agreed, as ties and chance have it. None if that is not known.
    pub fn may_be_agreed(&self) -> Option<bool> {
        let agreed = self.outcomes.iter().flat_map(|outcome| &outcome.ends).any(End::is_agreed);
        let known = !self.outcomes.is_empty() && (agreed || self.untold != Untold::Ends);
        known.then_some(agreed)
    }

    /// By party, the least and the most that it gains, over the ways to break ties that are told: over all, if nothing is untold. None if
    /// nothing is known.
    pub fn gains(&self) -> Option<Vec<[Number; 2]>> {
        let first = self.outcomes.first()?;
        let ends = |at: usize| {
            let all = || self.outcomes.iter().map(|outcome| &outcome.gains[at]);
            [all().min(), all().max()].map(|end| end.cloned().unwrap_or_default())
        };
        Some((0..first.gains.len()).map(ends).collect())
    }
}

impl End {
    /// Whether a package is agreed.
    pub fn is_agreed(&self) -> bool {
        self.finish == Finish::Agreed
    }

    /// What becomes of a package that everybody is asked about.
    pub(super) fn judged(view: &View, package: Package) -> Self {
        let problem = view.problem();
        let gains = view.gains_of(&package);
        let broken: Vec<ConstraintId> = view.broken(&package).collect();
        let broken_levels: Vec<LevelRuleId> = view.broken_level_rules(&package).collect();
        let content = view.content_with(&package);
        let crossed = |party: PartyId| broken.iter().any(|at| problem[*at].party == Some(party));
        let refuses = |party: &PartyId| !content[party.index()] || crossed(*party);
        let short = |party: PartyId| {
            let gain = gains[party.index()].value();
            (party, if gain.is_negative() { Number::from(-gain) } else { Number::zero() })
        };
        let refused_by: Vec<(PartyId, Number)> = problem.party_ids().filter(refuses).map(short).collect();
        match view.would_pass(&package) {
            true => End { gains, package: Some(package), refused_by, ..End::without_package(view, Finish::Agreed) },
            false => End {
                package: Some(package),
                refused_by,
                broken,
                broken_levels,
                ..End::without_package(view, Finish::Refused)
            },
        }
    }

    /// Nobody gains or loses anything.
    pub(super) fn without_package(view: &View, finish: Finish) -> Self {
        End {
            likely: BigRational::one().into(),
            finish,
            package: None,
            round: None,
            refused_by: Vec::new(),
            broken: Vec::new(),
            broken_levels: Vec::new(),
            gains: vec![BigRational::zero().into(); view.parties()],
        }
    }
}
