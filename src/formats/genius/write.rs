//! GENIUS files: a domain and a profile for each party.
//!
//! Weight times evaluation over the largest evaluation: the weight is the most that the issue's options are worth, and
//! evaluations are in proportion. Whole numbers are written as items, but for profiles of boxes, where all issues must be
//! of whole numbers; then values of single levels are boxes too.

use super::super::axis::Axis;
use super::super::ceiling::{cut, most};
use super::super::source::File;
use super::super::valuation::{Admitted, Profile, Term};
use super::super::write::{Sheet, cannot, digits, file_name};
use crate::exact::Number;
use crate::model::Diagnostics;
use crate::text::quoted;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::fmt::Write;

/// Evaluations are whole numbers up to this size; beyond, they are the values themselves, if those are decimals.
const LARGEST: u32 = 1_000_000;

/// Writes the files; what cannot be written is noted.
pub(in super::super) fn domain_and_profiles(sheet: &Sheet, findings: &mut Diagnostics) -> Option<Vec<File>> {
    let profiles: Vec<Profile> = sheet.profiles.iter().map(|profile| uncut(profile, &sheet.axes)).collect();
    let boxes = profiles.iter().any(|profile| !profile.terms.is_empty());
    if boxes && !sheet.axes.iter().all(|axis| axis.integer.is_some_and(|(_, _, step)| step == 1)) {
        for profile in &profiles {
            if let Some(place) = profile.terms.first().and_then(|term| term.place.as_ref()) {
                let message = "GENIUS knows interactions only where all issues are whole numbers in steps of 1".into();
                cannot(place, message, "GeniusWeb, NegMAS and CSV have interactions", findings);
            }
        }
        return None;
    }
    let mut domain = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<negotiation_template>\n".to_owned();
    let _ = writeln!(domain, "  <utility_space number_of_issues=\"{}\">", sheet.axes.len());
    domain += "    <objective index=\"0\" name=\"root\" type=\"objective\" etype=\"objective\" description=\"\">\n";
    for (at, axis) in sheet.axes.iter().enumerate() {
        domain += &issue(at, axis, boxes, |at| item(at, axis, None));
    }
    domain += "    </objective>\n  </utility_space>\n</negotiation_template>\n";
    let name = sheet.title.as_deref().unwrap_or("domain");
    let mut files = vec![File::new(file_name(name, "xml", &[]), domain)];
    let mut whole = true;
    for profile in &profiles {
        let text =
            if boxes { nonlinear(profile, &sheet.axes, findings) } else { additive(profile, &sheet.axes, findings) };
        let Some(text) = text else {
            whole = false;
            continue;
        };
        let name = file_name(&profile.name, "xml", &files);
        files.push(File::new(name, text));
    }
    whole.then_some(files)
}

/// A profile without the interactions by which its utilities were cut at 1, since GENIUS cuts them itself; its ceiling says
/// so. The profile as it is, if its interactions are others.
fn uncut(profile: &Profile, axes: &[Axis]) -> Profile {
    let one = BigRational::one();
    let cuts = |term: &Term| {
        let bid: Vec<Option<usize>> = (0..axes.len())
            .map(|issue| {
                let at = term.when.iter().find(|(at, _)| *at == issue).map(|(_, admitted)| admitted);
                if let Some(Admitted::One(at)) = at { Some(*at) } else { None }
            })
            .collect();
        bid.iter().all(Option::is_some) && profile.worth_of(&bid) == one
    };
    let (cut_off, terms): (Vec<Term>, Vec<Term>) = profile.terms.iter().cloned().partition(cuts);
    let bare = Profile { terms, ceiling: Some(one.clone()), ..profile.clone() };
    let mut again = bare.clone();
    let same = |again: &Profile| {
        let added = again.terms.get(bare.terms.len()..).unwrap_or_default();
        let has = |term: &Term| added.iter().any(|one| one.add == term.add && positions(one) == positions(term));
        added.len() == cut_off.len() && cut_off.iter().all(has)
    };
    if !cut_off.is_empty() && cut(axes, &mut again).is_ok() && same(&again) {
        bare
    } else {
        Profile { ceiling: None, ..profile.clone() }
    }
}

