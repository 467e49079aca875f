//! The name of a company without its legal form.

use crate::text::WordList;

/// Legal forms, without blanks and dots. Facts of company law in the countries named.
const LEGAL_FORMS: WordList = WordList(
    // Germany, Austria, Switzerland, Liechtenstein.
    "gmbh|mbh|ggmbh|ag|kg|kgaa|ohg|ug|ughaftungsbeschrankt|haftungsbeschrankt|gbr|ev|eg|ek|ekfr|partg|partgmbb|\
     gesmbh|co|comp|se|sce|\
     inc|incorporated|corp|corporation|company|llc|llp|lllp|lp|pllc|pc|ltd|limited|plc|cic|lc|ulc|ltee|\
     sa|sas|sasu|sarl|eurl|scop|snc|sci|scs|sca|sl|slu|sll|sau|slp|slne|scoop|ltda|lda|unipessoal|eireli|epp|me|\
     sadecv|sapidecv|sderldecv|srl|srls|spa|sapa|scarl|\
     bv|nv|bvba|vof|cvba|oy|oyj|ab|as|asa|aps|is|hf|ehf|ohf|enk|ans|\
     spzoo|spzook|spj|sk|sro|doo|dd|kft|zrt|nyrt|bt|ood|ead|eood|ad|ooo|oao|pao|zao|too|uab|sia|ou|tov|\
     ptyltd|pteltd|pvtltd|pty|pte|pvt|privatelimited|sdnbhd|bhd|tbk|kk|gk|\
     fzco|fzllc|fze|wll|llcfz|dmcc",
);

/// The name without the legal form at its end and without "the" in front, again and again,
/// but never to nothing: `AG` alone stays.
///
/// Dots and blanks inside a legal form do not matter: `s.a. de c.v.`, `G m b H`.
#[must_use]
pub fn company_core(name: &str) -> &str {
    let mut core = name;
    loop {
        let shorter = core.strip_prefix("the ").unwrap_or(core);
        let shorter = without_legal_form(shorter).unwrap_or(shorter);
        if shorter.len() == core.len() || !has_letter(shorter) {
            return core;
        }
        core = shorter;
    }
}

fn without_legal_form(name: &str) -> Option<&str> {
    let last = name.bytes().rev().find(u8::is_ascii_alphanumeric)?;
    let cut = |form: &&[u8]| form.last() == Some(&last) && start_of(name.as_bytes(), form).is_some();
    let form = LEGAL_FORMS.iter().filter(cut).max_by_key(|form| form.len())?;
    let kept = name.get(..start_of(name.as_bytes(), form)?)?;
    let end = kept.bytes().rposition(|byte| !b" ,.&+-(/;".contains(&byte)).map_or(0, |at| at + 1);
    kept.get(..end)
}

/// Where the letters of `form` begin at the end of `name`, a whole word.
fn start_of(name: &[u8], form: &[u8]) -> Option<usize> {
    let mut end = name.len();
    for letter in form.iter().rev() {
        let is_mark = |byte: &u8| b" .,()-/".contains(byte);
        end = name.get(..end)?.iter().rposition(|byte| !is_mark(byte))?;
        if name.get(end) != Some(letter) {
            return None;
        }
    }
    let before = end.checked_sub(1).and_then(|at| name.get(at))?;
    let is_word = before.is_ascii_alphanumeric() || !before.is_ascii() || *before == b'\'';
    (!is_word).then_some(end)
}

fn has_letter(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}
