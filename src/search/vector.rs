//! Partial sums of utilities, packed: one number for a whole vector wherever the ranges allow it.
//!
//! What is packed counts from a base at which nothing is negative. The first party stands in the highest bits, so that
//! packed numbers compare as vectors do, from the first party on, and one addition adds to every party at once. The
//! highest bit of each field stays free: a subtraction that needs it shows which party has too little.

/// A vector of `N` numbers that are not negative.
pub(super) trait Vector<const N: usize>: Copy + Ord + Send + Sync {
    /// How many bits the largest number of a party may have.
    const BITS: u32;
    /// Packs numbers that fit.
    fn pack(values: &[i64; N]) -> Self;
    /// The numbers.
    fn unpack(self) -> [i64; N];
    /// The sum with another one; its numbers have to fit.
    fn plus(self, other: Self) -> Self;
    /// The number of one party.
    fn of(self, party: usize) -> i64;
    /// Whether no number is below that of another vector.
    fn reaches(self, other: Self) -> bool;
}

impl<const N: usize> Vector<N> for [i64; N] {
    const BITS: u32 = i64::BITS - 1;

    fn pack(values: &[i64; N]) -> Self {
        *values
    }

    fn unpack(self) -> [i64; N] {
        self
    }

    fn plus(mut self, other: Self) -> Self {
        self.iter_mut().zip(&other).for_each(|(sum, more)| *sum += more);
        self
    }

    fn of(self, party: usize) -> i64 {
        self[party]
    }

    fn reaches(self, other: Self) -> bool {
        self.iter().zip(&other).all(|(a, b)| a >= b)
    }
}

macro_rules! packed {
    ($($word:ty),*) => {$(
        impl<const N: usize> Vector<N> for $word {
            const BITS: u32 = (<$word>::BITS / N as u32).saturating_sub(1);

            fn pack(values: &[i64; N]) -> Self {
                let width = <$word>::BITS / N as u32;
                values.iter().fold(0, |packed, value| packed << width | *value as $word)
            }

            fn unpack(self) -> [i64; N] {
                std::array::from_fn(|party| Vector::<N>::of(self, party))
            }

            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            fn of(self, party: usize) -> i64 {
                let width = <$word>::BITS / N as u32;
                (self >> (width * (N - 1 - party) as u32) & ((1 << width) - 1)) as i64
            }

            fn reaches(self, other: Self) -> bool {
                let width = <$word>::BITS / N as u32;
                let free = (0..N as u32).fold(0, |bits, field| bits | 1 << (width * field + width - 1));
                ((self | free) - other) & free == free
            }
        }
    )*};
}

packed!(u64, u128);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same<const N: usize, V: Vector<N>>(one: [i64; N], other: [i64; N]) {
        let most = 1i64 << (V::BITS - 1);
        let [one, other] = [one, other].map(|values| values.map(|value| value % most));
        let [a, b] = [one, other].map(|values| V::pack(&values));
        assert_eq!(a.unpack(), one);
        assert_eq!(a.cmp(&b), one.cmp(&other));
        assert_eq!(a.plus(b).unpack(), one.plus(other));
        assert_eq!(a.reaches(b), one.reaches(other));
        assert!((0..N).all(|party| a.of(party) == one[party]));
    }

    proptest! {
        #[test]
        fn packed_vectors_are_vectors(
            three in prop::array::uniform2(prop::array::uniform3(0..1i64 << 40)),
            four in prop::array::uniform2(prop::array::uniform4(prop_oneof![0..4i64, 0..1i64 << 40])),
            eight in prop::array::uniform2(prop::array::uniform8(prop_oneof![0..4i64, 0..1i64 << 40])),
        ) {
            same::<3, u64>(three[0], three[1]);
            same::<3, u128>(three[0], three[1]);
            same::<4, u64>(four[0], four[1]);
            same::<4, u128>(four[0], four[1]);
            same::<8, u128>(eight[0], eight[1]);
        }
    }
}
