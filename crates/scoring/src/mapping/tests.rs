use alloc::vec::Vec;

use super::{MappedBy, explain_mapping, map_fields};
use crate::mapping_words::{AUTOCOMPLETE, Lines, OPTIONS, SURE_OPTIONS, WORDS};
use crate::{Field, RawField};

fn named(name: &str) -> RawField {
    RawField { name: name.into(), ..RawField::default() }
}

fn labelled(label: &str) -> RawField {
    RawField { name: "q7".into(), label: label.into(), ..RawField::default() }
}

fn of_kind(kind: &str, label: &str) -> RawField {
    RawField { kind: kind.into(), ..labelled(label) }
}

fn field(raw: RawField) -> Option<Field> {
    map_fields(&[raw]).into_iter().next().flatten()
}

#[test]
fn names_of_the_usual_builders() {
    for (name, expected) in [
        ("email", Field::Email),
        ("work_email", Field::Email),
        ("contact[email]", Field::Email),
        ("fields[email]", Field::Email),
        ("mce-EMAIL", Field::Email),
        ("firstname", Field::FirstName),
        ("firstName", Field::FirstName),
        ("hs_firstname", Field::FirstName),
        ("firstname-5a1b2c3d", Field::FirstName),
        ("mce-FNAME", Field::FirstName),
        ("wpforms[fields][0][first]", Field::FirstName),
        ("LNAME", Field::LastName),
        ("last-name", Field::LastName),
        ("company", Field::Company),
        ("company_name", Field::Company),
        ("organizationName", Field::Company),
        ("companySize", Field::Employees),
        ("0-1/numemployees", Field::Employees),
        ("jobTitle", Field::JobTitle),
        ("00nPhone", Field::Phone),
        ("phone", Field::Phone),
        ("your-name", Field::Name),
        ("et_pb_contact_name_0", Field::Name),
        ("form_fields[name]", Field::Name),
        ("mauticform[f_name]", Field::Name),
        ("your-message", Field::Message),
        ("inbound_message", Field::Message),
        ("utm_source", Field::CampaignSource),
        ("domain", Field::Website),
        ("company_url", Field::Website),
        ("bill_addr_zip", Field::PostalCode),
        ("shippingAddress.stateCode", Field::Region),
        ("address-ui-widgets-enterAddressCity", Field::City),
        ("address-ui-widgets-enterAddressFullName", Field::Name),
    ] {
        assert_eq!(field(named(name)), Some(expected), "{name}");
    }
    for name in ["field_7", "input_1", "LEADCF12", "00N5f00000abcde", "csrf_token", "address_1", "middle_name"] {
        assert_eq!(field(named(name)), None, "{name}");
    }
}

#[test]
fn labels_in_seven_languages() {
    for (label, expected) in [
        ("What's your role?", Field::JobTitle),
        ("Company email*", Field::Email),
        ("Phone number of company", Field::Phone),
        ("Name of your company", Field::Company),
        ("First & last name", Field::Name),
        ("How many employees do you have?", Field::Employees),
        ("Your company URL", Field::Website),
        ("Where do you work?", Field::Company),
        ("Geschäftliche E-Mail-Adresse", Field::Email),
        ("Vorname", Field::FirstName),
        ("Vor- und Nachname", Field::Name),
        ("Firmengröße", Field::Employees),
        ("Wie haben Sie von uns erfahren?", Field::HeardFrom),
        ("Postleitzahl", Field::PostalCode),
        ("Prénom", Field::FirstName),
        ("Nom de famille", Field::LastName),
        ("Nom de l'entreprise", Field::Company),
        ("Secteur d’activité", Field::Industry),
        ("Téléphone", Field::Phone),
        ("Correo electrónico", Field::Email),
        ("Nombre y apellidos", Field::Name),
        ("Cargo", Field::JobTitle),
        ("Código postal", Field::PostalCode),
        ("Sobrenome", Field::LastName),
        ("Número de funcionários", Field::Employees),
        ("Telemóvel", Field::Phone),
        ("Achternaam", Field::LastName),
        ("Bedrijfsnaam", Field::Company),
        ("Woonplaats", Field::City),
        ("Cognome", Field::LastName),
        ("Ragione sociale", Field::Company),
        ("CAP", Field::PostalCode),
        ("Messaggio", Field::Message),
    ] {
        assert_eq!(field(labelled(label)), Some(expected), "{label}");
    }
    for label in ["State of your project", "Confirm your password", "Straße und Hausnummer", "Fax", "VAT number"] {
        assert_eq!(field(labelled(label)), None, "{label}");
    }
}

