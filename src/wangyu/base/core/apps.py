from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "wangyu.base.core"
    verbose_name = "核心"

    def ready(self) -> None:
        from wangyu.base.core import checks, ports  # noqa: F401, PLC0415 -- fills the registers
        from wangyu.base.core.append_only import after_migrate  # noqa: PLC0415 -- models are ready

        post_migrate.connect(after_migrate, sender=self)
