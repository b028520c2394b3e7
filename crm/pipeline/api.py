"""Opportunities and the stages of the sale in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.visible import OfficeRows, Rows
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    DayField,
    DecimalString,
    FlagField,
    MoneyField,
    TextField,
    WholeField,
)
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CONTACTS, CUSTOMERS
from crm.pipeline.actions import (
    change_opportunity,
    change_stage,
    move_opportunity,
    name_competitor,
    name_loss_reason,
    open_opportunity,
    reopen_opportunity,
    set_up_pipeline,
    set_up_stage,
)
from crm.pipeline.models import CATEGORIES, NEEDS, Competitor, LossReason, Opportunity, Pipeline, Stage, StageMove
from crm.pipeline.reports import Calibration, calibrations, pipeline_sums


class StageRows(OfficeRows[Stage]):
    """The steps of the sale: whoever sees opportunities sees them all."""

    seen_with = "see_opportunities"


class StageSheet(Shown):
    """A step of the sale."""

    class Meta:
        model = Stage
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "pipeline",
            "name",
            "position",
            "probability",
            "outcome",
            "category",
            "needs",
            "stalls_after",
        )

    needs = serializers.ListField(child=serializers.CharField(), read_only=True)


class PipelineRows(OfficeRows[Pipeline]):
    """The ways of selling: whoever sees opportunities sees them all."""

    seen_with = "see_opportunities"


class PipelineSheet(Shown):
    """A way of selling, with stages of its own."""

    class Meta:
        model = Pipeline
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "position", "active")


class CompetitorRows(OfficeRows[Competitor]):
    """Competitors: whoever sees opportunities sees them all."""

    seen_with = "see_opportunities"


class CompetitorSheet(Shown):
    """Somebody else who sells what we sell."""

    class Meta:
        model = Competitor
        fields: ClassVar[tuple[str, ...]] = ("id", "name")


class LossReasonRows(OfficeRows[LossReason]):
    """Reasons: whoever sees opportunities sees them all."""

    seen_with = "see_opportunities"


class LossReasonSheet(Shown):
    """Why sales are lost."""

    class Meta:
        model = LossReason
        fields: ClassVar[tuple[str, ...]] = ("id", "name")


class StageMoveRows(Rows[StageMove]):
    """Moves: whoever sees the opportunity sees its moves."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {
        "customer": "opportunity__customer",
        "legal_entity": "opportunity__legal_entity",
    }

    def for_list(self) -> "StageMoveRows":
        """With opportunity and stages."""
        return self.select_related("opportunity", "from_stage", "to_stage")


class StageMoveSheet(Shown):
    """One move of an opportunity."""

    class Meta:
        model = StageMove
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "opportunity",
            "from_stage",
            "to_stage",
            "at",
            "by",
            "minutes_before",
            "amount",
        )


class OpportunitySheet(Shown):
    """A possible sale."""

    class Meta:
        model = Opportunity
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "customer",
            "contact",
            "name",
            "stage",
            "amount",
            "closes_on",
            "owner",
            "category",
            "next_step",
            "no_competitor",
            "loss_reason",
            "lost_to",
            "lost_reason",
            "stage_since",
        )


PIPELINES = Listing(
    path="pipelines", model=Pipeline, row=PipelineSheet, rows=lambda: PipelineRows(model=Pipeline), orders=("position",)
)
COMPETITORS = Listing(
    path="competitors",
    model=Competitor,
    row=CompetitorSheet,
    rows=lambda: CompetitorRows(model=Competitor),
    orders=("name",),
)
LOSS_REASONS = Listing(
    path="loss-reasons",
    model=LossReason,
    row=LossReasonSheet,
    rows=lambda: LossReasonRows(model=LossReason),
    orders=("name",),
)
STAGES = Listing(
    path="stages",
    model=Stage,
    row=StageSheet,
    rows=lambda: StageRows(model=Stage),
    joins=("pipeline",),
    filters={"pipeline": "pipeline"},
    orders=("position",),
)


class StageBody(Body):
    """A step of the sale to be set up."""

    name = TextField(max_length=40)
    position = WholeField(0, 32767)
    probability = DecimalString(at_most="100")
    outcome = serializers.ChoiceField(choices=["open", "won", "lost"], required=False)
    pipeline = RecordField(PIPELINES, required=False)
    category = serializers.ChoiceField(choices=CATEGORIES, required=False)
    needs = serializers.ListField(child=serializers.ChoiceField(choices=NEEDS), required=False, max_length=10)
    stalls_after = WholeField(1, 999, required=False)


class StageChanges(Changes):
    """What changes of a stage; never its outcome."""

    name = TextField(max_length=40, source="changes.name", required=False)
    position = WholeField(0, 32767, source="changes.position", required=False)
    probability = DecimalString(at_most="100", source="changes.probability", required=False)
    category = serializers.ChoiceField(choices=CATEGORIES, source="changes.category", required=False)
    needs = serializers.ListField(
        child=serializers.ChoiceField(choices=NEEDS), source="changes.needs", required=False, max_length=10
    )
    stalls_after = WholeField(1, 999, source="changes.stalls_after", required=False)


class PipelineBody(Body):
    """Another way of selling."""

    name = TextField(max_length=40)
    position = WholeField(0, 32767)


class NameBody(Body):
    """A name."""

    name = TextField(max_length=60)


