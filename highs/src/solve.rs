//! Solving one programme under limits, in an instance of its own.
//!
//! Always one thread, the same seed and no output, with gaps far below HiGHS's usual ones (one in ten thousand), so that an
//! optimum is one. A caller stops a run through HiGHS's interrupt callbacks, which ask between nodes and between iterations
//! of a linear programme; presolving does not ask, but keeps limits of time.

use crate::api::{self, CallbackIn, Functions, model_status};
use crate::load::Highs;
use crate::programme::{Programme, ProgrammeError};
use std::any::Any;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{null, null_mut};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// When to stop. The default: never before the end.
#[derive(Clone, Copy, Default)]
pub struct Limits<'l> {
    /// How long a run may take.
    pub time: Option<Duration>,
    /// How many nodes of branch and bound a run may look at.
    pub nodes: Option<u32>,
    /// Is asked again and again, perhaps from another thread; the run stops when it says true.
    pub interrupt: Option<&'l (dyn Fn() -> bool + Sync)>,
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, nodes) = (&self.time, &self.nodes);
        let interrupt = &self.interrupt.is_some();
        f.debug_struct("Limits").field("time", time).field("nodes", nodes).field("interrupt", interrupt).finish()
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The values are the best there are, within tolerances.
    Optimal,
    /// Nothing satisfies the programme.
    Infeasible,
    /// The objective has no upper bound.
    Unbounded,
    /// One of the two; which was not found out.
    InfeasibleOrUnbounded,
    /// Stopped before the end, with values or without.
    Stopped(Reason),
}

/// Why a run stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The time was over.
    Time,
    /// The nodes were used up.
    Nodes,
    /// The caller wanted it.
    Interrupted,
    /// HiGHS gave up: numbers that lead nowhere, most likely.
    GaveUp,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Optimal => "optimal",
            Status::Infeasible => "infeasible",
            Status::Unbounded => "unbounded",
            Status::InfeasibleOrUnbounded => "infeasible or unbounded",
            Status::Stopped(Reason::Time) => "stopped at the time limit",
            Status::Stopped(Reason::Nodes) => "stopped at the limit of nodes",
            Status::Stopped(Reason::Interrupted) => "interrupted",
            Status::Stopped(Reason::GaveUp) => "given up",
        })
    }
}

/// What a run found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// The best values found, by column.
    pub values: Option<Vec<f64>>,
    /// Their objective.
    pub objective: Option<f64>,
    /// No values have a larger objective, as far as floating point can tell.
    pub bound: Option<f64>,
    /// Nodes of branch and bound that were looked at.
    pub nodes: u64,
}

/// Why nothing was solved.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SolveError {
    /// The programme is none.
    Programme(ProgrammeError),
    /// HiGHS refused a call, or failed in it.
    Failed {
        /// What it was to do.
        step: &'static str,
    },
}

impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Programme(error) => error.fmt(f),
            Self::Failed { step } => write!(f, "HiGHS failed {step}"),
        }
    }
}

impl std::error::Error for SolveError {}

impl From<ProgrammeError> for SolveError {
    fn from(error: ProgrammeError) -> Self {
        SolveError::Programme(error)
    }
}

/// An optimum is one up to this, as a share of the objective and in itself; HiGHS's own are 1e-4 and 1e-6.
const GAP: f64 = 1e-9;
/// What rows, bounds and whole numbers may be missed by; HiGHS's own are 1e-7 and 1e-6.
const TOLERANCE: f64 = 1e-9;
/// The seed of all runs.
const SEED: c_int = 0;

