//! The one parser of leads. What comes from outside as JSON becomes a lead here, and nowhere else.
//!
//! Strict in form, lenient in content: a message of the wrong shape is refused with the name of
//! what is wrong, but no answer of a visitor, however strange, ever refuses a lead. Keys that
//! are not known are left alone; the raw bytes are kept with everything in them.

use core::fmt;

use baton_scoring::{Lead, RawField, ScoreCard, Seconds, Signal, Submission, Visit};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::guard::Suspicion;
use crate::problem::clip;
use crate::{Millis, Problem, vouched};

/// A lead is at most this many bytes of JSON.
pub const MAX_BYTES: usize = 32 * 1024;
/// Turnstile's tokens are at most so long: developers.cloudflare.com/turnstile, "Validate the token".
const PROOF_BYTES: usize = 2_048;
/// What a page calls a version of its texts is at most so long.
const VERSION_BYTES: usize = 80;
/// The newest version of a lead that is understood.
const NEWEST: i64 = 1;

/// What a submission says, understood with all that the edge knows, whatever a card asks.
pub(crate) fn understood(submission: &Submission) -> Lead {
    Lead::new(submission, &baton_knowledge::full(), &ScoreCard::EMPTY)
}

/// A lead as it came in: read, not yet understood.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedLead {
    /// Its id, a UUID in lower case, made in the browser.
    pub id: String,
    /// Which version of its answers this is, from 1: a later one corrects an earlier.
    pub revision: i64,
    /// Fields, signals, page: what is scored.
    pub submission: Submission,
    /// When it was submitted, by the visitor's clock. Evidence, never believed.
    pub submitted_at: Option<Millis>,
    /// The page's title.
    pub title: String,
    /// Where the visitor came from.
    pub referrer: String,
    /// The page's language tag.
    pub language: String,
    /// Whether a field was filled in that no visitor sees: a machine did it.
    pub honeypot: bool,
    /// How long the form took, from the first touch to the submit, as the browser says.
    pub filled_in: Option<Millis>,
    /// What Turnstile gave the visitor's browser.
    pub proof: Option<String>,
    /// The whole text beside a box that was ticked or not, by the field's place, where the label was cut.
    pub(crate) texts: Vec<(usize, String)>,
    /// Which version of its texts of consent the page says it shows.
    pub(crate) consent_version: Option<String>,
    /// What the guard before the intake thinks of it. None until it is asked.
    pub suspicion: Option<Suspicion>,
    /// What the visitor was shown, as JSON text. Evidence, never believed.
    pub shown: Option<String>,
    /// Sent by the install check: kept, labelled, and no work for anybody.
    pub test: bool,
    /// SHA-256 over the names and values of the fields: the same lead again has the same.
    pub digest: [u8; 32],
    /// The body as it came.
    pub raw: Vec<u8>,
}

impl fmt::Debug for ParsedLead {
    /// The id only: the rest is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParsedLead({})", self.id)
    }
}

impl ParsedLead {
    /// What the visitor was promised, by the browser's own account: `meeting`, `thanks`.
    pub(crate) fn promised(&self) -> Option<String> {
        self.shown_text("offer")
    }

    /// Id of the card it was promised on, by the same account.
    pub(crate) fn shown_card(&self) -> Option<String> {
        self.shown_text("card")
    }

    fn shown_text(&self, key: &str) -> Option<String> {
        let shown: Value = serde_json::from_str(self.shown.as_deref()?).ok()?;
        shown.get(key).and_then(Value::as_str).map(clip)
    }
}

