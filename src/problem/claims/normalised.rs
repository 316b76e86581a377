//! How parties' numbers are scaled: claims about what stands in the file, and about the worst and the best package.

use super::prelude::*;
use num_rational::BigRational;

/// How each party's numbers are scaled.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalised {
    /// By party.
    pub parties: Vec<(PartyId, Scaling)>,
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
    pub written: Vec<(IssueId, Vec<Number>)>,
}

impl Normalised {
    pub(super) fn read(claimed: &model::Normalised, reading: &mut Reading) -> Option<Self> {
        let mut sound = true;
        let mut ends = |key: &str, ends: &Option<model::Ends>| {
            let ends = ends.as_ref()?;
            let (from, to) = (ends.from.value.clone(), ends.to.value.clone());
            if from.value() > to.value() {
                let path = reading.path(reading.claim).key(key);
                reading.error(Code::OutOfRange, &path, "`from` must not be larger than `to`", "");
                sound = false;
            }
            Some((from, to))
        };
        let scores = ends("scores", &claimed.scores);
        let issues = ends("issues", &claimed.issues);
        let packages = ends("packages", &claimed.packages);
        if scores.is_none() && issues.is_none() && packages.is_none() && claimed.weights.is_none() {
            let help = "add \"weights\", \"scores\", \"issues\" or \"packages\"";
            return reading.refuse(Code::Empty, reading.claim, "nothing is claimed here", help);
        }
        let scaling = |party: &PartyId| {
            let (sum, written) = numbers(reading, *party);
            let weights = claimed.weights.as_ref().map(|weights| (weights.value.clone(), Number::from(sum)));
            let (scores, issues, packages) = (scores.clone(), issues.clone(), packages.clone());
            (*party, Scaling { weights, scores, issues, packages, written })
        };
        sound.then(|| Normalised { parties: reading.parties.iter().map(scaling).collect() })
    }
}

/// What a party's weights sum to, and its numbers by issue, as they are written.
fn numbers(reading: &Reading, party: PartyId) -> (BigRational, Vec<(IssueId, Vec<Number>)>) {
    let (model, declared) = reading.model();
    let id = model.parties.keys().nth(party.index()).unwrap_or_default();
    let (mut sum, mut written) = (BigRational::default(), Vec::new());
    for (id, values) in model.utilities.get(id).iter().flat_map(|utility| utility.values.iter()) {
        let Some(issue) = declared.iter().position(|issue| issue.id == *id) else { continue };
        let keyed = |keyed: &Keyed<Quantity>| keyed.iter().map(|(_, number)| number.value.clone()).collect();
        let numbers = match values {
            model::Values::Weighted { weight, scores } => {
                sum += weight.value.value();
                keyed(scores)
            }
            model::Values::ByOption(by_option) => keyed(by_option),
            model::Values::Points(points) => points.iter().map(|(_, value)| value.value.clone()).collect(),
            // A curve is not made of numbers that were written.
            model::Values::Curve(_) => Vec::new(),
            model::Values::PerUnit(per_unit) => {
                let levels = declared[issue].options.iter().filter_map(|option| option.level.as_ref());
                levels.map(|level| (per_unit.value.value() * level.value()).into()).collect()
            }
        };
        written.push((IssueId::at(issue), numbers));
    }
    (sum, written)
}

impl Meaning for Normalised {
    fn is_static(&self) -> bool {
        self.parties.iter().all(|(_, scaling)| scaling.packages.is_none())
    }

    fn sentence(&self, words: &Words) -> String {
        let names = list(&self.parties.iter().map(|(party, _)| words.party(*party)).collect::<Vec<_>>());
        let claims = self.parties.first().map(|(_, scaling)| claims(scaling)).unwrap_or_default();
        format!("The numbers of {names} are scaled: {}", list(&claims))
    }
}

/// What is claimed of a party's numbers.
fn claims(scaling: &Scaling) -> Vec<String> {
    let between = |what: &str, ends: &Option<(Number, Number)>| {
        ends.as_ref().map(|(from, to)| format!("{what} {} to {}", spoken(from), spoken(to)))
    };
    let weights = scaling.weights.as_ref().map(|(claimed, _)| format!("weights sum to {}", spoken(claimed)));
    let parts = [
        weights,
        between("scores within", &scaling.scores),
        between("worst and best option of every issue", &scaling.issues),
        between("worst and best package", &scaling.packages),
    ];
    parts.into_iter().flatten().collect()
}
