"""Every way to write: for each address that takes a POST, who sends what so that it succeeds."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.house.blinding import BLINDING
from tests.house.calling import CALLING
from tests.house.deciding import DECIDING
from tests.house.evaluating import EVALUATING
from tests.house.judging import JUDGING
from tests.house.way import Way, day, later, own, says
from tests.house.world import World
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.connections.models import Connection
from wangyu.institutions.orgs import forms, ops, queries
from wangyu.institutions.orgs.logic.roster import School, diff
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Delegation, Recovery, User
from wangyu.institutions.people.models.sessions import SessionStore, handle_of
from wangyu.records.evidence.models import Use
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Correction, Entry, Sheet, Window, WindowItem
from wangyu.records.ledger.web.workbooks import Where, _pack


def sheet_is(state: SheetState) -> Callable[[World], Any]:
    """Its figures are in order, and it has come so far."""

    def prepare(world: World) -> None:
        pk = own(world, "sheet")
        Entry.objects.filter(sheet=pk).update(
            raw="", text="", value=1000, note="说明", confirmed=True
        )
        Sheet.objects.filter(pk=pk).update(state=state, revision=1)

    return prepare


def window_is(state: WindowState) -> Callable[[World], Any]:
    return lambda world: Window.objects.filter(pk=world.at["province"]["window"]).update(
        state=state
    )


def unattached(world: World) -> None:
    Use.objects.filter(pk=own(world, "use")).delete()


def unconfirmed(world: World) -> None:
    sheet_is(SheetState.FILLING)(world)
    Entry.objects.filter(sheet=own(world, "sheet")).update(confirmed=False)


def may_be_corrected(world: World) -> None:
    Correction.objects.filter(fact=own(world, "fact")).delete()
    Sheet.objects.filter(pk=own(world, "sheet")).update(state=SheetState.VERIFIED)


def closed(world: World) -> None:
    Organisation.objects.filter(pk=own(world, "organisation")).update(
        closed_on=timezone.localdate()
    )


def with_station(world: World) -> None:
    department = Organisation.objects.get(pk=world.at["department"]["organisation"])
    made = factories.organisation(department, Tier.STATION, "一班")
    world.at["department"]["station"] = made.pk


def with_root(world: World) -> None:
    world.at["province"]["root"] = Organisation.objects.get(parent=None).pk


def with_items(*keys: str) -> Callable[[World], Any]:
    """The draft asks for these."""

    def prepare(world: World) -> None:
        known = catalogue("hunan-2021-07").items
        for at, key in enumerate(keys):
            WindowItem.objects.create(
                window_id=world.at["province"]["draft"],
                key=key,
                position=at,
                spec=known[key].as_spec(),
            )

    return prepare


def connection_is(state: str) -> Callable[[World], Any]:
    return lambda world: Connection.objects.filter(pk=own(world, "connection")).update(
        state=state, domains=""
    )


def lent_to_me(world: World) -> None:
    Delegation.objects.filter(pk=own(world, "delegation")).update(confirmed_at=None)


def signed_in_twice(world: World) -> None:
    client = Client()
    factories.sign_in(client, world.people["officer"])
    world.at["own"]["other_handle"] = handle_of(client.session.session_key)


def colleague_signed_in(world: World) -> None:
    factories.sign_in(Client(), User.objects.get(pk=own(world, "person")))


def just_signed_in(world: World) -> None:
    """The password was typed a moment ago, so it is not asked again."""
    session = SessionStore(world.cookies["officer"]["session"].value)
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [r | {"at": time.time()} for r in records]
    session.save()


def offered_a_code(world: World) -> None:
    just_signed_in(world)
    page = world.send("officer", "GET", "/account/2fa/totp/activate/")
    world.at["own"]["secret"] = page.context["form"].secret


def code_of(world: World) -> str:
    """The next one: it is taken for longest."""
    counter = max(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(own(world, "secret"), counter)))


def with_a_code(world: World) -> None:
    offered_a_code(world)
    world.send("officer", "POST", "/account/2fa/totp/activate/", {"code": code_of(world)})


def book(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("表.csv", "\n".join(map(",".join, rows)).encode())


def units(world: World) -> dict[str, Any]:
    rows = [[2, "网络学院", "", None, ""], [3, "网络学院", "一班", None, ""]]
    return {"packed": forms.to_packed({"org": own(world, "organisation"), "rows": rows})}


def roster(world: World) -> dict[str, Any]:
    school = School("云梦新学院", level="本科", line=2)
    lines = diff(queries.known_schools(), [school])
    fresh = [line for line in lines if line.can_apply]
    content = {
        "schools": [{"name": school.name, "level": "本科", "line": 2}],
        "shown": sorted(ops.fingerprints(lines)),
    }
    return {"packed": forms.to_packed(content), "line": [line.key for line in fresh]}


def workbook(world: World) -> dict[str, Any]:
    window = Window.objects.get(pk=world.at["province"]["window"])
    cells = [CellValue(own(world, "organisation"), "students", Decimal(1200))]
    return {"held": _pack(Where(window, "", ("ledger:windows", 0)), "表.xlsx", cells)}


def cells(world: World) -> dict[str, Any]:
    entry = Entry.objects.get(sheet=own(world, "sheet"), key="students")
    return {"key": "students", "value-students": "3100", "version-students": str(entry.version)}


def the_name(world: World, place: str) -> str:
    return str(Organisation.objects.get(pk=world.at[place]["organisation"]).name)


def colleague(world: World) -> int:
    return int(own(world, "person"))


DRAFT = {"pk": "draft"}
WINDOW = {"title": "另一次填报", "kind": "Y", "year": "2024", "grace_minutes": "0"}
OIDC = {
    "title": "学校登录", "issuer": "https://login.example.edu.cn", "client_id": "wangyu",
    "client_secret": "a secret", "scope": "openid",
}  # fmt: skip
NEW_ONE = "云梦泽 二号钥匙 please"
PROOF = b"\xe4\xbd\x90\xe8\xaf\x81" * 30

WAYS = [
    Way("people:grant", "officer", lambda w: {"role": "university_leader", "organisation": the_name(w, "own"), "since": day()}),
    Way("people:leave", "officer"),
    Way("people:end_sessions", "officer", prepare=colleague_signed_in),
    Way("people:end_grant", "officer"),
    Way("people:invite", "officer", lambda w: {"name": "新人乙", "email": "yi@example.invalid", "role": "university_leader", "organisation": the_name(w, "own")}),
    Way("people:invite_sheet", "officer", lambda w: {"sheet": book(["姓名", "角色", "机构"], ["新人丙", Role.UNIVERSITY_LEADER.label, the_name(w, "own")]), "partial": "on"}),
    Way("people:reissue", "officer"),
    Way("people:revoke", "officer"),
    Way("people:accept", "anonymous", says(name="新人甲", username="xinrenjia", password="correct horse battery", again="correct horse battery")),
    Way("people:accept", "student", note="signed in"),
    Way("people:end_other_sessions", "officer"),
    Way("people:end_session", "officer", prepare=signed_in_twice, names={"handle": "other_handle"}),
    Way("people:lend", "officer", lambda w: {"delegate": str(colleague(w)), "since": day(), "until": day(5), "reason": "出差"}, lambda _: Delegation.objects.all().delete()),
    Way("people:confirm", "reporter", prepare=lent_to_me),
    Way("people:recover", "officer", says(reason="当面核实了工作证"), lambda _: Recovery.objects.all().delete()),
    Way("people:agree_recovery", "security_admin"),
    Way("people:refuse_recovery", "security_admin", says(reason="电话核实不是本人")),
    Way("people:withdraw_recovery", "officer"),
    Way("people:take_back", "officer"),
    Way("orgs:edit", "officer", says(short_name="云大", duties="职责")),
    Way("orgs:create", "officer", says(name="网络学院")),
    Way("orgs:create", "province_officer", says(name="云梦新学院", level="本科"), with_root, place="province", note="university", names={"pk": "root"}),
    Way("orgs:rename", "province_officer", says(name="云梦新大学")),
    Way("orgs:close", "province_officer", lambda _: {"on": day(), "reason": "合并"}),
    Way("orgs:reopen", "province_officer", says(reason="恢复"), closed),
    Way("orgs:move", "officer", lambda w: {"parent": the_name(w, "sister")}, with_station, place="department", names={"pk": "station"}),
    Way("orgs:bulk_confirm", "officer", units),
    Way("orgs:fact_add", "officer", lambda _: {"name": "新科室", "since": day()}),
    Way("orgs:fact_change", "officer", lambda _: {"name": "改名科室", "since": day()}),
    Way("orgs:fact_end", "officer", lambda _: {"on": day(), "reason": "并入"}),
    Way("orgs:roster_confirm", "province_officer", roster),
    Way("orgs:roster_entry", "province_officer", says(level="专科", city="云梦市")),
    Way("evidence:upload", "officer", keyed=False, fill=lambda _: {"file": SimpleUploadedFile("a.txt", PROOF)}),
    Way("evidence:file", "officer", says(title="改过的名称", classification="internal")),
    Way("evidence:replace", "officer", lambda _: {"file": SimpleUploadedFile("b.txt", PROOF), "move": "on"}),
    Way("evidence:withdraw", "officer", prepare=unattached),
    Way("evidence:attach", "officer", lambda w: {"file_id": str(own(w, "file"))}, unattached, keyed=False),
    Way("evidence:attach", "officer", lambda _: {"file": SimpleUploadedFile("c.txt", PROOF)}, note="new file", keyed=False),
    Way("evidence:detach", "officer", keyed=False),
    Way("ledger:new_window", "province_officer", lambda _: WINDOW | {"due_at": later()}),
    Way("ledger:window_items", "province_officer", says(**{"mode-students": "ask"}), names=DRAFT),
    Way("ledger:edit_window", "province_officer", lambda _: WINDOW | {"due_at": later()}),
    Way("ledger:discard_window", "province_officer", names=DRAFT),
    Way("ledger:open_window", "province_officer", prepare=with_items("students"), names=DRAFT),
    Way("ledger:cite_known", "province_officer", prepare=with_items("leading_group"), names=DRAFT),
    Way("ledger:window_deadline", "province_officer", lambda _: {"due_at": later(), "reason": "延期"}),
    Way("ledger:close_window", "province_officer"),
    Way("ledger:reopen_window", "province_officer", lambda _: {"due_at": later(), "reason": "补报"}, window_is(WindowState.CLOSED)),
    Way("ledger:remind", "province_officer"),
    Way("ledger:verify_many", "province_officer", keyed=False, prepare=sheet_is(SheetState.SIGNED)),
    Way("ledger:province_import", "province_officer", workbook),
    Way("ledger:save", "reporter", cells),
    Way("ledger:take_known", "reporter"),
    Way("ledger:extend_sheet", "province_officer", lambda _: {"due_at": later(), "reason": "疫情"}),
    Way("ledger:confirm", "reporter", says(key=["students", "staff"]), unconfirmed),
    Way("ledger:move", "reporter", prepare=sheet_is(SheetState.FILLING), note="submit", names={"verb": "=submit"}),
    Way("ledger:move", "reporter", prepare=sheet_is(SheetState.SUBMITTED), note="recall", names={"verb": "=recall"}),
    Way("ledger:move", "leader", says(reason="请核对"), sheet_is(SheetState.SUBMITTED), note="send_back", names={"verb": "=send_back"}),
    Way("ledger:move", "leader", prepare=sheet_is(SheetState.SUBMITTED), note="sign", names={"verb": "=sign"}),
    Way("ledger:move", "province_officer", prepare=sheet_is(SheetState.SIGNED), note="verify", names={"verb": "=verify"}),
    Way("ledger:move", "province_officer", says(reason="请补正"), sheet_is(SheetState.SIGNED), note="return", names={"verb": "=return"}),
    Way("ledger:entry_evidence", "reporter"),
    Way("ledger:import", "reporter", workbook),
    Way("ledger:correct", "reporter", says(raw="42", reason="录错"), may_be_corrected),
    Way("ledger:decide_correction", "province_officer", says(decision="accept"), note="accept"),
    Way("ledger:decide_correction", "province_officer", says(decision="refuse", answer="数字无误"), note="refuse"),
    Way("evidence:discard_upload", "officer"),
    *CALLING,
    *BLINDING,
    *DECIDING,
    *EVALUATING,
    *JUDGING,
    Way("connections:new", "officer", lambda w: OIDC | {"organisation": the_name(w, "own")}, names={"kind": "=oidc"}),
    Way("connections:change", "officer", says(**OIDC, anew="on"), connection_is("off")),
    Way("connections:look", "officer"),
    Way("connections:enable", "officer", prepare=connection_is("off")),
    Way("connections:disable", "officer", says(reason="停用"), connection_is("on")),
    Way("connections:remove", "officer", prepare=connection_is("off")),
    Way("connections:make_key", "officer"),
    Way("connections:drop_key", "officer"),
    Way("connections:undo", "officer"),
    Way("core:draft", "officer", says(place="/orgs/1/edit/", fields='[["duties", "写了一半"]]'), keyed=False),
    Way("notify:open", "officer", keyed=False),
    Way("notify:read_all", "officer", keyed=False),
    Way("notify:preferences", "officer", says(mail="none"), keyed=False),
    Way("account_change_password", "officer", says(oldpassword="correct horse 9", password1=NEW_ONE, password2=NEW_ONE), just_signed_in, keyed=False),
    Way("mfa_activate_totp", "officer", lambda w: {"code": code_of(w)}, offered_a_code, keyed=False),
    Way("mfa_deactivate_totp", "officer", prepare=with_a_code, keyed=False),
    Way("mfa_generate_recovery_codes", "officer", prepare=with_a_code, keyed=False),
]  # fmt: skip