impl Highs {
    /// Solves a programme.
    ///
    /// # Errors
    /// The programme is none, or HiGHS failed. That nothing satisfies a programme is no error: see [`Status`].
    ///
    /// # Panics
    /// If the interrupt function does.
    pub fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Outcome, SolveError> {
        programme.check()?;
        let none = Outcome { status: Status::Infeasible, values: None, objective: None, bound: None, nodes: 0 };
        if programme.is_contradictory() {
            return Ok(none);
        }
        if programme.columns.is_empty() {
            // HiGHS has a status of its own for programmes without variables.
            let fits = programme.rows.iter().all(|row| row.lower <= 0.0 && row.upper >= 0.0);
            let (value, values) = (Some(programme.offset), Some(Vec::new()));
            let optimal = Outcome { status: Status::Optimal, values, objective: value, bound: value, nodes: 0 };
            return Ok(if fits { optimal } else { none });
        }
        let asked = Asked { interrupt: limits.interrupt, stopped: AtomicBool::new(false), panic: Mutex::new(None) };
        let instance = Instance::new(&self.functions)?;
        instance.set_options(limits)?;
        instance.pass(programme)?;
        if limits.interrupt.is_some() {
            instance.listen(&asked)?;
        }
        let ran = instance.run();
        if let Some(panic) = asked.panic.lock().ok().and_then(|mut panic| panic.take()) {
            resume_unwind(panic);
        }
        ran?;
        instance.outcome(programme)
    }
}

/// What the callback knows. It is handed to HiGHS as a pointer, and outlives the run.
struct Asked<'l> {
    interrupt: Option<&'l (dyn Fn() -> bool + Sync)>,
    /// Whether the answer was yes: then nobody is asked again.
    stopped: AtomicBool,
    /// A panic of the interrupt function, which must not pass through C++.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

/// Asks whether to go on.
///
/// # Safety
/// `data` must point to an [`Asked`] that is alive, and `back` be null or point to what HiGHS expects back.
unsafe extern "C" fn ask(_: c_int, _: *const c_char, _: *const c_void, back: *mut CallbackIn, data: *mut c_void) {
    // SAFETY: the pointer is the one that `Instance::listen` was given, to an `Asked` that is borrowed until the instance is
    // gone; everything in it may be used from any thread.
    let asked = unsafe { &*data.cast::<Asked>() };
    if !asked.stopped.load(Ordering::Relaxed) {
        let stop = catch_unwind(AssertUnwindSafe(|| asked.interrupt.is_some_and(|interrupt| interrupt())));
        let stop = stop.unwrap_or_else(|panic| {
            if let Ok(mut kept) = asked.panic.lock() {
                *kept = Some(panic);
            }
            true
        });
        asked.stopped.fetch_or(stop, Ordering::Relaxed);
    }
    if asked.stopped.load(Ordering::Relaxed) && !back.is_null() {
        // SAFETY: not null, so it points to a `HighsCallbackDataIn`, whose first field this is since version 1.7.
        unsafe { (*back).user_interrupt = 1 };
    }
}

/// An instance of HiGHS, destroyed when it goes out of scope; with the time that its callback data lives.
struct Instance<'f> {
    functions: &'f Functions,
    highs: *mut c_void,
}

impl Drop for Instance<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `create`, destroyed only here.
        unsafe { (self.functions.destroy)(self.highs) };
    }
}

/// The result of a call.
fn done(status: c_int, step: &'static str) -> Result<(), SolveError> {
    if status == api::STATUS_ERROR { Err(SolveError::Failed { step }) } else { Ok(()) }
}

// In all calls below, `highs` is the instance that `create` made, which is alive and used by this thread only; texts end with
// 0; and pointers lead to as many elements as the header asks for, alive during the call. HiGHS copies what it is given, but for
// the callback's data.
impl<'f> Instance<'f> {
    fn new(functions: &'f Functions) -> Result<Self, SolveError> {
        // SAFETY: takes nothing; null is looked at.
        let highs = unsafe { (functions.create)() };
        if highs.is_null() {
            return Err(SolveError::Failed { step: "to begin" });
        }
        Ok(Instance { functions, highs })
    }

