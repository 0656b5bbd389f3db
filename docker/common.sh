# shellcheck shell=bash
# What docker/test and docker/faults have in common; to be sourced in the repository's root.

export KAFKA_PORT=19092 NAMENODE_PORT=19870 SPARK_PORT=18080 COLLECT_PORT=18090
project=video-lab-test
files=()
began=$SECONDS

say() { printf '%4d s  %s\n' $((SECONDS - began)) "$*"; }

fail() {
  say "FAILED: $*"
  compose ps -a || true
  compose logs --no-color --tail=15 || true
  exit 1
}

# Compose v2 where it is there, else docker-compose 1.29.
if docker compose version >/dev/null 2>&1; then tool=(docker compose); else tool=(docker-compose); fi
compose() { "${tool[@]}" -p "$project" "${files[@]}" "$@" </dev/null; }
container() { compose ps -a -q "$1"; } # the stopped ones too, which Compose v2 leaves out otherwise

# Asks again until the command succeeds, and says how long it took.
within() { # seconds, what is waited for, command...
  local seconds="$1" what="$2" start=$SECONDS
  shift 2
  until "$@"; do
    [ $((SECONDS - start)) -lt "$seconds" ] || fail "not within $seconds s: $what"
    sleep 1
  done
  say "$what"
}

mine() { # kind of thing: what of this project is there
  case "$1" in
    container) docker ps -aq --filter "label=com.docker.compose.project=$project" ;;
    *) docker "$1" ls -q --filter "label=com.docker.compose.project=$project" ;;
  esac
}

up() { # compose files...
  local file
  files=()
  for file in "$@"; do files+=(-f "$file"); done
  say "---- $*"
  # Images first, so that the time until the first result is the lab's and not Maven's.
  compose build >"$log" 2>&1 || { tail -n 40 "$log"; fail "the images were not built"; }
  say "images built"
  up_at=$SECONDS
  compose up -d >"$log" 2>&1 || { tail -n 20 "$log"; fail "did not come up"; }
  say "docker compose up -d has returned after $((SECONDS - up_at)) s"
}

down() {
  local kind
  compose down -v --remove-orphans >"$log" 2>&1 || { tail -n 20 "$log"; return 1; }
  for kind in container volume network; do
    [ -z "$(mine "$kind")" ] || { say "down -v left a $kind behind"; return 1; }
  done
  say "down -v leaves nothing"
}

# Every service runs and is healthy; what was to end has ended well.
all_well() {
  local id state
  for id in $(mine container); do
    state="$(docker inspect --format '{{.State.Status}} {{.State.ExitCode}} {{with .State.Health}}{{.Status}}{{end}}' "$id")"
    case "$state" in "running 0 healthy" | "exited 0 "*) ;; *) return 1 ;; esac
  done
}

memory() {
  docker stats --no-stream --format '{{.MemUsage}}' $(mine container) | awk '
    { n = $1 + 0; if ($1 ~ /GiB/) n *= 1024; else if ($1 !~ /MiB/) n = 0; sum += n }
    END { printf "memory of all containers: %d MiB\n", sum }'
}

# Whether standard input has such a line; reads all of it, because a pipe that closes early counts as a failure.
has() { [ "$(grep -cE "$1")" -gt 0 ]; }

# Whether the running result-consumer has shown an analysed frame of such a camera.
analysed() { docker logs "$(container result-consumer)" 2>&1 | has "^$1 .*( faces? |no face)"; }

docker info >/dev/null 2>&1 || { echo "$0: no Docker engine answers; start one, then run this again" >&2; exit 1; }
"${tool[@]}" version >/dev/null 2>&1 || { echo "$0: neither 'docker compose' nor docker-compose is here" >&2; exit 1; }
log="$(mktemp)"
end() {
  if [ -n "$(mine container)" ]; then compose down -v --remove-orphans >/dev/null 2>&1 || true; fi
  rm -f "$log"
}
trap end EXIT
