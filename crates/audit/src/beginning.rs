//! An agreement to begin with, written from the export: its reps, sources, reasons and fields, and the
//! settings that plug its leaks. It passes `baton check`; what nobody can know from a file is marked.

use core::fmt::Write;
use std::collections::BTreeSet;

use baton_calibration::{Columns, Role};
use baton_hours::{Date, Millis};
use baton_scoring::{Field, fold};

use crate::audit::{Audit, day};
use crate::settings::Settings;

/// More reps, sources or reasons than that are nobody's beginning.
const MOST: usize = 20;

/// The text of the agreement.
pub(crate) fn agreement(audit: &Audit, columns: &Columns, settings: &Settings) -> String {
    let mut page = Page::default();
    let reps = reps(audit);
    head(audit, &reps, &mut page);
    card(columns, &mut page);
    sources(audit, &mut page);
    page.add(OFFERS);
    people(&reps, &mut page);
    hours(settings, &mut page);
    clock(audit, &mut page);
    reasons(audit, &mut page);
    page.add(DELIVERIES);
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{text}");
    }

    fn add(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

/// A name as an id: `Web Demo` is `web_demo`. Names without a letter of the Latin alphabet are told apart by
/// the numbers of their letters.
pub(crate) fn id(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<String> =
        folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let joined: String = words.join("_").chars().take(40).collect();
    let joined = joined.trim_matches('_').to_owned();
    match joined.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => joined,
        Some(_) => format!("n_{joined}"),
        None => format!("n_{}", name.chars().take(4).map(|c| format!("{:x}", u32::from(c))).collect::<String>()),
    }
}

/// A text in quotation marks.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
    format!("\"{}\"", plain.replace('\\', "").replace('"', "'"))
}

/// Ids, names and addresses of who has leads in the file.
fn reps(audit: &Audit) -> Vec<(String, String, String)> {
    let mut seen = BTreeSet::new();
    let mut reps = Vec::new();
    for speed in &audit.reps {
        let is_mail = speed.name.contains('@') && !speed.name.contains(' ');
        let name = if is_mail { speed.name.split('@').next().unwrap_or_default() } else { speed.name.as_str() };
        let id = id(name);
        if reps.len() < MOST && seen.insert(id.clone()) {
            let email = if is_mail { speed.name.clone() } else { format!("{id}@your-company.example") };
            reps.push((id, name.to_owned(), email));
        }
    }
    if reps.is_empty() {
        reps.push(("sales".to_owned(), "Sales".to_owned(), "sales@your-company.example".to_owned()));
    }
    reps
}

fn head(audit: &Audit, reps: &[(String, String, String)], page: &mut Page) {
    let today = audit.as_of.map_or_else(|| Date::from_days(20_600), |ms| Date::of_instant(Millis(ms).seconds().0));
    let owner = reps.first().map(|(id, ..)| id.as_str()).unwrap_or_default();
    page.line("# An agreement to begin with, written by `baton audit` from an export of leads:");
    page.line(&format!("# {} rows, {} to {}.", audit.rows, day(audit.from), day(audit.to)));
    page.line("# Lines marked with PUT IN hold what no file can tell. `baton check` reads it as the desk would.\n");
    page.line("name = \"Inbound leads\"");
    page.line(&format!("owner = \"{owner}\"    # PUT IN who leads the team: hears of every missed window"));
    // A review that nobody has missed yet, whenever this is read.
    page.line(&format!("review_by = {}\nlanguage = \"en\"\n", today.plus(365)));
    page.line("[site]\norigins = [\"https://www.your-company.example\"]    # PUT IN your site\n");
}

/// A criterion that an agreement begins with: the field it needs, and its text.
struct Line {
    needs: Field,
    text: &'static str,
}

const FIT: [Line; 5] = [
    Line {
        needs: Field::Employees,
        text: "[[fit]]\nid = \"size_ideal\"\nreason = \"50 to 1,000 people\"\nfield = \"employees\"\nbetween = [50, 1000]\npoints = 20\n\n\
               [[fit]]\nid = \"size_large\"\nreason = \"more than 1,000 people\"\nfield = \"employees\"\nat_least = 1001\npoints = 15\n",
    },
    Line {
        needs: Field::JobTitle,
        text: "[[fit]]\nid = \"decides\"\nreason = \"C-level, VP or head\"\nfield = \"seniority\"\none_of = [\"c_level\", \"vp\", \"head\"]\npoints = 20\n\n\
               [[fit]]\nid = \"student\"\nreason = \"student or intern\"\nfield = \"seniority\"\nis = \"student\"\npoints = -20\n",
    },
    Line {
        needs: Field::Email,
        text: "[[fit]]\nid = \"work_email\"\nreason = \"wrote from a work address\"\nfield = \"email_kind\"\nis = \"work\"\npoints = 20\n\n\
               [[fit]]\nid = \"free_email\"\nreason = \"wrote from a free mail account\"\nfield = \"email_kind\"\none_of = [\"free\", \"disposable\"]\npoints = -10\n",
    },
    Line {
        needs: Field::Company,
        text: "[[fit]]\nid = \"company_known\"\nreason = \"names a company\"\nfield = \"company\"\npresent = true\npoints = 10\n",
    },
    Line {
        needs: Field::Phone,
        text: "[[fit]]\nid = \"phone_known\"\nreason = \"left a telephone number\"\nfield = \"phone\"\npresent = true\npoints = 10\n",
    },
];

