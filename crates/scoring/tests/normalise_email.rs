//! Addresses, held against a collection of difficult ones and the rule of the HTML standard.

#![expect(clippy::expect_used, reason = "a collection that cannot be read is a failure")]

use std::fs;
use std::path::Path;

use baton_scoring::EmailAddress;

/// What the HTML Living Standard's expression in 4.10.5.1.5 says, written a second time: a
/// machine over characters, where the crate takes the address apart.
fn html_says(address: &str) -> bool {
    #[derive(PartialEq)]
    enum At {
        Local(usize),
        /// Characters of the label, and whether the last one was a hyphen.
        Label(usize, bool),
    }
    let mut at = At::Local(0);
    for c in address.chars() {
        at = match at {
            At::Local(0) if c == '@' => return false,
            At::Local(_) if c == '@' => At::Label(0, false),
            At::Local(n) if c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c) => At::Local(n + 1),
            At::Label(n, false) if c == '.' && n > 0 => At::Label(0, false),
            At::Label(n, _) if n < 63 && c.is_ascii_alphanumeric() => At::Label(n + 1, false),
            At::Label(n, _) if (1..63).contains(&n) && c == '-' => At::Label(n + 1, true),
            _ => return false,
        };
    }
    matches!(at, At::Label(n, false) if n > 0)
}

/// The text of every `<address>`, with its entities and control characters decoded.
fn addresses(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    for test in xml.split("<test ").skip(1) {
        let address = test.split("<address>").nth(1).and_then(|rest| rest.split("</address>").next()).unwrap_or("");
        found.push(decoded(address));
    }
    found
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, behind) = part.split_once(';').expect("an entity ends");
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = entity.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
                let number = number.or_else(|| entity.strip_prefix('#').map(str::parse));
                char::from_u32(number.expect(entity).expect(entity)).expect(entity)
            }
        });
        out.push_str(behind);
    }
    // Control characters are written as their pictures.
    out.chars()
        .map(|c| match c as u32 {
            picture @ 0x2400..=0x241f => char::from_u32(picture - 0x2400).expect("a control character"),
            0x2421 => '\u{7f}',
            _ => c,
        })
        .collect()
}

#[test]
fn difficult_addresses_by_the_html_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/email/isemail_tests.xml");
    let Ok(xml) = fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no {}", path.display());
        return;
    };
    let addresses = addresses(&xml);
    assert_eq!(addresses.len(), 164);
    let mut good = 0;
    for address in &addresses {
        // Blanks around an address are forgiven, and one is at most as long as a mail path.
        let typed = address.trim();
        let expected = html_says(typed) && typed.len() <= 254;
        assert_eq!(EmailAddress::parse(address).is_some(), expected, "{address:?}");
        good += usize::from(expected);
    }
    eprintln!("{good} of {} addresses are valid by the HTML rule", addresses.len());
}

#[test]
fn the_second_rule_is_a_rule() {
    for good in ["a@b", "a.b@c-d.e", "!@b", "a@1"] {
        assert!(html_says(good), "{good}");
    }
    for bad in ["", "@", "a@", "@b", "a@b.", "a@.b", "a@-b", "a@b-", "a@b-.c", "a b@c", "a@b@c", "\"a\"@b"] {
        assert!(!html_says(bad), "{bad}");
    }
}
