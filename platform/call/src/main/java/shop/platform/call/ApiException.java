package shop.platform.call;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shop.contract.errors.ErrorReason;

/**
 * A failure that is reported to the caller of an API, with the details of Google's error model (AIP-193): always an
 * {@code ErrorInfo}, and {@code RetryInfo} with UNAVAILABLE and RESOURCE_EXHAUSTED. It carries no stack trace, since it
 * is an answer, not a defect; a cause, if any, stays on the server.
 */
public final class ApiException extends RuntimeException {

    /** Domain of every reason. */
    public static final String DOMAIN = "shop";
    /** The default delay before a retry. */
    public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

    /** No id is longer, and an error must fit into headers. */
    private static final int MAX_ID = 100;

    /** Maximum number of wrong fields in one answer. */
    private static final int MAX_FIELDS = 20;
    /** An answer repeats part of the request, but its size must not grow with it. */
    private static final int MAX_MESSAGE = 2_000;

    private static final int MAX_DESCRIPTION = 300;

    private final Status.Code code;
    private final transient List<Message> details;
    private final boolean sharedByCalls;

    private ApiException(Builder builder) {
        super(builder.message(), builder.cause, false, false);
        this.code = builder.code;
        this.details = builder.details();
        this.sharedByCalls = builder.sharedByCalls;
    }

    /**
     * Begins a failure.
     *
     * @param code any but OK
     * @param reason for programs
     * @param message for people; reaches the caller
     */
    public static Builder builder(Status.Code code, ErrorReason reason, String message) {
        return new Builder(code, reason, message);
    }

    /**
     * Reports that an object does not exist, or that the caller may not know it: both give the same answer, so that
     * nobody can tell which.
     *
     * @param type message type of the object, e.g. {@code user.User}
     * @param id that was asked for
     * @throws IllegalArgumentException when the contract has no reason for it, e.g. {@code USER_NOT_FOUND}
     */
    public static ApiException notFound(String type, String id) {
        String noun = type.substring(type.lastIndexOf('.') + 1);
        return builder(
                        Status.Code.NOT_FOUND,
                        ErrorReason.valueOf(noun.toUpperCase(Locale.ROOT) + "_NOT_FOUND"),
                        "There is no " + noun.toLowerCase(Locale.ROOT) + " with this id.")
                .resource(type, id.length() > MAX_ID ? id.substring(0, MAX_ID) : id)
                .build();
    }

    /**
     * Reports that the object has changed since the caller saw it.
     *
     * @param type message type of the object
     * @param given revision that the caller expects
     * @param current revision that it has
     */
    public static ApiException staleRevision(String type, String id, long given, long current) {
        var message = "revision: " + given + " (expected: " + current + ", the current one)";
        return builder(Status.Code.ABORTED, ErrorReason.STALE_REVISION, message)
                .metadata("current_revision", Long.toString(current))
                .resource(type, id)
                .build();
    }

    /** Reports that the id of a repeatable request was used before, for a request with different content. */
    public static ApiException requestIdReused(String requestId) {
        var message = "request_id: " + requestId + " was used for a request with other content.";
        return builder(Status.Code.ALREADY_EXISTS, ErrorReason.REQUEST_ID_REUSED, message)
                .resource("request", requestId)
                .build();
    }

    /**
     * Reports that the state of an object does not allow the request.
     *
     * @param type message type of the object
     * @param message for people; reaches the caller
     */
    public static ApiException failedPrecondition(String type, String id, ErrorReason reason, String message) {
        return builder(Status.Code.FAILED_PRECONDITION, reason, message)
                .precondition(reason.name(), id, message)
                .resource(type, id)
                .build();
    }

    /** Returns the gRPC status code. */
    public Status.Code code() {
        return code;
    }

    /** Returns the reason for programs: the name of an {@link ErrorReason}. */
    public String reason() {
        return ((ErrorInfo) details.get(0)).getReason();
    }

    /** Returns the {@code google.rpc} details, {@code ErrorInfo} first. */
    public List<Message> details() {
        return details;
    }

    /** Returns whether this object is the answer to many calls, so that it does not name any of them. */
    public boolean isSharedByCalls() {
        return sharedByCalls;
    }

    /** Builds the answer for the caller. Not thread-safe. */
    public static final class Builder {

