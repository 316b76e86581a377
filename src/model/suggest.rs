//! "Did you mean …?": the known word that an unknown one is a slip for.

/// Words longer than this are no slips of anything, and comparing them is slow.
const LONGEST: usize = 64;
/// Letters compared for one word, at most: a file may be wrong in thousands of places, and have thousands of names.
const COMPARED: usize = 1 << 17;

/// The candidate closest to `word`, if one is close enough to be meant: a third of its letters may differ, and letter
/// case and the difference of `-`, `_` and space count for little.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Bytes are counted first: there are no fewer of them, and at most four times as many.
    let short = |text: &str| text.len() <= LONGEST || text.len() <= 4 * LONGEST && text.chars().count() <= LONGEST;
    if !short(word) {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(word);
    let length = wanted.chars().count();
    let mut left = COMPARED;
    let affordable = candidates.into_iter().take_while(|candidate| {
        left = left.saturating_sub(1 + candidate.len().min(LONGEST) * (1 + length));
        left > 0
    });
    let near = affordable.filter(|candidate| short(candidate)).filter_map(|candidate| {
        let known = plain(candidate);
        let other = known.chars().count();
        let allowed = if length.min(other) < 3 { 0 } else { (length.max(other) / 3).max(1) };
        // As many letters differ as one word is longer.
        if length.abs_diff(other) > allowed {
            return None;
        }
        let distance = strsim::osa_distance(&wanted, &known);
        (distance <= allowed).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        let fields = ["parties", "issues", "utilities", "red_lines", "at_most"];
        assert_eq!(suggest("utilties", fields), Some("utilities"));
        assert_eq!(suggest("Red-Lines", fields), Some("red_lines"));
        assert_eq!(suggest("atmost", fields), Some("at_most"));
        assert_eq!(suggest("colour", fields), None);
        assert_eq!(suggest("", fields), None);
        assert_eq!(suggest("x", ["y"]), None);
        assert_eq!(suggest(&"x".repeat(1_000_000), fields), None);
        assert_eq!(suggest(&"x".repeat(65), [&*"x".repeat(64)]), None);
    }

    #[test]
    fn looking_for_slips_has_an_end() {
        let names: Vec<String> = (0..100_000).map(|at| format!("{}{at:06}", "x".repeat(50))).collect();
        let mut looked = 0;
        let candidates = names.iter().map(|name| {
            looked += 1;
            name.as_str()
        });
        assert_eq!(suggest(&"y".repeat(56), candidates), None);
        assert!(looked < 100, "{looked}");
    }
}
