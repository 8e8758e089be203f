"""One line for the database, one for mail: what leaves the machine is encrypted unless it says otherwise."""

import pytest

from wangyu.base.core import addresses
from wangyu.base.core.conf import SettingError

WHERE = "postgresql://wangyu:secret@{}/books"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("", True), ("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
        ("/run/postgresql", True), ("10.0.0.1", False), ("db.example", False), ("::2", False),
        ("localhost.example", False), ("0.0.0.0", False),
    ],
)  # fmt: skip
def test_what_is_this_machine(host, here):
    assert addresses.is_here(host) is here


@pytest.mark.parametrize("host", ["db.example", "10.0.0.9:5433", "[2001:db8::1]:5432"])
def test_a_database_elsewhere_is_spoken_to_encrypted(host):
    assert addresses.database(WHERE.format(host))["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:5433", "[::1]"])
def test_a_database_here_may_be_without(host):
    assert addresses.database(WHERE.format(host))["OPTIONS"]["sslmode"] == "prefer"


def test_what_the_line_asks_for_is_asked_for():
    url = WHERE.format("db.example") + "?sslmode=verify-full&sslrootcert=/etc/wangyu/ca.pem"
    options = addresses.database(url)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/wangyu/ca.pem")


def test_the_parts_of_the_line_are_read():
    made = addresses.database("postgresql://wang%40yu:a%3Ab%2F@db.example:6432/books")
    read = [made[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert read == ["wang@yu", "a:b/", "db.example", "6432", "books"]


def test_a_socket_is_this_machine():
    made = addresses.database("postgresql:///books?host=/tmp/pg")
    assert (made["HOST"], made["OPTIONS"]["sslmode"]) == ("/tmp/pg", "prefer")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:p@h/d", "应写作 postgresql://"),
        ("postgresql://u:p@h:port/d", "应写作 postgresql://"),
        ("postgresql://u:p@h/d?sslmode=on", "sslmode=on 不对，可写 disable"),
        ("postgresql://u:p@h/d?ssl=true", "不认识 ssl，问号后可写 host、sslmode"),
    ],
)
def test_a_wrong_line_is_one_sentence_without_the_password(url, words):
    with pytest.raises(SettingError, match=words) as caught:
        addresses.database(url.replace("p@", "hush@"))
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://127.0.0.1", 25, False, False), ("smtps://a:b@mail.example", 465, True, False),
        ("smtp+tls://a:b@mail.example", 587, False, True), ("smtp://mail.example:2525", 2525, False, False),
    ],
)  # fmt: skip
def test_mail_goes_as_the_line_says(url, port, ssl, tls):
    made = addresses.mail(url)
    assert (made["EMAIL_PORT"], made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == (port, ssl, tls)
    assert made["EMAIL_TIMEOUT"] <= 30  # a silent mail server holds nobody up for ever


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtps://a:b@h:x"]
)
def test_a_wrong_line_for_mail_says_how_it_is_written(url):
    with pytest.raises(SettingError, match="WANGYU_MAIL 应写作 smtps://"):
        addresses.mail(url)
