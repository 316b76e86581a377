//! The import table of ARCHITECTURE.md, enforced.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The crates that have rooms: how they are named in code, and where their files are.
const CRATES: [(&str, &str); 6] = [
    ("zopa", "src"),
    ("zopa_formats", "formats/src"),
    ("zopa_commands", "commands/src"),
    ("zopa_cli", "cli/src"),
    ("zopa_serve", "serve/src"),
    ("zopa_wasm", "bindings/wasm/src"),
];

const ROOMS: [&str; 28] = [
    "exact",
    "clock",
    "text",
    "lp",
    "model",
    "problem",
    "frontier",
    "concept",
    "search",
    "lottery",
    "elicit",
    "explain",
    "protocol",
    "belief",
    "certificate",
    "uncertain",
    "assume",
    "check",
    "proptest",
    "report",
    "formats",
    "page",
    "pages",
    "pictures",
    "commands",
    "cli",
    "serve",
    "wasm",
];

fn root() -> PathBuf {
    crate::support::root().to_owned()
}

/// By room, the rooms that it may import.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = text.lines().skip_while(|line| !line.starts_with("| room | may import |")).skip(2);
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let room = cells.next().unwrap_or_default().to_owned();
        let imports = cells.next().unwrap_or_default().split(',').map(|import| import.trim().to_owned());
        (room, imports.filter(|import| !import.is_empty()).collect())
    };
    rows.take_while(|line| line.starts_with('|')).map(row).collect()
}

/// A Rust file of one of the crates.
struct File {
    path: PathBuf,
    /// The crate, as it is named in code.
    of: &'static str,
    /// Its module, from the crate on: `zopa::search::branch`.
    module: String,
    /// What it is called in papers: from the folder of its crate on, and without `src`.
    shown: String,
    room: String,
}

/// All Rust files of the crates that have rooms.
fn files() -> Vec<File> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    for (of, folder) in CRATES {
        let mut found = Vec::new();
        below(&root().join(folder), &mut found);
        for path in found {
            let within = path.strip_prefix(root().join(folder)).expect("a file of the crate").to_owned();
            let name = within.with_extension("");
            let parts = name.iter().map(|part| part.to_string_lossy().into_owned());
            let parts: Vec<String> = parts.filter(|part| !["mod", "lib", "main"].contains(&part.as_str())).collect();
            let first = parts.first().map_or("", String::as_str);
            let room = match of {
                "zopa" => first,
                "zopa_commands" if ["page", "pages", "pictures"].contains(&first) => first,
                _ => &of["zopa_".len()..],
            };
            let beside = folder.trim_end_matches("src");
            files.push(File {
                room: room.to_owned(),
                module: [of.to_owned()].into_iter().chain(parts.iter().cloned()).collect::<Vec<_>>().join("::"),
                shown: format!("{beside}{}", within.display()),
                of,
                path,
            });
        }
    }
    files
}

/// The code of a file, without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().map(|line| line.find("//").map_or(line, |comment| &line[..comment]));
    lines.collect::<Vec<_>>().join("\n")
}