/// The widget maps a form when it is touched, and says at the submit what its fields are as a tag would.
#[test]
fn what_a_form_was_mapped_to_can_be_said_by_tags() {
    for (field, words) in [AUTOCOMPLETE, WORDS, SURE_OPTIONS, OPTIONS].into_iter().flat_map(Lines::iter) {
        assert!(words.first().is_some_and(|first| *first != b'|') && words.is_ascii(), "{words:?}");
        let Some(field) = field else { continue };
        assert!(field.is_asked() && Field::from_id(field.id()) == Some(field), "{words:?}");
    }
    let neighbours = [
        labelled("Vorname"),
        labelled("Name"),
        of_kind("select", "Country code of your phone"),
        of_kind("text", ""),
        of_kind("textarea", ""),
        labelled("Fax"),
        of_kind("email", ""),
    ];
    let mapping = map_fields(&neighbours);
    assert!(mapping.iter().flatten().count() >= 5, "{mapping:?}");
    let said: Vec<RawField> = mapping
        .iter()
        .map(|field| RawField { field: field.map_or("-", Field::id).into(), ..RawField::default() })
        .collect();
    assert_eq!(map_fields(&said), mapping);
}

#[test]
fn the_more_reliable_witness_is_heard_first() {
    let raw = RawField {
        name: "company".into(),
        autocomplete: "section-a work given-name".into(),
        label: "Phone".into(),
        ..RawField::default()
    };
    let by =
        |raw: &RawField| explain_mapping(core::slice::from_ref(raw)).first().map(|one| (one.field, one.by)).unwrap();
    assert_eq!(by(&raw), (Some(Field::FirstName), MappedBy::Autocomplete));
    let tagged = RawField { field: "timeline".into(), ..raw.clone() };
    assert_eq!(by(&tagged), (Some(Field::Timeline), MappedBy::Tag));
    assert_eq!(by(&RawField { field: "ignore".into(), ..raw.clone() }), (None, MappedBy::Tag));
    let derived = RawField { field: "seniority".into(), ..RawField::default() };
    assert_eq!(by(&derived), (None, MappedBy::Tag), "a derived field cannot be filled in");
    let copied = RawField { autocomplete: "off".into(), ..raw };
    assert_eq!(by(&copied), (Some(Field::Phone), MappedBy::Label), "the visitor answers what they read");
    let shown = RawField { placeholder: "Phone Number".into(), ..named("form_fields[email]") };
    assert_eq!(by(&shown), (Some(Field::Phone), MappedBy::Placeholder));
    let example = RawField { placeholder: "e.g. Head of Product".into(), ..named("role") };
    assert_eq!(by(&example), (Some(Field::JobTitle), MappedBy::Name));
}

