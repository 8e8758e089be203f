"""XML from outside: no declarations, no entities, nothing fetched."""

from __future__ import annotations

from lxml import etree

from wangyu.institutions.connections.kinds.base import ArrivalError


def read(body: bytes) -> etree._Element:
    """The root of a document. Raises ArrivalError for what is not plain XML."""
    plain = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, plain)
    except etree.XMLSyntaxError as error:
        raise ArrivalError("学校登录服务的回答读不懂（不是 XML），请检查地址。") from error
    if root.getroottree().docinfo.doctype:
        raise ArrivalError("学校登录服务的回答里有不该有的声明，没有登录。")
    return root
