//! The server from outside, over loopback; and the desk in a real browser, where there is one.

mod attack;
#[path = "../../tests/support/browser.rs"]
mod browser;
mod desk;
mod http;
mod support;
mod wasm;
