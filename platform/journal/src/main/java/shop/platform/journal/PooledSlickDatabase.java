package shop.platform.journal;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.jdbc.db.SlickDatabase;
import akka.persistence.jdbc.db.SlickDatabaseProvider;
import com.typesafe.config.Config;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;

/**
 * The database that the plugin insists on opening: a view on our pool that starts no thread and takes no connection, since our
 * stores never use it.
 */
final class PooledSlickDatabase implements SlickDatabaseProvider, SlickDatabase {
    private final JdbcBackend.DatabaseDef database;

    /** The plugin finds this constructor by its parameter. */
    PooledSlickDatabase(ActorSystem system) {
        var pool = Database.get(Adapter.toTyped(system)).journal();
        database = slick.jdbc.JdbcBackend$.MODULE$
                .Database()
                .forDataSource(pool, Option.empty(), AsyncExecutor.apply("unused", 1, 0), false);
    }

    @Override
    public SlickDatabase database(Config config) {
        return this;
    }

    @Override
    public JdbcBackend.DatabaseDef database() {
        return database;
    }

    @Override
    public JdbcProfile profile() {
        return PostgresProfile$.MODULE$;
    }

    @Override
    public boolean allowShutdown() {
        return false;
    }
}
