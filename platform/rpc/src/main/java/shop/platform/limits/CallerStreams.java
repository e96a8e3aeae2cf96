package shop.platform.limits;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.Interceptor;
import shop.platform.security.Caller;
import shop.platform.security.Grant;

/**
 * Limits the open streams per caller on this node, and ends those of deactivated users. It runs inside access control,
 * since it counts by caller. Thread-safe.
 */
public final class CallerStreams implements Interceptor {
    /** What the settings under {@code shop.limits.streams} say. */
    private record Settings(int user, int trusted, Duration checkInterval) {
        static Settings of(ActorSystem<?> system) {
            var streams = system.settings().config().getConfig("shop.limits.streams");
            return new Settings(
                    streams.getInt("user"), streams.getInt("trusted"), streams.getDuration("check-interval"));
        }
    }

    private final ActorSystem<?> system;
    private final Settings settings;
    private final Set<String> roles;
    private final Function<Set<String>, CompletionStage<Set<String>>> deactivated;
    /** By the callers' names. */
    private final Map<String, Open> callers = new HashMap<>();

    /** Those of one caller. */
    private record Open(Caller caller, Set<SharedKillSwitch> streams) {
        private Stream<String> subject() {
            return caller instanceof Caller.User user ? Stream.of(user.subject()) : Stream.empty();
        }
    }

    private CallerStreams(
            ActorSystem<?> system, Set<String> roles, Function<Set<String>, CompletionStage<Set<String>>> deactivated) {
        this.system = system;
        this.settings = Settings.of(system);
        this.roles = Set.copyOf(roles);
        this.deactivated = deactivated;
    }

    /**
     * Starts to check for deactivated users.
     *
     * @param roles as for {@link CallerRates}
     * @param deactivated returns which of these users, as named by their tokens, are deactivated
     */
    public static CallerStreams start(
            ActorSystem<?> system, Set<String> roles, Function<Set<String>, CompletionStage<Set<String>>> deactivated) {
        var streams = new CallerStreams(system, roles, deactivated);
        streams.lookLater();
        return streams;
    }

    @Override
    public Source<Message, NotUsed> streaming(Message request, CallContext context, Streaming next) {
        var caller = Grant.of(context).caller();
        var answers = next.call(request, context);
        if (caller instanceof Caller.DevelopmentAdministrator) {
            return answers; // on loopback only, where tests and the bench are
        }
        var name = CallerRates.name(caller, context);
        // A stream counts while it runs: if its caller leaves before that, it never counts.
        return Source.lazySource(() -> counted(caller, name, answers))
                .mapMaterializedValue(running -> NotUsed.getInstance());
    }

    private Source<Message, NotUsed> counted(Caller caller, String name, Source<Message, NotUsed> answers) {
        var end = KillSwitches.shared("stream");
        if (!begin(caller, name, end)) {
            return Source.failed(tooMany(caller, name));
        }
        return answers.via(end.<Message>flow()).watchTermination((none, over) -> {
            over.whenComplete((done, failure) -> over(name, end));
            return none;
        });
    }

    private synchronized boolean begin(Caller caller, String name, SharedKillSwitch end) {
        var open = callers.computeIfAbsent(name, first -> new Open(caller, new HashSet<>()));
        return open.streams().size() < most(caller) && open.streams().add(end);
    }

    private int most(Caller caller) {
        return CallerRates.isTrusted(caller, roles) ? settings.trusted() : settings.user();
    }

    private ApiException tooMany(Caller caller, String name) {
        return ApiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        ErrorReason.STREAM_LIMIT_EXCEEDED,
                        "You have too many streams open; end some.")
                .quota(name, "at most " + most(caller) + " streams at a time on a node")
                .build();
    }

    private synchronized void over(String name, SharedKillSwitch end) {
        var open = callers.get(name);
        if (open != null && open.streams().remove(end) && open.streams().isEmpty()) {
            callers.remove(name);
        }
    }

    private void lookLater() {
        system.scheduler().scheduleOnce(settings.checkInterval(), this::look, system.executionContext());
    }

    private void look() {
        var subjects = subjects();
        if (subjects.isEmpty()) {
            lookLater();
            return;
        }
        deactivated(subjects).whenComplete((gone, failure) -> {
            if (failure == null) {
                ofUsers(gone).forEach(stream -> stream.abort(ended()));
            } else {
                system.log().debug("Cannot check whether users of streams are deactivated: {}", failure.toString());
            }
            lookLater();
        });
    }

    /** A check that throws must not be the last one. */
    private CompletionStage<Set<String>> deactivated(Set<String> subjects) {
        try {
            return deactivated.apply(subjects);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized Set<String> subjects() {
        return callers.values().stream().flatMap(Open::subject).collect(Collectors.toSet());
    }

    private synchronized List<SharedKillSwitch> ofUsers(Set<String> subjects) {
        return callers.values().stream()
                .filter(open -> open.subject().anyMatch(subjects::contains))
                .flatMap(open -> open.streams().stream())
                .toList();
    }

    private static ApiException ended() {
        return ApiException.builder(Code.FAILED_PRECONDITION, ErrorReason.USER_DEACTIVATED, "The user is deactivated.")
                .build();
    }
}
