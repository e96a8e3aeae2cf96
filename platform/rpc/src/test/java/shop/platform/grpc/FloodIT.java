package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.devstack.RawConnection.CONTINUATION;
import static shop.devstack.RawConnection.END_HEADERS;
import static shop.devstack.RawConnection.END_STREAM;
import static shop.devstack.RawConnection.HEADERS;
import static shop.devstack.RawConnection.PING;
import static shop.devstack.RawConnection.RST_STREAM;
import static shop.devstack.RawConnection.WINDOW_UPDATE;
import static shop.devstack.RawConnection.frame;
import static shop.devstack.RawConnection.number;

import com.sun.management.OperatingSystemMXBean;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.RawConnection;
import shop.platform.grpc.connection.Connections;

/**
 * One host floods the node from the address that health checks come from, too. Each check opens a connection of its own, as
 * Consul's does. Longer and harder: {@code -Dshop.flood=PT1M -Dshop.flood.attackers=2 -Dshop.flood.impatient=true}, where attackers
 * do not wait for the end of a connection before they make the next. Each flood prints a row: the test, attackers, attacks, checks,
 * milliseconds within which nine in ten and all of them were answered, processors of the node and of the attackers.
 */
@Timeout(600)
class FloodIT {
    private static final Duration FLOOD = Duration.parse(System.getProperty("shop.flood", "PT3S"));
    /** At the same time. */
    private static final int ATTACKERS = Integer.getInteger("shop.flood.attackers", 1);
    /** Whether an attacker waits for the end of a connection before it makes the next. */
    private static final boolean PATIENT = !Boolean.getBoolean("shop.flood.impatient");

    private static final int CALM_CHECKS = 5;
    private static final Duration CHECK_EACH = Duration.ofMillis(100);
    private static final int PER_SOURCE = 100;
    private static final int ARRIVING = 20;
    private static final int OWN_STREAMS = 20;
    private static final int OWN_STREAMS_PER_CONNECTION = 4;
    private static final String SETTINGS = """
            shop.grpc {
              default-deadline = 2s
              connections.requests-arriving-per-source = %d
              streams.own { most-per-source = %d, most-per-connection = %d }
            }
            """.formatted(ARRIVING, OWN_STREAMS, OWN_STREAMS_PER_CONNECTION);

    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();
    private final Queue<RawConnection> kept = new LinkedBlockingQueue<>();
    private TestServer server;
    private String test;
    /** The slowest of a few checks without a flood: a machine that does something else is slow with one, too. */
    private long calm;

    @BeforeEach
    void start(TestInfo info) throws IOException {
        test = info.getDisplayName();
        // Few connections only where they are what the test is about: others open some at a rate.
        server = TestServer.start(
                info.getTags().contains("connections")
                        ? SETTINGS + "shop.grpc.connections.most-per-source = " + PER_SOURCE
                        : SETTINGS);
        for (int i = 0; i < CALM_CHECKS; i++) {
            calm = Math.max(calm, check());
        }
    }

    @AfterEach
    void stop() throws Exception {
        open.addAll(kept);
        for (var connection : open) {
            connection.close();
        }
        server.close();
    }

    @Test
    @Tag("connections")
    void idleConnectionsMakeRoomForNewOnes() throws Exception {
        flood(() -> keep(RawConnection.plain(server.port())));

        assertThat(Connections.of(server.system).count()).isLessThanOrEqualTo(PER_SOURCE + 64);
        assertThat(server.rejected("no_room")).isPositive();
    }

