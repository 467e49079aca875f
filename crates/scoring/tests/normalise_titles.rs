//! Job titles in five languages, read by the small table.

use baton_scoring::{Tables, fold, read_title};
use proptest::prelude::{any, prop_assert, proptest};

/// A title, its rank and its function (`-` for none).
const TITLES: &str = "
CEO | c_level | general
C.E.O. | c_level | general
CEO & Founder | c_level | general
co-founder & CTO | c_level | engineering
Chief Technology Officer | c_level | engineering
Chief Financial Officer | c_level | finance
Chief Revenue Officer (CRO) | c_level | sales
Chief Information Security Officer | c_level | security
Chief Executive | c_level | -
CMO | c_level | marketing
Founder | c_level | general
Co-Founder | c_level | general
Owner | c_level | general
Business Owner | c_level | general
Salon owner | c_level | general
Managing Director | c_level | general
Managing Director, Sales | c_level | sales
Managing Partner | c_level | general
Partner | c_level | general
Partner at Works & Sons | c_level | general
Senior Partner | c_level | general
President | c_level | general
President & COO | c_level | operations
Chairman of the Board | c_level | general
Director General | c_level | general
Geschäftsführer | c_level | general
Geschäftsführerin | c_level | general
Geschaeftsfuehrer | c_level | general
Geschäftsführer/in | c_level | general
geschäftsführender Gesellschafter | c_level | general
Mitglied der Geschäftsleitung | c_level | general
Inhaber | c_level | general
Inhaberin | c_level | general
Vorstand | c_level | general
Vorstandsvorsitzender | c_level | general
Gründerin | c_level | general
Directeur Général | c_level | general
Directrice Générale | c_level | general
Président | c_level | general
PDG | c_level | general
Gérante | c_level | general
Chef d'entreprise | c_level | general
Fondatrice | c_level | general
Director General | c_level | general
Directora General | c_level | general
Fundador | c_level | general
Socia fundadora | c_level | general
Propietaria | c_level | general
Dueño | c_level | general
Diretor Geral | c_level | general
Sócio-fundador | c_level | general
Proprietário | c_level | general
Presidente | c_level | general
VP Engineering | vp | engineering
VP of Sales | vp | sales
V.P. Marketing | vp | marketing
SVP | vp | -
Vice President | vp | -
Vice-President, Operations | vp | operations
Senior Vice President, Sales | vp | sales
Assistant Vice President | vp | -
Vice Presidente | vp | -
Vicepresidente de Ventas | vp | sales
Vice-présidente marketing | vp | marketing
Vizepräsident Vertrieb | vp | sales
VP, Office of the CEO | vp | general
Sr. Dir., RevOps | head | sales
Head of Growth | head | marketing
Head of Data | head | data
Head of R&D | head | engineering
Deputy head of finance | head | finance
Director of ML Platform | head | data
Director of Infrastructure | head | engineering
Executive Director | head | -
Associate Director, Legal | head | legal
Chief of Staff | head | -
Chief of Staff to the CEO | head | general
Chief Engineer | head | engineering
Chief Architect | head | engineering
General Manager | head | -
Gerente General | head | -
Principal | head | -
Head of Student Services | head | -
Head of Business Development | head | sales
Head of Machine Learning | head | data
Leiter IT | head | it
Leiterin Vertrieb | head | sales
Vertriebsleiterin | head | sales
Vertriebsleiter DACH | head | sales
Leitung Einkauf | head | operations
Bereichsleiter Personal | head | people
Abteilungsleiterin Finanzen | head | finance
Marketingleiter | head | marketing
Einkaufsleiterin | head | operations
Personalleiter | head | people
IT-Leiter | head | it
Entwicklungsleiter | head | engineering
Stellvertretende Leiterin Qualitätssicherung | head | operations
Direktorin Marketing | head | marketing
Vertriebsdirektor | head | sales
Directeur commercial | head | sales
Directrice marketing | head | marketing
Directeur des achats | head | operations
DRH | head | people
DSI | head | it
Director de Ventas | head | sales
Directora de Marketing | head | marketing
Diretora de Operações | head | operations
Diretor de Vendas | head | sales
Marketing Manager | manager | marketing
IT Manager | manager | it
Product Manager | manager | product
ML Engineering Manager | manager | data
Customer Success Manager | manager | support
Student Success Manager | manager | support
Partner Manager | manager | -
Channel Partner Manager | manager | sales
Assistant Manager | manager | -
ML Platform Lead | manager | data
Tech Lead | manager | engineering
Team Leader Support | manager | support
Community Lead | manager | -
Supervisor | manager | -
Head Chef | head | -
Teamleiter | manager | -
Teamleiterin Kundenservice | manager | support
Projektleiter | manager | -
Projektleiterin Software | manager | engineering
Produktmanagerin | manager | product
Vertriebsmanager | manager | sales
Gruppenleiter Entwicklung | manager | engineering
Chef de projet | manager | -
Chef de produit | manager | product
Cheffe de service | manager | support
Responsable marketing | manager | marketing
Responsable des ventes | manager | sales
Gerente de Marketing | manager | marketing
Jefe de Ventas | manager | sales
Jefa de Recursos Humanos | manager | people
Encargada de compras | manager | operations
Gestora de produto | manager | product
Coordenadora de Marketing | manager | marketing
Coordinador de Logística | manager | operations
Gerente Comercial | manager | sales
Gerente de TI | manager | it
Assistant to the CEO | individual | general
Executive Assistant | individual | -
Executive Assistant to the Managing Director | individual | -
CEO Assistant | individual | general
Assistenz der Geschäftsführung | individual | general
Vertriebsassistentin | individual | sales
Teamassistenz | individual | -
Assistante de direction | individual | -
Asistente de marketing | individual | marketing
Secretária | individual | -
Referentin der Geschäftsführung | individual | general
Mitarbeiter Vertrieb | individual | sales
former CEO | individual | general
ex-CEO | individual | general
Ex VP Sales | individual | sales
Retired | individual | -
Product Owner | individual | product
Senior Product Owner | individual | product
Process Owner | individual | -
Account Executive | individual | sales
HR Business Partner | individual | people
Business Partner | individual | -
Principal Engineer | individual | engineering
Software Engineer | individual | engineering
Senior ML Engineer | individual | data
Scrum Master | individual | -
Lead Generation Specialist | individual | -
Chef | individual | -
Founder's Associate | individual | general
Data Analyst | individual | data
Developer | individual | engineering
Business Development Representative | individual | sales
Learning & Development Specialist | individual | people
AI Consultant | individual | data
Softwareentwicklerin | individual | engineering
Wirtschaftsingenieur | individual | engineering
Vertriebsingenieur | individual | sales
Buchhaltung | individual | finance
Développeur | individual | engineering
Développeuse web | individual | engineering
Comptable | individual | finance
Ingeniero de software | individual | engineering
Abogada | individual | legal
Desenvolvedor | individual | engineering
Engenheira | individual | engineering
General Counsel | individual | legal
Werkstudent | student | -
Werkstudentin Marketing | student | marketing
Praktikantin | student | -
Praktikant Geschäftsführung | student | general
Auszubildende | student | -
stagiaire | student | -
Stagiaire marketing | student | marketing
alternante RH | student | people
becario | student | -
Becaria de datos | student | data
estagiário | student | -
Estagiária de engenharia | student | engineering
Student | student | -
Student assistant | student | -
Student Researcher | student | -
intern architect | student | engineering
Intern to the CEO | student | general
MBA Student & Founder | student | general
Founder of the students' club | student | general
Trainee Sales Manager | student | sales
";

