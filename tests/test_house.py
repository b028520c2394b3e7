"""The house rules that no tool can say (STYLE 4). Each finder is also shown a violation, so that it can fail."""

import ast
import functools
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import models
from django.utils.module_loading import import_string

from billing_suite.kernel.access.verb import VERBS
from tests.house import finders, papers
from tests.house.files import PACKAGES, ROOT, Finder, doors, found, modules, text_of, tracked

FLOORS = ("billing_suite/kernel/values", "billing_suite/kernel/firm", "crm", "projects", "accounting")
LIKENESS = "crm/duplicates/"  # scores of likeness are shares and log-odds, never money: this room may not name it
MOST_LINES = 400
LONG_BY_NATURE = ("requirements/", "package-lock.json", "fixtures/", "docs/", "CHANGELOG.md")
MACHINE = re.compile(r"(?<![\w.])/(work|root|home|Users|opt|mnt)/\w|[A-Z]:\\\\Users")
REGISTRIES = re.compile(
    "|".join(("registry" r"\.npmjs\.", "files" r"\.pythonhosted\.", "pypi" r"\.org/simple", r'"resolved"\s*:'))
)


def empty(findings: list[str], why: str) -> None:
    """Nothing was found; else what was found, one a line."""
    assert not findings, f"{why}:\n  " + "\n  ".join(findings)


@functools.cache
def every_module() -> tuple[ModuleType, ...]:
    """All of the product, imported, so that everything that registers itself is registered."""
    loaded: list[ModuleType] = []
    for package in PACKAGES:
        root = importlib.import_module(package)
        loaded.append(root)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" not in info.name:
                loaded.append(importlib.import_module(info.name))
    return tuple(loaded)


@functools.cache
def our_models() -> tuple[type[models.Model], ...]:
    """The models that somebody wrote here: no history shadows, no automatic join tables."""
    return tuple(
        model
        for model in apps.get_models()
        if model.__module__.startswith(PACKAGES) and not hasattr(model, "instance_type")
    )


# --- words ------------------------------------------------------------------------------------------


def test_every_model_says_what_it_means() -> None:
    empty([m.__name__ for m in our_models() if not is_written(m.__doc__, m.__name__)], "models without a docstring")


def is_written(doc: str | None, name: str) -> bool:
    """A docstring somebody wrote: Django gives a model without one its field list."""
    return bool(doc and doc.strip()) and not str(doc).startswith(f"{name}(")


def test_every_verb_says_what_it_does() -> None:
    every_module()
    assert VERBS, "no verb registered itself"
    empty([name for name, verb in VERBS.items() if not is_written(verb.function.__doc__, name)], "verbs without one")
    empty([name for name, verb in VERBS.items() if not verb.title.strip()], "verbs without a title")


def test_every_model_name_is_in_the_glossary() -> None:
    text = papers.glossary()
    if not text:
        pytest.skip("docs/glossary.md is not written yet")
    empty(sorted({m.__name__ for m in our_models() if papers.words_of(m.__name__) not in text}), "not in the glossary")


def test_a_generated_docstring_and_an_unknown_word_are_noticed() -> None:
    assert not is_written("Invoice(id, number)", "Invoice")
    assert not is_written("  ", "Invoice")
    assert papers.words_of("BankStatementLine") == "bank statement line"


# --- names that must lead somewhere --------------------------------------------------------------------


def test_every_queued_task_exists() -> None:
    named = [(name, line, task) for name in modules() for line, task in finders.queued_tasks(ast.parse(text_of(name)))]
    unknown = [f"{name}:{line} {task}" for name, line, task in named if not leads_somewhere(task)]
    empty([entry for entry in unknown if "kernel/work/" not in entry or not entry.endswith("?")], "no such task")


def test_every_dotted_name_exists() -> None:
    named = [(name, line, path) for name in modules() for line, path in finders.dotted_names(ast.parse(text_of(name)))]
    empty([f"{name}:{line} {path}" for name, line, path in named if not leads_somewhere(path)], "leads nowhere")


def leads_somewhere(path: str) -> bool:
    """Whether a dotted name is a module of ours, or something in one."""
    try:
        import_string(path)
    except ImportError:
        try:
            importlib.import_module(path)
        except (ImportError, ValueError):
            return False
    return True


def test_a_task_that_is_not_there_is_noticed() -> None:
    assert not leads_somewhere("accounting.billing.tasks.never_written")
    assert not leads_somewhere("?")
    assert leads_somewhere("billing_suite.kernel.work.jobs.later")


