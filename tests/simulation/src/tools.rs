//! What other systems say of leads: booking tools of meetings, a CRM of owners and statuses. Late, twice, about what is
//! no more, and about whom nobody knows.

use std::collections::BTreeMap;

use baton_agreement::BookingTool;
use baton_handoff::crm::CrmSaid;
use baton_handoff::{Event, Meeting, MeetingSaid, Millis};

use crate::Broken;
use crate::broken::hold;
use crate::dice::Dice;
use crate::terms::{CRM, CRM_OWNERS};
use crate::world::{Told, World};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What HubSpot calls where a contact stands; the last is none that is mapped.
const STATUSES: [&str; 6] = ["NEW", "ATTEMPTED_TO_CONTACT", "CONNECTED", "IN_PROGRESS", "UNQUALIFIED", "MAYBE"];

/// A booking tool tells of a meeting.
pub(crate) fn meet(world: &mut World, dice: &mut Dice, lead: &str) -> Result<(), Broken> {
    let what = match dice.below(6) {
        0..=2 => MeetingSaid::Booked,
        3..=4 => MeetingSaid::Cancelled,
        _ => MeetingSaid::Missed,
    };
    let starts_at = world.now + Millis(dice.between(MINUTE, 3 * DAY));
    let meeting = Meeting {
        tool: if dice.percent(50) { BookingTool::Calendly } else { BookingTool::Cal },
        reference: format!("{lead}-{}", dice.below(2)),
        what,
        lead: dice.percent(85).then(|| lead.to_owned()),
        email: None,
        starts_at: dice.percent(90).then_some(starts_at),
        ends_at: Some(starts_at + Millis(30 * MINUTE)),
    };
    match world.handle(&|_| Ok(Event::Meeting(meeting.clone())))? {
        Told::Refused(code) => Err(Broken::new("what a booking tool says is taken", format!("{lead}: {code}"))),
        _ => Ok(()),
    }
}

/// A CRM tells of a contact: another owner, another status, or both.
pub(crate) fn in_crm(world: &mut World, dice: &mut Dice, lead: &str) -> Result<(), Broken> {
    let mut properties = BTreeMap::from([("baton_lead_id".to_owned(), lead.to_owned())]);
    if dice.percent(60) {
        let status = dice.pick(&STATUSES).copied().unwrap_or_default();
        properties.insert("hs_lead_status".to_owned(), status.to_owned());
    }
    if dice.percent(40) {
        let (_, owner) = dice.pick(&CRM_OWNERS).copied().unwrap_or_default();
        properties.insert("hubspot_owner_id".to_owned(), owner.to_owned());
    }
    let said = CrmSaid {
        record: Some(format!("c{lead}")),
        at: world.now - Millis(dice.between(0, 10 * MINUTE)),
        properties,
        is_change: true,
    };
    let told = world.handle(&|_| Ok(Event::CrmSaid { endpoint: CRM.to_owned(), said: vec![said.clone()] }))?;
    match told {
        // A desk whose agreement has no CRM at the moment knows none.
        Told::Refused(code) => hold(code == "unknown_crm", "what a CRM says is taken", || format!("{lead}: {code}")),
        _ => Ok(()),
    }
}