/// What follows `prefix` in the code: the first names of paths, also in braces.
fn names_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = code[at + prefix.len()..].trim_start();
        match rest.strip_prefix('{') {
            None => names.push(name(rest)),
            Some(group) => {
                let mut depth = 1;
                let mut start = true;
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        c if start && !c.is_whitespace() => {
                            names.push(name(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// By name, the room from which `lib.rs` re-exports it.
fn exported() -> BTreeMap<String, String> {
    let lib = code(&root().join("src/lib.rs"));
    let mut found = BTreeMap::new();
    for room in ROOMS {
        for name in names_after(&lib, &format!("pub use {room}::")) {
            found.insert(name, room.to_owned());
        }
    }
    found
}

/// The room that a name of a crate belongs to.
fn room_of(of: &str, name: &str, exported: &BTreeMap<String, String>) -> String {
    match of {
        // Something that lib.rs re-exports belongs to the room that it comes from.
        "zopa" => exported.get(name).map_or(name, String::as_str).to_owned(),
        "zopa_commands" if ["page", "pages", "pictures"].contains(&name) => name.to_owned(),
        _ => of["zopa_".len()..].to_owned(),
    }
}

/// Every room imports only the rooms that ARCHITECTURE.md allows it.
#[test]
fn rooms_import_what_the_table_allows() {
    let (table, exported) = (table(), exported());
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.shown != "lib.rs") {
        let code = code(&file.path);
        let room = &file.room;
        if room.is_empty() {
            continue;
        }
        let allowed = table.get(room).unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{room}`"));
        for (of, _) in CRATES {
            let mut names = names_after(&code, &format!("{of}::"));
            if of == file.of {
                assert!(names.is_empty() || code.contains("\"$zopa::"), "{} names its own crate", file.shown);
                names = names_after(&code, "crate::");
            }
            for name in names {
                let other = room_of(of, &name, &exported);
                if other != *room && !allowed.contains(&other) {
                    wrong.push(format!("{} uses {of}::{name}, and `{room}` may not import `{other}`", file.shown));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every room of the table is there, every room that is there is in the table, and imports form no circle.
#[test]
fn the_table_is_complete_and_has_no_circles() {
    let table = table();
    assert_eq!(table.keys().map(String::as_str).collect::<BTreeSet<_>>(), ROOMS.into_iter().collect());
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let known = name == "lib" || ROOMS.contains(&name.as_str());
        assert!(known, "src/{name} is not in the table of ARCHITECTURE.md");
    }
    // Take away rooms whose imports are all taken away, until none is left.
    let mut left = table.clone();
    while !left.is_empty() {
        let leaf = left.iter().find(|(_, imports)| imports.iter().all(|import| !left.contains_key(import)));
        let leaf = leaf.map(|(room, _)| room.clone());
        assert!(leaf.is_some(), "a circle among {:?}", left.keys());
        left.remove(&leaf.expect("just looked at"));
    }
}

/// The code of a file but for its tests, which stand last.
fn code_without_tests(path: &Path) -> String {
    let code = code(path);
    let tests = code.match_indices("#[cfg(test)]\n").map(|(at, _)| at);
    let mut module = tests.filter(|at| code[*at..].lines().nth(1).is_some_and(|line| line.ends_with("mod tests {")));
    code[..module.next().unwrap_or(code.len())].to_owned()
}

/// The paths that a tree of imports has: `a::{b, c::{d}}` has `a::b` and `a::c::d`.
fn spread(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let (mut depth, mut start) = (0, 0);
    for (at, c) in tree.char_indices().chain([(tree.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let item = tree[start..at].trim();
                start = at + 1;
                match item.strip_suffix('}').and_then(|item| item.split_once('{')) {
                    Some((head, inner)) => spread(&format!("{prefix}{head}"), inner, paths),
                    None if item.is_empty() => {}
                    None => paths.push(format!("{prefix}{item}")),
                }
            }
            _ => {}
        }
    }
}

/// What a file uses of other files, and what it re-exports: paths as they are written.
fn used_and_exported(code: &str) -> [Vec<String>; 2] {
    let (mut used, mut exported) = (Vec::new(), Vec::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let before = line.split("use ").next().unwrap_or_default();
        if before == line || !(before.trim().is_empty() || before.starts_with("pub")) {
            let paths = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
            used.extend(paths.filter(|path| path.contains("::")).map(str::to_owned));
            continue;
        }
        let mut tree = line[before.len() + "use ".len()..].to_owned();
        while !tree.contains(';') {
            tree += lines.next().expect("a use has an end");
        }
        let list = if before.starts_with("pub") { &mut exported } else { &mut used };
        spread("", tree.split(';').next().unwrap_or_default(), list);
    }
    [used, exported]
}

/// By module, `zopa_formats::table` or the crate alone for `lib.rs`, what it re-exports: names with their paths.
type Exports = BTreeMap<String, BTreeMap<String, String>>;

/// The module whose file says what stands at a path, which a module uses: where it is defined, and not where it is passed on.
fn defining(path: &str, user: &str, exports: &Exports) -> Option<String> {
    let inside = |module: &str, name: &str| [module, name].join("::");
    let mut module = user.to_owned();
    for (at, name) in path.split("::").enumerate() {
        let name = name.split(' ').next().unwrap_or_default();
        match name {
            "crate" if at == 0 => module.truncate(module.find("::").unwrap_or(module.len())),
            name if at == 0 && CRATES.iter().any(|(of, _)| *of == name) => name.clone_into(&mut module),
            "super" => module = module.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned()),
            "self" => {}
            name if exports.contains_key(&inside(&module, name)) => module = inside(&module, name),
            // A name of another crate, or of the file itself.
            _ if at == 0 => return None,
            name => {
                let passed_on = exports[&module].get(name).and_then(|path| defining(path, &module, exports));
                return Some(passed_on.unwrap_or(module));
            }
        }
    }
    Some(module)
}

/// The files import each other in no circle, whatever their rooms are. What a file only re-exports it does not import.
#[test]
fn files_import_each_other_in_no_circle() {
    let (mut used, mut exports) = (BTreeMap::new(), Exports::new());
    for File { path, module, .. } in files() {
        let [uses, exported] = used_and_exported(&code_without_tests(&path));
        let by_name = exported.into_iter().map(|path| (path.rsplit([':', ' ']).next().unwrap_or("").to_owned(), path));
        exports.insert(module.clone(), by_name.collect());
        used.insert(module, uses);
    }
    let imports = |module: &String| -> BTreeSet<String> {
        used[module]
            .iter()
            .filter_map(|path| defining(path, module, &exports))
            .filter(|other| other != module)
            .collect()
    };
    let imports: BTreeMap<&String, BTreeSet<String>> = used.keys().map(|module| (module, imports(module))).collect();
    // From each file the shortest way back to it.
    let back = |module| {
        let (mut ways, mut seen, mut at) = (vec![vec![module]], BTreeSet::new(), 0);
        while let Some(way) = ways.get(at).cloned() {
            at += 1;
            for next in imports[way[way.len() - 1]].iter().filter(|next| seen.insert(*next)) {
                ways.push(way.iter().copied().chain([next]).collect());
            }
        }
        ways.into_iter().skip(1).find(|way| way.last() == Some(&module))
    };
    let mut circles: Vec<Vec<&String>> = used.keys().filter_map(back).collect();
    circles.sort_by_key(Vec::len);
    let mut shortest: Vec<Vec<&String>> = Vec::new();
    for way in circles {
        if !shortest.iter().flatten().any(|known| way.contains(known)) {
            shortest.push(way);
        }
    }
    let shown = shortest.iter().map(|way| way.iter().map(|module| module.as_str()).collect::<Vec<_>>().join(" → "));
    assert!(shortest.is_empty(), "files import each other in a circle:\n{}", shown.collect::<Vec<_>>().join("\n"));
}

/// The numbers among the constants of a file: their names.
fn numbers(code: &str) -> Vec<String> {
    const NUMBERS: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f64", "Duration"];
    let constants = code.lines().filter(|line| line.starts_with("pub") || line.starts_with("const"));
    let parts = constants.filter_map(|line| line.split_once("const ")?.1.split_once(" =")?.0.split_once(": "));
    let counts = |kind: &str| kind.split(|c: char| !c.is_alphanumeric()).any(|word| NUMBERS.contains(&word));
    parts.filter(|(_, kind)| counts(kind)).map(|(name, _)| name.to_owned()).collect()
}

/// Every constant that is a number stands in a table of ARCHITECTURE.md, beside its file; and those whose names say that they
/// bound what is read and asked for, in the first one. What the tables list is there.
#[test]
fn the_constants_are_listed() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, text) = text.split_once("\n## Constants\n").expect("a section");
    let row = |line: &str| -> (BTreeSet<String>, bool) {
        let names = line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        (names, line.matches(" | ").count() > 1)
    };
    let rows: Vec<(BTreeSet<String>, bool)> =
        text.lines().filter(|line| line.contains('`') && line.starts_with('|')).map(row).collect();
    let mut wrong = Vec::new();
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for File { path, shown, .. } in files() {
        for name in numbers(&code_without_tests(&path)) {
            let listed = |(names, bound): &&(BTreeSet<String>, bool)| {
                names.contains(&name) && names.contains(&shown) && (*bound || !name.starts_with("MAX_"))
            };
            if rows.iter().filter(listed).count() != 1 {
                wrong.push(format!("{name} of {shown} is not listed once"));
            }
            known.insert((shown.clone(), name));
        }
    }
    for (names, _) in &rows {
        let (files, names): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| name.ends_with(".rs"));
        for name in names {
            if !files.iter().any(|file| known.contains(&((*file).clone(), name.clone()))) {
                wrong.push(format!("{name} of {} is not there any more", files[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "ARCHITECTURE.md: {}", wrong.join(", "));
}

/// Every file with floating point stands where DESIGN.md says what floating point is for: by itself, or with its folder.
#[test]
fn the_places_of_floating_point_are_listed() {
    let text = fs::read_to_string(root().join("DESIGN.md")).expect("DESIGN.md");
    let (_, answer) = text.split_once("**Where is floating point?**").expect("the question");
    let (answer, _) = answer.split_once("\n## ").expect("another section");
    let places: Vec<&str> = answer.split('`').skip(1).step_by(2).collect();
    let mut missing = Vec::new();
    for File { path, shown, .. } in files() {
        let listed = places.iter().any(|place| *place == shown || place.ends_with('/') && shown.starts_with(place));
        let code = code_without_tests(&path);
        if !listed && code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word.contains("f64")) {
            missing.push(shown);
        }
    }
    assert!(missing.is_empty(), "DESIGN.md does not say what floating point is for in {}", missing.join(", "));
}

/// The front page of the library shows few names; what only the crates beside it use is hidden there.
#[test]
fn the_library_shows_few_names() {
    let lib = code(&root().join("src/lib.rs"));
    let names =
        lib.split(';').filter(|item| !item.contains("#[doc(hidden)]")).map(|item| match item.split_once("pub use ") {
            Some((_, path)) => path.split(',').filter(|name| !name.trim().is_empty()).count(),
            None => usize::from(item.contains("pub mod ")),
        });
    let shown: usize = names.sum();
    assert!((30..=40).contains(&shown), "lib.rs shows {shown} names");
}

/// A plain `cargo run` at the top level is the program, whatever other programs the workspace has.
#[test]
fn a_plain_run_is_the_program() {
    let manifest = fs::read_to_string(root().join("cli/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("\ndefault-run = \"zopa\"\n"), "{manifest}");
}
