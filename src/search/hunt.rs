//! What the searches for the best of one measure do alike, among options ([`super::direct`]) and among levels
//! ([`super::levels`]): a threshold that descends, and a product over as many parties as can gain.

use super::limits::Control;
use itertools::Itertools;
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// How far below the most a threshold starts: the distance to what the best package demands, halved so many times.
pub(super) const FIRST_DEPTH: u32 = 12;
/// After a round that was quick, so many halvings less.
const LEAP: u32 = 6;

/// A search for what reaches a threshold. `E` says why it ends early.
pub(super) trait Lowering<E> {
    /// The least weighted sum of anything that is as good as the best found, or that is asked for at all.
    fn needed(&self) -> Result<BigInt, E>;

    /// Looks at all that reaches so much, less some that is worse than the best; whether that was quick.
    fn above(&mut self, reached: &BigInt) -> Result<bool, E>;
}

/// Lowers the threshold from the most that anything reaches, in steps: one that is too high finds nothing, and costs little.
/// When it ends, everything as good as the best is found; if it ends early, `most` is what nothing better exceeds.
pub(super) fn lower<E>(
    search: &mut dyn Lowering<E>,
    mut depth: u32,
    most: &mut BigInt,
    control: &Control,
) -> Result<(), E> {
    let highest = most.clone();
    loop {
        let needed = search.needed()?;
        let reached = &highest - ((&highest - &needed) >> depth);
        if let (Some(bound), Some(found)) = (most.to_f64(), needed.to_f64()) {
            control.narrowed(bound, found);
        }
        let quick = search.above(&reached)?;
        // Whatever is as good as the best is above its threshold, and so among what was looked at.
        if depth == 0 || search.needed()? >= reached {
            return Ok(());
        }
        *most = reached;
        depth = depth.saturating_sub(if quick { LEAP } else { 1 });
    }
}

/// Asks for the largest product of gains over all who count, which asks each of them to gain; where they cannot, over all but
/// one of them, and so on. `best` is given powers, and finds nothing if these parties cannot all gain; what is found for as
/// many others is joined. None if nobody can gain, and not even nothing is acceptable.
pub(super) fn over_as_many_as_gain<F, E>(
    powers: &[u32],
    counted: &[usize],
    mut best: impl FnMut(Vec<u32>) -> Result<Option<F>, E>,
    mut join: impl FnMut(&mut F, F),
) -> Result<Option<F>, E> {
    for size in (0..=counted.len()).rev() {
        let mut joined: Option<F> = None;
        for gaining in counted.iter().copied().combinations(size) {
            let power = |party: usize| if gaining.contains(&party) { powers[party] } else { 0 };
            let found = best((0..powers.len()).map(power).collect())?;
            match (&mut joined, found) {
                (Some(joined), Some(found)) => join(joined, found),
                (None, found) => joined = found,
                (Some(_), None) => {}
            }
        }
        if joined.is_some() {
            return Ok(joined);
        }
    }
    Ok(None)
}
