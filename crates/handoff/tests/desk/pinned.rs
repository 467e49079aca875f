//! The bytes that leave the desk or stay in it. They are read by programs and rows that are older
//! or newer than this code: a change here is a new version, not a new expectation.

use crate::world::{MINUTE, World, ada, token};

#[test]
fn the_receipt() {
    let mut world = World::new();
    assert_eq!(
        world.receipt(&ada(1)).to_json(),
        r#"{"v":1,"lead":"0193a2f0-0000-7000-8000-000000000001","state":"assigned","repeat":false,"offer":{"kind":"meeting","headline":"Pick a time","text":"Half an hour with a person.","button":"Book a meeting","href":"https://edge.example/v1/desks/acme/book/0193a2f0-0000-7000-8000-000000000001"},"host":{"name":"Ana Silva"}}"#
    );
}

#[test]
fn the_message_to_slack() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    let body = slack.body.replace(&token(&slack), "TOKEN");
    assert_eq!(
        body,
        r#"{"text":"New lead: Ada King — Ana Silva","unfurl_links":false,"unfurl_media":false,"blocks":[{"type":"header","text":{"type":"plain_text","text":"New lead: Ada King","emoji":false}},{"type":"section","text":{"type":"mrkdwn","text":"For *Ana Silva*, answer by <!date^1795255500^{time}|10:05 UTC> · hot 80","verbatim":true}},{"type":"section","fields":[{"type":"mrkdwn","text":"*Who*","verbatim":true},{"type":"plain_text","text":"Ada King, Head of Data, Works &amp; Co · ada@works.example","emoji":false},{"type":"mrkdwn","text":"*Came by*","verbatim":true},{"type":"plain_text","text":"demo request · Book a demo (/demo) · campaign q4","emoji":false},{"type":"mrkdwn","text":"*Asks*","verbatim":true},{"type":"plain_text","text":"How do we start? &lt;!channel&gt; *now*","emoji":false},{"type":"mrkdwn","text":"*When*","verbatim":true},{"type":"plain_text","text":"this quarter","emoji":false},{"type":"mrkdwn","text":"*Reach by*","verbatim":true},{"type":"plain_text","text":"not said","emoji":false}]},{"type":"section","text":{"type":"mrkdwn","text":"*4 of 5 facts*","verbatim":true}},{"type":"actions","elements":[{"type":"button","action_id":"open","style":"primary","text":{"type":"plain_text","text":"Open and answer","emoji":false},"url":"https://edge.example/h/acme/TOKEN"}]}]}"#
    );
}

#[test]
fn the_message_to_slack_about_a_miss() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.deliver_all();
    world.now.0 += 5 * MINUTE;
    world.due();
    let slack = world.claim().remove(0);
    let body = slack.body.replace(&token(&slack), "TOKEN");
    assert_eq!(
        body,
        r#"{"text":"Missed: nobody has answered Ada King — Ana Silva","unfurl_links":false,"unfurl_media":false,"blocks":[{"type":"header","text":{"type":"plain_text","text":"Missed: nobody has answered Ada King","emoji":false}},{"type":"section","text":{"type":"mrkdwn","text":"*Ana Silva* had until <!date^1795255500^{time}|10:05 UTC> · hot 80","verbatim":true}},{"type":"section","fields":[{"type":"mrkdwn","text":"*Who*","verbatim":true},{"type":"plain_text","text":"Ada King, Head of Data, Works &amp; Co · ada@works.example","emoji":false},{"type":"mrkdwn","text":"*Came by*","verbatim":true},{"type":"plain_text","text":"demo request · Book a demo (/demo) · campaign q4","emoji":false},{"type":"mrkdwn","text":"*Asks*","verbatim":true},{"type":"plain_text","text":"How do we start? &lt;!channel&gt; *now*","emoji":false},{"type":"mrkdwn","text":"*When*","verbatim":true},{"type":"plain_text","text":"this quarter","emoji":false},{"type":"mrkdwn","text":"*Reach by*","verbatim":true},{"type":"plain_text","text":"not said","emoji":false}]},{"type":"section","text":{"type":"mrkdwn","text":"*4 of 5 facts*","verbatim":true}},{"type":"actions","elements":[{"type":"button","action_id":"open","style":"primary","text":{"type":"plain_text","text":"Open and answer","emoji":false},"url":"https://edge.example/h/acme/TOKEN"}]}]}"#
    );
}

