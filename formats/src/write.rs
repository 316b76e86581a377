//! Models as files of other programs, exactly; what a format cannot say is an error that names the place in the model.
//!
//! Most formats know additive utilities on a scale of their own and nothing else. [`Sheet`] is a model as they see it: by
//! party, values of options and of combinations. A model outside of a format's scale can be rescaled: each party's
//! utilities are shifted and multiplied by one number, which changes no product of gains, no share and no frontier, but
//! does change sums and minima over parties.

use super::axis::Axis;
use super::format::Format;
use super::scores::Scores;
use super::source::File;
use super::valuation::{Admitted, Profile, Reservation, Term, Worth};
use super::{genius, geniusweb, negmas, negolog, table};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Diagnostics, Model, Path, Place, Values};
use zopa::problem::{ConstraintKind, Curve, IssueId, LevelId, Levels, OptionSet, PartyId, Problem};
use zopa::text::quoted;

/// How to write files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Bring each party's utilities to the scale of the format, where it has one, from 0 to at most 1.
    pub rescale: bool,
}

/// A model as files of another program.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The files, with names that stand beside one another in a folder.
    pub files: Vec<File>,
    /// What the files do not say, though the model does: nothing that changes an answer.
    pub lost: Vec<String>,
}

/// Writes a model in a format.
///
/// ```
/// use zopa_formats::{Format, Options, WriteOptions, read, write};
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
/// let tables = write(&model, Format::Csv, &WriteOptions::default())?;
/// let again = read(&tables.files, &Options::default())?;
/// let packages = |model| zopa::Problem::compile(model).map(|problem| problem.search().run().counts.acceptable);
/// assert_eq!(packages(&again.model)?, packages(&model)?);
/// # Ok::<(), zopa::model::Diagnostics>(())
/// ```
///
/// # Errors
/// All that is wrong with the model; and what the format cannot say, each with the path of its place in the model.
pub fn write(model: &Model, format: Format, options: &WriteOptions) -> Result<Exported, Diagnostics> {
    let mut findings = Diagnostics::default();
    short_forms(model, format, &mut findings);
    if findings.has_errors() {
        return Err(findings);
    }
    let problem = Problem::compile(model)?;
    let levels = problem.levels();
    if !matches!(format, Format::Genius | Format::Negmas) {
        for level in &levels.issues {
            let path = Path::root().key("issues").key(&problem[level.issue].id).key("continuous");
            let message = format!("{} has no continuous issues", format.name());
            cannot(
                &Place::key(&path),
                message,
                "GENIUS and NegMAS have them: `--to genius`, `--to negmas`",
                &mut findings,
            );
        }
    }
    if format != Format::Csv {
        ceilings(&problem, format, options, &mut findings);
        beyond(model, &problem, format, &mut findings);
    } else if let Some(path) = expected(model) {
        // The tables have the author's numbers, and none for what may turn out to be so.
        let message = format!("{} has no states", format.name());
        let help = "export to another format, which has what each party expects";
        cannot(&Place::key(&path), message, help, &mut findings);
    }
    for constraint in problem.constraints().iter().filter(|_| format == Format::Csv) {
        if let ConstraintKind::Consents(_) = constraint.kind {
            let message =
                "the tables have no rule over utilities or beliefs, and nobody who approves or ratifies".to_owned();
            cannot(&Place::value(&constraint.path), message, "keep the model as it is", &mut findings);
        }
    }
    let mut sheet = Sheet::of(model, &problem);
    if options.rescale {
        sheet.profiles.iter_mut().for_each(rescale);
    }
    let mut lost = lost(model, &problem, format);
    let written = match format {
        Format::Csv if levels.issues.is_empty() => table::tables(model, &mut findings),
        _ if findings.has_errors() => None,
        Format::Genius => genius::domain_and_profiles(&sheet, &mut findings),
        Format::GeniusWeb => geniusweb::domain_and_profiles(&sheet, &mut findings),
        Format::Negmas => negmas::domain_and_profiles(&sheet, &mut findings),
        Format::Negolog => negolog::profiles(&sheet, &mut findings),
        Format::Csv => None,
    };
    match written {
        Some(files) if !findings.has_errors() => {
            if options.rescale && format != Format::Csv {
                lost.push("the parties' own units: utilities were rescaled".into());
            }
            lost.extend(renamed(&sheet, format, &files));
            Ok(Exported { files, lost })
        }
        _ => Err(findings),
    }
}

