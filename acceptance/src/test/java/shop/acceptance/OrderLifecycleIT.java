package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of orders from outside, by JSON: what a caller sees on the happy path and on every other. */
@Tag(SharedSystem.ALSO_SECURE)
@Tag(SharedSystem.ANYWHERE)
@ExtendWith(SharedSystem.class)
class OrderLifecycleIT {
    private static final String LINE = """
            {"productId": "coffee", "quantity": 3, "unitPrice": {"currencyCode": "EUR", "units": "4", "nanos": 990000000}}""";

    private JsonClient users;
    private JsonClient orders;
    private String user;

    @BeforeEach
    void aUser(Endpoints system) {
        users = system.users();
        orders = system.orders();
        user = users.post("/v1/users", """
                        {"name": "Ada", "email": "%s"}""".formatted(Shop.newEmail()))
                .body()
                .path("id")
                .asText();
    }

    @Test
    void anOrderIsConfirmedShippedAndDelivered() {
        var placed = place(UUID.randomUUID().toString());
        var path = "/v1/orders/" + placed.path("id").asText();

        assertThat(placed.path("status").asText()).isEqualTo("ORDER_STATUS_CONFIRMED");
        assertThat(placed.path("verification").asText()).isEqualTo("VERIFICATION_USER_SERVICE");
        assertThat(placed.path("total").toString()).isEqualTo("""
                {"currencyCode":"EUR","units":"14","nanos":970000000}""");
        assertThat(post(path + ":ship", "{}").path("status").asText()).isEqualTo("ORDER_STATUS_SHIPPED");
        assertThat(post(path + ":deliver", "{}").path("status").asText()).isEqualTo("ORDER_STATUS_DELIVERED");
        assertThat(orders.get(path).body().path("revision").asInt()).isEqualTo(3);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTimeAndChangesNothing() {
        var requestId = UUID.randomUUID().toString();
        var placed = place(requestId);
        var path = "/v1/orders/" + placed.path("id").asText();
        var cancel = """
                {"requestId": "%s"}""".formatted(UUID.randomUUID());
        var cancelled = post(path + ":cancel", cancel);

        assertThat(place(requestId)).isEqualTo(placed);
        assertThat(post(path + ":cancel", cancel)).isEqualTo(cancelled);
        assertThat(orders.get(path).body()).isEqualTo(cancelled);
    }

    @Test
    void aRequestIdWithOtherContentIsRefused() {
        var requestId = UUID.randomUUID().toString();
        place(requestId);

        var answer = orders.post("/v1/orders", order(user, LINE + "," + LINE, requestId));

        assertRefused(answer, 409, "REQUEST_ID_REUSED");
    }

    @ParameterizedTest
    @CsvSource({"deliver, ORDER_STATUS", "ship, STALE_REVISION"})
    void aTransitionThatIsNotDrawnAndAStaleRevisionAreRefused(String action, String reason) {
        var path =
                "/v1/orders/" + place(UUID.randomUUID().toString()).path("id").asText();
        var body = action.equals("ship") ? "{\"revision\": 7}" : "{}";

        var answer = orders.post(path + ":" + action, body);

        assertRefused(answer, reason.equals("STALE_REVISION") ? 409 : 400, reason);
    }

    @Test
    void usersWhoCannotOrderAreRefusedAndNoOrderIsCreated() {
        users.post("/v1/users/" + user + ":deactivate", "{}");
        var deactivated = orders.post("/v1/orders", order(user, LINE, ""));
        var nobody = UUID.randomUUID().toString();
        var unknown = orders.post("/v1/orders", order(nobody, LINE, ""));

        assertRefused(deactivated, 400, "USER_DEACTIVATED");
        assertRefused(unknown, 400, "USER_NOT_FOUND");
        assertThat(list("user_id=" + user)).isEmpty();
        assertThat(list("user_id=" + nobody)).isEmpty();
    }

    @Test
    void anOrderThatDoesNotExistIsNotFound() {
        assertRefused(orders.get("/v1/orders/" + UUID.randomUUID()), 404, "ORDER_NOT_FOUND");
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        var lines = """
                {"productId": "", "quantity": 10001, "unitPrice": {"currencyCode": "XXL", "units": "-1"}}""";

        var answer = orders.post("/v1/orders", order("", lines, "no uuid"));

        assertRefused(answer, 400, "INVALID_REQUEST");
        assertThat(answer.body().toString())
                .contains("user_id", "lines[0].product_id", "lines[0].quantity", "lines[0].unit_price", "request_id");
    }

    @Test
    void pagesShowEveryOrderOfTheUserOnceNewestFirst() {
        var placed = IntStream.range(0, 7)
                .mapToObj(i -> place(UUID.randomUUID().toString()).path("id").asText())
                .toList();

        await().atMost(ClusterState.BOUND)
                .untilAsserted(() -> assertThat(list("user_id=" + user + "&page_size=3"))
                        .containsExactlyInAnyOrderElementsOf(placed));
    }

    private List<String> list(String query) {
        var ids = new ArrayList<String>();
        var token = "";
        do {
            var page =
                    orders.get("/v1/orders?" + query + "&page_token=" + token).body();
            StreamSupport.stream(page.path("orders").spliterator(), false)
                    .forEach(order -> ids.add(order.path("id").asText()));
            token = page.path("nextPageToken").asText();
        } while (!token.isEmpty());
        return ids;
    }

    private JsonNode place(String requestId) {
        return post("/v1/orders", order(user, LINE, requestId));
    }

    private static String order(String user, String lines, String requestId) {
        return """
                {"userId": "%s", "lines": [%s], "requestId": "%s"}""".formatted(user, lines, requestId);
    }

    private JsonNode post(String path, String json) {
        var answer = orders.post(path, json);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    private static void assertRefused(JsonClient.Answer answer, int status, String reason) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.body().toString()).contains("\"reason\":\"" + reason + "\"");
    }
}
