//! Every country, by its codes and its names.

use baton_scoring::{MARKETS, Tables, country, fold, market, phone, region};

/// ISO 3166-1: alpha-2 and alpha-3 of all countries. Source: the standard's list, 2024.
const CODES: &str = "adand aeare afafg agatg aiaia alalb amarm aoago aqata ararg asasm ataut auaus awabw axala azaze babih bbbrb \
    bdbgd bebel bfbfa bgbgr bhbhr bibdi bjben blblm bmbmu bnbrn bobol bqbes brbra bsbhs btbtn bvbvt bwbwa byblr \
    bzblz cacan cccck cdcod cfcaf cgcog chche ciciv ckcok clchl cmcmr cnchn cocol crcri cucub cvcpv cwcuw cxcxr \
    cycyp czcze dedeu djdji dkdnk dmdma dodom dzdza ececu eeest egegy ehesh ereri esesp eteth fifin fjfji fkflk \
    fmfsm fofro frfra gagab gbgbr gdgrd gegeo gfguf ggggy ghgha gigib glgrl gmgmb gngin gpglp gqgnq grgrc gssgs \
    gtgtm gugum gwgnb gyguy hkhkg hmhmd hnhnd hrhrv hthti huhun ididn ieirl ilisr imimn inind ioiot iqirq irirn \
    isisl itita jejey jmjam jojor jpjpn keken kgkgz khkhm kikir kmcom knkna kpprk krkor kwkwt kycym kzkaz lalao \
    lblbn lclca lilie lklka lrlbr lslso ltltu lulux lvlva lylby mamar mcmco mdmda memne mfmaf mgmdg mhmhl mkmkd \
    mlmli mmmmr mnmng momac mpmnp mqmtq mrmrt msmsr mtmlt mumus mvmdv mwmwi mxmex mymys mzmoz nanam ncncl nener \
    nfnfk ngnga ninic nlnld nonor npnpl nrnru nuniu nznzl omomn papan peper pfpyf pgpng phphl pkpak plpol pmspm \
    pnpcn prpri pspse ptprt pwplw pypry qaqat rereu rorou rssrb rurus rwrwa sasau sbslb scsyc sdsdn seswe sgsgp \
    shshn sisvn sjsjm sksvk slsle smsmr snsen sosom srsur ssssd ststp svslv sxsxm sysyr szswz tctca tdtcd tfatf \
    tgtgo ththa tjtjk tktkl tltls tmtkm tntun toton trtur tttto tvtuv twtwn tztza uaukr uguga umumi ususa uyury \
    uzuzb vavat vcvct veven vgvgb vivir vnvnm vuvut wfwlf wswsm yeyem ytmyt zazaf zmzmb zwzwe";

#[test]
fn all_countries_by_both_codes() {
    let full = baton_knowledge::full();
    let pairs: Vec<(&str, &str)> = CODES.split_whitespace().map(|pair| pair.split_at(2)).collect();
    assert_eq!(pairs.len(), 249);
    for (two, three) in pairs {
        assert_eq!(country(two, &full), Some(two));
        assert_eq!(country(three, &full), Some(two), "{three}");
        assert_eq!(country(two, &Tables::small()), Some(two), "two letters are known in both homes");
        assert!(MARKETS.contains(&market(two).unwrap()), "{two} has a market");
    }
}

#[test]
fn the_full_table_never_contradicts_the_small_one() {
    let (small, full) = (Tables::small(), baton_knowledge::full());
    for (name, code) in small.country_names.entries() {
        assert_eq!(country(name, &full), Some(code), "{name}");
        assert!(full.more_country_names.find(name.as_bytes()).is_none(), "{name} stands in both");
    }
    for (name, code) in full.more_country_names.entries() {
        assert_eq!(full.more_country_names.find(name.as_bytes()), Some(code), "{name}");
        assert_eq!(country(code, &full), Some(code), "{name}");
        assert!(country(name, &small).is_none_or(|known| known == code), "{name}");
    }
}

