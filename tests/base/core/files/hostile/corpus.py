"""All hostile files, each with what must happen to it."""

from __future__ import annotations

from tests.base.core.files.hostile import documents, films, pdfs, pictures, texts, zips
from tests.base.core.files.hostile.sample import Sample

CORPUS: tuple[Sample, ...] = (
    *zips.SAMPLES, *documents.SAMPLES, *pdfs.SAMPLES, *pictures.SAMPLES, *films.SAMPLES,
    *texts.SAMPLES,
)  # fmt: skip
