//! What forms call their fields, in English, German, French, Spanish, Portuguese, Dutch and Italian.
//!
//! A line per field, in the order of trying: what is more specific stands first (`company size`
//! before `company`), the bare `name` last. The texts travel to every visitor, so a word is cut
//! to the stem that tells it apart, and what several languages share stands once.
//!
//! `_` is the edge of a word, a blank may be left out in the text (`job title` finds
//! `jobTitle` and `jobtitle`); everything else is found anywhere in a word.

use alloc::string::String;

use crate::Field;
use crate::text::{fold_into, is_word};

/// The words of one line, and what they mean; without a field, nothing of ours.
type Line = (Option<Field>, &'static str);

/// Lines in one text: of each the mark of its field (`@` moved on by the field's number, `?` for none), its words,
/// and a line end. A list of slices would cost the widget twelve bytes a line for addresses and lengths.
#[derive(Clone, Copy)]
pub(crate) struct Lines(&'static [u8]);

const FIRST_FIELD: u8 = b'@';
const NO_FIELD: u8 = b'?';

impl Lines {
    /// The lines in their order.
    pub fn iter(self) -> impl Iterator<Item = (Option<Field>, &'static [u8])> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let (mark, words) = line.split_first()?;
            Some((Field::from_number(mark.wrapping_sub(FIRST_FIELD)), words))
        })
    }
}

/// Packs lines when the crate is compiled.
macro_rules! packed {
    ($lines:expr) => {{
        const LINES: &[Line] = $lines;
        const TEXT: [u8; packed_length(LINES)] = pack(LINES);
        Lines(&TEXT)
    }};
}

#[expect(clippy::indexing_slicing, reason = "a constant: an index that is too large does not compile")]
const fn packed_length(lines: &[Line]) -> usize {
    let (mut length, mut at) = (0, 0);
    while at < lines.len() {
        length += lines[at].1.len() + 2;
        at += 1;
    }
    length
}

#[expect(clippy::indexing_slicing, reason = "a constant: an index that is too large does not compile")]
const fn pack<const LENGTH: usize>(lines: &[Line]) -> [u8; LENGTH] {
    let mut text = [b'\n'; LENGTH];
    let (mut to, mut at) = (0, 0);
    while at < lines.len() {
        let (field, words) = lines[at];
        text[to] = match field {
            Some(field) => FIRST_FIELD + field as u8,
            None => NO_FIELD,
        };
        let words = words.as_bytes();
        let mut letter = 0;
        while letter < words.len() {
            text[to + 1 + letter] = words[letter];
            letter += 1;
        }
        to += words.len() + 2;
        at += 1;
    }
    text
}

/// Tokens of the HTML standard's `autocomplete` attribute and what they mean here.
/// Source: HTML Living Standard, section 4.10.18.7, autofill field names.
pub(crate) const AUTOCOMPLETE: Lines = packed!(&[
    (None, "_additional|_street|_address line|_tel extension"),
    (Some(Field::Email), "_email_"),
    (Some(Field::FirstName), "_given name_"),
    (Some(Field::LastName), "_family name_"),
    (Some(Field::JobTitle), "_organization title_"),
    (Some(Field::Company), "_organization_"),
    (Some(Field::Phone), "_tel_"),
    (Some(Field::Country), "_country_"),
    (Some(Field::Region), "_address level 1_"),
    (Some(Field::City), "_address level 2_"),
    (Some(Field::PostalCode), "_postal code_"),
    (Some(Field::Website), "_url_"),
    (Some(Field::Name), "_name_"),
]);
/// Those of what pays, or lets in.
pub(crate) const SECRET: &[u8] = b"_cc_|one time code";

