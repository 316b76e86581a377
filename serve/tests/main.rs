//! The server from outside, over loopback; and the desk in a real browser, where there is one.

mod attack;
mod desk;
mod http;
mod support;
