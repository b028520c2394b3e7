"""From a web form to a signed offer, as a timeline: every verb of selling plays in one, or says why it cannot."""

import json
from datetime import date
from pathlib import Path

import pytest

from billing_suite.exchange.playing import play
from billing_suite.exchange.timelines import read_timeline
from billing_suite.kernel.access.verb import VERBS
from billing_suite.kernel.values.money import money
from crm.leads.models import Lead
from crm.merging.models import Merge
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract
from projects.plan.models import Project

HERE = Path(__file__)
STORY = HERE.with_name("selling.json")
DEMO = HERE.parents[2] / "fixtures/demo/agency.json"
NOT_PLAYED = {
    "calibrate_stages": "takes stages as keys, which a line of JSON cannot name; change_stage plays",
    "compare_customer": "the job of every customer that is added, and so of this story's",
    "discard_mail": "a mail comes as the bytes of a mail server, not as a line",
    "file_mail": "a mail comes as the bytes of a mail server, not as a line",
    "file_quote_paper": "the job of every quote that is sent, and so of this story's; takes the PDF",
    "log_mail": "a mail comes as the bytes of a mail server, not as a line",
    "look_for_doubles": "each night's job",
    "merge_by_rules": "each night's job",
    "receive_leads": "many of receive_lead, which import_leads makes in this story",
}


@pytest.mark.django_db
def test_a_firm_that_asked_by_web_form_signs_an_offer_from_the_catalogue() -> None:
    told = play(read_timeline(STORY), today=date(2026, 4, 30))
    assert told.waiting == 0 and told.played > 100
    lead, contract = Lead.objects.get(email="mara@ahorn.example"), Contract.objects.get()
    assert lead.customer == contract.customer
    assert contract.net == money("9801.00", "EUR")  # RULES 4: (8900.00 + 590.00 + 1400.00) less a tenth
    assert Project.objects.get().contract == contract
    statuses = list(QuoteVersion.objects.order_by("number").values_list("status", flat=True))
    assert statuses == ["superseded", "expired", "withdrawn", "accepted"]
    assert Merge.objects.get().undone_at is not None


def test_each_verb_of_selling_plays_in_a_timeline_or_says_why_not() -> None:
    played = {
        line["do"]
        for path in (STORY, DEMO)
        for part in ("set_up", "lines")
        for line in json.loads(path.read_text(encoding="utf-8"))[part]
        if "do" in line
    }
    selling = {name for name, verb in VERBS.items() if verb.function.__module__.startswith("crm.")}
    assert not selling - played - set(NOT_PLAYED)
    assert not played & set(NOT_PLAYED)
