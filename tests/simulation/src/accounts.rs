//! Whose account a lead's company is, reckoned once more.

use baton_handoff::routing_receipt::{How, RoutingReceipt};
use baton_handoff::{AccountRow, Database, Value};
use baton_sqlite::NativeDatabase;
use serde_json::Value as Json;

use crate::Broken;
use crate::broken::hold;
use crate::people;
use crate::terms::NAMED;

/// A lead that came by the route for accounts is with whoever owns its company, or with who stands
/// in for them; one that did not come by it has no owner of its company.
pub(crate) fn hold_owner(
    lead: &str,
    rep: &str,
    receipt: &RoutingReceipt,
    db: &mut NativeDatabase,
) -> Result<(), Broken> {
    let Some(route) = receipt.routes.iter().find(|tried| tried.route == "accounts") else { return Ok(()) };
    let rows = db.query("SELECT raw FROM leads WHERE id = ?", &[Value::Text(lead.to_owned())])?;
    // One that has joined another since, within the same event.
    let Some(row) = rows.first() else { return Ok(()) };
    let owner = owner(&serde_json::from_slice(row.blob(0)?)?, db)?;
    let at = || format!("{lead} of {owner:?} is with {rep}: {receipt:?}");
    hold(route.matched == owner.is_some(), "an account's lead goes to its owner", at)?;
    let Some(owner) = &owner else { return Ok(()) };
    let as_told = match &receipt.how {
        How::OwnsAccount { .. } => rep == owner,
        How::ManagerOf { rep: of } => of == owner,
        // Who had this person before; nobody else is there.
        How::HadLast {} | How::HandoffOwner {} => true,
        _ => false,
    };
    hold(as_told, "an account's lead goes to its owner", at)
}

/// Who owns the company of a lead by the agreement, else by the list that counts.
fn owner(body: &Json, db: &mut NativeDatabase) -> Result<Option<String>, Broken> {
    let fields = body.get("fields").and_then(Json::as_array).cloned().unwrap_or_default();
    let said = |name: &str| {
        let of = fields.iter().find(|field| field.get("name").is_some_and(|held| held == name));
        of.and_then(|field| field.get("value")).and_then(Json::as_str).unwrap_or_default().to_owned()
    };
    let (email, company, phone) = (said("email"), said("company"), said("phone"));
    let domain = email.split_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
    if domain == people::domain(NAMED.0) {
        return Ok(Some(NAMED.1.to_owned()));
    }
    let sql = "SELECT body FROM accounts WHERE upload = (SELECT value FROM meta WHERE key = 'accounts')";
    for row in db.query(sql, &[])? {
        let account: AccountRow = serde_json::from_str(row.text(0)?)?;
        let by_domain = !account.domain.is_empty() && account.domain == domain;
        let by_number = !account.phone.is_empty() && account.phone == phone && account.name.starts_with(&company);
        if by_domain || by_number {
            return Ok(Some(account.owner));
        }
    }
    Ok(None)
}
