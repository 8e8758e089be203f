"""What tells whose a work is without saying it: order, numbers, what a file notes of itself."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core import mail
from python_calamine import CalamineWorkbook

from tests import factories
from tests.activities.calls.panel import give, make_round
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Call, Entry, Review
from wangyu.activities.calls.ops.assigning import tell_assigned
from wangyu.activities.calls.tables.reviewing import MY_REVIEWS
from wangyu.base.notify.digest import send_digests
from wangyu.base.notify.models import Notification
from wangyu.institutions.people.models import User

pytestmark = pytest.mark.django_db
CODE = re.compile(r"/calls/reviews/([A-Z0-9]+)/")
SORTS = [sign + one.key for one in MY_REVIEWS if one.sort for sign in ("", "-")]
HIGH = 7_700_000
"""Numbers that stand in a page for no other reason."""


@pytest.fixture
def mine(province, now, client):
    """A reviewer of six works: two of each university, one after the other; their codes are mixed."""
    made = make_round(province, now, schools=3, works=2)
    for entry, code in zip(
        made.works, ("FFFF", "BBBB", "EEEE", "AAAA", "DDDD", "CCCC"), strict=True
    ):
        BlindCopy.objects.filter(entry=entry).update(code=code)
        give(entry, made.panel[-1], now)
    factories.sign_in(client, made.people[-1])
    return made


@pytest.mark.parametrize("sort", SORTS)
def test_works_that_are_alike_stand_by_their_code_however_they_are_sorted(mine, client, sort):
    """Else those of one university would stand together, as they were handed in."""
    BlindCopy.objects.update(title="同名")
    page = client.get(f"/calls/reviews/?sort={sort}").content.decode()
    codes = list(dict.fromkeys(CODE.findall(page)))
    assert codes == sorted(codes, reverse=sort == "-code")
    assert len(codes) == 6
    book = CalamineWorkbook.from_filelike(
        BytesIO(client.get(f"/calls/reviews/?sort={sort}&export=xlsx").content)
    )
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()[1:]] == codes


@pytest.fixture
def numbered(province, now, client):
    """One work to review; every row of it has a number found nowhere else."""
    made = make_round(province, now, schools=1, works=1)
    entry, numbers = made.works[0], iter(range(HIGH + 1, HIGH + 99, 7))
    known = {}
    for model, row in ((Entry, entry), (User, entry.entrant)):
        known[model.__name__] = next(numbers)
        renumber_unique(model, row, known[model.__name__])
    work = Entry.objects.get(pk=known["Entry"])
    Entry.objects.filter(pk=work.pk).update(entrant=known["User"])
    copy = BlindCopy.objects.create(
        pk=next(numbers), entry=work, code="QQQQ", revision=1, title="匿名", made_at=now, frozen_at=now,
        answers={"summary": "简介"},
    )  # fmt: skip
    old = BlindPiece.objects.exclude(stored_name="").first()
    piece = BlindPiece.objects.create(
        pk=next(numbers), copy=copy, slot="work", position=1, stored_name=old.stored_name,
        preview_name=old.preview_name, sha256="0" * 64, size=9, media_type=old.media_type,
    )  # fmt: skip
    review = Review.objects.create(
        pk=next(numbers), entry=work, panelist=made.panel[-1], assigned_at=now
    )
    factories.sign_in(client, made.people[-1])
    return made, [work.pk, known["User"], copy.pk, piece.pk, review.pk]


def renumber_unique(model, row, number):
    fields = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
    unique = {"username": "numbered"} if model is User else {}
    model.objects.create(**fields | {"id": number} | unique)


def test_no_page_file_or_mail_of_a_reviewer_holds_the_number_of_a_row(numbered, client, now):
    """Numbers are given in turn: they tell which works were handed in one after the other."""
    made, numbers = numbered
    reviewer = made.people[-1]
    User.objects.filter(pk=reviewer.pk).update(email="r@example.invalid")
    tell_assigned(made.call, Review.objects.filter(panelist=made.panel[-1]), now)
    send_digests(now)
    urls = [
        "/desk/", "/calls/reviews/", "/calls/reviews/?export=xlsx", "/calls/reviews/QQQQ/",
        "/calls/reviews/QQQQ/files/work/1/", "/calls/reviews/QQQQ/files/work/1/preview/", "/notify/",
    ]  # fmt: skip
    said = "".join(_answer(client.get(url)) for url in urls)
    told = Notification.objects.filter(recipient=reviewer)
    said += "".join(f"{one.title}{one.body}{one.url}" for one in told)
    said += "".join(
        one.message().as_string()
        for one in mail.outbox
        if one.recipients() == ["r@example.invalid"]
    )
    assert "QQQQ" in said
    assert mail.outbox
    assert [number for number in numbers if str(number) in said] == []


def _answer(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, response
    return f"{response.headers}" + body.decode("latin-1")


def test_no_call_tells_its_reviewers_when_works_came(numbered, client):
    """Neither days nor hours of a work stand in what its reviewers see."""
    made, _ = numbered
    Entry.objects.update(
        begun_at=made.call.opens_at.replace(year=2019),
        submitted_at=made.call.opens_at.replace(year=2019),
    )
    for url in ("/calls/reviews/", "/calls/reviews/QQQQ/", "/calls/reviews/?export=xlsx"):
        assert "2019" not in client.get(url).content.decode("latin-1")
    assert Call.objects.get(pk=made.call.pk).state == "review"
