//! What works on a card, but hardly as meant.

use core::ops::Range;
use std::collections::BTreeSet;

use baton_scoring::{Card, Condition, Criterion, Field, Gate, Group, GroupLimits, Points, Rule, Test, Travels};

use crate::conditions::Asked;
use crate::logic::implies;
use crate::problem::nearest;
use crate::reach::{reachable, sum_of_all};
use crate::reader::Problems;
use crate::scoring_part::{ScoringPart, Written};

pub(crate) fn lint_card(scoring: &ScoringPart, asked: &[&Asked], problems: &mut Problems) {
    // What could not be read may have asked for what nobody else asks for.
    let all_read = !problems.has_errors();
    check_signals(scoring, asked, all_read, problems);
    if all_read {
        check_lists(scoring, asked, problems);
    }
    if scoring.whole {
        check_bands(scoring, problems);
    }
    check_caps(scoring, problems);
    check_doubles(scoring, problems);
    check_private(scoring, problems);
    check_scores(scoring, asked, problems);
}

fn criteria(scoring: &ScoringPart) -> impl Iterator<Item = (&Criterion, &Written)> {
    scoring.card.criteria.iter().zip(&scoring.written)
}

fn limits(card: &Card, group: Group) -> (&GroupLimits, &'static str) {
    match group {
        Group::Fit => (&card.fit, "fit_cap"),
        Group::Engagement => (&card.engagement, "engagement_cap"),
    }
}

/// Signals may come from another system without being declared, so a name nobody declares is
/// only probably a slip.
fn check_signals(scoring: &ScoringPart, asked: &[&Asked], all_read: bool, problems: &mut Problems) {
    let known: Vec<&str> = scoring.names.signals.iter().map(|id| id.value.as_str()).collect();
    let mut used = BTreeSet::new();
    let mut meant = BTreeSet::new();
    for Asked { condition, subject, .. } in asked {
        let Condition::Signal { name, .. } = condition else { continue };
        if used.insert(name.as_str()) && !known.contains(&name.as_str()) {
            let best = nearest(name, known.iter().copied());
            meant.extend(best);
            let help = match best {
                Some(best) => format!("did you mean `{best}`?"),
                None => format!(
                    "add a [[signals]] with `id = \"{name}\"` and its `pages` or `events`; without both where another \
                     system tells of it"
                ),
            };
            problems.warning("undefined_signal", subject, format!("nothing here says what `{name}` is"), help);
        }
    }
    for id in &scoring.names.signals {
        if all_read && !used.contains(id.value.as_str()) && !meant.contains(id.value.as_str()) {
            let help = "ask for it in a criterion or gate, or take it out".to_owned();
            problems.warning("unused_signal", &id.span, format!("nothing asks for the signal `{}`", id.value), help);
        }
    }
}

fn check_lists(scoring: &ScoringPart, asked: &[&Asked], problems: &mut Problems) {
    for (place, list) in (0u32..).zip(&scoring.names.lists) {
        if !asked.iter().any(|asked| asked.condition.asks_list(place)) {
            let help = format!("ask for it by `in_list = \"{}\"`, or take it out", list.id.value);
            problems.warning(
                "unused_list",
                &list.id.span,
                format!("nothing asks for the list `{}`", list.id.value),
                help,
            );
        }
    }
}

/// A band over a field and where it stands.
struct Band<'c> {
    from: u32,
    to: u32,
    id: &'c str,
    place: &'c Range<usize>,
}

fn check_bands(scoring: &ScoringPart, problems: &mut Problems) {
    for group in [Group::Fit, Group::Engagement] {
        for field in Field::ALL.into_iter().filter(|field| field.is_number()) {
            let of_this = |criterion: &Criterion| criterion.group == group;
            let mut bands: Vec<Band<'_>> = criteria(scoring)
                .filter(|(criterion, _)| of_this(criterion))
                .filter_map(|(criterion, written)| band(criterion, written, field))
                .collect();
            bands.sort_by_key(|band| (band.from, band.to));
            for pair in bands.windows(2) {
                if let [before, after] = pair {
                    check_neighbours(field, before, after, problems);
                }
            }
        }
    }
}

fn band<'c>(criterion: &'c Criterion, written: &'c Written, wanted: Field) -> Option<Band<'c>> {
    let Rule::When { gate: Gate::If { condition: Condition::Field { field, test }, .. }, .. } = &criterion.rule else {
        return None;
    };
    let Test::Between { from, to } = test else { return None };
    (*field == wanted).then_some(Band { from: *from, to: *to, id: &criterion.id, place: &written.band })
}

