//! Australia, India, Japan.

use super::List;
use super::places::{country, region, region_without};
use super::rule::{FRI, MON, Rule, TUE, before, between, easter, equinox, from, nth, on};

pub(super) static ALL: &[&[List]] = &[&[AU, IN, JP], &AUSTRALIA, &INDIA];

static AU_LIST: List = AU;
const AU: List = country(
    "au",
    &[
        on("New Year’s Day", 1, 1).and_moved(2, 1),
        on("Australia Day", 1, 26).moved(2, 1),
        easter("Good Friday", -2),
        easter("Easter Saturday", -1),
        easter("Easter Sunday", 0),
        easter("Easter Monday", 1),
        on("Anzac Day", 4, 25),
        on("National Day of Mourning", 9, 22).only(2022),
        on("Christmas Day", 12, 25).and_moved(2, 2),
        on("Boxing Day", 12, 26).and_moved(2, 2),
    ],
);

const KING: Rule = nth("King’s Birthday", 6, 2, MON);
const LABOUR_OCTOBER: Rule = nth("Labour Day", 10, 1, MON);
const ANZAC_WEEKEND: Rule = on("Anzac Day", 4, 25).and_moved(2, 1);
const ANZAC_SUNDAY: Rule = on("Anzac Day", 4, 25).moved(0, 1);

static AUSTRALIA: [List; 8] = [
    region_without(
        "au-act",
        &AU_LIST,
        &["Anzac Day"],
        &[
            ANZAC_WEEKEND,
            nth("Canberra Day", 3, 2, MON),
            from("Reconciliation Day", 5, 27, MON).since(2018),
            KING,
            LABOUR_OCTOBER,
        ],
    ),
    region("au-nsw", &AU_LIST, &[KING, LABOUR_OCTOBER]),
    region_without(
        "au-nt",
        &AU_LIST,
        &["Anzac Day", "Christmas Day"],
        &[
            ANZAC_SUNDAY,
            nth("May Day", 5, 1, MON),
            KING,
            nth("Picnic Day", 8, 1, MON),
            on("Christmas Day", 12, 25).moved(2, 2),
        ],
    ),
    region_without(
        "au-qld",
        &AU_LIST,
        &["Anzac Day"],
        &[ANZAC_SUNDAY, nth("Labour Day", 5, 1, MON), nth("King’s Birthday", 10, 1, MON)],
    ),
    region_without(
        "au-sa",
        &AU_LIST,
        &["Christmas Day", "Boxing Day"],
        &[
            nth("Adelaide Cup Day", 3, 2, MON),
            KING,
            LABOUR_OCTOBER,
            on("Christmas Day", 12, 25).moved(2, 2),
            on("Proclamation Day", 12, 26).and_moved(2, 2),
        ],
    ),
    region_without(
        "au-tas",
        &AU_LIST,
        &["New Year’s Day", "Easter Saturday", "Easter Sunday", "Boxing Day"],
        &[
            on("New Year’s Day", 1, 1).moved(2, 1),
            nth("Eight Hours Day", 3, 2, MON),
            KING,
            on("Boxing Day", 12, 26).moved(2, 2),
        ],
    ),
    region(
        "au-vic",
        &AU_LIST,
        &[
            nth("Labour Day", 3, 2, MON),
            KING,
            before("Grand Final Friday", 10, 1, FRI).since(2015),
            nth("Melbourne Cup", 11, 1, TUE),
        ],
    ),
    region_without(
        "au-wa",
        &AU_LIST,
        &["Easter Saturday", "Anzac Day"],
        &[
            nth("Labour Day", 3, 1, MON),
            ANZAC_WEEKEND,
            nth("Western Australia Day", 6, 1, MON),
            before("King’s Birthday", 10, 1, MON),
        ],
    ),
];

static IN_LIST: List = IN;
/// Those with a date in the common calendar; the feasts of the moon are not among them.
const IN: List = country(
    "in",
    &[
        on("Republic Day", 1, 26),
        on("Ambedkar’s Birthday", 4, 14),
        easter("Good Friday", -2),
        on("Independence Day", 8, 15),
        on("Gandhi’s Birthday", 10, 2),
        on("Christmas Day", 12, 25),
    ],
);

