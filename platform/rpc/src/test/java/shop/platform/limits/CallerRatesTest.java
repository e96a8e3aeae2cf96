package shop.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import shop.contract.user.UserOuterClass;
import shop.platform.call.ApiException;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.RpcMethod;
import shop.platform.security.Caller;

class CallerRatesTest {
    private static final Caller ALICE = new Caller.User("alice", Set.of());
    private static final Caller BOB = new Caller.User("bob", Set.of());
    private static final Caller CLERK = new Caller.User("clerk", Set.of("support"));
    private static final Caller ORDERS = new Caller.Service("order-service");
    private static final Caller NOBODY = new Caller.Anonymous();
    private static final int MOST_CALLERS = 100;

    private final AtomicLong now = new AtomicLong();
    private final CallerRates rates = new CallerRates(
            new RateSettings(new Rate(1, 2), new Rate(10, 5), new Rate(1000, 50), MOST_CALLERS),
            Set.of("support"),
            now::get);

    @Test
    void aBurstIsLetThroughAndNoMore() {
        take(ALICE, 5);

        assertThat(refusal(ALICE).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refusal(ALICE).reason()).isEqualTo("RATE_LIMIT_EXCEEDED");
    }

    @Test
    void aRoleThatNoAccessRuleKnowsLiftsNothing() {
        var inventive = new Caller.User("mallory", Set.of("offline_access", "Support", ""));
        take(inventive, 5);

        assertThat(refusal(inventive).reason()).isEqualTo("RATE_LIMIT_EXCEEDED");
        take(CLERK, 50);
    }

    @Test
    void whoeverIsRefusedLearnsTheLimitAndWhenItIsWorthToTryAgain() {
        take(ALICE, 5);

        var details = refusal(ALICE).details();

        assertThat(details)
                .filteredOn(QuotaFailure.class::isInstance)
                .singleElement()
                .extracting(detail -> ((QuotaFailure) detail).getViolations(0).getSubject())
                .isEqualTo("user:alice");
        assertThat(details)
                .filteredOn(RetryInfo.class::isInstance)
                .singleElement()
                .extracting(detail -> ((RetryInfo) detail).getRetryDelay().getNanos())
                .isEqualTo(100_000_000);
    }

    @Test
    void afterTheTimeToldOneMoreIsLetThrough() {
        take(ALICE, 5);
        pass(Duration.ofMillis(100));

        take(ALICE, 1);

        assertThat(refusal(ALICE)).isNotNull();
    }

    @Test
    void nobodySavesUpMoreThanABurst() {
        take(ALICE, 5);
        pass(Duration.ofHours(1));

        take(ALICE, 5);

        assertThat(refusal(ALICE)).isNotNull();
    }

    @Test
    void oneCallerTakesNothingFromAnother() {
        take(ALICE, 5);
        refusal(ALICE);

        take(BOB, 5);
    }

    @Test
    void servicesAndCallersWithARoleGetMoreThanUsers() {
        take(ORDERS, 50);
        take(CLERK, 50);

        assertThat(refusal(ORDERS)).isNotNull();
        assertThat(refusal(CLERK)).isNotNull();
    }

    @Test
    void whoeverHasNoNameSharesWhatTheAddressHas() {
        take(NOBODY, 2, "192.0.2.1");

        assertThatThrownBy(() -> rates.take(NOBODY, from("192.0.2.1"))).isInstanceOf(ApiException.class);
        assertThatCode(() -> rates.take(NOBODY, from("192.0.2.2"))).doesNotThrowAnyException();
    }

    @Test
    void theAddressesOfOneNetworkOfIpVersion6AreOne() {
        take(NOBODY, 1, "2001:db8:0:1::1");
        take(NOBODY, 1, "2001:db8:0:1:ffff::2");

        assertThatThrownBy(() -> rates.take(NOBODY, from("2001:db8:0:1::3"))).isInstanceOf(ApiException.class);
        assertThatCode(() -> rates.take(NOBODY, from("2001:db8:0:2::1"))).doesNotThrowAnyException();
    }

    @Test
    void theAdministratorOfTheOpenProfileHasNoLimit() {
        take(new Caller.DevelopmentAdministrator(), 10_000);

        assertThat(rates.callers()).isZero();
    }

    @Test
    void noMoreCallersAreRememberedThanAreAllowed() {
        for (int i = 0; i < 10 * MOST_CALLERS; i++) {
            take(new Caller.User("user" + i, Set.of()), 1);
        }

        assertThat(rates.callers()).isLessThanOrEqualTo(MOST_CALLERS);
    }

    @Test
    void whoeverHasBeenQuietIsForgotten() {
        take(ALICE, 5);
        pass(Duration.ofMinutes(1));

        assertThat(rates.callers()).isZero();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void take(Caller caller, int calls) {
        take(caller, calls, "127.0.0.1");
    }

    private void take(Caller caller, int calls, String address) {
        for (int i = 0; i < calls; i++) {
            rates.take(caller, from(address));
        }
    }

    private ApiException refusal(Caller caller) {
        return catchThrowableOfType(ApiException.class, () -> rates.take(caller, from("127.0.0.1")));
    }

    private static CallContext from(String address) {
        try {
            var request = HttpRequest.create()
                    .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(address)));
            return CallContext.arriving(
                    RpcMethod.of(UserOuterClass.getDescriptor()
                            .findServiceByName("UserService")
                            .findMethodByName("GetUser")),
                    request,
                    "a-request",
                    Deadline.after(Duration.ofSeconds(10)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
