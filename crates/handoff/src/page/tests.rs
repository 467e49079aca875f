use super::{STYLE, mailto, refusal, render, tel};
use crate::package::Package;
use crate::preparation::{HistoryView, PointView, Preparation};
use crate::views::{AcknowledgementView, HandoffView, ReasonView, WindowView};
use crate::{Millis, Problem, State};
use baton_agreement::Reason;

/// 2026-11-21T09:55:48Z, twelve seconds into the window.
const NOW: Millis = Millis(1_795_219_200_000 + 35_748_000);
const MINUTE: i64 = 60_000;

fn view() -> HandoffView {
    let received_at = NOW - Millis(48_000);
    let reason =
        |points, words: &str| ReasonView { points, group: "fit".into(), words: words.into(), evidence: "120".into() };
    HandoffView {
        now: NOW,
        agreement: "Acme inbound".into(),
        rep: "Ana Silva".into(),
        state: State::Notified,
        received_at,
        window: Some(WindowView {
            from: received_at,
            due_at: received_at + Millis(5 * MINUTE),
            met_at: None,
            missed_at: None,
        }),
        title: "Jane Doe".into(),
        company: Some("Northstar".into()),
        job_title: Some("VP Data".into()),
        email: Some("jane@northstar.example".into()),
        phone: Some("+44 20 7946-0958".into()),
        package: Package {
            who: Some("Jane Doe, VP Data, Northstar".into()),
            message: Some("How do we …".into()),
            timeline: Some("this quarter".into()),
            ..Package::default()
        },
        message: Some("How do we start? Soon.".into()),
        score: 40,
        tier: "warm".into(),
        mql: true,
        reasons: vec![reason(50, "50 to 1,000 people"), reason(-10, "free mail")],
        preparation: Preparation::default(),
        rejections: Vec::new(),
        undo: None,
        acknowledgement: None,
        meeting: None,
        problem: None,
    }
}

/// The page's text without its tags and its style.
fn words(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ")
}

fn at(moment: Millis) -> HandoffView {
    HandoffView { now: moment, ..view() }
}

fn acknowledged(after: i64) -> HandoffView {
    let mut view = view();
    let met = view.received_at + Millis(after);
    view.now = met + Millis(MINUTE);
    // A window is met in time or not at all.
    let in_time = after < 5 * MINUTE;
    let late = view.received_at + Millis(5 * MINUTE);
    view.window = view.window.map(|window| WindowView {
        met_at: in_time.then_some(met),
        missed_at: (!in_time).then_some(late),
        ..window
    });
    view.acknowledgement = Some(AcknowledgementView {
        by: "Ana Silva".into(),
        next_step: "Call".into(),
        at: met,
        due_at: met + Millis(15 * MINUTE),
    });
    view
}

#[test]
fn the_clock_says_what_is_left_and_until_when() {
    let page = words(&render(&view()));
    assert!(page.contains("4 m 12 s left") && page.contains("call back by  10:00 UTC"), "{page}");
    assert!(render(&at(NOW + Millis(3 * MINUTE))).contains("class=\"clock pressing\""));
    // The due instant itself is too late.
    let due = words(&render(&at(NOW + Millis(252_000))));
    assert!(due.contains("missed by 0 s") && due.contains("was due at  10:00 UTC"), "{due}");
    assert!(words(&render(&at(NOW + Millis(252_000 + 2 * MINUTE)))).contains("missed by 2 m"));
}

#[test]
fn an_answer_stops_the_clock_and_a_miss_stays() {
    let in_time = words(&render(&acknowledged(100_000)));
    assert!(in_time.contains("answered in 1 m 40 s") && in_time.contains("in time"), "{in_time}");
    assert!(in_time.contains("Ana Silva") && in_time.contains("10:11 UTC"), "{in_time}");
    let late = words(&render(&acknowledged(7 * MINUTE)));
    assert!(late.contains("answered in 7 m") && late.contains("missed by 2 m"), "{late}");
    let exactly_due = words(&render(&acknowledged(5 * MINUTE)));
    assert!(exactly_due.contains("missed by 0 s"), "{exactly_due}");
}

