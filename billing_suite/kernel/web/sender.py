"""Where a request came from."""

from django.conf import settings
from django.http import HttpRequest


def sender_of(request: HttpRequest) -> str:
    """The address of whoever sent it: with BEHIND_PROXY the one that our own proxy saw, which it writes last."""
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    direct: str = request.META.get("REMOTE_ADDR", "")
    return told[-1][:45] if settings.BEHIND_PROXY and told else direct
