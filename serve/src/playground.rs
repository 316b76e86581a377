//! The desk as one file, which needs no server: the program in WebAssembly is a part of the page, and answers in a worker.

use super::assets::{EXAMPLES, LOCAL, LOOK, PAGE, WORKER};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::bufread::GzDecoder;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;

/// How a file begins that holds a program in WebAssembly; and one that gzip packed.
const PROGRAM: &[u8] = b"\0asm";
const PACKED: &[u8] = &[0x1f, 0x8b];

/// The page, with this program, packed or not, and a model to begin with: its name and its text.
///
/// # Errors
/// That it is no such program.
pub fn page(program: &[u8], start: Option<&(String, String)>) -> Result<String, &'static str> {
    if !is_program(program) {
        return Err("it is no program in WebAssembly");
    }
    #[derive(Serialize)]
    struct Start<'s> {
        name: &'s str,
        text: &'s str,
    }
    let start = start.map(|(name, text)| Start { name, text });
    let models: BTreeMap<&str, &str> = EXAMPLES.iter().copied().collect();
    let data = |id: &str, kind: &str, text: &str| format!("<script id=\"{id}\" type=\"{kind}\">{text}</script>\n");
    let parts = [
        data("models", "application/json", &inert(&models)),
        data("start", "application/json", &inert(&start)),
        data("worker", "text/plain", WORKER),
        data("program", "text/plain", &BASE64_STANDARD.encode(program)),
        format!("<script>{LOCAL}</script>\n"),
    ];
    // Only this script runs, and nothing is asked of any network.
    let policy = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; \
         worker-src blob:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
        BASE64_STANDARD.encode(Sha256::digest(LOCAL))
    );
    let (head, rest) = PAGE.split_once(LINKS).ok_or("the desk has no such head")?;
    let (body, end) = rest.split_once("</body>").ok_or("the desk has no end")?;
    // The policy holds for what stands behind it.
    let head = head.replacen("<meta charset=\"utf-8\">\n", &format!("<meta charset=\"utf-8\">\n{policy}"), 1);
    Ok(format!("{head}<style>\n{LOOK}</style>\n{body}{}</body>{end}", parts.concat()))
}

/// Whether it is a program in WebAssembly, or a whole one that gzip packed, with nothing behind it: a browser unpacks no other.
fn is_program(bytes: &[u8]) -> bool {
    if !bytes.starts_with(PACKED) {
        return bytes.starts_with(PROGRAM);
    }
    let mut unpacked = GzDecoder::new(bytes);
    let mut begin = [0; PROGRAM.len()];
    let whole =
        unpacked.read_exact(&mut begin).and_then(|()| std::io::copy(&mut unpacked, &mut std::io::sink())).is_ok();
    whole && begin == PROGRAM && unpacked.into_inner().is_empty()
}

/// What the page fetches from a server.
const LINKS: &str = "<link rel=\"stylesheet\" href=\"/desk.css\">\n<script src=\"/desk.js\" defer></script>\n";

/// Data as JSON in which nothing ends the place where it stands.
fn inert(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_default().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::bufread::GzEncoder;

    #[test]
    fn all_of_it_is_in_the_page_and_nothing_ends_it_early() {
        let start = ("</script><b>.json".to_owned(), "<!--<script>".to_owned());
        let page = page(b"\0asm and more", Some(&start)).expect("a page");
        assert!(!page.contains("href=\"/") && !page.contains("src=\"/"));
        // Five of its own, as many ends, and none from elsewhere.
        assert_eq!((page.matches("<script").count(), page.matches("</script").count()), (5, 5));
        assert!(!page.contains("<!--"));
        assert!(page.contains(&BASE64_STANDARD.encode("\0asm and more")));
        assert!(page.find("Content-Security-Policy").expect("a policy") < page.find("<style>").expect("a look"));
        for (name, text) in EXAMPLES {
            assert!(page.contains(&format!("\"{name}\":")) && !text.is_empty(), "{name}");
        }
        assert!(super::page(b"<html>", None).is_err());
        assert!(super::page(b"", None).is_err());
    }

    /// What no browser could unpack makes no page.
    #[test]
    fn what_is_packed_is_a_program() {
        let packed = |bytes: &[u8]| {
            let mut packed = Vec::new();
            GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed).expect("bytes");
            packed
        };
        let whole = packed(b"\0asm and more");
        assert!(is_program(&whole) && is_program(b"\0asm"));
        assert!(!is_program(&packed(b"<html>")) && !is_program(&packed(b"")) && !is_program(b"\x1f\x8b and junk"));
        for to in 2..whole.len() {
            assert!(!is_program(&whole[..to]), "{to}");
        }
        assert!(!is_program(&[&whole[..], b"x"].concat()));
    }
}
