//! `zopa verify`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::text::visible;

/// Check a certificate against the model that it is about
///
/// The check shares no code with what found the answer (the crate zopa-verify): it reads the model by itself, and believes
/// nothing that the certificate says. It answers with a text, a line for each claim, and makes no report.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa solve model.json --certificate answer.cert
  zopa verify model.json answer.cert

{STATUSES}"))]
pub struct Verify {
    /// The model's file, byte for byte as it was
    #[arg(value_name = "MODEL")]
    #[serde(skip)]
    model: PathBuf,
    /// The certificate
    #[arg(value_name = "CERTIFICATE")]
    #[serde(skip)]
    certificate: PathBuf,
    /// Steps that each claim may take
    #[arg(long, value_name = "STEPS", default_value_t = zopa_verify::STEPS)]
    limit: u64,
}

impl Verify {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let files = desk.host().files(&[self.model, self.certificate])?;
        let [model, certificate] = &files[..] else {
            return Err(Refusal::new("a model and a certificate are to be checked, and nothing else", None));
        };
        let limit = if self.limit == 0 { zopa_verify::STEPS } else { self.limit };
        let stop = || desk.over().is_some();
        match zopa_verify::check_until(&model.bytes, &certificate.bytes, limit, &stop) {
            Ok(report) => {
                let lines: Vec<String> = report.page().lines().map(|line| format!("{}\n", visible(line))).collect();
                desk.text(&lines.concat())?;
                Ok(match report.status() {
                    0 => Ending::Answered,
                    1 => Ending::Negative,
                    _ => Ending::Stopped,
                })
            }
            Err(trouble) if trouble.status() == 3 => {
                desk.text(&format!("{:<11} {}\n", "not decided", visible(&trouble.to_string())))?;
                Ok(Ending::Stopped)
            }
            Err(trouble) => Err(Refusal::new(&format!("malformed: {}", visible(&trouble.to_string())), None)),
        }
    }
}
