//! E-mail addresses and what their domains say.

use alloc::string::String;

use crate::Tables;
use crate::text::{WordList, pieces, split_at_mark, trim};

/// A syntactically valid e-mail address, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    address: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address by the HTML standard's rule for `<input type=email>`, the one every
    /// browser applies: no comments, no quoted local parts.
    /// Source: HTML Living Standard, section 4.10.5.1.5, "valid e-mail address".
    ///
    /// Blanks around the address are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<EmailAddress> {
        let address = trim(text).to_ascii_lowercase();
        let (local, domain) = split_at_mark(&address, "@")?;
        let good_local = !local.is_empty() && local.bytes().all(is_local_byte);
        let good_domain = pieces(domain, b'.').all(is_label);
        if !good_local || !good_domain || address.len() > 254 {
            return None;
        }
        let at = local.len();
        Some(EmailAddress { address, at })
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.address.get(..self.at).unwrap_or_default()
    }

    /// The part behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.get(self.at + 1..).unwrap_or_default()
    }
}

fn is_local_byte(byte: u8) -> bool {
    // Printable, but for what separates or quotes. As a pattern: to look into a text brings a searcher along.
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'(' | b')' | b',' | b':'..=b'<' | b'>' | b'@' | b'['..=b']')
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// `disposable`, `free`, `role` or `work`, in that order of precedence.
#[must_use]
pub fn email_kind(address: &EmailAddress, tables: &Tables) -> &'static str {
    if tables.disposable.has(address.domain()) {
        "disposable"
    } else if is_free_mail(address.domain(), tables) {
        "free"
    } else if tables.roles.has(address.local()) {
        "role"
    } else {
        "work"
    }
}

/// Whether a domain belongs to a provider of free mail.
pub(crate) fn is_free_mail(domain: &str, tables: &Tables) -> bool {
    let (label, rest) = split_at_mark(domain, ".").unwrap_or((domain, ""));
    // `yahoo.fr`, `yahoo.co.uk`, `hotmail.com.br`, but not `yahoo.acme.example`.
    let national = rest.len() <= 6 && pieces(rest, b'.').all(|part| (2..=3).contains(&part.len()));
    tables.free_mail.has(domain) || national && tables.free_mail_labels.has(label)
}

/// Providers that people mistype, with the spelling that is meant.
const OFTEN_MISTYPED: WordList = WordList(
    "gmail.com|hotmail.com|outlook.com|yahoo.com|icloud.com|googlemail.com|protonmail.com|hotmail.fr|yahoo.fr|\
     hotmail.co.uk|yahoo.co.uk|t-online.de|freenet.de|wanadoo.fr|laposte.net|outlook.de|outlook.fr|hotmail.es|\
     yahoo.es|yahoo.de|hotmail.de|hotmail.it|yahoo.it|yahoo.com.br|comcast.net|fastmail.com|rocketmail.com|\
     bluewin.ch|verizon.net",
);

/// Real domains that are one letter away from a provider.
pub(crate) const NOT_MISTYPED: WordList = WordList(
    "cloud.com|gail.com|gmail.de|hotmail.at|hotmail.be|hotmail.ca|hotmail.ch|hotmail.se|outlook.es|outlook.it|yahoo.ca|\
     yahoo.se",
);

