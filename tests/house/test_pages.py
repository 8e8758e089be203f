"""What templates and static files may hold. Pages speak Chinese and load nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from django.template.base import Lexer, TokenType, token_kwargs
from django.template.loader import get_template

from tests.house.source import lines_matching, report, short, static, templates
from wangyu.base.ui.components import COMPONENTS, REQUIRED

pytestmark = pytest.mark.indifferent

INLINE = re.compile(
    r"<style|\sstyle\s*=|<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|\son[a-z]+\s*=\s*[\"']|javascript:"
)
ELSEWHERE = re.compile(
    r"(?:src|href|url\(|@import|fetch\(|from)\s*[=(]?\s*[\"']?(?:https?:)?//[^\s\"')]*"
)
UNSAFE = re.compile(r"\|\s*safe\b|autoescape off")
LATIN = {
    "Excel", "PDF", "TOTP", "CSV", "JSON", "SHA", "HTML", "ID", "IP", "MB", "KB", "OpenPGP",
    "Ed", "Word", "WebAuthn", "HTTPS", "JPG", "PNG", "xlsx", "Ctrl", "Enter", "Tab", "Esc", "PIN", "USB", "PPT", "TXT", "WY",
    "MP", "MOV", "WAV", "DOCX", "AI", "TOML",
}  # fmt: skip
"""Latin words Chinese readers use: names of formats, methods, keys and receipts."""
TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|<!--.*?-->|<(script|code)\b.*?</\1>|{[%{#].*?[%}#]}", re.DOTALL
)
SHOWN_ATTRIBUTES = re.compile(r"\b(?:title|placeholder|alt|aria-label)=\"([^\"]*)\"")
SHOWN_PROPS = {"label", "title", "subtitle", "text", "note", "action_label", "back_label", "caption", "unit", "reason", "confirm"}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")


def test_no_inline_script_or_style() -> None:
    found = [line for p in templates() for line in lines_matching(p, INLINE)]
    assert not found, report(found, "样式放进 css 文件，行为用 data-* 属性加 js 文件")


def test_nothing_is_loaded_from_elsewhere() -> None:
    ours = [*templates(), *static(".css", ".js", ".svg")]
    found = [line for p in ours for line in lines_matching(p, ELSEWHERE)]
    assert not found, report(found, "资源随平台一起发布，不引用外部地址")


def test_nothing_is_marked_safe_in_a_page() -> None:
    pages = (p for p in templates() if "base/ui" not in short(p))
    found = [line for p in pages for line in lines_matching(p, UNSAFE)]
    assert not found, report(found, "交给组件或 format_html")


def visible(text: str) -> str:
    """What a reader sees of a template: text, shown attributes and literal props."""
    plain = TAGS.sub(" ", text)
    attributes = SHOWN_ATTRIBUTES.findall(plain)
    return " ".join([re.sub(r"<[^>]*>", " ", plain), *attributes, *literal_props(text)])


def literal_props(text: str) -> list[str]:
    props = [p for _, props in uses(text) for p in props.items()]
    return [str(v.var) for k, v in props if k in SHOWN_PROPS and not hasattr(v.var, "lookups")]


def test_pages_speak_chinese() -> None:
    found = [
        f"{short(p)} {word}"
        for p in templates()
        for word in WORD.findall(visible(p.read_text("utf-8")))
        if word not in LATIN
    ]
    assert not found, report(found, "页面上用中文词")


def uses(text: str) -> list[tuple[str, dict]]:
    """Every use of a component: its name and props."""
    parser = _parser()
    found = []
    for token in Lexer(text).tokenize():
        bits = token.split_contents() if token.token_type == TokenType.BLOCK else [""]
        if bits[0] in {"ui", "uiblock"}:
            found.append((bits[1].strip("\"'"), token_kwargs(bits[2:], parser)))
    return found


def _parser():
    from django.template.base import Parser

    engine = engines["django"].engine
    return Parser([], engine.template_libraries, engine.template_builtins, None)


def misuse(name: str, props: dict) -> str:
    component = COMPONENTS.get(name)
    if component is None:
        return f"没有组件 {name}"
    required = {k for k, v in component.props.items() if v is REQUIRED}
    wrong = set(props) - set(component.props) | required - set(props)
    return f"{name} 的属性不对：{sorted(wrong)}" if wrong else ""


def test_components_are_used_as_declared() -> None:
    found = [
        f"{short(p)} {wrong}"
        for p in templates()
        for name, props in uses(p.read_text("utf-8"))
        if (wrong := misuse(name, props))
    ]
    assert not found, report(found, "组件与属性见 base/ui/components.py")


def test_every_component_has_its_template_and_every_template_its_component() -> None:
    stems = {p.stem for p in templates() if "ui/components" in short(p)}
    assert stems == set(COMPONENTS)


@pytest.mark.parametrize("path", templates(), ids=short)
def test_template_compiles(path) -> None:
    name = path.as_posix().split("/templates/", 1)[1]
    assert get_template(name).origin.name == str(path)


POST_FORM = re.compile(r'<form(?=[^>]*method="post")(?:{%.*?%}|{{.*?}}|[^>])*>(.{0,40})', re.DOTALL)
SIGNING_IN = {"account", "mfa", "allauth"}
"""Folders of pages that create nothing but a session, a password, a factor: once is what they do."""


def test_every_form_carries_its_key() -> None:
    """So that what it creates is created once (base/core/once); what is only sent on creates nothing."""
    found = [
        f"{short(path)}: {form[0][:100]}"
        for path in templates()
        if not SIGNING_IN & set(path.parts)
        for form in POST_FORM.finditer(path.read_text("utf-8"))
        if not form[1].startswith("{% csrf_token %}{% once")
        if "/account/logout/" not in form[0] and "data-onward" not in form[0]
    ]
    assert not found, report(found, "在 {% csrf_token %} 后面写上 {% once %}")
