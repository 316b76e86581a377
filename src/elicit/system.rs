//! Statements about one party as linear conditions on the values of options.

use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Level, Path, Place, Side, Statement, Statements};
use crate::problem::{IssueId, OptionId, Package, PartyId, Problem};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// The most values that are looked for, for one party.
pub const MAX_VALUES: usize = 200;
/// The most statements about one party.
pub const MAX_STATEMENTS: usize = 200;

/// What a condition asks of the sum of its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// At least so much.
    AtLeast,
    /// More than so much, by the margin.
    More,
    /// Exactly so much.
    Equal,
    /// About so much.
    About,
}

/// A condition on values.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The statement that it comes from.
    pub statement: usize,
    pub kind: Kind,
    /// Values by position, and what each counts.
    pub terms: Vec<(usize, BigRational)>,
    /// What the terms have to reach: what was said, less what is known already.
    pub right: BigRational,
    /// What was said.
    pub stated: BigRational,
}

/// What is asked for, and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct System {
    pub party: PartyId,
    /// The issue and the option of each value that is looked for.
    pub values: Vec<(IssueId, OptionId)>,
    /// The options that are worth 0, by issue of which something was said.
    pub zeros: Vec<(IssueId, OptionId)>,
    pub rows: Vec<Row>,
    pub scale: BigRational,
    pub margin: BigRational,
    /// Issues without values of which nothing was said.
    pub untouched: Vec<IssueId>,
}

/// A utility, as far as it is known: a number, and options whose values are looked for.
#[derive(Clone, Debug, Default)]
struct Worth {
    known: BigRational,
    options: BTreeMap<(IssueId, OptionId), i64>,
}

impl Worth {
    fn less(mut self, other: &Worth) -> Worth {
        self.known -= &other.known;
        for (option, count) in &other.options {
            *self.options.entry(*option).or_default() -= count;
        }
        self
    }
}

/// A condition before the values have positions.
struct Condition {
    statement: usize,
    kind: Kind,
    /// What has to be so large.
    worth: Worth,
    right: BigRational,
}

/// Reads the statements about one party.
struct Reader<'r> {
    problem: &'r Problem,
    party: PartyId,
    statements: &'r Statements,
    found: &'r mut Diagnostics,
    conditions: Vec<Condition>,
}

/// The option that counts 0.
fn zero(problem: &Problem, issue: IssueId) -> OptionId {
    problem[issue].today()
}

/// The order of the options of an issue: that of their numbers, which are listed in any order, or else as they are listed.
fn rank(problem: &Problem, issue: IssueId, option: OptionId) -> (Option<&Number>, OptionId) {
    (problem[issue].options[option.index()].level.as_ref(), option)
}

/// The first and the last option in that order.
fn ends(problem: &Problem, issue: IssueId) -> [Option<OptionId>; 2] {
    let key = |option: &OptionId| rank(problem, issue, *option);
    [problem.option_ids(issue).min_by_key(key), problem.option_ids(issue).max_by_key(key)]
}

/// The options of an issue that have a value of their own: all, or of levels the ends and the one that counts 0.
fn named_levels(problem: &Problem, issue: IssueId) -> BTreeSet<OptionId> {
    match problem[issue].has_numbers() {
        true => ends(problem, issue).into_iter().flatten().chain([zero(problem, issue)]).collect(),
        false => problem.option_ids(issue).collect(),
    }
}

