package shop.platform.security;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.Http;
import akka.http.javadsl.HttpsConnectionContext;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reads the issuer's keys. Never blocks its caller. */
final class KeySource {

    private static final long MAX_BYTES = 256 * 1024;

    private KeySource() {}

    static Supplier<CompletionStage<String>> of(TokenSettings settings, ActorSystem<?> system) {
        var blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        if (settings.jwksUrl().isPresent()) {
            var trust = new IssuerTrust(settings.jwksAuthorities().map(Path::of));
            return () -> CompletableFuture.supplyAsync(() -> context(trust), blocking::execute)
                    .thenCompose(context -> url(settings, context, system));
        }
        if (settings.jwksFile().isPresent()) {
            Path file = Path.of(settings.jwksFile().get());
            return () -> CompletableFuture.supplyAsync(() -> read(file), blocking::execute);
        }
        return () -> CompletableFuture.completedFuture("{\"keys\":[]}");
    }

    // Follows no redirection: the keys are where the settings say.
    private static CompletionStage<String> url(
            TokenSettings settings, HttpsConnectionContext context, ActorSystem<?> system) {
        String url = settings.jwksUrl().orElseThrow();
        long timeout = settings.fetchTimeout().toMillis();
        Materializer materializer = Materializer.matFromSystem(system);
        return Http.get(system)
                .singleRequest(HttpRequest.create(url), context)
                .thenCompose(response -> body(url, response, timeout, materializer))
                .toCompletableFuture()
                .orTimeout(timeout, TimeUnit.MILLISECONDS);
    }

    private static HttpsConnectionContext context(IssuerTrust trust) {
        try {
            return trust.context();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("shop.security.tokens.jwks-ca-file: " + e.getMessage(), e);
        }
    }

    private static CompletionStage<String> body(
            String url, HttpResponse response, long timeout, Materializer materializer) {
        if (!response.status().isSuccess() || response.status().isRedirection()) {
            response.discardEntityBytes(materializer);
            throw new IllegalStateException(url + ": " + response.status() + " (expected: 200)");
        }
        return response.entity()
                .toStrict(timeout, MAX_BYTES, materializer)
                .thenApply(entity -> entity.getData().utf8String());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
