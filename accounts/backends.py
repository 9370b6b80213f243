"""Log-in by e-mail for Django's own forms; the rules stand in ``accounts.services.log_in``."""

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied

from accounts.addresses import peer_address
from accounts.errors import LoginLimitReached, Unauthenticated


class EmailBackend(ModelBackend):
    """Users, permissions and cookies as Django keeps them; passwords only under the limits."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        from accounts.services.log_in import verify_credentials  # noqa: PLC0415 -- needs models

        email = username or kwargs.get("email")
        if not email or password is None:
            return None
        address = peer_address(request) if request is not None else ""
        try:
            return verify_credentials(email=email, password=password, address=address)
        except LoginLimitReached as error:
            raise PermissionDenied(str(error)) from error
        except Unauthenticated:
            return None
