"""``/api/auth/``: signing up, logging in, going on, logging out. No Idempotency-Key here."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.addresses import peer_address, site_url
from accounts.api import examples
from accounts.api import serializers as shapes
from accounts.api.parsers import LoginFormParser
from accounts.services.log_in import verify_credentials
from accounts.services.refresh_tokens import log_out, rotate_refresh_token, start_family
from accounts.services.sign_up import NewPerson, sign_up

MAILED = {
    "status": "confirmation_sent",
    "detail": "We sent a link to this address. Follow it to go on.",
}
FORM = "application/x-www-form-urlencoded"


class PublicView(APIView):
    """A route for who is nobody yet: neither cookie nor token is looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SignUpView(PublicView):
    @extend_schema(
        operation_id="auth_signup",
        summary="Sign up",
        description="Creates a user and learner and logs in. A known address is 409 "
        "`email_taken`. Where the server confirms e-mail addresses, known and unknown addresses "
        "alike get 202 and a mailed link goes on. Takes no Idempotency-Key.",
        request=shapes.SignUpSerializer,
        responses={201: shapes.TokenAnswerSerializer, 202: shapes.ConfirmationSentSerializer},
        examples=[examples.SIGN_UP, examples.TOKENS, examples.CONFIRMATION_SENT],
    )
    def post(self, request: Request) -> Response:
        given = _valid(shapes.SignUpSerializer, request)
        person = NewPerson(**given)
        user = sign_up(person=person, address=peer_address(request), base_url=site_url(request))
        if user is None:
            return Response(MAILED, status=status.HTTP_202_ACCEPTED)
        pair = start_family(user=user)
        return Response(shapes.TokenAnswerSerializer(pair).data, status=status.HTTP_201_CREATED)


class LoginView(PublicView):
    parser_classes = (*api_settings.DEFAULT_PARSER_CLASSES, LoginFormParser)

    @extend_schema(
        operation_id="auth_login",
        summary="Log in",
        description="Unknown user and wrong password are alike (401 `invalid_credentials`). "
        "Tries are limited per account and address (429 with Retry-After); the log-in page mails "
        "the owner a link past the limit. Takes no Idempotency-Key.",
        request={
            "application/json": shapes.LoginSerializer,
            FORM: shapes.LoginFormSerializer,
        },
        responses={200: shapes.TokenAnswerSerializer},
        examples=[examples.LOG_IN, examples.LOG_IN_FORM, examples.TOKENS],
    )
    def post(self, request: Request) -> Response:
        if (request.content_type or "").startswith(FORM):
            form = _valid(shapes.LoginFormSerializer, request)
            email, password = form["username"], form["password"]
        else:
            given = _valid(shapes.LoginSerializer, request)
            email, password = given["email"], given["password"]
        user = verify_credentials(email=email, password=password, address=peer_address(request))
        return Response(shapes.TokenAnswerSerializer(start_family(user=user)).data)


class RefreshView(PublicView):
    @extend_schema(
        operation_id="auth_refresh",
        summary="Exchange a refresh token",
        description="A refresh token works once: of several requests at once exactly one gets a "
        "new pair. One that is used again more than 10 s later ends the whole log-in. Takes no "
        "Idempotency-Key.",
        request=shapes.RefreshTokenSerializer,
        responses={200: shapes.TokenAnswerSerializer},
        examples=[examples.REFRESH, examples.TOKENS],
    )
    def post(self, request: Request) -> Response:
        token = _valid(shapes.RefreshTokenSerializer, request)["refresh_token"]
        return Response(shapes.TokenAnswerSerializer(rotate_refresh_token(token=token)).data)


class LogoutView(PublicView):
    @extend_schema(
        operation_id="auth_logout",
        summary="Log out",
        description="Ends the log-in that the refresh token belongs to; twice is the same as "
        "once. Takes no Idempotency-Key.",
        request=shapes.RefreshTokenSerializer,
        responses={204: None},
        examples=[examples.REFRESH],
    )
    def post(self, request: Request) -> Response:
        log_out(token=_valid(shapes.RefreshTokenSerializer, request)["refresh_token"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(APIView):
    permission_classes = (IsAuthenticated,)  # who waits for a guardian may see who they are

    @extend_schema(
        operation_id="auth_me",
        summary="Who am I",
        description="The caller, whether anybody's guardian, whether staff.",
        responses={200: shapes.MeSerializer},
        examples=[examples.ME],
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.MeSerializer(request.user).data)


def _valid(serializer_class: type, request: Request) -> dict:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
