//! Which vectors are nowhere above one of many: a tree of them, divided by one coordinate after the other, in which each part knows
//! the most that its vectors have of each.

use crate::{Answer, Work};

/// Parts of so many vectors are not divided.
const PART: usize = 8;

pub struct Above {
    n: usize,
    /// The vectors, those of each part together.
    vectors: Vec<i64>,
    /// Where each of those that were given stands.
    place: Vec<usize>,
    /// Which of them count.
    counted: Vec<bool>,
    /// By part, the most of each coordinate of those that count; the parts of part k are 2k + 1 and 2k + 2.
    most: Vec<i64>,
}

impl Above {
    /// A tree of vectors, none of which counts yet.
    pub fn new(vectors: &[&[i64]], n: usize) -> Above {
        let (mut order, mut parts) = ((0..vectors.len()).collect::<Vec<usize>>(), 1);
        let mut open = vec![(0, 0, vectors.len(), 0)];
        while let Some((part, from, to, depth)) = open.pop() {
            parts = parts.max(part + 1);
            if to - from > PART && n > 0 {
                let middle = (from + to) / 2;
                let coordinate = |at: &usize| (vectors[*at][depth % n], *at);
                order[from..to].select_nth_unstable_by_key(middle - from, coordinate);
                open.extend([(2 * part + 1, from, middle, depth + 1), (2 * part + 2, middle, to, depth + 1)]);
            }
        }
        let mut place = vec![0; vectors.len()];
        order.iter().enumerate().for_each(|(at, own)| place[*own] = at);
        Above {
            n,
            vectors: order.iter().flat_map(|at| vectors[*at]).copied().collect(),
            place,
            counted: vec![false; vectors.len()],
            most: vec![i64::MIN; parts * n],
        }
    }

    /// Lets one of the vectors count.
    pub fn count(&mut self, vector: usize) {
        let (at, n) = (self.place[vector], self.n);
        self.counted[at] = true;
        let (mut part, mut from, mut to) = (0, 0, self.counted.len());
        loop {
            let own = &self.vectors[at * n..][..n];
            self.most[part * n..][..n].iter_mut().zip(own).for_each(|(most, one)| *most = (*most).max(*one));
            if to - from <= PART || n == 0 {
                return;
            }
            let middle = (from + to) / 2;
            (part, from, to) = if at < middle { (2 * part + 1, from, middle) } else { (2 * part + 2, middle, to) };
        }
    }

    /// Whether a vector is nowhere above one that counts.
    pub fn covers(&self, v: &[i64], work: &mut Work) -> Answer<bool> {
        let n = self.n;
        let mut open = vec![(0, 0, self.counted.len())];
        while let Some((part, from, to)) = open.pop() {
            work.spend(1)?;
            if from == to || v.iter().zip(&self.most[part * n..][..n]).any(|(one, most)| one > most) {
                continue;
            }
            if to - from > PART && n > 0 {
                let middle = (from + to) / 2;
                open.extend([(2 * part + 1, from, middle), (2 * part + 2, middle, to)]);
                continue;
            }
            let covers = |at: usize| self.counted[at] && v.iter().zip(&self.vectors[at * n..]).all(|(a, b)| a <= b);
            if (from..to).any(covers) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
