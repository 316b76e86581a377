//! Random claims with random prices on random small models with continuous issues: nothing that is proven is refuted by a package whose
//! levels are quarters; and what prices are known for is proven.

mod common;

use common::levels::claims;
use zopa_verify::{STEPS, Verdict, check};

/// Models, if `ZOPA_CASES` says nothing else; about thirty claims each.
const MODELS: u64 = 60;

#[test]
fn nothing_that_is_proven_is_refuted_by_a_package() {
    let models = std::env::var("ZOPA_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(MODELS);
    let (mut counted, mut proven) = (0, 0);
    for seed in 1..=models {
        let (small, claims, refuted) = claims(seed);
        let (model, text) = (small.json(), small.certificate(&claims));
        let report = check(model.as_bytes(), text.as_bytes(), STEPS)
            .unwrap_or_else(|why| panic!("{seed}: {why}\n{model}\n{text}"));
        let mut refuted = refuted.into_iter();
        for (finding, claim) in report.findings.iter().zip(&claims) {
            if claim.starts_with("{\"claim\":\"package\"") {
                assert_eq!(finding.verdict, Verdict::Proven, "{seed}: {}\n{claim}\n{model}", finding.sentence);
                continue;
            }
            let is_refuted = refuted.next().unwrap_or(false);
            assert!(
                finding.verdict != Verdict::Proven || !is_refuted,
                "{seed}: {}\n{claim}\n{model}\n{}",
                finding.sentence,
                report.page()
            );
            counted += 1;
            proven += usize::from(finding.verdict == Verdict::Proven);
        }
    }
    assert!(proven * 8 > counted && proven * 10 < counted * 9, "{proven} of {counted} claims are proven");
}
