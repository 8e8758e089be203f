from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "wangyu.records.evidence"
    verbose_name = "佐证材料室"
