//! A folder that holds more than one negotiation: who negotiates, and about which domain.
//!
//! Whoever asks names the profiles. Where there are several domains, the list that GENIUS keeps of its collection
//! (`domainrepository.xml`) says which of them belongs to the profiles. Its paths lead from GENIUS's own folder, and files
//! are known by the end of their path.

use super::opened::Opened;
use super::source::last_part;
use super::xml::children;
use roxmltree::Node;
use std::collections::HashMap;
use zopa::model::suggest;
use zopa::model::{Code, Diagnostic, Diagnostics};
use zopa::text::quoted;

/// How many names a message lists.
const SHOWN: usize = 40;

/// The files of a folder that are of one format.
pub(super) struct Collection<'o, 's> {
    pub(super) domains: Vec<&'o Opened<'s>>,
    pub(super) profiles: Vec<&'o Opened<'s>>,
    /// The list of what belongs together.
    pub(super) list: Option<&'o Opened<'s>>,
}

/// A domain and the profiles that belong to it.
type Negotiation<'o, 's> = (&'o Opened<'s>, Vec<&'o Opened<'s>>);

/// The end of a path of which the parts, from the last one on, are those of another; how many they are.
fn shared(path: &str, other: &str) -> usize {
    let parts = path.rsplit(['/', '\\']).zip(other.rsplit(['/', '\\']));
    parts.take_while(|(one, other)| one == other).count()
}

/// True if a file is meant by a name: that of the file, with folders before it or without its ending.
fn is_called(file: &str, stem: &str, name: &str) -> bool {
    stem == name || shared(file, name) == name.split(['/', '\\']).count()
}

/// True if one of the names means this file.
pub(super) fn is_named(file: &str, stem: &str, names: &[String]) -> bool {
    names.iter().any(|name| is_called(file, stem, name))
}

/// The names of files, for a message.
fn listed(files: &[&Opened]) -> String {
    let names: Vec<String> = files.iter().take(SHOWN).map(|file| quoted(last_part(&file.source.name))).collect();
    names.join(", ") + if files.len() > SHOWN { ", …" } else { "" }
}

/// How to choose profiles, for a message: two of these, if there are as many.
fn how_to(files: &[&Opened]) -> String {
    let names: Vec<&str> = files.iter().take(2).map(|file| file.stem.as_str()).collect();
    quoted(&format!("--profiles {}", names.join(",")))
}

impl<'o, 's> Collection<'o, 's> {
    /// The domain, if there is one, and the profiles of the negotiation that is meant; what is wrong is noted.
    pub(super) fn choose(
        &self,
        names: &[String],
        findings: &mut Diagnostics,
    ) -> Option<(Option<&'o Opened<'s>>, Vec<&'o Opened<'s>>)> {
        let named = if names.is_empty() { None } else { Some(self.named(names, findings)?) };
        if self.domains.len() <= 1 {
            let profiles = named.unwrap_or_else(|| self.profiles.clone());
            return Some((self.domains.first().copied(), profiles));
        }
        let Some(list) = self.list else {
            self.only_one("domain", "name the files of one: its domain, and the profiles", findings);
            return None;
        };
        let negotiations = self.negotiations(list);
        let has = |profiles: &[&Opened], one: &Opened| profiles.iter().any(|other| std::ptr::eq(*other, one));
        let meant: Vec<&Negotiation> = match &named {
            Some(named) => {
                (negotiations.iter()).filter(|(_, profiles)| named.iter().all(|one| has(profiles, one))).collect()
            }
            None => negotiations.iter().filter(|(_, profiles)| !profiles.is_empty()).collect(),
        };
        if let [(domain, profiles)] = meant.as_slice() {
            return Some((Some(domain), named.unwrap_or_else(|| profiles.clone())));
        }
        let message = match (&named, meant.is_empty()) {
            (Some(named), true) => format!("no domain belongs to {} together", listed(named)),
            (Some(named), false) => format!("several domains belong to {}", listed(named)),
            (None, true) => "none of the domains here has its profiles beside it".to_owned(),
            (None, false) => format!("there are {} negotiations here", meant.len()),
        };
        let with = |(domain, profiles): &Negotiation| {
            let profiles = if profiles.is_empty() { "no profiles".to_owned() } else { listed(profiles) };
            format!("{} with {profiles}", quoted(last_part(&domain.source.name)))
        };
        let all: Vec<String> = negotiations.iter().take(SHOWN).map(with).collect();
        let more = if negotiations.len() > SHOWN { "; …" } else { "" };
        let one = negotiations.iter().find(|(_, profiles)| !profiles.is_empty());
        let how = one.map(|(_, profiles)| format!("{} chooses one of them: ", how_to(profiles))).unwrap_or_default();
        let error = Diagnostic::new(Code::FileKind, list.source.whole(), message);
        findings.push(error.help(format!("{how}{}{more}", all.join("; "))));
        None
    }

    /// Notes each domain (or what is in its place) that is not the first.
    pub(super) fn only_one(&self, what: &str, help: &str, findings: &mut Diagnostics) {
        for (first, second) in self.domains.iter().zip(self.domains.iter().skip(1)) {
            let message = format!("this is a second {what}; the first is {}", quoted(&first.source.name));
            findings.push(Diagnostic::new(Code::FileKind, second.source.whole(), message).help(help));
        }
    }

