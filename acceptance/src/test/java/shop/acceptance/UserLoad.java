package shop.acceptance;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;

/** Creates users and reads each back, steadily, and keeps the {@link Ledger}. */
final class UserLoad extends SteadyLoad {
    private final DiscoveringClient client;
    private final String name = "Load " + UUID.randomUUID();
    private final Ledger ledger = new Ledger();

    private UserLoad(DiscoveringClient client) {
        this.client = client;
    }

    /** Begins, and returns when the first users are acknowledged. */
    static UserLoad start(DiscoveringClient client) {
        var load = new UserLoad(client);
        load.start();
        return load;
    }

    /** What the names of all its users begin with. */
    String name() {
        return name;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    int acknowledged() {
        return ledger.acknowledged().size();
    }

    @Override
    CompletableFuture<?> turn() {
        var request = CreateUserRequest.newBuilder()
                .setName(name)
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        ledger.attempted(request.getEmail());
        return client.call(Rpc.CREATE_USER, request)
                .whenComplete((user, failure) -> {
                    if (failure != null) {
                        ledger.failed("CreateUser", failure);
                    } else {
                        ledger.acknowledged(user);
                    }
                })
                .thenCompose(this::readBack)
                .exceptionally(reported -> null);
    }

    private CompletableFuture<Void> readBack(User created) {
        var request = GetUserRequest.newBuilder().setId(created.getId()).build();
        return client.call(Rpc.GET_USER, request).handle((user, failure) -> {
            if (failure != null) {
                ledger.failed("GetUser " + created.getId(), failure);
            } else if (!user.equals(created)) {
                ledger.failed("GetUser " + created.getId(), new CompletionException("another user: " + user, null));
            }
            return null;
        });
    }

    /** Begins nothing more and waits for what is under way. */
    Ledger stop() {
        finish();
        return ledger;
    }
}
