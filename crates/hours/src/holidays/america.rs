//! The United States, Canada, Brazil.

use super::List;
use super::places::{country, region, region_without};
use super::rule::{FRI, MON, Rule, SUN, THU, TUE, after_nth, before, easter, from, nth, on};

pub(super) static ALL: &[&[List]] = &[&[US, CA, BR], &UNITED_STATES, &CANADA, &BRAZIL];

static US_LIST: List = US;
/// The federal holidays. One on a Saturday is kept on Friday, too, one on a Sunday on Monday (5 U.S.C. 6103).
const US: List = country(
    "us",
    &[
        on("New Year’s Day", 1, 1).and_moved(-1, 1),
        nth("Martin Luther King Jr. Day", 1, 3, MON),
        nth("Washington’s Birthday", 2, 3, MON),
        before("Memorial Day", 6, 1, MON),
        on("Juneteenth", 6, 19).and_moved(-1, 1).since(2021),
        on("Independence Day", 7, 4).and_moved(-1, 1),
        nth("Labor Day", 9, 1, MON),
        nth("Columbus Day", 10, 2, MON),
        on("Veterans Day", 11, 11).and_moved(-1, 1),
        nth("Thanksgiving Day", 11, 4, THU),
        on("Christmas Day", 12, 25).and_moved(-1, 1),
    ],
);

const LINCOLN: Rule = on("Lincoln’s Birthday", 2, 12);
const GOOD_FRIDAY: Rule = easter("Good Friday", -2);
const PATRIOTS: Rule = nth("Patriots’ Day", 4, 3, MON);
const ELECTION: Rule = after_nth("Election Day", 11, 1, MON, 1);
const AFTER_THANKSGIVING: Rule = after_nth("Day after Thanksgiving", 11, 4, THU, 1);

