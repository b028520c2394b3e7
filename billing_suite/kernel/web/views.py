"""The shell's own pages: signing in and out."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest


class SignInForm(AuthenticationForm):
    """E-mail and password; a wrong pair is refused in the same words whichever of them is wrong."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This e-mail and password do not go together.",
        "inactive": "This e-mail and password do not go together.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        name, password = self.fields["username"], self.fields["password"]
        name.label = "E-mail"
        name.widget.attrs.update({"type": "email", "autocomplete": "username", "inputmode": "email"})
        name.widget.input_type = "email"
        password.widget.attrs.update({"autocomplete": "current-password"})


class SignIn(LoginView):
    """The sign-in page; whoever is signed in already goes on."""

    template_name = "kernel/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Signing out, by POST only."""

    http_method_names = ["post", "options"]
