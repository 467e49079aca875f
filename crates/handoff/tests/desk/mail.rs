//! Mail: to the rep, to their manager, to the visitor.

use baton_handoff::{Event, LeadMove, Outgoing, Request, bound_mail, request};
use serde_json::Value as Json;

use crate::world::{AGREEMENT, EDGE, MINUTE, START, World, ada, id, lead, somebody_else, token};

const MAIL: &str = r#"
[[deliveries]]
id = "mail"
kind = "resend"
secret = "RESEND_KEY"
from = "Acme, Inc. <hello@acme.example>"
on = ["lead.assigned", "lead.escalated", "lead.reminded", "lead.booked", "lead.unbooked", "visitor.touch", "visitor.confirmation", "visitor.introduction"]

[[escalation]]
at = "5m"
do = "touch_visitor"

[[escalation]]
at = "100%"
do = "tell_manager"
"#;

/// Ana's manager is Mara; nobody is told but by mail.
fn agreement(kind: &str) -> String {
    let (before, _) = AGREEMENT.split_once("[[deliveries]]").unwrap();
    let ana = "email = \"ana@acme.example\"";
    format!("{before}{}", MAIL.replace("\"resend\"", &format!("\"{kind}\""))).replacen(
        ana,
        &format!("{ana}\nmanager = \"mara\""),
        1,
    )
}

pub(crate) fn world() -> World {
    World::with(&agreement("resend"))
}

fn setting(name: &str) -> Option<String> {
    (name == "RESEND_KEY").then(|| "re_1\n".to_owned())
}

fn sent(outgoing: &Outgoing) -> Request {
    request(outgoing, &setting, START).unwrap()
}

fn read(outgoing: &Outgoing) -> Json {
    serde_json::from_str(&outgoing.body).unwrap()
}

/// What is mailed, as it goes out: to whom, and the message.
fn mailed(world: &mut World) -> Vec<(String, Json)> {
    let all = world.deliver_all();
    all.iter().map(read).map(|mail| (mail["to"][0].as_str().unwrap().to_owned(), mail)).collect()
}

#[test]
fn the_rep_hears_first_and_the_visitor_behind() {
    let mut world = world();
    world.receipt(&ada(1));
    let mails = mailed(&mut world);
    let [(to_rep, card), (to_visitor, confirmation)] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((to_rep.as_str(), to_visitor.as_str()), ("ana@acme.example", "ada@works.example"));
    assert_eq!(card["subject"], "New lead: Ada King");
    assert_eq!(card["from"], "\"Acme, Inc.\" <hello@acme.example>");
    assert_eq!(card["reply_to"], "ada@works.example");
    let text = card["text"].as_str().unwrap();
    assert!(
        text.starts_with("For Ana Silva: answer within 5 m, by 10:05 UTC · hot 80\n\nWho: Ada King, Head of Data"),
        "{text}"
    );
    assert!(text.contains("Asks: How do we start? <!channel> *now*\nWhen: this quarter\nReach by: not said\n"));
    assert!(text.contains("Open and answer:\nhttps://edge.example/h/acme/"));
    assert!(card["html"].as_str().unwrap().contains("How do we start? &lt;!channel&gt; *now*"));
    assert_eq!(confirmation["subject"], "We have your request");
    let text = confirmation["text"].as_str().unwrap();
    assert!(text.contains(&format!("{EDGE}/v1/desks/acme/book/{}", id(1))), "{text}");
    assert_eq!(confirmation["headers"]["X-Auto-Response-Suppress"], "All");
    assert_eq!(world.page(1)["lead"]["state"], "notified");
}

#[test]
fn nothing_a_stranger_typed_is_sent_to_the_address_they_typed() {
    let mut world = world();
    let fields = [
        ("name", "You have won, see evil.example"),
        ("email", "victim@other.example"),
        ("company", "evil.example"),
        ("company_size", "120"),
        ("message", "Click https://evil.example now\n\nOpen and answer: evil"),
    ];
    let receipt = world.receipt(&lead(1, "https://www.acme.example/demo?utm_campaign=evil.example", &fields));
    assert_eq!(receipt.lead, id(1));
    let all = world.deliver_all();
    let token = token(&all[0]).split('\\').next().unwrap().to_owned();
    let to_victim = |all: &[Outgoing]| {
        all.iter().filter(|one| read(one)["to"][0] == "victim@other.example").map(read).collect::<Vec<_>>()
    };
    let [confirmation] = <[Json; 1]>::try_from(to_victim(&all)).unwrap();
    assert!(!confirmation.to_string().contains("evil") && !confirmation.to_string().contains("won"), "{confirmation}");
    // Once a person has read it, it goes back as a quotation in which nothing is a link.
    world.acknowledge(&token, "Call them").unwrap();
    let [introduction] = <[Json; 1]>::try_from(to_victim(&world.deliver_all())).unwrap();
    assert_eq!(introduction["subject"], "Ana Silva will be in touch");
    assert_eq!(
        (&introduction["cc"][0], &introduction["reply_to"]),
        (&"ana@acme.example".into(), &"ana@acme.example".into())
    );
    let text = introduction["text"].as_str().unwrap();
    assert!(text.contains("> Click https:\u{2060}/\u{2060}/\u{2060}evil.\u{2060}example now"), "{text}");
    assert!(!introduction.to_string().contains("evil.example") && text.contains("\n> Open and answer: evil\n"));
}

