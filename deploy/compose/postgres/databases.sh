#!/usr/bin/env bash
# A database for each owner's password that is there, a role that owns it and migrates it, and the role of its nodes, which owns nothing: docs/audit.md,
# "Roles". Run once, by PostgreSQL's image, on an empty volume.
set -euo pipefail

for file in /run/secrets/*-owner-password; do
  name="$(basename "$file" -owner-password)"
  password="$(cat "/run/secrets/$name-password")"
  owner_password="$(cat "/run/secrets/$name-owner-password")"
  psql --set=ON_ERROR_STOP=1 --username=postgres --set=name="$name" --set=password="$password" \
    --set=owner="${name}_owner" --set=owner_password="$owner_password" <<-'END'
	create role :"owner" login password :'owner_password';
	create role :"name" login password :'password';
	create database :"name" owner :"owner";
	revoke connect on database :"name" from public;
	grant connect on database :"name" to :"name";
	grant pg_read_all_stats to :"name";
	END
done
