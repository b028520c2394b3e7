"""Who asks, and whether they may: a session or a bearer token, and the right each door names (INV-30, INV-33)."""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from billing_suite.kernel.access.people import User, rights_of
from billing_suite.kernel.access.tokens import ApiToken, find_token
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import NotAllowed, NotFound

if TYPE_CHECKING:
    from rest_framework.views import APIView  # imports these classes itself, by the settings

SCHEME = "Bearer"
LONGEST = 200


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer bs_…`: the person behind the token acts, so all their duties hold."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person, looked up on every request; a wrong, ended or revoked token is 401."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        found = find_token(token, at=now()) if token.startswith("bs_") and len(token) <= LONGEST else None
        if found is None:
            raise AuthenticationFailed("This token is not valid, or no longer.")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return f'{SCHEME} realm="billing suite"'


class SignedIn(BasePermission):
    """Anyone who is signed in: for what shows no record."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Somebody asks."""
        return bool(request.user)


class HoldsRight(SignedIn):
    """The person holds the right that the view names for this method; a view that names none is closed (INV-30)."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Read anew on each request, so that a right ends at once (INV-33)."""
        if not super().has_permission(request, view):
            return False
        method = "get" if request.method == "HEAD" else str(request.method).lower()
        operation = getattr(view, "operations", {}).get(method)
        if operation is None:
            spoken = method in view.http_method_names and hasattr(view, method)
            return not spoken  # no handler: 405; a handler without a right: closed
        if operation.right and operation.right not in rights_of(request.user.pk):
            if operation.hides:
                raise NotFound("There is nothing here.")  # INV-31
            raise NotAllowed(f"{request.user} does not hold the right {operation.right}", rule="INV-30")
        return True
