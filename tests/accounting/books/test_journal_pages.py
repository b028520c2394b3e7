"""The pages of manual journals: the list, the editor, one journal with its verbs and files."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.books.actions import draft_journal, draft_reversal
from accounting.books.forms.journals import JournalForm
from accounting.books.forms.lines import load_choices
from accounting.books.models import JournalAttachment, LedgerAccount, ManualJournal
from billing_suite.kernel.access.actions import add_user, grant_access
from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.refused import refuse_on
from tests.accounting.books.test_ledger_guards import other_entity
from tests.accounting.books.writing import drafted, line, pair, posted
from tests.builders import APRIL, SET_UP, TEAM, Stage, behind_the_verbs

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def sent(*rows: dict[str, str], **own: str) -> dict[str, str]:
    """The editor filled in: its own fields, then its lines as they stand on the screen."""
    told = {"on": "2026-04-03", "currency": "EUR", "description": "Rent April", "lines-TOTAL_FORMS": str(len(rows))}
    told |= {"lines-INITIAL_FORMS": "0"} | own
    return told | {f"lines-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


RENT = {"account": "6000", "debit": "120.00"}
OWED = {"account": "2400", "credit": "120.00"}


def draft_url(stage: Stage) -> str:
    return f"{reverse('manual-journal-draft')}?entity={stage.entity.pk}"


def test_a_journal_is_written_line_by_line(stage: Stage, browser: Browser) -> None:
    customer = stage.customer("nordlicht")
    page = text(browser("fay").get(draft_url(stage)))
    assert "6000 Rent" in page and "1200 Receivables" not in page  # no control account
    assert f"{customer.reference} Nordlicht" in page
    blank = {"account": "", "debit": "", "credit": ""}
    rows = [RENT | {"customer": customer.reference.lower(), "product": "Office"}, blank, OWED]
    answer = browser("fay").post(draft_url(stage), sent(*rows, reverses_on="2026-05-01"))
    journal = ManualJournal.objects.get()
    assert answer.headers["Location"] == reverse("manual-journal", args=[journal.pk])
    assert (journal.on, journal.reverses_on, journal.currency) == (APRIL, date(2026, 5, 1), "EUR")
    told = [(own.account.number, own.amount_minor, own.customer, own.product) for own in journal.lines.all()]
    assert told == [("6000", 12000, customer, "Office"), ("2400", -12000, None, "")]


def test_refusals_stand_on_the_line_they_are_about(stage: Stage, browser: Browser) -> None:
    fay, url = browser("fay"), draft_url(stage)
    blank = {"account": "", "debit": "", "credit": ""}
    both = fay.post(url, sent(blank, RENT, OWED | {"debit": "1.00"}))
    assert both.status_code == 400
    assert [held.non_field_errors() for held in both.context["form"].lines.forms] == [[], [], ["one positive amount"]]
    uneven = fay.post(url, sent(RENT, OWED | {"credit": "119.99"}))
    assert uneven.status_code == 400 and "differ by" in text(uneven)
    control = fay.post(url, sent(RENT, {"account": "1200", "credit": "120.00"}))
    assert "account" in control.context["form"].lines.forms[1].errors
    cents = fay.post(url, sent({"account": "6000", "debit": "1.005"}, OWED))
    assert cents.context["form"].lines.forms[0].errors["debit"] == ["At most 2 decimals"]
    nobody = fay.post(url, sent(RENT | {"customer": "CUS-99999"}, OWED))
    assert "No such customer" in text(nobody)
    early = fay.post(url, sent(RENT, OWED, reverses_on="2026-04-03"))
    assert "Later than" in text(early)
    assert not ManualJournal.objects.exists()


def test_an_account_that_was_retired_meanwhile_is_refused_on_its_line(stage: Stage) -> None:
    form = JournalForm(sent({"account": ""}, RENT, OWED), choices=load_choices(stage.entity, stage.users["fay"]))
    assert form.is_valid(), form.lines.errors
    with behind_the_verbs():
        LedgerAccount.objects.filter(number="2400").update(active=False)
    told = {"on": APRIL, "description": "Rent", "lines": form.lines.offers()}
    with pytest.raises(Invalid) as refused:
        draft_journal(stage.entity, **told, by=stage.by("fay"))
    refuse_on(form, refused.value)
    assert form.lines.forms[2].errors["account"] == ["is retired"]
    refuse_on(form, Invalid("no", fields={"lines.7.account": ["?"], "lines.x": ["?"], "nothing": ["?"]}))


def test_more_lines_come_without_scripts_and_check_nothing(stage: Stage, browser: Browser) -> None:
    page = browser("fay").post(draft_url(stage), sent(RENT, {"account": "", "debit": "x"}, more="yes"))
    form = page.context["form"]
    assert page.status_code == 200 and not ManualJournal.objects.exists()
    assert [held["debit"].value() for held in form.lines.forms][:2] == ["120.00", "x"]
    assert len(form.lines.forms) > 2 and form["description"].value() == "Rent April"


def test_a_draft_is_changed_and_its_changer_is_a_maker(stage: Stage, browser: Browser) -> None:
    journal = drafted(stage, [line("6000", debit="5.00", product="Office"), line("2400", credit="5.00")])
    url = reverse("manual-journal-changes", args=[journal.pk])
    page = browser("hannah").get(url)
    assert [held["account"].value() for held in page.context["form"].lines.forms][:2] == ["6000", "2400"]
    assert 'value="5.00"' in text(page) and 'value="Office"' in text(page)
    answer = browser("hannah").post(url, sent(RENT, OWED, description="Rent, really"))
    assert answer.status_code == 302
    journal.refresh_from_db()
    assert (journal.description, journal.version) == ("Rent, really", 2)
    shown = text(browser("hannah").get(reverse("manual-journal", args=[journal.pk])))
    assert "another person approves it (INV-27)" in shown
    assert "Fay Morgan, Hannah Schulz" in shown


def test_books_are_chosen_where_there_are_several(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    assert "Books of" not in text(fay.get(reverse("manual-journal-draft")))
    other = other_entity()
    assert fay.get(f"{reverse('manual-journal-draft')}?entity={other.pk}").status_code == 404
    grant_access(other, team=TEAM, by=SET_UP)
    page = fay.get(f"{reverse('manual-journal-draft')}?entity={other.pk}")
    assert "Books of" in text(page) and page.context["entity"] == other
    assert fay.get(f"{reverse('manual-journal-draft')}?entity=x").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("fay", 200), ("clara", 200), ("otto", 403), ("lena", 403), ("ada", 403)])
def test_inv30_writing_is_for_those_who_hold_the_right(name: str, status: int, stage: Stage, browser: Browser) -> None:
    journal = drafted(stage)
    for page in ("manual-journal-changes", "manual-journal-discarding", "manual-journal-attachment"):
        assert browser(name).get(reverse(page, args=[journal.pk])).status_code == status
    assert browser(name).get(reverse("manual-journal-draft")).status_code == status
    assert browser(name).get(reverse("manual-journal-approval", args=[journal.pk])).status_code == status


def test_another_person_approves_on_the_page(stage: Stage, browser: Browser) -> None:
    journal = drafted(stage)
    url = reverse("manual-journal-approval", args=[journal.pk])
    own = browser("fay").post(url)
    assert own.status_code == 403 and "cannot approve it" in text(own)
    assert "another person approves it" in text(browser("fay").get(reverse("manual-journal", args=[journal.pk])))
    with time_machine.travel("2026-04-20T10:00:00Z", tick=False):
        assert browser("hannah").post(url).status_code == 302
        assert browser("hannah").post(url).status_code == 409
    journal.refresh_from_db()
    page = text(browser("otto").get(reverse("manual-journal", args=[journal.pk])))
    assert reverse("journal-entry", args=[journal.entry_id]) in page
    assert "Hannah Schulz" in page and "Finance approves this amount" in page
    assert "Draft a reversal" not in page  # the auditor reads


def test_a_reversal_and_what_it_reverses_lead_to_each_other(stage: Stage, browser: Browser) -> None:
    journal = posted(stage)
    url = reverse("manual-journal-reversal", args=[journal.pk])
    fay = browser("fay")
    assert "Draft a reversal" in text(fay.get(url))
    early = fay.post(url, {"on": "2026-04-02", "reason": "twice"})
    assert early.status_code == 400 and "or later" in text(early)
    answer = fay.post(url, {"on": "2026-04-20", "reason": "twice"})
    mirror = journal.reversals.get()
    assert answer.headers["Location"] == reverse("manual-journal", args=[mirror.pk])
    assert reverse("manual-journal", args=[mirror.pk]) in text(fay.get(reverse("manual-journal", args=[journal.pk])))
    assert "drafted already" in text(fay.get(reverse("manual-journal", args=[journal.pk])))
    page = text(fay.get(reverse("manual-journal", args=[mirror.pk])))
    assert reverse("manual-journal", args=[journal.pk]) in page and "mirrors another journal" in page
    browser("hannah").post(reverse("manual-journal-approval", args=[mirror.pk]))
    mirror.refresh_from_db()
    entry = text(fay.get(reverse("journal-entry", args=[mirror.entry_id])))
    assert reverse("journal-entry", args=[journal.entry_id]) in entry
    assert reverse("manual-journal", args=[mirror.pk]) in entry
    first = text(fay.get(reverse("journal-entry", args=[journal.entry_id])))
    assert "Reversed by" in first and "Opportunity" not in first  # no sale stands behind it


def test_many_are_approved_or_discarded_from_the_list(stage: Stage, browser: Browser) -> None:
    mine, theirs, third = drafted(stage, by="hannah"), drafted(stage), drafted(stage)
    hannah = browser("hannah")
    assert "Approve" in text(hannah.get(reverse("manual-journals")))
    page = hannah.post(reverse("manual-journals-approve"), {"ids": [str(mine.pk), str(theirs.pk)]}, follow=True)
    assert "1 approved and posted." in text(page) and "cannot approve it" in text(page)
    page = hannah.post(reverse("manual-journals-discard"), {"ids": [str(mine.pk), str(third.pk)]}, follow=True)
    assert "2 discarded." in text(page)
    for view, count in (("all", 3), ("waiting", 0), ("posted", 1), ("discarded", 2)):
        assert len(hannah.get(reverse("manual-journals"), {"view": view}).context["rows"]) == count
    export = hannah.get(reverse("manual-journals"), {"format": "csv"})
    assert b"JRN-00001" in b"".join(export.streaming_content)  # type: ignore[attr-defined]
    asked = {"legal_entity": str(stage.entity.pk), "status": "draft"}
    assert hannah.get(reverse("manual-journals"), asked).status_code == 200
    assert browser("otto").post(reverse("manual-journals-approve"), {"ids": [str(mine.pk)]}).status_code == 403


def test_a_file_is_attached_and_read_back(stage: Stage, browser: Browser) -> None:
    journal = drafted(stage)
    url = reverse("manual-journal-attachment", args=[journal.pk])
    fay = browser("fay")
    assert "multipart/form-data" in text(fay.get(url))
    assert fay.post(url, {}).status_code == 400
    bad = fay.post(url, {"file": SimpleUploadedFile("tool.exe", b"MZ\x00\x01")})
    assert bad.status_code == 400 and "which is not kept here" in text(bad)
    large = fay.post(url, {"file": SimpleUploadedFile("long.txt", b"x" * (LIMIT + 1))})
    assert large.status_code == 400 and "INV-50" in text(large)
    assert fay.post(url, {"file": SimpleUploadedFile("rent.pdf", b"%PDF-1.7 rent")}).status_code == 302
    kept = JournalAttachment.objects.get()
    link = reverse("manual-journal-file", args=[journal.pk, kept.pk])
    assert link in text(fay.get(reverse("manual-journal", args=[journal.pk])))
    answer = browser("otto").get(link)
    assert answer.content == b"%PDF-1.7 rent"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rent.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = drafted(stage)
    assert fay.get(reverse("manual-journal-file", args=[other.pk, kept.pk])).status_code == 404
    stranger = add_user("zoe@spree.example", name="Zoe Zander", roles=["controller"], teams=["Munich"], by=SET_UP)
    client = Client()
    client.force_login(stranger)
    for hidden in (link, url, reverse("manual-journal", args=[journal.pk])):
        assert client.get(hidden).status_code == 404


def test_a_journal_costs_the_same_however_long_it_is(stage: Stage, browser: Browser) -> None:
    short = drafted(stage)
    rows = pair("6000", "2400") * 20
    long = drafted(stage, rows)
    fay = browser("fay")

    def price(name: str, journal: ManualJournal) -> int:
        with CaptureQueriesContext(connection) as held:
            assert fay.get(reverse(name, args=[journal.pk])).status_code == 200
        return len(held)

    for name, most in (("manual-journal", 20), ("manual-journal-changes", 20)):
        few = price(name, short)
        assert price(name, long) == few <= most


def test_a_mirror_is_not_changed_and_says_why(stage: Stage, browser: Browser) -> None:
    mirror = draft_reversal(posted(stage), on=APRIL, reason="twice", by=stage.by("fay"))
    assert "mirrors another journal to the last cent" in text(
        browser("fay").get(reverse("manual-journal", args=[mirror.pk]))
    )
    answer = browser("fay").post(reverse("manual-journal-changes", args=[mirror.pk]), sent(RENT, OWED))
    assert answer.status_code == 409 and "discard it instead" in text(answer)
