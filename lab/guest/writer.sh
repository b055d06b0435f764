#!/usr/bin/env bash
# A steady, small load until it is killed: writer.sh orders | writer.sh pages | writer.sh files FOLDER
# orders (PostgreSQL), pages (MariaDB): four rows a second of that table; /run/orders-acknowledged, /run/pages-acknowledged have
# "ID SECONDS" for each commit that the client was told of.
# files: a new small file a second, the last 200 are kept.
exec {tick}<> <(:)
pause() { read -rt "$1" -u "$tick"; }   # no process is started for it
orders() {
  while :; do
    printf 'insert into orders (customer, cents) values (md5(random()::text), 1 + floor(random() * 9999)) returning id;\n'
    pause 0.25
  done
}
pages() { while :; do printf 'insert into pages (title) values (md5(rand())) returning id;\n'; pause 0.25; done; }
client() {
  case $1 in
    orders) psql -qAtX -d orders ;;
    pages) mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -BN --unbuffered wiki ;;
  esac 2>/dev/null
}
if [ "$1" = files ]; then
  for ((n = 0; ; n++)); do printf 'upload %d %s\n' "$n" "$EPOCHREALTIME" >"$2/upload-$((n % 200))"; pause 1; done
fi
log=/run/$1-acknowledged
while :; do   # again whenever the server was restarted
  "$1" | client "$1" | for ((n = 1; ; n++)); do
    read -r id || break
    [ $((n % 100000)) = 0 ] && : >"$log"
    printf '%s %s\n' "$id" "$EPOCHREALTIME" >>"$log"
  done
  pause 1
done
