//! Germany, Spain, France, the United Kingdom, the Netherlands.

use super::List;
use super::places::{country, region, region_without};
use super::rule::{MON, Rule, WED, before, easter, nth, on};

pub(super) static ALL: &[&[List]] = &[&[DE, ES, FR, GB, NL], &GERMANY, &SPAIN, &FRANCE, &UNITED_KINGDOM, &NETHERLANDS];

static DE_LIST: List = DE;
const DE: List = country(
    "de",
    &[
        on("Neujahr", 1, 1),
        easter("Karfreitag", -2),
        easter("Ostermontag", 1),
        on("Tag der Arbeit", 5, 1),
        easter("Christi Himmelfahrt", 39),
        easter("Pfingstmontag", 50),
        on("Tag der Deutschen Einheit", 10, 3),
        on("500 Jahre Reformation", 10, 31).only(2017),
        on("1. Weihnachtstag", 12, 25),
        on("2. Weihnachtstag", 12, 26),
    ],
);

const KINGS: Rule = on("Heilige Drei Könige", 1, 6);
const CORPUS: Rule = easter("Fronleichnam", 60);
const SAINTS: Rule = on("Allerheiligen", 11, 1);
const REFORMATION: Rule = on("Reformationstag", 10, 31);

static GERMANY: [List; 16] = [
    region("de-bb", &DE_LIST, &[easter("Ostersonntag", 0), easter("Pfingstsonntag", 49), REFORMATION]),
    region(
        "de-be",
        &DE_LIST,
        &[
            on("Internationaler Frauentag", 3, 8).since(2019),
            on("Tag der Befreiung", 5, 8).only(2020),
            on("Tag der Befreiung", 5, 8).only(2025),
        ],
    ),
    region("de-bw", &DE_LIST, &[KINGS, CORPUS, SAINTS]),
    region("de-by", &DE_LIST, &[KINGS, CORPUS, SAINTS]),
    region("de-hb", &DE_LIST, &[REFORMATION.since(2018)]),
    region("de-he", &DE_LIST, &[CORPUS]),
    region("de-hh", &DE_LIST, &[REFORMATION.since(2018)]),
    region("de-mv", &DE_LIST, &[on("Internationaler Frauentag", 3, 8).since(2023), REFORMATION]),
    region("de-ni", &DE_LIST, &[REFORMATION.since(2018)]),
    region("de-nw", &DE_LIST, &[CORPUS, SAINTS]),
    region("de-rp", &DE_LIST, &[CORPUS, SAINTS]),
    region("de-sh", &DE_LIST, &[REFORMATION.since(2018)]),
    region("de-sl", &DE_LIST, &[CORPUS, on("Mariä Himmelfahrt", 8, 15), SAINTS]),
    region("de-sn", &DE_LIST, &[REFORMATION, before("Buß- und Bettag", 11, 23, WED)]),
    region("de-st", &DE_LIST, &[KINGS, REFORMATION]),
    region("de-th", &DE_LIST, &[on("Weltkindertag", 9, 20).since(2019), REFORMATION]),
];

static ES_LIST: List = ES;
const ES: List = country(
    "es",
    &[
        on("Año Nuevo", 1, 1),
        on("Epifanía del Señor", 1, 6),
        easter("Viernes Santo", -2),
        on("Fiesta del Trabajo", 5, 1),
        on("Asunción de la Virgen", 8, 15),
        on("Fiesta Nacional", 10, 12),
        on("Todos los Santos", 11, 1),
        on("Día de la Constitución", 12, 6),
        on("Inmaculada Concepción", 12, 8),
        on("Natividad del Señor", 12, 25),
    ],
);

const MAUNDY: Rule = easter("Jueves Santo", -3);
const EASTER_MONDAY: Rule = easter("Lunes de Pascua", 1);
const JOSEPH: Rule = on("San José", 3, 19);

static SPAIN: [List; 19] = [
    region("es-an", &ES_LIST, &[on("Día de Andalucía", 2, 28), MAUNDY]),
    region("es-ar", &ES_LIST, &[MAUNDY, on("Día de Aragón", 4, 23)]),
    region("es-as", &ES_LIST, &[MAUNDY, on("Día de Asturias", 9, 8)]),
    region(
        "es-cb",
        &ES_LIST,
        &[
            MAUNDY,
            on("Día de las Instituciones", 7, 28).until(2023),
            on("Día de las Instituciones", 6, 28).since(2024),
            on("La Bien Aparecida", 9, 15),
        ],
    ),
    region("es-ce", &ES_LIST, &[MAUNDY, on("Nuestra Señora de África", 8, 5), on("Día de Ceuta", 9, 2)]),
    region("es-cl", &ES_LIST, &[MAUNDY, on("Día de Castilla y León", 4, 23)]),
    region("es-cm", &ES_LIST, &[MAUNDY, on("Día de Castilla-La Mancha", 5, 31), easter("Corpus Christi", 60)]),
    region("es-cn", &ES_LIST, &[MAUNDY, on("Día de Canarias", 5, 30)]),
    region("es-ct", &ES_LIST, &[EASTER_MONDAY, on("Sant Joan", 6, 24), on("Diada", 9, 11), on("Sant Esteve", 12, 26)]),
    region("es-ex", &ES_LIST, &[MAUNDY, on("Día de Extremadura", 9, 8)]),
    region(
        "es-ga",
        &ES_LIST,
        &[JOSEPH, MAUNDY, on("Día das Letras Galegas", 5, 17), on("Día Nacional de Galicia", 7, 25)],
    ),
    region("es-ib", &ES_LIST, &[on("Dia de les Illes Balears", 3, 1), MAUNDY, EASTER_MONDAY]),
    region("es-mc", &ES_LIST, &[JOSEPH, MAUNDY]),
    region("es-md", &ES_LIST, &[MAUNDY, on("Día de la Comunidad de Madrid", 5, 2).moved(0, 1)]),
    region("es-ml", &ES_LIST, &[MAUNDY]),
    region("es-nc", &ES_LIST, &[JOSEPH, MAUNDY, EASTER_MONDAY]),
    region("es-pv", &ES_LIST, &[JOSEPH, MAUNDY, EASTER_MONDAY, on("Santiago Apóstol", 7, 25)]),
    region("es-ri", &ES_LIST, &[MAUNDY, EASTER_MONDAY, on("Día de La Rioja", 6, 9)]),
    region("es-vc", &ES_LIST, &[JOSEPH, EASTER_MONDAY, on("San Juan", 6, 24)]),
];

