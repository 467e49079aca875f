// @ts-check
// Job titles in five languages, with the rank and the kind of work that a person reads in them.

import { add } from "./corpus.mjs";

/** A title, its rank, and its kind of work; `-` where the title speaks of none. */
const TITLES = `
Chief Marketing Officer | c_level | marketing
Chief People Officer | c_level | people
Chief Legal Officer | c_level | legal
Chief Product Officer & Co-founder | c_level | product
C.T.O. | c_level | engineering
CISO | c_level | security
Interim CFO | c_level | finance
Founder & CEO | c_level | general
Founding Partner | c_level | general
Managing Director EMEA | c_level | general
CEO, Works Ltd | c_level | general
Deputy Managing Director | c_level | general
President and Owner | c_level | general
EVP Sales | vp | sales
VP, People | vp | people
Vice President of Product | vp | product
VP Customer Success | vp | support
Area Vice President | vp | -
VP Data & Analytics | vp | data
SVP, Legal | vp | legal
Head of Security | head | security
Head of Customer Support | head | support
Director of Sales Operations | head | sales
Director, Product Marketing | head | marketing
Senior Director of Engineering | head | engineering
Director Procurement | head | operations
Head of IT | head | it
Head of Talent | head | people
Head of Legal & Compliance | head | legal
Global Head of Payroll Finance | head | finance
Group Product Manager | manager | product
Engineering Manager | manager | engineering
HR Manager | manager | people
Finance Manager | manager | finance
Security Manager | manager | security
Operations Manager | manager | operations
Support Team Lead | manager | support
Sales manager (DACH) | manager | sales
Data Team Lead | manager | data
Warehouse Supervisor | manager | operations
Data Warehouse Engineer | individual | data
Backend Developer | individual | engineering
Data Scientist | individual | data
Machine Learning Engineer | individual | data
Recruiter | individual | people
Paralegal | individual | legal
Sales Development Representative | individual | sales
UX Designer | individual | product
Accountant | individual | finance
Customer Support Agent | individual | support
Content Writer | individual | marketing
Sysadmin | individual | it
Buyer, procurement | individual | operations
Security Analyst | individual | security
Nurse | individual | -
Teacher | individual | -
Assistant to the VP Sales | individual | sales
Personal assistant to the CFO | individual | ?
Former Head of Data | individual | data
Retired CEO | individual | general
Intern | student | -
PhD student | student | -
Marketing intern | student | marketing
Summer intern, engineering | student | engineering
Apprentice developer | student | engineering
Student of law | student | -
Geschäftsführender Gesellschafter | c_level | general
GESCHÄFTSFÜHRERIN | c_level | general
Geschäftsführer Vertrieb | c_level | sales
Mitgründer | c_level | general
Vorstand Finanzen | c_level | finance
Vorstandsvorsitzende | c_level | general
Generaldirektorin | c_level | general
Inhaberin und Geschäftsführerin | c_level | general
Vizepräsidentin Marketing | vp | marketing
Leiter Marketing | head | marketing
Leiterin Rechtsabteilung | head | legal
Leitung Kundenservice | head | support
Leiter der IT-Sicherheit | head | security
Finanzdirektorin | head | finance
Bereichsleiterin Produktion | head | operations
Abteilungsleiter Einkauf | head | operations
Personalleiterin | head | people
Technischer Leiter | head | engineering
Stv. Leiter Vertrieb | head | sales
Teamleiterin Buchhaltung | manager | finance
Projektleiter IT | manager | it
Gruppenleiterin Logistik | manager | operations
Marketingmanagerin | manager | marketing
Softwareentwickler | individual | engineering
Entwicklungsingenieurin | individual | engineering
Datenanalyst | individual | data
Vertriebsassistenz | individual | sales
Assistentin der Geschäftsführung | individual | general
Sachbearbeiter Buchhaltung | individual | finance
Mitarbeiterin im Vertrieb | individual | sales
Referent Recht | individual | legal
Ehemaliger Geschäftsführer | individual | general
Werkstudentin Vertrieb | student | sales
Praktikantin Personal | student | people
Auszubildender IT | student | it
Studentin | student | -
Président-directeur général | c_level | general
Directeur général délégué | c_level | general
Gérant | c_level | general
Cofondatrice | c_level | general
Dirigeante | c_level | general
Vice-président ventes | vp | sales
Directeur marketing | head | marketing
Directrice des ressources humaines | head | people
Directeur financier | head | finance
Directrice juridique | head | legal
Directeur des systèmes d'information | head | it
Directrice de la sécurité | head | security
Directeur de production | head | operations
Responsable communication | manager | marketing
Responsable achats | manager | operations
Responsable support | manager | support
Chef de projet informatique | manager | it
Cheffe de produit | manager | product
Ingénieur logiciel | individual | engineering
Développeur web | individual | engineering
Avocate | individual | legal
Comptable fournisseurs | individual | finance
Assistante commerciale | individual | sales
Ancien PDG | individual | general
Stagiaire communication | student | marketing
Alternant développeur | student | engineering
Étudiante | student | -
Apprentie | student | -
Director general | c_level | general
Fundadora | c_level | general
Socio | c_level | general
Propietario | c_level | general
Presidenta | c_level | general
Vicepresidenta de Marketing | vp | marketing
Director comercial | head | sales
Directora financiera | head | finance
Director de Recursos Humanos | head | people
Directora de Operaciones | head | operations
Director de datos | head | data
Directora de seguridad | head | security
Gerente de ventas | manager | sales
Jefa de marketing | manager | marketing
Jefe de proyecto | manager | -
Responsable de compras | manager | operations
Coordinadora de logística | manager | operations
Ingeniera de datos | individual | data
Abogado | individual | legal
Desarrolladora | individual | engineering
Asistente de dirección | individual | ?
Exdirector de ventas | individual | sales
Becario de marketing | student | marketing
Estudiante | student | -
Diretora Geral | c_level | general
Sócia | c_level | general
Fundador e CEO | c_level | general
Proprietária | c_level | general
Vice-presidente de vendas | vp | sales
Diretor financeiro | head | finance
Diretora de Marketing | head | marketing
Diretor de tecnologia | head | engineering
Diretora jurídica | head | legal
Gerente de produto | manager | product
Gerente de operações | manager | operations
Coordenador de compras | manager | operations
Gestora de suporte | manager | support
Engenheiro de dados | individual | data
Desenvolvedora | individual | engineering
Advogada | individual | legal
Secretária executiva | individual | -
Estagiário de vendas | student | sales
Estudante | student | -
`;

