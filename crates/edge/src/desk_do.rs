//! The `Desk` object: one per `tenant/desk`. Requests become events and questions, replies
//! become answers; what is in between is [`baton_handoff::Desk`].

use crate::commits::Home;
use crate::http::{Answer, internal};
use crate::intake::{self, Posted};
use crate::routes::{Ask, Route};
use crate::timing::unless_panicked;
use crate::{entrance, lead_list, live, translate};
use baton_handoff::{DeskName, Fault, Problem};
use futures_util::future::join_all;
use js_sys::Array;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage, console_error,
    durable_object,
};

/// The object of one desk. After a panic the home is used on: it holds nothing that a half
/// done event could have bent, for rows are undone and the desk's memory is dropped with them.
#[durable_object]
pub struct Desk {
    home: AssertUnwindSafe<Option<Rc<Home>>>,
}

/// What only `worker.js` calls.
#[wasm_bindgen(
    wasm_bindgen = ::worker::wasm_bindgen,
    wasm_bindgen_futures = ::worker::wasm_bindgen_futures,
    js_sys = ::worker::js_sys
)]
impl Desk {
    /// Takes leads that came to the front at once, and answers when all of them are committed or refused.
    pub async fn take(&self, leads: Array) -> std::result::Result<JsValue, JsValue> {
        // As every export of the `worker` crate is: after a panic nothing in here is looked at again.
        AssertUnwindSafe(async move {
            let Some(home) = self.home.as_ref() else { return Err(JsValue::from_str("only the front calls")) };
            let taken = leads.iter().map(async |lead| {
                let Some(posted) = Posted::handed(&lead) else { return Answer::problem("", &internal()) };
                let path = posted.url.path().to_owned();
                told(home, &path, unless_panicked(intake::take(home, posted)).await)
            });
            Ok(Answer::to_front(&join_all(taken).await).into())
        })
        .await
    }
}

/// The answer to what was asked at `path`, whatever came of it.
fn told(home: &Home, path: &str, answered: Option<std::result::Result<Answer, Problem>>) -> Answer {
    match answered.unwrap_or_else(|| Err(internal())) {
        Ok(answer) => answer,
        Err(problem) => {
            if problem.fault != Fault::Caller {
                console_error!("desk {}: {problem}", home.name);
            }
            Answer::problem(path, &problem)
        }
    }
}

impl DurableObject for Desk {
    fn new(state: State, env: Env) -> Self {
        let name = state.id().name().and_then(|name| DeskName::from_object_name(&name));
        Desk { home: AssertUnwindSafe(name.map(|name| Rc::new(Home::new(state, env, name)))) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        // Only the front calls, and only by a desk's name.
        let Some(home) = self.home.as_ref() else {
            return Answer::problem(&request.path(), &internal()).into_response();
        };
        let path = request.path();
        let head = request.method() == worker::Method::Head;
        // Written while it is read, so it is no answer as the others are.
        if let Ok(Route::Desk(_, ask @ Ask::LeadRows)) = Route::parse(request.method().as_ref(), &path)
            && !head
        {
            return match entrance::let_in(home, &request, &ask).await {
                Ok(_) => match lead_list::response(home, translate::filter(&request.url()?))? {
                    Ok(list) => Ok(list),
                    Err(problem) => Answer::problem(&path, &problem).into_response(),
                },
                Err(problem) => Answer::problem(&path, &problem).into_response(),
            };
        }
        if let Ok(Route::Desk(_, ask @ Ask::Live)) = Route::parse(request.method().as_ref(), &path)
            && !head
        {
            return match entrance::let_in(home, &request, &ask).await.and_then(|passed| passed.ok_or_else(internal)) {
                Ok(passed) => live::open(home, &request, &passed),
                Err(problem) => Answer::problem(&path, &problem).into_response(),
            };
        }
        let answer = told(home, &path, unless_panicked(translate::answer(home, request)).await);
        if head { answer.without_body().into_response() } else { answer.into_response() }
    }

    async fn alarm(&self) -> Result<Response> {
        // An alarm that fails is called again six times and then never more, so it never fails.
        if let Some(home) = self.home.as_ref()
            && unless_panicked(home.ring()).await.is_none()
        {
            console_error!("desk {}: the alarm panicked", home.name);
        }
        Response::empty()
    }

    /// Nothing that is said over a socket means anything; the platform answers what asks whether it stands.
    async fn websocket_message(&self, _socket: WebSocket, _message: WebSocketIncomingMessage) -> Result<()> {
        Ok(())
    }

    async fn websocket_close(&self, socket: WebSocket, code: usize, _reason: String, _clean: bool) -> Result<()> {
        live::closed(&socket, code);
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: Error) -> Result<()> {
        Ok(())
    }
}
