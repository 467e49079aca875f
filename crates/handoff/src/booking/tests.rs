use super::{Answers, Booked, fill, filled, host};
use baton_agreement::{BookingTool, Calendar};
use baton_scoring::{Lead, RawField, ScoreCard, Submission, Tables};

fn lead(fields: &[(&str, &str)]) -> Lead {
    let fields = fields
        .iter()
        .map(|(name, value)| RawField { name: (*name).into(), value: (*value).into(), ..RawField::default() })
        .collect();
    Lead::new(&Submission { fields, ..Submission::default() }, &Tables::small(), &ScoreCard::EMPTY)
}

fn ada() -> Lead {
    lead(&[("name", "Ada King"), ("email", "ada@works.example"), ("company", "W & Co")])
}

fn at(link: &str) -> Calendar {
    Calendar { link: link.to_owned(), named: None }
}

#[test]
fn templates_are_filled_in() {
    let ada = lead(&[("name", "Ada de la King"), ("email", "ada+x@works.example"), ("company", "W & Co {lead}")]);
    assert_eq!(
        fill(
            "https://m.example/a?n={name}&f={first_name}&l={last_name}&e={email}&c={company}&i={lead}&x={y}{",
            &Answers::of("id-1", Some(&ada))
        ),
        "https://m.example/a?n=Ada%20de%20la%20King&f=Ada&l=de%20la%20King&e=ada%2Bx%40works.example&c=W%20%26%20Co%20%7Blead%7D&i=id-1&x={y}{"
    );
}

#[test]
fn every_tool_is_filled_in_its_own_way() {
    let ada = ada();
    for (link, expected) in [
        (
            "https://calendly.com/ana/30min?month=2026-12#top",
            "https://calendly.com/ana/30min?month=2026-12&name=Ada%20King&first_name=Ada&last_name=King&email=ada%40works.example&utm_content=id-1&salesforce_uuid=id-1#top",
        ),
        (
            "https://cal.com/ana/30min",
            "https://cal.com/ana/30min?name=Ada%20King&email=ada%40works.example&metadata%5BleadId%5D=id-1",
        ),
        (
            "https://meetings-eu1.hubspot.com/ana",
            "https://meetings-eu1.hubspot.com/ana?firstName=Ada&lastName=King&firstname=Ada&lastname=King&email=ada%40works.example&company=W%20%26%20Co",
        ),
        (
            "https://savvycal.com/ana/chat?",
            "https://savvycal.com/ana/chat?display_name=Ada%20King&email=ada%40works.example&metadata%5Blead%5D=id-1",
        ),
        ("https://acme.chilipiper.com/me/ana", "https://acme.chilipiper.com/me/ana?id=ada%40works.example"),
        (
            "https://acme.chilipiper.com/concierge-router/link/demo",
            "https://acme.chilipiper.com/concierge-router/link/demo?PersonFirstName=Ada&PersonLastName=King&PersonEmail=ada%40works.example&CompanyName=W%20%26%20Co",
        ),
        ("https://calendar.app.google/abc", "https://calendar.app.google/abc"),
        ("https://meet.acme.example/ana", "https://meet.acme.example/ana"),
    ] {
        assert_eq!(filled(&at(link), "id-1", Some(&ada), None), expected);
    }
}

#[test]
fn a_tool_on_a_host_of_ones_own_is_named() {
    let own = Calendar { link: "https://meet.acme.example/ana".into(), named: Some(BookingTool::SavvyCal) };
    assert_eq!(
        filled(&own, "i", Some(&ada()), None),
        "https://meet.acme.example/ana?display_name=Ada%20King&email=ada%40works.example&metadata%5Blead%5D=i"
    );
    let not = Calendar { link: "https://cal.com/ana".into(), named: Some(BookingTool::Other) };
    assert_eq!(filled(&not, "i", Some(&ada()), None), "https://cal.com/ana");
}

#[test]
fn what_a_link_says_is_not_said_again() {
    let ada = ada();
    assert_eq!(
        filled(&at("https://calendly.com/ana?who={name}"), "i", Some(&ada), None),
        "https://calendly.com/ana?who=Ada%20King",
        "a link with places is taken as written"
    );
    assert_eq!(
        filled(&at("https://calendly.com/ana?utm_content=footer"), "i", Some(&ada), None),
        "https://calendly.com/ana?utm_content=footer&name=Ada%20King&first_name=Ada&last_name=King&email=ada%40works.example&salesforce_uuid=i"
    );
}

#[test]
fn a_frame_is_asked_for_in_the_tools_own_way() {
    let frame = |link| filled(&at(link), "", None, Some("www.acme.example"));
    assert_eq!(
        frame("https://calendly.com/ana"),
        "https://calendly.com/ana?embed_domain=www.acme.example&embed_type=Inline"
    );
    assert_eq!(frame("https://cal.com/ana/?month=1"), "https://cal.com/ana/embed?month=1&embed=");
    assert_eq!(frame("https://meetings.hubspot.com/ana"), "https://meetings.hubspot.com/ana?embed=true");
    assert_eq!(frame("https://meet.acme.example/ana"), "https://meet.acme.example/ana");
}

#[test]
fn no_answer_changes_where_a_link_leads() {
    let odd = lead(&[("email", "@evil.example/#?x=\r\nLocation: x"), ("name", "../../..")]);
    assert_eq!(
        filled(&at("https://m.example/{name}?e={email}"), "i", Some(&odd), None),
        "https://m.example/..%2F..%2F..?e=%40evil.example%2F%23%3Fx%3D%0D%0ALocation%3A%20x"
    );
    assert_eq!(
        filled(&at("https://calendly.com/a"), "i&b=c", Some(&odd), Some("x\r\n&y")),
        "https://calendly.com/a?name=..%2F..%2F..&first_name=..%2F..%2F..&email=%40evil.example%2F%23%3Fx%3D%0D%0ALocation%3A%20x&utm_content=i%26b%3Dc&salesforce_uuid=i%26b%3Dc&embed_domain=x%0D%0A%26y&embed_type=Inline"
    );
}

#[test]
fn nobody_fills_in_nothing() {
    assert_eq!(filled(&at("https://m.example/?e={email}&n={name}"), "", None, None), "https://m.example/?e=&n=");
    assert_eq!(filled(&at("https://calendly.com/a"), "", None, None), "https://calendly.com/a");
}

#[test]
fn a_report_names_a_known_tool() {
    let report = Booked::parse("x", br#"{"tool":"cal","reference":"uid-1","more":[]}"#).unwrap();
    assert_eq!((report.tool.as_str(), report.reference.as_deref()), ("cal", Some("uid-1")));
    assert_eq!(Booked::parse("x", br#"{"tool":"cal","reference":""}"#).unwrap().reference, None);
    for wrong in ["", "[]", "{}", r#"{"tool":"<b>"}"#, r#"{"tool":1}"#, r#"{"tool":"cal","reference":[]}"#] {
        assert_eq!(Booked::parse("x", wrong.as_bytes()).unwrap_err().code, "wrong_shape", "{wrong}");
    }
}

#[test]
fn without_an_agreement_the_lead_still_knows_its_owner() {
    let ana = host(None, Some(("ana", "Ana Silva")), true).unwrap();
    assert_eq!((ana.name.as_str(), ana.picture, ana.frame), ("Ana Silva", None, None));
    assert_eq!(host(None, None, true), None);
}
