-- What a projection under test has seen, and how often.
create table seen (
  persistence_id varchar(255) not null,
  sequence_number bigint not null,
  times integer not null,
  primary key (persistence_id, sequence_number)
);
