//! The shapes of what the API takes and answers, as JSON Schema 2020-12, made from the types that are read and
//! written. For the API's document and its tests: no Worker carries this.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::Value;

use crate::{
    agreements, attention, booking, comments, console, deliveries, figures, imports, moves, people, promise, push,
    receipt, roster, signals, tokens,
};

/// Every shape by its name: an operation's id for what it answers, with `.body` behind it for what it takes.
#[must_use]
pub fn shapes() -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("publish", answer::<agreements::Published>()),
        ("publish.problem", answer::<agreements::Wire<'_>>()),
        ("agreements", answer::<agreements::List>()),
        ("intake", answer::<receipt::Wire<'_>>()),
        ("offer", answer::<booking::Shown<'_>>()),
        ("booked.body", body::<booking::Body>()),
        ("move.body", body::<moves::Said>()),
        ("leads", answer::<console::List<'_>>()),
        ("lead", answer::<console::LeadPage<'_>>()),
        ("now", answer::<attention::Attention<'_>>()),
        ("log", answer::<console::DeskLog>()),
        ("signals", answer::<signals::SignalsTaken>()),
        ("signals.body", body::<signals::Sent>()),
        ("import", answer::<imports::Told<'_>>()),
        ("person", answer::<people::Everything>()),
        ("person.body", body::<people::Sought>()),
        ("deliveries", answer::<deliveries::Deliveries>()),
        ("push.body", body::<push::Said>()),
        ("roster", answer::<roster::List<'_>>()),
        ("roster.body", body::<roster::Said>()),
        ("report", answer::<figures::report::Report<'_>>()),
        ("digest", answer::<figures::digest::Digest>()),
        ("comment.body", body::<comments::Body>()),
        ("checkFigures", answer::<Option<figures::check::Checked>>()),
        ("verifyLog", answer::<crate::log::verify::Verified>()),
        ("disagreements", answer::<promise::Counted>()),
        ("token", answer::<tokens::Told<'_>>()),
        ("tokens", answer::<tokens::List<'_>>()),
        ("token.body", body::<tokens::Said>()),
    ])
}

fn answer<T: JsonSchema>() -> Value {
    shape::<T>(Contract::Serialize)
}

fn body<T: JsonSchema>() -> Value {
    shape::<T>(Contract::Deserialize)
}

/// Without names of types, which stand for nothing outside.
fn shape<T: JsonSchema>(contract: Contract) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        settings.contract = contract;
    });
    let mut shape = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(all) = shape.as_object_mut() {
        all.remove("title");
    }
    shape
}
