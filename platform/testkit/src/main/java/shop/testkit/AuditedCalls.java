package shop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Makes calls of any method, and looks for their entries in the audit by the ids that it gives them. */
public final class AuditedCalls implements AutoCloseable {
    private static final String ENTRIES = """
            select decision, outcome, rule, actor_user, actor_service, action, resource, trace_id, source_address
            from audit_entry where request_id = ?
            """;

    /**
     * A call that was made.
     *
     * @param answer null: it failed
     * @param failure null: it was answered
     */
    public record Made(String requestId, Message answer, FailedCall failure) {

        /** Returns the id of what the call was about, as its answer says. */
        public String id() {
            assertThat(failure).as("failure of the call").isNull();
            return (String) answer.getField(answer.getDescriptorForType().findFieldByName("id"));
        }
    }

    /** An entry of the audit, without what every call has. */
    public record Entry(
            String decision,
            String outcome,
            String rule,
            String user,
            String service,
            String action,
            String resource,
            String traceId,
            String source) {}

    private final String database;
    private final ManagedChannel channel;

    /** Calls of the node at this port of loopback, whose audit is in this database. */
    public AuditedCalls(String database, int port) {
        this.database = database;
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }

    /** @param token null: none */
    public Made call(MethodDescriptor method, Message request, String token) {
        return call(method, request, token, "call-" + UUID.randomUUID());
    }

    /** As {@link #call(MethodDescriptor, Message, String)}, with a certain {@code x-request-id}. */
    public Made call(MethodDescriptor method, Message request, String token, String requestId) {
        var headers = new Metadata();
        put(headers, "x-request-id", requestId);
        put(headers, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        put(headers, "x-forwarded-for", "203.0.113.9");
        if (token != null) {
            put(headers, "authorization", "Bearer " + token);
        }
        try {
            var answer = call(
                    ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    method,
                    request);
            return new Made(requestId, answer, null);
        } catch (StatusRuntimeException e) {
            return new Made(requestId, null, new FailedCall(e));
        }
    }

    private static void put(Metadata headers, String name, String value) {
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }

    /** Of a stream, the first answer. */
    private static Message call(Channel channel, MethodDescriptor method, Message request) {
        var type = method.isServerStreaming()
                ? io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING
                : io.grpc.MethodDescriptor.MethodType.UNARY;
        var descriptor = io.grpc.MethodDescriptor.<Message, Message>newBuilder()
                .setType(type)
                .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
                .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                .build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        return method.isServerStreaming()
                ? ClientCalls.blockingServerStreamingCall(channel, descriptor, options, request)
                        .next()
                : ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
    }

    /** What the audit says of this call. */
    public List<Entry> entries(Made call) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var statement = connection.prepareStatement(ENTRIES)) {
            statement.setString(1, call.requestId());
            var entries = new ArrayList<Entry>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7),
                            row.getString(8),
                            row.getString(9)));
                }
            }
            return entries;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
