//! The functions of HiGHS's C interface that are used, with their types, and its constants.
//!
//! As declared in `highs_c_api.h` and `HighsCallbackStruct.h` since version 1.7. `HighsInt` is a C `int` unless the library was
//! built with 64-bit indices, which [`super::Highs::load`] refuses. What callbacks are given is not the same in all
//! versions; used is only the first field of what they give back, which is.

use libloading::Library;
use std::ffi::{c_char, c_int, c_void};

/// What a callback gives back, as far as it is used. HiGHS owns it, and what follows.
#[repr(C)]
pub(crate) struct CallbackIn {
    /// Not 0: stop.
    pub user_interrupt: c_int,
}

/// A callback: its kind, a message, what it is told, what it gives back, and our own data.
pub(crate) type Callback = unsafe extern "C" fn(c_int, *const c_char, *const c_void, *mut CallbackIn, *mut c_void);

/// Calls that failed.
pub(crate) const STATUS_ERROR: c_int = -1;

/// Kinds of variables.
pub(crate) const CONTINUOUS: c_int = 0;
pub(crate) const INTEGER: c_int = 1;

/// The objective is to be as large as possible.
pub(crate) const MAXIMISE: c_int = -1;
/// Coefficients are given row by row.
pub(crate) const ROWS: c_int = 2;

/// `primal_solution_status` of values that satisfy all rows and bounds.
pub(crate) const FEASIBLE: c_int = 2;

/// How a run ends.
pub(crate) mod model_status {
    use std::ffi::c_int;
    pub(crate) const EMPTY: c_int = 6;
    pub(crate) const OPTIMAL: c_int = 7;
    pub(crate) const INFEASIBLE: c_int = 8;
    pub(crate) const UNBOUNDED_OR_INFEASIBLE: c_int = 9;
    pub(crate) const UNBOUNDED: c_int = 10;
    pub(crate) const TIME_LIMIT: c_int = 13;
    pub(crate) const ITERATION_LIMIT: c_int = 14;
    pub(crate) const UNKNOWN: c_int = 15;
    /// So many nodes, leaves or solutions.
    pub(crate) const SOLUTION_LIMIT: c_int = 16;
    pub(crate) const INTERRUPT: c_int = 17;
}

/// The callbacks that ask whether to go on: in the simplex method, in the interior-point method, between nodes.
pub(crate) const INTERRUPTS: [c_int; 3] = [1, 2, 6];

macro_rules! functions {
    ($($name:ident = $symbol:literal: fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// The functions of a library. They are valid as long as it is loaded.
        pub(crate) struct Functions {
            $(pub $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
        }

        impl Functions {
            /// Finds them, or says which is missing.
            ///
            /// # Safety
            /// The library must be HiGHS of version 1.7 or later, with 32-bit indices, so that its functions of these names have these
            /// types; and it must stay loaded as long as the functions are used.
            pub(crate) unsafe fn find(library: &Library) -> Result<Functions, &'static str> {
                $(
                    // SAFETY: the caller vouches for the type, which is that of the header, and for the library's life.
                    let $name = unsafe { library.get::<unsafe extern "C" fn($($argument),*) $(-> $result)?>($symbol) };
                    let $name = *$name.map_err(|_| stringify!($symbol))?;
                )*
                Ok(Functions { $($name),* })
            }
        }
    };
}

functions! {
    create = "Highs_create": fn() -> *mut c_void;
    destroy = "Highs_destroy": fn(*mut c_void);
    size_of_int = "Highs_getSizeofHighsInt": fn(*const c_void) -> c_int;
    set_bool = "Highs_setBoolOptionValue": fn(*mut c_void, *const c_char, c_int) -> c_int;
    set_int = "Highs_setIntOptionValue": fn(*mut c_void, *const c_char, c_int) -> c_int;
    set_double = "Highs_setDoubleOptionValue": fn(*mut c_void, *const c_char, f64) -> c_int;
    set_string = "Highs_setStringOptionValue": fn(*mut c_void, *const c_char, *const c_char) -> c_int;
    pass_mip = "Highs_passMip": fn(
        *mut c_void, c_int, c_int, c_int, c_int, c_int, f64, *const f64, *const f64, *const f64, *const f64, *const f64,
        *const c_int, *const c_int, *const f64, *const c_int
    ) -> c_int;
    set_callback = "Highs_setCallback": fn(*mut c_void, Callback, *mut c_void) -> c_int;
    start_callback = "Highs_startCallback": fn(*mut c_void, c_int) -> c_int;
    run = "Highs_run": fn(*mut c_void) -> c_int;
    model_status = "Highs_getModelStatus": fn(*const c_void) -> c_int;
    int_info = "Highs_getIntInfoValue": fn(*const c_void, *const c_char, *mut c_int) -> c_int;
    int64_info = "Highs_getInt64InfoValue": fn(*const c_void, *const c_char, *mut i64) -> c_int;
    double_info = "Highs_getDoubleInfoValue": fn(*const c_void, *const c_char, *mut f64) -> c_int;
    columns = "Highs_getNumCol": fn(*const c_void) -> c_int;
    solution = "Highs_getSolution": fn(*const c_void, *mut f64, *mut f64, *mut f64, *mut f64) -> c_int;
}