/// What each of them can give.
const FIT_POINTS: [u32; 5] = [20, 20, 20, 10, 10];

fn card(columns: &Columns, page: &mut Page) {
    page.line("# ---------------------------------------------------------------- the score card");
    page.line("# Points to begin with, for the fields of the file. `baton fit` proposes better ones from outcomes.\n");
    let is_there = |field: Field| {
        // A form that asks nothing else asks for an address.
        columns.of(Role::Form(field)).is_some() || field == Field::Email
    };
    let mut most = 40;
    for (line, points) in FIT.iter().zip(FIT_POINTS).filter(|(line, _)| is_there(line.needs)) {
        page.line(line.text);
        most += points;
    }
    page.line(
        "[[engagement]]\nid = \"demo_request\"\nreason = \"asked for a demo\"\nfield = \"source\"\nis = \"demo_request\"\npoints = 30\n",
    );
    page.line(
        "[[engagement]]\nid = \"need\"\nreason = \"writes what they need\"\nfield = \"message\"\npresent = true\npoints = 10\n",
    );
    // Of what can be reached at all.
    let (hot, warm) = (most * 6 / 10, most * 3 / 10);
    page.line(&format!("[[tiers]]\nid = \"hot\"\nat_least = {hot}\n\n[[tiers]]\nid = \"warm\"\nat_least = {warm}\n"));
    page.line("[[tiers]]\nid = \"cold\"\nat_least = 0\n");
    page.line("[mql]\nall = [");
    page.line("  { reason = \"e-mail is known\", field = \"email\", present = true },");
    page.line("  { reason = \"wrote from a work address\", field = \"email_kind\", is = \"work\" },\n]\n");
}

fn sources(audit: &Audit, page: &mut Page) {
    page.line("# ---------------------------------------------------------------- where leads come from\n");
    page.line(
        "[[sources]]\nid = \"demo_request\"\npages = [\"/demo*\", \"/contact*\"]    # PUT IN the pages of your forms\n",
    );
    page.line("[[sources]]\nid = \"website\"        # no pages: every form that is left\n");
    let mut seen = BTreeSet::from(["demo_request".to_owned(), "website".to_owned()]);
    let known = audit.sources.iter().map(|speed| (id(&speed.name), speed)).take(MOST);
    let channels: Vec<_> = known.filter(|(id, _)| seen.insert(id.clone())).collect();
    if !channels.is_empty() {
        page.line("# The sources of the file. They come by the API or from a file, and say so themselves.");
    }
    for (id, speed) in channels {
        page.line(&format!("[[sources]]\nid = \"{id}\"    # {} leads\nchannel = true\n", speed.leads));
    }
}

const OFFERS: &str = "\
# ---------------------------------------------------------------- what the visitor sees

