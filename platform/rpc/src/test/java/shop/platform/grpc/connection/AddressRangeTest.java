package shop.platform.grpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.3, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.2, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "fd00::/8, fd12:3::1, true",
        "fd00::/8, fe00::1, false",
        "fd00::/8, 10.0.0.1, false"
    })
    void addressesThatBeginWithTheSameBitsAreWithin(String range, String address, boolean within) {
        assertThat(AddressRange.parse(range)
                        .contains(AddressRange.address(address).orElseThrow()))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0.0/0",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0",
                "256.0.0.1",
                "::/0",
                "1:2",
                "a.b",
                "::1/129"
            })
    void whatIsNoRangeOrAllAddressesIsRejected(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    /** What callers write is never looked up as a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "_hidden",
                "example.com",
                "1.2.3.4:80",
                "[::1]",
                "0x7f000001",
                "2130706433",
                "1.2.3"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(AddressRange.address(text)).isEmpty();
    }
}
