"""Reading somebody else's address without being led into our own network."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress

import pytest

from wangyu.base.core import outside
from wangyu.base.core.outside import BusyError, OutsideError, check, fetch, is_public

PUBLIC = ["93.184.216.34", "2606:4700::1111"]
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:53aa:64c:0:0:0:1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_an_inner_network_is_known_in_every_spelling(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "不是完整的网址"),
        ("https://", "不是完整的网址"),
        ("https://a b.example/", "不是完整的网址"),
        ("https://a.example\r\nX: y/", "不是完整的网址"),
        ("https://a.example:99999/", "不是完整的网址"),
        ("http://a.example/", "没有加密"),
        ("file:///etc/passwd", "不是完整的网址"),
        ("gopher://a.example/", "没有加密"),
        ("http://127.0.0.1/", "没有加密"),
        ("https://user:word@a.example/", "不能带用户名和口令"),
    ],
)
def test_a_wrong_address_is_one_sentence(url, sentence):
    with pytest.raises(OutsideError, match=sentence):
        check(url)


def test_a_right_address_is_let_pass():
    assert check("https://sso.example.edu.cn/oidc").hostname == "sso.example.edu.cn"


def resolve_to(monkeypatch, *addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_points_inside_is_not_read(monkeypatch, address):
    resolve_to(monkeypatch, address)
    with pytest.raises(OutsideError, match=r"rebind\.example 指向内部网络"):
        fetch("https://rebind.example/")


def test_one_inner_address_among_public_ones_is_enough(monkeypatch):
    resolve_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(OutsideError, match="指向内部网络"):
        fetch("https://both.example/")


def test_what_is_connected_to_is_what_was_judged(monkeypatch):
    """Asked only once: a name that changes its mind afterwards gains nothing."""
    resolve_to(monkeypatch, "93.184.216.34")
    tried = []

    def connect(address, timeout):
        tried.append(address)
        raise OSError

    monkeypatch.setattr(outside.socket, "create_connection", connect)
    with pytest.raises(OutsideError, match="连不上"):
        fetch("https://a.example/x")
    assert tried == [("93.184.216.34", 443)]


def test_a_name_of_nobody_is_one_sentence(monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(outside.socket, "getaddrinfo", nobody)
    with pytest.raises(OutsideError, match=r"查不到 nobody\.example 的地址"):
        fetch("https://nobody.example/")


@contextmanager
def answering(settings, *pieces, wait=None):
    """A server that says what it is told to, once."""
    door = socket.create_server(("127.0.0.1", 0))
    settings.OUTSIDE_HOSTS = ["127.0.0.1"]
    over = threading.Event()

    def serve():
        link, _ = door.accept()
        with link:
            link.recv(65536)
            try:
                for piece in pieces:
                    link.sendall(piece)
            except OSError:
                return
            if wait:
                over.wait(5)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
    finally:
        over.set()
        thread.join(5)
        door.close()


def test_an_answer_is_read_with_its_headers(settings):
    with answering(settings, b"HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\n\r\nhi") as url:
        answer = fetch(url)
    assert (answer.status, answer.text, answer.headers["date"]) == (200, "hi", "x")
    assert answer.valid_until is None


def test_a_redirect_is_not_followed(settings):
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    with answering(settings, moved) as url:
        assert fetch(url).status == 302


def test_an_endless_answer_is_cut_short(settings):
    endless = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 65536] * 20]
    with (
        answering(settings, *endless) as url,
        pytest.raises(OutsideError, match="超过 1 MB"),
    ):
        fetch(url)


@pytest.mark.parametrize("begun", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\nhi", b""])
def test_a_dripping_answer_is_cut_off(settings, monkeypatch, begun):
    monkeypatch.setattr(outside, "SECONDS", 0.05)
    with (
        answering(settings, begun, wait=True) as url,
        pytest.raises(OutsideError, match="秒内没有回答"),
    ):
        fetch(url)


def test_something_that_does_not_speak_http_is_one_sentence(settings):
    with answering(settings, b"220 mail\r\n") as url, pytest.raises(OutsideError, match="连不上"):
        fetch(url)


def test_something_without_a_certificate_is_one_sentence(settings):
    with answering(settings, b"220 mail\r\n") as url, pytest.raises(OutsideError, match="连不上"):
        fetch(url.replace("http:", "https:"))


def test_a_silent_host_keeps_no_more_than_two_waiting(settings, monkeypatch):
    monkeypatch.setattr(outside, "SECONDS", 60)
    monkeypatch.setattr(outside, "PATIENCE", 0)
    monkeypatch.setattr(outside, "SEATS", {})
    inside, over = threading.Barrier(3), threading.Event()

    def wait(*_):
        inside.wait(30)
        over.wait(30)
        raise OSError

    monkeypatch.setattr(outside, "_connect", wait)
    waiting = [threading.Thread(target=_try, args=("https://slow.example/",)) for _ in "12"]
    for one in waiting:
        one.start()
    inside.wait(30)
    with pytest.raises(BusyError, match=r"slow\.example 现在回答得很慢"):
        fetch("https://slow.example/")
    over.set()
    for one in waiting:
        one.join(30)
    inside.abort()
    with pytest.raises(threading.BrokenBarrierError):  # there is a seat again
        fetch("https://slow.example/")


def _try(url):
    with suppress(OutsideError):
        fetch(url)
