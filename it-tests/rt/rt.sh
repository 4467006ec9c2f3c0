#!/bin/sh
# A private Request Tracker 5 from Debian's packages, for tests. On loopback only, with SQLite, without mail and without cron.
#
#   rt.sh install   the packages (as root; nothing to do where they are there already)
#   rt.sh init      a new database with the queues, fields, people and the webhook of initialdata.pl, and tokens for all
#   rt.sh start     starts the server and waits until it answers
#   rt.sh stop      stops it
#   rt.sh reset     puts the database back to what init left, and starts the server again if it ran
#
# Environment: RT_DIR (all files; default /var/tmp/ticket-gate-rt), RT_PORT (18090), RT_WORKERS (3),
# RT_WEBHOOK_URL and RT_WEBHOOK_SECRET (where `start` makes the webhook go; without a URL none is sent).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
scrip=$here/../../docs/itsm/request-tracker-webhook.pl
: "${RT_DIR:=/var/tmp/ticket-gate-rt}" "${RT_PORT:=18090}" "${RT_WORKERS:=3}"
: "${RT_WEBHOOK_URL:=}" "${RT_WEBHOOK_SECRET:=}"
people="ticket-gate blind mallory alice bob carol erin frank dave root"
packages="request-tracker5 rt5-db-sqlite rt5-standalone"
server=/usr/share/request-tracker5/libexec/rt-server
pidfile=$RT_DIR/server.pid

export RT_DIR RT_PORT RT_WEBHOOK_URL RT_WEBHOOK_SECRET
export RT_SITE_CONFIG=$RT_DIR/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$RT_DIR/no-more-config
export HOME=$RT_DIR LC_ALL=C.UTF-8 TZ=UTC

fail() {
  echo "rt.sh: $*" >&2
  exit 1
}

# RT refuses nothing to root, but its files would be root's: a server never runs as root.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid www-data --regid www-data --clear-groups "$@"
  else
    "$@"
  fi
}

installed() {
  for package in $packages; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || return 1
  done
}

running() {
  [ -s "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null
}

install_packages() {
  if installed; then
    return
  fi
  [ "$(id -u)" -eq 0 ] || fail "Request Tracker is not installed. Run 'rt.sh install' as root, or: apt-get install $packages"
  export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true
  debconf-set-selections <<'ANSWERS' || fail "debconf does not take the answers for request-tracker5."
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean false
request-tracker5 request-tracker5/install-cronjobs boolean false
msmtp msmtp/apparmor boolean false
ANSWERS
  # The package wants a mail server and a database set-up; these two stand in for both and do nothing.
  stand_ins=dbconfig-no-thanks
  command -v sendmail >/dev/null 2>&1 || [ -x /usr/sbin/sendmail ] || stand_ins="$stand_ins msmtp-mta"
  # After an installation that was broken off apt-get takes nothing new.
  dpkg --configure -a || fail "dpkg cannot finish what was broken off: see above."
  apt-get update -q || fail "apt-get update failed: see above."
  # shellcheck disable=SC2086 # both are lists of words
  apt-get install -y -q --no-install-recommends $stand_ins $packages ||
    fail "apt-get cannot install $packages: see above. Debian 12 has them in 'main'."
}

init_database() {
  installed || fail "Request Tracker is not installed. Run 'rt.sh install' first."
  [ -f "$scrip" ] || fail "$scrip is missing: it is the webhook that the documentation ships."
  stop_server
  umask 027
  rm -rf "$RT_DIR/rt.sqlite" "$RT_DIR/clean.sqlite" "$RT_DIR/mason_data" "$RT_DIR/session_data"
  mkdir -p "$RT_DIR/mason_data" "$RT_DIR/session_data" "$RT_DIR/var" "$RT_SITE_CONFIG_DIR"
  cp "$here/RT_SiteConfig.pm" "$here/initialdata.pl" "$here/tokens.pl" "$scrip" "$RT_DIR/"
  printf 'root-password\n' >"$RT_DIR/root-password"
  if [ "$(id -u)" -eq 0 ]; then
    chown -R www-data:www-data "$RT_DIR"
  fi
  cd "$RT_DIR"
  unprivileged /usr/sbin/rt-setup-database-5 --action init --dba none --dba-password none \
    --root-password-file "$RT_DIR/root-password" >init.log 2>&1 ||
    { cat init.log >&2; fail "RT's tables cannot be made in $RT_DIR/rt.sqlite: see above."; }
  unprivileged /usr/sbin/rt-setup-database-5 --action insert --dba none --dba-password none \
    --datafile "$RT_DIR/initialdata.pl" >insert.log 2>&1 ||
    { cat insert.log >&2; fail "RT does not take initialdata.pl: see above."; }
  if grep -E '\[(error|critical)\]|^(Error|ERROR)' init.log insert.log >&2; then
    fail "RT took initialdata.pl in part only: see above."
  fi
  # shellcheck disable=SC2086 # a list of words
  unprivileged perl "$RT_DIR/tokens.pl" $people >tokens || fail "The tokens cannot be made: see above."
  chmod 600 tokens
  cp -p rt.sqlite clean.sqlite
}

start_server() {
  running && fail "A server runs already with $RT_DIR (process $(cat "$pidfile")). Stop it first."
  [ -f "$RT_DIR/clean.sqlite" ] || fail "There is no database in $RT_DIR. Run 'rt.sh init' first."
  cd "$RT_DIR"
  # Not through unprivileged(): the process started here must be the server itself, its id goes into the file.
  if [ "$(id -u)" -eq 0 ]; then
    setsid setpriv --reuid www-data --regid www-data --clear-groups \
      "$server" --host 127.0.0.1 --port "$RT_PORT" --max-workers "$RT_WORKERS" >>server.log 2>&1 </dev/null &
  else
    setsid "$server" --host 127.0.0.1 --port "$RT_PORT" --max-workers "$RT_WORKERS" >>server.log 2>&1 </dev/null &
  fi
  echo $! >"$pidfile"
  tries=0
  # Without a token RT answers 401, which is what says that it is up.
  until [ "$(perl -MHTTP::Tiny -e 'print HTTP::Tiny->new(timeout => 2)->get($ARGV[0])->{status}' \
    "http://127.0.0.1:$RT_PORT/REST/2.0/rt")" = 401 ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 240 ] || ! running; then
      tail -n 30 server.log >&2
      rm -f "$pidfile"
      fail "Request Tracker does not answer on 127.0.0.1:$RT_PORT: see above, and whether the port is taken."
    fi
    sleep 0.25
  done
}

stop_server() {
  if running; then
    pid=$(cat "$pidfile")
    kill "$pid"
    tries=0
    while kill -0 "$pid" 2>/dev/null; do
      tries=$((tries + 1))
      [ "$tries" -le 80 ] || fail "Process $pid does not end. Its log is $RT_DIR/server.log."
      sleep 0.1
    done
  fi
  rm -f "$pidfile"
}

reset_database() {
  [ -f "$RT_DIR/clean.sqlite" ] || fail "There is no database in $RT_DIR. Run 'rt.sh init' first."
  ran=no
  if running; then
    ran=yes
  fi
  stop_server
  rm -f "$RT_DIR/rt.sqlite-journal" "$RT_DIR/rt.sqlite-wal"
  cp -p "$RT_DIR/clean.sqlite" "$RT_DIR/rt.sqlite"
  if [ "$ran" = yes ]; then
    start_server
  fi
}

case ${1:-} in
install) install_packages ;;
init) init_database ;;
start) start_server ;;
stop) stop_server ;;
reset) reset_database ;;
*) fail "install, init, start, stop or reset?" ;;
esac