/// The first position that each condition admits, in the order of the issues.
fn positions(term: &Term) -> Vec<(usize, usize)> {
    let mut positions: Vec<(usize, usize)> = term
        .when
        .iter()
        .map(|(issue, admitted)| match admitted {
            Admitted::One(at) | Admitted::Range(at, _) => (*issue, *at),
            Admitted::Any(any) => (*issue, any.first().copied().unwrap_or(0)),
        })
        .collect();
    positions.sort_unstable();
    positions
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn issue(at: usize, axis: &Axis, boxes: bool, item: impl Fn(usize) -> String) -> String {
    let (kind, index, name) = (if boxes { "integer" } else { "discrete" }, at + 1, escaped(&axis.id));
    let head =
        format!("      <issue index=\"{index}\" name=\"{name}\" type=\"{kind}\" etype=\"{kind}\" vtype=\"{kind}\"");
    if let Some((low, high, _)) = axis.integer.filter(|_| boxes) {
        return format!("{head} lowerbound=\"{low}\" upperbound=\"{high}\"/>\n");
    }
    let items: String = (0..axis.choices.len()).map(item).collect();
    format!("{head}>\n{items}      </issue>\n")
}

fn item(at: usize, axis: &Axis, evaluation: Option<&str>) -> String {
    let value = axis.choices.get(at).map(|choice| escaped(&choice.id)).unwrap_or_default();
    let evaluation = evaluation.map(|evaluation| format!(" evaluation=\"{evaluation}\"")).unwrap_or_default();
    format!("        <item index=\"{}\" value=\"{value}\"{evaluation}/>\n", at + 1)
}

fn ends(profile: &Profile, findings: &mut Diagnostics) -> Option<String> {
    let reservation = digits(&profile.disagreement(), &profile.place, findings)?;
    Some(format!("  <discount_factor value=\"1.0\"/>\n  <reservation value=\"{reservation}\"/>\n</utility_space>\n"))
}

const HEAD: &str =
    "    <objective index=\"0\" name=\"root\" type=\"objective\" etype=\"objective\" description=\"\">\n";

fn additive(profile: &Profile, axes: &[Axis], findings: &mut Diagnostics) -> Option<String> {
    let mut profile = profile.clone();
    let sound = profile.fold();
    if !sound || profile.ceiling.is_none() && profile.most() > BigRational::one() {
        let message = format!("the utilities of {} do not lie between 0 and 1", quoted(&profile.name));
        cannot(&profile.place, message, "GENIUS cuts them at 1; `--rescale` brings them between 0 and 1", findings);
        return None;
    }
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<utility_space>\n{HEAD}");
    let mut weights = String::new();
    for (at, (axis, worth)) in axes.iter().zip(&profile.worths).enumerate() {
        let worth = worth.as_ref()?;
        let values: Vec<BigRational> = worth.values().collect();
        let largest = values.iter().max().cloned().unwrap_or_default();
        let weight = digits(&largest, &worth.place, findings)?;
        let evaluations = evaluations(&values, &largest);
        text += &issue(at, axis, false, |at| item(at, axis, evaluations.get(at).map(String::as_str)));
        let _ = writeln!(weights, "      <weight index=\"{}\" value=\"{weight}\"/>", at + 1);
    }
    let ends = ends(&profile, findings)?;
    Some(format!("{text}{weights}    </objective>\n{ends}"))
}

/// Numbers in proportion to the values, the largest of which is not small.
fn evaluations(values: &[BigRational], largest: &BigRational) -> Vec<String> {
    if largest.is_zero() {
        return values.iter().map(|_| "0".to_owned()).collect();
    }
    let shares: Vec<BigRational> = values.iter().map(|value| value / largest).collect();
    let multiple = shares.iter().fold(BigInt::one(), |multiple, share| multiple.lcm(share.denom()));
    let decimal = values.iter().all(|value| Number::from(value.clone()).is_decimal());
    let factor = if multiple > BigInt::from(LARGEST) && decimal { largest.clone() } else { multiple.into() };
    shares.into_iter().map(|share| Number::from(share * &factor).to_string()).collect()
}

/// By issue, the first and the last position of a range.
type Ranges = Vec<(usize, usize, usize)>;

fn nonlinear(profile: &Profile, axes: &[Axis], findings: &mut Diagnostics) -> Option<String> {
    let above =
        profile.ceiling.is_none() && most(axes, profile).ok().flatten().is_none_or(|most| most > BigRational::one());
    if above {
        let message = format!("the utilities of {} do not lie between 0 and 1", quoted(&profile.name));
        cannot(&profile.place, message, "GENIUS cuts them at 1; `--rescale` brings them between 0 and 1", findings);
        return None;
    }
    let mut boxes: Vec<(Ranges, BigRational)> = Vec::new();
    if !profile.constant.is_zero() {
        boxes.push((Vec::new(), profile.constant.clone()));
    }
    for (issue, worth) in profile.worths.iter().enumerate() {
        let values = worth.iter().flat_map(|worth| worth.values()).enumerate();
        boxes.extend(values.filter(|(_, value)| !value.is_zero()).map(|(at, value)| (vec![(issue, at, at)], value)));
    }
    for term in &profile.terms {
        let mut ranges = Some(Vec::new());
        for (issue, admitted) in &term.when {
            match admitted {
                Admitted::One(at) => ranges.iter_mut().for_each(|ranges| ranges.push((*issue, *at, *at))),
                Admitted::Range(from, to) => ranges.iter_mut().for_each(|ranges| ranges.push((*issue, *from, *to))),
                Admitted::Any(_) => ranges = None,
            }
        }
        let Some(ranges) = ranges else {
            let place = term.place.as_ref().unwrap_or(&profile.place);
            cannot(place, "GENIUS knows ranges of whole numbers, and no lists of them".into(), "", findings);
            return None;
        };
        boxes.push((ranges, term.add.clone()));
    }
    let unit = boxes.iter().fold(BigInt::one(), |unit, (_, add)| unit.lcm(add.denom()));
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<utility_space type=\"nonlinear\">\n{HEAD}");
    for (at, axis) in axes.iter().enumerate() {
        text += &issue(at, axis, true, |_| String::new());
    }
    let _ = writeln!(text, "      <utility maxutility=\"{unit}\">");
    text += "        <ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">\n";
    for (ranges, add) in boxes {
        let add = Number::from(add * BigRational::from(unit.clone()));
        let _ = writeln!(text, "          <hyperRectangle utility=\"{add}\" weight=\"1\">");
        for (issue, from, to) in ranges {
            let level =
                |at: usize| axes.get(issue).and_then(|axis| axis.choices.get(at)).map(|choice| choice.id.as_str());
            let (from, to) = (level(from).unwrap_or_default(), level(to).unwrap_or_default());
            let _ = writeln!(text, "            <INCLUDES index=\"{}\" min=\"{from}\" max=\"{to}\"/>", issue + 1);
        }
        text += "          </hyperRectangle>\n";
    }
    text += "        </ufun>\n      </utility>\n    </objective>\n";
    let ends = ends(profile, findings)?;
    Some(text + &ends)
}
