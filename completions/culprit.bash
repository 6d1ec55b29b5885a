# Written by "culprit help --bash"; do not edit.
_culprit() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'explain logs scan audit kinds contain prove help --version --help' -- "$word")
    return
  fi
  case $before in
    -f|--format)
      mapfile -t COMPREPLY < <(compgen -W 'text json html markdown svg post' -- "$word")
      return ;;
    -l|--local)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --filter)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --frame)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --witness)
      mapfile -t COMPREPLY < <(compgen -W 'auto ndpi none' -- "$word")
      return ;;
    --log-format)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --log-zone)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --log-year)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --config)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    -w|--webroot)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --quarantine)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --undo)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --for)
      mapfile -t COMPREPLY < <(compgen -W 'nftables iptables ufw firewalld pf windows netsh flowspec systemd' -- "$word")
      return ;;
    --apply)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --measure)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --fail-on)
      mapfile -t COMPREPLY < <(compgen -W 'info low medium high critical' -- "$word")
      return ;;
    -j|--threads)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
    --lang)
      mapfile -t COMPREPLY < <(compgen -W '' -- "$word")
      return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--format --local --filter --frame --verbose --keylog --geo --witness --log --log-format --log-zone --log-year --config --process --webroot --rules --known --no-known --no-times --quarantine --suspicious --undo --patch --no-trial --for --dropped --apply --input --measure --each --output --fail-on --threads --lang --no-color --quiet --sha256 --help' -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _culprit culprit
