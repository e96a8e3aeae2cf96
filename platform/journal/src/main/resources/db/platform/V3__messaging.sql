-- What each consumer has handled, so that a record that comes again has no second effect.
create table consumed_message (
  consumer varchar(255) not null,
  persistence_id varchar(255) not null,
  -- The highest: the messages of an entity come in order.
  sequence_number bigint not null,
  primary key (consumer, persistence_id)
);

-- A consumer without a row is of generation 0. Each rebuild begins the next; Kafka's offsets carry the generation that they belong to.
create table message_consumer (
  consumer varchar(255) primary key,
  generation bigint not null
);
