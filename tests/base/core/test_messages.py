"""What is said on the next page is read by the platform alone."""

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import constants
from django.http import HttpResponse

from wangyu.base.core.messages import Messages

WORDS = "已为演示人员甲办理离任"


@pytest.fixture
def said(rf):
    """The cookie that carries the words."""
    request, response = rf.get("/"), HttpResponse()
    request.session = {}
    kept = Messages(request)
    kept.add(constants.SUCCESS, WORDS)
    kept.update(response)
    return response.cookies[settings.MESSAGE_COOKIE_NAME]


def reading(rf, text):
    request = rf.get("/")
    request.session = {}
    request.COOKIES[settings.MESSAGE_COOKIE_NAME] = text
    return Messages(request)


def test_words_arrive_on_the_next_page_and_are_then_gone(rf, said):
    kept, response = reading(rf, said.value), HttpResponse()
    assert [str(one) for one in kept] == [WORDS]
    kept.update(response)
    assert response.cookies[settings.MESSAGE_COOKIE_NAME].value == ""


def test_words_cannot_be_read_from_the_cookie(said):
    signed = messages.storage.cookie.signing.get_cookie_signer()
    assert WORDS not in said.value
    assert said.value.startswith("gAAAA")  # sealed, not only signed
    assert said["httponly"]
    with pytest.raises(messages.storage.cookie.signing.BadSignature):
        signed.unsign_object(said.value)


@pytest.mark.parametrize("text", ["rubbish", "gAAAA", ""])
def test_a_cookie_that_is_none_of_ours_says_nothing(rf, text):
    assert list(reading(rf, text)) == []


def test_words_too_long_for_a_cookie_arrive_all_the_same(rf):
    request, response = rf.get("/"), HttpResponse()
    request.session = {}
    kept = Messages(request)
    kept.add(constants.SUCCESS, "".join(chr(0x4E00 + i * 7) for i in range(2000)))
    kept.update(response)
    assert request.session
