from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "wangyu.records.ledger"
    verbose_name = "事实账本"

    def ready(self) -> None:
        from wangyu.records.ledger import measures, ports  # noqa: F401, PLC0415 -- fills the ports
