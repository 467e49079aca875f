//! From what people type to what a criterion can ask about.
//!
//! Each function is pure, total and says "unknown" where it does not know.

use crate::Tables;
use crate::text::{Words, fold};

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
        let address = text.trim().to_ascii_lowercase();
        let (local, domain) = address.split_once('@')?;
        let good_local = !local.is_empty() && local.bytes().all(is_local_byte);
        let good_domain = domain.split('.').all(is_label);
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
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
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
    let (label, rest) = domain.split_once('.').unwrap_or((domain, ""));
    // `yahoo.fr`, `yahoo.co.uk`, `hotmail.com.br`, but not `yahoo.acme.example`.
    let national = rest.len() <= 6 && rest.split('.').all(|part| (2..=3).contains(&part.len()));
    tables.free_mail.has(domain) || national && tables.free_mail_labels.has(label)
}

/// `c_level`, `vp`, `head`, `manager`, `individual` or `student`; unknown without a title.
#[must_use]
pub fn seniority(job_title: &str, tables: &Tables) -> Option<&'static str> {
    let folded = fold(job_title);
    let words = Words::of(&folded);
    let found = tables.seniority.iter().find(|(_, phrases)| words.contain_any(*phrases)).map(|(name, _)| *name);
    // A title that says nothing of rank is that of somebody without reports.
    found.or_else(|| folded.contains(|c: char| c.is_alphabetic()).then_some("individual"))
}

/// The department a title speaks of; unknown where it speaks of none.
#[must_use]
pub fn function(job_title: &str, tables: &Tables) -> Option<&'static str> {
    let folded = fold(job_title);
    let words = Words::of(&folded);
    tables.function.iter().find(|(_, phrases)| words.contain_any(*phrases)).map(|(name, _)| *name)
}

/// The number of people in a company, from a number or a range.
///
/// `250`, `11–50`, `1k+`, `10.000`, `1 001 - 5 000`, `about 200`. A range counts as its middle,
/// an open end (`1000+`) as the number that is stated. Nothing readable is unknown.
#[must_use]
pub fn employees(text: &str) -> Option<u32> {
    let folded = fold(text);
    let mut numbers = Numbers { rest: folded.as_bytes() };
    let first = numbers.next()?;
    match numbers.next() {
        Some(second) if second > first => Some(first + (second - first) / 2),
        _ => Some(first),
    }
}

/// The whole numbers of a text, thousands separators and `k` and `m` understood.
struct Numbers<'a> {
    rest: &'a [u8],
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let start = self.rest.iter().position(u8::is_ascii_digit)?;
        let (_, mut rest) = self.rest.split_at_checked(start)?;
        let mut number: u32 = 0;
        loop {
            match rest {
                [digit @ b'0'..=b'9', tail @ ..] => {
                    number = number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
                    rest = tail;
                }
                // A separator between thousands has exactly three digits behind it.
                [b'.' | b',' | b' ' | b'\'', tail @ ..] if number > 0 && starts_with_thousand(tail) => rest = tail,
                _ => break,
            }
        }
        let (factor, tail) = match rest {
            [b'k', tail @ ..] if !starts_with_letter(tail) => (1_000, tail),
            [b'm', tail @ ..] if !starts_with_letter(tail) => (1_000_000, tail),
            _ => (1, rest),
        };
        self.rest = tail;
        Some(number.saturating_mul(factor))
    }
}

fn starts_with_thousand(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits == 3
}

fn starts_with_letter(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{EmailAddress, email_kind, employees, function, seniority};
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

    #[test]
    fn ranks_of_titles() {
        let tables = Tables::small();
        for (title, rank, department) in [
            ("CEO", "c_level", Some("general")),
            ("co-founder & CTO", "c_level", Some("engineering")),
            ("Assistant to the CEO", "individual", Some("general")),
            ("VP Engineering", "vp", Some("engineering")),
            ("Senior Vice President, Sales", "vp", Some("sales")),
            ("Sr. Dir., RevOps", "head", Some("sales")),
            ("Leiterin Vertrieb", "head", Some("sales")),
            ("Geschäftsführerin", "c_level", Some("general")),
            ("Head of Data", "head", Some("data")),
            ("ML Engineering Manager", "manager", Some("data")),
            ("Directrice Générale", "c_level", None),
            ("Student Researcher", "student", None),
            ("Software Engineer", "individual", Some("engineering")),
            ("Werkstudentin Marketing", "student", Some("marketing")),
        ] {
            assert_eq!(seniority(title, &tables), Some(rank), "{title}");
            assert_eq!(function(title, &tables), department, "{title}");
        }
        assert_eq!(seniority("", &tables), None);
        assert_eq!(seniority("--", &tables), None);
    }

    #[test]
    fn sizes_of_companies() {
        for (text, size) in [
            ("250", Some(250)),
            ("11–50", Some(30)),
            ("11-50 employees", Some(30)),
            ("1k+", Some(1_000)),
            ("1,001 - 5,000", Some(3_000)),
            ("10.000", Some(10_000)),
            ("10 000", Some(10_000)),
            ("about 200 people", Some(200)),
            ("5 m", Some(5)),
            ("2m", Some(2_000_000)),
            ("1000+", Some(1_000)),
            ("1", Some(1)),
            ("0", Some(0)),
            ("99999999999999", Some(u32::MAX)),
            ("just me", None),
            ("", None),
        ] {
            assert_eq!(employees(text), size, "{text}");
        }
    }
}
/// TEMP
pub struct Title {
    /// x
    pub seniority: Option<&'static str>,
    /// x
    pub seniority_is_sure: bool,
    /// x
    pub function: Option<&'static str>,
    /// x
    pub function_is_sure: bool,
}
/// TEMP
pub fn read_title(title: &str, tables: &Tables) -> Title {
    let s = seniority(title, tables);
    let f = function(title, tables);
    Title { seniority: s, seniority_is_sure: s != Some("individual"), function: f, function_is_sure: f.is_some() }
}
/// TEMP
pub fn company_core(n: &str) -> &str {
    n.strip_suffix(" gmbh").unwrap_or(n)
}
/// TEMP
pub fn country(_: &str, _: &Tables) -> Option<&'static str> {
    None
}
/// TEMP
pub fn market(_: &str) -> Option<&'static str> {
    None
}
/// TEMP
pub fn region(_: &str, _: Option<&str>, _: &Tables) -> Option<&'static str> {
    None
}
/// TEMP
pub fn phone(_: &str, _: Option<&str>, _: &Tables) -> Option<String> {
    None
}
/// TEMP
pub fn budget(_: &str) -> Option<u32> {
    None
}
/// TEMP
pub fn timeline_band(_: &str) -> Option<&'static str> {
    None
}
/// TEMP
pub fn did_you_mean(_: &str, _: &Tables) -> Option<&'static str> {
    None
}
/// TEMP
pub fn registrable_domain<'a>(_: &'a str, _: &Tables) -> Option<&'a str> {
    None
}
