"""The demo agency's timeline, its people, and who acts for whom when its pipeline is run."""

from pathlib import Path

from django.conf import settings

from billing_suite.exchange.timelines import TimelineFile, read_timeline


def demo_file() -> TimelineFile:
    """The timeline of fixtures/demo."""
    return read_timeline(Path(settings.BASE_DIR) / "fixtures" / "demo" / "agency.json")


def demo_people(file: TimelineFile) -> list[dict[str, str]]:
    """Role, name, e-mail and password of everyone in the demo."""
    given = {x["with"]["user"]: x["with"]["password"] for x in file.set_up if x["do"] == "give_password"}
    return [
        {
            "role": ", ".join(line["with"]["roles"]),
            "name": line["with"]["name"],
            "email": line["with"]["email"],
            "password": given.get(line["with"]["email"], ""),
        }
        for line in file.set_up
        if line["do"] == "add_user"
    ]
