//! A cover of a frontier point by point, where diagrams cannot hold what is feasible.
//!
//! What a point does not cover asks one of the parties for more than the point gives it and the tolerance together. So the
//! packages are divided into [zones](super::zones) that ask every party for at least so much; when all of them are empty, everything is
//! covered.
//!
//! Whether a zone is empty is hard to tell where its corner is close to the frontier. It need not be told: a package that
//! falls short of the corner by less than the tolerance covers what is at the corner, too. So a search of a
//! zone ends with the first package that is nearly in it, or with the proof that none is in it; what climbs do not
//! find and bounds do not exclude is smaller than a tolerance. What is found in one zone, and what is proven of it,
//! is known in the next one.

use super::branch;
use super::direct::{self, Any, Nearly};
use super::eliminate::Target;
use super::limits::{Control, Stop};
use super::local::Local;
use super::zones::{Zone, roots, without};
use crate::concept::Shape;
use crate::frontier::{Point, nondominated_points};
use crate::problem::{Package, View};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;

/// So many of the packages known are kept to begin the next searches with.
const KEPT: usize = 1 << 8;

/// Packages that a climb to what is best or worst for a party may look at.
const CLIMB_STEPS: usize = 20_000;

/// Where a zone is not soon settled, a package will do that falls short of its corner by all but this part of the tolerance.
const LEFT: i64 = 8;

/// Packages that have been met, and what is known of zones.
pub(super) struct Known<'v> {
    view: &'v View<'v>,
    /// Feasible or not: what weights are looked for with.
    packages: Vec<Package>,
    /// By party, its least and its largest utility among the feasible ones.
    extremes: Vec<(i64, i64)>,
    /// Corners of zones without a package.
    empty: Vec<Zone>,
}

impl<'v> Known<'v> {
    /// Climbs to what is about best, and about worst, for each party. None of it need be feasible.
    pub(super) fn new(view: &'v View<'v>, control: &Control) -> Result<Self, Stop> {
        let parties = view.parties();
        let root = roots(view, Target::Feasible).remove(0);
        let anything = view.at_least(&root);
        let mut known = Known { view, packages: Vec::new(), extremes: vec![(0, 0); parties], empty: Vec::new() };
        let towards = || (0..parties).flat_map(|party| [(party, 1), (party, -1)]);
        for (party, sign) in towards() {
            control.check()?;
            let weights: Vec<f64> =
                (0..parties).map(|other| if other == party { f64::from(sign) } else { 0.0 }).collect();
            known.packages.push(branch::promising(&anything, &weights));
        }
        let mut feasible: Vec<Package> =
            known.packages.iter().filter(|package| view.is_feasible(package)).cloned().collect();
        if feasible.len() < known.packages.len() {
            // From a feasible package a climb leads to others.
            let start = match feasible.first() {
                Some(start) => Some(start.clone()),
                None => known.search(&root, &root, &vec![0; parties], control)?.map(|point| point.package),
            };
            let local = Local::new(&anything);
            for (start, (party, sign)) in start.iter().flat_map(|start| towards().map(move |towards| (start, towards)))
            {
                control.check()?;
                let unit = |other: usize| (other == party).then(|| BigInt::from(sign));
                let shape = Shape::Sum { units: (0..parties).map(unit).collect() };
                let package = Package::new(local.climb(&shape, start.options().to_vec(), CLIMB_STEPS));
                feasible.extend(Some(package).filter(|package| view.is_feasible(package)));
            }
        }
        let feasible: Vec<Vec<i64>> = feasible.iter().map(|package| view.problem().utilities(package)).collect();
        for (party, extremes) in known.extremes.iter_mut().enumerate() {
            let own = || feasible.iter().map(|utilities| utilities[party]);
            *extremes = (own().min().unwrap_or(0), own().max().unwrap_or(0));
        }
        Ok(known)
    }

    /// By party, what separates these.
    pub(super) fn ranges(&self) -> Vec<i64> {
        self.extremes.iter().map(|(least, most)| most - least).collect()
    }

