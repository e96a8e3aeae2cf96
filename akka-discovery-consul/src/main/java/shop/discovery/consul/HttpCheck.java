package shop.discovery.consul;

import java.net.URI;
import java.time.Duration;

/**
 * Consul's check of an instance: a GET to {@code url}, HTTP or HTTPS; 2xx is passing, 429 a warning, anything else
 * critical. Of an HTTPS check Consul does not verify the certificate: it asks at an address, as any client may, and tells
 * nothing in doing so.
 *
 * @param interval between two checks; the first comes at some moment within it
 * @param timeout of one check
 * @param deregisterAfter how long an instance stays critical before Consul forgets it; Consul takes no less than 1 min
 */
public record HttpCheck(URI url, Duration interval, Duration timeout, Duration deregisterAfter) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration MIN_DEREGISTER_AFTER = Duration.ofMinutes(1);

    public HttpCheck {
        requirePositive("interval", interval);
        requirePositive("timeout", timeout);
        if (deregisterAfter.compareTo(MIN_DEREGISTER_AFTER) < 0) {
            throw new IllegalArgumentException(
                    "deregisterAfter: " + deregisterAfter + " (expected: >= " + MIN_DEREGISTER_AFTER + ")");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    /** Every 10 s with 5 s to answer; forgotten after a minute in critical. */
    public static HttpCheck of(String url) {
        return new HttpCheck(URI.create(url), DEFAULT_INTERVAL, DEFAULT_TIMEOUT, MIN_DEREGISTER_AFTER);
    }

    public HttpCheck withInterval(Duration interval) {
        return new HttpCheck(url, interval, timeout, deregisterAfter);
    }

    public HttpCheck withTimeout(Duration timeout) {
        return new HttpCheck(url, interval, timeout, deregisterAfter);
    }
}
