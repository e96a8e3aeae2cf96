-- What a consumer's handler did, in the order in which it did it.
create table applied (
  position bigint generated always as identity primary key,
  persistence_id varchar(255) not null,
  sequence_number bigint not null,
  content text not null
);
