//! Where messages go, and what of.

use baton_scoring::Seconds;

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
    "promise.passed",
    "lead.returned",
    "lead.undone",
];

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Id.
    pub id: String,
    /// How messages look.
    pub kind: EndpointKind,
    /// Name of the secret that holds the address, or a bot's token. Its value is never in the file.
    pub secret: String,
    /// Name of the secret that signs what goes there, or verifies what comes back from there.
    pub signing_secret: Option<String>,
    /// Id of the endpoint that is told instead while this one is down, and after how long.
    pub second: Option<(String, Seconds)>,
    /// The events it is told of, from [`EVENTS`].
    pub on: Vec<String>,
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
}

impl EndpointKind {
    /// Every kind.
    pub const ALL: [EndpointKind; 3] = [EndpointKind::Slack, EndpointKind::SlackBot, EndpointKind::Webhook];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            EndpointKind::Slack => "slack",
            EndpointKind::SlackBot => "slack_bot",
            EndpointKind::Webhook => "webhook",
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
