package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.user.UserOuterClass;
import shop.platform.openapi.ApiPages;

@Timeout(120)
class ApiPagesIT {
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestServer server;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString(
                "shop { profile = dev, service { name = users, version = \"1\" }, grpc { openapi = auto, docs = auto } }");
        server = TestServer.start(
                "",
                builder -> builder.pages(
                        ApiPages.of(config, UserOuterClass.getDescriptor().getServices())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theDocumentIsThereForGetAndHeadAlone() throws Exception {
        assertThat(ask("GET", "/openapi.json").body()).startsWith("{\"openapi\":\"3.1.1\"");
        assertThat(ask("HEAD", "/openapi.json").statusCode()).isEqualTo(200);
        assertThat(ask("HEAD", "/openapi.json").body()).isEmpty();
        assertThat(ask("POST", "/openapi.json").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/openapi.yaml").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndEverythingThatItNames() throws Exception {
        var page = ask("GET", "/docs");
        var loaded = LOADED.matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("data:"))
                .toList();

        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                .doesNotContain("unsafe", "http");
        assertThat(loaded).hasSizeGreaterThan(4).allMatch(name -> name.startsWith("/"));
        for (var name : loaded) {
            assertThat(ask("GET", name).statusCode()).as(name).isEqualTo(200);
        }
    }

    private static HttpResponse<String> ask(String verb, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(server.uri(path))
                        .method(verb, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