    /// Points of a target such that every package of it is worse for nobody by more than the tolerance than one of them: no less than
    /// that, if there is any package. At most so many points, in the order of the frontier.
    pub(super) fn cover(
        &mut self,
        target: Target,
        tolerance: &[i64],
        most: usize,
        control: &Control,
    ) -> Result<Vec<Point>, Stop> {
        let mut found: Vec<Point> = Vec::new();
        let room = control.room(usize::MAX, 64 + 16 * tolerance.len());
        for root in roots(self.view, target) {
            let mut zones = vec![root.clone()];
            for point in &found {
                zones = without(&zones, &reached(&point.utilities, tolerance), control)?;
            }
            loop {
                let empty = &self.empty;
                zones.retain(|zone| !empty.iter().any(|corner| corner.iter().zip(zone).all(|(a, b)| a <= b)));
                control.examined((zones.len() * (1 + empty.len())) as u64)?;
                if zones.len() > room {
                    return Err(Stop::PointLimit);
                }
                // The widest first; of equally wide ones the first.
                zones.sort_unstable();
                let wide = |zone: &Zone| self.width(zone);
                let widest =
                    (0..zones.len()).max_by(|a, b| wide(&zones[*a]).total_cmp(&wide(&zones[*b])).then(b.cmp(a)));
                let Some(widest) = widest else { break };
                let zone = zones.swap_remove(widest);
                match self.search(&root, &zone, tolerance, control)? {
                    None => self.empty.push(zone),
                    Some(_) if found.len() == most => return Err(Stop::PointLimit),
                    Some(point) => {
                        zones.push(zone);
                        zones = without(&zones, &reached(&point.utilities, tolerance), control)?;
                        found.push(point);
                    }
                }
            }
        }
        Ok(nondominated_points(found))
    }

    /// How large a zone is, as far as packages are known.
    fn width(&self, zone: &Zone) -> f64 {
        let own = |((least, most), corner): (&(i64, i64), &i64)| {
            let range = (most - least).max(1) as f64;
            ((*most - (*corner).max(*least)) as f64 / range).max(1e-3)
        };
        self.extremes.iter().zip(zone).map(own).product()
    }

    /// A package that falls short of a zone's corner by less than the tolerance, and not of the root's; none if no package lies
    /// in the zone. By half the tolerance, if that is soon settled; else by nearly all of it.
    fn search(
        &mut self,
        root: &Zone,
        zone: &Zone,
        tolerance: &[i64],
        control: &Control,
    ) -> Result<Option<Point>, Stop> {
        let ranges: Vec<i64> = self.ranges().into_iter().map(|range| range.max(1)).collect();
        let mut search = |short: &dyn Fn(i64) -> i64, patient: bool| {
            let near = |((corner, tolerance), floor): ((&i64, &i64), &i64)| (corner - short(*tolerance)).max(*floor);
            let from: Vec<i64> = zone.iter().zip(tolerance).zip(root).map(near).collect();
            let nearly = Nearly { from: &from, corner: zone, ranges: &ranges };
            let found = direct::any(self.view, &nearly, &mut self.packages, patient, control);
            self.packages.drain(..self.packages.len().saturating_sub(KEPT));
            found
        };
        let mut found = search(&|tolerance| tolerance / 2, false)?;
        if let Any::Open = found {
            found = search(&|tolerance| tolerance - Integer::div_ceil(&tolerance, &LEFT), true)?;
        }
        let Any::Found(package) = found else { return Ok(None) };
        let utilities = self.view.problem().utilities(&package);
        for ((least, most), own) in self.extremes.iter_mut().zip(&utilities) {
            (*least, *most) = ((*least).min(*own), (*most).max(*own));
        }
        Ok(Some(Point { utilities: utilities.into(), packages: BigUint::from(1u32), package }))
    }
}

