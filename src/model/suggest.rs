//! "Did you mean …?": the known word that an unknown one is a slip for.

/// Words longer than this are no slips of anything, and comparing them is slow.
const LONGEST: usize = 64;

/// The candidate closest to `word`, if one is close enough to be meant: a third of its letters may differ, and letter
/// case and the difference of `-`, `_` and space count for little.
pub(crate) fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > 4 * LONGEST {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(word);
    let length = wanted.chars().count();
    let near = candidates.into_iter().filter(|c| c.len() <= 4 * LONGEST).filter_map(|candidate| {
        let known = plain(candidate);
        let distance = strsim::osa_distance(&wanted, &known);
        let shorter = length.min(known.chars().count());
        let allowed = if shorter < 3 { 0 } else { (length.max(known.chars().count()) / 3).max(1) };
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
    }
}