/// Notes what is written in a model in a short way, and in no other format.
fn short_forms(model: &Model, format: Format, findings: &mut Diagnostics) {
    let root = Path::root();
    let name = format.name();
    for (id, _) in model.utilities.iter().filter(|(_, utility)| utility.ranks.is_some()) {
        let place = Place::key(&root.key("utilities").key(id).key("ranks"));
        let help = "`zopa elicit` finds utilities that fit rankings";
        cannot(&place, format!("{name} has numbers, and no rankings"), help, findings);
    }
    for (id, _) in model.issues.iter().filter(|(_, issue)| issue.divided.is_some()) {
        let place = Place::key(&root.key("issues").key(id).key("divided"));
        cannot(&place, format!("{name} has no amounts that are divided"), "", findings);
    }
    if model.threats.is_some() {
        let help = "give each party its `disagreement` value: `zopa solve` tells it";
        cannot(&Place::key(&root.key("threats")), format!("{name} has no threats"), help, findings);
    }
}

/// Where utilities depend on what may turn out to be so, if they do.
fn expected(model: &Model) -> Option<Path> {
    let root = Path::root();
    let of = |(id, utility): (&str, &zopa::model::Utility)| {
        (!utility.commitments.is_empty()).then(|| root.key("utilities").key(id).key("commitments"))
    };
    let states = (!model.states.is_empty()).then(|| root.key("states"));
    states.or_else(|| model.utilities.iter().find_map(of))
}

/// Notes ceilings that the format does not have: only GENIUS has one, at 1.
fn ceilings(problem: &Problem, format: Format, options: &WriteOptions, findings: &mut Diagnostics) {
    for (party, at) in problem.ceilings().iter().map(|one| (one.party, problem.in_units(one.party, one.at))) {
        let path = problem.parties().get(party.index()).map(|party| Path::root().key("utilities").key(&party.id));
        let place = Place::value(&path.unwrap_or_else(Path::root).key("at_most"));
        match format {
            Format::Genius if at.value().is_one() && !options.rescale => {}
            Format::Genius if at.value().is_one() => {
                let message = "rescaled, the ceiling (`at_most`) would not be the 1 of GENIUS any more".to_owned();
                cannot(&place, message, "without `--rescale` it is written", findings);
            }
            Format::Genius => {
                let message = "GENIUS has no ceiling (`at_most`) of utilities but that of 1".to_owned();
                cannot(&place, message, "the tables in CSV have them: `--to csv`", findings);
            }
            _ => {
                let message = format!("{} has no ceiling (`at_most`) of utilities", format.name());
                let help = if at.value().is_one() {
                    "GENIUS has one, at 1: `--to genius`"
                } else {
                    "the tables in CSV have them: `--to csv`"
                };
                cannot(&place, message, help, findings);
            }
        }
    }
}

