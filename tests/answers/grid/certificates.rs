//! What is chosen among levels, as certificates.

use super::{config, small};
use crate::certificates::{about, proven};

use proptest::prelude::*;
use zopa::{Limits, Problem};

proptest! {
    #![proptest_config(config())]

    /// Every choice is proven to code that shares nothing with what found it, but for what is said to be open.
    #[test]
    fn what_is_chosen_among_levels_is_proven_to_somebody_else(small in small(1..4, true)) {
        let model = small.model();
        let (text, problem) = (model.to_json(), Problem::compile(&model).unwrap());
        let (view, limits) = (problem.view(), Limits::default());
        let mut certificate = about(&view, &text).map_err(|why| TestCaseError::fail(why.to_string()))?;
        certificate.solutions(&view.clone().search().run(), &limits).map_err(|stop| TestCaseError::fail(stop.to_string()))?;
        prop_assert!(certificate.claims() > 0);
        // Where many options are as good, more prices would be needed than checkers read.
        let open =
            |one: &String| ["nobody can gain", "no few prices", "not claimed"].iter().any(|why| one.contains(why));
        prop_assert!(certificate.unchecked().iter().all(open), "{:?}\n{}", certificate.unchecked(), text);
        proven(&text, &certificate)?;
    }
}
