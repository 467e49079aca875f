//! JSON that is stored or sent: its keys in the order of the type, so that its bytes can be pinned.

use serde::Serialize;

/// As JSON text. The types here hold texts, numbers and lists, which never fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