/// Notes what only our own format and our tables can say.
fn beyond(model: &Model, problem: &Problem, format: Format, findings: &mut Diagnostics) {
    let levels = problem.levels();
    let root = Path::root();
    let mut cannot = |path: Path, what: &str, help: &str| {
        let message = format!("{} has no {what}", format.name());
        findings.push_within_limit(|| {
            let error = Diagnostic::new(Code::NotExpressible, Place::value(&path), message);
            if help.is_empty() { error } else { error.help(help) }
        });
    };
    // The tables have no continuous issues.
    let help = if levels.issues.is_empty() { "the tables in CSV have them: `--to csv`" } else { "" };
    let mut told: Vec<&Path> = Vec::new();
    for constraint in problem.constraints().iter().filter(|constraint| constraint.binding) {
        let what = if constraint.party.is_some() { "red lines" } else { "rules" };
        cannot(constraint.path.clone(), what, help);
        told.push(&constraint.path);
    }
    // A rule may ask something of options and of levels at once.
    for rule in levels.rules.iter().filter(|rule| !told.contains(&&rule.path)) {
        cannot(rule.path.clone(), "rules", help);
    }
    if !problem.acceptance().is_unanimous() {
        cannot(root.key("acceptance"), "quotas: every party must accept", "the tables in CSV have them: `--to csv`");
    }
    for (id, party) in model.parties.iter() {
        if party.weight.as_ref().is_some_and(|weight| !weight.value.value().is_one()) {
            let path = root.key("parties").key(id).key("weight");
            cannot(path, "bargaining power of parties", "the tables in CSV have it: `--to csv`");
        }
    }
}

/// What a format leaves out of what a model says to people.
fn lost(model: &Model, problem: &Problem, format: Format) -> Vec<String> {
    let mut lost = Vec::new();
    let mut say = |any: bool, what: &str| {
        if any {
            lost.push(what.to_owned());
        }
    };
    let named = model.parties.iter().any(|(_, party)| party.name.is_some())
        || model.issues.iter().any(|(_, issue)| {
            let option = |option: Option<&zopa::model::IssueOption>| option.is_some_and(|option| option.name.is_some());
            issue.name.is_some() || issue.options.iter().flat_map(|list| list.iter()).any(|(_, one)| option(one))
        });
    say(named, "names of parties, issues and options (ids are written)");
    say(!model.clusters.is_empty(), "clusters");
    say(model.issues.iter().any(|(_, issue)| issue.baseline.is_some()), "the options that hold today");
    say(model.parties.iter().any(|(_, party)| party.batna.is_some()), "what parties do without a deal");
    say(model.comparable, "that utilities have one unit");
    let unit = |issue: &zopa::model::Issue| issue.continuous.is_none() && issue.unit().is_some();
    say(model.issues.iter().any(|(_, issue)| unit(issue)), "units of whole numbers");
    let unit = |issue: &zopa::model::Issue| issue.continuous.as_ref().is_some_and(|levels| levels.unit.is_some());
    say(model.issues.iter().any(|(_, issue)| unit(issue)), "units of levels");
    say(format != Format::Csv && !model.proposals.is_empty(), "proposals");
    say(!model.assumptions.is_empty(), "assumptions");
    say(!model.aims.is_empty(), "aims");
    let terms =
        |party: &zopa::model::Party| party.patience.is_some() || party.breakdown.is_some() || party.outside.is_some();
    let talks = !model.protocols.is_empty() || model.parties.iter().any(|(_, party)| terms(party));
    say(talks, "ways of talking, and what is said of them");
    say(expected(model).is_some(), "states and beliefs (what each party expects is written)");
    say(!problem.uncertain().is_empty(), "ranges of numbers (the values are written)");
    let curves = !problem.approximations().is_empty();
    say(curves, "curves with names (their values are written as decimals, which are rounded)");
    say(format == Format::Csv && model.proposals.iter().any(|(_, p)| p.name.is_some()), "names of proposals");
    say(true, "the title, the description, notes and reasons, as far as the format has no place for them");
    lost
}

/// What a folder of these files says otherwise of who negotiates: GENIUS and NegoLog call parties by their files, and files come
/// in the order of their names.
fn renamed(sheet: &Sheet, format: Format, files: &[File]) -> Vec<String> {
    if format == Format::Csv {
        return Vec::new();
    }
    // The profiles stand behind the domain, if there is one.
    let domains = files.len().saturating_sub(sheet.profiles.len());
    let profiles = || files.iter().skip(domains);
    let mut lost = Vec::new();
    if matches!(format, Format::Genius | Format::Negolog) {
        let pairs = sheet.profiles.iter().zip(profiles());
        let others = pairs.filter(|(profile, file)| profile.name != file.stem());
        let others: Vec<String> = others
            .map(|(profile, file)| format!("{} comes back as {}", quoted(&profile.name), quoted(file.stem())))
            .collect();
        if !others.is_empty() {
            lost.push(format!(
                "the ids of parties, whom {} calls by their files: {}",
                format.name(),
                others.join(", ")
            ));
        }
    }
    if profiles().zip(profiles().skip(1)).any(|(one, next)| one.name > next.name) {
        lost.push("the order of the parties, if the folder is read: it is that of the names of files".into());
    }
    lost
}

