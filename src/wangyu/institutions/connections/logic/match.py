"""Whom a connection may let in: only people who are entirely the organisation's own."""

from __future__ import annotations

from collections.abc import Collection


def problem_of(path: str, name: str, *, current: Collection[str], ever: Collection[str]) -> str:
    """Why a person may not come in through ``name``, the organisation at ``path``; "" when they may.

    ``current`` and ``ever``: paths of the organisations where they hold or have held a role, those
    where they are to hold one among the former: what is set up meanwhile would be good there. A
    university vouches for its own people; somebody who also serves elsewhere is not only its own.
    """
    if not any(place.startswith(path) for place in ever):
        return f"您的账号不在{name}及其下属单位，不能用{name}的统一身份认证登录。"
    if not all(place.startswith(path) for place in current):
        return (
            f"您在{name}以外的单位任职或将要任职，请用平台的登录名和密码登录。"
            "没有密码的，在登录页点“忘记密码”，凭登记的邮箱设一个。"
        )
    return ""


def domain_of(mail: str) -> str:
    return mail.rpartition("@")[2].lower()


def read_domains(text: str) -> tuple[str, ...]:
    """Mail domains as people write them: by comma, space or line, with or without @."""
    words = text.replace(",", " ").replace("、", " ").replace(",", " ").split()
    return tuple(dict.fromkeys(word.lower().lstrip("@") for word in words))


def vouched(mail: str, *, verified: bool, domains: Collection[str]) -> str:
    """The mail address as far as the organisation answers for it: verified, of its own domain."""
    return mail.lower() if verified and domain_of(mail) in domains else ""