fn check_neighbours(field: Field, before: &Band<'_>, after: &Band<'_>, problems: &mut Problems) {
    let field = field.id();
    let (low, high) = (before.id, after.id);
    if after.from <= before.to {
        let end = after.to.min(before.to);
        let message = if after.from == end {
            format!("{end} {field} are in `{low}` and in `{high}`")
        } else {
            format!("{} to {end} {field} are in `{low}` and in `{high}`", after.from)
        };
        let help = if before.to < u32::MAX {
            format!("let `{high}` begin at {}, if a lead shall be in one of them", before.to.saturating_add(1))
        } else {
            format!("let `{low}` end before {}, if a lead shall be in one of them", after.from)
        };
        problems.warning("bands_overlap", after.place, message, help);
    } else if after.from > before.to.saturating_add(1) {
        let (first, last) = (before.to.saturating_add(1), after.from.saturating_sub(1));
        let message = if first == last {
            format!("{first} {field} are in no band: neither in `{low}` nor in `{high}`")
        } else {
            format!("{first} to {last} {field} are in no band: neither in `{low}` nor in `{high}`")
        };
        problems.warning("bands_gap", after.place, message, format!("let `{high}` begin at {first}"));
    }
}

fn check_caps(scoring: &ScoringPart, problems: &mut Problems) {
    for (group, place) in [Group::Fit, Group::Engagement].into_iter().zip(&scoring.caps) {
        let sum = sum_of_all(&scoring.card, group);
        let (limits, key) = limits(&scoring.card, group);
        // A cap of exactly the sum says what the group weighs; one of 100 is the default.
        if let Some(place) = place
            && scoring.whole
            && limits.cap > sum
            && limits.cap != Points::MAX_SCORE
        {
            let message = format!("`{key}` of {} never binds: all of [[{}]] give {}", limits.cap.0, group.id(), sum.0);
            let help = format!("write {} or less, or take it out", sum.0.max(1));
            problems.warning("cap_idle", place, message, help);
        }
    }
    for (criterion, written) in criteria(scoring) {
        let (limits, key) = limits(&scoring.card, criterion.group);
        let most = criterion.rule.range().high;
        if most > limits.cap {
            let message =
                format!("no lead gets {} points from `{}`: `{key}` is {}", most.0, criterion.id, limits.cap.0);
            let help = format!("write at most {}, or raise `{key}`", limits.cap.0);
            problems.warning("points_over_cap", &written.points, message, help);
        }
    }
}

fn check_doubles(scoring: &ScoringPart, problems: &mut Problems) {
    for (place, (criterion, written)) in criteria(scoring).enumerate() {
        let same = scoring.card.criteria.iter().take(place).find(|before| asks_the_same(&before.rule, &criterion.rule));
        if let Some(before) = same {
            let message = format!("`{}` holds whenever `{}` does", criterion.id, before.id);
            let help = "put their points together, or ask something else".to_owned();
            problems.warning("same_question", &written.span, message, help);
        }
    }
}

fn asks_the_same(one: &Rule, other: &Rule) -> bool {
    match (one, other) {
        (Rule::When { gate, .. }, Rule::When { gate: other, .. }) => implies(gate, other) && implies(other, gate),
        (Rule::PerSignal(one), Rule::PerSignal(other)) => {
            (&one.signal, one.within, one.decay) == (&other.signal, other.within, other.decay)
        }
        _ => false,
    }
}

/// Points that are taken where the browser cannot see it keep it from promising anything to
/// anybody. A filter of a private list is sure of everybody who is not on it.
fn check_private(scoring: &ScoringPart, problems: &mut Problems) {
    for (criterion, written) in criteria(scoring) {
        let least = criterion.rule.range().low;
        if least >= Points::ZERO || scoring.private.travels(criterion) != Travels::Not {
            continue;
        }
        let message = format!(
            "the browser does not see `{}` and counts {} points less for every lead that could otherwise have its \
             offer at once",
            criterion.id,
            least.0.abs()
        );
        let help = if asks_a_list(criterion) && !written.private {
            "let the list send its filter, which is sure of everybody who is not on it: take `filter = false` out, and \
             keep it to 1,000 entries"
        } else {
            "take `private` out; or put the values into a private list and ask nothing but `in_list`: its filter is sure \
             of everybody who is not on it"
        }
        .to_owned();
        problems.warning("private_negative", &written.points, message, help);
    }
}

/// Whether it asks nothing but whether a field is on a list.
fn asks_a_list(criterion: &Criterion) -> bool {
    let Rule::When { gate: Gate::If { condition, .. }, .. } = &criterion.rule else { return false };
    matches!(condition, Condition::Field { test: Test::InList(_), .. })
}

fn check_scores(scoring: &ScoringPart, asked: &[&Asked], problems: &mut Problems) {
    if !scoring.whole {
        return;
    }
    let most = reachable(&scoring.card);
    for Asked { condition, subject, .. } in asked {
        if let Condition::Score { at_least } = condition
            && *at_least > most
        {
            let message = format!("hardly a lead can score {}", at_least.0);
            let help = format!("a lead can reach {} at most with these criteria and caps", most.0);
            problems.warning("score_out_of_reach", subject, message, help);
        }
    }
}
