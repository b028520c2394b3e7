"""What is asked for an opportunity and its moves."""

from typing import Any

from django import forms

from billing_suite.kernel.access.people import User
from billing_suite.kernel.web.forms import AmountField, DayField, ExactDecimalField
from crm.customers.models import Contact, Customer
from crm.pipeline.actions import name_competitor
from crm.pipeline.models import CATEGORIES, NEEDS, Competitor, LossReason, Pipeline, Stage


class OpportunityForm(forms.Form):
    """A possible sale to one customer, in its currency."""

    name = forms.CharField(max_length=120, help_text="What they may buy.")
    closes_on = DayField(label="Expected close")
    contact = forms.ModelChoiceField(Contact.objects.none(), required=False)

    def __init__(self, *args: Any, customer: Customer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(customer.currency, at_least=0, label="Expected amount")
        contact: Any = self.fields["contact"]
        contact.queryset = Contact.objects.visible_to(user).filter(customer=customer)
        self.order_fields(["name", "amount", "closes_on", "contact"])


class ChangeForm(OpportunityForm):
    """What is known of a sale."""

    category = forms.ChoiceField(choices=CATEGORIES, label="Forecast")
    next_step = forms.CharField(max_length=160, required=False)
    competitors = forms.CharField(max_length=400, required=False, help_text="Their names, with commas between.")
    no_competitor = forms.BooleanField(required=False, label="Nobody else is asked, as far as we know")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, groups__rights__right="open_opportunity").distinct()
        self.fields["owner"] = forms.ModelChoiceField(people.order_by("name"), empty_label=None)
        told = ["name", "amount", "closes_on", "contact", "owner", "category", "next_step", "competitors"]
        self.order_fields([*told, "no_competitor"])

    def changes(self, *, by: Any) -> dict[str, Any]:
        """As the verb takes them; a competitor that is new is named first."""
        told = dict(self.cleaned_data)
        names = [name.strip() for name in told.pop("competitors").split(",") if name.strip()]
        return told | {"competitors": [name_competitor(name, by=by) for name in names]}


class MoveForm(forms.Form):
    """The stage an opportunity goes to."""

    stage = forms.ModelChoiceField(Stage.objects.exclude(outcome="won"), empty_label=None)
    loss_reason = forms.ModelChoiceField(
        LossReason.objects.all(), required=False, label="Lost because", help_text="Asked for when it is lost."
    )
    lost_reason = forms.CharField(max_length=200, required=False, label="Why it was lost, in words")
    lost_to = forms.ModelChoiceField(Competitor.objects.all(), required=False, label="Lost to")


class StageForm(forms.Form):
    """A step of the sale; of one that exists, what may change."""

    CHANGEABLE = ("name", "position", "probability", "category", "needs", "stalls_after")

    pipeline = forms.ModelChoiceField(Pipeline.objects.all(), required=False, empty_label="The first one")
    name = forms.CharField(max_length=40)
    position = forms.IntegerField(min_value=1, max_value=999, widget=forms.TextInput({"inputmode": "numeric"}))
    probability = ExactDecimalField(places=2, at_least=0, at_most=100, label="Probability in per cent")
    outcome = forms.ChoiceField(choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")])
    category = forms.ChoiceField(choices=CATEGORIES, initial="pipeline", required=False, label="Forecast")
    needs = forms.MultipleChoiceField(
        choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple, label="Comes here with"
    )
    stalls_after = forms.IntegerField(
        min_value=1,
        max_value=999,
        required=False,
        label="Stands still after days",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, stage: Stage | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stage is not None:
            del self.fields["pipeline"], self.fields["outcome"]

    def clean_category(self) -> str:
        """In the pipeline, where nothing else is said."""
        return self.cleaned_data["category"] or "pipeline"
