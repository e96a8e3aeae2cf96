package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import shop.contract.order.CreateOrderRequest;
import shop.contract.order.OrderLine;
import shop.platform.call.ApiException;

class WireLimitsTest {
    private static final CreateOrderRequest ORDER = CreateOrderRequest.getDefaultInstance();

    @Test
    void aRequestAtTheLimitsIsTaken() {
        var lines = CreateOrderRequest.newBuilder()
                .addAllLines(Collections.nCopies(
                        1_000,
                        OrderLine.newBuilder().setProductId("p").setQuantity(1).build()))
                .build();

        assertThatCode(() -> WireLimits.check(lines.toByteArray(), ORDER.getDescriptorForType()))
                .doesNotThrowAnyException();
    }

    @Test
    void oneItemMoreIsRefusedByTheNameOfItsField() {
        var lines = CreateOrderRequest.newBuilder()
                .addAllLines(Collections.nCopies(1_001, OrderLine.getDefaultInstance()))
                .build();

        refused(lines.toByteArray(), "lines: more than 1000");
    }

    @Test
    void unknownFieldsCountAndSoDoThoseOfAGroup() {
        var one = Field.newBuilder();
        for (int i = 0; i < 10_001; i++) {
            one.addVarint(1);
        }
        var unknown = UnknownFieldSet.newBuilder().addField(1_000, one.build()).build();
        var group = UnknownFieldSet.newBuilder()
                .addField(1_000, Field.newBuilder().addGroup(unknown).build())
                .build();

        refused(unknown.toByteArray(), "fields in all: more than 10000");
        refused(group.toByteArray(), "fields in all: more than 10000");
    }

    @Test
    void packedNumbersAreItems() {
        var location = Location.newBuilder();
        for (int i = 0; i < 1_001; i++) {
            location.addPath(i);
        }

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> WireLimits.check(location.build().toByteArray(), Location.getDescriptor()))
                .withMessageContaining("path: more than 1000");
    }

    @Test
    void messagesWithinMessagesHaveALimit() throws IOException {
        var value = Value.newBuilder().setBoolValue(true).build();
        for (int i = 0; i < 60; i++) {
            value = Value.newBuilder()
                    .setStructValue(Struct.newBuilder().putFields("a", value))
                    .build();
        }
        var deep = value.toByteArray();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> WireLimits.check(deep, Value.getDescriptor()))
                .withMessageContaining("more than 100");
    }

    @Test
    void whatIsMalformedIsNoMatterOfLimits() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(2, ByteString.copyFrom(new byte[] {0x7F}));
        out.flush();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WireLimits.check(bytes.toByteArray(), ORDER.getDescriptorForType()));
    }

    private static void refused(byte[] request, String message) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> WireLimits.check(request, ORDER.getDescriptorForType()))
                .withMessageContaining(message);
    }
}
