# pretalx with its own test event. Leaves $1/data, $1/cookie. Usage: pretalx.sh FOLDER
set -euo pipefail
place=$1 here=$(cd "$(dirname "$0")" && pwd)
[ -x "$place/venv/bin/gunicorn" ] || { python3 -m venv "$place/venv" && "$place/venv/bin/pip" install -q pretalx gunicorn faker freezegun; }
[ ! -s "$place/cookie" ] || exit 0
rm -rf "$place/data" && mkdir -p "$place/data"
. "$here/pretalx.env"
cd "$place/data"
"$place/venv/bin/python" -m pretalx migrate -v 0
export DJANGO_SUPERUSER_EMAIL=b@example.org DJANGO_SUPERUSER_PASSWORD=bench-bench-9 PRETALX_INIT_ORGANISER_NAME=bench PRETALX_INIT_ORGANISER_SLUG=bench
"$place/venv/bin/python" -m pretalx init --noinput
"$place/venv/bin/python" -m pretalx collectstatic --noinput -v 0
"$place/venv/bin/python" -m pretalx create_test_event --seed 7
"$place/venv/bin/python" -m pretalx shell --unsafe-disable-scopes <"$here/pretalx_fill.py" | tail -1 >"$place/cookie"
