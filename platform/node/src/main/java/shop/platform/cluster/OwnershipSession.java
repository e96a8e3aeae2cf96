package shop.platform.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import shop.platform.fencing.WriterTable;

/**
 * A database session with which one node claims its cluster's ownership of the journal. The journal is the session's
 * schema. Each owning node holds an advisory lock of its own, its tag, for as long as the session lives; claims are
 * serialized by a lock that lasts a transaction. Both are two-part advisory locks: the first part names the journal,
 * the second is the tag, or 0 for the claim. PostgreSQL frees them when the session ends, however it ends.
 */
final class OwnershipSession implements AutoCloseable {
    enum Claim {
        /** This node's tag is held now. */
        GRANTED,
        /** Nobody else owns the journal, but the tag is not held: it must not be taken, or a former session has it. */
        FREE,
        /** Only nodes that are not peers own the journal. */
        OWNED_ELSEWHERE
    }

    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;
    // A host that vanished is noticed after 10 + 3 × 5 s; a claim of another node lasts milliseconds.
    private static final String SETTINGS = """
            set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
            set lock_timeout = '5s'; set application_name = 'journal-ownership'""";
    private static final String JOURNAL = "hashtext('journal-ownership:' || current_schema())";
    private static final String LOCK_CLAIMS = "select pg_advisory_xact_lock(" + JOURNAL + ", 0)";
    private static final String OWNERS = """
            select objid from pg_locks
            where locktype = 'advisory' and objsubid = 2 and granted and objid <> 0
              and database = (select oid from pg_database where datname = current_database())
              and classid::bigint = %s::bigint & 4294967295""".formatted(JOURNAL);
    private static final String HOLD_TAG = "select pg_try_advisory_lock(" + JOURNAL + ", ?)";

    private final Connection connection;

    private OwnershipSession(Connection connection) {
        this.connection = connection;
    }

    static OwnershipSession open(JournalOwnership.Sessions sessions) throws SQLException {
        var connection = sessions.open();
        try (var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            connection.setAutoCommit(true);
            statement.execute(SETTINGS);
            requireSchema(statement);
            connection.setAutoCommit(false);
            return new OwnershipSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Claims the journal for the node with {@code tag}: granted if one of {@code peers}, which are the other members of the
     * node's cluster, owns it, or if nobody does and {@code takeFree}.
     *
     * @throws SQLException after which the session cannot be used
     */
    Claim claim(int tag, Set<Integer> peers, boolean takeFree) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(LOCK_CLAIMS);
            var claim = decide(tag, peers, takeFree);
            // Ends the claim, not the tag: advisory locks of a session outlive its transactions.
            connection.rollback();
            return claim;
        }
    }

    private Claim decide(int tag, Set<Integer> peers, boolean takeFree) throws SQLException {
        var owners = owners();
        var shared = owners.contains(tag) || owners.stream().anyMatch(peers::contains);
        if (!shared && !owners.isEmpty()) {
            return Claim.OWNED_ELSEWHERE;
        }
        return shared || takeFree ? hold(tag) : Claim.FREE;
    }

    /**
     * Returns whether {@code node} may write.
     *
     * @throws SQLException if the session is gone, and with it the tag
     */
    boolean isWriter(long node) throws SQLException {
        // By one statement instead of three: this is what an idle node asks most often.
        connection.setAutoCommit(true);
        var writer = WriterTable.isWriter(connection, node);
        connection.setAutoCommit(false);
        return writer;
    }

    /** Gives {@code node} the right to write. Call it once. */
    void register(long node, int lanes) throws SQLException {
        WriterTable.register(connection, node, lanes);
        connection.commit();
    }

    /** Returns all nodes that may write. */
    Set<Long> writers() throws SQLException {
        var writers = WriterTable.nodes(connection);
        connection.rollback();
        return writers;
    }

    /** Takes the right to write from {@code nodes}, for ever; false when {@code self} may not write itself. */
    boolean revoke(long self, Set<Long> nodes) throws SQLException {
        var revoked = WriterTable.revoke(connection, self, nodes);
        connection.commit();
        return revoked;
    }

    /** Gives up the right to write of {@code node}, which answers nothing more. */
    void resign(long node) throws SQLException {
        WriterTable.resign(connection, node);
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    // Without one the name of the lock would be null, and locking null locks nothing.
    private static void requireSchema(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("select current_schema()")) {
            row.next();
            if (row.getString(1) == null) {
                throw new SQLException(
                        "current_schema: none (expected: the journal's schema, which migrations create)");
            }
        }
    }

    private Set<Integer> owners() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(OWNERS)) {
            var owners = new HashSet<Integer>();
            while (rows.next()) {
                owners.add((int) rows.getLong(1));
            }
            return owners;
        }
    }

    private Claim hold(int tag) throws SQLException {
        try (var statement = connection.prepareStatement(HOLD_TAG)) {
            statement.setInt(1, tag);
            try (var row = statement.executeQuery()) {
                row.next();
                // False: this node's own former session has it, and PostgreSQL has not yet noticed its end.
                return row.getBoolean(1) ? Claim.GRANTED : Claim.FREE;
            }
        }
    }
}
