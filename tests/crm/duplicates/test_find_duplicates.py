"""Doubles are found on labelled lists of firms, places and persons, clearly better than by names alone."""

import csv
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from rapidfuzz.distance import JaroWinkler

from crm.duplicates.blocking import candidate_pairs
from crm.duplicates.clusters import Quality, clusters, quality
from crm.duplicates.facts import domain_of, facts_of, fold, name_words
from crm.duplicates.scoring import THRESHOLD, likeness, may_be_likely, rarity
from tests.crm.duplicates.labelled import SETS, Row

pytestmark = pytest.mark.once
FOUND = {"firms": 0.9, "places": 0.93, "persons": 0.93}


def ours(rows: list[Row]) -> Quality:
    return quality(clusters([facts_of(row["id"], row) for row in rows]), [row["cluster"] for row in rows])


def by_names(rows: list[Row]) -> Quality:
    """The plain way: Jaro-Winkler on whole normalised names, at its best threshold for this very list."""
    names = [" ".join(facts_of(row["id"], row).name) for row in rows]
    truth = [row["cluster"] for row in rows]
    alike = [
        (JaroWinkler.similarity(names[one], names[two]), one, two)
        for one, two in candidate_pairs([facts_of(row["id"], row) for row in rows])
    ]
    return max((joined(alike, least, truth) for least in (0.86, 0.9, 0.93, 0.96, 0.99)), key=lambda told: told.f1)


def joined(alike: list[tuple[float, int, int]], least: float, truth: list[str]) -> Quality:
    home = list(range(len(truth)))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    for score, one, two in alike:
        if score >= least:
            home[root(two)] = root(one)
    return quality([root(place) for place in range(len(truth))], truth)


@pytest.mark.parametrize("kind", sorted(SETS))
def test_it_finds_them_and_names_alone_do_not(kind: str) -> None:
    rows = SETS[kind]()
    told, plain = ours(rows), by_names(rows)
    sys.stdout.write(f"{kind}: {told}, f1 {told.f1:.3f}; by names f1 {plain.f1:.3f}\n")
    assert told.f1 >= FOUND[kind]
    assert 1 - told.f1 < (1 - plain.f1) * 0.8


def test_fields_are_brought_to_one_form() -> None:
    assert name_words("Müller & Söhne GmbH & Co. KG") == ("muller", "sohne") and name_words("The Group") == (
        "the",
        "group",
    )
    assert fold("L'Oréal  S.A.") == "loreal sa"
    assert domain_of("kim@GMAIL.com", "") == "" and domain_of("", "https://www.Nord.example/about") == "nord.example"
    one = facts_of("1", {"name": "A", "address": "12 Fifth Avenue", "phone": "+49 (30) 555-0199", "zip": "10 115"})
    assert one.address == ("12", "5", "ave") and one.phone == "305550199" and one.postcode == "10115"


def test_a_score_says_what_it_came_from() -> None:
    one = facts_of("1", {"name": "Nordlicht Logistik GmbH", "vat_id": "DE 266182271", "city": "Hamburg"})
    two = facts_of("2", {"name": "NORDLICHT LOGISTIK", "vat_id": "DE266182271", "city": "Hamburg"})
    told = likeness(one, two, rarity([one, two]))
    assert told.reasons == ("name 100% alike +5.0", "city +0.8", "same vat id +6.0") and told.score == 11.8
    assert likeness(two, one, rarity([one, two])).score == told.score


def test_the_command_writes_clusters_and_how_good_they_are(tmp_path: Path) -> None:
    source, out, told = tmp_path / "in.csv", tmp_path / "out.csv", StringIO()
    source.write_bytes(
        "id,Name,cluster,weather\na,Kaffee Süd,1,\nb,KAFFEE SÜD GmbH,1,wet\nc,Teehaus Nord,2,\n".encode("utf-8-sig")
    )
    call_command("find_duplicates", str(source), f"--out={out}", stdout=told)
    assert list(csv.reader(out.read_text().splitlines())) == [["id", "cluster"], ["a", "a"], ["b", "a"], ["c", "c"]]
    assert "precision 1.0000, recall 1.0000, f1 1.0000" in told.getvalue()
    source.write_text("name\nx\n")
    for given, why in ((source, "no column id"), (tmp_path / "none.csv", "cannot read")):
        with pytest.raises(CommandError, match=why):
            call_command("find_duplicates", str(given), f"--out={out}")


def test_nothing_and_one_row_and_empty_cells() -> None:
    assert clusters([]) == [] and clusters([facts_of("1", {})]) == [0]
    assert len(set(clusters([facts_of(str(at), {"name": ""}) for at in range(5)]))) == 5


@pytest.mark.parametrize("name", sorted(SETS))
def test_a_pair_that_is_left_out_beforehand_is_none_that_would_be_found(name: str) -> None:
    rows = [facts_of(row["id"], row) for row in SETS[name]()]
    weight, left_out = rarity(rows), 0
    for one, two in candidate_pairs(rows):
        if not may_be_likely(rows[one], rows[two]):
            left_out += 1
            assert likeness(rows[one], rows[two], weight).score < THRESHOLD
    assert left_out or name == "firms"  # they have names alone
