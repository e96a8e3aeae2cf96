#!/usr/bin/env bash
# A database for each service and a role that owns it and nothing else. Run once, by PostgreSQL's image, on an empty volume.
set -euo pipefail

for name in users orders; do
  password="$(cat "/run/secrets/$name-password")"
  psql --set=ON_ERROR_STOP=1 --username=postgres --set=name="$name" --set=password="$password" <<-'END'
	create role :"name" login password :'password';
	create database :"name" owner :"name";
	revoke connect on database :"name" from public;
	END
done
