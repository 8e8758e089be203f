"""Reporting items as data: ``packs/<pack>/items.toml``."""

from wangyu.records.ledger.kinds.items import Catalogue, catalogue

__all__ = ["Catalogue", "catalogue"]
