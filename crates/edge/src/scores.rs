//! Verdicts for leads that are not kept. The desk hands out its card and is left alone: the
//! scoring is done in the Worker, of which there are as many as it takes.

use crate::http::{Answer, internal};
use crate::objects;
use crate::routes::{Ask, Inside};
use crate::{body, clock};
use baton_handoff::{DeskName, Problem, intake};
use baton_scoring::{Card, CardKind, Seconds, Tables, evaluate};
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
pub async fn answer(request: Request, env: &Env, desk: &DeskName) -> Result<Answer, Problem> {
    let text = body::read(&mut request.into(), Ask::Score.body_limit()).await?;
    let sheet = read(&text)?;
    let card = card(env, desk, &sheet).await?;
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

async fn card(env: &Env, desk: &DeskName, sheet: &Sheet<'_>) -> Result<Card, Problem> {
    let kind = match sheet.card {
        CardName::Full => CardKind::Full,
        CardName::Public => CardKind::Public,
    };
    let response = objects::ask(&objects::desk(env, desk)?, &objects::call(Inside::Card(kind).path())?).await?;
    Card::decode(&objects::bytes(response).await?).map_err(|_| internal())
}

/// `{"verdicts":[…]}`, each verdict the bytes that scoring made.
fn verdicts(sheet: &Sheet<'_>, card: &Card, now: Seconds) -> Result<String, Problem> {
    let tables = Tables::small();
    let mut json = String::from(r#"{"verdicts":["#);
    for (index, lead) in sheet.leads.iter().enumerate() {
        let parsed = intake::parse(lead.get().as_bytes())
            .map_err(|problem| Problem { message: format!("`leads[{index}]`: {}", problem.message), ..problem })?;
        let (_, verdict) = evaluate(card, &parsed.submission, &tables, now);
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

    const LEAD: &str =
        r#"{"id":"01932f00-0000-7000-8000-000000000001","fields":[{"name":"email","value":"a@b.example"}]}"#;

    #[test]
    fn verdicts_are_the_bytes_of_scoring() {
        let text = format!(r#"{{"leads":[{LEAD}, {LEAD}],"now":7}}"#);
        let sheet = read(text.as_bytes()).unwrap();
        let card = Card::default();
        let lead = intake::parse(LEAD.as_bytes()).unwrap();
        let verdict = evaluate(&card, &lead.submission, &Tables::small(), Seconds(7)).1.to_json();
        assert_eq!(verdicts(&sheet, &card, Seconds(7)).unwrap(), format!(r#"{{"verdicts":[{verdict},{verdict}]}}"#));
        assert_eq!(sheet.now, Some(7));
    }

    #[test]
    fn no_leads_no_verdicts() {
        let sheet = read(br#"{"leads":[]}"#).unwrap();
        assert_eq!(verdicts(&sheet, &Card::default(), Seconds(0)).unwrap(), r#"{"verdicts":[]}"#);
    }

    #[test]
    fn a_refusal_names_the_lead() {
        let text = format!(r#"{{"leads":[{LEAD},{{"id":7}}]}}"#);
        let problem = verdicts(&read(text.as_bytes()).unwrap(), &Card::default(), Seconds(0)).unwrap_err();
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