class OpportunityBody(Body):
    """A possible sale to be opened."""

    customer = RecordField(CUSTOMERS)
    contact = RecordField(CONTACTS, required=False)
    name = TextField(max_length=120)
    amount = MoneyField()
    closes_on = DayField()
    pipeline = RecordField(PIPELINES, required=False)
    next_step = TextField(max_length=160, required=False, allow_blank=True)


class OpportunityChanges(Changes):
    """What changes of an open opportunity."""

    name = TextField(max_length=120, source="changes.name", required=False)
    amount = MoneyField(source="changes.amount", required=False)
    closes_on = DayField(source="changes.closes_on", required=False)
    contact = RecordField(CONTACTS, source="changes.contact", required=False)
    category = serializers.ChoiceField(choices=CATEGORIES, source="changes.category", required=False)
    next_step = TextField(max_length=160, source="changes.next_step", required=False, allow_blank=True)
    no_competitor = FlagField(source="changes.no_competitor", required=False)


class MoveBody(Body):
    """The step to go to; a reason where it is lost."""

    stage = RecordField(STAGES)
    lost_reason = TextField(max_length=200, required=False, allow_blank=True)
    loss_reason = RecordField(LOSS_REASONS, required=False)
    lost_to = RecordField(COMPETITORS, required=False)


OPPORTUNITIES = Listing(
    path="opportunities",
    model=Opportunity,
    row=OpportunitySheet,
    joins=("contact", "loss_reason", "lost_to"),
    filters={
        "customer": "customer",
        "pipeline": "stage__pipeline",
        "category": "category",
        "stage": "stage",
        "owner": "owner",
        "closes_from": "closes_on__gte",
        "closes_through": "closes_on__lte",
    },
    orders=("-closes_on", "reference"),
    search=("reference", "name"),
)
STAGE_MOVES = Listing(
    path="stage-moves",
    model=StageMove,
    row=StageMoveSheet,
    rows=lambda: StageMoveRows(model=StageMove),
    filters={"opportunity": "opportunity", "from": "at__gte", "through": "at__lte"},
    orders=("-id",),
)


class CalibrationQuery(Body):
    """Of which pipeline."""

    pipeline = RecordField(PIPELINES)


class CalibrationSheet(serializers.Serializer[Any]):
    """How often sales that reached a stage, and ended, were won: in per cent, with the range that is likely."""

    stage = serializers.CharField(source="stage.name", read_only=True)
    probability = serializers.CharField(source="stage.probability", read_only=True)
    decided = serializers.IntegerField(read_only=True)
    won = serializers.IntegerField(read_only=True)
    share = serializers.CharField(read_only=True, allow_null=True)
    likely = serializers.ListField(child=serializers.CharField(), read_only=True, allow_null=True)


def read_calibration(*, user: Any, pipeline: Pipeline) -> list[Calibration]:
    """The probabilities of a pipeline's stages beside what its own history says, of what one may see."""
    return calibrations(pipeline, as_of=now(), seen=Opportunity.objects.visible_to(user))


class WorthSheet(serializers.Serializer[Any]):
    """A stage with what stands in it, in one base currency."""

    stage = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)
    amount = MoneyField(read_only=True)
    weighted = MoneyField(read_only=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)


def read_pipeline(*, user: Any, pipeline: Pipeline) -> list[dict[str, Any]]:
    """What a pipeline is worth by stage and base currency, weighted by probability, at today's rates."""
    sums = pipeline_sums(pipeline, Opportunity.objects.visible_to(user), on=today("UTC"))
    return [
        {
            "stage": each.stage.name,
            "count": worth.count,
            "amount": worth.amount,
            "weighted": worth.weighted,
            "missing": sorted(worth.missing),
        }
        for each in sums
        for worth in each.worths
    ]


DOORS = (
    PIPELINES,
    Deed(path="pipelines/", verb=set_up_pipeline, body=PipelineBody, shows=PIPELINES),
    COMPETITORS,
    Deed(path="competitors/", verb=name_competitor, body=NameBody, shows=COMPETITORS),
    LOSS_REASONS,
    Deed(path="loss-reasons/", verb=name_loss_reason, body=NameBody, shows=LOSS_REASONS),
    STAGE_MOVES,
    Report(
        path="pipeline-worth/",
        right="see_opportunities",
        read=read_pipeline,
        query=CalibrationQuery,
        shows=WorthSheet,
        many=True,
    ),
    Report(
        path="stage-calibrations/",
        right="see_opportunities",
        read=read_calibration,
        query=CalibrationQuery,
        shows=CalibrationSheet,
        many=True,
    ),
    Deed(path="stages/<str:id>/changes/", verb=change_stage, on=STAGES, body=StageChanges, shows=STAGES),
    Deed(
        path="opportunities/<str:id>/changes/",
        verb=change_opportunity,
        on=OPPORTUNITIES,
        body=OpportunityChanges,
        shows=OPPORTUNITIES,
    ),
    Deed(path="opportunities/<str:id>/reopening/", verb=reopen_opportunity, on=OPPORTUNITIES, shows=OPPORTUNITIES),
    STAGES,
    Deed(path="stages/", verb=set_up_stage, body=StageBody, shows=STAGES),
    OPPORTUNITIES,
    Deed(path="opportunities/", verb=open_opportunity, body=OpportunityBody, shows=OPPORTUNITIES),
    Deed(
        path="opportunities/<str:id>/moves/",
        verb=move_opportunity,
        on=OPPORTUNITIES,
        body=MoveBody,
        shows=OPPORTUNITIES,
    ),
)
