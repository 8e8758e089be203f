from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "wangyu.base.core"
    verbose_name = "核心"

    def ready(self) -> None:
        from wangyu.base.core import checks, ports  # noqa: F401, PLC0415 -- fills the registers
