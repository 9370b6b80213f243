"""Who may open a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.acting import acting_learner
from accounts.selectors import waits_for_consent

View = Callable[..., HttpResponse]


def consent_required(view: View) -> View:
    """Let in who is logged in and does not wait for a guardian."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if waits_for_consent(request.user):
            return redirect("accounts:consent")
        return view(request, *args, **kwargs)

    return guarded


def learner_required(view: View) -> View:
    """Let in who is logged in, is or studies as a learner, and needs no consent any more.

    Others are led to log in, to wait for their guardian, or to their account.
    """

    @consent_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if acting_learner(request) is None:
            return redirect("accounts:family")
        return view(request, *args, **kwargs)

    return guarded
