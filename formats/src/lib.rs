//! Files of other programs, as models; and models as files of other programs.
//!
//! Read and written are GENIUS domains and profiles, GeniusWeb, NegMAS and NegoLog scenarios, and tables in CSV. A file is
//! known by what is in it, not by its name. Everything is read as the program that owns the format defines it, exactly: a
//! GENIUS evaluation over the largest one is a fraction, decimals are what is written. What a model cannot say is an error
//! that names the place; what has no part in a static answer (discounting) is a note.
//!
//! ```
//! use zopa_formats::{File, Options, read};
//! let values = "issue,option,buyer,seller\n\
//!               (no deal),,2,1\n\
//!               price,80,6,0\n\
//!               price,100,3,3\n";
//! let imported = read(&[File::new("sale.csv", values)], &Options::default())?;
//! let problem = zopa::Problem::compile(&imported.model)?;
//! assert_eq!(problem.search().run().counts.acceptable, Some(1u32.into()));
//! # Ok::<(), zopa::model::Diagnostics>(())
//! ```
//!
//! Limits are those of models, and in addition: 64 MB a file, 32 levels of nesting, 64 attributes an element and 64 namespaces
//! in XML, a million values in YAML, 100,000 combinations in a mapping.

mod assemble;
mod axis;
mod collection;
mod detect;
mod extremes;
mod folder;
mod format;
mod genius;
mod geniusweb;
mod mend;
mod negmas;
mod negolog;
mod number;
mod opened;
mod options;
mod precision;
mod read;
mod scores;
mod source;
mod table;
mod threshold;
mod tree;
mod valuation;
mod write;
mod xml;
mod yaml;

pub use detect::is_foreign;
pub use folder::{Folder, FolderError};
pub use format::Format;
pub use options::{Evaluations, Options};
pub use read::{Imported, read, render};
pub use source::File;
pub use table::Outline;
pub use write::{Exported, WriteOptions, write};
