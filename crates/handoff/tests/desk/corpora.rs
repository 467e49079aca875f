//! Other people's lists of nasty inputs, where they are at hand. They are measured against, not shipped.

use crate::world::{World, id, lead};
use baton_handoff::{Event, LeadMove, State, intake};
use std::path::PathBuf;

fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("SKIPPED: no ../shared/data/{name}");
    None
}

/// What JSON is and what it is not. Where the standard leaves it open, the choice is pinned.
#[test]
fn json_test_suite() {
    let Some(folder) = shared("json/test_parsing") else { return };
    let mut open = Vec::new();
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let body = std::fs::read(file.path()).unwrap();
        // None of them is a lead, so the question is whether they are refused as JSON or as a lead.
        let problem = intake::parse(&body).unwrap_err();
        files += 1;
        match name.get(..2) {
            Some("y_") => assert_eq!(problem.code, "wrong_shape", "{name}"),
            Some("n_") => assert!(["not_json", "too_large"].contains(&problem.code), "{name}: {}", problem.code),
            _ if problem.code == "wrong_shape" => open.push(name.clone()),
            _ => assert_eq!(problem.code, "not_json", "{name}"),
        }
        assert!((400..500).contains(&problem.status), "{name}");
    }
    open.sort();
    assert_eq!(files, 318);
    assert_eq!(
        open,
        [
            "i_number_double_huge_neg_exp.json",
            "i_number_real_underflow.json",
            "i_number_too_big_neg_int.json",
            "i_number_too_big_pos_int.json",
            "i_number_very_big_negative_int.json",
        ]
    );
}

/// Every naughty string in every field: kept as it came, and inert in Slack and on the page.
#[test]
fn naughty_strings() {
    let Some(path) = shared("text/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(strings.len(), 515);
    let mut world = World::new();
    let (mut joined, mut held) = (0, 0);
    for (n, string) in (0..).zip(&strings) {
        let names = ["name", "email", "company", "job_title", "phone", "message", "timeline", "preferred_contact"];
        let body = lead(n, string, &names.map(|name| (name, string.as_str())));
        let receipt = world.receipt(&body);
        if receipt.lead != id(n) {
            // "NULL NULL" of NULL is "null null" of null.
            joined += 1;
            continue;
        }
        if receipt.state != State::Assigned {
            // A link for a name, or a heap of them. It is let out, so that its messages are looked at, too.
            assert_eq!(world.page(n)["lead"]["quarantine"], "known_spam", "{string:?}");
            assert!(string.to_lowercase().contains("http") || string.contains("www."), "{string:?}");
            let released = LeadMove::parse(&id(n), br#"{"move":"released"}"#).unwrap();
            world.handle(Event::Move(released)).unwrap();
            held += 1;
        }
        let page = world.page(n);
        for field in page["lead"]["fields"].as_array().unwrap() {
            assert_eq!(field["value"], string.as_str(), "kept as it came");
        }
        for outgoing in world.deliver_all() {
            let message: serde_json::Value = serde_json::from_str(&outgoing.body).unwrap();
            if outgoing.endpoint == "slack" {
                inert(&message);
            }
        }
    }
    assert!(joined < 40, "{joined} of 515 were taken for one another");
    assert!(held < 40, "{held} of 515 were taken for advertisements");
    println!("{joined} of 515 joined another, {held} were held");
}

/// The tags of a mail, but for links.
const OURS: [&str; 16] = [
    "!doctype html",
    "html lang=\"en\"",
    "head",
    "meta charset=\"utf-8\"",
    "/head",
    "body",
    "/body",
    "/html",
    "p",
    "/p",
    "b",
    "/b",
    "br",
    "bdi",
    "/bdi",
    "/a",
];

/// Every naughty string as a name, a company and a question: text in mail, and no formula in a file.
#[test]
fn naughty_strings_in_mail_and_files() {
    let Some(path) = shared("text/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut world = crate::mail::world();
    let mut mails = 0;
    for (n, string) in (0..).zip(&strings) {
        let email = format!("p{n}@works{n}.example");
        let fields = [("email", email.as_str()), ("name", string), ("company", string), ("message", string)];
        world.receipt(&lead(n, "https://www.acme.example/demo", &fields));
        for outgoing in world.deliver_all() {
            let mail: serde_json::Value = serde_json::from_str(&outgoing.body).unwrap();
            let (subject, html) = (mail["subject"].as_str().unwrap(), mail["html"].as_str().unwrap());
            assert!(!subject.contains(char::is_control) && !subject.is_empty(), "{subject:?}");
            assert_eq!(mail["from"], "\"Acme, Inc.\" <hello@acme.example>");
            for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
                let is_ours = OURS.iter().any(|ours| tag == *ours || tag.starts_with(&format!("{ours} style=\"")));
                assert!(is_ours || tag.starts_with("a href=\"https://edge.example/"), "{string:?}: <{tag}>");
            }
            mails += 1;
        }
    }
    assert!(mails > 900, "{mails} mails are too few to have been looked at");
    let list = crate::lead_list::slices(&mut world).concat();
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let mut read = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let n = row[9].trim_start_matches('p').split('@').next().unwrap().parse::<usize>().unwrap();
        let shown = row[8].strip_prefix('\'').unwrap_or(&row[8]);
        let string = strings[n].replace('\0', "\u{fffd}");
        assert!(string.contains(shown.trim()), "{string:?} came out as {:?}", &row[8]);
        for cell in &row {
            let first = cell.chars().find(|c| !c.is_whitespace() && !c.is_control());
            assert!(!first.is_some_and(|c| "=+-@".contains(c)), "{cell:?} is worked out");
        }
        read += 1;
    }
    assert!(read > 480, "only {read} of 515: the others joined one another");
}

/// No text of Slack's but our own times has markup in it, and no text is longer than Slack takes.
fn inert(value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(object) => {
            if let Some(text) = object.get("text").and_then(|text| text.as_str()) {
                assert!(text.chars().count() <= 3000 && !text.is_empty(), "{text:?}");
                let rest =
                    text.replace("<!date^", "").replace("^{time}|10:05 UTC>", "").replace("^{time}|14:00 UTC>", "");
                assert!(!rest.contains(['<', '>']), "{text:?}");
                let decoded = rest.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "");
                assert!(!decoded.contains('&'), "{text:?}");
            }
            object.values().for_each(inert);
        }
        serde_json::Value::Array(list) => list.iter().for_each(inert),
        _ => {}
    }
}
