use super::{Kind, words};
use crate::confirm::Point;

/// Every kind there is, its bytes and its words. Rows are read for years: never change a
/// line, add one.
#[test]
fn every_kind_is_pinned() {
    let text = str::to_owned;
    let table = [
        (
            Kind::AgreementPublished { version: 2 },
            r#"agreement.published {"v":1,"version":2}"#,
            "agreement 2 was published",
        ),
        (
            Kind::AgreementExplained {
                version: 3,
                name: text("Mia"),
                why: Some(text("students pass")),
                draft: Some(2),
                restores: None,
            },
            r#"agreement.explained {"v":1,"version":3,"name":"Mia","why":"students pass","draft":2,"restores":null}"#,
            "Mia published draft 2 as agreement 3: students pass",
        ),
        (
            Kind::AgreementExplained {
                version: 4,
                name: text("Sam"),
                why: Some(text("too few hot leads")),
                draft: None,
                restores: Some(2),
            },
            r#"agreement.explained {"v":1,"version":4,"name":"Sam","why":"too few hot leads","draft":null,"restores":2}"#,
            "Sam went back to agreement 2, as agreement 4: too few hot leads",
        ),
        (
            Kind::DraftMade { draft: 2, name: text("Mia"), why: text("students pass"), learned: true },
            r#"draft.made {"v":1,"draft":2,"name":"Mia","why":"students pass","learned":true}"#,
            "Mia made draft 2, learned from past leads: students pass",
        ),
        (
            Kind::DraftApproved { draft: 2, name: text("Sam"), side: text("sales") },
            r#"draft.approved {"v":1,"draft":2,"name":"Sam","side":"sales"}"#,
            "Sam approved draft 2 for sales",
        ),
        (
            Kind::DraftWithdrawn { draft: 2, name: text("Sam") },
            r#"draft.withdrawn {"v":1,"draft":2,"name":"Sam"}"#,
            "Sam withdrew draft 2",
        ),
        (
            Kind::LeadReceived {
                score: 82,
                tier: text("hot"),
                source: text("demo_request"),
                offer: text("meeting"),
                promised: Some(text("meeting")),
                mql: Some(true),
                campaign: Some(text("q4")),
                evidence: Some(3),
                day: Some(20_778),
            },
            r#"lead.received {"v":1,"score":82,"tier":"hot","source":"demo_request","offer":"meeting","promised":"meeting","mql":true,"campaign":"q4","evidence":3,"day":20778}"#,
            "came in from demo request: 82 points, hot",
        ),
        (
            Kind::LeadQuarantined {
                reason: text("unknown_site"),
                origin: Some(text("https://x.example")),
                cause: None,
            },
            r#"lead.quarantined {"v":1,"reason":"unknown_site","origin":"https://x.example","cause":null}"#,
            "kept in quarantine: https://x.example is not in the agreement",
        ),
        (
            Kind::LeadAssigned {
                rep: text("ana"),
                name: text("Ana Silva"),
                route: text("rest"),
                pool: text("inbound"),
                assigned: 4,
                total: 6,
                weight: 2,
                weights: 3,
                receipt: None,
            },
            r#"lead.assigned {"v":1,"rep":"ana","name":"Ana Silva","route":"rest","pool":"inbound","assigned":4,"total":6,"weight":2,"weights":3,"receipt":null}"#,
            "given to Ana Silva by route rest: 4 of 6 leads in inbound, a share of 2 in 3",
        ),
        (
            Kind::WindowStarted {
                due_at: 300_000,
                allowed_ms: 300_000,
                source: text("demo_request"),
                zone_data: Some(text("2026a")),
            },
            r#"window.started {"v":1,"due_at":300000,"allowed_ms":300000,"source":"demo_request","zone_data":"2026a"}"#,
            "the clock started: 5 m for the first response",
        ),
        (
            Kind::OfferDisagreed { promised: text("meeting"), offer: text("thanks"), cause: text("older_card") },
            r#"offer.disagreed {"v":1,"promised":"meeting","offer":"thanks","cause":"older_card"}"#,
            "the page showed a meeting, the desk decides on thanks: the page had another card than the one in force",
        ),
        (
            Kind::LinkOpened { with: Some(text("Ana Silva")) },
            r#"link.opened {"v":1,"with":"Ana Silva"}"#,
            "opened the calendar of Ana Silva",
        ),
        (Kind::LinkOpened { with: None }, r#"link.opened {"v":1,"with":null}"#, "opened the team's calendar"),
        (
            Kind::BookingReported { tool: text("calendly"), reference: Some(text("x")) },
            r#"booking.reported {"v":1,"tool":"calendly","reference":"x"}"#,
            "a meeting was booked in calendly, says the visitor's page",
        ),
        (
            Kind::LeadConflict { digest: text("ab") },
            r#"lead.conflict {"v":1,"digest":"ab"}"#,
            "came in again with other answers; both are kept",
        ),
        (
            Kind::LeadCorrected { revision: 2, score: 82, tier: text("hot"), offer: text("meeting"), mql: Some(true) },
            r#"lead.corrected {"v":1,"revision":2,"score":82,"tier":"hot","offer":"meeting","mql":true}"#,
            "the visitor corrected their answers: 82 points, hot; those before are kept",
        ),
        (
            Kind::LeadJoined {
                id: text("0193"),
                why: text("same e-mail"),
                score: 82,
                tier: text("hot"),
                offer: text("meeting"),
                mql: Some(true),
            },
            r#"lead.joined {"v":1,"id":"0193","why":"same e-mail","score":82,"tier":"hot","offer":"meeting","mql":true}"#,
            "came again (same e-mail): 82 points, hot; the answers are put together",
        ),
        (
            Kind::LeadUnited { into: text("0193"), name: Some(text("Ana")), why: text("same e-mail") },
            r#"lead.united {"v":1,"into":"0193","name":"Ana","why":"same e-mail"}"#,
            "is of somebody who has a lead already (same e-mail): both are one now, and Ana goes on with it",
        ),
        (
            Kind::LeadCameBack { from: text("0193") },
            r#"lead.came_back {"v":1,"from":"0193"}"#,
            "had a lead before, which was closed",
        ),
        (
            Kind::LeadNotified { endpoint: text("slack") },
            r#"lead.notified {"v":1,"endpoint":"slack"}"#,
            "the message arrived at slack",
        ),
        (
            Kind::DeliveryDead {
                delivery: text("dlv_1"),
                endpoint: text("slack"),
                event: text("lead.assigned"),
                why: text("status 404"),
            },
            r#"delivery.dead {"v":1,"delivery":"dlv_1","endpoint":"slack","event":"lead.assigned","why":"status 404"}"#,
            "the message to slack was given up: status 404",
        ),
        (
            Kind::LeadAcknowledged {
                rep: text("ana"),
                name: text("Ana Silva"),
                next_step: text("call"),
                due_at: 9,
                took_ms: 252_000,
                in_time: false,
            },
            r#"lead.acknowledged {"v":1,"rep":"ana","name":"Ana Silva","next_step":"call","due_at":9,"took_ms":252000,"in_time":false}"#,
            "Ana Silva answered after 4 m 12 s, after the window: call",
        ),
        (
            Kind::WindowMissed { due_at: 9, owner: text("ana"), name: text("Ana Silva") },
            r#"window.missed {"v":1,"due_at":9,"owner":"ana","name":"Ana Silva"}"#,
            "the window was missed: no answer from Ana Silva",
        ),
        (
            Kind::TimerFailed { timer: text("first_response"), code: text("unreadable_row") },
            r#"timer.failed {"v":1,"timer":"first_response","code":"unreadable_row"}"#,
            "the timer first_response failed (unreadable_row) and is tried again",
        ),
        (
            Kind::TierCut { tier: text("hot"), at_least: 74, share: 20, of: 1_000 },
            r#"tier.cut {"v":1,"tier":"hot","at_least":74,"share":20,"of":1000}"#,
            "hot begins at 74 points: 20 % of the last 1000 leads",
        ),
        (
            Kind::LeadReminded { rep: text("ana"), name: text("Ana Silva"), due_at: 9, why: text("window") },
            r#"lead.reminded {"v":1,"rep":"ana","name":"Ana Silva","due_at":9,"why":"window"}"#,
            "Ana Silva was reminded: the window runs out",
        ),
        (
            Kind::LeadEscalated {
                rep: text("ana"),
                name: text("Ana Silva"),
                manager: text("mara"),
                manager_name: text("Mara Lindt"),
                why: text("missed"),
            },
            r#"lead.escalated {"v":1,"rep":"ana","name":"Ana Silva","manager":"mara","manager_name":"Mara Lindt","why":"missed"}"#,
            "Mara Lindt was told: no answer from Ana Silva",
        ),
        (
            Kind::LeadReassigned {
                rep: text("ben"),
                name: text("Ben Okafor"),
                from: Some(text("ana")),
                from_name: Some(text("Ana Silva")),
                why: text("missed"),
                pool: Some(text("inbound")),
                due_at: 9,
                receipt: None,
            },
            r#"lead.reassigned {"v":1,"rep":"ben","name":"Ben Okafor","from":"ana","from_name":"Ana Silva","why":"missed","pool":"inbound","due_at":9,"receipt":null}"#,
            "given to Ben Okafor: no answer from Ana Silva",
        ),
        (
            Kind::VisitorTouch { email: Some(text("ada@works.example")), link: text("https://edge.example/b") },
            r#"visitor.touch {"v":1,"email":"ada@works.example","link":"https://edge.example/b"}"#,
            "the visitor is sent the booking link",
        ),
        (
            Kind::PromisePassed { rep: text("ana"), name: text("Ana Silva"), next_step: text("call"), due_at: 9 },
            r#"promise.passed {"v":1,"rep":"ana","name":"Ana Silva","next_step":"call","due_at":9}"#,
            "Ana Silva has not kept the promise: call",
        ),
        (
            Kind::LeadReturned {
                rep: Some(text("ana")),
                name: Some(text("Ana Silva")),
                why: text("ignored"),
                after_ms: 172_800_000,
                attempts: 0,
            },
            r#"lead.returned {"v":1,"rep":"ana","name":"Ana Silva","why":"ignored","after_ms":172800000,"attempts":0}"#,
            "back with marketing: nothing was done for 2 d",
        ),
        (
            Kind::RepAway { rep: text("ana"), name: text("Ana Silva"), until: 9, for_ms: 3_600_000 },
            r#"rep.away {"v":1,"rep":"ana","name":"Ana Silva","until":9,"for_ms":3600000}"#,
            "Ana Silva counts as away for 1 h",
        ),
        (
            Kind::LeadAttempted {
                name: text("Ana Silva"),
                channel: text("call"),
                reached: false,
                next_step: Some(text("mail")),
                due_at: Some(9),
            },
            r#"lead.attempted {"v":1,"name":"Ana Silva","channel":"call","reached":false,"next_step":"mail","due_at":9}"#,
            "Ana Silva tried by call and reached nobody; next: mail",
        ),
        (
            Kind::LeadConnected { name: text("Ana Silva"), next_step: None, due_at: None },
            r#"lead.connected {"v":1,"name":"Ana Silva","next_step":null,"due_at":null}"#,
            "Ana Silva spoke with them",
        ),
        (
            Kind::LeadBooked { name: text("Ana Silva"), starts_at: Some(9) },
            r#"lead.booked {"v":1,"name":"Ana Silva","starts_at":9}"#,
            "a meeting was booked, says Ana Silva",
        ),
        (
            Kind::LeadAccepted { name: text("Ana Silva") },
            r#"lead.accepted {"v":1,"name":"Ana Silva"}"#,
            "Ana Silva accepted it",
        ),
        (
            Kind::LeadRejected {
                name: text("Ana Silva"),
                reason: text("wrong fit"),
                code: Some(text("wrong_fit")),
                note: Some(text("a student")),
            },
            r#"lead.rejected {"v":1,"name":"Ana Silva","reason":"wrong fit","code":"wrong_fit","note":"a student"}"#,
            "Ana Silva rejected it: wrong fit (a student)",
        ),
        (
            Kind::LeadConfirmed {
                name: text("Ana Silva"),
                points: vec![
                    Point { point: text("economic_buyer"), holds: true },
                    Point { point: text("budget"), holds: false },
                ],
                score: 80,
                tier: text("hot"),
                sql: true,
            },
            r#"lead.confirmed {"v":1,"name":"Ana Silva","points":[{"point":"economic_buyer","holds":true},{"point":"budget","holds":false}],"score":80,"tier":"hot","sql":true}"#,
            "Ana Silva confirmed economic buyer, not budget: 80 points, qualified for sales",
        ),
        (
            Kind::LeadSignalled {
                signal: text("webinar_attended"),
                source: Some(text("webinar")),
                score: 60,
                tier: text("warm"),
                mql: Some(false),
            },
            r#"lead.signalled {"v":1,"signal":"webinar_attended","source":"webinar","score":60,"tier":"warm","mql":false}"#,
            "webinar attended (webinar): 60 points",
        ),
        (
            Kind::LeadOpened { rep: text("ana"), name: text("Ana Silva") },
            r#"lead.opened {"v":1,"rep":"ana","name":"Ana Silva"}"#,
            "opened by Ana Silva, or by a program that reads their messages",
        ),
        (
            Kind::PromiseKept {
                rep: text("ana"),
                name: text("Ana Silva"),
                next_step: text("Call"),
                due_at: 9,
                in_time: false,
            },
            r#"promise.kept {"v":1,"rep":"ana","name":"Ana Silva","next_step":"Call","due_at":9,"in_time":false}"#,
            "Ana Silva kept the promise, after its time: Call",
        ),
        (
            Kind::LeadUndone { name: text("Ana Silva"), made: text("rejected"), state: text("notified") },
            r#"lead.undone {"v":1,"name":"Ana Silva","made":"rejected","state":"notified"}"#,
            "Ana Silva took \"rejected\" back",
        ),
        (
            Kind::LeadReleased {
                name: text("Ana Silva"),
                reason: Some(text("a customer")),
                score: Some(82),
                tier: Some(text("hot")),
                mql: Some(true),
            },
            r#"lead.released {"v":1,"name":"Ana Silva","reason":"a customer","score":82,"tier":"hot","mql":true}"#,
            "Ana Silva let it out of quarantine: a customer",
        ),
        (
            Kind::LeadErased { name: text("Ana Silva"), why: text("asked"), left: Some(text("0f3a")) },
            r#"lead.erased {"v":1,"name":"Ana Silva","why":"asked","left":"0f3a"}"#,
            "Ana Silva erased it",
        ),
        (
            Kind::LeadErased { name: text("the desk"), why: text("retention"), left: None },
            r#"lead.erased {"v":1,"name":"the desk","why":"retention","left":null}"#,
            "erased: it was kept as long as the agreement says",
        ),
        (
            Kind::LeadNurtured { name: text("Ana Silva"), reason: None },
            r#"lead.nurtured {"v":1,"name":"Ana Silva","reason":null}"#,
            "Ana Silva gave it to marketing",
        ),
        (
            Kind::LeadOpportunity { name: text("Ana Silva"), value: Some(9000) },
            r#"lead.opportunity {"v":1,"name":"Ana Silva","value":9000}"#,
            "Ana Silva made it an opportunity, worth 9000",
        ),
        (
            Kind::LeadWon { name: text("Ana Silva"), value: None },
            r#"lead.won {"v":1,"name":"Ana Silva","value":null}"#,
            "Ana Silva won it",
        ),
        (
            Kind::LeadLost { name: text("Ana Silva"), reason: Some(text("price")) },
            r#"lead.lost {"v":1,"name":"Ana Silva","reason":"price"}"#,
            "Ana Silva lost it: price",
        ),
        (
            Kind::RosterChanged {
                rep: text("ana"),
                name: text("Ana Silva"),
                away_until: Some(9),
                away_why: text("ill"),
                open_cap: Some(10),
                day_cap: None,
            },
            r#"roster.changed {"v":1,"rep":"ana","name":"Ana Silva","away_until":9,"away_why":"ill","open_cap":10,"day_cap":null}"#,
            "Ana Silva is away: ill, at most 10 open leads",
        ),
        (
            Kind::LeadCommented { name: text("Jo Marsh") },
            r#"lead.commented {"v":1,"name":"Jo Marsh"}"#,
            "Jo Marsh wrote a comment",
        ),
        (
            Kind::DigestSent { by: text("week"), from: text("2026-11-16"), to: text("2026-11-22") },
            r#"digest.sent {"v":1,"by":"week","from":"2026-11-16","to":"2026-11-22"}"#,
            "the digest of the week from 2026-11-16 to 2026-11-22 was sent",
        ),
        (
            Kind::EndpointTested { endpoint: text("slack") },
            r#"endpoint.tested {"v":1,"endpoint":"slack"}"#,
            "slack was sent a test",
        ),
        (
            Kind::DeliveryReplayed { delivery: text("dlv_1"), endpoint: text("slack"), event: text("lead.assigned") },
            r#"delivery.replayed {"v":1,"delivery":"dlv_1","endpoint":"slack","event":"lead.assigned"}"#,
            "the message to slack is tried again",
        ),
        (
            Kind::LeadSnoozed {
                rep: text("ana"),
                name: text("Ana Silva"),
                until_at: 900_000,
                reason: Some(text("in a meeting")),
            },
            r#"lead.snoozed {"v":1,"rep":"ana","name":"Ana Silva","until_at":900000,"reason":"in a meeting"}"#,
            "Ana Silva wants to be reminded later: in a meeting; the clock runs on",
        ),
        (
            Kind::LeadUnbooked { name: text("Calendly"), why: text("cancelled"), due_at: Some(5), starts_at: Some(9) },
            r#"lead.unbooked {"v":1,"name":"Calendly","why":"cancelled","due_at":5,"starts_at":9}"#,
            "the meeting was cancelled, says Calendly; the clock began again",
        ),
        (
            Kind::AccountsReplaced { accounts: 3 },
            r#"accounts.replaced {"v":1,"accounts":3}"#,
            "a list of 3 accounts was uploaded",
        ),
        (
            Kind::LinkKeyTurned { key: 2 },
            r#"link_key.turned {"v":1,"key":2}"#,
            "handoff links are signed with key 2 from now on",
        ),
        (
            Kind::TokenMade { token: text("tok_1"), name: text("chat"), role: text("sales_lead") },
            r#"token.made {"v":1,"token":"tok_1","name":"chat","role":"sales_lead"}"#,
            "a token was made for chat, as sales lead",
        ),
        (
            Kind::TokenRevoked { token: text("tok_1"), name: text("chat") },
            r#"token.revoked {"v":1,"token":"tok_1","name":"chat"}"#,
            "the token of chat was revoked",
        ),
        (
            Kind::ClockMoved { advance_ms: 60_000 },
            r#"clock.moved {"v":1,"advance_ms":60000}"#,
            "the test clock was moved by 1 m",
        ),
    ];
    for (kind, stored, said) in table {
        let (id, data) = stored.split_once(' ').unwrap();
        assert_eq!((kind.id(), kind.data().as_str()), (id, data));
        assert_eq!(Kind::from_stored(id, data), Some(kind));
        assert_eq!(words(id, data), said);
    }
}

#[test]
fn what_is_not_understood_is_named() {
    assert_eq!(words("lead.praised", "{}"), "lead.praised");
    assert_eq!(words("lead.notified", "{"), "lead.notified");
}

/// What was written before figures were kept is read as it was.
#[test]
fn lines_of_before_are_read() {
    for (kind, data) in [
        (
            "lead.received",
            r#"{"v":1,"score":82,"tier":"hot","source":"demo_request","offer":"meeting","promised":null}"#,
        ),
        ("lead.corrected", r#"{"v":1,"revision":2,"score":82,"tier":"hot","offer":"meeting"}"#),
        ("lead.joined", r#"{"v":1,"id":"0193","why":"same e-mail","score":82,"tier":"hot","offer":"meeting"}"#),
        ("lead.signalled", r#"{"v":1,"signal":"webinar","source":null,"score":60,"tier":"warm"}"#),
        ("lead.released", r#"{"v":1,"name":"Ana Silva","reason":null}"#),
    ] {
        assert!(Kind::from_stored(kind, data).is_some(), "{kind}");
    }
}