#[test]
fn whoever_has_answered_is_not_asked_again() {
    assert!(render(&view()).contains("<form") && render(&view()).contains("Acknowledge</button>"));
    assert!(!render(&acknowledged(1)).contains("<form") && !render(&acknowledged(1)).contains("<button"));
}

#[test]
fn the_form_posts_what_the_desk_reads() {
    let page = render(&view());
    assert!(page.contains("method=\"post\"") && !page.contains("action="));
    for posted in [
        "name=\"next_step\" required value=\"Call\" checked",
        "name=\"note\"",
        "name=\"due\" required value=\"in_15m\"",
        "value=\"in_1h\"",
        "value=\"today_17\"",
        "value=\"tomorrow_10\"",
        "value=\"at\"",
        "name=\"due_at\"",
    ] {
        assert!(page.contains(posted), "{posted}");
    }
    assert_eq!(page.matches("checked").count(), 1 + STYLE.matches("checked").count(), "no time is chosen for them");
}

#[test]
fn a_time_that_has_passed_is_not_offered() {
    let evening = render(&at(NOW + Millis(8 * 60 * MINUTE)));
    assert!(!evening.contains("today_17") && evening.contains("tomorrow_10"));
}

#[test]
fn the_points_on_the_page_add_up_to_the_score() {
    let page = words(&render(&view()));
    let rows = page.split_once("Why").unwrap().1;
    let points = rows.split_whitespace().filter_map(|word| match word.split_at_checked(1) {
        Some(("+", digits)) => digits.parse::<i64>().ok(),
        _ => word.strip_prefix('−').and_then(|digits| digits.parse::<i64>().ok()).map(|points| -points),
    });
    assert_eq!(points.sum::<i64>(), 40, "{page}");
    assert!(page.contains("40  of 100") || page.contains("40 of 100"), "{page}");
}

#[test]
fn what_they_said_is_text_and_nothing_else() {
    let nasty = "\"><script>alert(1)</script>'&amp; onload=x </style><b>";
    let all = Some(nasty.to_owned());
    let mut view = HandoffView {
        agreement: nasty.into(),
        rep: nasty.into(),
        title: nasty.into(),
        company: all.clone(),
        job_title: all.clone(),
        email: all.clone(),
        phone: Some(format!("{nasty}0123456")),
        package: Package {
            who: all.clone(),
            source: all.clone(),
            message: all.clone(),
            timeline: all.clone(),
            channel: all.clone(),
            ..Package::default()
        },
        message: all,
        tier: nasty.into(),
        problem: Some((nasty.into(), nasty.into())),
        reasons: vec![ReasonView { points: 40, group: nasty.into(), words: nasty.into(), evidence: nasty.into() }],
        ..view()
    };
    for _ in 0..2 {
        let page = render(&view);
        for tag in ["<script", "<b>", "</style><b"] {
            assert!(!page.contains(tag), "{tag}");
        }
        assert_eq!(page.matches("</style>").count(), 1);
        // Every quote inside a tag is one of ours: attributes come in pairs.
        assert!(
            page.split('<').filter_map(|part| part.split_once('>')).all(|(tag, _)| tag.matches('"').count() % 2 == 0)
        );
        view.acknowledgement =
            Some(AcknowledgementView { by: nasty.into(), next_step: nasty.into(), at: view.now, due_at: view.now });
    }
    let problem = refusal(&Problem::caller(410, "link_expired", nasty, nasty));
    assert!(!problem.contains("<script") && !problem.contains("<b>"));
}

#[test]
fn a_strict_policy_takes_the_page() {
    for page in [render(&view()), render(&acknowledged(1))] {
        assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains(" on"), "nothing inline");
        assert_eq!(page.matches("<style>").count(), 1);
        assert!(page.contains(&format!("<style>{STYLE}</style>")), "to the byte, for the hash");
    }
    assert!(!STYLE.contains("</") && !STYLE.contains("url(") && !STYLE.contains("@import"));
}

