from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "wangyu.base.backup"
    verbose_name = "备份"

    def ready(self) -> None:
        from wangyu.base.backup import checks, ports  # noqa: F401, PLC0415 -- fills the registers
