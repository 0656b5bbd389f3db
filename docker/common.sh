# shellcheck shell=bash
# What docker/test, docker/faults and docker/soak have in common; to be sourced in the repository's root.

export KAFKA_PORT=19092 NAMENODE_PORT=19870 SPARK_PORT=18080 COLLECT_PORT=18090 PAGE_PORT=18088
project="${project:-video-lab-test}"
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

mine() { # kind of thing, project (default this one): what of it is there
  case "$1" in
    container) docker ps -aq --filter "label=com.docker.compose.project=${2:-$project}" ;;
    *) docker "$1" ls -q --filter "label=com.docker.compose.project=${2:-$project}" ;;
  esac
}

# Killed, because nothing of a test that has ended needs an orderly stop.
remove() { # project
  local kind things
  for kind in container volume network; do
    things="$(mine "$kind" "$1")"
    # shellcheck disable=SC2046,SC2086 # several ids
    [ -z "$things" ] || docker "$kind" rm $([ "$kind" != container ] || echo -f -v) $things >/dev/null 2>&1 || true
  done
}

take() { # compose files...
  local file
  files=()
  for file in "$@"; do files+=(-f "$file"); done
}

# Images first, so that the time until the first result is the lab's and not Maven's.
build() { # services; none builds all
  compose build "$@" >"$log" 2>&1 || { tail -n 40 "$log"; fail "the images were not built"; }
  say "images built"
}

up() { # compose files...
  take "$@"
  say "---- $*"
  build
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

# Every service runs, and is healthy where it has a health check; what was to end has ended well.
all_well() {
  local id state
  for id in $(mine container); do
    state="$(docker inspect --format '{{.State.Status}} {{.State.ExitCode}} {{with .State.Health}}{{.Status}}{{end}}' "$id")"
    case "$state" in "running 0 healthy" | "running 0 " | "exited 0 "*) ;; *) return 1 ;; esac
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

# ---- Counting, by what stands in Kafka

# Records that Kafka has acknowledged: a topic begins at offset 0, or its end offsets say how many there have been.
published() { # topic, earliest or latest (default)
  compose exec -T kafka /opt/kafka/bin/kafka-get-offsets.sh --bootstrap-server kafka:9093 --topic "$1" \
    --time "${2:-latest}" 2>/dev/null | awk -F: '{ sum += $3 } END { print sum + 0 }'
}

# Every record of a topic that there is now.
read_topic() { # topic, options of the console consumer...
  local topic="$1" records
  shift
  records="$(published "$topic")"
  [ "$records" -gt 0 ] || return 0
  compose exec -T kafka /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server kafka:9093 \
    --topic "$topic" --from-beginning --max-messages "$records" --timeout-ms 20000 "$@" 2>/dev/null
}

# Rejects as "topic:partition:offset" of what was rejected. The header of the topic is only where two topics feed one of rejects.
read_rejects() { # topic of rejects, the topic that it is about where the rejects do not say
  read_topic "$1" --property print.headers=true --property print.key=false --property print.value=false \
    | awk -v topic="${2:-}" '
      match($0, /source-partition:[0-9]+/) {
        partition = substr($0, RSTART + 17, RLENGTH - 17)
        of = topic
        if (match($0, /source-topic:[^,\t]+/)) of = substr($0, RSTART + 13, RLENGTH - 13)
        if (match($0, /source-offset:[0-9]+/)) print of ":" partition ":" substr($0, RSTART + 14, RLENGTH - 14)
      }'
}

# Every result and every reject of a frame, with repeats.
read_outcomes() {
  read_topic final_result_topic >"$results"
  read_rejects rejected-frames distributed-video1 >"$rejected_frames"
}
frames_with_outcome() {
  {
    sed -nE 's/.*"partition":([0-9]+),"offset":([0-9]+).*/distributed-video1:\1:\2/p' "$results"
    cat "$rejected_frames"
  } | sort -u | wc -l
}

analysed_count() { docker logs "$(container result-consumer)" 2>&1 | grep -cE '( faces? |no face)' || true; }
more_analysed_than() { [ "$(analysed_count)" -gt "$1" ]; }

# Frames published until now that have neither a result nor a reject yet.
frames="?"
all_have_outcomes() { read_outcomes && [ "$(frames_with_outcome)" -ge "$frames" ]; }
nothing_lost() {
  frames="$(published distributed-video1)"
  within 180 "each of $frames frames has its result: lost 0" all_have_outcomes
  records=$(($(wc -l <"$results") + $(wc -l <"$rejected_frames")))
  say "  records of results $records, of which repeats $((records - $(frames_with_outcome)))"
}

# ---- Counting, by what docker/Witness.java has sent

witness_done() { docker logs "$(container witness)" 2>&1 | has '^done '; }
sent() { docker logs "$(container witness)" 2>&1 | sed -nE "s/^done .*\b$1=([0-9]+).*/\1/p"; }

# What the lab's own reader shows of all windows. The service of the topics has the reader's image in every file.
rows() { compose run --rm --no-deps -T topics kpis --topic "$1" --table "$2" --window 1000 --json 2>/dev/null; }
sum() { # column, text that a row must hold
  awk -v column="\"$1\":" -v text="$2" '
    index($0, text) { at = index($0, column); if (at) n += substr($0, at + length(column)) + 0 }
    END { printf "%d\n", n }'
}

wrong=0
check() { # what, command...
  local what="$1"
  shift
  if "$@"; then say "  ok: $what"; else
    say "  WRONG: $what"
    wrong=$((wrong + 1))
  fi
}
equal() { [ "$1" = "$2" ] || { say "  $1 is not $2"; return 1; }; }

# ---- Faults

# From the fault to the next analysed result; what was on its way when it happened does not count.
recovered() { # when it was broken
  local before
  sleep 1
  before="$(analysed_count)"
  within 240 "  results again" more_analysed_than "$before"
  say "  $((SECONDS - $1)) s after the fault"
}

kill_9() { # service: everything in its container but the init process
  compose exec -T "$1" sh -c 'kill -9 -1' || true
}

restart_broker() {
  local at=$SECONDS
  docker restart "$(container kafka)" >/dev/null
  say "  docker restart took $((SECONDS - at)) s"
}

docker info >/dev/null 2>&1 || { echo "$0: no Docker engine answers; start one, then run this again" >&2; exit 1; }
"${tool[@]}" version >/dev/null 2>&1 || { echo "$0: neither 'docker compose' nor docker-compose is here" >&2; exit 1; }
# One at a time: they share ports, and each removes what one that was killed, by the machine's end for instance, has left.
if command -v flock >/dev/null; then
  mkdir -p "${XDG_CACHE_HOME:-$HOME/.cache}"
  exec 9>"${XDG_CACHE_HOME:-$HOME/.cache}/video-lab-test.lock"
  flock -n 9 || { echo "$0: another docker/test, docker/faults or docker/soak is running; wait until it has ended" >&2; exit 1; }
fi
for killed in video-lab-test video-lab-soak; do
  left="$(mine container "$killed" | wc -l)"
  [ "$left" = 0 ] || say "removing $left containers of a run that was killed"
  remove "$killed"
done
scratch="$(mktemp -d)"
log="$scratch/log" results="$scratch/results" rejected_frames="$scratch/rejected-frames"
end() {
  remove "$project"
  rm -rf "$scratch"
}
trap end EXIT
# The end's work is done for a signal too, and a second one does not cut it short.
trap 'trap "" INT TERM; say stopped; exit 130' INT TERM
