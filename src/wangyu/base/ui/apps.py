from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "wangyu.base.ui"
    verbose_name = "界面"
