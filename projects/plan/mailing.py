"""What the e-mail says with which a milestone is handed over, in the customer's language: pure, over loaded rows."""

from typing import Any, Final

from billing_suite.kernel.values.locales import tongue_for
from crm.customers.models import Contact
from projects.plan.models import Milestone

ENGLISH: Final = {
    "subject": "Please accept: {name}, {project}",
    "hello": "Hello {contact},",
    "intro": "We have finished {name}. Please look and accept it, or tell us what is missing, without an account.",
    "milestone": "Milestone",
    "project": "Project",
    "note": "Our note",
    "read": "Look and answer",
    "private": "This link is yours alone. Please do not pass it on.",
    "questions": "Questions? Write to {email}.",
    "by_hand": "If the button does not work:",
    "bye": "Kind regards",
}
GERMAN: Final = {
    "subject": "Bitte um Abnahme: {name}, {project}",
    "hello": "Guten Tag {contact},",
    "intro": "{name} ist fertig. Bitte sehen Sie es sich an und nehmen Sie es ab, oder sagen Sie uns, was noch fehlt, "
    "ohne Konto.",
    "milestone": "Meilenstein",
    "project": "Projekt",
    "note": "Unsere Anmerkung",
    "read": "Ansehen und antworten",
    "private": "Dieser Link gilt nur für Sie. Bitte geben Sie ihn nicht weiter.",
    "questions": "Fragen? Schreiben Sie an {email}.",
    "by_hand": "Falls die Schaltfläche nicht funktioniert:",
    "bye": "Freundliche Grüße",
}
FRENCH: Final = {
    "subject": "Votre réception : {name}, {project}",
    "hello": "Bonjour {contact},",
    "intro": "{name} est terminé. Merci de le réceptionner, ou de nous dire ce qui manque, sans compte.",
    "milestone": "Jalon",
    "project": "Projet",
    "note": "Notre remarque",
    "read": "Examiner et répondre",
    "private": "Ce lien n’est que pour vous. Merci de ne pas le transmettre.",
    "questions": "Des questions ? Écrivez à {email}.",
    "by_hand": "Si le bouton ne fonctionne pas :",
    "bye": "Cordialement",
}
WORDS: Final = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}


def milestone_mail(milestone: Milestone, to: Contact, *, url: str, sender: str) -> dict[str, Any]:
    """Subject, sentences and facts of the e-mail; `url` is the contact's own link."""
    project = milestone.project
    customer, entity = project.customer, project.legal_entity
    tongue = tongue_for(customer.language, customer.address.country, spoken=WORDS)
    words = WORDS[tongue.language]
    facts = [(words["milestone"], milestone.name), (words["project"], f"{project.reference} {project.name}")]
    if milestone.delivered_note:
        facts.append((words["note"], milestone.delivered_note))
    return {
        "words": words,
        "language": tongue.language,
        "subject": words["subject"].format(name=milestone.name, project=project.name),
        "hello": words["hello"].format(contact=to.name),
        "intro": words["intro"].format(name=milestone.name),
        "facts": facts,
        "url": url,
        "private": words["private"],
        "questions": words["questions"].format(email=entity.email),
        "sender": sender,
        "seller": entity.legal_name,
    }
