//! Booking links: the owner's template, filled in with what the visitor said.

use baton_scoring::{Field, Lead};

use crate::sink::UrlParam;

/// Fills `{name}`, `{first_name}`, `{last_name}`, `{email}`, `{company}` and `{lead}` in, each
/// percent-encoded, so that no answer can change where the link leads. Other braces stay.
#[must_use]
pub(crate) fn fill(template: &str, id: &str, lead: Option<&Lead>) -> String {
    let said = |field| lead.and_then(|lead| lead.raw(field)).unwrap_or_default();
    let (first, last) = names(said(Field::Name), said(Field::FirstName), said(Field::LastName));
    let values = [
        ("name", said(Field::Name)),
        ("first_name", first),
        ("last_name", last),
        ("email", said(Field::Email)),
        ("company", said(Field::Company)),
        ("lead", id),
    ];
    let mut link = String::with_capacity(template.len());
    let mut rest = template;
    // One pass: a value that looks like a placeholder is not filled in again.
    while let Some((before, after)) = rest.split_once('{') {
        link.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        match value {
            Some((value, behind)) => {
                link.push_str(&UrlParam::new(value).to_string());
                rest = behind;
            }
            None => {
                link.push('{');
                rest = after;
            }
        }
    }
    link.push_str(rest);
    link
}

/// First and last name as the form asked for them, or the full name taken apart at its first blank.
fn names<'a>(full: &'a str, first: &'a str, last: &'a str) -> (&'a str, &'a str) {
    if first.is_empty() && last.is_empty() { full.split_once(' ').unwrap_or((full, "")) } else { (first, last) }
}

#[cfg(test)]
mod tests {
    use super::fill;
    use baton_scoring::{Lead, RawField, ScoreCard, Submission, Tables};

    fn lead(fields: &[(&str, &str)]) -> Lead {
        let fields = fields
            .iter()
            .map(|(name, value)| RawField { name: (*name).into(), value: (*value).into(), ..RawField::default() })
            .collect();
        Lead::new(&Submission { fields, ..Submission::default() }, &Tables::small(), &ScoreCard::EMPTY)
    }

    #[test]
    fn links_are_filled_in() {
        let ada = lead(&[("name", "Ada de la King"), ("email", "ada+x@works.example"), ("company", "W & Co {lead}")]);
        assert_eq!(
            fill(
                "https://m.example/a?n={name}&f={first_name}&l={last_name}&e={email}&c={company}&i={lead}&x={y}{",
                "id-1",
                Some(&ada)
            ),
            "https://m.example/a?n=Ada%20de%20la%20King&f=Ada&l=de%20la%20King&e=ada%2Bx%40works.example&c=W%20%26%20Co%20%7Blead%7D&i=id-1&x={y}{"
        );
    }

    #[test]
    fn no_answer_changes_where_a_link_leads() {
        let odd = lead(&[("email", "@evil.example/#?x=\r\nLocation: x"), ("name", "../../..")]);
        assert_eq!(
            fill("https://m.example/{name}?e={email}", "i", Some(&odd)),
            "https://m.example/..%2F..%2F..?e=%40evil.example%2F%23%3Fx%3D%0D%0ALocation%3A%20x"
        );
    }

    #[test]
    fn nobody_fills_in_nothing() {
        assert_eq!(fill("https://m.example/?e={email}&n={first_name}", "i", None), "https://m.example/?e=&n=");
    }
}
