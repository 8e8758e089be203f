from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "wangyu.base.notify"
    verbose_name = "通知"
