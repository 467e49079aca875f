//! The name of a company without its legal form.

use crate::text::WordList;

/// Legal forms, without blanks and dots, sorted. Facts of company law in Europe, the Americas,
/// Australia, India, Japan, South-East Asia and the Gulf.
pub(crate) const LEGAL_FORMS: WordList = WordList(
    "ab|ad|ag|ans|aps|as|asa|bhd|bt|bv|bvba|cic|co|comp|company|corp|corporation|cvba|dd|dmcc|doo|ead|eg|ehf|eireli|\
     ek|ekfr|enk|eood|epp|eurl|ev|fzco|fze|fzllc|gbr|gesmbh|ggmbh|gk|gmbh|haftungsbeschrankt|hf|inc|incorporated|is|\
     kft|kg|kgaa|kk|lc|lda|limited|llc|llcfz|lllp|llp|lp|ltd|ltda|ltee|mbh|me|nv|nyrt|oao|ohf|ohg|ood|ooo|ou|oy|oyj|\
     pao|partg|partgmbb|pc|plc|pllc|privatelimited|pte|pteltd|pty|ptyltd|pvt|pvtltd|sa|sadecv|sapa|sapidecv|sarl|sas|\
     sasu|sau|sca|scarl|sce|sci|scoop|scop|scs|sderldecv|sdnbhd|se|sia|sk|sl|sll|slne|slp|slu|snc|spa|spj|spzoo|\
     spzook|srl|srls|sro|tbk|too|tov|uab|ug|ughaftungsbeschrankt|ulc|unipessoal|vof|wll|zao|zrt",
);

/// The letters of the longest of them.
const LONGEST: usize = 20;

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

/// Letters are gathered from the end; at each beginning of a word they are looked up, and the
/// last one found is the longest.
fn without_legal_form(name: &str) -> Option<&str> {
    let bytes = name.as_bytes();
    let mut letters = [0; LONGEST];
    let mut free = LONGEST;
    let mut start = None;
    for (at, byte) in bytes.iter().enumerate().rev().filter(|(_, byte)| !b" .,()-/".contains(byte)) {
        let Some(next) = free.checked_sub(1) else { break };
        free = next;
        *letters.get_mut(free)? = *byte;
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let begins_word =
            before.is_some_and(|before| !before.is_ascii_alphanumeric() && before.is_ascii() && *before != b'\'');
        if begins_word && LEGAL_FORMS.has_bytes(letters.get(free..)?) {
            start = Some(at);
        }
    }
    let kept = name.get(..start?)?;
    let end = kept.bytes().rposition(|byte| !b" ,.&+-(/;".contains(&byte)).map_or(0, |at| at + 1);
    kept.get(..end)
}

fn has_letter(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}
