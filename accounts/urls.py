"""Addresses of the account pages."""

from django.urls import path

from accounts.views import access, account, family

app_name = "accounts"
urlpatterns = [
    path("login/", access.log_in, name="login"),
    path("logout/", access.log_out, name="logout"),
    path("signup/", access.sign_up_page, name="signup"),
    path("signup/confirm/", access.confirm_sign_up_page, name="confirm_sign_up"),
    path("unlock/", access.unlock, name="unlock"),
    path("", account.account, name="account"),
    path("password/", account.password_change, name="password_change"),
    path("password/forgotten/", account.password_reset, name="password_reset"),
    path("password/new/", account.password_reset_confirm, name="password_reset_confirm"),
    path("family/", family.family, name="family"),
    path("family/children/new/", family.child_create, name="child_create"),
    path("family/children/<uuid:child_id>/", family.child_change, name="child_change"),
    path("family/children/<uuid:child_id>/delete/", family.child_delete, name="child_delete"),
    path("family/children/<uuid:child_id>/study/", family.study_as_child, name="study_as"),
    path("family/myself/", family.study_as_myself, name="study_as_myself"),
    path("family/guardians/new/", family.guardian_invite, name="guardian_invite"),
    path("family/guardians/<uuid:link_id>/end/", family.guardian_end, name="guardian_end"),
    path("invitation/", family.invitation, name="invitation"),
    path("consent/", family.consent, name="consent"),
]
