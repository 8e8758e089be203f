import pytest

from wangyu.base.lib.packs import PackError, read_toml


def test_a_file_of_a_pack_is_read(tmp_path):
    (tmp_path / "clauses.toml").write_text('name = "办法"\n', encoding="utf-8")
    assert read_toml(tmp_path, "clauses.toml") == {"name": "办法"}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PackError, match=r"缺少文件 items\.toml"):
        read_toml(tmp_path, "items.toml")


@pytest.mark.parametrize("content", [b"a = = 1", "名称 = 1".encode("gbk")])
def test_a_broken_file_is_named_with_its_fault(tmp_path, content):
    (tmp_path / "items.toml").write_bytes(content)
    with pytest.raises(PackError, match=r"items\.toml 不是合法的 TOML"):
        read_toml(tmp_path, "items.toml")
