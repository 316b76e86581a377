//! GENIUS files: a domain and a profile for each party.
//!
//! Weight times evaluation over the largest evaluation: the weight is the most that the issue's options are worth, and
//! evaluations are in proportion. Whole numbers are written as items, but for profiles of boxes, where all issues must be
//! of whole numbers; then values of single levels are boxes too. Continuous issues are real numbers with an evaluator, if
//! what they are worth is a line that may be cut at 0 and at its most, or a triangle.

use super::super::axis::Axis;
use super::super::extremes::most;
use super::super::source::File;
use super::super::valuation::{Admitted, Profile, Worth};
use super::super::write::{Sheet, cannot, digits, file_name};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::fmt::Write;
use zopa::exact::Number;
use zopa::model::Diagnostics;
use zopa::text::quoted;

/// Evaluations are whole numbers up to this size; beyond, they are the values themselves, if those are decimals.
const LARGEST: u32 = 1_000_000;

/// Writes the files; what cannot be written is noted.
pub(in super::super) fn domain_and_profiles(sheet: &Sheet, findings: &mut Diagnostics) -> Option<Vec<File>> {
    let profiles = &sheet.profiles;
    let boxes = profiles.iter().any(|profile| !profile.terms.is_empty());
    if boxes && !sheet.axes.iter().all(|axis| axis.integer.is_some_and(|(_, _, step)| step == 1)) {
        for profile in profiles {
            if let Some(place) = profile.terms.first().and_then(|term| term.place.as_ref()) {
                let message = "GENIUS knows interactions only where all issues are whole numbers in steps of 1".into();
                let continuous = sheet.axes.iter().any(|axis| axis.range.is_some());
                let help = if continuous { "" } else { "GeniusWeb, NegMAS and CSV have interactions" };
                cannot(place, message, help, findings);
            }
        }
        return None;
    }
    let mut domain = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<negotiation_template>\n".to_owned();
    let _ = writeln!(domain, "  <utility_space number_of_issues=\"{}\">", sheet.axes.len());
    domain += "    <objective index=\"0\" name=\"root\" type=\"objective\" etype=\"objective\" description=\"\">\n";
    for (at, axis) in sheet.axes.iter().enumerate() {
        domain += &match &axis.range {
            Some(range) => real(at, axis, range, "", findings)?,
            None => issue(at, axis, boxes, |at| item(at, axis, None)),
        };
    }
    domain += "    </objective>\n  </utility_space>\n</negotiation_template>\n";
    let name = sheet.title.as_deref().unwrap_or("domain");
    let mut files = vec![File::new(file_name(name, "xml", &[]), domain)];
    let mut whole = true;
    for profile in profiles {
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

/// An issue of real numbers, with what stands in it.
fn real(
    at: usize,
    axis: &Axis,
    [low, high]: &[BigRational; 2],
    evaluator: &str,
    findings: &mut Diagnostics,
) -> Option<String> {
    let (low, high) = (digits(low, &axis.place, findings), digits(high, &axis.place, findings));
    let (index, name) = (at + 1, escaped(&axis.id));
    Some(format!(
        "      <issue index=\"{index}\" name=\"{name}\" type=\"real\" etype=\"real\" vtype=\"real\">\n        \
         <range lowerbound=\"{}\" upperbound=\"{}\"/>\n{evaluator}      </issue>\n",
        low?, high?
    ))
}

/// How real numbers are valued: a weight, and the parameters of a function between 0 and 1.
struct Evaluator {
    kind: &'static str,
    weight: BigRational,
    parameters: Vec<BigRational>,
}

impl Evaluator {
    fn is_decimal(&self) -> bool {
        let decimal = |number: &BigRational| Number::from(number.clone()).is_decimal();
        decimal(&self.weight) && self.parameters.iter().all(decimal)
    }

    fn text(&self) -> String {
        let parameter =
            |(at, number): (usize, &BigRational)| format!(" parameter{at}=\"{}\"", Number::from(number.clone()));
        let parameters: String = self.parameters.iter().enumerate().map(parameter).collect();
        format!("        <evaluator ftype=\"{}\"{parameters}/>\n", self.kind)
    }
}

/// The ways to say what levels are worth, the best first; values are not negative.
fn evaluators(worth: &Worth) -> Vec<Evaluator> {
    let points: Vec<(BigRational, BigRational)> = worth.levels.iter().cloned().zip(worth.values()).collect();
    let largest = points.iter().map(|(_, value)| value.clone()).max().unwrap_or_default();
    let line = |weight: &BigRational, [bias, slope]: [BigRational; 2]| {
        let parameters = vec![bias / weight, slope / weight];
        Evaluator { kind: "linear", weight: weight.clone(), parameters }
    };
    let (zero, one) = (BigRational::zero(), BigRational::one());
    if largest.is_zero() {
        return vec![Evaluator { kind: "linear", weight: zero.clone(), parameters: vec![zero.clone(), zero] }];
    }
    let mut ways = Vec::new();
    if let Some(straight) = worth.line() {
        ways.push(line(&largest, straight.clone()));
        if largest <= one {
            ways.push(line(&one, straight));
        }
    }
    let pairs = || points.iter().zip(points.iter().skip(1));
    let mut sloped = pairs().filter(|((_, from), (_, to))| from != to);
    if let (Some(((x0, y0), (x1, y1))), None) = (sloped.next(), sloped.next()) {
        // Where it is level, it is cut: at 0, or at the most.
        let cut = pairs().filter(|((_, from), (_, to))| from == to).all(|((_, at), _)| at.is_zero() || *at == largest);
        let slope = (y1 - y0) / (x1 - x0);
        if cut && points.len() > 2 {
            let straight = [y0 - &slope * x0, slope];
            ways.push(line(&largest, straight.clone()));
            // If it is not cut at the most, the most may be less than 1.
            if largest <= one && pairs().all(|((_, from), (_, to))| from != to || from.is_zero()) {
                ways.push(line(&one, straight));
            }
        }
    }
    ways.extend(triangle(&points, &largest));
    ways
}

/// A triangle: up from 0 to the most, and down again; perhaps beyond the levels that there are.
fn triangle(points: &[(BigRational, BigRational)], largest: &BigRational) -> Option<Evaluator> {
    let top = points.iter().position(|(_, value)| value == largest)?;
    let peak = &points.get(top)?.0;
    // From the top outwards: one slope, and perhaps nothing any more.
    let foot = |side: &[&(BigRational, BigRational)], outwards: BigRational| match side {
        [] => Some(peak + outwards),
        [(level, value)] if value < largest => Some(peak + (level - peak) * largest / (largest - value)),
        [(level, value), (_, end)] if value.is_zero() && end.is_zero() => Some(level.clone()),
        _ => None,
    };
    let left: Vec<_> = points.iter().take(top).rev().collect();
    let right: Vec<_> = points.iter().skip(top + 1).collect();
    let one = BigRational::one();
    let (low, high) = (foot(&left, -&one)?, foot(&right, one)?);
    Some(Evaluator { kind: "triangular", weight: largest.clone(), parameters: vec![low, high, peak.clone()] })
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
    let as_written = profile.clone();
    let mut sound = profile.fold();
    let of_levels = |worth: &&Worth| !worth.levels.is_empty();
    if profile.worths.iter().flatten().filter(of_levels).any(|worth| evaluators(worth).is_empty()) {
        // Perhaps it is a triangle, once what all levels are worth is counted elsewhere.
        profile = as_written;
        sound = profile.shift();
    }
    if !sound || profile.ceiling.is_none() && profile.most() > BigRational::one() {
        let message = format!("the utilities of {} do not lie between 0 and 1", quoted(&profile.name));
        cannot(&profile.place, message, "GENIUS cuts them at 1; `--rescale` brings them between 0 and 1", findings);
        return None;
    }
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<utility_space>\n{HEAD}");
    let mut weights = String::new();
    for (at, (axis, worth)) in axes.iter().zip(&profile.worths).enumerate() {
        let worth = worth.as_ref()?;
        if let Some(range) = &axis.range {
            let ways = evaluators(worth);
            let Some(evaluator) = ways.iter().find(|way| way.is_decimal()) else {
                let (message, help) = if ways.is_empty() {
                    let message = format!(
                        "GENIUS has lines that are cut at 0 and at the most, and triangles: what levels of {} are worth is \
                         neither",
                        quoted(&axis.id)
                    );
                    (message, "")
                } else {
                    let message = format!(
                        "what levels of {} are worth has no finite decimal form as a function between 0 and 1",
                        quoted(&axis.id)
                    );
                    (message, "with `--rescale` fractions become decimals, where the function is a straight line")
                };
                cannot(&worth.place, message, help, findings);
                return None;
            };
            text += &real(at, axis, range, &evaluator.text(), findings)?;
            let weight = Number::from(evaluator.weight.clone());
            let _ = writeln!(weights, "      <weight index=\"{}\" value=\"{weight}\"/>", at + 1);
            continue;
        }
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
