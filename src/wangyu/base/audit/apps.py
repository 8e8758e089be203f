from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wangyu.base.audit"
    verbose_name = "审计日志"
