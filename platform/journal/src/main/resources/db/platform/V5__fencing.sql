-- Which lives of nodes may write to the journal. A life is a member of the cluster, named by its unique id; it has a row for each of
-- its write lanes, so that no two of its transactions lock one row at the same time. Each insert of events locks its lane's row
-- and checks its epoch. A life whose rows are gone never writes again: ids are not used twice.
create table journal_writer (
  node bigint not null,
  lane smallint not null,
  -- Raised when the outcome of an insert is unknown: one that is still on its way then finds another epoch.
  epoch bigint not null,
  primary key (node, lane)
);

-- Which life of a node runs the entities of a shard. Null: it has stopped them, and their writes are settled.
create table journal_shard (
  name text primary key,
  node bigint
);