#[test]
fn links_lead_only_where_they_say() {
    assert_eq!(tel("+44 (20) 7946-0958").as_deref(), Some("tel:+442079460958"));
    for no_number in ["call me", "12", "", "12345+6", "٣٤٥٦٧٨٩"] {
        assert_eq!(tel(no_number), None, "{no_number}");
    }
    assert_eq!(mailto("jane+demo@northstar.example").as_deref(), Some("mailto:jane+demo@northstar.example"));
    for no_address in [
        "",
        "jane",
        "@x.example",
        "jane@",
        "a@b@c",
        "a b@c.example",
        "a@b?bcc=x@y",
        "a@b&x",
        "a,b@c",
        "a@b%0a",
        "<a@b>",
    ] {
        assert_eq!(mailto(no_address), None, "{no_address}");
    }
}

#[test]
fn what_was_not_said_is_named() {
    let page = words(&render(&view()));
    assert!(page.contains("How do we start? Soon."), "the question in full");
    assert!(page.contains("Not said: how they came, how they like to be reached"), "{page}");
}

#[test]
fn a_bad_link_says_what_to_do() {
    let page =
        words(&refusal(&Problem::caller(410, "link_expired", "this link has expired", "Open the newest message.")));
    assert!(page.contains("This link has expired") && page.contains("Open the newest message."), "{page}");
}

/// Everything that may stand on the page beside the facts.
fn prepared() -> HandoffView {
    let reason = |id: &str, words: &str, needs_text| Reason { id: id.into(), words: words.into(), needs_text };
    HandoffView {
        preparation: Preparation {
            is_fast: false,
            offer: "a meeting".into(),
            sql: false,
            ask_next: vec!["budget confirmed".into(), "phone is known".into()],
            points: vec![
                PointView { point: "budget".into(), holds: None },
                PointView { point: "economic_buyer".into(), holds: Some(true) },
            ],
            context: vec![("Page", "https://acme.example/demo".into())],
            history: vec![HistoryView { at: NOW - Millis(90 * 86_400_000), words: "was a lead: rejected".into() }],
        },
        rejections: vec![reason("no_budget", "no budget", false), reason("other", "other", true)],
        undo: Some(("attempted".into(), NOW + Millis(30_000))),
        ..view()
    }
}

#[test]
fn what_to_ask_next_and_what_was_before_stand_on_the_page() {
    let page = words(&render(&prepared()));
    for said in [
        "Ask next",
        "budget confirmed",
        "3 of 5 facts",
        "Was shown",
        "a meeting",
        "was a lead: rejected",
        "https://acme.example/demo",
        "no budget",
        "other : say what",
        "Take it back",
        "09:56:18 UTC",
    ] {
        assert!(page.contains(said) || page.contains(&said.replace(" :", ":")), "{said}: {page}");
    }
    let qualified = HandoffView { preparation: Preparation { sql: true, ..Preparation::default() }, ..view() };
    assert!(words(&render(&qualified)).contains("Qualified for sales (SQL)"));
}

#[test]
fn on_the_fast_track_contact_need_and_offer_come_first() {
    let mut view = prepared();
    view.preparation.is_fast = true;
    let page = words(&render(&view));
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(place("Call") < place("Asks") && place("Asks") < place("Was shown"));
    assert!(place("Was shown") < place("All facts") && place("All facts") < place("this quarter"), "{page}");
    assert_eq!(page.matches("How do we start?").count(), 1);
}

#[test]
fn every_other_answer_is_a_form_of_its_own() {
    let page = render(&prepared());
    for posted in [
        "name=\"answer\" value=\"undo\"",
        "name=\"answer\" value=\"reject\"",
        "name=\"answer\" value=\"confirm\"",
        "<option value=\"no_budget\">no budget",
        "<select name=\"point.budget\">",
        "<option value=\"yes\" selected>",
    ] {
        assert!(page.contains(posted), "{posted}");
    }
    let mut nasty = prepared();
    nasty.rejections[0].words = "</option><script>".into();
    nasty.preparation.points[0].point = "\"><script>".into();
    nasty.preparation.ask_next[0] = "<script>".into();
    nasty.preparation.history[0].words = "<script>".into();
    nasty.preparation.context[0].1 = "<script>".into();
    assert!(!render(&nasty).contains("<script"));
}
