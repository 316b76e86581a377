//! Equilibria of a game in which everybody chooses a tactic: pure ones, what is dominated, and of two parties mixed ones, in fractions.
//!
//! *Pure*: nobody gains by another tactic alone. *Dominated*: another tactic gains no less, whatever the others choose, and more against
//! something (strictly: against everything). *Mixed*, by support enumeration: two mixtures of equally many tactics, each of which makes the
//! tactics in the other one equally good and all others no better (Nash 1951; the pruning of supports by conditional dominance is that of
//! Porter, Nudelman and Shoham 2008). Where no mixture of some tactics leaves the other party more best replies than it mixes, each
//! equilibrium is such a pair (the game is not degenerate). Else there may be more, also some in which only one party mixes; then it is
//! said that not all are told. That is looked for in what strict dominance leaves: in each tactic, and in each mixture that makes equally
//! many tactics of the other party its best replies, which is enough, since more best replies have as many among them that determine
//! the mixture, or leave it open. Tactics that come to the same count as the first of them, and as such a tie.

use crate::exact::linear::kernel;
use crate::search::{Control, Stop};
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// Everybody chooses one of so many tactics.
pub(super) struct Choices {
    /// How many parties choose.
    pub players: usize,
    /// Among how many tactics.
    pub tactics: usize,
    /// By combination of choices, the last party's running fastest, and by party: what it gains.
    pub gains: Vec<Vec<BigRational>>,
}

/// A tactic than which another one is never worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dominated {
    /// By its place.
    pub tactic: usize,
    /// The other one.
    pub by: usize,
    /// Whether it is better against everything.
    pub strictly: bool,
}

/// How two parties mix tactics: by party and tactic, with which probability.
pub type Mixed = [Vec<BigRational>; 2];

/// The mixtures of two parties that are an equilibrium.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mixes {
    /// Those in which both mix.
    pub found: Vec<Mixed>,
    /// Whether there may be more, also such in which only one mixes, since tactics are equally good somewhere.
    pub ties: bool,
    /// Why not all were looked for, if a limit was met.
    pub stopped: Option<Stop>,
}

/// The combination at a place, where so many players choose one of so many tactics; the last one's choice runs fastest.
pub(super) fn choice(mut place: usize, players: usize, tactics: usize) -> Vec<usize> {
    let mut choice = vec![0; players];
    for own in choice.iter_mut().rev() {
        *own = place % tactics;
        place /= tactics;
    }
    choice
}

impl Choices {
    /// The place of a combination.
    pub fn place(&self, choice: &[usize]) -> usize {
        choice.iter().fold(0, |place, own| place * self.tactics + own)
    }

    /// The combination at a place.
    fn choice(&self, place: usize) -> Vec<usize> {
        choice(place, self.players, self.tactics)
    }

    /// What a party gains if it chooses otherwise.
    fn otherwise(&self, place: usize, player: usize, own: usize) -> &BigRational {
        let mut choice = self.choice(place);
        choice[player] = own;
        &self.gains[self.place(&choice)][player]
    }

    /// The combinations in which nobody gains by another choice alone.
    pub fn pure(&self) -> Vec<usize> {
        let stays = |place: &usize| {
            let better =
                |(player, own): (usize, usize)| self.otherwise(*place, player, own) > &self.gains[*place][player];
            !(0..self.players).cartesian_product(0..self.tactics).any(better)
        };
        (0..self.gains.len()).filter(stays).collect()
    }

    /// What is dominated for a party, each by the first that dominates it, strictly if one does.
    pub fn dominated(&self, player: usize) -> Vec<Dominated> {
        let against: Vec<usize> = (0..self.gains.len()).filter(|place| self.choice(*place)[player] == 0).collect();
        let compared = |tactic: usize, by: usize| {
            let pair = |place: &usize| (self.otherwise(*place, player, tactic), self.otherwise(*place, player, by));
            let mut pairs = against.iter().map(pair);
            let never_better = pairs.clone().all(|(own, other)| own <= other);
            let strictly = pairs.clone().all(|(own, other)| own < other);
            (never_better && pairs.any(|(own, other)| own < other)).then_some(Dominated { tactic, by, strictly })
        };
        let first = |tactic: usize| {
            let all: Vec<Dominated> = (0..self.tactics).filter_map(|by| compared(tactic, by)).collect();
            all.iter().find(|one| one.strictly).or(all.first()).copied()
        };
        (0..self.tactics).filter_map(first).collect()
    }

