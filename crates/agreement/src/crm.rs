//! What a delivery to a CRM says beside the others: whose user is whose, which answer goes where.

use baton_scoring::{Field, Seconds};

use crate::duration::read_duration;
use crate::endpoint::EndpointKind;
use crate::reader::{At, Problems, Table};

/// How a lead stands, as a CRM's status may follow it. One whose message has arrived is assigned.
pub const STANDINGS: [&str; 11] = [
    "assigned",
    "acknowledged",
    "attempted",
    "connected",
    "booked",
    "accepted",
    "opportunity",
    "won",
    "lost",
    "rejected",
    "nurture",
];

/// What Baton knows of a lead beside its answers, and a property of a CRM can be filled with.
pub const FACTS: [&str; 14] = [
    "lead",
    "received_at",
    "score",
    "tier",
    "qualification",
    "reasons",
    "state",
    "owner",
    "next_step",
    "due_at",
    "rejection",
    "came_by",
    "handoff",
    "console",
];

/// The longest pause between two looks.
const POLL_DAYS: i64 = 1;
/// The shortest: a search of HubSpot's counts against five a second of the whole account.
const SHORTEST_POLL: Seconds = Seconds(60);

/// The lead in a CRM, as the agreement has it. What is not written is as the kind has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crm {
    /// Salesforce's My Domain: `acme.my.salesforce.com`.
    pub domain: Option<String>,
    /// The CRM's user of each rep.
    pub owners: Vec<(String, String)>,
    /// Which property a fact or an answer goes into; an empty one: nowhere.
    pub fields: Vec<(String, String)>,
    /// The CRM's status of each standing; an empty one: it is left as it is.
    pub statuses: Vec<(String, String)>,
    /// The source of leads that come from there.
    pub source: Option<String>,
    /// How often it is asked what has changed.
    pub poll: Option<Seconds>,
}

/// Where everything goes in HubSpot unless the agreement says otherwise. What begins with `baton_`
/// is made there once; the others every account has.
const HUBSPOT_FIELDS: &[(&str, &str)] = &[
    ("first_name", "firstname"),
    ("last_name", "lastname"),
    ("company", "company"),
    ("job_title", "jobtitle"),
    ("phone", "phone"),
    ("website", "website"),
    ("lead", "baton_lead_id"),
    ("score", "baton_score"),
    ("tier", "baton_tier"),
    ("qualification", "baton_qualification"),
    ("reasons", "baton_reasons"),
    ("state", "baton_state"),
    ("next_step", "baton_next_step"),
    ("rejection", "baton_rejection"),
    ("console", "baton_link"),
];

/// The same in Salesforce. Country and region are left out: where they are picklists, an answer that
/// is none of the list refuses the whole Lead.
const SALESFORCE_FIELDS: &[(&str, &str)] = &[
    ("first_name", "FirstName"),
    ("last_name", "LastName"),
    ("company", "Company"),
    ("email", "Email"),
    ("job_title", "Title"),
    ("phone", "Phone"),
    ("website", "Website"),
    ("handoff", "Description"),
    ("score", "Baton_Score__c"),
    ("tier", "Baton_Tier__c"),
    ("qualification", "Baton_Qualification__c"),
    ("reasons", "Baton_Reasons__c"),
    ("state", "Baton_State__c"),
    ("next_step", "Baton_Next_Step__c"),
    ("rejection", "Baton_Rejection__c"),
    ("console", "Baton_Link__c"),
];

/// The values of `hs_lead_status` that every account of HubSpot's begins with.
const HUBSPOT_STATUSES: &[(&str, &str)] = &[
    ("assigned", "NEW"),
    ("acknowledged", "OPEN"),
    ("attempted", "ATTEMPTED_TO_CONTACT"),
    ("connected", "CONNECTED"),
    ("booked", "IN_PROGRESS"),
    ("accepted", "IN_PROGRESS"),
    ("opportunity", "OPEN_DEAL"),
    ("rejected", "UNQUALIFIED"),
    ("nurture", "BAD_TIMING"),
];

/// The values of a Lead's `Status` that every org of Salesforce's begins with. Only a conversion makes
/// a Lead "Closed - Converted".
const SALESFORCE_STATUSES: &[(&str, &str)] = &[
    ("assigned", "Open - Not Contacted"),
    ("acknowledged", "Working - Contacted"),
    ("attempted", "Working - Contacted"),
    ("connected", "Working - Contacted"),
    ("booked", "Working - Contacted"),
    ("accepted", "Working - Contacted"),
    ("opportunity", "Working - Contacted"),
    ("rejected", "Closed - Not Converted"),
    ("nurture", "Closed - Not Converted"),
];

impl Crm {
    /// The CRM's user of a rep.
    #[must_use]
    pub fn owner_of(&self, rep: &str) -> Option<&str> {
        self.owners.iter().find(|(known, _)| known == rep).map(|(_, user)| user.as_str())
    }

