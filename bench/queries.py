"""SQL queries of one request, cold and warm. Usage: queries.py NAME COOKIE PATH"""

import json
import sys
from time import process_time

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wangyu.base.core.memory import memory


def ask(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
    assert response.status_code == 200, response.status_code
    return len(seen)


def milliseconds(client: Client, path: str, *, cold: bool) -> float:
    """Of the processor, in which SQLite works too; median of fifteen, with nothing or everything kept."""
    times = []
    for _ in range(15):
        if cold:
            memory.clear()
        start = process_time()
        client.get(path)
        times.append((process_time() - start) * 1000)
    return round(sorted(times)[7], 2)


name, cookie, path = sys.argv[1:]
client = Client(headers={"host": "127.0.0.1"})
if cookie:
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
ask(client, path)
memory.clear()
row = {"job": "queries", "name": name, "cold": ask(client, path), "warm": ask(client, path)}
row |= {
    "cold_ms": milliseconds(client, path, cold=True),
    "warm_ms": milliseconds(client, path, cold=False),
}
print(json.dumps(row))