    /// The equilibria of two parties in which both mix.
    pub fn mixed(&self, control: &Control) -> Mixes {
        let mut mixes = Mixes::default();
        mixes.stopped = self.each_mix(control, &mut mixes.found, &mut mixes.ties).err();
        mixes
    }

    fn each_mix(&self, control: &Control, found: &mut Vec<Mixed>, ties: &mut bool) -> Result<(), Stop> {
        // By party, what it gains by its own choice and that of the other.
        let gain = |player: usize, own: usize, other: usize| {
            let choice = if player == 0 { [own, other] } else { [other, own] };
            &self.gains[self.place(&choice)][player]
        };
        let (left, merged) = self.undominated(&gain);
        // To a tactic, too, there should be one best reply.
        let several = |player: usize| {
            let replies = |other: &usize| {
                let most = left[player].iter().map(|own| gain(player, *own, *other)).max();
                left[player].iter().filter(|own| Some(gain(player, **own, *other)) == most).count()
            };
            left[1 - player].iter().any(|other| replies(other) > 1)
        };
        *ties |= merged || several(0) || several(1);
        let most = left[0].len().min(left[1].len());
        for size in 2..=most {
            for rows in left[0].iter().copied().combinations(size) {
                for columns in left[1].iter().copied().combinations(size) {
                    control.examined(1)?;
                    let supports = [&rows[..], &columns[..]];
                    // What the other one mixes, so that all that this one mixes are its best.
                    let [first, second] = [0, 1].map(|player| {
                        let (own, other) = (supports[player], supports[1 - player]);
                        replied(own, other, &left[player], &|own, other| gain(player, own, other))
                    });
                    *ties |= first.1 || second.1;
                    let (Some(of_second), Some(of_first)) = (first.0, second.0) else { continue };
                    let spread = |support: &[usize], shares: &[BigRational]| {
                        let mut all = vec![BigRational::zero(); self.tactics];
                        support.iter().zip(shares).for_each(|(at, share)| all[*at].clone_from(share));
                        all
                    };
                    found.push([spread(&rows, &of_first), spread(&columns, &of_second)]);
                }
            }
            control.check()?;
        }
        Ok(())
    }

    /// By party, the tactics that are left: without those that come to the same as an earlier one for both, and without what is strictly
    /// dominated among what is left, over and over. And whether some came to the same.
    fn undominated<'g>(&self, gain: &dyn Fn(usize, usize, usize) -> &'g BigRational) -> ([Vec<usize>; 2], bool) {
        let mut merged = false;
        let mut left = [(0..self.tactics).collect::<Vec<usize>>(), (0..self.tactics).collect()];
        loop {
            let before = left.clone();
            for player in [0, 1] {
                let others = left[1 - player].clone();
                let own = left[player].clone();
                let beaten = |at: usize| {
                    own.iter().any(|by| others.iter().all(|other| gain(player, at, *other) < gain(player, *by, *other)))
                };
                let same = |at: usize, by: usize| {
                    let alike = |other: &usize| {
                        gain(player, at, *other) == gain(player, by, *other)
                            && gain(1 - player, *other, at) == gain(1 - player, *other, by)
                    };
                    by < at && others.iter().all(alike)
                };
                let unbeaten: Vec<usize> = own.iter().copied().filter(|at| !beaten(*at)).collect();
                left[player] = unbeaten.iter().copied().filter(|at| !own.iter().any(|by| same(*at, *by))).collect();
                merged |= left[player].len() < unbeaten.len();
            }
            if left == before {
                return (left, merged);
            }
        }
    }
}

