//! How files are bent: by bytes, by the words and numbers in them, and by whole parts of other files. JSON is mostly bent as a
//! tree, so that it stays JSON, and more of what is behind the reader is reached.

use crate::corpus::{Case, Corpus};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use serde_json::Value;
use std::ops::Range;

/// A file does not grow beyond this.
const LARGEST: usize = 100_000;

/// What stands where numbers are hard: ends of types, long fractions, and what is no number at all.
const NUMBERS: [&str; 30] = [
    "0",
    "-0",
    "1",
    "-1",
    "0.1",
    "1e-18",
    "1e18",
    "-1e18",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "2305843009213693951",
    "2305843009213693952",
    "0.333333333333333333",
    "1e400",
    "1e-400",
    "\"1/3\"",
    "\"-7/9\"",
    "\"1000000007/998244353\"",
    "100000",
    "64",
    "16",
    "17",
    "65535",
    "65536",
    "null",
    "true",
    "{\"value\": 1, \"low\": -3, \"high\": 4}",
    "NaN",
    "-Infinity",
];

/// A number below another one.
pub fn below(random: &mut ChaCha8Rng, most: usize) -> usize {
    (random.next_u64() % most.max(1) as u64) as usize
}

/// A case with one to some changes.
pub fn bend(corpus: &Corpus, random: &mut ChaCha8Rng) -> Case {
    let mut case = corpus.cases[below(random, corpus.cases.len())].clone();
    let other = &corpus.cases[below(random, corpus.cases.len())];
    for _ in 0..=below(random, 4) * below(random, 2) {
        let at = below(random, case.files.len());
        let donor = &other.files[below(random, other.files.len())].bytes;
        let bytes = &mut case.files[at].bytes;
        if below(random, 4) == 0 || !change_tree(bytes, donor, random) {
            change(bytes, donor, random);
        }
    }
    if case.files.len() > 1 && below(random, 20) == 0 {
        let at = below(random, case.files.len());
        case.files.remove(at);
    }
    case
}

/// One change of a JSON file as a tree; false if it is none.
fn change_tree(bytes: &mut Vec<u8>, donor: &[u8], random: &mut ChaCha8Rng) -> bool {
    let Ok(mut tree) = serde_json::from_slice::<Value>(bytes) else { return false };
    let mut part = match below(random, 3) {
        0 => NUMBERS[below(random, NUMBERS.len())].parse().unwrap_or(Value::Null),
        1 => some(&tree, random).clone(),
        _ => serde_json::from_slice::<Value>(donor).map_or(Value::Null, |donor| some(&donor, random).clone()),
    };
    let at = below(random, count(&tree));
    let Some(place) = node(&mut tree, &mut { at }) else { return false };
    match place {
        Value::Array(list) if below(random, 2) == 0 && !list.is_empty() => {
            let (first, second) = (below(random, list.len()), below(random, list.len()));
            match below(random, 3) {
                0 => drop(list.remove(first)),
                1 => list.insert(first, part),
                _ => list.swap(first, second),
            }
        }
        Value::Object(map) if below(random, 3) > 0 && !map.is_empty() => {
            let name = |random: &mut ChaCha8Rng| map.keys().nth(below(random, map.len())).cloned().unwrap_or_default();
            let (first, second) = (name(random), name(random));
            match below(random, 4) {
                0 => drop(map.remove(&first)),
                1 => drop(map.insert(format!("{second}2"), part)),
                2 => drop(map.insert(first, part)),
                _ => {
                    if let (Some(one), Some(other)) = (map.get(&first).cloned(), map.insert(second, Value::Null)) {
                        map.insert(first, other);
                        map.values_mut().filter(|value| value.is_null()).for_each(|value| *value = one.clone());
                    }
                }
            }
        }
        place => std::mem::swap(place, &mut part),
    }
    let text = serde_json::to_vec_pretty(&tree).unwrap_or_default();
    if text.len() <= LARGEST {
        *bytes = text;
    }
    true
}

