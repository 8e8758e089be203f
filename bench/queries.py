"""SQL queries of one request, cold and warm. Usage: queries.py COOKIE PATH"""

import sys
from time import perf_counter

import django

django.setup()

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def ask(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
    assert response.status_code == 200, response.status_code
    return len(seen)


def cold_ms(client: Client, path: str) -> float:
    """Median of seven with nothing kept."""
    times = []
    for _ in range(7):
        cache.clear()
        start = perf_counter()
        client.get(path)
        times.append((perf_counter() - start) * 1000)
    return sorted(times)[3]


client = Client(headers={"host": "127.0.0.1"})
if sys.argv[1]:
    client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[1]
ask(client, sys.argv[2])
cache.clear()
cold = ask(client, sys.argv[2])
print(cold, ask(client, sys.argv[2]), round(cold_ms(client, sys.argv[2]), 1))
