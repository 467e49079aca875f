//! What a form of the handoff page says: a promise, a rejection, points confirmed, or that the last
//! word is taken back.

use serde_json::{Value as Json, json};

use crate::acknowledge::{Form, form_field, form_fields};

/// The prefix of a field that says something of a point.
pub(crate) const POINT: &str = "point.";

/// What was posted.
pub enum PageAnswer {
    /// A next step and a time.
    Acknowledge(Form),
    /// Anything else: a move of the owner's, as its body.
    Move(Json),
}

impl PageAnswer {
    /// Reads a form as a browser posts it. `answer` says which it is: `reject` with `reason` and
    /// `note`, `confirm` with a `point.…` of `yes` or `no` each, `undo`; without it, a promise.
    #[must_use]
    pub fn parse(body: &[u8]) -> PageAnswer {
        match form_field(body, "answer").as_str() {
            "reject" => {
                let note = form_field(body, "note");
                let note = Some(note.trim()).filter(|note| !note.is_empty());
                PageAnswer::Move(json!({"move": "rejected", "reason": form_field(body, "reason"), "note": note}))
            }
            "confirm" => {
                let said = form_fields(body).into_iter().filter_map(|(name, value)| {
                    let holds = ["no", "yes"].iter().position(|answer| *answer == value)? == 1;
                    Some(json!({"point": name.strip_prefix(POINT)?, "holds": holds}))
                });
                PageAnswer::Move(json!({"move": "confirmed", "points": said.collect::<Vec<_>>()}))
            }
            "undo" => PageAnswer::Move(json!({"move": "undone"})),
            _ => PageAnswer::Acknowledge(Form::parse(body)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PageAnswer;

    fn body(posted: &str) -> String {
        match PageAnswer::parse(posted.as_bytes()) {
            PageAnswer::Move(body) => body.to_string(),
            PageAnswer::Acknowledge(form) => form.next_step,
        }
    }

    #[test]
    fn forms_as_browsers_post_them() {
        assert_eq!(body("next_step=Call&due=in_1h"), "Call");
        assert_eq!(
            body("answer=reject&reason=other&note=+a+student+"),
            r#"{"move":"rejected","note":"a student","reason":"other"}"#
        );
        assert_eq!(body("answer=reject&note="), r#"{"move":"rejected","note":null,"reason":""}"#);
        assert_eq!(
            body("answer=confirm&point.budget=yes&point.need=&point.a%26b=no&x=yes"),
            r#"{"move":"confirmed","points":[{"holds":true,"point":"budget"},{"holds":false,"point":"a&b"}]}"#
        );
        assert_eq!(body("answer=undo"), r#"{"move":"undone"}"#);
    }
}
