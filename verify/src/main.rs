//! `zopa-verify MODEL CERTIFICATE [--limit STEPS]`: checks a certificate. Exit status: 0 every claim is proven, 1 a claim is
//! rejected, 2 the certificate or the model is malformed, 3 a limit was reached, or a part of the model is not known.

#![forbid(unsafe_code)]

use std::process::ExitCode;
use zopa_verify::{STEPS, check};

const USAGE: &str = "zopa-verify MODEL CERTIFICATE [--limit STEPS]";

fn main() -> ExitCode {
    let mut files = Vec::new();
    let mut limit = Some(STEPS);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--limit" {
            limit = arguments.next().and_then(|steps| steps.to_str()?.parse().ok());
        } else {
            files.push(argument);
        }
    }
    let ([model, certificate], Some(limit)) = (&files[..], limit) else {
        eprintln!("usage: {USAGE}");
        return ExitCode::from(2);
    };
    let read =
        |name: &std::ffi::OsString| std::fs::read(name).map_err(|why| format!("{}: {why}", name.to_string_lossy()));
    let (model, certificate) = match (read(model), read(certificate)) {
        (Ok(model), Ok(certificate)) => (model, certificate),
        (Err(why), _) | (_, Err(why)) => {
            eprintln!("malformed   {why}");
            return ExitCode::from(2);
        }
    };
    match check(&model, &certificate, limit) {
        Ok(report) => {
            print!("{}", report.page());
            ExitCode::from(report.status())
        }
        Err(trouble) => {
            println!("{:<11} {trouble}", if trouble.status() == 2 { "malformed" } else { "not decided" });
            ExitCode::from(trouble.status())
        }
    }
}
