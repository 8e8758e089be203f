"""Each hostile file is refused with one sentence, or what is kept of it does no harm."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from tests.base.core.files.hostile.corpus import CORPUS, Sample
from wangyu.base.core import files

pytestmark = pytest.mark.thorough

REFUSED = [s for s in CORPUS if s.refused]
KEPT = [s for s in CORPUS if not s.refused]


class Given(SimpleUploadedFile):
    """An upload whose name nobody has cleaned."""

    def __init__(self, sample: Sample) -> None:
        super().__init__("a", sample.make())
        self._name = sample.name


def test_there_are_more_than_a_hundred_and_each_has_its_name() -> None:
    assert len({sample.id for sample in CORPUS}) == len(CORPUS) > 200


@pytest.mark.parametrize("sample", REFUSED, ids=lambda s: s.id)
def test_it_is_refused_with_one_sentence_and_leaves_nothing(sample: Sample, settings) -> None:
    with pytest.raises(files.BadFileError, match=sample.refused) as caught:
        files.store(Given(sample), limit_mb=50)
    sentence = str(caught.value)
    assert (sentence.count("。"), sentence[-1]) == (1, "。")
    assert sentence.isprintable()
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("sample", KEPT, ids=lambda s: s.id)
def test_what_is_kept_does_no_harm(sample: Sample) -> None:
    stored = files.store(Given(sample), limit_mb=50)
    data = files.path_of(stored.name).read_bytes()
    assert [mark for mark in sample.gone if mark in data] == []
    assert stored.file_name == sample.kept_as
    assert stored.media_type == sample.media or not sample.media
    answer = files.serve(
        RequestFactory().get("/"), stored.name, media_type=stored.media_type, etag="a",
        filename=stored.file_name,
    )  # fmt: skip
    assert b"".join(answer) == data
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    policy = set(answer.headers["Content-Security-Policy"].split("; "))
    assert policy >= {"sandbox", "default-src 'none'"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_kept_of_a_photo_is_upright_and_tells_nothing() -> None:
    photo = next(s for s in CORPUS if s.id == "photo-with-place-and-camera")
    stored = files.store(Given(photo), limit_mb=50)
    with Image.open(files.path_of(stored.name)) as image:
        assert (image.format, image.size) == ("JPEG", (48, 64))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