static UNITED_STATES: [List; 51] = [
    region("us-ak", &US_LIST, &[before("Seward’s Day", 4, 1, MON), on("Alaska Day", 10, 18).and_moved(-1, 1)]),
    region(
        "us-al",
        &US_LIST,
        &[nth("Confederate Memorial Day", 4, 4, MON), nth("Jefferson Davis’ Birthday", 6, 1, MON)],
    ),
    region("us-ar", &US_LIST, &[on("Christmas Eve", 12, 24)]),
    region("us-az", &US_LIST, &[]),
    region_without(
        "us-ca",
        &US_LIST,
        &["Columbus Day"],
        &[on("Cesar Chavez Day", 3, 31).and_moved(0, 1), AFTER_THANKSGIVING],
    ),
    region_without("us-co", &US_LIST, &["Columbus Day"], &[nth("Frances Xavier Cabrini Day", 10, 1, MON).since(2020)]),
    region("us-ct", &US_LIST, &[LINCOLN, GOOD_FRIDAY]),
    region("us-dc", &US_LIST, &[on("Emancipation Day", 4, 16).moved(-1, 1).since(2005)]),
    region_without("us-de", &US_LIST, &["Washington’s Birthday", "Columbus Day"], &[GOOD_FRIDAY, AFTER_THANKSGIVING]),
    region_without(
        "us-fl",
        &US_LIST,
        &["Washington’s Birthday", "Columbus Day"],
        &[on("Susan B. Anthony Day", 2, 15), AFTER_THANKSGIVING],
    ),
    region_without(
        "us-ga",
        &US_LIST,
        &["Washington’s Birthday"],
        &[before("State Holiday", 5, 1, MON), AFTER_THANKSGIVING, on("Washington’s Birthday, observed", 12, 24)],
    ),
    region_without(
        "us-hi",
        &US_LIST,
        &["Columbus Day"],
        &[
            on("Prince Kuhio Day", 3, 26).and_moved(-1, 1),
            GOOD_FRIDAY,
            on("King Kamehameha Day", 6, 11).and_moved(-1, 1),
            nth("Statehood Day", 8, 3, FRI),
        ],
    ),
    region("us-ia", &US_LIST, &[LINCOLN]),
    region("us-id", &US_LIST, &[]),
    region("us-il", &US_LIST, &[LINCOLN, nth("Casimir Pulaski Day", 3, 1, MON), on("Malcolm X Day", 5, 19)]),
    region(
        "us-in",
        &US_LIST,
        &[GOOD_FRIDAY, after_nth("Primary Election Day", 5, 1, MON, 1), ELECTION, AFTER_THANKSGIVING],
    ),
    region_without("us-ks", &US_LIST, &["Washington’s Birthday"], &[]),
    region_without(
        "us-ky",
        &US_LIST,
        &["Washington’s Birthday"],
        &[on("Christmas Eve", 12, 24), on("New Year’s Eve", 12, 31)],
    ),
    region("us-la", &US_LIST, &[easter("Mardi Gras", -47), GOOD_FRIDAY]),
    region("us-ma", &US_LIST, &[on("Evacuation Day", 3, 17), PATRIOTS, on("Bunker Hill Day", 6, 17)]),
    region("us-md", &US_LIST, &[AFTER_THANKSGIVING]),
    region("us-me", &US_LIST, &[PATRIOTS]),
    region("us-mi", &US_LIST, &[on("Christmas Eve", 12, 24), on("New Year’s Eve", 12, 31)]),
    region("us-mn", &US_LIST, &[]),
    region("us-mo", &US_LIST, &[LINCOLN, on("Truman Day", 5, 8)]),
    region("us-ms", &US_LIST, &[before("Confederate Memorial Day", 5, 1, MON)]),
    region("us-mt", &US_LIST, &[ELECTION, on("Christmas Eve", 12, 24), on("New Year’s Eve", 12, 31)]),
    region_without(
        "us-nc",
        &US_LIST,
        &["Washington’s Birthday", "Columbus Day"],
        &[GOOD_FRIDAY, AFTER_THANKSGIVING, on("Christmas Eve", 12, 24).and_moved(-1, -2)],
    ),
    region("us-nd", &US_LIST, &[]),
    region("us-ne", &US_LIST, &[before("Arbor Day", 5, 1, FRI)]),
    region_without("us-nh", &US_LIST, &["Columbus Day"], &[AFTER_THANKSGIVING]),
    region("us-nj", &US_LIST, &[LINCOLN, GOOD_FRIDAY, ELECTION]),
    region("us-nm", &US_LIST, &[AFTER_THANKSGIVING]),
    region_without("us-nv", &US_LIST, &["Columbus Day"], &[before("Nevada Day", 11, 1, FRI), AFTER_THANKSGIVING]),
    region("us-ny", &US_LIST, &[LINCOLN, on("Susan B. Anthony Day", 2, 15), ELECTION]),
    region("us-oh", &US_LIST, &[]),
    region("us-ok", &US_LIST, &[AFTER_THANKSGIVING]),
    region("us-or", &US_LIST, &[]),
    region("us-pa", &US_LIST, &[on("Flag Day", 6, 14)]),
    region("us-ri", &US_LIST, &[nth("Victory Day", 8, 2, MON)]),
    region("us-sc", &US_LIST, &[on("Confederate Memorial Day", 5, 10), on("Day after Christmas", 12, 26)]),
    region("us-sd", &US_LIST, &[]),
    region("us-tn", &US_LIST, &[GOOD_FRIDAY, on("Christmas Eve", 12, 24)]),
    region("us-tx", &US_LIST, &[AFTER_THANKSGIVING, on("Christmas Eve", 12, 24), on("Day after Christmas", 12, 26)]),
    region("us-ut", &US_LIST, &[on("Pioneer Day", 7, 24)]),
    region("us-va", &US_LIST, &[]),
    region("us-vt", &US_LIST, &[nth("Town Meeting Day", 3, 1, TUE), nth("Bennington Battle Day", 8, 3, MON)]),
    region("us-wa", &US_LIST, &[]),
    region("us-wi", &US_LIST, &[on("Susan B. Anthony Day", 2, 15), nth("Primary Election Day", 9, 2, TUE), ELECTION]),
    region(
        "us-wv",
        &US_LIST,
        &[on("Susan B. Anthony Day", 2, 15), on("West Virginia Day", 6, 20), nth("Lincoln’s Day", 11, 4, FRI)],
    ),
    region("us-wy", &US_LIST, &[]),
];

