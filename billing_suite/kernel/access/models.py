"""Tables of this room."""

from billing_suite.kernel.access.approvals import Approval, ApprovalPolicy, Making
from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.access.people import DutyConflict, RoleRight, User
from billing_suite.kernel.access.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Approval",
    "ApprovalPolicy",
    "DutyConflict",
    "Making",
    "PortalLink",
    "RoleRight",
    "User",
]
