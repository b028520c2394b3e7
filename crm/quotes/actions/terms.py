"""Templates of terms: set up and changed; quotes keep the copy they took."""

from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from crm.quotes.models import TermsTemplate


@verb("set up terms", jobs=True)
def set_up_terms(
    name: str, *, language: str, text: str, legal_entity: LegalEntity | None = None, by: Actor
) -> TermsTemplate:
    """Terms to offer under, in a language, for one legal entity or for all."""
    template = TermsTemplate(name=name, language=language, text=text, legal_entity=legal_entity)
    template.full_clean(exclude=["id"])
    template.save(force_insert=True)
    publish("terms.set_up", template)
    return template


@verb("change terms", right="set_up_terms")
def change_terms(template: TermsTemplate, *, changes: dict[str, Any], by: Actor) -> TermsTemplate:
    """Its name, language, text, or whether it is offered still; what quotes took of it stays as it was."""
    if unknown := set(changes) - {"name", "language", "text", "active"}:
        raise Invalid(f"terms have no {sorted(unknown)[0]} to change", record=template.name)
    held = TermsTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    for field, value in changes.items():
        setattr(held, field, value)
    held.full_clean()
    held.save()
    publish("terms.changed", held)
    return held