static CA_LIST: List = CA;
const CA: List = country(
    "ca",
    &[
        on("New Year’s Day", 1, 1),
        easter("Good Friday", -2),
        // Holidays Act, R.S.C. 1985, c. H-5: the 2nd where the 1st is a Sunday.
        on("Canada Day", 7, 1).and_moved(0, 1),
        nth("Labour Day", 9, 1, MON),
        on("Christmas Day", 12, 25),
    ],
);

const FAMILY: Rule = nth("Family Day", 2, 3, MON);
const VICTORIA: Rule = before("Victoria Day", 5, 25, MON);
const INDIGENOUS: Rule = on("National Indigenous Peoples Day", 6, 21);
const CIVIC: Rule = nth("Civic Holiday", 8, 1, MON);
const TRUTH: Rule = on("Day for Truth and Reconciliation", 9, 30);
const THANKSGIVING: Rule = nth("Thanksgiving", 10, 2, MON);
const REMEMBRANCE: Rule = on("Remembrance Day", 11, 11);

static CANADA: [List; 13] = [
    region("ca-ab", &CA_LIST, &[FAMILY, VICTORIA, THANKSGIVING, REMEMBRANCE]),
    region(
        "ca-bc",
        &CA_LIST,
        &[
            nth("Family Day", 2, 2, MON).since(2013).until(2018),
            nth("Family Day", 2, 3, MON).since(2019),
            VICTORIA,
            CIVIC,
            TRUTH.since(2023),
            THANKSGIVING,
            REMEMBRANCE,
        ],
    ),
    region(
        "ca-mb",
        &CA_LIST,
        &[nth("Louis Riel Day", 2, 3, MON).since(2008), VICTORIA, TRUTH.since(2024), THANKSGIVING],
    ),
    region("ca-nb", &CA_LIST, &[FAMILY.since(2018), CIVIC, TRUTH.since(2021), REMEMBRANCE]),
    region("ca-nl", &CA_LIST, &[REMEMBRANCE]),
    region("ca-ns", &CA_LIST, &[nth("Heritage Day", 2, 3, MON).since(2015), REMEMBRANCE]),
    region(
        "ca-nt",
        &CA_LIST,
        &[
            easter("Easter Monday", 1),
            VICTORIA,
            INDIGENOUS.since(2001),
            CIVIC,
            TRUTH.since(2022),
            THANKSGIVING,
            REMEMBRANCE,
            on("Boxing Day", 12, 26),
        ],
    ),
    region("ca-nu", &CA_LIST, &[VICTORIA, CIVIC, TRUTH.since(2022), THANKSGIVING, REMEMBRANCE]),
    region(
        "ca-on",
        &CA_LIST,
        &[FAMILY.since(2008), easter("Easter Monday", 1), VICTORIA, THANKSGIVING, on("Boxing Day", 12, 26)],
    ),
    region(
        "ca-pe",
        &CA_LIST,
        &[
            nth("Islander Day", 2, 3, MON).since(2009),
            nth("Gold Cup Parade Day", 8, 3, FRI),
            TRUTH.since(2022),
            REMEMBRANCE,
        ],
    ),
    region("ca-qc", &CA_LIST, &[VICTORIA, on("Fête nationale", 6, 24), THANKSGIVING]),
    region("ca-sk", &CA_LIST, &[FAMILY.since(2007), VICTORIA, CIVIC, THANKSGIVING, REMEMBRANCE]),
    region(
        "ca-yt",
        &CA_LIST,
        &[
            easter("Easter Monday", 1),
            VICTORIA,
            INDIGENOUS.since(2017),
            nth("Discovery Day", 8, 3, MON),
            TRUTH.since(2023),
            THANKSGIVING,
            REMEMBRANCE,
        ],
    ),
];

