//! Verdicts for leads that are not kept. The desk hands out its card and is left alone: the
//! scoring is done in the Worker, of which there are as many as it takes.

use crate::directory::Found;
use crate::http::{Answer, internal};
use crate::inside::Inside;
use crate::objects::{self, Stub};
use crate::routes::Ask;
use crate::{body, clock};
use baton_handoff::{DeskName, Problem, intake};
use baton_scoring::{CardKind, Confirmation, ScoreCard, Seconds, Submission, Visit, evaluate};
use serde::Deserialize;
use serde_json::value::RawValue;
use worker::Env;
use worker::web_sys::Request;

/// The body of a score request.
#[derive(Deserialize)]
struct Sheet<'a> {
    /// Lead payloads, each kept as text for the one parser of leads.
    #[serde(borrow)]
    leads: Vec<&'a RawValue>,
    /// The time the leads are scored at, in seconds; the clock's when it is left out.
    now: Option<i64>,
    #[serde(default)]
    card: CardName,
    /// Whether each verdict says what would lift the lead into the tier above.
    #[serde(default)]
    changes: bool,
    /// What is taken as found out about each of these leads: no visitor can say it, so no lead
    /// carries it.
    #[serde(default)]
    confirmed: Vec<Confirmed>,
    /// Pages that each of these visitors is taken to have been on before.
    #[serde(default)]
    visits: Vec<Visited>,
}

/// A point of a checklist, and what a rep said of it.
#[derive(Deserialize)]
struct Confirmed {
    point: String,
    holds: bool,
}

/// A page's address, and when in seconds.
#[derive(Deserialize)]
struct Visited {
    page: String,
    at: i64,
}

impl Sheet<'_> {
    /// Adds what is known besides to what a lead says.
    fn add_to(&self, submission: &mut Submission) {
        let point = |one: &Confirmed| Confirmation { point: one.point.clone(), holds: one.holds };
        submission.confirmed.extend(self.confirmed.iter().map(point));
        let visit = |one: &Visited| Visit { page: one.page.clone(), at: Seconds(one.at) };
        submission.visits.extend(self.visits.iter().map(visit));
    }
}

/// Which card the leads are held against.
#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum CardName {
    #[default]
    Full,
    Public,
}

/// Answers a score request.
pub async fn answer(request: Request, env: &Env, desk: &DeskName, found: Found) -> Result<Answer, Problem> {
    let text = body::read(&mut request.into(), Ask::Score.body_limit()).await?;
    let sheet = read(&text)?;
    let card = card(&objects::desk(env, desk, found.place)?, &sheet).await?;
    let card = ScoreCard::read(&card).map_err(|_| internal())?;
    let now = sheet.now.map_or_else(|| clock::read().seconds(), Seconds);
    verdicts(&sheet, &card, now).map(|json| Answer::json(200, json))
}

fn read(text: &[u8]) -> Result<Sheet<'_>, Problem> {
    serde_json::from_slice(text).map_err(|error| {
        let code = if error.is_data() { "wrong_shape" } else { "not_json" };
        let help = r#"Send {"leads":[…],"now":seconds,"card":"full"} with the leads as the intake takes them."#;
        Problem::caller(400, code, format!("the body cannot be read: {error}"), help)
    })
}

async fn card(desk: &Stub, sheet: &Sheet<'_>) -> Result<Vec<u8>, Problem> {
    let kind = match sheet.card {
        CardName::Full => CardKind::Full,
        CardName::Public => CardKind::Public,
    };
    let response = objects::ask(desk, &objects::call(Inside::Card(kind).path())?).await?;
    objects::bytes(response).await
}

/// `{"verdicts":[…]}`, each verdict the bytes that scoring made.
fn verdicts(sheet: &Sheet<'_>, card: &ScoreCard<'_>, now: Seconds) -> Result<String, Problem> {
    // A public card is asked as the browser asks it, to the same bytes.
    let tables = baton_knowledge::of_card(card.kind);
    let mut json = String::from(r#"{"verdicts":["#);
    for (index, lead) in sheet.leads.iter().enumerate() {
        let mut parsed = intake::parse(lead.get().as_bytes())
            .map_err(|problem| Problem { message: format!("`leads[{index}]`: {}", problem.message), ..problem })?;
        sheet.add_to(&mut parsed.submission);
        let (lead, verdict) = evaluate(card, &parsed.submission, &tables, now);
        let verdict = if sheet.changes { verdict.with_changes(&lead, card, now) } else { verdict };
        if index > 0 {
            json.push(',');
        }
        json.push_str(&verdict.to_json());
    }
    json.push_str("]}");
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_scoring::Tables;

    const LEAD: &str =
        r#"{"id":"01932f00-0000-7000-8000-000000000001","fields":[{"name":"email","value":"a@b.example"}]}"#;

    #[test]
    fn verdicts_are_the_bytes_of_scoring() {
        let text = format!(r#"{{"leads":[{LEAD}, {LEAD}],"now":7}}"#);
        let sheet = read(text.as_bytes()).unwrap();
        let card = ScoreCard::EMPTY;
        let lead = intake::parse(LEAD.as_bytes()).unwrap();
        let verdict = evaluate(&card, &lead.submission, &Tables::small(), Seconds(7)).1.to_json();
        assert_eq!(verdicts(&sheet, &card, Seconds(7)).unwrap(), format!(r#"{{"verdicts":[{verdict},{verdict}]}}"#));
        assert_eq!(sheet.now, Some(7));
    }

    #[test]
    fn what_is_known_besides_is_added() {
        let known = r#""confirmed":[{"point":"need","holds":true}],"visits":[{"page":"/pricing","at":5}]"#;
        let text = format!(r#"{{"leads":[{LEAD}],{known}}}"#);
        let mut submission = Submission::default();
        read(text.as_bytes()).unwrap().add_to(&mut submission);
        assert_eq!(submission.confirmed, [Confirmation { point: "need".into(), holds: true }]);
        assert_eq!(submission.visits, [Visit { page: "/pricing".into(), at: Seconds(5) }]);
    }

    #[test]
    fn no_leads_no_verdicts() {
        let sheet = read(br#"{"leads":[]}"#).unwrap();
        assert_eq!(verdicts(&sheet, &ScoreCard::EMPTY, Seconds(0)).unwrap(), r#"{"verdicts":[]}"#);
    }

    #[test]
    fn a_refusal_names_the_lead() {
        let text = format!(r#"{{"leads":[{LEAD},{{"id":7}}]}}"#);
        let problem = verdicts(&read(text.as_bytes()).unwrap(), &ScoreCard::EMPTY, Seconds(0)).unwrap_err();
        assert_eq!(problem.status, 400);
        assert!(problem.message.starts_with("`leads[1]`: "), "{}", problem.message);
    }

    #[test]
    fn what_is_no_sheet_is_refused() {
        for (text, code) in [
            ("", "not_json"),
            ("{", "not_json"),
            ("[]", "wrong_shape"),
            ("{}", "wrong_shape"),
            (r#"{"leads":{}}"#, "wrong_shape"),
            (r#"{"leads":[],"card":"secret"}"#, "wrong_shape"),
            (r#"{"leads":[],"now":"today"}"#, "wrong_shape"),
            ("{\"leads\":[\"\u{7f}", "not_json"),
        ] {
            let problem = read(text.as_bytes()).err().unwrap();
            assert_eq!((problem.status, problem.code), (400, code), "{text}");
        }
        assert!(read(b"{\"leads\":[\"\xff\"]}").is_err());
    }
}
