//! Who may ask: the names that the server answers to, the pages that may ask it, and the token.
//!
//! A page of another site can make a browser send questions here. It cannot choose the names in `Host` and `Origin`, so both
//! are looked at: a name that somebody made point to this machine (DNS rebinding) is not one of ours.

use axum::http::{HeaderMap, StatusCode, Uri, header, uri::Authority};
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// The names and the token.
pub struct Door {
    /// In small letters, without ports.
    names: Vec<String>,
    token: Option<String>,
}

/// Why somebody may not ask.
#[derive(Debug, PartialEq, Eq)]
pub struct Turned {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub help: &'static str,
}

impl Door {
    /// For a server at this address, which is called so, too.
    ///
    /// # Errors
    /// If others can reach it and there is no token, or what should be a name is none.
    pub fn new(address: IpAddr, hosts: &[String], token: Option<String>) -> Result<Door, String> {
        if !address.is_loopback() && token.is_none() {
            return Err(format!(
                "others can reach {address}: a token has to guard it\n  help: write a long random word into a file, and name \
                 it with --token-file; or listen on 127.0.0.1"
            ));
        }
        // A name with a port, or an address of a page, would never be met.
        let is_name = |name: &&String| name.parse::<Authority>().is_ok_and(|one| one.host() == name.as_str());
        if let Some(wrong) = hosts.iter().find(|name| !is_name(name)) {
            let wrong = zopa::text::visible(wrong);
            return Err(format!(
                "--host {wrong} is not a name\n  help: only the name, without http:// and without a port"
            ));
        }
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into();
        if !address.is_unspecified() {
            names.push(match address {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => format!("[{address}]"),
            });
        }
        names.extend(hosts.iter().map(|name| name.to_ascii_lowercase()));
        Ok(Door { names, token })
    }

    /// Whether somebody may ask: `guarded` questions need the token.
    pub fn admits(&self, uri: &Uri, headers: &HeaderMap, guarded: bool) -> Result<(), Turned> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()),
            _ => None,
        };
        let known = |host: &Authority| {
            // What stands behind the name is a port, or nothing.
            let rest = host.as_str().get(host.host().len()..).unwrap_or_default();
            let ends = rest.is_empty() || host.port_u16().is_some_and(|port| rest == format!(":{port}"));
            ends && self.names.contains(&host.host().to_ascii_lowercase())
        };
        let Some(host) = host.filter(|host| known(host) && uri.authority().is_none_or(known)) else {
            return Err(Turned {
                status: StatusCode::FORBIDDEN,
                code: "wrong-host",
                message: format!("this server answers to {}", self.names.join(", ")),
                help: "ask it by one of these names; another one is added with --host",
            });
        };
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        let from_elsewhere = guarded && site.is_some_and(|site| site != b"same-origin" && site != b"none");
        let ours = |origin: &[u8]| {
            let text = std::str::from_utf8(origin).unwrap_or_default();
            let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
            rest.is_some_and(|rest| rest.eq_ignore_ascii_case(host.as_str()))
        };
        if from_elsewhere || headers.get_all(header::ORIGIN).iter().any(|origin| !ours(origin.as_bytes())) {
            return Err(Turned {
                status: StatusCode::FORBIDDEN,
                code: "wrong-origin",
                message: "a page of another site asked".to_owned(),
                help: "only the desk of this server, and programs without an Origin, may ask",
            });
        }
        match &self.token {
            Some(token) if guarded && !brings(headers, token) => Err(Turned {
                status: StatusCode::UNAUTHORIZED,
                code: "no-token",
                message: "the question does not bring the token".to_owned(),
                help: "Authorization: Bearer TOKEN",
            }),
            _ => Ok(()),
        }
    }
}