/// A model as additive formats see it.
pub(super) struct Sheet {
    pub(super) title: Option<String>,
    pub(super) axes: Vec<Axis>,
    pub(super) profiles: Vec<Profile>,
}

impl Sheet {
    fn of(model: &Model, problem: &Problem) -> Self {
        let levels = problem.levels();
        let root = Path::root();
        let axes = problem.issues().iter().zip(model.issues.iter()).enumerate().map(|(at, (issue, (_, declared)))| {
            let mut axis = Axis::new(&issue.id, Place::key(&root.key("issues").key(&issue.id)));
            if let Some(level) = levels.issues.iter().find(|level| level.issue == IssueId::at(at)) {
                axis.range = Some([level.min.clone(), level.max.clone()]);
                return axis;
            }
            for option in &issue.options {
                axis.add(&option.id, option.level.as_ref().map(|level| level.value().clone()), None);
            }
            axis.ordered = issue.ordered;
            axis.integer = declared.integer.as_ref().map(|integer| (integer.min, integer.max, integer.step));
            axis
        });
        let axes: Vec<Axis> = axes.collect();
        let profiles = problem.party_ids().map(|party| profile(model, problem, party)).collect();
        Sheet { title: model.title.clone(), axes, profiles }
    }
}

/// The utilities of a party, in its own units.
fn profile(model: &Model, problem: &Problem, party: PartyId) -> Profile {
    let levels = problem.levels();
    let declared = &problem[party];
    let exact = |scaled: i64| problem.in_units(party, scaled).value().clone();
    let path = Path::root().key("utilities").key(&declared.id);
    let mut profile = Profile::new(&declared.id, problem.issues().len(), Place::key(&path));
    profile.constant = exact(problem.constant(party));
    profile.reservation = Reservation::Value(exact(declared.disagreement));
    profile.ceiling = problem.ceiling(party).map(exact);
    let utility = model.utilities.get(&declared.id);
    for (at, issue) in problem.issues().iter().enumerate() {
        let scores: Vec<BigRational> = problem.worths(party, IssueId::at(at)).map(exact).collect();
        let place = Place::key(&path.key("values").key(&issue.id));
        if let Some(level) = levels.issues.iter().position(|level| level.issue == IssueId::at(at)) {
            // What is expected of states is there as well, whatever is chosen beside it.
            let terms = levels.terms.iter().filter(|term| term.party == party && term.level == LevelId::at(level));
            let curves: Vec<&Curve> = terms.filter(|term| term.condition.is_none()).map(|term| &term.curve).collect();
            profile.worths[at] = Some(Worth::new(BigRational::one(), within(&curves, levels, level), place));
            continue;
        }
        let mut worth = Worth::new(BigRational::one(), scores, place);
        // A weight that the author gave is kept.
        if let Some(Values::Weighted { weight, .. }) = utility.and_then(|utility| utility.values.get(&issue.id))
            && !weight.value.value().is_zero()
        {
            worth.weight = weight.value.value().clone();
            worth.scores = worth.scores.iter().map(|value| value / &worth.weight).collect();
        }
        profile.worths[at] = Some(worth);
    }
    for interaction in problem.interactions().iter().filter(|interaction| interaction.party == party) {
        let place = Some(Place::value(&interaction.path));
        let because = interaction.because.as_deref().map(str::to_owned);
        match &interaction.worth {
            zopa::problem::Worth::When(condition, add) => {
                let when = condition.0.iter().map(|(issue, set)| (issue.index(), admitted(set))).collect();
                profile.terms.push(Term { because, ..Term::new(when, exact(*add), place) });
            }
            zopa::problem::Worth::Table(axes, cells) => {
                for (cell, add) in cells.iter().enumerate().filter(|(_, add)| **add != 0) {
                    let mut rest = cell;
                    let mut when: Vec<(usize, Admitted)> = Vec::new();
                    for (issue, size) in axes.iter().rev() {
                        when.push((issue.index(), Admitted::One(rest % size)));
                        rest /= size;
                    }
                    when.sort_by_key(|(issue, _)| *issue);
                    let term = Term::new(when, exact(*add), place.clone());
                    profile.terms.push(Term { because: because.clone(), ..term });
                }
            }
        }
    }
    for term in levels.terms.iter().filter(|term| term.party == party) {
        let Some(condition) = &term.condition else { continue };
        let Scores { levels: at, values } = within(&[&term.curve], levels, term.level.index());
        let Some(curve) = Curve::new(at.into_iter().zip(values).collect()) else { continue };
        let adds = (levels.issues[term.level.index()].issue.index(), curve);
        // Its path leads to the values of an issue in an interaction, which may add a number, too.
        let mut path = term.path.clone();
        if term.state.is_none() {
            path.0.truncate(path.0.len().saturating_sub(2));
        }
        let place = Some(Place::value(&path));
        let beside = |other: &&mut Term| term.state.is_none() && other.place == place;
        match profile.terms.iter_mut().find(beside) {
            Some(other) => other.levels.push(adds),
            None => {
                let when = condition.0.iter().map(|(issue, set)| (issue.index(), admitted(set))).collect();
                let because = term.because.clone();
                let term = Term::new(when, BigRational::zero(), place);
                profile.terms.push(Term { levels: vec![adds], because, ..term });
            }
        }
    }
    profile
}