static INDIA: [List; 35] = [
    region("in-an", &IN_LIST, &[]),
    region("in-ap", &IN_LIST, &[on("Formation Day", 11, 1)]),
    region("in-ar", &IN_LIST, &[on("New Year’s Day", 1, 1), on("State Day", 2, 20)]),
    region("in-as", &IN_LIST, &[on("Netaji’s Birthday", 1, 23), on("Labour Day", 5, 1)]),
    region("in-br", &IN_LIST, &[on("Bihar Day", 3, 22), on("Labour Day", 5, 1)]),
    region("in-ch", &IN_LIST, &[on("Guru Gobind Singh’s Birthday", 1, 5)]),
    region("in-ct", &IN_LIST, &[on("Formation Day", 11, 1), on("Guru Ghasidas’ Birthday", 12, 18)]),
    region("in-dd", &IN_LIST, &[on("Liberation Day", 12, 19)]),
    region("in-dl", &IN_LIST, &[]),
    region("in-dn", &IN_LIST, &[]),
    region("in-ga", &IN_LIST, &[on("Feast of St Francis Xavier", 12, 3), on("Liberation Day", 12, 19)]),
    region("in-gj", &IN_LIST, &[on("Gujarat Day", 5, 1), on("Sardar Patel’s Birthday", 10, 31)]),
    region("in-hp", &IN_LIST, &[on("Statehood Day", 1, 25), on("Himachal Day", 4, 15)]),
    region(
        "in-hr",
        &IN_LIST,
        &[
            on("Guru Gobind Singh’s Birthday", 1, 5),
            on("Udham Singh’s Martyrdom", 7, 31),
            on("Formation Day", 11, 1),
            on("Udham Singh’s Birthday", 12, 26),
        ],
    ),
    region("in-jk", &IN_LIST, &[on("Martyrs’ Day", 7, 13)]),
    region("in-ka", &IN_LIST, &[on("Liberation Day", 9, 17), on("Formation Day", 11, 1)]),
    region("in-kl", &IN_LIST, &[on("Labour Day", 5, 1), on("Formation Day", 11, 1)]),
    region("in-ld", &IN_LIST, &[]),
    region("in-mh", &IN_LIST, &[on("Maharashtra Day", 5, 1)]),
    region("in-ml", &IN_LIST, &[on("YMA Day", 6, 15), on("Martyrs’ Day", 7, 13), on("Seng Kut Snem", 11, 23)]),
    region("in-mn", &IN_LIST, &[on("Patriots’ Day", 8, 13)]),
    region("in-mp", &IN_LIST, &[]),
    region("in-mz", &IN_LIST, &[on("Remna Ni", 6, 30), on("MHIP Day", 7, 6)]),
    region("in-nl", &IN_LIST, &[on("Indigenous Faith Day", 12, 1)]),
    region("in-or", &IN_LIST, &[on("Odisha Day", 4, 1)]),
    region("in-pb", &IN_LIST, &[on("Martyrs’ Day", 3, 23)]),
    region("in-py", &IN_LIST, &[on("De Jure Transfer Day", 8, 16)]),
    region("in-rj", &IN_LIST, &[]),
    region("in-sk", &IN_LIST, &[on("State Day", 5, 16)]),
    region("in-tg", &IN_LIST, &[on("Formation Day", 6, 2).since(2014)]),
    region("in-tn", &IN_LIST, &[on("Labour Day", 5, 1)]),
    region("in-tr", &IN_LIST, &[]),
    region("in-up", &IN_LIST, &[]),
    region("in-ut", &IN_LIST, &[]),
    region(
        "in-wb",
        &IN_LIST,
        &[
            on("Vivekananda’s Birthday", 1, 12),
            on("Netaji’s Birthday", 1, 23),
            on("Bengali New Year", 4, 15),
            on("Labour Day", 5, 1),
            on("Tagore’s Birthday", 5, 8),
        ],
    ),
];

/// With the substitutes of the Act on National Holidays, article 3.
const JP: List = country(
    "jp",
    &[
        on("元日", 1, 1),
        nth("成人の日", 1, 2, MON),
        on("建国記念の日", 2, 11),
        on("天皇誕生日", 2, 23).since(2020),
        equinox("春分の日", 3),
        on("みどりの日", 4, 29).until(2006),
        on("昭和の日", 4, 29).since(2007),
        on("即位の日", 5, 1).only(2019),
        on("憲法記念日", 5, 3),
        on("みどりの日", 5, 4).since(2007),
        on("こどもの日", 5, 5),
        on("海の日", 7, 20).until(2002),
        nth("海の日", 7, 3, MON).since(2003).until(2019),
        on("海の日", 7, 23).only(2020),
        on("海の日", 7, 22).only(2021),
        nth("海の日", 7, 3, MON).since(2022),
        on("山の日", 8, 11).since(2016).until(2019),
        on("山の日", 8, 10).only(2020),
        on("山の日", 8, 8).only(2021),
        on("山の日", 8, 11).since(2022),
        on("敬老の日", 9, 15).until(2002),
        nth("敬老の日", 9, 3, MON).since(2003),
        equinox("秋分の日", 9),
        nth("体育の日", 10, 2, MON).until(2019),
        on("スポーツの日", 7, 24).only(2020),
        on("スポーツの日", 7, 23).only(2021),
        nth("スポーツの日", 10, 2, MON).since(2022),
        on("即位礼正殿の儀", 10, 22).only(2019),
        on("文化の日", 11, 3),
        on("勤労感謝の日", 11, 23),
        on("天皇誕生日", 12, 23).until(2018),
        between("休日"),
    ],
);
