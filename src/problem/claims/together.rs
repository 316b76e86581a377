//! What options of two issues are worth together, beside what each is worth alone: nothing (additive or difference
//! independence), more (complements, supermodular), less (substitutes).
//!
//! Keeney and Raiffa, "Decisions with Multiple Objectives" (1976); GAI decompositions: Bacchus and Grove (1995). Where
//! the party has no interaction between the two issues it holds by structure. Where all corners are feasible,
//! neighbouring rectangles decide, as larger ones are sums of them; else all rectangles are compared. Cardinal.

use super::prelude::*;

/// What options of two issues are worth together; of every pair of the issues.
#[derive(Clone, Debug, PartialEq)]
pub struct Combined {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The issues.
    pub issues: Vec<OptionOrder>,
    /// What together.
    pub together: Together,
    /// Whether differences must not be zero.
    pub strict: bool,
    /// How far it may be missed, in the author's units.
    pub tolerance: Number,
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

impl Combined {
    pub(super) fn read(scales: &Scales, together: Together, reading: &mut Reading) -> Option<Self> {
        let claim = reading.claim;
        let issues = reading.orders(scales, together != Together::Additive, claim)?;
        if issues.len() < 2 {
            let message = format!("`{claim}` is about two issues or more");
            return reading.refuse(Code::AssumptionKind, claim, message, "name the issues in a list");
        }
        let Reading { parties, strict, tolerance, .. } = reading;
        Some(Combined { parties: parties.clone(), issues, together, strict: *strict, tolerance: tolerance.clone() })
    }

    /// What options of two issues are worth together to a party.
    fn rectangles(&self, problem: &Problem, party: PartyId, one: &OptionOrder, other: &OptionOrder) -> Comparison<'_> {
        let (one, other) = if one.issue < other.issue { (one, other) } else { (other, one) };
        // A ceiling links all issues that count.
        let counts = |issue: IssueId| matters(problem, party, issue);
        let linked = problem.ceiling(party).is_some() && counts(one.issue) && counts(other.issue)
            || problem.interactions().iter().filter(|interaction| interaction.party == party).any(|interaction| {
                let scope = interaction.scope();
                scope.contains(&one.issue) && scope.contains(&other.issue)
            });
        let least = least(problem, party, self.strict, &self.tolerance);
        let (rows, columns) = (one.options.len(), other.options.len());
        let ways =
            rows.checked_pow(2).zip(columns.checked_pow(2)).and_then(|(rows, columns)| rows.checked_mul(columns));
        let rectangles = Rectangles {
            lists: [one.options.clone(), other.options.clone()],
            // The signs of what two options are worth together that would be violations.
            signs: match self.together {
                Together::Additive => &[1, -1],
                Together::Complements => &[-1],
                Together::Substitutes => &[1],
            },
            least,
            tolerant: !self.tolerance.value().is_zero(),
        };
        let ways = ways.filter(|_| least.is_some());
        Comparison {
            // All rectangles may have to be looked at.
            width: Some((rows as u64).saturating_pow(2).saturating_mul((columns as u64).saturating_pow(2))),
            by_structure: !linked && !self.strict,
            ..Comparison::of(party, vec![one.issue, other.issue], ways, rectangles)
        }
    }
}

impl Meaning for Combined {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        let pairs = self.parties.iter().cartesian_product(self.issues.iter().array_combinations());
        pairs.map(|(party, [one, other])| self.rectangles(problem, *party, one, other)).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let (who, issues) = (words.parties(&self.parties), words.issues(self.issues.iter().map(|order| &order.issue)));
        match (self.together, self.strict) {
            (Together::Additive, _) => format!("What {issues} are worth to {who} just adds up"),
            (Together::Complements, false) => format!("{issues} make each other worth no less to {who}"),
            (Together::Complements, true) => format!("{issues} make each other worth more to {who}"),
            (Together::Substitutes, false) => format!("{issues} make each other worth no more to {who}"),
            (Together::Substitutes, true) => format!("{issues} make each other worth less to {who}"),
        }
    }

    fn refuted(&self, Shown { who, amount, nothing, .. }: &Shown) -> String {
        match self.together {
            Together::Additive => format!("Together they differ by {amount} from the sum for {who}"),
            _ if *nothing => format!("Together they are worth just the sum to {who}"),
            Together::Complements => format!("Together they are worth {amount} less than the sum to {who}"),
            Together::Substitutes => format!("Together they are worth {amount} more than the sum to {who}"),
        }
    }
}

/// The rectangles of two issues.
struct Rectangles {
    /// By issue, its options in the order that is meant.
    lists: [Vec<OptionId>; 2],
    signs: &'static [i64],
    least: Option<i64>,
    tolerant: bool,
}

impl Rectangles {
    /// By rectangle: how far its corners are apart, and the corners. Those between neighbours, or all.
    fn rectangles(&self, all: bool) -> impl Iterator<Item = (usize, [usize; 4])> {
        let pairs = move |count: usize| {
            (0..count).flat_map(move |a| {
                let last = if all { count } else { count.min(a + 2) };
                (a + 1..last).map(move |b| [a, b])
            })
        };
        let wide = self.lists[1].len();
        let corners = move |[a, b]: [usize; 2], [c, d]: [usize; 2]| {
            (b - a + d - c, [a * wide + c, a * wide + d, b * wide + c, b * wide + d])
        };
        pairs(self.lists[0].len()).flat_map(move |across| pairs(wide).map(move |down| corners(across, down)))
    }
}

impl Pattern for Rectangles {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        product(&self.lists)
    }

    fn compares(&self, slice: &Slice) -> bool {
        self.rectangles(true).any(|(_, corners)| corners.iter().all(|corner| slice.feasible[*corner]))
    }

    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let Some(least) = self.least else { return };
        let all = self.tolerant || slice.is_none_or(|slice| slice.feasible.contains(&false));
        for (distance, combinations) in self.rectangles(all) {
            // Of most rectangles it is plain that they are no violation.
            let together = slice.map(|slice| slice.together(combinations));
            let beyond = |sign: &&i64| together.is_none_or(|both| both * i128::from(**sign) >= i128::from(least));
            for sign in self.signs.iter().filter(beyond) {
                look(Way::of(distance, &combinations, &[(0, &[*sign, -sign, -sign, *sign], least)]));
            }
        }
    }
}
