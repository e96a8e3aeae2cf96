package shop.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import shop.devstack.DevelopmentIssuer;

/** Callers with tokens, and the settings of a node that asks for them and believes them. */
public final class Callers {
    private static final Duration VALID = Duration.ofHours(1);

    private final DevelopmentIssuer issuer;

    private Callers(DevelopmentIssuer issuer) {
        this.issuer = issuer;
    }

    /** With tokens of an issuer whose key is kept in this folder. */
    public static Callers in(Path folder) {
        return new Callers(DevelopmentIssuer.in(folder));
    }

    /** For a node that lets nobody in without a token. */
    public Config settings() {
        return ConfigFactory.parseMap(Map.of(
                "shop.security.mode",
                "enforced",
                "shop.security.tokens.issuer",
                DevelopmentIssuer.ISSUER,
                "shop.security.tokens.jwks-file",
                issuer.jwks().toString()));
    }

    /** Returns the token of a caller who has these roles. */
    public String token(String subject, String... roles) {
        return issuer.token(subject, List.of(roles), VALID);
    }

    /** Makes a channel's calls those of a caller who has these roles. */
    public ClientInterceptor as(String subject, String... roles) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token(subject, roles));
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }
}
