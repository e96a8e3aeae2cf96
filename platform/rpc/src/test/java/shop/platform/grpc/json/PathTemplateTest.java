package shop.platform.grpc.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1/users,                 /v1/users,              ''",
                "/v1/users,                 /v1/users/,             -",
                "/v1/users,                 /v1/Users,              -",
                "/v1/users,                 /v1/us%65rs,            ''",
                "/v1/users/{id},            /v1/users/7,            id=7",
                "/v1/users/{id},            /v1/users/,             -",
                "/v1/users/{id},            /v1/users/a%2Fb,        id=a/b",
                "/v1/users/{id},            /v1/users/a+b%20c,      id=a+b c",
                "/v1/users/{id},            /v1/users/%E3%81%82,    id=あ",
                "/v1/users/{id},            /v1/users/7/x,          -",
                "/v1/users/{id},            /v1/users/7:stop,       id=7:stop",
                "/v1/users/{id}:stop,       /v1/users/7:stop,       id=7",
                "/v1/users/{id}:stop,       /v1/users/:stop,        -",
                "/v1/users/{id}:stop,       /v1/users/7:go,         -",
                "/v1/users/{id}:stop,       /v1/users/7,            -",
                "/v1/users/{id}:stop,       /v1/users/a:b:stop,     id=a:b",
                "/v1/users:stop,            /v1/users:stop,         ''",
                "/v1/*/{b},                 /v1/any/7,              b=7",
                "/v1/{name=a/*/b/*},        /v1/a/1/b/2,            name=a/1/b/2",
                "/v1/{name=a/*/b/*},        /v1/a/1%2F9/b/2,        name=a/1%2F9/b/2",
                "/v1/{name=a/*/b/*},        /v1/a/1/c/2,            -",
                "/v1/{name=a/*}/c/{id},     /v1/a/1/c/2,            name=a/1;id=2",
                "/v1/{path=**},             /v1/a/b/c,              path=a/b/c",
                "/v1/{path=**},             /v1,                    path=",
                "/v1/{path=a/**},           /v1/a/b,                path=a/b",
                "/v1/{path=a/**},           /v1/b/b,                -",
                "/v1/{path=**}:stop,        /v1/a/b:stop,           path=a/b",
                "/v1/{user.id},             /v1/7,                  user.id=7"
            })
    void aPathFitsOrDoesNot(String template, String path, String expected) {
        Optional<Map<String, String>> values = PathTemplate.parse(template).match(UrlPath.of(path));

        if (expected == null) {
            assertThat(values).isEmpty();
        } else {
            assertThat(values).contains(parse(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "/",
                "/v1/",
                "/v1//a",
                "/{",
                "/{}",
                "/{a",
                "/{a=}",
                "/{a={b}}",
                "/a{b}",
                "/**/a",
                "/a:",
                "/a:b/c"
            })
    void aMalformedTemplateIsRefused(String template) {
        assertThatThrownBy(() -> PathTemplate.parse(template)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMoreSpecificTemplateComesFirst() {
        assertThat(Stream.of("/v1/{rest=**}", "/v1/{id}", "/v1/users/{id}", "/v1/users", "/v1/{id}:stop")
                        .map(PathTemplate::parse)
                        .sorted()
                        .map(PathTemplate::toString))
                .containsExactly("/v1/{id}:stop", "/v1/users/{id}", "/v1/users", "/v1/{id}", "/v1/{rest=**}");
    }

    private static Map<String, String> parse(String expected) {
        return Arrays.stream(expected.split(";"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .collect(java.util.stream.Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
