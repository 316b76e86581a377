//! The module `zopa._zopa`: [`zopa_commands::call`] for Python. All else of the package is written in Python.
//!
//! A question runs in a thread of its own, without the lock of the interpreter. The thread that asked waits for pieces of the
//! answer; now and then it looks whether Python has to handle a signal, and tells how far the question has come. Nothing is
//! kept between questions.

mod draw;
mod question;

use pyo3::create_exception;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use zopa_commands::Refusal;
use zopa_formats::File;

create_exception!(
    zopa._zopa,
    Refused,
    PyValueError,
    "What is wrong with a question: its message, its page, and the findings as JSON."
);

/// Models to begin with, by name.
const EXAMPLES: [(&str, &str); 2] = [
    ("first-steps", include_str!("../../models/examples/first-steps.json")),
    ("ukraine-security-guarantees", include_str!("../../models/ukraine-security-guarantees.json")),
];

/// A refusal as an exception.
fn refused(refusal: &Refusal) -> PyErr {
    let findings = refusal.diagnostics().and_then(|findings| serde_json::to_string(findings).ok());
    Refused::new_err((refusal.message(), refusal.render(false), findings))
}

/// The files of these names, and those of folders: of each its name and what is in it.
#[pyfunction]
fn open<'py>(py: Python<'py>, paths: Vec<PathBuf>) -> PyResult<Vec<(String, Bound<'py, PyBytes>)>> {
    let read = |path: &PathBuf| -> PyResult<Vec<File>> {
        if path.is_dir() {
            let wrong = |error| PyOSError::new_err(format!("{}: {error}", path.display()));
            return File::folder(path).map(|folder| folder.files).map_err(wrong);
        }
        File::open(path).map(|file| vec![file]).map_err(|error| match error.raw_os_error() {
            // So it becomes a FileNotFoundError, and the like.
            Some(code) => PyOSError::new_err((code, error.to_string(), path.display().to_string())),
            None => PyOSError::new_err(format!("{}: {error}", path.display())),
        })
    };
    // In a thread of its own, since a file may be one that somebody has to write first: Ctrl-C ends the wait.
    let (sender, receiver) = sync_channel(1);
    let reading = move || {
        // Whoever went away needs no files.
        let _ = sender.send(paths.iter().map(read).collect::<PyResult<Vec<_>>>());
    };
    thread::spawn(reading);
    let mut receiver = receiver;
    let files = loop {
        let found;
        (receiver, found) = py.detach(move || {
            let found = receiver.recv_timeout(question::LOOK);
            (receiver, found)
        });
        match found {
            Ok(files) => break files?,
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => return Err(question::fault()),
        }
    };
    Ok(files.into_iter().flatten().map(|file| (file.name, PyBytes::new(py, &file.bytes))).collect())
}

#[pymodule]
fn _zopa(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("EXAMPLES", EXAMPLES.into_iter().collect::<HashMap<_, _>>())?;
    module.add("Refused", module.py().get_type::<Refused>())?;
    module.add_class::<question::Question>()?;
    module.add_function(wrap_pyfunction!(open, module)?)?;
    module.add_function(wrap_pyfunction!(draw::random_model, module)?)
}
