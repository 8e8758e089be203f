from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wangyu.portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from wangyu.portal import ports  # noqa: F401, PLC0415 -- fills the ports
