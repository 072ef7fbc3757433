#!/bin/sh
# Make the virtual environment .venv and install the locked packages into it: tools/bootstrap.sh base|dev|node
# Needs Python 3.11 or newer and the registry that pip is configured for; says plainly what it lacks.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-base}
venv=.venv

say() { printf 'indgang: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

find_python() {
    for candidate in ${INDGANG_PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    fail "Python 3.11 or newer is needed and none was found (INDGANG_PYTHON may name one)." \
        "On Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv"
}

make_venv() {
    python=$(find_python)
    say "making $venv with $python"
    rm -rf "$venv"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && as_root true; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        say "this Python lacks the module ensurepip; trying apt-get install $package"
        as_root sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $package" \
            >/dev/null || true
    fi
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip "$venv"; then
        "$python" -m pip --quiet --python "$venv/bin/python" install pip
    else
        rm -rf "$venv"
        fail "virtual environments cannot be made with $python. On Debian or Ubuntu: apt-get install python3-venv"
    fi
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements/build.txt ||
        fail "the packages of requirements/build.txt cannot be installed; pip's message above says why"
}

# uv is many times as fast, but knows nothing of pip's configuration; pip is there when uv does not get through.
install() {
    index=$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)
    index=${PIP_INDEX_URL:-$index}
    export UV_HTTP_TIMEOUT=180 UV_LINK_MODE="${UV_LINK_MODE:-copy}" ${index:+UV_DEFAULT_INDEX="$index"}
    "$venv/bin/python" -m uv --quiet pip install --python "$venv/bin/python" "$@" ||
        "$venv/bin/python" -m pip --quiet --disable-pip-version-check install "$@" ||
        fail "the packages cannot be installed; the message above says why"
}

"$venv/bin/python" -c 'import uv, hatchling' 2>/dev/null || make_venv
case $wanted in
    base) install --require-hashes -r requirements/base.txt ;;
    dev) install --require-hashes -r requirements/dev.txt ;;
    node) install --require-hashes -r requirements/node.txt; exit ;;
    *) fail "unknown set of packages: $wanted" ;;
esac
install --no-deps --no-build-isolation --editable .
# Some machines forbid Python to keep what it has compiled (PYTHONDONTWRITEBYTECODE); every start would compile anew.
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" src >/dev/null 2>&1 || true
