package shop.platform.entity;

import java.util.Objects;

/**
 * The call to the API that an event comes from, as far as an audit must know it. Strings are empty when unknown. Nothing in it
 * is personal data as long as the issuer's subjects are none.
 *
 * @param callId of this call alone, made on arrival: a repetition has another one
 * @param action the method, such as {@code catalog.CatalogService/CreateItem}
 * @param user who called
 * @param service at the other end of the connection, by its certificate
 * @param rule the part of the access rule that allowed it
 * @param requestId names the call in logs and errors
 * @param traceId of the W3C trace context
 * @param sourceAddress the IP address at the other end of the connection
 */
public record CallOrigin(
        String callId,
        String action,
        String user,
        String service,
        String rule,
        String requestId,
        String traceId,
        String sourceAddress) {
    public CallOrigin {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(action, "action");
        user = Objects.requireNonNullElse(user, "");
        service = Objects.requireNonNullElse(service, "");
        rule = Objects.requireNonNullElse(rule, "");
        requestId = Objects.requireNonNullElse(requestId, "");
        traceId = Objects.requireNonNullElse(traceId, "");
        sourceAddress = Objects.requireNonNullElse(sourceAddress, "");
    }
}
