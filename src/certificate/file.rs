//! What stands in the file: a question, claims about it, and hints for their proofs. `docs/certificates.md` says what each key means.

use crate::exact::Number;
use crate::model::{Keyed, Path, Segment};
use crate::problem::Constraint;
use serde::Serialize;

/// What the question changes of the model.
#[derive(Clone, Default, Serialize)]
pub(super) struct Question {
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub(super) fix: Keyed<Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) without: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) set: Vec<SetClaim>,
}

#[derive(Clone, Serialize)]
pub(super) struct SetClaim {
    pub(super) at: Vec<String>,
    pub(super) to: String,
}

impl Question {
    pub(super) fn is_empty(&self) -> bool {
        self.fix.is_empty() && self.without.is_empty() && self.set.is_empty()
    }
}

#[derive(Clone, Default, Serialize)]
pub(super) struct ProofClaim {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) order: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) weights: Vec<Vec<Number>>,
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub(super) cuts: Keyed<Vec<Number>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) prices: Vec<Vec<HintClaim>>,
}

#[derive(Clone, Serialize)]
pub(super) struct HintClaim {
    pub(super) weights: Vec<Number>,
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub(super) ceilings: Keyed<Number>,
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub(super) rules: Keyed<Number>,
}

impl ProofClaim {
    pub(super) fn is_empty(&self) -> bool {
        self.rule.is_none() && self.order.is_empty() && self.weights.is_empty() && self.prices.is_empty()
    }
}

#[derive(Clone, Serialize)]
#[serde(tag = "claim", rename_all = "kebab-case")]
pub(super) enum Claim {
    Package {
        id: String,
        package: Keyed<String>,
        utilities: Keyed<Number>,
    },
    Ideal {
        party: String,
        most: Number,
        witness: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        parties: Option<Vec<String>>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Concept {
        concept: &'static str,
        best: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        parties: Option<Vec<String>>,
        #[serde(flatten)]
        terms: Terms,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        degenerate: bool,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Bound {
        concept: &'static str,
        bound: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        parties: Option<Vec<String>>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    NoAgreement {
        #[serde(skip_serializing_if = "Option::is_none")]
        parties: Option<Vec<String>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        at_least: Option<usize>,
        #[serde(skip_serializing_if = "Keyed::is_empty")]
        floors: Keyed<Number>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Frontier {
        of: &'static str,
        points: Vec<PointClaim>,
        #[serde(skip_serializing_if = "Option::is_none")]
        tolerance: Option<Keyed<Number>>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Conflict {
        elements: Vec<ElementClaim>,
        witnesses: Vec<Keyed<String>>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Lottery {
        concept: &'static str,
        odds: Vec<(String, String)>,
        weights: Vec<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        within: Option<Number>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    #[serde(rename = "lottery")]
    EvenLottery {
        concept: &'static str,
        odds: Vec<(String, String)>,
        weights: Vec<Vec<Number>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        ideal: Vec<MixtureClaim>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Comparison {
        party: String,
        from: Keyed<String>,
        to: Keyed<String>,
        most: Number,
        among: &'static str,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
    Offers {
        order: Vec<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        by_chance: bool,
        rounds: usize,
        ties: &'static str,
        #[serde(skip_serializing_if = "Keyed::is_empty")]
        patience: Keyed<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        breakdown: Option<Number>,
        #[serde(skip_serializing_if = "Keyed::is_empty")]
        broken: Keyed<Number>,
        #[serde(skip_serializing_if = "Keyed::is_empty")]
        outside: Keyed<Number>,
        gains: Keyed<Number>,
        stages: Vec<StageClaim>,
    },
    Changed {
        question: Question,
        claims: Vec<Claim>,
    },
    Nearest {
        draft: Keyed<String>,
        changes: usize,
        best: Vec<String>,
        #[serde(skip_serializing_if = "ProofClaim::is_empty")]
        proof: ProofClaim,
    },
}

#[derive(Clone, Serialize)]
pub(super) struct MixtureClaim {
    pub(super) odds: Vec<(String, String)>,
    pub(super) weights: Vec<Number>,
}

/// Who chooses, if not all who accept, and what parties must get.
#[derive(Clone, Default, Serialize)]
pub(super) struct Terms {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub(super) floors: Keyed<Number>,
}

#[derive(Clone, Serialize)]
pub(super) struct StageClaim {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offer: Option<String>,
    #[serde(skip_serializing_if = "ProofClaim::is_empty")]
    pub(super) proof: ProofClaim,
}

#[derive(Clone, Serialize)]
pub(super) struct PointClaim {
    pub(super) utilities: Vec<Number>,
    pub(super) package: Vec<usize>,
}

#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum ElementClaim {
    Party { party: String },
    Rule { rule: String },
    Fixed { issue: String, option: String },
    Acceptance { acceptance: bool },
}

/// Where a rule or a red line stands: the name that it has if its author gives it none.
pub(super) fn place(constraint: &Constraint) -> String {
    place_of(&constraint.path)
}

pub(super) fn place_of(path: &Path) -> String {
    match path.segments() {
        [_, Segment::Key(party), _, Segment::Index(at)] => format!("{party}.red_lines[{at}]"),
        [_, Segment::Key(party), Segment::Key(ratifiers)] if ratifiers == "ratifiers" => format!("{party}.{ratifiers}"),
        segments => {
            let mut place = String::new();
            for segment in segments {
                match segment {
                    Segment::Key(key) if place.is_empty() => place.clone_from(key),
                    Segment::Key(key) => place.extend([".", key]),
                    Segment::Index(at) => place.extend([&*format!("[{at}]")]),
                }
            }
            place
        }
    }
}

pub(super) fn keys(path: &Path) -> Vec<String> {
    let key = |segment: &Segment| match segment {
        Segment::Key(key) => key.clone(),
        Segment::Index(at) => at.to_string(),
    };
    path.segments().iter().map(key).collect()
}
