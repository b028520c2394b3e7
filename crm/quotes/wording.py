"""The words of a quote's e-mail, in the languages customers read. Every language has every word."""

from typing import Final

ENGLISH: Final = {
    "subject": "Your quote {number}: {name}",
    "subject_reminder": "Still waiting for your answer: quote {number}, {name}",
    "intro_reminder": "Our quote for {name} is still open. You can read it, sign it or decline it online until {day}.",
    "subject_answer": "Your question about quote {number}, {name}",
    "you_asked": "You asked:",
    "answer_beside": "You also find this beside the offer, by the link you have.",
    "hello": "Hello {contact},",
    "intro": "Here is our quote for {name}. You can read it, sign it or decline it online, without an account.",
    "quote": "Quote",
    "total": "Total, before tax",
    "valid": "Valid through",
    "starts": "Work starts on",
    "read": "Read the quote",
    "private": "This link is yours alone and works through {day}. Please do not pass it on.",
    "questions": "Questions, or something to change? Write to {email}.",
    "by_hand": "If the button does not work:",
    "bye": "Kind regards",
}

GERMAN: Final = {
    "subject": "Ihr Angebot {number}: {name}",
    "subject_reminder": "Ihre Antwort steht noch aus: Angebot {number}, {name}",
    "intro_reminder": "unser Angebot für {name} ist noch offen. Sie können es bis zum {day} online lesen, "
    "unterzeichnen oder ablehnen.",
    "subject_answer": "Ihre Frage zum Angebot {number}, {name}",
    "you_asked": "Sie haben gefragt:",
    "answer_beside": "Sie finden dies auch neben dem Angebot, über den Link, den Sie haben.",
    "hello": "Guten Tag {contact},",
    "intro": "hier ist unser Angebot für {name}. Sie können es online lesen, unterzeichnen oder ablehnen, ohne Konto.",
    "quote": "Angebot",
    "total": "Summe, vor Steuern",
    "valid": "Gültig bis",
    "starts": "Beginn der Arbeit",
    "read": "Angebot lesen",
    "private": "Dieser Link gilt nur für Sie, bis zum {day}. Bitte geben Sie ihn nicht weiter.",
    "questions": "Fragen oder Änderungswünsche? Schreiben Sie an {email}.",
    "by_hand": "Falls die Schaltfläche nicht funktioniert:",
    "bye": "Freundliche Grüße",
}

FRENCH: Final = {
    "subject": "Votre devis {number} : {name}",
    "subject_reminder": "Votre réponse est attendue : devis {number}, {name}",
    "intro_reminder": "Notre devis pour {name} reste ouvert. Vous pouvez le lire, le signer ou le refuser en ligne "
    "jusqu’au {day}.",
    "subject_answer": "Votre question sur le devis {number}, {name}",
    "you_asked": "Vous avez demandé :",
    "answer_beside": "Vous retrouvez ceci à côté de l’offre, par le lien que vous avez.",
    "hello": "Bonjour {contact},",
    "intro": "Voici notre devis pour {name}. Vous pouvez le lire, le signer ou le refuser en ligne, sans compte.",
    "quote": "Devis",
    "total": "Total, hors taxes",
    "valid": "Valable jusqu’au",
    "starts": "Début des travaux",
    "read": "Lire le devis",
    "private": "Ce lien vous est réservé et fonctionne jusqu’au {day} inclus. Merci de ne pas le transmettre.",
    "questions": "Une question, une modification ? Écrivez à {email}.",
    "by_hand": "Si le bouton ne fonctionne pas :",
    "bye": "Bien cordialement",
}

WORDS: Final = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}