    /// The profiles of these names, in their order.
    fn named(&self, names: &[String], findings: &mut Diagnostics) -> Option<Vec<&'o Opened<'s>>> {
        let mut chosen: Vec<&Opened> = Vec::new();
        let mut sound = true;
        for name in names {
            let called = |file: &&&'o Opened<'s>| is_called(&file.source.name, &file.stem, name);
            let found: Vec<&Opened> = self.profiles.iter().filter(called).copied().collect();
            let (message, help) = match found.as_slice() {
                [one] if !chosen.iter().any(|other| std::ptr::eq(*other, *one)) => {
                    chosen.push(one);
                    continue;
                }
                [_] => (format!("{} is named twice", quoted(name)), "a profile is one party".to_owned()),
                [] if self.domains.iter().any(|file| is_called(&file.source.name, &file.stem, name)) => {
                    let message = format!("{} is a domain, and no profile", quoted(name));
                    (message, format!("the profiles are {}", listed(&self.profiles)))
                }
                [] => {
                    let stems = self.profiles.iter().map(|file| file.stem.as_str());
                    let whole = self.profiles.iter().map(|file| last_part(&file.source.name));
                    let help = match suggest(name, stems.chain(whole)) {
                        Some(near) => format!("did you mean {}?", quoted(near)),
                        None => format!("the profiles are {}", listed(&self.profiles)),
                    };
                    (format!("there is no profile {}", quoted(name)), help)
                }
                several => {
                    let paths: Vec<String> = several.iter().map(|file| quoted(&file.source.name)).collect();
                    (
                        format!("{} is the name of several profiles", quoted(name)),
                        format!("name {}", paths.join(" or ")),
                    )
                }
            };
            sound = false;
            if let Some(first) = self.domains.iter().chain(&self.profiles).next() {
                findings
                    .push_within_limit(|| Diagnostic::new(Code::FileKind, first.source.whole(), message).help(help));
            }
        }
        sound.then_some(chosen)
    }

    /// Notes that there are more profiles than parties can negotiate.
    pub(super) fn too_many(profiles: &[&Opened], most: usize, findings: &mut Diagnostics) {
        let Some(first) = profiles.first() else { return };
        let message = format!("there are {} profiles; at most {most} parties negotiate", profiles.len());
        let help = format!("choose who negotiates, as with {}, among {}", how_to(profiles), listed(profiles));
        findings.push(Diagnostic::new(Code::Limit, first.source.whole(), message).help(help));
    }

    /// Each domain with the profiles that the list names beside it.
    fn negotiations(&self, list: &Opened) -> Vec<Negotiation<'o, 's>> {
        let (domains, profiles) = (Paths::new(&self.domains), Paths::new(&self.profiles));
        // By domain: how much of the path the list has in common, and the profiles.
        let mut found: Vec<(usize, Vec<&Opened>)> = vec![(0, Vec::new()); self.domains.len()];
        for (domain, urls) in list.xml().into_iter().flat_map(|xml| entries(xml.root())) {
            let Some((at, common)) = domains.find(&domain) else { continue };
            let Some(entry) = found.get_mut(at).filter(|(known, _)| *known <= common) else { continue };
            if entry.0 < common {
                *entry = (common, Vec::new());
            }
            let files = urls.iter().filter_map(|url| self.profiles.get(profiles.find(url)?.0).copied());
            for file in files {
                if !entry.1.iter().any(|known| std::ptr::eq(*known, file)) {
                    entry.1.push(file);
                }
            }
        }
        self.domains.iter().copied().zip(found).map(|(domain, (_, profiles))| (domain, profiles)).collect()
    }
}

/// What a list holds: the path of a domain, and those of its profiles.
fn entries<'a, 's: 'a>(root: Node<'a, 's>) -> impl Iterator<Item = (String, Vec<String>)> {
    let path = |node: Node| node.attribute("url").map(|url| url.replace("%20", " "));
    root.descendants().filter(|node| node.tag_name().name() == "domainRepItem").filter_map(move |node| {
        let domain = path(node)?;
        Some((domain, children(node, "profile").filter_map(path).collect()))
    })
}

/// Files by the last part of their names.
struct Paths<'o>(HashMap<&'o str, Vec<(usize, &'o str)>>);

impl<'o> Paths<'o> {
    fn new(files: &[&'o Opened]) -> Self {
        let mut paths: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
        for (at, file) in files.iter().enumerate() {
            paths.entry(last_part(&file.source.name)).or_default().push((at, &file.source.name));
        }
        Paths(paths)
    }

    /// The file that a path leads to, and how many parts of it say so; none if several files are as likely.
    fn find(&self, path: &str) -> Option<(usize, usize)> {
        let files = self.0.get(last_part(path))?;
        let common = |(at, name): &(usize, &str)| (*at, shared(path, name));
        let most = files.iter().map(common).max_by_key(|(_, common)| *common)?;
        let mut best = files.iter().map(common).filter(|(_, common)| *common == most.1);
        (best.next().is_some() && best.next().is_none()).then_some(most)
    }
}
