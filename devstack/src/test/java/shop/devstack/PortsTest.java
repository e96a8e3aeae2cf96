package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aPortThatIsListenedOnIsTakenAndItsOwnerKnown() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
            assertThat(PortOwner.of(socket.getLocalPort())).contains(ProcessHandle.current());
        }
    }

    @Test
    void aPortThatIsListenedOnAtAllInterfacesIsTakenOnLoopback() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(0));

            assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
            assertThat(PortOwner.of(socket.getLocalPort())).contains(ProcessHandle.current());
        }
    }

    @Test
    void aPortWithoutAListenerIsFreeAndHasNoOwner() {
        var port = Ports.free();

        assertThat(Ports.isFree(port)).isTrue();
        assertThat(PortOwner.of(port)).isEmpty();
    }

    @Test
    void noPortIsGivenTwice() {
        var given = new HashSet<Integer>();

        for (int i = 0; i < 200; i++) {
            assertThat(given.add(Ports.free())).isTrue();
        }
    }
}
