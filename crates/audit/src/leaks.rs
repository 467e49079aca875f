//! The leaks, and the setting that plugs each.

use baton_calibration::report::thousands;
use serde::Serialize;

use crate::audit::{Audit, Sheet};
use crate::outliers::excess;
use crate::rejections::Rejections;
use crate::row::Fate;
use crate::speed::Speed;
use crate::words::{share, told};

/// Something that leads are lost by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// Stable, for programs: `slow_rep`.
    pub kind: &'static str,
    /// Whom or what it is about: a rep, a source; empty for all.
    pub about: String,
    /// What happens, a sentence.
    pub title: String,
    /// The figures that show it.
    pub evidence: String,
    /// Leads it concerns; of a rep or a source, those beyond what the others would have had.
    pub leads: usize,
    /// What they are worth at the stated assumptions, in whole units of money; none where that cannot
    /// honestly be said.
    pub stake: Option<i64>,
    /// What to do.
    pub plug: String,
    /// The setting of the agreement that does it.
    pub setting: String,
    /// How heavy it weighs against others, in thousandths of a lead.
    #[serde(skip)]
    weight: i64,
}

/// What wastes a rep's time or teaches nobody anything weighs so much of a lost lead, in thousandths. A
/// judgement; it only orders the list.
const WASTE: i64 = 300;
/// And a lead that waits too long so much at the least, where the file shows that it costs little.
const LATE: i64 = 150;

/// All that are found, the heaviest first.
pub(crate) fn leaks(audit: &Audit, sheet: &Sheet<'_>) -> Vec<Leak> {
    let mut found = Vec::new();
    found.extend(slow_reps(audit));
    found.extend(slow_sources(audit));
    found.extend(ignored(audit));
    found.extend(slow(audit));
    found.extend(vague(audit));
    found.extend(no_reasons(audit));
    found.extend(untried(audit));
    found.extend(bad_sources(sheet));
    found.extend(twice(audit));
    found.sort_by(|one, other| (other.weight, &one.kind, &one.about).cmp(&(one.weight, &other.kind, &other.about)));
    found
}

/// Those of a list who are late or never there more often than the others.
fn late_ones<'s>(audit: &'s Audit, list: &'s [Speed]) -> impl Iterator<Item = (&'s Speed, usize)> {
    let (all, late) = list.iter().fold((0, 0), |(all, late), speed| (all + speed.known(), late + speed.late()));
    let fast_enough = !audit.to_the_minute;
    list.iter().filter(move |_| !fast_enough).filter_map(move |speed| {
        let beyond = excess(speed.late(), speed.known(), late - speed.late(), all - speed.known())?;
        Some((speed, beyond))
    })
}

fn late_evidence(speed: &Speed) -> String {
    format!(
        "{} of {} leads waited an hour or longer or were never tried; half of those tried waited {}, nine of ten {}.",
        share(speed.late(), speed.known()),
        thousands(speed.known()),
        told(speed.median_ms),
        told(speed.p90_ms)
    )
}

/// None where the file shows no loss.
fn late_stake(audit: &Audit, leads: usize) -> Option<i64> {
    Some(audit.stake.of_leads(leads, audit.stake.late_loss)).filter(|stake| *stake > 0)
}

fn slow_reps(audit: &Audit) -> Vec<Leak> {
    let leak = |(speed, beyond): (&Speed, usize)| {
        Leak {
        kind: "slow_rep",
        about: speed.name.clone(),
        title: format!("{} answers later than the others", speed.name),
        evidence: late_evidence(speed),
        leads: beyond,
        stake: late_stake(audit, beyond),
        plug: "A window with a ladder: the rep is reminded, and a lead that still waits goes to somebody else; who missed a window pauses."
            .to_owned(),
        setting: "[windows]\nfirst_response = \"5m\"\noffline_after_miss = \"1h\"\n\n[[escalation]]\nat = \"50%\"\ndo = \"remind\"\n\n\
                  [[escalation]]\nat = \"150%\"\ndo = \"reassign\"\n"
            .to_owned(),
        weight: weight(beyond, audit.stake.late_loss.max(LATE)),
    }
    };
    late_ones(audit, &audit.reps).map(leak).collect()
}

