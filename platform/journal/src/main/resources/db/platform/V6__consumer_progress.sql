-- How far each partition of a consumer's topic has been handled since its consumer began to catch up there, and up to where it has
-- to catch up. Written while a consumer catches up, and not in its everyday work.
create table consumer_progress (
  consumer varchar(255) not null,
  partition integer not null,
  -- Of the consumer; a row of another generation says nothing.
  generation bigint not null,
  -- How many the topic has.
  partitions integer not null,
  -- The first offset that is not handled yet.
  next_offset bigint not null,
  -- The end that the partition had when the catching up began.
  target_offset bigint not null,
  -- When it began, by consumer_start.
  checked bigint not null,
  primary key (consumer, partition)
);

-- Counts the starts of consumers and the beginnings of catching up, so that it is known which came first without any clock.
create sequence consumer_start;

-- Whether what the consumer writes has reached, in every partition, the end that the topic had at some moment after `since`.
create function consumer_is_current(name text, since bigint) returns boolean language sql stable strict as $$
  select coalesce(count(*) filter (
           where next_offset >= target_offset and checked > since
             and generation = coalesce((select m.generation from message_consumer m where m.consumer = name), 0)
         ) = max(partitions), false)
  from consumer_progress where consumer = name
$$;