[[offers]]
kind = \"meeting\"
tiers = [\"hot\"]

[offers.texts.en]
headline = \"Pick a time that suits you\"
text = \"No waiting for an e-mail: choose half an hour with the person who will help you.\"
button = \"Book a meeting\"

[[offers]]
kind = \"thanks\"

[offers.texts.en]
headline = \"Thank you, we have it\"
text = \"A person reads this and answers you today.\"

[booking]
link = \"https://calendar.your-company.example/team\"    # PUT IN your booking link

";

const DELIVERIES: &str = "
# ---------------------------------------------------------------- who is told

# A secret is named here and set at the edge (`wrangler secret put SLACK_WEBHOOK_URL`).
[secrets]
SLACK_WEBHOOK_URL = \"incoming webhook of #inbound\"
EVENTS_WEBHOOK_URL = \"where your mail to visitors, or your data team, takes events in\"

[[deliveries]]
id = \"slack\"
kind = \"slack\"
secret = \"SLACK_WEBHOOK_URL\"
on = [\"lead.assigned\", \"lead.reminded\", \"window.missed\", \"lead.escalated\", \"lead.reassigned\", \"lead.returned\"]

[[deliveries]]
id = \"events\"
kind = \"webhook\"
secret = \"EVENTS_WEBHOOK_URL\"
on = [\"lead.assigned\", \"window.missed\", \"visitor.touch\", \"lead.returned\"]
";

fn people(reps: &[(String, String, String)], page: &mut Page) {
    page.line("# ---------------------------------------------------------------- who gets the lead");
    page.line("# The owners of the file. PUT IN their addresses.\n");
    let first = reps.first().map(|(id, ..)| id.as_str()).unwrap_or_default();
    for (id, name, email) in reps {
        let manager = if id == first { String::new() } else { format!("manager = \"{first}\"\n") };
        page.line(&format!("[[reps]]\nid = \"{id}\"\nname = {}\nemail = {}\n{manager}", quoted(name), quoted(email)));
    }
    let members: Vec<String> = reps.iter().map(|(id, ..)| format!("{{ rep = \"{id}\" }}")).collect();
    page.line(&format!("[[pools]]\nid = \"inbound\"\nmembers = [{}]\n", members.join(", ")));
    page.line("[[routes]]\nid = \"everyone\"\nto = \"inbound\"\n");
    page.line("# Who comes back goes to who had them.\n[dedupe]\nreturning = \"same_owner\"\n");
}

fn hours(settings: &Settings, page: &mut Page) {
    let (zone, block, said) = match &settings.hours {
        Some(hours) => (hours.zone.as_str(), hours.block.as_str(), "as you said"),
        None => ("UTC", "09:00-17:00", "PUT IN your zone and hours"),
    };
    page.line(&format!("[hours]    # {said}\nzone = \"{zone}\"\nmon_to_fri = [\"{block}\"]\n"));
}

fn clock(audit: &Audit, page: &mut Page) {
    page.line("# ---------------------------------------------------------------- the clock\n");
    page.line(
        "[windows]\nfirst_response = \"5m\"\nfirst_attempt = \"15m\"\nfirst_contact = \"1d\"\nin = \"working_hours\"",
    );
    page.line("offline_after_miss = \"1h\"\nreturn_to_marketing_after = \"48h\"\n");
    let bad: Vec<_> = audit.leaks.iter().filter(|leak| leak.kind == "bad_source").collect();
    let kept: Vec<String> = audit.sources.iter().take(MOST).map(|speed| id(&speed.name)).collect();
    let bad: BTreeSet<String> = bad.iter().map(|leak| id(&leak.about)).filter(|id| kept.contains(id)).collect();
    if !bad.is_empty() {
        page.line("# Sales turns down most of what comes from here: it need not take five minutes.");
        page.line("[windows.by_source]");
        bad.iter().for_each(|id| page.line(&format!("{id} = \"4h\"")));
        page.line("\n[windows.attempt_by_source]");
        bad.iter().for_each(|id| page.line(&format!("{id} = \"8h\"")));
        page.line("");
    }
    for (at, what) in [("50%", "remind"), ("5m", "touch_visitor"), ("100%", "tell_manager"), ("150%", "reassign")] {
        page.line(&format!("[[escalation]]\nat = \"{at}\"\ndo = \"{what}\"\n"));
    }
}

fn reasons(audit: &Audit, page: &mut Page) {
    page.line("# ---------------------------------------------------------------- why sales may reject a lead\n");
    let mut seen = BTreeSet::from(["other".to_owned()]);
    let of_file = audit.rejections.reasons.iter().map(|(words, _)| words.as_str());
    let usual = ["wrong fit", "wrong contact", "no budget", "bad timing", "unresponsive", "duplicate", "spam"];
    for words in of_file.take(10).chain(usual) {
        let id = id(words);
        if seen.insert(id.clone()) {
            page.line(&format!("[[feedback.reasons]]\nid = \"{id}\"\nwords = {}\n", quoted(words)));
        }
    }
    page.line("[[feedback.reasons]]\nid = \"other\"\nwords = \"other\"\nneeds_text = true");
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn names_become_ids() {
        for (name, wanted) in [
            ("Web Demo", "web_demo"),
            ("Zoë O'Neil-Lindt", "zoe_o_neil_lindt"),
            ("2026 Trade Show", "n_2026_trade_show"),
            ("Google Ads (Search)", "google_ads_search"),
        ] {
            assert_eq!(id(name), wanted);
        }
        assert!(id("展示会").starts_with("n_") && id("展示会") != id("広告"));
    }
}
