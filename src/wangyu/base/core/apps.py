from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "wangyu.base.core"
    verbose_name = "核心"