fn slow_sources(audit: &Audit) -> Vec<Leak> {
    let leak = |(speed, beyond): (&Speed, usize)| Leak {
        kind: "slow_source",
        about: speed.name.clone(),
        title: format!("Leads from {} wait longer than others", speed.name),
        evidence: late_evidence(speed),
        leads: beyond,
        stake: late_stake(audit, beyond),
        plug: "A window of its own for this source, so that its leads have a clock like all others.".to_owned(),
        setting: format!("[windows.by_source]\n{} = \"15m\"\n", crate::beginning::id(&speed.name)),
        weight: weight(beyond, audit.stake.late_loss.max(LATE)),
    };
    late_ones(audit, &audit.sources).map(leak).collect()
}

fn weight(leads: usize, thousandths: i64) -> i64 {
    i64::try_from(leads).unwrap_or(i64::MAX / 1_000).saturating_mul(thousandths)
}

fn ignored(audit: &Audit) -> Option<Leak> {
    let leads = audit.fates.ignored;
    let all = audit.fates.known();
    (leads >= 5 && leads * 50 >= all).then(|| Leak {
        kind: "ignored",
        about: String::new(),
        title: "Leads that nobody ever tried".to_owned(),
        evidence: format!(
            "{} of {} leads ({}) were a day old and older, and nobody had called or written.",
            thousands(leads),
            thousands(all),
            share(leads, all)
        ),
        leads,
        stake: Some(audit.stake.of_leads(leads, 1_000)),
        plug: "Every lead has an owner and a deadline; when it passes the manager hears of it and the lead goes on to the next. After two days marketing has it back."
            .to_owned(),
        setting: "[windows]\nfirst_response = \"5m\"\nreturn_to_marketing_after = \"48h\"\n\n[[escalation]]\nat = \"100%\"\ndo = \"tell_manager\"\n\n\
                  [[escalation]]\nat = \"150%\"\ndo = \"reassign\"\n"
            .to_owned(),
        weight: weight(leads, 1_000),
    })
}

fn slow(audit: &Audit) -> Option<Leak> {
    let speed = &audit.speed;
    let late = speed.timed - speed.within_1h;
    // What a rep or a source alone explains is told there.
    let told_there: usize =
        late_ones(audit, &audit.reps).chain(late_ones(audit, &audit.sources)).map(|(_, of)| of).sum();
    (audit.to_the_minute && late >= 10 && late * 4 >= speed.timed).then(|| Leak {
        kind: "slow",
        about: String::new(),
        title: "Most first calls come too late".to_owned(),
        evidence: format!(
            "{} of {} leads were first tried after an hour or later; half waited {}.",
            share(late, speed.timed),
            thousands(speed.timed),
            told(speed.median_ms)
        ),
        leads: late,
        stake: late_stake(audit, late),
        plug: "Five minutes for a first response, by a clock that everybody sees, and a booking link for the visitor at once."
            .to_owned(),
        setting: "[windows]\nfirst_response = \"5m\"\nin = \"working_hours\"\n\n[[escalation]]\nat = \"5m\"\ndo = \"touch_visitor\"\n"
            .to_owned(),
        weight: weight(late.saturating_sub(told_there), audit.stake.late_loss.max(LATE)) / 2,
    })
}

fn vague(audit: &Audit) -> Vec<Leak> {
    let sums = |of: &dyn Fn(&Rejections) -> usize| audit.rejections_by_rep.iter().map(of).sum::<usize>();
    let (all, empty) = (sums(&|rep| rep.rejected), sums(&|rep| rep.without_reason.unwrap_or(0)));
    let leak = |rep: &Rejections| {
        let without = rep.without_reason?;
        let beyond = excess(without, rep.rejected, empty - without, all - rep.rejected)?;
        Some(Leak {
            kind: "vague_rejecter",
            about: rep.name.clone(),
            title: format!("{} rejects without saying why", rep.name),
            evidence: format!("{} of {} rejections ({}) have no reason that says anything.", thousands(without), thousands(rep.rejected), share(without, rep.rejected)),
            leads: beyond,
            stake: None,
            plug: "A rejection takes a reason from a short list, and \u{201c}other\u{201d} takes words: nothing can be rejected silently.".to_owned(),
            setting: REASONS.to_owned(),
            weight: weight(beyond, WASTE),
        })
    };
    audit.rejections_by_rep.iter().filter_map(leak).collect()
}

const REASONS: &str = "[[feedback.reasons]]\nid = \"wrong_fit\"\nwords = \"wrong fit, not the customer we look for\"\n\n\
[[feedback.reasons]]\nid = \"bad_timing\"\nwords = \"bad timing, not ready\"\n\n\
[[feedback.reasons]]\nid = \"other\"\nwords = \"other\"\nneeds_text = true\n";

