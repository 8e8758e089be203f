from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "wangyu.institutions.connections"
    verbose_name = "统一身份认证"

    def ready(self) -> None:
        from wangyu.institutions.connections import ports  # noqa: F401, PLC0415 -- registers itself
