package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.platform.cluster.OwnershipSession.Claim.FREE;
import static shop.platform.cluster.OwnershipSession.Claim.GRANTED;
import static shop.platform.cluster.OwnershipSession.Claim.OWNED_ELSEWHERE;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import shop.devstack.PostgresServer;

class OwnershipSessionIT {
    private final String url = PostgresServer.shared().createDatabase();

    @Test
    void anOwnedJournalIsGrantedToPeersOnly() throws Exception {
        try (var first = open();
                var peer = open();
                var stranger = open()) {
            assertThat(first.claim(1, Set.of(), true)).isEqualTo(GRANTED);

            assertThat(peer.claim(2, Set.of(1, 3), true)).isEqualTo(GRANTED);
            assertThat(stranger.claim(9, Set.of(8), true)).isEqualTo(OWNED_ELSEWHERE);
        }
    }

    @Test
    void itPassesFromPeerToPeerWithoutBeingFreeInBetween() throws Exception {
        var first = open();
        try (var second = open();
                var third = open();
                var stranger = open()) {
            first.claim(1, Set.of(), true);
            second.claim(2, Set.of(1), true);

            first.close();

            assertThat(stranger.claim(9, Set.of(), true)).isEqualTo(OWNED_ELSEWHERE);
            assertThat(third.claim(3, Set.of(2), true)).isEqualTo(GRANTED);
        }
    }

    @Test
    void aFreeJournalIsLeftAloneByOneThatIsToWait() throws Exception {
        try (var waiting = open();
                var other = open()) {
            assertThat(waiting.claim(1, Set.of(), false)).isEqualTo(FREE);
            assertThat(other.claim(2, Set.of(), true)).isEqualTo(GRANTED);
        }
    }

    @Test
    void anEndedSessionFreesTheJournal() throws Exception {
        try (var stranger = open()) {
            open().claim(1, Set.of(), true);
            var owner = open();
            owner.claim(2, Set.of(1), true);
            assertThat(stranger.claim(9, Set.of(), true)).isEqualTo(OWNED_ELSEWHERE);

            endTheOwners();

            await().untilAsserted(
                            () -> assertThat(stranger.claim(9, Set.of(), true)).isEqualTo(GRANTED));
        }
    }

    @Test
    void aFormerSessionOfTheSameNodeIsNoStranger() throws Exception {
        try (var former = open();
                var anew = open()) {
            former.claim(1, Set.of(), true);

            assertThat(anew.claim(1, Set.of(), true)).isEqualTo(FREE);
        }
    }

    @Test
    void eachSchemaIsAJournalOfItsOwn() throws Exception {
        execute("create schema other");
        try (var one = open();
                var other = OwnershipSession.open(new Sessions(url + "&currentSchema=other"))) {
            assertThat(one.claim(1, Set.of(), true)).isEqualTo(GRANTED);
            assertThat(other.claim(2, Set.of(), true)).isEqualTo(GRANTED);
        }
    }

    @Test
    void aSessionWithoutASchemaIsRefusedBecauseItWouldLockNothing() {
        assertThatThrownBy(() -> OwnershipSession.open(new Sessions(url + "&currentSchema=nowhere")))
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith("current_schema: none");
    }

    @Test
    void ofManyThatRaceExactlyOneIsGranted() throws Exception {
        int racers = 8;
        var pool = Executors.newFixedThreadPool(racers);
        try {
            for (int round = 0; round < 20; round++) {
                assertThat(race(racers, pool::submit)).containsOnlyOnce(GRANTED);
            }
        } finally {
            pool.shutdown();
        }
    }

    private interface Submit {
        Future<OwnershipSession.Claim> submit(Callable<OwnershipSession.Claim> task);
    }

    private List<OwnershipSession.Claim> race(int racers, Submit submit) throws Exception {
        var barrier = new CyclicBarrier(racers);
        var sessions = new ArrayList<OwnershipSession>();
        var claims = new ArrayList<Future<OwnershipSession.Claim>>();
        for (int i = 1; i <= racers; i++) {
            int tag = i;
            var session = open();
            sessions.add(session);
            claims.add(submit.submit(() -> {
                barrier.await();
                return session.claim(tag, Set.of(), true);
            }));
        }
        var results = new ArrayList<OwnershipSession.Claim>();
        for (var claim : claims) {
            results.add(claim.get());
        }
        for (var session : sessions) {
            session.close();
        }
        // The server frees the locks when it has seen the end of a session, which is soon but not now.
        await().until(() -> owners() == 0);
        return results;
    }

    private OwnershipSession open() throws Exception {
        return OwnershipSession.open(new Sessions(url));
    }

    private void endTheOwners() throws Exception {
        execute("""
                select pg_terminate_backend(pid) from pg_locks
                where locktype = 'advisory' and granted
                  and database = (select oid from pg_database where datname = current_database())""");
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long owners() throws Exception {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select count(*) from pg_locks where locktype = 'advisory'
                          and database = (select oid from pg_database where datname = current_database())""")) {
            row.next();
            return row.getLong(1);
        }
    }
}
