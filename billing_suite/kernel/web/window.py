"""Django's admin as a window: any record can be looked up there, none can be written (STYLE 18)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import CharField, Field, ForeignKey, JSONField, Model, QuerySet, SlugField, TextField
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from simple_history.models import HistoricalChanges

from billing_suite.kernel.values.refusals import NotAllowed

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin  # has no type arguments when it runs

SECRET = {"password", "token_hash", "salt", "lease_owner"}
UNSENT = {"kernel.outgoingmail": {"text", "html"}}  # a letter may carry a link that signs for the customer
SEARCHED = ("reference", "number", "name", "email", "title", "code", "about", "type")
SHOWN = 7


class Window(admin.AdminSite):
    """The admin's own pages: one door to sign in by, and no second way to change a password."""

    site_header = site_title = "Billing Suite"
    index_title = "Look up a record"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The suite's own sign-in; whoever is signed in and no member of staff is refused."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL)
        if not self.has_permission(request):
            raise NotAllowed("the admin is for staff", rule="STYLE 18")
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Passwords are given by a verb, with its actor on record."""
        raise NotAllowed("an administrator gives a new password on the page of the user", rule="STYLE 18")


class ReadOnly(Base):
    """A table to be read: superusers see every row, other staff what `visible_to` shows them."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    secret: ClassVar[set[str]] = SECRET

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff."""
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records are made by verbs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records are changed by verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Every row for a superuser; for other staff what they may see, which is none where nobody said (INV-29)."""
        rows = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return rows
        scope = getattr(rows, "visible_to", None)
        return scope(request.user) if scope else rows.none()

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Hashes and secrets are for nobody to read."""
        hidden = self.secret | UNSENT.get(self.opts.label_lower, set())
        return [field.name for field in self.opts.fields if field.name in hidden]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The first telling fields."""
        told = [field.name for field in self.opts.fields if is_telling(field) and field.name not in self.secret]
        return ["__str__", *told[:SHOWN]]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """By what people call a record."""
        return [field.name for field in self.opts.fields if field.name in SEARCHED]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """The joins of what is listed, and of the record's own words."""
        return [field.name for field in self.opts.fields if isinstance(field, ForeignKey)] or False


def is_telling(field: "Field[Any, Any]") -> bool:
    """Whether a field is worth a column: no key, no long text, no document."""
    if isinstance(field, CharField | SlugField):
        return (field.max_length or 0) <= 200
    return not (field.primary_key or isinstance(field, TextField | JSONField))


def look_up(*models: type[Model]) -> None:
    """Put models into the window."""
    for model in models:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
        admin.site.register(model, ReadOnly)


def tables_of(app: str) -> list[type[Model]]:
    """The models of an app, without the past states kept of them."""
    return [model for model in apps.get_app_config(app).get_models() if not issubclass(model, HistoricalChanges)]
