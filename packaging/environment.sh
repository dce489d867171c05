# Sourced by run, test, shell and bench. Finds or makes the environment that Hubnaut is built in:
# the system itself where it has Qt 6.8 and KF6 SyntaxHighlighting, else a private Debian 13 root
# entered with bubblewrap. Sets: here. Defines: prepare, inside.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${HUBNAUT_SDK_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/hubnaut-sdk}
suite=trixie

build_packages=(ca-certificates g++ mold cmake ninja-build ccache git pkgconf
  qt6-base-dev qt6-base-dev-tools libqt6sql6-sqlite qt6-svg-dev qt6-svg-plugins qt6-image-formats-plugins qt6-wayland
  libkf6syntaxhighlighting-dev libssl-dev libcurl4-openssl-dev libmd4c-dev libmd4c-html0-dev
  libyaml-cpp-dev fontconfig fonts-inter fonts-jetbrains-mono fonts-noto-core
  fonts-noto-cjk fonts-noto-color-emoji fonts-dejavu-core)
check_packages=(clang clang-tidy clang-format libclang-rt-19-dev clazy python3 python3-venv
  git-lfs curl aria2 strace util-linux xvfb xauth xdotool cage openssl)
# Fedora's names for the same; tried by reading its package index only.
fedora_packages=(gcc-c++ mold cmake ninja-build ccache git pkgconf qt6-qtbase-devel qt6-qtbase-private-devel
  qt6-qtsvg-devel qt6-qtimageformats qt6-qtwayland kf6-syntax-highlighting-devel openssl-devel
  libcurl-devel md4c-devel yaml-cpp-devel fontconfig rsms-inter-fonts
  jetbrains-mono-fonts google-noto-sans-fonts google-noto-sans-cjk-fonts google-noto-color-emoji-fonts
  dejavu-sans-fonts)
fedora_check_packages=(clang clang-tools-extra compiler-rt clazy python3 git-lfs curl aria2 strace
  util-linux xorg-x11-server-Xvfb xorg-x11-xauth xdotool cage openssl)

say() { printf 'hubnaut: %s\n' "$*" >&2; }
die() { say "$1"; shift; for line in "$@"; do printf '  %s\n' "$line" >&2; done; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "This step needs root and there is no sudo:" "$*" "Run it as root, then start again."
  fi
}

# "apt", "dnf" or "root": how the build environment comes about here. Decided from os-release,
# because a package index that was never fetched says "nothing" about everything.
environment_kind() {
  local id ver
  id=$(. /etc/os-release && echo "${ID:-}")
  ver=$(. /etc/os-release && echo "${VERSION_ID:-999}")
  case "$id" in
    debian) [ "${ver%%.*}" -ge 13 ] && { echo apt; return; } ;;
    ubuntu) [ "${ver/./}" -ge 2604 ] && { echo apt; return; } ;;
    fedora) [ "${ver%%.*}" -ge 43 ] && { echo dnf; return; } ;;
  esac
  if dpkg-query -W -f '${Status}' libkf6syntaxhighlighting-dev 2>/dev/null | grep -q 'ok installed'; then
    echo apt; return
  fi
  command -v apt-get >/dev/null || die "Hubnaut builds on Debian, Ubuntu and Fedora." \
    "Elsewhere install Qt >= 6.8, KF6 SyntaxHighlighting, libcurl, OpenSSL, md4c and yaml-cpp," \
    "then: cmake --preset release && cmake --build --preset release"
  echo root
}