impl System {
    /// The conditions on each party that something is said of.
    pub(super) fn all(problem: &Problem, statements: &Statements) -> Result<Vec<System>, Diagnostics> {
        let mut found = Diagnostics::default();
        let hundred = BigRational::from_integer(100.into());
        let scale = statements.scale.as_ref().map_or(hundred.clone(), |scale| scale.value.value().clone());
        let margin = statements.margin.as_ref().map_or(&scale / &hundred, |margin| margin.value.value().clone());
        for (key, number) in [("scale", &scale), ("margin", &margin)] {
            if !number.is_positive() || (key == "margin" && *number > scale) {
                let message = format!(
                    "a {key} of {}: it must be above 0, and a margin not above the scale",
                    Number::from(number.clone())
                );
                found.push(Diagnostic::new(Code::OutOfRange, Place::value(&Path::root().key(key)), message));
            }
        }
        let mut by_party: Vec<Vec<usize>> = vec![Vec::new(); problem.parties().len()];
        for (at, statement) in statements.statements.iter().enumerate() {
            let place = Place::value(&statement_path(at).key("party"));
            match problem.party(&statement.party) {
                Ok(party) if problem.has_ceiling(party) => {
                    let message = format!("the utility of `{}` has a ceiling (`at_most`)", statement.party);
                    let error = Diagnostic::new(Code::NotSupported, place, message);
                    found.push(error.help("values are looked for that add up: leave the ceiling out of the model"));
                }
                Ok(party) => by_party[party.index()].push(at),
                Err(unknown) => found.0.extend(unknown.0.into_iter().map(|d| Diagnostic { place: place.clone(), ..d })),
            }
        }
        if statements.statements.is_empty() {
            let place = Place::value(&Path::root().key("statements"));
            found.push(Diagnostic::new(Code::Empty, place, "there are no statements"));
        }
        let mut systems = Vec::new();
        for (party, own) in problem.party_ids().zip(&by_party).filter(|(_, own)| !own.is_empty()) {
            let mut reader = Reader { problem, party, statements, found: &mut found, conditions: Vec::new() };
            own.iter().for_each(|at| reader.read(*at));
            let conditions = reader.conditions;
            if let Some(system) = System::new(problem, party, own, conditions, [&scale, &margin], &mut found) {
                systems.push(system);
            }
        }
        if found.0.is_empty() { Ok(systems) } else { Err(found) }
    }

    fn new(
        problem: &Problem,
        party: PartyId,
        own: &[usize],
        conditions: Vec<Condition>,
        [scale, margin]: [&BigRational; 2],
        found: &mut Diagnostics,
    ) -> Option<System> {
        let valued = |issue: &IssueId| problem.valued[issue.index()][party.index()];
        let open: Vec<IssueId> = problem.issue_ids().filter(|issue| !valued(issue)).collect();
        let name = &problem[party].id;
        let first = Place::value(&statement_path(*own.first()?).key("party"));
        if open.is_empty() {
            let message = format!("the model says already what every issue is worth to `{name}`");
            let help = "leave out of its `values` in the model the issues whose values are to be found";
            found.push(Diagnostic::new(Code::Values, first, message).help(help));
            return None;
        }
        let asked = conditions.iter().flat_map(|condition| &condition.worth.options);
        let mut named: BTreeSet<(IssueId, OptionId)> =
            asked.filter(|(_, count)| **count != 0).map(|(key, _)| *key).collect();
        let touched: BTreeSet<IssueId> = named.iter().map(|(issue, _)| *issue).collect();
        for &issue in &touched {
            named.extend(named_levels(problem, issue).into_iter().map(|option| (issue, option)));
        }
        let (zeros, values): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(issue, option)| *option == zero(problem, *issue));
        if values.len() > MAX_VALUES || own.len() > MAX_STATEMENTS {
            let message = format!(
                "{} statements ask for {} values of `{name}`: at most {MAX_STATEMENTS} and {MAX_VALUES} are possible",
                own.len(),
                values.len()
            );
            found.push(Diagnostic::new(Code::Limit, first, message));
            return None;
        }
        let position: BTreeMap<(IssueId, OptionId), usize> =
            values.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        let row = |condition: Condition| {
            let terms = condition.worth.options.iter().filter(|(_, count)| **count != 0);
            Row {
                statement: condition.statement,
                kind: condition.kind,
                terms: terms
                    .filter_map(|(key, count)| Some((*position.get(key)?, BigRational::from_integer((*count).into()))))
                    .collect(),
                right: &condition.right - condition.worth.known,
                stated: condition.right,
            }
        };
        let untouched = open.into_iter().filter(|issue| !touched.contains(issue)).collect();
        let rows = conditions.into_iter().map(row).collect();
        Some(System { party, values, zeros, rows, scale: scale.clone(), margin: margin.clone(), untouched })
    }
}

