//! What a map is, by its type.

use super::super::tree::Tree;

/// The type that a map says it has, without the path of its module.
pub(super) fn kind(tree: &Tree) -> Option<&str> {
    let said = tree.given("type").or_else(|| tree.given("__python_class__")).and_then(Tree::text)?;
    Some(said.rsplit('.').next().unwrap_or(said))
}

/// True if a map is an outcome space.
pub(in super::super) fn is_space(tree: &Tree) -> bool {
    kind(tree).is_some_and(|kind| kind.ends_with("OutcomeSpace")) && tree.given("issues").is_some()
}

/// True if a map is a utility function, or would be one if it had a type.
pub(in super::super) fn is_ufun(tree: &Tree) -> bool {
    let keys = ["values", "weights", "reserved_value"];
    match kind(tree) {
        Some(kind) => kind.ends_with("UFun") || kind.ends_with("UtilityFunction") || kind.ends_with("Ufun"),
        None => keys.iter().filter(|key| tree.get(key).is_some()).count() > 1,
    }
}
