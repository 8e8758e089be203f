from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken

from wangyu.base.core.sealed import digest, seal, unseal


def test_what_is_sealed_is_read_by_the_same_installation_for_the_same_purpose_only(settings):
    sealed = seal("a", "secret")
    assert "secret" not in sealed
    assert unseal("a", sealed) == "secret"
    with pytest.raises(InvalidToken):
        unseal("b", sealed)
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        unseal("a", sealed)


def test_a_fingerprint_is_the_same_again_and_needs_the_key(settings):
    first = digest("a", "20260001")
    assert digest("a", "20260001") == first
    assert digest("b", "20260001") != first
    settings.SECRET_KEY = "another"
    assert digest("a", "20260001") != first