/// Inputs that no person fills in: whoever does is a machine.
pub(crate) const TRAP: &[u8] =
    b"honey|_hp_|_gotcha|bot field|bot check|extra field|fluent sf|leave this|_be empty|leave blank_|\
left unchanged|left blank|_human|do not fill|don t fill|nicht ausf|leer lassen|_vide_|pas rempl|no rellen|en blanco|\
em branco|nao preen|non compil|_vuoto|laat dit|leeg lat|niet invul|address check|url 2_|zxlwb|contact me by fax";
/// Questions to a machine, and what pays.
pub(crate) const NEVER: &[u8] = b"captcha|turnstile|security code|sicherheitsc|anti spam|spam pro|spamsch|verification code|_quiz|\
csrf|token|card num|card name|payment name|card hold|on card|the card|account hold|_cvv|_cvc|_iban|expir|passwor|kennwort";

pub(crate) const WORDS: Lines = packed!(&[
    (Some(Field::CampaignSource), "utm source"),
    (Some(Field::CampaignMedium), "utm medium"),
    (Some(Field::Campaign), "utm campaign"),
    (
        None,
        "friend|best time|time to c|email sub|state of your|state of the|contact time|_fax|linked in|twitter|facebook|instagram",
    ),
    (
        Some(Field::Channel),
        "preferred cont|contact pref|contact meth|preferred meth|best way|how should we|like to be|_channel|kontaktart|\
         kontaktweg|bevorzug|de contact|di contatto|contatto pref|de contato|contactv|contactm|_canal|reach you",
    ),
    (
        Some(Field::HeardFrom),
        "hear about|heard|how did you|find us|found us|_referr|lead source|_source_|wie haben|woher|aufmerksam|\
         entendu|vous connu|como nos|conoc|soube|sabendo|conhec|conosci|sentito|hoe heb|hoe heeft|hoe ken|gehoord|gevonden",
    ),
    (
        Some(Field::Consent),
        "consent|newsletter|_agree|accept|privacy|gdpr|rgpd|dsgvo|datenschutz|einwillig|einverst|zustimm|acept|aceit|\
         accett|accons|autoriz|akkoord|toestem|subscri|opt in|terms|_agb_|abonn|iscri|receive|erhalten|receb|recib|recev|ricev",
    ),
    (Some(Field::Email), "e mail|mail_|correo|courriel|elettronica|electronique|electronico|eletronico|mailad"),
    (Some(Field::PostalCode), "_zip|zip_|post code|postal|_plz|postleit|_cep_|_cap_|_cp_|pin code"),
    (
        Some(Field::Phone),
        "phone|_tel_|telef|telem|_mobil|_handy|_cell|celular|portable_|_movil|whats app|rufnum|ruckruf|_gsm_|contact num|\
         contact no_|_dial|calling code|area code|vorwahl|indicatif|prefijo|prefiss|landnummer|_ddi_|_ph_",
    ),
    (
        None,
        "confirm|conferm|repeat|re type|re enter|verif|_again_|wiederhol|bestatig|repet|ripeti|herhaal|bevestig|birth|geburt|\
         naiss|nacim|nascim|nascit|geboor|gender|coupon|promo code|middle|_mname|maiden|_nick|user name|display name|sign in|\
         last four|last 4|salut|anrede|civil|tratam|aanhef|prefix_|suffix|_vat|tax id|tax n|_siret|_siren|steuer|_iva_|fiscal|\
         _nif_|_cif_|cnpj|_cpf_|_kvk|_btw|registration n|registern|language|sprach|idioma|_lingua|langue_|exten|_ext_",
    ),
    (
        Some(Field::Name),
        "full name|first and last|first last|first name last|name surname|name and sur|vor und|name vorname|vorname na|\
         nom et|et nom|nom prenom|prenom nom|nom complet|nombre y|nombre ap|completo|nome e|nome co|nome so|voor en|\
         volledig|mauticform f name",
    ),
    (
        Some(Field::FirstName),
        "first name|_fname|given name|_fore name|_first|_vorname|prenom|de pila|primeiro n|primer n|voornaam|_f name_|\
         _nombres_|_given_",
    ),
    (
        Some(Field::LastName),
        "last name|_lname|sur name|family n|_family_|_last_|nachname|familien|famille|apellid|sobrenom|apelido|cognome|achternaam|_l name_",
    ),
    (
        Some(Field::Message),
        "message|comment|tell us|anything else|how can we|how may we|nachricht|mitteilung|anliegen|bemerk|anmerk|kommentar|\
         mensaje|mensag|messagg|bericht|opmerking|toelicht|_msg_",
    ),
    (
        Some(Field::Employees),
        "size_|employee|d employ|num emp|_staff_|head count|mitarb|hmensgr|firmengr|beschaft|effectif|salarie|collab|colab|taille|\
         emplead|tamano|funcionarios|tamanho|dipend|dimension|addett|medew|werknem|grootte|how many people|how big",
    ),
    (
        Some(Field::Industry),
        "industr|sector|secteur|branche|_setor|settore|vertical|type of bus|business type|line of bus|d activi|_ramo_|bedrijfstak",
    ),
    (
        Some(Field::JobTitle),
        "job|title_|_role_|_rolle|intitul|position|funktion|fonction|_poste_|_cargo|_puesto|_ruolo|_rol_|functi|beruf|profes|occupa|\
         designation|funcao|qualific|posizion|mansion|seniority|jobtitel",
    ),
    (Some(Field::Website), "web site|your site|_web_|_webs|_url|url_|home page|domain|site internet|_sito_|_sitio_"),
    (Some(Field::Budget), "budget|presupuest|orcament|_spend"),
    (
        Some(Field::Timeline),
        "time line|time frame|time scale|when do|when are|when would|start date|how soon|zeitr|zeitp|zeith|_wann_|startt|echeance|_delai|\
         quand_|_plazo|cuando|_prazo|quando|tempi|wanneer|termijn|tijdlijn",
    ),
    (Some(Field::Country), "country|_land_|_pays_|_pais_|_paese|_nation_|_nazion|countries"),
    (
        Some(Field::Region),
        "_state_|province|provinc|_region|_regiao|_regio_|bundesland|_kanton|canton_|_estado_|county|_uf_|comunidad",
    ),
    (
        Some(Field::City),
        "_city|city_|_town|_stadt|wohnort|_ort_|_ville_|ciudad|locali|cidade|citta_|_comune|plaats|gemeente|municip|suburb|poblac",
    ),
    (
        None,
        "address|adres|direcc|endere|indiriz|street|strass|_rue_|_calle_|_rua_|straat|apartm|_suite_|hausn|revenue|_income|salary|umsatz|\
         d affaires|company type|type of comp|_date|datum|fecha|time zone|abteil|depart|event name|project name|form name|_file",
    ),
    (
        Some(Field::Company),
        "company|_firm|unternehm|organis|organiz|entrepris|societe|empresa|compan|aziend|_societa_|sociale|razon social|bedrijf|\
         employer|arbeitg|business|account name|institu|einrichtung|_org_|agency|etabliss|school|universit|work place|you work|shop name|store name|practice|betrieb|impresa|werkgever",
    ),
    (
        Some(Field::Message),
        "question|inquir|enquir|_note|descri|detail|your proj|frage|besoin|consulta|duvida|richiesta|vraag|looking for|help you",
    ),
    (
        Some(Field::Interest),
        "interes|_produ|prodott|topic|subject|solution|service|inquir|enquir|reason|betreff|thema|anfrage|objet_|sujet|motif|motiv|\
         asunto|assunto|_tema_|oggetto|argoment|onderwerp|dienst|leistung|looking for|use case|demande|help you|help with",
    ),
    (Some(Field::Name), BARE_NAME),
]);

