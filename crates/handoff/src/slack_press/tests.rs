//! What Slack posts, in the shapes of its documentation.

use super::{Press, Said, SlackAnswer, SlackForm, SlackRequest};
use crate::sink::UrlParam;

fn posted(payload: &serde_json::Value) -> Result<SlackRequest, &'static str> {
    let body = format!("payload={}", UrlParam::new(&payload.to_string()));
    SlackRequest::parse(body.as_bytes()).map_err(|problem| problem.code)
}

fn submitted(form: &str, values: serde_json::Value) -> Result<Said, &'static str> {
    let view = serde_json::json!({"id": "V1", "callback_id": form, "private_metadata": "tok.sig", "state": {"values": values}});
    match posted(&serde_json::json!({"type": "view_submission", "user": {"id": "U1"}, "view": view}))? {
        SlackRequest::Answer(SlackAnswer { token, id, said }) if token == "tok.sig" && id == "V1" => Ok(said),
        _ => Err("no answer"),
    }
}

#[test]
fn a_button_opens_its_form() {
    for (id, form) in
        [("acknowledge", SlackForm::Acknowledge), ("reject", SlackForm::Reject), ("snooze", SlackForm::Snooze)]
    {
        let actions = serde_json::json!([{"type": "button", "action_id": id, "block_id": "x", "value": "tok.sig", "action_ts": "1"}]);
        let payload =
            serde_json::json!({"type": "block_actions", "trigger_id": "t.1", "actions": actions, "user": {"id": "U1"}});
        let press = Press { form, token: "tok.sig".into(), trigger: "t.1".into() };
        assert_eq!(posted(&payload), Ok(SlackRequest::Press(press)));
    }
    let open = serde_json::json!({"type": "block_actions", "trigger_id": "t", "actions": [{"action_id": "open"}]});
    assert_eq!(posted(&open), Ok(SlackRequest::Other), "a link was followed");
    assert_eq!(posted(&serde_json::json!({"type": "view_closed"})), Ok(SlackRequest::Other));
}

#[test]
fn a_form_says_what_was_typed() {
    let due = serde_json::json!({"due": {"type": "datetimepicker", "selected_date_time": 1_795_258_800}});
    let step = serde_json::json!({"next_step": {"type": "plain_text_input", "value": " Call <!here> "}});
    assert!(
        submitted("acknowledge", serde_json::json!({"next_step": step, "due": due}))
            == Ok(Said::Acknowledge { next_step: "Call <!here>".into(), due: "2026-11-21T11:00".into() })
    );
    let chosen = |name: &str, value: &str| serde_json::json!({name: {"type": "static_select", "selected_option": {"value": value}}});
    let note = serde_json::json!({"note": {"value": "no money"}});
    assert!(
        submitted("reject", serde_json::json!({"reason": chosen("reason", "no_budget"), "note": note}))
            == Ok(Said::Reject { reason: "no_budget".into(), note: Some("no money".into()) })
    );
    let empty = serde_json::json!({"note": {"value": null}});
    assert!(
        submitted("snooze", serde_json::json!({"for": chosen("for", "15"), "note": empty}))
            == Ok(Said::Snooze { minutes: 15, reason: None })
    );
}

#[test]
fn what_is_no_answer() {
    for (form, values) in [
        ("reject", serde_json::json!({})),
        ("snooze", serde_json::json!({"for": {"for": {"selected_option": {"value": "99999"}}}})),
        ("snooze", serde_json::json!({"for": {"for": {"selected_option": {"value": "4"}}}})),
        ("praise", serde_json::json!({})),
    ] {
        assert!(submitted(form, values) == Err("wrong_shape"), "{form}");
    }
    for body in ["", "payload=", "payload=%7B", "payload=[]", "x=1", "payload=%7B%22type%22%3A5%7D"] {
        assert_eq!(SlackRequest::parse(body.as_bytes()).map_err(|problem| problem.code), Err("wrong_shape"), "{body}");
    }
}
