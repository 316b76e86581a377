//! Files and pages: what is read, what is said about it, what the program does, and what is written.
//!
//! One binary, so that it is linked once; `cargo test --test files reader::` runs one of its parts.

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod browser;
mod call;
mod certificates;
mod claims;
mod cli;
mod completions;
mod curves;
mod diagnostics;
mod editors;
mod formats;
mod kept;
mod mistakes;
mod numbers;
mod pictures;
mod play;
mod promise;
mod protocols;
mod reader;
mod reports;
mod schema;
mod shards;
mod short_forms;
mod whatif;
