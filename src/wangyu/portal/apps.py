from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wangyu.portal"
    verbose_name = "门户"
