//! The shared library: where it is looked for, and whether it is one that can be used.
//!
//! A library that is named (by the caller, or by the environment variable `HIGHS_LIB`) is the only one that is tried, so that
//! nobody gets another version than the one asked for. Otherwise the system's loader looks for the usual names.

use crate::api::Functions;
use libloading::Library;
use std::env::consts::OS;
use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::fmt;
use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// The environment variable that names the library, where the caller names none.
pub const VARIABLE: &str = "HIGHS_LIB";

/// The oldest version whose callbacks are as described in [`crate::api`].
const OLDEST: [c_int; 2] = [1, 7];

/// HiGHS, loaded. It can be shared between threads; every [`Highs::solve`] has its own instance.
pub struct Highs {
    pub(crate) functions: Functions,
    version: String,
    library: PathBuf,
    /// Never unloaded: HiGHS leaves destructors with the threads that it ran on, which they call when they end.
    _loaded: ManuallyDrop<Library>,
}

impl fmt::Debug for Highs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Highs").field("version", &self.version).field("library", &self.library).finish()
    }
}

/// Why there is no HiGHS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// None of the usual names is known to the system's loader.
    NotFound {
        /// The names.
        looked_for: Vec<String>,
    },
    /// What was named is not there, or is no library.
    NotOpened {
        /// What was named.
        library: PathBuf,
        /// Whether the environment variable named it.
        by_variable: bool,
        /// What the system says.
        reason: String,
    },
    /// A library, but not HiGHS: it lacks a function.
    NotHighs {
        /// The library.
        library: PathBuf,
        /// The function.
        function: &'static str,
    },
    /// A HiGHS that is too old.
    TooOld {
        /// The library.
        library: PathBuf,
        /// Its version.
        version: String,
    },
    /// A HiGHS built with other than 32-bit indices.
    WideIndices {
        /// The library.
        library: PathBuf,
        /// Bytes of an index.
        bytes: i32,
    },
    /// HiGHS could not make an instance: too little memory.
    NoInstance,
}

