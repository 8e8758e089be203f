from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wangyu.base.audit"
    verbose_name = "审计日志"

    def ready(self) -> None:
        from wangyu.base.audit import checks, ports  # noqa: F401, PLC0415 -- fills the registers
