"""Celery carries wake-ups only: the job table is the truth (see docs/architecture.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_suite.settings")

app = Celery("billing_suite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["billing_suite.kernel.work"])