fn no_reasons(audit: &Audit) -> Option<Leak> {
    let of = &audit.rejections;
    // With a rep who stands out it is told of that one.
    if vague(audit).iter().any(|_| true) {
        return None;
    }
    let (leads, words) = match of.without_reason {
        Some(without) => {
            let words = format!(
                "{} of {} rejections have no reason that says anything.",
                thousands(without),
                thousands(of.rejected)
            );
            (without, words)
        }
        None => (
            of.rejected,
            format!("{} leads were rejected, and the file has no column of reasons.", thousands(of.rejected)),
        ),
    };
    (leads >= 10 && leads * 5 >= of.rejected).then(|| Leak {
        kind: "no_reasons",
        about: String::new(),
        title: "Rejections that teach nobody anything".to_owned(),
        evidence: words,
        leads,
        stake: None,
        plug: "A rejection takes a reason from a short list, and marketing reads them.".to_owned(),
        setting: REASONS.to_owned(),
        weight: weight(leads, WASTE),
    })
}

fn untried(audit: &Audit) -> Option<Leak> {
    let leads = audit.rejections.without_attempt?;
    (leads >= 5 && leads * 10 >= audit.rejections.rejected).then(|| Leak {
        kind: "rejected_untried",
        about: String::new(),
        title: "Leads that were rejected without a try".to_owned(),
        evidence: format!(
            "{} of {} rejected leads ({}) have neither a first contact nor an attempt.",
            thousands(leads),
            thousands(audit.rejections.rejected),
            share(leads, audit.rejections.rejected)
        ),
        leads,
        stake: Some(audit.stake.of_leads(leads, 1_000)),
        plug: "A second clock, for the first try; the timeline of every lead shows whether there was one.".to_owned(),
        setting: "[windows]\nfirst_attempt = \"15m\"\nattempts_before_nurture = 6\n".to_owned(),
        weight: weight(leads, 800),
    })
}

/// Sources whose leads sales turns down more often than others.
fn bad_sources(sheet: &Sheet<'_>) -> Vec<Leak> {
    let counts = sheet.by(&|lead| lead.source.as_str());
    let decided = |leads: &[&crate::row::Lead]| {
        let is = |fate| leads.iter().filter(|lead| lead.fate == fate).count();
        (is(Fate::Rejected), is(Fate::Rejected) + is(Fate::Accepted))
    };
    let all = counts.iter().map(|(_, leads)| decided(leads)).fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    let leak = |(name, leads): &(String, Vec<&crate::row::Lead>)| {
        let (rejected, of) = decided(leads);
        let beyond = excess(rejected, of, all.0 - rejected, all.1 - of)?;
        let id = crate::beginning::id(name);
        Some(Leak {
            kind: "bad_source",
            about: name.clone(),
            title: format!("Sales turns down what comes from {name}"),
            evidence: format!(
                "{rejected} of {of} decided leads ({}) were rejected; of all others {}.",
                share(rejected, of),
                share(all.0 - rejected, all.1 - of)
            ),
            leads: beyond,
            stake: None,
            plug: "Points off for the source, so that its leads must bring more of their own before they take a rep's time, and a longer window."
                .to_owned(),
            setting: format!(
                "[[engagement]]\nid = \"from_{id}\"\nreason = \"came by {}\"\nfield = \"source\"\nis = \"{id}\"\npoints = -15\n\n[windows.by_source]\n{id} = \"1d\"\n",
                name.replace(['"', '\\'], "'")
            ),
            weight: weight(beyond, WASTE),
        })
    };
    counts.iter().filter_map(leak).collect()
}

fn twice(audit: &Audit) -> Option<Leak> {
    let found = audit.twice.as_ref()?;
    (found.extra >= 10 && found.extra * 50 >= audit.rows).then(|| Leak {
        kind: "duplicates",
        about: String::new(),
        title: "The same person stands in the list several times".to_owned(),
        evidence: format!(
            "{} people have {} rows too many; of {} of them the rows have different owners.",
            found.people, found.extra, found.several_owners
        ),
        leads: found.extra,
        stake: None,
        plug: "Baton joins what a person sends again to the open lead they have; who comes back later goes to who had them."
            .to_owned(),
        setting: "[dedupe]\nreturning = \"same_owner\"\n".to_owned(),
        weight: weight(found.extra, WASTE / 2),
    })
}