fn statement_path(at: usize) -> Path {
    Path::root().key("statements").index(at)
}

impl Reader<'_> {
    fn error(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::new(code, place, message).help(help));
    }

    fn ask(&mut self, statement: usize, kind: Kind, worth: Worth, right: BigRational) {
        self.conditions.push(Condition { statement, kind, worth, right });
    }

    /// The conditions of one statement.
    fn read(&mut self, at: usize) {
        let statement = &self.statements.statements[at];
        let path = statement_path(at);
        let Some(shape) = shape(statement) else {
            let message = "a statement says one thing";
            let help = "write `prefers` and `to` (with `by` if it is known by how much); `values` and one of `at_least`, \
                        `like`, `at`; `ranks`; `accepts`; `refuses`; `rises_with`; `falls_with`; or `cares_about` and \
                        `more_than`";
            self.error(Code::RuleKind, Place::value(&path), message, help);
            return;
        };
        let zero_right = BigRational::zero();
        match shape {
            Shape::Compare(kind, [(a_key, a), (b_key, b)]) => {
                let Some(worth) = self.difference([(a, path.key(a_key)), (b, path.key(b_key))]) else { return };
                self.ask(at, kind, worth.clone(), zero_right);
                if let Some(by) = &statement.by {
                    if !by.value.value().is_positive() {
                        let message = format!("preferred by {}: it must be above 0", by.value);
                        self.error(
                            Code::OutOfRange,
                            Place::value(&path.key("by")),
                            message,
                            "say it the other way round",
                        );
                    }
                    self.ask(at, Kind::About, worth, by.value.value().clone());
                }
            }
            Shape::Ranks(sides) => {
                if sides.len() < 2 {
                    let place = Place::value(&path.key("ranks"));
                    self.error(Code::Empty, place, "a ranking of fewer than two", "name at least two, the best first");
                }
                for (first, pair) in sides.windows(2).enumerate() {
                    let path = |at: usize| path.key("ranks").index(at);
                    if let Some(worth) = self.difference([(&pair[0], path(first)), (&pair[1], path(first + 1))]) {
                        self.ask(at, Kind::More, worth, BigRational::zero());
                    }
                }
            }
            Shape::At(side, value) => {
                let nothing = Side::Options(Default::default());
                let Some(worth) = self.difference([(side, path.key("values")), (&nothing, path.key("values"))]) else {
                    return;
                };
                self.ask(at, Kind::About, worth, value.clone());
            }
            Shape::Consent(key, side, accepts) => {
                let Some(options) = self.whole(side, &path.key(key)) else { return };
                let worth = self.worth(&options);
                let without = self.problem.view().disagreement(self.party).value().clone();
                if accepts {
                    self.ask(at, Kind::AtLeast, worth, without);
                } else {
                    self.ask(at, Kind::More, Worth::default().less(&worth), -without);
                }
            }
            Shape::Direction(key, issue, rises) => {
                let Some(issue) = self.issue(issue, &path.key(key)) else { return };
                let levels = self.levels(issue);
                for pair in levels.windows(2) {
                    let (low, high) = (self.with(issue, pair[0]), self.with(issue, pair[1]));
                    let worth = if rises { high.less(&low) } else { low.less(&high) };
                    self.ask(at, Kind::AtLeast, worth, BigRational::zero());
                }
            }
            Shape::Cares(more, less) => {
                let more = self.span(more, &path.key("cares_about"));
                let less = self.span(less, &path.key("more_than"));
                if let (Some(more), Some(less)) = (more, less) {
                    self.ask(at, Kind::More, more.less(&less), zero_right);
                }
            }
        }
    }

    /// What a package is worth, as far as it is known.
    fn worth(&self, options: &[OptionId]) -> Worth {
        let utility = self.problem.utilities(&Package::new(options))[self.party.index()];
        let mut worth = Worth { known: self.problem.in_units(self.party, utility).value().clone(), ..Worth::default() };
        for (issue, option) in self.problem.issue_ids().zip(options) {
            if !self.problem.valued[issue.index()][self.party.index()] {
                *worth.options.entry((issue, *option)).or_default() += 1;
            }
        }
        worth
    }

    /// The package in which everything is as it is today.
    fn today(&self) -> Vec<OptionId> {
        self.problem.issue_ids().map(|issue| zero(self.problem, issue)).collect()
    }

    /// What the package is worth in which one issue is settled otherwise.
    fn with(&self, issue: IssueId, option: OptionId) -> Worth {
        let mut options = self.today();
        options[issue.index()] = option;
        self.worth(&options)
    }

    /// The options of an issue, or of its levels those that statements about the party name, and the ends.
    fn levels(&self, issue: IssueId) -> Vec<OptionId> {
        let declared = &self.problem[issue];
        let mut levels = named_levels(self.problem, issue);
        if !declared.has_numbers() {
            return levels.into_iter().collect();
        }
        let position = |level: &Level| {
            let named = self.problem.option(&declared.id, &level.to_string());
            named.ok().map(|(_, option)| option)
        };
        let own = self.statements.statements.iter().filter(|s| s.party == self.problem[self.party].id);
        for side in own.flat_map(sides) {
            match side {
                Side::Options(options) => levels.extend(options.get(&declared.id).and_then(position)),
                Side::Proposal(id) => {
                    let proposal = self.problem.proposals().iter().find(|proposal| proposal.id == *id);
                    levels.extend(proposal.map(|proposal| proposal.package.option(issue)));
                }
            }
        }
        let mut levels: Vec<OptionId> = levels.into_iter().collect();
        levels.sort_by_key(|option| rank(self.problem, issue, *option));
        levels
    }

    /// What lies between the ends of an issue, from the worse to the better.
    fn span(&mut self, id: &str, path: &Path) -> Option<Worth> {
        let issue = self.issue(id, path)?;
        let own = self.statements.statements.iter().filter(|s| s.party == self.problem[self.party].id);
        let direction = own.into_iter().find_map(|statement| {
            let is = |issue: &Option<String>| issue.as_deref() == Some(id);
            is(&statement.rises_with).then_some(true).or(is(&statement.falls_with).then_some(false))
        });
        let Some(rises) = direction else {
            let message = format!("nothing says which end of `{id}` is better");
            self.error(Code::Values, Place::value(path), message, "say so with `rises_with` or `falls_with`");
            return None;
        };
        let [first, last] = ends(self.problem, issue).map(|end| self.with(issue, end.unwrap_or(OptionId::at(0))));
        Some(if rises { last.less(&first) } else { first.less(&last) })
    }

    fn issue(&mut self, id: &str, path: &Path) -> Option<IssueId> {
        self.problem.issue(id).map_err(|unknown| self.at(unknown, path)).ok()
    }

    /// Findings about the model's ids, at their place in the statements.
    fn at(&mut self, unknown: Diagnostics, path: &Path) {
        self.found.0.extend(unknown.0.into_iter().map(|d| Diagnostic { place: Place::value(path), ..d }));
    }

    /// The options that a side names, by issue; with what stays as it is where it names nothing.
    fn options(&mut self, side: &Side, path: &Path) -> Option<(Vec<OptionId>, Vec<bool>)> {
        let mut options = self.today();
        let mut named = vec![false; options.len()];
        match side {
            Side::Proposal(id) => match self.problem.proposal(id) {
                Ok(proposal) => return Some((proposal.package.options().to_vec(), vec![true; named.len()])),
                Err(unknown) => {
                    self.at(unknown, path);
                    return None;
                }
            },
            Side::Options(list) => {
                for (issue, level) in list.iter() {
                    match self.problem.option(issue, &level.to_string()) {
                        Ok((issue, option)) => {
                            (options[issue.index()], named[issue.index()]) = (option, true);
                        }
                        Err(unknown) => {
                            self.at(unknown, &path.key(issue));
                            return None;
                        }
                    }
                }
            }
        }
        Some((options, named))
    }

    /// How much more the first is worth than the second.
    fn difference(&mut self, sides: [(&Side, Path); 2]) -> Option<Worth> {
        let [(a, a_path), (b, b_path)] = sides;
        let (first, second) = (self.options(a, &a_path)?, self.options(b, &b_path)?);
        let lonely = (0..first.1.len())
            .find(|issue| first.1[*issue] != second.1[*issue] && self.problem.issues()[*issue].baseline.is_none());
        if let Some(issue) = lonely {
            let id = &self.problem.issues()[issue].id;
            let path = if first.1[issue] { a_path } else { b_path };
            let message = format!("`{id}` is named on one side only, and the model does not say what holds otherwise");
            self.error(
                Code::Values,
                Place::value(&path),
                message,
                "name it on both sides, or give the issue a `baseline`",
            );
            return None;
        }
        Some(self.worth(&first.0).less(&self.worth(&second.0)))
    }

    /// A whole package.
    fn whole(&mut self, side: &Side, path: &Path) -> Option<Vec<OptionId>> {
        let (options, named) = self.options(side, path)?;
        let missing: Vec<String> = (self.problem.issues().iter().zip(&named))
            .filter(|(_, named)| !**named)
            .map(|(issue, _)| format!("`{}`", issue.id))
            .collect();
        if !missing.is_empty() {
            let message = format!("this package leaves out {}", missing.join(", "));
            self.error(
                Code::IncompletePackage,
                Place::value(path),
                message,
                "only whole packages are accepted or refused",
            );
            return None;
        }
        Some(options)
    }
}

