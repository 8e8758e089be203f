# A Wagtail site of 1 000 pages whose home lists the first twenty. Prints nothing; leaves $1/site and $1/cookie.
# Usage: wagtail.sh FOLDER
set -euo pipefail
place=$1 here=$(cd "$(dirname "$0")" && pwd)
[ -x "$place/venv/bin/gunicorn" ] || { python3 -m venv "$place/venv" && "$place/venv/bin/pip" install -q wagtail gunicorn; }
[ ! -s "$place/cookie" ] || exit 0
rm -rf "$place/site" && mkdir "$place/site"
"$place/venv/bin/wagtail" start peer "$place/site" >/dev/null
cd "$place/site"
cat >peer/settings/bench.py <<'SETTINGS'
from .base import *  # noqa: F403

DEBUG, SECRET_KEY, ALLOWED_HOSTS = False, "bench", ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SETTINGS
cat >home/templates/home/home_page.html <<'PAGE'
{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<ul>{% for p in page.get_children.live.specific|slice:":20" %}
<li><a href="{% pageurl p %}">{{ p.title }}</a> {{ p.first_published_at|date }}</li>{% endfor %}</ul>{% endblock %}
PAGE
export DJANGO_SETTINGS_MODULE=peer.settings.bench
"$place/venv/bin/python" manage.py migrate -v 0
"$place/venv/bin/python" manage.py shell --no-imports <"$here/wagtail_fill.py" | tail -1 >"$place/cookie"