/// The provider that a mistyped domain means: `gmial.com` is `gmail.com`.
///
/// At most one letter missing, added, wrong or swapped, two in a domain of twelve letters and
/// more. A domain that exists in its own right is never corrected.
#[must_use]
pub fn did_you_mean(domain: &str, tables: &Tables) -> Option<&'static str> {
    const LONG: usize = 12;
    const MOST_BYTES: usize = 24;
    let typed = domain.as_bytes();
    // `yahoo.co` looks like a national domain, and is a `.com` cut short; `yahoo.con` is one
    // mistyped. No top level is called so.
    let is_misspelt_com = b"co|cm|om|con|cmo|ocm|cim|cpm|vom|xom".split(|byte| *byte == b'|').any(|end| {
        let label = typed.strip_suffix(end).and_then(|rest| rest.strip_suffix(b"."));
        label.is_some_and(|label| tables.free_mail_labels.iter().any(|known| known == label))
    });
    let is_known = is_free_mail(domain, tables) && !is_misspelt_com;
    // A mail.com with one letter in front exists for nearly every letter.
    let is_letter_mail = domain.len() == 9 && typed.ends_with(b"mail.com");
    if is_known
        || is_letter_mail
        || domain.len() > MOST_BYTES
        || NOT_MISTYPED.has(domain)
        || tables.disposable.has(domain)
    {
        return None;
    }
    for most in [1, 2] {
        let is_meant = |known: &&[u8]| {
            let is_allowed = most == 1 || known.len() >= LONG && known.first() == typed.first();
            is_allowed && is_near(typed, known, most)
        };
        if let Some(known) = OFTEN_MISTYPED.iter().find(is_meant) {
            return core::str::from_utf8(known).ok();
        }
    }
    None
}

/// Whether `typed` becomes `meant` with at most `most` edits, a swap of neighbours being one.
fn is_near(typed: &[u8], meant: &[u8], most: usize) -> bool {
    match (typed, meant) {
        ([a, typed_rest @ ..], [b, meant_rest @ ..]) if a == b => is_near(typed_rest, meant_rest, most),
        ([], []) => true,
        _ => {
            let Some(left) = most.checked_sub(1) else { return false };
            let typed_rest = typed.get(1..);
            let meant_rest = meant.get(1..);
            let is_swapped = matches!((typed, meant), ([a, b, ..], [c, d, ..]) if a == d && b == c);
            is_swapped && is_near(typed.get(2..).unwrap_or_default(), meant.get(2..).unwrap_or_default(), left)
                || typed_rest.is_some_and(|rest| is_near(rest, meant, left))
                || meant_rest.is_some_and(|rest| is_near(typed, rest, left))
                || typed_rest.zip(meant_rest).is_some_and(|(typed, meant)| is_near(typed, meant, left))
        }
    }
}

/// The part of a lower-case host that somebody registered: `works.co.uk` of `mail.works.co.uk`.
///
/// Unknown where the tables have no list of public suffixes, for a suffix itself, an address
/// made of numbers and for what is no host.
#[must_use]
pub fn registrable_domain<'a>(host: &'a str, tables: &Tables) -> Option<&'a str> {
    let suffix = tables.public_suffix?(host)?;
    let is_host = host.split('.').all(|label| !label.is_empty());
    let is_numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_host || is_numeric {
        return None;
    }
    let before = host.get(..host.len().checked_sub(suffix + 1)?)?;
    let start = before.bytes().rposition(|byte| byte == b'.').map_or(0, |at| at + 1);
    host.get(start..)
}

#[cfg(test)]
mod tests {
    use super::{EmailAddress, email_kind};
    use crate::Tables;

    #[test]
    fn addresses_by_the_html_rule() {
        for good in ["a@b", "Ada.Lovelace+x@Works.Example", " a@b.example ", "!#$%&'*+/=?^_`{|}~-@a-b.c1"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        let long = format!("{}@{}.example", "a".repeat(60), "b".repeat(64));
        for bad in
            ["", "a", "@b", "a@", "a@-b.c", "a@b-.c", "a@b..c", "a b@c.d", "a@b@c", "\"a\"@b.c", "ä@b.c", long.as_str()]
        {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
        let address = EmailAddress::parse("Ada@Works.Example").expect("valid");
        assert_eq!((address.local(), address.domain()), ("ada", "works.example"));
    }

    #[test]
    fn kinds_of_address() {
        for (address, kind) in [
            ("ada@works.example", "work"),
            ("ada@gmail.com", "free"),
            ("ada@yahoo.co.uk", "free"),
            ("ada@hotmail.fr", "free"),
            ("ada@yahoo.acme.example", "work"),
            ("info@works.example", "role"),
            ("info@gmail.com", "free"),
            ("x@mailinator.com", "disposable"),
        ] {
            let address = EmailAddress::parse(address).expect("valid");
            assert_eq!(email_kind(&address, &Tables::small()), kind, "{}", address.as_str());
        }
    }
}