    /// The rep who is that user of the CRM. Salesforce writes the same id with 15 signs or with 18.
    #[must_use]
    pub fn rep_of(&self, user: &str) -> Option<&str> {
        self.owners.iter().find(|(_, known)| is_same_user(known, user)).map(|(rep, _)| rep.as_str())
    }

    /// Which property each fact or answer goes into: the kind's own, with what the agreement says instead.
    #[must_use]
    pub fn field_map(&self, kind: EndpointKind) -> Vec<(&str, &str)> {
        with_own(if kind == EndpointKind::Salesforce { SALESFORCE_FIELDS } else { HUBSPOT_FIELDS }, &self.fields)
    }

    /// The property of one of them.
    #[must_use]
    pub fn property(&self, kind: EndpointKind, of: &str) -> Option<&str> {
        self.field_map(kind).into_iter().find(|(known, _)| *known == of).map(|(_, property)| property)
    }

    /// The CRM's status of each standing, in the order of [`STANDINGS`].
    #[must_use]
    pub fn status_map(&self, kind: EndpointKind) -> Vec<(&str, &str)> {
        let usual = if kind == EndpointKind::Salesforce { SALESFORCE_STATUSES } else { HUBSPOT_STATUSES };
        let mut map = with_own(usual, &self.statuses);
        map.sort_by_key(|(standing, _)| STANDINGS.iter().position(|known| known == standing));
        map
    }

    /// The CRM's status of a standing, unless it is left as it is.
    #[must_use]
    pub fn status_of(&self, kind: EndpointKind, standing: &str) -> Option<&str> {
        self.status_map(kind).into_iter().find(|(known, _)| *known == standing).map(|(_, status)| status)
    }
}

/// Whether two ids are one user's.
fn is_same_user(one: &str, other: &str) -> bool {
    match (one.len(), other.len()) {
        (15, 18) => other.get(..15) == Some(one),
        (18, 15) => one.get(..15) == Some(other),
        _ => one == other,
    }
}

fn with_own<'c>(usual: &[(&'static str, &'static str)], own: &'c [(String, String)]) -> Vec<(&'c str, &'c str)> {
    let is_own = |name: &str| own.iter().any(|(known, _)| known == name);
    let usual = usual.iter().copied().filter(|(name, _)| !is_own(name));
    let own = own.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    usual.chain(own).filter(|(_, value)| !value.is_empty()).collect()
}

/// Whom and what a delivery to a CRM names of other sections.
#[derive(Default)]
pub(crate) struct CrmNames {
    pub reps: Vec<At<String>>,
    pub sources: Vec<At<String>>,
}

/// Reads the keys of a CRM's delivery.
pub(crate) fn read_crm(
    (id, kind): (&At<String>, EndpointKind),
    table: &mut Table<'_>,
    names: &mut CrmNames,
    problems: &mut Problems,
) -> Crm {
    let owners = read_owners(kind, table, names, problems);
    let fields = read_fields(kind, table, problems);
    let statuses = table.named_texts("statuses", problems);
    for (standing, _) in statuses.iter().filter(|(standing, _)| !STANDINGS.contains(&standing.value.as_str())) {
        problems.unknown("unknown_standing", "state of a lead", standing, STANDINGS);
    }
    let source = table.text("source", problems);
    names.sources.extend(source.clone());
    let poll = table.text("poll", problems);
    let poll = poll.and_then(|poll| read_duration(&poll, POLL_DAYS, problems)).map(|poll| poll.max(SHORTEST_POLL));
    let domain = if kind == EndpointKind::Salesforce { read_domain(id, table, problems) } else { None };
    if poll.is_none() && !table.has("signing_secret") {
        let message = format!("nothing comes back from `{}`: what sales changes there is not seen here", id.value);
        let help = "add `signing_secret` and the CRM's webhook (docs/crm.md), or `poll = \"5m\"`".to_owned();
        problems.warning("nothing_comes_back", &id.span, message, help);
    }
    let texts = |all: Vec<(At<String>, At<String>)>| all.into_iter().map(|(key, value)| (key.value, value.value));
    Crm {
        domain,
        owners: texts(owners).collect(),
        fields: texts(fields).collect(),
        statuses: texts(statuses).collect(),
        source: source.map(|source| source.value),
        poll,
    }
}

type Pairs = Vec<(At<String>, At<String>)>;

