//! Fields and events in the words of the documentation.

use baton_scoring::Field;

/// What a field is. A new field does not compile without words.
pub(crate) fn field_words(field: Field) -> &'static str {
    match field {
        Field::Email => "the e-mail address, in small letters",
        Field::EmailKind => "what kind of address that is",
        Field::EmailDomain => "what stands behind its `@`",
        Field::FirstName => "the given name",
        Field::LastName => "the family name",
        Field::Name => "the full name",
        Field::Company => "the company",
        Field::JobTitle => "the job title as typed",
        Field::Seniority => "the rank in the job title",
        Field::Function => "the kind of work in the job title",
        Field::Employees => "how many people work there",
        Field::Industry => "the industry",
        Field::Country => "the country, as a code of two letters",
        Field::Region => "the state, province or region",
        Field::City => "the city",
        Field::PostalCode => "the postal code",
        Field::Phone => "the telephone number",
        Field::Website => "the company's website",
        Field::Budget => "the budget, and the number in it",
        Field::Timeline => "when they want to start or decide, as typed",
        Field::Message => "their question, in their own words",
        Field::Interest => "the product or topic they picked",
        Field::HeardFrom => "how they heard of the company",
        Field::Channel => "how they would like to be reached",
        Field::Consent => "what they agreed to",
        Field::Campaign => "`utm_campaign`",
        Field::CampaignSource => "`utm_source`",
        Field::CampaignMedium => "`utm_medium`",
        Field::Page => "the path of the page with the form, in small letters, without host and query",
        Field::Source => "where the lead comes from, as [[sources]] names it",
        Field::Market => "the sales region of the country",
        Field::TimelineBand => "when they want to start, as one of a few",
        Field::RegistrableDomain => "the part of the mail's domain that somebody registered; known at the edge only",
        Field::Language => "the language of the page, as a code of two letters",
    }
}

/// When an event happens.
pub(crate) fn event_words(event: &str) -> &'static str {
    match event {
        "lead.assigned" => "a rep was given a lead",
        "lead.quarantined" => "a lead came from an unknown site, or looks like spam, and waits for a decision",
        "lead.acknowledged" => "the rep committed to a next step",
        "window.missed" => "nobody acknowledged the lead in time",
        "lead.reminded" => "a rep was reminded of a lead",
        "lead.escalated" => "a manager was told that nobody answers a lead",
        "lead.reassigned" => "another rep got the lead",
        "visitor.touch" => "no human came in time: the visitor is sent the booking link",
        "visitor.confirmation" => {
            "by mail, to the visitor: the request has arrived; with the booking link where a meeting was offered"
        }
        "visitor.introduction" => "by mail, to the visitor, when a rep has acknowledged: who it is, and what was asked",
        "promise.passed" => "a promised next step was not taken in time",
        "lead.booked" => "a meeting was booked",
        "lead.unbooked" => "a meeting was cancelled or missed, and the window began again",
        "lead.returned" => "marketing has the lead back",
        "lead.undone" => "whoever made a move took it back within a minute",
        _ => "",
    }
}
