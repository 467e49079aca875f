//! What fuzzing begins with and `cargo test` replays: made from files of the repository, so that
//! nothing is committed twice.

#[path = "../../agreement/tests/patch/mod.rs"]
mod patch;

use std::fs;
use std::io;
use std::path::Path;

use baton_agreement::check;
use baton_scoring::Submission;
use serde_json::Value;

use crate::card::sealed;
use crate::said::PARSERS;
use crate::samples::{EXAMPLE, forms};
use crate::{AGREEMENT, CARD, Door, LEAD, PACKED, SAID};

/// Each so many leads of the parity corpus one is a seed.
const EACH_LEAD: usize = 5;

/// One input, and the door it is for.
pub struct Seed {
    /// The door.
    pub door: Door,
    /// What it is, in letters that a file can be named by.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

/// All seeds. `root` is the repository.
///
/// # Errors
/// A file that is not there or does not hold what it should.
pub fn seeds(root: &Path) -> io::Result<Vec<Seed>> {
    let mut seeds = Seeds(Vec::new());
    agreements(root, &mut seeds)?;
    cards(root, &mut seeds)?;
    leads(root, &mut seeds)?;
    for (at, form) in forms().iter().enumerate() {
        seeds.add(PACKED, format!("form-{at}"), form.to_packed());
    }
    seeds.add(
        PACKED,
        "odd-records",
        "zz\u{1e}f\u{1e}s\u{1f}x\u{1f}soon\u{1e}\u{1f}\u{1f}\u{1e}v\u{1f}/pricing\u{1f}-9223372036854775808",
    );
    seeds.add(PACKED, "a-row-of-a-batch", "Jvp\u{1f}G120\u{1f}H\u{1f}!50:pricing_page\u{1f}\u{1f}\u{7f}?\u{1f}!");
    said(&mut seeds);
    Ok(seeds.0)
}

/// What is posted, at its own parser; and what breaks parsers, at each.
fn said(seeds: &mut Seeds) {
    for (at, body) in POSTED.iter().enumerate() {
        seeds.add(SAID, format!("posted-{at}"), *body);
    }
    for (letter, _) in PARSERS {
        for (at, body) in HOSTILE_JSON.iter().chain(&["payload=", "payload=%", "a,b\n\"", "E-mail\n=1+1\n"]).enumerate()
        {
            let mut bytes = vec![letter];
            bytes.extend(body.bytes());
            seeds.add(SAID, format!("hostile-{}-{at}", char::from(letter)), bytes);
        }
    }
}

/// What each parser is sent, behind its letter.
const POSTED: [&str; 21] = [
    "anext_step=call+them&due=in_1h&zone_offset=-60",
    "bowner,domain,name,phone\nana,works.example,Works Ltd,+44 20 7946 0000\n",
    // A header of RS256, claims and three bytes of signature.
    "jeyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL2FjbWUuZXhhbXBsZSIsImF1ZCI6WyJhIl0sImV4cCI6OSwiZW1haWwiOiJhQGIuZXhhbXBsZSJ9.AQID",
    r#"k{"keys":[{"kid":"k","kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}],"team":"https://acme.example","audience":"a","people":{"a@b.example":{"acme":"admin"}}}"#,
    r#"q{"endpoint":"https://fcm.googleapis.com/fcm/send/x","keys":{"p256dh":"BAAA","auth":"AAAA"}}"#,
    r#"u{"success":false,"error-codes":["timeout-or-duplicate"],"hostname":"acme.example"}"#,
    r#"c{"event":"invitee.created","payload":{"uri":"https://api.calendly.com/x/1","email":"a@b.example","tracking":{"utm_content":"l"},"scheduled_event":{"start_time":"2026-11-22T12:00:00.000000Z","end_time":"2026-11-22T12:30:00Z"}}}"#,
    r#"c{"event":"invitee_no_show.created","payload":{"invitee":"https://api.calendly.com/x/1"}}"#,
    r#"d{"triggerEvent":"BOOKING_CREATED","payload":{"uid":"u","startTime":"2026-11-22T12:00:00Z","attendees":[{"email":"a@b.example"}],"metadata":{"leadId":"l"}}}"#,
    r#"e{"properties":{"hs_object_id":{"value":7},"email":"a@b.example","hs_meeting_outcome":"NO_SHOW","hs_meeting_start_time":"1795348800000"}}"#,
    r#"f{"record":"00Q000000000001","at":1795348800000,"properties":{"Baton_Lead_Id__c":"l","Status":"Working - Contacted","ConvertedOpportunity":{"IsWon":true,"Amount":5.5}}}"#,
    r#"h[{"subscriptionType":"contact.propertyChange","objectId":501,"propertyName":"hs_lead_status","propertyValue":"NEW","occurredAt":1795348800000}]"#,
    r#"h{"objectId":7,"properties":{"email":{"value":"a@b.example"},"firstname":"Ada","lastmodifieddate":"2026-11-22T12:00:00Z"}}"#,
    "iFull name,Work email,Question\n\"Ada \"\"A\"\" King\",ada@works.example,\"Two\nlines\"\n,,\n",
    r#"m{"move":"attempted","by":"ana","channel":"call","reached":false,"next_step":"call","due_at":1795348800000,"id":"x"}"#,
    r#"m{"move":"confirmed","points":[{"point":"need","holds":true}]}"#,
    r#"p{"email":"ada@works.example"}"#,
    r#"r{"rep":"ana","away_until":1795348800000,"why":"x"}"#,
    "spayload=%7B%22type%22%3A%22view_submission%22%2C%22view%22%3A%7B%22id%22%3A%22V%22%2C%22callback_id%22%3A%22reject%22%2C%22private_metadata%22%3A%22t%22%2C%22state%22%3A%7B%22values%22%3A%7B%22reason%22%3A%7B%22reason%22%3A%7B%22selected_option%22%3A%7B%22value%22%3A%22spam%22%7D%7D%7D%7D%7D%7D%7D",
    r#"t{"name":"chat","role":"rep","rep":"ana","scopes":["leads:read"]}"#,
    r#"v{"signals":[{"email":"ada@works.example","name":"pricing_page","at":1795348800,"source":"webinar"}],"fields":[{"name":"email","value":"a@b.example"}]}"#,
];

struct Seeds(Vec<Seed>);

impl Seeds {
    fn add(&mut self, door: Door, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.push(Seed { door, name: name.into(), bytes: bytes.into() });
    }
}

fn agreements(root: &Path, seeds: &mut Seeds) -> io::Result<()> {
    let everything = fs::read_to_string(root.join("crates/agreement/tests/everything.toml"))?;
    for (name, text) in [("example", lean(EXAMPLE)), ("everything", lean(&everything)), ("least", LEAST.to_owned())] {
        for part in 1..8 {
            let end = text.char_indices().nth(text.chars().count() * part / 8).map_or(text.len(), |(at, _)| at);
            seeds.add(AGREEMENT, format!("{name}-cut-{part}"), text.get(..end).unwrap_or_default());
        }
        seeds.add(AGREEMENT, name, text);
    }
    seeds.add(AGREEMENT, "least-and-sql-asks-mql", LEAST.replacen("[[offers]]\n", SQL_ASKS_MQL, 1));
    // The least with each section of everything: small, and mostly without an error.
    for (at, section) in lean(&everything).split("\n[").skip(1).enumerate() {
        seeds.add(AGREEMENT, format!("least-and-{at}"), format!("{LEAST}\n[{section}\n"));
    }
    for file in sorted(&root.join("crates/agreement/tests/messages"))? {
        let Some(code) = file.strip_suffix(".patch") else { continue };
        let patch = fs::read_to_string(root.join("crates/agreement/tests/messages").join(&file))?;
        seeds.add(AGREEMENT, format!("wrong-{code}"), lean(&patch::patched(&patch, code).0));
    }
    Ok(())
}

/// Without comments and empty lines, which say nothing to the reader.
fn lean(text: &str) -> String {
    let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().filter(says).flat_map(|line| [line, "\n"]).collect()
}

/// Hardly an agreement, and one without a problem.
const LEAST: &str = r#"name = "a"
owner = "m"
review_by = 2027-03-31
site.origins = ["https://a.example"]
booking.link = "https://a.example"
windows.first_response = "5m"
[[fit]]
id = "f"
reason = "r"
field = "email_kind"
is = "work"
points = 90
[[tiers]]
id = "t"
at_least = 0
[[sources]]
id = "s"
[[offers]]
kind = "thanks"
texts = { en = { headline = "h" } }
[[reps]]
id = "m"
name = "M"
email = "m@a.example"
booking = "https://a.example"
[[pools]]
id = "p"
members = [{ rep = "m" }]
[[routes]]
id = "r"
to = "p"
[mql]
all = [{ reason = "r", field = "email", present = true }]
"#;

/// A meeting for whoever is not sales-qualified, which asks whether they are marketing-qualified.
const SQL_ASKS_MQL: &str = r#"[sql]
all = [{ reason = "r", qualified = "mql" }]
[[offers]]
kind = "meeting"
when = { none = [{ reason = "r", qualified = "sql" }] }
texts = { en = { headline = "h", button = "b" } }
[[offers]]
"#;

fn cards(root: &Path, seeds: &mut Seeds) -> io::Result<()> {
    let hex = fs::read_to_string(root.join("crates/scoring/tests/card_format_2.hex"))?;
    let pinned = from_hex(hex.trim()).ok_or_else(|| wrong("card_format_2.hex is no hex"))?;
    let everything = fs::read_to_string(root.join("crates/agreement/tests/everything.toml"))?;
    let mut whole = vec![("pinned", pinned.clone())];
    for (names, text) in
        [(["example-full", "example-public"], EXAMPLE), (["everything-full", "everything-public"], &everything)]
    {
        let agreement = check(text).agreement.ok_or_else(|| wrong("an agreement has an error"))?;
        whole.extend(names.into_iter().zip([agreement.full.bytes, agreement.public.bytes]));
    }
    for (name, bytes) in whole {
        seeds.add(CARD, name, bytes);
    }
    for at in (0..pinned.len()).step_by(7) {
        let mut flipped = pinned.clone();
        flipped.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8));
        seeds.add(CARD, format!("pinned-flipped-{at}"), sealed(&flipped).unwrap_or_default());
        seeds.add(CARD, format!("pinned-cut-{at}"), pinned.get(..at).unwrap_or_default());
    }
    Ok(())
}

