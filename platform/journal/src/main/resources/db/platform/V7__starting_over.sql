-- A projection without a row is of generation 0. Each reset begins the next one and deletes the projection's offsets; a worker
-- that read its offset in another generation cannot store one.
create table projection_generation (
  projection_name varchar(255) primary key,
  generation bigint not null,
  -- Until then no worker stores an offset that does not compare generations: see below.
  unaware_refused_until timestamptz not null default '-infinity'
);

-- Workers of release 0.1.0 know no generations. One that publishes and is busy while its projection is reset would store its
-- next offset as if nothing had happened. For a short time after a reset it is refused, fails, and starts again at the first event.
create function refuse_unaware_worker() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('shop.compares_generations', true), '') <> 'yes'
     and exists (select from projection_generation g
                 where g.projection_name = new.projection_name and g.unaware_refused_until > clock_timestamp()) then
    raise exception 'projection %-% was reset: start again from the first event', new.projection_name, new.projection_key;
  end if;
  return new;
end
$$;

create trigger refuse_unaware_worker before insert or update on akka_projection_offset_store
  for each row execute function refuse_unaware_worker();

-- How far each consumer is on each partition of its topic, written with what its records did. Kafka has the same in the offsets of the
-- consumer's group, for its tools and for release 0.1.0; but Kafka's go on when a database is restored to an earlier moment.
create table consumed_position (
  consumer varchar(255) not null,
  partition integer not null,
  -- One of another generation of the consumer counts for nothing.
  generation bigint not null,
  -- Kafka's id of the topic: one that was deleted and made anew has another one, and its own positions.
  topic_id text not null,
  -- Of the next record.
  position bigint not null,
  primary key (consumer, partition)
);