/// What says no more than "name"; the last line to be tried.
pub(crate) const BARE_NAME: &str = "_name_|_naam_|_nom_|_nombre_|_nome_|nominativ|ansprechp|contact pers|kontaktpers|your name|\
contact name|customer name|_author_";

/// What the options of a select give away, whatever it is called.
pub(crate) const SURE_OPTIONS: Lines = packed!(&[
    (None, "_mr_|_mrs_|_herr_|_frau_|_dhr_|monsieur|_sig_|_dott|_female|_sra_"),
    (Some(Field::Country), "afghan|afgan|albani|united states|deutschland|allemagne|argentin|austral|_belgi"),
    (Some(Field::Region), "alabama|alberta|baden w|new south w|andaluc|_alava_|agrigento|_acre_"),
]);

/// What the options say where nothing else does.
pub(crate) const OPTIONS: Lines = packed!(&[
    (
        Some(Field::Timeline),
        "immediat|inmediat|_asap|as soon|within|months|this month|next month|1 month|quarter|sofort|monat|_mois|_mes_|_meses|_mesi|maand|week",
    ),
    (
        Some(Field::Employees),
        "_1 10_|_11 50_|_51 200_|_1 9_|_1 50_|_1 5_|_2 10_|_1 20_|_1 25_|_1 49_|_1 100_|_10 49_|_201 500_|_just me|employees|mitarb",
    ),
    (Some(Field::Channel), "mail phone|phone e mail|mail tel|telefo. e mail|mail call"),
    (Some(Field::HeardFrom), "google|social media|search eng|word of m|suchmasch|empfehl|bouche|recomend|passapar"),
    (Some(Field::JobTitle), "_ceo_|_cto_|c level|vice pres|_manager|director|_vp_|geschaftsf|executive"),
    (Some(Field::Industry), "health|manufact|retail|financ|education|gesundh|automot|agricult|bildung"),
]);

