//! zopa in WebAssembly, for pages and for Node: one call, which takes a question as JSON and gives the answer as JSON.
//!
//! Four things are exported: `memory`, [`zopa_alloc`], [`zopa_free`] and [`zopa_call`]; two are imported, from a module `zopa`:
//! `now() -> f64`, milliseconds of any clock, and `progress(examined: f64) -> i32`, which is called many times a second
//! while something is looked for, and stops it with 1. Question and answer are those of [`zopa_commands::answer`]. Nothing is kept
//! between two calls. After a trap, which is a fault of zopa or the end of memory, an instance is not to be used any more.

use std::alloc::{Layout, alloc, dealloc};
use std::ops::ControlFlow;
use std::ptr::null_mut;
use zopa::{Limits, Watch};

mod page {
    #[link(wasm_import_module = "zopa")]
    unsafe extern "C" {
        /// How much was examined; 1 stops the search.
        pub safe fn progress(examined: f64) -> i32;
    }
}

/// What a search may use, unless the question says less: a quarter of what an instance can have.
const MEMORY: u64 = 1 << 30;

/// How so many bytes lie in memory; none are one.
fn layout(length: usize) -> Option<Layout> {
    Layout::array::<u8>(length.max(1)).ok()
}

/// Room for so many bytes; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn zopa_alloc(length: usize) -> *mut u8 {
    // SAFETY: the layout is not empty.
    layout(length).map_or(null_mut(), |layout| unsafe { alloc(layout) })
}

/// Gives room back.
///
/// # Safety
/// The room came from [`zopa_alloc`] with this length, or is an answer with its 4 bytes of length; and it is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zopa_free(room: *mut u8, length: usize) {
    if let Some(layout) = layout(length)
        && !room.is_null()
    {
        // SAFETY: it was allocated so, as the caller says.
        unsafe { dealloc(room, layout) };
    }
}

/// Answers a question. What comes back are 4 bytes, the length of the answer with the lowest byte first, and the answer;
/// `zopa_free` takes all of it. 0 if there is no room for it.
///
/// # Safety
/// There are so many bytes, and nothing changes them meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zopa_call(question: *const u8, length: usize) -> *mut u8 {
    let question = match question.is_null() {
        true => &[][..],
        // SAFETY: they are there, as the caller says.
        false => unsafe { std::slice::from_raw_parts(question, length) },
    };
    let watch = Watch::new(|progress| match page::progress(progress.examined as f64) {
        1 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let limits = Limits { memory: MEMORY, threads: 1, watch, ..Limits::default() };
    let answer = zopa_commands::answer(question, &limits);
    let Ok(count) = u32::try_from(answer.len()) else { return null_mut() };
    let room = zopa_alloc(answer.len().saturating_add(4));
    if !room.is_null() {
        // SAFETY: there is room for both, and it is nobody else's.
        unsafe {
            room.copy_from_nonoverlapping(count.to_le_bytes().as_ptr(), 4);
            room.add(4).copy_from_nonoverlapping(answer.as_ptr(), answer.len());
        }
    }
    room
}
