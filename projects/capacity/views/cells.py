"""Cells of capacity and utilisation as ready strings: 500 people by 26 weeks are 13,000 of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from projects.capacity.reports import CapacityTable, Figures, PersonWeeks, RoleWeeks, Utilisation
from projects.capacity.reports.utilisation import Used

EMPTY = '<td class="cap-none">·</td>'


def short(minutes: int) -> str:
    """Minutes as hours in as few letters as they need, half up as everywhere: "38", "7.5", "0.25"."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}.{(rest * 100 + 30) // 60:02d}".rstrip("0") if rest else str(whole)


def booked_cell(week: Figures) -> str:
    """Booked hours over those that can be worked, and how many too much."""
    booked = week.hard + week.soft
    if week.over:
        tone = "cap-over" if week.over_hard else "cap-tight"
        return f'<td class="{tone}">{short(booked)}<i>/{short(week.available)}</i> <b>+{short(week.over)}</b></td>'
    if not week.available:
        return EMPTY
    tone = "cap-full" if not week.free else "cap-some" if booked else "cap-free"
    return f'<td class="{tone}">{short(booked)}<i>/{short(week.available)}</i></td>'


def figure_cell(name: str, tone: str) -> Callable[[Figures], str]:
    """One figure alone, nothing where it is none."""

    def cell(week: Figures) -> str:
        minutes = getattr(week, name)
        return f'<td class="{tone}">{short(minutes)}</td>' if minutes else EMPTY

    return cell


CELLS: dict[str, Callable[[Figures], str]] = {
    "booked": booked_cell,
    "free": figure_cell("free", "cap-free"),
    "soft": figure_cell("soft", "cap-some"),
    "over": figure_cell("over", "cap-over"),
}


def rows_of(table: CapacityTable, show: str, address: Callable[[Any], str]) -> SafeString:
    """Every row of the page: each role with its sums, its people, and whom it wants without a name."""
    cell = CELLS[show]
    return mark_safe("".join(_role(role, cell, address) for role in table.roles))  # noqa: S308 - names are escaped


def sums_of(table: CapacityTable, show: str) -> SafeString:
    """The row of everybody."""
    return mark_safe(joined(map(CELLS[show], table.weeks)))  # noqa: S308 - figures


def _role(role: RoleWeeks, cell: Callable[[Figures], str], address: Callable[[Any], str]) -> str:
    count = len(role.people)
    head = f"{escape(role.role.name)} <small>{count} {'person' if count == 1 else 'people'}</small>"
    people = "".join(_person(each, cell, address) for each in role.people)
    unnamed = _row('class="cap-wanted"', "Without a name", role.unnamed, cell) if role.has_unnamed else ""
    return f"<tbody>{_row('class=cap-role', head, role.weeks, cell)}{people}{unnamed}</tbody>"


def _person(each: PersonWeeks, cell: Callable[[Figures], str], address: Callable[[Any], str]) -> str:
    name = f'<a href="{address(each.person)}">{escape(each.person.user.name)}</a>'
    return _row("", name, each.weeks, cell)


def _row(css: str, head: str, weeks: Sequence[Figures], cell: Callable[[Figures], str]) -> str:
    return f'<tr {css}><th scope="row">{head}</th>{joined(map(cell, weeks))}</tr>'


def joined(cells: Iterable[str]) -> str:
    """Cells beside each other."""
    return "".join(cells)


# --- utilisation ----------------------------------------------------------------------------------------


def worked_cell(used: Used) -> str:
    """Billable of what could be worked."""
    return _share(used.percent, used.billable, used.capacity)


def planned_cell(used: Used) -> str:
    """Booked of what could be worked."""
    return _share(used.planned_percent, used.planned, used.capacity)


def _share(percent: Any, part: int, whole: int) -> str:
    told = "—" if percent is None else f"{percent} %"
    return f'<td class="num">{told}<span class="cell-note">{short(part)} of {short(whole)} h</span></td>'


def used_rows(report: Utilisation, *, planned: bool) -> SafeString:
    """Every row of the page, and everybody."""
    cell = planned_cell if planned else worked_cell
    told = [
        f'<tr><th scope="row">{escape(row.name)}<span class="cell-note">{escape(row.note)}</span></th>'
        f"{joined(map(cell, row.periods))}{cell(row.total)}</tr>"
        for row in report.rows
    ]
    sums = f"{joined(map(cell, report.periods))}{cell(report.total)}"
    told.append(f'<tr class="is-total"><th scope="row">Everybody</th>{sums}</tr>')
    return mark_safe("".join(told))  # noqa: S308 - names are escaped