/// Reads a lead.
///
/// # Errors
///
/// The caller's: `too_large`, `not_json`, `wrong_shape` (naming the key); and `newer_version`,
/// which is to be tried again, because an edge behind the widget catches up.
pub fn parse(body: &[u8]) -> Result<ParsedLead, Problem> {
    if body.len() > MAX_BYTES {
        return Err(Problem::caller(
            413,
            "too_large",
            format!("the lead is larger than {MAX_BYTES} bytes"),
            "Send the fields of one form; files do not belong here.",
        ));
    }
    // The parser's own limit of 128 levels stays on: no body can overflow the stack.
    let value: Value = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
    let Value::Object(root) = value else {
        return Err(wrong_shape("the body", "an object"));
    };
    version(&root)?;
    let page = match root.get("page") {
        None | Some(Value::Null) => &Map::new(),
        Some(Value::Object(page)) => page,
        Some(_) => return Err(wrong_shape("`page`", "an object")),
    };
    let fields = fields(&root)?;
    let digest = digest(&fields);
    let language = text(page, "page.", "language")?;
    let (signals, visits, url) = (signals(&root)?, visits(&root)?, blanked(text(page, "page.", "url")?));
    let submission = Submission {
        fields,
        signals,
        visits,
        page: url,
        language: language.clone(),
        source: vouched::source(&root),
        ..Submission::default()
    };
    Ok(ParsedLead {
        id: id(&root)?,
        revision: whole(&root, "revision")?.unwrap_or(1),
        submission,
        submitted_at: submitted_at(&root)?,
        title: text(page, "page.", "title")?,
        referrer: text(page, "page.", "referrer")?,
        language,
        // Lenient like all content: whatever is not plainly true is no machine.
        honeypot: root.get("honeypot") == Some(&Value::Bool(true)),
        filled_in: root.get("filled_ms").and_then(Value::as_i64).filter(|ms| *ms >= 0).map(Millis),
        proof: short(&root, "turnstile", PROOF_BYTES),
        texts: texts(&root),
        consent_version: short(&root, "consent_version", VERSION_BYTES),
        suspicion: None,
        shown: root.get("shown").filter(|shown| !shown.is_null()).map(Value::to_string),
        test: root.get("test").and_then(Value::as_bool).unwrap_or(false),
        digest,
        raw: body.to_vec(),
    })
}

/// A text that means nothing where it is missing, empty or longer than it can be.
fn short(root: &Map<String, Value>, key: &str, most: usize) -> Option<String> {
    let text = root.get(key).and_then(Value::as_str)?;
    (1..=most).contains(&text.len()).then(|| text.to_owned())
}

fn texts(root: &Map<String, Value>) -> Vec<(usize, String)> {
    let fields = root.get("fields").and_then(Value::as_array).into_iter().flatten().enumerate();
    let whole = |(at, field): (usize, &Value)| Some((at, field.get("text")?.as_str()?.to_owned()));
    fields.filter_map(whole).collect()
}

fn version(root: &Map<String, Value>) -> Result<(), Problem> {
    let version = whole(root, "v")?.unwrap_or(NEWEST);
    if version > NEWEST {
        return Err(Problem {
            status: 503,
            fault: crate::Fault::Ours,
            ..Problem::caller(
                503,
                "newer_version",
                format!("this edge does not know version `{version}` of a lead yet"),
                "Keep the lead and send it again later; the edge is about to be brought up to date.",
            )
        });
    }
    Ok(())
}

/// A number that counts, and may be missing.
fn whole(root: &Map<String, Value>, key: &str) -> Result<Option<i64>, Problem> {
    let wrong = || wrong_shape(&format!("`{key}`"), "a whole number from 1");
    root.get(key).map(|number| number.as_i64().filter(|number| *number >= 1).ok_or_else(wrong)).transpose()
}

fn id(root: &Map<String, Value>) -> Result<String, Problem> {
    let wrong = || wrong_shape("`id`", "a UUID like `01941f29-7c00-7000-8000-000000000000`");
    let id = root.get("id").and_then(Value::as_str).ok_or_else(wrong)?;
    let is_uuid = id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    is_uuid.then(|| id.to_ascii_lowercase()).ok_or_else(wrong)
}

fn submitted_at(root: &Map<String, Value>) -> Result<Option<Millis>, Problem> {
    match root.get("submitted_at") {
        None | Some(Value::Null) => Ok(None),
        // A clock that is far off is evidence of just that; it is kept where it fits.
        Some(Value::Number(number)) => Ok(number.as_i64().filter(|at| at.abs() < 1 << 53).map(Millis)),
        Some(_) => Err(wrong_shape("`submitted_at`", "a number of milliseconds")),
    }
}

