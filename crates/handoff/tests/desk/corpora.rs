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
