//! Equilibria of a game in which everybody chooses a tactic: pure ones, what is dominated, and of two parties mixed ones, in fractions.
//!
//! *Pure*: nobody gains by another tactic alone. *Dominated*: another tactic gains no less, whatever the others choose, and more against
//! something (strictly: against everything). *Mixed*, by support enumeration: two mixtures of equally many tactics, each of which makes the
//! tactics in the other one equally good and all others no better (Nash 1951; the pruning of supports by conditional dominance is that of
//! Porter, Nudelman and Shoham 2008). In a game without ties each equilibrium is such a pair. Tactics that come to the same, whatever the
//! others choose, count as the first of them; where other ties leave mixtures undetermined, this is said.

use crate::exact::linear::kernel;
use crate::search::{Control, Stop};
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

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
    /// Whether there may be more, since tactics are equally good somewhere.
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
        let left = self.undominated(&gain);
        let most = left[0].len().min(left[1].len());
        for size in 2..=most {
            for rows in left[0].iter().copied().combinations(size) {
                for columns in left[1].iter().copied().combinations(size) {
                    control.examined(1)?;
                    let supports = [&rows[..], &columns[..]];
                    // Nobody mixes in what is worse than something else against all that the other mixes.
                    let worse = |player: usize| {
                        let against = supports[1 - player];
                        let beaten = |own: usize, by: usize| {
                            against.iter().all(|other| gain(player, own, *other) < gain(player, by, *other))
                        };
                        supports[player].iter().any(|own| left[player].iter().any(|by| beaten(*own, *by)))
                    };
                    if worse(0) || worse(1) {
                        continue;
                    }
                    let [first, second] = [0, 1].map(|player| {
                        // What the other one mixes, so that all that this one mixes are equally good.
                        let (own, other) = (supports[player], supports[1 - player]);
                        balanced(own, other, &|own, other| gain(player, own, other).clone())
                    });
                    let (Some((values_one, of_second)), Some((values_two, of_first))) = (first, second) else {
                        *ties = true;
                        continue;
                    };
                    if of_first.iter().chain(&of_second).any(|share| !share.is_positive()) {
                        continue;
                    }
                    let value = |player: usize, own: usize| -> BigRational {
                        let (other, shares) = (supports[1 - player], [&of_second, &of_first][player]);
                        other.iter().zip(shares).map(|(other, share)| gain(player, own, *other) * share).sum()
                    };
                    let values = [values_one, values_two];
                    let outside = [0, 1].map(|player| {
                        let others = left[player].iter().filter(|own| !supports[player].contains(own));
                        others.map(|own| value(player, *own).cmp(&values[player])).max()
                    });
                    if outside.iter().flatten().any(|order| order.is_gt()) {
                        continue;
                    }
                    *ties |= outside.iter().flatten().any(|order| order.is_eq());
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
    /// dominated among what is left, over and over.
    fn undominated<'g>(&self, gain: &dyn Fn(usize, usize, usize) -> &'g BigRational) -> [Vec<usize>; 2] {
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
                left[player] =
                    own.iter().copied().filter(|at| !beaten(*at) && !own.iter().any(|by| same(*at, *by))).collect();
            }
            if left == before {
                return left;
            }
        }
    }
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
    }

    /// Whatever is found is an equilibrium; and a game has one, pure or mixed, if no tie hides it.
    #[test]
    fn what_is_found_is_an_equilibrium_and_there_is_one() {
        let mut state = 5u64;
        let mut draw = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % most) as i64
        };
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
