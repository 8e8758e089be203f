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
