"""Nothing a reviewer can open tells whose a work is; nothing others can open tells who reviews it.

The addresses are taken from the code, so that a new page is swept the day it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from email.header import decode_header, make_header
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests import factories
from tests.activities.calls.conftest import again
from tests.activities.calls.test_blinding import docx
from tests.base.core.files.hostile.build import mp3, pdf
from tests.house.endpoints import of_the_code
from tests.house.markers import readable
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Contributor, Entry, Panelist, Review, Roll
from wangyu.activities.calls.ops import beginning, blinding
from wangyu.activities.calls.queries import blinding as reads
from wangyu.base.core.roles import Role
from wangyu.base.notify.digest import send_digests
from wangyu.base.notify.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NAME, ACCOUNT, UNIT, FILE, LINK = "暗影甲", "anying2023", "暗处书院", "暗藏名", "anhao-0001"
IDENTITY = (NAME, ACCOUNT, UNIT, FILE, LINK)
JUDGE = ("明镜乙", "mingjing77", "mingjing77@example.invalid")
HREF = re.compile(r"""(?:href|src|hx-get)=["'](/[^"'#]*)""")
MOST_PAGES = 160
OUT = ("/accounts/logout", "/static/", "/demo")


@dataclass(frozen=True, slots=True)
class Planted:
    entry: Entry
    code: str
    numbers: frozenset[int]
    reviewer: object


@pytest.fixture
def planted(begin, fill, student, student_user, officer, call, province, university, now):
    """A work that says everywhere whose it is, its frozen copy, and who reviews it."""
    student_user.name, student_user.username = NAME, ACCOUNT
    student_user.save()
    entry = fill(
        begin(student), student, f"{NAME}的桥",
        answers={
            "summary": f"我是{NAME}，来自{UNIT}，账号 {ACCOUNT}", "published_on": "2025-03-01",
            "link": f"https://v.example/{LINK}",
        },
    )  # fmt: skip
    Contributor.objects.filter(entry=entry).update(name=NAME, unit=UNIT)
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + ACCOUNT.encode()[:10]

    def authored(document):
        document.docinfo["/Author"] = NAME

    for name, data in (("文.docx", docx(f"{NAME}的论文", NAME)), ("文.pdf", pdf(authored)), ("歌.mp3", mp3(tag=tag))):  # fmt: skip
        upload = ContentFile(data, f"{FILE}{name}")
        ops.add_piece(entry=entry, slot="work", upload=upload, actor=student, now=now)
    Roll.objects.create(call=call, organisation=university, state="signed")
    Entry.objects.filter(pk=entry.pk).update(state="format_ok", revision=1)
    entry = again(entry)
    copy = blinding.make_copy(entry=entry, roster=reads.roster(), actor=officer, now=now)
    blinding.rule_findings(
        copy=copy, findings=list(copy.findings.all()), ruling="masked", actor=officer, now=now
    )
    blinding.freeze_copy(copy=copy, actor=officer, now=now)
    judge = factories.officer(Role.REVIEWER, province, JUDGE[0])
    judge.username, judge.email = JUDGE[1:]
    judge.save()
    panelist = Panelist.objects.create(call=call, user=judge, most=9)
    review = Review.objects.create(entry=entry, panelist=panelist, assigned_at=now)
    Call.objects.filter(pk=call.pk).update(state="screening", rules=call.rules | {"reviews": 1})
    beginning.begin_review_of_call(
        call=call, due_at=now + timedelta(days=9), actor=officer, now=now
    )
    things = [call, entry, copy, panelist, review, *entry.pieces.all(), *copy.pieces.all()]
    return Planted(entry, copy.code, frozenset(one.pk for one in things), judge)


def addresses(planted):
    """Every address of calls that can be written for what was planted, and every list there is."""
    for name, parameters in of_the_code().items():
        given = set(parameters)
        if not given:
            yield from _written(name, {})
        elif name.startswith("calls:") and given <= {"pk", "code", "slot", "position"}:
            for number in planted.numbers if "pk" in given else [0]:
                values = {"pk": number, "code": planted.code, "slot": "work", "position": 2}
                yield from _written(name, {key: values[key] for key in given})


def _written(name, values):
    try:
        yield reverse(name, kwargs=values)
    except NoReverseMatch:
        return


def swept(who, planted):
    """Address -> all that came back: heads, and what page, file or export says."""
    browser, seen = Client(raise_request_exception=False), {}
    factories.sign_in(browser, who)
    waiting = [url for url in addresses(planted) if not url.startswith(OUT)]
    waiting += [f"{reverse('calls:entries')}?{more}" for more in ("export=xlsx", "sort=title")]
    waiting += [f"{reverse('portal:search')}?q={word[:2]}" for word in (*IDENTITY, *JUDGE)]
    while waiting and len(seen) < MOST_PAGES + len(planted.numbers) * 40:
        url = waiting.pop(0)
        if url in seen or url.startswith(OUT):
            continue
        answer = browser.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[url] = unquote(str(answer.headers)) + _said(body)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            waiting += HREF.findall(seen[url].replace("&amp;", "&"))
    return seen


def _said(body):
    """Raw bytes too: what stands unpacked in a file is found as it is, in whatever letters."""
    return "\n".join([readable(body), *_noted(body), *_spelt(body)])


SPELT = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def _spelt(data):
    """As any of the letters a file may be written in; what is two bytes wide begins anywhere."""
    for way in SPELT:
        yield from (data[start:].decode(way, "replace") for start in range(1 + ("16" in way)))


def _noted(body):
    """What is packed inside: every string and stream of a PDF, every text of a picture."""
    if body.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(body)) as paper:
            for one in paper.objects:
                yield repr(one)
                if isinstance(one, pikepdf.Stream):
                    yield from _spelt(one.read_bytes())
    elif body.startswith((b"\x89PNG", b"\xff\xd8")):
        with Image.open(BytesIO(body)) as image:
            yield f"{dict(image.getexif())} {image.info}"