#[test]
fn who_comes_in_another_language_is_written_to_in_it() {
    let mut world = world();
    world.receipt(&ada(1).replace("\"language\":\"en\"", "\"language\":\"de-AT\""));
    let mails = mailed(&mut world);
    assert_eq!(mails[1].1["subject"], "Ihre Anfrage ist da");
    assert!(mails[1].1["html"].as_str().unwrap().contains("<html lang=\"de\">"));
    // Later on the desk remembers it.
    world.now.0 += 5 * MINUTE;
    world.due();
    let touch = mailed(&mut world).into_iter().find(|(to, _)| to == "ada@works.example").unwrap().1;
    assert_eq!(touch["subject"], "Möchten Sie einen Termin wählen?");
}

#[test]
fn a_miss_is_told_to_the_manager_and_the_visitor_is_sent_the_link() {
    let mut world = world();
    world.receipt(&ada(1));
    mailed(&mut world);
    world.now.0 += 5 * MINUTE;
    world.due();
    let mut mails = mailed(&mut world);
    mails.sort_by(|(one, _), (other, _)| one.cmp(other));
    let [(visitor, touch), (manager, escalated)] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((visitor.as_str(), manager.as_str()), ("ada@works.example", "mara@acme.example"));
    assert!(touch["text"].as_str().unwrap().contains(&format!("/v1/desks/acme/book/{}", id(1))));
    assert_eq!(escalated["subject"], "Needs you: Ada King");
    // The owner's link is the owner's alone.
    assert!(!escalated.to_string().contains("/h/acme/") && escalated.to_string().contains("/desk/?desk=acme"));
}

#[test]
fn nobody_is_written_to_whose_address_is_none_and_nobody_in_quarantine() {
    let mut world = world();
    let fields =
        [("name", "Ada"), ("email", "ada@works.example, eve@evil.example"), ("company", "W"), ("company_size", "120")];
    world.receipt(&lead(1, "https://www.acme.example/demo", &fields));
    let mails = mailed(&mut world);
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].0.as_str(), &mails[0].1["reply_to"]), ("ana@acme.example", &Json::Null));
    world.intake_from(Some("https://elsewhere.example"), &ada(2)).unwrap();
    assert!(mailed(&mut world).is_empty());
}

#[test]
fn a_meeting_comes_as_a_calendar_file() {
    use base64::Engine as _;
    let mut world = world();
    world.receipt(&ada(1));
    mailed(&mut world);
    let body = br#"{"move":"booked","by":"ana","starts_at":1795348800000}"#;
    world.handle(baton_handoff::Event::Move(baton_handoff::LeadMove::parse(&id(1), body).unwrap())).unwrap();
    let [(to, mail)] = <[_; 1]>::try_from(mailed(&mut world)).unwrap();
    assert_eq!((to.as_str(), &mail["subject"]), ("ana@acme.example", &"Meeting booked: Ada King".into()));
    let file = &mail["attachments"][0];
    assert_eq!(file["filename"], "meeting.ics");
    let text = base64::engine::general_purpose::STANDARD.decode(file["content"].as_str().unwrap()).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.contains("\r\nDTSTART:20261122T120000Z\r\nDTEND:20261122T123000Z\r\n"), "{text}");
    assert!(text.contains("\r\nSTATUS:CONFIRMED\r\nSUMMARY:Ada King\r\n"), "{text}");
}

