"""A time sheet between its preview and its import: kept as it was read, so that what was shown is what is booked."""

from datetime import datetime
from pathlib import PurePath

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import StoredFile, store_file
from projects.time.importing.cells import open_time_sheet


@verb("keep a time sheet", right="import_time")
def keep_time_sheet(name: str, *, data: bytes, at: datetime, by: Actor) -> StoredFile:
    """The sheet's text as UTF-8 under its hash; no time is booked. Raises SheetRefused for one that cannot be read."""
    layout, _ = open_time_sheet(data)
    text = data.decode(layout.encoding)
    return store_file(f"{PurePath(name).stem[:100] or 'time'}.csv", text.encode(), at=at)
