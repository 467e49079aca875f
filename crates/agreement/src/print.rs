//! An agreement as it was understood, in the words of an agreement.
//!
//! What is printed reads as the same agreement again. Where it is silent no default holds: one
//! that a key can say is said.

mod card;
mod desk;
mod hours;
mod page;
mod questions;
mod ritual;

use crate::agreement::Agreement;
use page::{Page, text};

/// The agreement as TOML, in the order of the documentation.
///
/// Texts that are compared stand as they are compared, built-in checklists are written out, and
/// the note on a part of a criterion, like a comment, is not kept. [`crate::check`] gives the
/// same agreement again, also of one with cuts (see [`Agreement::with_cuts`]).
#[must_use]
pub fn print(agreement: &Agreement) -> String {
    let mut page = Page::default();
    page.entry("name", &text(&agreement.name));
    page.entry("owner", &text(agreement.owner.as_str()));
    page.entry("review_by", &agreement.review_by);
    page.entry("language", &text(&agreement.language));
    card::print(agreement, &mut page);
    desk::print(agreement, &mut page);
    page.finish()
}

#[cfg(test)]
mod tests {
    use crate::keys::ROOT;

    /// An agreement that says everything an agreement can say.
    const EVERYTHING: &str = include_str!("../tests/everything.toml");

    #[test]
    fn sections_stand_in_the_order_of_the_documentation() {
        let printed = super::print(&crate::check(EVERYTHING).agreement.expect("no error"));
        let of_line = |line: &str| line.trim_start_matches('[').split([']', '.', ' ']).next().map(str::to_owned);
        let head = printed.lines().take_while(|line| !line.is_empty());
        let headers = printed.lines().filter(|line| line.starts_with('['));
        let mut sections: Vec<String> = head.chain(headers).filter_map(of_line).collect();
        sections.dedup();
        let documented: Vec<&str> = ROOT.each().map(|key| key.name).collect();
        assert_eq!(sections, documented);
    }
}
