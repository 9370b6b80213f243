"""The account: profile, exam, colours, password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.addresses import peer_address, site_url
from accounts.errors import DomainError
from accounts.forms import EmailForm, NewPasswordForm, PasswordChangeForm, ProfileForm
from accounts.models import Learner
from accounts.services.passwords import (
    SPENT,
    change_password,
    request_password_reset,
    reset_password,
    user_of_reset_link,
)
from accounts.services.profile import update_profile
from accounts.views.access import enter
from accounts.views.answers import show, show_refused


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Profile of who logged in (a child profile is changed on the family page)."""
    learner = Learner.objects.filter(pk=request.user.pk).first()
    form = ProfileForm(request.POST or None, user=request.user, learner=learner)
    if not form.is_valid():
        return show(request, "account", form)
    update_profile(user_id=request.user.pk, changes=form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("accounts:account")


@sensitive_post_parameters("old", "new")
@login_required
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password ends every other log-in; this one goes on."""
    form = PasswordChangeForm(request.POST or None)
    if not form.is_valid():
        return show(request, "password_change", form)
    given = form.cleaned_data
    try:
        user = change_password(
            user=request.user, old=given["old"], new=given["new"], address=peer_address(request)
        )
    except (DomainError, ValidationError) as error:
        return show_refused(request, "password_change", form, error)
    update_session_auth_hash(request, user)
    messages.success(request, "The new password holds. All other devices are logged out.")
    return redirect("accounts:account")


@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a reset link; known and unknown addresses look alike."""
    form = EmailForm(request.POST or None)
    if not form.is_valid():
        return show(request, "password_reset", form)
    email = form.cleaned_data["email"]
    request_password_reset(email=email, base_url=site_url(request))
    return show(request, "mail_sent", email=email, reason="reset")


@sensitive_post_parameters("new", "uid", "token")
@require_http_methods(["GET", "POST"])
def password_reset_confirm(request: HttpRequest) -> HttpResponse:
    """The mailed reset link: a new password, then in."""
    given = request.POST or request.GET
    uid, token = given.get("uid", ""), given.get("token", "")
    user = user_of_reset_link(uid, token)
    if user is None:
        again = "accounts:password_reset"
        return show(request, "link_spent", status=410, detail=SPENT, again=again)
    form = NewPasswordForm(request.POST or None, initial={"uid": uid, "token": token})
    if not form.is_valid():
        return show(request, "password_reset_confirm", form, email=user.email)
    try:
        user = reset_password(uid=uid, token=token, new=form.cleaned_data["new"])
    except (DomainError, ValidationError) as error:
        return show_refused(request, "password_reset_confirm", form, error, email=user.email)
    return enter(request, user)