impl LoadError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        "take it from a package of your system; or run `pip download --no-deps highspy==1.15.1` (later ones have none), \
         unzip the wheel, and keep highspy/libhighs.so.1 from it. Then give its path, or set HIGHS_LIB to it"
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { looked_for } => {
                write!(
                    f,
                    "there is no HiGHS library: looked for {} where the system has its libraries, and {VARIABLE} is not set or empty",
                    looked_for.join(" and ")
                )
            }
            Self::NotOpened { library, by_variable, reason } => {
                let named = if *by_variable { format!(", which {VARIABLE} names,") } else { String::new() };
                write!(f, "the HiGHS library {}{named} cannot be opened: {reason}", library.display())
            }
            Self::NotHighs { library, function } => {
                write!(f, "{} is not the library of HiGHS, or not all of it: it has no {function}", library.display())
            }
            Self::TooOld { library, version } => {
                let [major, minor] = OLDEST;
                write!(f, "{} is HiGHS {version}; {major}.{minor} or later is needed", library.display())
            }
            Self::WideIndices { library, bytes } => write!(
                f,
                "{} is HiGHS built with indices of {} bits; those of 32 are supported",
                library.display(),
                i64::from(*bytes) * 8
            ),
            Self::NoInstance => write!(f, "HiGHS has no memory to begin with"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Highs {
    /// Loads the library: the one at this path; or the one that the environment variable `HIGHS_LIB` names; or the one that the
    /// system's loader finds by its usual name.
    ///
    /// Loading a library runs code of its own. Whoever names one vouches for it, as by naming a program to run: what calls
    /// itself HiGHS 1.7 or later is taken at its word.
    ///
    /// # Errors
    /// There is none, it is not HiGHS, or it is a HiGHS that cannot be used.
    pub fn load(path: Option<&Path>) -> Result<Highs, LoadError> {
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        match (path, variable) {
            (Some(path), _) => Self::open(path, false),
            (None, Some(path)) => Self::open(Path::new(&path), true),
            (None, None) => Self::look_for(&usual_names()),
        }
    }

    /// The version, such as `1.15.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The library as it was named or found.
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// The first of these names that the system's loader knows.
    fn look_for(names: &[&str]) -> Result<Highs, LoadError> {
        let found = names.iter().find_map(|name| Some((open(OsStr::new(name)).ok()?, name)));
        match found {
            Some((library, name)) => Self::of(library, PathBuf::from(name)),
            None => Err(LoadError::NotFound { looked_for: names.iter().map(|name| (*name).to_owned()).collect() }),
        }
    }

    fn open(path: &Path, by_variable: bool) -> Result<Highs, LoadError> {
        let failed = |reason: String| LoadError::NotOpened { library: path.to_owned(), by_variable, reason };
        let is_name = path.components().count() == 1;
        let name: OsString = match path.metadata() {
            Ok(data) if data.is_dir() => return Err(failed("it is a folder; name the file in it".to_owned())),
            // The loader looks for a bare name elsewhere than in this folder.
            Ok(_) => path.canonicalize().map_err(|error| failed(error.to_string()))?.into(),
            Err(_) if is_name => path.into(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(failed("there is no such file".to_owned()));
            }
            Err(error) => return Err(failed(error.to_string())),
        };
        let library = open(&name).map_err(|error| failed(reason(&error)))?;
        Self::of(library, path.to_owned())
    }

    /// Looks at a library, and finds its functions.
    fn of(library: Library, path: PathBuf) -> Result<Highs, LoadError> {
        // Should this be no HiGHS, it stays loaded all the same: what it has begun is not known.
        let library = ManuallyDrop::new(library);
        let missing = |function| LoadError::NotHighs { library: path.clone(), function };
        let version = version(&library).ok_or(missing("Highs_version"))?;
        if version.1 < OLDEST {
            return Err(LoadError::TooOld { library: path, version: version.0 });
        }
        // SAFETY: the library says that it is a HiGHS of a version whose functions have these types, and it is never
        // unloaded. That indices have 32 bits is found out next, by functions in whose types they do not occur or are
        // returned: returning more bits than are read is harmless.
        let functions = unsafe { Functions::find(&library) }.map_err(missing)?;
        // SAFETY: takes nothing; a null pointer is looked at below.
        let instance = unsafe { (functions.create)() };
        if instance.is_null() {
            return Err(LoadError::NoInstance);
        }
        // SAFETY: the instance was made just now and is destroyed once, below.
        let bytes = unsafe { (functions.size_of_int)(instance) };
        // SAFETY: as above; nobody else has it.
        unsafe { (functions.destroy)(instance) };
        if bytes != 4 {
            return Err(LoadError::WideIndices { library: path, bytes });
        }
        Ok(Highs { functions, version: version.0, library: path, _loaded: library })
    }
}

fn open(name: &OsStr) -> Result<Library, libloading::Error> {
    // SAFETY: the library's own initialisation runs now, which nothing here can vouch for: see `Highs::load`. No other
    // assumption is made before its version is known.
    unsafe { Library::new(name) }
}

/// What the system says, on one line.
fn reason(error: &libloading::Error) -> String {
    use std::error::Error;
    let said = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The version in words, and its first two numbers; none if this is not HiGHS.
fn version(library: &Library) -> Option<(String, [c_int; 2])> {
    type Text = unsafe extern "C" fn() -> *const c_char;
    type Int = unsafe extern "C" fn() -> c_int;
    // SAFETY: in every version of HiGHS, functions of these names take nothing, return a static text or an integer, and
    // touch nothing else; what else would have these names is taken at its word.
    let (text, major, minor) = unsafe {
        let text = library.get::<Text>("Highs_version").ok()?;
        let major = library.get::<Int>("Highs_versionMajor").ok()?;
        let minor = library.get::<Int>("Highs_versionMinor").ok()?;
        (text(), major(), minor())
    };
    if text.is_null() {
        return None;
    }
    // SAFETY: not null, and a text that ends with 0 and lives as long as the library, which is never unloaded.
    let text = unsafe { CStr::from_ptr(text) };
    Some((text.to_string_lossy().into_owned(), [major, minor]))
}

/// What the library is called on this system.
fn usual_names() -> Vec<&'static str> {
    match OS {
        "macos" => vec!["libhighs.1.dylib", "libhighs.dylib"],
        "windows" => vec!["highs.dll", "libhighs.dll"],
        _ => vec!["libhighs.so.1", "libhighs.so"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_a_file_is_said() {
        let error = Highs::load(Some(Path::new("no/such/libhighs.so"))).unwrap_err();
        let LoadError::NotOpened { by_variable: false, .. } = &error else { panic!("{error:?}") };
        let expected = "the HiGHS library no/such/libhighs.so cannot be opened: there is no such file";
        assert_eq!(error.to_string(), expected);
        assert!(error.help().contains("HIGHS_LIB") && error.help().contains("highspy==1.15.1"));
    }

    #[test]
    fn a_folder_is_no_library() {
        let error = Highs::load(Some(Path::new(env!("CARGO_MANIFEST_DIR")))).unwrap_err();
        assert!(error.to_string().ends_with("cannot be opened: it is a folder; name the file in it"), "{error}");
    }

    /// The loader's own words, on one line.
    #[test]
    fn a_text_is_no_library() {
        let error = Highs::load(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))).unwrap_err();
        let LoadError::NotOpened { reason, .. } = &error else { panic!("{error:?}") };
        assert!(!reason.is_empty() && !reason.contains('\n'), "{reason}");
    }

    #[test]
    fn names_that_nobody_knows_are_listed() {
        let error = Highs::look_for(&["libnosuch-highs.so.1", "libnosuch-highs.so"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no HiGHS library: looked for libnosuch-highs.so.1 and libnosuch-highs.so where the system has its \
             libraries, and HIGHS_LIB is not set or empty"
        );
    }

    /// The C library is a library without the functions of HiGHS.
    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn another_library_is_not_highs() {
        let error = Highs::load(Some(Path::new("libc.so.6"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "libc.so.6 is not the library of HiGHS, or not all of it: it has no Highs_version"
        );
    }

    #[test]
    fn old_and_wide_ones_are_named() {
        let library = PathBuf::from("libhighs.so.1");
        let old = LoadError::TooOld { library: library.clone(), version: "1.6.0".to_owned() };
        assert_eq!(old.to_string(), "libhighs.so.1 is HiGHS 1.6.0; 1.7 or later is needed");
        let wide = LoadError::WideIndices { library, bytes: 8 };
        assert_eq!(wide.to_string(), "libhighs.so.1 is HiGHS built with indices of 64 bits; those of 32 are supported");
    }
}
