#!/bin/sh
# Installs the program from this folder on Debian 12, without any network. Usage (as root): sh install.sh [FOLDER]
set -eu
LC_ALL=C.UTF-8
export LC_ALL
say() { printf '%s\n' "$*"; }
give_up() { printf '错误:%s\n' "$*" >&2; exit 3; }
kit=$(cd "$(dirname "$0")" && pwd -P)
to=${1:-/opt/shenguan}

[ "$(id -u)" = 0 ] || give_up "请用管理员(root)执行。"
arch=$(dpkg --print-architecture)
[ -f "$kit/debs/$arch/Packages" ] || give_up "这个安装包里没有 $arch 的组件(只有 amd64、arm64)。"
say "核对文件"
(cd "$kit" && sha256sum --quiet -c SHA256SUMS) || give_up "安装包不完整,请重新拷贝。"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$kit" "$work/kit"  # the kit may lie in a folder with a blank in its name
mkdir -p "$work/lists/partial"
echo "deb [trusted=yes] file:$work/kit/debs $arch/" >"$work/sources.list"
apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0 "$@" >"$work/log" 2>&1 </dev/null ||
        { tail -n 20 "$work/log" >&2; give_up "系统组件没有装好(原因见上)。"; }
}
say "系统组件和字体"
apt update
# shellcheck disable=SC2046
apt install -y --no-install-recommends $(cat "$kit/debs/wanted")

say "程序($to)"
python3 -m venv "$to"
"$to/bin/python" -m pip --isolated install -q --disable-pip-version-check --no-index --find-links "$kit/wheels" \
    --require-hashes -r "$kit/requirements.lock"
"$to/bin/python" -m pip --isolated install -q --disable-pip-version-check --no-index --no-deps "$kit"/wheels/shenguan_docs-*.whl
"$to/bin/python" -m shenguan_docs.layout.fontconfig >/etc/fonts/conf.d/64-shenguan-docs.conf
fc-cache >/dev/null 2>&1 || true
ln -sf "$to/bin/shenguan" /usr/local/bin/shenguan
say "装好了:$("$to/bin/shenguan" --version)。新建单位:shenguan init /srv/单位;检查:shenguan -C /srv/单位 doctor"