/// A text as words are looked for in it: folded, a blank between words and at both ends. A
/// number is a word of its own, and so is what a programmer wrote with a capital (`jobTitle`).
pub(crate) struct Wording {
    text: String,
    pairs: u64,
}

impl Wording {
    pub fn of(text: &str) -> Wording {
        // Folding makes one blank of many.
        let mut apart = String::with_capacity(text.len() * 2);
        let mut before = ' ';
        for c in text.chars() {
            let is_edge =
                before.is_ascii_lowercase() && c.is_ascii_uppercase() || before.is_ascii_digit() != c.is_ascii_digit();
            if is_edge || !is_word(c) || c == '+' {
                apart.push(' ');
            }
            if is_word(c) && c != '+' {
                apart.push(c);
            }
            before = c;
        }
        let mut text = String::from(" ");
        fold_into(&mut text, &apart);
        text.push(' ');
        let pairs = text.as_bytes().windows(2).fold(0, |pairs, pair| pairs | bit(pair));
        Wording { text, pairs }
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.text.bytes().filter(|byte| *byte == b' ').count().saturating_sub(1)
    }

    /// The first word of a list that is found.
    pub fn find(&self, words: &'static [u8]) -> Option<&'static str> {
        // Most inputs have no placeholder, no options and no tokens.
        if self.text == "  " {
            return None;
        }
        // Bytes are split several times faster than characters.
        let word = words.split(|byte| *byte == b'|').find(|word| self.has(word))?;
        core::str::from_utf8(word).ok()
    }

    fn has(&self, word: &[u8]) -> bool {
        // Most words are passed over at one look: their first two letters stand nowhere.
        let is_near =
            word.get(..2).is_none_or(|pair| matches!(pair, [b' ', _] | [_, b' ']) || self.pairs & bit(pair) != 0);
        is_near && (0..self.text.len()).any(|at| begins(self.text.as_bytes().get(at..).unwrap_or_default(), word))
    }
}

/// One of 64 marks for two letters.
fn bit(pair: &[u8]) -> u64 {
    // `_` is the blank it stands for.
    let letter = |at: usize| pair.get(at).map_or(0, |byte| if *byte == b'_' { b' ' } else { *byte });
    1 << ((letter(0) ^ letter(1).wrapping_mul(5)) & 63)
}

fn begins(mut text: &[u8], word: &[u8]) -> bool {
    word.iter().all(|wanted| {
        let is_blank = text.first() == Some(&b' ');
        let matches = match wanted {
            b'_' => is_blank,
            b' ' if !is_blank => return true,
            b'.' => !is_blank,
            wanted => text.first() == Some(wanted),
        };
        text = text.get(1..).unwrap_or_default();
        matches
    })
}
