//! From what a reader found to a model, and back from the model's parts to their places in the files.

use super::axis::{Axis, check_id, distinct};
use super::extremes::least;
use super::precision::{Bends, bends, fit};
use super::threshold::keep_sides;
use super::valuation::{Profile, Reservation};
use num_rational::BigRational;
use std::collections::HashMap;
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Diagnostics, Model, Party, Path, Place};
use zopa::text::quoted;

/// A negotiation as a reader found it.
pub(super) struct Draft {
    pub(super) title: Option<String>,
    pub(super) axes: Vec<Axis>,
    pub(super) profiles: Vec<Profile>,
}

/// Where the parts of a model stand in the files that it comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins(HashMap<Path, Place>);

impl Origins {
    /// Keeps where a part stands.
    pub(super) fn add(&mut self, path: Path, place: &Place) {
        self.0.insert(path, place.clone());
    }

    /// Gives findings about the model their places in the files: that of the part, or of the nearest one around it.
    pub(super) fn locate(&self, findings: &mut Diagnostics) {
        for finding in &mut findings.0 {
            let related = finding.related.iter_mut().map(|related| &mut related.place);
            for place in related.chain([&mut finding.place]).filter(|place| place.file.is_none()) {
                let mut path = place.path.clone();
                while !path.segments().is_empty() {
                    if let Some(found) = self.0.get(&path) {
                        (place.span, place.file) = (found.span, found.file.clone());
                        break;
                    }
                    path.0.pop();
                }
            }
        }
    }
}

impl Draft {
    /// Makes the model; none if something is wrong with it.
    pub(super) fn assemble(mut self, sources: Vec<String>, findings: &mut Diagnostics) -> Option<(Model, Origins)> {
        let mut model = Model { title: self.title.filter(|title| !title.is_empty()), sources, ..Model::new() };
        let mut origins = Origins::default();
        let root = Path::root();
        for axis in &self.axes {
            let path = root.key("issues").key(&axis.id);
            origins.add(path.clone(), &axis.place);
            for (at, choice) in axis.choices.iter().enumerate() {
                choice.place.iter().for_each(|place| origins.add(path.key("options").index(at), place));
            }
            model.issues.insert(axis.id.clone(), axis.issue());
        }
        let mut sound = true;
        let finished = finish(&self.axes, &mut self.profiles, findings);
        for (profile, finished) in self.profiles.iter().zip(finished) {
            match finished {
                Ok(Some(disagreement)) if check_id(&profile.name, &profile.place, findings) => {
                    let id = distinct(&profile.name, |id| model.parties.get(id).is_some());
                    let (name, note) = (None, profile.note.clone());
                    let disagreement = Some(Number::from(disagreement).into());
                    model.parties.insert(id.clone(), Party { name, disagreement, note, ..Party::default() });
                    locate(&self.axes, profile, &id, &mut origins);
                    model.utilities.insert(id, profile.utility(&self.axes));
                }
                Ok(_) => sound = false,
                Err(mut wrong) => {
                    for finding in wrong.0.iter_mut().filter(|finding| finding.place.file.is_none()) {
                        finding.place = profile.place.clone();
                    }
                    findings.0.append(&mut wrong.0);
                    sound = false;
                }
            }
        }
        sound.then_some((model, origins))
    }
}

/// Where the parts of a party stand.
fn locate(axes: &[Axis], profile: &Profile, id: &str, origins: &mut Origins) {
    let root = Path::root();
    let utility = root.key("utilities").key(id);
    origins.add(root.key("parties").key(id), &profile.place);
    origins.add(utility.clone(), &profile.place);
    for (axis, worth) in axes.iter().zip(&profile.worths) {
        worth.iter().for_each(|worth| origins.add(utility.key("values").key(&axis.id), &worth.place));
    }
    for (at, term) in profile.terms.iter().enumerate() {
        term.place.iter().for_each(|place| origins.add(utility.key("interactions").index(at), place));
    }
}

/// Makes the profiles' numbers fit, and finds what each party has without a deal.
fn finish(
    axes: &[Axis],
    profiles: &mut [Profile],
    findings: &mut Diagnostics,
) -> Vec<Result<Option<BigRational>, Diagnostics>> {
    let bends = bends(profiles, axes.len());
    let finished = profiles.iter_mut().map(|profile| {
        shrink(axes, profile, &bends, findings)?;
        without_deal(axes, profile, findings)
    });
    finished.collect()
}

/// Makes a profile's numbers fit.
fn shrink(axes: &[Axis], profile: &mut Profile, bends: &Bends, findings: &mut Diagnostics) -> Result<(), Diagnostics> {
    let exact = profile.clone();
    let rounded = fit(profile, bends);
    if let Some((_, off)) = rounded.as_ref().filter(|_| axes.iter().all(|axis| axis.range.is_none()))
        && !keep_sides(axes, &exact, profile, off)?
    {
        note_open(profile, findings);
    }
    note_rounding(profile, rounded, findings);
    Ok(())
}

fn note_open(profile: &Profile, findings: &mut Diagnostics) {
    let message = format!(
        "whether {} accepts some packages, or gets the most from them, may depend on how its numbers are rounded",
        quoted(&profile.name)
    );
    let help = "their exact worth is too near to the reservation value or to the ceiling to be told from it here";
    findings.push_within_limit(|| Diagnostic::new(Code::Rounded, profile.place.clone(), message).help(help));
}

fn note_rounding(profile: &Profile, rounded: Option<(u32, BigRational)>, findings: &mut Diagnostics) {
    let Some((digits, off)) = rounded else { return };
    let digits = if digits == 1 { "1 digit".into() } else { format!("{digits} digits") };
    let off = Number::from(off).to_f64();
    let message = format!(
        "the numbers of {} are too finely divided to be added exactly: each value is rounded to {digits} after the \
         point",
        quoted(&profile.name)
    );
    findings.push_within_limit(|| {
        Diagnostic::new(Code::Rounded, profile.place.clone(), message)
            .help(format!("the utility of a package differs by at most {off:.1e}"))
    });
}

/// What a party has without a deal.
fn without_deal(
    axes: &[Axis],
    profile: &Profile,
    findings: &mut Diagnostics,
) -> Result<Option<BigRational>, Diagnostics> {
    match &profile.reservation {
        Reservation::Value(value) => Ok(Some(value.clone())),
        Reservation::Lowest => {
            let found = least(axes, profile)?;
            if found.is_none() {
                let message = format!("the worst package of {} could not be found", quoted(&profile.name));
                findings.push_within_limit(|| {
                    Diagnostic::new(Code::NotExpressible, profile.place.clone(), message)
                        .help("write what the party has without a deal as a number")
                });
            }
            Ok(found.map(|least| profile.ceiling.iter().fold(least, |least, ceiling| least.min(ceiling.clone()))))
        }
    }
}
