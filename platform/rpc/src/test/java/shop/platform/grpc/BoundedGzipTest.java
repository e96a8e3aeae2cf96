package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;
import shop.platform.call.ApiException;

class BoundedGzipTest {

    private final BoundedGzip codec = new BoundedGzip(1000);

    @Test
    void whatFitsIsUnpacked() {
        ByteString message = ByteString.fromArray(new byte[1000]);

        assertThat(codec.uncompress(true, codec.compress(message))).isEqualTo(message);
        assertThat(codec.uncompress(false, message)).isEqualTo(message);
    }

    @Test
    void aSmallFrameThatUnpacksToMuchIsRefused() {
        ByteString bomb = codec.compress(ByteString.fromArray(new byte[10_000_000]));

        assertThat(bomb.size()).isLessThan(20_000);
        assertThatThrownBy(() -> codec.uncompress(true, bomb))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
    }
}