apt_install() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
  done
  [ ${#missing[@]} = 0 ] && return
  say "installing from the distribution: ${missing[*]}"
  as_root apt-get update -q >&2 || die "apt-get update failed." "Check the network and the package sources, then start again."
  as_root apt-get install -yq --no-install-recommends "${missing[@]}" >&2 \
    || die "The packages could not be installed." "Read the lines above; nothing else was changed."
}

dnf_install() {
  rpm -q --quiet "$@" && return
  say "installing from the distribution: $*"
  as_root dnf install -y "$@" >&2 || die "The packages could not be installed." "Read the lines above."
}

# The folder of a root with the given packages; its name changes with the list.
root_path() { echo "$cache/$suite-$(printf '%s ' "$@" | sha256sum | cut -c1-12)"; }

make_root() {
  local target=$1; shift
  local tools=() mode=root
  command -v bwrap >/dev/null || tools+=(bubblewrap)
  command -v mmdebstrap >/dev/null || tools+=(mmdebstrap)
  [ "$(id -u)" = 0 ] || command -v newuidmap >/dev/null || tools+=(uidmap)
  [ ${#tools[@]} = 0 ] || apt_install "${tools[@]}"
  [ "$(id -u)" = 0 ] || mode=unshare
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -d "$target" ]; then
    say "making a private Debian 13 root in $target (about two minutes, 2 GB, once)"
    mmdebstrap --quiet --mode=$mode --variant=apt --include="$(IFS=,; echo "$*")" \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
      --customize-hook='touch "$1/etc/resolv.conf" "$1/etc/machine-id" "$1/etc/hosts"' \
      "$suite" "$target.new" >&2 \
      || die "The Debian 13 root could not be made." "Check the network and the free space in $cache," \
             "remove $target.new if it exists, then start again."
    mv "$target.new" "$target"
  fi
  exec 9>&-
}

# prepare build|check: after it, inside works.
prepare() {
  local tier=$1 kind full=("${build_packages[@]}" "${check_packages[@]}")
  kind=$(environment_kind)
  root=
  case "$kind" in
    apt)
      if [ "$tier" = build ]; then apt_install "${build_packages[@]}"; else apt_install "${full[@]}"; fi ;;
    dnf)
      if [ "$tier" = build ]; then dnf_install "${fedora_packages[@]}"
      else dnf_install "${fedora_packages[@]}" "${fedora_check_packages[@]}"; fi ;;
    root)
      root=$(root_path "${full[@]}")
      if [ "$tier" = build ] && [ ! -d "$root" ]; then
        root=$(root_path "${build_packages[@]}")
        [ -d "$root" ] && command -v bwrap >/dev/null || make_root "$root" "${build_packages[@]}"
      elif [ ! -d "$root" ] || ! command -v bwrap >/dev/null; then
        make_root "$root" "${full[@]}"
      fi ;;
  esac
  export CCACHE_DIR=${CCACHE_DIR:-$cache/ccache} CCACHE_BASEDIR=$here CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 \
    CCACHE_SLOPPINESS=pch_defines,time_macros
  export HUBNAUT_INTEROP_DIR=${HUBNAUT_INTEROP_DIR:-$cache/interop}
  mkdir -p "$CCACHE_DIR"
}

# inside CMD...: runs it in the build environment, with the caller's folder, home and environment.
inside() {
  if [ -z "$root" ]; then "$@"; return; fi
  local args=(--tmpfs / --ro-bind "$root/usr" /usr --symlink usr/bin /bin --symlink usr/sbin /sbin
    --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind "$root/etc" /etc
    --ro-bind "$root/var" /var --dev-bind /dev /dev --proc /proc --bind /tmp /tmp --dir /run)
  local f
  for f in /etc/resolv.conf /etc/hosts /etc/machine-id /etc/passwd /etc/group /etc/ssl/certs; do
    [ -e "$f" ] && [ -e "$root$f" ] && args+=(--ro-bind "$f" "$f")
  done
  for f in "$HOME" "$cache" "$here" "$PWD" "${XDG_RUNTIME_DIR:-}"; do
    [ -n "$f" ] && [ "$f" != / ] && [ -d "$f" ] && args+=(--bind "$f" "$f")
  done
  if [ -d "$here/../shared" ]; then # perhaps by a link, which is seen where its folder is
    f=$(cd "$here/../shared" && pwd -P)
    args+=(--ro-bind "$f" "$f")
  fi
  [ -e "${XAUTHORITY:-}" ] && args+=(--ro-bind "$XAUTHORITY" "$XAUTHORITY")
  bwrap "${args[@]}" --chdir "$PWD" --setenv PATH /usr/bin:/usr/sbin --setenv LANG C.UTF-8 --unsetenv LC_ALL "$@"
}

configure() { # preset
  # A unity build: a fresh one takes less than half the time. Whoever works on a part and wants the
  # fastest rebuild of one file configures without it: cmake --preset dev.
  [ -f "$here/build/$1/build.ninja" ] \
    || (cd "$here" && say "configuring ($1)" && inside cmake --preset "$1" -DCMAKE_UNITY_BUILD=ON >&2) \
    || die "CMake could not configure the $1 build." "Read the lines above."
}

build() { # preset [target...]
  local preset=$1; shift
  configure "$preset"
  (cd "$here" && inside cmake --build "build/$preset" ${1:+--target "$@"} >&2) \
    || die "The $preset build failed." "Read the first error above."
}
