"""Verbs over the chart of accounts: set up, add, retire, take up again, and say which account plays which part."""

from collections.abc import Sequence
from typing import TypedDict

from accounting.books.charts import chart as shipped
from accounting.books.models import AccountRole, LedgerAccount, Posting, usual_section
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal


class AccountInUse(Refusal):
    """The account plays a part, so it cannot be retired."""

    code = "account-in-use"


class AccountSetUp(TypedDict, total=False):
    """One line of a chart as set up: the parts it plays are `role` or `role:key`."""

    number: str
    name: str
    type: str
    section: str
    control: bool
    roles: list[str]


@verb("set up a chart of accounts", jobs=True)
def set_up_chart(entity: LegalEntity, *, accounts: list[AccountSetUp], by: Actor) -> list[LedgerAccount]:
    """The ledger accounts of a legal entity and the parts they play; can be added to later.

    Without a `section` an account stands where its type and parts usually do: a bank with cash.
    """
    return _set_up(entity, accounts)


@verb("adopt a shipped chart of accounts", right="set_up_chart", jobs=True)
def adopt_chart(entity: LegalEntity, *, chart: str, by: Actor) -> list[LedgerAccount]:
    """The accounts and parts of a chart that comes with the suite, by its code like `de`; changed freely afterwards."""
    if LedgerAccount.objects.filter(legal_entity=entity).exists():
        raise AccountInUse(f"{entity.code} has a chart already: add to it", record=entity.code, rule="INV-13")
    lines = shipped(chart).accounts
    return _set_up(
        entity,
        [
            {
                "number": line.number,
                "name": line.name,
                "type": line.type,
                "section": line.section,
                "control": line.control,
                "roles": list(line.roles),
            }
            for line in lines
        ],
    )


def _set_up(entity: LegalEntity, accounts: Sequence[AccountSetUp]) -> list[LedgerAccount]:
    made = [
        LedgerAccount(
            legal_entity=entity,
            number=each["number"],
            name=each["name"],
            type=each["type"],
            section=each.get("section") or usual_section(each["type"], each.get("roles", [])),
            is_control=each.get("control", False),
        )
        for each in accounts
    ]
    for account in made:
        account.full_clean(exclude=["id"])
    LedgerAccount.objects.bulk_create(made)
    AccountRole.objects.bulk_create(
        [
            AccountRole(legal_entity=entity, role=part.partition(":")[0], key=part.partition(":")[2], account=account)
            for account, each in zip(made, accounts, strict=True)
            for part in each.get("roles", [])
        ]
    )
    return made


@verb("retire a ledger account", right="set_up_chart")
def retire_account(account: LedgerAccount, *, by: Actor) -> LedgerAccount:
    """Nothing is posted to it any more; what was stays, and stands in every report. Refused while it plays a part."""
    held = LedgerAccount.objects.select_for_update().get(pk=account.pk)
    if part := AccountRole.objects.filter(account=held).first():
        raise AccountInUse(
            f"{held} is the account for {part}: map that part to another first", record=held.number, rule="INV-13"
        )
    held.active = False
    held.save(update_fields=["active"])
    return held


@verb("take a ledger account up again", right="set_up_chart")
def reactivate_account(account: LedgerAccount, *, by: Actor) -> LedgerAccount:
    """A retired account takes postings again."""
    account.active = True
    account.save(update_fields=["active"])
    return account


@verb("map a role to an account", right="set_up_chart")
def map_role(account: LedgerAccount, *, role: str, key: str = "", by: Actor) -> AccountRole:
    """From now on this account plays a part: revenue of a product (`key`), tax of a component, or the part's default.

    What is posted stays where it is, so a control account's part moves only while nothing is posted to the
    account that played it: its open items must stay equal to it (INV-09, INV-10).
    """
    held = AccountRole.objects.filter(legal_entity=account.legal_entity_id, role=role, key=key).first()
    if not account.active:
        raise Invalid(f"{account} is retired", record=account.number, rule="INV-13")
    if held is None:
        made = AccountRole(legal_entity=account.legal_entity, role=role, key=key, account=account)
        made.full_clean(exclude=["id"])
        made.save(force_insert=True)
        return made
    if held.account.is_control != account.is_control:
        raise Invalid(f"{held.account} and {account} must both be control accounts", record=account.number)
    if held.account.is_control and Posting.objects.filter(account=held.account_id).exists():
        raise AccountInUse(f"{held.account} holds postings of {held}", record=held.account.number, rule="INV-09")
    held.account = account
    held.save()
    return held
