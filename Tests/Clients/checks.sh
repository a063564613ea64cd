# shellcheck shell=sh
# What the programs in shell have in common; they read it with ".".

# Ends the program where an answer lacks something.
has() { # step, text, what must be in it...
  step=$1
  text=$2
  shift 2
  for part in "$@"; do
    case $text in
      *"$part"*) ;;
      *) printf '%s: no %s in:\n%s\n' "$step" "$part" "$text" && exit 1 ;;
    esac
  done
}
