"""``wangyu serve``: the application server, as many processes as cores."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from wangyu.base.core.drain import leave_quietly
from wangyu.base.core.ready import require_ready

APPLICATION = "wangyu.config.wsgi:application"
PATIENCE = 20
"""Seconds a request has to end after the server was told to stop."""
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "启动网页服务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1"
        )
        parser.add_argument(
            "--port", type=int, default=8000, metavar="端口", help="端口，默认 8000"
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 1,
            metavar="进程数",
            help="网页进程数，默认与处理器核数相同",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        host, port = options["host"], options["port"]
        if options["workers"] < 1:
            raise CommandError(f"--workers {options['workers']} 不对，应为 1 或更大的整数。")
        require_ready()
        require_free(host, port)
        self.stdout.write(f"网页服务：http://{host}:{port}（按 Ctrl-C 停止）")
        self.stdout.flush()
        server = Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=options["workers"],
            workers_kill_timeout=PATIENCE,
            blocking_threads=4,
            backpressure=256,
            log_level=LogLevels.warning,
        )
        if settings.DRAIN_SECONDS:
            leave_quietly(server, settings.DRAIN_SECONDS)
        server.serve(target_loader=load)


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Our processes share their port, so a second server on it would start, and answer every other
    visitor from its own data.
    """
    try:
        with socket.socket(_family(host, port)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
    except (OSError, OverflowError) as error:
        raise CommandError(_refusal(host, port, error)) from error


def _family(host: str, port: int) -> socket.AddressFamily:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]


def _refusal(host: str, port: int, error: Exception) -> str:
    if not 0 < port < 2**16:
        return f"端口 {port} 不对，应在 1 到 65535 之间。"
    if isinstance(error, socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL:
        return f"监听地址 {host} 不对，应为本机的地址，例如 127.0.0.1 或 0.0.0.0。"
    if isinstance(error, PermissionError):
        return f"没有权限使用端口 {port}，请换 1024 以上的端口，例如 --port 8000。"
    return f"{host} 的端口 {port} 不能用（多半已被另一个程序占用），请用 --port 换一个。"


def load(target: str) -> Any:
    """The application, in a process of its own group that ends with its parent.

    Ctrl-C reaches the whole group of a terminal; a process told to stop by it and by its parent as
    well never ends.
    """
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
