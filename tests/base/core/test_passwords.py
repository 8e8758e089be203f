from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wangyu.institutions.people.models import User

PERSON = User(username="zhangsan", name="张三丰道长", email="sanfeng@example.cn")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("qing shan", "密码太短，至少要 12 个字符。"),
        ("zhangsan zhangsan", "太相近"),
        ("张三丰道长张三丰道长张三", "太相近"),
        ("sanfeng@example.com", "太相近"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(password, sentence):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PERSON)
    assert sentence in " ".join(refused.value.messages)
    assert "password" not in " ".join(refused.value.messages).lower()


def test_a_sentence_of_ones_own_is_taken():
    validate_password("qing shan lv shui 26", PERSON)


@pytest.mark.parametrize(
    "password", ["wangyu-Hunan 2026", "湖南高校网络思政 2026", "Admin university!"]
)
def test_what_everybody_here_knows_is_no_secret(password):
    with pytest.raises(ValidationError, match="单位、地名或平台的名字"):
        validate_password(password, PERSON)


def test_a_word_of_the_place_in_a_sentence_of_ones_own_is_no_harm():
    validate_password("hunan de yu xia le san tian", PERSON)