# --- papers ---------------------------------------------------------------------------------------------


def test_every_command_in_the_papers_exists() -> None:
    empty(
        [f"{paper}: {problem}" for paper in papers.papers() for problem in missing(text_of(paper))], "no such command"
    )


def missing(text: str) -> Iterator[str]:
    """The commands, options, targets and scripts that a text tells of and that are not there."""
    known = get_commands()
    for name, options in sorted(papers.commands_of(text)):
        if name not in known:
            yield f"manage.py {name}"
            continue
        command = load_command_class(str(known[name]), name)
        parser = command.create_parser("manage.py", name)
        yield from (f"manage.py {name} {option}" for option in options if option not in parser._option_string_actions)
    targets = set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), re.MULTILINE))
    yield from (f"make {target}" for target in sorted(papers.targets_of(text) - targets))
    yield from (script for script in sorted(papers.scripts_of(text)) if not (ROOT / script).is_file())


def test_a_command_that_is_not_there_is_noticed() -> None:
    text = "Say `make coffee`, `manage.py brew --hot`, `bin/kettle`.\n```\nmanage.py migrate --later\nmake run\n```\n"
    assert list(missing(text)) == ["manage.py brew", "manage.py migrate --later", "make coffee", "bin/kettle"]


# --- code -----------------------------------------------------------------------------------------------


def test_inv07_no_inexact_number_touches_money() -> None:
    told = found(modules(*FLOORS), finders.inexact_numbers)
    empty([entry for entry in told if not entry.startswith(LIKENESS)], "floats on a floor")
    scores = (ROOT / LIKENESS).glob("*.py")
    empty([path.name for path in scores if "money" in path.read_text()], "money where likeness is measured")
    empty(found(modules(), finders.inexact_fields), "inexact numbers")


def test_inv31_no_door_reads_rows_that_it_may_not_see() -> None:
    told = found(doors(), finders.unscoped_querysets)
    empty([entry for entry in told if not is_nobodys(entry.split()[-1])], "a door starts from visible_to()")


def is_nobodys(read: str) -> bool:
    """A read such as `RoleRight.objects.filter` of a model that has no owners: no `visible_to`, and not all of it."""
    (owner, *_), word = read.split("."), read.rpartition(".")[2]
    named = [model for model in our_models() if model.__name__ == owner]
    return word != "all" and bool(named) and not any(hasattr(m._default_manager, "visible_to") for m in named)


def test_a_read_of_somebodys_rows_is_noticed() -> None:
    assert not is_nobodys("Customer.objects.filter")
    assert not is_nobodys("RoleRight.objects.all")
    assert not is_nobodys("self.model.objects.get")
    assert is_nobodys("RoleRight.objects.filter")


def test_inv49_only_doors_read_the_clock() -> None:
    meets_people = {*doors(), *(name for name in modules() if Path(name).stem in ("tasks", "hops", "panels"))}
    verbs = [name for name in modules("crm", "projects", "accounting") if "/management/" not in name]
    empty(found(sorted({*verbs} - meets_people), finders.clock_reads), "a verb is told the day and the instant")


