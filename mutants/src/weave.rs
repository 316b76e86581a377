//! Mutants in the text: each change asks whether it is awake. No line moves, so that what the compiler says of a line is
//! said of the mutants that stand there.

use crate::find::{Edit, Mutant};
use crate::room::ROOMS;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the woven text asks: a variable has the number of the one that is awake. Without it, it is the library as it is; another
/// variable names a file for the numbers of those that are come to.
const SWITCH: &str = r#"
#[allow(missing_docs)]
#[doc(hidden)]
pub mod mutant {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};

    struct Said {
        awake: usize,
        reached: Option<std::fs::File>,
    }

    static SAID: std::sync::LazyLock<Said> = std::sync::LazyLock::new(|| {
        let awake = std::env::var("ZOPA_MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(0);
        let file = std::env::var_os("ZOPA_REACHED");
        let reached = file.and_then(|file| std::fs::OpenOptions::new().create(true).append(true).open(file).ok());
        Said { awake, reached }
    });
    static BEFORE: [AtomicBool; 1 << 12] = [const { AtomicBool::new(false) }; 1 << 12];

    pub fn on(number: usize) -> bool {
        let said = &*SAID;
        if let Some(mut file) = said.reached.as_ref()
            && !BEFORE[number].load(Ordering::Relaxed)
            && !BEFORE[number].swap(true, Ordering::Relaxed)
        {
            let _ = file.write_all(format!("{number}\n").as_bytes());
        }
        said.awake == number
    }
}
"#;

/// A copy whose files ask which mutant is awake.
pub struct Woven;

/// Writes a file, if that is not what stands in it: so that what has not changed is not built again.
pub fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|known| known == text) { Ok(()) } else { std::fs::write(path, text) }
}

/// The files of a tree into which mutants may be woven.
pub fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = vec![root.join("src/lib.rs")];
    for room in &ROOMS {
        files.extend(room.files(root)?);
    }
    Ok(files)
}

/// Weaves all mutants of the sample into the copy, where each has its place in the sample, from 1, as its number.
pub fn woven(tree: &Path, sample: &[Mutant]) -> Result<Woven, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no folder above this package")?;
    let mut files: BTreeMap<&Path, Vec<(usize, &Edit)>> = BTreeMap::new();
    for (at, mutant) in sample.iter().enumerate() {
        files.entry(&mutant.file).or_default().push((at + 1, &mutant.edit));
    }
    // All files: one whose mutants have all been left out is as it was.
    let library = root.join("src/lib.rs");
    for path in self::files(root)?.iter().filter(|path| **path != library) {
        let file = path.strip_prefix(root)?;
        let mut edits = files.remove(file).unwrap_or_default();
        let text = std::fs::read_to_string(root.join(file))?;
        // What is outside comes first; of the same text, mutants of the whole.
        edits.sort_by_key(|(number, edit)| (edit.whole().start, usize::MAX - edit.whole().end, *number));
        write(&tree.join(file), render(&text, 0..text.len(), &edits).as_bytes())?;
    }
    let library = std::fs::read_to_string(library)? + SWITCH;
    write(&tree.join("src/lib.rs"), library.as_bytes())?;
    Ok(Woven)
}

/// A part of the text with the changes within it.
fn render(text: &str, part: Range<usize>, edits: &[(usize, &Edit)]) -> String {
    let mut written = String::new();
    let mut at = part.start;
    let within = |edit: &Edit| edit.whole().start >= part.start && edit.whole().end <= part.end;
    let mut rest: Vec<(usize, &Edit)> = edits.iter().copied().filter(|(_, edit)| within(edit)).collect();
    while let Some((_, first)) = rest.first() {
        let whole = first.whole().clone();
        let (same, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, edit)| *edit.whole() == whole);
        let (inner, after): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, edit)| edit.whole().start < whole.end);
        rest = after;
        written += &text[at..whole.start];
        written += &changed(text, &whole, &same, &inner);
        at = whole.end;
    }
    written + &text[at..part.end]
}

/// One expression or body, with all that may become of it.
fn changed(text: &str, whole: &Range<usize>, same: &[(usize, &Edit)], inner: &[(usize, &Edit)]) -> String {
    let render = |part: &Range<usize>| render(text, part.clone(), inner);
    if let [(_, Edit::Return { .. }), ..] = same {
        let early = |(number, edit): &(usize, &Edit)| match edit {
            Edit::Return { value, .. } => format!("if crate::mutant::on({number}) {{ return {value}; }} "),
            _ => String::new(),
        };
        let all: String = same.iter().map(early).collect();
        return format!("{{ {all}{}", render(&(whole.start + 1..whole.end)));
    }
    let mut written = String::from("(");
    for (number, edit) in same {
        let becomes = match edit {
            Edit::Operator { left, right, operator, .. } => format!("{} {operator} {}", render(left), render(right)),
            Edit::Operand { operand, .. } => render(operand),
            Edit::Guard { holds, .. } => holds.to_string(),
            Edit::Return { .. } => continue,
        };
        let becomes = becomes.replace('\n', " ");
        written += &format!("if crate::mutant::on({number}) {{ {becomes} }} else ");
    }
    // The expression as it is, less the changes of the same place.
    let own = match same[0].1 {
        Edit::Operator { left, right, .. } => render(left) + &text[left.end..right.start] + &render(right),
        Edit::Operand { operand, .. } => text[whole.start..operand.start].to_string() + &render(operand),
        _ => render(whole),
    };
    written + &format!("{{ {own} }})")
}

impl Woven {
    /// Which mutants of the sample do not compile, as places in it; nothing if all do.
    ///
    /// # Errors
    /// If the compiler says something of a place where no mutant is.
    pub fn unfit(
        &self,
        tree: &Path,
        folder: &Path,
        sample: &[Mutant],
    ) -> Result<Option<BTreeSet<usize>>, Box<dyn Error>> {
        let mut check = Command::new("cargo");
        check.args(["check", "--quiet", "--package", "zopa", "--lib", "--message-format", "json", "--target-dir"]);
        check.arg(std::path::absolute(folder.join("build"))?).current_dir(tree);
        let output = check.stderr(Stdio::inherit()).output()?;
        if output.status.success() {
            return Ok(None);
        }
        let mut unfit = BTreeSet::new();
        let mut said = String::new();
        for line in String::from_utf8(output.stdout)?.lines() {
            let message: serde_json::Value = serde_json::from_str(line)?;
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            said += message["rendered"].as_str().unwrap_or_default();
            for span in message["spans"].as_array().into_iter().flatten() {
                let file = Path::new(span["file_name"].as_str().unwrap_or_default());
                let line = span["line_start"].as_u64().unwrap_or(0) as usize;
                let there = |(_, mutant): &(usize, &Mutant)| mutant.file == file && mutant.line == line;
                unfit.extend(sample.iter().enumerate().filter(there).map(|(at, _)| at));
            }
        }
        if unfit.is_empty() { Err(said.into()) } else { Ok(Some(unfit)) }
    }
}
