import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.people.logic.sessions import (
    came_by,
    device_label,
    reaches,
    recently,
    used_second_factor,
    without_factors,
    word_of,
)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/126 Safari/537", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/17 Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 MicroMessenger/8.0", "微信 · 安卓"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:126) Firefox/126", "Firefox · Linux"),
        ("curl/8.0", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_device_is_browser_and_system_only(agent, label):
    assert device_label(agent) == label


@given(st.text())
def test_no_part_of_an_odd_user_agent_is_kept(agent):
    assert len(device_label(agent)) <= 40


@pytest.mark.parametrize(
    ("records", "strong"),
    [
        ([], False),
        ([{"method": "password"}], False),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], True),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], True),
    ],
)
def test_strong_means_a_second_factor_or_a_passkey(records, strong):
    assert used_second_factor(records) is strong


@pytest.mark.parametrize(
    ("records", "fresh"),
    [
        ([], False), ([{"at": 100.0}], True), ([{"at": 10.0}], False), ([{}, {"at": 150.0}], True),
        ([{"at": 90.0}], False), ([{"at": 90.1}], True),
    ],
)  # fmt: skip
def test_a_proof_is_fresh_for_a_while(records, fresh):
    assert recently(records, at=150.0, within=60.0) is fresh


def test_a_proof_without_a_time_is_as_old_as_can_be():
    assert not recently([{}], at=60.0, within=60.0)


@pytest.mark.parametrize(
    ("records", "came"),
    [
        (None, False),
        ([], False),
        ([{"method": "password"}], False),
        ([{"method": "campus", "connection": 8}], False),
        ([{"method": "mfa", "connection": 7}], False),
        ([{"method": "campus", "connection": 7}, {"method": "mfa"}], True),
    ],
)
def test_a_session_came_by_a_connection_when_its_sign_in_did(records, came):
    session = {} if records is None else {"account_authentication_methods": records}
    assert came_by(session, 7) is came


PASSWORD, CODE = {"method": "password"}, {"method": "mfa", "id": 3}
PLACE = "0000000100000002"
CAMPUS_1 = {"method": "campus", "connection": 7, "path": PLACE}
BORROWED, EITHER, GONE = ({"method": "mfa", "id": n} for n in (4, 5, 9))
WORDS = {1: [PLACE], 3: [], 4: [PLACE], 5: [PLACE, "0000000100000007"]}
"""By factor: one's own, one borrowed, one of which nobody can tell; the ninth was removed."""


@pytest.mark.parametrize(
    ("records", "path", "good"),
    [
        ([], "00000001", True),
        ([CAMPUS_1], "0000000100000002", True),
        ([CAMPUS_1], "000000010000000200000009", True),
        ([CAMPUS_1], "0000000100000003", False),
        ([CAMPUS_1], "00000001", False),
        ([CAMPUS_1, CODE], "0000000100000003", False),
        ([CODE], "0000000100000003", True),
        ([BORROWED], "0000000100000002", True),
        ([BORROWED], "0000000100000003", False),
        ([BORROWED, PASSWORD], "0000000100000003", True),
        ([GONE], "0000000100000002", False),
        ([CAMPUS_1, GONE], "0000000100000002", True),
        ([CAMPUS_1, GONE], "0000000100000003", False),
        ([GONE, {"method": "campus", "connection": 7}], "0000000100000002", False),
        ([CAMPUS_1, EITHER], "0000000100000002", False),
        (without_factors([CODE, CAMPUS_1]), "0000000100000002", True),
        (without_factors([CODE, CAMPUS_1]), "00000001", False),
        (without_factors([CODE]), "0000000100000002", False),
        (without_factors([CODE, PASSWORD]), "0000000100000002", True),
        ([CAMPUS_1, PASSWORD], "0000000100000003", True),
        ([{"method": "campus", "connection": 7}], "0000000100000002", False),
    ],
)
def test_what_an_organisation_says_is_good_within_it(records, path, good):
    assert reaches(records, path, WORDS) is good


@pytest.mark.parametrize(
    ("records", "word"),
    [
        ([], None),
        ([CAMPUS_1], PLACE),
        ([CAMPUS_1, PASSWORD], ""),
        ([CAMPUS_1, CODE], ""),
        ([CAMPUS_1, BORROWED], PLACE),
        ([CAMPUS_1, GONE], None),
        ([CAMPUS_1, EITHER], None),
        ([BORROWED], PLACE),
        ([BORROWED, PASSWORD], ""),
        ([EITHER], None),
        ([GONE], None),
        (without_factors([CODE]), None),
        (without_factors([CODE, CAMPUS_1]), None),
        ([{"method": "mfa"}], None),
        ([{"method": "campus", "connection": 7}], None),
        ([{"method": "socialaccount"}], None),
    ],
)
def test_a_proof_is_borrowed_while_there_is_none_of_ones_own(records, word):
    assert word_of(records, WORDS) == word


def test_what_rests_on_removed_factors_is_told_and_was_proved_long_ago():
    assert without_factors([PASSWORD, CODE]) == [PASSWORD, {"method": "removed", "at": 0}]