fn fields(root: &Map<String, Value>) -> Result<Vec<RawField>, Problem> {
    let fields =
        root.get("fields").and_then(Value::as_array).ok_or_else(|| wrong_shape("`fields`", "a list of objects"))?;
    let field = |(at, field): (usize, &Value)| {
        let Value::Object(field) = field else { return Err(wrong_shape(&format!("`fields[{at}]`"), "an object")) };
        let prefix = format!("fields[{at}].");
        let text = |key| text(field, &prefix, key);
        Ok(RawField {
            name: text("name")?,
            id: text("id")?,
            kind: text("type")?,
            autocomplete: text("autocomplete")?,
            label: text("label")?,
            placeholder: text("placeholder")?,
            field: text("field")?,
            options: text("options")?,
            value: typed(field.get("value")).ok_or_else(|| {
                wrong_shape(&format!("`{prefix}value`"), "a text, a number, a flag or a list of texts")
            })?,
        })
    };
    fields.iter().enumerate().map(field).collect()
}

/// What was typed or chosen, as text: several choices are joined.
fn typed(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Bool(flag)) => Some(flag.to_string()),
        Some(Value::Array(choices)) => {
            let choices: Option<Vec<&str>> = choices.iter().map(Value::as_str).collect();
            choices.map(|choices| choices.join(", "))
        }
        Some(Value::Object(_)) => None,
    }
}

fn signals(root: &Map<String, Value>) -> Result<Vec<Signal>, Problem> {
    dated(root, "signals", "name").map(|all| all.into_iter().map(|(name, at)| Signal { name, at }).collect())
}

fn visits(root: &Map<String, Value>) -> Result<Vec<Visit>, Problem> {
    dated(root, "visits", "page").map(|all| all.into_iter().map(|(page, at)| Visit { page, at }).collect())
}

/// A list of things with a time in seconds, which may be missing.
fn dated(root: &Map<String, Value>, list: &str, what: &str) -> Result<Vec<(String, Seconds)>, Problem> {
    let all = match root.get(list) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(all)) => all,
        Some(_) => return Err(wrong_shape(&format!("`{list}`"), "a list of objects")),
    };
    let one = |(at, one): (usize, &Value)| {
        let Value::Object(one) = one else { return Err(wrong_shape(&format!("`{list}[{at}]`"), "an object")) };
        let when = match one.get("at") {
            None | Some(Value::Null) => 0,
            // A time that is no whole number is an unknown time: old, not wrong.
            Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
            Some(_) => return Err(wrong_shape(&format!("`{list}[{at}].at`"), "a number of seconds")),
        };
        Ok((blanked(text(one, &format!("{list}[{at}]."), what)?), Seconds(when)))
    };
    all.iter().enumerate().map(one).collect()
}

/// A text that may be missing.
fn text(object: &Map<String, Value>, prefix: &str, key: &str) -> Result<String, Problem> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(wrong_shape(&format!("`{prefix}{key}`"), "a text")),
    }
}

/// Control characters as blanks, which is how the browser packs them: both score the same text.
/// The answers of a visitor need no such care, normalising takes it.
fn blanked(text: String) -> String {
    if text.bytes().any(|byte| byte < 0x20) { text.replace(|sign| sign < ' ', " ") } else { text }
}

