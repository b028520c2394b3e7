"""What is done with the pipeline: set up, and opportunities opened, changed, moved, won and lost."""

from crm.pipeline.actions.moving import (
    OpportunityEnded,
    first_stage,
    move_opportunity,
    put_in_stage,
    reopen_opportunity,
    win_opportunity,
)
from crm.pipeline.actions.selling import change_opportunity, open_opportunity
from crm.pipeline.actions.setting_up import (
    calibrate_stages,
    change_stage,
    name_competitor,
    name_loss_reason,
    set_up_pipeline,
    set_up_stage,
)
from crm.pipeline.actions.stalling import alert_stalled

__all__ = [
    "OpportunityEnded",
    "alert_stalled",
    "calibrate_stages",
    "change_opportunity",
    "change_stage",
    "first_stage",
    "move_opportunity",
    "name_competitor",
    "name_loss_reason",
    "open_opportunity",
    "put_in_stage",
    "reopen_opportunity",
    "set_up_pipeline",
    "set_up_stage",
    "win_opportunity",
]
