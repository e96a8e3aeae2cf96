package shop.platform.openapi;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import shop.platform.grpc.OutsideProduction;

/**
 * What a node says about its API: {@code GET /openapi.json}, and {@code GET /docs}, a page to read and try it. Both are made
 * once. The page is Swagger UI from its own jar; it loads nothing from elsewhere.
 */
public final class ApiPages {
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/";
    private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final ContentType SCRIPT = MediaTypes.APPLICATION_JAVASCRIPT.toContentType(HttpCharsets.UTF_8);
    private static final ContentType STYLE = MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private ApiPages() {}

    /** The answers by path, as the settings {@code shop.grpc.openapi} and {@code shop.grpc.docs} want them. Blocks. */
    public static Map<String, HttpResponse> of(Config root, List<ServiceDescriptor> services) {
        Map<String, HttpResponse> pages = new HashMap<>();
        if (OutsideProduction.isOn(root, "shop.grpc.openapi")) {
            var document =
                    OpenApi.of(root.getString("shop.service.name"), root.getString("shop.service.version"), services);
            pages.put("/openapi.json", page(ContentTypes.APPLICATION_JSON, bytes(document.toString())));
            if (OutsideProduction.isOn(root, "shop.grpc.docs")) {
                docs(pages);
            }
        }
        return pages;
    }

    private static void docs(Map<String, HttpResponse> pages) {
        pages.put("/docs", page(ContentTypes.TEXT_HTML_UTF8, resource("shop/openapi/docs.html")));
        pages.put("/docs/docs.js", page(SCRIPT, resource("shop/openapi/docs.js")));
        pages.put("/docs/docs.css", page(STYLE, resource("shop/openapi/docs.css")));
        var swaggerUi = SWAGGER_UI + swaggerUiVersion() + "/";
        pages.put("/docs/swagger-ui.css", page(STYLE, resource(swaggerUi + "swagger-ui.css")));
        pages.put("/docs/swagger-ui-bundle.js", page(SCRIPT, resource(swaggerUi + "swagger-ui-bundle.js")));
    }

    private static HttpResponse page(ContentType type, byte[] content) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(type, content))
                .addHeader(RawHeader.create("content-security-policy", POLICY))
                .addHeader(RawHeader.create("x-content-type-options", "nosniff"))
                .addHeader(RawHeader.create("referrer-policy", "no-referrer"))
                .addHeader(RawHeader.create("cache-control", "no-cache"));
    }

    private static String swaggerUiVersion() {
        var properties = new Properties();
        try (var stream = ApiPages.class.getClassLoader().getResourceAsStream(VERSION)) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(VERSION, e);
        }
        return properties.getProperty("version");
    }

    private static byte[] resource(String name) {
        try (var stream = ApiPages.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource: " + name + " (expected: on the class path)");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
