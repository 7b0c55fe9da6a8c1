"""Logging in and out, and the list of logins."""

from __future__ import annotations

import os

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.telegram.world import User
from tests.telegram_server import crypto
from tests.telegram_server.calls import Call, RpcRefusal, answers
from tests.telegram_server.encode import Encoder
from tests.telegram_server.login import CODE_VALID


@answers(f.auth.SendCodeRequest, logged_out=True)
def send_code(call: Call, request: f.auth.SendCodeRequest) -> object:
    if not request.api_id or not request.api_hash:
        raise RpcRefusal(400, "API_ID_INVALID")
    if call.server.logins.owner(request.phone_number) is None:
        known = len(request.phone_number) >= 7
        raise RpcRefusal(400, "PHONE_NUMBER_UNOCCUPIED" if known else "PHONE_NUMBER_INVALID")
    sent = call.server.logins.send(request.phone_number)
    return t.auth.SentCode(t.auth.SentCodeTypeApp(len(sent.code)), sent.hash, timeout=60)


@answers(f.auth.ResendCodeRequest, logged_out=True)
def resend_code(call: Call, request: f.auth.ResendCodeRequest) -> object:
    sent = call.server.logins.send(request.phone_number)
    return t.auth.SentCode(t.auth.SentCodeTypeSms(len(sent.code)), sent.hash, timeout=60)


@answers(f.auth.SignInRequest, logged_out=True)
def sign_in(call: Call, request: f.auth.SignInRequest) -> object:
    sent = call.server.logins.codes.get(request.phone_code_hash)
    owner = call.server.logins.owner(request.phone_number)
    if sent is None or owner is None or call.server.now() - sent.sent > CODE_VALID:
        raise RpcRefusal(400, "PHONE_CODE_EXPIRED")
    if not request.phone_code:
        raise RpcRefusal(400, "PHONE_CODE_EMPTY")
    if request.phone_code != sent.code:
        raise RpcRefusal(400, "PHONE_CODE_INVALID")
    return _admit(call, owner)


def _admit(call: Call, user: User) -> t.auth.Authorization:
    if user.id in call.server.logins.passwords:
        call.key.awaiting_password = user.id
        raise RpcRefusal(401, "SESSION_PASSWORD_NEEDED")
    return _authorize(call, user.id)


def _authorize(call: Call, user_id: int) -> t.auth.Authorization:
    call.key.user_id, call.key.awaiting_password = user_id, None
    return t.auth.Authorization(Encoder(call.world, user_id).user(user_id))


@answers(f.account.GetPasswordRequest, logged_out=True)
def get_password(call: Call, _: object) -> object:
    user_id = call.key.user_id or call.key.awaiting_password
    if user_id is None:
        raise RpcRefusal(401, "AUTH_KEY_UNREGISTERED")
    password = call.server.logins.passwords.get(user_id)
    fresh = t.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        os.urandom(8), os.urandom(16), crypto.DH_GENERATOR, crypto.as_bytes(crypto.DH_PRIME)
    )
    secure = t.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(os.urandom(8))
    if password is None:
        return t.account.Password(fresh, secure, os.urandom(256))
    trial = crypto.SrpTrial(password)
    call.server.logins.trials[trial.id] = trial
    current = t.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        password.salt1, password.salt2, crypto.DH_GENERATOR, crypto.as_bytes(crypto.DH_PRIME)
    )
    return t.account.Password(
        fresh,
        secure,
        os.urandom(256),
        has_password=True,
        current_algo=current,
        srp_B=trial.public,
        srp_id=trial.id,
        hint=password.hint or None,
    )


@answers(f.auth.CheckPasswordRequest, logged_out=True)
def check_password(call: Call, request: f.auth.CheckPasswordRequest) -> object:
    user_id = call.key.awaiting_password
    if user_id is None:
        raise RpcRefusal(401, "AUTH_KEY_UNREGISTERED")
    given = request.password
    trial = call.server.logins.trials.pop(getattr(given, "srp_id", 0), None)
    if trial is None:
        raise RpcRefusal(400, "SRP_ID_INVALID")
    if not trial.proves(given.A, given.M1):
        raise RpcRefusal(400, "PASSWORD_HASH_INVALID")
    return _authorize(call, user_id)


@answers(f.auth.ExportLoginTokenRequest, logged_out=True)
def export_login_token(call: Call, _: object) -> object:
    token = call.server.logins.show_token(call.key)
    if token.accepted_by is None:
        return t.auth.LoginToken(token.expires, token.token)
    call.server.logins.tokens.remove(token)
    return t.auth.LoginTokenSuccess(_admit(call, call.world.user(token.accepted_by)))


@answers(f.auth.LogOutRequest)
def log_out(call: Call, _: object) -> object:
    call.key.user_id = None
    return t.auth.LoggedOut()


@answers(f.account.GetAuthorizationsRequest)
def get_authorizations(call: Call, _: object) -> object:
    found = [
        t.Authorization(
            hash=0 if key is call.key else key.hash,
            device_model=key.device,
            platform="",
            system_version="",
            api_id=key.api_id,
            app_name="modtui",
            app_version=key.app_version,
            date_created=key.created,
            date_active=key.active or key.created,
            ip="127.0.0.1",
            country="Loopback",
            region="",
            current=(key is call.key) or None,
        )
        for key in call.server.keys.of(call.me)
    ]
    return t.account.Authorizations(180, found)


@answers(f.account.ResetAuthorizationRequest)
def reset_authorization(call: Call, request: f.account.ResetAuthorizationRequest) -> object:
    for key in call.server.keys.of(call.me):
        if key.hash == request.hash and key is not call.key:
            key.user_id = None
            call.server.close_key(key)
            return True
    raise RpcRefusal(400, "HASH_INVALID")


@answers(f.auth.ResetAuthorizationsRequest)
def reset_authorizations(call: Call, _: object) -> object:
    for key in call.server.keys.of(call.me):
        if key is not call.key:
            key.user_id = None
            call.server.close_key(key)
    return True
