//! Tiers, by score and by share.

use baton_scoring::{Points, Tier};

use crate::reader::{At, Problems, Table};
use crate::scoring_part::ScoringPart;

pub(crate) fn read_tiers(root: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) {
    let tables = root.tables("tiers", problems);
    let count = tables.len();
    let mut before: Option<u8> = None;
    for (place, mut table) in tables.into_iter().enumerate() {
        let is_last = place + 1 == count;
        let id = table.text("id", problems);
        let at_least = table.number("at_least", problems);
        let share = table.number("share", problems);
        // The last tier takes what is left and has nothing to say; of another one the least
        // score is needed even where it goes by share.
        if !is_last {
            table.must_have("at_least", problems);
        }
        let span = table.span.clone();
        let written = table.has("at_least");
        table.finish(problems);
        let share = share.map(|share| read_share(&share, is_last, before, problems));
        before = share.or(before);
        let Some(id) = id else { continue };
        let at_least = match at_least {
            Some(at_least) => at_least,
            None if is_last && !written => At { value: 0, span },
            None => continue,
        };
        let share = share.unwrap_or_default();
        part.names.tiers.push(id.value.clone());
        part.card.tiers.push(Tier { id: id.value.clone(), at_least: Points(at_least.value), share });
        part.tiers.push((id, at_least));
    }
    if part.tiers.is_empty() {
        let help = "write a [[tiers]] with `id = \"all\"` and `at_least = 0`".to_owned();
        problems.error("no_tiers", &root.span, "the agreement names no tier".to_owned(), help);
    }
}

fn read_share(share: &At<i32>, is_last: bool, before: Option<u8>, problems: &mut Problems) -> u8 {
    let percent = u8::try_from(share.value).ok().filter(|percent| (1..=99).contains(percent));
    let Some(percent) = percent else {
        let help = "write a whole number of percent from 1 to 99".to_owned();
        problems.error("bad_share", &share.span, format!("a share of {} percent", share.value), help);
        return 0;
    };
    if is_last {
        let help = "the last tier takes every lead that is left; write no `share`".to_owned();
        problems.error("no_last_tier", &share.span, "a lead outside the share is in no tier".to_owned(), help);
    }
    if let Some(before) = before
        && percent <= before
    {
        let message = format!("the tiers before take {before} percent already");
        let help = "a share counts the tiers before it: write a larger one".to_owned();
        problems.error("bad_share", &share.span, message, help);
    }
    percent
}
