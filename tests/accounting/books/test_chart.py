"""The chart of accounts: adopted as shipped, added to, and parts moved from account to account."""

import pytest

from accounting.books.actions import adopt_chart, map_role, reactivate_account, retire_account, set_up_chart
from accounting.books.models import AccountRole, LedgerAccount
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.values.refusals import Refusal
from tests.accounting.books.writing import posted
from tests.builders import SET_UP, Stage, account

YORK = {
    "name": "York",
    "legal_name": "York Studio Ltd",
    "street": "1 Way",
    "postcode": "YO1",
    "city": "York",
    "country": "GB",
    "email": "york@studio.example",
}


@pytest.mark.parametrize("code", ["us", "de", "gb", "au"])
def test_a_shipped_chart_is_adopted_whole_and_once(stage: Stage, code: str) -> None:
    entity = found_legal_entity("york", details=YORK, currency="GBP", time_zone="Europe/London", by=SET_UP)
    made = adopt_chart(entity, chart=code, by=SET_UP)
    assert len(made) >= 45
    receivable = AccountRole.objects.get(legal_entity=entity, role="receivable").account
    assert (receivable.is_control, receivable.section) == (True, "receivables")
    with pytest.raises(Refusal, match="has a chart already"):
        adopt_chart(entity, chart=code, by=SET_UP)


def test_a_chart_that_is_not_shipped(stage: Stage) -> None:
    entity = found_legal_entity("york", details=YORK, currency="GBP", time_zone="Europe/London", by=SET_UP)
    for code in ("xx", "../us", ""):
        with pytest.raises(Refusal, match="no chart"):
            adopt_chart(entity, chart=code, by=SET_UP)


def test_a_section_fits_its_type(stage: Stage) -> None:
    with pytest.raises(Refusal, match="a section fits its type of account"):
        set_up_chart(stage.entity, accounts=[account("8000", "Odd", "asset", section="revenue")], by=SET_UP)  # type: ignore[list-item]


def test_a_part_is_narrowed_and_moved(stage: Stage) -> None:
    made = set_up_chart(stage.entity, accounts=[account("4100", "Digital", "income")], by=SET_UP)[0]  # type: ignore[list-item]
    by = stage.by("clara")
    assert str(map_role(made, role="revenue", key="digital", by=by)) == "revenue digital"
    map_role(made, role="revenue", by=by)
    retire_account(LedgerAccount.objects.get(number="4000"), by=by)
    with pytest.raises(Refusal, match="is retired"):
        map_role(LedgerAccount.objects.get(number="4000"), role="revenue", by=by)
    assert reactivate_account(LedgerAccount.objects.get(number="4000"), by=by).active


def test_inv09_a_control_accounts_part_moves_only_while_it_is_empty(stage: Stage) -> None:
    by = stage.by("clara")
    lines = [account("1210", "Receivables abroad", "asset", control=True), account("1220", "Other", "asset")]
    abroad, other = set_up_chart(stage.entity, accounts=lines, by=SET_UP)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="must both be control accounts"):
        map_role(other, role="receivable", by=by)
    map_role(abroad, role="receivable", by=by)
    map_role(LedgerAccount.objects.get(number="1200"), role="receivable", by=by)
    stage.issued()
    with pytest.raises(Refusal, match="holds postings of receivable"):
        map_role(abroad, role="receivable", by=by)
    posted(stage)