#[test]
fn a_type_holds_only_what_it_can() {
    assert_eq!(field(of_kind("email", "Where can we write to?")), Some(Field::Email));
    assert_eq!(field(of_kind("email", "Repeat e-mail")), Some(Field::Email), "what is answered first counts");
    assert_eq!(field(of_kind("email", "Your friend's e-mail")), None);
    assert_eq!(field(of_kind("tel", "Zip")), Some(Field::PostalCode));
    assert_eq!(field(of_kind("tel", "Call me")), Some(Field::Phone));
    assert_eq!(field(of_kind("url", "LinkedIn profile")), None);
    assert_eq!(field(of_kind("checkbox", "Email me the newsletter")), Some(Field::Consent));
    assert_eq!(field(of_kind("checkbox", "Email")), None);
    assert_eq!(field(of_kind("radio", "How should we contact you? By phone, by e-mail")), Some(Field::Channel));
    assert_eq!(field(of_kind("textarea", "Tell us about your company")), Some(Field::Message));
    assert_eq!(field(of_kind("textarea", "What keeps you up at night?")), Some(Field::Message));
    assert_eq!(field(of_kind("hidden", "Company")), None);
}

#[test]
fn options_decide_where_words_do_not() {
    let select = |label: &str, options: &str| RawField { options: options.into(), ..of_kind("select", label) };
    for (label, options, expected) in [
        ("How many people?", "5|Please choose|1-10|11-50|51-200|201+", Some(Field::Employees)),
        ("Where?", "249|Afghanistan|Albania|Algeria|Andorra", Some(Field::Country)),
        ("State", "50|Alabama|Alaska|Arizona", Some(Field::Region)),
        ("Country", "3|Germany (+49)|France (+33)|Italy (+39)", Some(Field::Phone)),
        ("Title", "2|Mr|Mrs", None),
        ("", "3|This month|Next quarter|Later", Some(Field::Timeline)),
        ("", "3|< $10k|$10k - $50k|more", Some(Field::Budget)),
        ("Phone type", "2|Home|Work", None),
        ("Colour", "2|Red|Blue", None),
    ] {
        assert_eq!(field(select(label, options)), expected, "{label}: {options}");
    }
}

#[test]
fn neighbours_tell_one_name_from_the_other() {
    let mapped = |labels: &[&str]| map_fields(&labels.iter().map(|label| labelled(label)).collect::<Vec<_>>());
    assert_eq!(mapped(&["Nom", "Prénom"]), [Some(Field::LastName), Some(Field::FirstName)]);
    assert_eq!(mapped(&["Nome", "Cognome"]), [Some(Field::FirstName), Some(Field::LastName)]);
    assert_eq!(mapped(&["Nome", "Email"]), [Some(Field::Name), Some(Field::Email)]);
    assert_eq!(mapped(&["Name", "First name", "Last name"]).first(), Some(&Some(Field::Name)));
    let code = RawField { options: "2|+49|+33".into(), ..of_kind("select", "") };
    assert_eq!(map_fields(&[code, labelled("")]), [Some(Field::Phone), Some(Field::Phone)]);
}

#[test]
fn what_no_visitor_fills_in_is_never_mapped() {
    let by = |raw: RawField| explain_mapping(&[raw]).first().map(|one| (one.field, one.by)).unwrap();
    for name in ["email_hp_", "website_hp", "honeypot-473", "wpforms[hp]", "_gotcha", "bot-field", "pi_extra_field"] {
        assert_eq!(by(named(name)), (None, MappedBy::Honeypot), "{name}");
    }
    assert_eq!(by(RawField { label: "Leave this field empty".into(), ..named("email") }).1, MappedBy::Honeypot);
    let gravity = RawField { label: "Phone".into(), autocomplete: "new-password".into(), ..named("input_9") };
    assert_eq!(by(gravity).1, MappedBy::Honeypot);
    assert_eq!(by(named("b_0123456789abcdef01234567_0123456789")).1, MappedBy::Honeypot);
    for raw in [
        named("g-recaptcha-response"),
        of_kind("password", "Company"),
        of_kind("file", "Company"),
        RawField { autocomplete: "billing cc-name".into(), ..labelled("Name on card") },
    ] {
        assert_eq!(by(raw.clone()), (None, MappedBy::NeverRead), "{raw:?}");
    }
}