/// Whether the headers have the token: how long it takes to know does not depend on what they have in its place.
fn brings(headers: &HeaderMap, token: &str) -> bool {
    let brought = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    let brought = brought.strip_prefix(b"Bearer ").unwrap_or_default();
    // As many bytes are compared as the token has, however many were brought.
    let padded: Vec<u8> = (0..token.len()).map(|at| brought.get(at).copied().unwrap_or_default()).collect();
    (padded.ct_eq(token.as_bytes()) & brought.len().ct_eq(&token.len())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(door: &Door, headers: &[(&'static str, &str)], guarded: bool) -> Option<&'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        door.admits(&"/v1/solve".parse().expect("a path"), &map, guarded).err().map(|turned| turned.code)
    }

    #[test]
    fn names_are_ours() {
        let door = Door::new([127, 0, 0, 1].into(), &["Desk.example.org".to_owned()], None).expect("a door");
        for host in ["localhost", "LOCALHOST:7272", "127.0.0.1:1", "[::1]:7272", "desk.example.org"] {
            assert_eq!(asked(&door, &[("host", host)], true), None, "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:7272",
            "127.0.0.1:7272.evil.example",
            "evil@localhost",
            "0.0.0.0",
            "a b",
            "::1",
        ] {
            assert_eq!(asked(&door, &[("host", host)], true), Some("wrong-host"), "{host}");
        }
        assert_eq!(asked(&door, &[], true), Some("wrong-host"));
        assert_eq!(asked(&door, &[("host", "localhost"), ("host", "localhost")], true), Some("wrong-host"));
        let mut map = HeaderMap::new();
        map.append("host", "localhost".parse().expect("a header"));
        assert!(door.admits(&"http://evil.example/v1/solve".parse().expect("an address"), &map, true).is_err());
    }

    #[test]
    fn a_name_has_no_port() {
        for wrong in
            ["desk.example.org:7272", "http://desk.example.org", "a/b", "a b", "", "me@desk.example.org", "[::1]:1"]
        {
            assert!(Door::new([127, 0, 0, 1].into(), &[wrong.to_owned()], None).is_err(), "{wrong}");
        }
        for name in ["desk.example.org", "10.0.0.5", "[fe80::1]"] {
            assert!(Door::new([127, 0, 0, 1].into(), &[name.to_owned()], None).is_ok(), "{name}");
        }
    }

    #[test]
    fn pages_are_ours() {
        let door = Door::new([127, 0, 0, 1].into(), &[], None).expect("a door");
        let with = |name: &'static str, value: &str| asked(&door, &[("host", "localhost:7272"), (name, value)], true);
        for origin in ["http://localhost:7272", "https://LOCALHOST:7272"] {
            assert_eq!(with("origin", origin), None, "{origin}");
        }
        for origin in
            ["null", "http://evil.example", "http://localhost", "http://localhost:7272.evil.example", "localhost:7272"]
        {
            assert_eq!(with("origin", origin), Some("wrong-origin"), "{origin}");
        }
        assert_eq!(with("sec-fetch-site", "same-origin"), None);
        assert_eq!(with("sec-fetch-site", "cross-site"), Some("wrong-origin"));
        assert_eq!(with("sec-fetch-site", "same-site"), Some("wrong-origin"));
        // A link on another page may lead to the desk.
        assert_eq!(asked(&door, &[("host", "localhost"), ("sec-fetch-site", "cross-site")], false), None);
    }

    #[test]
    fn others_need_the_token() {
        assert!(Door::new([10, 0, 0, 5].into(), &[], None).is_err());
        assert!(Door::new([0, 0, 0, 0].into(), &[], None).is_err());
        let door = Door::new([10, 0, 0, 5].into(), &[], Some("a-long-random-word".to_owned())).expect("a door");
        let with = |token: &str| asked(&door, &[("host", "10.0.0.5:80"), ("authorization", token)], true);
        assert_eq!(with("Bearer a-long-random-word"), None);
        for token in
            ["", "Bearer ", "Bearer a-long-random-wore", "Bearer a-long-random-word2", "a-long-random-word", "Basic x"]
        {
            assert_eq!(with(token), Some("no-token"), "{token}");
        }
        assert_eq!(asked(&door, &[("host", "10.0.0.5")], false), None);
    }
}
