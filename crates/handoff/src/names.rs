//! The name of a desk, in its two spellings.

use core::fmt;

/// Names a desk: a tenant and one of its desks.
///
/// In URLs and script tags it is written `acme` (the desk `main` of tenant `acme`) or
/// `acme.sales`; objects and logs call it `acme/main` and `acme/sales`. Both spellings lead
/// back to one name, so no desk has two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeskName {
    tenant: String,
    desk: String,
}

/// The desk a tag without a dot means.
const MAIN: &str = "main";

impl DeskName {
    /// Reads a tag: `acme` or `acme.sales`. Each part is `[a-z0-9-]{1,40}`. `acme.main` is
    /// refused: it would be a second spelling of `acme`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<DeskName> {
        match tag.split_once('.') {
            None => DeskName::of(tag, MAIN),
            Some((_, MAIN)) => None,
            Some((tenant, desk)) => DeskName::of(tenant, desk),
        }
    }

    /// Reads an object's name: `acme/main`.
    #[must_use]
    pub fn from_object_name(name: &str) -> Option<DeskName> {
        let (tenant, desk) = name.split_once('/')?;
        DeskName::of(tenant, desk)
    }

    /// As an object is called: `acme/main`.
    #[must_use]
    pub fn as_object_name(&self) -> String {
        format!("{}/{}", self.tenant, self.desk)
    }

    /// As URLs and script tags have it: `acme`.
    #[must_use]
    pub fn as_tag(&self) -> String {
        if self.desk == MAIN { self.tenant.clone() } else { format!("{}.{}", self.tenant, self.desk) }
    }

    fn of(tenant: &str, desk: &str) -> Option<DeskName> {
        let fits = |part: &str| {
            (1..=40).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        (fits(tenant) && fits(desk)).then(|| DeskName { tenant: tenant.to_owned(), desk: desk.to_owned() })
    }
}

impl fmt::Display for DeskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.tenant, self.desk)
    }
}

#[cfg(test)]
mod tests {
    use super::DeskName;

    #[test]
    fn both_spellings_lead_back() {
        for (tag, object) in [("acme", "acme/main"), ("acme.sales", "acme/sales"), ("a-1.b-2", "a-1/b-2")] {
            let name = DeskName::parse(tag).unwrap();
            assert_eq!((name.as_tag().as_str(), name.as_object_name().as_str()), (tag, object));
            assert_eq!(DeskName::from_object_name(object), Some(name));
        }
    }

    #[test]
    fn what_no_desk_is_called() {
        let long = "a".repeat(41);
        for tag in ["", ".", "a.", ".a", "a.b.c", "acme.main", "Acme", "a_b", "a/b", "%61", "ümlaut", " a", &long] {
            assert_eq!(DeskName::parse(tag), None, "{tag}");
        }
    }
}