    fn set_options(&self, limits: &Limits) -> Result<(), SolveError> {
        // Without output before all else.
        self.set_bool(c"output_flag", false)?;
        self.set_bool(c"log_to_console", false)?;
        self.set_int(c"threads", 1)?;
        self.set_string(c"parallel", c"off")?;
        self.set_int(c"random_seed", SEED)?;
        self.set_double(c"mip_rel_gap", GAP)?;
        self.set_double(c"mip_abs_gap", GAP)?;
        self.set_double(c"mip_feasibility_tolerance", TOLERANCE)?;
        self.set_double(c"primal_feasibility_tolerance", TOLERANCE)?;
        self.set_double(c"dual_feasibility_tolerance", TOLERANCE)?;
        if let Some(time) = limits.time {
            self.set_double(c"time_limit", time.as_secs_f64())?;
        }
        if let Some(nodes) = limits.nodes {
            self.set_int(c"mip_max_nodes", c_int::try_from(nodes).unwrap_or(c_int::MAX))?;
        }
        Ok(())
    }

    fn set_bool(&self, option: &CStr, value: bool) -> Result<(), SolveError> {
        // SAFETY: see above.
        done(unsafe { (self.functions.set_bool)(self.highs, option.as_ptr(), value.into()) }, "to set an option")
    }

    fn set_int(&self, option: &CStr, value: c_int) -> Result<(), SolveError> {
        // SAFETY: see above.
        done(unsafe { (self.functions.set_int)(self.highs, option.as_ptr(), value) }, "to set an option")
    }

    fn set_double(&self, option: &CStr, value: f64) -> Result<(), SolveError> {
        // SAFETY: see above.
        done(unsafe { (self.functions.set_double)(self.highs, option.as_ptr(), value) }, "to set an option")
    }

    fn set_string(&self, option: &CStr, value: &CStr) -> Result<(), SolveError> {
        let (option, value) = (option.as_ptr(), value.as_ptr());
        // SAFETY: see above.
        done(unsafe { (self.functions.set_string)(self.highs, option, value) }, "to set an option")
    }

    /// Hands over a programme that was checked.
    fn pass(&self, programme: &Programme) -> Result<(), SolveError> {
        let too_large = |_| SolveError::Programme(ProgrammeError::TooLarge);
        let columns = &programme.columns;
        let costs: Vec<f64> = columns.iter().map(|column| column.cost).collect();
        let lower: Vec<f64> = columns.iter().map(|column| column.lower).collect();
        let upper: Vec<f64> = columns.iter().map(|column| column.upper).collect();
        let kind = |integer| if integer { api::INTEGER } else { api::CONTINUOUS };
        let kinds: Vec<c_int> = columns.iter().map(|column| kind(column.integer)).collect();
        let rows_lower: Vec<f64> = programme.rows.iter().map(|row| row.lower).collect();
        let rows_upper: Vec<f64> = programme.rows.iter().map(|row| row.upper).collect();
        let (mut starts, mut indices, mut coefficients) = (Vec::new(), Vec::new(), Vec::new());
        for row in &programme.rows {
            starts.push(c_int::try_from(indices.len()).map_err(too_large)?);
            for (column, coefficient) in &row.entries {
                indices.push(c_int::try_from(*column).map_err(too_large)?);
                coefficients.push(*coefficient);
            }
        }
        let mixed = columns.iter().any(|column| column.integer);
        // SAFETY: see above. By construction the first four lists have one element for each column, the next three one for each
        // row, the last two one for each entry; every index is that of a column, which `Programme::check` has seen to. A null
        // pointer says that no variable is an integer. Empty lists are not read.
        let status = unsafe {
            (self.functions.pass_mip)(
                self.highs,
                c_int::try_from(columns.len()).map_err(too_large)?,
                c_int::try_from(programme.rows.len()).map_err(too_large)?,
                c_int::try_from(indices.len()).map_err(too_large)?,
                api::ROWS,
                api::MAXIMISE,
                programme.offset,
                costs.as_ptr(),
                lower.as_ptr(),
                upper.as_ptr(),
                rows_lower.as_ptr(),
                rows_upper.as_ptr(),
                starts.as_ptr(),
                indices.as_ptr(),
                coefficients.as_ptr(),
                if mixed { kinds.as_ptr() } else { null() },
            )
        };
        done(status, "to take the programme: its numbers are too large or too far apart")
    }

