-- Entries are appended with the rights of the function's owner, so that the role of the nodes needs none but to call it and to read:
-- docs/audit.md, "Roles". Whatever a caller has in its search path, the function means these tables.
do $$
begin
  execute format('alter function audit_append security definer set search_path = pg_catalog, %I, pg_temp', current_schema());
end $$;

revoke execute on function audit_append from public;
