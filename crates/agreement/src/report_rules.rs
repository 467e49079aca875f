//! What the report warns of, and what it is held against.

use baton_scoring::EmailAddress;

use crate::endpoint::{Endpoint, EndpointKind};
use crate::reader::{At, Problems, Table, Texts};

/// Who is sent the digest of a week and of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestTo {
    /// The channel of a Slack delivery, by its id.
    Slack(String),
    /// A mailbox.
    Mail {
        /// Its address.
        address: String,
        /// The delivery that sends it, by its id: the first that sends mail.
        by: String,
    },
}

impl DigestTo {
    /// As the agreement writes it.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            DigestTo::Slack(delivery) => delivery,
            DigestTo::Mail { address, .. } => address,
        }
    }
}

/// Thresholds of the report. Shares are whole percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportRules {
    /// More rejected than this of what was decided: the teams do not mean the same lead. Where a third or more
    /// comes back, what is handed over is not what was agreed; 35 is the middle of the usual 30 to 40.
    pub rejected_above: u32,
    /// Fewer MQLs than this become SQLs: the bar is too low.
    pub mql_to_sql_below: u32,
    /// More than this do: the bar is so high that leads are left lying below it.
    pub mql_to_sql_above: u32,
    /// More rejections than this say nothing: "other", before anybody tried, or within a minute.
    pub vague_above: u32,
    /// What differs from the rest by fewer points than this is not told of.
    pub far_by: u32,
    /// Of fewer leads than this nothing is told: chance does that.
    pub fewest: u32,
    /// The average time to a first answer that others publish, in hours.
    pub benchmark_response_hours: u32,
    /// The share of MQLs that become SQLs that others publish.
    pub benchmark_mql_to_sql: u32,
    /// How many leads marketing promised to hand over in a month; none: nobody promised.
    pub leads_a_month: Option<u32>,
    /// With how many of the five facts a lead is to come.
    pub facts: u32,
}

impl Default for ReportRules {
    fn default() -> ReportRules {
        ReportRules {
            rejected_above: 35,
            mql_to_sql_below: 10,
            mql_to_sql_above: 20,
            vague_above: 25,
            far_by: 15,
            fewest: 20,
            benchmark_response_hours: 42,
            benchmark_mql_to_sql: 13,
            leads_a_month: None,
            facts: 3,
        }
    }
}

/// The thresholds, and to whom the digest goes: which deliveries there are is not known yet.
pub(crate) fn read_report(root: &mut Table<'_>, problems: &mut Problems) -> (ReportRules, Option<Texts>) {
    let mut rules = ReportRules::default();
    let mut table = root.table("report", problems);
    let digest = table.texts("digest", problems);
    for (key, most, field) in [
        ("rejected_above", 100, &mut rules.rejected_above),
        ("mql_to_sql_below", 100, &mut rules.mql_to_sql_below),
        ("mql_to_sql_above", 100, &mut rules.mql_to_sql_above),
        ("vague_above", 100, &mut rules.vague_above),
        ("far_by", 100, &mut rules.far_by),
        ("fewest", 10_000, &mut rules.fewest),
        ("benchmark_response_hours", 1_000, &mut rules.benchmark_response_hours),
        ("benchmark_mql_to_sql", 100, &mut rules.benchmark_mql_to_sql),
        ("facts", 5, &mut rules.facts),
    ] {
        if let Some(number) = table.number(key, problems) {
            *field = within(key, &number, most, problems);
        }
    }
    if let Some(number) = table.number("leads_a_month", problems) {
        rules.leads_a_month = Some(within("leads_a_month", &number, 1_000_000, problems));
    }
    if rules.mql_to_sql_below >= rules.mql_to_sql_above {
        let message = format!("`mql_to_sql_below` is {}, not below `mql_to_sql_above`", rules.mql_to_sql_below);
        let help = format!("write less than {}", rules.mql_to_sql_above);
        problems.error("bad_report", &table.place("mql_to_sql_below"), message, help);
    }
    table.finish(problems);
    (rules, digest)
}

/// Who is sent the digest: ids of Slack deliveries, and addresses where a delivery sends mail.
pub(crate) fn check_digest(
    written: Option<Texts>,
    deliveries: &[(At<String>, Endpoint)],
    problems: &mut Problems,
) -> Vec<DigestTo> {
    let channels: Vec<&str> =
        deliveries.iter().filter(|(_, one)| one.kind == EndpointKind::Slack).map(|(id, _)| id.value.as_str()).collect();
    let mail = deliveries.iter().find(|(_, one)| one.kind.is_mail()).map(|(id, _)| id.value.clone());
    let mut digest = Vec::new();
    for to in written.into_iter().flat_map(|written| written.value) {
        if channels.contains(&to.value.as_str()) {
            digest.push(DigestTo::Slack(to.value));
        } else if !to.value.contains('@') {
            problems.unknown("unknown_digest", "Slack delivery", &to, channels.iter().copied());
        } else if EmailAddress::parse(&to.value).is_none() {
            let help = "write the address alone, as in `lead@acme.example`".to_owned();
            problems.error("bad_digest", &to.span, format!("`{}` is no e-mail address", to.value), help);
        } else if let Some(by) = &mail {
            digest.push(DigestTo::Mail { address: to.value, by: by.clone() });
        } else {
            let help = "add one of kind `resend` or `send_email`, or name a Slack delivery".to_owned();
            problems.error(
                "digest_without_mail",
                &to.span,
                "no delivery of this agreement sends mail".to_owned(),
                help,
            );
        }
    }
    digest
}

fn within(key: &str, number: &At<i32>, most: u32, problems: &mut Problems) -> u32 {
    let value = u32::try_from(number.value).ok().filter(|value| (1..=most).contains(value));
    if value.is_none() {
        let help = format!("write a whole number from 1 to {most}");
        problems.error("bad_report", &number.span, format!("`{key}` is {}", number.value), help);
    }
    value.unwrap_or(1)
}
