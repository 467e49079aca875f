//! Addresses of pages: paths, campaign parameters, and the patterns that match them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::{before_mark, pieces, split_at_mark};

/// Path and query of an address; an address without a host is a path.
pub(crate) fn split_address(address: &str) -> (&str, &str) {
    let address = before_mark(address, |byte| byte == b'#');
    let (before, query) = split_at_mark(address, "?").unwrap_or((address, ""));
    let path = match split_at_mark(before, "://") {
        Some((_, rest)) => {
            rest.get(before_mark(rest, |byte| byte == b'/').len()..).filter(|path| !path.is_empty()).unwrap_or("/")
        }
        None => before,
    };
    (path, query)
}

/// `works.example` of `https://www.works.example:80/about`; empty where there is no host.
pub(crate) fn host_of(website: &str) -> &str {
    let rest = split_at_mark(website, "://").map_or(website, |(_, rest)| rest);
    let host = before_mark(rest, |byte| matches!(byte, b'/' | b'?' | b'#' | b':' | b' '));
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.bytes().any(|byte| byte == b'.') { host } else { "" }
}

/// The value of one query parameter, percent-decoded; bytes that are not UTF-8 are dropped.
pub(crate) fn parameter_of(query: &str, name: &str) -> Option<String> {
    let (_, value) = pieces(query, b'&').filter_map(|pair| split_at_mark(pair, "=")).find(|(key, _)| *key == name)?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, behind @ ..]) => {
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) {
                    bytes.push(high << 4 | low);
                    rest = behind;
                } else {
                    bytes.push(b'%');
                }
            }
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Whether a path matches a pattern in which `*` stands for any run of characters.
///
/// Two pointers and one point of return: linear in practice, never exponential.
pub(crate) fn matches_path(pattern: &[u8], path: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(byte) = path.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(wanted) if wanted == byte => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((after_star, from)) => {
                    p = after_star;
                    t = from + 1;
                    back = Some((after_star, t));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::{host_of, matches_path, parameter_of, split_address};

    #[test]
    fn patterns_of_paths() {
        for (pattern, path, matches) in [
            ("/demo", "/demo", true),
            ("/demo", "/demo/", false),
            ("/demo*", "/demo/", true),
            ("*/demo*", "/de/demo-request", true),
            ("*", "", true),
            ("/a*b*c", "/aXbYbZc", true),
            ("/a*b*c", "/aXbYbZ", false),
            ("", "/", false),
        ] {
            assert_eq!(matches_path(pattern.as_bytes(), path.as_bytes()), matches, "{pattern} {path}");
        }
    }

    #[test]
    fn addresses_come_apart() {
        assert_eq!(split_address("https://a.example"), ("/", ""));
        assert_eq!(split_address("/demo?x=1"), ("/demo", "x=1"));
        assert_eq!(host_of("just words"), "");
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "a").as_deref(), Some("%zz"));
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "b").as_deref(), Some("é"));
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "c"), None);
    }
}