fn leads(root: &Path, seeds: &mut Seeds) -> io::Result<()> {
    let corpus = fs::read_to_string(root.join("tests/parity/leads.jsonl"))?;
    for (at, line) in corpus.lines().enumerate().step_by(EACH_LEAD) {
        let case: Value = serde_json::from_str(line)?;
        let lead = case.get("lead").ok_or_else(|| wrong("a line of leads.jsonl has no lead"))?;
        seeds.add(LEAD, format!("parity-{at}"), lead.to_string());
    }
    for (at, form) in forms().iter().enumerate() {
        seeds.add(LEAD, format!("form-{at}"), as_lead(form).to_string());
    }
    for (at, body) in HOSTILE_JSON.iter().enumerate() {
        seeds.add(LEAD, format!("hostile-{at}"), *body);
    }
    let half = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    seeds.add(LEAD, "sealed", format!(r#"{{"v":2,"id":"x","key":7,"enc":"{half}","sealed":"AAECAw=="}}"#));
    seeds.add(LEAD, "hostile-deep", "[".repeat(4_000));
    seeds.add(LEAD, "hostile-deep-value", format!(r#"{{"a":{}1{}}}"#, "[".repeat(126), "]".repeat(126)));
    Ok(())
}

/// What breaks parsers, and keys and kinds that do not belong where they stand.
const HOSTILE_JSON: [&str; 15] = [
    "",
    "null",
    "\u{feff}{}",
    "{\"id\":\"\\ud800\"}",
    "[1e999,-0,1E+2,0.1e-7]",
    r#"{"v":9223372036854775808}"#,
    r#"{"v":2,"fields":7}"#,
    r#"{"v":1,"v":2,"id":7,"id":"01941f29-7c00-7000-8000-000000000000","fields":[]}"#,
    r#"{"id":"01941F29-7C00-7000-8000-000000000000","fields":[{"value":["a","b"]},{"value":12.5e3},{"value":true},{"value":null},{}]}"#,
    r#"{"id":"01941f29-7c00-7000-8000-000000000000","fields":[{"name":"email","value":{}}]}"#,
    r#"{"id":"01941f29-7c00-7000-8000-000000000000","fields":[],"signals":[{"name":"pricing_page","at":-9223372036854775808}],"submitted_at":1e400}"#,
    r#"{"id":"01941f29-7c00-7000-8000-000000000000","fields":[],"page":{"url":"http://[::1]:99999999/%%%?utm_source=%F0%9F%98%80&utm_medium"}}"#,
    r#"{"id":"01941f29-7c00-7000-8000-000000000000","fields":[{"name":"company","value":"\u0000\u001e\u001f\u202e\ud83d\ude00"}],"shown":{"offer":[]}}"#,
    r#"{"id":"01941f29-7c00-7000-8000-000000000000","fields":[],"page":{"url":"/de\u0000mo"},"signals":[{"name":"pricing\u001fpage","at":1789999000}]}"#,
    r#"{"__proto__":{},"constructor":1,"id":"01941f29-7c00-7000-8000-00000000000g","fields":[[]]}"#,
];

fn as_lead(form: &Submission) -> Value {
    let fields: Vec<Value> = form
        .fields
        .iter()
        .map(|field| serde_json::json!({ "name": field.name, "id": field.id, "type": field.kind, "label": field.label, "value": field.value }))
        .collect();
    let signals: Vec<Value> =
        form.signals.iter().map(|signal| serde_json::json!({ "name": signal.name, "at": signal.at.0 })).collect();
    serde_json::json!({
        "v": 1,
        "id": "01941f29-7c00-7000-8000-000000000000",
        "submitted_at": 1_732_147_200_000_i64,
        "page": { "url": form.page, "title": "Demo", "referrer": "", "language": form.language },
        "fields": fields,
        "signals": signals,
        "shown": { "offer": "meeting", "score": 82 },
    })
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}

fn sorted(folder: &Path) -> io::Result<Vec<String>> {
    let names: io::Result<Vec<_>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect();
    let mut names: Vec<String> = names?.into_iter().filter_map(|name| name.into_string().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
