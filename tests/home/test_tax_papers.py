"""Tax papers on the desk: certificates that end and VAT ids to look at, until somebody has settled them."""

from datetime import date

from accounting.tax.checking import override_vat_id
from accounting.tax.exemptions import revoke_certificate
from billing_suite.home.reports.desk import Desk
from billing_suite.home.reports.tax_papers import ending_certificates, vat_ids_to_settle
from billing_suite.home.reports.waiting import for_everyone, for_me
from billing_suite.kernel.access.people import RoleRight
from tests.accounting.tax.papers import AT, NO, SILENCE, answered, recorded
from tests.builders import Stage


def desk(stage: Stage, who: str) -> Desk:
    user = stage.users[who]
    rights = set(RoleRight.objects.filter(role__user=user).values_list("right", flat=True))
    return Desk(user, rights, set(user.groups.values_list("name", flat=True)), AT)


def test_a_certificate_waits_until_it_is_renewed_or_revoked(stage: Stage) -> None:
    soon = recorded(stage, valid_to=date(2026, 4, 20))
    gone = recorded(stage, "lumiere", number="GONE", valid_to=date(2026, 4, 1))
    recorded(stage, "thames", number="FAR")
    told = [(line.words, line.note, line.status) for line in ending_certificates(desk(stage, "fay")).lines]
    assert told == [
        ("GONE", "Lumiere, DE: has expired", "expired"),
        ("EX-1", "Nordlicht, DE: ends in 17 days", "expiring"),
    ]
    recorded(stage, number="EX-2", valid_from=date(2026, 4, 21), valid_to=None)
    revoke_certificate(gone, on=date(2026, 4, 2), reason="They are taxed now", by=stage.by("fay"))
    assert soon.number == "EX-1" and not ending_certificates(desk(stage, "fay")).lines
    assert not ending_certificates(desk(stage, "lena")).lines


def test_a_vat_id_waits_until_it_is_answered_or_overridden(stage: Stage) -> None:
    answered(stage, NO)
    answered(stage, SILENCE, "nordlicht")
    told = [(line.words, line.status) for line in vat_ids_to_settle(desk(stage, "fay")).lines]
    assert told == [("Lumiere", "invalid"), ("Nordlicht", "unavailable")]
    override_vat_id(stage.customer("lumiere"), reason="Letter filed", at=AT, by=stage.by("clara"))
    assert [line.words for line in vat_ids_to_settle(desk(stage, "fay")).lines] == ["Nordlicht"]


def test_both_stand_on_finances_desk_and_in_everybodys_list(stage: Stage) -> None:
    recorded(stage, valid_to=date(2026, 4, 20))
    answered(stage, NO)
    titles = {"Exemption certificates that end", "VAT ids to look at"}
    assert titles <= {queue.title for queue in for_me(desk(stage, "fay")) if queue.lines}
    assert titles <= {queue.title for queue in for_everyone(desk(stage, "otto")) if queue.lines}
    assert not titles & {queue.title for queue in for_me(desk(stage, "mia"))}