const lines = TITLES.split("\n").filter((line) => line !== "");
for (const line of lines) {
  const [title = "", rank = "", work = ""] = line.split(" | ");
  const facts = { seniority: rank, ...(work === "?" ? {} : { function: work === "-" ? null : work }) };
  const gave = work === "?" ? {} : { gave: [`rank_${rank}`, ...(work === "-" ? [] : [`work_${work}`])] };
  add(`title read: ${title}`, { job_title: title }, { agreement: "normalisers", page: "", facts, ...gave });
}

// What is no title has no rank; a title in another script has letters, and so somebody.
for (const title of ["-", "42", "…", "?!", "🙂"]) {
  const facts = { seniority: null, function: null };
  add(`no title: ${title}`, { job_title: title }, { agreement: "normalisers", page: "", facts, gave: [] });
}

// The browser's tables, on the public card: a word of rank is sure, and without one the edge may
// know better, so that the question is skipped.
for (const [title, gave, skips] of /** @type {[string, string[], Record<string, string>][]} */ ([
  ["CEO", ["rank_c_level", "work_general"], {}],
  ["Leiterin Vertrieb", ["rank_head", "work_sales"], {}],
  ["Stagiaire marketing", ["rank_student", "work_marketing"], {}],
  ["Becaria de datos", ["rank_student", "work_data"], {}],
  ["Assistant", ["rank_individual"], { work_sales: "edge_only", work_data: "edge_only" }],
  ["Gärtner", [], { rank_c_level: "edge_only", rank_individual: "edge_only", work_sales: "edge_only" }],
  ["директор", [], { rank_c_level: "edge_only", work_legal: "edge_only" }],
])) {
  add(`title in the browser: ${title}`, { job_title: title }, { agreement: "normalisers", card: "public", page: "", gave, skips });
}
