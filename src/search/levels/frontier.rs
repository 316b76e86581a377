//! The frontier of two parties: points and segments, exact, with the gaps between them.
//!
//! Every way to choose the options has a frontier of its own, a [chain](super::chain) of segments; the frontier is the
//! [envelope](super::envelope) of all chains. Few options matter. After a first envelope from the best corners, each of its
//! segments, and each gap between two, is a window: whatever is still missing there comes from options whose corners
//! reach the window's weighted sum and floors. [Going through](super::descend) these either finds none that is not known,
//! which proves the window, or new chains, which change the envelope. It ends because there are finitely many options.

use super::bounds::least_gains;
use super::chain::{Vertex, chains};
use super::cover;
use super::descend::each;
use super::envelope::{Envelope, Segment};
use super::ground::Ground;
use super::hunt::Hunt;
use crate::concept::{Measure, Utilitarian};
use crate::frontier::Frontier;
use crate::problem::{Corners, OptionId, Package, PartyId, View};
use crate::search::cuts::Cut;
use crate::search::weights::Guide;
use crate::search::{Agreement, Budget, Control, Counts, FrontierAnswer, NoList, Piece, Search, Status, Stop, Target};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeSet;

/// Weights with which the first envelope is begun.
const FIRST_WEIGHTS: u32 = 16;
/// After so many new chains a window is given up for the windows of the new envelope.
const ENOUGH: usize = 8;

impl Search<'_> {
    /// Why the frontier of a problem with continuous issues cannot be listed as it is asked for, if it cannot: told at once.
    pub fn refused(&self) -> Option<NoList> {
        match self.wanted() {
            _ if !self.view.problem().has_levels() => None,
            Some(_) => cover::no_direction(&self.view).map(NoList::Rules),
            None => (self.view.parties() != 2).then_some(NoList::NotTwoParties),
        }
    }

    /// The frontier of the target, where there are levels: of two parties as points and segments, or as a cover.
    pub(in crate::search) fn frontier_with_levels(self, target: Target) -> FrontierAnswer {
        // Both questions together have the time of one.
        let budget = Budget::new(&self.limits);
        let mut answer = self.pieces_of(target);
        if target == Target::Feasible && !matches!(answer.status, Status::Stopped(_)) {
            // Whether something of what is feasible can be agreed is another question.
            let question = self.view.search().concepts([&Utilitarian as _]).without_ideal().limits(budget.rest());
            answer.status = question.run().status;
        }
        answer
    }

    fn pieces_of(&self, target: Target) -> FrontierAnswer {
        let counts =
            Counts { all: self.view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let mut answer = FrontierAnswer {
            status: Status::Stopped(Stop::TooLarge),
            counts,
            ideal: None,
            complete: false,
            reached: None,
            cover: None,
            listed: 0,
            frontier: Frontier::default(),
            pieces: Vec::new(),
            refused: self.refused(),
        };
        if answer.refused.is_some() {
            return answer;
        }
        if target == Target::Acceptable && !self.view.acceptance().is_unanimous() {
            answer.status = Status::Stopped(Stop::Levels);
            return answer;
        }
        if self.view.has_rules_over_levels_worth() {
            answer.status = Status::Stopped(Stop::Levels);
            return answer;
        }
        if let Some(wanted) = self.wanted() {
            cover::cover(&self.view, target, &wanted, &self.limits, &mut answer);
            return answer;
        }
        let control = Control::new(&self.limits);
        let mut envelope = Envelope::default();
        let found = match Corners::new(&self.view) {
            Ok(corners) => trace(&self.view, &corners, target, &control, &mut envelope),
            Err(beyond) => Err(Stop::without_corners(beyond)),
        };
        answer.pieces = envelope.segments.iter().map(|segment| piece(&self.view, segment)).collect();
        answer.status = match found {
            Err(stop) => Status::Stopped(stop),
            Ok(()) if answer.pieces.is_empty() => Status::NoAgreement,
            Ok(()) => Status::Agreement,
        };
        answer.complete = found.is_ok();
        answer
    }
}

fn piece(view: &View, segment: &Segment) -> Piece {
    let end = |vertex: &Vertex| {
        Agreement::new(view, Package::new(&segment.options[..]).with_levels(vertex.levels.iter().cloned()))
    };
    Piece { from: end(&segment.from), to: end(&segment.to), from_open: segment.from_open, to_open: segment.to_open }
}

/// A part of the plane where something may be missing: above the line from one point to another, or from the corner
/// below both if there is a gap between them.
struct Window {
    from: [BigRational; 2],
    to: [BigRational; 2],
    gap: bool,
}