/// The kinds of statements.
enum Shape<'s> {
    Compare(Kind, [(&'static str, &'s Side); 2]),
    Ranks(&'s [Side]),
    At(&'s Side, BigRational),
    Consent(&'static str, &'s Side, bool),
    Direction(&'static str, &'s str, bool),
    Cares(&'s str, &'s str),
}

/// What kind a statement is; none if it is of no kind, or of several.
fn shape(statement: &Statement) -> Option<Shape<'_>> {
    let Statement { prefers, to, by, values, at_least, like, at, ranks, accepts, refuses, .. } = statement;
    let Statement { rises_with, falls_with, cares_about, more_than, .. } = statement;
    let mut shapes = Vec::new();
    match (prefers, to) {
        (Some(a), Some(b)) => shapes.push(Shape::Compare(Kind::More, [("prefers", a), ("to", b)])),
        (None, None) if by.is_none() => {}
        _ => return None,
    }
    match (values, at_least, like, at) {
        (Some(a), Some(b), None, None) => shapes.push(Shape::Compare(Kind::AtLeast, [("values", a), ("at_least", b)])),
        (Some(a), None, Some(b), None) => shapes.push(Shape::Compare(Kind::Equal, [("values", a), ("like", b)])),
        (Some(a), None, None, Some(value)) => shapes.push(Shape::At(a, value.value.value().clone())),
        (None, None, None, None) => {}
        _ => return None,
    }
    shapes.extend(ranks.as_ref().map(|sides| Shape::Ranks(sides)));
    shapes.extend(accepts.as_ref().map(|side| Shape::Consent("accepts", side, true)));
    shapes.extend(refuses.as_ref().map(|side| Shape::Consent("refuses", side, false)));
    shapes.extend(rises_with.as_ref().map(|issue| Shape::Direction("rises_with", issue, true)));
    shapes.extend(falls_with.as_ref().map(|issue| Shape::Direction("falls_with", issue, false)));
    match (cares_about, more_than) {
        (Some(more), Some(less)) => shapes.push(Shape::Cares(more, less)),
        (None, None) => {}
        _ => return None,
    }
    if shapes.len() == 1 { shapes.pop() } else { None }
}

/// All that a statement names.
pub(super) fn sides(statement: &Statement) -> impl Iterator<Item = &Side> {
    let Statement { prefers, to, values, at_least, like, accepts, refuses, ranks, .. } = statement;
    let single = [prefers, to, values, at_least, like, accepts, refuses];
    single.into_iter().flatten().chain(ranks.iter().flatten())
}
