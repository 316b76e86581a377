//! zopa for C: a question as JSON, an answer as bytes. `include/zopa.h` is the same for who calls it.
//!
//! Three functions, and nothing that is kept between two calls; they may be called from several threads at once. A fault of zopa
//! does not unwind into C: it is an answer with a status of its own.

use std::ffi::{c_char, c_int, c_void};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::slice_from_raw_parts_mut;
use std::slice;
use std::thread;
use zopa::{Limits, Watch};
use zopa_commands::{Question, Unanswered};

/// Hears how far a question has come: what it is doing, how many combinations were examined, how far the bound is above the best
/// package (below 0 if that is not known). Anything but 0 stops it. It may be called from another thread than the one that asked,
/// though never from two at once.
pub type Progress = extern "C" fn(context: *mut c_void, step: *const c_char, examined: u64, gap: f64) -> c_int;

/// What a question may use, unless it says less.
const MEMORY: u64 = 4 << 30;
/// The longest answer.
const LONGEST: usize = 1 << 30;
/// What the thread that answers may put on its stack: as much as the program `zopa` has.
const STACK: usize = 8 << 20;

/// The status of a wrong question, as the program's.
const WRONG: u8 = 2;
/// The status of a fault.
const FAULT: u8 = 4;

/// The version, as a text that ends with 0 and is never given back.
#[unsafe(no_mangle)]
pub extern "C" fn zopa_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Who is told, on whatever thread.
#[derive(Clone, Copy)]
struct Told {
    progress: Progress,
    context: *mut c_void,
}

// SAFETY: the header says that the function is called from other threads, with the context that it was given for that.
unsafe impl Send for Told {}

impl Told {
    fn hear(&self, step: &str, examined: u64, gap: Option<f64>) -> ControlFlow<()> {
        let step = [step.as_bytes(), b"\0"].concat();
        match (self.progress)(self.context, step.as_ptr().cast(), examined, gap.unwrap_or(-1.0)) {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }
}

/// Takes an answer up to a length.
struct Sink(Vec<u8>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::other("it is longer than a gigabyte; ask for less of it"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The status and the bytes of an answer.
fn answered(question: &[u8], told: Option<Told>) -> (u8, Vec<u8>) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut limits = Limits { memory: MEMORY, threads, ..Limits::default() };
    if let Some(told) = told {
        limits.watch = Watch::new(move |progress| told.hear(progress.step, progress.examined, progress.gap));
    }
    let ask = || -> Result<(u8, Vec<u8>), Unanswered> {
        let question = Question::read(None, question)?;
        let mut sink = Sink(Vec::new());
        let called = question.ask(&limits, &mut sink)?;
        Ok((called.ending.status(), sink.0))
    };
    ask().unwrap_or_else(|unanswered| (WRONG, unanswered.json()))
}

/// Answers a question of so many bytes: `{"command": …, "model": …, "files": […], "options": {…}}`. The answer is what the program writes, byte for
/// byte, or `{"error": …}` where the status is 2 or 4; it ends with a 0 that its length does not count, and `zopa_free` takes
/// it back. The status is the program's, or 4 for a fault of zopa; −1 if there is nowhere to put the answer.
///
/// # Safety
/// `question` has so many bytes; `answer` and `length` can be written to. `progress` is null, or may be called as it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zopa_call(
    question: *const c_char,
    size: usize,
    progress: Option<Progress>,
    context: *mut c_void,
    answer: *mut *mut c_char,
    length: *mut usize,
) -> c_int {
    if answer.is_null() || length.is_null() {
        return -1;
    }
    let question = match question.is_null() {
        true => Vec::new(),
        // SAFETY: the caller says that there are so many bytes.
        false => unsafe { slice::from_raw_parts(question.cast::<u8>(), size) }.to_vec(),
    };
    let told = progress.map(|progress| Told { progress, context });
    let asked = catch_unwind(AssertUnwindSafe(|| {
        let work = move || answered(&question, told);
        let thread = thread::Builder::new().name("zopa".to_owned()).stack_size(STACK).spawn(work);
        // A thread that panics is not joined.
        thread.ok().and_then(|thread| thread.join().ok())
    }));
    let fault = || {
        let help = "please tell the makers of zopa, with the model if you can";
        (FAULT, Unanswered::new("fault", "zopa has a fault, and could not answer this", help).json())
    };
    let (status, mut bytes) = asked.ok().flatten().unwrap_or_else(fault);
    let count = bytes.len();
    bytes.push(0);
    // SAFETY: the caller says that both can be written to.
    unsafe {
        answer.write(Box::into_raw(bytes.into_boxed_slice()).cast());
        length.write(count);
    }
    status.into()
}

/// Takes an answer back; null is nothing.
///
/// # Safety
/// Answer and length come from one [`zopa_call`], and are given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zopa_free(answer: *mut c_char, length: usize) {
    if !answer.is_null() {
        // SAFETY: it was made so, with a 0 behind it.
        drop(unsafe { Box::from_raw(slice_from_raw_parts_mut(answer.cast::<u8>(), length + 1)) });
    }
}