#[test]
fn a_meeting_that_falls_through_leaves_the_calendar_again() {
    use base64::Engine as _;
    use baton_handoff::{BookingTool, Event, Meeting, MeetingSaid, Millis};
    let mut world = world();
    world.receipt(&ada(1));
    mailed(&mut world);
    let mut told = |what, starts_at| {
        let meeting = Meeting {
            tool: BookingTool::Calendly,
            reference: "m1".into(),
            what,
            lead: Some(id(1)),
            email: None,
            starts_at,
            ends_at: None,
        };
        world.handle(Event::Meeting(meeting)).unwrap();
        world.now = world.now + Millis(MINUTE);
        let [(to, mail)] = <[_; 1]>::try_from(mailed(&mut world)).unwrap();
        assert_eq!(to, "ana@acme.example");
        let file = mail["attachments"][0]["content"].as_str().unwrap().to_owned();
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(file).unwrap()).unwrap()
    };
    let booked = told(MeetingSaid::Booked, Some(Millis(1_795_348_800_000)));
    // The tool says which meeting, and no more.
    let cancelled = told(MeetingSaid::Cancelled, None);
    let of = |file: &str, name: &str| {
        let line = file.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}:")).map(str::to_owned));
        line.unwrap_or_else(|| panic!("{name} in {file}"))
    };
    for name in ["UID", "DTSTART", "DTEND", "METHOD"] {
        assert_eq!(of(&booked, name), of(&cancelled, name), "{name}");
    }
    assert_eq!((of(&booked, "STATUS").as_str(), of(&cancelled, "STATUS").as_str()), ("CONFIRMED", "CANCELLED"));
    let sequence = |file: &str| of(file, "SEQUENCE").parse::<i64>().unwrap();
    assert!(sequence(&cancelled) > sequence(&booked));
}

#[test]
fn the_page_for_the_meeting_is_mailed_when_its_week_is_over() {
    let mut world =
        World::with(&format!("{}\n[report]\nfewest = 1\ndigest = [\"mara@acme.example\"]\n", agreement("resend")));
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    world
        .handle(Event::Move(
            LeadMove::parse(&id(1), br#"{"move":"rejected","by":"ana","reason":"no_budget"}"#).unwrap(),
        ))
        .unwrap();
    world.deliver_all();
    world.now.0 += 3 * 24 * 60 * MINUTE;
    world.due();
    let all = world.claim();
    let digest = all.iter().find(|outgoing| outgoing.lead == "digest").expect("it is on its way");
    let letter: serde_json::Value = serde_json::from_str(&sent(digest).body.unwrap()).unwrap();
    assert_eq!(letter["to"], serde_json::json!(["mara@acme.example"]));
    assert_eq!(letter["subject"], "acme: the week from 2026-11-16 to 2026-11-22");
    for form in ["text", "html"] {
        let text = letter[form].as_str().unwrap();
        for line in [
            "Which line of the agreement do we change",
            "2 leads were handed over, 0 before",
            "and rejected 1: no budget (1)",
        ] {
            assert!(text.contains(line), "{form} without {line}: {text}");
        }
        assert!(text.contains("#/report?digest=week") && text.contains("of=2026-11-16"), "{text}");
    }
}

#[test]
fn resend_is_asked_with_the_messages_own_key() {
    let mut world = world();
    world.receipt(&ada(1));
    let card = world.claim().remove(0);
    let asked = sent(&card);
    assert_eq!((asked.method, asked.url.as_str(), asked.reads_answer), ("POST", "https://api.resend.com/emails", true));
    for header in [
        ("idempotency-key", card.id.clone()),
        ("authorization", "Bearer re_1".to_owned()),
        ("content-type", "application/json; charset=utf-8".to_owned()),
    ] {
        assert!(asked.headers.contains(&header), "{header:?}");
    }
    assert_eq!(read(&card)["headers"]["X-Baton-Message"], card.id.as_str());
    // The same bytes in every try, or Resend would not know it again.
    world.delivered(&card.id, 503);
    world.now.0 += MINUTE;
    let again = world.claim().remove(0);
    assert_eq!((&again.id, &again.body), (&card.id, &card.body));
}

#[test]
fn the_binding_is_handed_an_object() {
    let mut world = World::with(&agreement("send_email"));
    world.receipt(&ada(1));
    let card = world.claim().remove(0);
    let (binding, body) = bound_mail(&card).unwrap();
    assert_eq!(binding, "RESEND_KEY", "what `secret` names");
    let mail: Json = serde_json::from_str(body).unwrap();
    assert_eq!(mail["from"], serde_json::json!({"email": "hello@acme.example", "name": "Acme, Inc."}));
    assert_eq!((&mail["to"], &mail["replyTo"]), (&"ana@acme.example".into(), &"ada@works.example".into()));
}
