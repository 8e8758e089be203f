import pytest
from django.http import HttpResponse
from django.urls import reverse

from wangyu.base.core.access import Refused
from wangyu.base.core.middleware import HeadersMiddleware, RefusalMiddleware
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.packs import PackError

SENTENCE = "地址或提交的内容里有系统不能处理的字符"


@pytest.mark.parametrize("address", ["/style/%00", "/healthz?q=%00", "/healthz?%00=1", "/a%00b/"])
def test_a_nul_byte_in_an_address_gets_the_400_page(client, db, address):
    response = client.get(address)
    assert response.status_code == 400
    assert SENTENCE in response.content.decode()


@pytest.mark.parametrize("form", [{"login": "a\x00"}, {"a\x00": "1"}, {"x": ["good", "\x00"]}])
def test_a_nul_byte_in_a_form_gets_the_400_page(client, db, form):
    response = client.post(reverse("account_login"), form)
    assert response.status_code == 400
    assert SENTENCE in response.content.decode()


def test_other_odd_bytes_are_no_server_error(client, db):
    assert client.get("/search/?q=%ff%fe%ed%a0%80").status_code == 200
    assert client.get("/%ff%fe/").status_code == 404


@pytest.mark.parametrize("address", ["/healthz", "/missing/", "/account/login/", "/a%00b/"])
def test_every_response_carries_the_content_policy(client, db, address):
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_a_policy_set_by_the_view_is_kept(rf):
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    response = HeadersMiddleware(lambda _: own)(rf.get("/"))
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused("请先签署"), 403), (IllegalMoveError("请先签署"), 409), (PackError("请先签署"), 503)],
)
def test_a_refusal_is_a_page_with_its_reason(rf, db, error, status):
    response = RefusalMiddleware(HttpResponse).process_exception(rf.get("/"), error)
    assert response.status_code == status
    assert "请先签署" in response.content.decode()


def test_other_errors_are_left_to_django(rf):
    assert RefusalMiddleware(HttpResponse).process_exception(rf.get("/"), ValueError()) is None
