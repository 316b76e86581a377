//! The fewest numbers that turn one model's answer into another's: subsets of the numbers that differ, the smallest first, each
//! put into the first model and solved. What is left open when that stops is a bound: at least so many.

use super::choices;
use super::desk::Desk;
use super::ending::Refusal;
use super::input::settled;
use super::options::Asking;
use itertools::Itertools;
use std::collections::{BTreeMap, BTreeSet};
use zopa::concept::Concept;
use zopa::exact::Number;
use zopa::model::{Model, Path, Segment, Setting};
use zopa::problem::Problem;
use zopa::report::{Choice, FewestReport, choices as by_id};
use zopa::search::Status;

/// So many models are solved at most, to look for the fewest numbers; and as many again for some that are enough.
const TRIED: usize = 400;

/// What a concept chooses: how the search ended, and the packages, by issue.
pub type Chosen = (bool, BTreeSet<BTreeMap<String, String>>);

/// What a concept chooses of a problem; nothing if the search stopped.
pub fn chosen(
    desk: &Desk,
    problem: &Problem,
    asking: &Asking,
    concept: &dyn Concept,
) -> Result<Option<Chosen>, Refusal> {
    let view = choices::changed(problem, asking)?;
    let search = view.search().concepts([concept]).without_ideal().engine(asking.engine());
    let answer = search.limits(asking.limits(desk)).run();
    if matches!(answer.status, Status::Stopped(_)) {
        return Ok(None);
    }
    let by_issue = |package: &zopa::problem::Package| {
        let said = |choice: &Choice| serde_json::to_string(choice).unwrap_or_default();
        by_id(problem, package).iter().map(|(issue, choice)| (issue.to_owned(), said(choice))).collect()
    };
    let points = answer.solutions.iter().flat_map(|solution| &solution.agreements);
    let packages = points.map(|point| by_issue(&point.package)).collect();
    Ok(Some((answer.status == Status::Agreement, packages)))
}

/// A model whose numbers are changed one after another.
pub struct Trials<'t, 'd> {
    desk: &'t Desk<'d>,
    asking: &'t Asking,
    concept: &'t dyn Concept,
    /// The first model, and its numbers.
    text: String,
    numbers: BTreeMap<String, Number>,
    /// The numbers of the second that are others.
    others: Vec<(Path, Number)>,
    /// What is to be answered.
    wanted: Chosen,
    tried: usize,
}

/// What became of a trial.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trial {
    /// The answer is the wanted one.
    Turns,
    /// It is another one.
    Not,
    /// The first model cannot have these numbers, so that nothing is known.
    Unasked,
    /// The search stopped.
    Stopped,
}

impl<'t, 'd> Trials<'t, 'd> {
    /// For these numbers of two models, and the answer of the second.
    pub fn new(
        desk: &'t Desk<'d>,
        asking: &'t Asking,
        concept: &'t dyn Concept,
        model: &Model,
        [from, to]: [&[(Path, Number)]; 2],
        wanted: Chosen,
    ) -> Self {
        let numbers: BTreeMap<String, Number> =
            from.iter().map(|(path, number)| (path.to_string(), number.clone())).collect();
        let all: BTreeSet<String> = to.iter().map(|(path, _)| path.to_string()).collect();
        // Not parts of a number's range, which hang on the number, nor what stands in an assumption or a proposal.
        let decides = |path: &Path| {
            let keys = path.segments();
            let first = matches!(keys.first(), Some(Segment::Key(key)) if key == "assumptions" || key == "proposals");
            !first && (1..keys.len()).all(|end| !all.contains(&Path(keys[..end].to_vec()).to_string()))
        };
        let differs = |(path, number): &&(Path, Number)| numbers.get(&path.to_string()) != Some(number);
        let others = to.iter().filter(differs).filter(|(path, _)| decides(path)).cloned().collect();
        Trials { desk, asking, concept, text: model.to_json(), numbers, others, wanted, tried: 0 }
    }

    /// The fewest numbers, as far as they are found.
    pub fn fewest(mut self) -> FewestReport {
        let all: Vec<usize> = (0..self.others.len()).collect();
        let concept = self.concept.id().to_owned();
        let report = |numbers: Option<Vec<String>>, enough, at_least, possible| FewestReport {
            concept: concept.clone(),
            numbers,
            enough,
            at_least,
            possible,
        };
        let together = self.turns(&all);
        if together == Trial::Stopped {
            return report(None, None, None, None);
        }
        let known = (together == Trial::Turns).then_some(true);
        // The first size of which some numbers could not be asked about.
        let mut unasked: Option<usize> = None;
        for size in 0..=all.len() {
            for some in all.iter().copied().combinations(size) {
                let at_least = Some(unasked.unwrap_or(size));
                if self.tried >= TRIED {
                    let enough = known.map(|_| self.enough(all.clone()));
                    return report(None, enough.map(|enough| self.named(&enough)), at_least, known);
                }
                match self.turns(&some) {
                    Trial::Turns if unasked.is_none() => {
                        return report(Some(self.named(&some)), None, Some(size), Some(true));
                    }
                    Trial::Turns => return report(None, Some(self.named(&some)), at_least, Some(true)),
                    Trial::Not => {}
                    Trial::Unasked => unasked = unasked.or(Some(size)),
                    Trial::Stopped => return report(None, known.map(|_| self.named(&all)), at_least, known),
                }
            }
        }
        report(None, None, None, unasked.is_none().then_some(false))
    }

    /// Numbers that are enough, of which none can be left out, as far as that is found.
    fn enough(&mut self, mut kept: Vec<usize>) -> Vec<usize> {
        self.tried = 0;
        for one in kept.clone() {
            let without: Vec<usize> = kept.iter().copied().filter(|other| *other != one).collect();
            if self.tried >= TRIED {
                break;
            }
            match self.turns(&without) {
                Trial::Turns => kept = without,
                Trial::Not | Trial::Unasked => {}
                Trial::Stopped => break,
            }
        }
        kept
    }

    fn named(&self, some: &[usize]) -> Vec<String> {
        some.iter().map(|at| self.others[*at].0.to_string()).collect()
    }

    /// Whether the answer is the wanted one with these numbers.
    fn turns(&mut self, some: &[usize]) -> Trial {
        self.tried += 1;
        if self.desk.over().is_some() {
            return Trial::Stopped;
        }
        let mut settings = Vec::new();
        for at in some {
            let (path, value) = &self.others[*at];
            settings.push(Setting::at(path, value));
            // A range of the first model gives way.
            let end = |key: &str| self.numbers.get(&path.key(key).to_string());
            let low = end("low").filter(|low| *low > value).map(|_| Setting::at(&path.key("low"), value));
            let high = end("high").filter(|high| *high < value).map(|_| Setting::at(&path.key("high"), value));
            settings.extend(low.into_iter().chain(high));
        }
        let read = Model::read_with(self.text.as_bytes(), &settings)
            .and_then(|(model, _)| settled(self.desk, &model).and_then(|model| Problem::compile(&model)));
        let Ok(problem) = read else { return Trial::Unasked };
        match chosen(self.desk, &problem, self.asking, self.concept) {
            Ok(Some(found)) if found == self.wanted => Trial::Turns,
            Ok(Some(_)) => Trial::Not,
            Ok(None) => Trial::Stopped,
            // What is asked does not go with these numbers.
            Err(_) => Trial::Unasked,
        }
    }
}
