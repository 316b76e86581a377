//! What a question with several parts comes to.

use super::limits::Stop;
use std::ops::Deref;

/// What was found out until a question was answered, or stopped. What is in it holds either way; it can be used like the value
/// itself.
///
/// ```
/// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json")).unwrap();
/// let linkage = problem.view().linkage(&zopa::Limits::default());
/// assert_eq!(linkage.stopped, None);
/// let linkage = linkage.whole().expect("no limit was set");
/// assert!(linkage.now.best.is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<T> {
    /// What was found.
    pub value: T,
    /// Why something of it is missing, or not known; none if nothing is.
    pub stopped: Option<Stop>,
}

impl<T> Outcome<T> {
    /// This, and why there is no more, if so.
    pub fn new(value: T, stopped: Option<Stop>) -> Self {
        Outcome { value, stopped }
    }

    /// The value, if nothing of it is missing.
    ///
    /// # Errors
    /// Why something is.
    pub fn whole(self) -> Result<T, Stop> {
        self.stopped.map_or(Ok(self.value), Err)
    }
}

impl<T> Deref for Outcome<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
