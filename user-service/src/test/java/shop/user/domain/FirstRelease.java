package shop.user.domain;

import static java.util.concurrent.TimeUnit.SECONDS;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a node of the first release does: it claims an address under its own key alone. */
public final class FirstRelease {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ActorSystem<?> system;

    public FirstRelease(ActorSystem<?> system) {
        this.system = system;
    }

    /** The id of a user who has the address. */
    public String create(String email) {
        var id = Given.userId();
        accept(ask(
                id,
                replyTo -> new UserCommand.Create(
                        new PersonalData("Someone", email), claim(id, email), Given.request(), replyTo)));
        return id;
    }

    /** Moves a user without releasing what it had. */
    public void move(String id, String email) {
        var change = new UserChange(Optional.empty(), Optional.of(email));
        accept(ask(id, replyTo -> new UserCommand.Update(change, claim(id, email), 0, Given.request(), replyTo)));
    }

    private long claim(String id, String email) {
        var standing = join(ClusterSharding.get(system)
                        .entityRefFor(EmailAddress.TYPE, EmailKey.of(email).value())
                        .<EmailAddress.Decision>ask(
                                replyTo ->
                                        new EmailAddress.Claim(id, Given.request(), replyTo, Optional.empty(), false),
                                TIMEOUT))
                .standing();
        if (!standing.userId().equals(id)) {
            throw new IllegalStateException("owner: " + standing.userId() + " (expected: " + id + ")");
        }
        return standing.epoch();
    }

    private CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, UserCommand> command) {
        return ClusterSharding.get(system).entityRefFor(User.TYPE, id).ask(command::apply, TIMEOUT);
    }

    private static void accept(CompletionStage<Reply> reply) {
        if (join(reply) instanceof Rejection rejection) {
            throw new IllegalStateException(rejection.toString());
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, SECONDS).join();
    }
}
