//! A day of the figures, worked out again from the log: some leads at a time, and others have their turn between.

use crate::commits::Home;
use crate::http::{Answer, internal};
use crate::timing;
use baton_handoff::{self as handoff, Problem, Question};
use std::rc::Rc;

/// The first day behind one, or the first there is; `null` where there are no more.
pub async fn answer(home: &Rc<Home>, after: Option<i64>) -> Result<Answer, Problem> {
    let begun = home.read(|desk, now, db| desk.ask(Question::Recount(after), now, db))?;
    let handoff::Answer::Recount(begun) = begun else { return Err(internal()) };
    let Some(mut recount) = begun else { return Ok(Answer::json(200, "null")) };
    loop {
        if let Some(checked) = home.glance(|_, _, db| recount.step(db))? {
            return Ok(Answer::json(200, checked.to_json()));
        }
        timing::rest().await;
    }
}