/// How many values a tree has, with itself.
fn count(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(list) => list.iter().map(count).sum::<usize>(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// The value so many places into a tree.
fn node<'t>(tree: &'t mut Value, at: &mut usize) -> Option<&'t mut Value> {
    if *at == 0 {
        return Some(tree);
    }
    *at -= 1;
    match tree {
        Value::Array(list) => list.iter_mut().find_map(|value| node(value, at)),
        Value::Object(map) => map.values_mut().find_map(|value| node(value, at)),
        _ => None,
    }
}

/// Some value of a tree: one that is reached by a few steps down.
fn some<'t>(tree: &'t Value, random: &mut ChaCha8Rng) -> &'t Value {
    let mut at = tree;
    for _ in 0..below(random, 6) {
        let next = match at {
            Value::Array(list) => list.get(below(random, list.len())),
            Value::Object(map) => map.values().nth(below(random, map.len())),
            _ => None,
        };
        at = next.unwrap_or(at);
    }
    at
}

/// One change of one file.
fn change(bytes: &mut Vec<u8>, donor: &[u8], random: &mut ChaCha8Rng) {
    match below(random, 12) {
        0 if !bytes.is_empty() => {
            let at = below(random, bytes.len());
            bytes[at] ^= 1 << below(random, 8);
        }
        1 => bytes.truncate(below(random, bytes.len() + 1)),
        2 | 3 => replace(bytes, part(bytes, random, is_number), NUMBERS[below(random, NUMBERS.len())].as_bytes()),
        // One number in the place of another keeps what it is for.
        4 => swap(bytes, random, is_number),
        5 => swap(bytes, random, is_word),
        6 => {
            let word = donor[part(donor, random, is_word)].to_vec();
            replace(bytes, part(bytes, random, is_word), &word);
        }
        // A part in brackets: gone, twice, or that of another file.
        7 => replace(bytes, brackets(bytes, random), b""),
        8 => {
            let range = brackets(bytes, random);
            let twice = bytes[range.clone()].to_vec();
            replace(bytes, range.end..range.end, &twice);
        }
        9 => {
            let piece = donor[brackets(donor, random)].to_vec();
            replace(bytes, brackets(bytes, random), &piece);
        }
        10 => {
            let range = line(bytes, random);
            let copy = bytes[range].to_vec();
            let to = line(bytes, random).start;
            replace(bytes, to..to, &copy);
        }
        _ => {
            let range = line(bytes, random);
            replace(bytes, range, b"");
        }
    }
}

fn replace(bytes: &mut Vec<u8>, range: Range<usize>, with: &[u8]) {
    if bytes.len() + with.len() <= LARGEST {
        bytes.splice(range, with.iter().copied());
    }
}

/// Two parts of one kind change places.
fn swap(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng, is: fn(u8) -> bool) {
    let first = part(bytes, random, is);
    let second = bytes[part(bytes, random, is)].to_vec();
    replace(bytes, first, &second);
}

fn is_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The next run of such bytes behind a random place; empty if there is none.
fn part(bytes: &[u8], random: &mut ChaCha8Rng, is: fn(u8) -> bool) -> Range<usize> {
    let from = below(random, bytes.len());
    let start = (from..bytes.len()).find(|at| is(bytes[*at])).unwrap_or(bytes.len());
    let start = (0..start).rev().take_while(|at| is(bytes[*at])).last().unwrap_or(start);
    let end = (start..bytes.len()).find(|at| !is(bytes[*at])).unwrap_or(bytes.len());
    start..end
}

/// What stands between two brackets behind a random place, with them.
fn brackets(bytes: &[u8], random: &mut ChaCha8Rng) -> Range<usize> {
    let from = below(random, bytes.len());
    let open = (from..bytes.len()).find(|at| matches!(bytes[*at], b'{' | b'[' | b'<'));
    let Some(open) = open else { return from..from };
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' | b'[' | b'<' => depth += 1,
            b'}' | b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return open..at + 1;
        }
    }
    open..bytes.len()
}

fn line(bytes: &[u8], random: &mut ChaCha8Rng) -> Range<usize> {
    let from = below(random, bytes.len());
    let start = bytes[..from].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| from + at + 1);
    start..end.max(start)
}
