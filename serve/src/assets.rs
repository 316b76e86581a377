//! The desk: one page with its script and its look, and some models to begin with. Nothing is fetched from anywhere else. There are
//! two of it, which differ in whom they ask.

/// What the page may do: run its own script, and ask this server.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; \
                          base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page.
pub const PAGE: &str = include_str!("desk/index.html");

/// How it looks.
pub const LOOK: &str = include_str!("desk/desk.css");

/// What it does: its parts, each of which knows only those before it; and among them, who is asked.
macro_rules! script {
    ($asks:literal) => {
        concat!(
            "'use strict';\n(() => {\n",
            include_str!("desk/json.js"),
            include_str!("desk/copies.js"),
            include_str!("desk/asking.js"),
            include_str!(concat!("desk/", $asks)),
            include_str!("desk/editor.js"),
            include_str!("desk/forms.js"),
            include_str!("desk/answers.js"),
            include_str!("desk/main.js"),
            "})();\n",
        )
    };
}

/// The desk that asks this server.
pub const SCRIPT: &str = script!("server.js");

/// The desk that asks a worker of its own.
pub const LOCAL: &str = script!("local.js");

/// That worker.
pub const WORKER: &str = include_str!("desk/worker.js");

/// Models to begin with, by name.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("first-steps", include_str!("../../models/examples/first-steps.json")),
    ("ukraine-security-guarantees", include_str!("../../models/ukraine-security-guarantees.json")),
    ("camp-david-1978", include_str!("../../models/camp-david-1978.json")),
    ("levels", include_str!("../../models/levels/first-steps.json")),
];
