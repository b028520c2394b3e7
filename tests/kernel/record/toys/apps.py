from django.apps import AppConfig


class ToysConfig(AppConfig):
    name = "tests.kernel.record.toys"
    label = "toys"
    default_auto_field = "django.db.models.BigAutoField"