def _photo():
    out, noted = BytesIO(), Image.Exif()
    noted[0x013B] = ACCOUNT
    Image.new("RGB", (4, 4)).save(out, "JPEG", exif=noted)
    return out.getvalue()


def _drawing():
    out, noted = BytesIO(), PngInfo()
    noted.add_itxt("Author", ACCOUNT, zip=True)
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=noted)
    return out.getvalue()


def _paper():
    def noted(document):
        document.docinfo["/Author"] = f"{NAME}{ACCOUNT}"

    packed = pikepdf.ObjectStreamMode.generate
    return pdf(noted, compress_streams=True, object_stream_mode=packed)


@pytest.mark.parametrize(
    "data",
    [
        _photo(), _drawing(), _paper(), docx("正文", ACCOUNT),
        *(mp3(tag=b"ID3" + ACCOUNT.encode(way)) for way in SPELT),
    ],
    ids=["photo", "drawing", "paper", "document", *SPELT],
)  # fmt: skip
def test_whatever_a_file_notes_in_whatever_letters_would_be_found(data):
    assert ACCOUNT in _said(data)


def leaks(seen, words):
    return sorted({(url, word) for url, text in seen.items() for word in words if word in text})


def told(who):
    """What was sent to somebody."""
    rows = Notification.objects.filter(recipient=who)
    sent = [one for one in mail.outbox if one.recipients() == [who.email]]
    return {
        "通知": " ".join(f"{row.title} {row.body} {row.url} {row.key}" for row in rows),
        "邮件": " ".join(f"{one.subject} {one.body} {one.attachments}" for one in sent),
        "信头": " ".join(
            str(make_header(decode_header(f"{k}: {v}")))
            for one in sent
            for k, v in one.message().items()
        ),
    }


def test_a_reviewer_finds_nothing_that_tells_whose_a_work_is(planted, officer_user, now):
    known = leaks(swept(officer_user, planted), IDENTITY)
    assert {word for _, word in known} == set(IDENTITY), "the province must see what could leak"
    send_digests(now)
    assert leaks(swept(planted.reviewer, planted) | told(planted.reviewer), IDENTITY) == []


@pytest.mark.parametrize("user", ["student_user", "campus_user", "leader_user", "stranger_user"])
def test_nobody_who_enters_or_recommends_finds_who_reviews(planted, user, request, now):
    who = request.getfixturevalue(user)
    send_digests(now)
    assert leaks(swept(who, planted) | told(who), JUDGE) == []
