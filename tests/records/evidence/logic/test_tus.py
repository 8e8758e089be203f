"""The headers of tus, read as the protocol writes them; what cannot be read is said."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.records.evidence.logic import tus


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.text(), max_size=5))
def test_what_is_written_is_read(facts) -> None:
    header = ",".join(f"{key} {coded(value)}" for key, value in facts.items())
    assert tus.metadata(header) == facts


def test_a_key_may_stand_alone_and_wrong_bytes_are_marked() -> None:
    wrong = base64.b64encode(b"\xff").decode()
    assert tus.metadata(f"is_draft, filename {wrong}") == {"is_draft": "", "filename": "\ufffd"}


@pytest.mark.parametrize("text", ["filename 名", "filename a", "filename ****"])
def test_a_value_that_is_not_coded_is_refused(text) -> None:
    with pytest.raises(tus.WordError, match="“filename”的值应为 base64"):
        tus.metadata(text)


def test_a_length_has_at_most_fifteen_digits_and_a_wrong_one_is_not_told_whole() -> None:
    assert tus.number({"Upload-Length": "9" * 15}, "Upload-Length") == 10**15 - 1
    with pytest.raises(tus.WordError, match=f"“{'9' * 40}”"):
        tus.number({"Upload-Length": "9" * 99}, "Upload-Length")
    with pytest.raises(tus.WordError, match=f"“{'k' * 40}”"):
        tus.metadata("k" * 99 + " *")


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "9" * 16, "0x9"])
def test_a_length_is_a_number_of_bytes(text) -> None:
    assert tus.number({"Upload-Length": "12"}, "Upload-Length") == tus.number_or_zero("12") == 12
    assert tus.number_or_zero(text) == 0
    with pytest.raises(tus.WordError, match="Upload-Length 应为字节数"):
        tus.number({"Upload-Length": text}, "Upload-Length")