    @Test
    @Tag("connections")
    void whereNoConnectionIsIdleANewOneMayAskForTheHealthAlone() throws Exception {
        for (int i = 0; i < PER_SOURCE; i++) {
            var busy = RawConnection.plain(server.port());
            open.add(busy);
            busy.send("GET /v1/users/endless:watch HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        await().until(() -> server.server.callsInFlight() == PER_SOURCE);

        flood(() -> {
            var extra = RawConnection.plain(server.port());
            keep(extra);
            extra.send("GET /v1/users/any HTTP/1.1\r\nHost: localhost\r\n\r\n");
            if (PATIENT) {
                extra.readSome(1000);
            }
        });
        try (var extra = RawConnection.plain(server.port())) {
            extra.send("GET /v1/users/any HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(extra.read(1000)).startsWith("HTTP/1.1 429").contains("TOO_MANY_CONNECTIONS");
        }
    }

    @Test
    void watchesOfTheHealthHaveALimitPerConnectionAndPerSource() throws Exception {
        var refused = new CopyOnWriteArrayList<Code>();
        var channels = new ArrayList<io.grpc.ManagedChannel>();
        for (int i = 0; i < 2 * OWN_STREAMS / OWN_STREAMS_PER_CONNECTION; i++) {
            var channel = io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.forAddress(server.server.address())
                    .usePlaintext()
                    .build();
            channels.add(channel);
            open.add(channel::shutdownNow);
            for (int j = 0; j < 2 * OWN_STREAMS_PER_CONNECTION; j++) {
                watchHealth(channel, refused);
            }
        }
        int watches = channels.size() * 2 * OWN_STREAMS_PER_CONNECTION;
        await().until(() -> refused.size() == watches - OWN_STREAMS);
        assertThat(refused).containsOnly(Code.RESOURCE_EXHAUSTED);

        flood(() -> {
            try {
                HealthGrpc.newBlockingStub(channels.get(0))
                        .watch(HealthCheckRequest.getDefaultInstance())
                        .next();
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            }
        });
        channels.forEach(io.grpc.ManagedChannel::shutdownNow);
        await().untilAsserted(() -> assertThat(HealthGrpc.newBlockingStub(server.channel)
                        .withDeadlineAfter(5, java.util.concurrent.TimeUnit.SECONDS)
                        .watch(HealthCheckRequest.getDefaultInstance())
                        .next()
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING));
    }

    @Test
    void aBodyThatTricklesEndsAtTheDeadlineAndManyAreRefusedAtOnce() throws Exception {
        var head =
                "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n\r\n{";
        var slow = new ConcurrentLinkedQueue<RawConnection>();
        for (int i = 0; i < ARRIVING; i++) {
            slow.add(trickling(head));
        }
        await().untilAsserted(() -> {
            try (var extra = RawConnection.plain(server.port())) {
                extra.send(head);
                assertThat(extra.read(300)).startsWith("HTTP/1.1 429").contains("TOO_MANY_REQUESTS_ARRIVE");
            }
        });
        flood(() -> {
            var next = slow.remove();
            slow.add(next.send(" ") ? next : trickling(head));
        });
        open.addAll(slow);

        // Of one whose bytes cross with the end of its connection, the system may drop the answer.
        assertThat(slow).allSatisfy(trickling -> {
            assertThat(trickling.read(5000)).matches("(?s)(HTTP/1.1 504.*)?");
            assertThat(trickling.isClosed(1000)).isTrue();
        });
    }

    private RawConnection trickling(String head) throws IOException {
        var trickling = RawConnection.plain(server.port());
        trickling.send(head);
        return trickling;
    }

    /** A client has only so many files, so the oldest ends. */
    private void keep(RawConnection connection) throws Exception {
        kept.add(connection);
        if (kept.size() > 5 * PER_SOURCE) {
            kept.remove().close();
        }
    }

    @Test
    void callsThatTheClientTakesBackEndTheConnection() throws Exception {
        assertEnds(stream -> concat(
                frame(HEADERS, END_HEADERS | END_STREAM, stream, call()), frame(RST_STREAM, 0, stream, number(8))));
        assertThat(server.rejected("client_resets")).isPositive();
    }

    @Test
    void streamsThatTheServerHasToResetEndTheConnection() throws Exception {
        assertEnds(stream ->
                concat(frame(HEADERS, END_HEADERS, stream, call()), frame(WINDOW_UPDATE, 0, stream, number(0))));
        assertEnds(stream -> concat(
                frame(HEADERS, END_HEADERS, stream, call()),
                concat(
                        frame(WINDOW_UPDATE, 0, stream, number(Integer.MAX_VALUE)),
                        frame(WINDOW_UPDATE, 0, stream, number(Integer.MAX_VALUE)))));
        assertThat(server.rejected("server_resets")).isPositive();
        assertEnds(stream -> frame(HEADERS, END_HEADERS, stream, call()));
    }

    @Test
    void framesThatCarryNothingEndTheConnection() throws Exception {
        assertEnds(stream -> frame(PING, 0, 0, new byte[8]));
        assertEnds(stream -> frame(RawConnection.SETTINGS, 0, 0, new byte[0]));
        assertEnds(stream -> frame(99, 0, 0, new byte[0]));
        assertEnds(stream -> frame(2, 0, stream, new byte[5]));
        assertThat(server.rejected("idle_frames")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aHeaderBlockWithoutAnEndEndsTheConnection() throws Exception {
        assertEnds(i -> i == 1 ? frame(HEADERS, END_STREAM, 1, call()) : frame(CONTINUATION, 0, 1, new byte[1000]));
        assertEnds(i -> i == 1 ? frame(HEADERS, END_STREAM, 1, call()) : frame(CONTINUATION, 0, 1, new byte[0]));
        assertThat(server.rejected("header_block")).isGreaterThanOrEqualTo(2);
    }

    @Test
    @EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
    void theSameHoldsOverTls(@TempDir Path folder) throws Exception {
        var certificates = DevelopmentCertificates.make(folder, "user-service");
        try (var secure = TestServer.start(SETTINGS + certificates.settings("user-service"))) {
            for (var kind : List.<IntFunction<byte[]>>of(
                    i -> i == 1 ? frame(HEADERS, END_STREAM, 1, call()) : frame(CONTINUATION, 0, 1, new byte[1000]),
                    stream -> frame(PING, 0, 0, new byte[8]),
                    stream -> concat(
                            frame(HEADERS, END_HEADERS, stream, call()), frame(WINDOW_UPDATE, 0, stream, number(0))))) {
                try (var connection = RawConnection.secure(secure.port(), certificates.clientContext(), "h2")) {
                    assertEnds(connection.http2(), kind);
                }
            }
            // Each once; the server itself ends the third.
            assertThat(List.of("header_block", "idle_frames"))
                    .allSatisfy(reason -> assertThat(secure.rejected(reason)).isEqualTo(1));
        }
    }

    private static void watchHealth(io.grpc.ManagedChannel channel, List<Code> refused) {
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse response) {}

            @Override
            public void onError(Throwable failure) {
                refused.add(io.grpc.Status.fromThrowable(failure).getCode());
            }

            @Override
            public void onCompleted() {}
        });
    }

    private interface Attack {
        void once() throws Exception;
    }

    /** Repeats the attack while the node's health is asked for, each time by a new connection and within a second. */
    private void flood(Attack attack) throws Exception {
        var over = new AtomicBoolean();
        var attacks = new AtomicLong();
        var attackers = new ArrayList<Thread>();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(new Thread(() -> {
                while (!over.get()) {
                    attacks.incrementAndGet();
                    try {
                        attack.once();
                    } catch (Exception e) {
                        // The server has ended the connection, which is its right.
                    }
                }
            }));
        }
        var usage = Usage.begin(attackers);
        attackers.forEach(Thread::start);
        try {
            var checks = new ArrayList<Long>();
            var end = System.nanoTime() + FLOOD.toNanos();
            while (System.nanoTime() < end) {
                checks.add(check());
                attackers.get(0).join(CHECK_EACH.toMillis());
            }
            Collections.sort(checks);
            long most = checks.get(checks.size() * 9 / 10);
            System.out.printf(
                    "| %s | %d | %d | %d | %d | %d | %s |%n",
                    test,
                    ATTACKERS,
                    attacks.get(),
                    checks.size(),
                    most / 1_000_000,
                    checks.get(checks.size() - 1) / 1_000_000,
                    usage.end());
            // All were answered. One in ten may have met a machine that builds something else.
            assertThat(most).isLessThan(Math.max(Duration.ofSeconds(1).toNanos(), 5 * calm));
        } finally {
            over.set(true);
            for (var attacker : attackers) {
                attacker.join();
            }
        }
    }

    /** Processors that were used, of which the attackers' threads are not the node's. */
    private record Usage(List<Thread> attackers, long begun, long used) {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private static final OperatingSystemMXBean PROCESS =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        static Usage begin(List<Thread> attackers) {
            return new Usage(attackers, System.nanoTime(), PROCESS.getProcessCpuTime());
        }

        String end() {
            long attacking = attackers.stream()
                    .mapToLong(attacker -> Math.max(0, THREADS.getThreadCpuTime(attacker.getId())))
                    .sum();
            double time = System.nanoTime() - begun;
            return "%.2f | %.2f".formatted((PROCESS.getProcessCpuTime() - used - attacking) / time, attacking / time);
        }
    }

    private long check() throws IOException {
        var begun = System.nanoTime();
        try (var connection = RawConnection.plain(server.port())) {
            connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(connection.read(15_000)).startsWith("HTTP/1.1 200");
        }
        return System.nanoTime() - begun;
    }

    /** Each connection ends before its thousands of frames are through, and new ones with the same do the node no harm. */
    private void assertEnds(IntFunction<byte[]> frames) throws Exception {
        try (var connection = RawConnection.plain(server.port()).http2()) {
            assertEnds(connection, frames);
        }
        flood(() -> {
            try (var connection = RawConnection.plain(server.port()).http2()) {
                send(connection, frames, 2000);
                if (PATIENT) {
                    connection.isClosed(1000);
                }
            }
        });
    }

    private static void assertEnds(RawConnection connection, IntFunction<byte[]> frames) throws IOException {
        send(connection, frames, 2000);
        assertThat(connection.isClosed(5000)).as("closed").isTrue();
    }

    private static void send(RawConnection connection, IntFunction<byte[]> frames, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            if (!connection.send(frames.apply(2 * i + 1))) {
                return;
            }
        }
    }

    private static byte[] call() {
        return RawConnection.post("/user.UserService/GetUser", "application/grpc");
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
