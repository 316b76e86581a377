//! Certificates beside answers, and their check.

use super::desk::Desk;
use super::ending::Refusal;
use super::input::Loaded;
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::certificate::{Certificate, Fingerprint};
use zopa::problem::View;
use zopa::search::Stop;
use zopa::text::visible;

/// Where a certificate goes.
#[derive(Args, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Certified {
    /// Write a certificate into a file: what is proven, so that other programs can check it (zopa verify, zopa-verify, or
    /// verify/checker.py)
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub certificate: Option<PathBuf>,
}

impl Certified {
    /// Refuses a certificate of what has none, before anything is searched for.
    pub fn suits(&self, loaded: &Loaded, view: &View) -> Result<(), Refusal> {
        self.certificate.as_ref().map_or(Ok(()), |_| begun(loaded, view).map(|_| ()))
    }

    /// Refuses a certificate of a part of an answer.
    pub fn is_of_the_whole(&self) -> Result<(), Refusal> {
        match self.certificate {
            Some(_) => Err(Refusal::new("of a part there is no certificate", Some("ask without --shard"))),
            None => Ok(()),
        }
    }

    /// Writes the certificate with these claims, if one is asked for.
    pub fn write<'v>(
        &self,
        desk: &Desk,
        loaded: &Loaded,
        view: &View<'v>,
        claims: impl FnOnce(&mut Certificate<'v>) -> Result<(), Stop>,
    ) -> Result<(), Refusal> {
        match &self.certificate {
            Some(_) => self.keep(desk, &claimed(loaded, view, claims)),
            None => Ok(()),
        }
    }

    /// Writes a certificate, if one is asked for, or tells why there is none.
    pub fn keep(&self, desk: &Desk, claimed: &Result<Certificate, String>) -> Result<(), Refusal> {
        match (&self.certificate, claimed) {
            (None, _) => Ok(()),
            (Some(path), Ok(certificate)) => desk.keep(path, certificate.text().as_bytes()),
            (Some(_), Err(why)) => {
                desk.tell(&format!("warning: no certificate was written: {why}\n"));
                Ok(())
            }
        }
    }
}

/// The certificate with these claims, or why there is none.
pub fn claimed<'v>(
    loaded: &Loaded,
    view: &View<'v>,
    claims: impl FnOnce(&mut Certificate<'v>) -> Result<(), Stop>,
) -> Result<Certificate<'v>, String> {
    let mut certificate = begun(loaded, view).map_err(|why| why.to_string())?;
    claims(&mut certificate).map_err(|stop| stop.to_string())?;
    Ok(certificate)
}

/// A certificate about the file that a model was read from.
fn begun<'v>(loaded: &Loaded, view: &View<'v>) -> Result<Certificate<'v>, Refusal> {
    let refused = |why: &str, help| Refusal::new(&format!("there is no certificate of this: {why}"), help);
    if loaded.source.foreign {
        let help = "make it a model first: zopa import … --output model.json";
        return Err(refused("it is about the file of a model, and this is another program's", Some(help)));
    }
    let short = loaded.model.threats.is_some()
        || loaded.model.issues.iter().any(|(_, issue)| issue.divided.is_some())
        || loaded.model.utilities.iter().any(|(_, utility)| utility.ranks.is_some());
    if short {
        return Err(refused("the checkers do not read `ranks`, `divided` and `threats`", None));
    }
    if !loaded.problem.approximations().is_empty() {
        let help = "write the values of the curve as `points`: what holds for these is proven";
        return Err(refused("utilities follow curves, which are known within an error", Some(help)));
    }
    let bytes = loaded.source.bytes();
    let model = Fingerprint { sha256: zopa_verify::fingerprint(bytes), bytes: bytes.len() };
    Certificate::new(view, model).map_err(|why| refused(&why.to_string(), None))
}

/// Checks an answer by its certificate, with code that shares nothing with what found it, and tells the outcome.
///
/// # Errors
/// If the answer does not stand: then it must not be given.
pub fn checked(
    desk: &Desk,
    verbose: bool,
    loaded: &Loaded,
    claimed: &Result<Certificate, String>,
) -> Result<(), Refusal> {
    let certificate = match claimed {
        Ok(certificate) => certificate,
        Err(why) => {
            desk.tell(&format!("note: not checked independently: {why}\n"));
            return Ok(());
        }
    };
    let stop = || desk.over().is_some();
    let text = certificate.text();
    let check = || zopa_verify::check_until(loaded.source.bytes(), text.as_bytes(), zopa_verify::STEPS, &stop);
    let report = desk.timed(verbose, |_| "checked the answer".to_owned(), check);
    let told = match &report {
        Ok(report) => report.page(),
        Err(trouble) => trouble.to_string(),
    };
    match report.as_ref().map_or_else(zopa_verify::Trouble::status, zopa_verify::Report::status) {
        0 => {
            desk.tell(&format!("checked independently: {} claims\n", certificate.claims()));
            certificate.unchecked().iter().for_each(|open| desk.tell(&format!("not checked: {}\n", visible(open))));
        }
        3 => desk.tell(&format!("note: not everything is checked independently:\n{}\n", visible(&told))),
        _ => {
            let help = "this is a mistake in zopa: please report it, with the model";
            return Err(Refusal::new(&format!("the answer does not stand its own check:\n{told}"), Some(help)));
        }
    }
    Ok(())
}