fn read_owners(kind: EndpointKind, table: &mut Table<'_>, names: &mut CrmNames, problems: &mut Problems) -> Pairs {
    let owners = table.named_texts("owners", problems);
    for (at, (rep, user)) in owners.iter().enumerate() {
        names.reps.push(rep.clone());
        let (is_id, example) = match kind {
            EndpointKind::Salesforce => (is_salesforce_user(&user.value), "0055g00000ABCDe"),
            _ => (is_number(&user.value), "51234567"),
        };
        if !is_id {
            let help = format!("write the id of the user there, like `{example}`; docs/crm.md says where it stands");
            problems.error("bad_owner_id", &user.span, format!("`{}` is no id of an owner", user.value), help);
        } else if owners.iter().take(at).any(|(_, other)| is_same_user(&other.value, &user.value)) {
            let help = "give each rep a user of their own: who changes hands there is told by it".to_owned();
            problems.error("twice", &user.span, format!("two reps are the owner `{}`", user.value), help);
        }
    }
    owners
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A user's or a queue's id: 15 signs, or the same with three more that tell upper from lower case.
fn is_salesforce_user(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (text.starts_with("005") || text.starts_with("00G"))
}

/// Properties that are no field's: what they hold has a key of its own.
const RESERVED: [&str; 7] =
    ["hubspot_owner_id", "hs_lead_status", "OwnerId", "Status", "Id", "Baton_Lead_Id__c", "hs_object_id"];

fn read_fields(kind: EndpointKind, table: &mut Table<'_>, problems: &mut Problems) -> Pairs {
    let fields = table.named_texts("fields", problems);
    for (at, (field, property)) in fields.iter().enumerate() {
        let is_known = Field::from_id(&field.value).is_some() || FACTS.contains(&field.value.as_str());
        if !is_known {
            let known = Field::ALL.map(Field::id).into_iter().chain(FACTS).collect::<Vec<_>>();
            problems.unknown("unknown_crm_field", "field", field, known);
        }
        let is_twice = |(_, other): &(At<String>, At<String>)| other.value == property.value;
        if !property.value.is_empty() && !is_property(kind, &property.value) {
            let help = "write the name of a property as the API has it (`jobtitle`, `Title`, `Baton_Score__c`); owner \
                        and status have `owners` and `statuses`";
            let message = format!("`{}` is no property that can be filled", property.value);
            problems.error("bad_property", &property.span, message, help.to_owned());
        } else if !property.value.is_empty() && fields.iter().take(at).any(is_twice) {
            let help = "let each go into a property of its own".to_owned();
            problems.error("twice", &property.span, format!("two fields go into `{}`", property.value), help);
        }
    }
    fields
}

fn is_property(kind: EndpointKind, text: &str) -> bool {
    let fits = |byte: u8| match kind {
        EndpointKind::Salesforce => byte.is_ascii_alphanumeric() || byte == b'_',
        _ => byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_',
    };
    text.len() <= 100
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.bytes().all(fits)
        && !RESERVED.contains(&text)
}

fn read_domain(id: &At<String>, table: &mut Table<'_>, problems: &mut Problems) -> Option<String> {
    let example = "domain = \"acme.my.salesforce.com\"";
    let Some(domain) = table.text("domain", problems) else {
        let message = format!("`{}` does not say where your Salesforce is", id.value);
        problems.error("domain_needed", &id.span, message, format!("add `{example}`: Setup, My Domain"));
        return None;
    };
    let is_salesforce = domain.value.strip_suffix(".my.salesforce.com").is_some_and(|name| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
        !name.is_empty() && name.bytes().all(fits) && !name.starts_with('.') && !name.contains("..")
    });
    if !is_salesforce {
        let message = format!("`{}` is no My Domain of Salesforce's", domain.value);
        problems.error("bad_host", &domain.span, message, format!("write it as in `{example}`, without `https://`"));
    }
    Some(domain.value)
}

#[cfg(test)]
mod tests {
    use super::{Crm, FACTS, HUBSPOT_FIELDS, HUBSPOT_STATUSES, SALESFORCE_FIELDS, SALESFORCE_STATUSES, STANDINGS};
    use crate::EndpointKind;
    use baton_scoring::Field;

    #[test]
    fn what_is_usual_is_known() {
        for (field, _) in HUBSPOT_FIELDS.iter().chain(SALESFORCE_FIELDS) {
            assert!(Field::from_id(field).is_some() != FACTS.contains(field), "{field}");
        }
        for (standing, _) in HUBSPOT_STATUSES.iter().chain(SALESFORCE_STATUSES) {
            assert!(STANDINGS.contains(standing), "{standing}");
        }
    }

    #[test]
    fn what_the_agreement_says_goes_before_the_usual() {
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        let crm = Crm {
            owners: vec![pair("ana", "0055g00000ABCDe"), pair("ben", "0055g00000FGHIjAAB")],
            fields: vec![pair("company", ""), pair("score", "lead_score"), pair("budget", "budget__c")],
            statuses: vec![pair("won", "Won"), pair("assigned", "")],
            ..Crm::default()
        };
        let kind = EndpointKind::HubSpot;
        assert_eq!(crm.property(kind, "company"), None);
        assert_eq!(crm.property(kind, "score"), Some("lead_score"));
        assert_eq!(crm.property(kind, "budget"), Some("budget__c"));
        assert_eq!(crm.property(kind, "job_title"), Some("jobtitle"));
        assert_eq!((crm.status_of(kind, "won"), crm.status_of(kind, "assigned")), (Some("Won"), None));
        assert_eq!(crm.status_map(kind).first(), Some(&("acknowledged", "OPEN")));
        assert_eq!((crm.rep_of("0055g00000ABCDeAAC"), crm.rep_of("0055g00000FGHIj")), (Some("ana"), Some("ben")));
        assert_eq!((crm.rep_of("0055g00000ABCDE"), crm.owner_of("mara")), (None, None));
    }
}
