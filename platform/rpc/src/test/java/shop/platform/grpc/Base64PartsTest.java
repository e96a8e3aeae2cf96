package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64PartsTest {

    @Test
    void whereverATextIsCutIntoPartsItIsTheSame() {
        byte[] bytes = new byte[20];
        new Random(7).nextBytes(bytes);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                String text =
                        encoded(bytes, 0, first) + encoded(bytes, first, second) + encoded(bytes, second, bytes.length);

                assertThat(decoded(text)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void thePaddingOfTheLastPartMayBeAbsent() {
        assertThat(decoded("YQ")).containsExactly('a');
        assertThat(decoded("YQ==YWI")).containsExactly('a', 'a', 'b');
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "YQ=", "YQ=a", "=", "Y===", "YWI==", "YQ==Y", "Y Q=", "Y-Q=", "é===", "YWJj="})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> decoded(text));
    }

    private static String encoded(byte[] bytes, int from, int to) {
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to));
    }

    private static byte[] decoded(String text) {
        return Base64Parts.decode(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
