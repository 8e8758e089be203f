from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wangyu.institutions.people"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        from wangyu.institutions.people import adapter, ports  # noqa: F401, PLC0415 -- register themselves