fn trace(
    view: &View,
    corners: &Corners,
    target: Target,
    control: &Control,
    envelope: &mut Envelope,
) -> Result<(), Stop> {
    let Some(ground) = Ground::new(view, corners, control)? else { return Ok(()) };
    let floors = least_gains(view, target);
    let mut hunt = Hunt::new(&ground, &floors, control);
    let mut seen: BTreeSet<Vec<OptionId>> = BTreeSet::new();
    let learn = |options: &[OptionId], envelope: &mut Envelope| -> Result<(), Stop> {
        for chain in chains(view, options, &floors, control)? {
            envelope.add(options, &chain);
        }
        Ok(())
    };
    // The ends, exactly; without them there is nothing.
    for party in 0..2 {
        let found = hunt.maximise(&Measure::gain_of(party, 2), false);
        if let Some(stop) = found.stop {
            return Err(stop);
        }
        let Some((options, _)) = found.best.into_iter().next() else { return Ok(()) };
        learn(&options, envelope)?;
        seen.insert(options);
    }
    for at in 1..FIRST_WEIGHTS {
        let share = f64::from(at) / f64::from(FIRST_WEIGHTS);
        let range = |seat: usize| ground.range(seat);
        let mut weights = vec![0.0; ground.view.parties()];
        weights[0] = share / range(0);
        weights[1] = (1.0 - share) / range(1);
        let corner = ground.structure.best(&ground.view, &weights);
        let options: Vec<OptionId> = (corner.options().iter().zip(&ground.continuous))
            .map(|(option, continuous)| if *continuous { OptionId::at(0) } else { option })
            .collect();
        if seen.insert(options.clone()) {
            learn(&options, envelope)?;
        }
    }
    // By the second party's gain: what is proven.
    let mut proven: BTreeSet<[BigRational; 2]> = BTreeSet::new();
    loop {
        let open = windows(envelope).into_iter().find(|window| {
            let [low, high] = [&window.from[1], &window.to[1]];
            !proven.iter().any(|[from, to]| from <= low && high <= to)
        });
        let Some(window) = open else { return Ok(()) };
        let mut found = 0;
        let mut again = false;
        let searched = search_window(&ground, &floors, &window, &mut seen, control, &mut |options| {
            learn(options, envelope)?;
            found += 1;
            if found >= ENOUGH {
                again = true;
                return Err(Stop::Interrupted);
            }
            Ok(())
        });
        match searched {
            Ok(()) => {
                proven.insert([window.from[1].clone(), window.to[1].clone()]);
            }
            Err(_) if again => {}
            Err(stop) => return Err(stop),
        }
    }
}

/// The windows of an envelope: above each segment, and between neighbours that do not meet.
fn windows(envelope: &Envelope) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut last: Option<&Vertex> = None;
    for segment in &envelope.segments {
        if let Some(last) = last.filter(|last| last.gains != segment.from.gains) {
            windows.push(Window { from: last.gains.clone(), to: segment.from.gains.clone(), gap: true });
        }
        if segment.from.gains != segment.to.gains {
            windows.push(Window { from: segment.from.gains.clone(), to: segment.to.gains.clone(), gap: false });
        }
        last = Some(&segment.to);
    }
    windows
}

/// Goes through all options not seen yet whose corners reach into the window.
fn search_window(
    ground: &Ground,
    floors: &[Option<BigRational>],
    window: &Window,
    seen: &mut BTreeSet<Vec<OptionId>>,
    control: &Control,
    learn: &mut dyn FnMut(&[OptionId]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let view = &ground.view;
    // Whatever is missing gives each at least this.
    let least = [window.to[0].clone(), window.from[1].clone()];
    let normal = [&window.to[1] - &window.from[1], &window.from[0] - &window.to[0]];
    let units: Vec<f64> = (0..2)
        .map(|party| {
            let slope = if window.gap { None } else { normal[party].to_f64() };
            slope.unwrap_or_else(|| {
                let scale = view.gain_scale(PartyId::at(party)).to_f64().unwrap_or(1.0);
                scale / ground.range(party)
            })
        })
        .collect();
    let of_range = |seat: usize, gain: &BigRational| {
        let scale = view.gain_scale(PartyId::at(seat)).to_f64()?;
        Some(gain.to_f64()? * scale / ground.range(seat))
    };
    let shares: Vec<Option<f64>> =
        (0..view.parties()).map(|seat| least.get(seat).map_or(Some(0.0), |least| of_range(seat, least))).collect();
    let found = ground.weights(&Guide::Sum(units), &shares);
    let scale = ground.scale(&found.weights, &found.above).ok_or(Stop::TooLarge)?;
    let at = |gains: [&BigRational; 2]| &scale.of_gains[0] * gains[0] + &scale.of_gains[1] * gains[1];
    // Above a line, a sum with weights of any proportions is least at one of its ends.
    let threshold = if window.gap {
        at([&least[0], &least[1]])
    } else {
        at([&window.from[0], &window.from[1]]).min(at([&window.to[0], &window.to[1]]))
    };
    let threshold = (threshold.ceil().to_integer() + &scale.base).to_i128().ok_or(Stop::TooLarge)?;
    let mut sums = vec![Cut { weights: scale.weights, threshold }];
    for seat in 0..view.parties() {
        let floor = match (least.get(seat), floors.get(seat)) {
            (None, _) => BigRational::zero(),
            (Some(least), Some(Some(floor))) => floor.clone().max(least.clone()),
            (Some(least), _) => least.clone(),
        };
        sums.push(ground.sum_for(seat, &floor).ok_or(Stop::TooLarge)?);
    }
    each(ground, sums, seen, control, &mut |options| learn(options).map(|()| None)).map(|_| ())
}
