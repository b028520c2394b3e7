"""Questions to a syntax tree that no tool of the guard asks. Each yields a line and what stands there."""

import ast
import re
from collections.abc import Iterator

Findings = Iterator[tuple[int, str]]
INEXACT = {"FloatField", "DecimalField"}
UNSCOPED = {"all", "filter", "get", "values", "values_list", "in_bulk", "iterator", "first", "last", "aggregate"}
STARTS = {"objects", "_default_manager", "_base_manager"}
LIFE_SIGNALS = {"post_migrate", "connection_created"}
CLOCK = re.compile(r"kernel\.values\b.*\bclock\b")
OURS = re.compile(r"(billing_suite|crm|projects|accounting)(\.[a-z_][a-z0-9_]*){2,}")


def called(node: ast.Call) -> str:
    """The last word of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def inexact_numbers(tree: ast.AST) -> Findings:
    """`float(…)`, float literals, and the two fields that lose digits (INV-07)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"float", *INEXACT}:
            yield node.lineno, f"{called(node)}("
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, repr(node.value)


def inexact_fields(tree: ast.AST) -> Findings:
    """`float(…)` and the two fields, where seconds may well be floats."""
    return ((line, what) for line, what in inexact_numbers(tree) if what.endswith("("))


def unscoped_querysets(tree: ast.AST) -> Findings:
    """A door that reads rows without `visible_to` as its first word (INV-31)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in UNSCOPED:
            owner = node.value
            if isinstance(owner, ast.Attribute) and owner.attr in STARTS:
                yield node.lineno, f"{ast.unparse(node)}"


def clock_reads(tree: ast.AST) -> Findings:
    """An import of the suite's clock, in whatever form (INV-49)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and CLOCK.search(said := ast.unparse(node)):
            yield node.lineno, said


def all_fields(tree: ast.AST) -> Findings:
    """`fields = "__all__"`, which shows and takes whatever a model gains later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            value: ast.expr | None = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names, value = [node.target.id], node.value
        elif isinstance(node, ast.keyword):
            names, value = [node.arg or ""], node.value
        else:
            continue
        if "fields" in names and isinstance(value, ast.Constant) and value.value == "__all__":
            yield value.lineno, 'fields = "__all__"'


def life_signals(tree: ast.AST) -> Findings:
    """Django's signals of start-up, which only the database guards may hear."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in LIFE_SIGNALS:
            yield node.lineno, node.id
        if isinstance(node, ast.Attribute) and node.attr in LIFE_SIGNALS:
            yield node.lineno, node.attr
        if isinstance(node, ast.alias) and node.name in LIFE_SIGNALS:
            yield node.lineno, node.name


def dotted_names(tree: ast.AST) -> Findings:
    """Strings that name something of ours by its path: tasks, receivers, classes loaded by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OURS.fullmatch(node.value):
            yield node.lineno, node.value


def queued_tasks(tree: ast.AST) -> Findings:
    """The task that each `later("…")` names; `?` where it is no literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"later", "later_many"}:
            first = node.args[0] if node.args else None
            is_literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield node.lineno, str(first.value) if isinstance(first, ast.Constant) and is_literal else "?"


def long_functions(tree: ast.AST, most: int = 60) -> Findings:
    """Functions with two names in them: longer than anybody reads at once (STYLE 24)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > most:
            yield node.lineno, f"{node.name}: {length} lines"
