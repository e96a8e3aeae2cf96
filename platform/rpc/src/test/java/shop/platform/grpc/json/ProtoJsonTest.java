package shop.platform.grpc.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.platform.call.ApiException;

/** The grammar of ProtoJSON, field type by field type; what is taken means the same to protobuf's own parser. */
class ProtoJsonTest {

    private static final Descriptor EVERYTHING = everything();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"int32_field\":-2147483648}",
                "{\"int32Field\":\"2147483647\"}",
                "{\"int32_field\":1e2}",
                "{\"int32_field\":\"1.50e1\"}",
                "{\"int32_field\":100.0}",
                "{\"int32_field\":-0}",
                "{\"int32_field\":0e999999999}",
                "{\"uint32_field\":4294967295}",
                "{\"int64_field\":\"-9223372036854775808\"}",
                "{\"int64_field\":9223372036854775807}",
                "{\"uint64_field\":\"18446744073709551615\"}",
                "{\"double_field\":\"NaN\"}",
                "{\"double_field\":\"-Infinity\"}",
                "{\"double_field\":\"1.5\"}",
                "{\"double_field\":-1e300}",
                "{\"float_field\":0.25}",
                "{\"bool_field\":true}",
                "{\"string_field\":\"\\uD83D\\uDE00 a\\u0000b\"}",
                "{\"string_field\":null,\"int32_field\":null,\"message_field\":null,\"repeated_field\":null,\"map_field\":null}",
                "{\"bytes_field\":\"-_8\"}",
                "{\"bytes_field\":\"+/8=\"}",
                "{\"enum_field\":\"NULL_VALUE\"}",
                "{\"enum_field\":0}",
                "{\"enum_field\":null}",
                "{\"repeated_field\":[1,\"2\"]}",
                "{\"map_field\":{\"a\":\"b\",\"\":\"c\"}}",
                "{\"message_field\":{\"string_field\":\"deep\",\"message_field\":{}}}",
                "{\"time_field\":\"2026-01-31T23:59:59.123456789+01:00\"}",
                "{\"time_field\":\"0001-01-01T00:00:00Z\"}",
                "{\"time_field\":\"9999-12-31T23:59:59.999999999Z\"}",
                "{\"struct_field\":{\"a\":[1,null,true,\"x\",{\"b\":{}}]}}",
                "{\"first_choice\":\"a\"}",
                " { } ",
                "{}"
            })
    void whatTheGrammarAllowsIsRead(String json) throws InvalidProtocolBufferException {
        var expected = DynamicMessage.newBuilder(EVERYTHING);
        JsonFormat.parser().merge(json, expected);

        assertThat(read(json)).isEqualTo(expected.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"string_field\":true}               | string_field",
                "{\"string_field\":12345}              | string_field",
                "{\"string_field\":[\"a\"]}            | string_field",
                "{\"string_field\":{}}                 | string_field",
                "{\"string_field\":\"\\uD800\"}        | string_field",
                "{\"int32_field\":2147483648}          | int32_field",
                "{\"int32_field\":-2147483649}         | int32_field",
                "{\"int32_field\":1.5}                 | int32_field",
                "{\"int32_field\":1e-1}                | int32_field",
                "{\"int32_field\":1e999999999}         | int32_field",
                "{\"int32_field\":1e-999999999}        | int32_field",
                "{\"int32_field\":1e99999999999}       | int32_field",
                "{\"int32_field\":\"\"}                | int32_field",
                "{\"int32_field\":\" 1\"}              | int32_field",
                "{\"int32_field\":\"1 \"}              | int32_field",
                "{\"int32_field\":\"+1\"}              | int32_field",
                "{\"int32_field\":\"01\"}              | int32_field",
                "{\"int32_field\":\"0x1\"}             | int32_field",
                "{\"int32_field\":\"1.\"}              | int32_field",
                "{\"int32_field\":\".5\"}              | int32_field",
                "{\"int32_field\":\"1e\"}              | int32_field",
                "{\"int32_field\":\"-\"}               | int32_field",
                "{\"int32_field\":\"１\"}               | int32_field",
                "{\"int32_field\":\"NaN\"}             | int32_field",
                "{\"int32_field\":true}                | int32_field",
                "{\"int32_field\":[1]}                 | int32_field",
                "{\"uint32_field\":-1}                 | uint32_field",
                "{\"uint32_field\":4294967296}         | uint32_field",
                "{\"int64_field\":\"9223372036854775808\"} | int64_field",
                "{\"uint64_field\":\"18446744073709551616\"} | uint64_field",
                "{\"double_field\":1e309}              | double_field",
                "{\"double_field\":\"nan\"}            | double_field",
                "{\"double_field\":\"1d\"}             | double_field",
                "{\"float_field\":1e39}                | float_field",
                "{\"bool_field\":\"true\"}             | bool_field",
                "{\"bool_field\":1}                    | bool_field",
                "{\"bytes_field\":\"*\"}               | bytes_field",
                "{\"bytes_field\":[1]}                 | bytes_field",
                "{\"enum_field\":\"0\"}                | enum_field",
                "{\"enum_field\":\"null_value\"}       | enum_field",
                "{\"enum_field\":false}                | enum_field",
                "{\"repeated_field\":1}                | repeated_field",
                "{\"repeated_field\":[1,null]}         | repeated_field[1]",
                "{\"map_field\":[]}                    | map_field",
                "{\"map_field\":{\"a\":null}}          | map_field[a]",
                "{\"map_field\":{\"a\":\"b\",\"a\":\"c\"}} | map_field[a]",
                "{\"message_field\":[]}                | message_field",
                "{\"message_field\":{\"int32_field\":\"x\"}} | message_field.int32_field",
                "{\"time_field\":\"2026-02-30T00:00:00Z\"} | time_field",
                "{\"time_field\":\"2026-01-31T24:00:00Z\"} | time_field",
                "{\"time_field\":\"2026-01-31 12:00:00Z\"} | time_field",
                "{\"time_field\":\"2026-01-31T12:00:00\"}  | time_field",
                "{\"time_field\":\"２026-01-31T12:00:00Z\"} | time_field",
                "{\"time_field\":1}                    | time_field",
                "{\"int32_field\":1,\"int32Field\":2}  | int32_field",
                "{\"int32_field\":1,\"int32_field\":1} | int32_field",
                "{\"int32_field\":null,\"int32Field\":2} | int32_field",
                "{\"first_choice\":\"a\",\"secondChoice\":\"b\"} | second_choice",
                "{\"nothing\":1}                       | nothing",
                "{\"Int32Field\":1}                    | Int32Field",
                "{} {}                                 | body",
                "{}x                                   | body",
                "{\"int32_field\":1                    | body",
                "{\"int32_field\":1,}                  | body",
                "{\"int32_field\":+1}                  | body",
                "{\"int32_field\":01}                  | body",
                "{\"int32_field\":NaN}                 | body",
                "{int32_field:1}                       | body",
                "{'int32_field':1}                     | body",
                "/* a */ {}                            | body",
                "[]                                    | body",
                "\"\"                                  | body",
                "null                                  | body"
            })
    void whatItDoesNotAllowIsRefusedByTheNameOfItsField(String json, String field) {
        assertThat(violations(json)).extracting("field").contains(field);
    }

    @Test
    void aByteOrderMarkIsRefused() {
        assertThat(violations("\uFEFF{}")).extracting("field").containsExactly("body");
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        var violations = new Violations();
        JsonBody.mergeWhole(
                new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'},
                DynamicMessage.newBuilder(EVERYTHING),
                violations);

        assertThat(violations.size()).isEqualTo(1);
    }

    @Test
    void asManyWrongFieldsAreToldAsCanBeMendedAtOnce() {
        var many = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"x").append(i).append("\":1");
        }

        assertThat(violations(many.append('}').toString())).hasSize(Violations.MOST);
    }

    @Test
    void noMoreItemsAreMadeThanARequestMayHold() {
        var items = "0,".repeat(1_000);

        assertThat(read("{\"repeated_field\":[" + items.substring(0, items.length() - 1) + "]}")
                        .getAllFields())
                .hasSize(1);
        assertThat(violations("{\"repeated_field\":[" + items + "0]}"))
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("repeated_field");
        assertThat(violations("{\"message_field\":".repeat(101) + "{}" + "}".repeat(101)))
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("body");
    }

    private static Message read(String json) {
        var message = DynamicMessage.newBuilder(EVERYTHING);
        var violations = new Violations();
        JsonBody.mergeWhole(json.getBytes(StandardCharsets.UTF_8), message, violations);
        violations.check();
        return message.build();
    }

    private static List<BadRequest.FieldViolation> violations(String json) {
        var refusal = catchThrowableOfType(ApiException.class, () -> read(json));
        assertThat(refusal).as(json).isNotNull();
        return ((BadRequest) refusal.details().get(1)).getFieldViolationsList();
    }

    private static Descriptor everything() {
        var file = FileDescriptorProto.newBuilder()
                .setName("test/everything.proto")
                .setPackage("test")
                .setSyntax("proto3")
                .addDependency(StructProto.getDescriptor().getName())
                .addDependency(TimestampProto.getDescriptor().getName());
        var type = file.addMessageTypeBuilder().setName("Everything");
        int number = 0;
        for (var scalar : List.of(
                Type.TYPE_INT32,
                Type.TYPE_UINT32,
                Type.TYPE_INT64,
                Type.TYPE_UINT64,
                Type.TYPE_DOUBLE,
                Type.TYPE_FLOAT,
                Type.TYPE_BOOL,
                Type.TYPE_STRING,
                Type.TYPE_BYTES)) {
            var name = scalar.name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT) + "_field";
            type.addField(field(name, ++number, scalar));
        }
        type.addField(field("enum_field", 20, Type.TYPE_ENUM).setTypeName(".google.protobuf.NullValue"));
        type.addField(field("message_field", 21, Type.TYPE_MESSAGE).setTypeName(".test.Everything"));
        type.addField(field("time_field", 22, Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Timestamp"));
        type.addField(field("struct_field", 23, Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Struct"));
        type.addField(field("repeated_field", 24, Type.TYPE_INT32).setLabel(Label.LABEL_REPEATED));
        type.addField(field("map_field", 25, Type.TYPE_MESSAGE)
                .setTypeName(".test.Everything.MapFieldEntry")
                .setLabel(Label.LABEL_REPEATED));
        type.addField(field("first_choice", 26, Type.TYPE_STRING).setOneofIndex(0));
        type.addField(field("second_choice", 27, Type.TYPE_STRING).setOneofIndex(0));
        type.addOneofDeclBuilder().setName("choice");
        type.addNestedTypeBuilder()
                .setName("MapFieldEntry")
                .addField(field("key", 1, Type.TYPE_STRING))
                .addField(field("value", 2, Type.TYPE_STRING))
                .getOptionsBuilder()
                .setMapEntry(true);
        try {
            return FileDescriptor.buildFrom(
                            file.build(),
                            new FileDescriptor[] {StructProto.getDescriptor(), TimestampProto.getDescriptor()})
                    .findMessageTypeByName("Everything");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }
}
