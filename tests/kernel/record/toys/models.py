"""Toys: each shows one kind of guard. They are declared by the fixture, not at import."""

import uuid

from django.db import models

from billing_suite.kernel.record import guards


class Paper(models.Model):
    """A document: draft, approved, issued, or discarded."""

    STEPS = {
        "draft": ("approved", "discarded"),
        "approved": ("draft", "issued"),
        "issued": (),
        "discarded": (),
    }

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=60)
    status = models.CharField(max_length=10, default="draft")
    number = models.BigIntegerField(null=True, unique=True)
    note = models.CharField(max_length=40, blank=True)
    extra = models.JSONField(null=True)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """A line of a paper."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT)
    minor = models.BigIntegerField(default=1)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return str(self.pk)


class Fact(models.Model):
    """Written once; may be released once."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=30, unique=True)
    value = models.BigIntegerField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return self.key


class Member(models.Model):
    """Somebody, with every kind of column the trail has to write down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=60)
    email = models.CharField(max_length=80, null=True)
    password = models.CharField(max_length=80, null=True)
    active = models.BooleanField(default=True)
    level = models.BigIntegerField(default=0)
    born_on = models.DateField(null=True)
    joined_at = models.DateTimeField(null=True)
    seal = models.BinaryField(null=True)
    traits = models.JSONField(null=True)
    boss = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    last_seen = models.DateTimeField(null=True)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return self.name


class Hour(models.Model):
    """Something that is written by the hundred thousand."""

    id = models.BigAutoField(primary_key=True)
    minutes = models.BigIntegerField()
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return str(self.minutes)


GUARDS = (
    guards.transitions(Paper, "status", allowed=Paper.STEPS, initial=("draft",), inv="INV-26"),
    guards.frozen(Paper, when="OLD.status IN ('issued', 'discarded')", changeable=("note",), inv="INV-20"),
    guards.frozen_child(Line, parent=Paper, fk="paper_id", when="p.status <> 'draft'", inv="INV-20"),
    guards.append_only(Fact, inv="INV-03", updatable=("released_at",)),
    guards.set_once(Fact, "released_at", inv="INV-15"),
    guards.audited(Member, personal=("name", "email"), secret=("password",), unaudited=("last_seen",)),
    guards.audited(Hour),
)
