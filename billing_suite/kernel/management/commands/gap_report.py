"""Prove that the numbers of each series stand each on exactly one document."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.firm.series import SeriesProof, series_gaps
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """Every number series, with gaps, doubles and numbers outside it; ends with 1 when one is not complete."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """One legal entity, or all."""
        super().add_arguments(parser)
        parser.add_argument("--entity", default="", help="the legal entity's code; default: all")

    def run(self, **options: Any) -> None:
        """Read and print."""
        entities = list(LegalEntity.objects.filter(code=options["entity"])) if options["entity"] else None
        if entities == []:
            raise NotFound(f"no legal entity {options['entity']}", code="no-such-legal-entity")
        proofs = series_gaps(entities)
        words = [
            f"{proof.series!s:<24} {proof.documents:>9,} of {proof.series.last:>9,}  {proof.words}" for proof in proofs
        ]
        self.answer([told(proof) for proof in proofs], "\n".join(words))
        broken = sum(not proof.holds for proof in proofs)
        if broken:
            raise CommandError(f"{broken} of {len(proofs)} series are not complete", returncode=1)


def words_of(proof: SeriesProof) -> str:
    """A proof on one line."""
    return f"{proof.series!s:<24} {proof.documents:>9,} of {proof.series.last:>9,}  {proof.words}"


def told(proof: SeriesProof) -> dict[str, Any]:
    """A proof as JSON."""
    return {
        "series": str(proof.series),
        "legal_entity": proof.series.legal_entity.code,
        "kind": proof.series.kind,
        "year": proof.series.year,
        "last": proof.series.last,
        "documents": proof.documents,
        "complete": proof.holds,
        "gaps": [[gap.first, gap.last] for gap in proof.gaps],
        "doubles": list(proof.doubles),
        "outside": list(proof.outside),
    }
