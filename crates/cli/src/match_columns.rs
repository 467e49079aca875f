//! Which column of a file of people is what.

use baton_scoring::{Field, RawField, fold, map_fields};

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Given,
    Family,
    Name,
    Email,
    Phone,
    Company,
    Website,
    JobTitle,
    Street,
    Postcode,
    City,
    Country,
    Born,
    /// Carried along.
    Carried,
    /// What a file says of itself who is who: never read.
    Answer,
}

/// Column names, folded and without separators. What is not here is asked of the words that
/// forms use.
const NAMES: &[(Role, &str)] = &[
    (
        Role::Answer,
        "cluster|clusterid|recid|label|truth|entityid|personid|duplicateof|isduplicate|match|matchid|group|groupid",
    ),
    (Role::Id, "id|uniqueid|leadid|recordid|rowid|contactid|uuid|guid|key|externalid|nummer|nr|no"),
    (
        Role::Given,
        "firstname|fname|first|givenname|given|forename|vorname|prenom|nombre|nombredepila|primeironome|voornaam|fornavn|fornamn",
    ),
    (
        Role::Family,
        "lastname|lname|last|surname|familyname|family|nachname|familienname|nomdefamille|apellido|apellidos|sobrenome|apelido|\
         achternaam|cognome|efternamn|etternavn|efternavn",
    ),
    (
        Role::Name,
        "name|fullname|contact|contactname|person|nom|nome|naam|namn|nombrecompleto|nomecompleto|ansprechpartner",
    ),
    (Role::Email, "email|emailaddress|mail|mailaddress|courriel|correo|correoelectronico|mailadresse|workemail"),
    (
        Role::Phone,
        "phone|phonenumber|mobile|mobilephone|mobilenumber|cell|cellphone|tel|telephone|telefon|handy|telefono|telefoon|telefone|\
         movil|portable|mobil|landline|workphone|directphone",
    ),
    (
        Role::Company,
        "company|companyname|organisation|organization|org|employer|account|accountname|firma|unternehmen|entreprise|societe|\
         empresa|bedrijf|azienda|business|businessname",
    ),
    (Role::Website, "website|web|url|domain|companydomain|homepage|site"),
    (
        Role::JobTitle,
        "jobtitle|title|position|role|job|function|funktion|poste|fonction|cargo|puesto|functie|ruolo|occupation",
    ),
    (
        Role::Street,
        "street|streetnumber|streetaddress|streetname|address|address1|address2|address3|addressline1|addressline2|housenumber|\
         strasse|hausnummer|adresse|rue|calle|direccion|rua|endereco|straat|huisnummer|adres|via|indirizzo",
    ),
    (Role::Postcode, "postcode|postalcode|zip|zipcode|plz|postleitzahl|codepostal|codigopostal|cep|cap|cp"),
    (
        Role::City,
        "city|suburb|town|locality|place|ort|stadt|ville|ciudad|cidade|plaats|woonplaats|citta|comune|birthplace",
    ),
    (Role::Country, "country|countrycode|land|pays|pais|paese|nation"),
    (
        Role::Born,
        "dob|dateofbirth|birthdate|birthday|birth|born|geburtsdatum|geburtstag|datedenaissance|fechadenacimiento|datadenascimento|\
         geboortedatum|datadinascita",
    ),
];

/// The columns of a file.
pub(crate) struct Columns {
    roles: Vec<Role>,
}

impl Columns {
    pub(crate) fn of(headers: &csv::StringRecord) -> Columns {
        let fields: Vec<RawField> =
            headers.iter().map(|name| RawField { name: name.trim().to_owned(), ..RawField::default() }).collect();
        let mapped = map_fields(&fields);
        let mut roles: Vec<Role> = headers
            .iter()
            .zip(mapped)
            .map(|(header, field)| by_name(header).unwrap_or_else(|| by_field(field)))
            .collect();
        // `Vorname, Name`: beside a given name, a bare name is the family's.
        if roles.contains(&Role::Given) && !roles.contains(&Role::Family) {
            for role in roles.iter_mut().filter(|role| **role == Role::Name) {
                *role = Role::Family;
            }
        }
        Columns { roles }
    }

    /// What a row says in that role: a street is all its columns, of others the first that says
    /// something counts.
    pub(crate) fn value(&self, row: &csv::StringRecord, role: Role) -> String {
        let values = self.roles.iter().zip(row).filter(|(held, _)| **held == role).map(|(_, value)| value.trim());
        let mut values = values.filter(|value| !value.is_empty());
        if role == Role::Street {
            return values.collect::<Vec<&str>>().join(" ");
        }
        values.next().unwrap_or_default().to_owned()
    }

    /// Whether there is anything by which rows could be told to be one person's.
    pub(crate) fn tell_people_apart(&self) -> bool {
        let by = [Role::Given, Role::Family, Role::Name, Role::Email, Role::Phone];
        self.roles.iter().any(|role| by.contains(role))
    }

    /// Each header, and what it was taken for.
    pub(crate) fn told<'h>(&'h self, headers: &'h csv::StringRecord) -> impl Iterator<Item = (&'h str, &'static str)> {
        headers.iter().zip(&self.roles).map(|(header, role)| (header, role.words()))
    }

    /// The columns that were read.
    pub(crate) fn used(&self) -> impl Iterator<Item = usize> {
        self.roles
            .iter()
            .enumerate()
            .filter(|(_, role)| !matches!(role, Role::Carried | Role::Answer))
            .map(|(at, _)| at)
    }
}

impl Role {
    fn words(self) -> &'static str {
        match self {
            Role::Id => "id",
            Role::Given => "given name",
            Role::Family => "family name",
            Role::Name => "name",
            Role::Email => "e-mail",
            Role::Phone => "telephone",
            Role::Company => "company",
            Role::Website => "website",
            Role::JobTitle => "job title",
            Role::Street => "street",
            Role::Postcode => "postal code",
            Role::City => "city",
            Role::Country => "country",
            Role::Born => "date of birth",
            Role::Carried => "carried along, not read",
            Role::Answer => "not read: it may hold the answer",
        }
    }
}

fn by_name(header: &str) -> Option<Role> {
    let bare: String = fold(header).chars().filter(|c| c.is_alphanumeric()).collect();
    NAMES.iter().find(|(_, names)| names.split('|').any(|name| name == bare)).map(|(role, _)| *role)
}

fn by_field(field: Option<Field>) -> Role {
    match field {
        Some(Field::Email) => Role::Email,
        Some(Field::FirstName) => Role::Given,
        Some(Field::LastName) => Role::Family,
        Some(Field::Name) => Role::Name,
        Some(Field::Phone) => Role::Phone,
        Some(Field::Company) => Role::Company,
        Some(Field::Website) => Role::Website,
        Some(Field::JobTitle) => Role::JobTitle,
        Some(Field::PostalCode) => Role::Postcode,
        Some(Field::City) => Role::City,
        Some(Field::Country) => Role::Country,
        _ => Role::Carried,
    }
}
