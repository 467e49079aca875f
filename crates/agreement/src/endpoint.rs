//! Where messages go, and what of.

use core::fmt;

use baton_scoring::{EmailAddress, Seconds};

use crate::crm::Crm;

/// What happens at a desk that others can be told of.
pub const EVENTS: &[&str] = &[
    "lead.assigned",
    "lead.quarantined",
    "lead.acknowledged",
    "window.missed",
    "lead.reminded",
    "lead.escalated",
    "lead.reassigned",
    "visitor.touch",
    "visitor.confirmation",
    "visitor.introduction",
    "promise.passed",
    "lead.returned",
    "lead.booked",
    "lead.unbooked",
    "lead.undone",
];

/// What only a visitor is told, and so by mail alone: whoever else asks for it would wait for ever.
pub(crate) const BY_MAIL: [&str; 2] = ["visitor.confirmation", "visitor.introduction"];

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Id.
    pub id: String,
    /// How messages look.
    pub kind: EndpointKind,
    /// Name of the secret that holds the address, a bot's token or a key; of a binding for
    /// [`EndpointKind::SendEmail`]. Its value is never in the file.
    pub secret: String,
    /// Name of the secret that signs what goes there, or verifies what comes back from there.
    pub signing_secret: Option<String>,
    /// Id of the endpoint that is told instead while this one is down, and after how long.
    pub second: Option<(String, Seconds)>,
    /// Whom mail comes from.
    pub from: Option<Sender>,
    /// The lead there, for [`EndpointKind::is_crm`].
    pub crm: Option<Crm>,
    /// The events it is told of, from [`EVENTS`]. A CRM is told of all that changes what it holds.
    pub on: Vec<String>,
}

/// Whom mail comes from: a name, which may be empty, and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// As the mailbox shows it. Without quotes, angle brackets, backslashes and control characters.
    pub name: String,
    /// The address.
    pub address: String,
}

impl Sender {
    /// Reads `Acme <hello@acme.example>` or the address alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Sender> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(rest) => rest.split_once('<')?,
            None => ("", text.trim()),
        };
        let name = name.trim().trim_matches('"').trim();
        let good =
            name.chars().count() <= 100 && !name.chars().any(|c| c.is_control() || matches!(c, '"' | '<' | '>' | '\\'));
        let address = EmailAddress::parse(address).filter(|_| good)?;
        Some(Sender { name: name.to_owned(), address: address.as_str().to_owned() })
    }
}

impl fmt::Display for Sender {
    /// As it stands in a header: the name in quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            return f.write_str(&self.address);
        }
        write!(f, "\"{}\" <{}>", self.name, self.address)
    }
}

/// How a message looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// A card for a Slack incoming webhook.
    Slack,
    /// Direct messages by a Slack app's bot: cards with buttons, changed in place.
    SlackBot,
    /// A typed JSON event.
    Webhook,
    /// Mail through Resend's API.
    Resend,
    /// Mail through Cloudflare's `send_email` binding.
    SendEmail,
    /// The contact in HubSpot.
    HubSpot,
    /// The Lead in Salesforce.
    Salesforce,
    /// Web Push to the devices of who is to act; the secret is the VAPID key.
    Push,
}

impl EndpointKind {
    /// Every kind.
    pub const ALL: [EndpointKind; 8] = [
        EndpointKind::Slack,
        EndpointKind::SlackBot,
        EndpointKind::Webhook,
        EndpointKind::Resend,
        EndpointKind::SendEmail,
        EndpointKind::HubSpot,
        EndpointKind::Salesforce,
        EndpointKind::Push,
    ];

    /// Whether it sends mail.
    #[must_use]
    pub fn is_mail(self) -> bool {
        matches!(self, EndpointKind::Resend | EndpointKind::SendEmail)
    }

    /// Whether it keeps leads: what is told there is how a lead stands, not what happened to it.
    #[must_use]
    pub fn is_crm(self) -> bool {
        matches!(self, EndpointKind::HubSpot | EndpointKind::Salesforce)
    }

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            EndpointKind::Slack => "slack",
            EndpointKind::SlackBot => "slack_bot",
            EndpointKind::Webhook => "webhook",
            EndpointKind::Resend => "resend",
            EndpointKind::SendEmail => "send_email",
            EndpointKind::HubSpot => "hubspot",
            EndpointKind::Salesforce => "salesforce",
            EndpointKind::Push => "push",
        }
    }
}

impl Endpoint {
    /// Whether it asks for an event.
    #[must_use]
    pub fn asks_for(&self, event: &str) -> bool {
        self.on.iter().any(|on| on == event)
    }
}

#[cfg(test)]
mod tests {
    use super::Sender;

    #[test]
    fn senders_are_read_and_written() {
        for (text, written) in [
            ("hello@acme.example", "hello@acme.example"),
            ("Acme <Hello@acme.example>", "\"Acme\" <hello@acme.example>"),
            ("\"Acme, Inc.\" <hello@acme.example>", "\"Acme, Inc.\" <hello@acme.example>"),
        ] {
            assert_eq!(Sender::parse(text).map(|sender| sender.to_string()).as_deref(), Some(written), "{text}");
        }
        for text in
            ["", "Acme", "Acme <>", "Acme <a@b@c>", "A\"c <a@acme.example>", "A\nB <a@acme.example>", "a@b, c@d"]
        {
            assert_eq!(Sender::parse(text), None, "{text}");
        }
    }
}
