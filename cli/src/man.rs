//! `zopa man`: a manual page for the program, and one for each command, made of what `--help` says.

use clap::{Args, Command};
use clap_mangen::roff::{Roff, roman};
use std::io;
use zopa::text::visible;
use zopa_commands::{Desk, Host, Refusal};

/// Print the manual page of the program or of a command, or write all of them into a folder
#[derive(Args)]
#[command(after_help = "\
Examples:
  zopa man solve | man -l -
  zopa man --output ~/.local/share/man/man1

With --output, the pages go into a folder of this name: zopa.1, zopa-solve.1, …; of a command, only its own.")]
pub struct Man {
    /// The command; the program itself if left out
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Man {
    /// Writes the pages: into the host's folder, or the one that is asked for as the answer.
    ///
    /// # Errors
    /// That no command has this name, or what cannot be written.
    pub fn run(self, whole: Command, host: &dyn Host, desk: &Desk) -> Result<(), Refusal> {
        let mut whole = whole.disable_help_subcommand(true);
        whole.build();
        let commands: Vec<&Command> = whole.get_subcommands().filter(|command| !command.is_hide_set()).collect();
        let pages: Vec<&Command> = match &self.command {
            None => [&whole].into_iter().chain(commands).collect(),
            Some(name) => {
                let named = commands.iter().find(|command| command.get_name() == name).ok_or_else(|| {
                    let known: Vec<&str> = commands.iter().map(|command| command.get_name()).collect();
                    let help = format!("commands are {}", known.join(", "));
                    Refusal::new(&format!("no command is called `{}`", visible(name)), Some(&help))
                })?;
                vec![*named]
            }
        };
        let made = |command: &Command| {
            let cannot = |error| Refusal::new(&format!("cannot write the page: {error}"), None);
            page(command).map_err(cannot)
        };
        let Some(folder) = host.folder() else {
            // The first is the program's.
            return pages.first().map_or(Ok(()), |command| desk.text(&made(command)?));
        };
        for command in &pages {
            let path = folder.join(format!("{}.1", name(command)));
            let cannot =
                |error| Refusal::new(&format!("cannot write {}: {error}", visible(&path.to_string_lossy())), None);
            host.keep(&path, made(command)?.as_bytes()).map_err(cannot)?;
        }
        Ok(())
    }
}

/// What a page is called: `zopa-solve`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// A page, without a date, so that the same program writes the same bytes.
fn page(command: &Command) -> io::Result<String> {
    let behind = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let man = clap_mangen::Man::new(command.clone()).manual("zopa").source(concat!("zopa ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    behind.map_or(Ok(()), |behind| notes(&behind).to_writer(&mut page))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What stands behind the options, with its lines as they are: below a title that ends with a colon they are indented.
fn notes(text: &str) -> Roff {
    let mut roff = Roff::new();
    let mut noted = false;
    for paragraph in text.split("\n\n") {
        let titled = paragraph.split_once(":\n").filter(|(_, rest)| rest.lines().all(|line| line.starts_with("  ")));
        let lines = match titled {
            Some((title, lines)) => {
                roff.control("SH", [title.to_uppercase().as_str()]).control("nf", []);
                lines
            }
            None if noted => {
                roff.control("PP", []);
                paragraph
            }
            None => {
                roff.control("SH", ["NOTES"]);
                paragraph
            }
        };
        for line in lines.lines() {
            roff.text([roman(line)]);
        }
        if titled.is_some() {
            roff.control("fi", []);
        }
        noted = titled.is_none();
    }
    roff
}