#[test]
fn titles_in_five_languages() {
    let tables = Tables::small();
    let mut wrong = Vec::new();
    for line in TITLES.lines().filter(|line| !line.is_empty()) {
        let mut parts = line.split(" | ");
        let (title, rank, department) = (parts.next().unwrap(), parts.next(), parts.next());
        let read = read_title(&fold(title), &tables);
        if (read.seniority, read.function.or(Some("-"))) != (rank, department) {
            wrong.push(format!("{line}  <>  {:?} {:?}", read.seniority, read.function));
        }
    }
    assert!(TITLES.lines().count() > 150);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_title_without_letters_says_nothing() {
    for title in ["", " ", "--", "…", "123", "🙂", "–"] {
        let read = read_title(&fold(title), &Tables::small());
        assert_eq!((read.seniority, read.function), (None, None), "{title}");
    }
    // Another script has letters, and may hold a rank.
    let read = read_title(&fold("директор"), &Tables::small());
    assert_eq!((read.seniority, read.seniority_is_sure), (Some("individual"), false));
}

#[test]
fn a_word_of_rank_is_sure_and_none_is_not() {
    let tables = Tables::small();
    for (title, is_sure) in [("CEO", true), ("Assistant", true), ("former CEO", true), ("Engineer", false)] {
        assert_eq!(read_title(&fold(title), &tables).seniority_is_sure, is_sure, "{title}");
    }
    assert!(!read_title("xyz", &tables).function_is_sure);
    assert!(read_title("sales", &tables).function_is_sure);
}

proptest! {
    #[test]
    fn no_text_makes_it_fall_over(text in any::<String>(), words in "([a-z./&,' -]|assistant|to|the|vice|president|s|chef|de|c\\.e\\.o\\.){0,40}") {
        let tables = Tables::small();
        let _ = read_title(&text, &tables);
        let _ = read_title(&fold(&text), &tables);
        let read = read_title(&words, &tables);
        prop_assert!(read.seniority.is_some() == words.bytes().any(|byte| byte.is_ascii_lowercase()));
    }
}
