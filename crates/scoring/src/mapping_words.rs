//! What forms call their fields.
//!
//! Phrases are folded (see [`crate::fold`]) and match as whole words. The order is the order
//! of trying: what is more specific stands first (`company size` before `company`), the bare
//! `name` stands last.

use crate::Field;
use crate::text::WordList;

/// Tokens of the HTML standard's `autocomplete` attribute and what they mean here.
/// Source: HTML Living Standard, section 4.10.18.7, autofill field names.
pub(crate) const AUTOCOMPLETE: &[(&str, Field)] = &[
    ("email", Field::Email),
    ("given-name", Field::FirstName),
    ("family-name", Field::LastName),
    ("name", Field::Name),
    ("organization", Field::Company),
    ("organization-title", Field::JobTitle),
    ("tel", Field::Phone),
    ("tel-national", Field::Phone),
    ("country", Field::Country),
    ("country-name", Field::Country),
    ("address-level1", Field::Region),
    ("address-level2", Field::City),
    ("postal-code", Field::PostalCode),
    ("url", Field::Website),
];

/// Phrases per field: English, German, French, Spanish, Portuguese.
pub(crate) const PHRASES: &[(Field, WordList)] = &[
    (
        Field::Employees,
        WordList(
            "company size|companysize|number of employees|employees|employee count|employee range|numemployees|\
             team size|headcount|mitarbeiter|mitarbeiterzahl|unternehmensgrosse|effectif|effectifs|\
             nombre d employes|empleados|numero de empleados|funcionarios|numero de funcionarios",
        ),
    ),
    (Field::FirstName, WordList("first name|firstname|fname|given name|vorname|prenom|nombre de pila|primeiro nome")),
    (
        Field::LastName,
        WordList(
            "last name|lastname|lname|surname|family name|nachname|familienname|nom de famille|apellido|\
             apellidos|sobrenome",
        ),
    ),
    (
        Field::HeardFrom,
        WordList("how did you hear|hear about us|heard about|heard from|referral source|wie haben sie von uns"),
    ),
    (
        Field::Channel,
        WordList("preferred channel|contact preference|preferred contact|how should we contact|best way to reach"),
    ),
    (Field::CampaignSource, WordList("utm source")),
    (Field::CampaignMedium, WordList("utm medium")),
    (Field::Campaign, WordList("utm campaign")),
    (Field::Email, WordList("email|e mail|work email|business email|mail|emailaddress|correo|courriel|e mail adresse")),
    (
        Field::JobTitle,
        WordList(
            "job title|jobtitle|job role|title|role|position|berufsbezeichnung|jobtitel|funktion|poste|fonction|\
             intitule du poste|cargo|puesto",
        ),
    ),
    (Field::Industry, WordList("industry|sector|branche|secteur|industria|setor")),
    (Field::Website, WordList("website|web site|company url|company website|domain|url|webseite|site web|sitio web")),
    (
        Field::Company,
        WordList(
            "company|company name|companyname|organization|organisation|organization name|business name|employer|\
             account name|firma|firmenname|unternehmen|entreprise|societe|empresa",
        ),
    ),
    (
        Field::Phone,
        WordList(
            "phone|phone number|phonenumber|telephone|mobile|mobile number|tel|telefon|telefonnummer|handynummer|\
             telefono|telefone|celular",
        ),
    ),
    (Field::Country, WordList("country|land|pays|pais")),
    (Field::Region, WordList("state|region|province|bundesland|estado|provincia")),
    (Field::City, WordList("city|town|stadt|ort|ville|ciudad|cidade")),
    (Field::PostalCode, WordList("zip|zip code|zipcode|postal code|postcode|plz|postleitzahl|code postal")),
    (Field::Budget, WordList("budget|presupuesto|orcamento")),
    (
        Field::Timeline,
        WordList(
            "timeline|timeframe|time frame|when do you|start date|buying timeframe|zeitrahmen|zeitplan|echeance|\
             plazo|prazo",
        ),
    ),
    (
        Field::Message,
        WordList(
            "message|comment|comments|question|questions|how can we help|tell us|anything else|notes|details|\
             description|your needs|use case|nachricht|anliegen|frage|votre besoin|mensaje|mensagem",
        ),
    ),
    (Field::Interest, WordList("interest|interested in|product|topic|interesse|produkt|sujet|asunto")),
    (Field::Consent, WordList("consent|privacy|newsletter|agree|gdpr|dsgvo|datenschutz|einwilligung")),
    (Field::Name, WordList("name|full name|fullname|your name|contact name|nom|nombre|nome|ansprechpartner")),
];