/// What a point covers.
fn reached(utilities: &[i64], tolerance: &[i64]) -> Vec<i64> {
    utilities.iter().zip(tolerance).map(|(own, tolerance)| own.saturating_add(*tolerance)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::search::{Engine, Interrupt, Limits};
    use serde_json::{Map, Value, json};

    /// Numbers that are the same everywhere.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
    }

    /// A random problem in which most pairs of issues are linked: few different values or many, opposed interests, decimals, rules,
    /// quotas, ceilings, parties whom nothing pleases, and sometimes nothing that is feasible.
    fn problem(numbers: &mut Numbers) -> Problem {
        let (parties, issues) = (2 + numbers.below(3), 2 + numbers.below(4));
        let options = 2 + numbers.below(2);
        let (party, issue, option) =
            (|at: u64| format!("p{at}"), |at: u64| format!("i{at}"), |at: u64| format!("o{at}"));
        let values = [2, 10, 1000][numbers.below(3) as usize];
        let divisor = [1.0, 10.0][numbers.below(2) as usize];
        let opposed = numbers.below(3) == 0;
        let mut utilities = Map::new();
        for own in 0..parties {
            let worth = |at: u64, numbers: &mut Numbers| match opposed && own < 2 {
                true => (if own == 0 { at } else { options - 1 - at } * values / options) as f64 / divisor,
                false => numbers.below(values + 1) as f64 / divisor,
            };
            let row = |numbers: &mut Numbers| -> Value {
                (0..options).map(|at| (option(at), json!(worth(at, numbers)))).collect::<Map<_, _>>().into()
            };
            let of: Map<String, Value> = (0..issues).map(|at| (issue(at), row(numbers))).collect();
            let mut tables = Vec::new();
            for (first, second) in (0..issues).flat_map(|second| (0..second).map(move |first| (first, second))) {
                if numbers.below(3) > 0 {
                    let mut cell = || json!((numbers.below(2 * values + 1) as f64 - values as f64) / divisor);
                    let rows: Vec<Vec<Value>> = (0..options).map(|_| (0..options).map(|_| cell()).collect()).collect();
                    tables.push(json!({ "issues": [issue(first), issue(second)], "add": rows }));
                }
            }
            let mut described = json!({ "values": of });
            if !tables.is_empty() {
                described["tables"] = tables.into();
            }
            if numbers.below(8) == 0 {
                described["at_most"] = json!((issues * values) as f64 * 0.6 / divisor);
            }
            utilities.insert(party(own), described);
        }
        let disagreement = |numbers: &mut Numbers| json!((issues * values * numbers.below(8) / 10) as f64 / divisor);
        let all: Map<String, Value> =
            (0..parties).map(|at| (party(at), json!({ "disagreement": disagreement(numbers) }))).collect();
        let named: Vec<String> = (0..options).map(option).collect();
        let of: Map<String, Value> = (0..issues).map(|at| (issue(at), json!({ "options": named }))).collect();
        let mut forbid = || {
            let first = numbers.below(issues);
            let second = (first + 1) % issues;
            json!({ "forbid": { issue(first): option(numbers.below(options)), issue(second): option(numbers.below(options)) } })
        };
        let mut rules: Vec<Value> = (0..2).map(|_| forbid()).collect();
        if numbers.below(10) == 0 {
            rules.extend((0..options).map(|at| json!({ "forbid": { issue(0): option(at) } })));
        }
        rules.dedup();
        let mut model = json!({ "zopa": 1, "parties": all, "issues": of, "utilities": utilities, "rules": rules });
        if numbers.below(4) == 0 {
            model["acceptance"] = json!({ "quota": parties - 1 });
        }
        Problem::from_json(&model.to_string()).expect("a model")
    }

    /// Whether every point is covered by one of those found.
    fn covered(whole: &[Point], found: &[Point], tolerance: &[i64]) -> bool {
        let covers = |by: &Point, point: &Point| {
            by.utilities.iter().zip(&point.utilities).zip(tolerance).all(|((by, own), most)| own - by <= *most)
        };
        whole.iter().all(|point| found.iter().any(|by| covers(by, point)))
    }

    #[test]
    fn whatever_is_found_covers_every_package() {
        let mut numbers = Numbers(18);
        let (mut long, mut empty, mut exact, mut stopped) = (0, 0, 0, 0);
        let times = std::env::var("ZOPA_CASES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
        for round in 0..120 * times {
            let problem = problem(&mut numbers);
            let view = problem.view();
            for target in [Target::Acceptable, Target::Feasible] {
                let whole = view.clone().search().engine(Engine::Enumerate).frontier(target).frontier.points;
                let limits = Limits::default();
                let control = Control::new(&limits);
                let mut known = Known::new(&view, &control).expect("no limit");
                let part = [0, 4, 10, 30][numbers.below(4) as usize];
                let tolerance: Vec<i64> = known.ranges().iter().map(|range| range * part / 100).collect();
                let found = known.cover(target, &tolerance, usize::MAX, &control).expect("no limit");
                assert!(
                    covered(&whole, &found, &tolerance),
                    "round {round}: {whole:?} by {found:?} within {tolerance:?}"
                );
                for point in &found {
                    assert_eq!(*problem.utilities(&point.package), *point.utilities);
                    assert!(view.is_feasible(&point.package));
                    assert!(target == Target::Feasible || view.is_acceptable(&point.utilities));
                }
                if part == 0 {
                    let vectors = |points: &[Point]| points.iter().map(|one| one.utilities.clone()).collect::<Vec<_>>();
                    assert_eq!(vectors(&found), vectors(&whole));
                    exact += 1;
                }
                long += usize::from(whole.len() > 10 && part > 0);
                empty += usize::from(whole.is_empty());
                // Stopped at any moment, nothing is promised.
                let limits = Limits { interrupt: Interrupt::at_look(1 + numbers.below(30)), ..Limits::default() };
                let control = Control::new(&limits);
                let again = Known::new(&view, &control)
                    .and_then(|mut known| known.cover(target, &tolerance, usize::MAX, &control));
                match again {
                    Ok(points) => assert_eq!(points.len(), found.len()),
                    Err(stop) => {
                        assert_eq!(stop, Stop::Interrupted);
                        stopped += 1;
                    }
                }
            }
        }
        assert!(long > 10 && empty > 5 && exact > 20 && stopped > 20, "{long} {empty} {exact} {stopped}");
    }
}