/// The shares of `other`, each above 0, with which all of `own` are the best of what is left to a party; none if there are no such shares,
/// or if these are open. And whether that is a tie: more are as good as there are shares above 0, or shares are open.
fn replied<'g>(
    own: &[usize],
    other: &[usize],
    left: &[usize],
    gain: &dyn Fn(usize, usize) -> &'g BigRational,
) -> (Option<Vec<BigRational>>, bool) {
    // What is worse than something else against all that the other mixes is not best.
    let beaten = |at: &usize| left.iter().any(|by| other.iter().all(|other| gain(*at, *other) < gain(*by, *other)));
    if own.iter().any(beaten) {
        return (None, false);
    }
    let Some((value, shares)) = balanced(own, other, &|own, other| gain(own, other).clone()) else {
        return (None, true);
    };
    let worth =
        |at: &usize| -> BigRational { other.iter().zip(&shares).map(|(other, share)| gain(*at, *other) * share).sum() };
    let outside = left.iter().filter(|at| !own.contains(at)).map(|at| worth(at).cmp(&value)).max();
    if shares.iter().any(Signed::is_negative) || outside == Some(Ordering::Greater) {
        return (None, false);
    }
    let mixes = shares.iter().all(Signed::is_positive);
    (Some(shares).filter(|_| mixes), !mixes || outside == Some(Ordering::Equal))
}

