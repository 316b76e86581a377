//! Checks certificates of zopa: that what it calls proven of a negotiation is.
//!
//! A certificate names packages and claims about a model, with hints of how each can be shown. This crate reads the model
//! by itself, computes every threshold by itself, and believes nothing: a hint that is wrong makes a check fail or take
//! longer. It shares no code with zopa and has no floating point. `docs/certificates.md` says what is claimed and why the
//! check is sound; `verify/checker.py` is the same in one file of Python.
//!
//! | file | what it does |
//! |---|---|
//! | `json.rs`, `number.rs`, `sha256.rs` | texts, within limits; fractions; which model is meant |
//! | `form.rs`, `model.rs` | sums over options and combinations; the model as whole numbers |
//! | `holding.rs` | events that what is agreed decides, promises that must hold, and those who must consent |
//! | `sums.rs` | what is asked of it, as sums over packages |
//! | `goal.rs` | sets of gains that no package may reach, and what bounds them |
//! | `layers.rs`, `potentials.rs` | the two ways to show it |
//! | `above.rs` | which vectors are nowhere above one of many |
//! | `claims.rs` | what certificates claim |
//! | `offers.rs` | what they claim of offers, one after the other |
//! | `reach.rs` | sets of gains in fractions, of levels and of mixtures |
//! | `levels.rs` | what they claim of continuous issues |

#![forbid(unsafe_code)]

mod above;
mod claims;
mod form;
mod goal;
mod holding;
mod json;
mod layers;
mod levels;
mod model;
mod number;
mod offers;
mod potentials;
mod reach;
mod sha256;
mod sums;

pub use sha256::fingerprint;

/// Steps that a claim may take if nothing else is said.
pub const STEPS: u64 = 1 << 30;

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is true.
    Proven,
    /// It is not shown; the sentence says what is left.
    Rejected,
    /// A limit was reached, or the claim rests on something that is not known here.
    Undecided,
    /// The writer of the certificate says that it is not claimed.
    Unchecked,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Proven => "proven",
            Verdict::Rejected => "rejected",
            Verdict::Undecided => "not decided",
            Verdict::Unchecked => "unchecked",
        }
    }
}

/// Why there is no verdict on a certificate at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The certificate or the model is not one, or they do not belong together.
    Malformed(String),
    /// A claim is not shown.
    Rejected(String),
    /// A limit, or a part of the model that is not known.
    Beyond(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (Trouble::Malformed(why) | Trouble::Rejected(why) | Trouble::Beyond(why)) = self;
        f.write_str(why)
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// The exit status of a program that ends so.
    pub fn status(&self) -> u8 {
        match self {
            Trouble::Rejected(_) => 1,
            Trouble::Malformed(_) => 2,
            Trouble::Beyond(_) => 3,
        }
    }
}

type Answer<T> = Result<T, Trouble>;

fn malformed<T>(why: &str) -> Answer<T> {
    Err(Trouble::Malformed(why.to_owned()))
}

fn beyond<T>(why: &str) -> Answer<T> {
    Err(Trouble::Beyond(why.to_owned()))
}

fn rejected<T>(why: &str) -> Answer<T> {
    Err(Trouble::Rejected(why.to_owned()))
}

/// Steps after which it is asked again whether to stop.
const INTERVAL: u64 = 1 << 16;

/// What is left of a limit of steps.
struct Work<'w> {
    left: u64,
    limit: u64,
    /// What is left when it is next asked whether to stop.
    ask_at: u64,
    stop: &'w dyn Fn() -> bool,
}

impl<'w> Work<'w> {
    fn new(limit: u64, stop: &'w dyn Fn() -> bool) -> Self {
        Work { left: limit, limit, ask_at: limit, stop }
    }

    /// Gives it the whole limit again.
    fn begin(&mut self) {
        (self.left, self.ask_at) = (self.limit, self.limit);
    }

    fn spend(&mut self, steps: usize) -> Answer<()> {
        let Some(left) = self.left.checked_sub(steps as u64) else {
            return beyond(&format!("more than {} steps", self.limit));
        };
        self.left = left;
        if left <= self.ask_at {
            self.ask_at = left.saturating_sub(INTERVAL);
            if (self.stop)() {
                return beyond("stopped");
            }
        }
        Ok(())
    }
}

/// A verdict, and a sentence about what was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What became of the claim.
    pub verdict: Verdict,
    /// What was claimed, or what is left of it.
    pub sentence: String,
    /// The steps that it took.
    pub steps: u64,
}

/// What a checker found of a whole certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What is asked of the model instead of what it says: what is left of issues, rules that are lifted, numbers that are set.
    pub asked: Vec<String>,
    /// One for each claim, in their order; then what is not claimed.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The exit status: 0 if every claim is proven, and there is one; 1 if one is rejected; 3 if none is, and one is not decided or
    /// nothing is claimed.
    pub fn status(&self) -> u8 {
        let has = |verdict| self.findings.iter().any(|finding| finding.verdict == verdict);
        match (has(Verdict::Rejected), has(Verdict::Undecided)) {
            (true, _) => 1,
            (false, true) => 3,
            (false, false) if !has(Verdict::Proven) => 3,
            (false, false) => 0,
        }
    }

    /// A line for what is asked, if that is not what the model says, and one for each finding; where there is none, that nothing is
    /// claimed.
    pub fn page(&self) -> String {
        let line = |word: &str, said: &str| format!("{word:<11} {}\n", json::line(said));
        let asked = (!self.asked.is_empty()).then(|| line("asked", &self.asked.join("; ")));
        let findings = self.findings.iter().map(|finding| line(finding.verdict.word(), &finding.sentence));
        let nothing = self.findings.is_empty().then(|| line(Verdict::Unchecked.word(), "nothing is claimed"));
        asked.into_iter().chain(findings).chain(nothing).collect()
    }
}

/// Checks a certificate against the model that it speaks of. Each claim may take so many steps; a step is an arc of a
/// diagram, a vector that is looked at, or an entry of a table.
///
/// # Errors
/// If the certificate or the model is malformed, or goes beyond what is read.
pub fn check(model: &[u8], certificate: &[u8], limit: u64) -> Result<Report, Trouble> {
    check_until(model, certificate, limit, &|| false)
}

/// The same, until somebody says to stop, who is asked now and then: what is not decided by then is said to be so.
///
/// # Errors
/// As [`check`].
pub fn check_until(model: &[u8], certificate: &[u8], limit: u64, stop: &dyn Fn() -> bool) -> Result<Report, Trouble> {
    claims::check(model, certificate, limit, stop)
}
