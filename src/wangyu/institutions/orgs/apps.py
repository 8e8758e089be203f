from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "wangyu.institutions.orgs"
    verbose_name = "组织机构"

    def ready(self) -> None:
        from wangyu.institutions.orgs import measures, ports  # noqa: F401, PLC0415 -- fill the ports