/// The sum of curves within the range of their issue.
fn within(curves: &[&Curve], levels: &Levels, level: usize) -> Scores {
    let issue = &levels.issues[level];
    let (min, max) = (&issue.min, &issue.max);
    let inner = curves.iter().flat_map(|curve| curve.kinks(min, max)).cloned();
    let mut levels: Vec<BigRational> = [min.clone()].into_iter().chain(inner).chain([max.clone()]).collect();
    levels.sort();
    levels.dedup();
    let values = levels.iter().map(|level| curves.iter().map(|curve| curve.at(level)).sum()).collect();
    Scores { levels, values }.plain()
}

/// The positions in a set.
fn admitted(set: &OptionSet) -> Admitted {
    let positions: Vec<usize> = set.iter().enumerate().filter(|(_, within)| **within).map(|(at, _)| at).collect();
    match (positions.first(), positions.last()) {
        (Some(first), Some(last)) if first == last => Admitted::One(*first),
        (Some(first), Some(last)) if last - first + 1 == positions.len() => Admitted::Range(*first, *last),
        _ => Admitted::Any(positions),
    }
}

/// Brings a party's utilities between 0 and 1: shifted by their least possible sum, or by what the party has without a deal
/// if that is less, and times a power of ten and a whole
/// number, so that decimals stay decimals and fractions become decimals.
fn rescale(profile: &mut Profile) {
    let least = profile.least().min(profile.disagreement());
    let range = profile.most() - &least;
    let mut whole = BigInt::one();
    let mut values: Vec<BigRational> = vec![profile.constant.clone()];
    values.extend(profile.worths.iter().flatten().flat_map(Worth::values));
    values.extend(profile.terms.iter().map(|term| term.add.clone()));
    values.extend(profile.worths.iter().flatten().filter_map(Worth::line).flatten());
    if let Reservation::Value(value) = &profile.reservation {
        values.push(value.clone());
    }
    if values.iter().any(|value| !Number::from(value.clone()).is_decimal()) {
        whole = values.iter().fold(whole, |whole, value| whole.lcm(value.denom()));
    }
    let mut factor = BigRational::from(whole);
    let ten = BigRational::from(BigInt::from(10));
    while &range * &factor > BigRational::one() {
        factor /= &ten;
    }
    let mut base = profile.constant.clone();
    for worth in profile.worths.iter_mut().flatten() {
        let low = worth.values().min().unwrap_or_default();
        worth.scores = worth.values().map(|value| (value - &low) * &factor).collect();
        worth.weight = BigRational::one();
        base += low;
    }
    for term in &mut profile.terms {
        term.add *= &factor;
        for (_, curve) in &mut term.levels {
            let points = curve.points().iter().map(|(level, value)| (level.clone(), value * &factor)).collect();
            *curve = Curve::new(points).unwrap_or_else(|| curve.clone());
        }
    }
    profile.constant = (&base - &least) * &factor;
    if let Reservation::Value(value) = &mut profile.reservation {
        *value = (&*value - &least) * &factor;
    }
}

