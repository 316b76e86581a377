//! What claims need to be said in sentences: names as they are shown, and what packages show.

use super::shapes::{OptionOrder, Switch};
use crate::exact::Number;
use crate::problem::{Condition, IssueId, OptionId, OptionSet, Package, PartyId, Problem};
use crate::text::visible;
use crate::text::words::{either, list, spoken};
use itertools::Itertools;
use num_traits::{Signed, Zero};

/// Options of an order that are named; of longer ones the ends.
const NAMED: usize = 4;

/// The names of a problem.
#[derive(Clone, Copy)]
pub(crate) struct Words<'p> {
    pub problem: &'p Problem,
}

impl Words<'_> {
    pub fn party(&self, at: PartyId) -> String {
        visible(&self.problem[at].name).into_owned()
    }

    pub fn parties(&self, at: &[PartyId]) -> String {
        list(&at.iter().map(|at| self.party(*at)).collect_vec())
    }

    pub fn issue(&self, at: IssueId) -> String {
        visible(&self.problem[at].name).into_owned()
    }

    pub fn issues<'i>(&self, at: impl IntoIterator<Item = &'i IssueId>) -> String {
        list(&at.into_iter().map(|at| self.issue(*at)).collect_vec())
    }

    pub fn option(&self, issue: IssueId, option: OptionId) -> String {
        // Levels of a continuous issue have names in steps only.
        let option = self.problem[issue].options.get(option.index());
        option.map_or_else(|| "a level".to_owned(), |option| visible(&option.name).into_owned())
    }

    /// `Issue: A`.
    pub fn settled(&self, issue: IssueId, option: OptionId) -> String {
        format!("{}: {}", self.issue(issue), self.option(issue, option))
    }

    /// `Issue: A → B`.
    fn changed(&self, issue: IssueId, from: OptionId, to: OptionId) -> String {
        format!("{} → {}", self.settled(issue, from), self.option(issue, to))
    }

    /// `Issue (A → B → C)`, for each of several orders.
    pub fn orders(&self, orders: &[OptionOrder]) -> String {
        let order = |order: &OptionOrder| {
            let name = |option: &OptionId| self.option(order.issue, *option);
            let steps = match order.options.as_slice() {
                all if all.len() <= NAMED => all.iter().map(name).join(" → "),
                [first, .., last] => format!("{} → … → {}", name(first), name(last)),
                _ => String::new(),
            };
            format!("{} ({steps})", self.issue(order.issue))
        };
        either(&orders.iter().map(order).collect_vec())
    }

    /// `Issue: A → B` for each issue of a switch.
    pub fn switch(&self, switch: &Switch) -> String {
        let steps = switch.issues.iter().zip(switch.from.iter().zip(&switch.to));
        steps.map(|(issue, (from, to))| self.changed(*issue, *from, *to)).join(", ")
    }

    /// `Issue: A` for each issue of one side of a switch.
    pub fn side(&self, switch: &Switch, options: &[OptionId]) -> String {
        switch.issues.iter().zip(options).map(|(issue, option)| self.settled(*issue, *option)).join(", ")
    }

    /// `Issue: A or B` for each issue of a condition.
    pub fn conditions(&self, condition: &Condition) -> String {
        let one = |(issue, set): &(IssueId, OptionSet)| {
            let (names, others): (Vec<OptionId>, Vec<OptionId>) =
                (0..set.len()).map(OptionId::at).partition(|option| set[option.index()]);
            let named =
                |options: &[OptionId]| either(&options.iter().map(|option| self.option(*issue, *option)).collect_vec());
            match others.is_empty() || names.len() <= others.len().max(2) {
                true => format!("{}: {}", self.issue(*issue), named(&names)),
                false => format!("{}: not {}", self.issue(*issue), named(&others)),
            }
        };
        list(&condition.0.iter().map(one).collect_vec())
    }

    /// ` by more than 2`, for a tolerance that is not zero.
    pub fn beyond(&self, tolerance: &Number) -> String {
        if tolerance.value().is_zero() { String::new() } else { format!(" by more than {}", spoken(tolerance)) }
    }
}

/// What packages show against a claim.
pub(crate) struct Shown<'s> {
    pub words: Words<'s>,
    pub packages: &'s [Package],
    /// The parties that it is about.
    pub parties: &'s [PartyId],
    /// The first of them.
    pub who: String,
    /// By how much the claim is missed.
    pub amount: String,
    /// Whether that is nothing.
    pub nothing: bool,
}

impl<'s> Shown<'s> {
    pub fn new(words: Words<'s>, packages: &'s [Package], parties: &'s [PartyId], amount: Option<&Number>) -> Self {
        Shown {
            words,
            packages,
            parties,
            who: parties.first().map(|party| words.party(*party)).unwrap_or_default(),
            amount: amount.map(|amount| spoken(&Number::from(amount.value().abs()))).unwrap_or_default(),
            nothing: amount.is_none_or(|amount| amount.value().is_zero()),
        }
    }

    /// By issue in which two packages differ, its options.
    fn differences(&self, from: usize, to: usize) -> impl Iterator<Item = (IssueId, OptionId, OptionId)> {
        let [from, to] = [from, to].map(|at| self.packages[at].options());
        let pairs = self.words.problem.issue_ids().zip(from.iter().zip(to.iter()));
        pairs.filter(|(_, (from, to))| from != to).map(|(issue, (from, to))| (issue, from, to))
    }

    /// `Issue: A → B` where two packages differ.
    pub fn step(&self, from: usize, to: usize) -> String {
        self.differences(from, to).map(|(issue, from, to)| self.words.changed(issue, from, to)).join(", ")
    }

    /// What each of two packages has where they differ.
    pub fn sides(&self, one: usize, other: usize) -> [String; 2] {
        let (one, other): (Vec<_>, Vec<_>) = (self.differences(one, other))
            .map(|(issue, one, other)| (self.words.settled(issue, one), self.words.settled(issue, other)))
            .unzip();
        [list(&one), list(&other)]
    }
}
