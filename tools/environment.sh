# Sourced by ./run and ./test: a Python environment with the locked packages, and what the system lends.
# Each step does nothing when its result is already there, so a second start takes seconds.

# Python keeps what it compiled, even where the surroundings say it should not: compiling Django and
# its companions anew at every start costs a command two seconds of its three.
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

need_system() { # need_system <probe command> <package…>: installs Debian packages when the probe fails
  local probe=$1
  shift
  eval "$probe" >/dev/null 2>&1 && return
  say "安装系统组件：$*"
  if ! command -v apt-get >/dev/null || ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/tmp/wangyu-apt.$$ 2>&1; then
    [ -f /tmp/wangyu-apt.$$ ] && tail -5 /tmp/wangyu-apt.$$ >&2
    say "没有装上 $*,请先自行安装。"
    return 1
  fi
}

need_python() { # need_python <base|dev>: .venv with exactly the packages of requirements/<name>.txt
  local kind=$1
  [ -f .venv/.wangyu-dev ] && kind=dev # made by ./test, which needs more: ./run leaves it so
  local list=requirements/$kind.txt mark=.venv/.wangyu-$kind sum
  sum=$(cat requirements/base.txt "$list" | sha256sum)
  [ -f "$mark" ] && [ "$(cat "$mark")" = "$sum" ] && return
  local python=${PYTHON:-python3.11}
  command -v "$python" >/dev/null || python=python3
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "需要 Python 3.11 或更新的版本(Debian 12:apt-get install python3)；装在别处的，用 PYTHON=路径 指明。"
    return 1
  fi
  if [ ! -w . ]; then
    say "目录 $PWD 不能写入：Python 环境要建在这里的 .venv。请换一个能写的目录，或改它的权限。"
    return 1
  fi
  if [ ! -x .venv/bin/python ]; then
    need_system "$python -c 'import ensurepip, venv'" python3-venv
    say "建立 Python 环境（只在第一次）"
    "$python" -m venv .venv
  fi
  say "安装锁定的依赖：$list"
  install_packages "$list" || { say "依赖没有装上：请检查网络和 pip 的镜像设置（pip config list），再运行一次，已下载的不会重来。" && return 1; }
  printf '%s\n' "$PWD/src" >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/wangyu_here.pth"
  printf '#!%s/.venv/bin/python\nfrom wangyu.config.cli import main\n\nmain()\n' "$PWD" >.venv/bin/wangyu
  chmod +x .venv/bin/wangyu
  rm -f .venv/.wangyu-base .venv/.wangyu-dev
  printf '%s' "$sum" >"$mark"
}

install_packages() {
  if .venv/bin/python -m pip install -q --disable-pip-version-check uv 2>/dev/null; then
    VIRTUAL_ENV=$PWD/.venv .venv/bin/uv pip sync -q --require-hashes --compile-bytecode "$1"
  else
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
  fi
}

need_fonts() { need_system 'fc-list :lang=zh | grep -q .' fontconfig fonts-noto-cjk || say "没有中文字体，PDF 和截图里的汉字会缺。"; }
