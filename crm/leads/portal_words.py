"""What a web form says to a visitor, in the languages of our forms."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "name": "Your name",
        "firm": "Your firm",
        "email": "E-mail",
        "phone": "Phone",
        "message": "What can we do for you?",
        "send": "Send",
        "optional": "optional",
        "thanks": "Thank you. Your message has reached us.",
        "soon": "Somebody will write back to you.",
        "wrong": "Please look at these fields again.",
        "later": "Too many messages at once. Please try again in an hour.",
        "on": "Continue",
    },
    "de": {
        "name": "Ihr Name",
        "firm": "Ihre Firma",
        "email": "E-Mail",
        "phone": "Telefon",
        "message": "Was können wir für Sie tun?",
        "send": "Absenden",
        "optional": "freiwillig",
        "thanks": "Danke. Ihre Nachricht ist angekommen.",
        "soon": "Wir schreiben Ihnen zurück.",
        "wrong": "Bitte sehen Sie diese Felder noch einmal an.",
        "later": "Zu viele Nachrichten auf einmal. Bitte versuchen Sie es in einer Stunde wieder.",
        "on": "Weiter",
    },
    "fr": {
        "name": "Votre nom",
        "firm": "Votre entreprise",
        "email": "E-mail",
        "phone": "Téléphone",
        "message": "Que pouvons-nous faire pour vous ?",
        "send": "Envoyer",
        "optional": "facultatif",
        "thanks": "Merci. Votre message nous est parvenu.",
        "soon": "Nous vous répondrons.",
        "wrong": "Veuillez revoir ces champs.",
        "later": "Trop de messages à la fois. Veuillez réessayer dans une heure.",
        "on": "Continuer",
    },
}


def words_in(language: str) -> Mapping[str, str]:
    """The words of a language, in English where a form is in another."""
    return WORDS.get(language, WORDS["en"])
