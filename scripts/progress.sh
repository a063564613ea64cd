# shellcheck shell=sh
# How every script here speaks: `say` a step, `note` a fact, `fail` and stop. Sourced, never run.
# All of it goes to standard error; colour only where a person is watching.

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$(printf '\033[1m') red=$(printf '\033[1;31m') plain=$(printf '\033[0m')
else
  bold='' red='' plain=''
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain" >&2; }
note() { printf '    %s\n' "$*" >&2; }
fail() {
  printf '%serror: %s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}
