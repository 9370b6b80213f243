"""Children and guardians: profiles, "studying as", invitations, consent."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import acting_learner, stop_studying_as, study_as
from accounts.addresses import site_url
from accounts.decorators import consent_required
from accounts.errors import DomainError, LinkSpent, NotVisible
from accounts.forms import BirthdateForm, ChildForm, InviteForm
from accounts.models import Learner
from accounts.selectors import (
    birthdate_of,
    children_of,
    guardians_of,
    open_invitations_of,
    waits_for_consent,
)
from accounts.services.children import (
    ChildProfile,
    create_child,
    delete_child,
    has_other_guardian,
    update_child,
)
from accounts.services.guardians import (
    SPENT,
    accept_invitation,
    end_guardianship,
    invitation_of_link,
    invite_guardian,
)
from accounts.services.profile import state_birthdate
from accounts.views.answers import show, show_refused


def _child_of(request: HttpRequest, child_id: UUID) -> Learner:
    child = children_of(request.user.pk).filter(pk=child_id).first()
    if child is None:
        raise Http404
    return child


@login_required
@require_http_methods(["GET"])
def family(request: HttpRequest) -> HttpResponse:
    """Who I follow, who follows me, and whom I asked."""
    user = request.user
    learner = acting_learner(request)
    return show(
        request,
        "family",
        children=children_of(user.pk),
        guardians=guardians_of(user.pk),
        invitations=open_invitations_of(user.pk),
        acting_id=learner.pk if learner else None,
    )


@consent_required
@require_http_methods(["GET", "POST"])
def child_create(request: HttpRequest) -> HttpResponse:
    """Make a child profile; the guardian's own act is the consent."""
    form = ChildForm(request.POST or None)
    if not form.is_valid():
        return show(request, "child_form", form)
    try:
        create_child(guardian=request.user, profile=ChildProfile(**form.cleaned_data))
    except DomainError as error:
        return show_refused(request, "child_form", form, error)
    return redirect("accounts:family")


@consent_required
@require_http_methods(["GET", "POST"])
def child_change(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child = _child_of(request, child_id)
    initial = {"name": child.user.name, "birthdate": child.birthdate, "grade": child.grade}
    form = ChildForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return show(request, "child_form", form, child=child)
    try:
        update_child(guardian=request.user, child_id=child.pk, changes=form.cleaned_data)
    except DomainError as error:
        return show_refused(request, "child_form", form, error, child=child)
    messages.success(request, "Saved.")
    return redirect("accounts:family")


@consent_required
@require_http_methods(["GET", "POST"])
def child_delete(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Name what will be lost, then do it."""
    child = _child_of(request, child_id)
    if request.method == "POST":
        was_erased = delete_child(guardian=request.user, child_id=child.pk)
        done = "The profile and everything in it is erased." if was_erased else "Ended."
        messages.success(request, done)
        return redirect("accounts:family")
    is_last = child.user.is_child_profile and not has_other_guardian(child, request.user.pk)
    return show(request, "child_delete", child=child, is_erased=is_last)


@login_required
@require_POST
def study_as_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Go on as a child profile; every further request checks the guardianship again."""
    try:
        child = study_as(request, child_id)
    except NotVisible as error:
        raise Http404 from error
    messages.info(request, f"You are studying as {child.user.name}.")
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_required
@require_POST
def study_as_myself(request: HttpRequest) -> HttpResponse:
    stop_studying_as(request)
    return redirect("accounts:family")


@login_required
@require_http_methods(["GET", "POST"])
def guardian_invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody by e-mail; ``?child=`` asks for a child profile of one's own."""
    form = InviteForm(request.POST or None, initial={"child_id": request.GET.get("child")})
    if not form.is_valid():
        return show(request, "guardian_invite", form)
    given = form.cleaned_data
    try:
        invite_guardian(
            inviter=request.user,
            email=given["email"],
            child_id=given["child_id"],
            base_url=site_url(request),
        )
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        return show_refused(request, "guardian_invite", form, error)
    messages.success(request, f"An invitation is on its way to {given['email']}.")
    return redirect("accounts:consent" if waits_for_consent(request.user) else "accounts:family")


@login_required
@require_POST
def guardian_end(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """End a guardianship or withdraw an invitation, from either side."""
    try:
        end_guardianship(caller=request.user, link_id=link_id)
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Ended.")
    return redirect("accounts:family")


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """The mailed link: who asks, and what a guardian sees; accepting needs a log-in."""
    token = request.POST.get("token") or request.GET.get("token", "")
    try:
        asked = invitation_of_link(token)
        if request.method == "POST" and request.user.is_authenticated:
            accept_invitation(guardian=request.user, token=token)
            messages.success(request, f"You are now a guardian of {asked.learner}.")
            return redirect("accounts:family")
    except NotVisible as error:
        raise Http404 from error
    except LinkSpent:
        return show(request, "link_spent", status=410, detail=SPENT)
    except DomainError as error:
        return show(request, "invitation", status=403, refusal=str(error))
    if asked.accepted_at or asked.revoked_at:
        return show(request, "link_spent", status=410, detail=SPENT)
    return show(request, "invitation", invitation=asked, token=token)


@login_required
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Where a learner under age waits, and what to do meanwhile."""
    if not waits_for_consent(request.user):
        return redirect(settings.LOGIN_REDIRECT_URL)
    is_age_known = birthdate_of(request.user) is not None
    context = {"invitations": open_invitations_of(request.user.pk), "is_age_known": is_age_known}
    form = InviteForm() if is_age_known else BirthdateForm(request.POST or None)
    if is_age_known or not form.is_valid():
        return show(request, "consent", form, **context)
    try:
        state_birthdate(user_id=request.user.pk, birthdate=form.cleaned_data["birthdate"])
    except DomainError as error:
        return show_refused(request, "consent", form, error, **context)
    return redirect("accounts:consent")