/// Lengths go in front, so that no two different lists of fields run together into one text.
fn digest(fields: &[RawField]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        for part in [&field.name, &field.value] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            hash.update(length.to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::caller(
        400,
        "not_json",
        format!("the body is not JSON: {}", clip(&error.to_string())),
        "Send one JSON object in UTF-8.",
    )
}

fn wrong_shape(what: &str, must_be: &str) -> Problem {
    Problem::wrong_shape(format!("{what} must be {must_be}"), "Look at the lead's format, version 1, in the README.")
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, parse};
    use crate::Millis;

    const ID: &str = "0193a2f0-0000-7000-8000-000000000001";

    fn refused(body: &str) -> (u16, &'static str, String) {
        let problem = parse(body.as_bytes()).unwrap_err();
        (problem.status, problem.code, problem.message)
    }

    #[test]
    fn a_whole_lead() {
        let body = format!(
            r#"{{"v":1,"id":"{ID}","submitted_at":1732147200000,
            "page":{{"url":"https://s.example/demo?utm_source=x","title":"Book a demo","referrer":"r","language":"de"}},
            "fields":[{{"name":"email","id":"f1","type":"email","autocomplete":"email","label":"Work email","placeholder":"p","field":"email","value":"a@b.example","options":"2|a|b"}},
                      {{"value":12}},{{"value":true}},{{"value":null}},{{"value":["a","b"]}},{{}}],
            "signals":[{{"name":"pricing_page","at":1732147000}},{{"name":"x"}}],
            "visits":[{{"page":"/pricing","at":1732146000}},{{}}],
            "shown":{{"offer":"meeting","score":82}},"honeypot":true,"later":{{"deep":[[[1]]]}}}}"#
        );
        let lead = parse(body.as_bytes()).unwrap();
        assert_eq!((lead.id.as_str(), lead.submitted_at), (ID, Some(Millis(1_732_147_200_000))));
        let values: Vec<_> = lead.submission.fields.iter().map(|field| field.value.as_str()).collect();
        assert_eq!(values, ["a@b.example", "12", "true", "", "a, b", ""]);
        let first = &lead.submission.fields[0];
        assert_eq!(
            [&first.name, &first.id, &first.kind, &first.autocomplete, &first.label, &first.placeholder, &first.field],
            ["email", "f1", "email", "email", "Work email", "p", "email"]
        );
        assert_eq!((first.options.as_str(), lead.honeypot), ("2|a|b", true));
        assert_eq!(lead.submission.signals.iter().map(|signal| signal.at.0).collect::<Vec<_>>(), [1_732_147_000, 0]);
        let visits: Vec<_> = lead.submission.visits.iter().map(|visit| (visit.page.as_str(), visit.at.0)).collect();
        assert_eq!(visits, [("/pricing", 1_732_146_000), ("", 0)]);
        assert_eq!((lead.title.as_str(), lead.referrer.as_str(), lead.language.as_str()), ("Book a demo", "r", "de"));
        assert_eq!(lead.shown.as_deref(), Some(r#"{"offer":"meeting","score":82}"#));
        assert_eq!(lead.raw, body.as_bytes());
    }

    /// Found by fuzzing: the same lead was another page and another signal in the browser.
    #[test]
    fn control_characters_of_page_and_signals_are_blanks_as_in_the_browser() {
        let body = format!(
            r#"{{"id":"{ID}","page":{{"url":"/de\u0000mo"}},"fields":[],"signals":[{{"name":"a\u001fb","at":1}}]}}"#
        );
        let submission = parse(body.as_bytes()).unwrap().submission;
        assert_eq!((submission.page.as_str(), submission.signals[0].name.as_str()), ("/de mo", "a b"));
        assert_eq!(baton_scoring::Submission::from_packed(&submission.to_packed()), submission);
    }

    #[test]
    fn the_least_there_can_be() {
        let lead = parse(format!(r#"{{"id":"{}","fields":[]}}"#, ID.to_uppercase()).as_bytes()).unwrap();
        assert_eq!(lead.id, ID, "one spelling of an id");
        assert_eq!((lead.submitted_at, lead.shown, lead.honeypot, lead.revision), (None, None, false, 1));
    }

    #[test]
    fn refusals_name_what_is_wrong() {
        let with = |rest: &str| format!(r#"{{"id":"{ID}","fields":[]{rest}}}"#);
        for (body, message) in [
            ("[]".to_owned(), "the body must be an object"),
            ("{}".to_owned(), "`fields` must be a list of objects"),
            (r#"{"fields":[]}"#.to_owned(), "`id` must be a UUID like `01941f29-7c00-7000-8000-000000000000`"),
            (
                r#"{"id":"0193a2f0000070008000000000000001","fields":[]}"#.to_owned(),
                "`id` must be a UUID like `01941f29-7c00-7000-8000-000000000000`",
            ),
            (format!(r#"{{"id":"{ID}","fields":{{}}}}"#), "`fields` must be a list of objects"),
            (format!(r#"{{"id":"{ID}","fields":[{{}},1]}}"#), "`fields[1]` must be an object"),
            (
                format!(r#"{{"id":"{ID}","fields":[{{}},{{}},{{}},{{"value":{{}}}}]}}"#),
                "`fields[3].value` must be a text, a number, a flag or a list of texts",
            ),
            (
                format!(r#"{{"id":"{ID}","fields":[{{"value":["a",1]}}]}}"#),
                "`fields[0].value` must be a text, a number, a flag or a list of texts",
            ),
            (format!(r#"{{"id":"{ID}","fields":[{{"label":7}}]}}"#), "`fields[0].label` must be a text"),
            (with(r#","page":"x""#), "`page` must be an object"),
            (with(r#","page":{"url":1}"#), "`page.url` must be a text"),
            (with(r#","signals":[1]"#), "`signals[0]` must be an object"),
            (with(r#","signals":[{"name":"x","at":"now"}]"#), "`signals[0].at` must be a number of seconds"),
            (with(r#","visits":7"#), "`visits` must be a list of objects"),
            (with(r#","visits":[{"page":7}]"#), "`visits[0].page` must be a text"),
            (with(r#","submitted_at":"now""#), "`submitted_at` must be a number of milliseconds"),
            (with(r#","v":"1""#), "`v` must be a whole number from 1"),
            (with(r#","v":0"#), "`v` must be a whole number from 1"),
            (with(r#","revision":0"#), "`revision` must be a whole number from 1"),
        ] {
            assert_eq!(refused(&body), (400, "wrong_shape", message.to_owned()), "{body}");
        }
    }

    #[test]
    fn what_is_not_json() {
        for body in ["", "{", "\u{feff}{}", "{'id':1}", "[1e999]", "NaN", &"[".repeat(1000), "{\"a\":\"\\ud800\"}"] {
            assert_eq!(refused(body).1, "not_json", "{body}");
        }
        assert_eq!(parse(b"{\"id\":\"\xff\"}").unwrap_err().code, "not_json");
    }

    #[test]
    fn a_newer_widget_is_asked_to_wait() {
        let (status, code, _) = refused(&format!(r#"{{"v":2,"id":"{ID}","fields":7}}"#));
        assert_eq!((status, code), (503, "newer_version"), "its shape is not ours to judge");
    }

    #[test]
    fn size_is_looked_at_before_anything_else() {
        let body = format!("{}{}", "x", " ".repeat(MAX_BYTES));
        assert_eq!((refused(&body).0, refused(&body).1), (413, "too_large"));
        let body = format!(r#"{{"id":"{ID}","fields":[]}}"#);
        assert!(parse(format!("{body}{}", " ".repeat(MAX_BYTES - body.len())).as_bytes()).is_ok());
    }

    #[test]
    fn the_digest_is_of_names_and_values_alone() {
        let digest = |fields: &str, rest: &str| {
            parse(format!(r#"{{"id":"{ID}","fields":{fields}{rest}}}"#).as_bytes()).unwrap().digest
        };
        let one = digest(r#"[{"name":"a","value":"1"},{"name":"b","value":""}]"#, "");
        assert_eq!(
            one,
            digest(r#"[{"value":1,"name":"a","label":"A"},{"name":"b"}]"#, r#","shown":{"score":1},"submitted_at":5"#)
        );
        for other in [
            r#"[{"name":"a","value":"2"},{"name":"b","value":""}]"#,
            r#"[{"name":"b","value":""},{"name":"a","value":"1"}]"#,
            r#"[{"name":"a1","value":""},{"name":"b","value":""}]"#,
            r#"[{"name":"a","value":"1"}]"#,
        ] {
            assert_ne!(one, digest(other, ""), "{other}");
        }
        let pinned: String =
            digest(r#"[{"name":"email","value":"a@b.example"}]"#, "").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(pinned, "3288f29560153d5b2ce115611aeb68bd5d221e00d5f29f96ffd30710d0c575ed");
    }
}
