"""The floor where we sell."""

from billing_suite.kernel.apps import Floor


class CrmConfig(Floor):
    """We sell."""

    name = "crm"
    default = True
    rooms = (
        "customers",
        "duplicates",
        "merging",
        "activities",
        "calendar",
        "catalogue",
        "pipeline",
        "correspondence",
        "leads",
        "quotes",
    )
