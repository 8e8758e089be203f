"""The ``wangyu`` command: management commands under one name, messages in Chinese."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangyu.config.settings")
    execute_from_command_line(["wangyu", *sys.argv[1:]])