    /// Asks this while it runs.
    fn listen<'a>(&'a self, asked: &'a Asked<'_>) -> Result<(), SolveError> {
        let data: *const Asked = asked;
        // SAFETY: see above. `asked` is declared before the instance in `Highs::solve`, and so is alive until this is destroyed;
        // `ask` only reads it.
        let status = unsafe { (self.functions.set_callback)(self.highs, ask, data.cast_mut().cast()) };
        done(status, "to take a callback")?;
        for kind in api::INTERRUPTS {
            // SAFETY: see above.
            done(unsafe { (self.functions.start_callback)(self.highs, kind) }, "to start a callback")?;
        }
        Ok(())
    }

    fn run(&self) -> Result<(), SolveError> {
        // SAFETY: see above. HiGHS catches its own exceptions, and `ask` lets no panic through.
        done(unsafe { (self.functions.run)(self.highs) }, "to solve the programme")
    }

    fn outcome(&self, programme: &Programme) -> Result<Outcome, SolveError> {
        let mixed = programme.columns.iter().any(|column| column.integer);
        // SAFETY: see above.
        let status = match unsafe { (self.functions.model_status)(self.highs) } {
            model_status::OPTIMAL | model_status::EMPTY => Status::Optimal,
            model_status::INFEASIBLE => Status::Infeasible,
            model_status::UNBOUNDED => Status::Unbounded,
            model_status::UNBOUNDED_OR_INFEASIBLE => Status::InfeasibleOrUnbounded,
            model_status::TIME_LIMIT => Status::Stopped(Reason::Time),
            model_status::SOLUTION_LIMIT => Status::Stopped(Reason::Nodes),
            model_status::INTERRUPT => Status::Stopped(Reason::Interrupted),
            model_status::ITERATION_LIMIT | model_status::UNKNOWN => Status::Stopped(Reason::GaveUp),
            _ => return Err(SolveError::Failed { step: "to solve the programme" }),
        };
        let hopeless = matches!(status, Status::Infeasible | Status::Unbounded | Status::InfeasibleOrUnbounded);
        let values = if hopeless { None } else { self.values(programme.columns.len()) };
        let objective = values.as_ref().map(|values| {
            let sum: f64 = programme.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum();
            programme.offset + sum
        });
        let bound = match (mixed, status) {
            (_, Status::Infeasible | Status::Unbounded | Status::InfeasibleOrUnbounded) => None,
            (true, _) => self.double(c"mip_dual_bound").filter(|bound| bound.is_finite()),
            (false, Status::Optimal) => objective,
            (false, _) => None,
        };
        let nodes = if mixed { self.nodes() } else { 0 };
        Ok(Outcome { status, values, objective, bound, nodes })
    }

    /// The best values found, by column, if they satisfy the programme.
    fn values(&self, columns: usize) -> Option<Vec<f64>> {
        let mut feasible: c_int = 0;
        // SAFETY: see above; `feasible` is written during the call.
        unsafe { (self.functions.int_info)(self.highs, c"primal_solution_status".as_ptr(), &raw mut feasible) };
        // SAFETY: see above.
        let known = unsafe { (self.functions.columns)(self.highs) };
        if feasible != api::FEASIBLE || usize::try_from(known) != Ok(columns) {
            return None;
        }
        let mut values = vec![f64::NAN; columns];
        // SAFETY: see above. `values` has room for one number for each column, which is what is written; null pointers say that
        // the rest is not wanted.
        unsafe { (self.functions.solution)(self.highs, values.as_mut_ptr(), null_mut(), null_mut(), null_mut()) };
        Some(values).filter(|values| values.iter().all(|value| value.is_finite()))
    }

    fn double(&self, info: &CStr) -> Option<f64> {
        let mut value = f64::NAN;
        // SAFETY: see above; `value` is written during the call.
        let status = unsafe { (self.functions.double_info)(self.highs, info.as_ptr(), &raw mut value) };
        (status != api::STATUS_ERROR).then_some(value)
    }

    fn nodes(&self) -> u64 {
        let mut nodes: i64 = 0;
        // SAFETY: see above; `nodes` is written during the call.
        unsafe { (self.functions.int64_info)(self.highs, c"mip_node_count".as_ptr(), &raw mut nodes) };
        u64::try_from(nodes).unwrap_or(0)
    }
}
