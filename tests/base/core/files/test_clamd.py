"""A virus scanner at hand is asked about every file; without its word nothing is kept."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.base.core.files.hostile.build import pdf, picture
from tests.base.core.files.scanner import EICAR, Scanner
from wangyu.base.core import files
from wangyu.base.core.conf import SettingError
from wangyu.base.core.files import clamd
from wangyu.base.core.listening import Place, place

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def scanner(settings):
    """One that listens, and that the platform asks."""
    with Scanner() as server:
        settings.CLAMD = Place(socket.AF_INET, ("127.0.0.1", server.server_address[1]))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.manner
        server.shutdown()


def keep(name: str, data: bytes) -> files.Stored:
    return files.store(SimpleUploadedFile(name, data), limit_mb=5)


def kept(settings) -> list[str]:
    return [path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_clean_file_is_kept_and_was_seen_whole(scanner) -> None:
    data = "正文".encode() * 150_000
    assert keep("a.txt", data).size == len(data)
    assert scanner.seen == [data]


def test_a_virus_is_named_and_nothing_is_kept(scanner, settings) -> None:
    with pytest.raises(files.BadFileError, match="文件里有病毒“Eicar-Test-Signature”，没有收下"):
        keep("a.txt", EICAR)
    assert kept(settings) == []


def test_a_virus_behind_the_end_of_a_picture_is_found_though_the_picture_is_drawn_anew(
    scanner, settings
) -> None:
    with pytest.raises(files.BadFileError, match="病毒"):
        keep("a.png", picture() + EICAR)
    assert kept(settings) == []


def test_what_the_platform_refuses_itself_is_not_sent(scanner) -> None:
    with pytest.raises(files.BadFileError):
        keep("a.pdf", b"no paper")
    assert scanner.seen == []


def test_without_a_scanner_the_test_virus_in_a_plain_text_is_only_text(settings) -> None:
    assert settings.CLAMD is None
    assert keep("a.txt", EICAR).size == len(EICAR)


@pytest.mark.parametrize(
    "answer", ["nothing", "", "stream: Can't allocate memory ERROR", "UNKNOWN COMMAND"]
)
def test_no_clear_word_keeps_nothing(scanner, settings, answer) -> None:
    scanner.answers = answer or " "
    with pytest.raises(files.BadFileError, match="没有回答，文件没有收下"):
        keep("a.pdf", pdf())
    assert kept(settings) == []


def test_a_scanner_that_is_away_keeps_nothing_and_says_so_on_the_status_page(settings) -> None:
    settings.CLAMD = Place(socket.AF_UNIX, str(settings.MEDIA_ROOT / "none"))
    with pytest.raises(files.BadFileError, match="没有回答"):
        keep("a.pdf", pdf())
    assert clamd.probe(NOW).tone == "bad"


def test_a_scanner_that_hangs_up_at_too_much_is_told_apart(scanner, settings) -> None:
    scanner.limit = 1000
    with pytest.raises(files.BadFileError, match="收不下这么大的文件"):
        keep("a.txt", b"a" * 3_000_000)
    assert kept(settings) == []


@pytest.mark.parametrize(
    ("version", "tone", "said"),
    [
        ("ClamAV 1.0.7/27450/Thu Nov 26 08:00:00 2026", "ok", "2026年11月26日"),
        ("ClamAV 1.0.7/27450/Thu Nov 19 08:59:59 2026", "warn", "2026年11月19日"),
        ("ClamAV 1.0.7", "warn", "说不出病毒库"),
        ("ClamAV 1.0.7/27450/yesterday", "warn", "说不出病毒库"),
    ],
)
def test_the_status_page_says_how_old_the_list_of_viruses_is(scanner, version, tone, said) -> None:
    scanner.version = version
    light = clamd.probe(NOW)
    assert (light.tone, said in light.text) == (tone, True)


def test_no_scanner_is_no_fault(settings) -> None:
    assert clamd.probe(NOW).tone == "ok"


@pytest.mark.parametrize(
    ("text", "family", "address"),
    [
        ("unix:/run/clamav/clamd.ctl", socket.AF_UNIX, "/run/clamav/clamd.ctl"),
        ("tcp:127.0.0.1:3310", socket.AF_INET, ("127.0.0.1", 3310)),
        ("tcp:[::1]:3310", socket.AF_INET6, ("::1", 3310)),
    ],
)
def test_a_place_is_read(monkeypatch, text, family, address) -> None:
    monkeypatch.setenv("WANGYU_CLAMD", text)
    assert place("WANGYU_CLAMD") == Place(family, address)


@pytest.mark.parametrize(
    "text",
    [
        "unix:run",
        "tcp:3310",
        "tcp:host:",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:x1",
        "host:1",
        "tcp:",
    ],
)
def test_another_place_is_refused_with_what_would_be_right(monkeypatch, text) -> None:
    monkeypatch.setenv("WANGYU_CLAMD", text)
    with pytest.raises(SettingError, match=r"WANGYU_CLAMD=.* 不对，应写作 unix:"):
        place("WANGYU_CLAMD")