static FR_LIST: List = FR;
const FR: List = country(
    "fr",
    &[
        on("Jour de l’an", 1, 1),
        easter("Lundi de Pâques", 1),
        on("Fête du Travail", 5, 1),
        on("Victoire de 1945", 5, 8),
        easter("Ascension", 39),
        easter("Lundi de Pentecôte", 50),
        on("Fête nationale", 7, 14),
        on("Assomption", 8, 15),
        on("Toussaint", 11, 1),
        on("Armistice", 11, 11),
        on("Noël", 12, 25),
    ],
);

static FRANCE: [List; 8] = [
    region("fr-bl", &FR_LIST, &[on("Abolition de l’esclavage", 10, 9)]),
    region("fr-gf", &FR_LIST, &[on("Abolition de l’esclavage", 6, 10)]),
    region("fr-gp", &FR_LIST, &[easter("Vendredi saint", -2), on("Abolition de l’esclavage", 5, 27)]),
    region("fr-mf", &FR_LIST, &[on("Abolition de l’esclavage", 5, 27)]),
    region("fr-mq", &FR_LIST, &[easter("Vendredi saint", -2), on("Abolition de l’esclavage", 5, 22)]),
    region("fr-re", &FR_LIST, &[on("Abolition de l’esclavage", 12, 20)]),
    region("fr-yt", &FR_LIST, &[on("Abolition de l’esclavage", 4, 27)]),
    // Alsace and Moselle.
    region("fr-am", &FR_LIST, &[easter("Vendredi saint", -2), on("Saint-Étienne", 12, 26)]),
];

static GB_LIST: List = GB;
/// What all four nations have, with the days that were proclaimed once.
const GB: List = country(
    "gb",
    &[
        on("New Year’s Day", 1, 1).and_moved(2, 1),
        easter("Good Friday", -2),
        easter("Easter Monday", 1),
        nth("Early May bank holiday", 5, 1, MON).until(2019),
        on("VE Day", 5, 8).only(2020),
        nth("Early May bank holiday", 5, 1, MON).since(2021),
        before("Spring bank holiday", 6, 1, MON).until(2001),
        on("Golden Jubilee", 6, 3).only(2002),
        on("Spring bank holiday", 6, 4).only(2002),
        before("Spring bank holiday", 6, 1, MON).since(2003).until(2011),
        on("Royal wedding", 4, 29).only(2011),
        on("Spring bank holiday", 6, 4).only(2012),
        on("Diamond Jubilee", 6, 5).only(2012),
        before("Spring bank holiday", 6, 1, MON).since(2013).until(2021),
        on("Spring bank holiday", 6, 2).only(2022),
        on("Platinum Jubilee", 6, 3).only(2022),
        on("State funeral", 9, 19).only(2022),
        on("Coronation", 5, 8).only(2023),
        before("Spring bank holiday", 6, 1, MON).since(2023),
        on("Christmas Day", 12, 25).and_moved(2, 2),
        on("Boxing Day", 12, 26).and_moved(2, 2),
    ],
);

const SUMMER: Rule = before("Summer bank holiday", 9, 1, MON);

static UNITED_KINGDOM: [List; 5] = [
    region("gb-ald", &GB_LIST, &[on("Homecoming Day", 12, 15)]),
    region("gb-eng", &GB_LIST, &[SUMMER]),
    region(
        "gb-nir",
        &GB_LIST,
        &[on("St Patrick’s Day", 3, 17).and_moved(2, 1), on("Battle of the Boyne", 7, 12).and_moved(2, 1), SUMMER],
    ),
    region_without(
        "gb-sct",
        &GB_LIST,
        &["New Year’s Day", "Easter Monday"],
        &[
            // The two days make room for each other.
            on("New Year’s Day", 1, 1).and_moved(2, 2),
            on("2nd January", 1, 2).and_moved(2, 2),
            nth("Summer bank holiday", 8, 1, MON),
            on("St Andrew’s Day", 11, 30).and_moved(2, 1).since(2007),
        ],
    ),
    region("gb-wls", &GB_LIST, &[SUMMER]),
];

static NL_LIST: List = NL;
const NL: List = country(
    "nl",
    &[
        on("Nieuwjaarsdag", 1, 1),
        easter("Eerste paasdag", 0),
        easter("Tweede paasdag", 1),
        on("Koninginnedag", 4, 30).moved(0, -1).until(2013),
        on("Koningsdag", 4, 27).moved(0, -1).since(2014),
        easter("Hemelvaartsdag", 39),
        easter("Eerste pinksterdag", 49),
        easter("Tweede pinksterdag", 50),
        on("Eerste kerstdag", 12, 25),
        on("Tweede kerstdag", 12, 26),
    ],
);

static NETHERLANDS: [List; 3] =
    [region("nl-gr", &NL_LIST, &[]), region("nl-nh", &NL_LIST, &[]), region("nl-zh", &NL_LIST, &[])];
