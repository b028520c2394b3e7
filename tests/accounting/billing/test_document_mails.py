"""The e-mails that carry documents: what they say, to whom, and that they load nothing (INV-40)."""

from string import Formatter
from typing import Any

from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import OutgoingMail
from crm.customers.actions import add_contact
from crm.quotes.wording import WORDS as QUOTE_WORDS
from tests.accounting.billing.cast import SMALL, issued_over, speaking
from tests.builders import Stage


def test_the_mail_says_it_all_in_plain_words(stage: Stage) -> None:
    invoice = issued_over(speaking(stage, "nordlicht", "de"), "nordlicht", SMALL)
    finish_all()
    mail = OutgoingMail.objects.get(about_id=str(invoice.pk))
    assert (mail.status, mail.subject) == ("sent", "Rechnung DE-INV-2026-00001 von Spree Studio GmbH")
    text = " ".join(mail.text.split())
    for words in (
        "Anbei die Rechnung DE-INV-2026-00001 für Portal, 2.–3. März 2026.",
        "Zu zahlen (EUR): 3.831,56 € Zahlbar bis 3. Mai 2026",
        "IBAN: DE89 3704 0044 0532 0130 00 Verwendungszweck: DE-INV-2026-00001",
        "Schreiben Sie an billing@spree.example",
        "Anlage: DE-INV-2026-00001.pdf",
    ):
        assert words in text
    for words in (
        "3.831,56 €",
        "Zahlbar bis 3. Mai 2026",
        "DE89 3704 0044 0532 0130 00",
        "Anlage: DE-INV-2026-00001.pdf",
    ):
        assert words in " ".join(mail.html.split())


def test_mails_load_nothing_and_lay_out_without_tables(stage: Stage) -> None:
    issued_over(stage, "nordlicht", SMALL)
    finish_all()
    mails = {mail.about_kind: mail for mail in OutgoingMail.objects.all()}
    for mail in (mails["crm.quoteversion"], mails["accounting.invoice"]):
        for loader in ("src=", "url(", "<link", "@import", "<table", "<script", "<img", "srcset"):
            assert loader not in mail.html
        assert 'name="color-scheme" content="light dark"' in mail.html


def test_the_quote_mail_brings_the_contact_their_own_link(stage: Stage, settings: Any) -> None:
    settings.SITE_URL = "https://billing.spree.example"
    customer = speaking(stage, "lumiere", "fr").customer("lumiere")
    stage.contacts["lumiere"] = add_contact(
        customer, name="Zoé O'Neil", email="kim@lumiere.example", by=stage.by("lena")
    )
    version = stage.sent("lumiere")
    mail = OutgoingMail.objects.get(about_id=str(version.pk))
    assert mail.recipient == "kim@lumiere.example"
    assert mail.subject == f"Votre devis {version.quote.reference} : Portal"
    assert mail.text.count("https://billing.spree.example/portal/quotes/") == 1
    assert mail.html.count("https://billing.spree.example/portal/quotes/") == 3
    text = " ".join(mail.text.split())
    assert "Bonjour Zoé O'Neil," in text
    assert "Bonjour Zoé O&#x27;Neil," in mail.html
    assert "Total, hors taxes: 16 000,00 €" in text
    assert "31 mars 2026 inclus" in text
    assert text.endswith("Lena Vogt Spree Studio GmbH")


def test_every_language_has_every_word_with_the_same_gaps() -> None:
    gaps = {
        language: {key: {gap for _, gap, _, _ in Formatter().parse(text) if gap} for key, text in words.items()}
        for language, words in QUOTE_WORDS.items()
    }
    assert gaps["de"] == gaps["en"] == gaps["fr"]