/// The shares of `other` with which all of `own` are worth the same, and what that is; none if that leaves them open, or cannot be.
fn balanced(
    own: &[usize],
    other: &[usize],
    gain: &dyn Fn(usize, usize) -> BigRational,
) -> Option<(BigRational, Vec<BigRational>)> {
    let size = other.len();
    // Columns: the shares, the worth, and 1.
    let mut rows: Vec<Vec<BigRational>> = own
        .iter()
        .map(|own| {
            let gains = other.iter().map(|other| gain(*own, *other));
            gains.chain([-BigRational::one(), BigRational::zero()]).collect()
        })
        .collect();
    let mut whole = vec![BigRational::one(); size];
    whole.extend([BigRational::zero(), -BigRational::one()]);
    rows.push(whole);
    let mut solution = kernel(rows)?;
    // A column before the last depends on others: then the shares are open, or there are none.
    let one = solution.pop()?;
    let worth = solution.pop()?;
    one.is_one().then_some((worth, solution))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Limits;

    fn q(numer: i64, denom: i64) -> BigRational {
        BigRational::new(numer.into(), denom.into())
    }

    fn two(rows: &[&[(i64, i64)]]) -> Choices {
        let gains = rows.iter().flat_map(|row| row.iter().map(|(one, other)| vec![q(*one, 1), q(*other, 1)])).collect();
        Choices { players: 2, tactics: rows.len(), gains }
    }

    #[test]
    fn known_games_have_their_equilibria() {
        let control = Control::new(&Limits::default());
        let prisoners = two(&[&[(3, 3), (0, 5)], &[(5, 0), (1, 1)]]);
        assert_eq!(prisoners.pure(), [3]);
        assert_eq!(prisoners.dominated(0), [Dominated { tactic: 0, by: 1, strictly: true }]);
        assert!(prisoners.mixed(&control).found.is_empty());
        // Battle of the sexes: two pure ones, and one in which each has its own with 2/3.
        let sexes = two(&[&[(2, 1), (0, 0)], &[(0, 0), (1, 2)]]);
        assert_eq!(sexes.pure(), [0, 3]);
        assert_eq!(sexes.mixed(&control).found, [[vec![q(2, 3), q(1, 3)], vec![q(1, 3), q(2, 3)]]]);
        // Rock, paper, scissors.
        let rock = two(&[&[(0, 0), (-1, 1), (1, -1)], &[(1, -1), (0, 0), (-1, 1)], &[(-1, 1), (1, -1), (0, 0)]]);
        assert!(rock.pure().is_empty() && rock.dominated(1).is_empty());
        let mixes = rock.mixed(&control);
        assert_eq!((mixes.found, mixes.ties), (vec![[vec![q(1, 3); 3], vec![q(1, 3); 3]]], false));
        // A tactic twice is as if it were there once.
        let twice = two(&[&[(2, 1), (0, 0), (2, 1)], &[(0, 0), (1, 2), (0, 0)], &[(2, 1), (0, 0), (2, 1)]]);
        let mixes = twice.mixed(&control);
        assert_eq!(mixes.found, [[vec![q(2, 3), q(1, 3), q(0, 1)], vec![q(1, 3), q(2, 3), q(0, 1)]]]);
        assert_eq!(twice.pure(), [0, 2, 4, 6, 8]);
        // One has a tactic that is always better, and the other one two that are as good against it: any mixture of these will do.
        let one_mixes = two(&[&[(0, 2), (0, 0)], &[(1, 4), (1, 4)]]);
        assert_eq!(one_mixes.mixed(&control), Mixes { found: Vec::new(), ties: true, stopped: None });
        // The same where the two differ against what is not dominated.
        let replies = two(&[&[(2, 3), (2, 3), (0, 0)], &[(0, 0), (3, 1), (1, 0)], &[(1, 0), (0, 1), (3, 2)]]);
        assert!(replies.mixed(&control).ties);
    }

    /// Whole numbers below a bound, one after the other.
    fn draws(mut state: u64) -> impl FnMut(u64) -> i64 {
        move |most| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % most) as i64
        }
    }

    /// Where no tie is told, supports of whatever size come to nothing else: of two tactics and three.
    #[test]
    fn without_ties_nobody_mixes_alone() {
        let mut draw = draws(11);
        let control = Control::new(&Limits::default());
        let mut without = 0;
        for _ in 0..500 {
            let tactics = 2 + draw(2) as usize;
            let gains = (0..tactics * tactics).map(|_| vec![q(draw(4), 1), q(draw(4), 1)]).collect();
            let game = Choices { players: 2, tactics, gains };
            if game.mixed(&control).ties {
                continue;
            }
            without += 1;
            // Two pure equilibria in which one party does the same would make each mixture of the other one an equilibrium.
            let pure = game.pure();
            let apart =
                |(one, other): (&usize, &usize)| one % tactics != other % tactics && one / tactics != other / tactics;
            assert!(pure.iter().array_combinations().all(|[one, other]| apart((one, other))), "{:?}", game.gains);
        }
        assert!(without > 10);
    }

    /// Whatever is found is an equilibrium; and a game has one, pure or mixed, if no tie hides it.
    #[test]
    fn what_is_found_is_an_equilibrium_and_there_is_one() {
        let mut draw = draws(5);
        let control = Control::new(&Limits::default());
        for case in 0..300 {
            let (tactics, most) = (1 + draw(4) as usize, if case % 3 == 0 { 4 } else { 1000 });
            let gains = (0..tactics * tactics).map(|_| vec![q(draw(most), 1), q(draw(most), 1)]).collect();
            let game = Choices { players: 2, tactics, gains };
            let (pure, mixes) = (game.pure(), game.mixed(&control));
            assert!(mixes.ties || !pure.is_empty() || !mixes.found.is_empty());
            // Without ties their number is odd (Wilson 1971).
            assert!(mixes.ties || most < 1000 || (pure.len() + mixes.found.len()) % 2 == 1, "{case}");
            for mix in &mixes.found {
                assert!(mix.iter().all(|own| own.iter().sum::<BigRational>() == q(1, 1)));
                let worth = |player: usize, own: usize| -> BigRational {
                    let all = mix[1 - player].iter().enumerate();
                    all.map(|(other, share)| {
                        let choice = if player == 0 { [own, other] } else { [other, own] };
                        share * &game.gains[game.place(&choice)][player]
                    })
                    .sum()
                };
                for (player, shares) in mix.iter().enumerate() {
                    let best = (0..tactics).map(|own| worth(player, own)).max().expect("a tactic");
                    assert!(
                        shares.iter().enumerate().all(|(own, share)| share.is_zero() || worth(player, own) == best)
                    );
                }
            }
        }
    }
}