static BR_LIST: List = BR;
const BR: List = country(
    "br",
    &[
        on("Confraternização Universal", 1, 1),
        easter("Paixão de Cristo", -2),
        on("Tiradentes", 4, 21),
        on("Dia do Trabalho", 5, 1),
        on("Independência do Brasil", 9, 7),
        on("Nossa Senhora Aparecida", 10, 12),
        on("Finados", 11, 2),
        on("Proclamação da República", 11, 15),
        // Lei 14.759 of 2023.
        on("Dia da Consciência Negra", 11, 20).since(2024),
        on("Natal", 12, 25),
    ],
);

/// The day, or the first Sunday after it.
const fn sunday_from(name: &'static str, month: i64, day: i64) -> Rule {
    from(name, month, day, SUN)
}

static BRAZIL: [List; 27] = [
    region(
        "br-ac",
        &BR_LIST,
        &[
            on("Dia do Evangélico", 1, 12),
            on("Dia da Mulher", 3, 8),
            on("Aniversário do Estado", 6, 15),
            on("Dia da Amazônia", 9, 5),
        ],
    ),
    region("br-al", &BR_LIST, &[on("São João", 6, 24), on("São Pedro", 6, 29), on("Emancipação Política", 9, 16)]),
    region("br-am", &BR_LIST, &[on("Elevação a Província", 9, 5)]),
    region("br-ap", &BR_LIST, &[on("São José", 3, 19), on("Criação do Território", 9, 13)]),
    region("br-ba", &BR_LIST, &[on("Independência da Bahia", 7, 2)]),
    region("br-ce", &BR_LIST, &[on("Data Magna", 3, 25)]),
    region("br-df", &BR_LIST, &[on("Dia do Evangélico", 11, 30)]),
    region("br-es", &BR_LIST, &[easter("Nossa Senhora da Penha", 8)]),
    region("br-go", &BR_LIST, &[on("Cidade de Goiás", 7, 26), on("Pedra Fundamental de Goiânia", 10, 24)]),
    region("br-ma", &BR_LIST, &[on("Adesão do Maranhão", 7, 28)]),
    region("br-mg", &BR_LIST, &[]),
    region("br-ms", &BR_LIST, &[on("Criação do Estado", 10, 11)]),
    region("br-mt", &BR_LIST, &[]),
    region("br-pa", &BR_LIST, &[on("Adesão do Pará", 8, 15)]),
    region("br-pb", &BR_LIST, &[on("Memória de João Pessoa", 7, 26), on("Nossa Senhora das Neves", 8, 5)]),
    region("br-pe", &BR_LIST, &[nth("Revolução Pernambucana", 3, 1, SUN)]),
    region("br-pi", &BR_LIST, &[on("Dia do Piauí", 10, 19)]),
    region("br-pr", &BR_LIST, &[on("Emancipação Política", 12, 19)]),
    region("br-rj", &BR_LIST, &[easter("Carnaval", -47), on("São Jorge", 4, 23)]),
    region("br-rn", &BR_LIST, &[on("Mártires de Cunhaú e Uruaçu", 10, 3)]),
    region("br-ro", &BR_LIST, &[on("Criação do Estado", 1, 4), on("Dia do Evangélico", 6, 18)]),
    region("br-rr", &BR_LIST, &[on("Criação do Estado", 10, 5)]),
    region("br-rs", &BR_LIST, &[on("Revolução Farroupilha", 9, 20)]),
    region(
        "br-sc",
        &BR_LIST,
        &[sunday_from("Dia de Santa Catarina", 8, 11), sunday_from("Santa Catarina de Alexandria", 11, 25)],
    ),
    region("br-se", &BR_LIST, &[on("Emancipação de Sergipe", 7, 8)]),
    region("br-sp", &BR_LIST, &[on("Revolução Constitucionalista", 7, 9)]),
    region(
        "br-to",
        &BR_LIST,
        &[on("Autonomia do Estado", 3, 18), on("Nossa Senhora da Natividade", 9, 8), on("Criação do Estado", 10, 5)],
    ),
];
