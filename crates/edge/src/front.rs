//! The front of the Worker: who may pass, and to which desk. Nothing is decided about a lead.

use crate::auth::{Carried, Shown};
use crate::directory::Found;
use crate::http::{self, Answer};
use crate::inside::Inside;
use crate::jurisdiction::{self, Jurisdiction};
use crate::routes::{Access, Ask, NoRoute, Route};
use crate::timing::unless_panicked;
use crate::{access, auth, body, directory, objects, openapi, scores, settings};
use baton_handoff::{DeskName, Problem};
use worker::web_sys::{Request, Response};
use worker::{Env, Result};

/// The variable whose presence opens the test clock's route.
const TEST_CLOCK: &str = "BATON_TEST_CLOCK";

/// Answers a request, whatever happens: a problem is an answer too.
pub async fn answer(request: Request, env: &Env) -> Result<Response> {
    let (method, url) = (request.method(), request.url());
    let (head, path) = (method == "HEAD", path_of(&url));
    let answer = match unless_panicked(pass(request, env, &method, path)).await {
        Some(Ok(Passed::On(response))) => return Ok(response),
        Some(Ok(Passed::Answered(answer))) => answer,
        Some(Err(problem)) => Answer::problem(path, &problem),
        None => Answer::problem(path, &http::internal()),
    };
    let answer = if head { answer.without_body() } else { answer };
    answer.into_response().map(Response::from)
}

/// Where an answer was made.
enum Passed {
    /// Here.
    Answered(Answer),
    /// By the desk; it goes out as it came.
    On(Response),
}

async fn pass(request: Request, env: &Env, method: &str, path: &str) -> std::result::Result<Passed, Problem> {
    match Route::parse(method, path) {
        Ok(Route::Health) => Ok(Passed::Answered(Answer::json(200, r#"{"ok":true}"#))),
        Ok(Route::OpenApi) => Ok(Passed::Answered(Answer::json(200, openapi::document()))),
        Ok(Route::Preflight) => Ok(Passed::Answered(Answer::preflight())),
        Ok(Route::Desk(desk, ask)) => to_desk(request, env, &desk, &ask).await,
        Err(NoRoute::UnknownPath) => Err(http::unknown_path()),
        Err(NoRoute::UnknownDesk(tag)) => Err(http::unknown_desk(&tag)),
        Err(NoRoute::WrongMethod(allow)) => {
            let problem = http::wrong_method(method, allow);
            Ok(Passed::Answered(Answer::problem(path, &problem).with("allow", allow)))
        }
    }
}

/// Lets a request pass to its desk, if it may and if there is such a desk.
async fn to_desk(request: Request, env: &Env, desk: &DeskName, ask: &Ask) -> std::result::Result<Passed, Problem> {
    if *ask == Ask::Clock && settings::text(env, TEST_CLOCK).is_none() {
        return Err(http::unknown_path());
    }
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let shown = match ask.access() {
        Access::Anyone => None,
        Access::Somebody | Access::Right(_) => {
            let secret = settings::text(env, auth::ADMIN_TOKEN);
            let carried = Carried::by(header, settings::text(env, access::SETTINGS).is_some());
            Some(auth::shown(&carried, secret.as_deref(), desk)?)
        }
    };
    if matches!(ask, Ask::Acknowledge(_)) {
        from_its_own_page(header("sec-fetch-site").as_deref())?;
    }
    if let Err(problem) = body::declared(header("content-length").as_deref(), ask.body_limit()) {
        body::hear_out(request.into()).await;
        return Err(problem);
    }
    let found = directory::find(env, desk).await?;
    match (ask, found) {
        // Whose desk is made by this can have no token of it yet.
        (Ask::Publish, found) if found.is_some() || matches!(shown, Some(Shown::Certain(_))) => {
            publish(request, env, desk, found).await
        }
        (_, None) => Err(http::unknown_desk(&desk.as_tag())),
        (Ask::Score, Some(found)) => {
            if !matches!(shown, Some(Shown::Certain(_))) {
                let asked = objects::call_as(Inside::MayScore.path(), &request)?;
                let response = objects::ask(&objects::desk(env, desk, found.place)?, &asked).await?;
                if response.status() != 200 {
                    return Ok(Passed::On(response));
                }
            }
            scores::answer(request, env, desk, found).await.map(Passed::Answered)
        }
        (_, Some(found)) => objects::ask(&objects::desk(env, desk, found.place)?, &request).await.map(Passed::On),
    }
}

/// A rep's answer comes from the handoff page itself. Browsers say where a form was sent from;
/// those that do not are let pass, for the link's signature is the key either way.
fn from_its_own_page(fetch_site: Option<&str>) -> std::result::Result<(), Problem> {
    match fetch_site {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(auth::foreign_page()),
    }
}

/// Publishing is how a desk comes to be: first it has its agreement, then the directory knows
/// it. Should the second fail, publishing the same text again changes nothing but that.
async fn publish(
    request: Request,
    env: &Env,
    desk: &DeskName,
    found: Option<Found>,
) -> std::result::Result<Passed, Problem> {
    let asked = Jurisdiction::asked(&request.url())?;
    let place = match found {
        Some(found) => jurisdiction::stays(found.place, asked).map(|()| found.place)?,
        None => asked,
    };
    let response = objects::ask(&objects::desk(env, desk, place)?, &request).await?;
    if found.is_none() && matches!(response.status(), 200 | 201) {
        directory::register(env, desk, place).await?;
    }
    Ok(Passed::On(response))
}

/// The path of a URL as the platform writes it: `https://host/path?query`.
fn path_of(url: &str) -> &str {
    let host_on = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path_on = host_on.find('/').and_then(|at| host_on.get(at..)).unwrap_or("/");
    path_on.split(['?', '#']).next().unwrap_or(path_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_sites_page_cannot_answer_for_a_rep() {
        for own in [None, Some("same-origin"), Some("none")] {
            assert!(from_its_own_page(own).is_ok(), "{own:?}");
        }
        for other in ["cross-site", "same-site", ""] {
            assert_eq!(from_its_own_page(Some(other)).unwrap_err().status, 403, "{other}");
        }
    }

    #[test]
    fn a_path_is_what_stands_between_host_and_query() {
        for (url, path) in [
            ("https://edge.example/v1/health", "/v1/health"),
            ("http://127.0.0.1:8787/v1/desks/acme/leads?limit=2&before=/x", "/v1/desks/acme/leads"),
            ("https://edge.example/#/v1/health", "/"),
            ("https://edge.example", "/"),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }
}