#[test]
fn the_webhook() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let events = world.claim().remove(1);
    let body = events.body.replace(&token(&events), "TOKEN").replace(&events.id, "DELIVERY");
    assert_eq!(
        body,
        r#"{"v":1,"id":"DELIVERY","type":"lead.assigned","at":1795255200000,"desk":"acme","agreement":1,"lead":{"id":"0193a2f0-0000-7000-8000-000000000001","received_at":1795255200000,"name":"Ada King","company":"Works & Co","email":"ada@works.example","job_title":"Head of Data","score":80,"tier":"hot","mql":true,"source":"demo_request","state":"assigned","quarantine":null,"owner":{"id":"ana","name":"Ana Silva"},"due_at":1795255500000},"package":{"who":"Ada King, Head of Data, Works & Co · ada@works.example","source":"demo request · Book a demo (/demo) · campaign q4","message":"How do we start? <!channel> *now*","timeline":"this quarter","channel":null,"shown":"a meeting"},"links":{"handoff":"https://edge.example/h/acme/TOKEN","console":"https://edge.example/desk/?desk=acme&lead=0193a2f0-0000-7000-8000-000000000001"},"data":{"v":1,"rep":"ana","name":"Ana Silva","route":"everyone_else","pool":"inbound","assigned":1,"total":1,"weight":2,"weights":3,"receipt":{"v":1,"routes":[{"route":"large_companies","matched":false,"unmet":["more than 1,000 people"]},{"route":"everyone_else","matched":true,"unmet":[]}],"pools":[{"pool":"inbound","members":[{"rep":"ana","weight":2,"behind":666,"bars":[]},{"rep":"ben","weight":1,"behind":333,"bars":[]}]}],"how":{"how":"turn","pool":"inbound","behind":666}}}}"#
    );
}

#[test]
fn the_rows_of_the_log() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let rows: Vec<String> = world
        .dump()
        .lines()
        .filter(|line| line.starts_with("log: ") || line.starts_with("payloads: "))
        .map(str::to_owned)
        .collect();
    let expected = [
        r#"log: 1 | 1 | NULL | 1795255200000 | "agreement.published" | "admin" | 1 | 331a9d7d2d086bba44d53d6258eda133fae73c4d5546bc723ea1d8577ee5ab02"#,
        r#"log: 2 | 1 | "0193a2f0-0000-7000-8000-000000000001" | 1795255200000 | "lead.received" | "visitor" | 1 | a660956b316391d6ff3565d1ba8b3fab145d5e1c935648f8c4d3560f0b02c95e"#,
        r#"log: 3 | 1 | "0193a2f0-0000-7000-8000-000000000001" | 1795255200000 | "lead.assigned" | "desk" | 1 | b2e38f11533953851f6d26078136c2f0176a1a473af6d65cf39e41458bfe4b91"#,
        r#"log: 4 | 1 | "0193a2f0-0000-7000-8000-000000000001" | 1795255200000 | "window.started" | "desk" | 1 | 9764c140fcdc812baeb03e249eb038fdc18b1c8c86ea500371c754739b879b36"#,
        r#"payloads: 1 | "{\"v\":1,\"version\":1}" | d5cab08488709dcddbac92066cc8a299 | NULL"#,
        r#"payloads: 2 | "{\"v\":1,\"score\":80,\"tier\":\"hot\",\"source\":\"demo_request\",\"offer\":\"meeting\",\"promised\":\"meeting\",\"mql\":true,\"campaign\":\"q4\",\"evidence\":4,\"day\":20778}" | 0e3dd71e7127674f0e2839bb5cab8439 | NULL"#,
        r#"payloads: 3 | "{\"v\":1,\"rep\":\"ana\",\"name\":\"Ana Silva\",\"route\":\"everyone_else\",\"pool\":\"inbound\",\"assigned\":1,\"total\":1,\"weight\":2,\"weights\":3,\"receipt\":{\"v\":1,\"routes\":[{\"route\":\"large_companies\",\"matched\":false,\"unmet\":[\"more than 1,000 people\"]},{\"route\":\"everyone_else\",\"matched\":true,\"unmet\":[]}],\"pools\":[{\"pool\":\"inbound\",\"members\":[{\"rep\":\"ana\",\"weight\":2,\"behind\":666,\"bars\":[]},{\"rep\":\"ben\",\"weight\":1,\"behind\":333,\"bars\":[]}]}],\"how\":{\"how\":\"turn\",\"pool\":\"inbound\",\"behind\":666}}}" | e23549f3ac081b0684986eb15b6899d8 | NULL"#,
        r#"payloads: 4 | "{\"v\":1,\"due_at\":1795255500000,\"allowed_ms\":300000,\"source\":\"demo_request\",\"zone_data\":null}" | a5a3b11d551dece0c8942c0bf4fbb2bf | NULL"#,
    ];
    assert_eq!(rows, expected);
}

#[test]
fn the_rows_of_a_lead() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let row = world.rows("SELECT package, offer, verdict FROM leads").remove(0);
    assert_eq!(
        row.text(0).unwrap(),
        r#"{"v":1,"package":{"who":"Ada King, Head of Data, Works & Co · ada@works.example","source":"demo request · Book a demo (/demo) · campaign q4","message":"How do we start? <!channel> *now*","timeline":"this quarter","channel":null,"shown":"a meeting"},"language":"en"}"#
    );
    assert_eq!(
        row.text(1).unwrap(),
        r#"{"v":1,"offer":{"kind":"meeting","headline":"Pick a time","text":"Half an hour with a person.","button":"Book a meeting","href":"https://edge.example/v1/desks/acme/book/0193a2f0-0000-7000-8000-000000000001"}}"#
    );
    assert_eq!(
        world.rows("SELECT state FROM rotations")[0].text(0).unwrap(),
        r#"{"v":2,"total":1,"members":[{"rep":"ana","weight":2,"assigned":1,"owed":-1780977152354400,"last":1},{"rep":"ben","weight":1,"assigned":0,"owed":1780977152354400,"last":0}]}"#
    );
}
