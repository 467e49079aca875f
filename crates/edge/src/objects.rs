//! The Worker's way to its Durable Objects: by name, and never without an end to the waiting.

use crate::auth::ASSERTION;
use crate::http::{desk_busy, internal};
use crate::jurisdiction::Jurisdiction;
use crate::timing::within;
use baton_handoff::{DeskName, Problem};
use serde::de::DeserializeOwned;
use std::time::Duration;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Promise, Reflect};
use worker::wasm_bindgen::JsCast;
use worker::web_sys::{Request, RequestInit, Response};
use worker::{Env, console_error};

#[wasm_bindgen]
extern "C" {
    /// A stub whose requests and responses are the platform's own. Those of the `worker` crate
    /// are taken apart and put together again at each passing, which costs more than the call.
    pub type Stub;
    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Stub, request: &Request) -> Result<Promise, JsValue>;

    /// A namespace of objects. The `worker` crate's has no jurisdictions for named objects.
    type Namespace;
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Namespace, name: &str) -> Result<Namespace, JsValue>;
    #[wasm_bindgen(method, catch, js_name = idFromName)]
    fn id_from_name(this: &Namespace, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Namespace, id: &JsValue) -> Result<Stub, JsValue>;
}

/// The binding of the desk objects, one per `tenant/desk`.
const DESK: &str = "DESK";

/// The binding of the directory, one object.
pub const DIRECTORY: &str = "DIRECTORY";

/// How long an object may take. A panic in the abort build leaves its caller without any
/// answer; so does an object that is being moved.
const PATIENCE: Duration = Duration::from_secs(10);

/// The object of one desk, where it was made. Asking it makes it exist: be sure first that the
/// desk does.
pub fn desk(env: &Env, name: &DeskName, place: Option<Jurisdiction>) -> Result<Stub, Problem> {
    stub(env, DESK, &name.as_object_name(), place)
}

/// The object called `name` of a namespace, which stays in a jurisdiction if one is named.
pub fn stub(env: &Env, binding: &str, name: &str, place: Option<Jurisdiction>) -> Result<Stub, Problem> {
    let found = || {
        let namespace: Namespace = Reflect::get(env, &binding.into())?.unchecked_into();
        let namespace = match place {
            Some(place) => namespace.jurisdiction(place.id())?,
            None => namespace,
        };
        namespace.get(&namespace.id_from_name(name)?)
    };
    found().map_err(|error| {
        console_error!("object {name} of {binding}: {}", worker::Error::from(error));
        internal()
    })
}

/// Asks an object, and is sent away as busy when it does not answer in time or cannot.
pub async fn ask(stub: &Stub, request: &Request) -> Result<Response, Problem> {
    let answer = async { JsFuture::from(stub.fetch(request)?).await?.dyn_into::<Response>() };
    match within(PATIENCE, answer).await {
        Some(Ok(response)) => Ok(response),
        Some(Err(error)) => {
            console_error!("an object failed: {}", worker::Error::from(error));
            Err(desk_busy())
        }
        None => Err(desk_busy()),
    }
}

/// A request of the Worker's own to an object: `POST` to a path.
pub fn call(path: &str) -> Result<Request, Problem> {
    let init = RequestInit::new();
    init.set_method("POST");
    Request::new_with_str_and_init(&format!("http://object{path}"), &init).map_err(|_| internal())
}

/// What of a request says who sent it, and from where.
const CREDENTIALS: [&str; 5] = ["authorization", "cookie", ASSERTION, "sec-fetch-site", "origin"];

/// The same, with what somebody showed to be let in.
pub fn call_as(path: &str, by: &Request) -> Result<Request, Problem> {
    let request = call(path)?;
    for name in CREDENTIALS {
        if let Some(value) = by.headers().get(name).ok().flatten() {
            request.headers().set(name, &value).map_err(|_| internal())?;
        }
    }
    Ok(request)
}

/// What an object answered, as JSON; anything but 200 is a failure of ours.
pub async fn json<T: DeserializeOwned>(response: Response) -> Result<T, Problem> {
    serde_json::from_slice(&bytes(response).await?).map_err(|_| internal())
}

/// What an object answered, as bytes; anything but 200 is a failure of ours.
pub async fn bytes(response: Response) -> Result<Vec<u8>, Problem> {
    if response.status() != 200 {
        return Err(internal());
    }
    worker::Response::from(response).bytes().await.map_err(|_| internal())
}
