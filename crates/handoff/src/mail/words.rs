//! What visitors read in mail, in the languages of their pages.

/// The words of one language. `{rep}` is the rep's name.
pub(super) struct Words {
    pub language: &'static str,
    pub arrived_subject: &'static str,
    pub arrived: &'static str,
    pub or_pick: &'static str,
    pub pick: &'static str,
    pub late_subject: &'static str,
    pub late: &'static str,
    pub introduced_subject: &'static str,
    pub introduced: &'static str,
    pub asked: &'static str,
}

/// The first is for every other language.
static ALL: [Words; 5] = [
    Words {
        language: "en",
        arrived_subject: "We have your request",
        arrived: "Thank you. Your request is with us, and a person will answer it.",
        or_pick: "If you would rather pick a time yourself, here is our calendar.",
        pick: "Pick a time",
        late_subject: "Would you like to pick a time?",
        late: "Nobody of us has been able to answer you yet, and we do not want to keep you waiting. Pick a time that suits you.",
        introduced_subject: "{rep} will be in touch",
        introduced: "{rep} has read what you wrote and will be in touch. A reply to this message goes to {rep}.",
        asked: "You asked:",
    },
    Words {
        language: "de",
        arrived_subject: "Ihre Anfrage ist da",
        arrived: "Danke. Ihre Anfrage ist bei uns, und ein Mensch wird sie beantworten.",
        or_pick: "Wenn Sie lieber selbst einen Termin wählen, finden Sie hier unseren Kalender.",
        pick: "Termin wählen",
        late_subject: "Möchten Sie einen Termin wählen?",
        late: "Noch konnte Ihnen niemand von uns antworten, und wir wollen Sie nicht warten lassen. Wählen Sie einen Termin, der Ihnen passt.",
        introduced_subject: "{rep} meldet sich bei Ihnen",
        introduced: "{rep} hat gelesen, was Sie geschrieben haben, und meldet sich bei Ihnen. Eine Antwort auf diese Nachricht geht an {rep}.",
        asked: "Sie haben gefragt:",
    },
    Words {
        language: "fr",
        arrived_subject: "Nous avons votre demande",
        arrived: "Merci. Votre demande nous est parvenue, et une personne va y répondre.",
        or_pick: "Si vous préférez choisir vous-même un créneau, voici notre agenda.",
        pick: "Choisir un créneau",
        late_subject: "Voulez-vous choisir un créneau ?",
        late: "Personne n’a encore pu vous répondre, et nous ne voulons pas vous faire attendre. Choisissez le créneau qui vous convient.",
        introduced_subject: "{rep} va vous contacter",
        introduced: "{rep} a lu votre message et va vous contacter. Une réponse à ce message parvient à {rep}.",
        asked: "Vous avez demandé :",
    },
    Words {
        language: "es",
        arrived_subject: "Tenemos su solicitud",
        arrived: "Gracias. Su solicitud ha llegado y una persona le responderá.",
        or_pick: "Si prefiere elegir usted una hora, aquí está nuestro calendario.",
        pick: "Elegir una hora",
        late_subject: "¿Quiere elegir una hora?",
        late: "Nadie ha podido responderle todavía y no queremos hacerle esperar. Elija la hora que le convenga.",
        introduced_subject: "{rep} se pondrá en contacto con usted",
        introduced: "{rep} ha leído lo que escribió y se pondrá en contacto con usted. La respuesta a este mensaje llega a {rep}.",
        asked: "Usted preguntó:",
    },
    Words {
        language: "pt",
        arrived_subject: "Recebemos o seu pedido",
        arrived: "Obrigado. O seu pedido chegou e uma pessoa vai responder.",
        or_pick: "Se preferir escolher um horário, aqui está a nossa agenda.",
        pick: "Escolher um horário",
        late_subject: "Quer escolher um horário?",
        late: "Ninguém conseguiu responder ainda, e não queremos deixar você à espera. Escolha o horário que lhe convém.",
        introduced_subject: "{rep} vai entrar em contato",
        introduced: "{rep} leu o que você escreveu e vai entrar em contato. A resposta a esta mensagem chega a {rep}.",
        asked: "Você perguntou:",
    },
];

impl Words {
    /// Of a language as pages name it, `de-CH`; English where there are none.
    pub fn of(language: &str) -> &'static Words {
        let wanted = language.split(['-', '_']).next().unwrap_or_default();
        let [english, ..] = &ALL;
        ALL.iter().find(|words| words.language.eq_ignore_ascii_case(wanted)).unwrap_or(english)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Words};

    #[test]
    fn every_language_names_the_rep() {
        for words in &ALL {
            assert!(
                words.introduced.contains("{rep}") && words.introduced_subject.contains("{rep}"),
                "{}",
                words.language
            );
        }
        assert_eq!(["de-CH", "DE", "xx", ""].map(|language| Words::of(language).language), ["de", "de", "en", "en"]);
    }
}
