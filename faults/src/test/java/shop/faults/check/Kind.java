package shop.faults.check;

import java.util.Optional;

/** What callers ask for. */
public enum Kind {
    CREATE_USER(Effect.ALWAYS, "CREATED"),
    UPDATE_USER(Effect.ALWAYS, "UPDATED"),
    DEACTIVATE_USER(Effect.UNLESS_SO_ALREADY, "DEACTIVATED"),
    REACTIVATE_USER(Effect.UNLESS_SO_ALREADY, "REACTIVATED"),
    GET_USER(Effect.NEVER, ""),
    CREATE_ORDER(Effect.ALWAYS, "CREATED"),
    CANCEL_ORDER(Effect.ALWAYS, "CANCELLED"),
    SHIP_ORDER(Effect.ALWAYS, "SHIPPED"),
    DELIVER_ORDER(Effect.ALWAYS, "DELIVERED"),
    GET_ORDER(Effect.NEVER, "");

    /** Whether an accepted request makes a new revision. */
    private enum Effect {
        ALWAYS,
        UNLESS_SO_ALREADY,
        NEVER
    }

    private final Effect effect;
    private final String event;

    Kind(Effect effect, String event) {
        this.effect = effect;
        this.event = event;
    }

    boolean alwaysWrites() {
        return effect == Effect.ALWAYS;
    }

    public boolean reads() {
        return effect == Effect.NEVER;
    }

    boolean creates() {
        return event.equals("CREATED");
    }

    public boolean isOfOrder() {
        return name().endsWith("ORDER");
    }

    /** Returns the event that tells of it. */
    Optional<String> event() {
        return event.isEmpty() ? Optional.empty() : Optional.of(event);
    }
}
