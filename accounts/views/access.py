"""Logging in and out, signing up, and the mailed ways back in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import peer_address, site_url
from accounts.errors import DomainError
from accounts.forms import EmailForm, LogInForm, PasswordForm, SignUpForm
from accounts.models import User
from accounts.services.log_in import request_unlock, verify_credentials
from accounts.services.sign_up import NewPerson, confirm_sign_up, pending_sign_up, sign_up
from accounts.views.answers import safe_next, show, show_refused

BACKEND = "accounts.backends.EmailBackend"


def enter(request: HttpRequest, user: User, wanted: str = "") -> HttpResponse:
    """Set the login cookie and go where the person wanted to, or home."""
    login(request, user, backend=BACKEND)
    return redirect(safe_next(request, wanted) or resolve_url(settings.LOGIN_REDIRECT_URL))


@sensitive_post_parameters("password", "unlock")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in; ``?unlock=`` is the mailed link past the limit."""
    wanted = request.GET.get("next", "")
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(safe_next(request, wanted) or settings.LOGIN_REDIRECT_URL)
        initial = {"next": wanted, "unlock": request.GET.get("unlock", "")}
        return show(request, "log_in", LogInForm(initial=initial), next=wanted)
    form = LogInForm(request.POST)
    if not form.is_valid():
        return show(request, "log_in", form)
    given = form.cleaned_data
    try:
        user = verify_credentials(
            email=given["email"],
            password=given["password"],
            address=peer_address(request),
            unlock_token=given["unlock"],
        )
    except DomainError as error:
        return show_refused(request, "log_in", form, error, next=given["next"])
    return enter(request, user, given["next"])


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out of this browser; twice is the same as once."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponse:
    """Sign up and go on, or be told to look for the mailed link."""
    wanted = request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(safe_next(request, wanted) or settings.LOGIN_REDIRECT_URL)
    if request.method == "GET":
        return show(request, "sign_up", SignUpForm(initial={"next": wanted}), next=wanted)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return show(request, "sign_up", form)
    given = dict(form.cleaned_data)
    wanted = given.pop("next")
    try:
        user = sign_up(
            person=NewPerson(**given), address=peer_address(request), base_url=site_url(request)
        )
    except DomainError as error:
        return show_refused(request, "sign_up", form, error, next=wanted)
    if user is None:
        return show(request, "mail_sent", email=given["email"], reason="sign_up")
    return enter(request, user, wanted)


@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "POST"])
def confirm_sign_up_page(request: HttpRequest) -> HttpResponse:
    """The mailed link of a sign-up: the password once more, then the account exists."""
    form = PasswordForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    token = request.POST.get("token") or request.GET.get("token", "")
    try:
        email = pending_sign_up(token).email
    except DomainError as error:
        return show(request, "link_spent", status=410, detail=str(error), again="accounts:signup")
    if not form.is_valid():
        return show(request, "confirm_sign_up", form, email=email)
    try:
        user = confirm_sign_up(
            token=token, password=form.cleaned_data["password"], address=peer_address(request)
        )
    except DomainError as error:
        return show_refused(request, "confirm_sign_up", form, error, email=email)
    return enter(request, user)


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for a mailed link past the log-in limit; known and unknown addresses look alike."""
    form = EmailForm(request.POST or None)
    if not form.is_valid():
        return show(request, "unlock", form)
    email = form.cleaned_data["email"]
    request_unlock(email=email, base_url=site_url(request))
    return show(request, "mail_sent", email=email, reason="unlock")
