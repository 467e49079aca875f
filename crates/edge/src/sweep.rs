//! The cron sweep: desks whose due time has passed are asked whether their alarm stands. An
//! alarm can be lost by the platform; a window may not be lost with it.

use crate::directory::{self, Call};
use crate::inside::Inside;
use crate::{clock, objects};
use baton_handoff::{DeskName, Problem};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use worker::{Env, console_error};

/// How many desks are asked at a time.
const ABREAST: usize = 6;

/// How long after its due time a desk is asked whether it has done what was due. In ms.
const LENIENCE: i64 = 60_000;

/// How long a desk is left alone when nothing of it is due before. In ms.
const LEISURE: i64 = 3_600_000;

/// What a desk answers when it was looked after.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookedAfter {
    /// When something is due next, in ms of the machine's clock.
    pub due_at: Option<i64>,
}

/// Looks after every desk that wants it.
pub async fn run(env: &Env) {
    let desks = match due(env).await {
        Ok(desks) => desks,
        Err(problem) => return console_error!("sweep: the directory failed: {problem}"),
    };
    stream::iter(desks)
        .for_each_concurrent(ABREAST, |tag| async move {
            if let Err(problem) = look_after(env, &tag).await {
                // It stays due, so the next sweep asks again.
                console_error!("sweep: desk {tag}: {problem}");
            }
        })
        .await;
}

async fn due(env: &Env) -> Result<Vec<String>, Problem> {
    objects::json(directory::call(env, &Call::Due).await?).await
}

async fn look_after(env: &Env, tag: &str) -> Result<(), Problem> {
    let name = DeskName::parse(tag).ok_or_else(crate::http::internal)?;
    let place = directory::find(env, &name).await?.and_then(|found| found.place);
    let response = objects::ask(&objects::desk(env, &name, place)?, &objects::call(Inside::LookAfter.path())?).await?;
    let desk: LookedAfter = objects::json(response).await?;
    let at = ask_again(desk.due_at, clock::read().0);
    directory::call(env, &Call::AskAgain(tag.to_owned(), at)).await.map(drop)
}

/// When a desk is to be asked again.
fn ask_again(due_at: Option<i64>, now: i64) -> i64 {
    let leisure = now + LEISURE;
    due_at.map_or(leisure, |due| (due.max(now) + LENIENCE).min(leisure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_is_asked_after_its_due_time_and_at_least_hourly() {
        assert_eq!(ask_again(None, 1_000), 1_000 + LEISURE);
        assert_eq!(ask_again(Some(301_000), 1_000), 301_000 + LENIENCE);
        assert_eq!(ask_again(Some(0), 1_000), 1_000 + LENIENCE, "overdue");
        assert_eq!(ask_again(Some(i64::MAX / 2), 1_000), 1_000 + LEISURE);
    }
}
