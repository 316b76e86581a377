//! That the checker stands alone: no floating point, no unsafe code, and no six lines in a row that the main crates have.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !["target", "verify", ".git"].iter().any(|name| path.ends_with(name)) {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Six lines in a row, without those that say nothing.
fn windows(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = |six: &&[&str]| six.iter().filter(|line| line.len() > 12).count() >= 4;
    lines.windows(6).filter(told).map(|six| six.join("\n")).collect()
}

#[test]
fn it_shares_no_six_lines_with_the_other_crates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = sources(&root.join("src"));
    assert!(own.len() > 8);
    let others: Vec<PathBuf> = root.parent().map(sources).unwrap_or_default();
    let mut known = HashSet::new();
    for path in &others {
        known.extend(windows(&fs::read_to_string(path).unwrap_or_default()));
    }
    for path in own {
        for six in windows(&fs::read_to_string(&path).expect("a source file")) {
            assert!(!known.contains(&six), "{} shares with another crate:\n{six}", path.display());
        }
    }
}

#[test]
fn it_has_no_floating_point_and_depends_on_one_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in sources(&root.join("src")) {
        let text = fs::read_to_string(&path).expect("a source file");
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let float = words.into_iter().find(|word| ["f32", "f64", "unsafe"].contains(word));
        assert!(float.is_none(), "{} has {float:?}", path.display());
        assert!(!text.contains("use zopa::"), "{}", path.display());
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("a manifest");
    let dependencies =
        manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
    let names: Vec<&str> =
        dependencies.lines().filter_map(|line| line.split_once([' ', '.']).map(|(name, _)| name)).collect();
    assert_eq!(names, ["num-bigint"]);
    for file in ["src/lib.rs", "src/main.rs"] {
        assert!(fs::read_to_string(root.join(file)).expect("a source file").contains("#![forbid(unsafe_code)]"));
    }
}
