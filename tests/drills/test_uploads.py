"""A large film, sent by the ordinary client over a network that breaks ten times, arrives whole."""

from __future__ import annotations

import hashlib
import random
import re

from tusclient.client import TusClient

from tests.base.core.files.hostile.build import box, mp4
from tests.drills.cutter import Cutter, cutting
from tests.drills.places import MAIN
from tests.drills.reader import Reader

MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE
CUTS = [18 * MEGABYTE + 7 * number for number in range(10)]
LOST = 8 * MEGABYTE
"""What a cut may cost: the bytes on the way. A server that kept nothing would cost all 18."""


def film(path) -> str:
    """200 MB of noise in a film's clothes. Returns its SHA-256."""
    head = mp4(data=0)[:-8]
    data = head + box(b"mdat", random.Random(7).randbytes(SIZE - len(head) - 8))
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def client_of(reader: Reader, network: Cutter) -> TusClient:
    """The session of a browser, and nothing of tus but what every client knows."""
    cookies = {cookie.name: cookie.value for cookie in reader.jar}
    said = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Cookie": said, "X-CSRFToken": str(cookies["csrf"])}
    return TusClient(f"{network.url}/evidence/uploads/", headers=headers)


def test_200_megabytes_through_ten_cuts_arrive_whole(site, tmp_path) -> None:
    digest = film(tmp_path / "微视频.mp4")
    home = site("platform")
    server = home.start("-c", MAIN, "serve", "--port", str(home.place.port), "--workers", "1", log="server.log")  # fmt: skip
    home.wait_until_it_answers(server, "server.log")
    officer = Reader(home.place.url)
    officer.enter("officer-02")
    officer.get("/evidence/")
    with cutting(home.place.port, list(CUTS)) as network:
        uploader = client_of(officer, network).uploader(
            str(tmp_path / "微视频.mp4"), metadata={"filename": "微视频.mp4"}, retries=30, retry_delay=1,
        )  # fmt: skip
        uploader.upload()
        assert network.cuts == []
        assert SIZE < network.passed < SIZE + len(CUTS) * LOST
    pk = re.findall(r'href="/evidence/(\d+)/"[^>]*>微视频', officer.get("/evidence/")[1])[0]
    with officer.opener.open(f"{home.place.url}/evidence/{pk}/content/") as kept:
        assert hashlib.file_digest(kept, "sha256").hexdigest() == digest
    assert "还没传完" not in officer.get("/evidence/")[1]
    assert not list((home.place.home / "files" / "parts").iterdir())
    assert "Traceback" not in (home.place.home / "server.log").read_text("utf-8")
