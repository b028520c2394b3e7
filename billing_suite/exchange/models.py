"""What has been played of a timeline, so that a second play continues."""

from django.db import models
from django.db.models import UniqueConstraint

from billing_suite.kernel.values.ids import Record


class Timeline(Record):
    """A file of dated events, anchored on the day it was first played."""

    name = models.CharField(max_length=80, unique=True)
    anchor = models.DateField()
    first_played_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PlayedLine(models.Model):
    """One line that has been played, by its place and content, and what it made."""

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    on = models.DateField()
    key = models.CharField(max_length=80, blank=True)
    made_kind = models.CharField(max_length=60, blank=True)
    made_ids = models.JSONField(default=list)

    class Meta:
        constraints = (UniqueConstraint(fields=["timeline", "position"], name="a_line_is_played_once"),)

    def __str__(self) -> str:
        return f"{self.timeline} line {self.position}"
