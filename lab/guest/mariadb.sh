#!/usr/bin/env bash
# A MariaDB server over three mounts, as root: mariadb.sh DATA REDO BINLOG, which may run at any time again; mariadb.sh stop
# From Debian's core packages, which bring the programs and no service: what the others would do is done here.
set -euo pipefail
socket=/run/mysqld/mysqld.sock
sql() { mariadb --no-defaults --socket="$socket" -BN "$@"; }
if [ "$1" = stop ]; then
  pid=$(cat /run/mysqld/mysqld.pid 2>/dev/null) || exit 0
  kill -TERM "$pid" 2>/dev/null || exit 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  exit
fi
data=$1 redo=$2 binlog=$3

begin() {
  id mysql >/dev/null 2>&1 || useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mysql
  install -d -o mysql -g mysql /run/mysqld "$data" "$redo" "$binlog"
  # A volume is the data directory itself, as is usual, so a lost+found is in it. No TCP: several guests share this machine's loopback.
  cat >/etc/mysql/mariadb.conf.d/60-lab.cnf <<CONF
[mariadbd]
user = mysql
datadir = $data
ignore_db_dirs = lost+found
innodb_log_group_home_dir = $redo
innodb_log_file_size = 16M
innodb_buffer_pool_size = 32M
innodb_use_native_aio = OFF
log_bin = $binlog/bin
max_binlog_size = 16M
expire_logs_days = 1
skip_networking
socket = $socket
pid_file = /run/mysqld/mysqld.pid
log_error = /run/mysqld/error.log
max_connections = 30
CONF
  if [ ! -e "$data/mysql" ]; then
    # mariadb-install-db comes with the service. Root comes in by unix_socket, as Debian has it.
    { printf '%s;\n' 'create database mysql' 'use mysql' "set @auth_root_socket = 'root'"
      cd /usr/share/mysql
      cat mysql_system_tables.sql mysql_performance_tables.sql mysql_system_tables_data.sql
    } | mariadbd --bootstrap --skip-log-bin
  fi
  setsid mariadbd </dev/null >/dev/null 2>&1 &
  for _ in $(seq 300); do sql -e 'select 1' >/dev/null 2>&1 && return; sleep 0.2; done
  tail -20 /run/mysqld/error.log >&2
  exit 1
}

sql -e 'select 1' >/dev/null 2>&1 || begin
# The authors are written once, and never again.
sql <<'SQL'
create database if not exists wiki;
use wiki;
create table if not exists pages (id bigint auto_increment primary key,
  changed_at timestamp(6) not null default current_timestamp(6), title varchar(60) not null, key (title));
create table if not exists authors (id int primary key, name varchar(60) not null);
insert ignore into authors select seq, concat('author ', seq) from seq_1_to_2000;
SQL
