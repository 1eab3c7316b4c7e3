#!/usr/bin/env bash
# Runs once, on an empty cluster: the database, its owner who migrates, and the app role, which is
# neither owner nor superuser and keeps to the limits that the embedded server gives it too.
set -euo pipefail

# Passwords go in as psql variables from the environment: quoted by psql, absent from argv.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password SHEQU_OWNER_PASSWORD
\getenv app_password SHEQU_APP_PASSWORD
CREATE ROLE shequ_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE shequ_app LOGIN PASSWORD :'app_password' CONNECTION LIMIT 60;
ALTER ROLE shequ_app SET statement_timeout = '5s';
ALTER ROLE shequ_app SET lock_timeout = '2s';
ALTER ROLE shequ_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE shequ_app SET client_connection_check_interval = '1s';
CREATE DATABASE shequ OWNER shequ_owner TEMPLATE template0;
REVOKE ALL ON DATABASE shequ FROM PUBLIC;
GRANT CONNECT ON DATABASE shequ TO shequ_app;
\connect shequ
ALTER SCHEMA public OWNER TO shequ_owner;
CREATE EXTENSION ltree;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
SQL
