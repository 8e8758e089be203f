from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "wangyu.records.ledger"
    verbose_name = "事实账本"