impl Profile {
    /// What the party has without a deal.
    pub(super) fn disagreement(&self) -> BigRational {
        match &self.reservation {
            Reservation::Value(value) => value.clone(),
            Reservation::Lowest => BigRational::zero(),
        }
    }

    /// Moves the constant, and values below 0, into the values of the first issue, of the first with options if there is
    /// one; false if values below 0 remain.
    pub(super) fn fold(&mut self) -> bool {
        let negative = |worth: &Worth| worth.values().any(|value| value.is_negative());
        if self.constant.is_zero() && !self.worths.iter().flatten().any(negative) {
            return true;
        }
        self.shift()
    }

    /// The same, and makes the least value of every other issue 0.
    pub(super) fn shift(&mut self) -> bool {
        let mut base = std::mem::take(&mut self.constant);
        for worth in self.worths.iter_mut().flatten() {
            let low = worth.values().min().unwrap_or_default();
            worth.scores = worth.values().map(|value| value - &low).collect();
            worth.weight = BigRational::one();
            base += low;
        }
        let of_options = |worth: &Option<Worth>| worth.as_ref().is_some_and(|worth| worth.levels.is_empty());
        let straight = |worth: &Option<Worth>| worth.as_ref().is_some_and(|worth| worth.line().is_some());
        let takes = self.worths.iter().position(of_options).or_else(|| self.worths.iter().position(straight));
        match self.worths.iter_mut().skip(takes.unwrap_or(0)).flatten().next() {
            Some(first) => first.scores.iter_mut().for_each(|score| *score += &base),
            None => self.constant = base.clone(),
        }
        !base.is_negative()
    }
}

/// Notes that a party's utilities cannot be written.
pub(super) fn cannot(place: &Place, message: String, help: &str, findings: &mut Diagnostics) {
    let error = Diagnostic::new(Code::NotExpressible, place.clone(), message);
    findings.push_within_limit(|| if help.is_empty() { error } else { error.help(help) });
}

/// The decimal digits of a number; that it has no end is noted.
pub(super) fn digits(number: &BigRational, place: &Place, findings: &mut Diagnostics) -> Option<String> {
    let number = Number::from(number.clone());
    if !number.is_decimal() {
        cannot(
            place,
            format!("{number} has no finite decimal form"),
            "with `--rescale` fractions become decimals",
            findings,
        );
        return None;
    }
    Some(number.to_string())
}

/// A name for a file: letters, digits, `-`, `_` and `.`; unlike those taken, whatever the case of their letters.
pub(super) fn file_name(id: &str, ending: &str, taken: &[File]) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let stem: String = id.chars().take(100).map(plain).collect();
    let stem = if stem.trim_start_matches('.').is_empty() {
        "party".to_owned()
    } else {
        stem.trim_start_matches('.').to_owned()
    };
    let used = |name: &str| taken.iter().any(|file| file.name.to_lowercase() == name.to_lowercase());
    let first = format!("{stem}.{ending}");
    if !used(&first) {
        return first;
    }
    (2..).map(|number: u64| format!("{stem}-{number}.{ending}")).find(|name| !used(name)).unwrap_or(first)
}

/// A text in double quotes, as JSON and YAML read it.
pub(super) fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
