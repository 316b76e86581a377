//! Completions: what the program answers a shell that asks, and that shells ask so.

use crate::support::{ends, root, text, zopa};
use std::process::Command;

const MODEL: &str = "models/examples/first-steps.json";

/// What is offered for the last of these words.
fn offered(words: &[&str]) -> Vec<String> {
    let arguments = [&["--", "zopa"], words].concat();
    let mut asked = zopa(&arguments);
    asked.env("ZOPA_COMPLETE", "bash").env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = asked.output().expect("an answer");
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {}", text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn the_names_of_the_file_are_offered() {
    assert_eq!(offered(&["evaluate", MODEL, "--proposal", ""]), ["studio-offer", "client-wish"]);
    assert_eq!(offered(&["counter", MODEL, "--party", "st"]), ["studio"]);
    assert_eq!(offered(&["solve", MODEL, "--fix", "deliv"]), ["delivery="]);
    let delivery = ["delivery=16-weeks", "delivery=12-weeks", "delivery=8-weeks"];
    assert_eq!(offered(&["solve", MODEL, "--fix", "delivery="]), delivery);
    assert_eq!(offered(&["evaluate", MODEL, "price=8"]), ["price=80", "price=85"]);
    assert_eq!(offered(&["solve", MODEL, "--without", ""]), ["no-rushed-year"]);
    let assumptions = offered(&["test", "models/examples/assumptions.json", "--only", "price-"]);
    assert!(assumptions.len() > 2 && assumptions.iter().all(|one| one.starts_with("price-")), "{assumptions:?}");
    // What the program knows by itself.
    assert_eq!(offered(&["sol"]), ["solve"]);
    assert!(offered(&["solve", MODEL, "--concept", "kal"]).contains(&"kalai-smorodinsky".to_owned()));
}

#[test]
fn what_cannot_be_read_offers_nothing() {
    for file in ["tests/diagnostics/syntax.json", "README.md", "no-such-file.json", "-"] {
        assert_eq!(offered(&["evaluate", file, "--proposal", ""]), [""; 0], "{file}");
    }
    assert_eq!(offered(&["evaluate", MODEL, "--proposal", "x"]), [""; 0]);
    assert_eq!(offered(&["evaluate", MODEL, "no-issue="]), [""; 0]);
}

/// A shell runs this; none if it is not here.
fn shell(name: &str, script: &str) -> Option<String> {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_zopa")).parent().expect("a folder").to_owned();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let ran = Command::new(name).args(["-c", script]).env("PATH", path).current_dir(root()).output();
    let Ok(output) = ran else {
        eprintln!("skipped: there is no {name} here");
        return None;
    };
    assert!(output.status.success(), "{name}: {}", text(&output.stderr));
    Some(text(&output.stdout).to_owned())
}

#[test]
fn bash_completes_with_them() {
    let ask = r#"
        source <(zopa completions bash)
        COMP_WORDS=(zopa evaluate models/examples/first-steps.json delivery=1)
        COMP_CWORD=3; COMP_TYPE=9
        _clap_complete_zopa zopa delivery=1 ""
        echo "${COMPREPLY[*]}"
        [[ $COMP_WORDBREAKS == *=* ]] && echo "words break at equal signs"
        complete -p zopa"#;
    let Some(said) = shell("bash", ask) else { return };
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["delivery=16-weeks", "delivery=12-weeks"]);
    assert!(lines[1].contains("_clap_complete_zopa zopa"), "{said}");
}

#[test]
fn zsh_and_fish_take_the_scripts() {
    shell(
        "zsh",
        "autoload -U compinit; compinit -D; source <(zopa completions zsh); whence _clap_dynamic_completer_zopa",
    );
    let ask =
        "zopa completions fish | source; complete -C 'zopa evaluate models/examples/first-steps.json --proposal '";
    if let Some(said) = shell("fish", ask) {
        assert!(said.contains("studio-offer"), "{said}");
    }
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(text(&ends(&["completions", name], 0).stdout).contains("ZOPA_COMPLETE"), "{name}");
    }
}