def test_inv49_a_glance_at_the_machines_clock_is_refused() -> None:
    glances = ("datetime.datetime.now()", "datetime.date.today()", "time.time()", "django.utils.timezone.now()")
    code = "\n".join(("import datetime, time, django.utils.timezone", *glances))
    ruff = [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--stdin-filename", "crm/x.py", "-"]
    told = subprocess.run(ruff, input=code, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.stdout.count("INV-49") == len(glances), told.stdout + told.stderr


def test_no_form_or_serializer_takes_all_fields() -> None:
    empty(found(modules(), finders.all_fields), "name the fields")


def test_only_the_guards_hear_the_start_up_signals() -> None:
    others = [name for name in modules() if not name.startswith("billing_suite/kernel/record/guards/")]
    empty(found(others, finders.life_signals), "only kernel.record.guards hears these")


def test_no_function_has_two_names_in_it() -> None:
    empty(found(modules(), finders.long_functions), "too long to be one thought")


@pytest.mark.parametrize(
    ("finder", "violation"),
    [
        (finders.inexact_numbers, "net = float(text)"),
        (finders.inexact_numbers, "share = total * 0.19"),
        (finders.inexact_fields, "rate = models.DecimalField(max_digits=9)"),
        (finders.inexact_fields, "rate = FloatField()"),
        (finders.unscoped_querysets, "rows = Invoice.objects.all()"),
        (finders.unscoped_querysets, "class V:\n    queryset = Invoice._default_manager.filter(number=1)"),
        (finders.clock_reads, "from billing_suite.kernel.values.clock import today"),
        (finders.clock_reads, "def f():\n    from billing_suite.kernel.values import clock"),
        (finders.all_fields, "class Meta:\n    fields = '__all__'"),
        (finders.all_fields, "class Meta:\n    fields: str = '__all__'"),
        (finders.all_fields, "Form = modelform_factory(Invoice, fields='__all__')"),
        (finders.life_signals, "from django.db.models.signals import post_migrate"),
        (finders.life_signals, "signals.connection_created.connect(f)"),
        (finders.queued_tasks, "later('a.b.c', invoice=1)"),
        (finders.dotted_names, "TASK = 'accounting.billing.tasks.make_document'"),
        (finders.long_functions, "def f():\n" + "    x = 1\n" * 60),
    ],
)
def test_a_violation_is_noticed(finder: Finder, violation: str) -> None:
    assert list(finder(ast.parse(violation)))


@pytest.mark.parametrize(
    ("finder", "fine"),
    [
        (finders.inexact_numbers, "net = Decimal('0.19') * 3"),
        (finders.unscoped_querysets, "rows = Invoice.objects.visible_to(user).filter(number=1).all()"),
        (finders.all_fields, "class Meta:\n    fields = ['number']"),
        (finders.long_functions, "def f():\n" + "    x = 1\n" * 59),
    ],
)
def test_what_is_right_passes(finder: Finder, fine: str) -> None:
    assert not list(finder(ast.parse(fine)))


# --- files ----------------------------------------------------------------------------------------------


def test_no_file_is_two_files() -> None:
    kinds = (".py", ".html", ".css", ".js")
    names = [n for n in tracked() if n.endswith(kinds) and "/migrations/" not in n and not n.startswith(LONG_BY_NATURE)]
    empty([f"{n}: {lines}" for n in names if (lines := text_of(n).count("\n")) > MOST_LINES], "over 400 lines")


def test_no_file_names_a_machine_or_a_registry() -> None:
    empty([f"{name}: {line}" for name in tracked() for line in places(text_of(name), name)], "names a place")


def places(text: str, name: str) -> list[str]:
    """The lines that name a folder of some machine or the host of a package registry."""
    if not (MACHINE.search(text) or REGISTRIES.search(text)):
        return []
    return [line.strip() for line in text.splitlines() if MACHINE.search(line) or REGISTRIES.search(line)]


def test_a_place_is_noticed() -> None:
    assert places(f"see {'/ho' + 'me'}/ann/billing", "x")
    assert places(f'"{"resol" + "ved"}": "https://example.com/a.tgz"', "x")
    assert not places("see docs/work/home.md and https://example.com/home/x", "x")


def test_the_front_end_lock_holds_a_hash_for_each_package_and_no_address() -> None:
    packages = json.loads(text_of("package-lock.json"))["packages"]
    empty([n for n, p in packages.items() if n and not p.get("integrity", "").startswith("sha512-")], "no hash")
    empty([n for n, p in packages.items() if "resolved" in p], "a download address")


def test_the_environment_for_development_holds_the_one_that_runs() -> None:
    runs, develops = pins("base"), pins("dev")
    assert runs
    empty([f"{name}=={version}" for name, version in runs.items() if develops.get(name) != version], "not in dev.txt")


def pins(lock: str) -> dict[str, str]:
    """The locked version of each package; each line needs a hash after it."""
    text = text_of(f"requirements/{lock}.txt")
    entries = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)(.*(?:\n .*)*)", text, re.MULTILINE)
    empty([name for name, _, rest in entries if "--hash=sha256:" not in rest], "no hash")
    return {name: version for name, version, _ in entries}


def test_every_finder_is_shown_a_violation() -> None:
    shown: set[Callable[..., object]] = {
        mark.args[1][i][0]
        for mark in test_a_violation_is_noticed.pytestmark  # type: ignore[attr-defined]
        for i in range(len(mark.args[1]))
    }
    asked = {f for f in vars(finders).values() if getattr(f, "__annotations__", {}).get("return") == finders.Findings}
    assert asked == shown
