from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "wangyu.records.evidence"
    verbose_name = "佐证材料室"

    def ready(self) -> None:
        from wangyu.records.evidence import ports  # noqa: F401, PLC0415 -- fills the ports