#[test]
fn names_in_many_languages() {
    let full = baton_knowledge::full();
    for (name, code) in [
        ("Burkina Faso", "bf"),
        ("Elfenbeinküste", "ci"),
        ("Côte d'Ivoire", "ci"),
        ("Ivory Coast", "ci"),
        ("Costa de Marfil", "ci"),
        ("Россия", "ru"),
        ("中国", "cn"),
        ("日本", "jp"),
        ("대한민국", "kr"),
        ("Україна", "ua"),
        ("Ελλάδα", "gr"),
        ("Ísland", "is"),
        ("Magyarország", "hu"),
        ("Nordmazedonien", "mk"),
        ("North Macedonia", "mk"),
        ("Democratic Republic of the Congo", "cd"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Republic of the Congo", "cg"),
        ("Cape Verde", "cv"),
        ("Swaziland", "sz"),
        ("Burma", "mm"),
        ("Tansania", "tz"),
        ("Bosnia and Herzegovina", "ba"),
        ("Trinidad & Tobago", "tt"),
        ("Guinée équatoriale", "gq"),
        ("Nouvelle-Calédonie", "nc"),
        ("Isle of Man", "im"),
        ("Puerto Rico", "pr"),
        ("Georgia", "ge"),
        ("Viet Nam", "vn"),
    ] {
        assert_eq!(country(&fold(name), &full), Some(code), "{name}");
    }
}

#[test]
fn regions_by_name_and_code() {
    let full = baton_knowledge::full();
    for (text, home, code) in [
        ("California", "us", "us-ca"),
        ("CA", "us", "us-ca"),
        ("Calif.", "us", "us-ca"),
        ("New York", "us", "us-ny"),
        ("Washington, D.C.", "us", "us-dc"),
        ("Georgia", "us", "us-ga"),
        ("Ontario", "ca", "ca-on"),
        ("Québec", "ca", "ca-qc"),
        ("BC", "ca", "ca-bc"),
        ("Bayern", "de", "de-by"),
        ("Bavaria", "de", "de-by"),
        ("NRW", "de", "de-nw"),
        ("Baden-Württemberg", "de", "de-bw"),
        ("by", "de", "de-by"),
        ("Wien", "at", "at-9"),
        ("9", "at", "at-9"),
        ("Niederösterreich", "at", "at-3"),
        ("Zürich", "ch", "ch-zh"),
        ("Genève", "ch", "ch-ge"),
        ("Scotland", "gb", "gb-sct"),
        ("England", "gb", "gb-eng"),
        ("Île-de-France", "fr", "fr-idf"),
        ("PACA", "fr", "fr-pac"),
        ("Cataluña", "es", "es-ct"),
        ("Catalonia", "es", "es-ct"),
        ("Madrid", "es", "es-md"),
        ("Lombardia", "it", "it-25"),
        ("São Paulo", "br", "br-sp"),
        ("SP", "br", "br-sp"),
        ("New South Wales", "au", "au-nsw"),
        ("NSW", "au", "au-nsw"),
        ("Jalisco", "mx", "mx-jal"),
        ("CDMX", "mx", "mx-cmx"),
        ("us-ca", "", "us-ca"),
        ("DE-BY", "", "de-by"),
        ("California", "", "us-ca"),
        ("Bavaria", "", "de-by"),
    ] {
        let home = Some(home).filter(|home| !home.is_empty());
        assert_eq!(region(&fold(text), home, &full), Some(code), "{text} {home:?}");
    }
    for (text, home) in
        [("California", Some("de")), ("us-ca", Some("de")), ("ca", None), ("Atlantis", None), ("", Some("us"))]
    {
        assert_eq!(region(&fold(text), home, &full), None, "{text} {home:?}");
    }
    let (codes, count) = (full.regions.entries(), full.regions.entries().count());
    assert!(count > 700);
    for (key, code) in codes {
        assert_eq!(region(key, None, &full), Some(code), "{key}");
        assert_eq!(region(code, None, &full), Some(code), "{code} is its own name");
    }
}

#[test]
fn every_country_can_be_called() {
    for pair in CODES.split_whitespace() {
        let (two, _) = pair.split_at(2);
        let called = phone("2125550123", Some(two)).unwrap_or_else(|| panic!("{two} has a calling code"));
        assert_eq!(phone(&called, None), Some(called.clone()), "{two}");
    }
}