        private final Status.Code code;
        private final String message;
        private final ErrorInfo.Builder info;
        private final BadRequest.Builder badRequest = BadRequest.newBuilder();
        private final PreconditionFailure.Builder preconditions = PreconditionFailure.newBuilder();
        private final QuotaFailure.Builder quota = QuotaFailure.newBuilder();
        private ResourceInfo resource;
        private Duration retryDelay;
        private Throwable cause;
        private boolean sharedByCalls;
        private int fieldsLeftOut;

        private Builder(Status.Code code, ErrorReason reason, String message) {
            if (code == Status.Code.OK) {
                throw new IllegalArgumentException("code: OK (expected: an error)");
            }
            if (reason == ErrorReason.ERROR_REASON_UNSPECIFIED || reason == ErrorReason.UNRECOGNIZED) {
                throw new IllegalArgumentException("reason: " + reason + " (expected: one that says something)");
            }
            this.code = code;
            this.message = message;
            this.info = ErrorInfo.newBuilder().setReason(reason.name()).setDomain(DOMAIN);
            if (code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED) {
                retryDelay = DEFAULT_RETRY_DELAY;
            }
        }

        /** Adds a value that belongs to the reason. */
        public Builder metadata(String key, String value) {
            info.putMetadata(key, value);
            return this;
        }

        /**
         * Adds a field that is wrong; beyond {@value #MAX_FIELDS} they are only counted. The path is in the proto's notation, e.g.
         * {@code items[0].price.units}.
         */
        public Builder field(String path, String description) {
            if (badRequest.getFieldViolationsCount() == MAX_FIELDS) {
                fieldsLeftOut++;
                return this;
            }
            badRequest
                    .addFieldViolationsBuilder()
                    .setField(Excerpt.of(path, MAX_DESCRIPTION))
                    .setDescription(Excerpt.of(description, MAX_DESCRIPTION));
            return this;
        }

        /** Adds a precondition that does not hold. The type is UPPER_SNAKE_CASE. */
        public Builder precondition(String type, String subject, String description) {
            preconditions
                    .addViolationsBuilder()
                    .setType(type)
                    .setSubject(subject)
                    .setDescription(description);
            return this;
        }

        /** Adds a limit that was hit. */
        public Builder quota(String subject, String description) {
            quota.addViolationsBuilder().setSubject(subject).setDescription(description);
            return this;
        }

        /** Names what was not found, exists already or may not be accessed. The type is e.g. {@code user.User}. */
        public Builder resource(String type, String name) {
            resource = ResourceInfo.newBuilder()
                    .setResourceType(type)
                    .setResourceName(name)
                    .build();
            return this;
        }

        /** Sets the delay before a retry; the default is {@link #DEFAULT_RETRY_DELAY} if a retry makes sense. */
        public Builder retryAfter(Duration delay) {
            retryDelay = delay;
            return this;
        }

        /** States that a retry does not help. */
        public Builder withoutRetry() {
            retryDelay = null;
            return this;
        }

        /** Marks the answer as shared by many calls; only its header names the call. */
        public Builder sharedByCalls() {
            sharedByCalls = true;
            return this;
        }

        /** Keeps the cause for the server's own log. */
        public Builder cause(Throwable throwable) {
            cause = throwable;
            return this;
        }

        /** Returns the exception, to be thrown or to fail a stage with. */
        public ApiException build() {
            return new ApiException(this);
        }

        private String message() {
            String said = Excerpt.of(message, MAX_MESSAGE);
            return fieldsLeftOut == 0 ? said : said + " And " + fieldsLeftOut + " more fields are wrong.";
        }

        private List<Message> details() {
            List<Message> details = new ArrayList<>();
            details.add(info.build());
            if (badRequest.getFieldViolationsCount() > 0) {
                details.add(badRequest.build());
            }
            if (preconditions.getViolationsCount() > 0) {
                details.add(preconditions.build());
            }
            if (quota.getViolationsCount() > 0) {
                details.add(quota.build());
            }
            if (resource != null) {
                details.add(resource);
            }
            if (retryDelay != null) {
                details.add(RetryInfo.newBuilder()
                        .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                .setSeconds(retryDelay.getSeconds())
                                .setNanos(retryDelay.getNano()))
                        .build());
            }
            return List.copyOf(details);
        }
    }
}
