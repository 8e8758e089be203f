"""Ways to come in, and to say once more who one is: what they write beside the session."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from tests import factories
from tests.house.passkey import Passkey
from tests.house.way import Fill, Way, own, says
from tests.house.working import connection, unbound
from tests.house.world import World
from tests.house.writing import NEW_ONE, code_of, just_signed_in
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import KINDS, Arrival
from wangyu.institutions.connections.logic.begun import Begun
from wangyu.institutions.connections.models import Binding
from wangyu.institutions.connections.web.going import ARRIVED, BEGUN, Arrived
from wangyu.institutions.people.models import User

PASSWORD = "correct horse 9"
ARRIVING = "arriving"
"""Whoever is on the way in: nobody yet, but with a session that knows how far they have come."""
SUBJECT, STATE, MAIL = "20260001", "a state", "student@example.invalid"
LINK = re.compile(r"https?://[^/]+(/\S+)")


def arriving(world: World, client: Client) -> None:
    world.cookies[ARRIVING] = client.cookies


def typed(persona: str) -> Fill:
    return lambda world: {"login": world.people[persona].username, "password": PASSWORD}


def with_codes(world: World, persona: str = "officer") -> None:
    """An app that shows codes, and a list of some to fall back upon."""
    person = world.people[persona]
    world.at["own"]["secret"] = generate_totp_secret()
    TOTP.activate(person, own(world, "secret"))
    world.at["own"]["spare"] = RecoveryCodes.activate(person).get_unused_codes()[0]


def half_in(world: World) -> None:
    """The password is typed, the second step is asked for."""
    with_codes(world)
    client = Client()
    client.post("/account/login/", typed("officer")(world))
    arriving(world, client)


def a_code(world: World) -> dict[str, Any]:
    return {"code": code_of(world)}


def a_spare_code(world: World) -> dict[str, Any]:
    return {"code": own(world, "spare")}


def with_mail(world: World) -> None:
    User.objects.filter(pk=world.people["student"].pk).update(email=MAIL)


def sent_a_link(world: World) -> None:
    """The link in the mail is opened."""
    with_mail(world)
    client = Client()
    client.post("/account/password/reset/", {"email": MAIL})
    found = LINK.search(str(mail.outbox[-1].body))
    form = client.get(found[1] if found else "", follow=True)
    world.at["own"]["uid"] = form.redirect_chain[-1][0].split("/")[-2].split("-")[0]
    arriving(world, client)


def asked_for_a_key(world: World, page: str, persona: str = "officer") -> Any:
    return world.send(persona, "GET", page).context["js_data"]


def may_add_a_key(world: World) -> None:
    just_signed_in(world)
    world.at["own"]["passkey"] = Passkey()


def a_new_key(world: World) -> dict[str, Any]:
    options = asked_for_a_key(world, "/account/2fa/webauthn/add/")["creation_options"]["publicKey"]
    return {
        "name": "办公室电脑",
        "credential": own(world, "passkey").registered(options),
        "passwordless": "on",
    }


def with_a_key(world: World) -> None:
    may_add_a_key(world)
    world.send("officer", "POST", "/account/2fa/webauthn/add/", a_new_key(world))
    world.at["own"]["key_number"] = Authenticator.objects.get(type="webauthn").pk
    just_signed_in(world)


def touched(world: World) -> dict[str, Any]:
    """The key is touched again."""
    page = "/account/2fa/webauthn/reauthenticate/"
    options = asked_for_a_key(world, page)["request_options"]["publicKey"]
    return {"credential": own(world, "passkey").signed(options, world.people["officer"])}


def touched_at_the_door(world: World) -> dict[str, Any]:
    client = Client()
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    told = client.get("/account/2fa/webauthn/login/", headers=ajax).json()
    arriving(world, client)
    options = told["request_options"]["publicKey"]
    return {"credential": own(world, "passkey").signed(options, world.people["officer"])}


def with_session(world: World, **kept: Any) -> None:
    client = Client()
    session = client.session
    session.update(kept)
    session.save()
    client.cookies["session"] = session.session_key
    arriving(world, client)


def back_from_the_university(world: World) -> None:
    there = connection(world)
    Binding.objects.filter(connection=there).delete()
    Binding.objects.create(
        connection=there, user=world.people["student"], bound_at=timezone.now(),
        fingerprint=queries.fingerprint_of(there, SUBJECT),
    )  # fmt: skip
    begun = Begun(there.pk, STATE, "", "", timezone.now().timestamp())
    with_session(world, **{BEGUN: {STATE: asdict(begun)}})


def says_who() -> AbstractContextManager[Any]:
    """The sign-in service of the university, which has shown this proof of it only once."""
    who = Arrival(SUBJECT, proof="shown once")
    return mock.patch.object(type(KINDS["oidc"]), "finish", return_value=who)


def arrived(world: World) -> dict[str, Any]:
    unbound(world)
    there = connection(world)
    return {ARRIVED: asdict(Arrived(
        there.pk, "a fingerprint", "新人", "xin@example.edu.cn", timezone.now().timestamp(),
        seen=there.changed_at.timestamp(),
    ))}  # fmt: skip


def known_to_the_university(world: World) -> None:
    with_session(world, **arrived(world))


def to_be_bound(world: World) -> None:
    client = Client()
    factories.sign_in(client, world.people["officer"])
    session = client.session
    at = timezone.now().timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at}, {"method": "mfa", "type": "totp", "at": at},
    ]  # fmt: skip
    session.update(arrived(world))
    session.save()
    arriving(world, client)


def played(world: World) -> None:
    student = world.people["student"]
    User.objects.filter(pk=student.pk).update(demo=True)
    world.at["own"]["played"] = student.username


entering = functools.partial(Way, keyed=False)
enters: Callable[..., Way] = functools.partial(entering, persona=ARRIVING)
here: Callable[..., Way] = functools.partial(entering, persona="officer")

ENTERING = [
    entering("account_login", "anonymous", typed("student")),
    entering("account_reset_password", "anonymous", says(email=MAIL), with_mail),
    enters("account_reset_password_from_key", fill=says(password1=NEW_ONE, password2=NEW_ONE), prepare=sent_a_link, names={"uidb36": "uid", "key": "=set-password"}),
    enters("mfa_authenticate", fill=a_code, prepare=half_in),
    enters("mfa_authenticate", fill=a_spare_code, prepare=half_in, note="spare"),
    here("mfa_reauthenticate", fill=a_code, prepare=with_codes),
    here("mfa_reauthenticate", fill=a_spare_code, prepare=with_codes, note="spare"),
    here("mfa_add_webauthn", fill=a_new_key, prepare=may_add_a_key),
    here("mfa_reauthenticate_webauthn", fill=touched, prepare=with_a_key),
    here("mfa_edit_webauthn", fill=says(name="家里电脑"), prepare=with_a_key, names={"pk": "key_number"}),
    here("mfa_remove_webauthn", prepare=with_a_key, names={"pk": "key_number"}),
    enters("mfa_login_webauthn", fill=touched_at_the_door, prepare=with_a_key),
    enters("connections:arrive", fill=says(RelayState=STATE), prepare=back_from_the_university, under=says_who),
    Way("connections:join", ARRIVING, says(name="新人", username="xinren"), known_to_the_university),
    Way("connections:bind", ARRIVING, prepare=to_be_bound),
    entering("people:demo_sign_in", "anonymous", prepare=played, names={"username": "played"}, under=lambda: override_settings(DEMO=True)),
]  # fmt: skip
