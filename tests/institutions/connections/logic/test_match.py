from __future__ import annotations

import pytest

from wangyu.institutions.connections.logic.match import problem_of, read_domains, vouched

OWN, BELOW, OTHER, ABOVE = (
    "0000000100000002",
    "000000010000000200000005",
    "0000000100000003",
    "00000001",
)


@pytest.mark.parametrize(
    ("current", "ever", "word"),
    [
        ([OWN], [OWN], ""),
        ([BELOW], [BELOW], ""),
        ([], [OWN], ""),
        ([OWN, BELOW], [OWN, BELOW, OTHER], ""),
        ([OWN, OTHER], [OWN, OTHER], "以外的单位任职"),
        ([OWN, ABOVE], [OWN, ABOVE], "以外的单位任职"),
        ([OTHER], [OTHER], "不在云梦大学"),
        ([], [], "不在云梦大学"),
    ],
)
def test_only_people_entirely_of_the_organisation_come_in(current, ever, word):
    found = problem_of(OWN, "云梦大学", current=current, ever=ever)
    assert (word in found) if word else found == ""


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("", ()),
        ("example.edu.cn", ("example.edu.cn",)),
        ("@A.cn, b.cn、b.cn\nc.cn,d.cn", ("a.cn", "b.cn", "c.cn", "d.cn")),
    ],
)
def test_domains_are_read_as_people_write_them(text, domains):
    assert read_domains(text) == domains


@pytest.mark.parametrize(
    ("mail", "verified", "answer"),
    [
        ("Me@Example.edu.cn", True, "me@example.edu.cn"),
        ("me@example.edu.cn", False, ""),
        ("me@mail.example.edu.cn", True, ""),
        ("me@example.edu.cn.evil.example", True, ""),
        ("", True, ""),
    ],
)
def test_a_mail_address_counts_when_verified_and_of_the_own_domain(mail, verified, answer):
    assert vouched(mail, verified=verified, domains=["example.edu.cn"]) == answer
